"""The briefing's content, collected from executed notebooks: nothing is computed a second time."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cqdata.charts.description import MIME, chart_from
from cqdata.errors import DataError
from cqdata.notebooks import load
from cqdata.saying import ANSWER_MIME, LANGS

if TYPE_CHECKING:
    from nbformat import NotebookNode

    from cqdata.charts import Chart

# A heading in both languages: # English? 中文？
_TITLE = re.compile(
    r"^# +(?P<en>[^\u4e00-\u9fff\n]*?) *(?P<zh>(?:《|[\u4e00-\u9fff])[^\n]*)$", re.M
)
_HAN = re.compile(r"[\u4e00-\u9fff]")
_HEADING = re.compile(r"^# +([^\n]+)$", re.M)


@dataclass(frozen=True)
class Section:
    """What one notebook gives to the briefing.

    Attributes
    ----------
    name : str
        The notebook's file name without its ending.
    title, answer : mapping
        Language → the question it asks, and its answer (empty where it states none).
    charts : tuple of Chart
        The published charts in their order.
    """

    name: str
    title: Mapping[str, str]
    answer: Mapping[str, str]
    charts: tuple[Chart, ...]


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
        name,
        title(notebook, name),
        {lang: answers[0].get(lang, "") if answers else "" for lang in LANGS},
        charts,
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
            both = _TITLE.search(cell.source)
            if both and both["en"]:
                return {lang: both[lang].strip() for lang in LANGS}
            lines = [line.strip() for line in _HEADING.findall(cell.source)]
            if lines:
                # A heading a language, in either order, or one for both.
                chinese = [line for line in lines if _HAN.search(line)]
                english = [line for line in lines if line not in chinese]
                return {"zh": (chinese or lines)[0], "en": (english or lines)[0]}
    return dict.fromkeys(LANGS, name)


def sections(paths: Iterable[Path]) -> list[Section]:
    """Return what executed notebooks publish, in their order; those without charts are left out.

    Raises
    ------
    DataError
        If two charts have one name: their files would overwrite each other.
    """
    found = [section(load(path), path.stem) for path in paths]
    first: dict[str, str] = {}
    for one in found:
        for chart in one.charts:
            if chart.name in first:
                raise DataError(
                    f"the chart {chart.name} is published twice: in {first[chart.name]} and in "
                    f"{one.name}; give one of them another name"
                )
            first[chart.name] = one.name
    return [one for one in found if one.charts]


def publishes(path: Path) -> bool:
    """Return whether an executed notebook publishes a chart."""
    return any(MIME in data for data in _outputs(load(path)))


def charts(found: Sequence[Section]) -> list[Chart]:
    """Return the charts of all sections in their order."""
    return [chart for one in found for chart in one.charts]
