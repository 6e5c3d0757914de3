"""The courier's copy is either proven to be on the stick or not there at all."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections import namedtuple
from pathlib import Path
from typing import Self

import pytest

from borderpost.domain.errors import BundleRejected, Cancelled
from borderpost.domain.progress import Progress
from borderpost.sync import courier
from borderpost.sync.bundle_v1 import inspect, write_bundle
from borderpost.sync.courier import carry, carry_bundle
from borderpost.sync.rejections import NoRoom, Unreadable, Unwritable, WroteWrong
from tests.sync.makers import blob_file, chain, hub_trust, outgoing

Usage = namedtuple("Usage", "total used free")  # noqa: PYI024 - the shape shutil returns


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    made = tmp_path / "stick"
    made.mkdir()
    return made


@pytest.fixture
def bundle(folder: Path) -> Path:
    write_bundle(outgoing(chain(30), blobs=[blob_file(folder, os.urandom(3_000_000))]), folder / "out.bpsync")
    return folder / "out.bpsync"


def test_a_carried_bundle_is_the_same_and_named_by_its_sender(bundle: Path, stick: Path) -> None:
    steps: list[tuple[int, int]] = []
    carried = carry_bundle(bundle, stick, hub_trust(), Progress(lambda done, total: steps.append((done, total))))
    assert [item.name for item in stick.iterdir()] == ["BP-042-000007.bpsync"]
    assert carried.path.read_bytes() == bundle.read_bytes()
    assert carried.sha256 == hashlib.sha256(bundle.read_bytes()).digest()
    assert carried.size == bundle.stat().st_size
    assert carried.manifest == inspect(carried.path, hub_trust())
    assert steps[-1] == (carried.size, carried.size)


def test_a_damaged_bundle_is_not_carried(bundle: Path, stick: Path) -> None:
    data = bytearray(bundle.read_bytes())
    data[5000] ^= 1
    bundle.write_bytes(data)
    with pytest.raises(BundleRejected):
        carry_bundle(bundle, stick, hub_trust())
    assert list(stick.iterdir()) == []


@pytest.mark.parametrize("stop_after", [1, 2, 4, 5])
def test_stopping_leaves_the_stick_as_it_was(bundle: Path, stick: Path, stop_after: int) -> None:
    (stick / "BP-042-000007.bpsync").write_bytes(b"the one before")
    count = 0

    def report(_done: int, _total: int) -> None:
        nonlocal count
        count += 1
        if count == stop_after:
            progress.cancel()

    progress = Progress(report)
    with pytest.raises(Cancelled):
        carry(bundle, stick / "BP-042-000007.bpsync", progress)
    assert [item.read_bytes() for item in stick.iterdir()] == [b"the one before"]


def test_a_full_stick_says_how_much_is_missing(bundle: Path, stick: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(4_000_000, 2_000_000, 2_000_000))
    with pytest.raises(NoRoom, match="4 MB are needed, 2 MB are free"):
        carry(bundle, stick / "x")
    assert list(stick.iterdir()) == []


def test_a_stick_that_fills_up_while_writing(bundle: Path, stick: Path) -> None:
    (stick / "x.part").symlink_to("/dev/full")
    with pytest.raises(Unwritable):
        carry(bundle, stick / "x")
    assert list(stick.iterdir()) == []


def test_a_stick_that_was_pulled(bundle: Path, stick: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(Unreadable):
        carry(stick / "gone", stick / "x")
    with pytest.raises(Unwritable):
        carry(bundle, stick / "gone" / "x")
    with pytest.raises(Unwritable):
        carry(bundle, Path("/dev/null/x"))
    with bundle.open("rb") as handle:
        monkeypatch.setattr(courier, "_opened", lambda _: _Pulled(handle.fileno()))
        with pytest.raises(Unreadable):
            carry(bundle, stick / "x")
    assert list(stick.iterdir()) == []


class _Pulled:
    """A source whose medium goes away while it is read."""

    def __init__(self, number: int) -> None:
        self._number = number

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def fileno(self) -> int:
        return self._number

    def read(self, _size: int) -> bytes:
        raise OSError(5, "Input/output error")


def test_a_failing_stick_is_noticed_before_the_name_is_given(
    bundle: Path, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.fsync

    def failing(handle: int) -> None:
        real(handle)
        with (stick / "x.part").open("r+b") as file:
            file.seek(100)
            file.write(b"\xff\xfe")

    monkeypatch.setattr(os, "fsync", failing)
    with pytest.raises(WroteWrong):
        carry(bundle, stick / "x")
    assert list(stick.iterdir()) == []


def test_an_export_to_a_failing_disk_is_noticed(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.fsync

    def failing(handle: int) -> None:
        real(handle)
        with (folder / "x.part").open("r+b") as file:
            file.seek(5000)
            file.write(b"\xff\xfe\xfd")

    monkeypatch.setattr(os, "fsync", failing)
    with pytest.raises(WroteWrong):
        write_bundle(outgoing(chain(30)), folder / "x")
    assert list(folder.iterdir()) == []
