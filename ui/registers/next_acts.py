"""From a record to the next one: who is in it, what was written of each of them since, and one key for each act.

Several people may be marked. An act that fits several forms takes them one after the other; each begins with what is known.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from borderpost.domain.errors import BorderpostError
from borderpost.domain.words import _, ngettext, render
from borderpost.registers import KINDS
from borderpost.registers.next_acts import NextAct
from ui.forms.flow import FlowLayout
from ui.forms.page import Page
from ui.registers.desk import Desk
from ui.screen import Command
from ui.theme.look import look
from ui.widgets.banner import Banner
from ui.widgets.button import Button
from ui.widgets.check import paint_check
from ui.widgets.empty import EmptyState
from ui.widgets.footer import KeyHint, StatusNote
from ui.widgets.header import Header
from ui.widgets.paint import draw_text
from ui.widgets.pane import Pane
from ui.widgets.rowlist import RowList, paint_ground
from ui.widgets.text import Line

if TYPE_CHECKING:
    from borderpost.services.next_acts import Scene, Standing

Index = QModelIndex | QPersistentModelIndex
ROW = 48


def done_words(standing: Standing) -> str:
    """Return what was written of a person since, in the order of the registers, with its numbers."""
    order = list(KINDS)
    kinds = sorted(standing.done, key=order.index)
    return " · ".join(f"{_(KINDS[kind].singular)} {standing.done[kind][0]}" for kind in kinds)


class PeopleModel(QAbstractListModel):
    """The people of a record, each with a mark."""

    def __init__(self) -> None:
        super().__init__()
        self.people: tuple[Standing, ...] = ()
        self.marked: set[str] = set()

    def show_people(self, people: Sequence[Standing]) -> None:
        """Show other people; marks stay on those who are still there."""
        self.beginResetModel()
        self.people = tuple(people)
        self.marked &= {standing.person for standing in people}
        self.endResetModel()

    def mark(self, wanted: set[str]) -> None:
        """Mark exactly these people."""
        self.marked = wanted
        self.dataChanged.emit(self.index(0, 0), self.index(len(self.people) - 1, 0))

    def rowCount(self, parent: Index | None = None) -> int:
        """Return the number of people."""
        return 0 if parent is not None and parent.isValid() else len(self.people)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return the words for readers of the screen, the person for the delegate."""
        standing = self.people[index.row()]
        if role == Qt.ItemDataRole.UserRole:
            return standing
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            mark = _("marked") if standing.person in self.marked else ""
            return ", ".join(part for part in (standing.words, standing.role, done_words(standing), mark) if part)
        return None


class PersonDelegate(QStyledItemDelegate):
    """Draws one person: mark, words, role, and under them what was written since."""

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        """Return the height of a row."""
        return QSize(look().px(300), look().px(ROW))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw ground, mark and both lines."""
        now, px = look(), look().px
        standing: Standing = index.data(Qt.ItemDataRole.UserRole)
        model = index.model()
        rect = QRectF(option.rect)
        painter.save()
        try:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            paint_ground(painter, option)
            marked = isinstance(model, PeopleModel) and standing.person in model.marked
            paint_check(painter, QRectF(rect.left() + px(24), rect.top(), px(20), rect.height()), checked=marked)
            left, right = rect.left() + px(56), rect.right() - px(16)
            middle = left + (right - left) * 0.45
            top = QRectF(left, rect.center().y() - px(21), middle - px(12) - left, px(21))
            draw_text(painter, top, standing.words, now.font("body6"), now.colour("text"))
            role = QRectF(middle, top.top(), right - middle, px(21))
            draw_text(painter, role, standing.role, now.font("body"), now.colour("text2"))
            words = done_words(standing)
            below = QRectF(left, rect.center().y(), right - left, px(20))
            ink = "text2" if words else "text3"
            draw_text(painter, below, words or _("nothing written yet"), now.font("sm"), now.colour(ink))
        finally:
            painter.restore()


class PeopleList(RowList):
    """The list. toggled: Space. opened: Enter. Letters belong to the page."""

    toggled = Signal()
    opened = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.rows = PeopleModel()
        self.setModel(self.rows)
        self.setItemDelegate(PersonDelegate(self))
        self.setAccessibleName(_("People of the record"))
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setProperty("ground", "surface")

    @property
    def current(self) -> str:
        """The person the keyboard is on; empty without people."""
        at = self.currentIndex().row()
        return self.rows.people[at].person if 0 <= at < len(self.rows.people) else ""

    def go(self, person: str) -> None:
        """Bring the keyboard to a person, else to the first."""
        people = [standing.person for standing in self.rows.people]
        if people:
            self.setCurrentIndex(self.rows.index(people.index(person) if person in people else 0, 0))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Mark by Space and go on, open by Enter, leave letters to the page."""
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if event.key() == Qt.Key.Key_Space:
            self.toggled.emit()
            self.setCurrentIndex(self.rows.index(min(self.currentIndex().row() + 1, self.rows.rowCount() - 1), 0))
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit()
        elif control or (event.text().strip() and event.text().isprintable()):
            event.ignore()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: Any) -> None:
        """Mark by a click on the box."""
        super().mousePressEvent(event)
        if self.indexAt(event.position().toPoint()).isValid() and event.position().x() < look().px(52):
            self.toggled.emit()


class NextActsPage(Page):
    """The people of a record and the acts on them.

    begun(act, people): an act is wanted for these people. person(id): somebody is to be seen over all roles.
    """

    begun = Signal(object, object)
    person = Signal(str)

    def __init__(self, desk: Desk, scene: Scene) -> None:
        super().__init__()
        self.desk, self.scene = desk, scene
        px = look().px
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        title = f"{_(KINDS[scene.kind].singular)} {scene.number}"
        self.header = Header(title, _("Mark people with Space, then press a letter"))
        self.back_button = Button(_("Back"), "secondary", key="Esc")
        self.back_button.clicked.connect(self.closed)
        self.header.add_act(self.back_button)
        column.addWidget(self.header)
        self.problem = Banner("amb", "")
        self.problem.hide()
        pane = Pane()
        bar = QWidget()
        self._bar = FlowLayout(bar, fill=False)
        bar.setContentsMargins(px(21), px(8), px(12), px(8))
        self.buttons: dict[str, Button] = {}
        for act in scene.acts:
            button = Button(_(act.label), "secondary", act.icon, act.key)
            button.clicked.connect(partial(self.start, act))
            self.buttons[act.key] = button
            self._bar.addWidget(button)
        pane.body.addWidget(bar)
        pane.body.addWidget(self.problem)
        pane.body.addWidget(Line())
        self.list = PeopleList()
        self.list.toggled.connect(self._toggle)
        self.list.opened.connect(lambda: self.person.emit(self.list.current))
        do = _("An act that needs no person can start all the same.")
        self.empty = EmptyState("users", _("Nobody stands in this record"), do)
        pane.body.addWidget(self.list, 1)
        pane.body.addWidget(self.empty, 1)
        column.addWidget(pane, 1)
        self._show(scene)

    def _show(self, scene: Scene) -> None:
        person = self.list.current
        self.scene = scene
        self.list.rows.show_people(scene.people)
        self.list.setVisible(bool(scene.people))
        self.empty.setVisible(not scene.people)
        self.list.go(person)
        for act in scene.acts:
            if not act.alone and not scene.people:
                self.buttons[act.key].refuse(_("Choose whom it is about."))
        self.told.emit()

    def reload(self) -> None:
        """Look up what was written since; marks are taken away, for their act is done."""
        acts, record_id = self.desk.next_acts, self.scene.id
        self.list.rows.marked = set()
        self.desk.tasks.run(lambda: acts.scene(record_id), self._show, self._failed, owner=self)

    def _failed(self, error: BorderpostError) -> None:
        self._say(render(error.message))

    def _say(self, happened: str, do: str = "") -> None:
        self.problem.say(happened, do)
        self.problem.setVisible(bool(happened))

    # --- marks ----------------------------------------------------------------------------------------------------------

    def choose(self, people: Sequence[str]) -> None:
        """Bring the keyboard to the first of some people, and mark them if they are several."""
        if people:
            self.list.go(people[0])
            self.list.rows.mark(set(people) if len(people) > 1 else set())

    def _toggle(self) -> None:
        self.list.rows.mark(self.list.rows.marked ^ {self.list.current})
        self.told.emit()

    def _toggle_all(self) -> None:
        everybody = {standing.person for standing in self.list.rows.people}
        self.list.rows.mark(set() if self.list.rows.marked == everybody else everybody)
        self.told.emit()

    def _meant(self, act: NextAct) -> list[str]:
        """Return whom an act is about: the marked people, without those it spares, else the one the keyboard is on."""
        marked = [standing for standing in self.scene.people if standing.person in self.list.rows.marked]
        if not marked:
            return [self.list.current] if self.list.current else []
        spared = [standing for standing in marked if act.spare in standing.done]
        if spared:
            names = ", ".join(standing.words for standing in spared)
            words = ngettext(
                "Left out, a victim case is open: {names}", "Left out, victim cases are open: {names}", len(spared)
            )
            self._say(words.format(names=names), _("Without marks the act is for the row the keyboard is on."))
        return [standing.person for standing in marked if standing not in spared]

    # --- acts -----------------------------------------------------------------------------------------------------------

    def start(self, act: NextAct, _checked: bool = False) -> None:
        """Begin an act for the people who are marked, else for the one the keyboard is on."""
        self._say("")
        people = [] if act.alone else self._meant(act)
        if people or act.alone:
            self.begun.emit(act, people)

    def commands(self) -> tuple[Command, ...]:
        """Return the acts for the palette."""
        return tuple(Command(_(act.label), partial(self.start, act), act.icon, (act.key,)) for act in self.scene.acts)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Start an act by its letter; Ctrl+A marks everybody."""
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if control and event.key() == Qt.Key.Key_A:
            self._toggle_all()
            return
        act = None if control else next((act for act in self.scene.acts if act.key == event.text().upper()), None)
        if act is not None:
            self.start(act)
        else:
            super().keyPressEvent(event)

    def keys(self) -> tuple[KeyHint, ...]:
        """Return the keys of the page: the letters stand on the buttons."""
        letters = "/".join(act.key for act in self.scene.acts)
        return (
            KeyHint((letters,), _("start the act")),
            KeyHint(("Space",), _("mark")),
            KeyHint(("Ctrl", "A"), _("mark all")),
            KeyHint(("Enter",), _("person over all roles")),
            KeyHint(("Esc",), _("back")),
        )

    def status(self) -> tuple[StatusNote, ...]:
        """Say how many are marked."""
        count = len(self.list.rows.marked)
        return (StatusNote(ngettext("{n} marked", "{n} marked", count).format(n=count), "square-check"),) if count else ()

    def panes(self) -> tuple[QWidget, ...]:
        """Return the list and the acts."""
        return (self.list, *list(self.buttons.values())[:1])

    def enter(self) -> None:
        """Take the list, or the first act where there is nobody."""
        if self.scene.people:
            self.list.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            next(iter(self.buttons.values()), self.back_button).setFocus(Qt.FocusReason.OtherFocusReason)
