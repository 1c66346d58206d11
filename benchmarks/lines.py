"""The lines people usually draw, with the prediction intervals their own theory states.

What benchmarks/accuracy.py compares with; ``docs/projection.md`` says how seldom they hold.
"""

from __future__ import annotations

from functools import partial

import numpy as np
import pandas as pd
import statsmodels.api as sm
from backtest import TableMethod
from scipy import stats

from cqdata.projection.engine import COLUMNS, LEVELS

NAMES = ("naive", "drift", "log_drift", "linear", "log_linear")

_LEAST = 4
_MAX_LOG = 690.0  # Student t tails on three degrees of freedom can pass what a float holds


def line(name: str, years: np.ndarray, values: np.ndarray, to: int) -> pd.DataFrame:
    """Project by one of the usual lines.

    Parameters
    ----------
    name : str
        ``naive`` (the last value stays), ``drift`` (the mean step goes on; a step over a gap of k
        years counts as k steps), ``linear`` (ordinary least squares); ``log_drift`` and
        ``log_linear`` are the same on logarithms, for values above zero.
    years, values : numpy.ndarray
        At least four, ascending.
    to : int
        Last year.

    Returns
    -------
    pandas.DataFrame
        A projection table in the unit of ``values``. Intervals are Student t: of the steps'
        variance over the years ahead and of the mean step, or statsmodels' own for the line.
    """
    rule = name.removeprefix("log_")
    y = np.log(values) if rule != name else values
    future = np.arange(years[-1] + 1, to + 1)
    ahead = (future - years[-1]).astype(float)
    if rule == "linear":
        # Years are counted from the last one: raw year numbers make the design ill-conditioned.
        fit = sm.OLS(y, sm.add_constant((years - years[-1]).astype(float))).fit()
        said = fit.get_prediction(sm.add_constant(ahead, has_constant="add"))
        median, scale, degrees = said.predicted_mean, said.se_obs, fit.df_resid
    elif rule == "drift":
        gap = np.diff(years).astype(float)
        fit = sm.WLS(np.diff(y) / gap, np.ones(len(gap)), weights=gap).fit()
        median, degrees = y[-1] + fit.params[0] * ahead, fit.df_resid
        scale = np.sqrt(fit.scale * ahead + float(fit.cov_params()[0, 0]) * ahead**2)
    else:
        median, degrees = np.full(len(ahead), y[-1]), len(y) - 1
        scale = np.sqrt(np.mean(np.diff(y) ** 2 / np.diff(years)) * ahead)
    table = {"median": median}
    for level in LEVELS:
        half = stats.t.ppf(0.5 + level / 200, degrees) * scale
        table |= {f"low{level}": median - half, f"high{level}": median + half}
    found = pd.DataFrame(table)
    if rule != name:
        found = np.exp(found.clip(upper=_MAX_LOG))
    return found.assign(year=future)[list(COLUMNS)]


def project_lines(name: str, table: pd.DataFrame, horizon: int) -> pd.DataFrame:
    """Project every series of a long table that a line can be drawn through."""
    parts = []
    for series, g in table.sort_values("year").groupby("series", sort=False):
        years, values = g["year"].to_numpy(), g["value"].to_numpy(float)
        if len(years) >= _LEAST and (values.min() > 0 or not name.startswith("log_")):
            parts.append(line(name, years, values, int(years[-1]) + horizon))
            parts[-1].insert(0, "series", series)
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()


LINES: dict[str, TableMethod] = {name: partial(project_lines, name) for name in NAMES}
"""The lines as methods of :func:`backtest.backtest`."""
