"""The file of the key store, read without any cryptography: the unlock window must not wait for it.

`keystore.bpk` = magic, SHA-256 of the rest, CBOR. Two generations are kept; when the newest is damaged the one before serves.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import cbor2

from borderpost.domain.errors import UserError
from borderpost.domain.words import N_

FILE = "keystore.bpk"
MAGIC = b"BPKEYS1\n"
VERSION = 1


class DamagedStore(UserError):
    """No generation of the key store can be read."""

    def __init__(self) -> None:
        super().__init__(N_("The key store of this post is damaged. Restore it from the backup."))


class NewerStore(UserError):
    """The key store was written by a newer program."""

    def __init__(self) -> None:
        super().__init__(N_("This post was opened by a newer program. Install that version to open it."))


def exists(home: Path) -> bool:
    """Tell whether a post lives here."""
    return (home / FILE).exists() or (home / (FILE + ".previous")).exists()


def _read(path: Path) -> dict[str, Any] | None:
    try:
        raw = path.read_bytes()
    except OSError:
        return None
    start = len(MAGIC)
    body = raw[start + 32 :]
    if raw[:start] != MAGIC or raw[start : start + 32] != hashlib.sha256(body).digest():
        return None
    plain: dict[str, Any] = cbor2.loads(body)
    return plain


def newest(home: Path) -> tuple[dict[str, Any], bool]:
    """Return (content, whether it is the generation before) of the newest sound file; raises DamagedStore or NewerStore."""
    for path, before in ((home / FILE, False), (home / (FILE + ".previous"), True)):
        plain = _read(path)
        if plain is None:
            continue
        if plain["version"] > VERSION:
            raise NewerStore
        return plain, before
    raise DamagedStore


def people(plain: dict[str, Any]) -> list[tuple[str, str, str, str, str]]:
    """Return (user code, name, rank, position, role) of every active account of a store's content."""
    return [(item[0], item[1], item[2], item[3], item[4]) for item in plain["accounts"] if item[10]]
