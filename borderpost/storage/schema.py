"""Bringing a database to the schema of this program, and refusing one of a newer program."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import sqlalchemy as sa

from borderpost.domain.errors import UserError
from borderpost.domain.words import N_
from borderpost.storage import tables

MIGRATIONS = Path(__file__).resolve().parent / "migrations"
HEAD = max(path.name[:4] for path in (MIGRATIONS / "versions").glob("[0-9]*.py"))
"""The newest revision this program has: read from the names of the files, so that a migration is written down once."""


class NewerDatabase(UserError):
    """The database was written by a newer program."""

    def __init__(self) -> None:
        super().__init__(N_("This post was opened by a newer program. Install that version to open it."))


def config(connection: sa.Connection) -> Any:
    """Return Alembic's configuration for one connection."""
    from alembic.config import Config

    found = Config()
    found.set_main_option("script_location", str(MIGRATIONS))
    found.attributes["connection"] = connection
    return found


def revision(connection: sa.Connection) -> str | None:
    """Return the revision a database has, None for an empty one. No Alembic import: this runs at every start."""
    known = connection.exec_driver_sql("SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'").first()
    if known is None:
        return None
    row = connection.exec_driver_sql("SELECT version_num FROM alembic_version").first()
    return None if row is None else str(row[0])


def upgrade(connection: sa.Connection, to: str = "head") -> bool:
    """Bring a database (on a writing connection) to this program's schema; returns whether anything changed.

    Raises NewerDatabase, with nothing changed, for a revision this program does not know.
    """
    found = revision(connection)
    if found == HEAD:
        return False
    if found is None and to == "head" and _empty(connection):
        create(connection)
        return True
    from alembic import command
    from alembic.util import CommandError

    if found is not None and found > HEAD:
        raise NewerDatabase
    try:
        command.upgrade(config(connection), to)
    except CommandError as error:
        raise NewerDatabase from error
    return True


def create(connection: sa.Connection) -> None:
    """Make the declared schema in an empty database: what every migration after the other ends at, in a fraction of the time.

    SQLite reads the whole schema again for every column a migration adds, so a new post would wait seconds for nothing.
    """
    tables.metadata().create_all(connection, checkfirst=False)
    for statement in tables.fts_statements():
        connection.exec_driver_sql(statement)
    connection.exec_driver_sql(
        "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL, "
        "CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num))"
    )
    connection.exec_driver_sql("INSERT INTO alembic_version (version_num) VALUES (?)", (HEAD,))


def _empty(connection: sa.Connection) -> bool:
    return connection.exec_driver_sql("SELECT 1 FROM sqlite_master").first() is None
