"""Migrations: up, down, with data, and the schema they end at is the one the program declares."""

from __future__ import annotations

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from borderpost.storage import engine, schema, tables
from borderpost.storage.database import Database, direct
from tests.posts import custody, patrol, person, tip
from tests.storage.conftest import Base


def _tables(database: Database) -> dict[str, str]:
    with database.read() as connection:
        rows = direct(connection).execute("SELECT name, sql FROM sqlite_master WHERE type IN ('table', 'index') AND sql <> ''")
        return dict(rows.fetchall())


def _shape(database: Database) -> dict[str, object]:
    """Return every table with its columns, whatever their order, and every index with its own."""
    with database.read() as connection:
        run = direct(connection).execute
        names = run("SELECT type, name, tbl_name FROM sqlite_master WHERE type IN ('table', 'index')").fetchall()
        found: dict[str, object] = {}
        for sort, name, of in names:
            rows = run(f"PRAGMA {'table_info' if sort == 'table' else 'index_xinfo'}({name})").fetchall()
            told = [row[1:] for row in rows] if sort == "table" else [row[2:] for row in rows]
            found[f"{of}.{name}"] = sorted(map(repr, told)) if sort == "table" else told
        return found


def _migrated(database: Database) -> None:
    """Take the schema down and make it again by every migration: a new database does not go that way."""
    with database.write() as connection:
        command.downgrade(schema.config(connection), "base")
        command.upgrade(schema.config(connection), "head")


def test_the_newest_migration_is_what_the_program_expects(database: Database) -> None:
    with database.read() as connection:
        assert ScriptDirectory.from_config(schema.config(connection)).get_heads() == [schema.HEAD]
        assert schema.revision(connection) == schema.HEAD


def test_a_new_database_and_a_migrated_one_are_alike(database: Database) -> None:
    made, search = _shape(database), {name: sql for name, sql in _tables(database).items() if name.endswith("_fts")}
    _migrated(database)
    assert _shape(database) == made
    assert {name: sql for name, sql in _tables(database).items() if name.endswith("_fts")} == search


def test_the_migrated_schema_is_the_declared_one(database: Database) -> None:
    _migrated(database)
    with database.read() as connection:
        context = MigrationContext.configure(
            connection,
            opts={
                "include_object": lambda _o, name, kind, _r, _c: (
                    kind != "table" or ("_fts" not in name and name[:7] != "alembic")
                )
            },
        )
        assert compare_metadata(context, tables.metadata()) == []


def test_the_search_tables_are_the_declared_ones(database: Database) -> None:
    found = _tables(database)
    declared = {statement.split()[3]: statement for statement in tables.fts_statements()}
    assert {name: sql for name, sql in found.items() if name.endswith("_fts")} == declared


def test_a_schema_in_force_is_left_alone(database: Database) -> None:
    with database.write() as connection:
        assert not schema.upgrade(connection)


def test_down_and_up_again_gives_the_same_schema(base: Base, database: Database) -> None:
    with base.work(database) as work:
        work.create("patrols", patrol())
        work.create("persons", person())
    before = _shape(database)
    with database.write() as connection:
        command.downgrade(schema.config(connection), "base")
        assert schema.revision(connection) is None
    assert set(_tables(database)) == {"alembic_version"}
    with database.write() as connection:
        assert schema.upgrade(connection)
    assert _shape(database) == before


def test_extensions_written_as_a_number_are_counted_after_the_upgrade(base: Base, database: Database) -> None:
    with base.work(database) as work:
        who = str(work.create("persons", person()))
        for number in (None, 0, 2):
            work.create("custodies", custody(who, **({} if number is None else {"extensions": number})))
        work.create("tips", tip(extension_requested="2026-04-01T08:00:00+07:00", extended="2026-04-08T08:00:00+07:00"))
        work.create("tips", tip())
    names = "extensions_granted, extension_asked, extension_answered, extended_until"
    with database.write() as connection:
        tables_of = [f"SELECT {names} FROM {kind} ORDER BY id" for kind in ("custodies", "tips")]  # noqa: S608 - names of ours
        before = [direct(connection).execute(query).fetchall() for query in tables_of]
        command.downgrade(schema.config(connection), "0006")
        assert schema.upgrade(connection)
        assert [direct(connection).execute(query).fetchall() for query in tables_of] == before
        assert [row[0] for rows in before for row in rows] == [None, None, 2, 1, None]


def test_a_migration_that_breaks_off_leaves_nothing_behind(base: Base) -> None:
    ring = base.rings[0]
    database = Database(engine.open_engine(base.home / engine.FILE, ring.database[0]), ring)
    base.opened.append(database)

    def broken() -> None:
        with database.write() as connection:
            schema.upgrade(connection)
            raise ZeroDivisionError

    try:
        broken()
    except ZeroDivisionError:
        assert _tables(database) == {}
    with database.read() as connection:
        assert schema.revision(connection) is None
