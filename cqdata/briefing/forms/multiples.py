"""Small multiples: a native chart of its own for every panel, on common axes."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from cqdata.briefing.forms import curves
from cqdata.briefing.native import Plan
from cqdata.charts.layout import Frame
from cqdata.charts.place import Box
from cqdata.charts.scale import panel_axis
from cqdata.charts.style import BLUE, INK

if TYPE_CHECKING:
    from cqdata.charts.contract import Chart

# Panels side by side by number of panels: (up to, columns).
_COLUMNS = ((3, 3), (4, 4), (6, 3), (8, 4), (10, 5), (12, 4), (15, 5), (24, 6), (99, 8))


def panels(chart: Chart, lang: str, frame: Frame) -> list[tuple[Box, Plan]]:
    """Return the panels with their places in the frame."""
    order = chart.categories()
    columns = int(chart.options.get("panels", 0)) or next(
        n for most, n in _COLUMNS if len(order) <= most
    )
    columns = min(columns, len(order))
    lines = math.ceil(len(order) / columns)
    gap = 14.0
    wide = (frame.width - gap * (columns - 1)) / columns
    high = (frame.height - 8 * (lines - 1)) / lines
    share = min(0.82, max(high / 190, 0.6), max(wide / 300, 0.6))
    own = not chart.options.get("share_y", True)
    highlight = set(chart.options.get("highlight", ()))
    out = []
    for n, category in enumerate(order):
        line, column = divmod(n, columns)
        rows = chart.data[chart.data["category"] == category]
        name = chart.category_name(category, lang)
        subject = category in highlight or name in highlight
        plan = curves.plan(
            chart,
            lang,
            frame.sized(wide, high).scaled(share),
            rows,
            axis=panel_axis(chart, rows) if own else panel_axis(chart),
            title=name,
            title_colour=BLUE if subject else INK,
        )
        x0, y0 = column * (wide + gap), line * (high + 8)
        out.append((Box(x0, y0, x0 + wide, y0 + high), plan))
    return out
