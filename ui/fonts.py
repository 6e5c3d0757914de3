"""The letters of the window: Noto Sans 400, 500 and 600 from our own files, never from what the machine happens to have."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from PySide6.QtGui import QFont, QFontDatabase

FOLDER = Path(__file__).resolve().parents[1] / "resources" / "fonts" / "noto"
FALLBACKS = ("Noto Sans Lao", "Noto Sans Khmer", "Noto Sans CJK SC", "DejaVu Sans")
WEIGHTS = {400: QFont.Weight.Normal, 500: QFont.Weight.Medium, 600: QFont.Weight.DemiBold}


@cache
def families() -> tuple[str, ...]:
    """Register the three files once and return the families to ask for, ours first. Needs a QGuiApplication."""
    found: list[str] = []
    for name in ("Regular", "Medium", "SemiBold"):
        number = QFontDatabase.addApplicationFont(str(FOLDER / f"NotoSans-{name}.ttf"))
        found += [family for family in QFontDatabase.applicationFontFamilies(number) if family not in found]
    return (*found, *FALLBACKS)


@cache
def font(pixels: int, weight: int = 400) -> QFont:
    """Return our font at a size in px; `weight` 400, 500 or 600. Digits are equally wide by default."""
    made = QFont()
    made.setFamilies(list(families()))
    made.setPixelSize(pixels)
    made.setWeight(WEIGHTS[weight])
    made.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return made
