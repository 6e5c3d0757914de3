"""The plan against what was done, in its form and beside its list; and the numbers of plans for the form of a patrol."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from borderpost.domain.errors import BorderpostError
from borderpost.domain.fields import Plain
from borderpost.domain.words import _
from borderpost.services.progress_views import PlanDone
from ui.boards.goals import Goals
from ui.forms.body import FormBody, FormShape
from ui.forms.line import LineEditor
from ui.forms.suggest import Suggestion, matching
from ui.registers.desk import Desk
from ui.theme.look import look
from ui.widgets.paint import margin
from ui.widgets.text import Text

COUNTED = ("begins", "ends", "paper_no", "patrol_kind", "patrols", "distance", "sessions", "checks")
"""Fields of a plan that change what is counted."""


class GoalsBox(QWidget):
    """Looks up what was done off the GUI thread, and shows it under a heading."""

    def __init__(self, desk: Desk, side: int = 0) -> None:
        super().__init__()
        self._desk = desk
        self._asked: dict[str, Plain] | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(side, look().px(4), side, look().px(8))
        column.setSpacing(look().px(4))
        column.addWidget(Text(_("Planned and done"), "h3"))
        self.goals = Goals()
        column.addWidget(self.goals)

    def look_up(self, values: dict[str, Plain], record_id: str | None) -> None:
        """Ask what counts for a plan of these values; the same question is not asked twice."""
        asked = {name: values.get(name) for name in COUNTED} | {"": record_id}
        if asked == self._asked:
            return
        self._asked = asked
        plans = self._desk.plans

        def take(found: PlanDone | None) -> None:
            if asked == self._asked:
                self.goals.show_plan(found)

        def quiet(_error: BorderpostError) -> None:
            take(None)

        self._desk.tasks.run(lambda: plans.of_values(asked, record_id), take, quiet, owner=self)


def plan_goals(desk: Desk, view: Any) -> GoalsBox:
    """Return what was done of a plan, for the pane beside the list."""
    box = GoalsBox(desk)
    box.look_up(view.values, view.id)
    return box


class PlanShape(FormShape):
    """Puts what was done above the result of a plan; it follows what is typed."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self.box: GoalsBox | None = None

    def above(self, section: str, body: FormBody) -> QWidget | None:  # noqa: ARG002 - the shape's contract
        """Put the numbers above the result."""
        if section != "result":
            return None
        self.box = GoalsBox(self._desk, margin())
        self.box.setMaximumWidth(look().px(620))
        return self.box

    def settle(self, body: FormBody, values: dict[str, Plain]) -> None:
        """Count again when a number or a time changed."""
        if self.box is not None:
            self.box.look_up(values, body.record_id)


def offer_numbers(desk: Desk, line: LineEditor) -> None:
    """Teach a line the numbers of plans in force. Nothing is marked: a number typed stays what it is until one is chosen."""
    plans = desk.plans
    offered: list[Suggestion] = []

    def take(found: tuple[tuple[str, str], ...]) -> None:
        offered.extend(Suggestion(number, number, title) for number, title in found)
        line.set_asking(bool(offered))

    def quiet(_error: BorderpostError) -> None:
        take(())

    line.wanted.connect(lambda text: line.offer(matching(offered, text) if text else list(offered), mark=False))
    desk.tasks.run(plans.numbers, take, quiet, owner=line)
