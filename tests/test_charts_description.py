"""A chart's description holds all that is drawn, and the chart made from it is the same."""

import json
import zipfile

import matplotlib.pyplot as plt
import pandas as pd
import pytest
from chart_samples import SAMPLES

import cqdata as cq
from cqdata import briefing
from cqdata.charts.description import MIME, chart_from, describe, settled
from cqdata.charts.figures import chart_of
from cqdata.errors import DataError


@pytest.mark.parametrize("name", SAMPLES)
def test_a_chart_made_from_its_description_says_and_draws_the_same(name):
    chart = SAMPLES[name]()
    again = chart_from(json.loads(json.dumps(describe(chart))))
    assert describe(again) == describe(chart)
    for lang in ("zh", "en"):
        assert again.alt(lang) == settled(chart).alt(lang)
        assert again.notes(lang) == chart.notes(lang)
    kept, given = again.data, chart.data
    assert kept.drop(columns=["x", "value", "low", "high", "note_zh", "note_en"]).equals(
        given.drop(columns=["x", "value", "low", "high", "note_zh", "note_en"])
    )
    for column in ("x", "value", "low", "high"):
        assert kept[column].tolist() == pytest.approx(given[column].tolist(), rel=1e-5, nan_ok=True)


def test_published_values_stand_as_printed_and_computed_ones_are_rounded():
    spending = cq.series("rd_expenditure", basis="bulletin")
    ahead = cq.project(spending, to=2027)
    rows = describe(cq.fan("path", spending, ahead, title="x"))["rows"]
    printed = [row["value"] for row in rows if row["kind"] == "actual"]
    assert printed == spending["value"].tolist()
    median = [row["value"] for row in rows if row["kind"] == "projection"]
    assert median[-1] == float(f"{ahead.at(2027)['median']:.6g}")
    low = [row["low"] for row in rows if row["kind"] == "band"]
    assert all(value == float(f"{value:.6g}") for value in low)


@pytest.mark.parametrize(
    ("value", "written"),
    [(0.374999996, ("0.37%", "0.37%")), (1234567.8, ("1234567.80%", "1234567.80%"))],
)
def test_a_computed_number_is_rounded_once(value, written):
    table = pd.DataFrame({"label_zh": ["甲"], "label_en": ["A"], "value": [value], "unit": "%"})
    chart = cq.bars("x", table.assign(status="derived"), title="x")
    for made in (chart, settled(chart)):
        (row,) = made.data.itertuples()
        assert (made.value_text(row, "zh"), made.value_text(row, "en")) == written


def test_dates_inside_a_year_are_months():
    own = pd.DataFrame({"year": [2023, 2024 + 10 / 12], "value": [1.0, 2.0]})
    dated = cq.fan("dated", own, title="x")
    assert describe(dated)["rows"][1]["x"] == "2025-10"
    assert chart_from(describe(dated)).data["x"][1] == pytest.approx(2024 + 10 / 12)


def test_another_version_is_refused():
    with pytest.raises(DataError, match="version 3"):
        chart_from({"version": 3})
    broken = describe(SAMPLES[next(iter(SAMPLES))]())
    del broken["rows"]
    with pytest.raises(DataError, match="rows"):
        chart_from(broken)


@pytest.fixture
def shown(monkeypatch):
    import IPython.display

    out = []
    monkeypatch.setattr(IPython.display, "display", lambda data, **_: out.append(data))
    return out


def test_publishing_shows_picture_and_description_and_writes_nothing(shown, capsys, tmp_path,
                                                                     monkeypatch):  # fmt: skip
    monkeypatch.setenv("CQDATA_EXPORTS", str(tmp_path))
    chart = SAMPLES[next(iter(SAMPLES))]()
    assert cq.publish(chart, lang="en") is None
    assert set(shown[0]) == {"image/png", MIME}
    assert shown[0]["image/png"].startswith(b"\x89PNG")
    assert capsys.readouterr().out == ""
    assert list(tmp_path.iterdir()) == []


def test_files_asked_for_go_to_the_drafts(shown, capsys, tmp_path, monkeypatch):
    monkeypatch.setenv("CQDATA_EXPORTS", str(tmp_path))
    chart = SAMPLES[next(iter(SAMPLES))]()
    cq.publish(chart, lang="zh", formats=["csv", "pptx", "xlsx"])
    files = {path.name for path in (tmp_path / "drafts" / "zh").iterdir()}
    assert {f"{chart.name}.{kind}" for kind in ("csv", "pptx", "xlsx")} <= files
    said = capsys.readouterr().out.splitlines()
    assert f"已写入 written: exports/drafts/zh/{chart.name}.pptx" in said
    cq.publish(chart, lang="zh", formats=["png"], size="square")
    assert (tmp_path / "drafts" / "zh" / f"{chart.name}-square.png").is_file()


def test_a_plain_figure_is_published_as_a_picture_with_its_data(shown):
    figure, axes = plt.subplots()
    axes.plot([2020, 2021], [1.0, 2.0], label="line")
    axes.bar([2020, 2021], [3.0, 4.0], label="bars")
    axes.scatter([2020], [5.0])
    plt.close(figure)
    cq.publish(figure, name="mine", title=("我的图", "My figure"))
    told = shown[0][MIME]
    assert told["form"] == "picture"
    assert [row["value"] for row in told["rows"]] == [1, 2, 5, 3, 4]
    assert told["words"]["zh"]["title"] == "我的图"
    picture = chart_from(told, picture=shown[0]["image/png"])
    assert picture.png("en", dpi=30).startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"lang": "fr"}, "'fr'"),
        ({"size": "wall"}, "'wall'"),
        ({"formats": ["gif"]}, "'gif'"),
    ],
)
def test_what_is_not_known_is_refused(shown, options, said, tmp_path, monkeypatch):
    monkeypatch.setenv("CQDATA_EXPORTS", str(tmp_path))
    with pytest.raises(DataError, match=said):
        cq.publish(SAMPLES[next(iter(SAMPLES))](), **options)
    assert not list(tmp_path.rglob("*.*"))


def test_a_figure_needs_a_name_a_title_and_something_drawn():
    figure, _ = plt.subplots()
    plt.close(figure)
    with pytest.raises(DataError, match="name="):
        cq.publish(figure)
    with pytest.raises(DataError, match="no line, point or bar"):
        cq.publish(figure, name="empty", title="x")


def test_a_figure_of_ones_own_has_a_slide_and_a_sheet(tmp_path):
    figure, axes = plt.subplots()
    axes.plot([2020, 2021], [1.0, 2.0], label="line")
    plt.close(figure)
    chart = chart_of(figure, "mine", ("我的图", "My figure"))
    briefing.export([chart], tmp_path, ("zh",), formats=("pptx", "xlsx", "docx"), tables={})
    with zipfile.ZipFile(tmp_path / "zh" / "briefing.pptx") as deck:
        pictures = [name for name in deck.namelist() if name.startswith("ppt/media/")]
        assert [deck.read(name) for name in pictures] == [chart.picture]
    with zipfile.ZipFile(tmp_path / "zh" / "briefing.xlsx") as book:
        assert any(name.startswith("xl/media/") for name in book.namelist())
