"""What this machine remembers about the window: geometry, theme, text size, language. Never anything about people."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QByteArray, QSettings

from borderpost.domain.words import LANGUAGES
from ui.theme.look import BASE, TEXT_SIZES
from ui.theme.tokens import THEMES


class Preferences:
    """An INI file in the post's folder. Unreadable values fall back to light, 10.5 pt, Vietnamese."""

    def __init__(self, home: Path) -> None:
        self._file = QSettings(str(home / "window.ini"), QSettings.Format.IniFormat)

    @property
    def theme(self) -> str:
        """One of THEMES."""
        value = str(self._file.value("theme", "light"))
        return value if value in THEMES else "light"

    @theme.setter
    def theme(self, name: str) -> None:
        self._file.setValue("theme", name)

    @property
    def points(self) -> float:
        """The text size in pt, one of TEXT_SIZES."""
        try:
            value = float(str(self._file.value("points", BASE)))
        except ValueError:
            return BASE
        return value if value in TEXT_SIZES else BASE

    @points.setter
    def points(self, value: float) -> None:
        self._file.setValue("points", value)

    @property
    def language(self) -> str:
        """`vi` or `en`."""
        value = str(self._file.value("language", "vi"))
        return value if value in LANGUAGES else "vi"

    @language.setter
    def language(self, code: str) -> None:
        self._file.setValue("language", code)

    @property
    def geometry(self) -> QByteArray:
        """The geometry of the main window as Qt saves it; empty before the first time."""
        value = self._file.value("geometry", QByteArray())
        return value if isinstance(value, QByteArray) else QByteArray()

    @geometry.setter
    def geometry(self, value: QByteArray) -> None:
        self._file.setValue("geometry", value)

    def save(self) -> None:
        """Write the file now."""
        self._file.sync()
