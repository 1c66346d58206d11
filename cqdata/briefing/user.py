"""A series of one's own: from a file of years and values to a chart, a slide and a workbook."""

from __future__ import annotations

import math
import re
import unicodedata
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cqdata import cells
from cqdata.asked import plainly
from cqdata.briefing.exporting import Progress, export
from cqdata.briefing.usertable import read_table
from cqdata.briefing.wording import word
from cqdata.charts.contract import LANGS
from cqdata.errors import DataError, NotProjectable, shortened
from cqdata.number import FURTHEST

if TYPE_CHECKING:
    import pandas as pd

    from cqdata.charts import Chart

_MOST = {"title": 120, "unit": 24, "source": 600}  # characters that a chart has room for
_GREATEST = 1e15
_PRINTED = 4  # decimals that people print; more of them come out of a computation
_LEAST, _FEW = 3, 7  # values that a projection needs; up to which the chart says how few


@plainly
def parse_target(text: str) -> tuple[int, float]:
    """Return (year, value) of a target written as ``2027:3.0``.

    Raises
    ------
    DataError
        If it is not a year, a colon and a number.
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    found = re.fullmatch(
        r"([0-9]{4})\s*[:=]\s*([+-]?(?:[0-9]{1,3}(?:,[0-9]{3}){1,5}|[0-9]{1,18})(?:\.[0-9]{1,12})?)\s*%?",
        plain,
    )
    if not found:
        found_text = shortened(repr(text))
        raise DataError(f"target {found_text}; expected year:value, such as 2027:3.0")
    return int(found[1]), float(found[2].replace(",", ""))


@plainly
def chart_from_csv(
    path: Path | str,
    target: tuple[int, float] | None = None,
    title: str | None = None,
    unit: str | None = None,
    *,
    to: int | None = None,
    source: str | None = None,
    name: str | None = None,
    lang: str = "zh",
) -> Chart:
    """Return a fan chart of a series in a file: history, projection with intervals, target.

    Parameters
    ----------
    path : path
        CSV or .xlsx with years and values, see :func:`cqdata.briefing.usertable.read_table`.
    target : (year, value), optional
        Target to be compared with, in the unit of the series.
    title : str, optional
        What is measured, e.g. ``"研发投入强度"``; by default as the heading of the column says, or
        the file's name.
    unit : str, optional
        Unit written behind values; by default as the heading or the cells say.
    to : int, optional
        Last year projected; the target's by default, else 2027, or three years on, as far as the
        number of values carries.
    source : str, optional
        Citation; the file's name (and what its column ``source`` says) by default.
    name : str, optional
        File name of exports; made from the file's name by default.
    lang : {"zh", "en"}
        Language in which the chart displays itself.

    Raises
    ------
    DataError
        If the file or the target cannot be used; `NotProjectable` with too few values.
    """
    import pandas as pd

    from cqdata.charts import Chart, Gap, Words, number_text, rows
    from cqdata.projection import project

    path = Path(path)
    _check_name(name)
    for what, text in (("title", title), ("unit", unit), ("source", source)):
        _check_words(what, text)
    for what, due in (("to", to), ("target", target and target[0])):
        if due is not None and type(due) is not int:
            raise DataError(f"{what}: {due!r}; expected a year as a whole number")
    given = read_table(path)
    frame = given.frame
    known = frame.dropna(subset="value")
    if len(known) < _LEAST:
        count = len(known) or "no"
        raise NotProjectable(
            f"{path.name}: {count} {'year has' if len(known) == 1 else 'years have'} a value; "
            f"expected at least {_LEAST} to project from"
        )
    last = known.iloc[-1]
    last_year, last_value = int(last["year"]), float(last["value"])
    if target is not None:
        goal_year, goal = int(target[0]), float(target[1])
        if goal_year <= last_year or not abs(goal) < _GREATEST:
            raise DataError(
                f"{path.name}: target {goal_year}:{goal:g}; expected a year after {last_year}, "
                f"the last one with a value, and a number below {_GREATEST:.0e}"
            )
    lowest = float(known["value"].min())
    if target is not None and goal < 0 <= lowest:
        raise DataError(
            f"{path.name}: target {goal_year}:{goal:g}; expected zero or more, as the series has"
        )
    reach = last_year + 2 * len(known)  # see cqdata.project
    end = to or (target[0] if target else min(max(2027, last_year + 3), reach))
    if target is not None and end < goal_year:
        raise DataError(f"{path.name}: projected to {end}; expected the target's year at least")
    if not last_year < end <= last_year + FURTHEST:
        raise DataError(
            f"{path.name}: projected to {end}; expected a year from {last_year + 1} to "
            f"{last_year + FURTHEST}"
        )
    measure = title or given.name or path.stem
    unit = given.unit if unit is None else unit
    cited = source or _cited(frame, path)
    _check_words(f"{path.name}, {'heading' if given.name else 'name'} of the values", measure)
    _check_words(f"{path.name}, unit", unit)
    _check_words(f"{path.name}, source", cited)
    # Name and unit say whether it is a share, a rank or a growth rate.
    series = known.loc[:, ["year", "value"]].assign(indicator=measure, unit=unit.strip())
    try:
        projected = project(series, to=end)
    except NotProjectable as error:
        raise NotProjectable(f"{path.name}: {error}") from None
    if unit[:1].isascii() and unit[:1].isalpha():
        unit = f" {unit}"  # 1,187.9 bn yuan
    spec = f",.{_places(known)}f"
    stem = name or slug(path.stem)
    source_ids = f"user/{stem}"
    history = frame.assign(source_id=source_ids)
    first = int(known["year"].iloc[0])
    parts = [
        rows.actual(history, "history", marked=(last_year,)),
        rows.projection(
            projected.table, "median", origin=(last_year, last_value), source_id=source_ids
        ),
    ]
    at = projected.at(goal_year if target else end)
    median = float(at["median"])
    # A difference between percentages is told in percentage points.
    points = {"zh": "个百分点", "en": " points"} if unit.strip() in ("%", "％") else {}

    def amount(value: float) -> str:
        return number_text(value, spec) + unit

    said: dict[str, dict[str, str]] = {}
    for tongue in LANGS:
        year = "{}年" if tongue == "zh" else "{}"
        said[tongue] = {
            "measure": measure,
            "unit": unit.strip(),
            "span": f"{first}—{year.format(last_year)}"
            if tongue == "zh"
            else f"{first}–{last_year}",
            "last": year.format(last_year),
            "end": year.format(goal_year if target else end),
            "now": amount(last_value),
            "median": amount(median),
            "low": amount(float(at["low80"])),
            "high": amount(float(at["high80"])),
            "count": str(len(known)),
        }
    if target is not None:
        step = (goal - last_value) / (goal_year - last_year)
        for tongue in LANGS:
            apart = points.get(tongue, unit)
            said[tongue] |= {
                "goal": amount(goal),
                "gap": number_text(abs(goal - median), spec) + apart,
                "per_year": number_text(step, f"+{spec}") + apart,
            }
        path_years = list(range(last_year, goal_year + 1))
        line = pd.DataFrame(
            {"year": path_years, "value": [last_value + step * n for n in range(len(path_years))]}
        )
        parts.append(rows.required(line, source_id=source_ids))
        parts.append(rows.target(goal_year, goal, source_id=source_ids))
    verdict = "" if target is None else _verdict(goal, median, last_value)
    words = {
        tongue: Words(
            **_said(tongue, verdict, said[tongue]),
            unit=unit,
            sources=cited,
            notes=[word("user_few", tongue, **said[tongue])] if len(known) <= _FEW else [],
            method=projected.note[tongue],
        )
        for tongue in LANGS
    }
    return Chart(
        name=stem,
        form="fan",
        data=rows.together(*parts),
        words=words,
        format=spec,
        gap=Gap("median", "target") if target is not None else None,
        options={"divide": last_year},
        lang=lang,
    )


@plainly
def publish_csv(
    path: Path | str,
    target: tuple[int, float] | None = None,
    out: Path | str = "exports",
    langs: Sequence[str] = LANGS,
    *,
    title: str | None = None,
    unit: str | None = None,
    to: int | None = None,
    source: str | None = None,
    name: str | None = None,
    formats: Sequence[str] | None = None,
    progress: Progress | None = None,
    size: str = "slide",
    dpi: int | None = None,
) -> list[Path]:
    """Write a file's series as fan chart, slide and workbook; return the files written.

    Parameters are those of :func:`chart_from_csv` and :func:`cqdata.briefing.export`. Other files
    in the folders stay as they are.
    """
    chart = chart_from_csv(path, target, title, unit, to=to, source=source, name=name)
    look: dict[str, Any] = {"size": size, "dpi": dpi}
    return export([chart], out, langs, [chart.name], formats, progress, tables={}, **look)


def _places(known: pd.DataFrame) -> int:
    """Return the decimals of values on the chart: as printed; six digits of computed ones."""
    printed = int(known["decimals"].max())
    if printed <= _PRINTED:
        return printed
    largest = float(known["value"].abs().max()) or 1.0
    return min(printed, max(5 - math.floor(math.log10(largest)), 0))


def slug(text: str) -> str:
    """Return a name for files and charts: lower-case letters, digits and underscores.

    Where other letters are left out, four digits of their checksum keep names apart.
    """
    plain = unicodedata.normalize("NFKD", text)
    kept = re.sub(r"[^a-z0-9]+", "_", plain.encode("ascii", "ignore").decode().lower()).strip("_")
    if any(char.isalnum() and ord(char) > 127 for char in plain):
        kept = f"{kept}_{zlib.crc32(text.encode()) & 0xFFFF:04x}".strip("_")
    return kept if kept[:1].isalpha() else f"series_{kept}".rstrip("_")


def _check_words(what: str, text: str | None) -> None:
    """Refuse words that no chart could hold, before any work is done."""
    if text is None:
        return
    most = next((n for end, n in _MOST.items() if what.endswith(end)), _MOST["title"])
    if len(text) > most:
        raise DataError(
            f"{what}: {len(text):,} characters; expected at most {most}, to be read on a chart"
        )
    if mark := cells.hidden(text, lines=True):
        raise DataError(f"{what}: a control character (U+{ord(mark):04X}); expected plain text")
    if text and not text.strip():
        raise DataError(f"{what}: nothing but space; expected words")


def _check_name(name: str | None) -> None:
    if name is not None and not re.fullmatch(r"[A-Za-z0-9_][\w.-]{0,79}", name):
        raise DataError(
            f"name {shortened(repr(name))}; expected at most 80 letters, digits, - and _, no parts "
            "of a path"
        )


# --- words ---------------------------------------------------------------------------------------


def _cited(frame: pd.DataFrame, path: Path) -> str:
    sources = [text for text in dict.fromkeys(frame["source"]) if text]
    return "；".join([*sources, path.name]) if sources else path.name


def _verdict(goal: float, median: float, now: float) -> str:
    """Return how the projection stands to the target: reached, or short in its direction."""
    up = goal >= now
    return "reached" if (median >= goal if up else median <= goal) else ("short" if up else "over")


def _said(lang: str, verdict: str, said: dict[str, str]) -> dict[str, Any]:
    """Return title, subtitle, names, gap and takeaways in one language."""

    def say(key: str) -> str:
        return word(f"user_{key}", lang, **said)

    series, takeaways = ["history", "median"], ["last", "range"]
    if verdict:
        series += ["required", "target"]
        takeaways.append("needs")
    return {
        "title": say(f"title_{verdict or 'plain'}"),
        "subtitle": say("subtitle_aimed" if verdict and said["unit"] else "subtitle"),
        "series": {key: say(key) for key in series},
        "gap": say(f"gap_{verdict}") if verdict else "",
        "takeaways": [say(key) for key in takeaways],
    }
