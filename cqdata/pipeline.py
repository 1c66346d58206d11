"""What `run` and `export` do: notebooks and charts side by side, one piece of work per core."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from cqdata import notebooks


@dataclass(frozen=True)
class Job:
    """One piece of work: a name to show, what to do, and whether it computes in this process.

    `work` returns the files it made. A notebook computes in its kernel and only needs a thread; a
    chart computes here and is given a process (so it must be picklable).
    """

    name: str
    work: Callable[[], list[Path]]
    in_process: bool = False


@dataclass(frozen=True)
class Done:
    """A finished job: its name, the files it made, and what stopped it (if anything did)."""

    name: str
    files: list[Path] = field(default_factory=list)
    error: Exception | None = None


def notebook_jobs(
    paths: Sequence[Path],
    out: Path,
    values: Mapping[str, Any] | None = None,
    exports: str | None = "off",
) -> list[Job]:
    """Jobs that run notebooks and put the executed copies into `out`."""
    return [Job(p.stem, partial(notebooks.run_copy, p, out, values, exports)) for p in paths]


def refresh_jobs(paths: Sequence[Path]) -> list[Job]:
    """Jobs that run notebooks and store their outputs in place."""
    return [Job(p.stem, partial(notebooks.refresh, p)) for p in paths]


def chart_jobs(
    names: Sequence[str],
    out: Path,
    lang: str = "all",
    formats: Sequence[str] = ("png", "svg", "csv"),
) -> list[Job]:
    """Jobs that make a chart each and write it to ``<out>/<lang>/``."""
    chosen = tuple(formats)
    return [Job(n, partial(_write_chart, n, lang, chosen, out), in_process=True) for n in names]


def _write_chart(name: str, lang: str, formats: Sequence[str], out: Path) -> list[Path]:
    from cqdata.charts import publish
    from cqdata.stories import CHARTS

    return publish(CHARTS[name](), formats, lang, out, quiet=True)


def perform(jobs: Sequence[Job], workers: int | None = None) -> Iterator[Done]:
    """Do jobs in parallel, in the order given, and yield each one as it ends.

    At most `workers` (one per core by default) run at a time, whether in threads or processes. A
    job that fails does not stop the others.
    """
    workers = workers or os.cpu_count() or 1
    # Spawned, as on every platform: a fork would carry the threads' locks over.
    context = multiprocessing.get_context("spawn")
    with (
        ProcessPoolExecutor(workers, mp_context=context) as processes,
        ThreadPoolExecutor(workers) as threads,
    ):

        def do(job: Job) -> list[Path]:
            return processes.submit(job.work).result() if job.in_process else job.work()

        futures: dict[Future[list[Path]], Job] = {threads.submit(do, job): job for job in jobs}
        for future in as_completed(futures):
            name = futures[future].name
            error = future.exception()
            if error is None:
                yield Done(name, future.result())
            elif isinstance(error, Exception):
                yield Done(name, error=error)
            else:
                raise error
