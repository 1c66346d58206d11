"""A layout of rows as a picture: bars, dots and ranges with their names, numbers and verdicts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cqdata.charts.keys import entries
from cqdata.charts.page import Page
from cqdata.charts.place import Box, stack
from cqdata.charts.rowforms import Mark, Row, RowLayout, ends, lay
from cqdata.charts.style import BLUE, GREY, GRID, INK, PAPER, SHADE
from cqdata.charts.wording import signed

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def needed(page: Page, body: Box) -> float:
    """Return the height that the rows need at the usual text size, with the key."""
    strip = page.size.label * 2 if entries(page.chart, page.lang) else 0.0
    frame = page.size.frame(page.lang, body)
    return max(layout.needed for _, layout in lay(page.chart, page.lang, frame)) + strip


def paint(page: Page, body: Box) -> None:
    """Draw the chart in a box of the page."""
    top = page.key(body)
    frame = page.size.frame(page.lang, Box(body.x0, body.y0, body.x1, top))
    for box, layout in lay(page.chart, page.lang, frame):
        _paint(page.at(body.x0 + box.x0, body.y0), layout)


def _paint(page: Page, layout: RowLayout) -> None:
    """Draw a layout."""
    plot, frame = layout.plot, layout.frame
    count = len(layout.rows)
    axes = page.axes(plot, (layout.low, layout.high), (count - 0.5, -0.5))
    lined = layout.pitch > layout.text * 2.4
    for n, row in enumerate(layout.rows):
        if n and lined:
            y = layout.middle(n) + layout.pitch / 2
            page.rule([0, frame.width], [y, y], colour=GRID, width=0.6)
        _names(page, layout, row, layout.middle(n))
        if not any(mark.shape == "bar" for mark in row.marks) and row.marks:
            half = layout.text * 0.25
            track = Box(plot.x0, layout.middle(n) - half, plot.x1, layout.middle(n) + half)
            page.rectangle(track, SHADE, "track")
        for mark in row.marks:
            _mark(page, layout, axes, row, mark, n)
        _beside(page, layout, row, layout.middle(n))
    if layout.low <= 0 <= layout.high and any(
        m.shape == "bar" for r in layout.rows for m in r.marks
    ):
        zero = layout.px(0.0)
        page.rule([zero] * 2, [plot.y0, plot.y1], colour=INK, width=0.9, role="axis", zorder=4)
    wide = [page.width(text, frame.label) + frame.label for _, _, text, _ in layout.rules]
    places = stack([layout.px(rule.value) for rule in layout.rules], wide, 0.0, frame.width)
    for (value, _, text, _), middle in zip(layout.rules, places, strict=True):
        x = layout.px(value)
        page.rule([x, x], [plot.y0, plot.y1 + 2], colour=INK, width=1.2 * frame.line, dash=(4, 2),
                  role="benchmark", zorder=4)  # fmt: skip
        page.text(middle, plot.y1 + frame.label * 0.55, text, frame.label, align="center",
                  role="benchmark")  # fmt: skip


def _names(page: Page, layout: RowLayout, row: Row, middle: float) -> None:
    text, colour = layout.text, BLUE if row.strong else INK
    left, right = layout.left
    if row.rank:
        x = left - text * 0.6
        page.text(x, middle, row.rank, text, colour=GREY, align="right", middle=True, role="rank")
    page.block(left, middle, [(line, colour, "name") for line in row.name.split("\n")], text)
    if row.number:
        page.text(
            right, middle, row.number, text, colour=colour, align="right", middle=True, role="value"
        )


def _beside(page: Page, layout: RowLayout, row: Row, middle: float) -> None:
    """Write a row's verdict and the remark below it, at its right."""
    size, x = layout.frame.small, layout.plot.x1 + layout.frame.label * 1.4
    room = layout.frame.width - x
    if row.note:
        size = min(size, layout.pitch / 1.3 / (len(page.wrap(row.note, size, room)) + 1))
    said = signed(row.verdict, page.lang).replace("√", "✓")  # a tick, which fonts of Office lack
    lines = [(said, row.verdict_colour, "verdict")]
    remark = page.wrap(row.note, size, room, balance=True)
    lines += [(line, GREY, "remark") for line in remark]
    page.block(x, middle, [line for line in lines if line[0]], size)


def _mark(page: Page, layout: RowLayout, axes: Axes, row: Row, mark: Mark, n: int) -> None:
    scale, size = layout.frame.line, layout.text
    if mark.shape == "bar":
        if mark.value == mark.value:
            height = min(0.78, size * 3.0 / layout.pitch) * 0.82
            (patch,) = axes.barh(
                [n], [mark.value], height=height, color=mark.fill, edgecolor=mark.colour,
                linewidth=1.4 * scale if mark.open_ else 0, zorder=3,
            )  # fmt: skip
            patch.set_gid(f"bar:{row.category}")
    elif mark.shape == "range":
        low, high = ends(layout, mark)
        thick = size * 0.95 / layout.pitch
        (patch,) = axes.barh([n], [high - low], left=[low], height=thick, color=BLUE, zorder=3)
        patch.set_gid(f"implied:{row.category}")
    else:
        (dot,) = axes.plot(
            [mark.value], [n], linestyle="none", marker="D",
            markersize=9.2 * max(scale, 0.6), markerfacecolor=mark.fill,
            markeredgecolor=mark.colour if mark.open_ else PAPER,
            markeredgewidth=(1.9 if mark.open_ else 1.0) * max(scale, 0.6), zorder=5,
            clip_on=False,
        )  # fmt: skip
        dot.set_gid(f"published:{row.category}")
        x, y = layout.px(mark.value) + mark.shift, layout.middle(n) + size * 1.05
        page.text(
            x, y, mark.text, size, colour=mark.colour, align="center", middle=True, role="value"
        )
