"""Projections of short annual series, with intervals that say how far they may miss."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import pandas as pd

from cqdata.errors import DataError, MixedBasisError, NotProjectable
from cqdata.number import FURTHEST
from cqdata.projection import conventional
from cqdata.projection.asof import as_of
from cqdata.projection.distribution import probability_at_least
from cqdata.projection.engine import forecast
from cqdata.projection.evidence import measured, measured_sentence
from cqdata.projection.inputs import fittable_rows, require_one_series, require_values
from cqdata.projection.panel import PanelProjection, project_panel, project_ratio
from cqdata.projection.result import COLUMNS, LEVELS, Projection
from cqdata.projection.table import as_columns, fill_gaps, project_table

__all__ = [
    "COLUMNS",
    "LEVELS",
    "METHODS",
    "MixedBasisError",
    "NotProjectable",
    "PanelProjection",
    "Projection",
    "as_of",
    "measured",
    "probability_at_least",
    "project",
    "project_panel",
    "project_ratio",
    "project_table",
]


def _calibrated(
    years: np.ndarray,
    values: np.ndarray,
    future: np.ndarray,
    limits: tuple[float | None, float | None] = (None, None),
) -> pd.DataFrame:
    """Run the calibrated engine on one series with or without gaps."""
    x, root_gap = fill_gaps(years, values)
    batch = forecast(
        x[None],
        len(future),
        values=np.array([len(values)]),
        root_gap=root_gap[None],
        lower=None if limits[0] is None else np.array([limits[0]]),
        upper=None if limits[1] is None else np.array([limits[1]]),
    )
    table = pd.DataFrame(as_columns(batch)[0], columns=list(COLUMNS[1:]))
    table.insert(0, "year", future)
    return table


class Method(NamedTuple):
    """One way to project: function, least number of values, sentence, values above zero only."""

    run: Callable[..., pd.DataFrame]
    least: int
    note: dict[str, str]
    positive: bool = False


METHODS: dict[str, Method] = {
    "cqdata": Method(
        _calibrated,
        3,
        {
            "en": "Median of five simple forecasts (naive, log drift, median drift, dynamic "
            "Theta, damped trend); intervals calibrated on other annual series.",
            "zh": "五种简单方法（最近值、对数漂移、中位增量、动态Theta、阻尼趋势）的中位数；"
            "区间用其他年度序列的误差校准。",
        },
    ),
    "drift": Method(
        conventional.drift,
        4,
        {
            "en": "Random walk with drift: the mean annual step goes on; its own 80% and 95% "
            "prediction intervals, not calibrated.",
            "zh": "带漂移的随机游走：年均增量延续；区间为该方法自身的预测区间，未经校准。",
        },
    ),
    "log_drift": Method(
        conventional.log_drift,
        4,
        {
            "en": "Random walk with drift of the logarithms: the mean growth rate goes on; its "
            "own prediction intervals, not calibrated.",
            "zh": "对数带漂移随机游走：年均增长率延续；区间为该方法自身的预测区间，未经校准。",
        },
        positive=True,
    ),
    "naive": Method(
        conventional.naive,
        4,
        {
            "en": "Random walk: the last value stays; its own prediction intervals, not "
            "calibrated.",
            "zh": "随机游走：保持最近一年数值；区间为该方法自身的预测区间，未经校准。",
        },
    ),
    "log_linear": Method(
        conventional.log_linear,
        4,
        {
            "en": "Straight line through the logarithms (ordinary least squares): constant "
            "growth rate; its own prediction intervals, not calibrated.",
            "zh": "对数线性趋势（最小二乘）:增长率不变；区间为该方法自身的预测区间，未经校准。",
        },
        positive=True,
    ),
    "linear": Method(
        conventional.linear,
        4,
        {
            "en": "Straight line (ordinary least squares): constant annual step; its own "
            "prediction intervals, not calibrated.",
            "zh": "线性趋势（最小二乘）:年增量不变；区间为该方法自身的预测区间，未经校准。",
        },
    ),
}


PANEL_NOTE = {
    "en": "Own growth and that of the sister regions, weighted by what erred least so far; "
    "intervals from the panel's own past errors, common shocks and a region's own apart.",
    "zh": "本地区增速与同类地区平均增速加权，权重取历史误差最小者；"
    "区间由该面板自身的历史误差得出，共同冲击与各地自身误差分别估计。",
}


def project(
    series: pd.DataFrame,
    to: int = 2027,
    method: str = "cqdata",
    origin: int | str | None = None,
    *,
    panel: pd.DataFrame | None = None,
    limits: tuple[float | None, float | None] | None = None,
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
        A key of :data:`METHODS`, or ``panel``.
    origin : int or str, optional
        Project only from what was published then: a year (see :func:`as_of`) or an ISO date.
    panel : pandas.DataFrame, optional
        Sister series in the same columns, told apart by ``region``; with it the method is
        ``panel``. Nothing of other bases may stand in it, and no national total.
    limits : tuple, optional
        Natural range (lower, upper) for ``cqdata``, in the unit of the series. By default rows
        of unit ``rank`` start at 1, and a series that never was below zero ends at zero.

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
        If the input is not one annual series, or ``to`` is not after the last fitted year, or
        too far after it.
    """
    if panel is not None:
        method = "panel"
    elif method not in METHODS:
        raise DataError(f"method {method!r} is not known; expected one of {', '.join(METHODS)}")
    least = 3 if method == "panel" else METHODS[method].least
    rows = fittable_rows(series)
    if origin is not None:
        rows = as_of(rows, origin).reset_index(drop=True)
    basis = require_one_series(rows)
    require_values(rows, least, method)
    years = rows["year"].to_numpy()
    values = rows["value"].to_numpy()
    if to <= years[-1]:
        raise DataError(f"nothing to project: the last value is of {years[-1]}, asked to {to}")
    if to > years[-1] + FURTHEST:
        raise DataError(f"project: asked to {to}, expected a year to {years[-1] + FURTHEST}")
    if panel is not None:
        table = _with_sisters(rows, panel, to, origin, basis)
        return Projection(table, rows, "panel", basis, int(years[-1]), _note("panel", PANEL_NOTE))
    chosen = METHODS[method]
    if chosen.positive and values.min() <= 0:
        raise NotProjectable(f"not projected: the method {method!r} needs values above zero")
    future = np.arange(years[-1] + 1, to + 1)
    if method == "cqdata":
        table = chosen.run(years, values, future, limits or _natural_range(rows))
    else:
        table = chosen.run(years, values, future)
    return Projection(table, rows, method, basis, int(years[-1]), _note(method, chosen.note))


def _note(method: str, words: dict[str, str]) -> dict[str, str]:
    """Return the method's sentence with how often its intervals held."""
    said = measured_sentence(method)
    return {lang: f"{text}{said[lang]}" for lang, text in words.items()}


def _natural_range(rows: pd.DataFrame) -> tuple[float | None, float | None]:
    """Return the natural range that the rows state (``lower``, ``upper``) or their unit implies."""
    stated: list[float | None] = [None, None]
    for i, side in enumerate(("lower", "upper")):
        if side in rows.columns and rows[side].notna().any():
            stated[i] = float(rows[side].dropna().iloc[0])
    if stated[0] is None and "unit" in rows.columns and (rows["unit"] == "rank").all():
        stated[0] = 1.0
    return stated[0], stated[1]


def _with_sisters(
    rows: pd.DataFrame, panel: pd.DataFrame, to: int, origin: int | str | None, basis: str | None
) -> pd.DataFrame:
    if "region" not in panel.columns:
        raise DataError(f"panel: column 'region' is missing; found {list(panel.columns)}")
    sisters = fittable_rows(panel)
    if origin is not None:
        sisters = as_of(sisters, origin)
    if "basis" in sisters.columns:
        found = sorted({str(b) for b in sisters["basis"].dropna()} | ({basis} if basis else set()))
        if len(found) > 1:
            raise MixedBasisError(f"panel mixes the bases {', '.join(found)}; choose one")
    # The series itself stands in under its own name, once.
    name = "\0 self"
    own = rows["region"].iloc[0] if "region" in rows.columns else None
    sisters = sisters.loc[sisters["region"] != own]
    long = pd.concat(
        [
            rows[["year", "value"]].assign(series=name),
            sisters[["region", "year", "value"]].rename(columns={"region": "series"}),
        ]
    )
    table = project_panel(long, to).table
    return table.loc[table["series"] == name, list(COLUMNS)].reset_index(drop=True)
