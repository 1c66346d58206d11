"""Ranked bars, growth beside what is required, and intervals: rows to a layout.

Every number stands as text, so these drawings have no value axis. Numbers of ranked bars stand
in a column beside the names, where no line of a benchmark can be read as theirs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import pandas as pd

from cqdata.charts.contract import OPEN, Chart
from cqdata.charts.layout import Frame
from cqdata.charts.place import Box
from cqdata.charts.style import BAR, BLUE, INK, NEEDED, PAPER, RED, VERDICT_COLOURS
from cqdata.charts.wording import VERDICT_WORDS, WORDS

NARROW = 520.0  # points; in a narrower frame rows bring no remark
TWO_COLUMNS = 17  # from so many ranked rows on they stand in two columns, if there is room


@dataclass(frozen=True)
class Mark:
    """A number in a row: a ``bar`` from zero, a ``dot``, or a ``range`` from low to high.

    Parameters
    ----------
    shape, series, kind : str
        What is drawn, and for which series.
    value, low, high : float
        NaN where there is none; a range that is open on one side lacks that edge.
    colour, fill : str
        Of edge and inside; a number that is not final is open, filled with paper.
    text : str
        The number as written; "" if it stands elsewhere.
    shift : float
        How far along x, in points, the text was moved off its neighbours.
    """

    shape: str
    series: str
    kind: str
    value: float
    low: float
    high: float
    colour: str
    fill: str
    text: str = ""
    shift: float = 0.0

    @property
    def open_(self) -> bool:
        """Whether the number is not final."""
        return self.fill == PAPER


@dataclass(frozen=True)
class Row:
    """A named row with its marks, its number or rank beside the name, and words at its right."""

    category: str
    name: str
    marks: tuple[Mark, ...]
    strong: bool = False
    rank: str = ""
    number: str = ""
    verdict: str = ""
    note: str = ""

    @property
    def verdict_colour(self) -> str:
        """Colour of the verdict."""
        return VERDICT_COLOURS[self.verdict]


class Rule(NamedTuple):
    """A benchmark: its value, series, text, and the format of its number."""

    value: float
    series: str
    text: str
    number: str


@dataclass(frozen=True)
class RowLayout:
    """Rows from top to bottom; ``plot`` is what the marks span, in points from the lower left.

    ``text`` is the size of names and numbers; ``rules`` are benchmarks;
    ``needed`` is the height that the rows ask for at the usual text size.
    """

    frame: Frame
    plot: Box
    pitch: float
    low: float
    high: float
    text: float
    series: tuple[str, ...]
    rows: tuple[Row, ...]
    rules: tuple[Rule, ...] = ()
    number: str = ""
    unit: str = ""
    needed: float = 0.0

    def px(self, value: float) -> float:
        """Return the place of a value."""
        share = (value - self.low) / (self.high - self.low)
        return self.plot.x0 + share * (self.plot.x1 - self.plot.x0)

    def middle(self, row: int) -> float:
        """Return the height of a row's middle."""
        return self.plot.y1 - (row + 0.5) * self.pitch

    @property
    def left(self) -> tuple[float, float]:
        """Left ends of the column of names, and right end of the column of numbers."""
        ranks = any(row.rank for row in self.rows)
        wide = self.frame.measure("00", self.text) + self.text * 0.6 if ranks else 0.0
        return wide, self.plot.x0 - self.text * 0.6


def lay(chart: Chart, lang: str, frame: Frame) -> list[tuple[Box, RowLayout]]:
    """Return the layouts of a chart with their places in the frame; ranked bars may have two.

    Parameters
    ----------
    chart : Chart
        Localised, of the form bars, required or intervals.
    lang, frame
        Language, and size of the drawing and its texts.
    """
    maker = {"bars": _bar, "required": _growth, "intervals": _interval}
    series = tuple(chart.series("actual", "required", "implied", "published"))
    rows = [
        _row(chart, lang, category, maker[chart.form](chart, lang, category))
        for category in chart.categories()
    ]
    if chart.form == "bars":
        rows = _ranked(chart, lang, rows)
    if chart.form == "intervals":
        rows = _ranged(chart, lang, rows)
    numbers = [
        v for row in rows for mark in row.marks for v in (mark.value, mark.low, mark.high) if v == v
    ]
    rules = [
        Rule(
            float(row.value),
            row.series,
            f"{name} {chart.value_text(row, lang)}".strip(),
            row.format or str(chart.format),
        )
        for row in chart.rows("benchmark").itertuples()
        if not row.category and row.value == row.value
        for name in [chart.series_name(row.series, lang)]
    ]
    span = _span(numbers + [rule.value for rule in rules], zero=chart.form in ("bars", "required"))
    # Where text is large beside the width, two columns would leave no room for bars.
    roomy = frame.width > 40 * frame.label
    columns = 2 if chart.form == "bars" and roomy and len(rows) >= TWO_COLUMNS else 1
    each = -(-len(rows) // columns)
    gutter = frame.label * 2
    wide = (frame.width - gutter * (columns - 1)) / columns
    own = frame.sized(wide, frame.height)
    whole = _fit(chart, own, rows, rules, span, series, each)
    out = []
    for turn in range(columns):
        part = replace(whole, rows=tuple(rows[turn * each : (turn + 1) * each]))
        plot = replace(whole.plot, y0=whole.plot.y1 - whole.pitch * len(part.rows))
        x = turn * (wide + gutter)
        out.append((Box(x, 0, x + wide, frame.height), replace(part, plot=plot)))
    return out


# --- rows ----------------------------------------------------------------------------------------


def _row(chart: Chart, lang: str, category: str, marks: list[Mark]) -> Row:
    columns = (chart.data[name].tolist() for name in ("category", f"note_{lang}", "verdict"))
    said = [rest for one, *rest in zip(*columns, strict=True) if one == category]
    notes = [note for note, _ in said if note]
    verdicts = [verdict for _, verdict in said if verdict]
    name = chart.category_name(category, lang)
    wanted = chart.options.get("highlight", ())
    return Row(
        category,
        name,
        tuple(marks),
        strong=bool({category, name} & set(wanted)),
        verdict=verdicts[0] if verdicts else "",
        note=notes[0] if notes else "" if marks else WORDS[lang]["missing"],
    )


def _mark(shape: str, record: Any, colour: str, fill: str = "", **more: Any) -> Mark:
    inside = PAPER if record.status in OPEN else fill or colour
    value, low, high = (float(v) for v in (record.value, record.low, record.high))
    return Mark(shape, record.series, record.kind, value, low, high, colour, inside, **more)


def _bar(chart: Chart, lang: str, category: str) -> list[Mark]:
    return [_mark("bar", r, BAR) for r in chart.records("actual").get(category, [])[:1]]


def _ranked(chart: Chart, lang: str, rows: list[Row]) -> list[Row]:
    """Return the rows with their ranks and numbers; the subject's bar is blue."""
    values = [row.marks[0].value for row in rows if row.marks]
    out = []
    for row in rows:
        number, rank, marks = "", "", row.marks
        if marks:
            (bar,) = marks
            if row.strong:
                marks = (replace(bar, colour=BLUE, fill=PAPER if bar.open_ else BLUE),)
            (record,) = chart.records("actual").get(row.category, [])[:1]
            number = chart.value_text(record, lang, unit=row.strong)
            if len(rows) > 4 and bar.value == bar.value:
                rank = str(1 + sum(other > bar.value for other in values))
        out.append(replace(row, marks=marks, rank=rank, number=number or WORDS[lang]["missing"]))
    return out


def _growth(chart: Chart, lang: str, category: str) -> list[Mark]:
    out = []
    for record in chart.records("actual", "required").get(category, []):
        needed = record.kind == "required"
        text = chart.value_text(record, lang) or WORDS[lang]["missing"]
        colour, fill = (RED, NEEDED) if needed else (BLUE, "")
        out.append(_mark("bar", record, colour, fill, text=text))
    return out


def _interval(chart: Chart, lang: str, category: str) -> list[Mark]:
    out = []
    verdicts = set(chart.data.loc[chart.data["category"] == category, "verdict"])
    for record in chart.records("implied").get(category, []):
        if record.low == record.low or record.high == record.high:
            edges = (float(record.low), float(record.high))
            middle = sum(edges) / 2
            out.append(Mark("range", record.series, record.kind, middle, *edges, BLUE, BLUE))
    for record in chart.records("published").get(category, []):
        if record.value == record.value:
            colour = RED if "inconsistent" in verdicts else INK
            text = chart.value_text(record, lang)
            one = _mark("dot", record, colour, text=text)
            out.append(replace(one, fill=colour))
    return out


def _ranged(chart: Chart, lang: str, rows: list[Row]) -> list[Row]:
    """Return the rows with their ranges as words; a value common to all is written once."""
    common = len(set(chart.rows("published")["value"])) == 1
    out = []
    for turn, row in enumerate(rows):
        records = chart.records("implied").get(row.category, [])
        number = range_text(chart, records[0], lang) if records else WORDS[lang]["missing"]
        marks = row.marks
        if common and turn:
            marks = tuple(replace(mark, text="") for mark in marks)
        out.append(replace(row, number=number, marks=marks))
    return out


def range_text(chart: Chart, record: Any, lang: str) -> str:
    """Return an interval as written: both edges, or the one that it has."""
    low = chart.value_text(record, lang, column="low", unit=False)
    high = chart.value_text(record, lang, column="high")
    if record.low == record.high:
        return high
    if not low:
        return f"< {high}"
    if not high:
        return f"> {low}{chart.row_unit(record, lang)}"
    return WORDS[lang]["range"].format(low=low, high=high)


# --- places --------------------------------------------------------------------------------------


def _span(numbers: Sequence[float], *, zero: bool) -> tuple[float, float]:
    low, high = min(numbers, default=0.0), max(numbers, default=0.0)
    if zero:
        low, high = min(low, 0.0), max(high, 0.0)
        return (low, high) if high > low else (0.0, 1.0)
    air = (high - low) * 0.05 or abs(high) * 0.05 or 1.0
    return round(low - air, 6), round(high + air, 6)


def _fit(
    chart: Chart,
    frame: Frame,
    rows: list[Row],
    rules: list[Rule],
    span: tuple[float, float],
    series: tuple[str, ...],
    each: int,
) -> RowLayout:
    """Return the layout of all rows as if in one column of `each` rows."""
    numbered = any(mark.shape == "dot" and mark.text for row in rows[1:] for mark in row.marks)
    head = frame.label * 1.6 if rules or chart.form == "intervals" else 0.0
    lines = {"bars": 1.25, "required": 2.6, "intervals": 2.6 if numbered else 1.6}[chart.form]
    narrow = frame.width < NARROW
    room = frame.width * (0.5 if narrow and chart.form == "bars" else 0.33)
    rows[:] = [replace(row, name=frame.broken(row.name, frame.label, room)) for row in rows]
    if narrow:
        rows[:] = [replace(row, note="") if row.marks else row for row in rows]
    if narrow and chart.form == "intervals":  # the range stands below the name
        rows[:] = [replace(row, name=f"{row.name}\n{row.number}", number="") for row in rows]
    named = max(row.name.count("\n") + 1 for row in rows)
    lines = max(lines, named * 1.25 + (0.6 if named > 1 else 0.0))  # rows of lines keep apart
    needed = frame.label * lines * each + head
    most = frame.label * max({"bars": 7.5, "required": 10.0, "intervals": 5.0}[chart.form], lines)
    pitch = min((frame.height - head) / each, most)
    text = min(frame.label, pitch / lines)
    ranks = frame.measure("00", text) + text * 0.6 if any(row.rank for row in rows) else 0.0
    names = max(frame.measure(row.name, text) for row in rows)
    numbers = max((frame.measure(row.number, text, bold=row.strong) for row in rows), default=0.0)
    left = ranks + names + text * 1.2 + (numbers + text * 0.4 if numbers else 0.0)
    noted = any(row.note for row in rows)
    judged = max(frame.measure(VERDICT_WORDS[frame.lang][row.verdict], frame.small) for row in rows)
    right = frame.width * 0.25 if noted else judged + frame.small * 2.5 if judged else 0.0
    right += frame.label * 1.4 if right else 2.0
    low, high = span
    plot = Box(left, frame.height - head - pitch * each, frame.width - right, frame.height - head)
    layout = RowLayout(
        frame, plot, pitch, low, high, text, series, tuple(rows), tuple(rules), str(chart.format),
        chart.unit(frame.lang), needed,
    )  # fmt: skip
    if chart.form == "required":
        layout = _beside(layout)
    if chart.form == "intervals":
        layout = replace(layout, rows=tuple(_inside(layout, row) for row in rows))
    return layout


def _beside(layout: RowLayout) -> RowLayout:
    """Widen the axis so that the numbers behind the bars stay within the plot."""
    frame = layout.frame
    marks = [mark for row in layout.rows for mark in row.marks]
    widest = max(frame.measure(mark.text, layout.text) for mark in marks) + layout.text
    share = min(widest / (layout.plot.x1 - layout.plot.x0), 0.42)
    air = share if layout.low < 0 else 0.0
    span = (layout.high - layout.low) / (1 - share - air)
    return replace(layout, low=layout.low - air * span, high=layout.high + share * span)


def _inside(layout: RowLayout, row: Row) -> Row:
    """Return a row whose numbers above dots stay within the plot."""
    marks = []
    for mark in row.marks:
        half = layout.frame.measure(mark.text, layout.text) / 2
        low, high = layout.plot.x0 + half, layout.plot.x1 - half
        x = layout.px(mark.value)
        marks.append(replace(mark, shift=min(max(x, low), high) - x))
    return replace(row, marks=tuple(marks))


def marks_of(rows: Sequence[Row], series: str) -> list[Mark | None]:
    """Return a series' mark in each row."""
    return [next((mark for mark in row.marks if mark.series == series), None) for row in rows]


def ends(layout: RowLayout, mark: Mark) -> tuple[float, float]:
    """Return where on the axis a mark begins and ends.

    An edge that a range lacks is the axis' end; a dot begins and ends at its value.
    """
    if mark.shape == "dot":
        return mark.value, mark.value
    low = layout.low if pd.isna(mark.low) else mark.low
    high = layout.high if pd.isna(mark.high) else mark.high
    least = (layout.high - layout.low) * 0.004  # a narrower one could not be seen
    if high - low < least:
        low, high = (low + high - least) / 2, (low + high + least) / 2
    return low, high
