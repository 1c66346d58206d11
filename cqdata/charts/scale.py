"""The value axis: its limits and steps, the same for picture, slide and workbook."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pandas as pd

from cqdata.charts.contract import number_text

if TYPE_CHECKING:
    from cqdata.charts.contract import Chart

_ZERO_FORMS = ("bars", "required", "progress")


def steps(low: float, high: float, most: int = 6) -> tuple[float, float, float]:
    """Return (low, high, step): round limits around the values with at most `most` intervals.

    Steps are 1, 2, 2.5 or 5 times a power of ten.
    """
    if not high > low:
        pad = abs(high) * 0.1 or 1.0
        low, high = low - pad, high + pad
    raw = (high - low) / most
    power = 10.0 ** math.floor(math.log10(raw))
    for factor in (1, 2, 2.5, 5, 10, 20, 25, 50):
        step = factor * power
        bottom = math.floor(low / step + 1e-9) * step
        top = math.ceil(high / step - 1e-9) * step
        if round((top - bottom) / step) <= most:
            return _clean(bottom, step), _clean(top, step), step
    raise AssertionError("a factor of fifty always fits")


def _within(low: float, high: float, most: int) -> tuple[float, float, float]:
    """Return limits that were asked for, with a round step that divides them, or rounded ones."""
    power = 10.0 ** math.floor(math.log10(high - low))
    for factor in (0.05, 0.1, 0.2, 0.25, 0.5, 1.0):
        count = (high - low) / (factor * power)
        if abs(count - round(count)) < 1e-6 and round(count) <= max(most, 7):
            return float(low), float(high), factor * power
    return steps(low, high, most)


def _clean(value: float, step: float) -> float:
    places = max(0, 2 - math.floor(math.log10(step)))
    return round(value, places)


def ticks(low: float, high: float, step: float) -> list[float]:
    """Return the axis numbers from low to high."""
    count = round((high - low) / step)
    return [_clean(low + i * step, step) for i in range(count + 1)]


def axis_format(chart: Chart, step: float) -> str:
    """Return the Python format of axis numbers: as many decimals as the step needs."""
    places = next((n for n in range(7) if abs(round(step, n) - step) < step * 1e-6), 6)
    return f"{',' if ',' in chart.format else ''}.{places}f"


def axis_number(chart: Chart, value: float, step: float) -> str:
    """Return a number of an axis with steps of this size."""
    return number_text(value, axis_format(chart, step))


def extent(chart: Chart, rows: pd.DataFrame | None = None) -> tuple[float, float]:
    """Return the smallest and largest number drawn against the value axis."""
    data = chart.data if rows is None else rows
    values = pd.concat([data["value"], data["low"], data["high"]]).dropna()
    if values.empty:
        return 0.0, 1.0
    return float(values.min()), float(values.max())


def panel_axis(chart: Chart, rows: pd.DataFrame | None = None) -> tuple[float, float, float]:
    """Return (low, high, step) of the value axis of a small panel, with few steps."""
    return value_axis(chart, rows, most=3)


def value_axis(
    chart: Chart, rows: pd.DataFrame | None = None, most: int = 6
) -> tuple[float, float, float]:
    """Return (low, high, step) of the value axis.

    Bars and growth rates always start at zero; lines do when their values come near it (the
    smallest is below a quarter of the largest) or ``options["zero"]`` says so.
    """
    low, high = extent(chart, rows)
    if "limits" in chart.options:
        low, high = chart.options["limits"]
        return _within(low, high, most)
    zero = chart.options.get("zero", chart.form in _ZERO_FORMS or (0 <= low < 0.25 * high))
    if zero:
        low, high = min(low, 0.0), max(high, 0.0)
    else:
        margin = (high - low) * 0.04
        low, high = (max(low - margin, 0.0) if low >= 0 else low - margin), high + margin
    return steps(low, high, most)


def row_reference(chart: Chart, category: str) -> float:
    """Return the value that a row scaled by itself counts as 100: its target, else its largest."""
    rows = chart.data[chart.data["category"] == category]
    goal = rows.loc[rows["kind"] == "target", "value"].dropna()
    return float(goal.iloc[-1] if len(goal) else rows["value"].max())


def row_axis(chart: Chart) -> tuple[float, float, float]:
    """Return (low, high, step) of the axis on which every row's target is 100."""
    shares = [
        value / row_reference(chart, category) * 100
        for category, value in zip(chart.data["category"], chart.data["value"], strict=True)
        if category and value == value
    ]
    low, high = min([*shares, 100.0]), max([*shares, 100.0])
    if low < 35:
        low = 0.0
    return steps(max(low - 4, 0.0), high)


def starts_at_zero(chart: Chart) -> bool:
    """Whether the value axis includes zero; forms scaled row by row have no axis and count."""
    if chart.form in ("progress", "intervals"):
        return True
    if chart.form == "dumbbell" and chart.options.get("scale", "row") == "row":
        return row_axis(chart)[0] <= 0
    if chart.form == "multiples":
        panels: list[pd.DataFrame | None] = [None]
        if not chart.options.get("share_y", True):
            panels = [rows for _, rows in chart.data.groupby("category", sort=False)]
        return all(panel_axis(chart, rows)[0] <= 0 for rows in panels)
    low, high, _ = value_axis(chart)
    return low <= 0 <= high
