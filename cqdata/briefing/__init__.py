"""The briefing: deck, workbook, document and gallery, all made from the charts' descriptions.

See ``docs/briefing.md``. The writers' libraries belong to the extra ``briefing`` and load when
a file of their kind is written.
"""

from __future__ import annotations

from cqdata.briefing.exporting import (
    DEFAULT,
    FORMATS,
    check_options,
    check_places,
    export,
    last_written,
    place,
    writing,
)
from cqdata.briefing.user import chart_from_csv, parse_target, publish_csv

__all__ = [
    "DEFAULT",
    "FORMATS",
    "chart_from_csv",
    "check_options",
    "check_places",
    "export",
    "last_written",
    "parse_target",
    "place",
    "publish_csv",
    "writing",
]
