"""Every published chart holds the same numbers wherever it stands, in both languages.

Compared are the description that its notebook stores, the layout that pictures are drawn from, the
slide's chart part and the workbook inside it, the sheet of the workbook, and the CSV.
"""

from __future__ import annotations

import io
import json
from collections import defaultdict

import pandas as pd
import pytest
from office import NS, Book, Package, series_of

from cqdata import collect
from cqdata.briefing.deck import deck
from cqdata.briefing.sections import charts_of
from cqdata.briefing.workbook import workbook
from cqdata.charts import LANGS, fan, rowforms
from cqdata.charts.description import MIME
from cqdata.charts.layout import Frame
from cqdata.charts.publishing import csv_bytes
from cqdata.charts.scorecard import table as score_table
from cqdata.charts.wording import HEADINGS, KIND_WORDS, band_name, decimals
from cqdata.charts.words import word
from cqdata.notebooks import listed

pytest.importorskip("pptx")
pytest.importorskip("xlsxwriter")
FRAME = Frame(872, 330, 15.5, 13.5, 13.5, 13.5)
A = "{" + NS["a"] + "}"


class Briefing:
    """The stored notebooks' charts, and what they become in one language."""

    def __init__(self, paths, lang):
        sections = collect.sections(paths)
        self.lang = lang
        self.charts = [chart.localised(lang) for chart in charts_of(sections)]
        self.stored = {one["name"]: one for path in paths for one in stored(path)}
        self.deck = Package(deck(sections, lang))
        self.book = Book(workbook(sections, lang))


def stored(path):
    """Return the descriptions of charts in a notebook, as they stand in its file."""
    for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
        for output in cell.get("outputs", []):
            if MIME in output.get("data", {}):
                yield output["data"][MIME]


@pytest.fixture(scope="module", params=LANGS)
def briefing(request):
    paths = listed(request.path.parents[1] / "notebooks")
    return Briefing(paths, request.param)


def described(briefing, chart):
    """Return heading → numbers, in the order of x or of the rows, from the stored description."""
    lang, one = briefing.lang, briefing.stored[chart.name]
    factor = one.get("scale", {}).get(lang, 1.0)
    rows = one["rows"]
    if all("x" in row for row in rows):
        # A whole year stands at its end.
        rows = sorted(rows, key=lambda row: (str(row["x"])[:4], str(row["x"])[5:] or "12"))
    out = defaultdict(dict)
    for row in rows:
        place = row["x"] if "x" in row else row.get("category", "")
        scale = 1.0 if "unit_zh" in row or "unit_en" in row else factor
        name = one["words"][lang]["series"].get(row["series"], "")
        edge = band_name(row["level"], lang) if "level" in row else name
        for column, heading in (
            ("value", name),
            ("low", word("low", lang, band=edge)),
            ("high", word("high", lang, band=edge)),
        ):
            if row.get(column) is not None:
                out[heading][place] = row[column] * scale
    return {heading: list(numbers.values()) for heading, numbers in out.items()}


def of_sheet(cells, heading_cell):
    """Return heading → numbers that are data, from the cells of a grid."""
    top = int(heading_cell.rsplit("$", 1)[1])
    heads = {}
    for cell, (value, _) in cells.items():  # the first of two columns alike holds the data
        if _row(cell) == top and value not in heads.values():
            heads[cell.rstrip("0123456789")] = value
    out = defaultdict(list)
    for cell, (value, formula) in sorted(cells.items(), key=lambda item: _row(item[0])):
        column = cell.rstrip("0123456789")
        data = _row(cell) > top and formula is None and column in heads
        if data and isinstance(value, float):
            out[heads[column]].append(value)
    return dict(out)


def _row(cell):
    return int(cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))


def laid(chart, lang):
    """Return heading → numbers of the layout from which pictures are drawn."""
    out = defaultdict(list)
    if chart.form == "fan":
        layout = fan.lay(chart, lang, FRAME)
        for line in layout.lines:
            out[line.name] += {line.xs[n]: line.values[n] for n in line.known}.values()
        for band in layout.bands:
            for side, edge in (("low", band.low), ("high", band.high)):
                out[word(side, lang, band=band_name(band.level, lang))] += list(edge)
        return dict(out)
    placed = [layout for _, layout in rowforms.lay(chart, lang, FRAME)]
    for layout in placed:
        for mark in (mark for row in layout.rows for mark in row.marks):
            name = chart.series_name(mark.series, lang)
            if mark.shape != "range" and mark.value == mark.value:
                out[name].append(mark.value)
            for side in ("low", "high"):
                if getattr(mark, side) == getattr(mark, side):
                    out[word(side, lang, band=name)].append(getattr(mark, side))
    for value, series, *_ in placed[0].rules:
        out[chart.series_name(series, lang)].append(value)
    return dict(out)


def same(found, wanted):
    """Return whether headings hold the same numbers, in their order along x."""
    return {key: pytest.approx(sorted(values)) for key, values in wanted.items()} == {
        key: sorted(values) for key, values in found.items() if key in wanted
    }


def drawn(briefing):
    """Yield the charts that become native charts, with their first slide and sheet parts."""
    slides = list(_slide_charts(briefing.deck))
    sheets = [briefing.book.package.xml(n) for n in briefing.book.package.names(_CHARTS)]
    pairs = iter(zip(slides, sheets, strict=True))
    for chart in briefing.charts:
        if chart.form not in ("progress", "picture"):
            parts = [next(pairs)]
            if chart.form == "bars" and len(chart.categories()) >= rowforms.TWO_COLUMNS:
                parts.append(next(pairs))
            yield chart, parts


_CHARTS = r"xl/charts/chart\d+\.xml"


def _slide_charts(package):
    for slide in package.names(r"ppt/slides/slide\d+\.xml"):
        for frame in package.xml(slide).iter("{" + NS["c"] + "}chart"):
            yield package.target(slide, frame.get("{" + NS["r"] + "}id"))


def test_layout_slide_and_sheet_hold_what_the_notebook_stores(briefing):
    for chart, parts in drawn(briefing):
        wanted = described(briefing, chart)
        assert wanted, chart.name
        assert same(laid(chart, briefing.lang), wanted), chart.name
        slide, sheet = parts[0]
        inside = Book(briefing.deck.parts[briefing.deck.related(slide, "package")])
        (cells,) = inside.sheets.values()
        heading = series_of(briefing.deck.xml(slide))[0]["tx"][0]
        assert same(of_sheet(cells, heading), wanted), chart.name
        name, place = series_of(sheet)[0]["tx"][0].rsplit("!", 1)
        cells = briefing.book.sheets[name.strip("'").replace("''", "'")]
        assert same(of_sheet(cells, place), wanted), chart.name


def test_what_a_slide_draws_is_what_its_cells_hold(briefing):
    for chart, parts in drawn(briefing):
        for slide, sheet in parts:
            inside = Book(briefing.deck.parts[briefing.deck.related(slide, "package")])
            for book, part in ((inside, briefing.deck.xml(slide)), (briefing.book, sheet)):
                for one in series_of(part):
                    reference, cache = one.get("val") or one["yVal"]
                    held = [None if v in ("", None) else v for v in book.values(reference)]
                    assert held == pytest.approx(cache, abs=1e-9), (chart.name, one["tx"][1])


def test_csv_holds_them_as_printed(briefing):
    lang = briefing.lang
    heads = HEADINGS[lang]
    for chart in briefing.charts:
        table = pd.read_csv(io.BytesIO(csv_bytes(chart, lang)))
        rows = briefing.stored[chart.name]["rows"]
        assert len(table) == len(rows), chart.name
        factor = briefing.stored[chart.name].get("scale", {}).get(lang, 1.0)
        # Where a projection begins and a path ends stands a published number.
        stated = {
            (row["x"], f"{row['value']:.6g}"): n
            for n, row in enumerate(rows)
            if row["kind"] in ("actual", "point", "target") and "x" in row and "value" in row
        }
        for column in ("value", "low", "high"):
            for n, row in enumerate(rows):
                if row.get(column) is None:
                    assert heads[column] not in table or pd.isna(table[heads[column]][n])
                    continue
                # Money in billions has a digit more than in 亿元, so that none of them is lost.
                known = stated.get((row.get("x"), f"{row[column]:.6g}"), n)
                places = decimals(chart.data["format"].iloc[known] or str(chart.format))
                scale = 1.0 if "unit_zh" in row or "unit_en" in row else factor
                wanted = round(row[column] * scale, places)
                assert table[heads[column]][n] == pytest.approx(wanted), (chart.name, row)
        if heads["kind"] in table:
            assert list(table[heads["kind"]]) == [KIND_WORDS[lang][row["kind"]] for row in rows]


def test_the_scorecard_says_the_same_on_slide_and_sheet(briefing):
    lang = briefing.lang
    (chart,) = [chart for chart in briefing.charts if chart.form == "progress"]
    score = score_table(chart, lang)
    stored_ = {row.get("value") for row in briefing.stored[chart.name]["rows"]}
    factor = briefing.stored[chart.name].get("scale", {}).get(lang, 1.0)
    known = [v * f for v in stored_ if v is not None for f in (1.0, factor)]
    (table,) = briefing.deck.xml("ppt/slides/slide1.xml").iter(f"{A}tbl")
    said = [
        ["".join(t.text or "" for t in cell.find(f"{A}txBody/{A}p").iter(f"{A}t")).strip()
         for cell in line.findall(f"{A}tc")]
        for line in table.findall(f"{A}tr")
    ]  # fmt: skip
    joint = "" if lang == "zh" else " "
    assert said[1:] == [[e.text.replace("\n", joint).strip() for e in row] for row in score.rows]
    number = briefing.charts.index(chart) + 1
    (sheet,) = [c for name, c in briefing.book.sheets.items() if name.startswith(f"{number} ")]
    held = [value for value, _ in sheet.values() if isinstance(value, float)]
    shown = [entry.value for row in score.rows for entry in row if entry.value is not None]
    assert sorted(held) == pytest.approx(sorted(shown))
    assert shown
    for value in shown:
        assert any(value == pytest.approx(one) for one in known), value


def test_findings_are_worded_alike_on_slides_and_sheets(briefing):
    titles = [chart.title(briefing.lang) for chart in briefing.charts]
    heads = [sheet["A1"][0] for name, sheet in briefing.book.sheets.items() if name[0].isdigit()]
    assert heads == titles
    slides = set()
    for name in briefing.deck.names(r"ppt/slides/slide\d+\.xml"):
        for shape in briefing.deck.xml(name).iter("{" + NS["p"] + "}sp"):
            if shape.find(".//p:ph[@type='title']", NS) is not None:
                lines = ["".join(t.text for t in p.iter(f"{A}t")) for p in shape.iter(f"{A}p")]
                slides.add("".join(lines).replace(" ", ""))
    for chart, title in zip(briefing.charts, titles, strict=True):
        if chart.form != "progress":
            assert title.replace(" ", "") in slides
