"""Figures of reporting periods: count, lead back to the records, close with a signature, put on paper.

A closed period is an internal `periods` record with the frozen figures, their hash and the commander's signature for integrity
and origin. What arrives later is counted as amendments and shown; it never changes what was closed.
"""

from __future__ import annotations

import io
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, BinaryIO

import sqlalchemy as sa

from borderpost.domain import dates, reading
from borderpost.domain.clock import VIETNAM, local_date
from borderpost.domain.errors import RefusedInput, UserError
from borderpost.domain.fields import Link
from borderpost.domain.figures import Chart, CheckResult, Figures, Series, Window
from borderpost.domain.ids import Version
from borderpost.domain.progress import Progress
from borderpost.domain.words import N_, Message, Problem, _, language
from borderpost.keys.roles import CLOSES_PERIODS
from borderpost.registers import KINDS
from borderpost.services.periods import KIND, ClosedPeriod, ClosedPeriods
from borderpost.services.record_lists import RecordLists
from borderpost.services.session import Changes, Session, changes_of
from borderpost.services.settings import SettingsService
from borderpost.services.views import Hit, RowView
from borderpost.statistics import form as forms
from borderpost.statistics import windows
from borderpost.statistics.form import Form
from borderpost.storage.unit_of_work import entries_of

if TYPE_CHECKING:
    from borderpost.services.report_paper import Months

YEARS = 2
HEADLINE = ("D1", 1)
"""The number whose months are drawn: people found crossing illegally."""


class OnlyCommander(UserError):
    """This role closes no periods."""

    def __init__(self) -> None:
        super().__init__(N_("Only the commander closes a period."))


class AlreadyClosed(UserError):
    """The period was closed before."""

    def __init__(self, window: str) -> None:
        super().__init__(
            N_("The period {window} is closed. What arrives later is shown as an amendment; it cannot be closed again."),
            window=window,
        )


@dataclass(frozen=True, slots=True)
class PeriodView:
    """The state of a period. `amended` counts entries that arrived after it was closed; `digest` is the hash of its figures.

    `ends` is the last day; it can be closed once that day is over (`over`).
    """

    window: Window
    closed: bool
    closed_at: datetime | None = None
    closed_by: str = ""
    amended: int = 0
    digest: str = ""
    over: bool = True


class ReportService:
    """One per unlocked post."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._lists = RecordLists(session)
        self._settings = SettingsService(session)
        self._periods = ClosedPeriods(session)

    # --- periods ------------------------------------------------------------------------------------------------------

    def windows(self, kind: str = "month", years: int = YEARS) -> tuple[Window, ...]:
        """Return the windows of a kind (month, quarter, half, year), the one of today first, `years` years back."""
        start_day = self._start_day()
        found = [windows.by_date(local_date(self._session.clock.now()), kind, start_day)]
        for _step in range(years * 12 // windows.MONTHS[kind]):
            found.append(windows.previous(found[-1], start_day))
        return tuple(found)

    def window(self, name: str) -> Window:
        """Return a window by name: `2026-03`, `2026-Q1`, `2026-H1`, `2026`; raises UnknownWindow."""
        return windows.by_name(name, self._start_day())

    def status(self, window: Window) -> PeriodView:
        """Return whether a window is closed, by whom, and what arrived since."""
        over = window.last < local_date(self._session.clock.now())
        with self._session.read() as connection:
            closed = self._periods.find(connection, [window]).get(window.name)
            if closed is None:
                return PeriodView(window, closed=False, over=over)
            who = self._lists.officer_name(connection, closed.actor)
            return PeriodView(
                window, True, closed.at, who, self._amended(connection, window, closed), closed.proof.digest, over
            )

    def late(self, window: Window) -> int:
        """Return how many entries arrived after a window was closed; 0 while it is open."""
        return self.status(window).amended

    def may_close(self) -> bool:
        """Tell whether this user's role closes periods."""
        return self._session.keyring.role in CLOSES_PERIODS

    def close(self, window: Window, progress: Progress | None = None) -> Changes:
        """Freeze and sign the figures of a window that is over.

        Raises OnlyCommander, AlreadyClosed, or RefusedInput when days are still open or a check of the form fails.
        """
        from borderpost.statistics import proof, snapshot

        if not self.may_close():
            raise OnlyCommander
        if window.last >= local_date(self._session.clock.now()):
            message = Message(
                N_("The period runs until {last}. Close it once that day is over."), {"last": dates.date_text(window.last)}
            )
            raise RefusedInput([Problem("window", message)])
        with self._session.work() as work:
            if window.name in self._periods.find(work.connection, [window]):
                raise AlreadyClosed(window.name)
            figures = self._count(work.connection, window, progress)
            failed = [check for check in figures.checks if check.blocking and not check.holds]
            if failed:
                raise RefusedInput(Problem(check.indicator, _refusal(check)) for check in failed)
            heads = {feed.name: feed.seq for feed in self._session.database.feeds(work.connection)}
            frozen = snapshot.freeze(figures, heads)
            digest = snapshot.digest(frozen)
            work.create(
                KIND,
                {
                    "window": window.name,
                    "first": window.first.isoformat(),
                    "last": window.last.isoformat(),
                    "form": figures.form_code,
                    "form_version": figures.form_version,
                    "snapshot": frozen,
                    "snapshot_hash": digest,
                    "signature": self._session.keyring.user.signer.sign(proof.statement(window.name, digest)),
                },
            )
        return changes_of(work)

    # --- figures ------------------------------------------------------------------------------------------------------

    def figures(self, window: Window, progress: Progress | None = None) -> Figures:
        """Return the figures of a window: as they were frozen if it is closed, else counted now. Raises Cancelled."""
        with self._session.read() as connection:
            closed = self._periods.find(connection, [window]).get(window.name)
            if closed is not None:
                return replace(closed.figures, amended=self._amended(connection, window, closed))
            return self._count(connection, window, progress)

    def recount(self, window: Window, progress: Progress | None = None) -> Figures:
        """Count a window from the records as they are now, closed or not: what amendments changed. Raises Cancelled."""
        with self._session.read() as connection:
            return self._count(connection, window, progress)

    def leads(self, window: Window, code: str, measure: int) -> list[Hit]:
        """Return the records behind one number, as they are now. Raises LookupError where the form has no such number."""
        from borderpost.statistics import compiler

        with self._session.read() as connection:
            form = self._form_at(self._periods.find(connection, [window]).get(window.name), window)
            kind = compiler.cell_of(form, code, measure).source.register.kind
            keys = compiler.leads(connection, form, code, measure, window, self._session.clock.now())
        rows = self._lists.rows(kind, keys)
        return [_hit(kind, rows[key]) for key in keys]

    def hits(self, records: tuple[str, ...]) -> list[Hit]:
        """Return records by id, as a check names them; what is not here is left out."""
        by_kind: dict[str, list[int]] = {}
        with self._session.read() as connection:
            for record in records:
                key = self._session.database.known_key(connection, Version.parse(record))
                entries = [] if key is None else entries_of(connection, key)
                if key is not None and entries:
                    by_kind.setdefault(entries[0].kind, []).append(key)
        return [_hit(kind, row) for kind, keys in by_kind.items() for row in self._lists.rows(kind, keys).values()]

    def chart(self, window: Window, code: str = HEADLINE[0], measure: int = HEADLINE[1]) -> Chart:
        """Return one number in each reporting month up to a window, beside the same months a year earlier.

        Closed months as they were frozen, the others as counted now. Raises LookupError for a number the form does not have.
        """
        found = self._by_month(window, code, measure)
        unit = found.unit.unit_en if language() == "en" else found.unit.unit_vi
        return Chart(
            _("{code}, {unit} by reporting month").format(code=code, unit=unit),
            found.names,
            (Series(_("these twelve months"), found.this), Series(_("a year earlier"), found.last, hatched=True)),
            highlight=len(found.names) - 1,
        )

    # --- paper --------------------------------------------------------------------------------------------------------

    def pdf(
        self,
        window: Window,
        out: BinaryIO,
        number: int | None = None,
        day: date | None = None,
        progress: Progress | None = None,
    ) -> None:
        """Write the report as PDF/A-2a. An open period is marked as a draft and carries no signature.

        `number` None leaves room to write it; `day` is the day on the letter, today if not given. Raises Cancelled,
        EnvironmentFault (fonts).
        """
        from borderpost.documents import monthly_report
        from borderpost.documents.profiles import profile
        from borderpost.services.report_paper import report
        from borderpost.statistics import proof

        facts = self._settings.post()
        figures = self.figures(window, progress)
        with self._session.read() as connection:
            closed = self._periods.find(connection, [window]).get(window.name)
        now = self._session.clock.now().astimezone(VIETNAM)
        account = self._session.account
        by = " ".join(part for part in (account.rank, account.name) if part)
        code = "" if closed is None else proof.text(closed.proof)
        months = self._by_month(window, *HEADLINE)
        paper = report(figures, facts, months, number, day or local_date(now), by, now, code)
        monthly_report.build(paper, out, profile(facts.profile))

    def pages(self, window: Window, dpi: int = 96, progress: Progress | None = None) -> tuple[bytes, ...]:
        """Return the pages of the report as PNG."""
        from borderpost.services.pages import pictures

        out = io.BytesIO()
        self.pdf(window, out, progress=progress)
        return pictures(out.getvalue(), dpi)

    def note_output(self, window: Window, action: str) -> Changes:
        """Write into the journal that the report left the program: action `print` or `export`."""
        with self._session.work() as work:
            work.note(KIND, None, action, {"window": window.name})
        return changes_of(work)

    # --- inside -------------------------------------------------------------------------------------------------------

    def _start_day(self) -> int:
        return self._settings.post().month_start_day

    def _form_at(self, closed: ClosedPeriod | None, window: Window) -> Form:
        """Return the form a window was closed with, or the one in force on its last day.

        Later lines are no amendments of an older month. For a version this program has no more the one in force stands in.
        """
        named = None if closed is None else forms.version(closed.figures.form_code, closed.figures.form_version)
        return _form_of(self._start_day(), named or forms.in_force(window.last))

    def _count(self, connection: sa.Connection, window: Window, progress: Progress | None) -> Figures:
        from borderpost.statistics import figures

        form = self._form_at(None, window)
        compared = [windows.previous(window, form.start_day), windows.last_year(window, form.start_day)]
        frozen = {name: found.figures for name, found in self._periods.find(connection, compared).items()}
        return figures.calculate(
            connection,
            form,
            window,
            frozen,
            lambda key: str(self._session.database.version(connection, key)),
            self._session.clock.now(),
            progress,
        )

    def _amended(self, connection: sa.Connection, window: Window, closed: ClosedPeriod) -> int:
        from borderpost.statistics import amendments

        return amendments.count(connection, self._session.database, self._form_at(closed, window), window, closed.heads)

    def _by_month(self, window: Window, code: str, measure: int) -> Months:
        from borderpost.services.report_paper import Months
        from borderpost.statistics import figures

        form = self._form_at(None, window)
        line = form.line(code)
        months = self._months(window, form.start_day)
        earlier = [windows.last_year(month, form.start_day) for month in months]
        every = list({month.name: month for month in (*earlier, *months)}.values())
        with self._session.read() as connection:
            closed = self._periods.find(connection, every)
            counted = figures.series(connection, form, code, measure, every, self._session.clock.now())
        # A month nobody closed and nothing was counted in is unknown, not 0; the month asked for is counted as it stands.
        values: dict[str, int | None] = {
            month.name: number or (0 if month == months[-1] else None) for month, number in zip(every, counted, strict=True)
        }
        for name, found in closed.items():
            # A number the form of that time did not have, or counted otherwise, is counted from the records.
            frozen = figures.Former(found.figures).number(line, measure)
            values[name] = values[name] if frozen is None else frozen
        return Months(
            code,
            line.label_vi,
            line.measures[measure],
            tuple(str(int(month.name[-2:])) for month in months),
            tuple(values[month.name] for month in months),
            tuple(values[month.name] for month in earlier),
        )

    @staticmethod
    def _months(window: Window, start_day: int) -> list[Window]:
        """Return the twelve reporting months that end with a window, oldest first."""
        found = [windows.by_date(window.last, "month", start_day)]
        while len(found) < 12:
            found.append(windows.previous(found[-1], start_day))
        return found[::-1]


@lru_cache(maxsize=8)
def _form_of(start_day: int, form: Form) -> Form:
    """Return a shipped form with the day on which this post's months begin; the same one each time, so are its queries."""
    return replace(form, start_day=start_day)


def _refusal(check: CheckResult) -> Message:
    return Message(N_("{check}. Mend the records first."), {"check": check_words(check)})


def check_words(check: CheckResult) -> str:
    """Return the sentence of a check in the language in force."""
    return check.label_en if language() == "en" else check.label_vi


def _hit(kind: str, row: RowView) -> Hit:
    register = KINDS[kind]
    listed = register.listed()
    cells = dict(zip((named.name for named in listed), row.cells, strict=True))
    number = str(cells.get("number") or "")
    title = str(cells.get(register.title) or number) if register.title else number
    detail = [
        reading.show_column(named.field, cells[named.name])
        for named in listed
        if cells[named.name] is not None and named.name not in ("number", register.title) and not isinstance(named.field, Link)
    ]
    return Hit(kind, row.id, row.key, number, title, " · ".join(detail[:3]))
