"""What a notebook publishes can be printed and traced, and follows its parameters."""

import re

import pytest
from backtest import backtest
from cells import notebooks, plain, run

import cqdata as cq
from cqdata.errors import DataError

CONTRACTS = "03_technology_contracts"
ACCURACY = "06_projection_accuracy"


def with_parameters(**values):
    """Return a change of cells that sets parameters, as the parameters cell would have them."""

    def change(source):
        for name, value in values.items():
            source = re.sub(rf"^{name} = .*$", f"{name} = {value!r}", source, flags=re.M)
        return source

    return change


@pytest.fixture(scope="module", params=notebooks(), ids=lambda path: path.stem)
def published(request):
    return plain(request.param)


@pytest.fixture
def contracts(root):
    return plain(root / "notebooks" / f"{CONTRACTS}.ipynb")


def test_charts_name_their_sources(published):
    assert published.charts
    for chart in published.charts:
        assert chart.source_ids
        assert set(chart.source_ids) <= set(cq.sources()["source_id"])


def test_numbers_end_at_a_source_or_a_parameter(published):
    n = published.names["n"]
    refs = {name: getattr(getattr(n, name), "ref", "") for name in n}
    assert any(refs.values())
    for name, ref in refs.items():
        if ref:
            kinds = {node.kind for node in cq.trace(getattr(n, name)).nodes}
            assert "unknown" not in kinds, name


def test_two_bases_of_turnover_never_meet_in_a_line_or_a_growth(contracts):
    done = contracts
    chart = next(one for one in done.charts if one.name == "contracts_bases")
    basis = chart.data["ref"].str.split("/").str[2]
    for series, part in basis.groupby(chart.data["series"]):
        assert part.nunique() == 1, series
    n = done.names["n"]
    with pytest.raises(cq.MixedBasisError):
        cq.growth(cq.at(done.names["yearbook"], 2022), n.last)
    for number in (n.last_growth, n.growth_before):
        assert all("/city_bureau/" in ref for ref in number.refs)


def test_other_parameters_give_another_scenario_and_no_target(root, monkeypatch, contracts):
    change = with_parameters(TARGET_YEAR=2030, GROWTH=5.0, LEVELS=[1500])
    n = run(root / "notebooks" / f"{CONTRACTS}.ipynb", monkeypatch, change).names["n"]
    assert n.scenario.value == pytest.approx(974.24 * 1.05**6)
    assert n.first_needed.value == pytest.approx(((1500 / 974.24) ** (1 / 6) - 1) * 100, abs=0.05)
    assert "target" not in {kind for chart in contracts.charts for kind in chart.data["kind"]}, (
        "no target for Chongqing alone was found"
    )


def test_another_region_is_ranked_and_the_scenario_stays_the_citys(root, monkeypatch, contracts):
    path = root / "notebooks" / f"{CONTRACTS}.ipynb"
    done = run(path, monkeypatch, with_parameters(REGION="四川"))
    n, ranked = done.names["n"], contracts.names["ranked"].set_index("region")
    assert n.place.value == ranked.at["四川", "place"] != contracts.names["n"].place.value
    assert n.last.value == contracts.names["n"].last.value
    ratio = next(chart for chart in done.charts if chart.name == "contracts_ratio")
    assert "四川" in ratio.title("zh")
    assert "Sichuan" in ratio.title("en")
    assert "Chongqing" not in ratio.title("en")
    with pytest.raises(DataError, match="parameter REGION: found 'Sichuan'"):
        run(path, monkeypatch, with_parameters(REGION="Sichuan"))


@pytest.mark.parametrize(("year", "assumed"), [(2025, False), (2026, True)])
def test_a_scenario_assumes_no_growth_of_gdp_that_is_published(root, monkeypatch, year, assumed):
    path = root / "notebooks" / "01_rd_intensity.ipynb"
    done = run(path, monkeypatch, with_parameters(TARGET_YEAR=year, GDP_GROWTH=4.75))
    chart = next(chart for chart in done.charts if chart.name == "rd_intensity_scenario")
    said = next(str(one) for one in done.shown if "按预测中值测算" in str(one))
    for lang, known in (("zh", "按已公布的GDP"), ("en", "with GDP as published")):
        assert ("4.75%" in chart.title(lang)) == assumed
        assert (known in chart.title(lang)) != assumed
        assert (known in said) != assumed
    assert ("4.75%" in said) == assumed


def test_multiples_are_read_as_growth_to_them_and_give_ranges(contracts):
    names = contracts.names
    ranges = names["ranges"]
    assert names["least"] == pytest.approx(974.24 / 6)
    assert names["most"] == pytest.approx(974.24 / 5)
    assert ranges["least"].tolist() == pytest.approx([6.4 * 974.24 / 6, 7.1 * 974.24 / 6])


def test_the_backtest_in_the_cells_is_that_of_the_library(root):
    names = plain(root / "notebooks" / f"{ACCURACY}.ipynb").names
    table = names["panel"].rename(columns={"region": "series"})[["series", "year", "value"]]
    origins = range(names["FIRST_ORIGIN"], table["year"].max())
    test = backtest(table, names["AHEAD"], origins=origins)
    scores = test.scores().set_index("method")
    shown = names["scores"].loc["median"]
    assert shown["mase"] == pytest.approx(scores.at["sisters", "mase"])
    assert shown["held"] == pytest.approx(scores.at["sisters", "coverage80"])
    asked = test.target_scores().set_index("method")
    assert names["n"].chance_gap.value == pytest.approx(
        100 * asked.at["sisters", "calibration_error"], abs=0.1
    )


def test_another_indicator_is_tested_by_the_same_cells(root, monkeypatch):
    change = with_parameters(INDICATOR="rd_personnel_fte", BASIS="yearbook", AHEAD=2)
    done = run(root / "notebooks" / f"{ACCURACY}.ipynb", monkeypatch, change)
    n = done.names["n"]
    assert n.outcomes.value == 31 * (2 * 5 + 1)
    assert n.held < n.stated
    assert not done.claims[
        "From every origin the intervals held as often as they say 每个起点的区间都达到所述水平"
    ]


@pytest.mark.parametrize("change", [{"AHEAD": 1}, {"FIRST_ORIGIN": 2023}])
def test_chances_need_two_years_ahead(root, monkeypatch, change):
    """Without a year two ahead no question is left to judge a chance by."""
    path = root / "notebooks" / f"{ACCURACY}.ipynb"
    with pytest.raises(DataError, match=f"parameter {next(iter(change))}: found"):
        run(path, monkeypatch, with_parameters(**change))


def test_the_latest_origin_leaves_two_years(root, monkeypatch):
    change = with_parameters(FIRST_ORIGIN=2022, AHEAD=2)
    n = run(root / "notebooks" / f"{ACCURACY}.ipynb", monkeypatch, change).names["n"]
    assert n.questions.value == 31 * 7
