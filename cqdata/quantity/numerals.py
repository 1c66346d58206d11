"""Numerals of several parts and in words: 1亿2000万, 3千2百万, 二十亿零三百万, 两万五, 三点五.

A plain number with one multiple (1.2万) needs no grammar; what stands here puts together numbers
that say their places one after the other.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"两": 2, "〇": 0}
SMALL = {"十": 1, "百": 2, "千": 3}
LARGE = {"万": 4, "亿": 8}
WORDS = "零〇一二两三四五六七八九十百千万亿"


@dataclass(frozen=True, slots=True)
class Numeral:
    """A number with the place of its last stated digit.

    Attributes
    ----------
    value
        The number.
    power
        Power of ten of the last place that is stated: 4 for 1亿2000万, 0 for 三百二十.
    end
        Offset behind it.
    rounded
        Whether a multiple (万, 亿) or a left-out place makes it a rounded number.
    """

    value: Fraction
    power: int
    end: int
    rounded: bool


# 1亿2000万, 3万4000, 2亿零500万, 3千2百万: parts in digits, each with its place but the last.
PLACE = "万亿|千亿|百亿|十亿|亿|千万|百万|十万|万|千(?![瓦米克公伏升卡])|百(?!分)"
# A part is below 10^13 and there is one for each place: nothing longer is a number.
_N = "[0-9]{1,18}"
_PARTS = re.compile(rf"{_N}(?:\.{_N})?(?:{PLACE})(?:零?{_N}(?:{PLACE})?){{1,18}}")
_PART = re.compile(rf"零?([0-9]+(?:\.[0-9]+)?)({PLACE})?")
MULTIPLES = {
    one + two: (SMALL[one] if one else 0) + (LARGE[two[-1]] + LARGE.get(two[:-1], 0) if two else 0)
    for one in ("", *SMALL)
    for two in ("", "万", "亿", "万亿")
}
"""A printed multiple → its power of ten."""
_SPOKEN = re.compile(f"[{WORDS}]+")
_DECIMALS = re.compile("点([零〇一二三四五六七八九]+)")


def parts_at(text: str, at: int = 0) -> Numeral | None:
    """Read a number in digits that is printed in two or more parts.

    Parameters
    ----------
    text
        Text without spaces inside the number.
    at
        Offset of its first digit.

    Returns
    -------
    Numeral or None
        None if the number there has one part, or if a part is not smaller than the place before
        it (3万5 and 1千5000 say no one thing).
    """
    match = _PARTS.match(text, at)
    if match is None:
        return None
    found = [(n, MULTIPLES[place]) for n, place in _PART.findall(match[0])]
    # 3千2百万: a last place that outgrows the first is a multiple of all parts.
    common = 0
    last = found[-1][1]
    if last > found[0][1]:
        common = max(p for p in LARGE.values() if p <= last)
        found[-1] = (found[-1][0], last - common)
    total = Fraction(0)
    room: int | None = None
    for n, power in found:
        number = Fraction(n)
        if room is not None and (room <= power or number >= 10 ** (room - power)):
            return None
        if "." in n and (n, power) != found[-1]:
            return None
        # 3万5: thousands or ones?
        unsaid = room is not None and power == 0 and 10 * number < 10 ** (room - 1)
        if unsaid and "零" not in match[0]:
            return None
        total += number * 10**power
        room = power
    assert room is not None
    return Numeral(total * 10**common, room + common, match.end(), room + common > 0)


def spoken_at(text: str, at: int = 0) -> Numeral | None:
    """Read a number in words, as 二十亿零三百万, 两万五 or 三点五.

    Returns
    -------
    Numeral or None
        None if no number in words begins there, or if the words make none (二三十, 万千).
    """
    match = _SPOKEN.match(text, at)
    if match is None:
        return None
    words = match[0]
    decimals = _DECIMALS.match(text, match.end())
    if decimals:
        whole = _spoken(words)
        if whole is None or whole[2]:
            return None
        digits = "".join(str(DIGITS[c]) for c in decimals[1])
        end, value = decimals.end(), whole[0] + Fraction(int(digits), 10 ** len(digits))
        multiple = next((m for m in ("万亿", "万", "亿") if text.startswith(m, end)), "")
        power = MULTIPLES[multiple]
        return Numeral(value * 10**power, power - len(digits), end + len(multiple), bool(multiple))
    read = _spoken(words)
    return None if read is None else Numeral(Fraction(read[0]), read[1], match.end(), read[2])


def _spoken(words: str) -> tuple[int, int, bool] | None:
    """Return value, power of the last place, and whether it is rounded, of a number in words."""
    if len(words) > 1 and not any(c in SMALL or c in LARGE for c in words):
        return None
    total = section = 0  # whole numbers above the last 万 or 亿, and below
    digit: int | None = None
    small = large = 99  # places already used: they have to fall
    last = 0
    left_out = 0  # the place that a lone digit at the end stands below: 两万五
    rounded = False
    for at, c in enumerate(words):
        if c in DIGITS:
            if digit:
                return None
            digit = DIGITS[c]
            left_out = 0 if digit == 0 else left_out
            continue
        if c in SMALL:
            # 百家 is a hundred, 千百家 no number: a place without a digit begins one, but for 十.
            placeless = at > 0 and digit is None and (c != "十" or words[0] in SMALL)
            if SMALL[c] >= small or digit == 0 or placeless:
                return None
            small = SMALL[c]
            section += (1 if digit is None else digit) * 10**small
            left_out, last, rounded = small, 0, False
        else:
            whole = section + (digit or 0)
            if c == "亿" and large == LARGE["万"] and not whole:
                # 三万亿: the place multiplies all that was said.
                total *= 10 ** LARGE["亿"]
                last = LARGE["万"] + LARGE["亿"]
            elif not whole or LARGE[c] >= large:
                return None
            else:
                total += whole * 10 ** LARGE[c]
                last = LARGE[c]
            large, small, section, rounded = LARGE[c], 99, 0, True
            left_out = LARGE[c]
        digit = None
    if digit and left_out > 1:
        # 两万五 is 25,000, 三百二 is 320.
        power = left_out - 1
        return total + section + digit * 10**power, power, True
    if digit == 0 and len(words) > 1:
        return None  # 三百零: a number behind it is missing
    if digit:
        last, rounded = 0, False
    return total + section + (digit or 0), last, rounded
