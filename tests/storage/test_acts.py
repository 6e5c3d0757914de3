"""One act is one transaction: everything in it is there, signed, or nothing is."""

from __future__ import annotations

import pytest

from borderpost.domain.ids import Version
from borderpost.journal.entry import decode
from borderpost.keys.identity import verify
from borderpost.storage import chain, listing, rebuild
from borderpost.storage.database import Database, direct, get_setting, next_number, put_setting
from borderpost.storage.unit_of_work import RecordMissing, entries_of
from tests.posts import patrol, person, reception
from tests.storage.conftest import Base


def _count(database: Database, table: str) -> int:
    with database.read() as connection:
        return int(direct(connection).execute(f"SELECT count(*) FROM {table}").fetchone()[0])  # noqa: S608 - test tables


def _values(base: Base, database: Database, record: Version) -> dict[str, object]:
    with base.work(database) as work:
        return work.state(record).values


def test_a_save_is_one_signed_entry_and_its_rows(base: Base, database: Database) -> None:
    with base.work(database) as work:
        record = work.create("patrols", patrol())
    assert work.kinds == {"patrols"}
    assert work.records == [record]
    with database.read() as connection:
        row = direct(connection).execute("SELECT id, record, hash, body, signature FROM journal").fetchone()
        feed = database.feed(connection, database.own_feed)
        key = database.key(connection, record)
        assert database.version(connection, key) == record
        markers = direct(connection).execute("SELECT marker, state FROM patrols__markers ORDER BY position").fetchall()
        number = direct(connection).execute("SELECT number, distance, markers_damaged FROM patrols").fetchone()
    assert row[0] == row[1] == key
    assert (feed.seq, feed.hash) == (1, row[2])
    assert verify(base.rings[0].user.signer.public, row[4], row[2])
    assert markers == [("LA:511", "intact"), ("LA:512", "damaged")]
    assert number == ("TT-26-0001", 12_340, 1)


def test_numbers_run_by_year_and_name_a_second_machine(base: Base, database: Database) -> None:
    with base.work(database) as work:
        work.create("patrols", patrol())
        work.create("patrols", patrol(started="2027-01-02T08:00:00+07:00"))
        work.create("persons", person())
    with database.write() as connection:
        direct(connection).execute("INSERT INTO counters VALUES ('machine', 2)")
    with base.work(database) as work:
        work.create("patrols", patrol())
    with database.read() as connection:
        numbers = [row[0] for row in direct(connection).execute("SELECT number FROM patrols ORDER BY id")]
        assert direct(connection).execute("SELECT number FROM persons").fetchone() == ("NG-26-0001",)
    assert numbers == ["TT-26-0001", "TT-27-0001", "TT-26-2-0002"]


def test_an_exception_inside_undoes_everything(base: Base, database: Database) -> None:
    with base.work(database) as work:
        record = work.create("patrols", patrol())

    def broken() -> None:
        with base.work(database) as work:
            work.create("patrols", patrol())
            work.create("persons", person())
            work.amend(record, {"leader": "Lò Văn Pản"})
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        broken()
    assert [_count(database, table) for table in ("journal", "patrols", "persons", "record_keys", "patrols__markers")] == [
        1,
        1,
        0,
        0,
        2,
    ]
    with base.work(database) as work:
        assert work.state(record).values["leader"] == "Đặng Văn Phúc"
        assert work.create("patrols", patrol()).seq == 2
    with database.read() as connection:
        assert chain.prove(connection).entries == 2


def test_a_number_given_to_a_feed_in_an_undone_act_is_forgotten(base: Base, database: Database) -> None:
    def broken() -> None:
        with database.write() as connection:
            database.number(connection, "0123456789abcdef")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        broken()
    with database.read() as connection:
        assert database.known_key(connection, Version("0123456789abcdef", 1)) is None


def test_a_transaction_of_many_acts_is_signed_once_at_its_end(base: Base, database: Database) -> None:
    with base.work(database) as work:
        first = work.create("patrols", patrol())
        work.create("patrols", patrol())
        work.amend(first, {"result": "Không có gì lạ"})
    with database.read() as connection:
        signed = [bool(row[0]) for row in direct(connection).execute("SELECT signature FROM journal ORDER BY id")]
        proof = chain.prove(connection)
    assert signed == [False, False, True]
    assert (proof.entries, proof.signatures) == (3, 1)


def test_an_act_without_entries_writes_nothing(base: Base, database: Database) -> None:
    with base.work(database) as work:
        pass
    assert work.records == []
    assert _count(database, "journal") == 0


def test_a_change_keeps_what_it_does_not_name_and_clears_what_it_sets_to_none(base: Base, database: Database) -> None:
    with base.work(database) as work:
        record = work.create("patrols", patrol())
    with base.work(database) as work:
        work.amend(record, {"leader": "Lò Văn Pản", "ended": None, "markers": [{"marker": "LA:513", "state": "lost"}]})
        assert work.amend(record, {}).values["leader"] == "Lò Văn Pản"
    values = _values(base, database, record)
    assert "ended" not in values
    assert values["border_guards"] == 5
    with database.read() as connection:
        run = direct(connection).execute
        assert run("SELECT leader, ended, entries, tip & 1099511627775 FROM patrols").fetchone() == ("Lò Văn Pản", None, 2, 2)
        assert run("SELECT marker FROM patrols__markers").fetchall() == [("LA:513",)]
        assert listing.search_keys(connection, "patrols", "dang van phuc") == []
        assert len(listing.search_keys(connection, "patrols", "lo van pan")) == 1


def test_two_changes_from_the_same_view_both_stand(base: Base, database: Database) -> None:
    with base.work(database) as work:
        record = work.create("patrols", patrol())
    seen = {"leader": (record,)}
    for name in ("Lò Văn Pản", "Giàng A Páo"):
        base.clock.advance(minutes=1)
        with base.work(database) as work:
            state = work.amend(record, {"leader": name}, seen)
    assert state.conflicts == ("leader",)
    assert state.values["leader"] == "Giàng A Páo"
    with database.read() as connection:
        assert direct(connection).execute("SELECT conflicts FROM patrols").fetchone() == (1,)
    with base.work(database) as work:
        heads = tuple(head.version for head in work.state(record).heads["leader"])
        assert work.amend(record, {"leader": "Lò Văn Pản"}, {"leader": heads}, action="resolve").conflicts == ()


def test_a_withdrawn_record_leaves_the_list_and_can_be_taken_back(base: Base, database: Database) -> None:
    with base.work(database) as work:
        record = work.create("patrols", patrol())
        assert work.withdraw(record, "ghi trùng").withdrawn == "ghi trùng"
    with database.read() as connection:
        assert list(listing.keys(connection, "patrols", listing.Listing())) == []
        assert len(listing.keys(connection, "patrols", listing.Listing(withdrawn=True))) == 1
    with base.work(database) as work:
        assert work.withdraw(record, None).withdrawn is None
    with database.read() as connection:
        assert len(listing.keys(connection, "patrols", listing.Listing())) == 1


def test_links_between_records_are_kept_and_follow_changes(base: Base, database: Database) -> None:
    with base.work(database) as work:
        one, other = work.create("persons", person()), work.create("persons", person(name="Vừ A Dơ"))
        event = work.create("receptions", reception([str(one), str(one)]))
    with database.read() as connection:
        keys = [database.key(connection, version) for version in (event, one, other)]
        found = direct(connection).execute("SELECT source, path, target FROM links").fetchall()
    assert found == [(keys[0], "people.person", keys[1])]
    with base.work(database) as work:
        work.amend(event, {"people": [{"person": str(other), "category": "in_identification"}]})
    with database.read() as connection:
        assert direct(connection).execute("SELECT target FROM links").fetchall() == [(keys[2],)]


def test_a_look_is_written_beside_the_record_and_changes_nothing(base: Base, database: Database) -> None:
    with base.work(database) as work:
        record = work.create("persons", person())
    before = _values(base, database, record)
    with base.work(database) as work:
        work.note("persons", record, "look", {"groups": ["identity"]}, "đối chiếu giấy tờ")
        work.note("settings", None, "export", {"bundle": "x"})
    assert _values(base, database, record) == before
    with database.read() as connection:
        key = database.key(connection, record)
        assert [entry.action for entry in entries_of(connection, key)] == ["create", "look"]
        last = direct(connection).execute("SELECT record, body FROM journal ORDER BY id DESC LIMIT 1").fetchone()
        assert last[0] == 0
        assert decode(last[1]).action == "export"
        assert rebuild.differences(connection, database) == []


def test_a_record_that_is_not_here_is_said_to_be_missing(base: Base, database: Database) -> None:
    with base.work(database) as work:
        with pytest.raises(RecordMissing):
            work.state(Version(database.own_feed, 99))
        with pytest.raises(RecordMissing):
            work.state(Version("0123456789abcdef", 1))


def test_an_act_signed_after_its_entries_were_read_back_is_signed_all_the_same(base: Base, database: Database) -> None:
    with base.work(database) as work:
        record = work.create("patrols", patrol())
        work.state(record)
    with database.read() as connection:
        assert direct(connection).execute("SELECT count(*) FROM journal WHERE signature IS NOT NULL").fetchone() == (1,)


def test_settings_and_counters(database: Database) -> None:
    with database.write() as connection:
        assert get_setting(connection, "x") is None
        put_setting(connection, "x", {"a": [1, "đ", None, b"\0"]})
        put_setting(connection, "x", {"a": [2]})
        assert get_setting(connection, "x") == {"a": [2]}
        assert [next_number(connection, name) for name in ("a", "b", "a", "a")] == [1, 1, 2, 3]


def test_a_new_feed_takes_the_numbering_over_and_forgets_the_old_ones_tips(base: Base, database: Database) -> None:
    with base.work(database) as work:
        record = work.create("patrols", patrol())
    old = database.own_feed
    with database.write() as connection:
        database.start_feed(connection, "Máy 1 mới")
    with base.work(database) as work:
        work.create("patrols", patrol())
    with database.read() as connection:
        feeds = {feed.name: feed for feed in database.feeds(connection)}
        assert [(feeds[old].own, feeds[old].seq), (feeds[database.own_feed].own, feeds[database.own_feed].seq)] == [
            (False, 1),
            (True, 1),
        ]
        assert feeds[database.own_feed].machine == "Máy 1 mới"
        key = database.key(connection, record)
        assert direct(connection).execute("SELECT tip FROM patrols WHERE id = ?", (key,)).fetchone() == (0,)
        assert rebuild.differences(connection, database) == []
    again = base.open()
    assert again.own_feed == database.own_feed
