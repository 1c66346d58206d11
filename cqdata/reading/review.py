"""A page for checking a draft: the text with its figures marked, the rows beside it.

The page is one file, works without a network, and starts with what the rules are least sure of.
Corrections are made in the page and saved as a CSV file that ``cqdata read --adopt`` takes. Until
then the browser keeps them, under the file's name and a checksum of text and draft.
"""

from __future__ import annotations

import hashlib
import html
import json
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import asdict
from importlib import resources

from cqdata.quantity import QUALIFIERS
from cqdata.reading.rows import COLUMNS, MEASURE_NAMES, ROLES, Row
from cqdata.reading.text import lines, normalise


def review_html(text: str, rows: Sequence[Row], title: str = "", name: str = "draft.csv") -> str:
    """Return the page that shows a report's text and its draft rows side by side.

    Parameters
    ----------
    text
        The report as decoded text, to which the rows' offsets refer.
    rows
        Draft rows in reading order.
    title
        Heading of the page where the text does not begin with a title of its own.
    name
        File name under which the page saves the checked table.

    Returns
    -------
    str
        A complete HTML document without outside references.
    """
    records = [asdict(row) for row in rows]
    read = json.dumps([text, records], ensure_ascii=False).encode("utf-8", "surrogatepass")
    data = json.dumps(
        {
            "columns": COLUMNS,
            "rows": records,
            "measures": list(MEASURE_NAMES),
            "names": {k: v[0] for k, v in MEASURE_NAMES.items()},
            "signs": {k: v[1] for k, v in MEASURE_NAMES.items()},
            "qualifiers": QUALIFIERS,
            "roles": ROLES,
            "file": name,
            "checksum": hashlib.sha256(read).hexdigest()[:16],
        },
        ensure_ascii=False,
    ).replace("<", "\\u003c")
    page = resources.files("cqdata.reading").joinpath("page", "review.html")
    # The title comes first: nothing of the report can hold its place-holder by then.
    filled = page.read_text(encoding="utf-8").replace(
        "<!--TITLE-->", html.escape(_heading(text) or title or "cqdata read")
    )
    before, _, rest = filled.partition("<!--BODY-->")
    middle, _, after = rest.partition("/*DATA*/")
    return f"{before}{_body(text, rows)}{middle}{data}{after}"


_TITLE = 60  # characters that a title may have; longer lines are prose


def _heading(text: str) -> str:
    """Return the title that a report begins with; empty if it begins with a section or prose."""
    first = next((one for one in lines(normalise(text)) if text[one.start : one.end].strip()), None)
    if first is None or first.body > first.start or first.end - first.start > _TITLE:
        return ""
    line = text[first.start : first.end].strip()
    return "" if line.endswith(tuple("。；;，,：:")) else line


def _body(text: str, rows: Sequence[Row]) -> str:
    """Paragraphs as rows of a grid: marked text left, room for the cards right."""
    starts = _spans(text, rows)
    sections = [(line.start, line.section) for line in lines(normalise(text))]
    out = []
    at = 0
    k = 0
    for line in text.splitlines(keepends=True):
        end = at + len(line)
        parts = []
        cursor = at
        first = k
        while k < len(starts) and starts[k][0] < end:
            begin, stop = starts[k]
            begin, stop = max(begin, cursor), min(max(stop, begin + 1), end)
            row = rows[k]
            parts.append(html.escape(text[cursor:begin]))
            parts.append(_mark(k, row, text[begin:stop]))
            cursor = stop
            k += 1
        parts.append(html.escape(text[cursor:end].rstrip("\r\n")))
        content = "".join(parts)
        if content.strip():
            place = bisect_right(sections, at, key=lambda one: one[0]) - 1
            section = sections[place][1] if place >= 0 else "0"
            out.append(
                f'<div class="line"><p data-at="{at}" data-section="{section}">{content}</p>'
                f'<div class="cards" data-first="{first}" data-last="{k}"></div></div>'
            )
        at = end
    return "\n".join(out)


def _mark(k: int, row: Row, shown: str) -> str:
    sign = MEASURE_NAMES[row.measure][1]
    doubt = " doubt" if row.confidence < 0.86 else ""
    return (
        f'<mark id="m{k}" class="{row.measure}{doubt}" data-k="{k}" tabindex="0" '
        f'title="{row.measure} · {html.escape(row.subject, quote=True)}">'
        f"{html.escape(shown)}<sup>{sign}</sup></mark>"
    )


def _spans(text: str, rows: Sequence[Row]) -> list[tuple[int, int]]:
    """Where each figure's print stands: its first digit lies inside."""
    spans = []
    for row in rows:
        digit, size = row.char_offset, len(row.printed)
        start = text.rfind(row.printed, max(0, digit - min(12, size)), digit + size)
        start = digit if start < 0 else start
        spans.append((start, start + size))
    return spans
