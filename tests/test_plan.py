"""Growth, chances and verdicts, against values worked out by hand."""

import math
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy.special import ndtr

from cqdata import plan, targets
from cqdata.charts.style import TEAL, VERDICT_COLOURS
from cqdata.errors import DataError
from cqdata.number import Number
from cqdata.projection import project
from cqdata.quantity import constant


def series(values, first=2013, **columns):
    return pd.DataFrame(
        {"year": range(first, first + len(values)), "value": np.asarray(values, float), **columns}
    )


GROWING = series([100, 108, 118, 127, 140, 149, 163, 178, 190, 207, 224])


def test_growth_arithmetic():
    assert plan.compound_growth(100, 121, 2) == pytest.approx(10)
    assert plan.compound_growth(100, 90, 2) < 0


@pytest.mark.parametrize("case", [(0, 5, 2), (-1, 5, 2), (5, -1, 2), (5, 6, 0)])
def test_growth_that_is_not_defined_is_not_a_number(case):
    assert math.isnan(plan.compound_growth(*case))


@pytest.mark.parametrize(
    ("now", "verdict"),
    [(109.6, "significant"), (104, "moderate"), (102, "insufficient"), (100, "insufficient")],
)
def test_eurostat_cuts_on_compound_growth(now, verdict):
    # From 100 to 110 in ten years; half of them gone.
    ratio, word = plan.eurostat(100, now, 110, 5, 10)
    assert word == verdict
    assert ratio == pytest.approx(100 * ((now / 100) ** 0.2 - 1) / (1.1**0.1 - 1))


def test_verdicts_of_edge_cases():
    assert plan.eurostat(100, 95, 110, 5, 10)[1] == "away"
    assert plan.eurostat(100, 111, 110, 5, 10)[1] == "met"
    assert plan.eurostat(0, 5, 10, 5, 10)[1] == "unknown"
    # Once met, since lost.
    assert plan.eurostat(112, 108, 110, 5, 10)[1] == "away"
    # A ceiling: from 20 to at most 10.
    assert plan.eurostat(20, 22, 10, 5, 10, "<=")[1] == "away"
    assert plan.eurostat(20, 16, 10, 5, 10, "<=")[1] == "moderate"
    assert plan.eurostat(100, 100, 110, 0, 10)[1] == "unknown"


def test_more_than_is_not_met_by_equality():
    assert plan.eurostat(100, 110, 110, 5, 10, ">=")[1] == "met"
    assert plan.eurostat(100, 110, 110, 5, 10, "about")[1] == "met"
    assert plan.eurostat(100, 110, 110, 5, 10, ">")[1] == "significant"
    assert plan.is_met(10, 10, "<=")
    assert not plan.is_met(10, 10, "<")


def test_every_verdict_has_words_and_a_record():
    assert set(plan.VERDICT_WORDS["zh"]) == set(plan.VERDICT_WORDS["en"])
    assert set(plan.VERDICT_WORDS["en"]) == {"met", *plan.VERDICTS, "unknown"}
    assert set(plan.verdict_rates()["verdict"]) == {"met", *plan.VERDICTS}
    assert all(0 < plan.reached_rate(verdict) < 100 for verdict in plan.VERDICTS)
    assert math.isnan(plan.reached_rate("unknown"))


def test_a_verdict_that_mostly_failed_has_not_the_colour_of_success():
    for verdict in ("met", *plan.VERDICTS):
        green = VERDICT_COLOURS[verdict] == TEAL
        assert green == (plan.reached_rate(verdict) > 50), verdict


def test_a_target_on_the_way_has_a_chance():
    found = plan.assess(GROWING, 300, 2027, baseline_year=2022)
    assert found["latest_year"] == 2023
    assert found["needed"] == pytest.approx(100 * ((300 / 224) ** 0.25 - 1))
    assert found["so_far"] == pytest.approx(100 * (224 / 207 - 1))
    assert 0.3 < found["chance"] < 0.7
    due = project(GROWING, to=2027).at(2027)
    assert found["projected"] == due["median"]
    assert (found["low80"], found["high80"]) == (due["low80"], due["high80"])
    assert found["verdict"] == "significant"


def test_the_chance_falls_as_the_target_rises():
    targets = [230, 280, 330, 450, 900]
    found = [plan.assess(GROWING, t, 2027) for t in targets]
    chances = [f["chance"] for f in found]
    assert chances == sorted(chances, reverse=True)
    assert chances[0] > 0.9
    assert chances[-1] < 0.02


def test_a_target_already_met_needs_no_growth():
    found = plan.assess(GROWING, 180, 2027)
    assert found["verdict"] == "met"
    assert found["needed"] < 0
    assert found["chance"] > 0.9


def test_a_target_whose_year_is_known_is_decided():
    assert plan.assess(GROWING, 180, 2021)["chance"] == 1
    found = plan.assess(GROWING, 195, 2021)
    assert found["chance"] == 0
    assert (found["latest_year"], found["latest"]) == (2021, 190)
    assert math.isnan(found["projected"])


def test_a_ceiling_counts_the_other_way():
    falling = series([40, 36, 35, 31, 28, 27, 24, 22])
    found = plan.assess(falling, 15, 2027, comparison="<=")
    easy = plan.assess(falling, 21, 2027, comparison="<=")
    assert 0 < found["chance"] < easy["chance"] < 1
    assert plan.assess(falling, 15, 2027)["verdict"] == "met"


def test_two_values_give_growth_but_no_chance():
    found = plan.assess(series([58.0, 60], first=2022), 70, 2027)
    assert math.isnan(found["chance"])
    assert "not projected: 2 values" in found["note"]
    assert found["needed"] == pytest.approx(100 * ((70 / 60) ** 0.25 - 1))
    with pytest.raises(DataError, match="no exact annual value"):
        plan.assess(series([58.0], qualifier="more_than"), 70, 2027)


NAMES = pd.DataFrame(
    {
        "indicator": ["firms", "spending", "patents"],
        "indicator_zh": ["企业", "经费", "专利"],
        "indicator_en": ["Firms", "Spending", "Patents"],
        "unit": ["count:家", "CNY_1e8", "count:件"],
    }
)


def aim(target_id, indicator, value, comparison=">=", printed=None):
    return {
        "target_id": target_id,
        "region": "重庆",
        "indicator": indicator,
        "target_year": 2027,
        "comparison": comparison,
        "printed": printed,
        "value": value,
        "unit": {"growth": "%", "patents": "count:件"}.get(indicator, "count:家"),
        "plan_title": f"title of {target_id}",
        "source_id": f"source of {target_id}",
    }


AIMS = pd.DataFrame(
    [
        aim("b/firms", "firms", 290.0, "about", "0.029万家"),
        aim("a/growth", "growth", 10.0),
        aim("a/firms", "firms", 300.0, ">", "超过300家"),
        aim("a/patents", "patents", 60.0),
    ]
)
GOAL = pd.DataFrame(
    {"series": "spending", "value": 321.0, "derived_zh": "推算", "derived_en": "computed",
     "chance": 0.25, "refs": "", "sources": ""}, index=["a/growth"],
)  # fmt: skip
RISING = GROWING.assign(ref="r", source_id="s", status="preliminary")


def card(**changed):
    given = {"baseline_year": 2018, "goals": GOAL} | changed
    return plan.scorecard(AIMS, {"firms": RISING, "spending": RISING}, NAMES, **given)


def test_the_scorecard_has_one_row_for_what_two_plans_state():
    table = card().set_index("target_id")
    assert list(table.index) == ["a/firms", "a/growth", "a/patents"]
    firms = table.loc["a/firms"]
    assert firms["also"] == "b/firms"
    assert firms["stated"] == "0.029万家（title of b/firms）；超过300家（title of a/firms）"
    found = plan.assess(RISING, 300, 2027, ">", baseline_year=2018)
    assert firms["target"] == 300
    assert firms["verdict"] == found["verdict"]
    assert firms["verdict_zh"] == plan.VERDICT_WORDS["zh"][found["verdict"]]
    assert firms["record"] == plan.reached_rate(found["verdict"])
    assert firms["chance"] == found["chance"]
    assert firms["projected"] == found["projected"]
    assert (firms["latest_year"], firms["latest"]) == (2023, 224)
    assert firms["latest_status"] == "preliminary"
    assert (firms["base_year"], firms["base"]) == (2018, 149)
    assert firms["source_id"] == "s;source of b/firms;source of a/firms"


def test_the_scorecard_marks_what_no_plan_prints():
    table = card().set_index("target_id")
    assert list(table["derived"]) == [False, True, False]
    growth = table.loc["a/growth"]
    assert growth["indicator_en"] == "Spending"
    assert growth["target"] == 321
    assert (growth["derived_zh"], growth["derived_en"]) == ("推算", "computed")
    assert (growth["chance"], growth["chance_en"]) == (0.25, "about one in four")


def test_the_scorecard_says_why_there_is_no_verdict():
    patents = card().set_index("target_id").loc["a/patents"]
    assert patents["verdict"] == "unknown"
    assert patents["stated"] == "不低于60件（title of a/patents）"
    assert patents["note"].startswith("no published value")
    assert math.isnan(patents["chance"])
    late = card(baseline_year=2023).set_index("target_id").loc["a/firms"]
    assert late["verdict"] == "unknown"
    assert late["note"].startswith("no second value")


def test_a_target_without_a_number_needs_a_goal():
    relative = AIMS.assign(value=AIMS["value"].where(AIMS["target_id"] != "a/growth"))
    with pytest.raises(DataError, match="a/growth: no number"):
        plan.scorecard(relative, {}, NAMES, baseline_year=2018)
    assert len(card(target_year=2030)) == 3
    assert set(card(target_year=2030)["target_year"]) == {2030}


def test_joint_probability_of_standing_above_another():
    low, high = (
        project(series([1.9, 2.0, 2.1, 2.2, 2.3])),
        project(series([2.3, 2.4, 2.5, 2.55, 2.6])),
    )
    assert plan.probability_above(low, low, 2019) == pytest.approx(0.5, abs=0.01)
    apart = plan.probability_above(low, high, 2019)
    tied = plan.probability_above(low, high, 2019, correlation=0.9)
    assert 0 < apart < 0.5
    # What moves together leaves less room for overtaking.
    assert tied < apart
    assert plan.probability_above(high, low, 2019) == pytest.approx(1 - apart, abs=0.01)
    with pytest.raises(DataError, match="correlation"):
        plan.probability_above(low, high, 2019, correlation=1.2)


@pytest.mark.parametrize("correlation", [-0.6, 0.0, 0.6])
def test_joint_probability_of_two_normals(correlation):
    def known(mean, sd):
        z = {"low95": -1.959964, "low80": -1.281552, "low50": -0.67449}
        row = {"year": [2027], "median": [mean]}
        for name, at in z.items():
            row[name] = [mean + at * sd]
            row[name.replace("low", "high")] = [mean - at * sd]
        base = project(GROWING)
        return replace(base, table=pd.DataFrame(row))

    # Difference of two normals: mean 1, variance 9 + 16 less twice the covariance.
    found = plan.probability_above(known(11, 3), known(10, 4), 2027, correlation)
    above = ndtr(1 / math.sqrt(9 + 16 - 2 * correlation * 3 * 4))
    assert found == pytest.approx(above, abs=0.002)


def test_step_correlation():
    a = series(np.exp(np.cumsum([0.1, 0.2, 0.05, 0.3, 0.1, 0.15])))
    assert plan.step_correlation(a, a.assign(value=a["value"] * 3)) == pytest.approx(1)
    assert plan.step_correlation(a, a.head(3)) == 0
    assert plan.step_correlation(a, a.assign(value=5.0)) == 0


def test_over_gdp_is_a_share_that_grows_as_assumed():
    ahead = project(GROWING, to=2027)
    gdp = Number(constant(2000, "CNY_1e8"), year=2025)
    shares = plan.over_gdp(ahead, gdp, 5)
    assert shares.table["year"].tolist() == [2025, 2026, 2027]
    assert shares.at(2027)["high80"] == pytest.approx(
        ahead.at(2027)["high80"] / (2000 * 1.05**2) * 100
    )
    # A growth of later years is not applied to the GDP's own.
    assert shares.at(2025)["median"] == pytest.approx(ahead.at(2025)["median"] / 20)
    with pytest.raises(DataError, match="no year"):
        plan.over_gdp(ahead, Number(constant(2000, "CNY_1e8")), 5)


def stated(*rows):
    columns = ["period", "value", "qualifier", "status", "flag"]
    frame = pd.DataFrame(rows, columns=columns)
    return frame.assign(indicator="firms", ref="r", source_id="t")


@pytest.mark.parametrize(
    ("row", "verdict"),
    [
        (("2025-10", 400, "exact", "reported", "undated"), "met"),
        (("2025-10", 300, "more_than", "reported", None), "met"),
        (("2025-10", 400, "exact", "estimate", None), "significant"),
        (("2025-10", 400, "nearly", "reported", None), "significant"),
        (("2025-10", 400, "exact", "reported", "doubtful"), "significant"),
        (("2031-01", 400, "exact", "reported", None), "significant"),
        (("2025-10", 299, "exact", "reported", None), "significant"),
    ],
)
def test_a_target_that_was_stated_to_be_passed_is_met(row, verdict):
    earlier = ("2024", 250, "exact", "reported", None)
    found = card(statements={"firms": stated(earlier, row)}).set_index("target_id").loc["a/firms"]
    assert found["verdict"] == verdict
    if verdict == "met":
        assert (found["latest_period"], found["latest"]) == (row[0], row[1])
        assert math.isnan(found["base"])
        assert (found["ref"], found["source_id"]) == (
            "r;b/firms;a/firms",
            "t;source of b/firms;source of a/firms",
        )


def test_a_level_that_was_lost_again_is_not_met():
    rows = [("2024", 400, "exact", "reported", None), ("2024-06", 500, "exact", "reported", None),
            ("2025", 250, "exact", "reported", None)]  # fmt: skip
    found = card(statements={"firms": stated(*rows)}).set_index("target_id")
    assert found.at["a/firms", "verdict"] == "significant"


def test_plans_are_named_in_chinese():
    named = targets()["plan_title"]
    assert not list(named[named.str.contains("[A-Za-z]{3}")])
