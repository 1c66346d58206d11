"""From any number back to the printed tokens and the sources it rests on."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, lru_cache
from html import escape
from typing import Any

import pandas as pd

from cqdata import catalog, lookup
from cqdata.errors import DataError, shown
from cqdata.names import IN_SERIES, OBSERVATION_KEY, ids_in, observation_id
from cqdata.number import Number
from cqdata.quantity import format_value, plain
from cqdata.saying import said

Cells = Mapping[str, str]

PARAMETER = "parameter/"
"""Begins the id of an assumption that a notebook's reader sets."""

_WHOLE = re.compile(r"([a-z0-9_]+)\[([a-z0-9_]+)\]")

_IDS = {
    "check_id": "check",
    "derived_id": "derived",
    "target_id": "target",
    "figure_id": "figure",
}
_TABLES = {
    "check": "checks",
    "derived": "derived",
    "target": "targets",
    "figure": "figures",
    "observation": "observations",
    "indicator": "indicators",
    "basis": "bases",
}


@dataclass(frozen=True)
class Node:
    """One step of a trace.

    Attributes
    ----------
    id : str
        Id of the row, or the source.
    kind : str
        figure, observation, target, derived, check, projection, chart, table, source,
        series for all values of an indicator on a basis, number for one given in a formula, or
        unknown for an input that no table holds.
    text : str
        One line: what it is and, for a figure, the token as printed.
    children : tuple of Node
        What it rests on.
    """

    id: str
    kind: str
    text: str
    children: tuple[Node, ...] = ()

    def walk(self) -> Iterator[Node]:
        """Yield this node and all below it, in reading order."""
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(frozen=True)
class Trace:
    """The tree from a value to what was printed; shows itself as text, in a notebook as a list."""

    root: Node

    @cached_property
    def nodes(self) -> list[Node]:
        """Every node once, in reading order."""
        return list({(node.kind, node.id): node for node in self.root.walk()}.values())

    @property
    def figures(self) -> list[str]:
        """Ids of the printed figures at the bottom of the tree."""
        return [node.id for node in self.nodes if node.kind == "figure"]

    @property
    def sources(self) -> list[str]:
        """Ids of the sources at the bottom of the tree."""
        return [node.id for node in self.nodes if node.kind == "source"]

    def __str__(self) -> str:
        return "\n".join(_lines(self.root))

    __repr__ = __str__

    def _repr_html_(self) -> str:
        return f"<ul>{_html(self.root)}</ul>"


def trace(x: Any) -> Trace:
    """Return what a value rests on, down to printed tokens and sources.

    Parameters
    ----------
    x
        An id (figure, derived value, target, check, ``obs:…``, source, or ``parameter/NAME`` for
        what a reader sets; several separated by ``;``),
        a row or a frame of any table, a Projection, a Chart or a Number.

    Returns
    -------
    Trace
        With ``nodes``, ``figures``, ``sources``; printed as a tree, in a notebook a list.

    Raises
    ------
    DataError
        If nothing of it can be traced.
    """
    finder = _Finder()
    if isinstance(x, str):
        return Trace(_joined(finder.ids(x), x))
    if isinstance(x, pd.Series):
        return Trace(finder.row(x))
    if isinstance(x, pd.DataFrame):
        rows = tuple(finder.row(row) for _, row in x.iterrows())
        return Trace(_joined(rows, f"table of {len(rows)} rows"))
    if hasattr(x, "history") and hasattr(x, "method"):
        return Trace(finder.projection(x))
    if hasattr(x, "data") and hasattr(x, "source_ids"):
        return Trace(finder.chart(x))
    if isinstance(x, Number):
        return Trace(finder.number(x))
    raise DataError(
        f"cannot trace {shown(x)}: expected an id, a row or frame of a table, "
        "a Projection, a Chart or a Number"
    )


def _joined(nodes: tuple[Node, ...], text: str) -> Node:
    return nodes[0] if len(nodes) == 1 else Node(text, "table", text, nodes)


@lru_cache(maxsize=16)
def _indexed(name: str, _held: bytes) -> Mapping[str, Cells]:
    """Return the rows of a table by their ids, not to be changed: a notebook traces much."""
    key = catalog.resource(name)["schema"]["primaryKey"]
    begin = "obs:" if name == "observations" else ""
    return {begin + "/".join(row[column] for column in key): row for row in catalog.rows(name)}


class _Finder:
    """Looks ids up in the processed tables, reading each table only when needed."""

    def __init__(self) -> None:
        self._tables: dict[str, Mapping[str, Cells]] = {}
        self._open: list[str] = []

    def _table(self, name: str) -> Mapping[str, Cells]:
        if name not in self._tables:
            self._tables[name] = _indexed(name, catalog.content(name))
        return self._tables[name]

    def ids(self, text: str) -> tuple[Node, ...]:
        nodes = tuple(self.id(name) for name in ids_in(text))
        if not nodes or all(node.kind == "unknown" for node in nodes):
            known = [key for kind in _IDS.values() for key in self._table(_TABLES[kind])]
            raise lookup.unknown("id", text, known)
        return nodes

    def id(self, name: str) -> Node:
        kinds = ("observation",) if name.startswith("obs:") else _IDS.values()
        for kind in kinds:
            row = self._table(_TABLES[kind]).get(name)
            if row is not None:
                return self._node(kind, name, row)
        if name in self._table("sources"):
            return self._source(name, None)
        whole = _WHOLE.fullmatch(name)
        if whole:
            return self._series(name, *whole.groups())
        if name.startswith(PARAMETER):
            setting = name.removeprefix(PARAMETER)
            return Node(name, "parameter", f"{setting}: set by the reader in the parameters cell")
        if name.startswith("="):
            return Node(name, "number", f"{name[1:]} (given with the formula)")
        return Node(name, "unknown", name)

    def _node(self, kind: str, name: str, row: Cells) -> Node:
        if name in self._open:
            return Node(name, kind, f"{name} (see above)")
        self._open.append(name)
        children = [self.id(part) for part in ids_in(row.get("inputs", ""))]
        if kind in ("figure", "observation", "target") or not children:
            if row.get("linked_to"):
                children.append(self.id(row["linked_to"]))
            figure = self._printed_figure(kind, row)
            if figure:
                children.append(figure)
            else:
                children.append(self._source(row["source_id"], row.get("locator")))
            children += [self._source(part, None) for part in ids_in(row.get("also", ""))]
        self._open.pop()
        return Node(name, kind, self._words(kind, row), tuple(children))

    def _printed_figure(self, kind: str, row: Cells) -> Node | None:
        """Return the figure of a report that an observation is, if it is one."""
        note = row.get("note", "")
        if kind != "observation" or not note.startswith("figure "):
            return None
        return self.id(note.removeprefix("figure "))

    def _source(self, name: str, locator: Any) -> Node:
        row = self._table("sources").get(name)
        cited = f"{row['cite_zh']} / {row['cite_en']}" if row else name
        return Node(name, "source", f"{cited}, {locator}" if locator else cited)

    def _series(self, name: str, indicator: str, basis: str) -> Node:
        """Trace all values of one indicator on one basis, over all regions and years."""
        rows = [
            row
            for row in self._table("observations").values()
            if (row["indicator"], row["basis"]) == (indicator, basis)
        ]
        what = self._named("indicator", indicator)
        text = f"all {len(rows)} values of {what}, {self._named('basis', indicator, basis)}"
        sources = dict.fromkeys(row["source_id"] for row in rows)
        return Node(name, "series", text, tuple(self._source(one, None) for one in sources))

    def _words(self, kind: str, row: Cells) -> str:
        """Return a row in words; ids stand in ``Node.id``, and in a list behind the pointer."""
        if kind == "figure":
            return f"{row.get('printed')} · {row.get('indicator_zh')} · {row.get('indicator_en')}"
        what = self._named("indicator", row.get("indicator", ""))
        if kind == "observation":
            basis = self._named("basis", row["indicator"], row["basis"])
            return f"{_amount(row)} · {row['region']}{what}, {row['period']} · {basis}"
        if kind == "target":
            place = f"{row.get('region', '')}{what}"
            return f"{_amount(row)} by {row.get('target_year')} · {place}"
        if kind == "derived":
            # The source that a formula names by its id stands below it.
            formula = re.sub(r" \([a-z0-9-]+\)", "", row.get("formula", ""))
            return f"{_range(row)} · {what}, {row.get('period')} · {formula}"
        return f"{row.get('verdict')} · {row.get('sentence_en')}"

    def _named(self, what: str, *key: str) -> str:
        """Return an indicator or a basis in both languages; one that has no name stands bare."""
        row = self._table(_TABLES[what]).get("/".join(key))
        return f"{row[f'{what}_zh']} {row[f'{what}_en']}" if row else key[-1]

    def row(self, row: pd.Series) -> Node:
        ref = _text(row.get("ref"))
        named = [(kind, str(row[column])) for column, kind in _IDS.items() if column in row.index]
        if not named and not IN_SERIES.fullmatch(ref) and set(OBSERVATION_KEY) <= set(row.index):
            named = [("observation", observation_id(row))]
        if named:
            kind, name = named[0]
            # A row that no processed table has is an analyst's own.
            own = {str(column): _text(cell) for column, cell in row.items()}
            return self._node(kind, name, self._table(_TABLES[kind]).get(name, own))
        if ref:
            return _joined(self.ids(ref), ref)
        if "source_id" in row.index:
            return self._source(str(row["source_id"]), row.get("locator"))
        raise DataError(
            f"cannot trace a row with the columns {', '.join(map(str, row.index))}: "
            "expected an id, the key of an observation, ref or source_id"
        )

    def projection(self, x: Any) -> Node:
        rows = tuple(self.row(row) for _, row in x.history.iterrows())
        years = x.history["year"]
        text = f"projected from {len(rows)} values, {years.iloc[0]}–{years.iloc[-1]}"
        return Node(f"projection/{x.method}", "projection", text, rows)

    def chart(self, x: Any) -> Node:
        drawn = [ref for ref in x.data.get("ref", ()) if ref]
        children = [self.id(name) for name in ids_in(*drawn)]
        done = {node.id for child in children for node in child.walk()}
        ids = [*x.source_ids, *x.data["source_id"]] if "source_id" in x.data else x.source_ids
        children += [self._source(name, None) for name in dict.fromkeys(ids) if _new(name, done)]
        if not children:
            raise DataError(f"chart {x.name}: no row names where it comes from")
        return Node(f"chart/{x.name}", "chart", f"chart {x.name}", tuple(children))

    def number(self, x: Any) -> Node:
        if not x.ref:
            raise DataError(f"number {x.value!r} has no ref: it does not say where it comes from")
        return Node("number", "number", said(x, "en"), self.ids(x.ref))


def _new(name: Any, done: set[str]) -> bool:
    return bool(name) and not pd.isna(name) and str(name) not in done


def _text(value: Any) -> str:
    if pd.isna(value):
        return ""
    return f"{value:.12g}" if isinstance(value, float) else str(value)


def _amount(row: Cells) -> str:
    if row.get("printed"):
        return row["printed"]
    if not row.get("value"):
        return "no number stated"
    # A target has a comparison, where "about" means a level to reach.
    qualifier = row.get("qualifier") or row.get("comparison", "")
    return f"{_BEFORE.get(qualifier, '')}{_number(row['value'], row['unit'])}"


_BEFORE = {
    "more_than": ">",
    ">": ">",
    "at_least": "≥",
    ">=": "≥",
    "less_than": "<",
    "at_most": "≤",
    "nearly": "nearly ",
}


def _range(row: Cells) -> str:
    value, low, high, unit = (row.get(name, "") for name in ("value", "low", "high", "unit"))
    if low == high:
        return _number(low or value, unit)
    return f"{_number(low) or '−∞'} … {_number(high, unit) or '∞'}"


def _number(value: str, unit: str = "") -> str:
    """Return a number with its unit in words; "" for none."""
    text = plain(Fraction(value), 12) if value else ""
    return format_value(Fraction(text), unit, len(text.partition(".")[2])) if text else ""


# ------------------------------------------------------------------------------------------ shown


def _lines(node: Node, before: str = "", mark: str = "") -> Iterable[str]:
    yield f"{before}{mark}{node.text}"
    inner = before + {"": "", "├─ ": "│  ", "└─ ": "   "}[mark]
    for number, child in enumerate(node.children, start=1):
        yield from _lines(child, inner, "└─ " if number == len(node.children) else "├─ ")


def _html(node: Node) -> str:
    """Return a node and what it rests on as an item of a list; its id shows at the pointer."""
    below = f"<ul>{''.join(map(_html, node.children))}</ul>" if node.children else ""
    told = escape(f"{node.kind}: {node.id}")
    return f'<li title="{told}">{escape(node.text)}{below}</li>'
