"""Sister series share growth and error knowledge."""

import numpy as np
import pandas as pd
import pytest

import cqdata as cq
from cqdata.errors import DataError, MixedBasisError, NotProjectable
from cqdata.projection import project, project_panel, project_ratio

NATION = "全国"


def provinces(indicator, basis, first, last):
    rows = cq.observations()
    rows = rows.loc[
        (rows["indicator"] == indicator)
        & (rows["basis"] == basis)
        & (rows["region"] != NATION)
        & rows["value"].notna()
        & rows["year"].str.fullmatch(r"\d{4}")
    ].assign(year=lambda r: r["year"].astype(int))
    rows = rows.loc[rows["year"].between(first, last)].drop_duplicates(["region", "year"])
    return rows[["region", "year", "value"]].rename(columns={"region": "series"})


def score(table, actual, known):
    m = table.merge(actual, on=["series", "year"])
    scale = known.sort_values(["series", "year"]).groupby("series")["value"]
    scale = m["series"].map(scale.apply(lambda v: v.diff().abs().mean()))
    y, f = m["value"], m["median"]
    out = {
        "n": len(m),
        "smape": (200 * (y - f).abs() / (y + f)).mean(),
        "mase": ((y - f).abs() / scale).mean(),
    }
    for level in (80, 95):
        out[f"coverage{level}"] = 100 * y.between(m[f"low{level}"], m[f"high{level}"]).mean()
    return out


def log_drift(known, last):
    rows = []
    for name, g in known.sort_values("year").groupby("series"):
        v, t = g["value"].to_numpy(), g["year"].to_numpy()
        step = np.log(v[-1] / v[0]) / (t[-1] - t[0])
        rows += [(name, y, v[-1] * np.exp(step * (y - t[-1]))) for y in range(t[-1] + 1, last + 1)]
    table = pd.DataFrame(rows, columns=["series", "year", "median"])
    return table.assign(low80=0.0, high80=0.0, low95=0.0, high95=0.0)


@pytest.mark.parametrize(
    ("indicator", "basis", "first"),
    [
        ("rd_expenditure", "bulletin", 2010),
        ("technology_contract_turnover", "national_yearbook", 2011),
    ],
)
def test_the_panel_beats_log_drift_on_2021_to_2023(indicator, basis, first):
    known = provinces(indicator, basis, first, 2020)
    actual = provinces(indicator, basis, 2021, 2023)
    ours = score(project_panel(known, 2023).table, actual, known)
    drift = score(log_drift(known, 2023), actual, known)
    assert ours["n"] == drift["n"] == 93
    assert ours["smape"] < drift["smape"]
    assert ours["mase"] < drift["mase"]
    assert ours["coverage80"] >= 76
    assert ours["coverage95"] >= 90


def test_intensity_is_projected_as_quotient_where_that_erred_less():
    direct = provinces("rd_intensity", "revised_census4", 2012, 2020)
    actual = provinces("rd_intensity", "revised_census4", 2021, 2022)
    spent = provinces("rd_expenditure", "bulletin", 2010, 2020)
    gdp = provinces("gdp", "census4", 2010, 2020)
    found = project_ratio(direct, spent, gdp, 2022)
    assert found.choice == "ratio"
    assert found.error["ratio"] < found.error["direct"]
    ours, drift = (
        score(found.panel.table, actual, direct),
        score(log_drift(direct, 2022), actual, direct),
    )
    assert ours["n"] == 62
    assert ours["smape"] < drift["smape"]
    assert ours["mase"] < drift["mase"]
    assert ours["coverage80"] >= 76
    assert ours["coverage95"] >= 90


def synthetic(regions=8, years=12, noise=0.05, seed=7):
    rng = np.random.default_rng(seed)
    steps = 0.1 + rng.normal(0, noise, (regions, years))
    values = 100 * np.exp(np.cumsum(steps, axis=1))
    return pd.DataFrame(
        {
            "series": np.repeat([f"r{i}" for i in range(regions)], years),
            "year": np.tile(np.arange(2010, 2010 + years), regions),
            "value": values.ravel(),
        }
    )


def test_where_all_grow_alike_the_panel_growth_decides():
    found = project_panel(synthetic(regions=30, noise=0.1), 2024)
    assert found.own_share < 0.5
    best = found.tried.loc[found.tried["error"].idxmin()]
    assert tuple(best[["own_share", "damping", "caution"]]) == (
        found.own_share,
        found.damping,
        found.caution,
    )


def test_where_regions_differ_for_good_their_own_growth_decides():
    rows = synthetic(noise=0.005)
    slope = rows["series"].str[1:].astype(int) * 0.03
    rows["value"] *= np.exp(slope * (rows["year"] - 2010))
    assert project_panel(rows, 2024).own_share == 1.0


def test_a_common_slowdown_is_followed_within_a_few_years():
    rows = synthetic(regions=20, years=16, noise=0.01)
    slow = np.clip(rows["year"] - 2021, 0, None) * 0.07
    before = project_panel(rows.loc[rows["year"] <= 2020], 2021).table
    after = project_panel(rows.assign(value=rows["value"] * np.exp(-slow)), 2026)
    start = rows.assign(value=rows["value"] * np.exp(-slow)).query("year == 2025")
    pace = np.log(after.table["median"].to_numpy() / start["value"].to_numpy()).mean()
    # 10% a year until 2021, 3% since: the mean over all years would be 7.7%.
    assert 0.02 < pace < 0.068
    assert after.caution > 0 or after.damping < 1
    assert len(before) == 20


def test_the_answer_does_not_depend_on_the_horizon_asked_for():
    one, other = project_panel(synthetic(), 2023).table, project_panel(synthetic(), 2035).table
    both = one.merge(other, on=["series", "year"], suffixes=("", "_far"))
    assert len(both) == len(one)
    np.testing.assert_allclose(both["low80"], both["low80_far"])


def test_constant_sisters_still_have_a_width():
    table = project_panel(synthetic(noise=0).assign(value=5.0), 2024).table
    assert (table["high50"] > table["low50"]).all()


def test_project_takes_a_panel_and_refuses_other_bases():
    rows = synthetic().rename(columns={"series": "region"}).assign(basis="bulletin")
    own = rows.loc[rows["region"] == "r3"]
    found = project(own, to=2024, panel=rows)
    assert found.method == "panel"
    table = project_panel(synthetic(), 2024).table
    expected = table.loc[table["series"] == "r3"].reset_index(drop=True)
    np.testing.assert_allclose(found.table["median"], expected["median"])
    with pytest.raises(MixedBasisError, match="bulletin, yearbook"):
        project(own, to=2024, panel=rows.assign(basis="yearbook"))


def test_what_is_no_panel_is_refused():
    with pytest.raises(NotProjectable, match="3 sister series"):
        project_panel(synthetic(regions=3), 2024)
    with pytest.raises(DataError, match=r"r0.*expected above zero"):
        project_panel(synthetic().assign(value=lambda r: r["value"].where(r.index > 0, 0)), 2024)
    with pytest.raises(DataError, match="twice"):
        project_panel(pd.concat([synthetic(), synthetic()]), 2024)
    with pytest.raises(NotProjectable, match="no year with 5 values"):
        project_panel(synthetic(years=4), 2024)
    with pytest.raises(DataError, match="every series reaches"):
        project_panel(synthetic(), 2020)
