"""The noun that a figure counts or measures, cut out of the words around it."""

from __future__ import annotations

import re
from functools import lru_cache

from cqdata.reading.lexicon import MEASURES, NOUNY, SOFT, VERBS
from cqdata.reading.text import Remembered

_SOFT_VERBS, _NOUN_MAKERS = frozenset(SOFT), frozenset(NOUNY)

# ------------------------------------------------------------------ what may stand before it

_REGIONS = (
    r"(?:[^,、。;]{2,3}[省市县州]|全国|全市|全省|全区|全县|全州|全域|我市|我省|我区|我国|全社会|"
    r"全系统|各地|各级)"
)
_TIME = (
    r"(?:(?:截至|截止到?|到|自|从|于|早在)(?=[12][0-9]{3}|[今去上当明本]年|[0-9]{1,2}月|年[末底]|目前))?(?:[12][0-9]{3}(?:[-—~至到][12]?[0-9]{1,3})?年度?|(?:今年|去年|上年|当年|明年|本年)度?|全年|年内)?"
    r"(?:[0-9]{1,2}(?:[-—~至到][0-9]{1,2})?月份?)?(?:[0-9]{1,2}日)?"
    r"(?:末|底|初|年末|年底|年初|上半年|下半年|前[一二三]季度|[一二三四]季度|第[一二三四]季度|以来|起|期间|前|时)?"
)
_LEAD = re.compile(
    r"(?:其中|其它|其余|有效期内|前[0-9]{1,2}个月|此外|另外|另有|同时|目前|当前|至此|现已|现有|如今|迄今|累计|共计|合计|总计|预计|预期|力争|有望|初步核算|经初步核算|初步统计|"
    r"据(?:初步)?(?:统计|核算|测算|调查|了解)|经(?:测算|统计|核算)|按[^,。;]{1,26}?(?:计算|折算|口径)的?|按[^,。;]{1,10}?[分看]|这是继?|继|分[^,。;]{1,8}看|从[^,。;]{1,12}看|"
    r"(?:过去|近|这|近这|最近)?[一二三四五六七八九十两0-9]{1,2}年(?:来|间|里|内)|“?十[一二三四五]五”?(?:时期|期间|以来|末)?|"
    r"(?:比|较|与|同)(?:上年|去年|前年|年初|上[届期])(?:同期|末|底)?(?:相比)?(?:分别|又|均|共)?|"
    r"连续[一二三四五六七八九十两0-9]{1,2}[年月届次](?=[居位列排保稳蝉])|"
    r"党的[^,。;]{2,6}以来|全年|年末|年底|年初|年内|上半年|下半年|前[一二三]季度|[一二三四]季度|岁末|截至目前|截至年底|截至|"
    r"预期目标|主要|力争|确保|推动|促进|使得?|以(?!上|下|色列)|把|将(?!军)|对(?!外|口)|"
    r"为|向(?!上)|由|从(?!业|事)|在(?![校建研岗职营籍园读院孵轨库售线外用册])|于|让|"
    r"全面|深入|扎实|大力|积极|着力|持续|不断|加快|进一步|重点|率先|首次|成功|顺利|稳步|有序|有效|协同|共同|联合|统筹|累计|已|又|再|并|还|"
    r"接近(?=[^,]*平均)|(?:建成|达产|投产|投用|达效|满产|全部建成|建成投产|建成达产)(?:达效)?后|(?:可)?相当于|虽然?|但|而|"
    r"直接(?=[扶带拉惠减])|间接|日均|月均|本年度?|也|与(?!会)|和(?!田|平)|及|、|仅|均|都(?!市)|"
    r"共(?!同|享|建|产|有产权|青)|拟|可(?!再生|持续|支配)|要(?!素)|应(?!届|急|用|收|付)|能(?!源|耗|力)|分别|各类?(?=[^类种级界地])|多个|一批|另|即|是|有(?![效色机限线])|"
    r"[—\-·•●■◆*]+|[,:)\]”’]|\s|[0-9]{4}年(?:末|底|初|度)?的?|“?十[一二三四五]五”?末?)+"
)
_DATE = Remembered(rf"{_TIME}(?=[^0-9年月日]|$)")
# 按研发人员全时工作量计算的人均经费: per whom is part of the name, the reckoning is not.
_RECKONED = re.compile(r"^(?:全省|全市|全国)?按(?:照)?([^,。;]{2,24}?人员)[^,。;]{0,8}计算的(人均)")
# 投入超过50亿元的行业有7个: the bound belongs to the name of what is counted.
_CLASS = re.compile(
    r"(?P<name>[^,。;、]{0,20}?(?:达到或|等于或)?(?:超过|突破|高于|低于|大于|小于|多于|少于|达到|不足|超|逾|达)"
    r"[^,。;、]{1,16}的[^,。;的]{1,12}?)(?:共?有|共)?"
)
_BOUND = Remembered(
    r"(?P<name>[^,。;、]{2,20}?)(?:达到或|等于或|高于或)?(?:超过|突破|高于|低于|大于|小于|多于|少于|达到|不足|超|逾|达)"
)
# 全市有效发明专利: where is said by the report itself.
_WHERE = re.compile("^(?:全[省市区县州]|我[省市区县州])的?(?=[^,、]{3})")
_EVERYWHERE = Remembered("全[省市区县国州]|我[省市区县国州]")
_BARE_YEAR = re.compile(r"^(?:19|20)[0-9]{2}(?=全年|上半年)")
# 通过公示90家: a step of a procedure, not what is counted.
# 提前两月完成年度目标: what was aimed at is named elsewhere.
_GOAL = Remembered(
    "(?:(?:提前|超额|如期)[^,;]{0,6}?)?(?:[一二三四五]年|全年|年度|各项|预期|既定|规划|省下达|下达)+"
    "(?:的|各项|预期)*(?:目标|任务|计划|预算)+(?:任务)?"
)
_WHEN_INSIDE = re.compile("(?<=”)(?:全年|当年|年内|本年)(?=[^,;、])")
_REBUILT = re.compile(r"^新?\([新改扩迁续][、和改扩迁续建]*\)建")
_PASSED = re.compile(
    "(?:已|经|获|均)?(?:通过|完成|进入|列入|纳入)(?:公示|评审|验收|认定|审核|核查|考核|评估|备案|复核|初审)$"
)
_HAVE = re.compile(rf"^({_REGIONS})(?:共|现)?有(?![效色机线限关])")
_YEAR = re.compile(
    r"(?:[由从自到至于在]|截至)?[12][0-9]{3}年(?:[0-9]{1,2}月)?(?:末|底|初|度)?的?|[由从](?:上年|去年|年初|前年)(?:同期|末|底)?的?"
)
_PER = re.compile(
    r"每[吨件台辆斤亩标箱平方米公斤千克]{1,3}$|(?<=[^每])(?:为|达)?(?:平均)?每[0-9]*[百千万亿]*(?:人口|人|户|名)?$"
)
_COUNT = re.compile(
    r"[0-9][0-9,.]*[余多]?(?:[家个所项座条户名位]|[万亿]+[家个户人]?)(?![月年]|[美欧港]?元?(?:级|及?以[上下]))"
)
# 近万亿元, 超千家: amounts in words alone are no figures and no part of a name.
_VAGUE = re.compile(r"[近超过破达约][一二三两]?[十百千万亿]+[元家人个项](?:大关)?[、,]*$")
_ASIDE = re.compile(r"\([^()]*[0-9][^()]*\)")
_BARE_VERBS = frozenset(
    (
        *("投产", "落地", "竣工", "开工", "投用", "建成", "通车", "回流", "启用", "新开工"),
        *("开工建设", "上市", "上线", "毕业", "签约", "入库", "主持", "牵头"),
    )
)
_TIME_ONLY = Remembered(
    r"[今去当上本明]年度?|[一二三四五六七八九十两0-9]{1,2}年|全年|年[内末底初]|[一二三四、和及]+季度|上半年|下半年|[0-9]{1,2}月份?"
)
# 与某国合作建设: with whom, not who.
_BESIDE = Remembered("[与同]")
_SUMMED = Remembered(
    "(?:[^,;]*、[^,;]*?)(?:等)?[一二三四五六七八九十两0-9]{1,3}大(?=[^型中小量力])"
)
_ENDING = Remembered(
    "(?:评价入库|开行|新增|净增|开工|竣工|投产|落地|签约|获批|建成|入库|上线|实施|认定|发放|启动|达成|恢复|新登记|安排)$"
)
_LISTED = Remembered(r"(?:依次|分别)(?:为|是|有)|包括|其中")
FOOTNOTE = re.compile(r"\[[0-9]{1,3}\]|[①-⑳]")

# A verb of the list is part of a noun before these.
_NOT_VERB = Remembered(
    r"率|数(?![据字智控])|量(?!子)|额|度|性|者|感|投入|人口|人员|人数|收入|经费|机构|强度|总|资金|规模|公司|经理|失业|价格|成本|能力|水平|体系|面积|力度|期|后|前|"
    r"用地|活动|中心|基金|区|业|费|方案|情况|工作|行动|计划|支出|消费|结构|比|型|类|级|的|时间|日|工程|管理|制度|政策|机制|标准|"
    r"贸易|指数|进度|周期|比例|比重|金额|税额"
)
_INSTITUTION = Remembered(
    r"(?:市委|省委|区委|县委|党委|政府|部门|局|委|厅|办|院|会|部|我们|我市|我省|我区|机关|单位|法院|检察院|小组|党中央|国务院|人大|政协|高质量|"
    r"工作|力度|体系|机制|成效|行动|计划|政策|任务|制度|改革|措施|平稳|有力|有效|步伐|水平|能力|作用|方式|形式|途径|举措|期间)$"
)
_TRAILING_ADVERB = re.compile(
    r"(?:已|共|累计|新|协同|共同|联合|分别|组织|成功|加快|全面|(?<![户人亩校企场件次])均|各|再|又|将|可|首次|率先|先后|相继|陆续|积极|持续|合计|共计|总共|超额|顺利|"
    r"预计|有望|力争|要|还|也|仅|全部|全年|年内|稳步|有序|大力|主动|新近|同比|当年|全力|为|被|以|由|对|向|在|从|通过|并|且|中|已经|及时|"
    r"[12][0-9]{3}年|上半年|截至|牵头|参与|、|和|与|及|,|\s)+$"
)

# Nouns that measure something named before: alone they say too little.
_GENERIC = frozenset(MEASURES) | {"项目", "团队", "平台", "用户", "从业人员"}
# Rates that only mean something of a named thing, unlike 失业率 or 城镇化率.
_LONE_RATE = Remembered(
    "(?:平均|综合|总|年|净)?(?:利用|使用|不良|存活|成活|入住|出租|上座|周转|回收|满意|完好|达产|良品|"
    "准确|优良|开放|立项|获批|转化|续保|就业|签约|入驻|淘汰|复购|投用)率|满意度"
)
_MEASURES = "|".join(sorted(MEASURES, key=len, reverse=True))
_YEARLY_END = re.compile("(?:年度?|直接|平均|当年)+$")
_SHARE_END = (
    f"(?:{_MEASURES})?(?:所占|占[^、,]{{1,16}}?)的?(?:比重|比例|份额|比)"
    f"|(?:R&D|研发|科研)?(?:{_MEASURES}|(?:经费)?(?:支出|投入))占比"
)
# Nouns that several names may share at the end of a list.
_SHARED = (
    f"{_MEASURES}|[一-龥]{{2,3}}率|贷款余额|贷款|进出口|存款余额|存款|支出|"
    "经费支出|销售收入|登记数|普及率"
)
_OF_MEASURE = re.compile(f"(?<=[一-龥]{{2}})的(?=(?:{_MEASURES})$)")
SHARED_END = Remembered(f"(?:{_SHARE_END}|{_SHARED})$")
MEASURE_END = re.compile(f"(?:{_SHARE_END}|{_MEASURES})$")

_FILLER = re.compile(
    r"(?:最为|成效|取得|加快|不断|持续|稳步|显著|快速|进一步|迈上|再上|再创|势头|良好|平稳|有力|较快|明显|稳定|保持|扎实|有效(?!发明|专利|商标|注册|期|投资|需求|供给)|全面|"
    r"取得新|实现新|由[负降升正增减]转[负降升正增减]|转[正负]|(?:同比)?翻番|翻[一两]番|翻了|突破|跨越|超过|跨上|首破|站上|登上|迈过|跃过|越过|[近超破逾达][一二三两]?[百千万亿]|仅次于|[居列](?=[全世西东中亚前首第])|名列|位列|稳居|排名|领跑|领先|蝉联|首位|再创|创历史|创新高|回升|向好|强劲|运行|呈现|表现|日益|更加|逐步|突出|大幅|基本|总体|位居|跃居|增势|稳中).*$"
)


def _starts(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(sorted(set(words), key=len, reverse=True)))


_VERB = _starts(VERBS)


@lru_cache(maxsize=8192)
def noun_of(head: str) -> tuple[str, str]:
    """Cut the noun out of a clause whose predicate is gone.

    Parameters
    ----------
    head
        Words before the figure, as :func:`cqdata.reading.clauses.strip_predicate` leaves them.

    Returns
    -------
    tuple of str
        The noun, without adverbs, dates and verbs, "" where none is left; and the name of who
        acts ("" where none or only an authority is named).
    """
    text = _RECKONED.sub(r"\1\2", FOOTNOTE.sub("", head).strip(" ,:、的"))
    text = _REBUILT.sub("", _PASSED.sub("", _WHEN_INSIDE.sub("", text)))
    text = _HAVE.sub(r"\1", _strip_lead(text))
    named = _CLASS.fullmatch(text)
    if named:
        return named["name"], ""
    after = re.search(r".*(?<![高中初平优同上均特一二三相甲乙丙头次劣])等(?=[^级于待同额量])", text)
    if after and len(text) > after.end() + 1:
        text = text[after.end() :]
    agent = ""
    cut_short, cut_any = bool(after), False
    summed = _SUMMED.search(text)
    if summed and len(text) > summed.end() + 1:
        # 甲、乙、丙三大产业: the sum is what is counted.
        text = text[summed.end() :]
    for _ in range(6):
        cut = _last_verb(text)
        if cut is None:
            break
        start, end = cut
        cut_any = True
        before = _TRAILING_ADVERB.sub("", text[:start])
        beside = bool(_BESIDE.match(head))
        if (
            before
            and not (agent or cut_short or beside or _EVERYWHERE.fullmatch(before))
            and len(before) <= 14
            and "、" not in before
        ):
            lead = _WHERE.sub("", _strip_lead(before))
            if not (
                _INSTITUTION.search(lead) or _VERB.fullmatch(lead) or _last_verb(lead) is not None
            ):
                agent = lead
        text = _strip_lead(text[end:])
    text = _YEAR.sub("", text)
    text = _COUNT.sub("", _PER.sub("", _ASIDE.sub("", _VAGUE.sub("", text))))
    listed = _LISTED.search(text)
    if listed and listed.end() < len(text):
        text = text[listed.end() :]
    if (_VERB.fullmatch(text) and (not cut_any or text in _BARE_VERBS)) or _TIME_ONLY.fullmatch(
        text
    ):
        text = ""
    ending = _ENDING.search(text)
    if ending and ending.start() >= 2:
        text = _TRAILING_ADVERB.sub("", text[: ending.start()])
    text = _INNER.sub("", _strip_lead(text).rstrip(" ,:、的和与及第"))
    if _GOAL.fullmatch(text):
        return "", ""
    if len(text) <= 8:
        text = _OF_MEASURE.sub("", text)
    return _WHERE.sub("", text), agent


def _strip_lead(text: str) -> str:
    text = _BARE_YEAR.sub("", text)
    for _ in range(4):
        date = _DATE.match(text)
        # 初中, 底层, 前沿: one such sign alone is no time.
        n = date.end() if date and date.end() > 1 else 0
        lead = _LEAD.match(text, n)
        n = lead.end() if lead else n
        if not n:
            break
        # 新能源, 主要污染物, 以色列, 和田: the first sign belongs to the noun.
        if lead and n < len(text) and _KEEP.match(text):
            break
        if n >= len(text):
            return ""
        text = text[n:]
    return text


_KEEP = Remembered(
    r"对[^,]{2,16}贡献率|新能源|新型|新材料|新产品|新兴|新一代|新区|新基建|新药|新品|新经济|新动能|新质|新城|新农|新生|新疆|新冠|新华|新开发|新媒|新就业|新业态|新技术|新机|"
    r"主要|对外|对口|和田|和平|与会|向上|公共|共享|共同|共建|共有产权|有效(?!期内)|有色|有机|有线|有研|有限|以色列|从业|在校|在建|在研|在岗|在职|在营|在籍|在园|在读|在院|在孵|在轨|在库|在售|在线|在外|在川|在渝|在站|"
    r"在用|在册|再生|再贷款|再保险|近海|近零|近视|再就业|可再生|可支配|可持续|重点|联合|全面深化|大力|高新|首发|首店|首台|首套|首批|使用|使馆|"
    r"为民|要素|应用|应届|应急|能源|能耗|能力|仅|都市|约定|超大|超高|超硬|超级|超长|超低|超导|超算|将军|让利|另类|即时|年均|从事"
)


def _last_verb(text: str) -> tuple[int, int] | None:
    """Span of the last verb of the list that governs the words behind it."""
    last = None
    at = 0
    while True:
        match = _VERB.search(text, at)
        if not match:
            return last
        start, end = match.span()
        at = end
        rest = text[end:]
        if not rest:
            continue
        word = match[0]
        if word in _SOFT_VERBS:
            leading = start == 0 or (last is not None and last[1] == start)
            if not leading:
                leading = bool(re.fullmatch(_REGIONS, text[:start])) or bool(
                    _SOFT_AFTER.search(text[:start])
                )
            if rest[0] in "和与及、":
                continue
            if word == "获" and rest[0] in "奖批":
                continue
            nouny = word in _NOUN_MAKERS and (
                _NOUNY_AFTER.match(rest)
                # 促成签约项目158项: behind another verb it tells which projects.
                or (last is not None and last[1] == start and rest.startswith("项目"))
            )
            if not leading or nouny or _NOT_VERB.match(rest) or len(rest) < 2:
                continue
        elif (
            _HARD_NOUN.match(rest)
            or (word == "新增" and rest.startswith("就业"))
            or (word == "完成" and rest.startswith(("单位", "人")))
            or (word == "减免" and rest[0] == "税" and rest[1:2] not in ("费", "收"))
            or (word == "引进" and text[:start].endswith(("技术", "人才", "设备")))
        ):
            continue
        last = (start, end)


_NOUNY_AFTER = Remembered(
    "事件|协议|护士|商标|会计|资本|用户|企业|单位|平台|设备|装备|产品|合同|专利|公司|基地|主体|中心|大户"
)
_HARD_NOUN = Remembered(
    r"金额|税额|额度|区(?![县级块])|率|数(?![据字智控])|量(?!子)|度(?!假)|性|者|感|面积|方案|情况|进度"
)
_SOFT_AFTER = Remembered(
    r"(?:累计|共|已|新|分别|共同|联合|协同|为[^,]{0,12}|向[^,]{0,12}|组织|持续|预计|加快|再|成功|完成单位|完成人|、)$"
)


def join_agent(agent: str, noun: str) -> str:
    """Put who acts before what is counted (规上工业企业 + 利润), without repeating."""
    if not agent or noun.startswith(agent):
        return noun
    return agent + noun


@lru_cache(maxsize=8192)
def names_class(head: str) -> bool:
    """Say whether words name a class by its bound: 投入强度超过全省平均水平的市."""
    return bool(_CLASS.fullmatch(head))


@lru_cache(maxsize=8192)
def bound_in(subject: str) -> str:
    """Return the indicator that bounds a class (投入超过50亿元的行业), "" if none does."""
    match = _BOUND.match(subject) if "的" in subject else None
    return match["name"] if match else ""


def sum_of(head: str) -> tuple[list[str], str]:
    """Return the names that a sum stands for and what is counted of each.

    甲、乙、丙三大主导产业产值 gives 甲, 乙, 丙 and 产业产值; a head without a sum gives no names.
    """
    match = _SUM_LIST.search(head)
    if not match:
        return [], ""
    names = [n for n in re.split("[、和与及]", match["names"]) if n]
    names[0] = noun_of(names[0])[0] or names[0]
    return names, _PRAISE.sub("", noun_of(match["rest"])[0])


_SUM_LIST = Remembered(
    "(?P<names>[^,;()]*、[^,;()]*?)等?[二两三四五六七八九十0-9]{1,2}[大个](?!型|中|小|量|力)(?P<rest>[^,;()]+)$"
)
_PRAISE = re.compile("^(?:主导|支柱|优势|重点|特色|新兴|传统|骨干|先导|千亿级|百亿级|标志性)+")


@lru_cache(maxsize=8192)
def is_generic(noun: str) -> bool:
    """Say whether a noun only measures something that is named elsewhere."""
    return noun in _GENERIC or bool(_LONE_RATE.fullmatch(noun))


@lru_cache(maxsize=8192)
def base_of(subject: str) -> str:
    """Return a subject without the measuring noun at its end (规上工业利润 → 规上工业)."""
    base = _YEARLY_END.sub("", MEASURE_END.sub("", subject))
    return base if len(base) > 1 else ""


@lru_cache(maxsize=8192)
def topic_of(piece: str) -> str:
    """Return the noun that a clause without a figure begins with."""
    noun = _FILLER.sub("", _strip_lead(piece.strip()))
    return noun if 2 <= len(noun) <= 28 else ""


# ----------------------------------------------------------------------- nouns behind a figure

_NOT_NOUN = Remembered(
    r"[和与及并而但]|左右|以上|增长|下降|提高|提升|增加|减少|上升|回落|同比|环比|比|较|占|居|以|为|是|在|于|到|至|其中|分别|均|大关|目标|台阶|"
    r"总|达|左|已|将|被|由|从|且|或|后(?!备)|中(?![小国央医药学外试等高部西级欧华])|时|内(?!资)|外(?![资籍国贸商])|前(?!沿)|上(?!市[公企])|下(?![岗属])|间|之|又|还|也|全部|共|超|突破|入选|入围|当选|取得|获|进入|位居|折合|相当|不等|有余|成功|"
    r"通过|纳入|列入|实现|完成|左|同|预计|等|新增|累计|高于|低于|水平|整|[一二三两四五六七八九十]个|[的了增降升减缩扩]|发展[到至为成]"
)
_AFTER_VERB = re.compile(
    r"入选|入围|当选|取得|摘得|获|未|没有|提前|靶向|建立|实体化|中有|建有|设有|拥有|具有|来自|中的|当中|达(?!州)|占(?!地)|实现|完成|召开|出席|参加|参展|参与|开展|带动|支撑|实施|建成|投入|签约|落地|入驻|开工|竣工|投产|通过|被|在(?![校建研岗职营籍用册线])|"
    r"成为|纳入|列入|进入|上榜|为(?!民)|是|均|已|全部|分别|超过|突破|位居|居(?!民|住|家)|发放|提供|享受|受益|增长|同比|较|新增|累计|其中|"
    r"全面|正式|成功|出台|牵头|引领|覆盖|得到|集聚|启动|上市|运行|建设运营|组建|揭牌|挂牌|投用|同意|参训|发布|合计|共计|拉动|贡献|来|以(?![上下])|等|从|向|"
    r"全年|当年|年内|到|达成|赴|由|将|有序|有效|基本|如期|陆续|先后|相继|顺利|加快|顺|荣|组成|构成|用于|支持|服务|助力|推动|促进|联合|共同|,|。|;|:|、(?=[0-9])"
)
_AFTER_END = re.compile(r"[,。;:、!?()\n“《<>|\[\]]|[0-9](?!类[创新化中生医药])")
_HEAD_NOUN = Remembered(
    r".{0,10}?(?:高新区|开发区|企业|项目|单位|平台|机构|断面|国家(?![级重考高自])|城市|区县|县市|县|高校|院校|学校|园区|基地|中心|实验室|领域|行业|产业|品种|"
    r"街道|社区|乡镇|部门|人员|人才|指标|省份|地区|技术|产品|团队|任务|工程|区)"
)
_TAIL = Remembered(r"[\u4e00-\u9fff“A-Za-z]|[0-9]类[创新化中生医药]")


def noun_behind(text: str, end: int, kind: str, bounded: bool = False) -> str:
    """Return the noun that follows a figure directly ("12家单位入选"), "" where none does.

    Parameters
    ----------
    text
        Normalised text.
    end
        Offset behind the figure.
    kind
        The figure's kind: percentages need 的 before their noun (80%的企业).
    bounded
        The figure ends in 以上 or the like, behind which a percentage needs no 的.
    """
    window = text[end : end + 30]
    if window.startswith(" "):
        window = window[1:]
    if window[:1] == "的":
        window = window[1:]
        if _RATE_BEHIND.match(window):
            return ""
    elif kind != "amount" and not (bounded and kind == "percent"):
        return ""
    if not _TAIL.match(window) or _NOT_NOUN.match(window) or _AFTER_VERB.match(window):
        return ""
    opened = 0
    if window[0] == "“":
        opened = window.find("”") + 1
    elif window[0] == "(":
        opened = window.find(")") + 1
    stop = _AFTER_END.search(window, opened)
    verb = _AFTER_VERB.search(window, max(opened, 1))
    cut = min(stop.start() if stop else len(window), verb.start() if verb else len(window))
    part = _NEXT_PART.search(window, 1, cut)
    noun = window[: part.start() if part else cut]
    if verb and verb[0] == "等" and cut == verb.start():
        # 5个专项和风电等8个…: the last name is an example of what comes next.
        noun = re.split("[和与及、]", noun)[0]
    joined = bool(stop and stop[0].isdigit() and (not verb or verb.start() >= stop.start()))
    if joined and noun.rstrip()[-1:] not in ("和", "与", "及", "、"):
        # The words run on into the next figure's own noun: 9个开发区工业总产值…
        head = _HEAD_NOUN.match(noun)
        noun = head[0] if head else noun
    noun = _INNER.sub("", noun.rstrip(" 和与及的、"))
    districts = _DISTRICTS.match(window, len(noun)) if noun[-1:] in ("县", "市", "区") else None
    if districts:
        noun += districts[0]
    return noun if len(noun) >= 1 else ""


# 58%的产值和逾七成的专利: the next part has a noun of its own.
_NEXT_PART = re.compile("[和与及、](?:近|逾|超过?|约)?[一二两三四五六七八九]{1,2}成")
_DISTRICTS = re.compile(r"\((?:[市区县旗](?:[、,](?=[市区县旗])|(?=\)))){1,3}\)")
_INNER = re.compile(r"(?<![高初集空])中$")
_RATE_BEHIND = re.compile(
    r"[^,。;]{0,6}(?:增长|增速|增幅|速度|涨幅|下降|降幅|目标|水平|比例|比重|份额)"
)


@lru_cache(maxsize=8192)
def starts_with_verb(piece: str) -> bool:
    """Say whether a clause begins with a verb, so that an earlier clause says who acts."""
    text = _TRAILING_SPACE.sub("", _strip_lead(piece.strip()))
    match = _VERB.match(text)
    return bool(match and (len(text) > match.end() or text in _BARE_VERBS))


@lru_cache(maxsize=8192)
def ends_with_verb(piece: str) -> bool:
    """Say whether a clause ends in a verb or a preposition that governs what follows."""
    if piece.endswith(_GOVERNS):
        return True
    return any(piece.endswith(verb) for verb in _ALL_VERBS if len(verb) > 1) or not piece.strip()


_TRAILING_SPACE = re.compile(r"\s+$")
_GOVERNS = (
    "为",
    "向",
    "对",
    "给",
    "有",
    "达",
    "等",
    "将",
    "与",
    "和",
    "在",
    "以",
    "获",
    "了",
    "出",
    "过",
)
_ALL_VERBS = tuple(sorted(set(VERBS), key=len, reverse=True))
