"""Changed bundles: every byte of the head flipped, and random changes of the rest. None may be taken in."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from borderpost.domain.errors import BundleRejected
from borderpost.sync.bundle_v1 import open_bundle, write_bundle
from borderpost.sync.container import HEAD
from tests.sync.makers import blob_file, chain, hub_identity, hub_trust, outgoing


@dataclass
class Tampered:
    """What a run showed: how many were tried and accepted, reasons of refusal, and exceptions of another family."""

    tried: int = 0
    accepted: int = 0
    reasons: Counter[str] = field(default_factory=Counter)
    strange: Counter[str] = field(default_factory=Counter)


def whole(folder: Path, seed: int) -> bytes:
    """Return a bundle with everything a bundle can carry."""
    rng = random.Random(seed)  # noqa: S311 - a run that can be repeated
    blobs = [blob_file(folder, rng.randbytes(70_000)), blob_file(folder, b"photo")]
    write_bundle(outgoing(chain(60), blobs=blobs, keys=[b"sealed"], receipts=(b"{}",), wants=("a" * 64,)), folder / "whole")
    return (folder / "whole").read_bytes()


def take_in(path: Path, folder: Path) -> None:
    """Take a bundle in the whole way, as its recipient."""
    with open_bundle(path, hub_trust(), hub_identity(), have={}) as bundle:
        for _ in bundle.entries():
            pass
        for _ in bundle.blobs(folder):
            pass
        bundle.finish()


def head_flips(data: bytes, seed: int) -> Iterator[bytes]:
    """Yield the bundle with each byte of its head changed, one at a time."""
    rng = random.Random(seed)  # noqa: S311 - a run that can be repeated
    for at in range(HEAD):
        yield data[:at] + bytes([data[at] ^ rng.randrange(1, 256)]) + data[at + 1 :]


def mutations(data: bytes, count: int, seed: int) -> Iterator[bytes]:
    """Yield the bundle changed after its head: bits flipped, cut, stretched, shortened, turned round, zeroed, repeated."""
    rng = random.Random(seed)  # noqa: S311 - a run that can be repeated
    made = 0
    while made < count:
        at, length = rng.randrange(HEAD, len(data)), rng.randrange(1, 600)
        piece = data[at : at + length]
        changed = rng.choice(
            (
                data[:at] + bytes([data[at] ^ (1 << rng.randrange(8))]) + data[at + 1 :],
                data[:at],
                data[:at] + rng.randbytes(length) + data[at:],
                data[:at] + data[at + length :],
                data[:at] + piece[::-1] + data[at + length :],
                data[:at] + bytes(len(piece)) + data[at + length :],
                data[:at] + piece + data[at:],
                data + rng.randbytes(length),
            )
        )
        if changed != data:
            made += 1
            yield changed


def run(folder: Path, variants: Iterable[bytes]) -> Tampered:
    """Try to take in each variant."""
    found, path = Tampered(), folder / "changed"
    for data in variants:
        path.write_bytes(data)
        found.tried += 1
        try:
            take_in(path, folder)
            found.accepted += 1
        except BundleRejected as rejected:
            found.reasons[rejected.reason] += 1
        except Exception as error:  # noqa: BLE001 - counted: there must be none
            found.strange[type(error).__name__] += 1
    return found
