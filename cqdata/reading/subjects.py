"""The noun that a figure counts or measures, cut out of the words around it."""

from __future__ import annotations

import re
from functools import lru_cache

from cqdata.reading.lexicon import LEX

_SOFT_VERBS, _NOUN_MAKERS = frozenset(LEX.SOFT), frozenset(LEX.NOUNY)

# ------------------------------------------------------------------ what may stand before it

_BARE_VERBS = frozenset(
    (
        *("投产", "落地", "竣工", "开工", "投用", "建成", "通车", "回流", "启用", "新开工"),
        *("开工建设", "上市", "上线", "毕业", "签约", "入库", "主持", "牵头"),
    )
)


# Nouns that measure something named before: alone they say too little.
_GENERIC = frozenset(LEX.MEASURES) | {"项目", "团队", "平台", "用户", "从业人员"}


def _starts(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(sorted(set(words), key=len, reverse=True)))


_VERB = _starts(LEX.VERBS)


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
    text = LEX.RECKONED.sub(r"\1\2", LEX.FOOTNOTE.sub("", head).strip(" ,:、的"))
    text = LEX.REBUILT.sub("", LEX.PASSED.sub("", LEX.WHEN_INSIDE.sub("", text)))
    text = LEX.HAVE.sub(r"\1", _strip_lead(text))
    named = LEX.CLASS.fullmatch(text)
    if named:
        return named["name"], ""
    after = re.search(r".*(?<![高中初平优同上均特一二三相甲乙丙头次劣])等(?=[^级于待同额量])", text)
    if after and len(text) > after.end() + 1:
        text = text[after.end() :]
    agent = ""
    cut_short, cut_any = bool(after), False
    summed = LEX.SUMMED.search(text)
    if summed and len(text) > summed.end() + 1:
        # 甲、乙、丙三大产业: the sum is what is counted.
        text = text[summed.end() :]
    for _ in range(6):
        cut = _last_verb(text)
        if cut is None:
            break
        start, end = cut
        cut_any = True
        before = LEX.TRAILING_ADVERB.sub("", text[:start])
        beside = bool(LEX.BESIDE.match(head))
        if (
            before
            and not (agent or cut_short or beside or LEX.EVERYWHERE.fullmatch(before))
            and len(before) <= 14
            and "、" not in before
        ):
            lead = LEX.WHERE.sub("", _strip_lead(before))
            if not (
                LEX.INSTITUTION.search(lead)
                or _VERB.fullmatch(lead)
                or _last_verb(lead) is not None
            ):
                agent = lead
        text = _strip_lead(text[end:])
    text = LEX.PER.sub("", LEX.ASIDE.sub("", LEX.VAGUE.sub("", text)))
    listed = LEX.LISTED.search(text)
    if listed and listed.end() < len(text):
        text = text[listed.end() :]
    if (_VERB.fullmatch(text) and (not cut_any or text in _BARE_VERBS)) or LEX.TIME_ONLY.fullmatch(
        text
    ):
        text = ""
    ending = LEX.ENDING.search(text)
    if ending and ending.start() >= 2:
        text = LEX.TRAILING_ADVERB.sub("", text[: ending.start()])
    text = LEX.INNER.sub("", _strip_lead(text).rstrip(" ,:、的和与及第"))
    if LEX.GOAL.fullmatch(text):
        return "", ""
    return LEX.WHERE.sub("", text), agent


def _strip_lead(text: str) -> str:
    for _ in range(4):
        date = LEX.DATE.match(text)
        # 初中, 底层, 前沿: one such sign alone is no time.
        n = date.end() if date and date.end() > 1 else 0
        lead = LEX.LEAD.match(text, n)
        n = lead.end() if lead else n
        if not n:
            break
        # 新能源, 主要污染物, 以色列, 和田: the first sign belongs to the noun.
        if lead and n < len(text) and LEX.KEEP.match(text):
            break
        if n >= len(text):
            return ""
        text = text[n:]
    return text


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
                leading = bool(re.fullmatch(LEX.REGIONS, text[:start])) or bool(
                    LEX.SOFT_AFTER.search(text[:start])
                )
            if rest[0] in "和与及、":
                continue
            if word == "获" and rest[0] in "奖批":
                continue
            nouny = word in _NOUN_MAKERS and (
                LEX.NOUNY_AFTER.match(rest)
                # 促成签约项目158项: behind another verb it tells which projects.
                or (last is not None and last[1] == start and rest.startswith("项目"))
            )
            if not leading or nouny or LEX.NOT_VERB.match(rest) or len(rest) < 2:
                continue
        elif (
            LEX.HARD_NOUN.match(rest)
            or (word == "新增" and rest.startswith("就业"))
            or (word == "完成" and rest.startswith(("单位", "人")))
            or (word == "减免" and rest[0] == "税" and rest[1:2] not in ("费", "收"))
            or (word == "引进" and text[:start].endswith(("技术", "人才", "设备")))
        ):
            continue
        last = (start, end)


def join_agent(agent: str, noun: str) -> str:
    """Put who acts before what is counted (规上工业企业 + 利润), without repeating."""
    if not agent or noun.startswith(agent):
        return noun
    return agent + noun


@lru_cache(maxsize=8192)
def names_class(head: str) -> bool:
    """Say whether words name a class by its bound: 投入强度超过全省平均水平的市."""
    return bool(LEX.CLASS.fullmatch(head))


@lru_cache(maxsize=8192)
def bound_in(subject: str) -> str:
    """Return the indicator that bounds a class (投入超过50亿元的行业), "" if none does."""
    match = LEX.BOUND.match(subject) if "的" in subject else None
    return match["name"] if match else ""


def sum_of(head: str) -> tuple[list[str], str]:
    """Return the names that a sum stands for and what is counted of each.

    甲、乙、丙三大主导产业产值 gives 甲, 乙, 丙 and 产业产值; a head without a sum gives no names.
    """
    match = LEX.SUM_LIST.search(head)
    if not match:
        return [], ""
    names = [n for n in re.split("[、和与及]", match["names"]) if n]
    names[0] = noun_of(names[0])[0] or names[0]
    return names, LEX.PRAISE.sub("", noun_of(match["rest"])[0])


@lru_cache(maxsize=8192)
def is_generic(noun: str) -> bool:
    """Say whether a noun only measures something that is named elsewhere."""
    return noun in _GENERIC or bool(LEX.LONE_RATE.fullmatch(noun))


@lru_cache(maxsize=8192)
def base_of(subject: str) -> str:
    """Return a subject without the measuring noun at its end (规上工业利润 → 规上工业)."""
    base = LEX.MEASURE_END.sub("", subject)
    return base if len(base) > 1 else ""


@lru_cache(maxsize=8192)
def topic_of(piece: str) -> str:
    """Return the noun that a clause without a figure begins with."""
    noun = LEX.FILLER.sub("", _strip_lead(piece.strip()))
    return noun if 2 <= len(noun) <= 28 else ""


# ----------------------------------------------------------------------- nouns behind a figure


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
        if LEX.RATE_NOUN.match(window):
            return ""
    elif kind != "amount" and not (bounded and kind == "percent"):
        return ""
    if not LEX.TAIL.match(window) or LEX.NOT_NOUN.match(window) or LEX.AFTER_VERB.match(window):
        return ""
    opened = 0
    if window[0] == "“":
        opened = window.find("”") + 1
    elif window[0] == "(":
        opened = window.find(")") + 1
    stop = LEX.AFTER_END.search(window, opened)
    verb = LEX.AFTER_VERB.search(window, max(opened, 1))
    cut = min(stop.start() if stop else len(window), verb.start() if verb else len(window))
    noun = window[:cut]
    if verb and verb[0] == "等" and cut == verb.start():
        # 5个专项和风电等8个…: the last name is an example of what comes next.
        noun = re.split("[和与及、]", noun)[0]
    joined = bool(stop and stop[0].isdigit() and (not verb or verb.start() >= stop.start()))
    if joined and noun.rstrip()[-1:] not in ("和", "与", "及", "、"):
        # The words run on into the next figure's own noun: 9个开发区工业总产值…
        head = LEX.HEAD_NOUN.match(noun)
        noun = head[0] if head else noun
    noun = LEX.INNER.sub("", noun.rstrip(" 和与及的、"))
    districts = LEX.DISTRICTS.match(window, len(noun)) if noun[-1:] in ("县", "市", "区") else None
    if districts:
        noun += districts[0]
    return noun if len(noun) >= 1 else ""


@lru_cache(maxsize=8192)
def starts_with_verb(piece: str) -> bool:
    """Say whether a clause begins with a verb, so that an earlier clause says who acts."""
    text = _strip_lead(piece.strip())
    match = _VERB.match(text)
    return bool(match and (len(text) > match.end() or text in _BARE_VERBS))


@lru_cache(maxsize=8192)
def ends_with_verb(piece: str) -> bool:
    """Say whether a clause ends in a verb or a preposition that governs what follows."""
    if piece.endswith(_GOVERNS):
        return True
    return any(piece.endswith(verb) for verb in _ALL_VERBS if len(verb) > 1) or not piece.strip()


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
_ALL_VERBS = tuple(sorted(set(LEX.VERBS), key=len, reverse=True))
