"""A layout of lines as a native chart over a grid of cells.

Whole years are categories; dates within a year make the axis one of months. Bands are stacked
areas: the lowest, without fill, reaches up to the lower edge, the others are the differences
between neighbouring edges. These are formulas over the edges, so that bands follow when an edge is
changed. So do the gap's bracket and the texts that say numbers.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING

from cqdata.briefing import look
from cqdata.briefing.grid import Cell, Column, Grid, cells, number_format, text_formula
from cqdata.briefing.native import (
    Axis,
    Group,
    Label,
    Mark,
    NativeChart,
    Series,
    Stroke,
    Whisker,
    inner,
)
from cqdata.charts import layout as lo
from cqdata.charts.fan import lay
from cqdata.charts.place import Box
from cqdata.charts.scale import axis_format
from cqdata.charts.style import GREY, INK, PAPER
from cqdata.charts.wording import HEADINGS, STATUS_WORDS, WORDS, band_name, month_of, x_text
from cqdata.charts.words import word

if TYPE_CHECKING:
    from cqdata.charts.contract import Chart


@dataclass(frozen=True)
class _Axis:
    """The x of each row of the grid; one within a year is bridged by lines that run past it."""

    xs: tuple[float, ...]
    dated: bool

    def spread(
        self, key: str, xs: tuple[float, ...], values: tuple[float, ...]
    ) -> tuple[tuple[Cell, ...], str | tuple[str, ...]]:
        """Return a line's cells and the formulas of those that it merely runs past.

        It runs past every x that is not its own, and breaks where its own has no value.
        """
        given = {x: v for x, v in zip(xs, values, strict=True) if v == v}
        out: list[Cell] = [given.get(x) for x in self.xs]
        formulas = [""] * len(out)
        for (n, a), (m, b) in pairwise((n, x) for n, x in enumerate(self.xs) if x in xs):
            if a not in given or b not in given:
                continue
            for between in range(n + 1, m):
                months, all_ = (round((x - a) * 12) for x in (self.xs[between], b))
                out[between] = given[a] + (given[b] - given[a]) * months / all_
                step = f"({{{key}#{m}}}-{{{key}#{n}}})*{months}/{all_}"
                formulas[between] = f"{{{key}#{n}}}+{step}"
        return tuple(out), tuple(formulas) if any(formulas) else ""

    def only(self, x: float, value: Cell) -> tuple[Cell, ...]:
        """Return a column that has but one cell."""
        return tuple(value if one == x else None for one in self.xs)


def plan(chart: Chart, lang: str, frame: lo.Frame) -> NativeChart:
    """Return the native chart of lines; parameters are those of :func:`cqdata.charts.fan.lay`."""
    layout = lay(chart, lang, frame)
    spec = axis_format(chart, layout.y.step)
    grid, groups = _cells(layout, lang)
    high = frame.height
    plot = Box(layout.plot.x0, high - layout.plot.y1, layout.plot.x1, high - layout.plot.y0)
    return NativeChart(
        grid=grid,
        groups=groups,
        inner=inner(plot, frame),
        value=Axis(layout.y.low, layout.y.high, layout.y.step, number_format(spec)),
        text=frame.tick,
        lang=lang,
        category="date" if "date" in grid else "x",
        unnamed=True,
    )


def _cells(layout: lo.Layout, lang: str) -> tuple[Grid, tuple[Group, ...]]:
    known = {
        x for line in layout.lines for x, v in zip(line.xs, line.values, strict=True) if v == v
    }
    known |= {x for band in layout.bands for x in band.xs}
    whole = {float(x) for x in range(-int(-layout.x.low // 1), int(layout.x.high) + 1)}
    xs = tuple(sorted(known | whole))
    axis = _Axis(xs, any(x % 1 for x in xs))
    number = number_format(layout.number)
    names = cells([int(x) if x % 1 == 0 else x_text(x, lang) for x in xs])
    columns = [Column("x", HEADINGS[lang]["x"], names, "0")]
    for line in layout.lines:
        values, bridged = axis.spread(line.key, line.xs, line.values)
        columns.append(Column(line.key, line.name, values, number_format(line.number), bridged))
        if line.open_:
            states = dict(zip(line.xs, line.statuses, strict=True))
            said = cells([STATUS_WORDS[lang][states.get(x, "")] or None for x in xs])
            columns.append(Column(f"{line.key}_status", word("status", lang, name=line.name), said))
        columns += _arrows(layout, line, xs, lang)
    for band in layout.bands:
        for side, edge in (("low", band.low), ("high", band.high)):
            key = f"{side}{band.level:g}"
            heading = word(side, lang, band=band_name(band.level, lang))
            values, bridged = axis.spread(key, band.xs, edge)
            columns.append(Column(key, heading, values, number, bridged))
    data = {column.key: column for column in columns}
    if axis.dated:
        serials = tuple((date(*month_of(x), 1) - date(1899, 12, 30)).days for x in xs)
        columns.append(Column("date", word("date", lang), cells(serials), "yyyy\\-mm", aid=True))
    columns += _strips(layout, data, lang)
    columns += _gap(layout, axis, lang)
    columns += _texts(layout, axis, lang)
    columns.append(Column("floor", word("floor", lang), cells([layout.y.low] * len(xs)), aid=True))
    grid = Grid(tuple(columns))
    rows = {x: n for n, x in enumerate(xs)}
    groups = []
    if layout.bands:
        shades = [band.colour for band in layout.bands]
        fills = ["", *shades, *shades[:-1][::-1]]
        keys = ["base", *(f"strip{n}" for n in range(1, len(fills)))]
        pairs = zip(keys, fills, strict=True)
        groups.append(Group("area", tuple(Series(key, fill=fill) for key, fill in pairs)))
    groups.append(Group("line", tuple(_series(layout, rows, grid))))
    return grid, tuple(groups)


def _arrows(layout: lo.Layout, line: lo.Line, xs: tuple[float, ...], lang: str) -> list[Column]:
    """Return the lengths of the arrows at numbers that are bounds, upward and downward."""
    sides = dict(zip(line.xs, line.bounds, strict=True))
    if not any(sides.values()):
        return []
    length = (layout.y.high - layout.y.low) * 0.05
    return [
        Column(
            f"{line.key}_{side}",
            word(side, lang, name=line.name),
            cells([length if sides.get(x) == side else None for x in xs]),
            "0.0000",
            aid=True,
        )
        for side in ("lower", "upper")
    ]


def _strips(layout: lo.Layout, data: dict[str, Column], lang: str) -> list[Column]:
    """Return the stacked areas."""
    if not layout.bands:
        return []
    levels = [f"{band.level:g}" for band in layout.bands]
    keys = [f"low{v}" for v in levels] + [f"high{v}" for v in levels[::-1]]
    out = [_base(layout, data, keys[0], lang)]
    for n, (below, above) in enumerate(pairwise(keys), 1):
        pairs = zip(data[below].values, data[above].values, strict=True)
        heights = tuple(0.0 if a is None or b is None else float(b) - float(a) for a, b in pairs)
        formula = f"IF(ISNUMBER({{{below}}}),{{{above}}}-{{{below}}},0)"
        out.append(Column(f"strip{n}", word("strip", lang, n=str(n)), heights, "0.0000", formula))
    return out


def _base(layout: lo.Layout, data: dict[str, Column], edge: str, lang: str) -> Column:
    """Return the area without fill below the bands.

    Before the bands begin it runs hidden under the line that leads to them, and level before that
    line, because some programs draw a hair there.
    """
    given = data[edge].values
    start = next(n for n, value in enumerate(given) if value is not None)
    led = [line.key for line in layout.lines if line.kind == "actual"]
    led = [key for key in led if start and data[key].values[start - 1] is not None]
    values: list[float] = []
    formulas: list[str] = []
    for n in range(start - 1, -1, -1):
        value = data[led[0]].values[n] if led else None
        following = (values or [float(given[start] or 0)])[-1]
        values.append(following if value is None else float(value))
        formulas.append(f"{{base#{n + 1}}}" if value is None else f"{{{led[0]}}}+0")
        led = [] if value is None else led
    values, formulas = values[::-1], formulas[::-1]
    for n, value in enumerate(given[start:], start):
        values.append(values[-1] if value is None else float(value))
        formulas.append(f"{{base#{n - 1}}}" if value is None else f"{{{edge}}}+0")
    return Column("base", word("base", lang), tuple(values), "0.0000", tuple(formulas))


def _gap(layout: lo.Layout, axis: _Axis, lang: str) -> list[Column]:
    """Return the bracket between two lines: its middle and half its length."""
    if layout.gap is None:
        return []
    one, other = f"{{{layout.gap.one.key}}}", f"{{{layout.gap.other.key}}}"
    low, high = layout.gap.ends
    middle, half = (axis.only(layout.gap.x, v) for v in ((low + high) / 2, (high - low) / 2))
    return [
        Column("gap", word("gap_middle", lang), middle, "0.0000", f"({one}+{other})/2"),
        Column("gap_half", word("gap_half", lang), half, "0.0000", f"ABS({one}-{other})/2"),
    ]


def _texts(layout: lo.Layout, axis: _Axis, lang: str) -> list[Column]:
    """Return the texts that follow the numbers they say."""
    out = []
    for label in layout.labels:
        if label.parts:
            pieces = [
                _quoted(part)
                if isinstance(part, str)
                else text_formula(part[0], number_format(part[1]))
                for part in label.parts
            ]
            heading = word("gap_text" if label.of == "gap" else "band_text", lang)
            said = axis.only(label.x, label.text.replace("\n", WORDS[lang]["joint"]))
            out.append(Column(f"{label.of}_text", heading, said, "@", "&".join(pieces), aid=True))
    return out


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""').replace("{", "").replace("}", "") + '"'


# --- series and labels ---------------------------------------------------------------------------


def _series(layout: lo.Layout, rows: dict[float, int], grid: Grid) -> list[Series]:
    """Return the lines, and the invisible series that carry years, bands' words and the gap."""
    frame = layout.frame
    years = tuple(
        Label(rows[x], "text", "b", GREY, frame.tick, text=text, dy=0.3 * frame.tick / frame.height)
        for x, text in layout.x.ticks
        if x in rows
    )
    out = [Series("floor", labels=years)]
    aside = defaultdict(list)
    for label in layout.labels:
        if label.of in grid and label.show == "text":
            aside[label.of].append(_label(layout, label, rows))
    if layout.gap is not None:
        bracket = Whisker("gap_half", "gap_half", Stroke(INK, 1.4))
        out.append(Series("gap", whiskers=(bracket,), labels=tuple(aside.pop("gap", ()))))
    out += [Series(key, labels=tuple(labels)) for key, labels in aside.items()]
    # A number that is not final is seen before a goal of its year.
    lines = sorted(layout.lines, key=lambda line: line.kind != "target")
    return out + [_line(layout, line, rows) for line in lines]


def _line(layout: lo.Layout, line: lo.Line, rows: dict[float, int]) -> Series:
    scale, colour = layout.frame.line, line.look.colour
    symbol = look.SYMBOLS.get(line.look.marker, "circle")
    size = max(round((12 if line.kind == "target" else 8) * scale), 5)
    solid = Mark(symbol, size, colour, Stroke(PAPER, 1.2))
    hollow = Mark(symbol, size, PAPER, Stroke(colour, 1.8))
    marks = tuple(
        (rows[line.xs[n]], hollow if n in line.open_ else solid)
        for n in sorted(line.shown if line.joined else line.open_)
    )
    labels = [label for label in layout.labels if label.of == line.key]
    stroke = Stroke(colour, line.look.width * scale, line.look.dash)
    arrow = Whisker(
        f"{line.key}_lower", f"{line.key}_upper", Stroke(colour, 1.6, arrow=True), False
    )
    return Series(
        line.key,
        whiskers=(arrow,) if any(line.bounds) else (),
        stroke=stroke if line.joined else None,
        mark=None if line.joined else solid,
        marks=marks,
        labels=tuple(_label(layout, label, rows) for label in labels),
        leaders=any(
            abs(label.shift[1]) > 2.0 * label.size and label.x < layout.x.high for label in labels
        ),
    )


def _label(layout: lo.Layout, label: lo.Label, rows: dict[float, int]) -> Label:
    show, text = label.show, ""
    if show == "text":
        show, text = ("cell", f"{label.of}_text") if label.parts else ("text", label.text)
    return Label(
        rows[label.x],
        show,
        label.side,
        label.colour,
        label.size,
        label.bold,
        number_format(layout.number_of(label.of), layout.unit),
        label.shift[0] / layout.frame.width,
        -label.shift[1] / layout.frame.height,
        text,
    )
