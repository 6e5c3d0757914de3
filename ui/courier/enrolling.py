"""The first meeting with headquarters: a request out, an answer in, both fingerprints compared by voice, then trust."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from borderpost.domain.words import _
from ui.theme.look import look
from ui.widgets.banner import Banner
from ui.widgets.button import Button
from ui.widgets.check import Check
from ui.widgets.paint import margin
from ui.widgets.text import SectionTitle, Text


def spaced(fingerprint: str) -> str:
    """Write a fingerprint in two lines of four groups of four, as it is read aloud."""
    digits = "".join(fingerprint.split())
    groups = [digits[at : at + 4] for at in range(0, len(digits), 4)]
    half = (len(groups) + 1) // 2
    return "   ".join(groups[:half]) + "\n" + "   ".join(groups[half:])


class EnrolmentPane(QWidget):
    """Three steps under each other. asked: write the request. answered: read the answer. trusted: the codes are equal."""

    asked = Signal()
    answered = Signal()
    trusted = Signal()

    def __init__(self) -> None:
        super().__init__()
        px = look().px
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(8))
        why = _("Bundles are sealed for headquarters, and receipts are believed only when headquarters has signed them.")
        self.banner = Banner("amb", _("Headquarters is not known to this machine yet"), why, "handshake")
        column.addWidget(self.banner)
        column.addWidget(SectionTitle(_("Send a request"), "1"))
        column.addWidget(Text(_("Code of this machine, read it out on the telephone:"), "sm", "text2", wrap=True))
        self.own = Text("", "num")
        self.own.setAccessibleName(_("Code of this machine"))
        column.addWidget(self.own)
        self.ask = Button(_("Write the request to a file"), "secondary", "upload")
        self.ask.clicked.connect(self.asked)
        column.addWidget(_left(self.ask))
        column.addWidget(SectionTitle(_("Read the answer"), "2"))
        self.answer = Button(_("Read the answer of headquarters"), "secondary", "download")
        self.answer.clicked.connect(self.answered)
        column.addWidget(_left(self.answer))
        self._third = QWidget()
        third = QVBoxLayout(self._third)
        third.setContentsMargins(0, 0, 0, 0)
        third.setSpacing(px(8))
        third.addWidget(SectionTitle(_("Compare the codes"), "3"))
        self.name = Text("", "body6", wrap=True)
        third.addWidget(self.name)
        self.theirs = Text("", "num")
        third.addWidget(self.theirs)
        self.equal = Check(_("An officer there has read out exactly this code"))
        third.addWidget(self.equal)
        self.trust = Button(_("Trust this headquarters"), "primary", "handshake")
        self.trust.clicked.connect(self.trusted)
        self.equal.toggled.connect(self._compared)
        third.addWidget(_left(self.trust))
        self._third.hide()
        column.addWidget(self._third)
        self._compared(equal=False)

    def show_own(self, fingerprint: str) -> None:
        """Show the code of this machine."""
        self.own.setText(spaced(fingerprint))

    def show_answer(self, found: Any) -> None:
        """Show whose answer was read: its name and the code to compare."""
        self.name.setText(found.name)
        self.theirs.setText(spaced(found.fingerprint))
        self.theirs.setAccessibleName(_("Code of headquarters"))
        self.equal.setChecked(False)
        self._third.show()
        self.equal.setFocus()

    def _compared(self, equal: bool) -> None:
        if equal:
            self.trust.allow()
        else:
            self.trust.refuse(_("Compare the codes first."))


def _left(button: Button) -> QWidget:
    """Put a button at the left, its box in line with the texts."""
    host = QWidget()
    row = QHBoxLayout(host)
    row.setContentsMargins(0, 0, 0, 0)
    row.addSpacing(-margin())
    row.addWidget(button)
    row.addStretch(1)
    return host
