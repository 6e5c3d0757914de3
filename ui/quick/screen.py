"""Quick entry as a screen of its own in its area: always ready for the next day."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from borderpost.domain.records import Register
from borderpost.domain.words import _
from borderpost.registers import KINDS
from ui.quick.page import QuickPage
from ui.registers.areas import area_of, label_of
from ui.registers.desk import Desk
from ui.registers.neighbours import AreaTabs
from ui.screen import Command, Screen, ScreenSpec
from ui.widgets.footer import KeyHint, StatusNote


class QuickScreen(Screen):
    """One quick entry after the other; Esc keeps a draft and goes back."""

    def __init__(self, key: str, register: Register, desk: Desk) -> None:
        super().__init__()
        self.title = _("Quick entry")
        self.register, self.desk = register, desk
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self.tabs = AreaTabs(key, self, self.go.emit)
        self._column.addWidget(self.tabs)
        self.page: QuickPage | None = None

    def _next(self) -> None:
        if self.page is not None:
            self.page.hide()
            self.page.deleteLater()
        page = self.page = QuickPage(self.register, self.desk)
        page.told.connect(self.told)
        page.toast.connect(self.toast)
        page.saved.connect(lambda _ids: self._next())
        page.closed.connect(self._closed)
        self._column.addWidget(page, 1)
        page.start()

    def _closed(self) -> None:
        """Go to the register; the rows wait as a draft."""
        if self.page is not None:
            self.page.hide()
            self.page.deleteLater()
            self.page = None
        self.go.emit(self.register.kind)

    def enter(self) -> None:
        """Be shown."""
        if self.page is None:
            self._next()
        else:
            self.page.enter()

    def open_draft(self, draft: Any) -> None:
        """Go on with a draft."""
        self._next()
        if self.page is not None:
            self.page.open_draft(draft)

    def keys(self) -> tuple[KeyHint, ...]:
        """Return the keys of the rows."""
        return self.page.keys() if self.page is not None else ()

    def status(self) -> tuple[StatusNote, ...]:
        """Return what the rows say."""
        return self.page.status() if self.page is not None else ()

    def panes(self) -> tuple[QWidget, ...]:
        """Return the rows and the act."""
        return self.page.panes() if self.page is not None else ()

    def commands(self) -> tuple[Command, ...]:
        """Return how the draft is given up."""
        return (Command(_("Give up this draft"), self.page.give_up, "trash-2"),) if self.page is not None else ()

    def before_lock(self) -> None:
        """Keep the rows as a draft."""
        if self.page is not None:
            self.page.before_lock()

    def escape(self) -> bool:
        """Leave for the register of the rows."""
        return self.page is not None and self.page.escape()


def quick_spec(desk: Desk) -> ScreenSpec:
    """Return how the quick entry of awareness sessions is registered; other registers open theirs from their list."""
    key = "quick_sessions"
    area, register = area_of(key), KINDS["sessions"]
    return ScreenSpec(key, label_of(key), "list-filter", lambda: QuickScreen(key, register, desk), area.group, area=area)
