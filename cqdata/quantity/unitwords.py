"""The units, classifiers and bounds that a printed number may carry: ``words.csv``."""

from __future__ import annotations

from cqdata.words import words_beside

_TABLES = words_beside(__file__)


def _listed(table: str, lang: str = "zh") -> dict[str, tuple[str, ...]]:
    """Return the words of a table by their key."""
    return {key: tuple(words.split()) for key, words in _TABLES[table][lang].items()}


def _inverted(table: str) -> dict[str, str]:
    """Return word → the key that it stands under."""
    return {word: key for key, words in _listed(table).items() for word in words}


_UNITS, _ENGLISH = _listed("unit"), _listed("unit", "en")
PERCENT = _UNITS["percent"]
"""Percentages, points and multiples."""
MONEY = _UNITS["money"]
"""Units of money."""
PEOPLE = _UNITS["people"]
"""Units of people."""
PHYSICAL = _UNITS["measure"]
"""Units of measurement: rounded, kept under their name."""
CLASSIFIERS = _UNITS["classifier"]
"""Classifiers: what is counted."""
EITHER = frozenset(_UNITS["either"])
"""台/套, 家(次): counts things that come in either form; any other slash makes a rate."""
ENGLISH = frozenset(word for words in _ENGLISH.values() for word in words)
"""Units that an English heading names, in lower case; those of :data:`PHYSICAL` stand beside."""
ENGLISH_MULTIPLES = frozenset(_ENGLISH["multiple"])
"""What may stand before an English unit, or alone."""

FULL_WIDTH = {0xFF01 + n: 0x21 + n for n in range(94)}
"""Full-width digits, letters and signs → the ordinary ones, as ``str.translate`` takes them."""
BOUND_WORDS = {said: words[0] for said, words in _listed("before").items()}
"""The word that is printed before a number of this qualifier."""
BOUNDS_BEFORE = _inverted("before") | {
    f"{denial}{word}": said  # a bound that is denied is the opposite one: 未能超过, 没有达到
    for word, said in _inverted("denied").items()
    for denial in ("未", "未能", "没有", "没能", "尚未")
}
"""What may stand before a number and bound it → the qualifier."""
BOUNDS_BEHIND = _inverted("behind")
"""What may stand behind a number and bound it → the qualifier."""
PART_BOUNDS = _inverted("part")
"""What may stand behind a part (三成强) and bound it → the qualifier."""
BEFORE = BOUNDS_BEFORE | _inverted("said")
"""What may stand before a number, and what it says about it."""
BEHIND = BOUNDS_BEHIND | _inverted("after")
"""What may stand behind a number, and what it says about it."""
