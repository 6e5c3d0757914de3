"""Buttons: one filled button a screen, bordered ones for the rest, quiet ones without a border. Each may show its key."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QKeyEvent, QPaintEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy

from ui.icons import paint_icon
from ui.theme.look import look
from ui.widgets.keycap import cap_width, paint_cap
from ui.widgets.paint import border_width, box, draw_text, inner, margin, painting, ring, text_width

Kind = Literal["primary", "secondary", "quiet", "danger", "sealed"]
HEIGHT = 34
_INKS = {"primary": "priText", "secondary": "text", "quiet": "text", "danger": "red", "sealed": "vio"}
_EDGES = {"secondary": "border", "danger": "redLine", "sealed": "vioLine"}


class Button(QPushButton):
    """A verb, with an icon before it and the key that does the same behind it.

    The key is only shown here; the screen owns the shortcut. `trailing` puts the icon behind the words (next step).
    """

    def __init__(self, text: str, kind: Kind = "secondary", icon: str = "", key: str = "", *, trailing: bool = False) -> None:
        super().__init__(text)
        self.kind: Kind = kind
        self._icon, self._key, self._trailing = icon, key, trailing
        self._tall = HEIGHT
        self._hover = False
        self.setAutoDefault(False)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(text)

    def set_words(self, text: str) -> None:
        """Change the verb and the accessible name with it."""
        self.setText(text)
        self.setAccessibleName(text)
        self.updateGeometry()

    def set_icon_name(self, icon: str) -> None:
        """Change the icon."""
        self._icon = icon
        self.update()

    def set_height(self, base: int) -> None:
        """Change the height of the box, in px at the base size; never below 24."""
        self._tall = base
        self.updateGeometry()

    def refuse(self, reason: str) -> None:
        """Disable the button and say why: for readers of the screen here, in words beside it by the screen."""
        self.setEnabled(False)
        self.setAccessibleDescription(reason)
        self.setToolTip(reason)

    def allow(self) -> None:
        """Enable the button again."""
        self.setEnabled(True)
        self.setAccessibleDescription("")
        self.setToolTip("")

    def sizeHint(self) -> QSize:
        """Return the size of the box and its focus margin."""
        px = look().px
        width = text_width(self.text(), look().font("body5")) if self.text() else 0.0
        if self._icon:
            width += px(18) + (px(8) if self.text() else 0)
        if self._key:
            width += cap_width(self._key) + px(10)
        padding = px(14) if self.text() else px(8)
        return QSize(round(width + 2 * padding + 2 * margin()), px(self._tall) + 2 * margin())

    def minimumSizeHint(self) -> QSize:
        """Return the size below which words would be cut."""
        return self.sizeHint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Press on Enter as on Space."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.click()
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """Follow the pointer and the text size."""
        if event.type() in (QEvent.Type.HoverEnter, QEvent.Type.HoverLeave):
            self._hover = event.type() == QEvent.Type.HoverEnter
            self.update()
        elif event.type() == QEvent.Type.StyleChange:
            self.updateGeometry()
        return super().event(event)

    def _colours(self) -> tuple[QColor, QColor | None, QColor | None]:
        now = look()
        if not self.isEnabled():
            flat = self.kind == "quiet"
            return now.colour("text3"), None if flat else now.colour("sunken"), None if flat else now.colour("line")
        pressed = self.isDown() or self._hover
        edge = now.colour(_EDGES[self.kind]) if self.kind in _EDGES else None
        if self.kind == "primary":
            fill: QColor | None = now.colour("pri")
        elif self.kind == "quiet":
            fill = now.colour("sel") if pressed else None
        else:
            fill = now.colour("sel" if pressed else "surface")
        return now.colour(_INKS[self.kind]), fill, edge

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw box, icon, words, key and focus ring."""
        px = look().px
        ink, fill, edge = self._colours()
        rect = inner(self)
        with painting(self) as painter:
            box(painter, rect, px(5), fill, edge, border_width())
            if self.kind == "primary" and self.isEnabled() and (self._hover or self.isDown()):
                veil = QColor(ink)
                veil.setAlphaF(0.12)
                box(painter, rect, px(5), veil)
            if self.hasFocus():
                ring(painter, QRectF(self.rect()), px(5) + margin() - 1)
            words = look().font("body6" if self.kind == "primary" else "body5")
            wide = self.sizeHint().width() - 2 * margin() - 2 * px(14 if self.text() else 8)
            at = rect.left() + (rect.width() - wide) / 2
            middle = rect.center().y()
            if self._icon and not self._trailing:
                paint_icon(painter, QPointF(at + px(9), middle), self._icon, ink)
                at += px(18) + px(8)
            if self.text():
                length = text_width(self.text(), words)
                draw_text(painter, QRectF(at, rect.top(), length + 2, rect.height()), self.text(), words, ink)
                at += length
            if self._icon and self._trailing:
                paint_icon(painter, QPointF(at + px(8) + px(9), middle), self._icon, ink)
                at += px(8) + px(18)
            if self._key:
                soft = ink if self.kind == "primary" or not self.isEnabled() else look().colour("text2")
                capped = look().colour("border") if self.kind != "primary" and self.isEnabled() else ink
                paint_cap(painter, at + px(10), middle, self._key, soft, capped, None)


class IconButton(Button):
    """A button with an icon only; `name` is what a screen reader says and the tooltip repeats."""

    def __init__(self, icon: str, name: str, kind: Kind = "quiet") -> None:
        super().__init__("", kind, icon)
        self.setAccessibleName(name)
        self.setToolTip(name)
