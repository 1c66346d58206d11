"""Intervals of the audit: what a printed figure implies, against what was published."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from cqdata.charts.contract import Chart
from cqdata.charts.forms.common import (
    Row,
    key_strip,
    names_width,
    open_page,
    paragraph,
    row_note,
    row_verdict,
    rows_of,
    verdict_and_note,
)
from cqdata.charts.keys import entries
from cqdata.charts.page import Page
from cqdata.charts.place import Box
from cqdata.charts.style import BLUE, GRID, INK, PAPER, RED, SHADE, Size

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


def draw(chart: Chart, lang: str, size: Size) -> Figure:
    """Return the chart's figure."""
    order = chart.categories()
    narrow = size.name != "slide"

    def needed(page: Page, body: Box) -> float:
        del body
        return page.size.small * (4.2 * len(order) + 2.8)

    page, body = open_page(chart, lang, size, needed)
    top = key_strip(page, entries(chart, lang), body)
    label = page.size.label
    whole = body.x1 - body.x0
    names = names_width(page, order, label, whole * (0.25 if narrow else 0.24))
    right = whole * (0.27 if narrow else 0.26)
    rows = rows_of(order, body.y0, top, page.size.small * 6.2)
    box = Box(body.x0 + names + label * 1.3, rows[-1].low, body.x1 - right - label * 1.2, top)
    shared = chart.options.get("scale", "row") == "shared"
    axes = page.axes(box, (0.0, 1.0), (len(order) - 0.5, -0.5))
    for index, row in enumerate(rows):
        if index:
            page.rule([body.x0, body.x1], [row.high, row.high], colour=GRID, width=0.6)
        name = chart.category_name(row.category, lang)
        paragraph(page, body.x0, row.middle, name, label, names + 1)
        _strip(page, axes, row, index, box, shared=shared)
        _verdict(page, row, body.x1 - right, right)
    return page.figure


def row_span(chart: Chart, category: str) -> tuple[float, float]:
    """Return the values at the ends of a row's strip: everything drawn in it and some air."""
    data = chart.data
    if category:
        data = data[data["category"] == category]
    numbers = pd.concat([data["value"], data["low"], data["high"]]).dropna()
    low, high = float(numbers.min()), float(numbers.max())
    air = (high - low) * 0.55 or abs(high) * 0.01 or 1.0
    return low - air, high + air


def _strip(page: Page, axes: Axes, row: Row, index: int, box: Box, *, shared: bool) -> None:
    chart, lang, size = page.chart, page.lang, page.size.small
    data = chart.data[chart.data["category"] == row.category]
    low, high = row_span(chart, "" if shared else row.category)
    pitch = row.high - row.low
    thick = size * 0.62
    track = Box(box.x0, row.middle - thick / 2, box.x1, row.middle + thick / 2)
    page.rectangle(track, SHADE, role="track")

    def share(value: float) -> float:
        return (value - low) / (high - low)

    def place(value: float) -> float:
        return box.x0 + share(value) * (box.x1 - box.x0)

    for record in data[data["kind"] == "implied"].itertuples():
        if pd.isna(record.low) and pd.isna(record.high):
            continue
        left = share(record.low) if pd.notna(record.low) else 0.0
        right = share(record.high) if pd.notna(record.high) else 1.0
        least = 2.4 / (box.x1 - box.x0)
        if right - left < least:
            left, right = (left + right - least) / 2, (left + right + least) / 2
        (patch,) = axes.barh(
            [index],
            [right - left],
            left=[left],
            height=thick / pitch * 1.5,
            color=BLUE,
            linewidth=0,
            zorder=3,
        )
        patch.set_gid(f"implied:{row.category}")
        text = _range_text(page, record)
        middle = box.x0 + (left + right) / 2 * (box.x1 - box.x0)
        _held(page, middle, row.middle - thick / 2 - size * 1.15, text, size, box, BLUE)
    for record in data[data["kind"] == "published"].itertuples():
        if pd.isna(record.value):
            continue
        colour = RED if row_verdict(chart, row.category) == "inconsistent" else INK
        (mark,) = axes.plot(
            [share(record.value)],
            [index],
            linestyle="none",
            marker="D",
            markersize=size * 0.72,
            markerfacecolor=colour,
            markeredgecolor=PAPER,
            markeredgewidth=1.1 * max(page.size.line, 0.6),
            zorder=5,
            clip_on=False,
        )
        mark.set_gid(f"published:{row.category}")
        text = chart.value_text(record, lang)
        y = row.middle + thick / 2 + size * 0.5
        _held(page, place(record.value), y, text, size, box, colour)


def _range_text(page: Page, record) -> str:
    chart, lang = page.chart, page.lang
    low = chart.value_text(record, lang, column="low", unit=False)
    high = chart.value_text(record, lang, column="high")
    if record.low == record.high:
        return high
    if not low:
        return f"< {high}"
    if not high:
        return f"> {low}{chart.row_unit(record, lang)}"
    return page.words["range"].format(low=low, high=high)


def _held(
    page: Page,
    x: float,
    y: float,
    text: str,
    size: float,
    box: Box,
    colour: str,
) -> None:
    """Write a number centred at x, held within the strip."""
    wide = page.width(text, size)
    left = min(max(x - wide / 2, box.x0 - size * 0.5), box.x1 + size * 0.5 - wide)
    page.text(left, y, text, size, colour=colour, role="value")


def _verdict(page: Page, row: Row, x: float, room: float) -> None:
    verdict_and_note(
        page,
        row,
        x,
        room,
        row_verdict(page.chart, row.category),
        row_note(page.chart, row.category, page.lang),
    )
