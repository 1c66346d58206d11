"""Raw tables to figures, observations and targets: pure functions on frames of text.

Every number keeps the width of its print: it is parsed from the printed token where the token is
known, and otherwise takes the decimals that its publication prints.  Nothing is judged here.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from itertools import pairwise

import pandas as pd

from cqdata.audit.book import LINE, check_relation
from cqdata.audit.report_rules import UNITS_OF
from cqdata.cells import records
from cqdata.errors import CellError, DataError, Faults, cell_error
from cqdata.names import (
    OBSERVATION_KEY,
    PLANNED,
    computed_id,
    end_year,
    is_figure,
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
from cqdata.quantity.core import ends_of

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


def figures(
    raw: pd.DataFrame, label: str = "figures.csv", units: re.Pattern[str] | None = None
) -> pd.DataFrame:
    """Parse the printed figures of a report.

    Parameters
    ----------
    raw
        Table raw-figures as text.
    label
        Name of the file, for messages.
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

    def one(row: dict[str, str], number: int) -> dict[str, str]:
        quantity = _parsed(row["printed"], row["scope"], label, number)
        if units is not None and not units.fullmatch(quantity.unit):
            expected = (
                "a number with a unit that data/datapackage.json lists (亿元, %, 个百分点, 倍, 人, "
                f"家, 个, 项 …), not {quantity.unit!r}"
            )
            raise cell_error(label, number, "printed", row["printed"], expected)
        if expected := _misfit(quantity, row["measure"]):
            raise cell_error(label, number, "printed", row["printed"], expected)
        edition = row["figure_id"].partition("/")[0]
        if int(edition) > newest_year():
            expected = f"a report on a year up to {newest_year()}"
            raise cell_error(label, number, "figure_id", row["figure_id"], expected)
        if end_year(row["period"]) > int(edition) + 1:
            expected = f"a result of {int(edition) + 1} at the latest, in a report on {edition}"
            raise cell_error(label, number, "period", row["period"], expected)
        return {
            **row,
            **_interval(quantity),
            "status": "estimate" if quantity.estimate else "reported",
            "source_id": f"report-{edition}",
            "locator": f"§{row['section']}, no. {row['ordinal']}",
        }

    rows = _each(raw, one)
    level_of = {row["figure_id"]: row["linked_to"] for row in rows}
    faults = Faults()
    for number, row in _numbered(raw):
        if level_of.get(level_of[row["figure_id"]]):
            expected = "a level, which is linked to nothing itself"
            faults.found.append(cell_error(label, number, "linked_to", row["linked_to"], expected))
    faults.end()
    return _sorted(rows, ["figure_id"])


def observations(
    statistics: Mapping[str, pd.DataFrame],
    indicators: pd.DataFrame,
    bases: pd.DataFrame,
    sources: pd.DataFrame,
) -> pd.DataFrame:
    """Bring the statistics into one table with canonical units and widths.

    Parameters
    ----------
    statistics
        File name → table of raw/statistics as text.
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

    def one(row: dict[str, str], number: int, label: str) -> dict[str, str]:
        known = words.get(row["indicator"])
        if known is None or (row["indicator"], row["basis"]) not in decimals:
            key = f"{row['indicator']}|{row['basis']}"
            raise cell_error(label, number, "indicator, basis", key, "a key of bases")
        issued = published_in.get(row["source_id"])
        if end_year(row["period"]) > int(issued or newest_year() - 1):
            why = "was published" if issued else "has no date, and the year is not over"
            expected = f"nothing later than {issued or newest_year() - 1}: {row['source_id']} {why}"
            raise cell_error(label, number, "period", row["period"], expected)
        width = row["decimals"] or decimals[row["indicator"], row["basis"]]
        quantity = _published(row, known["kind"], width, label, number)
        if quantity is not None:
            _check_natural(quantity, known, row, label, number)
        if quantity and row["status"] == "estimate" and quantity.qualifier == "exact":
            quantity = replace(quantity, qualifier="expected", estimate=True)
        return {
            **row,
            **_interval(quantity, known["unit"]),
            "year": _year(row["period"]),
            "evidence": evidence.get(row["source_id"], ""),
        }

    faults = Faults()
    placed = []
    for label, table in statistics.items():
        for number, cells in _numbered(table):
            with faults.noted():
                placed.append((label, number, one(cells, number, label)))
    levels = {name for name, row in words.items() if row["kind"] in _LEVELS}
    faults.found += jumps([place for place in placed if place[2]["indicator"] in levels])
    faults.end()
    return _sorted([row for _, _, row in placed], ["indicator", *OBSERVATION_KEY])


def check_indicators(
    indicators: pd.DataFrame, bases: pd.DataFrame, label: str = "indicators.csv"
) -> None:
    """Check that each preferred basis is a basis of its indicator, and each range one.

    Raises
    ------
    DataError
        Naming every row of which that does not hold.
    """
    known = set(bases[["indicator", "basis"]].itertuples(index=False, name=None))

    def one(row: dict[str, str], number: int) -> dict[str, str]:
        chosen = row["preferred_basis"]
        if chosen and (row["indicator"], chosen) not in known:
            expected = f"a basis of {row['indicator']} in bases.csv"
            raise cell_error(label, number, "preferred_basis", chosen, expected)
        lower, upper = row["lower"], row["upper"]
        if lower and upper and Fraction(lower) > Fraction(upper):
            raise cell_error(label, number, "lower", lower, f"at most the upper end, {upper}")
        return row

    _each(indicators, one)


def check_relations(
    raw: pd.DataFrame, figures: pd.DataFrame, label: str, bases: pd.DataFrame
) -> None:
    """Check that each relation is one, and that what it names is in the tables.

    Raises
    ------
    DataError
        Naming every row in which that does not hold.
    """
    known = set(figures["figure_id"])
    series = records(bases)

    def one(row: dict[str, str], number: int) -> dict[str, str]:
        for side in ("left", "right"):
            for name in row[side].split(";"):
                if is_figure(name) and not name.startswith("implied/") and name not in known:
                    raise cell_error(label, number, side, name, "a key of figures")
        check_relation({**row, LINE: str(number)}, series, label)
        return row

    _each(raw, one)


def jumps(placed: Iterable[tuple[str, int, Mapping[str, str]]]) -> list[CellError]:
    """Return the values that are ten times those of the year before, or a tenth, as errors.

    A unit slipped (万元 for 亿元) shows so.  The year before is the nearest that the same basis
    has; a value that returns from a jump is none, to and from a row whose flag says ``jump`` it is
    meant, and one that is marked doubtful or not comparable stands in no series.

    Parameters
    ----------
    placed
        File, line and row (as :func:`observations` makes it) of levels.
    """
    series: dict[tuple[str, str, str], dict[int, list[tuple[str, int, Mapping[str, str]]]]]
    series = defaultdict(lambda: defaultdict(list))
    for label, number, row in placed:
        if row["year"] and row["value"] and row["flag"] not in _APART:
            key = row["region"], row["indicator"], row["basis"]
            series[key][int(row["year"])].append((label, number, row))
    found = []
    for years in series.values():
        jumped = False
        for before, year in pairwise(sorted(years)):
            beside = [Decimal(row["value"]) for _, _, row in years[before]]
            off = [one for one in years[year] if _is_off(Decimal(one[2]["value"]), beside)]
            meant = jumped or any(row["flag"] == "jump" for _, _, row in years[before])
            for label, number, row in () if meant else off:
                if row["flag"] != "jump":
                    expected = (
                        f"less than {_JUMP} times, and more than a tenth of, the year before it "
                        f"({before}: {plain(Fraction(beside[0]))} {row['unit']}), or the flag jump "
                        "if it is meant"
                    )
                    value = f"{row['value']} {row['unit']}"
                    found.append(cell_error(label, number, "value", value, expected))
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
    label: str = "series.csv",
    indicators: pd.DataFrame | None = None,
    regions: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Return the figures of a report that also stand in a series, as observations.

    Parameters
    ----------
    parsed
        Table figures as :func:`figures` returns it.
    series
        Table raw-series: which figure stands in which series.
    sources
        The sources, for the grade of evidence.
    label
        Name of the file, for messages.
    indicators
        The dictionary of indicators, for their units; None judges no unit.
    regions
        The dictionary of regions; None judges no region.

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
    words = {} if indicators is None else {r["indicator"]: r for r in records(indicators)}
    evidence = _evidence(sources)
    kinds = {} if regions is None else {r["region"]: r["kind"] for r in records(regions)}

    def one(row: dict[str, str], number: int) -> dict[str, str]:
        figure = known.get(row["figure_id"])
        if figure is None:
            raise cell_error(label, number, "figure_id", row["figure_id"], "a key of figures")
        told = words.get(row["indicator"])
        if told is not None and figure["unit"] != told["unit"]:
            expected = f"an indicator in {figure['unit']}, as the figure; it is in {told['unit']}"
            raise cell_error(label, number, "indicator", row["indicator"], expected)
        bound = "" if told is None else _unnatural(Fraction(figure["value"]), told)
        if bound:
            raise cell_error(
                label, number, "figure_id", f"{row['figure_id']}: {figure['printed']}", bound
            )
        edition = row["figure_id"].partition("/")[0]
        if row["period"][:4] > edition:
            raise cell_error(label, number, "period", row["period"], f"none after {edition}")
        if row["period"] != figure["period"]:
            expected = f"{figure['period']}, the period of the figure"
            raise cell_error(label, number, "period", row["period"], expected)
        if row["region"] != _REPORTED and kinds and kinds.get(row["region"]) != "area":
            expected = f"{_REPORTED}, of which the report speaks, or an area in it"
            raise cell_error(label, number, "region", row["region"], expected)
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
    keys = zip(*(frame[name].tolist() for name in ("indicator", *OBSERVATION_KEY)), strict=True)
    order = [place for place, _ in sorted(enumerate(keys), key=lambda one: one[1])]
    return frame.iloc[order].reset_index(drop=True).astype(str)


def computed(
    raw: pd.DataFrame,
    observations: pd.DataFrame,
    indicators: pd.DataFrame,
    label: str = "computed.csv",
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
    label
        Name of the file, for messages.

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
    known = named(observations, {name for text in raw["inputs"] for name in text.split(";")})
    kinds = {row["indicator"]: row["kind"] for row in records(indicators)}

    def one(row: dict[str, str], number: int) -> dict[str, str]:
        inputs = [_input(name, known, label, number) for name in row["inputs"].split(";")]
        try:
            quantity = _OPERATIONS[row["operation"]](*inputs)
        except (KeyError, TypeError, ArithmeticError, QuantityError):
            expected = f"what {row['operation']!r} can be made of: any number to sum, else two"
            raise cell_error(label, number, "inputs", row["inputs"], expected) from None
        if kinds.get(row["indicator"]) in _COUNTED and quantity.unit.startswith("count:"):
            quantity = quantity.rounded_to_whole() or quantity
        stated = published(row["value"], row["unit"], int(row["decimals"] or 0))
        any_value = quantity.low is None and quantity.high is None
        if any_value or stated.unit != quantity.unit or not stated.overlaps(quantity):
            given = f"{quantity.interval(8)} {quantity.unit}"
            raise cell_error(label, number, "value", f"{row['value']} {row['unit']}", given)
        shown, note = _fixed(stated.value or Fraction(0), stated.step), row["note"]
        if not quantity.contains(stated.value or 0):
            # The reader rounded; the exact result stands, and what they wrote is kept.
            note = "; ".join(filter(None, [f"computed there as {shown}", note]))
            shown = plain(quantity.point or 0)
        return {
            **row,
            "derived_id": computed_id(row),
            "value": shown,
            "low": "" if quantity.low is None else plain(quantity.low, direction=-1),
            "high": "" if quantity.high is None else plain(quantity.high, direction=1),
            "unit": quantity.unit,
            "status": "derived",
            "source_id": ";".join(filter(None, [row["source_id"], row["also"]])),
            "note": note,
        }

    return _sorted(_each(raw, one), ["derived_id"])


def named(observations: pd.DataFrame, ids: Iterable[str]) -> dict[str, dict[str, str]]:
    """Return those of some observations that are there: id → row."""
    wanted = {one.removeprefix("obs:") for one in ids}
    keys = zip(*(observations[name].tolist() for name in OBSERVATION_KEY), strict=True)
    here = [place for place, key in enumerate(keys) if "/".join(key) in wanted]
    return {observation_id(row): row for row in records(observations.iloc[here])}


def _input(name: str, known: Mapping[str, dict[str, str]], label: str, number: int) -> Quantity:
    if name.startswith("="):
        return _parsed(name[1:], "", label, number, "inputs")
    row = known.get(name)
    if row is None:
        raise cell_error(label, number, "inputs", name, "the id of an observation")
    return restore(row["value"], row["low"], row["high"], row["unit"], row["qualifier"], key=name)


_OPERATIONS: dict[str, Callable[..., Quantity]] = {
    "sum": lambda *parts: total(parts),
    "difference": lambda one, other: one - other,
    "prior": lambda level, growth: level.prior(growth),
    "next": lambda level, growth: level * (growth.ratio() + 1),
    "growth": lambda now, then: now.growth_over(then),
    "whole": lambda part, share: part / share.ratio(),
}


def targets(
    raw: pd.DataFrame,
    sources: pd.DataFrame,
    label: str = "targets.csv",
    indicators: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Parse the targets of plans.

    Parameters
    ----------
    raw
        Table raw-targets as text.
    sources
        The sources, for the grade of evidence.
    label
        Name of the file, for messages.
    indicators
        The dictionary of indicators, for their natural ranges; None judges no range.

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
    known = {} if indicators is None else {r["indicator"]: r for r in records(indicators)}

    def one(row: dict[str, str], number: int) -> dict[str, str]:
        # "about" is a level to reach: the number itself is as exact as it was printed.
        about = row["comparison"] == "about"
        number_row = {**row, "printed": _VERB.sub("", row["printed"], count=1)}
        if about:
            number_row["comparison"] = ""
        quantity = _published(number_row, "flow", "", label, number)
        if quantity is not None and about:
            quantity = replace(quantity, qualifier="about")
        told = known.get(row["indicator"])
        amount = told is not None and told["kind"] in _AMOUNTS
        if quantity is not None and told is not None:
            _check_natural(quantity, told, row, label, number)
            if amount and quantity.value == 0:
                raise cell_error(label, number, "value", row["value"], "a level to reach, above 0")
        issued, year = int(row["issued_date"][:4]), int(row["target_year"])
        if not issued <= year <= issued + PLANNED:
            expected = f"{issued}, when the plan was issued, to {issued + PLANNED}"
            raise cell_error(label, number, "target_year", row["target_year"], expected)
        if row["target_id"].split("/")[1:3] != [row["indicator"], row["target_year"]]:
            expected = f"a name of the plan and /{row['indicator']}/{row['target_year']}"
            raise cell_error(label, number, "target_id", row["target_id"], expected)
        baseline = row["baseline_value"]
        if bool(baseline) != bool(row["baseline_year"]):
            lacks = "baseline_year" if baseline else "baseline_value"
            raise cell_error(label, number, lacks, "", "something, or no baseline at all")
        if baseline and not issued - PLANNED <= int(row["baseline_year"]) < year:
            expected = f"a year from {issued - PLANNED} to {year - 1}, before the target's"
            raise cell_error(label, number, "baseline_year", row["baseline_year"], expected)
        if not row["unit"] and (quantity is None or row["baseline_value"]):
            raise cell_error(label, number, "unit", "", "a unit: printed gives none for this row")
        unit = quantity.unit if quantity else published("0", row["unit"]).unit
        if baseline:
            before = published(baseline, row["unit"]).value or Fraction(0)
            bound = "" if told is None else _unnatural(before, told)
            if amount and quantity and quantity.value and before > _SLIP * quantity.value:
                bound = f"less than {_SLIP} times the target"
            if bound:
                raise cell_error(label, number, "baseline_value", baseline, bound)
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
    for number, row in enumerate(records(corrections), start=2):
        name, column = row["table"], row["column"]
        if name not in out:
            raise cell_error("corrections.csv", number, "table", name, "a raw table")
        frame = out[name]
        if column not in frame.columns:
            raise cell_error("corrections.csv", number, "column", column, f"a column of {name}")
        here = frame[keys[name]].agg("|".join, axis=1) == row["key"]
        if here.sum() != 1:
            raise cell_error("corrections.csv", number, "key", row["key"], f"a row of {name}")
        found = frame.loc[here, column].iloc[0]
        if found != row["printed"]:
            raise cell_error(
                "corrections.csv",
                number,
                "printed",
                row["printed"],
                f"{found!r}, which {name} holds now: the source was mended, remove the correction",
            )
        frame = frame.copy()
        frame.loc[here, column] = row["corrected"]
        out[name] = frame
    return out


def _numbered(frame: pd.DataFrame) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield each row with its line in the file: the index counts from the line below the head."""
    for place, row in zip(frame.index, records(frame), strict=True):
        yield int(place) + 2, row


def _each(
    frame: pd.DataFrame, make: Callable[[dict[str, str], int], dict[str, str]]
) -> list[dict[str, str]]:
    """Return what is made of each row; the error names all rows of which nothing can be."""
    faults = Faults()
    rows = []
    for number, row in _numbered(frame):
        with faults.noted():
            rows.append(make(row, number))
    faults.end()
    return rows


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


def _parsed(token: str, scope: str, label: str, number: int, column: str = "printed") -> Quantity:
    try:
        return parse(token, scope)
    except QuantityError as error:
        raise cell_error(label, number, column, token, f"one printed number ({error})") from None


def _published(
    row: Mapping[str, str], kind: str, decimals: str, label: str, number: int
) -> Quantity | None:
    """Return the quantity of a row of a statistics or target table.

    None where the row is marked as relative or its number as not stated.
    """
    none_stated = row["comparison"] == "relative" or row.get("status") == "not_stated"
    if none_stated:
        if row["value"]:
            expected = "nothing, for the row says that no number was stated"
            raise cell_error(label, number, "value", row["value"], expected)
        return None
    if row["printed"]:
        token = _token(row, label, number)
        if row["value"]:
            _same_as_beside(token, row, label, number)
        return token
    if not row["value"]:
        expected = (
            "a number, or the token in the column printed; where the source states none, "
            "comparison relative or status not_stated says so"
        )
        raise cell_error(label, number, "value", "", expected)
    return _by_digits(row, kind, decimals, label, number)


def _by_digits(
    row: Mapping[str, str], kind: str, decimals: str, label: str, number: int
) -> Quantity:
    """Return a number whose token is not known, in the width that its publication prints."""
    if not row["unit"]:
        raise cell_error(label, number, "unit", "", "the unit of the value")
    places = int(decimals) if decimals else None
    if places is not None and places < 0 and Decimal(row["value"]).scaleb(places) % 1:
        expected = f"a number rounded to {10**-places}, as its decimals say"
        raise cell_error(label, number, "value", row["value"], expected)
    try:
        by_digits = published(row["value"], row["unit"], places, row["comparison"])
        if kind not in _COUNTED and by_digits.low == by_digits.high:
            # A ratio printed without decimals is rounded, though its unit is one of counts.
            rounded = published(row["value"], "", places or 0, row["comparison"])
            by_digits = replace(rounded, unit=by_digits.unit)
        if places is not None and len(row["value"].partition(".")[2]) > places >= 0:
            # An unrounded cell of a publication that prints fewer decimals has the printed width.
            printed = Decimal(row["value"]).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
            rounded = published(str(printed), row["unit"], places, row["comparison"])
            by_digits = replace(rounded, value=by_digits.value)
    except QuantityError as error:
        raise cell_error(label, number, "value", row["value"], str(error)) from None
    return by_digits


def _token(row: Mapping[str, str], label: str, number: int) -> Quantity:
    """Return the quantity of a printed token; a unit in the heading stands in ``unit``."""
    printed, unit = row["printed"], row["unit"]
    token = _parsed(printed, "", label, number)
    if not token.unit and unit:
        token = _parsed(f"{printed}{unit}", "", label, number)
    elif not token.unit:
        raise cell_error(label, number, "unit", "", f"the unit of {printed}")
    elif unit and not row["value"] and unit not in printed:
        raise cell_error(label, number, "unit", unit, f"the unit in {printed}, or nothing")
    if unit and published("0", unit).unit != token.unit:
        raise cell_error(label, number, "unit", unit, f"the unit of {printed}, or nothing")
    word = row["comparison"]
    if not word:
        return token
    said = published("1", "", None, word).qualifier
    if token.qualifier == "exact":  # the bound is printed elsewhere in the sentence
        assert token.value is not None
        step = token.step or Fraction(1)
        low, high, low_closed, high_closed = ends_of(token.value, step, said, False)
        return replace(
            token,
            low=low,
            high=high,
            low_closed=low_closed,
            high_closed=high_closed,
            qualifier=said,
        )
    if said != token.qualifier:
        expected = f"nothing, or what {printed} says ({token.qualifier})"
        raise cell_error(label, number, "comparison", word, expected)
    return token


def _same_as_beside(token: Quantity, row: Mapping[str, str], label: str, number: int) -> None:
    try:
        beside = published(row["value"], row["unit"] or token.unit).value
    except QuantityError as error:
        raise cell_error(label, number, "value", row["value"], str(error)) from None
    if token.value != beside:
        expected = f"the value beside it, {row['value']} {row['unit'] or token.unit}"
        raise cell_error(label, number, "printed", row["printed"], expected)


def _check_natural(
    quantity: Quantity,
    known: Mapping[str, str],
    row: Mapping[str, str],
    label: str,
    number: int,
) -> None:
    if quantity.unit != known["unit"]:
        column = "unit" if row["unit"] else "printed"
        raise cell_error(label, number, column, quantity.unit, f"the unit {known['unit']}")
    value = quantity.value
    assert value is not None  # only printed quantities come here
    column = "value" if row["value"] else "printed"
    if bound := _unnatural(value, known):
        raise cell_error(label, number, column, plain(value), bound)


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
        "low": "" if quantity.low is None else plain(quantity.low),
        "high": "" if quantity.high is None else plain(quantity.high),
        "unit": quantity.unit,
        "qualifier": quantity.qualifier,
    }


def _fixed(value: Fraction, step: Fraction | None) -> str:
    """Return a plain decimal with the decimals that were printed: 2.40, not 2.4."""
    text = plain(value)
    places = 0 if step is None else len(str(step.denominator)) - 1
    whole, _, digits = text.partition(".")
    return f"{whole}.{digits.ljust(places, '0')}" if places else text


def _sorted(rows: list[dict[str, str]], by: list[str]) -> pd.DataFrame:
    rows = sorted(rows, key=lambda row: [row[column] for column in by])
    return pd.DataFrame(rows, dtype=str)
