"""A series of one's own: from a file of years and values to a chart, a slide and a workbook."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from cqdata import catalog, lookup
from cqdata.asked import plainly
from cqdata.briefing.exporting import export
from cqdata.briefing.usertable import read_table
from cqdata.charts.contract import LANGS, Chart, Words, check_text, decimals, each_row, number_text
from cqdata.charts.words import word
from cqdata.errors import DataError, shortened
from cqdata.number import Number, exact
from cqdata.quantity import constant
from cqdata.quantity.decimals import last_place, ten
from cqdata.quantity.tokens import unit_of
from cqdata.saying import said as said_number
from cqdata.vocabulary import chance as computed_chance

if TYPE_CHECKING:
    import pandas as pd

_MOST = {"unit": 48, "source": 1200}  # Latin characters that a chart has room for; else:
_MEASURE = 120
_LONGEST = 60  # characters of a name, which is that of files
_FINEST, _SMALLEST = 6, 0.0001  # decimals that a chart shows, and what is still seen with them
_PRINTED = 4  # decimals that people print; more of them come out of a computation
_FEW = 7  # values up to which the chart says how few they are


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
        r"([0-9]{4})\s*[:=]\s*([+-]?(?:[0-9]{1,3}(?:,[0-9]{3}){1,4}|[0-9]{1,15})(?:\.[0-9]{1,12})?)\s*%?",
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

    Returns
    -------
    Chart
        Named after the file, which it cites with what its column ``source`` says.

    Raises
    ------
    DataError
        If the file or the target cannot be used; `NotProjectable` with too few values.
    """
    from cqdata.charts.functions import both, fan, subtitle_of, unit_name
    from cqdata.projection import carried, project

    path = catalog.as_path(path, "series")
    for what, text in (("title", title), ("unit", unit)):
        _check_words(what, text)
    given = read_table(path)
    frame = given.frame
    known = frame.dropna(subset="value")
    last = known.iloc[-1]
    lowest, last_year = float(known["value"].min()), int(last["year"])
    goal_year, goal = target or (0, 0.0)
    for breach, expected in (
        (target and goal_year <= last_year, f"a year after {last_year}, the last with a value"),
        (goal < 0 <= lowest, "zero or more, as the series has"),
    ):
        if breach:
            raise DataError(f"{path.name}: target {goal_year}:{goal:g}; expected {expected}")
    reach = last_year + carried(len(known))
    usual = goal_year or min(max(2027, last_year + 3), reach)
    end = usual if to is None else to
    if target and end < goal_year:
        raise DataError(f"{path.name}: projected to {end}; expected the target's year at least")
    measure = title or given.name or path.stem.replace("_", " ")
    unit = given.unit if unit is None else unit
    cited = _cited(frame, path)
    _check_words(f"{path.name}, {'heading' if given.name else 'name'} of the values", measure)
    _check_words(f"{path.name}, unit", unit)
    _check_words(f"{path.name}, source", cited)
    stem, unit = slug(path.stem), unit.strip()
    names = both(title or _in_both(measure))
    known_as, factor = unit_of(unit)
    if factor == 1 and unit_name(known_as, "zh") == unit:
        unit = known_as  # the project's own units have a name in English
    # Name and unit say whether it is a share, a rank or a growth rate.
    own = {"indicator": measure, "unit": unit, "source_id": f"user/{stem}"}
    aim = None
    if target is not None:
        typed = exact(goal)
        aim = Number(
            constant(typed, own["unit"]), goal_year, kind="target",
            sources=(own["source_id"],), step=min(last_place(typed), ten(0)),
        )  # fmt: skip
    try:
        places = _places(known)
        projected = project(known.loc[:, ["year", "value"]].assign(**own), to=end)
    except DataError as error:
        raise type(error)(f"{path.name}: {error}") from None
    history = frame.loc[frame["year"] <= last_year].assign(**own)
    chart = fan(
        stem,
        history,
        projected,
        title=stem,  # until what it finds is known
        target=aim,
        digits=places,
    )
    chance = None
    if aim is not None:
        chance = projected.chance(aim)
        if aim.value < float(last["value"]):
            chance = computed_chance(1 - chance.value)
    at = projected.at(goal_year if aim else end)
    of_chart: dict[str, Words] = {}
    for lang, name in names.items():
        subtitle = subtitle_of(history.assign(indicator=name), varied=True)[lang]
        told = _words(chart, lang, name, known, at, aim, chance)
        of_chart[lang] = replace(told, subtitle=subtitle, sources=cited)
    return replace(chart, words=of_chart)


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
    formats: Sequence[str] | None = None,
    size: str = "slide",
    dpi: int | None = None,
) -> list[Path]:
    """Write a file's series as fan chart, slide and workbook; return the files written.

    Parameters are those of :func:`chart_from_csv` and :func:`cqdata.briefing.export`. Other files
    in the folders stay as they are.
    """
    chart = chart_from_csv(path, target, title, unit, to=to)
    return export([chart], out, langs, [chart.name], formats, size=size, dpi=dpi)


def _places(known: pd.DataFrame) -> int:
    """Return the decimals of values on the chart: as printed; six digits of computed ones.

    Raises
    ------
    DataError
        If the values are so small that a chart would show them as nothing.
    """
    printed = int(known["decimals"].max())
    if printed <= _PRINTED:
        return printed
    largest = float(known["value"].abs().max()) or 1.0
    if largest < _SMALLEST:
        raise DataError(
            f"the largest value is {largest:g}; expected {_SMALLEST} or more, in a smaller unit"
        )
    return min(printed, max(5 - math.floor(math.log10(largest)), 0), _FINEST)


def slug(text: str) -> str:
    """Return a name for files and charts: lower-case letters of any script, digits, underscores."""
    plain = unicodedata.normalize("NFKC", text).lower()
    kept = re.sub(r"[\W_]+", "_", plain)[:_LONGEST].strip("_")
    return kept if kept[:1].isalpha() else f"series_{kept}".rstrip("_")


def _check_words(what: str, text: str | None) -> None:
    """Refuse words that no chart could hold, before any work is done."""
    most = next((n for end, n in _MOST.items() if what.endswith(end)), _MEASURE)
    check_text(what, text or "", most, lines=True)
    if text and not text.strip():
        raise DataError(f"{what}: nothing but space; expected words")


# --- words ---------------------------------------------------------------------------------------


def _in_both(measure: str) -> dict[str, str]:
    """Return what is measured in both languages: an indicator's English name where it is one's."""
    try:
        known = lookup.indicator(measure)
    except DataError:
        return dict.fromkeys(LANGS, measure)
    return {"zh": measure, "en": catalog.indicators().set_index("indicator")["indicator_en"][known]}


def _cited(frame: pd.DataFrame, path: Path) -> str:
    sources = [text for text in dict.fromkeys(frame["source"]) if text]
    return "；".join([*sources, path.name]) if sources else path.name


def _words(
    chart: Chart,
    lang: str,
    measure: str,
    known: pd.DataFrame,
    at: pd.Series,
    aim: Number | None,
    chance: Number | None,
) -> Words:
    """Return what the chart says in a language: finding, names, gap, takeaways, how few values."""
    shown = chart.localised(lang)
    unit, last, spec = shown.unit(lang), known.iloc[-1], str(shown.format)

    def amount(value: float, form: str = spec, behind: str = unit) -> str:
        return number_text(value * chart.scale.get(lang, 1.0), form) + behind

    def say(key: str) -> str:
        return word(f"user_{key}", lang, **said)

    year = "{:.0f}年" if lang == "zh" else "{:.0f}"
    median, now = float(at["median"]), float(last["value"])
    said = {
        "measure": measure,
        "last": year.format(last["year"]),
        "end": year.format(at["year"]),
        "now": amount(now),
        "median": amount(median),
        "low": amount(float(at["low80"])),
        "high": amount(float(at["high80"])),
        "count": str(len(known)),
    }
    title, names, takeaways, gap = "title_plain", ["history"], ["last", "range"], ""
    if aim is not None and aim.year is not None and chance is not None:
        # A difference between percentages is told in percentage points.
        apart = {"zh": "个百分点", "en": " points"}[lang] if unit in ("%", "％") else unit
        step = (aim.value - now) / (aim.year - int(last["year"]))
        fine = "[1-9]" if step else ""  # a step that would show as nothing has a digit more
        pace = spec if re.search(fine, amount(step, behind="")) else f".{decimals(spec) + 1}f"
        said |= {
            "goal": shown.value_text(next(each_row(shown.rows("target"))), lang),
            "chance": said_number(chance, lang),
            "gap": amount(abs(aim.value - median), behind=apart),
            "per_year": amount(step, f"+{pace}", apart),
        }
        title, names = "title_target", [*names, "required", "target"]
        takeaways = [*takeaways, "needs"]
        side = "above" if median >= aim.value else "short" if aim.value >= now else "below"
        gap = say(f"gap_{side}") if re.search("[1-9]", said["gap"]) else ""
    own = chart.words[lang]
    return replace(
        own,
        title=say(title),
        series={**own.series, **{name: say(name) for name in names}},
        notes=[say("few")] if len(known) <= _FEW else [],
        takeaways=[say(key) for key in takeaways],
        gap=gap,
    )
