"""Properties of the reading: it never fails, and sentences keep their rows in any company."""

from __future__ import annotations

import re
import time
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st
from test_reading import CASES, compare

from cqdata.errors import DataError
from cqdata.files import decoded
from cqdata.reading import MEASURES, read
from cqdata.reading.draft import QUALIFIERS
from cqdata.reading.review import review_html
from cqdata.reading.text import normalise

# Signs that the grammar looks at, so that arbitrary text meets its rules.
SIGNS = (
    "0123456789０９.,%％‰、，。；：:（）()[]〔〕《》“”\"'-—–~+/×· \n\r\t\u3000"
    "亿万千百十元家个项人次名位第前每占比增长下降提高至到为成分之倍年月日预计突破超近约余多以上左右"
    "其中分别和与及的在新增累计全国一二三两GDPkW"
)
# Words of time, comparison and intent, and figures between them.
WORDS = """
2023年|2022年同期|今年|上年同期|前年|上半年|一季度|一至四季度|1—9月|12月末|年末|全年|“十四五”|以来|目前|现有|已|截至
|今后五年|2020—2024年|2021年、2022年|到2027年|与|比|较|相比|从|由|增至|提高到|增长|净增|同比|年均|分别|其中|占|超额完成
|力争|计划|目标|的|研发经费|东部|、|，|；|。|（|）|和|12家|86亿元|5.2%|0.4个百分点|2.5倍|10416②家|新培育|第5位|两倍
|三成|亿元|12|\n二、2025年工作安排\n|2024年上半年工作总结\n
"""
texts = st.one_of(
    st.lists(st.sampled_from(WORDS.split("|")), max_size=25).map("".join),
    st.text(max_size=200),
    st.text(alphabet=SIGNS, max_size=200),
    st.lists(st.sampled_from([t for t, _ in CASES]), max_size=4).map("".join),
)


@given(texts)
@settings(max_examples=400, deadline=None)
def test_any_text_is_read(text):
    rows = read(text)
    offsets = [row.char_offset for row in rows]
    assert offsets == sorted(set(offsets))
    plain = normalise(text)
    for row in rows:
        assert plain[row.char_offset] in "0123456789零一二两三四五六七八九十百千万半"
        assert row.printed in text
        assert row.measure in MEASURES
        assert row.qualifier in QUALIFIERS
        assert Decimal(row.value).is_finite()
        assert 0 < row.confidence < 1
        assert row.linked_to_offset is None or row.linked_to_offset in offsets
        assert row.linked_to_offset != row.char_offset


@given(st.text(alphabet=SIGNS, max_size=120))
@settings(max_examples=100, deadline=None)
def test_any_text_gives_a_page_that_shows_it_whole(text):
    page = review_html(text, read(text))
    shown = page[page.index("<svg") : page.index('<script id="data"')]
    shown = re.sub(r"<sup>[^<]*</sup>|<[^>]*>", "", shown)
    for sign, entity in (("&quot;", '"'), ("&#x27;", "'"), ("&lt;", "<"), ("&gt;", ">")):
        shown = shown.replace(sign, entity)
    assert "".join(shown.replace("&amp;", "&").split()) == "".join(text.split())


@given(st.binary(max_size=300))
@settings(max_examples=200, deadline=None)
def test_any_bytes_are_text_or_one_error(data):
    try:
        text = decoded(data, "file")
    except DataError as error:
        text = str(error)
        ok = text.startswith("file: not a text file")
    else:
        ok = isinstance(read(text), list)
    assert ok


@given(st.lists(st.sampled_from(CASES), min_size=1, max_size=6))
@settings(max_examples=150, deadline=None)
def test_sentences_keep_their_rows_in_any_order(cases):
    rows = read("\n".join(text for text, _ in cases), 2023)
    at = 0
    for text, expected in cases:
        end = at + len(text)
        mine = [row for row in rows if at <= row.char_offset < end]
        assert compare(mine, expected) == []
        at = end + 1


NOUNS = [
    "工业总产值",
    "旅游收入",
    "软件业务收入",
    "技术交易额",
    "固定资产投资",
    "民间投资",
    "保费收入",
]
THINGS = [("科技企业", "家"), ("创新平台", "个"), ("重点项目", "项"), ("有效商标", "件")]
UP = [("增长", 1), ("上升", 1), ("下降", -1), ("减少", -1)]
BASES = ["", "比上年", "同比", "较上年同期", "较去年"]
number = st.decimals("0.1", "99999", places=1).map(lambda d: d.normalize())
rates = st.decimals("0.1", "99.9", places=1)


def plain(value):
    return f"{value:f}".rstrip("0").rstrip(".") if "." in f"{value:f}" else f"{value:f}"


@given(st.data())
@settings(max_examples=250, deadline=None)
def test_levels_growths_increments_and_shares_in_any_clause_order(data):
    """Numbers, verbs, bases, commas and the clauses behind a level are drawn at random."""
    draw = data.draw
    noun = draw(st.sampled_from(NOUNS))
    verb = draw(st.sampled_from(["", "达到", "为", "完成"]))
    level = draw(number)
    text = f"{noun}{verb}{plain(level)}亿元"
    wanted = [(plain(level), "CNY_1e8", "level", None)]
    clauses = draw(st.permutations(["growth", "increment", "share", "rank"]))
    for clause in clauses[: draw(st.integers(0, 4))]:
        text += draw(st.sampled_from([",", "，", "、"]))
        x = draw(rates)
        base, (word, sign) = draw(st.sampled_from(BASES)), draw(st.sampled_from(UP))
        if clause == "growth":
            text += f"{base}{word}{x}%"
            wanted.append((plain(x * sign), "%", "yoy_growth", 0))
        elif clause == "increment":
            word, sign = draw(st.sampled_from([("增加", 1), ("减少", -1)]))
            text += f"{base or '比上年'}{word}{x}亿元"
            wanted.append((plain(x * sign), "CNY_1e8", "other", 0))
        elif clause == "share":
            text += f"占全市的{x}%"
            wanted.append((plain(x), "%", "share", None))
        else:
            text += "居全国第7位"
            wanted.append(("7", "rank", "rank", None))
    rows = read(text + draw(st.sampled_from(["。", "；", ""])), 2023)
    offsets = [row.char_offset for row in rows]
    got = [
        (
            row.value,
            row.unit,
            row.measure,
            None if row.linked_to_offset is None else offsets.index(row.linked_to_offset),
        )
        for row in rows
    ]
    assert got == wanted
    assert all(row.subject.startswith(noun) for row in rows)


@given(st.data())
@settings(max_examples=150, deadline=None)
def test_lists_are_paired_in_order(data):
    """Two or three names, their levels and their growths, with and without levels."""
    draw = data.draw
    size = draw(st.integers(2, 3))
    things = draw(st.permutations(THINGS))[:size]
    join = draw(st.sampled_from(["、", "和"]))
    levels = [draw(st.integers(1, 99999)) for _ in things]
    growths = [draw(rates) for _ in things]
    stated = draw(st.booleans())
    tail = join.join(f"{g}%" for g in growths) if size == 2 else "、".join(f"{g}%" for g in growths)
    names = "、".join(name for name, _ in things)
    if stated:
        text = "、".join(f"{name}{n}{c}" for (name, c), n in zip(things, levels, strict=True))
        rows = read(f"拥有{text},分别增长{tail}。", 2023)
        assert [row.value for row in rows[:size]] == [str(n) for n in levels]
        links = [row.linked_to_offset for row in rows[size:]]
        assert links == [row.char_offset for row in rows[:size]]
        assert [row.subject for row in rows[size:]] == [name for name, _ in things]
    else:
        rows = read(f"{names}分别增长{tail}。", 2023)
        assert [row.subject for row in rows] == [name for name, _ in things]
        assert all(row.linked_to_offset is None for row in rows)
    assert [row.value for row in rows[-size:]] == [plain(g) for g in growths]
    assert all(row.measure == "yoy_growth" for row in rows[-size:])


def test_time_grows_no_faster_than_the_text():
    """Sentences without end, brackets without partner: twice the text, about twice the time."""
    for piece in (
        "增长5.2%、",
        "（新增3家",
        "“占比5",
        "比上年减少2亿元,",
        "1:2:",
        "第一、",
        "5家\n",
    ):

        def seconds(count, piece=piece):
            start = time.process_time()
            read(piece * count)
            return time.process_time() - start

        seconds(100)
        short = min(seconds(1000) for _ in range(3))
        # Another program may take its time: three attempts.
        assert any(seconds(4000) < 4 * 2.5 * short + 0.05 for _ in range(3)), piece
