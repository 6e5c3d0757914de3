"""Asking for files and folders: the only place that opens a file dialog, so that a test can answer instead of a person."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget


def ask_open(parent: QWidget, title: str, patterns: str) -> Path | None:
    """Ask for a file to read; `patterns` as Qt writes them (`Bundles (*.bpsync)`). None if the person gave up."""
    name, _filter = QFileDialog.getOpenFileName(parent, title, "", patterns)
    return Path(name) if name else None


def ask_many(parent: QWidget, title: str, patterns: str) -> tuple[Path, ...]:
    """Ask for several files to read."""
    names, _filter = QFileDialog.getOpenFileNames(parent, title, "", patterns)
    return tuple(Path(name) for name in names)


def ask_save(parent: QWidget, title: str, name: str, patterns: str) -> Path | None:
    """Ask where to write a file; the dialog itself asks before replacing one."""
    chosen, _filter = QFileDialog.getSaveFileName(parent, title, name, patterns)
    return Path(chosen) if chosen else None


def ask_folder(parent: QWidget, title: str) -> Path | None:
    """Ask for a folder."""
    chosen = QFileDialog.getExistingDirectory(parent, title)
    return Path(chosen) if chosen else None
