"""Fonts, colours and dashes of Office files, next to the ones that pictures are drawn in."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from cqdata.charts import text as tx


class Fonts(NamedTuple):
    """Names of the Latin and the East Asian font of a text."""

    latin: str
    east: str


# Present on Windows and in Office for the Mac; WPS on Linux maps both. The Chinese font also
# sets the Latin letters of Chinese text, so that numbers and signs are of one design.
SCREEN: Mapping[str, Fonts] = MappingProxyType(
    {
        "zh": Fonts("Microsoft YaHei", "Microsoft YaHei"),
        "en": Fonts("Arial", "Microsoft YaHei"),
    }
)
TAG: Mapping[str, str] = MappingProxyType({"zh": "zh-CN", "en": "en-GB"})
# Chinese fonts of Office, and those that stand in for them where they are missing, are wider than
# the one of pictures, which is measured: by these factors, regular and bold, and in a document.
_CHINESE, _FANGSONG = (1.07, 1.11), 1.03

SYMBOLS: Mapping[str, str] = MappingProxyType(
    {"o": "circle", "s": "square", "^": "triangle", "D": "diamond", "v": "triangle", "d": "diamond"}
)


@cache
def _metrics(bold: bool, serif: bool) -> Any:
    """Return the widths of Helvetica or Times, those of Arial and Times New Roman.

    matplotlib carries them for PDF.
    """
    from fontTools.afmLib import AFM
    from matplotlib import get_data_path

    name = f"p{'tm' if serif else 'hv'}{'b' if bold else 'r'}8a.afm"
    return AFM(Path(get_data_path()) / "fonts" / "afm" / name)


@cache
def wider(text: str, lang: str, bold: bool = False, *, serif: bool = False) -> float:
    """Return by how much a text is wider in Office than in the font of pictures.

    English is measured in the font itself, so that a paragraph is given the lines that it takes,
    and none stays blank below it. `serif` is the body of a document: Times New Roman and 仿宋.
    """
    from fontTools.agl import UV2AGL

    if lang == "zh":
        return _FANGSONG if serif else _CHINESE[bold]
    metrics = _metrics(bold, serif)
    known = [char for char in text if metrics.has_char(UV2AGL.get(ord(char), ""))]
    drawn = tx.width("".join(known), 1000, lang)
    return 1.01 * sum(metrics[UV2AGL[ord(char)]][1] for char in known) / drawn if drawn else 1.0


def lines(
    text: str, size: float, room: float, lang: str, *, bold: bool = False, serif: bool = False
) -> int:
    """Return the number of lines that a paragraph takes in a room in points."""
    return len(tx.lines(text, size, room / wider(text, lang, bold, serif=serif), lang))


EMU = 12700  # in a point


def emu(points: float) -> int:
    """Return a length in the units of DrawingML."""
    return round(points * EMU)


_NAMESPACE = uuid.UUID("6f1b2a52-6f6e-5d0a-8a57-0b3a0f6f4c11")


def identity(text: str) -> str:
    """Return the identity that Office gives a part of a file, the same for the same text."""
    return f"{{{uuid.uuid5(_NAMESPACE, text)}}}".upper()
