"""Sealed groups and drafts: whoever holds the key reads them, nobody else, and erasing the key erases the identity."""

from __future__ import annotations

from datetime import timedelta

import pytest

from borderpost.domain.ids import Version
from borderpost.keys.identity import NotGranted
from borderpost.storage import chain, drafts, listing, rebuild
from borderpost.storage.database import Database, direct, driver_of
from borderpost.storage.unit_of_work import Work
from borderpost.storage.vault import Vault
from tests.posts import person
from tests.storage.conftest import Base

NAME = "Sùng Thị Mỷ"


def _identity(base: Base, database: Database, record: Version) -> dict[str, object]:
    with base.work(database) as work:
        return _open(work, database, record)


def _open(work: Work, database: Database, record: Version) -> dict[str, object]:
    state = work.state(record)
    key = database.key(work.connection, record)
    return work.vault.open(work.connection, key, "persons", "identity", record, state.heads["identity"][0].value)


def _shown(database: Database) -> tuple[object, ...]:
    with database.read() as connection:
        found: tuple[object, ...] = direct(connection).execute("SELECT name, nfold FROM persons").fetchone()
        return found


def test_an_identity_of_the_post_is_read_by_all_and_found_by_name(base: Base, database: Database) -> None:
    guard = base.open(1)
    with base.work(guard) as work:
        record = work.create("persons", person(phone="0912345678"))
    for opened in (database, guard):
        assert _identity(base, opened, record) == {"name": NAME, "birth": "2010", "phone": "0912345678"}
        with opened.read() as connection:
            assert len(listing.search_keys(connection, "persons", "sung thi my")) == 1
            assert len(listing.search_keys(connection, "persons", "0912345")) == 1


def test_a_change_of_one_sealed_value_keeps_the_others_and_the_key(base: Base, database: Database) -> None:
    with base.work(database) as work:
        record = work.create("persons", person(phone="0912345678"))
    with base.work(database) as work:
        work.amend(record, {"phone": None, "name": "Sùng Thị Hoa"})
    assert _identity(base, database, record) == {"name": "Sùng Thị Hoa", "birth": "2010"}
    with database.read() as connection:
        assert direct(connection).execute("SELECT count(*) FROM record_keys").fetchone() == (1,)


def test_an_identity_added_later_is_sealed_too(base: Base, database: Database) -> None:
    with base.work(database) as work:
        record = work.create("persons", {"pseudonym": "NN-001"})
    with database.read() as connection:
        key = database.key(connection, record)
        assert Vault(base.rings[0]).compartment(connection, key, "identity") is None
        with pytest.raises(NotGranted):
            Vault(base.rings[0]).open(connection, key, "persons", "identity", record, b"")
    with base.work(database) as work:
        work.amend(record, {"name": NAME})
    assert _identity(base, database, record) == {"name": NAME}


def test_a_guard_writes_a_victim_and_cannot_read_it_back(base: Base) -> None:
    guard, officer = base.open(1), base.open(2)
    with base.work(guard) as work:
        record = work.create("persons", person(), "victim")
    with pytest.raises(NotGranted):
        _identity(base, guard, record)
    assert _identity(base, officer, record) == {"name": NAME, "birth": "2010"}
    assert _shown(guard) == (None, "ng-26-0001")
    with pytest.raises(NotGranted), base.work(guard) as work:
        work.amend(record, {"phone": "1"})


def test_protecting_moves_the_key_and_clears_every_copy(base: Base, database: Database) -> None:
    guard = base.open(1)
    with base.work(database) as work:
        record = work.create("persons", person())
    assert _shown(database)[0] == NAME
    with base.work(database) as work:
        assert work.protect(record, "victim", "nghi là nạn nhân").compartment == "victim"
        assert work.protect(record, "victim").entries == 2
    assert _shown(database) == (None, "ng-26-0001")
    with database.read() as connection:
        assert listing.search_keys(connection, "persons", "sung") == []
        key = database.key(connection, record)
        assert work.vault.compartment(connection, key, "identity") == "victim"
        assert rebuild.differences(connection, database) == []
    assert _identity(base, database, record)["name"] == NAME
    with pytest.raises(NotGranted):
        _identity(base, guard, record)
    with guard.read() as connection:
        assert rebuild.differences(connection, guard) == []
    with pytest.raises(NotGranted), base.work(guard) as work:
        work.protect(record, "post")


def test_moving_where_it_is_or_nothing_to_move_changes_nothing(base: Base, database: Database) -> None:
    with base.work(database) as work:
        record = work.create("persons", person())
        key = database.key(work.connection, record)
        before = direct(work.connection).execute("SELECT * FROM record_keys").fetchall()
        work.vault.move(work.connection, key, "identity", record, "post")
        work.vault.move(work.connection, key, "papers", record, "victim")
        assert direct(work.connection).execute("SELECT * FROM record_keys").fetchall() == before


def test_erasing_the_key_erases_the_identity_and_leaves_the_chain_whole(base: Base, database: Database) -> None:
    with base.work(database) as work:
        record = work.create("persons", person())
    with database.write() as connection:
        Vault(base.rings[0]).erase(connection, database.key(connection, record))
        rebuild.rebuild(connection, database)
    with pytest.raises(NotGranted):
        _identity(base, database, record)
    assert _shown(database)[0] is None
    with database.read() as connection:
        proof = chain.prove(connection)
        assert (proof.entries, proof.broken) == (1, ())


def test_a_cleared_identity_shows_nothing(base: Base, database: Database) -> None:
    with base.work(database) as work:
        record = work.create("persons", person())
        work.amend(record, {"name": None, "birth": None})
    assert _identity(base, database, record) == {}
    assert _shown(database) == (None, "ng-26-0001")


def test_a_draft_is_read_by_its_writer_alone(base: Base, database: Database) -> None:
    guard, now = base.open(1), base.clock.now()
    with guard.write() as connection:
        drafts.keep(connection, guard, "a", "patrols", {"leader": "nháp 1"}, now)
        drafts.keep(connection, guard, "a", "patrols", {"leader": "nháp 2"}, now + timedelta(seconds=2))
        drafts.keep(connection, guard, "b", "persons", {"name": NAME}, now)
    with guard.read() as connection:
        found = drafts.all_of_user(connection, guard)
        assert drafts.count(connection) == 2
    assert [(draft.key, draft.kind, draft.content) for draft in found] == [
        ("a", "patrols", {"leader": "nháp 2"}),
        ("b", "persons", {"name": NAME}),
    ]
    assert found[0].saved == now + timedelta(seconds=2)
    with database.write() as connection:
        assert drafts.all_of_user(connection, database) == []
        drafts.discard(connection, database, "a")
        assert drafts.count(connection) == 2
    with guard.write() as connection:
        drafts.discard(connection, guard, "a")
        assert [draft.key for draft in drafts.all_of_user(connection, guard)] == ["b"]


def test_a_draft_sealed_under_lost_keys_is_passed_over(base: Base, database: Database) -> None:
    with database.write() as connection:
        drafts.keep(connection, database, "a", "patrols", {}, base.clock.now())
        direct(connection).execute("UPDATE drafts SET body = zeroblob(60)")
        assert drafts.all_of_user(connection, database) == []


MARK = "Quàng Thị Dấu Vết 7731"


def test_no_word_of_it_lies_open_in_any_file(base: Base, database: Database, capfd: pytest.CaptureFixture[str]) -> None:
    import tempfile
    from pathlib import Path

    temporary = Path(tempfile.gettempdir())
    before = set(temporary.iterdir())
    wanted = [MARK.encode(), MARK.encode("utf-16-le"), b"quang thi dau vet", b"7731"]

    def look() -> None:
        fresh = [path for path in temporary.iterdir() if path not in before and path.is_file()]
        for path in [*base.home.iterdir(), *fresh]:
            data = path.read_bytes()
            assert not any(mark in data for mark in wanted), path

    with database.read() as connection:
        direct(connection).execute("PRAGMA cache_size = -200")
    for _ in range(30):
        with base.work(database) as work:
            work.create("persons", person(name=MARK, note=MARK * 20))
            work.create("patrols", {"kind": "point", "border": "la", "leader": MARK, "result": MARK * 50})
            drafts.keep(work.connection, database, "d", "persons", {"name": MARK}, base.clock.now())
            look()
    with database.read() as connection:
        assert len(listing.search_keys(connection, "persons", MARK)) == 30
        run = direct(connection).execute
        run("CREATE TEMP TABLE t AS SELECT * FROM patrols").fetchall()
        run("SELECT * FROM patrols, t ORDER BY patrols.result, t.leader DESC").fetchmany(5)
        look()
    with database.read() as connection:
        driver_of(connection).execute("VACUUM")
        look()
    look()
    said = capfd.readouterr()
    assert MARK not in said.out + said.err
    assert "7731" not in repr(database) + repr(base.rings[0]) + repr(database.engine)


def test_no_key_lies_in_the_text_of_anything(base: Base, database: Database) -> None:
    key = bytes(base.rings[0].database[0]).hex()
    with pytest.raises(Exception, match="nowhere") as found, database.read() as connection:
        connection.exec_driver_sql("SELECT 1 FROM nowhere")
    assert key not in repr(database.engine) + str(database.engine.url) + repr(found.value) + repr(base.rings[0])
