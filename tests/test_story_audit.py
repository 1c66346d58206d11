"""The audit's story: its numbers are those of the checks, its words follow from the verdicts."""

import pytest

import cqdata as cq
from cqdata.audit import CONFLICT, CONSISTENT, ONLY_IF, UNDECIDED
from cqdata.stories import audit, common


@pytest.fixture(scope="module")
def story():
    return audit.AuditStory()


def test_the_counts_are_those_of_the_checks(story):
    tally = cq.checks()["verdict"].value_counts()
    value = {name: fact.value for name, fact in story.facts.items()}
    assert value["held"] == tally[CONSISTENT]
    assert value["loose"] == tally[ONLY_IF]
    assert value["open"] == tally[UNDECIDED]
    assert value["broken"] == tally[CONFLICT]
    assert value["held"] + value["loose"] + value["open"] + value["broken"] == value["all"]
    columns = [CONSISTENT, ONLY_IF, UNDECIDED, CONFLICT]
    assert story.counts[columns].to_numpy().sum() == value["all"]
    assert set(cq.checks()["kind"]) <= set(audit.KINDS)


def test_every_claim_holds_and_a_broken_one_stops(story):
    assert "7" in common.hold(story)
    assert "not checked" in common.hold(audit.AuditStory(kind="prior"))


def test_report_and_history_are_told_apart(story):
    table = story.checks
    assert not table.loc[table["kind"].isin(audit.HISTORY), "report"].any()
    assert table.loc[table["kind"].isin(["prior", "stock", "growth"]), "report"].all()
    own, history = story.say(CONFLICT), story.say(CONFLICT, report=False)
    assert len(own.en) == story.facts["broken_report"].value
    assert len(own.en) + len(history.en) == story.facts["broken"].value
    assert len(own.zh) == len(own.en)


def test_the_chart_draws_the_intervals_of_the_derived_table(story):
    chart = audit.audit_implied(story)
    derived = cq.derived().set_index("derived_id")
    implied = chart.rows("implied")
    assert len(implied) == len(story.implied) == 7
    for row in implied.itertuples():
        assert (row.low, row.high) == tuple(derived.loc[row.ref, ["low", "high"]])
    published = chart.rows("published").set_index("category")["value"]
    for row in implied.itertuples():
        inside = row.low <= published[row.category] <= row.high
        assert inside == (row.verdict == "consistent"), row.category


def test_one_kind_alone_can_be_shown():
    story = audit.AuditStory(kind="stock")
    assert set(story.checks["kind"]) == {"stock"}
    assert len(story.counts) == 1
    assert story.answer.en
    assert story.say(UNDECIDED).en == ["(none)"]


def test_a_year_without_a_report_is_refused():
    with pytest.raises(cq.DataError, match="no report on 1999; expected one of 2023"):
        _ = audit.AuditStory(1999).answer


def test_words_follow_from_the_verdicts(story, monkeypatch):
    assert "gross" in audit.AuditStory().answer.en
    table = cq.checks()
    table.loc[table["check_id"].isin([story.gross, story.gdp]), "verdict"] = CONSISTENT
    monkeypatch.setattr(cq, "checks", lambda: table.copy())
    other = audit.AuditStory()
    assert "gross" not in other.answer.en
    assert "GDP" not in other.answer.en
    with pytest.raises(AssertionError, match="gross"):
        common.hold(other)


def test_every_conflict_is_explained_in_both_languages(story):
    assert len(story.reasons.zh) == len(story.reasons.en) == story.facts["broken"].value
    assert all(text.endswith("。") for text in story.reasons.zh)
    assert all(text.endswith(".") for text in story.reasons.en)
