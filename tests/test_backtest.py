"""Scores against values worked out by hand."""

import numpy as np
import pandas as pd
import pytest
from backtest import METHODS, Backtest, backtest

from cqdata.errors import DataError, NotProjectable
from cqdata.projection import project_panel, project_table


def long(**series):
    return pd.concat(
        [
            pd.DataFrame({"series": k, "year": range(2000, 2000 + len(v)), "value": v})
            for k, v in series.items()
        ]
    )


def fixed(median, half):
    """Return a method that states the same interval for every year."""

    def run(table, horizon):
        rows = []
        for name, g in table.groupby("series"):
            last = g["year"].max()
            for y in range(last + 1, last + horizon + 1):
                row = {"series": name, "year": y, "median": median}
                for level in (50, 80, 95):
                    row |= {f"low{level}": median - half, f"high{level}": median + half}
                rows.append(row)
        return pd.DataFrame(rows)

    return run


def drift(table, horizon):
    """Let the mean step go on, with some interval."""
    rows = []
    for name, g in table.sort_values("year").groupby("series"):
        step = g["value"].diff().mean()
        for h in range(1, horizon + 1):
            row = {"series": name, "year": g["year"].max() + h}
            row["median"] = g["value"].iloc[-1] + h * step
            for level in (50, 80, 95):
                row |= {f"low{level}": row["median"] - h, f"high{level}": row["median"] + h}
            rows.append(row)
    return pd.DataFrame(rows)


def test_scores_are_those_of_the_definitions():
    values = long(a=[10.0, 12, 10, 12, 13, 20])
    found = backtest(values, 2, {"fixed": fixed(12.0, 2.0)}, origins=[2003])
    assert found.table["origin"].unique().tolist() == [2003]
    assert found.table["scale"].unique().tolist() == [2.0]
    score = found.scores().iloc[0]
    assert score["smape"] == pytest.approx((200 * 1 / 25 + 200 * 8 / 32) / 2)
    assert score["mase"] == pytest.approx((1 + 8) / 2 / 2)
    assert score["coverage80"] == 50
    # The second outcome lies 6 above the interval: 2/0.2 times 6 is the fine at 80%.
    assert score["msis80"] == pytest.approx((4 + (4 + 10 * 6)) / 2 / 2)
    assert score["msis95"] == pytest.approx((4 + (4 + 40 * 6)) / 2 / 2)
    halves = [a / 2 * score[f"msis{k}"] for k, a in ((50, 0.5), (80, 0.2), (95, 0.05))]
    assert score["wis"] == pytest.approx((score["mase"] / 2 + sum(halves)) / 3.5)


def test_every_origin_is_tried_that_has_values_enough_and_an_outcome():
    table = long(a=np.arange(1.0, 9), b=np.arange(1.0, 6))
    found = backtest(table, 3, {"drift": drift}, least=4).table
    assert found.loc[found["series"] == "a", "origin"].unique().tolist() == [2003, 2004, 2005, 2006]
    assert found.loc[found["series"] == "b", "origin"].unique().tolist() == [2003]
    years = backtest(table, 3, {"drift": drift}, origins=[2005]).table
    assert years["origin"].unique().tolist() == [2005]
    assert years["series"].unique().tolist() == ["a"]
    assert years["ahead"].tolist() == [1, 2]
    # A straight line is what drift projects without error.
    assert found["median"].to_numpy() == pytest.approx(found["actual"].to_numpy())


def test_the_future_never_reaches_a_method():
    seen = []

    def spy(table, horizon):
        seen.append(table)
        return project_table(table, horizon)

    backtest(long(a=[1.0, 2, 3, 4, 99, 98]), 2, {"spy": spy}, origins=[2003])
    assert seen[0]["value"].max() == 4


def test_last_cuts_the_history_but_not_the_scale():
    table = long(a=[0.0, 10, 20, 21, 22, 23, 24, 25])
    found = backtest(table, 2, origins=[2005], last=4).table
    assert found["scale"].iloc[0] == pytest.approx(23 / 5)


def test_what_a_method_leaves_out_is_left_out():
    table = long(a=[1.0, 2, 3, 4, 5, 6], b=[-1.0, 2, 3, 4, 5, 6])

    def positive(known, horizon):
        lowest = known.groupby("series")["value"].transform("min")
        return project_table(known.loc[lowest > 0], horizon)

    found = backtest(table, 2, {"all": project_table, "positive": positive}).table
    assert set(found.loc[found["method"] == "positive", "series"]) == {"a"}
    assert set(found.loc[found["method"] == "all", "series"]) == {"a", "b"}


def test_a_method_on_tables_does_not_depend_on_the_order_of_rows():
    table = long(a=[1.0, 3, 4, 8, 9], b=[2.0, 3, 5, 8, 7])
    mixed = table.sample(frac=1, random_state=3)
    one, other = (project_table(t, 2).set_index(["series", "year"]) for t in (table, mixed))
    pd.testing.assert_frame_equal(one.sort_index(), other.sort_index())


def test_sisters_are_asked_origin_by_origin_and_too_few_are_left_out():
    rng = np.random.default_rng(1)
    values = {f"r{i}": 50 * np.exp(np.cumsum(rng.normal(0.05, 0.02, 12))) for i in range(6)}
    table = long(**values)
    both = backtest(table, 2, origins=[2006, 2007]).table
    assert set(both["method"]) == set(METHODS)
    for origin in (2006, 2007):
        expected = project_panel(table.loc[table["year"] <= origin], 2)
        found = both.loc[(both["method"] == "sisters") & (both["origin"] == origin)]
        assert found["median"].tolist() == pytest.approx(expected["median"].tolist())
    few = table.loc[table["series"].isin(["r1", "r2"])]
    assert backtest(few, 2).scores()["method"].tolist() == ["cqdata"]


def test_questions_and_brier_score():
    values = long(a=[10.0, 12, 10, 12, 13, 20])
    found = backtest(values, 2, {"fixed": fixed(12.0, 2.0)}, origins=[2003])
    asked = found.questions(growth=[0.0, 0.5])
    assert asked["ahead"].unique().tolist() == [2]
    assert asked["target"].tolist() == pytest.approx([12.0, 27.0])
    assert asked["reached"].tolist() == [1, 0]
    assert asked["probability"].tolist() == pytest.approx([0.5, 0.0], abs=1e-9)
    score = found.target_scores([0.0, 0.5]).iloc[0]
    assert score["brier"] == pytest.approx(0.125)
    assert score["calibration_error"] == pytest.approx(0.25)


def test_calibration_of_an_honest_forecaster_is_perfect_and_of_a_boaster_is_not(monkeypatch):
    happened = np.r_[np.repeat([1, 0], [15, 85]), np.repeat([1, 0], [85, 15])]
    stated = {"honest": np.repeat([0.15, 0.85], 100), "boaster": np.repeat([0.05, 0.95], 100)}
    asked = pd.concat(
        pd.DataFrame({"method": name, "probability": said, "reached": happened})
        for name, said in stated.items()
    )
    monkeypatch.setattr(Backtest, "questions", lambda self, growth: asked.reset_index(drop=True))
    found = Backtest(pd.DataFrame()).target_scores().set_index("method")
    assert found.at["honest", "calibration_error"] == pytest.approx(0)
    assert found.at["boaster", "calibration_error"] == pytest.approx(0.1)
    assert found["questions"].tolist() == [200, 200]


def test_scores_by_year_ahead():
    values = long(a=[1.0, 2, 3, 4, 5, 6, 8])
    table = backtest(values, 3, {"drift": drift}).scores(["method", "ahead"])
    assert table["ahead"].tolist() == [1, 2, 3]
    assert table["mase"].is_monotonic_increasing


def test_bad_requests_are_refused():
    with pytest.raises(DataError, match="no column 'value'"):
        backtest(long(a=[1.0]).drop(columns="value"), 1)
    with pytest.raises(NotProjectable, match="nothing to test"):
        backtest(long(a=[1.0, 2, 3]), 1)
    assert isinstance(backtest(long(a=[1.0, 2, 3, 4, 5]), 1), Backtest)
