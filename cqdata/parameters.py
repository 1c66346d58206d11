"""What the parameters of a notebook may be: one sentence names the one that cannot be used."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import pandas as pd

from cqdata import catalog
from cqdata.errors import DataError, shortened
from cqdata.number import FASTEST, FURTHEST
from cqdata.saying import LANGS

_HIGHEST = 10**18  # no level is as high, in any unit
SEVERAL = 15
"""So many allowed values are named in full, of more the first, the last and how many."""


def allow(among: Iterable[Any] | None = None, *, after: int | None = None, **given: Any) -> None:
    """Refuse the parameters of a notebook that it cannot compute with, before it does.

    ``cq.allow(REPORT=REPORT, REGION=REGION, LANG=LANG)`` checks by name;
    ``cq.allow(spending["year"], BASE_YEAR=BASE_YEAR)`` and
    ``cq.allow(after=n.last.year, TARGET_YEAR=TARGET_YEAR)`` say what is allowed here.

    Parameters
    ----------
    among : iterable, optional
        The allowed values, for all parameters given: years of a series, bases, names.
    after : int, optional
        A year; allowed are the :data:`cqdata.number.FURTHEST` years after it.
    **given
        Parameter → value; of a list each value is checked, and one is needed. Without ``among``
        or ``after`` a name says what is meant: LANG, REPORT (years of reports), REGION and
        COMPARED, PLAN (targets by id), INDICATOR, names in YEAR or FROM (years of the data),
        with GROWTH (% a year) and with LEVEL (above zero).

    Raises
    ------
    DataError
        Naming the parameter, what was found and what is allowed.
    """
    if after is not None:
        among = range(after + 1, after + FURTHEST + 1)
    # An undated row allows no year; whole numbers of a column with gaps are floats in it.
    plain = None if among is None else pd.Series(list(among)).dropna().convert_dtypes()
    allowed = None if plain is None else plain.unique().tolist()
    for name, value in given.items():
        values = value if isinstance(value, list | tuple) else [value]
        if not values:
            raise DataError(f"parameter {name}: found an empty list, expected one value or more")
        numeric = allowed is None and ("GROWTH" in name or "LEVEL" in name)
        expected = () if numeric else _by_name(name) if allowed is None else allowed
        for one in values:
            if numeric and "GROWTH" in name:
                good = isinstance(one, int | float) and not isinstance(one, bool)
                if not (good and -100 < one <= FASTEST):
                    raise _refused(name, one, f"more than −100 and at most {FASTEST}, in % a year")
            elif numeric:
                if type(one) not in (int, float) or not 0 < one < _HIGHEST:
                    raise _refused(name, one, "a number above zero and below 10^18")
            elif type(one) not in (int, str) or one not in expected:
                raise _refused(name, one, _said(expected))


def _refused(name: str, found: Any, expected: str) -> DataError:
    try:
        shown = shortened(repr(found))
    except ValueError:  # Python writes no number of more than 4,300 digits
        shown = "a number of thousands of digits"
    return DataError(f"parameter {name}: found {shown}, expected {expected}")


def _by_name(name: str) -> Sequence[Any]:
    """Return what a parameter of this name may be."""
    if name == "LANG":
        return LANGS
    if name == "REPORT":
        return sorted({int(one.partition("/")[0]) for one in catalog.figures()["figure_id"]})
    if name in ("REGION", "COMPARED"):
        return list(catalog.regions()["region"])
    if name.endswith("PLAN"):
        return list(catalog.targets()["target_id"])
    if name == "INDICATOR":
        return list(catalog.indicators()["indicator"])
    if name.endswith(("YEAR", "FROM")):
        years = catalog.observations()["year"].dropna().astype(int)
        return range(int(years.min()), int(years.max()) + FURTHEST + 1)
    raise DataError(f"allow: say what {name} may be: cq.allow([…], {name}={name})")


def _said(allowed: Sequence[Any]) -> str:
    if not allowed:
        return "a value, but the data have none for it"
    years = [one for one in allowed if isinstance(one, int)]
    if len(years) == len(allowed) and max(years) - min(years) + 1 == len(years) > 1:
        return f"a whole number from {min(years)} to {max(years)}"
    words = [str(one) for one in allowed]
    if len(words) == 1:
        return words[0]
    named = ", ".join(words[:SEVERAL])
    return f"one of {named}" + (
        f" … {words[-1]} ({len(words)} in all)" if len(words) > SEVERAL else ""
    )
