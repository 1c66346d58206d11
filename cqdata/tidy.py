"""Raw tables to figures, observations and targets: pure functions on frames of text.

Every number keeps the width of its print: it is parsed from the printed token where the token is
known, and otherwise takes the decimals that its publication prints.  Nothing is judged here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pandas as pd

from cqdata.errors import DataError, cell_error
from cqdata.names import OBSERVATION_KEY, computed_id, observation_id
from cqdata.quantity import (
    Quantity,
    QuantityError,
    parse,
    plain,
    published,
    restore,
    total,
)

_COUNTED = frozenset({"stock", "flow", "rank"})


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
        If a token cannot be read or its unit is not listed, naming file, row and column.
    """
    rows = []
    for number, row in enumerate(_records(raw), start=2):
        quantity = _parsed(row["printed"], row["scope"], label, number)
        if units is not None and not units.fullmatch(quantity.unit):
            expected = (
                "a number with a unit that data/datapackage.json lists (亿元, %, 个百分点, 倍, 人, "
                f"家, 个, 项 …), not {quantity.unit!r}"
            )
            raise cell_error(label, number, "printed", row["printed"], expected)
        edition = row["figure_id"].partition("/")[0]
        rows.append(
            {
                **row,
                **_interval(quantity),
                "status": "estimate" if quantity.estimate else "reported",
                "source_id": f"report-{edition}",
                "locator": f"§{row['section']}, no. {row['ordinal']}",
            }
        )
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
        Table observations as text, sorted by its key.

    Raises
    ------
    DataError
        If a value does not agree with its token, its indicator's unit or natural range, or if a
        key stands in two files.
    """
    words = {row["indicator"]: row for row in _records(indicators)}
    decimals = {(row["indicator"], row["basis"]): row["decimals"] for row in _records(bases)}
    evidence = _evidence(sources)
    rows = []
    for label, table in statistics.items():
        for number, row in enumerate(_records(table), start=2):
            known = words.get(row["indicator"])
            if known is None or (row["indicator"], row["basis"]) not in decimals:
                key = f"{row['indicator']}|{row['basis']}"
                raise cell_error(label, number, "indicator, basis", key, "a key of bases")
            width = row["decimals"] or decimals[row["indicator"], row["basis"]]
            quantity = _published(row, known["kind"], width, label, number)
            if quantity is not None:
                _check_natural(quantity, known, label, number)
            if quantity and row["status"] == "estimate" and quantity.qualifier == "exact":
                quantity = replace(quantity, qualifier="expected", estimate=True)
            rows.append(
                {
                    **row,
                    **_interval(quantity, known["unit"]),
                    "evidence": evidence[row["source_id"]],
                }
            )
    return _sorted(rows, ["indicator", *OBSERVATION_KEY])


def from_report(
    parsed: pd.DataFrame, series: pd.DataFrame, sources: pd.DataFrame, label: str = "series.csv"
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

    Raises
    ------
    DataError
        If a figure named there does not exist.
    """
    known = {row["figure_id"]: row for row in _records(parsed)}
    evidence = _evidence(sources)
    rows = []
    for number, row in enumerate(_records(series), start=2):
        figure = known.get(row["figure_id"])
        if figure is None:
            raise cell_error(label, number, "figure_id", row["figure_id"], "a key of figures")
        rows.append(
            {
                **figure,
                **row,
                "vintage": str(figure["source_id"]).replace("-", "_"),
                "evidence": evidence[figure["source_id"]],
                "flag": "",
                "also": "",
                "note": f"figure {row['figure_id']}",
            }
        )
    return pd.DataFrame(rows, dtype=str)


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
    return _sorted(_records(frame), ["indicator", *OBSERVATION_KEY])


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
    known = {observation_id(row): row for row in _records(observations)}
    kinds = {row["indicator"]: row["kind"] for row in _records(indicators)}
    rows = []
    for number, row in enumerate(_records(raw), start=2):
        inputs = [_input(name, known, label, number) for name in row["inputs"].split(";")]
        quantity = _OPERATIONS[row["operation"]](inputs)
        if kinds.get(row["indicator"]) in _COUNTED and quantity.unit.startswith("count:"):
            quantity = quantity.rounded_to_whole() or quantity
        stated = published(row["value"], row["unit"], int(row["decimals"] or 0))
        if stated.unit != quantity.unit or not stated.overlaps(quantity):
            given = f"{quantity.interval(8)} {quantity.unit}"
            raise cell_error(label, number, "value", f"{row['value']} {row['unit']}", given)
        shown, note = _fixed(stated.value or Fraction(0), stated.step), row["note"]
        if not quantity.contains(stated.value or 0):
            # The reader rounded; the exact result stands, and what they wrote is kept.
            note = "; ".join(filter(None, [f"computed there as {shown}", note]))
            shown = plain(quantity.point or 0)
        rows.append(
            {
                **row,
                "derived_id": computed_id(row),
                "period": row["year"],
                "value": shown,
                "low": "" if quantity.low is None else plain(quantity.low, direction=-1),
                "high": "" if quantity.high is None else plain(quantity.high, direction=1),
                "unit": quantity.unit,
                "status": "derived",
                "source_id": ";".join(filter(None, [row["source_id"], row["also"]])),
                "note": note,
            }
        )
    return _sorted(rows, ["derived_id"])


def _input(name: str, known: Mapping[str, dict[str, str]], label: str, number: int) -> Quantity:
    if name.startswith("="):
        return _parsed(name[1:], "", label, number)
    row = known.get(name)
    if row is None:
        raise cell_error(label, number, "inputs", name, "the id of an observation")
    return restore(row["value"], row["low"], row["high"], row["unit"], row["qualifier"], key=name)


_OPERATIONS: dict[str, Callable[[list[Quantity]], Quantity]] = {
    "sum": total,
    "difference": lambda x: x[0] - x[1],
    "prior": lambda x: x[0].prior(x[1]),
    "next": lambda x: x[0] * (x[1].ratio() + 1),
    "growth": lambda x: x[0].growth_over(x[1]),
    "whole": lambda x: x[0] / x[1].ratio(),
}


def targets(raw: pd.DataFrame, sources: pd.DataFrame, label: str = "targets.csv") -> pd.DataFrame:
    """Parse the targets of plans.

    Parameters
    ----------
    raw
        Table raw-targets as text.
    sources
        The sources, for the grade of evidence.
    label
        Name of the file, for messages.

    Returns
    -------
    pandas.DataFrame
        Table targets as text, sorted by target_id; values in canonical units.
    """
    evidence = _evidence(sources)
    rows = []
    for number, row in enumerate(_records(raw), start=2):
        # "about" is a level to reach: the number itself is as exact as it was printed.
        about = row["comparison"] == "about"
        number_row = {**row, "comparison": ""} if about else row
        quantity = _published(number_row, "flow", "", label, number)
        if quantity is not None and about:
            quantity = replace(quantity, qualifier="about")
        unit = published("0", row["unit"]).unit
        baseline = row["baseline_value"]
        if baseline:
            baseline = plain(published(baseline, row["unit"]).value or 0)
        rows.append(
            {
                **row,
                **_interval(quantity, unit),
                "baseline_value": baseline,
                "status": "target",
                "evidence": evidence[row["source_id"]],
            }
        )
    return _sorted(rows, ["target_id"])


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
    for number, row in enumerate(_records(corrections), start=2):
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


def _records(frame: pd.DataFrame) -> list[dict[str, str]]:
    names = [str(name) for name in frame.columns]
    cells = frame.itertuples(index=False, name=None)
    return [dict(zip(names, row, strict=True)) for row in cells]


def _evidence(sources: pd.DataFrame) -> dict[str, str]:
    return {row["source_id"]: row["evidence"] for row in _records(sources)}


# ------------------------------------------------------------------------------------ one number


def _parsed(token: str, scope: str, label: str, number: int) -> Quantity:
    try:
        return parse(token, scope)
    except QuantityError as error:
        raise cell_error(label, number, "printed", token, f"one printed number ({error})") from None


def _published(
    row: Mapping[str, str], kind: str, decimals: str, label: str, number: int
) -> Quantity | None:
    """Return the quantity of a row of a statistics or target table, None where none is stated."""
    if not row["value"]:
        return None
    places = int(decimals) if decimals else None
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
    if not row["printed"]:
        return by_digits
    token = _parsed(row["printed"], "", label, number)
    if (token.value, token.unit) != (by_digits.value, by_digits.unit):
        raise cell_error(
            label,
            number,
            "printed",
            row["printed"],
            f"the value beside it, {row['value']} {row['unit']}",
        )
    return token


def _check_natural(quantity: Quantity, known: Mapping[str, str], label: str, number: int) -> None:
    if quantity.unit != known["unit"]:
        raise cell_error(label, number, "unit", quantity.unit, f"the unit {known['unit']}")
    value = quantity.value
    assert value is not None  # only printed quantities come here
    if known["lower"] and value < Fraction(known["lower"]):
        raise cell_error(label, number, "value", plain(value), f"at least {known['lower']}")
    if known["upper"] and value > Fraction(known["upper"]):
        raise cell_error(label, number, "value", plain(value), f"at most {known['upper']}")


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
