"""Help in the window: what a register is for, and the manual, found from the palette and read without leaving the screen."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QTextOption
from PySide6.QtWidgets import QTextBrowser, QWidget

from borderpost.domain.words import _, language
from borderpost.registers import KINDS
from borderpost.services.manual import chapters
from ui.overlay import Overlay
from ui.palette import HelpTopic
from ui.theme.look import look
from ui.widgets.button import Button
from ui.widgets.text import Line, Text

ShowHelp = Callable[[str, str], object]
"""Shows a help text: (title, Markdown)."""


class HelpPanel(Overlay):
    """One text over the window. The arrows scroll it, Esc closes it."""

    def __init__(self, host: QWidget) -> None:
        super().__init__(host, 760, 72)
        px = look().px
        column = self.panel.column
        column.setContentsMargins(px(24), px(18), px(24), px(14))
        column.setSpacing(px(10))
        self.title = Text("", "h2", wrap=True)
        column.addWidget(self.title)
        column.addWidget(Line())
        self.page = QTextBrowser()
        self.page.setOpenLinks(False)
        self.page.setFrameShape(QTextBrowser.Shape.NoFrame)
        self.page.setWordWrapMode(QTextOption.WrapMode.WordWrap)
        self.page.setTabChangesFocus(True)
        column.addWidget(self.page, 1)
        self.close_button = Button("", "secondary", key="Esc")
        self.close_button.clicked.connect(self.close_panel)
        column.addWidget(self.close_button, 0, Qt.AlignmentFlag.AlignRight)

    def show_help(self, title: str, text: str) -> None:
        """Show a text written in Markdown."""
        self.title.setText(title)
        self.page.setAccessibleName(title)
        self.page.setFont(look().font("body"))
        self.page.setMarkdown(text)
        self.close_button.set_words(_("Close"))
        room = look().px(760 - 48)
        self.page.document().setTextWidth(room)
        host = self.parentWidget()
        most = (host.height() if host is not None else look().px(640)) - look().px(240)
        self.page.setMinimumHeight(min(round(self.page.document().size().height()) + 4, most))
        self.open()
        self.page.setFocus()


def topics(show: ShowHelp) -> tuple[HelpTopic, ...]:
    """Return what the palette finds under Help: every register, every chapter of the manual."""
    found = [
        HelpTopic(_(register.label), _("what belongs here"), partial(show, _(register.label), _(register.help)))
        for register in KINDS.values()
        if not register.internal
    ]
    for chapter in chapters(language()):
        where = _("manual, {number}").format(number=chapter.number)
        found.append(HelpTopic(chapter.title, where, partial(show, chapter.title, chapter.text)))
    return tuple(found)
