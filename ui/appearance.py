"""Theme, text size and language at run time: the keys that change them, and the file that remembers them."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QWidget

from borderpost.domain.words import LANGUAGES, language, set_language
from ui.preferences import Preferences
from ui.qt_words import the_words
from ui.theme.look import apply, next_size
from ui.theme.tokens import THEMES


class Appearance(QObject):
    """One for the program. `spoke` after the language changed: windows then build their words anew."""

    spoke = Signal()
    changed = Signal()

    def __init__(self, app: QApplication, preferences: Preferences) -> None:
        super().__init__()
        self._app, self._preferences = app, preferences
        self._words = the_words()
        set_language(preferences.language)
        app.installTranslator(self._words)
        self._apply()

    def _apply(self) -> None:
        apply(self._app, self._preferences.theme, self._preferences.points)
        self.changed.emit()

    @property
    def theme(self) -> str:
        """The theme in force."""
        return self._preferences.theme

    @property
    def points(self) -> float:
        """The text size in force, in pt."""
        return self._preferences.points

    def choose_theme(self, name: str) -> None:
        """Put a theme of THEMES into force."""
        self._preferences.theme = name
        self._apply()

    def next_theme(self) -> None:
        """Go round light, dark, high contrast."""
        self.choose_theme(THEMES[(THEMES.index(self._preferences.theme) + 1) % len(THEMES)])

    def choose_size(self, points: float) -> None:
        """Put a text size of TEXT_SIZES into force."""
        self._preferences.points = points
        self._apply()

    def step_size(self, step: int) -> None:
        """Make the text larger (+1) or smaller (-1)."""
        self.choose_size(next_size(self._preferences.points, step))

    def speak(self, code: str) -> None:
        """Change the language and tell the windows; Qt's own words follow the translator installed again."""
        if code == language():
            return
        set_language(code)
        self._preferences.language = code
        self._app.removeTranslator(self._words)
        self._app.installTranslator(self._words)
        self.spoke.emit()

    def next_language(self) -> None:
        """Go round the languages."""
        self.speak(LANGUAGES[(LANGUAGES.index(language()) + 1) % len(LANGUAGES)])

    def keys(self, window: QWidget, *, with_language: bool = False) -> None:
        """Give a window F9, Ctrl and plus or minus, and F10 where the language changes by key."""
        acts: dict[str, Callable[[], None]] = {
            "F9": self.next_theme,
            "Ctrl++": lambda: self.step_size(1),
            "Ctrl+=": lambda: self.step_size(1),
            "Ctrl+-": lambda: self.step_size(-1),
        }
        if with_language:
            acts["F10"] = self.next_language
        for keys, act in acts.items():
            QShortcut(QKeySequence(keys), window).activated.connect(act)
