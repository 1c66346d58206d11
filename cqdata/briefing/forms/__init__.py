"""From a chart to its native charts, one module per family of forms."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cqdata.charts.place import Box

if TYPE_CHECKING:
    from cqdata.briefing.native import NativeChart
    from cqdata.charts.contract import Chart
    from cqdata.charts.layout import Frame


def panels(chart: Chart, lang: str, frame: Frame) -> list[tuple[Box, NativeChart]]:
    """Return the native charts of lines or rows and their places in the frame, in points."""
    from cqdata.briefing.forms import bars, curves

    if chart.form == "fan":
        return [(Box(0, 0, frame.width, frame.height), curves.plan(chart, lang, frame))]
    return bars.panels(chart, lang, frame)
