"""The middle pane: what has just happened, the enrolment while there is no headquarters, the sticks, and two rarer acts."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from borderpost.domain.words import _
from ui.courier.enrolling import EnrolmentPane
from ui.courier.sticks import Cards
from ui.theme.look import look
from ui.widgets.banner import Banner
from ui.widgets.button import Button
from ui.widgets.empty import EmptyState
from ui.widgets.pane import Pane
from ui.widgets.text import SectionTitle


class SticksPane(Pane):
    """Only parts; the screen joins them."""

    def __init__(self) -> None:
        super().__init__()
        px = look().px
        column = QVBoxLayout()
        column.setContentsMargins(px(24), px(14), px(16), px(14))
        column.setSpacing(px(10))
        self.body.addLayout(column)
        self.banner = Banner("plain", "")
        self.banner.hide()
        column.addWidget(self.banner)
        self.enrolling = EnrolmentPane()
        self.enrolling.hide()
        column.addWidget(self.enrolling)
        self.title = SectionTitle(_("Write for the courier"))
        column.addWidget(self.title)
        self.cards = Cards()
        column.addWidget(self.cards)
        self.no_stick = EmptyState("stick", _("No stick is in"), _("Put the courier's stick in: it shows here by itself."))
        column.addWidget(self.no_stick)
        row = QHBoxLayout()
        row.setSpacing(px(4))
        self.folder_button = Button(_("Export to a folder"), "quiet", "hard-drive")
        self.folder_button.setEnabled(False)
        self.verify_button = Button(_("Check a file"), "quiet", "badge-check", "Ctrl+B")
        row.addWidget(self.folder_button)
        row.addWidget(self.verify_button)
        row.addStretch(1)
        column.addLayout(row)
        column.addStretch(1)
