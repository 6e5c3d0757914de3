"""Looks up a province or commune as of a day, over any screen: its name and code then, and what has taken its place since.

Names before 1 July 2025 are found too. Enter copies the name; nothing is written anywhere.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from borderpost.domain import dates, naming
from borderpost.domain.clock import local_date
from borderpost.domain.dates import Unreadable
from borderpost.domain.words import _, ngettext, render
from ui.fonts import font
from ui.overlay import Overlay
from ui.palette import ResultList
from ui.palette_rows import Row
from ui.tasks import TaskRunner
from ui.theme.look import look
from ui.widgets.footer import KeyFooter, KeyHint, StatusNote
from ui.widgets.text import IconLabel, Line, Text


class LookUp(Overlay):
    """The panel. copied(name): a name is on the clipboard."""

    copied = Signal(str)

    def __init__(self, host: QWidget, tasks: TaskRunner, now: Callable[[], datetime]) -> None:
        super().__init__(host, 720, 84)
        self._tasks, self._now = tasks, now
        self._asked = 0
        self._build()

    def _build(self) -> None:
        px = look().px
        head = QHBoxLayout()
        head.setContentsMargins(px(20), px(14), px(20), px(14))
        head.setSpacing(px(12))
        head.addWidget(IconLabel("map-pin", "text2", 18))
        self.line, self.day = QLineEdit(), QLineEdit()
        self.line.setMaxLength(80)
        self.day.setMaxLength(20)
        self._on = Text("", "sm", "text2")
        head.addWidget(self.line, 1)
        head.addWidget(self._on)
        head.addWidget(self.day)
        for editor in (self.line, self.day):
            editor.setFrame(False)
            editor.textChanged.connect(self._ask)
            editor.installEventFilter(self)
        self.panel.column.addLayout(head)
        self.panel.column.addWidget(Line(ink="foc"))
        self.list = ResultList()
        self._rows = self.list.rows
        self.list.clicked.connect(lambda index: self._run(index.row()))
        self.panel.column.addWidget(self.list, 1)
        self._footer = KeyFooter(bare=True)
        self.panel.column.addWidget(self._footer)
        self.panel.column.setContentsMargins(1, 1, 1, px(4))

    def open_panel(self) -> None:
        """Show the panel for today."""
        for editor in (self.line, self.day):
            editor.setFont(font(look().px(17 if editor is self.line else 15)))
        self.day.setFixedWidth(look().px(110))
        self.line.setAccessibleName(_("Name or code of a commune or province"))
        self.line.setPlaceholderText(_("Name or code of a commune or province"))
        self.day.setAccessibleName(_("As of the day"))
        self._on.setText(_("as of"))
        self.list.setAccessibleName(_("Results"))
        self.day.setText(dates.date_text(local_date(self._now())))
        self.line.clear()
        self._ask()
        self.open()
        self.line.setFocus()

    def _ask(self) -> None:
        """Search off the GUI thread; an answer to an older question is dropped."""
        self._asked += 1
        number, text = self._asked, self.line.text().strip()
        try:
            on = dates.parse_date(self.day.text(), local_date(self._now()))
        except Unreadable as problem:
            self._show([Row(render(problem.message), None, "circle-alert")])
            return
        if not text:
            self._show([Row(_("Old names are found too; an earlier day shows what was there then."), None, "info")])
            return

        def answer(found: list[naming.Found]) -> None:
            if number == self._asked:
                self._show([self._row(item) for item in found] or [self._nothing(on)])

        self._tasks.run(lambda: naming.look_up(text, on), answer, lambda _error: None, owner=self, lane="files")

    @staticmethod
    def _nothing(on: date) -> Row:
        words = _("Nothing of this name is known on {day}.")
        return Row(words.format(day=dates.date_text(on)), None, "search")

    def _row(self, item: naming.Found) -> Row:
        return Row(item.full, lambda: self._copy(item.full), "map-pin", facts(item))

    def _copy(self, name: str) -> None:
        QGuiApplication.clipboard().setText(name)
        self.copied.emit(name)

    def _show(self, rows: list[Row]) -> None:
        self._rows.show_rows(rows)
        able = [at for at, row in enumerate(rows) if row.act is not None]
        if able:
            self._choose(able[0])
        else:
            self.line.setAccessibleDescription(rows[0].text)
        px = look().px
        self.list.setFixedHeight(min(len(rows) * px(40) + px(8), px(422)))
        self._footer.show_keys(
            (
                KeyHint(("Up", "Down"), _("choose")),
                KeyHint(("Enter",), _("copy the name")),
                KeyHint(("Tab",), _("name / day")),
                KeyHint(("Esc",), _("close")),
            ),
            (StatusNote(ngettext("{n} result", "{n} results", len(able)).format(n=len(able))),),
        )
        self.fit()

    def _choose(self, at: int) -> None:
        self.list.setCurrentIndex(self._rows.index(at, 0))
        row = self._rows.rows[at]
        self.line.setAccessibleDescription(f"{row.text} {row.remark}")

    def _move(self, by: int) -> None:
        if self._rows.rows and self._rows.rows[0].act is not None:
            self._choose(max(0, min(len(self._rows.rows) - 1, self.list.currentIndex().row() + by)))

    def _run(self, at: int) -> None:
        act = self._rows.rows[at].act if 0 <= at < len(self._rows.rows) else None
        if act is not None:
            self.close_panel()
            act()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Move in the list while the keyboard stays in a field; Tab goes from the name to the day and back."""
        if watched in (self.line, self.day) and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 5, Qt.Key.Key_PageUp: -5}
            key = Qt.Key(event.key())
            if key in steps:
                self._move(steps[key])
                return True
            if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._run(self.list.currentIndex().row())
                return True
            if key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
                other = self.day if watched is self.line else self.line
                other.setFocus(Qt.FocusReason.TabFocusReason)
                other.selectAll()
                return True
        return super().eventFilter(watched, event)


def facts(item: naming.Found) -> str:
    """Return what a line says beside the name: the code, from when to when, and what took its place."""
    unit = item.unit
    parts = [_("code {code}").format(code=unit.code)]
    if unit.valid_from is not None:
        parts.append(_("since {day}").format(day=dates.date_text(unit.valid_from)))
    if unit.valid_to is not None:
        parts.append(_("until {day}").format(day=dates.date_text(unit.valid_to)))
    if item.after_full:
        parts.append(_("then {name}").format(name=naming.inside(item.after_full)))
    return " · ".join(parts)
