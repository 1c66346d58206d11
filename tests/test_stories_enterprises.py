"""The enterprise story: what enters a fit, what the counts count, what other parameters change."""

import csv
import math

import pandas as pd
import pytest

from cqdata import notebooks
from cqdata.stories import common
from cqdata.stories import enterprises_charts as charts
from cqdata.stories.counts import Track, at, broken, month
from cqdata.stories.enterprises import EnterprisesStory

NOTEBOOK = "02_enterprise_double_growth.ipynb"


@pytest.fixture(scope="module")
def story():
    return EnterprisesStory()


def raw(root, table, **keys):
    with open(root / "data" / "raw" / table, encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if keys.items() <= row.items()]


def test_a_month_stands_at_its_end_on_an_axis_of_year_ends():
    assert at("2025-10") == pytest.approx(2024 + 10 / 12)
    assert at("2023-12") == at("2023") == 2023
    assert month("2025-10") == {"zh": "2025年10月", "en": "October 2025"}


def test_a_line_is_broken_once_in_every_gap():
    frame = pd.DataFrame(
        {"year": [2011, 2016, 2017], "value": [1.0, 2.0, 3.0], "ref": "r", "status": "s"}
    )
    out = broken(frame)
    assert out["year"].tolist() == [2011, 2012, 2016, 2017]
    assert out["value"].isna().tolist() == [False, True, False, False]


@pytest.mark.parametrize("key", ["ht", "tb"])
def test_only_dated_counts_of_year_ends_enter_the_fit(story, key):
    track = story.tracks[key]
    used = track.projection.history
    loose = pd.concat([track.kept(one) for one in ("bound", "undated", "within")])
    assert len(loose) >= 3
    assert not set(used["ref"]) & set(loose["ref"])
    assert used["qualifier"].eq("exact").all()
    assert used["year"].min() >= 2016
    assert not used["status"].isin(["estimate", "derived"]).any()


def test_undated_counts_get_no_year(story):
    for track in story.tracks.values():
        assert track.undated["flag"] == "undated"
        assert track.undated["period"] == "2026-01"
        assert float(track.undated["value"]) not in track.exact["value"].tolist()


def test_of_two_sources_one_is_taken_and_the_other_stays(story):
    taken = story.high_tech.exact.set_index("year").loc[2021]
    assert taken["value"] == 5109
    assert story.facts["conflict_low"].value == 5108
    assert "5,108" in story.conflict_text.en[0]
    assert "5,109" in story.conflict_text.zh[0]
    table = story.history_table("ht").set_index("period").loc["2021"]
    assert table["count"].tolist() == ["5,108", "5,109"]


def test_needed_growth_is_the_compound_rate_to_the_level(story):
    assert story.high_tech.needed == pytest.approx(((12800 / 10416) ** 0.5 - 1) * 100)
    assert story.technology.needed == pytest.approx(((86000 / 58524) ** 0.25 - 1) * 100)
    assert story.facts["other_needed"].value == pytest.approx(((12700 / 10416) ** 0.5 - 1) * 100)
    assert story.high_tech.path["value"].iloc[-1] == pytest.approx(12800)


def test_gross_recognitions_hide_replacements_and_net_additions_do_not(story, root):
    (new,) = raw(root, "report-2023/figures.csv", figure_id="2023/high_tech_enterprises_new")
    assert new["printed"] == "3071家"
    assert story.facts["ht_hidden"].value == 3071 - (7565 - 6348)
    table = story.gross.set_index(["key", "when"])
    assert table.loc[("tb", "2023"), ["low", "high", "new"]].tolist() == [15535] * 3
    rounded = table.loc[("tb", "2022")]
    assert (rounded["low"], rounded["high"]) == (42989 - 36950, 42989 - 36850)
    assert rounded["low"] <= rounded["new"] <= rounded["high"]
    # 2016: the stock of the year before follows from its growth, so the rise is an interval.
    old = table.loc[("ht", "2016")]
    assert old["low"] == pytest.approx(1450 - 1450 / 1.395)
    assert old["high"] == pytest.approx(1450 - 1450 / 1.405)


def test_the_undated_count_leaves_a_range_by_its_possible_dates(story):
    facts = {name: fact.value for name, fact in story.facts.items()}
    assert facts["ht_from_middle"] == pytest.approx(((12800 / 10416) ** (1 / 2) - 1) * 100)
    left = 2027 - (2025 + 1 / 12)
    assert facts["ht_from_latest"] == pytest.approx(((12800 / 10416) ** (1 / left) - 1) * 100)
    assert facts["ht_before"] == pytest.approx(10000 / 1.1411)
    # Printed statements rule out the ends of 2023 and 2024; 2025 is what is inferred.
    assert story.high_tech.excluded == [2023, 2024]
    assert story.technology.excluded == [2024]
    assert story.high_tech.inferred
    assert story.high_tech.newest["year"] == 2025
    assert not story.technology.inferred
    assert "as inferred, of end-2025, they are above" in story.undated_text.en[1]
    table = story.undated_table
    assert not table["if counted 若统计于"].str.contains(str(story.high_tech.last["year"])).any()


def test_the_projected_growth_stands_beside_that_of_the_last_years(story):
    value = {name: fact.value for name, fact in story.facts.items() if name.startswith("ht_")}
    end = story.high_tech.projection.table["median"].iloc[-1]
    assert value["ht_assumed"] == pytest.approx(((end / 10416) ** 0.5 - 1) * 100)
    assert value["ht_at_grown"] == pytest.approx(10416 * (7565 / 6348) ** 2)
    assert value["ht_at_stated"] == pytest.approx(10416 * 1.1411**2)
    for lang, none in (("zh", "走势"), ("en", "pace")):
        title = charts.enterprises_high_tech(story).title(lang)
        assert none not in title
        assert story.facts["ht_median"].text(lang) in title
        assert story.facts["ht_assumed"].text(lang) in story.answer.text(lang)


def test_a_rounded_rate_that_decides_is_given_as_a_range(story):
    assert story.technology.on_the_edge
    assert not story.high_tech.on_the_edge
    low, high = (story.facts[f"tb_at_stated_{end}"].value for end in ("low", "high"))
    assert low == pytest.approx(58524 * 1.1005**4)
    assert low < 86000 < high == pytest.approx(58524 * 1.1015**4)
    assert story.facts["tb_at_stated_low"].text("en") in story.answer.en


def test_years_without_a_count_are_named_where_the_fit_is_told(story):
    assert story.high_tech.gaps == [2017, 2018, 2020, 2024]
    assert story.technology.gaps == [2020]
    assert story.facts["ht_gaps"].text("en") == "2017, 2018, 2020 and 2024"
    for lang, words in (("en", "filled in"), ("zh", "补")):
        gaps = story.facts["ht_gaps"].text(lang)
        assert any(gaps in line and words in line for line in getattr(story.fit_text, lang))
        assert any(gaps in note for note in charts.enterprises_high_tech(story).notes(lang))
    # A straight line fits what is dated as it is: nothing is filled in.
    drift = EnterprisesStory(method="drift")
    assert not any("filled" in line for line in drift.fit_text.en)


def test_no_level_is_made_of_a_growth_without_one(story):
    levels = {10410.0, 9123 * 1.1411, 75600 * 1.101, 4222 * 2.5}
    drawn = charts.enterprises_high_tech(story).data
    said = {fact.value for fact in story.facts.values()}
    assert not levels & {*drawn["value"], *said}
    assert 2024 not in story.high_tech.exact["year"].tolist()
    assert 2025 not in story.high_tech.exact["year"].tolist()


@pytest.mark.parametrize("year", [2026, 2028, 2030])
def test_another_target_year_changes_the_answer(story, year):
    other = EnterprisesStory(target_year=year)
    assert other.answer.en != story.answer.en
    assert str(year) in other.answer.zh
    assert other.high_tech.needed == pytest.approx(
        ((12800 / 10416) ** (1 / (year - 2025)) - 1) * 100
    )
    assert "not checked" in common.hold(other)
    assert str(year) in charts.enterprises_high_tech(other).notes("en")[-1]
    assert other.path_table["year"].tolist() == list(range(2024, year + 1))


def test_too_short_a_window_is_not_projected_and_says_so():
    story = EnterprisesStory(fit_from=2022)
    assert story.high_tech.projection is None
    assert "3 year-end counts" in story.answer.en
    assert "未作预测" in story.answer.zh
    chart = charts.enterprises_high_tech(story)
    assert not chart.series("projection", "comparison")
    assert any("Not projected" in note for note in chart.notes("en"))
    assert math.isfinite(story.high_tech.needed)


def test_another_window_changes_the_projection(story):
    assert EnterprisesStory(fit_from=2019).answer.en != story.answer.en
    assert EnterprisesStory(method="drift").answer.en != story.answer.en


def test_the_path_chart_draws_what_is_loose_as_such(story):
    chart = charts.enterprises_high_tech(story)
    line = chart.rows("actual", series="actual").set_index("x")["value"]
    assert line[[2012.0, 2017.0, 2020.0]].isna().all()
    bounds = chart.rows("point", series="bound")
    assert bounds["value"].tolist() == [2000, 2500]
    assert bounds["low"].tolist() == [2000, 2500]
    assert bounds["high"].isna().all()
    undated = chart.rows("benchmark", series="undated")
    assert undated["x"].tolist() == [2024, pytest.approx(2025 + 1 / 12)]
    assert sorted(chart.targets["value"]) == [10000, 12800]
    assert chart.gap is not None
    assert story.high_tech.short


def test_the_areas_add_up_to_what_the_plan_says(story):
    assert story.areas.groupby("key")["value"].sum().to_dict() == {"ht": 12810, "tb": 86060}
    assert story.areas.groupby("key")["share"].sum().tolist() == pytest.approx([100, 100])


def test_kinds_of_counts_stay_apart(story):
    chart = charts.enterprises_specialised(story)
    bars = chart.rows("actual")
    names = {row.label_en: row.value for row in bars.itertuples()}
    assert names["End-2023, cumulative"] == 3694
    assert names["Jun 2024, with a valid title"] == 5035
    assert names["2023, added in the year"] == 1366
    assert names["End-2022, by the report"] == 3694 - 1366
    assert set(chart.rows("benchmark")["value"]) == {2500, 5000}
    assert story.facts["giant_implied"].value == 233
    assert story.facts["giant_summed"].value == 255


def test_the_notebook_runs_with_other_parameters(root):
    values = {"TARGET_YEAR": 2030, "FIT_FROM": 2021}
    run = notebooks.execute(root / "notebooks" / NOTEBOOK, values)
    assert run.error is None, run.error
    answer = next(c for c in run.notebook.cells if c.source.endswith("story.answer"))
    assert str(values["TARGET_YEAR"]) in answer.outputs[0].data["text/markdown"]


def test_one_track_gives_both_notebooks_their_number(story):
    assert Track("high_tech_enterprises").end["median"] == story.high_tech.end["median"]
