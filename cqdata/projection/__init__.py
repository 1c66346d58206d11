"""Projections of short annual series, with intervals that say how far they may miss."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import pandas as pd

from cqdata.errors import DataError, MixedBasisError, NotProjectable
from cqdata.projection import conventional
from cqdata.projection.inputs import fittable_rows, require_one_series, require_values
from cqdata.projection.result import COLUMNS, LEVELS, Projection

__all__ = [
    "COLUMNS",
    "LEVELS",
    "METHODS",
    "MixedBasisError",
    "NotProjectable",
    "Projection",
    "project",
]


class Method(NamedTuple):
    """One way to project: its function, the least number of values, and its sentence."""

    run: Callable[[np.ndarray, np.ndarray, np.ndarray], pd.DataFrame]
    least: int
    note: dict[str, str]


METHODS: dict[str, Method] = {
    "drift": Method(
        conventional.drift,
        4,
        {
            "en": "Random walk with drift: the mean annual step goes on; its own 80% and 95% "
            "prediction intervals, not calibrated.",
            "zh": "带漂移的随机游走:年均增量延续;区间为该方法自身的预测区间,未经校准。",
        },
    ),
    "naive": Method(
        conventional.naive,
        4,
        {
            "en": "Random walk: the last value stays; its own prediction intervals, not "
            "calibrated.",
            "zh": "随机游走:保持最近一年数值;区间为该方法自身的预测区间,未经校准。",
        },
    ),
    "log_linear": Method(
        conventional.log_linear,
        4,
        {
            "en": "Straight line through the logarithms (ordinary least squares): constant "
            "growth rate; its own prediction intervals, not calibrated.",
            "zh": "对数线性趋势(最小二乘):增长率不变;区间为该方法自身的预测区间,未经校准。",
        },
    ),
    "linear": Method(
        conventional.linear,
        4,
        {
            "en": "Straight line (ordinary least squares): constant annual step; its own "
            "prediction intervals, not calibrated.",
            "zh": "线性趋势(最小二乘):年增量不变;区间为该方法自身的预测区间,未经校准。",
        },
    ),
}


def project(
    series: pd.DataFrame, to: int = 2027, method: str = "drift", origin: int | None = None
) -> Projection:
    """Project one annual series to a year.

    Parameters
    ----------
    series : pandas.DataFrame
        Columns ``year`` and ``value``; ``basis``, ``status``, ``qualifier`` and others as
        ``cq.series`` returns them. Derived rows, targets, bounds and part-year rows never enter
        the fit, whatever is given.
    to : int
        Last year to project.
    method : str
        A key of :data:`METHODS`.
    origin : int, optional
        Project as if this were the last year known: later rows are left out.

    Returns
    -------
    Projection
        Its table is in the unit of the series.

    Raises
    ------
    MixedBasisError
        If the rows that could be fitted carry more than one basis.
    NotProjectable
        "not projected: n values" when there are fewer than the method needs, or when a method
        on logarithms meets a value that is not above zero.
    DataError
        If the input is not one annual series, or ``to`` is not after the last fitted year.
    """
    if method not in METHODS:
        raise DataError(f"method {method!r} is not known; expected one of {', '.join(METHODS)}")
    chosen = METHODS[method]
    rows = fittable_rows(series)
    if origin is not None:
        rows = rows.loc[rows["year"] <= origin].reset_index(drop=True)
    basis = require_one_series(rows)
    require_values(rows, chosen.least, method)
    years = rows["year"].to_numpy()
    values = rows["value"].to_numpy()
    if method == "log_linear" and values.min() <= 0:
        raise NotProjectable("not projected: the method 'log_linear' needs values above zero")
    if to <= years[-1]:
        raise DataError(f"nothing to project: the last value is of {years[-1]}, asked to {to}")
    table = chosen.run(years, values, np.arange(years[-1] + 1, to + 1))
    return Projection(table, rows, method, basis, int(years[-1]), dict(chosen.note))
