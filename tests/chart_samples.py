"""Synthetic charts, one or more per form, for tests of pictures, decks and workbooks.

The numbers are invented; places and units are real, so that names have real lengths.
"""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from cqdata.charts import Chart, Words, rows

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


def goal(year: int, value: float, series: str = "target") -> pd.DataFrame:
    """Return a made-up target as a row."""
    return rows.points([year], [value], series, "target", "target", source_id="made_plan")


def fan() -> Chart:
    """Return a projection with target, gap, required path and a preliminary last value."""
    years = list(range(2012, 2025))
    values = [1.41, 1.43, 1.47, 1.56, 1.69, 1.83, 1.97, 1.98, 2.09, 2.14, 2.31, 2.39, 2.45]
    history = pd.DataFrame({"year": years, "value": values, "source_id": "made_up"})
    history["status"] = ["final"] * 12 + ["preliminary"]
    table = _fan_table(2024, 2.45, 0.09, 0.055, 2027)
    path = pd.DataFrame({"year": [2024, 2025, 2026, 2027], "value": [2.45, 2.65, 2.85, 3.05]})
    return Chart(
        name="sample_fan",
        form="fan",
        data=rows.together(
            rows.actual(history, "history", marked=(2012, 2024)),
            rows.projection(table, "median", origin=(2024, 2.45), source_id="made_up"),
            rows.points(path["year"], path["value"], "required", "required", "derived"),
            goal(2027, 3.05),
        ),
        words={
            "zh": Words(
                title="照目前的速度，2027年研发投入强度约为2.72%，离3.05%的目标还差0.33个百分点",
                subtitle="全社会研发经费投入占地区生产总值的比重，%，2012—2027年",
                unit="%",
                series={
                    "history": "公报首次公布数",
                    "median": "预测中值",
                    "required": "如期达标",
                    "target": "2027年目标",
                },
                gap="差0.33个百分点",
                notes=["由深到浅的色带依次为50%至95%区间；区间未计统计口径修订。"],
                sources="虚构数据，仅供检验：《全国科技经费投入统计公报》2012—2024年；《某规划》（2022年）",
                method="带漂移的随机游走，由2012年以来的年度变化估计。",
                takeaways=["按现有趋势，2027年约为2.72%。", "如期达标需每年提高0.20个百分点。"],
            ),
            "en": Words(
                title="At today’s pace R&D intensity reaches about 2.72% in 2027, "
                "0.33 points short of the 3.05% target",
                subtitle="Gross domestic expenditure on R&D as a share of GDP, %, 2012–2027",
                unit="%",
                series={
                    "history": "First release",
                    "median": "Projected median",
                    "required": "On target",
                    "target": "2027 target",
                },
                gap="0.33 points short",
                notes=[
                    "From dark to light the bands are the 50% to 95% ranges; revisions of the "
                    "statistics are not allowed for."
                ],
                sources="invented numbers, for tests only: National Bulletin on S&T Expenditure "
                "2012–2024; a plan of 2022",
                method="Random walk with drift, estimated on annual changes since 2012.",
                takeaways=[
                    "On trend the value in 2027 is about 2.72%.",
                    "Reaching the target takes 0.20 points a year.",
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
    return Chart(
        name="sample_fan_amounts",
        form="fan",
        data=rows.together(
            rows.actual(history, "history", marked=(2010, 2024)),
            rows.projection(table, "median", origin=(2024, 800.1)),
            rows.projection(
                other[["year", "median"]], "other", origin=(2024, 800.1), kind="comparison"
            ),
            goal(2027, 986.9),
        ),
        format=",.1f",
        words={
            "zh": Words(
                title="研发经费2027年约为1,010.1亿元，高于986.9亿元的目标",
                subtitle="全社会研发经费支出，亿元，2010—2027年",
                unit="亿元",
                series={
                    "history": "公报数",
                    "median": "预测中值",
                    "other": "对数趋势",
                    "target": "2027年目标",
                },
                gap="高出23.2亿元",
                sources="虚构数据，仅供检验",
                method="对数趋势与随机游走。",
                takeaways=["照此可超过目标23.2亿元。"],
            ),
            "en": Words(
                title="R&D expenditure reaches about 1,010.1 (100m yuan) in 2027, "
                "above the target of 986.9",
                subtitle="Gross domestic expenditure on R&D, hundred million yuan, 2010–2027",
                unit="",
                series={
                    "history": "Bulletin",
                    "median": "Projected median",
                    "other": "Log trend",
                    "target": "2027 target",
                },
                gap="23.2 above",
                sources="invented numbers, for tests only",
                method="Random walk with drift and log trend.",
                takeaways=["On trend the target is passed by 23.2 (100m yuan)."],
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
        options={"main": ("first", "second")},
        words={
            "zh": Words(
                title="修订后的强度比首次公布的最多低0.11个百分点，不能把两种口径连成一条线",
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
                title="Revised intensities are up to 0.11 points below the first releases, "
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
        options={"highlight": ("Chongqing",)},
        words={
            "zh": Words(
                title="重庆研发投入强度居第12位，低于全国平均",
                subtitle="研发投入强度，%，2024年",
                unit="%",
                series={"intensity": "研发投入强度", "nation": "全国"},
                sources="虚构数据，仅供检验",
            ),
            "en": Words(
                title="Chongqing ranks 12th in R&D intensity, below the national average",
                subtitle="R&D intensity, %, 2024",
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


def intervals() -> Chart:
    """Return the ranges that other figures imply, in percent off the value published."""
    checks = (
        ("rd", "研发经费", "R&D expenditure", 799.2, 801.0, 800.1, True),
        ("share", "研发投入强度", "R&D intensity", 2.441, 2.452, 2.45, True),
        (
            "contracts",
            "技术合同成交额上年值",
            "Contracts, year before",
            630.2,
            630.8,
            630.5,
            True,
        ),
        ("firms", "高新技术企业净增", "High-tech enterprises, net", 1215, 1219, 1217, True),
        ("loans", "知识价值信用贷款", "Knowledge-value loans", 255.1, 260.4, 272.5, False),
        ("led", "带动商业贷款", "Commercial loans led", 160.0, 171.0, 166.0, True),
        (
            "cars",
            "新能源汽车产量增速",
            "New-energy vehicles, growth",
            30.1,
            30.5,
            30.3,
            True,
        ),
        (
            "patents",
            "每万人发明专利增量",
            "Patents per 10,000, change",
            4.4,
            4.6,
            4.48,
            True,
        ),
    )
    data = []
    for key, zh, en, low, high, value, good in checks:
        verdict = "consistent" if good else "inconsistent"
        note = {} if good else {
            "note_zh": "公布值比推算区间高出一截", "note_en": "published value lies above",
        }  # fmt: skip
        off = [100 * (edge / value - 1) for edge in (low, high)]
        data.append({"series": "implied", "kind": "implied", "category": key, "low": off[0],
                     "high": off[1], "label_zh": zh, "label_en": en,
                     "verdict": verdict, **note})  # fmt: skip
        data.append({"series": "published", "kind": "published", "category": key, "value": 0.0,
                     "format": ".0f", "source_id": "made_up"})  # fmt: skip
    return Chart(
        name="sample_intervals",
        form="intervals",
        data=pd.DataFrame(data),
        words={
            "zh": Words(
                title="8处互相印证的数字中有7处相符，一处不符",
                subtitle="由其他数字推算的区间与公布值",
                unit="%",
                series={"implied": "推算区间", "published": "公布值"},
                sources="虚构数据，仅供检验",
            ),
            "en": Words(
                title="7 of 8 cross-checked figures agree, one does not",
                subtitle="Intervals implied by other figures, and the published values",
                unit="%",
                series={"implied": "Implied interval", "published": "Published"},
                sources="invented numbers, for tests only",
            ),
        },
    )


def progress() -> Chart:
    """Return a scorecard: two years, target and verdict per measure."""
    verdicts = ("moderate", "significant", "met", "insufficient", "away")
    data = []
    for row, verdict in zip(MEASURES, verdicts, strict=True):
        key, zh, en, before, now, goal, spec, unit_zh, unit_en = row
        base = {"category": key, "label_zh": zh, "label_en": en}
        cells = {"format": spec, "unit_zh": unit_zh, "unit_en": unit_en, "source_id": "made_up"}
        data += [
            base | cells | {"series": "before", "kind": "actual", "value": before},
            base | cells | {"series": "now", "kind": "actual", "value": now, "status": "estimate"},
            base | cells | {"series": "goal", "kind": "target", "value": goal},
            base | {"series": "verdict", "kind": "verdict", "verdict": verdict},
        ]  # fmt: skip
    return Chart(
        name="sample_progress",
        form="progress",
        data=pd.DataFrame(data),
        words={
            "zh": Words(
                title="五项目标中1项已达标，1项背离",
                subtitle="从2022年到2027年目标",
                series={
                    "before": "2022年",
                    "now": "2023年",
                    "goal": "2027年目标",
                    "verdict": "判断",
                },
                sources="虚构数据，仅供检验",
                takeaways=["已达标1项。"],
            ),
            "en": Words(
                title="Of five targets 1 is met and 1 is moving away",
                subtitle="From 2022 to the 2027 target",
                series={
                    "before": "2022",
                    "now": "2023",
                    "goal": "2027 target",
                    "verdict": "Verdict",
                },
                sources="invented numbers, for tests only",
                takeaways=["Met: 1."],
            ),
        },
    )


def dated() -> Chart:
    """Return yearly counts with a gap, a bound, counts of single months and a projection."""
    years = [2017, 2018, 2019, 2021, 2022, 2023]
    history = pd.DataFrame({"year": years, "value": [1190.0, 1520, 2210, 5105, 6348, 7565]})
    table = _fan_table(2023, 7565, 900, 420, 2027).drop(columns=["low95", "high95"])
    late = pd.DataFrame({"year": [2024 + 10 / 12], "value": [10412.0], "source_id": "made_up"})
    rough = {"series": "roughly", "kind": "point", "x": 2018 + 8 / 12, "value": 2500.0}
    names = {
        "zh": {"history": "年末数", "late": "年内数", "roughly": "约数", "median": "预测中值",
               "goal": "2027年目标", "early": "2025年目标"},
        "en": {"history": "At year’s end", "late": "Within the year", "roughly": "About",
               "median": "Median", "goal": "2027 target", "early": "2025 target"},
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
            rows.projection(table, "median", origin=(2023, 7565.0)),
            goal(2025, 10000, "early"),
            goal(2027, 12800, "goal"),
        ),
        format=",.0f",
        words=shared,
        options={"zero": True},
    )


SAMPLES: dict[str, Callable[[], Chart]] = {
    "sample_fan": fan,
    "sample_fan_amounts": fan_amounts,
    "sample_vintages": vintages,
    "sample_dated": dated,
    "sample_bars": bars,
    "sample_intervals": intervals,
    "sample_progress": progress,
}
FORM_OF = {name: make().form for name, make in SAMPLES.items()}
