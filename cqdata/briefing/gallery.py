"""The page: the answers, then every chart once with its downloads; it works offline."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from cqdata.briefing.look import TAG
from cqdata.briefing.sections import Section, answer, sections_of
from cqdata.briefing.wording import word
from cqdata.charts.style import SIZE
from cqdata.charts.wording import WORDS, credits_of

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
    title: str = "",
    other: str = "",
) -> bytes:
    """Return the page as UTF-8.

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
    title : str
        Heading; the project's own by default.
    other : str
        Address of the same page in the other language, if there is one.
    """
    heading = title or word("title", lang)
    sections = [section.localised(lang) for section in sections_of(given)]
    out = [page_head(heading, lang)]
    out.append(f'<a class="skip" href="#charts">{word("skip", lang)}</a>\n<header>\n')
    out.append(f"<h1>{escape(heading)}</h1>\n")
    if any(section.answer.get(lang) for section in sections):
        said = WORDS[lang]["joint"].join(answer(sections, lang))
        out.append(f'<p class="answer">{escape(said)}</p>\n')
    out.append(f'<p class="soft">{word("gallery_note", lang)}')
    if other:
        tag = TAG["en" if lang == "zh" else "zh"]
        out.append(f' <a href="{escape(other)}" hreflang="{tag}" lang="{tag}">')
        out.append(f"{word('other_language', lang)}</a>")
    out.append("</p>\n")
    if whole:
        out.append(f'<nav aria-label="{word("downloads", lang)}"><ul class="files whole">')
        for name in whole:
            text = word(WHOLE[name.rsplit(".", 1)[-1]], lang)
            out.append(f'<li><a href="{escape(name)}" download>{text}</a></li>')
        out.append("</ul></nav>\n")
    titles = [section.title.get(lang, "") for section in sections]
    if len(sections) > 1:
        out.append(f'<nav aria-label="{word("contents", lang)}"><ul class="files">')
        for n, name in enumerate(titles, 1):
            out.append(f'<li><a href="#part{n}">{escape(name)}</a></li>')
        out.append("</ul></nav>\n")
    out.append('</header>\n<main id="charts">\n')
    shown = 0
    for n, (section, name) in enumerate(zip(sections, titles, strict=True), 1):
        out.append(f'<section id="part{n}"')
        out.append(f' aria-labelledby="head{n}">\n' if name else ">\n")
        if name:
            out.append(f'<h2 id="head{n}">{escape(name)}</h2>\n')
        if said := section.answer.get(lang):
            out.append(f'<p class="answer">{escape(said)}</p>\n')
        if section.page:
            how = word("how", lang)
            out.append(f'<p><a href="{escape(section.page)}">{how}</a></p>\n')
        out.append('<div class="charts">\n')
        for chart in section.charts:
            out.append(_card(chart, lang, list(files.get(chart.name, ())), lazy=shown > 1))
            shown += 1
        out.append("</div>\n</section>\n")
    out.append("</main>\n</body>\n</html>\n")
    return "".join(out).encode("utf-8")


def page_head(heading: str, lang: str, *more: str) -> str:
    """Return a page up to its body: everything it needs is in it, nothing is fetched.

    `more` names style sheets beside that of all pages.
    """
    folder = Path(__file__).parent / "page"
    css = "".join((folder / f"{name}.css").read_text("utf-8") for name in ("page", *more))
    return (
        f'<!doctype html>\n<html lang="{TAG[lang]}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n'
        f"<title>{escape(heading)}</title>\n"
        f"<style>\n{css.replace('FONTS', _FONTS[lang])}</style>\n</head>\n<body>\n"
    )


def _card(chart: Chart, lang: str, files: Sequence[str], *, lazy: bool) -> str:
    kinds = {name.rsplit(".", 1)[-1]: name for name in files}
    picture = kinds.get("svg") or kinds.get("png")
    large = kinds.get("png") or kinds.get("svg")
    out = [f'<article id="{escape(chart.name)}">\n']
    if picture and large:
        wide, high = SIZE["slide"].width, SIZE["slide"].height
        out.append(
            f'<a href="{escape(large)}"><img src="{escape(picture)}" width="{wide:.0f}" '
            f'height="{high:.0f}"{" loading=" + chr(34) + "lazy" + chr(34) if lazy else ""} '
            f'alt="{escape(chart.alt(lang))}"></a>\n'
        )
    out.append(f'<div class="text">\n<h3>{escape(chart.title(lang))}</h3>\n')
    out.append(f'<p class="soft">{escape(chart.subtitle(lang))}</p>\n')
    if kinds:
        out.append(f'<ul class="files" aria-label="{word("download", lang)}">')
        for kind, name in kinds.items():
            out.append(f'<li><a href="{escape(name)}" download>{word(kind, lang)}</a></li>')
        out.append("</ul>\n")
    source = "<br>".join(escape(head + text) for head, text in credits_of(chart, lang))
    out.append(
        f"<details><summary>{word('numbers_table', lang)}</summary>"
        f'<div class="scroll" tabindex="0">{_table(chart, lang)}</div>\n'
        f'<p class="source">{source}</p></details>\n</div>\n</article>\n'
    )
    return "".join(out)


def _table(chart: Chart, lang: str) -> str:
    import pandas as pd

    frame = chart.table(lang)
    numeric = [frame[name].dtype.kind in "iuf" for name in frame.columns]
    head = "".join(f'<th scope="col">{escape(str(name))}</th>' for name in frame.columns)
    rows = []
    for row in frame.itertuples(index=False):
        cells = []
        for value, number in zip(row, numeric, strict=True):
            text = "" if pd.isna(value) else str(value)
            cells.append(f'<td class="n">{text}</td>' if number else f"<td>{escape(text)}</td>")
        rows.append(f"<tr>{''.join(cells)}</tr>")
    return f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table>"
