"""One rule for sister series: one indicator of many regions.

Point: half, on logarithms, is what the series by itself says
(:func:`cqdata.projection.engine.medians`), half that the median growth of all sisters goes on.
Width: how far yearly growth usually was from that median growth, in the region and in the median
sister averaged, times a factor by years ahead, learnt once on other panels
(``benchmarks/calibration.py``).
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from cqdata.errors import DataError, NotProjectable
from cqdata.projection.engine import BOUNDS, COLUMNS, factors, medians, pace
from cqdata.projection.table import LEAST, each_series, read_table

LEAST_SERIES = 5
"""Fewest sister series that make a panel."""

_SPAN = 12  # years over which sisters' growth and its changes are taken
_LEAST_CHANGE, _MOST_CHANGE = 0.01, 0.3  # never a zero width; wilder growth says nothing more


def rise_and_change(rows: pd.DataFrame, horizon: int) -> pd.DataFrame:
    """Return what the rule says of every series of a panel, before factors.

    Parameters
    ----------
    rows : pandas.DataFrame
        As :func:`cqdata.projection.table.read_table` returns them, values above zero.
    horizon : int
        Years ahead of each series' own last value.

    Returns
    -------
    pandas.DataFrame
        ``series``, ``year``, ``ahead``, ``last``, ``rise`` (log, since the last value)
        and ``change`` (log, a year).
    """

    def run(x: np.ndarray, values: np.ndarray, root_gap: np.ndarray) -> np.ndarray:
        alone = np.log(np.maximum(medians(x, horizon) / x[:, -1:], 1e-4))
        columns = np.broadcast_arrays(x[:, -1:], alone, pace(np.log(x[:, -_SPAN:])))
        return np.stack(columns, axis=-1)

    said = each_series(rows, horizon, run, ("last", "alone", "own"))
    ahead = np.tile(np.arange(1, horizon + 1), len(said) // horizon)
    growth = np.median(said["own"].to_numpy()[::horizon])

    def away(x: np.ndarray, values: np.ndarray, root_gap: np.ndarray) -> np.ndarray:
        steps = np.abs(np.diff(np.log(x[:, -_SPAN:]), axis=1) - growth) * root_gap[:, 1 - _SPAN :]
        return steps.mean(axis=1)[:, None, None]

    usual = each_series(rows, 1, away, ("usual",))["usual"].to_numpy()
    change = np.clip((usual + np.median(usual)) / 2, _LEAST_CHANGE, _MOST_CHANGE)
    rise = (said["alone"].to_numpy() + growth * ahead) / 2
    return said.assign(ahead=ahead, rise=rise, change=change.repeat(horizon))


def project_panel(table: pd.DataFrame, horizon: int) -> pd.DataFrame:
    """Project all sister series of a panel, each to the same year.

    Parameters
    ----------
    table : pandas.DataFrame
        Columns ``series``, ``year``, ``value``; values above zero, one basis, at least 5 series
        with 3 values; gaps are allowed. Series with fewer than 3 values are left out.
    horizon : int
        Years ahead of the panel's last year, at least 1.

    Returns
    -------
    pandas.DataFrame
        ``series``, ``year``, ``median`` and the bounds, in the unit of the values, never below
        zero.

    Raises
    ------
    NotProjectable
        If there are too few series.
    DataError
        As for :func:`cqdata.projection.table.project_table`, or if a value is not above zero.
    """
    kept = read_table(table, horizon)
    wrong = kept.loc[kept["value"] <= 0]
    if len(wrong):
        row = wrong.iloc[0]
        raise DataError(
            f"panel: {row['series']!r} {row['year']} is {row['value']}; expected above zero"
        )
    count = kept["series"].value_counts()
    found = int((count >= LEAST).sum())
    if found < LEAST_SERIES:
        raise NotProjectable(f"not projected: {found} sister series; {LEAST_SERIES} needed")
    kept = kept.loc[kept["series"].map(count) >= LEAST]
    to, ends = kept["year"].max() + horizon, kept.loc[~kept["series"].duplicated(keep="last")]
    rows = rise_and_change(kept, to - ends["year"].min())
    rows = rows.loc[rows["year"] <= to].reset_index(drop=True)
    rise, change, last = rows[["rise", "change", "last"]].to_numpy().T[:, :, None]
    away = factors("sisters", LEAST_SERIES, rows["ahead"].to_numpy())[0] * change
    said = np.exp(np.hstack([rise, rise + away])) * last
    bounds = pd.DataFrame(said, columns=["median", *BOUNDS])
    return pd.concat([rows[["series", "year"]], bounds], axis=1)[["series", *COLUMNS]]
