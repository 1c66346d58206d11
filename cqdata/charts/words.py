"""Every word of charts and briefings in both languages: ``words.csv``."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from cqdata import plan
from cqdata.charts.contract import LANGS


def _tables() -> Mapping[str, Mapping[str, Mapping[str, str]]]:
    """Return table → language → id → word."""
    out: dict[str, dict[str, dict[str, str]]] = {}
    with Path(__file__).with_name("words.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            for lang in LANGS:
                out.setdefault(row["table"], {}).setdefault(lang, {})[row["key"]] = row[lang]
    return MappingProxyType(out)


TABLES = _tables()
WORDS, STATUS_WORDS, KIND_WORDS = TABLES["words"], TABLES["status"], TABLES["kind"]
HEADINGS, FORM_WORDS = TABLES["heading"], TABLES["form"]
VERDICT_WORDS = {lang: {**TABLES["verdict"][lang], **plan.VERDICT_WORDS[lang]} for lang in LANGS}


def both_of(key: str, **names: str) -> dict[str, str]:
    """Return a word in both languages, with its names filled in."""
    return {lang: WORDS[lang][key].format(**names) for lang in LANGS}


def word(key: str, lang: str, **names: str) -> str:
    """Return a word of briefings, which no chart says itself, with its names filled in."""
    return TABLES["briefing"][lang][key].format(**names)
