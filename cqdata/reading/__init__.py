"""Read the figures of a Chinese report into draft rows that a person checks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cqdata.reading.reader import read, read_file
from cqdata.reading.review import review_html
from cqdata.reading.rows import COLUMNS, MEASURES, Row, to_frame

if TYPE_CHECKING:
    from cqdata.reading.draft import load_draft, write_draft
    from cqdata.reading.edition import adopt
else:

    def __getattr__(name: str) -> Any:
        # Adopting loads pandas and the catalog, which reading does without.
        import importlib

        if name == "adopt":
            return importlib.import_module("cqdata.reading.edition").adopt
        if name in ("load_draft", "write_draft"):
            return getattr(importlib.import_module("cqdata.reading.draft"), name)
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


__all__ = [
    "COLUMNS",
    "MEASURES",
    "Row",
    "adopt",
    "load_draft",
    "read",
    "read_file",
    "review_html",
    "to_frame",
    "write_draft",
]
