"""A second edition: a made-up report, read, adopted and built, taken up by the notebooks."""

import pytest
from cells import run
from chart_check import problems

import cqdata as cq
from cqdata import catalog, notebooks
from cqdata.charts import LANGS
from cqdata.editions import EDITION, edition, figures_of

# It leaves out the specialised SMEs; its new technology-based enterprises are no net number.
REPORT = """某市科技部门关于2024年工作的报告
2024年,预计全社会研发投入816亿元、增长8.6%,研发投入强度2.53%、提高0.05个百分点。
一、主体
(一)企业
当年新认定高新技术企业2870家,新增科技型企业9120家,年末累计达到8812家和66310家,分别增长16.5%和13.3%。
国家专精特新“小巨人”企业新增36家,累计322家。
(二)转化
技术合同成交额974.2亿元、增长12.6%。
"""
BOOKS = {path.stem: path for path in sorted((catalog.home() / "notebooks").glob("*.ipynb"))}
SPEAKING = [name for name, path in BOOKS.items()
            if "REPORT" in notebooks.parameters(notebooks.load(path))]  # fmt: skip


@pytest.fixture(scope="module")
def edition_home(with_edition, tmp_path_factory):
    """Return a copy of the project that holds the made-up report on 2024 as a second edition."""
    return with_edition(REPORT, tmp_path_factory.mktemp("edition") / "home")


@pytest.fixture
def second(edition_home, monkeypatch):
    monkeypatch.setenv("CQDATA_HOME", str(edition_home))
    return edition_home


def test_some_notebooks_speak_of_a_report_and_of_the_published_edition():
    assert len(SPEAKING) >= 4
    for name in SPEAKING:
        assert notebooks.parameters(notebooks.load(BOOKS[name]))["REPORT"] == EDITION


@pytest.mark.parametrize("name", SPEAKING)
def test_a_notebook_takes_the_new_edition_up(second, monkeypatch, name):
    line = f"REPORT = {EDITION}"
    done = run(BOOKS[name], monkeypatch, lambda cell: cell.replace(line, "REPORT = 2024"))
    assert done.names["REPORT"] == 2024
    for chart in done.charts:
        for lang in LANGS:
            figure = chart.draw(lang)
            assert problems(figure) == [], f"{chart.name} {lang}"


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
