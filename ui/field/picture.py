"""The picture of links: boxes in layers with lines between them. Everything it shows stands in the lists beside it too."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from borderpost.domain.words import _
from borderpost.services.ring_view import RINGS, Edge, Node, RingView
from ui.icons import paint_icon
from ui.theme.look import look
from ui.widgets.paint import box, draw_text, painting, ring, text_width

CELL = (152, 100)
BOX = (140, 54)
_MOVES = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}


class LinkPicture(QWidget):
    """Arrows go to the nearest box that way. moved(node): another one is chosen. opened(node): Enter or click twice."""

    moved = Signal(int)
    opened = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.view: RingView | None = None
        self.node, self.edge = 0, -1
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(_("Picture of the links"))

    def show_view(self, view: RingView) -> None:
        """Draw another picture."""
        self.view, self.node, self.edge = view, 0, -1
        self._tell()
        self.updateGeometry()

    def choose(self, node: int, edge: int = -1) -> None:
        """Mark a box, and of its lines one or none."""
        self.node, self.edge = node, edge
        self._tell()

    def _tell(self) -> None:
        node = self._chosen()
        self.setAccessibleDescription("" if node is None else f"{node.title}, {node.detail}".strip(", "))
        self.update()

    def _chosen(self) -> Node | None:
        view = self.view
        return view.nodes[self.node] if view is not None and self.node < len(view.nodes) else None

    # --- geometry -----------------------------------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        """Return the room every box needs to be read."""
        px = look().px
        across, down = (1, 1) if self.view is None else (self.view.columns, self.view.rows)
        return QSize(px(CELL[0] * across + 16), px(CELL[1] * down + 8))

    def minimumSizeHint(self) -> QSize:
        """Return the same: a smaller window scrolls."""
        return self.sizeHint()

    def _centre(self, node: Node) -> QPointF:
        return self._at(node.x, node.y)

    def _at(self, x: float, y: float) -> QPointF:
        px = look().px
        view = self.view
        across, down = (1, 1) if view is None else (view.columns, view.rows)
        wide = min(max(px(CELL[0]), (self.width() - px(16)) / across), px(CELL[0] * 1.6))
        high = min(max(px(CELL[1]), self.height() / down), px(CELL[1] * 1.4))
        left, top = (self.width() - wide * across) / 2, (self.height() - high * down) / 2
        return QPointF(left + (x + 0.5) * wide, top + (y + 0.5) * high)

    def area_of(self, at: int) -> QRectF:
        """Return where a box stands."""
        if self.view is None or not 0 <= at < len(self.view.nodes):
            return QRectF()
        px, centre = look().px, self._centre(self.view.nodes[at])
        return QRectF(centre.x() - px(BOX[0]) / 2, centre.y() - px(BOX[1]) / 2, px(BOX[0]), px(BOX[1]))

    # --- the keyboard -------------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk by arrows, open by Enter; the rest is the page's."""
        key = Qt.Key(event.key())
        if key in _MOVES and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._walk(*_MOVES[key])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit(self.node)
        else:
            super().keyPressEvent(event)

    def _walk(self, across: int, down: int) -> None:
        here = self._chosen()
        if here is None or self.view is None:
            return
        found = []
        for at, node in enumerate(self.view.nodes):
            dx, dy = node.x - here.x, node.y - here.y
            ahead, aside = (dx * across, abs(dy)) if across else (dy * down, abs(dx))
            if ahead > 0:
                found.append((ahead + 3 * aside if across else 3 * ahead + aside, at))
        if found:
            self.moved.emit(min(found)[1])

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the box under the pointer."""
        found = self._under(event.position())
        if found >= 0:
            self.moved.emit(found)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Open the box under the pointer."""
        found = self._under(event.position())
        if found >= 0:
            self.opened.emit(found)

    def _under(self, point: QPointF) -> int:
        count = 0 if self.view is None else len(self.view.nodes)
        return next((at for at in range(count) if self.area_of(at).contains(point)), -1)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the ring."""
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Take the ring away."""
        super().focusOutEvent(event)
        self.update()

    # --- painting -----------------------------------------------------------------------------------------------------

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the lines, those of the chosen box last, then the boxes over them."""
        view = self.view
        with painting(self) as painter:
            painter.fillRect(self.rect(), look().colour("canvas"))
            if view is None:
                return
            near = [self.node in (edge.a, edge.b) for edge in view.edges]
            for chosen in (False, True):
                for at, edge in enumerate(view.edges):
                    if near[at] == chosen:
                        self._line(painter, view, edge, strong=chosen, picked=at == self.edge)
            for at, node in enumerate(view.nodes):
                self._box(painter, at, node)

    def _line(self, painter: QPainter, view: RingView, edge: Edge, *, strong: bool, picked: bool) -> None:
        now, px = look(), look().px
        start, end = self._centre(view.nodes[edge.a]), self._centre(view.nodes[edge.b])
        pen = QPen(now.colour("foc" if picked else "text" if strong else "border"), min(1 + edge.weight, 4) + 2 * picked)
        if edge.contact:
            pen.setDashPattern([4, 3])
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        over = self._at(*edge.over)
        curve = QPainterPath(start)
        curve.quadTo(over, end)
        painter.drawPath(curve)
        if edge.weight > 1:
            words, font = str(edge.weight), now.font("cap6")
            wide = max(px(18), round(text_width(words, font)) + px(8))
            middle = (start + end + over + over) / 4
            area = QRectF(middle.x() - wide / 2, middle.y() - px(9), wide, px(18))
            box(painter, area, px(4), now.colour("surface"), now.colour("text" if strong else "border"))
            draw_text(painter, area, words, font, now.colour("text"), Qt.AlignmentFlag.AlignHCenter)

    def _box(self, painter: QPainter, at: int, node: Node) -> None:
        now, px = look(), look().px
        area = self.area_of(at)
        chosen = at == self.node
        edge = "vioLine" if node.protected else "text" if node.start else "border"
        box(painter, area, px(6), now.colour("surface"), now.colour(edge), 3 if node.start else 1)
        if node.kind == RINGS:
            box(painter, area.adjusted(px(3), px(3), -px(3), -px(3)), px(4), None, now.colour("border"))
        if chosen:
            ring(painter, area.adjusted(-px(4), -px(4), px(4), px(4)), px(9), None if self.hasFocus() else now.colour("text2"))
        icon, ink = icon_of(node)
        paint_icon(painter, QPointF(area.left() + px(18), area.center().y()), icon, now.colour(ink), 18)
        room = area.adjusted(px(34), px(6), -px(8), -px(6))
        half = room.height() / 2
        title = QRectF(room.left(), room.top(), room.width(), half) if node.detail else room
        draw_text(painter, title, node.title, now.font("body6"), now.colour("vio" if node.protected else "text"))
        if node.detail:
            second = QRectF(room.left(), room.top() + half, room.width(), half)
            draw_text(painter, second, node.detail, now.font("cap"), now.colour("text2"))


def icon_of(node: Node) -> tuple[str, str]:
    """Return the icon of a node and its colour token: a lock for a protected person."""
    if node.protected:
        return "lock-keyhole", "vio"
    return ("waypoints", "text2") if node.kind == RINGS else ("user-round", "text2")
