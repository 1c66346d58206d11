"""From a checked draft to a new edition of the raw tables.

Rows find their indicator by name, unit and kind among those already known; where the match is not
sure, a person is asked.  The edition is built and validated in a temporary copy first, and only
then written into ``data/raw``.
"""

from __future__ import annotations

import re
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

from cqdata import build, catalog, quantity
from cqdata.errors import DataError, SeveralFaults, system_error
from cqdata.files import JOURNAL, locked, replace_all, write_bytes
from cqdata.reading.draft import load_draft
from cqdata.reading.matching import (
    BOUND_ONLY,
    CHANGES,
    LEAVE_ALL,
    Ask,
    Known,
    assign,
    in_another_unit,
    known_indicators,
)
from cqdata.reading.plausible import DOUBTS
from cqdata.reading.rows import AS_EXPECTED
from cqdata.reading.tables import _entry, edition_files, read_table
from cqdata.reading.times import last_year

# What the draft distinguishes and the published table does not.
_MEASURES = {"ratio": "level"}

_GROWTH_ZH = {"yoy_growth": "增速", "change_pp": "变化幅度"}

_GROWTH_EN = {"yoy_growth": ", year-on-year growth", "change_pp": ", change on the year"}
_STAGE = ".adopt-"  # begins the name of the folder in which an edition waits to be put in place


def adopt(
    draft: str | Path,
    year: int,
    root: str | Path | None = None,
    ask: Ask | None = None,
    replace: bool = False,
    say: Callable[[str], object] = lambda line: None,
    leave_undecided: bool = False,
) -> list[Path]:
    """Write a checked draft as the raw tables of a new edition.

    Parameters
    ----------
    draft
        The checked draft, as :func:`cqdata.reading.draft.load_draft` takes it.  A column
        ``indicator`` names the indicator of a row where the person knows it: an id of
        ``indicators.csv``, a new id (then with ``indicator_en`` and, at will, ``theme``), or ``-``
        to leave the row out.
    year
        Year that the report is about; the tables go to ``data/raw/report-<year>``.
    root
        Folder that holds ``data/``; by default the project's own.
    ask
        Called where a match is not sure; None writes proposals into the draft instead.
    replace
        Put the draft in the place of an edition that was adopted before.
    say
        Takes a line on what is left out of the edition, and on what remains to be completed.
    leave_undecided
        Leave out every row whose indicator is not sure, instead of asking.

    Returns
    -------
    list of Path
        The files written or changed.

    Raises
    ------
    Unsure
        If rows are not sure and there is nobody to ask; the draft's column ``indicator`` then
        holds the proposals, those to decide marked with ``?``.
    DataError
        If the draft breaks its contract, the edition exists already, or the tables do not
        validate.  Nothing is written then.
    """
    draft = catalog.as_path(draft, "draft")
    home = catalog.home(root)
    rows = load_draft(draft)
    if not rows:
        raise DataError(f"{draft}: no rows; expected a checked draft")
    _check_year(rows, year, draft)
    there = catalog.raw_tables(f"report-{year}", root=home)
    if there and not replace:
        raise DataError(
            f"data/raw/report-{year} is an edition already; adopt with --replace to put this "
            "draft in its place"
        )
    if there and set(catalog.raw_tables("report-*", root=home)) == set(there):
        raise DataError(f"data/raw/report-{year} is the only edition; it cannot be replaced")
    with tempfile.TemporaryDirectory() as folder:
        # An edition that is replaced is taken out of a copy first: the new one knows nothing of it.
        base = _without(home, there, year, Path(folder)) if there else home
        indicators = read_table(base, "raw-indicators")
        known = known_indicators(base, indicators)
        _leave_undatable(rows, year, say)
        undecided = [row for row in rows if row["indicator"][-1:] in ("", "?")]
        assign(rows, known, (lambda *_: LEAVE_ALL) if leave_undecided else ask, draft)
        if leave_undecided:
            left = [row for row in undecided if row["indicator"] == "-"]
            _say_left([row for row in left if row["note"] != BOUND_ONLY], known, say)
        bounds = [row for row in rows if row["note"] == BOUND_ONLY]
        if bounds:
            prints = ", ".join(row["printed"] for row in bounds)
            say(f"left out, for the number that they bound is printed, too: {prints}")
        kept = [row for row in rows if row["indicator"] != "-"]
        for ordinal, row in enumerate(kept, start=1):
            row["ordinal"] = str(ordinal)
        if not kept:
            raise DataError(f"{draft}: every row is left out; expected one to be adopted")
        results = [row for row in kept if row["role"] != "target"]
        try:
            new = Named(known)
            figures = _figures(results, year, new, *_told(base))
            goals = _targets([row for row in kept if row["role"] == "target"], year, new, base)
        except DataError as error:
            raise DataError(f"{draft}, {error}") from None
        publisher = _publisher(base, year, ask, leave_undecided)
        files = edition_files(
            base, year, figures, indicators + list(new.added.values()), goals, publisher
        )
        drafted = {
            (f"raw/report-{year}/figures.csv", n): f"{draft}, char_offset {row['char_offset']}"
            for n, row in enumerate(results, start=2)
        }
        _try(base, files, drafted)
    _write(home / "data", files)
    return [home / "data" / path for path in files]


def _write(data: Path, files: Mapping[str, bytes]) -> None:
    """Put the files of an edition in place: all of them, or none."""
    with locked(data):
        for left in data.glob(f"{_STAGE}*"):
            shutil.rmtree(left, ignore_errors=True)
        stage = Path(tempfile.mkdtemp(prefix=_STAGE, dir=data))
        try:
            for path, content in files.items():
                write_bytes(stage / path, content)
            replace_all(data, {data / path: stage / path for path in files})
        except OSError as error:
            raise system_error(error, data) from None
        finally:
            if not (data / JOURNAL).exists():
                shutil.rmtree(stage, ignore_errors=True)


def _check_year(rows: list[dict[str, str]], year: int, draft: Path) -> None:
    years = Counter(row["period"][:4] for row in rows if row["period"])
    if years and str(year) not in years:
        found = years.most_common(1)[0][0]
        raise DataError(
            f"{draft}, column period: no row is about {year}, most are about {found}; expected "
            "the year that the report is about"
        )


def _leave_undatable(rows: list[dict[str, str]], year: int, say: Callable[[str], object]) -> None:
    """Leave out results of years to come and values without a time, unless a person named them."""
    for why, fits in (
        (
            "are about later years and no targets (to keep one, set its role or its indicator)",
            lambda row: row["role"] != "target" and last_year(row["period"]) > year,
        ),
        ("have no period (to keep one, fill it in)", lambda row: not row["period"]),
    ):
        found = [row for row in rows if not row["indicator"] and fits(row)]
        for row in found:
            row["indicator"] = "-"
        if found:
            say(f"left out, for they {why}: {', '.join(row['printed'] for row in found)}")


def _say_left(
    rows: Iterable[Mapping[str, str]], known: Mapping[str, Known], say: Callable[[str], object]
) -> None:
    """Say which rows are left out undecided, and of which the unit alone does not fit."""
    unsure, misfits = [], []
    for row in rows:
        words = f"{row['printed']} {row['subject']}"
        if other := in_another_unit(row, known):
            misfits.append(f"{words} ({other.indicator} is in {other.row['unit']})")
        else:
            unsure.append(words)
    for why, left in (
        ("unit does not fit", misfits),
        ("indicator is not sure", unsure),
    ):
        if left:
            say(f"left out, for their {why}: {'; '.join(left)}")


def _without(home: Path, names: Iterable[str], year: int, folder: Path) -> Path:
    """Return a copy of the data without one edition."""
    shutil.copytree(home / "data", folder / "data")
    shutil.rmtree(folder / "data" / "raw" / f"report-{year}", ignore_errors=True)
    package = folder / "data" / "datapackage.json"
    text = package.read_text(encoding="utf-8")
    for name in names:
        start, end = _entry(text, name)
        text = text[:start].rstrip().removesuffix(",") + text[end:]
    write_bytes(package, text.encode("utf-8"))
    return folder


@dataclass
class Named:
    """The indicators that rows are of: those that are known, and those that rows add."""

    known: Mapping[str, Known]
    added: dict[str, dict[str, str]] = field(default_factory=dict)

    def words(self, row: Mapping[str, str], measure: str) -> Mapping[str, str]:
        """Return the row of indicators.csv, a new one where the indicator is new.

        Raises
        ------
        DataError
            If its unit is another.
        """
        name = row["indicator"]
        if name not in self.known and name not in self.added:
            self.added[name] = _indicator(row, measure)
        words = self.known[name].row if name in self.known else self.added[name]
        if words["unit"] != row["unit"]:
            raise DataError(
                f"char_offset {row['char_offset']}, column indicator: found {name}, whose "
                f"unit is {words['unit']}; expected one in {row['unit']}"
            )
        return words


def _section(row: Mapping[str, str]) -> str:
    return ".".join(row["section"].split(".")[:2]) or "0"


def _figures(
    rows: list[dict[str, str]],
    year: int,
    named: Named,
    names: Mapping[str, tuple[str, str]],
    stems: Mapping[tuple[str, str], str],
) -> list[dict[str, str]]:
    """Return the rows of figures.csv; ``names`` and ``stems`` are those of :func:`_told`."""
    levels = {row["char_offset"]: row for row in rows}
    ids: dict[str, str] = {}
    taken: set[str] = set()
    out = []
    for ordinal, row in enumerate(rows, start=1):
        measure = _MEASURES.get(row["measure"], row["measure"])
        if not row["period"]:
            raise DataError(
                f"char_offset {row['char_offset']}, column period: found nothing, expected the "
                "year or period of the figure"
            )
        level = levels.get(row["linked_to_offset"])
        if level and measure in CHANGES and level["indicator"] == row["indicator"]:
            # A growth carries the indicator of its level, which may stand behind it.
            words = named.words(level, _MEASURES.get(level["measure"], level["measure"]))
            zh = words["indicator_zh"] + _GROWTH_ZH[measure]
            en = words["indicator_en"] + _GROWTH_EN[measure]
            stem = stems.get((row["indicator"], ""), row["indicator"]) + CHANGES[measure]
        else:
            words = named.words(row, measure)
            zh, en = words["indicator_zh"], words["indicator_en"]
            stem = stems.get((row["indicator"], measure), row["indicator"])
        zh, en = names.get(stem, (zh, en))
        if row["period"].isdecimal() and row["period"] != str(year):
            # 由2023年底的5.9万家增加到7.1万家: the year's own value has the plain name.
            stem += f"_{row['period']}"
        stem = figure_id = f"{year}/{stem}"
        n = 1
        while figure_id in taken:
            n += 1
            figure_id = f"{stem}_{n}"
        taken.add(figure_id)
        ids[row["char_offset"]] = figure_id
        printed, token = token_of(row)
        out.append(
            {
                "figure_id": figure_id,
                "ordinal": str(ordinal),
                "section": _section(row),
                "printed": printed,
                "scope": scope_of(row, token),
                "measure": measure,
                "indicator": row["indicator"],
                "indicator_zh": zh,
                "indicator_en": en,
                "theme": words["theme"],
                "period": row["period"],
                "linked_to": row["linked_to_offset"],
                "note": "; ".join(n for n in row["note"].split("; ") if not _RULES.match(n)),
            }
        )
    for figure in out:
        figure["linked_to"] = ids.get(figure["linked_to"], "")
    return out


_COMPARISONS = {
    "more_than": (">", "<"),
    "at_least": (">=", "<="),
    "at_most": ("<=", ">="),
    "less_than": ("<", ">"),
    "nearly": ("nearly", "nearly"),
}
"""How the contract writes a qualifier, of a rise and of a fall."""


def _targets(
    rows: list[dict[str, str]], year: int, named: Named, home: Path
) -> list[dict[str, str]]:
    """Return the rows of the targets table that a draft gives."""
    regions = Counter(row["region"] for row in read_table(home, "raw-targets"))
    out: dict[str, dict[str, str]] = {}
    for row in rows:
        indicator = row["indicator"]
        named.words(row, row["measure"])
        fall = row["value"].startswith("-")
        printed, _ = token_of(row)
        target = str(last_year(row["period"]) or year + 1)
        name = f"report_{year}/{indicator}/{target}"
        if name in out:
            raise DataError(
                f"char_offset {row['char_offset']}, column indicator: {indicator} has a target for "
                f"{target} already, {out[name]['printed']}; expected one, put - for the other"
            )
        out[name] = {
            "target_id": name,
            "region": regions.most_common(1)[0][0] if regions else "",
            "indicator": indicator,
            "target_year": target,
            "comparison": _COMPARISONS.get(row["qualifier"], ("about", "about"))[fall],
            "printed": printed,
            "value": row["value"],
            "unit": quantity.UNIT_WORDS.get(row["unit"], row["unit"].removeprefix("count:")),
            "baseline_year": "",
            "baseline_value": "",
            "issued_by": "",
            "plan_title": f"({year}年度工作报告)",
            "issued_date": f"{year}-12-31",
            "source_id": f"report-{year}",
            "locator": f"{_section(row)}#{row['ordinal']}",
            "note": "issuer and date of issue to be completed",
        }
    return list(out.values())


def _publisher(home: Path, year: int, ask: Ask | None, quiet: bool) -> str:
    """Ask who published the report, "" where nobody says."""
    if (
        ask is None
        or quiet
        or any(row["source_id"] == f"report-{year}" for row in read_table(home, "raw-sources"))
    ):
        return ""
    try:
        return ask(PUBLISHER, [UNKNOWN]).strip().replace(UNKNOWN, "")
    except (EOFError, KeyboardInterrupt):
        return ""


PUBLISHER = "Who published the report, as it names itself?"

UNKNOWN = "to be completed later"


def _told(home: Path) -> tuple[dict[str, tuple[str, str]], dict[tuple[str, str], str]]:
    """Return what earlier editions called their figures.

    Returns
    -------
    names : dict
        Id without the year → the figure's names in Chinese and in English.
    stems : dict
        Indicator and measure ("" for any) → id without the year of the only figure of that kind.
    """
    names: dict[str, tuple[str, str]] = {}
    found: dict[tuple[str, str], set[str]] = {}
    for table in catalog.raw_tables("report-*", "figures.csv", home):
        for row in read_table(home, table):
            short = row["figure_id"].partition("/")[2]
            names[short] = (row["indicator_zh"], row["indicator_en"])
            for measure in (row["measure"], "") if not row["linked_to"] else ():
                found.setdefault((row["indicator"], measure), set()).add(short)
    return names, {key: next(iter(ids)) for key, ids in found.items() if len(ids) == 1}


# Remarks that the rules write for the person who checks; checked, they are done with.
_RULES = re.compile(
    "scope |of |range |said as|same indicator|"
    + "|".join(re.escape(note) for _, note in DOUBTS.values() if note)
)

_PLACES = {"person": str.maketrans("位", "名"), "rank": str.maketrans("名", "位")}

_ELIDED = {"CNY_1e8": "元", "USD_1e8": "美元"}


def token_of(row: Mapping[str, str]) -> tuple[str, quantity.Quantity]:
    """Return the token of a row and its quantity, an elided unit (1409万、1305万人次) put back."""
    printed, unit = row["printed"], row["unit"]
    where = f"char_offset {row['char_offset']}, column printed"
    # 位 counts people as well as ranks, 名 ranks as well as people: the token alone cannot tell.
    if unit in ("person", "rank"):
        printed = printed.translate(_PLACES[unit])
    try:
        if unit == "pp" and printed.endswith("个"):
            printed += "百分点"
        token = quantity.parse(printed)
        if not token.unit and unit:
            word = _ELIDED.get(unit) or quantity.UNIT_WORDS.get(unit, unit.removeprefix("count:"))
            # A multiple may stand before the number with its unit: 总额(万元)3200.
            multiples = ("",) if printed[-1] in "万亿" else ("", "万", "亿")
            tried = [quantity.parse(f"{printed}{multiple}{word}") for multiple in multiples]
            wanted = abs(Fraction(row["value"]))
            token = next((q for q in tried if q.value and abs(q.value) == wanted), tried[0])
            printed = token.printed
    except quantity.QuantityError as error:
        raise DataError(
            f"{where}: {error}; expected one number with its qualifier and unit"
        ) from None
    value = abs(Fraction(row["value"]))
    if token.unit != unit or token.value is None or abs(abs(token.value) - value) > value / 10**6:
        raise DataError(
            f"{where}: found {row['printed']!r}, which is {quantity.plain(token.value or 0, 12)} "
            f"{token.unit}; expected a print of {row['value']} {unit}"
        )
    if (
        row["value"].startswith("-") and token.value > 0
    ):  # the fall was printed before: 同比下降3.2%
        printed = f"下降{printed}"
        token = quantity.parse(printed)
    return printed, token


def scope_of(row: Mapping[str, str], token: quantity.Quantity) -> str:
    """Return the qualifiers of a row that were printed before its token."""
    expected = row["qualifier"] == "expected" or AS_EXPECTED in row["note"]
    scope = "预计" if expected and not token.estimate else ""
    if row["qualifier"] in quantity.BOUND_WORDS and token.qualifier == "exact":
        # 分别突破1.2万家和7.2万家: the bound was printed before the list.
        scope += quantity.BOUND_WORDS[row["qualifier"]]
    return scope


def figures_of_draft(path: str | Path) -> list[dict[str, str]]:
    """Return the results of a draft as a table of figures, for the audit.

    Each is named after its period and its place in the text. A figure whose row names an
    indicator is one of the city; the others are compared with each other alone.

    Raises
    ------
    DataError
        If the draft breaks its contract, as :func:`cqdata.reading.draft.load_draft` says.
    """
    rows = [row for row in load_draft(path) if row["role"] == "result"]
    names = {
        row["char_offset"]: f"{row['period'] or 'undated'}/at_{row['char_offset']}" for row in rows
    }
    levels = {row["char_offset"]: row for row in rows}
    out = []
    for row in rows:
        printed, token = token_of(row)
        level = levels.get(row["linked_to_offset"], row)
        out.append(
            {
                "figure_id": names[row["char_offset"]],
                "printed": printed,
                "scope": scope_of(row, token),
                "measure": _MEASURES.get(row["measure"], row["measure"]),
                "indicator": level["indicator"],
                "indicator_zh": row["subject"],
                "indicator_en": row["indicator_en"],
                "period": row["period"],
                "linked_to": names.get(row["linked_to_offset"], ""),
                "region": "重庆" if level["indicator"] else "",
                "locator": row["section"] and f"§{row['section']}",
            }
        )
    return out


def _indicator(row: Mapping[str, str], measure: str) -> dict[str, str]:
    kind = {
        "rank": "rank",
        "yoy_growth": "rate",
        "share": "ratio",
        "new_in_year": "flow",
        "cumulative": "stock",
    }.get(measure, "ratio" if row["unit"] in ("%", "‰") else "flow")
    zh = row["subject"]
    if measure == "yoy_growth" and not zh.endswith("增速"):
        zh += "增速"
    return {
        "indicator": row["indicator"],
        "indicator_zh": zh,
        "indicator_en": row["indicator_en"],
        "unit": row["unit"],
        "theme": row["theme"] or "report",
        "kind": kind,
        "lower": "",
        "upper": "",
        "note": "",
        "preferred_basis": "",
    }


def _try(home: Path, files: Mapping[str, bytes], drafted: Mapping[tuple[str, int], str]) -> None:
    """Build and validate the edition in a temporary copy of the data.

    ``drafted`` tells where in the draft a line of a new file comes from: that file is not there.
    """
    with tempfile.TemporaryDirectory() as name:
        copy = Path(name)
        shutil.copytree(home / "data", copy / "data")
        for path, content in files.items():
            target = copy / "data" / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
        try:
            build.compute(copy)
        except DataError as error:
            faults = error.faults if isinstance(error, SeveralFaults) else (error,)
            places = [(getattr(one, "file", ""), getattr(one, "row", 0)) for one in faults]
            told = [
                DataError(f"{f'{drafted[place]}: ' if place in drafted else ''}{one}")
                for place, one in zip(places, faults, strict=True)
            ]
            said = str(SeveralFaults(told)).replace(f"{copy}/", "")
            raise DataError(f"the edition does not validate, nothing was written: {said}") from None
