"""Today by person: what each one answers for, and choosing whose acts are shown."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QVBoxLayout, QWidget

from borderpost.domain.numbers import whole
from borderpost.domain.words import _, language
from borderpost.services.board import PersonLoad
from ui.forms.suggest import Suggestion
from ui.icons import paint_icon
from ui.picker import Picker
from ui.theme.look import look
from ui.widgets.paint import draw_text, painting, ring
from ui.widgets.text import Text

SHOWN = 5
"""People in the column; the picker has them all."""
NUMBER = 62
INKS = ("red", "amb", "text2")
EVERYBODY = ""


def load_words(load: PersonLoad) -> str:
    """Return what a person answers for, in words; nothing due says so."""
    parts = (
        (load.overdue, _("{n} overdue")),
        (load.soon, _("{n} within 24 hours")),
        (load.later, _("{n} after that")),
    )
    return " · ".join(words.format(n=whole(count, language())) for count, words in parts if count) or _("nothing due")


class CountHeads(QWidget):
    """The heads of the three counts."""

    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Return the height of one small line."""
        return QSize(look().px(200), look().px(20))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw them over their columns."""
        now = look()
        with painting(self) as painter:
            for at, words in enumerate((_("overdue"), _("24 hours"), _("after that"))):
                area = _column(QRectF(self.rect()), at)
                draw_text(painter, area, words, now.font("cap"), now.colour("text2"), Qt.AlignmentFlag.AlignRight)


def _column(rect: QRectF, at: int) -> QRectF:
    wide = look().px(NUMBER)
    return QRectF(rect.right() - wide * (3 - at), rect.top(), wide - look().px(4), rect.height())


class PersonRow(QAbstractButton):
    """One person and three counts; pressed, Today shows what that person answers for."""

    def __init__(self, load: PersonLoad, *, chosen: bool) -> None:
        super().__init__()
        self.load, self._chosen = load, chosen
        self.setAccessibleName(f"{load.name}: {load_words(load)}")
        self.setToolTip(self.accessibleName())
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Return the height of one line."""
        return QSize(look().px(200), look().px(28))

    def changeEvent(self, event: QEvent) -> None:
        """Follow the text size."""
        if event.type() == QEvent.Type.StyleChange:
            self.updateGeometry()
        super().changeEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Press by Enter too."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the name and the counts; none is a dash."""
        now, px = look(), look().px
        rect = QRectF(self.rect())
        with painting(self) as painter:
            if self.hasFocus():
                ring(painter, rect, px(6))
            icon = "check" if self._chosen else "user-round"
            paint_icon(painter, QPointF(px(8), rect.center().y()), icon, now.colour("text2"), 15)
            room = _column(rect, 0).left() - px(26)
            words = now.font("sm6" if self._chosen else "sm")
            draw_text(painter, QRectF(px(22), 0, room, rect.height()), self.load.name, words, now.colour("text"))
            for at, count in enumerate((self.load.overdue, self.load.soon, self.load.later)):
                text = whole(count, language()) if count else "–"
                font = now.font("sm6" if count and at < 2 else "sm")
                ink = now.colour(INKS[at] if count else "text3")
                draw_text(painter, _column(rect, at), text, font, ink, Qt.AlignmentFlag.AlignRight)


class PeopleRows(QWidget):
    """The people with most that is due. `chosen(name)` when one is pressed."""

    chosen = Signal(str)

    def __init__(self, people: Sequence[PersonLoad], person: str) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        busy = [load for load in people if load.total or load.name == person]
        if not busy:
            column.addWidget(Text(_("Nobody has anything due."), "sm", "text2"))
            return
        column.addWidget(CountHeads())
        shown = busy[:SHOWN] + [load for load in busy[SHOWN:] if load.name == person]
        for load in shown:
            row = PersonRow(load, chosen=load.name == person)
            row.clicked.connect(lambda _checked=False, name=load.name: self.chosen.emit(name))
            column.addWidget(row)


def person_picker(host: QWidget, people: Sequence[PersonLoad], person: str) -> Picker:
    """Return a panel that asks whose acts are shown; the empty name is everybody."""
    offered = [Suggestion(EVERYBODY, _("Everybody"))]
    offered += [Suggestion(load.name, load.name, load_words(load)) for load in people]
    return Picker(host, _("Whose acts are shown"), _("Person"), offered, person or _("Everybody"))
