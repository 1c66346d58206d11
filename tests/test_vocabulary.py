"""The words of a cell: the page that lists them runs, and `at` names what it does not find."""

import re

import pandas as pd
import pytest

import cqdata as cq
from cqdata.charts import publishing
from cqdata.errors import DataError

MOST_WORDS = 25


def page(root):
    text = (root / "docs" / "vocabulary.md").read_text(encoding="utf-8")
    return "\n".join(re.findall(r"```python\n(.*?)```", text, re.S))


def test_the_page_runs(root, monkeypatch):
    shown = []
    monkeypatch.setattr(publishing, "show", lambda chart, lang: shown.append(chart.name))
    exec(compile(page(root), "vocabulary.md", "exec"), {})
    assert shown == ["path"]


def test_the_page_names_few_words_and_all_that_notebooks_use(root):
    words = set(re.findall(r"\bcq\.([A-Za-z_]+)", page(root)))
    assert len(words) <= MOST_WORDS
    assert words <= set(cq.__all__)


@pytest.fixture
def spending():
    return cq.series("rd_expenditure", basis="bulletin")


def test_a_value_of_a_series_has_unit_years_interval_and_source(spending):
    number = cq.at(spending, 2022)
    assert (number.value, number.low, number.high) == (686.6, 686.55, 686.65)
    assert (number.unit, number.year) == ("CNY_1e8", 2022)
    assert number.series == ("rd_expenditure", "重庆", "bulletin")
    assert number.sources == ("nbs-rd-2022",)
    assert cq.at(spending).year == spending["year"].max()


def test_what_is_missing_is_named(spending):
    with pytest.raises(DataError, match="rd_expenditure, 重庆, 2031: not in the data"):
        cq.at(spending, 2031)
    assert cq.at(spending, 2031, optional=True) is None
    panel = cq.panel("rd_intensity", basis="census5")
    with pytest.raises(DataError, match="31 rows; expected one, choose with region="):
        cq.at(panel, 2024)
    assert cq.at(panel, 2024, region="四川").series[1] == "四川"


def test_a_figure_of_the_report_is_a_number():
    number = cq.at(cq.figure("2023/rd_expenditure"))
    assert (number.value, number.year, number.refs) == (750, 2023, ("2023/rd_expenditure",))
    assert number.quantity.estimate


def test_columns_and_indices_of_ones_own_are_plain_numbers(spending):
    grown = spending.assign(double=spending["value"] * 2)
    assert cq.at(grown, 2022, "double").value == pytest.approx(1373.2)
    assert cq.at(pd.Series([1.5, 2.5], index=[2023, 2024])).year == 2024


def test_a_projection_gives_its_columns_and_chance(spending):
    ahead = cq.project(spending, to=2027)
    assert cq.at(ahead, 2026, "low80").value == pytest.approx(ahead.at(2026)["low80"])
    assert cq.at(ahead).kind == "projected"
    with pytest.raises(DataError, match="2040 is not projected"):
        cq.at(ahead, 2040)
    with pytest.raises(DataError, match="'mean'"):
        cq.at(ahead, column="mean")
    low, high = ahead.chance(ahead.at(2027)["high95"]), ahead.chance(ahead.at(2027)["low95"])
    assert low.value == pytest.approx(0.025, abs=1e-6)
    assert high.value == pytest.approx(0.975, abs=1e-6)
    assert ahead.chance(cq.at(ahead, 2026)).value == pytest.approx(0.5, abs=1e-6)


def test_a_target_is_the_number_that_it_names():
    target = cq.target("twin_city_plan/rd_expenditure_growth/2027")
    assert (target.value, target.unit, target.year, target.kind) == (10, "%", 2027, "target")
    with pytest.raises(DataError, match="rd_expenditure_growth"):
        cq.target("twin_city_plan/rd_expenditure_grwth/2027")
    with pytest.raises(DataError, match="names no number"):
        cq.target("twin_city_plan/rd_intensity_vs_national/2027")


def test_what_pandas_computed_is_no_assumption_and_knows_its_rows(spending):
    years = cq.computed(len(spending), "个", spending)
    assert (years.value, years.unit, years.kind) == (len(spending), "count:个", "computed")
    assert years.refs == tuple(spending["ref"])
    assert years.sources == tuple(dict.fromkeys(spending["source_id"]))
    assert cq.computed(12.5).refs == ()
    with pytest.raises(DataError, match="nan"):
        cq.computed(float("nan"))
