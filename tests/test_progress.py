"""The scorecard of the city's targets: what is due, held against what, and what is assumed."""

import pytest

import cqdata as cq
from cqdata import plan
from cqdata.progress import (
    ABOVE_NATION,
    CITY,
    GROWTH,
    NATION,
    _condition,
    due,
    gdp,
    given,
    histories,
    intensity,
    progress,
    statements,
)


@pytest.fixture(scope="module")
def card():
    return progress(2027).set_index("target_id")


def test_the_two_rd_targets_stand_first_in_every_year():
    for year in (2025, 2026, 2027):
        table = due(year)
        assert table["target_id"].head(2).tolist() == [GROWTH, ABOVE_NATION]
        others = table.iloc[2:]
        assert set(others["region"]) == {CITY}
        assert set(others["target_year"].astype(int)) == {year}


def test_each_series_stands_on_one_basis_and_counts_start_later():
    found = histories(
        ["high_tech_enterprises", "rd_intensity", "rd_expenditure", "single_champions"]
    )
    assert set(found) == {"high_tech_enterprises", "rd_intensity", "rd_expenditure"}
    assert all(rows["basis"].nunique() == 1 for rows in found.values())
    assert set(found["rd_intensity"]["basis"]) == {"census5"}
    firms = found["high_tech_enterprises"]
    assert (firms["year"].min(), firms["status"].iloc[-1]) == (2016, "inferred")
    assert found["rd_expenditure"]["year"].min() == 2010


def test_the_goal_of_spending_is_the_plans_growth_on_the_base_year(card):
    spending = cq.series("rd_expenditure", basis="bulletin")
    goal = cq.grow(cq.at(spending, 2022), cq.target(GROWTH), to=2027)
    row = card.loc[GROWTH]
    assert row["target"] == pytest.approx(goal.value)
    assert row["derived"]
    assert row["so_far"] == pytest.approx(cq.growth(cq.at(spending, 2022), cq.at(spending)).value)
    later = progress(2027, base_year=2023).set_index("target_id").loc[GROWTH]
    assert later["target"] == pytest.approx(746.7 * 1.1**4)


def test_a_chance_that_rests_on_gdp_says_so(card):
    faster = progress(2027, gdp_growth=7.5).set_index("target_id")
    assert faster.at[ABOVE_NATION, "chance"] < card.at[ABOVE_NATION, "chance"]
    assert "7.5%" in faster.at[ABOVE_NATION, "condition_en"]
    assert "7.5%" in faster.at[ABOVE_NATION, "condition_zh"]
    assert (faster.drop(ABOVE_NATION)["condition_en"] == "").all()
    assert faster.at[GROWTH, "chance"] == card.at[GROWTH, "chance"]


def test_growth_of_gdp_is_assumed_only_for_years_without_it(card):
    assert given(card.reset_index())["en"] == " (assuming nominal GDP +5% a year, nation +5%)"
    known = cq.at(cq.series("gdp", basis="first_release_census5")).year
    one, other = intensity(known), intensity(known, gdp_growth=9.0, national_gdp_growth=1.0)
    assert one.condition == other.condition == {"zh": "", "en": ""}
    assert one.chance == other.chance
    assert _condition({NATION: -2.0}) == {
        "zh": "假定全国现价GDP年增−2%",
        "en": "the nation’s nominal GDP −2% a year",
    }


def test_rows_on_one_indicator_are_told_apart(card):
    early = progress(2026).set_index("target_id")
    named = early.loc[[ABOVE_NATION, "st_meeting_2026/rd_intensity/2026"]]
    assert named["indicator_zh"].tolist() == [
        "研发投入强度（超过全国）",
        "研发投入强度（2026年目标）",
    ]
    assert named["indicator_en"].tolist() == [
        "R&D intensity (above the nation)",
        "R&D intensity (the 2026 target)",
    ]
    assert set(named["indicator"]) == {"rd_intensity"}
    assert card.at[ABOVE_NATION, "indicator_en"] == "R&D intensity"
    assert early["indicator_zh"].is_unique


def test_a_target_that_a_statement_has_passed_is_met_and_shares_no_row_with_another_count(card):
    row = card.loc["sme_reform_plan/specialised_smes/2027"]
    assert (row["verdict"], row["latest_period"], row["latest"]) == ("met", "2024-06", 5035)
    assert row["base"] != row["base"]
    assert "valid" in row["indicator_en"]
    # An undated count may only meet a target of the year in which it was stated, or of a later one.
    early = progress(2025).set_index("target_id")
    firms = early.loc["doubling_plan/technology_based_enterprises/2025"]
    assert (firms["verdict"], firms["latest_period"]) == ("met", "2025-10")
    assert firms["latest_status"] == "undated"
    assert card.at["doubling_plan/technology_based_enterprises/2027", "latest_period"] == "2023"


def test_statements_are_of_titles_in_force():
    assert set(statements(["specialised_smes"])["specialised_smes"]["indicator"]) == {
        "specialised_smes_valid"
    }


def test_the_nations_gdp_follows_a_preliminary_intensity():
    ahead = cq.project(cq.series("rd_expenditure", NATION, "bulletin"), to=2027)
    early = cq.at(cq.series("rd_intensity", NATION, "preliminary_release"))
    level = gdp(NATION, ahead)
    assert level.year == early.year
    assert cq.at(ahead, early.year).value / level.value * 100 == pytest.approx(early.value)
    scenario = intensity(2027, national_gdp_growth=0)
    expected = cq.at(ahead, 2027).value / level.value * 100
    # The scenario begins with the spending of 2010, as `ahead` does not.
    assert scenario.nation.at(2027)["median"] == pytest.approx(expected, rel=0.05)


def test_every_row_can_be_traced(card):
    for row in card.itertuples():
        kinds = {node.kind for node in cq.trace(row.ref).nodes}
        assert "unknown" not in kinds
        assert "source" in kinds


def test_words_of_chances_are_those_of_sentences(card):
    row = card.loc[GROWTH]
    assert row["chance_en"] == cq.say(_numbers(row["chance"]), en="{x}").text("en")
    assert card.at["doubling_plan/single_champions/2027", "chance_en"] == "–"
    firms = card.loc["doubling_plan/technology_based_enterprises/2027"]
    assert firms["high80"] > plan.TOO_WIDE * firms["low80"]
    assert (firms["chance_en"], firms["chance_zh"]) == ("range too wide", "预测区间过宽")
    assert set(card["verdict"]) <= {"met", "unknown", *plan.VERDICTS}


def _numbers(chance):
    n = cq.Numbers()
    n.x = cq.chance(chance)
    return n


def test_a_year_after_the_plan_says_that_its_rate_is_carried_on(card):
    within = card.loc[[GROWTH, ABOVE_NATION]]
    assert not within["derived_en"].str.contains("2027").any()
    beyond = progress(2030).set_index("target_id").loc[[GROWTH, ABOVE_NATION]]
    assert beyond["derived_en"].str.contains("plan ends in 2027").all()
    assert beyond["derived_zh"].str.contains("止于2027年").all()


def test_a_row_tells_what_was_stated_since_without_a_date(card):
    noted = card.set_index("indicator")["note"]
    assert "76800 was stated in 2026-01" in noted["technology_based_enterprises"]
    # The inferred year-end is that very statement: nothing newer was said.
    assert noted["high_tech_enterprises"] == ""
