"""A second edition: a made-up report, read, adopted and built, taken up by the notebooks."""

import pytest
from cells import plain, run
from chart_check import problems

import cqdata as cq
from cqdata import catalog, notebooks
from cqdata.charts import LANGS
from cqdata.charts.description import describe
from cqdata.editions import EDITION, edition, figures_of

BOOKS = {path.stem: path for path in sorted((catalog.home() / "notebooks").glob("*.ipynb"))}
SPEAKING = [name for name, path in BOOKS.items()
            if "REPORT" in notebooks.parameters(notebooks.load(path))]  # fmt: skip


@pytest.fixture
def second(second_edition, monkeypatch):
    monkeypatch.setenv("CQDATA_HOME", str(second_edition))
    return second_edition


def test_some_notebooks_speak_of_a_report_and_of_the_published_edition():
    assert len(SPEAKING) >= 4
    for name in SPEAKING:
        assert notebooks.parameters(notebooks.load(BOOKS[name]))["REPORT"] == EDITION


def others(done, name):
    """Return the charts that are not those of the published edition, which are judged elsewhere."""
    published = [describe(chart) for chart in plain(BOOKS[name]).charts]
    return [chart for chart in done.charts if describe(chart) not in published]


@pytest.mark.parametrize("name", SPEAKING)
def test_a_notebook_takes_the_new_edition_up(second, monkeypatch, name):
    line = f"REPORT = {EDITION}"
    done = run(BOOKS[name], monkeypatch, lambda cell: cell.replace(line, "REPORT = 2024"))
    assert done.names["REPORT"] == 2024
    for chart in others(done, name):
        for lang in LANGS:
            figure = chart.draw(lang)
            assert problems(figure) == [], f"{chart.name} {lang}"


LEAVING_OUT = """某市科技部门关于2024年工作的报告
2024年,预计全社会研发投入816亿元、增长8.6%,研发投入强度2.53%、提高0.05个百分点。
一、主体
(一)企业
年末高新技术企业和科技型企业分别达到8812家和66310家,分别增长16.5%和13.3%。
专精特新“小巨人”企业累计308家。
(二)转化
技术合同成交额974.2亿元、增长12.6%。
"""


@pytest.fixture(scope="module")
def leaving_out(copy_project, adopt_report, tmp_path_factory):
    return adopt_report(LEAVING_OUT, copy_project(tmp_path_factory.mktemp("leaving") / "home"))


@pytest.mark.parametrize("name", ["02_enterprise_double_growth", "04_plan_2027"])
def test_a_report_may_leave_out_new_enterprises_and_bring_a_row_more(
    leaving_out, monkeypatch, name
):
    monkeypatch.setenv("CQDATA_HOME", str(leaving_out))
    line = f"REPORT = {EDITION}"
    done = run(BOOKS[name], monkeypatch, lambda cell: cell.replace(line, "REPORT = 2024"))
    if name.startswith("02"):
        high = done.names["high"]
        assert (high.report_year.value, high.new.value, high.net.value) == (2023, 3071, 7565 - 6348)
    else:
        assert "doubling_plan/little_giants/2027" in done.charts[0].categories()
    for chart in others(done, name):
        for lang in LANGS:
            assert problems(chart.draw(lang, "slide")) == [], f"{chart.name} {lang}"


def test_a_year_may_have_two_targets_for_one_indicator(monkeypatch):
    def set_year(cell):
        return cell.replace("TARGET_YEAR = 2027", "TARGET_YEAR = 2026")

    done = run(BOOKS["04_plan_2027"], monkeypatch, set_year)
    assert done.names["card"]["indicator"].duplicated().any()


def test_relations_between_figures_are_carried_over(second):
    checks = set(cq.checks()["check_id"])
    assert {"stock/2023/high_tech_enterprises", "stock/2024/high_tech_enterprises"} <= checks
    # Both editions imply the GDP of 2023: the earlier by its own year, the later by its growth.
    assert {"quotient/2023/gdp", "quotient/2023/gdp/by_2024"} <= checks


def test_what_a_report_leaves_out_comes_from_the_last_that_prints_it(second):
    assert edition(2024, "specialised_smes") == 2023
    assert edition(2024, "little_giants") == 2024
    assert set(figures_of(2024)["figure_id"].str[:4]) == {"2024"}


def test_an_edition_that_is_not_there_is_named():
    with pytest.raises(cq.DataError, match="no report on 2031; expected one of 2023"):
        edition(2031)
    with pytest.raises(cq.DataError, match="nothing: no report up to 2023"):
        edition(2023, "nothing")
