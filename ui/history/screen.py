"""The history of a record: newest first; for every act who, when, on which machine, why, and each field before and after."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from borderpost.domain import dates
from borderpost.domain.clock import VIETNAM, local_date
from borderpost.domain.errors import BorderpostError
from borderpost.domain.words import N_, _, ngettext, render
from ui.forms.page import Page
from ui.tasks import TaskRunner
from ui.theme.look import look
from ui.widgets.banner import Banner
from ui.widgets.button import Button
from ui.widgets.footer import KeyHint
from ui.widgets.header import Header
from ui.widgets.pane import Pane, scrolled
from ui.widgets.text import IconLabel, Line, Text

ACTIONS = {
    "create": ("plus", N_("Written")),
    "amend": ("pencil-line", N_("Changed")),
    "withdraw": ("ban", N_("Withdrawn")),
    "resolve": ("git-merge", N_("Value chosen")),
    "look": ("eye", N_("Identity looked at")),
    "compare": ("copy", N_("Compared with sealed identities")),
    "protect": ("lock-keyhole", N_("Identity protected")),
    "print": ("printer", N_("Printed")),
    "export": ("package", N_("Exported")),
    "attach": ("paperclip", N_("Attached")),
}
"""Action of the journal → icon and word; an action this program does not know is shown as it is."""
NOTHING = "–"


def exact_moment(at: Any) -> str:
    """Return `thứ Ba 10/03/2026, 15:20`."""
    local = at.astimezone(VIETNAM)
    day = local_date(at)
    return f"{dates.weekday_text(day, full=True)} {dates.date_text(day)}, {dates.time_text(local)}"


class HistoryPage(Page):
    """Reads only; Esc goes back."""

    def __init__(self, records: Any, tasks: TaskRunner) -> None:
        super().__init__()
        self.records, self.tasks = records, tasks
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.header = Header(_("History"))
        self.back = Button(_("Back"), "secondary", key="Esc")
        self.back.clicked.connect(self.closed)
        self.header.add_act(self.back)
        column.addWidget(self.header)
        pane = Pane("surface")
        self._content = QWidget()
        px = look().px
        self._column = QVBoxLayout(self._content)
        self._column.setContentsMargins(px(24), px(16), px(24), px(24))
        self._column.setSpacing(px(10))
        self.area = scrolled(self._content, "surface")
        self.area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.area.setAccessibleName(_("History"))
        pane.body.addWidget(self.area)
        column.addWidget(pane, 1)

    def show_record(self, record_id: str) -> None:
        """Look up the history of a record."""
        records = self.records
        self.tasks.run(
            lambda: (records.load(record_id), records.history(record_id)),
            lambda found: self._show(*found),
            self._failed,
            owner=self,
        )

    def _show(self, view: Any, items: Sequence[Any]) -> None:
        words = ngettext("{n} act, nothing is ever taken out", "{n} acts, nothing is ever taken out", len(items))
        self.header.set_title(_("History of {number}").format(number=view.number), words.format(n=len(items)))
        self._clear()
        for item in items:
            self._column.addWidget(self._act(item))
            self._column.addWidget(Line())
        self._column.addStretch(1)

    def _act(self, item: Any) -> QWidget:
        px = look().px
        icon, words = ACTIONS.get(item.action, ("circle-dot", item.action))
        act = QWidget()
        column = QVBoxLayout(act)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(4))
        head = QHBoxLayout()
        head.setSpacing(px(8))
        head.addWidget(IconLabel(icon, "text2"))
        head.addWidget(Text(_(words), "body6"))
        head.addWidget(Text(item.actor_name, "body5"))
        head.addStretch(1)
        head.addWidget(Text(f"{exact_moment(item.at)}  ·  {item.machine}", "sm", "text2"))
        column.addLayout(head)
        if item.reason:
            column.addWidget(Text(_("Reason: {reason}").format(reason=item.reason), "body", "text", wrap=True))
        if item.changes:
            column.addWidget(self._changes(item.changes, first=item.action == "create"))
        return act

    @staticmethod
    def _changes(changes: Sequence[Any], *, first: bool) -> QWidget:
        """List fields before and after; a record just written has no before."""
        px = look().px
        table = QWidget()
        grid = QGridLayout(table)
        grid.setContentsMargins(px(26), 0, 0, 0)
        grid.setHorizontalSpacing(px(20))
        grid.setVerticalSpacing(px(2))
        grid.setColumnMinimumWidth(0, px(180))
        grid.setColumnStretch(1, 0 if first else 1)
        grid.setColumnStretch(2, 1)
        if not first:
            for at, words in enumerate((_("Field"), _("Before"), _("After"))):
                grid.addWidget(Text(words, "cap6", "text2"), 0, at)
        for row, change in enumerate(changes, 1):
            before, after = change.before, change.after
            grid.addWidget(Text(change.label, "sm5", "text2"), row, 0, Qt.AlignmentFlag.AlignTop)
            if not first:
                grid.addWidget(Text(before or NOTHING, "body", "text2", wrap=True), row, 1, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(Text(after or NOTHING, "body5", "text", wrap=True), row, 2, Qt.AlignmentFlag.AlignTop)
        return table

    def _clear(self) -> None:
        while self._column.count():
            item = self._column.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()

    def _failed(self, error: BorderpostError) -> None:
        self._clear()
        self._column.addWidget(Banner("red", render(error.message), "", "circle-alert"))
        self._column.addStretch(1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Scroll by the arrows and pages."""
        bar = self.area.verticalScrollBar()
        steps = {
            Qt.Key.Key_Down: look().px(40),
            Qt.Key.Key_Up: -look().px(40),
            Qt.Key.Key_PageDown: self.area.height() - look().px(40),
            Qt.Key.Key_PageUp: look().px(40) - self.area.height(),
        }
        if event.key() in steps:
            bar.setValue(bar.value() + steps[Qt.Key(event.key())])
        else:
            super().keyPressEvent(event)

    def keys(self) -> tuple[KeyHint, ...]:
        """Return the keys of the history."""
        return (KeyHint(("Up", "Down"), _("scroll")), KeyHint(("Esc",), _("back")))

    def enter(self) -> None:
        """Take the keyboard for scrolling."""
        self.area.setFocus()
