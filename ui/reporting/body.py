"""How the report screen looks: its parts in their places, and what they say of one period. What they do is the screen's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from borderpost.domain import dates
from borderpost.domain.figures import Chart, CheckResult, Figures
from borderpost.domain.words import _, ngettext
from ui.charts import ChartView
from ui.reporting.aside import NARROW, WIDTH, ClosePage, LeadsPage, PaperPage
from ui.reporting.lists import Entry, EntryList
from ui.reporting.speech import KINDS, amended_words, check_words, counted_words, label_words, span_words, window_words
from ui.reporting.table import HEAD, ROW, FigureTable
from ui.theme.look import look
from ui.widgets.button import Button, IconButton
from ui.widgets.chip import StateChip
from ui.widgets.empty import EmptyState
from ui.widgets.header import Header
from ui.widgets.keyvalues import Fact
from ui.widgets.pane import Pane, tight
from ui.widgets.progress import ProgressPanel
from ui.widgets.stepper import Step, Stepper
from ui.widgets.tabs import Tab, Tabs
from ui.widgets.text import ElidedText, Line, SectionTitle, Text


@dataclass(frozen=True, slots=True)
class Loaded:
    """What was read of one period: its figures, its state (a PeriodView), its chart, and counted `again` if it was amended."""

    figures: Figures
    view: Any
    chart: Chart
    again: Figures | None = None


class ReportBody(QWidget):
    """The parts. They know no service."""

    def __init__(self) -> None:
        super().__init__()
        whole = QVBoxLayout(self)
        tight(whole)
        self.header = Header(_("Report"), flat=True)
        self.chip = StateChip("draft")
        self.header.add_chip(self.chip)
        self.close_button = Button(_("Sign and close the period"), "primary", "signature")
        self.header.add_act(self.close_button)
        whole.addWidget(self.header)
        whole.addWidget(self._choice())
        whole.addWidget(Line())
        self.middle = QStackedWidget()
        whole.addWidget(self.middle, 1)
        self.content = QWidget()
        across = QHBoxLayout(self.content)
        tight(across)
        left = QVBoxLayout()
        tight(left)
        self.table = FigureTable()
        left.addWidget(self.table)
        left.addWidget(self._note())
        left.addWidget(self._below(), 1)
        across.addLayout(left, 1)
        across.addWidget(Line(vertical=True))
        across.addWidget(self._aside())
        self.middle.addWidget(self.content)
        self.waiting = QWidget()
        self._wait_box = QVBoxLayout(self.waiting)
        tight(self._wait_box, 24, 24, 24, 24)
        self._wait_box.addStretch(1)
        self.middle.addWidget(self.waiting)
        self.empty = EmptyState("file-chart-column", "")
        self.middle.addWidget(self.empty)

    def _choice(self) -> QWidget:
        pane = Pane("surface", across=True)
        self.stepper = Stepper((), _("Steps of the report"))
        self.stepper.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        pane.body.addWidget(self.stepper, 3)
        self.kinds = Tabs(tuple(Tab(kind, _(words)) for kind, words in KINDS.items()), _("Kind of period"))
        pane.body.addWidget(self.kinds, 2)
        self.back_button = IconButton("chevron-left", _("Period before"))
        self.on_button = IconButton("chevron-right", _("Next period"))
        pane.body.addWidget(self.back_button)
        pane.body.addWidget(self.on_button)
        pane.body.addSpacing(look().px(12))
        return pane

    def _note(self) -> QWidget:
        pane = Pane("canvas", across=True)
        tight(pane.body, 24, 5, 12, 5, 16)
        self.counted = ElidedText("", "sm", "text2")
        pane.body.addWidget(self.counted, 1)
        pane.body.addWidget(Text(_("“–”: no closed period to compare with"), "sm", "text2"))
        return pane

    def _below(self) -> QWidget:
        pane = Pane("surface", across=True)
        checks = QVBoxLayout()
        tight(checks, 0, 10, 0, 4, 4)
        head = QHBoxLayout()
        tight(head, 24, 0, 14)
        self.checks_title = SectionTitle(_("Checks"))
        head.addWidget(self.checks_title)
        checks.addLayout(head)
        self.checks = EntryList(_("Checks of the figures"))
        checks.addWidget(self.checks, 1)
        pane.body.addLayout(checks, 11)
        pane.body.addWidget(Line(vertical=True))
        drawn = QVBoxLayout()
        tight(drawn, 18, 10, 14, 8, 4)
        self.chart_title = SectionTitle("")
        drawn.addWidget(self.chart_title)
        self.chart = ChartView()
        drawn.addWidget(self.chart, 1)
        pane.body.addLayout(drawn, 9)
        return pane

    def _aside(self) -> QWidget:
        self.aside = QStackedWidget()
        self.aside.setFixedWidth(round(look().px(NARROW if look().compact else WIDTH)))
        self.paper = PaperPage()
        self.leads = LeadsPage()
        self.closing = ClosePage()
        for page in (self.paper, self.leads, self.closing):
            self.aside.addWidget(page)
        return self.aside

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the table about half of the height, in whole rows."""
        super().resizeEvent(event)
        px = look().px
        rows = max(4, int((self.middle.height() * 0.54 - px(HEAD)) // px(ROW)))
        self.table.setFixedHeight(round(px(HEAD) + rows * round(px(ROW))))

    # --- what it says -------------------------------------------------------------------------------------------------

    def wait(self, title: str) -> ProgressPanel:
        """Return a new panel of progress; `show_waiting` brings it to the front."""
        while self._wait_box.count() > 1:
            item = self._wait_box.takeAt(0)
            if item is not None and (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        panel = ProgressPanel(title, _("Nothing is changed by stopping."))
        self._wait_box.insertWidget(0, panel)
        self.header.set_reason("")
        self.close_button.refuse(title)
        self.paper.wait()
        return panel

    def show_waiting(self) -> None:
        """Show the progress in place of the figures."""
        self.middle.setCurrentWidget(self.waiting)

    def fail(self, sentence: str, do: str) -> None:
        """Show why there are no figures."""
        self.empty.say(sentence, do)
        self.middle.setCurrentWidget(self.empty)

    def show_loaded(self, loaded: Loaded, *, may_close: bool) -> None:
        """Show a period."""
        figures, view = loaded.figures, loaded.view
        window = figures.window
        self.middle.setCurrentWidget(self.content)
        self.table.show_figures(figures)
        self.chart_title.title.setText(loaded.chart.title)
        self.chart.show_chart(loaded.chart)
        self._show_checks(figures, loaded.again)
        self.header.set_title(title_words(loaded))
        note = [_("period {span}").format(span=span_words(window))]
        if view.closed:
            self.chip.set_state("proven", _("Closed"))
            note.append(_("closed {moment}, {who}").format(moment=dates.moment_text(view.closed_at), who=view.closed_by))
        else:
            self.chip.set_state("draft")
        note.append(_("form {form}, version {version}").format(form=figures.form_code, version=figures.form_version))
        self.header.set_note(" · ".join(note), "calendar-days", "text2")
        self._say_closing(figures, view, may_close=may_close)
        indicators = sum("." not in row.code for row in figures.rows)
        self.counted.setText(
            ngettext("{n} indicator", "{n} indicators", indicators).format(n=indicators)
            + "    "
            + _("Enter on a number: its records; right arrow: its parts")
        )
        self.stepper.set_steps(_steps(figures, view))

    def _say_closing(self, figures: Figures, view: Any, *, may_close: bool) -> None:
        wrong = len(broken(figures))
        self.close_button.setVisible(not view.closed)
        if view.closed:
            late = view.amended
            words = ngettext("{n} entry after closing", "{n} entries after closing", late).format(n=late)
            self.header.set_reason(words if late else "", "amb")
        elif wrong:
            words = ngettext("{n} place to mend", "{n} places to mend", wrong).format(n=wrong)
            self.header.set_reason(words, "red")
            self.close_button.refuse(words)
        elif not view.over:
            words = _("runs until {day}").format(day=dates.date_text(view.window.last))
            self.header.set_reason(words)
            self.close_button.refuse(words)
        elif not may_close:
            words = _("The commander closes the period")
            self.header.set_reason(words)
            self.close_button.refuse(words)
        else:
            self.header.set_reason("")
            self.close_button.allow()

    def _show_checks(self, figures: Figures, again: Figures | None) -> None:
        good = sum(check.holds for check in figures.checks)
        self.checks_title.set_right(_("{good} of {all} hold").format(good=good, all=len(figures.checks)))
        entries = [
            Entry(
                "circle-alert",
                "red",
                f"{check.indicator} · {check_words(check)}",
                ngettext("{n} record to mend: Enter", "{n} records to mend: Enter", len(check.records)).format(
                    n=len(check.records)
                ),
                check,
            )
            for check in broken(figures)
        ]
        entries += [Entry("triangle-alert", "amb", words) for words in amended_words(figures, again)]
        for row in figures.rows:
            if row.missing and "." not in row.code:
                words = _("{code}: {n} without a value, not counted").format(code=row.code, n=row.missing)
                entries.append(Entry("triangle-alert", "amb", words))
        entries += [
            Entry("circle-check", "grn", f"{check.indicator} · {check_words(check)}") for check in figures.checks if check.holds
        ]
        self.checks.show_entries(tuple(entries))

    def ask_close(self, loaded: Loaded) -> None:
        """Ask, in the pane at the right, whether to close the period."""
        figures = loaded.figures
        checks = _("{good} of {all} hold").format(good=sum(c.holds for c in figures.checks), all=len(figures.checks))
        self.closing.ask(
            _("Close {window}").format(window=window_words(figures.window)),
            (
                Fact(_("First day"), dates.date_text(figures.window.first)),
                Fact(_("Last day"), dates.date_text(figures.window.last)),
                Fact(_("Checks"), checks),
                *(
                    Fact(row.code, f"{label_words(row)}: {counted_words(row)}")
                    for row in figures.rows
                    if row.level == 0 and any(row.this)
                ),
            ),
        )
        self.aside.setCurrentWidget(self.closing)


def title_words(loaded: Loaded) -> str:
    """Return the title of the screen."""
    return _("Report of {window}").format(window=window_words(loaded.figures.window))


def broken(figures: Figures) -> list[CheckResult]:
    """Return the checks that do not hold."""
    return [check for check in figures.checks if not check.holds]


def _steps(figures: Figures, view: Any) -> tuple[Step, ...]:
    """Return where the report stands; the steps show, the keys act."""
    wrong = len(broken(figures))
    check = ngettext("Check: {n} place to mend", "Check: {n} places to mend", wrong)
    return (
        Step("write", _("Write"), "done" if view.over else "current", reachable=False),
        Step(
            "check",
            check.format(n=wrong) if wrong else _("Check"),
            "wrong" if wrong else "done" if view.over else "later",
            reachable=False,
        ),
        Step(
            "close",
            _("Sign, close"),
            "done" if view.closed else "current" if view.over and not wrong else "later",
            reachable=False,
        ),
        Step("send", _("Send in a bundle"), "current" if view.closed else "later", reachable=False),
    )
