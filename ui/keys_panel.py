"""F1: what the screen is for, its keys, and the keys that work everywhere."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from borderpost.domain.words import N_, _
from ui.overlay import Overlay
from ui.theme.look import look
from ui.widgets.button import Button
from ui.widgets.footer import KeyHint
from ui.widgets.keycap import KeyCap
from ui.widgets.text import Line, Text

GLOBAL_KEYS = (
    KeyHint(("Ctrl", "K"), N_("search commands and records")),
    KeyHint(("Ctrl", "N"), N_("new record")),
    KeyHint(("Ctrl", "1…9"), N_("screens")),
    KeyHint(("Ctrl", "L"), N_("lock")),
    KeyHint(("F6",), N_("next pane")),
    KeyHint(("F9",), N_("theme")),
    KeyHint(("Ctrl", "+", "−"), N_("text size")),
    KeyHint(("Esc",), N_("back, never loses a draft")),
)
"""Words marked with `N_`, translated when shown."""


class KeysPanel(Overlay):
    """The list of keys over the window."""

    def __init__(self, host: QWidget) -> None:
        super().__init__(host, 720, 84)
        self._content: QWidget | None = None

    def show_keys(
        self, own: tuple[KeyHint, ...], everywhere: tuple[KeyHint, ...], about: tuple[str, str] | None = None
    ) -> None:
        """Show what the screen is for (title, text), the keys of the screen (translated) and of the window (marked)."""
        if self._content is not None:
            self.panel.column.removeWidget(self._content)
            self._content.deleteLater()
        px = look().px
        self._content = QWidget()
        column = QVBoxLayout(self._content)
        column.setContentsMargins(px(24), px(20), px(24), px(16))
        column.setSpacing(px(12))
        if about is not None:
            column.addWidget(Text(about[0], "h2"))
            column.addWidget(Text(about[1], "body", wrap=True))
            column.addWidget(Line())
        column.addWidget(Text(_("Keys"), "h3" if about is not None else "h2"))
        across = QHBoxLayout()
        across.setSpacing(px(32))
        if own:
            across.addWidget(self._part(_("On this screen"), own), 1, Qt.AlignmentFlag.AlignTop)
        marked = tuple(KeyHint(hint.caps, _(hint.words)) for hint in everywhere)
        across.addWidget(self._part(_("Everywhere"), marked), 1, Qt.AlignmentFlag.AlignTop)
        column.addLayout(across)
        close = Button(_("Close"), "secondary", key="Esc")
        close.clicked.connect(self.close_panel)
        column.addWidget(close, 0, Qt.AlignmentFlag.AlignRight)
        self.panel.column.addWidget(self._content)
        self.open()
        close.setFocus()

    def _part(self, title: str, hints: tuple[KeyHint, ...]) -> QWidget:
        px = look().px
        host = QWidget()
        grid = QGridLayout(host)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setVerticalSpacing(px(8))
        grid.setHorizontalSpacing(px(12))
        grid.setColumnStretch(1, 1)
        grid.addWidget(Text(title, "sm5", "text2"), 0, 0, 1, 2)
        for at, hint in enumerate(hints, 1):
            caps = QHBoxLayout()
            caps.setSpacing(px(3))
            for cap in hint.caps:
                caps.addWidget(KeyCap(cap))
            caps.addStretch(1)
            grid.addLayout(caps, at, 0)
            grid.addWidget(Text(hint.words, "body", wrap=True), at, 1)
        return host
