"""A passphrase field with an eye, and what goes wrong while typing one: Caps Lock and an input method that adds accents."""

from __future__ import annotations

import sys

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QSizePolicy, QWidget

from borderpost.domain.words import _
from ui.theme.look import look
from ui.widgets.button import IconButton

_VK_CAPITAL = 0x14


def caps_lock_on() -> bool | None:
    """Return the state of Caps Lock where the system tells it (Windows), else None: then the letters tell."""
    if sys.platform == "win32":
        import ctypes

        return bool(ctypes.windll.user32.GetKeyState(_VK_CAPITAL) & 1)
    return None


class PassphraseEdit(QWidget):
    """The field. `trouble(caps, accents)` whenever what is known about Caps Lock and added accents changes."""

    trouble = Signal(bool, bool)

    def __init__(self) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self.line = QLineEdit()
        self.line.setFrame(False)
        self.line.setEchoMode(QLineEdit.EchoMode.Password)
        hints = Qt.InputMethodHint.ImhHiddenText | Qt.InputMethodHint.ImhNoPredictiveText | Qt.InputMethodHint.ImhSensitiveData
        self.line.setInputMethodHints(hints)
        self.line.installEventFilter(self)
        self.line.textChanged.connect(self._watch)
        self.eye = IconButton("eye", _("Show passphrase"))
        self.eye.set_height(26)
        self.eye.setCheckable(True)
        self.eye.toggled.connect(self._show)
        row.addWidget(self.line, 1)
        row.addWidget(self.eye)
        self.setFocusProxy(self.line)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._caps = False

    def sizeHint(self) -> QSize:
        """Return a comfortable width."""
        return QSize(look().px(300), look().px(30))

    def setAccessibleName(self, name: str) -> None:
        """Name the field itself; the eye has its own name."""
        super().setAccessibleName(name)
        self.line.setAccessibleName(name)

    def setAccessibleDescription(self, description: str) -> None:
        """Describe the field itself."""
        super().setAccessibleDescription(description)
        self.line.setAccessibleDescription(description)

    def text(self) -> str:
        """Return what is typed."""
        return self.line.text()

    def clear(self) -> None:
        """Forget what is typed and hide it again."""
        self.line.clear()
        self.eye.setChecked(False)

    def _show(self, shown: bool) -> None:
        self.line.setEchoMode(QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password)
        self.eye.set_icon_name("eye-off" if shown else "eye")
        words = _("Hide passphrase") if shown else _("Show passphrase")
        self.eye.setAccessibleName(words)
        self.eye.setToolTip(words)

    def _watch(self) -> None:
        self.trouble.emit(self._caps, not self.line.text().isascii())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Read Caps Lock from the system, or from a letter that comes out in the case its Shift does not explain."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            told = caps_lock_on()
            letter = event.text()
            if told is not None:
                caps = told
            elif event.key() == Qt.Key.Key_CapsLock:
                caps = not self._caps
            elif len(letter) == 1 and letter.isalpha() and letter.upper() != letter.lower():
                shifted = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
                caps = letter.isupper() != shifted
            else:
                caps = self._caps
            if caps != self._caps:
                self._caps = caps
                self._watch()
        return super().eventFilter(watched, event)
