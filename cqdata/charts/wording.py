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
    heads = HEADINGS[lang]
    data = chart.data
    out: dict[str, Any] = {}
    if (data["category"] != "").any():
        out[heads["category"]] = [
            chart.category_name(c, lang) if c else "" for c in data["category"]
        ]
    names = {s: chart.series_name(s, lang) for s in chart.series()}
    if any(names.values()):
        out[heads["series"]] = [names[s] for s in data["series"]]
    if data["kind"].nunique() > 1:
        out[heads["kind"]] = [KIND_WORDS[lang][kind] for kind in data["kind"]]
    if data["x"].notna().any():
        x_head = "x" if chart.form == "picture" else heads["x"]
        if data["x"].dropna().mod(1).eq(0).all():
            out[x_head] = data["x"].astype("Int64")
        elif chart.form != "picture":  # years as numbers, months as text
            out[x_head] = [
                "" if x != x else int(x) if x % 1 == 0 else x_text(x, lang) for x in data["x"]
            ]
        else:
            out[x_head] = data["x"]
    if data["level"].notna().any():
        out[heads["level"]] = data["level"].astype("Int64")
    # A projection begins at a published value and a path ends at a target: written alike.
    stated = chart.rows("actual", "point", "target")
    known = {(row.x, f"{row.value:.6g}"): row.format for row in stated.itertuples()}
    whole = not any(decimals(spec or str(chart.format)) for spec in data["format"])
    for column in ("value", "low", "high"):
        if data[column].notna().any():
            rounded = [
                round(v, decimals(known.get((x, f"{v:.6g}"), spec) or str(chart.format)))
                if v == v
                else v
                for x, v, spec in zip(data["x"], data[column], data["format"], strict=True)
            ]
            series = pd.Series(rounded, dtype="float64")
            out[heads[column]] = series.astype("Int64") if whole else series
    units = [chart.row_unit(row, lang).strip() for row in each_row(data)]
    if any(units):
        out[heads["unit"]] = units
    for column, vocabulary in (("status", STATUS_WORDS), ("verdict", VERDICT_WORDS)):
        if (data[column] != "").any():
            out[heads[column]] = [vocabulary[lang][value] for value in data[column]]
    if (data[f"note_{lang}"] != "").any():
        out[heads["note"]] = list(data[f"note_{lang}"])
    cited = chart.source(lang)
    out[heads["source_id"]] = [cited if one else "" for one in data["source_id"]]
    return pd.DataFrame(out)


def alt(chart: Chart, lang: str) -> str:
    """Return what the picture shows: form, finding, measure, and its main numbers."""
    words = WORDS[lang]
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
    groups = list(lines.groupby(["category", "series", "kind"], sort=False))
    for (category, series, kind), rows in groups[:12]:
        rows = rows[rows["value"].notna()]
        if rows.empty:
            continue
        name = chart.series_name(series, lang) or KIND_WORDS[lang][kind]
        if category:
            name = f"{chart.category_name(category, lang)} {name}".strip()
        ends = [rows.iloc[0]] if len(rows) == 1 else [rows.iloc[0], rows.iloc[-1]]
        said = [
            f"{x_text(end['x'], lang)}{' ' if lang == 'en' else ''}{chart.value_text(end, lang)}"
            for end in ends
        ]
        out.append(f"{name}{words['colon']}{words['to'].join(said)}")
    if len(groups) > 12:
        out.append(words["more"].format(n=len(groups) - 12))
    for (_, level), rows in chart.rows("band").groupby(["series", "level"], sort=False):
        end = rows.iloc[-1]
        span = words["range"].format(
            low=chart.value_text(end, lang, column="low"),
            high=chart.value_text(end, lang, column="high"),
        )
        name = f"{x_text(end['x'], lang)}{band_name(level, lang)}"
        if lang == "en":
            name = f"{band_name(level, lang)} in {x_text(end['x'], lang)}"
        out.append(f"{name}{words['colon']}{span}")
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
            number = chart.value_text(row, lang)
            if not number and row.low == row.low and row.high == row.high:
                number = words["range"].format(
                    low=chart.value_text(row, lang, column="low"),
                    high=chart.value_text(row, lang, column="high"),
                )
            if not number:
                number = VERDICT_WORDS[lang][row.verdict]
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
