"""The noun that a figure counts or measures, cut out of the words around it."""

from __future__ import annotations

import re
from functools import lru_cache

from cqdata.reading.lexicon import LEX, one_of

_SOFT_VERBS, _NOUN_MAKERS = frozenset(LEX.SOFT), frozenset(LEX.NOUNY)
_BARE_VERBS = frozenset(LEX.BARE_VERBS)
_LEADS, _HERE = frozenset((*"".join(LEX.LEAD_SIGNS), *" \n")), frozenset("全我")
_NOUNS_BEGIN = frozenset(" 的“")
# Nouns that measure something named before: alone they say too little.
_SIZES = frozenset(LEX.SIZES)
_GENERIC = frozenset((*LEX.MEASURES, *LEX.OF_SOMETHING))
_VERBS, _VERB = frozenset(LEX.VERBS), re.compile(one_of(LEX.VERBS))
_GOVERNS = (*LEX.GOVERNS, *(verb for verb in LEX.VERBS if len(verb) > 1))


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
    text = head.strip(" ,:、的")
    if "按" in text:
        text = LEX.RECKONED.sub(r"\1\2", text)
    text = _strip_lead(LEX.BY_THE_WAY.sub("", text))
    if "的" in text and (named := LEX.CLASS.fullmatch(text)):
        return named["name"], ""
    agent = ""
    cut_any = False
    # 甲、乙等产业, 甲、乙、丙三大产业: the sum is what is counted.
    after = LEX.AFTER_ETC.match(text) if "等" in text else None
    summed = LEX.SUMMED.search(text) if "大" in text else None
    if listed := after or summed:
        text = text[listed.end() :]
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
            and not (agent or after or beside or LEX.EVERYWHERE.fullmatch(before))
            and len(before) <= 14
            and "、" not in before
        ):
            lead = LEX.WHERE.sub("", _strip_lead(before))
            if not (LEX.INSTITUTION.search(lead) or lead in _VERBS or _last_verb(lead) is not None):
                agent = lead
        text = _strip_lead(text[end:])
    text = LEX.NOT_NAMED.sub("", text)
    if listed := LEX.LISTED.search(text):
        text = text[listed.end() :]
    if (text in _VERBS and not cut_any) or LEX.TIME_ONLY.fullmatch(text):
        text = ""
    if text.endswith(LEX.ENDINGS):
        ending = next(word for word in LEX.ENDINGS if text.endswith(word))
        if len(text) - len(ending) >= 2:
            text = LEX.TRAILING_ADVERB.sub("", text.removesuffix(ending))
    text = LEX.INNER.sub("", _strip_lead(text).rstrip(" ,:、的和与及第"))
    return (LEX.WHERE.sub("", text) if text[:1] in _HERE else text), agent


@lru_cache(maxsize=8192)
def _strip_lead(text: str) -> str:
    for _ in range(4):
        if text[:1] not in _LEADS:
            break
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
        if not rest or LEX.NO_VERB_IN.search(text[max(0, start - 2) : end + 3]):
            continue
        word = match[0]
        if word in _SOFT_VERBS:
            behind = last is not None and last[1] == start
            leading = start == 0 or behind or LEX.SOFT_AFTER.search(text[:start])
            # 促成签约项目158项: behind another verb it tells which projects.
            projects = behind and rest.startswith("项目")
            nouny = word in _NOUN_MAKERS and (projects or LEX.NOUNY_AFTER.match(rest))
            if not leading or nouny or LEX.NOT_VERB.match(rest) or len(rest) < 2:
                continue
        elif LEX.HARD_NOUN.match(rest):
            continue
        last = (start, end)


def join_agent(agent: str, noun: str) -> str:
    """Put who acts before what is counted (规上工业企业 + 利润), without repeating."""
    if not agent or noun.startswith(agent):
        return noun
    return agent + noun


def names_class(head: str) -> bool:
    """Say whether words name a class by its bound: 投入强度超过全省平均水平的市."""
    return "的" in head and LEX.CLASS.fullmatch(head) is not None


def bound_in(subject: str) -> str:
    """Return the indicator that bounds a class (投入超过50亿元的行业), "" if none does."""
    match = LEX.BOUND.match(subject) if "的" in subject else None
    return match["name"] if match else ""


def sum_of(head: str) -> tuple[list[str], str]:
    """Return the names that a sum stands for and what is counted of each.

    甲、乙、丙三大主导产业产值 gives 甲, 乙, 丙 and 产业产值; a head without a sum gives no names.
    """
    match = LEX.SUM_LIST.search(head) if "大" in head or "个" in head else None
    if not match:
        return [], ""
    names = [n for n in re.split("[、和与及]", match["names"]) if n]
    names[0] = noun_of(names[0])[0] or names[0]
    return names, LEX.PRAISE.sub("", noun_of(match["rest"])[0])


def is_generic(noun: str) -> bool:
    """Say whether a noun only measures something that is named elsewhere."""
    return noun in _GENERIC or bool(LEX.LONE_RATE.fullmatch(noun))


@lru_cache(maxsize=8192)
def measured(subject: str) -> str:
    """Return the measuring noun that a subject ends in (规上工业利润 → 利润), "" for none."""
    found = LEX.PART_END.search(subject) or LEX.MEASURE_END.search(subject)
    return found[0] if found else ""


def base_of(subject: str) -> str:
    """Return a subject without the measuring noun at its end (规上工业利润 → 规上工业)."""
    base = subject.removesuffix(measured(subject))
    return base if len(base) > 1 else ""


def differ(one: str, other: str) -> bool:
    """Say whether two subjects measure two things: 旅游收入 and 旅游人数, not 规模 and 产值."""
    a, b = measured(one), measured(other)
    return bool(a and b) and not (a.endswith(b) or b.endswith(a) or a in _SIZES)


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
    sign = text[end : end + 1]
    if not (sign.isalnum() or sign in _NOUNS_BEGIN):
        return ""
    window = text[end : end + 30].removeprefix(" ")
    if window[:1] == "的":
        window = window[1:]
        if LEX.RATE_NOUN.match(window):
            return ""
    elif kind != "amount" and not (bounded and kind == "percent"):
        return ""
    if not LEX.TAIL.match(window) or LEX.NOT_NOUN.match(window) or LEX.AFTER_VERB.match(window):
        return ""
    opened = window.find("”") + 1 if window[0] == "“" else 0
    stop = LEX.AFTER_END.search(window, opened)
    verb = LEX.AFTER_VERB.search(window, max(opened, 1))
    cut = min(stop.start() if stop else len(window), verb.start() if verb else len(window))
    noun = window[:cut]
    if verb and verb[0] == "等":
        # 5个专项和风电等8个…: the last name is an example of what comes next.
        noun = re.split("[和与及、]", noun)[0]
    joined = stop and stop[0].isdigit() and cut == stop.start()
    if joined and noun.rstrip()[-1:] not in ("和", "与", "及", "、"):
        # The words run on into the next figure's own noun: 9个开发区工业总产值…
        head = LEX.HEAD_NOUN.match(noun)
        noun = head[0] if head else noun
    noun = LEX.INNER.sub("", noun.rstrip(" 和与及的、"))
    districts = LEX.DISTRICTS.match(window, len(noun)) if noun[-1:] in ("县", "市", "区") else None
    if districts:
        noun += districts[0]
    return noun


def starts_with_verb(piece: str) -> bool:
    """Say whether a clause begins with a verb, so that an earlier clause says who acts."""
    text = _strip_lead(piece.strip())
    match = _VERB.match(text)
    return bool(match and (len(text) > match.end() or text in _BARE_VERBS))


def ends_with_verb(piece: str) -> bool:
    """Say whether a clause ends in a verb or a preposition that governs what follows."""
    return not piece.strip() or piece.endswith(_GOVERNS)
