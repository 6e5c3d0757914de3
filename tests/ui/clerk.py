"""Somebody who writes whole records into the window by keyboard alone, each value in the words the form itself would show."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from borderpost.bootstrap import Post
from borderpost.domain.fields import Field, Flag, Link, Plain
from borderpost.registers import KINDS
from borderpost.services.views import Listing
from tests.ui.typist import ENTER, Typist
from ui.forms.cells import FieldCell
from ui.forms.screen import FormPage
from ui.forms.table import RowsEditor
from ui.registers.desk import Desk, desk_of
from ui.registers.screen import RegisterScreen
from ui.tasks import InlineTasks

_FAR = 60
"""Presses of Enter after which a cell counts as out of reach."""


class Clerk:
    """Types records of a post. `presses` counts the keys of all of them."""

    def __init__(self, post: Post, qtbot: QtBot) -> None:
        self.post, self.qtbot = post, qtbot
        self.desk: Desk = desk_of(post, InlineTasks())
        self.presses = 0

    def write(self, kind: str, /, **values: Plain) -> str:
        """Type a new record and save it; return its id."""
        before = self._known(kind)
        screen = self._screen(kind)
        assert screen.start_new("")
        self._type(screen, values)
        (made,) = self._known(kind) - before
        return made

    def _known(self, kind: str) -> set[str]:
        return {row.id for row in self.post.records.first_page(kind, Listing())}

    def change(self, kind: str, record_id: str, /, **values: Plain) -> None:
        """Open a record, type over some of its cells, and save it."""
        screen = self._screen(kind)
        screen.edit(record_id)
        self._type(screen, values)

    def _screen(self, kind: str) -> RegisterScreen:
        screen = RegisterScreen(KINDS[kind], self.desk)
        self.qtbot.addWidget(screen)
        screen.resize(1162, 696)
        self.typist = Typist(screen, self.qtbot)
        screen.enter()
        return screen

    def _type(self, screen: RegisterScreen, values: dict[str, Plain]) -> None:
        page = screen.page
        assert isinstance(page, FormPage)
        self.type_values(page, values)
        self.typist.save()
        wrong = [(name, part.message) for name, part in page.body.parts.items() if isinstance(part, FieldCell) and part.message]
        assert screen.page is not page, (wrong, [str(problem) for problem in page.body.problems()])
        self.presses += self.typist.presses
        screen.close()

    def type_values(self, page: FormPage, values: dict[str, Plain]) -> None:
        """Type values into a form that is open, each by its name."""
        for name, value in values.items():
            part = self._go(page, name)
            if isinstance(part, FieldCell):
                self._replace(self.words(page, part.field, value), listed=isinstance(part.field, Link))
            else:
                assert isinstance(value, list)
                self._rows(page, part, value)

    def _go(self, page: FormPage, name: str) -> FieldCell | RowsEditor:
        """Jump to the section of a cell by Alt and its number, then press Enter until the keyboard is there."""
        part = page.body.parts[name]
        sections = [section.key for section in page.body.register.sections]
        section = sections.index(page.body.register.by_name[name].section)
        self.typist.key(Qt.Key(Qt.Key.Key_1 + section), Qt.KeyboardModifier.AltModifier)
        for _press in range(_FAR):
            if part.editor.hasFocus() if isinstance(part, RowsEditor) else part.line.hasFocus():
                return part
            self.typist.key(ENTER)
        raise AssertionError(name)

    def _rows(self, page: FormPage, table: RowsEditor, rows: list[Any]) -> None:
        named = {column.key: column.named.field for column in table.columns if column.named is not None}
        keys = [column.key for column in table.columns]
        first = next(at for at, column in enumerate(table.columns) if column.named is not None)
        for number, row in enumerate(rows):
            self._until(partial(self._at, table, number, first))
            for name, value in sorted(row.items(), key=lambda item: keys.index(item[0])):
                self._until(partial(self._at, table, number, keys.index(name)))
                if isinstance(named[name], Flag):
                    self.typist.key(Qt.Key.Key_Space)
                else:
                    self.typist.text(self.words(page, named[name], value))
            self.typist.key(ENTER)

    @staticmethod
    def _at(table: RowsEditor, row: int, column: int) -> bool:
        return table.place == (row, column)

    def _until(self, there: Callable[[], bool]) -> None:
        for _press in range(_FAR):
            if there():
                return
            self.typist.key(ENTER)
        raise AssertionError(there)

    def _replace(self, words: str, *, listed: bool) -> None:
        self.typist.key(Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        self.typist.text(words)
        if listed:
            QApplication.processEvents()
        self.typist.key(ENTER)

    def words(self, page: FormPage, field: Field, value: Plain) -> str:
        """Return what is typed for a value: the words the form shows for it."""
        if isinstance(field, Link) and isinstance(value, str):
            view = self.post.records.load(value)
            page.body.context.titles.setdefault(value, self.post.records.title(value))
            return view.values.get("name") or view.values.get("pseudonym") or view.number
        return page.body.context.show(field, value)
