"""Files are read in words and written whole or not at all, by one run at a time."""

from __future__ import annotations

import codecs
import json
import os
import re
import shutil
import stat
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path, PurePath
from typing import Any

from cqdata.errors import DataError, shortened, system_error

JOURNAL = ".placing"
"""The file in a folder that says what a run is putting in place there."""
_VERSION = 1  # of the journal
_LARGEST = 256 * 2**20  # bytes of a file that is read; the largest of ours has a fortieth

# .NAME.OWNER-RANDOM: a file on its way, of the process OWNER.
_ON_THE_WAY = r"\.{name}\.(?:(?P<owner>[0-9]+)-)?[a-z0-9_]{{8}}"


def read_bytes(path: Path, label: object = "") -> bytes:
    """Return what a file holds.

    Raises
    ------
    DataError
        If it cannot be read, is none (a pipe would be waited for, a device has no end) or is
        larger than any table or report; named by ``label`` (by default its path).
    """
    try:
        found = path.stat()
        if not (stat.S_ISREG(found.st_mode) or stat.S_ISDIR(found.st_mode)):
            raise DataError(f"{label or path}: {_NO_FILE}")
        if found.st_size > _LARGEST:
            raise DataError(
                f"{label or path}: found {found.st_size:,} bytes, expected at most {_LARGEST:,}"
            )
        return path.read_bytes()
    except OSError as error:
        raise system_error(error, label or path) from None
    except ValueError as error:
        if isinstance(error, DataError):
            raise
        # A NUL in the name.
        raise DataError(f"{label or path}: no such file or directory") from None


_NO_FILE = "a device or a pipe stands where a file is needed"


def decoded(content: bytes, label: object) -> str:
    """Return the text of a file in UTF-8 (a mark at its beginning or none), UTF-16 or GB18030.

    Raises
    ------
    DataError
        If it is in none of them, or some lines are in one and some in another.
    """
    marked = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    for encoding in ("utf-16",) if marked else ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if encoding != "gb18030":
            return text
        if row := _other_encoding(content):
            raise no_text(label, f"rows in UTF-8 and rows in GB18030, the first in row {row}")
        if is_text(text):
            return text
        break
    else:
        if not marked and (row := _other_encoding(content)):
            raise no_text(label, f"bytes in row {row} that are not UTF-8 as the others are")
    raise no_text(label, "bytes that are neither UTF-8 nor GB18030 text")


def no_text(label: object, found: str) -> DataError:
    """Return the one error for a file that is no text."""
    return DataError(
        f"{label}: not a text file; found {found}, expected plain text (.txt, .csv) in UTF-8 or "
        "GB18030"
    )


def _other_encoding(content: bytes) -> int:
    """Return the number of the first line that is not in the encoding of most, 0 if all are."""
    utf, other = [], []
    for number, line in enumerate(content.split(b"\n"), start=1):
        if line.isascii():
            continue
        try:
            # Bytes of GB18030 may pass as UTF-8, but hardly as three Chinese characters.
            if sum("\u4e00" <= c <= "\u9fff" for c in line.decode("utf-8")) >= 3:
                utf.append(number)
        except UnicodeDecodeError:
            other.append(number)
    if not utf or not other:
        return 0
    return (other if len(utf) >= len(other) else utf)[0]


def is_text(text: str) -> bool:
    """Say whether decoded bytes read as text: no control or unassigned characters to speak of."""
    odd = sum(map(text.count, _CONTROLS)) + len(_PRIVATE.findall(text))
    return odd == 0 or odd * 200 < len(text)


_CONTROLS = [chr(c) for c in range(32) if chr(c) not in "\t\n\r\f\v\x1a"]
_PRIVATE = re.compile("[\ue000-\uf8ff\ufffd\U000f0000-\U0010ffff]")


def check_place(path: Path, *, folder: bool = False, own: bool = False) -> None:
    """Refuse a place where no file, or no folder, can be written, before any work is done.

    Parameters
    ----------
    path
        Where it is to stand. Nothing need be there; what is there may be replaced.
    folder
        Whether a folder is to stand there.
    own
        Whether it is put there by a rename, which would put it in the place of a link, and not
        in that of what the link leads to.

    Raises
    ------
    DataError
        If something else stands there.
    """
    need = "a folder" if folder else "a file"
    try:
        linked, there = path.is_symlink(), path.exists()
        if own and linked:
            raise DataError(f"{path}: a link stands where {need} of its own is needed")
        if linked and not there:
            raise DataError(f"{path}: a link that leads nowhere stands where {need} is needed")
        if there and not folder and path.is_dir():
            raise DataError(f"{path}: a folder stands where a file is needed")
        if there and folder and path.is_file():
            raise DataError(f"{path}: a file stands where a folder is needed")
        if there and not (path.is_dir() or path.is_file()):
            raise DataError(f"{path}: {_NO_FILE.replace('a file', need)}")
    except OSError as error:
        raise system_error(error, path) from None


def write_bytes(path: Path, content: bytes) -> bool:
    """Write a file through a temporary name in its folder; False if it holds exactly this already.

    A link to a file stays one: what it leads to is written. An interruption leaves the previous
    file as it was, and no temporary one behind; what a killed run left on its way to this file is
    removed.

    Raises
    ------
    DataError
        If it cannot be written; the previous file is as it was.
    """
    temporary = None
    check_place(path)
    try:
        path = path.resolve() if path.is_symlink() else path
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


def replace_all(folder: Path, staged: Mapping[Path, Path]) -> None:
    """Put files and folders in their places: all of them, or none.

    A journal says what belongs where until all is done. Of a run that is killed on the way the
    next one does the rest (:func:`finish`); what stops this one otherwise leaves all as it was.

    Parameters
    ----------
    folder
        The folder that holds them all, locked by the caller.
    staged
        Place → what is to stand there.

    Raises
    ------
    DataError
        If one cannot be replaced; all are then as they were.
    """
    for there, new in staged.items():
        check_place(there, folder=new.is_dir(), own=True)
    moves = [
        (
            PurePath(os.path.relpath(new, folder)).as_posix(),
            PurePath(os.path.relpath(there, folder)).as_posix(),
            new.stat().st_ino,
        )
        for there, new in staged.items()
    ]
    journal = {"version": _VERSION, "moves": moves}
    write_bytes(folder / JOURNAL, json.dumps(journal).encode("utf-8"))
    finish(folder)


def finish(folder: Path) -> None:
    """Do the rest of what a run that was killed was putting in place; see :func:`replace_all`.

    What stood there before is removed with the hidden folder in which the new was made.

    Raises
    ------
    DataError
        If the journal is not what such a run wrote, or one cannot be replaced; nothing is changed.
    """
    journal = folder / JOURNAL
    if not journal.is_file():
        return
    moves = _moves(journal)
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
    for new, _, _ in moves:
        for left in (new, _aside(new)):
            top = folder / left.relative_to(folder).parts[0]
            if top.name.startswith("."):  # where a run made what it puts in place
                shutil.rmtree(top, ignore_errors=True)


def _moves(journal: Path) -> list[tuple[Path, Path, int]]:
    """Return what a journal says, each move to be done or done: new thing, its place, its mark."""
    folder = journal.parent

    def wrong(found: object, expected: str) -> DataError:
        return DataError(
            f"{journal}: found {shortened(str(found))}, expected {expected}; see that all in "
            f"{folder} is as it should be, then remove the file"
        )

    try:
        told = json.loads(read_bytes(journal))
        version = told.get("version")
        moves = [(new, there, mark) for new, there, mark in told["moves"]]
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise wrong("no journal", "what a run that was stopped wrote") from None
    if version != _VERSION:
        raise wrong(f"a journal of version {version}", f"one of version {_VERSION}")
    out = []
    for new, there, mark in moves:
        for name in (new, there):
            if not _is_inside(folder, name):
                raise wrong(repr(name), f"a path inside {folder}")
        if type(mark) is not int or _is(folder / new, mark) == _is(folder / there, mark):
            raise wrong(f"{new!r} for {there!r}", "what is there, in one of the two places")
        out.append((folder / new, folder / there, mark))
    return out


@contextmanager
def waiting(folder: Path, prefix: str) -> Iterator[Path]:
    """Make a hidden folder for what :func:`replace_all` is to put in place; killed runs' go.

    A journal that is still there needs it: then it stays.

    Raises
    ------
    DataError
        If it cannot be made.
    """
    for left in folder.glob(f"{prefix}*"):
        shutil.rmtree(left, ignore_errors=True)
    try:
        stage = Path(tempfile.mkdtemp(prefix=prefix, dir=folder))
    except OSError as error:
        raise system_error(error, folder) from None
    try:
        yield stage
    finally:
        if not (folder / JOURNAL).exists():
            shutil.rmtree(stage, ignore_errors=True)


def _is_inside(folder: Path, name: object) -> bool:
    """Say whether a name leads to something below a folder, by no way around."""
    if not isinstance(name, str) or not name or "\0" in name or "\\" in name:
        return False
    path = PurePath(name)
    if path.is_absolute() or path.drive or not path.parts or ".." in path.parts:
        return False
    return (folder / path).parent.resolve().is_relative_to(folder.resolve())


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
        except ValueError:  # a NUL in the name
            raise DataError(f"{shortened(repr(str(folder)))}: no name of a folder") from None
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
