"""Every table: the journal and its few companions by hand, the views of the journal derived from the registers.

A record's key is one 64-bit integer, `number of its feed << 40 | sequence number`: feeds are numbered as this database meets
them. Everything but the journal, the feeds, the record keys, drafts, settings and counters can be rebuilt from the journal.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import sqlalchemy as sa

from borderpost.domain.fields import Field, Rows
from borderpost.domain.records import CODE, RECOGNISED, Register, row_fields
from borderpost.registers import KINDS

SHIFT = 40
METADATA = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)
_TYPES: dict[str, type[sa.types.TypeEngine[Any]]] = {
    "text": sa.Text,
    "integer": sa.BigInteger,
    "real": sa.Float,
    "link": sa.BigInteger,
}

# SQLite gives a rowid alias to INTEGER only; PostgreSQL needs the 64 bits.
KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

FEEDS = sa.Table(
    "feeds",
    METADATA,
    sa.Column("no", sa.Integer, primary_key=True),
    sa.Column("name", sa.Text, nullable=False, unique=True),
    sa.Column("public_key", sa.LargeBinary),
    sa.Column("machine", sa.Text),
    sa.Column("own", sa.Integer, nullable=False, server_default="0"),
    sa.Column("seq", sa.BigInteger, nullable=False, server_default="0"),
    sa.Column("hash", sa.LargeBinary),
    sa.Column("clock", sa.BigInteger, nullable=False, server_default="0"),
)
JOURNAL = sa.Table(
    "journal",
    METADATA,
    sa.Column("id", KEY, primary_key=True),
    sa.Column("record", sa.BigInteger, nullable=False),
    sa.Column("hash", sa.LargeBinary, nullable=False),
    sa.Column("body", sa.LargeBinary, nullable=False),
    sa.Column("signature", sa.LargeBinary),
    sa.Index("ix_journal_record", "record"),
)
RECORD_KEYS = sa.Table(
    "record_keys",
    METADATA,
    sa.Column("record", sa.BigInteger, primary_key=True),
    sa.Column("grp", sa.Text, primary_key=True),
    sa.Column("holder", sa.Text, primary_key=True),
    sa.Column("compartment", sa.Text, primary_key=True),
    sa.Column("epoch", sa.Integer, nullable=False),
    sa.Column("wrapped", sa.LargeBinary, nullable=False),
)
LINKS = sa.Table(
    "links",
    METADATA,
    sa.Column("source", sa.BigInteger, primary_key=True),
    sa.Column("path", sa.Text, primary_key=True),
    sa.Column("target", sa.BigInteger, primary_key=True),
    sa.Index("ix_links_target", "target"),
)
DUES = sa.Table(
    "dues",
    METADATA,
    sa.Column("record", sa.BigInteger, primary_key=True),
    sa.Column("rule", sa.Text, primary_key=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("author", sa.Text, nullable=False),
    sa.Column("began", sa.BigInteger, nullable=False),
    sa.Column("ends", sa.BigInteger, nullable=False),
    sa.Column("who", sa.Text),
    sa.Index("ix_dues_who", "who", "author", "ends"),
    sa.Index("ix_dues_ends", "ends", "record", "rule"),
    sa.Index("ix_dues_rule", "rule", "record"),
)
LAPSES = sa.Table(
    "lapses",
    METADATA,
    sa.Column("record", sa.BigInteger, primary_key=True),
    sa.Column("rule", sa.Text, primary_key=True),
    sa.Column("ends", sa.BigInteger, nullable=False),
    sa.Column("done", sa.BigInteger),
)
LIKENESS = sa.Table(
    "likeness",
    METADATA,
    sa.Column("mark", sa.BigInteger, primary_key=True),
    sa.Column("born", sa.BigInteger, primary_key=True),
    sa.Column("record", sa.BigInteger, primary_key=True),
    sa.Index("ix_likeness_record", "record"),
    sqlite_with_rowid=False,
)
RETURNED = sa.Table(
    "returned",
    METADATA,
    sa.Column("record", KEY, primary_key=True),
    sa.Column("field", sa.Text),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("through", sa.BigInteger, nullable=False),
)
QUARANTINE = sa.Table(
    "quarantine",
    METADATA,
    sa.Column("id", KEY, primary_key=True),
    sa.Column("body", sa.LargeBinary, nullable=False),
    sa.Column("signature", sa.LargeBinary),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("field", sa.Text),
)
DRAFTS = sa.Table(
    "drafts",
    METADATA,
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("uid", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("saved", sa.BigInteger, nullable=False),
    sa.Column("body", sa.LargeBinary, nullable=False),
)
SETTINGS = sa.Table(
    "settings", METADATA, sa.Column("name", sa.Text, primary_key=True), sa.Column("value", sa.LargeBinary, nullable=False)
)
COUNTERS = sa.Table(
    "counters", METADATA, sa.Column("name", sa.Text, primary_key=True), sa.Column("value", sa.BigInteger, nullable=False)
)
PEERS = sa.Table(
    "peers", METADATA, sa.Column("peer", sa.Text, primary_key=True), sa.Column("body", sa.LargeBinary, nullable=False)
)

SYSTEM = ("id", "tip", "entries", "conflicts", "withdrawn", "author")


def columns_of(register: Register) -> list[tuple[str, Field]]:
    """Return (name, field) of every projected column: clear fields, the clear copy of sealed names, derived values, codes."""
    found: list[tuple[str, Field]] = []
    for name, field in register.fields:
        if field.column == "none":
            continue
        if field.sealed is not None and not field.listed:
            continue
        found.append((name, field))
    found += [(derived.name, derived.field) for derived in register.derived]
    found += [(named.name + CODE, RECOGNISED) for named in register.offering]
    return found


def searchable(register: Register) -> tuple[str, ...]:
    """Return the fields whose words search finds; sealed ones only while the post compartment holds them."""
    return tuple(name for name, field in register.fields if field.searchable)


def _declare(register: Register) -> sa.Table:
    columns: list[sa.Column[Any]] = [
        sa.Column("id", KEY, primary_key=True),
        sa.Column("tip", sa.BigInteger, nullable=False),
        sa.Column("entries", sa.Integer, nullable=False),
        sa.Column("conflicts", sa.Integer, nullable=False),
        sa.Column("withdrawn", sa.Integer, nullable=False),
        sa.Column("author", sa.Text, nullable=False),
    ]
    columns += [sa.Column(name, _TYPES[field.column]()) for name, field in columns_of(register)]
    if searchable(register):
        columns.append(sa.Column("nfold", sa.Text))
    table = sa.Table(register.kind, METADATA, *columns)
    if register.moment is not None and not register.internal:
        # Covers a list in its usual order: walking 1,000,000 rows for what is not withdrawn took twice as long without it.
        sa.Index(f"ix_{register.kind}_{register.moment}", table.c.withdrawn, table.c[register.moment], table.c.id)
    if not register.internal:
        # Covers what Today counts of every register: what is saved, on its way, received.
        sa.Index(f"ix_{register.kind}_tip", table.c.withdrawn, table.c.tip)
    return table


def _declare_child(register: Register, name: str, row: type) -> sa.Table:
    columns: list[sa.Column[Any]] = [
        sa.Column("record", sa.BigInteger, primary_key=True),
        sa.Column("position", sa.Integer, primary_key=True),
    ]
    columns += [sa.Column(cell, _TYPES[field.column]()) for cell, field in row_fields(row) if field.column != "none"]
    return sa.Table(f"{register.kind}__{name}", METADATA, *columns)


TABLES: dict[str, sa.Table] = {kind: _declare(register) for kind, register in KINDS.items()}
CHILDREN: dict[tuple[str, str], sa.Table] = {
    (kind, name): _declare_child(register, name, field.row)
    for kind, register in KINDS.items()
    for name, field in register.fields
    if isinstance(field, Rows) and field.tabulated
}


def metadata() -> sa.MetaData:
    """Return all tables."""
    return METADATA


def table(kind: str) -> sa.Table:
    """Return the view table of a register."""
    return TABLES[kind]


def child(kind: str, field: str) -> sa.Table:
    """Return the table of a register's tabulated rows."""
    return CHILDREN[kind, field]


@lru_cache(maxsize=1)
def fts_statements() -> tuple[str, ...]:
    """Return the statements that make the full-text tables; SQLAlchemy has no construct for virtual tables."""
    return tuple(
        f"CREATE VIRTUAL TABLE {kind}_fts USING fts5(nfold, content='{kind}', content_rowid='id', prefix='1 2 3', "
        "columnsize=0, tokenize='unicode61 remove_diacritics 2')"
        for kind, register in KINDS.items()
        if searchable(register)
    )


def has_fts(kind: str) -> bool:
    """Tell whether a register is searched."""
    return bool(searchable(KINDS[kind]))
