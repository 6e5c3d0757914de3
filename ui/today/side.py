"""The column at the right of Today: how far records have come, what was returned, drafts, backup, reporting periods."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QVBoxLayout, QWidget

from borderpost.domain import dates
from borderpost.domain.clock import VIETNAM
from borderpost.domain.numbers import whole
from borderpost.domain.words import _, language, ngettext
from borderpost.services.board import Board, BundleFacts, PersonLoad
from borderpost.services.views import DraftView
from ui.icons import paint_icon
from ui.theme.look import look
from ui.today.people import PeopleRows
from ui.widgets.keycap import cap_width, paint_cap
from ui.widgets.keyvalues import Fact, KeyValueList
from ui.widgets.paint import box, draw_text, painting, ring, text_width
from ui.widgets.pane import Pane
from ui.widgets.text import Line, SectionTitle, Text

LETTERS = "AB"
"""Keys of the first drafts."""


class Flow(QWidget):
    """Saved, on the way, receipted: three numbers with arrows between them."""

    def __init__(self) -> None:
        super().__init__()
        self._parts: tuple[tuple[str, str, str, str], ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_facts(self, facts: BundleFacts) -> None:
        """Show other numbers."""
        way = _("in bundle {n}, on the way").format(n=facts.bundle) if facts.bundle is not None else _("on the way")
        self._parts = (
            ("hard-drive", "text", whole(facts.saved, language()), _("saved, not sent")),
            ("truck", "sla", whole(facts.travelling, language()), way),
            ("badge-check", "grn", whole(facts.receipted, language()), _("receipted")),
        )
        self.setAccessibleName("; ".join(f"{words}: {number}" for _icon, _ink, number, words in self._parts))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Return the height of a number and two lines of words."""
        return QSize(look().px(200), look().px(66))

    def changeEvent(self, event: QEvent) -> None:
        """Follow the text size."""
        if event.type() == QEvent.Type.StyleChange:
            self.updateGeometry()
        super().changeEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the three numbers."""
        now, px = look(), look().px
        third = self.width() / 3
        with painting(self) as painter:
            for at, (icon, ink, number, words) in enumerate(self._parts):
                left = at * third
                paint_icon(painter, QPointF(left + px(8), px(13)), icon, now.colour(ink), 16)
                draw_text(painter, QRectF(left + px(23), 0, third - px(40), px(26)), number, now.font("h2"), now.colour("text"))
                painter.setFont(now.font("sm"))
                painter.setPen(now.colour("text2"))
                area = QRectF(left, px(28), third - px(10), px(38))
                painter.drawText(area, int(Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextWordWrap), words)
                if at:
                    paint_icon(painter, QPointF(left - px(16), px(13)), "chevron-right", now.colour("text3"), 15)


class RowButton(QAbstractButton):
    """A line that can be pressed: icon, words, a value, and its key. With `tone` it is a box of two lines."""

    def __init__(self, icon: str, words: str, value: str, key: str, tone: str = "") -> None:
        super().__init__()
        self._icon, self._words, self._value, self._key, self._tone = icon, words, value, key, tone
        self.setAccessibleName(", ".join(part for part in (words, value) if part))
        self.setToolTip(f"{words}\n{value}".strip())
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Return the height of one line, or of the box."""
        return QSize(look().px(200), look().px(54 if self._tone else 28))

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
        """Draw the line or the box."""
        now, px = look(), look().px
        with painting(self) as painter:
            rect = QRectF(self.rect())
            inset = 0
            if self._tone:
                inner = rect.adjusted(3, 3, -3, -3)
                box(painter, inner, px(5), now.colour(f"{self._tone}Soft"), now.colour(f"{self._tone}Line"))
                inset = px(14)
            if self.hasFocus():
                ring(painter, rect, px(6))
            middle = rect.center().y()
            right = rect.right() - inset
            if self._key:
                right -= cap_width(self._key)
                paint_cap(painter, right, middle, self._key, now.colour("text2"), now.colour("border"), now.colour("surface"))
                right -= px(8)
            left = rect.left() + inset
            if self._tone:
                paint_icon(painter, QPointF(left + px(6), px(18)), self._icon, now.colour(self._tone), 15)
                room = right - left - px(24)
                top = rect.center().y() - px(19)
                area = QRectF(left + px(24), top, room, px(19))
                draw_text(painter, area, self._words, now.font("sm6"), now.colour(self._tone))
                draw_text(painter, area.translated(0, px(19)), self._value, now.font("sm"), now.colour("text"))
                return
            paint_icon(painter, QPointF(left + px(8), middle), self._icon, now.colour("text2"), 15)
            wide = min(text_width(self._value, now.font("sm5")), (right - left) / 2)
            area = QRectF(right - wide - 1, 0, wide + 1, rect.height())
            draw_text(painter, area, self._value, now.font("sm5"), now.colour("text"), Qt.AlignmentFlag.AlignRight)
            area = QRectF(left + px(22), 0, right - wide - px(8) - left - px(22), rect.height())
            draw_text(painter, area, self._words, now.font("sm"), now.colour("text2"))


class SideColumn(Pane):
    """Shows a board. `draft(DraftView)` and `returned(Returned)` when one of them is to be opened.

    `person(name)` when what one person answers for is wanted, `choosing` when somebody not shown is.
    """

    draft = Signal(object)
    returned = Signal(object)
    person = Signal(str)
    choosing = Signal()

    def __init__(self) -> None:
        super().__init__("canvas")
        self._column = QVBoxLayout()
        self.body.addLayout(self._column)
        self.body.addStretch(1)
        self._shown: tuple[object, ...] = ()
        self._people: tuple[PersonLoad, ...] = ()
        self._person = ""

    def show_people(self, people: tuple[PersonLoad, ...], person: str) -> None:
        """Take what each person answers for, and who is chosen; shown with the next board."""
        self._people, self._person = people, person

    def show_board(self, board: Board) -> None:
        """Build the column anew if anything in it changed; the keyboard stays on the same line."""
        facts = (board.bundles, board.returned, board.last_receipt, board.expected, board.drafts, board.backup, board.periods)
        shown = (*facts, self._people, self._person, look().points)
        if shown == self._shown:
            return
        self._shown = shown
        held = next((each.accessibleName() for each in self.findChildren(QAbstractButton) if each.hasFocus()), "")
        self._clear()
        px = look().px
        self._column.setContentsMargins(px(20), px(16), px(20), px(16))
        self._column.setSpacing(0)
        self._add_bundles(board)
        self._add_drafts(board.drafts)
        self._add_people()
        self._add_facts(_("Backup"), (("database-backup", "history"), board.backup))
        self._add_facts(
            _("Reporting periods"),
            (("file-chart-column", "calendar-days"), tuple((words, value, ink) for words, value, ink, _name in board.periods)),
        )
        for each in self.findChildren(QAbstractButton):
            if each.accessibleName() == held:
                each.setFocus()

    def _clear(self) -> None:
        while (item := self._column.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.setParent(None)
                widget.deleteLater()

    def _head(self, words: str, *, first: bool = False) -> None:
        px = look().px
        if not first:
            self._column.addSpacing(px(12))
            self._column.addWidget(Line())
            self._column.addSpacing(px(12))
        self._column.addWidget(SectionTitle(words))
        self._column.addSpacing(px(8))

    def _add_bundles(self, board: Board) -> None:
        px = look().px
        self._head(_("Bundles and receipts"), first=True)
        flow = Flow()
        flow.show_facts(board.bundles)
        self._column.addWidget(flow)
        if board.returned:
            count = len(board.returned)
            words = ngettext("{n} record was returned", "{n} records were returned", count).format(n=count)
            newest = board.returned[0]
            row = RowButton("undo-2", words, f"{newest.number}: {newest.sentence}", "R", "red")
            row.clicked.connect(lambda: self.returned.emit(newest))
            self._column.addSpacing(px(6))
            self._column.addWidget(row)
        facts = [
            Fact(_("Newest signed receipt"), board.last_receipt or _("none yet"), "badge-check"),
        ]
        if board.expected:
            facts.append(Fact(_("Receipt expected"), board.expected, "calendar-days"))
        self._column.addSpacing(px(8))
        self._column.addWidget(KeyValueList(tuple(facts)))

    def _add_people(self) -> None:
        self._head(_("By person"))
        rows = PeopleRows(self._people, self._person)
        rows.chosen.connect(self.person)
        self._column.addWidget(rows)
        more = RowButton("users", _("Choose a person"), "", "P")
        more.clicked.connect(self.choosing)
        self._column.addWidget(more)

    def _add_drafts(self, drafts: tuple[DraftView, ...]) -> None:
        self._head(_("My drafts"))
        if not drafts:
            self._column.addWidget(Text(_("No draft waits."), "sm", "text2"))
        for at, each in enumerate(drafts):
            key = LETTERS[at] if at < len(LETTERS) else ""
            row = RowButton("pencil-line", each.title, _("kept {time}").format(time=_kept(each)), key)
            row.clicked.connect(lambda _checked=False, chosen=each: self.draft.emit(chosen))
            self._column.addWidget(row)

    def _add_facts(self, title: str, facts: tuple[tuple[str, str], tuple[tuple[str, str, str], ...]]) -> None:
        icons, rows = facts
        self._head(title)
        shown = (Fact(words, value, icons[min(at, 1)], ink) for at, (words, value, ink) in enumerate(rows))
        self._column.addWidget(KeyValueList(tuple(shown)))


def _kept(draft: DraftView) -> str:
    at = draft.saved_at.astimezone(VIETNAM)
    return f"{at:%d/%m} {dates.time_text(at)}"
