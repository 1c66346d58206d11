"""Synthetic charts, one or more per form, for tests of pictures, decks and workbooks.

The numbers are invented; places and units are real, so that names have real lengths.
"""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from cqdata.charts import Chart, Fact, Gap, Key, Words, rows

POINTS = {"zh": "个百分点", "en": " points"}
PERCENT = "%"
YEAR = {"zh": "年", "en": ""}

PROVINCES = (
    ("北京", "Beijing"), ("天津", "Tianjin"), ("河北", "Hebei"), ("山西", "Shanxi"),
    ("内蒙古", "Inner Mongolia"), ("辽宁", "Liaoning"), ("吉林", "Jilin"),
    ("黑龙江", "Heilongjiang"), ("上海", "Shanghai"), ("江苏", "Jiangsu"), ("浙江", "Zhejiang"),
    ("安徽", "Anhui"), ("福建", "Fujian"), ("江西", "Jiangxi"), ("山东", "Shandong"),
    ("河南", "Henan"), ("湖北", "Hubei"), ("湖南", "Hunan"), ("广东", "Guangdong"),
    ("广西", "Guangxi"), ("海南", "Hainan"), ("重庆", "Chongqing"), ("四川", "Sichuan"),
    ("贵州", "Guizhou"), ("云南", "Yunnan"), ("西藏", "Tibet"), ("陕西", "Shaanxi"),
    ("甘肃", "Gansu"), ("青海", "Qinghai"), ("宁夏", "Ningxia"), ("新疆", "Xinjiang"),
)  # fmt: skip


def _fan_table(year: int, value: float, step: float, width: float, to: int) -> pd.DataFrame:
    """Return a made-up projection: a straight median with bands that widen with the root."""
    out = []
    for n, y in enumerate(range(year + 1, to + 1), 1):
        median = value + step * n
        spread = width * n**0.5
        row = {"year": y, "median": median}
        for level, share in ((50, 0.67), (80, 1.28), (95, 1.96)):
            row[f"low{level}"] = median - share * spread
            row[f"high{level}"] = median + share * spread
        out.append(row)
    return pd.DataFrame(out)


def fan() -> Chart:
    """Return a projection with target, gap, required path, key and a preliminary last value."""
    years = list(range(2012, 2025))
    values = [1.41, 1.43, 1.47, 1.56, 1.69, 1.83, 1.97, 1.98, 2.09, 2.14, 2.31, 2.39, 2.45]
    history = pd.DataFrame({"year": years, "value": values, "source_id": "made_up"})
    history["status"] = ["final"] * 12 + ["preliminary"]
    table = _fan_table(2024, 2.45, 0.09, 0.055, 2027)
    median = float(table["median"].iloc[-1])
    path = pd.DataFrame({"year": [2024, 2025, 2026, 2027], "value": [2.45, 2.65, 2.85, 3.05]})
    facts = {
        "end": Fact(2027, "d", YEAR),
        "first": Fact(2012, "d", YEAR),
        "last": Fact(2024, "d", YEAR),
        "median": Fact(median, ".2f", PERCENT),
        "goal": Fact(3.05, ".2f", PERCENT),
        "gap": Fact(3.05 - median, ".2f", POINTS),
        "need": Fact(0.20, ".2f", POINTS),
        "pace": Fact(0.09, ".2f", POINTS),
        "fifty": Fact(50, "d", "%"),
        "wide": Fact(95, "d", "%"),
    }
    return Chart(
        name="sample_fan",
        form="fan",
        data=rows.together(
            rows.actual(history, "history", marked=(2012, 2024)),
            rows.projection(table, "median", origin=(2024, 2.45), source_id="made_up"),
            rows.required(path),
            rows.target(2027, 3.05, source_id="made_plan"),
        ),
        gap=Gap("median", "target"),
        facts=facts,
        options={"divide": 2024},
        words={
            "zh": Words(
                title="照目前的速度，{end}研发投入强度约为{median}，离{goal}的目标还差{gap}",
                subtitle="全社会研发经费投入占地区生产总值的比重，%，{first:n}—{end}",
                unit="%",
                series={
                    "history": "公报首次公布数",
                    "median": "预测中值",
                    "required": "如期达标",
                    "target": "{end}目标",
                },
                gap="差{gap}",
                keys=[
                    Key("如期达标：今后每年须提高**{need}**", "required"),
                    Key("现有趋势：每年提高**{pace}**", "median"),
                    Key("按本方法，如期达标的概率约为**六分之一**"),
                ],
                notes=["由深到浅的色带依次为{fifty}至{wide}区间；区间未计统计口径修订。"],
                sources="虚构数据，仅供检验：《全国科技经费投入统计公报》2012—2024年；《某规划》（2022年）",
                method="带漂移的随机游走，由{first}以来的年度变化估计。",
                takeaways=["按现有趋势，{end}约为{median}。", "如期达标需每年提高{need}。"],
            ),
            "en": Words(
                title="At today’s pace R&D intensity reaches about {median} in {end}, "
                "{gap} short of the {goal} target",
                subtitle="Gross domestic expenditure on R&D as a share of regional GDP, "
                "%, {first}–{end}",
                unit="%",
                series={
                    "history": "First release",
                    "median": "Projected median",
                    "required": "On target",
                    "target": "{end} target",
                },
                gap="{gap} short",
                keys=[
                    Key("On target: up **{need}** a year from now on", "required"),
                    Key("On trend: up **{pace}** a year", "median"),
                    Key("Chance of getting there by this method: about **one in six**"),
                ],
                notes=[
                    "From dark to light the bands are the {fifty} to {wide} ranges; revisions of "
                    "the statistics are not allowed for."
                ],
                sources="invented numbers, for tests only: National Bulletin on S&T Expenditure "
                "2012–2024; a plan of 2022",
                method="Random walk with drift, estimated on annual changes since {first}.",
                takeaways=[
                    "On trend the value in {end} is about {median}.",
                    "Reaching the target takes {need} a year.",
                ],
            ),
        },
    )


def fan_amounts() -> Chart:
    """Return a projection in large amounts that passes its target, with a second method."""
    years = list(range(2010, 2025))
    values = [100.3, 128.4, 159.8, 176.5, 201.9, 247.0, 302.2, 364.6, 410.2, 469.6, 526.8, 603.8,
              686.6, 746.7, 800.1]  # fmt: skip
    history = pd.DataFrame({"year": years, "value": values, "source_id": "made_up"})
    table = _fan_table(2024, 800.1, 70.0, 22.0, 2027)
    other = _fan_table(2024, 800.1, 95.0, 22.0, 2027)
    median = float(table["median"].iloc[-1])
    money = {"zh": "亿元", "en": " (100m yuan)"}
    return Chart(
        name="sample_fan_amounts",
        form="fan",
        data=rows.together(
            rows.actual(history, "history", marked=(2010, 2024)),
            rows.projection(table, "median", origin=(2024, 800.1)),
            rows.projection(other, "other", origin=(2024, 800.1), kind="comparison"),
            rows.target(2027, 986.9, source_id="made_plan"),
        ),
        gap=Gap("median", "target"),
        format=",.1f",
        facts={
            "end": Fact(2027, "d", YEAR),
            "start": Fact(2010, "d", YEAR),
            "median": Fact(median, ",.1f", money),
            "goal": Fact(986.9, ",.1f", money),
            "gap": Fact(median - 986.9, ",.1f", money),
        },
        options={"divide": 2024},
        words={
            "zh": Words(
                title="研发经费{end}约为{median}，高于{goal}的目标",
                subtitle="全社会研发经费支出，亿元，{start:n}—{end}",
                unit="亿元",
                series={
                    "history": "公报数",
                    "median": "预测中值",
                    "other": "对数趋势",
                    "target": "{end}目标",
                },
                gap="高出{gap}",
                sources="虚构数据，仅供检验",
                method="对数趋势与随机游走。",
                takeaways=["照此可超过目标{gap}。"],
            ),
            "en": Words(
                title="R&D expenditure reaches about {median} in {end}, above the target of {goal}",
                subtitle="Gross domestic expenditure on R&D, hundred million yuan, {start}–{end}",
                unit="",
                series={
                    "history": "Bulletin",
                    "median": "Projected median",
                    "other": "Log trend",
                    "target": "{end} target",
                },
                gap="{gap:n} above",
                sources="invented numbers, for tests only",
                method="Random walk with drift and log trend.",
                takeaways=["On trend the target is passed by {gap}."],
            ),
        },
    )


def vintages() -> Chart:
    """Return one measure in three vintages, without a projection."""
    first = pd.DataFrame({"year": range(2011, 2019), "source_id": "made_up"})
    first["value"] = [1.28, 1.40, 1.38, 1.42, 1.57, 1.72, 1.88, 2.01]
    second = pd.DataFrame({"year": range(2019, 2025), "source_id": "made_up"})
    second["value"] = [1.99, 2.11, 2.16, 2.36, 2.39, 2.45]
    second["status"] = ["final"] * 5 + ["estimate"]
    revised = pd.DataFrame({"year": range(2012, 2023), "source_id": "made_up"})
    revised["value"] = [1.35, 1.34, 1.38, 1.52, 1.66, 1.77, 1.90, 1.98, 2.09, 2.14, 2.29]
    return Chart(
        name="sample_vintages",
        form="fan",
        data=rows.together(
            rows.actual(first, "first", marked=(2011, 2018)),
            rows.actual(second, "second", marked=(2024,)),
            rows.actual(revised, "revised"),
        ),
        facts={"low": Fact(0.11, ".2f", POINTS)},
        options={"main": ("first", "second")},
        words={
            "zh": Words(
                title="修订后的强度比首次公布的最多低{low}，不能把两种口径连成一条线",
                subtitle="研发投入强度，%，按公布口径分列",
                unit="%",
                series={
                    "first": "首次公布（四经普前）",
                    "second": "首次公布（四经普后）",
                    "revised": "年鉴修订数",
                },
                sources="虚构数据，仅供检验",
            ),
            "en": Words(
                title="Revised intensities are up to {low} below the first releases, "
                "so the two must not be joined into one line",
                subtitle="R&D intensity, %, by basis of publication",
                unit="%",
                series={
                    "first": "First release (before the census)",
                    "second": "First release (after the census)",
                    "revised": "Yearbook, revised",
                },
                sources="invented numbers, for tests only",
            ),
        },
    )


def calibration() -> Chart:
    """Return lines over a numeric x with a diagonal."""
    levels = [50.0, 60.0, 70.0, 80.0, 90.0, 95.0]
    ours = [51.2, 61.5, 70.9, 81.4, 90.6, 95.3]
    drift = [38.0, 46.2, 54.9, 64.1, 75.0, 81.9]
    data = []
    for name, values in (("ours", ours), ("drift", drift)):
        for x, value in zip(levels, values, strict=True):
            data.append({"series": name, "kind": "actual", "x": x, "value": value,
                         "source_id": "made_up", "marked": x == 80})  # fmt: skip
    return Chart(
        name="sample_calibration",
        form="lines",
        data=pd.DataFrame(data),
        format=".1f",
        facts={"level": Fact(80, "d", "%"), "drift": Fact(64.1, ".1f", "%")},
        options={"year": False, "diagonal": True, "limits": (30, 100), "x_limits": (50, 95)},
        words={
            "zh": Words(
                title="本方法的{level}区间言行一致，随机游走的只包住{drift}",
                subtitle="区间实际包住结果的比例，%",
                unit="%",
                axis="名义水平，%",
                series={"ours": "本方法", "drift": "带漂移的随机游走"},
                sources="虚构数据，仅供检验",
            ),
            "en": Words(
                title="Our {level} intervals keep their word; those of a random walk hold {drift}",
                subtitle="Share of outcomes inside the interval, %",
                unit="%",
                axis="Nominal level, %",
                series={"ours": "This method", "drift": "Random walk with drift"},
                sources="invented numbers, for tests only",
            ),
        },
    )


def bars() -> Chart:
    """Return 31 ranked provinces with a national benchmark."""
    data = []
    for n, (zh, en) in enumerate(PROVINCES):
        value = round(0.35 + ((n * 37) % 31) * 0.11 + (2.6 if zh == "北京" else 0), 2)
        data.append({"series": "intensity", "kind": "actual", "category": en, "value": value,
                     "label_zh": zh, "label_en": en, "source_id": "made_up"})  # fmt: skip
    data.append({"series": "nation", "kind": "benchmark", "value": 2.69, "source_id": "made_up"})
    return Chart(
        name="sample_bars",
        form="bars",
        data=pd.DataFrame(data),
        facts={"year": Fact(2024, "d", YEAR), "rank": Fact(12, "d", {"zh": "位", "en": "th"})},
        options={"highlight": ("Chongqing",)},
        words={
            "zh": Words(
                title="重庆研发投入强度居第{rank}，低于全国平均",
                subtitle="研发投入强度，%，{year}",
                unit="%",
                series={"intensity": "研发投入强度", "nation": "全国"},
                sources="虚构数据，仅供检验",
            ),
            "en": Words(
                title="Chongqing ranks {rank} in R&D intensity, below the national average",
                subtitle="R&D intensity, %, {year}",
                unit="%",
                series={"intensity": "R&D intensity", "nation": "Nation"},
                sources="invented numbers, for tests only",
            ),
        },
    )


MEASURES = (
    ("patents", "每万人口发明专利拥有量", "Invention patents per 10,000 people", 15.5, 19.98, 28.0,
     ".1f", "件", ""),
    ("firms", "高新技术企业", "High-tech enterprises", 6348, 7565, 12800, ",.0f", "家", ""),
    ("tech_firms", "科技型企业", "Technology-based enterprises", 42989, 58000, 86000, ",.0f", "家",
     ""),
    ("contracts", "技术合同成交额", "Technology contract turnover", 630.5, 865.1, 1300.0, ",.1f",
     "亿元", " (100m yuan)"),
    ("staff", "研发人员", "R&D personnel", 21.5, 24.0, 30.0, ".1f", "万人", " (10,000)"),
)  # fmt: skip


def dumbbell() -> Chart:
    """Return five measures in two years with their targets, each on its own scale."""
    data = []
    for key, zh, en, before, now, goal, spec, unit_zh, unit_en in MEASURES:
        for series, value in (("y2022", before), ("y2023", now), ("y2027", goal)):
            target = series == "y2027"
            data.append({
                "series": series, "kind": "target" if target else "actual", "category": key,
                "value": value, "label_zh": zh, "label_en": en, "format": spec,
                "unit_zh": unit_zh, "unit_en": unit_en, "source_id": "made_up",
                "status": "target" if target else ("estimate" if key == "patents" else "final"),
            })  # fmt: skip
    years = {
        "a": Fact(2022, "d", YEAR), "b": Fact(2023, "d", YEAR), "c": Fact(2027, "d", YEAR),
    }  # fmt: skip
    return Chart(
        name="sample_dumbbell",
        form="dumbbell",
        data=pd.DataFrame(data),
        facts=years,
        words={
            "zh": Words(
                title="一年走完了全程的一小段，五项指标都还在路上",
                subtitle="{a}、{b}与{c}目标",
                series={"y2022": "{a}", "y2023": "{b}", "y2027": "{c}目标"},
                sources="虚构数据，仅供检验",
            ),
            "en": Words(
                title="One year covered a small part of the way; all five measures are under way",
                subtitle="{a}, {b} and the target for {c}",
                series={"y2022": "{a}", "y2023": "{b}", "y2027": "{c} target"},
                sources="invented numbers, for tests only",
            ),
        },
    )


def required() -> Chart:
    """Return actual and required growth of five measures, with a whisker on the actual."""
    growth = {"patents": (14.2, 8.8), "firms": (19.2, 14.1), "tech_firms": (34.9, 10.3),
              "contracts": (37.2, 10.7), "staff": (4.6, 5.7)}  # fmt: skip
    data = []
    for key, zh, en, *_ in MEASURES:
        now, need = growth[key]
        data.append({"series": "now", "kind": "actual", "category": key, "value": now,
                     "low": now - 1.1, "high": now + 1.2, "label_zh": zh, "label_en": en,
                     "status": "derived", "source_id": "made_up"})  # fmt: skip
        data.append(
            {
                "series": "need",
                "kind": "required",
                "category": key,
                "value": need,
                "status": "derived",
                "verdict": "met" if now > need else "insufficient",
            }
        )
    return Chart(
        name="sample_required",
        form="required",
        data=pd.DataFrame(data),
        format=".1f",
        facts={"end": Fact(2027, "d", YEAR)},
        words={
            "zh": Words(
                title="除研发人员外，四项指标的增速都快于如期达标所需",
                subtitle="年均增速，%，至{end}",
                unit="%",
                series={"now": "已有增速", "need": "达标所需"},
                sources="虚构数据，仅供检验",
            ),
            "en": Words(
                title="All but R&D personnel grow faster than the target for {end} requires",
                subtitle="Growth, % a year",
                unit="%",
                series={"now": "Growth so far", "need": "Required"},
                sources="invented numbers, for tests only",
            ),
        },
    )


def intervals() -> Chart:
    """Return eight published values beside the intervals that other figures imply."""
    checks = (
        ("rd", "研发经费", "R&D expenditure", 799.2, 801.0, 800.1, True, ",.1f"),
        ("share", "研发投入强度", "R&D intensity", 2.441, 2.452, 2.45, True, ".2f"),
        (
            "contracts",
            "技术合同成交额上年值",
            "Contracts, year before",
            630.2,
            630.8,
            630.5,
            True,
            ".1f",
        ),
        ("firms", "高新技术企业净增", "High-tech enterprises, net", 1215, 1219, 1217, True, ",.0f"),
        ("loans", "知识价值信用贷款", "Knowledge-value loans", 255.1, 260.4, 272.5, False, ".1f"),
        ("led", "带动商业贷款", "Commercial loans led", 160.0, 171.0, 166.0, True, ".1f"),
        (
            "cars",
            "新能源汽车产量增速",
            "New-energy vehicles, growth",
            30.1,
            30.5,
            30.3,
            True,
            ".1f",
        ),
        (
            "patents",
            "每万人发明专利增量",
            "Patents per 10,000, change",
            4.4,
            4.6,
            4.48,
            True,
            ".2f",
        ),
    )
    data = []
    for key, zh, en, low, high, value, good, spec in checks:
        verdict = "consistent" if good else "inconsistent"
        note = {} if good else {
            "note_zh": "公布值比推算区间高出一截", "note_en": "published value lies above",
        }  # fmt: skip
        data.append({"series": "implied", "kind": "implied", "category": key, "low": low,
                     "high": high, "label_zh": zh, "label_en": en, "format": spec,
                     "verdict": verdict, **note})  # fmt: skip
        data.append({"series": "published", "kind": "published", "category": key, "value": value,
                     "format": spec, "source_id": "made_up"})  # fmt: skip
    return Chart(
        name="sample_intervals",
        form="intervals",
        data=pd.DataFrame(data),
        facts={"all": Fact(8, "d"), "good": Fact(7, "d")},
        words={
            "zh": Words(
                title="{all}处互相印证的数字中有{good}处相符，一处不符",
                subtitle="由其他数字推算的区间与公布值",
                series={"implied": "推算区间", "published": "公布值"},
                sources="虚构数据，仅供检验",
            ),
            "en": Words(
                title="{good} of {all} cross-checked figures agree, one does not",
                subtitle="Intervals implied by other figures, and the published values",
                series={"implied": "Implied interval", "published": "Published"},
                sources="invented numbers, for tests only",
            ),
        },
    )


def multiples() -> Chart:
    """Return six panels with history, projection and target."""
    data = []
    picks = ("重庆", "四川", "北京", "陕西", "湖北", "贵州")
    english = dict(PROVINCES)
    for n, zh in enumerate(picks):
        base = 0.8 + 0.5 * ((n * 3) % 5)
        frame = pd.DataFrame({"year": range(2015, 2025), "source_id": "made_up"})
        frame["value"] = [round(base + 0.07 * i + 0.03 * ((i * n) % 3), 2) for i in range(10)]
        last = float(frame["value"].iloc[-1])
        part = rows.together(
            rows.actual(frame, "history", marked=(2024,)),
            rows.projection(_fan_table(2024, last, 0.06, 0.05, 2027), "median",
                            origin=(2024, last), levels=(80,)),
            *([rows.target(2027, last + 0.3, source_id="made_plan")] if n < 4 else []),
        )  # fmt: skip
        data.append(part.assign(category=english[zh], label_zh=zh, label_en=english[zh]))
    return Chart(
        name="sample_multiples",
        form="multiples",
        data=pd.concat(data, ignore_index=True),
        facts={"end": Fact(2027, "d", YEAR), "start": Fact(2015, "d", YEAR)},
        options={"highlight": ("Chongqing",), "divide": 2024},
        words={
            "zh": Words(
                title="六地的研发投入强度都在上升，离各自目标远近不一",
                subtitle="研发投入强度，%，{start:n}—{end}",
                unit="%",
                series={"history": "公报数", "median": "预测中值", "target": "{end}目标"},
                sources="虚构数据，仅供检验",
            ),
            "en": Words(
                title="R&D intensity rises in all six places; their targets are nearer or farther",
                subtitle="R&D intensity, %, {start}–{end}",
                unit="%",
                series={"history": "Bulletin", "median": "Median", "target": "{end} target"},
                sources="invented numbers, for tests only",
            ),
        },
    )


def progress() -> Chart:
    """Return a scorecard: two years, target, progress and verdict per measure."""
    verdicts = ("moderate", "significant", "met", "insufficient", "away")
    shares = (36.0, 72.0, 104.0, 21.0, -8.0)
    data = []
    for row, verdict, share in zip(MEASURES, verdicts, shares, strict=True):
        key, zh, en, before, now, goal, spec, unit_zh, unit_en = row
        base = {"category": key, "label_zh": zh, "label_en": en}
        cells = {"format": spec, "unit_zh": unit_zh, "unit_en": unit_en, "source_id": "made_up"}
        data += [
            base | cells | {"series": "before", "kind": "actual", "value": before},
            base | cells | {"series": "now", "kind": "actual", "value": now, "status": "estimate"},
            base | cells | {"series": "goal", "kind": "target", "value": goal},
            base | {"series": "done", "kind": "progress", "value": share, "format": ".0f",
                    "unit_zh": "%", "unit_en": "%"},
            base | {"series": "verdict", "kind": "verdict", "verdict": verdict},
        ]  # fmt: skip
    return Chart(
        name="sample_progress",
        form="progress",
        data=pd.DataFrame(data),
        facts={
            "before": Fact(2022, "d", YEAR),
            "now": Fact(2023, "d", YEAR),
            "end": Fact(2027, "d", YEAR),
            "met": Fact(1, "d"),
            "away": Fact(1, "d"),
        },
        options={"columns": ("before", "now", "goal", "done", "verdict")},
        words={
            "zh": Words(
                title="五项目标中{met}项已达标，{away}项背离",
                subtitle="从{before}到{end}目标，完成进度按基年至目标的距离计算",
                series={
                    "before": "{before}",
                    "now": "{now}",
                    "goal": "{end}目标",
                    "done": "完成进度",
                    "verdict": "判断",
                },
                sources="虚构数据，仅供检验",
                takeaways=["已达标{met}项。"],
            ),
            "en": Words(
                title="Of five targets {met} is met and {away} is moving away",
                subtitle="From {before} to the {end} target; progress is the share of the distance",
                series={
                    "before": "{before}",
                    "now": "{now}",
                    "goal": "{end} target",
                    "done": "Progress",
                    "verdict": "Verdict",
                },
                sources="invented numbers, for tests only",
                takeaways=["Met: {met}."],
            ),
        },
    )


def dated() -> Chart:
    """Return yearly counts with a gap, a bound, counts of single months and a projection."""
    years = [2017, 2018, 2019, 2021, 2022, 2023]
    history = pd.DataFrame({"year": years, "value": [1190.0, 1520, 2210, 5105, 6348, 7565]})
    table = _fan_table(2023, 7565, 900, 420, 2027)
    late = pd.DataFrame({"year": [2024 + 10 / 12], "value": [10412.0], "source_id": "made_up"})
    rough = {"series": "roughly", "kind": "point", "x": 2018 + 8 / 12, "value": 2500.0}
    names = {
        "zh": {"history": "年末数", "late": "年内数", "roughly": "约数", "median": "预测中值",
               "goal": "{end}目标", "early": "{mid}目标"},
        "en": {"history": "At year’s end", "late": "Within the year", "roughly": "About",
               "median": "Median", "goal": "{end} target", "early": "{mid} target"},
    }  # fmt: skip
    shared = {
        lang: Words(
            title=title,
            subtitle=subtitle,
            unit=unit,
            series=names[lang],
            sources=sources,
        )
        for lang, title, subtitle, unit, sources in (
            ("zh", "企业数按月份标在时间轴上", "企业数，家", "家", "虚构数据，仅供检验"),
            ("en", "A count of a month stands at its month", "Enterprises", "", "invented numbers"),
        )
    }
    return Chart(
        name="sample_dated",
        form="fan",
        data=rows.together(
            rows.actual(history.assign(source_id="made_up"), "history", marked=(2017, 2023)),
            rows.actual(late, "late", kind="point"),
            pd.DataFrame([rough | {"low": 2500.0, "source_id": "made_up"}]),
            rows.projection(table, "median", origin=(2023, 7565.0), levels=(50, 80)),
            rows.target(2025, 10000, "early", source_id="made_plan"),
            rows.target(2027, 12800, "goal", source_id="made_plan"),
        ),
        format=",.0f",
        facts={"end": Fact(2027, "d", YEAR), "mid": Fact(2025, "d", YEAR)},
        words=shared,
        options={"zero": True, "divide": 2023},
    )


SAMPLES: dict[str, Callable[[], Chart]] = {
    "sample_fan": fan,
    "sample_fan_amounts": fan_amounts,
    "sample_vintages": vintages,
    "sample_calibration": calibration,
    "sample_dated": dated,
    "sample_bars": bars,
    "sample_dumbbell": dumbbell,
    "sample_required": required,
    "sample_intervals": intervals,
    "sample_multiples": multiples,
    "sample_progress": progress,
}
