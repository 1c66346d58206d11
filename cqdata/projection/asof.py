"""What was published by a date: the rows that one could have projected from then."""

from __future__ import annotations

import re

import pandas as pd

from cqdata.errors import DataError

_DATED = re.compile(r"(\d{4})_(\d{2})_(\d{2})$")
_EDITION = re.compile(r"(?P<kind>bulletin|yearbook)_(?P<year>\d{4})$")


def publication_dates(rows: pd.DataFrame) -> pd.Series:
    """Return the day by which each row was public.

    Parameters
    ----------
    rows : pandas.DataFrame
        ``year``; optional ``published`` (ISO date of the source) and ``vintage``.

    Returns
    -------
    pandas.Series
        Timestamps. In this order: the source's own date; the date in the vintage's name; the end
        of October after the year of an R&D bulletin; the end of the year of a yearbook edition;
        else the end of the year that follows the row's year.
    """
    published = rows.get("published", pd.Series(pd.NA, index=rows.index))
    vintage = rows.get("vintage", pd.Series(pd.NA, index=rows.index))
    days = []
    for year, date, label in zip(rows["year"], published, vintage, strict=True):
        known = pd.to_datetime(date, errors="coerce") if pd.notna(date) else pd.NaT
        text = "" if pd.isna(label) else str(label)
        dated, edition = _DATED.search(text), _EDITION.search(text)
        if pd.isna(known) and dated:
            known = pd.Timestamp("-".join(dated.groups()))
        elif pd.isna(known) and edition:
            of = int(edition["year"])
            bulletin = edition["kind"] == "bulletin"
            known = pd.Timestamp(of + 1, 10, 31) if bulletin else pd.Timestamp(of, 12, 31)
        days.append(known if pd.notna(known) else pd.Timestamp(int(year) + 1, 12, 31))
    return pd.Series(days, index=rows.index, dtype="datetime64[ns]")


def as_of(rows: pd.DataFrame, origin: int | str) -> pd.DataFrame:
    """Keep what one could have known.

    Parameters
    ----------
    rows : pandas.DataFrame
        See :func:`publication_dates`.
    origin : int or str
        A year: rows up to that year which were public by the end of the next one, when the
        year's own figures are out. Or an ISO date: rows public by that day.

    Raises
    ------
    DataError
        If ``origin`` is neither a year nor an ISO date.
    """
    if isinstance(origin, str):
        day = pd.to_datetime(origin, format="%Y-%m-%d", errors="coerce")
        if pd.isna(day):
            raise DataError(f"origin is {origin!r}; expected a year or a date like 2024-03-31")
        return rows.loc[publication_dates(rows) <= day]
    public = publication_dates(rows) <= pd.Timestamp(int(origin) + 1, 12, 31)
    return rows.loc[public & (rows["year"] <= origin)]
