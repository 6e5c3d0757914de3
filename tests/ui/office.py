"""The main window of an open post with work done at once, and a guard who walks through it by keyboard alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial

from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from borderpost.bootstrap import Post
from borderpost.domain.fields import Plain
from borderpost.domain.words import _
from borderpost.registers import KINDS
from borderpost.services.views import Listing
from tests.posts import Place
from tests.ui.clerk import Clerk
from tests.ui.support import shot
from tests.ui.typist import CTRL, ENTER, Typist
from ui.appearance import Appearance
from ui.forms.cells import FieldCell
from ui.forms.page import Page
from ui.forms.screen import FormPage
from ui.forms.table import RowsEditor
from ui.joining import PostWindow, Unlocked
from ui.main_window import MainWindow
from ui.preferences import Preferences
from ui.registers.desk import desk_of
from ui.registers.next_acts import NextActsPage
from ui.registers.people import PersonPanel
from ui.registers.screen import RegisterScreen
from ui.tasks import InlineTasks

ALT = Qt.KeyboardModifier.AltModifier
NONE = Qt.KeyboardModifier.NoModifier
SPACE = Qt.Key.Key_Space
_FAR = 60


@dataclass(frozen=True)
class New:
    """A person nobody has written yet: made in the panel that opens over the table."""

    name: str
    more: dict[str, str] = field(default_factory=dict)


class WindowTypist(Typist):
    """Presses keys the way the platform delivers them, so that the shortcuts of the window hear them too."""

    def key(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = NONE, times: int = 1) -> None:
        """Press a key."""
        for _time in range(times):
            QTest.keyClick(self.here, key, modifiers)
            self.presses += 1
            QApplication.processEvents()


class Guard(Clerk):
    """Somebody at the keyboard of the main window. Fields are named, never counted."""

    def __init__(self, post: Post, window: MainWindow, qtbot: QtBot) -> None:
        self.post, self.window, self.qtbot = post, window, qtbot
        self.desk = desk_of(post, InlineTasks())
        self.typist = WindowTypist(window, qtbot)

    @property
    def pressed(self) -> int:
        """Every key pressed so far."""
        return self.typist.presses

    # --- where one is -------------------------------------------------------------------------------------------------

    @property
    def screen(self) -> RegisterScreen:
        found = self.window.screen_of(self.window.current)
        assert isinstance(found, RegisterScreen), self.window.current
        return found

    @property
    def page(self) -> Page:
        return self.screen.page

    @property
    def form(self) -> FormPage:
        page = self.page
        assert isinstance(page, FormPage), page
        return page

    @property
    def people(self) -> NextActsPage:
        page = self.page
        assert isinstance(page, NextActsPage), page
        return page

    def picture(self, name: str) -> None:
        shot(self.window, name)

    # --- walking --------------------------------------------------------------------------------------------------------

    def command(self, words: str) -> None:
        """Type into the palette and take the first thing it finds."""
        self.typist.key(Qt.Key.Key_K, CTRL)
        self.typist.text(words)
        line = self.window.palette_panel.line
        self.qtbot.waitUntil(lambda: bool(line.accessibleDescription()), timeout=5000)
        self.typist.key(ENTER)

    def find(self, record_id: str) -> None:
        """Open a record by its number."""
        number, title = self.post.records.load(record_id).number, self.post.records.title(record_id)
        self.typist.key(Qt.Key.Key_K, CTRL)
        self.typist.text(number)
        panel = self.window.palette_panel
        self.qtbot.waitUntil(lambda: any(hit.number == number for hit in panel._hits), timeout=5000)
        assert panel.line.accessibleDescription().startswith(title), "a number that is typed whole leads to its record"
        self.typist.key(ENTER)

    def new(self, kind: str) -> None:
        """Begin a record: Ctrl+N where its register is shown, else the palette."""
        current = self.window.screen_of(self.window.current) if self.window.current else None
        if isinstance(current, RegisterScreen) and current.register.kind == kind and current.page is current.list:
            self.typist.key(Qt.Key.Key_N, CTRL)
        else:
            self.command(_(KINDS[kind].new))
        assert self.form.register.kind == kind

    def escape(self, times: int = 1) -> None:
        self.typist.key(Qt.Key.Key_Escape, times=times)

    # --- writing --------------------------------------------------------------------------------------------------------

    def fill(self, **values: Plain) -> None:
        """Type values into the form that is open."""
        self.type_values(self.form, values)

    def save(self, kind: str = "") -> str:
        """Press Ctrl+S; return the newest record of the register of the form."""
        page = self.form
        return self._settled(page, kind or page.register.kind, partial(self.typist.key, Qt.Key.Key_S, CTRL))

    def then(self, letter: str) -> str:
        """Press Alt and a letter in a form: it is saved, the next act begins. Return the record just saved."""
        page = self.form
        key = Qt.Key.Key_F5 if not letter else Qt.Key[f"Key_{letter}"]
        return self._settled(page, page.register.kind, partial(self.typist.key, key, ALT if letter else NONE))

    def _settled(self, page: FormPage, kind: str, act: Callable[[], object]) -> str:
        changed = page.record_id
        before = self._all(kind)
        act()
        wrong = [(name, part.message) for name, part in page.body.parts.items() if isinstance(part, FieldCell) and part.wrong]
        told = [part._sentences() for part in page.body.parts.values() if isinstance(part, RowsEditor)]
        made = self._all(kind) - before
        assert made or changed, (kind, wrong, told)
        assert self.screen.page is not page, (wrong, told)
        return changed or max(made, key=lambda name: self.post.records.load(name).key)

    def _all(self, kind: str) -> set[str]:
        return {self.post.records.key_to_id(key) for key in self.post.records.ids(kind, Listing())}

    def press(self, letter: str) -> None:
        """Press the letter of an act on the page of people."""
        self.people  # noqa: B018 - the letters act on that page alone
        self.typist.key(Qt.Key[f"Key_{letter}"])

    def mark(self, *people: str) -> None:
        """Mark people with Space, going down the list."""
        rows = [standing.person for standing in self.people.list.rows.people]
        self.typist.key(Qt.Key.Key_Home)
        for person in rows:
            if person in people:
                self.typist.key(SPACE)
            elif set(people) & set(rows[rows.index(person) :]):
                self.typist.key(Qt.Key.Key_Down)
        assert self.people.list.rows.marked == set(people)

    def on(self, person: str) -> None:
        """Go to a person on the page of people."""
        rows = [standing.person for standing in self.people.list.rows.people]
        self.typist.key(Qt.Key.Key_Home)
        self.typist.key(Qt.Key.Key_Down, times=rows.index(person))

    def _go(self, page: FormPage, name: str) -> FieldCell | RowsEditor:
        """Go to a cell the short way: Enter within the section, Alt and a number to another one."""
        part, order = page.body.parts[name], page.body.order()
        if self._inside(part):
            return part
        here = next((at for at, each in enumerate(order) if self._inside(each)), -1)
        section = page.body.register.by_name[name].section
        sections = [each.key for each in page.body.register.sections]
        there = page.body.register.by_name[order[here].name].section
        if here < 0 or there != section or isinstance(order[here], RowsEditor) or here > order.index(part):
            self.typist.key(Qt.Key(Qt.Key.Key_1 + sections.index(section)), ALT)
        self._until(partial(self._inside, part))
        return part

    @staticmethod
    def _inside(part: FieldCell | RowsEditor) -> bool:
        return part.editor.hasFocus() if isinstance(part, RowsEditor) else part.line.hasFocus()

    def _replace(self, words: str, *, listed: bool) -> None:
        """Type over what the cell holds: it is selected when the keyboard arrives."""
        del listed
        self.typist.text(words)
        QApplication.processEvents()
        self.typist.key(ENTER)

    def _until(self, there: Callable[[], bool], key: Qt.Key = ENTER) -> None:
        for _press in range(_FAR):
            if there():
                return
            self.typist.key(key)
        raise AssertionError(there)

    # --- people in a table ----------------------------------------------------------------------------------------------

    def involve(self, *rows: dict[str, Plain | New]) -> None:
        """Write people into the table of the form; a new one is made in the panel."""
        page = self.form
        table = self._go(page, "people")
        assert isinstance(table, RowsEditor)
        keys = [column.key for column in table.columns]
        for number, row in enumerate(rows):
            self._until(partial(self._at, table, number, keys.index("person")))
            who = row["person"]
            if isinstance(who, New):
                self._make(table, who)
            else:
                self.typist.text(self.words(page, table.columns[keys.index("person")].named.field, who))  # type: ignore[union-attr] # a column of the declaration
                QApplication.processEvents()
            for name in [key for key in keys if key in row and key != "person"]:
                self._until(partial(self._at, table, number, keys.index(name)))
                value = row[name]
                assert isinstance(value, str | int)
                self.typist.text(str(value))
            self.typist.key(ENTER)

    def correct(self, table: object, row: int, name: str, text: str) -> None:
        """Write one cell of a table anew: Down to its row, Enter to its column."""
        page = self.form
        assert isinstance(table, RowsEditor)
        self._go(page, table.name)
        self.typist.key(Qt.Key.Key_Up, times=table.current_row)
        self.typist.key(Qt.Key.Key_Down, times=row)
        keys = [column.key for column in table.columns]
        self._until(partial(self._at, table, row, keys.index(name)))
        named = table.columns[keys.index(name)].named
        assert named is not None
        self.typist.text(page.body.context.show(named.field, text))
        self.typist.key(ENTER)

    def _make(self, table: RowsEditor, who: New) -> None:
        self.typist.text(who.name)
        QApplication.processEvents()
        self.typist.key(ENTER)
        panel = self.form.body.shape.panel  # type: ignore[attr-defined] # the shape of people has one
        assert isinstance(panel, PersonPanel), who.name
        self.qtbot.waitUntil(panel.isVisible)
        panel.activateWindow()
        for name, text in who.more.items():
            cell = panel.body.parts[name]
            assert isinstance(cell, FieldCell)
            back = panel.body.order().index(cell) < next(
                at for at, part in enumerate(panel.body.order()) if isinstance(part, FieldCell) and part.line.hasFocus()
            )
            self._until(cell.line.hasFocus, Qt.Key.Key_Backtab if back else ENTER)
            self.typist.text(text)
            self.typist.key(ENTER)
        self.typist.key(Qt.Key.Key_S, CTRL)
        with self.qtbot.waitActive(self.window):
            self.window.activateWindow()
        assert table.editor.hasFocus()


@contextmanager
def office(place: Place, role: str, qtbot: QtBot) -> Iterator[Guard]:
    """Open the main window of a post as somebody, 1366 x 728, and close it whatever happens."""
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    post = place.unlock(role)
    appearance = Appearance(app, Preferences(place.home))
    shell = PostWindow(Unlocked(post, post.settings.post()), InlineTasks(), appearance)
    try:
        guard = Guard(post, shell.window, qtbot)
        shell.window.start()
        yield guard
    finally:
        shell.window.close()
        shell.window.deleteLater()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        QApplication.processEvents()
        post.close()
