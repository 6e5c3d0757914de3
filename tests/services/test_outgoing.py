"""Many records leave only with a second officer's signature; who may export at all, and what the journal keeps of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from borderpost.bootstrap import Post
from borderpost.domain.errors import RefusedInput
from borderpost.journal.entry import Entry
from borderpost.keys.store import WrongPassphrase
from borderpost.services import outgoing
from borderpost.services.outgoing import MayNotExport, NotSecond, Second, SecondNeeded
from borderpost.services.settings import PostFacts
from borderpost.storage.unit_of_work import entries_of
from tests import posts
from tests.posts import PASSPHRASES, Place

COMMANDER, ADMINISTRATOR = "Lường Văn Thái", "Vàng A Sính"


def last(post: Post) -> Entry:
    with post.session.read() as connection:
        return entries_of(connection, 0)[-1]


def limit(place: Place, above: int) -> None:
    with place.as_("administrator") as post:
        post.settings.change(second_signature_above=above)


@pytest.fixture
def filled(place: Place) -> Place:
    """A post with three patrols where more than two leave only by two officers."""
    limit(place, 2)
    with place.as_("commander") as post:
        for _number in range(3):
            post.records.create("patrols", posts.patrol())
    return place


def act(post: Post, what: str, path: Path, second: Second | None = None, reason: str = "nộp tỉnh") -> Any:
    if what == "export":
        return post.spreadsheets.export("patrols", path, None, reason, None, second)
    return post.papers.print_register("patrols", path, None, None, reason, second)


def test_the_number_is_a_setting_and_its_change_is_in_the_journal(place: Place) -> None:
    assert PostFacts().second_signature_above == outgoing.usual_limit() == 100
    with place.as_("administrator") as post:
        assert post.spreadsheets.leaving("patrols").above == 100
        post.settings.change(second_signature_above=100, place="Khe Sim")
        with post.session.read() as connection:
            assert entries_of(connection, 0) == [], "nothing else of the settings is an entry"
        post.settings.change(second_signature_above=0)
        assert (last(post).action, last(post).fields) == ("settings", {"second_signature_above": 0})
        assert post.settings.post().second_signature_above == 0
        with pytest.raises(RefusedInput):
            post.settings.change(second_signature_above=-1)


@pytest.mark.parametrize("what", ["export", "print"])
def test_above_the_number_a_second_officer_signs(filled: Place, tmp_path: Path, what: str) -> None:
    path = tmp_path / f"so.{'csv' if what == 'export' else 'pdf'}"
    with filled.as_("victim_officer") as post:
        service = post.spreadsheets if what == "export" else post.papers
        need = service.leaving("patrols")
        assert need.needs_second
        assert [name for _uid, name in need.officers] == [COMMANDER, ADMINISTRATOR]
        wrong: list[tuple[Second | None, type[Exception]]] = [
            (None, SecondNeeded),
            (Second(" ", "x"), SecondNeeded),
            (Second("Lò Thị Hạnh", PASSPHRASES["victim_officer"]), NotSecond),
            (Second("Giàng A Páo", PASSPHRASES["guard"]), NotSecond),
            (Second("Ai Đó", PASSPHRASES["commander"]), WrongPassphrase),
            (Second("recovery", "mot hai"), WrongPassphrase),
            (Second(COMMANDER, PASSPHRASES["administrator"]), WrongPassphrase),
        ]
        before = last(post)
        for second, refusal in wrong:
            with pytest.raises(refusal):
                act(post, what, path, second)
        assert not path.exists()
        assert last(post) == before
        act(post, what, path, Second("luong van thai", PASSPHRASES["commander"]))
        assert path.exists()
        assert post.session.account.name == "Lò Thị Hạnh", "the session stays whose it was"
        entry = last(post)
        assert (entry.action, entry.actor, entry.reason) == (what, filled.uids["victim_officer"], "nộp tỉnh")
        assert (entry.fields["rows"], entry.fields["second"]) == (3, filled.uids["commander"])
        key = post.session.store.account(filled.uids["commander"]).signing_key
        said = (post.session.database.own_feed, "patrols", what, "nộp tỉnh", entry.actor)
        assert outgoing.stands(dict(entry.fields), key, *said)
        for changed in ({"rows": 2}, {"second": filled.uids["administrator"]}, {"second_at": "2026-03-15T04:41:00+07:00"}):
            assert not outgoing.stands(dict(entry.fields) | changed, key, *said)
        assert not outgoing.stands(dict(entry.fields), key, said[0], "tips", *said[2:])
        assert all(line.ok for line in post.check.run())
    assert "mot hai" not in repr(Second(COMMANDER, PASSPHRASES["commander"]))


@pytest.mark.parametrize("what", ["export", "print"])
def test_up_to_the_number_a_reason_is_enough(filled: Place, tmp_path: Path, what: str) -> None:
    limit(filled, 3)
    with filled.as_("commander") as post:
        act(post, what, tmp_path / "so.pdf")
        assert "second" not in last(post).fields


def test_a_guard_prints_but_exports_nothing(filled: Place, tmp_path: Path) -> None:
    limit(filled, 3)
    with filled.as_("guard") as post:
        assert not post.spreadsheets.leaving("patrols").allowed
        assert post.papers.leaving("patrols").allowed
        with pytest.raises(MayNotExport):
            act(post, "export", tmp_path / "so.csv")
        assert act(post, "print", tmp_path / "so.pdf") == 3
    assert not (tmp_path / "so.csv").exists()
