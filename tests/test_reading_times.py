"""The time of figures: chapters on results and on plans, former values, periods in lists."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from cqdata.reading import read
from cqdata.reading.text import normalise
from cqdata.reading.times import Clock, Years, infer_year, last_year, years_of

DATA = Path(__file__).parent / "data"
REPORTS = DATA / "work_reports.txt"


def reports():
    """Yield name, year, text and the marked lines: start, end, first year, whether a plan.

    A line of the file begins with its year, and with > where it tells of plans.
    """
    for block in REPORTS.read_text(encoding="utf-8").split("### ")[1:]:
        head, _, body = block.partition("\n")
        name, _, about = head.rpartition(" | about ")
        text, marked = "", []
        for line in body.rstrip("\n").split("\n"):
            mark = re.match(r"(\d{4})(>?)\|", line)
            shown = line[mark.end() :] if mark else line
            if mark:
                marked.append((len(text), len(text) + len(shown), int(mark[1]), bool(mark[2])))
            text += f"{shown}\n"
        yield name, int(about), text, marked


ALL = list(reports())


def marked_rows(text, marked, year):
    for row in read(text, year):
        for start, end, first, plan in marked:
            if start <= row.char_offset < end:
                yield row, first, plan


@pytest.mark.parametrize("given", [True, False])
@pytest.mark.parametrize(("name", "about", "text", "marked"), ALL, ids=[r[0] for r in ALL])
def test_results_and_plans_of_whole_reports(name, about, text, marked, given):
    found = list(marked_rows(text, marked, about if given else None))
    assert len(found) > 5
    plans = [row for row, _, plan in found if plan]
    assert plans
    assert [row.printed for row in plans if row.role != "target"] == []
    late = [
        (row.printed, row.period)
        for row, _, plan in found
        if not plan and (row.role == "target" or last_year(row.period) > about)
    ]
    assert late == []
    if "without a date" not in name or given:
        before = [r.printed for r, first, plan in found if plan and last_year(r.period) < first]
        assert before == []


def test_a_plan_keeps_the_year_of_its_chapter_and_the_years_that_it_names():
    text = next(text for name, _, text, _ in ALL if name.startswith("a bureau in December"))
    rows = {row.printed: row for row in read(text)}
    assert (rows["10%以上"].period, rows["突破4000家"].period) == ("2025", "2027")
    assert rows["14.2%"].period == "2024"


def test_the_year_of_a_work_report_is_not_the_year_that_it_is_about():
    text = next(text for name, _, text, _ in ALL if name.startswith("numbered chapters"))
    assert infer_year(text) == "2024"
    assert years_of(text, 2025) == years_of(text, 2024) == Years("2024", "2025")
    assert [r.period for r in read(text, 2025)] == [r.period for r in read(text, 2024)]


def test_a_report_on_two_years_is_about_the_first():
    for name in ("this year's work so far", "a report on a plan"):
        text = next(text for title, _, text, _ in ALL if title.startswith(name))
        assert years_of(text).about == years_of(text, 2025).about == "2024"


# ------------------------------------------------------------------- a time of a figure's own

# Text, then print, period and the print that a change is linked to ("" for none).
OWN = """
软件业务收入从2019年的318亿元增至726亿元，年均增长17.9%。
318亿元|2019|
726亿元|2024|
17.9%|2019-2024|726亿元

瞪羚企业由2021年的64家发展到210家，独角兽企业由1家增加到5家。
64家|2021|
210家|2024|
1家|2021|
5家|2024|

一般公共预算收入从上年的512.3亿元增加到560.8亿元，增长9.5%。
512.3亿元|2023|
560.8亿元|2024|
9.5%|2024|560.8亿元

瞪羚企业由75家增加21家至96家，孵化器由上年的1,240家减少40家到1,200家。
75家||
21家|2024|96家
96家|2024|
1,240家|2023|
40家|2024|1,200家
1,200家|2024|

失业率由3.1%下降0.3个百分点至2.8%。
3.1%||
0.3个百分点|2024|
2.8%|2024|

污水处理率由86.5%提高到97.2%。
86.5%||
97.2%|2024|

城镇登记失业率由上年末的3.1%降至2.8%。
3.1%|2023|
2.8%|2024|

综合竞争力由第14位跃升至第11位。
第14位||
第11位|2024|

出口1860亿元，较2021年的1240亿元增长50%。
1860亿元|2024|
1240亿元|2021|
50%|2024|1860亿元

出口1860亿元，较上年的1690亿元增长10.1%。
1860亿元|2024|
1690亿元|2023|
10.1%|2024|1860亿元

登记技术合同金额860亿元，上年同期为630亿元，同比增长36.5%。
860亿元|2024|
630亿元|2023|
36.5%|2024|860亿元

用电量412亿千瓦时，前年为358亿千瓦时。
412亿千瓦时|2024|
358亿千瓦时|2022|

利润1—9月由上年同期下降3.4%转为增长5.6%。
3.4%|2023-01/09|
5.6%|2024-01/09|

在2023年增长12.6%的基础上，出口又增长7.5%。
12.6%|2023|
7.5%|2024|

截至去年底，全市拥有孵化器120家；目前达到135家。
120家|2023|
135家|2024|

软件企业数是2019年的2.6倍，年均增长21%。
2.6倍|2024|
21%|2019-2024|

投资减少12.6亿元至310.4亿元，出口增长8.1%至520亿元。
12.6亿元|2024|310.4亿元
310.4亿元|2024|
8.1%|2024|520亿元
520亿元|2024|

第四次全国经济普查法人单位68万个，第六次全国人口普查常住人口2884万人。
68万个|2018|
2884万人|2010|

2022年、2023年、2024年软件收入分别为1180亿元、1310亿元、1520亿元。
1180亿元|2022|
1310亿元|2023|
1520亿元|2024|

2024年和2023年失业率分别为4.9%和5.1%。
4.9%|2024|
5.1%|2023|

2021、2022年外贸总额分别达640亿元、702亿元。
640亿元|2021|
702亿元|2022|

前年、去年、今年新增专利分别为1200件、1500件、1800件。
1200件|2022|
1500件|2023|
1800件|2024|

2022—2024年，新增规上企业分别为320家、410家、520家。
320家|2022|
410家|2023|
520家|2024|

一季度、上半年、前三季度投资分别增长4.7%、5.1%、5.4%。
4.7%|2024Q1|
5.1%|2024H1|
5.4%|2024Q1-Q3|

四个季度工业增加值分别增长6.1%、6.6%、7.0%、7.3%。
6.1%|2024Q1|
6.6%|2024Q2|
7.0%|2024Q3|
7.3%|2024Q4|
"""


def own_cases():
    for block in OWN.strip().split("\n\n"):
        text, *lines = block.split("\n")
        yield text, [tuple(line.split("|")) for line in lines]


@pytest.mark.parametrize(("text", "expected"), list(own_cases()))
def test_each_value_has_its_own_time_and_growth_its_new_level(text, expected):
    rows = read(text, 2024)
    prints = {row.char_offset: row.printed for row in rows}
    links = [prints.get(row.linked_to_offset, "") for row in rows]
    got = [(row.printed, row.period, link) for row, link in zip(rows, links, strict=True)]
    assert got == expected


def test_growth_over_several_years_is_no_yearly_growth():
    for text in (
        "出口1860亿元，较2021年的1240亿元增长50%。",
        "与2021年相比，专利授权量增长42%。",
        "全年销售额月均增长1.3%。",
        "用电量周均增长0.8%。",
    ):
        assert read(text, 2024)[-1].measure == "other"
    for text in ("与2023年相比，专利授权量增长12%。", "出口增速由降转升，由下降2.1%转为增长3.4%。"):
        assert read(text, 2024)[-1].measure == "yoy_growth"


def test_a_former_value_without_a_time_says_so():
    row = read("污水处理率由86.5%提高到97.2%。", 2024)[0]
    assert (row.period, row.role) == ("", "result")
    assert "former value" in row.note


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("全年力争新增就业6万人。", "target"),
        ("增长预期目标为6%。", "target"),
        ("研发投入增长8.2%，高于年初预期目标0.2个百分点。", "result"),
        ("完成年度计划的104%。", "result"),
        ("预计全年增长5.2%。", "result"),
        ("到2026年，规上企业突破6000家。", "target"),
        ("计划到年底建成基站2600个。", "target"),
        ("签约项目计划投资310亿元。", "result"),
    ],
)
def test_intents_without_a_chapter(text, role):
    assert {row.role for row in read(text, 2024)} == {role}


def test_words_of_time():
    clock = Clock(Years("2023", "2024"), "2023", "2023H1")
    assert clock.named_in("去年") == "2023"
    assert clock.named_in("今年一季度") == "2024Q1"
    assert clock.named_in("上年同期") == "2022H1"
    assert clock.named_in("比上年同期增长") == ""
    assert (last_year("2021-2025"), last_year("2023-11"), last_year("")) == (2025, 2023, 0)
    assert Clock(Years("2024", "2024"), "2024").named_in("“十五五”时期") == "2026-2030"


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("争取超长期国债项目52个。", "result"),
        ("积极争取上级补助资金9.4亿元。", "result"),
        ("争取全年新建实验室8家。", "target"),
        ("争取实现税收64亿元。", "target"),
    ],
)
def test_money_that_was_won_is_no_target(text, role):
    assert [row.role for row in read(text, 2024)] == [role]


PARTS = {
    "2024年上半年科技工作总结": "2024H1",
    "临江市2024年一季度科技创新运行情况": "2024Q1",
    "2024年前三季度科技工作情况": "2024Q1-Q3",
    "2024年1—9月技术合同登记统计": "2024-01/09",
    "2024年6月份科技企业统计月报": "2024-06",
    "2024年上半年科技工作总结及下半年工作计划": "2024H1",
}


@pytest.mark.parametrize("title", PARTS)
@pytest.mark.parametrize("given", [None, 2024])
def test_a_report_on_a_part_of_a_year_is_dated_to_the_part(title, given):
    text = f"{title}\n一、成交额\n技术合同成交额86亿元，上年同期为79亿元。\n全年力争达到210亿元。"
    now, before, goal = read(text, given)
    assert (now.period, before.period) == (PARTS[title], PARTS[title].replace("2024", "2023"))
    assert (goal.period, goal.role) == ("2024", "target")


@pytest.mark.parametrize(
    "title", ["2024年科技工作总结\n2025年1月", "2024年上半年，技术合同成交额86亿元，全年210亿元。"]
)
def test_a_date_or_a_sentence_is_no_title_of_a_part_of_a_year(title):
    assert read(f"{title}\n瞪羚企业达到95家。", 2024)[-1].period == "2024"


def test_a_chapter_on_a_part_of_a_year_dates_its_figures():
    text = "2024年工作情况\n一、上半年工作\n成交额86亿元。\n二、1—9月主要指标\n成交额130亿元。\n"
    text += "三、下半年工作打算\n成交额达到210亿元。"
    rows = read(text, 2024)
    assert [row.period for row in rows] == ["2024H1", "2024-01/09", "2024"]
    assert [row.role for row in rows] == ["result", "result", "target"]


@pytest.mark.parametrize(
    "since",
    ["2020年以来", "2019年末以来", "1998年至今", "自2021年起", "“十三五”以来", "今年以来"],
)
def test_what_has_grown_since_a_year_is_of_the_year_of_the_report(since):
    rows = read(f"{since}，瞪羚企业从42家增长到96家，新增平台12个。", 2024)
    assert [row.period for row in rows] == ["", "2024", "2024"]
    part = f"2024年上半年科技工作总结\n{since}，新增平台12个。"
    assert [row.period for row in read(part)] == ["2024H1"]


def test_a_report_on_part_of_a_year_counts_what_has_come_together_in_it_as_of_that_part():
    text = "2024年上半年科技工作总结\n当年累计发放创新券1.2亿元。"
    assert [row.period for row in read(text)] == ["2024H1"]


# Title of a plan, its years, and the year whose results it tells.
PLAN_TITLES = {
    "临江市科技创新三年行动计划（2025—2027年）": ("2025-2027", "2024"),
    "临江市科技创新三年行动计划\n（2025—2027年）": ("2025-2027", "2024"),
    "临江市人民政府办公室关于印发《科技企业培育实施方案（2025—2027年）》的通知": (
        "2025-2027",
        "2024",
    ),
    "市科技局2025年工作要点": ("2025", "2024"),
    "市科技局2025年度工作要点": ("2025", "2024"),
    "2025年重点工作任务分解表": ("2025", "2024"),
    "临江市2025年国民经济和社会发展计划": ("2025", "2024"),
    "科技企业培育实施方案": ("2027", "2026"),
}
PLAN = """
一、发展基础
2024年瞪羚企业达到96家。
二、主要目标
孵化器达到210家，到2027年科技企业突破6000家。
三、重点任务
（一）提升转化成效
建设平台12个。
"""


@pytest.mark.parametrize("title", PLAN_TITLES)
def test_the_figures_of_a_plan_are_targets(title):
    span, about = PLAN_TITLES[title]
    rows = read(f"{title}\n{PLAN}")
    got = [(row.printed, row.period, row.role) for row in rows]
    assert got == [
        ("96家", "2024", "result"),
        ("210家", span, "target"),
        ("突破6000家", "2027", "target"),
        ("12个", span, "target"),
    ]
    assert years_of(normalise(title + PLAN)).about == about
    given = read(f"{title}\n{PLAN}", int(span[:4]))
    assert [(row.printed, row.period, row.role) for row in given] == got


@pytest.mark.parametrize(
    "title",
    [
        "关于2024年国民经济和社会发展计划执行情况的报告",
        "2024年工作要点完成情况",
        "2024年工作总结和2025年工作计划",
        "全市实施三年行动计划，成效明显。",
        "市科技局2024年工作总结\n2025年工作计划",
        "临江市2024年国民经济和社会发展计划\n执行情况与2025年计划草案的报告",
    ],
)
def test_a_report_on_a_plan_is_no_plan(title):
    text = f"{title}\n一、工作成效\n2024年，瞪羚企业达到96家，孵化器达到210家。"
    assert [(row.period, row.role) for row in read(text)] == [("2024", "result")] * 2


@pytest.mark.parametrize("year", [None, 2024])
@pytest.mark.parametrize(
    ("reviewed", "planned", "about"), [("2024", "2025", "2024"), ("2023", "2024", "2023")]
)
def test_the_chapter_that_reviews_a_year_decides_what_a_work_report_is_about(
    year, reviewed, planned, about
):
    text = (
        f"市科技局2024年工作报告\n一、{reviewed}年工作情况\n企业达到96家。\n"
        f"二、{planned}年工作安排\n新增孵化器5家。"
    )
    assert years_of(normalise(text), year).about == about
    assert [(row.period, row.role) for row in read(text, year)] == [
        (reviewed, "result"),
        (planned, "target"),
    ]


# ------------------------------------------------- whole sentences of the kinds that went wrong

PLAN_CHAPTER = """政府工作报告
——2025年1月16日在临江市第六届人民代表大会第五次会议上
一、2024年工作回顾
过去一年，我们坚持稳中求进。
二、2025年工作安排
"""


def period_cases():
    """Yield a text, set in a chapter on plans where it begins with PLAN:, and its figures."""
    for block in (DATA / "reading_periods.txt").read_text(encoding="utf-8").strip().split("\n\n"):
        text, *lines = block.split("\n")
        yield text.replace("\\n", "\n").replace("PLAN:", PLAN_CHAPTER), lines


def test_each_figure_has_its_period_and_its_role():
    cases = list(period_cases())
    found = [
        [f"{row.printed}|{row.period}|{row.role}" for row in read(text, 2024)] for text, _ in cases
    ]
    pairs = zip(cases, found, strict=True)
    assert [(text, got, due) for (text, due), got in pairs if got != due] == []
    assert len(cases) > 300


# Text and the print that a person has to look at.
UNSURE = {
    "PLAN:今年1月，全市已签约项目32个。": "32个",
    "PLAN:目前拥有孵化器18家，建成众创空间42家。": "42家",
    "2025年一季度，全市技术合同成交额120亿元。": "120亿元",
    "2022年、2023年、2024年，研发人员分别为8.1万人和9.2万人。": "8.1万人",
}


@pytest.mark.parametrize("text", UNSURE)
def test_what_may_be_of_either_time_is_for_a_person_to_check(text):
    rows = {row.printed: row for row in read(text.replace("PLAN:", PLAN_CHAPTER), 2024)}
    assert rows[UNSURE[text]].confidence < 0.86


def test_a_base_of_comparison_is_not_the_year_of_a_text():
    for text in ("与2020年相比，研发投入增长61%。", "2021年以来，新增平台12个。"):
        assert years_of(normalise(text)).about == ""
