"""What was published by a date: the rows that one could have projected from then."""

from __future__ import annotations

import math
import re
from numbers import Integral

import numpy as np
import pandas as pd

from cqdata.errors import DataError, shown

_DATED = re.compile(r"(\d{4})_(\d{2})_(\d{2})$")
_EDITION = re.compile(r"(?P<kind>bulletin|yearbook)_(?P<year>\d{4})$")


def publication_date(year: int, published: object, vintage: object) -> pd.Timestamp:
    """Return the day by which a row was public.

    Parameters
    ----------
    year : int
        That of the row.
    published : object
        ISO date of the source, if known.
    vintage : object
        Name of the vintage, if any.

    Returns
    -------
    pandas.Timestamp
        In this order: the source's own date; the date in the vintage's name; the end of October
        after the year of an R&D bulletin; the end of the year of a yearbook edition; else the end
        of the year that follows the row's year.
    """
    known = pd.to_datetime(str(published), errors="coerce")
    if pd.notna(known):
        return known
    if dated := _DATED.search(str(vintage)):
        return pd.Timestamp("-".join(dated.groups()))
    if edition := _EDITION.search(str(vintage)):
        of = int(edition["year"])
        bulletin = edition["kind"] == "bulletin"
        return pd.Timestamp(of + 1, 10, 31) if bulletin else pd.Timestamp(of, 12, 31)
    return pd.Timestamp(year + 1, 12, 31)


def as_of(rows: pd.DataFrame, origin: int | str) -> pd.DataFrame:
    """Keep what one could have known.

    Parameters
    ----------
    rows : pandas.DataFrame
        ``year``; optional ``published`` and ``vintage``, see :func:`publication_date`.
    origin : int or str
        A year: rows up to that year which were public by the end of the next one, when the
        year's own figures are out. Or an ISO date: rows public by that day.

    Raises
    ------
    DataError
        If ``origin`` is neither a year nor an ISO date.
    """
    if isinstance(origin, str):
        day, last = pd.to_datetime(origin, format="%Y-%m-%d", errors="coerce"), math.inf
        if pd.isna(day):
            raise DataError(f"origin is {origin!r}; expected a year or a date like 2024-03-31")
    else:
        if not isinstance(origin, Integral) or not 1700 <= origin <= 2200:
            raise DataError(f"origin is {shown(origin)}; expected a year or a date like 2024-03-31")
        day, last = pd.Timestamp(int(origin) + 1, 12, 31), origin
    told = rows.reindex(columns=["year", "published", "vintage"]).itertuples(index=False)
    public = [publication_date(*row) <= day for row in told]
    return rows.loc[np.array(public, dtype=bool) & (rows["year"] <= last)]
