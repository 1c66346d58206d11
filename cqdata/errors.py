"""Errors that say where the fault is, what was found and what is expected."""

from __future__ import annotations


class DataError(ValueError):
    """Input data break their contract."""


class MixedBasisError(DataError):
    """Values of different bases or vintages were about to be used as one series."""


class NotProjectable(DataError):
    """A series has too few usable values for the method asked for."""


def cell_error(file: str, row: int, column: str, found: object, expected: str) -> DataError:
    """Return the one wording for a broken cell.

    Parameters
    ----------
    file
        Name of the file or table.
    row
        Line in the file, the header being line 1.
    column
        Name of the column.
    found
        What stands there.
    expected
        What should stand there, in words.
    """
    return DataError(f"{file}, row {row}, column {column!r}: found {found!r}, expected {expected}")
