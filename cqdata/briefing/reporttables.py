"""The report's figures and the audit as readers see them: no codes, one language."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from cqdata import catalog
from cqdata.audit.findings import ACKNOWLEDGED, CONFLICT, STATE_WORDS
from cqdata.audit.words import moment
from cqdata.charts.wording import HEADINGS, WORDS
from cqdata.charts.words import TABLES

if TYPE_CHECKING:
    import pandas as pd

Table = tuple[list[str], list[list[Any]]]

_FIGURES = ("indicator", "printed", "value", "low", "high", "unit", "period", "locator")
_CHECKS = ("verdict", "sentence", "reason", "locator")


def figures_table(frame: pd.DataFrame, lang: str) -> Table:
    """Return headings and rows of the report's figures, in the order of the report."""
    if {"source_id", "ordinal"} <= set(frame):
        frame = frame.sort_values(["source_id", "ordinal"], kind="stable")
    return _table(frame, _FIGURES, lang)


def checks_table(frame: pd.DataFrame, lang: str) -> Table:
    """Return headings and rows of the audit's checks.

    A conflict with a ``reason`` is marked as explained.
    """
    if "reason" in frame:
        explained = frame["reason"].notna() & (frame["verdict"] == CONFLICT)
        frame = frame.assign(verdict=frame["verdict"].mask(explained, ACKNOWLEDGED))
    return _table(frame, _CHECKS, lang)


def _table(frame: pd.DataFrame, columns: Sequence[str], lang: str) -> Table:
    heads, cells = [], []
    table = catalog.regions()
    regions = dict(zip(table["region"], table["region_en"], strict=True))
    ways: dict[str, Callable[[Any, str], Any]] = {
        "unit": unit_word, "period": period_word, "reason": _reason,
        "verdict": lambda state, lang: STATE_WORDS[lang].get(state, state),
        "locator": partial(place_words, regions=regions),
    }  # fmt: skip
    for key in columns:
        name = f"{key}_{lang}" if f"{key}_{lang}" in frame else key
        if name not in frame:
            continue
        heads.append(HEADINGS[lang][key])
        way = ways.get(key, lambda value, _: value if isinstance(value, str) else float(value))
        column = frame[name].astype("object").where(frame[name].notna(), None)
        cells.append([None if v is None else way(v, lang) for v in column])
    return heads, [list(row) for row in zip(*cells, strict=True)]


def _reason(value: str, lang: str) -> str:
    """Return a reason in one language; the table has both, English first."""
    english, _, chinese = value.partition(" / ")
    return chinese or english if lang == "zh" else english


def unit_word(unit: str, lang: str) -> str:
    """Return a canonical unit in words; English has few measure words and says count."""
    counted = lang == "en" and unit.startswith("count:")
    own = "count" if counted else unit.removeprefix("count:")
    return TABLES["report_unit"][lang].get(unit, own)


def place_words(locator: str, lang: str, regions: Mapping[str, str]) -> str:
    """Return where numbers stand, as readers of a language say it; `regions` are English names.

    Rows of one table are named together. What has no English name stays in Chinese.
    """
    places: dict[str, list[str]] = {}
    for place in locator.split(";"):
        table, _, row = place.rpartition(",")
        region = row.removesuffix("行")
        if region in regions:
            named = f"{region}行" if lang == "zh" else regions[region]
            places.setdefault(table, []).append(named)
        else:
            places.setdefault(place, [])
    said = []
    for place, rows in places.items():
        of = "" if lang == "zh" or not rows else "row of " if len(rows) == 1 else "rows of "
        parts = (_place(place, lang), of + WORDS[lang]["join"].join(rows))
        said.append(WORDS[lang]["comma"].join(filter(None, parts)))
    return WORDS[lang]["semicolon"].join(said)


def _place(place: str, lang: str) -> str:
    found = ((re.fullmatch(key, place), said) for key, said in TABLES["place"][lang].items())
    return next((match.expand(said) for match, said in found if match), place)


def period_word(period: Any, lang: str) -> int | str:
    """Return a period as people write it: a year as a number, months as text."""
    text = str(period)
    if re.fullmatch(r"\d{4}", text):
        return int(text)
    half = re.fullmatch(r"(\d{4})H([12])", text)
    return TABLES["half"][lang][half[2]].format(year=half[1]) if half else moment(text, lang)
