"""The progress board of directives: tasks under them, who answers, what is done, late and proved; one key for each act."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from borderpost.domain.errors import BorderpostError, RefusedInput
from borderpost.domain.fields import Plain
from borderpost.domain.numbers import whole
from borderpost.domain.progress import Progress
from borderpost.domain.words import N_, _, language, render
from borderpost.services.outgoing import Second
from borderpost.services.progress_views import STATES, Narrowing, ProgressBoard, Task, TaskGroup
from ui.boards.frame import BoardScreen, Chip
from ui.boards.lists import BoardList
from ui.boards.marking import MarkPanel
from ui.boards.rows import ROW, Row, paint_row, proof_words, row_words, rows_of, same
from ui.forms.suggest import Suggestion
from ui.picker import Picker
from ui.registers.desk import Desk
from ui.screen import Command
from ui.sheets.papers import PaperPanel, open_paper
from ui.widgets.button import Button
from ui.widgets.empty import EmptyState
from ui.widgets.footer import KeyHint, StatusNote
from ui.widgets.tabs import Tab

StartTask = Callable[[str, dict[str, Plain]], object]
"""Starts a record of a register that already holds some values."""
TABS = {
    "unfinished": N_("Not finished"),
    "overdue": N_("Overdue"),
    "done": N_("Done"),
    "dropped": N_("Dropped"),
    "all": N_("All"),
}
_SORTS = {"d": "directive", "w": "who"}


class ProgressScreen(BoardScreen):
    """Looks the board up off the GUI thread; `progress` is the service, `annexes` prints it."""

    key = "progress_board"

    def __init__(self, progress: Any, annexes: Any, desk: Desk, start_task: StartTask) -> None:
        self._progress, self._annexes, self._desk, self._start_task = progress, annexes, desk, start_task
        self.narrowing = Narrowing(state="unfinished")
        self.board: ProgressBoard | None = None
        self._asked = 0
        start = Button(_("New due task"), "secondary", "plus", "Ctrl+N")
        start.clicked.connect(lambda: self.start_new(""))
        empty = EmptyState("square-check", "", "", start)
        super().__init__(_("Progress board"), BoardList(_("Progress board"), row_words, paint_row, ROW, same), empty)
        self.list.opened.connect(self._open)
        self.list.moved.connect(self.told)
        printing = Button(_("Print the annex"), "secondary", "printer", "Ctrl+P")
        printing.clicked.connect(self.print_annex)
        new = Button(_("New due task"), "primary", "plus", "Ctrl+N")
        new.clicked.connect(lambda: self.start_new(""))
        self.header.add_act(printing)
        self.header.add_act(new)
        self._show_tabs()

    # --- looking up ---------------------------------------------------------------------------------------------------

    def kinds(self) -> frozenset[str]:
        """Return the registers the board is read from."""
        return frozenset({"duties", "directives", "plans"})

    def reload(self) -> None:
        """Ask for the board; only the newest answer is shown."""
        self._asked += 1
        asked, wanted = self._asked, self.narrowing
        self._desk.tasks.run(
            lambda: self._progress.board(wanted), lambda board: self._take(asked, board), self._failed, owner=self
        )

    def _failed(self, error: BorderpostError) -> None:
        self.trouble.say(render(error.message))
        self.trouble.show()

    def _take(self, asked: int, board: ProgressBoard) -> None:
        if asked != self._asked:
            return
        self.board = board
        self.trouble.hide()
        n = partial(whole, language=language())
        words = _("{done} of {total} done").format(done=n(board.done), total=n(board.total))
        late = _("{n} overdue").format(n=n(board.overdue))
        self.header.set_title(self.title, " · ".join((words, late, proof_words(board.evidence))))
        self._show_tabs()
        self.show_chips(tuple(self._chips_of(board)))
        narrowed = self.narrowing.directive or self.narrowing.who
        if not narrowed and (self.narrowing.state == "all" or not board.total):
            self.show_rows(rows_of(board.groups), _("No directive and no due task is written yet"), _("Write the first task."))
        else:
            self.show_rows(rows_of(board.groups), _("No task is like this"), _("Esc takes the filters away."))

    def _show_tabs(self) -> None:
        counts = self.board.counts if self.board is not None else {}
        shown = {state: whole(counts[state], language()) if state in counts else "" for state in STATES}
        self.tabs.set_tabs(
            tuple(Tab(state, _(TABS[state]), shown[state], state == "overdue" and bool(counts.get(state))) for state in STATES)
        )
        self.tabs.choose(self.narrowing.state)

    def _chips_of(self, board: ProgressBoard) -> list[Chip]:
        chips: list[Chip] = []
        if self.narrowing.directive:
            words = next((words for found, words in board.directives if found == self.narrowing.directive), "")
            chips.append((_("Directive"), words.split(" · ")[0], partial(self._narrow, directive="")))
        if self.narrowing.who:
            chips.append((_("Responsible"), self.narrowing.who, partial(self._narrow, who="")))
        return chips

    def _narrow(self, _checked: bool = False, **wanted: str) -> None:
        self.narrowing = replace(self.narrowing, **wanted)
        self.reload()
        self.list.setFocus()

    def choose_state(self, state: str) -> None:
        """Show the tasks of another state."""
        self._narrow(state=state)

    def ask_filter(self) -> Picker:
        """Ask for a directive or a person to narrow the board to."""
        board = self.board
        directives = board.directives if board is not None else ()
        people = board.people if board is not None else ()
        offered = [Suggestion(f"d{found}", words, _("directive")) for found, words in directives]
        offered += [Suggestion(f"w{name}", name, _("responsible")) for name in people]
        picker = Picker(self.window(), _("Narrow the board"), _("Directive or person"), offered)
        picker.picked.connect(lambda value: self._narrow(**{_SORTS[value[0]]: value[1:]}))
        picker.ask()
        return picker

    def escape(self) -> bool:
        """Take the filters away."""
        if not (self.narrowing.directive or self.narrowing.who):
            return False
        self._narrow(directive="", who="")
        return True

    # --- acts ---------------------------------------------------------------------------------------------------------

    @property
    def task(self) -> Task | None:
        """The task the keyboard is on."""
        row: Row | None = self.list.chosen
        return row.task if row is not None else None

    @property
    def group(self) -> TaskGroup | None:
        """The directive or plan at hand."""
        row: Row | None = self.list.chosen
        return row.group if row is not None else None

    def _open(self, row: Row) -> None:
        if row.task is not None:
            self.open_record.emit("duties", row.task.id)
        else:
            self.open_group()

    def open_group(self) -> None:
        """Open the directive or plan at hand."""
        group = self.group
        if group is not None and group.id:
            self.open_record.emit(group.kind, group.id)

    def start_new(self, kind: str) -> bool:
        """Start a task under the directive or plan at hand."""
        if kind not in ("", "duties"):
            return False
        group = self.group
        field = {"directives": "directive", "plans": "plan"}.get(group.kind, "") if group is not None else ""
        self._start_task("duties", {field: group.id} if group is not None and field else {})
        return True

    def begin(self) -> None:
        """Mark the task at hand as in progress."""
        task = self.task
        if task is None:
            return
        if task.state == "done":
            self.toast.emit(_("{number} is done already").format(number=task.number), _("Change it in its record: Enter"))
            return
        self._mark(task, "in_progress", _("{number}: in progress"))

    def finish(self) -> MarkPanel | None:
        """Ask for the result of the task at hand and mark it done."""
        task = self.task
        if task is None:
            return None
        if task.state == "done":
            self.toast.emit(_("{number} is done already").format(number=task.number), _("Change it in its record: Enter"))
            return None
        panel = MarkPanel(self.window(), task, self._desk.context(), self._desk.today())

        def ready(done: str, result: str, record: str) -> None:
            def marked(_changes: object) -> None:
                panel.close_panel()
                self._marked(task, _("{number}: done"))

            self._desk.tasks.run(
                lambda: self._progress.mark(task.id, "done", done=done or None, result=result, evidence=record or None),
                marked,
                panel.refuse,
                owner=panel,
            )

        panel.ready.connect(ready)
        panel.ask()
        return panel

    def _mark(self, task: Task, state: str, words: str) -> None:
        def refused(error: BorderpostError) -> None:
            problems = error.problems if isinstance(error, RefusedInput) else ()
            self.toast.emit(" ".join(render(problem.message) for problem in problems) or render(error.message), "")

        self._desk.tasks.run(
            lambda: self._progress.mark(task.id, state), lambda _changes: self._marked(task, words), refused, owner=self
        )

    def _marked(self, task: Task, words: str) -> None:
        self.toast.emit(words.format(number=task.number), "")
        self.reload()

    def print_annex(self) -> PaperPanel:
        """Print the board as it is narrowed."""
        wanted = self.narrowing

        def write(path: Path, reason: str, progress: Progress, _second: Second | None) -> int:
            printed: int = self._annexes.print_board(path, wanted, progress, reason)
            return printed

        title = _("Annex: progress of tasks")
        return open_paper(title, "phu-luc-tien-do", write, self._desk.tasks, self.window())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Serve letters, and Ctrl with F or P; letters act because no editor can have the keyboard."""
        act: Callable[[], object] | None
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            act = {Qt.Key.Key_F: self.ask_filter, Qt.Key.Key_P: self.print_annex}.get(Qt.Key(event.key()))
        else:
            letters: dict[str, Callable[[], object]] = {
                "T": self.begin,
                "X": self.finish,
                "V": self.open_group,
                "N": partial(self.start_new, ""),
                "F": self.ask_filter,
            }
            act = letters.get(event.text().upper())
        if act is not None:
            act()
        else:
            super().keyPressEvent(event)

    # --- what the window asks -----------------------------------------------------------------------------------------

    def keys(self) -> tuple[KeyHint, ...]:
        """Return the keys of the board."""
        return (
            KeyHint(("Enter",), _("open")),
            KeyHint(("T",), _("in progress")),
            KeyHint(("X",), _("done")),
            KeyHint(("V",), _("directive")),
            KeyHint(("F",), _("filter")),
            KeyHint(("Ctrl", "LeftRight"), _("state")),
            KeyHint(("Ctrl", "P"), _("annex")),
        )

    def status(self) -> tuple[StatusNote, ...]:
        """Return how many tasks are late."""
        if self.board is None:
            return ()
        words = _("{n} overdue").format(n=whole(self.board.overdue, language()))
        return (StatusNote(words, "triangle-alert" if self.board.overdue else "circle-check"),)

    def commands(self) -> tuple[Command, ...]:
        """Return the acts on the board and on the task at hand."""
        found = [
            Command(_("Print the progress board as an annex"), self.print_annex, "printer", ("Ctrl", "P")),
            Command(_("Narrow the board to a directive or a person"), self.ask_filter, "list-filter", ("F",)),
        ]
        task, group = self.task, self.group
        if task is not None:
            found.append(Command(_("Mark {number} done").format(number=task.number), self.finish, "check", ("X",)))
            found.append(Command(_("Mark {number} in progress").format(number=task.number), self.begin, "circle-dot", ("T",)))
        if group is not None and group.id:
            title = group.symbol or group.subject
            found.append(Command(_("Open {title}").format(title=title), self.open_group, "file-text", ("V",)))
        return tuple(found)
