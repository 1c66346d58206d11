"""The subject of a figure: what the words around it name, and what was named before."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from cqdata.reading import earlier, lists, subjects
from cqdata.reading.carried import GROWS, LEVELS, Seen, Sentence
from cqdata.reading.clauses import strip_predicate
from cqdata.reading.lexicon import LEX
from cqdata.reading.times import COUNT

_COUNTED, _PUPILS = frozenset(LEX.COUNTED), frozenset(LEX.PUPILS)
_LONGEST_PRONOUN, _LONGEST_PLACE = 10, 11
_ALTOGETHER, _OF_SOMETHING = frozenset(LEX.ALTOGETHER), frozenset(LEX.OF_SOMETHING)
_is_grade = lru_cache(maxsize=8192)(LEX.GRADE.fullmatch)
_is_pronoun = lru_cache(maxsize=8192)(LEX.PRONOUN.fullmatch)
_event_in = lru_cache(maxsize=8192)(LEX.EVENT.fullmatch)
_COUNTS_ON = ("的", "有", "达", "共")


def _phrase(here: Sentence) -> tuple[str, str]:
    """Return the words that hold the subject, and what of the predicate belongs to its name."""
    head, piece, measure = here.clause.head, here.piece, here.measure
    if here.behind and subjects.starts_with_verb(head.removeprefix(here.behind)):
        # 为300家企业发放贷款20亿元: whom it is for was read behind the figure before.
        head = head.removeprefix(here.behind)
    here.behind = ""
    if head[:1] in ("比", "较") and LEX.VERSUS.fullmatch(head):
        return "", ""
    if measure == "rank":
        scope = LEX.SCOPE.search(head)
        return (head[: scope.start()] if scope else head), ""
    if here.clause.done:
        return strip_predicate(piece[: here.clause.done.start()]).head, ""
    if measure == "share" and (share := LEX.SHARE.search(head)):
        return strip_predicate(head[: share.start()]).head, share[0] if share["word"] else ""
    if subjects.names_class(head):
        return head, ""
    if measure == "other" and here.token.kind == "pp" and (pull := LEX.PULL.search(head)):
        return head[: pull.start()], ""
    if here.clause.planned or here.clause.compares:
        match = LEX.PLAN.search(head) or LEX.COMPARE.search(head) or here.clause.compares
        head = strip_predicate(head[: match.start()]).head if match else head
    if measure == "ratio" and LEX.RELATIVE.search(piece):
        head = LEX.EQUAL_TO.sub("", head)
    if measure in ("level", "ratio") and (
        LEX.TARGET.search(head) or LEX.AIMED.match(here.reading.plain, here.token.end)
    ):
        return "", ""
    return head, ""


def _part_of_counted(here: Sentence, head: str) -> str:
    """Name those of what was counted before that are told by a bound or an event."""
    such = LEX.SUCH.search(here.piece) if here.piece.endswith(_COUNTS_ON) else None
    event = _event_in(head.strip(" 、,和及"))
    counted = earlier.counted(here) if such or event else ""
    if such and counted:
        # 企业1360家,营收超亿元的82家
        return f"{such['bound']}的{counted}"
    if event and (event["thing"] or counted):
        return event["event"] + (event["thing"] or LEX.EVENT.sub(r"\g<thing>", counted))
    return ""


def _of_what(here: Sentence, noun: str, topic: str, previous: Seen | None) -> str:
    """Say of what a noun tells that only measures: of the topic, or of the figure before."""
    if topic:
        return topic if topic.endswith(noun) else topic + noun
    if previous is None:
        return noun
    if here.token.kind == "amount" and previous.token.kind == "percent":
        previous = earlier.latest(here.seen, earlier.is_amount) or previous
    if previous.subject.endswith(noun):
        return previous.subject
    shared = previous.measure in GROWS and LEX.SHARE_WORD.fullmatch(noun)
    # 研发经费120亿元,占比2.3%: it is the amount itself that is a part.
    base = previous.subject if shared else subjects.base_of(previous.subject)
    return (LEX.RATE_END.sub("", base) if noun[-1] == "率" else base) + noun


def noun_for(here: Sentence) -> tuple[str, bool, bool]:
    """Return the subject, whether the clause names it, and whether it only measures."""
    measure, token = here.measure, here.token
    head, tail = _phrase(here)
    previous = earlier.previous(here)
    if whose := whose_figure(here, head, previous):
        return whose, True, False
    if previous and measure == "other" and token.kind == "pp" and LEX.PULL.search(here.piece):
        # 贡献率为45.1%,拉动2.8个百分点: it is what contributes that pulls.
        pulls = earlier.latest(here.seen, lambda s: not LEX.CONTRIBUTES.search(s.subject))
        previous = pulls or previous
    nameless = not (head or here.inside or here.bound or here.clause.done or any(here.pieces[:-1]))
    if nameless and not here.piece.endswith(_COUNTS_ON):
        # 12家,增长5%: the words hold no noun.
        return (previous.subject + tail if previous else ""), False, False
    one = earlier.picked(here, 1) if head[:1] in ("前", "后") and LEX.FORMER.match(head) else []
    if previous and LEX.RELATED.fullmatch(head):
        return previous.subject + head, True, False
    noun, agent = subjects.noun_of(head[2:] if one else head)
    if "(" in noun and (renamed := LEX.RENAMED.fullmatch(noun)):
        noun = renamed["name"]
    if not noun and token.kind in ("percent", "pp") and subjects.is_generic(head.strip(" 、,")):
        # 有效专利120件,投入增长8%: what is invested grows; 投入3亿元 is a verb.
        noun = head.strip(" 、,")
    if one and noun:
        # 渔港达到14座,后者获补助3亿元
        return one[0].subject + noun, True, False
    if len(noun) <= _LONGEST_PRONOUN:
        if (pronoun := LEX.SUM_OF.fullmatch(noun)) and token.kind == "amount":
            alike = [s.subject for s in here.seen if s.token.unit == token.unit]
            noun = shared_end(alike[-COUNT[pronoun["n"]] :]) or noun
        if _is_pronoun(noun):
            noun = ""
    elsewhere = LEX.PLACE_END.search(noun)
    if elsewhere and elsewhere.start() > 2 and measure != "rank" and "、" not in noun:
        # 投入强度全国为2.64%
        noun = elsewhere["place"] + noun[: elsewhere.start()]
    if measure == "rank" and (LEX.HERE.fullmatch(noun) or not noun):
        noun = ranking_in(here.pieces[:-1]) or noun
    if not noun or LEX.RATE_ONLY.fullmatch(noun):
        noun, agent = agent, ""
    if earlier.key(noun) == "" and (measure != "rank" or noun.startswith("全")):
        noun = ""
    if measure == "rank" and len(noun) <= 4 and earlier.goes_on(here, "rank"):
        # 居全省第8位、苏北第2位: another scope of the same rank.
        noun = ""
    if here.clause.done and token.kind == "percent":
        # 收入50亿元,税收占比80%,完成预算的60%: it is the amount that is planned.
        previous = earlier.latest(here.seen, earlier.is_amount) or previous
    for piece in here.pieces[:-1]:
        if LEX.OPENED_END.search(piece) and (opened := LEX.OPENED.fullmatch(piece)):
            # 某中心建成投用,新增机柜500个
            here.facility = subjects.topic_of(opened["name"].lstrip("的"))
    if token.kind == "amount" and len(head) <= 18 and (part := _part_of_counted(here, head)):
        return part, True, False
    noun = noun or earlier_piece(here)
    if here.inside and len(here.pieces) > 1:
        if listed := LEX.BOUND_LIST.search(here.pieces[-2]):
            # 投入超过千亿元的省份依次为甲省(1200亿元)、乙省(1100亿元)
            noun, here.bound = listed["name"], listed["bound"]
        if earlier.beside(here) and (than := LEX.THAN.search(here.pieces[-2])):
            noun = than["name"]
    noun = completed(here, noun or here.bound)
    reached = LEX.REACHED.search(here.piece)
    if reached and noun in ("", reached[0][:2]):
        noun = reached[0][:2] + "".join(LEX.REACHED_IN.get(token.word, ()))
    if not noun:
        return (previous.subject + tail if previous else ""), False, False
    served = LEX.SERVED.search(head)
    if served and previous and here.size == 1 and noun in (served["whom"], served["work"]):
        who = earlier.latest(here.seen, earlier.counts) or previous
        if len(who.subject) <= 12:
            return who.subject + served[0], True, False
    if here.vehicle and here.vehicle not in agent and LEX.LOOSE.fullmatch(noun):
        return here.vehicle + noun + tail, True, False
    if noun in _PUPILS and not agent and (school := earlier.school(here)):
        return school + noun + tail, True, False
    if LEX.EACH.fullmatch(noun) and previous:
        # 机构营业收入198亿元,户均1260万元
        base = subjects.base_of(previous.subject)
        return base + noun + previous.subject[len(base) :], True, True
    if previous and not agent and noun[:1] == "对" and LEX.CONTRIBUTES.fullmatch(noun):
        return subjects.base_of(previous.subject) + noun, True, True
    lone = agent == "" and len(noun) == 1
    # 增加值增长8%,新开工项目120个: projects are of a body, not of an amount or a growth.
    apart = noun in _OF_SOMETHING and not (previous and earlier.counts(previous))
    apart = apart and subjects.starts_with_verb(here.piece)
    if lone or (subjects.is_generic(noun) and not apart) or LEX.PER_HEAD.fullmatch(noun):
        topic = agent or earlier_piece(here)
        return _of_what(here, noun, topic, previous) + tail, True, True
    if not here.first and len(here.pieces) == 1 and here.gap[:1] not in "、和,及与":
        # 为300家企业发放贷款…: the words run on from the figure before.
        agent = ""
    if agent:
        here.agent = agent
    elif subjects.starts_with_verb(here.piece) and 3 * len(here.agent) <= 4 * len(noun):
        # 科学城建成平台13个,引进机构50家: who acts in a clause that begins with a verb.
        agent = here.agent
    return subjects.join_agent(agent, noun) + tail, True, False


def named_behind(here: Sentence, named: bool) -> str:
    """Return the noun behind a figure that it counts (12家单位), "" where none does.

    ``named`` says whether the clause before names a subject of its own.
    """
    token, plain = here.token, here.reading.plain
    bounded = earlier.bounded(token)
    behind = here.behind = subjects.noun_behind(plain, token.end, token.kind, bounded)
    if token.kind in ("percent", "times"):
        return "" if "占" in here.piece else behind
    counts = token.unit.startswith("count:")
    if counts and subjects.measured(behind) and (counted := LEX.HEAD_NOUN.match(behind)):
        # 25个行业增加值增长: what is counted grows by its measure.
        behind = counted[0]
    if token.word not in _COUNTED and named and not subjects.ends_with_verb(here.piece):
        return ""
    listed = LEX.LISTED_AS.match(plain, token.end) if behind else None
    if listed and (listed["thing"] == behind or listed["who"]):
        alike = behind == "单位" or listed["name"].endswith(listed["thing"])
        return listed["name"] + ("" if alike else listed["thing"])
    return behind


def invested_in(here: Sentence) -> str:
    """Name an investment by what it is made in: 总投资12亿元的某生产线建成投产."""
    word = here.clause.head.strip(" 、,")
    thing = LEX.THING.match(here.reading.plain, here.token.end)
    if not (thing and LEX.INVESTED.fullmatch(word)):
        return ""
    here.facility = thing["name"]
    return here.facility + word.removeprefix("计划")


def whose_figure(here: Sentence, head: str, previous: Seen | None) -> str:
    """Name a figure of another place (全国为…), of a part in brackets or of all before."""
    if previous is None or not previous.subject or here.token.kind in ("rank", "pp"):
        return ""
    short = len(head) <= _LONGEST_PLACE
    place = LEX.OTHER_PLACE.fullmatch(head.strip(" 、")) if head and short else None
    if place and not here.clause.compares:
        thing = LEX.LEADING_PLACE.sub("", previous.subject)
        return (place["name"] or "") + thing if thing else ""
    if here.inside and (part := LEX.PART_OF.fullmatch(head)):
        # R&D经费865.1亿元(含军工12.3亿元)
        return (part["without"] or "") + part["name"] + previous.subject
    if here.piece.strip() in _ALTOGETHER:
        total = here.token.value
        for n, seen in enumerate(reversed(here.seen[-12:]), start=1):
            total -= seen.token.value
            if total == 0 and n > 1:
                # 高校26所,院所38家,共64家: the sum of those before.
                return "、".join(dict.fromkeys(s.subject for s in here.seen[-n:]))
    return ""


@lru_cache(maxsize=8192)
def _measures_of(noun: str) -> Any:
    """Return the pattern of what is measured of areas or actors, for the name of one."""
    if LEX.AREA.fullmatch(noun):
        return LEX.AREA_MEASURE
    return LEX.ACTOR_MEASURE if LEX.ACTOR.fullmatch(noun) else None


def completed(here: Sentence, noun: str) -> str:
    """Add to a noun what it is a part of, where it says too little alone."""
    token = here.token
    if here.fastest and here.inside:
        named = LEX.FASTEST.search(here.pieces[-2]) if len(here.pieces) > 1 else None
        noun = named["name"] if named else noun
        of = here.reading.last[0].subject if here.reading.last else ""
        of = subjects.bound_in(of) or of
        if LEX.INTENSITY.search(of):
            # 投入超过20亿元的市有…。投入强度超过平均的市有…。增速居前的市是…: no ratio grows.
            bounds = (subjects.bound_in(s.subject) for s in here.reading.levels.values())
            of = [of, *(name for name in bounds if name and not LEX.INTENSITY.search(name))][-1]
        return noun and noun + of
    if not noun:
        return ""
    if measures := _measures_of(noun):
        # 东部地区投资增长4%,中部地区增长5%; 各类企业研发经费80亿元,其他主体3亿元
        found = (measures.search(s.subject) for s in earlier.alike(here))
        if measured := next((match["measure"] for match in found if match), ""):
            return noun + measured
    at = here.reading.plain.find("看,", here.start, token.start) if noun[-1] == "业" else -1
    if at >= 0 and token.kind == "percent":
        # 规上工业增加值增长8%;分门类看,制造业增长9%: what is measured was said of the whole.
        found = (LEX.INDUSTRY_MEASURE.search(s.subject) for s in earlier.alike(here))
        return noun + next((match["measure"] for match in found if match), "")
    if noun in ("出口", "进口"):
        sold = earlier.whole(here)
        amount = LEX.SALES.search(sold.subject) if sold else None
        if sold and amount:
            return f"{sold.subject[: amount.start()]}{noun}{amount[0]}"
        for seen in reversed(here.seen):
            if trade := LEX.TRADE.fullmatch(seen.subject):
                return earlier.key(trade["name"]) + noun
    if token.kind == "amount" and here.size == 1 and _is_grade(noun):
        whole = earlier.counted(here)
        # ;其中女性3万人: the whole stands before the semicolon or full stop.
        near = earlier.alike(here) if here.first else []
        before = next((s.subject for s in near if not s.inside), "")
        if here.words.part or LEX.GRADE.match(before):
            whole = whole or before
        whole = earlier.key(whole)
        # 省级 stands in the place of 国家级; 企业类 is said beside it.
        return noun + (LEX.GRADE.sub("", whole, count=1) if noun[-1] != "类" else whole)
    if LEX.BENEFIT.search(here.piece) and here.seen:
        return LEX.AMOUNT_END.sub("", here.seen[-1].subject) + noun
    changes = token.kind in ("percent", "pp") or here.measure == "other"
    if changes and 2 <= len(noun) <= 6 and (full := _named_in_full(here, noun)):
        return full
    if (token.unit == "%" or token.unit.endswith("_1e8")) and (by := compared_by(here, noun)):
        return f"{noun.removesuffix('水平')}{by}"
    fitted = here.facility and noun not in here.facility
    rate = noun[-1] == "率" and subjects.is_generic(noun)
    return here.facility + noun if fitted and (rate or LEX.FITTED.fullmatch(noun)) else noun


def _named_in_full(here: Sentence, noun: str) -> str:
    """Return the subject of an earlier figure that begins with a name and measures something."""
    kind = here.token.kind
    for seen in reversed(here.seen[-24:]):
        # 甲区、乙区亩均税收分别为42万元、31万元,甲区提高5万元
        same = seen.token.unit == here.token.unit and seen.size > 1
        alike = same if kind == "amount" else seen.own and seen.token.kind != "pp"
        measured = LEX.REGION_MEASURE.fullmatch(seen.subject.removeprefix(noun))
        if alike and measured and seen.subject.startswith(noun):
            return seen.subject
    return ""


def compared_by(here: Sentence, noun: str) -> str:
    """Name what a list of places or bodies is compared by, "" where that is not said."""
    if here.inside and LEX.MEAN_NAMED.search(noun) and here.seen:
        return here.seen[-1].subject
    if len(noun) > 12 or subjects.measured(noun):
        return ""
    if beside := earlier.beside(here):
        return LEX.HERE.sub("", beside.subject)
    # 投入超过50亿元的市有4个,依次为甲市(86亿元)
    bounds = (bound for seen in here.seen if (bound := subjects.bound_in(seen.subject)))
    return next(bounds, here.bound if here.inside else "")


def earlier_piece(here: Sentence) -> str:
    """Noun of an earlier clause of the gap, where the last clause holds only a predicate."""
    for piece in reversed(here.pieces[0 if here.first else 1 : -1][-4:]):
        if LEX.RATE_COMPARED.match(piece):
            continue
        noun, agent = subjects.noun_of(strip_predicate(piece).head)
        topic = subjects.topic_of(subjects.join_agent(agent, noun)) if noun else ""
        if topic and not (LEX.RATE_ONLY.fullmatch(topic) or LEX.TIME_ONLY.fullmatch(topic)):
            return topic
    return ""


def names_for(
    here: Sentence, noun: str, own: bool, targets: list[Seen | None], generic: bool
) -> list[str]:
    """Return the subject of each figure of a list, whose noun is as :func:`noun_for` says."""
    size = here.size
    if of_class := LEX.CLASS_LISTED.fullmatch(noun):
        # 投入强度超过全省平均的市有甲市、乙市2个,分别为…
        listed = lists.distribute(of_class["names"], size)
        return [name + of_class["bound"] for name in listed] or [noun] * size
    levels = LEVELS - {"rank"}
    printed = [s.subject for s in here.seen if s.measure in levels][-size:]
    printed = printed if len(printed) == size else []
    parts = lists.distribute(noun, size)
    if not own:
        before = here.seen[-size:]
        if all(targets):
            return [t.subject for t in targets if t]
        if not printed and len(before) == size == before[-1].size:
            return [s.subject for s in before]
        return printed or parts or [noun] * size
    summed, rest = subjects.sum_of(here.clause.head)
    if len(summed) == size and rest:
        return [n + rest.removeprefix("产业" if n[-2:] == "产业" else "") for n in summed]
    if parts:
        counted = earlier.latest(here.seen, earlier.counts)
        if counted and any(map(subjects.is_generic, parts)) and max(map(len, parts)) <= 4:
            # 备案信托62单,单数、规模分别列…: what is measured was counted before.
            return [counted.subject + part for part in parts]
        return parts
    if len(noun) <= 4 and (leads := earlier.leads(here, size)):
        return [lead + noun for lead in leads]
    if printed and LEX.GRADE.fullmatch(noun):
        # 孵化器、众创空间分别为20家、30家,其中国家级4家、5家
        return [noun + LEX.GRADE.sub("", subject, count=1) for subject in printed]
    ending = subjects.measured(noun)
    if printed and generic and ending:
        return [subject + ending for subject in printed]
    if len(here.pieces) >= size:
        # 甲、乙业,丙业,丁业增加值分别增长…: names that hold 、 are parted by commas.
        named = [subjects.noun_of(p)[0] for p in here.pieces[-size:-1]]
        if all(named):
            return [n.removesuffix(ending) + ending for n in named] + [noun]
    return [noun] * size


def parts_named(here: Sentence, noun: str) -> list[str]:
    """Name the parts of a list whose shares or rates were printed before, in full."""
    if pronoun := LEX.ALL_OF.match(noun):
        # 三者所占比重分别为: of the amounts that stand before, in this sentence or the last ones.
        levels = [s.subject for s in here.reading.levels.values() if earlier.is_amount(s)]
        return [f"{name}{noun[pronoun.end() :]}" for name in levels[-here.size :]]
    full = [_named_in_full(here, part) for part in lists.distribute(noun, here.size)]
    return full if all(full) else []


def ranking_in(pieces: list[str]) -> str:
    """Name the ranking that earlier clauses tell of: 《某指数报告》显示, 在某评价中."""
    for piece in reversed(pieces):
        if titled := LEX.TITLED.search(piece):
            return titled["name"]
        if ranked := LEX.RANKED_IN.search(piece):
            return subjects.noun_of(ranked["name"])[0]
    return ""


def shown(here: Sentence, subject: str, target: Seen | None) -> tuple[str, list[str]]:
    """Return the subject as the draft shows it, with remarks on scope and whole."""
    if here.measure == "rank":
        scope = LEX.SCOPE.search(here.piece.rstrip(" 第"))
        among = scope["scope"].rstrip("中内的") if scope else ""
        return subject, [f"scope {among}"] if among else []
    if target and target.row.measure == "share" and subject == target.subject:
        return target.row.subject, []
    if here.measure != "share":
        return subject, []
    whole = LEX.SHARE.search(here.clause.head)
    if whole and whole["whole"]:
        name = whole["whole"].strip("的 ")
        # Without a word such as 比重 what it is a share of is part of the name.
        bare = not whole["word"] and subject and "占" not in subject
        return (f"{subject}占{name}" if bare else subject), [f"of {name}"]
    if here.words.part and "占" in here.piece and "占" not in subject:
        of = earlier.latest(here.seen, earlier.is_amount)
        if of and 0 < len(of.subject) <= 3 * len(subject):
            return f"{subject}占{earlier.key(of.subject)}", []
    return subject, []


def shared_end(names: list[str]) -> str:
    """Return the words that all names end in, "" if they are fewer than two."""
    end = names[0] if len(names) > 1 else ""
    while not all(name.endswith(end) for name in names):
        end = end[1:]
    return end if len(end) > 1 else ""
