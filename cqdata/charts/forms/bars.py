"""Ranked bars: the subject marked, a line for the benchmark, columns as legible rows need."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from cqdata.charts.contract import OPEN, Chart
from cqdata.charts.forms.common import key_strip, names_width, open_page, rows_of
from cqdata.charts.keys import entries
from cqdata.charts.page import Page
from cqdata.charts.place import Box
from cqdata.charts.style import BLUE, GREY, INK, PALETTE, PAPER, Size

if TYPE_CHECKING:
    from collections.abc import Callable

    from matplotlib.figure import Figure

ONE_COLUMN = 16  # more rows than this stand in two columns


def draw(chart: Chart, lang: str, size: Size) -> Figure:
    """Return the chart's figure."""
    order = chart.categories()
    columns = 1 if len(order) <= ONE_COLUMN else 2
    each = -(-len(order) // columns)

    def needed(page: Page, body: Box) -> float:
        del body
        return page.size.small * (1.42 * each + 3.4)

    page, body = open_page(chart, lang, size, needed)
    top = key_strip(page, entries(chart, lang), body)
    if len(chart.rows("benchmark")):
        top -= page.size.label * 1.25
    gutter = page.size.label * 2.2
    wide = (body.x1 - body.x0 - gutter * (columns - 1)) / columns
    pitch = min(
        (top - body.y0) / each,
        page.size.strong * (3.4 if len(order) <= 10 else 2.2),
    )
    for column in range(columns):
        part = order[column * each : (column + 1) * each]
        left = body.x0 + column * (wide + gutter)
        _column(page, part, column * each, Box(left, top - pitch * len(part), left + wide, top))
    return page.figure


def _text_size(page: Page, pitch: float) -> float:
    return min(page.size.strong, pitch / 1.28)


def _column(page: Page, part: list[str], before: int, box: Box) -> None:
    import seaborn as sns
    from matplotlib.patches import Rectangle

    chart, lang = page.chart, page.lang
    rows = rows_of(part, box.y0, box.y1, box.y1 - box.y0)
    pitch = rows[0].high - rows[0].low
    text = _text_size(page, pitch)
    ranked = chart.options.get("sort", "descending") != "given" and len(chart.categories()) > 4
    highlight = set(chart.options.get("highlight", ("重庆",)))
    names = names_width(page, chart.categories(), text, (box.x1 - box.x0) * 0.42)
    rank_wide = page.width("00", text * 0.88) + text * 0.7 if ranked else 0.0
    bars = Box(box.x0 + rank_wide + names + text * 0.7, box.y0, box.x1, box.y1)
    data = chart.rows("actual")
    data = data[data["category"] != ""].drop_duplicates("category").set_index("category")
    low, high = _limits(page, data, bars, text)
    axes = page.axes(bars, (low, high), (len(part) - 0.5, -0.5))
    shown = data.reindex(part)
    colours = [
        BLUE if c in highlight or chart.category_name(c, lang) in highlight else PALETTE["bar"]
        for c in part
    ]
    sns.barplot(
        data=pd.DataFrame({"value": shown["value"].to_numpy(), "category": part}),
        x="value",
        y="category",
        order=part,
        color=PALETTE["bar"],
        saturation=1,
        width=0.66,
        errorbar=None,
        legend=False,
        linewidth=0,
        ax=axes,
    )
    axes.set_xlim(low, high)
    axes.set_ylim(len(part) - 0.5, -0.5)
    axes.set(xlabel="", ylabel="", xticks=[], yticks=[])
    axes.set_axis_off()

    def place(value: float) -> float:
        return bars.x0 + (value - low) / (high - low) * (bars.x1 - bars.x0)

    for patch in (patch for patch in axes.patches if isinstance(patch, Rectangle)):
        index = round(patch.get_y() + patch.get_height() / 2)  # a missing value has no bar
        category, colour, status = part[index], colours[index], shown["status"].iloc[index]
        patch.set_gid(f"bar:{category}")
        patch.set_facecolor(colour)
        if status in OPEN:
            patch.set_edgecolor(colour)
            patch.set_facecolor(PAPER)
            patch.set_linewidth(1.6 * page.size.line)
    zero = place(0.0)
    page.rule([zero, zero], [box.y0, box.y1], colour=INK, width=0.9, role="axis", zorder=3)
    _benchmarks(page, place, box, bars)
    for row, colour in zip(rows, colours, strict=True):
        strong = colour == BLUE
        record = shown.loc[row.category]
        if ranked and pd.notna(record["value"]):
            page.text(
                box.x0 + rank_wide - text * 0.6,
                row.middle,
                str(before + rows.index(row) + 1),
                text * 0.88,
                colour=GREY,
                align="right",
                middle=True,
                role="rank",
            )
        name = chart.category_name(row.category, lang)
        _name(page, name, box.x0 + rank_wide, row.middle, text, names, strong=strong)
        _value(page, record, row.middle, text, place, box.x1, strong=strong)
    for point in chart.rows("point").itertuples():
        if point.category in part and point.value == point.value:
            row = rows[part.index(point.category)]
            (mark,) = axes.plot(
                [point.value],
                [part.index(point.category)],
                linestyle="none",
                marker="o",
                markersize=min(7.0 * page.size.line, pitch * 0.45),
                markerfacecolor=PAPER if point.status in OPEN else INK,
                markeredgecolor=INK if point.status in OPEN else PAPER,
                markeredgewidth=1.2 * page.size.line,
                zorder=4,
                clip_on=False,
            )
            mark.set_gid(f"point:{point.category}")


def _name(
    page: Page, name: str, x: float, middle: float, text: float, room: float, *, strong: bool
) -> None:
    lines = page.wrap(name, text, room + 1)
    for index, line in enumerate(lines):
        page.text(
            x,
            middle + ((len(lines) - 1) / 2 - index) * text * 1.2,
            line,
            text,
            colour=BLUE if strong else INK,
            middle=True,
            role="name",
        )


def _value(
    page: Page,
    record: pd.Series,
    middle: float,
    text: float,
    place: Callable[[float], float],
    room: float,
    *,
    strong: bool,
) -> None:
    """Write a bar's number behind its end; ``room`` is where the page's column ends, in points."""
    chart, lang = page.chart, page.lang
    if pd.isna(record["value"]):
        page.text(
            place(0.0) + text * 0.4,
            middle,
            page.words["missing"],
            text,
            colour=GREY,
            middle=True,
            role="value",
        )
        return
    negative = record["value"] < 0
    points = chart.rows("point")
    same = points[(points["category"] == record.name) & points["value"].notna()]
    number = chart.value_text(record, lang, unit=strong)
    x = place(record["value"]) + text * (-0.45 if negative else 0.45)
    wide = page.width(number, text)
    marks = chart.rows("benchmark")
    lines = [place(v) for v in marks.loc[marks["category"] == "", "value"].dropna()]
    # A number that a mark or a line would cross stands behind it.
    ways = [(place(v), 0.5, 0.6) for v in same["value"]] + [(line, 0.15, 0.35) for line in lines]
    for at, near, beyond in sorted(ways):
        behind = at + text * beyond
        if (
            not negative
            and x - text * near < at < x + wide + text * near
            and (at not in lines or behind + wide <= room)
        ):
            x = behind
    left = x - wide if negative else x
    for line in lines:
        if left - 2 < line < left + wide + 2:  # the line is interrupted for the number
            ground = Box(left - 1.5, middle - text * 0.5, left + wide + 1.5, middle + text * 0.5)
            page.rectangle(ground, PAPER, zorder=3.8, role="ground")
    page.text(
        x,
        middle,
        number,
        text,
        colour=BLUE if strong else INK,
        align="right" if negative else "left",
        middle=True,
        halo=PAPER,
        role="value",
    )


def _limits(page: Page, data: pd.DataFrame, bars: Box, text: float) -> tuple[float, float]:
    """Return the axis limits that leave room for the numbers behind the bars."""
    chart = page.chart
    top = max([*chart.data["value"].dropna(), 0.0])
    bottom = min([*chart.data["value"].dropna(), 0.0])
    widest = max(
        (page.width(chart.value_text(r, page.lang), text) for r in data.itertuples()),
        default=0.0,
    )
    share = min((widest + text * 0.9) / (bars.x1 - bars.x0), 0.45)
    left = share if bottom < 0 else 0.0
    span = (top - bottom) / max(1 - share - left, 0.2)
    return bottom - left * span, top + share * span


def _benchmarks(page: Page, place, box: Box, bars: Box) -> None:
    chart, lang = page.chart, page.lang
    size = page.size.label
    marks = chart.rows("benchmark")
    for row in marks[marks["category"] == ""].itertuples():
        x = place(row.value)
        page.rule(
            [x, x],
            [box.y0, box.y1 + size * 0.2],
            colour=INK,
            width=1.2 * max(page.size.line, 0.7),
            dash=(3.2, 2.0),
            role=f"benchmark:{row.series}",
            zorder=3.5,
        )
        text = f"{chart.series_name(row.series, lang)} {chart.value_text(row, lang)}".strip()
        wide = page.width(text, size)
        left = min(max(x - wide / 2, bars.x0), bars.x1 - wide)
        page.text(left, box.y1 + size * 0.5, text, size, role="benchmark")
