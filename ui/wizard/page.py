"""One step of the wizard, and the small parts its pages share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.appearance import Appearance
from ui.tasks import TaskRunner
from ui.theme.look import look
from ui.widgets.paint import margin
from ui.widgets.text import Text
from ui.wizard.service import SetupService


@dataclass(slots=True)
class Draft:
    """What has been typed so far. In memory only: nothing is written before the post is created."""

    post_name: str = ""
    post_code: str = ""
    parent: str = ""
    machine: str = "1"
    machine_place: str = ""
    network: str = "nothing"
    people: dict[str, dict[str, str]] = field(default_factory=dict)
    created: bool = False
    sheet_done: bool = False
    headquarters: str = ""
    backup: str = ""


@dataclass(frozen=True, slots=True)
class Tools:
    """What a page may use."""

    service: SetupService
    tasks: TaskRunner
    appearance: Appearance
    draft: Draft


class Page(QWidget):
    """Base of the steps. `changed` whenever `missing` or `summary` may say something else."""

    changed = Signal()
    key = ""
    title = ""
    lead = ""

    def __init__(self, tools: Tools) -> None:
        super().__init__()
        self.tools = tools
        px = look().px
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(px(40) - margin(), px(34), px(36) - margin(), px(16))
        self.column.setSpacing(px(4))

    def headed(self, title: str, lead: str) -> None:
        """Put title and lead at the top."""
        px = look().px
        self.column.addLayout(inset(Text(title, "h1", wrap=True)))
        self.column.addLayout(inset(Text(lead, "body", "text2", wrap=True)))
        self.column.addSpacing(px(14))

    def missing(self) -> str:
        """Return what is still to be done before the next step, in words; empty when nothing is."""
        return ""

    def summary(self) -> str:
        """Return one short line for the list of steps."""
        return ""

    def leave(self, then: Callable[[], object], stay: Callable[[], object]) -> None:
        """Do what the step does when it is left forward, then call `then`; or say what went wrong and call `stay`."""
        del stay
        then()

    def aside(self) -> QWidget | None:
        """Return what stands in the right pane, or None."""
        return None

    def enter(self) -> None:
        """Put the keyboard into the first field."""


def inset(widget: QWidget, left: float = 0) -> QHBoxLayout:
    """Line a part without a focus margin up with the fields."""
    row = QHBoxLayout()
    row.setContentsMargins(margin() + look().px(left), 0, margin(), 0)
    row.addWidget(widget, 1)
    return row


def side_by_side(*widgets: tuple[QWidget, int]) -> QHBoxLayout:
    """Put fields next to each other with their stretch; they line up at the top."""
    row = QHBoxLayout()
    row.setSpacing(look().px(6))
    for widget, stretch in widgets:
        row.addWidget(widget, stretch, Qt.AlignmentFlag.AlignTop)
    return row
