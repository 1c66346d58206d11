"""Figures already read in a sentence, as later ones refer to them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from cqdata.reading.carried import GROWS, LEVELS, Seen, Sentence
from cqdata.reading.lexicon import LEX
from cqdata.reading.times import COUNT
from cqdata.reading.tokens import Token

_PLACES = frozenset("全我年其")


def latest(seen: Sequence[Seen], fits: Callable[[Seen], bool]) -> Seen | None:
    """Return the last of the figures that fits, None where none does."""
    return next(filter(fits, reversed(seen)), None)


def beside(here: Sentence) -> Seen | None:
    """Find the figure that one in brackets is compared with: 快于甲国(7.4%)和乙国(1.2%)."""
    if not here.inside or here.piece.strip() or len(here.pieces) < 2:
        return None
    if here.token.kind != "percent" or not here.seen:
        return None
    named = here.pieces[-2]
    if not LEX.THAN.search(named):
        last = here.seen[-1]
        goes_on = last.inside and last.compared and named[:1] in ("和", "、", "与", "及")
        return last if goes_on else None
    return latest(here.seen, lambda s: s.token.kind == "percent")


def counted(here: Sentence) -> str:
    """Name what was last counted in a figure's unit, "" where nothing was."""
    unit = here.token.unit
    near = here.seen[-8:] or (here.reading.last[-4:] if here.follows else [])
    seen = latest(near, lambda s: s.token.unit == unit and not s.inside)
    return seen.subject if seen else ""


def alike(here: Sentence) -> list[Seen]:
    """Return the figures near by in the unit of the one at hand, the last first."""
    near = [*(here.reading.last[-8:] if here.first else ()), *here.seen][-8:]
    return [s for s in reversed(near) if s.token.unit == here.token.unit]


def whole(here: Sentence) -> Seen | None:
    """Find the count that a part behind 其中 belongs to."""
    if not here.words.part:
        return None
    return latest(here.seen[-4:], lambda s: s.token.unit == here.token.unit)


def school(here: Sentence) -> str:
    """Name the schools of which pupils and teachers are counted, "" where none stands near."""
    for seen in [*here.reading.last[-6:], *here.seen][:-9:-1]:
        name = seen.subject
        while (end := LEX.PUPIL_END.search(name)) and end.start():
            name = name[: end.start()]
        if LEX.SCHOOL.search(name) or (name != seen.subject and name):
            return name
    return ""


def previous(here: Sentence) -> Seen | None:
    for seen in here.seen[:-7:-1]:
        if not seen.inside or here.inside:
            return seen
    if not here.seen and here.reading.last and here.first:
        return here.reading.last[-1]
    return None


def picked(here: Sentence, size: int) -> list[Seen]:
    """Find the figures of the list before that a clause picks out: 前两项分别增长…, 后者下降…."""
    match = LEX.PICK.search(here.piece)
    if not match:
        return []
    whole = [s for s in here.seen if s.measure in (LEVELS if here.token.kind == "pp" else GROWS)]
    last = next((n for n in range(len(whole) - 1, -1, -1) if whole[n].size > 1), -1)
    listed = whole[max(0, last + 1 - whole[last].size) : last + 1] if whole else []
    if not listed or whole[last].size == 1:
        listed = whole if match["n"] else whole[-2:]
    count = COUNT.get(match["n"] or "", 1)
    if count != size or len(listed) < count:
        return []
    return listed[:count] if match["which"] == "前" else listed[-count:]


def leads(here: Sentence, size: int) -> list[str]:
    """Return what tells the items of the list before apart: “甲贷”, “乙贷”."""
    before = here.seen[-size:]
    names = [s.subject for s in before]
    quoted = [match[0] for name in names if (match := LEX.QUOTED_NAME.match(name))]
    return quoted if len(set(quoted)) == size else []


def is_amount(seen: Seen) -> bool:
    return seen.token.kind == "amount"


def counts(seen: Seen) -> bool:
    """Say whether a figure counts things or people."""
    return seen.token.unit.startswith(("count:", "person")) and not seen.inside


def share_of(noun: str, seen: list[Seen]) -> Seen | None:
    """Find the share that a shorter name means: 基础研究占比 after 基础研究经费占研发经费的比重."""
    name = LEX.SHARED_NAME.search(noun)
    base = noun[: name.start()] if name else ""
    if len(base) < 3:
        return None
    return latest(seen, lambda s: s.measure == "share" and key(s.subject).startswith(key(base)))


def goes_on(here: Sentence, kind: str) -> bool:
    """Say whether a figure continues the list of the one before without a predicate of its own."""
    clause = here.clause
    return bool(
        here.seen
        and here.seen[-1].token.kind == kind
        and here.gap[:1] in ("、", "和")
        and not (clause.adverbs or clause.up or clause.down)
    )


def bounded(token: Token) -> bool:
    return token.qualifier in ("at_least", "at_most", "about", "nearly", "more_than")


def kind(token: Token) -> str:
    return token.kind if token.kind in ("percent", "rank") else "amount"


def key(subject: str) -> str:
    return LEX.PLACE.sub("", subject) if subject[:1] in _PLACES else subject
