"""Errors that say where the fault is, what was found and what is expected."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager


class DataError(ValueError):
    """Input data break their contract."""


class MixedBasisError(DataError):
    """Values of different bases or vintages were about to be used as one series."""


class NotProjectable(DataError):
    """A series has too few usable values for the method asked for."""


class CellError(DataError):
    """One broken cell; ``file`` and ``row`` (line in the file) say where it stands."""

    def __init__(self, file: str, row: int, message: str) -> None:
        super().__init__(message)
        self.file, self.row = file, row


class Faults:
    """Collects errors, so that one message names all that a person has to mend."""

    def __init__(self) -> None:
        self.found: list[DataError] = []

    @contextmanager
    def noted(self) -> Iterator[None]:
        """Keep a DataError raised inside, and go on."""
        try:
            yield
        except SeveralFaults as error:
            self.found += error.faults
        except DataError as error:
            self.found.append(error)

    def rows(self, file: str) -> set[int]:
        """Return the lines of a file in which something is broken."""
        return {x.row for x in self.found if isinstance(x, CellError) and x.file == file}

    def end(self) -> None:
        """Raise what was found: nothing, the one error, or all of them as one."""
        if len(self.found) == 1:
            raise self.found[0]
        if self.found:
            raise SeveralFaults(self.found)


class SeveralFaults(DataError):
    """Several errors at once; ``faults`` holds them, one a line in the message."""

    def __init__(self, faults: list[DataError]) -> None:
        super().__init__("\n".join(dict.fromkeys(str(fault) for fault in faults)))
        self.faults = tuple(faults)


def cell_error(file: str, row: int, column: str, found: object, expected: str) -> CellError:
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
    message = f"{file}, row {row}, column {column!r}: found {found!r}, expected {expected}"
    return CellError(file, row, message)
