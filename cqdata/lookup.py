"""What a person calls an indicator, a region or a basis, in Chinese or English, to its id."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from difflib import SequenceMatcher

from cqdata import catalog
from cqdata.cells import tuples
from cqdata.errors import DataError, shown
from cqdata.names import ids_in

_SAME = (("研究与试验发展", "研发"), ("r&d", "研发"), ("全社会", ""))
_NOISE = re.compile(r"[\s\"'“”‘’（）()·,，、]")
_END = re.compile(
    "(?<=经费)(?:支出|投入)$|(?<=企业)(?:数|数量|总数)$|(?<=..)[省市]$|(?:[壮回]族|维吾尔)?自治区$"
)


def indicator(name: object) -> str:
    """Return the id of an indicator given by its id, its Chinese or its English name.

    R&D, 研究与试验发展 and 研发 are one word, and 全社会 may be left out: 研发经费 is
    ``rd_expenditure``. So are everyday names that can mean one indicator only: 研发强度, 高企.

    Raises
    ------
    DataError
        If it is not known; the message has the nearest ids with their names in both languages.
    """
    table = catalog.indicators().fillna({"everyday": ""})
    rows = tuples(table, ("indicator", "indicator_zh", "indicator_en", "everyday"))
    entries = [[*names, *ids_in(more)] for *names, more in rows]
    return _find("indicator", name, entries)


def region(name: object) -> str:
    """Return the Chinese name, which is the id, of a region given by either name."""
    table = catalog.regions()
    return _find("region", name, table[["region", "region", "region_en"]].values)


def basis(name: object, of: str) -> str:
    """Return the id of a basis of the indicator ``of``, given by its id or either name."""
    table = catalog.bases()
    table = table.loc[table["indicator"] == of]
    return _find("basis", name, table[["basis", "basis_zh", "basis_en"]].values)


def unknown(what: str, found: str, entries: Iterable[str | Iterable[object]]) -> DataError:
    """Return the error for an unknown name: the nearest entries, ids or each with its two names."""
    rows = [[one] * 3 if isinstance(one, str) else [str(cell) for cell in one] for one in entries]
    wanted = _plain(found[:200])

    def near(row: list[str]) -> float:
        return max(SequenceMatcher(None, wanted, _plain(cell)).ratio() for cell in set(row))

    rows.sort(key=lambda row: (-near(row), row))
    words = [
        identity
        if identity == english
        else f"{english} / {chinese}"
        if identity == chinese
        else f"{identity} ({english} / {chinese})"
        for identity, chinese, english, *_ in rows[:5]
    ]
    return DataError(f"{what} {shown(found)} is not known; expected one of {', '.join(words)} …")


def _find(what: str, name: object, entries: Iterable[Iterable[object]]) -> str:
    if not isinstance(name, str):
        raise DataError(f"{what} {shown(name)}; expected one name as text: a series has one")
    rows = [[str(cell) for cell in entry] for entry in entries]
    if any(row[0] == name for row in rows):
        return name
    wanted = _plain(name)
    found = sorted({row[0] for row in rows if wanted in [_plain(cell) for cell in row]})
    if len(found) > 1:
        raise DataError(f"{what} {name!r} may be any of {', '.join(found)}; expected one of them")
    if not found:
        raise unknown(what, name, rows)
    return found[0]


def _plain(name: str) -> str:
    """Return a name without what people write differently: case, width, spaces, synonyms."""
    text = _NOISE.sub("", unicodedata.normalize("NFKC", name).casefold())
    for word, same in _SAME:
        text = text.replace(word, same)
    return _END.sub("", text)
