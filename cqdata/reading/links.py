"""Which level a growth or a change belongs to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cqdata.reading import earlier, lists
from cqdata.reading.carried import GROWS, Context, Seen, State
from cqdata.reading.lexicon import LEX

if TYPE_CHECKING:
    from cqdata.reading.sentence import Reading


def levels_for(
    reading: Reading,
    state: State,
    context: Context,
    measure: str,
    noun: str,
    own: bool,
    size: int,
    parts: list[str],
) -> list[Seen | None]:
    """Return the levels that a list of changes belongs to, None where none is printed."""
    token = context.token
    none: list[Seen | None] = [None] * size
    if own:
        names = parts or (lists.distribute(noun, size) if size > 1 else [noun])
        kind = "percent" if measure == "change_pp" else "rank" if token.kind == "rank" else "amount"
        named_before = [reading.levels.get((kind, earlier.key(name))) for name in names or []]
        if measure == "change_pp" and size == 1 and not named_before[0]:
            named_before = [earlier.share_of(noun, state.seen)]
        return [s if s and same_time(reading, state, s) else None for s in named_before] or none

    of_money = bool(LEX.OF_MONEY.search(noun)) and context.named
    # 新认定30家,净增12家: the total that it adds to comes before or behind, if it is printed.
    net = bool(LEX.NET_ADDED.search(context.piece)) and not context.clause.based
    of_rate = bool(LEX.RATE_NAMED.search(context.piece)) or not context.named

    def fits(seen: Seen) -> bool:
        if seen.apart or (seen.inside and not context.inside):
            return False
        if token.kind == "pp":
            indexed = seen.token.kind == "amount" and not seen.token.unit
            if seen.measure in ("yoy_growth", "other") and not of_rate:
                return False
            return (seen.token.kind == "percent" or indexed) and seen.measure != "change_pp"
        if token.kind == "rank":
            return seen.measure == "rank"
        if LEX.MORE_ADDED.search(context.piece) and seen.measure != "new_in_year":
            # 余额9018亿元,比年初新增802亿元,多增117亿元: of the addition, not of the balance.
            return False
        if net and not (seen.total and seen.measure == "level"):
            return False
        if token.kind == "amount":
            return seen.measure in GROWS and seen.token.unit == token.unit
        if of_money and seen.token.unit.startswith("count:"):
            # 高新区9家,营业收入增长8%: no number of parks grows by that.
            return False
        per_head = seen.token.unit in ("‰", "/10万")
        return seen.measure in GROWS and (seen.token.kind == "amount" or per_head)

    if size > 1:
        fitting = [s for s in state.seen if fits(s)]
        if len(fitting) >= size:
            return list(fitting[-size:])
        return none
    named = max((n for n, s in enumerate(state.seen) if s.own and not s.inside), default=0)
    if measure == "change_pp" and LEX.RATE_NAMED.search(context.piece):
        named = 0
    chain = state.seen[named:] if state.seen else []
    if context.inside:
        chain = state.seen
    new_period = measure == "yoy_growth" and context.dated
    for seen in reversed(chain):
        if fits(seen):
            # 其中四季度增长6%: of another time than the level that stands before.
            return [seen] if not new_period or same_time(reading, state, seen) else none
    if not state.seen and context.first and not context.dated:
        for seen in reversed(reading.last[-3:]):
            if fits(seen) and same_time(reading, state, seen):
                return [seen]
    return none


def same_time(reading: Reading, state: State, seen: Seen) -> bool:
    """Say whether an earlier level is about the same period, and as much a fact."""
    row = reading.rows[seen.row]
    return row.period == (state.period or reading.chapter.period or reading.year) and not (
        state.expected and row.qualifier != "expected"
    )


def link_back(reading: Reading, state: State, context: Context, own: bool, size: int) -> None:
    """Link growths printed before their level: 增长15%,达到7565家."""
    if own or len(state.seen) < 2 * size:
        return
    change, level = state.seen[-2], state.seen[-1]
    row = reading.rows[change.row]
    if context.gap.strip() in ("至", "到") and change.measure == "other":
        # 增加60亿元至740亿元: what the change led to.
        row.linked_to_offset = row.linked_to_offset or level.token.digit
        return
    now, before = state.seen[-size:], state.seen[-2 * size : -size]
    if not all(
        g.measure in ("yoy_growth", "other") and g.token.kind in ("percent", "times") and g.own
        for g in before
    ):
        return
    if before[0].size != size or now[0].token.kind != "amount" or now[0].measure not in GROWS:
        return
    for growth, level in zip(before, now, strict=True):
        row = reading.rows[growth.row]
        if row.linked_to_offset is None:
            row.linked_to_offset = level.token.digit


def link_to_total(reading: Reading, state: State, size: int) -> None:
    """Link net additions printed before the total: 净增12家、总数达到86家."""
    for now in state.seen[-size:]:
        for before in reversed(state.seen[-size - 4 : -size]):
            row = reading.rows[before.row]
            alike = before.token.unit == now.token.unit and before.place == now.place
            if alike and before.measure == "other" and row.linked_to_offset is None:
                row.linked_to_offset = now.token.digit
                break
