"""Help that folds: a quiet button, and a text under the head of the form while a person wants it there."""

from __future__ import annotations

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from borderpost.domain.words import _
from ui.theme.look import look
from ui.widgets.button import Button
from ui.widgets.text import IconLabel, Text


class HelpFold(QWidget):
    """The text; `button` stands where the form puts it. Folded at first: who knows the register is not held up."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.button = Button(_("Help"), "quiet", "circle-question-mark", "Shift+F1")
        self.button.clicked.connect(self.turn)
        self._row = QHBoxLayout(self)
        self._row.addWidget(IconLabel("info", "text2", 16))
        self.words = Text(text, "sm", "text2", wrap=True)
        self._row.addWidget(self.words, 1)
        self._fit()
        self.hide()
        self._tell()

    def turn(self) -> None:
        """Unfold, or fold again."""
        self.setVisible(self.isHidden())
        self._tell()

    def _tell(self) -> None:
        self.button.setAccessibleDescription("" if self.isHidden() else self.words.text())

    def _fit(self) -> None:
        px = look().px
        self._row.setContentsMargins(px(24), px(8), px(24), px(4))
        self._row.setSpacing(px(8))

    def changeEvent(self, event: QEvent) -> None:
        """Follow the text size."""
        if event.type() == QEvent.Type.StyleChange:
            self._fit()
        super().changeEvent(event)
