"""One engine for a single annual series.

Point: the median of three forecasts (the last value stays; the median yearly step goes on; the
growth rate goes on and fades by a tenth a year), moved on logarithms towards unfaded growth: half
the way where growth never varied, less the more it did. In the growth rate a year counts a
twentieth less than the one after it; above 28% a year it counts as that. The median of simple
forecasts is that of Petropoulos & Svetunkov (2020), doi:10.1016/j.ijforecast.2019.01.006; the
fading growth that of Gardner & McKenzie (1985), doi:10.1287/mnsc.31.10.1237.

Width: the usual yearly change of the series times a factor by number of values and years ahead,
learnt once on other annual series (``benchmarks/calibration.py`` made ``widths.csv``).

Nothing is chosen or optimised when a projection is made.
"""

from __future__ import annotations

import numpy as np

from cqdata.projection.evidence import shipped

LEVELS = (50, 80, 95)
"""Nominal coverage of the published prediction intervals, in percent."""

COLUMNS = ("year", "median", *(f"{side}{level}" for level in LEVELS for side in ("low", "high")))
"""Columns of a projection table, in order."""

AHEAD = 6
"""Years ahead for which factors were learnt; beyond, they grow in proportion to the years."""

BOUNDS = tuple(f"low{level}" for level in LEVELS[::-1]) + tuple(f"high{level}" for level in LEVELS)
"""The six bounds, in the order of their values."""

_MEMORY = 0.95  # weight of a yearly step over that of the step after it
_FADE = 0.9  # faded growth of a year over that of the year before
_MOST_GROWTH = 0.25  # log, a year: faster growth never lasted on the calibration series
_RECENT = 4  # steps that count as recent in the usual yearly change
_GROWTH_CAP = 0.5  # log steps larger than this say nothing more about the next one
_LEAST = 0.01  # usual change as share of the level: never a zero width
_TINY = 1e-300
_MAX_LOG = 690.0  # exp() of more overflows a float


def pace(logs: np.ndarray) -> np.ndarray:
    """Return the growth rate (log, a year) of series of one length, a year earlier counting less.

    Parameters
    ----------
    logs : numpy.ndarray
        Shape (series, years), all present.

    Returns
    -------
    numpy.ndarray
        Shape (series, 1): mean of the yearly steps, each counting a twentieth less than the
        one after it.
    """
    steps = np.diff(logs, axis=1)
    weight = _MEMORY ** np.arange(steps.shape[1])[::-1]
    return (steps @ weight / weight.sum())[:, None]


def medians(x: np.ndarray, horizon: int) -> np.ndarray:
    """Return the point forecasts of many series of one length.

    Parameters
    ----------
    x : numpy.ndarray
        Shape (series, years), at least 3 years, all present.
    horizon : int
        Years ahead.

    Returns
    -------
    numpy.ndarray
        Shape (series, horizon), in the unit of the series. A series with a value that is not
        above zero has no growth rate: its pace in its unit fades instead, and nothing moves it.
    """
    ahead = np.arange(1, horizon + 1)
    last, positive = x[:, -1:], x.min(axis=1, keepdims=True) > 0
    logs = np.log(np.where(positive, x, 1.0))
    growth, fading = np.minimum(pace(logs), _MOST_GROWTH), np.cumsum(_FADE**ahead)
    faded = np.exp(np.minimum(logs[:, -1:] + growth * fading, _MAX_LOG))
    three = [
        np.repeat(last, horizon, axis=1),
        last + np.median(np.diff(x, axis=1), axis=1, keepdims=True) * ahead,
        np.where(positive, faded, last + pace(x) * fading),
    ]
    middle = np.median(three, axis=0)
    noise = np.diff(logs, axis=1).var(axis=1, ddof=1, keepdims=True)
    share = 0.5 * growth**2 / np.maximum(growth**2 + noise, _TINY)
    onward = logs[:, -1:] + growth * ahead
    moved = (1 - share) * np.log(np.maximum(middle, _TINY)) + share * onward
    return np.where(positive & (middle > 0), np.exp(np.minimum(moved, _MAX_LOG)), middle)


def usual_change(x: np.ndarray, root_gap: np.ndarray | float = 1.0) -> np.ndarray:
    """Return the usual yearly change of many series of one length, above zero.

    Parameters
    ----------
    x : numpy.ndarray
        Shape (series, years), all present.
    root_gap : numpy.ndarray, optional
        Shape (series, years - 1): root of the gap that a step was interpolated over, else 1.

    Returns
    -------
    numpy.ndarray
        Shape (series,), in the unit of the series: the mean size of all growth rates at the last
        level, averaged with the mean size of the last four steps.
    """
    steps = np.abs(np.diff(x, axis=1)) * root_gap
    last, positive = np.abs(x[:, -1]), x.min(axis=1, keepdims=True) > 0
    growth = np.abs(np.diff(np.log(np.where(positive, x, 1.0)), axis=1)) * root_gap
    by_growth = np.minimum(growth.mean(axis=1), _GROWTH_CAP) * last
    whole = np.where(positive[:, 0], by_growth, steps.mean(axis=1))
    level = np.maximum(np.abs(x).mean(axis=1), last)
    # An all-zero history has no scale of its own: one unit stands in.
    least = np.where(level > 0, _LEAST * level, 1.0)
    return np.maximum((whole + steps[:, -_RECENT:].mean(axis=1)) / 2, least)


def factors(kind: str, values: np.ndarray | int, ahead: np.ndarray) -> np.ndarray:
    """Return the factors of the six bounds.

    Parameters
    ----------
    kind : str
        ``single`` or ``sisters``.
    values : numpy.ndarray or int
        Numbers of values; the nearest length in the table that is not longer is taken.
    ahead : numpy.ndarray
        Years ahead.

    Returns
    -------
    numpy.ndarray
        Shape (numbers of values, years ahead, 6), in the order of :data:`BOUNDS`.
    """
    rows = shipped("widths.csv").loc[lambda w: w["kind"] == kind]
    lengths = rows["values"].unique()
    learnt = rows[list(BOUNDS)].to_numpy().reshape(len(lengths), AHEAD, len(BOUNDS))
    near = np.minimum(ahead, AHEAD)
    length = np.searchsorted(lengths, np.atleast_1d(values), side="right") - 1
    return learnt[length][:, near - 1] * (ahead / near)[:, None]


def measured_coverage(method: str, values: int, ahead: int) -> dict[int, float]:
    """Return percent of outcomes inside the intervals of each level, by the table of widths.

    On the calibration series cut to such a number of values, over the years up to ``ahead``, each
    group of series projected with factors that were learnt without it.
    """
    kind = "sisters" if method == "sisters" else "single"
    rows = shipped("widths.csv").loc[lambda w: (w["kind"] == kind) & (w["values"] <= values)]
    rows = rows.loc[(rows["values"] == rows["values"].max()) & (rows["ahead"] <= ahead)]
    return {level: float(rows[f"held{level}"].mean()) for level in LEVELS}
