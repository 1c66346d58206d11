"""The value axis: its limits and steps, the same for picture, slide and workbook."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from cqdata.charts.contract import Chart


def ticks(low: float, high: float) -> tuple[float, ...]:
    """Return round numbers around values for an axis, its limits the first and the last of them.

    They stand 1, 2, 2.5 or 5 times a power of ten apart, in six or seven intervals at most.
    """
    from matplotlib.ticker import MaxNLocator

    if not high > low:
        pad = abs(high) * 0.1 or 1.0
        low, high = low - pad, high + pad
    found = MaxNLocator(6, steps=[1, 2, 2.5, 5, 10]).tick_values(low, high)
    places = max(0, 2 - math.floor(math.log10(found[1] - found[0])))
    return tuple(round(float(value), places) for value in found)


def axis_format(chart: Chart, step: float) -> str:
    """Return the Python format of axis numbers: as many decimals as the step needs."""
    places = next((n for n in range(7) if abs(round(step, n) - step) < step * 1e-6), 6)
    return f"{',' if ',' in chart.format else ''}.{places}f"


def value_axis(chart: Chart) -> tuple[float, ...]:
    """Return the numbers at the value axis of lines, limits first and last; see :func:`ticks`.

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
    return ticks(low, high)


def starts_at_zero(chart: Chart) -> bool:
    """Whether the value axis includes zero; drawings of rows and tables have none and count."""
    if chart.form != "fan":
        return True
    numbers = value_axis(chart)
    return numbers[0] <= 0 <= numbers[-1]
