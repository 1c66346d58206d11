"""A second edition: a made-up report, read, adopted and built, taken up by the notebooks."""

import pytest
from cells import run
from chart_check import problems

import cqdata as cq
from cqdata import catalog, notebooks
from cqdata.charts import LANGS
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
