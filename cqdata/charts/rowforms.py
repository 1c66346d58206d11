"""Ranked bars and intervals: rows to a layout.

Every number stands as text, so these drawings have no value axis. Numbers of ranked bars stand
in a column beside the names, where no line of a benchmark can be read as theirs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import pandas as pd

from cqdata.charts.contract import OPEN, Chart, each_row
from cqdata.charts.layout import Frame
from cqdata.charts.place import Box
from cqdata.charts.style import BAR, BLUE, INK, PAPER, RED, VERDICT_COLOURS
from cqdata.charts.wording import WORDS, range_text, signed

NARROW = 520.0  # points; in a narrower frame rows bring no remark
_MARKED = ("actual", "implied", "published")
TWO_COLUMNS = 17  # from so many ranked rows on they stand in two columns, if there is room


@dataclass(frozen=True)
class Mark:
    """A number in a row: a ``bar`` from zero, a ``dot``, or a ``range`` from low to high.

    Parameters
    ----------
    shape, series : str
        What is drawn, and for which series.
    value, low, high : float
        NaN where there is none; a range that is open on one side lacks that edge.
    colour, fill : str
        Of edge and inside; a number that is not final is open, filled with paper.
    status, number, unit : str
        Of the row that it stands for: its status, and how its numbers are written.
    text : str
        The number as written; "" if it stands elsewhere.
    shift : float
        How far along x, in points, the text was moved off its neighbours.
    """

    shape: str
    series: str
    value: float
    low: float
    high: float
    colour: str
    fill: str
    status: str = ""
    number: str = ""
    unit: str = ""
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

    ``text`` is the size of names and numbers, ``left`` where names begin and where the numbers
    beside them end; ``rules`` are benchmarks; ``needed`` is the height that the rows ask for at the
    usual text size.
    """

    frame: Frame
    plot: Box
    pitch: float
    low: float
    high: float
    text: float
    left: tuple[float, float]
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


def lay(chart: Chart, lang: str, frame: Frame) -> list[tuple[Box, RowLayout]]:
    """Return the layouts of a chart with their places in the frame; ranked bars may have two.

    Parameters
    ----------
    chart : Chart
        Localised, of the form bars or intervals.
    lang, frame
        Language, and size of the drawing and its texts.
    """
    series = tuple(chart.series(*_MARKED))
    rows = _rows(chart, lang)
    rules = [
        Rule(
            float(row.value),
            row.series,
            f"{name} {chart.value_text(row, lang)}".strip(),
            row.format or str(chart.format),
        )
        for row in each_row(chart.rows("benchmark"))
        if not row.category and row.value == row.value
        for name in [chart.series_name(row.series, lang)]
    ]
    span = _span([*_numbers(rows), *(rule.value for rule in rules)], zero=chart.form == "bars")
    # Where text is large beside the width, two columns would leave no room for bars.
    roomy = frame.width > 40 * frame.label
    columns = 2 if chart.form == "bars" and roomy and len(rows) >= TWO_COLUMNS else 1
    each = -(-len(rows) // columns)
    gutter = frame.label * 2
    own = frame.sized((frame.width - gutter * (columns - 1)) / columns, frame.height)
    whole = _fit(chart, own, rows, rules, span, series, each)
    parts = [tuple(rows[turn * each : (turn + 1) * each]) for turn in range(columns)]
    # Columns share the scale: the one with the smaller numbers is the narrower.
    reach = [_span([*_numbers(part), *(rule.value for rule in rules)], zero=chart.form == "bars")
             for part in parts] if columns > 1 else [span]  # fmt: skip
    room = columns * (whole.plot.x1 - whole.plot.x0) / sum(high - span[0] for _, high in reach)
    beside, out, x = own.width - whole.plot.x1 + whole.plot.x0, [], 0.0
    for part, (_, high) in zip(parts, reach, strict=True):
        wide = beside + room * (high - span[0])
        bottom = whole.plot.y1 - whole.pitch * len(part)
        plot = replace(whole.plot, x1=whole.plot.x0 + wide - beside, y0=bottom)
        layout = replace(
            whole, frame=frame.sized(wide, frame.height), rows=part, plot=plot, high=high
        )
        out.append((Box(x, 0, x + wide, frame.height), layout))
        x += wide + gutter
    return out


# --- rows ----------------------------------------------------------------------------------------


def _rows(chart: Chart, lang: str) -> list[Row]:
    """Return a row for each category, with a mark for each series that has a number of it."""
    missing, wanted = WORDS[lang]["missing"], set(chart.options.get("highlight", ()))
    categories, values = chart.categories(), list(chart.rows("actual")["value"])
    given: dict[str, list[Any]] = {category: [] for category in categories}
    for record in each_row(chart.data[chart.data["category"] != ""]):
        given[record.category].append(record)
    ranked, ranged = chart.form == "bars", chart.form == "intervals"
    # A value that is common to all rows is written once.
    common = chart.rows("published")["value"].nunique(dropna=False) == 1
    out: list[Row] = []
    for category in categories:
        own = given[category]
        name = chart.category_name(category, lang)
        strong = bool({category, name} & wanted)
        verdict = next((r.verdict for r in own if r.verdict), "")
        note = next(filter(None, (getattr(r, f"note_{lang}") for r in own)), "")
        first = {(r.series, r.kind): r for r in own[::-1] if r.kind in _MARKED}
        records = list(first.values())[::-1][: 1 if ranked else None]
        marks = [_mark(chart, lang, record, strong, verdict) for record in records]
        drawn = tuple(mark for mark in marks if mark is not None)
        number, rank = missing if ranked or ranged else "", ""
        if ranked and drawn:
            number = chart.value_text(records[0], lang, unit=strong) or missing
            if len(categories) > 4 and drawn[0].value == drawn[0].value:
                rank = str(1 + sum(other > drawn[0].value for other in values))
        if ranged:
            number = next((range_text(chart, r, lang) for r in records if r.kind == "implied"),
                          missing)  # fmt: skip
            if common and out:
                drawn = tuple(replace(mark, text="") for mark in drawn)
        note = note or ("" if drawn else missing)
        out.append(Row(category, name, drawn, strong, rank, number, verdict, note))
    return out


def _mark(chart: Chart, lang: str, record: Any, strong: bool, verdict: str) -> Mark | None:
    """Return the mark of a number; none if it says nothing where an interval or value is due."""
    kind = record.kind
    value, low, high = (float(v) for v in (record.value, record.low, record.high))
    own = (record.status, record.format or str(chart.format), chart.row_unit(record, lang))
    if kind == "implied":
        if low != low and high != high:
            return None
        middle = (low + high) / 2
        return Mark("range", record.series, middle, low, high, BLUE, BLUE, *own)
    if kind == "published":
        colour = RED if verdict == "inconsistent" else INK
        edges = (value, low, high, colour, colour)
        text = chart.value_text(record, lang)
        return Mark("dot", record.series, *edges, *own, text) if value == value else None
    colour = BLUE if strong else BAR
    inside = PAPER if record.status in OPEN else colour
    return Mark("bar", record.series, value, low, high, colour, inside, *own)


# --- places --------------------------------------------------------------------------------------


def _numbers(rows: Sequence[Row]) -> list[float]:
    drawn = [(mark.value, mark.low, mark.high) for row in rows for mark in row.marks]
    return [number for mark in drawn for number in mark if number == number]


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
    lines = 1.25 if chart.form == "bars" else 2.6 if numbered else 1.6
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
    most = frame.label * max(7.5 if chart.form == "bars" else 5.0, lines)
    pitch = min((frame.height - head) / each, most)
    text = min(frame.label, pitch / lines)
    ranks = frame.measure("00", text) + text * 0.6 if any(row.rank for row in rows) else 0.0
    names = max(frame.measure(row.name, text) for row in rows)
    numbers = max((frame.measure(row.number, text, bold=row.strong) for row in rows), default=0.0)
    left = ranks + names + text * 1.2 + (numbers + text * 0.4 if numbers else 0.0)
    noted = any(row.note for row in rows)
    judged = max(frame.measure(signed(row.verdict, frame.lang), frame.small) for row in rows)
    right = frame.width * 0.25 if noted else judged
    right += frame.label * 1.4 if right else 2.0
    low, high = span
    plot = Box(left, frame.height - head - pitch * each, frame.width - right, frame.height - head)
    layout = RowLayout(
        frame, plot, pitch, low, high, text, (ranks, left - text * 0.6), series, tuple(rows),
        tuple(rules), str(chart.format), chart.unit(frame.lang), needed,
    )  # fmt: skip
    if chart.form == "intervals":
        layout = replace(layout, rows=tuple(_inside(layout, row) for row in rows))
    return layout


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
