"""Progress of long work: the amount, the time left, a way to stop, and what stopping leaves behind."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic

from PySide6.QtCore import QRectF, QSize, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from borderpost.domain.words import N_, _, ngettext
from ui.theme.look import look
from ui.widgets.button import Button
from ui.widgets.paint import box, painting
from ui.widgets.text import ElidedText, Text


class Bar(QWidget):
    """The bar itself: a part of one, or unknown (nothing filled, the amount speaks)."""

    def __init__(self) -> None:
        super().__init__()
        self._part = 0.0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Return the height of the bar."""
        return QSize(look().px(80), look().px(10))

    @property
    def part(self) -> float:
        """How much is filled, 0 to 1."""
        return self._part

    def set_part(self, part: float) -> None:
        """Fill a part, 0 to 1."""
        self._part = min(1.0, max(0.0, part))
        self.setAccessibleDescription(f"{self._part:.0%}")
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the groove and the filled part."""
        now = look()
        rect = QRectF(self.rect())
        radius = rect.height() / 2
        with painting(self) as painter:
            box(painter, rect, radius, now.colour("sunken"), now.colour("border"))
            if self._part > 0:
                box(
                    painter,
                    QRectF(0, 0, max(rect.height(), rect.width() * self._part), rect.height()),
                    radius,
                    now.colour("pri"),
                )


def left_words(seconds: float) -> str:
    """Return how long it still takes, in words; never more exact than it is."""
    if seconds < 60:
        count = max(5, 5 * round(seconds / 5))
        return ngettext("about {n} second left", "about {n} seconds left", count).format(n=count)
    count = round(seconds / 60)
    return ngettext("about {n} minute left", "about {n} minutes left", count).format(n=count)


def plain_amount(done: int, total: int) -> str:
    """Return `3 of 12`."""
    return _("{done} of {total}").format(done=done, total=total) if total else str(done)


class ProgressPanel(QWidget):
    """A panel with title, amount, bar, time left and Stop; `stopped` when the person stops the work.

    `amount(done, total)` puts the units of the work into words; `leaves` says what stopping leaves behind.
    """

    stopped = Signal()

    def __init__(
        self,
        title: str,
        leaves: str = "",
        amount: Callable[[int, int], str] = plain_amount,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        super().__init__()
        self._amount, self._clock = amount, clock
        self._started = clock()
        px = look().px
        column = QVBoxLayout(self)
        column.setContentsMargins(px(14), px(9), px(12), px(8))
        column.setSpacing(px(6))
        head = QHBoxLayout()
        self.title = ElidedText(title, "sm6")
        self.amount = Text("", "sm", "text2")
        head.addWidget(self.title, 1)
        head.addWidget(self.amount)
        column.addLayout(head)
        self.bar = Bar()
        self.bar.setAccessibleName(title)
        column.addWidget(self.bar)
        foot = QHBoxLayout()
        foot.setSpacing(px(12))
        self.left = Text(_("working"), "sm", "text2")
        foot.addWidget(self.left)
        foot.addStretch(1)
        self.stop = Button(_("Stop"), "secondary", "x", "Esc")
        self.stop.clicked.connect(self._stop)
        foot.addWidget(self.stop)
        column.addLayout(foot)
        self.leaves = Text(leaves, "sm", "text2", wrap=True)
        column.addWidget(self.leaves)
        self.leaves.setVisible(bool(leaves))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)

    def show_progress(self, done: int, total: int) -> None:
        """Show how far the work is; a total of 0 means unknown."""
        self.amount.setText(self._amount(done, total))
        if total:
            self.bar.set_part(done / total)
            spent = self._clock() - self._started
            if 0 < done < total and spent > 1:
                self.left.setText(left_words(spent / done * (total - done)))
            elif done >= total:
                self.left.setText(_("almost done"))

    def _stop(self) -> None:
        self.stop.refuse(_("Stopping at the next safe place."))
        self.left.setText(_("Stopping at the next safe place."))
        self.stopped.emit()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the panel."""
        now = look()
        with painting(self) as painter:
            box(painter, QRectF(self.rect()), now.px(6), now.colour("surface"), now.colour("border"))


LEAVES_NOTHING = N_("Stopping leaves nothing half done.")
