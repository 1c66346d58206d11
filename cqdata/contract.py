"""The descriptor ``data/datapackage.json``: parsed, and judged before anything relies on it."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from pathlib import PurePosixPath
from typing import Any

from cqdata.cells import hidden
from cqdata.errors import DataError, shortened

LABEL = "data/datapackage.json"
TYPES = ("string", "number", "integer", "boolean", "date")
_CONSTRAINTS = {
    "required": bool,
    "unique": bool,
    "pattern": str,
    "enum": list,
    "minimum": (int, float),
    "maximum": (int, float),
}
# Ordinals of several editions repeat.
_ALIKE = (*(rule for rule in _CONSTRAINTS if rule != "unique"), "format", "listOf")
# What a table, its schema and a column may say, with the value where only one is heard. Another
# name was misspelt, and the rule behind it would go unheard.
_TABLE = dict.fromkeys(
    ("name", "path", "schema", "title", "description", "sources", "licenses")
) | {
    "profile": "tabular-data-resource",
    "format": "csv",
    "mediatype": "text/csv",
    "encoding": "utf-8",
    "dialect": {"delimiter": ",", "lineTerminator": "\n"},
}
_SCHEMA = {"fields": None, "primaryKey": None, "foreignKeys": None, "missingValues": [""]}
_FIELD = dict.fromkeys(("name", "type", "title", "description", "format", "constraints", "listOf"))
_GREATEST = 10**18
LONGEST = 120  # characters of a cell that has a pattern
_MOST_STEPS = 4_000_000  # that matching a cell may take


def parsed(content: bytes) -> dict[str, Any]:
    """Return the descriptor.

    Raises
    ------
    DataError
        If it is no JSON, or not one of tables with fields, types, keys and files of this project;
        the message says where and what is expected.
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
    resources = found.get("resources") if isinstance(found, dict) else None
    if not isinstance(resources, list) or not resources:
        raise DataError(f"{LABEL}: no list 'resources'; expected one entry a table")
    for place, entry in enumerate(resources, start=1):
        _check_entry(entry, place)
    _check_names(resources)
    _check_types(resources)
    for entry in resources:
        _check_keys(entry, {one["name"]: one for one in resources})
    return found


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


def _check_entry(entry: Any, place: int) -> None:
    name = entry.get("name") if isinstance(entry, dict) else None
    if not isinstance(name, str) or not re.fullmatch("[a-z0-9_-]{1,80}", name):
        raise _wrong(place, "name", name, "a name of small letters, digits, - and _")
    path = entry.get("path")
    if not isinstance(path, str) or not _inside(path):
        raise _wrong(name, "path", path, "a CSV file below raw/ or processed/")
    schema = entry.get("schema")
    _check_said(name, "", entry, _TABLE)
    fields = schema.get("fields") if isinstance(schema, dict) else None
    if not isinstance(fields, list) or not fields:
        raise _wrong(name, "schema", schema, "a schema with fields")
    _check_said(name, "schema, ", schema, _SCHEMA)
    for field in fields:
        _check_field(name, field)
    names = [field["name"] for field in fields]
    for column, n in Counter(names).items():
        if n > 1:
            raise _wrong(name, "fields", column, "each column once")


def _check_said(name: str, where: str, part: dict[str, Any], allowed: dict[str, Any]) -> None:
    for key, value in part.items():
        if key not in allowed:
            raise _wrong(name, f"{where}names", key, f"one of {', '.join(allowed)}")
        if allowed[key] not in (None, value):
            raise _wrong(name, f"{where}{key}", value, repr(allowed[key]))


def _inside(path: str) -> bool:
    parts = path.split("/")
    return (
        len(parts) > 1
        and parts[0] in ("raw", "processed")
        and all(re.fullmatch(r"[\w-][\w.-]{0,80}", part) for part in parts)
        and PurePosixPath(path).suffix == ".csv"
    )


def _check_field(name: str, field: Any) -> None:
    column = field.get("name") if isinstance(field, dict) else None
    if not isinstance(column, str) or not re.fullmatch("[A-Za-z_][A-Za-z0-9_]{0,59}", column):
        raise _wrong(name, "fields", field, "a field with a name of letters, digits and _")
    where = f"column {column}"
    _check_said(name, f"{where}, ", field, _FIELD)
    if field.get("type") not in TYPES:
        raise _wrong(name, f"{where}, type", field.get("type"), f"one of {', '.join(TYPES)}")
    if field.get("format", "uri") != "uri":
        raise _wrong(name, f"{where}, format", field["format"], "uri, or none")
    constraints = field.get("constraints", {})
    if not isinstance(constraints, dict):
        raise _wrong(name, f"{where}, constraints", constraints, "names with values")
    for key, value in constraints.items():
        if key not in _CONSTRAINTS:
            raise _wrong(name, f"{where}, constraints", key, f"one of {', '.join(_CONSTRAINTS)}")
        numeric = key in ("minimum", "maximum")
        if not isinstance(value, _CONSTRAINTS[key]) or (numeric and isinstance(value, bool)):  # type: ignore[arg-type]
            kind = {bool: "true or false", str: "a text", list: "a list of texts"}
            raise _wrong(
                name,
                f"{where}, {key}",
                value,
                kind.get(_CONSTRAINTS[key], "a number"),  # type: ignore[call-overload]
            )
        texts = key == "enum" and all(isinstance(one, str) and not hidden(one) for one in value)
        if key == "enum" and not (value and texts and len(set(value)) == len(value)):
            raise _wrong(name, f"{where}, enum", value, "a list of texts, each once")
        if numeric and not abs(value) < _GREATEST:
            raise _wrong(name, f"{where}, {key}", value, "a number below 10^18")
    if constraints.get("minimum", -_GREATEST) > constraints.get("maximum", _GREATEST):
        raise _wrong(name, f"{where}, minimum", constraints["minimum"], "at most the maximum")


def check_rules(descriptor: dict[str, Any]) -> None:
    """Judge what only a build needs: patterns, and the rules of a table that is described twice.

    A rule that is left out of raw or of processed, or of one of the statistics, would go unheard.

    Raises
    ------
    DataError
        If a pattern is no regular expression, or one that could take very long; or a column has
        other rules than the same one of another such table.
    """
    known: dict[tuple[str, str, str], tuple[str, Any]] = {}
    for entry in descriptor["resources"]:
        # The statistics are one table when they are processed.
        parts = entry["path"].split("/")
        table = "observations.csv" if parts[1] == "statistics" else parts[-1]
        for field in entry["schema"]["fields"]:
            constraints, where = field.get("constraints", {}), f"column {field['name']}, "
            text = constraints.get("pattern", "")
            try:
                pattern(text)
            except DataError as error:
                raise _wrong(entry["name"], f"{where}pattern", text, str(error)) from None
            for rule in _ALIKE if field["name"] != "unit" else ():  # units are made canonical
                value = (field | constraints).get(rule)
                other, expected = known.setdefault(
                    (table, field["name"], rule), (entry["name"], value)
                )
                if value != expected:
                    wanted = f"{shortened(repr(expected))} as in table {other}, or the same there"
                    raise _wrong(entry["name"], f"{where}{rule}", value, wanted)


def _check_names(resources: list[dict[str, Any]]) -> None:
    for what in ("name", "path"):
        seen = Counter(entry[what] for entry in resources)
        for entry in resources:
            if seen[entry[what]] > 1:
                raise _wrong(entry["name"], what, entry[what], "each one once")


def _check_types(resources: list[dict[str, Any]]) -> None:
    """Check that a column of one name has one type in all tables; a year is a number everywhere."""
    types: dict[str, Counter[str]] = {"year": Counter(integer=len(resources))}
    for entry in resources:
        for field in entry["schema"]["fields"]:
            types.setdefault(field["name"], Counter())[field["type"]] += 1
    for entry in resources:
        for field in entry["schema"]["fields"]:
            usual = types[field["name"]].most_common(1)[0][0]
            if field["type"] != usual:
                where = f"column {field['name']}, type"
                raise _wrong(entry["name"], where, field["type"], f"{usual}, as elsewhere")


def _check_keys(entry: dict[str, Any], tables: dict[str, dict[str, Any]]) -> None:
    """Every key names columns that are there."""
    name, schema = entry["name"], entry["schema"]
    _check_columns(entry, schema.get("primaryKey"), entry, "primaryKey")
    for field in schema["fields"]:
        other = field.get("listOf", name)
        if not isinstance(other, str) or other not in tables:
            raise _wrong(name, f"column {field['name']}, listOf", other, "a table of this file")
    keys = schema.get("foreignKeys", [])
    if not isinstance(keys, list):
        raise _wrong(name, "foreignKeys", keys, "a list")
    for number, key in enumerate(keys):
        if key in keys[:number]:
            raise _wrong(name, "foreignKeys", key, "each one once")
        reference = key.get("reference") if isinstance(key, dict) else None
        reference = reference if isinstance(reference, dict) else {}
        other = reference.get("resource")
        # Raw tables are checked against raw ones, processed against processed.
        kind = not isinstance(other, str) or tables.get(other or name, {}).get("path", "")[:4]
        if kind != entry["path"][:4]:
            raise _wrong(name, "foreignKeys", other, "a table of this file, raw as this or not")
        _check_columns(entry, key.get("fields"), entry, "foreignKeys")
        _check_columns(entry, reference.get("fields"), tables[other or name], "foreignKeys")
        if len(key["fields"]) != len(reference["fields"]):
            raise _wrong(name, "foreignKeys", key["fields"], "as many columns as it refers to")


def _check_columns(entry: dict[str, Any], found: Any, table: dict[str, Any], what: str) -> None:
    names = [field["name"] for field in table["schema"]["fields"]]
    if (
        not isinstance(found, list)
        or not found
        or any(one not in names for one in found)
        or len(set(found)) < len(found)
    ):
        raise _wrong(entry["name"], what, found, f"columns of {table['name']}: {', '.join(names)}")


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


def _steps(text: str) -> int:
    """Return a bound on the ways in which a cell of LONGEST characters could match a pattern."""
    ways, choices = 1, [1]
    before = ""
    for part in _parts(text):
        if part.startswith("(?") or (part[0] == "\\" and part[1:].isdigit()):
            return _MOST_STEPS + 1  # look-around, back-references
        if part == "(":
            choices.append(1)
        elif part == ")":
            ways *= choices.pop() if len(choices) > 1 else 1
        elif part == "|":
            choices[-1] += 1
        elif part == "?":
            ways *= 2
        elif part[0] in "*+{" and not re.fullmatch(r"\{[0-9]\}", part):
            if before == ")":
                return _MOST_STEPS + 1
            ways *= LONGEST
        elif part[0] == "{" and before == ")":
            return _MOST_STEPS + 1
        before = part
    return ways * choices[0]


_PART = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\(\?.|\{[0-9,]*\}|.", re.DOTALL)


def _parts(text: str) -> Iterator[str]:
    return (match[0] for match in _PART.finditer(text))
