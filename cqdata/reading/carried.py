"""What the reading of a sentence carries from one figure to the next."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cqdata.reading import times
from cqdata.reading.clauses import Clause, Gap
from cqdata.reading.rows import Row
from cqdata.reading.tokens import Token

if TYPE_CHECKING:
    from cqdata.reading.sentence import Reading

LEVELS = frozenset({"level", "cumulative", "new_in_year", "share", "ratio", "rank"})
# Growth belongs to an amount; a share or a rank printed in between is passed over.
GROWS = frozenset({"level", "cumulative", "new_in_year", "ratio"})
LONGEST_LIST = 24


@dataclass(slots=True)
class Seen:
    """A figure already read, as later ones refer to it."""

    row: Row
    token: Token
    measure: str
    subject: str
    own: bool
    size: int
    place: int
    inside: bool
    compared: bool
    apart: bool = False


class Sentence:
    """A sentence as it is read: what its figures leave to later ones, and the figure at hand.

    Attributes
    ----------
    reading
        The reading of the text.
    follows, start, end
        Whether the sentence goes on behind a semicolon, and its span.
    seen
        Its figures so far.
    tokens, token, size
        The figure at hand, or the list of coordinated figures, its first and how many they are.
    words, gap, pieces, piece, clause
        The words before it as they are read and as text, cut into clauses; the last of them as it
        stands and as it is read.
    inside, first, named
        Whether it stands in brackets, is the sentence's first, and has more than a predicate
        directly before it.
    own, periods, dated
        A time that is the figure's alone, the times of a list, and whether the words name one.
    measure
        What it measures.
    aim, fact
        Whether words of intent hold for it, or words that tell what stands ("told"), or a past
        time ("dated").
    turned
        Whether it may be of what is to come, behind one that stands.
    now
        The year that 年末 and 一季度 count from, where the sentence names one.
    named_before
        What its figures so far are of.
    outside
        Period, aim and fact before the bracket that it stands in.
    """

    tokens: list[Token]
    token: Token
    size: int
    inside: bool
    first: bool
    words: Gap
    gap: str
    piece: str
    named: bool
    pieces: list[str]
    clause: Clause
    own: times.Own | None
    periods: list[str]
    dated: bool
    measure: str

    def __init__(self, reading: Reading, follows: bool, start: int, end: int) -> None:
        self.reading, self.follows, self.start, self.end = reading, follows, start, end
        self.seen: list[Seen] = []
        self.listed: list[str] = []
        self.named_before: set[str] = set()
        self.outside: tuple[str, bool, str] | None = None
        self.expected = self.leads = self.span = self.risen = False
        self.aim = self.fastest = self.turned = False
        self.fact = self.topic = self.agent = self.period = self.former = self.against = ""
        self.base = self.facility = self.bound = self.vehicle = self.behind = ""
        self.flow = self.since = self.now = ""
