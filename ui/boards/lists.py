"""What the two boards share: a list of rows of one height, opened by Enter, all letters left to the screen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from ui.theme.look import look
from ui.widgets.rowlist import RowList

Index = QModelIndex | QPersistentModelIndex
Paint = Callable[[QPainter, QRectF, Any], None]
Words = Callable[[Any], str]


class _Model(QAbstractListModel):
    def __init__(self, words: Words) -> None:
        super().__init__()
        self.rows: Sequence[Any] = ()
        self._words = words

    def show_rows(self, rows: Sequence[Any]) -> None:
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self._words(self.rows[index.row()])
        return None


class _Delegate(QStyledItemDelegate):
    def __init__(self, model: _Model, paint: Paint, height: int) -> None:
        super().__init__(model)
        self._model, self._paint, self._height = model, paint, height

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(look().px(240), look().px(self._height))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        now = look()
        rect = QRectF(option.rect)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        view: QWidget | None = option.widget
        here = view is not None and view.hasFocus()
        painter.save()
        try:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            ground = ("focSoft" if here else "sel") if chosen else "surface"
            painter.fillRect(rect, now.colour(ground))
            self._paint(painter, rect, self._model.rows[index.row()])
            if chosen and here:
                painter.fillRect(QRectF(rect.left(), rect.top(), now.px(4), rect.height()), now.colour("foc"))
            painter.fillRect(QRectF(rect.left(), rect.bottom() - 1, rect.width(), 1), now.colour("line"))
        finally:
            painter.restore()


class BoardList(RowList):
    """Rows of one height. `opened(row)` by Enter or a click twice, `moved()` when another row is chosen.

    `same(row, row)` tells which row is the one chosen before, when others are shown.
    """

    opened = Signal(object)
    moved = Signal()

    def __init__(self, name: str, words: Words, paint: Paint, height: int, same: Callable[[Any, Any], bool]) -> None:
        super().__init__()
        self._same = same
        self.rows = _Model(words)
        self.setModel(self.rows)
        self.setItemDelegate(_Delegate(self.rows, paint, height))
        self.setAccessibleName(name)
        self.setUniformItemSizes(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setProperty("ground", "surface")
        self.doubleClicked.connect(lambda _index: self.open_chosen())
        self.selectionModel().currentChanged.connect(lambda _now, _before: self.moved.emit())

    @property
    def chosen(self) -> Any:
        """The row the keyboard is on, or None."""
        at = self.currentIndex().row()
        return self.rows.rows[at] if 0 <= at < len(self.rows.rows) else None

    def show_rows(self, rows: Sequence[Any]) -> None:
        """Show other rows; the one that was chosen stays chosen if it is still there, else its place is kept."""
        before, at = self.chosen, self.currentIndex().row()
        place = self.verticalScrollBar().value()
        self.rows.show_rows(rows)
        found = next((row for row, item in enumerate(rows) if before is not None and self._same(item, before)), -1)
        self.choose(found if found >= 0 else min(max(at, 0), len(rows) - 1))
        self.verticalScrollBar().setValue(place)
        if not rows:
            self.moved.emit()

    def choose(self, row: int) -> None:
        """Put the keyboard on a row."""
        if 0 <= row < len(self.rows.rows):
            self.setCurrentIndex(self.rows.index(row, 0))

    def open_chosen(self) -> None:
        """Open the row the keyboard is on."""
        if self.chosen is not None:
            self.opened.emit(self.chosen)

    def opens(self) -> bool:
        """Open by Enter."""
        self.open_chosen()
        return True
