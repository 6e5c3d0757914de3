"""The main window: rail, screens, footer. Navigation only; what a screen does is the screen's own file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from borderpost.domain.words import _, language
from ui.appearance import Appearance
from ui.keys_panel import GLOBAL_KEYS, KeysPanel
from ui.lock import IdleLock
from ui.palette import HelpTopic, Palette, SearchRecords
from ui.rail_entries import badges, go_commands, rail_entries
from ui.screen import Command, Screen, ScreenSpec
from ui.tasks import TaskRunner
from ui.theme.tokens import THEMES
from ui.widgets.footer import KeyFooter
from ui.widgets.rail import Rail
from ui.widgets.toast import Toast


@dataclass(frozen=True, slots=True)
class Frame:
    """What the window shows around its screens: post, machine, and who unlocked (`duty` is rank and position)."""

    post: str
    machine: str
    who: str
    duty: str


class MainWindow(QWidget):
    """Switches screens.

    `locked` after drafts were kept, when the person locks or the machine stands idle; `moved(key)` when a screen is shown.
    """

    locked = Signal()
    moved = Signal(str)

    def __init__(
        self,
        frame: Frame,
        specs: tuple[ScreenSpec, ...],
        tasks: TaskRunner,
        appearance: Appearance,
        search: SearchRecords = lambda _query: (),
        topics: Callable[[], tuple[HelpTopic, ...]] = tuple,
        idle_seconds: int = 600,
    ) -> None:
        super().__init__()
        self._frame, self._specs, self._appearance, self._topics = frame, {spec.key: spec for spec in specs}, appearance, topics
        self._screens: dict[str, Screen] = {}
        self._current = ""
        self._before: list[str] = []
        self._badges: dict[str, int] = {}
        self._last_in: dict[str, str] = {}
        self.resize(1366, 728)
        self.rail = Rail(frame.post, frame.machine, frame.who, frame.duty)
        self.rail.chosen.connect(self.choose)
        self.rail.lock.connect(self.lock_now)
        self.stack = QStackedWidget()
        self.footer = KeyFooter()
        right = QVBoxLayout()
        right.setSpacing(0)
        right.addWidget(self.stack, 1)
        right.addWidget(self.footer)
        across = QHBoxLayout(self)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(0)
        across.addWidget(self.rail)
        across.addLayout(right, 1)
        self.toast = Toast(self)
        self.palette_panel = Palette(self, tasks, search, self.open_record)
        self.keys_panel = KeysPanel(self)
        self.idle = IdleLock(idle_seconds, self.before_lock, self.locked.emit)
        self.idle.setParent(self)
        self.idle.ctrl_held.connect(self.rail.show_numbers)
        appearance.spoke.connect(self._speak)
        self._shortcuts()
        self._entries()

    def _shortcuts(self) -> None:
        self._appearance.keys(self)
        acts: dict[str, Callable[[], object]] = {
            "Ctrl+K": self.open_palette,
            "Ctrl+N": self.start_new,
            "Ctrl+L": self.lock_now,
            "F6": lambda: self.next_pane(1),
            "Shift+F6": lambda: self.next_pane(-1),
            "F1": self.show_keys,
        }
        for number, entry in enumerate(rail_entries(self._specs.values())[:9], 1):
            acts[f"Ctrl+{number}"] = partial(self.choose, entry.key)
        for keys, act in acts.items():
            QShortcut(QKeySequence(keys), self).activated.connect(act)

    def _entries(self) -> None:
        self.rail.set_entries(rail_entries(self._specs.values()))
        self._show_badges()
        self._mark()

    def _mark(self) -> None:
        """Mark on the rail where one is."""
        self.rail.set_current(self._specs[self._current].rail_key if self._current else "")

    def choose(self, entry: str) -> bool:
        """Go where an entry of the rail leads: of several screens the one that was shown last."""
        first = next((key for key, spec in self._specs.items() if spec.rail_key == entry), "")
        return self.go(self._last_in.get(entry, first))

    def start(self, key: str = "") -> None:
        """Show the first screen, or the one named, and begin to count idle time."""
        self.go(key or next(iter(self._specs)))
        self.idle.watch(self.windowHandle())
        self.idle.start()

    @property
    def current(self) -> str:
        """The key of the screen shown."""
        return self._current

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of all screens, in the order of the rail."""
        return tuple(self._specs)

    def screen_of(self, key: str) -> Screen:
        """Return a screen, made on its first visit; raises KeyError for an unknown key."""
        if key not in self._screens:
            screen = self._specs[key].factory()
            screen.open_record.connect(self.open_record)
            screen.new_record.connect(self.new_record)
            screen.go.connect(self.go)
            screen.toast.connect(self.toast.say)
            screen.told.connect(self._tell)
            screen.badge.connect(partial(self.set_badge, key))
            self._screens[key] = screen
            self.stack.addWidget(screen)
        return self._screens[key]

    def go(self, key: str) -> bool:
        """Show a screen; False if the one shown may not be left now, or for a screen this role does not have."""
        if key not in self._specs:
            return False
        if key != self._current:
            if self._current and not self._screens[self._current].may_leave():
                self._mark()
                return False
            if self._current:
                self._before = [*self._before[-9:], self._current]
            self._show(key)
        self._last_in[self._specs[key].rail_key] = key
        self._mark()
        self._screens[key].enter()
        self._tell()
        return True

    def _show(self, key: str) -> None:
        screen = self.screen_of(key)
        self._current = key
        self.stack.setCurrentWidget(screen)
        self.moved.emit(key)

    def _home_of(self, kind: str) -> str:
        return next((key for key, spec in self._specs.items() if kind in spec.kinds), "")

    def open_record(self, kind: str, record_id: str) -> None:
        """Show a record on the screen its kind lives on; a kind without a screen (another role) does nothing."""
        key = self._home_of(kind)
        if key and self.go(key):
            self._screens[key].show_record(kind, record_id)
            self._tell()

    def new_record(self, kind: str) -> None:
        """Start a new record on the screen its kind lives on."""
        key = self._home_of(kind)
        if key and self.go(key):
            self._screens[key].start_new(kind)
            self._tell()

    def start_new(self) -> None:
        """Start the new record of the screen shown, or ask which one."""
        if self._current and self._screens[self._current].start_new(""):
            self._tell()
        else:
            self.palette_panel.open_with(self._new_commands(), only="commands")

    def refresh(self, changes: object) -> None:
        """Tell every screen made so far what has changed."""
        for screen in self._screens.values():
            screen.refresh(changes)
        self._tell()

    def set_badge(self, key: str, count: int) -> None:
        """Show how many acts are due on a screen within 24 hours."""
        self._badges[key] = count
        self._show_badges()

    def _show_badges(self) -> None:
        for entry, count in badges(self._specs.values(), self._badges).items():
            self.rail.set_badge(entry, count)

    def _tell(self) -> None:
        if self._current:
            screen = self._screens[self._current]
            self.footer.show_keys(screen.keys(), screen.status())
            self.setWindowTitle(f"{screen.title or _(self._specs[self._current].title)} – {self._frame.post}")

    def _new_commands(self) -> tuple[Command, ...]:
        every = ((kind, words) for spec in self._specs.values() for kind, words in spec.new)
        return tuple(Command(_(words), partial(self.new_record, kind), "plus") for kind, words in every)

    def _commands(self) -> tuple[Command, ...]:
        names = {"light": _("Light theme"), "dark": _("Dark theme"), "high_contrast": _("High contrast theme")}
        look = self._appearance
        window = [
            *(Command(names[name], partial(look.choose_theme, name), "monitor", ("F9",)) for name in THEMES),
            Command(_("Larger text"), lambda: look.step_size(1), "plus", ("Ctrl", "+")),
            Command(_("Smaller text"), lambda: look.step_size(-1), "minus", ("Ctrl", "−")),
            Command("English" if language() == "vi" else "Tiếng Việt", look.next_language, "languages"),
            Command(_("Keys"), self.show_keys, "keyboard", ("F1",)),
            Command(_("Lock"), self.lock_now, "lock", ("Ctrl", "L")),
        ]
        own = self._screens[self._current].commands() if self._current else ()
        return (*own, *self._new_commands(), *go_commands(self._specs.values(), self.go), *window)

    def open_palette(self) -> None:
        """Open the command palette."""
        self.palette_panel.open_with(self._commands(), self._topics())

    def show_keys(self) -> None:
        """Show the keys of the screen and of the window."""
        own = self._screens[self._current].keys() if self._current else ()
        self.keys_panel.show_keys(own, GLOBAL_KEYS)

    def next_pane(self, step: int) -> None:
        """Put the keyboard into the next pane of the screen; the rail is the last one."""
        panes = [pane for pane in self._screens[self._current].panes() if pane.isVisible()] if self._current else []
        chosen = [item for item in self.rail.items if item.isVisible() and item.isChecked()]
        panes += chosen or [item for item in self.rail.items if item.isVisible()][:1]
        focus = QApplication.focusWidget()
        here = next((at for at, pane in enumerate(panes) if focus is not None and _inside(focus, pane)), -1)
        if panes:
            panes[(here + step) % len(panes)].setFocus(Qt.FocusReason.TabFocusReason)
            self._tell()

    def before_lock(self) -> None:
        """Let every screen keep what is being written."""
        for screen in self._screens.values():
            screen.before_lock()

    def lock_now(self) -> None:
        """Keep drafts and lock."""
        self.palette_panel.close_panel()
        self.keys_panel.close_panel()
        self.idle.lock_now()

    def _speak(self) -> None:
        """Build rail and screens anew in the other language; a screen that may not be left keeps its words until it is."""
        key = self._current
        if key and not self._screens[key].may_leave():
            self._entries()
            return
        for screen in self._screens.values():
            screen.before_lock()
            self.stack.removeWidget(screen)
            screen.deleteLater()
        self._screens.clear()
        self._current = ""
        self._entries()
        if key:
            self.go(key)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take one step back on Esc: inside the screen, then to the screen before."""
        if event.key() != Qt.Key.Key_Escape:
            super().keyPressEvent(event)
        elif self._current and not self._screens[self._current].escape() and self._before:
            back = self._before.pop()
            if self.go(back):
                self._before.pop()
        self._tell()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Keep drafts before the window goes."""
        self.before_lock()
        self.idle.stop()
        super().closeEvent(event)


def _inside(widget: QWidget, pane: QWidget) -> bool:
    return widget is pane or pane.isAncestorOf(widget) or pane.focusProxy() is widget
