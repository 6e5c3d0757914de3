"""A bundle gives back exactly what was put in, to the right machine, in bounded memory, and others can open it too."""

from __future__ import annotations

import os
import subprocess
import tracemalloc
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import cbor2
import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from borderpost.domain.errors import Cancelled, EnvironmentFault
from borderpost.domain.progress import Progress
from borderpost.journal.entry import StoredEntry, decode, encode, with_prev
from borderpost.sync import bech32
from borderpost.sync.bundle_v1 import Blob, BlobToSend, inspect, new_bundle_id, write_bundle
from borderpost.sync.container import HEAD, HeadFull
from borderpost.sync.rejections import DamagedBlob, DamagedJournal, SequenceGap, Unreadable, Unwritable
from tests.sync.conftest import Node
from tests.sync.makers import (
    FEED,
    NOON,
    SECOND_FEED,
    blob_file,
    chain,
    hub_trust,
    opened,
    outgoing,
)


def test_everything_comes_back_in_order(folder: Path) -> None:
    entries, others = chain(50), chain(20, SECOND_FEED)
    blobs = [blob_file(folder, bytes([n]) * n * 70_000) for n in range(4)]
    whole = outgoing(
        entries,
        feeds=((FEED, entries), (SECOND_FEED, iter(others)), ("0" * 16, ())),
        blobs=iter(blobs),
        keys=iter([b"sealed one", b"sealed two"]),
        receipts=(b'{"receipt":1}', b'{"receipt":2}'),
        classification="restricted",
        acks={"a" * 16: 41},
        wants=("b" * 64,),
    )
    path = folder / "x.bpsync"
    manifest = write_bundle(whole, path)
    assert inspect(path, hub_trust()) == manifest
    assert (manifest.sender, manifest.recipient, manifest.number, manifest.created) == ("BP-042", "HQ", 7, NOON)
    assert (manifest.classification, manifest.acks, manifest.wants) == ("restricted", {"a" * 16: 41}, ("b" * 64,))
    assert [(feed.feed, feed.first, feed.last) for feed in manifest.feeds] == [(FEED, 1, 50), (SECOND_FEED, 1, 20)]
    assert manifest.entries == 70
    assert manifest.file_name == "BP-042-000007.bpsync"
    staging = folder / "staging"
    staging.mkdir()
    with opened(path) as bundle:
        assert bundle.receipts == (b'{"receipt":1}', b'{"receipt":2}')
        assert list(bundle.entries()) == entries + others
        assert list(bundle.keys()) == [b"sealed one", b"sealed two"]
        staged = list(bundle.blobs(staging, lambda digest: digest != blobs[1].sha256))
        bundle.finish()
        bundle.finish()
    assert staged[1] == Blob(blobs[1].sha256, None, 70_000)
    assert sorted(path.name for path in staging.iterdir()) == sorted({blob.sha256 for blob in blobs} - {blobs[1].sha256})
    for blob in blobs[2:]:
        assert (staging / blob.sha256).read_bytes() == blob.path.read_bytes()
    assert not list(folder.rglob("*.part"))


def test_what_is_not_read_is_still_checked(folder: Path) -> None:
    whole = outgoing(chain(9), blobs=[blob_file(folder, b"photo")], keys=[b"k"], receipts=(b"{}",))
    write_bundle(whole, folder / "x")
    with opened(folder / "x") as bundle:
        bundle.finish()
    with opened(folder / "x") as bundle:
        assert next(bundle.entries()).seq == 1
        assert list(bundle.keys()) == [b"k"]


@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_any_stretch_of_any_chain_survives(data: st.DataObject, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("stretch")
    count = data.draw(st.integers(1, 30))
    whole = chain(count, note=data.draw(st.text(max_size=400)))
    first = data.draw(st.integers(1, count))
    sent = whole[first - 1 :]
    keys = data.draw(st.lists(st.binary(min_size=1, max_size=2000), max_size=3))
    blobs = [blob_file(folder, blob) for blob in data.draw(st.lists(st.binary(max_size=2000), max_size=3))]
    manifest = write_bundle(outgoing(sent, keys=keys, blobs=blobs), folder / "x")
    assert manifest.feeds[0].head == whole[-1].hash
    with opened(folder / "x") as bundle:
        assert list(bundle.entries()) == sent
        assert list(bundle.keys()) == keys
        assert [blob.sha256 for blob in bundle.blobs(folder)] == [blob.sha256 for blob in blobs]
        bundle.finish()


def test_an_empty_bundle_carries_receipts_alone(folder: Path) -> None:
    assert write_bundle(outgoing(receipts=(b"{}",)), folder / "x").feeds == ()
    with opened(folder / "x") as bundle:
        assert bundle.receipts == (b"{}",)
        bundle.finish()


def test_entries_of_every_size_of_head_survive(folder: Path) -> None:
    """Byte strings change their head at 24, 256 and 65,536 bytes; a part is closed at 4 MiB."""
    prev, entries = bytes(32), []
    for seq, size in enumerate([0, 1, 5, 130, 140, 60_000, 70_000, 5_000_000, 3_000_000], 1):
        entry = replace(decode(chain(1)[0].body), seq=seq, prev=prev, fields={"note": "x" * size}, bases={})
        entries.append(StoredEntry(FEED, seq, encode(entry)))
        prev = entries[-1].hash
    small = StoredEntry(FEED, 10, with_prev(FEED, 10, prev, b"\x00" * 20))
    write_bundle(outgoing([*entries, small]), folder / "x")
    with opened(folder / "x") as bundle:
        assert list(bundle.entries()) == [*entries, small]
        bundle.finish()


def test_a_gap_is_named_when_the_reader_says_what_it_has(folder: Path) -> None:
    write_bundle(outgoing(chain(9)[4:]), folder / "x")
    for have in ({}, {FEED: 3}):
        with pytest.raises(SequenceGap) as gap:
            opened(folder / "x", have=have)
        assert (gap.value.have, gap.value.first) == (have.get(FEED, 0), 5)
    for have in ({FEED: 4}, {FEED: 9}, {FEED: 400}):
        with opened(folder / "x", have=have) as bundle:
            bundle.finish()


def test_wants_and_acks_give_way_when_the_head_is_full(folder: Path) -> None:
    manifest = write_bundle(outgoing(chain(2), wants=tuple(f"{n:064x}" for n in range(60))), folder / "x")
    assert 10 < len(manifest.wants) < 60
    manifest = write_bundle(outgoing(chain(2), acks={f"{n:016x}": 1 for n in range(200)}, wants=("a" * 64,)), folder / "x")
    assert not manifest.wants
    assert 10 < len(manifest.acks) < 200
    assert inspect(folder / "x", hub_trust()) == manifest


def test_more_feeds_than_a_head_can_name_are_refused(folder: Path) -> None:
    feeds = tuple((f"{n:016x}", chain(1, f"{n:016x}")) for n in range(30))
    with pytest.raises(HeadFull) as full:
        write_bundle(outgoing(feeds=feeds), folder / "x")
    assert full.value.feeds == 30
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("broken", ["order", "prev", "signature", "feed"])
def test_a_broken_journal_is_never_sent(folder: Path, broken: str) -> None:
    entries = chain(5)
    if broken == "order":
        del entries[2]
    elif broken == "prev":
        entries[3] = chain(5, note="other")[3]
    elif broken == "signature":
        entries[3] = replace(entries[3], signature=b"short")
    else:
        entries[3] = chain(5, SECOND_FEED)[3]
    with pytest.raises(DamagedJournal):
        write_bundle(outgoing(entries), folder / "x")
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("fault", ["missing", "rotten", "cut"])
def test_a_damaged_attachment_is_named(folder: Path, fault: str, monkeypatch: pytest.MonkeyPatch) -> None:
    blob = blob_file(folder, b"photo" * 1000)
    if fault == "missing":
        blob.path.unlink()
    elif fault == "rotten":
        blob.path.write_bytes(b"Photo" * 1000)
    else:
        size = os.fstat
        monkeypatch.setattr(os, "fstat", lambda handle: _Longer(size(handle).st_size))
    with pytest.raises(DamagedBlob) as damaged:
        write_bundle(outgoing(chain(1), blobs=[blob]), folder / "x")
    assert damaged.value.digest == blob.sha256
    assert not (folder / "x").exists()
    assert not (folder / "x.part").exists()


class _Longer:
    def __init__(self, size: int) -> None:
        self.st_size = size + 1


def test_keys_come_in_parts_of_a_sensible_size(folder: Path) -> None:
    for key in (b"", bytes(4 * 1024 * 1024 + 1)):
        with pytest.raises(ValueError, match=str(len(key))):
            write_bundle(outgoing(keys=[key]), folder / "x")


def test_stopping_takes_the_half_written_file_back(folder: Path) -> None:
    progress = Progress()
    seen: list[int] = []

    def stopping() -> Iterator[BlobToSend]:
        yield blob_file(folder, b"one")
        progress.cancel()
        yield blob_file(folder, b"two")

    with pytest.raises(Cancelled):
        write_bundle(outgoing(chain(3), blobs=stopping()), folder / "x", progress)
    assert sorted(path.suffix for path in folder.iterdir()) == ["", ""]
    watched = Progress(lambda done, _: seen.append(done))
    write_bundle(outgoing(chain(3), blobs=[blob_file(folder, b"one")]), folder / "x", watched)
    assert seen
    stopped = Progress()
    stopped.cancel()
    with pytest.raises(Cancelled):
        inspect(folder / "x", hub_trust(), stopped)
    with pytest.raises(Cancelled):
        opened(folder / "x", progress=stopped)


def test_a_folder_that_is_gone_is_a_fault_of_the_machine(folder: Path) -> None:
    with pytest.raises(Unwritable):
        write_bundle(outgoing(chain(1)), folder / "gone" / "x")
    with pytest.raises(Unreadable):
        inspect(folder / "gone", hub_trust())
    with pytest.raises(Unreadable):
        opened(folder / "gone")
    write_bundle(outgoing(chain(1), blobs=[blob_file(folder, b"photo")]), folder / "x")
    with opened(folder / "x") as bundle, pytest.raises(Unwritable):
        list(bundle.blobs(folder / "gone"))


def test_a_full_disk_while_writing_leaves_nothing(folder: Path) -> None:
    with pytest.raises(EnvironmentFault):
        write_bundle(outgoing(chain(1)), Path("/dev/full/x"))
    whole = folder / "x.part"
    whole.symlink_to("/dev/full")
    with pytest.raises(Unwritable):
        write_bundle(outgoing(chain(1)), folder / "x")
    assert list(folder.iterdir()) == []


def test_memory_stays_bounded(folder: Path) -> None:
    big = blob_file(folder, os.urandom(1024 * 1024) * 48)

    def many() -> Iterator[StoredEntry]:
        prev = bytes(32)
        for seq in range(1, 20_001):
            entry = chain(1, first=seq, prev=prev)[0]
            prev = entry.hash
            yield entry

    tracemalloc.start()
    try:
        write_bundle(outgoing(many(), blobs=[big, big]), folder / "x")
        with opened(folder / "x") as bundle:
            assert sum(1 for _ in bundle.entries()) == 20_000
            assert sum(blob.size for blob in bundle.blobs(folder)) == 2 * 48 * 1024 * 1024
            bundle.finish()
        assert tracemalloc.get_traced_memory()[1] < 60 * 1024 * 1024
    finally:
        tracemalloc.stop()


def test_a_stranger_opens_a_bundle_with_standard_tools(node: Node, tar_program: str, folder: Path) -> None:
    """docs/bundle-format.md, "By standard tools": cut the head, age, tar, zstd, cbor."""
    entries = chain(40)
    blob = blob_file(folder, os.urandom(200_000))
    manifest = write_bundle(outgoing(entries, blobs=[blob], keys=[b"sealed"], receipts=(b"{}",)), folder / "x.bpsync")
    (folder / "x.age").write_bytes((folder / "x.bpsync").read_bytes()[HEAD:])
    secret = bech32.encode("age-secret-key-pq-", b"h" * 32).upper()
    node("open.mjs", secret, folder / "x.age", folder / "x.tar")
    out = folder / "out"
    out.mkdir()
    subprocess.run([tar_program, "-xf", folder / "x.tar", "-C", out], check=True, timeout=60)
    assert (out / "blobs" / blob.sha256).read_bytes() == blob.path.read_bytes()
    assert (out / "keys" / "000000.cbor").read_bytes() == b"sealed"
    assert (out / "receipts" / "000000.json").read_bytes() == b"{}"
    raw = zstandard.ZstdDecompressor().decompress((out / "journal" / f"{FEED}-000000.cborseq.zst").read_bytes())
    pairs, rest = [], raw
    while rest:
        pairs.append(cbor2.loads(rest))
        rest = rest[len(cbor2.dumps(pairs[-1])) :]
    prev = manifest.feeds[0].prev
    for seq, (entry, (tail, signature)) in enumerate(zip(entries, pairs, strict=True), 1):
        body = cbor2.dumps([1, FEED, seq, prev])[1:]
        assert b"\x8d" + body + tail == entry.body
        assert signature == entry.signature
        prev = entry.hash
    assert prev == manifest.feeds[0].head


def test_bundle_names_never_repeat() -> None:
    assert len({new_bundle_id() for _ in range(100)}) == 100
