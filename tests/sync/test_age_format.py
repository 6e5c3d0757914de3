"""The age format against its official vectors and against two implementations by others."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import os
import zlib
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pyrage
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from borderpost.sync import age, bech32
from borderpost.sync.age_keys import (
    AgeError,
    HybridIdentity,
    HybridRecipient,
    MalformedHeader,
    MalformedPayload,
    NoMatch,
    WrongMac,
    X25519Identity,
    X25519Recipient,
)
from tests.sync.conftest import Node
from tests.sync.makers import Sink, hub_identity, sealed

NAMES = {MalformedHeader: "header failure", NoMatch: "no match", WrongMac: "HMAC failure", MalformedPayload: "payload failure"}
CHUNK = age.CHUNK


def _vector(raw: bytes) -> tuple[dict[str, str], list[str], bytes]:
    head, _, body = raw.partition(b"\n\n")
    lines = [line.split(": ", 1) for line in head.decode().split("\n")]
    return {line[0]: line[1] for line in lines}, [value for name, value in lines if name == "identity"], body


def _identity(text: str) -> HybridIdentity | X25519Identity:
    return HybridIdentity.parse(text) if text.startswith("AGE-SECRET-KEY-PQ-") else X25519Identity.parse(text)


def _read(data: bytes, *identities: HybridIdentity | X25519Identity) -> tuple[str, bytes]:
    clear = b""
    try:
        reader = age.Reader(io.BytesIO(data), identities)
        while chunk := reader.chunk():
            clear += chunk
    except AgeError as error:
        return NAMES[type(error)], clear
    return "success", clear


def test_all_official_vectors_without_armour_and_passphrase(node: Node) -> None:
    vectors = {name: base64.b64decode(text) for name, text in json.loads(node("vectors.mjs")).items()}
    ran, wrong = 0, []
    for name, raw in vectors.items():
        facts, identities, body = _vector(raw)
        if "armored" in facts or "passphrase" in facts:
            continue
        ran += 1
        body = zlib.decompress(body) if facts.get("compressed") == "zlib" else body
        result, clear = _read(body, *map(_identity, identities))
        released = hashlib.sha256(clear).hexdigest()
        if result != facts["expect"] or facts.get("payload", released) != released:
            wrong.append((name, facts["expect"], result))
    assert wrong == []
    assert ran == 85


@pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK, 3 * CHUNK + 77])
def test_npm_age_encryption_opens_what_we_seal_and_we_open_what_it_seals(node: Node, tmp_path: Path, size: int) -> None:
    clear, theirs, ours, back = (tmp_path / name for name in ("clear", "theirs.age", "ours.age", "back"))
    clear.write_bytes(os.urandom(size))
    identity = HybridIdentity(b"i" * 32)
    sink = Sink()
    writer = age.Writer(sink, [identity.recipient])
    writer.write(clear.read_bytes())
    writer.close()
    ours.write_bytes(sink.data)
    node("open.mjs", bech32.encode("age-secret-key-pq-", b"i" * 32).upper(), ours, back)
    assert back.read_bytes() == clear.read_bytes()
    node("seal.mjs", str(identity.recipient), clear, theirs)
    assert _read(theirs.read_bytes(), identity) == ("success", clear.read_bytes())


@pytest.mark.parametrize("size", [0, 1, CHUNK, 2 * CHUNK + 5])
def test_pyrage_and_we_understand_each_other_over_x25519(size: int) -> None:
    clear = os.urandom(size)
    identity = X25519Identity.generate()
    theirs = pyrage.x25519.Identity.from_str(str(identity))
    assert str(theirs.to_public()) == str(identity.recipient)
    sink = Sink()
    writer = age.Writer(sink, [identity.recipient, X25519Identity.generate().recipient])
    for at in range(0, size, 1000):
        writer.write(clear[at : at + 1000])
    writer.close()
    assert pyrage.decrypt(bytes(sink.data), [theirs]) == clear
    assert _read(pyrage.encrypt(clear, [theirs.to_public()]), identity) == ("success", clear)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(0, 3 * CHUNK), max_size=5), st.lists(st.integers(1, 2 * CHUNK), min_size=1, max_size=9))
def test_any_way_of_writing_and_reading_gives_the_same_bytes(writes: list[int], reads: list[int]) -> None:
    pieces = [bytes([number % 251]) * size for number, size in enumerate(writes)]
    sink = Sink()
    writer = age.Writer(sink, [hub_identity().recipient])
    for piece in pieces:
        writer.write(piece)
    writer.close()
    reader = age.Reader(io.BytesIO(sink.data), (hub_identity(),))
    found = b"".join(reader.read(size) for size in reads) + b"".join(iter(partial(reader.read, 100_000), b""))
    assert found == b"".join(pieces)
    assert reader.read(1) == b""


def test_quantum_safe_and_other_recipients_are_never_mixed() -> None:
    with pytest.raises(ValueError, match="2"):
        age.Writer(Sink(), [hub_identity().recipient, X25519Identity.generate().recipient])
    with pytest.raises(ValueError, match="0"):
        age.Writer(Sink(), [])


def test_every_cut_of_a_small_file_is_refused() -> None:
    whole = sealed(b"patrol" * 20)
    for length in range(len(whole)):
        result, clear = _read(whole[:length], hub_identity())
        assert result in {"header failure", "payload failure"}
        assert clear == b""


@pytest.mark.parametrize(
    "stanzas",
    ["-> scrypt ajMFur+EJLGaohv/dLRGnw 18\n\n-> X25519 x\n\n", "-> mlkem768x25519 ***\n\n", "-> X25519 A\n\n", ""],
)
def test_stanzas_that_no_writer_makes(stanzas: str) -> None:
    header = f"age-encryption.org/v1\n{stanzas}--- {'A' * 43}\n".encode()
    assert _read(header + bytes(32), hub_identity(), X25519Identity.generate())[0] == "header failure"


def test_a_header_that_never_ends_is_given_up() -> None:
    endless = b"age-encryption.org/v1\n" + b"-> grease\n" + (b"A" * 64 + b"\n") * 10_000
    assert _read(endless, hub_identity())[0] == "header failure"


@pytest.mark.parametrize("parse", [HybridRecipient.parse, X25519Recipient.parse, HybridIdentity.parse, X25519Identity.parse])
@pytest.mark.parametrize(
    "text",
    [
        "",
        "age1",
        "1qqqqqqqq",
        "đồn",
        "age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwJ",
        "age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwq",
        "age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujbb",
        bech32.encode("another", bytes(32)),
    ],
)
def test_keys_that_were_mistyped_are_refused(parse: Callable[[str], object], text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the reason is the text itself, whatever it was
        parse(text)


def test_keys_of_a_wrong_length_are_refused() -> None:
    with pytest.raises(ValueError, match="31"):
        HybridIdentity(bytes(31))
    with pytest.raises(ValueError, match="32"):
        HybridRecipient(bytes(32))
    with pytest.raises(ValueError, match="age"):
        X25519Recipient.parse(bech32.encode("age", bytes(31)))


def test_keys_keep_their_text() -> None:
    identity = HybridIdentity.generate()
    assert HybridRecipient.parse(str(identity.recipient)) == identity.recipient
    other = X25519Identity.generate()
    assert X25519Recipient.parse(str(other.recipient)) == other.recipient
    assert str(X25519Identity.parse(str(other))) == str(other)


@given(st.binary(max_size=80))
def test_bech32_gives_back_what_it_was_given(data: bytes) -> None:
    assert bech32.decode(bech32.encode("age", data)) == ("age", data)
    assert bech32.decode(bech32.encode("age", data).upper()) == ("age", data)


@pytest.mark.parametrize("letters", ["l", "q", "qp", "qqq", "qqp"])
def test_bech32_refuses_bits_that_mean_nothing(letters: str) -> None:
    """BIP 173: what is left over from groups of 5 bits is at most 4 bits, all zero."""
    with pytest.raises(ValueError, match=r"[0-9]"):
        bech32.decode(_with_checksum("age", letters))


def _with_checksum(prefix: str, letters: str) -> str:
    alphabet = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
    values = [alphabet.index(letter) for letter in letters]
    check = bech32._checksum([*bech32._expand(prefix), *values, 0, 0, 0, 0, 0, 0]) ^ 1
    return prefix + "1" + letters + "".join(alphabet[check >> shift & 31] for shift in (25, 20, 15, 10, 5, 0))
