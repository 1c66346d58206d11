"""The engine: what may enter a fit, what must never come out."""

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm

from cqdata.errors import DataError, MixedBasisError, NotProjectable
from cqdata.projection import (
    METHODS,
    as_of,
    probability_at_least,
    project,
    project_table,
)
from cqdata.projection.distribution import quantiles

ORDERED = ["low95", "low80", "low50", "median", "high50", "high80", "high95"]
RNG = np.random.default_rng(20231231)
LONG = np.cumsum(RNG.normal(1.0, 2.0, 60)) + 50

CASES = {
    "constant": [5.0] * 9,
    "one jump": [10.0, 10, 10, 10, 40, 40, 40, 40],
    "all zeros": [0.0] * 8,
    "negatives": [-3.0, -1, -4, -2, -6, -5, -8],
    "crossing zero": [-2.0, -1, 0, 1, 2, 3, 2],
    "three points": [5108.0, 6348, 7565],
    "sixty points": LONG.tolist(),
    "huge": [1.1e12, 1.3e12, 1.2e12, 1.6e12, 1.9e12, 2.0e12],
    "tiny": [1.1e-6, 1.3e-6, 1.2e-6, 1.6e-6, 1.9e-6, 2.0e-6],
    "explosive": [1.0, 10, 100, 1000, 10000],
    "collapsing": [1e6, 1e4, 1e2, 1.0],
    "zero then growth": [0.0, 0, 0, 1, 2, 4],
    "float limit": [1e300, 2e300, 1.5e300, 1.8e300],
}


def series(values, first=2010, **columns):
    years = np.arange(first, first + len(values))
    return pd.DataFrame({"year": years, "value": values, **columns})


@pytest.mark.parametrize("values", CASES.values(), ids=CASES.keys())
def test_bounds_are_finite_ordered_and_never_of_zero_width(values):
    table = project(series(values), to=2010 + len(values) + 12).table
    assert np.isfinite(table[ORDERED].to_numpy()).all()
    assert (np.diff(table[ORDERED].to_numpy(), axis=1) >= 0).all()
    for level in (50, 80, 95):
        assert (table[f"high{level}"] > table[f"low{level}"]).all()
    assert table["year"].tolist() == list(range(2010 + len(values), 2010 + len(values) + 13))


@pytest.mark.parametrize("name", sorted(set(METHODS) - {"cqdata"}))
def test_conventional_lines_survive_a_short_growth_series(name):
    table = project(series([5108.0, 6348, 7565, 8200]), to=2020, method=name).table
    assert np.isfinite(table[ORDERED].to_numpy()).all()
    assert (table["high95"] > table["low95"]).all()


def test_three_points_do_not_pretend_to_know():
    # A damped trend fitted to these three states a 95% interval three firms wide.
    row = project(series(CASES["three points"], first=2021), to=2024).at(2024)
    assert row["high95"] - row["low95"] > 0.2 * row["median"]
    longer = project(series([3900.0, 4400, 5108, 6348, 7565, 8100, 9000, 10000]), to=2018).at(2018)
    relative = (longer["high95"] - longer["low95"]) / longer["median"]
    assert (row["high95"] - row["low95"]) / row["median"] > relative


@pytest.mark.parametrize("factor", [1e12, 1e-6, 1e-3])
def test_the_unit_does_not_matter(factor):
    values = np.array([3.1, 3.4, 3.2, 4.0, 4.4, 5.1, 5.0])
    one = project(series(values), to=2020).table[ORDERED].to_numpy()
    other = project(series(values * factor), to=2020).table[ORDERED].to_numpy()
    np.testing.assert_allclose(other, one * factor, rtol=1e-9)


def test_shifting_the_years_shifts_only_the_years():
    one = project(series([3.0, 4, 6, 5, 7]), to=2018)
    other = project(series([3.0, 4, 6, 5, 7], first=1990), to=1998)
    np.testing.assert_array_equal(one.table[ORDERED], other.table[ORDERED])


def test_a_quantity_stays_above_zero_and_a_rank_above_one():
    falling = project(series([90.0, 60, 45, 20, 9, 4]), to=2030).table
    assert (falling[ORDERED] >= 0).all().all()
    rank = project(series([6.0, 5, 4, 3, 2, 2], unit="rank"), to=2027).table
    assert (rank[ORDERED] >= 1).all().all()
    assert (rank["high95"] > rank["low95"]).all()


def test_a_share_stays_below_its_limit():
    shares = series([88.0, 91, 94, 96, 98, 99], unit="%")
    table = project(shares, to=2027, limits=(0, 100)).table
    assert table["high95"].max() <= 100
    assert (table["high95"] > table["low95"]).all()
    stated = project(shares.assign(lower=0.0, upper=100.0), to=2027).table
    pd.testing.assert_frame_equal(table, stated)


def test_negative_series_are_not_clipped_at_zero():
    assert project(series(CASES["negatives"]), to=2020).table["low95"].max() < -5


def test_missing_middle_years_neither_stop_nor_narrow_the_projection():
    full = series([100.0, 112, 118, 131, 150, 158, 175, 190, 214, 230])
    gaps = full.loc[~full["year"].isin([2013, 2014, 2016])]
    a, b = project(full, to=2022).at(2022), project(gaps, to=2022).at(2022)
    assert b["median"] == pytest.approx(a["median"], rel=0.1)
    assert b["high95"] - b["low95"] > 0.7 * (a["high95"] - a["low95"])
    assert project(gaps, to=2022).origin == 2019


def test_only_annual_exact_rows_are_fitted():
    rows = pd.DataFrame(
        {
            "year": ["2018", "2019", "2020", "2021", "2022", "2023", "2024H1", "2023-10"],
            "value": [10.0, 11, 12, 13, 900, 15, 800, 700],
            "status": ["final"] * 4 + ["derived"] + ["final"] * 3,
            "qualifier": ["exact"] * 5 + ["more_than"] + ["exact"] * 2,
            "basis": "bulletin",
        }
    )
    found = project(rows, to=2024)
    assert found.history["year"].tolist() == [2018, 2019, 2020, 2021]
    assert found.origin == 2021
    assert found.basis == "bulletin"


def test_bases_are_never_mixed():
    rows = series(
        [10.0, 11, 12, 13], basis=["first_release", "first_release", "revised", "revised"]
    )
    with pytest.raises(MixedBasisError, match=r"first_release.*revised"):
        project(rows)


def test_a_year_twice_is_refused():
    rows = pd.DataFrame({"year": [2020, 2021, 2021, 2022], "value": [1.0, 2, 3, 4]})
    with pytest.raises(DataError, match="2021"):
        project(rows)


@pytest.mark.parametrize(("method", "n"), [("cqdata", 2), ("drift", 3), ("log_linear", 3)])
def test_too_few_values_say_so(method, n):
    with pytest.raises(NotProjectable, match=f"not projected: {n} values"):
        project(series([1.0, 2.0, 4.0][:n]), method=method)


def test_unknown_method_and_past_target_are_refused():
    with pytest.raises(DataError, match="expected one of"):
        project(series([1.0, 2, 3, 4]), method="crystal_ball")
    with pytest.raises(DataError, match="nothing to project"):
        project(series([1.0, 2, 3, 4], first=2024), to=2027)
    with pytest.raises(NotProjectable, match="above zero"):
        project(series([0.0, 2, 3, 4]), method="log_linear")


def test_log_linear_is_the_ordinary_least_squares_line():
    values = np.array([10.0, 12, 13, 16, 18])
    found = project(series(values), to=2016, method="log_linear").at(2016)
    years = np.arange(2010.0, 2015.0)
    fit = sm.OLS(np.log(values), sm.add_constant(years)).fit()
    expected = fit.get_prediction([[1.0, 2016.0]]).summary_frame(alpha=0.05)
    assert found["median"] == pytest.approx(np.exp(expected["mean"].iloc[0]))
    assert found["low95"] == pytest.approx(np.exp(expected["obs_ci_lower"].iloc[0]))
    assert found["high95"] == pytest.approx(np.exp(expected["obs_ci_upper"].iloc[0]))


def test_drift_goes_on_by_the_mean_step_over_gaps_too():
    rows = pd.DataFrame({"year": [2010, 2011, 2014, 2016], "value": [10.0, 12, 15, 22]})
    found = project(rows, to=2018, method="drift").table
    assert found["median"].tolist() == pytest.approx([24.0, 26.0])


def test_one_series_and_the_batch_agree():
    batch = pd.concat(
        [series(v).assign(series=k) for k, v in CASES.items() if k != "float limit"],
        ignore_index=True,
    ).sample(frac=1, random_state=1)
    out = project_table(batch, 4)
    assert len(out) == 4 * (len(CASES) - 1)
    for name, values in CASES.items():
        if name == "float limit":
            continue
        one = project(series(values), to=2010 + len(values) + 3).table
        many = out.loc[out["series"] == name].reset_index(drop=True)
        np.testing.assert_allclose(many[ORDERED], one[ORDERED], rtol=1e-12, err_msg=name)


def test_the_batch_refuses_what_it_cannot_read():
    good = series([1.0, 2, 3]).assign(series="a")
    with pytest.raises(DataError, match="'series' is missing"):
        project_table(good.drop(columns="series"), 2)
    with pytest.raises(DataError, match="twice"):
        project_table(pd.concat([good, good]), 2)
    with pytest.raises(DataError, match="year"):
        project_table(good.assign(year=[2010.5, 2011, 2012]), 2)
    with pytest.raises(NotProjectable, match=r"2 values.*'b'"):
        project_table(pd.concat([good, series([1.0, 2]).assign(series="b")]), 2)
    with pytest.raises(NotProjectable, match=r"0 values.*'c'"):
        project_table(pd.concat([good, series([np.nan]).assign(series="c")]), 2)


def test_a_replay_knows_only_what_was_published():
    rows = pd.DataFrame(
        {
            "year": [2018, 2019, 2020, 2021, 2022, 2023, 2024],
            "value": [2.0, 2.1, 2.2, 2.3, 2.36, 2.48, 2.5],
            "vintage": [f"bulletin_{y}" for y in range(2018, 2025)],
        }
    )
    assert project(rows, origin=2022).origin == 2022
    # The bulletin of 2023 appeared in the autumn of 2024.
    assert project(rows, origin="2024-03-31").origin == 2022
    assert project(rows, origin="2024-11-30").origin == 2023
    late = rows.assign(vintage="yearbook_2024")
    with pytest.raises(NotProjectable, match="0 values"):
        project(late, origin=2022)
    dated = rows.assign(published=["2020-01-01"] * 6 + ["2030-01-01"])
    assert as_of(dated, "2025-12-31")["year"].max() == 2023
    with pytest.raises(DataError, match="2024-03-31"):
        as_of(rows, "spring 2024")


def test_probability_and_quantile_are_inverse():
    row = project(series([10.0, 11, 13, 14, 17, 18]), to=2018).at(2018)
    p = np.array([0.01, 0.1, 0.3, 0.5, 0.8, 0.975])
    table = pd.concat([row.to_frame().T] * len(p)).astype(float)
    np.testing.assert_allclose(1 - probability_at_least(table, quantiles(row, p)), p, atol=1e-9)
    one = row.to_frame().T.astype(float)
    assert probability_at_least(one, row["median"])[0] == pytest.approx(0.5)
    assert probability_at_least(one, row["low95"])[0] == pytest.approx(0.975)
    assert probability_at_least(one, 1e9)[0] < 1e-6


def test_nothing_lies_beyond_a_natural_range():
    table = project(series([9.0, 4, 2, 1, 0, 0, 0]), to=2020).table
    assert (probability_at_least(table, 0.0) == 1).all()
