"""What several forms share: the key above the plot, the signs of verdicts, remarks of rows."""

from __future__ import annotations

from collections.abc import Sequence

from cqdata.charts.keys import APART, Entry
from cqdata.charts.page import Page
from cqdata.charts.place import Box
from cqdata.charts.style import GREY, VERDICT_COLOURS, VERDICT_SIGNS
from cqdata.charts.wording import VERDICT_WORDS


def key_strip(page: Page, listed: Sequence[Entry], box: Box) -> float:
    """Write the key from the upper left corner of a box; return the height left below it."""
    if not listed:
        return box.y1
    size, x, row = page.size.label, 0.0, 0
    for sign, colour, text in listed:
        lead = page.width(sign, size)
        wide = lead + page.width(text, size)
        if x and x + wide > box.x1 - box.x0:
            x, row = 0.0, row + 1
        left, middle = box.x0 + x, box.y1 - size * (0.82 + 1.5 * row)
        page.text(left, middle, sign, size, colour=colour, role="key", middle=True)
        page.text(left + lead, middle, text, size, role="key", middle=True)
        x += wide + page.width(APART, size)
    return box.y1 - size * (1.95 + 1.5 * row)


def sign(page: Page, x: float, y: float, size: float, verdict: str) -> None:
    """Write the sign of a verdict centred on a point."""
    shown = VERDICT_SIGNS[verdict].replace("√", "✓")  # a tick, which fonts of Office lack
    colour = VERDICT_COLOURS[verdict]
    page.text(x, y, shown, size, colour=colour, align="center", middle=True, role="sign")


def verdict_and_note(
    page: Page, middle: float, x: float, room: float, high: float, verdict: str, note: str
) -> None:
    """Write a row's verdict with its sign and the remark below it, centred in a row's height."""
    size = page.size.small
    if note:
        size = min(size, high / 1.3 / (len(page.wrap(note, size, room - size * 1.9)) + 1))
    left = x + size * 1.9 if verdict else x
    lines = page.wrap(note, size, x + room - left, balance=True) if note else []
    y = middle + (len(lines) + bool(verdict) - 1) * size * 0.64
    if verdict:
        sign(page, x + size * 0.6, y, size * 1.25, verdict)
        word, colour = VERDICT_WORDS[page.lang][verdict], VERDICT_COLOURS[verdict]
        page.text(left, y, word, size, colour=colour, middle=True, role="verdict")
        y -= size * 1.28
    for line in lines:
        page.text(left, y, line, size, colour=GREY, middle=True, role="remark")
        y -= size * 1.28
