"""An executed notebook as a page: text, outputs, and the code folded behind a button."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from cqdata.briefing.gallery import page

Part = tuple[str, str, str]
"""Kind of a piece of the page, its content, and a picture's alt text."""

_LOADED = re.compile(
    r"<(script|iframe|object)\b.*?</\1\s*>|<(?:script|iframe|object|embed|link)\b[^>]*>",
    re.S | re.I,
)


def notebook_page(notebook: Mapping[str, Any], lang: str, *, title: str, back: str = "") -> bytes:
    """Return a notebook as an HTML page that fetches nothing.

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
    """
    parts: list[Part] = []
    for cell in notebook["cells"]:
        source = "".join(cell["source"])
        if cell["cell_type"] == "markdown":
            parts.append(("markdown", _markdown(source), ""))
        elif cell["cell_type"] == "code" and source.strip():
            parts.append(("code", source, ""))
            parts += [_output(one) for one in cell.get("outputs", ())]
    return page("notebook", lang, title, back=back, parts=parts)


def _markdown(source: str) -> str:
    from nbconvert.filters import markdown2html

    html: str = markdown2html(source)
    # The signs behind headings by which the library links them are no words.
    return re.sub(r'<a class="anchor-link"[^>]*>.*?</a>', "", _LOADED.sub("", html))


def _output(output: Mapping[str, Any]) -> Part:
    """Return an output: its picture, else its table, else its text."""
    if output["output_type"] == "stream":
        return "text", "".join(output["text"]), ""
    if output["output_type"] == "error":
        return "text", f"{output['ename']}: {output['evalue']}", ""
    data = output.get("data", {})
    if "image/png" in data:
        alt = output.get("metadata", {}).get("image/png", {}).get("alt", "")
        return "picture", "".join("".join(data["image/png"]).split()), alt
    if "text/html" in data:
        return "html", _LOADED.sub("", "".join(data["text/html"])), ""
    if "text/markdown" in data:
        return "markdown", _markdown("".join(data["text/markdown"])), ""
    return "text", "".join(data.get("text/plain", "")), ""
