"""What the printed figures imply, and whether they can all be true."""

import csv
import io
import json
import os
import re
import subprocess
import sys
from fractions import Fraction as F

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from cqdata import audit, catalog
from cqdata.audit import CONFLICT, CONSISTENT, ONLY_IF, UNDECIDED, report
from cqdata.errors import DataError
from cqdata.quantity import format_value
from cqdata.reading import read
from cqdata.reading.draft import write_draft

# ------------------------------------------------------------------------- the report of 2023


@pytest.fixture(scope="module")
def result():
    return audit.audit(**report.tables())


@pytest.fixture(scope="module")
def checks(result):
    return {check.id: check for check in result.checks}


@pytest.fixture(scope="module")
def derived(result):
    return {one.id: one.q for one in result.derived}


# Worked out by hand from the printed figures.
BY_HAND = {
    "implied/2022/technology_contract_turnover": ("630.273", "630.806", False, False),
    "implied/2022/rd_expenditure": ("678.280", "685.389", False, False),
    "implied/2022/rd_expenditure/wide": ("674.208", "689.498", False, False),
    "implied/2022/rd_intensity": ("2.35", "2.37", False, False),
    "implied/2022/national_projects": ("1020", "1020", True, True),
    "implied/2022/national_project_funds": ("10.0836", "10.0929", False, False),
    "implied/2022/high_tech_enterprises": ("6344", "6349", True, True),
    "implied/2022/high_tech_enterprises/net": ("4494", "4494", True, True),
    "implied/2023/high_tech_enterprises/replaced": ("1850", "1855", True, True),
    "implied/2022/technology_based_enterprises": ("42985", "43016", True, True),
    "implied/2022/technology_based_enterprises/net": ("42989", "42989", True, True),
    "implied/2022/little_giants/net": ("233", "233", True, True),
    "implied/2023/little_giants/replaced": ("22", "22", True, True),
    "implied/2023/gdp": ("30529.53", "30695.30", False, False),
    "implied/2022/gdp": ("28619.43", "29165.46", False, False),
    "implied/2023/gdp_growth": ("5.2453", "6.6742", False, False),
    "implied/2023/city_industrial_output": ("12500", "31250", True, False),
    "implied/2020/high_tech_enterprises": ("4220", "4223", True, True),
}


@pytest.mark.parametrize("derived_id", sorted(BY_HAND))
def test_derived_values_agree_with_hand_arithmetic(derived, derived_id):
    low, high, low_closed, high_closed = BY_HAND[derived_id]
    q = derived[derived_id]
    places = [F(1, 10 ** len(text.partition(".")[2])) for text in (low, high)]
    assert F(low) <= q.low < F(low) + places[0]
    assert F(high) - places[1] < q.high <= F(high)
    assert (q.low_closed, q.high_closed) == (low_closed, high_closed)


def test_published_rd_of_2022_needs_the_wider_reading(derived, checks):
    assert not derived["implied/2022/rd_expenditure"].contains("686.6")
    assert derived["implied/2022/rd_expenditure/wide"].contains("686.6")
    assert checks["prior/2023/rd_expenditure/bulletin"].verdict == ONLY_IF


VERDICTS = {
    "prior/2023/technology_contract_turnover/city_bureau": CONSISTENT,
    "prior/2023/rd_intensity/first_release_census4": CONSISTENT,
    "prior/2023/high_tech_enterprises/city_bureau": CONSISTENT,
    "growth/2023/technology_contract_turnover_growth/city_bureau": CONSISTENT,
    "growth/2023/rd_expenditure_growth/bulletin": ONLY_IF,
    "reproduced/2023/national_project_funds_growth": CONSISTENT,
    "whole/2023/national_projects_growth": CONSISTENT,
    "stock/2023/high_tech_enterprises": ONLY_IF,
    "stock/2023/technology_based_enterprises": CONSISTENT,
    "net/2023/technology_based_enterprises/city_bureau": CONSISTENT,
    "stock/2023/little_giants": ONLY_IF,
    "stock/2023/specialised_smes": CONFLICT,
    "sum/zone_count": CONSISTENT,
    "quotient/2022/gdp": CONSISTENT,
    "quotient/2023/gdp": CONFLICT,
    "quotient/2023/gdp_growth": CONFLICT,
    "same_year/2023/rd_expenditure/bulletin": ONLY_IF,
    "same_year/2023/rd_intensity/first_release_census4": CONFLICT,
    "same_year/2023/nev_output/city_report": CONSISTENT,
    "at_most/gii_list": CONSISTENT,
    "at_most/west_rank": CONSISTENT,
    "bound/2023/rd_personnel/city_report": CONSISTENT,
    "sources/重庆/high_tech_enterprises/city_bureau/2021/cns-2022-01-18+jjrb-2022-08-18": CONFLICT,
    "targets/重庆/high_tech_enterprises/2027/doubling-plan+cqrb-2023-03-25": CONFLICT,
    "targets/重庆/technology_based_enterprises/2027/doubling-plan+cqrb-2023-03-25": CONSISTENT,
    "multiple/重庆/high_tech_enterprises/2025/gmw-2026-01-27": ONLY_IF,
    "multiple/重庆/invention_patents_per_10k/2025/cns-2026-03-04": ONLY_IF,
    "multiple/重庆/technology_contract_turnover/2025/gmw-2026-01-27": UNDECIDED,
    "cumulative/2023/ip_loans/2021": CONFLICT,
    "cumulative/2023/ip_loans/2025-09": CONSISTENT,
    "sum/2023/rd_national_sum/全国": CONSISTENT,
}


@pytest.mark.parametrize("check_id", sorted(VERDICTS))
def test_verdicts_on_the_report(checks, check_id):
    assert checks[check_id].verdict == VERDICTS[check_id], checks[check_id].en


def test_the_sentence_holds_a_gross_and_a_net_count(checks):
    gross = checks["stock/2023/high_tech_enterprises"]
    assert "1,850 to 1,855" in gross.en
    assert "1850家至1855家" in gross.zh
    assert "而非净增数" in gross.zh
    assert "net addition" in checks["stock/2023/technology_based_enterprises"].en


def test_the_right_vintage_is_named_and_the_wrong_one_told_apart(checks):
    said = checks["prior/2023/rd_intensity/first_release_census4"]
    assert "2.40%" in said.en
    assert "do not fit" in said.en
    contracts = checks["prior/2023/technology_contract_turnover/city_bureau"]
    assert "National yearbooks" in contracts.en


def test_growth_to_and_growth_by_are_told_apart(checks):
    to = checks["multiple/重庆/high_tech_enterprises/2025/gmw-2026-01-27"]
    by = checks["multiple/重庆/invention_patents_per_10k/2025/cns-2026-03-04"]
    assert "growth to 2.5 times, not by" in to.en
    assert "“增长到2.5倍”" in to.zh
    assert "growth by 1.4 times, not to" in by.en


def test_every_conflict_is_acknowledged_and_every_acknowledgement_is_needed():
    found = report.check()
    assert found.open_conflicts() == []
    assert found.stale() == []
    assert all(len(reason) > 20 for reason in found.reasons.values())
    assert found.status == 0


def test_sentences_are_whole_and_in_both_languages(result):
    for check in result.checks:
        for text in (check.en, check.zh):
            assert "None" not in text
            assert "Fraction" not in text
            assert "{" not in text
        assert check.en.endswith((".", "!"))
        assert check.en[0].isupper() or check.en[0].isdigit()
        assert check.zh.endswith("。"), check.zh
        assert any("\u4e00" <= c <= "\u9fff" for c in check.zh)


def test_both_sides_of_a_check_are_intervals(result):
    side = re.compile(r"(?:|(?:-?[\d.]+|[\[(]-?[\d.∞]+, -?[\d.∞]+[\])])(?: \S+)?)")
    rows = [check.row() for check in result.checks]
    assert [
        row for row in rows for name in ("expected", "found") if not side.fullmatch(row[name])
    ] == []
    assert sum(bool(row["expected"] and row["found"]) for row in rows) > 0.8 * len(rows)


def test_every_row_can_be_traced(result):
    for row in [one.row() for one in (*result.checks, *result.derived)]:
        assert row["inputs"]
        assert row["source_id"]
        assert row["locator"]


def test_ids_are_unique_and_in_order(result):
    for rows in (result.checks, result.derived):
        ids = [one.id for one in rows]
        assert ids == sorted(set(ids))


def test_frames_and_rows_give_the_same(result):
    pd = pytest.importorskip("pandas")
    frames = {name: pd.DataFrame(rows).replace("", None) for name, rows in report.tables().items()}
    derived, checks = audit.run(**frames)
    assert list(checks.columns) == list(audit.CHECK_COLUMNS)
    assert list(derived.columns) == list(audit.DERIVED_COLUMNS)
    assert checks.to_dict("records") == [one.row() for one in result.checks]
    assert derived.to_dict("records") == [one.row() for one in result.derived]


def test_numbers_that_passed_through_floats_stay_exact(result):
    pd = pytest.importorskip("pandas")
    tables = report.tables()
    observations = pd.DataFrame(tables.pop("observations"))
    for name in ("value", "low", "high"):
        observations[name] = pd.to_numeric(observations[name])
    again = audit.audit(observations=observations, **tables)
    assert [c.row() for c in again.checks] == [c.row() for c in result.checks]


# --------------------------------------------------------------------------- single rules


def figure(figure_id, printed, measure="level", linked_to="", **more):
    return {
        "figure_id": figure_id,
        "printed": printed,
        "measure": measure,
        "linked_to": linked_to,
        **more,
    }


def relation(kind, left, right, low="", high="", unit=""):
    return {
        "relation_id": "r",
        "kind": kind,
        "left": left,
        "right": right,
        "low": low,
        "high": high,
        "unit": unit,
    }


def verdicts(figures, relations=(), **more):
    found = audit.audit(figures, relations=relations, region="", **more)
    return {check.id: check.verdict for check in found.checks}


@pytest.mark.parametrize("named", [{"indicator": "x"}, {"indicator_zh": "每万人口专利"}, {}])
def test_a_ratio_in_a_unit_of_counts_is_rounded_and_no_whole_number(named):
    rows = [
        figure("2023/a", "23件", **named),
        figure("2023/a_growth", "15.1%", "yoy_growth", "2023/a"),
    ]
    known = [{"indicator": "x", "kind": "ratio"}]
    assert verdicts(rows, indicators=known).get("whole/2023/a_growth") == (
        None if named else CONFLICT
    )


@pytest.mark.parametrize(
    ("figures", "check_id"),
    [
        ([figure("2023/a", "5%", "change_pp")], "unit/2023/a"),
        ([figure("2023/a", "5个百分点", "yoy_growth")], "unit/2023/a"),
        ([figure("2023/a", "5个百分点", "share")], "unit/2023/a"),
        ([figure("2023/a", "5个百分点")], "unit/2023/a"),
        ([figure("2023/a", "8家", "rank")], "unit/2023/a"),
        ([figure("2023/a", "1.3台/套")], "whole/2023/a"),
        ([figure("2023/a", "101%", "share")], "range/2023/a"),
        ([figure("2023/a", "第0位", "rank")], "range/2023/a"),
        ([figure("2023/a_growth", "5%", "yoy_growth", "2023/a")], "link/2023/a_growth"),
        ([figure("2023/a", "5万家", "level", "2023/a")], "link/2023/a"),
        (
            [figure("2023/b", "10家"), figure("2023/a_growth", "5%", "yoy_growth", "2023/b")],
            "link/2023/a_growth",
        ),
        (
            [figure("2023/a", "10家"), figure("2023/a_change", "1个百分点", "change_pp", "2023/a")],
            "link/2023/a_change",
        ),
        (
            [figure("2022/a", "10家"), figure("2023/a_growth", "5%", "yoy_growth", "2022/a")],
            "link/2023/a_growth",
        ),
        (
            [figure("2023/a", "1121项"), figure("2023/a_growth", "20.14%", "yoy_growth", "2023/a")],
            "whole/2023/a_growth",
        ),
        (
            [
                figure("2022/a", "100亿元"),
                figure("2023/a", "110亿元"),
                figure("2023/a_growth", "12%", "yoy_growth", "2023/a"),
            ],
            "growth/2023/a_growth",
        ),
    ],
)
def test_single_figures_and_growth_in_conflict(figures, check_id):
    assert verdicts(figures)[check_id] == CONFLICT


def test_a_real_growth_is_not_held_against_levels_at_current_prices():
    figures = [
        figure("2024/gdp", "100亿元", indicator="gdp", period="2024"),
        figure("2024/gdp_growth", "5%", "yoy_growth", "2024/gdp", indicator="gdp", period="2024"),
        figure("2023/gdp", "90亿元", indicator="gdp", period="2023"),
    ]
    known = [{"indicator": "gdp", "growth_prices": "constant"}]
    assert verdicts(figures, indicators=known)["growth/2024/gdp_growth"] == UNDECIDED
    assert verdicts(figures)["growth/2024/gdp_growth"] == CONFLICT


def test_growth_between_two_printed_levels():
    figures = [
        figure("2022/a", "100亿元"),
        figure("2023/a", "110亿元"),
        figure("2023/a_growth", "9.7%", "yoy_growth", "2023/a"),
    ]
    assert verdicts(figures)["growth/2023/a_growth"] == CONSISTENT
    figures[1]["scope"] = "预计"
    figures[2]["printed"] = "14.1%"
    assert verdicts(figures)["growth/2023/a_growth"] == ONLY_IF


def growth_said(before, level, growth):
    """Return verdict and sentences on a growth rate between two editions' estimates."""
    found = audit.audit(
        [
            figure("2022/a", before, scope="预计"),
            figure("2023/a", level, scope="预计"),
            figure("2023/a_growth", growth, "yoy_growth", "2023/a"),
        ],
        region="",
    )
    (check,) = (one for one in found.checks if one.id == "growth/2023/a_growth")
    return check.verdict, check.en, check.zh


def test_growth_over_an_estimate_names_the_print_that_must_be_read_widely():
    # 803 over 745 to 755 is 6.3 to 7.9%; the later print has no zeros to read widely.
    verdict, en, zh = growth_said("750亿元", "803亿元", "7.5%")
    assert verdict == ONLY_IF
    assert "right only if 75 bn yuan is rounded to 1 bn yuan" in en
    assert "80.3 bn yuan is rounded" not in en
    assert "仅当750亿元系按10亿元取整时" in zh
    assert not zh.endswith("相符。")


def test_either_estimate_may_be_the_round_one():
    verdict, en, zh = growth_said("750亿元", "800亿元", "7.1%")
    assert verdict == ONLY_IF
    for name in ("75 bn yuan", "80 bn yuan"):
        assert f"{name} is rounded to 1 bn yuan (" in en
    assert ") or 80 bn yuan" in en
    assert "，或800亿元系按10亿元取整时" in zh


def test_both_estimates_are_read_widely_only_where_one_is_not_enough():
    # 795 to 805 over 745 to 755 reaches 8.05%, either alone at most 7.5%.
    verdict, en, zh = growth_said("750亿元", "800亿元", "7.9%")
    assert verdict == ONLY_IF
    assert "75 bn yuan is rounded to 1 bn yuan and 80 bn yuan" in en
    assert "750亿元系按10亿元取整、800亿元系按10亿元取整时" in zh


@pytest.mark.parametrize(
    ("growth", "verdict", "en_end", "zh_end"),
    [
        ("6.7%", CONSISTENT, "printed is 6.7%.", "相符。"),
        ("9.9%", CONFLICT, "printed is 9.9%, which does not fit.", "不符。"),
    ],
)
def test_growth_between_estimates_that_needs_no_condition(growth, verdict, en_end, zh_end):
    said, en, zh = growth_said("750亿元", "800亿元", growth)
    assert said == verdict
    assert en.endswith(en_end)
    assert zh.endswith(zh_end)
    assert "from 75 bn yuan in 2022 to 80 bn yuan in 2023" in en


STOCK = relation("stock", "2023/new", "2023/all")


@pytest.mark.parametrize(
    ("new", "growth", "verdict"),
    [
        ("20家", "25%", CONSISTENT),  # 100 − 20 = 80, and 80 × 1.25 = 100
        ("30家", "25%", ONLY_IF),  # gross: 10 left
        ("10家", "25%", CONFLICT),  # grew by 20 with 10 new ones
    ],
)
def test_net_and_gross(new, growth, verdict):
    figures = [
        figure("2023/new", new, "new_in_year"),
        figure("2023/all", "100家", "cumulative"),
        figure("2023/all_growth", growth, "yoy_growth", "2023/all"),
    ]
    assert verdicts(figures, [STOCK])["stock/2023/all"] == verdict


def test_a_stock_without_growth_or_history_cannot_be_decided():
    figures = [figure("2023/new", "20家"), figure("2023/all", "100家")]
    found = verdicts(figures, [STOCK])
    assert found["stock/2023/all"] == UNDECIDED
    assert found["new_in_total/2023/all"] == CONSISTENT


def test_bounds_that_do_not_tell_are_not_said_to_be_in_order():
    figures = [figure("2023/new", "超20家"), figure("2023/all", "超10家")]
    checks = audit.audit(figures, relations=[STOCK], region="").checks
    (found,) = (one for one in checks if one.kind == "new_in_total")
    assert found.verdict == UNDECIDED
    assert "do not tell" in found.en
    assert found.zh.endswith("无法判定。")


def test_more_new_ones_than_there_are():
    figures = [figure("2023/new", "120家"), figure("2023/all", "100家")]
    assert verdicts(figures, [STOCK])["new_in_total/2023/all"] == CONFLICT


@pytest.mark.parametrize(
    ("left", "right", "verdict"),
    [
        ("4家", "16家", CONSISTENT),
        ("17家", "16家", CONFLICT),
        ("超17家", "16家", CONFLICT),
        ("超10家", "16家", UNDECIDED),
        ("16家", "16家", CONSISTENT),
    ],
)
def test_orders(left, right, verdict):
    figures = [figure("2023/a", left), figure("2023/b", right)]
    assert verdicts(figures, [relation("at_most", "2023/a", "2023/b")])["at_most/r"] == verdict
    constant = [relation("at_most", "2023/a", f"={right.removesuffix('家')}")]
    assert verdicts(figures, constant)["at_most/r"] == verdict


@pytest.mark.parametrize(("whole", "verdict"), [("16家", CONSISTENT), ("17家", CONFLICT)])
def test_sums_of_counts(whole, verdict):
    figures = [figure("2023/w", whole), figure("2023/a", "4家"), figure("2023/b", "12个")]
    assert verdicts(figures, [relation("sum", "2023/w", "2023/a;2023/b")])["sum/r"] == verdict


@pytest.mark.parametrize(("whole", "verdict"), [("10.1亿元", CONSISTENT), ("10.3亿元", CONFLICT)])
def test_sums_of_rounded_amounts_have_their_width(whole, verdict):
    figures = [figure("2023/w", whole), figure("2023/a", "4.1亿元"), figure("2023/b", "5.9亿元")]
    assert verdicts(figures, [relation("sum", "2023/w", "2023/a;2023/b")])["sum/r"] == verdict


@pytest.mark.parametrize("kind", ["share", "quotient"])
@pytest.mark.parametrize(("share", "verdict"), [("40%", CONSISTENT), ("42%", CONFLICT)])
def test_shares(share, verdict, kind):
    figures = [
        figure("2023/s", share, "share"),
        figure("2023/p", "40亿元"),
        figure("2023/w", "100亿元"),
    ]
    one = relation(kind, "2023/s", "2023/p;2023/w")
    checks = audit.audit(figures, relations=[one], region="").checks
    (check,) = (c for c in checks if c.id == f"{kind}/r")
    assert check.verdict == verdict
    assert check.en.endswith("which does not fit.") == (verdict == CONFLICT)
    assert check.zh.endswith("不符。") == (verdict == CONFLICT)


@pytest.mark.parametrize(
    ("amount", "verdict"), [("超200万人次", CONSISTENT), ("超200人次", CONFLICT)]
)
def test_amounts_per_unit_judge_orders_of_magnitude(amount, verdict):
    figures = [figure("2023/a", amount), figure("2023/b", "600余项")]
    one = relation("per_unit", "2023/a", "2023/b", "10", "100000")
    assert verdicts(figures, [one])["per_unit/r"] == verdict


def observation(indicator, year, value, low, high, unit, **more):
    row = {
        "region": "重庆",
        "indicator": indicator,
        "basis": "b",
        "vintage": "v",
        "period": year,
        "value": value,
        "low": low,
        "high": high,
        "unit": unit,
        "qualifier": "exact",
        "status": "final",
        "source_id": "s",
        "locator": "t",
    }
    return row | more


def test_a_bound_that_was_passed_before_is_no_news():
    history = [observation("a", "2022", "200000", "200000", "200000", "person")]
    for printed, verdict in (("突破24万人", CONSISTENT), ("突破24人", CONFLICT)):
        found = audit.audit([figure("2023/a", printed)], history)
        assert {c.id: c.verdict for c in found.checks}["bound/2023/a/b"] == verdict


@pytest.mark.parametrize(
    ("printed", "en", "zh"),
    [
        ("第7位", "the report is 1 place better.", "报告高1位。"),
        ("第14位", "the report is 6 places worse.", "报告低6位。"),
    ],
)
def test_a_smaller_rank_is_the_better_one(printed, en, zh):
    history = [observation("a", "2023", "8", "8", "8", "rank")]
    found = {c.id: c for c in audit.audit([figure("2023/a", printed, "rank")], history).checks}
    check = found["same_year/2023/a/b"]
    assert check.verdict == CONFLICT
    assert check.en.endswith(en)
    assert check.zh.endswith(zh)


@pytest.mark.parametrize(
    ("printed", "growth", "year", "check_id"),
    [
        ("746.7亿元", "", "2023", "same_year/2023/a/b"),
        ("746.7亿元", "8%", "2022", "prior/2023/a/b"),
        ("突破746亿元", "", "2022", "bound/2023/a/b"),
    ],
)
def test_unlike_units_are_said_and_not_passed_over(printed, growth, year, check_id):
    figures = [figure("2023/a", printed)]
    if growth:
        figures.append(figure("2023/a_growth", growth, "yoy_growth", "2023/a"))
    history = [observation("a", year, "700", "699", "701", "person")]
    check = {c.id: c for c in audit.audit(figures, history).checks}[check_id]
    assert check.verdict == UNDECIDED
    assert "the units are" in check.en
    assert "单位分别为" in check.zh


def test_several_bases_without_a_declared_one_cannot_be_decided():
    figures = [
        figure("2023/a", "110亿元"),
        figure("2023/a_growth", "10%", "yoy_growth", "2023/a"),
    ]
    history = [
        observation("a", "2022", "100", "99.5", "100.5", "CNY_1e8"),
        observation("a", "2022", "90", "89.5", "90.5", "CNY_1e8", basis="c"),
    ]
    found = {c.id: c for c in audit.audit(figures, history).checks}
    assert found["prior/2023/a"].verdict == UNDECIDED
    declared = [relation("history", "a", "a[b]")]
    found = {c.id: c for c in audit.audit(figures, history, relations=declared).checks}
    assert found["prior/2023/a/b"].verdict == CONSISTENT
    assert "90" not in found["prior/2023/a/b"].row()["found"]


@pytest.mark.parametrize("kind", ["share", "quotient"])
def test_a_published_ratio_against_its_parts(kind):
    history = [
        observation("r", "2023", "2.5", "2.45", "2.55", "%"),
        observation("n", "2023", "25", "24.5", "25.5", "CNY_1e8"),
        observation("d", "2023", "1000", "999.5", "1000.5", "CNY_1e8"),
    ]
    one = [relation(kind, "r[b]", "n[b];d[b]")]
    check_id = f"{kind}/2023/r/重庆"
    assert {c.id: c.verdict for c in audit.audit([], history, relations=one).checks}[
        check_id
    ] == CONSISTENT
    history[2] |= {"value": "900", "low": "899.5", "high": "900.5"}
    assert {c.id: c.verdict for c in audit.audit([], history, relations=one).checks}[
        check_id
    ] == CONFLICT


@pytest.mark.parametrize(("unit", "dear"), [("person", "CNY_1e8"), ("CNY_1e8", "person")])
def test_a_ratio_of_unlike_units_is_said_and_stops_nothing(unit, dear):
    history = [
        observation("r", "2023", "2.5", "2.45", "2.55", "%"),
        observation("n", "2023", "25", "24.5", "25.5", unit),
        observation("d", "2023", "1000", "999.5", "1000.5", dear),
    ]
    found = audit.audit([], history, relations=[relation("quotient", "r[b]", "n[b];d[b]")])
    (check,) = (c for c in found.checks if c.kind == "quotient")
    assert check.verdict == UNDECIDED
    assert "the units are a percentage and" in check.en
    assert "单位分别为百分数、" in check.zh


def test_relations_are_read_strictly():
    with pytest.raises(DataError, match="row 2, column 'kind': found 'part', expected one of"):
        audit.audit([], relations=[relation("part", "2023/a", "2023/b")])
    with pytest.raises(DataError, match="row 2, column 'right': found '', expected 1 or more"):
        audit.audit([], relations=[relation("sum", "2023/a", "")])
    with pytest.raises(DataError, match="row 2, column 'right': found '2023/b', expected a series"):
        audit.audit([], relations=[relation("cumulative", "2023/a", "2023/b")])


# -------------------------------------------------------------------------------- properties

places = st.integers(0, 2)


def fractions(low, high, of):
    """Draw fractions of one denominator: hypothesis builds a strategy for each of another one."""
    return st.integers(int(low * of), int(high * of)).map(lambda n: F(n, of))


amounts = fractions(10, 2000, 840)


@settings(deadline=None)
@given(amounts, fractions(F(1, 2), 2, 9240), places, places, places)
def test_true_figures_never_conflict(before, factor, level_places, growth_places, prior_places):
    """Whatever the truth and however it is rounded, the audit raises no false alarm."""
    now = before * factor
    figures = [
        figure("2022/a", format_value(before, "CNY_1e8", prior_places)),
        figure("2023/a", format_value(now, "CNY_1e8", level_places)),
        figure(
            "2023/a_growth",
            format_value((factor - 1) * 100, "%", growth_places),
            "yoy_growth",
            "2023/a",
        ),
    ]
    found = audit.audit(figures, region="")
    assert {c.verdict for c in found.checks} == {CONSISTENT}
    implied = {one.id: one.q for one in found.derived}["implied/2022/a"]
    assert implied.contains(before)


@settings(deadline=None)
@given(st.integers(1, 10**6), st.integers(0, 10**6), st.integers(0, 10**6), places)
def test_true_counts_never_conflict(before, entries, leavers, growth_places):
    assume(leavers <= before)
    now = before + entries - leavers
    growth = (F(now, before) - 1) * 100
    figures = [
        figure("2023/new", f"{entries}家", "new_in_year"),
        figure("2023/all", f"{now}家", "cumulative"),
        figure(
            "2023/all_growth", format_value(growth, "%", growth_places), "yoy_growth", "2023/all"
        ),
    ]
    assume(entries <= now)
    found = audit.audit(figures, relations=[STOCK], region="")
    assert found.conflicts() == []
    derived = {one.id: one.q for one in found.derived}
    assert derived["implied/2022/all"].contains(before)
    replaced = derived.get("implied/2023/all/replaced")
    assert replaced is None or replaced.contains(leavers)


@settings(deadline=None)
@given(
    fractions(100, 1000, 840),
    fractions(1, 4, 9240),
    fractions(1, 20, 840),
    fractions(F(-1, 2), F(1, 2), 840),
    places,
)
def test_the_implied_denominator_holds_the_true_one(rd, intensity, growth, change, level_places):
    history = []
    for year, top, ratio in (
        ("2023", rd, intensity),
        ("2022", rd / (1 + growth / 100), intensity - change),
    ):
        gdp = top / ratio * 100
        low, high = (str(float(gdp) + d) for d in (-1, 1))
        history.append(observation("gdp", year, str(float(gdp)), low, high, "CNY_1e8"))
    figures = [
        figure("2023/rd", format_value(rd, "CNY_1e8", level_places)),
        figure("2023/rd_growth", format_value(growth, "%", 1), "yoy_growth", "2023/rd"),
        figure("2023/ri", format_value(intensity, "%", 2)),
        figure("2023/ri_change", format_value(change, "pp", 2), "change_pp", "2023/ri"),
    ]
    one = [relation("quotient", "2023/ri", "2023/rd;gdp[b]")]
    found = audit.audit(figures, history, relations=one)
    kinds = [c for c in found.checks if c.kind == "quotient"]
    assert len(kinds) == 3
    assert all(c.verdict == CONSISTENT for c in kinds), [c.en for c in kinds]


# ------------------------------------------------------------------------ figures of one's own


def test_a_figure_that_one_basis_confirms_is_no_conflict_with_another():
    bases = {"b": ("2.44", "2.48"), "c": ("2.48", "2.55"), "report_estimate": ("2.5", "2.6")}
    history = [
        observation("a", year, value, value, value, "%", basis=basis)
        for basis, values in bases.items()
        for year, value in zip(("2023", "2024"), values, strict=True)
    ]
    declared = [relation("history", "a", "a[b];a[c]")]

    def said(level, rise):
        figures = [figure("2024/a", level), figure("2024/a_change", rise, "change_pp", "2024/a")]
        found = audit.audit(figures, history, relations=declared).checks
        return {c.id: c.verdict for c in found if c.kind in ("same_year", "prior", "growth")}

    assert said("2.48%", "0.04个百分点") == {
        "same_year/2024/a/b": CONSISTENT,
        "prior/2024/a/b": CONSISTENT,
        "growth/2024/a_change/b": CONSISTENT,
    }
    wrong = said("2.47%", "0.09个百分点")
    assert {id for id, verdict in wrong.items() if verdict == CONFLICT} == {
        f"{kind}/{basis}"
        for kind in ("prior/2024/a", "growth/2024/a_change", "same_year/2024/a")
        for basis in ("b", "c")
    } | {"same_year/2024/a/report_estimate"}


def write(path, rows, encoding="utf-8"):
    out = io.StringIO()
    writer = csv.DictWriter(out, rows[0].keys())
    writer.writeheader()
    writer.writerows(rows)
    path.write_bytes(out.getvalue().encode(encoding))
    return path


OWN = [
    {
        "figure_id": "2024/turnover",
        "printed": "９７４．２４亿元",
        "measure": "level",
        "indicator": "technology_contract_turnover",
        "linked_to": "",
        "region": "重庆",
    },
    {
        "figure_id": "2024/turnover_growth",
        "printed": "12.6%",
        "measure": "yoy_growth",
        "indicator": "technology_contract_turnover",
        "linked_to": "2024/turnover",
        "region": "重庆",
    },
]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_an_analyst_audits_figures_of_their_own(tmp_path, encoding):
    path = write(tmp_path / "mine.csv", OWN, encoding)
    found = report.check(path)
    rows = {row["check_id"]: row for row in found.rows()}
    assert rows["prior/2024/turnover/city_bureau"]["verdict"] == CONSISTENT
    assert found.status == 0
    nameless = [OWN[0], OWN[1] | {"indicator": ""}]  # a growth is of its level's indicator
    found = report.check(write(tmp_path / "mine.csv", nameless, encoding))
    assert found.strangers == ()
    assert "growth/2024/turnover_growth/city_bureau" in {row["check_id"] for row in found.rows()}


def test_own_relations_and_acknowledgements_stand_beside_the_file(tmp_path):
    path = write(
        tmp_path / "mine.csv",
        [figure("2024/a", "5家"), figure("2024/b", "7家"), figure("2024/w", "13家")],
    )
    write(tmp_path / "mine-relations.csv", [relation("sum", "2024/w", "2024/a;2024/b")])
    assert report.check(path).open_conflicts() == ["sum/r"]
    assert report.main(str(path)) == 1
    write(tmp_path / "mine-acknowledged.csv", [{"check_id": "sum/r", "reason": "one is abroad"}])
    assert report.main(str(path)) == 0


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([{"figure_id": "a", "printed": "许多家"}], r"row 2, column 'printed'"),
        ([{"figure_id": "", "printed": "5家"}], r"row 2, column 'figure_id': found ''"),
        (
            [figure("a", "5家"), figure("a", "6家")],
            r"row 3, column 'figure_id': found 'a', expected each name once",
        ),
        (
            [figure("a", "5家", "growth")],
            r"row 2, column 'measure': found 'growth', expected one of",
        ),
        ([{"figure_id": "a", "print": "5家"}], r"no column printed"),
        ([{**figure("a", "5家"), "link_to": ""}], r"'link_to'; did you mean linked_to"),
    ],
)
def test_a_bad_file_is_named_with_row_and_column(tmp_path, rows, message):
    path = write(tmp_path / "mine.csv", rows)
    with pytest.raises(DataError, match=message) as error:
        report.check(path)
    assert "mine.csv" in str(error.value)


def test_a_table_without_names_of_figures_is_told_what_a_row_looks_like(tmp_path):
    path = write(tmp_path / "mine.csv", [{"指标": "研发经费", "数值": "5"}])
    with pytest.raises(DataError, match="a row such as 2024/gdp_growth,") as error:
        report.check(path)
    _, _, row = str(error.value).partition("a row such as ")
    names = ("figure_id", "printed", "measure", "period", "linked_to", "region")
    example = dict(zip(names, row.partition(";")[0].split(","), strict=True))
    level = figure("2024/gdp", "100亿元", period="2024", region="重庆")
    assert len(report.check(write(path, [level, example])).result.checks) > 1


def test_a_draft_of_the_reader_is_audited_as_it_is(tmp_path):
    text = "2024年，研发经费支出800亿元，增长9.1%。技术合同成交额预计突破1000亿元，增长15%。"
    draft = tmp_path / "next.draft.csv"
    write_draft(read(text, 2024), draft)
    found = report.check(draft)
    assert (found.status, len(found.alone)) == (0, 4)
    said = "".join(report.summary(found))
    assert "figures held against no other number: 4 (2024/at_" in said
    with draft.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    ids = {"研发经费支出": "rd_expenditure", "技术合同成交额": "technology_contract_turnover"}
    write(draft, [row | {"indicator": ids[row["subject"]]} for row in rows])
    found = report.check(draft)
    growth = rows[-1]["char_offset"]
    assert f"growth/2024/at_{growth}/city_bureau" in found.open_conflicts()
    assert (found.alone, found.status) == ((), 1)


def test_an_indicator_of_ones_own_table_is_called_by_its_name(tmp_path):
    rows = [figure("2024/gdp", "100亿元", region="重庆"), figure("2024/x", "3亿元", region="重庆")]
    found = {row["check_id"]: row for row in report.check(write(tmp_path / "my.csv", rows)).rows()}
    (said,) = [row for name, row in found.items() if name.startswith("same_year/2024/gdp/")]
    assert said["sentence_en"].startswith("Gross domestic (regional) product 2024: ")
    assert said["sentence_zh"].startswith("2024年地区生产总值：")


@pytest.mark.parametrize("name", ["9999/x", "1/x"])
def test_a_report_of_a_year_that_cannot_be_is_refused(tmp_path, name):
    path = write(tmp_path / "my.csv", [figure(name, "3家", "count")])
    with pytest.raises(
        DataError, match=r"row 2, column 'figure_id': .* expected a report on a year"
    ):
        report.check(path)


def test_a_missing_file_and_an_unknown_format(tmp_path):
    with pytest.raises(DataError, match="no such file"):
        report.check(tmp_path / "none.csv")
    with pytest.raises(DataError, match="table or json"):
        report.main(None, "yaml")


def test_json_for_machines(capsys):
    assert report.main(None, "json") == 0
    found = json.loads(capsys.readouterr().out)
    assert found["status"] == 0
    assert sum(found["summary"].values()) == len(found["checks"])
    assert {"check_id", "verdict", "state", "reason", "sentence_zh"} <= set(found["checks"][0])
    assert found["derived"]


def test_text_begins_with_the_worst_and_counts_what_is_consistent(capsys):
    report.main()
    text = capsys.readouterr().out
    assert text.startswith("[in conflict (explained) 不符（已说明）]")
    assert text.rindex("[in conflict (explained) 不符（已说明）]") < text.index(
        "[consistent on a condition 有条件相符]"
    )
    assert text.rindex("[consistent on a condition 有条件相符]") < text.index(
        "[cannot be decided 无法判定]"
    )
    assert "[consistent 相符]" not in text
    *_, counts, hint = text.splitlines()
    consistent = sum(c.verdict == CONSISTENT for c in report.check().result.checks)
    assert "checks 核对" in counts
    assert f"{consistent} consistent 相符" in counts
    assert "--all" in hint


def test_all_lists_the_consistent_checks_last(capsys):
    assert report.main(everything=True) == 0
    text = capsys.readouterr().out
    found = report.check()
    assert text.count("\n[consistent 相符] ") == sum(
        row["state"] == CONSISTENT for row in found.rows()
    )
    assert text.rindex("[cannot be decided 无法判定]") < text.index("[consistent 相符]")
    assert text.splitlines()[-1] == report.summary(found, everything=True)[-1]
    assert "--all" not in text


def test_a_conflict_that_nobody_acknowledged_comes_first(tmp_path, capsys):
    path = write(tmp_path / "mine.csv", [figure("2024/a", "5个百分点", "share")])
    assert report.main(str(path)) == 1
    text = capsys.readouterr().out
    assert text.startswith("[in conflict 不符] unit/2024/a")
    assert "Conflicts stand." in text.splitlines()[-1]


UNIDIOMATIC = ("印作", "印出", "替补", "可能性", "约到", "只有", "另处", "读法", "推得", "算得出")


def test_chinese_sentences_are_those_of_an_official(result):
    for check in result.checks:
        assert not [word for word in UNIDIOMATIC if word in check.zh], check.zh
    reasons = [row["reason"] for row in catalog.rows("acknowledged")]
    assert reasons
    for reason in reasons:
        assert not [word for word in UNIDIOMATIC if word in reason], reason


def test_on_a_terminal_no_sentence_is_cut_off(monkeypatch, capsys):
    monkeypatch.setenv("COLUMNS", "64")
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    report.main()
    shown = "".join(c for c in capsys.readouterr().out if "\u4e00" <= c <= "\u9fff")
    for check in report.check().result.checks:
        if check.verdict == CONFLICT:
            assert "".join(c for c in check.zh if "\u4e00" <= c <= "\u9fff") in shown


def test_a_check_loads_no_third_party_module():
    code = (
        "import sys; from cqdata.audit.report import main; main(); "
        "print(sorted({'pandas', 'numpy', 'matplotlib', 'rich', 'typer'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", code],
        capture_output=True,
        encoding="utf-8",
        env=os.environ | {"COLUMNS": "80"},
        check=True,
    )
    assert done.stdout.splitlines()[-1] == "[]"


@pytest.mark.parametrize(
    ("level", "growth", "verdict"),
    [
        ("630亿元", "1.1倍", "consistent"),
        ("318亿元", "60‰", "consistent"),
        ("318亿元", "百分之六", "consistent"),
        ("360亿元", "两成", "consistent"),
        ("360亿元", "两成半", "conflict"),
        ("318亿美元", "6%", "cannot be decided"),
        ("318", "6%", "cannot be decided"),
        ("318亿元", "18亿元", "cannot be decided"),
    ],
)
def test_every_growth_gets_a_row(level, growth, verdict):
    found = verdicts(
        [
            figure("2022/w", "300亿元"),
            figure("2023/w", level),
            figure("2023/w_growth", growth, "yoy_growth", "2023/w"),
        ]
    )
    assert found["growth/2023/w_growth"] == verdict


@pytest.mark.parametrize("kind", ["sum", "at_most"])
def test_relations_between_unlike_units_get_a_row(kind):
    found = verdicts(
        [figure("2023/a", "12亿元"), figure("2023/b", "3亿美元")],
        [relation(kind, "2023/a", "2023/b")],
    )
    assert found[f"{kind}/r"] == "cannot be decided"


@pytest.mark.parametrize(
    "printed", ["12亿元②", "7家*", "下降-4%", "几百家", "12千瓦时/元", "3.2EFLOPS"]
)
def test_a_token_of_ones_own_file_that_is_not_understood_is_named(tmp_path, printed):
    path = write(tmp_path / "mine.csv", [figure("2023/a", printed)])
    with pytest.raises(DataError, match="row 2, column 'printed'"):
        report.check(path)


def test_a_relation_with_a_figure_that_is_not_there_gets_a_row():
    found = verdicts([figure("2023/a", "12亿元")], [relation("at_most", "2023/a", "2023/gone")])
    assert found["at_most/r"] == "cannot be decided"


OF_CITY = "same_year/2023/rd_expenditure/重庆/bulletin"
HEADED = {
    "指标,年份,数值,地区\n研发经费,2023,746.7亿元,重庆\n": OF_CITY,
    "指标名称,年度,数据,单位,区域\n研发经费,2023,746.7,亿元,重庆\n": OF_CITY,
    "编号,原文,地区\n2023/rd_expenditure,746.7亿元,重庆\n": OF_CITY.replace("重庆/", ""),
    "指标;年份;数值;单位;地区\n研发经费;2023年;746.7;亿元;重庆市\n": OF_CITY,
    "指标\t年份\t数值\t单位\t地区\t\n研发经费\t２０２３\t746.7亿\t元\tChongqing\t\n": OF_CITY,
    "sep=,\nindicator,year,value,unit,region\nrd_expenditure,2023,746.7,亿元,重庆\n": OF_CITY,
    "表1\n指标,年份,数值,地区\n研发经费,2023,746.7亿元,重庆\n注：公报数\n已核\n": OF_CITY,
}


@pytest.mark.parametrize("text", HEADED, ids=ascii)
def test_figures_of_one_s_own_may_be_headed_in_chinese(tmp_path, text):
    path = tmp_path / "mine.csv"
    path.write_text(text, encoding="utf-8")
    states = {row["check_id"]: row["verdict"] for row in report.check(path).rows()}
    assert states[HEADED[text]] == CONSISTENT
    path.write_text(text.replace("地区", "年份").replace("区域", "年份"), encoding="utf-8")
    if "年" in text:
        with pytest.raises(DataError, match=r"headings mean period|each column once"):
            report.check(path)


@pytest.mark.parametrize(
    ("row", "column"),
    [
        (",2023,1,亿元,重庆", "指标"), ("研发经费,,1,亿元,重庆", "年份"),
        ("研发经费,2023,,亿元,重庆", "数值"),
        ("研发经费,24,1,亿元,重庆", "年份"), ("研发经费,45292,1,亿元,重庆", "年份"),
        ("研发经费,1066,1,亿元,重庆", "年份"), ("研发经费,2023,1亿元,万元,重庆", "数值"),
        ("研发经费,2023,1%,亿元,重庆", "数值"), ("研发经费,2023,许多,亿元,重庆", "数值"),
        ("研发//经费,2023,1,亿元,重庆", "指标"), ("研发经费,2024,2,亿元,重庆", "指标"),
        ("研发;经费,2023,1,亿元,重庆", "指标"),
    ],
)  # fmt: skip
def test_a_table_of_one_s_own_is_told_of_under_its_own_headings(tmp_path, row, column):
    path = tmp_path / "mine.csv"
    text = "\n指标,年份,数值,单位,地区\n研发经费,2024,797.3,亿元,重庆\n"
    path.write_text(f"{text}{row}\n", encoding="utf-8")
    with pytest.raises(DataError, match=f"^mine.csv, row 4, column '{column}': found '"):
        report.check(path)


@pytest.mark.parametrize("name", ["2024//gdp", "/gdp", "2024/", "2024/a;b", "=x"])
def test_an_id_of_one_s_own_has_no_empty_part(tmp_path, name):
    path = write(tmp_path / "mine.csv", [figure(name, "12亿元")])
    with pytest.raises(DataError, match="row 2, column 'figure_id'"):
        report.check(path)


@pytest.mark.parametrize("name", ["mine-relations.csv", "mine-acknowledged.csv"])
def test_what_lies_beside_a_table_is_read_or_told_of(tmp_path, name):
    path = write(tmp_path / "mine.csv", [figure("2024/gdp", "12亿元")])
    (tmp_path / name).mkdir()
    with pytest.raises(DataError, match=f"{name}: a folder stands where a file is needed"):
        report.check(path)
    (tmp_path / name).rmdir()
    (tmp_path / name).symlink_to("gone")
    with pytest.raises(DataError, match=f"{name}: no such file"):
        report.check(path)


def test_a_growth_headed_in_chinese_belongs_to_its_level_or_is_named(tmp_path):
    path = tmp_path / "mine.csv"
    growth = "指标,年份,数值,单位,地区\n全社会研发经费增速,2024,8.6,%,重庆\n"
    path.write_text(growth, encoding="utf-8")
    found = report.check(path)
    assert (found.alone, found.strangers) == ((), ())
    assert "growth/2024/rd_expenditure_growth/重庆/bulletin" in found.open_conflicts()
    path.write_text(f"{growth}全社会研发经费,2024,797.3,亿元,重庆\n", encoding="utf-8")
    found = report.check(path)
    assert "growth/2024/rd_expenditure_growth/重庆/bulletin" in found.open_conflicts()
    assert found.alone == ()


@pytest.mark.parametrize(
    ("row", "basis", "verdict"),
    [
        # What was expected for 2023 beforehand, 10%, is no conflict of what came.
        ("全社会研发经费增速,2023,8.8,%,重庆", "bulletin", CONSISTENT),
        ("全社会研发经费同比增长率,2023,9.8,%,重庆", "bulletin", CONFLICT),
        ("高新技术企业增速,2023,19.2,%,重庆", "city_bureau", CONSISTENT),
        ("高新技术企业增幅,2023,12.9,%,重庆", "city_bureau", CONFLICT),
        ("地区生产总值增速,2023,6.1,%,重庆", "", ""),  # at comparable prices
        ("全社会研发经费增速,2026,9.8,%,重庆", "", ""),
    ],
)
def test_a_growth_alone_is_held_against_published_levels(tmp_path, row, basis, verdict):
    path = tmp_path / "mine.csv"
    path.write_text(f"指标,年份,数值,单位,地区\n{row}\n", encoding="utf-8")
    found = report.check(path)
    grown = [check for check in found.result.checks if check.kind == "growth"]
    assert [(one.id.rsplit("/", 1)[-1], one.verdict) for one in grown] == (
        [(basis, verdict)] if basis else []
    )
    assert len(found.alone) == (not basis)
    assert (found.status == 1) == (verdict == CONFLICT)
    if grown:
        assert row.split(",")[2] in grown[0].en


@pytest.mark.parametrize(
    ("printed", "verdict"),
    [("32000亿元", ONLY_IF), ("32100亿元", CONFLICT), ("33000亿元", CONFLICT)],
)
def test_a_round_amount_may_agree_as_rounded(tmp_path, printed, verdict):
    """The statistic says 32193.15亿元."""
    rows = [figure("2024/gdp", printed, indicator="gdp", region="重庆")]
    found = {row["check_id"]: row for row in report.check(write(tmp_path / "my.csv", rows)).rows()}
    said = found["same_year/2024/gdp/first_release_census5"]
    assert said["verdict"] == verdict
    assert ("按1000亿元取整" in said["sentence_zh"]) == (verdict == ONLY_IF)


def test_a_round_total_may_be_that_of_its_parts():
    parts = [figure("2023/a", "801.2亿元"), figure("2023/b", "681.9亿元")]
    for printed, verdict in (("1500亿元", ONLY_IF), ("1480亿元", CONFLICT)):
        figures = [*parts, figure("2023/w", printed)]
        found = audit.audit(figures, relations=[relation("sum", "2023/w", "2023/a;2023/b")])
        (check,) = (one for one in found.checks if one.kind == "sum")
        assert check.verdict == verdict
    assert "does not fit" in check.en


NO_VALUES = {
    "a figure and a series": ("at_most", "2024/a", "high_tech_enterprises[city_bureau]@1999"),
    "series alone": ("sum", "gdp[census4]@1900", "gdp[census4]@1901;gdp[census4]@1902"),
    "a running total": ("cumulative", "2024/a", "ip_loans[city_report]"),
    "a value that nothing implies": ("at_most", "implied/2024/nothing", "2024/a"),
}


@pytest.mark.parametrize("kind", NO_VALUES)
def test_a_relation_of_ones_own_that_nothing_comes_of_is_said(tmp_path, kind):
    path = write(tmp_path / "my.csv", [figure("2024/a", "5家")])
    write(tmp_path / "my-relations.csv", [relation(*NO_VALUES[kind])])
    rows = {row["check_id"]: row for row in report.check(path).rows()}
    said = rows[f"{NO_VALUES[kind][0]}/r"]
    assert said["verdict"] == UNDECIDED
    assert "cannot be checked" in said["sentence_en"]
    assert "无法核对" in said["sentence_zh"]


@pytest.mark.parametrize("kind", ["share", "quotient"])
def test_a_divisor_that_may_be_zero_decides_nothing(kind):
    figures = [
        figure("2023/a", "5亿元"),
        figure("2023/z", "0亿元"),
        figure("2023/s", "9%", "share"),
    ]
    relations = [relation(kind, "2023/s", "2023/a;2023/z")]
    assert verdicts(figures, relations)[f"{kind}/r"] == UNDECIDED


def test_a_share_above_all_of_it_is_a_conflict():
    figures = [figure("2023/a", "5亿元"), figure("2023/s", "109%", "other")]
    assert verdicts(figures, [relation("share", "2023/s", "2023/a")])["share/r"] == CONFLICT


def test_a_growth_cannot_be_of_a_rank():
    figures = [figure("2023/a", "第8位", "rank")]
    figures.append(figure("2023/a_growth", "5%", "yoy_growth", "2023/a"))
    assert verdicts(figures)["link/2023/a_growth"] == CONFLICT


def test_a_value_that_the_report_implies_takes_part_in_relations_with_history(checks):
    assert checks["per_unit/city_industrial_output_over_gdp"].verdict == CONSISTENT
