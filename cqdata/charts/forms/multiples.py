"""Small multiples: the same lines for many provinces or indicators.

Panels are drawn on bare axes rather than by seaborn's grid, because its line plot drops missing
values and so joins a line over a year without data.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pandas as pd

from cqdata.charts.contract import Chart
from cqdata.charts.forms.common import Sample, key_strip, open_page
from cqdata.charts.forms.curves import (
    Frame,
    axis_number,
    divide,
    marked_rows,
    series,
    year_ticks,
)
from cqdata.charts.page import Page
from cqdata.charts.place import Box, best_box
from cqdata.charts.scale import panel_axis, ticks
from cqdata.charts.style import BLUE, GREY, GRID, INK, PAPER, RED, Look, Size, looks_of
from cqdata.charts.wording import x_text

if TYPE_CHECKING:
    from matplotlib.figure import Figure

# Panels side by side by size and number of panels: (up to, columns).
_COLUMNS = {
    "slide": ((3, 3), (4, 4), (6, 3), (8, 4), (10, 5), (12, 4), (15, 5), (24, 6), (99, 8)),
    "square": ((2, 1), (4, 2), (9, 3), (16, 4), (99, 5)),
    "a4": ((2, 2), (4, 2), (9, 3), (16, 4), (99, 5)),
}


def draw(chart: Chart, lang: str, size: Size) -> Figure:
    """Return the chart's figure."""
    order = chart.categories()
    columns = int(chart.options.get("panels", 0)) or next(
        n for most, n in _COLUMNS[size.name] if len(order) <= most
    )
    columns = min(columns, len(order))
    lines = math.ceil(len(order) / columns)

    def needed(page: Page, body: Box) -> float:
        del body
        return lines * page.size.small * (6.4 if lines > 4 else 8.5) + page.size.label * 2

    page, body = open_page(chart, lang, size, needed)
    looks = looks_of(chart)
    top = key_strip(page, _samples(page, looks), body) - page.size.small * 0.3
    own = not chart.options.get("share_y", True)
    text = _text(page, lines, top - body.y0)
    gap_x = text * (1.6 if not own else 1.4)
    foot = text * 1.5
    shared = panel_axis(chart)
    margin = 0.0 if own else _numbers(page, shared, text)
    wide = (body.x1 - body.x0 - margin - gap_x * (columns - 1)) / columns
    high = (top - body.y0) / lines
    for index, category in enumerate(order):
        line, column = divmod(index, columns)
        bottom_row = index + columns >= len(order)
        x0 = body.x0 + margin + column * (wide + gap_x)
        y1 = top - line * high
        cell = Box(x0, y1 - high + text * 0.4, x0 + wide, y1)
        rows = chart.data[chart.data["category"] == category]
        axis = panel_axis(chart, rows) if own else shared
        _panel(
            page,
            looks,
            cell,
            category,
            rows,
            axis,
            text,
            foot,
            first=column == 0 or own,
            years=bottom_row,
            inside=own,
        )
    return page.figure


def _text(page: Page, lines: int, room: float) -> float:
    """Return the panels' text size: the smaller, the more lines of panels."""
    return max(min(page.size.small, room / lines / 6.0), page.size.small * 0.72)


def _numbers(page: Page, axis: tuple[float, float, float], text: float) -> float:
    return max(page.width(axis_number(page.chart, v, axis[2]), text) for v in ticks(*axis)) + text


def _samples(page: Page, looks: dict[tuple[str, str], Look]) -> list[Sample]:
    chart, lang = page.chart, page.lang
    out = []
    for kind in ("actual", "benchmark", "projection", "comparison", "required"):
        for name in chart.series(kind):
            text = chart.series_name(name, lang)
            look = looks[name, kind]
            if text and _lone(chart, name, kind):
                out.append(Sample(text, look.colour, look.marker))
            elif text:
                out.append(Sample(text, look.colour, "line", look.dash, max(look.width, 1.8)))
    for name in chart.series("target"):
        if chart.series_name(name, lang):
            out.append(Sample(chart.series_name(name, lang), RED, "D"))
    return out


def _lone(chart: Chart, name: str, kind: str) -> bool:
    """Whether a series has no two values in a row in any panel, so that no line is seen."""
    for _, part in chart.rows(kind, series=name).groupby("category", sort=False):
        known = part["value"].notna()
        if bool((known & known.shift(fill_value=False)).any()):
            return False
    return True


def _panel(
    page: Page,
    looks: dict[tuple[str, str], Look],
    cell: Box,
    category: str,
    rows: pd.DataFrame,
    axis: tuple[float, float, float],
    text: float,
    foot: float,
    *,
    first: bool,
    years: bool,
    inside: bool,
) -> None:
    chart, lang = page.chart, page.lang
    low, high, step = axis
    subject = category in chart.options.get("highlight", ()) or chart.category_name(
        category, lang
    ) in chart.options.get("highlight", ())
    title = chart.category_name(category, lang)
    lines = page.wrap(title, text * 1.06, cell.x1 - cell.x0, bold=True)
    y = cell.y1 - text * 1.0
    for line in lines:
        page.text(
            cell.x0,
            y,
            line,
            text * 1.06,
            bold=True,
            colour=BLUE if subject else INK,
            role="panel title",
        )
        y -= text * 1.3
    numbers = _numbers(page, axis, text * 0.92) if inside else 0.0
    box = Box(cell.x0 + numbers, cell.y0 + foot, cell.x1 - text * 0.8, y + text * 0.3)
    span = chart.data["x"].min(), chart.data["x"].max()
    frame = Frame(box, (float(span[0]), float(span[1])), (low, high), step)
    _grid(page, frame, text, numbers=first)
    page.segments.append((box.x0, box.y0, box.x1, box.y0))
    axes = page.axes(box, frame.x, frame.y)
    series(page, axes, frame, looks, rows, thin=0.82)
    if years:
        _years(page, frame, text)
    _last(page, frame, looks, rows, text, cell)


def _grid(page: Page, frame: Frame, text: float, *, numbers: bool) -> None:
    box = frame.box
    size = text * 0.92
    values = ticks(*frame.y, frame.step)
    every = 1 if (box.y1 - box.y0) / max(len(values) - 1, 1) > size * 1.3 else len(values) - 1
    for index, value in enumerate(values):
        y = frame.py(value)
        base = index == 0
        page.rule(
            [box.x0 - text * 0.3, box.x1],
            [y, y],
            colour=INK if base else GRID,
            width=0.8 * max(page.size.line, 0.7),
            zorder=1.1 if base else 1.0,
            role="axis" if base else "grid",
        )
        if numbers and index % every == 0:
            page.text(
                box.x0 - text * 0.5,
                y,
                axis_number(page.chart, value, frame.step),
                size,
                colour=GREY,
                align="right",
                middle=True,
                role="tick",
            )
    middle = divide(page.chart)
    if middle is not None and frame.x[0] < middle < frame.x[1]:
        x = frame.px(middle)
        page.rule([x, x], [box.y0, box.y1], colour=GREY, width=0.7, dash=(1.2, 2.4), role="divide")


def _years(page: Page, frame: Frame, text: float) -> None:
    chart = page.chart
    size = text * 0.92
    xs = year_ticks(page, frame, chart, size)
    if frame.box.x1 - frame.box.x0 < 11 * text:
        middle = [x for x in xs if x == divide(chart)]
        xs = [frame.x[0], *middle, frame.x[1]]
    words = [x_text(chart, x, page.lang) for x in xs]
    wide = [page.width(word, size) for word in words]
    spans = []
    for x, width in zip(xs, wide, strict=True):
        left = frame.px(x) - width / 2
        left = max(left, frame.box.x0 - text * 0.4)
        spans.append(min(left, frame.box.x1 + text * 0.4 - width))
    kept: list[int] = []
    # The ends first: a panel says from when to when; what would touch them is left out.
    for i in [0, len(xs) - 1, *range(1, len(xs) - 1)]:
        apart = all(
            spans[i] > spans[k] + wide[k] + text * 0.5 or spans[i] + wide[i] + text * 0.5 < spans[k]
            for k in kept
        )
        if i not in kept and apart:
            kept.append(i)
            page.text(spans[i], frame.box.y0 - text * 1.2, words[i], size, colour=GREY, role="tick")


def _last(
    page: Page,
    frame: Frame,
    looks: dict[tuple[str, str], Look],
    rows: pd.DataFrame,
    text: float,
    cell: Box,
) -> None:
    """Write the last value of the main line, and marked ones, where they disturb least."""
    chart, lang = page.chart, page.lang
    main = tuple(chart.options.get("main", ())) or tuple(chart.series("actual")[:1])
    wanted = []
    if chart.data["marked"].any():
        points = chart.rows("point")
        marked = pd.concat([marked_rows(chart), points[points["marked"]]])
        wanted = list(marked[marked["category"] == rows["category"].iloc[0]].itertuples())
    else:
        for name in main:
            known = rows[(rows["series"] == name) & (rows["kind"] == "actual")]
            known = known[known["value"].notna()]
            if len(known):
                wanted.append(list(known.itertuples())[-1])
    for row in wanted:
        words = chart.value_text(row, lang)
        wide = page.width(words, text, bold=True)
        x, y = frame.px(row.x), frame.py(row.value)
        up, half = text * 0.45, text * 0.54
        places = []
        for ring in range(5):
            above, below = y + up * (1 + 1.5 * ring), y - up * (1 + 1.5 * ring) - 2 * half
            for cost, left, low in (
                (0.0, x - wide / 2, above),
                (0.3, x - wide, above),
                (0.6, x - wide / 2, below),
                (0.9, x - wide, below),
                (1.2, x - wide - up * (1 + ring), y - half),
            ):
                place = Box(left, low, left + wide, low + 2 * half)
                places.append((cost + 2.0 * ring, place))
        found = best_box(places, page.boxes, page.segments, cell.grown(text * 0.3), gap=0.5)
        if found is not None:
            box = found[1]
            page.text(
                box.x0,
                box.y0 + text * 0.22,
                words,
                text,
                bold=True,
                colour=looks[row.series, row.kind].text_colour,
                halo=PAPER,
                role="value",
            )
