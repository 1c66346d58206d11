"""The value axis: its limits and steps, the same for picture, slide and workbook."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pandas as pd

from cqdata.charts.contract import number_text

if TYPE_CHECKING:
    from cqdata.charts.contract import Chart


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


def value_axis(chart: Chart) -> tuple[float, float, float]:
    """Return (low, high, step) of the value axis of lines.

    It starts at zero when values come near it (the smallest is below a quarter of the largest) or
    ``options["zero"]`` says so.
    """
    values = pd.concat([chart.data[column] for column in ("value", "low", "high")]).dropna()
    low, high = (float(values.min()), float(values.max())) if len(values) else (0.0, 1.0)
    if chart.options.get("zero", 0 <= low < 0.25 * high):
        low, high = min(low, 0.0), max(high, 0.0)
    else:
        margin = (high - low) * 0.04
        low, high = (max(low - margin, 0.0) if low >= 0 else low - margin), high + margin
    return steps(low, high)


def starts_at_zero(chart: Chart) -> bool:
    """Whether the value axis includes zero; drawings of rows and tables have none and count."""
    if chart.form != "fan":
        return True
    low, high, _ = value_axis(chart)
    return low <= 0 <= high
