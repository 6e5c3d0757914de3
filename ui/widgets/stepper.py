"""The steps of a piece of work, across: done with a tick, current filled and underlined, wrong red, to come outlined."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.icons import paint_icon
from ui.theme.look import look
from ui.widgets.paint import box, draw_text, line, painting, ring, text_width

HEIGHT = 46
StepState = Literal["done", "current", "wrong", "later"]


@dataclass(frozen=True, slots=True)
class Step:
    """One step: its key, its words, how it stands, and whether it may be entered now."""

    key: str
    text: str
    state: StepState = "later"
    reachable: bool = True


def paint_bullet(painter: QPainter, centre: QPointF, number: int, state: StepState) -> None:
    """Draw the round number of a step: a tick when done, filled when current."""
    now, px = look(), look().px
    area = QRectF(centre.x() - px(12), centre.y() - px(12), px(24), px(24))
    fills = {"done": "grnSoft", "current": "pri", "wrong": "redSoft", "later": "surface"}
    edges = {"done": "pri", "current": "pri", "wrong": "redLine", "later": "border"}
    inks = {"current": "priText", "wrong": "red", "later": "text2"}
    box(painter, area, px(12), now.colour(fills[state]), now.colour(edges[state]), 1.5)
    if state == "done":
        paint_icon(painter, centre, "check", now.colour("grn"), 16)
    else:
        draw_text(painter, area, str(number), now.font("cap6"), now.colour(inks[state]), Qt.AlignmentFlag.AlignHCenter)


class Stepper(QWidget):
    """The row of steps; `chosen(key)` when the person goes to a reachable one. Alt+Left and Alt+Right belong to the screen."""

    chosen = Signal(str)

    def __init__(self, steps: tuple[Step, ...] = (), name: str = "") -> None:
        super().__init__()
        self._steps = steps
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.set_steps(steps)

    def set_steps(self, steps: tuple[Step, ...]) -> None:
        """Show other steps or other states."""
        self._steps = steps
        at = self._current()
        if at is not None:
            self.setAccessibleDescription(f"{at + 1} / {len(steps)}: {steps[at].text}")
        self.update()

    def _current(self) -> int | None:
        return next((index for index, step in enumerate(self._steps) if step.state == "current"), None)

    def _rects(self) -> list[QRectF]:
        px, now = look().px, look()
        fonts = [now.font("body6" if step.state == "current" else "body5") for step in self._steps]
        widths = [px(32) + text_width(step.text, font) for step, font in zip(self._steps, fonts, strict=True)]
        free = self.width() - 2 * px(24) - sum(widths)
        gap = max(px(16), min(px(74), free / max(1, len(widths) - 1)))
        at, rects = float(px(24)), []
        for width in widths:
            rects.append(QRectF(at, 0, width, px(HEIGHT)))
            at += width + gap
        current = self._current()
        over = max(0.0, rects[current].right() + px(24) - self.width()) if current is not None else 0.0
        return [rect.translated(-over, 0) for rect in rects]

    def sizeHint(self) -> QSize:
        """Return a narrow width: a screen stretches it."""
        return QSize(look().px(300), look().px(HEIGHT))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go to the neighbouring reachable step by arrow keys."""
        by = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        current = self._current()
        if by is None or current is None:
            super().keyPressEvent(event)
        elif 0 <= current + by < len(self._steps) and self._steps[current + by].reachable:
            self.chosen.emit(self._steps[current + by].key)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go to the step under the pointer."""
        for step, rect in zip(self._steps, self._rects(), strict=True):
            if step.reachable and rect.contains(event.position()):
                self.chosen.emit(step.key)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the text size."""
        if event.type() == QEvent.Type.StyleChange:
            self.updateGeometry()
        super().changeEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the steps and the lines between them."""
        now, px = look(), look().px
        rects = self._rects()
        with painting(self) as painter:
            for index, (step, rect) in enumerate(zip(self._steps, rects, strict=True)):
                middle = rect.center().y()
                if index:
                    start = QPointF(rects[index - 1].right() + px(10), round(middle) + 0.5)
                    line(painter, start, QPointF(rect.left() - px(8), round(middle) + 0.5), now.colour("border"))
                paint_bullet(painter, QPointF(rect.left() + px(12), middle), index + 1, step.state)
                font = now.font("body6" if step.state == "current" else "body5")
                ink = {"current": "text", "done": "text", "wrong": "red"}.get(step.state, "text2")
                draw_text(painter, rect.adjusted(px(32), 0, 2, 0), step.text, font, now.colour(ink))
                if step.state == "current":
                    painter.fillRect(QRectF(rect.left(), rect.height() - px(3), rect.width(), px(3)), now.colour("pri"))
                    if self.hasFocus():
                        ring(painter, rect.adjusted(-px(6), 3, px(6), -px(4)))
