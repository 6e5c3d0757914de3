"""The rail: where one is, where one can go, what is due there within 24 hours, who works here, and the lock.

204 px wide; from 12 pt it is narrow, an icon over a short word, and what does not fit is reached by "More".
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QMenu, QPushButton, QSizePolicy, QWidget

from borderpost.domain.words import _, ngettext
from ui.icons import icon as qt_icon
from ui.icons import paint_icon
from ui.theme.look import look
from ui.widgets.paint import box, draw_text, painting, ring, text_width

WIDTH, NARROW = 204, 84
TOP, BOTTOM = 57, 58
PITCH, NARROW_PITCH, GAP = 33, 43, 11


@dataclass(frozen=True, slots=True)
class RailEntry:
    """One screen: key, words, short words for the narrow rail, icon, and the group it stands in (lines divide groups)."""

    key: str
    text: str
    short: str
    icon: str
    group: int = 0


class RailItem(QPushButton):
    """One row of the rail; a button that stays down while its screen is shown."""

    def __init__(self, entry: RailEntry, number: int) -> None:
        super().__init__(entry.text)
        self.entry, self.number = entry, number
        self.badge = 0
        self.numbered = False
        self._hover = False
        self.setCheckable(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.show_badge(0)

    def show_badge(self, count: int) -> None:
        """Show how many acts are due within 24 hours; 0 shows nothing."""
        self.badge = count
        due = ngettext("{n} act within 24 hours", "{n} acts within 24 hours", count).format(n=count) if count else ""
        self.setAccessibleName(self.entry.text)
        self.setAccessibleDescription(due)
        self.setToolTip(self.entry.text if look().compact else "")
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open on Enter as on Space."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """Follow the pointer."""
        if event.type() in (QEvent.Type.HoverEnter, QEvent.Type.HoverLeave):
            self._hover = event.type() == QEvent.Type.HoverEnter
            self.update()
        return super().event(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the row."""
        now, px = look(), look().px
        chosen = self.isChecked()
        ink = now.colour("railSelText" if chosen else "railText")
        rect = QRectF(self.rect())
        with painting(self) as painter:
            if chosen or self._hover:
                fill = now.colour("railSel" if chosen else "railLine")
                if chosen or not now.theme.high_contrast:
                    box(painter, rect, px(5), fill)
                else:
                    box(painter, rect, px(5), None, now.colour("railLine"))
            if chosen and not now.compact:
                box(painter, QRectF(0, px(7), px(3), rect.height() - px(14)), 1, now.colour("railMark"))
            if self.hasFocus():
                ring(painter, rect, px(5), now.colour("railFoc"))
            if now.compact:
                self._paint_narrow(painter, rect)
            elif not self.text():
                paint_icon(painter, rect.center(), self.entry.icon, ink)
            else:
                paint_icon(painter, QPointF(px(20), rect.center().y()), self.entry.icon, ink)
                room = QRectF(px(38), 0, rect.width() - px(38) - (px(30) if self.badge else px(8)), rect.height())
                draw_text(painter, room, self.text(), now.font("body6" if chosen else "body"), ink)
                self._paint_badge(painter, QPointF(rect.right() - px(21), rect.center().y()))

    def _paint_narrow(self, painter: QPainter, rect: QRectF) -> None:
        now, px = look(), look().px
        ink = now.colour("railSelText" if self.isChecked() else "railText")
        paint_icon(painter, QPointF(rect.center().x(), px(13)), self.entry.icon, ink)
        font = now.font("cap6" if self.isChecked() else "cap")
        room = QRectF(px(1), px(23), rect.width() - px(2), px(17))
        draw_text(painter, room, self.entry.short, font, ink, Qt.AlignmentFlag.AlignHCenter)
        self._paint_badge(painter, QPointF(rect.center().x() + px(17), px(10)))

    def _paint_badge(self, painter: QPainter, centre: QPointF) -> None:
        now, px = look(), look().px
        if self.numbered and self.number <= 9:
            area = QRectF(centre.x() - px(10), centre.y() - px(10), px(20), px(20))
            box(painter, area, px(4), now.colour("rail"), now.colour("railText2"))
            draw_text(painter, area, str(self.number), now.font("cap"), now.colour("railText"), Qt.AlignmentFlag.AlignHCenter)
        elif self.badge:
            words = str(self.badge) if self.badge < 100 else "99"
            wide = max(px(18), text_width(words, now.font("cap6")) + px(8))
            area = QRectF(centre.x() - wide / 2, centre.y() - px(9), wide, px(18))
            box(painter, area, px(9), now.colour("railMark"))
            colour = now.colour("rail")
            draw_text(painter, area, words, now.font("cap6"), colour, Qt.AlignmentFlag.AlignHCenter)


class Rail(QWidget):
    """The rail itself. `chosen(key)` when the person goes somewhere, `lock` when they press the lock."""

    chosen = Signal(str)
    lock = Signal()

    def __init__(self, post: str, place: str, who: str, duty: str) -> None:
        super().__init__()
        self._post, self._place, self._who, self._duty = post, place, who, duty
        self.items: list[RailItem] = []
        self._lines: list[int] = []
        self.setAccessibleName(_("Screens"))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        self._more = RailItem(RailEntry("", _("More"), _("More"), "ellipsis"), 10)
        self._more.setCheckable(False)
        self._more.setParent(self)
        self._more.clicked.connect(self._show_more)
        self._lock = RailItem(RailEntry("", _("Lock"), _("Lock"), "lock"), 10)
        self._lock.setCheckable(False)
        self._lock.setParent(self)
        self._lock.setToolTip(_("Lock (Ctrl+L)"))
        self._lock.clicked.connect(self.lock)

    def set_entries(self, entries: tuple[RailEntry, ...]) -> None:
        """Show the screens."""
        for item in self.items:
            item.deleteLater()
        self.items = [RailItem(entry, index + 1) for index, entry in enumerate(entries)]
        for item in self.items:
            item.setParent(self)
            item.clicked.connect(lambda _checked=False, key=item.entry.key: self.chosen.emit(key))
        self._arrange()

    def set_current(self, key: str) -> None:
        """Mark where one is."""
        for item in self.items:
            item.setChecked(item.entry.key == key)
        self._arrange()

    def set_badge(self, key: str, count: int) -> None:
        """Show how many acts are due within 24 hours on a screen; an unknown key is ignored (a screen of another role)."""
        for item in self.items:
            if item.entry.key == key:
                item.show_badge(count)

    def set_person(self, who: str, duty: str) -> None:
        """Show who works here."""
        self._who, self._duty = who, duty
        self.update()

    def show_numbers(self, shown: bool) -> None:
        """Show the Ctrl numbers; only while Ctrl is held, so that they never compete with the digits of Today."""
        for item in self.items:
            item.numbered = shown
            item.update()

    def sizeHint(self) -> QSize:
        """Return the width for the text size."""
        return QSize(look().px(NARROW if look().compact else WIDTH), look().px(400))

    def changeEvent(self, event: QEvent) -> None:
        """Follow the text size."""
        if event.type() == QEvent.Type.StyleChange:
            self.updateGeometry()
            self._arrange()
        super().changeEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Arrange the rows."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        px, narrow = look().px, look().compact
        self._lines = []
        at = px(TOP) + (px(3) if narrow else px(5))
        end = self.height() - px(BOTTOM)
        pitch = px(NARROW_PITCH if narrow else PITCH)
        room = max(1, (end - at) // pitch)
        fits = len(self.items) if not narrow or len(self.items) <= room else room - 1
        group = self.items[0].entry.group if self.items else 0
        for index, item in enumerate(self.items):
            item.setVisible(index < fits)
            if not narrow and item.entry.group != group:
                self._lines.append(at + px(5))
                at += px(GAP)
            group = item.entry.group
            item.setGeometry(px(6) if narrow else px(8), at, self.width() - 2 * px(6 if narrow else 8), pitch)
            at += pitch if index < fits else 0
        self._more.setVisible(fits < len(self.items))
        self._more.setGeometry(px(6), at, self.width() - px(12), pitch)
        if narrow:
            self._lock.setGeometry(px(6), self.height() - px(BOTTOM) + px(8), self.width() - px(12), pitch)
        else:
            self._lock.setGeometry(self.width() - px(44), self.height() - px(44), px(30), px(30))
        self._lock.setText("")
        self.update()

    def _show_more(self) -> None:
        menu = QMenu(self)
        for item in self.items:
            if not item.isVisible():
                words = f"{item.entry.text} ({item.badge})" if item.badge else item.entry.text
                action = menu.addAction(qt_icon(item.entry.icon), words)
                action.triggered.connect(lambda _checked=False, key=item.entry.key: self.chosen.emit(key))
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self._more.mapToGlobal(QPoint(self._more.width(), 0)))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw ground, sign, post, lines and who works here."""
        now, px = look(), look().px
        with painting(self) as painter:
            painter.fillRect(self.rect(), now.colour("rail"))
            if now.theme.dark:
                painter.fillRect(self.width() - 1, 0, 1, self.height(), now.colour("railLine"))
            for y in (px(TOP) - 1, self.height() - px(BOTTOM)):
                painter.fillRect(0, y, self.width(), 1, now.colour("railLine"))
            if now.compact:
                paint_icon(painter, QPointF(self.width() / 2, px(22)), "mark", now.colour("railMark"), 28)
                return
            for y in self._lines:
                painter.fillRect(px(14), y, self.width() - px(28), 1, now.colour("railLine"))
            paint_icon(painter, QPointF(px(32), px(27)), "mark", now.colour("railMark"), 32)
            room = self.width() - px(58) - px(8)
            draw_text(painter, QRectF(px(58), px(9), room, px(20)), self._post, now.font("sm6"), now.colour("railText"))
            draw_text(painter, QRectF(px(58), px(28), room, px(18)), self._place, now.font("cap"), now.colour("railText2"))
            top = self.height() - px(BOTTOM)
            room = self.width() - px(16) - px(50)
            draw_text(painter, QRectF(px(16), top + px(8), room, px(20)), self._who, now.font("sm6"), now.colour("railText"))
            draw_text(painter, QRectF(px(16), top + px(27), room, px(19)), self._duty, now.font("cap"), now.colour("railText2"))
            frame = QRectF(self._lock.geometry()).adjusted(0.5, 0.5, -0.5, -0.5)
            box(painter, frame, px(5), None, now.colour("railLine"))
