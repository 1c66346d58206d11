"""Widths, units and states of processed numbers, and the guards around them."""

from decimal import Decimal

import pandas as pd
import pytest

from cqdata import catalog, tidy
from cqdata.errors import DataError

FIGURE = {
    "figure_id": "2023/x",
    "ordinal": "1",
    "section": "2.4",
    "printed": "",
    "scope": "",
    "measure": "level",
    "indicator": "x",
    "indicator_zh": "某",
    "indicator_en": "X",
    "theme": "t",
    "period": "2023",
    "linked_to": "",
    "note": "",
}
STATISTIC = {
    "region": "重庆",
    "indicator": "x",
    "basis": "b",
    "vintage": "v",
    "period": "2020",
    "printed": "",
    "value": "",
    "unit": "亿元",
    "decimals": "",
    "comparison": "",
    "status": "final",
    "source_id": "s",
    "locator": "table",
    "also": "",
    "flag": "",
    "note": "",
}
TARGET = {
    "target_id": "plan/x/2027",
    "region": "重庆",
    "indicator": "x",
    "target_year": "2027",
    "comparison": "about",
    "printed": "",
    "value": "",
    "unit": "家",
    "baseline_year": "",
    "baseline_value": "",
    "issued_by": "",
    "plan_title": "plan",
    "issued_date": "2023-01-01",
    "source_id": "s",
    "locator": "text",
    "note": "",
}
SOURCES = pd.DataFrame({"source_id": ["s"], "evidence": ["official page"], "published": [""]})


REGIONS = pd.DataFrame({"region": ["重庆"], "kind": ["province"]})


def indicators(unit, kind="flow", lower="", upper=""):
    """Return the dictionary of one indicator x."""
    entry = {"indicator": "x", "unit": unit, "kind": kind, "lower": lower, "upper": upper}
    return pd.DataFrame([entry])


def figure(printed, scope="", **more):
    return tidy.figures(
        pd.DataFrame([{**FIGURE, "printed": printed, "scope": scope, **more}])
    ).iloc[0]


def observe(unit_of_indicator="CNY_1e8", kind="flow", decimals="", lower="", upper="", **cells):
    words = indicators(unit_of_indicator, kind, lower, upper)
    bases = pd.DataFrame([{"indicator": "x", "basis": "b", "decimals": decimals}])
    table = pd.DataFrame([{**STATISTIC, **cells}])
    return tidy.observations([table], words, bases, SOURCES).iloc[0]


def interval(row):
    return tuple(row[["value", "low", "high", "unit", "qualifier"]])


@pytest.mark.parametrize(
    ("printed", "scope", "expected", "status"),
    [
        ("750亿元", "预计", ("750", "749.5", "750.5", "CNY_1e8", "expected"), "estimate"),
        ("2.45%", "预计", ("2.45", "2.445", "2.455", "%", "expected"), "estimate"),
        ("突破24万人", "预计", ("240000", "240000", "", "person", "more_than"), "estimate"),
        ("865.1亿元", "", ("865.1", "865.05", "865.15", "CNY_1e8", "exact"), "reported"),
        ("1.3万亿元", "", ("13000", "12500", "13500", "CNY_1e8", "exact"), "reported"),
        ("50万辆", "", ("500000", "495000", "505000", "count:辆", "exact"), "reported"),
        ("7565家", "", ("7565", "7565", "7565", "count:家", "exact"), "reported"),
        ("11943家(次)", "", ("11943", "11943", "11943", "count:家(次)", "exact"), "reported"),
        ("近40项", "", ("40", "", "40", "count:项", "nearly"), "reported"),
        ("40余个", "", ("40", "40", "", "count:个", "more_than"), "reported"),
        ("43.2%以上", "", ("43.2", "43.2", "", "%", "at_least"), "reported"),
        ("0.09个百分点", "预计", ("0.09", "0.085", "0.095", "pp", "expected"), "estimate"),
        ("第8位", "", ("8", "8", "8", "rank", "exact"), "reported"),
        ("超２００万人次", "", ("2000000", "2000000", "", "person_time", "more_than"), "reported"),
    ],
)
def test_a_printed_token_gives_value_interval_unit_and_state(printed, scope, expected, status):
    measure = {"pp": "change_pp", "rank": "rank"}.get(expected[3], "level")
    row = figure(printed, scope, measure=measure)
    assert interval(row) == expected
    assert row["status"] == status
    assert row["printed"] == printed


def test_a_figure_knows_its_source_and_place():
    row = figure("3家", ordinal="61", figure_id="2024/x")
    assert (row["source_id"], row["locator"]) == ("report-2024", "§2.4, no. 61")


def test_a_token_that_is_no_number_is_named_with_its_row():
    with pytest.raises(DataError, match=r"table, row 2, column 'printed': found '许多家'"):
        figure("许多家")


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        # The publication's decimals give the width, not the digits left in the table.
        ({"value": "2.4", "unit": "%", "decimals": "2"}, ("2.40", "2.395", "2.405")),
        ({"value": "247.0", "decimals": "1"}, ("247.0", "246.95", "247.05")),
        ({"value": "11459.0", "decimals": "2"}, ("11459.00", "11458.995", "11459.005")),
        # 万元 becomes 亿元 exactly; its decimals move with it.
        (
            {"value": "64983.6", "unit": "万元", "decimals": "1"},
            ("6.49836", "6.498355", "6.498365"),
        ),
        (
            {"value": "1002663", "unit": "万元", "decimals": "0"},
            ("100.2663", "100.26625", "100.26635"),
        ),
        # A cell with more digits than the publication prints keeps them, in the printed width.
        (
            {"value": "2.10694150255171", "unit": "%", "decimals": "2"},
            ("2.10694150255171", "2.105", "2.115"),
        ),
        # A count is exact, a count in 万 is rounded, and so is one that was read as round.
        ({"value": "6348", "unit": "家"}, ("6348", "6348", "6348")),
        ({"value": "36.5", "unit": "万辆"}, ("365000", "364500", "365500")),
        ({"value": "75600", "unit": "家", "decimals": "-2"}, ("75600", "75550", "75650")),
        # Person-years are measured, not counted.
        ({"value": "37078", "unit": "人年", "decimals": "0"}, ("37078", "37077.5", "37078.5")),
        # The printed token overrides.
        ({"value": "36900", "unit": "家", "printed": "3.69万家"}, ("36900", "36850", "36950")),
        ({"value": "2000", "unit": "家", "comparison": ">"}, ("2000", "2000", "")),
        ({"value": "36.9", "unit": "万辆", "comparison": "nearly"}, ("369000", "", "369000")),
        ({"status": "not_stated"}, ("", "", "")),
        ({"comparison": "relative", "printed": "超过全国平均水平"}, ("", "", "")),
        # A token alone gives the value; its unit may stand in the heading of the table.
        ({"printed": "3.69万家", "unit": ""}, ("36900", "36850", "36950")),
        ({"printed": "797.3", "decimals": "2"}, ("797.3", "797.25", "797.35")),
        ({"printed": "２.５９％", "unit": ""}, ("2.59", "2.585", "2.595")),
        ({"printed": "2500家", "unit": "", "comparison": ">"}, ("2500", "2500", "")),
    ],
)
def test_an_official_value_has_the_width_of_its_publication(cells, expected):
    printed = cells.get("printed", "")
    unit = {
        "%": "%",
        "家": "count:家",
        "万辆": "count:辆",
        "人年": "person_year",
    }.get(cells.get("unit") or printed[-1:].replace("％", "%"), "CNY_1e8")
    row = observe(unit, **cells)
    assert tuple(row[["value", "low", "high"]]) == expected
    assert row["unit"] == unit


def test_the_decimals_of_the_basis_hold_where_a_row_has_none_of_its_own():
    cells = {"value": "974", "unit": "亿元"}
    bases = pd.DataFrame([{"indicator": "x", "basis": "b", "decimals": "2"}])
    indicators = pd.DataFrame(
        [{"indicator": "x", "unit": "CNY_1e8", "kind": "flow", "lower": "", "upper": ""}]
    )
    table = pd.DataFrame(
        [
            {**STATISTIC, **cells, "period": "2020"},
            {**STATISTIC, **cells, "period": "2021", "decimals": "0"},
        ]
    )
    rows = tidy.observations([table], indicators, bases, SOURCES)
    assert rows["low"].tolist() == ["973.995", "973.5"]


def test_a_ratio_without_decimals_is_rounded_though_its_unit_counts_things():
    row = observe("count:件", kind="ratio", value="23", unit="件")
    assert interval(row) == ("23", "22.5", "23.5", "count:件", "exact")


def test_an_estimate_is_marked():
    row = observe("%", value="2.6", unit="%", status="estimate")
    assert interval(row) == ("2.6", "2.55", "2.65", "%", "expected")


@pytest.mark.parametrize(
    ("cells", "message"),
    [
        ({"value": "3.7", "unit": "万家", "printed": "3.69万家"}, "found '3.69万家', expected the"),
        ({"value": "5", "unit": "万元"}, None),
        ({"value": "5", "unit": "%"}, "found '%', expected the unit CNY_1e8"),
        ({"printed": "3.69万家", "unit": "亿元"}, "column 'unit': found '亿元', expected the unit"),
        (
            {"printed": "797.3万元", "unit": "亿元"},
            "column 'unit': found '亿元', expected the unit",
        ),
        ({"printed": "797.3", "unit": ""}, "column 'unit': found '', expected the unit of 797.3"),
        ({"value": "5", "unit": ""}, "column 'unit': found '', expected the unit of the value"),
        ({"printed": "许多"}, "column 'printed': found '许多', expected one printed number"),
        ({}, "column 'value': found '', expected a number, or the token in the column printed"),
        ({"value": "5", "status": "not_stated"}, "found '5', expected nothing"),
        ({"printed": "突破5亿元", "comparison": "<"}, "column 'comparison': found '<', expected"),
        ({"value": "-1"}, "at least 0"),
        ({"value": "200"}, "at most 100"),
        ({"value": "5", "basis": "c"}, r"found 'x\|c', expected a key of bases"),
    ],
)
def test_a_value_that_contradicts_its_print_its_unit_or_its_range_is_refused(cells, message):
    unit = "count:家" if "万家" in cells.get("unit", "") else "CNY_1e8"
    if message is None:
        assert observe(unit, lower="0", upper="100", **cells)["value"] == "0.0005"
        return
    with pytest.raises(DataError, match=rf"table, row 2, .*{message}"):
        observe(unit, lower="0", upper="100", **cells)


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (
            {"value": "12700", "printed": "1.27万家"},
            ("12700", "12650", "12750", "count:家", "about"),
        ),
        ({"value": "8000"}, ("8000", "8000", "8000", "count:家", "about")),
        ({"value": "22", "unit": "%"}, ("22", "21.5", "22.5", "%", "about")),
        (
            {"value": "12800", "printed": "超过1.28万家", "comparison": ">"},
            ("12800", "12800", "", "count:家", "more_than"),
        ),
        ({"value": "10", "unit": "%", "comparison": ">="}, ("10", "10", "", "%", "at_least")),
        (
            {"printed": "超过全国平均水平", "unit": "%", "comparison": "relative"},
            ("", "", "", "%", "exact"),
        ),
        (
            {"printed": "年均增长10%以上", "unit": "", "comparison": ">="},
            ("10", "10", "", "%", "at_least"),
        ),
    ],
)
def test_targets_keep_their_wording(cells, expected):
    words = indicators(expected[3], "rate")
    row = tidy.targets(pd.DataFrame([{**TARGET, **cells}]), SOURCES, words).iloc[0]
    assert interval(row) == expected
    assert (row["status"], row["evidence"]) == ("target", "official page")


def test_a_baseline_is_converted_with_its_target():
    row = tidy.targets(
        pd.DataFrame(
            [
                {
                    **TARGET,
                    "value": "3",
                    "unit": "万家",
                    "baseline_value": "1.5",
                    "baseline_year": "2022",
                }
            ]
        ),
        SOURCES,
        indicators("count:家", "stock"),
    ).iloc[0]
    assert (row["value"], row["baseline_value"]) == ("30000", "15000")


def test_a_figure_of_the_report_joins_its_series():
    parsed = tidy.figures(pd.DataFrame([{**FIGURE, "printed": "750亿元", "scope": "预计"}]))
    series = pd.DataFrame(
        [
            {
                "figure_id": "2023/x",
                "region": "重庆",
                "indicator": "x",
                "basis": "b",
                "period": "2023",
            }
        ]
    )
    sources = pd.DataFrame({"source_id": ["report-2023"], "evidence": ["second-hand"]})
    row = tidy.from_report(parsed, series, sources, indicators("CNY_1e8"), REGIONS).iloc[0]
    assert row["vintage"] == "report_2023"
    assert row["evidence"] == "second-hand"
    assert row["indicator"] == "x"
    assert interval(row) == ("750", "749.5", "750.5", "CNY_1e8", "expected")
    series["figure_id"] = "2023/z"
    with pytest.raises(DataError, match="row 2, column 'figure_id': found '2023/z'"):
        tidy.from_report(parsed, series, sources, indicators("CNY_1e8"), REGIONS)


LEVEL = observe("count:家", value="1450", unit="家", period="2016")
GROWTH = observe("%", kind="rate", value="40", unit="%", period="2017")
COMPUTED = {
    "region": "重庆",
    "indicator": "x",
    "basis": "b",
    "period": "2015",
    "value": "1036",
    "unit": "家",
    "decimals": "",
    "operation": "prior",
    "formula": "1450 ÷ (1 + 40%)",
    "inputs": "obs:重庆/x/b/v/2016/s;obs:重庆/x/b/v/2017/s",
    "source_id": "s",
    "locator": "text",
    "also": "t",
    "note": "",
}


def compute(**cells):
    observations = pd.DataFrame([LEVEL, GROWTH])
    indicators = pd.DataFrame([{"indicator": "x", "kind": "stock"}])
    return tidy.computed(pd.DataFrame([{**COMPUTED, **cells}]), observations, indicators).iloc[0]


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({}, ("1036", "1033", "1039")),
        ({"operation": "next", "value": "2030"}, ("2030", "2023", "2037")),
        (
            {
                "operation": "sum",
                "inputs": "obs:重庆/x/b/v/2016/s;=2家",
                "value": "1452",
            },
            ("1452", "1452", "1452"),
        ),
        (
            {
                "operation": "difference",
                "inputs": "=9.5亿元;=0.5亿元",
                "value": "9",
                "unit": "亿元",
            },
            ("9", "8.9", "9.1"),
        ),
        (
            {"operation": "growth", "inputs": "=3家;=2家", "value": "50", "unit": "%"},
            ("50", "50", "50"),
        ),
        (
            {"operation": "whole", "inputs": "=929家;=37.1%", "value": "2504"},
            ("2504", "2501", "2507"),
        ),
        # The reader rounded 33.333…: the exact result stands, the rounded one is kept in words.
        (
            {
                "operation": "growth",
                "inputs": "=4家;=3家",
                "value": "33.3",
                "decimals": "1",
                "unit": "%",
            },
            ("33.3333333333333333333333333333", None, None),
        ),
    ],
)
def test_what_a_reader_computed_is_recomputed_with_widths(cells, expected):
    row = compute(**cells)
    assert row["value"] == expected[0]
    if expected[1] is not None:
        assert (row["low"], row["high"]) == expected[1:]
    else:
        assert row["note"] == "computed there as 33.3"
    assert row["source_id"] == "s;t"
    assert row["derived_id"] == "computed/重庆/x/b/2015/s"


@pytest.mark.parametrize(
    ("cells", "message"),
    [
        ({"value": "1040"}, r"found '1040 家', expected .*1033, 1039.* count:家"),
        ({"unit": "%"}, "found '1036 %'"),
        (
            {"inputs": "obs:重庆/x/b/v/1999/s;=40%"},
            "column 'inputs': found 'obs:重庆/x/b/v/1999/s'",
        ),
    ],
)
def test_a_computed_value_that_its_inputs_do_not_give_is_refused(cells, message):
    with pytest.raises(DataError, match=rf"table, row 2, .*{message}"):
        compute(**cells)


def test_no_computed_value_is_an_observation():
    assert "derived" not in set(catalog.observations()["status"])
    derived = catalog.derived()
    assert derived["derived_id"].str.startswith("computed/").sum() == 30


def test_a_key_may_stand_only_once_in_all_tables_together():
    row = pd.DataFrame([STATISTIC])
    with pytest.raises(DataError, match=r"key 重庆\|x\|b\|v\|2020\|s stands twice"):
        tidy.combine([row, row])


# ---------------------------------------------------------------------------------- corrections

KEYS = {"raw-x": ["region", "period"]}
TABLES = {"raw-x": pd.DataFrame([STATISTIC, {**STATISTIC, "period": "2021", "value": "7"}])}


def correction(**cells):
    row = {
        "table": "raw-x",
        "key": "重庆|2021",
        "column": "value",
        "printed": "7",
        "corrected": "70",
        "reason": "misprint",
    }
    return pd.DataFrame([{**row, **cells}])


def test_a_correction_changes_one_cell_of_a_copy():
    out = tidy.corrected(TABLES, correction(), KEYS)
    assert out["raw-x"]["value"].tolist() == ["", "70"]
    assert TABLES["raw-x"]["value"].tolist() == ["", "7"]


@pytest.mark.parametrize(
    ("cells", "message"),
    [
        ({"printed": "8"}, "column 'printed': found '8', expected '7', which raw-x holds now"),
        ({"key": "重庆|2022"}, "column 'key': found '重庆|2022', expected a row of raw-x"),
        ({"column": "worth"}, "column 'column': found 'worth', expected a column of raw-x"),
        ({"table": "raw-y"}, "column 'table': found 'raw-y', expected a raw table"),
    ],
)
def test_a_correction_fails_once_it_no_longer_finds_what_it_corrects(cells, message):
    with pytest.raises(DataError) as error:
        tidy.corrected(TABLES, correction(**cells), KEYS)
    assert message in str(error.value)
    assert "table, row 2" in str(error.value)


# ------------------------------------------------------------------------------ the real tables


def test_every_number_of_the_processed_tables_is_a_plain_decimal_in_its_interval():
    for name in ("figures", "observations", "targets"):
        frame = catalog.read(name)
        for value, low, high in frame[["value", "low", "high"]].itertuples(index=False):
            assert "e" not in (value + low + high).lower()
            if value and low:
                assert Decimal(low) <= Decimal(value)
            if value and high:
                assert Decimal(value) <= Decimal(high)


def test_facts_of_the_report_and_the_history_stand_as_published():
    figures = catalog.read("figures").set_index("figure_id")
    assert figures.loc["2023/technology_contract_turnover", "value"] == "865.1"
    assert figures.loc["2023/zone_industrial_output", "value"] == "13000"
    assert figures.loc["2023/high_tech_enterprises_growth", "linked_to"] == (
        "2023/high_tech_enterprises"
    )
    history = catalog.read("observations").set_index(
        ["region", "indicator", "basis", "vintage", "year"]
    )["value"]
    intensity = [
        ("first_release_census4", "bulletin_2023", "2023", "2.48"),
        ("census5", "bulletin_2024", "2023", "2.44"),
        ("census5", "bulletin_2024", "2024", "2.48"),
        ("revised_census4", "yearbook_2024", "2022", "2.40"),
        ("first_release_pre_census4", "bulletin_2018", "2018", "2.01"),
        ("first_release_census4", "bulletin_2019", "2019", "1.99"),
    ]
    for basis, vintage, year, value in intensity:
        assert history["重庆", "rd_intensity", basis, vintage, year] == value
    assert history["重庆", "rd_expenditure", "bulletin", "bulletin_2023", "2023"] == "746.7"
    assert history["全国", "rd_intensity", "census5", "bulletin_2024", "2023"] == "2.58"


def test_thirty_one_provinces_add_up_to_the_nation():
    frame = catalog.observations().query("indicator == 'rd_expenditure' and basis == 'bulletin'")
    table = frame.pivot(index="year", columns="region", values="value").loc[2010:2024]
    provinces = table.drop(columns="全国")
    assert provinces.shape == (15, 31)
    assert ((provinces.sum(axis=1) - table["全国"]).abs() <= 0.3 + 1e-9).all()


def test_the_yearbook_total_is_the_bulletin_amount_once_rounded():
    frame = catalog.observations()
    both = [
        frame.query("indicator == @name and 2011 <= year <= 2023")
        .query("basis in ('bulletin', 'yearbook')")
        .set_index(["region", "year"])["value"]
        for name in ("rd_expenditure", "rd_intramural")
    ]
    apart = (both[0] - both[1]).dropna().abs()
    assert len(apart) == 32 * 13
    assert (apart <= 0.05 + 1e-9).all()


def test_a_first_release_repeated_by_a_yearbook_stands_with_the_first_releases():
    rows = catalog.observations().query("indicator == 'rd_intensity'")
    rows = rows.assign(printed_value=rows["value"].round(2))
    for edition, year, number in (
        (2019, 2018, 31),
        (2021, 2020, 32),
        (2022, 2021, 31),
        (2023, 2022, 32),
        (2024, 2023, 32),
    ):
        rows_of_year = rows.loc[rows["year"] == year]
        last = rows_of_year.loc[rows_of_year["vintage"] == f"yearbook_{edition}"]
        last = last.loc[last["basis"].str.startswith("first_release")].set_index("region")
        first = rows_of_year.loc[rows_of_year["vintage"] == f"bulletin_{year}"].set_index("region")
        assert len(last) == number
        assert (last["printed_value"] == first.loc[last.index, "printed_value"]).all()
        assert (last["basis"] == first.loc[last.index, "basis"]).all()


def test_conflicting_sources_both_stay():
    rows = catalog.observations().query("indicator == 'high_tech_enterprises' and year == 2021")
    assert sorted(rows["value"]) == [5108, 5109]
    assert set(rows["flag"]) == {"conflict"}
    targets = catalog.targets().set_index("target_id")["printed"]
    assert targets["twin_city_plan/high_tech_enterprises/2027"] == "1.27万家"
    assert targets["doubling_plan/high_tech_enterprises/2027"] == "超过1.28万家"
