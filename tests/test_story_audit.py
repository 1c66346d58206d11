"""The audit's story: its numbers are those of the checks, its words follow from the verdicts."""

import pytest

import cqdata as cq
from cqdata.audit import CONFLICT, CONSISTENT, ONLY_IF, UNDECIDED
from cqdata.stories import audit, common

# Its R&D grew by 7.1% over 746.7, not over the 750 that the report before expected, and its
# contracts contradict what was said elsewhere.
REPORT = """某市科技部门关于2024年工作的报告
2024年,预计全社会研发投入800亿元、增长7.1%,研发投入强度2.55%。
一、主体
当年新认定高新技术企业2870家,年末累计达到8812家,增长16.5%。
技术合同成交额1203.4亿元、增长39.1%。
"""


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
    assert common.hold(story).startswith(str(len(story.claims)))
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


# ---------------------------------------------------------------------------- a second edition


@pytest.fixture(scope="module")
def edition_home(with_edition, tmp_path_factory):
    """Return a function that makes a copy of the project with a report on 2024 adopted."""
    return lambda report: with_edition(report, tmp_path_factory.mktemp("audited") / "home")


@pytest.fixture(scope="module")
def adopted(edition_home):
    return edition_home(REPORT)


@pytest.fixture
def later(adopted, monkeypatch):
    monkeypatch.setenv("CQDATA_HOME", str(adopted))
    return audit.AuditStory(2024)


def test_the_story_counts_and_reads_its_own_figures_alone(later):
    own = [one for one in cq.figures()["figure_id"] if one.startswith("2024/")]
    assert len(own) < len(cq.figures())
    assert later.facts["figures"].value == len(own)
    assert 0 < later.facts["used"].value <= len(own)
    assert f"{len(own)} figures" in later.coverage.en[0]
    printed = cq.figures().set_index("figure_id").loc[own, "printed"]
    assert set(later.readings["printed 报告原文"]) <= set(printed)
    assert "800亿元" in set(later.readings["printed 报告原文"])
    assert all("2023" in line for line in later.stocks.en)
    assert not any("3,071" in line for line in later.stocks.en)


def test_checks_on_another_edition_alone_are_no_part_of_the_story(later):
    ids = set(later.checks["check_id"])
    every = set(cq.checks()["check_id"])
    other = {"stock/2023/high_tech_enterprises", "quotient/2023/gdp", "stock/2023/little_giants"}
    assert other <= every
    assert not other & ids
    # Through derived values, and as an observation that comes from the report.
    table = later.checks.set_index("check_id")
    assert table.loc["stock/2024/high_tech_enterprises", "report"]
    sources = table[(table["kind"] == "sources") & table["inputs"].str.contains("report-2024")]
    assert len(sources) >= 1
    assert sources["report"].all()
    history = table[~table["report"]]
    assert not history["inputs"].str.contains("/report-20").any()
    assert not history["inputs"].str.contains(r"(?:^|;)(?:2023|2024)/").any()
    assert {"stated_growth", "sum", "targets"} <= set(history["kind"])


def test_a_check_between_two_editions_belongs_to_both(later):
    both = "growth/2024/rd_expenditure_growth"
    for story in (later, audit.AuditStory(2023)):
        row = story.checks.set_index("check_id").loc[both]
        assert row["report"]
        assert row["verdict"] == ONLY_IF
        assert "right only if 75 billion yuan is rounded" in row["sentence_en"]
    # What another edition implies is no value that this one implies.
    earlier = audit.AuditStory(2023).implied
    assert set(earlier["period"]) == {"2022", "2023"}
    assert not earlier["check_id"].str.contains("2024").any()


def test_a_conflict_without_a_reason_is_named(later):
    reasons, table = later.reasons, later.checks
    broken = table[table["verdict"] == CONFLICT]
    assert len(reasons.en) == len(reasons.zh) == len(broken)
    open_ones = broken["reason"].isna()
    assert open_ones.any()
    assert not open_ones.all()
    for check_id, missing, en, zh in zip(
        broken["check_id"], open_ones, reasons.en, reasons.zh, strict=True
    ):
        assert en.endswith(f": no reason given yet: {check_id}.") == missing
        assert zh.endswith(f"：尚未说明原因：{check_id}。") == missing
    claims = {one.en: one.holds for one in later.claims}
    assert not claims["every conflict is explained"]


def test_each_reason_says_what_it_belongs_to(story):
    broken = story.checks[story.checks["verdict"] == CONFLICT]
    for lang, colon in (("en", ": "), ("zh", "：")):
        heads = [line.partition(colon)[0] for line in getattr(story.reasons, lang)]
        assert len(set(heads)) == len(heads)
        for head, sentence in zip(heads, broken[f"sentence_{lang}"], strict=True):
            assert head.startswith(sentence.partition(colon)[0])


def test_what_the_implied_values_mean_follows_from_the_verdicts(story, adopted, monkeypatch):
    contracts, rd, gdp = story.meaning.en
    assert contracts.endswith("and to no other basis.")
    assert "read widely it does not" in rd
    assert gdp.endswith("above the published one.")
    assert "unknown" not in {node.kind for node in cq.trace(story.meaning).nodes}
    monkeypatch.setenv("CQDATA_HOME", str(adopted))
    other = audit.AuditStory(2024)
    assert other.rd in set(other.implied["check_id"])
    assert "R&D spending leads to the published value of the year before." in other.meaning.en
    assert not any("above the published one" in line for line in other.meaning.en)


def test_the_title_names_only_outcomes_that_there_are(later):
    assert audit.audit_implied(later).words["en"].title.endswith("agree with official statistics")
    assert audit.audit_implied(later).words["zh"].title.endswith("与官方统计相符")


def test_a_wider_reading_is_noted_with_its_own_ends(story):
    notes = audit.audit_implied(story).data["note_en"]
    (note,) = set(notes[notes.str.startswith("read")])
    assert note.startswith("read to tens: {")
    (name,) = {one for one in story.facts if one.endswith("bulletin_low")}
    wide = cq.derived().set_index("derived_id").loc[story.wide]
    assert story.facts[name].value == wide["low"]
    assert story.facts[name].ref == story.wide


def test_rows_that_would_be_called_alike_carry_their_basis(later):
    labels = audit.audit_implied(later).rows("published")["label_en"]
    assert labels.is_unique


def test_a_report_that_implies_nothing_says_so(edition_home, monkeypatch):
    home = edition_home(REPORT.partition("\n")[0] + "\n2024年,技术合同成交额1203.4亿元。\n")
    monkeypatch.setenv("CQDATA_HOME", str(home))
    story = audit.AuditStory(2024)
    assert story.implied.empty
    assert story.implied_table.empty
    assert story.meaning.en == story.stocks.en == ["(none)"]
    assert story.facts["shown"].value == 0
    assert "unknown" not in {node.kind for node in cq.trace(story.traced).nodes}
    with pytest.raises(cq.DataError, match="report on 2024 implies no published value"):
        audit.audit_implied(story)


def test_undecided_checks_of_both_sorts_can_be_listed(story):
    both = [len(story.say(UNDECIDED, report=one).en) for one in (True, False)]
    nothing = story.say(UNDECIDED).en == ["(none)"]
    assert len(story.say(UNDECIDED, report=None).en) == sum(both) - nothing
