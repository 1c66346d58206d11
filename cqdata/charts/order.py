"""The order in which categories are drawn, shared by picture, table and native chart."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cqdata.charts.contract import Chart


def categories(chart: Chart) -> list[str]:
    """Return category ids in drawing order.

    Bars are ranked by their value; rows without a value come last. Ties keep the order of the
    data, so that the picture does not depend on a sort.
    """
    data = chart.data[chart.data["category"] != ""]
    given = list(dict.fromkeys(data["category"]))
    if chart.form != "bars":
        return given
    ranked = data[data["kind"] == "actual"].drop_duplicates("category")
    values = dict(zip(ranked["category"], ranked["value"], strict=True))
    known = [c for c in given if c in values and values[c] == values[c]]
    return sorted(known, key=lambda c: -values[c]) + [c for c in given if c not in known]
