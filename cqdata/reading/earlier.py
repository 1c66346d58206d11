"""Figures already read in a sentence, as later ones refer to them."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from cqdata.reading.carried import COUNT, GROWS, LEVELS, Context, Seen, State
from cqdata.reading.lexicon import LEX
from cqdata.reading.tokens import Token

if TYPE_CHECKING:
    from cqdata.reading.sentence import Reading


def beside(state: State, context: Context) -> Seen | None:
    """Find the figure that one in brackets is compared with: 快于甲国(7.4%)和乙国(1.2%)."""
    if not context.inside or context.piece.strip() or len(context.pieces) < 2:
        return None
    if context.token.kind != "percent" or not state.seen:
        return None
    named = context.pieces[-2]
    if not LEX.THAN.search(named):
        last = state.seen[-1]
        goes_on = last.inside and last.compared and named[:1] in ("和", "、", "与", "及")
        return last if goes_on else None
    return next((s for s in reversed(state.seen) if s.token.kind == "percent"), None)


def counted(state: State, token: Token) -> str:
    """Name what was last counted in a figure's unit, "" where nothing was."""
    return next(
        (
            s.subject
            for s in reversed(state.seen[-8:])
            if s.token.unit == token.unit and not s.inside
        ),
        "",
    )


def whole(state: State, context: Context) -> Seen | None:
    """Find the count that a part behind 其中 belongs to."""
    if not LEX.OF_WHICH.match(context.gap):
        return None
    return next((s for s in reversed(state.seen[-4:]) if s.token.unit == context.token.unit), None)


def school(reading: Reading, state: State) -> str:
    """Name the schools of which pupils and teachers are counted, "" where none stands near."""
    for seen in [*reading.last[-6:], *state.seen][:-9:-1]:
        name = seen.subject
        while (end := LEX.PUPIL_END.search(name)) and end.start():
            name = name[: end.start()]
        if LEX.SCHOOL.search(name) or (name != seen.subject and name):
            return name
    return ""


def previous(reading: Reading, state: State, context: Context) -> Seen | None:
    for seen in reversed(state.seen[-6:]):
        if not seen.inside or context.inside:
            return seen
    if not state.seen and reading.last and context.first:
        return reading.last[-1]
    return None


def picked(state: State, context: Context, size: int) -> list[Seen]:
    """Find the figures of the list before that a clause picks out: 前两项分别增长…, 后者下降…."""
    match = LEX.PICK.search(context.piece)
    if not match:
        return []
    whole = [s for s in state.seen if s.measure in GROWS]
    last = next((n for n in range(len(whole) - 1, -1, -1) if whole[n].size > 1), -1)
    listed = whole[max(0, last + 1 - whole[last].size) : last + 1] if whole else []
    if not listed or whole[last].size == 1:
        listed = whole if match["n"] else whole[-2:]
    count = COUNT.get(match["n"] or "", 1)
    if count != size or len(listed) < count:
        return []
    return listed[:count] if match["which"] == "前" else listed[-count:]


def amounts(state: State) -> list[Seen]:
    return [s for s in state.seen if s.measure in LEVELS and s.measure != "rank"]


def leads(state: State, size: int) -> list[str]:
    """Return what tells the items of the list before apart: “甲贷”, “乙贷”."""
    before = state.seen[-size:]
    if len(before) < size or before[-1].size != size:
        return []
    names = [s.subject for s in before]
    quoted = [match[0] for name in names if (match := LEX.QUOTED_NAME.match(name))]
    return quoted if len(set(quoted)) == size else []


def counts(seen: Seen) -> bool:
    """Say whether a figure counts things or people."""
    return seen.token.unit.startswith(("count:", "person")) and not seen.inside


def people(seen: Seen) -> bool:
    return seen.token.unit.startswith("person")


def share_of(noun: str, seen: list[Seen]) -> Seen | None:
    """Find the share that a shorter name means: 基础研究占比 after 基础研究经费占研发经费的比重."""
    name = LEX.SHARED_NAME.search(noun)
    base = noun[: name.start()] if name else ""
    if len(base) < 3:
        return None
    return next(
        (
            s
            for s in reversed(seen)
            if s.measure == "share" and key(s.subject).startswith(key(base))
        ),
        None,
    )


def goes_on(state: State, context: Context, kind: str) -> bool:
    """Say whether a figure continues the list of the one before without a predicate of its own."""
    clause = context.clause
    return bool(
        state.seen
        and state.seen[-1].token.kind == kind
        and context.gap[:1] in ("、", "和")
        and not (clause.adverbs or clause.up or clause.down)
    )


def bounded(token: Token) -> bool:
    return token.qualifier in ("at_least", "at_most", "about", "nearly", "more_than")


def kind(token: Token) -> str:
    return token.kind if token.kind in ("percent", "rank") else "amount"


@lru_cache(maxsize=8192)
def key(subject: str) -> str:
    return LEX.PLACE.sub("", subject)
