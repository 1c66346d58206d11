"""What the words before and behind a figure say: predicate, measure, subject, scope.

The stretch of text between one figure and the next (its *gap*) is read from its end: adverbs and
verbs are taken off the last clause until a noun phrase is left, and what was taken off tells the
measure.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

# --------------------------------------------------------------- words that end a last clause

_UP = (
    "增长 增加 上升 提高 提升 上涨 扩大 增 升 涨 攀升 回升 多增 增收 增产 加快 改善 跃升 走高 正增长 上扬 上调 上浮 "
    "延长 递增 拉高 反弹 增多 前移 前进 上移 晋升 进位 猛增 激增 净增长 增速 增幅 涨幅 升幅 增长率 增长速度 增长幅度 "
    "提高幅度 提升幅度 同比增速 增长量 提速 快 高 多 净增加"
).split()
_DOWN = (
    "下降 减少 降低 回落 下跌 下滑 缩减 减 降 跌 收窄 缩小 压减 精简 削减 压缩 负增长 放缓 减缓 少增 萎缩 缩短 减产 减收 "
    "走低 下调 下浮 后移 后退 递减 降幅 跌幅 减幅 下降幅度 慢 低 少 净减少 滑落 回调"
).split()
_RATES = frozenset(
    "增速 增幅 涨幅 升幅 增长率 增长速度 增长幅度 提高幅度 提升幅度 同比增速 降幅 跌幅 减幅 下降幅度 增长量".split()
)
_COMPARE = frozenset("快 高 多 慢 低 少".split())
_TO = "到 至 为 达到 达 成 成为 可达 将达 已达 均为 均达 约为 达到了".split()
_LEVEL = (
    "实现 完成 共 共有 有 是 拥有 共计 合计 总计 总数达 位 居 列 排 排名 排名第 综合排名 位居 位列 名列 居于 排在 保持 保持在 稳定在 "
    "控制在 维持在 稳居 跃居 跃升 跻身 进入 仅 只有 仅为 仅有 占 突破 超过 接近 又 超 近 约 逾 均 也 相当于 折合 "
    "达成 实际 高达 多达 降至 增至 升至 提高至 提高到 增加到 上升到 上升至 下降到 下降至 增长到 增长至 增加至 提升至 提升到 扩大到 "
    "扩大至 扩展到 缩小到 缩小至 减少到 减少至 压减至 压缩至 压缩到 缩短至 缩短到 回落至 回落到 升到 降到 增到 降低到 降低至 "
    "跃升至 跃升到 攀升至 前移至 前进到 上涨到 上涨至 进至 进到 退至 退到 优化为 调整为 调整到 优化到 变为 转变为 发展到 增长为 为第 列第 居第 位于 处于 稳定保持在 "
    "恢复到 恢复至 稳定 继续保持 持续保持 继续 首次 首破 跨越 跨过 迈上 登上 站上 跨上 破 冲破 逼近 迈过 越过 连续突破 达 等 了 超过了 在"
).split()
_ADVERBS = (
    "同比 环比 比上年 较上年 比去年 较去年 比上年同期 较上年同期 比去年同期 较去年同期 比上年末 较上年末 比上年底 较上年底 "
    "比年初 较年初 与上年相比 与去年同期相比 同上年相比 按可比价格计算 按可比价计算 按不变价格计算 按可比口径 按可比价 可比口径 "
    "同口径 按同口径 按现价计算 扣除价格因素 扣除价格因素后 剔除价格因素 分别 分别比上年 均 已 约 将 累计 共 合计 平均 年均 年平均 "
    "实际 名义 再 又 仅 就 则 也 还 首次 一举 了 大幅 小幅 明显 进一步 持续 稳定 基本 预计 预期 力争 有望 可 要 总共 已经 "
    "当年 全年 继续 略 微 仍 较快 快速 稳步 逆势 净 历史性 成功 率先 连续 先后 相继 双双 依次 各 逐年 年均复合 复合 两年平均 三年平均 "
    "五年平均 顺利 高速 迅速 强劲 显著 同期 相比 上年 去年 其中 由 从 以 的 直接 间接 任务 幅度 全部 整体 总体 "
    "始终 一直 平稳 即 较 比 于 同 拟 应 不断 提前 超额 是 为 每年 则 都"
).split()

_CLASS: dict[str, str] = {}
for _words, _name in (
    (_ADVERBS, "adverb"),
    (_LEVEL, "level"),
    (_TO, "to"),
    (_UP, "up"),
    (_DOWN, "down"),
):
    for _word in _words:
        _CLASS[_word] = _name
_LONGEST = max(map(len, _CLASS))

# Characters that look like a verb at the end of these nouns.
_NOUN_ENDS = {
    "增": ("新增", "净增", "倍增", "双增"),
    "增长率": ("自然增长率",),
    "增长": ("净增长",),
    "升": ("毫升", "公升"),
    "有": ("国有", "公有", "所有", "自有", "特有", "私有"),
    "成": ("建成", "形成", "完成", "达成", "集成", "合成", "组成", "生成", "落成", "编成", "养成", "收成", "三成", "构成"),
    "为": ("行为", "作为", "成为", "认为"),
    "高": ("新高", "最高", "登高"),
    "低": ("最低", "新低"),
    "多": ("最多", "众多", "繁多"),
    "少": ("至少", "最少", "减少", "不少", "缺少", "青少"),
    "快": ("最快", "加快"),
    "慢": ("最慢",),
    "列": ("系列", "行列", "序列", "专列", "班列", "陈列"),
    "位": ("单位", "席位", "床位", "岗位", "学位", "泊位", "车位", "品位", "全方位", "首位", "工位", "点位", "货位", "定位", "航位"),
    "排": ("减排", "安排", "编排"),
    "居": ("民居", "定居", "安居", "社居"),
    "达": ("发达", "雷达", "直达", "抵达", "传达", "马达", "送达"),
    "到": ("签到", "报到", "收到", "得到", "受到", "遇到", "看到"),
    "至": ("甚至", "截至", "直至"),
    "等": ("平等", "中等", "高等", "初等", "上等", "优等", "同等", "一等", "二等", "三等", "特等"),
    "近": ("最近", "附近", "临近", "邻近"),
    "约": ("签约", "节约", "合约", "集约", "预约", "特约"),
    "超": ("赶超", "中超"),
    "降": ("升降", "沉降", "双降"),
    "减": ("双减", "裁减", "核减", "税减"),
    "破": ("突破", "爆破", "侦破"),
    "共": ("公共", "中共"),
    "是": (),
    "占": ("侵占",),
    "同": ("合同", "共同", "协同", "等同"),
    "于": ("由于", "关于", "对于", "属于", "用于", "位于", "居于", "处于"),
    "较": ("比较",),
    "比": ("对比", "占比", "环比", "同比", "之比", "配比", "性价比", "收入比"),
    "时": ("千瓦时", "小时", "工时", "同时", "学时", "课时", "临时", "暂时"),
    "年": ("青年", "少年", "青少年", "老年", "人年", "学年", "成年", "未成年"),
    "中": ("高中", "初中", "集中", "空中"),
    "后": ("博士后", "最后", "落后", "售后", "今后", "产后", "灾后"),
    "上": ("线上", "规上", "网上", "海上", "以上", "规模以上", "水上", "陆上", "限上"),
    "下": ("以下", "线下", "地下", "限额以下"),
    "由": ("自由",),
    "的": ("目的", "标的"),
    "以": ("可以", "所以"),
    "为第": (),
    "已": ("而已",),
    "增加": ("新增加",),
    "在": ("存在", "所在", "实在"),
    "进入": (),
    "任务": (),
    "要": ("主要", "需要", "重要", "必要"),
    "可": ("许可", "认可"),
    "应": ("供应", "适应", "响应", "效应", "反应"),
    "净": ("干净",),
    "人均": (),
    "平均": (),
    "各": (),
    "涨": ("上涨", "物价涨"),
    "首破": (),
    "了": (),
    "使": ("大使", "天使"),
    "实际": (),
    "当年": (),
    "总数": (),
    "全部": (),
    "提速": (),
    "稳定": (),
    "递增": (),
    "占比": (),
    "每年": (),
}

_BASE = re.compile(
    r"(?:,?)(?:比|较|同|与|相比|相较于|相较|对比)(?:(?P<year>[12][0-9]{3})年?|上年|去年|前年|年初|上季度?|上月|上[届轮]|前?[一二三四]季度|上半年|[0-9]{1,2}(?:[-—~至到][0-9]{1,2})?月份?|"
    r"上期|同期|“?十[一二三四五]五”?|上一?年度?|疫情前|前一年|上一轮|[^,。;、0-9]{1,8}?前)"
    r"(?P<rest>(?:全年|同期|同月|末|底|初|时|年末|水平|期末|规划末|期间|总数|总量|总额)*)(?:相比|实际|名义|分别|又|各|略|均|共|净|累计)*$"
)
_MULTI = re.compile(
    r"年均|年平均|复合|[两二三四五六七八九十0-9]年平均|翻番|"
    r"(?:^|[^第])[两二三四五六七八九十0-9]+年(?:来|间|以来)?(?:共|累计|总|的时间)?|近[两二三四五六七八九十0-9]+年|"
    r"“?十[一二三四五]五”?(?:时期|期间|以来|末)|环比|累计(?=增长|增加|提高|上升|下降|$)"
)

_SPAN = re.compile(
    r"(?:过去|近|这|[12][0-9]{3}年以来的?)?(?:五|四|三|两|十|[2-9]|10)年(?:来|间|以来|里|,)|"
    r"“?十[一二三四五]五”?(?:时期|期间|以来)|党的十[八九]大以来|党的二十大以来|"
    r"[12][0-9]{3}年?[-—~至到][12]?[0-9]{1,3}年(?!度)|[12][0-9]{3}年以来|自[12][0-9]{3}年"
)


_DATED = re.compile(
    r"(?:(?:19|20)[0-9]{2}年(?:[0-9]{1,2}月)?(?:末|底|初|度)?|“?十[一二三四五]五”?(?:末|初|期末)|(?:上年|去年|前年|年初|当年|上一年)(?:同期|末|底)?)的?$"
    r"|(?:提前|连续|历时)[^,;]{1,6}(?:月|年|天|季度|次)$"
)


@dataclass(slots=True)
class Clause:
    """What the gap before a figure says about it.

    Attributes
    ----------
    head
        The noun phrase with its verbs, as cut off the predicate; "" where the clause has none.
    up, down, to, rate
        Whether the predicate grows, falls, arrives ("到"), or names a rate of change.
    adverbs
        Adverbs and verbs taken off, in the order of the text.
    comparison
        The change is against another place or a plan, not against an earlier time.
    connector
        The gap only joins this figure to the one before (、, 和).
    verb
        The last verb taken off.
    """

    head: str = ""
    up: bool = False
    down: bool = False
    to: bool = False
    rate: bool = False
    adverbs: list[str] = field(default_factory=list)
    base_year: str = ""
    based: bool = False
    comparison: bool = False
    connector: bool = False
    verb: str = ""


_CONNECTOR = re.compile(r"[ ]*(?:、|和|与|及|以及|或|,?和|,)?[ ]*(?:第|近|超|约|突破)?[ ]*")


def strip_predicate(piece: str) -> Clause:
    """Take the predicate off the end of a clause.

    Parameters
    ----------
    piece
        Text of the clause up to the figure.

    Returns
    -------
    Clause
        With ``head`` the rest.
    """
    clause = Clause()
    text = piece.strip(" ")
    changed = True
    while text and changed:
        changed = False
        if text[-1] in "年期末初底比较前平际义别时略均共净又各计水数量额月份度届轮):":
            base = _BASE.search(text, max(0, len(text) - 28))
            if base and base.end() > base.start():
                clause.based = True
                clause.base_year = base["year"] or clause.base_year
                if re.search("五”|前$|疫情", base[0]):
                    clause.base_year = clause.base_year or "multi"
                clause.adverbs.append(base[0])
                text = text[: base.start()].rstrip(" ,")
                changed = True
                continue
        dated = _DATED.search(text, max(0, len(text) - 14)) if text[-1] in "的年末底初度期月天次" else None
        if dated:
            text = text[: dated.start()].rstrip(" ")
            changed = True
            continue
        for length in range(min(_LONGEST, len(text)), 0, -1):
            word = text[-length:]
            kind = _CLASS.get(word)
            if kind is None:
                continue
            if length <= 3 and any(text.endswith(noun) for noun in _NOUN_ENDS.get(word, ())):
                # The word is the end of a noun; a longer word of the list may still fit.
                if length == 1 or word in _NOUN_ENDS:
                    break
            if kind in ("up", "down"):
                if word in _COMPARE and not _compares(text[:-length]):
                    break
                if not clause.to and not (clause.up or clause.down):
                    clause.up, clause.down = kind == "up", kind == "down"
                clause.rate = clause.rate or word in _RATES
                if word in _RATES and kind == "down" and clause.up:
                    clause.down, clause.up = True, False
            elif kind == "to":
                if not (clause.up or clause.down):
                    clause.to = True
            elif word.endswith(("到", "至")) and not (clause.up or clause.down):
                clause.to = True
            if not clause.verb and kind != "adverb":
                clause.verb = word
            clause.adverbs.append(word)
            text = text[:-length].rstrip(" ")
            changed = True
            break
    clause.head = text
    clause.adverbs.reverse()
    return clause


def _compares(text: str) -> bool:
    """Say whether 高, 多 and the like compare (比上年高), rather than end a noun (新高)."""
    return bool(re.search(r"(?:比|较|同比|环比|于)[^,。;]{0,16}$", text[-20:]))
