"""Handing a bundle to a courier: who, under which seal, until when; then the slip, seen as it prints."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from borderpost.domain import dates
from borderpost.domain.clock import local_date
from borderpost.domain.text import normal
from borderpost.domain.words import _, render
from ui.theme.look import look
from ui.widgets.button import Button
from ui.widgets.cell import CellState, FormCell
from ui.widgets.empty import EmptyState
from ui.widgets.paint import margin
from ui.widgets.text import SectionTitle, Text

DAYS, HOUR = 2, 18
"""When a receipt is expected unless somebody knows better: the evening of the day after tomorrow."""


class HandOver(QWidget):
    """The form. wanted(courier, seal, expected by or None): everything is filled in. Enter goes on, Esc is the screen's."""

    wanted = Signal(str, str, object)

    def __init__(self, now: Callable[[], datetime]) -> None:
        super().__init__()
        self._now = now
        px = look().px
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(6))
        self.courier, self.seal, self.expected = QLineEdit(), QLineEdit(), QLineEdit()
        self.courier_cell = FormCell(_("Courier, rank and name"), self.courier, required=True)
        self.seal_cell = FormCell(_("Seal no."), self.seal)
        self.expected_cell = FormCell(_("Receipt expected by"), self.expected, required=True, hint=_("for example 19/3 18h"))
        self.cells = (self.courier_cell, self.seal_cell, self.expected_cell)
        for cell in self.cells:
            column.addWidget(cell)
            editor = cell.editor
            if isinstance(editor, QLineEdit):
                editor.returnPressed.connect(self._next)
        note = _("The courier cannot open the bundle: what is sealed stays sealed.")
        column.addSpacing(px(4))
        self.button = Button(_("Hand over to the courier"), "primary", "truck", "Ctrl+S")
        self.button.clicked.connect(self.send)
        column.addWidget(self.button)
        quiet = Text(note, "sm", "text2", wrap=True)
        quiet.setContentsMargins(margin(), px(4), 0, 0)
        column.addWidget(quiet)
        self.clear()

    def clear(self) -> None:
        """Begin anew, with the expected moment proposed."""
        self.courier.clear()
        self.seal.clear()
        day = local_date(self._now()) + timedelta(days=DAYS)
        self.expected.setText(f"{dates.date_text(day)} {HOUR:02d}:00")
        for cell in self.cells:
            cell.set_state(CellState.NORMAL)

    def _next(self) -> None:
        editors = [cell.editor for cell in self.cells]
        at = editors.index(self.sender())  # type: ignore[arg-type]  # only these editors are connected
        target = editors[at + 1] if at + 1 < len(editors) else self.button
        target.setFocus(Qt.FocusReason.TabFocusReason)

    def send(self) -> None:
        """Check what is filled in; the first wrong cell takes the keyboard."""
        wrong: list[FormCell] = []
        missing = not normal(self.courier.text())
        words = _("Write who carries the bundle.") if missing else ""
        self.courier_cell.set_state(CellState.WRONG if missing else CellState.NORMAL, words)
        wrong += [self.courier_cell] if missing else []
        expected: datetime | None = None
        self.expected_cell.set_state(CellState.NORMAL)
        try:
            expected = dates.parse_moment(self.expected.text(), local_date(self._now()))
        except dates.Unreadable as error:
            self._refuse_date(render(error.message), wrong)
        else:
            self.expected.setText(dates.moment_text(expected))
            if expected <= self._now():
                self._refuse_date(_("This moment is past already."), wrong)
        if wrong:
            wrong[0].editor.setFocus()
        else:
            self.wanted.emit(normal(self.courier.text()), normal(self.seal.text()), expected)

    def _refuse_date(self, words: str, wrong: list[FormCell]) -> None:
        self.expected_cell.set_state(CellState.WRONG, words)
        wrong.append(self.expected_cell)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Send by Ctrl+S."""
        if event.key() == Qt.Key.Key_S and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.send()
        else:
            super().keyPressEvent(event)


class Paper(QLabel):
    """The first page of a slip, as wide as its pane."""

    def __init__(self) -> None:
        super().__init__()
        self._page = QPixmap()
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.setProperty("paper", "yes")
        self.setAccessibleName(_("Slip as it prints"))

    def show_page(self, png: bytes) -> None:
        """Show a page."""
        self._page.loadFromData(png)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the page as wide as the pane."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        if not self._page.isNull() and self.width() > 0:
            smooth = Qt.TransformationMode.SmoothTransformation
            scaled = self._page.scaledToWidth(self.width(), smooth)
            self.setPixmap(scaled)
            self.setFixedHeight(scaled.height())


class HandingPane(QWidget):
    """The right pane: the form while the bundle is here, the slip once it is handed over. printed: the slip is wanted."""

    wanted = Signal(str, str, object)
    printed = Signal()

    def __init__(self, now: Callable[[], datetime]) -> None:
        super().__init__()
        px = look().px
        column = QVBoxLayout(self)
        column.setContentsMargins(px(20) - margin(), px(14), px(20) - margin(), px(16))
        column.setSpacing(px(8))
        head = QHBoxLayout()
        self.title = SectionTitle(_("Hand-over"))
        self.title.setContentsMargins(margin(), 0, 0, 0)
        head.addWidget(self.title, 1)
        self.print_button = Button(_("Print 2 copies"), "secondary", "printer", "Ctrl+P")
        self.print_button.clicked.connect(self.printed)
        head.addWidget(self.print_button)
        column.addLayout(head)
        self.form = HandOver(now)
        self.form.wanted.connect(self.wanted)
        column.addWidget(self.form)
        self.paper = Paper()
        column.addWidget(self.paper)
        self.empty = EmptyState(
            "truck", _("Nothing to hand over"), _("Export a bundle first; the slip for the courier then stands here.")
        )
        column.addWidget(self.empty)
        column.addStretch(1)
        self._shown: Any = None
        self.show_bundle(None)

    def show_bundle(self, view: Any) -> None:
        """Show what belongs to a bundle; None when there is none."""
        here = view is not None and view.state == "saved"
        gone = view is not None and view.state != "saved"
        if here and view.id != self._shown:
            self.form.clear()
        self._shown = view.id if view is not None else None
        self.form.setVisible(here)
        self.paper.setVisible(gone)
        self.print_button.setVisible(gone)
        self.empty.setVisible(view is None)
        name = _("Hand bundle {n} to a courier") if here else _("Slip") if gone else _("Hand-over")
        self.title.title.setText(name.format(n=view.number) if here else name)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the text size."""
        if event.type() == QEvent.Type.StyleChange:
            self.updateGeometry()
        super().changeEvent(event)
