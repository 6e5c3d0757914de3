"""The age v1 file format (C2SP age specification, c2sp.org/age), read and written in constant memory.

A file is a text header that carries the file key once for every recipient, a MAC over it, and the sealed payload:
chunks of 64 KiB under ChaCha20-Poly1305, numbered, the last one marked. The reader is strict: what the specification calls
malformed is refused, also where it would be harmless. The official vectors of the specification are part of the tests.
"""

from __future__ import annotations

import hmac
import os
import re
from collections.abc import Sequence
from typing import BinaryIO, Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from borderpost.sync.age_keys import (
    FILE_KEY,
    Identity,
    MalformedHeader,
    MalformedPayload,
    NoMatch,
    Recipient,
    Stanza,
    WrongMac,
    decode_base64,
    derive,
    encode_base64,
)

CHUNK = 64 * 1024
_SEALED_CHUNK = CHUNK + 16
_NONCE = 16
_VERSION = b"age-encryption.org/v1\n"
_COLUMNS = 64
_MAX_LINE = 4096
_MAX_HEADER = 256 * 1024
_STANZA = re.compile(rb"-> ([\x21-\x7e]+(?: [\x21-\x7e]+)*)\n")
_BODY_LINE = re.compile(rb"[A-Za-z0-9+/]{0,64}\n")
_MAC_LINE = re.compile(rb"--- ([A-Za-z0-9+/]{43})\n")


class ByteSink(Protocol):
    """Where sealed bytes go."""

    def write(self, data: bytes, /) -> object:
        """Take all the bytes."""
        ...


def _nonce(counter: int, *, last: bool) -> bytes:
    return counter.to_bytes(11, "big") + (b"\x01" if last else b"\x00")


def _mac(file_key: bytes, header: bytes) -> bytes:
    return hmac.digest(derive(file_key, b"", b"header"), header, "sha256")


def _stanza_text(stanza: Stanza) -> bytes:
    body = encode_base64(stanza.body)
    lines = [body[at : at + _COLUMNS] for at in range(0, len(body) + 1, _COLUMNS)]
    return f"-> {' '.join(stanza.arguments)}\n{chr(10).join(lines)}\n".encode("ascii")


class Writer:
    """Seals what is written to it; `close` must be called, or the file stays without an end and no reader accepts it."""

    def __init__(self, target: ByteSink, recipients: Sequence[Recipient]) -> None:
        """Write the header. Raises ValueError without recipients, or when quantum-safe and other recipients are mixed."""
        if not recipients or len({recipient.post_quantum for recipient in recipients}) != 1:
            raise ValueError(len(recipients))
        file_key = os.urandom(FILE_KEY)
        nonce = os.urandom(_NONCE)
        header = _VERSION + b"".join(_stanza_text(recipient.wrap(file_key)) for recipient in recipients) + b"---"
        target.write(header + b" " + encode_base64(_mac(file_key, header)).encode("ascii") + b"\n" + nonce)
        self._cipher = ChaCha20Poly1305(derive(file_key, nonce, b"payload"))
        self._target = target
        self._held = bytearray()
        self._counter = 0

    def write(self, data: bytes | memoryview) -> None:
        """Seal bytes, whole chunks at a time; one chunk stays held back, because it may be the last."""
        self._held += data
        if len(self._held) <= CHUNK:
            return
        with memoryview(self._held) as held:
            done = 0
            while len(held) - done > CHUNK:
                self._seal(held[done : done + CHUNK], last=False)
                done += CHUNK
        del self._held[:done]

    def close(self) -> None:
        """Seal the last chunk. The target stays open."""
        self._seal(bytes(self._held), last=True)
        self._held.clear()

    def _seal(self, chunk: bytes | memoryview, *, last: bool) -> None:
        self._target.write(self._cipher.encrypt(_nonce(self._counter, last=last), chunk, None))
        self._counter += 1


def _line(source: BinaryIO, room: int) -> bytes:
    line = source.readline(min(room, _MAX_LINE))
    if not line.endswith(b"\n"):
        raise MalformedHeader("line")
    return line


def _body(source: BinaryIO, room: int) -> tuple[bytes, bytes]:
    text = b""
    while True:
        line = _line(source, room - len(text))
        if _BODY_LINE.fullmatch(line) is None:
            raise MalformedHeader("body")
        text += line
        if len(line) <= _COLUMNS:
            return text, decode_base64(text.replace(b"\n", b"").decode("ascii"))


def _header(source: BinaryIO) -> tuple[list[Stanza], bytes, bytes]:
    """Read the header: its stanzas, the bytes under the MAC, and the MAC."""
    if source.readline(len(_VERSION)) != _VERSION:
        raise MalformedHeader("version")
    text = _VERSION
    stanzas: list[Stanza] = []
    while True:
        line = _line(source, _MAX_HEADER - len(text))
        if line.startswith(b"---"):
            found = _MAC_LINE.fullmatch(line)
            if found is None or not stanzas:
                raise MalformedHeader("mac")
            return stanzas, text + b"---", decode_base64(found[1].decode("ascii"))
        opening = _STANZA.fullmatch(line)
        if opening is None:
            raise MalformedHeader("stanza")
        raw, body = _body(source, _MAX_HEADER - len(text) - len(line))
        text += line + raw
        stanzas.append(Stanza(tuple(opening[1].decode("ascii").split(" ")), body))


def _file_key(stanzas: Sequence[Stanza], identities: Sequence[Identity]) -> bytes:
    if len(stanzas) > 1 and any(stanza.arguments[0] == "scrypt" for stanza in stanzas):
        raise MalformedHeader("scrypt")  # a passphrase stanza must stand alone
    for stanza in stanzas:
        for identity in identities:
            found = identity.unwrap(stanza)
            if found is not None:
                return found
    raise NoMatch


class Reader:
    """Opens an age file; `read` gives back only bytes whose chunk has been authenticated.

    Raises MalformedHeader, NoMatch or WrongMac when made, MalformedPayload while reading. `source` needs `readline`, and
    `read(n)` that returns fewer than n bytes only at the end of the file.
    """

    def __init__(self, source: BinaryIO, identities: Sequence[Identity]) -> None:
        stanzas, header, mac = _header(source)
        file_key = _file_key(stanzas, identities)
        if not hmac.compare_digest(_mac(file_key, header), mac):
            raise WrongMac
        nonce = source.read(_NONCE)
        if len(nonce) != _NONCE:
            raise MalformedHeader("nonce")
        self._cipher = ChaCha20Poly1305(derive(file_key, nonce, b"payload"))
        self._source = source
        self._next = source.read(_SEALED_CHUNK)
        self._counter = 0
        self._ended = False
        self._fault = False
        self._open = memoryview(b"")

    def chunk(self) -> bytes:
        """Return the next chunk of clear bytes; empty at the end."""
        if self._fault:
            raise MalformedPayload(self._counter)
        if self._ended:
            return b""
        sealed, self._next = self._next, self._source.read(_SEALED_CHUNK)
        self._ended = not self._next
        clear = self._opened(sealed, last=self._ended)
        if clear is None and len(sealed) == _SEALED_CHUNK:
            # A full chunk marked the other way is genuine: it is given out, and the next call tells that the end is wrong.
            clear = self._opened(sealed, last=not self._ended)
            self._fault = True
        if clear is None or (not clear and self._counter):
            self._fault = True
            raise MalformedPayload(self._counter)
        self._counter += 1
        return clear

    def _opened(self, sealed: bytes, *, last: bool) -> bytes | None:
        try:
            return self._cipher.decrypt(_nonce(self._counter, last=last), sealed, None)
        except InvalidTag:
            return None

    def read(self, size: int) -> bytes:
        """Return exactly `size` bytes, fewer only at the end of the payload."""
        if size <= len(self._open):
            found, self._open = bytes(self._open[:size]), self._open[size:]
            return found
        parts = [bytes(self._open)]
        missing = size - len(self._open)
        self._open = memoryview(b"")
        while missing and (clear := self.chunk()):
            parts.append(clear[:missing])
            if len(clear) > missing:
                self._open = memoryview(clear)[missing:]
            missing -= len(parts[-1])
        return b"".join(parts)
