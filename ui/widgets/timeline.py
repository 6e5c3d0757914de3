"""The way of a record in steps, downwards: icon, words, moment; what is not reached yet is quiet."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.icons import paint_icon
from ui.theme.look import look
from ui.widgets.paint import draw_text, line, painting, text_width

STEP = 27


@dataclass(frozen=True, slots=True)
class TimelineStep:
    """One step: icon, words, moment as text, how it stands (`past`, `last`, `to_come`, `wrong`)."""

    icon: str
    words: str
    moment: str = ""
    state: str = "past"


class Timeline(QWidget):
    """The record's way in five steps."""

    def __init__(self, steps: tuple[TimelineStep, ...] = ()) -> None:
        super().__init__()
        self._steps: tuple[TimelineStep, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.show_steps(steps)

    def show_steps(self, steps: tuple[TimelineStep, ...]) -> None:
        """Show another way."""
        self._steps = steps
        self.setAccessibleName("; ".join(f"{step.words} {step.moment}".strip() for step in steps))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Return the height of all steps."""
        return QSize(look().px(240), look().px(STEP) * len(self._steps))

    def changeEvent(self, event: QEvent) -> None:
        """Follow the text size."""
        if event.type() == QEvent.Type.StyleChange:
            self.updateGeometry()
        super().changeEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the steps and the line that joins them."""
        now, px = look(), look().px
        icons = {"last": "grn", "wrong": "red", "to_come": "text3"}
        inks = {"wrong": "red", "to_come": "text3"}
        with painting(self) as painter:
            for index, step in enumerate(self._steps):
                middle = index * px(STEP) + px(STEP) / 2
                if index:
                    x = px(8) + 0.5
                    start, end = middle - px(STEP) + px(10), middle - px(10)
                    line(painter, QPointF(x, start), QPointF(x, end), now.colour("border"), dashed=step.state == "to_come")
                paint_icon(painter, QPointF(px(8), middle), step.icon, now.colour(icons.get(step.state, "text2")), 16)
                wide = text_width(step.moment, now.font("sm"))
                room = QRectF(self.width() - wide - 1, middle - px(12), wide + 1, px(24))
                draw_text(painter, room, step.moment, now.font("sm"), now.colour("text2"), Qt.AlignmentFlag.AlignRight)
                font = now.font("sm6" if step.state in ("last", "wrong") else "sm")
                room = QRectF(px(26), middle - px(12), self.width() - px(26) - wide - px(8), px(24))
                draw_text(painter, room, step.words, font, now.colour(inks.get(step.state, "text")))
