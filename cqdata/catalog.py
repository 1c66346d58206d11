"""The tables of the project and their one contract, ``data/datapackage.json``.

This is the only module that knows paths.  Loading reads ``data/processed`` and nothing else;
validation happens when data are built or checked.
"""

from __future__ import annotations

import hashlib
import io
import os
import re
import warnings
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from functools import lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cqdata import cells as csv_cells
from cqdata import contract
from cqdata.errors import DataError, Faults, cell_error, shortened, shown
from cqdata.files import JOURNAL, finish, locked, read_bytes
from cqdata.names import PERIOD, PERIODS, end_year, is_period, newest_year

if TYPE_CHECKING:
    import pandas as pd

PROCESSED = (
    "figures",
    "observations",
    "targets",
    "derived",
    "checks",
    "sources",
    "indicators",
    "bases",
    "regions",
    "relations",
    "acknowledged",
)
"""Names of the processed tables."""

MANIFEST = "SHA256SUMS"
"""The file beside the processed tables with the digest of each, as ``sha256sum`` writes it."""

# ------------------------------------------------------------------------------- where things are

_CHECKOUT = Path(__file__).resolve().parents[1]


def home(root: str | os.PathLike[str] | None = None) -> Path:
    """Return the folder that holds ``data/``: ``root``, else CQDATA_HOME, else the checkout.

    Warns where the checkout is not the one that the program is run in.

    Raises
    ------
    DataError
        If no ``data/datapackage.json`` is there.
    """
    chosen = os.environ.get("CQDATA_HOME") or None if root is None else root
    if chosen is None:
        chosen = _CHECKOUT
        _say_if_elsewhere(chosen, Path.cwd())
    folder = as_path(chosen, "CQDATA_HOME" if root is None else "the project's folder")
    if not os.path.isfile(folder / "data" / "datapackage.json"):  # also of a name too long
        raise DataError(
            f"no data/datapackage.json in {shown(str(folder))}; set CQDATA_HOME to the folder that "
            "holds data/"
        )
    return folder


def as_path(given: Any, what: str, *, written: bool = False) -> Path:
    """Return the path that a reader gives; ``~`` is the reader's own folder.

    Parameters
    ----------
    given
        A text or a path.
    what
        What messages call it.
    written
        Whether something is to be written there: then it is no part of the project's data.

    Raises
    ------
    DataError
        If it is neither, or empty, holds a character that cannot be seen, names the folder of
        nobody, or is not to be written to.
    """
    text = os.fspath(given) if isinstance(given, str | os.PathLike) else None
    if not isinstance(text, str) or not text.strip() or csv_cells.hidden(text, lines=True):
        found = shown(given if text is None else text)
        raise DataError(f"{what}: found {found}, expected a path, all of it to be seen")
    path = Path(text)
    if path.parts and path.parts[0].startswith("~"):
        try:
            path = path.expanduser()
        except RuntimeError:
            raise DataError(f"{what}: found {shown(text)}, but nobody is called so here") from None
    if written and Path(os.path.realpath(path)).is_relative_to(os.path.realpath(home() / "data")):
        raise DataError(f"{what}: found {shown(text)}, expected a place outside the project's data")
    return path


@lru_cache(maxsize=8)
def _say_if_elsewhere(own: Path, here: Path) -> None:
    """Warn once if an environment that was made in one clone is used in another."""
    for folder in (here, *here.parents):
        if (folder / "cqdata" / "__init__.py").is_file() and (folder / "data").is_dir():
            if folder.resolve() != own:
                warnings.warn(
                    f"this is the clone {folder}, but the environment is that of {own}: code and "
                    "data are those of the other; run make here, or set CQDATA_HOME for the data",
                    stacklevel=4,
                )
            return


def package(root: str | os.PathLike[str] | None = None) -> dict[str, Any]:
    """Return the data package descriptor as parsed JSON; treat it as read-only.

    What a run that was killed was putting in place in ``data/`` is put there first.
    """
    data = home(root) / "data"
    if (data / JOURNAL).is_file():
        with locked(data, wait=10):
            finish(data)
    return contract.parsed(read_bytes(data / "datapackage.json", "data/datapackage.json"))


def resource(name: str, root: str | os.PathLike[str] | None = None) -> dict[str, Any]:
    """Return one table's entry of the data package.

    Raises
    ------
    DataError
        If there is no table of that name.
    """
    entries: list[dict[str, Any]] = package(root)["resources"]
    for entry in entries:
        if entry["name"] == name:
            return entry
    names = ", ".join(entry["name"] for entry in entries)
    raise DataError(f"no table {name!r}; expected one of {names}")


def path_of(name: str, root: str | os.PathLike[str] | None = None) -> Path:
    """Return the path of a table's file."""
    return home(root) / "data" / str(resource(name, root)["path"])


def columns(name: str, root: str | os.PathLike[str] | None = None) -> list[str]:
    """Return the column names of a table, in order."""
    return [field["name"] for field in resource(name, root)["schema"]["fields"]]


def form(name: str, column: str, root: str | os.PathLike[str] | None = None) -> re.Pattern[str]:
    """Return the pattern that the contract sets for the cells of a column; any text if none."""
    fields = resource(name, root)["schema"]["fields"]
    found: list[dict[str, Any]] = [f for f in fields if f["name"] == column]
    constraints = found[0].get("constraints", {}) if found else {}
    return (
        contract.pattern(constraints["pattern"]) if "pattern" in constraints else re.compile(".*")
    )


def raw_tables(
    folder: str, file: str = "*.csv", root: str | os.PathLike[str] | None = None
) -> list[str]:
    """Return the names of the raw tables whose path matches ``raw/<folder>/<file>``."""
    return [
        entry["name"]
        for entry in package(root)["resources"]
        if Path(entry["path"]).match(f"raw/{folder}/{file}")
    ]


# ------------------------------------------------------------------------------- reading as text

_DIGITS = str.maketrans("０１２３４５６７８９．－＋％", "0123456789.-+%")


def read(
    name: str, root: str | os.PathLike[str] | None = None, faults: Faults | None = None
) -> pd.DataFrame:
    """Read a table as text, without judging its cells (:func:`validate`).

    Cells are stripped, and full-width digits read where digits are meant.

    Parameters
    ----------
    name
        Name of the table in the data package.
    root
        Folder that holds ``data/``.
    faults
        Where broken rows are noted, instead of raising.

    Returns
    -------
    pandas.DataFrame
        All columns of the table as text, in the order of the contract; missing cells are "". The
        index tells the line of a row, the line below the header being 0, ``attrs["file"]`` the
        file.

    Raises
    ------
    DataError
        If the file is no table with these columns, naming every row that is none.
    """
    import pandas as pd

    entry = resource(name, root)
    label, fields = str(entry["path"]), entry["schema"]["fields"]
    noted, expected = Faults(), [field["name"] for field in fields]
    header, rows = csv_cells.table(read_bytes(path_of(name, root), label), label, noted)
    if header != expected:  # its rows are not judged by it
        words = [f"without {one!r}" for one in expected if one not in header]
        words += [f"with {one!r}" for one in header if one not in expected]
        raise DataError(
            f"{label}, row 1: found columns {shortened(', '.join(words) or 'in another order')}, "
            f"expected {', '.join(expected)}"
        )
    if faults is None:
        noted.end()
    else:
        faults.found += noted.found
    body = [[cell.strip() for cell in row] for _, row in rows]
    for place, field in enumerate(fields):
        if _is_narrow(field):
            for cells in body:
                cells[place] = cells[place].translate(_DIGITS)
    frame = pd.DataFrame(body, columns=header, dtype=str, index=[n - 2 for n, _ in rows])
    frame.attrs["file"] = label
    return frame


def _is_narrow(field: Mapping[str, Any]) -> bool:
    """Say whether a column holds numbers, dates or codes, and no words."""
    return field["type"] != "string" or "pattern" in field.get("constraints", {})


# ---------------------------------------------------------------------------------------- loading


def load(name: str, root: str | os.PathLike[str] | None = None) -> pd.DataFrame:
    """Read a table with its types, without validating it.

    Returns
    -------
    pandas.DataFrame
        Text columns as pandas strings, numbers as float64, whole numbers as int64 (Int64 where
        some are missing), truth values as bool; missing cells are NA.
    """
    entry = resource(name, root)
    kinds: dict[str, Any] = {}
    for field in entry["schema"]["fields"]:
        required = field.get("constraints", {}).get("required", False)
        kinds[field["name"]] = {
            "number": "float64",
            "integer": "int64" if required else "Int64",
            "boolean": "bool",
        }.get(field["type"], "str")
    # A shallow copy is enough: pandas copies on write, so no caller sees another's changes.
    return _typed(content(name, root), name, tuple(kinds.items())).copy(deep=False)


@lru_cache(maxsize=32)
def _typed(held: bytes, name: str, kinds: tuple[tuple[str, str], ...]) -> pd.DataFrame:
    import pandas as pd

    try:
        frame = pd.read_csv(
            io.BytesIO(held),
            dtype=dict(kinds),
            keep_default_na=False,
            na_values=[""],
            encoding="utf-8",
        )
        fits = list(frame.columns) == [column for column, _ in kinds]
    except ValueError:  # of pandas: no such type, no CSV, no UTF-8
        fits = False
    if not fits:  # the descriptor, or table and manifest, were changed by hand
        raise DataError(
            f"processed/{name}.csv is not the table that data/datapackage.json describes: run "
            "`python -m cqdata build`"
        )
    return frame


_AGREED: dict[str, tuple[bytes, bytes]] = {}  # table → what it and the manifest held, in agreement


def content(name: str, root: str | os.PathLike[str] | None = None) -> bytes:
    """Return the bytes of a table's file; of a processed one only as the last build wrote it.

    Raises
    ------
    DataError
        If there is no such file, or the manifest, which a build writes last, names other bytes.
    """
    label = str(resource(name, root)["path"])
    file = home(root) / "data" / label
    if name not in PROCESSED:
        return read_bytes(file, label)
    manifest = file.parent / MANIFEST
    if not file.is_file():
        wrong = f"{label}: no such file"
    elif not manifest.is_file():
        wrong = f"data/processed has no {MANIFEST}, which a build writes last"
    else:
        held, named = read_bytes(file), read_bytes(manifest)
        if (held, named) == _AGREED.get(name):
            return _AGREED[name][0]  # the same object: what is kept for it is found at once
        line = f"{hashlib.sha256(held).hexdigest()}  {file.name}"
        if line in named.decode("utf-8", "replace").splitlines():
            _AGREED[name] = held, named
            return held
        wrong = f"data/processed is of two builds ({file.name} is not what {MANIFEST} names)"
    raise DataError(f"{wrong}: run `python -m cqdata build`")


def rows(name: str, root: str | os.PathLike[str] | None = None) -> list[csv_cells.Row]:
    """Return the rows of a table as text, read without pandas and not judged.

    Raises
    ------
    DataError
        As :func:`content`, or if the file is no table.
    """
    label = str(resource(name, root)["path"])
    return csv_cells.placed(*csv_cells.table(content(name, root), label), label)


def _loader(name: str, what: str) -> Callable[[], pd.DataFrame]:
    def loader() -> pd.DataFrame:
        return load(name)

    loader.__name__ = loader.__qualname__ = name
    loader.__doc__ = f"""Return {what}.

    Returns
    -------
    pandas.DataFrame
        A fresh copy of ``data/processed/{name}.csv``; columns and units are described in
        ``data/datapackage.json``.
    """
    return loader


figures = _loader("figures", "the figures of the report with value, interval and unit")
observations = _loader("observations", "the official series with basis and vintage")
targets = _loader("targets", "the targets of plans")
derived = _loader("derived", "the values that the printed figures imply")
checks = _loader("checks", "the checks of the figures and their verdicts")
sources = _loader("sources", "the sources")
indicators = _loader("indicators", "the dictionary of indicators with their units")
bases = _loader("bases", "the dictionary of bases")
regions = _loader("regions", "the regions with their English names")


def figure(figure_id: str) -> pd.Series:
    """Return one figure of the report as a row; value, low and high in its unit.

    Raises
    ------
    DataError
        If there is no such figure; the message names the nearest ones.
    """
    table = figures()
    rows = table.loc[table["figure_id"] == figure_id]
    if rows.empty:
        from cqdata.lookup import unknown

        raise unknown("figure", figure_id, table["figure_id"])
    return rows.iloc[0]


# ------------------------------------------------------------------------------------- validation


def _rules(field: Mapping[str, Any], raw: bool) -> Iterator[tuple[Callable[[str], object], str]]:
    """Yield what has to hold of each cell of a column that is not empty, each in words too."""
    name, constraints = field["name"], field.get("constraints", {})
    test, words = _TYPES[field["type"]]
    yield test, words
    if name == "period":
        yield is_period, PERIODS
    if raw and (latest := _latest(name)):
        yield lambda text: _year_of(text) <= latest, f"nothing later than {latest}"
    if _is_narrow(field):
        yield lambda text: not _ISO.fullmatch(text) or _is_date(text), _TYPES["date"][1]
    if raw and name.endswith(("_zh", "_en")):
        line = f"one line of at most {_LONGEST_NAME} characters"
        yield (
            lambda text: len(text) <= _LONGEST_NAME and not csv_cells.hidden(text, lines=True),
            line,
        )
    if raw:  # what the audit writes may be longer
        yield lambda text: len(text) <= _LONGEST, f"at most {_LONGEST} characters"
    if field.get("format") == "uri":
        words = "an address as https://www.stats.gov.cn/, without a password"
        yield _ADDRESS.fullmatch, words
    if "pattern" in constraints:
        form, most = contract.pattern(constraints["pattern"]), contract.LONGEST
        words = f"at most {most} characters of the form {shortened(form.pattern, 500)}"
        yield lambda text: len(text) <= most and form.fullmatch(text), words
    if "enum" in constraints:
        yield set(constraints["enum"]).__contains__, f"one of {', '.join(constraints['enum'])}"
    for bound, side, sign in (("minimum", "least", 1), ("maximum", "most", -1)):
        if bound in constraints:
            end = constraints[bound]
            words = f"a number of at {side} {end}"
            yield partial(_reaches, end, sign), words


def _reaches(end: float, sign: int, text: str) -> bool:
    return not _TYPES["number"][0](text) or sign * (float(text) - end) >= 0


def _latest(column: str) -> int:
    """Return the last year that a column of a raw table can speak of, 0 for any.

    Nothing is published in a year to come, and no result is of one after the next.
    """
    ahead = {"published": 0, "issued_date": 0, "period": 1}
    return newest_year() + ahead[column] if column in ahead else 0


def _year_of(text: str) -> int:
    # A date has more after its month, but five digits are no year with something after it.
    return end_year(text) if re.match(rf"{PERIOD.pattern}(?![0-9])", text) else 0


_LONGEST_NAME = 200  # characters of words for readers; the longest of ours has 82
_LONGEST = 2000  # of any other cell; the longest of ours has 434
_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
# Without a user and password before the host: they would be published.
_ADDRESS = re.compile(
    r"https?://(?=.{1,300}(?:[/?#]|$))\w[\w-]*(?:\.[\w-]+)+(?::[0-9]{1,5})?(?:[/?#][^\s<>\"]{0,2000})?"
)


def _is_date(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return len(text) == 10


_TYPES: dict[str, tuple[Callable[[str], object], str]] = {
    "string": (lambda text: True, "text"),
    "number": (
        re.compile(r"[+-]?[0-9]{1,18}(\.[0-9]{1,40})?").fullmatch,
        "a plain decimal number of at most 18 digits before the point, or nothing",
    ),
    "integer": (
        re.compile(r"[+-]?[0-9]{1,9}").fullmatch,
        "a whole number of at most nine digits, or nothing",
    ),
    "boolean": (re.compile("true|false").fullmatch, "true or false"),
    "date": (_is_date, "a date as 2023-03-25"),
}


def validate(
    tables: Mapping[str, pd.DataFrame], root: str | os.PathLike[str] | None = None
) -> None:
    """Check frames of text cells against the contract: cells, keys and references.

    Parameters
    ----------
    tables
        Table name → frame as :func:`read` returns it. References to tables that are not given
        are not checked.
    root
        Folder that holds ``data/``.

    Raises
    ------
    DataError
        Naming the file that a frame was read from (else the table's own), row, column, what was
        found and what is expected, of every fault.
    """
    faults = Faults()
    for name, frame in tables.items():
        entry = resource(name, root)
        file = frame.attrs.get("file", str(entry["path"]))
        for broken in (_broken_cells(entry, frame), _broken_references(entry, frame, tables)):
            for place, column, found, expected in broken:
                faults.found.append(cell_error(file, int(place) + 2, column, found, expected))
    faults.end()


Broken = tuple[Any, str, object, str]  # label of the row, column, what was found and is expected


def _broken_cells(entry: Mapping[str, Any], frame: pd.DataFrame) -> Iterator[Broken]:
    described, raw = entry["schema"], not entry["path"].startswith("processed/")
    keys = [described["primaryKey"]]
    for field in described["fields"]:
        column, constraints = field["name"], field.get("constraints", {})
        keys += [[column]] if constraints.get("unique") else []
        empty = "something (it is required)" if constraints.get("required") else ""
        rules = list(_rules(field, raw))
        cells = frame[column].tolist()
        wrong = {text: _expected(text, rules, empty) for text in dict.fromkeys(cells)}
        if any(wrong.values()):
            for place, text in zip(frame.index, cells, strict=True):
                if expected := wrong[text]:
                    yield place, column, text, expected
    for key in keys:
        found = list(csv_cells.tuples(frame, key))
        often = Counter(found)
        if len(often) < len(found):
            for place, one in zip(frame.index, found, strict=True):
                if often[one] > 1:
                    yield place, ", ".join(key), "|".join(one), "a key that stands once"


def _expected(
    text: object, rules: Iterable[tuple[Callable[[str], object], str]], empty: str
) -> str:
    """Return in words the first rule that a cell breaks, "" if it breaks none."""
    if not isinstance(text, str):
        return "text"
    if not text:
        return empty
    return next((words for holds, words in rules if not holds(text)), "")


def _broken_references(
    entry: Mapping[str, Any], frame: pd.DataFrame, tables: Mapping[str, pd.DataFrame]
) -> Iterator[Broken]:
    """Yield what is wrong of every key, and part of a list of keys, that leads nowhere."""
    name, schema = entry["name"], entry["schema"]
    raw = "raw-" if name.startswith("raw-") else ""
    references = [
        (key["fields"], key["reference"]["resource"] or name, key["reference"]["fields"])
        for key in schema.get("foreignKeys", [])
    ]
    lists = [field for field in schema["fields"] if "listOf" in field]
    references += [([field["name"]], raw + field["listOf"], None) for field in lists]
    for columns, other, theirs in references:
        if other not in tables:
            continue
        there = tables[other]
        known = set(csv_cells.tuples(there, there.columns[:1] if theirs is None else theirs))
        for place, cells in zip(frame.index, csv_cells.tuples(frame, columns), strict=True):
            parts = [cells] if theirs else [(part,) for part in cells[0].split(";")]
            if len(set(parts)) < len(parts) or (len(parts) > 1 and ("",) in parts):
                yield place, columns[0], cells[0], f"keys of {other}, each once, with ; between"
            for found in parts:
                if any(found) and found not in known:
                    yield place, ", ".join(columns), "|".join(found), f"a key of {other}"


# --------------------------------------------------------------------------------------- citation

_EDITION = re.compile(r"(?<![\d-])(?:19|20)\d\d(?![\d-])")


def cite(source_ids: Iterable[str], lang: str = "zh") -> str:
    """Return one line that names sources, with runs of editions drawn together.

    Parameters
    ----------
    source_ids
        Keys of the table sources, in any order; repeats count once.
    lang
        "zh" or "en".

    Returns
    -------
    str
        Short citations joined by ; or ；, editions of one publication as 2011–2024 or 2011—2024.

    Raises
    ------
    DataError
        If a source is not known.
    """
    table = sources().set_index("source_id")[f"cite_{lang}"]
    grouped: dict[str, set[int]] = {}
    for source_id in dict.fromkeys(source_ids):
        if source_id not in table.index:
            from cqdata.lookup import unknown

            raise unknown("source", source_id, table.index)
        text = str(table[source_id])
        years = _EDITION.findall(text)
        once = len(years) == 1 and not {"(", "（"} & set(text)
        form = _EDITION.sub("{}", text) if once else text
        grouped.setdefault(form, set()).update(int(year) for year in years if once)
    mark = "；" if lang == "zh" else "; "
    return mark.join(form.replace("{}", runs(years, lang)) for form, years in grouped.items())


def span(first: int, last: int, lang: str = "en") -> str:
    """Return a range of years as a language writes it: 2011–2024, 2011—2024; one year alone."""
    return str(first) if first == last else f"{first}{'—' if lang == 'zh' else '–'}{last}"


def runs(years: Iterable[int], lang: str = "en") -> str:
    """Return years in words, those in a row drawn together: 2011–2015, 2018."""
    found: list[list[int]] = []
    for year in sorted(set(years)):
        if found and found[-1][-1] == year - 1:
            found[-1].append(year)
        else:
            found.append([year])
    return ("、" if lang == "zh" else ", ").join(span(run[0], run[-1], lang) for run in found)
