"""The drawn numbers as CSV that spreadsheets open as what it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cqdata.charts.contract import Chart

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def csv_bytes(chart: Chart, lang: str) -> bytes:
    """Return the drawn numbers as UTF-8 with a byte-order mark, so that Excel reads Chinese.

    Text that a spreadsheet would take for a formula has an apostrophe before it; numbers stay
    numbers.
    """
    table = chart.table(lang).map(_safe)
    table.columns = [_safe(name) for name in table.columns]
    text = table.to_csv(index=False, lineterminator="\n")
    return text.encode("utf-8-sig")


def _safe(value: Any) -> Any:
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value
