"""Papers of a register: the printed register with its reason, the form for the pocket, one record in one or two languages."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from borderpost.domain.errors import BorderpostError
from borderpost.domain.numbers import whole
from borderpost.domain.progress import Progress
from borderpost.domain.words import _, language, render
from borderpost.services.outgoing import Second
from ui.files import ask_save
from ui.sheets.panel import SheetPanel
from ui.sheets.second import SecondPart
from ui.tasks import TaskRunner
from ui.widgets.button import Button
from ui.widgets.cell import FormCell
from ui.widgets.text import Text

Write = Callable[[Path, str, Progress, Second | None], Any]
"""Writes the paper: (where to, reason, progress, second officer)."""


class PaperPanel(SheetPanel):
    """Asks why, unless the paper is blank, and where to; the act and its reason stay in the journal."""

    def __init__(
        self,
        title: str,
        name: str,
        write: Write,
        tasks: TaskRunner,
        host: QWidget,
        *,
        blank: bool = False,
        leaving: Callable[[], Any] | None = None,
    ) -> None:
        super().__init__(host, tasks, title, "printer", _("No half-written file is left behind."))
        self._name, self._write, self._blank, self._leaving = name, write, blank, leaving
        self.reason = QLineEdit()
        self.reason.setAccessibleName(_("Reason"))
        self.reason.textChanged.connect(lambda _text: self._settle())
        cell = FormCell(_("Reason"), self.reason)
        self.content.addWidget(cell)
        hint = _("The paper is in Vietnamese. Identities that are sealed are not on it; whoever holds it can read the rest.")
        if blank:
            cell.hide()
            hint = _("A blank form with the codes of today, in the order of the entry screen. Destroy it once it is typed in.")
        self.content.addWidget(Text(hint, "sm", "text2", wrap=True))
        self.second = SecondPart()
        self.second.changed.connect(self._settle)
        self.content.addWidget(self.second)
        self.content.addStretch(1)
        self.accept = Button(_("Choose a place"), "primary", "save", "Enter")
        self.accept.clicked.connect(self.choose)
        self.foot.addWidget(self.accept)
        self._settle()

    def ask(self) -> None:
        """Show the panel with the keyboard in the reason, or on the button of a blank paper."""
        self.fit_content()
        (self.accept if self._blank else self.reason).setFocus()
        if self._leaving is not None:
            self.tasks.run(self._leaving, self._needed, self._refused, owner=self)

    def _needed(self, leaving: Any) -> None:
        self.second.show_need(leaving)
        self._settle()
        self.fit_content()

    def _settle(self) -> None:
        if not self._blank and not self.reason.text().strip():
            self.accept.refuse(_("Write why it is printed."))
        elif not self.second.ready:
            self.accept.refuse(_("The second officer types their passphrase."))
        else:
            self.accept.allow()

    def choose(self) -> None:
        """Ask where to, and write."""
        if not self.accept.isEnabled() or self.work is not None:
            return
        path = ask_save(self, _("Save the paper"), f"{self._name}.pdf", "PDF (*.pdf)")
        if path is None:
            return
        path = path if path.suffix.lower() == ".pdf" else path.with_name(path.name + ".pdf")
        reason, progress, second = self.reason.text().strip(), self.begin(), self.second.answer()
        self.file.setText(path.name)
        self.accept.refuse(_("Writing the file"))
        self.tasks.run(
            lambda: self._write(path, reason, progress, second), self._done, self._refused, progress, owner=self, lane="files"
        )

    def _refused(self, error: BorderpostError) -> None:
        self.refuse(render(error.message), _("Nothing was written."))
        self._settle()

    def _done(self, records: Any) -> None:
        self.end()
        counted = _("{count} records on the paper.").format(count=whole(records, language())) if records is not None else ""
        self.note.setText(f"{_('Done.')} {counted}".strip())
        self.cancel.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go on by Enter, give up by Esc."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self.accept.isEnabled() or self.work is not None:
                self.choose()
            elif self.reason.hasFocus() and self.reason.text().strip():
                self.second.passphrase.setFocus()
            event.accept()
        else:
            super().keyPressEvent(event)


def open_paper(
    title: str,
    name: str,
    write: Write,
    tasks: TaskRunner,
    host: QWidget,
    *,
    blank: bool = False,
    leaving: Callable[[], Any] | None = None,
) -> PaperPanel:
    """Open the panel over a window."""
    panel = PaperPanel(title, name, write, tasks, host, blank=blank, leaving=leaving)
    panel.ask()
    return panel
