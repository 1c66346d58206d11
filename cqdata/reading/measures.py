"""What a figure measures: a level, a flow, a growth, a share, a rank."""

from __future__ import annotations

from cqdata.reading import earlier, subjects
from cqdata.reading.carried import Seen, Sentence
from cqdata.reading.lexicon import LEX

_RATES_BEGIN = frozenset("以左的增")
_CUTS = frozenset(("压减", "压缩", "精简", "缩短", "削减", "缩减"))


def measure_of(here: Sentence) -> tuple[str, bool, bool]:
    """Return the measure, whether the value is negative, and whether it compares places."""
    token, clause, piece = here.token, here.clause, here.piece
    kind, plain = token.kind, here.reading.plain
    moves = (clause.up or clause.down) and not clause.to
    based = clause.based or (here.own is not None and here.own.kind == "base")
    compare = bool(here.clause.compares) and not based
    if compare and kind == "amount" and subjects.names_class(clause.head):
        compare = False
    lower = bool(LEX.LOWER.search(piece)) if compare else clause.down
    if kind == "rank":
        printed = plain[token.start] in "第前" or plain[token.digit - 1] in "第前"
        return ("other", clause.down, False) if moves and not printed else ("rank", False, False)
    if kind in ("percent", "times"):
        return _of_rate(here, moves, compare)
    if kind == "pp":
        if LEX.PULL.search(piece):
            return "other", clause.down, True
        if compare or here.clause.planned:
            return "other", lower, True
        if earlier.goes_on(here, "pp") and here.seen[-1].measure == "other":
            # 高于全市2个百分点、全省3个百分点
            return "other", here.seen[-1].row.value.startswith("-"), True
        if LEX.MEAN_BY.search(piece):
            return "other", clause.down, False
        return "change_pp", clause.down != clause.fallen, False
    if not here.gap and here.seen and token.start < token.digit:
        # 比计划3000亿元超过70亿元: an excess, not a bound.
        token.qualifier, token.start = "exact", token.digit
        return "other", False, True
    if compare or (here.clause.planned and not piece.endswith("完成")):
        # 超年度计划36亿元: by how much.
        return "other", lower, True
    if moves:
        return "other", _fell(here), False
    lost = bool(LEX.NET_LOST.search(piece))
    if lost or (clause.based and LEX.NEW.search(piece)) or LEX.NET_ADDED.search(piece):
        return "other", lost, False
    return stock_or_flow(here), False, False


def _fell(here: Sentence) -> bool:
    """Say whether a predicate tells of less: a fall, or a betterment of what does harm."""
    clause = here.clause
    named = clause.head or (here.seen[-1].subject if here.seen else "")
    return clause.down or (clause.verb == "改善" and LEX.HARMS.search(named) is not None)


def _of_rate(here: Sentence, moves: bool, compare: bool) -> tuple[str, bool, bool]:
    """Return what :func:`measure_of` does, of a percentage or a multiple."""
    token, clause, piece = here.token, here.clause, here.piece
    change = "other" if over_years(here) else "yoy_growth"
    if here.clause.planned:
        return "other", False, True
    if token.word == "减半" or LEX.GROWTH_GOAL.search(clause.head):
        return change, token.word == "减半", False
    if here.fastest and here.inside:
        return change, False, True
    if here.inside and (beside := earlier.beside(here)):
        return beside.measure, False, True
    if compare and not clause.rate:
        return ("other" if token.kind == "percent" else "ratio"), False, True
    plain, end = here.reading.plain, token.end
    behind = plain[end : end + 1] in _RATES_BEGIN and LEX.RATE_BEHIND.match(plain, end)
    based = "同比" in clause.adverbs or clause.based
    aimed = based and LEX.AIMED.match(plain, end)  # 与2025年75%的目标相比
    signed = based and token.kind == "percent" and not (clause.to or aimed)
    if moves or clause.rate or behind or (signed and not LEX.SHARE_WORD.search(piece)):
        return change, _fell(here), False
    # A plan may be done by more than the whole of it.
    done = here.clause.done and not LEX.WORK_DONE.search(piece)
    if token.kind == "times" or done:
        return "ratio", False, False
    previous = here.seen[-1] if here.seen else None
    goes_on = here.gap[:1] in ("、", "和") and clause.head and not clause.adverbs
    grown = previous and previous.measure == "yoy_growth" and LEX.LEVEL_NAME.search(clause.head)
    if goes_on and not grown and previous and previous.token.kind == token.kind:
        return previous.measure, previous.token.value < 0, False
    return ("share" if _is_share(here, previous) else "ratio"), False, False


def _is_share(here: Sentence, previous: Seen | None) -> bool:
    token, clause, piece = here.token, here.clause, here.piece
    if token.chain or "占" in clause.adverbs or LEX.SHARE.search(clause.head):
        return True
    if here.clause.done or LEX.SHARE_WORD.search(piece):
        return True
    if piece.endswith("的") and not LEX.YEAR_OF.search(piece) and not LEX.RELATIVE.search(piece):
        return True
    plain = here.reading.plain
    if subjects.noun_behind(plain, token.end, token.kind, earlier.bounded(token)):
        return True
    if previous is None:
        return False
    if previous.token.kind == "amount" and not piece and LEX.ARE.match(plain, token.end):
        # 专利2400项,九成以上实现转让: so many of what was counted.
        return True
    return previous.measure == "share" and not subjects.noun_of(clause.head)[0]


def stock_or_flow(here: Sentence) -> str:
    """Say whether an amount is a level, new in the year, or what has come together over years."""
    piece, clause = here.piece, here.clause
    told = "cumulative" if LEX.CUMULATIVE.search(piece) else ""
    if not told and not here.clause.total:
        # A total is what there is: 新增12家、总数达到86家.
        told = "new_in_year" if LEX.NEW.search(piece) else ""
        whole = earlier.whole(here)
        if not told and whole and whole.measure in ("cumulative", "new_in_year"):
            # 新签约项目50个,其中亿元以上项目20个: the part is counted as the whole is.
            return whole.measure
        if not told and here.flow and not here.first and not clause.to:
            return _carried_flow(here)
    here.flow = told
    return told or "level"


def _carried_flow(here: Sentence) -> str:
    """Say whether 累计 or 新增 of an earlier clause holds for an amount."""
    gap = here.gap
    acts = subjects.starts_with_verb(here.piece)
    if here.flow == "cumulative":
        joined = gap[:1] in ("、", "和", "及") or not LEX.HARD_BREAK.search(gap)
        past = here.reading.plain.startswith("突破", here.token.start)
        if (joined or acts) and not past:
            return "cumulative"
    elif not (acts or here.clause.adverbs or LEX.STANDING.search(here.piece)):
        previous, token = here.seen[-1].token, here.token
        alike = previous.unit.endswith("_1e8") == token.unit.endswith("_1e8")
        if (gap[:1] in "、和及" and alike) or (
            gap[:1] in "、和及," and previous.word == token.word
        ):
            return "new_in_year"
        return "level"
    here.flow = ""
    return "level"


def over_years(here: Sentence) -> bool:
    """Say whether a growth runs over several years, or over a month."""
    text = here.piece
    if LEX.MULTI_YEAR.search(text):
        return True
    year = here.clause.base_year or (here.against if not here.clause.based else "")
    if year == "multi":
        return True
    if year and here.reading.year:
        now = here.period[:4] if here.period[:4].isdigit() else here.reading.year
        return int(year[:4]) < int(now) - 1
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
        return here.base == "multi" or int(here.base[:4]) < int(here.reading.year) - 1
    cut = here.token.kind == "percent" and here.clause.verb in _CUTS
    return cut or (here.risen and not here.named) or here.span


def base_told(here: Sentence) -> bool:
    """Say whether a sentence begins with a base: 较2019年的5.1万人,研发人员增长38%."""
    return bool(here.base) and len(here.seen) == 1 and here.seen[0].apart
