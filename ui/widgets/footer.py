"""The key footer: what the keys do in the focused pane, at most seven, and the counts nobody should have to look for."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.icons import paint_icon
from ui.theme.look import look
from ui.widgets.keycap import cap_width, paint_cap
from ui.widgets.paint import draw_text, painting, text_width

HEIGHT = 32
MOST = 7


@dataclass(frozen=True, slots=True)
class KeyHint:
    """Caps and what they do: `KeyHint(("Ctrl", "S"), _("save"))`. Arrows are named Up, Down, Left, Right, LeftRight."""

    caps: tuple[str, ...]
    words: str


@dataclass(frozen=True, slots=True)
class StatusNote:
    """A fact at the right of the footer: icon, words already in the language in force, colour token."""

    words: str
    icon: str = ""
    ink: str = "text2"


class KeyFooter(QWidget):
    """Draws hints from the left and notes from the right; hints that do not fit are left out, the last ones first."""

    def __init__(self, left: float = 20, *, bare: bool = False) -> None:
        super().__init__()
        self._left, self._bare = left, bare
        self._hints: tuple[KeyHint, ...] = ()
        self._notes: tuple[StatusNote, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @property
    def hints(self) -> tuple[KeyHint, ...]:
        """The hints in force."""
        return self._hints

    @property
    def notes(self) -> tuple[StatusNote, ...]:
        """The facts at the right."""
        return self._notes

    def show_keys(self, hints: tuple[KeyHint, ...], notes: tuple[StatusNote, ...] = ()) -> None:
        """Show the keys of the focused pane and the facts of the screen."""
        self._hints, self._notes = hints[:MOST], notes
        self.setAccessibleName("; ".join(f"{'+'.join(hint.caps)} {hint.words}" for hint in self._hints))
        self.setAccessibleDescription("; ".join(note.words for note in notes))
        self.update()

    def sizeHint(self) -> QSize:
        """Return the height of the line."""
        return QSize(look().px(200), look().px(HEIGHT))

    def changeEvent(self, event: QEvent) -> None:
        """Follow the text size."""
        if event.type() == QEvent.Type.StyleChange:
            self.updateGeometry()
        super().changeEvent(event)

    def _hint_width(self, hint: KeyHint) -> float:
        px = look().px
        caps = sum(cap_width(cap) + px(3) for cap in hint.caps)
        return caps + px(4) + text_width(hint.words, look().font("sm"))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw line, notes and hints."""
        now, px = look(), look().px
        small = now.font("sm")
        middle = (self.height() + 1) / 2
        with painting(self) as painter:
            if not self._bare:
                painter.fillRect(self.rect(), now.colour("canvas"))
            painter.fillRect(0, 0, self.width(), 1, now.colour("line"))
            right = float(self.width() - px(20))
            for note in reversed(self._notes):
                wide = text_width(note.words, small)
                room = QRectF(right - wide, 1, wide + 1, self.height() - 1)
                draw_text(painter, room, note.words, small, now.colour(note.ink))
                right -= wide
                if note.icon:
                    paint_icon(painter, QPointF(right - px(13), middle), note.icon, now.colour(note.ink), 15)
                    right -= px(22)
                right -= px(18)
            at = float(px(self._left))
            for hint in self._hints:
                if at + self._hint_width(hint) > right:
                    break
                for cap in hint.caps:
                    width = paint_cap(
                        painter, at, middle, cap, now.colour("text2"), now.colour("border"), now.colour("surface")
                    )
                    at += width + px(3)
                at += px(4)
                wide = text_width(hint.words, small)
                draw_text(painter, QRectF(at, 1, wide + 1, self.height() - 1), hint.words, small, now.colour("text2"))
                at += wide + px(16)
