"""What the forms share."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cqdata.charts.contract import Chart


def spec(chart: Chart) -> str:
    """Return the number format of a chart that is already in one language."""
    assert isinstance(chart.format, str), "forms take localised charts"
    return chart.format
