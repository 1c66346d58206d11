"""A chart as plain data: what a notebook stores beside the picture, and what a briefing is made of.

The description holds everything that is drawn and said, in both languages, and nothing else: a
chart made from it is drawn the same. Published values stand as they were printed, computed ones to
six significant digits, so that machines agree, and to more where the chart would write another
number; dates are periods as text.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Mapping
from typing import Any

from cqdata.charts.contract import COLUMNS, LANGS, SOURCED, Chart, Words, by_language
from cqdata.errors import DataError, shown

MIME = "application/vnd.cqdata.chart+json"
VERSION = 2
DIGITS = 6
"""Significant digits of computed values."""

_MONTHS = 12


def describe(chart: Chart) -> dict[str, Any]:
    """Return a chart as JSON data: strings, numbers, lists and mappings only.

    Returns
    -------
    dict
        ``version``, ``name``, ``form``, ``words`` (a mapping per language), ``rows`` (one mapping
        a drawn number, empty cells left out), ``format``, and as far as there are any ``scale`` and
        ``options``.
    """
    out: dict[str, Any] = {
        "version": VERSION,
        "name": chart.name,
        "form": chart.form,
        "words": {
            lang: {key: value for key, value in vars(chart.words[lang]).items() if value}
            for lang in LANGS
        },
        "format": chart.format,
        "rows": _rows(chart),
        "scale": chart.scale,
        "options": chart.options,
    }
    kept = {key: value for key, value in out.items() if value or key == "rows"}
    plain: dict[str, Any] = json.loads(json.dumps(kept, default=dict))
    return plain


def _rows(chart: Chart) -> list[dict[str, Any]]:
    rows = []
    drawn = chart.form == "picture"  # its x need not be years
    ways = [
        [
            (factor, own or by_language(chart.format, lang, ""))
            for factor, own in chart.written(lang)
        ]
        for lang in LANGS
    ]
    for row, written in zip(chart.data.to_dict("records"), zip(*ways, strict=True), strict=True):
        cells: dict[str, Any] = {}
        published = row["kind"] in SOURCED and row["status"] != "derived"
        for column, type_ in COLUMNS.items():
            value = row[column]
            if type_ == "number":
                if math.isnan(value):
                    continue
                if column == "x":
                    cells[column] = _rounded(value) if drawn else _period(value)
                else:
                    cells[column] = _number(value) if published else _settled(value, written)
            elif value:
                cells[column] = True if type_ == "flag" else str(value)
        rows.append(cells)
    return rows


def _period(x: float) -> int | str | float:
    """Return a year's end as a whole number, the end of a month inside it as 2025-10."""
    year, part = divmod(x, 1)
    if part == 0:
        return int(year)
    month = part * _MONTHS
    if abs(month - round(month)) < 1e-6:
        return f"{int(year) + 1}-{round(month):02d}"
    return _rounded(x, 9)


def x_of(period: int | float | str) -> float:
    """Return where a year, month, quarter or half-year stands on an axis: at its end.

    Raises
    ------
    DataError
        If it is none of them: 2025, 2025-10, 2025Q3, 2025H1.
    """
    if isinstance(period, int | float):
        return float(period)
    part = re.fullmatch(r"([0-9]{4})(?:-(0[1-9]|1[0-2])|Q([1-4])|H([12]))?", period)
    if part is None:
        raise DataError(f"period: found {shown(period)}, expected such as 2025, 2025-10 or 2025Q3")
    year, month, quarter, half = (int(one or 0) for one in part.groups())
    ended = month or 3 * quarter or 6 * half
    return year - 1 + ended / _MONTHS if ended else float(year)


def _number(value: float) -> int | float:
    return int(value) if float(value).is_integer() else float(value)


def _rounded(value: float, digits: int = DIGITS) -> int | float:
    return _number(float(f"{value:.{digits}g}"))


def _settled(value: float, written: Iterable[tuple[float, str]]) -> int | float:
    """Return a computed value with few digits, that is written like the full one.

    `written` are factors and formats by which it is: a number cut before it is formatted would be
    rounded twice.
    """
    ways = list(written)
    for digits in range(DIGITS, 18):
        cut = _rounded(value, digits)
        if all(format(cut * factor, way) == format(value * factor, way) for factor, way in ways):
            break
    return cut


def chart_from(description: Mapping[str, Any], lang: str = "zh", picture: bytes = b"") -> Chart:
    """Return the chart that a description stands for; its words are final.

    Parameters
    ----------
    description : mapping
        As :func:`describe` returns it.
    lang : {"zh", "en"}
        Language in which the chart displays itself.
    picture : bytes
        The PNG of a figure of one's own, which its description does not hold.

    Raises
    ------
    DataError
        If the description is of another version, not complete, or breaks the contract.
    """
    if description.get("version") != VERSION:
        raise DataError(
            f"chart description of version {description.get('version')!r}; expected {VERSION}: "
            "run the notebook again"
        )
    try:
        return Chart(
            name=description["name"],
            form=description["form"],
            data=[
                {**row, "x": x_of(row["x"])} if "x" in row else dict(row)
                for row in description["rows"]
            ],
            words={one: _words_from(description["words"][one]) for one in LANGS},
            format=description["format"],
            options=description.get("options", {}),
            scale=description.get("scale", {}),
            lang=lang,
            picture=picture,
        )
    except DataError:
        raise
    except (KeyError, TypeError, AttributeError, ValueError) as problem:
        raise DataError(f"chart description: {problem} is missing or not understood") from None


def _words_from(words: Mapping[str, Any]) -> Words:
    lists = {key: tuple(words.get(key, ())) for key in ("notes", "takeaways")}
    return Words(**{**words, **lists})


def settled(chart: Chart) -> Chart:
    """Return a chart as its description tells it: every number already rounded as published."""
    return chart_from(describe(chart), chart.lang, chart.picture)
