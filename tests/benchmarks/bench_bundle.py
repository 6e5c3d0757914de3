"""Export and import of a bundle against the pipeline a system administrator would build: tar, zstd, age (DESIGN.md 11).

The pipeline does less: no signature, no chain, no hash of the whole, no hash of each attachment. Both sides write to the same
disk and flush it, one after the other, and the ratio of the medians is what counts.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from borderpost.domain.ids import Version
from borderpost.journal.entry import NOTHING, Entry, StoredEntry, encode
from borderpost.sync.age_keys import HybridIdentity
from borderpost.sync.bundle_v1 import BlobToSend, Outgoing, inspect, new_bundle_id, open_bundle, write_bundle
from borderpost.sync.envelope import feed_name
from borderpost.sync.trust import Peer, Trust

ENTRIES = 100_000
PHOTOS = 500
PHOTO_BYTES = 2_000_000
ROUNDS = 3

_SEAL = """
import sys, pyrage
pyrage.encrypt_io(open(sys.argv[1], "rb"), open(sys.argv[2], "wb"), [pyrage.x25519.Recipient.from_str(sys.argv[3])])
"""
_OPEN = """
import sys, pyrage
pyrage.decrypt_io(open(sys.argv[1], "rb"), open(sys.argv[2], "wb"), [pyrage.x25519.Identity.from_str(sys.argv[3])])
"""
_MEMORY = """
import sys
sys.path.insert(0, sys.argv[1])
from tests.benchmarks.bench_bundle import peak
print(peak(sys.argv[2], sys.argv[3]))
"""


def _journal(feed: str, count: int) -> Iterator[StoredEntry]:
    prev = NOTHING
    for seq in range(1, count + 1):
        record = Version(feed, max(1, seq - seq % 7))
        fields = {
            "members": seq % 60,
            "route": f"Mốc {seq % 900} đến mốc {seq % 900 + 9}",
            "started": 1_770_000_000 + seq * 977,
        }
        body = encode(Entry(feed, seq, prev, seq << 16, "an.nguyen", "patrol", record, "amend", fields, {"members": (record,)}))
        prev = hashlib.sha256(body).digest()
        yield StoredEntry(feed, seq, body, hashlib.sha512(body).digest() if seq % 3 == 0 else None)


class _Bench:
    """A post, a hub and a folder with one journal and its photographs."""

    def __init__(self, folder: Path, entries: int, photos: int) -> None:
        self.folder = folder
        self.key = Ed25519PrivateKey.from_private_bytes(b"B" * 32)
        self.hub = HybridIdentity(b"b" * 32)
        public = self.key.public_key().public_bytes_raw()
        self.feed = feed_name(public)
        self.trust = Trust("HQ", (Peer("BP-042", "Bench", (public,), str(self.hub.recipient)),))
        self.entries = list(_journal(self.feed, entries))
        self.photos = folder / "photos"
        self.photos.mkdir(exist_ok=True)
        for _ in range(photos - len(list(self.photos.iterdir()))):
            data = os.urandom(PHOTO_BYTES)
            (self.photos / hashlib.sha256(data).hexdigest()).write_bytes(data)
        self.bundle = folder / "x.bpsync"

    def export(self) -> None:
        blobs = (BlobToSend(path.name, path) for path in self.photos.iterdir())
        feeds = ((self.feed, iter(self.entries)),)
        now = datetime.now(UTC)
        keys = (self.hub.recipient,)
        write_bundle(Outgoing(new_bundle_id(), 1, "BP-042", "HQ", self.key, keys, now, feeds, blobs), self.bundle)

    def take_in(self) -> None:
        staging = self.folder / "staging"
        staging.mkdir(exist_ok=True)
        with open_bundle(self.bundle, self.trust, self.hub, have={}) as bundle:
            for _ in bundle.entries():
                pass
            for _ in bundle.blobs(staging):
                pass
            bundle.finish()

    def check(self) -> None:
        inspect(self.bundle, self.trust)


class _Pipeline:
    """tar of the dump and the photographs, through zstd, into age; and back."""

    def __init__(self, bench: _Bench) -> None:
        import pyrage

        self.folder = bench.folder
        self.identity = pyrage.x25519.Identity.generate()
        self.dump = bench.folder / "photos" / "dump"
        self.entries = bench.entries

    def export(self) -> None:
        with self.dump.open("w") as file:
            file.writelines(f"INSERT INTO journal VALUES({entry.seq},X'{entry.body.hex()}');\n" for entry in self.entries)
        tar = subprocess.Popen(["tar", "-C", self.folder, "-cf", "-", "photos"], stdout=subprocess.PIPE)
        zstd = subprocess.Popen(["zstd", "-3", "-q", "-c"], stdin=tar.stdout, stdout=subprocess.PIPE)
        target = self.folder / "x.age"
        seal = [sys.executable, "-c", _SEAL, "/dev/stdin", str(target), str(self.identity.to_public())]
        subprocess.run(seal, stdin=zstd.stdout, check=True, timeout=600)
        self._close(tar, zstd)
        with target.open("rb") as file:
            os.fsync(file.fileno())
        self.dump.unlink()

    def take_in(self) -> None:
        out = self.folder / "out"
        out.mkdir(exist_ok=True)
        opening = [sys.executable, "-c", _OPEN, str(self.folder / "x.age"), "/dev/stdout", str(self.identity)]
        age = subprocess.Popen(opening, stdout=subprocess.PIPE)
        zstd = subprocess.Popen(["zstd", "-d", "-q", "-c"], stdin=age.stdout, stdout=subprocess.PIPE)
        subprocess.run(["tar", "-C", out, "-xf", "-"], stdin=zstd.stdout, check=True, timeout=600)
        self._close(age, zstd)
        subprocess.run(["sync", "-f", out], check=True, timeout=600)

    @staticmethod
    def _close(*started: subprocess.Popen[bytes]) -> None:
        for process in started:
            if process.stdout is not None:
                process.stdout.close()
            if process.wait() != 0:
                raise RuntimeError(process.args)


def _timed(work: Callable[[], None]) -> float:
    os.sync()
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def peak(action: str, folder: str) -> float:
    """Return the peak memory of this process in MB after one export or import without a list of entries beside it."""
    bench = _Bench(Path(folder), 0, PHOTOS)
    bench.entries = _journal(bench.feed, ENTRIES)  # type: ignore[assignment]  # read once, so that only the bundle counts
    (bench.export if action == "export" else bench.take_in)()
    status = Path("/proc/self/status").read_text("ascii")  # ru_maxrss would still count the process that started this one
    return int(status.split("VmHWM:")[1].split()[0]) / 1000


def _peak(action: str, folder: Path) -> float:
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run(
        [sys.executable, "-c", _MEMORY, root, action, folder], capture_output=True, text=True, check=True, timeout=600
    )
    return float(done.stdout)


def run() -> list[dict[str, Any]]:
    """Measure; returns rows of name, measured and limit (seconds, or MB for memory), their ratio, and the most it may be."""
    folder = Path(tempfile.mkdtemp(prefix="bench-bundle-"))
    try:
        bench = _Bench(folder, ENTRIES, PHOTOS)
        pipeline = _Pipeline(bench)
        times: dict[str, list[float]] = {name: [] for name in ("export", "limit export", "import", "limit import", "check")}
        for _ in range(ROUNDS):
            times["export"].append(_timed(bench.export))
            times["limit export"].append(_timed(pipeline.export))
            times["check"].append(_timed(bench.check))
            times["import"].append(_timed(bench.take_in))
            times["limit import"].append(_timed(pipeline.take_in))
            shutil.rmtree(folder / "staging")
            shutil.rmtree(folder / "out")
        middle = {name: statistics.median(found) for name, found in times.items()}
        memory = {action: _peak(action, folder) for action in ("export", "import")}
    finally:
        shutil.rmtree(folder)
    rows = [
        _row("bundle export, 100k entries + 1 GB", middle["export"], middle["limit export"], 1.7),
        _row("bundle import, 100k entries + 1 GB", middle["import"], middle["limit import"], 2.5),
        _row("courier check, 1 GB", middle["check"], middle["limit import"], 1.0),
    ]
    return rows + [_row(f"bundle {action}, peak memory MB", found, 100.0, 1.0) for action, found in memory.items()]


def _row(name: str, measured: float, limit: float, goal: float) -> dict[str, Any]:
    return {"name": name, "measured": measured, "limit": limit, "ratio": measured / limit, "goal": goal}


if __name__ == "__main__":
    for row in run():
        print({name: round(value, 3) if isinstance(value, float) else value for name, value in row.items()})  # noqa: T201 - its output
