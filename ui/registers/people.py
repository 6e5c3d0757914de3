"""People in a table: found by name without accents, or made at once in a small panel; a possible victim's name is sealed."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from borderpost.domain import codes
from borderpost.domain.errors import BorderpostError
from borderpost.domain.fields import Choice, Link, NamedField
from borderpost.domain.records import Register, Section
from borderpost.domain.text import fold
from borderpost.domain.words import N_, _, render
from borderpost.registers import KINDS
from ui.forms.body import FormBody, FormShape
from ui.forms.context import FormContext
from ui.forms.suggest import Suggestion
from ui.forms.table import Column, RowsEditor
from ui.registers.desk import Desk
from ui.registers.doubles import PersonShape
from ui.theme.look import look
from ui.widgets.button import Button
from ui.widgets.check import Check
from ui.widgets.paint import margin
from ui.widgets.text import Text

ROLE_LETTERS = {
    "v": "crosser",
    "d": "guide",
    "t": "organiser",
    "m": "broker",
    "l": "driver",
    "n": "possible_victim",
}
"""One letter sets a role: V vượt biên, D dẫn đường, T tổ chức, M môi giới, L lái xe, N nghi là nạn nhân."""

PANEL_FIELDS = ("name", "pseudonym", "sex", "birth", "birth_year", "nationality", "ethnicity", "document_kind", "document_no")
_CHIPS = {"possible_victim": "suspected", "crosser": "outlined"}


class PeopleEditor(RowsEditor):
    """Rows whose link column holds persons. A name nobody has asks for a new person."""

    prompt = N_("Type a name, or choose a person of the register (F4)")

    def enrich(self, named: NamedField, text: str, found: list[Suggestion]) -> list[Suggestion]:
        """Offer to make the person after those of that name, before those found by other words: Enter takes the first."""
        if not isinstance(named.field, Link) or named.field.register != "persons" or not text.strip():
            return found
        same = [person for person in found if _named_so(person.text, text)]
        others = [person for person in found if person not in same]
        return [*same, Suggestion(f"+{text.strip()}", text.strip(), _("new person")), *others]

    def make_columns(self) -> list[Column]:
        """Give roles the room their chips need."""
        return [
            self.column_of(named, 156)
            if isinstance(named.field, Choice) and named.field.codes == "person_role"
            else self.column_of(named)
            for named in self.table.columns
        ]

    def prompt_words(self) -> str:
        """Ask for a name only where the first column is a person."""
        first = self.columns[0].named
        person = first is not None and isinstance(first.field, Link) and first.field.register == "persons"
        return super().prompt_words() if person else _(RowsEditor.prompt)

    def chip(self, row: int, column: Column) -> str:
        """Show roles as chips: a possible victim in violet."""
        if column.named is None or not isinstance(column.named.field, Choice) or column.named.field.codes != "person_role":
            return ""
        return _CHIPS.get(str(self.table.slot(row, column.key).value), "neutral")

    def _host(self) -> None:
        super()._host()
        named = self.columns[self._column].named
        if named is not None and isinstance(named.field, Choice) and named.field.codes == "person_role":
            self.editor.set_source(self._roles)

    def _roles(self, typed: str) -> list[Suggestion]:
        letter = ROLE_LETTERS.get(typed.casefold())
        offered = [item for item in codes.codes("person_role").offered() if letter in (None, item.code)]
        keys = {code: key.upper() for key, code in ROLE_LETTERS.items()}
        return [Suggestion(item.code, item.label(), keys.get(item.code, "")) for item in offered]


def _named_so(title: str, typed: str) -> bool:
    """Whether every word typed begins a word of the title, without accents."""
    words = fold(title).split()
    return all(any(word.startswith(part) for word in words) for part in fold(typed).split())


def panel_register() -> Register:
    """Return the persons' register cut down to what is asked of a person met at night."""
    from dataclasses import replace

    whole = KINDS["persons"]
    named = tuple(NamedField(name, replace(field, section="who")) for name, field in whole.fields if name in PANEL_FIELDS)
    return replace(whole, fields=named, sections=(Section("who", ""),), by_name=dict(named))


class PersonPanel(QDialog):
    """Makes a person at once. made(record id, words): the person is in the register.

    A possible victim's name is sealed on saving: from then on the register shows the pseudonym.
    """

    made = Signal(str, str)

    def __init__(self, desk: Desk, name: str, parent: QWidget, *, victim: bool) -> None:
        super().__init__(parent)
        self.records, self.tasks = desk.records, desk.tasks
        self._saving = False
        self.setWindowTitle(_("New person"))
        self.setModal(True)
        px = look().px
        self.setMinimumWidth(px(640))
        column = QVBoxLayout(self)
        column.setContentsMargins(px(4), px(12), px(4), px(12))
        column.setSpacing(px(4))
        title = Text(_("New person"), "h2")
        title.setContentsMargins(px(20), 0, 0, 0)
        column.addWidget(title)
        self.shape = PersonShape(desk, stacked=True)
        self.body = FormBody(panel_register(), desk.context(), self.shape)
        self.body.views[0].title.hide()
        self.body.instead.connect(self._instead)
        column.addWidget(self.body)
        self._add_strip(column)
        self.body.load({"name": name})
        line = QHBoxLayout()
        line.setContentsMargins(px(24) - margin(), 0, px(24) - margin(), 0)
        self.victim = Check(_("Possible victim: seal the name and show the pseudonym"))
        self.victim.setChecked(victim)
        line.addWidget(self.victim)
        line.addStretch(1)
        column.addLayout(line)
        self.refusal = Text("", "sm5", "red", wrap=True)
        self.refusal.setContentsMargins(px(24), 0, px(24), 0)
        self.refusal.hide()
        column.addWidget(self.refusal)
        acts = QHBoxLayout()
        acts.setContentsMargins(px(24) - margin(), 0, px(24) - margin(), 0)
        self.no_button = Button(_("Not now"), "secondary", key="Esc")
        self.no_button.clicked.connect(self.reject)
        self.save_button = Button(_("Add the person"), "primary", "user-plus", "Ctrl+S")
        self.save_button.clicked.connect(self.save)
        acts.addWidget(self.no_button)
        acts.addStretch(1)
        acts.addWidget(self.save_button)
        column.addLayout(acts)
        self.body.finished.connect(lambda: self.victim.setFocus(Qt.FocusReason.TabFocusReason))

    def _add_strip(self, column: QVBoxLayout) -> None:
        """Put the hint under the cells; its room is kept free, so that nothing moves when it comes."""
        strip = self.shape.foot(self.body)
        policy = strip.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        strip.setSizePolicy(policy)
        column.addWidget(strip)

    def start(self) -> None:
        """Show the panel; the keyboard goes to the first empty cell after the name."""
        self.open()
        parts = self.body.order()
        self.body.take(parts[2] if len(parts) > 2 else parts[0])

    def save(self) -> None:
        """Write the person, seal the name if it is a possible victim's, and say who it is."""
        if self._saving:
            return
        problems = [problem for problem in self.body.problems() if problem.blocking]
        sealed = self.victim.isChecked()
        values, _typed = self.body.values()
        if problems or (sealed and not values.get("pseudonym")):
            self.body.refuse(problems)
            if not problems:
                self._refuse(_("A sealed person needs a pseudonym: it is what the register shows."))
            self.body.focus_first_wrong()
            return
        self._saving = True
        records = self.records
        # Whom a sealed person does not resemble is not written: it would say who they are.
        acts = () if sealed else tuple(self.body.after_save.values())

        def work() -> tuple[str, str]:
            record_id = str(records.create("persons", values, protected=sealed).records[0])
            for act in acts:
                act(record_id)
            return record_id, str(records.title(record_id))

        self.tasks.run(work, self._made, self._failed, owner=self)

    def _instead(self, _kind: str, record_id: str) -> None:
        """Take the person who is in the register already; nothing new is written."""
        if not self._saving:
            self._saving = True
            records = self.records
            self.tasks.run(lambda: (record_id, str(records.title(record_id))), self._made, self._failed, owner=self)

    def _made(self, found: tuple[str, str]) -> None:
        self._saving = False
        self.made.emit(*found)
        self.accept()

    def _failed(self, error: BorderpostError) -> None:
        self._saving = False
        self._refuse(render(error.message))

    def _refuse(self, words: str) -> None:
        self.refusal.setText(words)
        self.refusal.setVisible(bool(words))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+S saves; Enter belongs to the cells."""
        if event.key() == Qt.Key.Key_S and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.save()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) or self.shape.pressed(event.key(), event.modifiers()):
            event.accept()
        else:
            super().keyPressEvent(event)


class PeopleShape(FormShape):
    """Gives every table that links persons the way to make one."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.panel: PersonPanel | None = None

    def table(self, named: NamedField, context: FormContext) -> RowsEditor:
        """Return the editor of people, where there are people."""
        editor = PeopleEditor(named, context)
        if not any(isinstance(item.field, Link) and item.field.register == "persons" for item in editor.table.columns):
            return super().table(named, context)
        editor.asked.connect(lambda row, column, text: self._make(editor, row, column, text))
        return editor

    def _make(self, editor: PeopleEditor, row: int, column: str, text: str) -> None:
        if self.panel is not None and self.panel.isVisible():
            return
        role = editor.table.slot(row, "role").value
        panel = PersonPanel(self.desk, text, editor, victim=role == "possible_victim")
        panel.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.panel = panel

        def made(record_id: str, words: str) -> None:
            editor.context.titles[record_id] = words
            editor.put(row, column, record_id)

        def ended(_result: int) -> None:
            self.panel = None
            editor.focus_cell(row, column)

        panel.made.connect(made)
        panel.finished.connect(ended)
        panel.start()
