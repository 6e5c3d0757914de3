"""What a courier may know of a file: whole or not, from whom, for whom. No private key is needed, nothing is opened."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from borderpost.domain.errors import BundleRejected
from borderpost.domain.progress import Progress
from borderpost.domain.words import N_, Message, render
from borderpost.sync.bundle_v1 import Manifest, inspect
from borderpost.sync.rejections import UnknownSender
from borderpost.sync.trust import Trust


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check found. `code` is `ok`, `unknown-sender` or the reason of the rejection; `sentence` says it in words.

    Without a trusted sender the file can still be whole: `ok` is then true and the sentence says what is not known.
    """

    file: Path
    size: int
    ok: bool
    code: str
    sentence: str
    sender: str = ""
    sender_name: str = ""
    recipient: str = ""
    number: int = 0
    created: datetime | None = None
    entries: int = 0
    sha256: str = ""


def check(path: Path, progress: Progress | None = None, trust: Trust | None = None) -> Checked:
    """Check a bundle: length, hash and, when the sender is trusted here, its signature. Raises EnvironmentFault, Cancelled."""
    try:
        manifest = inspect(path, trust or Trust(""), progress)
    except UnknownSender:
        return _unsigned(path, known=bool(trust and trust.me))
    except BundleRejected as refused:
        return Checked(path, _size(path), ok=False, code=refused.reason, sentence=render(refused.message))
    peer = trust.peer(manifest.sender) if trust else None
    return _whole(path, manifest, "ok", Message(N_("The file is whole and its seal is right.")), peer.name if peer else "")


def _unsigned(path: Path, *, known: bool) -> Checked:
    """Describe a whole file of a sender this machine does not know."""
    from borderpost.sync.bundle_v1 import describe

    sentence = (
        Message(N_("The file is whole. Its sender is not enrolled with this machine, so who made it is not proven."))
        if known
        else Message(N_("The file is whole. Who made it is proven only at headquarters."))
    )
    return _whole(path, describe(path), "unknown-sender", sentence, "")


def _whole(path: Path, manifest: Manifest, code: str, sentence: Message, name: str) -> Checked:
    return Checked(
        path,
        _size(path),
        ok=True,
        code=code,
        sentence=render(sentence),
        sender=manifest.sender,
        sender_name=name,
        recipient=manifest.recipient,
        number=manifest.number,
        created=manifest.created,
        entries=manifest.entries,
        sha256=manifest.payload_sha256.hex(),
    )


def _size(path: Path) -> int:
    found = 0
    with contextlib.suppress(OSError):  # pulled out meanwhile: what was found stays true
        found = path.stat().st_size
    return found
