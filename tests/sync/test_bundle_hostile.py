"""Bundles signed and sealed by a known sender over contents no honest writer makes: refused, nothing left behind."""

from __future__ import annotations

import hashlib
import io
import os
import tarfile
from dataclasses import replace
from pathlib import Path

import pytest
import zstandard

from borderpost.domain.errors import BundleRejected
from borderpost.domain.words import render
from borderpost.sync.age_keys import HybridIdentity
from borderpost.sync.bundle_v1 import Ceilings, FeedRange, Limits, inspect, open_bundle, write_bundle
from borderpost.sync.container import TarWriter, front
from borderpost.sync.envelope import canonical, seal
from borderpost.sync.manifest import KIND, plain
from borderpost.sync.rejections import (
    BadEnrolment,
    BadEntries,
    BadMember,
    BadReceipt,
    BadSignature,
    CannotOpen,
    DamagedHead,
    ForeignReceipt,
    Forked,
    NewerFormat,
    NotABundle,
    OverLimit,
    RevokedSender,
    SequenceGap,
    UnknownSender,
    WrongBlob,
    WrongHash,
    WrongLength,
    WrongRecipient,
)
from borderpost.sync.trust import Trust
from tests.sync.makers import (
    FEED,
    HUB_KEY,
    OTHER_KEY,
    POST_KEY,
    SECOND_FEED,
    Forge,
    chain,
    hub_identity,
    hub_trust,
    opened,
    outgoing,
    post_peer,
)

EXACT = Limits(members=1, blobs=1, blob_bytes=5)
PHOTO = hashlib.sha256(b"photo").hexdigest()


def _take(path: Path, folder: Path) -> None:
    with opened(path) as bundle:
        for _ in bundle.blobs(folder):
            pass
        bundle.finish()


def _reason(path: Path, folder: Path) -> str:
    """Take it in the whole way; returns the reason it was refused for."""
    before = set(folder.rglob("*"))
    with pytest.raises(BundleRejected) as refused:
        _take(path, folder)
    assert {item for item in folder.rglob("*") if len(item.name) != 64} <= before
    assert render(refused.value.message)
    return refused.value.reason


def _tar(name: str, kind: bytes = tarfile.REGTYPE, **changes: object) -> bytes:
    info = tarfile.TarInfo(name)
    info.type = kind
    info.size = 5 if kind == tarfile.REGTYPE else 0
    for attribute, value in changes.items():
        setattr(info, attribute, value)
    head = info.tobuf(tarfile.PAX_FORMAT)
    return head + (b"photo".ljust(512, b"\0") if info.size else b"")


def test_an_honest_forge_is_accepted(folder: Path) -> None:
    path = Forge(limits=EXACT).write(folder / "x", Forge().member(f"blobs/{PHOTO}", b"photo"))
    with opened(path) as bundle:
        assert [blob.size for blob in bundle.blobs(folder)] == [5]
        bundle.finish()


@pytest.mark.parametrize(
    ("member", "reason"),
    [
        (_tar("../../etc/passwd"), "bad-member"),
        (_tar("/etc/passwd"), "bad-member"),
        (_tar(f"blobs/../{PHOTO}"), "bad-member"),
        (_tar(f"./blobs/{PHOTO}"), "bad-member"),
        (_tar(f"blobs/{PHOTO}\n"), "bad-member"),
        (_tar(f"blobs/{PHOTO.upper()}"), "bad-member"),
        (_tar(f"blobs/{PHOTO}", tarfile.SYMTYPE, linkname="/etc/passwd"), "bad-member"),
        (_tar(f"blobs/{PHOTO}", tarfile.LNKTYPE, linkname="/etc/passwd"), "bad-member"),
        (_tar(f"blobs/{PHOTO}", tarfile.CHRTYPE, devmajor=1), "bad-member"),
        (_tar(f"blobs/{PHOTO}", tarfile.BLKTYPE), "bad-member"),
        (_tar(f"blobs/{PHOTO}", tarfile.FIFOTYPE), "bad-member"),
        (_tar(f"blobs/{PHOTO}", tarfile.DIRTYPE), "bad-member"),
        (_tar(f"blobs/{PHOTO}", mode=0o777), "bad-member"),
        (_tar(f"blobs/{PHOTO}", uid=1000), "bad-member"),
        (_tar(f"blobs/{PHOTO}", uname="root"), "bad-member"),
        (_tar("blobs/" + "đ" * 20), "bad-member"),
        (_tar("CON"), "bad-member"),
        (_tar(f"blobs/{PHOTO}")[:124] + b"\x80" + _tar(f"blobs/{PHOTO}")[125:], "bad-member"),
        (_tar("blobs/" + "a" * 200), "bad-member"),
        (_tar("keys/000001.cbor"), "bad-member"),
        (_tar("receipts/000001.json"), "bad-member"),
        (_tar(f"journal/{FEED}-000000.cborseq.zst"), "bad-member"),
        (_tar(f"blobs/{PHOTO[::-1]}"), "wrong-blob"),
    ],
)
def test_members_that_do_not_belong(folder: Path, member: bytes, reason: str) -> None:
    assert _reason(Forge(limits=EXACT).write(folder / "x", member), folder) == reason


@pytest.mark.parametrize(
    ("tar", "limits", "reason"),
    [
        (b"", EXACT, "bad-member"),
        (_tar(f"blobs/{PHOTO}") * 2, EXACT, "over-limit"),
        (_tar(f"blobs/{PHOTO}") * 2, replace(EXACT, members=2), "over-limit"),
        (_tar(f"blobs/{PHOTO}"), replace(EXACT, blob_bytes=4), "over-limit"),
        (_tar(f"blobs/{PHOTO}"), replace(EXACT, blob_bytes=6), "bad-member"),
        (_tar(f"blobs/{PHOTO}"), replace(EXACT, members=2), "bad-member"),
        (_tar(f"blobs/{PHOTO}"), replace(EXACT, key_bytes=1), "bad-member"),
        (_tar(f"blobs/{PHOTO}"), replace(EXACT, blob_bytes=2**52), "over-limit"),
        (_tar(f"blobs/{PHOTO}")[:-1] + b"x", EXACT, "bad-member"),
        (_tar(f"blobs/{PHOTO}")[:700], EXACT, "bad-member"),
        (_tar(f"blobs/{PHOTO}")[:200], EXACT, "bad-member"),
        (_tar(f"blobs/{PHOTO}")[:512], EXACT, "wrong-blob"),
        (_tar(f"blobs/{PHOTO}") + bytes(512), EXACT, "bad-member"),
        (_tar(f"blobs/{PHOTO}") + bytes(1024), EXACT, "bad-member"),
        (_tar("keys/000000.cbor"), replace(EXACT, key_bytes=4), "over-limit"),
        (_tar("receipts/000000.json"), replace(EXACT, receipt_bytes=4), "over-limit"),
    ],
)
def test_totals_are_exactly_those_signed(folder: Path, tar: bytes, limits: Limits, reason: str) -> None:
    assert _reason(Forge(limits=limits).write(folder / "x", tar), folder) == reason


def test_a_member_that_claims_more_than_there_is(folder: Path) -> None:
    claims = _tar(f"blobs/{PHOTO}", size=400_000)
    assert _reason(Forge(limits=replace(EXACT, blob_bytes=400_000)).write(folder / "x", claims), folder) == "bad-member"


def test_a_single_blob_above_the_ceiling(folder: Path) -> None:
    path = Forge(limits=EXACT).write(folder / "x", _tar(f"blobs/{PHOTO}"))
    with opened(path, ceilings=Ceilings(one_blob=4)) as bundle, pytest.raises(BundleRejected) as refused:
        bundle.finish()
    assert refused.value.reason == "over-limit"


def _frame(raw: bytes) -> bytes:
    return zstandard.ZstdCompressor(level=3).compress(raw)


def _streamed(raw: bytes) -> bytes:
    target = io.BytesIO()
    with zstandard.ZstdCompressor(level=3).stream_writer(target, closefd=False) as stream:
        stream.write(raw)
    return target.getvalue()


def _pair(rest: bytes, tail: bytes = b"\xf6") -> bytes:
    return b"\x82\x58" + bytes([len(rest)]) + rest + tail


WIDE = zstandard.ZstdCompressionParameters.from_level(3, window_log=25)
PARTS: dict[str, tuple[bytes, str]] = {
    "not a frame": (b"journal", "bad-member"),
    "nothing": (b"", "bad-member"),
    "an empty frame": (_frame(b""), "bad-member"),
    "no declared length": (_streamed(_pair(bytes(40))), "bad-member"),
    "two frames": (_frame(_pair(bytes(40))) * 2, "bad-member"),
    "a cut frame": (_frame(_pair(bytes(40)))[:-3], "bad-member"),
    "a bomb": (_frame(bytes(1 << 30)), "over-limit"),
    "a bomb below the ceiling of a part": (_frame(bytes(19 << 20)), "over-limit"),
    "a wide window": (zstandard.ZstdCompressor(compression_params=WIDE).compress(os.urandom(33 << 20)), "over-limit"),
    "no array": (_frame(b"\xf6"), "bad-entries"),
    "nested arrays": (_frame(b"\x81" * 900), "bad-entries"),
    "nested pairs": (_frame(b"\x82" * 900), "bad-entries"),
    "a huge length": (_frame(b"\x82\x5a\xff\xff\xff\xff" + bytes(40)), "bad-entries"),
    "an eight-byte length": (_frame(b"\x82\x5b" + bytes(8) + b"\xf6"), "bad-entries"),
    "an endless string": (_frame(b"\x82\x5f\x41\x00\xff\xf6"), "bad-entries"),
    "a text": (_frame(b"\x82\x61a\xf6"), "bad-entries"),
    "a long spelling": (_frame(b"\x82\x58\x01a\xf6"), "bad-entries"),
    "a longer spelling": (_frame(b"\x82\x59\x00\x20" + bytes(32) + b"\xf6"), "bad-entries"),
    "the longest spelling": (_frame(b"\x82\x5a\x00\x00\x01\x00" + bytes(256) + b"\xf6"), "bad-entries"),
    "a missing signature": (_frame(_pair(bytes(40), b"")), "bad-entries"),
    "a short signature": (_frame(_pair(bytes(40), b"\x58\x3f" + bytes(63))), "bad-entries"),
    "a cut signature": (_frame(_pair(bytes(40), b"\x58\x40" + bytes(63))), "bad-entries"),
    "a cut entry": (_frame(b"\x82\x58\x30" + bytes(40)), "bad-entries"),
    "another chain": (_frame(_pair(bytes(40))), "bad-entries"),
    "too many": (_frame(_pair(bytes(40)) * 9), "bad-entries"),
    "an oversize entry": (_frame(b"\x82\x5a" + (17 << 20).to_bytes(4, "big") + bytes(17 << 20) + b"\xf6"), "over-limit"),
}


@pytest.mark.parametrize("case", PARTS)
def test_journals_that_no_writer_makes(folder: Path, case: str) -> None:
    part, reason = PARTS[case]
    room = 18 << 20 if case == "an oversize entry" else 1 << 20
    forge = Forge(limits=Limits(members=1, journal_bytes=room))
    feeds = (FeedRange(FEED, 1, 2, bytes(32), b"h" * 32),)
    path = forge.write(folder / "x", forge.member(f"journal/{FEED}-000000.cborseq.zst", part), feeds)
    assert _reason(path, folder) == reason


def test_a_frame_that_lies_about_its_length(folder: Path) -> None:
    """The declared length says 256 bytes, the blocks hold a megabyte: the buffer is never overrun."""
    honest = _frame(b"\x82" + bytes(255))
    bomb = _frame(bytes(1 << 20))
    at = 5  # magic, descriptor; one-byte content sizes of single segments follow
    lying = honest[:at] + honest[at:6] + bomb[bomb.index(b"\x00", 6) :]
    forge = Forge(limits=Limits(members=1, journal_bytes=1 << 20))
    feeds = (FeedRange(FEED, 1, 2, bytes(32), b"h" * 32),)
    path = forge.write(folder / "x", forge.member(f"journal/{FEED}-000000.cborseq.zst", lying), feeds)
    assert _reason(path, folder) in {"bad-member", "bad-entries"}


def test_a_chain_that_stops_early_or_ends_elsewhere(folder: Path) -> None:
    forge = Forge(tuple(chain(4)))
    members, honest, raw = forge.journal()
    assert honest is not None
    forge.limits = Limits(members=1, journal_bytes=raw)
    for feed in (replace(honest, last=5), replace(honest, head=b"h" * 32), replace(honest, last=3)):
        assert _reason(forge.write(folder / "x", members, (feed,)), folder) == "bad-entries"
    assert _reason(forge.write(folder / "x", b"", (honest,)), folder) == "bad-entries"
    assert _reason(forge.write(folder / "x", members), folder) == "bad-member"
    with opened(forge.write(folder / "x", members, (honest,))) as bundle:
        bundle.finish()


@pytest.mark.parametrize(
    "changes",
    [
        {"bundle": "x"},
        {"bundle": 7},
        {"number": 0},
        {"number": True},
        {"number": 2**53},
        {"sender": "../x"},
        {"recipient": ""},
        {"recipient": None},
        {"created": "2026-03-14"},
        {"created": "2026-13-14T12:00:00+07:00"},
        {"classification": "Top Secret"},
        {"feeds": {}},
        {"feeds": [7]},
        {"feeds": [{"feed": "x"}]},
        {"limits": []},
        {"limits": {"members": -1}},
        {"payload": {}},
        {"schema": None},
        {"schema": {"min_reader": 1, "written": 0}},
        {"acks": {"x": 1}},
        {"acks": {FEED: 0}},
        {"wants": ["x"]},
        {"wants": [7]},
    ],
)
def test_manifests_that_say_nothing_sensible(folder: Path, changes: dict[str, object]) -> None:
    assert _reason(Forge().write(folder / "x", b"", changes=changes), folder) == "damaged-head"


@pytest.mark.parametrize(
    "changes",
    [{"first": 0}, {"last": 0}, {"count": 3}, {"first": 3, "count": 0}, {"prev": "11" * 32}, {"prev": "x"}, {"head": 5}],
)
def test_feeds_that_do_not_add_up(folder: Path, changes: dict[str, object]) -> None:
    feed = {"count": 2, "feed": FEED, "first": 1, "head": "22" * 32, "last": 2, "prev": "00" * 32}
    assert _reason(Forge().write(folder / "x", b"", changes={"feeds": [feed | changes]}), folder) == "damaged-head"
    assert _reason(Forge().write(folder / "x", b"", changes={"feeds": [feed, feed]}), folder) == "damaged-head"


@pytest.mark.parametrize("changes", [{"format": 2}, {"schema": {"min_reader": 2, "written": 9}}])
def test_a_bundle_of_tomorrow_waits_for_an_update(folder: Path, changes: dict[str, object]) -> None:
    assert _reason(Forge().write(folder / "x", b"", changes=changes), folder) == "newer-format"


def test_words_a_later_writer_adds_are_left_alone(folder: Path) -> None:
    path = Forge(limits=EXACT).write(folder / "x", _tar(f"blobs/{PHOTO}"), changes={"volume": {"of": 2}})
    with opened(path) as bundle:
        bundle.finish()


def test_the_head_has_one_spelling(folder: Path) -> None:
    write_bundle(outgoing(chain(1)), folder / "x")
    whole = (folder / "x").read_bytes()
    envelope = whole[12 : 12 + int.from_bytes(whole[8:12], "big")]
    spellings = [
        envelope + b" ",
        envelope.replace(b":", b": ", 1),
        envelope[:-1] + b',"a":1}',
        b"[" * 3000,
        b"[]",
        b"7",
        b"{}",
        b"\xff",
        canonical({"payload": "", "payloadType": KIND, "signatures": []}),
        canonical({"payload": 7, "payloadType": KIND, "signatures": [{"keyid": FEED, "sig": ""}]}),
        canonical({"payload": "e30", "payloadType": KIND, "signatures": [{"keyid": FEED, "sig": ""}]}),
        canonical({"payload": "e31=", "payloadType": KIND, "signatures": [{"keyid": FEED, "sig": ""}]}),
        canonical({"payload": "MS41", "payloadType": KIND, "signatures": [{"keyid": FEED, "sig": ""}]}),
        canonical({"payload": "e30=", "payloadType": KIND, "signatures": [{"keyid": FEED, "sig": "", "x": 1}]}),
        canonical({"payload": "e30=", "payloadType": "other", "signatures": [{"keyid": FEED, "sig": ""}]}),
        b'{"payload":NaN}',
        b'{"payload":1.5}',
        b'{"payload":' + b"9" * 4000 + b"}",
    ]
    for spelling in spellings:
        (folder / "x").write_bytes(front(spelling) + whole[4096:])
        assert _reason(folder / "x", folder) == "damaged-head"
    (folder / "x").write_bytes(whole[:8] + b"\xff\xff\xff\xff" + whole[12:])
    assert _reason(folder / "x", folder) == "damaged-head"
    for start in (b"", whole[:100], b"PK" + whole[2:]):
        (folder / "x").write_bytes(start)
        assert _reason(folder / "x", folder) == "not-a-bundle"


def _signed_by(folder: Path, **changes: object) -> Path:
    write_bundle(outgoing(chain(3), **changes), folder / "x")
    return folder / "x"


def test_who_signed_decides(folder: Path) -> None:
    path = _signed_by(folder)
    for trust in (Trust("HQ"), Trust("HQ", (replace(post_peer(), keys=(HUB_KEY.public_key().public_bytes_raw(),)),))):
        with pytest.raises(BundleRejected, match="BP-042") as unknown:
            inspect(path, trust)
        assert unknown.value.reason == "unknown-sender"
    assert _reason(_signed_by(folder, sender="BP-043"), folder) == "bad-signature"
    assert _reason(_signed_by(folder, signing_key=OTHER_KEY), folder) == "unknown-sender"
    assert _reason(_signed_by(folder, recipient="BP-001"), folder) == "wrong-recipient"
    stranger = HybridIdentity(b"s" * 32)
    assert _reason(_signed_by(folder, recipient_keys=(stranger.recipient,)), folder) == "cannot-open"


def test_a_signature_over_other_words_is_refused(folder: Path) -> None:
    write_bundle(outgoing(chain(3)), folder / "x")
    whole = (folder / "x").read_bytes()
    envelope = whole[12 : 12 + int.from_bytes(whole[8:12], "big")]
    other = seal({"any": "words"}, KIND, POST_KEY)
    at, end = envelope.index(b'"sig":"') + 7, envelope.rindex(b'"')
    start, stop = other.index(b'"sig":"') + 7, other.rindex(b'"')
    (folder / "x").write_bytes(front(envelope[:at] + other[start:stop] + envelope[end:]) + whole[4096:])
    assert _reason(folder / "x", folder) == "bad-signature"


@pytest.mark.parametrize(("bound", "refused"), [(2, True), (3, False), (400, False)])
def test_a_withdrawn_key_keeps_what_was_receipted(folder: Path, bound: int, refused: bool) -> None:
    path = _signed_by(folder)
    trust = Trust("HQ", (replace(post_peer(), revoked_after={FEED: bound}),))
    if refused:
        with pytest.raises(BundleRejected) as error:
            open_bundle(path, trust, hub_identity())
        assert error.value.reason == "revoked-sender"
    else:
        with open_bundle(path, trust, hub_identity()) as bundle:
            bundle.finish()


def test_a_withdrawn_key_vouches_for_nobody_else(folder: Path) -> None:
    trust = Trust("HQ", (replace(post_peer(), revoked_after={FEED: 9}),))
    for feeds in ((), ((SECOND_FEED, chain(2, SECOND_FEED)),), ((FEED, chain(2)), (SECOND_FEED, chain(2, SECOND_FEED)))):
        with pytest.raises(BundleRejected) as error:
            inspect(_signed_by(folder, feeds=feeds), trust)
        assert error.value.reason == "revoked-sender"


def test_a_sealed_part_that_is_no_age_file(folder: Path) -> None:
    path = Forge().write(folder / "x", b"")
    manifest = inspect(path, hub_trust())
    payload = b"not age at all"
    words = plain(replace(manifest, payload_length=len(payload), payload_sha256=hashlib.sha256(payload).digest()))
    path.write_bytes(front(seal(words, KIND, POST_KEY)) + payload)
    assert _reason(path, folder) == "cannot-open"


def test_a_tar_writer_keeps_to_the_announced_size() -> None:
    tar = TarWriter(io.BytesIO())
    tar.begin("blobs/x", 5)
    with pytest.raises(ValueError, match="5"):
        tar.end()
    with pytest.raises(ValueError, match="-1"):
        tar.write(b"photos")


def _examples() -> list[BundleRejected]:
    return [
        Forked(FEED, 4),
        *(kind() for kind in (NotABundle, WrongHash, BadSignature, ForeignReceipt)),
        *(kind("x") for kind in (DamagedHead, OverLimit, CannotOpen, BadMember, BadReceipt, BadEnrolment, WrongBlob)),
        *(kind("BP-042") for kind in (RevokedSender, WrongRecipient)),
        WrongLength(5, 4),
        UnknownSender("BP-042", FEED),
        SequenceGap(FEED, 3, 9),
        NewerFormat(2),
        BadEntries(FEED, "4"),
    ]


def test_every_reason_has_its_own_code_and_sentence() -> None:
    examples = _examples()
    assert {type(item) for item in examples} == set(BundleRejected.__subclasses__())
    assert len({item.reason for item in examples}) == len(examples)
    assert len({str(item) for item in examples}) == len(examples)
    assert str(SequenceGap(FEED, 3, 9)).startswith("Entries 4 to 8 ")
    assert all(str(item).endswith(".") for item in examples)
