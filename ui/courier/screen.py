"""Bundles and receipts: what waits, where it can be written, who carries it, and what headquarters has signed for."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from borderpost.domain.errors import BorderpostError, Cancelled, RefusedInput
from borderpost.domain.progress import Progress
from borderpost.domain.words import N_, _, ngettext, render
from ui.courier.facts import BundleFacts
from ui.courier.handing import HandingPane
from ui.courier.middle import SticksPane
from ui.courier.sticks import COPY_STEPS, EXPORT_STEPS, FolderCard
from ui.courier.table import BundleTable, table_height
from ui.courier.watch import StickWatch
from ui.courier.wording import checked_words, received_words, size_words, state_of
from ui.dates import full_moment
from ui.files import ask_folder, ask_many, ask_open, ask_save
from ui.printing import print_pages
from ui.screen import Command, Screen, ScreenSpec
from ui.tasks import TaskRunner
from ui.theme.look import look
from ui.widgets.banner import Tone
from ui.widgets.button import Button
from ui.widgets.empty import EmptyState
from ui.widgets.footer import KeyHint, StatusNote
from ui.widgets.header import Header
from ui.widgets.pane import scrolled
from ui.widgets.text import Line

LEFT, RIGHT = 330, 364
PAPER_DPI, PRINT_DPI = 110, 300
COPIES = 2


class CourierScreen(Screen):
    """Looks everything up off the GUI thread. `bundles` and `enrolment` are the post's services of those names."""

    def __init__(
        self, bundles: Any, enrolment: Any, tasks: TaskRunner, now: Callable[[], datetime], watch: StickWatch | None = None
    ) -> None:
        super().__init__()
        self.bundles, self.enrolment, self.tasks, self.now = bundles, enrolment, tasks, now
        self.title = _("Bundles and receipts")
        self.pending: Any = None
        self._hub: Any = None
        self._files: dict[str, Path] = {}
        self._running: Progress | None = None
        self._writing: FolderCard | None = None
        self._slip_of = ""
        self._newest = False
        self._slips: dict[str, bytes] = {}
        self._build()
        self.watch = watch or StickWatch(bundles, tasks)
        self._own_watch = watch is None
        self.watch.changed.connect(self._folders)
        if self._own_watch:
            self.watch.setParent(self)
            self.watch.start()
        self._folders(self.watch.present)
        self.reload()

    # --- building -------------------------------------------------------------------------------------------------------

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.header = Header(self.title, "")
        self.receive_button = Button(_("Take in receipts"), "secondary", "download", "Ctrl+I")
        self.receive_button.clicked.connect(self.receive)
        self.export_button = Button(_("Export"), "primary", "upload", "Ctrl+E")
        self.export_button.clicked.connect(self.export_first)
        self.export_button.setEnabled(False)
        self.header.add_act(self.receive_button)
        self.header.add_act(self.export_button)
        column.addWidget(self.header)
        self._across = QHBoxLayout()
        self._across.setSpacing(0)
        self._pair = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._pair.setSpacing(0)
        self.facts, self._middle = BundleFacts(), self._sticks_pane()
        pair = self._content = QWidget()
        pair.setLayout(self._pair)
        self._pair.setContentsMargins(0, 0, 0, 0)
        self._pair.addWidget(self.facts)
        self._pair.addWidget(self._middle, 1)
        self._pair_area = scrolled(pair)
        self._across.addWidget(self._pair_area, 1)
        self._across.addWidget(Line(vertical=True))
        self.handing = HandingPane(self.now)
        self.handing.wanted.connect(self.hand_over)
        self.handing.printed.connect(self.print_slip)
        self._right = scrolled(self.handing, "surface")
        self._across.addWidget(self._right)
        column.addLayout(self._across, 1)
        column.addWidget(Line(ink="border"))
        self.table = BundleTable(self.now)
        self.table.moved.connect(self._chosen)
        self.table.opened.connect(self._to_form)
        self.no_bundles = EmptyState("package", _("No bundle has been made on this machine yet"))
        column.addWidget(self.table)
        column.addWidget(self.no_bundles)
        self._fit()

    def _sticks_pane(self) -> SticksPane:
        pane = SticksPane()
        self.banner, self.enrolling, self.cards, self.no_stick = pane.banner, pane.enrolling, pane.cards, pane.no_stick
        self.folder_button, self.verify_button, self._sticks_title = pane.folder_button, pane.verify_button, pane.title
        pane.enrolling.asked.connect(self.write_request)
        pane.enrolling.answered.connect(self.read_answer)
        pane.enrolling.trusted.connect(self.trust)
        pane.cards.exported.connect(self.export_to)
        pane.cards.copied.connect(self.copy_to)
        pane.cards.stopped.connect(self.stop)
        pane.folder_button.clicked.connect(self.export_elsewhere)
        pane.verify_button.clicked.connect(self.verify)
        return pane

    def _fit(self) -> None:
        px, compact = look().px, look().compact
        down = QBoxLayout.Direction.BottomToTop if compact else QBoxLayout.Direction.LeftToRight
        self._pair.setDirection(down)
        self.facts.setMaximumWidth(16777215 if compact else px(LEFT))
        self.facts.setMinimumWidth(0 if compact else px(LEFT))
        self._right.setFixedWidth(px(RIGHT))
        self.table.setFixedHeight(table_height(3 if compact else 4))
        self.no_bundles.setFixedHeight(px(96))

    def changeEvent(self, event: QEvent) -> None:
        """Follow the text size: from 12 pt the panes stand under each other."""
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "no_bundles"):
            self._fit()
        super().changeEvent(event)

    # --- looking up -----------------------------------------------------------------------------------------------------

    def reload(self) -> None:
        """Look everything up anew."""
        bundles, enrolment = self.bundles, self.enrolment
        self.tasks.run(
            lambda: (bundles.pending(), tuple(bundles.all()), enrolment.hub(), enrolment.own_fingerprint()),
            lambda found: self._show(*found),
            self._trouble,
            owner=self,
        )

    def _show(self, pending: Any, bundles: tuple[Any, ...], hub: Any, own: str) -> None:
        self.pending, self._hub = pending, hub
        words = _("only a signed receipt counts as sent")
        self.header.set_title(self.title, f"{full_moment(self.now())} · {words}")
        self.enrolling.setVisible(hub is None)
        for part in (self._sticks_title, self.cards, self.folder_button):
            part.setVisible(hub is not None)
        self.no_stick.setVisible(hub is not None and not self.cards.cards)
        self.enrolling.show_own(own)
        self.facts.show_waiting(pending)
        self._allow(pending)
        self.table.setVisible(bool(bundles))
        self.no_bundles.setVisible(not bundles and hub is not None)
        self.table.show_bundles(bundles)
        if self._newest:
            self._newest = False
            self.table.choose(0)
        self.table.setFixedHeight(table_height(min(len(bundles), 3 if look().compact else 4)))
        self._offers()
        now = self.now()
        self.badge.emit(sum(state_of(view, now)[0] == "overdue" for view in bundles))
        self.told.emit()

    def _allow(self, pending: Any) -> None:
        reason = render(pending.reason) if pending.reason is not None else ""
        if self._running is not None:
            reason = _("A bundle is being written.")
        for button in (self.export_button, self.folder_button):
            if reason:
                button.refuse(reason)
            else:
                button.allow()
        self.header.set_reason(reason if self._hub is not None else "")
        self.export_button.set_words(_("Export bundle {n}").format(n=pending.next_number))

    def _offers(self) -> None:
        view = self.table.chosen
        free = self.pending is not None and self.pending.reason is None and self._running is None
        export = _("Export bundle {n} here").format(n=self.pending.next_number) if free else ""
        known = view is not None and view.id in self._files and self._running is None
        for card in self.cards.cards:
            there = known and self._files[view.id].parent == card.folder.path
            copy = _("Copy bundle {n} here").format(n=view.number) if known and not there else ""
            card.offer(export=export, copy=copy)

    def _chosen(self) -> None:
        view = self.table.chosen
        self.handing.show_bundle(view)
        self.export_button.kind = "secondary" if view is not None and view.state == "saved" else "primary"
        self.export_button.updateGeometry()
        self.export_button.update()
        self._offers()
        self.facts.show_bundle(view, self.now())
        if view is not None and view.state != "saved" and self._slip_of != view.id:
            self._slip_of = view.id
            self._draw_slip(view.id)

    def _folders(self, folders: tuple[Any, ...]) -> None:
        self.cards.show_folders(folders)
        self.no_stick.setVisible(self._hub is not None and not self.cards.cards)
        count = len(self.cards.cards)
        words = ngettext("{n} place to write to", "{n} places to write to", count).format(n=count)
        self._sticks_title.set_right(words if count else "")
        self._offers()
        self.told.emit()

    # --- writing to sticks ----------------------------------------------------------------------------------------------

    def export_first(self) -> None:
        """Export to the first stick that can be written to, else ask for a folder."""
        card = self.cards.first()
        if card is not None:
            self.export_to(card)
        else:
            self.export_elsewhere()

    def export_to(self, card: FolderCard) -> None:
        """Export to a stick."""
        if self._running is not None or self.pending is None or self.pending.reason is not None:
            return
        title = _("Export bundle {n}").format(n=self.pending.next_number)
        self._write(card, title, EXPORT_STEPS, lambda progress: self.bundles.export(card.folder.path, progress), self._exported)

    def copy_to(self, card: FolderCard) -> None:
        """Copy the chosen bundle to another stick, as a spare."""
        view = self.table.chosen
        if self._running is not None or view is None or view.id not in self._files:
            return
        path = self._files[view.id]
        title = _("Copy bundle {n}").format(n=view.number)
        self._write(
            card, title, COPY_STEPS, lambda progress: self.bundles.carry(path, card.folder.path, progress), self._copied
        )

    def _write(
        self,
        card: FolderCard,
        title: str,
        steps: tuple[str, ...],
        work: Callable[[Progress], Any],
        done: Callable[[FolderCard, Any], None],
    ) -> None:
        progress = self.tasks.progress(card.show_progress)
        self._running, self._writing = progress, card
        self.banner.hide()
        card.begin(title, steps)
        self._allow(self.pending)
        self._offers()
        self.told.emit()
        self.tasks.run(
            lambda: work(progress),
            lambda result: self._written(partial(done, card, result)),
            lambda error: self._not_written(card, error),
            progress,
            owner=self,
        )

    def _written(self, tell: Callable[[], None]) -> None:
        self._running = self._writing = None
        tell()
        self.reload()

    def _exported(self, card: FolderCard, view: Any) -> None:
        path = view.path or card.folder.path / view.file
        self._files[view.id] = Path(path)
        self._newest = True
        words = _("Bundle {n} was read back, byte for byte: {size}.").format(n=view.number, size=size_words(view.size))
        card.end(words, "pull_out")
        self.toast.emit(_("Bundle {n} is on {stick}").format(n=view.number, stick=card.name.text()), "")

    def _copied(self, card: FolderCard, carried: Any) -> None:
        words = _("{file} was read back, byte for byte: {size}.")
        card.end(words.format(file=carried.path.name, size=size_words(carried.size)), "pull_out")

    def _not_written(self, card: FolderCard, error: BorderpostError) -> None:
        self._running = self._writing = None
        stopped = isinstance(error, Cancelled)
        words = _("Stopped. Nothing of the bundle is on this stick.") if stopped else render(error.message)
        card.end(words, "pull_out" if stopped else "rejected")
        self.reload()

    def stop(self) -> None:
        """Stop what is being written, at the next safe place."""
        if self._running is not None:
            self._running.cancel()

    def export_elsewhere(self) -> None:
        """Export to a folder somebody chooses."""
        if self._running is not None or self.pending is None or self.pending.reason is not None:
            return
        folder = ask_folder(self, _("Export to a folder"))
        if folder is None:
            return
        progress = self.tasks.progress(lambda _done, _total: None)
        self._running = progress
        self._allow(self.pending)
        self.tasks.run(
            lambda: self.bundles.export(folder, progress),
            lambda view: self._exported_elsewhere(folder, view),
            self._trouble_after_writing,
            progress,
            owner=self,
        )

    def _exported_elsewhere(self, folder: Path, view: Any) -> None:
        self._running = None
        self._newest = True
        self._files[view.id] = Path(view.path or folder / view.file)
        words = _("Bundle {n} was written and read back").format(n=view.number)
        self._say("grn", words, str(self._files[view.id]))
        self.reload()

    def _trouble_after_writing(self, error: BorderpostError) -> None:
        self._running = None
        self._trouble(error)
        self.reload()

    # --- the courier ----------------------------------------------------------------------------------------------------

    def hand_over(self, courier: str, seal: str, expected: datetime | None) -> None:
        """Write down who carries the chosen bundle; the slip follows by itself."""
        view = self.table.chosen
        if view is None:
            return
        self.tasks.run(
            lambda: self.bundles.hand_over(view.id, courier, seal, expected),
            lambda _changes: self._handed(view),
            self._refused,
            owner=self,
        )

    def _handed(self, view: Any) -> None:
        self.banner.hide()
        self.toast.emit(_("Bundle {n} is handed over").format(n=view.number), _("Ctrl+P prints the slip"))
        self.reload()
        self.handing.print_button.setFocus()

    def _refused(self, error: BorderpostError) -> None:
        cells = {"courier": self.handing.form.courier_cell, "expected": self.handing.form.expected_cell}
        problem = error.problems[0] if isinstance(error, RefusedInput) else None
        if problem is None or problem.field not in cells:
            self._trouble(error)
            return
        from ui.widgets.cell import CellState

        cell = cells[problem.field]
        cell.set_state(CellState.WRONG, render(problem.message))
        cell.editor.setFocus()

    def _slip(self, bundle_id: str, dpi: int) -> tuple[bytes, ...]:
        """Return the pages of a slip as pictures; it is made once, because every making is written into the journal."""
        from borderpost.services.pages import pictures

        if bundle_id not in self._slips:
            out = io.BytesIO()
            self.bundles.slip(bundle_id, out)
            self._slips[bundle_id] = out.getvalue()
        return pictures(self._slips[bundle_id], dpi)

    def _draw_slip(self, bundle_id: str) -> None:
        def show(found: tuple[bytes, ...]) -> None:
            view = self.table.chosen
            if view is not None and view.id == bundle_id and found:
                self.handing.paper.show_page(found[0])

        self.tasks.run(lambda: self._slip(bundle_id, PAPER_DPI), show, self._trouble, owner=self)

    def print_slip(self) -> None:
        """Print the slip of the chosen bundle, one copy for each side."""
        view = self.table.chosen
        if view is None or view.state == "saved":
            return

        def send(found: tuple[bytes, ...]) -> None:
            if print_pages(self, found, COPIES if len(found) == 1 else 1):
                self.toast.emit(_("The slip is with the printer"), "")

        self.tasks.run(lambda: self._slip(view.id, PRINT_DPI), send, self._trouble, owner=self)

    def _to_form(self) -> None:
        if self.handing.form.isVisible():
            self.handing.form.courier.setFocus()
        elif self.handing.print_button.isVisible():
            self.handing.print_button.setFocus()

    # --- files that come in ---------------------------------------------------------------------------------------------

    def receive(self) -> None:
        """Take in receipts from a stick."""
        paths = ask_many(self, _("Take in receipts"), _("Receipts and bundles") + " (*.bpreceipt *.bpsync)")
        if not paths:
            return
        progress = self.tasks.progress(lambda _done, _total: None)
        self.tasks.run(lambda: self.bundles.receive(paths, progress), self._received, self._trouble, progress, owner=self)

    def _received(self, found: Any) -> None:
        tone, words, lines = received_words(found)
        self._say(tone, words, lines)
        self.reload()

    def verify(self) -> None:
        """Check a file as a courier does: signature, length, hash; nothing is opened."""
        path = ask_open(self, _("Check a file"), _("Bundles") + " (*.bpsync)")
        if path is None:
            return
        progress = self.tasks.progress(lambda _done, _total: None)
        self.tasks.run(
            lambda: self.bundles.verify(path, progress), self._verified, self._trouble, progress, owner=self, lane="files"
        )

    def _verified(self, found: Any) -> None:
        tone, words, lines = checked_words(found)
        self._say(tone, words, lines)

    # --- headquarters ---------------------------------------------------------------------------------------------------

    def write_request(self) -> None:
        """Write the request for headquarters to a file."""
        path = ask_save(self, _("Write the request to a file"), "borderpost.bpenrol", _("Enrolment") + " (*.bpenrol)")
        if path is None:
            return
        self.tasks.run(
            lambda: self.enrolment.write_request(path),
            lambda _nothing: self._say("grn", _("The request is written"), str(path)),
            self._trouble,
            owner=self,
        )

    def read_answer(self) -> None:
        """Read the answer of headquarters; nothing is trusted yet."""
        path = ask_open(self, _("Read the answer of headquarters"), _("Enrolment") + " (*.bpenrol)")
        if path is None:
            return
        self.tasks.run(lambda: self.enrolment.read(path), self._answered, self._trouble, owner=self)

    def _answered(self, found: Any) -> None:
        self.banner.hide()
        self.enrolling.show_answer(found)
        self._content.adjustSize()
        self._pair_area.ensureWidgetVisible(self.enrolling.trust)

    def trust(self) -> None:
        """Trust the headquarters whose code was compared."""
        self.tasks.run(self.enrolment.trust, self._trusted, self._trouble, owner=self)

    def _trusted(self, _changes: Any) -> None:
        self._say("grn", _("This headquarters is trusted from now on"), _("Bundles can be exported."))
        self.reload()

    # --- saying ---------------------------------------------------------------------------------------------------------

    def _say(self, tone: Tone, happened: str, do: str = "") -> None:
        self.banner.set_tone(tone)
        self.banner.say(happened, do)
        self.banner.show()
        self._pair_area.verticalScrollBar().setValue(0)

    def _trouble(self, error: BorderpostError) -> None:
        self._say("red", render(error.message))

    # --- what the window asks -------------------------------------------------------------------------------------------

    def keys(self) -> tuple[KeyHint, ...]:
        """Return the keys of the screen."""
        stop = (KeyHint(("Esc",), _("stop writing")),) if self._running is not None else ()
        return (
            *stop,
            KeyHint(("Ctrl", "E"), _("export")),
            KeyHint(("Ctrl", "P"), _("print the slip")),
            KeyHint(("Ctrl", "I"), _("take in receipts")),
            KeyHint(("Ctrl", "B"), _("check a file")),
            KeyHint(("F6",), _("next pane")),
        )

    def status(self) -> tuple[StatusNote, ...]:
        """Say which stick must stay in."""
        if self._writing is not None:
            words = _("do not pull out {stick}").format(stick=self._writing.name.text())
            return (StatusNote(words, "unplug", "red"),)
        return ()

    def commands(self) -> tuple[Command, ...]:
        """Return the acts of the screen for the palette."""
        return (
            Command(self.export_button.text(), self.export_first, "upload", ("Ctrl", "E")),
            Command(_("Export to a folder"), self.export_elsewhere, "hard-drive"),
            Command(_("Take in receipts"), self.receive, "download", ("Ctrl", "I")),
            Command(_("Check a file"), self.verify, "badge-check", ("Ctrl", "B")),
            Command(_("Print the slip"), self.print_slip, "printer", ("Ctrl", "P")),
        )

    def panes(self) -> tuple[QWidget, ...]:
        """Return the list, the sticks and the hand-over."""
        first = next(iter(self.cards.cards), None)
        stick = first.export_button if first is not None and first.export_button.isVisible() else self.folder_button
        if self._hub is None:
            stick = self.enrolling.ask
        paper = self.handing.form.courier if self.handing.form.isVisible() else self.handing.print_button
        return (self.table, stick, paper)

    def enter(self) -> None:
        """Start in the list; without headquarters, where it is enrolled; with nothing made yet, at the export."""
        if self._hub is None and self.pending is not None:
            self.enrolling.ask.setFocus()
        elif self.table.rows.bundles:
            self.table.setFocus()
        else:
            self.export_button.setFocus()

    def refresh(self, changes: object) -> None:
        """Look everything up again: every act adds to what waits."""
        del changes
        if self._running is None:
            self.reload()

    def before_lock(self) -> None:
        """Stop what is being written: half a bundle is worse than none."""
        self.stop()
        if self._own_watch:
            self.watch.stop()

    def escape(self) -> bool:
        """Stop what is being written."""
        if self._running is not None:
            self.stop()
            return True
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Serve the keys of the screen."""
        acts = {
            Qt.Key.Key_E: self.export_first,
            Qt.Key.Key_P: self.print_slip,
            Qt.Key.Key_I: self.receive,
            Qt.Key.Key_B: self.verify,
            Qt.Key.Key_S: self.handing.form.send if self.handing.form.isVisible() else self._to_form,
        }
        act = acts.get(Qt.Key(event.key())) if event.modifiers() & Qt.KeyboardModifier.ControlModifier else None
        if act is not None:
            act()
        else:
            super().keyPressEvent(event)


def courier_spec(
    bundles: Any, enrolment: Any, tasks: TaskRunner, now: Callable[[], datetime], watch: StickWatch | None = None
) -> ScreenSpec:
    """Return how the screen is registered with the window. `watch` is the window's own, made when the post was opened."""
    return ScreenSpec(
        key="courier",
        title=N_("Bundles and receipts"),
        icon="package",
        factory=partial(CourierScreen, bundles, enrolment, tasks, now, watch),
        group=3,
        short=N_("Bundles"),
        kinds=("bundles",),
    )
