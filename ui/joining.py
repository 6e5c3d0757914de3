"""Where the window meets the services: one place, so that no screen knows how a post is opened.

Imported before the unlock window is shown, so nothing heavy stands at the top: `warm` imports it in a thread.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from borderpost import __version__, bootstrap
from borderpost.domain import dates
from borderpost.domain.clock import VIETNAM, Clock, SystemClock
from borderpost.domain.errors import BorderpostError, Cancelled
from borderpost.domain.progress import Progress, Report
from borderpost.domain.words import _
from borderpost.services.setup import LobbyFacts
from ui.appearance import Appearance
from ui.dates import full_moment
from ui.tasks import Lane, Result, TaskRunner
from ui.unlock.lobby import Lobby, LobbyUser

if TYPE_CHECKING:
    from borderpost.bootstrap import Post
    from borderpost.services.settings import PostFacts
    from ui.app import Seams, Wizard
    from ui.courier.watch import StickWatch
    from ui.forms.body import FormBody
    from ui.help import HelpPanel
    from ui.look_up import LookUp
    from ui.main_window import MainWindow
    from ui.palette import HelpTopic, RecordHit
    from ui.registers.desk import Desk
    from ui.screen import ScreenSpec

PASSPHRASES = "passphrases.json"
SETTLE_MS = 60
"""Changes that come within this time are told to the screens at once: an import makes thousands."""
CLOSES = ("commander",)
"""Roles that close reporting periods; the service refuses all others whatever the window shows."""
PLACES = {"courier": "courier", "reports": "reports", "settings": "settings"}
"""Screens as the services name them → keys of the window."""


def training_home() -> Path:
    """Return where the training post lives: beside the real one, never in its place."""
    return bootstrap.home_default().parent / "training" / "post"


def home_of(arguments: Sequence[str]) -> tuple[Path, bool]:
    """Read the command line; return the folder of the post and whether a missing one is made as a training post.

    `--home DIR` names a post; `--training` takes the training post, in DIR if `--home` names one. Anything else exits with 2.
    """
    import argparse

    parser = argparse.ArgumentParser(prog="borderpost-window", description=_("The window of Borderpost."))
    parser.add_argument("--home", type=Path, help=_("folder of the post"))
    parser.add_argument("--training", action="store_true", help=_("open the training post, making it if there is none"))
    known = parser.parse_args(list(arguments))
    home = known.home or (training_home() if known.training else bootstrap.home_default())
    return home.expanduser().absolute(), bool(known.training)


# --- before unlocking -------------------------------------------------------------------------------------------------


def training_passphrases(home: Path) -> dict[str, str]:
    """Return the passphrases of a training post's users by name or code, from `passphrases.json` in or above its folder."""
    for folder in (home, home.parent):
        try:
            found = json.loads((folder / PASSPHRASES).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            continue
        return dict(_pairs(found))
    return {}


def _pairs(found: object) -> list[tuple[str, str]]:
    """Flatten what the file holds: {name: passphrase}, or people with their name or code beside the passphrase."""
    if isinstance(found, list):
        return [pair for each in found for pair in _pairs(each)]
    if not isinstance(found, dict):
        return []
    passphrase = found.get("passphrase")
    if isinstance(passphrase, str):
        return [(found[name], passphrase) for name in ("uid", "name", "user") if isinstance(found.get(name), str)]
    pairs = [(name, value) for name, value in found.items() if isinstance(value, str)]
    return pairs + [pair for value in found.values() for pair in _pairs(value)]


def lobby_of(facts: LobbyFacts, now: datetime, passphrases: Mapping[str, str]) -> Lobby:
    """Put what is known before unlocking into words."""
    users = tuple(
        LobbyUser(
            person.uid,
            person.name,
            " · ".join(part for part in (person.rank, person.position) if part),
            person.role,
            passphrases.get(person.uid) or passphrases.get(person.name, "") if facts.training else "",
        )
        for person in facts.people
    )
    machine = _("Machine {number}").format(number=facts.machine)
    return Lobby(
        facts.name,
        facts.parent,
        f"{machine} · {facts.machine_place}" if facts.machine_place else machine,
        users,
        facts.drafts,
        _backup_words(facts, now),
        _clock_words(facts, now),
        facts.hide_names,
        facts.training,
        __version__,
    )


def _moment(text: str | None) -> datetime | None:
    try:
        return datetime.fromisoformat(text).astimezone(VIETNAM) if text else None
    except ValueError:
        return None


def _backup_words(facts: LobbyFacts, now: datetime) -> tuple[str, str]:
    at, drill = _moment(facts.backup), _moment(facts.drill)
    if at is None:
        return _("No backup yet"), _("A stolen or broken machine loses what only it has")
    first = _("{moment} ({duration} ago)").format(moment=full_moment(at), duration=dates.duration_text(now - at))
    second = _("read back · never restored for trial")
    if drill is not None:
        second = _("read back · restored for trial {day}").format(day=dates.date_text(drill.date()))
    return first, second


def _clock_words(facts: LobbyFacts, now: datetime) -> tuple[str, str]:
    known = [at for at in (_moment(facts.backup), _moment(facts.drill)) if at is not None]
    if not known:
        return "", ""
    newest = max(known)
    if now < newest:
        words = _("earlier than the newest backup, {moment}; set it before writing")
        return _("The clock of this machine is wrong"), words.format(moment=dates.moment_text(newest))
    words = _("later than the newest backup, {moment}")
    return _("The clock of this machine is plausible"), words.format(moment=dates.moment_text(newest))


def warm() -> None:
    """Import everything an open post needs. Takes a while; runs in a thread behind the unlock window."""
    import importlib

    for name in (
        "borderpost.storage.database",
        "borderpost.services.session",
        "borderpost.services.records",
        "borderpost.services.drafts",
        "borderpost.services.victims",
        "borderpost.services.people",
        "borderpost.services.settings",
        "borderpost.services.today",
        "ui.registers.screen",
        "ui.registers.victim_case",
        "ui.boards.specs",
        "ui.today.screen",
        "ui.people.screen",
        "ui.settings.screen",
    ):
        importlib.import_module(name)


def seams_of(home: Path, *, training: bool = False, clock: Clock | None = None) -> Seams:
    """Return what the program needs to open the post in `home`; with `training` a missing post is made, not asked for."""
    from ui.app import Seams

    known = clock or SystemClock()

    def lobby() -> Lobby | None:
        facts = bootstrap.lobby(home)
        return None if facts is None else lobby_of(facts, known.now(), training_passphrases(home))

    def unlock(who: str, passphrase: str) -> Unlocked:
        post = bootstrap.unlock(home, who, passphrase, clock=clock)
        try:
            return Unlocked(post, post.settings.post())
        except BaseException:
            post.close()
            raise

    def wizard(tasks: TaskRunner, appearance: Appearance) -> Wizard:
        if training:
            from ui.unlock.preparing import PreparingWindow

            return PreparingWindow(home, tasks)
        from ui.wizard.window import FirstRun

        return FirstRun(bootstrap.setup(home, clock), tasks, appearance)

    return Seams(lobby, warm, unlock, PostWindow, wizard)


# --- an open post -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Unlocked:
    """A post as the writer thread opened it, and what the window needs to know before it reads anything itself."""

    post: Post
    facts: PostFacts


@dataclass(frozen=True, slots=True)
class Told:
    """Changes of several acts, together."""

    kinds: frozenset[str]
    records: tuple[str, ...]


class WhileOpen:
    """The door for work while the post is open. Once it is closed nothing is begun, and what fails because of it is dropped."""

    def __init__(self, tasks: TaskRunner) -> None:
        self._tasks = tasks
        self.closed = False

    def run(
        self,
        work: Callable[[], Result],
        done: Callable[[Result], object],
        failed: Callable[[BorderpostError], object],
        progress: Progress | None = None,
        *,
        owner: QObject | None = None,
        lane: Lane = "writer",
    ) -> None:
        """See `ui.tasks.TaskRunner`."""

        def while_open() -> Result:
            if self.closed:
                raise Cancelled
            try:
                return work()
            except Exception:
                if self.closed:
                    raise Cancelled from None
                raise

        def told(error: BorderpostError) -> None:
            if not self.closed:
                failed(error)

        self._tasks.run(while_open, done, told, progress, owner=owner, lane=lane)

    def progress(self, report: Report) -> Progress:
        """See `ui.tasks.TaskRunner`."""
        return self._tasks.progress(report)


class _Changes(QObject):
    """Carries what changed from the writer thread to the GUI thread, and lets a storm of changes settle first."""

    came = Signal(object)
    settled = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._kinds: frozenset[str] = frozenset()
        self._records: dict[str, None] = {}
        self._timer = QTimer(self, singleShot=True, interval=SETTLE_MS)
        self._timer.timeout.connect(self._tell)
        self.came.connect(self._take, Qt.ConnectionType.QueuedConnection)

    def _take(self, changes: Any) -> None:
        self._kinds |= changes.kinds
        self._records.update(dict.fromkeys(changes.records))
        if not self._timer.isActive():
            self._timer.start()

    def _tell(self) -> None:
        told = Told(self._kinds, tuple(self._records))
        self._kinds, self._records = frozenset(), {}
        self.settled.emit(told)


class PostWindow:
    """An open post in its window (`ui.app.Opened`)."""

    def __init__(self, opened: object, tasks: TaskRunner, appearance: Appearance) -> None:
        from ui.main_window import MainWindow

        if not isinstance(opened, Unlocked):
            raise TypeError(opened)
        self.post, self._facts, self._appearance = opened.post, opened.facts, appearance
        self._tasks = WhileOpen(tasks)
        self._closes = self.post.session.account.role in CLOSES
        self._desk = self._make_desk()
        self._watch: StickWatch | None = None
        self.window: MainWindow = MainWindow(
            self._frame(), self._specs(), self._tasks, appearance, self._search, self._topics, idle_seconds=self._idle("")
        )
        self._help: HelpPanel | None = None
        self.window.moved.connect(lambda key: self.window.idle.start(self._idle(key)))
        self._look_up: LookUp | None = None
        self._changes = _Changes()
        self._changes.setParent(self.window)
        self._changes.settled.connect(self.window.refresh)
        self.post.session.listeners.append(self._changes.came.emit)
        if self._watch is not None:
            self._watch.setParent(self.window)
            self._watch.appeared.connect(self._offer)
            self._watch.start()
            self.window.locked.connect(self._watch.stop)

    def lock(self) -> None:
        """Drop every key and connection. Called on the writer thread; what screens still ask for is not done any more."""
        self._tasks.closed = True
        self.post.close()

    def _offer(self, folder: Any) -> None:
        """Say that a stick is here, without taking the keyboard."""
        self.window.toast.say(_("{stick} is here").format(stick=folder.label), _("G on Today: write a bundle, take receipts"))

    def _frame(self) -> Any:
        from ui.main_window import Frame

        account, facts = self.post.session.account, self._facts
        machine = _("Machine {number}").format(number=facts.machine)
        place = _("nothing here is real") if self.post.training else facts.machine_place
        duty = " · ".join(part for part in (account.rank, account.position) if part)
        return Frame(facts.name, f"{machine} · {place}" if place else machine, account.name, duty)

    def _idle(self, key: str) -> int:
        facts = self._facts
        minutes = facts.victim_lock_minutes if key == "victim_cases" else facts.auto_lock_minutes
        return 60 * minutes

    def _make_desk(self) -> Desk:
        from ui.registers.desk import desk_of

        return desk_of(self.post, self._tasks, import_track=self._import_track)

    def _import_track(self, body: FormBody, record_id: str | None) -> None:
        from ui.tracks.dialog import open_import

        open_import(body, record_id, self.post.tracks, self._tasks)

    def _search(self, text: str) -> Sequence[RecordHit]:
        """Search all registers; runs on the writer thread."""
        from borderpost.registers import KINDS
        from ui.palette import RecordHit

        return [
            RecordHit(
                hit.kind,
                hit.id,
                hit.title or hit.number,
                hit.detail,
                KINDS[hit.kind].icon.replace("user", "user-round"),
                hit.number,
            )
            for hit in self.post.records.search(text, None, 8)
        ]

    def _topics(self) -> tuple[HelpTopic, ...]:
        """Return what the palette finds under Help."""
        from ui.help import topics
        from ui.palette import HelpTopic

        look_up = HelpTopic(_("Look up a commune or province"), _("names and codes as of a day"), self._look_up_place)
        return (*topics(self._show_help), look_up)

    def _show_help(self, title: str, text: str) -> None:
        from ui.help import HelpPanel

        if self._help is None:
            self._help = HelpPanel(self.window)
            self.window.locked.connect(self._help.close_panel)
        self._help.show_help(title, text)

    def _look_up_place(self) -> None:
        """Open the panel of names, made when it is first wanted; it goes when the post is locked."""
        if self._look_up is None:
            from ui.look_up import LookUp

            self._look_up = LookUp(self.window, self._tasks, self._desk.now)
            self._look_up.copied.connect(lambda name: self.window.toast.say(_("Copied"), name))
            self.window.locked.connect(self._look_up.close_panel)
        self._look_up.open_panel()

    def _specs(self) -> tuple[ScreenSpec, ...]:
        from ui.boards.specs import board_specs
        from ui.field.specs import field_specs
        from ui.people.screen import people_spec
        from ui.settings.screen import settings_spec
        from ui.today.screen import TodayActs, today_spec

        acts = TodayActs(self._open_draft, self._open_palette, self._start_new, self._show_badges, PLACES)
        return (
            today_spec(self.post.today, self._tasks, self._desk.now, acts),
            *self._registers(),
            *board_specs(self.post, self._desk, self._start_with),
            *field_specs(self._desk),
            *self._later_specs(),
            people_spec(self.post.people, self._tasks, self.post.session.keyring.uid),
            settings_spec(self.post, self._tasks, self._appearance, self._settings_changed),
        )

    def _registers(self) -> Iterator[ScreenSpec]:
        """Yield the registers, the library behind the last one of its area."""
        from ui.law.screen import law_spec
        from ui.registers.areas import LIBRARY, area_of
        from ui.registers.screen import register_specs

        library, home = law_spec(self.post.law_library, self._tasks, self._desk.today), area_of(LIBRARY)
        specs = register_specs(self._desk)
        last = max(at for at, spec in enumerate(specs) if spec.area is home)
        for at, spec in enumerate(specs):
            yield spec
            if at == last:
                yield library

    def _later_specs(self) -> tuple[ScreenSpec, ...]:
        """Return reports and bundles: a headquarters has neither."""
        if self.post.kind != "post":
            return ()
        from ui.courier.screen import courier_spec
        from ui.courier.watch import StickWatch
        from ui.reporting.screen import report_spec

        now, bundles = self._desk.now, self.post.bundles
        self._watch = StickWatch(bundles, self._tasks)
        return (
            report_spec(self.post.reports, self._tasks, now, self._closes),
            courier_spec(bundles, self.post.enrolment, self._tasks, now, self._watch),
        )

    # --- acts of screens on the window ----------------------------------------------------------------------------------

    def _open_palette(self) -> None:
        self.window.open_palette()

    def _start_new(self) -> None:
        self.window.start_new()

    def _open_draft(self, draft: Any) -> None:
        """Go on with a draft on the screen of its register."""
        if self.window.go(draft.kind):
            screen: Any = self.window.screen_of(draft.kind)
            screen.open_draft(draft)

    def _start_with(self, kind: str, preset: dict[str, Any]) -> None:
        """Start a record that already holds some values on the screen of its register."""
        if self.window.go(kind):
            screen: Any = self.window.screen_of(kind)
            screen.start_with(kind, preset)

    def _show_badges(self, counts: Mapping[str, int]) -> None:
        for key in self.window.keys:
            if key != "today":
                self.window.set_badge(key, counts.get(key, 0))

    def _settings_changed(self, facts: PostFacts) -> None:
        self._facts = facts
        self.window.idle.start(self._idle(self.window.current))
