"""Numbers, intervals and sentences as readers of either language see them."""

from __future__ import annotations

import csv
import re
from calendar import month_name
from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from functools import cache, lru_cache
from pathlib import Path
from string import Formatter
from typing import Any

from cqdata.number import Number
from cqdata.quantity import BOUND_WORDS, Quantity, constant, published
from cqdata.quantity.decimals import last_place, magnitude, places_of, ten
from cqdata.saying import BOUNDS, digits, said, said_unit
from cqdata.words import WORDS

LANGS = ("en", "zh")
Pair = tuple[str, str]
"""A text in English and in Chinese."""


def unit_name(unit: str) -> Pair:
    """Return the name of a unit by itself, in English amounts of money in billions."""
    en, zh = (said_unit(unit, lang)[0].strip() for lang in LANGS)
    named = WORDS["unit_name"]
    return named["en"].get(unit, en or f"a count ({zh})"), named["zh"].get(unit, zh)


def decimals_of(step: Fraction | None) -> int:
    """Return the decimals that a step (a power of ten) calls for, 0 for whole steps."""
    return 0 if step is None else max(0, places_of(step))


def number(x: Fraction, decimals: int, lang: str, direction: int = 0) -> str:
    """Return a number with so many decimals, rounded down (−1), up (1) or to the nearest (0).

    Thousands are grouped in English.
    """
    return digits(x, ten(-decimals), "," if lang == "en" else "", direction)


@lru_cache(maxsize=4096)  # many checks name the same figures
def figure(q: Quantity, lang: str) -> str:
    """Return a printed or published number with qualifier and unit."""
    if lang == "zh" and q.printed:
        return q.printed
    if q.value is None:
        return span(q, lang)
    # Of a bound and of a print without decimals the zeros at its end say nothing.
    round = q.point is None or (q.step is not None and q.step >= 1)
    step = last_place(q.value) if round else None
    # That a number was expected is said by the sentence.
    plainly = replace(q, qualifier="exact") if q.qualifier == "expected" else q
    return said(Number(plainly, kind="published", step=step), lang)


def being(text: str, verb: str = "为") -> str:
    """Return a Chinese number behind its verb, which a word such as 超 or 不低于 takes itself."""
    bounds = (*BOUND_WORDS.values(), "超过", "突破", "不足", "预计")
    return text if text.startswith(tuple(filter(None, bounds))) else verb + text


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
    unit, scale = said_unit(q.unit, lang)
    told = q.scaled(scale, q.unit)
    low, high = told.low, told.high
    if low is None and high is None:
        return "any value" if lang == "en" else "任意值"
    if low is None or high is None:
        return _half_line(told, lang) + unit
    most = 12 if like is None else decimals_of(like.scaled(scale, like.unit).step) + 1
    if low == high:
        if q.unit == "rank":
            return said(Number(constant(low, "rank")), lang)
        return number(low, min(decimals_of(last_place(low)), most, 4), lang) + unit
    decimals = min(_places(low, high), most)
    if high >= 1000 and q.unit.startswith(("count:", "person")):
        decimals = 0
    if decimals == most and high - low < ten(-decimals):
        return number((low + high) / 2, decimals, lang) + unit
    bottom, top = number(low, decimals, lang, -1), number(high, decimals, lang, 1)
    if lang == "en":
        return f"{bottom}{'%' if unit == '%' else ''} to {top}{unit}"
    return f"{bottom}{unit}至{top}{unit}"


def _half_line(q: Quantity, lang: str) -> str:
    """Return an interval with one end in words, without its unit."""
    if q.low is not None:
        end, side, bound = q.low, -1, "at_least" if q.low_closed else "more_than"
    else:
        assert q.high is not None
        end, side, bound = q.high, 1, "at_most" if q.high_closed else "less_than"
    decimals = 0 if end >= 1000 else min(decimals_of(last_place(end)), 4)
    return BOUNDS[lang][bound] + number(end, decimals, lang, side)


def _places(low: Fraction, high: Fraction) -> int:
    """Decimals that show two digits of a width, and the first digit of a small lower end."""
    if low.denominator == high.denominator == 1:
        return 0
    first = magnitude(low) if low else 0
    return min(max(1 - magnitude(high - low), -first, 0), 12)


def moment(period: str, lang: str) -> str:
    """Return a period as readers say it: "2023年", "September 2025", "January to October 2023"."""
    match = re.fullmatch(r"(\d{4})(?:-(\d\d)(?:/(\d\d))?)?", period)
    if not match:
        return period
    year, *months = match.groups()
    if lang == "zh":
        named = "—".join(str(int(month)) for month in months if month)
        return f"{year}年{named}{'月' if named else ''}"
    named = " to ".join(month_name[int(month)] for month in months if month)
    return f"{named} {year}".strip()


def rounded_to(q: Quantity) -> Quantity:
    """Return to what a round estimate is rounded in its wider reading, as a number by itself."""
    step = (q.coarse(unmarked=True) or q).step or Fraction(1)
    return published(str(step.numerator), q.unit)


@cache
def _templates() -> dict[str, dict[str, str]]:
    path = Path(__file__).with_name("sentences.csv")
    with path.open(encoding="utf-8", newline="") as file:
        return {row["sentence"]: row for row in csv.DictReader(file)}


def sentence(key: str, values: Mapping[str, Any]) -> Pair:
    """Return a sentence of ``sentences.csv`` in English and Chinese, its fields filled in.

    Parameters
    ----------
    key
        Kind and case of a check: "growth/conflict".
    values
        What the fields name. ``{g}`` is a number as :func:`figure` says it, a text, or a pair of
        texts by language; ``{g.name}`` what a figure is called, ``{o.basis_name}`` and
        ``{o.place_name}`` what an observation's basis and region are, ``{t.goal}`` a target as
        its plan words it; ``{g:span}`` its interval as :func:`span` says it (``{g:span like}``
        beside the number ``like``), ``{g:tens}`` to what its wider reading is rounded,
        ``{o:being}`` a number behind its Chinese verb, ``{o:bare}`` without 预计,
        ``{o.period:when}`` a period. ``{.start}`` stands for another sentence of the kind.
    """
    kind = key.partition("/")[0]
    en, zh = (_Filler(kind, values, lang).sentence(key) for lang in LANGS)
    return en, zh


class _Filler(Formatter):
    """Fills in the fields of one kind's sentences in one language."""

    def __init__(self, kind: str, values: Mapping[str, Any], lang: str) -> None:
        self.kind, self.values, self.lang = kind, values, lang

    def sentence(self, key: str) -> str:
        return self.vformat(_templates()[key][self.lang], (), self.values)

    def get_field(self, field_name: str, args: Any, kwargs: Any) -> tuple[Any, str]:
        thing, _, attribute = field_name.partition(".")
        if not thing:
            return self.sentence(f"{self.kind}/{attribute}"), thing
        value = self.values[thing]
        return getattr(value, attribute) if attribute else value, thing

    def format_field(self, value: Any, format_spec: str) -> str:
        lang, how = self.lang, format_spec.split()
        if isinstance(value, tuple):
            value = value[LANGS.index(lang)]
        if isinstance(value, str | int):
            return moment(str(value), lang) if "when" in how else str(value)
        q = _quantity(value)
        if "tens" in how:
            return figure(rounded_to(q), lang)
        if "span" in how:
            like = how[how.index("span") + 1 :]
            text = span(q, lang, _quantity(self.values[like[0]]) if like else None)
        else:
            text = figure(q, lang)
        if "bare" in how:
            return text.removeprefix("预计")
        return being(text) if "being" in how and lang == "zh" else text


def _quantity(value: Any) -> Quantity:
    found: Quantity = value if isinstance(value, Quantity) else value.q
    return found
