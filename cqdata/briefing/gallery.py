"""The page: the answers, then every chart once with its downloads; it works offline."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import TYPE_CHECKING

from cqdata.briefing.look import TAG
from cqdata.briefing.sections import Section, answer, sections_of
from cqdata.briefing.wording import word
from cqdata.charts.style import SIZE
from cqdata.charts.wording import WORDS

if TYPE_CHECKING:
    from cqdata.charts import Chart

WHOLE = {"pptx": "deck", "xlsx": "workbook", "docx": "document"}

_CSS = """
:root{--ink:#17202b;--soft:#56616d;--line:#dde1e5;--page:#f5f7f9;--card:#fff;--link:#0b4f7f;
--red:#c62d1c}
@media(prefers-color-scheme:dark){:root{--ink:#e8ecf0;--soft:#a9b3bd;--line:#333d47;--page:#12171c;
--card:#1b2229;--link:#8cc1e6;--red:#ff7a68}}
*{box-sizing:border-box}
html{scroll-behavior:smooth}
body{margin:0;background:var(--page);color:var(--ink);line-height:1.55;font-family:FONTS}
header,main,footer{max-width:1240px;margin:0 auto;padding:0 24px}
header{padding-top:44px}
header::before{content:"";display:block;width:56px;height:8px;background:var(--red)}
h1{font-size:clamp(1.7rem,1.2rem + 2vw,2.5rem);line-height:1.25;margin:.6rem 0 .3rem}
h3{font-size:1.12rem;line-height:1.45;margin:0 0 .3rem}
p{margin:.3rem 0}
.soft{color:var(--soft)}
a{color:var(--link)}
a:focus-visible,summary:focus-visible{outline:3px solid var(--link);outline-offset:2px}
.skip{position:absolute;left:-999px}
.skip:focus{left:24px;top:12px}
nav ul,.files{list-style:none;padding:0;margin:.6rem 0;display:flex;flex-wrap:wrap;gap:.5rem .6rem}
.files a{display:inline-block;padding:.2rem .7rem;border:1px solid var(--line);border-radius:999px;
text-decoration:none;font-size:.9rem;background:var(--card)}
.files a:hover{border-color:var(--link)}
.whole a{padding:.5rem 1rem;border-radius:8px;font-size:1rem}
main{padding-top:12px;padding-bottom:40px}
section>h2{font-size:1.4rem;margin:2.2rem 0 .2rem}
.answer{font-size:1.12rem;max-width:62rem}
.charts{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,540px),1fr));gap:28px;
margin-top:16px}
article{background:var(--card);border:1px solid var(--line);border-radius:10px;overflow:hidden;
display:flex;flex-direction:column}
img{max-width:100%}
article img{display:block;width:100%;height:auto;background:#fff}
.text{padding:14px 18px 16px}
.source{font-size:.84rem;color:var(--soft)}
details{margin-top:.5rem;font-size:.9rem}
summary{cursor:pointer;color:var(--link)}
.scroll{overflow-x:auto;max-height:22rem;margin-top:.5rem}
table{border-collapse:collapse;font-variant-numeric:tabular-nums;white-space:nowrap;
font-size:.85rem}
th,td{padding:.2rem .7rem;border-bottom:1px solid var(--line);text-align:left}
thead th{position:sticky;top:0;background:var(--card)}
td.n{text-align:right}
footer{padding-bottom:40px;font-size:.85rem;color:var(--soft)}
@media print{main{display:block}article{break-inside:avoid;margin-bottom:18px}
details,nav{display:none}}
"""
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
        joint = "" if lang == "zh" else " "
        out.append(f'<p class="answer">{escape(joint.join(answer(sections, lang)))}</p>\n')
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


def page_head(heading: str, lang: str, more: str = "") -> str:
    """Return a page up to its body: everything it needs is in it, nothing is fetched."""
    return (
        f'<!doctype html>\n<html lang="{TAG[lang]}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n'
        f"<title>{escape(heading)}</title>\n"
        f"<style>{_CSS.replace('FONTS', _FONTS[lang])}{more}</style>\n</head>\n<body>\n"
    )


def _card(chart: Chart, lang: str, files: Sequence[str], *, lazy: bool) -> str:
    kinds = {name.rsplit(".", 1)[-1]: name for name in files}
    words = WORDS[lang]
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
    notes = ("" if lang == "zh" else " ").join(chart.notes(lang))
    source = f"{words['source']}{escape(chart.source(lang))}"
    if notes:
        source += f"<br>{words['note']}{escape(notes)}"
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
