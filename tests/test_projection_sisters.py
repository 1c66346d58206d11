"""Sister series share growth and knowledge of errors."""

import numpy as np
import pandas as pd
import pytest
from backtest import backtest

import cqdata as cq
from cqdata.errors import DataError, MixedBasisError, NotProjectable
from cqdata.projection import NOTES, project, project_panel, project_table


def provinces(indicator, basis):
    rows = cq.panel(indicator, basis=basis)[["region", "year", "value"]]
    return rows.rename(columns={"region": "series"})


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


def test_the_median_is_the_geometric_mean_of_own_and_sisters():
    rows = synthetic(noise=0)
    rows["value"] *= np.exp(rows["series"].str[1:].astype(int) * 0.02 * (rows["year"] - 2010))
    found = project_panel(rows, 3)
    # Growth of the eight is 10, 12, … 24%: their median is 17%.
    alone = project_table(rows, 3)
    last = rows.groupby("series")["value"].last()
    onward = alone["series"].map(last) * np.exp(0.17 * (alone["year"] - 2021))
    np.testing.assert_allclose(found["median"], np.sqrt(alone["median"] * onward))


def test_on_the_provinces_it_errs_less_than_the_single_series_and_its_intervals_hold():
    table = provinces("rd_expenditure", "bulletin")
    found = backtest(table, 3, origins=range(2017, 2024))
    score = found.scores().set_index("method")
    assert score.at["sisters", "n"] == 558
    for column in ("smape", "mase", "wis"):
        assert score.at["sisters", column] < score.at["cqdata", column]
    assert score.at["sisters", "smape"] <= 6.2
    by_origin = found.scores(["method", "origin"]).set_index("method").loc["sisters"]
    assert by_origin["coverage80"].min() >= 76
    assert by_origin["coverage95"].min() >= 93


def test_bounds_never_narrow_with_the_years_nor_with_the_level():
    table = project_panel(synthetic(), 14)
    for level in (50, 80, 95):
        width = np.log(table[f"high{level}"] / table[f"low{level}"])
        assert (width.groupby(table["series"]).diff().dropna() >= -1e-12).all()
    for inner, outer in ((50, 80), (80, 95)):
        assert (table[f"low{outer}"] <= table[f"low{inner}"]).all()


def test_restless_sisters_widen_and_wild_ones_no_further_than_the_cap():
    def width(noise):
        table = project_panel(synthetic(noise=noise), 3)
        return np.log(table["high80"] / table["low80"]).mean()

    assert width(0.02) < width(0.1) < width(0.3)
    assert width(2.0) == pytest.approx(width(5.0))


def test_a_missing_middle_year_and_a_late_start_do_no_harm():
    rows = synthetic(noise=0.02)
    holes = rows.loc[~(rows["series"].eq("r1") & rows["year"].isin([2014, 2015]))]
    holes = holes.loc[~(holes["series"].eq("r2") & holes["year"].lt(2013))]
    holes = holes.loc[~(holes["series"].eq("r3") & holes["year"].gt(2020))]
    whole, found = project_panel(rows, 3), project_panel(holes, 3)
    assert found.notna().all(axis=None)
    assert found.groupby("series").size().to_dict() == {
        name: 4 if name == "r3" else 3 for name in whole["series"].unique()
    }
    both = whole.merge(found, on=["series", "year"], suffixes=("", "_holes"))
    np.testing.assert_allclose(both["median"], both["median_holes"], rtol=0.03)


def test_the_answer_does_not_depend_on_the_horizon_asked_for():
    one, other = project_panel(synthetic(), 2), project_panel(synthetic(), 14)
    both = one.merge(other, on=["series", "year"], suffixes=("", "_far"))
    assert len(both) == len(one)
    np.testing.assert_allclose(both["low80"], both["low80_far"])


def test_constant_sisters_still_have_a_width():
    table = project_panel(synthetic(noise=0).assign(value=5.0), 3)
    assert (table["high50"] > table["low50"]).all()


def test_one_series_and_its_panel_agree_and_other_bases_are_refused():
    rows = synthetic().rename(columns={"series": "region"}).assign(basis="bulletin")
    own = rows.loc[rows["region"] == "r3"]
    found = project(own, to=2024, sisters=rows)
    assert found.method == "sisters"
    assert found.note == NOTES["sisters"]
    table = project_panel(synthetic(), 3)
    expected = table.loc[table["series"] == "r3"].reset_index(drop=True)
    pd.testing.assert_frame_equal(found.table, expected.drop(columns="series"))
    with pytest.raises(MixedBasisError, match="bulletin, yearbook"):
        project(own, to=2024, sisters=rows.assign(basis="yearbook"))
    with pytest.raises(DataError, match="no column 'region'"):
        project(own, to=2024, sisters=rows.drop(columns="region"))


def test_declared_sisters_are_the_default_on_the_same_basis_only():
    spending = cq.series("rd_expenditure", basis="bulletin")
    given = project(spending, to=2027, sisters=cq.panel("rd_expenditure", basis="bulletin"))
    default, alone = project(spending, to=2027), project(spending, to=2027, sisters=False)
    assert default.method == "sisters"
    assert default.table.equals(given.table)
    assert alone.method == "cqdata"
    assert not alone.table.equals(default.table)
    # Declared against, not a province, or without enough sisters on the basis: alone.
    intensity = cq.series("rd_intensity", basis="revised_census4")
    assert project(intensity, to=2027).method == "cqdata"
    assert project(intensity, to=2027, sisters=True).method == "sisters"
    nation = cq.series("rd_expenditure", region="全国", basis="bulletin")
    assert project(nation, to=2027).method == "cqdata"
    city = cq.series("technology_contract_turnover", basis="city_bureau")
    if len(city) >= 3:
        assert project(city, to=2027).method == "cqdata"
    with pytest.raises(DataError, match="sisters=True needs"):
        project(spending[["year", "value"]], to=2027, sisters=True)


def test_sisters_tell_nothing_of_years_after_the_series_own():
    spending = cq.series("rd_expenditure", basis="bulletin")
    known = spending.loc[spending["year"] <= 2020]
    panel = cq.panel("rd_expenditure", basis="bulletin")
    earlier = panel.loc[panel["year"] <= 2020]
    expected = project(known, to=2023, sisters=earlier).table
    assert project(known, to=2023).table.equals(expected)
    assert project(known, to=2023, sisters=panel).table.equals(expected)


def test_the_dictionary_gives_the_reason_of_every_declaration():
    known = cq.indicators()
    assert known.loc[known["sisters"].notna(), "sisters_reason"].str.contains("provinces").all()
    assert known.loc[known["sisters"].isna(), "sisters_reason"].isna().all()


def test_what_is_no_panel_is_refused():
    with pytest.raises(NotProjectable, match="3 sister series"):
        project_panel(synthetic(regions=3), 3)
    with pytest.raises(DataError, match=r"r0.*expected above zero"):
        project_panel(synthetic().assign(value=lambda r: r["value"].where(r.index > 0, 0)), 3)
    with pytest.raises(DataError, match="twice"):
        project_panel(pd.concat([synthetic(), synthetic()]), 3)
    with pytest.raises(NotProjectable, match="0 sister series"):
        project_panel(synthetic(years=2), 3)
    with pytest.raises(DataError, match="horizon is 0; expected"):
        project_panel(synthetic(), 0)
    with pytest.raises(DataError, match="above zero only"):
        project(pd.Series([-1.0, 2, 3], range(2010, 2013)), to=2015, sisters=True)
