"""A number that an analyst works with: a quantity that knows its years and where it comes from."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from decimal import ROUND_CEILING, ROUND_FLOOR, Context, Decimal
from fractions import Fraction
from functools import total_ordering
from numbers import Real
from typing import Any

from cqdata.errors import DataError, MixedBasisError, shown
from cqdata.quantity import Quantity, QuantityError, constant
from cqdata.quantity.decimals import magnitude, ten

Series = tuple[str, ...]
"""What a level is a level of: indicator, region and basis; empty where nothing is known of it."""

ROOT_DIGITS = 15
"""Significant digits to which a growth rate over several years is taken, ends rounded outward."""

FURTHEST = 50
"""Years ahead that anything is computed for."""
HIGHEST = 10**18
"""No statistic is as high, in any unit."""
FASTEST = 1000
"""Growth in % a year beyond which a number is a slip."""


@total_ordering
@dataclass(frozen=True, eq=False, repr=False)
class Number:
    """One number of an analysis: value, interval, unit, years and sources.

    It keeps its interval through ``+ - * /``: a sum or difference needs one unit (two shares in
    % differ by percentage points), a ratio of equal units is a bare number. Comparisons compare
    the values, a bound by the number that it names; ``float(x)`` is that value. A rate is applied
    by :func:`grow` alone, which knows over how many years.

    Attributes
    ----------
    quantity : Quantity
        Value and interval of what was printed or computed.
    year : int or None
        Year of a level, or last year of a rate of growth; None for an undated one.
    since : int or None
        First year of a rate of growth.
    series : tuple of str
        Indicator, region and basis of a level, as far as known; kept by what is computed from it
        in the same series, so that growth across two bases is refused.
    kind : str
        ``published``, ``computed``, ``projected``, ``target``, ``assumed``, ``chance`` or
        ``year``.
    refs, sources : tuple of str
        Ids of the rows, and of the sources, that it rests on.
    step : Fraction or None
        Worth of the last digit in which it is said; None leaves it to the interval.
    """

    quantity: Quantity
    year: int | None = None
    since: int | None = None
    series: Series = ()
    kind: str = "computed"
    refs: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    step: Fraction | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        if not isinstance(self.quantity, Quantity):
            raise DataError(
                f"Number: found {shown(self.quantity)}, expected a quantity as cq.parse gives; "
                "cq.assume makes a number of a plain one"
            )

    def __repr__(self) -> str:
        years = "–".join(str(year) for year in (self.since, self.year) if year is not None)
        value = self.quantity.value
        number = self.quantity.interval(6) if value is None else f"{float(value):.10g}"
        return f"<Number {' '.join(filter(None, [number, self.unit, years]))}>"

    @property
    def value(self) -> float:
        """The value in ``unit``; of a bound the number that it names."""
        return float(self._exact)

    @property
    def unit(self) -> str:
        """The canonical unit, as of :func:`cqdata.quantity.unit_of`."""
        return self.quantity.unit

    @property
    def low(self) -> float | None:
        """Lower end of the interval, None where there is none."""
        return None if self.quantity.low is None else float(self.quantity.low)

    @property
    def high(self) -> float | None:
        """Upper end of the interval, None where there is none."""
        return None if self.quantity.high is None else float(self.quantity.high)

    @property
    def ref(self) -> str:
        """Ids of what it rests on, separated by semicolons, as ``cq.trace`` takes them."""
        return ";".join(self.refs)

    @property
    def _exact(self) -> Fraction:
        value = self.quantity.value
        if value is None:
            raise QuantityError(f"{self.quantity.interval(6)} is a bound and has no value")
        return value

    def __float__(self) -> float:
        return self.value

    def __eq__(self, other: object) -> bool:
        compared = _compared(self, other)
        return compared is not None and compared[0] == compared[1]

    def __lt__(self, other: object) -> bool:
        compared = _compared(self, other)
        if compared is None:
            raise _no_number(other, "a number, plain or")
        return compared[0] < compared[1]

    def __hash__(self) -> int:
        return hash(self._exact)

    def __add__(self, other: Number) -> Number:
        _check_number(other)
        return _joined(self, other, self.quantity + other.quantity, self._coarser(other))

    def __radd__(self, other: object) -> Number:
        # What sum() begins with.
        return self if other == 0 else self._refused(other)

    def _refused(self, other: object = None, *more: object) -> Number:
        raise _no_number(other, "a number with its unit, and + − × ÷ alone")

    __rsub__ = __rtruediv__ = __pow__ = __rpow__ = _refused
    __mod__ = __rmod__ = __floordiv__ = __rfloordiv__ = _refused

    __getitem__ = _refused
    __iter__ = None  # what has items is else taken for a list, by numpy and others

    def __int__(self) -> int:
        if self._exact.denominator != 1:
            raise DataError(f"number: found {self!r}, expected a whole one; float(x) is its value")
        return int(self._exact)

    def __getattr__(self, name: str) -> Any:
        raise AttributeError(f"a number has no {name}; it has value, low, high, unit, year, ref …")

    def __round__(self, digits: int = 0) -> Number:
        return self.said(10.0**-digits)

    def __sub__(self, other: Number) -> Number:
        _check_number(other)
        return _joined(self, other, self.quantity - other.quantity, self._coarser(other))

    def __mul__(self, other: Number | int | float) -> Number:
        if isinstance(other, Number):
            return _joined(self, other, self.quantity * other.quantity)
        _check_number(other, factor=True)
        return replace(self, quantity=self.quantity * exact(other), kind="computed", step=None)

    __rmul__ = __mul__

    def __truediv__(self, other: Number | int | float) -> Number:
        if isinstance(other, Number):
            _check_divisor(other._exact)
            return _joined(self, other, self.quantity / other.quantity)
        _check_number(other, factor=True)
        _check_divisor(exact(other))
        return replace(self, quantity=self.quantity / exact(other), kind="computed", step=None)

    def __neg__(self) -> Number:
        return replace(self, quantity=constant(0, self.unit) - self.quantity, kind="computed")

    def __abs__(self) -> Number:
        return -self if self._exact < 0 else self

    def percent(self) -> Number:
        """Return a bare ratio in percent: 0.19 as 19%."""
        return replace(self, quantity=self.quantity.percent(), step=None)

    def ratio(self) -> Number:
        """Return a percentage as a bare ratio: 2.45% as 0.0245."""
        return replace(self, quantity=self.quantity.ratio(), step=None)

    def said(self, step: float) -> Number:
        """Return the same number, said to a digit: ``said(10)`` says 1054 as 1050."""
        if exact(step) not in (ten(place) for place in range(-15, 18)):
            raise DataError(f"said: found {shown(step)}, expected a power of ten such as 10 or 0.1")
        return replace(self, step=exact(step))

    def __format__(self, spec: str) -> str:
        """Return it as :func:`repr` does: in sentences ``cq.say`` says it, with its own digits."""
        if spec:
            raise DataError(f"number: found the format {spec!r}, expected none; said(0.1) rounds")
        return repr(self)

    def _coarser(self, other: Number) -> Fraction | None:
        """Return the coarser last digit of two where it counts: of prints and projections."""
        if self.kind == other.kind == "published" or "projected" in (self.kind, other.kind):
            return max(last_digit(self), last_digit(other))
        return None


def _check_number(other: object, *, factor: bool = False) -> None:
    """Refuse what no number can be added to or, as a factor, multiplied by.

    Raises
    ------
    DataError
        Saying what is expected.
    """
    plain = isinstance(other, int | float | Fraction) and not isinstance(other, bool)
    if not isinstance(other, Number) and not (factor and plain):
        raise _no_number(other, "a number, plain or" if factor else "a number with its unit")


def _no_number(found: object, expected: str) -> DataError:
    return DataError(
        f"number: found {shown(found)}, expected {expected}, as cq.at and cq.assume give"
    )


def _check_divisor(value: Fraction) -> None:
    if value == 0:
        raise DataError("number: found zero to divide by, expected another number")


def exact(number: float | int | Fraction) -> Fraction:
    """Return a number as the fraction that its shortest decimal names: 0.1 as 1/10.

    Raises
    ------
    DataError
        If it is no number, not finite, or too large for any statistic.
    """
    if isinstance(number, Fraction):
        return number
    if isinstance(number, bool) or not isinstance(number, Real | Decimal):  # text in a column, say
        raise DataError(f"found {shown(number)}, expected a number")
    if not abs(number) < HIGHEST:
        raise DataError(f"found {shown(number)}, expected a finite number below 10^18")
    return Fraction(str(number))


def _compared(one: Number, other: object) -> tuple[Fraction, Fraction] | None:
    """Return both values if they can be compared, None if the other is no number.

    Raises
    ------
    QuantityError
        If the units differ.
    """
    if isinstance(other, Number):
        if one.unit != other.unit:
            raise QuantityError(f"cannot compare {one.unit or 'a ratio'} with {other.unit!r}")
        return one._exact, other._exact
    if isinstance(other, int | float | Fraction):
        return one._exact, exact(other)
    return None


def _joined(one: Number, other: Number, quantity: Quantity, step: Fraction | None = None) -> Number:
    """Return what was computed from two numbers, with the sources of both."""
    return Number(
        quantity,
        year=one.year if one.year == other.year else None,
        series=one.series if one.series == other.series else (),
        kind="projected" if "projected" in (one.kind, other.kind) else "computed",
        refs=_together(one.refs, other.refs),
        sources=_together(one.sources, other.sources),
        step=step,
    )


def _together(*many: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for names in many for name in names))


def grow(base: Number, rate: Number | float, to: int) -> Number:
    """Return the level that a base reaches in a year at constant growth.

    Parameters
    ----------
    base : Number
        A level with its year.
    rate : Number or float
        Growth in % a year; a bound (以上) counts by the number that it names.
    to : int
        The year to reach.

    Returns
    -------
    Number
        In the unit of the base, with the interval that the base leaves.

    Raises
    ------
    DataError
        If the base has no year, ``to`` lies before it or more than :data:`FURTHEST` years on, or
        the rate is not in %, or none that a level can have, or the base is a rank.
    """
    if base.year is None:
        raise DataError("grow: the base has no year")
    _check_level("grow", base)
    if to < base.year:
        raise DataError(f"grow: {to} lies before the base of {base.year}")
    if to > base.year + FURTHEST:
        raise DataError(f"grow: {to}; expected a year to {base.year + FURTHEST}")
    if not isinstance(rate, Number):
        rate = Number(constant(exact(rate), "%"), kind="assumed")
    if rate.unit != "%":
        raise DataError(f"grow: the rate is in {rate.unit!r}; expected % a year")
    if not -100 < rate._exact <= FASTEST:
        raise DataError(
            f"grow: the rate is {float(rate._exact):g}%; expected more than −100 and at most "
            f"{FASTEST}"
        )
    factor = (1 + rate._exact / 100) ** (to - base.year)
    return Number(
        base.quantity * factor,
        year=to,
        series=base.series,
        refs=_together(base.refs, rate.refs),
        sources=_together(base.sources, rate.sources),
    )


def growth(first: Number, last: Number) -> Number:
    """Return the compound rate of growth between two levels of one series, % a year.

    Parameters
    ----------
    first, last : Number
        Levels with their years, in one unit and of one series.

    Returns
    -------
    Number
        In % a year, ``since`` the first year up to the last; the widest interval that the two
        levels allow.

    Raises
    ------
    MixedBasisError
        If the two are of different series or bases: a step between them would be no growth.
    DataError
        If a year is missing or the years are not in order, units differ, or a level is a rank or
        not above zero.
    """
    if first.year is None or last.year is None:
        raise DataError("growth: a level has no year")
    years = last.year - first.year
    if years < 1:
        raise DataError(f"growth: {first.year} to {last.year}; expected a later year")
    if first.unit != last.unit:
        raise DataError(f"growth: {first.unit!r} to {last.unit!r}; expected one unit")
    if first.series and last.series and first.series != last.series:
        one, other = (", ".join(number.series) for number in (first, last))
        raise MixedBasisError(f"growth from {one} to {other}: two series have no common growth")
    _check_level("growth", first)
    if min(first._exact, last._exact) <= 0:
        raise DataError("growth: a level is not above zero")
    below, above = first.quantity, last.quantity
    return Number(
        Quantity(
            low=_rate(above.low, below.high, years, ROUND_FLOOR),
            high=_rate(above.high, below.low, years, ROUND_CEILING),
            low_closed=above.low_closed and below.high_closed,
            high_closed=above.high_closed and below.low_closed,
            value=_rate(last._exact, first._exact, years, None),
            unit="%",
        ),
        year=last.year,
        since=first.year,
        kind="projected" if last.kind == "projected" else "computed",
        refs=_together(first.refs, last.refs),
        sources=_together(first.sources, last.sources),
    )


def _check_level(what: str, number: Number) -> None:
    """Refuse a rank, which is an order: from eighth to seventh is one place, and no growth."""
    if number.unit == "rank":
        raise DataError(f"{what}: found {number!r}, expected a level; ranks differ by places (−)")


def compound_growth(first: float, last: float, years: float) -> float:
    """Return the compound growth from ``first`` to ``last``, plain numbers, in percent a year.

    NaN where it is not defined: base not above zero, end below zero, or no time between them.
    """
    if not (first > 0 and last >= 0 and years > 0):
        return math.nan
    return ((last / first) ** (1 / years) - 1) * 100


def _rate(
    top: Fraction | None, bottom: Fraction | None, years: int, rounding: str | None
) -> Fraction | None:
    """Return the yearly growth of a ratio in %, None without bound; exact over one year."""
    if top is None or bottom is None or bottom <= 0:
        return None
    ratio = top / bottom
    if years == 1:
        return (ratio - 1) * 100
    if ratio <= 0:
        return Fraction(-100)
    context = Context(prec=ROOT_DIGITS, rounding=rounding)
    work = Context(prec=ROOT_DIGITS + 10)
    whole = work.divide(Decimal(ratio.numerator), Decimal(ratio.denominator))
    root = work.power(whole, work.divide(Decimal(1), Decimal(years)))
    return (Fraction(context.plus(root)) - 1) * 100


def last_digit(number: Number) -> Fraction:
    """Return the worth of the last digit in which a number is said.

    A print is said as it was printed. What was computed is said to the power of ten that is not
    finer than half its interval, nor finer than usual for its unit; what was projected to three
    digits.
    """
    if number.step is not None:
        return number.step
    quantity = number.quantity
    if quantity.step is not None and number.kind in ("published", "target", "assumed"):
        return quantity.step
    finest = _finest(number)
    if quantity.low is None or quantity.high is None:
        return finest
    half = (quantity.high - quantity.low) / 2
    if not half:
        return finest
    below = ten(magnitude(half))
    return max(finest, below if below == half else below * 10)


def _finest(number: Number) -> Fraction:
    """Return the finest last digit that is usual for a unit: a tenth of a percent for growth.

    Nothing that rests on a projection is said finer than to a whole unit where it has three digits.
    """
    if number.unit == "%":
        return ten(-1 if number.since is not None else -2)
    if number.unit in ("pp", "", "times"):
        return ten(-2)
    large = number.kind == "projected" and abs(number._exact) >= 50
    return ten(0) if large or number.unit.startswith(("count:", "person", "rank")) else ten(-1)
