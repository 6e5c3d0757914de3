"""A page as a screen of its own in an area, under the tabs of the area: what the window asks goes on to the page."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from borderpost.domain.words import _
from ui.forms.page import Page
from ui.registers.areas import area_of, label_of
from ui.registers.neighbours import AreaTabs
from ui.screen import Command, Screen, ScreenSpec
from ui.widgets.footer import KeyHint, StatusNote


class HostedScreen(Screen):
    """Looks up anew when a record of `kinds` changed, at the latest when it is shown."""

    def __init__(self, key: str, page: Page, kinds: Collection[str]) -> None:
        super().__init__()
        self.title = _(label_of(key))
        self.page: Any = page
        self._kinds = frozenset(kinds)
        self._stale = False
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.tabs = AreaTabs(key, self, self.go.emit)
        column.addWidget(self.tabs)
        column.addWidget(page, 1)
        page.told.connect(self.told)
        page.toast.connect(self.toast)
        page.opened.connect(self.open_record)

    def enter(self) -> None:
        """Be shown."""
        if self._stale:
            self._stale = False
            self.page.reload()
        self.page.enter()

    def refresh(self, changes: object) -> None:
        """Take note of what changed."""
        kinds: Collection[str] = getattr(changes, "kinds", ())
        if self._kinds & frozenset(kinds):
            if self.isVisible():
                self.page.reload()
            else:
                self._stale = True

    def keys(self) -> tuple[KeyHint, ...]:
        """Return the keys of the page."""
        found: tuple[KeyHint, ...] = self.page.keys()
        return found

    def status(self) -> tuple[StatusNote, ...]:
        """Return the facts of the page."""
        found: tuple[StatusNote, ...] = self.page.status()
        return found

    def panes(self) -> tuple[QWidget, ...]:
        """Return the panes of the page."""
        found: tuple[QWidget, ...] = self.page.panes()
        return found

    def commands(self) -> tuple[Command, ...]:
        """Return the acts of the page."""
        found: tuple[Command, ...] = self.page.commands()
        return found

    def escape(self) -> bool:
        """Take one step back inside the page."""
        return bool(self.page.escape())

    def before_lock(self) -> None:
        """Keep what is being written."""
        self.page.before_lock()


def hosted(key: str, icon: str, make: Callable[[], Page], kinds: Collection[str]) -> ScreenSpec:
    """Return how a page is registered as a screen beside the registers of its area."""
    area = area_of(key)
    return ScreenSpec(key, label_of(key), icon, lambda: HostedScreen(key, make(), kinds), area.group, area=area)
