"""Read the figures of a Chinese report into draft rows that a person checks."""

from cqdata.reading.reader import COLUMNS, MEASURES, Row, read, read_file, to_frame

__all__ = ["COLUMNS", "MEASURES", "Row", "read", "read_file", "to_frame"]
