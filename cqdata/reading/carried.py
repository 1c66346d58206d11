"""What the reading of a text carries from one figure to the next."""

from __future__ import annotations

from dataclasses import dataclass, field

from cqdata.reading import times
from cqdata.reading.clauses import Clause
from cqdata.reading.tokens import Token

LEVELS = frozenset({"level", "cumulative", "new_in_year", "share", "ratio", "rank"})
# Growth belongs to an amount; a share or a rank printed in between is passed over.
GROWS = frozenset({"level", "cumulative", "new_in_year", "ratio"})
LONGEST_LIST = 24
COUNT = {c: n for n, c in enumerate("一二三四五", 1)} | {"两": 2}


@dataclass(slots=True)
class Seen:
    """A figure already read, as later ones refer to it."""

    row: int
    token: Token
    measure: str
    subject: str
    own: bool
    size: int
    place: int
    inside: bool
    compared: bool = False
    total: bool = False
    apart: bool = False


class State:
    """What a sentence carries from one figure to the next."""

    cumulative = new = expected = leads = span = risen = aim = fact = fastest = False
    topic = agent = period = former = against = base = facility = bound = vehicle = behind = ""
    marks = 0

    def __init__(self) -> None:
        self.seen: list[Seen] = []
        self.periods: list[str] = []


@dataclass(slots=True)
class Context:
    """One figure, or a list of coordinated figures, with the words before it."""

    tokens: list[Token]
    gap: str
    pieces: list[str]
    clause: Clause
    inside: bool
    first: bool
    own: times.Own | None = None
    periods: list[str] = field(default_factory=list)
    dated: bool = False
    token: Token = field(init=False)
    piece: str = field(init=False)
    named: bool = field(init=False)

    def __post_init__(self) -> None:
        self.token, self.piece = self.tokens[0], self.pieces[-1]
        # Whether the words directly before hold more than a predicate.
        self.named = bool(self.clause.head.strip(" 、"))
