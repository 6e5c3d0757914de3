"""The bundles made here, newest first: when and with whom they went, and whether a signed receipt has come back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QEvent,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QRectF,
    Qt,
    Signal,
)
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from borderpost.domain.numbers import whole
from borderpost.domain.words import N_, _, language
from ui.courier.wording import moment_words, state_of
from ui.theme.look import look
from ui.widgets.chip import paint_chip
from ui.widgets.paint import draw_text

Index = QModelIndex | QPersistentModelIndex
ROW, HEAD = 34, 30
COLUMNS = (
    (N_("Bundle"), 80),
    (N_("Made"), 140),
    (N_("Handed over"), 140),
    (N_("Courier"), 190),
    (N_("Seal"), 84),
    (N_("Expected by"), 140),
    (N_("Signed receipt"), 320),
    (N_("Records"), 84),
)
RECEIPT, RECORDS = 6, 7
DROPPED = (1, 4, 5, 2)
"""Columns that go where the window is narrow, the first one first."""


class BundleModel(QAbstractTableModel):
    """Bundles as rows."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        super().__init__()
        self._now = now
        self.bundles: tuple[Any, ...] = ()

    def show_bundles(self, bundles: tuple[Any, ...]) -> None:
        """Show other bundles."""
        self.beginResetModel()
        self.bundles = bundles
        self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:
        """Return the number of bundles."""
        return 0 if parent is not None and parent.isValid() else len(self.bundles)

    def columnCount(self, parent: Index | None = None) -> int:
        """Return the number of columns."""
        return 0 if parent is not None and parent.isValid() else len(COLUMNS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return the words of a head."""
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return _(COLUMNS[section][0])
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return the text of a cell."""
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return None
        view = self.bundles[index.row()]
        texts = (
            str(view.number),
            moment_words(view.made),
            moment_words(view.handed),
            view.courier or "–",
            view.seal_no or "–",
            moment_words(view.expected),
            self.state(index.row())[1],
            whole(view.records, language()),
        )
        return texts[index.column()]

    def state(self, row: int) -> tuple[str, str]:
        """Return (chip, words) of a bundle."""
        return state_of(self.bundles[row], self._now())


class _Cells(QStyledItemDelegate):
    """Paints rows as every list of the program does: blue with the keyboard, grey without."""

    def __init__(self, model: BundleModel, parent: QTableView) -> None:
        super().__init__(parent)
        self._model, self._table = model, parent

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw one cell."""
        now, px = look(), look().px
        rect = QRectF(option.rect)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        here = self._table.hasFocus()
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(rect, now.colour(("focSoft" if here else "sel") if chosen else "surface"))
        painter.fillRect(QRectF(rect.left(), rect.bottom() - 1, rect.width(), 1), now.colour("line"))
        if chosen and here and index.column() == 0:
            painter.fillRect(QRectF(rect.left(), rect.top(), px(4), rect.height() - 1), now.colour("foc"))
        inside = rect.adjusted(px(24) if index.column() == 0 else px(6), 0, -px(6), -1)
        text = str(index.data())
        if index.column() == RECEIPT:
            state, words = self._model.state(index.row())
            paint_chip(painter, inside, state, words)
        else:
            right = index.column() == RECORDS
            align = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
            if right:
                inside.adjust(0, 0, -px(18), 0)
            draw_text(painter, inside, text, now.font("body6" if index.column() == 0 else "body"), now.colour("text"), align)
        painter.restore()


class _Heads(QHeaderView):
    """Column heads as in every list."""

    def paintSection(self, painter: QPainter, rect: QRectF, section: int) -> None:  # type: ignore[override] # QRect in the stubs
        """Draw one head."""
        now, px = look(), look().px
        area = QRectF(rect)
        painter.fillRect(area, now.colour("canvas"))
        painter.fillRect(QRectF(area.left(), area.bottom() - 1, area.width(), 1), now.colour("border"))
        inside = area.adjusted(px(24) if section == 0 else px(6), 0, -px(24) if section == RECORDS else -px(6), 0)
        align = Qt.AlignmentFlag.AlignRight if section == RECORDS else Qt.AlignmentFlag.AlignLeft
        words = str(self.model().headerData(section, Qt.Orientation.Horizontal))
        draw_text(painter, inside, words, now.font("cap6"), now.colour("text2"), align)


class BundleTable(QTableView):
    """The list. moved: another bundle is chosen. opened: Enter on a bundle."""

    moved = Signal()
    opened = Signal()

    def __init__(self, now: Callable[[], datetime]) -> None:
        super().__init__()
        self.rows = BundleModel(now)
        self.setModel(self.rows)
        self.setItemDelegate(_Cells(self.rows, self))
        self.setHorizontalHeader(_Heads(Qt.Orientation.Horizontal, self))
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setShowGrid(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(_("Bundles made here"))
        self._fit()

    @property
    def chosen(self) -> Any:
        """The bundle the keyboard is on, or None."""
        row = self.currentIndex().row()
        return self.rows.bundles[row] if 0 <= row < len(self.rows.bundles) else None

    def show_bundles(self, bundles: tuple[Any, ...]) -> None:
        """Show other bundles and stay on the one chosen, else on the newest."""
        before = self.chosen
        self.rows.show_bundles(bundles)
        row = next((at for at, view in enumerate(bundles) if before is not None and view.id == before.id), 0)
        self.choose(row)

    def choose(self, row: int) -> None:
        """Put the keyboard on a row."""
        if 0 <= row < self.rows.rowCount():
            flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
            self.selectionModel().setCurrentIndex(self.rows.index(row, 0), flags)
        self.moved.emit()

    def currentChanged(self, current: Index, previous: Index) -> None:
        """Tell which bundle is chosen."""
        super().currentChanged(current, previous)
        if current.row() != previous.row():
            self.moved.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open by Enter; leave Left and Right to the screen."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Repaint the chosen row in blue."""
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Repaint the chosen row in grey."""
        super().focusOutEvent(event)
        self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the columns."""
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the text size."""
        if event.type() == QEvent.Type.StyleChange:
            self._fit()
        super().changeEvent(event)

    def _fit(self) -> None:
        px = look().px
        self.verticalHeader().setDefaultSectionSize(px(ROW))
        self.horizontalHeader().setFixedHeight(px(HEAD))
        wide = [px(width) + (px(18) if at == 0 else 0) for at, (_words, width) in enumerate(COLUMNS)]
        shown = set(range(len(wide)))
        room = self.viewport().width()
        for at in DROPPED:
            if sum(wide[each] for each in shown) <= room:
                break
            shown.discard(at)
        spare = max(0, room - sum(wide[each] for each in shown))
        for at, width in enumerate(wide):
            self.setColumnHidden(at, at not in shown)
            self.setColumnWidth(at, width + (spare if at == RECEIPT else 0))


def table_height(rows: int) -> int:
    """Return the height of the head and some rows."""
    return look().px(HEAD) + rows * look().px(ROW) + 1
