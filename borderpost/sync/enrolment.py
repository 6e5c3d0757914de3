"""Enrolment: how a post and its headquarters come to know each other's keys, by file and by voice.

The post makes a request (`*.bpenrol`): its public keys, signed by its feed key. The headquarters reads it, a person compares
the fingerprint over the telephone (8 groups of 4 digits), and answers with its own keys and the fingerprint it accepted. The
post compares the fingerprint of the headquarters the same way. The signature only proves that the maker of the file
holds the key; the two people on the telephone are what makes it true.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from borderpost.domain.clock import moment_text
from borderpost.sync.envelope import MalformedEnvelope, feed_name, read, seal
from borderpost.sync.files import read_small, write_small
from borderpost.sync.rejections import BadEnrolment, BadSignature, NewerFormat
from borderpost.sync.trust import Peer

KIND = "application/vnd.borderpost.enrolment+json"
SUFFIX = ".bpenrol"
FORMAT = 1
_LARGEST = 256 * 1024


@dataclass(frozen=True, slots=True)
class Enrolment:
    """What an enrolment file says: whose keys, made when, and for an answer the fingerprint of the request it accepts."""

    peer: Peer
    created: datetime
    answers: str = ""

    @property
    def fingerprint(self) -> str:
        """Return what the two people compare: 8 groups of 4 digits."""
        return self.peer.fingerprint()


def _write(path: Path, enrolment: Enrolment, key: Ed25519PrivateKey) -> None:
    if key.public_key().public_bytes_raw() not in enrolment.peer.keys:
        raise ValueError(enrolment.peer.id)
    words = {
        "answers": enrolment.answers,
        "created": moment_text(enrolment.created),
        "format": FORMAT,
        "peer": enrolment.peer.plain(),
    }
    write_small(path, seal(words, KIND, key))


def write_request(path: Path, peer: Peer, key: Ed25519PrivateKey, created: datetime) -> Enrolment:
    """Write the request of a post; `key` is one of the peer's feed keys (ValueError otherwise). Raises EnvironmentFault."""
    request = Enrolment(peer, created)
    _write(path, request, key)
    return request


def write_answer(path: Path, peer: Peer, key: Ed25519PrivateKey, request: Enrolment, created: datetime) -> Enrolment:
    """Write the answer of a headquarters to a request whose fingerprint was compared. Raises EnvironmentFault."""
    answer = Enrolment(peer, created, request.fingerprint)
    _write(path, answer, key)
    return answer


def read_enrolment(path: Path, me: Peer | None = None) -> Enrolment:
    """Read a request, or, when `me` is given, an answer to this peer's own request. The fingerprint is still to be compared.

    Raises BadEnrolment, BadSignature, NewerFormat, EnvironmentFault.
    """
    data = read_small(path, _LARGEST)
    try:
        envelope = read(data or b"", KIND)
    except MalformedEnvelope as error:
        raise BadEnrolment(str(error)) from None
    words = envelope.words
    if type(words.get("format")) is int and words["format"] > FORMAT:
        raise NewerFormat(words["format"])
    try:
        found = Enrolment(
            Peer.from_plain(words.get("peer")), datetime.fromisoformat(str(words.get("created"))), words["answers"]
        )
    except (ValueError, KeyError):
        raise BadEnrolment("peer") from None
    if type(found.answers) is not str or words.get("format") != FORMAT or found.created.tzinfo is None:
        raise BadEnrolment("fields")
    key = next((key for key in found.peer.keys if feed_name(key) == envelope.signer), None)
    if key is None or not envelope.signed_by(key):
        raise BadSignature
    if found.answers != (me.fingerprint() if me is not None else ""):
        raise BadEnrolment("answers")
    return found
