"""Every window test runs offscreen, in a known look and language, without a blinking caret."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication

from borderpost.domain.words import language, set_language
from ui.theme.look import BASE, apply


def pytest_configure(config: pytest.Config) -> None:
    """Let pass what the offscreen platform says it cannot do (size hints, raising, grabbing); every other warning fails."""
    config.addinivalue_line("qt_log_ignore", "This plugin does not support (propagateSizeHints|raise|grabbing)")


@pytest.fixture(autouse=True)
def known_look(qapp: QApplication) -> Iterator[None]:
    """Put light theme, base size and English into force before each test, so that none depends on another."""
    before = language()
    qapp.setStyle("fusion")
    qapp.setCursorFlashTime(0)
    set_language("en")
    apply(qapp, "light", BASE)
    yield
    set_language(before)
