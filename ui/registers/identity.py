"""The sealed identity of a victim: bars of one length, and after a reason five minutes of sight."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from borderpost.domain import reading
from borderpost.domain.fields import Plain
from borderpost.domain.text import normal
from borderpost.domain.words import _, ngettext
from borderpost.registers import KINDS
from ui.forms.line import LineEditor
from ui.theme.look import look
from ui.widgets.banner import Banner
from ui.widgets.button import Button
from ui.widgets.cell import CellState, FormCell
from ui.widgets.keyvalues import Fact, KeyValueList
from ui.widgets.pane import Pane
from ui.widgets.text import IconLabel, Text

SIGHT_SECONDS = 5 * 60
"""How long a revealed identity stays before it is hidden again."""

SHOWN_IDENTITY = ("name", "aliases", "birth", "document_no", "residence", "address", "phone", "relatives")


class IdentityPane(QWidget):
    """Sealed bars of one length; a reason opens them for five minutes and is written into the journal.

    reveal(reason): the person asked. hidden: the time is over or Esc was pressed.
    """

    reveal = Signal(str)
    hidden = Signal()

    def __init__(self) -> None:
        super().__init__()
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
        acts = QHBoxLayout()
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
        column.addWidget(self.open_button)
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
        by_name = KINDS["persons"].by_name
        self.facts.show_facts(tuple(Fact(_(by_name[name].label), "", sealed=True) for name in SHOWN_IDENTITY[:6]))

    def unfold(self) -> None:
        """Ask for the reason (F7)."""
        if self.seen:
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
        by_name = KINDS["persons"].by_name
        facts = [Fact(_(by_name[name].label), reading.show(by_name[name], values.get(name)) or "–") for name in SHOWN_IDENTITY]
        self.facts.show_facts(tuple(facts))
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
