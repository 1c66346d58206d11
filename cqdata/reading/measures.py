"""What a figure measures: a level, a flow, a growth, a share, a rank."""

from __future__ import annotations

from cqdata.reading import earlier, subjects
from cqdata.reading.carried import Sentence
from cqdata.reading.lexicon import LEX

_CUTS = frozenset(("压减", "压缩", "精简", "缩短", "削减", "缩减"))


def measure_of(here: Sentence) -> tuple[str, bool, bool]:
    """Return the measure, whether the value is negative, and whether it compares places."""
    token, clause, piece = here.token, here.clause, here.piece.rstrip(" ")
    kind = token.kind
    moves = (clause.up or clause.down) and not clause.to
    compare = bool(LEX.COMPARE.search(piece)) and not clause.based
    if kind == "amount" and subjects.names_class(clause.head):
        compare = False
    lower = bool(LEX.LOWER.search(piece)) if compare else clause.down
    if kind == "rank":
        printed_rank = (
            here.reading.plain[token.start] in "第前"
            or here.reading.plain[token.digit - 1] in "第前"
        )
        if moves and not printed_rank:
            return "other", clause.down, False
        return "rank", False, False
    if kind == "pp":
        if LEX.PULL.search(piece):
            return "other", clause.down, True
        if compare or LEX.PLAN.search(piece):
            return "other", lower, True
        if earlier.goes_on(here, "pp") and here.seen[-1].measure == "other":
            # 高于全市2个百分点、全省3个百分点
            return "other", here.seen[-1].row.value.startswith("-"), True
        if LEX.MEAN_BY.search(piece):
            return "other", clause.down, False
        return "change_pp", clause.down != clause.fallen, False
    multi = over_years(here)
    behind = LEX.RATE_BEHIND.match(here.reading.plain, token.end)
    if kind in ("percent", "times"):
        if LEX.PLAN.search(piece):
            return "other", False, True
        if token.word == "减半":
            return ("other" if multi else "yoy_growth"), True, False
        if LEX.GROWTH_GOAL.search(clause.head):
            return ("other" if multi else "yoy_growth"), False, False
        if here.fastest and here.inside:
            return ("other" if multi else "yoy_growth"), False, True
        beside = earlier.beside(here) if here.inside else None
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
        previous = here.seen[-1] if here.seen else None
        inherits = (
            previous is not None
            and previous.token.kind == kind
            and not clause.adverbs
            and here.gap[:1] in ("、", "和")
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
        if subjects.noun_behind(here.reading.plain, token.end, kind, earlier.bounded(token)):
            return "share", False, False
        if (
            previous
            and previous.token.kind == "amount"
            and kind == "percent"
            and not piece
            and LEX.ARE.match(here.reading.plain, token.end)
        ):
            # 专利2400项,九成以上实现转让: so many of what was counted.
            return "share", False, False
        if previous and previous.measure == "share" and not subjects.noun_of(clause.head)[0]:
            return "share", False, False
        return "ratio", False, False
    if not here.gap and here.seen and token.start < token.digit:
        # 比计划3000亿元超过70亿元: an excess, not a bound.
        token.qualifier, token.start = "exact", token.digit
        return "other", False, True
    if compare or (LEX.PLAN.search(piece) and not piece.endswith("完成")):
        # 超年度计划36亿元: by how much.
        return "other", lower, True
    if moves:
        return "other", clause.down, False
    if (clause.based and LEX.NEW.search(piece)) or LEX.NET_ADDED.search(piece):
        return "other", False, False
    if LEX.NET_LOST.search(piece):
        return "other", True, False
    return stock_or_flow(here), False, False


def stock_or_flow(here: Sentence) -> str:
    piece, gap = here.piece, here.gap
    if LEX.CUMULATIVE.search(piece):
        here.cumulative, here.new = True, False
        return "cumulative"
    if LEX.TOTAL.search(piece):
        # A total is what there is: 新增12家、总数达到86家.
        here.new = here.cumulative = False
        return "level"
    if LEX.NEW.search(piece):
        here.new, here.cumulative = True, False
        return "new_in_year"
    whole = earlier.whole(here)
    if whole and whole.measure in ("cumulative", "new_in_year"):
        # 新签约项目50个,其中亿元以上项目20个: the part is counted as the whole is.
        return whole.measure
    joined = gap[:1] in ("、", "和", "及") or not LEX.HARD_BREAK.search(gap)
    if here.first or here.clause.to or not (here.cumulative or here.new):
        here.cumulative = here.new = False
        return "level"
    starts_with_verb = subjects.starts_with_verb(piece)
    if (
        here.cumulative
        and (joined or starts_with_verb)
        and not here.reading.plain.startswith("突破", here.token.start)
    ):
        return "cumulative"
    if (
        here.new
        and not starts_with_verb
        and gap[:1] in "、和及,"
        and not here.clause.adverbs
        and not LEX.STANDING.search(piece)
    ):
        previous = here.seen[-1]
        alike = previous.token.unit.endswith("_1e8") == here.token.unit.endswith("_1e8")
        if (gap[:1] != "," and alike) or previous.token.word == here.token.word:
            return "new_in_year"
    else:
        here.cumulative = here.new = False
    return "level"


def carried_on(here: Sentence) -> bool:
    """Say whether 累计 or 新增 stands in an earlier clause."""
    return not (LEX.CUMULATIVE.search(here.piece) or LEX.NEW.search(here.piece))


def over_years(here: Sentence) -> bool:
    """Say whether a growth runs over several years, or over a month."""
    text = here.piece
    if LEX.MULTI_YEAR.search(text):
        return True
    year = here.clause.base_year or (here.against if not here.clause.based else "")
    if year == "multi":
        return True
    if year and here.reading.year:
        now = here.period[:4] if here.period[:2] in ("19", "20") else here.reading.year
        return int(year) < int(now) - 1
    if here.clause.shorter:
        return True
    if here.clause.opening or (here.base == "opening" and not here.named):
        # Since January is a year only at the year's end.
        return here.reading.part or not LEX.FULL_YEAR.fullmatch(
            here.period or here.reading.year or "0000"
        )
    if here.clause.based or "同比" in text:
        return False
    unnamed = not here.named or base_told(here)
    if here.base and here.base != "opening" and unnamed and here.reading.year:
        # 比2020年增加80亿元,增长31%: both since then.
        return here.base == "multi" or int(here.base) < int(here.reading.year) - 1
    if here.token.kind == "percent" and here.clause.verb in _CUTS:
        return True
    if here.risen and not here.named:
        return True
    return here.span


def base_told(here: Sentence) -> bool:
    """Say whether a sentence begins with a base: 较2019年的5.1万人,研发人员增长38%."""
    return bool(here.base) and len(here.seen) == 1 and here.seen[0].apart
