"""The one-line editor of forms and tables: forgiving text, suggestions, and the keys that carry a person through a form."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget

from borderpost.domain.text import normal
from ui.forms.suggest import MOST, Suggestion, SuggestionList, matching

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class LineEditor(QLineEdit):
    """One line of text. Nothing is refused key by key: Telex sends backspaces and whole words.

    advance: Enter, the next place is wanted. committed: the text is final for now (Enter or leaving). repeated: Ctrl+D.
    listed: F4, the list of values is wanted. stepped(±1): Up or Down where no list is open. picked: a suggestion was chosen.
    """

    advance = Signal()
    committed = Signal()
    repeated = Signal()
    wanted = Signal(str)
    stepped = Signal(int)
    picked = Signal(str, str)
    left = Signal()
    arrived = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setFrame(False)
        self._list: SuggestionList | None = None
        self._source: Callable[[str], list[Suggestion]] | None = None
        self._asks = False
        self.textEdited.connect(self._typed)

    def set_source(self, source: Callable[[str], list[Suggestion]] | None) -> None:
        """Offer what this returns for the text, folded and filtered by what is typed; asked anew each time."""
        self._source = source

    def set_asking(self, asks: bool) -> None:
        """Ask by `wanted(text)` instead; the answer comes through `offer`."""
        self._asks = asks

    @property
    def listing(self) -> bool:
        """Whether suggestions are open."""
        return self._list is not None and self._list.isVisible()

    @property
    def has_list(self) -> bool:
        """Whether F4 has anything to show."""
        return self._asks or self._source is not None

    def offer(self, suggestions: list[Suggestion], *, mark: bool = True) -> None:
        """Show suggestions now, if the keyboard is still here."""
        if not self.hasFocus():
            return
        if self._list is None:
            self._list = SuggestionList(self)
            self._list.taken.connect(self._take)
        self._list.offer(suggestions, mark=mark)

    def open_list(self) -> None:
        """Show everything that can be chosen (F4)."""
        if self._source is not None:
            self.offer(self._source(normal(self.text()))[:MOST])
        elif self._asks:
            self.wanted.emit(normal(self.text()))

    def close_list(self) -> None:
        """Hide the suggestions."""
        if self._list is not None:
            self._list.hide()

    def commit(self) -> None:
        """Bring the text into NFC and say that it is final for now."""
        self.close_list()
        clean = normal(self.text())
        if clean != self.text():
            self.setText(clean)
        self.committed.emit()

    def _typed(self, text: str) -> None:
        if self._source is not None:
            self.offer(matching(self._source(text.strip()), text) if text.strip() else [])
        elif self._asks:
            self.wanted.emit(text.strip())

    def _take(self, value: str, text: str) -> None:
        self.close_list()
        self.setText(text)
        self.picked.emit(value, text)

    def _take_current(self) -> None:
        found = self._list.current if self._list is not None and self._list.isVisible() else None
        if found is not None:
            self._take(found.value, found.text)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Serve the keys of a form; everything else is text."""
        key, control = event.key(), bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if key in _ENTER and not control:
            self._take_current()
            self.commit()
            self.advance.emit()
        elif key == Qt.Key.Key_F4:
            if self.listing:
                self.close_list()
            else:
                self.open_list()
        elif key == Qt.Key.Key_D and control:
            self.repeated.emit()
        elif key == Qt.Key.Key_Escape and self.listing:
            self.close_list()
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down) and not control:
            self._step(1 if key == Qt.Key.Key_Down else -1)
        elif event.modifiers() & Qt.KeyboardModifier.AltModifier and not control:
            event.ignore()  # Alt with a digit is the form's; Qt would take the digit as text
        else:
            super().keyPressEvent(event)

    def _step(self, by: int) -> None:
        if self._list is not None and self._list.isVisible():
            self._list.step(by)
        else:
            self.stepped.emit(by)

    def event(self, event: QEvent) -> bool:
        """Take a marked suggestion before Tab leaves, and keep Escape from the screen while the list is open."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() == Qt.Key.Key_Tab and self.listing:
                self._take_current()
        elif event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            mine = event.key() == Qt.Key.Key_Escape and self.listing
            if mine or event.key() == Qt.Key.Key_F4:
                event.accept()
                return True
        return super().event(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Select the text: typing replaces, arrows keep."""
        super().focusInEvent(event)
        if event.reason() != Qt.FocusReason.MouseFocusReason:
            self.selectAll()
        self.arrived.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Commit when the keyboard leaves."""
        super().focusOutEvent(event)
        if event.reason() not in (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason):
            self.deselect()
            self.commit()
            self.setCursorPosition(0)
            self.left.emit()

    def setText(self, text: str | None) -> None:
        """Replace the text; while the keyboard is elsewhere a long text is seen from its beginning."""
        super().setText(text or "")
        if not self.hasFocus():
            self.setCursorPosition(0)


class LinesEditor(QPlainTextEdit):
    """Several lines of text. Enter goes on as everywhere; Shift+Enter begins a new line."""

    advance = Signal()
    committed = Signal()
    repeated = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTabChangesFocus(True)
        self.setFrameShape(QPlainTextEdit.Shape.NoFrame)
        self.document().setDocumentMargin(0)
        self.viewport().setAutoFillBackground(False)

    def text(self) -> str:
        """Return the text as typed."""
        return self.toPlainText()

    def setText(self, text: str) -> None:
        """Replace the text."""
        self.setPlainText(text)

    def commit(self) -> None:
        """Bring the text into NFC and say that it is final for now."""
        clean = normal(self.toPlainText())
        if clean != self.toPlainText():
            self.setPlainText(clean)
        self.committed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes on; Shift+Enter is a new line; Ctrl+D repeats."""
        modifiers = event.modifiers()
        if event.key() in _ENTER and not modifiers & (Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.ControlModifier):
            self.commit()
            self.advance.emit()
        elif event.key() == Qt.Key.Key_D and modifiers & Qt.KeyboardModifier.ControlModifier:
            self.repeated.emit()
        elif modifiers & Qt.KeyboardModifier.AltModifier and not modifiers & Qt.KeyboardModifier.ControlModifier:
            event.ignore()  # as in a single line: Alt with a digit or a letter is the form's
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Commit when the keyboard leaves."""
        super().focusOutEvent(event)
        if event.reason() not in (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason):
            self.commit()
