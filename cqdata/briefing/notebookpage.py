"""An executed notebook as a page: text, outputs, and the code folded behind a button."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Mapping
from typing import Any

from cqdata.briefing.bilingual import halves, language, one_language
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


def notebook_page(
    notebook: Mapping[str, Any],
    lang: str,
    *,
    title: str,
    back: str = "",
    pictures: Mapping[str, tuple[bytes, str]] | None = None,
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
        Chart → its picture as PNG and its alt text, in place of what the notebook shows.
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
    """Return a table whose cells in the other language say so."""

    def marked(found: re.Match[str]) -> str:
        tag, look, text = found.groups()
        other = language(text)
        if other in ("", lang):
            return found[0]
        return f'<{tag}{look} lang="{TAG[other]}">{text}</{tag}>'

    return _CELL.sub(marked, html)


def _output(
    output: Mapping[str, Any], lang: str, pictures: Mapping[str, tuple[bytes, str]]
) -> Part:
    """Return an output: its picture, else its table, else its text."""
    if output["output_type"] == "stream":
        return "text", halves("".join(output["text"]), lang), ""
    if output["output_type"] == "error":
        return "text", f"{output['ename']}: {output['evalue']}", ""
    data = output.get("data", {})
    if (drawn := pictures.get(data.get(MIME, {}).get("name", ""))) is not None:
        return "picture", b64encode(drawn[0]).decode(), drawn[1]
    if "image/png" in data:
        alt = output.get("metadata", {}).get("image/png", {}).get("alt", "")
        return "picture", "".join("".join(data["image/png"]).split()), alt
    if "text/html" in data:
        return "html", _table(_LOADED.sub("", "".join(data["text/html"])), lang), ""
    if "text/markdown" in data:
        return "markdown", _markdown("".join(data["text/markdown"]), lang), ""
    return "text", "".join(data.get("text/plain", "")), ""
