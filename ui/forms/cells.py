"""Cells bound to the fields of a register: text in, plain value out, and the reason beside it when it cannot be read."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPaintEvent
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from borderpost.domain import dates, reading
from borderpost.domain.clock import local_date
from borderpost.domain.fields import Choice, Choices, Count, Day, Field, Flag, Length, Link, Moment, NamedField, Plain, Text
from borderpost.domain.reading import Unreadable
from borderpost.domain.text import normal
from borderpost.domain.words import N_, Message, Problem, _, render
from ui.forms.context import FormContext
from ui.forms.line import LineEditor, LinesEditor
from ui.forms.suggest import Suggestion
from ui.icons import paint_icon
from ui.theme.look import look
from ui.widgets.cell import CellState, FormCell
from ui.widgets.paint import margin, painting

_LISTED = (Choice, Choices, Flag, Link)
EXAMPLES: dict[type[Field], str] = {Moment: N_("14/3 2230"), Day: N_("14/3")}


def cell_width(declared: Field) -> int:
    """Return the width in px a field wishes for: its characters, the room for a list's arrow or a weekday, and the margins."""
    px = look().px
    characters = 40 if isinstance(declared, Text) and declared.lines > 1 else max(declared.width, 4)
    extra = 22 if isinstance(declared, _LISTED) else 26 if isinstance(declared, (Moment, Day)) else 0
    return px(characters * 8.2 + 24 + extra) + 2 * margin()


class FieldCell(FormCell):
    """A cell of one scalar field.

    edited: something was typed (drafts). settled: the text is final for now (checks). advance: Enter. repeated: Ctrl+D.
    """

    edited = Signal(str)
    settled = Signal(str)
    advance = Signal(str)
    repeated = Signal(str)

    def __init__(self, named: NamedField, context: FormContext) -> None:
        self.name, self.field, self.context = named.name, named.field, context
        lines = named.field.lines if isinstance(named.field, Text) else 1
        self.line: LineEditor | LinesEditor = LineEditor() if lines == 1 else LinesEditor()
        self._chevron = isinstance(named.field, _LISTED)
        super().__init__(
            _(named.field.label),
            self.line,
            required=named.field.required,
            lines=lines,
        )
        self.help = _(named.field.help) if named.field.help else ""
        self.setToolTip(self.help)
        self.after: Callable[[], datetime | None] = lambda: None
        self._keep: Plain = None
        self._problem: Problem | None = None
        self._unreadable: Message | None = None
        self._dirty = False
        self._loading = False
        if isinstance(self.line, LineEditor):
            self._prepare(self.line)
        else:
            self.line.textChanged.connect(self._typed)
        self.line.committed.connect(self.settle)
        self.line.advance.connect(lambda: self.advance.emit(self.name))
        self.line.repeated.connect(lambda: self.repeated.emit(self.name))

    def _prepare(self, line: LineEditor) -> None:
        line.textEdited.connect(self._typed)
        line.picked.connect(self._picked)
        line.set_source(self.context.source(self.field, lambda: self._keep))
        line.set_asking(self.context.asks(self.field))
        line.wanted.connect(self._wanted)
        if isinstance(self.field, (Count, Length)) and not self._year:
            line.setAlignment(Qt.AlignmentFlag.AlignRight)
        if isinstance(self.field, Length):
            self.set_unit("km")
        example = EXAMPLES.get(type(self.field))
        if example:
            line.setPlaceholderText(_(example))

    @property
    def _year(self) -> bool:
        return isinstance(self.field, Count) and self.field.minimum >= 1000

    # --- values -------------------------------------------------------------------------------------------------------

    def load(self, value: Plain) -> None:
        """Show a value; the text it makes reads back as this very value."""
        self._keep = value
        self.load_text(self.context.show(self.field, value))
        self._dirty = False

    def load_text(self, text: str) -> None:
        """Show text as it was typed, readable or not."""
        self._loading = True
        self.line.setText(text)
        self._loading = False
        self._dirty = True
        self._show_unit()

    def text(self) -> str:
        """Return what stands in the editor."""
        return self.line.text()

    @property
    def touched(self) -> bool:
        """Whether a person changed it since it was loaded."""
        return self._dirty

    def value(self) -> Plain:
        """Return the plain value; raises Unreadable."""
        return self.context.read(self.field, self.text(), keep=self._keep, after=self.after())

    def kept(self) -> Plain:
        """Return the last value that could be read; for other cells that lean on this one."""
        return self._keep

    # --- typing -------------------------------------------------------------------------------------------------------

    def _typed(self) -> None:
        if self._loading:
            return
        self._dirty = True
        self.edited.emit(self.name)

    def _picked(self, value: str, _text: str) -> None:
        if isinstance(self.field, Text):
            self._typed()  # a name is offered, never chosen: the text is the value
            return
        self._keep = {"true": True, "false": False}.get(value, value) if isinstance(self.field, Flag) else value
        if isinstance(self.field, Choices):
            self._keep = [value]
        self._typed()

    def _wanted(self, text: str) -> None:
        def offered(found: list[Suggestion]) -> None:
            # An answer may come when the form is gone, or something else stands here by now.
            if isValid(self) and isinstance(self.line, LineEditor) and normal(self.line.text()) == normal(text):
                # A name may stay as typed: only the arrow keys mark a line, so that Enter never puts another one in its place.
                self.line.offer(found, mark=isinstance(self.field, Link))

        self.context.ask(self.field, text, offered)

    def settle(self) -> None:
        """Read the text, write it the way the register does, and say how it was understood or why it was not."""
        typed = self.text()
        self._unreadable = None
        note: Message | None = None
        try:
            value = self.value()
        except Unreadable as problem:
            self._unreadable = problem.message
        else:
            note = reading.understood(self.field, typed, value) if self._dirty else None
            self._keep = value
            shown = self.context.show(self.field, value)
            if shown != typed:
                self._loading = True
                self.line.setText(shown)
                self._loading = False
            if self._problem is not None and self._dirty:
                self._problem = None
        self._show_unit()
        self._tell(note)
        if self._dirty and note is None and isinstance(self._keep, str):
            self._ask_what_is_named(self._keep)
        self.settled.emit(self.name)

    def _ask_what_is_named(self, text: str) -> None:
        def say(remark: str, quiet: bool) -> None:
            here = isValid(self) and self._keep == text and self.state == CellState.NORMAL
            if here:
                self.set_state(CellState.NORMAL if quiet else CellState.UNDERSTOOD, remark)

        self.context.tell(self.field, text, say)

    # --- what is to be said ---------------------------------------------------------------------------------------------

    def say(self, problem: Problem | None) -> None:
        """Show a problem the whole record has with this field, or take it away."""
        if problem == self._problem and (problem is None or self.state != CellState.NORMAL):
            return
        self._problem = problem
        self._tell(None if problem is not None or self.state != CellState.UNDERSTOOD else _Same)

    def _tell(self, note: Message | type[_Same] | None) -> None:
        if self._unreadable is not None:
            self.set_state(CellState.WRONG, render(self._unreadable))
        elif self._problem is not None:
            state = CellState.WRONG if self._problem.blocking else CellState.REMINDER
            self.set_state(state, render(self._problem.message))
        elif isinstance(note, Message):
            self.set_state(CellState.UNDERSTOOD, render(note))
        elif note is None:
            self.set_state(CellState.NORMAL)

    @property
    def wrong(self) -> bool:
        """Whether it stands in the way of saving."""
        return self.state == CellState.WRONG

    @property
    def unreadable(self) -> Message | None:
        """Why the text cannot be read, if so."""
        return self._unreadable

    def _show_unit(self) -> None:
        if not isinstance(self.field, (Moment, Day)):
            return
        day = None
        if isinstance(self._keep, str) and self.text() == self.context.show(self.field, self._keep):
            day = local_date(datetime.fromisoformat(self._keep)) if isinstance(self.field, Moment) else None
            day = day or datetime.fromisoformat(self._keep).date()
        self.set_unit(dates.weekday_text(day) if day is not None else "")

    def _describe(self) -> None:
        super()._describe()
        said = self.editor.accessibleDescription()
        self.editor.setAccessibleDescription(" ".join(part for part in (said, getattr(self, "help", "")) if part))

    def _right_room(self) -> int:
        return super()._right_room() + (look().px(22) if self._arrow else 0)

    @property
    def _arrow(self) -> bool:
        return self._chevron and self.state not in (CellState.WRONG, CellState.REMINDER, CellState.READ_ONLY)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the cell, and the arrow that says F4 opens a list."""
        super().paintEvent(event)
        if self._arrow:
            area = self.box_rect()
            centre = QPointF(area.right() - look().px(16), area.top() + look().px(17))
            with painting(self) as painter:
                paint_icon(painter, centre, "chevron-down", look().colour("text2"), 16)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Open the list by a click on the arrow."""
        if self._arrow and isinstance(self.line, LineEditor) and event.position().x() > self.box_rect().right() - look().px(30):
            self.line.setFocus(Qt.FocusReason.MouseFocusReason)
            self.line.open_list()
        else:
            super().mousePressEvent(event)

    def mark_touched(self) -> None:
        """Take a value put in from elsewhere as if a person had typed it."""
        self._dirty = True
        self.settle()

    def set_sealed(self) -> None:
        """Say that a value is here which this user may write anew but not read."""
        if isinstance(self.line, LineEditor):
            self.line.setPlaceholderText(_("sealed; left empty it stays as it is"))

    def lock(self, reason: str = "") -> None:
        """Make it read only; the reason is the sentence under it."""
        self.line.setReadOnly(True)
        self.set_state(CellState.READ_ONLY, reason)


class _Same:
    """Marks that the sentence stays as it is."""


def focus_target(cell: QWidget) -> QWidget:
    """Return what takes the keyboard inside a cell."""
    return cell.focusProxy() or cell
