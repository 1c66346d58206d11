"""From stated bounds to probabilities, and back."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.interpolate import make_interp_spline
from scipy.special import ndtr, ndtri

_COLUMNS = ("low95", "low80", "low50", "median", "high50", "high80", "high95")
_Z = ndtri((0.025, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975))


def probability_at_least(table: pd.DataFrame | pd.Series, target: np.ndarray | float) -> np.ndarray:
    """Return the probability that the outcome is at or above a target, one per row.

    Parameters
    ----------
    table : pandas.DataFrame or pandas.Series
        Rows of a projection table, or one of them.
    target : float or numpy.ndarray
        One target, or one per row, in the unit of the table.

    Returns
    -------
    numpy.ndarray
        Between 0 and 1. Between the stated bounds the normal score is interpolated; beyond the
        95% bounds the slope of the outermost piece goes on. A bound at the end of a natural range
        has no outcome beyond it.
    """
    x = np.atleast_2d(table[list(_COLUMNS)].to_numpy(float))
    at = np.broadcast_to(np.asarray(target, float), len(x))[:, None]
    piece = np.clip((x < at).sum(axis=1) - 1, 0, len(_Z) - 2)
    row = np.arange(len(x))
    left, right = x[row, piece], x[row, piece + 1]
    width = right - left
    inside = np.divide(at[:, 0] - left, width, out=np.zeros(len(x)), where=width > 0)
    score = _Z[piece] + inside * (_Z[piece + 1] - _Z[piece])
    below = at[:, 0] <= x[:, 0]
    score = np.where(below & (width == 0), -np.inf, score)
    # Above the highest bound of a closed range nothing can lie.
    above = at[:, 0] > x[:, -1]
    score = np.where(above & (x[:, -1] == x[:, -2]), np.inf, score)
    return ndtr(-score)


def outcomes(row: pd.Series, score: np.ndarray) -> np.ndarray:
    """Return the outcomes of one projected year at normal scores, in the unit of the row."""
    return make_interp_spline(_Z, row[list(_COLUMNS)].to_numpy(float), k=1)(score)
