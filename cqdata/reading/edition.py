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
from collections.abc import Callable, Mapping
from fractions import Fraction
from pathlib import Path

from cqdata import catalog, quantity
from cqdata.cells import Row
from cqdata.errors import DataError
from cqdata.files import locked, replace_all, waiting, write_bytes
from cqdata.reading.draft import load_draft, write_decided
from cqdata.reading.matching import CHANGES, Ask, Known, assign, known_indicators, say_left
from cqdata.reading.plausible import DOUBTS
from cqdata.reading.rows import AS_EXPECTED
from cqdata.reading.tables import edition_files, take_out
from cqdata.reading.times import last_year


class Unsure(DataError):
    """Rows whose indicator a person has to name; nothing was adopted."""


# What the draft distinguishes and the published table does not.
_MEASURES = {"ratio": "level"}


def adopt(
    draft: str | Path,
    year: int | None = None,
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
        Year that the report is about; the tables go to ``data/raw/report-<year>``. None takes the
        one that most rows are about.
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
    year = _year_of(rows, year, draft)
    there = catalog.raw_tables(f"report-{year}", root=home)
    if there and not replace:
        raise DataError(
            f"data/raw/report-{year} is an edition already; adopt with --replace to put this "
            "draft in its place"
        )
    if there and set(catalog.raw_tables("report-*", root=home)) == set(there):
        raise DataError(f"data/raw/report-{year} is the only edition; it cannot be replaced")
    with tempfile.TemporaryDirectory() as folder:
        # The edition is made and tried in a copy.
        base = Path(folder)
        shutil.copytree(home / "data", base / "data")
        if there:  # the new one knows nothing of it
            take_out(base / "data", there, year)
        known = known_indicators(base)
        _leave_undatable(rows, year, say)
        if open_rows := assign(rows, known, ask, say, leave_undecided):
            write_decided(rows, draft)
            raise Unsure(
                f"{draft}: {open_rows} of {len(rows)} rows need a name for their indicator; the "
                "column indicator now holds proposals, those to decide end in ?. Put an id of "
                "indicators.csv, a new id with its indicator_en, or - to leave the row out, and "
                "adopt again"
            )
        kept = [row for row in rows if row["indicator"] != "-"]
        if not kept:
            raise DataError(f"{draft}: every row is left out; expected one to be adopted")
        for ordinal, row in enumerate(kept, start=1):
            row["ordinal"] = str(ordinal)
        results = [row for row in kept if row["role"] != "target"]
        intended = [row for row in kept if row["role"] == "target"]
        levels = _levels(results)
        _name_all([*results, *intended], levels, known)
        figures = _figures(results, levels, year, known, base)
        goals = _targets(intended, year, base)
        publisher = _publisher(base, year, None if leave_undecided else ask)
        indicators = [one.row for one in known.values()]
        files = edition_files(base, year, figures, indicators, goals, publisher)
        for path, content in files.items():
            write_bytes(base / "data" / path, content)
        drafted = {
            f"raw/report-{year}/figures.csv, row {n}": f"{row.file}, row {row.line}"
            for n, row in enumerate(results, start=2)
        }
        _try(base, drafted)
    _write(home / "data", files)
    return [home / "data" / path for path in files]


def _write(data: Path, files: Mapping[str, bytes]) -> None:
    """Put the files of an edition in place: all of them, or none."""
    with locked(data), waiting(data, ".adopt-") as stage:
        for path, content in files.items():
            write_bytes(stage / path, content)
        replace_all(data, {data / path: stage / path for path in files})


def _year_of(rows: list[Row], year: int | None, draft: Path) -> int:
    """Return the year that a draft is about; refuse one that no row is about."""
    years = Counter(row["period"][:4] for row in rows if row["period"])
    found = years.most_common(1)[0][0] if years else ""
    if year is None and not found:
        raise DataError(f"{draft}: no year to be seen; expected --year")
    if year is not None and years and str(year) not in years:
        raise DataError(
            f"{draft}, column period: no row is about {year}, most are about {found}; expected "
            "the year that the report is about"
        )
    return int(found) if year is None else year


def _leave_undatable(rows: list[Row], year: int, say: Callable[[str], object]) -> None:
    """Leave out results of years to come and values without a time, unless a person named them."""
    unnamed = [row for row in rows if not row["indicator"]]
    later = [r for r in unnamed if r["role"] != "target" and last_year(r["period"]) > year]
    undated = [row for row in unnamed if not row["period"]]
    for row in (*later, *undated):
        row["indicator"] = "-"
    mend = "to keep one, set its role or its indicator"
    say_left(f"they are about later years and no targets ({mend})", later, say)
    say_left("they have no period (to keep one, fill it in)", undated, say)


def _levels(results: list[Row]) -> dict[str, Row]:
    """Return offset → level of the growths and changes that carry the indicator of their level."""
    levels = {row["char_offset"]: row for row in results}
    return {
        row["char_offset"]: level
        for row in results
        if row["measure"] in CHANGES
        and (level := levels.get(row["linked_to_offset"]))
        and level["indicator"] == row["indicator"]
    }


def _name_all(rows: list[Row], levels: Mapping[str, Row], known: dict[str, Known]) -> None:
    """Add the indicators that are new, each as its first row says.

    Raises
    ------
    DataError
        If a row's unit is not that of its indicator.
    """
    for row in rows:
        row = levels.get(row["char_offset"], row)  # which may stand behind its growth
        one = known.setdefault(row["indicator"], Known(_indicator(row)))
        if one.row["unit"] != row["unit"]:
            expected = f"an indicator in {row['unit']}, not one whose unit is {one.row['unit']}"
            raise row.wrong("indicator", expected)


def _section(row: Mapping[str, str]) -> str:
    return ".".join(row["section"].split(".")[:2]) or "0"


def _figures(
    rows: list[Row],
    levels: Mapping[str, Row],
    year: int,
    known: Mapping[str, Known],
    home: Path,
) -> list[dict[str, str]]:
    """Return the rows of figures.csv; ``levels`` are those of :func:`_levels`."""
    names, stems = _told(home)
    ids: dict[str, str] = {}
    taken: set[str] = set()
    out = []
    for ordinal, row in enumerate(rows, start=1):
        measure = _MEASURES.get(row["measure"], row["measure"])
        if not row["period"]:
            raise row.wrong("period", "the year or period of the figure")
        words = known[row["indicator"]].row
        grows = row["char_offset"] in levels
        added = CHANGES[measure] if grows else ("", "", "")
        stem = stems.get((row["indicator"], "" if grows else measure), row["indicator"]) + added[0]
        own = words["indicator_zh"] + added[1], words["indicator_en"] + added[2]
        zh, en = names.get(stem, own)
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


_SIGNS = {said: sign for sign, said in quantity.COMPARISONS.items() if sign}
_TURNED = str.maketrans("<>", "><")
"""Of a fall, whose number is below zero, a bound points the other way."""


def _targets(rows: list[Row], year: int, home: Path) -> list[dict[str, str]]:
    """Return the rows of the targets table that a draft gives."""
    regions = Counter(row["region"] for row in catalog.rows("raw-targets", home))
    out: dict[str, dict[str, str]] = {}
    for row in rows:
        indicator = row["indicator"]
        comparison = _SIGNS.get(row["qualifier"], "about")
        if row["value"].startswith("-"):
            comparison = comparison.translate(_TURNED)
        printed, _ = token_of(row)
        target = str(last_year(row["period"]) or year + 1)
        name = f"report_{year}/{indicator}/{target}"
        if name in out:
            already = f"{target}, which is {out[name]['printed']} already; put - for the other"
            raise row.wrong("indicator", f"one target for {already}")
        out[name] = {
            "target_id": name,
            "region": regions.most_common(1)[0][0] if regions else "",
            "indicator": indicator,
            "target_year": target,
            "comparison": comparison,
            "printed": printed,
            "value": row["value"],
            "unit": quantity.unit_word(row["unit"]),
            "plan_title": f"({year}年度工作报告)",
            "issued_date": f"{year}-12-31",
            "source_id": f"report-{year}",
            "locator": f"{_section(row)}#{row['ordinal']}",
            "note": "issuer and date of issue to be completed",
        }
    return list(out.values())


def _publisher(home: Path, year: int, ask: Ask | None) -> str:
    """Ask who published the report, "" where nobody says or it is known."""
    known = {row["source_id"] for row in catalog.rows("raw-sources", home)}
    try:
        asked = ask(PUBLISHER, [UNKNOWN]) if ask and f"report-{year}" not in known else ""
    except (EOFError, KeyboardInterrupt):
        asked = ""
    return asked.strip().replace(UNKNOWN, "")


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
        for row in catalog.rows(table, home):
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


def token_of(row: Row) -> tuple[str, quantity.Quantity]:
    """Return the token of a row and its quantity, an elided unit (1409万、1305万人次) put back."""
    printed, unit = row["printed"], row["unit"]
    # 位 counts people as well as ranks, 名 ranks as well as people: the token alone cannot tell.
    if unit in ("person", "rank"):
        printed = printed.translate(_PLACES[unit])
    try:
        if unit == "pp" and printed.endswith("个"):
            printed += "百分点"
        token = quantity.parse(printed)
        if not token.unit and unit:
            word = quantity.unit_word(unit).removeprefix("亿")
            # A multiple may stand before the number with its unit: 总额(万元)3200.
            multiples = ("",) if printed[-1] in "万亿" else ("", "万", "亿")
            tried = [quantity.parse(f"{printed}{multiple}{word}") for multiple in multiples]
            wanted = abs(Fraction(row["value"]))
            token = next((q for q in tried if q.value and abs(q.value) == wanted), tried[0])
            printed = token.printed
    except quantity.QuantityError as error:
        expected = f"one number with its qualifier and unit ({error})"
        raise row.wrong("printed", expected) from None
    value = abs(Fraction(row["value"]))
    if token.unit != unit or token.value is None or abs(abs(token.value) - value) > value / 10**6:
        found = f"{quantity.plain(token.value or 0, 12)} {token.unit}"
        raise row.wrong("printed", f"a print of {row['value']} {unit}, not of {found}")
    # The fall was printed before: 同比下降3.2%.
    if row["value"].startswith("-") and token.value > 0:
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


_KINDS = {
    "rank": "rank",
    "yoy_growth": "rate",
    "share": "ratio",
    "new_in_year": "flow",
    "cumulative": "stock",
}


def _indicator(row: Mapping[str, str]) -> dict[str, str]:
    """Return the row of indicators.csv of a new indicator."""
    ends = "增速" if row["measure"] == "yoy_growth" else ""
    return {
        "indicator": row["indicator"],
        "indicator_zh": row["subject"].removesuffix(ends) + ends,
        "indicator_en": row["indicator_en"],
        "unit": row["unit"],
        "theme": row["theme"] or "report",
        "kind": _KINDS.get(row["measure"], "ratio" if row["unit"] in ("%", "‰") else "flow"),
    }


def _try(home: Path, drafted: Mapping[str, str]) -> None:
    """Build and validate a copy of the data with the edition in it.

    ``drafted`` tells where in the draft a row of a new file comes from: that file is not there.
    """
    from cqdata import build  # loads pandas, which reading does without

    try:
        build.compute(home)
    except DataError as error:
        said = str(error).replace(f"{home}/", "")
        said = re.sub(r"raw/[\w/-]+\.csv, row [0-9]+", lambda m: drafted.get(m[0], m[0]), said)
        raise DataError(f"the edition does not validate, nothing was written: {said}") from None
