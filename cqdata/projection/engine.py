"""The calibrated engine: median of five simple forecasts, widths learnt from other series.

The half-width of a bound is a weighted sum of scales that the history shows (how large its annual
steps are, how large relative to its level, how far the members disagree), each once and per year
ahead. The weights were learnt once by pooled quantile regression on other people's annual series
(see :mod:`cqdata.projection.calibration`) and are shipped as ``widths.csv``.
"""

from __future__ import annotations

import functools
import importlib.resources
from typing import NamedTuple

import numpy as np
import pandas as pd

from cqdata.projection.members import all_members
from cqdata.projection.result import LEVELS

QUANTILES = (0.025, 0.1, 0.25, 0.75, 0.9, 0.975)
"""The six bounds that are stated."""

SCALES = (
    "step_mean",
    "step_sd",
    "step_recent",
    "drift",
    "step_mad",
    "growth_mean",
    "growth_sd",
    "growth_recent",
    "growth_mad",
    "level",
)
"""Scales of a history, in its unit; each enters once and once per year ahead."""

SPREADS = ("spread", "rise", "fall")
"""Disagreement of the members at a horizon: mean distance, highest above, lowest below."""

FEATURES = tuple(f"{name}:{per}" for name in SCALES for per in ("once", "per_year")) + SPREADS

SHORT = 8
"""From this many values on, no widening for shortness."""

_LEAST = 0.01  # a scale is at least this share of the mean absolute level: never a zero width
_GROWTH_CAP = 0.5  # log steps larger than this say nothing more about the next one


class Batch(NamedTuple):
    """Forecasts of many series: ``median`` (series, horizon), ``bounds`` (series, horizon, 6)."""

    median: np.ndarray
    bounds: np.ndarray


def _spread_of_steps(steps: np.ndarray) -> list[np.ndarray]:
    size = np.abs(steps)
    centre = steps.mean(axis=1, keepdims=True)
    middle = np.median(steps, axis=1, keepdims=True)
    degrees = max(steps.shape[1] - 1, 1)
    return [
        size.mean(axis=1),
        np.sqrt(((steps - centre) ** 2).sum(axis=1) / degrees),
        size[:, -4:].mean(axis=1),
        np.abs(centre[:, 0]),
        np.median(np.abs(steps - middle), axis=1),
    ]


def features(
    x: np.ndarray, median: np.ndarray, members: np.ndarray, root_gap: np.ndarray | None = None
) -> np.ndarray:
    """Return what the widths are made of, shape (series, horizon, features), in the series' unit.

    Parameters
    ----------
    x : numpy.ndarray
        Histories, shape (series, years).
    median, members : numpy.ndarray
        Combined forecast (series, horizon) and members (series, 5, horizon).
    root_gap : numpy.ndarray, optional
        Shape (series, years − 1): root of the gap that a step was interpolated over, 1 elsewhere.
    """
    horizon = median.shape[1]
    steps = np.diff(x, axis=1)
    if root_gap is not None:
        steps = steps * root_gap
    level = np.abs(x).mean(axis=1)
    last = np.abs(x[:, -1])
    # An all-zero history has no scale of its own: one unit stands in.
    least = np.where(level > 0, _LEAST * level, 1.0)
    mean, sd, recent, drift, mad = _spread_of_steps(steps)
    scales = [np.maximum(s, least) for s in (mean, sd, recent)] + [drift, mad]
    growth = np.stack([mean, sd, recent, mad])
    positive = x.min(axis=1) > 0
    if positive.any():
        log_steps = np.diff(np.log(x[positive]), axis=1)
        if root_gap is not None:
            log_steps = log_steps * root_gap[positive]
        g = _spread_of_steps(log_steps)
        kept = np.stack([g[0], g[1], g[2], g[4]])
        growth[:, positive] = np.minimum(kept, _GROWTH_CAP) * last[positive]
    scales += [np.maximum(g, least) for g in growth[:3]] + [growth[3], np.maximum(last, least)]
    out = np.empty((len(x), horizon, len(FEATURES)))
    ahead = np.arange(1, horizon + 1)
    for k, scale in enumerate(scales):
        out[:, :, 2 * k] = scale[:, None]
        out[:, :, 2 * k + 1] = scale[:, None] * ahead
    # Members on logarithms can explode; beyond the forecast itself distance adds no knowledge.
    cap = np.maximum(np.abs(median), 3 * scales[0][:, None] * ahead)
    first = 2 * len(SCALES)
    away = np.abs(members - median[:, None])
    out[:, :, first] = np.minimum(away, cap[:, None]).mean(axis=1)
    out[:, :, first + 1] = np.minimum(np.maximum(members.max(axis=1) - median, 0), cap)
    out[:, :, first + 2] = np.minimum(np.maximum(median - members.min(axis=1), 0), cap)
    return out


def half_widths(parts: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Return half-widths (series, horizon, 6), all above zero and growing with the level."""
    half = parts @ weights
    middle = len(LEVELS)
    below = np.maximum.accumulate(half[..., middle - 1 :: -1], axis=-1)[..., ::-1]
    above = np.maximum.accumulate(half[..., middle:], axis=-1)
    return np.concatenate([below, above], axis=-1)


@functools.cache
def calibration() -> tuple[np.ndarray, np.ndarray]:
    """Read the shipped table: weights (features, 6) and widening (values 0…8, 3 levels)."""
    with (
        importlib.resources.files("cqdata.projection")
        .joinpath("widths.csv")
        .open(encoding="utf-8") as file
    ):
        table = pd.read_csv(file)
    return as_arrays(table)


def as_arrays(table: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Turn the long calibration table into weights (features, 6) and widening (9, 3)."""
    weights = np.zeros((len(FEATURES), len(QUANTILES)))
    widening = np.ones((SHORT + 1, len(LEVELS)))
    for kind, name, at, value in table[["kind", "name", "at", "value"]].itertuples(index=False):
        if kind == "weight":
            weights[FEATURES.index(name), QUANTILES.index(float(at))] = value
        else:
            widening[int(name), LEVELS.index(int(at))] = value
    widening[:3] = widening[3]
    return weights, widening


def forecast(
    x: np.ndarray,
    horizon: int,
    *,
    values: np.ndarray | None = None,
    root_gap: np.ndarray | None = None,
    lower: np.ndarray | None = None,
    upper: np.ndarray | None = None,
) -> Batch:
    """Project many series of one length.

    Parameters
    ----------
    x : numpy.ndarray
        Shape (series, years), at least 3 years, finite; gaps already filled.
    horizon : int
        Years ahead.
    values : numpy.ndarray, optional
        How many values of each series are real; all by default.
    root_gap : numpy.ndarray, optional
        See :func:`features`.
    lower, upper : numpy.ndarray, optional
        Natural range of each series; by default zero is the lower limit of a series that never
        was below zero.

    Returns
    -------
    Batch
        In the unit of the series.
    """
    # Work at size one: squares of very large and very small values would leave the float range.
    size = np.abs(x).max(axis=1)
    size = np.where(size > 0, size, 1.0)
    z = x / size[:, None]
    members = all_members(z, horizon)
    median = np.median(members, axis=1)
    low = np.where(x.min(axis=1) >= 0, 0.0, -np.inf) if lower is None else lower
    high = np.full(len(x), np.inf) if upper is None else upper
    low, high = (low / size)[:, None], (high / size)[:, None]
    weights, widening = calibration()
    half = half_widths(features(z, median, members, root_gap), weights)
    count = np.full(len(x), x.shape[1]) if values is None else values
    wider = widening[np.minimum(count, SHORT)]
    half *= np.concatenate([wider[:, ::-1], wider], axis=1)[:, None, :]
    median = np.clip(median, low, high)
    sign = np.array([-1, -1, -1, 1, 1, 1])
    bounds = np.clip(median[..., None] + sign * half, low[..., None], high[..., None])
    return Batch(median * size[:, None], bounds * size[:, None, None])
