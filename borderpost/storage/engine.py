"""Opening the encrypted database. Each setting was measured; docs/adr/0020 names what goes wrong otherwise."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import sqlalchemy as sa
import sqlcipher3
from sqlalchemy import event
from sqlalchemy.pool import QueuePool

from borderpost.domain.errors import EnvironmentFault, UserError
from borderpost.domain.words import N_

FILE = "post.bpdb"
_PLAIN_HEADER = b"SQLite format 3\x00"
_PRAGMAS = (
    "cipher_memory_security=ON",
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    "temp_store=MEMORY",
    "trusted_schema=OFF",
    "cell_size_check=ON",
    "cipher_log_level=NONE",
)
CACHE_KIB = 65536


class PlainDatabase(UserError):
    """The file is an unencrypted SQLite database."""

    def __init__(self) -> None:
        super().__init__(N_("This database is not encrypted, so it is not a post's. It was left as it is."))


class WrongKey(UserError):
    """The file cannot be read with this key: another post's, or damaged."""

    def __init__(self) -> None:
        super().__init__(
            N_("The database does not open with this post's key. It is damaged or another post's; use the backup.")
        )


def refuse_plain(path: Path) -> None:
    """Raise PlainDatabase for a file with a plain SQLite header: opening it would write victims' data in clear."""
    try:
        with path.open("rb") as file:
            head = file.read(len(_PLAIN_HEADER))
    except FileNotFoundError:
        return
    except OSError as error:
        raise EnvironmentFault(N_("The database file cannot be read. Check the disk.")) from error
    if head == _PLAIN_HEADER:
        raise PlainDatabase


def connector(path: Path, key: bytearray, cache_kib: int = CACHE_KIB) -> Callable[[], Any]:
    """Return a function that opens one connection. The key goes through `set_key` only: a PRAGMA leaves copies in memory."""

    def connect() -> Any:
        try:
            connection = sqlcipher3.dbapi2.connect(str(path), check_same_thread=False, isolation_level=None, timeout=15)
        except sqlcipher3.dbapi2.OperationalError:
            raise EnvironmentFault(N_("The database file cannot be read. Check the disk.")) from None
        try:
            text = bytearray(b"x'" + bytes(key).hex().encode() + b"'")
            connection.set_key(text)
            text[:] = bytes(len(text))
            for pragma in _PRAGMAS:
                connection.execute(f"PRAGMA {pragma}").fetchall()
            connection.execute(f"PRAGMA cache_size=-{cache_kib}")
        except sqlcipher3.dbapi2.DatabaseError as error:
            connection.close()
            if "disk I/O" in str(error) or "unable to open" in str(error):
                raise EnvironmentFault(N_("The database file cannot be read. Check the disk.")) from None
            raise WrongKey from None
        return connection

    return connect


def open_engine(path: Path, key: bytearray, cache_kib: int = CACHE_KIB) -> sa.Engine:
    """Return an engine on the database, making the file if it is not there. Raises PlainDatabase, WrongKey, EnvironmentFault.

    Blocks begin as the caller says: `connection.execution_options(write=True)` takes the write lock at once, so two writers
    wait for each other instead of failing half-way.
    """
    refuse_plain(path)
    engine = sa.create_engine(
        "sqlite+pysqlite://",
        creator=connector(path, key, cache_kib),
        module=sqlcipher3.dbapi2,
        poolclass=QueuePool,
        pool_size=4,
        pool_reset_on_return="rollback",
    )

    @event.listens_for(engine, "begin")
    def _begin(connection: sa.Connection) -> None:
        write = connection.get_execution_options().get("write")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")

    return engine


def key_opens(path: Path, key: bytearray) -> bool:
    """Tell whether a key opens the database; used when two keys may be the right one after a broken change of key."""
    try:
        connection = connector(path, key)()
    except WrongKey:
        return False
    connection.close()
    return True


def change_key(path: Path, key: bytearray, new: bytearray) -> None:
    """Encrypt a database anew, about 100 MB a second; nobody else has it open. Killed at any moment, one of both keys fits."""
    connection = connector(path, key)()
    text = bytearray(b"x'" + bytes(new).hex().encode() + b"'")
    try:
        connection.reset_key(text)
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    finally:
        text[:] = bytes(len(text))
        connection.close()
