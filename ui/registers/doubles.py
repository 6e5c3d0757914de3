"""The quiet hint under a form that a person may be in the register already. It never takes the keyboard and never blocks.

The strip stands under the cells, so that nothing above it moves while somebody types. Looking is done off the GUI thread, and
only the newest question is answered.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from borderpost.domain import reading
from borderpost.domain.errors import BorderpostError, RefusedInput
from borderpost.domain.fields import Plain
from borderpost.domain.words import _, ngettext
from borderpost.registers import KINDS
from ui.forms.body import FormBody, FormShape
from ui.registers.desk import Desk
from ui.theme.look import look
from ui.widgets.button import Button
from ui.widgets.keyvalues import Fact, KeyValueList
from ui.widgets.paint import margin
from ui.widgets.pane import Pane
from ui.widgets.text import ElidedText, IconLabel, Line

ASKED = ("name", "birth", "birth_year", "document_no", "phone", "sex")
"""The cells a question is made of."""
TELLING = ("name", "document_no", "phone")
"""Without any of these nobody can be found again."""
COMPARED = ("name", "birth", "birth_year", "sex", "document_no", "phone", "residence", "address")


class DoubleStrip(QWidget):
    """Under a form: who it may be, why, and what can be done about it by a key. `stacked` puts the acts under the words."""

    def __init__(self, desk: Desk, body: FormBody, *, stacked: bool = False) -> None:
        super().__init__()
        self._desk, self._body = desk, body
        self.hints: list[Any] = []
        self._asked: tuple[Plain, ...] = ()
        self._newest = 0
        self._left_out: set[str] = set()
        self._build(stacked=stacked or look().compact)
        self.hide()

    def _build(self, *, stacked: bool) -> None:
        px = look().px
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(Line())
        pane = Pane("sunken")
        column.addWidget(pane)
        pane.body.setContentsMargins(px(24), px(4), px(20), px(4))
        pane.body.setSpacing(px(4))
        row = QHBoxLayout()
        row.setSpacing(px(10))
        row.addWidget(IconLabel("copy", "text2", 18))
        words = QVBoxLayout()
        words.setSpacing(0)
        self.who = ElidedText("", "sm6")
        self.why = ElidedText("", "sm", "text2")
        words.addWidget(self.who)
        words.addWidget(self.why)
        row.addLayout(words, 1)
        acts = QHBoxLayout() if stacked else row
        if stacked:
            acts.setContentsMargins(px(28) - margin(), 0, 0, 0)
        self.look_button = Button(_("Compare"), "secondary", key="F7")
        self.take_button = Button(_("Take this person"), "secondary", key="F5")
        self.refuse_button = Button(_("Not the same"), "quiet", "x", "Shift+F7")
        for button, act in (
            (self.look_button, self.compare),
            (self.take_button, self.take),
            (self.refuse_button, self.refuse),
        ):
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            button.set_height(28)
            button.clicked.connect(act)
            acts.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)
        pane.body.addLayout(row)
        if stacked:
            acts.addStretch(1)
            pane.body.addLayout(acts)
        self.facts = KeyValueList((), right=False)
        self.facts.setContentsMargins(px(28), 0, 0, px(4))
        self.facts.hide()
        pane.body.addWidget(self.facts)

    # --- asking ---------------------------------------------------------------------------------------------------------

    def ask(self, values: Mapping[str, Plain]) -> None:
        """Look for records like these values, if they are others than at the last question."""
        asked = tuple(values.get(name) for name in ASKED)
        if self._desk.persons is not None and asked != self._asked:
            self._asked = asked
            self._look()

    def _look(self) -> None:
        self._newest += 1
        mine = self._newest
        values = {name: value for name, value in zip(ASKED, self._asked, strict=True) if value is not None}
        if not any(name in values for name in TELLING):
            self._show([])
            return
        persons, record_id, left_out = self._desk.persons, self._body.record_id, frozenset(self._left_out)

        def answer(found: list[Any]) -> None:
            if mine == self._newest:
                self._show([hint for hint in found if not hint.merged])

        def quiet(_error: BorderpostError) -> None:
            answer([])

        self._desk.tasks.run(
            lambda: persons.hints(values, record_id, leave_out=left_out),
            answer,
            quiet,
            owner=self,
        )

    def _show(self, hints: list[Any]) -> None:
        self.hints = hints
        self.facts.hide()
        self.setVisible(bool(hints))
        if not hints:
            return
        first = hints[0]
        self.who.setText(_("Perhaps here already: {name} ({number})").format(name=first.title, number=first.number))
        why = ", ".join(first.reasons)
        if more := len(hints) - 1:
            why += " · " + ngettext("and {n} more", "and {n} more", more).format(n=more)
        self.why.setText(why)
        self.setAccessibleName(self.who.text())
        self.setAccessibleDescription(why)
        for button in (self.look_button, self.take_button, self.refuse_button):
            button.setAccessibleName(f"{button.text()}: {first.title}")
        self.take_button.setVisible(self._body.record_id is None)

    # --- acts -----------------------------------------------------------------------------------------------------------

    def press(self, key: int, modifiers: Qt.KeyboardModifier) -> bool:
        """Serve F7, Shift+F7 and F5 while a hint stands here; tell whether the key was taken."""
        shift = bool(modifiers & Qt.KeyboardModifier.ShiftModifier)
        acts: dict[tuple[int, bool], Callable[[], None]] = {
            (Qt.Key.Key_F7, False): self.compare,
            (Qt.Key.Key_F7, True): self.refuse,
            (Qt.Key.Key_F5, False): self.take,
        }
        act = acts.get((key, shift))
        if not self.hints or act is None:
            return False
        act()
        return True

    def compare(self) -> None:
        """Show what the record says beside what is typed; once more hides it."""
        if not self.facts.isHidden():
            self.facts.hide()
            return
        hint, records = self.hints[0], self._desk.records
        self._desk.tasks.run(
            lambda: records.load(hint.id),
            partial(self._compared, hint),
            lambda _error: None,
            owner=self,
        )

    def _compared(self, hint: Any, view: Any) -> None:
        if not self.hints or self.hints[0] is not hint:
            return
        typed, _unread = self._body.values()
        by_name = KINDS["persons"].by_name
        facts = []
        for name in COMPARED:
            there = reading.show(by_name[name], view.values.get(name)) if view.values.get(name) is not None else ""
            here = reading.show(by_name[name], typed.get(name)) if typed.get(name) is not None else ""
            if there and here and here != there:
                there = _("{there} (typed here: {here})").format(there=there, here=here)
            if there:
                facts.append(Fact(_(by_name[name].label), there))
        self.facts.show_facts(tuple(facts))
        self.facts.show()

    def take(self) -> None:
        """Use the record that is here instead of a new one."""
        if self._body.record_id is None:
            self._body.instead.emit("persons", self.hints[0].id)

    def refuse(self) -> None:
        """Say that they are not the same. A record not saved yet says so when it is."""
        hint, persons, record_id = self.hints[0], self._desk.persons, self._body.record_id
        self._left_out.add(hint.id)
        if record_id is None:
            self._body.after_save[f"unlike {hint.id}"] = partial(_unlike, persons.refuse, hint.id)
        else:
            act = partial(_unlike, persons.refuse, hint.id)
            self._desk.tasks.run(lambda: act(record_id), lambda _done: None, lambda _error: None, owner=self)
        self._look()


def _unlike(refuse: Callable[[str, str], object], other: str, record_id: str) -> None:
    with suppress(RefusedInput):  # one of them was withdrawn or protected meanwhile: there is nothing to remember
        refuse(record_id, other)


class PersonShape(FormShape):
    """The form of a person, with the hint under it; `stacked` for a narrow window."""

    def __init__(self, desk: Desk, *, stacked: bool = False) -> None:
        self._desk, self._stacked = desk, stacked
        self.strip: DoubleStrip | None = None

    def foot(self, body: FormBody) -> DoubleStrip:
        """Return the strip of the hint."""
        self.strip = DoubleStrip(self._desk, body, stacked=self._stacked)
        return self.strip

    def settle(self, body: FormBody, values: dict[str, Plain]) -> None:  # noqa: ARG002 - the same door
        """Look again when name, birth, document or phone are others."""
        if self.strip is not None:
            self.strip.ask(values)

    def pressed(self, key: int, modifiers: Qt.KeyboardModifier) -> bool:
        """Serve the keys of the hint."""
        return self.strip is not None and self.strip.press(key, modifiers)
