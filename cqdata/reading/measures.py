"""What a figure measures: a level, a flow, a growth, a share, a rank."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cqdata.reading import earlier, subjects
from cqdata.reading.carried import Context, State
from cqdata.reading.lexicon import LEX

if TYPE_CHECKING:
    from cqdata.reading.sentence import Reading

_CUTS = frozenset(("压减", "压缩", "精简", "缩短", "削减", "缩减"))


def measure_of(reading: Reading, state: State, context: Context) -> tuple[str, bool, bool]:
    """Return the measure, whether the value is negative, and whether it compares places."""
    token, clause, piece = context.token, context.clause, context.piece.rstrip(" ")
    kind = token.kind
    moves = (clause.up or clause.down) and not clause.to
    compare = bool(LEX.COMPARE.search(piece)) and not clause.based
    if kind == "amount" and subjects.names_class(clause.head):
        compare = False
    lower = bool(LEX.LOWER.search(piece)) if compare else clause.down
    if kind == "rank":
        printed_rank = (
            reading.plain[token.start] in "第前" or reading.plain[token.digit - 1] in "第前"
        )
        if moves and not printed_rank:
            return "other", clause.down, False
        return "rank", False, False
    if kind == "pp":
        if LEX.PULL.search(piece):
            return "other", clause.down, True
        if compare or LEX.PLAN.search(piece):
            return "other", lower, True
        if earlier.goes_on(state, context, "pp") and state.seen[-1].measure == "other":
            # 高于全市2个百分点、全省3个百分点
            return "other", reading.rows[state.seen[-1].row].value.startswith("-"), True
        if LEX.MEAN_BY.search(piece):
            return "other", clause.down, False
        return "change_pp", clause.down != clause.fallen, False
    multi = over_years(reading, state, context)
    behind = LEX.RATE_BEHIND.match(reading.plain, token.end)
    if kind in ("percent", "times"):
        if LEX.PLAN.search(piece):
            return "other", False, True
        if token.word == "减半":
            return ("other" if multi else "yoy_growth"), True, False
        if LEX.GROWTH_GOAL.search(clause.head):
            return ("other" if multi else "yoy_growth"), False, False
        if state.fastest and context.inside:
            return ("other" if multi else "yoy_growth"), False, True
        beside = earlier.beside(state, context) if context.inside else None
        if beside:
            return beside.measure, False, True
        if compare and not clause.rate:
            return ("other" if kind == "percent" else "ratio"), False, True
        signed = kind == "percent" and ("同比" in clause.adverbs or clause.based) and not clause.to
        if moves or clause.rate or behind or (signed and not LEX.SHARE_WORD.search(piece)):
            if clause.rate and not moves and LEX.RATIO_RATE.search(piece):
                return "ratio", False, False
            fell = clause.down
            if behind and multi is False and LEX.MEAN_BY.search(piece + behind[0]):
                multi = True
            return ("other" if multi else "yoy_growth"), fell, False
        if kind == "times":
            return "ratio", False, False
        if LEX.PROGRESS.search(piece) and not LEX.WORK_DONE.search(piece):
            # A plan may be done by more than the whole of it.
            return "ratio", False, False
        previous = state.seen[-1] if state.seen else None
        inherits = (
            previous is not None
            and previous.token.kind == kind
            and not clause.adverbs
            and context.gap[:1] in ("、", "和")
            and bool(clause.head)
        )
        if inherits and previous:
            return previous.measure, previous.token.value < 0, False
        if (
            LEX.SHARE.search(clause.head)
            or LEX.PROGRESS.search(piece)
            or LEX.SHARE_WORD.search(piece)
            or clause.verb == "占"
            or "占" in clause.adverbs
            or (
                piece.endswith("的")
                and not LEX.YEAR_OF.search(piece)
                and not LEX.RELATIVE.search(piece)
            )
            or token.chain
        ):
            return "share", False, False
        if subjects.noun_behind(reading.plain, token.end, kind, earlier.bounded(token)):
            return "share", False, False
        if (
            previous
            and previous.token.kind == "amount"
            and kind == "percent"
            and not piece
            and LEX.ARE.match(reading.plain, token.end)
        ):
            # 专利2400项,九成以上实现转让: so many of what was counted.
            return "share", False, False
        if previous and previous.measure == "share" and not subjects.noun_of(clause.head)[0]:
            return "share", False, False
        return "ratio", False, False
    if not context.gap and state.seen and token.start < token.digit:
        # 比计划3000亿元超过70亿元: an excess, not a bound.
        token.qualifier, token.start = "exact", token.digit
        return "other", False, True
    if compare:
        return "other", lower, True
    if moves:
        return "other", clause.down, False
    if (clause.based and LEX.NEW.search(piece)) or LEX.NET_ADDED.search(piece):
        return "other", False, False
    if LEX.NET_LOST.search(piece):
        return "other", True, False
    return stock_or_flow(reading, state, context), False, False


def stock_or_flow(reading: Reading, state: State, context: Context) -> str:
    piece, gap = context.piece, context.gap
    if LEX.CUMULATIVE.search(piece):
        state.cumulative, state.new = True, False
        return "cumulative"
    if LEX.TOTAL.search(piece):
        # A total is what there is: 新增12家、总数达到86家.
        state.new = state.cumulative = False
        return "level"
    if LEX.NEW.search(piece):
        state.new, state.cumulative = True, False
        return "new_in_year"
    whole = earlier.whole(state, context)
    if whole and whole.measure in ("cumulative", "new_in_year"):
        # 新签约项目50个,其中亿元以上项目20个: the part is counted as the whole is.
        return whole.measure
    joined = gap[:1] in ("、", "和", "及") or not LEX.HARD_BREAK.search(gap)
    if context.first or context.clause.to or not (state.cumulative or state.new):
        state.cumulative = state.new = False
        return "level"
    starts_with_verb = subjects.starts_with_verb(piece)
    if (
        state.cumulative
        and (joined or starts_with_verb)
        and not reading.plain.startswith("突破", context.token.start)
    ):
        return "cumulative"
    if (
        state.new
        and not starts_with_verb
        and gap[:1] in "、和及,"
        and not context.clause.adverbs
        and not LEX.STANDING.search(piece)
    ):
        previous = state.seen[-1]
        alike = previous.token.unit.endswith("_1e8") == context.token.unit.endswith("_1e8")
        if (gap[:1] != "," and alike) or previous.token.word == context.token.word:
            return "new_in_year"
    else:
        state.cumulative = state.new = False
    return "level"


def carried_on(context: Context) -> bool:
    """Say whether 累计 or 新增 stands in an earlier clause."""
    return not (LEX.CUMULATIVE.search(context.piece) or LEX.NEW.search(context.piece))


def over_years(reading: Reading, state: State, context: Context) -> bool:
    """Say whether a growth runs over several years, or over a month."""
    text = context.piece
    if LEX.MULTI_YEAR.search(text):
        return True
    year = context.clause.base_year or (state.against if not context.clause.based else "")
    if year == "multi":
        return True
    if year and reading.year:
        now = state.period[:4] if state.period[:2] in ("19", "20") else reading.year
        return int(year) < int(now) - 1
    if context.clause.shorter:
        return True
    if context.clause.opening or (state.base == "opening" and not context.named):
        # Since January is a year only at the year's end.
        return reading.part or not LEX.FULL_YEAR.fullmatch(state.period or reading.year or "0000")
    if context.clause.based or "同比" in text:
        return False
    unnamed = not context.named or base_told(state)
    if state.base and state.base != "opening" and unnamed and reading.year:
        # 比2020年增加80亿元,增长31%: both since then.
        return state.base == "multi" or int(state.base) < int(reading.year) - 1
    if context.token.kind == "percent" and context.clause.verb in _CUTS:
        return True
    if state.risen and not context.named:
        return True
    return state.span


def base_told(state: State) -> bool:
    """Say whether a sentence begins with a base: 较2019年的5.1万人,研发人员增长38%."""
    return bool(state.base) and len(state.seen) == 1 and state.seen[0].apart
