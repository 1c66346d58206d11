"""The words that every chart shares, in both languages: ``words.csv``."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from cqdata import plan

LANGS = ("zh", "en")


def words_beside(module: str) -> Mapping[str, Mapping[str, Mapping[str, str]]]:
    """Return table → language → id → word of the ``words.csv`` beside a module."""
    out: dict[str, dict[str, dict[str, str]]] = {}
    with Path(module).with_name("words.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            for lang in LANGS:
                out.setdefault(row.get("table", ""), {}).setdefault(lang, {})[row["key"]] = row[
                    lang
                ]
    return MappingProxyType(out)


TABLES = words_beside(__file__)
WORDS, STATUS_WORDS, KIND_WORDS = TABLES["words"], TABLES["status"], TABLES["kind"]
HEADINGS, FORM_WORDS = TABLES["heading"], TABLES["form"]
VERDICT_WORDS = {lang: {**TABLES["verdict"][lang], **plan.VERDICT_WORDS[lang]} for lang in LANGS}


def both_of(key: str, **names: str) -> dict[str, str]:
    """Return a word in both languages, with its names filled in."""
    return {lang: WORDS[lang][key].format(**names) for lang in LANGS}
