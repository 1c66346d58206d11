"""Lines over a plain number rather than years, such as calibration: a scatter chart with lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cqdata.briefing import look
from cqdata.briefing.forms.common import spec
from cqdata.briefing.forms.curves import axis_spec
from cqdata.briefing.frame import Board, Frame
from cqdata.briefing.grid import Cell, Column, Grid, cells, number_format
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
from cqdata.charts.style import GREY, PAPER, looks_of
from cqdata.charts.wording import HEADINGS

if TYPE_CHECKING:
    from cqdata.charts.contract import Chart

_KINDS = ("actual", "point", "benchmark", "comparison", "projection", "required", "target")


def plan(chart: Chart, lang: str, frame: Frame) -> Plan:
    """Return the native chart of lines over a plain number."""
    data = chart.data[chart.data["x"].notna()]
    low, high, step = value_axis(chart)
    x_low, x_high = chart.options.get("x_limits", (float(data["x"].min()), float(data["x"].max())))
    x_step = steps(x_low, x_high)[2]
    looks = looks_of(chart)
    xs = sorted({float(x) for x in data["x"]})
    columns = [Column("x", chart.axis(lang) or HEADINGS[lang]["x"], cells(xs), "General")]
    number = number_format(spec(chart))
    unit = chart.unit(lang)
    shown = number_format(spec(chart), unit)

    numbers = [number_text(t, axis_spec(chart, step)) for t in ticks(low, high, step)]
    names = {series: chart.series_name(series, lang) for series in chart.series(*_KINDS)}
    room = max(look.width(name, frame.strong, lang, bold=True) for name in names.values())
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

    board = Board(frame, lang)
    lines: list[tuple[str, str, str, dict[float, tuple[float, str, bool]]]] = []
    for kind in _KINDS:
        for series in chart.series(kind):
            rows = chart.rows(kind, series=series)
            given = {
                float(r.x): (float(r.value), r.status, bool(r.marked))
                for r in rows.itertuples()
                if r.x == r.x and r.value == r.value
            }
            if not given:
                continue
            key = f"{kind}{len(lines)}"
            values: list[Cell] = [given[x][0] if x in given else None for x in xs]
            columns.append(Column(key, names[series], cells(values), number))
            lines.append((key, series, kind, given))
            at = sorted(given)
            board.segments += polyline([px(x) for x in at], [py(given[x][0]) for x in at])

    diagonal = bool(chart.options.get("diagonal"))
    if diagonal:
        ends = [max(low, x_low), min(high, x_high)]
        pad: list[Cell] = [None] * (len(xs) - 2)
        columns.append(
            Column("diagonal_x", word("diagonal_x", lang), (*cells(ends), *pad), aid=True)
        )
        columns.append(Column("diagonal", word("diagonal", lang), (*cells(ends), *pad), aid=True))
        board.segments.append((px(ends[0]), py(ends[0]), px(ends[1]), py(ends[1])))

    named = [(key, given) for key, _, kind, given in lines if kind != "point"]
    wanted = [py(given[max(given)][0]) for _, given in named]
    centres = stack(wanted, [frame.strong * 1.3] * len(named), 0.0, plot.y1)
    labels: dict[str, list[Label]] = {key: [] for key, *_ in lines}
    main = set(chart.options.get("main", ())) or set(chart.series("actual")[:1])
    for (key, given), y, centre in zip(named, wanted, centres, strict=True):
        series = next(s for k, s, *_ in lines if k == key)
        kind = next(kind for k, _, kind, _ in lines if k == key)
        strong = series in main
        end = max(given)
        move = (px(x_high) - px(end)) if px(x_high) - px(end) > 0 else 0.0
        labels[key].append(
            Label(xs.index(end), "name", "r", looks[series, kind].text_colour,
                  frame.strong if strong else frame.label, strong, shown,
                  dx=(move * 0.0 + 4) / frame.width, dy=(centre - y) / frame.height)
        )  # fmt: skip
    series_list: list[Series] = []
    if diagonal:
        series_list.append(Series("diagonal", x="diagonal_x", stroke=Stroke(GREY, 1.2, "sysDash")))
    for key, series, kind, given in lines:
        one = looks[series, kind]
        symbol = look.SYMBOLS.get(one.marker, "circle")
        small = frame.strong < 12
        size = 6 if small else 7
        for x in sorted(given):
            if given[x][2]:
                value = given[x][0]
                text = number_text(value, spec(chart)) + unit
                row, side, dx, dy = board.near(
                    [(xs.index(x), px(x), py(value))], text, frame.label, bold=True, reach=7
                )
                labels[key].append(
                    Label(row, "value", side, one.text_colour, frame.label, True, shown, dx, dy)
                )
        stroke = None
        if kind not in ("point", "target"):
            stroke = Stroke(one.colour, one.width, look.dash_name(one.dash))
        solid = Mark(symbol, size, one.colour, PAPER, 1.0)
        hollow = Mark(symbol, size, PAPER, one.colour, 1.8)
        series_list.append(
            Series(
                key,
                x="x",
                stroke=stroke,
                mark=solid,
                marks=tuple((xs.index(x), hollow) for x in sorted(given) if given[x][1] in OPEN),
                labels=tuple(labels[key]),
            )
        )
    native = NativeChart(
        grid=Grid(tuple(columns)),
        groups=(Group("scatter", tuple(series_list)),),
        inner=frame.inner(plot),
        value=Axis(low, high, step, number_format(axis_spec(chart, step))),
        texts=Texts(frame.tick, frame.tick),
        lang=lang,
        across=Axis(x_low, x_high, x_step, "General", shown=True, grid=False,
                    title=chart.axis(lang)),
    )  # fmt: skip
    return Plan(native, plot, tuple(board.boxes), tuple(board.segments))
