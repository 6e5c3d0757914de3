"""The pane beside a list: the record in facts, what needs someone, and its way in five steps."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from borderpost.domain import dates, reading
from borderpost.domain.clock import VIETNAM, local_date
from borderpost.domain.fields import Packed, Plain, Rows, Text
from borderpost.domain.records import Register
from borderpost.domain.words import _, ngettext
from ui.lists.cells import CHIP_OF, state_words
from ui.screen import Command
from ui.theme.look import look
from ui.widgets.banner import Banner
from ui.widgets.button import Button, IconButton
from ui.widgets.chip import StateChip
from ui.widgets.footer import KeyHint, StatusNote
from ui.widgets.keyvalues import Fact, KeyValueList
from ui.widgets.pane import Pane, scrolled
from ui.widgets.text import IconLabel, Line
from ui.widgets.text import Text as Words
from ui.widgets.timeline import Timeline, TimelineStep

WIDTH = 372
MOST_FACTS = 14
STEP_ICONS = {
    "draft": "pencil-line",
    "saved": "hard-drive",
    "in_bundle": "package",
    "handed_over": "truck",
    "receipted": "badge-check",
    "rejected": "undo-2",
}


def short_moment(at: Any) -> str:
    """Return `10/03 06:34`."""
    if at is None:
        return ""
    local = at.astimezone(VIETNAM)
    return f"{local.day:02d}/{local.month:02d} {local.hour:02d}:{local.minute:02d}"


class Companion(QWidget):
    """What a register adds to the detail of its chosen record, under the head: a sealed identity, what the law says.

    told: keys or status changed. left: the keyboard has nothing more to do here.
    """

    told = Signal()
    left = Signal()

    def show_view(self, view: Any) -> bool:
        """Take the record that is chosen now, or None; tell whether there is anything to show of it."""
        raise AssertionError(view)

    def covers(self, view: Any) -> frozenset[str]:
        """Return the fields of the record that stand here already."""
        return frozenset(view.hidden)

    def serve(self, key: int) -> bool:  # noqa: ARG002 - a register uses it
        """Serve a key of the list; False leaves it to the list."""
        return False

    def escape(self) -> bool:
        """Take one step back; False when there is none."""
        return False

    def before_lock(self) -> None:
        """Hide what nobody else may see."""

    def hints(self) -> tuple[KeyHint, ...]:
        """Return the keys it adds."""
        return ()

    def commands(self) -> tuple[Command, ...]:
        """Return the acts it adds to the palette."""
        return ()

    def status(self) -> tuple[StatusNote, ...]:
        """Return the facts it adds to the footer."""
        return ()


class DetailPane(Pane):
    """Shows one record. opened, edited, printed, history, resolve: what the person asks for."""

    opened = Signal()
    edited = Signal()
    printed = Signal()
    history = Signal()
    resolve = Signal()

    def __init__(self, register: Register, title: Callable[[str], str]) -> None:
        super().__init__("surface")
        self.register, self._title = register, title
        self.view: Any = None
        self.companion: Companion | None = None
        self.summary: Callable[[Mapping[str, Plain]], list[tuple[str, str]]] | None = None
        self.more: Callable[[Any], QWidget] | None = None
        self.setMinimumWidth(look().px(WIDTH - 20))
        self.setMaximumWidth(look().px(WIDTH))
        px = look().px
        self._content = QWidget()
        self._column = QVBoxLayout(self._content)
        self._column.setContentsMargins(px(20), px(14), px(18), px(12))
        self._column.setSpacing(px(8))
        self.area = scrolled(self._content, "surface")
        self.body.addWidget(self.area, 1)
        self._acts = QWidget()
        acts = QHBoxLayout(self._acts)
        acts.setContentsMargins(px(18), px(8), px(12), px(10))
        acts.setSpacing(px(4))
        self.open_button = Button(_("Open"), "secondary", "file-text", "Enter")
        self.edit_button = Button(_("Change"), "secondary", "pencil-line", "F2")
        self.print_button = IconButton("printer", _("Print"))
        self.history_button = IconButton("history", _("History"))
        for button, signal in (
            (self.open_button, self.opened),
            (self.edit_button, self.edited),
            (self.print_button, self.printed),
            (self.history_button, self.history),
        ):
            button.clicked.connect(signal)
            acts.addWidget(button)
            if button is self.edit_button:
                acts.addStretch(1)
        self.body.addWidget(self._acts)
        self.show_view(None)

    def _clear(self) -> None:
        while self._column.count():
            item = self._column.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                if widget is not self.companion:
                    widget.deleteLater()

    def accompany(self, companion: Companion) -> None:
        """Show a register's own part under the head of each record."""
        companion.setParent(self._content)
        companion.hide()
        self.companion = companion

    def show_view(self, view: Any) -> None:
        """Show a record, or nothing."""
        self._clear()
        self.view = view
        self._acts.setVisible(view is not None)
        accompanied = self.companion is not None and self.companion.show_view(view)
        if view is None:
            self._column.addStretch(1)
            return
        self._head(view)
        self._banners(view)
        if self.companion is not None and accompanied:
            self._column.addWidget(self.companion)
            self.companion.show()
            self._column.addWidget(Line())
        facts = KeyValueList(tuple(self._facts(view)), right=True)
        self._column.addWidget(facts)
        if self.more is not None:
            self._column.addWidget(self.more(view))
        if view.way:
            self._column.addWidget(Line())
            self._column.addWidget(Words(_("The way of the record"), "h3"))
            self._column.addWidget(Timeline(tuple(self._way(view))))
        self._column.addWidget(Line())
        self._column.addWidget(self._counts(view))
        self._column.addStretch(1)

    def _head(self, view: Any) -> None:
        head = QWidget()
        row = QHBoxLayout(head)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(look().px(10))
        row.addWidget(Words(view.number, "h2"))
        state = view.state
        row.addWidget(StateChip(CHIP_OF[state.code], state_words(state)), 0, Qt.AlignmentFlag.AlignVCenter)
        row.addStretch(1)
        self._column.addWidget(head)
        words = self._subtitle(view)
        if words:
            self._column.addWidget(Words(words, "sm", "text2", wrap=True))

    def _subtitle(self, view: Any) -> str:
        name = self.register.moment
        value = view.values.get(name) if name else None
        if not isinstance(value, str):
            return str(view.values.get(self.register.title or "") or "")
        from datetime import datetime

        at = datetime.fromisoformat(value)
        day = local_date(at)
        return f"{dates.weekday_text(day, full=True)} {dates.date_text(day)}, {dates.time_text(at)}"

    def _banners(self, view: Any) -> None:
        if view.withdrawn:
            reason = view.withdrawn_reason or ""
            self._column.addWidget(Banner("plain", _("Withdrawn"), reason, "ban"))
        if view.state.code == "rejected":
            field = self.register.by_name.get(view.state.field or "")
            what = _("Returned by headquarters")
            if field is not None:
                what = _("Returned: {field}").format(field=_(field.label))
            button = Button(_("Mend"), "secondary", key="F2")
            button.clicked.connect(self.edited)
            self._column.addWidget(Banner("red", what, str(view.state.reason or ""), "undo-2"))
            self._column.addWidget(button)
        if view.conflicts:
            first = view.conflicts[0]
            head = _("“{field}” has two values").format(field=_(first.label))
            if len(view.conflicts) > 1:
                head = ngettext("{n} field has two values", "{n} fields have two values", len(view.conflicts)).format(
                    n=len(view.conflicts)
                )
            lines = "\n".join(f"{option.shown}  ·  {option.actor_name}, {option.machine}" for option in first.options)
            button = Button(_("Choose the right value"), "secondary", key="V")
            button.clicked.connect(self.resolve)
            self._column.addWidget(Banner("amb", head, lines, "git-merge"))
            self._column.addWidget(button)

        for missed in view.missed:
            happened = _("Too late: {what}").format(what=missed.what)
            self._column.addWidget(Banner("amb", happened, missed.explained, "alarm-clock"))

    def _facts(self, view: Any) -> list[Fact]:
        if self.summary is not None:
            return [Fact(name, value) for name, value in self.summary(view.values) if value]
        found: list[Fact] = []
        covered = self.companion.covers(view) if self.companion is not None else frozenset()
        for name, declared in self.register.fields:
            if name in covered:
                continue
            if name in view.hidden:
                found.append(Fact(_(declared.label), "", sealed=True))
                continue
            value = view.values.get(name)
            if value in (None, "", []) or name == "number" or isinstance(declared, Packed):
                continue
            if isinstance(declared, Text) and declared.lines > 1 and len(str(value)) > 200:
                value = f"{str(value)[:200]}…"
            words = reading.show(declared, value, title=self._title)
            if isinstance(declared, Rows):
                words = ngettext("{n} row", "{n} rows", len(value)).format(n=len(value))
            found.append(Fact(_(declared.label), words))
        return found[:MOST_FACTS]

    def _way(self, view: Any) -> list[TimelineStep]:
        reached = [at for at, step in enumerate(view.way) if step.at is not None]
        last = reached[-1] if reached else -1
        steps = []
        for at, step in enumerate(view.way):
            standing = "wrong" if step.code == "rejected" else "last" if at == last else "past" if at < last else "to_come"
            words = ", ".join(part for part in (step.label, step.detail) if part)
            steps.append(TimelineStep(STEP_ICONS.get(step.code, "circle"), words, short_moment(step.at), standing))
        return steps

    def _counts(self, view: Any) -> QWidget:
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(look().px(8))
        row.addWidget(IconLabel("history", "text2", 16))
        row.addWidget(Words(ngettext("{n} entry", "{n} entries", view.entries).format(n=view.entries), "sm", "text2"))
        if view.referenced_by:
            row.addSpacing(look().px(12))
            row.addWidget(IconLabel("waypoints", "text2", 16))
            links = ", ".join(hit.number for hit in view.referenced_by[:3])
            row.addWidget(Words(links, "sm", "text2"))
        row.addStretch(1)
        return line
