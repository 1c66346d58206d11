"""Notebook 05: its numbers are those of the checks, and each edition has its own."""

import pytest
from cells import plain, run

import cqdata as cq

NOTEBOOK = "05_figure_audit.ipynb"
# Its R&D grew by 7.1% over 746.7, not over the 750 that the report before expected, and its
# contracts contradict what was said elsewhere.
REPORT = """某市科技部门关于2024年工作的报告
2024年,预计全社会研发投入800亿元、增长7.1%,研发投入强度2.55%。
一、主体
当年新认定高新技术企业2870家,年末累计达到8812家,增长16.5%。
技术合同成交额1203.4亿元、增长39.1%。
"""


def ran(root, monkeypatch, report):
    return run(
        root / "notebooks" / NOTEBOOK,
        monkeypatch,
        lambda source: source.replace("REPORT = 2023", f"REPORT = {report}"),
    )


@pytest.fixture
def done(root):
    return plain(root / "notebooks" / NOTEBOOK)


def test_the_counts_are_those_of_the_checks(done):
    names = done.names
    n, checks = names["n"], names["checks"]
    assert n.all == len(cq.checks())
    assert n.held == int((cq.checks()["verdict"] == "consistent").sum())
    tally = checks.loc[checks["report"], "verdict"].value_counts()
    assert n.own == int(tally.sum()) < n.all
    assert n.own_held == int(tally["consistent"])
    assert n.own_if == int(tally["consistent only if"])
    assert n.broken_report == int(tally["conflict"])
    assert "unknown" not in {node.kind for node in cq.trace(n.broken_report).nodes}


def test_report_and_history_are_told_apart(done):
    checks = done.names["checks"]
    history = checks["kind"].isin(["sources", "stated_growth", "multiple", "targets", "cagr"])
    assert not checks.loc[history, "report"].any()
    assert checks.loc[checks["kind"].isin(["prior", "stock", "growth"]), "report"].all()


def test_tokens_are_parsed_to_what_the_data_hold(done):
    chosen, parsed = done.names["chosen"], done.names["parsed"]
    assert len(chosen) >= 12
    assert {"预计突破24万人", "近40项", "突破1.3万台/套"} <= set(chosen["printed"])
    for quantity, low, high in zip(parsed, chosen["low"], chosen["high"], strict=True):
        assert quantity.low is None or float(quantity.low) == pytest.approx(low)
        assert quantity.high is None or float(quantity.high) == pytest.approx(high)


def test_the_chart_draws_the_intervals_of_the_derived_table(done):
    chart, away = done.charts[0], done.names["away"]
    assert len(chart.rows("implied")) == 7
    derived = cq.derived().set_index("derived_id")
    low = derived.loc[away["from"], "low"].to_numpy() / away["published_value"] * 100 - 100
    assert chart.rows("implied")["low"].tolist() == pytest.approx(low.tolist(), rel=1e-5)
    for row in chart.rows("implied").itertuples():
        assert (row.low <= 0 <= row.high) == (row.verdict == "consistent")


def test_an_edition_has_its_own_checks_and_figures(root, second_edition, monkeypatch):
    monkeypatch.setenv("CQDATA_HOME", str(second_edition))
    done = ran(root, monkeypatch, 2024)
    checks, figures = done.names["checks"], done.names["figures"]
    assert figures["figure_id"].str.startswith("2024/").all()
    other = {"stock/2023/high_tech_enterprises", "quotient/2023/gdp", "stock/2023/little_giants"}
    assert other <= set(cq.checks()["check_id"])
    assert not other & set(checks["check_id"])
    table = checks.set_index("check_id")
    assert table.loc["stock/2024/high_tech_enterprises", "report"]
    both = table.loc["growth/2024/rd_expenditure_growth"]
    assert both["report"]
    assert "right only if 75 bn yuan is rounded" in both["sentence_en"]
    # A conflict that nobody explained is named as such.
    assert not done.claims["Every conflict is explained 每项矛盾均有说明"]
    assert "no reason given yet" in set(done.names["broken"]["why_en"])
    with pytest.raises(cq.DataError, match="parameter REPORT: found 1999, expected"):
        ran(root, monkeypatch, 1999)


@pytest.mark.parametrize(
    ("conflicts", "zh", "en"),
    [
        (0, "没有发现不能同时成立的数：", "Nothing found speaks against it: "),
        (2, "不能全部成立，但大多数相符：", "Not all of them, but most: "),
    ],
)
def test_no_conflict_and_none_of_the_estimate_are_not_counted(
    root, monkeypatch, done, conflicts, zh, en
):
    """What a report without them would make the answer say."""

    def fewer(source):
        old = 'n.broken_estimate = count(checks[conflict & checks["report"] & estimate])'
        new = "n.broken_estimate = count(checks.head(0))"
        if not conflicts:
            new += "; n.broken_report = n.broken_estimate"
        return source.replace(old, new)

    usual = next(str(one) for one in done.shown if "有条件相符" in str(one))
    assert "源于研发投入强度这一个数" in usual
    ran_ = run(root / "notebooks" / NOTEBOOK, monkeypatch, fewer)
    said = next(str(one) for one in ran_.shown if "有条件相符" in str(one))
    assert zh in said
    assert en in said
    assert "源于" not in said
    assert "rest on one figure" not in said


def test_a_title_leaves_out_what_there_is_none_of(root, monkeypatch):
    def none_outside(source):
        return source.replace("n.shown, n.inside", "implied = implied[implied['verdict'] == "
                              "'consistent']\nn.shown, n.inside")  # fmt: skip

    done = run(root / "notebooks" / NOTEBOOK, monkeypatch, none_outside)
    assert done.charts[0].title("zh") == "由报告推算的5项中，5项与公布数相符"
    assert done.charts[0].title("en").endswith("5 fit published statistics")
