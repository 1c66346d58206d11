"""Lying bars: ranked categories with a benchmark, and actual beside required growth.

The benchmark is a bar without fill in every row, of which the trend line is drawn: a straight line
across the rows that follows the benchmark's cell, and that every office program draws.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cqdata.briefing import look
from cqdata.briefing.forms.common import spec
from cqdata.briefing.forms.rows import besides, name_lines, remark
from cqdata.briefing.grid import Cell, Column, Grid, number_format
from cqdata.briefing.native import (
    Axis,
    Group,
    Inner,
    Label,
    NativeChart,
    Plan,
    Series,
    Stroke,
    Texts,
    Whisker,
)
from cqdata.briefing.wording import word
from cqdata.charts.contract import OPEN, number_text
from cqdata.charts.layout import Frame
from cqdata.charts.place import Box
from cqdata.charts.style import ACTUAL_BARS, BLUE, INK, NEEDED, PALETTE, PAPER, RED
from cqdata.charts.wording import HEADINGS, STATUS_WORDS, VERDICT_WORDS

if TYPE_CHECKING:
    import pandas as pd

    from cqdata.charts.contract import Chart

ONE_CHART = 16  # more rows than this stand in two charts
_TICK = 0.0005  # length of an error bar of which only the caps are to be seen


def ranked(chart: Chart, lang: str, frame: Frame) -> list[tuple[Box, Plan]]:
    """Return ranked bars: one native chart, or two side by side over one grid."""
    order = chart.categories()
    main = chart.series("actual")[0]
    rows = by_category(chart, "actual", main)
    points = chart.series("point")
    marks = [row for row in chart.rows("benchmark").itertuples() if not row.category]
    marks.sort(key=lambda row: float(row.value))
    sorted_down = chart.options.get("sort", "descending") == "descending" and len(order) > 4
    grid = _ranked_grid(chart, lang, order, rows, points, marks, sorted_down=sorted_down)

    charts = 1 if len(order) <= ONE_CHART else 2
    each = -(-len(order) // charts)
    gutter = frame.label * 2
    wide = (frame.width - gutter * (charts - 1)) / charts
    top = frame.label * 1.7 if marks else 4.0
    pitch = min((frame.height - top - 4) / each, frame.strong * (3.4 if len(order) <= 10 else 2.2))
    size = min(frame.label, pitch / 1.35)
    names = [str(value) for value in grid["label" if sorted_down else "name"].values]
    left = min(max(look.width(name, size, lang) for name in names) + 14, wide * 0.42)
    widest = max(
        look.width(chart.value_text(r, lang), size, lang, bold=True) for r in rows.values()
    )
    share = min((widest + 8) / (wide - left), 0.4)
    drawn = [float(v) for c in grid.columns for v in c.values if _plotted(c.key) and v is not None]
    low, high = _limits(drawn, share)
    highlight = set(chart.options.get("highlight", ("重庆",)))

    out = []
    for turn in range(charts):
        part = (turn * each, min((turn + 1) * each, len(order)))
        chosen = order[slice(*part)]
        strong = {
            n
            for n, c in enumerate(chosen)
            if c in highlight or chart.category_name(c, lang) in highlight
        }
        scale = (wide - 4 - left) / (high - low)
        lines = [float(row.value) for row in marks]
        series = [_bars(chart, lang, chosen, rows, strong, size, lines, scale)]
        tick = Whisker("tick", "tick", Stroke(INK, 2.0))
        series += [Series(f"point{n}", whiskers=(tick,)) for n in range(len(points))]
        own = frame.sized(wide, top + pitch * len(chosen) + 4)
        plot = Box(left, top, wide - 4, top + pitch * len(chosen))
        for n, row in enumerate(marks):
            text = f"{chart.series_name(row.series, lang)} {chart.value_text(row, lang)}"
            half = look.width(text, frame.label, lang) / 2
            label = Label(
                0,
                "both",
                "inEnd",
                INK,
                frame.label,
                number=number_format(spec(chart), chart.unit(lang)),
                dx=(half + 2) / wide,
                dy=-(pitch / 2 + frame.label * 0.8) / own.height,
            )
            series.append(Series(f"mark{n}", trend=Stroke(INK, 1.25, "dash"), labels=(label,)))
        native = NativeChart(
            grid=grid,
            groups=(Group("bar", tuple(series), gap=40, overlap=100),),
            inner=Inner.of(plot, own),
            value=Axis(low, high, (high - low) / 4, grid["value"].number, shown=False, grid=False),
            texts=Texts(size, size),
            lang=lang,
            category="label" if sorted_down else "name",
            part=part if charts > 1 else None,
        )
        x0 = turn * (wide + gutter)
        out.append((Box(x0, 0.0, x0 + wide, own.height), Plan(native, plot)))
    return out


def _ranked_grid(
    chart: Chart,
    lang: str,
    order: list[str],
    rows: dict[str, pd.Series],
    points: list[str],
    marks: list[Any],
    *,
    sorted_down: bool,
) -> Grid:
    number = number_format(spec(chart))
    main = chart.series_name(chart.series("actual")[0], lang)
    names = tuple(chart.category_name(c, lang) for c in order)
    values: tuple[Cell, ...] = tuple(value_of(rows, c) for c in order)
    columns = [
        Column("name", HEADINGS[lang]["category"], names),
        Column("value", main, values, number),
    ]
    if any(status_of(rows, c) in OPEN for c in order):
        words = tuple(STATUS_WORDS[lang][status_of(rows, c)] or None for c in order)
        columns.append(Column("status", word("status", lang, name=main), words, "@"))
    for n, series in enumerate(points):
        given = by_category(chart, "point", series)
        cells = tuple(value_of(given, c) for c in order)
        columns.append(Column(f"point{n}", chart.series_name(series, lang), cells, number))
    for n, row in enumerate(marks):
        same = tuple(float(row.value) for _ in order)
        name = chart.series_name(row.series, lang)
        columns.append(Column(f"mark{n}", name, same, number, f"{{mark{n}#0}}", seed=1))
    if sorted_down:
        known = [float(v) for v in values if v is not None]
        labels: list[Cell] = []
        for name, value in zip(names, values, strict=True):
            rank = "" if value is None else f"{1 + sum(k > float(value) for k in known)}  "
            labels.append(rank + name)
        formula = 'IF(ISNUMBER({value}),RANK({value},{value:})&"  "&{name},{name})'
        columns.append(Column("label", word("ranked", lang), tuple(labels), "@", formula))
    if points:
        most = max(abs(float(v)) for v in values if v is not None) or 1.0
        ticks = tuple(most * _TICK for _ in order)
        columns.append(Column("tick", word("tick", lang), ticks, "0.0000", aid=True))
    return Grid(tuple(columns))


def _plotted(key: str) -> bool:
    return key == "value" or key.startswith(("point", "mark"))


def _limits(values: list[float], share: float) -> tuple[float, float]:
    """Return axis limits that include zero and leave `share` of the width for numbers."""
    low, high = min([*values, 0.0]), max([*values, 0.0])
    if low == high:
        high = 1.0
    air = share if low < 0 else 0.0
    span = (high - low) / (1 - share - air)
    return low - air * span, high + share * span


def _bars(
    chart: Chart,
    lang: str,
    chosen: list[str],
    rows: dict[str, pd.Series],
    strong: set[int],
    size: float,
    lines: list[float],
    scale: float,
) -> Series:
    """Return the bars with their numbers, which keep clear of a benchmark's line."""
    unit = chart.unit(lang)
    fills = []
    labels = []
    for n, category in enumerate(chosen):
        colour = BLUE if n in strong else PALETTE["bar"]
        if status_of(rows, category) in OPEN:
            fills.append((n, PAPER, colour))
        elif n in strong:
            fills.append((n, BLUE, ""))
        value = value_of(rows, category)
        if value is None:
            continue
        written = unit if n in strong or len(unit) < 2 else ""
        code = number_format(spec(chart), written)
        shown = number_text(float(value), spec(chart)) + written
        room = look.width(shown, size, lang, bold=n in strong) + 8
        text, place = BLUE if n in strong else INK, "outEnd"
        crossed = any(-2 < (line - float(value)) * scale < room for line in lines)
        if crossed and float(value) * scale > room:
            text, place = PAPER if n in strong else INK, "inEnd"
        labels.append(Label(n, "value", place, text, size, n in strong, code))
    return Series("value", fill=PALETTE["bar"], fills=tuple(fills), labels=tuple(labels))


def required(chart: Chart, lang: str, frame: Frame) -> list[tuple[Box, Plan]]:
    """Return pairs of bars: growth so far, with its range, and growth that a target needs."""
    order = chart.categories()
    kinds = [(s, "actual") for s in chart.series("actual")]
    kinds += [(s, "required") for s in chart.series("required")]
    grid = _required_grid(chart, lang, order, kinds)

    notes = [remark(chart, c, lang) for c in order]
    noted = any(verdict or note for verdict, note, _ in notes)
    room = frame.width * 0.27 if noted else 0.0
    names = [chart.category_name(c, lang) for c in order]
    left = name_lines(names, frame.label, frame.width * 0.25, lang)[0] + 14
    wide = frame.width - left - room
    widest = max(
        look.width(chart.value_text(r, lang), frame.label, lang, bold=True)
        for r in chart.rows("actual", "required").itertuples()
    )
    drawn = [
        float(v)
        for column in grid.columns
        if column.key.startswith("bar") and not column.key.endswith(("plus", "minus"))
        for v in column.values
        if v is not None
    ]
    low, high = _limits(drawn, min((widest + 14) / wide, 0.42))
    pitch = min((frame.height - 8) / len(order), frame.label * (2.4 * len(kinds) + 2.2))
    size = min(frame.label, pitch / (1.35 * len(kinds)))
    scale = wide / (high - low) / frame.width
    series = [
        _paired(chart, lang, grid, order, n, one, kind, size, scale)
        for n, (one, kind) in enumerate(kinds)
    ]
    plot = Box(left, 4.0, frame.width - room, 4.0 + pitch * len(order))
    own = frame.sized(frame.width, plot.y1 + 4)
    native = NativeChart(
        grid=grid,
        groups=(Group("bar", tuple(series), gap=45, overlap=-10),),
        inner=Inner.of(plot, own),
        value=Axis(low, high, (high - low) / 4, grid["bar0"].number, shown=False, grid=False),
        texts=Texts(frame.tick, frame.label),
        lang=lang,
        category="name",
    )
    words = besides(notes, plot, pitch, frame, lang, frame.width - room + 14)
    return [(Box(0, 0, frame.width, own.height), Plan(native, plot, beside=words))]


def _required_grid(chart: Chart, lang: str, order: list[str], kinds: list[tuple[str, str]]) -> Grid:
    number = number_format(spec(chart))
    names = tuple(chart.category_name(c, lang) for c in order)
    columns = [Column("name", HEADINGS[lang]["category"], names)]
    helpers: list[Column] = []
    for n, (series, kind) in enumerate(kinds):
        rows = by_category(chart, kind, series)
        name, key = chart.series_name(series, lang), f"bar{n}"
        values: tuple[Cell, ...] = tuple(value_of(rows, c) for c in order)
        columns.append(Column(key, name, values, number))
        if kind != "actual" or all(value_of(rows, c, "high") is None for c in order):
            continue
        for side, edge in (("minus", "low"), ("plus", "high")):
            ends: tuple[Cell, ...] = tuple(value_of(rows, c, edge) for c in order)
            columns.append(Column(f"{key}_{edge}", word(edge, lang, band=name), ends, number))
            lengths: tuple[Cell, ...] = tuple(
                abs(float(e) - float(v)) if e is not None and v is not None else 0.0
                for e, v in zip(ends, values, strict=True)
            )
            formula = f"IF(ISNUMBER({{{key}_{edge}}}),ABS({{{key}_{edge}}}-{{{key}}}),0)"
            heading = word(side, lang, name=name)
            helpers.append(Column(f"{key}_{side}", heading, lengths, "0.0000", formula))
    columns += judged(chart, lang, order)
    return Grid((*columns, *helpers))


def judged(chart: Chart, lang: str, order: list[str]) -> list[Column]:
    """Return the columns of verdicts and remarks, where there are any."""
    out = []
    found = [remark(chart, c, lang) for c in order]
    verdicts = []
    for category in order:
        given = [v for v in chart.data.loc[chart.data["category"] == category, "verdict"] if v]
        verdicts.append(VERDICT_WORDS[lang][given[0]] if given else None)
    if any(verdicts):
        out.append(Column("verdict", word("verdict", lang), tuple(verdicts), "@"))
    notes = tuple(note or None for _, note, _ in found)
    if any(notes):
        out.append(Column("remark", word("remark", lang), notes, "@"))
    return out


def _paired(
    chart: Chart,
    lang: str,
    grid: Grid,
    order: list[str],
    n: int,
    series: str,
    kind: str,
    size: float,
    scale: float,
) -> Series:
    key = f"bar{n}"
    needed = kind == "required"
    rows = by_category(chart, kind, series)
    colour = RED if needed else ACTUAL_BARS[min(chart.series("actual").index(series), 2)]
    ranged = f"{key}_plus" in grid
    shown = number_format(spec(chart), chart.unit(lang))
    labels = []
    for i, value in enumerate(grid[key].values):
        if value is None:
            continue
        # The number steps over the whisker.
        over = float(grid[f"{key}_plus"].values[i] or 0) if ranged else 0.0
        dx = over * scale + 4 / 900 if over else 0.0
        text = RED if needed else INK
        labels.append(Label(i, "value", "outEnd", text, size, needed, shown, dx=dx))
    whiskers = (Whisker(f"{key}_plus", f"{key}_minus", Stroke(INK, 1.2)),) if ranged else ()
    open_ = [i for i, c in enumerate(order) if status_of(rows, c) in OPEN]
    return Series(
        key,
        stroke=Stroke(RED, 1.3) if needed else None,
        fill=NEEDED if needed else colour,
        fills=() if needed else tuple((i, PAPER, colour) for i in open_),
        labels=tuple(labels),
        whiskers=whiskers,
    )


def by_category(chart: Chart, kind: str, series: str) -> dict[str, pd.Series]:
    """Return the rows of a series by category."""
    rows = chart.rows(kind, series=series)
    return {
        str(row["category"]): row
        for _, row in rows.drop_duplicates("category").iterrows()
        if row["category"]
    }


def value_of(rows: dict[str, pd.Series], category: str, column: str = "value") -> Cell:
    """Return a category's number, None where it is missing."""
    row = rows.get(category)
    if row is None or row[column] != row[column]:
        return None
    return float(row[column])


def status_of(rows: dict[str, pd.Series], category: str) -> str:
    """Return the status of a category's number."""
    row = rows.get(category)
    return "" if row is None else str(row["status"])
