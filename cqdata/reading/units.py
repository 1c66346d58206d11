"""The units and classifiers behind a printed number, and what they mean canonically."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache

from cqdata import quantity
from cqdata.quantity.unitwords import CLASSIFIERS, MONEY, PEOPLE, PERCENT, PHYSICAL
from cqdata.reading.lexicon import LEX

UNITS: frozenset[str] = frozenset((*PERCENT, *MONEY, *PEOPLE, *PHYSICAL, *CLASSIFIERS))
LONGEST = max(map(len, UNITS))
MEASURED = frozenset(PHYSICAL)
# Units by their first sign, the longest first.
_BY_SIGN: dict[str, tuple[str, ...]] = {
    sign: tuple(sorted((u for u in UNITS if u[0] == sign), key=len, reverse=True))
    for sign in {u[0] for u in UNITS}
}
FIRST_SIGNS = "".join(sorted({u[0] for u in UNITS} | set("万亿千百")))
"""The signs that a unit or multiple may begin with."""
_PER = UNITS | {"日", "年", "月", "万人", "百人", "千人", "万元", "百户", "百元", "亿元", "人次"}
_PAIRS = frozenset("次套项个家所种件处人户座台部辆场批组只口条对名架艘")


def unit_at(text: str, i: int) -> str:
    """Return the unit or classifier that begins at an offset, "" where none does.

    A pair such as 家(次), 台/套 or 微克/立方米 is one unit.
    """
    word = ""
    for candidate in _BY_SIGN.get(text[i : i + 1], ()):
        if text.startswith(candidate, i):
            end = i + len(candidate)
            if candidate[-1].isascii() and candidate[-1].isalnum():
                if text[end : end + 1].isascii() and text[end : end + 1].isalnum():
                    continue
            elif text.startswith(LEX.NOT_BEHIND.get(candidate, ()), end):
                continue
            word = candidate
            break
    if not word:
        return ""
    end = i + len(word)
    following = text[end : end + 3]
    if following[:1] == "(" and following[2:] == ")" and following[1:2] in _PAIRS:
        return word + following
    if following[:1] == "/":
        for length in range(min(LONGEST, len(text) - end - 1), 0, -1):
            second = text[end + 1 : end + 1 + length]
            if second in _PER or (second[:1] in "百千万" and second[1:] in _PER):
                return f"{word}/{second}"
    return word


@lru_cache(maxsize=4096)
def canonical(multiple: str, word: str) -> tuple[str, Fraction]:
    """Return the canonical unit of a printed unit and the factor that converts into it.

    Parameters
    ----------
    multiple
        "", "万", "亿" and the like.
    word
        Unit or classifier without its multiple.

    Returns
    -------
    tuple of str and Fraction
        As :func:`cqdata.quantity.unit_of`; measured units keep their name.
    """
    unit, factor = quantity.unit_of(multiple + word)
    if word in MEASURED:
        unit = unit.removeprefix("count:")
    return unit, factor
