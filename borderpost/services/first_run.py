"""What the first-run wizard does, step by step: the post, its recovery sheet, headquarters, the first backup."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from borderpost.domain.clock import VIETNAM, Clock
from borderpost.domain.errors import UserError
from borderpost.domain.progress import Progress
from borderpost.domain.words import N_, _
from borderpost.keys import recovery, words
from borderpost.services.setup import Headquarters, PostSpec

if TYPE_CHECKING:
    from borderpost.services.backup import BackupService
    from borderpost.services.enrolment import EnrolmentService
    from borderpost.services.session import Session

COPIES = 2


class NewPost(Protocol):
    """The post just made (`borderpost.bootstrap.Post`)."""

    session: Session

    @property
    def enrolment(self) -> EnrolmentService:
        """The mutual trust with headquarters."""
        ...

    @property
    def backup(self) -> BackupService:
        """Backups."""
        ...

    def close(self) -> None:
        """Drop connections and keys."""
        ...


class NewlyMade(Protocol):
    """What making a post gives (`borderpost.bootstrap.Created`)."""

    @property
    def post(self) -> NewPost:
        """The post, unlocked by its commander."""
        ...

    @property
    def recovery(self) -> bytes:
        """The secret of the recovery sheet."""
        ...


class FirstRun:
    """One for each run of the wizard. Every call may take a second and runs off the window's thread."""

    def __init__(self, create: Callable[[PostSpec, Progress], NewlyMade], clock: Clock) -> None:
        self._create = create
        self._clock = clock
        self._made: NewlyMade | None = None
        self._spec: PostSpec | None = None

    @staticmethod
    def passphrase() -> str:
        """Return a new generated passphrase."""
        return words.generate_passphrase()

    def create_post(self, spec: PostSpec, progress: Progress) -> None:
        """Create keys and database; raises RefusedInput, EnvironmentFault. Nothing is left behind by a failure."""
        self._made = self._create(spec, progress)
        self._spec = spec

    def recovery_words(self) -> tuple[str, ...]:
        """Return the 24 words of the sheet of the post just created."""
        return recovery.to_words(self._now()[0].recovery)

    def recovery_pages(self, dots_per_inch: int) -> tuple[bytes, ...]:
        """Return the sheet as PNG pages, one a copy; made in memory only: its words open everything."""
        from borderpost.documents.recovery_sheet import RecoverySheet, build
        from borderpost.services.pages import pictures

        made, spec = self._now()
        spoken = recovery.to_words(made.recovery)
        found: list[bytes] = []
        for copy in range(1, COPIES + 1):
            out = io.BytesIO()
            sheet = RecoverySheet(
                spec.post_name,
                _("Machine {number}").format(number=spec.machine),
                self._clock.now().astimezone(VIETNAM),
                spoken,
                " ".join(spoken),
                recovery.fingerprint(made.recovery),
                f"{spec.post_code}-{spec.machine:02d}",
                copy=copy,
                copies=COPIES,
            )
            build(sheet, out)
            found += pictures(out.getvalue(), dots_per_inch)
        return tuple(found)

    def sheet_printed(self) -> None:
        """Write into the journal that the sheet was printed and read back."""
        with self._now()[0].post.session.work() as work:
            work.note("officers", None, "print", {"document": "recovery_sheet"})

    def post_fingerprint(self) -> str:
        """Return the post's own eight groups of four digits, which headquarters writes down."""
        return self._now()[0].post.enrolment.own_fingerprint()

    def save_request(self, target: Path) -> None:
        """Write the enrolment request for headquarters; raises EnvironmentFault."""
        self._now()[0].post.enrolment.write_request(target)

    def read_headquarters(self, source: Path) -> Headquarters:
        """Read a headquarters' key; raises UserError if the file is none."""
        return self._now()[0].post.enrolment.read(source)

    def trust_headquarters(self) -> None:
        """Trust the key read last, after its fingerprint was compared by voice."""
        self._now()[0].post.enrolment.trust()

    def use_backup_folder(self, folder: Path) -> str:
        """Write a first backup there, read it back, keep the place; return a sentence. Raises EnvironmentFault."""
        from borderpost.storage.database import put_setting

        made, _spec = self._now()
        view = made.post.backup.make(folder)
        with made.post.session.database.write() as connection:
            put_setting(connection, "post/backup_folder", str(folder))
        return _("The first backup is written and read back: {file}.").format(file=view.path.name)

    def finish(self) -> None:
        """Close the new post so that it can be unlocked, and forget the secret of the sheet."""
        made, self._made = self._made, None
        if made is not None:
            made.post.close()

    def _now(self) -> tuple[NewlyMade, PostSpec]:
        if self._made is None or self._spec is None:
            raise UserError(N_("Create the post first."))
        return self._made, self._spec
