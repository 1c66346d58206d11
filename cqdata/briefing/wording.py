"""Words of decks, workbooks, pages and documents that no chart says itself: ``words.csv``."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path


@cache
def _words() -> dict[str, dict[str, str]]:
    with Path(__file__).with_name("words.csv").open(encoding="utf-8", newline="") as file:
        return {row["key"]: row for row in csv.DictReader(file)}


def word(key: str, lang: str, **names: str) -> str:
    """Return a word in one language, with its names filled in."""
    return _words()[key][lang].format(**names)
