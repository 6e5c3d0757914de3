"""Opening: only an encrypted database of this post and of a known program; two writers wait for each other."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import pytest
import sqlcipher3
from sqlalchemy import exc

from borderpost.domain.errors import EnvironmentFault
from borderpost.domain.files import DiskFull
from borderpost.storage import ballast, chain, engine, integrity, rebuild, schema
from borderpost.storage.database import Database, direct
from tests import posts
from tests.posts import patrol
from tests.storage.conftest import Base

ROOT = Path(__file__).resolve().parents[2]


def test_a_plain_database_is_refused_and_left_as_it_is(base: Base) -> None:
    path = base.home / engine.FILE
    with sqlite3.connect(path) as plain:
        plain.execute("CREATE TABLE victims (name TEXT)")
    plain.close()
    before = path.read_bytes()
    with pytest.raises(engine.PlainDatabase):
        base.open()
    assert path.read_bytes() == before


def test_another_key_opens_nothing_and_says_so(base: Base, database: Database) -> None:
    database.engine.dispose()
    path = base.home / engine.FILE
    assert engine.key_opens(path, base.rings[0].database[0])
    assert not engine.key_opens(path, bytearray(32))
    with pytest.raises(engine.WrongKey), engine.open_engine(path, bytearray(32)).connect():
        pass


def test_a_changed_key_is_the_only_one_that_opens(base: Base, database: Database) -> None:
    with base.work(database) as work:
        work.create("patrols", patrol())
    database.engine.dispose()
    path, new = base.home / engine.FILE, bytearray(range(32))
    engine.change_key(path, base.rings[0].database[0], new)
    assert not engine.key_opens(path, base.rings[0].database[0])
    opened = Database(engine.open_engine(path, new), base.rings[0])
    with opened.read() as connection:
        assert chain.prove(connection).entries == 1
    opened.engine.dispose()


def test_what_cannot_be_read_is_the_machines_fault(tmp_path: Path) -> None:
    (tmp_path / "post.bpdb").mkdir()
    with pytest.raises(EnvironmentFault):
        engine.open_engine(tmp_path / "post.bpdb", bytearray(32))
    with pytest.raises(EnvironmentFault), engine.open_engine(tmp_path / "no" / "post.bpdb", bytearray(32)).connect():
        pass


def test_the_settings_that_keep_data_and_secrets_are_in_force(database: Database) -> None:
    wanted = {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "temp_store": 2,
        "trusted_schema": 0,
        "cell_size_check": 1,
        "secure_delete": 1,
        "cipher_memory_security": "1",
        "page_size": "4096",
        "cache_size": -engine.CACHE_KIB,
    }
    with database.read() as connection:
        assert {name: direct(connection).execute(f"PRAGMA {name}").fetchone()[0] for name in wanted} == wanted


def test_a_database_of_a_newer_program_is_refused_and_left_as_it_is(base: Base, database: Database) -> None:
    for revision in ("9999", "0000x"):
        with database.write() as connection:
            connection.exec_driver_sql("UPDATE alembic_version SET version_num = ?", (revision,))
        with pytest.raises(schema.NewerDatabase):
            base.open()
        with database.read() as connection:
            assert schema.revision(connection) == revision


@pytest.mark.parametrize(
    ("reason", "fault"),
    [
        ("database or disk is full", DiskFull),
        ("database is locked", EnvironmentFault),
        ("disk I/O error", EnvironmentFault),
        ("attempt to write a readonly database", EnvironmentFault),
        ("database disk image is malformed", EnvironmentFault),
    ],
)
@pytest.mark.parametrize("wrapped", [True, False])
def test_what_the_disk_does_becomes_a_sentence(
    database: Database, reason: str, fault: type[EnvironmentFault], wrapped: bool
) -> None:
    error: Exception = sqlcipher3.dbapi2.OperationalError(reason)
    if wrapped:
        error = exc.OperationalError("INSERT", {}, error)

    def write() -> None:
        with database.write():
            raise error

    with pytest.raises(EnvironmentFault) as found:
        write()
    assert type(found.value) is fault


def test_a_fault_of_the_program_stays_one(database: Database) -> None:
    with pytest.raises(exc.IntegrityError), database.write() as connection:
        connection.exec_driver_sql("INSERT INTO settings (name, value) VALUES ('x', NULL)")
    with pytest.raises(sqlcipher3.dbapi2.OperationalError), database.read() as connection:
        direct(connection).execute("SELECT nothing FROM nowhere")


def test_a_full_disk_frees_the_ballast_and_the_next_save_has_room(base: Base, database: Database) -> None:
    assert ballast.keep(base.home, 1 << 20)
    assert ballast.keep(base.home, 1 << 20)
    assert (base.home / ballast.FILE).stat().st_size == 1 << 20
    with database.read() as connection:
        run = direct(connection).execute
        run(f"PRAGMA max_page_count = {run('PRAGMA page_count').fetchone()[0]}")

    def save(size: int) -> None:
        with base.work(database) as work:
            work.create("patrols", patrol(result="x" * size))

    with pytest.raises(DiskFull):
        save(200_000)
    assert not (base.home / ballast.FILE).exists()
    assert not ballast.release(base.home)
    with database.read() as connection:
        direct(connection).execute("PRAGMA max_page_count = 1000000")
    save(200_000)
    with database.read() as connection:
        assert chain.prove(connection).entries == 1
        assert rebuild.differences(connection, database) == []


def test_ballast_takes_no_room_that_is_not_there(tmp_path: Path) -> None:
    assert not ballast.keep(tmp_path, 1 << 62)
    assert not ballast.keep(tmp_path / "nowhere")
    assert list(tmp_path.iterdir()) == []


def test_half_written_ballast_is_taken_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_what: int) -> None:
        raise OSError(28, "full")

    monkeypatch.setattr("os.posix_fallocate", full)
    assert not ballast.keep(tmp_path, 1 << 20)
    assert list(tmp_path.iterdir()) == []


def test_readers_see_one_moment_while_somebody_writes(base: Base, database: Database) -> None:
    with base.work(database) as work:
        work.create("patrols", patrol())
    with database.read() as connection:
        run = direct(connection).execute
        assert run("SELECT count(*) FROM patrols").fetchone() == (1,)
        with base.work(base.open()) as work:
            work.create("patrols", patrol())
        assert run("SELECT count(*) FROM patrols").fetchone() == (1,)
    with database.read() as connection:
        assert direct(connection).execute("SELECT count(*) FROM patrols").fetchone() == (2,)


def test_threads_writing_at_once_wait_for_each_other(base: Base, database: Database) -> None:
    def save() -> None:
        for _ in range(20):
            with base.work(database) as work:
                work.create("patrols", patrol())

    threads = [threading.Thread(target=save) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    with database.read() as connection:
        proof = chain.prove(connection)
        numbers = direct(connection).execute("SELECT count(DISTINCT number) FROM patrols").fetchone()
    assert (proof.entries, proof.broken, numbers) == (60, (), (60,))


WRITER = """
import sys
from pathlib import Path
from tests import posts
from borderpost import bootstrap
post = bootstrap.unlock(Path(sys.argv[1]), sys.argv[2], posts.PASSPHRASES["guard"])
print("ready", flush=True)
sys.stdin.readline()
for _ in range(30):
    with post.session.work() as work:
        work.create("patrols", posts.patrol())
post.session.close()
"""


def test_two_programs_writing_at_once_lose_nothing(tmp_path: Path) -> None:
    place = posts.make(tmp_path / "post")
    command = [sys.executable, "-c", WRITER, str(place.home), place.uids["guard"]]
    started = []
    for _ in range(2):
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT)
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        started.append(process)
    for process in started:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    for process in started:
        process.communicate(timeout=60)
    assert [process.returncode for process in started] == [0, 0]
    with place.as_("commander") as post, post.session.read() as connection:
        numbers = direct(connection).execute("SELECT count(DISTINCT number), count(*) FROM patrols").fetchone()
        proof = chain.prove(connection)
        assert rebuild.differences(connection, post.session.database) == []
    assert numbers == (60, 60)
    assert proof.broken == ()
    assert proof.unproven == ()


def test_damaged_pages_are_found(base: Base, database: Database) -> None:
    with base.work(database) as work:
        for _ in range(50):
            work.create("patrols", patrol())
    assert integrity.faults(database.engine) == []
    path = base.home / engine.FILE
    data = bytearray(path.read_bytes())
    data[4096 * 7 + 99] ^= 1
    database.engine.dispose()
    path.write_bytes(data)
    assert integrity.faults(database.engine) != []


def test_a_database_whose_first_page_is_damaged_is_named_as_such(base: Base, database: Database) -> None:
    with database.read() as connection:
        direct(connection).execute("SELECT 1 FROM feeds")
    database.engine.dispose()
    path = base.home / engine.FILE
    path.write_bytes(b"\xff" * path.stat().st_size)
    with pytest.raises(engine.WrongKey):
        integrity.faults(database.engine)


def test_closing_drops_connections_and_keys(base: Base, database: Database) -> None:
    key = base.rings[0].database[0]
    database.close()
    assert bytes(key) == bytes(32)
