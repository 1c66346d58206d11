"""Work side by side, one job per core: what `run`, `refresh` and `export` do."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field
from pathlib import Path

import psutil


@dataclass(frozen=True)
class Job:
    """One piece of work: a name to show, what to do, and whether it computes in this program.

    `work` returns the files it made. A notebook computes in its kernel and only needs a thread; an
    export computes here and is given a process (so its `work` must be picklable).
    """

    name: str
    work: Callable[[], list[Path]]
    in_process: bool = False


@dataclass(frozen=True)
class Done:
    """A finished job: its name, the files it made, and what stopped it (if anything did)."""

    name: str
    files: list[Path] = field(default_factory=list)
    error: BaseException | None = None


_QUIET = "ignore:resource_tracker"


def _begin() -> None:
    # Ctrl-C is the parent's, which ends its workers; and none outlives it, however it ended.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


@contextlib.contextmanager
def _without_interrupts() -> Iterator[None]:
    """Let processes be started that never hear Ctrl-C, not even before they are at work."""
    if sys.platform == "win32":
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


class Stopped(BaseException):
    """Ctrl-C was pressed while jobs ran; none of them goes on."""


def perform(jobs: Sequence[Job], workers: int | None = None) -> Iterator[Done]:
    """Do jobs in parallel, begun in the order given, and yield each when it is done.

    At most `workers` (one per core by default) run at a time, whether in threads or processes. A
    job that fails does not stop the others.

    Raises
    ------
    Stopped
        On Ctrl-C, when the processes of the jobs have been ended.
    """
    workers = workers or os.cpu_count() or 1
    if _QUIET not in sys.warnoptions:
        # Locks of a program that is stopped are cleared away by a process that warns of them.
        sys.warnoptions.append(_QUIET)
    # Spawned, as on every platform: a fork would carry the threads' locks over.
    context = multiprocessing.get_context("spawn")
    processes = ProcessPoolExecutor(workers, mp_context=context, initializer=_begin)
    threads = ThreadPoolExecutor(workers)
    others = set(_children())

    def do(job: Job) -> list[Path]:
        if not job.in_process:
            return job.work()
        with _without_interrupts():
            running = processes.submit(job.work)
        return running.result()

    try:
        names = {threads.submit(do, job): job.name for job in jobs}
        for future in as_completed(names):
            error = future.exception()
            yield Done(names[future], [] if error else future.result(), error)
    except (KeyboardInterrupt, GeneratorExit) as stop:
        for executor in (threads, processes):
            executor.shutdown(wait=False, cancel_futures=True)
        for process in set(_children()) - others:
            with contextlib.suppress(psutil.Error):
                process.kill()
        if isinstance(stop, KeyboardInterrupt):
            raise Stopped from None
        raise
    threads.shutdown()
    processes.shutdown()


def _children() -> list[psutil.Process]:
    return psutil.Process().children(recursive=True)
