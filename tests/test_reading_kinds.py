"""Kinds of figures that were once read wrongly without a word: own sentences, whole rows.

Each block of the table is a sentence and its rows: print, value, unit, qualifier, measure, subject,
print of the linked figure, period.
"""

from __future__ import annotations

from dataclasses import asdict
from fractions import Fraction
from pathlib import Path

import pytest

from cqdata.reading import read
from cqdata.reading.edition import token_of
from cqdata.reading.leftout import warnings_of
from cqdata.reading.plausible import DOUBTS, confidence, is_torn, of_subject, of_unit
from cqdata.reading.text import normalise

TABLE = Path(__file__).parent / "data" / "reading_kinds.txt"
KINDS = [block.split("\n") for block in TABLE.read_text(encoding="utf-8").strip().split("\n\n")]


def told(rows):
    """Return the lines in which the table of kinds writes rows."""
    prints = {row.char_offset: row.printed for row in rows}
    return [
        "|".join(
            (
                *(row.printed, row.value, row.unit, row.qualifier, row.measure, row.subject),
                *(prints.get(row.linked_to_offset, ""), row.period),
            )
        )
        for row in rows
    ]


def test_every_kind_is_read_whole():
    found = [told(read(text, 2024)) for text, *_ in KINDS]
    pairs = zip(KINDS, found, strict=True)
    assert [(text, got, due) for (text, *due), got in pairs if got != due] == []


def test_what_is_read_can_be_adopted_as_it_is_printed():
    for text, *_ in KINDS:
        for row in read(text, 2024):
            _, found = token_of({**asdict(row), "char_offset": str(row.char_offset)})
            assert found.unit == row.unit, (text, row.printed)
            assert abs(found.value) == abs(Fraction(row.value)), (text, row.printed)


@pytest.mark.parametrize(
    "text",
    [
        "抽样误差为±0.4个百分点。",
        "参训人数增加百分之三十几，企业十几家，50几个平台。",
        "以2015年为100。",
        "注：1.数据为初步数。2.2023年数据为修订数。",
    ],
)
def test_what_is_no_figure_or_too_vague_is_left_out(text):
    assert read(text, 2024) == []


@pytest.mark.parametrize(
    "text", ["失业率由6月上升到5.2%。", "5G用户提高到12万户。", "由2期提升至35%。"]
)
def test_a_month_or_a_standard_takes_no_unit_from_the_next_figure(text):
    assert len(read(text, 2024)) == 1


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("表1 234家企业参加。", 1),
        ("图3 120家企业分布。", 1),
        ("分数为1 2 3。", 0),
        ("2024 345家企业。", 1),
        ("占比5 200家。", 1),
    ],
)
def test_spaces_between_numbers_join_only_thousands(text, count):
    rows = read(text, 2024)
    assert len(rows) == count
    assert all(row.printed in text for row in rows)


@pytest.mark.parametrize(
    ("text", "torn"),
    [
        ("在校生1 2 800人，专任教师640人。", "1 2 800"),
        ("货运量增长5. 2%，客运量增长3.1%。", "5. 2"),
        ("发运货物2 3.6万吨，靠泊船舶420艘。", "2 3.6"),
    ],
)
def test_a_number_that_spaces_tear_apart_is_left_out_with_a_warning(text, torn):
    rows = read(text, 2024)
    assert len(rows) == 1
    assert any("torn by spaces" in line and torn in line for line in warnings_of(text, rows))
    whole = "投资1 210.5亿元。5. 建港3座。"
    assert not any("torn" in line for line in warnings_of(whole, read(whole, 2024)))


@pytest.mark.parametrize(
    ("text", "torn"),
    [
        ("瞪羚企业达到10\n416家，孵化器95家。", "10 416"),
        ("登记合同金额1068.\n4亿元，孵化器95家。", "1068. 4"),
        ("用于研发的资金81\n0.3亿元，孵化器95家。", "81 0.3"),
        ("用于研发的资金81\n.5亿元，孵化器95家。", "81 .5"),
        ("用于研发的资金1,81\n0亿元，孵化器95家。", "1,81 0"),
        ("登记合同金额1068,4亿元，孵化器95家。", "1068,4"),
        ("瞪羚企业达到1,2345家，孵化器95家。", "1,2345"),
        ("瞪羚企业达到1,234,56家，孵化器95家。", "1,234,56"),
        (
            "全市围绕产业链部署创新链，推动企业加大投入，培育的瞪羚企业总数达到10\n416家，孵化器95家。",
            "10 416",
        ),
    ],
)
def test_a_number_torn_by_a_line_end_or_a_comma_keeps_no_piece(text, torn):
    rows = read(text, 2024)
    assert [row.printed for row in rows] == ["95家"]
    assert any("torn by" in line and torn in line for line in warnings_of(text, rows))


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("瞪羚企业达到1,234家，孵化器95家。", ["1,234家", "95家"]),
        ("指数达到71.3，12家企业入选。", ["71.3", "12家"]),
        ("表1\n12家企业入选。", ["12家"]),
        ("- 3 -\n12家企业入选。", ["12家"]),
        ("7\n12家企业入选。", ["12家"]),
        ("2023，2024年共有12家企业入选。", ["12家"]),
        ("指数达到71.3\n1.孵化器95家。", ["71.3", "95家"]),
    ],
)
def test_numbers_that_only_stand_close_are_not_torn(text, printed):
    rows = read(text, 2024)
    assert [row.printed for row in rows] == printed
    assert not any("torn" in line for line in warnings_of(text, rows))


@pytest.mark.parametrize(
    "marked",
    ["2(3)家", "10416②家", "810.3[1]亿元", "810.3（注1）亿元", "865.1*亿元", "1⁰416家", "8.5①%"],
)
def test_a_number_that_a_mark_parts_from_its_unit_is_left_out_with_a_warning(marked):
    text = f"培育指标达到{marked}，孵化器36家①，众创空间86家[2]。"
    rows = read(text, 2024)
    assert [row.printed for row in rows] == ["36家", "86家"]
    told = [line for line in warnings_of(text, rows) if "with a mark" in line]
    assert len(told) == 1
    assert normalise(marked).rstrip("亿元家%") in told[0]


@pytest.mark.parametrize("gap", [" ", "   ", "\t", " | "])
@pytest.mark.parametrize(
    "head", ["2023年 2024年 增长", "2023 2024 增速", "2022年度 2023年度 2024年度"]
)
def test_rows_under_a_heading_of_years_are_left_out_with_a_warning(gap, head):
    table = f"指标 {head}\n研发经费投入（亿元） 746.7 810.3 8.5%\n科技企业（家） 75 96 28%"
    text = "瞪羚企业达到42家。\n{}\n说明\n2024年，孵化器95家。\n平台 12家".format(
        table.replace(" ", gap)
    )
    rows = read(text, 2024)
    assert [row.printed for row in rows] == ["42家", "95家", "12家"]
    told = next(line for line in warnings_of(text, rows) if "in tables" in line)
    for number in ("746.7", "810.3", "8.5", "75", "96"):
        assert number in told


def test_prose_that_names_several_years_is_no_heading_of_a_table():
    text = "2022年、2023年、2024年\n瞪羚企业 96家\n2023年 2024年，孵化器增加12家。\n平台 5家"
    assert [row.printed for row in read(text, 2024)] == ["96家", "12家", "5家"]
    text = (
        "2022 年和 2023 年 均 有 增长\n全市 瞪羚企业 96 家\n2023 年，比 2022 年多 12 家\n平台 5 家"
    )
    assert [row.printed for row in read(text, 2024)] == ["96 家", "12 家", "5 家"]


# ------------------------------------------------------------------------------------- doubts


def test_doubts_rank_rows():
    sure = read("研发经费支出746.7亿元，增长8.8%。", 2024)
    for text in (
        "较全市有12家。",
        "出口下降-4.1%。",
        "利润由100亿元增至150亿元，增长20%。",
        "重庆12亿元。",
    ):
        assert min(row.confidence for row in read(text, 2024)) < min(r.confidence for r in sure)


@pytest.mark.parametrize("subject", ["较全市", "比企业", "了项目", "居全国", "占规上工业"])
def test_a_subject_does_not_begin_with_these_words(subject):
    assert "begins" in of_subject(subject)


@pytest.mark.parametrize(
    "subject", ["占地面积", "比亚迪产量", "居民收入", "和田玉产量", "各类人才"]
)
def test_nouns_that_begin_like_them_are_not_in_doubt(subject):
    assert "begins" not in of_subject(subject)


def test_places_times_and_units_that_do_not_fit_are_doubts():
    assert {"place"} <= set(of_subject("全国")) & set(of_subject("重庆市")) & set(
        of_subject("去年")
    )
    assert "place" not in of_subject("研发经费")
    assert of_unit("研发人员", "CNY_1e8", "level")
    assert of_unit("技术合同成交额", "person", "level")
    assert not of_unit("技术合同成交额", "CNY_1e8", "level")
    assert is_torn("技术合同成", "全市技术合同成交额")
    assert not is_torn("技术合同", "全市技术合同成交额")


def test_confidence_falls_with_every_doubt_against_a_row():
    for doubt, (weight, _) in DOUBTS.items():
        assert (confidence([doubt]) <= confidence([])) == (weight > 0)
    assert 0 < confidence(DOUBTS) < confidence([]) < 1


def test_a_growth_is_held_against_the_levels_beside_it():
    fits = read("利润由100亿元增至120亿元，增长20%。", 2024)[-1]
    not_so = read("利润由100亿元增至150亿元，增长20%。", 2024)[-1]
    assert "does not fit" in not_so.note
    assert "does not fit" not in fits.note
    assert not_so.confidence < fits.confidence
