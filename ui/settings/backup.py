"""Backups on the settings screen: how old the newest is, make one now, restore one for trial."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from borderpost.domain import dates
from borderpost.domain.clock import VIETNAM
from borderpost.domain.errors import BorderpostError, Cancelled
from borderpost.domain.progress import Progress
from borderpost.domain.words import _, render
from ui.tasks import TaskRunner
from ui.theme.look import look
from ui.widgets.banner import Banner
from ui.widgets.button import Button
from ui.widgets.paint import margin
from ui.widgets.progress import ProgressPanel
from ui.widgets.text import Text


class BackupPart(QWidget):
    """`made(sentence)` after a backup or a drill; `folder` when the person wants to choose the folder."""

    made = Signal(str)
    folder = Signal()

    def __init__(self, backup: Any, tasks: TaskRunner, place: Callable[[], str]) -> None:
        super().__init__()
        self._backup, self._tasks, self._place = backup, tasks, place
        self._progress: Progress | None = None
        px = look().px
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(4))
        acts = QHBoxLayout()
        acts.setSpacing(px(6))
        self.choose_button = Button(_("Choose folder"), "secondary", "hard-drive")
        self.choose_button.clicked.connect(self.folder)
        self.make_button = Button(_("Back up now"), "secondary", "database-backup", "Ctrl+B")
        self.make_button.clicked.connect(self.make)
        self.drill_button = Button(_("Restore drill"), "quiet", "history")
        self.drill_button.clicked.connect(self.drill)
        self.last = Text("", "sm", "text2")
        for button in (self.choose_button, self.make_button, self.drill_button):
            acts.addWidget(button)
        acts.addWidget(self.last)
        acts.addStretch(1)
        column.addLayout(acts)
        inside = QVBoxLayout()
        inside.setContentsMargins(margin(), 0, margin(), 0)
        self.panel = ProgressPanel(_("Backup"), _("Stopping leaves the backups made before."))
        self.panel.stopped.connect(self._stop)
        self.panel.hide()
        self.trouble = Banner("red", "")
        self.trouble.hide()
        inside.addWidget(self.panel)
        inside.addWidget(self.trouble)
        column.addLayout(inside)

    def allow_choice(self, *, free: bool) -> None:
        """Let the folder be chosen, or not."""
        self.choose_button.setEnabled(free)

    def reload(self) -> None:
        """Read when the newest backup was made."""
        self._tasks.run(self._backup.last, self._show, self._failed, owner=self)

    def _show(self, last: Any) -> None:
        if last is None:
            self.last.setText(_("No backup yet"))
            return
        self.last.setText(_("Newest: {moment}").format(moment=dates.moment_text(last.at.astimezone(VIETNAM))))

    def make(self) -> None:
        """Write a backup and read it back."""
        self._run(self._backup.make, _("Backup written and read back"), _("Backup"))

    def drill(self) -> None:
        """Restore the newest backup into a scratch place and prove what is in it."""
        self._run(self._backup.drill, _("The newest backup was restored for trial and holds everything"), _("Restore drill"))

    def _run(self, work: Callable[[Path, Progress], object], words: str, title: str) -> None:
        if self._progress is not None:
            return
        folder = self._place()
        if not folder:
            self.trouble.say(_("No folder for backups is set."), _("Choose a folder on another disk or a stick."))
            self.trouble.show()
            self.choose_button.setFocus()
            return
        self.trouble.hide()
        self.panel.setAccessibleName(title)
        self.panel.show()
        self._progress = progress = self._tasks.progress(self.panel.show_progress)
        for button in (self.make_button, self.drill_button):
            button.setEnabled(False)

        def done(_view: object) -> None:
            self._end()
            self.made.emit(words)
            self.reload()

        self._tasks.run(lambda: work(Path(folder), progress), done, self._stopped, progress, owner=self)

    def _end(self) -> None:
        self._progress = None
        self.panel.hide()
        for button in (self.make_button, self.drill_button):
            button.setEnabled(True)

    def _stopped(self, error: BorderpostError) -> None:
        self._end()
        if not isinstance(error, Cancelled):
            self._failed(error)

    def _failed(self, error: BorderpostError) -> None:
        self.trouble.say(render(error.message))
        self.trouble.show()

    def _stop(self) -> None:
        if self._progress is not None:
            self._progress.cancel()
