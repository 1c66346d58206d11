"""Measuring and breaking text by Chinese and English rules. No figure is needed for it."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from cqdata.charts.style import font_path

# Share of the font size above and below the baseline that a line of text occupies.
ASCENT, DESCENT = 0.86, 0.22

_CLOSING = "，。、；：？！）》】」』”’％%‰…—,.;:?!)]}°"
_OPENING = "（《【「『“‘([{↑↗→↘↓√×○"  # a sign stays with its word
# Words that a line break must not cut.
_LEXICON = set(Path(__file__).with_name("lexicon.txt").read_text("utf-8").split())
_UNITS = (
    "个百分点|百分点|万亿元|亿美元|亿元|万元|元|万家次|家次|万家|家|万人次|人次|万人|人年|人|万名|名|"
    "万件|件|万项|项|万台|台|万个|个|位|倍|年|月|日|季度|户|次|支|所|条|种|类|期|%|％|‰|万|亿"
)
_NUMBER = r"[+\-−±]?[0-9０-９][0-9０-９,，.]*(?<![,，.])"
_ZH_ATOM = re.compile(
    r"[0-9]{4}-[0-9]{2}(?:-[0-9]{2})?(?![0-9])"
    rf"|(?:第|约|近|超|仅|达)?{_NUMBER}(?:\s?(?:[—–~～至-]\s?{_NUMBER}))?\s?(?:{_UNITS})?(?:[—–~～至]{_NUMBER}(?:{_UNITS})?)?"
    rf"|[A-Za-z][A-Za-z&.+/'’-]*[A-Za-z0-9]?"
    rf"|{'|'.join(sorted(_LEXICON, key=lambda w: (-len(w), w)))}"
    r"|\s+|."
)
_EN_ATOM = re.compile(r"\S+\s*")
_EN_NUMBER_END = re.compile(r"(?:^|[\s(])[+\-−±]?[0-9](?:[0-9,.]*[0-9])?%?\s*$")
WEAK_ENDS = re.compile(
    r"(?:^| )(?:an?|the|of|in|to|by|at|and|for|or|on|with|about|from|than|its|is)$"
)
_PAUSES = "，；：。、？！,;:"


@lru_cache(maxsize=2)
def _face(*, rare: bool = False) -> Any:
    """Return our font, or the one that has the rare signs which ours lacks."""
    from matplotlib.font_manager import findfont
    from matplotlib.ft2font import FT2Font

    face = FT2Font(findfont("DejaVu Sans") if rare else str(font_path()))
    face.set_size(100, 72)
    return face


BOX = "□"  # stands for a sign that no font of ours has


@lru_cache(maxsize=8192)
def drawable(char: str) -> bool:
    """Whether one of the fonts draws this character."""
    return has_glyph(char) or bool(_face(rare=True).get_char_index(ord(char)))


def boxed(text: str) -> tuple[str, str]:
    """Return a text with a box for each sign that cannot be drawn, and those signs.

    A space that the fonts lack, thin or otherwise, becomes a plain one.
    """
    text = "".join(map(_spaced, text))
    lacking = "".join(dict.fromkeys(char for char in text if not drawable(char)))
    return "".join(BOX if char in lacking else char for char in text), lacking


def _spaced(char: str) -> str:
    lacks = char.isspace() and char != "\n" and not _face().get_char_index(ord(char))
    return " " if lacks else char


@lru_cache(maxsize=8192)
def _advance(char: str, lang: str) -> float:
    """Width of a character as a share of the font size."""
    if lang == "en" and char in "‘’“”":
        positions = _face().set_text(f"{char}x", 0.0, features=features(char, lang))
        return float(positions[1][0]) / 6400
    from matplotlib.ft2font import LoadFlags

    char = _spaced(char) if drawable(char) else BOX
    face = _face() if has_glyph(char) else _face(rare=True)
    return float(face.load_char(ord(char), LoadFlags.NO_HINTING).linearHoriAdvance) / 6553600


def has_glyph(char: str) -> bool:
    """Whether the font draws this character."""
    return char.isspace() or bool(_face().get_char_index(ord(char)))


# Full-width signs whose left or right half is empty; next to each other one half is taken out.
_LEFT_EMPTY = frozenset("（《【「『“‘")
_RIGHT_EMPTY = frozenset("，。、；：）》】」』”’")


def features(text: str, lang: str) -> tuple[str, ...]:
    """Return the font features of a line.

    Chinese setting closes up neighbouring punctuation and an opening sign at a line's start. Quotes
    of the Chinese font are full width; English text asks for the narrow ones.
    """
    return ("pwid",) if lang == "en" else tuple(f"halt[{n}:{n + 1}]" for n in _halved(text))


def _halved(text: str) -> list[int]:
    """Return the places of the signs of which the empty half is left out."""
    out = set()
    for n, char in enumerate(text):
        last = text[n - 1] if n else ""
        if char in _LEFT_EMPTY and (last == "" or last in _RIGHT_EMPTY or last in _LEFT_EMPTY):
            out.add(n)
        elif char in _RIGHT_EMPTY and last and last in _RIGHT_EMPTY:
            out.add(n - 1)
    return sorted(out)


def width(text: str, size: float, lang: str) -> float:
    """Return the width of a line in points at a font size in points."""
    return _ems(text, lang) * size


@lru_cache(maxsize=8192)
def _ems(text: str, lang: str) -> float:
    """Return the width of a line as a share of the font size; lines are tried many times."""
    halves = len(_halved(text)) if lang == "zh" else 0
    return sum(_advance(char, lang) for char in text) - halves / 2


def atoms(text: str, lang: str) -> list[str]:
    """Return the pieces between which a line may break.

    Closing punctuation stays with what precedes it, opening punctuation with what follows, a
    number with its unit, and words of the field in one piece.
    """
    raw = _ZH_ATOM.findall(text) if lang == "zh" else _EN_ATOM.findall(text)
    out: list[str] = []
    glue = False
    for piece in raw:
        closes = piece.strip() != "" and piece[0] in _CLOSING
        number_before = (
            lang == "en"
            and bool(out)
            and _EN_NUMBER_END.search(out[-1]) is not None
            and piece[:1].isalpha()
        )
        if out and (closes or glue or piece.isspace() or number_before):
            out[-1] += piece
        else:
            out.append(piece)
        glue = piece.strip() != "" and piece.rstrip()[-1] in _OPENING
    return out


def lines(text: str, size: float, room: float, lang: str, *, balance: bool = False) -> list[str]:
    """Return the lines of a text that is `room` points wide at most.

    Parameters
    ----------
    text : str
        One paragraph.
    size, room : float
        Font size and greatest line width in points.
    lang : str
        Whose rules hold.
    balance : bool
        Headlines: as few lines as possible, then break at a comma, then lines of like length.
        Otherwise lines are filled one after the other.
    """
    pieces = [part for piece in atoms(text, lang) for part in _cut(piece, size, room, lang)]
    if not pieces:
        return [""]
    starts = [0]
    for piece in pieces:
        starts.append(starts[-1] + len(piece))

    def fits(i: int, j: int) -> float:
        line = text[starts[i] : starts[j]].rstrip()
        return width(line, size, lang)

    breaks = _filled(len(pieces), fits, room)
    if balance and len(breaks) > 1:
        breaks = _balanced(text, starts, fits, room, len(breaks))
    return [text[starts[a] : starts[b]].rstrip() for a, b in pairwise([0, *breaks])]


def _cut(piece: str, size: float, room: float, lang: str) -> list[str]:
    """Cut a piece that is wider than a line: at a space or hyphen in it, else by characters."""
    if width(piece.rstrip(), size, lang) <= room:
        return [piece]
    parts = re.findall(r"[^ -]*[ -]|[^ -]+", piece)
    if len(parts) > 1:
        return [one for part in parts for one in _cut(part, size, room, lang)]
    out, current = [], ""
    for char in piece:
        if current and width((current + char).rstrip(), size, lang) > room:
            out.append(current)
            current = ""
        current += char
    return [*out, current]


def _filled(count: int, fits: Any, room: float) -> list[int]:
    breaks = []
    begin = 0
    while begin < count:
        end = begin + 1
        while end < count and fits(begin, end + 1) <= room:
            end += 1
        breaks.append(end)
        begin = end
    return breaks


def _balanced(text: str, starts: list[int], fits: Any, room: float, wanted: int) -> list[int]:
    """Choose breaks for exactly `wanted` lines at the least cost (dynamic programming)."""
    count = len(starts) - 1
    best: dict[tuple[int, int], tuple[float, list[int]]] = {(0, 0): (0.0, [])}
    for line in range(1, wanted + 1):
        for end in range(1, count + 1):
            if line == wanted and end != count:
                continue
            options = []
            for begin in range(end):
                if (line - 1, begin) not in best:
                    continue
                wide = fits(begin, end)
                if wide > room:
                    continue
                cost, breaks = best[line - 1, begin]
                slack = 1 - wide / room
                cost += slack**2 * (0.6 if line == wanted else 1.0)
                if end < count:
                    last = text[: starts[end]].rstrip()[-1:]
                    paused = bool(last) and last in _PAUSES
                    cost -= 0.35 if paused else 0.0
                    cost += 0.5 if not paused and wide < 0.5 * room else 0.0
                    weak = WEAK_ENDS.search(text[: starts[end]].rstrip())
                    cost += 0.08 if weak else 0.0
                    before = text[: starts[end]]
                    inside = sum(map(before.count, "（(《")) - sum(map(before.count, "）)》"))
                    cost += 0.8 if inside > 0 else 0.0
                if line == wanted and wide < 0.14 * room:
                    cost += 1.0
                options.append((cost, [*breaks, end]))
            if options:
                best[line, end] = min(options)
    found = best.get((wanted, count))
    return found[1] if found else _filled(count, fits, room)
