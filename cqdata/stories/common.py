"""What every story shares: facts, answers in two languages, claims that must hold."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, fields
from functools import lru_cache
from string import Formatter
from typing import Any, TypeVar

import pandas as pd

from cqdata.catalog import path_of
from cqdata.charts import Fact
from cqdata.charts.contract import fill
from cqdata.editions import EDITION, edition, figures_of
from cqdata.projection import Projection

__all__ = ["EDITION", "edition", "figures_of"]

LANGS = ("zh", "en")
Story = TypeVar("Story")


def finer(spec: str) -> str:
    """Return a format with one more decimal: what 亿元 show at one, billion yuan show at two."""
    head, _, digits = spec.partition(".")
    return f"{head}.{int(digits.removesuffix('f')) + 1}f"


def printed_spec(row: Mapping[str, Any] | pd.Series) -> str:
    """Return the format with the decimals in which a rounded number was printed.

    ``row`` has ``low`` and ``high``, the ends of what rounds to the print: 8.6% is 8.55 to 8.65.
    """
    width = float(row["high"]) - float(row["low"])
    return f".{max(0, round(-math.log10(width)))}f"


def money(value: float, ref: str = "", spec: str = ",.1f") -> Fact:
    """Return a fact in 亿元; English readers see it in billion yuan, to the same last digit."""
    formats = {"zh": spec, "en": finer(spec)}
    return Fact(value, formats, {"zh": "亿元", "en": " bn yuan"}, ref, scale={"en": 0.1})


def pct(value: float, ref: str = "", spec: str = ".1f") -> Fact:
    """Return a fact in percent."""
    return Fact(value, spec, "%", ref)


def points(value: float, ref: str = "", spec: str = ".2f") -> Fact:
    """Return a fact in percentage points."""
    return Fact(value, spec, {"zh": "个百分点", "en": " points"}, ref)


def chance(value: float, ref: str = "") -> Fact:
    """Return a probability (0 to 1) as readers say it: whole percents, never a bare 0 or 100."""
    share = value * 100
    if share < 1:
        return Fact("", "", {"zh": "不到1%", "en": "below 1%"}, ref)
    if share > 99:
        return Fact("", "", {"zh": "99%以上", "en": "above 99%"}, ref)
    return Fact(share, ".0f", "%", ref)


def year(value: int, ref: str = "") -> Fact:
    """Return a year."""
    return Fact(int(value), "d", {"zh": "年", "en": ""}, ref)


def count(value: float, unit_zh: str, unit_en: str, ref: str = "", spec: str = ",.0f") -> Fact:
    """Return a fact that counts things; ``unit_en`` is written behind a space."""
    return Fact(value, spec, {"zh": unit_zh, "en": f" {unit_en}" if unit_en else ""}, ref)


_NUMBERS = {
    "zh": ("零", "一", "两", "三", "四", "五", "六", "七", "八", "九"),
    "en": ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"),
}


def spelled(number: int, unit: Mapping[str, str], ref: str = "") -> Fact:
    """Return a small number in words with its unit, 两年, two years; from ten on in digits."""
    small = number < len(_NUMBERS["zh"])
    words = {lang: names[number] if small else str(number) for lang, names in _NUMBERS.items()}
    return Fact("", unit={lang: words[lang] + unit[lang] for lang in LANGS}, ref=ref)


def years_long(number: int, ref: str = "") -> Fact:
    """Return a stretch of years in words."""
    return spelled(number, {"zh": "年", "en": " year" if number == 1 else " years"}, ref)


def ordinal(number: int) -> str:
    """Return what English writes behind a rank: "th" of 17th."""
    if number % 100 in (11, 12, 13):
        return "th"
    return {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")


@dataclass(frozen=True)
class Claim:
    """One thing the story says, and whether the data bear it out.

    Parameters
    ----------
    en, zh : str
        The claim in both languages.
    holds : bool
        Whether it is true of the data at hand.
    """

    en: str
    zh: str
    holds: bool


@dataclass(frozen=True, repr=False)
class Answer:
    """A bold answer in Chinese and English, as the output of a notebook cell.

    ``ref`` holds the ids of every number in it, for :func:`cqdata.trace`.
    """

    zh: str
    en: str
    ref: str = ""

    def text(self, lang: str) -> str:
        """Return the answer in one language."""
        return self.zh if lang == "zh" else self.en

    def _repr_markdown_(self) -> str:
        return "\n\n".join(f"**{text}**" for text in (self.zh, self.en))

    def __repr__(self) -> str:
        return f"{self.zh}\n{self.en}"


@dataclass(frozen=True, repr=False)
class Text:
    """Plain sentences in Chinese and English, as the output of a notebook cell.

    ``ref`` holds the ids of every number in them, for :func:`cqdata.trace`.
    """

    zh: Sequence[str]
    en: Sequence[str]
    ref: str = ""

    def text(self, lang: str) -> str:
        """Return the sentences in one language."""
        return " ".join(self.zh if lang == "zh" else self.en)

    def _repr_markdown_(self) -> str:
        return "\n\n".join("\n".join(f"- {line}" for line in lines) for lines in (self.zh, self.en))

    def __repr__(self) -> str:
        return "\n".join([*self.zh, *self.en])


def refs_of(templates: Iterable[str], facts: Mapping[str, Fact]) -> str:
    """Return the ids behind the facts that some templates name."""
    named = [name for one in templates for _, name, _, _ in Formatter().parse(one) if name]
    return joined(*(facts[name] for name in dict.fromkeys(named)))


def numbers(facts: Mapping[str, Fact]) -> dict[str, float]:
    """Return the values of the facts that are numbers, for comparing."""
    return {
        name: float(fact.value) for name, fact in facts.items() if not isinstance(fact.value, str)
    }


def compose(template: Mapping[str, str], facts: Mapping[str, Fact]) -> Answer:
    """Return an answer from one template per language, numbers filled in from facts."""
    words = {lang: fill(template[lang], facts, lang) for lang in LANGS}
    return Answer(**words, ref=refs_of(template.values(), facts))


def sentences(templates: Iterable[Mapping[str, str]], facts: Mapping[str, Fact]) -> Text:
    """Return several sentences from templates, numbers filled in from facts."""
    chosen = list(templates)
    words = {lang: [fill(one[lang], facts, lang) for one in chosen] for lang in LANGS}
    return Text(**words, ref=refs_of([text for one in chosen for text in one.values()], facts))


_spoken_of: ContextVar[int | None] = ContextVar("spoken_of", default=None)


@contextmanager
def speaking_of(report: int | None) -> Iterator[None]:
    """Let stories made meanwhile speak of the report on a year; None is the published edition."""
    before = _spoken_of.set(report)
    try:
        yield
    finally:
        _spoken_of.reset(before)


def story_of(kind: type[Story], **parameters: Any) -> Story:
    """Return the story of a kind for its parameters, made once as long as the data are the same.

    Charts of one story are drawn one after another; they need not project anew each time. A story
    of a report is on the one that :func:`speaking_of` names, unless ``report`` is among them.
    """
    report = _spoken_of.get()
    if report is not None and "report" in getattr(kind, "__dataclass_fields__", ()):
        parameters.setdefault("report", report)
    stamp = path_of("observations").stat()
    maker: Any = kind
    found: Story = _made(
        maker, tuple(sorted(parameters.items())), (stamp.st_mtime_ns, stamp.st_size)
    )
    return found


@lru_cache(maxsize=64)
def _made(
    kind: Callable[..., Any], parameters: tuple[tuple[str, Any], ...], _stamp: tuple[int, int]
) -> Any:
    return kind(**dict(parameters))


def note(projection: Projection) -> Text:
    """Return how a projection was made, and how often its intervals held, in both languages."""
    return Text(zh=[projection.note["zh"]], en=[projection.note["en"]])


def at_defaults(story: Any) -> bool:
    """Return whether every parameter of a story (a dataclass) has its default value."""
    return all(getattr(story, one.name) == one.default for one in fields(story))


def hold(story: Any) -> str:
    """Assert a story's claims and return one line that says so.

    With parameters other than the defaults the claims are skipped: they describe the published
    story, not every scenario.

    Parameters
    ----------
    story : dataclass
        With a sequence ``claims`` of :class:`Claim`.

    Raises
    ------
    AssertionError
        Naming the claims that the data no longer bear out.
    """
    if not at_defaults(story):
        return "Parameters changed: the story's claims were not checked. 参数已改动，未核对结论。"
    broken = [claim for claim in story.claims if not claim.holds]
    assert not broken, "no longer true: " + "; ".join(
        f"{claim.en} 不再成立：{claim.zh}" for claim in broken
    )
    return f"{len(story.claims)} claims hold on this data. {len(story.claims)}项结论与数据相符。"


class Whole(pd.DataFrame):
    """A table of which a notebook shows long texts whole."""

    def _repr_html_(self) -> str | None:
        with pd.option_context("display.max_colwidth", None):
            return super()._repr_html_()

    def __repr__(self) -> str:
        with pd.option_context("display.max_colwidth", None):
            return super().__repr__()


def claims_table(story: Any) -> pd.DataFrame:
    """Return a story's claims as a table: claim in both languages, and whether it holds."""
    return Whole(
        {
            "claim": [one.en for one in story.claims],
            "结论": [one.zh for one in story.claims],
            "holds": ["yes 是" if one.holds else "no 否" for one in story.claims],
        }
    )


def joined(*parts: Any) -> str:
    """Return the ``ref`` of rows, facts or ids as one string of ids separated by semicolons."""
    ids: list[str] = []
    for part in parts:
        text = part if isinstance(part, str) else str(getattr(part, "ref", ""))
        ids += [one for one in text.split(";") if one]
    return ";".join(dict.fromkeys(ids))
