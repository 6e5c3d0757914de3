"""The rows of Today: heads of groups, acts with their clocks, and what was done. A digit opens one of the first nine."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QPainter
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from borderpost.domain.words import N_, _
from borderpost.services.board import Board, Due
from ui.icons import paint_icon
from ui.theme.look import look
from ui.widgets.clock import paint_clock
from ui.widgets.keycap import paint_cap
from ui.widgets.paint import draw_text, text_width
from ui.widgets.rowlist import RowList

Index = QModelIndex | QPersistentModelIndex
HEAD, ROW, DONE = 30, 48, 29
DIGITS = 9
GROUPS = {
    "overdue": (
        "triangle-alert",
        "red",
        N_("Overdue, and to be done at once"),
        N_("can still be written; note why it is late"),
    ),
    "soon": ("hourglass", "amb", N_("Within 24 hours"), N_("by hours left")),
    "later": ("clock", "text", N_("After 24 hours"), ""),
    "waiting": ("pause", "sla", N_("Waiting for others"), ""),
    "done": ("circle-check", "grn", N_("Done in this shift"), ""),
}
"""Code of a group → (icon, colour token, words, remark at the right)."""


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a group."""

    code: str
    count: int
    shown: int = 0

    @property
    def remark(self) -> str:
        """Words at the right: that only the most urgent are here, or what the group is about."""
        if self.shown < self.count:
            return _("the {shown} most urgent are shown; the rest is in the registers").format(shown=self.shown)
        remark = GROUPS[self.code][3]
        return _(remark) if remark else ""


@dataclass(frozen=True, slots=True)
class Act:
    """One act; `digit` is 0 for those no digit opens."""

    due: Due
    digit: int

    @property
    def finished(self) -> bool:
        """Whether this closes the list as done."""
        return self.due.urgency == "done"


def rows_of(board: Board) -> tuple[Head | Act, ...]:
    """Flatten a board into rows; the first nine acts that are not done get a digit."""
    found: list[Head | Act] = []
    digit = 0
    for group in board.groups:
        found.append(Head(group.code, group.total, len(group.items)))
        for due in group.items:
            counted = digit < DIGITS and group.code != "done"
            digit += counted
            found.append(Act(due, digit if counted else 0))
    return tuple(found)


class ActsModel(QAbstractListModel):
    """The rows in order; heads cannot be chosen."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: tuple[Head | Act, ...] = ()

    def show_rows(self, rows: tuple[Head | Act, ...]) -> None:
        """Show other rows."""
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:
        """Return the number of rows, heads included."""
        return 0 if parent is not None and parent.isValid() else len(self.rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return the whole sentence for readers of the screen, the row for the delegate."""
        row = self.rows[index.row()]
        if role == Qt.ItemDataRole.UserRole:
            return row
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            if isinstance(row, Head):
                return f"{_(GROUPS[row.code][2])}: {row.count}"
            due = row.due
            return ", ".join(part for part in (due.left, due.due, due.title, due.detail, due.number, due.who) if part)
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Let only acts be chosen."""
        if isinstance(self.rows[index.row()], Head):
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable


class ActDelegate(QStyledItemDelegate):
    """Draws heads and acts."""

    def sizeHint(self, _option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return the height of a head, of an act, or of what was done."""
        row = index.data(Qt.ItemDataRole.UserRole)
        height = HEAD if isinstance(row, Head) else DONE if row.finished else ROW
        return QSize(look().px(240), look().px(height))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw one row."""
        row = index.data(Qt.ItemDataRole.UserRole)
        rect = QRectF(option.rect)
        painter.save()
        try:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            if isinstance(row, Head):
                _paint_head(painter, rect, row)
            else:
                _paint_ground(painter, rect, option)
                _paint_act(painter, rect, row)
        finally:
            painter.restore()


def _paint_head(painter: QPainter, rect: QRectF, head: Head) -> None:
    now, px = look(), look().px
    icon, ink, words, _remark = GROUPS[head.code]
    remark = head.remark
    painter.fillRect(rect, now.colour("canvas"))
    painter.fillRect(QRectF(rect.left(), rect.bottom() - 1, rect.width(), 1), now.colour("line"))
    paint_icon(painter, QPointF(rect.left() + px(31), rect.center().y()), icon, now.colour(ink), 15)
    font = now.font("sm6")
    left = rect.left() + px(70)
    wide = text_width(_(words), font)
    draw_text(painter, QRectF(left, rect.top(), wide + 1, rect.height()), _(words), font, now.colour(ink))
    count = str(head.count)
    at = left + wide + px(8)
    draw_text(painter, QRectF(at, rect.top(), text_width(count, font) + 1, rect.height()), count, font, now.colour("text2"))
    right = QRectF(at + px(30), rect.top(), rect.right() - px(16) - at - px(30), rect.height())
    if remark and text_width(remark, now.font("sm")) <= right.width():
        draw_text(painter, right, remark, now.font("sm"), now.colour("text3"), Qt.AlignmentFlag.AlignRight)


def _paint_ground(painter: QPainter, rect: QRectF, option: QStyleOptionViewItem) -> None:
    now = look()
    chosen = bool(option.state & QStyle.StateFlag.State_Selected)
    view = option.widget
    here = view.hasFocus()
    hover = bool(option.state & QStyle.StateFlag.State_MouseOver)
    ground = ("focSoft" if here else "sel") if chosen else "canvas" if hover else "surface"
    painter.fillRect(rect, now.colour(ground))
    if chosen and here:
        painter.fillRect(QRectF(rect.left(), rect.top(), now.px(4), rect.height()), now.colour("foc"))
    painter.fillRect(QRectF(rect.left(), rect.bottom() - 1, rect.width(), 1), now.colour("line"))


def _paint_act(painter: QPainter, rect: QRectF, act: Act) -> None:
    now, px = look(), look().px
    due = act.due
    if act.digit:
        inks = (now.colour("text2"), now.colour("border"), now.colour("surface"))
        paint_cap(painter, rect.left() + px(24), rect.center().y(), str(act.digit), *inks)
    narrow = rect.width() < px(720)
    left, middle = rect.left() + px(70), rect.left() + px(276 if not narrow else 262)
    right = rect.right() - (px(134) if not narrow else px(12))
    room = right - px(12) - middle
    if act.finished:
        line = QRectF(0, rect.top(), 0, rect.height())
        paint_icon(painter, QPointF(left + px(8), rect.center().y()), "check", now.colour("grn"), 15)
        _text(painter, line, left + px(24), middle - left - px(30), due.left, now.font("sm"), "text2")
        words = due.title if not narrow else f"{due.title} · {due.number}"
        _text(painter, line, middle, room, words, now.font("sm"), "text2")
        if not narrow:
            _text(painter, line, right, rect.right() - right - px(8), due.number, now.font("sm"), "text2")
        return
    paint_clock(painter, QRectF(left, rect.top(), middle - left - px(8), rect.height()), due.urgency, due.left, due.due)
    top = rect.center().y() - px(19)
    first, second = QRectF(0, top, 0, px(20)), QRectF(0, top + px(19), 0, px(19))
    detail = due.detail if not narrow else " · ".join(part for part in (due.number, due.who, due.detail) if part)
    _text(painter, first, middle, room, due.title, now.font("body6"), "text")
    _text(painter, second, middle, room, detail, now.font("sm"), "text2")
    if not narrow:
        _text(painter, first, right, rect.right() - right - px(8), due.number, now.font("body5"), "text")
        _text(painter, second, right, rect.right() - right - px(8), due.who, now.font("sm"), "text2")


def _text(painter: QPainter, line: QRectF, left: float, width: float, text: str, font: QFont, ink: str) -> None:
    draw_text(painter, QRectF(left, line.top(), max(width, 0), line.height()), text, font, look().colour(ink))


class ActList(RowList):
    """The list. `opened(act)` by Enter, by a click twice, or by its digit."""

    opened = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.rows = ActsModel()
        self.setModel(self.rows)
        self.setItemDelegate(ActDelegate(self))
        self.setAccessibleName(_("What is due"))
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setMouseTracking(True)
        self.setProperty("ground", "surface")
        self.doubleClicked.connect(lambda _index: self.open_chosen())

    def show_rows(self, rows: tuple[Head | Act, ...]) -> None:
        """Show other rows; the act that was chosen stays chosen if it is still there."""
        before = self.chosen
        place = self.verticalScrollBar().value()
        self.rows.show_rows(rows)
        acts = [at for at, row in enumerate(rows) if isinstance(row, Act)]
        same = [at for at in acts if before is not None and _same(rows[at], before)]
        if same or acts:
            self.setCurrentIndex(self.rows.index((same or acts)[0], 0))
        self.verticalScrollBar().setValue(place)

    @property
    def chosen(self) -> Act | None:
        """The act the keyboard is on."""
        at = self.currentIndex().row()
        row = self.rows.rows[at] if 0 <= at < len(self.rows.rows) else None
        return row if isinstance(row, Act) else None

    def open_chosen(self) -> None:
        """Open the act the keyboard is on."""
        if self.chosen is not None:
            self.opened.emit(self.chosen)

    def open_digit(self, digit: int) -> bool:
        """Open the act with this digit; False when there is none."""
        for at, row in enumerate(self.rows.rows):
            if isinstance(row, Act) and row.digit == digit:
                self.setCurrentIndex(self.rows.index(at, 0))
                self.opened.emit(row)
                return True
        return False

    def opens(self) -> bool:
        """Open by Enter."""
        self.open_chosen()
        return True


def _same(row: Head | Act, other: Act) -> bool:
    return isinstance(row, Act) and (row.due.code, row.due.record_id, row.due.number) == (
        other.due.code,
        other.due.record_id,
        other.due.number,
    )
