"""Which rows of a series may be fitted, and the checks that come before any fit."""

from __future__ import annotations

import re
from typing import Any

import pandas as pd

from cqdata.errors import DataError
from cqdata.frames import IDENTITY, as_frame, is_year, judged, only, require
from cqdata.projection.asof import as_of

_UNFITTED = {
    "status": {"derived", "target"},
    "qualifier": {"more_than", "at_least", "at_most", "less_than", "nearly", "about", "expected"},
    "flag": {"part_year"},
    "comparison": {">", ">=", "<", "<=", "nearly", "about", "relative"},
}
"""What keeps a row out of every fit, by column."""


def fittable_rows(
    series: pd.DataFrame | pd.Series, origin: int | str | None = None
) -> pd.DataFrame:
    """Keep the rows that may enter a fit: annual, exact, with a value, not derived, no target.

    Parameters
    ----------
    series : pandas.DataFrame or pandas.Series
        Columns ``year`` and ``value`` (any unit); optional ``status``, ``qualifier``, ``flag``,
        ``comparison``.
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
        If a needed column is missing, the index holds no whole years, or a cell is not what its
        column says, see :func:`cqdata.frames.judged`.
    """
    frame = as_frame(series, "series")
    require(frame, "series", "year", "value", rows=False)
    keep = frame["value"].notna() & ~frame["year"].map(_is_part)
    for column, unfitted in _UNFITTED.items():
        if column in frame.columns:
            keep &= ~frame[column].isin(unfitted)
    if not keep.any():
        return frame.head(0)
    kept = judged(frame.loc[keep], "series").sort_values("year", kind="stable")
    return (kept if origin is None else as_of(kept, origin)).reset_index(drop=True)


def _is_part(year: Any) -> bool:
    """Say whether a row is of no one year: without any, or of a month or text of a part of one."""
    if isinstance(year, str):
        return re.match(r"\d{4}\D", year) is not None
    return bool(pd.isna(year)) or (is_year(year) and year % 1 != 0)


def require_one_series(rows: pd.DataFrame) -> str | None:
    """Return the one basis of the rows (None without a ``basis`` column).

    Raises
    ------
    MixedBasisError
        If the rows carry more than one basis; the message names them.
    DataError
        If they mix indicators, regions or units, or a year stands twice.
    """
    basis, *_ = (only(rows, column, "series") for column in IDENTITY)
    twice = rows.loc[rows["year"].duplicated(), "year"]
    if len(twice):
        raise DataError(f"series: year {twice.iloc[0]} stands twice; expected one value a year")
    return basis or None
