"""Making the training post the first time: what is going on, how far it is, and nothing to fill in."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from borderpost.domain.errors import BorderpostError
from borderpost.domain.progress import Progress
from borderpost.domain.words import _, ngettext, render
from ui.tasks import TaskRunner
from ui.theme.look import look
from ui.widgets.banner import Banner
from ui.widgets.pane import Pane
from ui.widgets.progress import ProgressPanel
from ui.widgets.text import IconLabel, Text


class PreparingWindow(QWidget):
    """Makes the training post in `home` and its headquarters beside it. `done` once it can be unlocked."""

    done = Signal()

    def __init__(self, home: Path, tasks: TaskRunner) -> None:
        super().__init__()
        self.resize(1366, 728)
        self.setWindowTitle(_("Training post – Borderpost"))
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        ground = Pane("canvas")
        outer.addWidget(ground)
        px = look().px
        host = QWidget()
        host.setFixedWidth(px(520))
        column = QVBoxLayout(host)
        column.setSpacing(px(6))
        column.addStretch(1)
        column.addWidget(IconLabel("mark", "pri", 44))
        column.addWidget(Text(_("Making the training post"), "h1", wrap=True))
        words = _("Made-up people, patrols and cases to practise on. Nothing here is real; nothing goes to headquarters.")
        column.addWidget(Text(words, "body", "text2", wrap=True))
        column.addSpacing(px(12))
        self.panel = ProgressPanel(
            _("Training post"),
            _("Stopping leaves no training post."),
            lambda done, total: ngettext("{n} of {all} step", "{n} of {all} steps", total).format(n=done, all=total),
        )
        column.addWidget(self.panel)
        self.trouble = Banner("red", "")
        self.trouble.hide()
        column.addWidget(self.trouble)
        column.addStretch(2)
        ground.body.addWidget(host, 0, Qt.AlignmentFlag.AlignHCenter)
        self._progress = tasks.progress(self.panel.show_progress)
        self.panel.stopped.connect(self._progress.cancel)
        tasks.run(
            lambda: make_training(home, self._progress),
            lambda _made: self.done.emit(),
            self._failed,
            self._progress,
            owner=self,
        )

    def _failed(self, error: BorderpostError) -> None:
        self.panel.hide()
        self.trouble.say(_("No training post was made"), render(error.message))
        self.trouble.show()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Stop what is being made."""
        self._progress.cancel()
        super().closeEvent(event)


def make_training(home: Path, progress: Progress) -> None:
    """Make the training post: `home` is the folder `post` of the folder that gets post, headquarters and passphrases."""
    from borderpost.training import make

    make(home.parent, progress=progress)
