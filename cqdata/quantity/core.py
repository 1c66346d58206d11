"""The quantity: one number with its width."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import reduce
from typing import Any

from cqdata.quantity.arithmetic import Ends, ends_at, natural, plus, tight
from cqdata.quantity.decimals import plain, ten

COMPARISONS = {
    "": "exact", ">": "more_than", ">=": "at_least", "<=": "at_most", "<": "less_than",
    "nearly": "nearly", "about": "about",
}  # fmt: skip
"""How a table of statistics or targets writes a qualifier → the qualifier."""
QUALIFIERS = (*COMPARISONS.values(), "expected")
UP = frozenset({"more_than", "at_least"})
DOWN = frozenset({"at_most", "less_than", "nearly"})
BOUNDS = UP | DOWN


class QuantityError(ValueError):
    """A token that is not one printed number, or units that cannot be combined."""


class UnitError(QuantityError):
    """Quantities whose units do not go together."""


@dataclass(frozen=True)
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
    printed: str = field(default="", compare=False)
    key: Any = field(default=None, compare=False)
    _expression: tuple[Any, ...] | None = field(default=None, repr=False, compare=False)
    _inputs: frozenset[Any] | None = field(default=None, repr=False, compare=False)

    # -- identity

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
        return None if self.qualifier in BOUNDS else self.value

    # -- the interval

    def interval(self, digits: int | None = None) -> str:
        """Return the interval in mathematical notation, as "[865.05, 865.15)".

        Parameters
        ----------
        digits
            Significant digits of the ends, rounded outward; None prints them as they are, to at
            most 30 digits.
        """
        ends = self.ends(digits or 30)
        low, high = ends["low"] or "-∞", ends["high"] or "∞"
        if self.low is not None and self.low == self.high:
            return low
        return f"{'[' if self.low_closed else '('}{low}, {high}{']' if self.high_closed else ')'}"

    def ends(self, digits: int = 30) -> dict[str, str]:
        """Return ``low`` and ``high`` as cells of a table: plain decimals, rounded outward."""
        sides = (("low", self.low, -1), ("high", self.high, 1))
        return {name: "" if end is None else plain(end, digits, way) for name, end, way in sides}

    @property
    def _lower(self) -> tuple[Fraction | float, int]:
        """The low end in the order of numbers; an open end lies just above its number."""
        return (-math.inf, 0) if self.low is None else (self.low, 0 if self.low_closed else 1)

    @property
    def _upper(self) -> tuple[Fraction | float, int]:
        """The high end in the order of numbers; an open end lies just below its number."""
        return (math.inf, 0) if self.high is None else (self.high, 0 if self.high_closed else -1)

    def contains(self, number: Fraction | int | str) -> bool:
        """Say whether a number (in ``unit``) lies in the interval."""
        return self._lower <= (Fraction(number), 0) <= self._upper

    def within(self, other: Quantity) -> bool:
        """Say whether the whole interval lies inside the other's."""
        return other._lower <= self._lower and self._upper <= other._upper

    def below(self, other: Quantity, strictly: bool = True) -> bool:
        """Say whether every value here is below (or, not strictly, at most) every value there."""
        if strictly:
            return self._upper < other._lower
        return self._upper[0] <= other._lower[0]

    def overlaps(self, other: Quantity) -> bool:
        """Say whether some value lies in both intervals."""
        return not (self.below(other) or other.below(self))

    def meet(self, other: Quantity) -> Quantity | None:
        """Return the common part of two intervals, or None where they have none."""
        if not self.overlaps(other):
            return None
        first = max(self, other, key=lambda one: one._lower)
        last = min(self, other, key=lambda one: one._upper)
        return replace(
            self,
            low=first.low,
            low_closed=first.low_closed,
            high=last.high,
            high_closed=last.high_closed,
        )

    def rounded_to_whole(self) -> Quantity | None:
        """Return the closed interval of whole numbers inside this one, None where none fits."""
        low = None if self.low is None else Fraction(math.ceil(self.low))
        high = None if self.high is None else Fraction(math.floor(self.high))
        if low is not None and low == self.low and not self.low_closed:
            low += 1
        if high is not None and high == self.high and not self.high_closed:
            high -= 1
        if low is not None and high is not None and low > high:
            return None
        reached = low is not None, high is not None
        return replace(self, low=low, high=high, low_closed=reached[0], high_closed=reached[1])

    def measured(self) -> Quantity:
        """Return a whole number as the rounded print of a ratio: 23 patents per 10,000 people."""
        if self.low != self.high or self.value is None or self.step is None:
            return self
        half = self.step / 2
        return replace(self, low=self.value - half, high=self.value + half, high_closed=False)

    def coarse(self, unmarked: bool = False) -> Quantity | None:
        """Return the wider reading of a round number, None where there is no such reading.

        An expected 750 may stand for "about 750", rounded to tens, and not for 749.5 to 750.5.
        The wider reading takes the trailing zeros as unstated, keeping two significant digits.
        Numbers marked as estimates or as approximate have it.

        Parameters
        ----------
        unmarked
            Whether an amount that is not marked has it, too, if it ends in two zeros: 1500亿元 of
            a statistic that says 1483 was rounded; one zero is as often chance.
        """
        marked = self.estimate or self.qualifier == "about"
        if self.step is None or not self.value or self.qualifier in BOUNDS:
            return None
        # The digits of a count are all meant, and 100% is no round number.
        plainly = self.low == self.high or self.unit in ("%", "‰", "pp", "times")
        if not marked and (plainly or not unmarked):
            return None
        mantissa = abs(self.value / self.step)
        digits = str(mantissa.numerator)
        ending = len(digits) - len(digits.rstrip("0"))
        zeros = min(ending, len(digits) - 2)
        if mantissa.denominator != 1 or "." in self.printed or zeros < 1 or ending < 2 - marked:
            return None
        step = self.step * ten(zeros)
        return replace(self.spread(step, "about"), step=step)

    def spread(self, step: Fraction, qualifier: str) -> Quantity:
        """Return the number with the width of a print to another digit, or of a bound."""
        assert self.value is not None
        low, high, low_closed, high_closed = ends_of(self.value, step, qualifier, False)
        return replace(self, low=low, high=high, low_closed=low_closed, high_closed=high_closed)

    def announced(self) -> Quantity:
        """Return the interval that a bound is meant to suggest: its own order of magnitude.

        Nobody writes "more than 200" of two million.  For judging orders of magnitude only, a
        lower bound is read as up to ten times its number and an upper bound as down to a tenth;
        other quantities are returned as they are.
        """
        if self.qualifier not in BOUNDS or not self.value:
            return self
        high = self.value * 10 if self.high is None else self.high
        low = self.value / 10 if self.low is None else self.low
        return replace(self, low=min(low, high), high=max(low, high), qualifier="about")

    # -- arithmetic

    def __add__(self, other: Quantity | Fraction | int) -> Quantity:
        return _combine("+", self, _operand(other, self.unit))

    def __radd__(self, other: Fraction | int) -> Quantity:
        return self + other

    def __sub__(self, other: Quantity | Fraction | int) -> Quantity:
        return _combine("-", self, _operand(other, self.unit))

    def __mul__(self, other: Quantity | Fraction | int) -> Quantity:
        return _combine("*", self, _operand(other, ""))

    def __truediv__(self, other: Quantity | Fraction | int) -> Quantity:
        return _combine("/", self, _operand(other, ""))

    def ratio(self) -> Quantity:
        """Return a percentage (or percentage points) as a bare ratio: 2.45% → 0.0245."""
        if self.unit not in ("%", "pp"):
            raise UnitError(f"not a percentage: {self} has the unit {self.unit!r}")
        return replace(self / 100, unit="")

    def as_percent(self) -> Quantity:
        """Return a share or growth printed in ‰ or in times as the same print in %.

        1.2倍 more is 120% more; the print and its identity are kept.

        Raises
        ------
        QuantityError
            If the unit is neither %, ‰ nor times.
        """
        factor = {"%": Fraction(1), "‰": Fraction(1, 10), "times": Fraction(100)}.get(self.unit)
        if factor is None:
            raise UnitError(f"not a rate: {self} has the unit {self.unit!r}")
        return self.scaled(factor, "%")

    def scaled(self, factor: Fraction, unit: str) -> Quantity:
        """Return the same print in another unit, ``factor`` of which are one of its own."""
        low, high, value, step = (
            None if x is None else x * factor for x in (self.low, self.high, self.value, self.step)
        )
        return replace(self, unit=unit, low=low, high=high, value=value, step=step)

    def percent(self) -> Quantity:
        """Return a bare ratio as a percentage: 0.0245 → 2.45%."""
        if self.unit != "":
            raise UnitError(f"not a bare ratio: {self} has the unit {self.unit!r}")
        return replace(self * 100, unit="%")

    def relabelled(self, unit: str) -> Quantity:
        """Return the same numbers under another unit, where the caller knows that it fits."""
        return replace(self, unit=unit)

    def power(self, n: int) -> Quantity:
        """Return a positive quantity multiplied by itself n times over, exact on the ends."""
        if self.low is None or self.low < 0 or n < 1:
            raise QuantityError(f"no power {n} of {self.interval(6)}; expected a positive interval")
        low, high, value = (None if x is None else x**n for x in (self.low, self.high, self.point))
        ends = self.low_closed, self.high_closed
        return Quantity(low, high, *ends, value, self.unit, estimate=self.estimate)

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
        raise UnitError(f"cannot add the units {', '.join(sorted(map(repr, units)))}")
    inputs = frozenset().union(*(item.inputs for item in items))
    expression = ("+", *items)
    repeated = sum(len(item.inputs) for item in items) > len(inputs)
    ends = tight(expression) if repeated else None
    if ends is None:
        ends = reduce(plus, (ends_at(item) for item in items))
    points = [item.point for item in items]
    value = None if None in points else Fraction(sum(p for p in points if p is not None))
    estimate = any(item.estimate for item in items)
    return _derived(ends, value, items[0].unit, estimate, expression, inputs)


def _derived(
    ends: Ends,
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
    ends = None if a.inputs.isdisjoint(b.inputs) else tight((op, a, b))
    if ends is None:
        ends = natural(op, a, b)
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
        raise UnitError(f"cannot combine {a.unit!r} {op} {b.unit!r}")
    if op == "*":
        if a.unit and b.unit:
            return f"{a.unit}*{b.unit}"
        return a.unit or b.unit
    if a.unit == b.unit:
        return ""
    return f"{a.unit or '1'}/{b.unit}" if b.unit else a.unit


def ends_of(
    value: Fraction, step: Fraction, qualifier: str, exact: bool, mirror: bool = False
) -> tuple[Fraction | None, Fraction | None, bool, bool]:
    if qualifier in BOUNDS:
        closed = qualifier in ("at_least", "at_most")
        upward = (qualifier in UP) != mirror
        return (value, None, closed, False) if upward else (None, value, False, closed)
    if exact:
        return value, value, True, True
    half = step / 2
    return value - half, value + half, value > 0, value < 0
