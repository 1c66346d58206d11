"""The words that numbers, verdicts and series are told in, in both languages: ``words.csv``."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

LANGS = ("zh", "en")


def words_beside(module: str) -> Mapping[str, Mapping[str, Mapping[str, str]]]:
    """Return table → language → id → word of the ``words.csv`` beside a module."""
    out: dict[str, dict[str, dict[str, str]]] = {}
    with Path(module).with_name("words.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            for lang in LANGS:
                out.setdefault(row["table"], {}).setdefault(lang, {})[row["key"]] = row[lang]
    return MappingProxyType(out)


WORDS = words_beside(__file__)


def headings(*langs: str) -> dict[str, str]:
    """Return what may head a table of one's own in these languages → the column that it means."""
    known = [pair for lang in langs for pair in WORDS["column"][lang].items()]
    return {heading: column for column, words in known for heading in words.split(";")}
