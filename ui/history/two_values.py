"""Two values: both shown with who, when and where; a third is possible; a reason is required; nothing is preselected."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from borderpost.domain.errors import BorderpostError
from borderpost.domain.fields import Field, Plain, Rows
from borderpost.domain.reading import Unreadable
from borderpost.domain.records import Register
from borderpost.domain.text import normal
from borderpost.domain.words import _, ngettext, render
from ui.forms.context import FormContext
from ui.forms.line import LineEditor
from ui.forms.page import Page
from ui.history.screen import exact_moment
from ui.icons import paint_icon
from ui.tasks import TaskRunner
from ui.theme.look import look
from ui.widgets.banner import Banner
from ui.widgets.button import Button
from ui.widgets.cell import CellState, FormCell
from ui.widgets.chip import StateChip
from ui.widgets.footer import KeyHint, StatusNote
from ui.widgets.header import Header
from ui.widgets.keycap import cap_width, paint_cap
from ui.widgets.paint import border_width, box, draw_text, margin, painting, ring
from ui.widgets.pane import Pane, scrolled
from ui.widgets.text import IconLabel, Line, Text

LETTERS = "ABCDEFGH"
OWN = "K"


class OptionCard(QWidget):
    """One value: what it says, who wrote it, when, on which machine; the letter that chooses it."""

    taken = Signal(str)

    def __init__(self, letter: str, value: str, lines: Sequence[str], *, own: bool = False) -> None:
        super().__init__()
        self.letter, self.value, self.lines, self.own = letter, value, list(lines), own
        self.chosen = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(f"{letter}: {value}")
        self.setAccessibleDescription(". ".join(self.lines))

    def set_chosen(self, chosen: bool) -> None:
        """Mark it as the choice, or not."""
        self.chosen = chosen
        self.update()

    def sizeHint(self) -> QSize:
        """Return the size of value and lines."""
        px = look().px
        return QSize(px(230), px(36 + 20 * max(3, len(self.lines))) + 2 * margin())

    def mousePressEvent(self, _event: QMouseEvent) -> None:
        """Choose it."""
        self.setFocus()
        self.taken.emit(self.letter)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose it by Space or Enter."""
        if event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.taken.emit(self.letter)
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the card."""
        now, px, free = look(), look().px, margin()
        area = QRectF(self.rect()).adjusted(free, free, -free, -free)
        with painting(self) as painter:
            fill = now.colour("priSoft" if self.chosen else "canvas" if self.own else "surface")
            edge = now.colour("pri" if self.chosen else "border")
            box(painter, area, px(6), fill, edge, 2 if self.chosen else border_width(), dashed=self.own and not self.chosen)
            if self.hasFocus():
                ring(painter, QRectF(self.rect()), px(8))
            icon = "circle-dot" if self.chosen else "circle"
            paint_icon(painter, QPointF(area.left() + px(22), area.top() + px(20)), icon, now.colour("text2"), 18)
            left, right = area.left() + px(42), area.right() - px(12)
            cap = cap_width(self.letter)
            paint_cap(
                painter,
                right - cap,
                area.top() + px(20),
                self.letter,
                now.colour("text2"),
                now.colour("border"),
                now.colour("surface"),
            )
            room = QRectF(left, area.top() + px(6), right - left - cap - px(8), px(28))
            draw_text(painter, room, self.value, now.font("body6" if self.own else "h2"), now.colour("text"))
            top = area.top() + px(34)
            for number, words in enumerate(self.lines):
                font = now.font("body5" if number == 0 and not self.own else "sm")
                ink = now.colour("text" if number == 0 and not self.own else "text2")
                if self.own:
                    painter.setFont(font)
                    painter.setPen(ink)
                    painter.drawText(QRectF(left, top, right - left, area.bottom() - top), Qt.TextFlag.TextWordWrap, words)
                    break
                draw_text(painter, QRectF(left, top, right - left, px(20)), words, font, ink)
                top += px(20)


class ConflictView(QWidget):
    """One field with two values (or more), and the cell for a third."""

    decided = Signal()

    def __init__(self, number: int, conflict: Any, field: Field, context: FormContext) -> None:
        super().__init__()
        self.conflict, self.field, self.context = conflict, field, context
        self.choice = ""
        px = look().px
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, px(8))
        column.setSpacing(px(2))
        head = QHBoxLayout()
        head.setContentsMargins(margin(), 0, margin(), 0)
        head.setSpacing(px(10))
        head.addWidget(Text(str(number), "sm", "text2"))
        head.addWidget(Text(_(conflict.label), "h3"))
        self.chip = StateChip("two_values", _("not chosen"))
        head.addWidget(self.chip)
        head.addStretch(1)
        head.addWidget(Text(_("the register shows {letter}, written last").format(letter="A"), "sm", "text2"))
        column.addLayout(head)
        row = QHBoxLayout()
        row.setSpacing(px(6))
        self.cards: list[OptionCard] = []
        for at, option in enumerate(conflict.options):
            lines = [option.actor_name, exact_moment(option.at), option.machine]
            self._add(row, OptionCard(LETTERS[at], option.shown or "–", lines))
        if not isinstance(field, Rows):
            words = [_("write a third value if none is right")]
            self._add(row, OptionCard(OWN, _("Another value"), words, own=True))
        column.addLayout(row)
        self.line = LineEditor()
        self.line.set_source(context.source(field, lambda: None))
        self.own_cell = FormCell(_("The right value"), self.line)
        self.own_cell.hide()
        self.line.committed.connect(self._read)
        column.addWidget(self.own_cell)

    def _add(self, row: QHBoxLayout, card: OptionCard) -> None:
        card.taken.connect(self.choose)
        self.cards.append(card)
        row.addWidget(card, 3 if not card.own else 2)

    def choose(self, letter: str) -> None:
        """Choose a value by its letter; an unknown letter changes nothing."""
        if letter not in {card.letter for card in self.cards}:
            return
        self.choice = letter
        for card in self.cards:
            card.set_chosen(card.letter == letter)
        self.own_cell.setVisible(letter == OWN)
        if letter == OWN:
            self.line.setFocus()
        self.chip.set_state("proven", _("{letter} chosen").format(letter=letter))
        self.decided.emit()

    def _read(self) -> None:
        try:
            value = self.value()
        except Unreadable as problem:
            self.own_cell.set_state(CellState.WRONG, render(problem.message))
        else:
            self.own_cell.set_state(CellState.NORMAL)
            if value is not None:
                self.line.setText(self.context.show(self.field, value))
        self.decided.emit()

    def value(self) -> Plain:
        """Return the chosen plain value; raises Unreadable for a third value that cannot be read."""
        if self.choice == OWN:
            return self.context.read(self.field, self.line.text())
        return self.conflict.options[LETTERS.index(self.choice)].value

    @property
    def ready(self) -> bool:
        """Whether a choice is made and can be read."""
        if not self.choice:
            return False
        try:
            return self.choice != OWN or self.value() is not None
        except Unreadable:
            return False


class TwoValuesPage(Page):
    """Chooses the right value of every field that has two. resolved(changes): all choices are committed."""

    resolved = Signal(object)

    def __init__(self, register: Register, records: Any, tasks: TaskRunner, context: FormContext) -> None:
        super().__init__()
        self.register, self.records, self.tasks, self.context = register, records, tasks, context
        self.record_id = ""
        self.views: list[ConflictView] = []
        self._saving = False
        px = look().px
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.header = Header(_("Two values"))
        column.addWidget(self.header)
        halves = QHBoxLayout()
        halves.setSpacing(0)
        left = Pane()
        content = QWidget()
        self._column = QVBoxLayout(content)
        self._column.setContentsMargins(px(24) - margin(), px(14), px(24) - margin(), px(16))
        self._column.setSpacing(px(6))
        left.body.addWidget(scrolled(content), 1)
        halves.addWidget(left, 1)
        halves.addWidget(Line(vertical=True))
        halves.addWidget(self._explanation())
        column.addLayout(halves, 1)
        column.addWidget(Line())
        column.addWidget(self._buttons())
        self.reason = QLineEdit()
        self.reason.setPlaceholderText(_("for example: compared with the photos and the duty book"))
        self.reason.textChanged.connect(lambda _text: self._settle())
        self.reason_cell = FormCell(_("Reason for the choice"), self.reason, required=True)

    def _explanation(self) -> Pane:
        px = look().px
        pane = Pane("surface")
        pane.setFixedWidth(px(332))
        pane.body.setContentsMargins(px(20), px(16), px(18), px(12))
        pane.body.setSpacing(px(10))
        pane.body.addWidget(Text(_("After the choice"), "h3"))
        for icon, words in (
            ("check", _("The chosen value stands in the register, in reports and in print.")),
            ("history", _("The other value is not lost; the history of the record keeps it.")),
            ("package", _("The choice goes with the next bundle. Headquarters sees who chose and why.")),
            ("undo-2", _("A wrong choice can be made again, with a reason.")),
        ):
            row = QHBoxLayout()
            row.setSpacing(px(8))
            row.addWidget(IconLabel(icon, "text2", 16), 0, Qt.AlignmentFlag.AlignTop)
            row.addWidget(Text(words, "sm", "text", wrap=True), 1)
            pane.body.addLayout(row)
        pane.body.addStretch(1)
        return pane

    def _buttons(self) -> Pane:
        px = look().px
        bar = Pane("surface", across=True)
        bar.body.setContentsMargins(px(21), px(5), px(16), px(5))
        self.later_button = Button(_("Later"), "secondary", key="Esc")
        self.later_button.clicked.connect(self.closed)
        self.save_button = Button(_("Save the choice"), "primary", "save", "Ctrl+S")
        self.save_button.clicked.connect(self.save)
        self._missing = Text("", "sm", "amb")
        bar.body.addWidget(self.later_button)
        bar.body.addStretch(1)
        bar.body.addWidget(self._missing)
        bar.body.addSpacing(px(12))
        bar.body.addWidget(self.save_button)
        return bar

    # --- opening --------------------------------------------------------------------------------------------------------

    def show_record(self, record_id: str) -> None:
        """Show the fields of a record that have two values."""
        self.record_id = record_id
        self.tasks.run(lambda: self.records.load(record_id), self._show, self._failed, owner=self)

    def _show(self, view: Any) -> None:
        count = len(view.conflicts)
        words = ngettext("{n} field to choose, nothing is lost", "{n} fields to choose, nothing is lost", count).format(n=count)
        title = _("Two values: {what} {number}").format(what=_(self.register.singular), number=view.number)
        self.header.set_title(title, words)
        self._clear()
        same = len([name for name in view.values if name not in {item.field for item in view.conflicts}])
        self._column.addWidget(
            Banner(
                "plain",
                ngettext("{n} other field is the same everywhere", "{n} other fields are the same everywhere", same).format(
                    n=same
                ),
                "",
                "circle-check",
            )
        )
        for number, conflict in enumerate(view.conflicts, 1):
            shown = ConflictView(number, conflict, self.register.by_name[conflict.field], self.context)
            shown.decided.connect(self._settle)
            self.views.append(shown)
            self._column.addWidget(shown)
        self.reason.clear()
        self._column.addWidget(self.reason_cell)
        self.reason_cell.show()
        self._column.addStretch(1)
        self._settle()
        self.enter()

    def _clear(self) -> None:
        self.views = []
        while self._column.count():
            item = self._column.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is self.reason_cell:
                widget.setParent(None)
            elif widget is not None:
                widget.hide()
                widget.deleteLater()

    # --- choosing ---------------------------------------------------------------------------------------------------------

    def _open_fields(self) -> int:
        return sum(not view.ready for view in self.views)

    def _settle(self) -> None:
        left = self._open_fields()
        reason = ""
        if left:
            reason = ngettext("{n} field not chosen", "{n} fields not chosen", left).format(n=left)
        elif not self.reason.text().strip():
            reason = _("the reason is missing")
        self._missing.setText(reason)
        if reason:
            self.save_button.refuse(reason)
        else:
            self.save_button.allow()
        self.told.emit()

    def _current(self) -> ConflictView | None:
        focused: QWidget | None = self.focusWidget()
        for view in self.views:
            if focused is not None and view.isAncestorOf(focused):
                return view
        return next((view for view in self.views if not view.ready), None)

    def save(self) -> None:
        """Commit every choice, field by field; the reason goes with each."""
        if self._saving or self._open_fields() or not self.reason.text().strip():
            return
        self._saving = True
        reason = normal(self.reason.text())
        chosen = [(view.conflict.field, view.value()) for view in self.views]
        kind, record_id, records = self.register.kind, self.record_id, self.records
        self.tasks.run(
            lambda: [records.resolve(kind, record_id, field, value, reason) for field, value in chosen],
            self._done,
            self._failed,
            owner=self,
        )

    def _done(self, changes: Sequence[Any]) -> None:
        self._saving = False
        for change in changes:
            self.resolved.emit(change)
        self.toast.emit(_("Choice saved"), "")
        self.closed.emit()

    def _failed(self, error: BorderpostError) -> None:
        self._saving = False
        self._missing.setText(render(error.message))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose by letters while no editor has the keyboard; go from field to field by the arrows."""
        key = event.key()
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        view = self._current()
        letter = event.text().upper()
        if control and key == Qt.Key.Key_S:
            self.save()
        elif view is not None and len(letter) == 1 and letter in LETTERS + OWN and not control:
            view.choose(letter)
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down) and self.views:
            at = self.views.index(view) if view is not None else 0
            at = max(0, min(len(self.views) - 1, at + (1 if key == Qt.Key.Key_Down else -1)))
            self.views[at].cards[0].setFocus()
        else:
            super().keyPressEvent(event)

    def keys(self) -> tuple[KeyHint, ...]:
        """Return the keys of the choice."""
        return (
            KeyHint(("A", "B", "K"), _("choose a value")),
            KeyHint(("Up", "Down"), _("field")),
            KeyHint(("Ctrl", "S"), _("save")),
            KeyHint(("Esc",), _("later")),
        )

    def status(self) -> tuple[StatusNote, ...]:
        """Say how many fields are left."""
        left = self._open_fields()
        if not left:
            return ()
        return (StatusNote(ngettext("{n} field not chosen", "{n} fields not chosen", left).format(n=left), "git-merge", "amb"),)

    def enter(self) -> None:
        """Take the first card of the first field; nothing is chosen by that."""
        if self.views:
            self.views[0].cards[0].setFocus()
