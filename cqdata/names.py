"""What rows are called and how well they are attested: ids and grades that all tables share."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

OBSERVATION_KEY = ("region", "indicator", "basis", "vintage", "period", "source_id")
"""Columns that identify an observation."""

EVIDENCE = (
    "official page",
    "repository copy of the official table",
    "press or book",
    "reprint of the named publication",
    "compilation of official data",
    "second-hand",
    "derived",
)
"""Grades of evidence, strongest first; "derived" only for values that a reader computed."""

PERIOD = re.compile(
    "(?:19|20|21)[0-9]{2}(?:-(?:0[1-9]|1[0-2])(?:/(?:0[1-9]|1[0-2]))?|-(?:19|20|21)[0-9]{2}"
    "|H[12]|Q[1-4](?:-Q[1-4])?)?"
)
PLANNED = 40
"""Years that a plan looks ahead at most: in 2020 a target was set for 2060, the furthest so far."""
PERIODS = (
    "a period such as 2023, 2023-06, 2023-01/06, 2021-2025, 2023H1 or 2023Q2, of which none ends "
    f"more than {PLANNED} years from now"
)
"""The form of periods, and how a message says it."""

_ENDS = re.compile(r"([0-9]+)[-/]Q?([0-9]+)$")
_WRITTEN = 2026  # this was: a clock behind it is wrong


def is_period(text: str) -> bool:
    """Return whether a text is a period as :data:`PERIODS` says, its end not before its start."""
    if not PERIOD.fullmatch(text) or end_year(text) > newest_year() + PLANNED:
        return False
    ends = _ENDS.search(text)
    return ends is None or len(ends[1]) != len(ends[2]) or ends[1] < ends[2]


def newest_year() -> int:
    """Return the year after which nothing has been published, by the clock.

    It only moves on: data that were accepted once are accepted ever after.
    """
    return max(date.today().year, _WRITTEN)


def end_year(period: str) -> int:
    """Return the year in which a period of :data:`PERIOD` ends."""
    return int(re.findall(r"(?:19|20|21)[0-9]{2}(?![0-9])", period)[-1])


def by_end(period: str) -> str:
    """Return a period so that it sorts by its end: a year, which ends last, after its months."""
    part = re.search("([HQ/-])([0-9]{1,2})$", period)
    month = int(part[2]) * {"H": 6, "Q": 3}.get(part[1], 1) if part else 13
    return f"{end_year(period)}-{month:02}"


_COMPUTED_KEY = ("region", "indicator", "basis", "period", "source_id")
IN_SERIES = re.compile(
    "/".join(["^(?P<vintage>computed|inferred)", *(f"(?P<{name}>[^/]*)" for name in _COMPUTED_KEY)])
    + "$"
)
"""Ids of derived values that may stand in a series, with the columns that they hold."""


def observation_id(row: Mapping[str, Any]) -> str:
    """Return the id of an observation: "obs:" and its key, joined by slashes."""
    return "obs:" + "/".join(str(row[column]) for column in OBSERVATION_KEY)


def derived_id(kind: str, row: Mapping[str, Any]) -> str:
    """Return the id of a derived value of a kind.

    "computed" by a reader of the sources, of a count "inferred" to be of a year-end, or "excluded"
    from one.
    """
    return "/".join([kind, *(str(row[column]) for column in _COMPUTED_KEY)])


def ids_in(*cells: object) -> tuple[str, ...]:
    """Return the ids in cells that hold several, separated by semicolons: each once, in order."""
    found = (one.strip() for cell in cells for one in str(cell).split(";"))
    return tuple(dict.fromkeys(one for one in found if one))


def is_figure(operand: str) -> bool:
    """Say whether an operand of a relation names a figure (or a derived value), by its id."""
    return "/" in operand and "[" not in operand and not operand.startswith("=")


def behind(ids: str, inputs: Mapping[str, str]) -> set[str]:
    """Return the ids of figures and observations behind some ids, through derived values.

    Parameters
    ----------
    ids : str
        Ids separated by semicolons.
    inputs : mapping
        Id of a derived value → the ids that it was made from, separated by semicolons.
    """
    found: set[str] = set()
    waiting = ids.split(";")
    while waiting:
        one = waiting.pop()
        if one in inputs:
            waiting += inputs[one].split(";")
        else:
            found.add(one)
    return found
