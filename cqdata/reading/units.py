"""The units and classifiers behind a printed number, and what they mean canonically."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Context, Decimal
from fractions import Fraction
from functools import lru_cache

from cqdata import quantity
from cqdata.quantity.unitwords import CLASSIFIERS, EITHER, MONEY, PEOPLE, PERCENT, PHYSICAL
from cqdata.reading.lexicon import LEX

UNITS: frozenset[str] = frozenset((*PERCENT, *MONEY, *PEOPLE, *PHYSICAL, *CLASSIFIERS))
LONGEST = max(map(len, UNITS))
MEASURED = frozenset(PHYSICAL)


def _pattern(units: Iterable[str]) -> re.Pattern[str]:
    """Return a pattern of units, the longest first, each with what may not follow it."""
    parts = []
    for unit in sorted(units, key=len, reverse=True):
        latin = unit[-1].isascii() and unit[-1].isalnum()
        barred = ("[A-Za-z0-9]",) if latin else map(re.escape, LEX.NOT_BEHIND.get(unit, ()))
        not_behind = "|".join(barred)
        parts.append(re.escape(unit) + (f"(?!{not_behind})" if not_behind else ""))
    return re.compile("|".join(parts))


# The units that begin with a sign.
_BY_SIGN = {sign: _pattern(u for u in UNITS if u[0] == sign) for sign in {u[0] for u in UNITS}}
_PER = UNITS | {"日", "年", "月", "万人", "百人", "千人", "万元", "百户", "百元", "亿元", "人次"}
# Numbers of a text are decimals of at most sixty digits, which sooner than fractions are read,
# scaled and printed; a context of more digits keeps them exact.
EXACT, ONE = Context(prec=120), Decimal(1)


def decimal(number: Fraction) -> Decimal:
    """Return a number as a decimal, to 120 digits where it has no end."""
    return EXACT.divide(Decimal(number.numerator), Decimal(number.denominator))


def unit_at(text: str, i: int) -> str:
    """Return the unit or classifier that begins at an offset, "" where none does.

    A pair such as 家(次), 台/套 or 微克/立方米 is one unit.
    """
    pattern = _BY_SIGN.get(text[i : i + 1])
    found = pattern.match(text, i) if pattern else None
    if found is None:
        return ""
    word, end = found[0], found.end()
    sign = text[end : end + 1]
    if sign == "(" and text[end + 2 : end + 3] == ")" and text[end + 1] in EITHER:
        return word + text[end : end + 3]
    if sign == "/":
        for length in range(min(LONGEST, len(text) - end - 1), 0, -1):
            second = text[end + 1 : end + 1 + length]
            if second in _PER or (second[:1] in "百千万" and second[1:] in _PER):
                return f"{word}/{second}"
    return word


@lru_cache(maxsize=4096)
def canonical(multiple: str, word: str) -> tuple[str, Decimal]:
    """Return the canonical unit of a printed unit and the factor that converts into it.

    Parameters
    ----------
    multiple
        "", "万", "亿" and the like.
    word
        Unit or classifier without its multiple.

    Returns
    -------
    tuple of str and Decimal
        As :func:`cqdata.quantity.unit_of`; measured units keep their name.
    """
    unit, factor = quantity.unit_of(multiple + word)
    if word in MEASURED:
        unit = unit.removeprefix("count:")
    return unit, ONE if factor == 1 else decimal(factor)
