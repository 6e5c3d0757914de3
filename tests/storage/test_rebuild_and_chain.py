"""The journal is the truth: tables are what it says, and whoever changes either is found out."""

from __future__ import annotations

import hashlib
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from borderpost.domain.errors import Cancelled
from borderpost.domain.ids import Version
from borderpost.domain.progress import Progress
from borderpost.journal.entry import NOTHING, Entry, encode
from borderpost.registers import KINDS
from borderpost.storage import chain, listing, rebuild, tables
from borderpost.storage.database import Database, direct
from tests.posts import case, patrol, person, reception
from tests.storage.conftest import Base, new_base

NAMES = ("Đặng Văn Đức", "Lò Thị Mỷ", "Giàng A Páo")
ACTS = st.lists(
    st.tuples(
        st.sampled_from(("patrol", "person", "reception", "case", "amend", "fork", "withdraw", "protect", "look", "as guard")),
        st.integers(0, 1000),
    ),
    min_size=1,
    max_size=14,
)


def _act(base: Base, database: Database, made: dict[str, list[Version]], act: str, number: int) -> None:
    def pick(kind: str) -> Version:
        return made[kind][number % len(made[kind])]

    with base.work(database) as work:
        if act == "patrol" or not made["patrols"]:
            made["patrols"].append(work.create("patrols", patrol(leader=NAMES[number % 3], border_guards=1 + number % 9)))
        elif act == "person" or not made["persons"]:
            made["persons"].append(work.create("persons", person(name=NAMES[number % 3])))
        elif act == "reception":
            work.create("receptions", reception([str(pick("persons"))]))
        elif act == "case":
            work.create("victim_cases", case(str(pick("persons"))))
        elif act == "amend":
            work.amend(
                pick("patrols"), {"leader": NAMES[number % 3], "markers": None if number % 2 else patrol()["markers"][:1]}
            )
            work.amend(pick("persons"), {"phone": str(number), "birth_year": 2010 if number % 2 else None})
        elif act == "fork":
            work.amend(pick("patrols"), {"leader": NAMES[number % 3]}, {"leader": (pick("patrols"),)})
        elif act == "withdraw":
            work.withdraw(pick("patrols"), "nhầm" if number % 3 else None)
        elif act == "protect":
            work.protect(pick("persons"), "victim")
        else:
            work.note("persons", pick("persons"), "look", {}, "xem")


def _dump(database: Database) -> dict[str, list[Any]]:
    parts = [*KINDS, *(child.name for child in tables.CHILDREN.values()), "links", "likeness"]
    with database.read() as connection:
        run = direct(connection).execute
        found = {part: sorted(run(f"SELECT * FROM {part}").fetchall()) for part in parts}  # noqa: S608 - declared names
        found["search"] = [listing.search_keys(connection, "patrols", name) for name in NAMES]
        found["search"] += [listing.search_keys(connection, "persons", name) for name in NAMES]
    return found


@settings(max_examples=25)
@given(ACTS)
def test_whatever_is_done_the_tables_are_what_the_journal_says(acts: list[tuple[str, int]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        base = new_base(Path(folder))
        database, guard = base.open(), base.open(1)
        made: dict[str, list[Version]] = {"patrols": [], "persons": []}
        try:
            for act, number in acts:
                base.clock.advance(seconds=1)
                if act == "as guard":
                    _act(base, guard, made, "patrol", number)
                else:
                    _act(base, database, made, act, number)
            before = _dump(database)
            with database.read() as connection:
                assert rebuild.differences(connection, database) == []
                assert chain.prove(connection).broken == ()
            with database.write() as connection:
                assert rebuild.search_faults(connection) == []
                rebuild.rebuild(connection, database)
            assert _dump(database) == before
            with database.write() as connection:
                assert rebuild.search_faults(connection) == []
        finally:
            for opened in base.opened:
                opened.engine.dispose()


@pytest.fixture
def full(base: Base, database: Database) -> Database:
    with base.work(database) as work:
        work.create("officers", {"uid": base.uids[0], "name": "Thái", "role": "commander", "signing_key": _public(base, 0)})
        one = work.create("persons", person())
        work.create("receptions", reception([str(one)]))
        work.create("patrols", patrol())
    return database


def _public(base: Base, who: int) -> bytes:
    return base.rings[who].user.signer.public


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("UPDATE patrols SET leader = 'Kẻ Khác'", [("patrols", "changed")]),
        ("UPDATE patrols SET tip = 0", [("patrols", "changed")]),
        ("DELETE FROM persons", [("persons", "missing")]),
        ("UPDATE patrols__markers SET state = 'intact'", [("patrols__markers", "changed")]),
        ("DELETE FROM patrols__markers", [("patrols__markers", "missing")]),
        ("INSERT INTO patrols__markers (record, position) VALUES (7, 0)", [("patrols__markers", "extra")]),
        ("UPDATE links SET target = target + 1", [("links", "changed")]),
        ("INSERT INTO links VALUES (5, 'x', 6)", [("links", "extra")]),
        ("DELETE FROM likeness", [("likeness", "missing")]),
        ("UPDATE likeness SET born = 0", [("likeness", "changed")]),
        ("INSERT INTO likeness VALUES (1, 2, 3)", [("likeness", "extra")]),
        (
            "INSERT INTO periods (id, tip, entries, conflicts, withdrawn, author) VALUES (9, 0, 1, 0, 0, '')",
            [("periods", "extra")],
        ),
        (
            "INSERT INTO periods (id, tip, entries, conflicts, withdrawn, author) SELECT id, 0, 1, 0, 0, '' FROM patrols",
            [("periods", "extra")],
        ),
    ],
)
def test_a_table_somebody_changed_differs_and_is_mended(
    full: Database, statement: str, expected: list[tuple[str, str]]
) -> None:
    before = _dump(full)
    with full.write() as connection:
        direct(connection).execute(statement)
    with full.read() as connection:
        assert [(found.part, found.what) for found in rebuild.differences(connection, full)] == expected
    with full.write() as connection:
        assert rebuild.rebuild(connection, full) == 4
    assert _dump(full) == before


def test_a_search_index_that_lost_words_is_found_and_mended(full: Database) -> None:
    with full.write() as connection:
        assert rebuild.search_faults(connection) == []
        direct(connection).execute("INSERT INTO patrols_fts (patrols_fts) VALUES ('delete-all')")
    with full.write() as connection:
        assert rebuild.search_faults(connection) == ["patrols"]
        rebuild.rebuild(connection, full)
        assert rebuild.search_faults(connection) == []


def test_after_very_many_differences_the_rest_is_not_looked_at(base: Base, database: Database) -> None:
    with base.work(database) as work:
        for _ in range(rebuild.MOST + 5):
            work.create("patrols", patrol(markers=[]))
    with database.write() as connection:
        direct(connection).execute("DELETE FROM patrols")
    with database.read() as connection:
        assert len(rebuild.differences(connection, database)) == rebuild.MOST


def test_a_rebuild_stopped_half_way_changed_nothing(full: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rebuild, "_STEP", 1)
    monkeypatch.setattr(chain, "_STEP", 1)
    before, steps = _dump(full), list[tuple[int, int]]()
    progress = Progress(lambda done, total: steps.append((done, total)))
    with full.read() as connection:
        rebuild.differences(connection, full, progress)
        chain.prove(connection, progress)
    assert steps == [(1, 4), (2, 4), (3, 4), (4, 4)] * 2
    progress.cancel()
    with pytest.raises(Cancelled), full.write() as connection:
        rebuild.rebuild(connection, full, progress)
    assert _dump(full) == before


def test_changes_that_came_before_their_record_and_unknown_kinds_are_kept_and_not_shown(full: Database) -> None:
    feed = "00112233445566aa"
    early = Entry(feed, 2, NOTHING, 1, "u1", "patrols", Version(feed, 1), "amend", {"leader": "X"})
    strange = Entry(feed, 3, NOTHING, 1, "u1", "balloons", Version(feed, 3), "create", {"colour": "red"})
    with full.write() as connection:
        for entry in (early, strange):
            assert entry.record is not None
            row = (full.key(connection, entry.version), full.key(connection, entry.record), b"", encode(entry))
            direct(connection).execute("INSERT INTO journal (id, record, hash, body) VALUES (?, ?, ?, ?)", row)
    with full.write() as connection:
        assert rebuild.rebuild(connection, full) == 4
        assert rebuild.differences(connection, full) == []


STRANGE: dict[str, dict[str, Any]] = {
    "patrols": {
        "started": 12,
        "border_guards": "viele",
        "police": 1 << 70,
        "legs": "x",
        "markers": [7, {"marker": "LA:511", "state": 5}],
    },
    "receptions": {"received": "gestern", "people": [{"person": "not a name"}, 3]},
    "victim_cases": {"person": 5, "received": None, "support": {"a": 1}},
    "persons": {"identity": b"never sealed", "birth_year": [1], "number": "NG"},
}


def test_values_of_another_program_leave_their_cells_empty_and_the_rest_stands(full: Database) -> None:
    feed = "00112233445566aa"
    with full.write() as connection:
        for seq, (kind, fields) in enumerate(STRANGE.items(), 1):
            record = Version(feed, seq)
            body = encode(Entry(feed, seq, NOTHING, 1, "u1", kind, record, "create", fields))
            key = full.key(connection, record)
            direct(connection).execute("INSERT INTO journal (id, record, hash, body) VALUES (?, ?, x'', ?)", (key, key, body))
        assert rebuild.rebuild(connection, full) == 8
        assert rebuild.differences(connection, full) == []
        run, high = direct(connection).execute, full.key(connection, Version(feed, 1)) - 1
        assert run("SELECT started, border_guards, distance FROM patrols WHERE id > ?", (high,)).fetchall() == [
            (None, None, None)
        ]
        assert run("SELECT marker FROM patrols__markers WHERE record > ?", (high,)).fetchall() == [("LA:511",)]
        assert run("SELECT count(*) FROM links WHERE source > ?", (high,)).fetchone() == (0,)
        assert run("SELECT name FROM persons WHERE id > ?", (high,)).fetchall() == [(None,)]


def test_the_whole_chain_is_proven(full: Database, base: Base) -> None:
    with full.read() as connection:
        assert chain.prove(connection) == chain.Proof(4, 1, (), ())
        assert chain.signing_keys(connection) == {base.uids[0]: frozenset({_public(base, 0)})}


@pytest.mark.parametrize(
    ("statement", "broken", "unproven"),
    [
        ("UPDATE journal SET body = body || x'00' WHERE id & 255 = 2", [(2, "changed")], []),
        ("UPDATE journal SET body = x'00', hash = x'6e34' WHERE id & 255 = 2", [(2, "changed"), (3, "order")], []),
        ("UPDATE journal SET record = 0 WHERE id & 255 = 3", [(3, "changed")], []),
        ("UPDATE journal SET record = record + 1 WHERE id & 255 = 3", [(3, "changed")], []),
        ("DELETE FROM journal WHERE id & 255 = 2", [(3, "order")], []),
        ("DELETE FROM journal WHERE id & 255 = 4", [(4, "head")], [(3, "unsigned")]),
        ("DELETE FROM feeds", [(1, "changed"), (2, "changed"), (3, "changed"), (4, "changed")], []),
        ("UPDATE journal SET signature = NULL", [], [(4, "unsigned")]),
        ("UPDATE journal SET signature = zeroblob(64) WHERE signature IS NOT NULL", [], [(4, "signature")]),
        ("UPDATE journal SET signature = zeroblob(64) WHERE id & 255 = 2", [], [(2, "signature")]),
    ],
)
def test_a_changed_journal_proves_nothing(
    full: Database, statement: str, broken: list[tuple[int, str]], unproven: list[tuple[int, str]]
) -> None:
    with full.write() as connection:
        direct(connection).execute(statement)
    with full.read() as connection:
        proof = chain.prove(connection)
    assert [(found.seq, found.what) for found in proof.broken] == broken
    assert [(found.seq, found.what) for found in proof.unproven] == unproven


def test_bytes_that_hash_well_and_are_no_entry_prove_nothing(full: Database) -> None:
    with full.write() as connection:
        body = b"\x00"
        direct(connection).execute(
            "UPDATE journal SET body = ?, hash = ? WHERE id & 255 = 1", (body, hashlib.sha256(body).digest())
        )
    with full.read() as connection:
        proof = chain.prove(connection)
    assert [(found.seq, found.what) for found in proof.broken] == [(1, "changed"), (2, "order")]
    assert [(found.seq, found.what) for found in proof.unproven] == [(4, "signature")]  # the officer's key was in that entry


def test_nobody_can_sign_for_another_or_leave_a_stretch_unsigned(base: Base, full: Database) -> None:
    guard = base.open(1)
    with base.work(guard) as work:
        work.create("patrols", patrol())
    with full.read() as connection:
        assert [(found.seq, found.what) for found in chain.prove(connection).unproven] == [(5, "signature")]
    with base.work(full) as work:
        officer = work.create("officers", {"uid": base.uids[1], "name": "Páo", "role": "guard"})
        work.amend(officer, {"signing_key": _public(base, 1)})
    with full.write() as connection:
        assert chain.prove(connection).unproven == ()
        direct(connection).execute("UPDATE journal SET signature = NULL WHERE id & 255 = 5")
        assert [(found.seq, found.what) for found in chain.prove(connection).unproven] == [(5, "unsigned")]
