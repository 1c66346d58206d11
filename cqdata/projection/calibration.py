"""How the widths were learnt: pooled quantile regression over other people's annual series.

Recipe of ``widths.csv`` (rebuilt to the same bytes by a test): take the first half of the yearly
series of the M3 competition (N0001, N0003, …; Makridakis & Hibon 2000,
doi:10.1016/S0169-2070(00)00057-1). Forecast them up to six years ahead from every third origin
with the full history behind it (at least 8 values) and from every third with ten values, and from
the competition's own origin, full and with ten values, which together weigh one third. For each
stated bound, regress the error on the features of :mod:`cqdata.projection.engine` at that
quantile, all series and horizons pooled, weights not below zero, errors scaled by the mean
absolute step of the history (Koenker & Bassett 1978, doi:10.2307/1913643). Histories of 3 to 7
values are then cut from the same series, and each level is widened by the factor that makes it
hold as often as it says, which is split conformal prediction with the half-width as the score
(Lei et al. 2018, doi:10.1080/01621459.2017.1307116).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy.optimize import linprog

from cqdata.projection.engine import (
    FEATURES,
    QUANTILES,
    SHORT,
    as_arrays,
    features,
    half_widths,
)
from cqdata.projection.members import all_members
from cqdata.projection.result import LEVELS

HORIZON = 6
LAST_ORIGIN_SHARE = 1 / 3


class Window(NamedTuple):
    """A history and what came after it; ``scale`` is the mean absolute step before the origin."""

    history: np.ndarray
    future: np.ndarray
    scale: float


def windows(
    series: Iterable[np.ndarray], *, least: int, last: int | None = None, every: int = 1
) -> list[Window]:
    """Cut rolling origins: all histories of at least ``least`` values, kept to the ``last``."""
    found = []
    for y in series:
        for t in range(least, len(y)):
            future = np.full(HORIZON, np.nan)
            ahead = y[t : t + HORIZON]
            future[: len(ahead)] = ahead
            scale = float(np.abs(np.diff(y[:t])).mean())
            found.append(Window(y[max(0, t - last) : t] if last else y[:t], future, scale))
    return [w for w in found[::every] if w.scale > 0]


def _errors(cut: Sequence[Window]) -> tuple[np.ndarray, np.ndarray]:
    """Return scaled errors (rows) and scaled features (rows, features) of known futures."""
    groups: dict[int, list[int]] = defaultdict(list)
    for i, w in enumerate(cut):
        groups[len(w.history)].append(i)
    parts = np.empty((len(cut), HORIZON, len(FEATURES)))
    error = np.empty((len(cut), HORIZON))
    for chosen in groups.values():
        x = np.stack([cut[i].history for i in chosen])
        members = all_members(x, HORIZON)
        median = np.median(members, axis=1)
        scale = np.array([cut[i].scale for i in chosen])
        parts[chosen] = features(x, median, members) / scale[:, None, None]
        future = np.stack([cut[i].future for i in chosen])
        error[chosen] = (future - median) / scale[:, None]
    known = np.isfinite(error)
    return error[known], parts[known]


def _quantile_weights(
    error: np.ndarray, parts: np.ndarray, row_weight: np.ndarray, tau: float
) -> np.ndarray:
    """Solve the weighted quantile regression with weights not below zero, in its dual form."""
    limits = np.stack([row_weight * (tau - 1), row_weight * tau], axis=1)
    answer = linprog(
        -error, A_ub=parts.T, b_ub=np.zeros(parts.shape[1]), bounds=limits, method="highs"
    )
    if not answer.success:
        raise RuntimeError(f"quantile regression did not solve: {answer.message}")
    return np.maximum(-answer.ineqlin.marginals, 0)


def fit(
    series: Sequence[np.ndarray], last_origins: Sequence[tuple[np.ndarray, np.ndarray]]
) -> pd.DataFrame:
    """Learn the calibration table.

    Parameters
    ----------
    series : sequence of numpy.ndarray
        Whole training series, positive values, any unit.
    last_origins : sequence of (history, future)
        The same series split at the competition's origin.

    Returns
    -------
    pandas.DataFrame
        Columns ``kind`` (weight, widening), ``name`` (feature, or number of values), ``at``
        (quantile, or level in percent), ``value`` (rounded to 4 decimals).
    """
    cuts = [windows(series, least=8, every=3), windows(series, least=12, last=10, every=3)]
    final = [
        Window(x if last is None else x[-last:], future, float(np.abs(np.diff(x)).mean()))
        for last in (None, 10)
        for x, future in last_origins
    ]
    blocks = [_errors(cut) for cut in (*cuts, final)]
    rolling = 1 - LAST_ORIGIN_SHARE
    shares = (0.6 * rolling, 0.4 * rolling, LAST_ORIGIN_SHARE)
    error = np.concatenate([b[0] for b in blocks])
    parts = np.concatenate([b[1] for b in blocks])
    row_weight = np.concatenate(
        [np.full(len(b[0]), 1e4 * s / len(b[0])) for b, s in zip(blocks, shares, strict=True)]
    )
    rows = []
    for q in QUANTILES:
        side, tau = (error, q) if q > 0.5 else (-error, 1 - q)
        for name, value in zip(
            FEATURES, _quantile_weights(side, parts, row_weight, tau), strict=True
        ):
            if round(value, 4) > 0:
                rows.append(("weight", name, f"{q:g}", round(value, 4)))
    weights, _ = as_arrays(pd.DataFrame(rows, columns=["kind", "name", "at", "value"]))
    rows += [
        ("widening", str(n), str(level), value)
        for n in range(3, SHORT)
        for level, value in zip(LEVELS, _widening(series, last_origins, n, weights), strict=True)
    ]
    return pd.DataFrame(rows, columns=["kind", "name", "at", "value"])


def _widening(
    series: Sequence[np.ndarray],
    last_origins: Sequence[tuple[np.ndarray, np.ndarray]],
    n: int,
    weights: np.ndarray,
) -> list[float]:
    """Return, for histories of n values, the factor per level that makes coverage nominal."""
    final = [Window(x[-n:], f, float(np.abs(np.diff(x)).mean())) for x, f in last_origins]
    cut = windows(series, least=8, last=n, every=3)
    ratios, masses = [], []
    for block, share in ((cut, 1 - LAST_ORIGIN_SHARE), (final, LAST_ORIGIN_SHARE)):
        error, parts = _errors(block)
        half = half_widths(parts, weights)
        middle = len(LEVELS)
        above = error[:, None] / half[:, middle:]
        below = -error[:, None] / half[:, middle - 1 :: -1]
        ratios.append(np.maximum(above, below).T)
        masses.append(np.full(len(error), share / len(error)))
    ratio, mass = np.concatenate(ratios, axis=1), np.concatenate(masses)
    found = []
    for k, level in enumerate(LEVELS):
        order = np.argsort(ratio[k], kind="stable")
        reached = np.searchsorted(np.cumsum(mass[order]), level / 100)
        found.append(max(1.0, round(float(ratio[k][order][reached]), 4)))
    return found


def to_csv(table: pd.DataFrame) -> str:
    """Return the table as the text that is shipped: UTF-8, LF, four decimals."""
    return table.to_csv(index=False, float_format="%.4f", lineterminator="\n")
