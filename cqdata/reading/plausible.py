"""How sure a row is: what is against it, each doubt with its weight.

The confidence only ranks the rows of a draft: the least sure are looked at first.  A doubt is a
feature that wrong rows of checked drafts have more often than right ones.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from decimal import Decimal
from functools import lru_cache
from importlib import resources
from math import exp

from cqdata.reading.lexicon import LEX

_WORDS = frozenset(
    w for w in (*LEX.VERBS, *LEX.MEASURES, *LEX.ADVERBS, *LEX.UP, *LEX.DOWN) if len(w) > 1
)

_PAIRS = frozenset(w[i : i + 2] for w in _WORDS for i in range(len(w) - 1))

DOUBTS: dict[str, tuple[float, str]] = {
    row["doubt"]: (float(row["weight"]), row["told"])
    for row in csv.DictReader(
        resources.files("cqdata.reading").joinpath("doubts.csv").read_text("utf-8").splitlines()
    )
}
"""Doubt → its weight in log-odds of a wrong row, and what the person who checks is told.

The table ``doubts.csv`` holds the weights.  They are means of two: of weights set by hand and of
a logistic regression on the rows, right and wrong, of six earlier versions of the rules on the
sentences of the tests; those of doubts that are too rare to fit were set by hand.
"""
_START = -3.0
_DOUBTED = [(name, pattern.match) for name, pattern in LEX.DOUBTED_START.items()]
_DOUBTED += [(name, pattern.search) for name, pattern in LEX.DOUBTED.items()]
_DOUBTED_SIGNS = [(name, pattern.search) for name, pattern in LEX.DOUBTED_SIGNS.items()]
_BY_SIZE, _LONG = {1: ("tiny",), 2: ("tiny",), 3: ("short",), 4: ("short",)}, 22


@lru_cache(maxsize=8192)
def judge(doubts: tuple[str, ...]) -> tuple[float, tuple[str, ...]]:
    """Return how sure a row with these doubts is, and what a person is told of them."""
    told = (note for doubt in doubts if (note := DOUBTS[doubt][1]))
    return confidence(dict.fromkeys(doubts)), tuple(dict.fromkeys(told))


def confidence(doubts: Iterable[str]) -> float:
    """Return how sure a row with these doubts is, from 0 to 1."""
    odds = _START + sum(DOUBTS[doubt][0] for doubt in doubts)
    return min(max(round(1 / (1 + exp(odds)), 2), 0.01), 0.99)


@lru_cache(maxsize=8192)
def of_subject(subject: str) -> tuple[str, ...]:
    """Return the doubts about a subject as the name of an indicator."""
    found = [name for name, doubtful in _DOUBTED if doubtful(subject)]
    if not subject.isalpha():
        found += [name for name, doubtful in _DOUBTED_SIGNS if doubtful(subject)]
    size = len(subject)
    return (*found, *_BY_SIZE.get(size, ("long",) if size > _LONG else ()))


def is_torn(subject: str, before: str) -> bool:
    """Say whether a subject begins or ends inside a word of the genre, where it stands."""
    at = before.rfind(subject)
    if at < 0 or not subject:
        return False
    for border in (at, at + len(subject)):
        if before[border - 1 : border + 1] not in _PAIRS:
            continue
        for start in range(max(0, border - 3), border):
            for end in range(border + 1, min(len(before), start + 4) + 1):
                if before[start:end] in _WORDS:
                    return border == at or before[start:border] not in _WORDS
    return False


def of_unit(subject: str, unit: str, measure: str) -> bool:
    """Say whether a unit does not go with a subject: money of no amount, people of no people."""
    if measure in ("yoy_growth", "change_pp", "other", "rank", "share") or not subject:
        return False
    named = LEX.MEASURED_IN.get("money" if unit.endswith("_1e8") else unit)
    return named is not None and not named.search(subject)


_BY_MEASURE = {
    "yoy_growth": ("growth",),
    "change_pp": ("pp",),
    "share": ("share",),
    "level": ("level",),
    "cumulative": ("flow",),
    "new_in_year": ("flow",),
}
_LARGE = {"yoy_growth": 150, "change_pp": 30}


def of_value(value: Decimal, measure: str) -> tuple[str, ...]:
    """Return the doubts about a measure, and about the size of a growth or change."""
    doubts = _BY_MEASURE.get(measure, ())
    limit = _LARGE.get(measure)
    if limit and not -limit <= value <= limit:
        return (*doubts, "size")
    return doubts
