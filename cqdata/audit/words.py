"""Numbers and intervals as readers of either language see them."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from fractions import Fraction
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Any

from cqdata.quantity import BOUND_WORDS, UNIT_WORDS, Quantity, plain, published
from cqdata.quantity.decimals import places_of

LANGS = ("en", "zh")

_UNIT_EN = {
    "CNY_1e8": " billion yuan",
    "USD_1e8": " billion dollars",
    "%": "%",
    "pp": " percentage points",
    "times": " times",
    "person": " people",
    "person_time": " person-times",
    "person_year": " person-years",
    "rank": "",
    "": "",
}
_BOUND_EN = {
    "more_than": "more than ",
    "at_least": "at least ",
    "at_most": "at most ",
    "less_than": "less than ",
    "nearly": "nearly ",
    "about": "about ",
}


def _unit(unit: str, lang: str) -> str:
    if lang == "zh":
        return UNIT_WORDS.get(unit, unit.removeprefix("count:"))
    if unit.startswith("count:"):
        return ""
    return _UNIT_EN.get(unit, f" {unit}")


def unit_name(unit: str, lang: str) -> str:
    """Return the name of a unit by itself, in English amounts of money in billions."""
    if not unit:
        return "no unit" if lang == "en" else "无单位"
    counted = unit.startswith("count:") and lang == "en"
    return "a plain count" if counted else _unit(unit, lang).strip() or "a rank"


def _scale(unit: str, lang: str) -> int:
    """Decimal places by which a number moves: amounts are told in billions in English."""
    return 1 if lang == "en" and unit in ("CNY_1e8", "USD_1e8") else 0


def decimals_of(step: Fraction | None) -> int:
    """Return the decimals that a step (a power of ten) calls for, 0 for whole steps."""
    return 0 if step is None else max(0, places_of(step))


def number(x: Fraction, decimals: int, lang: str, direction: int = 0) -> str:
    """Return a number with so many decimals; thousands are grouped in English.

    A direction of −1 rounds down, 1 up, 0 to the nearest (half away from zero).
    """
    n, rest = divmod(x.numerator * 10**decimals, x.denominator)
    twice = 2 * rest - x.denominator
    if rest and (direction > 0 or (direction == 0 and (twice > 0 or (twice == 0 and x > 0)))):
        n += 1
    digits = str(abs(n)).rjust(decimals + 1, "0")
    whole, part = (digits[:-decimals], digits[-decimals:]) if decimals else (digits, "")
    if lang == "en":
        whole = f"{int(whole):,}"
    return ("−" if n < 0 else "") + whole + (f".{part}" if part else "")


def figure(q: Quantity, lang: str) -> str:
    """Return a printed or published number with qualifier and unit."""
    if lang == "zh" and q.printed:
        return q.printed
    if q.value is None:
        return span(q, lang)
    if q.unit == "rank":
        shown = number(q.value, 0, lang)
        return f"rank {shown}" if lang == "en" else f"第{shown}位"
    word = (_BOUND_EN if lang == "en" else BOUND_WORDS).get(q.qualifier, "")
    if lang == "zh" and _in_ten_thousands(q):
        value = q.value / 10_000
        return f"{word}{number(value, _decimals(value), lang)}万{_unit(q.unit, lang)}"
    shift = _scale(q.unit, lang)
    value = q.value / 10**shift
    decimals = decimals_of(None if q.step is None else q.step / 10**shift)
    if shift and _decimals(value) < decimals and decimals_of(q.step) == 0:
        # 750 is printed without decimals: 75 billion, not 75.0.
        decimals -= shift
    return word + number(value, decimals, lang) + _unit(q.unit, lang)


def being(text: str, verb: str = "为") -> str:
    """Return a Chinese number behind its verb, which a word such as 超 or 不低于 takes itself."""
    bounds = (*BOUND_WORDS.values(), "超过", "突破", "不足", "预计")
    return text if text.startswith(tuple(filter(None, bounds))) else verb + text


def _in_ten_thousands(q: Quantity) -> bool:
    """Say whether a count reads better with 万: large and round."""
    counted = q.unit.startswith("count:") or q.unit.startswith("person")
    return counted and q.value is not None and q.value >= 10_000 and q.value % 100 == 0


def _decimals(x: Fraction) -> int:
    return len(plain(x).partition(".")[2])


def span(q: Quantity, lang: str, like: Quantity | None = None) -> str:
    """Return an interval in words, its ends rounded outward to two digits of its width.

    Parameters
    ----------
    q
        The interval.
    lang
        "en" or "zh".
    like
        A number that it is compared with: one digit more than that number has is enough.
    """
    shift = _scale(q.unit, lang)
    unit = _unit(q.unit, lang)
    low = None if q.low is None else q.low / 10**shift
    high = None if q.high is None else q.high / 10**shift
    if low is None and high is None:
        return "any value" if lang == "en" else "任意值"
    if low is None or high is None:
        return _half_line(q, low, high, unit, lang)
    most = 12 if like is None else decimals_of(like.step) + 1 + shift
    if low == high:
        text = number(low, min(_decimals(low), most, 4 + shift), lang)
        if q.unit == "rank":
            return f"rank {text}" if lang == "en" else f"第{text}位"
        return text + unit
    decimals = min(_places(low, high), most)
    if high >= 1000 and (q.unit.startswith("count:") or q.unit.startswith("person")):
        decimals = 0
    bottom, top = number(low, decimals, lang, -1), number(high, decimals, lang, 1)
    if decimals == most and high - low < Fraction(1, 10**decimals):
        middle = number((low + high) / 2, decimals, lang)
        return f"{middle}{unit}"
    if lang == "en":
        return f"{bottom}{'%' if unit == '%' else ''} to {top}{unit}"
    return f"{bottom}{unit}至{top}{unit}"


def _half_line(
    q: Quantity, low: Fraction | None, high: Fraction | None, unit: str, lang: str
) -> str:
    end, closed = (low, q.low_closed) if low is not None else (high, q.high_closed)
    assert end is not None
    decimals = 0 if end >= 1000 else min(_decimals(end), 4)
    text = number(end, decimals, lang, -1 if low is not None else 1)
    words = {
        ("en", True, True): "at least ",
        ("en", True, False): "more than ",
        ("en", False, True): "at most ",
        ("en", False, False): "less than ",
        ("zh", True, True): "不低于",
        ("zh", True, False): "超过",
        ("zh", False, True): "不超过",
        ("zh", False, False): "低于",
    }
    return words[lang, low is not None, closed] + text + unit


def _places(low: Fraction, high: Fraction) -> int:
    """Decimals that show two digits of a width, and the first digit of a small lower end."""
    if low.denominator == high.denominator == 1:
        return 0
    places, width = 0, high - low
    while width < 10 and places < 12:
        width *= 10
        places += 1
    end = abs(low)
    while end and end * 10**places < 1 and places < 12:
        places += 1
    return places


_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def moment(period: str, lang: str) -> str:
    """Return a period as readers say it: "2023年", "September 2025", "January to October 2023"."""
    match = re.fullmatch(r"(\d{4})(?:-(\d\d)(?:/(\d\d))?)?", period)
    if not match:
        return period
    year, first, last = match.groups()
    if lang == "zh":
        months = f"{int(first)}月" if first and not last else ""
        if first and last:
            months = f"{int(first)}—{int(last)}月"
        return f"{year}年{months}"
    names = [_MONTHS[int(month) - 1] for month in (first, last) if month]
    return f"{' to '.join(names)} {year}".strip()


def rounded_to(q: Quantity) -> Quantity:
    """Return to what a round estimate is rounded in its wider reading, as a number by itself."""
    step = (q.coarse() or q).step or Fraction(1)
    return published(str(step.numerator), q.unit)


def interval(q: Quantity) -> str:
    """Return the interval in notation with its unit, for the columns expected and found."""
    text = q.interval(8)
    return f"{text} {q.unit}" if q.unit else text


@cache
def _templates() -> dict[str, dict[str, str]]:
    path = Path(__file__).with_name("sentences.csv")
    with path.open(encoding="utf-8", newline="") as file:
        return {row["sentence"]: row for row in csv.DictReader(file)}


def sentence(key: str, values: Mapping[str, Any]) -> tuple[str, str]:
    """Return a sentence of ``sentences.csv`` in English and Chinese, its fields filled in.

    Parameters
    ----------
    key
        Kind and case of a check: "growth/conflict".
    values
        What the fields name. ``{g}`` is a number as :func:`figure` says it, a text, or a pair of
        texts by language; ``{g:name}`` what a figure is called, ``{g:span}`` its interval as
        :func:`span` says it (``{g:span like}`` beside the number ``like``), ``{g:tens}`` to what
        its wider reading is rounded, ``{o:basis_name}`` and ``{o:place_name}`` what an
        observation's basis and region are called, ``{t:goal}`` a target as its plan words it,
        ``{o:being}`` a number behind its Chinese verb, ``{o:bare}`` without 预计,
        ``{o.period:when}`` a period. ``{.start}`` stands for another sentence of the kind.
    """
    en, zh = (_filled(key, values, lang) for lang in LANGS)
    return en, zh


def _filled(key: str, values: Mapping[str, Any], lang: str) -> str:
    parts = []
    for literal, name, how, _ in Formatter().parse(_templates()[key][lang]):
        parts.append(literal)
        if name is None:
            continue
        thing, _, attribute = name.partition(".")
        if not thing:
            parts.append(_filled(f"{key.partition('/')[0]}/{attribute}", values, lang))
            continue
        value = values[thing]
        parts.append(_said(getattr(value, attribute) if attribute else value, how, values, lang))
    return "".join(parts)


def _said(value: Any, how: str | None, values: Mapping[str, Any], lang: str) -> str:
    if isinstance(value, tuple):
        value = value[LANGS.index(lang)]
    if isinstance(value, int):
        return str(value)
    if isinstance(value, str):
        return moment(value, lang) if how == "when" else value
    if how in ("name", "basis_name", "place_name", "goal"):
        return str(getattr(value, how)(lang))
    q, words = _quantity(value), (how or "").split()
    assert q is not None
    if "tens" in words:
        return figure(rounded_to(q), lang)
    if "span" in words:
        like = words[words.index("span") + 1 :]
        text = span(q, lang, _quantity(values[like[0]]) if like else None)
    else:
        text = figure(q, lang)
    if "bare" in words:
        return text.removeprefix("预计")
    return being(text) if "being" in words and lang == "zh" else text


def _quantity(value: Any) -> Quantity | None:
    return value if value is None or isinstance(value, Quantity) else value.q
