"""The flowing grid of a form: cells side by side as wide as their content asks, lines filled, the rest on the next line."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget

from ui.theme.look import look

GAP, LINE = 6, 8
FILL_FROM = 0.55
"""A line shorter than this part of the width keeps its own widths instead of being stretched."""


class FlowLayout(QLayout):
    """Lays cells out in lines. `set_width` gives a cell its wished width in px; without one its size hint counts.

    Without `fill` lines keep the wished widths, as buttons want it.
    """

    def __init__(self, parent: QWidget | None = None, *, fill: bool = True) -> None:
        super().__init__(parent)
        self._fill = fill
        self._items: list[QLayoutItem] = []
        self._wished: dict[int, int] = {}
        self._whole: set[int] = set()
        self.setContentsMargins(0, 0, 0, 0)

    def set_width(self, widget: QWidget, width: int, *, whole: bool = False) -> None:
        """Wish for a width in px; `whole` keeps the line for this widget alone."""
        self._wished[id(widget)] = width
        if whole:
            self._whole.add(id(widget))

    def addItem(self, item: QLayoutItem) -> None:
        """Take an item at the end."""
        self._items.append(item)

    def count(self) -> int:
        """Return how many items there are."""
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        """Return an item, or None past the end."""
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        """Take an item out, or None past the end."""
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        """Take all the width there is."""
        return Qt.Orientation.Horizontal

    def hasHeightForWidth(self) -> bool:
        """Say that the height follows the width."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height of all lines at a width."""
        return self._lay(QRect(0, 0, width, 0), move=False)

    def sizeHint(self) -> QSize:
        """Return a narrow wish; the form gives the width."""
        return self.minimumSize()

    def minimumSize(self) -> QSize:
        """Return the size of the widest single cell."""
        widths = [self._least(item) for item in self._items if self._shown(item)]
        return QSize(max(widths, default=0), self.heightForWidth(max(self.geometry().width(), max(widths, default=0))))

    def setGeometry(self, rect: QRect) -> None:
        """Place the cells."""
        super().setGeometry(rect)
        self._lay(rect, move=True)

    @staticmethod
    def _shown(item: QLayoutItem) -> bool:
        widget = item.widget()
        return widget is not None and not widget.isHidden()

    @staticmethod
    def _least(item: QLayoutItem) -> int:
        return min(item.minimumSize().width(), 200)

    def _wish(self, item: QLayoutItem) -> int:
        return self._wished.get(id(item.widget()), item.sizeHint().width())

    def _lines(self, width: int) -> list[list[QLayoutItem]]:
        lines: list[list[QLayoutItem]] = []
        used = width + 1
        alone = False
        for item in self._items:
            if not self._shown(item):
                continue
            wish = self._wish(item)
            whole = id(item.widget()) in self._whole
            if not lines or alone or whole or used + look().px(GAP) + wish > width:
                lines.append([])
                used = 0
            alone = whole
            lines[-1].append(item)
            used += wish + (look().px(GAP) if len(lines[-1]) > 1 else 0)
        return lines

    def _widths(self, line: list[QLayoutItem], width: int) -> list[int]:
        gaps = look().px(GAP) * (len(line) - 1)
        wished = [self._wish(item) for item in line]
        total = sum(wished)
        room = width - gaps
        if len(line) == 1 and id(line[0].widget()) in self._whole:
            return [width]
        if total > room or (self._fill and total >= room * FILL_FROM):
            shared = [wish * room // total for wish in wished]
            shared[-1] += room - sum(shared)
            return shared
        return wished

    def _lay(self, rect: QRect, *, move: bool) -> int:
        top = rect.top()
        for number, line in enumerate(self._lines(rect.width())):
            top += look().px(LINE) if number else 0
            left, tall = rect.left(), 0
            for item, wide in zip(line, self._widths(line, rect.width()), strict=True):
                widget = item.widget()
                wants = widget is not None and widget.hasHeightForWidth()
                high = item.heightForWidth(wide) if wants else item.sizeHint().height()
                if move:
                    item.setGeometry(QRect(QPoint(left, top), QSize(wide, high)))
                left += wide + look().px(GAP)
                tall = max(tall, high)
            top += tall
        return top - rect.top()
