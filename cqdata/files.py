"""Files are read in words and written whole or not at all, by one run at a time."""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from cqdata.errors import DataError, system_error

JOURNAL = ".placing"
"""The file in a folder that says what a run is putting in place there."""

# .NAME.OWNER-RANDOM: a file on its way, of the process OWNER.
_ON_THE_WAY = r"\.{name}\.(?:(?P<owner>[0-9]+)-)?[a-z0-9_]{{8}}"


def read_bytes(path: Path, label: object = "") -> bytes:
    """Return what a file holds.

    Raises
    ------
    DataError
        If it cannot be read, naming it by ``label`` (by default its path).
    """
    try:
        return path.read_bytes()
    except OSError as error:
        raise system_error(error, label or path) from None
    except ValueError:  # a NUL in the name
        raise DataError(f"{label or path}: no such file or folder") from None


def write_bytes(path: Path, content: bytes) -> bool:
    """Write a file through a temporary name in its folder; False if it holds exactly this already.

    An interruption leaves the previous file as it was, and no temporary one behind; what a killed
    run left on its way to this file is removed.

    Raises
    ------
    DataError
        If it cannot be written; the previous file is as it was.
    """
    temporary = None
    try:
        if path.parent.is_dir():
            _tidy(path)
        if path.is_file() and path.read_bytes() == content:
            return False
        if path.exists() and not path.is_file() and not path.is_dir():
            raise DataError(f"{path}: a device stands where a file is needed")
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.{os.getpid()}-")
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        # mkstemp gives the owner alone access; a published file is for everybody.
        os.chmod(temporary, 0o644)
        os.replace(temporary, path)
    except BaseException as error:
        if temporary is not None:
            Path(temporary).unlink(missing_ok=True)
        if isinstance(error, OSError):
            raise system_error(error, path) from None
        raise
    return True


def _tidy(path: Path) -> None:
    """Remove what runs that were killed left on its way to a file."""
    form = re.compile(_ON_THE_WAY.format(name=re.escape(path.name)))
    for beside in os.listdir(path.parent):
        left = form.fullmatch(beside)
        if left and not (left["owner"] and alive(int(left["owner"]))):
            (path.parent / beside).unlink(missing_ok=True)


def alive(pid: int) -> bool:
    """Return whether a process of this machine runs."""
    import psutil

    return bool(psutil.pid_exists(pid))


def exchange(one: Path, other: Path) -> bool:
    """Let two folders change places in one step; False where the system cannot.

    Linux (``renameat2``) and macOS (``renamex_np``) can, on most kinds of disk.
    """
    import ctypes

    library: Any = ctypes.CDLL(None, use_errno=True) if os.name == "posix" else None
    here, there = os.fsencode(one), os.fsencode(other)
    if hasattr(library, "renameat2"):
        at, swap = -100, 2  # AT_FDCWD, RENAME_EXCHANGE
        return bool(library.renameat2(at, here, at, there, swap) == 0)
    if hasattr(library, "renamex_np"):
        return bool(library.renamex_np(here, there, 2) == 0)  # RENAME_SWAP
    return False


def replace_all(folder: Path, staged: Mapping[Path, Path]) -> None:
    """Put files and folders in their places: all of them, or none.

    A journal says what belongs where until all is done. Of a run that is killed on the way the
    next one does the rest (:func:`finish`); what stops this one otherwise leaves all as it was.

    Parameters
    ----------
    folder
        The folder that holds them all, locked by the caller.
    staged
        Place → what is to stand there. Afterwards what stood there before is where the new one
        was, or beside it; the caller removes it.

    Raises
    ------
    DataError
        If one cannot be replaced; all are then as they were.
    """
    moves = [
        (os.path.relpath(new, folder), os.path.relpath(there, folder), new.stat().st_ino)
        for there, new in staged.items()
    ]
    write_bytes(folder / JOURNAL, json.dumps(moves).encode("utf-8"))
    finish(folder)


def finish(folder: Path) -> None:
    """Do the rest of what a run that was killed was putting in place; see :func:`replace_all`."""
    journal = folder / JOURNAL
    if not journal.is_file():
        return
    moves = [
        (folder / new, folder / there, mark) for new, there, mark in json.loads(read_bytes(journal))
    ]
    there = folder
    try:
        for new, there, mark in moves:
            _put(new, there, mark)
    except BaseException as trouble:
        for new, place_of, mark in reversed(moves):
            _put_back(new, place_of, mark)
        journal.unlink()
        if isinstance(trouble, OSError):
            raise DataError(
                f"{trouble.filename or there} cannot be replaced ({trouble.strerror}); close the "
                "file if it is open and try again"
            ) from trouble
        raise
    journal.unlink()


def _is(path: Path, mark: int) -> bool:
    return path.exists() and path.stat().st_ino == mark


def _aside(new: Path) -> Path:
    return new.with_name(f"{new.name}-old")


def _put(new: Path, there: Path, mark: int) -> None:
    """Put one thing in its place, unless it is there already.

    No moment is without it, but for a folder where the system cannot exchange two.
    """
    if _is(there, mark) or (there.is_dir() and exchange(new, there)):
        return
    there.parent.mkdir(parents=True, exist_ok=True)
    if there.is_dir():
        os.replace(there, _aside(new))
    elif there.exists():
        shutil.copy2(there, _aside(new))
    os.replace(new, there)


def _put_back(new: Path, there: Path, mark: int) -> None:
    if _is(there, mark):
        if new.exists() and exchange(new, there):
            return
        if there.is_dir() or not _aside(new).exists():
            os.replace(there, new)
    if _aside(new).exists() and (_is(there, mark) or not there.exists()):
        os.replace(_aside(new), there)


@contextmanager
def locked(folder: Path, wait: float = 0) -> Iterator[None]:
    """Keep a folder, made if need be, to this run; the lock ends with the process, however it ends.

    Raises
    ------
    DataError
        If another run still has it after ``wait`` seconds, or it cannot be made.
    """
    last = time.monotonic() + wait
    while True:
        try:
            folder.mkdir(parents=True, exist_ok=True)
            handle = _lock(folder)
            break
        except BlockingIOError:
            if time.monotonic() >= last:
                raise DataError(
                    f"{folder}: another run of cqdata is writing here; try again when it has ended"
                ) from None
            time.sleep(0.1)
        except OSError as error:
            raise system_error(error, folder) from None
    try:
        yield
    finally:
        if handle is not None:
            os.close(handle)


if sys.platform == "win32":

    def _lock(folder: Path) -> int | None:
        import msvcrt

        # A folder cannot be locked there: a file that the system removes with its last handle is.
        flags = os.O_CREAT | os.O_RDWR | os.O_TEMPORARY
        try:
            handle = os.open(folder / ".lock", flags)
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except PermissionError:
            raise BlockingIOError from None
        return handle

else:

    def _lock(folder: Path) -> int | None:
        import fcntl

        # The folder itself is locked, so that no lock file is left behind.
        handle = os.open(folder, os.O_RDONLY)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(handle)
            raise
        except OSError:  # a network disk without locks
            os.close(handle)
            return None
        return handle
