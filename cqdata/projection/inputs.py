"""Which rows of a series may be fitted, and the checks that come before any fit."""

from __future__ import annotations

from numbers import Real

import numpy as np
import pandas as pd

from cqdata.errors import DataError, MixedBasisError, shortened
from cqdata.projection.asof import as_of

_UNFITTED = {
    "status": {"derived", "target"},
    "qualifier": {"more_than", "at_least", "at_most", "less_than", "nearly", "about", "expected"},
    "flag": {"part_year"},
}
"""What keeps a row out of every fit, by column."""

_IDENTITY = ("indicator", "region", "unit")


def as_frame(series: pd.DataFrame | pd.Series) -> pd.DataFrame:
    """Return values with whole years as index as a table; tables as they are."""
    if isinstance(series, pd.DataFrame):
        return series
    if not isinstance(series, pd.Series):
        raise DataError(f"series: found a {type(series).__name__}; expected a table or a Series")
    if not pd.api.types.is_integer_dtype(series.index):
        raise DataError(f"series: the index holds {series.index.dtype}; expected whole years")
    frame = pd.DataFrame({"year": series.index, "value": series.to_numpy()})
    return frame if series.name is None else frame.assign(indicator=str(series.name))


def fittable_rows(
    series: pd.DataFrame | pd.Series, origin: int | str | None = None
) -> pd.DataFrame:
    """Keep the rows that may enter a fit: annual, exact, with a value, not derived, no target.

    Parameters
    ----------
    series : pandas.DataFrame or pandas.Series
        Columns ``year`` and ``value`` (any unit); optional ``status``, ``qualifier``, ``flag``.
        Or values with whole years as index; its name, if any, stands in ``indicator``.
    origin : int or str, optional
        Keep only what was published then, see :func:`cqdata.projection.asof.as_of`.

    Returns
    -------
    pandas.DataFrame
        The kept rows sorted by year, ``year`` as int and ``value`` as float, other columns as
        they were, index 0 … n-1.

    Raises
    ------
    DataError
        If a needed column is missing, the index holds no whole years, or a value is not a finite
        number.
    """
    frame = as_frame(series)
    missing = [name for name in ("year", "value") if name not in frame.columns]
    if missing:
        raise DataError(f"series: column {missing[0]!r} is missing; found {list(frame.columns)}")
    year = frame["year"].astype("string").str.strip().str.replace(r"\.0$", "", regex=True)
    keep = year.str.fullmatch(r"\d{4}").fillna(False).astype(bool) & frame["value"].notna()
    for column, unfitted in _UNFITTED.items():
        if column in frame.columns:
            keep &= ~frame[column].isin(unfitted)
    if "comparison" in frame.columns:
        keep &= frame["comparison"].fillna("").isin(["", "="])
    kept = frame.loc[keep].copy()
    kept["year"] = year.loc[keep].astype(int)
    try:
        kept["value"] = kept["value"].astype(float)
    except (TypeError, ValueError):
        odd = next(cell for cell in kept["value"] if not isinstance(cell, Real))
        raise DataError(
            f"series: column 'value': found {shortened(repr(odd))}, expected numbers"
        ) from None
    infinite = kept.loc[~np.isfinite(kept["value"]), "year"]
    if len(infinite):
        raise DataError(f"series: value of {infinite.iloc[0]} is not finite; expected a number")
    kept = kept.sort_values("year", kind="stable")
    return (kept if origin is None else as_of(kept, origin)).reset_index(drop=True)


def require_one_series(rows: pd.DataFrame) -> str | None:
    """Return the one basis of the rows (None without a ``basis`` column).

    Raises
    ------
    MixedBasisError
        If the rows carry more than one basis; the message names them.
    DataError
        If they mix indicators, regions or units, or a year stands twice.
    """
    basis: str | None = None
    if "basis" in rows.columns:
        names = sorted(str(name) for name in rows["basis"].dropna().unique())
        if len(names) > 1:
            raise MixedBasisError(f"series mixes the bases {', '.join(names)}; choose one")
        basis = names[0] if names else None
    for column in _IDENTITY:
        if column in rows.columns and rows[column].dropna().nunique() > 1:
            found = ", ".join(sorted(str(v) for v in rows[column].dropna().unique()))
            raise DataError(f"series mixes several values of {column}: {found}; expected one")
    twice = rows.loc[rows["year"].duplicated(), "year"]
    if len(twice):
        raise DataError(f"series: year {twice.iloc[0]} stands twice; expected one value a year")
    return basis
