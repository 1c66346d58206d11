"""The five forecasts that are combined, for many series of one length at once.

Every function takes an array of shape (series, years), all years present, and returns point
forecasts of shape (series, horizon) in the same unit. Nothing is optimised by iteration: where a
method has smoothing parameters, every point of a small fixed grid is tried, so the same input
gives the same output and nothing can fail to converge.

Sources: dynamic optimised Theta — Fiorucci, Pellegrini, Louzada, Petropoulos & Koehler (2016),
doi:10.1016/j.ijforecast.2016.02.005, after the Theta method of Assimakopoulos & Nikolopoulos
(2000), doi:10.1016/S0169-2070(00)00066-2; damped trend — Gardner & McKenzie (1985),
doi:10.1287/mnsc.31.10.1237; the median of simple forecasts as combination — Petropoulos &
Svetunkov (2020), doi:10.1016/j.ijforecast.2019.01.006.
"""

from __future__ import annotations

import itertools

import numpy as np

_THETA_GRID = np.array(list(itertools.product((0.1, 0.3, 0.5, 0.7, 0.9, 0.99), (1, 2, 4, 20))))
_DAMPED_GRID = np.array(
    list(itertools.product((0.2, 0.4, 0.6, 0.8, 0.99), (0.01, 0.05, 0.1, 0.2, 0.4), (0.9, 0.98)))
)
_MAX_LOG = 690.0  # exp() of more overflows a float

MEMBERS = ("naive", "log_drift", "median_drift", "dynamic_theta", "log_damped_trend")
"""Names of the members, in the order of the second axis of :func:`all_members`."""


def naive(x: np.ndarray, horizon: int) -> np.ndarray:
    """Repeat the last value."""
    return np.repeat(x[:, -1:], horizon, axis=1)


def drift(x: np.ndarray, horizon: int) -> np.ndarray:
    """Go on by the mean annual step."""
    step = (x[:, -1] - x[:, 0]) / (x.shape[1] - 1)
    return x[:, -1:] + step[:, None] * np.arange(1, horizon + 1)


def median_drift(x: np.ndarray, horizon: int) -> np.ndarray:
    """Go on by the median annual step, which one jump does not move."""
    step = np.median(np.diff(x, axis=1), axis=1)
    return x[:, -1:] + step[:, None] * np.arange(1, horizon + 1)


def dynamic_theta(x: np.ndarray, horizon: int) -> np.ndarray:
    """Dynamic optimised Theta model; of 24 grid points the one with the least squared error.

    The grid is smoothing 0.1 … 0.99 by Theta 1, 2, 4, 20, where Theta 1 is simple exponential
    smoothing. The starting level is the first value.
    """
    series, n = x.shape
    alpha, weight = _THETA_GRID[:, 0], 1 - 1 / _THETA_GRID[:, 1]
    decay = 1 - alpha
    level = np.repeat(x[:, :1], len(alpha), axis=1)
    mean = x[:, 0].copy()
    a, b = x[:, 0].copy(), np.zeros(series)
    loss = np.zeros_like(level)
    for i in range(1, n):
        t = i + 1
        expected = level
        if t > 2:  # with one value behind there is no slope yet
            line = decay ** (t - 1) * a[:, None] + (1 - decay**t) / alpha * b[:, None]
            expected = level + weight * line
        else:
            expected = x[:, :1]
        loss += (x[:, i : i + 1] - expected) ** 2
        level = alpha * x[:, i : i + 1] + decay * level
        a, b, mean = _line(x[:, i], a, b, mean, t)
    best = np.argmin(loss, axis=1)
    alpha, weight, decay = alpha[best], weight[best], decay[best]
    level = level[np.arange(series), best]
    out = np.empty((series, horizon))
    for j in range(horizon):
        t = n + j + 1
        out[:, j] = level + weight * (decay ** (t - 1) * a + (1 - decay**t) / alpha * b)
        level = alpha * out[:, j] + decay * level
        a, b, mean = _line(out[:, j], a, b, mean, t)
    return out


def _line(
    value: np.ndarray, a: np.ndarray, b: np.ndarray, mean: np.ndarray, t: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Renew intercept, slope and mean of the straight line through the first t values."""
    b = ((t - 2) * b + 6 / t * (value - mean)) / (t + 1)
    mean = ((t - 1) * mean + value) / t
    return mean - b * (t + 1) / 2, b, mean


def damped_trend(x: np.ndarray, horizon: int) -> np.ndarray:
    """Damped-trend smoothing, averaged over 50 grid points by how well each explains the past.

    The weight of a grid point is its squared one-step error to the power −n/2, the likelihood of
    normal errors with the variance profiled out; the average moves smoothly with the data where
    the best point alone would jump.
    """
    n = x.shape[1]
    alpha, beta, phi = _DAMPED_GRID.T
    level = np.repeat(x[:, :1], len(alpha), axis=1)
    first = np.median(np.diff(x[:, : min(n, 6)], axis=1), axis=1)
    trend = np.repeat(first[:, None], len(alpha), axis=1)
    loss = np.zeros_like(level)
    for i in range(1, n):
        expected = level + phi * trend
        error = x[:, i : i + 1] - expected
        loss += error**2
        level = expected + alpha * error
        trend = phi * trend + alpha * beta * error
    tiny = 1e-24 * np.maximum(np.mean(x**2, axis=1, keepdims=True), 1e-200)
    relative = np.log(np.maximum(loss, tiny))
    weight = np.exp(-0.5 * n * (relative - relative.min(axis=1, keepdims=True)))
    weight /= weight.sum(axis=1, keepdims=True)
    damp = np.cumsum(phi[:, None] ** np.arange(1, horizon + 1), axis=1)
    return (weight * level).sum(axis=1)[:, None] + (weight * trend) @ damp


def all_members(x: np.ndarray, horizon: int) -> np.ndarray:
    """Return the five members, shape (series, 5, horizon).

    Log drift and the damped trend work on logarithms where every value of a series is above
    zero, and on the values themselves where not.
    """
    out = np.empty((len(x), len(MEMBERS), horizon))
    out[:, 0] = naive(x, horizon)
    out[:, 2] = median_drift(x, horizon)
    out[:, 3] = dynamic_theta(x, horizon)
    positive = x.min(axis=1) > 0
    if positive.any():
        logs = np.log(x[positive])
        out[positive, 1] = np.exp(np.minimum(drift(logs, horizon), _MAX_LOG))
        out[positive, 4] = np.exp(np.minimum(damped_trend(logs, horizon), _MAX_LOG))
    if not positive.all():
        out[~positive, 1] = drift(x[~positive], horizon)
        out[~positive, 4] = damped_trend(x[~positive], horizon)
    return out
