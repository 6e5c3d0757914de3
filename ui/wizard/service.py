"""What the first-run wizard asks of the services. One object does all of it; every call runs off the GUI thread."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from borderpost.domain.progress import Progress
from borderpost.services.setup import Headquarters, PersonSpec, PostSpec

__all__ = ["Headquarters", "PersonSpec", "PostSpec", "SetupService"]


class SetupService(Protocol):
    """The services behind the wizard."""

    def passphrase(self) -> str:
        """Return a new generated passphrase."""
        ...

    def create_post(self, spec: PostSpec, progress: Progress) -> None:
        """Create keys and database; raises RefusedInput, EnvironmentFault. Nothing is left behind by a failure."""
        ...

    def recovery_words(self) -> tuple[str, ...]:
        """Return the 24 words of the sheet of the post just created."""
        ...

    def recovery_pages(self, dots_per_inch: int) -> tuple[bytes, ...]:
        """Return the sheet as PNG pages, for the preview and for the printer; no file is written."""
        ...

    def sheet_printed(self) -> None:
        """Note that the sheet was printed and read back."""
        ...

    def post_fingerprint(self) -> str:
        """Return the post's own eight groups of four digits, which headquarters writes down."""
        ...

    def save_request(self, target: Path) -> None:
        """Write the enrolment request for headquarters; raises EnvironmentFault."""
        ...

    def read_headquarters(self, source: Path) -> Headquarters:
        """Read a headquarters' key; raises UserError if the file is none."""
        ...

    def trust_headquarters(self) -> None:
        """Trust the key read last, after its fingerprint was compared by voice."""
        ...

    def use_backup_folder(self, folder: Path) -> str:
        """Write a first backup there, read it back, keep the place; return a sentence. Raises EnvironmentFault."""
        ...

    def finish(self) -> None:
        """Close the new post so that it can be unlocked."""
        ...
