"""One cell of a form: label, editor in a box, and a sentence under it when there is one.

The cell paints the box and the ring around its borderless editor, because a style sheet has no outer outline. The focus
margin is always reserved. The sentence may run past a narrow field, up to the next cell that has a sentence of its own.
"""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtCore import QEvent, QObject, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFontMetricsF, QMoveEvent, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QComboBox, QLineEdit, QSizePolicy, QWidget

from borderpost.domain.words import _
from ui.icons import paint_icon
from ui.theme.look import look
from ui.widgets.paint import border_width, box, draw_text, margin, painting, ring, text_width
from ui.widgets.text import Text

LABEL, BOX, SENTENCE = 20, 34, 19


class CellState(StrEnum):
    """What the cell says about its value. WRONG blocks saving, REMINDER does not, UNDERSTOOD shows how input was read."""

    NORMAL = "normal"
    WRONG = "wrong"
    REMINDER = "reminder"
    UNDERSTOOD = "understood"
    READ_ONLY = "read_only"


_INKS = {CellState.WRONG: "red", CellState.REMINDER: "amb", CellState.UNDERSTOOD: "grn"}
_EDGES = {CellState.WRONG: "redLine", CellState.REMINDER: "ambLine", CellState.READ_ONLY: "line"}
_ICONS = {CellState.WRONG: "circle-alert", CellState.REMINDER: "triangle-alert"}


class FormCell(QWidget):
    """A label, an editor and what is to be said about it.

    `unit` stands at the right inside the box (`km`, `T7`); `hint` is the quiet sentence shown while nothing else is to be
    said; `lines` makes room for an editor of several lines. `focused` is emitted when the keyboard enters the cell.
    """

    focused = Signal()

    def __init__(
        self, label: str, editor: QWidget, *, required: bool = False, unit: str = "", hint: str = "", lines: int = 1
    ) -> None:
        super().__init__()
        self.editor = editor
        self.required = required
        self.state = CellState.NORMAL
        self.message = ""
        self._label, self._unit, self._hint, self._lines = label, unit, hint, lines
        self._ringed = False
        self._rows = 0
        editor.setParent(self)
        if isinstance(editor, QLineEdit):
            editor.setFrame(False)
        proxy = editor.focusProxy()
        for part in (proxy,) if proxy is not None else (editor, *editor.findChildren(QWidget)):
            if part.focusPolicy() != Qt.FocusPolicy.NoFocus:
                part.installEventFilter(self)
        self.setFocusProxy(editor)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._sentence = Text("", "sm5", "text3", wrap=True)
        self._sentence.setParent(self)
        self._sentence.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self._sentence.hide()
        self.destroyed.connect(self._sentence.deleteLater)
        self.set_label(label)
        self.set_state(CellState.NORMAL)

    @property
    def label(self) -> str:
        """The words above the box."""
        return self._label

    def set_label(self, label: str) -> None:
        """Change the words above the box and the accessible name of the editor."""
        self._label = label
        self.editor.setAccessibleName(label)
        self.update()

    def set_required(self, required: bool) -> None:
        """Show or hide the star; nothing is red before saving."""
        self.required = required
        self._describe()
        self.update()

    def set_unit(self, unit: str) -> None:
        """Change the word at the right inside the box."""
        self._unit = unit
        self._arrange()
        self.update()

    def set_state(self, state: CellState, message: str = "") -> None:
        """Say how the value stands; without a message the hint is shown."""
        self.state, self.message = state, message
        self._sentence.setText(message or self._hint)
        weight = "sm5" if state in (CellState.WRONG, CellState.REMINDER) else "sm"
        if self._sentence.role != weight:
            self._sentence.setProperty("role", weight)
        self._sentence.set_ink(_INKS.get(state, "text3") if message else "text3")
        self._describe()
        self._arrange()
        self._place_sentences()
        self.update()

    def _describe(self) -> None:
        parts = [_("Required.") if self.required else "", self.message or self._hint, self._unit]
        self.editor.setAccessibleDescription(" ".join(part for part in parts if part))

    def _box_height(self) -> int:
        px = look().px
        return px(BOX) if self._lines == 1 else px(20) * self._lines + px(14)

    def box_rect(self) -> QRectF:
        """Return the box of the editor inside the cell."""
        free = margin()
        top = (look().px(LABEL) if self._label else 0) + free
        return QRectF(free, top, self.width() - 2 * free, self._box_height())

    def sizeHint(self) -> QSize:
        """Return the size with room for the sentence, if there is one."""
        free = margin()
        wanted = self.editor.sizeHint().width() + look().px(20) + self._right_room() + 2 * free
        label = text_width(self._label, look().font("sm5")) + 2 * free + (look().px(12) if self.required else 0)
        return QSize(round(max(wanted, label)), self._height())

    def minimumSizeHint(self) -> QSize:
        """Return a narrow size: the form decides the width."""
        label = text_width(self._label, look().font("sm5")) + 2 * margin() + (look().px(12) if self.required else 0)
        return QSize(round(min(label, look().px(160))), self._height())

    def _height(self) -> int:
        label = look().px(LABEL) if self._label else 0
        return label + self._box_height() + 2 * margin() + self._rows * look().px(SENTENCE)

    def _right_room(self) -> int:
        px = look().px
        room = px(24) if self.state in _ICONS else 0
        if self._unit:
            room += round(text_width(self._unit, look().font("sm"))) + px(10)
        return room + (px(24) if isinstance(self.editor, QComboBox) else 0)

    def _arrange(self) -> None:
        px = look().px
        area = self.box_rect().toRect()
        inset = border_width()
        flat = self._lines == 1
        # A combo spans the whole box so that a click anywhere opens it; its text keeps clear of the icons by a style margin.
        right = px(24) if isinstance(self.editor, QComboBox) else self._right_room()
        self.editor.setGeometry(
            area.left() + px(10),
            area.top() + (inset if flat else px(6)),
            max(px(10), area.width() - px(20 if not right else 14) - right),
            area.height() - (2 * inset if flat else px(12)),
        )

    def _peers(self) -> list[FormCell]:
        parent = self.parentWidget()
        if parent is None:
            return []
        cells = parent.findChildren(FormCell, options=Qt.FindChildOption.FindDirectChildrenOnly)
        return [cell for cell in cells if cell is not self and cell.y() == self.y() and cell.isVisibleTo(parent)]

    def _place_sentences(self) -> None:
        self._place()
        for cell in self._peers():
            cell._place()  # noqa: SLF001 - the same class: a new sentence limits its neighbours

    def _place(self) -> None:
        """Put the sentence under the box, in the parent's coordinates, and reserve as many lines as it needs."""
        words = self._sentence.text()
        parent = self.parentWidget()
        if not words or parent is None:
            self._sentence.hide()
            self._reserve(0)
            return
        if self._sentence.parentWidget() is not parent:
            self._sentence.setParent(parent)
            # A label that moved needs the style of its new place.
            self._sentence.set_ink(self._sentence.ink)
        px = look().px
        left = self.x() + margin()
        after = [cell.x() for cell in self._peers() if cell.x() > self.x() and cell._sentence.text()]  # noqa: SLF001
        limit = min(after, default=parent.width()) - px(8)
        indent = px(20) if self.message and self.state in _ICONS else 0
        room = max(self.width() - 2 * margin(), limit - left) - indent
        font = look().font(self._sentence.role)
        bounds = QFontMetricsF(font).boundingRect(
            QRectF(0, 0, max(room, 1), 10_000), int(Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft), words
        )
        rows = max(1, round(bounds.height() / QFontMetricsF(font).lineSpacing()))
        self._reserve(rows)
        top = self.y() + round(self.box_rect().bottom()) + margin()
        height = round(bounds.height()) + 2
        self._sentence.setGeometry(QRect(left + indent, top, round(min(room, bounds.width() + 4)), height))
        self._sentence.setVisible(self.isVisible())
        self._sentence.raise_()

    def _reserve(self, rows: int) -> None:
        if rows != self._rows:
            self._rows = rows
            self.updateGeometry()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the keyboard into and out of the editor; a popup of the editor still counts as inside."""
        kind = event.type()
        if kind == QEvent.Type.FocusIn:
            self._ringed = True
            self.focused.emit()
            self.update()
        elif kind == QEvent.Type.FocusOut:
            popup = isinstance(event, QFocusEvent) and event.reason() == Qt.FocusReason.PopupFocusReason
            self._ringed = popup
            self.update()
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Arrange the editor and the sentence."""
        super().resizeEvent(event)
        self._arrange()
        self._place_sentences()

    def moveEvent(self, event: QMoveEvent) -> None:
        """Take the sentence along."""
        super().moveEvent(event)
        self._place_sentences()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the text size and the enabled state."""
        if event.type() == QEvent.Type.StyleChange:
            self._arrange()
            self._place()
            self.updateGeometry()
        super().changeEvent(event)

    def event(self, event: QEvent) -> bool:
        """Show and hide the sentence with the cell."""
        if event.type() in (QEvent.Type.Show, QEvent.Type.ParentChange):
            self._place_sentences()
        elif event.type() == QEvent.Type.Hide:
            self._sentence.hide()
        return super().event(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw label, star, box, icon, unit, arrow and ring."""
        now, px = look(), look().px
        area = self.box_rect()
        with painting(self) as painter:
            if self._label:
                label = now.font("sm5")
                room = QRectF(margin(), 0, self.width() - 2 * margin() - (px(12) if self.required else 0), px(LABEL))
                draw_text(painter, room, self._label, label, now.colour("text2"))
                if self.required:
                    at = margin() + min(text_width(self._label, label), room.width()) + px(4)
                    draw_text(painter, QRectF(at, 0, px(10), px(LABEL)), "*", now.font("sm6"), now.colour("red"))
            fill = now.colour("canvas" if self.state == CellState.READ_ONLY else "surface")
            edge = {CellState.WRONG: "redLine", CellState.REMINDER: "ambLine", CellState.READ_ONLY: "line"}.get(
                self.state, "border"
            )
            width = 2 if self.state == CellState.WRONG else border_width()
            box(painter, area, px(5), fill, now.colour(edge), width)
            if self._ringed:
                free = margin()
                ring(painter, area.adjusted(-free, -free, free, free), px(5) + free - 1)
            right = area.right() - px(8)
            middle = area.top() + px(BOX) / 2
            if isinstance(self.editor, QComboBox):
                paint_icon(painter, QPointF(right - px(8), middle), "chevron-down", now.colour("text2"), 16)
                right -= px(24)
            if self.state in _ICONS:
                paint_icon(painter, QPointF(right - px(8), middle), _ICONS[self.state], now.colour(_INKS[self.state]), 16)
                right -= px(24)
            if self._unit:
                wide = text_width(self._unit, now.font("sm"))
                draw_text(
                    painter,
                    QRectF(right - wide, area.top(), wide + 1, px(BOX)),
                    self._unit,
                    now.font("sm"),
                    now.colour("text3"),
                )
            if self.message and self.state in _ICONS and self._sentence.isVisible():
                centre = QPointF(margin() + px(8), area.bottom() + margin() + px(SENTENCE) / 2)
                paint_icon(painter, centre, _ICONS[self.state], now.colour(_INKS[self.state]), 14)
