"""What the window tests share: typing any letter, looks, pictures."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface, QInputMethodEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget


def send_text(widget: QWidget, text: str) -> None:
    """Type a text into a widget, letter by letter; unlike QTest.keyClicks it knows every letter of Vietnamese."""
    for letter in text:
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            QApplication.sendEvent(widget, QKeyEvent(kind, 0, Qt.KeyboardModifier.NoModifier, letter))


def send_composed(widget: QWidget, before: str, text: str) -> None:
    """Compose a text as an input method does: `before` is shown while typing, `text` is committed."""
    QApplication.sendEvent(widget, QInputMethodEvent(before, []))
    done = QInputMethodEvent("", [])
    done.setCommitString(text)
    QApplication.sendEvent(widget, done)


def press(widget: QObject, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """Press and release one key."""
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        QApplication.sendEvent(widget, QKeyEvent(kind, key, modifiers))


def shot(widget: QWidget, name: str) -> None:
    """Write a picture of a widget into the folder named by BORDERPOST_SHOTS; without it nothing happens."""
    folder = os.environ.get("BORDERPOST_SHOTS")
    if folder:
        Path(folder).mkdir(parents=True, exist_ok=True)
        QApplication.processEvents()
        widget.grab().save(str(Path(folder) / f"{name}.png"))


def nodes(widget: QWidget) -> Iterator[QAccessibleInterface]:
    """Walk the accessibility tree below a widget."""
    waiting: list[QAccessibleInterface | None] = [QAccessible.queryAccessibleInterface(widget)]
    while waiting:
        node = waiting.pop()
        if node is not None:
            yield node
            waiting += [node.child(at) for at in range(node.childCount())]


ROLES_WITH_NAME = (
    QAccessible.Role.EditableText,
    QAccessible.Role.ComboBox,
    QAccessible.Role.Button,
    QAccessible.Role.CheckBox,
    QAccessible.Role.RadioButton,
    QAccessible.Role.Table,
    QAccessible.Role.List,
)


def nameless(widget: QWidget) -> list[str]:
    """Return the parts a screen reader could not name: editors, buttons, lists and tables without words."""
    found = []
    for node in nodes(widget):
        if node.role() in ROLES_WITH_NAME and not node.text(QAccessible.Text.Name).strip():
            part = node.object()
            shown = not isinstance(part, QWidget) or part.isVisibleTo(widget)
            if shown:
                found.append(f"{type(part).__name__} {node.role()}")
    return found
