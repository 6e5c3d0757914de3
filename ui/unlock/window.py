"""The unlock window. Left what is locked and how old the backup is, right who works here and their passphrase.

It reads a `Lobby` and calls `unlock` off the GUI thread; it opens no file and no key, and imports nothing heavy.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QPaintEvent, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from borderpost.domain.clock import Clock
from borderpost.domain.errors import BorderpostError
from borderpost.domain.words import _, language, ngettext, render
from ui.appearance import Appearance
from ui.dates import full_moment
from ui.tasks import TaskRunner
from ui.theme.look import look
from ui.unlock.lobby import Lobby, LobbyUser, Unlock
from ui.unlock.people import PeopleList
from ui.widgets.banner import Banner
from ui.widgets.button import Button
from ui.widgets.cell import CellState, FormCell
from ui.widgets.footer import KeyFooter, KeyHint
from ui.widgets.paint import margin, painting, ring
from ui.widgets.pane import Pane, scrolled
from ui.widgets.passphrase import PassphraseEdit
from ui.widgets.text import IconLabel, Line, Text

LEFT, RIGHT = 500, 464


def _fact(icon: str, first: str, second: str) -> QWidget:
    """Build one line of the left side: icon, fact, detail."""
    px = look().px
    host = QWidget()
    row = QHBoxLayout(host)
    row.setContentsMargins(0, 0, 0, px(12))
    row.setSpacing(px(14))
    row.addWidget(IconLabel(icon, "railMark", 18), 0, Qt.AlignmentFlag.AlignTop)
    column = QVBoxLayout()
    column.setSpacing(0)
    column.addWidget(Text(first, "body5", "railText", wrap=True))
    column.addWidget(Text(second, "sm", "railText2", wrap=True))
    row.addLayout(column, 1)
    return host


def _inset(widget: QWidget) -> QHBoxLayout:
    """Line a part without a focus margin up with those that have one."""
    row = QHBoxLayout()
    row.setContentsMargins(margin(), 0, margin(), 0)
    row.addWidget(widget)
    return row


class LockedSide(Pane):
    """The left side: the post, what is locked, the backup."""

    def __init__(self, lobby: Lobby) -> None:
        super().__init__("rail")
        px = look().px
        body = self.body
        body.setContentsMargins(px(44), px(58), px(44), px(24))
        body.addWidget(IconLabel("mark", "railMark", 56))
        body.addSpacing(px(18))
        post = Text(lobby.post_name, "num", "railText", wrap=True)
        body.addWidget(post)
        for line in (lobby.parent, lobby.machine):
            body.addWidget(Text(line, "body", "railText2", wrap=True))
            body.addSpacing(px(4))
        if lobby.training:
            body.addSpacing(px(8))
            body.addWidget(Banner("amb", _("Training post"), _("Nothing here is real; nothing goes to headquarters.")))
        body.addSpacing(px(30))
        body.addWidget(Line(ink="railLine"))
        body.addSpacing(px(16))
        body.addWidget(Text(_("Locked on this machine"), "sm6", "railText2"))
        body.addSpacing(px(8))
        body.addWidget(_fact("lock", _("Patrols, cases, tips, reports"), _("cannot be read without unlocking")))
        body.addWidget(_fact("lock-keyhole", _("Identities of victims and informants"), _("a compartment of their own keys")))
        if lobby.drafts:
            words = ngettext("{n} unfinished draft", "{n} unfinished drafts", lobby.drafts).format(n=lobby.drafts)
            body.addWidget(_fact("pencil-line", words, _("opens where you stopped, after unlocking")))
        if lobby.backup[0] or lobby.clock[0]:
            body.addWidget(Line(ink="railLine"))
            body.addSpacing(px(16))
        if lobby.backup[0]:
            body.addWidget(Text(_("Last backup"), "sm6", "railText2"))
            body.addSpacing(px(8))
            body.addWidget(_fact("database-backup", *lobby.backup))
        if lobby.clock[0]:
            body.addWidget(_fact("clock", *lobby.clock))
        body.addStretch(1)
        body.addWidget(Text(f"borderpost {lobby.version}".strip(), "cap", "railText2"))


class ListFrame(QFrame):
    """The list of people inside its focus margin."""

    def __init__(self, people: PeopleList) -> None:
        super().__init__()
        self._people = people
        column = QVBoxLayout(self)
        free = margin()
        column.setContentsMargins(free, free, free, free)
        column.addWidget(people)
        people.installEventFilter(self)

    def eventFilter(self, watched: object, event: QEvent) -> bool:
        """Repaint when the keyboard comes or goes."""
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self.update()
        return super().eventFilter(watched, event)  # type: ignore[arg-type]

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the ring."""
        if self._people.hasFocus():
            with painting(self) as painter:
                ring(painter, QRectF(self.rect()), look().px(3))


class UnlockWindow(QWidget):
    """Shown first. `opened(session)` once the passphrase was right, `forgotten` when the person has none."""

    opened = Signal(object)
    forgotten = Signal()

    def __init__(
        self,
        lobby: Lobby,
        unlock: Unlock,
        tasks: TaskRunner,
        appearance: Appearance,
        clock: Clock,
        again: Callable[[], Lobby | None] = lambda: None,
    ) -> None:
        super().__init__()
        self._again = again
        self._lobby, self._unlock, self._tasks, self._clock = lobby, unlock, tasks, clock
        self._row: LobbyUser | None = None
        self.people: PeopleList | None = None
        self.name: QLineEdit | None = None
        self.passphrase: PassphraseEdit
        self.resize(1366, 728)
        self._outer = QHBoxLayout(self)
        self._outer.setContentsMargins(0, 0, 0, 0)
        self._outer.setSpacing(0)
        appearance.keys(self, with_language=True)
        appearance.spoke.connect(self._speak)
        appearance.changed.connect(self._fit)
        QShortcut(QKeySequence("F1"), self).activated.connect(self._show_help)
        self._tick = QTimer(self, interval=5000)
        self._tick.timeout.connect(self._show_time)
        self._rebuild()
        self._tick.start()

    def _speak(self) -> None:
        """Read the sentences of the lobby in the other language, then build the words anew."""
        self._lobby = self._again() or self._lobby
        self._rebuild()

    def _rebuild(self) -> None:
        """Build the words anew; the chosen person stays, the passphrase is forgotten."""
        chosen = self.people.currentIndex().row() if self.people is not None else -1
        while (item := self._outer.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.setWindowTitle(_("Unlock – Borderpost"))
        self._left = scrolled(LockedSide(self._lobby), "rail")
        self._outer.addWidget(self._left)
        right = Pane("canvas")
        right.body.addWidget(scrolled(self._form(chosen), "canvas"), 1)
        footer = KeyFooter()
        footer.show_keys(
            (
                KeyHint(("Up", "Down"), _("choose person")),
                KeyHint(("Tab",), _("to the passphrase")),
                KeyHint(("Enter",), _("unlock")),
                KeyHint(("F9",), _("theme")),
                KeyHint(("Ctrl", "+", "−"), _("text size")),
                KeyHint(("F10",), "English" if language() == "vi" else "Tiếng Việt"),
                KeyHint(("F1",), _("help")),
            )
        )
        right.body.addWidget(footer)
        self._outer.addWidget(right, 1)
        self._fit()
        self._show_time()
        self._start()

    def _form(self, chosen: int) -> QWidget:
        px = look().px
        host = QWidget()
        across = QHBoxLayout(host)
        across.addStretch(1)
        column = QVBoxLayout()
        column.setSpacing(0)
        across.addLayout(column)
        across.addStretch(1)
        column.addStretch(2)
        column.addLayout(_inset(Text(_("Unlock"), "h1")))
        self._now = Text("", "sm", "text2")
        column.addLayout(_inset(self._now))
        column.addSpacing(px(14))
        self._add_person(column)
        column.addSpacing(px(10))
        self._add_passphrase(column)
        column.addSpacing(px(12))
        self._add_acts(column)
        column.addSpacing(px(8))
        self.help = Banner("plain", "", "", "circle-question-mark")
        self.help.hide()
        column.addLayout(_inset(self.help))
        column.addStretch(3)
        if self.people is not None and self._lobby.users:
            known = [user.uid for user in self._lobby.users]
            last = known.index(self._lobby.last_user) if self._lobby.last_user in known else 0
            self.people.choose(chosen if chosen >= 0 else last)
            self._person_changed()
        return host

    def _add_person(self, column: QVBoxLayout) -> None:
        """Add the list of people, or where the post hides names a field to type one."""
        self.people, self.name = None, None
        if self._lobby.hide_names:
            self.name = QLineEdit()
            column.addWidget(FormCell(_("User name"), self.name))
            return
        head = QHBoxLayout()
        head.setContentsMargins(margin(), 0, margin(), 0)
        head.addWidget(Text(_("Person"), "sm5", "text2"))
        head.addStretch(1)
        head.addWidget(Text(_("type a name without accents to find it"), "sm", "text3"))
        column.addLayout(head)
        self.people = PeopleList(self._lobby.users)
        self.people.setAccessibleName(_("Person"))
        column.addWidget(ListFrame(self.people))
        self.people.selectionModel().currentChanged.connect(self._person_changed)
        self.people.activated.connect(lambda _index: self.passphrase.setFocus())

    def _add_passphrase(self, column: QVBoxLayout) -> None:
        self.passphrase = PassphraseEdit()
        self.cell = FormCell(_("Passphrase"), self.passphrase)
        self.cell.setMinimumWidth(look().px(RIGHT) + 2 * margin())
        self.passphrase.trouble.connect(self._show_trouble)
        self.passphrase.line.returnPressed.connect(self._submit)
        self.passphrase.line.textEdited.connect(lambda _text: self.cell.set_state(CellState.NORMAL))
        column.addWidget(self.cell)
        self.training = Text("", "sm5", "amb", wrap=True)
        self.training.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.training.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.training.hide()
        column.addLayout(_inset(self.training))
        column.addSpacing(look().px(6))
        self.trouble = Banner("amb", "", "", "keyboard")
        self.trouble.hide()
        column.addLayout(_inset(self.trouble))

    def _add_acts(self, column: QVBoxLayout) -> None:
        acts = QHBoxLayout()
        acts.setSpacing(look().px(10))
        self.button = Button(_("Unlock"), "primary", "lock-open")
        self.button.setMinimumWidth(look().px(150) + 2 * margin())
        self.button.clicked.connect(self._submit)
        acts.addWidget(self.button)
        self._beside = Text(_("or Enter"), "sm", "text2")
        acts.addWidget(self._beside)
        acts.addStretch(1)
        forgotten = Button(_("Forgotten passphrase"), "quiet")
        forgotten.clicked.connect(self._forgot)
        acts.addWidget(forgotten)
        column.addLayout(acts)

    def _start(self) -> None:
        (self.name or self.passphrase).setFocus()

    def _fit(self) -> None:
        px = look().px
        self._left.setFixedWidth(min(px(LEFT), 560))

    def _person_changed(self) -> None:
        person = self.people.person if self.people is not None else None
        if person is not None:
            self.cell.set_label(_("Passphrase of {name}").format(name=person.name))
            words = _("Training post, the passphrase is: {words}").format(words=person.passphrase)
            self.training.setText(words if person.passphrase else "")
            self.training.setVisible(bool(person.passphrase))
        self.cell.set_state(CellState.NORMAL)
        self.passphrase.clear()

    def _show_time(self) -> None:
        self._now.setText(full_moment(self._clock.now()))

    def _show_trouble(self, caps: bool, accents: bool) -> None:
        """Say what the keyboard does to a passphrase, which is always small letters without accents."""
        first = _("Caps Lock is on") if caps else _("The keyboard adds accents")
        self.trouble.say(
            first, _("Passphrases are small letters without accents. If accents appear, switch Telex off (usually Ctrl+Shift).")
        )
        self.trouble.setVisible(caps or accents)

    def _show_help(self) -> None:
        self.help.say(
            _("Choose your name, type your passphrase, press Enter"),
            _("The passphrase was handed to you on paper when you were added. Nobody can read it from this machine."),
        )
        self.help.show()

    def _forgot(self) -> None:
        self.help.say(
            _("The administrator or the commander can give you a new passphrase"),
            _("They unlock, open People and choose your name. If nobody can unlock, take the recovery sheet from the safe."),
        )
        self.help.show()
        self.forgotten.emit()

    def _submit(self) -> None:
        person = self.people.person if self.people is not None else None
        who = self.name.text().strip() if self.name is not None else person.uid if person is not None else ""
        typed = self.passphrase.text()
        if not who:
            self._start()
            return
        if not typed:
            self.cell.set_state(CellState.WRONG, _("Type the passphrase first."))
            self.passphrase.setFocus()
            return
        if not self.button.isEnabled():
            return
        self.button.refuse(_("Opening"))
        self._beside.setText(_("opening, about a second"))
        self.passphrase.line.setReadOnly(True)
        self._tasks.run(lambda: self._unlock(who, typed), self._done, self._failed, owner=self)

    def _ready(self) -> None:
        self.button.allow()
        self._beside.setText(_("or Enter"))
        self.passphrase.line.setReadOnly(False)

    def _done(self, session: object) -> None:
        self._ready()
        self.passphrase.clear()
        self.cell.set_state(CellState.NORMAL)
        self.opened.emit(session)

    def _failed(self, error: BorderpostError) -> None:
        self._ready()
        self.cell.set_state(CellState.WRONG, render(error.message))
        self.passphrase.line.selectAll()
        self.passphrase.setFocus()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Forget what was typed."""
        self.passphrase.clear()
        super().closeEvent(event)
