"""The one place that joins everything: making a post or a headquarters, and unlocking one."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from borderpost.domain.clock import Clock, SystemClock
from borderpost.domain.errors import EnvironmentFault, UserError
from borderpost.domain.progress import Progress
from borderpost.domain.text import fold
from borderpost.domain.words import N_
from borderpost.keys import storefile
from borderpost.keys.roles import RECOVERY
from borderpost.services.setup import HubSpec, PersonSpec, PostSpec, kind_of, lobby

if TYPE_CHECKING:
    from borderpost.keys import store as keystore
    from borderpost.keys.keyring import Keyring
    from borderpost.keys.passwords import Cost
    from borderpost.services.backup import BackupService
    from borderpost.services.bundles import BundleService
    from borderpost.services.check import CheckService
    from borderpost.services.drafts import DraftService
    from borderpost.services.enrolment import EnrolmentService
    from borderpost.services.first_run import FirstRun
    from borderpost.services.hub import HubService
    from borderpost.services.identities import IdentityService
    from borderpost.services.law import LawService
    from borderpost.services.law_library import LawLibrary
    from borderpost.services.line_history import LineService
    from borderpost.services.names import NameService
    from borderpost.services.next_acts import NextActService
    from borderpost.services.papers import PaperService
    from borderpost.services.people import PeopleService
    from borderpost.services.persons import PersonService
    from borderpost.services.plans_done import PlanService
    from borderpost.services.progress_board import ProgressBoardService
    from borderpost.services.progress_paper import ProgressPaper
    from borderpost.services.records import RecordService
    from borderpost.services.reports import ReportService
    from borderpost.services.ring_view import RingViewService
    from borderpost.services.session import Session
    from borderpost.services.settings import SettingsService
    from borderpost.services.spreadsheets import SpreadsheetService
    from borderpost.services.today import TodayService
    from borderpost.services.tracks import TrackService
    from borderpost.services.victims import VictimService
    from borderpost.services.visit_plan import VisitPlanService

__all__ = ["Created", "HubSpec", "PersonSpec", "Post", "PostSpec", "create_hub", "create_post", "kind_of", "lobby", "unlock"]

MARK = "feed.mark"
"""Beside the database: how far this machine's feed was. A database behind it is a restored copy."""


class AlreadyThere(UserError):
    """The folder holds a post."""

    def __init__(self) -> None:
        super().__init__(N_("There is already a post in this folder. Choose another folder."))


class Post:
    """An unlocked post or headquarters, and what can be done with it. Each service is made when it is first asked for."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.home = session.home
        self.kind = str(session.store.post.get("kind", "post"))
        self.training = session.training

    @cached_property
    def records(self) -> RecordService:
        """Return what reads and writes records."""
        from borderpost.services.records import RecordService

        return RecordService(self.session)

    @cached_property
    def drafts(self) -> DraftService:
        """Return what keeps unsaved forms."""
        from borderpost.services.drafts import DraftService

        return DraftService(self.session)

    @cached_property
    def identities(self) -> IdentityService:
        """Return what shows sealed identities."""
        from borderpost.services.identities import IdentityService

        return IdentityService(self.session, self.records)

    @cached_property
    def victims(self) -> VictimService:
        """Return what protects victims and moves their cases."""
        from borderpost.services.victims import VictimService

        return VictimService(self.session, self.records)

    @cached_property
    def persons(self) -> PersonService:
        """Return what compares persons and tells where they stand."""
        from borderpost.services.persons import PersonService

        return PersonService(self.session, self.records)

    @cached_property
    def law(self) -> LawService:
        """Return what the dated law says of a sanction."""
        from borderpost.services.law import LawService

        return LawService(self.session, self.records, self.persons, self.settings)

    @cached_property
    def law_library(self) -> LawLibrary:
        """Return the dated law, to read."""
        from borderpost.services.law_library import LawLibrary

        return LawLibrary(self.settings)

    @cached_property
    def names(self) -> NameService:
        """Return what offers names of places, bodies and acts."""
        from borderpost.services.names import NameService

        return NameService(self.session)

    @cached_property
    def next_acts(self) -> NextActService:
        """Return what begins the next record from the one before."""
        from borderpost.services.next_acts import NextActService

        return NextActService(self.session, self.records, self.persons)

    @cached_property
    def people(self) -> PeopleService:
        """Return the users."""
        from borderpost.services.people import PeopleService

        return PeopleService(self.session)

    @cached_property
    def settings(self) -> SettingsService:
        """Return the settings."""
        from borderpost.services.settings import SettingsService

        return SettingsService(self.session)

    @cached_property
    def today(self) -> TodayService:
        """Return what is due."""
        from borderpost.services.today import TodayService

        return TodayService(self.session, self.records, self.drafts, self.settings)

    @cached_property
    def progress(self) -> ProgressBoardService:
        """Return the progress board."""
        from borderpost.services.progress_board import ProgressBoardService

        return ProgressBoardService(self.session, self.records)

    @cached_property
    def plans(self) -> PlanService:
        """Return plans against what was done."""
        from borderpost.services.plans_done import PlanService

        return PlanService(self.session)

    @cached_property
    def annexes(self) -> ProgressPaper:
        """Return the annexes of progress board and plans."""
        from borderpost.services.progress_paper import ProgressPaper

        return ProgressPaper(self.progress, self.plans, self.papers)

    @cached_property
    def tracks(self) -> TrackService:
        """Return the import of GPX tracks."""
        from borderpost.services.tracks import TrackService

        return TrackService(self.session, self.records)

    @cached_property
    def spreadsheets(self) -> SpreadsheetService:
        """Return the export and import of registers as spreadsheets."""
        from borderpost.services.spreadsheets import SpreadsheetService

        return SpreadsheetService(self.session)

    @cached_property
    def papers(self) -> PaperService:
        """Return the papers of every register."""
        from borderpost.services.papers import PaperService

        return PaperService(self.session, self.records, self.settings)

    @cached_property
    def visit_plan(self) -> VisitPlanService:
        """Return the planner of visits to households at risk."""
        from borderpost.services.visit_plan import VisitPlanService

        return VisitPlanService(self.session, self.records, self.papers)

    @cached_property
    def links(self) -> RingViewService:
        """Return who stands with whom, around a ring, a subject or a person."""
        from borderpost.services.ring_view import RingViewService

        return RingViewService(self.session, self.records, self.persons, self.papers)

    @cached_property
    def line(self) -> LineService:
        """Return what patrols saw of a marker, and which patrols walked a section."""
        from borderpost.services.line_history import LineService

        return LineService(self.session)

    @cached_property
    def reports(self) -> ReportService:
        """Return figures and reports."""
        from borderpost.services.reports import ReportService

        return ReportService(self.session)

    @cached_property
    def bundles(self) -> BundleService:
        """Return export, courier and receipts."""
        from borderpost.services.bundles import BundleService

        return BundleService(self.session)

    @cached_property
    def enrolment(self) -> EnrolmentService:
        """Return the mutual trust of post and headquarters."""
        from borderpost.services.enrolment import EnrolmentService

        return EnrolmentService(self.session)

    @cached_property
    def hub(self) -> HubService:
        """Return what a headquarters does with bundles."""
        from borderpost.services.hub import HubService

        return HubService(self.session)

    @cached_property
    def check(self) -> CheckService:
        """Return the examination of journal and database."""
        from borderpost.services.check import CheckService

        return CheckService(self.session)

    @cached_property
    def backup(self) -> BackupService:
        """Return backups and restore drills."""
        from borderpost.services.backup import BackupService

        return BackupService(self.session)

    def close(self) -> None:
        """Drop connections and keys."""
        _mark(self.session)
        self.session.close()


@dataclass(frozen=True, slots=True)
class Created:
    """A place just made, unlocked by the first of its people. `recovery` is the secret of the recovery sheet."""

    post: Post
    recovery: bytes
    uids: tuple[str, ...]


def home_default() -> Path:
    """Return where a post lives unless told otherwise: `BORDERPOST_HOME`, or the user's data folder."""
    named = os.environ.get("BORDERPOST_HOME")
    if named:
        return Path(named)
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", str(Path.home()))) / "Borderpost" / "post"
    return Path(os.environ.get("XDG_DATA_HOME", str(Path.home() / ".local" / "share"))) / "borderpost" / "post"


def create_post(
    home: Path,
    spec: PostSpec,
    *,
    clock: Clock | None = None,
    cost: Cost | None = None,
    training: bool = False,
    progress: Progress | None = None,
) -> Created:
    """Make a post: keys, database, officers. Raises AlreadyThere, EnvironmentFault; a failure leaves no half post behind.

    `cost` is of Argon2id; without it a second of this machine. The session is the commander's.
    """
    facts = {
        "name": spec.post_name,
        "code": spec.post_code,
        "parent": spec.parent,
        "machine": spec.machine,
        "machine_place": spec.machine_place,
        "network": spec.network,
        "symbol": spec.post_code,
        "signer_position": spec.commander.position,
        "signer_rank": spec.commander.rank,
        "signer_name": spec.commander.name,
    }
    people = [(spec.commander, "commander"), (spec.administrator, "administrator")]
    return _create(home, "post", facts, people, clock, cost, training=training, progress=progress or Progress())


def create_hub(
    home: Path, spec: HubSpec, *, clock: Clock | None = None, cost: Cost | None = None, training: bool = False
) -> Created:
    """Make a headquarters on the embedded database, unlocked by its key officer. Raises AlreadyThere, EnvironmentFault."""
    facts = {"name": spec.name, "code": spec.code, "machine": 1}
    return _create(home, "hub", facts, [(spec.officer, "key_officer")], clock, cost, training=training, progress=Progress())


def _create(
    home: Path,
    kind: str,
    facts: dict[str, Any],
    people: Sequence[tuple[PersonSpec, str]],
    clock: Clock | None,
    cost: Cost | None,
    *,
    training: bool,
    progress: Progress,
) -> Created:
    from borderpost.keys import passwords, recovery
    from borderpost.keys import store as keystore
    from borderpost.services.people import officer_values
    from borderpost.services.session import Session
    from borderpost.storage import engine, schema
    from borderpost.storage.database import Database, put_setting

    if storefile.exists(home):
        raise AlreadyThere
    home.mkdir(parents=True, exist_ok=True)
    home.chmod(0o700)
    path = home / engine.FILE
    for suffix in ("", "-wal", "-shm"):  # a database without its key store can never be opened again: a creation that broke off
        Path(f"{path}{suffix}").unlink(missing_ok=True)
    progress.step(1, 4)
    secret = recovery.new_secret()
    shown: dict[str, Any] = {name: facts[name] for name in ("name", "parent", "machine", "machine_place") if name in facts}
    named = [(who.name, who.rank, who.position, role, who.passphrase) for who, role in people]
    store, uids, keyring = keystore.create(
        {"kind": kind, "training": training, **shown}, named, secret, cost or passwords.calibrate()
    )
    progress.step(2, 4)
    database = Database(engine.open_engine(path, keyring.database[0]), keyring)
    try:
        with database.write() as connection:
            schema.upgrade(connection)
            database.start_feed(connection, str(facts.get("machine_place") or facts.get("machine", 1)))
            for name, value in facts.items():
                put_setting(connection, f"post/{name}", value)
            connection.exec_driver_sql("INSERT INTO counters (name, value) VALUES ('machine', ?)", (facts.get("machine", 1),))
        session = Session(home, database, store, clock or SystemClock(), training)
        progress.step(3, 4)
        with session.work() as work:
            for account in store.accounts:
                if account.role != RECOVERY:
                    work.create("officers", officer_values(account))
        keystore.save(store, home)
    except BaseException:
        database.close()
        raise
    post = Post(session)
    _mark(session)
    progress.step(4, 4)
    return Created(post, secret, tuple(uids))


def unlock(home: Path, who: str, passphrase: str, *, clock: Clock | None = None) -> Post:
    """Open a post as one of its users, by code or by name (accents and case do not matter), or as `recovery` by its words.

    Raises WrongPassphrase (also for a name nobody has), WrongWords, PlainDatabase, WrongKey, NewerDatabase, NewerStore,
    DamagedStore, EnvironmentFault.
    """
    from borderpost.keys import store as keystore
    from borderpost.services.session import Session
    from borderpost.storage import dues, rebuild, recognised, schema
    from borderpost.storage.database import Database

    store = keystore.load(home)
    keyring = _keyring(store, who, passphrase)
    engine, store = _open(home, store, keyring)
    database = Database(engine, keyring)
    try:
        with database.write() as connection:
            schema.upgrade(connection)
            dues.renew(connection)
            recognised.renew(connection)
            database.resume_feed(connection)
            rebuild.renew_likeness(connection, database)
            if _restored(home, database, connection):
                database.start_feed(connection, str(store.post.get("machine_place") or store.post.get("machine", 1)))
                restored = True
            else:
                restored = False
        session = Session(home, database, store, clock or SystemClock(), bool(store.post.get("training", False)))
        if restored:
            _introduce(session)
    except BaseException:
        database.close()
        raise
    _mark(session)
    return Post(session)


def _keyring(store: keystore.Store, who: str, passphrase: str) -> Keyring:
    from borderpost.keys import recovery
    from borderpost.keys import store as keystore
    from borderpost.keys.store import WrongPassphrase

    if who == RECOVERY:
        return keystore.unlock(store, RECOVERY, recovery.from_words(passphrase.split()))
    wanted = fold(who.strip())
    for account in store.users():
        if account.uid == who or fold(account.name) == wanted:
            return keystore.unlock(store, account.uid, passphrase)
    raise WrongPassphrase


def _open(home: Path, store: keystore.Store, keyring: Keyring) -> tuple[Any, keystore.Store]:
    """Return (engine, store). When a change of key broke off, two keys are known: the one that fits ends the change."""
    from borderpost.keys import store as keystore
    from borderpost.storage import engine

    path = home / engine.FILE
    engine.refuse_plain(path)
    if len(keyring.database) > 1:
        newest = keyring.database[0]
        if not engine.key_opens(path, newest):
            fits = next((key for key in keyring.database[1:] if engine.key_opens(path, key)), None)
            if fits is None:
                raise engine.WrongKey
            engine.change_key(path, fits, newest)
        store = keystore.finish_rekey(store)
        keystore.save(store, home)
    return engine.open_engine(path, keyring.database[0]), store


def _restored(home: Path, database: Any, connection: Any) -> bool:
    """Tell whether the database is older than what this machine had written: a restored or cloned copy starts a new feed."""
    try:
        feed, seq = (home / MARK).read_text(encoding="ascii").split()
        known = int(seq)
    except (OSError, ValueError):
        return False
    return bool(feed == database.own_feed and database.feed(connection, feed).seq < known)


def _introduce(session: Session) -> None:
    """Name the officers once more on a new feed: who receives only this feed must be able to verify its authors."""
    from borderpost.services.people import officer_values

    with session.work() as work:
        for account in session.store.accounts:
            if account.role != RECOVERY:
                work.create("officers", officer_values(account))


def _mark(session: Session) -> None:
    """Write how far this machine's feed is. A full disk or a damaged database must not keep anybody from working or leaving."""
    from borderpost.domain.files import write_atomic

    with contextlib.suppress(EnvironmentFault):
        with session.read() as connection:
            feed = session.database.feed(connection, session.database.own_feed)
        write_atomic(session.home / MARK, f"{feed.name} {feed.seq}".encode("ascii"))


def setup(home: Path, clock: Clock | None = None) -> FirstRun:
    """Return what the first-run wizard works with."""
    from borderpost.services.first_run import FirstRun

    def create(spec: PostSpec, progress: Progress) -> Created:
        return create_post(home, spec, clock=clock, progress=progress)

    return FirstRun(create, clock or SystemClock())
