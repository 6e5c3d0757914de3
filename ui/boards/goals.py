"""The numbers of a plan, one line each: planned and done, a bar, how it was counted and what is missing."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from borderpost.domain.words import _
from borderpost.services.progress_views import Goal, PlanDone
from ui.boards.bars import paint_part
from ui.theme.look import look
from ui.widgets.paint import draw_text, painting, text_width
from ui.widgets.text import Text

HEIGHT = 80


def goal_words(goal: Goal) -> str:
    """Return a number of a plan as a sentence for readers of the screen."""
    done = _("{done} of {planned}").format(done=goal.done_words, planned=goal.planned_words)
    missing = _("missing {what}").format(what=goal.missing) if goal.missing else _("complete")
    return f"{goal.label}: {done}, {goal.percent} %, {missing}, {goal.how}"


class GoalLine(QWidget):
    """One number of a plan."""

    def __init__(self, goal: Goal) -> None:
        super().__init__()
        self.goal = goal
        self.setAccessibleName(goal_words(goal))
        self.setToolTip(goal_words(goal))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Return the height of a bar and the lines around it."""
        return QSize(look().px(240), look().px(HEIGHT))

    def changeEvent(self, event: QEvent) -> None:
        """Follow the text size."""
        if event.type() == QEvent.Type.StyleChange:
            self.updateGeometry()
        super().changeEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw label and numbers, the bar, and below what is missing and how it was counted."""
        now, px, goal = look(), look().px, self.goal
        wide = float(self.width())
        with painting(self) as painter:
            numbers = f"{goal.done_words} / {goal.planned_words} · {goal.percent} %"
            room = min(text_width(numbers, now.font("sm6")) + 1, wide * 0.7)
            top = QRectF(0, 0, wide, px(21))
            right = QRectF(wide - room, 0, room, px(21))
            draw_text(painter, right, numbers, now.font("sm6"), now.colour("text"))
            draw_text(painter, QRectF(0, 0, wide - room - px(8), px(21)), goal.label, now.font("sm"), now.colour("text"))
            paint_part(painter, QRectF(0, top.bottom() + px(2), wide, px(9)), goal.done / goal.planned)
            below = QRectF(0, top.bottom() + px(14), wide, px(19))
            missing = _("missing {what}").format(what=goal.missing) if goal.missing else _("complete")
            draw_text(painter, below, missing, now.font("sm"), now.colour("text" if goal.missing else "grn"))
            draw_text(painter, below.translated(0, px(19)), goal.how, now.font("sm"), now.colour("text2"))


class Goals(QWidget):
    """All numbers of a plan, or that it has none."""

    def __init__(self) -> None:
        super().__init__()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(look().px(4))
        self.plan: PlanDone | None = None

    def show_plan(self, plan: PlanDone | None) -> None:
        """Show another plan; None shows nothing."""
        while (item := self._column.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.plan = plan
        if plan is None:
            return
        for goal in plan.goals:
            self._column.addWidget(GoalLine(goal))
        if not plan.goals:
            self._column.addWidget(Text(_("The plan sets no number to reach."), "sm", "text2", wrap=True))
