"""The descriptor ``data/datapackage.json``: parsed, and judged before anything relies on it."""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import fastjsonschema
from fastjsonschema import JsonSchemaValueException

from cqdata.errors import DataError, Faults, shortened

LABEL = "data/datapackage.json"
# Rules that a table described twice shares, and by column those that it does not: units are made
# canonical, ordinals of several editions repeat.
_ALIKE = ("required", "pattern", "enum", "minimum", "maximum", "format", "listOf", "unique")
_UNLIKE: dict[str, Collection[str]] = {"unit": _ALIKE, "ordinal": ("unique",)}
_DICTIONARIES = ("sources", "indicators", "bases", "regions", "checks")
LONGEST = 120  # characters of a cell that has a pattern
_MOST_STEPS = 4_000_000  # that matching a cell may take


@lru_cache(maxsize=8)
def parsed(content: bytes) -> dict[str, Any]:
    """Return the descriptor, not to be changed.

    Raises
    ------
    DataError
        If it is no JSON, or not one of tables with fields, types, rules, keys and files of this
        project; the message says of all faults where and what is expected.
    """
    if content.startswith(b"\xef\xbb\xbf"):
        raise DataError(f"{LABEL}: begins with a byte-order mark; expected UTF-8 without one")
    try:
        found = json.loads(
            content.decode("utf-8"), object_pairs_hook=_once, parse_constant=_no_number
        )
    except UnicodeDecodeError:
        raise DataError(f"{LABEL}: found bytes that are not UTF-8; expected UTF-8") from None
    except json.JSONDecodeError as error:
        here = content.decode("utf-8")[error.pos : error.pos + 20].split("\n")[0]
        raise DataError(
            f"{LABEL}, row {error.lineno}, column {error.colno}: no JSON at {here!r} "
            f"({error.msg[:1].lower()}{error.msg[1:]})"
        ) from None
    except DataError:
        raise
    except (RecursionError, ValueError):  # nested too deeply; a number too long
        raise DataError(f"{LABEL}: nested too deeply, or a number is too long") from None
    faults = Faults()
    entries = found.get("resources") if isinstance(found, dict) else None
    # The schema's judge stops at the first fault: it is given one table after the other.
    for number in range(len(entries) if isinstance(entries, list) and entries else 1):
        with faults.noted():
            _check_form(found, number)
    faults.end()
    resources: list[dict[str, Any]] = found["resources"]
    for check in (_all_once, _keys_lead_on, _rules_alike):
        faults.found += check(resources)
        faults.end()
    return dict(found)


@lru_cache(maxsize=1)
def _judge() -> Callable[[Any], Any]:
    """Return the check of a descriptor against ``datapackage.schema.json``."""
    text = Path(__file__).with_name("datapackage.schema.json").read_text(encoding="utf-8")
    judge: Callable[[Any], Any] = fastjsonschema.compile(json.loads(text))
    return judge


def _check_form(descriptor: Any, number: int) -> None:
    """Refuse what the schema does, of one table; the message has tables and columns by name."""
    alone = descriptor
    if isinstance(descriptor, dict) and isinstance(descriptor.get("resources"), list):
        alone = descriptor | {"resources": descriptor["resources"][number : number + 1]}
    try:
        _judge()(alone)
        return
    except JsonSchemaValueException as caught:
        error = caught
    where, here = LABEL, descriptor
    for place, key in enumerate(error.path[1:]):
        key = str(number) if place == 1 else key
        here = here[int(key) if isinstance(here, list) else key]
        if key.isdigit():
            name = here.get("name") if isinstance(here, dict) else None
            where = where.replace(", resources", ", table").replace(", schema, fields", ", column")
            where += f" {shortened(repr(name or int(key) + 1))}"
        else:
            where += f", {key}"
    # The judge's own words, behind what it calls the place; on one line.
    rule = error.message.removeprefix(str(error.name)).strip().replace("\n", "\\n")
    raise DataError(f"{where}: found {shortened(repr(error.value))}, which {shortened(rule, 400)}")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return an object whose names stand once: of two the one would be passed over in silence."""
    found = dict(pairs)
    if len(found) < len(pairs):
        name = next(name for name, n in Counter(name for name, _ in pairs).items() if n > 1)
        raise DataError(f"{LABEL}: {shortened(name)!r} stands twice in one object; expected once")
    return found


def _no_number(text: str) -> float:
    raise DataError(f"{LABEL}: {text} is no JSON; expected a number")


def _wrong(entry: Any, what: str, found: object, expected: str) -> DataError:
    shown = shortened(repr(found))
    return DataError(f"{LABEL}, table {entry!r}, {what}: found {shown}, expected {expected}")


def _rules_alike(resources: list[dict[str, Any]]) -> Iterator[DataError]:
    """A column has one type, and raw and processed, or as one of the statistics, the same rules.

    A rule that is left out of one table alone would go unheard. One that differs tells of the
    column.
    """
    known: dict[tuple[str, str, str], tuple[str, Any]] = {}
    told: set[tuple[str, str]] = set()
    for entry in resources:
        # The statistics are one table when they are processed.
        parts = entry["path"].split("/")
        table = "observations.csv" if parts[1] == "statistics" else parts[-1]
        for field in entry["schema"]["fields"]:
            column, rules = field["name"], field | field.get("constraints", {})
            wrong = []
            try:
                pattern(rules.get("pattern", ""))
            except DataError as error:
                wrong = [("pattern", str(error))]
            for rule in {"type", *_ALIKE} - {*_UNLIKE.get(column, ())}:
                key = ("any" if rule == "type" else table, column, rule)
                other, expected = known.setdefault(key, (entry["name"], rules.get(rule)))
                if rules.get(rule) != expected:
                    words = f"{shortened(repr(expected))} as in table {other}, or the same there"
                    wrong.append((rule, words))
            if wrong and (table, column) not in told:
                rule, words = min(wrong)
                yield _wrong(entry["name"], f"column {column!r}, {rule}", rules.get(rule), words)
                told.add((table, column))


def unasked(resources: list[dict[str, Any]]) -> Iterator[DataError]:
    """Yield what names the key of a dictionary and does not lead there: a build asks each.

    A key may lead there alone, in a longer key or in a list.
    """
    keys = {entry["name"]: entry["schema"]["primaryKey"] for entry in resources}
    for entry in resources:
        schema, raw = entry["schema"], "raw-" if entry["path"].startswith("raw/") else ""
        leads = [set(key["fields"]) for key in schema.get("foreignKeys", [])]
        leads += [{field["name"]} for field in schema["fields"] if "listOf" in field]
        columns = {field["name"] for field in schema["fields"]}
        for other in (raw + name for name in _DICTIONARIES):
            key = set(keys.get(other, ["no such table"]))
            # What is derived from a report may be of an indicator that has no series.
            if entry["name"] in (other, "derived") or not key <= columns:
                continue
            if not any(key <= lead for lead in leads):
                expected = f"a key of {', '.join(keys[other])} to {other}"
                yield _wrong(entry["name"], "foreignKeys", None, expected)


def _all_once(resources: list[dict[str, Any]]) -> Iterator[DataError]:
    """Names, files and the columns of a table stand once; no range is without a number in it."""
    seen = Counter(entry[what] for entry in resources for what in ("name", "path"))
    for entry in resources:
        twice = [what for what in ("name", "path") if seen[entry[what]] > 1]
        if twice:
            yield _wrong(entry["name"], twice[0], entry[twice[0]], "each one once")
        columns = Counter(field["name"] for field in entry["schema"]["fields"])
        for field in entry["schema"]["fields"]:
            column, rules = field["name"], field.get("constraints", {})
            if columns[column] > 1:
                yield _wrong(entry["name"], "fields", column, "each column once")
            if rules.get("minimum", -math.inf) > rules.get("maximum", math.inf):
                where = f"column {column!r}, minimum"
                yield _wrong(entry["name"], where, rules["minimum"], "at most the maximum")


def _keys_lead_on(resources: list[dict[str, Any]]) -> Iterator[DataError]:
    """Every key names columns that are there."""
    tables = {entry["name"]: entry for entry in resources}
    for entry in resources:
        name, schema = entry["name"], entry["schema"]
        yield from _columns_there(entry, schema["primaryKey"], entry, "primaryKey")
        for field in schema["fields"]:
            other = field.get("listOf", name)
            if other not in tables:
                yield _wrong(
                    name, f"column {field['name']!r}, listOf", other, "a table of this file"
                )
        for key in schema.get("foreignKeys", []):
            reference = key["reference"]
            other = reference["resource"] or name
            yield from _columns_there(entry, key["fields"], entry, "foreignKeys")
            # Raw tables are checked against raw ones, processed against processed.
            if tables.get(other, {}).get("path", "")[:4] != entry["path"][:4]:
                yield _wrong(name, "foreignKeys", other, "a table of this file, raw as this or not")
                continue
            yield from _columns_there(entry, reference["fields"], tables[other], "foreignKeys")
            if len(key["fields"]) != len(reference["fields"]):
                yield _wrong(name, "foreignKeys", key["fields"], "as many columns as it refers to")


def _columns_there(
    entry: dict[str, Any], found: list[str], table: dict[str, Any], what: str
) -> Iterator[DataError]:
    names = [field["name"] for field in table["schema"]["fields"]]
    if not set(found) <= set(names):
        yield _wrong(entry["name"], what, found, f"columns of {table['name']}: {', '.join(names)}")


@lru_cache(maxsize=64)
def pattern(text: str) -> re.Pattern[str]:
    r"""Return a compiled pattern; \\d is one of the digits 0 to 9.

    Raises
    ------
    DataError
        If it is no regular expression, or one that could take very long.
    """
    try:
        compiled = re.compile(text, re.ASCII)
    except (re.error, RecursionError, OverflowError) as error:
        raise DataError(f"a regular expression ({error})") from None
    if _steps(text) > _MOST_STEPS:
        raise DataError(
            "a regular expression that ends soon: no repeated groups, at most three repeats, few "
            "choices"
        )
    return compiled


_ATOM = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]", re.DOTALL)
# A repeated group, look-around, a reference back.
_HARD = re.compile(r"\)[*+{]|\(\?|\\[0-9]")
_REPEAT = re.compile(r"[*+]|\{(?![0-9]\})")


def _steps(text: str) -> int:
    """Return a bound on the ways in which a cell of LONGEST characters could match a pattern."""
    bare = _ATOM.sub(lambda atom: atom[0] if atom[0][1:].isdigit() else "x", text)
    if _HARD.search(bare):
        return _MOST_STEPS + 1
    ways: int = 2 ** bare.count("?") * LONGEST ** len(_REPEAT.findall(bare))
    return ways * math.prod(1 + part.count("|") for part in re.split("[()]", bare))
