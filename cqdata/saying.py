"""Numbers in words: how each is printed in a Chinese official text and in English, and claims.

Nothing here knows a sentence about anything: sentences stand in notebooks, numbers are filled in.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from numbers import Real
from string import Formatter
from typing import Any

from cqdata.cells import hidden
from cqdata.errors import DataError, shortened, shown
from cqdata.number import FASTEST, Number, exact, last_digit
from cqdata.quantity import Quantity, constant, is_counted, plain
from cqdata.quantity.decimals import fixed, last_place, round_significant, ten
from cqdata.quantity.tokens import unit_word
from cqdata.words import LANGS, WORDS

TEN_THOUSAND = 10_000
MINUS = "\N{MINUS SIGN}"
_LONGEST, _LINE = 40, 600  # characters of a unit or a parameter's name, and of a claim
_PARAGRAPH = 4000  # characters that a cell says at once

# Behind an English number; a count of things is said bare, its noun stands in the sentence.
_ENGLISH = {
    "%": "%",
    "pp": " percentage points",
    "CNY_1e8": " bn yuan",
    "USD_1e8": " bn US dollars",
    "times": " times",
    "person_year": " person-years",
}
# 亿元 are said in billion yuan.
_ENGLISH_SCALE = {"CNY_1e8": Fraction(1, 10), "USD_1e8": Fraction(1, 10)}
BOUNDS = WORDS["bound"]
"""Language → qualifier → the words before a number."""
NOT_YET = {"zh": "尚未公布", "en": "not yet published"}


def said_chance(chance: float, lang: str) -> str:
    """Return a probability as a simple fraction in words, no finer than it is known.

    Parameters
    ----------
    chance : float
        0 to 1.
    lang : {"zh", "en"}
        Language of the words.

    Returns
    -------
    str
        Such as 约四分之一 and "about one in four"; "less than 3%" and "more than
        97%" at the ends; a dash where it is NaN.
    """
    if chance != chance:
        return "–"
    if chance < 0.03:
        return "不足3%" if lang == "zh" else "less than 3%"
    if chance > 0.97:
        return "超过97%" if lang == "zh" else "more than 97%"
    words = WORDS["chance"][lang]
    return words[min(words, key=lambda share: abs(float(Fraction(share)) - chance))]


def said(number: Number, lang: str, *, bare: bool = False) -> str:
    """Return a number as it is printed in one language, with the precision it has.

    Parameters
    ----------
    number : Number
        What to say.
    lang : {"zh", "en"}
        Chinese numbers stand as in a 公报: without thousands separators, in 万 where they are
        not known to the last digit; English money is in billion yuan.
    bare : bool
        Leave out the unit.
    """
    if lang not in LANGS:
        raise DataError(f"language {lang!r}; expected zh or en")
    if number.kind == "chance":
        return said_chance(number.value, lang)
    if number.kind == "year":
        return f"{int(number.value)}{'' if bare or lang == 'en' else '年'}"
    value, step, unit = number._exact, last_digit(number), number.unit
    behind, scale = said_unit(unit, lang)
    behind = "" if bare else behind
    if lang == "en":
        text = digits(value * scale, step * scale, ",")
        if unit == "rank":
            return text if bare or value.denominator > 1 else text + _ordinal(int(value))
    else:
        in_myriads = abs(value) >= TEN_THOUSAND and step >= 100
        if in_myriads:
            value, step, behind = value / TEN_THOUSAND, step / TEN_THOUSAND, f"万{behind}"
        text = digits(value, step, "")
        if unit == "rank" and not bare:
            text, behind = f"第{text}", "位"
    before = "" if number.kind == "target" else BOUNDS[lang].get(number.quantity.qualifier, "")
    return f"{before}{text}{behind}"


def said_unit(unit: str, lang: str) -> tuple[str, Fraction]:
    """Return what stands behind a number of a unit, and how many it is said in are one of it.

    English money is in billion yuan; a count of things is said bare in English.
    """
    if lang == "en":
        return _ENGLISH.get(unit, ""), _ENGLISH_SCALE.get(unit, Fraction(1))
    return unit_word(unit), Fraction(1)


def digits(value: Fraction, step: Fraction, thousands: str = "", direction: int = 0) -> str:
    """Return a number to a last digit, rounded down (−1), up (1) or to the nearest (0)."""
    return fixed(value, step, thousands, direction).replace("-", MINUS)


def _ordinal(number: int) -> str:
    if number % 100 in (11, 12, 13):
        return "th"
    return {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")


class Numbers:
    """The numbers of an analysis by name; shows them as a table in both languages.

    ``n.planned = …`` keeps a number, ``n.planned`` gives it back. A whole number is taken as a
    year; a text is kept as it is, for words that sentences choose by the data: one text for both
    languages, or ``{"zh": …, "en": …}``, in which ``{names}`` of numbers kept before are filled in.
    None stands for what is not yet published.
    """

    _kept: dict[str, Any]

    def __init__(self, *given: object) -> None:
        object.__setattr__(self, "_kept", {})
        if given:
            self._refused(*given)

    def _refused(self, *found: object) -> None:
        given = f"found {shown(found[0])}, expected" if found else "expected"
        raise DataError(f"Numbers: {given} one number by its name, as n.goal = … and n.goal")

    __getitem__ = __int__ = __float__ = _refused

    def __setattr__(self, name: str, value: Any) -> None:
        fit = name.isidentifier() and len(name) <= _LONGEST and name[0] != "_"
        if not fit or hasattr(type(self), name):  # n.table would stay what it is
            raise DataError(f"n.{shown(name)[1:-1]}: expected another name for the number")
        kept = _kept(name, value)
        if isinstance(kept, dict):
            kept = {lang: self.fill(words, lang) for lang, words in kept.items()}
        self._kept[name] = kept

    def __getattr__(self, name: str) -> Any:
        kept = vars(self).get("_kept", {})  # not there while a copy is made
        if name not in kept:
            known = ", ".join(kept) or "none yet"
            raise AttributeError(f"no number {name!r}; there are: {known}")
        return kept[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._kept)

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *self._kept]

    def fill(self, template: str, lang: str) -> str:
        """Return a sentence with its ``{names}`` filled in; ``{name:n}`` leaves out the unit.

        Raises
        ------
        DataError
            If a name is not among the numbers, or the template cannot be read.
        """
        try:
            parsed = list(Formatter().parse(template))
        except ValueError as problem:
            raise DataError(f"{shown(template)} cannot be filled in: {problem}") from None
        parts = []
        for literal, name, spec, conversion in parsed:
            parts.append(literal)
            if name is None:
                continue
            if spec not in ("", "n") or conversion or name not in self._kept:
                known = ", ".join(self._kept) or "none"
                raise DataError(
                    f"{{{shortened(name)}}} in {shown(template)} is no number; there are: {known}"
                )
            kept = self._kept[name]
            if isinstance(kept, Number):
                parts.append(said(kept, lang, bare=spec == "n"))
            else:
                parts.append(kept[lang] if isinstance(kept, Mapping) else kept)
        return "".join(parts)

    def refs(self, template: str) -> tuple[str, ...]:
        """Return the ids behind the numbers that a template names."""
        names = [name for _, name, _, _ in Formatter().parse(template) if name]
        kept = [self._kept[name] for name in names if name in self._kept]
        found = [ref for one in kept if isinstance(one, Number) for ref in one.refs]
        return tuple(dict.fromkeys(found))

    def table(self) -> Any:
        """Return the numbers as a frame of text: name in sentences, both languages, origin."""
        import pandas as pd

        rows = []
        for name, number in self._kept.items():
            if isinstance(number, Number) and number.kind != "year":
                rows.append(
                    {
                        "in sentences 句中写作": f"{{{name}}}",
                        "中文": said(number, "zh"),
                        "English": said(number, "en"),
                        "interval 区间": _interval(number),
                        "from 依据": _origin(number),
                    }
                )
        return pd.DataFrame(rows)

    def _repr_html_(self) -> str:
        return str(self.table().to_html(index=False))

    def __repr__(self) -> str:
        return str(self.table().to_string(index=False))


def _kept(name: str, value: Any) -> Any:
    if value is None:
        return dict(NOT_YET)
    if isinstance(value, Number):
        return value
    texts = [value] if isinstance(value, str) else []
    if isinstance(value, Mapping) and set(value) == set(LANGS):
        texts = list(value.values())
    if texts and all(
        isinstance(one, str) and len(one) <= _PARAGRAPH and not hidden(one) for one in texts
    ):
        return value if isinstance(value, str) else dict(value)
    if isinstance(value, int) and not isinstance(value, bool) and 1800 <= value <= 2200:
        return Number(constant(value), year=value, kind="year")
    raise DataError(
        f"n.{name} = {shown(value)}: expected a number (cq.at, cq.grow, cq.assume …), "
        "a year, or words in both languages that can be seen"
    )


def _interval(number: Number) -> str:
    quantity = number.quantity
    if number.kind == "chance" or quantity.low == quantity.high:
        return "–"
    return spanned(quantity)


def spanned(quantity: Quantity, digits: int = 6) -> str:
    """Return what a quantity may be, in signs and words for both languages, without its unit.

    ``749.5–750.5``, ``below 40 不到40``, ``at least 43.2 不低于43.2``; an exact one is its number.
    """
    low, high = (
        None if end is None else plain(end, digits, side).replace("-", MINUS)
        for end, side in ((quantity.low, -1), (quantity.high, 1))
    )
    if low is not None and high is not None:
        return low if quantity.low == quantity.high else f"{low}–{high}"
    if high is not None:
        return (
            f"at most {high} 不超过{high}" if quantity.high_closed else f"below {high} 不到{high}"
        )
    if low is not None:
        return f"at least {low} 不低于{low}" if quantity.low_closed else f"above {low} 超过{low}"
    return "–"


def _origin(number: Number) -> str:
    years = [str(year) for year in (number.since, number.year) if year is not None]
    names = [WORDS["origin"][lang].get(number.kind, "") for lang in ("en", "zh")]
    return " ".join(filter(None, [*names, "–".join(years)]))


@dataclass(frozen=True, repr=False)
class Said:
    """Sentences in both languages as the output of a cell; ``ref`` traces their numbers."""

    words: Mapping[str, str]
    answer: bool = False
    ref: str = ""

    def text(self, lang: str) -> str:
        """Return the sentence in one language."""
        return self.words[lang]

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        mark = "**" if self.answer else ""
        bundle: dict[str, Any] = {
            "text/plain": repr(self),
            "text/markdown": "\n\n".join(f"{mark}{text}{mark}" for text in self.words.values()),
        }
        if self.answer:
            bundle[ANSWER_MIME] = {"version": 1, **self.words}
        return bundle

    def __repr__(self) -> str:
        return "\n".join(self.words.values())


ANSWER_MIME = "application/vnd.cqdata.answer+json"
"""Marks the answer of a notebook among its outputs, for the briefing that is collected from it."""


def say(numbers: Numbers, *, answer: bool = False, **words: str) -> Said:
    """Return a sentence in the languages given, numbers filled in.

    Parameters
    ----------
    numbers : Numbers
        The numbers that the sentences name in braces.
    answer : bool
        This is the notebook's answer: set in bold, and put first in the briefing.
    **words : str
        ``zh="…{name}…"``, ``en="…"``.

    Raises
    ------
    DataError
        If a language is unknown or a name is not among the numbers.
    """
    for lang in words:
        if lang not in LANGS:
            raise DataError(f"say: language {shown(lang)}; expected zh or en")
    if not words:
        raise DataError("say: no words; expected zh=… and en=…")
    filled = {lang: numbers.fill(text, lang) for lang, text in words.items()}
    for lang, text in filled.items():
        if not 0 < len(text.strip()) <= _PARAGRAPH or hidden(text):
            found = shown(text)
            raise DataError(f"say: {lang}: found {found}, expected words that can be seen")
    refs = dict.fromkeys(ref for text in words.values() for ref in numbers.refs(text))
    return Said(filled, answer, ";".join(refs))


def claim(words: str, holds: bool | None) -> None:
    """Print one line that says whether a claim holds: ✓ or ✗, – if unknown; nothing is raised.

    Parameters
    ----------
    words : str
        The claim in English and Chinese.
    holds : bool or None
        The comparison that the words make; None where the data lack what they speak of.

    Raises
    ------
    DataError
        If ``holds`` is no truth value: a claim compares two numbers.
    """
    import numpy as np

    if (
        not isinstance(words, str)
        or not 0 < len(words.strip()) < _LINE
        or hidden(words, lines=True)
    ):
        raise DataError(f"claim: found {shown(words)}, expected the claim in English and Chinese")
    if holds is not None and not isinstance(holds, bool | np.bool_):
        raise DataError(
            f"claim {shown(words)}: found {shown(holds)}, expected a comparison (True or False)"
        )
    print(f"{'–' if holds is None else '✓' if holds else '✗'} {words}")


def assume(value: float, unit: str = "%", name: str = "", *, year: int | None = None) -> Number:
    """Return an assumption of the reader as a number.

    Parameters
    ----------
    value : float
        The number, in ``unit``.
    unit : str
        Printed or canonical unit: "%", "亿元", "家" …
    name : str
        Name of the parameter that sets it, for ``cq.trace``.
    year : int, optional
        The year that it is of, such as that of a target of your own.

    Raises
    ------
    DataError
        If the value is no finite number, or one that nothing in the unit can be (things are counted
        in whole numbers, no level of a year is below zero), or the unit is not known; the message
        names the parameter.
    """
    if not isinstance(name, str) or len(name) > _LONGEST or hidden(name, lines=True):
        raise DataError(f"assume: found the name {shown(name)}, expected that of a parameter")
    label = f"parameter {name}" if name else "assume"
    if year is not None and (type(year) is not int or not 1900 <= year <= 2200):
        raise DataError(f"{label}: found year={shown(year)}, expected a year such as 2027")
    number = stated(value, unit, label)
    if is_counted(number.unit) and number._exact.denominator != 1:
        raise DataError(f"{label}: found {value:g} {unit}, expected a whole number of them")
    level = year is not None and number.unit not in ("%", "pp")
    if number._exact < 0 and (level or is_counted(number.unit)):
        raise DataError(f"{label}: found {value:g} {unit}, expected zero or more")
    refs = (f"parameter/{name}",) if name else ()
    return replace(number, kind="assumed", year=year, refs=refs)


def stated(value: float, unit: str, label: str) -> Number:
    """Return a plain number in a unit, said with the digits that it has.

    Raises
    ------
    DataError
        If the value is no finite number, or a percentage that nothing can have, or the unit is
        not known; the message begins with the label.
    """
    from cqdata.quantity import QuantityError, unit_of

    if isinstance(unit, str) and (len(unit) > _LONGEST or hidden(unit, lines=True)):
        raise DataError(f"{label}: found the unit {shown(unit)}, expected one such as 亿元")
    try:
        canonical, factor = unit_of(unit)
        number = exact(value) if isinstance(value, Real) else None
    except (QuantityError, ValueError) as problem:
        raise DataError(f"{label}, in {shown(unit)}: {problem}") from None
    if number is None or isinstance(value, bool):
        raise DataError(f"{label}: found {shown(value)}, expected a number")
    if canonical in ("%", "pp") and not -100 < number <= FASTEST:
        raise DataError(
            f"{label}: found {float(number):g}%, expected more than −100 and at most {FASTEST}"
        )
    step = min(last_place(round_significant(number, 12, 0)), ten(0))
    return Number(constant(number * factor, canonical), step=step)
