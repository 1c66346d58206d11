"""The pictures that README and docs show, kept in the repository and drawn by the same charts."""

from __future__ import annotations

from pathlib import Path

from cqdata.files import write_bytes
from cqdata.stories import CHARTS

PICTURES = (
    "rd_spending_path",
    "rd_intensity_vintages",
    "rd_intensity_provinces",
    "plan_scorecard",
    "audit_implied",
    "accuracy_coverage",
)
"""Published charts shown in ``docs/gallery``."""

DPI = 96  # 1280 × 720 pixels: sharp on a page, light in a clone


def pictures() -> dict[str, bytes]:
    """Return file name → PNG of every picture of the gallery, in both languages."""
    from cqdata.charts.publishing import picture

    charts = {name: CHARTS[name]() for name in PICTURES}
    return {
        f"{name}-{lang}.png": picture(chart, "png", lang, dpi=DPI)
        for name, chart in charts.items()
        for lang in ("zh", "en")
    }


def write(home: Path) -> list[Path]:
    """Draw the gallery into ``docs/gallery`` and return the files that changed."""
    folder = home / "docs" / "gallery"
    return [
        folder / name for name, content in pictures().items() if write_bytes(folder / name, content)
    ]
