"""Any number of series in one call."""

from __future__ import annotations

from collections.abc import Callable
from numbers import Integral
from typing import NamedTuple

import numpy as np
import pandas as pd

from cqdata.errors import DataError, NotProjectable
from cqdata.projection.engine import BOUNDS, COLUMNS, factors, medians, usual_change

LEAST = 3
"""Fewest values that the engine projects from."""

_AT_ONCE = 4096  # series worked on together: enough for numpy, little memory


class Filled(NamedTuple):
    """Histories of one span: (series, years) filled, numbers of real values, roots of gaps."""

    x: np.ndarray
    values: np.ndarray
    root_gap: np.ndarray


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


def read_table(table: pd.DataFrame) -> pd.DataFrame:
    """Return the rows with a value, sorted by series (in order of first appearance) and year.

    Raises
    ------
    DataError
        If a column is missing, a year is no whole number, a value is infinite, or a series has
        a year twice.
    """
    missing = [c for c in ("series", "year", "value") if c not in table.columns]
    if missing:
        raise DataError(f"table: column {missing[0]!r} is missing; found {list(table.columns)}")
    kept = table.loc[table["value"].notna(), ["series", "year", "value"]]
    try:
        kept = kept.astype({"year": float, "value": float})
    except (TypeError, ValueError) as error:
        raise DataError(f"table: {error}; expected whole years and numbers") from None
    wrong = {"year": kept["year"] % 1 != 0, "value": ~np.isfinite(kept["value"])}
    for name, bad in wrong.items():
        if bad.any():
            row = kept.loc[bad].iloc[0]
            raise DataError(f"table: {name} of series {row['series']!r} is {row[name]:g}")
    kept = kept.astype({"year": np.int64})
    kept = kept.iloc[np.lexsort((kept["year"], pd.factorize(kept["series"])[0]))]
    twice = kept.loc[kept.duplicated(["series", "year"])]
    if len(twice):
        row = twice.iloc[0]
        raise DataError(f"table: series {row['series']!r} has {row['year']} twice")
    return kept.reset_index(drop=True)


def each_series(
    rows: pd.DataFrame, horizon: int, run: Callable[[Filled], np.ndarray], names: tuple[str, ...]
) -> pd.DataFrame:
    """Return ``series``, ``year`` and a column per name: what ``run`` says of every series.

    Parameters
    ----------
    rows : pandas.DataFrame
        As :func:`read_table` returns them.
    horizon : int
        Years ahead of each series' own last value.
    run : function
        From series of one span to an array (series, horizon, names).
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
            out[part] = run(Filled(x, count[part], root))
    columns = {
        "series": labels.repeat(horizon),
        "year": (last[:, None] + np.arange(1, horizon + 1)).ravel(),
    }
    return pd.DataFrame(columns | {name: out[:, :, k].ravel() for k, name in enumerate(names)})


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
        If ``horizon`` is no whole number from 1; see also :func:`read_table`.
    NotProjectable
        If a series has fewer than 3 values.

    Notes
    -----
    Point and widths: see ``docs/projection.md``. Time is linear in the number of series.
    """
    rows = read_table(table)
    if not isinstance(horizon, Integral) or horizon < 1:
        raise DataError(f"horizon is {horizon!r}; expected whole years, 1 at least")
    count = rows.groupby("series", sort=False).size()
    short = pd.Series(0, pd.unique(table["series"])).add(count, fill_value=0).astype(int)
    short = short.loc[short < LEAST]
    if len(short):
        word = "value" if short.iloc[0] == 1 else "values"
        raise NotProjectable(
            f"not projected: {short.iloc[0]} {word} (series {short.index[0]!r}; {LEAST} needed)"
        )

    def run(group: Filled) -> np.ndarray:
        never_below = np.where(group.x.min(axis=1) >= 0, 0.0, -np.inf)[:, None, None]
        least = never_below if lower is None else lower
        # The median first, so that an interval at the end of a range still has a width.
        middle = np.clip(medians(group.x, horizon)[..., None], least, upper)
        factor = factors("single", group.values, np.arange(1, horizon + 1))
        bounds = middle + factor * usual_change(group.x, group.root_gap)[:, None, None]
        return np.clip(np.concatenate([middle, bounds], axis=-1), least, upper)

    return each_series(rows, horizon, run, ("median", *BOUNDS))[["series", *COLUMNS]]
