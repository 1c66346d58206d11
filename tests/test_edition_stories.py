"""The notebooks' stories on a second edition: a made-up report, read, adopted and built."""

import inspect

import matplotlib.pyplot as plt
import nbformat
import pytest

import cqdata as cq
from cqdata import notebooks
from cqdata.charts import LANGS
from cqdata.charts.check import problems
from cqdata.stories import (
    CHARTS,
    audit,
    common,
    enterprises_charts,
    overview,
    rd_charts,
)
from cqdata.stories.audit import AuditStory
from cqdata.stories.counts import SmallFirms
from cqdata.stories.enterprises import EnterprisesStory
from cqdata.stories.overview import OverviewStory
from cqdata.stories.rd import RdStory

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
STORIES = (OverviewStory, RdStory, EnterprisesStory, AuditStory)


@pytest.fixture(scope="module")
def edition_home(with_edition, tmp_path_factory):
    """Return a copy of the project that holds the made-up report on 2024 as a second edition."""
    return with_edition(REPORT, tmp_path_factory.mktemp("edition") / "home")


@pytest.fixture
def second(edition_home, monkeypatch):
    monkeypatch.setenv("CQDATA_HOME", str(edition_home))
    return edition_home


@pytest.mark.parametrize("kind", STORIES, ids=lambda kind: kind.__name__)
def test_every_part_of_a_story_takes_the_new_edition_up(second, kind):
    story = common.story_of(kind, report=2024)
    for name, member in inspect.getmembers(kind):
        if isinstance(member, property) or hasattr(member, "attrname"):
            getattr(story, name)
    for name, fact in story.facts.items():
        if isinstance(fact.value, str) and not fact.ref:
            continue
        assert "unknown" not in {node.kind for node in cq.trace(fact).nodes}, name


@pytest.mark.parametrize(
    ("module", "kind"),
    [
        (overview, OverviewStory),
        (rd_charts, RdStory),
        (enterprises_charts, EnterprisesStory),
        (audit, AuditStory),
    ],
    ids=lambda one: one.__name__,
)
def test_charts_of_the_new_edition_are_fit_to_print(second, module, kind):
    made = [name for name in CHARTS if hasattr(module, name)]
    assert made
    for name in made:
        check(getattr(module, name)(common.story_of(kind, report=2024)))


def check(chart):
    """Assert that a chart says where its numbers come from, and that nothing in it collides."""
    drawn = chart.data[chart.data["value"].notna() | chart.data["low"].notna()]
    assert (drawn["ref"] != "").all()
    assert "unknown" not in {node.kind for node in cq.trace(chart).nodes}
    for lang in LANGS:
        figure = chart.draw(lang)
        try:
            assert problems(figure) == []
        finally:
            plt.close(figure)


@pytest.mark.parametrize("name", ["02_enterprise_double_growth", "03_technology_contracts"])
def test_a_notebook_runs_with_the_new_year_in_its_parameter_cell(second, name, tmp_path):
    text = (second / "notebooks" / f"{name}.ipynb").read_text(encoding="utf-8")
    assert text.count("REPORT = 2023") == 1
    path = second / "notebooks" / f"{name}_2024.ipynb"
    path.write_text(text.replace("REPORT = 2023", "REPORT = 2024"), encoding="utf-8")
    run = notebooks.execute(path, environment={"CQDATA_HOME": str(second), "CQDATA_EXPORTS": "off"})
    path.unlink()
    assert run.error is None


def test_the_new_report_is_what_the_stories_speak_of(second):
    enterprises = common.story_of(EnterprisesStory, report=2024)
    assert int(enterprises.high_tech.last["year"]) == 2024
    assert enterprises.facts["ht_new"].value == 2870
    assert enterprises.facts["ht_net"].value == 8812 - 7565
    assert enterprises.facts["tb_covered"].value == pytest.approx(
        (66310 - 42989) / (86000 - 42989) * 100
    )
    # New ones that are more than the rise of the stock are not called a net number.
    assert not enterprises.technology.counted_net
    assert "no net number" in str(enterprises.gross_text)


def test_what_a_report_leaves_out_is_taken_from_the_last_that_has_it(second):
    small = {name: SmallFirms(name, 2024) for name in ("specialised_smes", "little_giants")}
    assert small["specialised_smes"].edition == 2023
    assert small["specialised_smes"].span == "2022–2023"
    giants = small["little_giants"]
    assert (giants.edition, giants.span, giants.net, giants.entries) == (2024, "2024", 36, 36)
    assert not giants.apart
    headlines = common.story_of(OverviewStory, report=2024).table["id"]
    assert "specialised_smes" not in set(headlines)


def test_the_old_edition_still_speaks_of_its_year(second):
    enterprises = common.story_of(EnterprisesStory)
    assert enterprises.facts["ht_new"].value == 3071
    assert enterprises.facts["report_year"].value == 2023
    assert enterprises.facts["now_year"].value == 2024


def test_relations_between_figures_are_carried_over(second):
    checks = set(cq.checks()["check_id"])
    assert {"stock/2023/high_tech_enterprises", "stock/2024/high_tech_enterprises"} <= checks
    # Both editions imply the GDP of 2023: the earlier by its own year, the later by its growth.
    assert {"quotient/2023/gdp", "quotient/2023/gdp/by_2024"} <= checks


@pytest.mark.parametrize("kind", [EnterprisesStory, OverviewStory, AuditStory])
def test_an_edition_that_is_not_there_is_named(kind):
    with pytest.raises(cq.DataError, match="no report on 2031; expected one of 2023"):
        _ = kind(report=2031).answer


def test_the_committed_notebooks_speak_of_the_published_edition(root):
    set_in = {}
    for path in sorted((root / "notebooks").glob("*.ipynb")):
        for cell in nbformat.read(path, as_version=4).cells:
            if "parameters" in cell.metadata.get("tags", ()) and "REPORT" in cell.source:
                set_in[path.stem[:2]] = f"REPORT = {common.EDITION}" in cell.source
    assert set_in == dict.fromkeys(("00", "01", "02", "03", "05"), True)
