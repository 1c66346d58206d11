"""``cqdata check``: the audit as a table on the screen or as JSON, with an exit status.

Reads text with the standard library alone: a full check costs less than importing pandas.
"""

from __future__ import annotations

import difflib
import json
import os
import re
import sys
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cqdata import catalog, cells, lookup
from cqdata.audit import CONFLICT, CONSISTENT, ONLY_IF, UNDECIDED, Book, Result, audit, audit_book
from cqdata.audit.findings import ACKNOWLEDGED, STATE_WORDS, leaves
from cqdata.errors import DataError, shortened
from cqdata.files import read_bytes
from cqdata.names import PERIODS, is_period
from cqdata.words import headings

COLUMNS = (
    "figure_id",
    "printed",
    "scope",
    "measure",
    "indicator",
    "indicator_zh",
    "indicator_en",
    "period",
    "linked_to",
    "region",
    "source_id",
    "locator",
)
"""Columns of a figures table that the audit reads; the first two are needed."""

_EXAMPLE = (
    " and, where known, measure, period, linked_to, region; a row such as "
    "2024/gdp_growth,5.7%,yoy_growth,2024,2024/gdp,重庆; or 指标, 年份, 数值 and, where known, "
    "单位, 地区; or the draft that cqdata read writes"
)
"""What a message about missing columns adds."""
_DRAFT = {"char_offset", "printed", "subject"}
"""Columns by which a draft of ``cqdata read`` is known."""
_GROWTH = re.compile("(同比)?(增速|增长率|增幅)$")
_STYLES = {
    CONFLICT: "bold red",
    ACKNOWLEDGED: "magenta",
    ONLY_IF: "yellow",
    UNDECIDED: "cyan",
    CONSISTENT: "green",
}
"""State of a check → its style on a terminal."""
_ORDER = tuple(STATE_WORDS["zh"])


@dataclass(frozen=True)
class Report:
    """An audit with the reasons under which its conflicts are acknowledged."""

    result: Result
    reasons: Mapping[str, str]
    alone: tuple[str, ...] = ()
    """Ids of figures that no check holds against another number."""
    strangers: tuple[str, ...] = ()
    """Ids of indicators that the data do not know."""

    def rows(self) -> list[dict[str, str]]:
        """Return the checks as rows, worst first, each with ``reason`` and ``state``.

        ``state`` is the verdict, or "acknowledged" for a conflict with a reason.
        """
        rows = []
        for check in self.result.checks:
            reason = self.reasons.get(check.id, "") if check.verdict == CONFLICT else ""
            row = check.row() | {"reason": reason}
            rows.append(row | {"state": ACKNOWLEDGED if reason else check.verdict})
        return sorted(rows, key=lambda row: (_ORDER.index(row["state"]), row["check_id"]))

    def open_conflicts(self) -> list[str]:
        """Return the ids of the conflicts that nobody has acknowledged."""
        return [c.id for c in self.result.conflicts() if c.id not in self.reasons]

    def stale(self) -> list[str]:
        """Return acknowledged ids that are no conflict (any more)."""
        conflicts = {c.id for c in self.result.conflicts()}
        return sorted(set(self.reasons) - conflicts)

    @property
    def status(self) -> int:
        """Exit status: 1 while a conflict is not acknowledged."""
        return 1 if self.open_conflicts() else 0


def check(path: str | os.PathLike[str] | None = None) -> Report:
    """Audit the project's figures, or a file of one's own.

    Parameters
    ----------
    path
        A CSV file with :data:`COLUMNS`, under these names or Chinese ones (指标, 年份, 数值, 单位,
        地区: ``words.csv``; then year and indicator are the id), or a draft of ``cqdata read``
        (UTF-8 or GB18030); None for the project's own tables.
        Beside ``my_figures.csv`` the files ``my_figures-relations.csv`` and
        ``my_figures-acknowledged.csv`` are read if they are there.

    Raises
    ------
    DataError
        If the file cannot be read, naming row and column.
    """
    known = tables()
    if path is None:
        acknowledged = catalog.rows("acknowledged")
        return Report(audit(**known), {row["check_id"]: row["reason"] for row in acknowledged})
    file = catalog.as_path(path, "table of figures")
    parsed = cells.table(read_bytes(file, file.name), file.name, framed=True)
    if is_draft := set(parsed[0]) >= _DRAFT:
        from cqdata.reading.edition import figures_of_draft

        rows: Sequence[Mapping[str, Any]] = figures_of_draft(file)
    else:
        rows = _under_columns(*parsed, file.name)
        _columns(rows, file.name)
    own = _beside(file, "relations")
    # Which basis a city speaks on holds for any report of it.
    named = {row.get("relation_id") for row in own}
    general = [
        r for r in known["relations"] if r["kind"] == "history" and r["relation_id"] not in named
    ]
    known |= {"figures": rows, "targets": None, "relations": [*own, *general]}
    units = None if is_draft else catalog.form("figures", "unit")
    book = Book(**known, region="", name=file.name, units=units)
    reasons = _beside(file, "acknowledged")
    for n, row in enumerate(reasons):
        if row["check_id"] in (other["check_id"] for other in reasons[:n]):
            raise row.wrong("check_id", "each check once")
    placed = [figure for figure in book.figures.values() if figure.region in book.regions]
    # A growth is of its level's indicator, and need not name one.
    loose = (one.indicator for one in placed if one.linked_to not in book.figures)
    strangers = {one.removesuffix("_growth") for one in loose}
    strangers -= book.indicators.keys()
    result = audit_book(book, history=False)
    compared = (check for check in result.checks if check.kind != "single")
    held = {one.id for check in compared for one in leaves(check.inputs)}
    return Report(
        result,
        {row["check_id"]: row["reason"] for row in reasons},
        tuple(name for name in book.figures if name not in held),
        tuple(sorted(strangers)),
    )


def main(path: str | None = None, fmt: str = "table", everything: bool = False) -> int:
    """Print an audit and return its exit status.

    Parameters
    ----------
    path
        See :func:`check`.
    fmt
        "table" for people, "json" for machines.
    everything
        Whether the table also lists the consistent checks, which it else only counts; JSON always
        has all of them.

    Returns
    -------
    int
        0, or 1 while a conflict is not acknowledged.

    Raises
    ------
    DataError
        If the file cannot be read or the format is unknown.
    """
    if fmt not in ("table", "json"):
        raise DataError(f"format {fmt!r}; expected table or json")
    report = check(path)
    if hasattr(sys.stdout, "reconfigure"):
        # A console that lacks a character shows a substitute instead of stopping.
        sys.stdout.reconfigure(errors="replace")
    if fmt == "json":
        print(to_json(report))
    elif sys.stdout.isatty():
        from rich.console import Console

        console = Console()
        for line, state in _lines(report, everything):
            console.print(line, style=_STYLES.get(state), markup=False, highlight=False)
    else:
        print(to_text(report, everything))
    return report.status


def to_json(report: Report) -> str:
    """Return the audit as JSON: summary, checks, derived."""
    rows = report.rows()
    return json.dumps(
        {
            "summary": dict(Counter(row["state"] for row in rows)),
            "status": report.status,
            "stale_acknowledgements": report.stale(),
            "figures_in_no_check": list(report.alone),
            "unknown_indicators": list(report.strangers),
            "checks": rows,
            "derived": [one.row() for one in report.result.derived],
        },
        ensure_ascii=False,
        indent=1,
    )


def to_text(report: Report, everything: bool = False) -> str:
    """Return the audit as plain text, one paragraph a check, worst first, then the summary.

    Consistent checks are listed only with ``everything``.
    """
    return "\n".join(line for line, _ in _lines(report, everything))


def _lines(report: Report, everything: bool) -> Iterator[tuple[str, str]]:
    """Yield the lines of an audit, each with the state of the check that begins with it, or ""."""
    for row in report.rows():
        if everything or row["state"] != CONSISTENT:
            yield f"[{_both(row['state'])}] {row['check_id']}", row["state"]
            yield f"  {row['sentence_en']}", ""
            yield f"  {row['sentence_zh']}", ""
            if row["reason"]:
                yield f"  explained 已说明: {row['reason']}", ""
    for line in ("", *summary(report, everything)):
        yield line, ""


def _both(state: str) -> str:
    """Return a state in both languages."""
    return f"{STATE_WORDS['en'][state]} {STATE_WORDS['zh'][state]}"


def summary(report: Report, everything: bool = False) -> list[str]:
    """Return the closing lines: how many checks came to which verdict, and what was not listed."""
    counts = Counter(row["state"] for row in report.rows())
    parts = [f"{counts[state]} {_both(state)}" for state in _ORDER if counts[state]]
    lines = [f"checks 核对 ({sum(counts.values())}): " + ", ".join(parts)]
    if counts[CONSISTENT] and not everything:
        lines.append("The consistent ones are listed with --all. 相符的核对用 --all 列出。")
    if report.alone:
        named = shortened(", ".join(report.alone), 300)
        lines.append(
            f"figures held against no other number: {len(report.alone)} ({named}); the columns "
            "region (重庆) and indicator (an id of indicators.csv) tell what they are, linked_to "
            "of which level a growth is. "
            f"{len(report.alone)}项数据未与其他数字核对：可在region列注明地区（如重庆），"
            "在indicator列注明指标（indicators.csv中的代号），在linked_to列注明增速所属的数。"
        )
    if report.strangers:
        named = shortened(", ".join(report.strangers), 300)
        lines.append(f"indicators that the data do not know 数据中没有的指标: {named}")
    for check_id in report.stale():
        lines.append(f"explained, but no conflict any more 已说明但已无不符: {check_id}")
    if report.status:
        lines.append(
            "Conflicts stand. Mend the figures, or add the check with a reason to the "
            "acknowledged table. 存在不符：请更正数据，或在 acknowledged 表中说明原因。"
        )
    return lines


# ------------------------------------------------------------------------------------- reading


def tables() -> dict[str, Any]:
    """Return the project's own tables as rows of text, named like the parameters of ``audit``."""
    names = ("figures", "observations", "targets", "indicators", "bases", "regions", "relations")
    return {name: catalog.rows(name) for name in names}


def _under_columns(
    head: list[str], lines: list[tuple[int, list[str]]], file: str
) -> list[cells.Row]:
    """Return the rows of a table that is headed in either language.

    Where an id is not given, it is made of year, indicator and region: these may then be written as
    people do (2024年, 重庆市, an indicator by its name), and a number may have its unit beside it.
    """
    given, names = head, headings("zh", "en")
    head = [names.get(one, one) for one in head]
    if twice := [one for one in head if one and head.count(one) > 1]:
        raise DataError(f"{file}, header: two headings mean {twice[0]}; expected one")
    heads = dict(zip(head, given, strict=True))
    if "figure_id" in head or not {*_NAMED} <= {*head}:
        return _rows((head, lines), file, COLUMNS[:2], _EXAMPLE, heads)
    heads["figure_id"] = heads["indicator"]
    made = _rows((head, lines), file, _NAMED, heads=heads)
    for cell in made:
        cell["period"] = unicodedata.normalize("NFKC", cell["period"]).removesuffix("年")
        if not is_period(cell["period"]):
            raise cell.wrong("period", PERIODS)
        name = cell["indicator"]
        for stem, kind in ((name, ""), (_GROWTH.sub("", name), "_growth")):
            with suppress(DataError):  # what has no such name is told with the result
                cell["indicator"] = lookup.indicator(stem) + kind
                break
        if cell.get("region"):
            with suppress(DataError):
                cell["region"] = lookup.region(cell["region"])
        unit = cell.get("unit", "")
        if re.search("[0-9０-９万亿]$", cell["printed"]):
            cell["printed"] += unit
        elif not cell["printed"].endswith(unit):
            raise cell.wrong("printed", f"a number alone, or one in {unit}")
        cell["figure_id"] = _id_of(cell, cell["indicator"])
    known = {cell["figure_id"] for cell in made}
    for cell in made:
        cell |= {column: cell.get(column, "") for column in ("measure", "linked_to")}
        level = _id_of(cell, cell["indicator"].removesuffix("_growth"))
        if level in known - {cell["figure_id"]} and not cell["linked_to"]:
            cell |= {"linked_to": level, "measure": cell["measure"] or "yoy_growth"}
    return made


_NAMED = ("indicator", "period", "printed")
"""Columns that a table needs in which no figure has an id."""


def _id_of(cell: Mapping[str, str], indicator: str) -> str:
    return "/".join(filter(None, (cell["period"], indicator, cell.get("region", ""))))


def _rows(
    parsed: tuple[list[str], list[tuple[int, list[str]]]],
    file: str,
    needed: Sequence[str],
    example: str = "",
    heads: Mapping[str, str] | None = None,
) -> list[cells.Row]:
    """Return the rows of a CSV file by column, with their lines; none may lack what is needed."""
    for column in needed:
        if column not in parsed[0]:
            raise DataError(
                f"{file}, header: no column {column}; found "
                f"{shortened(', '.join(map((heads or {}).get, parsed[0], parsed[0])))}, "
                f"expected {', '.join(needed)}{example}"
            )
    rows = cells.placed(*parsed, file, heads)
    for row in rows:
        for column in needed:
            if not row[column] or cells.hidden(row[column], lines=True):
                raise row.wrong(column, "something, in one line")
    return rows


_BESIDE = {
    "relations": ("relation_id", "kind", "left", "right"),
    "acknowledged": ("check_id", "reason"),
}
"""Tables that may lie beside a table of figures, with what no row may lack."""


def _beside(path: Path, what: str) -> list[cells.Row]:
    for name in (f"{path.stem}-{what}.csv", f"{what}.csv" if path.stem == "figures" else ""):
        if name and os.path.lexists(path.parent / name):
            parsed = cells.table(read_bytes(path.parent / name, name), name)
            return _rows(parsed, name, _BESIDE[what])
    return []


def _columns(rows: Sequence[Mapping[str, Any]], name: str) -> None:
    if not rows:
        raise DataError(f"{name}: no rows; expected one row a figure")
    known = {*COLUMNS, *catalog.columns("figures"), *catalog.columns("raw-figures")}
    for column in rows[0]:
        if column not in known:
            near = difflib.get_close_matches(column, COLUMNS, 1)
            hint = f"; did you mean {near[0]}?" if near else f"; columns: {', '.join(COLUMNS)}"
            raise DataError(f"{name}, header: unknown column {column!r}{hint}")
