"""The words that every chart shares, each in both languages side by side."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from cqdata import plan


def _paired(pairs: Mapping[str, tuple[str, str]]) -> Mapping[str, Mapping[str, str]]:
    """Return language → id → word of pairs (Chinese, English)."""
    return MappingProxyType(
        {lang: {key: pair[n] for key, pair in pairs.items()} for n, lang in enumerate(("zh", "en"))}
    )


WORDS = _paired(
    {
        "source": ("来源：", "Source: "),
        "more_sources": ("另有{n}项随数据列出", "{n} more listed with the data"),
        "note": ("注：", "Note: "),
        "holds": ("{share}情形在{low}～{high}", "{low} to {high} in {share} such cases"),
        "bands": (
            "色带由深到浅，分别是{shares}此类情形会落入的范围。",
            "From dark to light the bands hold {shares} such cases.",
        ),
        "band": ("{level}%区间", "{level}% range"),
        "axis_not_zero": ("数值轴不从零开始。", "The value axis does not start at zero."),
        "open": ("空心点为{statuses}。", "Open markers: {statuses}."),
        "open_bars": ("空心条为{statuses}。", "Open bars: {statuses}."),
        "lower": (
            "箭头向上的空心点为下限，实际数更高。",
            "Open markers with an arrow up are lower bounds.",
        ),
        "upper": (
            "箭头向下的空心点为上限，实际数更低。",
            "Open markers with an arrow down are upper bounds.",
        ),
        "join": ("、", ", "),
        "stop": ("。", ". "),
        "joint": ("", " "),
        "semicolon": ("；", "; "),
        "comma": ("，", ", "),
        "colon": ("：", ": "),
        "year": ("{x}年", "{x}"),
        "to": ("至", " to "),
        "range": ("{low}～{high}", "{low} to {high}"),
        "missing": ("无数据", "no data"),
        "more": ("另有{n}项见数据表", "{n} more in the data table"),
    }
)

STATUS_WORDS = _paired(
    {
        "": ("", ""),
        "final": ("最终数", "final"),
        "revised": ("修订数", "revised"),
        "preliminary": ("初步数", "preliminary"),
        "estimate": ("预计数", "estimate"),
        "target": ("目标", "target"),
        "derived": ("推算", "derived"),
        "reported": ("公布数", "reported"),
        "scenario": ("情景", "scenario"),
        "inferred": ("时点推断数", "date inferred"),
    }
)

VERDICT_WORDS = _paired(
    {
        "": ("", ""),
        **{
            one: (zh, plan.VERDICT_WORDS["en"][one]) for one, zh in plan.VERDICT_WORDS["zh"].items()
        },
        "consistent": ("相符", "consistent"),
        "conditional": ("有条件相符", "conditionally"),
        "inconsistent": ("不符", "inconsistent"),
    }
)

KIND_WORDS = _paired(
    {
        "actual": ("实际值", "actual"),
        "point": ("实际值", "actual"),
        "benchmark": ("对照值", "benchmark"),
        "target": ("目标", "target"),
        "published": ("公布值", "published"),
        "projection": ("预测中值", "projected median"),
        "comparison": ("对照预测", "other projection"),
        "band": ("预测区间", "prediction interval"),
        "required": ("达标所需", "required"),
        "implied": ("推算区间", "implied interval"),
        "verdict": ("判断", "verdict"),
    }
)

HEADINGS = _paired(
    {
        "category": ("项目", "Item"),
        "series": ("系列", "Series"),
        "kind": ("类别", "Kind"),
        "x": ("年份", "Year"),
        "value": ("数值", "Value"),
        "low": ("下限", "Low"),
        "high": ("上限", "High"),
        "level": ("区间（%）", "Level (%)"),
        "unit": ("单位", "Unit"),
        "status": ("状态", "Status"),
        "verdict": ("判断", "Verdict"),
        "note": ("说明", "Remark"),
        "source_id": ("来源", "Source"),
    }
)

FORM_WORDS = _paired(
    {
        "fan": ("折线图", "Line chart"),
        "bars": ("条形图", "Bar chart"),
        "required": ("增速对比图", "Chart of required and actual growth"),
        "intervals": ("区间图", "Interval chart"),
        "progress": ("进度表", "Progress table"),
        "picture": ("图", "Figure"),
    }
)
