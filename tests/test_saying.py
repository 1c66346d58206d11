"""Numbers in words, sentences filled from numbers, claims."""

import copy
import itertools

import pytest

import cqdata as cq
from cqdata.errors import DataError
from cqdata.number import Number
from cqdata.quantity import constant, parse
from cqdata.saying import ANSWER_MIME, said, said_chance, spanned


def number(token, kind="published", **more):
    return Number(parse(token), kind=kind, **more)


@pytest.mark.parametrize(
    ("shown", "zh", "en"),
    [
        (number("797.3亿元"), "797.3亿元", "79.73 bn yuan"),
        (number("58524家"), "58524家", "58,524"),
        (number("8.6万家"), "8.6万家", "86,000"),
        (number("突破24万人"), "超过24万人", "more than 240,000"),
        (number("近40项"), "近40项", "nearly 40"),
        (number("2.48%"), "2.48%", "2.48%"),
        (number("0.09个百分点"), "0.09个百分点", "0.09 percentage points"),
        (number("第39位"), "第39位", "39th"),
        (number("-0.3%"), "−0.3%", "−0.3%"),
        (Number(constant(2027), kind="year"), "2027年", "2027"),
        (Number(constant("0.264"), kind="chance"), "约四分之一", "about one in four"),
    ],
)
def test_each_language_has_its_own_print(shown, zh, en):
    assert said(shown, "zh") == zh
    assert said(shown, "en") == en


@pytest.mark.parametrize(
    ("chance", "zh", "en"),
    [
        (0.0, "不足3%", "less than 3%"),
        (0.11, "约十分之一", "about one in ten"),
        (0.26, "约四分之一", "about one in four"),
        (0.33, "约三分之一", "about one in three"),
        (0.52, "约二分之一", "about one in two"),
        (0.76, "约四分之三", "about three in four"),
        (0.91, "约十分之九", "about nine in ten"),
        (0.999, "超过97%", "more than 97%"),
        (float("nan"), "–", "–"),
    ],
)
def test_chances_are_told_as_simple_fractions(chance, zh, en):
    assert (said_chance(chance, "zh"), said_chance(chance, "en")) == (zh, en)


def test_the_words_for_chances_rise_with_them():
    told = [said_chance(step / 1000, "zh") for step in range(1001)]
    assert len(list(dict.fromkeys(told))) == len({*told})
    changes = [one for one, other in itertools.pairwise(told) if one != other]
    assert len(changes) == len({*told}) - 1


@pytest.fixture
def n():
    n = cq.Numbers()
    n.end, n.last = 2027, number("797.3亿元", year=2024, refs=("obs:x",))
    n.came = None
    n.verdict = {"zh": "难以实现", "en": "probably not"}
    return n


def test_sentences_take_their_numbers_from_the_table(n):
    said = cq.say(n, zh="{end}：{verdict}，{last}，{came}", en="{end}: {verdict}, {last:n}, {came}")
    assert said.words == {
        "zh": "2027年：难以实现，797.3亿元，尚未公布",
        "en": "2027: probably not, 79.73, not yet published",
    }
    assert said.ref == "obs:x"


def test_an_answer_is_marked_for_the_briefing(n):
    bundle = cq.say(n, answer=True, zh="{last}", en="{last}")._repr_mimebundle_()
    assert bundle[ANSWER_MIME] == {"version": 1, "zh": "797.3亿元", "en": "79.73 bn yuan"}
    assert "**797.3亿元**" in bundle["text/markdown"]
    assert ANSWER_MIME not in cq.say(n, zh="{last}")._repr_mimebundle_()


@pytest.mark.parametrize("template", ["{goal}", "{last:.2f}", "{last", "{last!r}", "{}"])
def test_a_name_that_is_not_there_is_named(n, template):
    with pytest.raises(DataError, match="last"):
        cq.say(n, zh=template)


def test_what_is_no_number_is_refused(n):
    with pytest.raises(DataError, match=r"n\.x = 1\.5"):
        n.x = 1.5
    with pytest.raises(AttributeError, match="there are: end, last"):
        n.goal  # noqa: B018


def test_the_table_shows_both_languages_and_the_interval(n):
    assert "797.25–797.35" in repr(n)
    assert "79.73 bn yuan" in n._repr_html_()


def test_claims_print_a_line_and_raise_nothing(capsys):
    cq.claim("Two exceeds one 二大于一", 2 > 1)
    cq.claim("One exceeds two 一大于二", 1 > 2)
    assert capsys.readouterr().out == "✓ Two exceeds one 二大于一\n✗ One exceeds two 一大于二\n"
    cq.claim("Nothing is known 无从判断", None)
    assert capsys.readouterr().out == "– Nothing is known 无从判断\n"
    with pytest.raises(DataError, match="expected a comparison"):
        cq.claim("A number is no claim 数不是结论", 1.0)


def test_assumptions_trace_to_their_parameter():
    five = cq.assume(5.0, "%", name="GDP_GROWTH")
    assert said(five, "zh") == "5%"
    assert "GDP_GROWTH" in str(cq.trace(five))
    with pytest.raises(DataError, match="five"):
        cq.assume("five")
    with pytest.raises(DataError, match="nan"):
        cq.assume(float("nan"))


@pytest.mark.parametrize(
    ("token", "words"),
    [
        ("近40项", "below 40 不到40"),
        ("突破24万人", "above 240000 超过240000"),
        ("43.2%以上", "at least 43.2 不低于43.2"),
        ("不超过3家", "at most 3 不超过3"),
        ("50家", "50"),
        ("0.09个百分点", "0.085–0.095"),
        ("-0.5%", "−0.55–−0.45"),
    ],
)
def test_an_interval_is_said_without_signs_of_mathematics(token, words):
    quantity = cq.parse(token)
    assert spanned(quantity) == words
    assert repr(cq.table({"a": [quantity]})).split("\n")[1].strip() == words


def test_numbers_are_kept_and_taken_by_name_alone():
    n = cq.Numbers()
    n.goal = cq.assume(5, "亿元")
    for wrong in (lambda: n[0], lambda: int(n), lambda: float(n), lambda: cq.Numbers(5)):
        with pytest.raises(DataError, match="one number by its name"):
            wrong()
    assert copy.deepcopy(n).goal == n.goal
