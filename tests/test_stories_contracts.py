"""The contracts story: bases stay apart, no target is invented, a set level changes the answer."""

import pandas as pd
import pytest

import cqdata as cq
from cqdata import notebooks
from cqdata.errors import MixedBasisError
from cqdata.stories import common
from cqdata.stories import contracts_charts as charts
from cqdata.stories.contracts import SUM, TURNOVER, ContractsStory, ordinal

NOTEBOOK = "03_technology_contracts.ipynb"


@pytest.fixture(scope="module")
def story():
    return ContractsStory()


def test_the_two_bases_never_meet_in_a_line(story):
    with pytest.raises(MixedBasisError):
        cq.series(TURNOVER)
    chart = charts.contracts_bases(story)
    drawn = chart.rows("actual")
    basis = drawn["ref"].str.split("/").str[2]
    for series, part in basis[basis.notna()].groupby(drawn["series"]):
        assert part.nunique() == 1, series
    assert story.city["value"].tolist() == [630.4, 865.1, 974.24]
    assert story.yearbook["value"].iloc[-1] == 718.4904


def test_the_report_is_on_the_basis_of_the_city(story):
    facts = story.facts
    assert facts["implied_low"].value < 630.4 < facts["implied_high"].value
    assert not facts["implied_low"].value < 559.4685 < facts["implied_high"].value


def test_jumps_are_marked_and_not_fitted_across(story):
    assert story.jumps["year"].tolist() == [2015, 2016, 2017, 2018, 2019, 2022]
    assert story.fit_start == 2022
    assert story.projection is None
    jumps = charts.contracts_bases(story).rows("actual", series="jump")
    assert jumps["value"].dropna().tolist() == story.jumps["value"].tolist()
    assert jumps["value"].isna().sum() == len(story.jumps) - 1  # no line between two jumps


def test_jumps_are_marked_in_what_is_divided_by_them(story):
    years = story.jumps["year"].tolist()
    share = charts.contracts_share(story).rows("actual", series="jump").dropna(subset="value")
    assert share["x"].tolist() == years
    ratio = charts.contracts_ratio(story).rows("actual", series="jump").dropna(subset="value")
    own = ratio[ratio["category"] == "重庆"].set_index("x")["value"]
    assert own.index.tolist() == years
    assert own[2022] == pytest.approx(story.ratio().set_index("year")["value"][2022])
    for region, part in ratio.groupby("category"):
        assert set(part["x"]) <= story.jumped(region)


@pytest.mark.parametrize(
    ("rank", "words"),
    [(1, "1st"), (2, "2nd"), (3, "3rd"), (11, "11th"), (17, "17th"), (22, "22nd")],
)
def test_ranks_read_as_english_writes_them(rank, words):
    assert f"{rank}{ordinal(rank)}" == words


def test_a_rank_is_an_ordinal_in_the_headline(story):
    assert "ranks 17th of 31 provinces" in charts.contracts_provinces(story).title("en")


def test_a_window_that_is_asked_for_is_fitted_and_says_what_it_crosses(story):
    wide = ContractsStory(fit_from=2011)
    assert wide.projection is not None
    assert wide.facts["jumps_inside"].value == 6
    assert "6 jumps inside" in wide.answer.en
    assert wide.answer.zh != story.answer.zh
    assert charts.contracts_bases(wide).series("projection") == ["median"]


def test_looking_back_uses_only_what_lay_before(story):
    assert story.look_back.origin == 2019
    assert story.look_back.history["year"].max() == 2019
    assert story.look_back.table["year"].tolist() == [2020, 2021, 2022, 2023]
    assert story.missed


def test_the_city_basis_has_a_scenario_and_no_projection(story):
    assert story.scenario["value"].iloc[-1] == pytest.approx(974.24 * 1.1**3)
    assert story.pace["value"].iloc[-1] == pytest.approx(974.24 * (974.24 / 865.1) ** 3)
    chart = charts.contracts_scenario(story)
    assert not chart.series("projection", "required", "target")
    assert set(chart.rows("comparison")["status"]) == {"scenario"}
    assert "no forecast" in chart.subtitle("en")


def test_no_target_is_invented(story):
    assert story.needed is None
    assert story.path is None
    goals = cq.targets()
    assert goals[(goals["indicator"] == TURNOVER) & (goals["region"] == "重庆")].empty
    assert "No target for Chongqing alone was found" in story.answer.en
    assert 3200 not in charts.contracts_scenario(story).data["value"].tolist()


def test_a_level_of_the_analyst_gives_required_growth(story):
    other = ContractsStory(target_level=1500)
    assert other.needed == pytest.approx(((1500 / 974.24) ** (1 / 3) - 1) * 100)
    assert other.short
    assert "1,500亿元" in other.answer.zh
    assert "150.0 bn yuan" in other.answer.en
    chart = charts.contracts_scenario(other)
    assert chart.targets["value"].tolist() == [1500]
    assert chart.gap is not None
    assert chart.rows("required")["value"].iloc[-1] == pytest.approx(1500)
    assert any("stands in no plan" in note for note in chart.notes("en"))
    needed = charts.contracts_growth(other).rows("required")["value"]
    assert needed.tolist() == pytest.approx([other.needed])
    assert not ContractsStory(target_level=1100).short
    assert "not checked" in common.hold(other)


@pytest.mark.parametrize("year", [2026, 2028, 2030])
def test_another_target_year_changes_the_answer(story, year):
    other = ContractsStory(target_year=year)
    assert str(year) in other.answer.en
    assert other.answer.en != story.answer.en
    assert other.scenario["value"].iloc[-1] == pytest.approx(974.24 * 1.1 ** (year - 2024))


def test_growth_stays_within_a_basis(story):
    wide = story.growths.pivot(index="year", columns="series", values="value")
    assert wide.loc[2023, "city"] == pytest.approx((865.1 / 630.4 - 1) * 100)
    assert wide.loc[2023, "yearbook"] == pytest.approx((718.4904 / 559.4685 - 1) * 100)
    assert wide.loc[2024, "nation"] == pytest.approx((68354.0 / 61475.66 - 1) * 100)
    assert pd.isna(wide.loc[2024, "yearbook"])


def test_two_readings_and_no_level_of_a_multiple(story):
    facts = story.facts
    assert (facts["times_low"].value, facts["times_high"].value) == (6.4, 7.1)
    assert facts["times_low_by"].value == pytest.approx(7.4)
    assert facts["times_high_by"].value == pytest.approx(8.1)
    assert facts["times_low"].text("en") == "6.4 times"
    columns = story.multiple_table.select_dtypes("number")
    assert float(columns.to_numpy().max()) < 10  # multiples, never amounts


def test_provinces_are_compared_within_the_yearbook(story):
    table = story.provinces
    assert len(table) == 31
    assert table["basis"].nunique() == 1
    assert table["value"].is_monotonic_decreasing
    assert story.facts["rank"].value == 17
    chart = charts.contracts_provinces(story)
    starred = chart.data[chart.data["label_zh"].str.endswith("*")]["category"].tolist()
    assert starred == ["黑龙江", "广西"]
    assert any("黑龙江" in note for note in chart.notes("zh"))


def test_ratio_and_share_divide_like_by_like(story):
    own = story.ratio().set_index("year")["value"]
    assert own[2023] == pytest.approx(718.4904 / 746.7)
    total = story.ratio(SUM).set_index("year")["value"]
    assert total[2023] == pytest.approx(58650.5783 / 33357.1)
    shares = story.shares.set_index(["series", "year"])["value"]
    assert shares["turnover", 2023] == pytest.approx(718.4904 / 58650.5783 * 100)
    assert shares["rd", 2023] == pytest.approx(746.7 / 33357.1 * 100)
    assert story.facts["sum_ratio"].value == pytest.approx(total[2023])


def test_english_money_is_in_billions(story):
    chart = charts.contracts_bases(story).localised("en")
    assert chart.rows("actual", series="city")["value"].iloc[-1] == pytest.approx(97.424)
    assert story.facts["now"].text("en") == "97.42 bn yuan"
    assert chart.rows("actual", series="city")["value"].size == 3
    last = chart.rows("actual", series="city").iloc[-1]
    assert chart.value_text(last, "en").startswith("97.42")


def test_the_notebook_runs_with_other_parameters(root):
    values = {"TARGET_YEAR": 2028, "TARGET_LEVEL": 1500.0, "FIT_FROM": 2011}
    run = notebooks.execute(root / "notebooks" / NOTEBOOK, values)
    assert run.error is None, run.error
    answer = next(c for c in run.notebook.cells if c.source.endswith("story.answer"))
    assert str(values["TARGET_YEAR"]) in answer.outputs[0].data["text/markdown"]
