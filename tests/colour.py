"""Measures of colour: contrast, greyscale, and how the colour-blind see it. Pure arithmetic."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

RGB = tuple[float, float, float]

# Machado, Oliveira and Fernandes (2009), severity 1.0, on linear RGB.
_DEFICIENCIES: Mapping[str, tuple[RGB, RGB, RGB]] = MappingProxyType(
    {
        "protanopia": (
            (0.152286, 1.052583, -0.204868),
            (0.114503, 0.786281, 0.099216),
            (-0.003882, -0.048116, 1.051998),
        ),
        "deuteranopia": (
            (0.367322, 0.860646, -0.227968),
            (0.280085, 0.672501, 0.047413),
            (-0.011820, 0.042940, 0.968881),
        ),
        "tritanopia": (
            (1.255528, -0.076749, -0.178779),
            (-0.078411, 0.930809, 0.147602),
            (0.004733, 0.691367, 0.303900),
        ),
    }
)
VISIONS = ("normal", "greyscale", *_DEFICIENCIES)


def rgb(colour: str) -> RGB:
    """Return "#rrggbb" as red, green, blue between 0 and 1."""
    text = colour.lstrip("#")
    return (int(text[0:2], 16) / 255, int(text[2:4], 16) / 255, int(text[4:6], 16) / 255)


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4


def luminance(colour: Sequence[float]) -> float:
    """Return relative luminance, 0 to 1, of red, green, blue (WCAG 2)."""
    red, green, blue = (_linear(c) for c in colour[:3])
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours, 1 to 21 (WCAG 2)."""
    bright, dark = sorted((luminance(rgb(one)), luminance(rgb(other))), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


def seen(colour: str, vision: str) -> tuple[float, float, float]:
    """Return CIE L*a*b* of a colour as seen with normal, greyscale or deficient vision."""
    linear = tuple(_linear(c) for c in rgb(colour))
    if vision == "greyscale":
        grey = luminance(rgb(colour))
        linear = (grey, grey, grey)
    elif vision != "normal":
        linear = tuple(
            min(1.0, max(0.0, sum(weight * c for weight, c in zip(row, linear, strict=True))))
            for row in _DEFICIENCIES[vision]
        )
    red, green, blue = linear
    x = (0.4124564 * red + 0.3575761 * green + 0.1804375 * blue) / 0.95047
    y = 0.2126729 * red + 0.7151522 * green + 0.0721750 * blue
    z = (0.0193339 * red + 0.1191920 * green + 0.9503041 * blue) / 1.08883
    fx, fy, fz = (t ** (1 / 3) if t > 0.008856 else 7.787 * t + 16 / 116 for t in (x, y, z))
    return 116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)


def distance(one: str, other: str, vision: str = "normal") -> float:
    """Return how far two colours look apart: CIE 1976 colour difference; 2.3 is just visible."""
    pairs = zip(seen(one, vision), seen(other, vision), strict=True)
    return sum((a - b) ** 2 for a, b in pairs) ** 0.5
