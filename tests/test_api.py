"""What ``import cqdata as cq`` gives, what it costs, and how series are chosen."""

import hashlib
import subprocess
import sys

import pandas as pd
import pytest

import cqdata as cq
from cqdata import catalog, lookup, selection
from cqdata.errors import DataError, MixedBasisError


def fresh(code, **env):
    """Run code in a fresh process away from the checkout and return what it prints."""
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        encoding="utf-8",
        cwd="/",
        env={"PYTHONIOENCODING": "utf-8", **env},
        check=True,
    )
    assert done.stderr == ""
    return done.stdout.strip()


def test_importing_loads_no_third_party_module_and_prints_nothing():
    code = (
        "import sys; before = set(sys.modules); import cqdata; dir(cqdata); "
        "new = {m.split('.')[0] for m in set(sys.modules) - before}; "
        "print(sorted(new - set(sys.stdlib_module_names)))"
    )
    assert fresh(code) == "['cqdata']"


@pytest.mark.parametrize("name", cq.__all__)
def test_every_promised_name_is_there_and_described(name):
    assert name in dir(cq)
    assert getattr(cq, name).__doc__


def test_a_misspelled_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no attribute 'figurs'"):
        cq.figurs  # noqa: B018


def test_functions_are_not_shadowed_by_modules():
    code = (
        "import cqdata.tracing, cqdata.selection, cqdata.projection, cqdata.catalog; "
        "import cqdata as cq; print(callable(cq.trace), callable(cq.series), callable(cq.panel), "
        "callable(cq.project))"
    )
    assert fresh(code) == "True True True True"


def test_data_are_found_from_any_folder_and_by_the_environment(home):
    count = "import cqdata as cq; print(len(cq.figures()))"
    n = int(fresh(count))
    path = home / "data" / "processed" / "figures.csv"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    content = "".join(lines[:11]).encode()
    path.write_bytes(content)
    digest = hashlib.sha256(content).hexdigest()
    (path.parent / catalog.MANIFEST).write_text(f"{digest}  figures.csv\n", encoding="utf-8")
    assert int(fresh(count, CQDATA_HOME=str(home))) == 10
    assert n > 80


@pytest.mark.parametrize("name", [name for name in catalog.PROCESSED if name in cq.__all__])
def test_every_table_comes_as_a_fresh_copy(name):
    load = getattr(cq, name)
    first = load()
    first.iloc[:, 0] = "changed"
    again = load()
    assert len(again)
    assert not (again.iloc[:, 0] == "changed").any()


def test_one_figure_is_a_row():
    row = cq.figure("2023/technology_contract_turnover")
    assert (row["value"], row["low"], row["high"]) == (865.1, 865.05, 865.15)
    with pytest.raises(DataError, match=r"'2023/technology_contracts' is not known.*turnover"):
        cq.figure("2023/technology_contracts")


# -------------------------------------------------------------------------------------- series


def test_r_and_d_is_one_series_of_fifteen_years():
    series = cq.series("rd_expenditure")
    assert series["year"].tolist() == list(range(2010, 2025))
    assert series["year"].dtype == "int64"
    assert set(series["basis"]) == {"bulletin"}
    assert series.set_index("year").loc[[2022, 2023, 2024], "value"].tolist() == [
        686.6,
        746.7,
        797.3,
    ]
    for column in ("value", "low", "high"):
        assert series[column].dtype == "float64"
    for column in [
        "status",
        "qualifier",
        "flag",
        "vintage",
        "region",
        "unit",
        "source_id",
        "locator",
        "ref",
    ]:
        assert column in series.columns


def test_mixed_bases_are_refused_by_name():
    with pytest.raises(MixedBasisError) as error:
        cq.series("rd_intensity")
    for basis in ("census5", "first_release_census4", "revised_census4", "yearbook_2023"):
        assert basis in str(error.value)
    # Each with the years that it covers.
    assert "census5 (2023–2024), first_release_census4 (2019–2023)" in str(error.value)
    with pytest.raises(MixedBasisError, match=r"city_bureau \(.*\), national_yearbook \("):
        cq.series("technology_contract_turnover")


def test_a_preferred_basis_is_taken_and_named():
    both = cq.series("rd_expenditure", include={"estimates"})
    assert set(both["basis"]) == {"bulletin"}
    assert both.attrs["basis"] == "bulletin"
    assert both.attrs["note"] == {
        "zh": "口径：科技经费投入统计公报（该指标的首选口径）",
        "en": "basis: National R&D bulletins (the indicator's preferred one)",
    }
    alone = cq.series("rd_intensity", basis="census5")
    assert alone.attrs["basis"] == "census5"
    assert alone.attrs["note"]["en"] == "basis: After the fifth economic census"
    assert cq.panel("rd_expenditure", include={"estimates"}).attrs["basis"] == "bulletin"


@pytest.mark.parametrize(
    ("names", "ids"),
    [
        (("研发经费",), ("rd_expenditure",)),
        (("全社会R&D经费支出", "chongqing"), ("rd_expenditure",)),
        (("r&d intensity", "China", "第五次经济普查后"), ("rd_intensity", "全国", "census5")),
        (
            ("高新技术企业", "重庆", "City bureaus"),
            ("high_tech_enterprises", "重庆", "city_bureau"),
        ),
    ],
)
def test_names_in_both_languages_are_taken_wherever_ids_are(names, ids):
    pd.testing.assert_frame_equal(cq.series(*names), cq.series(*ids))
    if len(ids) == 1:
        pd.testing.assert_frame_equal(cq.panel(names[0]), cq.panel(ids[0]))


def test_every_indicator_is_found_by_its_names():
    for row in cq.indicators().itertuples():
        for name in (row.indicator, row.indicator_zh, row.indicator_en):
            assert lookup.indicator(name) == row.indicator


@pytest.mark.parametrize(
    ("name", "indicator"),
    [
        ("R&D经费", "rd_expenditure"),
        ("全社会研发投入", "rd_expenditure"),
        ("研发投入强度", "rd_intensity"),
        ("R&D投入强度", "rd_intensity"),
        ("研发强度", "rd_intensity"),
        ("高企", "high_tech_enterprises"),
        ("高新技术企业数量", "high_tech_enterprises"),
        ("科技型企业数", "technology_based_enterprises"),
        ("技术合同额", "technology_contract_turnover"),
        ("基础研究占比", "basic_research_share"),
    ],
)
def test_everyday_names_are_taken_too(name, indicator):
    assert lookup.indicator(name) == indicator


def test_no_everyday_name_means_two_indicators():
    named = {}
    for row in cq.indicators().fillna({"everyday": ""}).itertuples():
        for name in (row.indicator_zh, row.indicator_en, *row.everyday.split(";")):
            named.setdefault(lookup._plain(name), set()).add(row.indicator)
    assert not {name: ids for name, ids in named.items() if name and len(ids) > 1}
    for name in ("研发人员", "战略性新兴产业占比", "科技企业"):  # each may mean two
        with pytest.raises(cq.DataError):
            lookup.indicator(name)


def test_a_basis_holds_its_years_only():
    assert cq.series("rd_intensity", basis="census5")["year"].tolist() == [2023, 2024]
    assert cq.series("rd_intensity", basis="revised_census4")["year"].tolist() == list(
        range(2012, 2023)
    )
    first = cq.series("rd_intensity", basis="first_release_census4")
    assert first["year"].tolist() == list(range(2019, 2024))
    assert first["value"].tolist() == [1.99, 2.11, 2.16, 2.36, 2.48]
    nation = cq.series("rd_intensity", "全国", basis="yearbook_2019_national")
    assert nation["year"].tolist() == list(range(2011, 2019))


def test_estimates_come_only_when_they_are_asked_for():
    estimate = cq.series("rd_expenditure", basis="report_estimate")
    assert estimate["year"].tolist() == [2023]
    assert set(estimate["qualifier"]) == {"expected"}
    assert set(estimate["status"]) == {"estimate"}


def test_bounds_computed_doubtful_and_part_year_rows_stay_out_unless_named():
    plain = cq.series("high_tech_enterprises")
    assert plain["year"].tolist() == [2011, 2016, 2019, 2021, 2022, 2023]
    bounds = cq.series("high_tech_enterprises", include={"bounds"})
    assert bounds["year"].tolist() == [2011, 2016, 2017, 2018, 2019, 2021, 2022, 2023]
    computed = cq.series("high_tech_enterprises", include={"derived"})
    assert set(computed["year"]) - set(plain["year"]) == {2015, 2018, 2020}
    part = cq.series("high_tech_enterprises", include={"part_year"})
    assert "2023-07" in set(part["period"])
    assert part.set_index("period")["year"].isna()["2023-07"]
    assert "2025-10" not in set(part["period"])  # its count date is not given
    both = cq.series("high_tech_enterprises", include={"part_year", "doubtful"})
    assert "2025-10" in set(both["period"])
    assert 2021 not in cq.series("ip_loans")["year"].tolist()
    assert 2021 in cq.series("ip_loans", include={"doubtful"})["year"].tolist()


def test_of_two_sources_one_is_chosen_by_the_rule_and_the_other_named():
    series = cq.series("high_tech_enterprises").set_index("year")
    row = series.loc[2021]
    assert row["value"] == 5109  # press before a reprint, by the grades of evidence
    assert row["alternatives"].startswith("obs:重庆/high_tech_enterprises/city_bureau/cns_2022")
    assert pd.isna(series.loc[2022, "alternatives"])
    assert series.attrs["rule"] == selection.RULE
    bulletin = cq.series("rd_intensity", basis="first_release_census4").set_index("year")
    assert bulletin.loc[2023, "vintage"] == "bulletin_2023"
    assert "yearbook_2024" in bulletin.loc[2023, "alternatives"]


def test_of_a_value_and_its_own_rounding_the_finer_print_is_taken():
    city = cq.series("technology_contract_turnover", basis="city_bureau").set_index("year")
    assert city.loc[2024, "value"] == 974.24
    assert "stdaily" in city.loc[2024, "alternatives"]
    nation = cq.series("technology_contract_turnover", "全国", "national_release")
    assert nation.set_index("year").loc[2024, "value"] == 68354


def test_computed_values_come_from_the_derived_table_with_their_own_ids():
    series = cq.series("high_tech_enterprises", include={"derived"}).set_index("year")
    assert series.loc[2020, ["value", "low", "high"]].tolist() == [4222, 4220, 4223]
    assert series.loc[2020, "status"] == "derived"
    assert series.loc[2020, "ref"].startswith("computed/重庆/high_tech_enterprises/")
    assert cq.trace(series.loc[2020, "ref"]).sources
    with pytest.raises(cq.NotProjectable, match="not projected: 0 values"):
        cq.project(series.loc[2018:2020].reset_index().query("year != 2019"))


def test_the_choice_does_not_depend_on_the_order_of_the_rows(monkeypatch):
    asked = ("technology_contract_turnover", "全国", "national_release")
    table, chosen = cq.observations(), cq.series(*asked)
    shuffled = table.sample(frac=1, random_state=7)
    monkeypatch.setattr(catalog, "observations", lambda: shuffled)
    pd.testing.assert_frame_equal(cq.series(*asked), chosen)


def test_years_can_be_chosen():
    assert cq.series("rd_expenditure", years=range(2020, 2023))["year"].tolist() == [
        2020,
        2021,
        2022,
    ]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"indicator": "rd_expense"}, r"indicator 'rd_expense' is not known.*rd_expenditure"),
        ({"indicator": "gdp", "region": "全国"}, "gdp, 全国: not in the data"),
        ({"indicator": "gdp", "basis": "census5"}, r"basis 'census5' is not known.*census4"),
        (
            {"indicator": "gdp", "region": "Chongqin"},
            "region 'Chongqin' is not known; expected one of Chongqing",
        ),
        (
            {"indicator": "研发投入力度"},
            r"indicator '研发投入力度' is not known; expected one of rd_intensity \(",
        ),
        (
            {"indicator": "rd_expenditure", "region": "上海", "basis": "report_estimate"},
            "rd_expenditure of 上海, basis report_estimate: not in the data; .* bulletin",
        ),
        ({"indicator": "single_champions"}, "single_champions: not in the data"),
        (
            {"indicator": "rd_intensity", "basis": ["census5", "revised_census4"]},
            r"basis \['census5', 'revised_census4'\]; expected one name as text",
        ),
        ({"indicator": "gdp", "region": ("重庆",)}, r"region \('重庆',\); expected one name"),
        ({"indicator": "gdp", "region": None}, "region None; expected one name"),
        ({"indicator": "gdp", "include": {"bound"}}, r"include 'bound' is not known.*bounds"),
    ],
)
def test_unknown_words_are_answered_with_the_nearest(arguments, message):
    with pytest.raises(DataError, match=message):
        cq.series(**arguments)


@pytest.mark.parametrize(("english", "region"), [("Chongqing", "重庆"), (" china", "全国")])
def test_a_region_has_an_english_name_too(english, region):
    found = cq.series("rd_expenditure", region=english)
    assert set(found["region"]) == {region}
    pd.testing.assert_frame_equal(found, cq.series("rd_expenditure", region=region))


def test_a_series_of_bounds_alone_is_empty_and_keeps_its_columns():
    series = cq.series("rd_personnel_headcount")
    assert series.empty
    assert {"year", "value", "ref", "alternatives"} <= set(series.columns)
    assert series["year"].dtype == "int64"


# --------------------------------------------------------------------------------------- panel


@pytest.mark.parametrize(
    ("indicator", "basis", "include"),
    [
        ("rd_expenditure", "bulletin", ()),
        # The yearbook repeats the bulletin's year, and the nation's print is finer.
        ("rd_intensity", "first_release_census4", ()),
        ("high_tech_enterprises", "city_bureau", {"bounds", "derived", "doubtful"}),
        ("high_tech_enterprises", "city_bureau", {"part_year"}),
    ],
)
def test_a_panel_is_the_series_of_its_regions(indicator, basis, include):
    table = cq.observations()
    rows = table[(table["indicator"] == indicator) & (table["basis"] == basis)]
    regions = sorted(set(rows["region"]))
    found = cq.panel(indicator, regions, basis, include=include)
    alone = [cq.series(indicator, one, basis, include=include) for one in regions]
    alone = [one for one in alone if len(one)]
    pd.testing.assert_frame_equal(found, pd.concat(alone, ignore_index=True))
    assert found.attrs["rule"] == selection.RULE


def test_a_panel_left_alone_is_what_a_projection_takes():
    provinces = cq.panel("rd_expenditure")
    kinds = cq.regions().set_index("region")["kind"]
    assert provinces["region"].nunique() == 31
    assert set(provinces["region"].map(kinds)) == {"province"}
    city = cq.series("rd_expenditure")
    assert cq.project(city, to=2027, sisters=provinces).method == "sisters"


def test_regions_are_chosen_by_kind_and_by_name_in_either_language():
    both = cq.panel("rd_intensity", ["province", "nation"], "census5", years=[2024])
    assert len(both) == 32
    assert both["year"].eq(2024).all()
    few = cq.panel("rd_expenditure", ["Sichuan", "重庆", " china", "nation"], years=[2023, 2024])
    assert few[["region", "year"]].to_numpy().tolist() == [
        [region, year] for region in ("全国", "四川", "重庆") for year in (2023, 2024)
    ]


def test_a_panel_of_mixed_bases_is_refused_by_name():
    with pytest.raises(MixedBasisError, match=r"31 regions has .*first_release.*revised_census4"):
        cq.panel("rd_intensity")
    # Each of these has one basis, so each is a series; they are not on the same.
    pair = ["上海", "全国(31省合计)"]
    assert all(len(cq.series("technology_contract_turnover", one)) for one in pair)
    with pytest.raises(MixedBasisError, match=r"national_yearbook \(.*, sum_of_provinces \("):
        cq.panel("technology_contract_turnover", pair)


def test_a_panel_without_rows_is_empty_and_keeps_its_columns():
    panel = cq.panel("rd_expenditure", years=[1900])
    assert panel.empty
    assert list(panel.columns) == list(cq.series("rd_expenditure").columns)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"indicator": "rd_expense"}, r"indicator 'rd_expense' is not known.*rd_expenditure"),
        ({"indicator": "gdp", "regions": "nation"}, "gdp, nation: not in the data"),
        ({"indicator": "gdp", "regions": ["四川", "Sichuam"]}, r"'Sichuam' is not known.*Sichuan"),
        ({"indicator": "gdp", "regions": [None]}, "region None; expected a kind of region or a"),
        ({"indicator": "gdp", "basis": "census5"}, r"basis 'census5' is not known.*census4"),
        ({"indicator": "gdp", "include": "bound"}, r"include 'bound' is not known.*bounds"),
    ],
)
def test_unknown_words_of_a_panel_are_answered_too(arguments, message):
    with pytest.raises(DataError, match=message):
        cq.panel(**arguments)


def test_a_panel_knows_the_last_year_that_all_its_regions_have():
    pair = cq.panel("rd_intensity", ["重庆", "全国"], "preliminary_release")
    assert pair.attrs["complete"] == 2025  # one region is all it has
    mixed = cq.panel("technology_contract_turnover", ["上海", "重庆"], "national_yearbook")
    assert mixed.attrs["complete"] == mixed["year"].max()
    assert ";" not in mixed.attrs["note"]["en"]


def test_a_whole_year_is_found_by_its_number_and_a_month_is_no_year():
    table = cq.observations()
    assert len(table[table.year == 2015])
    months = table[table["period"].str.fullmatch(r"\d{4}-\d{2}")]
    assert len(months)
    assert months["year"].isna().all()
    whole = table["period"].str.fullmatch(r"\d{4}")
    assert (table.loc[whole, "year"].astype(str) == table.loc[whole, "period"]).all()
