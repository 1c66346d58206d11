"""The texts composed from a chart's rows: table, alt text, notes, and how a share is said."""

from __future__ import annotations

from calendar import month_name
from typing import TYPE_CHECKING, Any

import pandas as pd

from cqdata.charts.contract import OPEN, decimals, each_row
from cqdata.charts.words import (
    FORM_WORDS,
    HEADINGS,
    KIND_WORDS,
    STATUS_WORDS,
    TABLES,
    VERDICT_WORDS,
    WORDS,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from cqdata.charts.contract import Chart


def share_words(level: float, lang: str) -> str:
    """Return in plain words how many cases a band holds: 80 → "eight of ten"."""
    return TABLES["share"][lang].get(f"{level:g}", f"{level:g}%" + ("" if lang == "zh" else " of"))


def signed(verdict: str, lang: str) -> str:
    """Return a verdict with its sign, which the fonts of pictures and of Office both have."""
    return f"{TABLES['sign'][lang][verdict]} {VERDICT_WORDS[lang][verdict]}" if verdict else ""


def x_text(x: float, lang: str) -> str:
    """Return a year, or a month of a year, as text.

    A year stands for its end, so that 2022.5 is the end of June 2023.
    """
    if float(x).is_integer():
        return WORDS[lang]["year"].format(x=f"{x:.0f}")
    year, month = month_of(x)
    return f"{year}年{month}月" if lang == "zh" else f"{month_name[month]} {year}"


def month_of(x: float) -> tuple[int, int]:
    """Return year and month of a point on an axis of years, on which a year stands for its end."""
    if float(x).is_integer():
        return int(x), 12
    return int(x) + 1, max(round(x % 1 * 12), 1)


def bound(row: Any) -> str:
    """Return "lower" or "upper" if a row's number is a bound on one side only, else ""."""
    if pd.notna(row.low) and pd.isna(row.high):
        return "lower"
    return "upper" if pd.notna(row.high) and pd.isna(row.low) else ""


def band_name(level: float, lang: str) -> str:
    """Return the name of a band, e.g. "80% range"."""
    return WORDS[lang]["band"].format(level=f"{level:g}")


def range_text(chart: Chart, row: Any, lang: str) -> str:
    """Return an interval as written: both edges, or the one that it has, "" without any."""
    low = chart.value_text(row, lang, column="low", unit=False)
    high = chart.value_text(row, lang, column="high")
    if row.low == row.high or not (low or high):
        return high
    if not low:
        return f"< {high}"
    if not high:
        return f"> {low}{chart.row_unit(row, lang)}"
    return WORDS[lang]["range"].format(low=low, high=high)


def credits_of(
    chart: Chart,
    lang: str,
    notes: Sequence[str] | None = None,
    *,
    more: str = "",
    fits: Callable[[str], bool] = lambda text: True,
) -> list[tuple[str, str]]:
    """Return source and notes of a chart, each with the word that stands before it.

    Parameters
    ----------
    chart, lang
        The chart and the language.
    notes : sequence of str, optional
        The chart's own by default.
    more : str
        What stands for sources that have no room, with their number as ``{n}``.
    fits : callable
        Whether a citation has room; the first source stands even if it has none.
    """
    words = WORDS[lang]
    notes = chart.notes(lang) if notes is None else notes
    cited = [(words["source"], _counted(chart, lang, more, fits))]
    return cited + ([(words["note"], words["joint"].join(notes))] if notes else [])


def _counted(chart: Chart, lang: str, more: str, fits: Callable[[str], bool]) -> str:
    """Return as many of a chart's sources as fit; the rest are counted."""
    joint = WORDS[lang]["semicolon"]
    parts = chart.source(lang).split(joint)
    text = joint.join(parts)
    for left in range(1, len(parts)):
        if fits(text):
            break
        text = joint.join([*parts[:-left], more.format(n=left)])
    return text


def automatic_notes(chart: Chart, lang: str) -> list[str]:
    """Return the notes that follow from the drawing itself: axis, open markers, bounds, bands."""
    from cqdata.charts.scale import starts_at_zero

    words = WORDS[lang]
    notes = []
    if chart.form != "picture" and not starts_at_zero(chart):
        notes.append(words["axis_not_zero"])
    if chart.form in ("fan", "bars", "progress"):
        drawn = set(chart.rows("actual", "point", "benchmark")["status"])
        marked = [STATUS_WORDS[lang][status] for status in OPEN if status in drawn]
        if marked:
            sign = "open_bars" if chart.form == "bars" else "open"
            notes.append(words[sign].format(statuses=words["join"].join(marked)))
    if chart.form == "fan":
        drawn_bounds = {bound(row) for row in each_row(chart.rows("actual", "point"))}
        notes += [words[side] for side in ("lower", "upper") if side in drawn_bounds]
    levels = sorted(chart.rows("band")["level"].unique())
    if len(levels) > 1:
        *less, most = (share_words(level, lang) for level in levels)
        shares = words["join"].join(less) + words["last"] + most
        notes.append(words["bands"].format(shares=shares))
    return [note.strip() for note in notes]


def table(chart: Chart, lang: str) -> pd.DataFrame:
    """Return every drawn number, rounded as its format says, one row per number.

    Columns that are empty throughout are left out; ``x`` is headed as a year.
    """
    chart, heads = chart.alike, HEADINGS[lang]
    data, drawn = chart.data, chart.form == "picture"  # whose x need not be years
    rows = list(each_row(data))
    cited = chart.source(lang)
    columns = {
        heads["category"]: [chart.category_name(row.category, lang) for row in rows],
        heads["series"]: [chart.series_name(row.series, lang) for row in rows],
        heads["kind"]: [KIND_WORDS[lang][row.kind] for row in rows]
        if data["kind"].nunique() > 1
        else [],
        "x" if drawn else heads["x"]: [x if drawn else _x(x, lang) for x in data["x"]],
        heads["level"]: [_rounded(row.level, ".0f") for row in rows],
        **{
            heads[column]: [_rounded(getattr(row, column), row.format) for row in rows]
            for column in ("value", "low", "high")
        },
        heads["unit"]: [chart.row_unit(row, lang).strip() for row in rows],
        heads["status"]: [STATUS_WORDS[lang][row.status] for row in rows],
        heads["verdict"]: [VERDICT_WORDS[lang][row.verdict] for row in rows],
        heads["note"]: data[f"note_{lang}"],
        heads["source_id"]: [cited if row.source_id else "" for row in rows],
    }
    filled = {head: cells for head, cells in columns.items() if set(cells) - {None, ""}}
    return pd.DataFrame(filled, dtype=object)


def _rounded(value: float, spec: str) -> float | None:
    """Return a value as it is written; a whole number without a point."""
    if value != value:
        return None
    places = decimals(spec)
    return round(value, places) if places else round(value)


def _x(x: float, lang: str) -> int | str | None:
    """Return a year as a number, a month as text."""
    return None if x != x else int(x) if x % 1 == 0 else x_text(x, lang)


def alt(chart: Chart, lang: str) -> str:
    """Return what the picture shows: form, finding, measure, and its main numbers."""
    chart, words = chart.alike, WORDS[lang]
    parts = [f"{FORM_WORDS[lang][chart.form]}{words['colon']}{chart.title(lang)}"]
    parts.append(chart.subtitle(lang))
    if chart.form == "fan":
        parts += _alt_lines(chart, lang)
    else:
        parts += _alt_categories(chart, lang)
    parts.append(chart.words[lang].gap)
    return (
        words["stop"].join(part.rstrip("。.") for part in parts if part).strip()
        + words["stop"].rstrip()
    )


def _alt_lines(chart: Chart, lang: str) -> list[str]:
    words = WORDS[lang]
    out = []
    kinds = ("actual", "benchmark", "point", "comparison", "projection", "target")
    lines = chart.rows(*kinds)
    for (series, kind), rows in lines[lines["value"].notna()].groupby(
        ["series", "kind"], sort=False
    ):
        name = chart.series_name(series, lang) or KIND_WORDS[lang][kind]
        if kind in ("actual", "benchmark"):  # whose labels have one number of digits
            rows = rows.assign(format=rows["format"].iloc[-1])
        ends = [rows.iloc[0]] if len(rows) == 1 else [rows.iloc[0], rows.iloc[-1]]
        said = [
            f"{x_text(end['x'], lang)}{' ' if lang == 'en' else ''}{chart.value_text(end, lang)}"
            for end in ends
        ]
        out.append(f"{name}{words['colon']}{words['to'].join(said)}")
    for (_, level), rows in chart.rows("band").groupby(["series", "level"], sort=False):
        end = rows.iloc[-1]
        name = f"{x_text(end['x'], lang)}{band_name(level, lang)}"
        if lang == "en":
            name = f"{band_name(level, lang)} in {x_text(end['x'], lang)}"
        out.append(f"{name}{words['colon']}{range_text(chart, end, lang)}")
    return out


def _alt_categories(chart: Chart, lang: str) -> list[str]:
    words = WORDS[lang]
    order = chart.categories()
    highlight = [c for c in chart.options.get("highlight", ()) if c in order]
    shown = order if len(order) <= 10 else list(dict.fromkeys([*order[:3], *highlight, order[-1]]))
    out = []
    for category in shown:
        said = []
        for row in each_row(chart.data[chart.data["category"] == category]):
            number = chart.value_text(row, lang) or range_text(chart, row, lang)
            number = number or VERDICT_WORDS[lang][row.verdict]
            if number:
                name = chart.series_name(row.series, lang)
                said.append(f"{name} {number}".strip())
        if said:
            name = chart.category_name(category, lang)
            out.append(f"{name}{words['colon']}{words['comma'].join(said)}")
    if len(order) > len(shown):
        out.append(words["more"].format(n=len(order) - len(shown)))
    for row in each_row(chart.rows("benchmark")):
        if not row.category:
            out.append(f"{chart.series_name(row.series, lang)} {chart.value_text(row, lang)}")
    return out
