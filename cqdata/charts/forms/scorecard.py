"""The scorecard as a picture: where each indicator stands, and whether that is enough."""

from __future__ import annotations

from cqdata.charts.page import Page
from cqdata.charts.place import Box
from cqdata.charts.scorecard import Entry, Fit, fit, table
from cqdata.charts.style import GREY, GRID, INK


def needed(page: Page, body: Box) -> float:
    """Return the height of the table with its rows set close."""
    return _fitted(page, body).least


def _fitted(page: Page, body: Box) -> Fit:
    sizes = (page.size.strong, page.size.label)
    most = body.y1 - body.y0 + page.size.grow - page.size.height
    return fit(table(page.chart, page.lang), page.size.frame(page.lang, body), sizes, most)


def paint(page: Page, body: Box) -> None:
    """Draw the chart in a box of the page."""
    found = _fitted(page, body)
    spare = (body.y1 - body.y0 - found.height) / len(found.heights)
    extra = min(spare, found.size * 2.2)
    y = body.y1 - found.head
    for n, heading in enumerate(found.score.headings):
        if n:
            _text(page, found, n, Entry(heading, GREY), body.x0, y + found.head / 2, "heading")
    page.rule([body.x0, body.x1], [y, y], colour=INK, width=1.0, role="axis")
    for row, height in zip(found.score.rows, found.heights, strict=True):
        middle = y - (height + extra) / 2
        for n, entry in enumerate(row):
            _text(page, found, n, entry, body.x0, middle, "name" if not n else "cell")
        y -= height + extra
        page.rule([body.x0, body.x1], [y, y], colour=GRID, width=0.7)


def _text(
    page: Page, found: Fit, n: int, entry: Entry, x0: float, middle: float, role: str
) -> None:
    """Write a cell centred on a height, its remark below it."""
    size = found.size
    left = x0 + sum(found.widths[:n]) + (size if n else 0.0)
    right = x0 + sum(found.widths[: n + 1]) - found.size * 0.3
    x, align = (right, "right") if found.score.aligns[n] == "r" else (left, "left")
    lines = [(line, entry.colour, role) for line in entry.text.split("\n")]
    lines += [(line, GREY, "remark") for line in entry.remark.split("\n") if line]
    page.block(x, middle, lines, size, align)
