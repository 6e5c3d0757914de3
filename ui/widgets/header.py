"""The head of a screen: title, chip, second line, and at the right the acts, the one filled button last."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from ui.theme.look import look
from ui.widgets.paint import painting
from ui.widgets.text import ElidedText, IconLabel, Text

HEIGHT, HEIGHT_FLAT = 60, 52


class Header(QWidget):
    """Title and acts. With `flat` the head is lower and without a line, because tabs or a stepper follow."""

    def __init__(self, title: str, subtitle: str = "", *, flat: bool = False) -> None:
        super().__init__()
        self._flat = flat
        px = look().px
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout(self)
        row.setContentsMargins(px(24), 0, px(18), 0)
        row.setSpacing(px(6))
        column = QVBoxLayout()
        column.setSpacing(0)
        column.addStretch(1)
        self._first = QHBoxLayout()
        self._first.setSpacing(px(10))
        self.title = ElidedText(title, "h1")
        self._first.addWidget(self.title)
        self._note_icon = IconLabel("check", "grn", 16)
        self._note = ElidedText("", "sm", "text2")
        self._first.addWidget(self._note_icon)
        self._first.addWidget(self._note, 1)
        self._first.addStretch(1)
        column.addLayout(self._first)
        self.subtitle = ElidedText(subtitle, "sm", "text2")
        column.addWidget(self.subtitle)
        column.addStretch(1)
        row.addLayout(column, 1)
        # Only now: shown before it has a parent it would be a window of its own and take the keyboard.
        self.subtitle.setVisible(bool(subtitle))
        self._reason = Text("", "sm", "text2")
        self._reason.hide()
        row.addWidget(self._reason)
        self._row = row
        self.set_note("")

    def sizeHint(self) -> QSize:
        """Return the height of the head."""
        return QSize(super().sizeHint().width(), look().px(HEIGHT_FLAT if self._flat else HEIGHT))

    def set_title(self, title: str, subtitle: str = "") -> None:
        """Change title and second line."""
        self.title.setText(title)
        self.subtitle.setText(subtitle)
        self.subtitle.setVisible(bool(subtitle))

    def add_chip(self, chip: QWidget) -> None:
        """Put a chip behind the title."""
        self._first.insertWidget(self._first.count() - 3, chip, 0, Qt.AlignmentFlag.AlignVCenter)

    def add_icon(self, name: str, ink: str) -> None:
        """Put an icon before the title (a lock for a sealed person)."""
        self._first.insertWidget(0, IconLabel(name, ink, 22))

    def set_note(self, text: str, icon: str = "check", ink: str = "grn") -> None:
        """Say something quiet behind the title, such as when the draft was kept."""
        self._note.setText(text)
        self._note_icon.set_icon(icon, ink)
        self._note.setVisible(bool(text))
        self._note_icon.setVisible(bool(text))

    def add_act(self, button: QWidget) -> None:
        """Add an act at the right; the filled button comes last."""
        self._row.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)

    def set_reason(self, text: str, ink: str = "text2") -> None:
        """Say beside a disabled button why it is disabled; an empty text takes it away."""
        self._reason.setText(text)
        self._reason.set_ink(ink)
        self._reason.setVisible(bool(text))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the ground and the line under it."""
        now = look()
        with painting(self) as painter:
            painter.fillRect(self.rect(), now.colour("canvas"))
            if not self._flat:
                painter.fillRect(QRectF(0, self.height() - 1, self.width(), 1), now.colour("line"))
