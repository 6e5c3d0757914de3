"""The table of a list: fixed row height, columns that drop on narrow screens, sorting by the head, keys for whole pages."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, QPersistentModelIndex, QRectF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from borderpost.domain.fields import Choice, Count, Length, NamedField, Text
from borderpost.domain.words import _
from ui.icons import paint_icon
from ui.lists.cells import ROW, RowDelegate, column_width
from ui.lists.model import RecordModel
from ui.theme.look import look
from ui.widgets.paint import draw_text, text_width

HEAD = 32
STATE_WIDTH = 156.0
GIVES_WAY = 0.2
"""How much of its width a column of words may lose, by cutting long words, before a column is dropped."""


class Heads(QHeaderView):
    """Column heads, painted with an arrow at the column the list is sorted by."""

    def __init__(self, columns: list[NamedField], parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._columns = columns
        self.sorted_by, self.descending = -1, True
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        self.setFixedHeight(look().px(HEAD))

    def paintSection(self, painter: QPainter, rect: QRectF, section: int) -> None:  # type: ignore[override] # QRect in the stubs
        """Draw one head."""
        now, px = look(), look().px
        area = QRectF(rect)
        painter.fillRect(area, now.colour("canvas"))
        painter.fillRect(QRectF(area.left(), area.bottom() - 1, area.width(), 1), now.colour("border"))
        inside = area.adjusted(px(24) if section == 0 else px(6), 0, -px(6), 0)
        named = self._columns[section] if section < len(self._columns) else None
        right = named is not None and isinstance(named.field, (Count, Length))
        chosen = section == self.sorted_by
        words = str(self.model().headerData(section, Qt.Orientation.Horizontal))
        font = now.font("cap6")
        if chosen:
            icon = "chevron-down" if self.descending else "chevron-up"
            painter.save()
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            if right:
                inside = inside.adjusted(0, 0, -px(16), 0)
            end = inside.right() if right else inside.left() + painter.fontMetrics().horizontalAdvance(words) + px(4)
            paint_icon(painter, QRectF(end, area.top(), px(16), area.height()).center(), icon, now.colour("text"), 14)
            painter.restore()
        align = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
        draw_text(painter, inside, words, font, now.colour("text" if chosen else "text2"), align)


class RecordTable(QTableView):
    """The rows; days and numbers of `year` are shortened.

    activated_row: Enter or click twice. edited_row: F2. sort_asked(name): a head was clicked. moved: other row.
    """

    activated_row = Signal()
    edited_row = Signal()
    sort_asked = Signal(str)
    moved = Signal()

    def __init__(self, model: RecordModel, columns: list[NamedField], year: int) -> None:
        super().__init__()
        self._columns = columns
        self.rows = model
        self.setModel(model)
        self.setItemDelegate(RowDelegate(model, columns, year))
        self.heads = Heads(columns, self)
        self.setHorizontalHeader(self.heads)
        vertical = self.verticalHeader()
        vertical.hide()
        vertical.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        vertical.setDefaultSectionSize(look().px(ROW))
        self.setShowGrid(False)
        self.setMouseTracking(True)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerItem)
        self.heads.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.heads.sectionClicked.connect(self._clicked)
        self.doubleClicked.connect(lambda _index: self.activated_row.emit())

    def currentChanged(
        self, current: QModelIndex | QPersistentModelIndex, previous: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Tell which row the keyboard is on."""
        super().currentChanged(current, previous)
        if current.row() != previous.row():
            self.moved.emit()

    def choose(self, row: int) -> None:
        """Put the keyboard on a row."""
        if 0 <= row < self.rows.rowCount():
            flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
            self.selectionModel().setCurrentIndex(self.rows.index(row, 0), flags)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open by Enter, edit by F2; the arrows, PgUp, PgDn, Home and End are the table's own."""
        key = event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.activated_row.emit()
        elif key == Qt.Key.Key_F2:
            self.edited_row.emit()
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End) and not event.modifiers():
            self.choose(0 if key == Qt.Key.Key_Home else self.rows.rowCount() - 1)
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            event.ignore()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Repaint the chosen row in blue."""
        super().focusInEvent(event)
        if not self.currentIndex().isValid():
            self.choose(0)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Repaint the chosen row in grey."""
        super().focusOutEvent(event)
        self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the columns: what does not fit is dropped, the highest number first; one column takes the rest."""
        super().resizeEvent(event)
        self.fit()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the text size."""
        if event.type() == QEvent.Type.StyleChange:
            self.verticalHeader().setDefaultSectionSize(look().px(ROW))
            self.heads.setFixedHeight(look().px(HEAD))
            self.fit()
        super().changeEvent(event)

    def fit(self) -> None:
        """Give every column its width."""
        px = look().px
        wide = [self._wanted(named) + (px(18) if at == 0 else 0) for at, named in enumerate(self._columns)]
        words = {at for at, named in enumerate(self._columns) if isinstance(named.field, (Text, Choice)) and at}
        room = self.viewport().width() - px(STATE_WIDTH)
        shown = set(range(len(wide)))
        for at in sorted(shown, key=lambda each: -self._columns[each].field.listed):
            least = sum(wide[each] * (1 - GIVES_WAY if each in words else 1) for each in shown)
            if least <= room or len(shown) <= 2:
                break
            shown.discard(at)
        giving = sum(wide[at] for at in shown & words)
        lacking = sum(wide[at] for at in shown) - room
        if lacking > 0 and giving:
            wide = [round(width * (1 - lacking / giving)) if at in shown & words else width for at, width in enumerate(wide)]
        growing = [at for at in shown if isinstance(self._columns[at].field, Text) and self._columns[at].name != "number"]
        stretch = max(growing, key=lambda at: self._columns[at].field.width, default=max(shown, default=0))
        spare = room - sum(wide[at] for at in shown)
        for at in range(len(wide)):
            self.setColumnHidden(at, at not in shown)
            if at in shown:
                self.setColumnWidth(at, wide[at] + (max(0, spare) if at == stretch else 0))
        self.setColumnWidth(len(wide), px(STATE_WIDTH))

    @staticmethod
    def _wanted(named: NamedField) -> int:
        px = look().px
        head = text_width(_(named.field.label), look().font("cap6")) + px(14)
        return round(max(px(column_width(named)), min(head, px(96))))

    def _clicked(self, section: int) -> None:
        if section < len(self._columns):
            self.sort_asked.emit(self._columns[section].name)
