"""Files are read in words and written whole or not at all, by one run at a time."""

from __future__ import annotations

import os
import re
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from cqdata.errors import DataError, system_error

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
