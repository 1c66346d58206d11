"""The chart contract: one description from which picture, slide, workbook and alt text are made.

A :class:`Chart` holds numbers and words, never pixels. Functions build it from frames; the
renderers in this package draw it with matplotlib, the briefing turns the same rows into native
charts. Nothing here computes a statistic: what is not in ``data`` cannot be drawn.
"""

from __future__ import annotations

import math
import re
from collections import namedtuple
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from cqdata.cells import hidden, records
from cqdata.errors import DataError, shortened, shown
from cqdata.words import LANGS

if TYPE_CHECKING:
    from matplotlib.figure import Figure

FORMS = ("fan", "bars", "intervals", "progress", "picture")
SIZES = ("slide", "square", "a4")
LEAST_DPI, MOST_DPI = 10, 1200

# Kinds of rows that stand for published or given numbers and must name a source.
SOURCED = ("actual", "benchmark", "target", "published", "point")
# Statuses that are drawn with an open marker and explained in a note.
OPEN = ("preliminary", "estimate", "inferred", "undated")
# What a row holds, in the order in which it is described.
COLUMNS: Mapping[str, str] = MappingProxyType(
    {
        "series": "text",
        "kind": "text",
        "category": "text",
        "x": "number",
        "value": "number",
        "low": "number",
        "high": "number",
        "level": "number",
        "status": "text",
        "verdict": "text",
        "marked": "flag",
        "source_id": "text",
        "ref": "text",
        "label_zh": "text",
        "label_en": "text",
        "note_zh": "text",
        "note_en": "text",
        "format": "text",
        "unit_zh": "text",
        "unit_en": "text",
    }
)

# Options a chart may set, with what they mean; an unknown one is a misspelling.
OPTIONS = MappingProxyType(
    {
        "main": "ids of the series drawn in the strong colour (default: the first actual series)",
        "like": "{series: other}: draw a projected series in the colour of the one it continues",
        "highlight": "ids of the categories that the chart is about",
        "zero": "True: the value axis starts at zero",
    }
)

_DIGIT = re.compile(r"[0-9０-９]")
_FIELD = re.compile(r"[^\W\d_]\w*")
_FORMAT = re.compile(r"(?:,?\.[0-9]{1,2}[fg])?")


def number_text(value: float, spec: str = "") -> str:
    """Return a number as readers see it: the format applied, a true minus sign, no "-0".

    Parameters
    ----------
    value : float
        The number.
    spec : str
        A Python format specification such as ``".2f"`` or ``"+,.0f"``.
    """
    text = format(value, spec)
    if _DIGIT.search(text) and not re.search(r"[1-9]", text):
        text = text.replace("-", "")
    return text.replace("-", "\N{MINUS SIGN}")


def by_language(value: Any, lang: str, default: Any) -> Any:
    """Return what holds for a language: the value itself, or its entry in a mapping."""
    return value.get(lang, default) if isinstance(value, Mapping) else value


@dataclass(frozen=True)
class Words:
    """Everything a chart says in one language.

    Parameters
    ----------
    title : str
        The finding, one sentence without a full stop.
    subtitle : str
        Measure, unit and years.
    sources : str
        Publisher, title and edition of what was drawn, without the word "Source".
    series : mapping
        Series id → name; for `progress` column id → heading.
    unit : str
        Unit written behind values on the chart ("%", "亿元", " bn yuan").
    notes : sequence of str
        Notes below the source; notes about the axis and open markers are added by the chart.
    gap : str
        How far a projection ends from its target: written at a bracket between the two.
    method : str
        How projected values were made, for speaker notes.
    takeaways : sequence of str
        Sentences for the speaker.
    """

    title: str
    subtitle: str
    sources: str
    series: Mapping[str, str] = field(default_factory=dict)
    unit: str = ""
    notes: Sequence[str] = ()
    gap: str = ""
    method: str = ""
    takeaways: Sequence[str] = ()


def chart_data(rows: pd.DataFrame | Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    """Return rows as a chart's data frame: every column of ``COLUMNS`` with its dtype.

    Missing text becomes "", missing numbers NA; unknown columns raise, because they would be
    drawn nowhere.

    Raises
    ------
    DataError
        Naming the unknown columns.
    """
    frame = pd.DataFrame(rows) if not isinstance(rows, pd.DataFrame) else rows.copy()
    unknown = [str(name) for name in frame.columns if name not in COLUMNS]
    if unknown:
        known = ", ".join(COLUMNS)
        raise DataError(f"chart data: unknown columns {', '.join(unknown)}; known: {known}")
    frame = frame.reset_index(drop=True)
    given = dict(frame.items())
    kept = {name: _column(cells, COLUMNS[str(name)]) for name, cells in given.items()}
    if list(kept) == list(COLUMNS) and all(kept[name] is given[name] for name in kept):
        return frame
    empty = {type_: pd.Series(cell, frame.index, _DTYPES[type_]) for type_, cell in _EMPTY.items()}
    return pd.DataFrame({name: kept.get(name, empty[type_]) for name, type_ in COLUMNS.items()})


_Row = namedtuple("_Row", ["Index", *COLUMNS])  # type: ignore[misc]


def each_row(data: pd.DataFrame) -> Iterator[Any]:
    """Yield the rows of a chart's data, cells as attributes; pandas hands out texts one by one."""
    return map(_Row._make, zip(data.index, *(data[name].tolist() for name in COLUMNS), strict=True))


_DTYPES = {"text": pd.StringDtype(), "flag": np.dtype(bool), "number": np.dtype("float64")}
_EMPTY = {"text": "", "flag": False, "number": np.nan}


def _column(cells: pd.Series, type_: str) -> pd.Series:
    """Return cells in the type of their column; most have it, since charts are made of charts."""
    if cells.dtype == _DTYPES[type_]:
        return cells.fillna("") if type_ == "text" and cells.array.isna().any() else cells
    if type_ == "text":
        return cells.astype("string").fillna("")
    if type_ == "flag":
        return cells.astype("boolean").fillna(False).astype(bool)
    return pd.to_numeric(cells).astype("float64")


@dataclass(frozen=True, eq=False, repr=False)
class Chart:
    """One chart, described once.

    Parameters
    ----------
    name : str
        File name of its exports, ``snake_case``.
    form : str
        One of ``FORMS``.
    data : DataFrame or rows
        One row per number drawn; see ``docs/charts.md`` for the columns each form reads. Values
        are in the unit that ``words[lang].unit`` (or the row's own unit) names.
    words : mapping
        Language → :class:`Words`; ``zh`` and ``en`` are both needed.
    format : str or mapping
        Format of values on the chart, ``".2f"`` or ``",.0f"``, one for all or one per language; a
        row's own ``format`` overrides it.
    options : mapping
        See ``OPTIONS``.
    lang : str
        Language in which the chart displays itself in a notebook.
    scale : mapping
        Language → factor by which values are shown; rows with a unit of their own are not scaled.
        See :meth:`localised`.
    picture : bytes
        PNG of a figure that was drawn elsewhere (form ``picture``).

    Raises
    ------
    DataError
        If the description breaks the contract; the message names chart, place and expectation.
    """

    name: str
    form: str
    data: pd.DataFrame
    words: Mapping[str, Words]
    format: str | Mapping[str, str] = ".2f"
    options: Mapping[str, Any] = field(default_factory=dict)
    lang: str = "zh"
    scale: Mapping[str, float] = field(default_factory=dict)
    picture: bytes = b""
    _found: dict[Any, Any] = field(init=False, default_factory=dict)  # what was asked for before

    def __post_init__(self) -> None:
        object.__setattr__(self, "data", chart_data(self.data))
        object.__setattr__(self, "words", MappingProxyType(dict(self.words)))
        object.__setattr__(self, "options", MappingProxyType(dict(self.options)))
        _check(self)

    def __repr__(self) -> str:
        return f"<Chart {self.name}: {self.form}, {len(self.data)} rows, {self.lang}>"

    # --- words -----------------------------------------------------------------------------

    def title(self, lang: str) -> str:
        """Return the finding."""
        return self.words[lang].title

    def subtitle(self, lang: str) -> str:
        """Return measure, unit and years."""
        return self.words[lang].subtitle

    def source(self, lang: str) -> str:
        """Return the citation, without the word "Source"."""
        return self.words[lang].sources

    def notes(self, lang: str) -> list[str]:
        """Return all notes: automatic ones (axis, open markers) first, then the author's."""
        from cqdata.charts.wording import automatic_notes

        return automatic_notes(self, lang) + list(self.words[lang].notes)

    def unit(self, lang: str) -> str:
        """Return the unit written behind values."""
        return self.words[lang].unit

    def series_name(self, series: str, lang: str) -> str:
        """Return a series' (or table column's) name."""
        return self.words[lang].series.get(series, "")

    def value_text(self, row: Any, lang: str, *, unit: bool = True, column: str = "value") -> str:
        """Return one row's number as printed on the chart.

        Parameters
        ----------
        row : Series or namedtuple
            A row of the data of a localised chart (see :meth:`localised`).
        lang : str
            Language of the unit.
        unit : bool
            Whether the unit is written behind the number.
        column : str
            Which number of the row: ``value``, ``low`` or ``high``.
        """
        value = getattr(row, column)
        if pd.isna(value):
            return ""
        spec = row.format or by_language(self.format, lang, ".2f")
        text = number_text(float(value), spec)
        return text + (self.row_unit(row, lang) if unit else "")

    def row_unit(self, row: Any, lang: str) -> str:
        """Return the row's own unit, or the chart's."""
        return getattr(row, f"unit_{lang}") or self.unit(lang)

    def localised(self, lang: str) -> Chart:
        """Return the chart as it is shown in one language: values already scaled, one format.

        Renderers, tables and native charts start from it, so that 亿元 and bn yuan cannot mix.
        """
        spec = by_language(self.format, _language(lang), ".2f")
        if spec == self.format and not self.scale and self.lang == lang:
            return self
        data, ways = self.data.copy(), self.written(lang)
        for column in ("value", "low", "high"):
            data[column] *= [factor for factor, _ in ways]
        data["format"] = [own for _, own in ways]
        return replace(self, data=data, format=spec, scale={}, lang=lang)

    def written(self, lang: str) -> list[tuple[float, str]]:
        """Return by which factor and in which format of its own each row is written; see above."""
        whole, spec = self.scale.get(lang, 1.0), by_language(self.format, lang, ".2f")
        named = (self.data["unit_zh"] + self.data["unit_en"]) != ""
        factors = [1.0 if own else whole for own in named]
        pairs = zip(factors, self.data["format"], strict=True)
        return [(factor, _finer(own, spec, factor)) for factor, own in pairs]

    @cached_property
    def alike(self) -> Chart:
        """The chart, localised, with a format for each row.

        A projection begins at a published value and a path ends at a target: written alike.
        """
        stated = each_row(self.rows("actual", "point", "target"))
        known = {(row.x, f"{row.value:.6g}"): row.format for row in stated}
        formats = []
        for row in each_row(self.data):
            number = row.low if math.isnan(row.value) else row.value
            formats.append(known.get((row.x, f"{number:.6g}"), row.format) or self.format)
        return replace(self, data=self.data.assign(format=formats))

    @cached_property
    def source_ids(self) -> tuple[str, ...]:
        """Ids of the sources of what is drawn."""
        ids = [one for cell in self.data["source_id"] for one in cell.split(";") if one]
        return tuple(dict.fromkeys(ids))

    # --- rows ------------------------------------------------------------------------------

    def rows(self, *kinds: str) -> pd.DataFrame:
        """Return the rows of these kinds."""
        if kinds not in self._found:  # layouts ask for the same rows many times
            self._found[kinds] = self.data[self.data["kind"].isin(kinds)]
        rows: pd.DataFrame = self._found[kinds]
        return rows

    def series(self, *kinds: str) -> list[str]:
        """Return the ids of the series of these kinds, in the order of the data."""
        drawn = zip(self.data["kind"], self.data["series"], strict=True)
        return list(dict.fromkeys(one for kind, one in drawn if not kinds or kind in kinds))

    @property
    def main(self) -> tuple[str, ...]:
        """Ids of the series that the chart is about."""
        return tuple(self.options.get("main", ())) or tuple(self.series("actual")[:1])

    def categories(self) -> list[str]:
        """Return the ids of the categories in the order in which they are drawn.

        Bars are ranked by their value; rows without a value come last. Ties keep the order of the
        data, so that the picture does not depend on a sort.
        """
        data = self.data[self.data["category"] != ""]
        given = list(dict.fromkeys(data["category"]))
        if self.form != "bars":
            return given
        ranked = data[data["kind"] == "actual"].drop_duplicates("category")
        values = dict(zip(ranked["category"], ranked["value"], strict=True))
        known = [c for c in given if c in values and values[c] == values[c]]
        return sorted(known, key=lambda c: -values[c]) + [c for c in given if c not in known]

    def category_name(self, category: str, lang: str) -> str:
        """Return a category's label in one language."""
        return self._labels[lang].get(category, category)

    @cached_property
    def _labels(self) -> dict[str, dict[str, str]]:
        named = {lang: self.data[self.data[f"label_{lang}"] != ""][::-1] for lang in LANGS}
        return {
            lang: dict(zip(rows["category"], rows[f"label_{lang}"], strict=True))
            for lang, rows in named.items()
        }

    # --- outputs ---------------------------------------------------------------------------

    def draw(self, lang: str | None = None, size: str = "slide") -> Figure:
        """Return the chart as a matplotlib figure.

        Parameters
        ----------
        lang : {"zh", "en"}, optional
            Language; the chart's own by default.
        size : {"slide", "square", "a4"}
            13.333 × 7.5 in, 7.5 × 7.5 in, or 156 mm text width.
        """
        from cqdata.charts.render import draw

        lang = _language(lang or self.lang)
        return draw(self.localised(lang), lang, size)

    def table(self, lang: str | None = None) -> pd.DataFrame:
        """Return the drawn numbers, rounded as printed, with headings in the language."""
        from cqdata.charts.wording import table

        lang = _language(lang or self.lang)
        return table(self.localised(lang), lang)

    def alt(self, lang: str | None = None) -> str:
        """Return a text that says what the picture shows."""
        from cqdata.charts.wording import alt

        lang = _language(lang or self.lang)
        if ("alt", lang) not in self._found:
            self._found["alt", lang] = alt(self.localised(lang), lang)
        text: str = self._found["alt", lang]
        return text

    def png(self, lang: str | None = None, size: str = "slide", dpi: int = 300) -> bytes:
        """Return the chart as PNG bytes."""
        from cqdata.charts.publishing import picture

        if type(dpi) not in (int, float) or not LEAST_DPI <= dpi <= MOST_DPI:
            raise DataError(f"dpi: found {shown(dpi)}, expected {LEAST_DPI} to {MOST_DPI}")
        return picture(self, "png", _language(lang or self.lang), size, dpi=dpi)

    def titled(self, title: Any) -> Chart:
        """Return the same chart under another title: one text for both languages, or a mapping."""
        from cqdata.charts.functions import both

        heads = both(title)
        words = {lang: replace(self.words[lang], title=heads[lang]) for lang in LANGS}
        return replace(self, words=words)

    def within(self, lang: str) -> Chart:
        """Return the same chart that displays itself in another language."""
        return replace(self, lang=_language(lang))

    def _ipython_display_(self) -> None:
        # A chart that is looked at is a picture; what is published shows its numbers too.
        from IPython.display import display

        display({"image/png": self.png(dpi=96)}, raw=True)


def decimals(spec: str) -> int:
    """Return the number of decimals that a format specification writes, 6 if it says none."""
    found = re.search(r"\.(\d+)f", spec)
    return int(found[1]) if found else 6


def _finer(own: str, spec: str, factor: float) -> str:
    """Return a row's own format for a scaled number: as many digits, commas as the chart's."""
    if not own:
        return ""
    places = decimals(own) - round(math.log10(factor))
    return f"{',' if ',' in spec else ''}.{places}f"


def one_of(what: str, value: Any, allowed: Iterable[str]) -> Any:
    """Return a value that is among those allowed, and refuse any other."""
    if value not in list(allowed):
        raise DataError(f"{what} {shortened(repr(value))}; expected one of {', '.join(allowed)}")
    return value


def _language(lang: str) -> str:
    one_of("language", lang, LANGS)
    return lang


# Latin characters that there is room for; a name is that of files.
_LONGEST = {"subtitle": 800, "name": 100, "title": 240, "notes": 800, "series": 800}
_LONGEST |= dict.fromkeys(("unit", "unit_zh", "unit_en"), 120)


def check_text(what: str, text: str, most: float, *, lines: bool = False) -> None:
    """Refuse a text that no chart could hold: of more than `most` Latin characters, or hidden ones.

    Chinese characters count twice. With `lines` the ends of lines are refused too.
    """
    # Before any line is broken, which takes long for what no chart can hold.
    if 2 * len(text) > most < sum(2 if ord(sign) > 0x2E80 else 1 for sign in text):
        expected = f"at most {most // 2} Chinese or {most} Latin"
        raise DataError(f"{what}: {len(text):,} characters; expected {expected}")
    # What XML cannot hold, and what turns a line around in a reader's eye.
    if mark := hidden(text, lines=lines):
        raise DataError(f"{what}: a control character (U+{ord(mark):04X}); expected plain text")


def _check(chart: Chart) -> None:
    """Raise the first breach of the contract, said so that its author can mend it."""

    named = shortened(repr(chart.name)[1:-1], 60)  # hidden signs are shown

    def fail(place: str, found: str) -> None:
        raise DataError(f"chart {named}, {place}: {found}")

    def text(place: str, said: str, what: str) -> None:
        check_text(f"chart {named}, {place}", said, _LONGEST.get(what, math.inf))

    text("name", chart.name, "name")
    if not _FIELD.fullmatch(chart.name) or chart.name != chart.name.lower():
        fail("name", f"{chart.name!r}; expected snake_case")
    one_of(f"chart {chart.name}: form", chart.form, FORMS)
    for option in chart.options:
        one_of(f"chart {chart.name}: option", option, OPTIONS)
    if set(chart.words) != set(LANGS):
        fail("words", f"languages {sorted(chart.words)}; expected zh and en")
    _language(chart.lang)
    _check_rows(chart, fail)
    given = chart.format.values() if isinstance(chart.format, Mapping) else [chart.format]
    for spec in (*given, *chart.data["format"].unique()):
        if not isinstance(spec, str) or not _FORMAT.fullmatch(spec):
            fail("format", f"{shortened(repr(spec))}; expected one such as .1f or ,.0f")
    for column in (name for name, type_ in COLUMNS.items() if type_ == "text"):
        for cell in dict.fromkeys(chart.data[column].tolist()):
            text(f"data, {column}", cell, column)
    for lang in LANGS:
        words = chart.words[lang]
        for place in ("title", "subtitle", "sources"):
            if not getattr(words, place).strip():
                fail(f"words {lang}", f"{place} is empty")
        for place, said in vars(words).items():
            texts = said.values() if isinstance(said, Mapping) else said
            for one in [said] if isinstance(said, str) else texts:
                text(f"words {lang}, {place}", one, place)
        for series in chart.series():
            if series and series not in words.series:
                fail(f"words {lang}", f"series {series!r} has no name")


def _check_rows(chart: Chart, fail: Callable[[str, str], None]) -> None:
    from cqdata.charts.words import KIND_WORDS, STATUS_WORDS, VERDICT_WORDS

    if chart.data.empty:
        fail("data", "no rows")
    # Without pandas: a chart has few rows, and each chart is made of several others.
    every = records(chart.data)
    known = {"kind": KIND_WORDS, "status": STATUS_WORDS, "verdict": VERDICT_WORDS}
    for column, words in known.items():
        for row, at in enumerate(every):
            if at[column] not in words["en"]:
                one_of(f"chart {chart.name}, data row {row}: {column}", at[column], words["en"])
    for breach, found in (
        (lambda at: at["kind"] in SOURCED and not at["source_id"],
         "this kind of row needs a source_id"),
        (lambda at: at["kind"] == "band" and (math.isnan(at["low"]) or math.isnan(at["high"])),
         "a band needs low and high"),
        (lambda at: bool(at["label_zh"]) != bool(at["label_en"]), "label_zh and label_en together"),
        (lambda at: bool(at["note_zh"]) != bool(at["note_en"]), "note_zh and note_en together"),
    ):  # fmt: skip
        for row, at in enumerate(every):
            if breach(at):
                fail(f"data row {row} ({at['kind']})", found)
