"""The units and classifiers behind a printed number, and what they mean canonically."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache

from cqdata import quantity

_PERCENT = "% ‰ 个百分点 百分点 个基点 倍 成"
_MONEY = "元人民币 元 美元 欧元 港元 港币 日元 英镑 新元 澳门元"
_PEOPLE = "人次 人年 人天 人日 人 名 位"
_PHYSICAL = (
    "吨标准煤 吨标煤 吨二氧化碳当量 载重吨 综合吨 总吨 吨公里 吨海里 人公里 吨 公斤 千克 毫克 微克 克 市斤 斤 担 "
    "平方公里 平方千米 平方米 立方米 立方 公顷 亩 平方 公里 千米 海里 毫米 厘米 微米 纳米 米 千瓦时 千瓦 "
    "兆瓦时 兆瓦 吉瓦 瓦时 瓦 千伏安 千伏 伏安 大卡 焦耳 升 摄氏度 ℃ °C 小时 个小时 分钟 秒 工作日 "
    "个工作日 天 周岁 岁 年 个月 比特 字节 标准箱 个标准箱 标箱 度电 度 分贝 核 "
    "MWh kWh GWh TWh GW MW kW KW TEU Tbps Gbps Mbps kbps EFLOPS PFLOPS TFLOPS EFlops PFlops TFlops P "
    "GB TB PB EB ZB MB GHz MHz kHz Hz km2 km² km m3 m³ m2 m² cm mm nm kg mg μg ug t ha dB dBm"
)
_CLASSIFIERS = (
    "架次 班次 场次 批次 例次 户次 辆次 件次 家次 项次 艘次 台次 车次 只次 剂次 学时 课时 学分 人份 床位 席 "
    "家 项 件 次 户 所 座 条 台 套 辆 架 艘 部 篇 种 类 门 批 场 处 支 只 头 匹 株 棵 张 份 本 册 枚 羽 尾 幅 "
    "片 块 间 栋 幢 孔 口 眼 道 节 列 对 起 宗 笔 例 个 颗 站 款 组 层 分 点 剂 箱 袋 桶 盒 桩 床 团 粒 瓶 芯 "
    "公里段 国 省 市 县 区县 对次 村 镇"
)

# A unit's characters that begin one of these words are no unit.
_GUARDS = {
    "家": "庭 电 具 园 政 禽 校 长 乡 居 属 畜 国",
    "项": "目",
    "名": "单 录 城 企 牌 校 师 医 片 优 特 列 义 胜",
    "位": "于 居 列 次 置 数",
    "人": "才 均 民 口 工 大 居 社 力 文 事 群 造 防 机 数 员 类 生 体 物",
    "次": "产业 要 日 年 月 级 新",
    "户": "籍 均 外 型 用 口 主",
    "所": "有 得 以 属 在",
    "座": "谈 位 椅",
    "条": "件 例 款 约",
    "台": "湾 风 账 商 胞 阶",
    "部": "门 委 队 级 长 署 分 省 市",
    "种": "植 业 子 质 粮 养",
    "类": "别 似 型",
    "门": "类 诊 店 户",
    "批": "准 复 发 量 示",
    "场": "馆 地 所 景 均",
    "处": "理 置 级 于",
    "支": "持 出 付 撑 行 柱 农 教 线",
    "头": "部",
    "片": "区",
    "块": "状",
    "间": "隔",
    "口": "岸 径 罩 粮",
    "道": "路",
    "节": "能 点 约 水 日 目",
    "列": "入 为 全 第 车",
    "对": "接 口 外 比 于 话 标",
    "起": "步 草 飞",
    "例": "如",
    "个": "体 人 性 别 税 转",
    "站": "点",
    "款": "项",
    "组": "织 建 成 合 团",
    "层": "面 级 次",
    "分": "别 之 类 行 公 布 局 店 会 支 级 配 享 产 季 行业",
    "团": "队 体 结 员",
    "床": "位",
    "升": "级 至 到 降 学",
    "米": "粮",
    "克": "服",
    "天": "然 津 府 眼",
    "瓦": "斯",
    "份": "额",
    "张": "力",
    "套": "餐 利",
    "只": "有 能",
    "桩": "",
    "芯": "片",
    "担": "当 保 任",
    "成": "立 功 为 员 长 都 果 品 本 就 交 熟 套 效 绩 渝 年 人 形",
    "省": "级 内 会 委 份 政 直",
    "市": "级 场 委 值 政 民 直 州 内",
    "县": "级 域 委 乡 政",
    "国": "家 际 内 有 产 企 外 务 有",
    "村": "级 民",
    "镇": "级",
    "点": "钟 位 亮 多 半",
    "年": "",
    "度": "假",
    "席": "位",
    "核": "心 电 准 算 酸 查 定",
    "对次": "",
    "倍": "增 数 率 体 速 频 差",
}

UNITS: frozenset[str] = frozenset(
    " ".join((_PERCENT, _MONEY, _PEOPLE, _PHYSICAL, _CLASSIFIERS)).split()
)
LONGEST = max(map(len, UNITS))
MONEY = frozenset(_MONEY.split())
PEOPLE = frozenset(_PEOPLE.split())
MEASURED = frozenset(_PHYSICAL.split())
_GUARD = {unit: tuple(words.split()) for unit, words in _GUARDS.items()}
_PER = UNITS | {"日", "年", "月", "万人", "百人", "千人", "万元", "百户", "百元", "亿元", "人次"}
_PAIRS = frozenset("次套项个家所种件处人户座台部辆场批组只口条对名架艘")

MULTIPLES = {
    "": 0,
    "百": 2,
    "千": 3,
    "万": 4,
    "十万": 5,
    "百万": 6,
    "千万": 7,
    "亿": 8,
    "十亿": 9,
    "百亿": 10,
    "千亿": 11,
    "万亿": 12,
}

_CURRENCIES = {
    "欧元": "EUR_1e8",
    "港元": "HKD_1e8",
    "港币": "HKD_1e8",
    "日元": "JPY_1e8",
    "英镑": "GBP_1e8",
    "新元": "SGD_1e8",
    "澳门元": "MOP_1e8",
}
_SYNONYMS = {
    "个标准箱": "标准箱",
    "标箱": "标准箱",
    "千米": "公里",
    "平方千米": "平方公里",
    "公斤": "千克",
    "吨标煤": "吨标准煤",
    "°C": "℃",
    "摄氏度": "℃",
    "立方": "立方米",
    "平方": "平方米",
    "周岁": "岁",
    "KW": "kW",
    "市斤": "斤",
    "个小时": "小时",
    "个工作日": "工作日",
    "度电": "千瓦时",
}


def unit_at(text: str, i: int) -> str:
    """Return the unit or classifier that begins at an offset, "" where none does.

    A pair such as 家(次), 台/套 or 微克/立方米 is one unit.
    """
    word = ""
    for length in range(min(LONGEST, len(text) - i), 0, -1):
        candidate = text[i : i + length]
        if candidate in UNITS:
            end = i + length
            if candidate[-1].isascii() and candidate[-1].isalnum():
                if text[end : end + 1].isascii() and text[end : end + 1].isalnum():
                    continue
            elif any(text.startswith(w, end) for w in _GUARD.get(candidate, ())):
                continue
            word = candidate
            break
    if not word:
        return ""
    end = i + len(word)
    following = text[end : end + 3]
    if following[:1] == "(" and following[2:] == ")" and following[1:2] in _PAIRS:
        return word + following
    if following[:1] == "/":
        for length in range(min(LONGEST, len(text) - end - 1), 0, -1):
            second = text[end + 1 : end + 1 + length]
            if second in _PER or second[:1] in "百千万" and second[1:] in _PER:
                return f"{word}/{second}"
    return word


@lru_cache(maxsize=4096)
def canonical(multiple: str, word: str) -> tuple[str, Fraction]:
    """Return the canonical unit of a printed unit and the factor that converts into it.

    Parameters
    ----------
    multiple
        "", "万", "亿" and the like.
    word
        Unit or classifier without its multiple.

    Returns
    -------
    tuple of str and Fraction
        As :func:`cqdata.quantity.unit_of`, which knows money, people, shares and classifiers;
        tenths (成) become %, other currencies a hundred million, and measured units keep their
        name.
    """
    ten = Fraction(10) ** MULTIPLES[multiple]
    if word == "成":
        return "%", ten * 10
    if word in _CURRENCIES:
        return _CURRENCIES[word], ten / 10**8
    first, slash, second = word.partition("/")
    if word == "‰" or word == "个基点":
        return word, ten
    if first in MEASURED or (slash and (second not in _PAIRS or first in MONEY)):
        name = _SYNONYMS.get(first, first)
        return (f"{name}/{_SYNONYMS.get(second, second)}" if slash else name), ten
    return quantity.unit_of(multiple + word)
