"""The page: the answers, then every chart once with its downloads; it works offline."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cqdata.briefing.look import TAG
from cqdata.briefing.sections import Section, answer, sections_of
from cqdata.briefing.templates import render
from cqdata.charts.style import SIZE
from cqdata.charts.wording import WORDS, credits_of
from cqdata.charts.words import word

if TYPE_CHECKING:
    from cqdata.charts import Chart

WHOLE = {"pptx": "deck", "xlsx": "workbook", "docx": "document"}

_FONTS = {
    "zh": '"Microsoft YaHei","PingFang SC","Noto Sans SC","Noto Sans CJK SC","Source Han Sans SC",'
    "sans-serif",
    "en": 'system-ui,"Segoe UI",Arial,"Noto Sans","Microsoft YaHei","Noto Sans CJK SC",sans-serif',
}


def gallery(
    given: Sequence[Section] | Sequence[Chart],
    lang: str,
    files: Mapping[str, Sequence[str]],
    whole: Sequence[str],
    *,
    other: str = "",
) -> bytes:
    """Return the page of a briefing as UTF-8.

    It opens with the answer; a part follows for each section, with its own answer, the page on
    which its numbers come about, and its charts, each once.

    Parameters
    ----------
    given : sequence of Section or of Chart
        In order.
    lang : {"zh", "en"}
        Language.
    files : mapping
        Chart name → its file names beside the page, e.g. ``["x.png", "x.csv"]``.
    whole : sequence of str
        File names of deck, workbook and document.
    other : str
        Address of the same page in the other language, if there is one.
    """
    sections = [section.localised(lang) for section in sections_of(given)]
    answered = any(section.answer.get(lang) for section in sections)
    size = SIZE["slide"]
    return page(
        "index",
        lang,
        word("title", lang),
        sections=sections,
        said=WORDS[lang]["joint"].join(answer(sections, lang)) if answered else "",
        files={chart: {_kind(name): name for name in names} for chart, names in files.items()},
        whole={name: word(WHOLE[_kind(name)], lang) for name in whole},
        other=other,
        other_tag=TAG["en" if lang == "zh" else "zh"],
        wide=f"{size.width:.0f}",
        high=f"{size.height:.0f}",
        cells_of=_cells,
        credits_of=credits_of,
    )


def page(name: str, lang: str, title: str, **values: Any) -> bytes:
    """Return a page as UTF-8: everything it needs is in it, nothing is fetched.

    Parameters
    ----------
    name : str
        Template in ``page/``, and the style sheet of that name beside that of all pages.
    lang, title : str
        Language and heading.
    values
        What the template names.
    """
    folder = Path(__file__).parent / "page"
    sheets = [folder / f"{one}.css" for one in ("page", name)]
    css = "".join(sheet.read_text("utf-8") for sheet in sheets if sheet.is_file())
    css = css.replace("OTHER_FONTS", _FONTS["zh" if lang == "en" else "en"])
    css = css.replace("OTHER", "zh" if lang == "en" else "en").replace("FONTS", _FONTS[lang])
    shared = {"lang": lang, "title": title, "tag": TAG[lang], "word": word, "css": css}
    return render(f"page/{name}.html", **shared, **values).encode("utf-8")


def _kind(name: str) -> str:
    return name.rsplit(".", 1)[-1]


def _cells(chart: Chart, lang: str) -> tuple[list[str], list[list[tuple[str, bool]]]]:
    """Return headings and rows of a chart's table: each cell's text, and whether it is a number."""
    frame = chart.table(lang)
    rows = [
        [("" if v is None else str(v), not isinstance(v, str)) for v in row]
        for row in frame.itertuples(index=False)
    ]
    return list(frame.columns), rows
