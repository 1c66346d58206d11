"""Find the printed numbers of a text that are figures, each with its qualifier and unit.

A number is a figure by what surrounds it: a unit or classifier behind it, a rank's 第 before it.
Dates, codes, document and footnote numbers, ordinals and names that hold a digit are left alone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from fractions import Fraction

from cqdata.quantity import MULTIPLES
from cqdata.quantity.numerals import parts_at
from cqdata.quantity.unitwords import MONEY
from cqdata.reading.lexicon import RATED, STRONG
from cqdata.reading.units import FIRST_SIGNS, MEASURED, canonical, unit_at


@dataclass(slots=True)
class Token:
    """A printed number that is a figure.

    Attributes
    ----------
    digit
        Offset of its first digit.
    start, end
        Span of the print with qualifier and unit.
    value
        Number in ``unit``; None until the unit is known.
    unit
        Canonical unit, as of :func:`cqdata.quantity.parse`.
    qualifier
        What is said at the number itself.
    kind
        "percent", "pp", "times", "rank" or "amount".
    number
        The number as printed, before multiple and unit.
    multiple, word
        The printed multiple (万, 亿) and unit.
    elided
        The unit was taken from a neighbour or guessed.
    high
        Upper end of a printed range, in ``unit``.
    chain
        Part of a ratio such as 6.8:40.1:53.1.
    spans
        It is "about" only because a range is printed.
    parts
        It is printed in several parts (1亿2000万) or with spaces (13 000).
    """

    digit: int
    start: int
    end: int
    number: Fraction
    multiple: str = ""
    word: str = ""
    value: Fraction = Fraction(0)
    unit: str = ""
    qualifier: str = "exact"
    kind: str = ""
    elided: bool = False
    high: Fraction | None = None
    chain: bool = False
    expected: bool = False
    spans: bool = False
    parts: bool = False


_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?")
# 13 000件: GB/T 15835 lets a space part thousands; without a unit behind, the spaces part numbers.
_GROUPED = re.compile(
    r"(?<![0-9.])[0-9]{1,3}(?:,[0-9]{3})+(?![0-9])(?:\.[0-9]+)?"
    r"|(?<![0-9.图表注页第年月A-Za-z-])[1-9][0-9]{0,2}(?: [0-9]{3})+(?![0-9])(?:\.[0-9]+)?"
    rf"(?= ?[余多{re.escape(FIRST_SIGNS)}])"
)
_DIGITS = "一二两三四五六七八九"
_CHINESE = re.compile(
    rf"(?P<tenths>(?<![{_DIGITS}十百千万])[{_DIGITS}]{{1,2}}成(?:半|(?P<ones>[{_DIGITS}]))?"
    r"(?=[^\u4e00-\u9fff]|[以左的多在为用由来企项均降升提增减下上缩扩至到]|$))"
    rf"|(?P<bottom>百|千|万|[{_DIGITS}十]{{1,3}})分之"
    rf"(?P<top>[零{_DIGITS}十百]{{1,5}}(?:点[零〇{_DIGITS}]{{1,4}})?)(?![分几{_DIGITS}十百])"
    rf"|第(?P<rank>[{_DIGITS}十]{{1,3}})(?P<place>位|名(?!单))?(?![{_DIGITS}十])"
    rf"|(?<=[居列入为在球国界省市内洲部区])前(?P<top_rank>[{_DIGITS}十]{{1,3}})[位名]?"
    r"(?=[^\u4e00-\u9fff]|[和与及]|$)"
    r"|(?P<halved>减半)(?=[^\u4e00-\u9fff]|$)"
    r"|(?P<half>一半|半数)(?=以上|左右|[^\u4e00-\u9fff]|[的为由来是])"
    r"|(?<=[破过超逾近达])(?P<round>万亿|[百千]亿|[百千]万)"
    r"(?=(?:元|美元|人次|户|吨)?(?:大关|关口|台阶)?(?:[^\u4e00-\u9fff]|$))"
    rf"|(?<![{_DIGITS}十百成翻])(?P<times>[{_DIGITS}十]{{1,3}}(?:点[{_DIGITS}])?)(?P<more>多)?"
    r"倍(?![增数率体速频差])多?"
)
_PLACES = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"两": 2, "〇": 0}


def _chinese(text: str) -> Fraction:
    """Value of a Chinese number below a thousand, with decimals behind 点."""
    whole, _, decimals = text.partition("点")
    total = last = 0
    for c in whole:
        if c in "十百":
            total += (last or 1) * (10 if c == "十" else 100)
            last = 0
        else:
            last = _PLACES[c]
    result = Fraction(total + last)
    for place, c in enumerate(decimals, 1):
        result += Fraction(_PLACES[c], 10**place)
    return result


# What may stand directly before a number and qualify it.
_QUALIFIERS = {
    "突破": "more_than",
    "突破了": "more_than",
    "超过": "more_than",
    "超过了": "more_than",
    "超出": "more_than",
    "超": "more_than",
    "首超": "more_than",
    "首破": "more_than",
    "逾": "more_than",
    "高于": "more_than",
    "多于": "more_than",
    "大于": "more_than",
    ">": "more_than",
    "不低于": "at_least",
    "不少于": "at_least",
    "至少": "at_least",
    "≥": "at_least",
    ">=": "at_least",
    "不超过": "at_most",
    "不高于": "at_most",
    "最高": "at_most",
    "至多": "at_most",
    "≤": "at_most",
    "<=": "at_most",
    "不足": "less_than",
    "不到": "less_than",
    # 未能超过, 没有达到: a bound that is denied is the opposite one.
    **{
        f"{denied}{word}": opposite
        for denied in ("未", "未能", "没有", "没能", "尚未")
        for words, opposite in (
            (("达到", "达", "完成"), "less_than"),
            (("超过", "突破", "高于", "超出"), "at_most"),
            (("低于", "少于", "跌破"), "at_least"),
        )
        for word in words
    },
    "不突破": "at_most",
    "低于": "less_than",
    "少于": "less_than",
    "小于": "less_than",
    "<": "less_than",
    "近": "nearly",
    "将近": "nearly",
    "逼近": "nearly",
    "接近": "nearly",
    "约": "about",
    "大约": "about",
    "约为": "about",
    "约有": "about",
    "约达": "about",
    "约合": "about",
    "约占": "about",
}
_LAST_SIGNS = frozenset(word[-1] for word in _QUALIFIERS)
_LONGEST_QUALIFIER = max(map(len, _QUALIFIERS))
_NOT_THE_WORD = {
    "近": frozenset("最附临靠邻新贴亲相远就逼"),
    "约": frozenset("节合签预集特公条制履违"),
    "超": frozenset("赶反高"),
}
_HIDDEN = {"约为", "约有", "约达", "约合", "约占", "最高"}
_AFTER = {
    "以上": "at_least",
    "以下": "at_most",
    "以内": "at_most",
    "之内": "at_most",
    "左右": "about",
    "上下": "about",
    "有余": "more_than",
    "之多": "exact",
}
_PARTS = frozenset(("分之", "成", "%", "倍"))
_STRENGTH = {"强": "more_than", "弱": "less_than"}
_SUFFIX = re.compile(r" ?(?:\(含\)|及其?)?(以上|以下|以内|之内|左右|上下|有余|之多)")
_MULTIPLE = re.compile(
    r"(?:万亿|千亿|百亿|十亿|亿|千万|百万|十万|万|千(?![瓦米克伏卡焦])|百(?![分货]))"
)
_EXPECT = re.compile(r"(?:预计|预期|力争|有望)(?:将|可|达|达到|为)?$")

_EXPECT_ENDS = frozenset("计期争望将可达到为")
_SUFFIX_STARTS = frozenset(" (及以之左上有")
_JOINS = frozenset(" -—~至到/")
_YEAR_BEHIND = re.compile(r" ?年")
_DATE_RANGE = re.compile(r" ?[-—~至到/]{1,2} ?[0-9]{1,4} ?(?:年|月|日|号|学年|时)")
_PERIOD = re.compile(
    r" ?(?:月份?|日|号|时(?!长)|点钟|届|期|周|季度|世纪|后|代|版|型|系|强|大|级|线|度?假)"
)
_NUMERIC_DATE = re.compile(r"[0-9]{4}[-/.][0-9]{1,2}(?:[-/.][0-9]{1,2})?(?![0-9%])")
_RANGE = re.compile(r" ?(?:[-~—]{1,2}|至|到) ?(?=[0-9])")
_RATIO = re.compile(r" ?: ?(?=[0-9])")
_RANK_BEFORE = re.compile(
    r"(?:居|列|位|排|名|全国|全省|全市|全区|全球|世界|亚洲|国内|省内|市内|西部|中部|东部|地区|城市|之首|保持|"
    r"[升跃降退移]至|[升跃降退移]到|进入|获|省份|直辖市|省会|三角|高新区|经开区|开发区|园区|同类|行业|省\)?|区、市\)?|是|为|首)$"
    r"|(?:居|列|排|排名|位|为|是|获)[^,。;:、0-9]{1,8}$"
)
_RANK_CUE = re.compile(
    r"(?:排|列|居|位次|名次|上升|提升|前移|前进|跃升|下降|后退|后移|升|退|跃|第)[^,。;:0-9]{0,8}$|(?:提高|上移|下移|下滑|进步|晋升)了?$"
)
_DURATION = re.compile(
    r"(?:缩短|压缩|延长|平均|压减|减少|提速|寿命|年限|提前|减至|降至|缩至|最快|仅需|只需|为期)[^,。;:0-9]{0,8}$"
)
_AGE = re.compile(
    r"(?:寿命|年龄|岁数)[^,。;0-9]{0,10}$|(?:达到?|[提高增加延长推迟降低下]{2}[到至]?|为|增至|升至)$"
)
_CLASSED = re.compile("(?:创?新|化学?|中|生物)药|(?:生物)?制品|(?:医疗)?器械")
_THRESHOLD = re.compile(
    r"的?(?:工业|企业|项目|重大|产业|单位|人口|老年|老人|常住|高层|大型|非|法人|人群|儿童|青年|居民|纳税|"
    r"个体|限额|\)(?=工业|企业|单位|的|法人|服务业)|城市|城镇|湖泊|河流|学历|服务业|建筑业|批发|零售|住宿|机组|锅炉|婴幼)"
)
_GIVEN = re.compile(
    r"(?:投入|落实|争取|安排|给予|新增|引进|培育|建成|建设|发放|支持|集聚|达|到|实现|近|超|完成)$"
)
_RATED = frozenset(RATED)
_NAMED = re.compile(
    r"级|[^,。;:、0-9]{0,6}圈|[^,。;:、0-9]{0,2}(?:特高压|输变电|变电站|工艺|制程)|热线|型|版|口径望远"
)
_INDEX = re.compile(
    r"(?:指数|系数|得分|评分|分值|总分|PMI|倍差|收入比|之比|pH值|综合值|比值)\0*[^,。;:、0-9\0]{0,10}$"
)
_PAIR_WORDS = re.compile(r"[ ]?(?:、|和|与|及|以及|或|,)[ ]?(?:近|超|约|第|突破)?$")
_CHANGED_TO = re.compile(
    r"[ ]?(?:、|和|与|及|以及|或|至|到|[^,。;:、0-9()]{0,10}"
    r"(?:增加|提高|上升|下降|减少|降低|缩小|扩大|增长|提升|调整|优化|"
    r"增|升|降|减|缩减|压缩|扩|变)[了]?(?:到|至|为))[ ]?"
    r"(?:近|超|约|第|突破)?(?:[0-9]{4}年底?的?)?$"
)
# 指数142.8,比上年提高9.6
_CHANGED_BY = re.compile(
    "[,、](?:同比|环比|[比较][^,。;0-9]{2,8})?(?:提高|提升|上升|上涨|增加|下降|降低|下跌|回落|减少)了?"
)
_STRUCTURE = re.compile(
    r"(?:产业|结构|比例|比重|之比)[^,。;0-9]{0,10}(?:[0-9]{4}年的?)?[^,。;0-9]{0,10}$"
)
_MONEY_NOUN = re.compile(
    r"(?:GDP|生产总值|产值|收入|投资|总额|资金|经费|贷款|存款|营收|税|额|市值|规模|资产|利润|外资|消费|进出口)"
    r"[^,。;:0-9]{0,8}$"
)
_VISITORS = re.compile(r"(?:旅客|游客|客流|接待|人次)[^,。;:0-9]{0,12}$")
_PEOPLE_NOUN = re.compile(r"(?:人口|人数|就业|人员|人才|劳动力|用户|学生)[^,。;:0-9]{0,8}$")
_PEOPLE_BEHIND = re.compile(
    "[\u4e00-\u9fff]{0,6}(?:人口|群众|居民|农民|职工|学生|学子|老人|老年人|师生|劳动力|党员|儿童|民众)"
)
_CLASS_BEFORE = re.compile(
    "[\u4e00-\u9fff)、](?:超过|突破|达到|高于|低于|大于|小于|多于|少于|不低于|不足|超|逾|达)$"
)
_CLASS_BEHIND = re.compile(
    "(?:及?以[上下])?的[^,。;:、0-9的]{1,12}?(?:共?有|共|达到?|为|数为|增至|增加到)?[0-9]"
)
_OPENING, _CLOSING = frozenset("“‘「『\"'"), frozenset("”’」』\"'")
_TITLE = re.compile(r"《[^》\n]{0,200}》")
# 指数(上年=100), 以2010年为100: the base of an index is no figure.
_INDEX_BASE = re.compile(
    r"\((?:以)?[^()\n]{0,14}(?:=|为|是) ?100(?:\.0+)?\)"
    r"|以[^,。;()\n]{2,10}(?:=|为) ?100(?:\.0+)?(?![0-9.%])"
)
_ORDINAL, _DROPPED, _RANKED, _MOVED = "ordinal", "dropped", "ranked", "moved"


def scan(text: str) -> list[Token]:
    """Return the figures of a normalised text in reading order.

    Parameters
    ----------
    text
        Text after :func:`cqdata.reading.text.normalise`.

    Returns
    -------
    list of Token
        Numbers with values in canonical units.
    """
    text = _INDEX_BASE.sub(lambda match: "\0" * len(match[0]), text)
    found = _arabic(text)
    written = _written(text)
    if written:
        found = sorted(found + written, key=lambda t: t.digit)
    kept = _resolve(text, found)
    for token in kept:
        _finish(token)
    return kept


# ---------------------------------------------------------------------------- ordinary digits


def _arabic(text: str) -> list[Token]:
    out: list[Token] = []
    titles = [match.span() for match in _TITLE.finditer(text)]
    titles.append((len(text) + 1, len(text) + 1))
    title = 0
    skip_to = 0
    list_end, list_kind = -1, ""
    taken = 0
    for match in _NUMBER.finditer(text):
        start, end = match.span()
        if start < taken:
            continue
        end = taken = _number_end(text, start, end)
        while titles[title][1] <= start:
            title += 1
        if start < skip_to or titles[title][0] <= start:
            continue
        if list_kind and 0 < start - list_end <= 3 and _PAIR_WORDS.match(text[list_end:start]):
            before_kind = list_kind
        else:
            before_kind = ""
        token, stop, kind = _one(text, start, end, before_kind)
        list_end, list_kind = max(end, stop), kind
        if token is not None:
            if token.start < skip_to:
                token.start = max(token.start, min(skip_to, token.digit))
            out.append(token)
            skip_to = token.end if token.high is not None or stop > token.end else skip_to
        whole = token is None or token.high is not None or token.parts
        skip_to = max(skip_to, stop if whole else 0)
    return out


def _number_end(text: str, start: int, end: int) -> int:
    """Return where a number ends whose thousands may be parted by commas or spaces."""
    if end - start <= 3 and text[end : end + 1] in (",", " "):
        grouped = _GROUPED.match(text, start)
        return grouped.end() if grouped else end
    return end


def _one(text: str, start: int, end: int, before_kind: str) -> tuple[Token | None, int, str]:
    """Read the number at a span; return its token or None, where to go on, and what it was."""
    before = text[start - 1] if start else ""
    behind = text[end] if end < len(text) else ""
    skip: tuple[None, int, str] = (None, end, "")

    # Codes, footnotes and other signs that are glued to the number.
    strong = True
    if before:
        if before in "[<" and behind in "]>" and behind:
            return skip
        if before == "±":
            return skip
        if (before.isascii() and before.isalpha()) or before == "_":
            strong = False
        elif before in "-./·×*#№" and start > 1 and text[start - 2].isalnum():
            if text[start - 2].isascii():
                return skip
        elif before == "+" and start > 1 and text[start - 2].isalnum():
            # 4+4 and N+1 are codes; 同比+5.2% is a sign.
            if text[start - 2].isascii() or text[end : end + 1] != "%":
                return skip
        elif before == "每" or (before == "隔" and text[start - 2 : start] == "每隔"):
            return skip
    if behind and (behind in "+×*·" or (behind in _CLOSING and before in _OPENING)):
        return skip

    if before == "第" or before_kind in (_ORDINAL, _RANKED):
        return _ordinal(text, start, end, before_kind)
    if before == "前":
        return _top(text, start, end)

    # Dates.
    if "," not in text[start:end] and "." not in text[start:end]:
        if behind in _JOINS and behind and _DATE_RANGE.match(text, end):
            return skip
        if end - start == 4 and behind in "-/." and (dated := _NUMERIC_DATE.match(text, start)):
            return None, dated.end(), ""
        if behind in " 年" and behind and _YEAR_BEHIND.match(text, end):
            window = text[max(0, start - 12) : start]
            if end - start > 2 or not _DURATION.search(window) or window.endswith("连续"):
                return skip

    token = Token(start, start, end, _number(text[start:end]))
    fraction = _slash(text, start, end)
    if fraction is not None:
        token.number, token.end, token.word = fraction[0], fraction[1], "分之"
        _qualify(text, token)
        return token, token.end, ""
    if behind == "." and end + 1 < len(text) and text[end + 1].isdigit():
        return skip

    if (behind in " :" and behind and _RATIO.match(text, end)) or (
        before == ":" and start > 1 and text[start - 2].isdigit()
    ):
        token.chain = True
        return token, 0, ""

    if behind and behind in "万亿千百" and (several := parts_at(text, start)):
        # 1亿2000万元: one number; what it counts is settled as for 12000万元.
        token.end, token.parts, token.multiple = several.end, True, "万"
        token.number = several.value / 10**4
    if " " in text[start:end]:
        token.parts = True
    _unit(text, token)
    if not token.word and not token.multiple:
        near = text[max(0, start - 9) : start]
        headed = _UNIT_BEFORE.search(near) if ")" in near else None
        if headed and unit_at(headed["unit"], 0) == headed["unit"]:
            # 发行总额(亿元)10.00
            token.multiple, token.word = headed["multiple"], headed["unit"]
    if not token.word and not token.multiple and _PERIOD.match(text, end):
        return skip
    # 9.2日 lasts, 9日 is mostly a date.
    if token.word == "日" and token.number.denominator == 1:
        lasts = not token.multiple and _DURATION.search(text, max(0, start - 12), start)
        if not lasts:
            return skip
    if token.word == "度" and token.multiple and "电" in text[max(0, start - 12) : start]:
        token.word, token.elided = "度电", True
    if token.word in ("个位次", "个名次", "位次"):
        token.kind = "rank"
    elif token.word in ("位", "名"):
        cued = _RANK_CUE.search(text, max(0, start - 14), start)
        noun = token.end < len(text) and _is_cjk(text[token.end])
        if noun and (text[token.end] in _LINKS or text[token.end] == "的"):
            noun = False
        if (cued or before_kind == _MOVED) and not noun and not token.multiple:
            token.kind = "rank"
        elif token.word == "位":
            token.word = "名"
    span = _range(text, token)
    if span == _DROPPED:
        return skip
    if not strong and token.word not in _STRONG:
        return skip
    if (token.word or token.multiple) and _no_figure(text, token):
        return None, token.end, ""
    if not token.word and behind.isascii() and behind.isalpha():
        return skip
    if token.end < len(text) and text[token.end] == "+":
        return skip
    closed = token.end < len(text) and text[token.end] in _CLOSING
    quoted = closed and (before in _OPENING or _QUOTED.search(text, max(0, start - 9), start))
    if quoted and token.word not in _STRONG:
        # “20条” and “科创20条” are names.
        return None, token.end, ""
    minus = before == "负" or (
        before in ("-", "—") and text[start - 2 : start - 1] not in ("-", "—")
    )
    if minus and token.word in _STRONG:
        token.number = -token.number
        token.start -= 1
    _qualify(text, token)
    return token, token.end, _MOVED if token.kind == "rank" else ""


_UNIT_BEFORE = re.compile(r"\((?P<multiple>[百千十]?[万亿]?)(?P<unit>[^()0-9万亿]{1,4})\)[:为]? ?$")
_QUOTED = re.compile("[“‘「『][^”’」』,。;]{0,8}$")
_STRONG = frozenset(STRONG)


def _number(digits: str) -> Fraction:
    whole, _, decimals = digits.replace(",", "").replace(" ", "").partition(".")
    # A run of digits beyond any statistic is a code; the cut keeps arbitrary text cheap.
    whole, decimals = whole[:30], decimals[:30]
    return (
        Fraction(int(whole + decimals), 10 ** len(decimals)) if decimals else Fraction(int(whole))
    )


def _unit(text: str, token: Token) -> None:
    """Read the multiple, the unit and 余 or 多 behind a number into its token."""
    i = token.end
    size = len(text)
    more = False

    def spaces(at: int) -> int:
        return at + 1 if at < size and text[at] == " " else at

    i = spaces(i)
    if i < size and text[i] in "余多来几" and i + 1 < size:
        following = spaces(i + 1)
        if _MULTIPLE.match(text, following) or unit_at(text, following):
            more = text[i] in "余多"
            if text[i] in "余多来":
                i = following
    match = _MULTIPLE.match(text, i)
    word = unit_at(text, i)
    # 千瓦 and 百分点 are units, 千 and 百 before any other word are multiples.
    if match and not (word and len(word) > 1 and word[0] == match[0]):
        token.multiple = match[0]
        i = spaces(match.end())
        if i < size and text[i] in "余多" and not more:
            following = spaces(i + 1)
            word = unit_at(text, following)
            if word or following >= size or not _is_cjk(text[following]):
                more = True
                i = following
        word = unit_at(text, i)
        token.end = match.end() + (
            1 if more and text[match.end() : match.end() + 1] in "余多" else 0
        )
    if word:
        i += len(word)
        token.word, token.end = word, i
        if (
            i < size
            and text[i] in "余多"
            and not more
            and not (i + 1 < size and text[i + 1] in _NO_MORE)
        ):
            more = True
            token.end = i + 1
    elif more and not token.multiple:
        more = False
    if more:
        token.qualifier = "more_than"


_NO_MORE = frozenset("元式数年少边层种样功家人方个项次")


def _is_cjk(c: str) -> bool:
    return "\u4e00" <= c <= "\u9fff"


_VULGAR = re.compile(r"([0-9]{1,3})/([0-9]{1,3})(?![0-9./])")


def _slash(text: str, start: int, end: int) -> tuple[Fraction, int] | None:
    """Read a vulgar fraction such as 1/4; return its value in % and its end."""
    if text[end : end + 1] != "/":
        return None
    match = _VULGAR.match(text, start)
    if not match or match.start(2) == end or end - start > 3:
        return None
    if match.end() < len(text) and text[match.end()] in "年月日学":
        return None
    top, bottom = int(match[1]), int(match[2])
    if not 0 < top < bottom or (start and text[start - 1] in "/-"):
        return None
    return Fraction(100 * top, bottom), match.end()


def _range(text: str, token: Token) -> str:
    """Take the upper end of a printed range into the token."""
    if text[token.end : token.end + 1] not in _JOINS:
        return ""
    match = _RANGE.match(text, token.end)
    if not match:
        return ""
    sign = match[0].strip()
    if sign in ("至", "到") and re.search(
        r"[从由][^,。;]{0,20}$", text[max(0, token.digit - 22) : token.digit]
    ):
        return ""
    second = _NUMBER.match(text, match.end())
    assert second
    start, end = second.start(), _number_end(text, *second.span())
    upper = Token(start, start, end, _number(text[start:end]))
    _unit(text, upper)
    if not upper.word and not (token.word and sign not in ("至", "到")):
        if not token.word:
            return _DROPPED if sign[0] in "-—~" else ""
        return ""
    if token.word and upper.word and token.word != upper.word:
        return ""
    outcome = sign in ("至", "到") and token.word == upper.word and token.word not in ("", "%")
    if outcome and _CHANGE_BEFORE.search(text, max(0, token.digit - 5), token.digit):
        size = 10 ** (MULTIPLES[upper.multiple] - MULTIPLES[token.multiple])
        if not 1 < upper.number * size / (token.number or 1) < 2:
            # 增加60亿元至740亿元: by how much, and to what.
            return ""
    if upper.number * 10 ** MULTIPLES[upper.multiple] <= token.number and not token.multiple:
        if not token.word:
            return _DROPPED
        return ""
    if not token.word:
        token.word, token.multiple = upper.word, token.multiple or upper.multiple
    token.high = upper.number * canonical(upper.multiple or token.multiple, token.word)[1]
    token.end = upper.end
    token.qualifier, token.spans = "about", True
    if upper.qualifier != "exact":
        token.qualifier, token.spans = upper.qualifier, False
    return ""


_CHANGE_BEFORE = re.compile(
    "(?:增加|增长|减少|下降|提高|提升|上升|回落|扩大|缩小|降低|净增|上涨|下跌|增|减|降)(?:了|约|近|超)?$"
)


def _no_figure(text: str, token: Token) -> bool:
    """Say whether a number with a unit is a date, a span, a threshold or part of a name."""
    word, digit, end = token.word, token.digit, token.end
    window = text[max(0, digit - 14) : digit]
    if _NAMED.match(text, end):
        return True
    if not word:
        return False
    if (word in MONEY or word in MEASURED or word == "人") and not _SPENT.search(window):
        size = _SIZE_CLASS.match(text, end)
        if size and not _HAPPENS.search(size["noun"]):
            # 10亿元以上项目15个: the size tells which are counted.
            return True
    if word in ("年", "个月", "天", "次", "小时") and window.endswith(
        ("连续", "近", "过去", "未来")
    ):
        return word in ("年", "个月") or window.endswith("连续")
    if word == "年":
        decimal = token.number.denominator != 1
        return not (decimal or _DURATION.search(window) or _AGE.search(window))
    if word == "个月":
        return not _DURATION.search(window)
    if word == "类" and _CLASSED.match(text, end):
        # 1类新药, 3类医疗器械: what the thing is approved as.
        return True
    if word == "小时" and token.number == 24 and end < len(text) and _is_cjk(text[end]):
        return True
    if word == "岁":
        return not _AGE.search(window)
    if word == "分" and window[-1:] in ("时", "点"):
        return True
    if word in ("点", "度"):
        return (word == "度" and not token.multiple) or (
            token.number.denominator == 1 and not token.multiple
        )
    if word in ("省", "市", "县", "国", "村", "镇", "区县"):
        return True
    if (
        token.qualifier == "exact"
        and _CLASS_BEFORE.search(window)
        and _CLASS_BEHIND.match(text, end)
    ):
        # 投入超过50亿元的行业有7个: the bound tells which are counted.
        return True
    if word in MONEY and token.number == 1 and text[end : end + 1] in "兑折" and end < len(text):
        return True
    if word in _RATED and not token.multiple and end < len(text) and _is_cjk(text[end]):
        # 18兆瓦风电机组, 500千伏线路: what a machine is rated at, unless a verb counts it.
        return text[end] not in _LINKS and not _GIVEN.search(window) and text[end] not in "以左的"
    suffix = _SUFFIX.match(text, end)
    if suffix and (word in MONEY or word in MEASURED or word in ("人", "‰", "层")):
        behind = text[suffix.end() : suffix.end() + 1]
        named = (word in MONEY and behind == "的") or (
            suffix[0].strip().startswith("及") and _is_cjk(behind or " ")
        )
        if (named or _THRESHOLD.match(text, suffix.end())) and not _GIVEN.search(window):
            return True
    return False


_SIZE_CLASS = re.compile(
    r"及?以[上下]的?(?P<noun>[^,。;:、0-9()]{0,14}?)(?:新增|共有|达到|增至|[共有达为])*[近超约]?"
    r"[0-9][0-9,.]*万?[余多]?(?:[家个项户件座所条台人名位宗笔只艘处种款份单次批场张篇头辆起对幢栋口])"
)
_HAPPENS = re.compile("增长|下降|占|实现|完成|同比|较|比|投入|用于|支持|建设$|，|带动|超过|突破")
_SPENT = re.compile(
    "(?:投入|落实|争取|安排|给予|发放|支持|实现|完成|支出|补助|奖励|达到?|[到近超至为])(?:资金|了)?$"
)


def _ordinal(text: str, start: int, end: int, before_kind: str) -> tuple[Token | None, int, str]:
    """Read the number behind 第: a rank where the words around say so, else an ordinal."""
    first = start - 1 if text[start - 1] == "第" else start
    behind = text[end : end + 1]
    rank = behind == "位" or (behind == "名" and text[end + 1 : end + 2] not in "单录")
    if behind in "位名" and behind and not rank:
        return None, end, _ORDINAL
    if not rank:
        free = not behind or not (_is_cjk(behind) or behind.isalnum()) or behind in "和与及并较比"
        rank = free and (
            before_kind == _RANKED or bool(_RANK_BEFORE.search(text[max(0, first - 11) : first]))
        )
        if not rank and behind in "、和与及" and behind:
            # 第3、第5位: the list tells at its end.
            rank = bool(
                re.compile(r"[、和与及](?:第?[0-9]{1,3}[、和与及])*第?[0-9]{1,3}[位名]").match(
                    text, end
                )
            )
    if not rank:
        return None, end, _ORDINAL
    stop = end + 1 if behind in "位名" and behind else end
    token = Token(start, first, stop, _number(text[start:end]), word="位", kind="rank")
    return token, stop, _RANKED


def _top(text: str, start: int, end: int) -> tuple[Token | None, int, str]:
    """Read 前10位 and the like; leave 前3季度, 前100强 and 前1% alone."""
    behind = text[end : end + 1]
    before = text[max(0, start - 7) : start - 1]
    if behind in ("位", "名"):
        following = text[end + 1 : end + 2]
        if _is_cjk(following) and following not in "和与及并的、":
            return None, end, _ORDINAL
        stop = end + 1
    elif (not behind or not (behind.isalnum() or behind in "%‰")) and _RANK_BEFORE.search(before):
        stop = end
    else:
        return None, end, _ORDINAL
    return Token(start, start - 1, stop, _number(text[start:end]), word="位", kind="rank"), stop, ""


def _qualify(text: str, token: Token) -> None:
    """Read the qualifiers directly before and behind a number into its token."""
    start = token.start
    at = start - 1 if start and text[start - 1] == " " else start
    if at and text[at - 1] in _LAST_SIGNS:
        for length in range(_LONGEST_QUALIFIER, 0, -1):
            word = text[max(0, at - length) : at]
            if word in _QUALIFIERS and len(word) == length:
                head = text[at - length - 1 : at - length]
                if head and head in _NOT_THE_WORD.get(word[0], ()):
                    break
                found = _QUALIFIERS[word]
                if token.qualifier == "exact" or found in ("at_most", "less_than", "nearly"):
                    token.qualifier = found
                if word not in _HIDDEN:
                    token.start = at - length
                break
    last = text[token.start - 1 : token.start]
    if last in _EXPECT_ENDS and (
        expect := _EXPECT.search(text, max(0, token.start - 5), token.start)
    ):
        token.expected = True
        if expect.end() - expect.start() == 2:
            token.start = expect.start()
    following = text[token.end : token.end + 1]
    suffix = _SUFFIX.match(text, token.end) if following in _SUFFIX_STARTS else None
    if suffix and (token.word or token.multiple):
        found = _AFTER[suffix[1]]
        if found != "exact":
            token.qualifier, token.spans = found, False
        token.end = suffix.end()
    elif token.word in _PARTS and text[token.end : token.end + 1] in _STRENGTH:
        following = text[token.end + 1 : token.end + 2]
        if not following or not _is_cjk(following):
            # 占三成强, 不到两成弱: a little more or less than the part.
            token.qualifier = _STRENGTH[text[token.end]]
            token.end += 1


# ------------------------------------------------------------------------ Chinese numerals

_TWO_TENS = re.compile(f"[{_DIGITS}]{{2}}十")
_SAID_AGAIN = re.compile("(?:大关|关口|台阶)?[,、](?:达到?了?|为|实现)[0-9]")
_AFTER_RANK = frozenset("和与及并跃升提前进上下降退后移回较比")
_HALF_BEFORE = re.compile(
    "(?:的|[占过超近约达到逾为足]|[减降短少缩](?:了|到|至)?|^|[^\u4e00-\u9fff])$"
)


def _written(text: str) -> list[Token]:
    out = []
    for match in _CHINESE.finditer(text):
        start, end = match.span()
        if match["tenths"]:
            digits, _, rest = match["tenths"].partition("成")
            number = _chinese(digits[-1])
            if len(digits) == 2:
                # 七八成 runs from the first to the second.
                low, high = _chinese(digits[0]), _chinese(digits[1])
                if high != low + 1:
                    continue
                token = Token(start, start, end, low, word="成", high=high * 10)
            else:
                number += Fraction(1, 2) if rest == "半" else _chinese(rest) / 10
                token = Token(start, start, end, number, word="成")
                if text[end : end + 1] == "多" and text[end + 1 : end + 2] != "数":
                    token.end, token.qualifier = end + 1, "more_than"
        elif match["bottom"]:
            bottom = {"百": 100, "千": 1000, "万": 10000}.get(match["bottom"])
            divisor = Fraction(bottom) if bottom else _chinese(match["bottom"])
            if not divisor:
                continue
            top, upper = match["top"], None
            if _TWO_TENS.fullmatch(top) and bottom == 100:
                # 百分之二三十 runs from the first to the second.
                if _PLACES[top[1]] != _PLACES[top[0]] + 1:
                    continue
                top, upper = top[0] + "十", Fraction(_PLACES[top[1]] * 10)
            number = 100 * _chinese(top) / divisor
            more = text[end : end + 1] == "多"
            token = Token(start, start, end + more, number, word="分之", high=upper)
            token.qualifier = "more_than" if more else "exact"
            if upper is not None:
                token.qualifier, token.spans = "about", True
        elif match["rank"]:
            free = end >= len(text) or not _is_cjk(text[end]) or text[end] in _AFTER_RANK
            before = text[max(0, start - 11) : start]
            if not free or not (match["place"] or _RANK_BEFORE.search(before)):
                continue
            if match["place"] and not _RANK_BEFORE.search(before) and before[-1:] not in "的":
                continue
            token = Token(start + 1, start, end, _chinese(match["rank"]), word="位", kind="rank")
        elif match["top_rank"]:
            before = text[max(0, start - 7) : start]
            if not _RANK_BEFORE.search(before) or before.endswith("分列"):
                continue
            token = Token(
                start + 1, start, end, _chinese(match["top_rank"]), word="位", kind="rank"
            )
        elif match["halved"]:
            token = Token(start + 1, start, end, Fraction(-50), word="减半")
        elif match["half"]:
            if not _HALF_BEFORE.search(text[max(0, start - 4) : start]):
                continue
            token = Token(start, start, end, Fraction(50), word="分之")
        elif match["round"]:
            # 突破万亿元大关: the multiple itself is the number.
            token = Token(start, start, end, Fraction(1), multiple=match["round"])
            token.word = unit_at(text, end)
            token.end = end + len(token.word)
        else:
            if text[end - 1] == "多" or match["more"]:
                token = Token(
                    start, start, end, _chinese(match["times"]), word="倍", qualifier="more_than"
                )
            else:
                token = Token(start, start, end, _chinese(match["times"]), word="倍")
        if token.word not in ("位", "减半"):
            _qualify(text, token)
        if match["round"] and (token.qualifier == "exact" or _SAID_AGAIN.match(text, token.end)):
            continue
        out.append(token)
    return out


# ------------------------------------------------------- numbers whose unit stands elsewhere


def _resolve(text: str, tokens: list[Token]) -> list[Token]:
    """Give elided units to the numbers that have none, and drop those that are no figures."""
    following: Token | None = None
    for token in reversed(tokens):
        if token.word == "个" and following is not None and following.word == "个百分点":
            between = text[token.end : max(token.end, following.start)]
            if len(between) <= 4 and _PAIR_WORDS.fullmatch(between):
                # 高1.8个和0.7个百分点
                token.word, token.elided = "个百分点", True
        if not token.word and not token.chain and following is not None and following.word:
            gap = text[token.end : max(token.end, following.start)]
            if len(gap) <= 20 and _CHANGED_TO.fullmatch(gap) and following.word != "分之":
                token.word = following.word
                if not token.multiple:
                    token.multiple = following.multiple
                if following.kind == "rank":
                    token.kind = "rank"
                token.elided = True
        following = token
    kept: list[Token] = []
    i = 0
    while i < len(tokens):
        token = tokens[i]
        if token.chain:
            j = i
            while j + 1 < len(tokens) and text[tokens[j].end : tokens[j + 1].digit].strip() == ":":
                j += 1
            group = tokens[i : j + 1]
            window = text[max(0, token.digit - 24) : token.digit]
            parts = sum(t.number for t in group)
            joined = bool(kept) and kept[-1].chain and token.digit - kept[-1].end <= 12
            if len(group) == 3 and 98 <= parts <= 102 and (joined or _STRUCTURE.search(window)):
                kept += [replace(t, word="%", elided=True) for t in group]
            i = j + 1
            continue
        i += 1
        if token.word:
            kept.append(token)
            continue
        window = text[max(0, token.digit - 20) : token.digit]
        if token.multiple:
            if token.multiple in ("百", "千"):
                continue
            token.elided = True
            if kept and kept[-1].elided and kept[-1].multiple and token.start - kept[-1].end <= 8:
                token.word = kept[-1].word
            elif _MONEY_NOUN.search(window):
                token.word = "元"
            elif _VISITORS.search(window):
                token.word = "人次"
            elif _PEOPLE_NOUN.search(window) or _PEOPLE_BEHIND.match(text, token.end):
                token.word = "人"
            kept.append(token)
        elif token.end < len(text) and (_is_cjk(text[token.end]) and text[token.end] not in _LINKS):
            continue
        elif _INDEX.search(window):
            kept.append(token)
        elif kept and not (kept[-1].word or kept[-1].multiple) and token.start - kept[-1].end <= 20:
            between = text[kept[-1].end : token.start]
            if _CHANGED_TO.fullmatch(between) or _CHANGED_BY.fullmatch(between):
                kept.append(token)
    return kept


_LINKS = frozenset("和与及增提上下降减缩扩升并同比较至到左以居回")


def _finish(token: Token) -> None:
    """Set value, unit and kind of a token whose printed unit is known."""
    if token.word in ("分之", "减半"):
        token.value, token.unit, token.kind = token.number, "%", "percent"
        return
    if token.kind == "rank":
        token.value, token.unit = token.number, "rank"
        return
    if not token.word:
        token.value = token.number * 10 ** MULTIPLES[token.multiple]
        token.unit, token.kind = "", "amount"
        return
    token.unit, factor = canonical(token.multiple, token.word)
    token.value = token.number if factor == 1 else token.number * factor
    if token.unit in ("%", "‰", "/10万"):
        token.kind = "percent"
    elif token.unit in ("pp", "个基点"):
        token.kind = "pp"
    elif token.unit == "times":
        token.kind = "times"
    else:
        token.kind = "amount"
