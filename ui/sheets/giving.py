"""Write a register to a spreadsheet: a reason, a place, and the rows counted again in the file itself."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from borderpost.domain.errors import BorderpostError
from borderpost.domain.numbers import whole
from borderpost.domain.records import Register
from borderpost.domain.words import _, language, render
from borderpost.services.outgoing import MayNotExport
from ui.files import ask_save
from ui.sheets.panel import SheetPanel
from ui.sheets.second import SecondPart
from ui.tasks import TaskRunner
from ui.widgets.button import Button
from ui.widgets.cell import FormCell
from ui.widgets.check import Radio
from ui.widgets.keyvalues import Fact, KeyValueList
from ui.widgets.text import Text


class GivingPanel(SheetPanel):
    """Asks why; the act and its reason stay in the journal. Sealed identities never leave."""

    def __init__(self, register: Register, listing: Any, count: int, sheets: Any, tasks: TaskRunner, host: QWidget) -> None:
        title = _("Write to a spreadsheet: {register}").format(register=_(register.label))
        super().__init__(host, tasks, title, "download", _("No half-written file is left behind."))
        self._register, self._listing, self._sheets = register, listing, sheets
        self.facts = KeyValueList()
        self.facts.show_facts((Fact(_("Records of the list as it is filtered"), whole(count, language())),))
        self.content.addWidget(self.facts)
        self.reason = QLineEdit()
        self.reason.setAccessibleName(_("Reason"))
        self.reason.textChanged.connect(lambda _text: self._settle())
        self.content.addWidget(FormCell(_("Reason"), self.reason))
        self.workbook = Radio(_("Workbook (XLSX)"))
        self.plain = Radio(_("Text with semicolons (CSV)"))
        self.workbook.setChecked(True)
        self.content.addWidget(self.workbook)
        self.content.addWidget(self.plain)
        hint = _("Identities that are sealed are not in it. The file itself is not encrypted: whoever has it can read it.")
        self.content.addWidget(Text(hint, "sm", "text2", wrap=True))
        self.second = SecondPart()
        self.second.changed.connect(self._settle)
        self.content.addWidget(self.second)
        self.content.addStretch(1)
        self.accept = Button(_("Choose a place"), "primary", "save", "Enter")
        self.accept.clicked.connect(self.choose)
        self.foot.addWidget(self.accept)
        self._allowed = True
        self._settle()

    def ask(self) -> None:
        """Show the panel with the keyboard in the reason, and look up what so many records need to leave."""
        self.fit_content()
        self.reason.setFocus()
        sheets, kind, listing = self._sheets, self._register.kind, self._listing
        self.tasks.run(lambda: sheets.leaving(kind, listing), self._needed, self._refused, owner=self)

    def _needed(self, leaving: Any) -> None:
        self._allowed = leaving.allowed
        self.second.show_need(leaving)
        if not leaving.allowed:
            self.refuse(render(MayNotExport().message), _("Nothing was written."))
        self._settle()
        self.fit_content()

    def _settle(self) -> None:
        if not self._allowed:
            self.accept.refuse(render(MayNotExport().message))
        elif not self.reason.text().strip():
            self.accept.refuse(_("Write why the register is exported."))
        elif not self.second.ready:
            self.accept.refuse(_("The second officer types their passphrase."))
        else:
            self.accept.allow()

    def choose(self) -> None:
        """Ask where to, and write."""
        if not self.accept.isEnabled() or self.work is not None:
            return
        end = ".xlsx" if self.workbook.isChecked() else ".csv"
        path = ask_save(self, _("Spreadsheet"), self._register.kind + end, f"*{end}")
        if path is None:
            return
        path = path if path.suffix.lower() == end else path.with_name(path.name + end)
        kind, listing, reason, progress = self._register.kind, self._listing, self.reason.text().strip(), self.begin()
        second = self.second.answer()
        self.file.setText(path.name)
        self.accept.refuse(_("Writing the file"))
        self.tasks.run(
            lambda: self._sheets.export(kind, path, listing, reason, progress, second),
            self._done,
            self._refused,
            progress,
            owner=self,
            lane="files",
        )

    def _refused(self, error: BorderpostError) -> None:
        self.refuse(render(error.message), _("Nothing was written."))
        self._settle()

    def _done(self, written: Any) -> None:
        self.end()
        counted = _("{rows} rows, counted again in the file").format(rows=whole(written.rows, language()))
        self.facts.show_facts((Fact(_("Written"), counted, "", "grn"),))
        self.note.setText(_("Done."))
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


def open_giving(register: Register, listing: Any, count: int, sheets: Any, tasks: TaskRunner, host: QWidget) -> GivingPanel:
    """Open the panel over a window."""
    panel = GivingPanel(register, listing, count, sheets, tasks, host)
    panel.ask()
    return panel
