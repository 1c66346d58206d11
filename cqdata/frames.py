"""What a table of values may be: the one judge of what charts, numbers and projections are given.

A breach is told by row and column, before anything is drawn or computed. Missing cells are gaps.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from decimal import Decimal
from numbers import Integral, Real
from typing import Any

import numpy as np
import pandas as pd

from cqdata import catalog
from cqdata.cells import hidden
from cqdata.errors import DataError, MixedBasisError, shortened, shown
from cqdata.number import HIGHEST
from cqdata.quantity import is_counted, is_unit
from cqdata.quantity.tokens import unit_of

FIRST, LAST = 1800, 2200
"""Years that a statistic may be of."""

IDENTITY = ("basis", "indicator", "region", "unit")
"""Columns that say what a series is of; basis first, since its error is one of its own."""
# Most characters of a cell; lists of ids are as long as they are.
_TEXTS: dict[str, float] = {"unit": 40, "source_id": math.inf, "ref": math.inf}
_TEXTS |= dict.fromkeys(("indicator", "region", "basis", "label_zh", "label_en"), 240)
# What may fall below zero in any unit.
_CHANGES = ("growth", "change", "net ", "增速", "增长", "净", "增减", "变动")


def as_frame(series: object, what: str) -> pd.DataFrame:
    """Return values with whole years as index as a table; tables as they are."""
    if isinstance(series, pd.DataFrame):
        return series
    if not isinstance(series, pd.Series):
        raise DataError(f"{what}: found {shown(series)}; expected a table or a Series")
    if not pd.api.types.is_integer_dtype(series.index):
        first = shown(next(iter(series.index), None))
        raise DataError(f"{what}: found an index with {first}, expected whole years")
    frame = pd.DataFrame({"year": series.index, "value": series.to_numpy()})
    return frame if series.name is None else frame.assign(indicator=str(series.name))


def require(frame: Any, what: str, *columns: str, rows: bool = True) -> None:
    """Refuse what is no table of one level with these columns, each once, and with rows."""
    if not isinstance(frame, pd.DataFrame):
        raise DataError(f"{what}: found {shown(frame)}, expected a table")
    if frame.columns.nlevels > 1 or frame.index.nlevels > 1:
        raise DataError(f"{what}: found heads or an index of several levels, expected one")
    if not frame.columns.is_unique:
        twice = frame.columns[frame.columns.duplicated()][0]
        raise DataError(f"{what}: found the column {twice!r} twice, expected once")
    for column in columns:
        if column not in frame:
            found = shortened(", ".join(map(str, frame))) or "none"
            raise DataError(f"{what}: no column {column!r}; found {found}")
    if rows and frame.empty:
        raise DataError(f"{what}: no rows")


def judged(frame: Any, what: str, *columns: str) -> pd.DataFrame:
    """Return a table in which every cell that is read is what its column says.

    Parameters
    ----------
    frame : DataFrame
        ``year`` (whole, or text of four digits; with twelfths behind it a month), ``value``,
        ``low`` and ``high`` (numbers), and what says of which indicator, region, basis, unit and
        source they are (texts).
    what : str
        What messages call it.
    *columns : str
        Those that it must have.

    Returns
    -------
    DataFrame
        A copy: years and values as numbers, units by their ids, rows numbered from 0.

    Raises
    ------
    DataError
        Naming row and column: for what is no number, year or readable text, an interval whose
        ends are turned round, or a value that nothing in its unit can have.
    """
    require(frame, what, *columns)
    frame = pd.DataFrame(frame.reset_index(drop=True))
    for name in ("value", "low", "high"):
        if name in frame:
            frame[name] = numbers(frame[name], what)
    if "year" in frame:
        frame["year"] = years(frame["year"], what)
    for name, most in _TEXTS.items():
        if name in frame:
            _check_texts(frame[name], what, most)
    if "unit" in frame:
        frame["unit"] = frame["unit"].map(unit_id, na_action="ignore")
    if {"low", "high"} <= set(frame):
        for place in frame.index[frame["low"] > frame["high"]]:
            ends = f"low {frame['low'][place]:g} and high {frame['high'][place]:g}"
            raise DataError(f"{what}: row {place + 1}: found {ends}, expected low ≤ high")
    if "value" in frame:
        check_range(frame, natural_range(frame), what)
    return frame


def one_series(series: object, what: str) -> pd.DataFrame:
    """Return one series by its years, from the first to the last that has a value.

    Raises
    ------
    MixedBasisError
        If it stands on more than one basis.
    DataError
        See :func:`judged`; or if it mixes indicators, regions or units, a year is missing or
        stands twice, there is no value, or a value lies outside its own interval.
    """
    frame = judged(as_frame(series, what), what, "year", "value")
    for column in IDENTITY:
        only(frame, column, what)
    if frame["year"].isna().any():
        place = int(frame["year"].isna().argmax())
        raise DataError(f"{what}: row {place + 1}, column 'year': no year; expected one")
    if len(twice := frame.loc[frame["year"].duplicated(), "year"]):
        raise DataError(f"{what}: {twice.iloc[0]} stands twice; expected one series")
    low, high = (frame.get(side, frame["value"]) for side in ("low", "high"))
    for place in frame.index[(frame["value"] < low) | (frame["value"] > high)]:
        row = frame.loc[place]
        ends = f"{row.get('low', np.nan):g} to {row.get('high', np.nan):g}"
        raise DataError(
            f"{what}: {row['year']}: found {row['value']:g} outside its interval {ends}; "
            "drop low and high where values were changed"
        )
    frame = frame.sort_values("year", kind="stable", ignore_index=True)
    known = frame.index[frame["value"].notna()]
    if known.empty:
        raise DataError(f"{what}: no rows with a value")
    return frame.loc[known[0] : known[-1]].reset_index(drop=True)


def only(rows: pd.DataFrame, column: str, what: str) -> str:
    """Return the one value of a column as text, "" where there is none.

    Raises
    ------
    DataError
        If there is more than one (:class:`MixedBasisError` for ``basis``); the message names them.
    """
    found = sorted({str(one) for one in rows.get(column, pd.Series()).dropna() if one != ""})
    if len(found) > 1:
        error = MixedBasisError if column == "basis" else DataError
        named = shortened(", ".join(found))
        raise error(f"{what} mixes several values of {column}: {named}; choose one")
    return found[0] if found else ""


def unit_id(unit: str) -> str:
    """Return the id of a unit that may be given as it is printed: CNY_1e8 of 亿元."""
    known, factor = unit_of(unit)
    as_printed = known == unit.replace(" ", "")  # bn yuan
    return known if factor == 1 and is_unit(unit) and not as_printed else unit


def entry(rows: pd.DataFrame) -> dict[str, Any]:
    """Return what the dictionary of indicators says of a series, nothing in another unit."""
    known = catalog.indicators().set_index("indicator")
    own = rows.iloc[0]
    name, unit = own.get("indicator"), own.get("unit")
    if name not in known.index or (isinstance(unit, str) and unit != known.at[name, "unit"]):
        return {}
    found: dict[str, Any] = known.loc[name].dropna().to_dict()
    return found


def natural_range(rows: pd.DataFrame) -> tuple[float | None, float | None]:
    """Return the natural range of a series, None where there is no limit or it is not known."""
    own, known = rows.iloc[0], entry(rows)
    unit = own.get("unit")
    if unit == "rank":
        known = {"lower": 1.0} | known
    if known:
        return known.get("lower"), known.get("upper")
    if any(word in str(own.get("indicator")).lower() for word in _CHANGES):
        return -np.inf, None
    if is_unit(printed := str(unit).removeprefix("count:")) and is_counted(unit_of(printed)[0]):
        return 0.0, None
    share = unit in ("%", "％") and rows["value"].between(0, 100).all()
    return (0.0, 100.0) if share else (None, None)


def check_limits(limits: Any) -> None:
    """Refuse what is no natural range: a lower and an upper end, None where there is none."""
    pair = isinstance(limits, tuple | list) and len(limits) == 2
    ends: list[Any] = [one for one in limits if one is not None] if pair else [None]
    real = all(isinstance(one, Real) and not isinstance(one, bool) and one == one for one in ends)
    if not real or ends != sorted(ends):
        raise DataError(f"limits: found {shown(limits)}; expected a lower and an upper end")


def check_range(rows: pd.DataFrame, limits: tuple[float | None, float | None], what: str) -> None:
    """Refuse a value that lies outside a natural range (lower, upper)."""
    for end, sign, words in zip(limits, (1, -1), ("at least", "at most"), strict=True):
        if end is not None and len(beyond := rows.loc[sign * (rows["value"] - end) < 0, "value"]):
            raise DataError(f"{what}: value {beyond.iloc[0]:g}, expected {words} {end:g}")


def is_number(one: Any) -> bool:
    """Say whether a cell is a number that a statistic may be."""
    if not isinstance(one, Real | Decimal):
        return False
    # Narrow floats of numpy cannot be compared with what they cannot hold.
    size: float = int(one) if isinstance(one, Integral) else float(one)
    return abs(size) < HIGHEST


def is_year(one: Any) -> bool:
    """Say whether a cell is a year, or one with twelfths behind it for a month."""
    months = 12 * float(one) if is_number(one) else 0.5
    return FIRST * 12 <= months <= LAST * 12 and abs(months - round(months)) < 1e-6


def _is_year_text(one: object) -> bool:
    return isinstance(one, str) and bool(re.fullmatch("[0-9]{4}", one))


def is_missing(one: object) -> bool:
    """Say whether a cell is a gap."""
    return one is None or one is pd.NA or one is pd.NaT or (isinstance(one, float) and one != one)


def numbers(
    cells: pd.Series,
    what: str,
    fits: Callable[[Any], bool] = is_number,
    expected: str = "a finite number below 10^18",
) -> pd.Series:
    """Return a column as floats, NaN for what is missing, once every cell of it fits."""
    given = cells.tolist()
    for place, one in enumerate(given):
        if not is_missing(one) and (isinstance(one, bool | np.bool_) or not fits(one)):
            raise _wrong(what, place, cells, one, expected)
    return pd.Series([np.nan if is_missing(one) else float(one) for one in given], cells.index)


def years(cells: pd.Series, what: str) -> pd.Series:
    """Return a column of years as numbers, whole ones if all are; text of four digits is one."""
    read = cells.map(lambda one: int(one) if _is_year_text(one) else one)
    found = numbers(read, what, is_year, f"a year from {FIRST} to {LAST}")
    return found.astype("int64") if (found % 1 == 0).all() else found


def _check_texts(cells: pd.Series, what: str, most: float) -> None:
    for place, one in enumerate(cells.tolist()):
        text = isinstance(one, str) and not hidden(one, lines=True)
        seen = text and (one == "" or one.strip()) and len(one) <= most
        if not (seen or is_missing(one)):
            short = "" if most == math.inf else f" of at most {most} characters"
            expected = f"a text{short} that can be seen"
            raise _wrong(what, place, cells, one, expected)


def _wrong(what: str, place: int, cells: pd.Series, one: object, expected: str) -> DataError:
    found = f"found {shown(one)}, expected {expected}"
    return DataError(f"{what}: row {place + 1}, column {cells.name!r}: {found}")
