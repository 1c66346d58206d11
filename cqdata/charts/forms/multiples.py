"""Small multiples: the same lines for many provinces or indicators, a layout for every panel."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from cqdata.charts.contract import Chart
from cqdata.charts.fan import lay
from cqdata.charts.forms.common import key_strip, open_page
from cqdata.charts.forms.curves import paint
from cqdata.charts.keys import entries
from cqdata.charts.page import Page
from cqdata.charts.place import Box
from cqdata.charts.scale import panel_axis
from cqdata.charts.style import BLUE, INK, Size

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
    top = key_strip(page, entries(chart, lang), body)
    own = not chart.options.get("share_y", True)
    gap = page.size.small
    wide = (body.x1 - body.x0 - gap * (columns - 1)) / columns
    high = (top - body.y0) / lines
    share = min(1.0, max(high / lines / page.size.small / 4.0, 0.66))
    for index, category in enumerate(order):
        line, column = divmod(index, columns)
        rows = chart.data[chart.data["category"] == category]
        cell = Box(0, 0, wide, high - gap * 0.4)
        x, y = body.x0 + column * (wide + gap), top - (line + 1) * high
        name = chart.category_name(category, lang)
        subject = {category, name} & set(chart.options.get("highlight", ()))
        text = page.size.small * max(share, 0.72)
        for title in page.wrap(name, text, wide):
            page.text(
                x, y + cell.y1 - text, title, text,
                colour=BLUE if subject else INK, role="panel title",
            )  # fmt: skip
            cell = Box(0, 0, wide, cell.y1 - text * 1.3)
        frame = size.frame(lang, cell).scaled(share)
        axis = panel_axis(chart, rows if own else None)
        paint(page, lay(chart, lang, frame, rows, axis=axis, quiet=True), x, y)
    return page.figure
