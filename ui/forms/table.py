"""The inline table of a form: painted rows, one editor that travels, the last row is for writing.

Enter and Tab go to the next cell and from row to row; Enter or Tab in the first cell of the empty last row leaves the table.
Ctrl+D repeats from the row above, Ctrl+Delete takes a row out. A wrong cell is boxed and its sentence stands under the table.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget
from shiboken6 import isValid

from borderpost.domain.fields import Choice, Count, Flag, Length, Link, Moment, NamedField, Plain, Rows, Text
from borderpost.domain.records import row_fields
from borderpost.domain.words import N_, Message, _, render
from ui.forms.context import FormContext
from ui.forms.line import LineEditor
from ui.forms.slots import Slot, TableRows
from ui.forms.suggest import Suggestion
from ui.icons import paint_icon
from ui.theme.look import look
from ui.widgets.check import paint_check
from ui.widgets.chip import chip_width, paint_chip
from ui.widgets.paint import border_width, box, draw_text, painting, ring, text_width

ROW, HEAD, SENTENCE = 32, 30, 22
MOST_SENTENCES = 3


@dataclass(frozen=True, slots=True)
class Column:
    """One column: a field, or something computed that is only shown (`named` is None)."""

    key: str
    label: str
    width: float
    right: bool = False
    named: NamedField | None = None


class CellEditor(LineEditor):
    """The travelling editor. It asks its table where to go before the form does."""

    toggled = Signal()
    removed = Signal()

    def __init__(self, table: RowsEditor) -> None:
        super().__init__()
        self._table = table
        self.setParent(table)

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Go to the next or previous cell; past the ends, to the next part of the form."""
        return self._table.travel(1 if forward else -1) or super().focusNextPrevChild(forward)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space switches a yes-or-no cell, Ctrl+Delete takes the row out."""
        control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if event.key() == Qt.Key.Key_Space and self._table.switches:
            self.toggled.emit()
        elif event.key() == Qt.Key.Key_Delete and control:
            self.removed.emit()
        else:
            super().keyPressEvent(event)


class RowsEditor(QWidget):
    """Edits one `Rows` field. edited: something was typed. settled: a cell is final for now. advance: Enter at the end.

    travelled: the keyboard is in another cell.
    asked(row, column, text): a link cell holds a name that no record has; the screen may make the record.
    """

    edited = Signal(str)
    settled = Signal(str)
    advance = Signal(str)
    asked = Signal(int, str, str)
    focused = Signal()
    travelled = Signal()

    prompt = N_("New row")
    ordinal = ""

    def __init__(self, named: NamedField, context: FormContext) -> None:
        super().__init__()
        assert isinstance(named.field, Rows)  # noqa: S101 - a table is declared by Rows
        self.name, self.field, self.context = named.name, named.field, context
        self.table = self.make_rows(named.field)
        self.columns = self.make_columns()
        self._row, self._column = 0, 0
        self._problems: dict[tuple[int, str], tuple[Message, bool]] = {}
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(_(named.field.label))
        self.editor = CellEditor(self)
        self.setFocusProxy(self.editor)
        self.editor.advance.connect(lambda: self._go(1))
        self.editor.committed.connect(self._commit)
        self.editor.textEdited.connect(lambda _text: self.edited.emit(self.name))
        self.editor.stepped.connect(self._step)
        self.editor.picked.connect(self._picked)
        self.editor.repeated.connect(self._repeat)
        self.editor.toggled.connect(self._toggle)
        self.editor.removed.connect(self._remove)
        self.editor.wanted.connect(self._want)
        self.editor.arrived.connect(self._arrived)
        self.editor.left.connect(self.update)
        self._host()

    # --- for a register's own table ---------------------------------------------------------------------------------

    def make_rows(self, declared: Rows) -> TableRows:
        """Return what keeps the cells."""
        return TableRows(row_fields(declared.row), self.context)

    def make_columns(self) -> list[Column]:
        """Return the columns; a register's own table may add computed ones."""
        return [self.column_of(named) for named in self.table.columns]

    @staticmethod
    def column_of(named: NamedField, width: float = 0) -> Column:
        """Return the column of a field."""
        declared = named.field
        right = isinstance(declared, (Count, Length))
        wide = width or {Moment: 140.0, Length: 78.0, Count: 66.0, Flag: 84.0}.get(
            type(declared), max(84.0, min(declared.width, 22) * 8.0)
        )
        return Column(named.name, declared.label, wide, right, named)

    def lines(self) -> list[tuple[int, int]]:
        """Return (row, part) for every painted line; a part above 0 only continues its row. The entry row comes last."""
        return [(row, 0) for row in range(len(self.table.rows) + 1)]

    def shown(self, row: int, part: int, column: Column) -> str:
        """Return the words of a cell that is not being edited."""
        if column.named is None or part:
            return ""
        return self.table.edit_text(row, column.named)

    def ink(self, _row: int, part: int, column: Column) -> str:
        """Return the colour token of a cell."""
        return "text2" if part or column.named is None else "text"

    @property
    def help(self) -> str:
        """The help of the column the keyboard is in, or of the whole table, in words."""
        named = self.columns[self._column].named
        own = named.field.help if named is not None else ""
        return _(own or self.field.help) if own or self.field.help else ""

    def chip(self, _row: int, _column: Column) -> str:
        """Return the chip state a cell is shown as, or nothing."""
        return ""

    def sums(self) -> dict[str, tuple[str, str]]:
        """Return words and ink of the sums row by column key; empty without one."""
        return {}

    def prompt_words(self) -> str:
        """Return what the empty last row says."""
        return _(self.prompt)

    # --- values -------------------------------------------------------------------------------------------------------

    def load(self, values: Plain) -> None:
        """Show plain rows."""
        self.table.load(values)
        self._row, self._column = len(self.table.rows), 0
        self._host()

    def load_typed(self, typed: dict[str, str]) -> None:
        """Put back texts that could not be read, by `row.name`."""
        self.table.load_typed(typed)
        self._row, self._column = len(self.table.rows), 0
        self._host()

    def values(self) -> list[dict[str, Plain]]:
        """Return the plain rows that can be read, the one being written included."""
        self._commit_quietly()
        return self.table.values()

    def typed(self) -> dict[str, str]:
        """Return raw texts that cannot be read, by `row.name`."""
        self._commit_quietly()
        return self.table.typed()

    def put(self, row: int, name: str, value: Plain) -> None:
        """Write a value into a cell from outside (a person just made, a role by a letter)."""
        self.table.set(row, name, Slot(value))
        self._changed()

    @property
    def current_row(self) -> int:
        """The row the keyboard is in."""
        return self._row

    @property
    def place(self) -> tuple[int, int]:
        """Where the keyboard is: (row, column number)."""
        return self._row, self._column

    def place_of(self, row: int, name: str) -> tuple[int, int]:
        """Return (row, column number) of a cell; a problem of the whole table stands before the first."""
        keys = [column.key for column in self.columns]
        return row, keys.index(name) if name in keys else -1

    # --- problems -----------------------------------------------------------------------------------------------------

    def say(self, problems: Mapping[tuple[int, str], tuple[Message, bool]]) -> None:
        """Box cells and say why under the table; (message, blocking) by (row, name)."""
        if dict(problems) != self._problems:
            self._problems = dict(problems)
            self._describe()
            self.updateGeometry()
            self.update()

    def _all_problems(self) -> dict[tuple[int, str], tuple[Message, bool]]:
        return self._problems | {key: (reason, True) for key, reason in self.table.reasons().items()}

    def unreadable(self) -> bool:
        """Whether a cell holds text that cannot be read."""
        return bool(self.table.reasons())

    def wrong_cells(self) -> list[tuple[int, str]]:
        """Return the cells that stand in the way of saving, in reading order."""
        order = [column.key for column in self.columns]
        found = [key for key, (_message, blocking) in self._all_problems().items() if blocking]
        return sorted(found, key=lambda key: (key[0], order.index(key[1]) if key[1] in order else -1))

    def _sentences(self) -> list[tuple[str, str]]:
        labels = {column.key: column.label for column in self.columns}
        found = []
        for (row, name), (message, blocking) in sorted(self._all_problems().items()):
            reason = render(message)
            if "{leg}" not in message.text and name in labels:
                reason = _("Row {row}, {column}: {reason}").format(row=row + 1, column=_(labels[name]), reason=reason)
            found.append((reason, "red" if blocking else "amb"))
        return sorted(found, key=lambda pair: pair[1] != "red")[:MOST_SENTENCES]

    def _describe(self) -> None:
        said = [words for words, _ink in self._sentences()]
        self.editor.setAccessibleDescription(" ".join([*said, self.help]).strip())

    # --- the keyboard ---------------------------------------------------------------------------------------------------

    @property
    def switches(self) -> bool:
        """Whether Space switches the current cell."""
        named = self.columns[self._column].named
        return named is not None and isinstance(named.field, Flag)

    def _editable(self) -> list[int]:
        return [at for at, column in enumerate(self.columns) if column.named is not None]

    def focus_cell(self, row: int, name: str) -> None:
        """Bring the keyboard into a cell."""
        self._leave()
        keys = [column.key for column in self.columns]
        self._row = min(row, len(self.table.rows))
        self._column = keys.index(name) if name in keys else self._editable()[0]
        self._host()
        self.editor.setFocus(Qt.FocusReason.TabFocusReason)
        self.editor.selectAll()

    def travel(self, by: int) -> bool:
        """Go to the next or previous cell; False past the ends, where the form goes on."""
        self._leave()
        order = self._editable()
        at = order.index(self._column)
        entry = self._row >= len(self.table.rows)
        if by > 0 and entry and at == 0:
            return False
        if by < 0 and at == 0 and self._row == 0:
            return False
        if not 0 <= at + by < len(order):
            self._row += by
            self._column = order[0] if by > 0 else order[-1]
        else:
            self._column = order[at + by]
        self._host()
        self.editor.selectAll()
        return True

    def _go(self, by: int) -> None:
        if not self.travel(by):
            self.advance.emit(self.name)

    def _step(self, by: int) -> None:
        self._leave()
        self._row = max(0, min(len(self.table.rows), self._row + by))
        self._host()
        self.editor.selectAll()

    def _commit(self) -> None:
        if self._commit_quietly():
            self._changed()

    def _commit_quietly(self) -> bool:
        named = self.columns[self._column].named
        if named is None:
            return False
        text = self.editor.text()
        if isinstance(named.field, Link) and text.strip() and text != self.table.edit_text(self._row, named):
            known = self.context.find(named.field.register, text)
            if known is None:
                self.asked.emit(self._row, named.name, text)
        return self.table.put(self._row, named, text)

    def _leave(self) -> None:
        self._commit()
        self.editor.close_list()

    def _changed(self) -> None:
        self._host()
        self.edited.emit(self.name)
        self.settled.emit(self.name)

    def _picked(self, value: str, text: str) -> None:
        named = self.columns[self._column].named
        if named is None:
            return
        if value.startswith("+"):
            self.asked.emit(self._row, named.name, value[1:])
            return
        if isinstance(named.field, (Choice, Link)):
            self.context.titles.setdefault(value, text)
            self.table.set(self._row, named.name, Slot(value))
            self._changed()
        else:
            self._commit()

    def _repeat(self) -> None:
        if self._row:
            named = self.columns[self._column].named
            above = self.table.slot(self._row - 1, self.columns[self._column].key)
            if named is not None and above.value is not None:
                self.table.set(self._row, named.name, Slot(above.value))
                self._changed()
                self.editor.selectAll()

    def _toggle(self) -> None:
        key = self.columns[self._column].key
        now = self.table.slot(self._row, key).value
        self.table.set(self._row, key, Slot(not now))
        self._changed()
        self.editor.selectAll()

    def _remove(self) -> None:
        if self.table.remove(self._row):
            self._problems = {}
            self._changed()

    def _want(self, text: str) -> None:
        named, place = self.columns[self._column].named, self.place
        if named is None:
            return

        def answered(found: list[Suggestion]) -> None:
            if isValid(self) and self.place == place:
                self.editor.offer(self.enrich(named, text, found), mark=isinstance(named.field, Link))

        self.context.ask(named.field, text, answered)

    def enrich(self, _named: NamedField, _text: str, found: list[Suggestion]) -> list[Suggestion]:
        """Return the suggestions of a link cell; a register may add the making of a record."""
        return found

    def _arrived(self) -> None:
        self.focused.emit()
        self.update()

    # --- the travelling editor ------------------------------------------------------------------------------------------

    def _host(self) -> None:
        """Put the editor into the current cell with its text, its suggestions and its name."""
        self._row = min(self._row, len(self.table.rows))
        column = self.columns[self._column]
        if column.named is None:
            self._column = self._editable()[0]
            column = self.columns[self._column]
        named = column.named
        if named is None:
            return
        self.editor.setText(self.table.edit_text(self._row, named))
        row, name = self._row, named.name
        self.editor.set_source(self.context.source(named.field, lambda: self.table.slot(row, name).value))
        self.editor.set_asking(self.context.asks(named.field))
        right = Qt.AlignmentFlag.AlignRight if column.right else Qt.AlignmentFlag.AlignLeft
        self.editor.setAlignment(right | Qt.AlignmentFlag.AlignVCenter)
        spoken = _("{table}, row {row}, {column}").format(table=_(self.field.label), row=self._row + 1, column=_(column.label))
        self.editor.setAccessibleName(spoken)
        self._describe()
        if isinstance(named.field, Text):
            self.editor.setMaxLength(max(named.field.maximum * 2, 40))
        else:
            self.editor.setMaxLength(400)
        self.updateGeometry()
        self._place()
        self.update()
        if self.editor.hasFocus():
            self.travelled.emit()

    def _place(self) -> None:
        area = self._cell_rect(self._row, self._column)
        if area is not None:
            inside = area.adjusted(look().px(6), 2, -look().px(6), -2).toRect()
            self.editor.setGeometry(inside)

    # --- geometry ------------------------------------------------------------------------------------------------------

    def _lefts(self) -> list[float]:
        px = look().px
        least = [max(px(column.width), text_width(_(column.label), look().font("cap6")) + px(18)) for column in self.columns]
        room = self.width() - 2 * px(2) - self._ordinal_width()
        spare = room - sum(least)
        if spare > 0:
            growing = [at for at, column in enumerate(self.columns) if self._grows(column)] or list(range(len(least)))
            for at in growing:
                least[at] += spare / len(growing)
        else:
            least = [wide * room / sum(least) for wide in least]
        lefts = [px(2) + self._ordinal_width()]
        for wide in least:
            lefts.append(lefts[-1] + wide)
        return lefts

    @staticmethod
    def _grows(column: Column) -> bool:
        return column.named is not None and isinstance(column.named.field, (Text, Link, Choice))

    def _ordinal_width(self) -> float:
        return look().px(58 if self.ordinal else 34)

    def _line_top(self, line: int) -> float:
        return look().px(HEAD) + line * look().px(ROW) + 1

    def _cell_rect(self, row: int, column: int) -> QRectF | None:
        lefts = self._lefts()
        for at, (its_row, part) in enumerate(self.lines()):
            if its_row == row and part == 0:
                return QRectF(lefts[column], self._line_top(at), lefts[column + 1] - lefts[column], look().px(ROW))
        return None

    def sizeHint(self) -> QSize:
        """Return the height of head, rows, entry row, sums and sentences."""
        return QSize(look().px(300), round(self._box_height()) + len(self._sentences()) * look().px(SENTENCE) + 2)

    def minimumSizeHint(self) -> QSize:
        """Return a width below which columns would be unreadable, and the whole height."""
        return QSize(look().px(200), self.sizeHint().height())

    def _box_height(self) -> float:
        lines = len(self.lines()) + (1 if self.sums() else 0)
        return self._line_top(lines) + 1

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the editor in its cell."""
        super().resizeEvent(event)
        self._place()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the text size."""
        if event.type() == QEvent.Type.StyleChange:
            self.updateGeometry()
            self._place()
        super().changeEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Hand the keyboard to the cell."""
        self.editor.setFocus(event.reason())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go to the cell under the pointer; a click on a yes-or-no cell switches it."""
        lefts = self._lefts()
        line = int((event.position().y() - look().px(HEAD)) // look().px(ROW))
        lines = self.lines()
        if not 0 <= line < len(lines):
            return
        at = max((number for number, left in enumerate(lefts[:-1]) if left <= event.position().x()), default=0)
        row, _part = lines[line]
        column = self.columns[at]
        if column.named is None:
            return
        again = (row, at) == (self._row, self._column)
        self.focus_cell(row, column.key)
        if self.switches and (again or row < len(self.table.rows)):
            self._toggle()

    # --- painting -----------------------------------------------------------------------------------------------------

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the table, the ring around the cell the keyboard is in, and the sentences."""
        now, px = look(), look().px
        lefts = self._lefts()
        with painting(self) as painter:
            whole = QRectF(0, 0, self.width(), self._box_height())
            box(painter, whole, 0, now.colour("surface"), now.colour("border"), border_width())
            self._paint_head(painter, lefts)
            lines = self.lines()
            for at, (row, part) in enumerate(lines):
                top = self._line_top(at)
                if at:
                    painter.fillRect(QRectF(2, top - 1, self.width() - 4, 1), now.colour("line"))
                self._paint_ordinal(painter, row, part, top)
                if row == len(self.table.rows) and not (self.editor.hasFocus() and self._row == row):
                    room = QRectF(lefts[0] + px(6), top, self.width() - lefts[0] - px(12), px(ROW))
                    draw_text(painter, room, self.prompt_words(), now.font("sm"), now.colour("text3"))
                    continue
                for number, column in enumerate(self.columns):
                    area = QRectF(lefts[number], top, lefts[number + 1] - lefts[number], px(ROW))
                    self._paint_cell(painter, area, row, part, column)
            self._paint_sums(painter, lefts, self._line_top(len(lines)))
            self._paint_sentences(painter)

    def _paint_head(self, painter: QPainter, lefts: list[float]) -> None:
        now, px = look(), look().px
        painter.fillRect(QRectF(1, 1, self.width() - 2, px(HEAD) - 1), now.colour("canvas"))
        painter.fillRect(QRectF(1, px(HEAD), self.width() - 2, 1), now.colour("border"))
        if self.ordinal:
            room = QRectF(px(12), 0, self._ordinal_width(), px(HEAD))
            draw_text(painter, room, _(self.ordinal), now.font("cap6"), now.colour("text2"))
        for number, column in enumerate(self.columns):
            area = QRectF(lefts[number] + px(8), 0, lefts[number + 1] - lefts[number] - px(16), px(HEAD))
            align = Qt.AlignmentFlag.AlignRight if column.right else Qt.AlignmentFlag.AlignLeft
            draw_text(painter, area, _(column.label), now.font("cap6"), now.colour("text2"), align)

    def _paint_ordinal(self, painter: QPainter, row: int, part: int, top: float) -> None:
        now, px = look(), look().px
        if row == len(self.table.rows):
            paint_icon(painter, QRectF(px(8), top, px(20), px(ROW)).center(), "plus", now.colour("text3"), 14)
            return
        words = _("{n} cont.").format(n=row + 1) if part else str(row + 1)
        room = QRectF(px(12), top, self._ordinal_width() - px(8), px(ROW))
        draw_text(painter, room, words, now.font("sm"), now.colour("text2"))

    def _paint_cell(self, painter: QPainter, area: QRectF, row: int, part: int, column: Column) -> None:
        now, px = look(), look().px
        problem = None if part else self._all_problems().get((row, column.key))
        here = not part and self.editor.hasFocus() and (row, column.key) == (self._row, self.columns[self._column].key)
        if problem is not None:
            soft, edge = ("redSoft", "redLine") if problem[1] else ("ambSoft", "ambLine")
            box(painter, area.adjusted(1, 2, -1, -2), px(4), now.colour(soft), now.colour(edge), 2 if problem[1] else 1)
        if here:
            fill = None if problem is not None else now.colour("surface")
            box(painter, area.adjusted(1, 1, -1, -1), px(4), fill)
            ring(painter, area.adjusted(1, 1, -1, -1), px(5))
            return
        inside = area.adjusted(px(8), 0, -px(8), 0)
        words = self.shown(row, part, column)
        if not part and column.named is not None and isinstance(column.named.field, Flag):
            value = self.table.slot(row, column.key).value
            if value is not None:
                paint_check(painter, QRectF(inside.left(), inside.top(), px(18), inside.height()), checked=bool(value))
            return
        state = "" if part else self.chip(row, column)
        if state and words:
            wide = min(chip_width(state, words), inside.width())
            paint_chip(painter, QRectF(inside.left(), inside.top(), wide, inside.height()), state, words)
            return
        wrong = problem is not None and problem[1]
        align = Qt.AlignmentFlag.AlignRight if column.right else Qt.AlignmentFlag.AlignLeft
        font = now.font("body6" if wrong else "body")
        draw_text(painter, inside, words, font, now.colour("red" if wrong else self.ink(row, part, column)), align)

    def _paint_sums(self, painter: QPainter, lefts: list[float], top: float) -> None:
        sums = self.sums()
        if not sums:
            return
        now, px = look(), look().px
        painter.fillRect(QRectF(1, top - 1, self.width() - 2, 1), now.colour("border"))
        painter.fillRect(QRectF(1, top, self.width() - 2, px(ROW)), now.colour("canvas"))
        words, ink = sums.get("", ("", "text"))
        first = next((at for at, column in enumerate(self.columns) if column.key in sums), 0)
        room = QRectF(px(12), top, max(px(120), lefts[first] - px(48)), px(ROW))
        draw_text(painter, room, words, now.font("body6"), now.colour(ink))
        for number, column in enumerate(self.columns):
            if column.key in sums:
                words, ink = sums[column.key]
                area = QRectF(lefts[number] - px(30), top, lefts[number + 1] - lefts[number] + px(24), px(ROW))
                align = Qt.AlignmentFlag.AlignRight if column.right else Qt.AlignmentFlag.AlignLeft
                if not column.right:
                    area.setLeft(lefts[number] + px(6))
                draw_text(painter, area, words, now.font("body6"), now.colour(ink), align)

    def _paint_sentences(self, painter: QPainter) -> None:
        now, px = look(), look().px
        top = self._box_height() + 2
        for words, ink in self._sentences():
            icon = "circle-alert" if ink == "red" else "triangle-alert"
            area = QRectF(px(20), top, self.width() - px(20), px(SENTENCE))
            paint_icon(painter, QRectF(0, top, px(16), px(SENTENCE)).center(), icon, now.colour(ink), 15)
            draw_text(painter, area, words, now.font("sm5"), now.colour(ink))
            top += px(SENTENCE)
