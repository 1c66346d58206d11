"""Sister series share growth and error knowledge."""

import numpy as np
import pandas as pd
import pytest

import cqdata as cq
from cqdata.errors import DataError, MixedBasisError, NotProjectable
from cqdata.projection import conventional, project, project_panel, project_ratio

NATION = "全国"


def provinces(indicator, basis, first, last):
    rows = cq.observations()
    rows = rows.loc[
        (rows["indicator"] == indicator)
        & (rows["basis"] == basis)
        & (rows["region"] != NATION)
        & rows["value"].notna()
        & rows["year"].notna()
    ].astype({"year": int})
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
    a = 0.05
    below, above = (m["low95"] - y).clip(lower=0), (y - m["high95"]).clip(lower=0)
    out["msis95"] = ((m["high95"] - m["low95"] + 2 / a * (below + above)) / scale).mean()
    for level in (80, 95):
        out[f"coverage{level}"] = 100 * y.between(m[f"low{level}"], m[f"high{level}"]).mean()
    return out


def log_drift(known, last):
    parts = []
    for name, g in known.sort_values("year").groupby("series"):
        years, values = g["year"].to_numpy(), g["value"].to_numpy()
        future = np.arange(years[-1] + 1, last + 1)
        parts.append(conventional.log_drift(years, values, future).assign(series=name))
    return pd.concat(parts)


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
    assert ours["msis95"] < drift["msis95"]
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
    assert ours["msis95"] < drift["msis95"]
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


def test_the_80_interval_survives_the_common_shock_of_2022():
    whole = provinces("rd_expenditure", "bulletin", 2010, 2024)
    for origin, least in ((2021, 78), (2022, 70), (2023, 90)):
        known = whole.loc[whole["year"] <= origin]
        found = project_panel(known, min(origin + 3, 2024)).table
        assert score(found, whole, known)["coverage80"] >= least


def test_common_shocks_are_told_from_own_errors():
    calm = synthetic(regions=20, years=16, noise=0.05)
    jolt = np.random.default_rng(3).normal(0, 0.08, 16).cumsum()
    shaken = calm.assign(value=calm["value"] * np.exp(jolt[calm["year"] - 2010]))
    one, other = project_panel(calm, 2028), project_panel(shaken, 2028)
    assert one.shock < 0.02
    assert 0.05 < other.shock < 0.13
    width = [np.log(f.table["high80"] / f.table["low80"]).mean() for f in (one, other)]
    assert width[1] > 1.3 * width[0]


def test_bounds_never_narrow_with_the_years_nor_with_the_level():
    table = project_panel(synthetic(), 2035).table
    for level in (50, 80, 95):
        width = np.log(table[f"high{level}"] / table[f"low{level}"])
        assert (width.groupby(table["series"]).diff().dropna() >= -1e-12).all()
    for inner, outer in ((50, 80), (80, 95)):
        assert (table[f"low{outer}"] <= table[f"low{inner}"]).all()


def test_a_missing_middle_year_and_a_late_start_do_no_harm():
    rows = synthetic(noise=0.02)
    holes = rows.loc[~(rows["series"].eq("r1") & rows["year"].isin([2014, 2015]))]
    holes = holes.loc[~(holes["series"].eq("r2") & holes["year"].lt(2013))]
    holes = holes.loc[~(holes["series"].eq("r3") & holes["year"].gt(2020))]
    whole, found = project_panel(rows, 2024).table, project_panel(holes, 2024).table
    assert found.notna().all(axis=None)
    assert found.groupby("series").size().to_dict() == {
        name: 4 if name == "r3" else 3 for name in whole["series"].unique()
    }
    both = whole.merge(found, on=["series", "year"], suffixes=("", "_holes"))
    np.testing.assert_allclose(both["median"], both["median_holes"], rtol=0.03)


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
    assert "80%" in found.note["en"]
    assert "80%" in found.note["zh"]
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
