"""The units and classifiers that a printed number may carry."""

from __future__ import annotations


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


PERCENT = _words("""
% ‰ /10万 个百分点 百分点 个基点 倍 成
""")
"""Percentages, points and multiples."""

MONEY = _words("""
元人民币 元 个亿 美元 欧元 港元 港币 日元 英镑 新元 澳门元
""")
"""Units of money."""

PEOPLE = _words("""
人次 人年 人天 人日 人 名 个位次 个名次 位次 位
""")
"""Units of people."""

PHYSICAL = _words("""
芯公里 皮长公里 沟公里 车公里 吨标准煤 吨标煤 吨二氧化碳当量 载重吨 综合吨 总吨 吨公里 吨海里
人公里 吨 公斤 千克 毫克 微克 克
市斤 斤 担 平方公里 平方千米 平方米 平米 方 标台 立方米 立方 公顷 亩 平方 延长米 延米 公里 千米
海里 毫米
厘米 微米 纳米 米 千瓦时 千瓦 兆瓦时 兆瓦 吉瓦时 吉瓦 太瓦时 瓦时 瓦 千伏安 千伏 伏安 大卡 焦耳 升
摄氏度 ℃ °C
小时 个小时 分钟 秒 工作日 个工作日 天 日 周岁 岁 年 个月 比特 字节 标准箱 个标准箱 标箱 度电 度
分贝 核 MWh kWh GWh TWh GW MW kW KW TEU Tbps Gbps Mbps kbps EFLOPS PFLOPS TFLOPS EFlops PFlops
TFlops P GB TB PB EB ZB MB GHz MHz kHz Hz km2 km² km m3 m³ m2 m² cm mm nm kg mg μg ug t ha dB
dBm
""")
"""Units of measurement: rounded, kept under their name."""

CLASSIFIERS = _words("""
台套 台件 架次 班次 场次 批次 例次 户次 辆次 件次 家次 项次 艘次 台次 车次 只次 剂次 学时 课时 学分
人份 床位 席 家 项 件 次 户 所 座 条 台 套 辆 架 艘 部 篇 种 类 门 批 场 处 支 只 头 匹 株 棵 张
份 本 册 枚 羽 尾 幅 片 块 间 栋 幢 孔 口 眼 道 节 列 对 起 宗 笔 例 个 颗 站 款 组 层 分 点 剂
箱 袋 桶 盒 桩 床 团 粒 瓶 芯 公里段 国 省 市 县 区县 对次 单 村 镇
""")
"""Classifiers: what is counted."""

EITHER = frozenset("次套项个家所种件处人户座台部辆场批组只口条对名架艘")
"""台/套, 家(次): counts things that come in either form; any other slash makes a rate."""

ENGLISH = frozenset(
    _words("""
yuan rmb cny usd us$ $ dollar dollars eur euro euros € hkd jpy yen gbp pound pounds £
percent pct bp person persons people fte fte-years person-years person-months researchers
employees households patents papers contracts firms enterprises companies units items
tonnes tonne tons ton tce hectares hours days years months
""")
)
"""Units that an English heading names, in lower case; those of :data:`PHYSICAL` stand beside."""

ENGLISH_MULTIPLES = frozenset(
    _words("k m mn mln bn tn thousand thousands million millions billion billions trillion")
)
"""What may stand before an English unit, or alone."""


def _inverted(words: dict[str, str]) -> dict[str, str]:
    return {word: said for said, listed in words.items() for word in listed.split()}


# A bound that is denied is the opposite one: 未能超过, 没有达到.
_DENIED = _inverted(
    {
        "less_than": "达到 达 完成",
        "at_most": "超过 突破 高于 超出",
        "at_least": "低于 少于 跌破",
    }
)
BOUNDS_BEFORE = _inverted(
    {
        "more_than": "突破 超过 超 首超 首破 逾 高于 多于 大于 >",
        "at_least": "不低于 不少于 至少 ≥ >=",
        "at_most": "不超过 不高于 至多 不突破 ≤ <=",
        "less_than": "不足 不到 低于 少于 小于 <",
        "nearly": "近 将近 逼近 接近",
        "about": "约 大约 约为 约占",
    }
) | {
    f"{denial}{word}": said
    for word, said in _DENIED.items()
    for denial in ("未", "未能", "没有", "没能", "尚未")
}
"""What may stand before a number and bound it → the qualifier."""
BOUNDS_BEHIND = _inverted(
    {"at_least": "以上", "at_most": "以下 以内", "about": "左右 上下", "more_than": "有余"}
)
"""What may stand behind a number and bound it → the qualifier."""
PART_BOUNDS = {"强": "more_than", "弱": "less_than"}
"""What may stand behind a part (三成强) and bound it → the qualifier."""
OTHERS_BEFORE = _inverted(
    {
        "expected": "预计 预期 有望 力争",
        "down": "下降 减少 降低 回落 下跌 下滑 净减少",
        "up": "增长 上涨 提高 上升 增加 净增",
        "minus": "负",
        "about": "~",
        "": "首次 累计 达到 达 为 占",
    }
)
"""What else may stand before a number."""
