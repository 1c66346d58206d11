"""Growth so far, growth needed, distance to a target: the arithmetic of a plan."""

from __future__ import annotations

import math

import pandas as pd

from cqdata.projection.inputs import fittable_rows, require_one_series


def compound_growth(first: float, last: float, years: float) -> float:
    """Return the compound growth from ``first`` to ``last``, in percent a year.

    NaN where it is not defined: base not above zero, end below zero, or no time between them.
    """
    if not (first > 0 and last >= 0 and years > 0):
        return math.nan
    return ((last / first) ** (1 / years) - 1) * 100


def required_growth(now: float, target: float, years: float) -> float:
    """Return the compound growth needed to reach ``target`` in ``years``, in percent a year.

    Zero or below where the target is already met. NaN where ``now`` is not above zero or no
    time is left.
    """
    return compound_growth(now, target, years)


def growth_so_far(series: pd.DataFrame, since: int | None = None) -> float:
    """Return the compound growth of an annual series, in percent a year.

    Parameters
    ----------
    series : pandas.DataFrame
        Columns ``year``, ``value`` and optionally ``basis``; bounds and derived rows are left out.
    since : int, optional
        First year; the first one of the series by default.

    Raises
    ------
    MixedBasisError
        If more than one basis is given.
    """
    rows = fittable_rows(series)
    require_one_series(rows)
    if since is not None:
        rows = rows.loc[rows["year"] >= since]
    if len(rows) < 2:
        return math.nan
    first, last = rows.iloc[0], rows.iloc[-1]
    return compound_growth(first["value"], last["value"], last["year"] - first["year"])


def doubling_time(growth: float) -> float:
    """Return the years until a value doubles at ``growth`` percent a year; infinite if never."""
    if math.isnan(growth):
        return math.nan
    return math.log(2) / math.log1p(growth / 100) if growth > 0 else math.inf


def distance(now: float, target: float) -> float:
    """Return how far the target lies above the value, in the unit of both; negative when met."""
    return target - now
