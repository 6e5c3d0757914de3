"""How one cell of a list looks and what it says: dates, numbers by their unit, states as chips, missing numbers in red."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from borderpost.domain import clock, reading
from borderpost.domain.fields import Choice, Count, Day, Field, Length, Moment, NamedField
from borderpost.domain.words import N_, _
from ui.icons import paint_icon
from ui.lists.model import RecordModel
from ui.theme.look import look
from ui.widgets.chip import chip_width, chip_words, paint_chip
from ui.widgets.paint import draw_text, text_width

ROW = 34
CHIP_OF = {
    "draft": "draft",
    "saved": "saved",
    "in_bundle": "bundled",
    "handed_over": "handed",
    "receipted": "receipted",
    "rejected": "rejected",
    "two_values": "two_values",
    "withdrawn": "withdrawn",
}
"""State of a record → chip."""
ICONS = {
    "patrol_kind": {
        "closed_loop": "footprints",
        "control": "footprints",
        "joint": "handshake",
        "combined": "users",
        "river_sea": "waves",
        "checkpoint": "map-pin",
        "watch": "eye",
        "unilateral": "footprints",
        "ambush": "eye-off",
    }
}
"""Icons before codes of a few lists; the words stand beside them."""
MISSING = N_("missing")


def state_words(state: Any) -> str:
    """Return the words of a record's state."""
    return chip_words(CHIP_OF[state.code], "" if state.bundle is None else state.bundle)


def cell_words(declared: Field, value: object) -> str:
    """Return the words of a listed value; a missing distance says so instead of looking like zero."""
    if value is None:
        return _(MISSING) if isinstance(declared, Length) else ""
    return reading.show_column(declared, value)


def moment_parts(seconds: int, year: int) -> tuple[str, str]:
    """Return (day, time) of a listed moment: `14/03`, `22:30`; of another year the whole day and no time."""
    at: datetime = clock.from_epoch(seconds)
    if at.year != year:
        return f"{at.day:02d}/{at.month:02d}/{at.year}", ""
    return f"{at.day:02d}/{at.month:02d}", f"{at.hour:02d}:{at.minute:02d}"


_WIDTHS: dict[type[Field], float] = {Moment: 102, Day: 96, Length: 78, Count: 52}


def column_width(named: NamedField) -> float:
    """Return the width a column needs, in px at the base text size."""
    declared = named.field
    if named.name == "number":
        return 62
    if isinstance(declared, Choice) and declared.codes in ICONS:
        return 140
    return _WIDTHS.get(type(declared), max(88.0, min(declared.width, 22) * 7.0))


def short_number(number: str, year: int) -> str:
    """Return the last part of a number of this year (`TT-26-0214` → `0214`); of another year all of it."""
    _prefix, dash, rest = number.partition(f"-{year % 100:02d}-")
    return rest if dash and rest else number


class RowDelegate(QStyledItemDelegate):
    """Paints rows: hover on canvas, the selected row blue with a bar while the keyboard is here, grey when it is not."""

    def __init__(self, model: RecordModel, columns: list[NamedField], year: int) -> None:
        super().__init__(model)
        self._model, self._columns, self._year = model, columns, year

    def sizeHint(self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex) -> QSize:
        """Return the height of a row."""
        return QSize(look().px(80), look().px(ROW))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        """Draw one cell."""
        now, px = look(), look().px
        view: QWidget | None = option.widget
        rect = QRectF(option.rect)
        state = option.state
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        here = view is not None and view.hasFocus()
        if chosen:
            painter.fillRect(rect, now.colour("focSoft" if here else "sel"))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, now.colour("canvas"))
        else:
            painter.fillRect(rect, now.colour("surface"))
        painter.fillRect(QRectF(rect.left(), rect.bottom() - 1, rect.width(), 1), now.colour("line"))
        first = index.column() == 0
        if first and chosen and here:
            painter.fillRect(QRectF(rect.left(), rect.top(), px(4), rect.height()), now.colour("foc"))
        row = self._model.row_at(index.row())
        if row is None:
            return
        inside = rect.adjusted(px(24) if first else px(6), 0, -px(6), -1)
        if index.column() >= len(self._columns):
            self._paint_state(painter, inside, row)
        else:
            self._paint_value(painter, inside, self._columns[index.column()], row.cells[index.column()], row)

    def _paint_state(self, painter: QPainter, area: QRectF, row: Any) -> None:
        words = state_words(row.state)
        wide = min(chip_width(CHIP_OF[row.state.code], words), area.width())
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_chip(painter, QRectF(area.left(), area.top(), wide, area.height()), CHIP_OF[row.state.code], words)
        painter.restore()

    def _paint_value(self, painter: QPainter, area: QRectF, named: NamedField, value: object, row: Any) -> None:
        now, px = look(), look().px
        declared = named.field
        quiet = row.state.code == "withdrawn"
        ink = now.colour("text3" if quiet else "text")
        if isinstance(declared, Moment) and isinstance(value, int):
            day, time = moment_parts(value, self._year)
            bold = now.font("body5")
            draw_text(painter, area, day, bold, ink)
            wide = text_width(day, bold) + px(8)
            draw_text(painter, area.adjusted(wide, 0, 0, 0), time, now.font("body"), now.colour("text2"))
            return
        words = cell_words(declared, value)
        if named.name == "number":
            words = short_number(words, self._year)
        align = Qt.AlignmentFlag.AlignRight if isinstance(declared, (Count, Length)) else Qt.AlignmentFlag.AlignLeft
        if value is None and isinstance(declared, Length):
            draw_text(painter, area, words, now.font("body6"), now.colour("red"), align)
            return
        icon = ICONS.get(declared.codes, {}).get(str(value), "") if isinstance(declared, Choice) else ""
        if icon:
            painter.save()
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            paint_icon(painter, QRectF(area.left(), area.top(), px(18), area.height()).center(), icon, now.colour("text2"), 16)
            painter.restore()
            area = area.adjusted(px(24), 0, 0, 0)
        draw_text(painter, area, words, now.font("body6" if named.name == "number" else "body"), ink, align)
