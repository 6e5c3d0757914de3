"""One person over all roles: the timeline, and quiet hints that another record is the same person."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from borderpost.domain import dates
from borderpost.domain.clock import VIETNAM
from borderpost.domain.errors import BorderpostError
from borderpost.domain.words import _, render
from borderpost.registers import KINDS
from ui.forms.line import LineEditor
from ui.forms.page import Page
from ui.registers.desk import Desk
from ui.theme.look import look
from ui.widgets.banner import Banner
from ui.widgets.button import Button
from ui.widgets.cell import FormCell
from ui.widgets.footer import KeyHint
from ui.widgets.header import Header
from ui.widgets.pane import Pane, scrolled
from ui.widgets.text import ElidedText, Line, Text


class PersonPage(Page):
    """A person. `opened(kind, id)`: another record is wanted. A decision on two records asks for its reason first."""

    def __init__(self, desk: Desk, record_id: str) -> None:
        super().__init__()
        self.desk, self.record_id = desk, record_id
        self.items: list[Any] = []
        self.hints: list[Any] = []
        self.protected = False
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.header = Header(_("Person over all roles"))
        self.number = Text("", "h2", "text2")
        self.header.add_chip(self.number)
        column.addWidget(self.header)
        self.problem = Banner("red", "")
        self.problem.hide()
        column.addWidget(self.problem)
        row = QHBoxLayout()
        row.setSpacing(0)
        self._times, self._others = QVBoxLayout(), QVBoxLayout()
        self.reason = LineEditor()
        cell = FormCell(_("Reason of the decision"), self.reason)
        row.addWidget(self._half([Text(_("Where this person stands"), "h3"), self._times]), 3)
        row.addWidget(Line(vertical=True))
        self.sealed_button = Button(_("Compare with sealed identities"), "sealed", "lock-keyhole", "F7")
        self.sealed_button.clicked.connect(self.compare_sealed)
        words = _("Opened in memory only. The journal keeps who compared, when and why, and a look at each record named.")
        self.sealed_hint = Text(words, "sm", "text2", wrap=True)
        if not desk.persons.can_compare_sealed():
            self.sealed_button.hide()
            self.sealed_hint.hide()
        parts: list[QWidget | QVBoxLayout] = [
            Text(_("Perhaps the same person"), "h3"),
            cell,
            self._others,
            self.sealed_button,
            self.sealed_hint,
        ]
        row.addWidget(self._half(parts), 2)
        column.addLayout(row, 1)
        self.reload()

    @staticmethod
    def _half(parts: list[QWidget | QVBoxLayout]) -> QWidget:
        px = look().px
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(px(24), px(14), px(18), px(16))
        column.setSpacing(px(10))
        for part in parts:
            if isinstance(part, Button):
                column.addWidget(part, 0, Qt.AlignmentFlag.AlignLeft)
            elif isinstance(part, QWidget):
                column.addWidget(part)
            else:
                part.setSpacing(px(6))
                column.addLayout(part)
        column.addStretch(1)
        pane = Pane()
        pane.body.addWidget(scrolled(content))
        return pane

    def reload(self) -> None:
        """Look up where the person stands and who looks like them."""
        persons, records, record_id = self.desk.persons, self.desk.records, self.record_id

        def work() -> tuple[Any, list[Any], list[Any]]:
            view = records.load(record_id)
            hints = persons.hints(view.values, record_id)
            known = {hint.id for hint in hints}
            merged = [name for name in persons.same_as(record_id) if name not in known]
            return view, persons.timeline(record_id), [*hints, *((name, records.title(name)) for name in merged)]

        self.desk.tasks.run(work, lambda found: self._show(*found), self._failed, owner=self)

    def _show(self, view: Any, items: list[Any], hints: list[Any]) -> None:
        self.items = items
        self.number.setText(view.number)
        self.protected = bool(view.protected)
        _clear(self._times)
        for item in items:
            at = dates.moment_text(datetime.fromisoformat(item.when).astimezone(VIETNAM)) if item.when else _("no date")
            words = " · ".join(part for part in (at, item.register, item.number, item.role) if part)
            button = Button(words, "quiet", KINDS[item.kind].icon.replace("user", "user-round"))
            button.clicked.connect(partial(self.opened.emit, item.kind, item.id))
            self._times.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        if not items:
            self._times.addWidget(Text(_("In no record yet."), "sm", "text2"))
        self._show_hints(hints)

    def _show_hints(self, hints: list[Any]) -> None:
        self.hints = hints
        _clear(self._others)
        for hint in hints:
            self._others.addWidget(self._other(hint))
        if not hints:
            self._others.addWidget(Text(_("Nobody known looks like this person."), "sm", "text2"))
        self.told.emit()

    def _other(self, hint: Any) -> QWidget:
        """Return one other record with what can be decided about it."""
        one = isinstance(hint, tuple)
        name, title = hint if one else (hint.id, hint.title)
        merged = one or hint.merged
        box = QWidget()
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, look().px(8))
        column.setSpacing(look().px(4))
        column.addWidget(ElidedText(title, "body6"))
        sealed = not one and (hint.sealed or self.protected)
        why = _("merged") if merged else ", ".join(hint.reasons)
        if sealed and not merged:
            why += " · " + _("Merging seals both names.")
        column.addWidget(Text(why, "sm", "text2", wrap=True))
        acts = QHBoxLayout()
        persons = self.desk.persons
        see = Button(_("Open"), "quiet", "eye")
        see.clicked.connect(partial(self.opened.emit, "persons", name))
        decided: list[tuple[str, str, Callable[..., Any]]] = (
            [(_("Take the merge back"), "undo-2", persons.unmerge)]
            if merged
            else [(_("The same person"), "git-merge", persons.merge), (_("Not the same"), "x", persons.refuse)]
        )
        if sealed and not merged:
            decided.pop()  # of a protected person it is not written whom they resemble
        for words, icon, act in decided:
            button = Button(words, "secondary", icon)
            button.setAccessibleName(f"{words}: {title}")
            button.clicked.connect(partial(self.decide, act, name))
            acts.addWidget(button)
        see.setAccessibleName(_("Open {title}").format(title=title))
        acts.addWidget(see)
        acts.addStretch(1)
        column.addLayout(acts)
        return box

    def compare_sealed(self) -> None:
        """Hold this person against those whose identity is sealed (F7); asks for a reason first."""
        if self.sealed_button.isHidden():
            return
        persons, reason, record_id = self.desk.persons, self.reason.text().strip(), self.record_id
        self.problem.hide()
        self.desk.tasks.run(lambda: persons.compare_sealed(record_id, reason), self._compared, self._failed, owner=self)

    def _compared(self, hints: list[Any]) -> None:
        named = {hint.id for hint in hints}
        kept = [hint for hint in self.hints if isinstance(hint, tuple) or hint.id not in named]
        self._show_hints([*hints, *kept])
        self.toast.emit(_("Compared with the sealed identities: {n} may be the same.").format(n=len(hints)), "")

    def decide(self, act: Callable[..., Any], other: str) -> None:
        """Write a decision with its reason, and look again."""
        reason, record_id = self.reason.text().strip(), self.record_id
        self.problem.hide()

        def done(_changes: object) -> None:
            self.reason.clear()
            self.toast.emit(_("Written down."), "")
            self.reload()

        self.desk.tasks.run(lambda: act(record_id, other, reason), done, self._failed, owner=self)

    def _failed(self, error: BorderpostError) -> None:
        problems = getattr(error, "problems", ())
        sentences = [render(problem.message) for problem in problems] or [render(error.message)]
        self.problem.say(" ".join(sentences), _("Nothing was changed."))
        self.problem.show()
        self.reason.setFocus(Qt.FocusReason.OtherFocusReason)

    def keys(self) -> tuple[KeyHint, ...]:
        """Return the keys of the page."""
        found = (KeyHint(("Tab",), _("next cell")), KeyHint(("Enter",), _("open")), KeyHint(("Esc",), _("back")))
        sealed = KeyHint(("F7",), _("compare with sealed identities"))
        return found if self.sealed_button.isHidden() else (*found, sealed)

    def status(self) -> tuple[Any, ...]:
        """Return nothing: the page says it itself."""
        return ()

    def enter(self) -> None:
        """Put the keyboard where a decision begins."""
        self.reason.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open by Enter what has the focus."""
        focus = self.focusWidget()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and isinstance(focus, Button):
            focus.click()
            event.accept()
        elif event.key() == Qt.Key.Key_F7:
            self.compare_sealed()
            event.accept()
        else:
            super().keyPressEvent(event)


def _clear(layout: QVBoxLayout) -> None:
    while (item := layout.takeAt(0)) is not None:
        if (widget := item.widget()) is not None:
            widget.hide()
            widget.deleteLater()
