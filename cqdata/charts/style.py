"""Colours, sizes, fonts and settings. Importing it touches nothing; fonts load when drawn."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from cqdata.errors import DataError

if TYPE_CHECKING:
    from matplotlib.font_manager import FontProperties

    from cqdata.charts.contract import Chart
    from cqdata.charts.layout import Frame
    from cqdata.charts.place import Box

INK = "#17202b"
GREY = "#56616d"  # secondary text
GRID = "#dde1e5"
RULE = "#c9ced4"
PAPER = "#ffffff"
SHADE = "#f1f4f7"  # stripes and tracks
BLUE = "#0b4f7f"
RED = "#c62d1c"
TEAL = "#218275"
OCHRE = "#5e3910"
PLUM = "#91329f"
SKY = "#3478b0"  # a further accent for slide themes; no line is drawn in it

BAR = "#a9bccb"  # bars that are not the subject
# Narrowest band first: the darker, the more likely.
BANDS = ("#7dafd3", "#aecde5", "#d8e7f3")
VERDICT_COLOURS: Mapping[str, str] = MappingProxyType(
    {
        "met": TEAL,
        # Fewer than half of the cases with "significant" came true: not the colour of success.
        "significant": BLUE,
        "moderate": OCHRE,
        "insufficient": RED,
        "away": RED,
        "unknown": GREY,
        "consistent": TEAL,
        "conditional": OCHRE,
        "inconsistent": RED,
        "": GREY,
    }
)

# Apart in hue for every kind of vision and in lightness for print; markers and dashes differ too.
_CYCLE = (BLUE, TEAL, OCHRE, PLUM, GREY)
_MARKERS = ("o", "s", "^", "v", "o")
# By their names in DrawingML, in line widths.
DASHES: Mapping[str, tuple[float, ...]] = MappingProxyType(
    {
        "solid": (),
        "dash": (5.0, 2.2),
        "dashDot": (7.0, 2.0, 1.4, 2.0),
        "sysDash": (2.6, 1.6),
        "lgDash": (9.0, 2.5),
        "sysDot": (1.0, 1.6),
    }
)
_COMPARED = ("dashDot", "sysDash", "lgDash")


@dataclass(frozen=True)
class Look:
    """How a series is drawn: hex colour, name of its dash, marker, width in points."""

    colour: str
    dash: str = "solid"
    marker: str = "o"
    width: float = 2.4


_GIVEN = {
    "benchmark": Look(INK, width=1.5, marker="D"),
    "required": Look(RED, dash="sysDot", width=2.2),
    "target": Look(RED, marker="D"),
}


def looks_of(chart: Chart) -> dict[tuple[str, str], Look]:
    """Return (series, kind) → Look for every series, the same in picture and native chart."""
    main = chart.main
    looks = {(series, kind): look for kind, look in _GIVEN.items() for series in chart.series(kind)}
    turn = 0
    for series in dict.fromkeys([*main, *chart.series("actual", "point")]):
        if series not in main:  # the first colour is for what the chart is about
            turn = max(turn, 1)
        width = 3.2 if series in main else 2.2
        look = Look(_CYCLE[turn % 5], marker=_MARKERS[turn % 5], width=width)
        turn += 1
        looks |= {(series, "actual"): look, (series, "point"): look}
    for turn, series in enumerate(chart.series("projection")):
        base = _CYCLE[turn % 4]
        looks[series, "projection"] = Look(base, dash="dash", width=2.6)
    for turn, series in enumerate(chart.series("comparison")):
        colour = (OCHRE, PLUM, TEAL)[turn % 3]
        looks[series, "comparison"] = Look(colour, dash=_COMPARED[turn % 3], width=2.0)
    for series, other in dict(chart.options.get("like", {})).items():
        known = [look for (name, _), look in looks.items() if name == other]
        for kind in ("projection", "comparison", "actual", "point", "benchmark"):
            if known and (series, kind) in looks:
                looks[series, kind] = replace(looks[series, kind], colour=known[0].colour)
    return looks


@dataclass(frozen=True)
class Size:
    """A page preset; every length in points.

    ``title_lines`` is how many lines the title may take before it is set in ``least_title``;
    ``source_lines`` how many the sources may take; ``grow`` is the height up to which a form with
    many rows may extend the page. A ``bare`` page is the drawing alone, for a document that says
    the rest.
    """

    name: str
    width: float
    height: float
    grow: float
    margin: float
    title: float
    least_title: float
    subtitle: float
    strong: float
    label: float
    small: float
    tick: float
    footer: float
    line: float
    title_lines: int
    source_lines: int
    bare: bool = False

    @property
    def inches(self) -> tuple[float, float]:
        """Width and height in inches."""
        return self.width / 72, self.height / 72

    def frame(self, lang: str, box: Box) -> Frame:
        """Return the frame of a drawing in a box of the page."""
        from cqdata.charts.layout import Frame

        sizes = (self.strong, self.label, self.small, self.tick)
        return Frame(box.x1 - box.x0, box.y1 - box.y0, *sizes, lang, line=self.line)

    def taller(self, height: float) -> Size:
        """Return the preset with another height, within what it may grow to."""
        return replace(self, height=min(max(height, self.height), self.grow))


_MM = 72 / 25.4
SIZE: Mapping[str, Size] = MappingProxyType(
    {
        "slide": Size(
            "slide", 960, 540, 540, 44, 27, 24, 15, 15.5, 13.5, 13.5, 13.5, 13.5, 1.0, 2, 2
        ),
        "square": Size(
            "square", 540, 540, 1200, 28, 27, 27, 16, 16.5, 15.7, 15.7, 15.7, 15.7, 0.95, 3, 3
        ),
        "a4": Size(
            "a4", 156 * _MM, 82 * _MM, 225 * _MM, 7, 13.5, 11.5, 9, 9, 8.2, 7.6, 8, 6.9, 0.56, 3, 3
        ),
        "figure": Size(
            "figure", 156 * _MM, 70 * _MM, 225 * _MM, 2, 0, 0, 0, 9, 8.2, 7.6, 8, 0, 0.56, 0, 0,
            bare=True,
        ),
    }
)  # fmt: skip


_OURS: Mapping[str, Any] = MappingProxyType(
    {
        "svg.hashsalt": "cqdata",
        "svg.fonttype": "path",
        "pdf.fonttype": 42,
        "axes.unicode_minus": False,
        "text.hinting": "none",
        "text.parse_math": False,
        "patch.force_edgecolor": False,
        "axes.facecolor": "none",
    }
)


@contextmanager
def ours() -> Iterator[None]:
    """Draw and save under matplotlib's defaults and our settings, whatever style is set."""
    from matplotlib import style

    with style.context(["default", dict(_OURS)]):
        yield


def font_path() -> Path:
    """Return the Simplified Chinese font that zhplot carries, without importing zhplot.

    Raises
    ------
    DataError
        If the package or its font is missing.
    """
    spec = find_spec("zhplot")
    for folder in (spec.submodule_search_locations or ()) if spec else ():
        path = Path(folder) / "fonts" / "NotoSansSC-Regular.ttf"
        if path.is_file():
            return path
    raise DataError("no Chinese font: the package zhplot with NotoSansSC-Regular.ttf is expected")


# A name of our own: a machine may have another "Noto Sans SC" with other weights and outlines.
FAMILY = "cqdata Noto Sans SC"


@lru_cache(maxsize=1)
def register() -> str:
    """Make the font known to matplotlib under our own name, once, and return that name."""
    from matplotlib import font_manager

    path = str(font_path())
    entry = font_manager.ttfFontProperty(font_manager.get_font(path))
    font_manager.fontManager.ttflist.append(replace(entry, name=FAMILY))
    return FAMILY


@lru_cache(maxsize=64)
def font(size: float) -> FontProperties:
    """Return the font at a size in points, DejaVu Sans behind it for rare signs."""
    from matplotlib.font_manager import FontProperties

    return FontProperties(family=[register(), "DejaVu Sans"], size=size)
