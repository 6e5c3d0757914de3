"""The rows of the command palette: what matched is set in bold, keys at the right."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from ui.icons import paint_icon
from ui.theme.look import look
from ui.widgets.keycap import cap_width, paint_cap
from ui.widgets.paint import draw_text, text_width

Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class Row:
    """A row that does something, a section head (`act` None), or a sentence (`act` None with an icon)."""

    text: str
    act: Callable[[], object] | None
    icon: str = ""
    remark: str = ""
    keys: tuple[str, ...] = ()
    spans: tuple[tuple[int, int], ...] = ()


def pieces(text: str, spans: tuple[tuple[int, int], ...]) -> list[tuple[str, bool]]:
    """Cut a text into (piece, matched)."""
    found, at = [], 0
    for start, end in spans:
        if start < at:
            continue
        found += [(text[at:start], False), (text[start:end], True)]
        at = end
    return [piece for piece in (*found, (text[at:], False)) if piece[0]]


class RowDelegate(QStyledItemDelegate):
    """Draws heads and rows."""

    def sizeHint(self, _option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return the height of a row or of a head."""
        row = index.data(Qt.ItemDataRole.UserRole)
        return QSize(look().px(200), look().px(40 if row.act is not None or row.icon else 30))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw one row."""
        row = index.data(Qt.ItemDataRole.UserRole)
        rect = QRectF(option.rect)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        try:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            if row.act is None and not row.icon:
                now, px = look(), look().px
                draw_text(painter, rect.adjusted(px(19), px(4), 0, 0), row.text, now.font("sm5"), now.colour("text2"))
            else:
                self._paint_row(painter, rect, row, chosen=chosen and row.act is not None)
        finally:
            painter.restore()

    def _paint_row(self, painter: QPainter, rect: QRectF, row: Row, *, chosen: bool) -> None:
        now, px = look(), look().px
        if chosen:
            painter.fillRect(rect, now.colour("focSoft"))
            painter.fillRect(QRectF(rect.left(), rect.top(), px(4), rect.height()), now.colour("foc"))
        middle = rect.center().y()
        paint_icon(painter, QPointF(rect.left() + px(28), middle), row.icon, now.colour("text2"), 17)
        right = rect.right() - px(19)
        caps = row.keys or (("Enter",) if chosen else ())
        for cap in reversed(caps):
            right -= cap_width(cap)
            paint_cap(painter, right, middle, cap, now.colour("text2"), now.colour("border"), now.colour("surface"))
            right -= px(4)
        at = rect.left() + px(49)
        ink = now.colour("text" if row.act is not None else "text2")
        for piece, matched in pieces(row.text, row.spans):
            font = now.font("body6" if matched else "body")
            wide = min(text_width(piece, font), max(0.0, right - at))
            draw_text(painter, QRectF(at, rect.top(), wide + 1, rect.height()), piece, font, ink)
            at += wide
        at += px(12)
        if row.remark and right - at > px(40):
            room = QRectF(at, rect.top(), right - at - px(8), rect.height())
            draw_text(painter, room, row.remark, now.font("sm"), now.colour("text2"))
