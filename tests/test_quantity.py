"""Printed tokens as exact intervals, and arithmetic on them."""

from fractions import Fraction as F

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from cqdata.quantity import (
    BOUND_WORDS,
    MULTIPLES,
    QUALIFIERS,
    Quantity,
    QuantityError,
    constant,
    format_value,
    parse,
    plain,
    published,
    restore,
    total,
    unit_of,
    unit_word,
)
from cqdata.quantity.core import BOUNDS, UP
from cqdata.quantity.decimals import places_of

TOKENS = [
    ("750亿元", "预计", "750", "[749.5, 750.5)", "CNY_1e8", "expected", True),
    ("865.1亿元", "", "865.1", "[865.05, 865.15)", "CNY_1e8", "exact", False),
    ("1.3万亿元", "", "13000", "[12500, 13500)", "CNY_1e8", "exact", False),
    ("3500万元", "", "0.35", "[0.34995, 0.35005)", "CNY_1e8", "exact", False),
    ("2.5亿美元", "", "2.5", "[2.45, 2.55)", "USD_1e8", "exact", False),
    ("2.45%", "", "2.45", "[2.445, 2.455)", "%", "exact", False),
    ("43.2%以上", "", "43.2", "[43.2, ∞)", "%", "at_least", False),
    ("0.09个百分点", "", "0.09", "[0.085, 0.095)", "pp", "exact", False),
    ("2.5倍", "", "2.5", "[2.45, 2.55)", "times", "exact", False),
    ("第8位", "", "8", "8", "rank", "exact", False),
    ("44位", "", "44", "44", "rank", "exact", False),
    ("第二", "", "2", "2", "rank", "exact", False),
    ("第八名", "", "8", "8", "rank", "exact", False),
    ("7565家", "", "7565", "7565", "count:家", "exact", False),
    ("11943家（次）", "", "11943", "11943", "count:家(次)", "exact", False),
    ("1,121项", "", "1121", "1121", "count:项", "exact", False),
    ("四大", "", "4", "4", "count:大", "exact", False),
    ("三十二个", "", "32", "32", "count:个", "exact", False),
    ("50万辆", "", "500000", "[495000, 505000)", "count:辆", "exact", False),
    ("3.69万家", "", "36900", "[36850, 36950)", "count:家", "exact", False),
    ("19.98件", "", "19.98", "[19.975, 19.985)", "count:件", "exact", False),
    ("突破24万人", "", "240000", "(240000, ∞)", "person", "more_than", False),
    ("突破24万人", "预计", "240000", "(240000, ∞)", "person", "more_than", True),
    ("预计突破24万人", "", "240000", "(240000, ∞)", "person", "more_than", True),
    ("突破1.3万台/套", "", "13000", "(13000, ∞)", "count:台/套", "more_than", False),
    ("超200万人次", "", "2000000", "(2000000, ∞)", "person_time", "more_than", False),
    ("40余个", "", "40", "(40, ∞)", "count:个", "more_than", False),
    ("1万余家", "", "10000", "(10000, ∞)", "count:家", "more_than", False),
    ("80多个", "", "80", "(80, ∞)", "count:个", "more_than", False),
    ("近40项", "", "40", "(-∞, 40)", "count:项", "nearly", False),
    ("近1000名", "", "1000", "(-∞, 1000)", "person", "nearly", False),
    ("不足5%", "", "5", "(-∞, 5)", "%", "less_than", False),
    ("30项以下", "", "30", "(-∞, 30]", "count:项", "at_most", False),
    ("不低于10%", "", "10", "[10, ∞)", "%", "at_least", False),
    ("≥10％", "", "10", "[10, ∞)", "%", "at_least", False),
    ("约40家", "", "40", "[39.5, 40.5)", "count:家", "about", False),
    ("40家左右", "", "40", "[39.5, 40.5)", "count:家", "about", False),
    ("１２．５％", "", "12.5", "[12.45, 12.55)", "%", "exact", False),
    ("-3.2%", "", "-3.2", "(-3.25, -3.15]", "%", "exact", False),
    ("下降3.2%", "", "-3.2", "(-3.25, -3.15]", "%", "exact", False),
    ("下降超3%", "", "-3", "(-∞, -3)", "%", "more_than", False),
    ("0.0%", "", "0", "(-0.05, 0.05)", "%", "exact", False),
    ("18MW级", "", "18", "[17.5, 18.5)", "MW", "exact", False),
    ("30千瓦", "", "30", "[29.5, 30.5)", "千瓦", "exact", False),
    ("2千家", "", "2000", "[1500, 2500)", "count:家", "exact", False),
    ("9成", "", "90", "[85, 95)", "%", "exact", False),
    ("近七成", "", "70", "(-∞, 70)", "%", "nearly", False),
    ("百分之五", "", "5", "[4.5, 5.5)", "%", "exact", False),
    ("30天之内", "", "30", "(-∞, 30]", "天", "at_most", False),
    ("三成及以上", "", "30", "[30, ∞)", "%", "at_least", False),
    ("5倍多", "", "5", "(5, ∞)", "times", "more_than", False),
    ("1000人有余", "", "1000", "(1000, ∞)", "person", "more_than", False),
    ("逼近3万家", "", "30000", "(-∞, 30000)", "count:家", "nearly", False),
    ("约占40%", "", "40", "[39.5, 40.5)", "%", "about", False),
    ("-0.60‰", "", "-0.6", "(-0.605, -0.595]", "‰", "exact", False),
    ("3千米", "", "3", "[2.5, 3.5)", "公里", "exact", False),
    ("35微克/立方米", "", "35", "[34.5, 35.5)", "微克/立方米", "exact", False),
    ("12台/套", "", "12", "12", "count:台/套", "exact", False),
    ("2亿港元", "", "2", "[1.5, 2.5)", "HKD_1e8", "exact", False),
    ("首超50%", "", "50", "(50, ∞)", "%", "more_than", False),
    ("首次突破1100亿元", "", "1100", "(1100, ∞)", "CNY_1e8", "more_than", False),
    ("突破万亿元", "", "10000", "(10000, ∞)", "CNY_1e8", "more_than", False),
    ("近万家", "", "10000", "(-∞, 10000)", "count:家", "nearly", False),
    ("前五", "", "5", "(-∞, 5]", "rank", "at_most", False),
    ("前10名", "", "10", "(-∞, 10]", "rank", "at_most", False),
    ("210吉瓦时", "", "210", "[209.5, 210.5)", "吉瓦时", "exact", False),
    ("一半以上", "", "50", "[50, ∞)", "%", "at_least", False),
]
# Read, but not printed again from their parts.
WITHOUT_A_WAY_BACK = [
    ("1/4", "25", "[24.5, 25.5)", "%"),
    ("一半", "50", "[49.5, 50.5)", "%"),
    ("10-15个", "10", "[10, 15]", "count:个"),
    ("5%-6%", "5", "[4.5, 6.5)", "%"),
    ("3至5个", "3", "[3, 5]", "count:个"),
    ("1.2～1.3万亿元", "12000", "[11500, 13500)", "CNY_1e8"),
]


@pytest.mark.parametrize(
    ("printed", "scope", "value", "interval", "unit", "qualifier", "estimate"), TOKENS
)
def test_a_token_means_its_interval(printed, scope, value, interval, unit, qualifier, estimate):
    q = parse(printed, scope)
    assert (q.value, q.interval(), q.unit) == (F(value), interval, unit)
    assert (q.qualifier, q.estimate, q.printed) == (qualifier, estimate, printed)


@pytest.mark.parametrize(("printed", "value", "interval", "unit"), WITHOUT_A_WAY_BACK)
def test_ranges_and_fractions(printed, value, interval, unit):
    q = parse(printed)
    assert (q.value, q.interval(), q.unit, q.qualifier) == (F(value), interval, unit, "about")
    assert parse(printed, "预计").estimate


def test_two_thirds():
    q = parse("三分之二")
    assert (q.value, q.low, q.unit) == (F(200, 3), F(200, 3) - F(1, 2), "%")


def token(value, unit, decimals, multiple="", qualifier="exact", estimate=False):
    """Return a value as printed with a multiple and words before it."""
    text = format_value(value, unit, decimals)
    if multiple:
        number = format_value(value / F(10) ** MULTIPLES[multiple], "", decimals)
        text = f"{number}{multiple}{unit_word(unit)}"
    return f"{'预计' if estimate else ''}{BOUND_WORDS.get(qualifier, '')}{text}"


def printed_again(q):
    """Return a token that parse reads back as an equal quantity."""
    multiple, decimals = "", places_of(q.step)
    # A rounded whole number reads as an exact count unless a 万 shows the rounding.
    things = q.unit.startswith("count:") or q.unit in ("person", "person_time", "rank")
    counted = things and q.qualifier == "exact" and q.low != q.high and decimals <= 0
    if counted or decimals < 0:
        for multiple in ("万", "亿", "万亿"):
            decimals = places_of(q.step) + MULTIPLES[multiple]
            if decimals >= 0:
                break
    # A bound of a fall (下降超3%) points downward from its number.
    falling = q.qualifier in BOUNDS and (q.qualifier in UP) == (q.low is None)
    value = -q.value if falling else q.value
    text = token(value, q.unit, decimals, multiple, q.qualifier, q.estimate)
    return f"下降{text}" if falling else text


@pytest.mark.parametrize("printed", [t[0] for t in TOKENS])
def test_printing_and_parsing_come_round(printed):
    q = parse(printed)
    assert parse(printed_again(q)) == q


@pytest.mark.parametrize(
    "printed",
    [
        "",
        "亿元",
        "万亿元",
        "预计",
        "12、13项",
        "近40余项",
        "一二三",
        "5%，6%",
        "1.2.3%",
        "15-10个",
        "10~9亿元",
        "三百零家",
        "5%-6个",
        "1/0",
    ],
)
def test_what_is_not_one_number_is_refused(printed):
    with pytest.raises(QuantityError, match=r"number|unit|bounded|range|zero"):
        parse(printed)


def test_an_unknown_scope_is_refused():
    with pytest.raises(QuantityError, match="力保"):
        parse("750亿元", "力保")


def test_both_readings_of_a_round_estimate():
    wide = parse("750亿元", "预计").coarse()
    assert wide is not None
    assert wide.interval() == "[745, 755)"
    assert parse("750亿元").coarse() is None, "a number that is no estimate means what it says"
    assert parse("751亿元", "预计").coarse() is None
    assert parse("10%", "预计").coarse() is None, "one digit would be left"
    assert parse("7500亿元", "预计").coarse().interval() == "[7450, 7550)"
    assert parse("2.50%", "预计").coarse() is None, "a printed decimal zero is meant"
    assert parse("预计突破750亿元").coarse() is None, "a bound is not rounded"


def test_an_amount_that_ends_in_two_zeros_may_be_rounded():
    assert parse("1500亿元").coarse() is None
    assert parse("1500亿元").coarse(unmarked=True).interval() == "[1450, 1550)"
    assert parse("900亿元").coarse(unmarked=True).interval() == "[895, 905)"
    for token in ("1510亿元", "150亿元", "7500家", "1500.0亿元", "100%", "超1500亿元"):
        assert parse(token).coarse(unmarked=True) is None, token


def test_a_bound_suggests_its_order_of_magnitude():
    assert parse("超200万人次").announced().interval() == "(2000000, 20000000)"
    assert parse("近1000名").announced().interval() == "(100, 1000)"
    assert parse("7565家").announced() == parse("7565家")


@pytest.mark.parametrize(
    ("cell", "unit", "decimals", "comparison", "interval"),
    [
        ("2.4", "%", 2, "", "[2.395, 2.405)"),
        ("630.4", "亿元", None, "", "[630.35, 630.45)"),
        ("131762.9", "万元", 1, "", "[13.176285, 13.176295)"),
        ("1755", "万元", 0, "", "[0.17545, 0.17555)"),
        ("6348", "家", 0, "", "6348"),
        ("75600", "家", -2, "", "[75550, 75650)"),
        ("2.106942", "%", 2, "", "[2.1069415, 2.1069425)"),
        ("7000", "家", None, ">", "(7000, ∞)"),
        ("1000", "亿元", None, "nearly", "(-∞, 1000)"),
        ("36.5", "万辆", 1, "", "[364500, 365500)"),
        ("142118", "人年", 0, "", "[142117.5, 142118.5)"),
    ],
)
def test_a_cell_of_an_official_table(cell, unit, decimals, comparison, interval):
    q = published(cell, unit, decimals, comparison)
    assert q.interval() == interval
    low, high = ("" if x is None else plain(x) for x in (q.low, q.high))
    again = restore(plain(q.value), low, high, q.unit, q.qualifier)
    assert again.interval() == interval


def test_broken_cells_are_refused():
    with pytest.raises(QuantityError, match="plain number"):
        published("12,3", "%")
    with pytest.raises(QuantityError, match="comparison"):
        published("12", "%", None, "around")
    with pytest.raises(QuantityError, match="qualifier"):
        restore("1", "1", "1", "%", "roughly")


def test_units_and_their_factors():
    assert unit_of("万元") == ("CNY_1e8", F(1, 10_000))
    assert unit_of("万亿元") == ("CNY_1e8", F(10_000))
    assert unit_of("万辆") == ("count:辆", F(10_000))
    assert unit_of("家（次）") == ("count:家(次)", F(1))
    assert unit_of("count:家") == ("count:家", F(1))


# --------------------------------------------------------------------- hand-checked derivations


def test_prior_level_from_level_and_growth():
    q = parse("865.1亿元").prior(parse("37.2%"))
    assert (q.low, q.high) == (F("865.05") / F("1.3725"), F("865.15") / F("1.3715"))
    assert (q.low_closed, q.high_closed) == (False, False)
    assert F("630.27") < q.low < F("630.28")
    assert F("630.80") < q.high < F("630.81")


def test_prior_count_is_the_only_whole_number_that_fits():
    whole = parse("1121项").prior(parse("9.9%")).rounded_to_whole()
    assert (whole.low, whole.high) == (1020, 1020)
    assert parse("1121项").prior(parse("20.14%")).rounded_to_whole() is None


def test_both_readings_of_rd_in_2022():
    level, growth = parse("750亿元", "预计"), parse("10%", "预计")
    printed, wide = level.prior(growth), level.coarse().prior(growth)
    assert printed.interval(5) == "(678.28, 685.39)"
    assert not printed.contains("686.6")
    assert wide.contains("686.6")


def test_prior_level_from_a_change_in_points():
    q = parse("2.45%").prior(parse("0.09个百分点"))
    assert (q.interval(), q.unit) == ("(2.35, 2.37)", "%")


def test_implied_gdp_growth_does_not_depend_on_the_level_that_cancels():
    rd, growth = parse("750亿元"), parse("10%")
    intensity, change = parse("2.45%"), parse("0.09个百分点")
    now = rd / intensity.ratio()
    before = rd.prior(growth) / intensity.prior(change).ratio()
    implied = now.growth_over(before)
    # By hand: (1 + g)(1 − c/i) − 1 at the corners of g, c and i.
    assert implied.low == (F("1.095") * (1 - F("0.095") / F("2.445")) - 1) * 100
    assert implied.high == (F("1.105") * (1 - F("0.085") / F("2.455")) - 1) * 100
    loose = now.low / before.high - 1, now.high / before.low - 1
    assert loose[0] * 100 < implied.low
    assert implied.high < loose[1] * 100


# ------------------------------------------------------------------------------------- properties

decimals = st.integers(0, 3)
units = st.sampled_from(["CNY_1e8", "%", "pp", "times", "USD_1e8"])
multiples = st.sampled_from(["", "万", "亿", "万亿"])
# Of whole numbers: hypothesis builds a strategy anew for every fraction that it draws.
numbers = st.tuples(st.integers(-(10**6), 10**6), st.integers(1, 10**4)).map(lambda two: F(*two))
shares = st.sampled_from(sorted({F(n, of) for of in range(1, 51) for n in range(of + 1)}))
positive = st.fractions(F(1, 100), 1000, max_denominator=10**6)


@given(numbers, units, decimals, st.booleans())
@example(F("0.05"), "%", 1, False)
@example(F("-0.05"), "%", 1, False)
def test_the_interval_holds_the_true_value_behind_the_print(value, unit, places, estimate):
    q = parse(token(value, unit, places, estimate=estimate))
    assert q.contains(value)
    assert q.high - q.low == F(1, 10**places)
    assert q.estimate == estimate


@given(st.integers(1, 10**9), multiples, decimals)
def test_the_interval_holds_the_true_count_behind_the_print(count, multiple, places):
    assume(multiple or places == 0)
    q = parse(token(count, "count:家", places, multiple))
    assert q.contains(count)
    assert (q.low == q.high) == (multiple == "")


@given(
    st.integers(0, 10**7),
    st.sampled_from(["CNY_1e8", "%", "count:家", "person", "person_time", "MW"]),
    decimals,
    multiples,
    st.sampled_from(QUALIFIERS),
    st.booleans(),
)
def test_round_trip(mantissa, unit, places, multiple, qualifier, estimate):
    assume(unit not in ("%", "MW") or not multiple)
    assume(unit != "CNY_1e8" or multiple in ("", "万"))
    value = F(mantissa, 10**places)
    if qualifier == "expected":
        qualifier, estimate = "exact", True
    value *= {"": 1, "万": 10**4, "亿": 10**8, "万亿": 10**12}[multiple]
    q = parse(token(value, unit, places, multiple, qualifier, estimate))
    assert parse(printed_again(q)) == q


@st.composite
def quantity(draw, values=numbers):
    a, b = sorted((draw(values), draw(values)))
    closed = draw(st.booleans()), draw(st.booleans())
    if a == b:
        closed = True, True
    return Quantity(a, b, *closed, (a + b) / 2, "")


@st.composite
def inside(draw, q):
    x = q.low + (q.high - q.low) * draw(shares)
    assume(q.contains(x))
    return x


OPERATIONS = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": lambda a, b: a / b,
}


@given(st.data(), st.sampled_from(sorted(OPERATIONS)))
def test_arithmetic_holds_every_pair_of_values(data, op):
    a, b = data.draw(quantity()), data.draw(quantity())
    x, y = data.draw(inside(a)), data.draw(inside(b))
    assume(op != "/" or y != 0)
    assert OPERATIONS[op](a, b).contains(OPERATIONS[op](x, y))


@given(st.data(), st.sampled_from(sorted(OPERATIONS)))
def test_arithmetic_is_inclusion_monotone(data, op):
    pairs = []
    for _ in range(2):
        outer = data.draw(quantity())
        ends = sorted((data.draw(inside(outer)), data.draw(inside(outer))))
        pairs.append((Quantity(*ends, True, True, None, ""), outer))
    (a, b), (c, d) = pairs
    assert a.within(b)
    assume(op != "/" or (c.low > 0 or c.high < 0 or c.low != c.high))
    assert OPERATIONS[op](a, c).within(OPERATIONS[op](b, d))


@settings(max_examples=30, deadline=None)
@given(st.data())
def test_derivations_are_inclusion_monotone_with_shared_inputs(data):
    """Growth of a ratio whose parts share a level: narrower prints give a narrower answer."""
    names = ("level", "growth", "ratio", "change")
    wide, narrow, point = {}, {}, {}
    for name, low, high in zip(names, (500, 1, 2, 0), (900, 20, 3, 1), strict=True):
        outer = data.draw(quantity(st.fractions(low, high, max_denominator=1000)))
        ends = sorted((data.draw(inside(outer)), data.draw(inside(outer))))
        wide[name] = outer.named(name)
        narrow[name] = Quantity(*ends, True, True, None, "").named(name)
        point[name] = data.draw(inside(narrow[name]))

    def implied(q):
        now = q["level"] / q["ratio"]
        before = q["level"] / (1 + q["growth"] / 100) / (q["ratio"] - q["change"])
        return now / before - 1

    assert implied(narrow).within(implied(wide))
    assert implied(narrow).contains(implied(point))


@given(quantity(), quantity(positive))
def test_an_input_that_occurs_twice_is_one_number(a, b):
    assert (a - a).interval() == "0"
    assert (b / b).interval() == "1"
    assert ((a + b) - b).interval() == a.interval()
    assert ((a * b) / b).interval() == a.interval()
    share = b / (b + 1)
    assert share.low == b.low / (b.low + 1)
    assert share.high == b.high / (b.high + 1)
    assert (share.low_closed, share.high_closed) == (b.low_closed, b.high_closed)


@given(st.lists(quantity(), min_size=1, max_size=8))
def test_a_total_is_the_sum_of_its_parts(items):
    added = total(items)
    assert added.low == sum(q.low for q in items)
    assert added.high == sum(q.high for q in items)
    assert (added - items[0]).low == added.low - items[0].low, "the part is recognised in the total"
    assert total([*items, items[0]]).low == added.low + items[0].low


@given(numbers, st.integers(1, 30))
def test_plain_decimals_are_directed(x, digits):
    low, near, high = (F(plain(x, digits, d)) for d in (-1, 0, 1))
    assert low <= x <= high
    assert abs(near - x) <= min(x - low, high - x)
    assert "e" not in plain(x, digits).lower()


# ------------------------------------------------------------------------------------ edge cases


def test_a_divisor_on_both_sides_of_zero_leaves_everything_open():
    both = Quantity(F(-1), F(1), True, True, None, "")
    assert (constant(1) / both).interval() == "(-∞, ∞)"
    with pytest.raises(ZeroDivisionError):
        constant(1) / constant(0)
    from_zero = Quantity(F(0), F(2), False, True, None, "")
    assert (constant(1) / from_zero).interval() == "[0.5, ∞)"


def test_bounds_pass_through_arithmetic():
    share = parse("1.3万亿元") / parse("43.2%以上").ratio()
    assert (share.low, share.high_closed) == (0, False)
    assert share.high == F(13500) / F("0.432")
    assert (parse("超40个") + parse("超2个")).interval() == "(42, ∞)"
    assert (parse("近40项") * 2).interval() == "(-∞, 80)"


def test_units_are_kept_apart():
    assert (parse("2.45%") - parse("2.36%")).unit == "pp"
    assert (parse("100亿元") / parse("50亿元")).unit == ""
    assert (parse("100亿元") / parse("50家")).unit == "CNY_1e8/count:家"
    with pytest.raises(QuantityError, match="combine"):
        parse("100亿元") + parse("50家")
    with pytest.raises(QuantityError, match="add"):
        total([parse("100亿元"), parse("50家")])
    with pytest.raises(QuantityError, match="percentage"):
        parse("100亿元").ratio()


def test_floats_are_refused():
    with pytest.raises(TypeError, match="float"):
        parse("10%") * 0.1


def test_orders_of_intervals():
    seven, eight = parse("7家"), parse("8家")
    more = parse("超7家")
    assert seven.below(eight)
    assert not seven.overlaps(more)
    assert seven.below(more)
    assert not seven.below(seven)
    assert seven.below(seven, strictly=False)
    assert more.meet(parse("8.5家以下")).interval() == "(7, 8.5]"
    assert seven.meet(eight) is None


def test_powers_of_a_growth_factor():
    factor = parse("44.9%").ratio() + 1
    assert factor.power(5).low == F("1.4485") ** 5
    with pytest.raises(QuantityError, match="positive"):
        parse("-3%").power(2)


@pytest.mark.parametrize(
    ("printed", "value", "unit", "qualifier"),
    [
        ("三分之一以上", F(100, 3), "%", "at_least"),
        ("1/4左右", F(25), "%", "about"),
        ("超过三分之二", F(200, 3), "%", "more_than"),
        ("12亿新元", F(12), "SGD_1e8", "exact"),
        ("3.5吉瓦", F(7, 2), "吉瓦", "exact"),
        ("20平米", F(20), "平方米", "exact"),
        ("9.2日", F(46, 5), "日", "exact"),
        ("46.7万延米", F(467000), "延米", "exact"),
        ("3个位次", F(3), "rank", "exact"),
        ("15.1/10万", F(151, 10), "/10万", "exact"),
    ],
)
def test_fractions_with_a_suffix_and_rarer_units(printed, value, unit, qualifier):
    q = parse(printed)
    assert (q.value, q.unit, q.qualifier) == (value, unit, qualifier)
    assert unit == "rank" or q.low != q.high


@pytest.mark.parametrize(
    ("printed", "value", "interval", "unit"),
    [
        ("7亿4600万元", "7.46", "[7.45995, 7.46005)", "CNY_1e8"),
        ("5亿零80万元", "5.008", "[5.00795, 5.00805)", "CNY_1e8"),
        ("6万2千吨", "62000", "[61500, 62500)", "吨"),
        ("2万8019人", "28019", "28019", "person"),
        ("4千5百万人", "45000000", "[44500000, 45500000)", "person"),
        ("三十亿零五百万元", "30.05", "[30.04995, 30.05005)", "CNY_1e8"),
        ("七万亿元", "70000", "[65000, 75000)", "CNY_1e8"),
        ("四万六", "46000", "[45500, 46500)", ""),
        ("一点六亿元", "1.6", "[1.55, 1.65)", "CNY_1e8"),
        ("百分之十二点四", "12.4", "[12.35, 12.45)", "%"),
        ("千分之六点一", "6.1", "[6.05, 6.15)", "‰"),
        ("三成半", "35", "[32.5, 37.5)", "%"),
        ("七成二", "72", "[71.5, 72.5)", "%"),
        ("减半", "-50", "(-50.5, -49.5]", "%"),
        ("负1.4%", "-1.4", "(-1.45, -1.35]", "%"),
        ("增长-0.3%", "-0.3", "(-0.35, -0.25]", "%"),
        ("净减少18家", "-18", "-18", "count:家"),
        ("412.6（亿元）", "412.6", "[412.55, 412.65)", "CNY_1e8"),
        ("27 300件", "27300", "27300", "count:件"),
        ("1\u2009204.5亿元", "1204.5", "[1204.45, 1204.55)", "CNY_1e8"),
        ("4亿-6亿元", "4", "[3.5, 6.5)", "CNY_1e8"),
        ("百分之三四十", "30", "[29.5, 40.5)", "%"),
        ("未达到90%", "90", "(-∞, 90)", "%"),
    ],
)
def test_numerals_of_several_parts_tenths_and_signs(printed, value, interval, unit):
    q = parse(printed)
    assert (q.value, q.interval(), q.unit) == (F(value), interval, unit)


@pytest.mark.parametrize(
    "printed",
    [
        *("52.6亿元②", "3191人*", "7.2%†", "③17家", "12家[2]", "8.1亿元注1", "4.5%%", "6亿元+"),
        *("几千人", "二十几家", "百分之几", "百分之二十几", "50几个", "数百家", "若干项", "两三百"),
        *("下降-4%", "减少负2家", "净减少-3人", "2亿3亿元", "1.5亿2000万元", "3千4万", "12 34家"),
        *("5家家", "8亿元元", "9%点五", "16万个人家", "7公里/", "8/公里", "(亿元)", "3万5"),
    ],
)
def test_what_is_no_unit_or_number_is_refused(printed):
    with pytest.raises(QuantityError):
        parse(printed)
