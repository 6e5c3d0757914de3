"""The theme files: named colours for three themes, and the contrast between two colours.

Colour says nothing alone: every state also has an icon and a word. Meanings: red overdue, wrong, returned; amber look
here; green proven; slate on the way; violet sealed identity and nothing else; `foc` the keyboard is here and nothing else.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

THEMES = ("light", "dark", "high_contrast")
FOLDER = Path(__file__).resolve().parents[2] / "resources" / "themes"


@dataclass(frozen=True, slots=True)
class Theme:
    """One theme file: its colours as `#RRGGBB` by token, and the width of the focus ring in px at the base size."""

    name: str
    dark: bool
    high_contrast: bool
    focus_width: int
    colours: Mapping[str, str]


def load_theme(name: str) -> Theme:
    """Read one of THEMES; raises ValueError for another name."""
    if name not in THEMES:
        raise ValueError(name)
    return Theme(**json.loads((FOLDER / f"{name}.json").read_text("utf-8")))


def luminance(colour: str) -> float:
    """Return the relative luminance of `#RRGGBB`, 0 to 1 (WCAG 2.2, definition of relative luminance)."""
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours, 1 to 21 (WCAG 2.2, definition of contrast ratio)."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)
