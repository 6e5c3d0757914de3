"""The report of a period: figures beside last year's, checks, chart, paper, and closing; all by keyboard."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from borderpost.domain.errors import BorderpostError, Cancelled
from borderpost.domain.figures import CheckResult, Window
from borderpost.domain.files import write_atomic
from borderpost.domain.progress import Progress
from borderpost.domain.words import N_, _, render
from borderpost.services.views import Hit
from ui import files, printing
from ui.reporting.body import Loaded, ReportBody, title_words
from ui.reporting.speech import check_words, label_words, pair_words, window_words
from ui.reporting.table import UNIT, Shown
from ui.screen import Command, Screen, ScreenSpec
from ui.tasks import TaskRunner
from ui.widgets.footer import KeyHint, StatusNote
from ui.widgets.pane import tight

KEY = "reports"
PRINT_DPI = 300
YEARS = 10
"""How far back PgUp goes."""
PATIENCE = 300
"""Milliseconds before progress is shown; what is faster needs none."""


class ReportScreen(Screen):
    """One screen for every period; it opens on the last one that is over.

    `reports` is the report service; `may_close` whether this user's role closes periods; `open_path` shows a saved file.
    """

    def __init__(
        self,
        reports: Any,
        tasks: TaskRunner,
        now: Callable[[], datetime],
        may_close: bool,
        open_path: Callable[[Path], object] | None = None,
    ) -> None:
        super().__init__()
        del now  # the report service has the post's own clock
        self._reports, self._tasks, self._may_close, self._open_path = reports, tasks, may_close, open_path
        self._loaded: Loaded | None = None
        self._progress: Progress | None = None
        self._edition = self._away = 0
        self._stale = True
        self._saved: Path | None = None
        self.title = _("Report")
        self.body = ReportBody()
        whole = QVBoxLayout(self)
        tight(whole)
        whole.addWidget(self.body)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._late_progress = QTimer(self)
        self._late_progress.setSingleShot(True)
        self._late_progress.setInterval(PATIENCE)
        self._late_progress.timeout.connect(self.body.show_waiting)
        self._connect()

    def _connect(self) -> None:
        body = self.body
        body.close_button.clicked.connect(self.ask_close)
        body.kinds.chosen.connect(self._choose_kind)
        body.back_button.clicked.connect(lambda: self.move_on(-1))
        body.on_button.clicked.connect(lambda: self.move_on(1))
        body.table.asked.connect(self.show_leads)
        body.checks.asked.connect(self._show_check)
        body.paper.print_button.clicked.connect(self.print_report)
        body.paper.save_button.clicked.connect(self.save_pdf)
        body.paper.open_button.clicked.connect(self._open_saved)
        body.leads.opened.connect(self.open_record)
        body.leads.measure.connect(self._lead)
        body.leads.closed.connect(self._show_paper)
        body.closing.confirmed.connect(self.close_period)
        body.closing.closed.connect(self._show_paper)

    # --- which period -------------------------------------------------------------------------------------------------

    def enter(self) -> None:
        """Be shown: read the figures anew if something changed, and put the keyboard on the table."""
        if self._stale:
            self.reload()
        self.body.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def refresh(self, changes: object) -> None:
        """Count again when something changed; a print that was written down changes no figure."""
        if not getattr(changes, "records", True):
            return
        self._stale = True
        if self.isVisible() and self._progress is None:
            self.reload()

    def reload(self) -> None:
        """Read the period shown once more; at first the last month that is over."""
        window = self.window_shown
        if window is None:
            self._choose_kind(self.body.kinds.current)
        else:
            self.load(lambda: window)

    @property
    def window_shown(self) -> Window | None:
        """The period shown."""
        return None if self._loaded is None else self._loaded.figures.window

    def _choose_kind(self, kind: str) -> None:
        """Show the last period of a kind that is over."""
        self.load(lambda: self._reports.windows(kind, 1)[1])

    def move_on(self, by: int) -> None:
        """Show the period after (+1) or before (-1); there is none after that of today."""
        window = self.window_shown
        if window is None:
            return
        self._away += by
        away = self._away

        def pick() -> Window:
            known: tuple[Window, ...] = self._reports.windows(window.kind, YEARS)
            at = next((place for place, found in enumerate(known) if found.name == window.name), 0) - away
            return known[max(0, min(len(known) - 1, at))]

        self.load(pick)

    def load(self, pick: Callable[[], Window]) -> None:
        """Read a period: its figures, whether it is closed, the chart; then the paper. Nothing is asked on this thread."""
        if self._progress is not None:
            self._progress.cancel()
        self._edition += 1
        edition = self._edition
        self._stale = False
        panel = self.body.wait(_("The figures are being counted"))
        progress = self._tasks.progress(panel.show_progress)
        panel.stopped.connect(progress.cancel)
        self._progress = progress
        self._late_progress.start()

        def work() -> Loaded:
            window = pick()
            view = self._reports.status(window)
            again = self._reports.recount(window, progress) if view.amended else None
            return Loaded(self._reports.figures(window, progress), view, self._reports.chart(window), again)

        self._tasks.run(work, partial(self._arrived, edition), partial(self._failed, edition), progress, owner=self)

    def _arrived(self, edition: int, loaded: Loaded) -> None:
        if edition != self._edition:
            return
        self._settle()
        self._loaded = loaded
        self.title = title_words(loaded)
        self.body.show_loaded(loaded, may_close=self._may_close)
        self._show_paper()
        self.badge.emit(int(loaded.view.over and not loaded.view.closed and self._may_close))
        self.told.emit()
        window = loaded.figures.window
        self._tasks.run(
            lambda: self._reports.pages(window),
            partial(self._show_pages, edition),
            partial(self._no_pages, edition),
            owner=self,
        )

    def _settle(self) -> None:
        self._late_progress.stop()
        self._progress = None
        self._away = 0

    def _failed(self, edition: int, error: BorderpostError) -> None:
        if edition != self._edition:
            return
        self._settle()
        self.body.fail(render(error.message), _("Press F5 to count again.") if isinstance(error, Cancelled) else "")
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        self.told.emit()

    def _show_pages(self, edition: int, pages: tuple[bytes, ...]) -> None:
        if edition == self._edition:
            self.body.paper.show_pages(pages)

    def _no_pages(self, edition: int, error: BorderpostError) -> None:
        if edition == self._edition:
            self.body.paper.fail(render(error.message))

    # --- to the records -----------------------------------------------------------------------------------------------

    def show_leads(self) -> None:
        """Show the records behind the number the keyboard is on."""
        shown = self.body.table.current()
        if shown is not None:
            self._lead(shown.places[0])

    def _lead(self, measure: int) -> None:
        shown, window = self.body.table.current(), self.window_shown
        if shown is None or window is None:
            return
        code = shown.row.code
        self._tasks.run(
            lambda: self._reports.leads(window, code, measure), partial(self._show_hits, shown, measure), self._say, owner=self
        )

    def _show_hits(self, shown: Shown, measure: int, hits: list[Hit]) -> None:
        row = shown.row
        values = pair_words(row, row.this).split(" / ")
        units = [unit.strip() for unit in self.body.table.rows.text(shown, UNIT).split(" / ")]
        named = [(place, f"{values[at]} {units[at]}") for at, place in enumerate(shown.places)]
        title = f"{row.code.partition('.')[0]} · {label_words(row)}"
        if len(named) == 1:
            title += f": {named[0][1]}"
        self.body.leads.show_hits(title, named, measure, hits)
        self._show_leads()

    def _show_check(self, check: CheckResult | None) -> None:
        if check is None:
            return
        title = f"{check.indicator} · {check_words(check)}"

        def found(hits: list[Hit]) -> None:
            self.body.leads.show_hits(title, (), 0, hits)
            self._show_leads()

        self._tasks.run(lambda: self._reports.hits(check.records), found, self._say, owner=self)

    def _show_leads(self) -> None:
        self.body.aside.setCurrentWidget(self.body.leads)
        (self.body.leads.list if self.body.leads.list.isVisibleTo(self.body.leads) else self.body.leads.back).setFocus()
        self.told.emit()

    def _show_paper(self) -> None:
        if self.body.aside.currentWidget() is not self.body.paper:
            self.body.aside.setCurrentWidget(self.body.paper)
            self.body.table.setFocus(Qt.FocusReason.OtherFocusReason)
            self.told.emit()

    def next_broken(self) -> None:
        """Put the keyboard on the next check that does not hold."""
        entries = self.body.checks.rows.entries
        wrong = [at for at, entry in enumerate(entries) if entry.ink == "red"]
        if wrong:
            here = self.body.checks.currentIndex().row() if self.body.checks.hasFocus() else -1
            self.body.checks.choose(next((at for at in wrong if at > here), wrong[0]))
            self.body.checks.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _say(self, error: BorderpostError) -> None:
        self.toast.emit(render(error.message), "")

    # --- closing ------------------------------------------------------------------------------------------------------

    def ask_close(self) -> None:
        """Ask whether to close the period."""
        if self._loaded is None or not self.body.close_button.isEnabled():
            return
        self.body.ask_close(self._loaded)
        self.body.closing.confirm.setFocus(Qt.FocusReason.OtherFocusReason)
        self.told.emit()

    def close_period(self) -> None:
        """Close the period shown."""
        window = self.window_shown
        if window is None:
            return
        self.body.closing.wait()

        def done(_changes: object) -> None:
            said = _("{window} is closed and signed").format(window=window_words(window))
            self.toast.emit(said, _("It goes in the next bundle."))
            self._show_paper()
            self.reload()

        self._tasks.run(
            lambda: self._reports.close(window), done, lambda error: self.body.closing.fail(render(error.message)), owner=self
        )

    # --- paper --------------------------------------------------------------------------------------------------------

    def print_report(self) -> None:
        """Print the pages as they are shown."""
        window = self.window_shown
        if window is None or self._loaded is None:
            return

        def ready(pages: tuple[bytes, ...]) -> None:
            if printing.print_pages(self, pages):
                self._note_output(window, "print")

        self._tasks.run(lambda: self._reports.pages(window, PRINT_DPI), ready, self._say, owner=self)

    def save_pdf(self) -> None:
        """Write the report as a PDF file where the person says."""
        window = self.window_shown
        if window is None or self._loaded is None:
            return
        path = files.ask_save(self, _("Save the report"), f"bao-cao-{window.name}.pdf", "PDF (*.pdf)")
        if path is None:
            return

        def work() -> None:
            out = io.BytesIO()
            self._reports.pdf(window, out)
            write_atomic(path, out.getvalue())

        def done(_nothing: None) -> None:
            self._saved = path
            self.body.paper.open_button.setVisible(self._open_path is not None)
            self.toast.emit(_("Saved {file}").format(file=path.name), "")
            self._note_output(window, "export")

        self._tasks.run(work, done, self._say, owner=self)

    def _note_output(self, window: Window, action: str) -> None:
        self._tasks.run(lambda: self._reports.note_output(window, action), lambda _changes: None, self._say, owner=self)

    def _open_saved(self) -> None:
        if self._open_path is not None and self._saved is not None:
            self._open_path(self._saved)

    # --- keys ---------------------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Serve the keys of the screen."""
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        key = Qt.Key(event.key())
        plain: dict[Qt.Key, Callable[[], object]] = {
            Qt.Key.Key_PageUp: lambda: self.move_on(-1),
            Qt.Key.Key_PageDown: lambda: self.move_on(1),
            Qt.Key.Key_F8: self.next_broken,
            Qt.Key.Key_F5: self.reload,
        }
        held: dict[Qt.Key, Callable[[], object]] = {
            Qt.Key.Key_P: self.print_report,
            Qt.Key.Key_S: self.save_pdf,
            Qt.Key.Key_Left: lambda: self.body.kinds.step(-1),
            Qt.Key.Key_Right: lambda: self.body.kinds.step(1),
            Qt.Key.Key_PageUp: lambda: self.body.paper.turn(-1),
            Qt.Key.Key_PageDown: lambda: self.body.paper.turn(1),
        }
        act = (held if control else plain).get(key)
        if act is None:
            super().keyPressEvent(event)
        else:
            act()

    def escape(self) -> bool:
        """Stop counting, or leave the records or the question."""
        if self._progress is not None:
            self._progress.cancel()
            return True
        if self.body.aside.currentWidget() is not self.body.paper:
            self._show_paper()
            return True
        return False

    def keys(self) -> tuple[KeyHint, ...]:
        """Return the keys of the screen."""
        if self.body.aside.currentWidget() is not self.body.paper:
            return (
                KeyHint(("Up", "Down"), _("row")),
                KeyHint(("Enter",), _("open")),
                KeyHint(("Esc",), _("back to the figures")),
            )
        return (
            KeyHint(("Up", "Down"), _("indicator")),
            KeyHint(("Enter",), _("its records")),
            KeyHint(("LeftRight",), _("parts")),
            KeyHint(("F8",), _("place to mend")),
            KeyHint(("Ctrl", "P"), _("print")),
            KeyHint(("PgUp", "PgDn"), _("other period")),
            KeyHint(("Ctrl", "LeftRight"), _("kind of period")),
        )

    def status(self) -> tuple[StatusNote, ...]:
        """Say what closing means."""
        return (StatusNote(_("after closing, later figures are amendments"), "lock"),)

    def commands(self) -> tuple[Command, ...]:
        """Return the acts of the screen."""
        found = [
            Command(_("Print the report"), self.print_report, "printer", ("Ctrl", "P")),
            Command(_("Save the report as PDF"), self.save_pdf, "download", ("Ctrl", "S")),
            Command(_("Count again"), self.reload, "refresh-cw", ("F5",)),
        ]
        if self.body.close_button.isEnabled() and self._loaded is not None and not self._loaded.view.closed:
            found.append(Command(_("Sign and close the period"), self.ask_close, "signature"))
        return tuple(found)

    def panes(self) -> tuple[QWidget, ...]:
        """Return table, checks, what stands at the right, and the kinds of period."""
        body = self.body
        beside: dict[QWidget | None, QWidget] = {
            body.paper: body.paper.print_button,
            body.leads: body.leads.list,
            body.closing: body.closing.confirm,
        }
        return (body.table, body.checks, beside[body.aside.currentWidget()], body.kinds)


def report_spec(
    reports: Any,
    tasks: TaskRunner,
    now: Callable[[], datetime],
    may_close: bool,
    open_path: Callable[[Path], object] | None = None,
) -> ScreenSpec:
    """Return how the report screen is registered with the window."""
    return ScreenSpec(
        key=KEY,
        title=N_("Reports"),
        icon="file-chart-column",
        factory=lambda: ReportScreen(reports, tasks, now, may_close, open_path),
        group=2,
        short=N_("Report"),
    )
