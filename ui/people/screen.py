"""The screen Users: the list at the left, the account or the act on it at the right."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from borderpost.domain.errors import BorderpostError
from borderpost.domain.words import N_, _, ngettext, render
from borderpost.services.people import UserView
from ui.people.list import UserList
from ui.people.panels import Act, AddPerson, Details, OwnPassphrase, Panel, RemovePerson, ResetPassphrase, Roles
from ui.screen import Command, Screen, ScreenSpec
from ui.tasks import TaskRunner
from ui.theme.look import look
from ui.widgets.banner import Banner
from ui.widgets.button import Button
from ui.widgets.footer import KeyHint
from ui.widgets.header import Header
from ui.widgets.pane import Pane, scrolled
from ui.widgets.text import Line

SIDE = 404


class PeopleScreen(Screen):
    """Works with the people service of an unlocked post; `uid` is whoever unlocked."""

    def __init__(self, people: Any, tasks: TaskRunner, uid: str) -> None:
        super().__init__()
        self._people, self._tasks, self._uid = people, tasks, uid
        self._roles: Roles = ()
        self._manages = False
        self.panel: Panel | None = None
        self.title = _("Users")
        px = look().px
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.header = Header(self.title)
        own = Button(_("Change my passphrase"), "secondary", "lock-keyhole", "O")
        own.clicked.connect(self.change_own)
        self.add_button = Button(_("Add a user"), "primary", "user-plus", "Ctrl+N")
        self.add_button.clicked.connect(lambda: self.start_new(""))
        self.header.add_act(own)
        self.header.add_act(self.add_button)
        column.addWidget(self.header)
        self.trouble = Banner("red", "")
        self.trouble.hide()
        column.addWidget(self.trouble)
        across = QHBoxLayout()
        across.setSpacing(0)
        ground = Pane("surface")
        self.list = UserList()
        self.list.moved.connect(self._show_chosen)
        ground.body.addWidget(self.list)
        across.addWidget(ground, 1)
        across.addWidget(Line(vertical=True))
        self._side = QWidget()
        self._side.setFixedWidth(px(SIDE))
        inside = QVBoxLayout(self._side)
        inside.setContentsMargins(0, 0, 0, 0)
        across.addWidget(self._side)
        column.addLayout(across, 1)
        self.reload()

    # --- looking up ---------------------------------------------------------------------------------------------------

    def reload(self, uid: str = "") -> None:
        """Read accounts and roles."""
        people = self._people
        self._tasks.run(
            lambda: (people.users(), people.roles(), people.may_manage()), partial(self._take, uid), self._failed, owner=self
        )

    def _take(self, uid: str, found: tuple[list[UserView], Roles, bool]) -> None:
        users, self._roles, self._manages = found
        active = sum(user.active for user in users)
        words = ngettext("{n} account may unlock this machine", "{n} accounts may unlock this machine", active)
        self.header.set_title(self.title, words.format(n=active))
        if self._manages:
            self.add_button.allow()
        else:
            self.add_button.refuse(_("The commander or the administrator changes accounts."))
        self.list.show_users(users, {code: label for code, label, _sentences in self._roles})
        if uid:
            self.list.choose(uid)
        self._show_chosen()
        self.badge.emit(sum(bool(user.missing) and user.active for user in users) if self._manages else 0)

    def _failed(self, error: BorderpostError) -> None:
        self.trouble.say(render(error.message))
        self.trouble.show()

    def refresh(self, changes: object) -> None:
        """Read again when an account changed and no act is under way."""
        if "officers" in getattr(changes, "kinds", ()) and not isinstance(self.panel, Act):
            self.reload()

    # --- the pane at the right ----------------------------------------------------------------------------------------

    def _put(self, panel: Panel) -> None:
        layout = self._side.layout()
        while layout is not None and (item := layout.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.setParent(None)  # at once: a passphrase may stand on it
                widget.deleteLater()
        self._side.setFixedWidth(look().px(SIDE))
        self.panel = panel
        panel.closed.connect(self._close)
        if layout is not None:
            layout.addWidget(scrolled(panel))
        self.told.emit()

    def _show_chosen(self) -> None:
        user = self.list.chosen
        if user is None or isinstance(self.panel, Act):
            return
        details = Details(user, self._roles, manages=self._manages, own=user.uid == self._uid)
        details.reset.connect(self.reset_chosen)
        details.remove.connect(self.remove_chosen)
        details.grant.connect(self.grant_chosen)
        self._put(details)

    def _close(self) -> None:
        self.panel = None
        self.list.setEnabled(True)
        self._show_chosen()
        self.list.setFocus()

    def _begin(self, act: Act) -> None:
        """Show an act; the list waits until it is done or given up."""
        act.done.connect(self._done)
        self.list.setEnabled(False)
        self._put(act)
        act.first().setFocus(Qt.FocusReason.TabFocusReason)

    def _done(self, sentence: str) -> None:
        self.toast.emit(sentence, "")
        self._close()
        self.reload()

    def _with_passphrase(self, build: Any) -> None:
        self._tasks.run(self._people.passphrase, lambda words: self._begin(build(words)), self._failed, owner=self)

    def _chosen_other(self) -> UserView | None:
        user = self.list.chosen
        free = self._manages and user is not None and user.active and user.uid != self._uid
        return user if free and not isinstance(self.panel, Act) else None

    def reset_chosen(self) -> None:
        """Give the chosen person a new passphrase."""
        user = self._chosen_other()
        if user is not None:
            self._with_passphrase(partial(ResetPassphrase, self._people, self._tasks, user))

    def remove_chosen(self) -> None:
        """Remove the chosen person."""
        user = self._chosen_other()
        if user is not None:
            self._begin(RemovePerson(self._people, self._tasks, user))

    def grant_chosen(self) -> None:
        """Hand over the keys the chosen person still lacks."""
        user = self.list.chosen
        if user is None or not user.missing or not self._manages or self.panel is None:
            return
        people, uid = self._people, user.uid
        words = _("{name} holds the key now").format(name=user.name)
        self._tasks.run(lambda: people.grant_missing(uid), lambda _changes: self._done(words), self.panel.failed, owner=self)

    def change_own(self) -> None:
        """Change one's own passphrase."""
        if not isinstance(self.panel, Act):
            self._with_passphrase(partial(OwnPassphrase, self._people, self._tasks))

    def start_new(self, kind: str) -> bool:
        """Add a user."""
        if kind or not self._manages or isinstance(self.panel, Act):
            return bool(not kind)
        self._with_passphrase(partial(AddPerson, self._people, self._tasks, self._roles))
        return True

    # --- what the window asks -----------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Serve Ctrl+S in an act, letters in the list."""
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        letters = {"O": self.change_own, "P": self.reset_chosen, "X": self.remove_chosen, "K": self.grant_chosen}
        letter = event.text().upper()
        if control and event.key() == Qt.Key.Key_S and isinstance(self.panel, Act):
            self.panel.submit()
        elif not control and letter in letters and not isinstance(self.panel, Act):
            letters[letter]()
        else:
            super().keyPressEvent(event)

    def keys(self) -> tuple[KeyHint, ...]:
        """Return the keys of the list, or of the act."""
        if isinstance(self.panel, Act):
            return (
                KeyHint(("Tab",), _("next field")),
                KeyHint(("Ctrl", "S"), self.panel.button.text()),
                KeyHint(("Esc",), _("give up")),
                KeyHint(("F1",), _("keys")),
            )
        own = (KeyHint(("O",), _("my passphrase")), KeyHint(("F1",), _("keys")))
        if not self._manages:
            return (KeyHint(("Up", "Down"), _("choose")), *own)
        acts = (KeyHint(("Ctrl", "N"), _("add")), KeyHint(("P",), _("new passphrase")), KeyHint(("X",), _("remove")))
        return (KeyHint(("Up", "Down"), _("choose")), *acts, *own)

    def commands(self) -> tuple[Command, ...]:
        """Return the acts for the palette."""
        found = [Command(_("Change my passphrase"), self.change_own, "lock-keyhole", ("O",))]
        if self._manages:
            found.append(Command(_("Add a user"), partial(self.start_new, ""), "user-plus", ("Ctrl", "N")))
        return tuple(found)

    def panes(self) -> tuple[QWidget, ...]:
        """Return the list, or the first field of the act, and the first button of the pane."""
        if isinstance(self.panel, Act):
            return (self.panel.first(),)
        buttons = self.panel.findChildren(Button) if self.panel is not None else []
        return (self.list, *buttons[:1])

    def before_lock(self) -> None:
        """Forget a passphrase that is shown."""
        if isinstance(self.panel, Act):
            self._close()

    def escape(self) -> bool:
        """Give up the act under way."""
        if isinstance(self.panel, Act):
            self._close()
            return True
        return False


def people_spec(people: Any, tasks: TaskRunner, uid: str) -> ScreenSpec:
    """Return how Users is registered with the window."""
    return ScreenSpec("people", N_("Users"), "users", lambda: PeopleScreen(people, tasks, uid), 4)
