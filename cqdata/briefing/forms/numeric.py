"""Lines over a plain number rather than years, such as calibration: a scatter chart with lines."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cqdata.briefing import look
from cqdata.briefing.forms.common import spec
from cqdata.briefing.forms.curves import axis_spec
from cqdata.briefing.frame import Board, Frame, Wish
from cqdata.briefing.grid import Column, Grid, cells, number_format
from cqdata.briefing.native import (
    Axis,
    Group,
    Label,
    Mark,
    NativeChart,
    Plan,
    Series,
    Stroke,
    Texts,
)
from cqdata.briefing.wording import word
from cqdata.charts.contract import OPEN, number_text
from cqdata.charts.place import Box, polyline, stack
from cqdata.charts.scale import steps, ticks, value_axis
from cqdata.charts.style import GREY, PAPER, Look, looks_of
from cqdata.charts.wording import HEADINGS

if TYPE_CHECKING:
    from cqdata.charts.contract import Chart

_KINDS = ("actual", "point", "benchmark", "comparison", "projection", "required", "target")
_APART = ("point", "target")  # kinds whose values are not joined


@dataclass(frozen=True)
class _Line:
    """One series: its columns, its values along x, and the rows that are open or marked."""

    key: str
    x: str
    name: str
    kind: str
    look: Look
    xs: tuple[float, ...]
    values: tuple[float, ...]
    open_: tuple[int, ...]
    marked: tuple[int, ...]
    strong: bool


def plan(chart: Chart, lang: str, frame: Frame) -> Plan:
    """Return the native chart of lines over a plain number."""
    data = chart.data[chart.data["x"].notna()]
    low, high, step = value_axis(chart)
    x_low, x_high = chart.options.get("x_limits", (float(data["x"].min()), float(data["x"].max())))
    lines = _lines(chart, lang)
    number = axis_spec(chart, step)
    numbers = [number_text(tick, number) for tick in ticks(low, high, step)]
    room = max(look.width(line.name, frame.strong, lang, bold=True) for line in lines)
    plot = Box(
        max(look.width(text, frame.tick, lang) for text in numbers) + 12,
        8.0,
        frame.width - room - 18,
        frame.height - frame.tick * (3.8 if chart.axis(lang) else 2.2),
    )

    def px(x: float) -> float:
        return plot.x0 + (x - x_low) / (x_high - x_low) * (plot.x1 - plot.x0)

    def py(y: float) -> float:
        return plot.y1 - (y - low) / (high - low) * (plot.y1 - plot.y0)

    columns = _columns(chart, lines, lang)
    board = Board(frame, lang)
    for line in lines:
        across, down = [px(x) for x in line.xs], [py(v) for v in line.values]
        if line.kind not in _APART:
            board.segments += polyline(across, down)
        board.boxes += [Box(x - 3, y - 3, x + 3, y + 3) for x, y in zip(across, down, strict=True)]
    drawn = []
    if chart.options.get("diagonal"):
        ends = [max(low, x_low), min(high, x_high)]
        columns.append(Column("diagonal_x", word("diagonal_x", lang), cells(ends), aid=True))
        columns.append(Column("diagonal", word("diagonal", lang), cells(ends), aid=True))
        board.segments.append((px(ends[0]), py(ends[0]), px(ends[1]), py(ends[1])))
        drawn.append(Series("diagonal", x="diagonal_x", stroke=Stroke(GREY, 1.2, "sysDash")))
    labels = _names(lines, plot, px, py, board)
    _numbers(labels, chart, lines, px, py, board)
    for line in lines:
        drawn.append(_series(line, tuple(labels[line.key]), small=frame.strong < 12))
    native = NativeChart(
        grid=Grid(tuple(columns)),
        groups=(Group("scatter", tuple(drawn)),),
        inner=frame.inner(plot),
        value=Axis(low, high, step, number_format(number)),
        texts=Texts(frame.tick, frame.tick),
        lang=lang,
        across=Axis(
            x_low, x_high, steps(x_low, x_high)[2], "General", grid=False, title=chart.axis(lang)
        ),
    )
    return Plan(native, plot, tuple(board.boxes), tuple(board.segments))


def _lines(chart: Chart, lang: str) -> list[_Line]:
    looks = looks_of(chart)
    main = set(chart.options.get("main", ())) or set(chart.series("actual")[:1])
    out: list[_Line] = []
    known: dict[tuple[float, ...], str] = {}
    for kind in _KINDS:
        for series in chart.series(kind):
            rows = chart.rows(kind, series=series)
            rows = rows[rows["x"].notna() & rows["value"].notna()].sort_values("x", kind="stable")
            if rows.empty:
                continue
            xs = tuple(float(x) for x in rows["x"])
            x = known.setdefault(xs, f"x{len(known)}")
            out.append(
                _Line(
                    f"{kind}{len(out)}",
                    x,
                    chart.series_name(series, lang),
                    kind,
                    looks[series, kind],
                    xs,
                    tuple(float(v) for v in rows["value"]),
                    tuple(n for n, status in enumerate(rows["status"]) if status in OPEN),
                    tuple(n for n, marked in enumerate(rows["marked"]) if marked),
                    series in main,
                )
            )
    return out


def _columns(chart: Chart, lines: list[_Line], lang: str) -> list[Column]:
    """Return x and value columns; series over the same x share theirs."""
    heading = chart.axis(lang) or HEADINGS[lang]["x"]
    out: list[Column] = []
    for line in lines:
        if not any(column.key == line.x for column in out):
            out.append(Column(line.x, heading, cells(line.xs)))
        out.append(Column(line.key, line.name, cells(line.values), number_format(spec(chart))))
    return out


def _names(
    lines: list[_Line],
    plot: Box,
    px: Callable[[float], float],
    py: Callable[[float], float],
    board: Board,
) -> dict[str, list[Label]]:
    """Return each series' name right of the plot, at the height of its last value."""
    frame = board.frame
    wanted = [py(line.values[-1]) for line in lines]
    centres = stack(wanted, [frame.strong * 1.3] * len(lines), 0.0, plot.y1)
    out = {}
    for line, y, centre in zip(lines, wanted, centres, strict=True):
        size = frame.strong if line.strong else frame.label
        dx = (max(plot.x1 - px(line.xs[-1]), 0.0) + 5) / frame.width
        dy = (centre - y) / frame.height
        colour = line.look.text_colour
        last = len(line.xs) - 1
        out[line.key] = [Label(last, "name", "r", colour, size, line.strong, dx=dx, dy=dy)]
    return out


def _numbers(
    labels: dict[str, list[Label]],
    chart: Chart,
    lines: list[_Line],
    px: Callable[[float], float],
    py: Callable[[float], float],
    board: Board,
) -> None:
    """Place the numbers of marked points."""
    unit = chart.unit(board.lang)
    size = board.frame.label
    code = number_format(spec(chart), unit)
    marked = [(line, n) for line in lines for n in line.marked]
    wishes = [
        Wish(
            ((n, px(line.xs[n]), py(line.values[n])),),
            number_text(line.values[n], spec(chart)) + unit,
            size,
            bold=True,
        )
        for line, n in marked
    ]
    for (line, _), spot in zip(marked, board.place(wishes), strict=True):
        colour = line.look.text_colour
        label = Label(spot.row, "value", spot.side, colour, size, True, code, spot.dx, spot.dy)
        labels[line.key].append(label)


def _series(line: _Line, labels: tuple[Label, ...], *, small: bool) -> Series:
    colour = line.look.colour
    symbol = look.SYMBOLS.get(line.look.marker, "circle")
    size = 6 if small else 7
    stroke = None
    if line.kind not in _APART:
        stroke = Stroke(colour, line.look.width, look.dash_name(line.look.dash))
    hollow = Mark(symbol, size, PAPER, colour, 1.8)
    return Series(
        line.key,
        x=line.x,
        stroke=stroke,
        mark=Mark(symbol, size, colour, PAPER, 1.0),
        marks=tuple((n, hollow) for n in line.open_),
        labels=labels,
    )
