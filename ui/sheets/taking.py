"""Take a spreadsheet into a register: choose it, look at what it would do, settle the order of dates, accept or give up."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QButtonGroup, QVBoxLayout, QWidget

from borderpost.domain.errors import BorderpostError
from borderpost.domain.numbers import whole
from borderpost.domain.records import Register
from borderpost.domain.words import N_, _, language, render
from ui.files import ask_open
from ui.sheets.panel import SheetPanel
from ui.tasks import TaskRunner
from ui.widgets.button import Button
from ui.widgets.check import Radio
from ui.widgets.keyvalues import Fact, KeyValueList
from ui.widgets.text import Text

ORDERS = {"dmy": N_("day/month/year"), "mdy": N_("month/day/year"), "ymd": N_("year-month-day")}
"""Code of an order → words."""
PATTERNS = " (*.csv *.CSV *.tsv *.txt *.xlsx *.XLSX)"


class TakingPanel(SheetPanel):
    """The preview of a file. Enter accepts, F3 chooses another file, Esc gives up; what was taken in stays."""

    def __init__(self, register: Register, sheets: Any, tasks: TaskRunner, host: QWidget, taken: Callable[[], object]) -> None:
        title = _("Take a spreadsheet into: {register}").format(register=_(register.label))
        super().__init__(host, tasks, title, "upload", _("What was taken in until then stays; the rest is not taken in."))
        self._register, self._sheets, self._taken = register, sheets, taken
        self.path: Path | None = None
        self.found: Any = None
        self.orders: dict[str, str] = {}
        self._asked = 0
        self.facts = KeyValueList()
        self.content.addWidget(self.facts)
        self.dates = QVBoxLayout()
        self.content.addLayout(self.dates)
        self._groups: list[QButtonGroup] = []
        self.radios: dict[tuple[str, str], Radio] = {}
        self.aside = Text("", "sm", "amb", wrap=True)
        self.content.addWidget(self.aside)
        self.errors = Text("", "sm", "text2", wrap=True)
        self.content.addWidget(self.errors)
        self.content.addStretch(1)
        self.other = Button(_("Choose another file"), "secondary", "upload", "F3")
        self.other.clicked.connect(self.choose)
        self.accept = Button(_("Take in"), "primary", "check", "Enter")
        self.accept.clicked.connect(self.take)
        self.foot.addWidget(self.other)
        self.foot.addWidget(self.accept)

    def choose(self) -> None:
        """Ask for a file; without one, and none before, the panel closes."""
        path = ask_open(self, _("Spreadsheet"), _("Spreadsheets") + PATTERNS)
        if path is not None:
            self.path, self.orders = path, {}
            self.look_at()
        elif self.path is None:
            self.close_panel()

    def look_at(self) -> None:
        """Read the file off the GUI thread; only the latest question is answered."""
        if self.path is None:
            return
        self._asked += 1
        mine, path, orders, kind = self._asked, self.path, dict(self.orders), self._register.kind
        self.found = None
        self.file.setText(path.name)
        self.accept.refuse(_("Reading the file"))
        progress = self.begin()

        def here(show: Callable[[Any], None]) -> Callable[[Any], None]:
            return lambda result: show(result) if mine == self._asked else None

        self.tasks.run(
            lambda: self._sheets.preview(kind, path, orders, progress),
            here(self._show),
            here(self._refused),
            progress,
            owner=self,
            lane="files",
        )
        self.open()

    def _refused(self, error: BorderpostError) -> None:
        for part in (self.facts, self.aside, self.errors):
            part.hide()
        self.accept.refuse(render(error.message))
        self.refuse(render(error.message), _("Choose another file. Nothing was changed."))
        self.other.setFocus()

    def _show(self, found: Any) -> None:
        self.end()
        self.found = found
        said = language()
        counted = (
            (_("Rows in the file"), found.total, "text"),
            (_("New records"), found.new, "text"),
            (_("Records that change"), found.changed, "text"),
            (_("Already here, nothing changes"), found.unchanged, "text2"),
            (_("Rows that stay out"), found.errors, "red" if found.errors else "text2"),
            (
                _("Rows with unknown codes, kept out with their text"),
                found.quarantined,
                "amb" if found.quarantined else "text2",
            ),
        )
        facts = [Fact(_("The file"), found.file), Fact(_("Columns recognised"), whole(len(found.columns), said))]
        facts += [Fact(words, whole(count, said), "", ink) for words, count, ink in counted]
        self.facts.show_facts(tuple(facts))
        self.facts.show()
        self._show_dates(found)
        aside = [*found.unknown, *found.not_taken]
        left_out = _("Columns left out: {names}").format(names=", ".join(aside)) if aside else ""
        self._say(self.aside, left_out)
        words = _("Row {row}, {column}: {sentence}")
        lines = [words.format(row=item.row, column=item.column, sentence=item.sentence) for item in found.first_errors[:12]]
        self._say(self.errors, "\n".join(lines))
        self._settle()
        self.fit_content()

    def _show_dates(self, found: Any) -> None:
        while (item := self.dates.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self._groups, self.radios = [], {}
        for column in found.dates if found is not None else ():
            if not column.ambiguous:
                order, samples = column.possible[0]
                said = {"column": column.label, "order": _(ORDERS[order]), "sample": samples[0]}
                words = _("Dates of “{column}” are read as {order}. {sample}").format(**said)
                self.dates.addWidget(Text(words, "sm", "text2", wrap=True))
                continue
            self.dates.addWidget(Text(_("In which order are the dates of “{column}”").format(column=column.label), "sm6"))
            group = QButtonGroup(self)
            self._groups.append(group)
            for order, samples in column.possible:
                radio = Radio(_(ORDERS[order]))
                radio.setChecked(self.orders.get(column.field) == order)
                radio.clicked.connect(lambda _on=False, name=column.field, code=order: self.settle(name, code))
                group.addButton(radio)
                self.radios[column.field, order] = radio
                self.dates.addWidget(radio)
                self.dates.addWidget(Text("\n".join(samples), "sm", "text2", wrap=True))

    def settle(self, field: str, order: str) -> None:
        """Settle the order of dates in one column, once, and look again."""
        self.orders[field] = order
        self.look_at()

    def _settle(self) -> None:
        found = self.found
        open_ones = [column.label for column in found.dates if column.ambiguous and column.field not in self.orders]
        if open_ones:
            self.accept.refuse(_("Say in which order day and month stand in this column."))
            next(iter(self.radios.values())).setFocus()
        elif not found.new + found.changed:
            self.accept.refuse(_("The file brings nothing new."))
            self.other.setFocus()
        else:
            self.accept.allow()
            self.accept.setFocus()
        self.note.setText(self.accept.toolTip() if not self.accept.isEnabled() else "")

    def take(self) -> None:
        """Take the file in; progress and Stop are shown."""
        found, path = self.found, self.path
        if found is None or path is None or not self.accept.isEnabled():
            return
        progress, orders, kind = self.begin(), {**found.orders, **self.orders}, self._register.kind
        self.found = None
        self.accept.refuse(_("Taking in"))
        self.tasks.run(
            lambda: self._sheets.take_in(kind, path, orders, progress), self._done, self._refused, progress, owner=self
        )

    def _done(self, taken: Any) -> None:
        self.end()
        said = language()
        facts = [
            Fact(_("New records"), whole(taken.new, said), "", "grn"),
            Fact(_("Records changed"), whole(taken.changed, said)),
            Fact(_("Already here, nothing changes"), whole(taken.unchanged, said), "", "text2"),
            Fact(_("Rows that stay out"), whole(taken.errors + taken.quarantined, said), "", "amb"),
        ]
        if taken.errors_path is not None:
            facts.append(Fact(_("They are, with the reason, in"), taken.errors_path.name))
        self.facts.show_facts(tuple(facts))
        for part in (self.aside, self.errors):
            part.hide()
        self._show_dates(None)
        if taken.fault:
            self.banner.say(taken.fault, _("What was taken in until then stays; the rest is not taken in."))
            self.banner.show()
        self.note.setText(_("Stopped.") if taken.stopped else _("Done."))
        self.accept.refuse(_("The file brings nothing new."))
        self.cancel.setFocus()
        self._taken()
        self.fit_content()

    @staticmethod
    def _say(text: Text, sentence: str) -> None:
        text.setText(sentence)
        text.setVisible(bool(sentence))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Accept by Enter, choose another file by F3, give up by Esc."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.accept.isEnabled():
            self.take()
            event.accept()
        elif event.key() == Qt.Key.Key_F3 and self.work is None:
            self.choose()
            event.accept()
        else:
            super().keyPressEvent(event)
