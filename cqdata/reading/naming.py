"""The subject of a figure: what the words around it name, and what was named before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cqdata.reading import earlier, lists, subjects
from cqdata.reading.carried import COUNT, GROWS, LONGEST_LIST, Context, Seen, State
from cqdata.reading.clauses import strip_predicate
from cqdata.reading.lexicon import LEX
from cqdata.reading.tokens import Token

if TYPE_CHECKING:
    from cqdata.reading.sentence import Reading

_COUNTED = frozenset(LEX.COUNTED)
_OPENS = frozenset("成用产工顶线园业馆车营运行牌")
# Who is taught or teaches: the kind of school is named before.
_PUPILS = frozenset(
    ("招生", "在校生", "毕业生", "在校学生", "招生数", "在校生数", "毕业生数", "专任教师", "教职工")
)


def _phrase(reading: Reading, state: State, context: Context, measure: str) -> tuple[str, str]:
    """Return the words that hold the subject, and what of the predicate belongs to its name."""
    head = context.clause.head
    tail = ""
    if state.behind and len(context.pieces) == 1 and head.startswith(state.behind):
        rest = head[len(state.behind) :]
        if subjects.starts_with_verb(rest):
            # 为300家企业发放贷款20亿元: whom it is for was read behind the figure before.
            head = rest
    state.behind = ""
    if measure == "rank":
        scope = LEX.SCOPE.search(head)
        if scope and not scope[0]:
            scope = LEX.SCOPE_NAMED.search(head)
        if scope:
            head = head[: scope.start()]
    elif LEX.PROGRESS.search(context.piece):
        done = LEX.PROGRESS.search(context.piece)
        head = strip_predicate(context.piece[: done.start()]).head if done else ""
    elif measure == "share":
        share = LEX.SHARE.search(head)
        if share:
            if share["word"]:
                tail = share[0]
            head = strip_predicate(head[: share.start()]).head
    elif subjects.names_class(head):
        pass
    elif LEX.PLAN.search(context.piece) or LEX.COMPARE.search(context.piece):
        match = (
            LEX.PLAN.search(head) or LEX.COMPARE.search(head) or LEX.COMPARE.search(context.piece)
        )
        head = strip_predicate(head[: match.start()]).head if match else head
    elif measure == "other" and context.token.kind == "pp":
        pull = LEX.PULL.search(head)
        head = head[: pull.start()] if pull else head
    if measure == "ratio" and LEX.RELATIVE.search(context.piece):
        head = LEX.EQUAL_TO.sub("", head)
    if measure in ("level", "ratio") and (
        LEX.TARGET.search(head) or LEX.AIMED.match(reading.plain, context.token.end)
    ):
        head = ""
    return head, tail


def _part_of_counted(state: State, context: Context, head: str) -> str:
    """Name those of what was counted before that are told by a bound or an event."""
    such, event = LEX.SUCH.search(context.piece), LEX.EVENT.fullmatch(head.strip(" 、,和及"))
    if not (such or event):
        return ""
    counted = earlier.counted(state, context.token)
    if such and counted:
        # 企业1360家,营收超亿元的82家
        return f"{such['bound']}的{counted}"
    if event and event["thing"]:
        return event["event"] + event["thing"]
    return event["event"] + LEX.EVENT.sub(r"\g<thing>", counted) if event and counted else ""


def _of_what(state: State, context: Context, noun: str, topic: str, previous: Seen | None) -> str:
    """Say of what a noun tells that only measures: of the topic, or of the figure before."""
    if topic:
        return topic if topic.endswith(noun) else topic + noun
    money = context.token.kind == "amount" and subjects.is_generic(noun) and not context.inside
    if money and previous and previous.token.kind == "percent":
        amounts = (s for s in reversed(state.seen) if s.token.kind == "amount")
        previous = next(amounts, previous)
    base = subjects.base_of(previous.subject) if previous else ""
    if previous and base:
        return previous.subject if previous.subject.endswith(noun) else base + noun
    return noun


def noun_for(
    reading: Reading, state: State, context: Context, measure: str, follows: bool
) -> tuple[str, bool, bool]:
    """Return the subject, whether the clause names it, and whether it only measures."""
    head, tail = _phrase(reading, state, context, measure)
    one = earlier.picked(state, context, 1) if LEX.FORMER.match(head) else []
    noun, agent = subjects.noun_of(head[2:] if one else head)
    if one and noun:
        # 渔港达到14座,后者获补助3亿元
        return one[0].subject + noun, True, False
    pronoun = LEX.SUM_OF.fullmatch(noun)
    if pronoun and measure in GROWS and context.token.kind == "amount":
        alike = [s.subject for s in state.seen if s.token.unit == context.token.unit]
        shared = shared_end(alike[-COUNT[pronoun["n"]] :])
        noun = shared or noun
    if LEX.MEAN.fullmatch(noun) or LEX.PRONOUN.fullmatch(noun):
        noun = ""
    elsewhere = LEX.PLACE_BEHIND.fullmatch(noun)
    if elsewhere and measure in ("level", "ratio", "yoy_growth"):
        # 投入强度全国为2.64%
        noun = elsewhere["place"] + elsewhere["thing"]
    if measure == "rank" and (LEX.HERE.fullmatch(noun) or not noun):
        noun = ranking_in(context.pieces[:-1]) or noun
    if LEX.RATE_ONLY.fullmatch(noun):
        noun = agent
        agent = ""
    whose = whose_figure(reading, state, context, head, measure)
    if whose:
        return whose, True, False
    if LEX.PLACE.sub("", noun) == "" and (measure != "rank" or noun.startswith("全")):
        noun = ""
    previous = earlier.previous(reading, state, context)
    if measure == "rank" and len(noun) <= 4 and earlier.goes_on(state, context, "rank"):
        # 居全省第8位、苏北第2位: another scope of the same rank.
        noun = ""
    if not noun and LEX.PROGRESS.search(context.piece) and context.token.kind == "percent":
        # 收入50亿元,税收占比80%,完成预算的60%: it is the amount that is planned.
        previous = next((s for s in reversed(state.seen) if s.token.kind == "amount"), previous)
    for piece in context.pieces[:-1]:
        opened = LEX.OPENED.fullmatch(piece) if piece and piece[-1] in _OPENS else None
        if opened:
            # 某中心建成投用,新增机柜500个
            state.facility = subjects.topic_of(opened["name"].lstrip("的"))
    if context.token.kind == "amount" and len(head) <= 14:
        part = _part_of_counted(state, context, head)
        if part:
            return part, True, False
    if not noun:
        noun = earlier_piece(context)
    if context.inside and len(context.pieces) > 1:
        listed = LEX.BOUND_LIST.search(context.pieces[-2])
        if listed:
            # 投入超过千亿元的省份依次为甲省(1200亿元)、乙省(1100亿元)
            noun, state.bound = listed["name"], listed["bound"]
        than = LEX.THAN.search(context.pieces[-2]) if earlier.beside(state, context) else None
        noun = than["name"] if than else noun
    if not noun and previous is None:
        noun = state.bound
    noun = completed(reading, state, context, noun, measure)
    if not noun:
        return (previous.subject + tail if previous else ""), False, False
    served = LEX.SERVED.search(head)
    if (
        served
        and previous
        and len(context.tokens) == 1
        and noun in (served["whom"], served["work"])
    ):
        who = next((s for s in reversed(state.seen) if earlier.counts(s)), previous)
        if len(who.subject) <= 12 and (served["verb"] != "服务" or earlier.people(who)):
            return who.subject + served[0], True, False
    if state.vehicle and LEX.LOOSE.fullmatch(noun) and state.vehicle not in agent:
        return state.vehicle + noun + tail, True, False
    if noun in _PUPILS and not agent:
        school = earlier.school(reading, state)
        if school:
            return school + noun + tail, True, False
    if LEX.EACH.fullmatch(noun) and previous:
        # 机构营业收入198亿元,户均1260万元
        base = subjects.base_of(previous.subject)
        return base + noun + previous.subject[len(base) :], True, True
    lone = agent == "" and len(noun) == 1
    if lone or subjects.is_generic(noun) or LEX.PER_HEAD.fullmatch(noun):
        topic = agent or earlier_piece(context)
        last = reading.last[-1:] if previous is None and follows else [previous]
        return _of_what(state, context, noun, topic, last[0] if last else None) + tail, True, True
    if not context.first and len(context.pieces) == 1 and context.gap[:1] not in "、和,及与":
        # 为300家企业发放贷款…: the words run on from the figure before.
        agent = ""
    if agent:
        state.agent = agent
    elif subjects.starts_with_verb(context.piece) and 3 * len(state.agent) <= 4 * len(noun):
        # 科学城建成平台13个,引进机构50家: who acts in a clause that begins with a verb.
        agent = state.agent
    return subjects.join_agent(agent, noun) + tail, True, False


def named_behind(reading: Reading, state: State, context: Context, named: bool) -> str:
    """Return the noun behind a figure that it counts (12家单位), "" where none does.

    ``named`` says whether the clause before names a subject of its own.
    """
    token = context.token
    behind = subjects.noun_behind(reading.plain, token.end, token.kind, earlier.bounded(token))
    state.behind = behind
    if token.kind in ("percent", "times"):
        return "" if "占" in context.piece else behind
    money = token.unit.endswith("_1e8") or token.word not in _COUNTED
    if money and named and not verb_last(context.piece):
        return ""
    listed = LEX.LISTED_AS.match(reading.plain, token.end) if behind else None
    if listed and (listed["thing"] == behind or listed["who"]):
        alike = behind == "单位" or listed["name"].endswith(listed["thing"])
        return listed["name"] + ("" if alike else listed["thing"])
    return behind


def invested_in(reading: Reading, state: State, context: Context) -> str:
    """Name an investment by what it is made in: 总投资12亿元的某生产线建成投产."""
    word = context.clause.head.strip(" 、,")
    thing = (
        LEX.THING.match(reading.plain, context.token.end) if LEX.INVESTED.fullmatch(word) else None
    )
    if not thing:
        return ""
    state.facility = thing["name"]
    return state.facility + word.removeprefix("计划")


def whose_figure(reading: Reading, state: State, context: Context, head: str, measure: str) -> str:
    """Name a figure of another place (全国为…), of a part in brackets or of all before."""
    place = LEX.OTHER_PLACE.fullmatch(head.strip(" 、"))
    altogether = LEX.ALTOGETHER.fullmatch(context.piece.strip())
    if not (place or altogether or context.inside) or context.token.kind in ("rank", "pp"):
        return ""
    previous = earlier.previous(reading, state, context)
    if previous is None or not previous.subject:
        return ""
    if place and not LEX.COMPARE.search(context.piece):
        thing = LEX.LEADING_PLACE.sub("", previous.subject)
        return place["name"] + thing if thing else ""
    part = LEX.PART_OF.fullmatch(head) if context.inside else None
    if part:
        # R&D经费865.1亿元(含军工12.3亿元)
        return (part["without"] or "") + part["name"] + previous.subject
    if altogether and context.token.kind == "amount":
        total = context.token.value
        for seen in reversed(state.seen[-12:]):
            total -= seen.token.value
            counted = seen.measure in GROWS and seen.token.kind == "amount"
            if not counted or seen.inside or total < 0:
                break
            if total == 0 and seen is not state.seen[-1]:
                # 高校26所,院所38家,共64家: the sum of those before.
                parts = state.seen[state.seen.index(seen) :]
                return "、".join(dict.fromkeys(s.subject for s in parts))
    return ""


def completed(reading: Reading, state: State, context: Context, noun: str, measure: str) -> str:
    """Add to a noun what it is a part of, where it says too little alone."""
    token = context.token
    if not noun and not state.fastest:
        return noun
    if state.fastest and context.inside and token.kind == "percent":
        named = LEX.FASTEST.search(context.pieces[-2]) if len(context.pieces) > 1 else None
        noun = named["name"] if named else noun
        bounds = (subjects.bound_in(s.subject) or s.subject for s in reading.last[:1])
        indicator = next(bounds, "")
        if not noun:
            return ""
        return noun + indicator
    area = LEX.AREA.fullmatch(noun)
    if area and state.seen:
        # 东部地区投资增长4%,中部地区增长5%
        for seen in reversed(state.seen[-6:]):
            alike = LEX.AREA.match(seen.subject)
            if alike and seen.token.kind == token.kind:
                return noun + seen.subject[alike.end() :]
    actor = LEX.ACTOR.fullmatch(noun) if token.unit.endswith("_1e8") else None
    if actor:
        # 各类企业研发经费支出80亿元;其他主体3亿元
        near = [*(reading.last[-8:] if context.first else ()), *state.seen[-8:]]
        for seen in reversed(near):
            spent = LEX.ACTOR_MEASURE.search(seen.subject)
            if spent and seen.token.unit == token.unit:
                return noun + spent["measure"]
    if noun in ("出口", "进口"):
        sold = earlier.whole(state, context)
        amount = LEX.SALES.search(sold.subject) if sold else None
        if sold and amount:
            return f"{sold.subject[: amount.start()]}{noun}{amount[0]}"
        for seen in reversed(state.seen):
            trade = LEX.TRADE.fullmatch(seen.subject)
            if trade:
                return LEX.PLACE.sub("", trade["name"]) + noun
    if LEX.GRADE.fullmatch(noun) and len(context.tokens) == 1:
        whole = earlier.counted(state, token) if token.kind == "amount" else ""
        if not whole and context.first and reading.last and token.kind == "amount":
            # ;其中女性3万人: the whole stands before the semicolon or full stop.
            near = [s for s in reading.last if s.token.unit == token.unit and not s.inside]
            graded = near and LEX.GRADE.match(near[-1].subject)
            if near and (LEX.OF_WHICH.match(context.gap) or graded):
                whole = near[-1].subject
        whole = LEX.PLACE.sub("", whole)
        # 省级 stands in the place of 国家级; 企业类 is said beside it.
        return noun + (LEX.GRADE.sub("", whole, count=1) if noun[-1] != "类" else whole)
    if noun == "企业" and LEX.BENEFIT.search(context.piece) and state.seen:
        return LEX.AMOUNT_END.sub("", state.seen[-1].subject) + noun
    if measure == "other" and token.kind == "amount" and 2 <= len(noun) <= 6:
        # 甲区、乙区亩均税收分别为42万元、31万元,甲区提高5万元
        for seen in reversed(state.seen[-8:]):
            listed = seen.token.unit == token.unit and seen.size > 1
            if listed and len(noun) < len(seen.subject) and seen.subject.startswith(noun):
                return seen.subject
    if token.kind in ("percent", "pp") and 2 <= len(noun) <= 6:
        for seen in reversed(state.seen[-8:]):
            if seen.token.kind == "pp" or not seen.own or len(seen.subject) <= len(noun):
                continue
            rest = seen.subject[len(noun) :]
            if seen.subject.startswith(noun) and LEX.REGION_MEASURE.fullmatch(rest):
                return seen.subject
    if token.unit == "%" or token.unit.endswith("_1e8"):
        indicator = compared_by(state, context, noun)
        if indicator:
            return f"{noun.removesuffix('水平')}{indicator}"
    if state.facility and noun not in state.facility:
        if LEX.FITTED.fullmatch(noun) or (noun[-1] == "率" and subjects.is_generic(noun)):
            return state.facility + noun
        if not subjects.is_generic(noun):
            state.facility = ""
    return noun


def compared_by(state: State, context: Context, noun: str) -> str:
    """Name what a list of places or bodies is compared by, "" where that is not said."""
    if context.inside and LEX.MEAN_NAMED.search(noun) and state.seen:
        return state.seen[-1].subject
    if len(noun) > 12 or LEX.MEASURE_END.search(noun):
        return ""
    beside = earlier.beside(state, context)
    if beside:
        return LEX.HERE.sub("", beside.subject)
    for seen in state.seen:
        bound = subjects.bound_in(seen.subject)
        if bound:
            # 投入超过50亿元的市有4个,依次为甲市(86亿元)
            return bound
    if context.inside and state.bound:
        return state.bound
    return ""


def earlier_piece(context: Context) -> str:
    """Noun of an earlier clause of the gap, where the last clause holds only a predicate."""
    pieces = context.pieces[:-1]
    if not context.first:
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
    state: State,
    context: Context,
    noun: str,
    own: bool,
    size: int,
    targets: list[Seen | None],
    generic: bool,
) -> list[str]:
    pieces = context.pieces
    if size == 1:
        return [noun]
    of_class = LEX.CLASS_LISTED.fullmatch(noun)
    if of_class:
        # 投入强度超过全省平均的市有甲市、乙市2个,分别为…
        listed = lists.distribute(of_class["names"], size)
        return [name + of_class["bound"] for name in listed] or [noun] * size
    if own:
        summed, rest = subjects.sum_of(context.clause.head)
        if len(summed) == size and rest:
            return [n + rest.removeprefix("产业" if n[-2:] == "产业" else "") for n in summed]
        leads = earlier.leads(state, size) if len(noun) <= 4 and "、" not in noun else []
        if leads:
            return [lead + noun for lead in leads]
    if not own:
        if all(targets):
            return [t.subject for t in targets if t]
        printed = earlier.amounts(state)
        if len(printed) >= size:
            return [s.subject for s in printed[-size:]]
        before = state.seen[-size:]
        if len(before) == size == before[-1].size:
            return [s.subject for s in before]
        return lists.distribute(noun, size) or [noun] * size
    parts = lists.distribute(noun, size)
    if parts and any(map(subjects.is_generic, parts)) and max(map(len, parts)) <= 4:
        # 备案信托62单,单数、规模分别列…: what is measured was counted before.
        counted = next((s for s in reversed(state.seen) if earlier.counts(s)), None)
        if counted and counted.subject:
            return [counted.subject + part for part in parts]
    if not parts and LEX.GRADE.fullmatch(noun):
        # 孵化器、众创空间分别为20家、30家,其中国家级4家、5家
        printed = earlier.amounts(state)
        if len(printed) >= size:
            return [noun + LEX.GRADE.sub("", s.subject, count=1) for s in printed[-size:]]
    if not parts and generic:
        printed = earlier.amounts(state)
        ending = LEX.MEASURE_END.search(noun)
        if len(printed) >= size and ending:
            return [s.subject + ending[0] for s in printed[-size:]]
    if not parts and len(pieces) >= size:
        # 甲、乙业,丙业,丁业增加值分别增长…: names that hold 、 are parted by commas.
        ending = LEX.MEASURE_END.search(noun)
        shared = ending[0] if ending else ""
        listed = [subjects.noun_of(p)[0] for p in pieces[-size:-1]]
        if all(listed):
            return [n if n.endswith(shared) else n + shared for n in listed] + [noun]
    return parts or [noun] * size


def parts_named(state: State, token: Token, noun: str, size: int) -> list[str]:
    """Name the parts of a list whose shares or rates were printed before, in full."""
    if token.kind not in ("percent", "pp"):
        return []
    full = []
    for part in lists.distribute(noun, size):
        found = next(
            (
                s.subject
                for s in reversed(state.seen[-LONGEST_LIST:])
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


def shown(
    reading: Reading,
    state: State,
    context: Context,
    measure: str,
    subject: str,
    target: Seen | None,
) -> tuple[str, list[str]]:
    """Return the subject as the draft shows it, with remarks on scope and whole."""
    if measure == "rank":
        scope = scope_of(context.piece)
        return subject, [f"scope {scope}"] if scope else []
    if measure == "change_pp" and target and reading.rows[target.row].measure == "share":
        return (reading.rows[target.row].subject if subject == target.subject else subject), []
    if measure != "share":
        return subject, []
    whole = LEX.SHARE.search(context.clause.head)
    if whole and whole["whole"]:
        name = whole["whole"].strip("的 ")
        # Without a word such as 比重 what it is a share of is part of the name.
        bare = not whole["word"] and subject and "占" not in subject
        return (f"{subject}占{name}" if bare else subject), [f"of {name}"]
    if LEX.OF_WHICH.match(context.gap) and "占" in context.piece and "占" not in subject:
        of = next((s for s in reversed(state.seen) if s.token.kind == "amount"), None)
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
