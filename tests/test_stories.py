"""What every story owes its reader: traceable numbers, claims that hold, charts fit to print."""

from dataclasses import fields

import matplotlib.pyplot as plt
import pytest

import cqdata as cq
from cqdata.charts import LANGS, SIZES
from cqdata.charts.check import problems
from cqdata.stories import CHARTS, common
from cqdata.stories.audit import AuditStory
from cqdata.stories.enterprises import EnterprisesStory
from cqdata.stories.overview import OverviewStory
from cqdata.stories.plan2027 import PlanStory
from cqdata.stories.rd import RdStory

STORIES = (
    OverviewStory,
    RdStory,
    EnterprisesStory,
    PlanStory,
    AuditStory,
)


@pytest.fixture(scope="module", params=STORIES, ids=lambda kind: kind.__name__)
def story(request):
    return common.story_of(request.param)


@pytest.fixture(scope="module", params=CHARTS)
def chart(request):
    return CHARTS[request.param]()


def test_every_number_of_a_story_can_be_traced(story):
    trace_all(story)


def trace_all(story):
    for name, fact in story.facts.items():
        if isinstance(fact.value, str) and not fact.ref:
            continue
        assert fact.ref, f"{name} does not say where it comes from"
        kinds = {node.kind for node in cq.trace(fact).nodes}
        assert "unknown" not in kinds, name
        assert kinds & {"source", "parameter"}, f"{name} does not end at a source"


def test_claims_hold_at_the_published_parameters(story):
    assert common.hold(story).startswith(str(len(story.claims)))
    assert len(story.claims) >= 2


def test_a_claim_that_fails_stops_the_notebook():
    class Wrong(RdStory):
        claims = (common.Claim("water flows uphill", "水往高处流", False),)

    with pytest.raises(AssertionError, match="uphill"):
        common.hold(Wrong())


def test_other_parameters_skip_the_claims_and_say_so():
    assert "not checked" in common.hold(RdStory(target_year=2028))


def test_every_drawn_number_can_be_traced(chart):
    drawn = chart.data[chart.data["value"].notna() | chart.data["low"].notna()]
    assert (drawn["ref"] != "").all()
    assert "unknown" not in {node.kind for node in cq.trace(chart).nodes}
    assert set(chart.source_ids) <= set(cq.sources()["source_id"])


def test_a_chart_bears_its_name_and_can_be_read_without_the_picture(chart):
    assert CHARTS[chart.name]().name == chart.name
    for lang in LANGS:
        assert chart.title(lang)
        assert len(chart.table(lang)) == len(chart.data)
        assert chart.title(lang).rstrip("。.") in chart.alt(lang)


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("size", SIZES)
def test_a_published_chart_is_fit_to_print(chart, size, lang):
    figure = chart.draw(lang, size)
    try:
        assert problems(figure) == []
    finally:
        plt.close(figure)


@pytest.mark.parametrize(
    ("kind", "parameter", "value"),
    [
        (RdStory, "target_year", 2028),
        (RdStory, "fit_from", 2018),
        (RdStory, "method", "cqdata"),
        (RdStory, "gdp_growth", 8.0),
        (PlanStory, "fit_from", 2018),
        (OverviewStory, "target_year", 2025),
        (EnterprisesStory, "target_year", 2028),
    ],
)
def test_another_parameter_gives_another_answer(kind, parameter, value):
    assert parameter in {one.name for one in fields(kind)}
    changed = common.story_of(kind, **{parameter: value})
    assert str(changed.answer) != str(common.story_of(kind).answer)


def test_an_edition_that_is_not_there_is_named():
    with pytest.raises(cq.DataError, match="2031"):
        _ = RdStory(report=2031).answer
