"""No changed byte is ever accepted, and whatever is wrong, only BundleRejected comes out."""

from __future__ import annotations

import random
from collections.abc import Iterable
from pathlib import Path

import pytest

from borderpost.domain.errors import BundleRejected
from borderpost.sync.bundle_v1 import inspect, open_bundle, write_bundle
from borderpost.sync.container import HEAD
from borderpost.sync.rejections import WrongHash, WrongLength
from tests.sync.makers import blob_file, chain, hub_identity, hub_trust, outgoing


@pytest.fixture
def whole(folder: Path) -> bytes:
    blobs = [blob_file(folder, random.Random(1).randbytes(70_000)), blob_file(folder, b"photo")]  # noqa: S311 - test data
    write_bundle(outgoing(chain(60), blobs=blobs, keys=[b"sealed"], receipts=(b"{}",), wants=("a" * 64,)), folder / "x")
    return (folder / "x").read_bytes()


def _accepted(path: Path, folder: Path) -> bool:
    """Take a bundle in the whole way, as its recipient. Any exception but BundleRejected is an error of ours."""
    try:
        _taken(path, folder)
    except BundleRejected as rejected:
        return rejected.reason == BundleRejected.reason
    return True


def _taken(path: Path, folder: Path) -> None:
    with open_bundle(path, hub_trust(), hub_identity(), have={}) as bundle:
        for _ in bundle.entries():
            pass
        for _ in bundle.blobs(folder):
            pass
        bundle.finish()


def _tried(folder: Path, variants: Iterable[bytes]) -> int:
    path, count = folder / "changed", 0
    for data in variants:
        path.write_bytes(data)
        assert not _accepted(path, folder), count
        count += 1
    return count


def test_the_whole_one_is_accepted(whole: bytes, folder: Path) -> None:
    assert _accepted(folder / "x", folder)


def test_every_byte_of_the_head_matters(whole: bytes, folder: Path) -> None:
    rng = random.Random(20260314)  # noqa: S311 - a test that can be repeated
    flips = (whole[:at] + bytes([whole[at] ^ rng.randrange(1, 256)]) + whole[at + 1 :] for at in range(HEAD))
    assert _tried(folder, flips) == 4096


def _mutation(whole: bytes, rng: random.Random) -> bytes:
    at = rng.randrange(HEAD, len(whole))
    kind = rng.randrange(6)
    if kind == 0:
        return whole[:at] + bytes([whole[at] ^ rng.randrange(1, 256)]) + whole[at + 1 :]
    if kind == 1:
        return whole[:at]
    if kind == 2:
        return whole[:at] + rng.randbytes(rng.randrange(1, 40)) + whole[at:]
    if kind == 3:
        return whole[:at] + whole[at + rng.randrange(1, 40) :]
    if kind == 4:
        return whole + rng.randbytes(rng.randrange(1, 40))
    other = rng.randrange(HEAD, len(whole))
    low, high = min(at, other), max(at, other) + 1
    return whole[:low] + whole[low:high][::-1] + whole[high:]


def _mutations(whole: bytes, count: int, seed: int) -> Iterable[bytes]:
    rng = random.Random(seed)  # noqa: S311 - a test that can be repeated
    made = 0
    while made < count:
        data = _mutation(whole, rng)
        if data != whole:
            made += 1
            yield data


def test_random_changes_of_the_rest_are_refused(whole: bytes, folder: Path) -> None:
    assert _tried(folder, _mutations(whole, 500, 1)) == 500


@pytest.mark.long
def test_ten_thousand_random_changes_of_the_rest_are_refused(whole: bytes, folder: Path) -> None:
    assert _tried(folder, _mutations(whole, 10_000, 2)) == 10_000


def test_every_cut_near_a_boundary_is_refused(whole: bytes, folder: Path) -> None:
    boundaries = [0, 8, 12, HEAD, HEAD + 22, HEAD + 2000, len(whole) - 65_552, len(whole)]
    cuts = sorted({at + by for at in boundaries for by in (-2, -1, 0, 1, 2) if 0 <= at + by < len(whole)})
    assert _tried(folder, (whole[:at] for at in cuts)) > 30


def test_the_two_ways_a_copy_goes_wrong_are_told_apart(whole: bytes, folder: Path) -> None:
    (folder / "x").write_bytes(whole[:-1])
    with pytest.raises(WrongLength) as short:
        inspect(folder / "x", hub_trust())
    assert (short.value.expected, short.value.found) == (len(whole), len(whole) - 1)
    (folder / "x").write_bytes(whole[:-1] + b"\0")
    with pytest.raises(WrongHash):
        inspect(folder / "x", hub_trust())
