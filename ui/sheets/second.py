"""The second officer in a panel: who, and their passphrase, asked only where more records leave than one person may take."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QVBoxLayout, QWidget

from borderpost.domain.numbers import whole
from borderpost.domain.words import _, language
from borderpost.services.outgoing import Second
from ui.theme.look import look
from ui.widgets.cell import FormCell
from ui.widgets.passphrase import PassphraseEdit
from ui.widgets.text import Text


class SecondPart(QWidget):
    """Hidden until it is needed. changed: who, or what is typed, is another. The passphrase is forgotten once it was used."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look().px(6))
        self.words = Text("", "sm5", "amb", wrap=True)
        column.addWidget(self.words)
        self.who = QComboBox()
        column.addWidget(FormCell(_("Second officer"), self.who))
        self.passphrase = PassphraseEdit()
        self.passphrase.line.textChanged.connect(lambda _text: self.changed.emit())
        column.addWidget(FormCell(_("Passphrase of the second officer"), self.passphrase))
        self.hide()

    def show_need(self, leaving: Any) -> None:
        """Say what is needed; nothing is shown where one person is enough."""
        said = language()
        self.words.setText(
            _("{rows} records leave: above {above} a second officer signs by typing their own passphrase here.").format(
                rows=whole(leaving.rows, said), above=whole(leaving.above, said)
            )
        )
        self.who.clear()
        for uid, name in leaving.officers:
            self.who.addItem(name, uid)
        self.setVisible(leaving.needs_second)

    @property
    def ready(self) -> bool:
        """Whether nothing more is to be typed here."""
        return self.isHidden() or bool(self.who.count() and self.passphrase.text())

    def answer(self) -> Second | None:
        """Return the second officer and forget the passphrase; None where none is needed."""
        if self.isHidden():
            return None
        found = Second(str(self.who.currentData() or ""), self.passphrase.text())
        self.passphrase.clear()
        return found
