"""What the parameters of a notebook may be: one sentence names the one that cannot be used."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from itertools import islice
from numbers import Integral
from types import GenericAlias
from typing import Any

from cqdata import catalog
from cqdata.cells import hidden
from cqdata.editions import reports
from cqdata.errors import DataError, shortened, shown
from cqdata.number import FASTEST, FURTHEST
from cqdata.saying import MINUS
from cqdata.words import LANGS

_DEEPEST, _STEEPEST = -30, 50  # % that GDP has changed in a year, and more: −27 in 1961, 36 in 1994
_HUGE = 10**9  # more than any level in the data, in 亿元 and in pieces
_MOST = 100_000  # values of a list that are looked at
# Names that are computed with as one value, and as a list.
_ONE = re.compile("LANG|REPORT|REGION|INDICATOR|.*(?:PLAN|YEAR|FROM|ORIGIN|GROWTH|LEVEL)")
_LIST = re.compile("COMPARED|.*(?:GROWTHS|LEVELS)")
SEVERAL, _CHARACTERS = 15, 500
"""So many allowed values are named in full, in so many characters; of more the last, too."""


def allow(among: Iterable[Any] | None = None, *, after: int | None = None, **given: Any) -> None:
    """Refuse the parameters of a notebook that it cannot compute with, before it does.

    ``cq.allow(REPORT=REPORT, REGION=REGION, LANG=LANG)`` checks by name;
    ``cq.allow(spending["year"], BASE_YEAR=BASE_YEAR)`` and
    ``cq.allow(after=n.last.year, TARGET_YEAR=TARGET_YEAR)`` say what is allowed here.

    Parameters
    ----------
    among : iterable or ``list[str]``, optional
        The allowed values, for all parameters given: years of a series, bases, names. With
        ``list[str]`` each is a list of texts of the reader's own.
    after : int, optional
        A year; allowed are the :data:`cqdata.number.FURTHEST` years after it.
    **given
        Parameter → value; of a list each value is checked, and one is needed; COMPARED, GROWTHS
        and LEVELS are lists, of the other names below none is. Without ``among``
        or ``after`` a name says what is meant: LANG, REPORT (years of reports), REGION and
        COMPARED, PLAN (targets by id), INDICATOR, names in YEAR, FROM or ORIGIN (years of the
        data), with GROWTH (% a year) and with LEVEL (above zero).

    Raises
    ------
    DataError
        Naming the parameter, what was found and what is allowed; or saying that ``among`` or
        ``after`` is none, or no parameter is given.
    """
    if not given:
        raise DataError("allow: no parameter is given; expected such as LANG=LANG")
    texts = isinstance(among, GenericAlias) and among == list[str]
    allowed = None if texts else _allowed(among, after)
    for name, value in given.items():
        if texts:
            if not isinstance(value, list | tuple):
                raise refused(name, value, "a list of texts")
            rule: Rule = _is_readable, "a text that can be seen"
        else:
            rule = _by_name(name) if allowed is None else _one_of(allowed)
        _check_each(name, value, *rule)


def _is_readable(one: Any) -> bool:
    return isinstance(one, str) and bool(one.strip()) and not hidden(one, lines=True)


def _check_each(name: str, value: Any, fits: Callable[[Any], bool], expected: str) -> None:
    listed = isinstance(value, list | tuple)
    if (_ONE if listed else _LIST).fullmatch(name):
        raise refused(name, value, "one value, no list" if listed else "a list of values")
    values = value if listed else [value]
    if not values:
        raise refused(name, value, "one value or more")
    for one in values:
        if not fits(one):
            raise refused(name, one, expected)
    if len(values) > 1 and len(set(values)) < len(values):
        raise refused(name, next(one for one in values if values.count(one) > 1), "each value once")


def _is_number(one: Any) -> bool:
    return isinstance(one, int | float) and not isinstance(one, bool)


def _allowed(among: Any, after: Any) -> list[Any] | None:
    """Return the values that the arguments of :func:`allow` name, None where they name none."""
    import pandas as pd

    if after is not None:
        if among is not None:
            raise DataError("allow: found among and after, expected one of them")
        # A whole number of pandas too; none is True.
        whole = isinstance(after, Integral) and not isinstance(after, bool)
        if not (whole and 1900 <= after <= 2200):
            raise DataError(f"allow: found after={shown(after)}, expected a year such as 2024")
        return list(range(int(after) + 1, int(after) + FURTHEST + 1))
    if among is None:
        return None
    if isinstance(among, str | bytes | pd.DataFrame) or not isinstance(among, Iterable):
        raise DataError(
            f"allow: found {shown(among)} as the allowed values, expected a list or a column"
        )
    values = list(islice(among, _MOST + 1))
    if len(values) > _MOST:
        raise DataError(f"allow: found more than {_MOST:,} allowed values, expected a few")
    try:
        # An undated row allows no year; whole numbers of a column with gaps are floats in it.
        return list(pd.Series(values).dropna().convert_dtypes().unique().tolist())
    except TypeError:  # lists in the list
        raise DataError("allow: found a list of lists, expected a list of values") from None


def refused(name: str, found: Any, expected: str) -> DataError:
    """Return the one error for a parameter that cannot be used."""
    return DataError(f"parameter {name}: found {shown(found)}, expected {expected}")


Rule = tuple[Callable[[Any], bool], str]  # what a value has to be, also in words


def _by_name(name: str) -> Rule:
    """Return what a parameter of this name may be.

    Raises
    ------
    DataError
        If the name does not say.
    """
    if "GROWTH" in name:
        least, most = (_DEEPEST, _STEEPEST) if "GDP" in name else (-100, FASTEST)
        words = f"more than {MINUS}{-least} and at most {most}, in % a year"
        return (lambda one: _is_number(one) and least < one <= most), words
    if "LEVEL" in name:
        words = "a number above zero and below 10^9"
        return (lambda one: _is_number(one) and 0 < one < _HUGE), words
    if name == "LANG":
        return _one_of(LANGS)
    if name == "REPORT":
        return _one_of(reports())
    if name in ("REGION", "COMPARED"):
        return _one_of(list(catalog.regions()["region"]))
    if name.endswith("PLAN"):
        return _one_of(list(catalog.targets()["target_id"]))
    if name == "INDICATOR":
        return _one_of(list(catalog.indicators()["indicator"]))
    if name.endswith(("YEAR", "FROM", "ORIGIN")):
        years = catalog.observations()["year"].dropna().astype(int)
        return _one_of(range(int(years.min()), int(years.max()) + FURTHEST + 1))
    raise DataError(f"allow: say what {name} may be: cq.allow([…], {name}={name})")


def _one_of(allowed: Sequence[Any]) -> Rule:
    return (lambda one: type(one) in (int, str) and one in allowed), _said(allowed)


def _said(allowed: Sequence[Any]) -> str:
    if not allowed:
        return "a value, but the data have none for it"
    years = [one for one in allowed if isinstance(one, int)]
    if len(years) == len(allowed) and max(years) - min(years) + 1 == len(years) > 1:
        return f"a whole number from {min(years)} to {max(years)}"
    words = [shortened(str(one)) for one in allowed]
    if len(words) == 1:
        return words[0]
    more = f" … {words[-1]} ({len(words)} in all)" if len(words) > SEVERAL else ""
    return shortened(f"one of {', '.join(words[:SEVERAL])}", _CHARACTERS) + more
