"""A layout of rows as native charts: bars over categories; dots and ranges as a scatter.

Ranks, numbers beside names, benchmarks and the places of ranges are formulas over the data, so that
they follow a changed number.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from cqdata.briefing.grid import Cell, Column, Grid, cells, number_format, text_formula
from cqdata.briefing.native import (
    Axis,
    Group,
    Label,
    Mark,
    NativeChart,
    Series,
    Stroke,
    inner,
)
from cqdata.charts import rowforms as rf
from cqdata.charts.place import Box
from cqdata.charts.style import BLUE, INK, PAPER
from cqdata.charts.wording import HEADINGS, STATUS_WORDS, VERDICT_WORDS, WORDS, signed
from cqdata.charts.words import word

if TYPE_CHECKING:
    from cqdata.charts.contract import Chart
    from cqdata.charts.layout import Frame


def panels(chart: Chart, lang: str, frame: Frame) -> list[tuple[Box, NativeChart]]:
    """Return the native charts of a chart of rows and their places in the frame."""
    placed = rf.lay(chart, lang, frame)
    order = [row for _, layout in placed for row in layout.rows]
    scattered = chart.form == "intervals"
    grid = _Grid(chart, lang, placed[0][1], order).grid
    out = []
    start = 0
    for box, layout in placed:
        part = (start, start + len(layout.rows))
        start = part[1]
        top = frame.height - layout.plot.y1
        plot = Box(layout.plot.x0, top, layout.plot.x1, frame.height - layout.plot.y0)
        own = frame.sized(box.x1 - box.x0, plot.y1 + 4)
        made = _scatter(layout, grid) if scattered else _bars(layout, grid, own)
        native = NativeChart(
            grid=grid,
            inner=inner(plot, own),
            text=layout.text,
            lang=lang,
            part=part if len(placed) > 1 else None,
            **made,
        )
        out.append((Box(box.x0, 0, box.x1, own.height), native))
    return out


# --- cells ---------------------------------------------------------------------------------------


class _Grid:
    """The grid behind the charts: data first, then what follows from them."""

    def __init__(
        self, chart: Chart, lang: str, layout: rf.RowLayout, rows: Sequence[rf.Row]
    ) -> None:
        self.chart, self.lang, self.layout, self.rows = chart, lang, layout, rows
        names = tuple(row.name.replace("\n", WORDS[lang]["joint"]) for row in rows)
        self.data = [Column("name", HEADINGS[lang]["category"], names)]
        self.helpers: list[Column] = []
        for n, series in enumerate(layout.series):
            self._series(n, series)
        self._judged()
        self._benchmarks()
        if chart.form == "bars":
            self._labels([self._ranked(row) for row in rows])
        if chart.form == "intervals":
            self._places()
        self.grid = Grid((*self.data, *self.helpers))

    def _column(self, key: str, heading: str, marks: Sequence[rf.Mark | None], of: str) -> None:
        specs = (mark.number if mark else str(self.chart.format) for mark in marks)
        values = cells([getattr(mark, of) if mark else None for mark in marks])
        self.data.append(Column(key, heading, values, numbers=tuple(map(number_format, specs))))

    def _series(self, n: int, series: str) -> None:
        marks = rf.marks_of(self.rows, series)
        name = self.chart.series_name(series, self.lang)
        ranged = any(mark is not None and mark.shape == "range" for mark in marks)
        if not ranged:
            self._column(f"value{n}", name, marks, "value")
        if any(mark is not None and mark.open_ for mark in marks):
            words = [STATUS_WORDS[self.lang][mark.status] if mark and mark.open_ else None
                     for mark in marks]  # fmt: skip
            self.data.append(
                Column(f"status{n}", word("status", self.lang, name=name), tuple(words))
            )
        if any(mark and (mark.low == mark.low or mark.high == mark.high) for mark in marks):
            for side in ("low", "high"):
                self._column(f"{side}{n}", word(side, self.lang, band=name), marks, side)

    def _judged(self) -> None:
        verdicts = tuple(VERDICT_WORDS[self.lang][row.verdict] or None for row in self.rows)
        for key, values in (
            ("verdict", verdicts),
            ("remark", tuple(row.note or None for row in self.rows)),
        ):
            if any(values):
                self.data.append(Column(key, word(key, self.lang), values, "@"))

    def _benchmarks(self) -> None:
        for n, (value, series, _, spec) in enumerate(self.layout.rules):
            number = number_format(spec)
            name = self.chart.series_name(series, self.lang)
            count = len(self.rows)
            formula = ("", *[f"{{mark{n}#0}}"] * (count - 1))
            self.data.append(Column(f"mark{n}", name, (value,) * count, number, formula))

    def _labels(self, formulas: Sequence[str]) -> None:
        """Add the words left of the marks: rank, name, and number or range."""
        names = self.data[0].values
        words = [
            (row.rank, str(name), row.number) for row, name in zip(self.rows, names, strict=True)
        ]
        texts = tuple("  ".join(filter(None, said)) for said in words)
        heading = word("ranked", self.lang)
        self.helpers.append(Column("label", heading, texts, "@", tuple(formulas)))

    def _ranked(self, row: rf.Row) -> str:
        """Return the formula of the words left of a bar."""
        first = 'RANK({value0},{value0:})&"  "&' if any(row.rank for row in self.rows) else ""
        unit = self.layout.unit if row.strong else ""
        number = _written("value0", number_format(self.layout.number), unit)
        lacking = f'{{name}}&"  {WORDS[self.lang]["missing"]}"'
        return f'IF(ISNUMBER({{value0}}),{first}{{name}}&"  "&{number},{lacking})'

    def _ranged(self, n: int, mark: rf.Mark | None) -> str:
        """Return the formula of the words left of a range, "" where it lacks an edge."""
        if mark is None or mark.low != mark.low or mark.high != mark.high:
            return ""
        to, code = WORDS[self.lang]["range"].format(low="", high=""), number_format(mark.number)
        low, high = _written(f"low{n}", code, ""), _written(f"high{n}", code, mark.unit)
        return f'{{name}}&"  "&{low}&"{to}"&{high}'

    def _aid(self, key: str, heading: str, values: Sequence[Cell], formula: str = "") -> None:
        self.helpers.append(Column(key, heading, tuple(values), "0.0000", formula, aid=True))

    def _places(self) -> None:
        """Add heights of the rows, places of the marks, and the texts at them."""
        lang, count = self.lang, len(self.rows)
        self._aid("left", word("names", lang), [self.layout.low] * count)
        self._aid("names", HEADINGS[lang]["category"], [float(count - n) for n in range(count)])
        for n, series in enumerate(self.layout.series):
            name = self.chart.series_name(series, lang)
            marks = rf.marks_of(self.rows, series)
            place = [mark.value if mark else None for mark in marks]
            if any(mark is not None and mark.shape == "range" for mark in marks):
                self._range(n, name, marks)
                continue
            formula = f"{{value{n}}}+0"
            self._aid(f"place{n}", word("position", lang, name=name), place, formula)
            self._aid(f"y{n}", name, [float(count - i) if m else None for i, m in enumerate(marks)])
            formulas = tuple(_said(n, mark) if mark and mark.text else "" for mark in marks)
            texts = tuple((mark.text or None) if mark else None for mark in marks)
            heading = word("text", lang, name=name)
            self.helpers.append(Column(f"text{n}", heading, texts, "@", formulas, aid=True))
        beside = tuple(self._beside(row) or None for row in self.rows)
        if any(beside):
            self._aid("right", word("place", lang), [self.layout.high] * count)
            heading = word("text", lang, name=word("verdict", lang))
            self.helpers.append(Column("beside", heading, beside, "@", aid=True))

    def _beside(self, row: rf.Row) -> str:
        """Return the words right of a row: its verdict with the sign, and its remark in lines."""
        frame = self.layout.frame
        room = frame.width - self.layout.plot.x1 - frame.label * 1.4
        lines = [signed(row.verdict, self.lang)] if row.verdict else []
        lines += [frame.broken(row.note, frame.small, room)] if row.note else []
        return "\n".join(lines)

    def _range(self, n: int, name: str, marks: Sequence[rf.Mark | None]) -> None:
        """Add the ends of ranges, and a line that runs in each row from one to the other.

        An edge that a range lacks is the axis' end.
        """
        count, axis = len(self.rows), {"low": self.layout.low, "high": self.layout.high}
        ends = [rf.ends(self.layout, mark) if mark else (None, None) for mark in marks]
        for at, (key, side) in enumerate((("from", "low"), ("to", "high"))):
            place = f"IF(ISNUMBER({{{side}{n}}}),{{{side}{n}}},{axis[side]!r})"
            self._aid(f"{key}{n}", f"{name} {word(key, self.lang)}", [e[at] for e in ends], place)
        heights = [float(count - i) if marks[i] else None for i in range(count)]
        xs = [x for end in ends for x in (*end, None)]
        formulas = [one for i in range(count) for one in (f"{{from{n}#{i}}}", f"{{to{n}#{i}}}", "")]
        self.helpers.append(
            Column(f"range{n}_x", f"{name} x", tuple(xs), "0.0000", tuple(formulas), aid=True)
        )
        self._aid(f"range{n}", name, [y for height in heights for y in (height, height, None)])
        self._labels([self._ranged(n, mark) for mark in marks])


def _written(key: str, code: str, unit: str) -> str:
    """Return the formula of a column's number as text."""
    tail = '&"' + unit.replace('"', "”") + '"' if unit else ""
    return text_formula(f"{{{key}}}", code) + tail


def _said(n: int, mark: rf.Mark) -> str:
    """Return the formula of a number as written, with its unit where it carries one."""
    shown = mark.unit if mark.text.endswith(mark.unit) else ""
    return _written(f"value{n}", number_format(mark.number), shown)


# --- bars ----------------------------------------------------------------------------------------


def _bars(layout: rf.RowLayout, grid: Grid, own: Frame) -> dict[str, Any]:
    """Return groups, axis and categories of bars."""
    series = [_bar_series(n, rf.marks_of(layout.rows, one)) for n, one in enumerate(layout.series)]
    for n, (_, _, text, spec) in enumerate(layout.rules):
        half = layout.frame.measure(text, layout.frame.label) / 2
        dy = -(layout.pitch / 2 + layout.frame.label * 0.8) / own.height
        number = number_format(spec, layout.unit)
        label = Label(0, "both", "inEnd", INK, layout.frame.label, number=number,
                      dx=(half + 2) / own.width, dy=dy, separator=" ")  # fmt: skip
        series.append(Series(f"mark{n}", trend=Stroke(INK, 1.25, "dash"), labels=(label,)))
    step = (layout.high - layout.low) / 4
    axis = Axis(layout.low, layout.high, step, grid["value0"].number, shown=False, grid=False)
    return {
        "groups": (Group("bar", tuple(series)),),
        "value": axis,
        "category": "label",
    }


def _bar_series(n: int, marks: Sequence[rf.Mark | None]) -> Series:
    first = next(mark for mark in marks if mark is not None)
    usual = next((m for m in marks if m and not m.open_ and m.colour != BLUE), first)
    fills = []
    for i, mark in enumerate(marks):
        if mark is None or mark.value != mark.value:
            continue
        if (mark.fill, mark.colour) != (usual.fill, usual.colour):
            fills.append((i, mark.fill, Stroke(mark.colour, 1.4) if mark.open_ else None))
    return Series(
        f"value{n}",
        stroke=Stroke(usual.colour, 1.3) if usual.open_ else None,
        fill=usual.fill,
        fills=tuple(fills),
    )


# --- dots and ranges -----------------------------------------------------------------------------


def _scatter(layout: rf.RowLayout, grid: Grid) -> dict[str, Any]:
    """Return groups and axes of ranges and points, each row at a height of its own."""
    count = len(layout.rows)
    names = tuple(
        Label(n, "cell", "l", BLUE if row.strong else INK, layout.text, text="label")
        for n, row in enumerate(layout.rows)
    )
    series = []
    for n, one in enumerate(layout.series):
        marks = rf.marks_of(layout.rows, one)
        if f"range{n}" in grid:
            series.append(Series(f"range{n}", x=f"range{n}_x", stroke=Stroke(BLUE, 9.0)))
        elif any(marks):
            series.append(_dots(layout, n, marks))
    series.append(Series("names", x="left", labels=names))
    if "beside" in grid:
        dx = layout.frame.label / layout.frame.width
        verdicts = tuple(
            Label(
                n, "cell", "r", row.verdict_colour, layout.frame.small, True, dx=dx, text="beside"
            )
            for n, row in enumerate(layout.rows)
            if row.verdict or row.note
        )
        series.append(Series("names", x="right", labels=verdicts))
    return {
        "groups": (Group("scatter", tuple(series)),),
        "value": Axis(0.5, count + 0.5, 1.0, "0", shown=False, grid=True),
        "across": Axis(layout.low, layout.high, layout.high - layout.low, shown=False, grid=False),
    }


def _dots(layout: rf.RowLayout, n: int, marks: Sequence[rf.Mark | None]) -> Series:
    known = [(i, mark) for i, mark in enumerate(marks) if mark is not None]
    first = known[0][1]
    labels = tuple(
        Label(
            i, "cell", "t", mark.colour, layout.text, text=f"text{n}",
            dx=mark.shift / layout.frame.width,
        )
        for i, mark in known
        if mark.text
    )  # fmt: skip
    symbol, size = "diamond", 11
    usual = Mark(symbol, size, first.colour, Stroke(PAPER, 1.0))
    marked = tuple(
        (i, replace(usual, fill=mark.colour)) for i, mark in known if mark.colour != first.colour
    )
    return Series(f"y{n}", x=f"place{n}", mark=usual, marks=marked, labels=labels)
