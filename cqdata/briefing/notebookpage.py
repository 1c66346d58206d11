"""An executed notebook as a page: text, outputs, and the code folded behind a button."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import count
from typing import Any

from cqdata.briefing.bilingual import half, halves, language, one_language
from cqdata.briefing.gallery import page
from cqdata.briefing.look import TAG
from cqdata.charts.description import MIME

Part = tuple[str, str, str]
"""Kind of a piece of the page, its content, and a picture's alt text."""

_LOADED = re.compile(
    r"<(script|iframe|object)\b.*?</\1\s*>|<(?:script|iframe|object|embed|link)\b[^>]*>",
    re.S | re.I,
)


_CELL = re.compile(r"<(t[dh])\b([^>]*)>([^<]*)</\1>")
_ROW = re.compile(r"<tr\b.*?</tr>", re.S)
_OTHER = re.compile(r' data-(?:zh|en)="[^"]*"')  # what a cell says in the other language


def notebook_page(
    notebook: Mapping[str, Any],
    lang: str,
    *,
    title: str,
    back: str = "",
    pictures: Mapping[str, tuple[str, str]] | None = None,
) -> bytes:
    """Return a notebook as an HTML page in one language that fetches nothing.

    Of texts in both languages the page has those in its own.

    Parameters
    ----------
    notebook : mapping
        As nbformat reads it, with the outputs of its run.
    lang : {"zh", "en"}
        Language of buttons and of the page.
    title : str
        Title of the page.
    back : str
        Address of the briefing's page, if it is to be linked.
    pictures : mapping, optional
        Chart → address of its picture and its alt text, in place of what the notebook shows.
    """
    parts: list[Part] = []
    for cell in notebook["cells"]:
        source = "".join(cell["source"])
        if cell["cell_type"] == "markdown":
            parts.append(("markdown", _markdown(source, lang), ""))
        elif cell["cell_type"] == "code" and source.strip():
            parts.append(("code", source, ""))
            parts += [_output(one, lang, pictures or {}) for one in cell.get("outputs", ())]
    return page("notebook", lang, title, back=back, parts=parts)


def _markdown(source: str, lang: str) -> str:
    from nbconvert.filters import markdown2html

    said = one_language(source, lang)
    html: str = markdown2html(said)
    # The signs behind headings by which the library links them are no words.
    html = re.sub(r'<a class="anchor-link"[^>]*>.*?</a>', "", _LOADED.sub("", html))
    other = language(said)
    return f'<div lang="{TAG[other]}">{html}</div>' if other not in ("", lang) else html


def _table(html: str, lang: str) -> str:
    """Return a table in one language; a cell that is in the other one says so.

    Of two columns side by side that say one thing in two languages one is kept.
    """

    def told(found: re.Match[str]) -> str:
        tag, look, text = found.groups()
        given = re.search(rf' data-{lang}="([^"]*)"', look)
        text, look = half(given[1] if given else text, lang), _OTHER.sub("", look)
        other = language(text)
        mark = "" if other in ("", lang) else f' lang="{TAG[other]}"'
        return f"<{tag}{look}{mark}>{text}</{tag}>"

    html = _CELL.sub(told, html)
    rows = [[language(cell[2]) for cell in _CELL.findall(row)] for row in _ROW.findall(html)]
    if len({len(row) for row in rows}) != 1:
        return html
    columns = [(row[0], {*row[1:]} - {""}) for row in zip(*rows, strict=True)]
    twins = {
        n
        for n, (head, said) in enumerate(columns)
        if head not in ("", lang) and said == {head}
        if lang in [beside for beside, _ in columns[max(n - 1, 0) : n + 2]]
    }

    def kept(row: re.Match[str]) -> str:
        place = count()
        return _CELL.sub(lambda cell: "" if next(place) in twins else cell[0], row[0])

    return _ROW.sub(kept, html)


def _output(output: Mapping[str, Any], lang: str, pictures: Mapping[str, tuple[str, str]]) -> Part:
    """Return an output: its picture, else its table, else its text."""
    if output["output_type"] == "stream":
        return "text", halves("".join(output["text"]), lang), ""
    if output["output_type"] == "error":
        return "text", f"{output['ename']}: {output['evalue']}", ""
    data = output.get("data", {})
    if (drawn := pictures.get(data.get(MIME, {}).get("name", ""))) is not None:
        return "picture", *drawn
    if "image/png" in data:
        alt = output.get("metadata", {}).get("image/png", {}).get("alt", "")
        content = "".join("".join(data["image/png"]).split())
        return "picture", f"data:image/png;base64,{content}", alt
    if "text/html" in data:
        return "html", _table(_LOADED.sub("", "".join(data["text/html"])), lang), ""
    if "text/markdown" in data:
        return "markdown", _markdown("".join(data["text/markdown"]), lang), ""
    return "text", "".join(data.get("text/plain", "")), ""
