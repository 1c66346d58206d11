"""Numbers agree inside a notebook: answer, titles of charts, and what the charts print."""

import re

import pandas as pd
import pytest
from cells import notebooks, plain

from cqdata.number import Number
from cqdata.saying import LANGS, said

_NUMBER = re.compile(r"(?<![A-Za-z0-9.,])\d[\d,]*(?:\.\d+)?(?![\d.]*[A-Za-z])(万?)")
_YEAR = re.compile(r"(?:19|20)\d\d")
PRINTED = ("value", "low", "high")


def numbers(text):
    """Return the numbers in a text, no years, each with the text behind it."""
    found = [(match[0].rstrip(","), text[match.end() :]) for match in _NUMBER.finditer(text)]
    return [(one, behind) for one, behind in found if not _YEAR.fullmatch(one)]


def places(number):
    return len(number.rstrip("万").partition(".")[2])


def worth(number):
    return float(number.rstrip("万").replace(",", "")) * (10_000 if number.endswith("万") else 1)


def unlike(one, other):
    """Whether two printed numbers are one value with different digits."""
    if one == other or one.endswith("万") != other.endswith("万"):
        return False
    return abs(worth(one) - worth(other)) <= 0.5001 * 10 ** -min(places(one), places(other))


def labels(chart, lang):
    """Return what a chart prints of its values: number and unit."""
    shown = chart.localised(lang)
    texts = [
        shown.value_text(row, lang, column=column)
        for _, row in shown.data.iterrows()
        for column in PRINTED
        if column in row and not pd.isna(row[column])
    ]
    return {pair for text in texts for pair in numbers(text)}


@pytest.fixture(scope="module", params=notebooks(), ids=lambda path: path.stem)
def done(request):
    return plain(request.param)


def spoken(kept, lang):
    """Return what a sentence says for one entry of ``n``."""
    if isinstance(kept, Number):
        return said(kept, lang)
    return kept if isinstance(kept, str) else kept[lang]


def answer(done):
    (found,) = [one for one in done.shown if getattr(one, "answer", False)]
    return found


@pytest.mark.parametrize("lang", LANGS)
def test_every_number_of_answer_and_titles_is_one_of_the_analysis(done, lang):
    n = done.names["n"]
    texts = [answer(done).text(lang), *(chart.title(lang) for chart in done.charts)]
    known = {number for name in n for number, _ in numbers(spoken(getattr(n, name), lang))}
    assert {number for text in texts for number, _ in numbers(text)} <= known


@pytest.mark.parametrize("lang", LANGS)
def test_a_title_prints_a_value_as_its_chart_does(done, lang):
    for chart in done.charts:
        if chart.picture:
            continue
        for number, behind in numbers(chart.title(lang)):
            drawn = {
                label
                for label, unit in labels(chart, lang)
                if unit.strip() and behind.strip().startswith(unit.strip())
            }
            odd = {label for label in drawn if unlike(number, label)}
            assert number in drawn or not odd, (chart.name, number, odd)


@pytest.mark.parametrize("lang", LANGS)
def test_titles_and_answer_print_a_value_alike(done, lang):
    said_first = numbers(answer(done).text(lang))
    for chart in done.charts:
        for number, behind in numbers(chart.title(lang)):
            odd = {
                one
                for one, after in said_first
                if after[:1] == behind[:1] and unlike(one, number) and places(one) + places(number)
            }
            assert not odd, (chart.name, number, odd)


def test_the_comparison_sees_unlike_digits():
    assert unlike("71.85", "71.8")
    assert unlike("6.79", "6.8")
    assert not unlike("6.8", "6.8")
    assert not unlike("6.8", "7.9")
    assert [number for number, _ in numbers("2027年达到1105.8亿元，8.6万家")] == ["1105.8", "8.6万"]
    assert [number for number, _ in numbers("in 2022, 12,800 of 2027")] == ["12,800"]
