"""Raw tables to figures, observations and targets: pure functions on frames of text.

Every number keeps the width of its print: it is parsed from the printed token where the token is
known, and otherwise takes the decimals that its publication prints.  Nothing is judged here.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from itertools import pairwise

import pandas as pd

from cqdata.audit.book import UNLISTED, relations_of
from cqdata.audit.report_rules import UNITS_OF
from cqdata.cells import Row, numbered, records, tuples
from cqdata.errors import CellError, DataError, Faults
from cqdata.names import (
    OBSERVATION_KEY,
    PLANNED,
    derived_id,
    end_year,
    ids_in,
    newest_year,
    observation_id,
)
from cqdata.quantity import (
    UNIT_WORDS,
    Quantity,
    QuantityError,
    is_counted,
    parse,
    plain,
    published,
    restore,
    total,
)

_COUNTED = frozenset({"stock", "flow", "rank"})
_LEVELS = frozenset({"stock", "flow", "ratio", "index"})
_YEAR = re.compile(r"\d{4}")
_VERB = re.compile("(?:年均)?(?:增长|提高|提升|达)(?:到|至)?")
"""What a plan says before the number; it is part of the token and none of the number."""
_JUMP = 10
_AMOUNTS = frozenset({"stock", "flow"})
_SLIP = 100  # times a target no baseline is: a unit (万元 for 亿元) slipped
_REPORTED = "重庆"
_CHANGES = frozenset({"yoy_growth", "change_pp", "other"})
# A level in a unit of counts may be a ratio: 19.98 patents per 10,000 people.
_WHOLE = frozenset({"count", "cumulative", "new_in_year", "rank"})
_THINGS = frozenset({"count", "structural"})
_NO_LEVELS = frozenset({"rank", "pp"})
_APART = frozenset({"doubtful", "not_comparable"})


def figures(raw: pd.DataFrame, units: re.Pattern[str] | None = None) -> pd.DataFrame:
    """Parse the printed figures of a report.

    Parameters
    ----------
    raw
        Table raw-figures as text.
    units
        The canonical units that the contract lists; None allows any.

    Returns
    -------
    pandas.DataFrame
        Table figures as text, sorted by figure_id; value, low and high as plain decimals in unit.

    Raises
    ------
    DataError
        If a token cannot be read, its unit is not listed, or its period ends after the year that
        follows the report's, naming file, row and column of each.
    """

    level_of = dict(tuples(raw, ("figure_id", "linked_to")))

    def one(row: Row) -> dict[str, str]:
        quantity = _parsed(row, row["printed"], row["scope"])
        if units is not None and not units.fullmatch(quantity.unit):
            raise row.wrong("printed", UNLISTED.format(quantity.unit))
        if expected := _misfit(quantity, row["measure"]):
            raise row.wrong("printed", expected)
        edition = row["figure_id"].partition("/")[0]
        if int(edition) > newest_year():
            expected = f"a report on a year up to {newest_year()}"
            raise row.wrong("figure_id", expected)
        if end_year(row["period"]) > int(edition) + 1:
            expected = f"a result of {int(edition) + 1} at the latest, in a report on {edition}"
            raise row.wrong("period", expected)
        if level_of.get(row["linked_to"]):
            raise row.wrong("linked_to", "a level, which is linked to nothing itself")
        return {
            **row,
            **_interval(quantity),
            "status": "estimate" if quantity.estimate else "reported",
            "source_id": f"report-{edition}",
            "locator": f"§{row['section']}, no. {row['ordinal']}",
        }

    return _sorted(_each(raw, one), ["figure_id"])


def observations(
    statistics: Iterable[pd.DataFrame],
    indicators: pd.DataFrame,
    bases: pd.DataFrame,
    sources: pd.DataFrame,
) -> pd.DataFrame:
    """Bring the statistics into one table with canonical units and widths.

    Parameters
    ----------
    statistics
        Tables of raw/statistics as text.
    indicators, bases, sources
        The dictionaries, as text.

    Returns
    -------
    pandas.DataFrame
        Table observations as text, sorted by its key; ``year`` is empty unless the period is one.

    Raises
    ------
    DataError
        Naming every row that states no value, whose value does not agree with its token, its
        indicator's unit or natural range, or with the years beside it (see :func:`jumps`), or
        which is of a year after its source was published, or one that is not over where no date
        of the source is known.
    """
    words = {row["indicator"]: row for row in records(indicators)}
    decimals = {(row["indicator"], row["basis"]): row["decimals"] for row in records(bases)}
    evidence = _evidence(sources)
    published_in = {row["source_id"]: row["published"][:4] for row in records(sources)}

    def one(row: Row) -> dict[str, str]:
        known = words.get(row["indicator"])
        if known is None or (row["indicator"], row["basis"]) not in decimals:
            key = f"{row['indicator']}|{row['basis']}"
            raise row.wrong("indicator, basis", "a key of bases", key)
        issued = published_in.get(row["source_id"])
        if end_year(row["period"]) > int(issued or newest_year() - 1):
            why = "was published" if issued else "has no date, and the year is not over"
            expected = f"nothing later than {issued or newest_year() - 1}: {row['source_id']} {why}"
            raise row.wrong("period", expected)
        if row["source_id"] in ids_in(row["also"]):
            raise row.wrong("also", "further sources, not that of the row itself")
        width = row["decimals"] or decimals[row["indicator"], row["basis"]]
        quantity = _published(row, known["kind"], width)
        if quantity is not None:
            _check_natural(quantity, known, row)
        if quantity and row["status"] == "estimate" and quantity.qualifier == "exact":
            quantity = replace(quantity, qualifier="expected", estimate=True)
        return {
            **row,
            **_interval(quantity, known["unit"]),
            "year": _year(row["period"]),
            "evidence": evidence.get(row["source_id"], ""),
        }

    faults = Faults()
    placed = [row for table in statistics for row in _each(table, one, faults)]
    levels = {name for name, row in words.items() if row["kind"] in _LEVELS}
    faults.found += jumps(row for row in placed if row["indicator"] in levels)
    faults.end()
    return _sorted(placed, ["indicator", *OBSERVATION_KEY])


def check_indicators(indicators: pd.DataFrame, bases: pd.DataFrame) -> None:
    """Check that each preferred basis is a basis of its indicator, and each range one.

    Raises
    ------
    DataError
        Naming every row of which that does not hold.
    """
    known = set(tuples(bases, ("indicator", "basis")))

    def one(row: Row) -> dict[str, str]:
        chosen = row["preferred_basis"]
        if chosen and (row["indicator"], chosen) not in known:
            expected = f"a basis of {row['indicator']} in bases.csv"
            raise row.wrong("preferred_basis", expected)
        lower, upper = row["lower"], row["upper"]
        if lower and upper and Fraction(lower) > Fraction(upper):
            raise row.wrong("lower", f"at most the upper end, {upper}")
        if (row["kind"] == "rank") != (row["unit"] == "rank"):
            raise row.wrong("kind", "rank for what is in the unit rank, and for nothing else")
        return row

    _each(indicators, one)


def check_relations(raw: pd.DataFrame, figures: pd.DataFrame, bases: pd.DataFrame) -> None:
    """Check that each relation is one, and that what it names is in the tables.

    Raises
    ------
    DataError
        Naming every row in which that does not hold.
    """
    series = set(tuples(bases, ("indicator", "basis")))
    relations_of(numbered(raw), series, set(figures["figure_id"]))


def jumps(placed: Iterable[Row]) -> list[CellError]:
    """Return the values that are ten times those of the year before, or a tenth, as errors.

    A unit slipped (万元 for 亿元) shows so.  The year before is the nearest that the same basis
    has; a value that returns from a jump is none, to and from a row whose flag says ``jump`` it is
    meant, and one that is marked doubtful or not comparable stands in no series.

    Parameters
    ----------
    placed
        Rows of levels, as :func:`observations` makes them.
    """
    series: dict[tuple[str, str, str], dict[int, list[Row]]]
    series = defaultdict(lambda: defaultdict(list))
    for row in placed:
        if row["year"] and row["value"] and row["flag"] not in _APART:
            key = row["region"], row["indicator"], row["basis"]
            series[key][int(row["year"])].append(row)
    found = []
    for years in series.values():
        jumped = False
        for before, year in pairwise(sorted(years)):
            beside = [Decimal(row["value"]) for row in years[before]]
            off = [row for row in years[year] if _is_off(Decimal(row["value"]), beside)]
            meant = jumped or any(row["flag"] == "jump" for row in years[before])
            for row in () if meant else off:
                if row["flag"] != "jump":
                    expected = (
                        f"less than {_JUMP} times, and more than a tenth of, the year before it "
                        f"({before}: {plain(Fraction(beside[0]))} {row['unit']}), or the flag jump "
                        "if it is meant"
                    )
                    found.append(row.wrong("value", expected, f"{row['value']} {row['unit']}"))
            jumped = len(off) == len(years[year])
    return found


def _is_off(value: Decimal, beside: Iterable[Decimal]) -> bool:
    """Say whether a value is ten times all of some others, or a tenth of them."""
    ends = [(min(value, one), max(value, one)) for one in beside]
    return all(low >= 0 < high >= _JUMP * low for low, high in ends)


def from_report(
    parsed: pd.DataFrame,
    series: pd.DataFrame,
    sources: pd.DataFrame,
    indicators: pd.DataFrame,
    regions: pd.DataFrame,
) -> pd.DataFrame:
    """Return the figures of a report that also stand in a series, as observations.

    Parameters
    ----------
    parsed
        Table figures as :func:`figures` returns it.
    series
        Table raw-series: which figure stands in which series.
    sources, indicators, regions
        The dictionaries: grades of evidence, units, kinds of region.

    Raises
    ------
    DataError
        If a figure named there does not exist, has another unit than the series, or is joined to
        another period or a year after its report's, or to a region that is neither the report's
        nor an area, or its value is no whole number of things or outside the natural range of the
        indicator: a report may print what cannot be, and the audit says so, but no series goes on
        with it.
    """
    known = {row["figure_id"]: row for row in records(parsed)}
    evidence, words = _evidence(sources), {row["indicator"]: row for row in records(indicators)}
    kinds = {row["region"]: row["kind"] for row in records(regions)}

    def one(row: Row) -> dict[str, str]:
        figure = known.get(row["figure_id"])
        if figure is None:
            raise row.wrong("figure_id", "a key of figures")
        told = _told(row, words)
        if figure["unit"] != told["unit"]:
            expected = f"an indicator in {figure['unit']}, as the figure; it is in {told['unit']}"
            raise row.wrong("indicator", expected)
        if bound := _unnatural(Fraction(figure["value"]), told):
            raise row.wrong("figure_id", bound, f"{row['figure_id']}: {figure['printed']}")
        edition = row["figure_id"].partition("/")[0]
        if row["period"][:4] > edition:
            raise row.wrong("period", f"none after {edition}")
        if row["period"] != figure["period"]:
            raise row.wrong("period", f"{figure['period']}, the period of the figure")
        if row["region"] != _REPORTED and kinds.get(row["region"]) != "area":
            expected = f"{_REPORTED}, of which the report speaks, or an area in it"
            raise row.wrong("region", expected)
        return {
            **figure,
            **row,
            "year": _year(row["period"]),
            "vintage": str(figure["source_id"]).replace("-", "_"),
            "evidence": evidence.get(figure["source_id"], ""),
            "flag": "",
            "also": "",
            "note": f"figure {row['figure_id']}",
        }

    return pd.DataFrame(_each(series, one), dtype=str)


def combine(tables: Iterable[pd.DataFrame]) -> pd.DataFrame:
    """Join observation tables into one, sorted by key.

    Raises
    ------
    DataError
        If a key stands twice.
    """
    frame = pd.concat(list(tables), ignore_index=True).fillna("")
    twice = frame.loc[frame.duplicated(list(OBSERVATION_KEY)), list(OBSERVATION_KEY)]
    if len(twice):
        raise DataError(f"observations: key {'|'.join(twice.iloc[0])} stands twice, expected once")
    return _sorted(records(frame), ["indicator", *OBSERVATION_KEY])


def computed(
    raw: pd.DataFrame,
    observations: pd.DataFrame,
    indicators: pd.DataFrame,
) -> pd.DataFrame:
    """Recompute what a reader of the sources computed, with the widths of its inputs.

    Parameters
    ----------
    raw
        Table raw-computed as text.
    observations
        The observations that the inputs name.
    indicators
        The dictionary of indicators: stocks of things come out as the whole numbers that fit.

    Returns
    -------
    pandas.DataFrame
        Rows of table derived as text; low and high from the inputs, value as stated where it
        lies between them and exact where the reader had rounded it.

    Raises
    ------
    DataError
        If an input does not exist, or the stated value is not what the inputs give.
    """
    known = by_id(observations, raw)
    kinds = {row["indicator"]: row["kind"] for row in records(indicators)}

    def one(row: Row) -> dict[str, str]:
        quantity = made(row, known)
        if kinds.get(row["indicator"]) in _COUNTED and quantity.unit.startswith("count:"):
            quantity = quantity.rounded_to_whole() or quantity
        try:
            stated = published(row["value"], row["unit"], int(row["decimals"] or 0))
        except QuantityError as error:
            raise row.wrong("value", f"a plain number ({error})") from None
        any_value = quantity.low is None and quantity.high is None
        if any_value or stated.unit != quantity.unit or not stated.overlaps(quantity):
            given = f"{quantity.interval(8)} {quantity.unit}"
            raise row.wrong("value", given, f"{row['value']} {row['unit']}")
        shown, note = _fixed(stated.value or Fraction(0), stated.step), row["note"]
        if not quantity.contains(stated.value or 0):
            # The reader rounded; the exact result stands, and what they wrote is kept.
            note = "; ".join(filter(None, [f"computed there as {shown}", note]))
            shown = plain(quantity.point or 0)
        return {
            **row,
            "derived_id": derived_id("computed", row),
            "value": shown,
            **quantity.ends(),
            "unit": quantity.unit,
            "status": "derived",
            "source_id": ";".join(filter(None, [row["source_id"], row["also"]])),
            "note": note,
        }

    return _sorted(_each(raw, one), ["derived_id"])


def by_id(observations: pd.DataFrame, raw: pd.DataFrame) -> dict[str, dict[str, str]]:
    """Return observations by their ids: those of the indicators that the ids in a table are of."""
    ids = ids_in(*(cell for name in raw.columns for cell in raw[name].tolist()))
    indicators = {one.split("/")[1] for one in ids if re.match("obs:[^/]*/", one)}
    rows = observations.loc[observations["indicator"].isin(indicators)]
    return {observation_id(row): row for row in records(rows)}


def made(row: Row, known: Mapping[str, Mapping[str, str]], *given: Quantity) -> Quantity:
    """Return what the operation of a row makes of what is given and of its inputs.

    Raises
    ------
    DataError
        If an input does not exist, or the operation takes other ones.
    """
    names = filter(None, row["inputs"].split(";"))
    inputs = [*given, *(value_of(name, known, row) for name in names)]
    try:
        return _OPERATIONS[row["operation"]](*inputs)
    except (KeyError, TypeError, ArithmeticError, QuantityError):
        expected = f"what {row['operation']!r} can be made of: any number to sum, else two or three"
        raise row.wrong("inputs", expected) from None


def value_of(
    name: str, known: Mapping[str, Mapping[str, str]], by: Row, column: str = "inputs"
) -> Quantity:
    """Return the value of an id, or one that a row gives behind =."""
    if name.startswith("="):
        return _parsed(by, name[1:], column=column)
    row = known.get(name)
    if row is None:
        raise by.wrong(column, "the id of an observation", name)
    qualifier = row.get("qualifier") or "exact"
    return restore(row["value"], row["low"], row["high"], row["unit"], qualifier, key=name)


_OPERATIONS: dict[str, Callable[..., Quantity]] = {
    "sum": lambda *parts: total(parts),
    "difference": lambda one, other: one - other,
    "prior": lambda level, growth: level.prior(growth),
    "next": lambda level, growth: level * (growth.ratio() + 1),
    "growth": lambda now, then: now.growth_over(then),
    "whole": lambda part, share: part / share.ratio(),
    "itself": lambda level: level,
    # A year's growth on, as a multiple of a base.
    "times": lambda level, growth, base: level * (growth.ratio() + 1) / base,
}


def targets(
    raw: pd.DataFrame,
    sources: pd.DataFrame,
    indicators: pd.DataFrame,
) -> pd.DataFrame:
    """Parse the targets of plans.

    Parameters
    ----------
    raw
        Table raw-targets as text.
    sources, indicators
        The dictionaries: grades of evidence, units and natural ranges.

    Returns
    -------
    pandas.DataFrame
        Table targets as text, sorted by target_id; values in canonical units.

    Raises
    ------
    DataError
        Naming every row that states no number with a unit, or one outside the natural range of
        its indicator, or a level of nothing, or a year before the plan was issued or more than
        :data:`cqdata.names.PLANNED` after it; or whose id or baseline is that of another.
    """
    evidence = _evidence(sources)
    words = {row["indicator"]: row for row in records(indicators)}

    def one(row: Row) -> dict[str, str]:
        # "about" is a level to reach: the number itself is as exact as it was printed.
        about = row["comparison"] == "about"
        bare = {"printed": _VERB.sub("", row["printed"], count=1)}
        bare |= {"comparison": ""} if about else {}
        quantity = _published(Row(row | bare, row.file, row.line), "flow", "")
        if quantity is not None and about:
            quantity = replace(quantity, qualifier="about")
        told = _told(row, words)
        amount = told["kind"] in _AMOUNTS
        if quantity is not None:
            _check_natural(quantity, told, row)
            if amount and quantity.value == 0:
                raise row.wrong("value", "a level to reach, above 0")
        issued, year = int(row["issued_date"][:4]), int(row["target_year"])
        if not issued <= year <= issued + PLANNED:
            expected = f"{issued}, when the plan was issued, to {issued + PLANNED}"
            raise row.wrong("target_year", expected)
        if row["target_id"].split("/")[1:3] != [row["indicator"], row["target_year"]]:
            expected = f"a name of the plan and /{row['indicator']}/{row['target_year']}"
            raise row.wrong("target_id", expected)
        baseline = row["baseline_value"]
        if bool(baseline) != bool(row["baseline_year"]):
            lacks = "baseline_year" if baseline else "baseline_value"
            raise row.wrong(lacks, "something, or no baseline at all")
        if baseline and not issued - PLANNED <= int(row["baseline_year"]) < year:
            expected = f"a year from {issued - PLANNED} to {year - 1}, before the target's"
            raise row.wrong("baseline_year", expected)
        if not row["unit"] and (quantity is None or row["baseline_value"]):
            raise row.wrong("unit", "a unit: printed gives none for this row")
        unit = quantity.unit if quantity else published("0", row["unit"]).unit
        if baseline:
            before = published(baseline, row["unit"]).value or Fraction(0)
            bound = _unnatural(before, told)
            if amount and quantity and quantity.value and before > _SLIP * quantity.value:
                bound = f"less than {_SLIP} times the target"
            if bound:
                raise row.wrong("baseline_value", bound)
            baseline = plain(before)
        return {
            **row,
            **_interval(quantity, unit),
            "baseline_value": baseline,
            "status": "target",
            "evidence": evidence.get(row["source_id"], ""),
        }

    return _sorted(_each(raw, one), ["target_id"])


def corrected(
    tables: Mapping[str, pd.DataFrame], corrections: pd.DataFrame, keys: Mapping[str, list[str]]
) -> dict[str, pd.DataFrame]:
    """Apply corrections to raw tables; the guard: each must still find what it corrects.

    Parameters
    ----------
    tables
        Table name → frame of text.
    corrections
        Table raw-corrections.
    keys
        Table name → columns of its primary key.

    Returns
    -------
    dict
        The tables, corrected ones as changed copies.

    Raises
    ------
    DataError
        If a correction names an unknown table, column or row, or if the cell no longer holds
        what the correction says it does.
    """
    out = dict(tables)
    for row in numbered(corrections):
        name, column = row["table"], row["column"]
        if name not in out:
            raise row.wrong("table", "a raw table")
        frame = out[name]
        if column not in frame.columns:
            raise row.wrong("column", f"a column of {name}")
        here = frame[keys[name]].agg("|".join, axis=1) == row["key"]
        if here.sum() != 1:
            raise row.wrong("key", f"a row of {name}")
        found = frame.loc[here, column].iloc[0]
        if found != row["printed"]:
            now = f"{found!r}, which {name} holds now: the source was mended, remove the correction"
            raise row.wrong("printed", now)
        frame = frame.copy()
        frame.loc[here, column] = row["corrected"]
        out[name] = frame
    return out


def _each(
    frame: pd.DataFrame, make: Callable[[Row], dict[str, str]], faults: Faults | None = None
) -> list[Row]:
    """Return what is made of each row; the error, or `faults`, has all of which nothing can be."""
    noted, rows = faults or Faults(), []
    for row in numbered(frame):
        with noted.noted():
            rows.append(Row(make(row), row.file, row.line))
    if faults is None:
        noted.end()
    return rows


def _told(row: Row, words: Mapping[str, dict[str, str]]) -> dict[str, str]:
    """Return what the dictionary of indicators says of a row's."""
    if row["indicator"] not in words:
        raise row.wrong("indicator", "a key of indicators")
    return words[row["indicator"]]


def _year(period: str) -> str:
    return period if _YEAR.fullmatch(period) else ""


def _evidence(sources: pd.DataFrame) -> dict[str, str]:
    return {row["source_id"]: row["evidence"] for row in records(sources)}


# ------------------------------------------------------------------------------------ one number


def _misfit(quantity: Quantity, measure: str) -> str:
    """Return what a measure asks of a number, in words, "" if it fits.

    A count or a rank is neither below zero nor in parts; a change of one may be below zero.
    """
    unit, value = quantity.unit, quantity.value
    units = UNITS_OF.get(measure, ())
    things = measure in _THINGS and not is_counted(unit)
    strange = unit not in units if units else unit in _NO_LEVELS and measure != "other"
    if things or strange:
        words = " or ".join(UNIT_WORDS.get(one, one) for one in units) or "another unit"
        return f"a number in {words}, as the measure {measure} says"
    if value is None or not (is_counted(unit) or unit == "person_year"):
        return ""
    if value.denominator != 1 and measure in _WHOLE:
        return f"a whole number of {unit}"
    return f"a {unit} of zero or more" if value < 0 and measure not in _CHANGES else ""


def _parsed(row: Row, token: str, scope: str = "", column: str = "printed") -> Quantity:
    try:
        return parse(token, scope)
    except QuantityError as error:
        raise row.wrong(column, f"one printed number ({error})", token) from None


def _published(row: Row, kind: str, decimals: str) -> Quantity | None:
    """Return the quantity of a row of a statistics or target table.

    None where the row is marked as relative or its number as not stated.
    """
    none_stated = row["comparison"] == "relative" or row.get("status") == "not_stated"
    if none_stated:
        if row["value"]:
            expected = "nothing, for the row says that no number was stated"
            raise row.wrong("value", expected)
        return None
    if row["printed"]:
        token = _token(row)
        if row["value"]:
            _same_as_beside(token, row)
        return token if kind in _COUNTED else token.measured()
    if not row["value"]:
        expected = (
            "a number, or the token in the column printed; where the source states none, "
            "comparison relative or status not_stated says so"
        )
        raise row.wrong("value", expected)
    return _by_digits(row, kind, decimals)


def _by_digits(row: Row, kind: str, decimals: str) -> Quantity:
    """Return a number whose token is not known, in the width that its publication prints."""
    if not row["unit"]:
        raise row.wrong("unit", "the unit of the value")
    places = int(decimals) if decimals else None
    if places is not None and places < 0 and Decimal(row["value"]).scaleb(places) % 1:
        expected = f"a number rounded to {10**-places}, as its decimals say"
        raise row.wrong("value", expected)
    try:
        by_digits = published(row["value"], row["unit"], places, row["comparison"])
        if kind not in _COUNTED:
            by_digits = by_digits.measured()
        if places is not None and len(row["value"].partition(".")[2]) > places >= 0:
            # An unrounded cell of a publication that prints fewer decimals has the printed width.
            printed = Decimal(row["value"]).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
            rounded = published(str(printed), row["unit"], places, row["comparison"])
            by_digits = replace(rounded, value=by_digits.value)
    except QuantityError as error:
        raise row.wrong("value", str(error)) from None
    return by_digits


def _token(row: Row) -> Quantity:
    """Return the quantity of a printed token; a unit in the heading stands in ``unit``."""
    printed, unit = row["printed"], row["unit"]
    token = _parsed(row, printed)
    if not token.unit and unit:
        token = _parsed(row, f"{printed}{unit}")
    elif not token.unit:
        raise row.wrong("unit", f"the unit of {printed}")
    elif unit and not row["value"] and unit not in printed:
        raise row.wrong("unit", f"the unit in {printed}, or nothing")
    if unit and published("0", unit).unit != token.unit:
        raise row.wrong("unit", f"the unit of {printed}, or nothing")
    word = row["comparison"]
    if not word:
        return token
    said = published("1", "", None, word).qualifier
    if token.qualifier == "exact":  # the bound is printed elsewhere in the sentence
        return replace(token.spread(token.step or Fraction(1), said), qualifier=said)
    if said != token.qualifier:
        expected = f"nothing, or what {printed} says ({token.qualifier})"
        raise row.wrong("comparison", expected)
    return token


def _same_as_beside(token: Quantity, row: Row) -> None:
    try:
        beside = published(row["value"], row["unit"] or token.unit).value
    except QuantityError as error:
        raise row.wrong("value", str(error)) from None
    if token.value != beside:
        expected = f"the value beside it, {row['value']} {row['unit'] or token.unit}"
        raise row.wrong("printed", expected)


def _check_natural(quantity: Quantity, known: Mapping[str, str], row: Row) -> None:
    if known["unit"] and quantity.unit != known["unit"]:  # a broken one is told where it stands
        column = "unit" if row["unit"] else "printed"
        raise row.wrong(column, f"the unit {known['unit']}", quantity.unit)
    value = quantity.value
    assert value is not None  # only printed quantities come here
    column = "value" if row["value"] else "printed"
    if bound := _unnatural(value, known):
        raise row.wrong(column, bound, plain(value))


def _unnatural(value: Fraction, known: Mapping[str, str]) -> str:
    """Return the natural bound of an indicator that a value is beyond, in words, or "".

    Things, people and ranks are counted in whole numbers; a ratio in their unit need not be one.
    """
    if value.denominator != 1 and known["kind"] in _COUNTED and is_counted(known["unit"]):
        return f"a whole number ({known['unit'].removeprefix('count:')})"
    if known["lower"] and value < Fraction(known["lower"]):
        return f"at least {known['lower']}"
    if known["upper"] and value > Fraction(known["upper"]):
        return f"at most {known['upper']}"
    return ""


def _interval(quantity: Quantity | None, unit: str = "") -> dict[str, str]:
    """Return value, low, high, unit and qualifier as text; all but the unit empty for None."""
    if quantity is None:
        return {"value": "", "low": "", "high": "", "unit": unit, "qualifier": "exact"}
    assert quantity.value is not None
    return {
        "value": _fixed(quantity.value, quantity.step),
        **quantity.ends(),
        "unit": quantity.unit,
        "qualifier": quantity.qualifier,
    }


def _fixed(value: Fraction, step: Fraction | None) -> str:
    """Return a plain decimal with the decimals that were printed: 2.40, not 2.4."""
    text = plain(value)
    places = 0 if step is None else len(str(step.denominator)) - 1
    whole, _, digits = text.partition(".")
    return f"{whole}.{digits.ljust(places, '0')}" if places else text


def _sorted(rows: Iterable[dict[str, str]], by: list[str]) -> pd.DataFrame:
    return pd.DataFrame(sorted(rows, key=lambda row: [row[column] for column in by]), dtype=str)
