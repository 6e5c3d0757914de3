"""Two small panels of the visit planner: a visit is done and what came of it; how often the post visits."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from borderpost.domain import codes, dates
from borderpost.domain.clock import moment_text
from borderpost.domain.errors import BorderpostError, RefusedInput
from borderpost.domain.fields import Count, Field, NamedField, Plain
from borderpost.domain.reading import Unreadable
from borderpost.domain.words import N_, Problem, _, render
from borderpost.registers import KINDS
from borderpost.services.visit_plan import Planned, VisitRules
from ui.forms.cells import FieldCell
from ui.registers.desk import Desk
from ui.sheets.panel import SheetPanel
from ui.widgets.button import Button
from ui.widgets.text import Text

Done = Callable[[Any], object]
_A_DAY = "visits_a_day"
_ASKED = ("visited", "met", "findings", "level", "next_step")


class _CellsPanel(SheetPanel):
    """Cells under each other; Enter goes on, Ctrl+S writes."""

    def __init__(
        self, host: QWidget, desk: Desk, title: str, icon: str, write: Callable[[dict[str, Plain]], Any], done: Done
    ) -> None:
        super().__init__(host, desk.tasks, title, icon, "")
        self.cells: dict[str, FieldCell] = {}
        self.desk, self._write, self._done = desk, write, done
        self.accept = Button(_("Save"), "primary", "save", "Ctrl+S")
        self.accept.clicked.connect(self.save)
        self.foot.addWidget(self.accept)

    def ask_for(self, name: str, declared: Field, value: Plain) -> FieldCell:
        """Add a cell with a value."""
        cell = FieldCell(NamedField(name, declared), self.desk.context())
        cell.load(value)
        before = list(self.cells.values())
        if before:
            before[-1].advance.connect(lambda _name: cell.line.setFocus())
        cell.advance.connect(lambda _name: self._after(cell))
        self.cells[name] = cell
        self.content.addWidget(cell)
        return cell

    def _after(self, cell: FieldCell) -> None:
        if cell is list(self.cells.values())[-1]:
            self.accept.setFocus()

    def values(self) -> dict[str, Plain] | None:
        """Return what was typed; None while a cell cannot be read, which then has the keyboard."""
        found: dict[str, Plain] = {}
        for name, cell in self.cells.items():
            try:
                found[name] = cell.value()
            except Unreadable:
                cell.settle()
                cell.line.setFocus()
                return None
        return found

    def save(self) -> None:
        """Write what was typed, off the GUI thread."""
        values = self.values()
        if values is not None:
            self.tasks.run(lambda: self._write(values), self._written, self._failed, owner=self)

    def _written(self, found: Any) -> None:
        self.close_panel()
        self._done(found)

    def _failed(self, error: BorderpostError) -> None:
        problems = error.problems if isinstance(error, RefusedInput) else []
        for problem in problems:
            if problem.field in self.cells:
                self.cells[problem.field].say(Problem(problem.field, problem.message))
        sentences = [render(problem.message) for problem in problems] or [render(error.message)]
        self.refuse(" ".join(sentences), _("Nothing was written."))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Write by Ctrl+S."""
        if event.key() == Qt.Key.Key_S and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.save()
            event.accept()
        else:
            super().keyPressEvent(event)


class DonePanel(_CellsPanel):
    """A visit is done: when is filled in, the keyboard stands in what was found."""

    def __init__(self, host: QWidget, desk: Desk, visit: Planned, done: Done) -> None:
        visits = desk.visits

        def write(values: dict[str, Plain]) -> Any:
            return visits.finish(visit.id, {name: value for name, value in values.items() if value is not None})

        super().__init__(host, desk, _("Visit done: {number}").format(number=visit.number), "check", write, done)
        self.file.setText(f"{dates.moment_text(visit.at)} · {visit.officer}")
        now: datetime = desk.now()
        by_name = KINDS["visits"].by_name
        values: dict[str, Plain] = {"visited": moment_text(min(visit.at, now)), "findings": visit.findings or None}
        for name in _ASKED:
            self.ask_for(name, by_name[name], values.get(name))
        self.fit_content()
        self.cells["findings"].line.setFocus()


class RulesPanel(_CellsPanel):
    """How often each level of risk is visited, and how many visits a day holds: the post's own choice."""

    def __init__(self, host: QWidget, desk: Desk, rules: VisitRules, done: Done) -> None:
        visits = desk.visits

        def write(values: dict[str, Plain]) -> Any:
            every = {item.code: values[item.code] or 0 for item in codes.codes("risk_level")}
            return visits.change_rules(every, values[_A_DAY] or 0)

        super().__init__(host, desk, _("How often is visited"), "calendar-clock", write, done)
        self.content.addWidget(
            Text(_("No law sets this: it is the post's own choice, on this machine."), "sm", "text2", wrap=True)
        )
        for item in codes.codes("risk_level"):
            label = _("Risk {level}: every so many days").format(level=item.label())
            self.ask_for(
                item.code, Count(label=label, required=True, minimum=1, maximum=730, width=8), rules.days_of(item.code)
            )
        a_day = Count(label=N_("Visits an officer makes a day"), required=True, minimum=1, maximum=20, width=8)
        self.ask_for(_A_DAY, a_day, rules.visits_a_day)
        self.fit_content()
        next(iter(self.cells.values())).line.setFocus()
