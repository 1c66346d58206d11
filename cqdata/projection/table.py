"""Any number of series in one call."""

from __future__ import annotations

from collections.abc import Callable
from numbers import Integral
from typing import Any

import numpy as np
import pandas as pd

from cqdata.errors import DataError, NotProjectable, shown
from cqdata.frames import check_limits, is_number, numbers, require
from cqdata.number import FURTHEST
from cqdata.projection.engine import BOUNDS, COLUMNS, factors, medians, usual_change

LEAST = 3
"""Fewest values that the engine projects from."""

_AT_ONCE = 4096  # series worked on together: enough for numpy, little memory


Run = Callable[[np.ndarray, np.ndarray, np.ndarray], np.ndarray]


def fill_gaps(years: np.ndarray, values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return values for every year between the first and the last, and the root of each gap.

    Missing years are filled at constant growth where all values are above zero, else on a
    straight line, only so that the engine sees equal steps; the root of the gap, 1 where no year
    is missing, restores the size of the steps, which filling makes too small.
    """
    every = np.arange(years[0], years[-1] + 1)
    if values.min() > 0:
        x = np.exp(np.interp(every, years, np.log(values)))
    else:
        x = np.interp(every, years, values)
    x[years - years[0]] = values
    return x, np.repeat(np.sqrt(np.diff(years)), np.diff(years))


def read_table(table: pd.DataFrame, horizon: int = 1) -> pd.DataFrame:
    """Return the rows with a value, sorted by series (in order of first appearance) and year.

    Raises
    ------
    DataError
        If a column is missing, a year is no whole number, a value is infinite, or a series has
        a year twice; or if ``horizon`` is no whole number from 1.
    """
    if not isinstance(horizon, Integral) or not 1 <= horizon <= FURTHEST:
        raise DataError(f"horizon is {shown(horizon)}; expected whole years, 1 to {FURTHEST}")
    columns = ("series", "year", "value")
    require(table, "table", *columns, rows=False)
    kept = table[list(columns)].dropna(subset="value")
    kept = kept.assign(
        value=numbers(kept["value"], "table"),
        year=numbers(kept["year"], "table", _is_whole, "a whole year").astype("int64"),
    )
    kept = kept.iloc[np.lexsort((kept["year"], pd.factorize(kept["series"])[0]))]
    twice = kept.loc[kept.duplicated(["series", "year"])]
    if len(twice):
        row = twice.iloc[0]
        raise DataError(f"table: series {row['series']!r} has {row['year']} twice")
    return kept.reset_index(drop=True)


def _is_whole(year: Any) -> bool:
    return is_number(year) and year % 1 == 0


def each_series(rows: pd.DataFrame, horizon: int, run: Run, names: tuple[str, ...]) -> pd.DataFrame:
    """Return ``series``, ``year`` and a column per name: what ``run`` says of every series.

    Parameters
    ----------
    rows : pandas.DataFrame
        As :func:`read_table` returns them.
    horizon : int
        Years ahead of each series' own last value.
    run : function
        What is done with histories of one span: (series, years) filled, numbers of real values,
        roots of gaps; to an array (series, horizon, names).
    names : tuple of str
        Names of the columns.
    """
    codes, labels = pd.factorize(rows["series"])
    years, values = rows["year"].to_numpy(), rows["value"].to_numpy()
    count = np.bincount(codes, minlength=len(labels))
    end = np.cumsum(count)
    start, last = end - count, years[end - 1]
    span = last - years[start] + 1
    out = np.empty((len(labels), horizon, len(names)))
    for n in np.unique(span):
        found = np.flatnonzero(span == n)
        for part in np.array_split(found, -(-len(found) // _AT_ONCE)):
            x, root = np.empty((len(part), n)), np.ones((len(part), n - 1))
            whole = count[part] == n
            x[whole] = values[start[part[whole]][:, None] + np.arange(n)]
            for k in np.flatnonzero(~whole):
                own = slice(start[part[k]], end[part[k]])
                x[k], root[k] = fill_gaps(years[own], values[own])
            out[part] = run(x, count[part], root)
    columns = {
        "series": labels.repeat(horizon),
        "year": (last[:, None] + np.arange(1, horizon + 1)).ravel(),
    }
    return pd.DataFrame(columns | {name: out[:, :, k].ravel() for k, name in enumerate(names)})


def too_few(count: int, of: str = "") -> NotProjectable:
    """Return the error for so few values (of a series that is named)."""
    word = "value" if count == 1 else "values"
    return NotProjectable(f"not projected: {count} {word} ({of}{LEAST} needed)")


def project_table(
    table: pd.DataFrame,
    horizon: int,
    *,
    lower: float | None = None,
    upper: float | None = None,
) -> pd.DataFrame:
    """Project every series of a long table by the calibrated engine.

    Parameters
    ----------
    table : pandas.DataFrame
        Columns ``series`` (any label), ``year`` (whole number), ``value`` (number; rows without
        one are left out). Order is free; gaps are allowed. At least 3 values a series.
    horizon : int
        Years ahead of each series' own last value, at least 1.
    lower, upper : float, optional
        Natural range of all values; without ``lower``, zero bounds every series that never was
        below zero.

    Returns
    -------
    pandas.DataFrame
        One row per series (in order of first appearance) and year: ``series``, ``year``,
        ``median``, ``low50``, ``high50``, ``low80``, ``high80``, ``low95``, ``high95``, in the
        unit of ``value``.

    Raises
    ------
    DataError
        See :func:`read_table`; or if the range is none.
    NotProjectable
        If a series has fewer than 3 values.

    Notes
    -----
    Point and widths: see ``docs/projection.md``. Time is linear in the number of series.
    """
    check_limits((lower, upper))
    rows = read_table(table, horizon)
    for name, count in table.groupby("series", sort=False)["value"].count().items():
        if count < LEAST:
            raise too_few(count, f"series {name!r}; ")

    def run(x: np.ndarray, values: np.ndarray, root_gap: np.ndarray) -> np.ndarray:
        never_below = np.where(x.min(axis=1) >= 0, 0.0, -np.inf)[:, None, None]
        least = never_below if lower is None else lower
        # The median first, so that an interval at the end of a range still has a width.
        middle = np.clip(medians(x, horizon)[..., None], least, upper)
        factor = factors("single", values, np.arange(1, horizon + 1))
        bounds = middle + factor * usual_change(x, root_gap)[:, None, None]
        return np.clip(np.concatenate([middle, bounds], axis=-1), least, upper)

    return each_series(rows, horizon, run, ("median", *BOUNDS))[["series", *COLUMNS]]
