"""An executed notebook as a page: text, outputs, and the code folded behind a button."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape
from typing import Any

from cqdata.briefing.gallery import page_head
from cqdata.briefing.wording import word

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
    out = [page_head(title, lang, "notebook")]
    out.append(f'<a class="skip" href="#text">{word("skip", lang)}</a>\n')
    if back:
        link = f'<a href="{escape(back)}">{word("back_to_page", lang)}</a>'
        out.append(f"<header><p>{link}</p></header>\n")
    out.append('<main id="text">\n')
    for cell in notebook["cells"]:
        source = "".join(cell["source"])
        if cell["cell_type"] == "markdown":
            out.append(_markdown(source))
        elif cell["cell_type"] == "code" and source.strip():
            summary = word("code", lang)
            code = f"<pre><code>{escape(source)}</code></pre>"
            out.append(f"<details><summary>{summary}</summary>{code}</details>\n")
            out += [_output(one, lang) for one in cell.get("outputs", ())]
    out.append("</main>\n</body>\n</html>\n")
    return "".join(out).encode("utf-8")


def _markdown(source: str) -> str:
    from nbconvert.filters import markdown2html

    html: str = markdown2html(source)
    # The signs behind headings by which the library links them are no words.
    return re.sub(r'<a class="anchor-link"[^>]*>.*?</a>', "", _LOADED.sub("", html)) + "\n"


def _output(output: Mapping[str, Any], lang: str) -> str:
    """Return an output: its picture, else its table, else its text."""
    if output["output_type"] == "stream":
        return f"<pre>{escape(''.join(output['text']))}</pre>\n"
    if output["output_type"] == "error":
        return f"<pre>{escape(output['ename'])}: {escape(output['evalue'])}</pre>\n"
    data = output.get("data", {})
    if "image/png" in data:
        alt = output.get("metadata", {}).get("image/png", {}).get("alt") or word("picture", lang)
        image = "".join("".join(data["image/png"]).split())
        return f'<p><img src="data:image/png;base64,{image}" alt="{escape(alt)}"></p>\n'
    if "text/html" in data:
        html = _LOADED.sub("", "".join(data["text/html"]))
        return f'<div class="out" tabindex="0">{html}</div>\n'
    if "text/markdown" in data:
        return _markdown("".join(data["text/markdown"]))
    text = "".join(data.get("text/plain", ""))
    return f"<pre>{escape(text)}</pre>\n" if text else ""
