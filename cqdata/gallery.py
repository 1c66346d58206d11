"""The pictures that README and docs show, drawn from what the stored notebooks publish."""

from __future__ import annotations

import re
from pathlib import Path

from cqdata import collect
from cqdata.briefing.sections import charts_of
from cqdata.errors import DataError
from cqdata.files import write_bytes
from cqdata.notebooks import listed

DPI = 96  # 1280 × 720 pixels: sharp on a page, light in a clone
_SHOWN = re.compile(r"gallery/([a-z0-9_]+)-(zh|en)\.png")


def shown(home: Path) -> list[tuple[str, str]]:
    """Return name and language of every gallery picture that a page of the project shows."""
    pages = sorted([*home.glob("*.md"), *home.glob("docs/*.md")])
    found = {match for page in pages for match in _SHOWN.findall(page.read_text(encoding="utf-8"))}
    return sorted(found)


def pictures(home: Path) -> dict[str, bytes]:
    """Return file name → PNG of every picture that a page shows.

    Raises
    ------
    DataError
        If a page shows a chart that no stored notebook publishes.
    """
    from cqdata.charts.publishing import picture

    charts = {
        chart.name: chart for chart in charts_of(collect.sections(listed(home / "notebooks")))
    }
    out = {}
    for name, lang in shown(home):
        if name not in charts:
            raise DataError(f"docs show the chart {name}, which no notebook publishes")
        out[f"{name}-{lang}.png"] = picture(charts[name], "png", lang, dpi=DPI)
    return out


def write(home: Path) -> list[Path]:
    """Draw the gallery into ``docs/gallery``, remove what no page shows; return what changed."""
    folder, drawn = home / "docs" / "gallery", pictures(home)
    stale = [path for path in sorted(folder.glob("*.png")) if path.name not in drawn]
    for path in stale:
        path.unlink()
    kept = [folder / name for name, content in drawn.items() if write_bytes(folder / name, content)]
    return [*kept, *stale]
