"""A list of words in columns: what is no register but is walked like one. Rows may be marked, carry an icon, be quiet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import (
    QAbstractTableModel,
    QEvent,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTableView

from borderpost.domain.words import _
from ui.icons import paint_icon
from ui.theme.look import look
from ui.widgets.check import paint_check
from ui.widgets.paint import draw_text, painting

ROW, HEAD = 34, 30
Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class Head:
    """A column: its words, its width in px at the base size, whether it takes what is left over and stands to the right.

    drops: when there is too little room the column of the highest number goes first; 0 always stays.
    """

    words: str
    width: float
    grows: bool = False
    right: bool = False
    drops: int = 0


@dataclass(frozen=True, slots=True)
class Row:
    """One row. marked: None where nothing can be marked. ink: the colour token of its words. icon stands before the first.

    spoken: what a reader of the screen hears besides the cells (late, protected).
    """

    cells: tuple[str, ...]
    key: str = ""
    icon: str = ""
    ink: str = "text"
    icon_ink: str = "text2"
    marked: bool | None = None
    spoken: str = ""


class _Rows(QAbstractTableModel):
    """The rows as Qt asks for them."""

    def __init__(self, heads: Sequence[Head]) -> None:
        super().__init__()
        self.heads = tuple(heads)
        self.rows: tuple[Row, ...] = ()

    def show_rows(self, rows: Sequence[Row]) -> None:
        self.beginResetModel()
        self.rows = tuple(rows)
        self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.heads)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role == Qt.ItemDataRole.DisplayRole and orientation == Qt.Orientation.Horizontal:
            return self.heads[section].words
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        row = self.rows[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return row.cells[index.column()]
        if role == Qt.ItemDataRole.AccessibleTextRole:
            mark = {True: _("marked"), False: _("not marked"), None: ""}[row.marked] if index.column() == 0 else ""
            parts = (row.cells[index.column()], mark, row.spoken if index.column() == 0 else "")
            return ", ".join(part for part in parts if part)
        return None


class _Cells(QStyledItemDelegate):
    """Draws cells: blue with a bar where the keyboard is, grey where it is not."""

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(look().px(60), look().px(ROW))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        now, px = look(), look().px
        model = index.model()
        if not isinstance(model, _Rows):
            return
        row, head = model.rows[index.row()], model.heads[index.column()]
        rect = QRectF(option.rect)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        here = option.widget.hasFocus()
        painter.save()
        try:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.fillRect(rect, now.colour(("focSoft" if here else "sel") if chosen else "surface"))
            painter.fillRect(QRectF(rect.left(), rect.bottom() - 1, rect.width(), 1), now.colour("line"))
            first = index.column() == 0
            if first and chosen and here:
                painter.fillRect(QRectF(rect.left(), rect.top(), px(4), rect.height()), now.colour("foc"))
            inside = rect.adjusted(px(16) if first else px(6), 0, -px(6), -1)
            if first and row.marked is not None:
                room = QRectF(inside.left(), inside.top(), px(18), inside.height())
                paint_check(painter, room, checked=row.marked)
                inside.setLeft(inside.left() + px(28))
            if first and row.icon:
                room = QRectF(inside.left(), inside.top(), px(18), inside.height())
                paint_icon(painter, room.center(), row.icon, now.colour(row.icon_ink), 16)
                inside.setLeft(inside.left() + px(26))
            align = Qt.AlignmentFlag.AlignRight if head.right else Qt.AlignmentFlag.AlignLeft
            font = now.font("body5" if first else "body")
            draw_text(painter, inside, row.cells[index.column()], font, now.colour(row.ink), align)
        finally:
            painter.restore()


class _Heads(QHeaderView):
    """Column heads that begin where their cells do."""

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        now, px = look(), look().px
        model = self.model()
        if not isinstance(model, _Rows):
            return
        area = QRectF(rect)
        painter.fillRect(area, now.colour("canvas"))
        painter.fillRect(QRectF(area.left(), area.bottom() - 1, area.width(), 1), now.colour("border"))
        inside = area.adjusted(px(16) if section == 0 else px(6), 0, -px(6), 0)
        head = model.heads[section]
        align = Qt.AlignmentFlag.AlignRight if head.right else Qt.AlignmentFlag.AlignLeft
        draw_text(painter, inside, head.words, now.font("cap6"), now.colour("text2"), align)


class WordList(QTableView):
    """opened(row): Enter or click twice. moved(row): another row has the keyboard. Letters and Space are left to the page.

    empty: what stands in place of rows where there are none.
    """

    opened = Signal(int)
    moved = Signal(int)

    def __init__(self, name: str, heads: Sequence[Head], empty: str = "") -> None:
        super().__init__()
        self.empty = empty
        self.model_ = _Rows(heads)
        self.setModel(self.model_)
        self.setItemDelegate(_Cells(self))
        self.setAccessibleName(name)
        vertical = self.verticalHeader()
        vertical.hide()
        vertical.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setHorizontalHeader(_Heads(Qt.Orientation.Horizontal, self))
        across = self.horizontalHeader()
        across.setSectionsClickable(False)
        across.setHighlightSections(False)
        across.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setShowGrid(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.doubleClicked.connect(lambda index: self.opened.emit(index.row()))
        self._measure()

    @property
    def rows(self) -> tuple[Row, ...]:
        """The rows shown."""
        return self.model_.rows

    @property
    def at(self) -> int:
        """The row the keyboard is on; -1 without any."""
        return self.currentIndex().row()

    def show_rows(self, rows: Sequence[Row], stay: str = "") -> None:
        """Show other rows; the keyboard stays on the row of the key, or of the one it was on, or where it was."""
        before = self.at
        wanted = stay or (self.rows[before].key if 0 <= before < len(self.rows) else "")
        self.model_.show_rows(rows)
        self.setAccessibleDescription("" if rows else self.empty)
        keys = [row.key for row in rows]
        self.choose(keys.index(wanted) if wanted and wanted in keys else min(max(before, 0), len(rows) - 1))
        self.fit()

    def choose(self, row: int) -> None:
        """Put the keyboard on a row."""
        if 0 <= row < len(self.rows):
            flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
            self.selectionModel().setCurrentIndex(self.model_.index(row, 0), flags)
            self.scrollTo(self.model_.index(row, 0))

    def currentChanged(self, current: Index, previous: Index) -> None:
        """Tell which row the keyboard is on."""
        super().currentChanged(current, previous)
        if current.isValid() and current.row() != previous.row():
            self.moved.emit(current.row())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open by Enter; leave letters, digits, Space and the sideways arrows to the page."""
        key = event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self.at >= 0:
                self.opened.emit(self.at)
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End) and not event.modifiers():
            self.choose(0 if key == Qt.Key.Key_Home else len(self.rows) - 1)
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Space) or (event.text() and event.text().isprintable()):
            event.ignore()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the rows, or say that there are none."""
        super().paintEvent(event)
        if self.empty and not self.rows:
            now, px = look(), look().px
            room = QRectF(self.viewport().rect()).adjusted(px(16), 0, -px(16), 0)
            with painting(self.viewport()) as painter:
                draw_text(painter, room, self.empty, now.font("sm"), now.colour("text2"), Qt.AlignmentFlag.AlignHCenter)

    def _measure(self) -> None:
        self.verticalHeader().setDefaultSectionSize(look().px(ROW))
        self.horizontalHeader().setFixedHeight(look().px(HEAD))

    def fit(self) -> None:
        """Give every column its width: those that grow share what is left; where there is too little, columns drop."""
        px = look().px
        heads = self.model_.heads
        room = self.viewport().width()
        shown = list(range(len(heads)))
        for at in sorted((at for at in shown if heads[at].drops), key=lambda at: -heads[at].drops):
            if sum(px(heads[each].width) for each in shown) > room:
                shown.remove(at)
        growing = [at for at in shown if heads[at].grows] or shown[-1:]
        spare = room - sum(px(heads[at].width) for at in shown)
        for at, head in enumerate(heads):
            self.setColumnHidden(at, at not in shown)
            more = spare // len(growing) if at in growing else 0
            self.setColumnWidth(at, max(px(40), px(head.width) + more))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the columns."""
        super().resizeEvent(event)
        self.fit()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Repaint the chosen row in blue, and choose one where none was."""
        super().focusInEvent(event)
        if not self.currentIndex().isValid():
            self.choose(0)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Repaint the chosen row in grey."""
        super().focusOutEvent(event)
        self.viewport().update()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the text size."""
        if event.type() == QEvent.Type.StyleChange:
            self._measure()
            self.fit()
        super().changeEvent(event)
