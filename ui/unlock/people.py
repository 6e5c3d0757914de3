"""The list of people who may unlock: a name, rank and duty, an icon for the role. Typing finds a name without accents."""

from __future__ import annotations

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFocusEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from borderpost.domain.text import fold
from ui.icons import paint_icon
from ui.theme.look import look
from ui.unlock.lobby import LobbyUser
from ui.widgets.paint import box, draw_text, painting

ROW = 45
ICONS = {
    "commander": "star",
    "victim_officer": "heart-handshake",
    "administrator": "settings",
    "guard": "user-round",
}
Index = QModelIndex | QPersistentModelIndex


class PeopleModel(QAbstractListModel):
    """The people in the order given."""

    def __init__(self, users: tuple[LobbyUser, ...]) -> None:
        super().__init__()
        self.users = users

    def rowCount(self, parent: Index | None = None) -> int:
        """Return the number of people."""
        return 0 if parent is not None and parent.isValid() else len(self.users)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return name and duty for readers of the screen, the person for the delegate."""
        user = self.users[index.row()]
        if role == Qt.ItemDataRole.UserRole:
            return user
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return f"{user.name}, {user.rank_position}"
        return None


class PersonDelegate(QStyledItemDelegate):
    """Draws one person."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: ARG002 - Qt's signature
        """Return the height of a row."""
        return QSize(look().px(200), look().px(ROW))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw icon, name, duty, and the tick of the chosen one; blue only while the keyboard is in the list."""
        now, px = look(), look().px
        user = index.data(Qt.ItemDataRole.UserRole)
        state = option.state
        rect = QRectF(option.rect)
        view = option.widget
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        here = view.hasFocus()
        painter.save()
        try:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            if chosen:
                painter.fillRect(rect, now.colour("focSoft" if here else "sel"))
                painter.fillRect(QRectF(rect.left(), rect.top(), px(4), rect.height()), now.colour("foc" if here else "pri"))
            painter.fillRect(QRectF(rect.left(), rect.bottom() - 1, rect.width(), 1), now.colour("line"))
            middle = rect.center().y()
            disc = QRectF(rect.left() + px(17), middle - px(15), px(30), px(30))
            edge = now.colour("pri" if chosen else "line")
            box(painter, disc, px(15), now.colour("surface" if chosen else "sunken"), edge, 1.5 if chosen else 1)
            paint_icon(
                painter, disc.center(), ICONS.get(user.role, "user-round"), now.colour("text" if chosen else "text2"), 16
            )
            left = rect.left() + px(61)
            room = rect.right() - left - px(48)
            draw_text(painter, QRectF(left, middle - px(20), room, px(20)), user.name, now.font("body6"), now.colour("text"))
            second = QRectF(left, middle - px(1), room, px(19))
            draw_text(painter, second, user.rank_position, now.font("sm"), now.colour("text2"))
            if chosen:
                paint_icon(painter, QPointF(rect.right() - px(26), middle), "check", now.colour("pri"), 18)
        finally:
            painter.restore()


class PeopleList(QListView):
    """The list, at most five rows high; more people scroll."""

    def __init__(self, users: tuple[LobbyUser, ...]) -> None:
        super().__init__()
        self._people = PeopleModel(users)
        self._typed = ""
        self.setModel(self._people)
        self.setItemDelegate(PersonDelegate(self))
        self.setUniformItemSizes(True)
        self.setTabKeyNavigation(False)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setViewportMargins(1, 1, 1, 1)

    def choose(self, row: int) -> None:
        """Choose a person."""
        self.setCurrentIndex(self._people.index(row, 0))

    @property
    def person(self) -> LobbyUser | None:
        """The chosen person."""
        found = self.currentIndex().data(Qt.ItemDataRole.UserRole)
        return found if isinstance(found, LobbyUser) else None

    def sizeHint(self) -> QSize:
        """Return the height of the rows shown."""
        return QSize(look().px(464), look().px(ROW) * max(1, min(3 if look().points >= 14 else 5, len(self._people.users))) + 2)

    def keyboardSearch(self, search: str) -> None:
        """Go to the next name with a part that begins like what is typed, without accents."""
        wanted = fold(search)
        users = self._people.users
        start = self.currentIndex().row()
        for by in range(1, len(users) + 1):
            at = (start + by) % len(users)
            if any(part.startswith(wanted) for part in fold(users[at].name).split()):
                self.choose(at)
                return

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Repaint the chosen row in blue."""
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Repaint the chosen row in grey."""
        super().focusOutEvent(event)
        self.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the rows and the edge around them."""
        super().paintEvent(event)
        with painting(self.viewport()) as painter:
            box(painter, QRectF(self.viewport().rect()), 0, None, look().colour("border"))
