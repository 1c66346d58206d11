"""Required against actual growth: one pair of bars per indicator, with what follows from it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from cqdata.charts.contract import OPEN, Chart
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
from cqdata.charts.style import ACTUAL_BARS, GREY, GRID, INK, NEEDED, PAPER, RED, Size

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


def draw(chart: Chart, lang: str, size: Size) -> Figure:
    """Return the chart's figure."""
    order = chart.categories()
    bars = chart.series("actual", "required")
    right = any(row_note(chart, c, lang) or row_verdict(chart, c) for c in order)

    def needed(page: Page, body: Box) -> float:
        del body
        return len(order) * page.size.small * (1.5 * len(bars) + 1.0) + page.size.label * 2.6

    page, body = open_page(chart, lang, size, needed)
    top = key_strip(page, entries(chart, lang), body)
    label = page.size.label
    whole = body.x1 - body.x0
    names = names_width(page, order, label, whole * 0.25)
    notes = whole * 0.27 if right else 0.0
    rows = rows_of(order, body.y0, top, page.size.small * (2.9 * len(bars) + 3.0))
    box = Box(
        body.x0 + names + label * 1.2,
        rows[-1].low,
        body.x1 - notes - (label * 1.2 if right else 0.0),
        top,
    )
    low, high = _limits(page, box)
    axes = page.axes(box, (low, high), (len(order) - 0.5, -0.5))
    zero = box.x0 - low / (high - low) * (box.x1 - box.x0)
    page.rule([zero, zero], [box.y0, box.y1], colour=INK, width=0.9, role="axis", zorder=4)
    for index, row in enumerate(rows):
        if index:
            page.rule([body.x0, body.x1], [row.high, row.high], colour=GRID, width=0.6)
        name = chart.category_name(row.category, lang)
        paragraph(page, body.x0, row.middle, name, label, names + 1)
        _bars(page, axes, row, index, bars, box, low, high)
        if right:
            verdict = row_verdict(chart, row.category)
            note = row_note(chart, row.category, lang)
            verdict_and_note(page, row, body.x1 - notes, notes, verdict, note)
    return page.figure


def _limits(page: Page, box: Box) -> tuple[float, float]:
    chart, size = page.chart, page.size.small
    data = chart.rows("actual", "required")
    numbers = pd.concat([data["value"], data["low"], data["high"]]).dropna()
    top, bottom = max([*numbers, 0.0]), min([*numbers, 0.0])
    if top == bottom:
        top = 1.0
    widest = max(page.width(chart.value_text(r, page.lang), size) for r in data.itertuples())
    share = min((widest + size * 1.1) / (box.x1 - box.x0), 0.42)
    left = share if bottom < 0 else 0.0
    span = (top - bottom) / (1 - share - left)
    return bottom - left * span, top + share * span


def _bars(
    page: Page,
    axes: Axes,
    row: Row,
    index: int,
    bars: list[str],
    box: Box,
    low: float,
    high: float,
) -> None:
    chart, lang, size = page.chart, page.lang, page.size.small
    thick = 0.74 / max(len(bars), 1)
    actual = chart.series("actual")

    def place(value: float) -> float:
        return box.x0 + (value - low) / (high - low) * (box.x1 - box.x0)

    for turn, series in enumerate(bars):
        found = chart.data[
            (chart.data["category"] == row.category)
            & (chart.data["series"] == series)
            & chart.data["kind"].isin(("actual", "required"))
        ]
        offset = (turn - (len(bars) - 1) / 2) * thick
        y = row.middle - offset * (row.high - row.low)
        for record in found.itertuples():
            if pd.isna(record.value):
                page.text(
                    place(0.0) + size * 0.5,
                    y,
                    page.words["missing"],
                    size,
                    colour=GREY,
                    middle=True,
                    role="value",
                )
                continue
            required = record.kind == "required"
            colour = RED if required else ACTUAL_BARS[min(actual.index(series), 2)]
            hollow = required or record.status in OPEN
            (patch,) = axes.barh(
                [index + offset],
                [record.value],
                height=thick * 0.78,
                color=(NEEDED if required else PAPER) if hollow else colour,
                edgecolor=colour,
                linewidth=1.3 * page.size.line if hollow else 0,
                zorder=3,
            )
            patch.set_gid(f"{record.kind}:{series}:{row.category}")
            end = record.value
            if pd.notna(record.low) and pd.notna(record.high):
                # A light casing keeps the whisker visible on a dark bar.
                (casing,) = axes.plot(
                    [record.low, record.high],
                    [index + offset] * 2,
                    color=PAPER,
                    linewidth=3.4 * page.size.line,
                    marker="|",
                    markersize=8.4 * page.size.line,
                    markeredgewidth=3.2 * page.size.line,
                    zorder=3.9,
                )
                casing.set_gid("casing")
                (whisker,) = axes.plot(
                    [record.low, record.high],
                    [index + offset] * 2,
                    color=INK,
                    linewidth=1.2 * page.size.line,
                    marker="|",
                    markersize=6 * page.size.line,
                    zorder=4,
                )
                whisker.set_gid(f"range:{series}:{row.category}")
                end = record.high if record.value >= 0 else record.low
            negative = record.value < 0
            page.text(
                place(end) + size * (-0.5 if negative else 0.5),
                y,
                chart.value_text(record, lang),
                size,
                colour=RED if required else INK,
                align="right" if negative else "left",
                middle=True,
                role="value",
            )
