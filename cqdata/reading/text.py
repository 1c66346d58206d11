"""A report's text: decoding, one-to-one normalisation, sections and sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from cqdata.catalog import as_path
from cqdata.cells import UNSEEN
from cqdata.errors import DataError
from cqdata.files import decoded, is_text, no_text, read_bytes
from cqdata.quantity.numerals import spoken_at
from cqdata.quantity.unitwords import FULL_WIDTH
from cqdata.reading.lexicon import LEX

_LONGEST = 3_000_000  # characters: some ten megabytes, a yearbook; a long report has 30,000
# Every replacement is one character for one, so that offsets into the decoded text stay valid.
_SAME = (
    ("\u3000\u00a0\u2002\u2003\u2009\u202f\t", " "),
    ("﹪", "%"),
    ("−‐‑", "-"),
    ("–―", "—"),
    ("〜", "~"),
    ("∶", ":"),
    ("﹐", ","),
    ("\r\u2028", "\n"),
    ("〔【﹝", "["),
    ("〕】﹞", "]"),
)
_WIDE = {chr(wide): chr(plain) for wide, plain in FULL_WIDTH.items()} | {
    sign: plain for signs, plain in _SAME for sign in signs
}


def normalise(text: str) -> str:
    """Return the text with full-width signs made ordinary, character for character.

    Parameters
    ----------
    text
        Decoded text.

    Returns
    -------
    str
        Text of the same length: index *i* of the one is index *i* of the other.
    """
    for sign in _WIDE.keys() & set(text):  # sooner than str.translate, which asks for each sign
        text = text.replace(sign, _WIDE[sign])
    return text


# Copied from pages, these stand inside numbers (1\u200b200) and cut them; some marks of direction
# change none of Chinese, others let it be read from right to left.
_UNSEEN = re.compile(f"[{UNSEEN}]")
_TURNED = re.compile("[\u061c\u202b\u202e\u2067]")


def read_text(path: str | Path) -> str:
    """Return the decoded text of a report file, without the characters that have no width.

    Raises
    ------
    DataError
        If the file is not there, is not text, is longer than any report, or has a mark that lets
        it be read from right to left, for then it says something else than it shows.
    """
    path = as_path(path, "report")
    text = decoded(read_bytes(path), path)
    if "\0" in text:
        row = text.count("\n", 0, text.index("\0")) + 1
        raise no_text(path, f"a NUL character in row {row}")
    if not is_text(text):
        raise no_text(path, "control or unassigned characters")
    if turned := _TURNED.search(text):
        row = text.count("\n", 0, turned.start()) + 1
        raise no_text(path, f"U+{ord(turned[0]):04X}, from right to left, in row {row}")
    text = _UNSEEN.sub("", text)
    if len(text) > _LONGEST:
        raise DataError(
            f"{path}: found {len(text):,} characters, expected one report of at most {_LONGEST:,}"
        )
    return text


# ------------------------------------------------------------------------------------- sections

_CN = "一二三四五六七八九十"
_HEADINGS = (
    re.compile(rf"\s*第([{_CN}]{{1,3}}|[0-9]{{1,2}})(?:部分|章|篇)(?=[\s,、:.]|$)"),
    re.compile(rf"\s*([{_CN}]{{1,3}})、(?![{_CN}][、季])"),
    re.compile(rf"\s*\(([{_CN}]{{1,3}})\)"),
    re.compile(r"\s*([0-9]{1,2})(?:[.、](?![0-9])|\)(?!\())\s*(?=[^0-9\s%])"),
    re.compile(r"\s*\(([0-9]{1,2})\)"),
)
_HEADING_SIGN = re.compile(rf"\s*[第(0-9{_CN}]")


class Line(NamedTuple):
    """One line of the text with its place.

    Attributes
    ----------
    start, end
        Offsets of the line.
    body
        Offset behind the heading's number, where prose begins.
    section
        Dotted number such as "2.4"; "0" before the first heading.
    opens
        Whether the line carries a heading's number of the first or second rank.
    """

    start: int
    end: int
    body: int
    section: str
    opens: bool


def lines(text: str) -> Iterator[Line]:
    """Yield the paragraphs of a normalised text, each with the section that it stands in.

    Sections are numbered by their headings: 一、 → "1", (二) → "1.2", 3. → "1.2.3".  A long line
    that breaks off inside a sentence, as text taken from pages does, runs on into the next.
    """
    stack: list[tuple[int, int]] = []
    section, start = "0", 0
    while start < len(text):
        end = _line_end(text, start)
        while _breaks_off(text, start, end):
            end = _line_end(text, end + 1)
        if end > start:
            body, opens = start, False
            headed = _HEADING_SIGN.match(text, start, end)
            for rank, pattern in enumerate(_HEADINGS if headed else ()):
                match = pattern.match(text, start, end)
                if match:
                    spoken = spoken_at(match[1])
                    digits = match[1] if match[1].isdecimal() else "0"
                    number = int(spoken.value if spoken else digits)
                    while stack and stack[-1][0] >= rank:
                        stack.pop()
                    stack.append((rank, number))
                    section = ".".join(str(n) for _, n in stack)
                    body, opens = match.end(), rank < 3
                    break
            yield Line(start, end, body, section, opens)
        start = end + 1


_FULL_LINE = 24


def _line_end(text: str, start: int) -> int:
    end = text.find("\n", start)
    return len(text) if end < 0 else end


def _breaks_off(text: str, start: int, end: int) -> bool:
    """Say whether a line is the torn first part of a sentence that the next line goes on with."""
    if end + 1 >= len(text) or text[end - 1] in "。!?;:)”》 " or text[end + 1] in " \n●■◆•·—-*▲○":
        return False
    begin = text.rfind("\n", start, end) + 1 or start
    if end - begin < _FULL_LINE or not _INNER_STOP.search(text, begin, end):
        return False
    return not any(pattern.match(text, at) for pattern in _HEADINGS for at in {begin, end + 1})


_INNER_STOP = re.compile("[,。;、]")
_STOP = re.compile("[。!?;]+")


def sentences(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the spans between full stops and semicolons of one line."""
    for match in _STOP.finditer(text, start, end):
        if match.start() > start:
            yield start, match.end()
        start = match.end()
    if start < end:
        yield start, end


def rows_of_years(text: str) -> Iterator[tuple[int, int]]:
    """Yield the spans of table rows below a heading that names several years.

    Which year a number in such a row is of, its place among the cells says, and no word beside it.
    """
    below, start = False, 0
    for line in text.split("\n"):
        # Prose may part its numbers by spaces as well: 2022 年和 2023 年,企业 12 家。
        laid_out = len(line) < _LONGEST_ROW and not LEX.PROSE.search(line)
        cells = LEX.CELL.findall(line) if laid_out else []
        if sum(LEX.YEAR_CELL.fullmatch(cell) is not None for cell in cells) > 1:
            below = True
        elif below and any(LEX.NUMBER_CELL.fullmatch(cell) for cell in cells[1:]):
            yield start, start + len(line)
        elif below and ("。" in line or re.search("[0-9]", line)):
            below = False
        start += len(line) + 1


_LONGEST_ROW = 400
