"""Plain texts in the roles of `ui.theme.look`. Always plain: what another machine wrote is never read as markup."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QWidget

from ui.icons import paint_icon
from ui.theme.look import look
from ui.widgets.paint import draw_text, painting


class Text(QLabel):
    """A text with a role (size and weight) and an ink (a colour token)."""

    def __init__(self, text: str = "", role: str = "body", ink: str = "text", *, wrap: bool = False) -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("role", role)
        self.setProperty("ink", ink)
        self.setWordWrap(wrap)
        self.setText(text)
        if not wrap:
            self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    @property
    def role(self) -> str:
        """The role the text is set in."""
        return str(self.property("role"))

    @property
    def ink(self) -> str:
        """The colour token of the text."""
        return str(self.property("ink"))

    def set_ink(self, ink: str) -> None:
        """Change the colour token."""
        if ink != self.ink:
            self.setProperty("ink", ink)
            self.style().unpolish(self)
            self.style().polish(self)


class ElidedText(Text):
    """One line that gives way: cut with an ellipsis instead of pushing its neighbours; the whole text is in the tooltip."""

    def __init__(
        self, text: str = "", role: str = "body", ink: str = "text", align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft
    ) -> None:
        super().__init__(text, role, ink)
        self._align = align
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def minimumSizeHint(self) -> QSize:
        """Return a width that always fits."""
        return QSize(look().px(24), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Offer the whole text as a tooltip when it is cut."""
        super().resizeEvent(event)
        self.setToolTip(self.text() if self.sizeHint().width() > self.width() + 1 else "")

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the text, cut where it does not fit."""
        with painting(self) as painter:
            draw_text(painter, QRectF(self.rect()), self.text(), look().font(self.role), look().colour(self.ink), self._align)


class SectionTitle(QWidget):
    """A section's title with its number and a quiet remark: `3  Chặng đi  mỗi ngày một dòng`."""

    def __init__(self, title: str, number: str = "", remark: str = "", right: str = "") -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(look().px(8))
        if number:
            row.addWidget(Text(number, "h3"))
        self.title = Text(title, "h3")
        row.addWidget(self.title)
        self.remark = ElidedText(remark, "sm", "text2")
        row.addWidget(self.remark, 1)
        self.right = Text(right, "sm", "text2")
        row.addWidget(self.right)
        self.right.setVisible(bool(right))

    def set_right(self, text: str) -> None:
        """Say something at the right end of the line."""
        self.right.setText(text)
        self.right.setVisible(bool(text))


class Line(QWidget):
    """A decorative line of 1 px that divides panes; it never bounds a control."""

    def __init__(self, *, vertical: bool = False, ink: str = "line") -> None:
        super().__init__()
        self._ink = ink
        if vertical:
            self.setFixedWidth(1)
        else:
            self.setFixedHeight(1)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Fill the line."""
        with painting(self) as painter:
            painter.fillRect(self.rect(), look().colour(self._ink))


class IconLabel(QWidget):
    """An icon that only repeats the words beside it."""

    def __init__(self, name: str, ink: str = "text2", size: float = 18) -> None:
        super().__init__()
        self._name, self._ink, self._size = name, ink, size
        self._fit()

    def set_icon(self, name: str, ink: str) -> None:
        """Change the icon and its colour token."""
        self._name, self._ink = name, ink
        self.update()

    def _fit(self) -> None:
        side = look().px(self._size)
        self.setFixedSize(side, side)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the text size."""
        if event.type() == QEvent.Type.StyleChange:
            self._fit()
        super().changeEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the icon."""
        with painting(self) as painter:
            paint_icon(painter, QRectF(self.rect()).center(), self._name, look().colour(self._ink), self._size)
