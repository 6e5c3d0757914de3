"""Sticks and folders: each with its own state, what is being written to it now, and whether it may be pulled out."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QRectF, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from borderpost.domain.words import N_, _
from ui.courier.wording import amount_words, size_words
from ui.theme.look import look
from ui.widgets.button import Button
from ui.widgets.chip import StateChip
from ui.widgets.paint import border_width, box, painting
from ui.widgets.progress import ProgressPanel
from ui.widgets.text import ElidedText, IconLabel, Text
from ui.widgets.timeline import Timeline, TimelineStep

EXPORT_STEPS = (N_("Pack, sign and write"), N_("Read back from the stick, compare"))
COPY_STEPS = (N_("Copy to the stick"), EXPORT_STEPS[1])
LAST = N_("The stick may be pulled out")


class Steps:
    """Which step the work is at.

    Each step counts from its start, packing without knowing the end: where the count falls back, or the end becomes known,
    the next step has begun.
    """

    def __init__(self, names: tuple[str, ...]) -> None:
        self.names = names
        self.at = 0
        self._done, self._total = 0, -1

    def take(self, done: int, total: int) -> None:
        """Take note of how far the work is."""
        if done < self._done or (self._total == 0 and total):
            self.at = min(self.at + 1, len(self.names) - 1)
        self._done, self._total = done, total

    def shown(self) -> tuple[TimelineStep, ...]:
        """Return the steps with their states; the last line tells the end, which is not reached yet."""
        icons = {"past": "circle-check", "last": "circle-dot", "to_come": "circle"}
        states = ["past" if at < self.at else "last" if at == self.at else "to_come" for at in range(len(self.names))]
        steps = [TimelineStep(icons[state], _(name), "", state) for name, state in zip(self.names, states, strict=True)]
        return (*steps, TimelineStep("circle", _(LAST), "", "to_come"))


class FolderCard(QWidget):
    """One stick or folder. exported: a new bundle is wanted here. copied: the chosen bundle. stopped: the work is to stop."""

    exported = Signal()
    copied = Signal()
    stopped = Signal()

    def __init__(self, folder: Any) -> None:
        super().__init__()
        self.folder = folder
        self.panel: ProgressPanel | None = None
        self._steps: Steps | None = None
        px = look().px
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(px(16), px(10), px(12), px(10))
        self._column.setSpacing(px(8))
        head = QHBoxLayout()
        head.setSpacing(px(12))
        head.addWidget(IconLabel("stick" if folder.removable else "hard-drive", "text", 20))
        words = QVBoxLayout()
        words.setSpacing(0)
        self.name = ElidedText(folder.label or str(folder.path), "body6")
        free = _("{path} · {size} free").format(path=folder.path, size=size_words(folder.free))
        self.remark = ElidedText(free, "sm", "text2")
        words.addWidget(self.name)
        words.addWidget(self.remark)
        head.addLayout(words, 1)
        self.chip = StateChip("neutral", _("ready"), "circle-check")
        head.addWidget(self.chip)
        self._column.addLayout(head)
        self._acts = QWidget()
        row = QHBoxLayout(self._acts)
        row.setContentsMargins(px(29), 0, 0, 0)
        row.setSpacing(px(4))
        self.export_button = Button(_("Export here"), "secondary", "upload")
        self.export_button.clicked.connect(self.exported)
        self.copy_button = Button(_("Copy the bundle here"), "quiet", "copy")
        self.copy_button.clicked.connect(self.copied)
        row.addWidget(self.export_button)
        row.addWidget(self.copy_button)
        row.addStretch(1)
        self._column.addWidget(self._acts)
        self._way = Timeline()
        self._way.hide()
        self._column.addWidget(self._way)
        self.said = Text("", "sm", "text2", wrap=True)
        self.said.hide()
        self._column.addWidget(self.said)
        self.setAccessibleName(self.name.text())
        if not folder.writable:
            self.chip.set_state("unused")
            self._say(_("This folder cannot be written to. Take the write protection off, or use another stick."))
            self._acts.hide()

    @property
    def busy(self) -> bool:
        """Whether something is being written here."""
        return self.panel is not None

    def offer(self, *, export: str, copy: str) -> None:
        """Say what can be done here: the words of both acts, empty ones are not offered."""
        self.export_button.setVisible(bool(export))
        self.copy_button.setVisible(bool(copy))
        if export:
            self.export_button.set_words(export)
        if copy:
            self.copy_button.set_words(copy)

    def begin(self, title: str, steps: tuple[str, ...]) -> None:
        """Show that something is being written: the stick must stay in."""
        leaves = _("Stopping leaves no half bundle: the part file on the stick is deleted.")
        self.panel = ProgressPanel(title, leaves, amount_words)
        self.panel.stopped.connect(self.stopped)
        self._steps = Steps(steps)
        self._column.insertWidget(2, self.panel)
        self._way.show_steps(self._steps.shown())
        self._way.show()
        self._acts.hide()
        self.said.hide()
        self.chip.set_state("keep_in")

    def show_progress(self, done: int, total: int) -> None:
        """Show how far the writing is."""
        if self.panel is None or self._steps is None:
            return
        self._steps.take(done, total)
        self._way.show_steps(self._steps.shown())
        self.panel.show_progress(done, total)

    def end(self, words: str, state: str) -> None:
        """Show how it ended; `state` is a chip: pull_out, attention, rejected."""
        if self.panel is not None:
            self._column.removeWidget(self.panel)
            self.panel.hide()
            self.panel.deleteLater()
            self.panel = None
        self._way.hide()
        self._acts.show()
        self._say(words)
        if state == "rejected":
            self.chip.set_state("attention", _("not written"))
        else:
            self.chip.set_state(state)

    def _say(self, words: str) -> None:
        self.said.setText(words)
        self.said.setVisible(bool(words))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the card."""
        now = look()
        with painting(self) as painter:
            edge = now.colour("border" if self.folder.removable else "line")
            box(painter, QRectF(self.rect()), now.px(6), now.colour("surface"), edge, border_width())


class Cards(QWidget):
    """The cards of all folders present. exported and copied carry the card; stopped stops what is being written."""

    exported = Signal(object)
    copied = Signal(object)
    stopped = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(look().px(10))
        self.cards: list[FolderCard] = []

    def show_folders(self, folders: tuple[Any, ...]) -> None:
        """Show the folders that are there; a card at work stays until its work has ended, and keeps what it said."""
        paths = {folder.path: folder for folder in folders}
        for card in list(self.cards):
            if card.folder.path not in paths and not card.busy:
                self.cards.remove(card)
                self._column.removeWidget(card)
                card.hide()
                card.deleteLater()
        known = {card.folder.path for card in self.cards}
        for folder in folders:
            if folder.path not in known:
                self._add(FolderCard(folder))

    def _add(self, card: FolderCard) -> None:
        card.exported.connect(lambda: self.exported.emit(card))
        card.copied.connect(lambda: self.copied.emit(card))
        card.stopped.connect(self.stopped)
        self.cards.append(card)
        self._column.addWidget(card)

    def first(self) -> FolderCard | None:
        """Return the card a bundle goes to unless another one is chosen: the first stick that can be written to."""
        fit = [card for card in self.cards if card.folder.writable and not card.busy]
        return next((card for card in fit if card.folder.removable), fit[0] if fit else None)
