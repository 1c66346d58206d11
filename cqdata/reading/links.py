"""Which level a growth or a change belongs to."""

from __future__ import annotations

from cqdata.reading import earlier, lists, subjects
from cqdata.reading.carried import GROWS, Seen, Sentence
from cqdata.reading.lexicon import LEX


def levels_for(here: Sentence, noun: str, own: bool, parts: list[str]) -> list[Seen | None]:
    """Return the levels that a list of changes belongs to, None where none is printed."""
    token = here.token
    none: list[Seen | None] = [None] * here.size
    if own:
        names = parts or (lists.distribute(noun, here.size) if here.size > 1 else [noun])
        kind = (
            "percent"
            if here.measure == "change_pp"
            else "rank"
            if token.kind == "rank"
            else "amount"
        )
        named_before = [here.reading.levels.get((kind, earlier.key(name))) for name in names or []]
        if here.measure == "change_pp" and here.size == 1 and not named_before[0]:
            named_before = [earlier.share_of(noun, here.seen)]
        return [s if s and same_time(here, s) else None for s in named_before] or none

    of_money = bool(LEX.OF_MONEY.search(noun)) and here.named
    # 新认定30家,净增12家: the total that it adds to comes before or behind, if it is printed.
    net = bool(LEX.NET_ADDED.search(here.piece)) and not here.clause.based
    of_rate = bool(LEX.RATE_NAMED.search(here.piece)) or not here.named

    def fits(seen: Seen) -> bool:
        if seen.apart or (seen.inside and not here.inside):
            return False
        if token.kind in ("percent", "pp") and here.named and subjects.differ(noun, seen.subject):
            # 旅游人数120万人次,收入增长8%: no number of people grows by that.
            return False
        if token.kind == "pp":
            indexed = seen.token.kind == "amount" and not seen.token.unit
            if seen.measure in ("yoy_growth", "other") and not of_rate:
                return False
            return (seen.token.kind == "percent" or indexed) and seen.measure != "change_pp"
        if token.kind == "rank":
            return seen.measure == "rank"
        if LEX.MORE_ADDED.search(here.piece) and seen.measure != "new_in_year":
            # 余额9018亿元,比年初新增802亿元,多增117亿元: of the addition, not of the balance.
            return False
        if net and seen.measure != "level":
            return False
        if token.kind == "amount":
            return seen.measure in GROWS and seen.token.unit == token.unit
        if of_money and not ("元" in seen.token.unit or seen.token.unit.endswith("_1e8")):
            # 高新区9家,营业收入增长8%: no number of parks grows by that.
            return False
        per_head = seen.token.unit in ("‰", "/10万")
        return seen.measure in GROWS and (seen.token.kind == "amount" or per_head)

    if here.size > 1:
        # 企业资金61亿元;政府资金27亿元,分别增长9.9%、5.1%: the list may begin before a semicolon.
        before = here.reading.last[-8:] if here.follows else []
        fitting = [s for s in (*before, *here.seen) if fits(s)]
        if len(fitting) >= here.size:
            return list(fitting[-here.size :])
        return none
    new_period = here.measure == "yoy_growth" and here.dated
    for seen in reversed(here.seen):
        if fits(seen):
            # 其中四季度增长6%: of another time than the level that stands before.
            return [seen] if not new_period or same_time(here, seen) else none
        if seen.own and not seen.inside:
            break
    if not here.seen and here.first and not here.dated:
        for seen in reversed(here.reading.last[-3:]):
            if fits(seen) and same_time(here, seen):
                return [seen]
    return none


def same_time(here: Sentence, seen: Seen) -> bool:
    """Say whether an earlier level is about the same period, and as much a fact."""
    row = seen.row
    return row.period == (here.period or here.reading.chapter.period or here.reading.year) and not (
        here.expected and row.qualifier != "expected"
    )


def link_back(here: Sentence) -> None:
    """Link growths printed before their level: 增长15%,达到7565家."""
    change, level = here.seen[-2], here.seen[-1]
    row = change.row
    if here.gap.strip() in ("至", "到") and change.measure == "other":
        # 增加60亿元至740亿元: what the change led to.
        row.linked_to_offset = row.linked_to_offset or level.token.digit
        return
    now, before = here.seen[-here.size :], here.seen[-2 * here.size : -here.size]
    if not all(
        g.measure in ("yoy_growth", "other") and g.token.kind in ("percent", "times") and g.own
        for g in before
    ):
        return
    if before[0].size != here.size or now[0].token.kind != "amount" or now[0].measure not in GROWS:
        return
    for growth, level in zip(before, now, strict=True):
        row = growth.row
        # 增加值增长8%,利润120亿元: what grew is another thing.
        if row.linked_to_offset is None and level.subject.startswith(growth.subject):
            row.linked_to_offset = level.token.digit


def link_to_total(here: Sentence) -> None:
    """Link net additions printed before the total: 净增12家、总数达到86家."""
    for now in here.seen[-here.size :]:
        for before in reversed(here.seen[-here.size - 4 : -here.size]):
            row = before.row
            alike = before.token.unit == now.token.unit and before.place == now.place
            if alike and before.measure == "other" and row.linked_to_offset is None:
                row.linked_to_offset = now.token.digit
                break
