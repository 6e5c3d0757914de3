"""Registers as spreadsheets: export, a look at what a file would bring, taking it in.

A row with an id changes the record it names, and only the fields that differ from what its exporter saw. A row without one is
a new record, unless a record here was created with these very values or holds them now: the journal remembers every creation,
so taking the same file in again, even shuffled and after later corrections, changes nothing. What cannot be taken in goes to a
file beside the first, with its reason; the rest is taken in.
"""

from __future__ import annotations

import pickle
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import sqlalchemy as sa

from borderpost.domain.errors import BorderpostError, Cancelled, RefusedInput, UserError
from borderpost.domain.fields import Plain
from borderpost.domain.progress import Progress
from borderpost.domain.records import Register
from borderpost.domain.words import N_, Message, Problem, _, render
from borderpost.exchange import table_values, tables
from borderpost.exchange.tables import TableFile
from borderpost.keys.roles import EXPORTS
from borderpost.services import outgoing
from borderpost.services.checks import register_of
from borderpost.services.outgoing import Leaving, MayNotExport, Second
from borderpost.services.records import RecordService
from borderpost.services.session import Session
from borderpost.services.spreadsheet_rows import (
    CHANGED,
    ERROR,
    NEW,
    QUARANTINED,
    UNCHANGED,
    Judge,
    Line,
    Outcome,
    cell_at,
    mapped,
    states,
)
from borderpost.services.views import Listing
from borderpost.storage.unit_of_work import Work

BATCH = 500
"""Rows in one transaction."""
SHIPPED = Path(__file__).resolve().parents[2] / "resources" / "reference" / "seeds"
SHOWN_ROWS = 20
SHOWN_ERRORS = 50
SAMPLES = 3

_NOTE = N_(
    "DRAFT for work on a computer, not a document. Sealed identities are not in it. Tables inside a record are JSON text. "
    "Keep the first two columns and the hidden row: by them the file is taken in again."
)


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written: `rows` were counted in the file itself."""

    rows: int
    path: Path


@dataclass(frozen=True, slots=True)
class ColumnView:
    """A column of the file and the field it goes to, in words."""

    heading: str
    field: str
    label: str


@dataclass(frozen=True, slots=True)
class DateColumn:
    """A column of dates. `possible` orders (`dmy`, `mdy`, `ymd`), each with up to three samples in words; ask if several."""

    field: str
    label: str
    possible: tuple[tuple[str, tuple[str, ...]], ...]

    @property
    def ambiguous(self) -> bool:
        """Tell whether a person must say in which order day and month stand."""
        return len(self.possible) > 1


@dataclass(frozen=True, slots=True)
class RowError:
    """A row that stays out: its number in the file from 1, the heading of the column or empty, a sentence."""

    row: int
    column: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Preview:
    """What a file would bring; nothing was written. `unknown` and `not_taken` are headings of columns that are left out.

    `orders` are the settled orders of date columns, to be handed on to `take_in` with the answers for the ambiguous ones.
    """

    file: str
    table: TableFile
    columns: tuple[ColumnView, ...]
    unknown: tuple[str, ...]
    not_taken: tuple[str, ...]
    dates: tuple[DateColumn, ...]
    orders: dict[str, str]
    total: int
    new: int
    changed: int
    unchanged: int
    errors: int
    quarantined: int
    first_rows: tuple[tuple[str, ...], ...]
    first_errors: tuple[RowError, ...]


@dataclass(frozen=True, slots=True)
class Taken:
    """What was taken in, and stays. `stopped`: before the end of the file. `fault`: why, or why the error file is missing."""

    new: int
    changed: int
    unchanged: int
    errors: int
    quarantined: int
    errors_path: Path | None
    stopped: bool = False
    fault: str = ""


class SpreadsheetService:
    """One per unlocked post."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._records = _Keeper(session)

    def leaving(self, kind: str, query: Listing | None = None) -> Leaving:
        """Tell what exporting a list needs: whether this user may, and whether a second officer signs."""
        register_of(kind)
        return outgoing.leaving(self._session, len(self._records.ids(kind, query or Listing())))

    def export(
        self,
        kind: str,
        path: Path,
        query: Listing | None = None,
        reason: str = "",
        progress: Progress | None = None,
        second: Second | None = None,
    ) -> Exported:
        """Write all records of a list to CSV, or XLSX if the name ends so; the act and its reason are in the journal first.

        Sealed fields never leave. Above the number of records the post has set, `second` signs too. The file is read back and
        its rows counted. Raises MayNotExport, RefusedInput without a reason, SecondNeeded, NotSecond, WrongPassphrase,
        EnvironmentFault, Cancelled; a failure leaves no file, and an older one as it was.
        """
        register = register_of(kind)
        if self._session.keyring.role not in EXPORTS:
            raise MayNotExport
        if not reason.strip():
            raise RefusedInput([Problem("reason", Message(N_("Write why the register is exported.")))])
        keys = self._records.ids(kind, query or Listing())
        workbook = path.suffix.lower() == ".xlsx"
        agreement = outgoing.agreed(self._session, kind, "export", len(keys), reason.strip(), second)
        with self._session.work() as work:
            facts = {"format": "xlsx" if workbook else "csv", "rows": len(keys)} | agreement
            work.note(kind, None, "export", facts, reason.strip())
        names = [name for name, _field in table_values.exported(register)]
        header = table_values.header([table_values.ID, table_values.SEEN, *names], register)
        with self._session.read() as connection:
            body = self._body(connection, register, keys, progress or Progress())
            if workbook:
                counted = tables.write_xlsx(path, header, body, hidden=(1,), note=_(_NOTE))
            else:
                counted = tables.write_csv(path, header, body)
        return Exported(counted, path)

    @staticmethod
    def shipped(kind: str) -> Path | None:
        """Return the list of this register that comes with the program (directives, laws), or None."""
        path = SHIPPED / f"{kind}.csv"
        return path if path.is_file() else None

    def preview(
        self,
        kind: str,
        path: Path,
        orders: Mapping[str, str] | None = None,
        progress: Progress | None = None,
        sheet: str | None = None,
    ) -> Preview:
        """Tell what a file holds and what taking it in would do. Raises TableRefused, UserError, EnvironmentFault, Cancelled.

        Until an ambiguous column is settled by `orders` (field: order), its dates are counted as day/month/year.
        """
        register = register_of(kind)
        progress = progress or Progress()
        source = _Source(register, path, sheet)
        columns = source.columns
        found = _date_columns(register, source, progress)
        settled = {item.field: item.possible[0][0] for item in found if not item.ambiguous}
        settled |= {name: order for name, order in (orders or {}).items() if name in {item.field for item in found}}
        counts: Counter[str] = Counter()
        errors: list[RowError] = []
        with self._session.read() as connection:
            judge = Judge(self._session, connection, register, columns, settled)
            for batch in _batches(source.data()):
                for outcome in judge.judge(batch):
                    counts[outcome.what] += 1
                    if outcome.message is not None and len(errors) < SHOWN_ERRORS:
                        errors.append(RowError(outcome.row, outcome.column, render(outcome.message)))
                progress.step(counts.total())
        taken = table_values.taken_in(register)
        named = {place: columns.headings[place] for place in columns.fields if place < len(columns.headings)}
        return Preview(
            render(source.table.words),
            source.table,
            tuple(
                ColumnView(named.get(place, ""), name, table_values.heading(name, register))
                for place, name in columns.fields.items()
                if name in taken
            ),
            tuple(columns.headings[place] for place in columns.unknown),
            tuple(named.get(place, name) for place, name in columns.fields.items() if name[0] != "#" and name not in taken),
            found,
            settled,
            counts.total(),
            counts[NEW],
            counts[CHANGED],
            counts[UNCHANGED],
            counts[ERROR],
            counts[QUARANTINED],
            tuple(tuple(cells) for _row, cells in islice(source.data(), SHOWN_ROWS)),
            tuple(errors),
        )

    def take_in(
        self,
        kind: str,
        path: Path,
        orders: Mapping[str, str] | None = None,
        progress: Progress | None = None,
        sheet: str | None = None,
    ) -> Taken:
        """Take a file in, many rows in one transaction; what was committed before a cancel stays.

        Raises RefusedInput naming each column of dates whose order is neither clear nor given, TableRefused, UserError,
        EnvironmentFault; a file that breaks off after a first transaction ends the work like a cancel. Rows that stay out are
        written to `NAME.errors.csv` beside the file.
        """
        register = register_of(kind)
        progress = progress or Progress()
        source = _Source(register, path, sheet)
        columns = source.columns
        settled = dict(orders or {})
        if any(table_values.is_date(spec) and name not in settled for name, spec in mapped(register, columns)):
            found = _date_columns(register, source, progress)
            open_ones = [item for item in found if item.ambiguous and item.field not in settled]
            if open_ones:
                sentence = Message(N_("Say in which order day and month stand in this column."))
                raise RefusedInput([Problem(item.field, sentence) for item in open_ones])
            settled = {item.field: item.possible[0][0] for item in found if not item.ambiguous} | settled
        total = tables.estimate(path, source.table)
        counts: Counter[str] = Counter()
        refused: dict[int, str] = {}
        stopped, fault = False, ""
        judge: Judge | None = None
        try:
            for batch in _batches(source.data()):
                progress.step(counts.total(), max(total, counts.total()))
                with self._session.work() as work:
                    judge = judge or Judge(self._session, work.connection, register, columns, settled)
                    judge.connection = work.connection
                    outcomes = judge.judge(batch)
                    for outcome in outcomes:
                        self._write(work, register, outcome)
                counts.update(outcome.what for outcome in outcomes)
                refused |= {item.row: _reason(item) for item in outcomes if item.message is not None}
            with suppress(Cancelled):  # too late: everything is taken in
                progress.step(counts.total(), counts.total())
        except Cancelled:
            stopped = True
        except BorderpostError as error:
            if not counts:
                raise
            stopped, fault = True, render(error.message)
        errors_path = None
        if refused:
            try:
                errors_path = _write_errors(register, source, refused)
            except BorderpostError as error:
                fault = fault or render(error.message)
        return Taken(
            counts[NEW], counts[CHANGED], counts[UNCHANGED], counts[ERROR], counts[QUARANTINED], errors_path, stopped, fault
        )

    def _write(self, work: Work, register: Register, outcome: Outcome) -> None:
        if outcome.what == NEW:
            work.create(register.kind, outcome.values)
            self._records.protect(work, register.kind, outcome.values)
        elif outcome.what == CHANGED and outcome.record is not None:
            state = work.amend(outcome.record, outcome.values, outcome.bases)
            self._records.protect(work, register.kind, state.values)

    def _body(
        self, connection: sa.Connection, register: Register, keys: Sequence[int], progress: Progress
    ) -> Iterator[Sequence[str]]:
        for start in range(0, len(keys), BATCH):
            progress.step(start, len(keys))
            page = list(keys[start : start + BATCH])
            found = states(connection, page)
            for key in page:
                state, _entries = found[key]
                yield [
                    str(state.record),
                    " ".join(f"{feed}:{seq}" for feed, seq in sorted(state.tips.items())),
                    *(table_values.write(spec, state.values.get(name)) for name, spec in table_values.exported(register)),
                ]
        progress.step(len(keys), len(keys))


class _Keeper(RecordService):
    """What saving a form does beside writing its record."""

    def protect(self, work: Work, kind: str, values: Mapping[str, Plain]) -> None:
        """Protect everyone the record calls a possible victim."""
        self._protect_victims(work, kind, values)


class _Source:
    """A file that is read several times. A workbook is taken apart once: its rows wait packed in memory."""

    def __init__(self, register: Register, path: Path, sheet: str | None) -> None:
        self.path = path
        self.table = tables.sniff(path, sheet)
        columns = table_values.match(register, list(islice(tables.rows(path, self.table), table_values.LOOK_FOR_HEADER)))
        if columns is None or not mapped(register, columns):
            raise UserError(N_("No column of this register is in the first rows of the file. Compare it with an export."))
        self.columns = columns
        self._packs: list[bytes] | None = None

    def data(self) -> Iterator[Line]:
        """Yield number and cells of every row below the headings that is not blank."""
        if self._packs is not None:
            for pack in self._packs:
                yield from pickle.loads(zlib.decompress(pack))  # noqa: S301 - packed below, never left this process
            return
        packs = []
        for batch in _batches(self._read()):
            if self.table.format == "xlsx":
                packs.append(zlib.compress(pickle.dumps(batch), 1))
            yield from batch
        if self.table.format == "xlsx":
            self._packs = packs

    def _read(self) -> Iterator[Line]:
        for number, cells in enumerate(tables.rows(self.path, self.table), 1):
            if number > self.columns.first and any(cell.strip() for cell in cells):
                yield number, cells


def _batches(lines: Iterable[Line]) -> Iterator[list[Line]]:
    walk = iter(lines)
    while batch := list(islice(walk, BATCH)):
        yield batch


def _date_columns(register: Register, source: _Source, progress: Progress) -> tuple[DateColumn, ...]:
    """Return the columns that hold dates with a year, and the orders each may be in."""
    dated = {
        place: name
        for place, name in source.columns.fields.items()
        if name in table_values.taken_in(register) and table_values.is_date(register.by_name[name])
    }
    if not dated:
        return ()
    seen: dict[int, dict[frozenset[str], list[str]]] = {place: {} for place in dated}
    for number, cells in source.data():
        if number % BATCH == 0:
            progress.step(0)
        for place in dated:
            if orders := tables.date_order(cell_at(cells, place)):
                samples = seen[place].setdefault(orders, [])
                if len(samples) < SAMPLES and cell_at(cells, place) not in samples:
                    samples.append(cell_at(cells, place))
    found = []
    for place, name in dated.items():
        texts = [text for samples in seen[place].values() for text in samples]
        telling = sorted(texts, key=lambda text: -len(tables.date_order(text)))[:SAMPLES]
        possible = [order for order in tables.ORDERS if order in tables.date_orders(texts)]
        if possible:
            words = tuple((order, tuple(table_values.in_words(text, order) for text in telling)) for order in possible)
            found.append(DateColumn(name, table_values.heading(name, register), words))
    return tuple(found)


def _reason(outcome: Outcome) -> str:
    sentence = render(outcome.message) if outcome.message is not None else ""
    return f"{outcome.column}: {sentence}" if outcome.column else sentence


def _write_errors(register: Register, source: _Source, refused: Mapping[int, str]) -> Path:
    """Write the rows that stay out, as they stood, with row number and reason; returns the file."""
    columns = source.columns
    target = source.path.with_name(f"{source.path.stem}.errors.csv")
    width = max(len(columns.headings), *(place + 1 for place in columns.fields))
    own = {table_values.ROW, table_values.REASON}
    places = [place for place in range(width) if columns.fields.get(place) not in own]
    names = [columns.fields.get(place, "") for place in places]
    words, machine = table_values.header([table_values.ROW, table_values.REASON, *names], register)
    words[2:] = [cell_at(columns.headings, place) or words[2 + at] for at, place in enumerate(places)]
    body = (
        [str(number), refused[number], *(cell_at(cells, place) for place in places)]
        for number, cells in source.data()
        if number in refused
    )
    tables.write_csv(target, [words, machine], body)
    return target
