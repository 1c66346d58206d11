"""What an audit hands back: derived values, checks, and the one rule that gives a verdict."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from cqdata.audit.book import Figure, Observation
from cqdata.audit.words import LANGS, interval, sentence, unit_name
from cqdata.quantity import Quantity, plain

CONSISTENT = "consistent"
ONLY_IF = "consistent only if"
CONFLICT = "conflict"
UNDECIDED = "cannot be decided"
VERDICTS = (CONFLICT, ONLY_IF, UNDECIDED, CONSISTENT)

DERIVED_COLUMNS = (
    "derived_id",
    "indicator",
    "period",
    "value",
    "low",
    "high",
    "unit",
    "formula",
    "inputs",
    "status",
    "source_id",
    "locator",
    "note",
)
CHECK_COLUMNS = (
    "check_id",
    "kind",
    "inputs",
    "expected",
    "found",
    "verdict",
    "sentence_en",
    "sentence_zh",
    "source_id",
    "locator",
)


@dataclass(frozen=True, eq=False)
class Derived:
    """A value that follows from printed figures, with its formula and inputs."""

    id: str
    indicator: str
    period: str
    q: Quantity
    formula: str
    inputs: tuple[Figure | Observation | Derived, ...]
    note: str = ""
    en: str = ""
    zh: str = ""

    def row(self) -> dict[str, str]:
        """Return the row of derived.csv; ends that do not terminate are rounded outward."""
        source, locator = provenance(self.inputs)
        q = self.q
        return {
            "derived_id": self.id,
            "indicator": self.indicator,
            "period": self.period,
            "value": "" if q.point is None else plain(q.point),
            "low": "" if q.low is None else plain(q.low, direction=-1),
            "high": "" if q.high is None else plain(q.high, direction=1),
            "unit": q.unit,
            "formula": self.formula,
            "inputs": ";".join(dict.fromkeys(one.id for one in self.inputs)),
            "status": "derived",
            "source_id": source,
            "locator": locator,
            "note": "; ".join(filter(None, (self.note, ends(q)))),
        }


@dataclass(frozen=True, eq=False)
class Check:
    """One comparison and its verdict, said in both languages."""

    id: str
    kind: str
    inputs: tuple[Figure | Observation | Derived, ...]
    expected: str
    found: str
    verdict: str
    en: str
    zh: str
    more_inputs: tuple[str, ...] = ()
    provenance: tuple[str, str] | None = None

    def row(self) -> dict[str, str]:
        """Return the row of checks.csv."""
        source, locator = self.provenance or provenance(self.inputs)
        ids = dict.fromkeys([*(one.id for one in self.inputs), *self.more_inputs])
        return {
            "check_id": self.id,
            "kind": self.kind,
            "inputs": ";".join(ids),
            "expected": self.expected,
            "found": self.found,
            "verdict": self.verdict,
            "sentence_en": self.en,
            "sentence_zh": self.zh,
            "source_id": source,
            "locator": locator,
        }

    def figures(self) -> set[str]:
        """Return the ids of the printed figures that the check rests on, through derivations."""
        found: set[str] = set()
        waiting = list(self.inputs)
        while waiting:
            one = waiting.pop()
            if isinstance(one, Figure):
                found.add(one.id)
            elif isinstance(one, Derived):
                waiting.extend(one.inputs)
        return found


def provenance(inputs: Iterable[Figure | Observation | Derived]) -> tuple[str, str]:
    """Return the sources and locators of inputs, through derivations, joined by ";"."""
    sources: dict[str, None] = {}
    locators: dict[str, None] = {}
    waiting = list(inputs)[::-1]
    while waiting:
        one = waiting.pop()
        if isinstance(one, Derived):
            waiting.extend(one.inputs[::-1])
            continue
        if isinstance(one, Figure):
            source, locator = one.source_id, one.locator
        else:
            source, locator = one.row.get("source_id", ""), one.row.get("locator", "")
        if source:
            sources[source] = None
        if locator:
            locators[locator] = None
    return ";".join(sources), ";".join(locators)


def ends(q: Quantity) -> str:
    """Say which ends of an interval are not reached, for the note of a derived value."""
    if q.low is not None and q.low == q.high:
        return ""
    open_low, open_high = not q.low_closed, not q.high_closed
    if open_low and open_high:
        return "ends not included"
    if open_low or open_high:
        return f"{'low' if open_low else 'high'} end not included"
    return ""


@dataclass
class Findings:
    """The collector that the rules write to."""

    derived: list[Derived] = field(default_factory=list)
    checks: list[Check] = field(default_factory=list)
    by_id: dict[str, Derived] = field(default_factory=dict)

    def derive(
        self,
        id: str,
        indicator: str,
        period: str,
        q: Quantity,
        formula: str,
        inputs: Sequence[Figure | Observation | Derived],
        note: str = "",
        en: str = "",
        zh: str = "",
    ) -> Derived:
        """Add a derived value and return it; a value of the same id is kept as it was."""
        if id in self.by_id:
            return self.by_id[id]
        one = Derived(id, indicator, period, q, formula, tuple(inputs), note, en, zh)
        self.derived.append(one)
        self.by_id[id] = one
        return one

    def not_compared(
        self,
        id: str,
        inputs: Sequence[Figure | Observation | Derived],
        case: str = "any",
        **said: Any,
    ) -> None:
        """Say that two things that should be compared cannot be, for their units are not alike."""
        names = [[unit_name(one.q.unit, lang) for one in inputs] for lang in LANGS]
        self.check(
            id,
            inputs,
            "one unit",
            ", ".join(one.q.unit or "no unit" for one in inputs),
            UNDECIDED,
            f"not_compared/{case}",
            units=(" and ".join(names[0]), "、".join(names[1])),
            **said,
        )

    @contextmanager
    def dividing(self, id: str, inputs: Sequence[Figure | Observation | Derived]) -> Iterator[None]:
        """Say of a relation that divides by exactly zero that it cannot be checked."""
        try:
            yield
        except ZeroDivisionError:
            of = id.partition("/")[2]
            self.check(id, inputs, "a divisor", "0", UNDECIDED, "not_compared/zero", relation=of)

    def check(
        self,
        id: str,
        inputs: Sequence[Figure | Observation | Derived],
        expected: Quantity | str,
        found: Quantity | str,
        verdict: str,
        case: str = "",
        more_inputs: Sequence[str] = (),
        provenance: tuple[str, str] | None = None,
        **said: Any,
    ) -> None:
        """Add a check.

        Parameters
        ----------
        id
            Kind of the check, "/", and what it is about.
        inputs, more_inputs
            What it rests on; ids of what is no figure, observation or derived value.
        expected, found
            The two sides.
        verdict
            One of ``VERDICTS``.
        case
            Which sentence of the kind says it; by default that of the verdict.
        provenance
            Sources and locator of a summary, which names them itself.
        **said
            What the sentence names, as for :func:`cqdata.audit.words.sentence`; ``expected`` and
            ``found`` may be named too.
        """
        kind = id.partition("/")[0]
        key = case if "/" in case else f"{kind}/{case or verdict}"
        en, zh = sentence(key, {"expected": expected, "found": found, **said})
        one, other = (x if isinstance(x, str) else interval(x) for x in (expected, found))
        more = tuple(more_inputs)
        self.checks.append(
            Check(id, kind, tuple(inputs), one, other, verdict, en, zh, more, provenance)
        )

    def compare(
        self,
        id: str,
        inputs: Sequence[Figure | Observation | Derived],
        one: Quantity,
        other: Quantity,
        wide: Quantity | None = None,
        case: str = "",
        **said: Any,
    ) -> None:
        """Add a check that two statements about one number can both be true; see :func:`judge`.

        ``case`` comes before the verdict in the name of the sentence; the rest is as for
        :meth:`check`.
        """
        verdict = judge(one, wide, other)
        self.check(id, inputs, one, other, verdict, f"{case} {verdict}".strip(), wide=wide, **said)


def judge(printed: Quantity, wide: Quantity | None, other: Quantity) -> str:
    """Return the verdict on two statements about one number.

    Parameters
    ----------
    printed
        What the printed figures imply.
    wide
        What they imply if round estimates are read to their zeros, None if there are none.
    other
        What is published or printed elsewhere.

    Returns
    -------
    str
        ``consistent`` if some number satisfies both as printed, ``consistent only if`` if one
        does in the wider reading alone, ``conflict`` if none does.
    """
    if printed.overlaps(other):
        return CONSISTENT
    if wide is not None and wide.overlaps(other):
        return ONLY_IF
    return CONFLICT


def within_factor(q: Quantity, low: Fraction | None, high: Fraction | None) -> bool:
    """Say whether some value of an interval lies between two plain bounds."""
    too_high = high is not None and q.low is not None and q.low > high
    too_low = low is not None and q.high is not None and q.high < low
    return not (too_high or too_low)
