"""Printed numbers as exact intervals.

A report prints 865.1亿元; any amount from 865.05 up to, but not including, 865.15 is printed so.
:func:`parse` turns such a token into a :class:`Quantity`: the printed value, a canonical unit, a
qualifier and the interval of true values behind the print, with rational ends.  Arithmetic on
quantities is exact on the ends, and an input that occurs twice is recognised, so that a ratio in
which a level cancels is not wider than it has to be.

How wide a print is
    rounded numbers     half-open, [value − half a unit of the last digit, value + half)
    whole counts, ranks exact
    突破 超 逾 余 多        above the value, which is not included
    近 不足 低于           below the value, which is not included
    以上 不低于 至少        from the value upwards, value included
    以下 不超过 以内        up to the value, value included
    约 左右 预计           as a rounded number, marked; see :meth:`Quantity.coarse`

Rounding is half away from zero, so the interval of a negative number is the mirror image.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any

__all__ = [
    "QUALIFIERS",
    "Quantity",
    "QuantityError",
    "constant",
    "format_value",
    "parse",
    "plain",
    "published",
    "restore",
    "total",
    "unit_of",
]

QUALIFIERS = (
    "exact",
    "more_than",
    "at_least",
    "at_most",
    "less_than",
    "nearly",
    "about",
    "expected",
)
_UP = frozenset({"more_than", "at_least"})
_DOWN = frozenset({"at_most", "less_than", "nearly"})
_BOUNDS = _UP | _DOWN


class QuantityError(ValueError):
    """A token that is not one printed number, or units that cannot be combined."""


# --------------------------------------------------------------------------- words of the tokens

_WIDE = str.maketrans(
    "".join(map(chr, range(0xFF01, 0xFF5F))) + "\u3000−–﹪≧≦",
    "".join(map(chr, range(0x21, 0x7F))) + " --%≥≤",
)

# What may stand before the number, and what it says about it.
_BEFORE: dict[str, str] = {
    "不低于": "at_least",
    "不少于": "at_least",
    "至少": "at_least",
    "≥": "at_least",
    ">=": "at_least",
    "不超过": "at_most",
    "不高于": "at_most",
    "至多": "at_most",
    "≤": "at_most",
    "<=": "at_most",
    "超过": "more_than",
    "突破": "more_than",
    "高于": "more_than",
    "多于": "more_than",
    "大于": "more_than",
    "超": "more_than",
    "逾": "more_than",
    ">": "more_than",
    "低于": "less_than",
    "少于": "less_than",
    "小于": "less_than",
    "不足": "less_than",
    "不到": "less_than",
    "<": "less_than",
    "将近": "nearly",
    "接近": "nearly",
    "近": "nearly",
    "大约": "about",
    "约": "about",
    "~": "about",
    "预计": "expected",
    "预期": "expected",
    "有望": "expected",
    "下降": "down",
    "减少": "down",
    "降低": "down",
    "回落": "down",
    "增长": "",
    "提高": "",
    "上升": "",
    "增加": "",
    "累计": "",
    "达到": "",
    "达": "",
    "为": "",
}
_BEFORE_WORDS = tuple(sorted(_BEFORE, key=len, reverse=True))

_AFTER: dict[str, str] = {
    "及以上": "at_least",
    "以上": "at_least",
    "及以下": "at_most",
    "以下": "at_most",
    "以内": "at_most",
    "左右": "about",
    "上下": "about",
    "级": "",
}
_AFTER_WORDS = tuple(sorted(_AFTER, key=len, reverse=True))

_MULTIPLE = {
    "": 0,
    "百": 2,
    "千": 3,
    "万": 4,
    "十万": 5,
    "百万": 6,
    "千万": 7,
    "亿": 8,
    "十亿": 9,
    "百亿": 10,
    "千亿": 11,
    "万亿": 12,
}
_REST = re.compile(
    r"(?P<more1>[余多来]?)"
    r"(?P<multiple>万亿|千亿|百亿|十亿|亿|千万|百万|十万|万|千(?![瓦米克公])|百(?!分))?"
    r"(?P<more2>[余多来]?)"
    r"(?P<unit>.*)"
)
_NUMBER = re.compile(r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?")
_CHINESE_DIGIT = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"两": 2, "〇": 0}
_CHINESE_PLACE = {"十": 10, "百": 100, "千": 1000}
_CHINESE = re.compile("[零〇一二两三四五六七八九十百千]+")

# Unit text → canonical unit and the power of ten that converts into it.
_UNITS: dict[str, tuple[str, int]] = {
    "": ("", 0),
    "元": ("CNY_1e8", -8),
    "元人民币": ("CNY_1e8", -8),
    "美元": ("USD_1e8", -8),
    "%": ("%", 0),
    "百分点": ("pp", 0),
    "个百分点": ("pp", 0),
    "pp": ("pp", 0),
    "倍": ("times", 0),
    "times": ("times", 0),
    "位": ("rank", 0),
    "rank": ("rank", 0),
    "人": ("person", 0),
    "名": ("person", 0),
    "person": ("person", 0),
    "人次": ("person_time", 0),
    "person_time": ("person_time", 0),
    "人年": ("person_year", 0),
    "person_year": ("person_year", 0),
    "CNY_1e8": ("CNY_1e8", 0),
    "USD_1e8": ("USD_1e8", 0),
}
_UNIT_WORD = {
    "CNY_1e8": "亿元",
    "USD_1e8": "亿美元",
    "pp": "个百分点",
    "times": "倍",
    "rank": "位",
    "person": "人",
    "person_time": "人次",
    "person_year": "人年",
}
# Chinese units of measurement: rounded like money, never exact counts.
_MEASURED = frozenset(
    re.findall(
        r"\w+", "吨 米 公里 千米 亩 公顷 平方米 平方公里 千瓦 兆瓦 千瓦时 分 年 个月 天 小时"
    )
)


def unit_of(text: str) -> tuple[str, Fraction]:
    """Return the canonical unit of a printed unit and the factor that converts into it.

    Parameters
    ----------
    text
        A unit as printed, with its 万 or 亿: "亿元", "万元", "%", "个百分点", "家(次)", "万辆".

    Returns
    -------
    tuple of str and Fraction
        ``("CNY_1e8", 1/10000)`` for 万元; ``("count:辆", 10000)`` for 万辆.
    """
    text = text.translate(_WIDE).replace(" ", "")
    if text in _UNITS:
        unit, power = _UNITS[text]
        return unit, _ten(power)
    if text.startswith("count:"):
        return text, Fraction(1)
    match = _REST.fullmatch(text)
    multiple = (match["multiple"] or "") if match and not match["more1"] else ""
    unit, power = _plain_unit(text[len(multiple) :])
    return unit, _ten(power + _MULTIPLE[multiple])


def _plain_unit(text: str) -> tuple[str, int]:
    if text in _UNITS:
        return _UNITS[text]
    if text in _MEASURED or text.isascii():
        return text, 0
    return f"count:{text}", 0


def _whole(unit: str) -> bool:
    """Say whether things of this unit are counted in whole numbers."""
    return unit.startswith("count:") or unit in ("person", "person_time", "rank")


_TENS = {power: Fraction(10) ** power for power in range(-12, 17)}


def _ten(power: int) -> Fraction:
    return _TENS.get(power) or Fraction(10) ** power


# --------------------------------------------------------------------------------- the quantity


@dataclass(frozen=True, eq=False)
class Quantity:
    """One number with its width: the interval of true values behind a print or a derivation.

    Attributes
    ----------
    low, high : Fraction or None
        Ends of the interval in ``unit``; None where there is no bound.
    low_closed, high_closed : bool
        Whether the end itself belongs to the interval.
    value : Fraction or None
        The printed number in ``unit`` (for a bound, the bound); for a derived quantity the number
        that the printed values give, or None where an input is only a bound.
    unit : str
        Canonical unit: CNY_1e8, USD_1e8, %, pp, times, rank, person, person_time, person_year,
        count:家 …, a measured unit (吨, MW), or "" for a bare number.
    qualifier : str
        One of :data:`QUALIFIERS`.
    estimate : bool
        Whether the print calls itself an expectation (预计).
    step : Fraction or None
        Worth of the last printed digit in ``unit``; None for derived quantities.
    printed : str
        The token as given.
    key : object
        Identity of the input.  Quantities with the same key are the same number wherever they
        occur; without one every quantity is an input of its own.
    """

    low: Fraction | None
    high: Fraction | None
    low_closed: bool
    high_closed: bool
    value: Fraction | None
    unit: str
    qualifier: str = "exact"
    estimate: bool = False
    step: Fraction | None = None
    printed: str = ""
    key: Any = None
    _expression: tuple[Any, ...] | None = field(default=None, repr=False)
    _inputs: frozenset[Any] | None = field(default=None, repr=False)

    # -- identity

    def _content(self) -> tuple[Any, ...]:
        return (
            self.low,
            self.high,
            self.low_closed,
            self.high_closed,
            self.value,
            self.unit,
            self.qualifier,
            self.estimate,
            self.step,
        )

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Quantity) and self._content() == other._content()

    def __hash__(self) -> int:
        return hash(self._content())

    def __str__(self) -> str:
        return self.printed or self.interval()

    @property
    def inputs(self) -> frozenset[Any]:
        """Keys of the inputs that this quantity depends on."""
        if self._inputs is not None:
            return self._inputs
        return frozenset((self.key if self.key is not None else id(self),))

    def named(self, key: Any) -> Quantity:
        """Return the same quantity under an identity, so that its second use is recognised."""
        return replace(self, key=key)

    @property
    def point(self) -> Fraction | None:
        """The printed or derived number where it is one; None for a mere bound."""
        return None if self.qualifier in _BOUNDS else self.value

    # -- the interval

    def interval(self, digits: int | None = None) -> str:
        """Return the interval in mathematical notation, as "[865.05, 865.15)".

        Parameters
        ----------
        digits
            Significant digits of the ends, rounded outward; None prints them as they are, to at
            most 30 digits.
        """
        low = "-∞" if self.low is None else plain(self.low, digits or 30, -1)
        high = "∞" if self.high is None else plain(self.high, digits or 30, 1)
        if self.low is not None and self.low == self.high:
            return low
        return f"{'[' if self.low_closed else '('}{low}, {high}{']' if self.high_closed else ')'}"

    def contains(self, number: Fraction | int | str) -> bool:
        """Say whether a number (in ``unit``) lies in the interval."""
        x = Fraction(number)
        if self.low is not None and (x < self.low or (x == self.low and not self.low_closed)):
            return False
        return self.high is None or x < self.high or (x == self.high and self.high_closed)

    def within(self, other: Quantity) -> bool:
        """Say whether the whole interval lies inside the other's."""
        low_in = other.low is None or (
            self.low is not None
            and (
                self.low > other.low
                or (self.low == other.low and (other.low_closed or not self.low_closed))
            )
        )
        high_in = other.high is None or (
            self.high is not None
            and (
                self.high < other.high
                or (self.high == other.high and (other.high_closed or not self.high_closed))
            )
        )
        return low_in and high_in

    def below(self, other: Quantity, strictly: bool = True) -> bool:
        """Say whether every value here is below (or, not strictly, at most) every value there."""
        if self.high is None or other.low is None:
            return False
        if self.high != other.low:
            return self.high < other.low
        return not strictly or not (self.high_closed and other.low_closed)

    def overlaps(self, other: Quantity) -> bool:
        """Say whether some value lies in both intervals."""
        return not (self.below(other) or other.below(self))

    def meet(self, other: Quantity) -> Quantity | None:
        """Return the common part of two intervals, or None where they have none."""
        if not self.overlaps(other):
            return None
        low, low_closed = self.low, self.low_closed
        if other.low is not None and (
            low is None or other.low > low or (other.low == low and not other.low_closed)
        ):
            low, low_closed = other.low, other.low_closed
        high, high_closed = self.high, self.high_closed
        if other.high is not None and (
            high is None or other.high < high or (other.high == high and not other.high_closed)
        ):
            high, high_closed = other.high, other.high_closed
        return replace(self, low=low, high=high, low_closed=low_closed, high_closed=high_closed)

    def whole_numbers(self) -> tuple[int | None, int | None]:
        """Return the smallest and the largest whole number in the interval.

        None stands for no bound; where no whole number fits, the first exceeds the second.
        """
        low = high = None
        if self.low is not None:
            low = -((-self.low.numerator) // self.low.denominator)
            if low == self.low and not self.low_closed:
                low += 1
        if self.high is not None:
            high = self.high.numerator // self.high.denominator
            if high == self.high and not self.high_closed:
                high -= 1
        return low, high

    def rounded_to_whole(self) -> Quantity | None:
        """Return the closed interval of whole numbers inside this one, None where none fits."""
        low, high = self.whole_numbers()
        if low is not None and high is not None and low > high:
            return None
        return replace(
            self,
            low=None if low is None else Fraction(low),
            high=None if high is None else Fraction(high),
            low_closed=low is not None,
            high_closed=high is not None,
        )

    def coarse(self) -> Quantity | None:
        """Return the wider reading of a round estimate, None where there is no such reading.

        An expected 750 may stand for "about 750", rounded to tens, and not for 749.5 to 750.5.
        The wider reading takes the trailing zeros as unstated, keeping two significant digits.
        Only numbers marked as estimates or as approximate have it.
        """
        if not (self.estimate or self.qualifier == "about") or self.qualifier in _BOUNDS:
            return None
        if self.step is None or not self.value:
            return None
        mantissa = abs(self.value / self.step)
        digits = str(mantissa.numerator)
        zeros = min(len(digits) - len(digits.rstrip("0")), len(digits) - 2)
        fraction_printed = "." in self.printed
        if mantissa.denominator != 1 or zeros <= 0 or fraction_printed:
            return None
        step = self.step * _ten(zeros)
        low, high, low_closed, high_closed = _ends(self.value, step, "about", False)
        return replace(
            self, low=low, high=high, low_closed=low_closed, high_closed=high_closed, step=step
        )

    def announced(self) -> Quantity:
        """Return the interval that a bound is meant to suggest: its own order of magnitude.

        Nobody writes "more than 200" of two million.  For judging orders of magnitude only, a
        lower bound is read as up to ten times its number and an upper bound as down to a tenth;
        other quantities are returned as they are.
        """
        if self.qualifier not in _BOUNDS or not self.value:
            return self
        high = self.value * 10 if self.high is None else self.high
        low = self.value / 10 if self.low is None else self.low
        return replace(self, low=min(low, high), high=max(low, high), qualifier="about")

    def outward(self, digits: int = 30) -> Quantity:
        """Return the quantity with its ends rounded outward to so many significant digits.

        It bounds the length of numerators in long chains; the result contains the original.
        """
        low = None if self.low is None else _round_significant(self.low, digits, -1)
        high = None if self.high is None else _round_significant(self.high, digits, 1)
        return replace(
            self,
            low=low,
            high=high,
            low_closed=self.low_closed and low == self.low,
            high_closed=self.high_closed and high == self.high,
        )

    # -- arithmetic

    def __add__(self, other: Quantity | Fraction | int) -> Quantity:
        return _combine("+", self, _operand(other, self.unit))

    def __radd__(self, other: Fraction | int) -> Quantity:
        return self + other

    def __sub__(self, other: Quantity | Fraction | int) -> Quantity:
        return _combine("-", self, _operand(other, self.unit))

    def __rsub__(self, other: Fraction | int) -> Quantity:
        return _combine("-", _operand(other, self.unit), self)

    def __mul__(self, other: Quantity | Fraction | int) -> Quantity:
        return _combine("*", self, _operand(other, ""))

    def __rmul__(self, other: Fraction | int) -> Quantity:
        return self * other

    def __truediv__(self, other: Quantity | Fraction | int) -> Quantity:
        return _combine("/", self, _operand(other, ""))

    def __rtruediv__(self, other: Fraction | int) -> Quantity:
        return _combine("/", _operand(other, ""), self)

    def ratio(self) -> Quantity:
        """Return a percentage (or percentage points) as a bare ratio: 2.45% → 0.0245."""
        if self.unit not in ("%", "pp"):
            raise QuantityError(f"not a percentage: {self} has the unit {self.unit!r}")
        return replace(self / 100, unit="")

    def percent(self) -> Quantity:
        """Return a bare ratio as a percentage: 0.0245 → 2.45%."""
        if self.unit != "":
            raise QuantityError(f"not a bare ratio: {self} has the unit {self.unit!r}")
        return replace(self * 100, unit="%")

    def relabelled(self, unit: str) -> Quantity:
        """Return the same numbers under another unit, where the caller knows that it fits."""
        return replace(self, unit=unit)

    def power(self, n: int) -> Quantity:
        """Return a positive quantity multiplied by itself n times over, exact on the ends."""
        if self.low is None or self.low < 0 or n < 1:
            raise QuantityError(f"no power {n} of {self.interval(6)}; expected a positive interval")
        return replace(
            self,
            low=self.low**n,
            high=None if self.high is None else self.high**n,
            value=None if self.point is None else self.point**n,
            qualifier="exact",
            step=None,
            printed="",
            key=None,
            _expression=None,
            _inputs=None,
        )

    def prior(self, growth: Quantity) -> Quantity:
        """Return the level of the year before: level ÷ (1 + growth).

        Parameters
        ----------
        growth
            Growth over that year in %, or a change in percentage points for a level in %.
        """
        if growth.unit == "pp":
            return self - growth
        return self / (growth.ratio() + 1)

    def growth_over(self, prior: Quantity) -> Quantity:
        """Return the growth in % from a prior level to this one."""
        return (self / prior - 1).percent()

    def share_of(self, whole: Quantity) -> Quantity:
        """Return this part in % of the whole."""
        return (self / whole).percent()

    # -- printing

    def token(self) -> str:
        """Return a printed form that :func:`parse` reads back as an equal quantity."""
        if self.step is None or self.value is None:
            raise QuantityError(f"a derived quantity has no printed form: {self.interval(6)}")
        return _token(self)


def constant(number: Fraction | int | str, unit: str = "") -> Quantity:
    """Return an exactly known number as a quantity without width."""
    x = Fraction(number)
    return Quantity(x, x, True, True, x, unit, _inputs=frozenset())


def _operand(other: Quantity | Fraction | int, unit: str) -> Quantity:
    if isinstance(other, Quantity):
        return other
    if isinstance(other, float):
        raise TypeError("exact arithmetic takes Fraction, int or Quantity, not float")
    return constant(other, unit)


# ------------------------------------------------------------------------------------ parsing


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
    text = printed.translate(_WIDE).replace(" ", "")
    words: list[str] = []
    rest = _strip_words(scope.translate(_WIDE).replace(" ", ""), words)
    if rest:
        raise QuantityError(f"scope {scope!r}: {rest!r} is not a known qualifier")
    text = _strip_words(text, words)
    rank = text.startswith("第")
    text = text[1:] if rank else text

    match = _NUMBER.match(text)
    if match:
        digits = match[0].replace(",", "")
        text = text[match.end() :]
    else:
        chinese = _CHINESE.match(text)
        if not chinese:
            raise QuantityError(f"{printed!r}: no number where one is expected")
        digits = str(_chinese_number(chinese[0], printed))
        text = text[chinese.end() :]

    for word in _AFTER_WORDS:
        if text.endswith(word):
            words.append(_AFTER[word])
            text = text[: -len(word)]
            break
    parts = _REST.fullmatch(text)
    if parts is None or re.search(r"[\d,。;；、，]", parts["unit"]):
        raise QuantityError(f"{printed!r}: {text!r} is not a unit")
    if parts["more1"] or parts["more2"]:
        words.append("more_than")
    multiple = parts["multiple"] or ""
    if rank and parts["unit"] in ("", "位", "名"):
        unit, power = "rank", 0
    elif parts["unit"] in _UNITS:
        unit, power = _UNITS[parts["unit"]]
    else:
        unit, power = _plain_unit(parts["unit"])

    decimals = len(digits.partition(".")[2])
    power += _MULTIPLE[multiple]
    value = Fraction(int(digits.replace(".", "")), 1) * _ten(power - decimals)
    down = "down" in words
    qualifier, estimate = _qualifier(words, printed)
    exact = qualifier == "exact" and not decimals and not multiple and _whole(unit)
    step = _ten(power - decimals)
    if down:
        value = -value
    low, high, low_closed, high_closed = _ends(value, step, qualifier, exact, mirror=down)
    return Quantity(
        low, high, low_closed, high_closed, value, unit, qualifier, estimate, step, printed
    )


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
    words = {"": "exact", "nearly": "nearly", "about": "about"}
    qualifier = words.get(comparison) or _BEFORE.get(comparison)
    if qualifier not in QUALIFIERS:
        raise QuantityError(f"comparison {comparison!r}: expected > >= < <= nearly about or none")
    own = len(value.partition(".")[2] if decimals is None else plain(number).partition(".")[2])
    exact = (
        qualifier == "exact"
        and (decimals is None or decimals == 0)
        and factor == 1
        and number.denominator == 1
        and _whole(canonical)
    )
    step = _ten(-(own if decimals is None else decimals)) * factor
    if decimals is not None and own > max(decimals, 0):
        # Unrounded cells of a table that prints fewer digits: keep what is there.
        step = _ten(-own) * factor
    number *= factor
    low, high, low_closed, high_closed = _ends(number, step, qualifier, exact)
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
    if qualifier in _BOUNDS:
        closed = qualifier in ("at_least", "at_most")
        low_closed, high_closed = closed and bottom is not None, closed and top is not None
    elif bottom == top:
        low_closed = high_closed = bottom is not None
    else:
        low_closed, high_closed = x is not None and x > 0, x is not None and x < 0
    step = top - bottom if top is not None and bottom is not None and top > bottom else None
    if step is None and x is not None:
        step = _ten(-len(value.rstrip("0").partition(".")[2]))
    return Quantity(
        bottom, top, low_closed, high_closed, x, unit, qualifier, estimate, step, "", key
    )


def _strip_words(text: str, words: list[str]) -> str:
    """Take known words off the front of a text, appending what they mean to ``words``."""
    while text:
        for word in _BEFORE_WORDS:
            if text.startswith(word):
                words.append(_BEFORE[word])
                text = text[len(word) :]
                break
        else:
            return text
    return text


def _qualifier(words: Iterable[str], printed: str) -> tuple[str, bool]:
    found = {word for word in words if word and word != "down"}
    estimate = "expected" in found
    bounds = found & _BOUNDS
    if bounds & _UP and bounds & _DOWN:
        raise QuantityError(f"{printed!r}: bounded from above and from below at once")
    if bounds:
        # Two bounds of one direction (超…以上): the one that includes the value covers both.
        order = ("at_least", "more_than", "at_most", "less_than", "nearly")
        return next(word for word in order if word in bounds), estimate
    if estimate:
        return "expected", True
    return ("about" if "about" in found else "exact"), False


def _ends(
    value: Fraction, step: Fraction, qualifier: str, exact: bool, mirror: bool = False
) -> tuple[Fraction | None, Fraction | None, bool, bool]:
    if qualifier in _BOUNDS:
        closed = qualifier in ("at_least", "at_most")
        upward = (qualifier in _UP) != mirror
        return (value, None, closed, False) if upward else (None, value, False, closed)
    if exact:
        return value, value, True, True
    half = step / 2
    return value - half, value + half, value > 0, value < 0


def _chinese_number(text: str, printed: str) -> int:
    if len(text) > 1 and not any(c in _CHINESE_PLACE for c in text):
        raise QuantityError(f"{printed!r}: {text!r} is not a number in words")
    number = 0
    digit: int | None = None
    for c in text:
        if c in _CHINESE_PLACE:
            number += (1 if digit is None else digit) * _CHINESE_PLACE[c]
            digit = None
        else:
            digit = _CHINESE_DIGIT[c] or None
    return number + (digit or 0)


# ----------------------------------------------------------------------------------- printing


def plain(number: Fraction | int, digits: int = 30, direction: int = 0) -> str:
    """Return a number as a plain decimal, without exponent, trailing zeros or a lone sign.

    Parameters
    ----------
    number
        An exact number.
    digits
        Significant digits to keep where the decimal does not end before.
    direction
        −1 rounds down, 1 rounds up, 0 to the nearest (half away from zero).
    """
    x = _round_significant(Fraction(number), digits, direction)
    numerator, denominator = abs(x.numerator), x.denominator
    places = 0
    while denominator % 10 == 0:
        denominator //= 10
        places += 1
    while denominator != 1:  # only factors 2 and 5 are left
        numerator *= 5 if denominator % 2 == 0 else 2
        denominator //= 2 if denominator % 2 == 0 else 5
        places += 1
    text = str(numerator).rjust(places + 1, "0")
    if places:
        text = f"{text[:-places]}.{text[-places:]}".rstrip("0").rstrip(".")
    return f"-{text}" if x < 0 else text


def _round_significant(x: Fraction, digits: int, direction: int) -> Fraction:
    if x == 0:
        return x
    # 10**exponent <= |x| < 10**(exponent + 1), from the lengths and one comparison.
    exponent = len(str(abs(x.numerator))) - len(str(x.denominator))
    if abs(x) < _ten(exponent):
        exponent -= 1
    return _round_to(x, _ten(exponent - digits + 1), direction)


def _round_to(x: Fraction, step: Fraction, direction: int = 0) -> Fraction:
    """Round to a multiple of ``step``: down (−1), up (1) or half away from zero (0)."""
    n = x / step
    if n.denominator == 1:
        return x
    floor = n.numerator // n.denominator
    if direction < 0:
        return floor * step
    if direction > 0:
        return (floor + 1) * step
    twice = 2 * (n - floor)
    up = twice > 1 or (twice == 1 and x > 0)
    return (floor + up) * step


def format_value(
    value: Fraction | int,
    unit: str,
    decimals: int = 0,
    *,
    multiple: str = "",
    qualifier: str = "exact",
    estimate: bool = False,
) -> str:
    """Return the token that a report would print for a true value.

    Parameters
    ----------
    value
        The true value in ``unit``.
    unit
        Canonical unit, as of :func:`unit_of`.
    decimals
        Decimals printed, after division by ``multiple``.
    multiple
        "", "万", "亿" or "万亿", printed before the unit.
    qualifier, estimate
        Printed in words around the number.

    Returns
    -------
    str
        For example "865.1亿元" for 865.07 with one decimal.
    """
    word = _UNIT_WORD.get(unit, unit.removeprefix("count:"))
    step = _ten(_MULTIPLE[multiple] - decimals)
    shown = _round_to(Fraction(value), step)
    n = shown / step
    digits = str(abs(n.numerator)).rjust(decimals + 1, "0")
    number = f"{digits[:-decimals]}.{digits[-decimals:]}" if decimals else digits
    if shown < 0:
        number = f"-{number}"
    before = {
        "more_than": "超",
        "at_least": "不低于",
        "at_most": "不超过",
        "less_than": "低于",
        "nearly": "近",
        "about": "约",
    }.get(qualifier, "")
    if estimate:
        before = f"预计{before}"
    if unit == "rank":
        before += "第"
    return f"{before}{number}{multiple}{word}"


def _token(q: Quantity) -> str:
    assert q.step is not None
    assert q.value is not None
    multiple, decimals = "", _places(q.step)
    # A rounded whole number reads as an exact count unless a 万 shows the rounding.
    counted = _whole(q.unit) and q.qualifier == "exact" and q.low != q.high and decimals <= 0
    if counted or decimals < 0:
        for multiple in ("万", "亿", "万亿"):
            decimals = _places(q.step) + _MULTIPLE[multiple]
            if decimals >= 0:
                break
    return format_value(
        q.value,
        q.unit,
        decimals,
        multiple=multiple,
        qualifier=q.qualifier,
        estimate=q.estimate,
    )


def _places(step: Fraction) -> int:
    """Number of decimals behind a step that is a power of ten; negative for tens and above."""
    return len(str(step.denominator)) - len(str(step.numerator))


# ------------------------------------------------------------------------ interval arithmetic

# Above so many inputs the corners of the box are not enumerated any more.
_MOST_CORNERS = 10

_End = tuple[Fraction | None, bool]  # None is the infinity of its side
_Poly = dict[tuple[Any, ...], Fraction]


def total(items: Sequence[Quantity]) -> Quantity:
    """Return the exact sum of quantities of one unit, in time linear in their number.

    Raises
    ------
    QuantityError
        If there is nothing to add or the units differ.
    """
    if not items:
        raise QuantityError("nothing to add")
    units = {item.unit for item in items}
    if len(units) > 1:
        raise QuantityError(f"cannot add the units {', '.join(sorted(map(repr, units)))}")
    inputs: set[Any] = set()
    count = 0
    for item in items:
        inputs |= item.inputs
        count += len(item.inputs)
    points = [item.point for item in items]
    value = None if any(p is None for p in points) else sum(p for p in points if p is not None)
    expression = ("sum", tuple(items))
    ends: tuple[_End, _End] | None = None
    if count > len(inputs):
        ends = _tight(("sum", tuple(items)))
    if ends is None:
        lows = [item.low for item in items]
        highs = [item.high for item in items]
        ends = (
            (
                None if any(x is None for x in lows) else Fraction(sum(lows)),  # type: ignore[arg-type]
                all(item.low_closed for item in items),
            ),
            (
                None if any(x is None for x in highs) else Fraction(sum(highs)),  # type: ignore[arg-type]
                all(item.high_closed for item in items),
            ),
        )
    return _derived(
        ends,
        None if value is None else Fraction(value),
        items[0].unit,
        any(item.estimate for item in items),
        expression,
        frozenset(inputs),
    )


def _derived(
    ends: tuple[_End, _End],
    value: Fraction | None,
    unit: str,
    estimate: bool,
    expression: tuple[Any, ...],
    inputs: frozenset[Any],
) -> Quantity:
    (low, low_closed), (high, high_closed) = ends
    return Quantity(
        low,
        high,
        low_closed and low is not None,
        high_closed and high is not None,
        value,
        unit,
        estimate=estimate,
        _expression=expression,
        _inputs=inputs,
    )


def _combine(op: str, a: Quantity, b: Quantity) -> Quantity:
    unit = _unit_after(op, a, b)
    if op == "/" and b.low == b.high == 0:
        raise ZeroDivisionError("division by a quantity that is exactly zero")
    ends: tuple[_End, _End] | None = None
    if not a.inputs.isdisjoint(b.inputs):
        ends = _tight((op, a, b))
    if ends is None:
        ends = _natural(op, a, b)
    x, y = a.point, b.point
    value: Fraction | None = None
    if x is not None and y is not None and not (op == "/" and y == 0):
        value = x + y if op == "+" else x - y if op == "-" else x * y if op == "*" else x / y
    return _derived(ends, value, unit, a.estimate or b.estimate, (op, a, b), a.inputs | b.inputs)


def _unit_after(op: str, a: Quantity, b: Quantity) -> str:
    if op in "+-":
        if a.unit == b.unit:
            # The difference of two percentages is a number of percentage points.
            return "pp" if op == "-" and a.unit == "%" and b._inputs != frozenset() else a.unit
        if a.unit == "%" and b.unit == "pp":
            return "%"
        raise QuantityError(f"cannot combine {a.unit!r} {op} {b.unit!r}")
    if op == "*":
        if a.unit and b.unit:
            return f"{a.unit}*{b.unit}"
        return a.unit or b.unit
    if a.unit == b.unit:
        return ""
    return f"{a.unit or '1'}/{b.unit}" if b.unit else a.unit


def _natural(op: str, a: Quantity, b: Quantity) -> tuple[_End, _End]:
    """Ends of a op b for operands that vary independently of each other."""
    if op == "+":
        return (
            (
                None if a.low is None or b.low is None else a.low + b.low,
                a.low_closed and b.low_closed,
            ),
            (
                None if a.high is None or b.high is None else a.high + b.high,
                a.high_closed and b.high_closed,
            ),
        )
    if op == "-":
        return (
            (
                None if a.low is None or b.high is None else a.low - b.high,
                a.low_closed and b.high_closed,
            ),
            (
                None if a.high is None or b.low is None else a.high - b.low,
                a.high_closed and b.low_closed,
            ),
        )
    lower, upper = (b.low, b.low_closed), (b.high, b.high_closed)
    if op == "/":
        inverse = _inverse(b)
        if inverse is None:
            return (None, False), (None, False)
        lower, upper = inverse
    return _product(((a.low, a.low_closed), (a.high, a.high_closed)), (lower, upper))


def _inverse(b: Quantity) -> tuple[_End, _End] | None:
    """Ends of 1/b over the non-zero values of b; None where b lies on both sides of zero."""
    positive = b.low is not None and b.low >= 0
    negative = b.high is not None and b.high <= 0
    if not (positive or negative):
        return None
    # An infinite end becomes an open zero, a zero end becomes infinite.
    low: _End = (Fraction(0), False) if b.high is None else (None, False)
    high: _End = (Fraction(0), False) if b.low is None else (None, False)
    if b.high:
        low = (1 / b.high, b.high_closed)
    if b.low:
        high = (1 / b.low, b.low_closed)
    return low, high


def _product(a: tuple[_End, _End], b: tuple[_End, _End]) -> tuple[_End, _End]:
    """Ends of a product from its four corners, infinities and open ends included."""
    low: _End = (Fraction(0), False)
    high: _End = (Fraction(0), False)
    first = True
    infinite_low = infinite_high = False
    for i, j in ((0, 0), (0, 1), (1, 0), (1, 1)):
        (x, x_closed), (y, y_closed) = a[i], b[j]
        if x == 0 or y == 0:
            # Zero times anything is zero, reached whenever the zero itself is.
            value, closed = Fraction(0), (x == 0 and x_closed) or (y == 0 and y_closed)
        elif x is None or y is None:
            x_sign = (-1, 1)[i] if x is None else (1 if x > 0 else -1)
            y_sign = (-1, 1)[j] if y is None else (1 if y > 0 else -1)
            if x_sign * y_sign > 0:
                infinite_high = True
            else:
                infinite_low = True
            continue
        else:
            value, closed = x * y, x_closed and y_closed
        assert low[0] is not None
        assert high[0] is not None
        if first or value < low[0]:
            low = (value, closed)
        elif value == low[0]:
            low = (value, low[1] or closed)
        if first or value > high[0]:
            high = (value, closed)
        elif value == high[0]:
            high = (value, high[1] or closed)
        first = False
    return ((None, False) if infinite_low else low), ((None, False) if infinite_high else high)


# -- shared inputs: the expression as a quotient of polynomials in its inputs


def _tight(expression: tuple[Any, ...]) -> tuple[_End, _End] | None:
    """Exact ends of an expression whose inputs occur more than once.

    Where every input has degree at most one above and below the bar, the expression is monotone
    in each of them as long as the denominator keeps its sign, so that the ends lie at corners of
    the box of inputs.  None where that does not apply and the general rules have to do.
    """
    leaves: dict[Any, Quantity] = {}
    top, bottom = _quotient(expression, leaves)
    top, bottom = _cancel(top, bottom)
    used = sorted({k for poly in (top, bottom) for m in poly for k in m}, key=_order)
    if any(len(set(m)) < len(m) for poly in (top, bottom) for m in poly):
        return None
    box = [leaves[k] for k in used]
    if all(len(m) <= 1 for m in top) and set(bottom) <= {()}:
        return _linear(top, bottom[()], leaves)
    if len(used) > _MOST_CORNERS or any(q.low is None or q.high is None for q in box):
        return None
    return _corners(top, bottom, used, box)


def _order(key: Any) -> tuple[str, str]:
    return type(key).__name__, str(key)


def _quotient(node: Any, leaves: dict[Any, Quantity]) -> tuple[_Poly, _Poly]:
    one: _Poly = {(): Fraction(1)}
    if isinstance(node, Quantity):
        if node._expression is not None:
            return _quotient(node._expression, leaves)
        if node._inputs == frozenset():
            assert node.low is not None
            return ({(): node.low} if node.low else {}), one
        (key,) = node.inputs
        leaves[key] = node
        return {(key,): Fraction(1)}, one
    if node[0] == "sum":
        top, bottom = _quotient(node[1][0], leaves)
        for item in node[1][1:]:
            t, b = _quotient(item, leaves)
            if b == bottom:
                top = _add(top, t)
            else:
                top, bottom = _add(_times(top, b), _times(t, bottom)), _times(bottom, b)
        return top, bottom
    op, left, right = node
    (a, b), (c, d) = _quotient(left, leaves), _quotient(right, leaves)
    if op == "*":
        return _times(a, c), _times(b, d)
    if op == "/":
        return _times(a, d), _times(b, c)
    if op == "-":
        c = {m: -x for m, x in c.items()}
    if b == d:
        return _add(a, c), b
    return _add(_times(a, d), _times(c, b)), _times(b, d)


def _add(a: _Poly, b: _Poly) -> _Poly:
    out = dict(a)
    for m, x in b.items():
        out[m] = out.get(m, Fraction(0)) + x
        if not out[m]:
            del out[m]
    return out


def _times(a: _Poly, b: _Poly) -> _Poly:
    if b == {(): 1}:
        return a
    out: _Poly = {}
    for (m, x), (n, y) in itertools.product(a.items(), b.items()):
        key = tuple(sorted(m + n, key=_order)) if m and n else m + n
        out[key] = out.get(key, Fraction(0)) + x * y
        if not out[key]:
            del out[key]
    return out


def _cancel(top: _Poly, bottom: _Poly) -> tuple[_Poly, _Poly]:
    """Divide by the inputs that are a factor of every term above and below the bar."""
    if not top:
        return {}, {(): Fraction(1)}
    for key in {k for m in bottom for k in m}:
        while all(key in m for m in top) and all(key in m for m in bottom):
            top, bottom = _without(top, key), _without(bottom, key)
    return top, bottom


def _without(poly: _Poly, key: Any) -> _Poly:
    return {m[: (i := m.index(key))] + m[i + 1 :]: x for m, x in poly.items()}


def _linear(top: _Poly, divisor: Fraction, leaves: dict[Any, Quantity]) -> tuple[_End, _End]:
    low: _End = (top.get((), Fraction(0)) / divisor, True)
    high: _End = low
    for m, x in top.items():
        if not m:
            continue
        q, c = leaves[m[0]], x / divisor
        bottom, top_end = (q.low, q.low_closed), (q.high, q.high_closed)
        if c < 0:
            bottom, top_end = top_end, bottom
        low = (
            None if low[0] is None or bottom[0] is None else low[0] + c * bottom[0],
            low[1] and bottom[1],
        )
        high = (
            None if high[0] is None or top_end[0] is None else high[0] + c * top_end[0],
            high[1] and top_end[1],
        )
    return low, high


def _corners(
    top: _Poly, bottom: _Poly, keys: list[Any], box: list[Quantity]
) -> tuple[_End, _End] | None:
    closed = [(q.low_closed, q.high_closed) for q in box]
    values: dict[tuple[int, ...], Fraction] = {}
    sign = 0
    for corner in itertools.product((0, 1), repeat=len(keys)):
        at = {k: (q.low, q.high)[i] for k, q, i in zip(keys, box, corner, strict=True)}
        below = _at(bottom, at)
        here = (below > 0) - (below < 0)
        if here == 0 or (sign and here != sign):
            return None
        sign = here
        values[corner] = _at(top, at) / below

    def reached(extreme: Fraction) -> bool:
        # An end is reached if a face on which the expression is constant avoids open ends.
        for corner, value in values.items():
            if value != extreme:
                continue
            free = [i for i, c in enumerate(corner) if not closed[i][c]]
            if all(
                values[tuple(flip.get(i, c) for i, c in enumerate(corner))] == extreme
                for flip in (
                    dict(zip(free, ends, strict=True))
                    for ends in itertools.product((0, 1), repeat=len(free))
                )
            ):
                return True
        return False

    low, high = min(values.values()), max(values.values())
    return (low, reached(low)), (high, reached(high))


def _at(poly: _Poly, at: dict[Any, Any]) -> Fraction:
    result = Fraction(0)
    for m, x in poly.items():
        for key in m:
            x = x * at[key]
        result += x
    return result
