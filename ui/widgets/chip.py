"""State chips: icon, word, and colour as the third. One chip a row: the state that needs most.

`paint_chip` draws the same chip in a list; the text of the chip belongs into the accessible text of its cell.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize
from PySide6.QtGui import QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from borderpost.domain.words import N_, _
from ui.icons import paint_icon
from ui.theme.look import look
from ui.widgets.paint import box, draw_text, painting, text_width

HEIGHT = 22


@dataclass(frozen=True, slots=True)
class ChipStyle:
    """How a state looks: tokens of text, ground and edge (empty: none). `words` may hold `{n}`, the number of a bundle."""

    icon: str
    words: str
    ink: str
    fill: str = ""
    edge: str = ""
    dashed: bool = False
    struck: bool = False
    icon_ink: str = ""


CHIPS = {
    "draft": ChipStyle("pencil-line", N_("Draft"), "text2", edge="border", dashed=True),
    "saved": ChipStyle("hard-drive", N_("Saved"), "text2", edge="border"),
    "bundled": ChipStyle("package", N_("In bundle {n}"), "sla", "slaSoft"),
    "handed": ChipStyle("truck", N_("Handed over, bundle {n}"), "sla", "slaSoft"),
    "receipted": ChipStyle("badge-check", N_("Receipted"), "text2", icon_ink="grn"),
    "rejected": ChipStyle("undo-2", N_("Returned"), "red", "redSoft", "redLine"),
    "two_values": ChipStyle("git-merge", N_("2 values"), "amb", "ambSoft", "ambLine"),
    "superseded": ChipStyle("copy", N_("Superseded"), "text2", edge="border", struck=True),
    "withdrawn": ChipStyle("ban", N_("Withdrawn"), "text2", edge="border", struck=True),
    "sealed": ChipStyle("lock-keyhole", N_("Sealed"), "vio", "vioSoft"),
    "suspected": ChipStyle("heart-handshake", N_("presumed victim"), "vio", "vioSoft"),
    "child": ChipStyle("baby", N_("under 16"), "amb", "ambSoft", "ambLine"),
    "keep_in": ChipStyle("unplug", N_("Do not pull out"), "red", "redSoft", "redLine"),
    "pull_out": ChipStyle("circle-check", N_("May be pulled out"), "grn", "grnSoft"),
    "determining": ChipStyle("info", N_("Being determined"), "sla", "slaSoft"),
    "waiting": ChipStyle("pause", N_("Waiting"), "sla", "slaSoft"),
    "unused": ChipStyle("ban", N_("Not used"), "text2", edge="border"),
    "overdue": ChipStyle("triangle-alert", N_("Overdue"), "red", "redSoft", "redLine"),
    "attention": ChipStyle("triangle-alert", N_("Look here"), "amb", "ambSoft", "ambLine"),
    "proven": ChipStyle("circle-check", N_("Checked"), "grn", "grnSoft"),
    "neutral": ChipStyle("circle-dot", "", "text2", "sunken"),
    "outlined": ChipStyle("circle-dot", "", "text2", edge="border"),
}


def chip_words(state: str, number: object = "") -> str:
    """Return the words of a state in the language in force; `number` fills the `{n}` of a bundle."""
    words = CHIPS[state].words
    return _(words).format(n=number) if words else ""


def _boxed(style: ChipStyle) -> bool:
    return bool(style.fill or style.edge)


def chip_width(state: str, text: str, icon: str = "") -> float:
    """Return the width of a chip in px."""
    px = look().px
    style = CHIPS[state]
    shown = icon or style.icon
    return (2 * px(8) if _boxed(style) else 0) + (px(16) + px(4) if shown else 0) + text_width(text, look().font("sm5")) + 2


def paint_chip(painter: QPainter, rect: QRectF, state: str, text: str, icon: str = "") -> float:
    """Draw a chip at the left of `rect`, vertically centred, no wider than it; return its width in px."""
    now, px, style = look(), look().px, CHIPS[state]
    width = min(chip_width(state, text, icon), rect.width())
    area = QRectF(rect.left(), round(rect.center().y() - px(HEIGHT) / 2), width, px(HEIGHT))
    at = area.left()
    if _boxed(style):
        edge = style.edge or (style.fill.replace("Soft", "Line") if now.theme.high_contrast and "Soft" in style.fill else "")
        box(
            painter,
            area,
            px(4),
            now.colour(style.fill) if style.fill else None,
            now.colour(edge) if edge else None,
            dashed=style.dashed,
        )
        at += px(8)
    shown = icon or style.icon
    if shown:
        paint_icon(painter, QPointF(at + px(8), area.center().y()), shown, now.colour(style.icon_ink or style.ink), 15)
        at += px(20)
    font = QFont(now.font("sm5"))
    font.setStrikeOut(style.struck)
    right = area.right() - (px(8) - 2 if _boxed(style) else 0)
    draw_text(painter, QRectF(at, area.top(), right - at, area.height()), text, font, now.colour(style.ink))
    return width


class StateChip(QWidget):
    """A chip as a part of its own. `text` replaces the state's own words, `icon` its icon."""

    def __init__(self, state: str, text: str = "", icon: str = "", number: object = "") -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_state(state, text, icon, number)

    def set_state(self, state: str, text: str = "", icon: str = "", number: object = "") -> None:
        """Show another state; raises KeyError for an unknown one."""
        self.state, self.icon = state, icon
        self.text = text or chip_words(state, number)
        self.setAccessibleName(self.text)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Return the size of the chip."""
        return QSize(round(chip_width(self.state, self.text, self.icon)) + 1, look().px(HEIGHT) + 2)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the text size."""
        if event.type() == QEvent.Type.StyleChange:
            self.updateGeometry()
        super().changeEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the chip."""
        with painting(self) as painter:
            paint_chip(painter, QRectF(self.rect()), self.state, self.text, self.icon)
