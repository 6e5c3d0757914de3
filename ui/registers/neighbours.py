"""The tabs of an area: its registers and the other screens that stand beside them. Ctrl+PgUp and Ctrl+PgDn walk them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from borderpost.domain.words import _
from ui.registers.areas import tabs_of
from ui.widgets.tabs import Tab, Tabs


class AreaTabs(Tabs):
    """The tab of `key` stays chosen: another one leads elsewhere by `go`. The keys work while `host` has the keyboard."""

    def __init__(self, key: str, host: QWidget, go: Callable[[str], object]) -> None:
        found = tabs_of(key)
        self._keys = [each for each, _words in found]
        super().__init__(tuple(Tab(each, _(words)) for each, words in found), _("Registers"))
        self._key, self._leave = key, go
        self.choose(key)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # Ctrl+PgUp and Ctrl+PgDn change the screen
        if len(self._keys) == 1:
            self.hide()
        self.chosen.connect(self._to)
        for keys, step in (("Ctrl+PgDown", 1), ("Ctrl+PgUp", -1)):
            QShortcut(QKeySequence(keys), host).activated.connect(partial(self._walk, step))

    def _to(self, key: str) -> None:
        self.choose(self._key)
        self._leave(key)

    def _walk(self, step: int) -> None:
        self._leave(self._keys[(self._keys.index(self._key) + step) % len(self._keys)])
