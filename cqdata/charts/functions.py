"""Charts out of frames: what a notebook's cell names is drawn, the rest comes from the data.

Each function returns a :class:`Chart`. Subtitle, unit, names of series, sources and marks of status
come from the dictionaries of indicators, bases, regions and sources; the cell gives a title in
each language and at most one note. Nothing is computed here but the line from a last value to a
target.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from cqdata import catalog
from cqdata.charts import rows
from cqdata.charts.contract import LANGS, Chart, Words, chart_data, one_of
from cqdata.charts.description import x_of
from cqdata.charts.wording import HEADINGS, WORDS, x_text
from cqdata.charts.words import TABLES, both_of
from cqdata.errors import DataError, MixedBasisError, shortened, shown
from cqdata.frames import IDENTITY, judged, one_series, only, require
from cqdata.frames import numbers as numbers_of
from cqdata.number import Number, last_digit
from cqdata.quantity.decimals import places_of
from cqdata.saying import Numbers, said

if TYPE_CHECKING:
    from cqdata.projection import Projection

Both = str | Mapping[str, str] | tuple[str, str]
"""A text in both languages: ``{"zh": …, "en": …}``, ``(zh, en)``, or one text for both."""

NATION = "全国"
MOST_DIGITS = 6

_SCALED = {"CNY_1e8": {"en": 0.1}, "USD_1e8": {"en": 0.1}}


def unit_name(unit: str, lang: str, table: str = "behind") -> str:
    """Return what stands `behind` a value, or what the `unit` is called; counts have a measure."""
    bare = unit.removeprefix("count:")
    if lang == "en" and unit.startswith("count:"):
        return ""
    apart = table == "behind" and bare[:1].isascii() and bare[:1].isalnum()  # 1,187.9 bn yuan
    return TABLES[table][lang].get(unit, f" {bare}" if apart else bare)


_BRACES = re.compile(r"\{[A-Za-z_]\w*(?::n)?\}")


def both(text: Both, numbers: Numbers | None = None) -> dict[str, str]:
    """Return a text in both languages with its numbers filled in.

    Raises
    ------
    DataError
        If a language is missing, or the text names a number that is not there.
    """
    if isinstance(text, str):
        words = dict.fromkeys(LANGS, text)
    elif isinstance(text, tuple):
        if len(text) != len(LANGS):
            raise DataError(f"{text!r}: expected (Chinese, English)")
        words = dict(zip(LANGS, text, strict=True))
    elif not isinstance(text, Mapping):
        raise DataError(f"words: found {shown(text)}, expected a text or one for each language")
    else:
        words = dict(text)
        unknown = set(words) - set(LANGS)
        if unknown or not words:
            raise DataError(f"languages {sorted(words)}; expected zh and en")
        # One language is enough for a chart of one's own: the other shows the same.
        words = {lang: words.get(lang, next(iter(words.values()))) for lang in LANGS}
    for lang, one in words.items():
        if not isinstance(one, str):
            raise DataError(f"words in {lang}: found {shown(one)}, expected a text")
    if any(words.values()) and not all(one.strip() for one in words.values()):
        raise DataError(
            f"words: found {shown(text)}, expected some that can be seen in each language"
        )
    if numbers is not None:
        words = {lang: numbers.fill(one, lang) for lang, one in words.items()}
    return words


def fan(
    name: str,
    history: pd.DataFrame | pd.Series,
    projection: Projection | pd.DataFrame | None = None,
    *,
    title: Both,
    target: Number | None = None,
    gap: Number | None = None,
    later: pd.DataFrame | None = None,
    points: Mapping[Both, Number | pd.Series] | None = None,
    numbers: Numbers | None = None,
    note: Both = "",
    subtitle: Both = "",
    digits: int | None = None,
    target_name: Both | None = None,
) -> Chart:
    """Return a series with its projection, and what a plan asks for.

    Parameters
    ----------
    name : str
        File name of the chart, ``snake_case``.
    history : DataFrame or Series
        One series, as ``cq.series`` returns it, or values with whole years as index. The end of a
        month is the year before with twelfths behind it: 2024 + 10/12 is October 2025.
    projection : Projection or DataFrame, optional
        Median and intervals; a frame with ``year`` and ``value`` is drawn as a line alone.
    title, note, subtitle : str, (zh, en) or {"zh": …, "en": …}
        The finding; at most one note. Numbers in braces are those of ``numbers``; the subtitle
        comes from the data if none is given.
    target : Number, optional
        A level with its year: drawn with the path that still reaches it.
    gap : Number, optional
        Distance between projection and target in the target's year, written at a bracket.
    later : DataFrame, optional
        What was published after the projection's origin, as points.
    points : mapping, optional
        Name → Number with a year: single marks, such as an estimate; or a row of
        :func:`cqdata.series`, drawn at its period, open at the month of its statement if the
        count is undated.
    numbers : Numbers, optional
        What the words name.
    target_name : str, (zh, en) or {"zh": …, "en": …}, optional
        What the target is called; by default what the plan asks for.
    digits : int, optional
        Decimals of all values (亿元 in Chinese for money). By default published values have the
        digits that were printed, computed ones those usual for their unit.

    Returns
    -------
    Chart

    Raises
    ------
    MixedBasisError
        If the history, or history and projection, stand on more than one basis.
    DataError
        If the history is not one series (:func:`cqdata.frames.one_series`), target, gap or a point
        are in another unit, the target or what is `later` lies before the history's end, or a text
        names a number that is not there or is empty in one language.
    """
    history = one_series(history, f"chart {name}, history")
    if target is not None and not (isinstance(target, Number) and target.year is not None):
        raise DataError(
            f"chart {name}: the target {shown(target)} has no year; expected a Number with one, as "
            "cq.target(…), cq.grow(…, to=2027) or cq.assume(3.0, year=2027)"
        )
    _used(name, target_name=target_name, target=target)
    unit = only(history, "unit", f"chart {name}")
    if target is not None:
        _check_unit(name, "target", target, unit, "history")
        if target.year <= history["year"].iloc[-1]:
            raise DataError(
                f"chart {name}: the target is of {target.year}; expected a year after "
                f"{history['year'].iloc[-1]}, the last of the history"
            )
    if gap is not None and not (unit == "%" and gap.unit == "pp"):
        _check_unit(name, "gap", gap, unit, "history")
    last = history.iloc[-1]
    origin = (float(last["year"]), float(last["value"]))
    # What is computed from the history names its last source; each value of the history its own.
    source = str(_sourced(history)["source_id"].iloc[-1])
    names: dict[str, dict[str, str]] = {"history": _basis_name(history)}
    parts = [rows.actual(_sourced(history), "history", marked=(history["year"].iloc[0], origin[0]))]
    if projection is not None and not isinstance(projection, pd.DataFrame):
        start = projection.history.iloc[-1]
        for column in IDENTITY:
            own, other = (row.get(column) for row in (last, start))
            known = pd.notna(other) and (column == "basis" or pd.notna(own))
            if known and own != other:
                error = MixedBasisError if column == "basis" else DataError
                raise error(f"chart {name}: history on {own}, projection on {other}")
        parts.append(
            rows.projection(
                projection.table,
                "median",
                origin=(float(start["year"]), float(start["value"])),
                source_id=source,
            )
        )
        names["median"] = both_of("median")
    elif projection is not None:
        line = _alike(f"chart {name}, projection", projection, history)
        parts.append(_line(line, "median", source))
        names["median"] = both_of("trend")
    if later is not None and not later.empty:
        later = _alike(f"chart {name}, later", later, history)
        if later["year"].iloc[0] <= last["year"]:
            found = f"later from {later['year'].iloc[0]}, history to {last['year']}"
            raise DataError(f"chart {name}: found {found}; expected later years")
        marked = tuple(later["year"])
        parts.append(rows.actual(_sourced(later), "later", kind="point", marked=marked))
        names["later"] = both_of("later")
    for n, (label, point) in enumerate((points or {}).items()):
        series = f"point{n}"
        names[series] = both(label, numbers)
        if isinstance(point, pd.Series):
            parts.append(_stated(point, series, history))
            continue
        _check_unit(name, f"point {label}", point, unit, "history")
        parts.append(_point(point, series, "target" if point.kind == "target" else "point"))
    if target is not None:
        parts.append(_path(origin, target))
        names["required"] = both_of("path")
        parts.append(_point(target, "target", "target"))
        names["target"] = both(target_name or ("规划要求", "Plan asks for"), numbers)
    return _chart(
        name,
        "fan",
        parts,
        names,
        _Texts(title, note, numbers, subtitle, digits),
        subtitle=subtitle_of(history),
        unit=unit,
        gap={lang: WORDS[lang]["gap"].format(gap=said(gap, lang)) for lang in LANGS}
        if gap is not None and gap > 0
        else None,
        options={"zero": unit != "%"},
        method=None if isinstance(projection, pd.DataFrame) else getattr(projection, "note", None),
    )


def lines(
    name: str,
    series: Mapping[Both, pd.DataFrame | pd.Series],
    *,
    title: Both,
    main: str | tuple[str, str] | None = None,
    scenario: Mapping[Both, pd.DataFrame] | None = None,
    numbers: Numbers | None = None,
    note: Both = "",
    subtitle: Both = "",
    digits: int | None = None,
) -> Chart:
    """Return several series side by side, each a line of its own: bases, regions, scenarios.

    Parameters
    ----------
    name : str
        File name of the chart, ``snake_case``.
    series : mapping
        Name of the line → one series as ``cq.series`` returns it, all in one unit. Series of the
        nation are drawn as benchmark.
    main : str or (zh, en), optional
        The line that the chart is about; by default the last that is no benchmark.
    scenario : mapping, optional
        Name of one of the lines → frame with ``year`` and ``value``: how it goes on under the
        assumptions that the note names; drawn dashed. Its ``source_id``, where it has one, is
        cited with that of the line; its years are among those of the subtitle, and those that the
        line has already are not drawn again.
    title, note, subtitle, numbers, digits
        As for :func:`fan`.

    Returns
    -------
    Chart

    Raises
    ------
    DataError
        If a frame is not one series, units differ, or a scenario has no line or no further year.
    """
    parts: list[pd.DataFrame] = []
    names: dict[str, dict[str, str]] = {}
    options: dict[str, Any] = {}
    ids: dict[Any, str] = {}
    units = set()
    further: list[int] = []
    series = {label: one_series(frame, f"chart {name}, {label}") for label, frame in series.items()}
    if not series:
        raise DataError(f"chart {name}: no series; expected one or more by their names")
    if main is not None and main not in series:
        raise DataError(
            f"chart {name}: main: found {main!r}, expected one of {', '.join(map(str, series))}"
        )
    for number, (label, frame) in enumerate(series.items()):
        ids[label] = f"line{number}"
        kind = "benchmark" if _region(frame) == NATION else "actual"
        marked = (float(frame["year"].iloc[-1]),)
        parts.append(rows.actual(_sourced(frame), ids[label], kind=kind, marked=marked))
        names[ids[label]] = both(label)
        units.add(only(frame, "unit", f"chart {name}"))
    if len(units) > 1:
        raise DataError(f"chart {name}: units {', '.join(sorted(units))}; expected one")
    for label, frame in (scenario or {}).items():
        if label not in ids:
            raise DataError(f"chart {name}: the scenario {label!r} continues no line")
        base, own, ahead = _sourced(series[label]).iloc[-1], ids[label], f"{ids[label]}_scenario"
        origin = (float(base["year"]), float(base["value"]))
        frame = _alike(f"chart {name}, scenario {label}", frame, series[label])
        further += frame["year"].tolist()
        cited = ";".join(
            dict.fromkeys([base["source_id"], *frame.get("source_id", pd.Series()).dropna()])
        )
        frame = frame[frame["year"] > base["year"]]
        if frame.empty:
            raise DataError(
                f"chart {name}: the scenario {label!r} has no year after {base['year']}"
            )
        line = _line(frame, ahead, cited, origin=origin, status="scenario")
        line.loc[line.index[-1], "marked"] = True
        parts.append(line)
        names[ahead] = {
            lang: WORDS[lang]["scenario"].format(name=name) for lang, name in names[own].items()
        }
        options.setdefault("like", {})[ahead] = own
    chosen = [ids[label] for label, frame in series.items() if _region(frame) != NATION] or list(
        ids.values()
    )
    options["main"] = [ids[main] if main is not None else chosen[-1]]
    return _chart(
        name,
        "fan",
        parts,
        names,
        _Texts(title, note, numbers, subtitle, digits),
        subtitle=subtitle_of(
            pd.concat(list(series.values())), varied=len(series) > 1, further=further
        ),
        unit=units.pop(),
        options=options,
    )


def bars(
    name: str,
    table: pd.DataFrame,
    *,
    title: Both,
    highlight: Sequence[str] | None = None,
    line: Number | None = None,
    line_name: Both | None = None,
    numbers: Numbers | None = None,
    note: Both = "",
    subtitle: Both = "",
    digits: int | None = None,
) -> Chart:
    """Return one value of each region (or other item), ranked.

    Parameters
    ----------
    name : str
        File name of the chart, ``snake_case``.
    table : DataFrame
        ``region`` and ``value``, one row each, as ``cq.panel`` returns for one year; further
        columns of series are kept. Other items stand in columns ``label_zh`` and ``label_en``.
    highlight : sequence of str, optional
        Regions (or other items) that the chart is about; by default Chongqing.
    line : Number, optional
        A value to compare with, such as the nation's.
    line_name : str, (zh, en) or {"zh": …, "en": …}, optional
        What that line is called; by default the nation.
    title, note, subtitle, numbers
        As for :func:`fan`.
    digits : int, optional
        Decimals of the values (亿元 in Chinese for money); by default as usual for their unit.

    Returns
    -------
    Chart

    Raises
    ------
    DataError
        If a region stands twice or has no name, a cell is not what its column says
        (:func:`cqdata.frames.judged`), there are values of several bases or none at all, or the
        line is in another unit.
    """
    what = f"chart {name}"
    require(table, what)
    labelled = "region" not in table and "label_zh" in table
    key = "label_zh" if labelled else "region"
    table = _sourced(judged(table, what, key, "value"))
    if table["value"].isna().all():
        raise DataError(f"{what}: no rows with a value")
    for place in table.index[table[key].fillna("") == ""]:
        raise DataError(f"{what}: row {place + 1}: no {key}, expected a name for each bar")
    twice = table.loc[table[key].duplicated(), key]
    if len(twice):
        raise DataError(f"chart {name}: {key} {twice.iloc[0]!r} stands twice, expected once")
    if highlight is not None:
        highlight = [highlight] if isinstance(highlight, str) else list(highlight)
    for one in highlight or ():
        items = shortened(f"one of {', '.join(map(str, table[key]))}")
        if one not in set(table[key]):
            found = f"highlight {shown(one)}, which is none of the bars"
            raise DataError(f"chart {name}: found {found}; expected {items}")
    _used(name, line_name=line_name, line=line)
    only(table, "basis", what)
    known = catalog.regions().set_index("region")["region_en"]
    data = table[["value", "status", "source_id", "ref"]].assign(
        series="bars",
        kind="actual",
        category=table[key],
        label_zh=table.get("label_zh", table[key]),
        label_en=table.get("label_en", table[key].map(known).fillna(table[key])),
    )
    parts = [chart_data(data)]
    value = {lang: HEADINGS[lang]["value"] for lang in LANGS}
    names = {"bars": both_of("provinces") if key == "region" else value}
    unit = only(table, "unit", what)
    if line is not None:
        _check_unit(name, "line", line, unit, "bars")
        parts.append(_point(line, "line", kind="benchmark"))
        names["line"] = both(line_name or ("全国", "Nation"))
    return _chart(
        name,
        "bars",
        parts,
        names,
        _Texts(title, note, numbers, subtitle, digits),
        subtitle=subtitle_of(table, varied=True),
        unit=unit,
        options={"highlight": ["重庆"] if highlight is None else list(highlight)},
    )


# ---------------------------------------------------------------------------------------- pieces


def _used(name: str, **pair: Any) -> None:
    """Refuse a name for what is not drawn: `pair` is that name and what it is of."""
    (what, given), (of, drawn) = pair.items()
    if given is not None and drawn is None:
        raise DataError(f"chart {name}: found {what}={shown(given)} and no {of} to be called so")


def _check_unit(name: str, what: str, number: Number, unit: str, like: str) -> None:
    """Refuse a number that is not in the unit of what it is drawn on, where that has one."""
    if not isinstance(number, Number):
        raise DataError(f"chart {name}: the {what}: found {shown(number)}, expected a number")
    if unit and number.unit != unit:
        found = number.unit or "no unit"
        raise DataError(f"chart {name}: the {what} is in {found}; expected {unit}, as the {like}")


@dataclass(frozen=True)
class _Texts:
    """What a cell says of its chart, and how finely."""

    title: Both
    note: Both
    numbers: Numbers | None
    subtitle: Both = ""
    digits: int | None = None

    def said(self, text: Both) -> dict[str, str]:
        """Return a text in both languages, its numbers filled in.

        Raises
        ------
        DataError
            If it names a number and the cell gives none.
        """
        words = both(text, self.numbers)
        for one in words.values():
            if self.numbers is None and (named := _BRACES.search(one)):
                raise DataError(f"{named[0]} stands in {shortened(one)!r}: expected numbers=n")
        return words


def _chart(
    name: str,
    form: str,
    parts: Sequence[pd.DataFrame],
    names: Mapping[str, Mapping[str, str]],
    texts: _Texts,
    *,
    unit: str,
    subtitle: Mapping[str, str] | None = None,
    gap: Mapping[str, str] | None = None,
    options: Mapping[str, Any] | None = None,
    method: Mapping[str, str] | None = None,
) -> Chart:
    if len(names) > _MOST:
        raise DataError(f"chart {name}: {len(names)} series; expected at most {_MOST}")
    for lang in LANGS:
        called = [words[lang] for words in names.values()]
        if twice := [one for one in called if not one or called.count(one) > 1]:
            raise DataError(f"chart {name}: two lines {twice[0]!r}; expected a name for each")
    data = rows.together(*parts)
    spec = _format(data, unit, texts.digits)
    # What was printed is shown with the digits that were printed, unless the cell asks for others;
    # a target, and what stands in a table, with its own.
    asked = texts.digits is not None and form != "progress"
    usual = (data["unit_zh"] == "") & (
        (data["format"] == spec["zh"]) | (asked & (data["kind"] != "target"))
    )
    data["format"] = data["format"].mask(usual, "")
    heads, notes = texts.said(texts.title), texts.said(texts.note)
    spoken = texts.said(texts.subtitle) if texts.subtitle or subtitle is None else subtitle
    ids = dict.fromkeys(one for cell in data["source_id"] for one in cell.split(";") if one)
    words = {
        lang: Words(
            title=heads[lang],
            subtitle=spoken[lang],
            sources=_cited(ids, lang),
            series={key: one[lang] for key, one in names.items()},
            unit=unit_name(unit, lang),
            notes=[notes[lang]] if notes[lang] else [],
            gap=(gap or {}).get(lang, ""),
            method=both(method)[lang] if method else "",
        )
        for lang in LANGS
    }
    return Chart(
        name=name,
        form=form,
        data=data,
        words=words,
        format=spec,
        options=options or {},
        scale=_SCALED.get(unit, {}),
    )


_MOST = 16  # series that a chart has room for


def _cited(ids: Mapping[str, None], lang: str) -> str:
    """Return the citation of sources that the project knows; others are the reader's own."""
    known = set(catalog.sources()["source_id"])
    parts = [catalog.cite([one for one in ids if one in known], lang)] if known & set(ids) else []
    parts += [one for one in ids if one not in known and one != "own"]
    if "own" in ids or not parts:
        parts.append(WORDS[lang]["own"])
    return WORDS[lang]["semicolon"].join(part for part in parts if part)


def _format(data: pd.DataFrame, unit: str, digits: int | None) -> dict[str, str]:
    """Return how values are printed on a chart: shares to two decimals, counts whole."""
    if digits is not None:
        if type(digits) is not int or not 0 <= digits <= MOST_DIGITS:
            raise DataError(f"digits: found {shortened(repr(digits))}, expected 0 to {MOST_DIGITS}")
        more = -round(math.log10(_SCALED.get(unit, {}).get("en", 1.0)))
        return {"zh": f".{digits}f", "en": f",.{digits + more}f"}
    if unit in ("%", "pp", "times", ""):
        return dict.fromkeys(LANGS, ".2f")
    if unit.startswith(("count:", "person", "rank")):
        return {"zh": ".0f", "en": ",.0f"}
    large = float(data["value"].abs().max()) >= 100
    return {"zh": ".0f" if large else ".1f", "en": ",.1f" if large else ".2f"}


def _sourced(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the frame with the columns that a drawn row needs, a reader's own data named so."""
    own = {"status": "", "source_id": "own", "ref": ""}
    return frame.assign(**{key: value for key, value in own.items() if key not in frame})


def _line(frame: pd.DataFrame, series: str, source: str, **more: Any) -> pd.DataFrame:
    table = frame[["year", "value"]].rename(columns={"value": "median"})
    return rows.projection(table, series, kind="comparison", source_id=source, **more)


def _point(number: Number, series: str, kind: str = "point") -> pd.DataFrame:
    if number.year is None and kind == "point":
        raise DataError(f"chart: the point {series} has no year")
    status = "target" if kind == "target" else "estimate" if number.quantity.estimate else ""
    cited = ";".join(number.sources) or "own"
    where = {"source_id": cited, "ref": number.ref, "marked": True}
    where["format"] = f".{max(places_of(last_digit(number)), 0)}f"  # as sentences say it
    return rows.points([number.year], [number.value], series, kind, status, **where)


def _stated(row: pd.Series, series: str, like: pd.DataFrame) -> pd.DataFrame:
    """Return a stated value as a row, at its period; one without a date at that of its statement.

    Raises
    ------
    DataError
        If it has no period or no value, or is in another unit than what it is drawn on.
    """
    frame = row.to_frame().T
    frame = judged(frame, f"chart, the point {series}", "period", "value")
    only(pd.concat([like, frame]), "unit", f"chart, the point {series}")
    undated = row.get("flag") == "undated"
    frame["year"] = x_of(str(row["period"]))
    drawn = rows.actual(_sourced(frame), series, kind="point", marked=tuple(frame["year"]))
    return drawn.assign(status="undated") if undated else drawn


def _path(origin: tuple[float, float], target: Number) -> pd.DataFrame:
    """Return the path that reaches a target at constant growth, or in equal steps from zero."""
    assert target.year is not None
    first, start = int(origin[0]), origin[1]
    span = target.year - first
    years = range(first, target.year + 1) if span > 0 else []
    if start > 0 and target.value > 0:
        values = [start * (target.value / start) ** ((year - first) / span) for year in years]
    else:
        values = [start + (target.value - start) * (year - first) / span for year in years]
    where = {"source_id": ";".join(target.sources), "ref": target.ref}
    return rows.points(years, values, "required", "required", "derived", **where)


def _alike(what: str, frame: Any, like: pd.DataFrame) -> pd.DataFrame:
    """Return a series that is drawn with another, once both are of the same, where they say it."""
    if isinstance(frame, pd.DataFrame) and "median" in frame:
        frame = frame.assign(value=frame["median"])
    line = one_series(frame, what)
    for column in IDENTITY:
        only(pd.concat([like, line]), column, what)
    return line


def _region(frame: pd.DataFrame) -> str:
    found = frame["region"].dropna().unique() if "region" in frame else []
    return str(found[0]) if len(found) == 1 else ""


def _basis_name(frame: pd.DataFrame) -> dict[str, str]:
    """Return what the basis of a series is called, "Published" where there is none."""
    table = catalog.bases()
    if {"indicator", "basis"} <= set(frame.columns):
        last = frame.iloc[-1]
        known = table.loc[
            (table["indicator"] == last["indicator"]) & (table["basis"] == last["basis"])
        ]
        if len(known):
            return {lang: str(known[f"basis_{lang}"].iloc[0]) for lang in LANGS}
    return both_of("published")


def subtitle_of(
    frame: pd.DataFrame, *, varied: bool = False, further: Sequence[int] = ()
) -> dict[str, str]:
    """Return region, indicator, unit and years of a frame, and of what goes `further`.

    With `varied` no basis is named.
    """
    unit = only(frame, "unit", "chart")
    years = [int(year) for year in frame["year"].dropna()] if "year" in frame else []
    years += further
    indicators = catalog.indicators().set_index("indicator")
    regions = catalog.regions().set_index("region")["region_en"]
    out = {}
    for lang in LANGS:
        words = WORDS[lang]
        indicator = str(frame.iloc[-1].get("indicator", "") or "")
        known = indicator in indicators.index
        measure = str(indicators.loc[indicator, f"indicator_{lang}"]) if known else indicator
        region = _region(frame)
        if region:
            named = region if lang == "zh" else regions.get(region, region)
            of_region = words["of_region"].format(region=named, measure=measure)
            measure = of_region if measure else named
        behind = unit_name(unit, lang, "unit")
        span = catalog.span(min(years), max(years), lang) if years else ""
        dated = words["year"].format(x=span) if span else ""  # 2011—2024年
        basis = "" if varied else _basis_name(frame)[lang]
        head = words["comma"].join(part for part in (measure, behind, dated) if part)
        said = words["semicolon"].join(part for part in (head, basis) if part)
        out[lang] = said or HEADINGS[lang]["value"]
    return out


# Verdict of the audit → its name in a chart.
_FITS = {
    "consistent": "consistent",
    "consistent only if": "conditional",
    "conflict": "inconsistent",
    "cannot be decided": "unknown",
}


def intervals(
    name: str,
    table: pd.DataFrame,
    *,
    title: Both,
    numbers: Numbers | None = None,
    note: Both = "",
    subtitle: Both = "",
) -> Chart:
    """Return intervals against the values that they are held against, all on one scale.

    Parameters
    ----------
    name : str
        File name of the chart, ``snake_case``.
    table : DataFrame
        One row an interval in %: ``label_zh``, ``label_en``, ``low``, ``high``, ``value`` (what it
        is held against), ``verdict`` of the audit, ``source_id``, ``ref`` and, where it is another,
        ``status`` of the value; ``note_zh`` and ``note_en`` are written at the end of a row.
    title, note, subtitle, numbers
        As for :func:`fan`.

    Returns
    -------
    Chart

    Raises
    ------
    DataError
        If there are no rows, a column is missing, a cell is not what its column says
        (:func:`cqdata.frames.judged`) or a verdict is not one of the audit.
    """
    given = ("label_zh", "label_en", "low", "high", "value", "verdict")
    table = _sourced(judged(table, f"chart {name}", *given))
    for verdict in table["verdict"]:
        one_of(f"chart {name}: verdict", verdict, _FITS)
    keys = ("source_id", "ref", "label_zh", "label_en", "note_zh", "note_en")
    shared = table[[key for key in keys if key in table]].assign(
        category=[f"item{number}" for number in table.index],
        verdict=table["verdict"].map(_FITS),
    )
    edges = table[["low", "high"]].assign(status="derived", series="implied", kind="implied")
    # The zero of the scale is no measurement: it has no decimals.
    form = table["value"].map(lambda value: ".0f" if value == 0 else "")
    given = table[["value", "status"]].assign(series="published", kind="published", format=form)
    data = pd.concat([shared.join(edges), shared.join(given)]).sort_index(kind="stable")
    return _chart(
        name,
        "intervals",
        [chart_data(data)],
        {name: both_of(name) for name in ("implied", "published")},
        _Texts(title, note, numbers, subtitle),
        unit="%",
    )


# ------------------------------------------------------------------------------------- scorecard

RECORD_SOURCE = "m3-competition"
_MEASURED = ("latest", "target", "record")
_CARD = ("latest", "year", "target", "chance", "verdict", "record")


def scorecard(
    name: str,
    card: pd.DataFrame,
    *,
    title: Both,
    numbers: Numbers | None = None,
    note: Both = "",
    subtitle: Both = "",
) -> Chart:
    """Return targets side by side: where each stands, its chance, verdict and record.

    The record is how often such a verdict came true in the test series, in %. Targets that cannot
    be judged are left out. A target that no plan prints says how it was derived, a chance that
    rests on an assumption says which.

    Parameters
    ----------
    name : str
        File name of the chart, ``snake_case``.
    card : DataFrame
        As :func:`cqdata.progress.progress` or :func:`cqdata.plan.scorecard` returns it.
    title, note, subtitle, numbers
        As for :func:`fan`.

    Returns
    -------
    Chart

    Raises
    ------
    DataError
        If no target can be judged, one stands twice, or a measured column holds no number.
    """
    heads = TABLES["scorecard"]
    what = f"chart {name}"
    require(card, what, "target_id", "verdict", "latest_period", "target_year", *_MEASURED)
    judged = card.loc[card["verdict"] != "unknown"]
    if judged.empty:
        raise DataError(f"chart {name}: no target that can be judged")
    for column in ("target_year", *_MEASURED):
        if numbers_of(judged[column], what).isna().all():
            raise DataError(f"{what}: no number in the column {column!r}")
    if judged["target_id"].duplicated().any():
        raise DataError(f"{what}: a target stands twice; expected each once")
    data = [_scored(row, column) for row in judged.to_dict("records") for column in _CARD]
    first, last = int(judged["target_year"].min()), int(judged["target_year"].max())
    return _chart(
        name,
        "progress",
        [chart_data(data)],
        {
            column: {
                lang: heads[lang][column].format(year=catalog.span(first, last, lang))
                for lang in LANGS
            }
            for column in _CARD
        },
        _Texts(title, note, numbers, subtitle, digits=0),
        subtitle=both_of("progress"),
        unit="CNY_1e8",
    )


def _scored(row: Mapping[str, Any], column: str) -> dict[str, Any]:
    """Return one cell of a scorecard as a row of the chart."""
    cell: dict[str, Any] = {
        "series": column,
        "kind": "target" if column == "target" else "actual",
        "category": row["target_id"],
        "label_zh": row["indicator_zh"],
        "label_en": row["indicator_en"],
        "source_id": row["shown_source_id"],
        "ref": row["ref"],
    }
    if column in ("verdict", "chance", "year"):
        cell |= {"unit_zh": " ", "unit_en": " "}
    if column == "record":
        cell |= {"source_id": RECORD_SOURCE, "ref": RECORD_SOURCE, "status": "derived"}
        return cell | {"value": row[column], "format": ".0f", "unit_zh": "%", "unit_en": "%"}
    if column == "verdict":
        return cell | {"kind": "verdict", "verdict": row["verdict"]}
    if column == "chance":
        return cell | {f"note_{lang}": row[f"chance_{lang}"] for lang in LANGS}
    if column == "year":
        when, status = x_of(str(row["latest_period"])), row["latest_status"]
        marked = status in ("inferred", "undated")
        return cell | {
            f"note_{lang}": x_text(when, lang) + (WORDS[lang][status] if marked else "")
            for lang in LANGS
        }
    cell |= {"value": row[column]} | _scored_unit(row)
    if column == "latest":
        return cell | {"x": x_of(str(row["latest_period"]))}
    for lang in LANGS:
        how = WORDS[lang]["goal_derived"] + str(row[f"derived_{lang}"])
        parts = [how if row["derived"] else "", row.get(f"condition_{lang}", "")]
        cell[f"note_{lang}"] = WORDS[lang]["semicolon"].join(filter(None, parts))
    return cell | {"x": float(row["target_year"]), "status": "target"}


def _scored_unit(row: Mapping[str, Any]) -> dict[str, str]:
    """Return format and unit of a cell; money keeps the chart's, which is scaled in English."""
    unit = str(row["unit"])
    if unit == "CNY_1e8":
        return {"format": ".1f"}
    if unit == "%":
        fine = abs(float(row["target"])) < 10
        return {"format": ".2f" if fine else ".1f", "unit_zh": "%", "unit_en": "%"}
    # A blank is a unit of its own: the chart's would stand there otherwise.
    return {"format": ".0f"} | {f"unit_{lang}": unit_name(unit, lang) or " " for lang in LANGS}
