"""Lists against a plain Python list: every order, filter and search gives the same keys."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from borderpost.domain.text import fold
from borderpost.registers import KINDS
from borderpost.storage import listing as lists
from borderpost.storage import tables
from borderpost.storage.database import Database
from borderpost.storage.listing import Listing
from tests.posts import handover, patrol, person
from tests.storage.conftest import Base, new_base

LEADERS = ("Đặng Văn Đức", "Dang Van Duc", "Lò Thị Mỷ", "Giàng A Páo", "Vàng Đình Đô")
START = 1_773_500_000


@dataclass
class Book:
    """A filled database and the same records as plain rows."""

    base: Base
    database: Database
    rows: list[dict[str, Any]]


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Book]:
    base = new_base(Path(tmp_path_factory.mktemp("lists")))
    database, rng = base.open(), random.Random(7)  # noqa: S311 - test data
    guard = base.open(1)
    for number in range(160):
        base.clock.advance(seconds=1)
        values = patrol(
            started=f"2026-03-{rng.randrange(1, 29):02d}T{rng.randrange(24):02d}:00:00+07:00",
            kind=rng.choice(("closed_loop", "point", "area")),
            leader=rng.choice(LEADERS),
            border_guards=rng.randrange(1, 9),
            section=rng.choice((None, "511–513", "601")),
            legs=[] if number % 4 == 0 else patrol()["legs"],
            markers=[],
            ended=None,
        )
        clean = {name: value for name, value in values.items() if value is not None}
        with base.work(guard if number % 5 == 0 else database) as work:
            record = work.create("patrols", clean)
            if number % 7 == 0:
                work.amend(record, {"weather": "mưa"}, {"weather": ()})
                work.amend(record, {"weather": "nắng"}, {"weather": ()})
            if number % 11 == 0:
                work.withdraw(record, "ghi trùng")
    with database.read() as connection:
        rows = [dict(row._mapping) for row in connection.execute(tables.table("patrols").select())]
    yield Book(base, database, rows)
    for opened in base.opened:
        opened.engine.dispose()


def _keys(book: Book, listing: Listing, window: tuple[int, int] | None = None) -> list[int]:
    with book.database.read() as connection:
        found = list(lists.keys(connection, "patrols", listing, window))
        assert lists.count(connection, "patrols", listing, window) == len(found)
        assert lists.first_keys(connection, "patrols", listing, window, 9) == found[:9]
    return found


@pytest.mark.parametrize("descending", [True, False])
@pytest.mark.parametrize("order", [None, "id", "number", "leader", "kind", "border_guards", "distance", "section"])
def test_every_order_is_of_the_values_and_then_of_the_records(book: Book, order: str | None, descending: bool) -> None:
    def value(row: dict[str, Any]) -> tuple[bool, Any, int]:
        found = row[order or "started"]
        return (found is not None, found if found is not None else 0, row["id"])

    shown = sorted((row for row in book.rows if not row["withdrawn"]), key=value, reverse=descending)
    assert _keys(book, Listing(order=order, descending=descending)) == [row["id"] for row in shown]


def test_an_order_nobody_knows_is_the_order_of_writing(book: Book) -> None:
    assert _keys(book, Listing(order="nonsense")) == _keys(book, Listing(order="id"))


CASES: list[tuple[Listing, Any]] = [
    (Listing(filters={"kind": "point"}), lambda row: row["kind"] == "point"),
    (Listing(filters={"kind": ["point", "area"]}), lambda row: row["kind"] in ("point", "area")),
    (Listing(filters={"section": None}), lambda row: row["section"] is None),
    (Listing(filters={"border_guards": 5, "kind": "area"}), lambda row: row["border_guards"] == 5 and row["kind"] == "area"),
    (Listing(since=START), lambda row: row["started"] >= START),
    (Listing(until=START), lambda row: row["started"] < START),
    (Listing(since=START - 500_000, until=START), lambda row: START - 500_000 <= row["started"] < START),
    (Listing(conflicts=True), lambda row: row["conflicts"] > 0),
    (Listing(withdrawn=True), lambda row: row["withdrawn"] == 1),
    (Listing(text="dang van"), lambda row: "dang van" in row["nfold"]),
    (Listing(text="Đặng", filters={"kind": "point"}), lambda row: "dang" in row["nfold"] and row["kind"] == "point"),
    (Listing(text="khongco"), lambda _row: False),
    (Listing(text="?!"), lambda _row: False),
]


@pytest.mark.parametrize(("listing", "fits"), CASES)
def test_every_filter_gives_what_fits_and_nothing_else(book: Book, listing: Listing, fits: Any) -> None:
    wanted = {row["id"] for row in book.rows if fits(row) and (row["withdrawn"] == 1) == listing.withdrawn}
    found = _keys(book, listing)
    assert set(found) == wanted
    by_key = {row["id"]: row for row in book.rows}
    assert found == sorted(found, key=lambda key: (by_key[key]["started"], key), reverse=True)


def test_who_wrote_it_and_what_was_not_receipted_narrow_a_list(book: Book) -> None:
    guard = book.base.uids[1]
    assert set(_keys(book, Listing(author=guard))) == {
        row["id"] for row in book.rows if row["author"] == guard and not row["withdrawn"]
    }
    tips = sorted(row["tip"] for row in book.rows)
    assert set(_keys(book, Listing(above=tips[100]))) == {
        row["id"] for row in book.rows if row["tip"] > tips[100] and not row["withdrawn"]
    }
    some = tuple(row["id"] for row in book.rows[3:9])
    assert set(_keys(book, Listing(only=some))) == {row["id"] for row in book.rows[3:9] if not row["withdrawn"]}
    assert set(_keys(book, Listing(only=(*some, *range(1, 40_000))))) == set(_keys(book, Listing(only=some)))
    assert _keys(book, Listing(only=())) == []


def test_a_window_takes_the_place_of_since_and_until(book: Book) -> None:
    found = _keys(book, Listing(since=0, until=1), (START, START + 300_000))
    assert set(found) == {row["id"] for row in book.rows if START <= row["started"] < START + 300_000 and not row["withdrawn"]}


def test_very_many_hits_are_picked_from_the_order_in_memory(book: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    few = _keys(book, Listing(text="dang"))
    monkeypatch.setattr(lists, "FEW_HITS", 3)
    assert _keys(book, Listing(text="dang")) == few


@pytest.mark.parametrize(
    "listing", [Listing(), Listing(text="dang"), Listing(filters={"kind": "area"}), Listing(text="khongco")]
)
def test_sums_are_of_the_list_and_say_how_many_have_no_value(book: Book, listing: Listing) -> None:
    chosen = {row["id"]: row for row in book.rows}
    rows = [chosen[key] for key in _keys(book, listing)]
    with book.database.read() as connection:
        found = lists.sums(connection, "patrols", listing, ["distance", "strength"])
        assert lists.sums(connection, "patrols", listing, []) == {}
    assert found == {
        name: (sum(row[name] or 0 for row in rows), sum(row[name] is None for row in rows)) for name in ("distance", "strength")
    }


def test_pages_hold_the_rows_asked_for(book: Book) -> None:
    wanted = _keys(book, Listing())[40:60]
    with book.database.read() as connection:
        found = lists.rows(connection, "patrols", wanted)
        assert lists.rows(connection, "patrols", []) == {}
    by_key = {row["id"]: row for row in book.rows}
    names = [*tables.SYSTEM, *(name for name, _ in KINDS["patrols"].listed())]
    assert {key: tuple(row) for key, row in found.items()} == {
        key: tuple(by_key[key][name] for name in names) for key in wanted
    }


@pytest.mark.parametrize(
    "typed",
    [
        "d",
        "đ",
        "Đặng",
        "dang van duc",
        "van dang",
        "đặng văn đ",
        "my",
        "mỷ",
        "thi lo",
        "pao giang a",
        "do",
        "tt-26-01",
        "  VÀNG  ",
    ],
)
def test_search_finds_words_in_any_order_the_last_as_it_begins(book: Book, typed: str) -> None:
    words = re.findall(r"\w+", fold(typed))

    def fits(text: str) -> bool:
        there = re.findall(r"\w+", text)
        return all(word in there for word in words[:-1]) and any(word.startswith(words[-1]) for word in there)

    with book.database.read() as connection:
        found = lists.search_keys(connection, "patrols", typed, lists.EVERY)
        assert set(found) == {row["id"] for row in book.rows if fits(row["nfold"])}
        assert lists.search_keys(connection, "patrols", typed, 3) == found[:3]


def test_what_has_no_words_finds_nothing_and_what_is_not_searched_neither(book: Book) -> None:
    with book.database.read() as connection:
        assert lists.search_keys(connection, "patrols", '"*) OR') == []
        assert lists.search_keys(connection, "patrols", " - ") == []
        assert lists.search_keys(connection, "officers", "thai") == []
    assert lists.match_text('Đặng "văn" OR*') == '"dang" "van" "or"*'


def test_a_choice_of_several_is_found_by_each(base: Base, database: Database) -> None:
    with base.work(database) as work:
        one = work.create("handovers", handover(subject=["file", "goods"]))
        two = work.create("handovers", handover(subject=["people"]))
    with database.read() as connection:
        keys = {name: database.key(connection, version) for name, version in (("one", one), ("two", two))}
        for code, name in (("file", "one"), ("goods", "one"), ("people", "two")):
            assert list(lists.keys(connection, "handovers", Listing(filters={"subject": code}))) == [keys[name]]


def test_a_list_of_what_has_no_moment_runs_in_the_order_of_writing(base: Base, database: Database) -> None:
    with base.work(database) as work:
        made = [work.create("persons", person(name=name)) for name in LEADERS]
    with database.read() as connection:
        keys = [database.key(connection, version) for version in made]
        assert list(lists.keys(connection, "persons", Listing(descending=False), (0, 1))) == keys
        assert lists.first_keys(connection, "persons", Listing(), None) == keys[::-1]
