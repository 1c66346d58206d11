"""Read the figures of a Chinese report into draft rows that a person checks."""

from __future__ import annotations

from cqdata.reading.draft import load_draft, write_draft
from cqdata.reading.edition import adopt
from cqdata.reading.reader import read, read_file
from cqdata.reading.review import review_html
from cqdata.reading.rows import COLUMNS, MEASURES, Row, to_frame

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
