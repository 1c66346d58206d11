"""Exact decimals: powers of ten, rounding in a stated direction, plain printing."""

from __future__ import annotations

from fractions import Fraction

_TENS = {power: Fraction(10) ** power for power in range(-12, 17)}


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
    x = Fraction(number)
    n, places = _significant(x, digits, direction)
    if places < 0:
        n, places = n * 10**-places, 0
    text = str(abs(n)).rjust(places + 1, "0")
    if places:
        text = f"{text[:-places]}.{text[-places:]}".rstrip("0").rstrip(".")
    return f"-{text}" if n < 0 else text


def round_significant(x: Fraction, digits: int, direction: int) -> Fraction:
    """Return a number rounded to so many significant digits, in the direction of :func:`plain`."""
    n, places = _significant(x, digits, direction)
    return x if _same(x, n, places) else Fraction(n) / ten(places)


def _significant(x: Fraction, digits: int, direction: int) -> tuple[int, int]:
    """Return n and places with n ÷ 10**places the number rounded to so many digits."""
    top, bottom = x.numerator, x.denominator
    if top == 0:
        return 0, 0
    places = digits - 1 - magnitude(x)
    if places >= 0:
        top *= 10**places
    else:
        bottom *= 10**-places
    n, rest = divmod(top, bottom)
    if rest and (direction > 0 or (direction == 0 and _rounds_up(2 * rest, bottom, top > 0))):
        n += 1
    return n, places


def magnitude(x: Fraction) -> int:
    """Return the exponent of the power of ten at or below the size of a number that is not zero."""
    top, bottom = abs(x.numerator), x.denominator
    # From the lengths and one comparison.
    exponent = len(str(top)) - len(str(bottom))
    shifted = bottom * 10**exponent if exponent >= 0 else bottom
    return exponent - (top * (1 if exponent >= 0 else 10**-exponent) < shifted)


def last_place(x: Fraction) -> Fraction:
    """Return the worth of the last digit of a decimal that is not zero: 0.01 of 1.28, 10 of 130."""
    whole, _, decimals = plain(x).partition(".")
    return ten(-len(decimals) or len(whole) - len(whole.rstrip("0"))) if x else ten(0)


def _rounds_up(twice: int, whole: int, positive: bool) -> bool:
    """Say whether a remainder rounds up: half away from zero."""
    return twice > whole or (twice == whole and positive)


def _same(x: Fraction, n: int, places: int) -> bool:
    if places >= 0:
        return n * x.denominator == x.numerator * 10**places
    return n * 10**-places * x.denominator == x.numerator


def round_to(x: Fraction, step: Fraction, direction: int = 0) -> Fraction:
    """Return a number rounded to a multiple of ``step``, in the direction of :func:`plain`."""
    whole = x.denominator * step.numerator
    floor, rest = divmod(x.numerator * step.denominator, whole)
    if not rest:
        return x
    up = direction > 0 or (direction == 0 and _rounds_up(2 * rest, whole, x > 0))
    return (floor + up) * step


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
