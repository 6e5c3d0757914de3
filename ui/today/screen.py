"""Today, the screen a post starts its shift with: what is due on the left, how things stand on the right."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from borderpost.domain.errors import BorderpostError
from borderpost.domain.words import N_, _, ngettext, render
from borderpost.services.board import Board, Due, PersonLoad, Returned
from borderpost.services.views import DraftView
from ui.dates import full_moment
from ui.lists.filters import FilterChip
from ui.picker import Picker
from ui.screen import Command, Screen, ScreenSpec
from ui.tasks import TaskRunner
from ui.theme.look import look
from ui.today.people import person_picker
from ui.today.rows import Act, ActList, rows_of
from ui.today.side import LETTERS, SideColumn
from ui.widgets.banner import Banner
from ui.widgets.button import Button
from ui.widgets.empty import EmptyState
from ui.widgets.footer import KeyHint, StatusNote
from ui.widgets.header import Header
from ui.widgets.pane import Pane, scrolled
from ui.widgets.text import Line

SIDE = 352
MINUTE = 60_000


@dataclass(frozen=True, slots=True)
class TodayActs:
    """What Today asks the window to do. `places` maps the screens named by the services to the keys of the window.

    `kept` outlives the screen, which is made anew in another language: whose acts are shown.
    """

    open_draft: Callable[[DraftView], object]
    search: Callable[[], object]
    start_new: Callable[[], object]
    badges: Callable[[Mapping[str, int]], object] = lambda _counts: None
    places: Mapping[str, str] = field(default_factory=dict)
    kept: dict[str, str] = field(default_factory=dict)


class TodayScreen(Screen):
    """Looks the board up off the GUI thread: when shown, each minute, and after every change."""

    def __init__(self, today: Any, tasks: TaskRunner, now: Callable[[], datetime], acts: TodayActs) -> None:
        super().__init__()
        self._today, self._tasks, self._now, self._acts = today, tasks, now, acts
        self._mine = False
        self._greeted = False
        self._asked = 0
        self.board: Board | None = None
        self.people: tuple[PersonLoad, ...] = ()
        self.title = _("Today")
        self._build()
        self._minute = QTimer(self, interval=MINUTE)
        self._minute.timeout.connect(self.reload)
        self._minute.start()
        self._show_chip()
        self.reload()

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.header = Header(self.title)
        self.header.set_title(self.title, full_moment(self._now()))
        search = Button(_("Find a command"), "secondary", "command", "Ctrl+K")
        search.clicked.connect(self._acts.search)
        new = Button(_("New record"), "primary", "plus", "Ctrl+N")
        new.clicked.connect(self._acts.start_new)
        self.header.add_act(search)
        self.header.add_act(new)
        column.addWidget(self.header)
        self.trouble = Banner("red", "")
        self.trouble.hide()
        column.addWidget(self.trouble)
        across = QHBoxLayout()
        across.setSpacing(0)
        self.list = ActList()
        self.list.opened.connect(self._open)
        self.empty = EmptyState("circle-check", _("Nothing is due."), _("What becomes due appears here by itself."))
        ground = Pane("surface")
        self._chip = QWidget()
        self._chip_row = QHBoxLayout(self._chip)
        self._chip_row.setContentsMargins(look().px(21), look().px(4), look().px(12), look().px(4))
        self._chip.hide()
        ground.body.addWidget(self._chip)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.list)
        self._stack.addWidget(self.empty)
        ground.body.addWidget(self._stack)
        self.side = SideColumn()
        self.side.draft.connect(self._acts.open_draft)
        self.side.returned.connect(self._show_returned)
        self.side.person.connect(self.choose_person)
        self.side.choosing.connect(self.ask_person)
        self._area = scrolled(self.side)
        across.addWidget(ground, 1)
        across.addWidget(Line(vertical=True))
        across.addWidget(self._area)
        column.addLayout(across, 1)

    # --- looking up ---------------------------------------------------------------------------------------------------

    def reload(self) -> None:
        """Ask for the board; only the newest answer is shown."""
        self._asked += 1
        asked, mine, person = self._asked, self._mine, self.person
        self._fit()

        def failed(error: BorderpostError) -> None:
            self.trouble.say(render(error.message))
            self.trouble.show()

        def board() -> Board:
            found: Board = self._today.board(mine=mine, person=person)
            return found

        self._tasks.run(board, lambda board: self._take(asked, board), failed, owner=self)
        # After the board, not with it: counting everybody's reads the whole of what is due.
        self._tasks.run(self._today.people, lambda people: self._take_people(asked, people), failed, owner=self)

    def _fit(self) -> None:
        """Give the column its width; in a narrow window the acts come first."""
        px = look().px
        self._area.setFixedWidth(min(px(SIDE), max(px(220), round(self.width() * 0.38))))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the column."""
        super().resizeEvent(event)
        self._fit()

    def _take(self, asked: int, board: Board) -> None:
        if asked != self._asked:
            return
        self.board = board
        self.trouble.hide()
        person = _("unlocked by {name}").format(name=board.duty)
        self.header.set_title(self.title, f"{full_moment(self._now())} · {person}")
        rows = rows_of(board)
        self.list.show_rows(rows)
        held = self.list.hasFocus() or self.empty.hasFocus()
        self._stack.setCurrentWidget(self.list if rows else self.empty)
        if held:
            self.list.setFocus()
        self.side.show_board(board)
        self.badge.emit(board.urgent)
        self._acts.badges(self._counts(board))
        self.told.emit()
        self._greet(board)

    def _take_people(self, asked: int, people: tuple[PersonLoad, ...]) -> None:
        if asked == self._asked and self.board is not None:
            self.people = people
            self.side.show_people(people, self.person)
            self.side.show_board(self.board)

    # --- by person ----------------------------------------------------------------------------------------------------

    @property
    def person(self) -> str:
        """Whose acts are shown; empty for everybody's."""
        return self._acts.kept.get("person", "")

    def choose_person(self, name: str) -> None:
        """Show what a person answers for; the same person again, or an empty name, shows everybody's."""
        self._acts.kept["person"] = "" if name == self.person else name
        self._show_chip()
        self.list.setFocus()
        self.reload()

    def ask_person(self) -> Picker:
        """Ask whose acts are shown."""
        picker = person_picker(self.window(), self.people, self.person)
        picker.picked.connect(self._picked)
        picker.ask()
        return picker

    def _picked(self, name: str) -> None:
        if name != self.person:
            self.choose_person(name)

    def _show_chip(self) -> None:
        while (item := self._chip_row.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        if self.person:
            chip = FilterChip(_("Person"), self.person)
            chip.clicked.connect(lambda: self.choose_person(""))
            self._chip_row.addWidget(chip)
            self._chip_row.addStretch(1)
        self._chip.setVisible(bool(self.person))

    def escape(self) -> bool:
        """Show everybody's acts again."""
        if not self.person:
            return False
        self.choose_person("")
        return True

    def _counts(self, board: Board) -> dict[str, int]:
        """Count the acts due within 24 hours for each screen they are done on."""
        counts: dict[str, int] = dict.fromkeys(self._acts.places.values(), 0)
        for group in board.groups:
            for due in group.items:
                place = self._place_of(due)
                counts[place] = counts.get(place, 0) + (group.code in ("overdue", "soon"))
        counts.pop("", None)
        return counts

    def _place_of(self, due: Due) -> str:
        return self._acts.places.get(due.screen, due.screen) if due.screen else due.kind or ""

    def _greet(self, board: Board) -> None:
        """Say once after unlocking that drafts wait."""
        if not self._greeted and board.drafts:
            count = len(board.drafts)
            words = ngettext("{n} draft waits to be finished", "{n} drafts wait to be finished", count).format(n=count)
            self.toast.emit(words, _("A goes on with the newest"))
        self._greeted = True

    def refresh(self, changes: object) -> None:
        """Look up anew whatever changed: nearly everything is counted here."""
        del changes
        self.reload()

    # --- acts ---------------------------------------------------------------------------------------------------------

    def _open(self, act: Act) -> None:
        due = act.due
        if due.kind and due.record_id:
            self.open_record.emit(due.kind, due.record_id)
        elif due.screen:
            self.go.emit(self._acts.places.get(due.screen, due.screen))

    def _show_returned(self, returned: Returned) -> None:
        self.open_record.emit(returned.kind, returned.id)

    def _open_returned(self) -> None:
        if self.board is not None and self.board.returned:
            self._show_returned(self.board.returned[0])
        else:
            self.toast.emit(_("No record was returned"), "")

    def _open_draft(self, at: int) -> None:
        if self.board is not None and at < len(self.board.drafts):
            self._acts.open_draft(self.board.drafts[at])

    def _switch_mine(self) -> None:
        self._mine = not self._mine
        self.reload()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Serve digits and letters; they act here because no editor can have the keyboard."""
        letter = event.text().upper()
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        if not plain or not letter:
            super().keyPressEvent(event)
        elif letter in "123456789":
            self.list.open_digit(int(letter))
        elif letter == "G":
            self.go.emit(self._acts.places.get("courier", "courier"))
        elif letter == "R":
            self._open_returned()
        elif letter == "P":
            self.ask_person()
        elif letter in LETTERS:
            self._open_draft(LETTERS.index(letter))
        else:
            super().keyPressEvent(event)

    # --- what the window asks -----------------------------------------------------------------------------------------

    def keys(self) -> tuple[KeyHint, ...]:
        """Return the keys of the list."""
        digits = max((row.digit for row in self.list.rows.rows if isinstance(row, Act)), default=0)
        caps = ("1", "…", str(digits)) if digits > 2 else tuple(str(digit) for digit in range(1, digits + 1))
        opening = (KeyHint(caps, _("open the record")),) if caps else ()
        return (
            *opening,
            KeyHint(("Up", "Down"), _("choose")),
            KeyHint(("Enter",), _("open")),
            KeyHint(("P",), _("by person")),
            KeyHint(("G",), _("bundles and receipts")),
            KeyHint(("F1",), _("keys")),
        )

    def status(self) -> tuple[StatusNote, ...]:
        """Return how many drafts wait and how many records are not sent."""
        if self.board is None:
            return ()
        drafts, saved = len(self.board.drafts), self.board.bundles.saved
        return (
            StatusNote(ngettext("{n} draft", "{n} drafts", drafts).format(n=drafts), "pencil-line"),
            StatusNote(_("{n} not sent").format(n=saved), "hard-drive"),
        )

    def commands(self) -> tuple[Command, ...]:
        """Return the acts of Today for the palette."""
        words = _("Show what is due of everybody") if self._mine else _("Show only what I began")
        return (
            Command(words, self._switch_mine, "user-round"),
            Command(_("Show what one person answers for"), self.ask_person, "users", ("P",)),
            Command(_("Look up again what is due"), self.reload, "refresh-cw"),
        )

    def panes(self) -> tuple[QWidget, ...]:
        """Return the list and the column beside it."""
        return (self.list, *self.side.findChildren(QAbstractButton)[:1])

    def enter(self) -> None:
        """Put the keyboard into the list and look up anew."""
        self.list.setFocus()
        self.reload()


def today_spec(today: Any, tasks: TaskRunner, now: Callable[[], datetime], acts: TodayActs) -> ScreenSpec:
    """Return how Today is registered with the window."""
    return ScreenSpec("today", N_("Today"), "calendar-clock", lambda: TodayScreen(today, tasks, now, acts))
