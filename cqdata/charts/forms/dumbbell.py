"""Dumbbells: where each indicator was, is, and is to be; each row on its own scale if need be."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from cqdata.charts.contract import OPEN, Chart
from cqdata.charts.forms.common import (
    Row,
    horizontal_axis,
    key_strip,
    names_width,
    open_page,
    paragraph,
    row_note,
    rows_of,
)
from cqdata.charts.keys import entries
from cqdata.charts.page import Page
from cqdata.charts.place import Box, stack
from cqdata.charts.scale import row_axis, row_reference, value_axis
from cqdata.charts.style import BLUE, FAINT, GREY, GRID, INK, PAPER, RED, Size

if TYPE_CHECKING:
    from collections.abc import Callable

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_STEPS = (FAINT, BLUE, INK)


def draw(chart: Chart, lang: str, size: Size) -> Figure:
    """Return the chart's figure."""
    order = chart.categories()
    noted = any(row_note(chart, c, lang) for c in order)
    narrow = size.name != "slide"

    def needed(page: Page, body: Box) -> float:
        del body
        return page.size.label * (3.3 * len(order) + 4.6)

    page, body = open_page(chart, lang, size, needed)
    top = key_strip(page, entries(chart, lang), body)
    label = page.size.label
    names = names_width(page, order, label, (body.x1 - body.x0) * (0.24 if narrow else 0.22))
    notes = (body.x1 - body.x0) * (0.22 if narrow else 0.24) if noted else 0.0
    own = chart.options.get("scale", "row") == "row"
    foot = page.size.small * 2.0
    box = Box(
        body.x0 + names + label * 1.4,
        body.y0 + foot,
        body.x1 - notes - label * (2.6 if noted else 1.2),
        top,
    )
    axis = row_axis(chart) if own else value_axis(chart)
    rows = rows_of(order, box.y0, box.y1, label * 7.0)
    box = Box(box.x0, rows[-1].low, box.x1, box.y1)
    place = horizontal_axis(page, box, axis)
    axes = page.axes(box, axis[:2], (len(order) - 0.5, -0.5))
    for index, row in enumerate(rows):
        if index:
            page.rule([body.x0, body.x1], [row.high, row.high], colour=GRID, width=0.6)
        name = chart.category_name(row.category, lang)
        paragraph(page, body.x0, row.middle, name, label, names + 1)
        _row(page, axes, place, row, index, box, own=own)
        note = row_note(chart, row.category, lang)
        if note:
            paragraph(
                page,
                body.x1 - notes,
                row.middle,
                note,
                page.size.small,
                notes,
                colour=GREY,
                role="remark",
            )
    return page.figure


def series_looks(chart: Chart) -> dict[str, tuple[str, str]]:
    """Return series → (colour, marker): from grey to blue over time, the target a red diamond."""
    looks = {}
    past = [s for s in chart.series("actual")]
    for turn, series in enumerate(past):
        colour = BLUE if turn == len(past) - 1 else _STEPS[0] if turn == 0 else "#5f93b8"
        looks[series] = (colour, "o")
    for series in chart.series("target"):
        looks[series] = (RED, "D")
    for series in chart.series():
        looks.setdefault(series, (INK, "s"))
    return looks


def _row(
    page: Page,
    axes: Axes,
    place: Callable[[float], float],
    row: Row,
    index: int,
    box: Box,
    *,
    own: bool,
) -> None:
    chart, lang, scale = page.chart, page.lang, page.size.line
    data = chart.data[(chart.data["category"] == row.category) & chart.data["value"].notna()]
    if data.empty:
        page.text(
            box.x0 + page.size.label,
            row.middle,
            page.words["missing"],
            page.size.label,
            colour=GREY,
            middle=True,
        )
        return
    factor = 100 / row_reference(chart, row.category) if own else 1.0
    at = {i: value * factor for i, value in data["value"].items()}
    actual = data[data["kind"] != "target"]
    goals = data[data["kind"] == "target"]
    height = _centre(page, row, index)
    if len(actual) > 1:
        _join(axes, [at[i] for i in actual.index], index, height, BLUE, 3.4 * scale, ())
    if len(goals) and len(actual):
        ends = [at[actual.index[-1]], at[goals.index[-1]]]
        _join(axes, ends, index, height, RED, 1.8 * scale, (1.2, 1.8))
    looks = series_looks(chart)
    for record in data.itertuples():
        colour, marker = looks[record.series]
        open_ = record.status in OPEN
        (mark,) = axes.plot(
            [at[record.Index]],
            [index + height],
            linestyle="none",
            marker=marker,
            markersize=(9.5 if marker == "o" else 9.0) * max(scale, 0.6),
            markerfacecolor=PAPER if open_ else colour,
            markeredgecolor=colour if open_ else PAPER,
            markeredgewidth=(1.9 if open_ else 1.0) * max(scale, 0.6),
            zorder=5,
            clip_on=False,
        )
        mark.set_gid(f"{record.kind}:{record.series}:{row.category}")
    _numbers(page, place, data, at, row, box, lang)


def _centre(page: Page, row: Row, index: int) -> float:
    """Return how far below the row's centre the line lies, in row heights; numbers stand above."""
    del index
    return min(0.2, page.size.label * 0.5 / (row.high - row.low))


def _join(
    axes: Axes,
    xs: list[float],
    index: int,
    height: float,
    colour: str,
    width: float,
    dash: tuple[float, ...],
) -> None:
    (line,) = axes.plot(xs, [index + height] * len(xs), color=colour, linewidth=width, zorder=3)
    if dash:
        line.set_dashes(dash)
    line.set_clip_on(False)
    line.set_gid("join")


def _numbers(
    page: Page,
    place: Callable[[float], float],
    data: pd.DataFrame,
    at: dict[int, float],
    row: Row,
    box: Box,
    lang: str,
) -> None:
    """Write the values above their marks; side by side where the marks are close."""
    chart, size = page.chart, page.size.small
    looks = series_looks(chart)
    records = sorted(data.itertuples(), key=lambda r: at[r.Index])
    texts = [chart.value_text(r, lang) for r in records]
    # Only one number of the row carries the unit where units are long.
    unit = chart.row_unit(records[-1], lang)
    if len(unit) > 1:
        texts[:-1] = [chart.value_text(r, lang, unit=False) for r in records[:-1]]
    wide = [page.width(t, size) + size * 0.7 for t in texts]
    centres = stack([place(at[r.Index]) for r in records], wide, box.x0 - size, box.x1 + size * 1.9)
    drop = _centre(page, row, 0) * (row.high - row.low)
    y = row.middle - drop + size * 0.72
    for record, text, centre in zip(records, texts, centres, strict=True):
        colour = looks[record.series][0]
        page.text(
            centre,
            y,
            text,
            size,
            colour=GREY if colour == FAINT else colour,
            align="center",
            halo=PAPER,
            role="value",
        )
