"""The lines people usually draw, with the prediction intervals their own theory states.

They stand here for comparison. On the yearly series of the M3 competition their nominal intervals
hold far less often than they say; see ``docs/projection.md`` for the measured coverage.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import statsmodels.api as sm
from scipy import stats

from cqdata.projection.result import COLUMNS, LEVELS


def _table(years: np.ndarray, median: np.ndarray, half: dict[int, np.ndarray]) -> pd.DataFrame:
    data: dict[str, np.ndarray] = {"year": years, "median": median}
    for level in LEVELS:
        data[f"low{level}"] = median - half[level]
        data[f"high{level}"] = median + half[level]
    return pd.DataFrame(data)[list(COLUMNS)]


def _t_halves(scale: np.ndarray, df: float) -> dict[int, np.ndarray]:
    return {level: stats.t.ppf(0.5 + level / 200, df) * scale for level in LEVELS}


def drift(years: np.ndarray, values: np.ndarray, future: np.ndarray) -> pd.DataFrame:
    """Random walk with drift: the mean annual step goes on.

    Steps over a gap of k years count as k steps; the fit is statsmodels WLS of the step per year
    on a constant. Interval: Student t with the variance of h steps plus that of the mean step.

    Returns
    -------
    pandas.DataFrame
        A projection table in the unit of ``values``.
    """
    gap = np.diff(years).astype(float)
    fit = sm.WLS(np.diff(values) / gap, np.ones(len(gap)), weights=gap).fit()
    h = (future - years[-1]).astype(float)
    scale = np.sqrt(fit.scale * h + float(fit.cov_params()[0, 0]) * h**2)
    return _table(future, values[-1] + fit.params[0] * h, _t_halves(scale, fit.df_resid))


def log_drift(years: np.ndarray, values: np.ndarray, future: np.ndarray) -> pd.DataFrame:
    """Random walk with drift of the logarithms: the mean growth rate goes on.

    Returns
    -------
    pandas.DataFrame
        A projection table in the unit of ``values``; needs values above zero.
    """
    table = drift(years, np.log(values), future)
    # Student t tails on three degrees of freedom can pass what a float holds.
    table[list(COLUMNS[1:])] = np.exp(np.minimum(table[list(COLUMNS[1:])], 690.0))
    return table


def naive(years: np.ndarray, values: np.ndarray, future: np.ndarray) -> pd.DataFrame:
    """Random walk without drift: the last value stays.

    Interval: Student t with the mean square of the annual steps, growing with the root of h.

    Returns
    -------
    pandas.DataFrame
        A projection table in the unit of ``values``.
    """
    gap = np.diff(years).astype(float)
    h = (future - years[-1]).astype(float)
    scale = np.sqrt(np.mean(np.diff(values) ** 2 / gap) * h)
    return _table(future, np.full(len(future), values[-1]), _t_halves(scale, len(gap)))


def log_linear(years: np.ndarray, values: np.ndarray, future: np.ndarray) -> pd.DataFrame:
    """Straight line through the logarithms: statsmodels OLS with its own prediction interval.

    Returns
    -------
    pandas.DataFrame
        A projection table in the unit of ``values``; needs values above zero.
    """
    table = linear(years, np.log(values), future)
    table[list(COLUMNS[1:])] = np.exp(np.minimum(table[list(COLUMNS[1:])], 690.0))
    return table


def linear(years: np.ndarray, values: np.ndarray, future: np.ndarray) -> pd.DataFrame:
    """Straight line on year numbers: statsmodels OLS with its own prediction interval.

    Returns
    -------
    pandas.DataFrame
        A projection table in the unit of ``values``.
    """
    # Years are counted from the last one: raw year numbers make the design ill-conditioned.
    fit = sm.OLS(values, sm.add_constant((years - years[-1]).astype(float))).fit()
    new = sm.add_constant((future - years[-1]).astype(float), has_constant="add")
    predicted = fit.get_prediction(new)
    half = {}
    for level in LEVELS:
        low, high = predicted.conf_int(obs=True, alpha=1 - level / 100).T
        half[level] = (high - low) / 2
    return _table(future, predicted.predicted_mean, half)
