"""A sealed identity, of a victim or of who reported a tip: bars of one length, and after a reason five minutes of sight.

What is sealed is read from the register's declaration. `IdentityDoor` joins the pane with the service that writes a look down.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from borderpost.domain import dates, reading
from borderpost.domain.clock import VIETNAM
from borderpost.domain.fields import Plain
from borderpost.domain.records import Register
from borderpost.domain.text import normal
from borderpost.domain.words import N_, _, ngettext, render
from ui.forms.line import LineEditor
from ui.lists.detail import Companion
from ui.registers.desk import Desk
from ui.screen import Command
from ui.theme.look import look
from ui.widgets.banner import Banner
from ui.widgets.button import Button
from ui.widgets.cell import CellState, FormCell
from ui.widgets.footer import KeyHint, StatusNote
from ui.widgets.keyvalues import Fact, KeyValueList
from ui.widgets.pane import Pane
from ui.widgets.text import IconLabel, Text

SIGHT_SECONDS = 5 * 60
"""How long a revealed identity stays before it is hidden again."""

BARS, ALWAYS = 6, 8
"""How many bars stand for a sealed group, and how many of its fields are shown even without a value."""

SEALED = N_("This is sealed: your account holds no key to it.")
REFUSALS = {
    "persons": N_("The identity is sealed: only the commander and the victim officer can open it."),
    "tips": N_("Who reported is sealed: only the commander can open it."),
}


class IdentityPane(QWidget):
    """Sealed bars of one length; a reason opens them for five minutes and is written into the journal.

    reveal(reason): the person asked. hidden: the time is over or Esc was pressed.
    """

    reveal = Signal(str)
    hidden = Signal()

    def __init__(self, register: Register, *, narrow: bool = False) -> None:
        super().__init__()
        self.register = register
        self.names = tuple(name for names in register.sealed_groups.values() for name in names)
        px = look().px
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(8))
        head = QHBoxLayout()
        head.setSpacing(px(8))
        head.addWidget(IconLabel("lock-keyhole", "vio"))
        head.addWidget(Text(_("Sealed identity"), "h3"))
        head.addStretch(1)
        self.last = Text("", "sm", "text2")
        head.addWidget(self.last)
        column.addLayout(head)
        self.facts = KeyValueList((), right=False)
        column.addWidget(self.facts)
        self.banner = Banner("vio", "", "", "lock-open")
        self.banner.hide()
        column.addWidget(self.banner)
        self.asking = Pane("vioSoft")
        self.asking.body.setContentsMargins(px(12), px(10), px(12), px(8))
        self.asking.body.setSpacing(px(4))
        self.asking.body.addWidget(Text(_("See the identity"), "body6", "vio"))
        words = _("The journal keeps who looked, when and why. The commander sees it at once, headquarters with the bundle.")
        self.asking.body.addWidget(Text(words, "sm", "text", wrap=True))
        self.reason = LineEditor()
        self.reason_cell = FormCell(_("Reason"), self.reason, required=True)
        self.asking.body.addWidget(self.reason_cell)
        acts = QVBoxLayout() if narrow else QHBoxLayout()
        self.button = Button(_("See for 5 minutes"), "sealed", "eye", "Enter")
        self.button.clicked.connect(self._ask)
        self.not_now = Button(_("Not now"), "quiet", key="Esc")
        self.not_now.clicked.connect(self.fold)
        acts.addWidget(self.button)
        acts.addWidget(self.not_now)
        acts.addStretch(1)
        self.asking.body.addLayout(acts)
        column.addWidget(self.asking)
        self.asking.hide()
        self.open_button = Button(_("See the identity"), "sealed", "eye", "F7")
        self.open_button.clicked.connect(self.unfold)
        column.addWidget(self.open_button, 0, Qt.AlignmentFlag.AlignLeft)
        self.refusal = Text("", "sm", "text2", wrap=True)
        self.refusal.hide()
        column.addWidget(self.refusal)
        self.reason.advance.connect(self._ask)
        self._left = 0
        self._timer = QTimer(self)
        self._timer.setInterval(1000)
        self._timer.timeout.connect(self._tick)
        self.show_sealed()

    @property
    def seen(self) -> bool:
        """Whether the identity is in sight."""
        return self._left > 0

    @property
    def seconds_left(self) -> int:
        """How many seconds it stays in sight."""
        return self._left

    def show_sealed(self) -> None:
        """Show bars of one length in place of every value."""
        by_name = self.register.by_name
        self.facts.show_facts(tuple(Fact(_(by_name[name].label), "", sealed=True) for name in self.names[:BARS]))

    def forbid(self, words: str) -> None:
        """Say that this user holds no key; nothing is asked then."""
        self.refusal.setText(words)
        self.refusal.show()
        self.open_button.hide()
        self.asking.hide()

    def unfold(self) -> None:
        """Ask for the reason (F7)."""
        if self.seen or not self.refusal.isHidden():
            return
        self.asking.show()
        self.open_button.hide()
        self.reason.setFocus(Qt.FocusReason.TabFocusReason)

    def fold(self) -> None:
        """Ask no more."""
        self.asking.hide()
        self.open_button.show()
        self.reason.clear()
        self.reason_cell.set_state(CellState.NORMAL)

    def _ask(self) -> None:
        reason = normal(self.reason.text())
        if not reason:
            self.reason_cell.set_state(CellState.WRONG, _("Write why the identity is needed."))
            self.reason.setFocus()
            return
        self.reveal.emit(reason)

    def refuse(self, words: str) -> None:
        """Say why the identity may not be seen."""
        self.reason_cell.set_state(CellState.WRONG, words)

    def show_identity(self, values: Mapping[str, Plain], seconds: int = SIGHT_SECONDS) -> None:
        """Show the identity and begin to count down."""
        self.fold()
        self.open_button.hide()
        by_name = self.register.by_name
        told = {name: reading.show(by_name[name], values.get(name)) for name in self.names}
        shown = [name for at, name in enumerate(self.names) if at < ALWAYS or told[name]]
        self.facts.show_facts(tuple(Fact(_(by_name[name].label), told[name] or "–") for name in shown))
        self._left = seconds
        self.banner.show()
        self._timer.start()
        self._tell()

    def _tick(self) -> None:
        self._left -= 1
        if self._left <= 0:
            self.hide_identity()
        else:
            self._tell()

    def _tell(self) -> None:
        minutes = (self._left + 59) // 60
        words = ngettext("The identity is open, {n} minute left", "The identity is open, {n} minutes left", minutes)
        self.banner.say(words.format(n=minutes), _("It hides itself; Esc hides it now."))

    def hide_identity(self) -> None:
        """Hide the identity again; nothing of it stays in the window."""
        self._timer.stop()
        self._left = 0
        self.banner.hide()
        self.show_sealed()
        self.open_button.show()
        self.hidden.emit()


class IdentityDoor:
    """Asks for an identity off the GUI thread: the look is written down first, then it is shown with who has looked."""

    def __init__(
        self, desk: Desk, pane: IdentityPane, looked: Callable[[Sequence[Any]], object], shown: Callable[[], object]
    ) -> None:
        self.desk, self.pane = desk, pane
        self._looked, self._shown = looked, shown
        self.record_id: str | None = None
        pane.reveal.connect(self._reveal)

    def _reveal(self, reason: str) -> None:
        identities, record_id = self.desk.identities, self.record_id
        if record_id is None:
            return
        self.desk.tasks.run(
            lambda: (identities.reveal(record_id, reason), identities.looks(record_id)),
            lambda found: self._revealed(record_id, *found),
            lambda error: self.pane.refuse(render(error.message)),
            owner=self.pane,
        )

    def _revealed(self, record_id: str, values: Mapping[str, Plain], looks: Sequence[Any]) -> None:
        if record_id != self.record_id:
            return  # another record is shown by now; the look stays written down
        self.pane.show_identity(values)
        self._looked(looks)
        self._shown()


def look_words(look_at: Any) -> str:
    """Return when somebody looked, who, and why."""
    local = look_at.at.astimezone(VIETNAM)
    stamp = f"{local.day:02d}/{local.month:02d} {dates.time_text(look_at.at)}"
    return f"{stamp}  {look_at.actor_name} · {look_at.reason}"


class IdentityCompanion(Companion):
    """Stands beside a list: the sealed identity of the chosen record and who has looked at it.

    Another record, Esc and locking hide what was shown.
    """

    MOST = 3

    def __init__(self, desk: Desk, register: Register) -> None:
        super().__init__()
        self.desk = desk
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look().px(6))
        self.pane = IdentityPane(register, narrow=True)
        self.pane.hidden.connect(self.told)
        self.door = IdentityDoor(desk, self.pane, self._show_looks, self._seen)
        column.addWidget(self.pane)
        self._looks = QVBoxLayout()
        self._looks.setSpacing(look().px(2))
        column.addLayout(self._looks)
        if not desk.identities.can_reveal(register.kind):
            self.pane.forbid(_(REFUSALS.get(register.kind, SEALED)))

    def show_view(self, view: Any) -> bool:
        """Take the record that is chosen now; only one whose identity is sealed has something to show."""
        record_id = view.id if view is not None and view.protected else None
        if record_id == self.door.record_id:
            return record_id is not None
        self.before_lock()
        self.door.record_id = record_id
        self._show_looks(())
        if record_id is not None:
            identities = self.desk.identities
            self.desk.tasks.run(
                lambda: identities.looks(record_id),
                lambda looks: self._show_looks(looks) if record_id == self.door.record_id else None,
                lambda _error: None,
                owner=self,
            )
        return record_id is not None

    def _show_looks(self, looks: Sequence[Any]) -> None:
        while (item := self._looks.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self.pane.last.setText("")
        if looks:
            self.pane.last.setText(_("last seen {time}").format(time=dates.time_text(looks[0].at)))
            self._looks.addWidget(Text(_("Who has seen the identity"), "sm6", "text2"))
        for look_at in looks[: self.MOST]:
            self._looks.addWidget(Text(look_words(look_at), "sm", "text", wrap=True))
        if len(looks) > self.MOST:
            more = len(looks) - self.MOST
            self._looks.addWidget(
                Text(ngettext("{n} earlier look", "{n} earlier looks", more).format(n=more), "sm", "text2", wrap=True)
            )

    def _seen(self) -> None:
        self.left.emit()
        self.told.emit()

    def unfold(self) -> None:
        """Ask for the reason (F7)."""
        if self.door.record_id is not None:
            self.pane.unfold()

    def serve(self, key: int) -> bool:
        """Serve F7."""
        if key != Qt.Key.Key_F7 or self.door.record_id is None:
            return False
        self.unfold()
        return True

    def escape(self) -> bool:
        """Hide the identity first, then stop asking."""
        if self.pane.seen:
            self.pane.hide_identity()
            return True
        if not self.pane.asking.isHidden():
            self.pane.fold()
            self.left.emit()
            return True
        return False

    def before_lock(self) -> None:
        """Hide the identity and forget a reason half written."""
        if self.pane.seen:
            self.pane.hide_identity()
        if not self.pane.asking.isHidden():
            self.pane.fold()

    def hints(self) -> tuple[KeyHint, ...]:
        """Return the key that opens the identity, where this user may."""
        free = self.door.record_id is not None and self.pane.refusal.isHidden()
        return (KeyHint(("F7",), _("see identity")),) if free else ()

    def commands(self) -> tuple[Command, ...]:
        """Return the same as an act of the palette."""
        return (Command(_("See the identity"), self.unfold, "eye", ("F7",)),) if self.hints() else ()

    def status(self) -> tuple[StatusNote, ...]:
        """Say that an open identity hides itself."""
        return (StatusNote(_("the identity hides itself"), "timer", "vio"),) if self.pane.seen else ()
