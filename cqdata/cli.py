"""The command ``cqdata``, also ``python -m cqdata``: the only module that knows typer and rich."""

from __future__ import annotations

import ast
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn

from cqdata import collect, notebooks
from cqdata.collect import check_names, published
from cqdata.editions import EDITION, edition
from cqdata.errors import DataError, shown, system_error
from cqdata.files import JOURNAL, check_place, locked, waiting
from cqdata.notebooks import (
    NotebookError,
    check_values,
    listed,
    load,
    parameters,
    with_parameters,
)
from cqdata.parameters import refused
from cqdata.pipeline import Done, Job, Stopped, perform

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Chongqing's science-and-technology figures: audited, projected, ready for a briefing.",
)
_WAITING = ".notebooks-"  # begins the name of the folder in which executed notebooks wait
_STOPPED = 130  # exit status after Ctrl-C
_PASSED_ON = {"allow_extra_args": True, "ignore_unknown_options": True}


def _whole(words: str, metavar: str = "YEAR") -> Any:
    """Return an option that takes a whole number; 20_27, which Python takes for one, is none."""

    def parsed(written: str) -> int:
        if not re.fullmatch("[+-]?[0-9]{1,9}", written):
            raise typer.BadParameter(f"{shown(written)} is not a valid integer.")
        return int(written)

    return typer.Option(parser=parsed, metavar=metavar, help=words)


Only = Annotated[
    list[str] | None, typer.Option("--notebook", "-n", help="Only this one (01, 02, …).")
]
Parameters = Annotated[
    list[str] | None,
    typer.Option("--parameter", "-p", help="NAME=VALUE for the notebooks that have it."),
]
Formats = Annotated[
    str | None, typer.Option(help="Of png, svg, csv, pptx, xlsx, html, pdf, docx; with commas.")
]
Lang = Annotated[str, typer.Option(help="zh, en or all.")]
Size = Annotated[str, typer.Option(help="Of pictures: slide, square (for WeChat) or a4.")]
Dpi = Annotated[int | None, _whole("Resolution of PNG pictures, 300 by default.", "INTEGER")]


def main() -> None:
    """Run the command line; an error in the data is one line on stderr and exit status 1."""
    for stream in (sys.stdout, sys.stderr):
        # A console that cannot show Chinese must not stop the work.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    try:
        _finish_killed()
        app()
    except (DataError, NotebookError, OSError, MemoryError) as error:
        print(f"cqdata: {_told(error)}", file=sys.stderr)
        sys.exit(1)
    except (Stopped, KeyboardInterrupt, SystemExit) as end:
        if isinstance(end, SystemExit) and end.code != _STOPPED:  # so typer ends on Ctrl-C
            raise
        print("cqdata: stopped; what was there before is as it was", file=sys.stderr, flush=True)
        os._exit(_STOPPED)  # threads may still wait for kernels that are gone


def _told(error: BaseException, of: str = "") -> str:
    """Return what stopped the work, in words; what nobody foresaw is told as Python does."""
    if isinstance(error, OSError):
        return str(system_error(error))
    if isinstance(error, MemoryError):
        return "not enough memory"
    return str(error) if isinstance(error, DataError | NotebookError) else f"{of}: {error!r}"


def _finish_killed() -> None:
    """Do the rest of what an export that was killed was putting in place.

    That of an adoption is done where the data are read (:func:`cqdata.catalog.package`).
    """
    try:
        home = _home()
    except DataError:
        return  # the command says it
    out = home / "exports"
    for journal in [*out.glob(JOURNAL), *out.glob(f"*/{JOURNAL}")]:
        from cqdata import briefing

        with briefing.writing(journal.parent, wait=10):
            pass


@app.command()
def build() -> None:
    """Make data/processed from data/raw."""
    from cqdata.audit.report import check

    for path in _build():
        print(_shown(path))
    if conflicts := check().open_conflicts():
        # What a report prints is kept as it is printed, also where it cannot be true.
        print(f"in conflict, by no reason acknowledged: {', '.join(conflicts)}; see cqdata check")


@app.command()
def run(notebook: Only = None, parameter: Parameters = None, lang: Lang = "all") -> None:
    """Build the data, run the notebooks and export what they publish.

    With --notebook the charts of those notebooks go to exports/drafts, with --parameter a whole
    briefing goes to a folder of exports that is named after it.
    """
    paths = listed(_home() / "notebooks", notebook or ())
    _brief(paths, _values(parameter or ()), _langs(lang), draft=bool(notebook), first=_build)


@app.command()
def refresh(notebook: Only = None) -> None:
    """Store the outputs of data, notebooks and gallery; what has not changed keeps its bytes."""
    paths = listed(_home() / "notebooks", notebook or ())
    _build()
    with locked(_home() / "notebooks"):
        done = _perform("refresh", [Job(p.stem, partial(notebooks.refresh, p)) for p in paths])
    changed = [path for one in done for path in one.files]
    for path in changed:
        print(f"stored {_shown(path)}")
    print(f"{len(changed)} of {len(paths)} notebooks changed")
    _stop_on_errors(done)
    if not notebook:
        from cqdata import gallery

        for path in gallery.write(_home()):
            print(f"stored {_shown(path)}")


@app.command()
def export(
    only: Annotated[list[str] | None, typer.Option(help="Only this chart.")] = None,
    lang: Lang = "all",
    formats: Formats = None,
    parameter: Parameters = None,
    report: Annotated[
        int | None, _whole("Report to speak of; by default the published edition.")
    ] = None,
    size: Size = "slide",
    dpi: Dpi = None,
    zipped: Annotated[
        bool, typer.Option("--zip", help="One archive for mail instead of a folder.")
    ] = False,
) -> None:
    """Run the notebooks and write what they publish, with deck and workbook, to exports/.

    Files of the former export that this one does not write are removed, unless --only is given.
    With --parameter or --report the briefing goes to a folder of exports named after them.
    """
    chosen = [] if report is None else [f"REPORT={report}"]
    values = _values([*(parameter or ()), *chosen])
    look: dict[str, Any] = {"size": size, "dpi": dpi, "zipped": zipped}
    paths = listed(_home() / "notebooks")
    _brief(paths, values, _langs(lang), only=only, formats=_listed(formats), **look)


def _brief(
    paths: Sequence[Path],
    values: dict[str, Any],
    langs: Sequence[str],
    *,
    draft: bool = False,
    first: Callable[[], object] = lambda: None,
    only: Sequence[str] | None = None,
    formats: Sequence[str] | None = None,
    zipped: bool = False,
    **look: Any,
) -> None:
    """Run notebooks, write the briefing of those that run, say what was made.

    What cannot be written, or not here, is said before any work is done, ``first`` what has to be
    done before the notebooks run.
    """
    from cqdata import briefing

    began = time.perf_counter()
    # Pages of a briefing in both languages show the pictures exported in theirs.
    taken = _taken(paths, values, {"LANG": langs[0]} if len(langs) == 1 else {})
    out = _folder(values, draft)
    copies = out / "notebooks"
    briefing.check_options(langs, only, formats, **look)
    if only:
        check_names(paths, only)
    if not zipped:
        briefing.check_places(out, langs)
    check_place(copies, folder=True)
    for path in paths:
        check_place(copies / path.name, own=True)
    first()
    for path in paths:
        if own := {name: taken[path][name] for name in values.keys() & taken[path].keys()}:
            check_values(path, own)
    # The notebooks may write drafts themselves: only their copies are locked from the start.
    with locked(copies), _stage(out, copies) as stage:
        former = [] if only or zipped else briefing.last_written(out, langs)
        copied = [partial(notebooks.run_copy, p, stage, taken[p], exports=None) for p in paths]
        done = _perform("run", [Job(p.stem, copy) for p, copy in zip(paths, copied, strict=True)])
        ready = {copies / path.name: path for path in sorted(stage.iterdir())}
        executed = sorted(path for one in done for path in one.files)
        charts = {path: published(load(path)) for path in executed}
        publishing = [path for path in executed if charts[path]]
        if only and not set(only) <= {name for names in charts.values() for name in names}:
            _stop_on_errors(done)  # a chart that is not there may be of a notebook that failed
        if only and not publishing:
            raise DataError(f"no chart is named {only[0]!r}: these notebooks publish none")
        written: list[Done] = []
        with briefing.writing(out):
            if publishing:
                look |= {"only": only, "formats": formats, "zipped": zipped, "linked": langs}
                look["report"] = values.get("REPORT", EDITION)  # of which the workbook's tables are
                exported = partial(collect.export, publishing, out, **look)
                written = _perform(
                    "export",
                    [
                        Job(f"export {lang}", partial(exported, lang), in_process=True)
                        for lang in langs
                    ],
                )
            files = []
            if not any(one.error for one in written):
                briefing.place(out, langs if publishing else (), ready)
                # Notebooks stand where they are put together with the rest.
                files = [there for there, new in ready.items() if new in executed]
                files += [path for one in written for path in one.files]
        _report(files, began, former=former)
        _stop_on_errors([*done, *written])


@contextmanager
def _stage(out: Path, copies: Path) -> Iterator[Path]:
    """Make the folder in which executed notebooks wait to be put in place; what is left goes."""
    try:
        with waiting(out, _WAITING) as stage:
            yield stage
    finally:
        if not any(copies.iterdir()):
            copies.rmdir()


def _taken(
    paths: Sequence[Path], values: dict[str, Any], usual: dict[str, Any]
) -> dict[Path, dict[str, Any]]:
    """Return the values that each notebook takes; each of them has to be a parameter of one.

    The usual ones are set where a notebook has such a parameter and no value is given.
    """
    if "REPORT" in values:
        edition(values["REPORT"])  # said before any work is done
    taken: dict[Path, dict[str, Any]] = {}
    known: dict[str, Any] = {}
    for path in paths:
        book = load(path)
        own = parameters(book)
        known |= own
        taken[path] = {name: value for name, value in values.items() if name in own}
        with_parameters(book, taken[path])  # a value of another type is said, too
        for name in (usual.keys() & own.keys()) - values.keys():
            taken[path][name] = usual[name]
    for name in values:
        if name not in known:
            raise DataError(
                f"{name} is a parameter of none of these notebooks; expected one of: "
                f"{', '.join(sorted(known))}"
            )
    return taken


def _folder(values: dict[str, Any], draft: bool) -> Path:
    """Return where a briefing goes: with parameters to a folder that is named after them."""
    out = _home() / "exports"
    if draft:
        return out / "drafts"
    name = ",".join(re.sub(r"[^\w.=-]", "_", f"{k}={v}") for k, v in values.items())
    if len(name.encode()) > 200:
        raise DataError(
            f"parameters: {name[:60]}… is too long for the name of a folder; expected fewer"
        )
    return out / name


@app.command()
def chart(
    table: Annotated[str, typer.Argument(help="A CSV or .xlsx file of years and values.")],
    target: Annotated[str | None, typer.Option(help="YEAR:VALUE, for example 2027:3.0.")] = None,
    lang: Lang = "all",
    title: Annotated[str | None, typer.Option(help="What the series is.")] = None,
    unit: Annotated[str | None, typer.Option(help="Its unit, as shown on the chart.")] = None,
    to: Annotated[int | None, _whole("Last year to project to.")] = None,
    formats: Formats = None,
    size: Size = "slide",
    dpi: Dpi = None,
) -> None:
    """Make a chart, a slide and a workbook of a series of your own."""
    from cqdata import briefing

    began = time.perf_counter()
    files = briefing.publish_csv(
        table,
        target=None if target is None else briefing.parse_target(target),
        out=Path("exports") / "drafts",
        langs=_langs(lang),
        title=title,
        unit=unit,
        to=to,
        formats=_listed(formats),
        size=size,
        dpi=dpi,
    )
    _report(files, began, base=Path.cwd())


@app.command()
def check(
    figures: Annotated[
        str | None, typer.Argument(help="A table of your own; without it, the report's.")
    ] = None,
    format: Annotated[str, typer.Option(help="table or json.")] = "table",
    everything: Annotated[
        bool, typer.Option("--all", help="List the consistent checks too, not only their number.")
    ] = False,
) -> None:
    """Audit printed figures against each other and against official history."""
    from cqdata.audit.report import main

    raise typer.Exit(main(figures, format, everything))


@app.command()
def read(
    report: Annotated[Path, typer.Argument(help="The report's text, or a checked draft to adopt.")],
    year: Annotated[int | None, _whole("The year that the report is about.")] = None,
    out: Annotated[Path | None, typer.Option(help="Where the draft goes.")] = None,
    review: Annotated[Path | None, typer.Option(help="A page to check the draft by.")] = None,
    adopt: Annotated[bool, typer.Option(help="Take the checked draft into data/raw.")] = False,
    replace: Annotated[bool, typer.Option(help="Adopt over an edition that is there.")] = False,
    leave_undecided: Annotated[
        bool, typer.Option(help="Adopt without the rows whose indicator is not sure.")
    ] = False,
) -> None:
    """Read a report's text into a draft of figures, or adopt a checked draft."""
    from cqdata.reading.command import main

    ask = _ask if sys.stdin.isatty() else None
    raise typer.Exit(
        main(
            report,
            year,
            out,
            review,
            adopt,
            ask=ask,
            replace=replace,
            leave_undecided=leave_undecided,
        )
    )


def _ask(question: str, options: Sequence[str]) -> str:
    """Ask on the terminal; an option is answered by its number or its text."""
    for number, option in enumerate(options, start=1):
        typer.echo(f"  {number}. {option}")
    answer: str = typer.prompt(question, prompt_suffix=" ")
    chosen = int(answer) if answer.isdecimal() else 0
    return options[chosen - 1] if 1 <= chosen <= len(options) else answer


@app.command(context_settings=_PASSED_ON)
def test(context: typer.Context) -> None:
    """Run all tests, the notebooks under nbval, strict; more arguments go to pytest."""
    # Warnings about encodings are judged by pytest's own filters; the kernels' are other people's.
    variables = {
        "PYTHONWARNDEFAULTENCODING": "1",
        "PYTHONWARNINGS": "ignore::EncodingWarning",
        "CQDATA_EXPORTS": "off",
        # Dozens of processes and kernels are started: they compile once, whatever else is asked.
        "PYTHONDONTWRITEBYTECODE": "",
    }
    # In the order of the files: the notebooks, each a few seconds, come last and fill the workers.
    parallel = ("-n", str(os.cpu_count() or 1), "--dist", "loadscope", "--no-loadscope-reorder")
    nbval = ("-p", "cqdata.leanformat", "--nbval", "--nbval-current-env")
    where = ("tests", "notebooks")
    _hand_over("pytest", *where, *nbval, *parallel, *context.args, variables=variables)


@app.command(context_settings=_PASSED_ON)
def lab(context: typer.Context) -> None:
    """Open the project in JupyterLab, at its notebooks; more arguments go to it."""
    opened = ("--ServerApp.root_dir=.", "--LabApp.default_url=/lab/tree/notebooks")
    _hand_over("jupyterlab", *opened, *context.args)


def _home() -> Path:
    from cqdata.catalog import home

    return home()


def _build() -> list[Path]:
    from cqdata.build import build

    return build(_home())


def _shown(path: Path, base: Path | None = None) -> str:
    return Path(os.path.relpath(path, base or _home())).as_posix()


def _listed(formats: str | None) -> list[str] | None:
    return None if formats is None else [one.strip() for one in formats.split(",")]


def _langs(lang: str) -> tuple[str, ...]:
    if lang not in ("zh", "en", "all"):
        raise DataError(f"language {lang!r}; expected zh, en or all")
    return ("zh", "en") if lang == "all" else (lang,)


def _values(assignments: Sequence[str]) -> dict[str, Any]:
    values = {}
    for assignment in assignments:
        name, equals, text = assignment.partition("=")
        if not equals:
            raise DataError(f"parameter {shown(assignment)}; expected NAME=VALUE")
        if name in values:
            raise DataError(f"parameter {name}: given twice; expected once")
        try:
            values[name] = ast.literal_eval(text)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            values[name] = text
            continue
        for one in ast.walk(ast.parse(text.strip(), mode="eval")):
            written = ast.get_source_segment(text.strip(), one) or ""
            # What Python takes for a number, and nobody else: 20_27, 0x7EB, 3j.
            if _odd_number(written) and not isinstance(getattr(one, "value", ""), str):
                raise refused(name, written, "a number in digits alone, such as 2027")
    return values


def _odd_number(written: str) -> bool:
    return written[:1].isdigit() and not re.fullmatch(r"[0-9]+\.?[0-9]*(e[+-]?[0-9]+)?", written)


def _perform(title: str, jobs: Sequence[Job]) -> list[Done]:
    """Do the jobs, with a bar on a terminal and a line for each elsewhere."""
    console = Console()
    done: list[Done] = []
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal) as progress:
        task = progress.add_task(title, total=len(jobs))
        for one in perform(jobs):
            done.append(one)
            progress.update(task, advance=1, description=f"{title} · {one.name}")
            if not console.is_terminal:
                print("failed" if one.error else "done", one.name, flush=True)
    return done


def _report(
    made: Iterable[Path], began: float, base: Path | None = None, former: Sequence[Path] = ()
) -> None:
    """Say what was made and where (seen from `base`, the project by default), a line a folder.

    Of the files `former` it is said how many are there no more.
    """
    folders: dict[Path, list[Path]] = {}
    for path in made:
        folders.setdefault(path.parent, []).append(path)
    for folder, files in sorted(folders.items()):
        print(f"{_shown(folder, base)}/  {_files(files)}")
    if removed := [path for path in former if not path.exists()]:
        print(f"removed {_files(removed)} of the former export")
    print(f"in {time.perf_counter() - began:.1f} s")


def _files(paths: Sequence[Path]) -> str:
    """Say how many files these are, and of which kinds."""
    kinds = sorted({path.suffix.lstrip(".") for path in paths})
    return f"{'1 file' if len(paths) == 1 else f'{len(paths)} files'} ({', '.join(kinds)})"


def _stop_on_errors(done: Sequence[Done]) -> None:
    said = [_told(one.error, one.name) for one in done if one.error]
    for text in dict.fromkeys(said):  # both languages meet the same mistake
        print(f"cqdata: {text}", file=sys.stderr)
    if said:
        raise typer.Exit(1)


def _hand_over(module: str, *arguments: str, variables: dict[str, str] | None = None) -> None:
    """Run another Python program in the project's folder and leave with its exit status."""
    command = [sys.executable, "-m", module, *arguments]
    environment = {**os.environ, **(variables or {})}
    # Ctrl-C is the other program's: it may ask before it stops (a handler is not inherited).
    signal.signal(signal.SIGINT, lambda *_: None)
    raise typer.Exit(subprocess.call(command, cwd=_home(), env=environment))
