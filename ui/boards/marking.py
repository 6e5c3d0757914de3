"""Marking a task done from the board: the day, the result, and a record of any register that proves it."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from borderpost.domain.errors import BorderpostError, RefusedInput
from borderpost.domain.fields import NamedField, Plain
from borderpost.domain.reading import Unreadable
from borderpost.domain.records import row_fields
from borderpost.domain.words import _, render
from borderpost.registers import KINDS
from borderpost.registers.duties import Evidence
from borderpost.services.progress_views import Task
from ui.forms.cells import FieldCell
from ui.forms.context import FormContext
from ui.overlay import Overlay
from ui.theme.look import look
from ui.widgets.banner import Banner
from ui.widgets.button import Button
from ui.widgets.text import Line, Text


class MarkPanel(Overlay):
    """Asks for what belongs to a finished task. `ready(day, result, record or empty)` when all of it can be read."""

    ready = Signal(str, str, str)

    def __init__(self, host: QWidget, task: Task, context: FormContext, today: date) -> None:
        super().__init__(host, 640, 64)
        duties = KINDS["duties"].by_name
        px = look().px
        column = QVBoxLayout()
        column.setContentsMargins(px(24), px(16), px(20), px(12))
        column.setSpacing(px(6))
        column.addWidget(Text(_("Mark {number} done").format(number=task.number), "h3"))
        column.addWidget(Text(task.title, "sm", "text2", wrap=True))
        self.banner = Banner("red", "")
        self.banner.hide()
        column.addWidget(self.banner)
        proof = next(named for named in row_fields(Evidence) if named.name == "record")
        self.result = FieldCell(NamedField("result", duties["result"]), context)
        self.done = FieldCell(NamedField("done", duties["done"]), context)
        self.proof = FieldCell(NamedField("record", proof.field), context)
        self.proof.set_label(_("Record that proves it"))
        self.proof.set_required(False)
        self.done.load(today.isoformat())
        self.result.load(task.result or None)
        self.cells = (self.result, self.done, self.proof)
        for cell in self.cells:
            column.addWidget(cell)
            cell.advance.connect(self._next)
        self.panel.column.addLayout(column)
        self.panel.column.addWidget(Line())
        foot = QHBoxLayout()
        foot.setContentsMargins(px(24), px(8), px(20), px(10))
        foot.setSpacing(px(6))
        foot.addWidget(Text(_("Without a proof it is marked too; link one later in the record."), "sm", "text2", wrap=True), 1)
        cancel = Button(_("Close"), "secondary", "x", "Esc")
        cancel.clicked.connect(self.close_panel)
        self.accept = Button(_("Mark done"), "primary", "check", "Ctrl+S")
        self.accept.clicked.connect(self.take)
        foot.addWidget(cancel)
        foot.addWidget(self.accept)
        self.panel.column.addLayout(foot)
        self.closed.connect(self.deleteLater)

    def ask(self) -> None:
        """Show the panel with the keyboard in the result."""
        self.open()
        self.fit()
        self.result.line.setFocus()

    def _next(self, name: str) -> None:
        names = [cell.name for cell in self.cells]
        after = self.cells[names.index(name) + 1 :]
        (after[0].line if after else self.accept).setFocus()

    def take(self) -> None:
        """Read everything; what cannot be read is said at its cell."""
        values: list[Plain] = []
        for cell in self.cells:
            cell.settle()
            try:
                values.append(cell.value())
            except Unreadable:
                cell.line.setFocus()
                self.fit()
                return
        result, done, record = values
        self.ready.emit(str(done or ""), str(result or ""), str(record or ""))

    def refuse(self, error: BorderpostError) -> None:
        """Say why the register did not take it."""
        problems = error.problems if isinstance(error, RefusedInput) else ()
        self.banner.say(" ".join(render(problem.message) for problem in problems) or render(error.message))
        self.banner.show()
        self.fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Mark by Ctrl+S, by Enter on the button; give up by Esc."""
        if event.key() == Qt.Key.Key_S and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.take()
            event.accept()
        else:
            super().keyPressEvent(event)
