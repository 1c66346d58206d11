"""Printed tokens: reading them, and printing what they would be printed as."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable
from fractions import Fraction
from importlib import resources
from typing import Any

from cqdata.quantity.core import (
    BOUNDS,
    COMPARISONS,
    DOWN,
    QUALIFIERS,
    UP,
    Quantity,
    QuantityError,
    ends_of,
)
from cqdata.quantity.decimals import fixed, plain, ten
from cqdata.quantity.numerals import MULTIPLES, PLACE, WORDS, Numeral, parts_at, spoken_at
from cqdata.quantity.unitwords import (
    BEFORE,
    BEHIND,
    CLASSIFIERS,
    EITHER,
    ENGLISH,
    ENGLISH_MULTIPLES,
    FULL_WIDTH,
    PART_BOUNDS,
    PHYSICAL,
)

# --------------------------------------------------------------------------- words of the tokens

_WIDE = FULL_WIDTH | str.maketrans("\u3000\u00a0\u2002\u2003\u2009\u202f−–﹪≧≦", "      --%≥≤")

_BEFORE_WORDS, _BEHIND_WORDS = (
    tuple(sorted(words, key=len, reverse=True)) for words in (BEFORE, BEHIND)
)

_REST = re.compile(
    r"(?P<more1>[余多来]?)"
    rf"(?P<multiple>{PLACE})?"
    r"(?P<more2>[余多来]?)"
    r"(?P<unit>.*)"
)
_NUMBER = re.compile(r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?")
_TABLE = resources.files("cqdata.quantity").joinpath("units.csv").read_text(encoding="utf-8")
_ROWS = list(csv.DictReader(_TABLE.splitlines()))
# Unit text → canonical unit and the power of ten that converts into it; each knows its own name.
_UNITS: dict[str, tuple[str, int]] = {"": ("", 0)}
_UNITS |= {row["unit"]: (row["unit"], 0) for row in _ROWS}
_UNITS |= {word: (row["unit"], int(row["power"])) for row in _ROWS for word in row["words"].split()}
UNIT_WORDS = {row["unit"]: row["printed"] for row in _ROWS if row["printed"]}
"""Canonical unit → the word that is printed for it, where that is another."""
# Units of measurement are rounded like money, never exact counts.
_MEASURED = frozenset((*PHYSICAL, "分", "吨二氧化碳当量", "兆瓦", "个基点"))
# 四大, 50强, 12本科 …: words that count only in a name stand beside the classifiers.
_COUNTED = frozenset((*CLASSIFIERS, *"大强字员期届轮集卷首副段", "册次", "轮次", "航次"))


def unit_of(text: str) -> tuple[str, Fraction]:
    """Return the canonical unit of a printed unit and the factor that converts into it.

    Parameters
    ----------
    text
        A unit as printed, with its 万 or 亿: "亿元", "万元", "%", "个百分点", "家(次)", "万辆".
        A word that is no known unit is taken as what is counted.

    Returns
    -------
    tuple of str and Fraction
        ``("CNY_1e8", 1/10000)`` for 万元; ``("count:辆", 10000)`` for 万辆.
    """
    text = text.translate(_WIDE).replace(" ", "")
    if text in _UNITS:
        unit, power = _UNITS[text]
        return unit, ten(power)
    if text.startswith("count:"):
        return text, Fraction(1)
    match = _REST.fullmatch(text)
    multiple = (match["multiple"] or "") if match and not match["more1"] else ""
    word = text[len(multiple) :]
    unit, power = _known_unit(word) or (word if word.isascii() else f"count:{word}", 0)
    return unit, ten(power + MULTIPLES[multiple])


def is_unit(text: str) -> bool:
    """Say whether a text is a unit that is known, Chinese or English: 亿元, 件/万人, bn yuan.

    One that begins with a digit (100m yuan) is none: no number could stand before it.
    """
    text = text.translate(_WIDE).strip()
    bare = text.replace(" ", "")
    match = _REST.fullmatch(bare)
    if not bare or bare[0].isdecimal() or match is None or match["more1"] or match["more2"]:
        return False
    word = match["unit"]
    if word in _UNITS or _known_unit(word) is not None:
        return True
    parts = re.split(r"\s*/\s*|\s+per\s+", text.lower().replace("per cent", "percent"))
    return all(_is_english(part) for part in parts)


def _is_english(text: str) -> bool:
    """Say whether a text is an English unit, a multiple or both: bn yuan, million, US dollars."""
    words = [word for word in text.split() if word != "us"]
    while words and (words[0] in ENGLISH_MULTIPLES or words[0].replace(",", "").isdecimal()):
        words = words[1:]
        if not words:
            return True
    word = " ".join(words)
    return word in ENGLISH or word in {unit.lower() for unit in PHYSICAL}


def _known_unit(text: str) -> tuple[str, int] | None:
    """Return the canonical unit of a printed one and its power of ten, None if it is none."""
    if text in _UNITS:
        return _UNITS[text]
    if text in _MEASURED:
        return text, 0
    pair = _PAIR.fullmatch(text)
    first, slash, second = text.partition("/")
    if pair or (slash and first in EITHER and second in EITHER):
        return (f"count:{text}", 0) if not pair or {*pair.groups()} <= _COUNTED else None
    if slash:
        per = second.lstrip("百千万亿") or second
        known = all(part in _UNITS or _known_unit(part) for part in (first, per))
        return (text, 0) if known and first and per and first != second else None
    return (f"count:{text}", 0) if text in _COUNTED else None


_PAIR = re.compile(r"(.{1,2})\((.)\)")


def is_counted(unit: str) -> bool:
    """Say whether things of this unit are counted in whole numbers."""
    return unit.startswith("count:") or unit in ("person", "person_time", "rank")


def parse(printed: str, scope: str = "") -> Quantity:
    """Read one printed number with its qualifier and unit.

    Parameters
    ----------
    printed
        The token as printed: "750亿元", "突破1.3万台/套", "40余个", "第8位", "43.2%以上".
        Full-width digits and signs are read as their ordinary forms.
    scope
        A qualifier printed earlier in the sentence that governs the token ("预计"), or "".

    Returns
    -------
    Quantity
        Value, interval and canonical unit, all exact.

    Raises
    ------
    QuantityError
        If the token is not one number with at most a qualifier and a unit, or if its qualifiers
        contradict each other.
    """
    text = printed.translate(_WIDE)
    _check_digits(text, printed)
    if _SPACED.search(_THOUSANDS.sub(lambda m: m[0].replace(" ", ""), text)):
        raise QuantityError(f"{printed!r}: a space between digits that parts no thousands")
    text = text.replace(" ", "")
    words: list[str] = []
    rest = _strip_words(scope.translate(_WIDE).replace(" ", ""), words)
    if rest:
        raise QuantityError(f"scope {scope!r}: {rest!r} is not a known qualifier")
    text = _BRACKETED.sub(r"\1", _strip_words(text, words))
    for pattern, reader in _FORMS:
        if match := pattern.fullmatch(text):
            return reader(match, words, printed)
    rank = text.startswith("第")
    if _AMONG_FIRST.match(text):
        words.append("at_most")
        rank = True
    text = text[1:] if rank else text
    # 突破万亿元: past one of them.
    if text[:1] in ("万", "亿") and BOUNDS & set(words):
        text = f"1{text}"
    number, negative = _number(text, printed)
    text = text[number.end :]
    for word in _BEHIND_WORDS:
        if text.endswith(word):
            words.append(BEHIND[word])
            text = text[: -len(word)]
            break
    parts = _REST.fullmatch(text)
    assert parts is not None
    if parts["more1"] and parts["more2"]:
        raise QuantityError(f"{printed!r}: more is said twice")
    if parts["more1"] or parts["more2"]:
        words.append("more_than")
    multiple = parts["multiple"] or ""
    known = _known_unit(parts["unit"])
    if rank and parts["unit"] in ("", "位", "名"):
        unit, power = "rank", 0
    elif known is None or (multiple and number.rounded):
        raise QuantityError(f"{printed!r}: {text!r} is not a unit")
    else:
        unit, power = known
    power += MULTIPLES[multiple]
    value, step = number.value * ten(power), ten(power + number.power)
    if negative and (rank or (not value and is_counted(unit))):
        raise QuantityError(f"{printed!r}: less than none of what is counted")
    qualifier, estimate = _qualifier(words, printed)
    plain_count = number.value.denominator == 1 and number.power >= 0 and not number.rounded
    exact = qualifier == "exact" and plain_count and not multiple and is_counted(unit)
    return _signed(value, step, unit, qualifier, estimate, exact, words, negative, printed)


def _signed(
    value: Fraction,
    step: Fraction,
    unit: str,
    qualifier: str,
    estimate: bool,
    exact: bool,
    words: list[str],
    negative: bool,
    printed: str,
) -> Quantity:
    """Return a quantity with the sign that its words and its own minus give it."""
    minus = negative or "minus" in words
    down = "down" in words
    if (minus and down) or (negative and "minus" in words) or (down and "up" in words):
        raise QuantityError(f"{printed!r}: its signs, or the words for them, disagree")
    value = -value if minus or down else value
    # A bound of a fall (下降超3%) points downward from its number.
    low, high, low_closed, high_closed = ends_of(value, step, qualifier, exact, mirror=down)
    return Quantity(
        low, high, low_closed, high_closed, value, unit, qualifier, estimate, step, printed
    )


def _number(text: str, printed: str) -> tuple[Numeral, bool]:
    """Read the number that a token begins with, and whether it has a minus sign."""
    spoken = spoken_at(text)
    if spoken is None and text[:1] and text[0] in WORDS:
        raise QuantityError(f"{printed!r}: {text!r} is not a number in words")
    number = parts_at(text) or spoken
    match = None if number else _NUMBER.match(text)
    if match:
        digits = match[0].lstrip("+-").replace(",", "")
        number = Numeral(Fraction(digits), -len(digits.partition(".")[2]), match.end(), False)
    if number is None:
        raise QuantityError(f"{printed!r}: no number where one is expected")
    return number, text.startswith("-")


def _check_digits(text: str, printed: str) -> None:
    """Refuse what no report prints: digits of other scripts, and endless ones."""
    if any(c.isdecimal() and c not in "0123456789" for c in text):
        raise QuantityError(f"{printed[:40]!r}: a digit other than 0 to 9")
    if len(text) > 80 or re.search("[0-9]{17}", text.replace(",", "")):
        raise QuantityError(f"{printed[:40]!r}: more than 80 characters, or more than 16 digits")


def published(value: str, unit: str, decimals: int | None = None, comparison: str = "") -> Quantity:
    """Return a number of an official table as a quantity.

    Tables lose trailing zeros, so the width comes from what the publication prints.

    Parameters
    ----------
    value
        The number as text, in ``unit``.
    unit
        Printed or canonical unit ("亿元", "万元", "CNY_1e8", "家"); converted to canonical.
    decimals
        Decimals that the publication prints, in ``unit``; negative where it rounds to tens or
        more.  None takes a whole count as exact and any other number by its own last digit.
    comparison
        "", ">", ">=", "<", "<=", "nearly" or "about".
    """
    canonical, factor = unit_of(unit)
    try:
        number = Fraction(value)
    except (ValueError, ZeroDivisionError):
        raise QuantityError(f"{value!r} is not a plain number") from None
    qualifier = COMPARISONS.get(comparison)
    if qualifier is None:
        raise QuantityError(f"comparison {comparison!r}: expected > >= < <= nearly about or none")
    own = len(value.partition(".")[2] if decimals is None else plain(number).partition(".")[2])
    whole = factor == 1 and number.denominator == 1 and is_counted(canonical)
    exact = qualifier == "exact" and not decimals and whole
    # Unrounded cells of a table that prints fewer digits: keep what is there.
    places = own if decimals is None or own > max(decimals, 0) else decimals
    step = ten(-places) * factor
    number *= factor
    low, high, low_closed, high_closed = ends_of(number, step, qualifier, exact)
    return Quantity(
        low, high, low_closed, high_closed, number, canonical, qualifier, False, step, ""
    )


def restore(
    value: str,
    low: str,
    high: str,
    unit: str,
    qualifier: str = "exact",
    estimate: bool = False,
    key: Any = None,
) -> Quantity:
    """Return the quantity that a processed row stands for.

    Parameters
    ----------
    value, low, high
        Plain decimals in ``unit``; an empty end is no bound.
    unit
        Canonical unit.
    qualifier
        One of :data:`QUALIFIERS`; says which ends belong to the interval.
    estimate
        Whether the row is an expectation.
    key
        Identity of the input, see :class:`Quantity`.

    Raises
    ------
    QuantityError
        If a cell is not a number or the qualifier is unknown.
    """
    if qualifier not in QUALIFIERS:
        raise QuantityError(f"qualifier {qualifier!r}: expected one of {', '.join(QUALIFIERS)}")
    try:
        x, bottom, top = (Fraction(cell) if cell else None for cell in (value, low, high))
    except (ValueError, ZeroDivisionError):
        raise QuantityError(f"{value!r}, {low!r}, {high!r}: not plain numbers") from None
    if qualifier in BOUNDS:
        closed = qualifier in ("at_least", "at_most")
        low_closed, high_closed = closed and bottom is not None, closed and top is not None
    elif bottom == top:
        low_closed = high_closed = bottom is not None
    else:
        low_closed, high_closed = x is not None and x > 0, x is not None and x < 0
    step = top - bottom if top is not None and bottom is not None and top > bottom else None
    if step is None and x is not None:
        step = ten(-len(value.rstrip("0").partition(".")[2]))
    return Quantity(
        bottom, top, low_closed, high_closed, x, unit, qualifier, estimate, step, "", key
    )


_THOUSANDS = re.compile(r"(?<![\d.])\d{1,3}(?: \d{3})+(?!\d)")
_SPACED = re.compile(r"\d +\d")
_BRACKETED = re.compile(r"(?<=[0-9])\(([^()0-9]+)\)$")
_AMONG_FIRST = re.compile(r"前(?:[0-9]+|[一二三四五六七八九十]+)(?:位|名)?$")
_D = "一二两三四五六七八九"
_BEHIND_PART = PART_BOUNDS | {word: said for word, said in BEHIND.items() if said}


def _fraction(match: re.Match[str], words: list[str], printed: str) -> Quantity:
    """Read 1/4, 三分之二 or 一半 as a percentage that is meant to the whole percent."""
    top, bottom = match["top"], match["bottom"]
    if not top:
        top, bottom = "1", "2"
    below = _whole_number(bottom, printed)
    if below == 0:
        raise QuantityError(f"{printed!r}: divides by zero")
    value = Fraction(100 * _whole_number(top, printed), below)
    return _of_parts(value, Fraction(1), match, ["about", *words], printed)


def _percent_of(match: re.Match[str], words: list[str], printed: str) -> Quantity:
    """Read 百分之三点五, 千分之二 and 万分之五."""
    number, _ = _number(match["number"], printed)
    if number.end < len(match["number"]) or number.rounded:
        raise QuantityError(f"{printed!r}: {match['number']!r} is not a number in words")
    unit, power = {"百": ("%", 0), "千": ("‰", 0), "万": ("%", -2)}[match["of"]]
    value, step = number.value * ten(power), ten(number.power + power)
    return _of_parts(value, step, match, words, printed, unit)


def _tenths(match: re.Match[str], words: list[str], printed: str) -> Quantity:
    """Read 三成, 两成半 and 一成五 as percentages: to the ten, the half ten or the percent."""
    first = spoken_at(match["tens"]) or Numeral(Fraction(match["tens"]), 0, 1, False)
    if match["half"]:
        value, step = 10 * first.value + 5, Fraction(5)
    elif match["ones"]:
        value, step = 10 * first.value + _whole_number(match["ones"], printed), Fraction(1)
    else:
        value, step = 10 * first.value, ten(1 + first.power)
    return _of_parts(value, step, match, words, printed)


def _half_lost(match: re.Match[str], words: list[str], printed: str) -> Quantity:
    """Read 减半: what is left is half of what was."""
    return _of_parts(Fraction(50), Fraction(1), match, [*words, "down"], printed)


def _of_parts(
    value: Fraction,
    step: Fraction,
    match: re.Match[str],
    words: list[str],
    printed: str,
    unit: str = "%",
) -> Quantity:
    if match["after"]:
        words = [*words, _BEHIND_PART[match["after"]]]
    qualifier, estimate = _qualifier(words, printed)
    return _signed(value, step, unit, qualifier, estimate, False, words, False, printed)


def _two_tenths(match: re.Match[str], words: list[str], printed: str) -> Quantity:
    """Read 七八成 and 百分之二三十: from the first number to the second."""
    digits = match["digits"]
    ends = [10 * _whole_number(c, printed) for c in digits]
    if ends[1] != ends[0] + 10:
        raise QuantityError(f"{printed!r}: {digits!r} are no two numbers that follow each other")
    first, last = (_of_parts(Fraction(e), ten(0), match, [], printed) for e in ends)
    return _between(first, last, words, printed)


def _range(match: re.Match[str], words: list[str], printed: str) -> Quantity:
    """Read "10-15个" or "3亿-5亿元": from the first number's low end to the second's high end."""
    last = parse(match["last"])
    own, unit = match["unit"], match["last"][len(match["number"]) :]
    if own and own in MULTIPLES:
        # 3亿-5亿元: the unit stands at the end only.
        own += unit.lstrip("百千万亿")
    first = parse(match["first"] + (own or unit))
    return _between(first, last, words, printed)


def _between(first: Quantity, last: Quantity, words: list[str], printed: str) -> Quantity:
    qualifier, estimate = _qualifier(words, printed)
    # By what is printed: the widths of 10 and 9亿元 overlap.
    bounded = first.low is not None and last.high is not None
    ordered = first.value is not None and last.value is not None and first.value <= last.value
    if first.unit != last.unit or not (bounded and ordered) or qualifier in BOUNDS:
        raise QuantityError(f"{printed!r}: no range from a smaller to a larger number of one unit")
    return Quantity(
        first.low,
        last.high,
        first.low_closed,
        last.high_closed,
        first.value,
        first.unit,
        "expected" if estimate else "about",
        estimate,
        None,
        printed,
    )


def _whole_number(text: str, printed: str) -> int:
    number = Numeral(Fraction(text), 0, len(text), False) if text.isdecimal() else spoken_at(text)
    if number is None or number.end < len(text) or number.value.denominator != 1:
        raise QuantityError(f"{printed!r}: {text!r} is not a number in words")
    return int(number.value)


_Reader = Callable[[re.Match[str], list[str], str], Quantity]
_PART_FORMS: tuple[tuple[str, _Reader], ...] = (
    (r"(?P<top>\d+)/(?P<bottom>\d+)|一半|半数", _fraction),
    (rf"百分之(?P<digits>[{_D}]{{2}})十", _two_tenths),
    (rf"(?P<digits>[{_D}]{{2}})成", _two_tenths),
    (rf"(?P<of>[百千万])分之(?P<number>\d+(?:\.\d+)?|[零〇十百点{_D}]+)", _percent_of),
    (rf"(?P<bottom>[{_D}十]+)分之(?P<top>[{_D}十]+)", _fraction),
    (rf"(?P<tens>[{_D}]|\d+(?:\.\d+)?)成(?:(?P<half>半)|(?P<ones>[{_D}]))?", _tenths),
    ("减半", _half_lost),
)
_ENDS = f"(?P<after>{'|'.join(sorted(_BEHIND_PART, key=len, reverse=True))})?"
_RANGE = (
    r"(?P<first>\d[\d,.]*)(?P<unit>[^\d\-—~至到]*)[-—~至到](?P<last>(?P<number>\d[\d,.]*)"
    r"(?:(?![-—~至到]\d).)*)"
)
_FORMS = tuple(
    (re.compile(form), reader)
    for form, reader in (
        *((f"(?:{part}){_ENDS}", reader) for part, reader in _PART_FORMS),
        (_RANGE, _range),
    )
)
"""Forms of a whole token that are not one number with its unit, in the order they are tried."""


def _strip_words(text: str, words: list[str]) -> str:
    """Take known words off the front of a text, appending what they mean to ``words``."""
    while text:
        for word in _BEFORE_WORDS:
            if text.startswith(word):
                if text.startswith(word, len(word)):
                    raise QuantityError(f"{text!r}: {word} is said twice")
                words.append(BEFORE[word])
                text = text[len(word) :]
                break
        else:
            return text
    return text


def _qualifier(words: Iterable[str], printed: str) -> tuple[str, bool]:
    found = {word for word in words if word not in ("", "up", "down", "minus")}
    estimate = "expected" in found
    bounds = found & BOUNDS
    if bounds & UP and bounds & DOWN:
        raise QuantityError(f"{printed!r}: bounded from above and from below at once")
    if bounds:
        # Two bounds of one direction (超…以上): the one that includes the value covers both.
        order = ("at_least", "more_than", "at_most", "less_than", "nearly")
        return next(word for word in order if word in bounds), estimate
    if estimate:
        return "expected", True
    return ("about" if "about" in found else "exact"), False


def unit_word(unit: str) -> str:
    """Return the word that is printed for a canonical unit."""
    return UNIT_WORDS.get(unit, unit.removeprefix("count:"))


def format_value(value: Fraction | int, unit: str, decimals: int = 0) -> str:
    """Return the token that a report would print for a true value.

    Parameters
    ----------
    value
        The true value in ``unit``.
    unit
        Canonical unit, as of :func:`unit_of`.
    decimals
        Decimals printed.

    Returns
    -------
    str
        For example "865.1亿元" for 865.07 with one decimal.
    """
    rank = "第" if unit == "rank" else ""
    return f"{rank}{fixed(Fraction(value), ten(-decimals))}{unit_word(unit)}"
