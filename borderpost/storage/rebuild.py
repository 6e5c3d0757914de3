"""The views again from the journal: to hold them against the tables, and to make them anew when they differ."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import Any

import sqlalchemy as sa

from borderpost.domain.progress import Progress
from borderpost.journal.entry import Entry, MalformedEntry, decode
from borderpost.journal.heads import RecordState, project
from borderpost.registers import KINDS
from borderpost.storage import likeness, tables
from borderpost.storage.database import Database, direct, get_setting, put_setting
from borderpost.storage.projector import Line, Projector
from borderpost.storage.vault import Vault

MOST = 50
"""After so many differences the rest tells nothing new."""
_STEP = 2000
_MARKS = "likeness/marks"
_VIEWS = frozenset({"dues", "lapses", "likeness"})
_BY_RECORD = "SELECT record, body FROM journal WHERE record IN (SELECT value FROM json_each(?)) ORDER BY record, id"


@dataclass(frozen=True, slots=True)
class Difference:
    """Where a table is not what the journal says. `part` is the table; `what`: missing, changed or extra."""

    part: str
    record: int
    what: str


def states(connection: sa.Connection, progress: Progress | None = None) -> Iterator[tuple[int, RecordState]]:
    """Yield (key, state) of every record of the journal, in constant memory; refused ones are in no table and left out."""
    driver = direct(connection)
    total = driver.execute("SELECT count(*) FROM journal").fetchone()[0]
    record, found = 0, list[Entry]()
    rows = driver.execute(
        "SELECT record, body FROM journal WHERE record > 0 "
        "AND record NOT IN (SELECT id FROM quarantine WHERE id > 0 AND reason <> 'gap') ORDER BY record, id"
    )
    for done, (key, body) in enumerate(rows, 1):
        if key != record and found:
            yield record, project(found)
            found = []
        record = key
        with suppress(MalformedEntry):  # the chain names it; what it said is lost
            found.append(decode(body))
        if progress is not None and done % _STEP == 0:
            progress.step(done, total)
    if found:
        yield record, project(found)


def rebuild(connection: sa.Connection, database: Database, progress: Progress | None = None) -> int:
    """Make every view anew on a writing connection; returns how many records they show. Raises Cancelled, undoing all."""
    driver = direct(connection)
    for kind in KINDS:
        if tables.has_fts(kind):
            driver.execute(f"INSERT INTO {kind}_fts ({kind}_fts) VALUES ('delete-all')")  # noqa: S608 - kinds are declared names
        driver.execute(f"DELETE FROM {kind}")  # noqa: S608
    for child in tables.CHILDREN.values():
        driver.execute(f"DELETE FROM {child.name}")  # noqa: S608
    driver.execute("DELETE FROM links")
    driver.execute("DELETE FROM dues")
    driver.execute("DELETE FROM lapses")
    driver.execute("DELETE FROM likeness")
    projector = Projector(connection, database, Vault(database.keyring))
    shown = 0
    for _key, state in states(connection, progress):
        projector.store(state, known=False)
        shown += state.first is not None and state.kind in KINDS
    return shown


def renew_likeness(connection: sa.Connection, database: Database) -> bool:
    """Make the marks of all persons anew on a writing connection if they were made in another way; tell whether it did."""
    if get_setting(connection, _MARKS) == likeness.VERSION:
        return False
    driver = direct(connection)
    driver.execute("DELETE FROM likeness")
    projector = Projector(connection, database, Vault(database.keyring))
    keys = [row[0] for row in driver.execute(f"SELECT id FROM {likeness.KIND} ORDER BY id")]  # noqa: S608 - a declared name
    for start in range(0, len(keys), _STEP):
        for key, state in _states_of(driver, keys[start : start + _STEP]):
            driver.executemany(likeness.INSERT, projector.rows(state, key).marks)
    put_setting(connection, _MARKS, likeness.VERSION)
    return True


def _states_of(driver: Any, keys: list[int]) -> Iterator[tuple[int, RecordState]]:
    rows = driver.execute(_BY_RECORD, (json.dumps(keys),)).fetchall()
    for key, group in groupby(rows, key=itemgetter(0)):
        entries = list[Entry]()
        for _key, body in group:
            with suppress(MalformedEntry):
                entries.append(decode(body))
        if entries:
            yield key, project(entries)


def differences(connection: sa.Connection, database: Database, progress: Progress | None = None) -> list[Difference]:
    """Return where the tables are not `rebuild(journal)`, at most MOST of them; writes nothing. Search is `search_faults`."""
    compared = _Comparison(connection, database)
    for key, state in states(connection, progress):
        compared.record(key, state)
        if len(compared.found) >= MOST:
            return compared.found[:MOST]
    compared.leftovers()
    return compared.found[:MOST]


def search_faults(connection: sa.Connection) -> list[str]:
    """Return the kinds whose search index does not say what their table says. Needs a writing connection, changes nothing."""
    driver = direct(connection)
    faulty = []
    for kind in KINDS:
        if tables.has_fts(kind):
            try:
                driver.execute(f"INSERT INTO {kind}_fts ({kind}_fts, rank) VALUES ('integrity-check', 1)")  # noqa: S608
            except driver.DatabaseError:
                faulty.append(kind)
    return faulty


class _Comparison:
    """One pass over the records, counting what the tables should hold."""

    def __init__(self, connection: sa.Connection, database: Database) -> None:
        self.found: list[Difference] = []
        self._driver = direct(connection)
        self._projector = Projector(connection, database, Vault(database.keyring))
        self._expected = dict.fromkeys(
            [*KINDS, *(child.name for child in tables.CHILDREN.values()), "links", "dues", "lapses", "likeness"], 0
        )

    def record(self, key: int, state: RecordState) -> None:
        if state.first is None or state.kind not in KINDS:
            return
        wanted = self._projector.rows(state, key)
        held = self._projector.stored(state.kind, key)
        self._compare(state.kind, key, [wanted.row], [] if held.row is None else [held.row])
        for table, lines in held.children.items():
            self._compare(table, key, wanted.children.get(table, []), lines)
        self._compare("links", key, sorted(wanted.links), sorted(held.links))
        self._compare("dues", key, wanted.dues, held.dues)
        self._compare("lapses", key, wanted.lapses, held.lapses)
        self._compare("likeness", key, wanted.marks, held.marks)

    def leftovers(self) -> None:
        """Find rows of records the journal does not have: a record is named by its first entry."""
        for part, expected in self._expected.items():
            if self._driver.execute(f"SELECT count(*) FROM {part}").fetchone()[0] == expected:  # noqa: S608 - declared names
                continue
            key = "source" if part == "links" else "record" if part in _VIEWS or "__" in part else "id"
            unknown = f"SELECT DISTINCT {key} FROM {part} WHERE {key} NOT IN (SELECT id FROM journal)"  # noqa: S608
            rows = self._driver.execute(f"{unknown} LIMIT {MOST}").fetchall()
            if not rows and all(known.part != part for known in self.found):
                rows = [(0,)]  # it hides behind an entry of another kind
            self.found += [Difference(part, row[0], "extra") for row in rows]

    def _compare(self, part: str, key: int, wanted: list[Line], there: list[Line]) -> None:
        self._expected[part] += len(wanted)
        if wanted != there:
            what = "missing" if not there else "extra" if not wanted else "changed"
            self.found.append(Difference(part, key, what))
