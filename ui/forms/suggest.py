"""Suggestions under an editor: a folded list that never takes the keyboard away from the text."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from borderpost.domain.text import fold
from ui.theme.look import look

MOST = 80
"""Enough for every list of codes; records are searched, not listed."""
SHOWN = 8


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One line: the value it stands for (a code, a record id), its words, a quiet remark behind them, its number on paper."""

    value: str
    text: str
    detail: str = ""
    number: str = ""

    @property
    def line(self) -> str:
        """What the list shows."""
        number = "" if self.text.startswith(f"{self.number}. ") else self.number
        return "   ".join(part for part in (number, self.text, self.detail) if part)


def matching(offered: Iterable[Suggestion], typed: str) -> list[Suggestion]:
    """Return what holds every typed word, folded; those that begin with the text come first.

    In a numbered list a number means its line, else a whole word (`348`): what was written by hand is typed without looking,
    and must never pick a line that merely holds the digit.
    """
    wanted = fold(typed)
    words = wanted.split()
    lines = list(offered)
    found = [(item, fold(f"{item.text} {item.detail} {item.value}")) for item in lines]
    if wanted.isdigit() and any(item.number for item in lines):
        meant = [item for item in lines if item.number == wanted]
        return meant or [item for item, text in found if wanted in re.findall(r"\w+", text)]
    kept = [(not text.startswith(wanted), place, item) for place, (item, text) in enumerate(found) if _holds(text, words)]
    return [item for _rank, _place, item in sorted(kept, key=lambda row: row[:2])][:MOST]


def _holds(text: str, words: list[str]) -> bool:
    return all(word in text for word in words)


class SuggestionList(QListWidget):
    """The list itself, a child of the window so that no window manager and no popup can eat a key.

    `taken(value, text)` when a line is chosen by the pointer; the editor chooses by keys through `current`.
    """

    taken = Signal(str, str)

    def __init__(self, editor: QWidget) -> None:
        super().__init__(editor.window())
        self._editor = editor
        self.setProperty("popup", "true")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setUniformItemSizes(True)
        self.setAccessibleName(editor.accessibleName())
        self.itemClicked.connect(self._clicked)
        self.hide()

    @property
    def current(self) -> Suggestion | None:
        """The marked line, or None."""
        found = self.currentIndex().data(Qt.ItemDataRole.UserRole)
        return found if isinstance(found, Suggestion) else None

    def offer(self, suggestions: list[Suggestion], *, mark: bool) -> None:
        """Show the lines under the editor, or hide when there are none; `mark` marks the first."""
        self.clear()
        for suggestion in suggestions:
            item = QListWidgetItem(suggestion.line)
            item.setData(Qt.ItemDataRole.UserRole, suggestion)
            self.addItem(item)
        if not suggestions:
            self.hide()
            return
        self.setCurrentRow(0 if mark else -1)
        self._settle()
        self.show()
        self.raise_()

    def step(self, by: int) -> None:
        """Mark another line; stops at both ends."""
        self.setCurrentRow(max(0, min(self.count() - 1, self.currentRow() + by)))

    def _clicked(self, item: QListWidgetItem) -> None:
        found = item.data(Qt.ItemDataRole.UserRole)
        if isinstance(found, Suggestion):
            self.taken.emit(found.value, found.text)

    def _settle(self) -> None:
        px = look().px
        window = self._editor.window()
        if self.parentWidget() is not window:
            self.setParent(window)
        rows = min(SHOWN, self.count())
        widest = max(self.sizeHintForColumn(0), px(80))
        size = QSize(min(max(self._editor.width() + px(20), widest + px(36)), px(520)), rows * self.sizeHintForRow(0) + 4)
        below = self._editor.mapTo(window, QPoint(-px(10), self._editor.height() + px(4)))
        if below.y() + size.height() > window.height():
            below.setY(self._editor.mapTo(window, QPoint(0, 0)).y() - size.height() - px(4))
        below.setX(max(0, min(below.x(), window.width() - size.width() - px(4))))
        self.setGeometry(below.x(), below.y(), size.width(), size.height())
