"""Words of decks, workbooks, pages and documents that no chart says itself: ``words.csv``."""

from __future__ import annotations

from cqdata.words import words_beside

_WORDS = words_beside(__file__)[""]


def word(key: str, lang: str, **names: str) -> str:
    """Return a word in one language, with its names filled in."""
    return _WORDS[lang][key].format(**names)
