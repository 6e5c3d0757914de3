"""A file is the old one or the new one, whatever happens to the disk or the stick, and nobody else can read it meanwhile."""

from __future__ import annotations

import errno
import os
import shutil
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from borderpost.domain import words
from borderpost.domain.errors import EnvironmentFault
from borderpost.domain.files import DiskFull, fault, fsync_folder, write_atomic

ROOT = Path(__file__).resolve().parents[2]
POSIX = pytest.mark.skipif(os.name == "nt", reason="modes, links and limits of a Unix file system")


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@contextmanager
def no_file_longer_than(size: int) -> Iterator[None]:
    resource = pytest.importorskip("resource")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_file_is_replaced_and_nothing_else_stays(tmp_path: Path) -> None:
    target = tmp_path / "keys"
    write_atomic(target, b"old")
    write_atomic(target, b"new")
    assert target.read_bytes() == b"new"
    assert names(tmp_path) == ["keys"]


def test_the_old_file_is_kept_when_asked(tmp_path: Path) -> None:
    target = tmp_path / "keys"
    write_atomic(target, b"first", keep_previous=True)
    assert names(tmp_path) == ["keys"]
    write_atomic(target, b"second", keep_previous=True)
    write_atomic(target, b"third", keep_previous=True)
    assert (target.read_bytes(), (tmp_path / "keys.previous").read_bytes()) == (b"third", b"second")
    assert names(tmp_path) == ["keys", "keys.previous"]


@POSIX
def test_only_the_owner_reads_it_unless_said_otherwise(tmp_path: Path) -> None:
    write_atomic(tmp_path / "secret", b"x")
    write_atomic(tmp_path / "public", b"x", mode=0o640)
    assert stat.S_IMODE((tmp_path / "secret").stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "public").stat().st_mode) == 0o640


@POSIX
def test_a_power_cut_finds_the_new_bytes_on_the_disk_before_the_new_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "keys"
    write_atomic(target, b"old")
    flush, flushed = os.fsync, []

    def watched(handle: int) -> None:
        state = os.fstat(handle)
        flushed.append(("folder" if stat.S_ISDIR(state.st_mode) else state.st_size, target.read_bytes()))
        flush(handle)

    monkeypatch.setattr(os, "fsync", watched)
    write_atomic(target, b"newer")
    assert flushed == [(5, b"old"), ("folder", b"newer")]


@POSIX
def test_what_an_interrupted_run_left_behind_lends_neither_its_mode_nor_its_target(tmp_path: Path) -> None:
    left = tmp_path / "keys.part"
    left.write_bytes(b"half")
    left.chmod(0o644)
    write_atomic(tmp_path / "keys", b"secret")
    assert stat.S_IMODE((tmp_path / "keys").stat().st_mode) == 0o600
    elsewhere = tmp_path / "elsewhere"
    elsewhere.write_bytes(b"untouched")
    left.symlink_to(elsewhere)
    write_atomic(tmp_path / "keys", b"secret again")
    assert elsewhere.read_bytes() == b"untouched"
    assert not (tmp_path / "keys").is_symlink()
    assert (tmp_path / "keys").read_bytes() == b"secret again"


@POSIX
def test_a_kept_file_goes_through_what_an_interrupted_run_left_behind(tmp_path: Path) -> None:
    target = tmp_path / "keys"
    write_atomic(target, b"old")
    (tmp_path / "keys.link").write_bytes(b"left behind")
    write_atomic(target, b"new", keep_previous=True)
    assert (tmp_path / "keys.previous").read_bytes() == b"old"
    assert names(tmp_path) == ["keys", "keys.previous"]


@POSIX
def test_a_stick_that_knows_no_links_keeps_a_copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_links(*_paths: object) -> None:
        raise PermissionError(errno.EPERM, os.strerror(errno.EPERM))  # what FAT answers

    target = tmp_path / "keys"
    write_atomic(target, b"old")
    monkeypatch.setattr(os, "link", no_links)
    write_atomic(target, b"new", keep_previous=True)
    assert (target.read_bytes(), (tmp_path / "keys.previous").read_bytes()) == (b"new", b"old")
    assert stat.S_IMODE((tmp_path / "keys.previous").stat().st_mode) == 0o600
    assert names(tmp_path) == ["keys", "keys.previous"]


@POSIX
def test_a_write_that_breaks_off_leaves_the_old_file(tmp_path: Path) -> None:
    target = tmp_path / "keys"
    write_atomic(target, b"old")
    with no_file_longer_than(1000), pytest.raises(EnvironmentFault):
        write_atomic(target, b"n" * 5000)
    assert target.read_bytes() == b"old"
    assert names(tmp_path) == ["keys"]


@POSIX
def test_a_copy_that_breaks_off_leaves_no_debris(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_links(*_paths: object) -> None:
        raise PermissionError(errno.EPERM, os.strerror(errno.EPERM))

    target = tmp_path / "keys"
    write_atomic(target, b"o" * 5000)
    monkeypatch.setattr(os, "link", no_links)
    with no_file_longer_than(1000), pytest.raises(EnvironmentFault):
        write_atomic(target, b"new", keep_previous=True)
    assert target.read_bytes() == b"o" * 5000
    assert names(tmp_path) == ["keys"]


def test_a_stick_that_is_gone_is_named_and_no_path_is(tmp_path: Path) -> None:
    with pytest.raises(EnvironmentFault) as caught:
        write_atomic(tmp_path / "stick" / "bundle", b"x")
    assert not isinstance(caught.value, DiskFull)
    assert words.render(caught.value.message).startswith("Ổ đĩa hoặc USB không trả lời")
    assert str(tmp_path) not in str(caught.value)
    assert isinstance(caught.value.__cause__, FileNotFoundError)


def _windows(number: int, code: int) -> OSError:
    error = OSError(number, "as Windows says it")
    error.winerror = code  # type: ignore[attr-defined,unused-ignore]  # only Windows declares it
    return error


@pytest.mark.parametrize(
    ("error", "kind", "sentence"),
    [
        (OSError(errno.ENOSPC, ""), DiskFull, "The disk is full"),
        (OSError(errno.EDQUOT, ""), DiskFull, "The disk is full"),
        (_windows(errno.EINVAL, 39), DiskFull, "The disk is full"),
        (_windows(errno.ENOSPC, 112), DiskFull, "The disk is full"),
        (OSError(errno.EROFS, ""), EnvironmentFault, "This place cannot be written to"),
        (OSError(errno.EACCES, ""), EnvironmentFault, "This place cannot be written to"),
        (OSError(errno.EPERM, ""), EnvironmentFault, "This place cannot be written to"),
        (_windows(errno.EACCES, 19), EnvironmentFault, "This place cannot be written to"),  # the switch on the stick
        (_windows(errno.EACCES, 21), EnvironmentFault, "The disk or stick does not answer"),  # pulled out
        (_windows(errno.EINVAL, 1167), EnvironmentFault, "The disk or stick does not answer"),
        (OSError(errno.EIO, ""), EnvironmentFault, "The disk or stick does not answer"),
        (OSError(errno.ENODEV, ""), EnvironmentFault, "The disk or stick does not answer"),
    ],
)
def test_what_the_machine_says_becomes_a_sentence_with_a_way_out(error: OSError, kind: type, sentence: str) -> None:
    found = fault(error)
    assert type(found) is kind
    assert str(found).startswith(sentence)
    assert found.exit_code == 4
    assert words.render(found.message) != str(found), "a guard reads Vietnamese"


def test_flushing_a_folder_closes_it_again(tmp_path: Path) -> None:
    open_files = Path("/proc/self/fd")
    if not open_files.is_dir():
        fsync_folder(tmp_path)
        return
    before = len(list(open_files.iterdir()))
    fsync_folder(tmp_path)
    assert len(list(open_files.iterdir())) == before


SMALL_DISK = """
import pathlib, subprocess, sys
from borderpost.domain.errors import EnvironmentFault
from borderpost.domain.files import write_atomic
disk = pathlib.Path(sys.argv[1])
subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", disk], check=True)
write_atomic(disk / "keys", b"old")
try:
    write_atomic(disk / "keys", b"n" * 200_000, keep_previous=True)
except EnvironmentFault as fault:
    print(type(fault).__name__)
print((disk / "keys").read_bytes(), sorted(path.name for path in disk.iterdir()))
write_atomic(disk / "keys", b"n" * 20_000)
subprocess.run(["mount", "-o", "remount,ro", disk], check=True)
try:
    write_atomic(disk / "keys", b"newer")
except EnvironmentFault as fault:
    print(fault)
print(len((disk / "keys").read_bytes()))
"""


@pytest.mark.skipif(sys.platform != "linux" or shutil.which("unshare") is None, reason="needs a disk of its own")
def test_a_real_disk_that_is_full_and_then_write_protected(tmp_path: Path) -> None:
    alone = ["unshare", "--map-root-user", "--mount"]
    if subprocess.run([*alone, "mount", "-t", "tmpfs", "tmpfs", tmp_path], capture_output=True, check=False).returncode:
        pytest.skip("this machine lends nobody a disk")
    done = subprocess.run(
        [*alone, sys.executable, "-c", SMALL_DISK, tmp_path], capture_output=True, text=True, cwd=ROOT, timeout=60, check=False
    )
    assert done.stderr == ""
    assert done.stdout.splitlines() == [
        "DiskFull",
        "b'old' ['keys']",
        "This place cannot be written to. Choose another, or ask the administrator.",
        "20000",
    ]
