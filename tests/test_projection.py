"""The engine: what may enter a fit, what must never come out."""

import re

import numpy as np
import pandas as pd
import pytest
from scipy.special import ndtri

import cqdata as cq
from cqdata.errors import DataError, MixedBasisError, NotProjectable
from cqdata.projection import NOTES, probability_at_least, project, project_table
from cqdata.projection.asof import as_of
from cqdata.projection.distribution import outcomes
from cqdata.projection.engine import medians

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
}


def series(values, first=2010, **columns):
    years = np.arange(first, first + len(values))
    return pd.DataFrame({"year": years, "value": values, **columns})


@pytest.mark.parametrize("values", CASES.values(), ids=CASES.keys())
def test_bounds_are_finite_ordered_and_never_of_zero_width(values):
    table = project_table(series(values).assign(series="a"), 13)
    assert np.isfinite(table[ORDERED].to_numpy()).all()
    assert (np.diff(table[ORDERED].to_numpy(), axis=1) >= 0).all()
    for level in (50, 80, 95):
        assert (table[f"high{level}"] > table[f"low{level}"]).all()
    assert table["year"].tolist() == list(range(2010 + len(values), 2010 + len(values) + 13))


def test_the_median_is_that_of_three_lines_where_growth_is_noise():
    x = np.array([[100.0, 130, 95, 128, 99, 131, 100]])
    growth = np.diff(np.log(x[0])) @ 0.95 ** np.arange(6)[::-1] / (0.95 ** np.arange(6)).sum()
    faded = 100 * np.exp(growth * np.cumsum(0.9 ** np.arange(1, 4)))
    step = 100 + np.median(np.diff(x[0])) * np.arange(1, 4)
    expected = np.median([np.full(3, 100.0), step, faded], axis=0)
    np.testing.assert_allclose(medians(x, 3)[0], expected, rtol=0.01)


def test_steady_growth_goes_half_the_way_to_its_own_rate():
    x = 100 * 1.1 ** np.arange(8)[None]
    last, h = x[0, -1], np.arange(1, 4)
    faded = last * 1.1 ** np.cumsum(0.9**h)
    step = last + np.median(np.diff(x[0])) * h
    middle = np.median([np.full(3, last), step, faded], axis=0)
    np.testing.assert_allclose(medians(x, 3)[0], np.sqrt(middle * last * 1.1**h))


def test_three_points_do_not_pretend_to_know():
    # A damped trend fitted to these three states a 95% interval three firms wide.
    row = project(series(CASES["three points"], first=2021), to=2024).at(2024)
    assert row["high95"] - row["low95"] > 0.2 * row["median"]
    longer = project(series([3900.0, 4400, 5108, 6348, 7565, 8100, 9000, 10000]), to=2018).at(2018)
    relative = (longer["high95"] - longer["low95"]) / longer["median"]
    assert (row["high95"] - row["low95"]) / row["median"] > relative


def test_a_short_history_says_so():
    short, long = project(series([3.0, 4, 5, 7]), 2015), project(series([3.0] * 8), 2019)
    assert "only 4 values" in short.note["en"]
    assert "仅有4个数值" in short.note["zh"]
    assert long.note == NOTES["cqdata"]


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


def test_a_plain_series_is_a_frame_with_years():
    values = [3.0, 4, 6, 5, 7]
    plain = pd.Series(values, index=range(2010, 2015), name="anything")
    assert project(plain, to=2018).table.equals(project(series(values), to=2018).table)
    with pytest.raises(DataError, match="whole years"):
        project(pd.Series(values, index=pd.period_range("2010", periods=5, freq="Y")), to=2018)
    with pytest.raises(DataError, match=r"found \[3\.0, 4"):
        project(values, to=2018)


def test_a_quantity_stays_above_zero_and_a_rank_above_one():
    falling = project(series([90.0, 60, 45, 20, 9, 4]), to=2026).table
    assert (falling[ORDERED] >= 0).all().all()
    for level in (50, 80, 95):
        assert (falling[f"high{level}"] > falling[f"low{level}"]).all()
    rank = project(series([6.0, 5, 4, 3, 2, 2], unit="rank"), to=2027).table
    assert (rank[ORDERED] >= 1).all().all()
    assert (rank["high95"] > rank["low95"]).all()


def test_a_share_stays_within_its_limits():
    values = [88.0, 91, 94, 96, 98, 99]
    table = project(series(values), to=2027, limits=(0, 100)).table
    assert table["high95"].max() <= 100
    for level in (50, 80, 95):
        assert (table[f"high{level}"] > table[f"low{level}"]).all()
    # By its unit, and by the dictionary of indicators.
    for columns in ({"unit": "%"}, {"indicator": "rd_intensity"}):
        pd.testing.assert_frame_equal(table, project(series(values, **columns), to=2027).table)


def test_a_growth_rate_may_go_below_zero_and_a_share_may_not():
    values = [9.0, 6, 7, 3, 2, 0.5]
    known = project(series(values, indicator="rd_expenditure_growth", unit="%"), to=2020).table
    named = project(pd.Series(values, range(2010, 2016), name="研发经费增速"), to=2020).table
    assert known["low95"].max() < 0
    assert named["low95"].max() < 0
    assert project(series(values, unit="%"), to=2020).table["low95"].min() == 0


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


def test_too_few_values_say_so():
    with pytest.raises(NotProjectable, match=r"not projected: 2 values \(3 needed\)"):
        project(series([1.0, 2.0]))
    with pytest.raises(NotProjectable, match=r"not projected: 1 value \(3 needed\)"):
        project(series([1.0]))


def test_a_horizon_of_more_than_twice_the_history_is_refused_but_not_in_the_batch():
    rows = series(CASES["three points"], first=2021)
    assert project(rows, to=2029).table["year"].max() == 2029
    with pytest.raises(NotProjectable, match=r"3 values up to 2023 carry 6 years.*to 2029"):
        project(rows, to=2030)
    assert len(project_table(rows.assign(series="a"), 7)) == 7


def test_a_past_target_is_refused():
    with pytest.raises(DataError, match="nothing to project"):
        project(series([1.0, 2, 3, 4], first=2024), to=2027)
    for year in ("2027", 2027.5, None):
        with pytest.raises(DataError, match="expected a year"):
            project(series([1.0, 2, 3, 4]), to=year)


def test_one_series_and_the_batch_agree():
    batch = pd.concat(
        [series(v).assign(series=k) for k, v in CASES.items()], ignore_index=True
    ).sample(frac=1, random_state=1)
    out = project_table(batch, 4)
    assert len(out) == 4 * len(CASES)
    for name, values in CASES.items():
        one = project(series(values), to=2010 + len(values) + 3).table
        many = out.loc[out["series"] == name].reset_index(drop=True)
        np.testing.assert_allclose(many[ORDERED], one[ORDERED], rtol=1e-12, err_msg=name)


def test_the_batch_refuses_what_it_cannot_read():
    good = series([1.0, 2, 3]).assign(series="a")
    with pytest.raises(DataError, match="no column 'series'"):
        project_table(good.drop(columns="series"), 2)
    with pytest.raises(DataError, match="twice"):
        project_table(pd.concat([good, good]), 2)
    with pytest.raises(DataError, match=r"row 1, column 'year': found 2010\.5"):
        project_table(good.assign(year=[2010.5, 2011, 2012]), 2)
    for high in (np.inf, 1e300):  # no statistic is as high
        with pytest.raises(DataError, match=re.escape(f"row 2, column 'value': found {high!r}")):
            project_table(good.assign(value=[1.0, high, 2]), 2)
        with pytest.raises(DataError, match="row 2, column 'value'"):
            project(series([1.0, high, 2.0, 3.0]), to=2020)
    with pytest.raises(DataError, match="horizon"):
        project_table(good, 0)
    with pytest.raises(DataError, match=r"horizon is 1.5"):
        project_table(good, 1.5)
    with pytest.raises(NotProjectable, match=r"2 values.*'b'"):
        project_table(pd.concat([good, series([1.0, 2]).assign(series="b")]), 2)
    with pytest.raises(NotProjectable, match=r"0 values.*'c'"):
        project_table(pd.concat([good, series([np.nan]).assign(series="c")]), 2)


def test_an_empty_batch_has_the_columns():
    assert project_table(series([1.0, 2, 3]).assign(series="a").head(0), 2).empty


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
    np.testing.assert_allclose(
        1 - probability_at_least(table, outcomes(row, ndtri(p))), p, atol=1e-9
    )
    one = row.to_frame().T.astype(float)
    assert probability_at_least(one, row["median"])[0] == pytest.approx(0.5)
    assert probability_at_least(one, row["low95"])[0] == pytest.approx(0.975)
    assert probability_at_least(one, 1e9)[0] < 1e-6


def test_nothing_lies_beyond_a_natural_range():
    table = project(series([9.0, 4, 2, 1, 0, 0, 0]), to=2020).table
    assert (probability_at_least(table, 0.0) == 1).all()


# ------------------------------------------------------------------------------ what it says


def test_a_projection_says_the_chance_beside_growth_needed_and_of_late():
    found = project(series([100.0, 110, 121, 133.1, 146.41]), to=2017)
    assert float(found.chance(found.at(2017)["median"])) == pytest.approx(0.5)
    assert float(found.chance(float(found.at(2015)["low80"]), 2015)) == pytest.approx(0.9)

    class Amount:
        value = 161.051

    assert found.chance(Amount(), 2015) == found.chance(161.051, 2015)
    said = found.said_chance(146.41 * 1.2**3)
    assert said["en"].endswith("; it needs 20.0% a year, the years since 2011 brought 10.0%")
    assert said["zh"].endswith("；今后需年均增长20.0%，2011年以来年均增长10.0%")
    # Of growth nothing is said where a value is not above zero.
    assert ";" not in project(series(CASES["negatives"]), to=2020).said_chance(1)["en"]


def test_the_chance_of_a_value_in_another_unit_or_year_is_refused():
    import cqdata as cq

    ahead = cq.project(cq.series("rd_expenditure", basis="bulletin"), to=2027)
    share, late = cq.assume(5, "%", year=2027), cq.assume(900, "亿元", year=2030)
    for ask in (ahead.chance, ahead.chances, ahead.said_chance):
        with pytest.raises(DataError, match="found a value in %, expected CNY_1e8, as the series"):
            ask(share)
        with pytest.raises(DataError, match="2030 is not projected; expected a year from 2025 to"):
            ask(late)
    own = cq.assume(900, "亿元", year=2026)
    assert ahead.chance(own) == ahead.chance(900, 2026)
    assert ahead.said_chance(own) == ahead.said_chance(900, 2026)
    assert ahead.chances(own).equals(ahead.chances(900, 2026))


def test_a_chance_is_told_under_every_reasonable_choice():
    spending = cq.series("rd_expenditure", basis="bulletin")
    found = project(spending, to=2027)
    choices = found.chances(1100)
    assert set(choices["sisters"]) == {True, False}
    assert choices["first"].nunique() == len(spending) - 4
    first = choices.iloc[0]
    assert first["chance"] == pytest.approx(float(found.chance(1100)))
    alone = project(spending, to=2027, sisters=False)
    assert choices["chance"].iloc[1] == pytest.approx(float(alone.chance(1100)))


def test_the_record_tells_coverage_and_bias():
    # Doubles every year, then stands still: whatever goes on comes out too high.
    stalled = series([2.0**i for i in range(9)] + [256.0] * 3)
    record = project(stalled, to=2023).record
    assert record.replays["year"].tolist() == list(range(2016, 2022))
    assert (record.replays["year"] - record.replays["origin"] == 2).all()
    last = record.replays.iloc[-1]
    known = stalled.loc[stalled["year"] <= 2019]
    assert last["median"] == pytest.approx(project(known, to=2021).at(2021)["median"])
    assert last["error"] == pytest.approx(100 * (last["median"] / 256 - 1))
    assert "over-projected in" in record.en
    assert "年偏高" in record.zh
    for level in (50, 80, 95):
        assert record.coverage[level] == pytest.approx(level, abs=5)
        assert level == 50 or f"{record.coverage[level]:.0f}%" in record.en
    over = project(series([100 * 1.2**i for i in range(6)] + [248.0] * 6), to=2023).record
    assert "over-projected in each of the last 6 years" in over.en
    assert "每年都偏高" in over.zh
    latest = over.replays["error"].iloc[-1]
    assert over.en.endswith(f"for 2021, the latest, {latest:.1f}% too high.")
    assert over.zh.endswith(f"最近一次（2021年）高{latest:.1f}%。")


@pytest.mark.parametrize("n", [3, 8, 9])
def test_fewer_than_three_outcomes_are_never_told_as_a_run(n):
    # From 8 values on, three years ahead, there is an origin with five values and an outcome.
    values = [100.0, 112, 118, 131, 150, 158, 175, 190, 214][:n]
    record = project(series(values), to=2009 + n + 3).record
    assert record.replays["year"].tolist() == [2017, 2018][: max(n - 7, 0)]
    assert record.en.endswith("too few to speak of bias.")
    assert record.zh.endswith("不足3次，不能判断偏差。")
    assert not re.search(r"of the last|each of|最近|每年都", record.en + record.zh)


def test_a_projection_that_came_out_right_is_not_called_low():
    record = project(series([5.0] * 14), to=2026).record
    assert "over-projected in 0 of the last 6 years, 0.0% too" in record.en
    # Where outcomes are not above zero there is no share to tell.
    assert "too few" in project(series([0.0] * 14), to=2026).record.en


def test_both_rules_have_two_sentences_in_both_languages():
    assert set(NOTES) == {"cqdata", "sisters"}
    for note in NOTES.values():
        assert note["zh"].count("。") == 2
        assert note["en"].count(". ") + note["en"].endswith(".") == 2


def test_a_count_is_not_below_zero_but_its_change_may_be():
    table = pd.DataFrame({"year": range(2015, 2021), "value": [-1, 2, 3, 4, 5, 6], "unit": "家"})
    with pytest.raises(DataError, match="value -1, expected at least 0"):
        project(table.assign(indicator="企业数"), to=2022)
    added = table.assign(indicator="净增企业数")
    for change in (added, table.assign(indicator="利润", unit="亿元")):
        assert project(change, to=2022).table["median"].notna().all()
