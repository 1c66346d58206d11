"""From stated bounds to probabilities, and from probabilities to words."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import stats

_COLUMNS = ("low95", "low80", "low50", "median", "high50", "high80", "high95")
_Z = stats.norm.ppf((0.025, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975))

_WORDS = (
    (1 / 20, "约二十分之一", "about one in twenty"),
    (1 / 10, "约十分之一", "about one in ten"),
    (1 / 5, "约五分之一", "about one in five"),
    (1 / 4, "约四分之一", "about one in four"),
    (1 / 3, "约三分之一", "about one in three"),
    (2 / 5, "约五分之二", "about two in five"),
    (1 / 2, "约二分之一", "about one in two"),
    (3 / 5, "约五分之三", "about three in five"),
    (2 / 3, "约三分之二", "about two in three"),
    (3 / 4, "约四分之三", "about three in four"),
    (4 / 5, "约五分之四", "about four in five"),
    (9 / 10, "约十分之九", "about nine in ten"),
    (19 / 20, "约二十分之十九", "about nineteen in twenty"),
)


def chance_words(probability: float) -> dict[str, str]:
    """Say a probability as a simple fraction, no finer than it is known.

    Parameters
    ----------
    probability : float
        0 to 1.

    Returns
    -------
    dict of str
        ``zh`` and ``en``, such as 约四分之一 and "about one in four"; below 3% and above 97% "less
        than one in thirty" and "more than twenty-nine in thirty"; a dash where it is NaN.
    """
    if probability != probability:
        return {"zh": "–", "en": "–"}
    if probability < 0.03:
        return {"zh": "不足三十分之一", "en": "less than one in thirty"}
    if probability > 0.97:
        return {"zh": "超过三十分之二十九", "en": "more than twenty-nine in thirty"}
    _, zh, en = min(_WORDS, key=lambda word: abs(word[0] - probability))
    return {"zh": zh, "en": en}


def probability_at_least(table: pd.DataFrame, target: np.ndarray | float) -> np.ndarray:
    """Return the probability that the outcome is at or above a target, one per row.

    Parameters
    ----------
    table : pandas.DataFrame
        Rows of a projection table.
    target : float or numpy.ndarray
        One target, or one per row, in the unit of the table.

    Returns
    -------
    numpy.ndarray
        Between 0 and 1. Between the stated bounds the normal score is interpolated; beyond the
        95% bounds the slope of the outermost piece goes on. A bound at the end of a natural range
        has no outcome beyond it.
    """
    x = table[list(_COLUMNS)].to_numpy(float)
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
    return stats.norm.sf(score)


def quantiles(row: pd.Series, probability: np.ndarray) -> np.ndarray:
    """Return quantiles of one projected year, in the unit of the row."""
    x = row[list(_COLUMNS)].to_numpy(float)
    z = stats.norm.ppf(np.clip(probability, 1e-9, 1 - 1e-9))
    piece = np.clip(np.searchsorted(_Z, z) - 1, 0, len(_Z) - 2)
    slope = (x[piece + 1] - x[piece]) / (_Z[piece + 1] - _Z[piece])
    return x[piece] + (z - _Z[piece]) * slope
