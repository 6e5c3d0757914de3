"""What the two panels share: head, content that scrolls, progress with Stop, buttons at the foot."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from borderpost.domain.progress import Progress
from borderpost.domain.words import _
from ui.overlay import Overlay
from ui.tasks import TaskRunner
from ui.theme.look import look
from ui.widgets.banner import Banner
from ui.widgets.button import Button
from ui.widgets.pane import scrolled
from ui.widgets.progress import ProgressPanel
from ui.widgets.text import ElidedText, IconLabel, Line, Text

WIDTH, TOP = 720, 48


class SheetPanel(Overlay):
    """A panel over the window. Esc closes it; while work runs, Esc stops the work instead and nothing is left half done."""

    def __init__(self, host: QWidget, tasks: TaskRunner, title: str, icon: str, leaves: str) -> None:
        super().__init__(host, WIDTH, TOP)
        self.tasks = tasks
        self.work: Progress | None = None
        px = look().px
        head = QHBoxLayout()
        head.setContentsMargins(px(24), px(18), px(20), px(8))
        head.setSpacing(px(10))
        head.addWidget(IconLabel(icon, "text2", 20))
        names = QVBoxLayout()
        names.setSpacing(0)
        names.addWidget(Text(title, "h2"))
        self.file = ElidedText("", "sm", "text2")
        names.addWidget(self.file)
        head.addLayout(names, 1)
        self.panel.column.addLayout(head)
        content = QWidget()
        self.content = QVBoxLayout(content)
        self.content.setContentsMargins(px(24), px(4), px(24), px(12))
        self.content.setSpacing(px(10))
        self.banner = Banner("red", "")
        self.banner.hide()
        self.content.addWidget(self.banner)
        self._inside = content
        self.area = scrolled(content, "surface")
        self.panel.column.addWidget(self.area, 1)
        self.progress = ProgressPanel(title, leaves)
        self.progress.stopped.connect(self.stop)
        self.progress.hide()
        self.panel.column.addWidget(self.progress)
        self.panel.column.addWidget(Line())
        self.foot = QHBoxLayout()
        self.foot.setContentsMargins(px(24), px(8), px(20), px(10))
        self.foot.setSpacing(px(6))
        self.note = ElidedText("", "sm", "text2")
        self.foot.addWidget(self.note, 1)
        self.cancel = Button(_("Close"), "secondary", "x", "Esc")
        self.cancel.clicked.connect(self.close_panel)
        self.foot.addWidget(self.cancel)
        self.panel.column.addLayout(self.foot)
        self.closed.connect(self.deleteLater)

    def begin(self) -> Progress:
        """Show the progress of a piece of work that begins, and return it."""
        self.work = self.tasks.progress(self.progress.show_progress)
        self.progress.show()
        self.banner.hide()
        return self.work

    def end(self) -> None:
        """Take the progress away."""
        self.work = None
        self.progress.hide()
        self.progress.stop.allow()

    def stop(self) -> None:
        """Stop the work at the next safe place."""
        if self.work is not None:
            self.work.cancel()

    def refuse(self, sentence: str, hint: str) -> None:
        """Say what was wrong and that nothing changed."""
        self.end()
        self.banner.say(sentence, hint)
        self.banner.show()
        self.fit_content()

    def close_panel(self) -> None:
        """Close; running work is stopped instead."""
        if self.work is not None:
            self.stop()
        else:
            super().close_panel()

    def fit_content(self) -> None:
        """Be as high as the content, and scroll where the window is lower."""
        host = self.parentWidget()
        room = (host.height() if host is not None else look().px(600)) - look().px(2 * TOP + 150)
        self._inside.adjustSize()
        self.area.setMinimumHeight(min(self._inside.sizeHint().height() + 2, max(look().px(160), room)))
        self.open()
