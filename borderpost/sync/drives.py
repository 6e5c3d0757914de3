"""Sticks and folders: where a courier's file can be put now, and what has just appeared or gone."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

_MEDIA = ("/media/", "/run/media/")
_OCTAL = {"\\040": " ", "\\011": "\t", "\\012": "\n", "\\134": "\\"}
_DRIVE_REMOVABLE = 2  # GetDriveTypeW

Lister = Callable[[], Iterable[Path]]


@dataclass(frozen=True, slots=True)
class Change:
    """What happened between two looks."""

    appeared: tuple[Path, ...] = ()
    vanished: tuple[Path, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.appeared or self.vanished)


class FolderWatch:
    """Looks when it is asked and says what is new; it runs no thread. Folders there at the first look have appeared too."""

    def __init__(self, lister: Lister | None = None, configured: Iterable[Path] = ()) -> None:
        self._lister = lister or removable_folders
        self._configured = tuple(configured)
        self.present: frozenset[Path] = frozenset()

    def look(self) -> Change:
        """Return which removable folders, and which configured ones, appeared or vanished since the last look."""
        now = frozenset(self._lister()) | frozenset(folder for folder in self._configured if folder.is_dir())
        change = Change(tuple(sorted(now - self.present)), tuple(sorted(self.present - now)))
        self.present = now
        return change


def removable_folders() -> tuple[Path, ...]:
    """Return the folders of the sticks that are in now and can be written to; empty when that cannot be found out."""
    if sys.platform == "win32":  # pragma: no cover - runs on Windows only
        return _windows()
    return mounted(Path("/proc/mounts"), Path("/sys/block"))


def mounted(mounts: Path, blocks: Path) -> tuple[Path, ...]:
    """Return the mount points of removable devices, from files in the form of /proc/mounts and /sys/block."""
    try:
        lines = mounts.read_text("utf-8", "surrogateescape").splitlines()
    except OSError:
        return ()
    found = {
        Path(_plain(folder))
        for device, folder, _, options, *_ in (line.split(" ") for line in lines if line.count(" ") >= 3)
        if "rw" in options.split(",") and (folder.startswith(_MEDIA) or _removable(device, blocks))
    }
    return tuple(sorted(found))


def _plain(field: str) -> str:
    for code, letter in _OCTAL.items():
        field = field.replace(code, letter)
    return field


def _removable(device: str, blocks: Path) -> bool:
    if not device.startswith("/dev/"):
        return False
    name = device.removeprefix("/dev/")
    disks = (name, name.rstrip("0123456789"), name.rstrip("0123456789").removesuffix("p"))  # sdb1, mmcblk0p1
    for disk in disks:
        flag = blocks / disk / "removable"
        if disk and "/" not in disk and flag.is_file():
            return flag.read_text("ascii").strip() == "1"
    return False


def _windows() -> tuple[Path, ...]:  # pragma: no cover - runs on Windows only
    import ctypes

    kernel = ctypes.windll.kernel32  # type: ignore[attr-defined,unused-ignore]  # there on Windows only
    letters = kernel.GetLogicalDrives()
    roots = [f"{chr(ord('A') + bit)}:\\" for bit in range(26) if letters >> bit & 1]
    return tuple(Path(root) for root in roots if kernel.GetDriveTypeW(root) == _DRIVE_REMOVABLE and os.access(root, os.W_OK))
