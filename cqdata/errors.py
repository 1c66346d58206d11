"""Errors that say where the fault is, what was found and what is expected."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager


class DataError(ValueError):
    """Input data break their contract."""


class MixedBasisError(DataError):
    """Values of different bases or vintages were about to be used as one series."""


class NotProjectable(DataError):
    """A series has too few usable values for the method asked for."""


class CellError(DataError):
    """One broken cell; ``file``, ``row`` (line in the file) and ``column`` say where it stands."""

    def __init__(self, file: str, row: int, column: str, message: str) -> None:
        super().__init__(message)
        self.file, self.row, self.column = file, row, column


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

    def end(self) -> None:
        """Raise what was found: nothing, the one error, or all of them as one; one for a cell."""
        found: dict[object, DataError] = {}
        for one in self.found:
            place = (one.file, one.row, one.column) if isinstance(one, CellError) else str(one)
            found.setdefault(place, one)
        if len(found) == 1:
            raise next(iter(found.values()))
        if found:
            raise SeveralFaults(list(found.values()))


_MOST = 50  # lines of a message: what a screen holds
_ALIKE = 5  # rows with one fault that are still told one by one


class SeveralFaults(DataError):
    """Several errors at once; ``faults`` holds them, one a line in the message.

    What is wrong alike in many rows, such as a key that a dictionary lacks, has one cause and is
    told once.
    """

    def __init__(self, faults: list[DataError]) -> None:
        alike: dict[str, list[DataError]] = {}
        for fault in faults:
            place = f"{fault.file}, row {fault.row}, " if isinstance(fault, CellError) else ""
            alike.setdefault(str(fault).removeprefix(place), []).append(fault)
        said = []
        for first, *more in alike.values():
            many = len(more) >= _ALIKE
            said.append(f"{first}; so in {len(more):,} more rows" if many else str(first))
            said += [] if many else [str(fault) for fault in more]
        if len(said) > _MOST:
            said[_MOST:] = [f"… and {len(said) - _MOST:,} more faults"]
        super().__init__("\n".join(said))
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
    shown = shortened(repr(found))
    message = f"{file}, row {row}, column {column!r}: found {shown}, expected {expected}"
    return CellError(file, row, column, message)


# What the system says of these ("not a directory") does not tell what is there and what is needed.
_SYSTEM = {
    errno.ENOTDIR: "a file stands where a folder is needed",
    errno.EEXIST: "a file stands where a folder is needed",
    errno.EISDIR: "a folder stands where a file is needed",
}


def system_error(error: OSError, where: object = "") -> DataError:
    """Return the one wording for what the operating system refuses.

    Parameters
    ----------
    error
        What it raised.
    where
        File or folder that was asked for; by default the one that the error names.
    """
    words = _SYSTEM.get(error.errno or 0) or (error.strerror or str(error)).lower()
    named = str(where or error.filename or "")
    return DataError(f"{shortened(named)}: {words}" if named else words)


def shown(value: object) -> str:
    """Return how a message shows a value that it was given: a long one by its kind alone."""
    if isinstance(value, str):
        return shortened(repr(value))
    if isinstance(value, list | tuple) and not value:
        return "an empty list"
    try:
        text = repr(value)
    except ValueError:  # Python writes no number of more than 4,300 digits
        return "a number of thousands of digits"
    kind = type(value).__name__.removeprefix("nd")  # of numpy: ndarray
    ours = type(value).__module__.startswith("cqdata")
    many = getattr(value, "ndim", 0) > 0  # of numpy and pandas
    if many or "\n" in text or len(text) > 300 or (text.startswith("<") and not ours):
        return f"{'an' if kind[0] in 'aeioAEIO' else 'a'} {kind}"
    return shortened(text)


def shortened(text: str, most: int = 120) -> str:
    """Return a text that a message can hold: a long one is cut, and its length told."""
    return text if len(text) <= most else f"{text[: most - 20]}… ({len(text):,} characters)"
