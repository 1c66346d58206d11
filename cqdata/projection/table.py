"""Any number of series in one call."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import pandas as pd

from cqdata.errors import DataError, NotProjectable
from cqdata.projection.engine import Batch, forecast
from cqdata.projection.result import COLUMNS

LEAST = 3
"""Fewest values that the engine projects from."""

_AT_ONCE = 4096  # series worked on together: enough for numpy, little memory


class Filled(NamedTuple):
    """Histories of one span: (series, years) filled, number of real values, roots of gaps."""

    which: np.ndarray
    x: np.ndarray
    values: np.ndarray | None
    root_gap: np.ndarray | None


def fill_gaps(years: np.ndarray, values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return values for every year between the first and the last, and the root of each gap.

    Missing years are filled at constant growth where all values are above zero, else on a
    straight line, only so that the members see equal steps; the root of the gap, 1 where no year
    is missing, restores the size of the steps, which filling makes too small.
    """
    every = np.arange(years[0], years[-1] + 1)
    if values.min() > 0:
        x = np.exp(np.interp(every, years, np.log(values)))
    else:
        x = np.interp(every, years, values)
    x[years - years[0]] = values
    return x, np.repeat(np.sqrt(np.diff(years)), np.diff(years))


def _groups(years: np.ndarray, values: np.ndarray, start: np.ndarray) -> Iterator[Filled]:
    count = np.diff(start)
    span = years[start[1:] - 1] - years[start[:-1]] + 1
    whole = span == count
    for n in np.unique(count[whole]):
        found = np.flatnonzero(whole & (count == n))
        for part in np.array_split(found, -(-len(found) // _AT_ONCE)):
            yield Filled(part, values[start[part][:, None] + np.arange(n)], None, None)
    for n in np.unique(span[~whole]):
        found = np.flatnonzero(~whole & (span == n))
        for part in np.array_split(found, -(-len(found) // _AT_ONCE)):
            filled = [
                fill_gaps(years[start[i] : start[i + 1]], values[start[i] : start[i + 1]])
                for i in part
            ]
            x, root = (np.stack(side) for side in zip(*filled, strict=True))
            yield Filled(part, x, count[part], root)


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
        If a column is missing, a year is no whole number, a value is infinite, or a series has
        a year twice.
    NotProjectable
        If a series has fewer than 3 values.

    Notes
    -----
    Point and widths: see ``docs/projection.md``. Time is linear in the number of series.
    """
    missing = [c for c in ("series", "year", "value") if c not in table.columns]
    if missing:
        raise DataError(f"table: column {missing[0]!r} is missing; found {list(table.columns)}")
    if horizon < 1:
        raise DataError(f"horizon is {horizon}; expected at least 1 year")
    kept = table.loc[table["value"].notna(), ["series", "year", "value"]]
    try:
        year = kept["year"].to_numpy(float)
        values = kept["value"].to_numpy(float)
    except (TypeError, ValueError) as error:
        raise DataError(f"table: {error}; expected whole years and numbers") from None
    for name, bad in (("year", ~(year == np.floor(year))), ("value", ~np.isfinite(values))):
        if bad.any():
            row = kept.iloc[int(np.argmax(bad))]
            raise DataError(f"table: {name} of series {row['series']!r} is {row[name]!r}")
    codes, labels = pd.factorize(kept["series"])
    order = np.lexsort((year, codes))
    codes, year, values = codes[order], year[order].astype(np.int64), values[order]
    twice = (np.diff(codes) == 0) & (np.diff(year) == 0)
    if twice.any():
        at = int(np.argmax(twice))
        raise DataError(f"table: series {labels[codes[at]]!r} has {year[at]} twice")
    count = np.bincount(codes, minlength=len(labels))
    if len(count) and count.min() < LEAST:
        at = int(np.argmin(count))
        word = "value" if count[at] == 1 else "values"
        raise NotProjectable(
            f"not projected: {count[at]} {word} (series {labels[at]!r}; {LEAST} needed)"
        )
    empty = table.loc[~table["series"].isin(labels), "series"]
    if len(empty):
        raise NotProjectable(f"not projected: 0 values (series {empty.iloc[0]!r}; {LEAST} needed)")
    start = np.concatenate([[0], np.cumsum(count)])
    out = np.empty((len(labels), horizon, len(COLUMNS) - 1))
    for group in _groups(year, values, start):
        n = len(group.which)
        out[group.which] = as_columns(
            forecast(
                group.x,
                horizon,
                values=group.values,
                root_gap=group.root_gap,
                lower=None if lower is None else np.full(n, lower),
                upper=None if upper is None else np.full(n, upper),
            )
        )
    last = year[start[1:] - 1] if len(labels) else np.empty(0, np.int64)
    columns = {
        "series": labels.repeat(horizon),
        "year": (last[:, None] + np.arange(1, horizon + 1)).ravel(),
    }
    columns |= {name: out[:, :, k].ravel() for k, name in enumerate(COLUMNS[1:])}
    return pd.DataFrame(columns)


def as_columns(batch: Batch) -> np.ndarray:
    """Order median and bounds as in a projection table, shape (series, horizon, 7)."""
    low95, low80, low50, high50, high80, high95 = np.moveaxis(batch.bounds, -1, 0)
    return np.stack([batch.median, low50, high50, low80, high80, low95, high95], axis=-1)
