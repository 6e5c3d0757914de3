"""Making the training post the first time: what is going on, how far it is, and nothing to fill in."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from borderpost.domain.errors import BorderpostError, EnvironmentFault
from borderpost.domain.words import N_, _, render
from ui.tasks import TaskRunner
from ui.theme.look import look
from ui.widgets.banner import Banner
from ui.widgets.pane import Pane
from ui.widgets.text import IconLabel, Text

EXTENT: tuple[str, ...] = ()
"""Arguments for `borderpost training` beyond the folder; its own defaults otherwise."""


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
        column.addWidget(Text(_("It takes a few seconds, once."), "body", "text2", wrap=True))
        column.addSpacing(px(12))
        self.trouble = Banner("red", "")
        self.trouble.hide()
        column.addWidget(self.trouble)
        column.addStretch(2)
        ground.body.addWidget(host, 0, Qt.AlignmentFlag.AlignHCenter)
        tasks.run(lambda: make_training(home.parent, EXTENT), lambda _made: self.done.emit(), self._failed, owner=self)

    def _failed(self, error: BorderpostError) -> None:
        self.trouble.say(_("No training post was made"), render(error.message))
        self.trouble.show()


def make_training(folder: Path, extent: Sequence[str] = EXTENT) -> None:
    """Make a training post, its headquarters and the file of passphrases, with what `borderpost training` makes them.

    They are made beside their place and moved there, the post's key store last: a making that broke off leaves nothing that
    looks like a post. Raises EnvironmentFault.
    """
    from borderpost.cli.arguments import parser

    scratch = folder.with_name(f"{folder.name}.part")
    try:
        if scratch.exists():
            shutil.rmtree(scratch)
        scratch.mkdir(parents=True)
        options = parser().parse_args(["training", str(scratch), *extent])
        options.run(options)
        folder.mkdir(parents=True, exist_ok=True)
        for made in sorted(scratch.iterdir(), key=lambda path: path.name == "post"):
            _move(made, folder / made.name)
        scratch.rmdir()
    except OSError as error:
        raise EnvironmentFault(N_("The training post cannot be written: {fault}"), fault=error.strerror or "") from error


def _move(made: Path, target: Path) -> None:
    """Move a file or a folder; into a folder that is there (the window's own files are in it) file by file."""
    if not made.is_dir():
        made.replace(target)
        return
    target.mkdir(exist_ok=True)
    for each in sorted(made.iterdir(), key=lambda path: path.name == "keystore.bpk"):
        if (target / each.name).is_dir():
            shutil.rmtree(target / each.name)
        each.replace(target / each.name)
    made.rmdir()
