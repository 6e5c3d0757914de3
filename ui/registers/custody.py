"""The chain of custody of a victim case: six steps, the time between them, and the step the law wants at once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from borderpost.domain import dates
from borderpost.domain.clock import VIETNAM
from borderpost.domain.fields import Plain
from borderpost.domain.words import N_, _, ngettext
from borderpost.registers.victim_cases import STEPS
from ui.icons import paint_icon
from ui.theme.look import look
from ui.widgets.paint import box, draw_text, line, painting, text_width

STEP_ICONS = {
    "found": "binoculars",
    "received": "log-in",
    "needs_met": "utensils",
    "screened": "list-filter",
    "handed_over": "handshake",
    "feedback": "undo-2",
}
STEP_WORDS = {
    "found": N_("Found"),
    "received": N_("Received"),
    "needs_met": N_("Essential needs"),
    "screened": N_("Screened"),
    "handed_over": N_("Handed over"),
    "feedback": N_("Feedback"),
}


def spoken(minutes: int) -> str:
    """Return `2 giờ 30` or `40 phút`."""
    if minutes < 60:
        return ngettext("{n} minute", "{n} minutes", minutes).format(n=minutes)
    return _("{hours} h {minutes}").format(hours=minutes // 60, minutes=f"{minutes % 60:02d}")


def moment(values: Mapping[str, Plain], name: str) -> datetime | None:
    """Return a moment of the case, or None."""
    found = values.get(name)
    return datetime.fromisoformat(found) if isinstance(found, str) else None


class ChainStrip(QWidget):
    """The six steps with the time between them; the first step not done yet counts up in red, for the law says "at once"."""

    def __init__(self) -> None:
        super().__init__()
        self._values: Mapping[str, Plain] = {}
        self._now: datetime | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(_("From finding to feedback"))

    def show_case(self, values: Mapping[str, Plain], now: datetime) -> None:
        """Show the moments of a case as they stand now."""
        self._values, self._now = values, now
        self.setAccessibleDescription("; ".join(f"{_(STEP_WORDS[step])} {self._words(step)[0]}" for step in STEPS))
        self.update()

    @property
    def due(self) -> str:
        """The first step that is not done, up to the hand-over; empty when all are."""
        return next((step for step in STEPS[:5] if moment(self._values, step) is None and self._reached(step)), "")

    def _reached(self, step: str) -> bool:
        return any(moment(self._values, earlier) is not None for earlier in STEPS[: STEPS.index(step)])

    def _words(self, step: str) -> tuple[str, str]:
        at = moment(self._values, step)
        if at is not None:
            local = at.astimezone(VIETNAM)
            return f"{local.hour:02d}:{local.minute:02d}", f"{local.day:02d}/{local.month:02d}"
        return (_("not yet"), "") if step == self.due else ("–", "")

    def elapsed(self) -> str:
        """Return how long it has been from the first moment to the hand-over, or to now."""
        first = next((at for step in STEPS if (at := moment(self._values, step)) is not None), None)
        if first is None or self._now is None:
            return ""
        end = moment(self._values, "handed_over") or self._now
        return spoken(max(0, int((end - first).total_seconds()) // 60))

    def sizeHint(self) -> QSize:
        """Return the height of circles, words and times."""
        return QSize(look().px(600), look().px(118))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw circles, lines, durations, and how long it has taken so far."""
        now, px = look(), look().px
        with painting(self) as painter:
            painter.fillRect(self.rect(), now.colour("surface"))
            painter.fillRect(0, self.height() - 1, self.width(), 1, now.colour("line"))
            clock = px(174)
            width = (self.width() - px(24) - clock) / len(STEPS)
            before: datetime | None = None
            for number, step in enumerate(STEPS):
                left = px(24) + number * width
                at = moment(self._values, step)
                self._paint_step(painter, left, width, step, at)
                if number:
                    self._paint_between(painter, left - width, width, before, at, step)
                before = at or before
            right = QRectF(self.width() - clock, 0, clock, self.height())
            painter.fillRect(QRectF(right.left(), px(14), 1, self.height() - px(28)), now.colour("line"))
            done = moment(self._values, "handed_over") is not None
            inside = right.adjusted(px(18), px(22), 0, 0)
            head = QRectF(inside.left(), inside.top(), inside.width(), px(20))
            draw_text(painter, head, _("since the first step"), now.font("sm"), now.colour("text2"))
            big = QRectF(inside.left(), head.bottom(), inside.width(), px(34))
            draw_text(painter, big, self.elapsed(), now.font("h1"), now.colour("text" if done else "red"))
            foot = QRectF(inside.left(), big.bottom(), inside.width(), px(20))
            draw_text(painter, foot, "" if done else _("the law says “at once”"), now.font("sm"), now.colour("text2"))

    def _paint_step(self, painter: Any, left: float, width: float, step: str, at: datetime | None) -> None:
        now, px = look(), look().px
        due = step == self.due
        ink = "grn" if at is not None else "red" if due else "text3"
        centre = QPointF(left + px(17), px(34))
        fill = now.colour("grnSoft" if at is not None else "redSoft" if due else "surface")
        area = QRectF(centre.x() - px(16), centre.y() - px(16), px(32), px(32))
        box(painter, area, px(16), fill, now.colour("grnLine" if at is not None else "redLine" if due else "border"), 2)
        paint_icon(painter, centre, "alarm-clock" if due else STEP_ICONS[step], now.colour(ink), 17)
        name = QRectF(left, px(56), width - px(6), px(20))
        draw_text(painter, name, _(STEP_WORDS[step]), now.font("body6"), now.colour("red" if due else "text"))
        first, second = self._words(step)
        words = now.font("sm6")
        draw_text(painter, QRectF(left, px(77), width, px(20)), first, words, now.colour("red" if due else "text"))
        wide = text_width(first, words) + px(8)
        draw_text(painter, QRectF(left + wide, px(77), width - wide, px(20)), second, now.font("sm"), now.colour("text2"))

    def _paint_between(
        self, painter: Any, left: float, width: float, before: datetime | None, at: datetime | None, step: str
    ) -> None:
        now, px = look(), look().px
        due = step == self.due
        start, end = QPointF(left + px(38), px(34)), QPointF(left + width - px(4), px(34))
        ink = "grnLine" if at is not None else "redLine" if due else "border"
        line(painter, start, end, now.colour(ink), 2 if at is not None or due else 1, dashed=due)
        words = ""
        if before is not None and at is not None:
            words = spoken(max(0, int((at - before).total_seconds()) // 60))
        elif before is not None and due and self._now is not None:
            words = dates.elapsed_text(self._now - before)
        font = now.font("sm6" if due else "sm")
        room = QRectF(start.x(), px(8), end.x() - start.x(), px(22))
        draw_text(painter, room, words, font, now.colour("red" if due else "text2"), Qt.AlignmentFlag.AlignHCenter)
