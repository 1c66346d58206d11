"""What an audit hands back: derived values, checks, and the one rule that gives a verdict."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property
from typing import Any, NamedTuple, TypeAlias

from cqdata.audit.book import Figure, Observation
from cqdata.audit.words import Pair, figure, rounded_to, sentence, unit_name
from cqdata.quantity import Quantity, UnitError, constant, plain
from cqdata.words import WORDS

CONSISTENT = "consistent"
ONLY_IF = "consistent only if"
CONFLICT = "conflict"
UNDECIDED = "cannot be decided"
ACKNOWLEDGED = "acknowledged"
"""State of a conflict that the table of acknowledged conflicts explains."""
STATE_WORDS = WORDS["state"]
"""Language → verdict, worst first → what readers see."""
VERDICTS = (CONFLICT, ONLY_IF, UNDECIDED, CONSISTENT)


@dataclass(frozen=True, eq=False)
class Derived:
    """A value that follows from printed figures, with its formula and inputs.

    ``wide`` is the same in the wider reading of a round estimate, None if there is none.
    """

    id: str
    indicator: str
    period: str
    q: Quantity
    formula: str
    inputs: tuple[Thing, ...]
    note: str = ""
    title: Pair = ("", "")
    wide: Derived | None = None

    def coarse(self) -> Quantity | None:
        """Return the value in the wider reading, None where there is none."""
        return None if self.wide is None else self.wide.q

    def row(self) -> dict[str, str]:
        """Return the row of derived.csv; ends that do not terminate are rounded outward."""
        q = self.q
        return {
            "derived_id": self.id,
            "indicator": self.indicator,
            "period": self.period,
            "value": "" if q.point is None else plain(q.point),
            **q.ends(),
            "unit": q.unit,
            "formula": self.formula,
            "inputs": _joined(self.inputs, "id"),
            "status": "derived",
            "source_id": _joined(leaves(self.inputs), "source_id"),
            "locator": _joined(leaves(self.inputs), "locator"),
            "note": "; ".join(filter(None, (self.note, ends(q)))),
        }


@dataclass(frozen=True)
class Several:
    """What a summary rests on: ids and sources, separated by semicolons, and how many they are."""

    id: str
    source_id: str
    locator: str


Valued: TypeAlias = Figure | Observation | Derived
Thing: TypeAlias = Valued | Several
Inputs = Mapping[str, Thing | None]
"""What a check rests on, by the names that its sentences use; what is None is not there."""


def given(number: str) -> Derived:
    """Return a number that a relation gives itself, which rests on nothing and has no id."""
    return Derived("", "", "", constant(number), number, (), title=(number, number))


class Prior(NamedTuple):
    """A level, its growth, and the level of the year before that the two imply."""

    level: Figure
    growth: Figure
    implied: Derived


@dataclass(frozen=True, eq=False)
class Check:
    """One comparison and its verdict.

    ``case`` names its sentence, ``said`` what stands in it, ``expected`` and ``found`` among it.
    What it says is put into words only when it is asked for: whoever counts verdicts needs none.
    """

    id: str
    inputs: tuple[Thing, ...]
    verdict: str
    case: str
    said: Mapping[str, Any]

    @property
    def kind(self) -> str:
        """The kind of the check, which its id begins with."""
        return self.id.partition("/")[0]

    @property
    def en(self) -> str:
        """The sentence in English."""
        return self._sentence[0]

    @property
    def zh(self) -> str:
        """The sentence in Chinese."""
        return self._sentence[1]

    @cached_property
    def _sentence(self) -> Pair:
        return sentence(self.case, self.said)

    def row(self) -> dict[str, str]:
        """Return the row of checks.csv."""
        return {
            "check_id": self.id,
            "kind": self.kind,
            "inputs": _joined(self.inputs, "id"),
            "expected": _interval(self.said["expected"]),
            "found": _interval(self.said["found"]),
            "verdict": self.verdict,
            "sentence_en": self.en,
            "sentence_zh": self.zh,
            "source_id": _joined(leaves(self.inputs), "source_id"),
            "locator": _joined(leaves(self.inputs), "locator"),
        }


def _interval(q: Quantity | None) -> str:
    """Return one side of a check in notation, with its unit."""
    return "" if q is None else f"{q.interval(8)} {q.unit}".strip()


def leaves(inputs: Iterable[Thing]) -> Iterator[Thing]:
    """Yield what inputs rest on, through derived values."""
    for one in inputs:
        if isinstance(one, Derived):
            yield from leaves(one.inputs)
        else:
            yield one


def _joined(things: Iterable[Thing], attribute: str) -> str:
    """Return what things have as an attribute, each once, joined by ";"."""
    return ";".join(dict.fromkeys(filter(None, (getattr(x, attribute, "") for x in things))))


def ends(q: Quantity) -> str:
    """Say which ends of an interval are not reached, for the note of a derived value."""
    if q.low is not None and q.low == q.high:
        return ""
    open_ends = [
        name for name, closed in (("low", q.low_closed), ("high", q.high_closed)) if not closed
    ]
    if len(open_ends) == 2:
        return "ends not included"
    return f"{open_ends[0]} end not included" if open_ends else ""


_NO_CHECK = Check(
    "", (), CONSISTENT, "single/consistent", {"expected": None, "found": None, "n": 0}
)
DERIVED_COLUMNS = tuple(Derived("", "", "", constant(0), "", ()).row())
CHECK_COLUMNS = tuple(_NO_CHECK.row())
"""Columns of the two tables."""


@dataclass
class Findings:
    """The collector that the rules write to."""

    derived: dict[str, Derived] = field(default_factory=dict)
    checks: list[Check] = field(default_factory=list)
    priors: dict[str, Prior] = field(default_factory=dict)
    """Level figure id → the level of the year before by its growth."""

    def derive(
        self,
        period: str,
        indicator: str,
        q: Quantity,
        formula: str,
        inputs: Sequence[Valued],
        note: str = "",
        *,
        way: str = "",
        title: Pair = ("", ""),
        wide: Quantity | None = None,
    ) -> Derived:
        """Add a derived value and return it; a value of the same id is kept as it was.

        Parameters
        ----------
        period, indicator, q, formula, inputs, note
            What it is, and how it was computed from what.
        way
            Ends its id where the same is derived in several ways.
        title
            What it is called as one side of a relation; by default its id.
        wide
            The value in the wider reading of the first input, a round number; see
            :func:`widened`.
        """
        id = f"implied/{period}/{indicator}{way}"
        if id not in self.derived:
            wider = None
            if wide is not None:
                read = inputs[0].q
                rounded = figure(rounded_to(read), "en")
                said = f"wider reading: {read.printed} rounded to {rounded}"
                wider = self.derive(
                    period, indicator, wide, formula, inputs, said, way=f"{way}/wide"
                )
            # The year before a part of a year has no name.
            named = "" if period.startswith("before ") else period
            called = title[0] or id, title[1] or id
            self.derived[id] = Derived(
                id, indicator, named, q, formula, tuple(inputs), note, called, wider
            )
        return self.derived[id]

    def check(
        self,
        id: str,
        inputs: Inputs,
        expected: Quantity | None,
        found: Quantity | None,
        verdict: str,
        case: str = "",
        **said: Any,
    ) -> None:
        """Add a check.

        Parameters
        ----------
        id
            Kind of the check, "/", and what it is about.
        inputs
            What it rests on.
        expected, found
            What the other figures imply, and what is printed or published; None where that is no
            one number.
        verdict
            One of ``VERDICTS``.
        case
            Which sentence of the kind says it; by default that of the verdict.
        **said
            What the sentence names besides the inputs, ``expected`` and ``found``, as for
            :func:`cqdata.audit.words.sentence`.
        """
        key = case if "/" in case else f"{id.partition('/')[0]}/{case or verdict}"
        named = {"expected": expected, "found": found, **inputs, **said}
        things = tuple(x for x in inputs.values() if x is not None)
        self.checks.append(Check(id, things, verdict, key, named))

    def compare(
        self,
        id: str,
        inputs: Inputs,
        expected: Quantity,
        found: Quantity,
        wide: Quantity | None = None,
        case: str = "",
        **said: Any,
    ) -> None:
        """Add a check that two statements about one number can both be true; see :func:`judge`.

        ``case`` comes before the verdict in the name of the sentence; the rest is as for
        :meth:`check`.
        """
        verdict = judge(expected, wide, found)
        case = f"{case} {verdict}".strip()
        self.check(id, inputs, expected, found, verdict, case, wide=wide, **said)

    @contextmanager
    def trying(self, id: str, inputs: Iterable[Any]) -> Iterator[None]:
        """Say of things that cannot be compared why: unlike units, or a divisor of zero."""
        named = {str(place): one for place, one in enumerate(inputs)}
        things = list(named.values())
        try:
            yield
        except ZeroDivisionError:
            case, what = "not_compared/zero", quoted(things)
            self.check(id, named, None, None, UNDECIDED, case, what=what)
        except UnitError:
            units = [unit_name(one.q.unit) for one in things]
            case, what = "not_compared/units", quoted(things, (" and ", "与"))
            said = {"what": what, "units": joined(units, (" and ", "、"))}
            self.check(id, named, None, None, UNDECIDED, case, **said)


def joined(texts: Iterable[Pair], joints: Pair) -> Pair:
    """Return texts in English and Chinese joined, each language in its own way."""
    en, zh = zip(*texts, strict=True)
    return joints[0].join(en), joints[1].join(zh)


def quoted(things: Iterable[Any], joints: Pair = (" + ", "加")) -> Pair:
    """Return things by name and number, in English and Chinese."""
    said = []
    for one in things:
        en, zh = one.title
        if one.id:
            en, zh = f"{en} ({figure(one.q, 'en')})", f"{zh}（{figure(one.q, 'zh')}）"
        # A name that ends in its period takes the number into the same brackets.
        said.append((en, zh.replace("）（", "，")))
    return joined(said, joints)


def alike(one: Quantity, other: Quantity) -> None:
    """Raise :class:`UnitError` if two quantities have not one unit."""
    if one.unit != other.unit:
        raise UnitError(f"{one.unit!r} against {other.unit!r}")


def widened(read: Quantity, of: Callable[[Quantity], Quantity]) -> Quantity | None:
    """Return what follows from the wider reading of a round number, None where it has none.

    For what is held against statistics, which are printed to more digits.
    """
    coarse = read.coarse(unmarked=True)
    return None if coarse is None else of(coarse)


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

    Raises
    ------
    UnitError
        If their units differ.
    """
    alike(printed, other)
    if printed.overlaps(other):
        return CONSISTENT
    return ONLY_IF if wide is not None and wide.overlaps(other) else CONFLICT


def up_to(q: Quantity) -> Quantity:
    """Return everything that is at most some value of an interval."""
    return replace(q, low=None, low_closed=False)


def at_least(q: Quantity) -> Quantity:
    """Return everything that is at least some value of an interval."""
    return replace(q, high=None, high_closed=False)


def order(part: Quantity, whole: Quantity) -> str:
    """Return the verdict on a number that may be at most another one."""
    alike(part, whole)
    if whole.below(part):
        return CONFLICT
    return CONSISTENT if part.below(whole, strictly=False) else UNDECIDED


def between(low: Fraction | None, high: Fraction | None) -> Quantity:
    """Return what lies between two plain bounds, None for no bound."""
    return Quantity(low, high, low is not None, high is not None, None, "")
