"""The journal: exact bytes, refused rubbish, and records that are the same whatever order their entries came in."""

from __future__ import annotations

import contextlib
import hashlib
import itertools
import os
import random
from dataclasses import replace
from typing import Any

import cbor2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from borderpost.domain.ids import Version
from borderpost.journal.entry import (
    NOTHING,
    Entry,
    MalformedEntry,
    StoredEntry,
    decode,
    encode,
    with_prev,
    without_prev,
)
from borderpost.journal.heads import COMPARTMENT, WITHDRAWN, bases_of, project

FEEDS = ("a" * 16, "b" * 16, "c" * 16)
SCHEDULES = 20_000 if os.environ.get("BORDERPOST_LONG") else 300
_plain = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**60), 2**60) | st.text(max_size=30) | st.binary(max_size=30),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner, max_size=4),
    max_leaves=10,
)
_versions = st.builds(Version, st.sampled_from(FEEDS), st.integers(1, 2**39))


@given(
    st.builds(
        Entry,
        feed=st.sampled_from(FEEDS),
        seq=st.integers(1, 2**39),
        prev=st.binary(min_size=32, max_size=32),
        clock=st.integers(0, 2**62),
        actor=st.text(max_size=12),
        kind=st.text(max_size=12),
        record=st.none() | _versions,
        action=st.text(max_size=12),
        fields=st.dictionaries(st.text(max_size=8), _plain, max_size=5),
        bases=st.dictionaries(st.text(max_size=8), st.lists(_versions, max_size=3).map(tuple), max_size=3),
        reason=st.none() | st.text(max_size=20),
        schema=st.integers(0, 99),
    )
)
def test_an_entry_comes_back_from_its_bytes_and_from_what_travels(entry: Entry) -> None:
    body = encode(entry)
    assert decode(body) == entry
    stored = StoredEntry(entry.feed, entry.seq, body)
    assert with_prev(entry.feed, entry.seq, entry.prev, without_prev(stored)) == body
    assert stored.hash == hashlib.sha256(body).digest()


def _items(**changes: Any) -> list[Any]:
    names = (
        "format",
        "feed",
        "seq",
        "prev",
        "clock",
        "actor",
        "schema",
        "kind",
        "record",
        "action",
        "fields",
        "bases",
        "reason",
    )
    whole = [1, FEEDS[0], 1, NOTHING, 5, "u1", 1, "patrols", 1, "create", {"a": 1}, {}, None]
    return [changes.get(name, value) for name, value in zip(names, whole, strict=True)]


@pytest.mark.parametrize(
    "changes",
    [
        {"format": 2},
        {"format": True},
        {"feed": "A" * 16},
        {"feed": 7},
        {"seq": 0},
        {"seq": -1},
        {"seq": "1"},
        {"prev": b"short"},
        {"prev": "text"},
        {"clock": -1},
        {"actor": None},
        {"kind": 1},
        {"action": b"x"},
        {"record": "x"},
        {"record": -1},
        {"record": False},
        {"record": [FEEDS[0]]},
        {"record": [FEEDS[0], 0]},
        {"record": ["x", 1]},
        {"record": [1, 1]},
        {"record": [FEEDS[0], "1"]},
        {"fields": []},
        {"fields": {1: 2}},
        {"bases": []},
        {"bases": {1: []}},
        {"bases": {"a": 1}},
        {"bases": {"a": ["x"]}},
        {"reason": 1},
    ],
    ids=str,
)
def test_what_is_not_an_entry_is_refused_in_one_way(changes: dict[str, Any]) -> None:
    decode(cbor2.dumps(_items()))
    with pytest.raises(MalformedEntry):
        decode(cbor2.dumps(_items(**changes)))


@pytest.mark.parametrize("body", [b"", b"\xff", b"\x8d", cbor2.dumps([1]), cbor2.dumps(_items()) + b"\x00", b"\x9f" * 5000])
def test_rubbish_is_refused_in_the_same_way(body: bytes) -> None:
    with pytest.raises(MalformedEntry):
        decode(body)


def test_an_entry_without_end_is_refused_before_it_is_read() -> None:
    with pytest.raises(MalformedEntry):
        decode(bytes(16 * 1024 * 1024 + 1))


@given(st.binary(max_size=200))
def test_no_bytes_do_anything_else_than_be_refused_or_read(body: bytes) -> None:
    with contextlib.suppress(MalformedEntry):
        decode(body)


class Writers:
    """Several machines that write the same record, each seeing some of what the others wrote."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.seqs = dict.fromkeys(FEEDS, 0)
        self.clock = 0
        self.record = Version(FEEDS[0], 1)
        self.entries: list[Entry] = []
        self.seen: dict[str, list[Entry]] = {feed: [] for feed in FEEDS}
        self._write(FEEDS[0], "create", {"leader": "0", "km": 1}, {})
        for feed in FEEDS:
            self.seen[feed] = list(self.entries)

    def _write(self, feed: str, action: str, fields: dict[str, Any], bases: dict[str, tuple[Version, ...]]) -> None:
        self.seqs[feed] += 1
        self.clock += self.chance.randrange(1, 3)
        entry = Entry(feed, self.seqs[feed], NOTHING, self.clock, f"u{feed[0]}", "patrols", self.record, action, fields, bases)
        self.entries.append(entry)
        self.seen[feed].append(entry)

    def act(self) -> None:
        feed = self.chance.choice(FEEDS)
        if self.chance.random() < 0.4:
            other = self.chance.choice(FEEDS)
            known = {entry.version for entry in self.seen[feed]}
            self.seen[feed] += [entry for entry in self.seen[other] if entry.version not in known]
            return
        state = project(self.seen[feed])
        action, fields = self.chance.choice(
            (
                ("amend", {"leader": str(self.clock)}),
                ("amend", {"km": self.clock, "leader": str(self.clock)}),
                ("amend", {"km": None}),
                ("withdraw", {WITHDRAWN: self.chance.choice(("nhầm", None))}),
                ("protect", {COMPARTMENT: self.chance.choice(("victim", "post"))}),
                ("look", {}),
            )
        )
        self._write(feed, action, dict(fields), bases_of(state, fields))


@pytest.mark.parametrize("seed", range(5))
def test_every_order_of_arrival_gives_the_same_record_and_loses_nothing(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - schedules, no secret
    for _schedule in range(SCHEDULES // 5):
        writers = Writers(chance)
        for _step in range(chance.randrange(2, 14)):
            writers.act()
        first = project(writers.entries)
        shuffled = list(writers.entries)
        chance.shuffle(shuffled)
        assert project(shuffled) == first
        for name, heads in first.heads.items():
            # What no later write has seen still stands; the winner is the newest by clock, then feed.
            standing = {entry.version for entry in writers.entries if name in entry.fields and entry.action != "look"}
            covered = {base for entry in writers.entries for base in entry.bases.get(name, ())}
            assert {head.version for head in heads} == standing - covered
            assert heads[0] == max(heads, key=lambda head: (head.clock, head.version.feed))
        if first.conflicts:
            name = first.conflicts[0]
            winner = first.heads[name][0].value
            writers.seen[FEEDS[1]] = list(writers.entries)
            writers._write(FEEDS[1], "resolve", {name: winner}, bases_of(first, {name: None}))
            assert name not in project(writers.entries).conflicts


def test_protection_is_never_lost_by_a_concurrent_or_late_entry() -> None:
    record = Version(FEEDS[0], 1)
    made = Entry(FEEDS[0], 1, NOTHING, 1, "u", "persons", record, "create", {"sex": "female"})
    protects = Entry(FEEDS[0], 2, NOTHING, 2, "u", "persons", record, "protect", {COMPARTMENT: "victim"})
    opens = Entry(FEEDS[1], 1, NOTHING, 9, "u", "persons", record, "protect", {COMPARTMENT: "post"})
    for order in itertools.permutations((made, protects, opens)):
        assert project(order).compartment == "victim"
    assert project([made]).compartment == "post"
    released = replace(opens, bases={COMPARTMENT: (protects.version,)})
    assert project([made, protects, released]).compartment == "post"


def test_a_change_that_came_before_its_record_waits_for_it() -> None:
    record = Version(FEEDS[0], 1)
    late = Entry(FEEDS[1], 1, NOTHING, 5, "u", "patrols", record, "amend", {"leader": "A"})
    state = project([late])
    assert state.first is None
    made = Entry(FEEDS[0], 1, NOTHING, 1, "u", "patrols", record, "create", {"leader": "B"})
    state = project([late, made])
    assert state.first == made
    assert state.conflicts == ("leader",)
    assert state.tips == {FEEDS[0]: 1, FEEDS[1]: 1}


def test_notes_beside_a_record_change_nothing() -> None:
    record = Version(FEEDS[0], 1)
    made = Entry(FEEDS[0], 1, NOTHING, 1, "u", "patrols", record, "create", {"leader": "B", "km": None})
    looked = Entry(FEEDS[0], 2, NOTHING, 2, "u", "patrols", record, "look", {"leader": "X"})
    state = project([made, looked])
    assert (state.values, state.entries, state.withdrawn) == ({"leader": "B"}, 1, None)


def test_entries_about_no_record_or_none_at_all_are_a_mistake_of_the_program() -> None:
    nothing = Entry(FEEDS[0], 1, NOTHING, 1, "u", "bundles", None, "export", {})
    with pytest.raises(ValueError, match=FEEDS[0]):
        project([nothing])
    with pytest.raises(ValueError, match=r"\[\]"):
        project([])
