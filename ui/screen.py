"""What a screen is to the window: it takes values by setters, speaks by signals, and knows no other screen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ui.widgets.footer import KeyHint, StatusNote


@dataclass(frozen=True, slots=True)
class Command:
    """An act for the command palette: words in the language in force, what it does, its keys, a remark."""

    text: str
    act: Callable[[], object]
    icon: str = "command"
    keys: tuple[str, ...] = ()
    remark: str = ""


class Screen(QWidget):
    """Base of every screen of the main window. Override what the screen has; the defaults have nothing."""

    open_record = Signal(str, str)
    """(kind, record id): show this record wherever its register lives."""
    new_record = Signal(str)
    """(kind): start a new record wherever its register lives."""
    go = Signal(str)
    """(key): show another screen."""
    toast = Signal(str, str)
    """(sentence, hint): say what has just been done."""
    told = Signal()
    """Keys, status or title have changed: the window asks again."""
    badge = Signal(int)
    """How many acts are due here within 24 hours."""

    title = ""
    """The title of the window while this screen is shown; never the name of a person."""

    def keys(self) -> tuple[KeyHint, ...]:
        """Return the keys of the focused pane, at most seven."""
        return ()

    def status(self) -> tuple[StatusNote, ...]:
        """Return the facts at the right of the footer."""
        return ()

    def help(self) -> tuple[str, str] | None:
        """Return a title and what belongs on this screen, in words; None when the keys say it all."""
        return None

    def commands(self) -> tuple[Command, ...]:
        """Return the acts of this screen for the palette."""
        return ()

    def panes(self) -> tuple[QWidget, ...]:
        """Return the panes F6 walks through, each a widget that takes the focus."""
        return ()

    def enter(self) -> None:
        """Be shown: put the keyboard where the work starts. The default takes the first pane."""
        for pane in self.panes():
            pane.setFocus()
            return

    def refresh(self, changes: object) -> None:
        """Take note of what changed (`Changes` of the services); an empty screen ignores it."""

    def may_leave(self) -> bool:
        """Say whether the window may go elsewhere now; a form keeps its draft and says yes."""
        return True

    def before_lock(self) -> None:
        """Keep what is being written as a draft: the window is about to be hidden and the keys dropped."""

    def escape(self) -> bool:
        """Take one step back inside the screen; False when there is none and the window goes back."""
        return False

    def show_record(self, kind: str, record_id: str) -> None:
        """Show a record of one of the kinds the screen was registered for."""

    def start_new(self, kind: str) -> bool:
        """Start a new record; an empty kind means the screen's own. False when the screen has none."""
        del kind
        return False


@dataclass(frozen=True, slots=True)
class Area:
    """Screens that share one entry of the rail: its words are marked with `N_`; lines divide groups."""

    key: str
    title: str
    short: str
    icon: str
    group: int


@dataclass(frozen=True, slots=True)
class ScreenSpec:
    """How a screen is registered. `title` and `short` are marked with `N_`; `kinds` are the record kinds it shows.

    `new` lists (kind, words marked with `N_`) for Ctrl+N and the palette. The screen is made when it is first shown. `area`
    is the entry of the rail it shares with others.
    """

    key: str
    title: str
    icon: str
    factory: Callable[[], Screen]
    group: int = 0
    short: str = ""
    kinds: tuple[str, ...] = ()
    new: tuple[tuple[str, str], ...] = ()
    area: Area | None = None

    @property
    def rail_key(self) -> str:
        """The key of its entry of the rail."""
        return self.key if self.area is None else f"area:{self.area.key}"
