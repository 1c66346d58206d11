"""The subject of a figure: what the words around it name, and what was named before."""

from __future__ import annotations

from cqdata.reading import earlier, lists, subjects
from cqdata.reading.carried import COUNT, GROWS, LONGEST_LIST, Seen, Sentence
from cqdata.reading.clauses import strip_predicate
from cqdata.reading.lexicon import LEX

_COUNTED = frozenset(LEX.COUNTED)
_OPENS = frozenset("成用产工顶线园业馆车营运行牌")
# Who is taught or teaches: the kind of school is named before.
_PUPILS = frozenset(
    ("招生", "在校生", "毕业生", "在校学生", "招生数", "在校生数", "毕业生数", "专任教师", "教职工")
)


def _phrase(here: Sentence) -> tuple[str, str]:
    """Return the words that hold the subject, and what of the predicate belongs to its name."""
    head = here.clause.head
    tail = ""
    if here.behind and len(here.pieces) == 1 and head.startswith(here.behind):
        rest = head[len(here.behind) :]
        if subjects.starts_with_verb(rest):
            # 为300家企业发放贷款20亿元: whom it is for was read behind the figure before.
            head = rest
    here.behind = ""
    if here.measure == "rank":
        scope = LEX.SCOPE.search(head)
        if scope and not scope[0]:
            scope = LEX.SCOPE_NAMED.search(head)
        if scope:
            head = head[: scope.start()]
    elif LEX.PROGRESS.search(here.piece):
        done = LEX.PROGRESS.search(here.piece)
        head = strip_predicate(here.piece[: done.start()]).head if done else ""
    elif here.measure == "share":
        share = LEX.SHARE.search(head)
        if share:
            if share["word"]:
                tail = share[0]
            head = strip_predicate(head[: share.start()]).head
    elif subjects.names_class(head):
        pass
    elif LEX.PLAN.search(here.piece) or LEX.COMPARE.search(here.piece):
        match = LEX.PLAN.search(head) or LEX.COMPARE.search(head) or LEX.COMPARE.search(here.piece)
        head = strip_predicate(head[: match.start()]).head if match else head
    elif here.measure == "other" and here.token.kind == "pp":
        pull = LEX.PULL.search(head)
        head = head[: pull.start()] if pull else head
    if here.measure == "ratio" and LEX.RELATIVE.search(here.piece):
        head = LEX.EQUAL_TO.sub("", head)
    if here.measure in ("level", "ratio") and (
        LEX.TARGET.search(head) or LEX.AIMED.match(here.reading.plain, here.token.end)
    ):
        head = ""
    return head, tail


def _part_of_counted(here: Sentence, head: str) -> str:
    """Name those of what was counted before that are told by a bound or an event."""
    such, event = LEX.SUCH.search(here.piece), LEX.EVENT.fullmatch(head.strip(" 、,和及"))
    if not (such or event):
        return ""
    counted = earlier.counted(here)
    if such and counted:
        # 企业1360家,营收超亿元的82家
        return f"{such['bound']}的{counted}"
    if event and event["thing"]:
        return event["event"] + event["thing"]
    return event["event"] + LEX.EVENT.sub(r"\g<thing>", counted) if event and counted else ""


def _of_what(here: Sentence, noun: str, topic: str, previous: Seen | None) -> str:
    """Say of what a noun tells that only measures: of the topic, or of the figure before."""
    if topic:
        return topic if topic.endswith(noun) else topic + noun
    money = here.token.kind == "amount" and subjects.is_generic(noun) and not here.inside
    if money and previous and previous.token.kind == "percent":
        amounts = (s for s in reversed(here.seen) if s.token.kind == "amount")
        previous = next(amounts, previous)
    base = subjects.base_of(previous.subject) if previous else ""
    if previous and base:
        return previous.subject if previous.subject.endswith(noun) else base + noun
    return noun


def noun_for(here: Sentence) -> tuple[str, bool, bool]:
    """Return the subject, whether the clause names it, and whether it only measures."""
    head, tail = _phrase(here)
    one = earlier.picked(here, 1) if LEX.FORMER.match(head) else []
    noun, agent = subjects.noun_of(head[2:] if one else head)
    if one and noun:
        # 渔港达到14座,后者获补助3亿元
        return one[0].subject + noun, True, False
    pronoun = LEX.SUM_OF.fullmatch(noun)
    if pronoun and here.measure in GROWS and here.token.kind == "amount":
        alike = [s.subject for s in here.seen if s.token.unit == here.token.unit]
        shared = shared_end(alike[-COUNT[pronoun["n"]] :])
        noun = shared or noun
    if LEX.MEAN.fullmatch(noun) or LEX.PRONOUN.fullmatch(noun):
        noun = ""
    elsewhere = LEX.PLACE_BEHIND.fullmatch(noun)
    if elsewhere and here.measure in ("level", "ratio", "yoy_growth"):
        # 投入强度全国为2.64%
        noun = elsewhere["place"] + elsewhere["thing"]
    if here.measure == "rank" and (LEX.HERE.fullmatch(noun) or not noun):
        noun = ranking_in(here.pieces[:-1]) or noun
    if LEX.RATE_ONLY.fullmatch(noun):
        noun = agent
        agent = ""
    whose = whose_figure(here, head)
    if whose:
        return whose, True, False
    if LEX.PLACE.sub("", noun) == "" and (here.measure != "rank" or noun.startswith("全")):
        noun = ""
    previous = earlier.previous(here)
    if here.measure == "rank" and len(noun) <= 4 and earlier.goes_on(here, "rank"):
        # 居全省第8位、苏北第2位: another scope of the same rank.
        noun = ""
    if not noun and LEX.PROGRESS.search(here.piece) and here.token.kind == "percent":
        # 收入50亿元,税收占比80%,完成预算的60%: it is the amount that is planned.
        previous = next((s for s in reversed(here.seen) if s.token.kind == "amount"), previous)
    for piece in here.pieces[:-1]:
        opened = LEX.OPENED.fullmatch(piece) if piece and piece[-1] in _OPENS else None
        if opened:
            # 某中心建成投用,新增机柜500个
            here.facility = subjects.topic_of(opened["name"].lstrip("的"))
    if here.token.kind == "amount" and len(head) <= 14:
        part = _part_of_counted(here, head)
        if part:
            return part, True, False
    if not noun:
        noun = earlier_piece(here)
    if here.inside and len(here.pieces) > 1:
        listed = LEX.BOUND_LIST.search(here.pieces[-2])
        if listed:
            # 投入超过千亿元的省份依次为甲省(1200亿元)、乙省(1100亿元)
            noun, here.bound = listed["name"], listed["bound"]
        than = LEX.THAN.search(here.pieces[-2]) if earlier.beside(here) else None
        noun = than["name"] if than else noun
    if not noun and previous is None:
        noun = here.bound
    noun = completed(here, noun)
    if not noun:
        return (previous.subject + tail if previous else ""), False, False
    served = LEX.SERVED.search(head)
    if served and previous and len(here.tokens) == 1 and noun in (served["whom"], served["work"]):
        who = next((s for s in reversed(here.seen) if earlier.counts(s)), previous)
        if len(who.subject) <= 12 and (served["verb"] != "服务" or earlier.people(who)):
            return who.subject + served[0], True, False
    if here.vehicle and LEX.LOOSE.fullmatch(noun) and here.vehicle not in agent:
        return here.vehicle + noun + tail, True, False
    if noun in _PUPILS and not agent:
        school = earlier.school(here)
        if school:
            return school + noun + tail, True, False
    if LEX.EACH.fullmatch(noun) and previous:
        # 机构营业收入198亿元,户均1260万元
        base = subjects.base_of(previous.subject)
        return base + noun + previous.subject[len(base) :], True, True
    lone = agent == "" and len(noun) == 1
    if lone or subjects.is_generic(noun) or LEX.PER_HEAD.fullmatch(noun):
        topic = agent or earlier_piece(here)
        last = here.reading.last[-1:] if previous is None and here.follows else [previous]
        return _of_what(here, noun, topic, last[0] if last else None) + tail, True, True
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
    token = here.token
    behind = subjects.noun_behind(here.reading.plain, token.end, token.kind, earlier.bounded(token))
    here.behind = behind
    if token.kind in ("percent", "times"):
        return "" if "占" in here.piece else behind
    money = token.unit.endswith("_1e8") or token.word not in _COUNTED
    if money and named and not verb_last(here.piece):
        return ""
    listed = LEX.LISTED_AS.match(here.reading.plain, token.end) if behind else None
    if listed and (listed["thing"] == behind or listed["who"]):
        alike = behind == "单位" or listed["name"].endswith(listed["thing"])
        return listed["name"] + ("" if alike else listed["thing"])
    return behind


def invested_in(here: Sentence) -> str:
    """Name an investment by what it is made in: 总投资12亿元的某生产线建成投产."""
    word = here.clause.head.strip(" 、,")
    thing = (
        LEX.THING.match(here.reading.plain, here.token.end)
        if LEX.INVESTED.fullmatch(word)
        else None
    )
    if not thing:
        return ""
    here.facility = thing["name"]
    return here.facility + word.removeprefix("计划")


def whose_figure(here: Sentence, head: str) -> str:
    """Name a figure of another place (全国为…), of a part in brackets or of all before."""
    place = LEX.OTHER_PLACE.fullmatch(head.strip(" 、"))
    altogether = LEX.ALTOGETHER.fullmatch(here.piece.strip())
    if not (place or altogether or here.inside) or here.token.kind in ("rank", "pp"):
        return ""
    previous = earlier.previous(here)
    if previous is None or not previous.subject:
        return ""
    if place and not LEX.COMPARE.search(here.piece):
        thing = LEX.LEADING_PLACE.sub("", previous.subject)
        return place["name"] + thing if thing else ""
    part = LEX.PART_OF.fullmatch(head) if here.inside else None
    if part:
        # R&D经费865.1亿元(含军工12.3亿元)
        return (part["without"] or "") + part["name"] + previous.subject
    if altogether and here.token.kind == "amount":
        total = here.token.value
        for seen in reversed(here.seen[-12:]):
            total -= seen.token.value
            counted = seen.measure in GROWS and seen.token.kind == "amount"
            if not counted or seen.inside or total < 0:
                break
            if total == 0 and seen is not here.seen[-1]:
                # 高校26所,院所38家,共64家: the sum of those before.
                parts = here.seen[here.seen.index(seen) :]
                return "、".join(dict.fromkeys(s.subject for s in parts))
    return ""


def completed(here: Sentence, noun: str) -> str:
    """Add to a noun what it is a part of, where it says too little alone."""
    token = here.token
    if not noun and not here.fastest:
        return noun
    if here.fastest and here.inside and token.kind == "percent":
        named = LEX.FASTEST.search(here.pieces[-2]) if len(here.pieces) > 1 else None
        noun = named["name"] if named else noun
        bounds = (subjects.bound_in(s.subject) or s.subject for s in here.reading.last[:1])
        indicator = next(bounds, "")
        if not noun:
            return ""
        return noun + indicator
    area = LEX.AREA.fullmatch(noun)
    if area and here.seen:
        # 东部地区投资增长4%,中部地区增长5%
        for seen in reversed(here.seen[-6:]):
            alike = LEX.AREA.match(seen.subject)
            if alike and seen.token.kind == token.kind:
                return noun + seen.subject[alike.end() :]
    actor = LEX.ACTOR.fullmatch(noun) if token.unit.endswith("_1e8") else None
    if actor:
        # 各类企业研发经费支出80亿元;其他主体3亿元
        near = [*(here.reading.last[-8:] if here.first else ()), *here.seen[-8:]]
        for seen in reversed(near):
            spent = LEX.ACTOR_MEASURE.search(seen.subject)
            if spent and seen.token.unit == token.unit:
                return noun + spent["measure"]
    if noun in ("出口", "进口"):
        sold = earlier.whole(here)
        amount = LEX.SALES.search(sold.subject) if sold else None
        if sold and amount:
            return f"{sold.subject[: amount.start()]}{noun}{amount[0]}"
        for seen in reversed(here.seen):
            trade = LEX.TRADE.fullmatch(seen.subject)
            if trade:
                return LEX.PLACE.sub("", trade["name"]) + noun
    if LEX.GRADE.fullmatch(noun) and len(here.tokens) == 1:
        whole = earlier.counted(here) if token.kind == "amount" else ""
        if not whole and here.first and here.reading.last and token.kind == "amount":
            # ;其中女性3万人: the whole stands before the semicolon or full stop.
            near = [s for s in here.reading.last if s.token.unit == token.unit and not s.inside]
            graded = near and LEX.GRADE.match(near[-1].subject)
            if near and (LEX.OF_WHICH.match(here.gap) or graded):
                whole = near[-1].subject
        whole = LEX.PLACE.sub("", whole)
        # 省级 stands in the place of 国家级; 企业类 is said beside it.
        return noun + (LEX.GRADE.sub("", whole, count=1) if noun[-1] != "类" else whole)
    if noun == "企业" and LEX.BENEFIT.search(here.piece) and here.seen:
        return LEX.AMOUNT_END.sub("", here.seen[-1].subject) + noun
    if here.measure == "other" and token.kind == "amount" and 2 <= len(noun) <= 6:
        # 甲区、乙区亩均税收分别为42万元、31万元,甲区提高5万元
        for seen in reversed(here.seen[-8:]):
            listed = seen.token.unit == token.unit and seen.size > 1
            if listed and len(noun) < len(seen.subject) and seen.subject.startswith(noun):
                return seen.subject
    if token.kind in ("percent", "pp") and 2 <= len(noun) <= 6:
        for seen in reversed(here.seen[-8:]):
            if seen.token.kind == "pp" or not seen.own or len(seen.subject) <= len(noun):
                continue
            rest = seen.subject[len(noun) :]
            if seen.subject.startswith(noun) and LEX.REGION_MEASURE.fullmatch(rest):
                return seen.subject
    if token.unit == "%" or token.unit.endswith("_1e8"):
        indicator = compared_by(here, noun)
        if indicator:
            return f"{noun.removesuffix('水平')}{indicator}"
    if here.facility and noun not in here.facility:
        if LEX.FITTED.fullmatch(noun) or (noun[-1] == "率" and subjects.is_generic(noun)):
            return here.facility + noun
        if not subjects.is_generic(noun):
            here.facility = ""
    return noun


def compared_by(here: Sentence, noun: str) -> str:
    """Name what a list of places or bodies is compared by, "" where that is not said."""
    if here.inside and LEX.MEAN_NAMED.search(noun) and here.seen:
        return here.seen[-1].subject
    if len(noun) > 12 or LEX.MEASURE_END.search(noun):
        return ""
    beside = earlier.beside(here)
    if beside:
        return LEX.HERE.sub("", beside.subject)
    for seen in here.seen:
        bound = subjects.bound_in(seen.subject)
        if bound:
            # 投入超过50亿元的市有4个,依次为甲市(86亿元)
            return bound
    if here.inside and here.bound:
        return here.bound
    return ""


def earlier_piece(here: Sentence) -> str:
    """Noun of an earlier clause of the gap, where the last clause holds only a predicate."""
    pieces = here.pieces[:-1]
    if not here.first:
        pieces = pieces[1:]
    for piece in reversed(pieces[-4:]):
        if LEX.RATE_COMPARED.match(piece):
            continue
        clause = strip_predicate(piece)
        noun, agent = subjects.noun_of(clause.head)
        if not noun:
            continue
        noun = subjects.topic_of(subjects.join_agent(agent, noun))
        if noun and not LEX.RATE_ONLY.fullmatch(noun):
            return noun
    return ""


def names_for(
    here: Sentence,
    noun: str,
    own: bool,
    targets: list[Seen | None],
    generic: bool,
) -> list[str]:
    pieces = here.pieces
    if here.size == 1:
        return [noun]
    of_class = LEX.CLASS_LISTED.fullmatch(noun)
    if of_class:
        # 投入强度超过全省平均的市有甲市、乙市2个,分别为…
        listed = lists.distribute(of_class["names"], here.size)
        return [name + of_class["bound"] for name in listed] or [noun] * here.size
    if own:
        summed, rest = subjects.sum_of(here.clause.head)
        if len(summed) == here.size and rest:
            return [n + rest.removeprefix("产业" if n[-2:] == "产业" else "") for n in summed]
        leads = earlier.leads(here, here.size) if len(noun) <= 4 and "、" not in noun else []
        if leads:
            return [lead + noun for lead in leads]
    if not own:
        if all(targets):
            return [t.subject for t in targets if t]
        printed = earlier.amounts(here)
        if len(printed) >= here.size:
            return [s.subject for s in printed[-here.size :]]
        before = here.seen[-here.size :]
        if len(before) == here.size == before[-1].size:
            return [s.subject for s in before]
        return lists.distribute(noun, here.size) or [noun] * here.size
    parts = lists.distribute(noun, here.size)
    if parts and any(map(subjects.is_generic, parts)) and max(map(len, parts)) <= 4:
        # 备案信托62单,单数、规模分别列…: what is measured was counted before.
        counted = next((s for s in reversed(here.seen) if earlier.counts(s)), None)
        if counted and counted.subject:
            return [counted.subject + part for part in parts]
    if not parts and LEX.GRADE.fullmatch(noun):
        # 孵化器、众创空间分别为20家、30家,其中国家级4家、5家
        printed = earlier.amounts(here)
        if len(printed) >= here.size:
            return [noun + LEX.GRADE.sub("", s.subject, count=1) for s in printed[-here.size :]]
    if not parts and generic:
        printed = earlier.amounts(here)
        ending = LEX.MEASURE_END.search(noun)
        if len(printed) >= here.size and ending:
            return [s.subject + ending[0] for s in printed[-here.size :]]
    if not parts and len(pieces) >= here.size:
        # 甲、乙业,丙业,丁业增加值分别增长…: names that hold 、 are parted by commas.
        ending = LEX.MEASURE_END.search(noun)
        shared = ending[0] if ending else ""
        listed = [subjects.noun_of(p)[0] for p in pieces[-here.size : -1]]
        if all(listed):
            return [n if n.endswith(shared) else n + shared for n in listed] + [noun]
    return parts or [noun] * here.size


def parts_named(here: Sentence, noun: str) -> list[str]:
    """Name the parts of a list whose shares or rates were printed before, in full."""
    if here.token.kind not in ("percent", "pp"):
        return []
    full = []
    for part in lists.distribute(noun, here.size):
        found = next(
            (
                s.subject
                for s in reversed(here.seen[-LONGEST_LIST:])
                if s.own
                and s.token.kind == "percent"
                and s.subject.startswith(part)
                and LEX.REGION_MEASURE.fullmatch(s.subject[len(part) :])
            ),
            "",
        )
        if not found:
            return []
        full.append(found)
    return full


def ranking_in(pieces: list[str]) -> str:
    """Name the ranking that earlier clauses tell of: 《某指数报告》显示, 在某评价中."""
    for piece in reversed(pieces):
        titled = LEX.TITLED.search(piece)
        if titled:
            return titled["name"]
        ranked = LEX.RANKED_IN.search(piece)
        if ranked:
            return subjects.noun_of(ranked["name"])[0]
    return ""


def shown(here: Sentence, subject: str, target: Seen | None) -> tuple[str, list[str]]:
    """Return the subject as the draft shows it, with remarks on scope and whole."""
    if here.measure == "rank":
        scope = scope_of(here.piece)
        return subject, [f"scope {scope}"] if scope else []
    if here.measure == "change_pp" and target and target.row.measure == "share":
        return (target.row.subject if subject == target.subject else subject), []
    if here.measure != "share":
        return subject, []
    whole = LEX.SHARE.search(here.clause.head)
    if whole and whole["whole"]:
        name = whole["whole"].strip("的 ")
        # Without a word such as 比重 what it is a share of is part of the name.
        bare = not whole["word"] and subject and "占" not in subject
        return (f"{subject}占{name}" if bare else subject), [f"of {name}"]
    if LEX.OF_WHICH.match(here.gap) and "占" in here.piece and "占" not in subject:
        of = next((s for s in reversed(here.seen) if s.token.kind == "amount"), None)
        if of and 0 < len(of.subject) <= 3 * len(subject):
            return f"{subject}占{LEX.PLACE.sub('', of.subject)}", []
    return subject, []


def scope_of(piece: str) -> str:
    match = LEX.SCOPE.search(piece.rstrip(" 第"))
    return match["scope"].rstrip("中内的") if match else ""


def verb_last(piece: str) -> bool:
    """Say whether a clause ends in a verb, so that what it governs follows."""
    return subjects.ends_with_verb(piece.rstrip(" "))


def shared_end(names: list[str]) -> str:
    """Return the words that all names end in, "" if they are fewer than two."""
    if len(names) < 2:
        return ""
    end = names[0]
    while end and not all(name.endswith(end) for name in names):
        end = end[1:]
    return end if len(end) > 1 else ""
