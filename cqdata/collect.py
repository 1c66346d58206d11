"""The briefing's content, collected from executed notebooks: nothing is computed a second time."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cqdata.briefing.sections import Section
from cqdata.charts.description import MIME, chart_from
from cqdata.errors import DataError
from cqdata.notebooks import load
from cqdata.saying import ANSWER_MIME
from cqdata.words import LANGS

if TYPE_CHECKING:
    from nbformat import NotebookNode

_HEADING = re.compile(r"^# +([^\n]+)$", re.M)
# A heading may have both languages, the Chinese one last: # English? 中文？
_CHINESE = re.compile(r" *(?=[《\u4e00-\u9fff])")


def section(notebook: NotebookNode, name: str) -> Section:
    """Return what an executed notebook publishes.

    Raises
    ------
    DataError
        If a chart's description is of another version or broken; the message names the notebook.
    """
    try:
        charts = tuple(
            chart_from(data[MIME], picture=_picture(data))
            for data in _outputs(notebook)
            if MIME in data
        )
    except DataError as problem:
        raise DataError(f"{name}: {problem}") from None
    answers = [data[ANSWER_MIME] for data in _outputs(notebook) if ANSWER_MIME in data]
    return Section(
        title=title(notebook, name),
        answer={lang: answers[0].get(lang, "") if answers else "" for lang in LANGS},
        charts=charts,
        page=f"{name}.html",
        notebook=notebook,
    )


def _outputs(notebook: NotebookNode) -> Iterator[dict[str, Any]]:
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            if "data" in output:
                yield output.data


def _picture(data: Mapping[str, Any]) -> bytes:
    """Return the picture of a reader's own figure; a chart of ours is drawn from its numbers."""
    return base64.b64decode(data["image/png"]) if data[MIME].get("form") == "picture" else b""


def title(notebook: NotebookNode, name: str) -> dict[str, str]:
    """Return a notebook's title by language; one language, or its file name, stands for both."""
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            lines = [line.strip() for line in _HEADING.findall(cell.source)]
            parts = [part for line in lines for part in _CHINESE.split(line, maxsplit=1) if part]
            if parts:
                chinese = [part for part in parts if _CHINESE.match(part)]
                english = [part for part in parts if part not in chinese]
                return {"zh": (chinese or english)[0], "en": (english or chinese)[0]}
    return dict.fromkeys(LANGS, name)


def sections(paths: Iterable[Path]) -> list[Section]:
    """Return what executed notebooks publish, in their order; those without charts are left out.

    Raises
    ------
    DataError
        If two charts have one name: their files would overwrite each other.
    """
    found = {path.stem: section(load(path), path.stem) for path in paths}
    first: dict[str, str] = {}
    for name, one in found.items():
        for chart in one.charts:
            if chart.name in first:
                raise DataError(
                    f"the chart {chart.name} is published twice: in {first[chart.name]} and in "
                    f"{name}; give one of them another name"
                )
            first[chart.name] = name
    return [one for one in found.values() if one.charts]


def published(notebook: NotebookNode) -> list[str]:
    """Return the names of the charts that a notebook publishes by its outputs."""
    return [str(data[MIME].get("name", "")) for data in _outputs(notebook) if MIME in data]


def check_names(paths: Iterable[Path], only: Iterable[str]) -> None:
    """Refuse a chart's name that no stored notebook publishes, before any of them runs.

    Nothing is judged where a notebook has no stored outputs, and no name that stands in a cell,
    which may be newer than its outputs: only a run tells what they publish.

    Raises
    ------
    DataError
        Naming the chart and those that are published.
    """
    names: dict[str, None] = {}
    written = ""
    for path in paths:
        notebook = load(path)
        code = [cell for cell in notebook.cells if cell.cell_type == "code" and cell.source.strip()]
        if not any(cell.get("outputs") for cell in code):
            return
        written += "\n".join(cell.source for cell in code)
        names |= dict.fromkeys(published(notebook))
    for one in only:
        if one not in names and not re.search(rf"[\"']{re.escape(one)}[\"']", written):
            known = f"charts: {', '.join(names)}" if names else "these notebooks publish none"
            raise DataError(f"export: no chart is named {one!r}; {known}")


def export(executed: Sequence[Path], out: Path, lang: str, **shared: Any) -> list[Path]:
    """Write what executed notebooks publish, in one language, beside its place in `out`.

    The caller has locked `out` (:func:`cqdata.briefing.writing`) and puts in place what is written
    (:func:`cqdata.briefing.place`); the other arguments are those of
    :func:`cqdata.briefing.export`.
    """
    from cqdata import briefing

    return briefing.export(sections(executed), out, langs=(lang,), hold=True, **shared)
