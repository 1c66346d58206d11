"""The table of words and patterns: every pattern finds something in the example beside it."""

import re
from importlib import resources

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cqdata.reading.lexicon import ENTRY, LEX, Lexicon, Signed

PATTERNS = {
    name: entry for name, entry in vars(LEX).items() if isinstance(entry, (re.Pattern, Signed))
}


def test_every_pattern_finds_its_examples():
    assert [name for name in PATTERNS if not LEX.examples[name]] == []
    missed = [
        (name, example)
        for name, entry in PATTERNS.items()
        for example in LEX.examples[name]
        if not re.search(entry.pattern, example)
    ]
    assert missed == []


def is_frames(entry):
    return all(isinstance(pattern, re.Pattern) for pattern in entry.values())


SIGNED = {name: entry for name, entry in PATTERNS.items() if isinstance(entry, Signed)}


@pytest.mark.parametrize("name", SIGNED)
@settings(max_examples=12, deadline=None)
@given(data=st.data())
def test_whatever_a_pattern_finds_holds_one_of_its_signs(name, data):
    found = data.draw(st.from_regex(SIGNED[name].pattern))
    assert SIGNED[name].search(found) is not None


@given(st.from_regex(LEX.LEAD) | st.from_regex(LEX.DATE))
def test_a_lead_or_a_date_begins_with_one_of_its_signs(text):
    match = LEX.LEAD.match(text) or LEX.DATE.match(text)
    assert not match or not match[0] or match[0][0].isspace() or match[0][0] in SIGNS_OF_LEADS


SIGNS_OF_LEADS = "".join(LEX.LEAD_SIGNS)


FRAMES = [
    (name, *example.split(": "))
    for name, entry in vars(LEX).items()
    for example in (LEX.examples[name] if isinstance(entry, dict) and is_frames(entry) else ())
]


@pytest.mark.parametrize(("name", "word", "text"), FRAMES)
def test_every_frame_finds_its_example(name, word, text):
    assert getattr(LEX, name)[word].search(text)


def test_every_frame_of_a_doubt_has_an_example():
    for table in ("DOUBTED_START", "DOUBTED", "DOUBTED_SIGNS"):
        assert {word for name, word, _ in FRAMES if name == table} == set(getattr(LEX, table))


def test_words_stand_once_in_their_list():
    for name, entry in vars(LEX).items():
        if isinstance(entry, tuple):
            assert len(set(entry)) == len(entry), name


def test_a_word_of_the_predicate_stands_in_one_list():
    lists = (LEX.ADVERBS, LEX.LEVELS, LEX.ARRIVALS, LEX.UP, LEX.DOWN)
    assert len(set().union(*lists)) == sum(map(len, lists))


def test_shared_parts_are_put_in_and_the_longest_word_is_tried_first():
    table = """
SHORT words
    额 额度 余额
HEAD part
    贷款
ALL pattern
    {HEAD}(?:{SHORT})
    ~ 贷款余额
"""
    lexicon = Lexicon(table)
    for text in ("贷款余额", "贷款额度", "贷款额"):
        assert lexicon.ALL.search(text)[0] == text
    assert lexicon.ALL.pattern == "贷款(?:额(?:度|)|余(?:额))"
    assert lexicon.examples["ALL"] == ["贷款余额"]


def test_no_line_of_the_table_is_passed_over():
    table = resources.files("cqdata.reading").joinpath("lexicon.txt").read_text(encoding="utf-8")
    rest = ENTRY.sub("", table).splitlines()
    assert [line for line in rest if line and not line.startswith("#")] == []
    assert len(ENTRY.findall(table)) == len(LEX.examples)
