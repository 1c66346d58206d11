"""The verbs between tables and numbers that notebook cells are written in."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd

from cqdata import catalog, lookup
from cqdata.errors import DataError, shortened, shown
from cqdata.frames import is_year, judged, require, years
from cqdata.names import ids_in
from cqdata.number import Number, exact
from cqdata.quantity import constant, restore
from cqdata.quantity.decimals import last_place, round_significant, ten
from cqdata.saying import stated

PROJECTED_DIGITS = 10
"""Significant digits that are kept of a projected value: floats agree so far on all machines."""


def at(
    table: Any,
    year: int | None = None,
    column: str | None = None,
    *,
    region: str | None = None,
    optional: bool = False,
) -> Any:
    """Return one value of a series or projection as a number.

    Parameters
    ----------
    table : DataFrame, Series or Projection
        A series or panel as ``cq.series`` and ``cq.panel`` return it, one row of a table
        (``cq.figure``), a pandas Series with years as index, or a projection.
    year : int, optional
        The year; by default the last one.
    column : str, optional
        Which column: of a projection "median" (the default), "low80" and so on; of a table
        "value".
    region : str, optional
        The region, where a panel has several.
    optional : bool
        Return None for a year of a table that is not there; sentences call it not yet published.

    Returns
    -------
    Number
        With unit, year, sources and, of a published value, the interval of its print.

    Raises
    ------
    DataError
        If the year is not there, or more than one row is left; the message names them. Or if a
        row, values or a projection leave no choice of what is asked for.
    """
    if year is not None and (isinstance(year, bool) or not is_year(year)):
        raise DataError(f"at: found year={shown(year)}, expected a year such as 2024")
    if hasattr(table, "table") and hasattr(table, "history"):
        _unused("a projection", region=region)
        return _projected(table, year, column or "median")
    if isinstance(table, pd.Series):
        if "value" in table.index:
            _unused("a row", year=year, region=region)
            return _published(table, column or "value")
        _unused("values by year", column=column, region=region)
        return _plain(table, year)
    require(table, "at", "year", *(["region"] if region else []), rows=False)
    table = table.assign(year=years(table["year"], "at"))
    rows = table if region is None else table.loc[table["region"] == region]
    dated = rows.loc[rows["year"].notna()]
    if year is None and not dated.empty:
        year = int(dated["year"].max())
    found = dated.loc[dated["year"] == year]
    if found.empty and optional:
        return None
    if len(found) != 1:
        many = f"{len(found)} rows; expected one, choose with region=" if len(found) else ""
        raise DataError(f"at: {_what(table, region)}, {year}: {many or 'not in the data'}")
    return _published(
        judged(found, f"at: {_what(table, region)}, {year}").iloc[0], column or "value"
    )


def _unused(of: str, **given: object) -> None:
    """Refuse what would be ignored."""
    for name, one in given.items():
        if one is not None:
            raise DataError(f"at: found {name}={shown(one)}, but {of} has no choice of one")


def _what(table: pd.DataFrame, region: str | None) -> str:
    parts = [*table["indicator"].unique()] if "indicator" in table else []
    if region is not None:
        parts.append(region)
    elif "region" in table and table["region"].nunique() == 1:
        parts.append(str(table["region"].iloc[0]))
    return ", ".join(map(str, parts)) or "table"


def _published(row: pd.Series, column: str) -> Number:
    """Return a row of a table as a number; a column that the reader added has no interval."""

    def cell(name: str) -> str:
        return "" if name not in row or pd.isna(row[name]) else str(row[name])

    if not cell(column):
        raise DataError(f"at: {cell('indicator')} {cell('year')}: no {column}")
    period = cell("year") or cell("period")
    year = int(float(period)) if period.removesuffix(".0").isdecimal() else None
    series = tuple(cell(name) for name in ("indicator", "region", "basis"))
    unit = cell("unit")
    if column == "value" and cell("low") + cell("high"):
        low, high = (str(exact(row[side])) if cell(side) else "" for side in ("low", "high"))
        value = str(exact(row["value"]))
        if low and high and not row["low"] <= row["value"] <= row["high"]:
            found = f"{row['low']:g} to {row['high']:g} around {row['value']:g}"
            named = f"at: {cell('indicator')} {cell('year')}"
            raise DataError(f"{named}: found {found}; expected low ≤ value ≤ high")
        estimate = cell("status") == "estimate"
        quantity = restore(value, low, high, unit, cell("qualifier") or "exact", estimate)
        step = quantity.step if quantity.low != quantity.high else None
    else:
        # A column of the reader's own: what its unit is only the reader knows.
        number = round_significant(exact(row[column]), PROJECTED_DIGITS, 0)
        quantity = constant(number, unit if column == "value" else "")
        step = ten(0) if number.denominator == 1 else None
    return Number(
        quantity,
        year=year,
        series=series if any(series) else (),
        kind="published" if column == "value" and cell("source_id") else "computed",
        refs=ids_in(cell("ref") or cell("figure_id")),
        sources=ids_in(cell("source_id")),
        step=step,
    )


def _plain(values: pd.Series, year: int | None) -> Number:
    if values.index.dtype.kind not in "iuf":
        raise DataError("at: found a column without years, expected years as its index")
    chosen = values.index.max() if year is None else year
    if chosen not in values.index:
        raise DataError(f"at: {chosen} is not among {shortened(str(list(values.index)))}")
    number = round_significant(exact(values[chosen]), PROJECTED_DIGITS, 0)
    return Number(constant(number), year=int(chosen))


def _projected(projection: Any, year: int | None, column: str) -> Number:
    history = projection.history
    year = int(projection.table["year"].iloc[-1]) if year is None else year
    row = projection.at(year)
    if column not in row.index[1:]:
        raise DataError(f"at: {column!r}; expected one of {', '.join(row.index[1:])}")
    value = round_significant(exact(row[column]), PROJECTED_DIGITS, 0)
    last = history.iloc[-1]
    unit = str(last.get("unit", ""))
    named = [name for name in ("indicator", "region", "basis") if name in history]
    return Number(
        constant(value, unit),
        year=year,
        series=tuple(str(last[name]) for name in named) if len(named) == 3 else (),
        kind="projected",
        refs=tuple(history["ref"]) if "ref" in history else (),
        sources=tuple(dict.fromkeys(history["source_id"])) if "source_id" in history else (),
    )


def target(target_id: str) -> Number:
    """Return a target of a plan as a number: the level or rate that it names.

    Parameters
    ----------
    target_id : str
        As in ``cq.targets()``.

    Returns
    -------
    Number
        Exact, its year the target year; a bound (以上, 突破) counts by the number it names.

    Raises
    ------
    DataError
        If there is no such target, or it names no number.
    """
    table = catalog.targets()
    rows = table.loc[table["target_id"] == target_id]
    if rows.empty:
        raise lookup.unknown("target", target_id, table["target_id"])
    row = rows.iloc[0]
    if row["value"] != row["value"]:
        raise DataError(f"target {target_id}: the plan names no number ({row['printed']})")
    level, unit = exact(row["value"]), str(row["unit"])
    step = last_place(level)  # 1.28万 is said with two decimals
    return Number(
        constant(level, unit),
        year=int(row["target_year"]),
        kind="target",
        refs=(target_id,),
        sources=(str(row["source_id"]),),
        step=step if unit.startswith(("count:", "person")) else min(step, ten(0)),
    )


def chance(probability: float, like: object = None) -> Number:
    """Return a probability (0 to 1) as a number that is said in words: "about one in four".

    It has the sources of what it is like, where that has any.
    """
    if not 0 <= probability <= 1:
        raise DataError(f"chance: found {shown(probability)}, expected 0 to 1")
    number = constant(round_significant(exact(probability), 6, 0))
    return Number(
        number,
        kind="chance",
        refs=getattr(like, "refs", ()),
        sources=getattr(like, "sources", ()),
    )


def computed(value: float, unit: str = "%", rows: pd.DataFrame | None = None) -> Number:
    """Return what a cell has computed by pandas or statsmodels as a number for sentences.

    Parameters
    ----------
    value : float
        The result, in ``unit``; it is said with the digits that it has, so round it.
    unit : str
        Printed or canonical unit: "%", "亿元", "家", "个" …; "" for a bare number.
    rows : DataFrame, optional
        The rows that it was computed from, for ``cq.trace``.

    Returns
    -------
    Number

    Raises
    ------
    DataError
        If the value is no finite number or the unit is not known.
    """
    number = stated(value, unit, "computed")
    if rows is None:
        return number
    refs, sources = (ids_in(*rows.get(name, pd.Series()).dropna()) for name in ("ref", "source_id"))
    return replace(number, refs=refs, sources=sources)
