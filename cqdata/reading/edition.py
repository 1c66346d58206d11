"""From a checked draft to a new edition of the raw tables.

Rows find their indicator by name, unit and kind among those already known; where the match is not
sure, a person is asked.  The edition is built and validated in a temporary copy first, and only
then written into ``data/raw``.
"""

from __future__ import annotations

import csv
import io
import re
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

from cqdata import build, catalog, cells, quantity
from cqdata.errors import DataError, system_error
from cqdata.files import JOURNAL, locked, replace_all, write_bytes
from cqdata.reading.draft import ADDED, load_draft, write_table
from cqdata.reading.plausible import DOUBTS
from cqdata.reading.reader import AS_EXPECTED, COLUMNS
from cqdata.reading.times import last_year

Ask = Callable[[str, list[str]], str]
"""Question and options → the answer: an option, or ``new_id = English name``."""

SURE = 0.84
MARGIN = 0.06
NEW, LEAVE = "new indicator", "leave the row out"
LEAVE_ALL = "leave all undecided rows out"

# What the draft distinguishes and the published table does not.
_MEASURES = {"ratio": "level"}
# A stock may be told as what there is or as what has come together.
_ALIKE = {
    "ratio": {"level"},
    "level": {"level", "cumulative"},
    "cumulative": {"level", "cumulative"},
}
_CHANGES = {"yoy_growth": "_growth", "change_pp": "_change"}
_GROWTH_ZH = {"yoy_growth": "增速", "change_pp": "变化幅度"}
_GROWTH_EN = {"yoy_growth": ", year-on-year growth", "change_pp": ", change on the year"}
_ID = re.compile(r"[a-z][a-z0-9_]*")
_YEAR = re.compile(r"(?<![0-9])(?:19|20)[0-9]{2}(?![0-9])")
_STAGE = ".adopt-"  # begins the name of the folder in which an edition waits to be put in place


class Unsure(DataError):
    """Rows whose indicator a person has to name; nothing was adopted."""


@dataclass
class _Known:
    """An indicator that the project knows, with the names that it had in reports."""

    indicator: str
    row: Mapping[str, str]
    names: set[str] = field(default_factory=set)
    measures: set[str] = field(default_factory=set)


@dataclass(frozen=True)
class Match:
    """An indicator proposed for a subject."""

    indicator: str
    name: str
    likeness: float


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
    draft = Path(draft)
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
        indicators = _read(base, "raw-indicators")
        known = _known(base, indicators)
        _leave_undatable(rows, year, say)
        _assign(rows, known, (lambda *_: LEAVE_ALL) if leave_undecided else ask, draft)
        kept = [row for row in rows if row["indicator"] != "-"]
        if not kept:
            raise DataError(f"{draft}: every row is left out; expected one to be adopted")
        results = [row for row in kept if row["role"] != "target"]
        figures, added = _figures(results, year, known, _names(base), _stems(base))
        goals, more = _targets(kept, year, known, added, _region(base))
        publisher = _publisher(base, year, ask, leave_undecided)
        files = _files(base, year, figures, indicators + added + more, goals, publisher)
        _try(base, files)
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


# ------------------------------------------------------------------------- finding indicators


def matches(
    subject: str, unit: str, measure: str, known: Iterable[_Known], scope: str = ""
) -> list[Match]:
    """Return the indicators whose name is like a subject, best first.

    Parameters
    ----------
    subject, unit, measure
        Of a draft row.
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
        if one.row["unit"] != unit:
            continue
        likeness = max(_likeness(form, _plain(n)) for form in forms for n in one.names)
        if one.measures and one.measures.isdisjoint(_ALIKE.get(measure, {measure})):
            likeness -= 0.15
        if any(_one_thing(subject, n) for n in one.names):
            found.append(Match(one.indicator, one.row["indicator_zh"], max(likeness, 0.0)))
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


_NOISE = re.compile(r"[\s“”\"()（）·]|^(?:全年|全市|全省|我市|年末)")


def _plain(name: str) -> str:
    return _NOISE.sub("", name)


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


def _known(home: Path, indicators: list[dict[str, str]]) -> dict[str, _Known]:
    known = {row["indicator"]: _Known(row["indicator"], row) for row in indicators}
    for one in known.values():
        one.names.add(one.row["indicator_zh"])
    for name in catalog.raw_tables("report-*", "figures.csv", home):
        for row in _read(home, name):
            one_known = known.get(row["indicator"])
            # A growth that belongs to a level carries the level's indicator: not its name.
            if one_known and not row["linked_to"]:
                one_known.names.add(row["indicator_zh"])
                one_known.measures.add(row["measure"])
    for name, one in known.items():
        level = known.get(name.removesuffix("_growth"))
        if level and level is not one:
            one.names |= {f"{n}增速" for n in level.names}
    return known


def _assign(
    rows: list[dict[str, str]], known: dict[str, _Known], ask: Ask | None, draft: Path
) -> None:
    """Give every row its indicator, asking where the match is not sure."""
    linked = {row["char_offset"]: row for row in rows}
    for row in rows:
        row["indicator"] = "" if row["indicator"].endswith("?") else row["indicator"]
    free = []
    for row in rows:
        if not (row["linked_to_offset"] and row["measure"] in _CHANGES) or row["role"] == "target":
            free.append(row)
        elif linked[row["linked_to_offset"]]["indicator"] == "-":
            # What belongs to a level that is left out goes with it.
            row["indicator"] = row["indicator"] or "-"
    told = {_slot(row): row for row in free if row["indicator"] in known}
    open_rows = 0
    taken: dict[tuple[str, ...], str] = {}
    for number, row in enumerate(free, start=1):
        if row["indicator"] == "-" or row["indicator"] in known:
            continue
        if row["indicator"]:
            _check_new(row, draft)
            continue
        key = (row["subject"], row["measure"], row["unit"], _scope(row))
        options = matches(row["subject"], row["unit"], row["measure"], known.values(), _scope(row))
        best = options[0].indicator if options else ""
        if key in taken:
            best = taken[key]
        # A second value of one indicator for one year is a question, however like the names are.
        twin = told.get(_slot({**row, "indicator": best})) if best else None
        if (key in taken or _sure(options)) and twin is None:
            row["indicator"] = best
        elif ask:
            place = f"{number} of {len(free)}"
            try:
                named, english = _asked(row, options, known, ask, place, twin)
                if named == LEAVE_ALL:
                    ask, named = (lambda *_: LEAVE), "-"
                row["indicator"], row["indicator_en"] = named, english
            except (EOFError, KeyboardInterrupt):
                ask = None
        if not row["indicator"]:
            open_rows += 1
            row["indicator"] = f"{best}?"
            row["note"] = "; ".join(filter(None, (row["note"], _twin_note(twin))))
        taken[key] = row["indicator"]
        told.setdefault(_slot(row), row)
    if open_rows:
        write_table(rows, (*COLUMNS, *ADDED), draft)
        raise Unsure(
            f"{draft}: {open_rows} of {len(rows)} rows need a name for their indicator; the "
            "column indicator now holds proposals, those to decide end in ?. Put an id of "
            "indicators.csv, a new id with its indicator_en, or - to leave the row out, and adopt "
            "again"
        )
    for row in rows:
        level = linked.get(row["linked_to_offset"])
        if level is not None and row["measure"] in _CHANGES:
            row["indicator"] = row["indicator"] or level["indicator"] or "-"


_SCOPE = re.compile("scope ([^;]+)")


def _scope(row: Mapping[str, str]) -> str:
    """Return among whom a rank is counted, as the rules noted it."""
    found = _SCOPE.search(row["note"])
    return found[1].strip() if found and row["measure"] == "rank" else ""


def _slot(row: Mapping[str, str]) -> tuple[str, str, str]:
    """Return what one report prints once: the value of an indicator in one sense for one period."""
    return row["indicator"].removesuffix("?"), row["measure"], row["period"]


def _twin_note(twin: Mapping[str, str] | None) -> str:
    return "" if twin is None else f"same indicator and period as {twin['printed']}"


def _sure(options: list[Match]) -> bool:
    if not options or options[0].likeness < SURE:
        return False
    return len(options) == 1 or options[0].likeness - options[1].likeness >= MARGIN


def _asked(
    row: Mapping[str, str],
    options: list[Match],
    known: Mapping[str, _Known],
    ask: Ask,
    place: str,
    twin: Mapping[str, str] | None,
) -> tuple[str, str]:
    """Ask until the answer is an option, an id that is known, or a new id with its name."""
    choices = [f"{match.indicator} {match.name}" for match in options]
    about = "; ".join(filter(None, (row["measure"], row["period"], row["note"], _twin_note(twin))))
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


def _check_new(row: Mapping[str, str], draft: Path) -> None:
    if not _ID.fullmatch(row["indicator"]):
        raise DataError(
            f"{draft}, char_offset {row['char_offset']}, column indicator: found "
            f"{row['indicator']!r}, expected an id of indicators.csv or a new one, as rd_centres"
        )
    if not row["indicator_en"]:
        raise DataError(
            f"{draft}, char_offset {row['char_offset']}, column indicator_en: found nothing, "
            f"expected the English name of the new indicator {row['indicator']}"
        )


# --------------------------------------------------------------------------------- the tables


def _figures(
    rows: list[dict[str, str]],
    year: int,
    known: Mapping[str, _Known],
    names: Mapping[str, tuple[str, str]],
    stems: Mapping[tuple[str, str], str],
) -> tuple[list[dict[str, str]], list[dict[str, str]]]:
    """Return the rows of figures.csv and the indicators that are new.

    ``names`` holds the names that figures had in earlier editions, by id without the year;
    ``stems`` their ids without the year, by indicator and measure ("" for any measure).
    """
    new: dict[str, dict[str, str]] = {}
    ids: dict[str, str] = {}
    taken: set[str] = set()
    linked = {row["char_offset"]: row for row in rows}
    out = []
    for ordinal, row in enumerate(rows, start=1):
        indicator, measure = row["indicator"], _MEASURES.get(row["measure"], row["measure"])
        if not row["period"]:
            raise DataError(
                f"char_offset {row['char_offset']}, column period: found nothing, expected the "
                "year or period of the figure"
            )
        level = linked.get(row["linked_to_offset"])
        belongs = level is not None and measure in _CHANGES
        if indicator not in known and indicator not in new and not belongs:
            new[indicator] = _indicator(row, measure)
        words = known[indicator].row if indicator in known else new[indicator]
        zh, en = words["indicator_zh"], words["indicator_en"]
        if belongs:
            zh, en = zh + _GROWTH_ZH[measure], en + _GROWTH_EN[measure]
        elif words["unit"] != row["unit"]:
            raise DataError(
                f"char_offset {row['char_offset']}, column indicator: found {indicator}, whose "
                f"unit is {words['unit']}; expected one in {row['unit']}"
            )
        name = stems.get((indicator, "" if belongs else measure), indicator)
        stem = f"{year}/{name}{_CHANGES[measure] if belongs else ''}"
        zh, en = names.get(stem.partition("/")[2], (zh, en))
        figure_id = stem
        for n in range(2, len(rows) + 2):
            if figure_id not in taken:
                break
            figure_id = f"{stem}_{n}"
        taken.add(figure_id)
        ids[row["char_offset"]] = figure_id
        printed, token = _token(row)
        expected = row["qualifier"] == "expected" or AS_EXPECTED in row["note"]
        scope = "预计" if expected and not token.estimate else ""
        if row["qualifier"] in quantity.BOUND_WORDS and token.qualifier == "exact":
            # 分别突破1.2万家和7.2万家: the bound was printed before the list.
            scope += quantity.BOUND_WORDS[row["qualifier"]]
        out.append(
            {
                "figure_id": figure_id,
                "ordinal": str(ordinal),
                "section": ".".join(row["section"].split(".")[:2]) or "0",
                "printed": printed,
                "scope": scope,
                "measure": measure,
                "indicator": indicator,
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
    return out, list(new.values())


_COMPARISONS = {
    "more_than": (">", "<"),
    "at_least": (">=", "<="),
    "at_most": ("<=", ">="),
    "less_than": ("<", ">"),
    "nearly": ("nearly", "nearly"),
}
"""How the contract writes a qualifier, of a rise and of a fall."""


def _targets(
    rows: list[dict[str, str]],
    year: int,
    known: Mapping[str, _Known],
    added: list[dict[str, str]],
    region: str,
) -> tuple[list[dict[str, str]], list[dict[str, str]]]:
    """Return the rows of the targets table that a draft gives, and the indicators that are new."""
    new: dict[str, dict[str, str]] = {}
    there = {row["indicator"]: row for row in added}
    out: dict[str, dict[str, str]] = {}
    for ordinal, row in enumerate(rows, start=1):
        if row["role"] != "target":
            continue
        indicator = row["indicator"]
        if indicator not in known and indicator not in there and indicator not in new:
            new[indicator] = _indicator(row, row["measure"])
        words = known[indicator].row if indicator in known else {**there, **new}[indicator]
        if words["unit"] != row["unit"]:
            raise DataError(
                f"char_offset {row['char_offset']}, column indicator: found {indicator}, whose "
                f"unit is {words['unit']}; expected one in {row['unit']}"
            )
        fall = row["value"].startswith("-")
        printed, _ = _token(row)
        if fall and quantity.parse(printed).value != Fraction(row["value"]):
            printed = f"下降{printed}"
        target = str(last_year(row["period"]) or year + 1)
        name = f"report_{year}/{indicator}/{target}"
        if name in out:
            raise DataError(
                f"char_offset {row['char_offset']}, column indicator: {indicator} has a target for "
                f"{target} already, {out[name]['printed']}; expected one, put - for the other"
            )
        section = ".".join(row["section"].split(".")[:2]) or "0"
        out[name] = {
            "target_id": name,
            "region": region,
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
            "locator": f"{section}#{ordinal}",
            "note": "issuer and date of issue to be completed",
        }
    return list(out.values()), list(new.values())


def _region(home: Path) -> str:
    """Return the region that the project's targets are mostly of."""
    regions = Counter(row["region"] for row in _read(home, "raw-targets"))
    return regions.most_common(1)[0][0] if regions else ""


def _publisher(home: Path, year: int, ask: Ask | None, quiet: bool) -> str:
    """Ask who published the report, "" where nobody says."""
    if (
        ask is None
        or quiet
        or any(row["source_id"] == f"report-{year}" for row in _read(home, "raw-sources"))
    ):
        return ""
    try:
        return ask(PUBLISHER, [UNKNOWN]).strip().replace(UNKNOWN, "")
    except (EOFError, KeyboardInterrupt):
        return ""


PUBLISHER = "Who published the report, as it names itself?"
UNKNOWN = "to be completed later"


def _names(home: Path) -> dict[str, tuple[str, str]]:
    names = {}
    for table in catalog.raw_tables("report-*", "figures.csv", home):
        for row in _read(home, table):
            short = row["figure_id"].partition("/")[2]
            names[short] = (row["indicator_zh"], row["indicator_en"])
    return names


def _stems(home: Path) -> dict[tuple[str, str], str]:
    """Return the ids without the year that an indicator's only figure had in earlier editions."""
    found: dict[tuple[str, str], set[str]] = {}
    for table in catalog.raw_tables("report-*", "figures.csv", home):
        for row in _read(home, table):
            if not row["linked_to"]:
                short = row["figure_id"].partition("/")[2]
                for measure in (row["measure"], ""):
                    found.setdefault((row["indicator"], measure), set()).add(short)
    return {key: next(iter(ids)) for key, ids in found.items() if len(ids) == 1}


# Remarks that the rules write for the person who checks; checked, they are done with.
_RULES = re.compile(
    "scope |of |range |said as|same indicator|"
    + "|".join(re.escape(note) for _, note in DOUBTS.values() if note)
)


_PLACES = {"person": str.maketrans("位", "名"), "rank": str.maketrans("名", "位")}
_ELIDED = {"CNY_1e8": "元", "USD_1e8": "美元"}


def _token(row: Mapping[str, str]) -> tuple[str, quantity.Quantity]:
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
    return printed, token


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


def _files(
    home: Path,
    year: int,
    figures: list[dict[str, str]],
    indicators: list[dict[str, str]],
    goals: list[dict[str, str]],
    publisher: str,
) -> dict[str, bytes]:
    """Return the files of the edition, path below data/ → content."""
    earlier = max(catalog.raw_tables("report-*", "figures.csv", home), key=lambda n: (len(n), n))
    model = str(catalog.resource(earlier, home)["path"]).split("/")[1]
    before = _YEAR.search(model)
    assert before
    files = {
        f"raw/report-{year}/figures.csv": _csv(catalog.columns(earlier, home), figures),
        "raw/indicators.csv": _csv(
            catalog.columns("raw-indicators", home),
            sorted(indicators, key=lambda row: row["indicator"]),
        ),
        "raw/sources.csv": _sources(home, model, before[0], str(year), publisher),
    }
    own = f"report_{year}/"
    kept = [row for row in _read(home, "raw-targets") if not row["target_id"].startswith(own)]
    if goals or len(kept) < len(_read(home, "raw-targets")):
        targets = sorted([*kept, *goals], key=lambda row: row["target_id"])
        path = str(catalog.resource("raw-targets", home)["path"])
        files[path] = _csv(catalog.columns("raw-targets", home), targets)
    names = [earlier]
    for file, carried in (("series.csv", _series), ("relations.csv", _relations)):
        for name in catalog.raw_tables(model, file, home):
            rows = carried(_read(home, name), figures, before[0], str(year))
            files[f"raw/report-{year}/{file}"] = _csv(catalog.columns(name, home), rows)
            names.append(name)
    files["datapackage.json"] = _package(home, names, before[0], str(year))
    return files


def _series(
    rows: list[dict[str, str]], figures: list[dict[str, str]], before: str, year: str
) -> list[dict[str, str]]:
    """Let the figures that stood in a series in the edition before stand in it again."""
    there = {row["figure_id"] for row in figures}
    out = []
    for row in rows:
        figure_id = row["figure_id"].replace(f"{before}/", f"{year}/", 1)
        if figure_id in there:
            shifted = row["period"].replace(before, year)
            out.append({**row, "figure_id": figure_id, "period": shifted})
    return out


def _relations(
    rows: list[dict[str, str]], figures: list[dict[str, str]], before: str, year: str
) -> list[dict[str, str]]:
    """Let the relations between figures of the edition before hold for those of the new one.

    Those that name no figure of an edition hold for every edition already.
    """
    there = {row["figure_id"] for row in figures}
    out = []
    for row in rows:
        sides = {side: row[side].replace(before, year) for side in ("left", "right")}
        named = [one for side in ("left", "right") for one in row[side].split(";")]
        own = [one.replace(before, year) for one in named if one.startswith(f"{before}/")]
        if own and set(own) <= there:
            name = row["relation_id"].removesuffix(f"_{before}")
            out.append({**row, **sides, "relation_id": f"{name}_{year}"})
    return out


def _sources(home: Path, model: str, before: str, year: str, publisher: str) -> bytes:
    rows = _read(home, "raw-sources")
    source_id = f"report-{year}"
    if all(row["source_id"] != source_id for row in rows):
        old = next((row for row in rows if row["source_id"] == model), rows[0])
        new = {key: value.replace(before, year) for key, value in old.items()}
        named = publisher or "(发布机构待补)"
        new |= {
            "source_id": source_id,
            "cite_zh": f"{named}{year}年报告",
            "cite_en": f"{publisher or '(publisher to be completed)'}, report on {year}",
            "publisher": publisher,
            "terms": "",
            "title": "",
            "published": "",
            "url": "",
            "official_url": "",
            "note": f"to be completed: {'' if publisher else 'publisher, '}title, date and address",
        }
        rows = sorted([*rows, new], key=lambda row: row["source_id"])
    return _csv(catalog.columns("raw-sources", home), rows)


def _package(home: Path, names: list[str], before: str, year: str) -> bytes:
    """Describe the new tables in datapackage.json by a copy of their forerunners' entries."""
    text = (home / "data" / "datapackage.json").read_text(encoding="utf-8")
    renamed = {name: f"{name.removesuffix(f'-{before}')}-{year}" for name in names}
    for name in names:
        start, end = _entry(text, name)
        copy = text[start:end]
        for old, new in renamed.items():
            copy = copy.replace(f'"{old}"', f'"{new}"')
        copy = copy.replace(f"report-{before}/", f"report-{year}/").replace(before, year)
        text = f"{text[:end]},\n    {copy}{text[end:]}"
    # The published table holds several editions from now on: ordinals repeat.
    start, end = _entry(text, "figures")
    entry = re.sub(r'("name": "ordinal"[^\n]*), "unique": true', r"\1", text[start:end])
    text = text[:start] + entry + text[end:]
    return text.encode("utf-8")


def _entry(text: str, name: str) -> tuple[int, int]:
    """Span of a resource's braces in the text of the descriptor."""
    at = re.search(rf'\{{\s*"name":\s*"{re.escape(name)}"', text)
    if at is None:
        raise DataError(f"data/datapackage.json: no entry that begins with the name {name!r}")
    depth = 0
    quoted = False
    i = at.start()
    while i < len(text):
        c = text[i]
        if quoted:
            if c == "\\":
                i += 1
            elif c == '"':
                quoted = False
        elif c == '"':
            quoted = True
        elif c in "{}":
            depth += 1 if c == "{" else -1
            if not depth:
                return at.start(), i + 1
        i += 1
    raise DataError("data/datapackage.json: unbalanced braces")


def _try(home: Path, files: Mapping[str, bytes]) -> None:
    """Build and validate the edition in a temporary copy of the data."""
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
            raise DataError(
                f"the edition does not validate, nothing was written: "
                f"{str(error).replace(f'{copy}/', '')}"
            ) from None


def _read(home: Path, name: str) -> list[dict[str, str]]:
    label = str(catalog.resource(name, home)["path"])
    lines = cells.rows(catalog.decode(catalog.content(name, home), label), label)
    _, head = next(lines, (1, []))
    return [dict(zip(head, row, strict=False)) for _, row in lines]


def _csv(columns: Iterable[str], rows: Iterable[Mapping[str, str]]) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    names = list(columns)
    writer.writerow(names)
    writer.writerows([row.get(name, "") for name in names] for row in rows)
    return out.getvalue().encode("utf-8")
