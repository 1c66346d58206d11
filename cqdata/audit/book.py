"""Rows of the tables as objects that the rules can ask: figures, observations, relations."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Container, Iterable, Mapping
from copy import copy
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, lru_cache
from typing import Any

from cqdata import cells
from cqdata.audit.words import Pair, moment
from cqdata.errors import DataError, Faults
from cqdata.names import EVIDENCE, PERIODS, is_figure, is_period, newest_year, observation_id
from cqdata.quantity import Quantity, QuantityError, is_counted, parse, restore

CHANGES = ("yoy_growth", "change_pp")
MEASURES = (
    *("level", "cumulative", "count", "structural", "new_in_year", "rank", "share"),
    *CHANGES,
    *("progress", "ratio", "other", ""),
)
_MANY = 999
# Kind of relation → how many operands the left has and the right, each at least and at most.
_OPERANDS = {
    "stock": ((1, 1), (1, 1)),
    "sum": ((1, 1), (1, _MANY)),
    "at_most": ((1, _MANY), (1, _MANY)),
    "quotient": ((1, 1), (2, 2)),
    "share": ((1, 1), (1, 2)),
    "per_unit": ((1, 1), (1, 1)),
    "history": ((1, 1), (1, _MANY)),
    "cumulative": ((1, 1), (1, 1)),
    "cagr": ((1, 1), (2, 2)),
}
# Where no figure can stand.
_SERIES = {("history", "left"), ("history", "right"), ("cumulative", "right")}
_A_SERIES = "a series as gdp[census4]"
Row = Mapping[str, Any]


def records(table: Any, name: str) -> list[cells.Row]:
    """Return a table (a DataFrame, rows as mappings, or None) as rows of text, missing as "".

    Rows that know their file and line keep them; others are called by the name of the table.
    """
    if hasattr(table, "columns"):
        table = cells.records(table.astype(object).where(table.notna(), ""))
    return [
        row
        if isinstance(row, cells.Row)
        else cells.Row({column: _text(cell) for column, cell in row.items()}, name, line)
        for line, row in enumerate(table or (), 2)
    ]


def _text(value: Any) -> str:
    if value is None or value != value:
        return ""
    # repr is the shortest decimal that reads back, so a printed decimal survives a float.
    return repr(value).removesuffix(".0") if isinstance(value, float) else str(value)


@dataclass(frozen=True, eq=False)
class Figure:
    """One printed figure."""

    id: str
    q: Quantity
    measure: str
    indicator: str
    name: Pair
    period: str
    linked_to: str
    region: str
    source_id: str
    locator: str

    @property
    def is_level(self) -> bool:
        return self.measure not in CHANGES

    @property
    def title(self) -> Pair:
        """What it is called as one side of a relation."""
        return self.name


@dataclass(frozen=True, eq=False)
class Observation:
    """One published value; its quantity is made when it is asked for, its names by the book."""

    row: Row
    book: Book

    @property
    def id(self) -> str:
        return observation_id(self.row)

    @cached_property
    def q(self) -> Quantity:
        r = self.row
        try:
            return restore(
                r.get("value", ""),
                r.get("low", ""),
                r.get("high", ""),
                r.get("unit", ""),
                r.get("qualifier") or "exact",
                r.get("status") == "estimate",
                key=self.id,
            )
        except QuantityError as problem:
            raise DataError(f"observations, {self.id}: {problem}") from None

    @property
    def name(self) -> Pair:
        return self.book.called(self.row["indicator"])

    @property
    def title(self) -> Pair:
        """Its name with its period, as one side of a relation."""
        (en, zh), period = self.name, self.row["period"]
        return f"{en}, {moment(period, 'en')}", f"{zh}（{moment(period, 'zh')}）"

    @property
    def basis_name(self) -> Pair:
        return self.book.basis(self.row["indicator"], self.row["basis"])

    @property
    def place_name(self) -> Pair:
        return self.book.place(self.row["region"])

    @property
    def derived(self) -> bool:
        return self.row.get("status") == "derived"

    @property
    def doubtful(self) -> bool:
        return self.row.get("flag", "") in ("doubtful", "undated", "not_comparable")

    @property
    def order(self) -> tuple[bool, bool, int, str]:
        # Where one number stands in several sources, the strongest evidence is compared first.
        evidence = self.row.get("evidence", "")
        grade = EVIDENCE.index(evidence) if evidence in EVIDENCE else len(EVIDENCE)
        return self.derived, self.doubtful, grade, self.row.get("vintage", "")

    def __getattr__(self, name: str) -> str:
        try:
            return self.row[name]
        except KeyError:
            raise AttributeError(name) from None


@dataclass(frozen=True)
class Relation:
    """One declared relation between figures."""

    id: str
    kind: str
    left: tuple[str, ...]
    right: tuple[str, ...]
    low: str = ""
    high: str = ""
    unit: str = ""
    note: Pair = ("", "")

    @property
    def figures(self) -> list[str]:
        """Ids of the figures (or derived values) of the table that take part."""
        return [text for text in (*self.left, *self.right) if is_figure(text)]


_SPEC = re.compile(r"(?P<indicator>\w+)(\[(?P<basis>\w+)\])?(@(?P<year>[^#]+))?(#(?P<region>.+))?")


@dataclass(frozen=True)
class Spec:
    """Which observations an operand means; an empty part is left open."""

    indicator: str
    basis: str = ""
    year: str = ""
    region: str = ""


def spec(text: str) -> Spec:
    """Read an operand of the form ``indicator[basis]@year#region``."""
    match = _SPEC.fullmatch(text)
    assert match, text
    return Spec(**{part: found or "" for part, found in match.groupdict().items()})


class Book:
    """All tables of one audit, indexed.

    Parameters
    ----------
    figures, observations, targets, relations, indicators, bases, regions
        Tables as :func:`records` takes them; all but the first may be left out.
    region
        Region of figures that name none; "" compares them with no history.
    name
        What errors call the figures table.
    units
        Units that its figures may have, any if none are given.
    """

    def __init__(
        self,
        figures: Any,
        observations: Any = None,
        targets: Any = None,
        relations: Any = None,
        indicators: Any = None,
        bases: Any = None,
        regions: Any = None,
        region: str = "重庆",
        name: str = "figures",
        units: re.Pattern[str] | None = None,
    ) -> None:
        self.indicators: dict[str, Row] = {
            row["indicator"]: row for row in records(indicators, "indicators")
        }
        self._bases: dict[tuple[str, str], Row] = {
            (row["indicator"], row["basis"]): row for row in records(bases, "bases")
        }
        self.regions = {"重庆": "Chongqing", "全国": "China"}
        self.regions |= {
            row["region"]: row.get("region_en", "") for row in records(regions, "regions")
        }
        self._name, self._known = name, (region, units, self.indicators)
        self._take(figures)
        self.by_year: dict[tuple[str, str, str], list[Observation]] = defaultdict(list)
        self.by_indicator: dict[str, list[Observation]] = defaultdict(list)
        for row in records(observations, "observations"):
            # A value without any width (derived elsewhere, or only named) proves nothing.
            if row.get("low") or row.get("high"):
                o, indicator = Observation(row, self), row["indicator"]
                self.by_year[indicator, row["period"], row["region"]].append(o)
                self.by_indicator[indicator].append(o)
        self.targets = records(targets, "targets")
        self.relations = relations_of(records(relations, "relations"), self._bases)
        self._history = {
            one.left[0]: [spec(text) for text in one.right]
            for one in self.relations
            if one.kind == "history"
        }

    def _take(self, figures: Any) -> None:
        self.figures = _figures(records(figures, self._name), *self._known)
        self.by_level: dict[tuple[str, str, str], Figure] = {}
        self.changes: dict[str, list[Figure]] = defaultdict(list)
        for f in self.figures.values():
            if f.is_level:
                self.by_level[f.indicator, f.period, f.region] = f
            elif f.linked_to:
                self.changes[f.linked_to].append(f)

    def with_figures(self, figures: Any) -> Book:
        """Return a book of other figures that shares the history of this one."""
        other = copy(self)
        other._take(figures)
        return other

    def called(self, indicator: str) -> Pair:
        """Return an indicator's name in English and Chinese, its id where it has none."""
        row = self.indicators.get(indicator, {})
        return row.get("indicator_en") or indicator, row.get("indicator_zh") or indicator

    def basis(self, indicator: str, basis: str) -> Pair:
        """Return a basis's name in English and Chinese, its id where it has none."""
        row = self._bases.get((indicator, basis), {})
        return row.get("basis_en") or basis, row.get("basis_zh") or basis

    def place(self, region: str) -> Pair:
        """Return a region's name in English, Chinese if none is known, and in Chinese."""
        return self.regions.get(region) or region, region

    def declared(self, indicator: str) -> list[Spec]:
        """Return the series that a relation says an indicator is to be compared with."""
        return self._history.get(indicator, [])

    def published(
        self, indicator: str, year: str, region: str, bases: Container[str] = ()
    ) -> dict[str, list[Observation]]:
        """Return the published values of a year by basis, the strongest evidence first.

        Estimates stated ahead of the statistics are no published values and stay out, as do
        values that the data set derived itself where a reported one stands beside them.
        """
        found: dict[str, list[Observation]] = defaultdict(list)
        for o in self.by_year.get((indicator, year, region), ()):
            if o.basis != "report_estimate" and (not bases or o.basis in bases):
                found[o.basis].append(o)
        for rows in found.values():
            rows.sort(key=lambda o: o.order)
            if not rows[0].derived:
                rows[:] = [o for o in rows if not o.derived]
        return found

    def one(self, where: Spec, year: str = "", region: str = "") -> Observation | None:
        """Return the best observation of a spec, open parts filled in; None if there is none."""
        bases = (where.basis,) if where.basis else ()
        found = self.published(where.indicator, where.year or year, where.region or region, bases)
        return min((rows[0] for rows in found.values()), key=lambda o: o.order, default=None)

    def years(self, where: Spec) -> list[tuple[str, str]]:
        """Return the (year, region) pairs for which a spec has an observation."""
        pairs = {
            (o.period, o.region)
            for o in self.by_indicator.get(where.indicator, ())
            if where.basis in ("", o.basis)
            and where.year in ("", o.period)
            and o.region == (where.region or "重庆")
            and year_before(o.period)
        }
        return sorted(pairs)

    def compared(self, indicator: str, year: str, region: str) -> dict[str, Observation]:
        """Return the best observation of a year by basis, of the declared bases if there are any.

        What a report's levels are held against.
        """
        bases = {s.basis for s in self.declared(indicator)}
        return {b: rows[0] for b, rows in self.published(indicator, year, region, bases).items()}

    def growth_of(self, level: Figure, measure: str) -> Figure | None:
        """Return the growth or change that is linked to a level, None if there is none."""
        return next((f for f in self.changes.get(level.id, ()) if f.measure == measure), None)


_NUMBER = re.compile(r"[+-]?[0-9]{1,18}(?:\.[0-9]{1,18})?")


def relations_of(
    rows: Iterable[cells.Row],
    bases: Collection[tuple[str, str]] = (),
    figures: Container[str] | None = None,
) -> list[Relation]:
    """Read the rows of the relations table.

    Parameters
    ----------
    rows
        Of the table of relations.
    bases
        Indicator and basis of all series that there are; without any no series is looked up.
    figures
        Ids of all figures that there are; without them no figure is looked up.

    Raises
    ------
    DataError
        Naming every row whose id is empty or stands twice, whose kind is unknown, of which a side
        has too few or too many operands, or one that is none or names no series, or a limit is no
        number.
    """
    series = {(indicator, basis) for indicator, one in bases for basis in (one, "")}
    found: dict[str, Relation] = {}
    faults = Faults()
    for row in rows:
        with faults.noted():
            one = _relation(row, series)
            if not one.id or one.id in found:
                raise row.wrong("relation_id", "a name of its own for each row", one.id)
            for name in one.figures:
                there = figures is None or name in figures or name.startswith("implied/")
                if not there:
                    raise row.wrong("left" if name in one.left else "right", "a figure_id", name)
            found[one.id] = one
    faults.end()
    return list(found.values())


def _relation(row: cells.Row, series: Collection[tuple[str, str]]) -> Relation:
    kind, low, high = (row.get(column, "") for column in ("kind", "low", "high"))
    if kind not in _OPERANDS:
        raise row.wrong("kind", f"one of {', '.join(_OPERANDS)}", kind)
    cells_of = {side: row.get(side, "") for side in ("left", "right")}
    sides = {side: tuple(cell.split(";")) if cell else () for side, cell in cells_of.items()}
    for (side, operands), (least, most) in zip(sides.items(), _OPERANDS[kind], strict=True):
        if not least <= len(operands) <= most:
            some = f"{least}" if least == most else f"{least} or more" if most > 9 else "1 or 2"
            raise row.wrong(side, f"{some} of a {kind}, with ; between them", row.get(side, ""))
        for operand in operands:
            if operand[:1] != "=" and (*sides["left"], *sides["right"]).count(operand) > 1:
                raise row.wrong(side, "each operand once", operand)
            if expected := _misread(operand, (kind, side) in _SERIES, series):
                raise row.wrong(side, expected, operand)
    for name, limit in (("low", low), ("high", high)):
        if limit and not _NUMBER.fullmatch(limit):
            raise row.wrong(name, "a number", limit)
    if low and high and Fraction(low) > Fraction(high):
        raise row.wrong("low", f"at most the high end, {high}", low)
    if kind == "sum" and low and not low.isdecimal():
        raise row.wrong("low", "a number of parts", low)
    id, unit = row.get("relation_id", ""), row.get("unit", "")
    if unit not in ("", "CNY_1e4"):
        raise row.wrong("unit", "CNY_1e4 (万元), or nothing", unit)
    note = row.get("note_en", ""), row.get("note_zh", "")
    return Relation(id, kind, sides["left"], sides["right"], low, high, unit, note)


def _misread(operand: str, of_series: bool, series: Collection[tuple[str, str]]) -> str:
    """Return what is expected in place of an operand, "" if it is one."""
    if operand.startswith("="):
        return "" if _NUMBER.fullmatch(operand[1:]) else "a plain number behind ="
    if is_figure(operand):
        return _A_SERIES if of_series else ""
    if not _SPEC.fullmatch(operand):
        return "a figure_id, indicator[basis]@year#region or =number"
    named = spec(operand)
    if named.year and not is_period(named.year):
        return f"{PERIODS} behind @"
    return _A_SERIES if series and (named.indicator, named.basis) not in series else ""


UNLISTED = (
    "a number with a unit that data/datapackage.json lists (亿元, %, 个百分点, 倍, 人, 家, 个, "
    "项 …), not {!r}"
)
"""What is expected where a number has another unit."""

# A book of other figures (with_figures) mostly holds the same tokens.
_parsed = lru_cache(maxsize=4096)(parse)


def _figures(rows: Iterable[cells.Row], *known: Any) -> dict[str, Figure]:
    figures: dict[str, Figure] = {}
    faults = Faults()
    for row in rows:
        with faults.noted():
            one = _figure(row, *known)
            if one.id in figures:
                raise row.wrong("figure_id", "each name once")
            figures[one.id] = one
    faults.end()
    return figures


_ID = re.compile(r"[^/;=][^/;]*(?:/[^/;]+)*")


def _figure(
    row: cells.Row, region: str, units: re.Pattern[str] | None, indicators: Mapping[str, Row]
) -> Figure:
    cell = defaultdict(str, row)
    figure_id, measure, printed, period = (
        cell[column] for column in ("figure_id", "measure", "printed", "period")
    )
    edition = figure_id.partition("/")[0]
    if not _ID.fullmatch(figure_id):
        raise row.wrong("figure_id", "a name of its own such as 2024/gdp, without ;", figure_id)
    if edition.isdecimal() and not (is_period(edition) and edition <= str(newest_year())):
        raise row.wrong("figure_id", f"a report on a year up to {newest_year()}")
    if measure not in MEASURES:
        raise row.wrong("measure", f"one of {', '.join(MEASURES[:-1])}", measure)
    # A processed figure that its report expects says so in another column.
    expected = cell["status"] == "estimate" and "预计" not in printed
    try:
        q = _parsed(printed, cell["scope"] or ("预计" if expected else ""))
    except QuantityError as problem:
        raise row.wrong("printed", f"one number with its unit ({problem})", printed) from None
    if units and q.unit and not units.fullmatch(q.unit):
        raise row.wrong("printed", UNLISTED.format(q.unit))
    if period and not is_period(period):
        raise row.wrong("period", PERIODS)
    signed = printed.strip()[:1] in ("-", "－", "−")
    below = signed if not measure else measure not in (*CHANGES, "other")
    counted = is_counted(q.unit) or q.unit in ("person_year", "times")
    if q.value is not None and q.value < 0 and counted and below:
        raise row.wrong("printed", "a count or ratio of zero or more")
    name = (cell["linked_to"] or figure_id).split("/", 1)[-1]
    indicator = cell["indicator"] or name
    # A table of one's own may name the indicator by its id alone.
    named = row if cell["indicator_en"] or cell["indicator_zh"] else indicators.get(indicator, {})
    en, zh = named.get("indicator_en", ""), named.get("indicator_zh", "")
    ratio = measure == "ratio" or indicators.get(indicator, {}).get("kind") == "ratio"
    if ratio or zh.startswith(("每", "人均")):
        q = q.measured()
    return Figure(
        figure_id,
        q.named(figure_id),
        measure,
        indicator,
        (en or zh or name, zh or en or name),
        period or edition,
        cell["linked_to"],
        cell["region"] or region,
        cell["source_id"],
        cell["locator"],
    )


def year_before(period: str) -> str:
    """Return the year before a year, "" for any other period."""
    return str(int(period) - 1) if re.fullmatch(r"\d{4}", period) else ""


def month_of(period: str) -> int | None:
    """Return a period's end as a count of months, None where it is not a point in time."""
    match = re.fullmatch(r"(\d{4})(?:-(\d\d)|H([12])|Q([1-4]))?", period)
    if not match:
        return None
    year, month, half, quarter = match.groups()
    end = int(month) if month else 6 * int(half) if half else 3 * int(quarter) if quarter else 12
    return int(year) * 12 + end
