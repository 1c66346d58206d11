"""A series of one's own: from a file of years and values to a chart, a slide and a workbook."""

from __future__ import annotations

import math
import re
import unicodedata
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from cqdata import cells
from cqdata.briefing.exporting import Progress, export
from cqdata.charts.contract import LANGS
from cqdata.errors import DataError, shortened
from cqdata.files import read_bytes
from cqdata.number import FURTHEST

if TYPE_CHECKING:
    import pandas as pd

    from cqdata.charts import Chart

_YEARS = ("year", "年份", "年度", "年")
_VALUES = ("value", "数值", "值", "数据")
_SOURCES = ("source", "source_id", "来源")
_ENCODINGS = ("utf-8-sig", "gb18030")


def parse_target(text: str) -> tuple[int, float]:
    """Return (year, value) of a target written as ``2027:3.0``.

    Raises
    ------
    DataError
        If it is not a year, a colon and a number.
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    found = re.fullmatch(
        r"([0-9]{4})\s*[:=]\s*([+-]?[0-9][0-9,]{0,19}(?:\.[0-9]{1,12})?)\s*%?", plain
    )
    if not found:
        found_text = shortened(repr(text))
        raise DataError(f"target {found_text}; expected year:value, such as 2027:3.0")
    return int(found[1]), float(found[2].replace(",", ""))


def read_series(path: Path | str) -> pd.DataFrame:
    """Return a file's series: ``year`` (int), ``value`` (float), ``decimals``, ``source``.

    The file is CSV with a heading, comma, semicolon or tab between cells, in UTF-8, UTF-8 with
    byte-order mark or GB18030; digits may be full width, and 年份 and 数值 name the columns as
    well as ``year`` and ``value``. Rows without a value are years without data.

    Raises
    ------
    DataError
        Naming file, row, column, what was found and what is expected.
    """
    import pandas as pd

    path = Path(path)
    text = _text(path)
    numbered = cells.rows(text, path.name, _delimiter(text))
    lines, rows = [], []
    for line, row in numbered:
        lines.append(line)
        rows.append([unicodedata.normalize("NFKC", cell).strip() for cell in row])
    if not rows or not any(rows[0]):
        raise DataError(f"{path.name}: empty; expected a heading with year and value")
    head = [cell.lower() for cell in rows[0]]
    year_at = _column(path, head, _YEARS, "year")
    value_at = _column(path, head, _VALUES, "value")
    source_at = next((head.index(name) for name in _SOURCES if name in head), None)
    out = []
    seen: dict[int, int] = {}
    for number, row in zip(lines[1:], rows[1:], strict=True):
        if not any(row):
            continue
        year = _year(path, number, _at(row, year_at), rows[0][year_at])
        if year in seen:
            raise DataError(
                f"{path.name}, row {number}, column {rows[0][year_at]}: {year} stands in row "
                f"{seen[year]} already; expected one row a year"
            )
        seen[year] = number
        printed = _at(row, value_at)
        value, decimals = _value(path, number, printed, rows[0][value_at])
        source = _at(row, source_at) if source_at is not None else ""
        out.append({"year": year, "value": value, "decimals": decimals, "source": source})
    if not out:
        raise DataError(f"{path.name}: no rows below the heading; expected years with values")
    return pd.DataFrame(out).sort_values("year", ignore_index=True)


def chart_from_csv(
    path: Path | str,
    target: tuple[int, float] | None = None,
    title: str | None = None,
    unit: str | None = None,
    *,
    to: int | None = None,
    method: str | None = None,
    source: str | None = None,
    name: str | None = None,
    lang: str = "zh",
) -> Chart:
    """Return a fan chart of a series in a file: history, projection with intervals, target.

    Parameters
    ----------
    path : path
        CSV with year and value, see :func:`read_series`.
    target : (year, value), optional
        Target to be compared with, in the unit of the series.
    title : str, optional
        What is measured, e.g. ``"研发投入强度"``; the file's name by default.
    unit : str, optional
        Unit written behind values.
    to : int, optional
        Last year projected; the target's by default, else 2027, or three years on.
    method : str, optional
        Method of :func:`cqdata.project`; its default if not given.
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

    from cqdata.charts import Chart, Fact, Gap, Words, rows
    from cqdata.projection import project

    path = Path(path)
    _check_words(title, unit, name)
    frame = read_series(path)
    known = frame.dropna(subset="value")
    if known.empty:
        raise DataError(f"{path.name}: no row has a value; expected numbers in the column value")
    last = known.iloc[-1]
    last_year, last_value = int(last["year"]), float(last["value"])
    if target is not None:
        goal_year, goal = int(target[0]), float(target[1])
        if goal_year <= last_year or not math.isfinite(goal):
            raise DataError(
                f"{path.name}: target {goal_year}:{goal:g}; expected a year after {last_year}, "
                "the last one with a value, and a finite number"
            )
    lowest = float(known["value"].min())
    if target is not None and goal < 0 <= lowest:
        raise DataError(
            f"{path.name}: target {goal_year}:{goal:g}; expected zero or more, as the series has"
        )
    end = to or (target[0] if target else max(2027, last_year + 3))
    if target is not None and end < goal_year:
        raise DataError(f"{path.name}: projected to {end}; expected the target's year at least")
    if not last_year < end <= last_year + FURTHEST:
        raise DataError(
            f"{path.name}: projected to {end}; expected a year from {last_year + 1} to "
            f"{last_year + FURTHEST}"
        )
    series = known.loc[:, ["year", "value"]]
    if method is None:
        projected = project(series, to=end)
    else:
        projected = project(series, to=end, method=method)

    measure = title or path.stem
    unit = unit or ""
    spec = f",.{int(known['decimals'].max())}f"
    stem = name or slug(path.stem)
    source_ids = f"user/{stem}"
    history = frame.assign(source_id=source_ids, status="reported")
    first = int(known["year"].iloc[0])
    parts = [
        rows.actual(history, "history", marked=(first, last_year)),
        rows.projection(
            projected.table, "median", origin=(last_year, last_value), source_id=source_ids
        ),
    ]
    median = float(projected.at(goal_year if target else end)["median"])
    at = projected.at(goal_year if target else end)
    facts = {
        "measure": Fact(measure),
        "unit": Fact(unit),
        "first": Fact(first, "d", {"zh": "年", "en": ""}),
        "last": Fact(last_year, "d", {"zh": "年", "en": ""}),
        "end": Fact(goal_year if target else end, "d", {"zh": "年", "en": ""}),
        "now": Fact(last_value, spec, unit),
        "median": Fact(median, spec, unit),
        "low": Fact(float(at["low80"]), spec, unit),
        "high": Fact(float(at["high80"]), spec, unit),
        "level": Fact(80, "d", "%"),
        "file": Fact(path.name),
        "method": Fact("", unit=dict(projected.note) or projected.method),
    }
    gap = None
    if target is not None:
        gap = Gap("median", "target")
        facts["goal"] = Fact(goal, spec, unit)
        step = (goal - last_value) / (goal_year - last_year)
        # A difference between percentages is told in percentage points.
        apart = {"zh": "个百分点", "en": " points"} if unit.strip() in ("%", "％") else unit
        facts["gap"] = Fact(abs(goal - median), spec, apart)
        facts["per_year"] = Fact(step, "+" + spec, apart)
        path_years = list(range(last_year, goal_year + 1))
        line = pd.DataFrame(
            {"year": path_years, "value": [last_value + step * n for n in range(len(path_years))]}
        )
        parts.append(rows.required(line, source_id=source_ids))
        parts.append(rows.target(goal_year, goal, source_id=source_ids))
    cited = source or _cited(frame, path)
    verdict = "" if target is None else _verdict(goal, median, last_value)
    words = {
        tongue: Words(
            **_said(tongue, verdict, bool(target)),
            unit=unit,
            sources=cited,
            notes=(),
            method="{method}",
        )
        for tongue in LANGS
    }
    return Chart(
        name=stem,
        form="fan",
        data=rows.together(*parts),
        words=words,
        facts=facts,
        format=spec,
        gap=gap,
        options={"divide": last_year},
        lang=lang,
    )


def publish_csv(
    path: Path | str,
    target: tuple[int, float] | None = None,
    out: Path | str = "exports",
    langs: Sequence[str] = LANGS,
    *,
    title: str | None = None,
    unit: str | None = None,
    to: int | None = None,
    method: str | None = None,
    source: str | None = None,
    name: str | None = None,
    formats: Sequence[str] | None = None,
    progress: Progress | None = None,
) -> list[Path]:
    """Write a file's series as fan chart, slide and workbook; return the files written.

    Parameters are those of :func:`chart_from_csv` and :func:`cqdata.briefing.export`. Other files
    in the folders stay as they are.
    """
    chart = chart_from_csv(
        path, target, title, unit, to=to, method=method, source=source, name=name
    )
    return export([chart], out, langs, [chart.name], formats, progress, tables={})


def slug(text: str) -> str:
    """Return a name for files and charts: lower-case letters, digits and underscores.

    Where other letters are left out, four digits of their checksum keep names apart.
    """
    plain = unicodedata.normalize("NFKD", text)
    kept = re.sub(r"[^a-z0-9]+", "_", plain.encode("ascii", "ignore").decode().lower()).strip("_")
    if any(char.isalnum() and ord(char) > 127 for char in plain):
        kept = f"{kept}_{zlib.crc32(text.encode()) & 0xFFFF:04x}".strip("_")
    return kept if kept[:1].isalpha() else f"series_{kept}".rstrip("_")


def _check_words(title: str | None, unit: str | None, name: str | None) -> None:
    """Refuse words that no chart could hold, before any work is done."""
    for what, text, most in (("title", title, 120), ("unit", unit, 24), ("name", name, 80)):
        if text is not None and len(text) > most:
            raise DataError(
                f"{what}: {len(text):,} characters; expected at most {most}, to be read on a chart"
            )
        if text is not None and (mark := cells.hidden(text, lines=True)):
            raise DataError(f"{what}: a control character (U+{ord(mark):04X}); expected plain text")
    if name is not None and not re.fullmatch(r"[A-Za-z0-9_][\w.-]*", name):
        raise DataError(f"name {name!r}; expected letters, digits, - and _, no parts of a path")


# --- reading -----------------------------------------------------------------------------------


def _text(path: Path) -> str:
    content = read_bytes(path)
    for encoding in _ENCODINGS:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise DataError(f"{path.name}: not readable as text; expected UTF-8 or GB18030")


def _delimiter(text: str) -> str:
    first = re.split("[\r\n]", text.lstrip(), maxsplit=1)[0]
    return max(",;\t", key=first.count)


def _column(path: Path, head: Sequence[str], names: Sequence[str], what: str) -> int:
    for name in names:
        if name in head:
            return head.index(name)
    found = ", ".join(cell or "(empty)" for cell in head)
    raise DataError(
        f"{path.name}, row 1: no column {what}; found {found}; expected {' or '.join(names)}"
    )


def _at(row: Sequence[str], index: int) -> str:
    return row[index] if index < len(row) else ""


def _year(path: Path, number: int, cell: str, column: str) -> int:
    found = re.fullmatch(r"([0-9]{4})(?:\.0+)?年?", cell)
    if not found or not 1800 <= int(found[1]) <= 2200:
        raise DataError(
            f"{path.name}, row {number}, column {column}: {cell!r}; expected a year such as 2023"
        )
    return int(found[1])


def _value(path: Path, number: int, cell: str, column: str) -> tuple[float, int]:
    if cell.lower() in ("", "-", "—", "–", "na", "n/a", "nan", "…", "..."):
        return math.nan, 0
    plain = cell.replace("\N{MINUS SIGN}", "-").rstrip("%").strip()
    if not re.fullmatch(r"[+-]?([0-9]{1,3}(,[0-9]{3}){1,5}|[0-9]{1,18})(\.[0-9]{1,12})?", plain):
        raise DataError(
            f"{path.name}, row {number}, column {column}: {shortened(repr(cell))}; expected a "
            "number such as 2.45, of at most 18 digits before the point, or nothing"
        )
    plain = plain.replace(",", "")
    return float(plain), len(plain.partition(".")[2])


def _cited(frame: pd.DataFrame, path: Path) -> str:
    sources = [text for text in dict.fromkeys(frame["source"]) if text]
    return "；".join([*sources, path.name]) if sources else path.name


# --- words -------------------------------------------------------------------------------------


def _verdict(goal: float, median: float, now: float) -> str:
    """Return how the projection stands to the target: reached, or short in its direction."""
    up = goal >= now
    return "reached" if (median >= goal if up else median <= goal) else ("short" if up else "over")


_TITLES = {
    "zh": {
        "": "预测中值：{end}{measure}约为{median}",
        "short": "预测中值：{end}{measure}约为{median}，离{goal}的目标还差{gap}",
        "over": "预测中值：{end}{measure}约为{median}，比{goal}的目标还高{gap}",
        "reached": "预测中值：{end}{measure}约为{median}，可以达到{goal}的目标",
    },
    "en": {
        "": "The projected median of {measure} is {median} in {end}",
        "short": "The projected median of {measure} is {median} in {end}, "
        "{gap} short of the {goal} target",
        "over": "The projected median of {measure} is {median} in {end}, "
        "{gap} above the {goal} target",
        "reached": "The projected median of {measure} is {median} in {end}, "
        "enough for the {goal} target",
    },
}
_GAPS = {
    "zh": {"": "", "short": "差{gap}", "over": "高{gap}", "reached": "相差{gap}"},
    "en": {"": "", "short": "{gap} short", "over": "{gap} above", "reached": "{gap} apart"},
}


def _said(lang: str, verdict: str, aimed: bool) -> dict:
    """Return title, subtitle, names, key and takeaways in one language."""
    from cqdata.charts import Key

    if lang == "zh":
        series = {"history": "实际", "median": "预测中值"}
        keys = []
        takeaways = ["{last}为{now}。", "{end}的{level}区间为{low}～{high}。"]
        if aimed:
            series |= {"required": "如期达标", "target": "{end}目标"}
            keys = [Key("如期达标：今后平均每年**{per_year}**", "required")]
            takeaways.append("如期达到{goal}，平均每年需{per_year}。")
        subtitle = "{measure}，{unit}，{first:n}—{end}" if aimed else "{measure}，{first:n}—{end}"
    else:
        series = {"history": "Actual", "median": "Projected median"}
        keys = []
        takeaways = ["{now} in {last}.", "The {level} range in {end} is {low} to {high}."]
        if aimed:
            series |= {"required": "On target", "target": "{end} target"}
            keys = [Key("On target: **{per_year}** a year on average", "required")]
            takeaways.append("Reaching {goal} in time takes {per_year} a year on average.")
        subtitle = "{measure}, {unit}, {first}–{end}" if aimed else "{measure}, {first}–{end}"
    return {
        "title": _TITLES[lang][verdict],
        "subtitle": subtitle,
        "series": series,
        "keys": keys,
        "gap": _GAPS[lang][verdict],
        "takeaways": takeaways,
    }
