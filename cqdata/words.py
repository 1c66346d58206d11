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
