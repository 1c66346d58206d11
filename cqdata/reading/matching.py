"""Which indicator a row of a draft is: by name, unit and kind among those already known."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from operator import ge, gt, le, lt
from pathlib import Path

from cqdata import catalog
from cqdata.cells import Row

Ask = Callable[[str, list[str]], str]
"""Question and options → the answer: an option, or ``new_id = English name``."""

SURE = 0.84

MARGIN = 0.06

NEW, LEAVE = "new indicator", "leave the row out"
LEAVE_ALL = "leave all undecided rows out"

# A stock may be told as what there is or as what has come together.
_ALIKE = {
    "ratio": {"level"},
    "level": {"level", "cumulative"},
    "cumulative": {"level", "cumulative"},
}

CHANGES = {
    "yoy_growth": ("_growth", "增速", ", year-on-year growth"),
    "change_pp": ("_change", "变化幅度", ", change on the year"),
}
"""What a growth or change adds to the id and to the names of its level."""

# What a printed bound says of the number itself.
_KEEPS = {"more_than": gt, "at_least": ge, "less_than": lt, "at_most": le}

_ID = re.compile(r"[a-z][a-z0-9_]*")


@dataclass
class Known:
    """An indicator that the project knows, with the names that it had in reports."""

    row: Mapping[str, str]
    names: set[str] = field(default_factory=set)
    measures: set[str] = field(default_factory=set)


@dataclass(frozen=True)
class Match:
    """An indicator proposed for a subject."""

    indicator: str
    name: str
    likeness: float


def matches(
    subject: str, unit: str | None, measure: str, known: Iterable[Known], scope: str = ""
) -> list[Match]:
    """Return the indicators whose name is like a subject, best first.

    Parameters
    ----------
    subject, unit, measure
        Of a draft row; a unit of None fits any.
    known
        The indicators to choose from; other units are passed over.
    scope
        Among whom a rank is counted: 全国, 西部.

    Returns
    -------
    list of Match
        At most five, with the likeness of the names from 0 to 1.
    """
    name = _plain(subject)
    forms = [name]
    if measure == "yoy_growth" and not name.endswith("增速"):
        forms = [f"{name}增速"]
    elif measure == "rank" and scope:
        forms = [f"{name}{scope}位次"]
    elif measure == "new_in_year":
        forms = [name, f"新增{name}", f"新认定{name}", f"新建{name}"]
    found = []
    for one in known:
        if unit not in (None, one.row["unit"]):
            continue
        likeness = max(_likeness(form, _plain(n)) for form in forms for n in one.names)
        if one.measures and one.measures.isdisjoint(_ALIKE.get(measure, {measure})):
            likeness -= 0.15
        if any(_one_thing(subject, n) for n in one.names):
            row = one.row
            found.append(Match(row["indicator"], row["indicator_zh"], max(likeness, 0.0)))
    found.sort(key=lambda match: (-match.likeness, match.indicator))
    return [match for match in found[:5] if match.likeness > 0.3]


# What is measured, not of what: two names that share only such words name two things.
_MEASURING = re.compile(
    "地区生产总值|生产总值|GDP|占[^占]*?的?(?:比重|比例|份额)|占比|比重|比例|增速|增长率|强度|总额|总量|"
    "金额|数量|总数|规模|收入|投资|投入|支出|经费|资金|增加值|产值|水平|指数|拥有量|人数|位次|新增|"
    "[占数额率量]$"
)


def _one_thing(subject: str, name: str) -> bool:
    """Say whether two names may be of one thing: what they measure is named in like words."""
    a, b = (_MEASURING.sub("", _plain(text)) for text in (subject, name))
    if not a or not b:
        # Names that only measure (地区生产总值): the whole of them has to agree.
        return _plain(subject) in _plain(name) or _plain(name) in _plain(subject)
    pairs = {a[i : i + 2] for i in range(len(a) - 1)} or {a}
    shared = sum(b.count(pair) > 0 for pair in pairs)
    return 2 * shared >= min(len(pairs), max(len(b) - 1, 1))


def in_another_unit(row: Mapping[str, str], known: Mapping[str, Known]) -> Known | None:
    """Return the indicator that a row would surely be, were it not for its unit."""
    others = [one for one in known.values() if one.row["unit"] != row["unit"]]
    found = matches(row["subject"], None, row["measure"], others, scope_of(row))
    return known[found[0].indicator] if found and found[0].likeness >= SURE else None


_NOISE = re.compile(r"[\s“”\"()（）·]|^(?:全年|全市|全省|我市|年末)|全社会(?=研)")

# Ways of writing one name, the whole of it or the same part of each.
_WAYS = (
    (re.compile("研究与试验发展|R&D"), "研发"),
    (re.compile("研发(?:经费|投入|支出)+"), "研发投入"),
    (re.compile("高企"), "高新技术企业"),
    (re.compile("规上"), "规模以上"),
    (re.compile("(?<=企业|平台|机构|人才|投入)(?:总量|总数|数量|数)$"), ""),
)


def _plain(name: str) -> str:
    """Return a name without signs and places, its parts in the one way that stands for all."""
    name = _NOISE.sub("", name)
    for way, one in _WAYS:
        name = way.sub(one, name)
    return name


def _likeness(a: str, b: str) -> float:
    """F1 of two names as bags of characters and of neighbouring pairs, averaged."""
    if a == b:
        return 1.0

    def f1(x: Counter[str], y: Counter[str]) -> float:
        total = sum(x.values()) + sum(y.values())
        return 2 * sum((x & y).values()) / total if total else 0.0

    def pairs(s: str) -> Counter[str]:
        return Counter(s[i : i + 2] for i in range(len(s) - 1))

    return (f1(Counter(a), Counter(b)) + f1(pairs(a), pairs(b))) / 2


def known_indicators(home: Path) -> dict[str, Known]:
    """Return the indicators of the project with the names and measures that reports gave them."""
    known = {row["indicator"]: Known(row) for row in catalog.rows("raw-indicators", home)}
    for one in known.values():
        one.names.add(one.row["indicator_zh"])
    for name in catalog.raw_tables("report-*", "figures.csv", home):
        for row in catalog.rows(name, home):
            # A growth that belongs to a level carries the level's indicator: not its name.
            if row["indicator"] in known and not row["linked_to"]:
                known[row["indicator"]].names.add(row["indicator_zh"])
                known[row["indicator"]].measures.add(row["measure"])
    for name, one in known.items():
        level = known.get(name.removesuffix("_growth"))
        if level and level is not one:
            one.names |= {f"{n}增速" for n in level.names}
    return known


def assign(
    rows: list[Row],
    known: Mapping[str, Known],
    ask: Ask | None,
    say: Callable[[str], object],
    leave_undecided: bool = False,
) -> int:
    """Give every row its indicator, asking where the match is not sure.

    Returns
    -------
    int
        How many rows nobody could decide: their proposals end in ``?``.

    Raises
    ------
    DataError
        If a person named an indicator that cannot be one.
    """
    linked = {row["char_offset"]: row for row in rows}
    undecided = [row for row in rows if row["indicator"][-1:] in ("", "?")]
    for row in undecided:
        row["indicator"] = ""
    free = []
    for row in rows:
        if not (row["linked_to_offset"] and row["measure"] in CHANGES) or row["role"] == "target":
            free.append(row)
        elif linked[row["linked_to_offset"]]["indicator"] == "-":
            # What belongs to a level that is left out goes with it.
            row["indicator"] = row["indicator"] or "-"
    told = {_slot(row): row for row in free if row["indicator"] in known}
    if leave_undecided:
        ask = lambda *_: LEAVE_ALL  # noqa: E731
    open_rows = 0
    taken: dict[tuple[str, ...], str] = {}
    bounds: list[Row] = []
    for number, row in enumerate(free, start=1):
        if row["indicator"] == "-" or row["indicator"] in known:
            continue
        if row["indicator"]:
            _check_new(row)
            continue
        key = (row["subject"], row["unit"], row["measure"], scope_of(row))
        options = matches(*key[:3], known.values(), key[3])
        # A second value of one indicator for one year is a question, however like the names are.
        best = taken.get(key, options[0].indicator if options else "")
        twin = told.get(_slot(row, best)) if best else None
        same = f"same indicator and period as {twin['printed']}" if twin else ""
        sure = key in taken or _sure(options)
        if sure and twin is not None and (bound := _bound_of_both(row, twin)) is not None:
            # 首次突破800亿元、达到812.4亿元: the number stands, its bound is told by it.
            row["indicator"] = best
            bound["indicator"], bound["note"] = "-", "a bound of a number that is printed, too"
            bounds.append(bound)
            told[_slot(row, best)] = row if bound is twin else twin
        elif sure and twin is None:
            row["indicator"] = best
        elif ask:
            place = f"{number} of {len(free)}"
            try:
                named, english = _asked(row, options, known, ask, place, same)
                if named == LEAVE_ALL:
                    ask, named = (lambda *_: LEAVE), "-"
                row["indicator"], row["indicator_en"] = named, english
            except (EOFError, KeyboardInterrupt):
                ask = None
        if not row["indicator"]:
            open_rows += 1
            row["indicator"] = f"{best}?"
            row["note"] = "; ".join(filter(None, (row["note"], same)))
        taken[key] = row["indicator"]
        told.setdefault(_slot(row), row)
    for row in rows if not open_rows else ():
        level = linked.get(row["linked_to_offset"])
        if level is not None and row["measure"] in CHANGES:
            row["indicator"] = row["indicator"] or level["indicator"] or "-"
    if leave_undecided:
        _say_left([r for r in undecided if r["indicator"] == "-" and r not in bounds], known, say)
    say_left("the number that they bound is printed, too", bounds, say)
    return open_rows


def say_left(why: str, rows: Iterable[Mapping[str, str]], say: Callable[[str], object]) -> None:
    """Say which rows are left out, if any, and why."""
    if prints := ", ".join(row["printed"] for row in rows):
        say(f"left out, for {why}: {prints}")


def _say_left(
    rows: Iterable[Mapping[str, str]], known: Mapping[str, Known], say: Callable[[str], object]
) -> None:
    """Say which rows are left out undecided, and of which the unit alone does not fit."""
    left: dict[str, list[str]] = {"unit does not fit": [], "indicator is not sure": []}
    for row in rows:
        words = f"{row['printed']} {row['subject']}"
        if other := in_another_unit(row, known):
            words += f" ({other.row['indicator']} is in {other.row['unit']})"
        left["unit does not fit" if other else "indicator is not sure"].append(words)
    for why, told in left.items():
        if told:
            say(f"left out, for their {why}: {'; '.join(told)}")


_SCOPE = re.compile("scope ([^;]+)")


def scope_of(row: Mapping[str, str]) -> str:
    """Return among whom a rank is counted, as the rules noted it."""
    found = _SCOPE.search(row["note"])
    return found[1].strip() if found and row["measure"] == "rank" else ""


def _slot(row: Mapping[str, str], indicator: str | None = None) -> tuple[str, str, str]:
    """Return what one report prints once: the value of an indicator in one sense for one period."""
    name = row["indicator"] if indicator is None else indicator
    return name.removesuffix("?"), row["measure"], row["period"]


def _bound_of_both(row: Row, twin: Row) -> Row | None:
    """Return which of two rows is but a bound that the other's number keeps, None if none is."""
    for bound, other in ((row, twin), (twin, row)):
        kept = _KEEPS.get(bound["qualifier"])
        exact = other["qualifier"] == "exact" and bound["role"] == other["role"]
        if kept and exact and kept(Decimal(other["value"]), Decimal(bound["value"])):
            return bound
    return None


def _sure(options: list[Match]) -> bool:
    if not options or options[0].likeness < SURE:
        return False
    return len(options) == 1 or options[0].likeness - options[1].likeness >= MARGIN


def _asked(
    row: Mapping[str, str],
    options: list[Match],
    known: Mapping[str, Known],
    ask: Ask,
    place: str,
    same: str,
) -> tuple[str, str]:
    """Ask until the answer is an option, an id that is known, or a new id with its name."""
    choices = [f"{match.indicator} {match.name}" for match in options]
    about = "; ".join(filter(None, (row["measure"], row["period"], row["note"], same)))
    question = f"[{place}] {row['printed']} {row['subject']} ({about}): which indicator is it?"
    while True:
        answer = ask(question, [*choices, NEW, LEAVE_ALL, LEAVE]).strip()
        if answer in (LEAVE, LEAVE_ALL):
            return ("-" if answer == LEAVE else LEAVE_ALL), ""
        if answer == NEW:
            answer = ask("an id, or a new one with its name (rd_centres = R&D centres):", [])
        name, _, english = (part.strip() for part in answer.partition("="))
        name = name.split(" ")[0]
        if name in known:
            return name, ""
        if _ID.fullmatch(name) and english:
            return name, english
        again = f"{answer!r} is no option, no known id and no new_id = English name. "
        question = again + question.removeprefix(again)


def _check_new(row: Row) -> None:
    if not _ID.fullmatch(row["indicator"]):
        raise row.wrong("indicator", "an id of indicators.csv or a new one, as rd_centres")
    if not row["indicator_en"]:
        expected = f"the English name of the new indicator {row['indicator']}"
        raise row.wrong("indicator_en", expected)
