"""The list of accounts: icon and words for the role, and a chip where something is to be done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QAbstractItemView, QStyledItemDelegate, QStyleOptionViewItem

from borderpost.domain.words import _
from borderpost.services.people import UserView
from ui.icons import paint_icon
from ui.theme.look import look
from ui.unlock.people import ICONS
from ui.widgets.chip import chip_width, paint_chip
from ui.widgets.paint import box, draw_text
from ui.widgets.rowlist import RowList, paint_ground

Index = QModelIndex | QPersistentModelIndex
ROW = 52


def chip_of(user: UserView) -> tuple[str, str, str] | None:
    """Return (state, words, icon) of the chip of an account; None where everything is as it should be."""
    if not user.active:
        return "withdrawn", _("removed"), "ban"
    if user.missing:
        return "attention", _("lacks a key"), "lock-keyhole"
    return None


class UsersModel(QAbstractListModel):
    """Accounts in the order of the service; `roles` are the names of roles by code."""

    def __init__(self) -> None:
        super().__init__()
        self.users: tuple[UserView, ...] = ()
        self.roles: Mapping[str, str] = {}

    def show_users(self, users: Sequence[UserView], roles: Mapping[str, str]) -> None:
        """Show other accounts."""
        self.beginResetModel()
        self.users, self.roles = tuple(users), dict(roles)
        self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:
        """Return the number of accounts."""
        return 0 if parent is not None and parent.isValid() else len(self.users)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return the words for readers of the screen, the account for the delegate."""
        user = self.users[index.row()]
        if role == Qt.ItemDataRole.UserRole:
            return user
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            chip = chip_of(user)
            parts = (user.name, user.rank, user.position, self.roles.get(user.role, ""), chip[1] if chip else "")
            return ", ".join(part for part in parts if part)
        return None


class UserDelegate(QStyledItemDelegate):
    """Draws one account."""

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        """Return the height of a row."""
        return QSize(look().px(240), look().px(ROW))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw ground, icon, names, role and chip."""
        now, px = look(), look().px
        user: UserView = index.data(Qt.ItemDataRole.UserRole)
        model = index.model()
        rect = QRectF(option.rect)
        painter.save()
        try:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            paint_ground(painter, option)
            disc = QRectF(rect.left() + px(24), rect.center().y() - px(15), px(30), px(30))
            box(painter, disc, px(15), now.colour("sunken"), now.colour("line"))
            ink = "text" if user.active else "text3"
            icon = ICONS.get(user.role, "shield" if user.role == "key_officer" else "user-round")
            paint_icon(painter, disc.center(), icon, now.colour(ink), 16)
            chip = chip_of(user)
            right = rect.right() - px(16)
            if chip is not None:
                wide = chip_width(chip[0], chip[1], chip[2])
                paint_chip(painter, QRectF(right - wide, rect.top(), wide, rect.height()), *chip)
                right -= wide + px(12)
            role_at = rect.left() + max(px(280), rect.width() * 0.52)
            top = rect.center().y() - px(20)
            room = role_at - px(12) - rect.left() - px(70)
            second = " · ".join(part for part in (user.rank, user.position) if part)
            area = QRectF(rect.left() + px(70), top, room, px(20))
            draw_text(painter, area, user.name, now.font("body6"), now.colour(ink))
            draw_text(
                painter, area.translated(0, px(20)), second, now.font("sm"), now.colour("text2" if user.active else "text3")
            )
            words = model.roles.get(user.role, "") if isinstance(model, UsersModel) else ""
            area = QRectF(role_at, rect.top(), right - role_at, rect.height())
            draw_text(painter, area, words, now.font("body"), now.colour(ink))
        finally:
            painter.restore()


class UserList(RowList):
    """The list; `moved` when another account is chosen, `activated` by Enter is Qt's own."""

    moved = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.rows = UsersModel()
        self.setModel(self.rows)
        self.setItemDelegate(UserDelegate(self))
        self.setAccessibleName(_("Users"))
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setProperty("ground", "surface")

    def show_users(self, users: Sequence[UserView], roles: Mapping[str, str]) -> None:
        """Show other accounts; the chosen one stays chosen."""
        before = self.chosen
        self.rows.show_users(users, roles)
        at = next((row for row, user in enumerate(users) if before is not None and user.uid == before.uid), 0)
        if users:
            self.setCurrentIndex(self.rows.index(at, 0))

    def choose(self, uid: str) -> None:
        """Choose an account by its code."""
        for row, user in enumerate(self.rows.users):
            if user.uid == uid:
                self.setCurrentIndex(self.rows.index(row, 0))

    @property
    def chosen(self) -> UserView | None:
        """The account the keyboard is on."""
        at = self.currentIndex().row()
        return self.rows.users[at] if 0 <= at < len(self.rows.users) else None

    def currentChanged(
        self, current: QModelIndex | QPersistentModelIndex, previous: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Tell that another account is chosen."""
        super().currentChanged(current, previous)
        self.moved.emit()
