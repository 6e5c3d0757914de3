"""The table of figures: one row for at most two units, breakdowns folded in, every number a way to its records."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFocusEvent, QFont, QKeyEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from borderpost.domain.figures import FigureRow, Figures
from borderpost.domain.words import N_, _
from borderpost.services.report_rows import split
from ui.icons import paint_icon
from ui.reporting.speech import gap_words, label_words, pair_words, trend, unit_words
from ui.theme.look import look
from ui.widgets.paint import draw_text, text_width

ROW, HEAD = 34, 30
HEADS = (
    N_("Code"),
    N_("Indicator"),
    N_("Unit"),
    N_("This period"),
    N_("Period before"),
    N_("Last year"),
    N_("Against last year"),
)
CODE, LABEL, UNIT, THIS, BEFORE, LAST, GAP = range(7)
_WIDTHS = {CODE: 60, UNIT: 122, THIS: 98, BEFORE: 84, LAST: 84, GAP: 112}

_DROPPED = (BEFORE, GAP)
"""What gives way to large text, first to last; the unit and last year always stay."""
LEAST_LABEL = 170


@dataclass(frozen=True, slots=True)
class Shown:
    """One row as shown. `places` are its measures in the whole row; `first` is the first row of its indicator."""

    row: FigureRow
    places: tuple[int, ...]
    first: bool
    detail: bool
    parts: int = 0
    open: bool = False


def rows_of(figures: Figures, opened: Collection[str]) -> list[Shown]:
    """Return the rows to show: every indicator, and of the opened ones the parts that hold a number in any window."""
    parts: dict[str, list[FigureRow]] = {}
    for row in figures.rows:
        code, dot, _rest = row.code.partition(".")
        if dot and any((*row.this, *row.previous, *row.last_year)):
            parts.setdefault(code, []).append(row)
    found: list[Shown] = []
    for row in figures.rows:
        if "." in row.code:
            continue
        own = parts.get(row.code, [])
        is_open = row.code in opened
        for at, (part, places) in enumerate(split(row)):
            found.append(Shown(part, places, at == 0, detail=False, parts=len(own) if at == 0 else 0, open=is_open))
        if is_open:
            found += [
                Shown(part, places, at == 0, detail=True) for each in own for at, (part, places) in enumerate(split(each))
            ]
    return found


class FigureModel(QAbstractTableModel):
    """Figures as a table; texts as data, so that readers of the screen find them."""

    def __init__(self) -> None:
        super().__init__()
        self.figures: Figures | None = None
        self.rows: list[Shown] = []
        self.broken: frozenset[str] = frozenset()
        self._opened: set[str] = set()

    def show_figures(self, figures: Figures) -> None:
        """Show figures; what was unfolded stays so."""
        self.beginResetModel()
        self.figures = figures
        self.broken = frozenset(check.indicator for check in figures.checks if not check.holds)
        self.rows = rows_of(figures, self._opened)
        self.endResetModel()

    def fold(self, code: str, *, open_: bool) -> None:
        """Unfold or fold the breakdowns of an indicator."""
        (self._opened.add if open_ else self._opened.discard)(code)
        if self.figures is not None:
            self.show_figures(self.figures)

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex | None = None) -> int:
        """Return the number of rows."""
        return 0 if parent is not None and parent.isValid() else len(self.rows)

    def columnCount(self, parent: QModelIndex | QPersistentModelIndex | None = None) -> int:
        """Return the number of columns."""
        return 0 if parent is not None and parent.isValid() else len(HEADS)

    def text(self, shown: Shown, column: int) -> str:
        """Return the words of a cell."""
        row = shown.row
        if column == CODE:
            return row.code if shown.first and not shown.detail else ""
        if column == LABEL:
            return label_words(row)
        if column == UNIT:
            return unit_words(row)
        if column == GAP:
            return gap_words(row)
        return pair_words(row, {THIS: row.this, BEFORE: row.previous, LAST: row.last_year}[column])

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return the words of a cell, also as its tooltip and accessible text."""
        if not index.isValid() or role not in (
            Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole
        ):  # fmt: skip
            return None
        shown = self.rows[index.row()]
        words = self.text(shown, index.column())
        if role == Qt.ItemDataRole.AccessibleTextRole and index.column() == THIS and shown.row.code in self.broken:
            words += ", " + _("a check does not hold")
        return words

    def headerData(self, section: int, _orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return the head of a column."""
        return _(HEADS[section]) if role == Qt.ItemDataRole.DisplayRole else None


def two_lines(words: str, font: QFont, width: float) -> tuple[str, str]:
    """Break a long name at the last blank that fits; the second line is cut where it is drawn."""
    parts = words.split(" ")
    at = next((n for n in range(len(parts) - 1, 0, -1) if text_width(" ".join(parts[:n]), font) <= width), 1)
    return " ".join(parts[:at]), " ".join(parts[at:])


class _Delegate(QStyledItemDelegate):
    """Paints a cell: selected blue while the keyboard is here, a failed check red with its icon, trends by icon and sign."""

    def __init__(self, model: FigureModel) -> None:
        super().__init__(model)
        self._model = model

    def sizeHint(self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex) -> QSize:
        """Return the height of a row."""
        return QSize(look().px(60), look().px(ROW))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        """Draw one cell."""
        now, px = look(), look().px
        view: QWidget | None = option.widget
        rect = QRectF(option.rect)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        here = view is not None and view.hasFocus()
        ground = ("focSoft" if here else "sel") if chosen else "surface"
        painter.fillRect(rect, now.colour(ground))
        painter.fillRect(QRectF(rect.left(), rect.bottom() - 1, rect.width(), 1), now.colour("line"))
        column = index.column()
        if column == CODE and chosen and here:
            painter.fillRect(QRectF(rect.left(), rect.top(), px(4), rect.height()), now.colour("foc"))
        shown = self._model.rows[index.row()]
        words = self._model.text(shown, column)
        inside = rect.adjusted(px(24) if column == CODE else px(6), 0, -(px(12) if column == GAP else px(6)), -1)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if column == CODE:
            draw_text(painter, inside, words, now.font("sm"), now.colour("text2"))
        elif column in (LABEL, UNIT):
            self._paint_label(painter, inside, shown, words, column)
        else:
            self._paint_number(painter, inside, shown, words, column)
        painter.restore()

    @staticmethod
    def _paint_label(painter: QPainter, inside: QRectF, shown: Shown, words: str, column: int) -> None:
        now, px = look(), look().px
        quiet = column == UNIT or shown.detail or not shown.first
        if column == LABEL:
            if shown.parts:
                icon = "chevron-down" if shown.open else "chevron-right"
                middle = QRectF(inside.left(), inside.top(), px(14), inside.height()).center()
                paint_icon(painter, middle, icon, now.colour("text2"), 14)
            inside = inside.adjusted(px(18) + (px(14) if shown.detail or shown.row.level else 0), 0, 0, 0)
        font = now.font("sm" if column == UNIT or shown.detail else "body")
        colour = now.colour("text2" if quiet else "text")
        if column == LABEL and text_width(words, font) > inside.width():
            first, second = two_lines(words, now.font("cap"), inside.width())
            half = inside.height() / 2
            draw_text(painter, inside.adjusted(0, 1, 0, -half), first, now.font("cap"), colour)
            draw_text(painter, inside.adjusted(0, half - 1, 0, 0), second, now.font("cap"), colour)
        else:
            draw_text(painter, inside, words, font, colour)

    def _paint_number(self, painter: QPainter, inside: QRectF, shown: Shown, words: str, column: int) -> None:
        now, px = look(), look().px
        right = Qt.AlignmentFlag.AlignRight
        role = "body6" if column == THIS and not shown.detail else "body"
        ink = "text"
        icon = ""
        if column == THIS and shown.first and shown.row.code in self._model.broken:
            ink, icon = "red", "circle-alert"
        elif column == THIS and shown.row.missing:
            icon = "triangle-alert"
        elif column == GAP:
            icon = trend(shown.row)
        draw_text(painter, inside, words, now.font(role), now.colour(ink), right)
        if icon:
            wide = min(painter.fontMetrics().horizontalAdvance(words), inside.width() - px(18))
            middle = QRectF(inside.right() - wide - px(22), inside.top(), px(16), inside.height()).center()
            colour = "red" if ink == "red" else "amb" if icon == "triangle-alert" else "text2"
            paint_icon(painter, middle, icon, now.colour(colour), 16)


class _Heads(QHeaderView):
    """Painted heads."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setFixedHeight(look().px(HEAD))
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)

    def paintSection(self, painter: QPainter, rect: QRectF, section: int) -> None:  # type: ignore[override] # QRect in the stubs
        """Draw one head."""
        now, px = look(), look().px
        area = QRectF(rect)
        painter.fillRect(area, now.colour("canvas"))
        painter.fillRect(QRectF(area.left(), area.bottom() - 1, area.width(), 1), now.colour("border"))
        left = px(24) if section == CODE else px(24) if section == LABEL else px(6)
        inside = area.adjusted(left, 0, -(px(12) if section == GAP else px(6)), 0)
        align = Qt.AlignmentFlag.AlignRight if section >= THIS else Qt.AlignmentFlag.AlignLeft
        draw_text(painter, inside, _(HEADS[section]), now.font("cap6"), now.colour("text2"), align)


class FigureTable(QTableView):
    """The rows. asked: Enter or a click twice on a number. moved: another row."""

    asked = Signal()
    moved = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.rows = FigureModel()
        self.setModel(self.rows)
        self.setItemDelegate(_Delegate(self.rows))
        self.setHorizontalHeader(_Heads(self))
        self.setAccessibleName(_("Figures of the period"))
        vertical = self.verticalHeader()
        vertical.hide()
        vertical.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        vertical.setDefaultSectionSize(look().px(ROW))
        self.setShowGrid(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerItem)
        self.doubleClicked.connect(lambda _index: self.asked.emit())

    def show_figures(self, figures: Figures) -> None:
        """Show figures and keep the row."""
        at = max(0, self.currentIndex().row())
        self.rows.show_figures(figures)
        self.choose(min(at, self.rows.rowCount() - 1))

    def choose(self, row: int) -> None:
        """Put the keyboard on a row."""
        if 0 <= row < self.rows.rowCount():
            flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
            self.selectionModel().setCurrentIndex(self.rows.index(row, THIS), flags)

    def current(self) -> Shown | None:
        """Return the row the keyboard is on."""
        index = self.currentIndex()
        return self.rows.rows[index.row()] if index.isValid() and index.row() < len(self.rows.rows) else None

    def fold(self, *, open_: bool) -> None:
        """Unfold or fold the indicator the keyboard is on, and stay on it."""
        shown = self.current()
        if shown is None:
            return
        code = shown.row.code.partition(".")[0]
        self.rows.fold(code, open_=open_)
        self.choose(next(at for at, item in enumerate(self.rows.rows) if item.row.code == code))

    def currentChanged(
        self, current: QModelIndex | QPersistentModelIndex, previous: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Tell that another row was reached."""
        super().currentChanged(current, previous)
        self.moved.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open by Enter, unfold by Right, fold by Left; all other keys belong to the screen."""
        key = event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.asked.emit()
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right) and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.fold(open_=key == Qt.Key.Key_Right)
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self.choose(0 if key == Qt.Key.Key_Home else self.rows.rowCount() - 1)
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            super().keyPressEvent(event)
        else:
            event.ignore()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Repaint the chosen row in blue."""
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Repaint the chosen row in grey."""
        super().focusOutEvent(event)
        self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the columns: the indicator takes the rest; where that is too little the least telling columns give way."""
        super().resizeEvent(event)
        px = look().px
        taken = {column: round(px(width)) for column, width in _WIDTHS.items()}
        dropped = list(_DROPPED)
        while dropped and self.viewport().width() - sum(taken.values()) < px(LEAST_LABEL):
            del taken[dropped.pop(0)]
        for column in _WIDTHS:
            self.setColumnHidden(column, column not in taken)
            self.setColumnWidth(column, taken.get(column, 0))
        self.setColumnWidth(LABEL, max(round(px(120)), self.viewport().width() - sum(taken.values())))
