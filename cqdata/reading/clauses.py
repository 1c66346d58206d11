"""What the words before and behind a figure say: predicate, measure, subject, scope.

The stretch of text between one figure and the next (its *gap*) is read from its end: adverbs and
verbs are taken off the last clause until a noun phrase is left, and what was taken off tells the
measure.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache

from cqdata.reading.lexicon import LEX, lengths_by_last

# --------------------------------------------------------------- words that end a last clause

_CLASS = dict.fromkeys(LEX.ADVERBS, "adverb") | dict.fromkeys(LEX.LEVELS, "level")
_CLASS |= dict.fromkeys(LEX.ARRIVALS, "to")
_CLASS |= dict.fromkeys(LEX.UP, "up") | dict.fromkeys(LEX.DOWN, "down")
_LENGTHS = lengths_by_last(_CLASS)


@dataclass(slots=True)
class Clause:
    """What the gap before a figure says about it.

    Attributes
    ----------
    piece
        The clause as it stands.
    head, named
        The noun phrase with its verbs, as cut off the predicate, and whether there is one.
    up, down, to, rate
        Whether the predicate grows, falls, arrives ("到"), or names a rate of change.
    adverbs
        Adverbs and verbs taken off, in the order of the text.
    verb
        The last verb taken off.
    fallen
        What changes is a rate of decline: 降幅收窄 raises the growth rate, 降幅扩大 lowers it.
    opening, shorter
        The change is against the beginning of the year, or against a month or quarter before.
    compares, planned, done, total, starts
        Where it compares (高于), tells of a figure beside a plan (超计划) or as a part of one
        (完成目标的), calls it a total, or tells what it rises or falls from.
    about, bound
        Whether 约 stands at a distance before the figure, and a qualifier that does.
    """

    piece: str = ""
    head: str = ""
    named: bool = False
    up: bool = False
    down: bool = False
    to: bool = False
    rate: bool = False
    adverbs: list[str] = field(default_factory=list)
    base_year: str = ""
    based: bool = False
    verb: str = ""
    fallen: bool = False
    opening: bool = False
    shorter: bool = False
    compares: re.Match[str] | None = None
    planned: re.Match[str] | None = None
    done: re.Match[str] | None = None
    total: re.Match[str] | None = None
    starts: re.Match[str] | None = None
    about: bool = False
    bound: str = ""


@dataclass(slots=True)
class Gap:
    """The words between a figure and the one before it.

    Attributes
    ----------
    text
        The words without remarks.
    pieces
        Its clauses.
    told
        The clauses joined by commas.
    timed
        Whether a word or sign of time stands among them.
    intent
        Whether they tell of an intent (True) or a fact (False); None where they say nothing.
    expects, names, states
        Whether they expect what follows, behind a noun of their own, and whether they tell a fact.
    part
        Whether the figure is of a part: 其中.
    """

    text: str
    pieces: tuple[str, ...]
    told: str
    timed: bool
    intent: bool | None
    expects: bool
    names: bool
    states: bool
    part: bool


@lru_cache(maxsize=8192)
def gap_of(text: str) -> Gap:
    """Read the words before a figure; equal words share what is returned."""
    text = LEX.REMARK.sub("", text)
    pieces = _clauses_in(text)
    told = ",".join(pieces)
    if not LEX.TOLD.search(text):
        return Gap(text, pieces, told, False, None, False, False, False, False)
    expects, names, states = _expectation(text)
    timed, part = LEX.TIMED.search(text) is not None, LEX.OF_WHICH.match(text) is not None
    return Gap(text, pieces, told, timed, intent_of(told), expects, names, states, part)


def _clauses_in(gap: str) -> tuple[str, ...]:
    """Split a gap into clauses at commas, colons and open brackets, not inside closed ones."""
    if "(" not in gap:
        *before, last = LEX.SPLIT.split(gap)
        return (*before, last.rstrip("+"))
    kept = LEX.BALANCED.sub(lambda m: "\0" * len(m[0]), gap)
    pieces = []
    start = 0
    for match in LEX.SPLIT.finditer(kept):
        pieces.append(gap[start : match.start()])
        start = match.end()
    pieces.append(gap[start:].rstrip("+"))
    return tuple(pieces)


def _expectation(gap: str) -> tuple[bool, bool, bool]:
    """Say whether words expect, behind a noun of their own, and whether they tell a fact."""
    told = LEX.FACT.search(gap) is not None
    if not LEX.EXPECTED.search(gap):
        return False, False, told
    *_, mark = LEX.EXPECTED.finditer(gap)
    if told and LEX.FACT.search(gap, mark.end()):
        return False, False, True
    clause = gap[: mark.start()].rpartition(",")[2]
    return True, len(LEX.FRAME.sub("", clause)) >= 2, told


def intent_of(text: str) -> bool | None:
    """Say whether words tell of an intent (True) or a fact (False), None where they say nothing."""
    if not LEX.INTENT.search(text):
        return None
    aim, fact = LEX.AIMS.match(text), LEX.FACTS.match(text)
    if aim and fact:
        return aim.end() > fact.end()
    return bool(aim) if aim or fact else None


def _last_word(text: str) -> str:
    """Return the word of a predicate that a text ends in, "" for none."""
    for length in _LENGTHS.get(text[-1], ()):
        word = text[-length:]
        if word in _CLASS:
            # 高, 多 and the like compare (比上年高) or end a noun (新高).
            noun = text.endswith(LEX.NOUN_ENDINGS.get(word, ())) or (
                word in LEX.COMPARATIVES and not LEX.COMPARED.search(text[:-length][-20:])
            )
            return "" if noun else word
    return ""


@lru_cache(maxsize=8192)
def strip_predicate(piece: str) -> Clause:
    """Take the predicate off the end of a clause.

    Parameters
    ----------
    piece
        Text of the clause up to the figure.

    Returns
    -------
    Clause
        With ``head`` the rest; equal clauses share it, so it is not to be changed.
    """
    words = piece.rstrip(" ")
    clause = Clause(
        words,
        compares=LEX.COMPARE.search(words),
        planned=LEX.PLAN.search(words),
        done=LEX.PROGRESS.search(words),
        total=LEX.TOTAL.search(words),
        starts=LEX.STARTS.search(words),
        about=LEX.AT_DISTANCE.search(words) is not None,
    )
    if far := LEX.BOUND_AT_DISTANCE.search(words):
        clause.bound = "less_than" if far["less"] else "more_than"
    text = piece.strip(" ")
    if "转" in text:
        text = LEX.TURNED.sub("", text)
    while text:
        if text[-1] in "年期末初底比较前平际义别时略均共净又各计水数量额月份度届轮):":
            base = LEX.BASE.search(text, max(0, len(text) - 28))
            if base:
                clause.based = True
                clause.base_year = base["year"] or clause.base_year
                if re.search("五”|前$|疫情", base[0]):
                    clause.base_year = clause.base_year or "multi"
                clause.adverbs.append(base[0])
                text = text[: base.start()].rstrip(" ,")
                continue
        if text[-1] in "算计价格径素响后的年末底初度期月天次前率":
            besides = LEX.BESIDES.search(text, max(0, len(text) - 24))
            if besides:
                text = text[: besides.start()].rstrip(" ,")
                continue
        word = _last_word(text)
        if not word:
            break
        kind, moves = _CLASS[word], clause.up or clause.down
        if kind in ("up", "down"):
            if not (clause.to or moves):
                clause.up, clause.down = kind == "up", kind == "down"
            clause.rate = clause.rate or word in LEX.RATES
            clause.fallen = clause.fallen or bool(word in LEX.FALLS and clause.verb)
        elif kind == "to" or word.endswith(("到", "至")):
            clause.to = clause.to or not moves
        if not clause.verb and kind != "adverb":
            clause.verb = word
        clause.adverbs.append(word)
        text = text[: -len(word)].rstrip(" 、")
    clause.head, clause.named = text, bool(text.strip(" 、"))
    clause.adverbs.reverse()
    taken = " ".join(clause.adverbs)
    clause.opening = "年初" in taken
    clause.shorter = LEX.SHORTER_BASE.search(taken) is not None
    return clause
