"""A page inside a register's screen: what it tells its screen, and what the window asks it through the screen."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ui.widgets.footer import KeyHint, StatusNote


class Page(QWidget):
    """A form, a list, a history. The defaults have nothing to say.

    told: keys or status changed. toast: (sentence, hint). closed: the page has done its work. opened: (kind, record id).
    """

    told = Signal()
    toast = Signal(str, str)
    closed = Signal()
    opened = Signal(str, str)

    def keys(self) -> tuple[KeyHint, ...]:
        """Return the keys of the focused pane."""
        return ()

    def status(self) -> tuple[StatusNote, ...]:
        """Return the facts at the right of the footer."""
        return ()

    def panes(self) -> tuple[QWidget, ...]:
        """Return the panes F6 walks through."""
        return ()

    def enter(self) -> None:
        """Put the keyboard where the work starts."""

    def escape(self) -> bool:
        """Take one step back; False when the page is to be closed by its screen."""
        return False

    def before_lock(self) -> None:
        """Keep what is being written."""
