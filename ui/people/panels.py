"""What stands beside the list of people: the account, or an act on it. One act at a time, each with its own button."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from borderpost.domain.errors import BorderpostError, RefusedInput
from borderpost.domain.text import normal
from borderpost.domain.words import N_, _, render
from borderpost.services.people import UserView
from ui.tasks import TaskRunner
from ui.theme.look import look
from ui.widgets.banner import Banner
from ui.widgets.button import Button
from ui.widgets.cell import CellState, FormCell
from ui.widgets.check import Radio
from ui.widgets.paint import margin
from ui.widgets.pane import Pane
from ui.widgets.passphrase import PassphraseEdit
from ui.widgets.text import IconLabel, Line, SectionTitle, Text

Roles = tuple[tuple[str, str, tuple[str, ...]], ...]
COMPARTMENTS = (
    ("post", N_("Records of the post")),
    ("victim", N_("Identities of victims")),
    ("informant", N_("Identities of informants")),
    ("legal", N_("Papers of legal cases")),
)
"""Compartments as the key store names them → words."""


def inset(part: QWidget) -> QHBoxLayout:
    """Line a part without a focus margin up with the fields."""
    row = QHBoxLayout()
    row.setContentsMargins(margin(), 0, margin(), 0)
    row.addWidget(part, 1)
    return row


def lines(icon: str, ink: str, words: str) -> QHBoxLayout:
    """Return an icon with a sentence that may wrap."""
    row = QHBoxLayout()
    row.setContentsMargins(margin(), 0, margin(), 0)
    row.setSpacing(look().px(8))
    row.addWidget(IconLabel(icon, ink, 16), 0, Qt.AlignmentFlag.AlignTop)
    row.addWidget(Text(words, "sm", "text", wrap=True), 1)
    return row


class Panel(Pane):
    """Base: a title, a column, room for what went wrong, buttons at the end. `closed` when the person gives up or is done."""

    closed = Signal()

    def __init__(self, title: str, lead: str = "") -> None:
        super().__init__("canvas")
        px = look().px
        self.body.setContentsMargins(px(20) - margin(), px(16), px(20) - margin(), px(12))
        self.column = QVBoxLayout()
        self.column.setSpacing(px(4))
        self.body.addLayout(self.column)
        self.column.addLayout(inset(Text(title, "h2", wrap=True)))
        if lead:
            self.column.addLayout(inset(Text(lead, "sm", "text2", wrap=True)))
            self.column.addSpacing(px(6))
        self.trouble = Banner("red", "")
        self.trouble.hide()
        self.acts = QHBoxLayout()
        self.acts.setSpacing(px(6))

    def end(self) -> None:
        """Put what went wrong and the buttons under the rest."""
        self.column.addLayout(inset(self.trouble))
        self.column.addSpacing(look().px(8))
        self.column.addLayout(self.acts)
        self.acts.addStretch(1)
        self.body.addStretch(1)

    def add_act(self, words: str, act: Callable[[], object], kind: Any = "primary", icon: str = "", key: str = "") -> Button:
        """Add a button."""
        button = Button(words, kind, icon, key)
        button.clicked.connect(act)
        self.acts.addWidget(button)
        return button

    def failed(self, error: BorderpostError) -> None:
        """Say what went wrong."""
        if isinstance(error, RefusedInput):
            self.trouble.say(" ".join(render(problem.message) for problem in error.problems))
        else:
            self.trouble.say(render(error.message))
        self.trouble.show()


class Details(Panel):
    """One account: what the role may do, which keys it holds. Signals ask for an act on it."""

    reset = Signal()
    remove = Signal()
    grant = Signal()

    def __init__(self, user: UserView, roles: Roles, *, manages: bool, own: bool) -> None:
        super().__init__(user.name, " · ".join(part for part in (user.rank, user.position) if part))
        px = look().px
        label, sentences = next(((name, told) for code, name, told in roles if code == user.role), (user.role, ()))
        if not user.active:
            words = _("This account was removed"), _("It can unlock nothing; what it wrote stays signed by its name.")
            self.column.addLayout(inset(Banner("plain", *words, "ban")))
            self.column.addSpacing(px(6))
        self.column.addLayout(inset(SectionTitle(label)))
        for sentence in sentences:
            self.column.addLayout(lines("check", "text2", sentence))
        self.column.addSpacing(px(10))
        self.column.addLayout(inset(Line()))
        self.column.addSpacing(px(8))
        self.column.addLayout(inset(SectionTitle(_("Keys held"))))
        for code, words_of in COMPARTMENTS:
            if code in user.missing:
                self.column.addLayout(lines("triangle-alert", "amb", _("{what}: not handed over yet").format(what=_(words_of))))
            elif code in user.granted and user.active:
                self.column.addLayout(lines("lock-open", "grn", _(words_of)))
            else:
                self.column.addLayout(lines("lock", "text3", _("{what}: none").format(what=_(words_of))))
        if manages and user.active:
            if user.missing:
                self.add_act(_("Hand over the key"), self.grant.emit, "primary", "lock-open", "K")
            if not own:
                self.add_act(_("New passphrase"), self.reset.emit, "secondary", "refresh-cw", "P")
                self.add_act(_("Remove"), self.remove.emit, "danger", "x", "X")
        elif not manages:
            self.column.addSpacing(px(10))
            self.column.addLayout(
                inset(Text(_("The commander or the administrator changes accounts."), "sm", "text2", wrap=True))
            )
        self.end()


class GivenPassphrase(QWidget):
    """A passphrase the program made, shown once. It is covered as soon as it is typed again from the paper."""

    changed = Signal()

    def __init__(self, words: str) -> None:
        super().__init__()
        self.words = words
        px = look().px
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(4))
        column.addLayout(inset(Text(_("New passphrase, copy it to paper now"), "sm5", "text2")))
        self.shown = Text(words, "h3", "text", wrap=True)
        self.shown.setAccessibleName(_("New passphrase: {words}").format(words=words))
        column.addLayout(inset(self.shown))
        column.addSpacing(px(4))
        self.again = QLineEdit()
        self.again.setInputMethodHints(Qt.InputMethodHint.ImhNoPredictiveText | Qt.InputMethodHint.ImhSensitiveData)
        self.cell = FormCell(_("Type it again from the paper"), self.again, required=True)
        self.again.textChanged.connect(self._typed)
        column.addWidget(self.cell)
        self.show_button = Button(_("Show it again"), "quiet", "eye")
        self.show_button.clicked.connect(self.again.clear)
        self.show_button.hide()
        column.addWidget(self.show_button, 0, Qt.AlignmentFlag.AlignLeft)

    @property
    def confirmed(self) -> bool:
        """Whether what was typed is the passphrase."""
        return " ".join(self.again.text().split()) == self.words

    def _typed(self, text: str) -> None:
        self.shown.setText("•" * 24 if text else self.words)
        self.shown.setAccessibleName(_("covered") if text else _("New passphrase: {words}").format(words=self.words))
        self.show_button.setVisible(bool(text) and not self.confirmed)
        if self.confirmed:
            self.cell.set_state(CellState.UNDERSTOOD, _("the same"))
        elif text and not self.words.startswith(" ".join(text.split())):
            self.cell.set_state(CellState.WRONG, _("Not the passphrase on the paper so far."))
        else:
            self.cell.set_state(CellState.NORMAL)
        self.changed.emit()


class Act(Panel):
    """Base of the acts that end in one call of the service. `done(sentence)` after it; the passphrase is gone by then."""

    done = Signal(str)
    title = ""
    lead = ""

    def __init__(
        self, people: Any, tasks: TaskRunner, title: str, lead: str, verb: str, icon: str, kind: Any = "primary"
    ) -> None:
        super().__init__(title, lead)
        self.people, self.tasks = people, tasks
        self.build()
        self.button = self.add_act(verb, self.submit, kind, icon, "Ctrl+S")
        self.add_act(_("Give up"), self.closed.emit, "secondary", key="Esc")
        self.reason = Text("", "sm", "text2", wrap=True)
        self.end()
        self.column.addLayout(inset(self.reason))
        self.judge()

    def build(self) -> None:
        """Add the fields."""

    def missing(self) -> str:
        """Return what is still to be done, in words."""
        return ""

    def work(self) -> Callable[[], object]:
        """Return the call of the service, with what is typed now."""
        raise NotImplementedError

    def success(self) -> str:
        """Return the sentence shown afterwards."""
        return ""

    def first(self) -> QWidget:
        """Return the field the keyboard starts in."""
        raise NotImplementedError

    def judge(self) -> None:
        """Allow or refuse the button and say why."""
        words = self.missing()
        self.reason.setText(words)
        if words:
            self.button.refuse(words)
        else:
            self.button.allow()

    def submit(self) -> None:
        """Do it, unless something is missing."""
        if self.missing():
            self.first().setFocus()
            return
        self.trouble.hide()
        words = self.success()
        self.button.refuse(_("working"))
        self.tasks.run(self.work(), lambda _done: self.done.emit(words), self._not_done, owner=self)

    def _not_done(self, error: BorderpostError) -> None:
        self.judge()
        self.failed(error)


class AddPerson(Act):
    """A new account."""

    def __init__(self, people: Any, tasks: TaskRunner, roles: Roles, words: str) -> None:
        self._roles, self._words = roles, words
        title = _("Add a user")
        super().__init__(
            people, tasks, title, _("The program makes the passphrase; it is shown here once."), _("Add"), "user-plus"
        )

    def build(self) -> None:
        """Add name, rank, position, role and passphrase."""
        px = look().px
        self.fields: dict[str, QLineEdit] = {}
        for key, label in (("name", _("Full name")), ("rank", _("Rank")), ("position", _("Position"))):
            editor = QLineEdit()
            editor.textChanged.connect(lambda _text: self.judge() if hasattr(self, "reason") else None)
            editor.returnPressed.connect(self.focusNextChild)
            self.fields[key] = editor
            self.column.addWidget(FormCell(label, editor, required=key == "name"))
        self.column.addSpacing(px(4))
        self.column.addLayout(inset(Text(_("Role"), "sm5", "text2")))
        self.radios: dict[str, Radio] = {}
        self.sentences = Text("", "sm", "text2", wrap=True)
        for code, label, _sentences in self._roles:
            radio = Radio(label)
            radio.toggled.connect(self._role_chosen)
            self.radios[code] = radio
            self.column.addWidget(radio)
        self.radios[self._roles[0][0]].setChecked(True)
        self.column.addLayout(inset(self.sentences))
        self.column.addSpacing(px(6))
        self.given = GivenPassphrase(self._words)
        self.given.changed.connect(self.judge)
        self.column.addWidget(self.given)

    @property
    def role(self) -> str:
        """The role chosen."""
        return next(code for code, radio in self.radios.items() if radio.isChecked())

    def _role_chosen(self, on: bool) -> None:
        if on:
            self.sentences.setText(" ".join(next(told for code, _label, told in self._roles if code == self.role)))

    def missing(self) -> str:
        """Name the first thing missing."""
        if not normal(self.fields["name"].text()):
            return _("The name is missing.")
        return "" if self.given.confirmed else _("Type the passphrase again from the paper.")

    def work(self) -> Callable[[], object]:
        """Return the call."""
        people, role, words = self.people, self.role, self._words
        name, rank, position = (normal(self.fields[key].text()) for key in ("name", "rank", "position"))
        return lambda: people.add(name, rank, position, role, words)

    def success(self) -> str:
        """Say who may unlock now."""
        return _("{name} may unlock this machine now").format(name=normal(self.fields["name"].text()))

    def first(self) -> QWidget:
        """Return the name, or the retyped passphrase when only that is missing."""
        return self.given.again if normal(self.fields["name"].text()) else self.fields["name"]


class ResetPassphrase(Act):
    """A new passphrase for somebody who forgot theirs."""

    def __init__(self, people: Any, tasks: TaskRunner, user: UserView, words: str) -> None:
        self._user, self._words = user, words
        lead = _("The account gets new keys. Drafts of this person can no longer be opened.")
        title = _("New passphrase for {name}").format(name=user.name)
        super().__init__(people, tasks, title, lead, _("Give the new passphrase"), "refresh-cw")

    def build(self) -> None:
        """Add the passphrase."""
        self.given = GivenPassphrase(self._words)
        self.given.changed.connect(self.judge)
        self.column.addWidget(self.given)

    def missing(self) -> str:
        """Ask for the retyped passphrase."""
        return "" if self.given.confirmed else _("Type the passphrase again from the paper.")

    def work(self) -> Callable[[], object]:
        """Return the call."""
        people, uid, words = self.people, self._user.uid, self._words
        return lambda: people.reset(uid, words)

    def success(self) -> str:
        """Say that the old one is void."""
        return _("{name} unlocks with the new passphrase from now on").format(name=self._user.name)

    def first(self) -> QWidget:
        """Return the retyped passphrase."""
        return self.given.again


class RemovePerson(Act):
    """Takes somebody out. The database is encrypted anew, so what they know opens nothing any more."""

    def __init__(self, people: Any, tasks: TaskRunner, user: UserView) -> None:
        self._user = user
        lead = _("The database gets a new key, so that nothing this person knows opens it. What they wrote stays.")
        title = _("Remove {name}").format(name=user.name)
        super().__init__(people, tasks, title, lead, _("Remove"), "x", "danger")

    def build(self) -> None:
        """Add the reason."""
        self.why = QLineEdit()
        self.why.textChanged.connect(lambda _text: self.judge())
        self.why.returnPressed.connect(self.submit)
        self.column.addWidget(FormCell(_("Reason"), self.why, required=True, hint=_("goes into the journal")))

    def missing(self) -> str:
        """Ask for the reason."""
        return "" if normal(self.why.text()) else _("The reason is missing.")

    def work(self) -> Callable[[], object]:
        """Return the call."""
        people, uid, reason = self.people, self._user.uid, normal(self.why.text())
        return lambda: people.remove(uid, reason)

    def success(self) -> str:
        """Say that it is done."""
        return _("{name} can no longer unlock this machine").format(name=self._user.name)

    def first(self) -> QWidget:
        """Return the reason."""
        return self.why


class OwnPassphrase(Act):
    """A new passphrase for whoever unlocked."""

    def __init__(self, people: Any, tasks: TaskRunner, words: str) -> None:
        self._words = words
        lead = _("Type the one in force, then copy the new one to paper and type it again.")
        super().__init__(people, tasks, _("Change my passphrase"), lead, _("Change"), "lock-keyhole")

    def build(self) -> None:
        """Add the passphrase in force and the new one."""
        self.old = PassphraseEdit()
        self.old.line.textChanged.connect(lambda _text: self.judge() if hasattr(self, "reason") else None)
        self.old.line.returnPressed.connect(self.focusNextChild)
        self.column.addWidget(FormCell(_("Passphrase in force"), self.old, required=True))
        self.given = GivenPassphrase(self._words)
        self.given.changed.connect(self.judge)
        self.column.addWidget(self.given)

    def missing(self) -> str:
        """Name the first thing missing."""
        if not self.old.text():
            return _("The passphrase in force is missing.")
        return "" if self.given.confirmed else _("Type the passphrase again from the paper.")

    def work(self) -> Callable[[], object]:
        """Return the call."""
        people, old, new = self.people, self.old.text(), self._words
        return lambda: people.change_own(old, new)

    def success(self) -> str:
        """Say that it is done."""
        return _("The new passphrase is in force")

    def first(self) -> QWidget:
        """Return the passphrase in force."""
        return self.old
