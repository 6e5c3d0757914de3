"""The codes of what texts name: one column beside each field that names something, a view of the journal like every other.

The text in the journal is what was written; the code follows from it, from the record's moment and from the dated rows of
`resources/organisation`. When a new program brings other rows, `renew` recognises every text once more, as `dues.renew` counts
periods. A record without a moment is read on the day the text was written, which its entries tell.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import sqlalchemy as sa

from borderpost.domain import organisation
from borderpost.domain.clock import HybridClock, from_epoch, local_date
from borderpost.domain.fields import Plain
from borderpost.domain.records import CODE, Register
from borderpost.journal.entry import decode
from borderpost.journal.heads import RecordState, project
from borderpost.registers import KINDS
from borderpost.storage import tables
from borderpost.storage.database import direct, get_setting, put_setting

_ROWS = "organisation/rows"
_BATCH = 1000


def codes(register: Register, state: RecordState) -> dict[str, Plain]:
    """Return the code columns of a record: what each text names on the record's day."""
    found: dict[str, Plain] = {}
    for name, _field in register.offering:
        text = state.values.get(name)
        day = _day(register, state, name) if isinstance(text, str) else None
        found[name + CODE] = None if day is None else register.recognise(name, text, day)
    return found


def _day(register: Register, state: RecordState, name: str) -> date | None:
    """Return the civil day a text is read on: of the record's moment, else of the entry that wrote the text."""
    if register.moment is None:
        return local_date(HybridClock.instant(state.heads[name][0].clock))
    try:
        return local_date(register.by_name[register.moment].typed(state.values.get(register.moment)))
    except (TypeError, ValueError, AttributeError):
        return None  # missing, or written by another version: there is no day to read it on


def renew(connection: sa.Connection) -> bool:
    """Recognise every text anew on a writing connection if the rows are others than the last time; tell whether it did."""
    wanted = organisation.digest().encode()
    if get_setting(connection, _ROWS) == wanted:
        return False
    for register in KINDS.values():
        if register.offering:
            _renew(connection, register)
    put_setting(connection, _ROWS, wanted)
    return True


def _renew(connection: sa.Connection, register: Register) -> None:
    driver = direct(connection)
    table = tables.table(register.kind)
    names = [name for name, _field in register.offering]
    moment = [] if register.moment is None else [table.c[register.moment]]
    columns = [table.c[name + end] for name in names for end in ("", CODE)]
    query = sa.select(table.c.id, *moment, *columns).where(sa.or_(*(column.is_not(None) for column in columns)))
    assigned = ", ".join(f"{name + CODE} = ?" for name in names)
    update = f"UPDATE {register.kind} SET {assigned} WHERE id = ?"  # noqa: S608 - names from declarations
    for batch in connection.execute(query).mappings().partitions(_BATCH):
        driver.executemany(update, [(*_of_row(connection, register, dict(row)), row["id"]) for row in batch])


def _of_row(connection: sa.Connection, register: Register, row: dict[str, Any]) -> list[Plain]:
    if register.moment is None:
        bodies = direct(connection).execute("SELECT body FROM journal WHERE record = ? ORDER BY id", (row["id"],)).fetchall()
        return list(codes(register, project(decode(body) for (body,) in bodies)).values())
    seconds = row[register.moment]
    day = None if seconds is None else local_date(from_epoch(seconds))
    return [None if day is None else register.recognise(name, row[name], day) for name, _field in register.offering]
