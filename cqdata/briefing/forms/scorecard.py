"""The progress table as rows of cells, for slide, sheet and page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cqdata.briefing.forms.bars import verdict_text
from cqdata.briefing.forms.common import spec
from cqdata.charts.contract import OPEN
from cqdata.charts.style import GREY, INK, RED, VERDICT_COLOURS
from cqdata.charts.wording import HEADINGS

if TYPE_CHECKING:
    from cqdata.charts.contract import Chart


@dataclass(frozen=True)
class Entry:
    """One cell: its text, look, and its number where it has one."""

    text: str
    colour: str = INK
    bold: bool = False
    value: float | None = None
    spec: str = ""
    unit: str = ""
    bar: bool = False
    remark: str = ""


@dataclass(frozen=True)
class Score:
    """A progress table: headings with their alignment, and rows of entries."""

    headings: tuple[str, ...]
    aligns: tuple[str, ...]
    rows: tuple[tuple[Entry, ...], ...]


def table(chart: Chart, lang: str) -> Score:
    """Return the table of a chart of form ``progress``; the first column names the row."""
    columns = list(chart.options.get("columns", ())) or chart.series()
    kinds = {
        column: next(iter(chart.data.loc[chart.data["series"] == column, "kind"]), "actual")
        for column in columns
    }
    rows = []
    for category in chart.categories():
        cells = chart.data[chart.data["category"] == category]
        remarks = [chart.say(n, lang) for n in cells[f"note_{lang}"] if n]
        entries = [Entry(chart.category_name(category, lang), remark=remarks[0] if remarks else "")]
        for column in columns:
            found = cells[cells["series"] == column]
            if found.empty:
                entries.append(Entry("–", GREY))
                continue
            row = next(found.itertuples())
            entries.append(_entry(chart, row, lang))
        # A remark that stands in an empty cell is not said twice.
        if any(entry.text == entries[0].remark for entry in entries[1:]):
            entries[0] = Entry(entries[0].text)
        rows.append(tuple(entries))
    aligns = ["l"] + ["l" if kinds[c] in ("progress", "verdict") else "r" for c in columns]
    headings = [HEADINGS[lang]["category"], *(chart.series_name(c, lang) for c in columns)]
    return Score(tuple(headings), tuple(aligns), tuple(rows))


def _entry(chart: Chart, row: Any, lang: str) -> Entry:
    if row.kind == "verdict":
        return Entry(verdict_text(row.verdict, lang), VERDICT_COLOURS[row.verdict], True)
    if row.value != row.value:
        own = getattr(row, f"note_{lang}")
        return Entry(chart.say(own, lang) if own else "–", GREY)
    text = chart.value_text(row, lang)
    if row.status in OPEN:
        text = f"○ {text}"
    target = row.kind == "target"
    return Entry(
        text,
        RED if target else INK,
        target,
        float(row.value),
        row.format or spec(chart),
        chart.row_unit(row, lang),
        row.kind == "progress",
    )
