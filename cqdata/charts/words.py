"""Every word of charts and briefings in both languages: ``words.csv``."""

from __future__ import annotations

from cqdata import plan
from cqdata.words import LANGS, words_beside

TABLES = words_beside(__file__)
WORDS, STATUS_WORDS, KIND_WORDS = TABLES["words"], TABLES["status"], TABLES["kind"]
HEADINGS, FORM_WORDS = TABLES["heading"], TABLES["form"]
VERDICT_WORDS = {lang: {**TABLES["verdict"][lang], **plan.VERDICT_WORDS[lang]} for lang in LANGS}


def both_of(key: str, **names: str) -> dict[str, str]:
    """Return a word in both languages, with its names filled in."""
    return {lang: WORDS[lang][key].format(**names) for lang in LANGS}


def word(key: str, lang: str, **names: str) -> str:
    """Return a word of briefings, which no chart says itself, with its names filled in."""
    return TABLES["briefing"][lang][key].format(**names)
