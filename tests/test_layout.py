"""The layout: what it decides is what the rows say, and every renderer shows just that."""

from __future__ import annotations

from datetime import date

import chart_samples
import pytest
from chart_check import texts
from office import NS, Package, series_of

from cqdata.briefing.deck import deck
from cqdata.briefing.forms import panels
from cqdata.charts import LANGS, rowforms
from cqdata.charts.fan import lay
from cqdata.charts.layout import Frame
from cqdata.charts.place import Box, apart
from cqdata.charts.wording import month_of

pytest.importorskip("pptx")
FRAME = Frame(872, 330, 15.5, 13.5, 13.5, 13.5)
C = "{" + NS["c"] + "}"
FORM_OF = chart_samples.FORM_OF
LINED = {n: m for n, m in chart_samples.SAMPLES.items() if FORM_OF[n] == "fan"}


@pytest.fixture(params=LINED)
def chart(request):
    return LINED[request.param]()


@pytest.fixture(params=LANGS)
def lang(request):
    return request.param


def numbers(chart):
    """Return every number of a chart that has a place along x."""
    data = chart.data[chart.data["x"].notna()]
    lines = data[(data["kind"] != "band") & data["value"].notna()]
    out = [(row.kind, row.series, row.x, row.value) for row in lines.itertuples()]
    for row in data[data["kind"] == "band"].itertuples():
        out += [(f"low{row.level:g}", row.series, row.x, row.low)]
        out += [(f"high{row.level:g}", row.series, row.x, row.high)]
    return sorted(out)


def test_layout_holds_the_numbers_of_the_rows_and_no_other(chart, lang):
    shown = chart.localised(lang)
    layout = lay(shown, lang, FRAME)
    held = []
    for line in layout.lines:
        held += [(line.kind, line.series, line.xs[n], line.values[n]) for n in line.known]
    for band in layout.bands:
        for side, edge in (("low", band.low), ("high", band.high)):
            pairs = zip(band.xs, edge, strict=True)
            held += [(f"{side}{band.level:g}", band.series, x, v) for x, v in pairs]
    assert sorted(held) == numbers(shown)


@pytest.mark.parametrize("size", [(872, 330), (720, 330)])
def test_grid_of_slide_and_sheet_holds_them_at_their_x(chart, lang, size):
    shown = chart.localised(lang)
    layout = lay(shown, lang, FRAME)
    ((_, plan),) = panels(shown, lang, FRAME.sized(*size))
    grid = plan.grid
    for line in layout.lines:
        column = grid[line.key]
        across = grid[plan.category].values
        held = [
            (x, v)
            for n, (x, v) in enumerate(zip(across, column.values, strict=True))
            if v is not None and not column.formula_at(n)
        ]
        assert [x for x, _ in held] == [_as(line.xs[n], plan.dated) for n in line.known]
        assert [v for _, v in held] == pytest.approx([line.values[n] for n in line.known])


def _as(x, dated):
    return (date(*month_of(x), 1) - date(1899, 12, 30)).days if dated else x


def test_every_label_is_on_picture_and_slide(chart, lang):
    shown = chart.localised(lang)
    picture = [text.get_text() for text in texts(chart.draw(lang))]
    ((_, plan),) = panels(shown, lang, FRAME)
    native = [
        (series.key, label.index)
        for group in plan.groups
        for series in group.series
        for label in series.labels
        if series.key != "floor"
    ]
    layout = lay(shown, lang, FRAME)
    assert len(native) == len(layout.labels)
    assert {key for key, _ in native} == {label.of for label in layout.labels}
    for label in layout.labels:
        assert set(label.text.split("\n")) <= set(picture), label
        if label.show in ("both", "value"):
            line = next(line for line in layout.lines if line.key == label.of)
            value = shown.value_text(_Row(line.values[line.xs.index(label.x)]), lang)
            assert label.text.split("\n")[-1] == value


class _Row:
    format = unit_zh = unit_en = ""

    def __init__(self, value):
        self.value = value


def test_a_number_stands_nearer_to_its_point_than_to_another_line(lang):
    layout = lay(chart_samples.vintages().localised(lang), lang, FRAME)
    checked = 0
    for label in layout.labels:
        if label.x == layout.x.high or label.show == "name":
            continue
        own = apart(label.box, (*label.at, *label.at))
        for line in layout.lines:
            if line.key == label.of or not line.joined:
                continue
            nearest = min(apart(label.box, s) for s in layout.path(line.xs, line.values))
            assert nearest >= own, (label.text, line.name)
            checked += 1
    assert checked


# --- dates within a year -------------------------------------------------------------------------


@pytest.fixture(scope="module")
def dated():
    package = Package(deck([chart_samples.dated()], "zh"))
    (name,) = package.names(r"ppt/charts/chart\d+\.xml")
    return package.xml(name)


def test_a_month_stands_on_an_axis_of_months(dated):
    axis = dated.find(f".//{C}dateAx")
    assert axis.find(f"{C}baseTimeUnit").get("val") == "months"
    count = next(s for s in series_of(dated) if s["tx"][1][0] == "年内数")
    october = (date(2025, 10, 1) - date(1899, 12, 30)).days
    held = dict(zip(count["cat"][1], count["val"][1], strict=True))
    assert held[october] == 10412
    assert held[(date(2024, 12, 1) - date(1899, 12, 30)).days] is None
    assert held[(date(2025, 12, 1) - date(1899, 12, 30)).days] is None


def test_a_line_runs_past_a_month_and_its_bands_keep_their_height(dated):
    layout = lay(chart_samples.dated(), "zh", FRAME)
    ((_, plan),) = panels(chart_samples.dated(), "zh", FRAME)
    grid = plan.grid
    row = grid["date"].values.index((date(2025, 10, 1) - date(1899, 12, 30)).days)
    median = next(line for line in layout.lines if line.kind == "projection")
    before, after = median.at(2024), median.at(2025)
    assert grid[median.key].values[row] == pytest.approx(before + (after - before) * 10 / 12)
    assert grid[median.key].formula_at(row)
    assert grid["strip1"].values[row] > 0
    assert grid["x"].values[row] == "2025年10月"
    assert 2024 in grid["x"].values


def test_a_missing_year_stays_a_gap(dated):
    ((_, plan),) = panels(chart_samples.dated(), "zh", FRAME)
    grid = plan.grid
    (line,) = [c for c in grid.columns if c.heading == "年末数"]
    missing = [n for n, x in enumerate(grid["x"].values) if x in (2020, 2024)]
    assert [line.values[n] for n in missing] == [None, None]
    layout = lay(chart_samples.dated(), "zh", FRAME)
    history = next(one for one in layout.lines if one.series == "history")
    assert history.values[history.xs.index(2020)] != history.values[history.xs.index(2020)]


def test_an_arrow_marks_a_bound_on_slides_too(dated):
    bounds = next(s for s in series_of(dated) if s["tx"][1][0] == "约数")
    assert bounds["whiskers"]
    arrow = bounds["element"].find(f".//{C}errBars//{{{NS['a']}}}tailEnd")
    assert arrow.get("type") == "triangle"


# --- rows ----------------------------------------------------------------------------------------

ROWED = {n: m for n, m in chart_samples.SAMPLES.items() if FORM_OF[n] in ("bars", "intervals")}


@pytest.mark.parametrize("name", ROWED)
def test_rows_hold_the_numbers_of_the_data_on_picture_and_sheet(name, lang):
    shown = ROWED[name]().localised(lang)
    placed = rowforms.lay(shown, lang, FRAME)
    rows = [row for _, layout in placed for row in layout.rows]
    assert [row.category for row in rows] == shown.categories()
    grid = panels(shown, lang, FRAME)[0][1].grid
    series = placed[0][1].series
    for n, row in enumerate(rows):
        given = shown.data[shown.data["category"] == row.category]
        assert len(row.marks) == len(given)
        for mark, record in zip(
            sorted(row.marks, key=lambda m: m.series),
            given.sort_values("series").itertuples(),
            strict=True,
        ):
            assert (mark.series, KIND_OF[mark.shape]) == (record.series, record.kind)
            key = series.index(mark.series)
            for side in ("value", "low", "high"):
                number = getattr(record, side)
                if number != number or (mark.shape == "range" and side == "value"):
                    continue
                assert getattr(mark, side) == number
                assert grid[f"{side}{key}"].values[n] == number
                assert not grid[f"{side}{key}"].formula_at(n)


KIND_OF = {"bar": "actual", "range": "implied", "dot": "published"}


@pytest.mark.parametrize("name", ROWED)
def test_every_number_of_a_row_is_written(name, lang):
    shown = ROWED[name]().localised(lang)
    picture = "\n".join(text.get_text() for text in texts(shown.draw(lang)))
    for row in shown.data.itertuples():
        assert shown.value_text(row, lang, unit=False) in picture


def test_no_number_of_a_ranked_bar_stands_at_the_line_of_a_benchmark(lang):
    """Numbers stand beside the names, left of every bar and line."""
    shown = chart_samples.bars().localised(lang)
    for _, layout in rowforms.lay(shown, lang, FRAME):
        (rule,) = layout.rules
        _, right = layout.left
        assert right < layout.px(0.0) < layout.px(rule.value)
        assert all(row.number and not any(m.text for m in row.marks) for row in layout.rows)


def test_texts_side_by_side_need_more_room_than_texts_in_rows():
    """Two labels a letter apart read as one: 746.7亿元 beside 后来公布 on the square replay."""
    one = Box(0, 0, 40, 10)
    assert one.overlap(Box(48, 0, 80, 10), 3.0) > 0
    assert one.overlap(Box(50, 0, 80, 10), 3.0) == 0
    assert one.overlap(Box(0, 13, 40, 23), 3.0) == 0
    assert one.overlap(Box(48, 0, 80, 10)) == 0
