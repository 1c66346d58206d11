"""How sure a row is: what is against it, each doubt with its weight.

The confidence only ranks the rows of a draft: the least sure are looked at first.  A doubt is a
feature that wrong rows of checked drafts have more often than right ones.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from fractions import Fraction
from functools import lru_cache
from math import exp

from cqdata.reading.lexicon import ADVERBS, DOWN, MEASURES, UP, VERBS

_MONEY = re.compile(
    "收入|投资|额|经费|支出|资金|产值|利润|税|贷|款|余额|值|GDP|投入|费|基金|价|销|成本|债|预算|补|出口|进口|"
    "消费|融资|资产|授信|保险|信托|产业|经济|贸易|规模|外资|营收|奖|罚|订单|合同|交易|效益|造价"
)
_RATE = re.compile(
    "率|比|强度|度|水平|指数|系数|份额|贡献|进度|增速|涨幅|降幅|覆盖|浓度|含量|占|倍|面积|价格|平均|成数|目标|"
    "通过|转化|开放|满意"
)
_COUNTED = re.compile(
    "企业|机构|单位|平台|中心|院|所|公司|基地|店|园|商|社|团|户|校|馆|站|厂|台|库|区|联盟|高校|实验室|"
    "巨人|瞪羚|独角兽|孵化器|空间|总部|主体|组织|银行|农场|民宿|酒店|景区|驿站|书屋"
)
_PEOPLE = re.compile(
    "人|员|者|生|师|民|士|家|群众|工|才|就业|户籍|旅客|游客|旅游|客|职|口|岗|参保|师生|学|病例|团|班|教|兵|"
    "医|培训|救助|接种|服务|领|专|代表|院士|脱贫|减少|新增|对象"
)
_BEGINS = re.compile(
    "[较比了居占的和与及等由从其该各并已将对向于被使让至到达为超近约再又还也仅共均累]|以(?!色列)|在(?![校建研岗职营册园])"
)
_KEPT = re.compile(
    "比[亚特]|和[田平]|与会|对[外口]|向[上阳]|使[用馆]|为民|各[类级]|共[享同青有建]|近[海零视]|超[高低大级算市]|"
    "其[他它]|再[生贷就保]|居[民住家]|达州|约定|占地|等级|由县|将军|被(?:征|动)|均[价值]"
)
_ENDS = re.compile(
    "(?:[的了在为是被把对向从由与和及或并以其该各已将可要会能较比超达至到]|全面|持续|加快|不断|进一步|有力|有效|显著|明显|"
    "突破|实现|完成|新增|推动|推进|开展|位居|名列|首次)$"
)
_PLACE_OR_TIME = re.compile(
    "(?:全?[国省市区县州]|[^,、]{1,3}[省市区县州]|[东中西]部(?:地区)?|境[内外]|国内外?|[今去上当本明]年|全年|年[末底初]|"
    "[一二三四]季度|上半年|下半年|[0-9]{1,2}月|目前|当前|同期|历史|世界)+"
)
_CLAUSE = re.compile(
    "[,;。:!?]|[0-9]{2}年|(?:增长|下降|提高|达到|位居|实现|完成|推动|推进|开展|聚焦|围绕|坚持|强化|加强|深入)"
)
_BARE = re.compile(
    "企业|项目|平台|机构|单位|产品|成果|人员|人才|团队|基地|中心|活动|资金|投资|收入|指标|任务|工程|设施|设备|"
    "技术|服务|用户|客户|合同|协议|标准|政策|措施|事项|案件|问题|课程|岗位|总投资|总量|总额|规模|数量|占比|比重"
)

_WORDS = frozenset(w for w in (*VERBS, *MEASURES, *ADVERBS, *UP, *DOWN) if len(w) > 1)

DOUBTS: dict[str, tuple[float, str]] = {
    # What the reading did: completed, guessed, carried on.
    "missing": (2.5, "subject not found"),
    "shared": (1.15, "several figures for one subject"),
    "completed": (1.25, "subject completed from the clause before"),
    "carried": (0.5, "累计 or 新增 carried on from the clause before"),
    "expected": (0.2, "预计 carried on from the clause before"),
    "range": (0.8, ""),
    "elided": (0.5, "unit taken from the context"),
    "unitless": (0.5, "no unit printed"),
    "unlinked": (0.3, "no level found for this change"),
    "linked": (-0.6, ""),
    "behind": (0.8, ""),
    "inside": (1.6, ""),
    "third": (0.8, ""),
    "fifth": (0.5, ""),
    "timeless": (1.5, "a former value; the text does not say of when"),
    "former": (0.3, "a former value"),
    "signs": (2.5, "the sign and the word of decline disagree"),
    "spaced": (0.8, "a space inside the number"),
    "levels": (2.5, "the growth does not fit the levels beside it"),
    # How the subject reads.
    "torn": (1.5, "subject may be cut wrongly"),
    "begins": (1.75, "subject may be cut wrongly"),
    "place": (1.5, "subject is only a place or a time"),
    "open": (0.8, ""),
    "clause": (0.6, ""),
    "digits": (0.7, ""),
    "joined": (2.0, ""),
    "tiny": (2.1, ""),
    "short": (0.4, ""),
    "bare": (0.5, ""),
    "long": (0.6, "subject may be cut wrongly"),
    # Whether subject, unit and measure go together.
    "unit": (1.1, "unit and subject do not go together"),
    "size": (1.0, ""),
    "pp": (0.5, ""),
    "share": (0.4, ""),
    "flow": (0.6, ""),
    "growth": (-0.7, ""),
    "level": (-0.7, ""),
}
"""Doubt → its weight in log-odds of a wrong row, and what the person who checks is told.

The weights were fitted to the rows, right and wrong, of six earlier versions of the rules on the
sentences of the tests; those of doubts that are too rare to fit were set by hand.
"""
_START = -3.0


@lru_cache(maxsize=8192)
def judge(doubts: tuple[str, ...]) -> tuple[float, tuple[str, ...]]:
    """Return how sure a row with these doubts is, and what a person is told of them."""
    told = (note for doubt in doubts if (note := DOUBTS[doubt][1]))
    return confidence(dict.fromkeys(doubts)), tuple(dict.fromkeys(told))


def confidence(doubts: Iterable[str]) -> float:
    """Return how sure a row with these doubts is, from 0 to 1."""
    odds = _START + sum(DOUBTS[doubt][0] for doubt in doubts)
    return min(max(round(1 / (1 + exp(odds)), 2), 0.01), 0.99)


@lru_cache(maxsize=8192)
def of_subject(subject: str) -> tuple[str, ...]:
    """Return the doubts about a subject as the name of an indicator."""
    if not subject:
        return ()
    size = len(subject)
    found = {
        "begins": bool(_BEGINS.match(subject)) and not _KEPT.match(subject),
        "torn": bool(_ENDS.search(subject)),
        "place": bool(_PLACE_OR_TIME.fullmatch(subject)),
        "clause": bool(_CLAUSE.search(subject)),
        "open": any(subject.count(a) != subject.count(b) for a, b in ("“”", "()")),
        "digits": any(c.isdigit() for c in subject),
        "joined": "、" in subject or "和" in subject[1:-1],
        "tiny": size < 3,
        "short": 3 <= size < 5,
        "bare": bool(_BARE.fullmatch(subject)),
        "long": size > 22,
    }
    return tuple(doubt for doubt, there in found.items() if there)


@lru_cache(maxsize=8192)
def is_torn(subject: str, before: str) -> bool:
    """Say whether a subject begins or ends inside a word of the genre, where it stands."""
    at = before.rfind(subject)
    if at < 0 or not subject:
        return False
    for border in (at, at + len(subject)):
        for start in range(max(0, border - 3), border):
            for end in range(border + 1, min(len(before), start + 4) + 1):
                if before[start:end] in _WORDS:
                    return border == at or before[start:border] not in _WORDS
    return False


@lru_cache(maxsize=8192)
def of_unit(subject: str, unit: str, measure: str) -> bool:
    """Say whether a unit does not go with a subject: money of no amount, people of no people."""
    if measure in ("yoy_growth", "change_pp", "other", "rank", "share") or not subject:
        return False
    if unit.endswith("_1e8"):
        return not _MONEY.search(subject)
    if unit in ("%", "‰"):
        return not _RATE.search(subject)
    if unit in ("person", "person_time"):
        return not _PEOPLE.search(subject)
    return unit in ("count:家", "count:户") and not _COUNTED.search(subject)


_BY_MEASURE = {
    "yoy_growth": "growth",
    "change_pp": "pp",
    "share": "share",
    "level": "level",
    "cumulative": "flow",
    "new_in_year": "flow",
}


_LARGE = {"yoy_growth": 150, "change_pp": 30}


def of_value(value: Fraction, measure: str) -> list[str]:
    """Return the doubts about a measure, and about the size of a growth or change."""
    doubts = [_BY_MEASURE[measure]] if measure in _BY_MEASURE else []
    limit = _LARGE.get(measure)
    return [*doubts, "size"] if limit and abs(float(value)) > limit else doubts
