"""Reading every page of the database file again."""

from __future__ import annotations

import sqlalchemy as sa
import sqlcipher3

from borderpost.storage.database import driver_of

FINE = "ok"


def faults(engine: sa.Engine) -> list[str]:
    """Return what is wrong with the file, nothing when it is whole.

    Checkpoint first: the page HMACs are read from the main file alone, and a crash within a checkpoint would look like damage.
    """
    with engine.connect() as connection:
        driver = driver_of(connection)
        try:
            driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
            found = [str(row[0]) for row in driver.execute("PRAGMA cipher_integrity_check").fetchall()]
            return found + [str(row[0]) for row in driver.execute("PRAGMA quick_check(20)").fetchall() if row[0] != FINE]
        except sqlcipher3.dbapi2.DatabaseError as error:
            return [str(error)]
