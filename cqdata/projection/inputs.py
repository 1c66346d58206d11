"""Which rows of a series may be fitted, and the checks that come before any fit."""

from __future__ import annotations

from numbers import Real
from typing import Any

import numpy as np
import pandas as pd

from cqdata.errors import DataError, MixedBasisError, shortened, shown
from cqdata.number import HIGHEST
from cqdata.projection.asof import as_of

_UNFITTED = {
    "status": {"derived", "target"},
    "qualifier": {"more_than", "at_least", "at_most", "less_than", "nearly", "about", "expected"},
    "flag": {"part_year"},
    "comparison": {">", ">=", "<", "<=", "nearly", "about", "relative"},
}
"""What keeps a row out of every fit, by column."""

_IDENTITY = ("basis", "indicator", "region", "unit")


def as_frame(series: pd.DataFrame | pd.Series) -> pd.DataFrame:
    """Return values with whole years as index as a table; tables as they are."""
    if isinstance(series, pd.DataFrame):
        return series
    if not isinstance(series, pd.Series):
        raise DataError(f"series: found {shown(series)}; expected a table or a Series")
    if not pd.api.types.is_integer_dtype(series.index):
        raise DataError(f"series: the index holds {series.index.dtype}; expected whole years")
    frame = pd.DataFrame({"year": series.index, "value": series.to_numpy()})
    return frame if series.name is None else frame.assign(indicator=str(series.name))


def known_values(table: pd.DataFrame, what: str) -> pd.DataFrame:
    """Return the rows that have a value, years as whole numbers and values as finite ones.

    Parameters
    ----------
    table : pandas.DataFrame
        ``year``, ``value``, ``series`` if it holds several, and others.
    what : str
        What messages call it.

    Raises
    ------
    DataError
        If a year is no whole number, or a value no finite one.
    """
    kept = table.loc[table["value"].notna()]
    for name, kind, words in (("year", np.int64, "a whole year"), ("value", float, "a number")):
        number = pd.to_numeric(kept[name], errors="coerce")
        real = number.dtype.kind in "iuf"  # neither truth nor complex
        number = number.astype(float) if real else pd.Series(np.nan, index=kept.index)
        bad = ~np.isfinite(number) | ((number % 1 != 0) & (kind is np.int64))
        if bad.any():
            found, year = kept.loc[bad, name].iloc[0], kept.loc[bad, "year"].iloc[0]
            of = f"series {kept.loc[bad, 'series'].iloc[0]!r}" if "series" in kept else str(year)
            raise DataError(f"{what}: {name} of {of} is {shortened(str(found))}, expected {words}")
        kept = kept.assign(**{name: number.astype(kind)})
    return kept


def require_columns(table: pd.DataFrame, what: str, *names: str) -> None:
    """Refuse a table that lacks a column."""
    for name in names:
        if name not in table.columns:
            raise DataError(f"{what}: column {name!r} is missing; found {list(table.columns)}")
        if list(table.columns).count(name) > 1:
            raise DataError(f"{what}: column {name!r} stands twice; expected once")


def check_numbers(frame: pd.DataFrame, what: str, *columns: str) -> None:
    """Refuse what is no finite number in these columns, ``low`` and ``high``; NaN is a gap.

    Raises
    ------
    DataError
        Also if a year has not four digits, or an interval ends below its beginning.
    """
    for column in (*columns, *(edge for edge in ("low", "high") if edge in frame)):
        expected = "years of four digits" if column == "year" else "finite numbers below 10^18"
        for row, cell in enumerate(frame[column]):
            size: Any = abs(cell) if isinstance(cell, Real) else HIGHEST
            if size >= HIGHEST or (column == "year" and not 1000 <= cell < 10_000):
                of = f"{column} of {frame['year'].iloc[row]}" if "year" in frame else column
                raise DataError(f"{what}: {of}: found {shortened(repr(cell))}, expected {expected}")
    if {"low", "high"} <= set(frame) and (frame["high"] < frame["low"]).any():
        first = frame.loc[frame["high"] < frame["low"]].iloc[0]
        found = f"high {first['high']:g} below low {first['low']:g}"
        raise DataError(f"{what}: found {found}, expected the lower end in low")


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
        If a needed column is missing, the index holds no whole years, a value is not a finite
        number, or an interval ends below its beginning.
    """
    frame = as_frame(series)
    require_columns(frame, "series", "year", "value")
    keep = _whole_years(frame["year"])
    for column, unfitted in _UNFITTED.items():
        if column in frame.columns:
            keep &= ~frame[column].isin(unfitted)
    kept = known_values(frame.loc[keep], "series").sort_values("year", kind="stable")
    check_numbers(kept, "series", "value")
    return (kept if origin is None else as_of(kept, origin)).reset_index(drop=True)


def _whole_years(years: pd.Series) -> pd.Series:
    """Say which cells are years of four digits: numbers, or text that is one."""
    if isinstance(years.dtype, np.dtype) and years.dtype.kind in "iu":
        return years.between(1000, 9999)
    text = years.astype("string").str.strip().str.replace(r"\.0$", "", regex=True)
    return text.str.fullmatch(r"\d{4}").fillna(False).astype(bool)


def require_one_series(rows: pd.DataFrame) -> str | None:
    """Return the one basis of the rows (None without a ``basis`` column).

    Raises
    ------
    MixedBasisError
        If the rows carry more than one basis; the message names them.
    DataError
        If they mix indicators, regions or units, or a year stands twice.
    """
    basis, *_ = (only(rows, column, "series") for column in _IDENTITY)
    twice = rows.loc[rows["year"].duplicated(), "year"]
    if len(twice):
        raise DataError(f"series: year {twice.iloc[0]} stands twice; expected one value a year")
    return basis


def only(rows: pd.DataFrame, column: str, what: str) -> str | None:
    """Return the one value of a column as text, None where there is none.

    Raises
    ------
    DataError
        If there is more than one (:class:`MixedBasisError` for ``basis``); the message names them.
    """
    found = sorted({str(one) for one in rows.get(column, pd.Series()).dropna()})
    if len(found) > 1:
        error = MixedBasisError if column == "basis" else DataError
        raise error(f"{what} mixes several values of {column}: {', '.join(found)}; choose one")
    return found[0] if found else None
