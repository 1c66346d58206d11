"""Builders of chart rows from the project's frames, so that a story names each series once."""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Sequence
from typing import Any

import pandas as pd

from cqdata.charts.contract import chart_data


def actual(
    frame: pd.DataFrame,
    series: str,
    *,
    kind: str = "actual",
    marked: Collection[float] = (),
) -> pd.DataFrame:
    """Return published annual values as rows.

    Parameters
    ----------
    frame : DataFrame
        With ``year`` and ``value`` and, where known, ``status``, ``source_id``, ``ref`` and
        ``low`` and ``high``, whose distance tells the digits printed; as :func:`cqdata.series`
        returns it.
    series : str
        Id of the line.
    kind : str
        ``actual``, ``benchmark`` (a line to compare with) or ``point`` (not connected).
    marked : collection of years
        Years whose number is written at the point.
    """
    out = pd.DataFrame({"x": frame["year"].astype("float64"), "value": frame["value"]})
    for name in ("status", "source_id", "ref"):
        if name in frame:
            out[name] = frame[name]
    if {"low", "high"} <= set(frame):
        out["format"] = [_printed(width) for width in frame["high"] - frame["low"]]
    return chart_data(
        out.assign(series=series, kind=kind, marked=out["x"].isin([float(m) for m in marked]))
    )


def _printed(width: float) -> str:
    """Return the format of a number that stands for an interval of this width."""
    if not width > 0:  # a count is exact; of a bound the digits are not known
        return ".0f" if width == 0 else ""
    return f".{max(round(-math.log10(width)), 0)}f"


def projection(
    table: pd.DataFrame,
    series: str,
    *,
    source_id: str = "",
    origin: tuple[float, float] | None = None,
    kind: str = "projection",
    status: str = "derived",
) -> pd.DataFrame:
    """Return a projection's median, and the bands of which there are edges, as rows.

    Parameters
    ----------
    table : DataFrame
        ``year, median, low50, high50, low80, high80, low95, high95`` as ``Projection.table``.
    series : str
        Id of the line and of its bands.
    origin : (year, value), optional
        The last value fitted, from which line and bands fan out.
    kind : str
        ``projection`` or ``comparison``.
    source_id, status : str
        Provenance of every row; the status ``scenario`` names the part "Scenario" on the chart.
    """
    if origin is not None:
        first = dict.fromkeys(table.columns, origin[1]) | {"year": origin[0]}
        table = pd.concat([pd.DataFrame([first]), table], ignore_index=True)
    where = {"source_id": source_id}
    parts = [points(table["year"], table["median"], series, kind, status, **where)]
    levels = [int(column[3:]) for column in table if re.fullmatch(r"low\d+", column)]
    for level in sorted(levels, reverse=True):
        edges = {side: table[f"{side}{level}"] for side in ("low", "high")} | {"level": level}
        parts.append(points(table["year"], None, series, "band", status, **edges, **where))
    return together(*parts)


def points(
    xs: pd.Series | Sequence[float | None],
    values: pd.Series | Sequence[float] | None,
    series: str,
    kind: str,
    status: str = "",
    **shared: Any,
) -> pd.DataFrame:
    """Return values at some x as rows of one kind; `shared` are further cells of all of them."""
    frame = pd.DataFrame({"x": xs, "value": values})
    return chart_data(frame.assign(series=series, kind=kind, status=status, **shared))


def together(*parts: pd.DataFrame) -> pd.DataFrame:
    """Return several sets of rows as one frame, in the order given."""
    return chart_data(pd.concat([chart_data(part) for part in parts], ignore_index=True))
