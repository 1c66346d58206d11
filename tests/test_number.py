"""Numbers keep interval, unit, years and sources; growth is taken within one series only."""

from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from cqdata.errors import DataError, MixedBasisError
from cqdata.number import Number, grow, growth, last_digit
from cqdata.quantity import QuantityError, constant, parse


def number(token, year=None, series=("x", "重庆", "bulletin"), kind="published", ref=""):
    return Number(parse(token), year=year, series=series, kind=kind, refs=(ref,) if ref else ())


def test_a_difference_keeps_interval_and_sources():
    gap = number("797.3亿元", 2024, ref="a") - number("746.7亿元", 2023, ref="b")
    assert (gap.low, gap.value, gap.high) == pytest.approx((50.5, 50.6, 50.7))
    assert gap.refs == ("a", "b")
    assert (gap.unit, gap.year, gap.kind) == ("CNY_1e8", None, "computed")


def test_shares_differ_by_percentage_points():
    gap = number("2.69%", 2024) - number("2.48%", 2024)
    assert (gap.unit, gap.year) == ("pp", 2024)
    assert gap.value == pytest.approx(0.21)


@pytest.mark.parametrize("operation", [lambda a, b: a + b, lambda a, b: a - b, lambda a, b: a < b])
def test_two_units_cannot_be_added_or_compared(operation):
    with pytest.raises(QuantityError):
        operation(number("797.3亿元"), number("2.48%"))


def test_a_rate_is_no_factor_of_a_level():
    level, rate = number("797.3亿元", 2024), number("10%")
    assert (level * rate).unit == "CNY_1e8*%"
    assert grow(level, rate, to=2025).value == pytest.approx(797.3 * 1.1)


def test_growing_takes_the_years_from_the_numbers():
    goal = grow(number("686.6亿元", 2022, ref="base"), number("10%以上", ref="plan"), to=2027)
    assert goal.value == pytest.approx(686.6 * 1.1**5)
    assert goal.low == pytest.approx(686.55 * 1.1**5)
    assert (goal.year, goal.unit, goal.refs) == (2027, "CNY_1e8", ("base", "plan"))


def test_growth_is_compound_and_as_wide_as_the_prints_allow():
    found = growth(number("686.6亿元", 2022), number("797.3亿元", 2024))
    assert found.value == pytest.approx(((797.3 / 686.6) ** 0.5 - 1) * 100)
    assert found.low == pytest.approx(((797.25 / 686.65) ** 0.5 - 1) * 100)
    assert found.high == pytest.approx(((797.35 / 686.55) ** 0.5 - 1) * 100)
    assert (found.since, found.year, found.unit) == (2022, 2024, "%")


def test_growth_over_one_year_is_exact():
    found = growth(number("100家", 2022), number("110家", 2023))
    assert found.quantity.low == found.quantity.high == Fraction(10)


def test_growth_across_two_bases_is_refused():
    one, other = (
        number("2.01%", 2018, ("i", "重庆", "old")),
        number("1.99%", 2019, ("i", "重庆", "new")),
    )
    with pytest.raises(MixedBasisError, match=r"old.*new"):
        growth(one, other)


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        (("5家", None), ("6家", 2024), "no year"),
        (("5家", 2024), ("6家", 2024), "later year"),
        (("5家", 2023), ("6亿元", 2024), "one unit"),
        (("0家", 2023), ("6家", 2024), "above zero"),
        (("第8位", 2023), ("第7位", 2024), "ranks differ by places"),
    ],
)
def test_growth_that_makes_no_sense_is_refused(first, last, said):
    with pytest.raises(DataError, match=said):
        growth(number(*first), number(*last))


def test_a_rank_neither_grows_nor_is_grown():
    with pytest.raises(DataError, match="ranks differ by places"):
        grow(number("第8位", 2023), 5, to=2025)
    assert (number("第7位", 2024) - number("第8位", 2023)).value == -1


@given(
    st.integers(1, 10**6),
    st.integers(1, 10**6),
    st.integers(1, 12),
    st.sampled_from(["家", "亿元"]),
)
def test_growing_by_the_growth_found_leads_back(first, last, years, unit):
    one, other = number(f"{first}{unit}", 2010), number(f"{last}{unit}", 2010 + years)
    rate = growth(one, other)
    assume(rate.value <= 1000)  # what `grow` takes for a rate at most
    assert rate.quantity.low <= rate.quantity.value <= rate.quantity.high
    assert grow(one, rate, to=other.year).value == pytest.approx(other.value, rel=1e-9)


@pytest.mark.parametrize(
    ("shown", "digit"),
    [
        (number("865.1亿元"), "1/10"),
        (number("7565家"), "1"),
        (grow(number("686.6亿元", 2022), 10, to=2027), "1/10"),
        (growth(number("686.6亿元", 2022), number("797.3亿元", 2024)), "1/10"),
        (growth(number("2家", 2022), number("近3家", 2024)), "1/10"),
        (growth(number("1.2万家", 2022), number("1.3万家", 2023)), "10"),
        (number("2.69%", 2024) - number("2.48%", 2024), "1/100"),
        (Number(constant("1054.19", "CNY_1e8"), kind="projected"), "1"),
        (Number(constant("1054.19", "CNY_1e8"), kind="projected").said(10), "10"),
    ],
)
def test_a_number_is_said_no_finer_than_it_is_known(shown, digit):
    assert last_digit(shown) == Fraction(digit)


def test_numbers_compare_by_value_and_a_bound_by_what_it_names():
    assert number("10%以上") > number("7.8%")
    assert number("突破24万人") == number("24万人")
    assert 0 < number("0.4%") < 1
    assert sum([number("1家"), number("2家")]).value == 3
    assert abs(number("1家") - number("3家")).value == 2


def test_a_number_stays_one_value_to_pandas_numpy_and_matplotlib():
    one = number("5亿元")
    assert not np.iterable(one)
    assert not callable(one)
    assert pd.DataFrame({"a": [1, 2]}).assign(b=one)["b"].tolist() == [one, one]
    for wrong in (lambda: one[0], lambda: int(number("5.5亿元")), lambda: one % 2):
        with pytest.raises(DataError, match="number: found"):
            wrong()
    assert int(one) == 5
    with pytest.raises(AttributeError, match="a number has no nothing; it has value"):
        one.nothing  # noqa: B018
