"""Builders of chart rows from the project's frames, so that a story names each series once."""

from __future__ import annotations

import math
from collections.abc import Collection

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
    levels: Collection[int] = (50, 80, 95),
    status: str = "derived",
    ref: str = "",
) -> pd.DataFrame:
    """Return a projection's median and bands as rows.

    Parameters
    ----------
    table : DataFrame
        ``year, median, low50, high50, low80, high80, low95, high95`` as ``Projection.table``.
    series : str
        Id of the line and of its bands.
    origin : (year, value), optional
        The last value fitted, from which line and bands fan out.
    kind : str
        ``projection`` (with bands) or ``comparison`` (a line alone).
    levels : collection of int
        Bands to draw, in percent.
    source_id, status, ref : str
        Provenance of every row; the status ``scenario`` names the part "Scenario" on the chart.
    """
    common = {"series": series, "source_id": source_id, "status": status, "ref": ref}
    start = [] if origin is None else [{"x": origin[0], "value": origin[1]}]
    line = start + [
        {"x": year, "value": median}
        for year, median in zip(table["year"], table["median"], strict=True)
    ]
    out = [common | {"kind": kind} | point for point in line]
    if kind == "projection":
        for level in sorted(levels, reverse=True):
            if origin is not None:
                edge = {"x": origin[0], "low": origin[1], "high": origin[1]}
                out.append(common | {"kind": "band", "level": level} | edge)
            for year, low, high in zip(
                table["year"], table[f"low{level}"], table[f"high{level}"], strict=True
            ):
                edge = {"x": year, "low": low, "high": high}
                out.append(common | {"kind": "band", "level": level} | edge)
    return chart_data(out)


def target(
    x: float, value: float, series: str = "target", *, source_id: str, ref: str = ""
) -> pd.DataFrame:
    """Return a target as a row: the value to be reached at x."""
    return chart_data(
        [
            {
                "series": series,
                "kind": "target",
                "x": x,
                "value": value,
                "status": "target",
                "source_id": source_id,
                "ref": ref,
            }
        ]
    )


def required(
    path: pd.DataFrame, series: str = "required", *, source_id: str = "", ref: str = ""
) -> pd.DataFrame:
    """Return the path that would reach a target as rows; `path` has ``year`` and ``value``."""
    return chart_data(
        pd.DataFrame(
            {
                "series": series,
                "kind": "required",
                "x": path["year"].astype("float64"),
                "value": path["value"],
                "status": "derived",
                "source_id": source_id,
                "ref": ref,
            }
        )
    )


def together(*parts: pd.DataFrame) -> pd.DataFrame:
    """Return several sets of rows as one frame, in the order given."""
    return chart_data(pd.concat([chart_data(part) for part in parts], ignore_index=True))
