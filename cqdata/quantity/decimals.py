"""Exact decimals: powers of ten, rounding in a stated direction, plain printing."""

from __future__ import annotations

from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Context, Decimal
from fractions import Fraction
from functools import cache

_TENS = {power: Fraction(10) ** power for power in range(-12, 17)}
_ROUNDING = {-1: ROUND_FLOOR, 0: ROUND_HALF_UP, 1: ROUND_CEILING}


def ten(power: int) -> Fraction:
    """Return a power of ten, exact for negative powers too."""
    return _TENS.get(power) or Fraction(10) ** power


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
    text = f"{_rounded(Fraction(number), digits, direction):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def round_significant(x: Fraction, digits: int, direction: int) -> Fraction:
    """Return a number rounded to so many significant digits, in the direction of :func:`plain`."""
    return Fraction(_rounded(x, digits, direction))


def _rounded(x: Fraction, digits: int, direction: int) -> Decimal:
    return _context(digits, direction).divide(Decimal(x.numerator), Decimal(x.denominator))


@cache
def _context(digits: int, direction: int) -> Context:
    return Context(prec=digits, rounding=_ROUNDING[direction])


def magnitude(x: Fraction) -> int:
    """Return the exponent of the power of ten at or below the size of a number that is not zero."""
    return _rounded(abs(x), 1, -1).adjusted()


def last_place(x: Fraction) -> Fraction:
    """Return the worth of the last digit of a decimal that is not zero: 0.01 of 1.28, 10 of 130."""
    whole, _, decimals = plain(x).partition(".")
    return ten(-len(decimals) or len(whole) - len(whole.rstrip("0"))) if x else ten(0)


def round_to(x: Fraction, step: Fraction, direction: int = 0) -> Fraction:
    """Return a number rounded to a multiple of ``step``, in the direction of :func:`plain`."""
    floor, rest = divmod(x, step)
    # Half away from zero.
    up = direction > 0 or (direction == 0 and (2 * rest > step or (2 * rest == step and x > 0)))
    return (floor + (up and rest > 0)) * step


def fixed(x: Fraction, step: Fraction, thousands: str = "", direction: int = 0) -> str:
    """Return a number with the decimals of a step, rounded to it in the direction of `plain`."""
    places = max(0, places_of(step))
    n = (round_to(x, step, direction) * 10**places).numerator
    whole, rest = divmod(abs(n), 10**places)
    text = f"{'-' if n < 0 else ''}{whole:{thousands}}"
    return f"{text}.{rest:0{places}}" if places else text


def places_of(step: Fraction) -> int:
    """Number of decimals behind a step that is a power of ten; negative for tens and above."""
    return len(str(step.denominator)) - len(str(step.numerator))
