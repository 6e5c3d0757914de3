"""Short lists beside the figures: the checks, and the records behind a number."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from ui.icons import paint_icon
from ui.theme.look import look
from ui.widgets.paint import draw_text
from ui.widgets.rowlist import RowList

ONE, TWO = 26, 46


@dataclass(frozen=True, slots=True)
class Entry:
    """One line: icon and its colour token, what it says, and under it a second line or nothing. `key` is the caller's."""

    icon: str
    ink: str
    text: str
    below: str = ""
    key: Any = None


class _Model(QAbstractListModel):
    def __init__(self) -> None:
        super().__init__()
        self.entries: tuple[Entry, ...] = ()

    def show_entries(self, entries: tuple[Entry, ...]) -> None:
        self.beginResetModel()
        self.entries = entries
        self.endResetModel()

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.entries)

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        entry = self.entries[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return ". ".join(part for part in (entry.text, entry.below) if part)
        return None


class _Delegate(QStyledItemDelegate):
    def __init__(self, model: _Model) -> None:
        super().__init__(model)
        self._model = model

    def sizeHint(self, _option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(look().px(80), look().px(TWO if self._model.entries[index.row()].below else ONE))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        now, px = look(), look().px
        entry = self._model.entries[index.row()]
        rect = QRectF(option.rect)
        view: QWidget | None = option.widget
        here = view is not None and view.hasFocus()
        if option.state & QStyle.StateFlag.State_Selected and here:
            painter.fillRect(rect, now.colour("focSoft"))
            painter.fillRect(QRectF(rect.left(), rect.top(), px(4), rect.height()), now.colour("foc"))
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        inside = rect.adjusted(px(48) if entry.icon else px(24), px(3) if entry.below else 0, -px(12), 0)
        strong = entry.ink == "red" or bool(entry.below)
        first = QRectF(inside.left(), inside.top(), inside.width(), px(21) if entry.below else inside.height())
        if entry.icon:
            middle = QRectF(rect.left() + px(24), first.top(), px(16), first.height()).center()
            paint_icon(painter, middle, entry.icon, now.colour(entry.ink), 16)
        ink = entry.ink if entry.ink == "red" else "text"
        draw_text(painter, first, entry.text, now.font("sm6" if strong else "sm"), now.colour(ink))
        if entry.below:
            second = QRectF(inside.left(), first.bottom(), inside.width(), px(19))
            draw_text(painter, second, entry.below, now.font("sm"), now.colour("text2"))
        painter.restore()


class EntryList(RowList):
    """A list of entries; `asked(key)` on Enter or a click twice."""

    asked = Signal(object)

    def __init__(self, name: str) -> None:
        super().__init__()
        self.rows = _Model()
        self.setModel(self.rows)
        self.setItemDelegate(_Delegate(self.rows))
        self.setAccessibleName(name)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.doubleClicked.connect(lambda _index: self._ask())

    def show_entries(self, entries: tuple[Entry, ...]) -> None:
        """Show other entries."""
        self.rows.show_entries(entries)
        self.choose(0)

    def choose(self, row: int) -> None:
        """Put the keyboard on a line."""
        if 0 <= row < self.rows.rowCount():
            self.setCurrentIndex(self.rows.index(row, 0))

    def _ask(self) -> None:
        if self.currentIndex().isValid():
            self.asked.emit(self.rows.entries[self.currentIndex().row()].key)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open by Enter; all other keys belong to the screen."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._ask()
        elif event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Home, Qt.Key.Key_End):
            super().keyPressEvent(event)
        else:
            event.ignore()
