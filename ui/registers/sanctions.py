"""What the law says beside a sanction: the article and range on the day of the act, and whether this post sanctioned before.

It is looked up off the GUI thread whenever a cell it depends on has settled. It warns and never stands in the way of saving.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from borderpost.domain import dates
from borderpost.domain.fields import Plain
from borderpost.domain.words import _
from ui.forms.body import FormBody, FormShape
from ui.forms.cells import FieldCell
from ui.lists.detail import Companion
from ui.registers.desk import Desk
from ui.theme.look import look
from ui.widgets.banner import Banner
from ui.widgets.paint import margin
from ui.widgets.text import IconLabel, Text

ASKED = ("person", "detection", "happened", "recorded", "act", "conduct", "approver_position", "fine")
"""The fields the law is asked about; `recorded` stands in for an act without a time."""


class LawStrip(QWidget):
    """The advice in words: ranges, what limits them, earlier sanctions."""

    def __init__(self, side: int = 0) -> None:
        super().__init__()
        px = look().px
        column = QVBoxLayout(self)
        column.setContentsMargins(side, px(2), side, px(4))
        column.setSpacing(px(3))
        head = QHBoxLayout()
        head.setSpacing(px(8))
        head.addWidget(IconLabel("scale", "text2", 16))
        self.head = Text("", "sm6", "text", wrap=True)
        head.addWidget(self.head, 1)
        column.addLayout(head)
        self.law = Text("", "sm", "text", wrap=True)
        self.notes = Text("", "sm", "text2", wrap=True)
        self.warning = Banner("amb", "")
        self.searched = Text("", "sm", "text3", wrap=True)
        for part in (self.law, self.notes, self.warning, self.searched):
            column.addWidget(part)
        self.hide()

    def show_advice(self, advice: Any) -> None:
        """Show what the law says; nothing while no act is chosen."""
        self.setVisible(bool(advice.law or advice.notes or advice.searched))
        self.head.setText(_("The law on {day}, the day of the act").format(day=dates.date_text(advice.day)))
        self._say(self.law, "\n".join(advice.law) or _("The store knows nothing of this act on that day."))
        self._say(self.notes, "\n".join(advice.notes))
        self.warning.say(advice.warning, "\n".join(prior.words() for prior in advice.priors))
        self.warning.setVisible(bool(advice.priors))
        self._say(self.searched, advice.searched)

    @staticmethod
    def _say(part: Text, words: str) -> None:
        part.setText(words)
        part.setVisible(bool(words))


class SanctionShape(FormShape):
    """The form of a sanction: the strip above the decision, warnings under the cells, codes in force on the day of the act."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.strip: LawStrip | None = None
        self.advice: Any = None
        self._asked: dict[str, Plain] | None = None
        self._answered: dict[str, Plain] | None = None

    def above(self, section: str, body: FormBody) -> QWidget | None:  # noqa: ARG002 - the shape's contract
        """Put the strip above the decision."""
        if section != "decision":
            return None
        self.strip = LawStrip(margin())
        return self.strip

    def day(self, values: dict[str, Plain]) -> date | None:
        """Return the day the law was last asked about, which may be that of the detection."""
        found: date | None = self.advice.day if self.advice is not None and not values.get("happened") else None
        return found

    def settle(self, body: FormBody, values: dict[str, Plain]) -> None:
        """Ask the law again when something it depends on has changed; say again what it said."""
        wanted = {name: values[name] for name in ASKED if values.get(name) is not None}
        if wanted == self._answered:
            self._tell(body)
        if wanted == self._asked:
            return
        self._asked = wanted
        law, record_id = self.desk.law, body.record_id
        self.desk.tasks.run(
            lambda: law.advise(wanted, record_id), lambda advice: self._arrived(body, wanted, advice), _quiet, owner=body
        )

    def _arrived(self, body: FormBody, wanted: dict[str, Plain], advice: Any) -> None:
        if wanted != self._asked:
            return  # a later question is on its way
        self.advice, self._answered = advice, wanted
        if self.strip is not None:
            self.strip.show_advice(advice)
        self._tell(body)

    def _tell(self, body: FormBody) -> None:
        """Put the law's warnings under cells that have nothing worse to say."""
        for problem in self.advice.problems:
            part = body.parts.get(problem.field)
            if isinstance(part, FieldCell) and not part.wrong:
                part.say(problem)


class LawCompanion(Companion):
    """The same beside the list, for the sanction that is chosen."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        self.strip = LawStrip()
        column.addWidget(self.strip)
        self._record_id = ""

    def show_view(self, view: Any) -> bool:
        """Ask the law about the chosen record."""
        if view is None:
            self._record_id = ""
            return False
        self._record_id = view.id
        law, values, record_id = self.desk.law, dict(view.values), view.id
        self.desk.tasks.run(
            lambda: law.advise(values, record_id), lambda advice: self._arrived(record_id, advice), _quiet, owner=self
        )
        return True

    def _arrived(self, record_id: str, advice: Any) -> None:
        if record_id == self._record_id:
            self.strip.show_advice(advice)


def _quiet(_error: object) -> None:
    """Show nothing where the law cannot be asked."""
