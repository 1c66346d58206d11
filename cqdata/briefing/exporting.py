"""Export: charts, deck, workbook, document and gallery into a folder, whole or not at all."""

from __future__ import annotations

import gc
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cqdata.asked import plainly
from cqdata.briefing.parts import packed
from cqdata.briefing.sections import Section, charts_of, sections_of
from cqdata.catalog import as_path
from cqdata.charts.contract import LANGS, SIZES, one_of
from cqdata.charts.publishing import DPI, csv_bytes, figure_bytes
from cqdata.errors import DataError, system_error
from cqdata.files import JOURNAL, check_place, finish, locked, replace_all, write_bytes
from cqdata.names import behind

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from cqdata.charts import Chart

FORMATS = ("png", "svg", "csv", "pdf", "pptx", "xlsx", "docx", "html")
DEFAULT = ("png", "svg", "csv", "pptx", "xlsx", "html")
_PICTURES = ("png", "svg", "pdf")
_EACH = (*_PICTURES, "csv")
_NEEDED = {"pptx": ("pptx", "python-pptx"), "xlsx": ("xlsxwriter", "XlsxWriter"),
           "docx": ("docx", "python-docx")}  # fmt: skip
DRAFTS_WAIT = 20.0  # seconds
_LIST = ".files"  # names of the files that the last whole export wrote

Progress = Callable[[int, int, str], None]
Steps = Callable[[str], None]
Charts = Sequence["Chart"] | Sequence[Section]
MAIL_DPI = 120  # pictures of 1,600 pixels on a slide


@plainly
def export(
    charts: Charts,
    out: Path | str,
    langs: Sequence[str] = LANGS,
    only: Sequence[str] | None = None,
    formats: Sequence[str] | None = None,
    progress: Progress | None = None,
    *,
    tables: Mapping[str, pd.DataFrame] | None = None,
    linked: Sequence[str] | None = None,
    report: int | None = None,
    size: str = "slide",
    dpi: int | None = None,
    zipped: bool = False,
    hold: bool = False,
) -> list[Path]:
    """Write charts and briefing to ``<out>/<lang>/`` and return the files written.

    Each language's folder is made beside its place and put there at the end, so that an export
    that is interrupted leaves the previous one as it was. A second export of the same charts
    with the same versions writes the same bytes. Each chart is drawn once per language.

    A whole export replaces what the last one wrote; other files in the folder stay. With `only`,
    every other file stays too, and deck, workbook and document are named after the chart (after
    the first one and how many follow), so that a briefing is never replaced by a part of it.

    Parameters
    ----------
    charts : sequence of Chart or of Section
        What to export, in order.
    out : path
        Folder that holds one folder per language.
    langs : sequence of {"zh", "en"}
        Languages.
    only : sequence of str, optional
        Names of the charts wanted; all by default.
    formats : sequence of str, optional
        Of :data:`FORMATS`; by default all but ``pdf`` and ``docx``, and with `only` no gallery.
    progress : callable, optional
        ``progress(done, total, what)`` is called after each piece of work.
    tables : mapping, optional
        Tables for the workbook, ``figures`` and ``checks``; by default those of the project, as
        far as it has them.
    linked : sequence of {"zh", "en"}, optional
        Languages whose galleries a gallery links to, where each language is exported in a process
        of its own; `langs` by default.
    report : int, optional
        Year of the report that the workbook is about: of the project's tables it then holds the
        figures of that edition alone, and no check in which figures of others alone take part.
    hold : bool
        Leave the new folders beside their places, for a caller that has locked `out`, lets several
        processes write a language each, and then calls :func:`place`.

    size : {"slide", "square", "a4"}
        Of the pictures; their names carry another size than ``slide``.
    dpi : int, optional
        Resolution of PNG files, 300 by default, and 120 in an archive.
    zipped : bool
        Write ``<out>/briefing-<lang>.zip`` for mail instead of a folder per language.

    Raises
    ------
    DataError
        If a chart, format, size or language is unknown, a library of the extra is missing, a file
        to be replaced is in use, or another run writes to `out`. Nothing is then changed.
    """
    langs, wanted = check_options(langs, only, formats, size=size, dpi=dpi)
    sections = sections_of(charts)
    chosen = _chosen(charts_of(sections), only)
    for kind in wanted:
        if kind in _NEEDED and find_spec(_NEEDED[kind][0]) is None:
            raise DataError(
                f"{kind} needs {_NEEDED[kind][1]}; install it with: pip install 'cqdata[briefing]'"
            )
    out = as_path(out, "export", written=True)
    if not zipped:
        check_places(out, langs)
    total = len(langs) * (len(chosen) + sum(kind not in _EACH for kind in wanted))
    steps = _steps(total, progress)
    partial = only is not None
    job = _Job(
        sections=[Section(charts=chosen)] if partial else sections,
        wanted=wanted,
        stem=_stem([chart.name for chart in chosen]) if partial else "briefing",
        tables=_tables(report) if tables is None and "xlsx" in wanted and not partial else tables,
        size=size,
        dpi=dpi or (MAIL_DPI if zipped else DPI),
        partial=partial,
    )
    staged: dict[Path, Path] = {}
    written: list[Path] = []
    # Notebooks that run side by side write drafts: they wait for each other.
    with nullcontext() if hold else writing(out, wait=DRAFTS_WAIT if partial else 0):
        try:
            for lang in langs:
                folder = out / lang
                stage = Path(tempfile.mkdtemp(prefix=f".{lang}-", dir=out))
                staged[folder] = stage
                with _light_collection():
                    files = _write(stage, job, lang, steps, linked or langs)
                if zipped:
                    written.append(_archive(out / f"{job.stem}-{lang}.zip", stage))
                    shutil.rmtree(stage)
                else:
                    written += [folder / file for file in files]
                    _keep(folder, stage, files, whole=not partial)
            if not (zipped or hold):
                replace_all(out, staged)
        except BaseException as error:
            for stage in staged.values() if not (out / JOURNAL).exists() else ():
                shutil.rmtree(stage, ignore_errors=True)
            if isinstance(error, OSError):
                raise system_error(error, error.filename or out) from None
            raise
    return written


def check_options(
    langs: Sequence[str] = LANGS,
    only: Sequence[str] | None = None,
    formats: Sequence[str] | None = None,
    *,
    size: str = "slide",
    dpi: int | None = None,
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return languages and formats; refuse options that no export can be made with.

    Raises
    ------
    DataError
        If a language, format or size is unknown, the resolution is out of bounds, or a chart has
        no name.
    """
    one_of("size", size, SIZES)
    if dpi is not None and (type(dpi) is not int or not 36 <= dpi <= 1200):
        raise DataError(f"{dpi!r} dpi; expected a whole number from 36 to 1200")
    if only is not None and not all(only):
        raise DataError("a chart without a name; expected the names of charts")
    return _known(langs, LANGS, "language"), _formats(formats, partial=only is not None)


def file_name(stem: str, kind: str, size: str) -> str:
    """Return the name of a file; that of a picture says of which size it is, if not of a slide."""
    sized = kind in _PICTURES and size != "slide"
    return f"{stem}-{size}.{kind}" if sized else f"{stem}.{kind}"


@contextmanager
def writing(out: Path | str, wait: float = 0) -> Iterator[None]:
    """Keep a folder of exports to this run, and clear away what killed runs left there.

    Raises
    ------
    DataError
        If another run still writes there after ``wait`` seconds.
    """
    out = Path(out)
    with locked(out, wait):
        _clear(out)
        try:
            yield
        finally:
            _clear(out)


def check_places(out: Path | str, langs: Sequence[str]) -> None:
    """Refuse a folder in which no briefing can be put in place, before any work is done.

    Raises
    ------
    DataError
        If something else than a folder stands in the place of one.
    """
    check_place(Path(out), folder=True)
    for lang in langs:
        check_place(Path(out) / lang, folder=True, own=True)


def place(out: Path | str, langs: Sequence[str], more: Mapping[Path, Path] | None = None) -> None:
    """Put the folders that exports with `hold` left beside their places where they belong.

    What `more` says goes with them: place in `out` → what is to stand there.

    Raises
    ------
    DataError
        If a folder cannot be replaced; all are then as they were.
    """
    out = Path(out)
    folders = {out / lang: stage for lang in langs for stage in out.glob(f".{lang}-*")}
    replace_all(out, {**folders, **(more or {})})


def last_written(out: Path | str, langs: Sequence[str] = LANGS) -> list[Path]:
    """Return the files of the last whole export to a folder that are still there.

    The next whole export removes those that it does not write anew.
    """
    found = []
    for lang in langs:
        folder = Path(out) / lang
        found += [folder / name for name in sorted(_listed(folder)) if (folder / name).is_file()]
    return found


def _listed(folder: Path) -> set[str]:
    """Return the names of the files that the last whole export wrote to a language's folder."""
    listed = folder / _LIST
    return set(listed.read_text(encoding="utf-8").splitlines()) if listed.is_file() else set()


def _steps(total: int, progress: Progress | None) -> Steps:
    """Return what counts the pieces of work and tells the caller."""
    done = count(1)
    return lambda what: progress(next(done), total, what) if progress else None


def _known(given: Sequence[str], allowed: Sequence[str], what: str) -> tuple[str, ...]:
    given = (given,) if isinstance(given, str) else tuple(given)
    for one in given:
        one_of(what, one, allowed)
    if not given:
        raise DataError(f"no {what}; expected one of {', '.join(allowed)}")
    return tuple(dict.fromkeys(given))


def _formats(formats: Sequence[str] | None, *, partial: bool) -> tuple[str, ...]:
    if formats is None:
        return tuple(kind for kind in DEFAULT if not (partial and kind == "html"))
    given = _known(formats, FORMATS, "format")
    return tuple(kind for kind in FORMATS if kind in given)


def _chosen(charts: Sequence[Chart], only: Sequence[str] | None) -> list[Chart]:
    known = {chart.name: chart for chart in charts}
    if len(known) < len(charts):
        raise DataError("export: two charts have the same name")
    if not known:
        raise DataError("export: no charts")
    if only is None:
        return list(charts)
    only = (only,) if isinstance(only, str) else tuple(dict.fromkeys(only))
    for one in only:
        if one not in known:
            raise DataError(f"export: no chart is named {one!r}; charts: {', '.join(known)}")
    if not only:
        raise DataError(f"export: no chart chosen; charts: {', '.join(known)}")
    return [known[one] for one in only]


def _stem(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{names[0]}-and-{len(names) - 1}-more"


def _tables(report: int | None) -> dict[str, pd.DataFrame]:
    """Return the project's tables for a workbook, as far as they have been built."""
    import cqdata
    from cqdata import catalog

    out = {}
    for name in ("figures", "checks"):
        with suppress(DataError, OSError):
            out[name] = getattr(cqdata, name)()
    if "checks" in out:
        with suppress(DataError):  # no conflict need be explained
            out["checks"] = out["checks"].merge(catalog.load("acknowledged"), "left", "check_id")
    if report is not None and len(out) == 2:
        out |= _of_edition(out["figures"], out["checks"], cqdata.derived(), report)
    return out


def _of_edition(
    figures: pd.DataFrame, checks: pd.DataFrame, derived: pd.DataFrame, report: int
) -> dict[str, pd.DataFrame]:
    """Return figures and checks without what concerns other editions of the report alone."""
    own = figures["figure_id"].str.startswith(f"{report}/")
    others = set(figures["figure_id"][~own])
    mine = set(figures["figure_id"][own])
    inputs_of = dict(zip(derived["derived_id"], derived["inputs"], strict=True))

    def concerns(inputs: str) -> bool:
        found = behind(inputs, inputs_of)
        return bool(found & mine) or not found & others

    kept = checks["inputs"].map(concerns).astype(bool)
    return {"figures": figures[own], "checks": checks[kept]}


@dataclass(frozen=True)
class _Job:
    """What goes into each language's folder."""

    sections: Sequence[Section]
    wanted: Sequence[str]
    stem: str
    tables: Mapping[str, pd.DataFrame] | None
    size: str
    dpi: int
    partial: bool


def _write(stage: Path, job: _Job, lang: str, steps: Steps, linked: Sequence[str]) -> list[str]:
    """Write one language into a folder; return the file names."""
    written: list[str] = []

    def put(file: str, content: bytes) -> None:
        (stage / file).write_bytes(content)
        written.append(file)

    sections = [section.localised(lang) for section in job.sections]
    each = [kind for kind in job.wanted if kind in _EACH]
    files: dict[str, list[str]] = {}
    for chart in charts_of(sections):
        said: Any = {"title": chart.title(lang), "alt": chart.alt(lang), "dpi": job.dpi}
        figure: Figure | None = None
        for kind in each:
            if kind == "csv":
                content = csv_bytes(chart, lang)
            else:
                figure = figure or chart.draw(lang, job.size)
                content = figure_bytes(figure, kind, **said)
            put(file_name(chart.name, kind, job.size), content)
        files[chart.name] = [file_name(chart.name, kind, job.size) for kind in each]
        if figure is not None:
            # A figure refers to itself and holds its pixels until it is collected.
            gc.collect()
        steps(f"{chart.name} ({lang})")
    whole = [file_name(job.stem, kind, job.size) for kind in job.wanted if kind in _NEEDED]
    for file in whole:
        put(file, _collected(job, sections, file.rsplit(".", 1)[-1], lang))
        steps(f"{file} ({lang})")
    if "html" in job.wanted:
        from cqdata.briefing.gallery import gallery
        from cqdata.briefing.notebookpage import notebook_page

        page = f"{job.stem}.html" if job.partial else "index.html"
        others = [one for one in linked if one != lang]
        other = f"../{others[0]}/{page}" if others else ""
        put(page, gallery(sections, lang, files, whole, other=other))
        drawn = {
            chart.name: (file, chart.alt(lang))
            for chart in charts_of(sections)
            for file in files[chart.name]
            if file.endswith((".png", ".svg"))
        }
        for section in sections:
            if section.page and section.notebook:
                head = section.title.get(lang, section.page)
                put(
                    section.page,
                    notebook_page(section.notebook, lang, title=head, back=page, pictures=drawn),
                )
        steps(f"{page} ({lang})")
    return written


@contextmanager
def _light_collection() -> Iterator[None]:
    """Keep what exists already, libraries above all, out of the garbage collector's search."""
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


def _collected(job: _Job, sections: Sequence[Section], kind: str, lang: str) -> bytes:
    """Return the deck, workbook or document; its library is loaded only here."""
    if kind == "pptx":
        from cqdata.briefing.deck import deck

        return deck(sections, lang)
    if kind == "xlsx":
        from cqdata.briefing.workbook import workbook

        return workbook(sections, lang, tables=job.tables, partial=job.partial)
    from cqdata.briefing.document import document

    return document(sections, lang)


def _archive(path: Path, stage: Path) -> Path:
    """Write a folder as a zip whose bytes depend on its content alone."""
    files = {f"{path.stem}/{file.name}": file.read_bytes() for file in sorted(stage.iterdir())}
    write_bytes(path, packed(files))
    return path


def _keep(folder: Path, stage: Path, written: Sequence[str], *, whole: bool) -> None:
    """Carry over what stays from the present folder, and note what an export owns."""
    gone = {*written, *({_LIST, *_listed(folder)} if whole else ())}

    def left_out(at: str, names: list[str]) -> set[str]:
        return gone & set(names) if Path(at) == folder else set()

    if folder.is_dir():
        shutil.copytree(
            folder, stage, symlinks=True, ignore=left_out, copy_function=_link, dirs_exist_ok=True
        )
    if whole:
        (stage / _LIST).write_text("\n".join(sorted(written)) + "\n", encoding="utf-8")
    os.chmod(stage, 0o755)


def _link(source: str, target: str) -> None:
    """Let a file stand at a second place too."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


def _clear(out: Path) -> None:
    """Do the rest of what a killed export was putting in place, and remove what it was making."""
    finish(out)
    for lang in LANGS:
        for left in out.glob(f".{lang}-*"):
            shutil.rmtree(left, ignore_errors=True)
