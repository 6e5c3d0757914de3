"""Which sticks are in, and what has just appeared or gone."""

from __future__ import annotations

from pathlib import Path

import pytest

from borderpost.sync.drives import Change, FolderWatch, mounted, removable_folders

MOUNTS = """\
/dev/sda1 / ext4 rw,relatime 0 0
/dev/sdb1 /mnt/stick vfat rw,nosuid 0 0
/dev/sdc1 /mnt/locked vfat ro,nosuid 0 0
/dev/mmcblk0p1 /mnt/card vfat rw 0 0
/dev/sdd /mnt/whole\\040stick vfat rw 0 0
/dev/mapper/x /mnt/mapped ext4 rw 0 0
/dev/sde1 /media/guard/USB\\040DISK vfat rw 0 0
/dev/sde2 /run/media/guard/B vfat rw 0 0
proc /proc proc rw 0 0
nonsense

"""


@pytest.fixture
def blocks(tmp_path: Path) -> Path:
    for disk, flag in {"sda": "0", "sdb": "1", "sdc": "1", "mmcblk0": "1", "sdd": "1"}.items():
        (tmp_path / "block" / disk).mkdir(parents=True)
        (tmp_path / "block" / disk / "removable").write_text(flag + "\n")
    return tmp_path / "block"


def test_removable_and_writable_folders_are_found(tmp_path: Path, blocks: Path) -> None:
    (tmp_path / "mounts").write_text(MOUNTS)
    assert [str(folder) for folder in mounted(tmp_path / "mounts", blocks)] == [
        "/media/guard/USB DISK",
        "/mnt/card",
        "/mnt/stick",
        "/mnt/whole stick",
        "/run/media/guard/B",
    ]


def test_a_machine_that_cannot_tell_has_no_sticks(tmp_path: Path) -> None:
    assert mounted(tmp_path / "gone", tmp_path) == ()
    assert isinstance(removable_folders(), tuple)


def test_the_watch_tells_what_changed() -> None:
    sticks: list[Path] = []
    watch = FolderWatch(lambda: sticks)
    assert not watch.look()
    sticks += [Path("/media/b"), Path("/media/a")]
    assert watch.look() == Change(appeared=(Path("/media/a"), Path("/media/b")))
    assert not watch.look()
    sticks.remove(Path("/media/a"))
    assert watch.look() == Change(vanished=(Path("/media/a"),))
    assert watch.present == {Path("/media/b")}


def test_a_configured_folder_counts_when_it_is_there(tmp_path: Path) -> None:
    shared = tmp_path / "shared"
    watch = FolderWatch(lambda: (), [shared])
    assert not watch.look()
    shared.mkdir()
    assert watch.look().appeared == (shared,)
    shared.rmdir()
    assert watch.look().vanished == (shared,)
