"""The report's figures and the audit as readers see them: no codes, one language."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from cqdata.charts.description import x_of
from cqdata.charts.wording import HEADINGS, VERDICT_WORDS, x_text
from cqdata.charts.words import TABLES

if TYPE_CHECKING:
    import pandas as pd

Table = tuple[list[str], list[list[Any]]]

_FIGURES = ("indicator", "printed", "value", "low", "high", "unit", "period", "locator")
_CHECKS = ("verdict", "sentence", "low", "high", "locator")


def figures_table(frame: pd.DataFrame, lang: str) -> Table:
    """Return headings and rows of the report's figures, in the order of the report."""
    if {"source_id", "ordinal"} <= set(frame):
        frame = frame.sort_values(["source_id", "ordinal"], kind="stable")
    return _table(frame, _FIGURES, lang)


def checks_table(frame: pd.DataFrame, lang: str) -> Table:
    """Return headings and rows of the audit's checks."""
    return _table(frame, _CHECKS, lang)


def _table(frame: pd.DataFrame, columns: Sequence[str], lang: str) -> Table:
    heads, cells = [], []
    ways: dict[str, Callable[[Any, str], Any]] = {
        "unit": unit_word, "period": period_word, "verdict": _verdict,
    }  # fmt: skip
    for key in columns:
        name = f"{key}_{lang}" if f"{key}_{lang}" in frame else key
        if name not in frame:
            continue
        heads.append(HEADINGS[lang][key])
        way = ways.get(key, _plain)
        column = frame[name].astype("object").where(frame[name].notna(), None)
        cells.append([None if v is None else way(v, lang) for v in column])
    return heads, [list(row) for row in zip(*cells, strict=True)]


def _plain(value: Any, lang: str) -> Any:
    del lang
    return value if isinstance(value, str) else float(value)


def _verdict(value: str, lang: str) -> str:
    return VERDICT_WORDS[lang].get(value, value)


def unit_word(unit: str, lang: str) -> str:
    """Return a canonical unit in words; English counts things without a measure word."""
    counted = lang == "en" and unit.startswith("count:")
    return TABLES["report_unit"][lang].get(unit, "" if counted else unit.removeprefix("count:"))


def period_word(period: Any, lang: str) -> int | str:
    """Return a period as people write it: a year as a number, a month as text."""
    text = str(period)
    if re.fullmatch(r"\d{4}", text):
        return int(text)
    if re.fullmatch(r"\d{4}-\d{2}", text):
        return x_text(x_of(text), lang)
    half = re.fullmatch(r"(\d{4})H([12])", text)
    if half:
        words = ("上半年", "下半年") if lang == "zh" else ("first half of ", "second half of ")
        word = words[int(half[2]) - 1]
        return f"{half[1]}年{word}" if lang == "zh" else f"{word}{half[1]}"
    return text
