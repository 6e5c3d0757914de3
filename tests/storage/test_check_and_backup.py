"""Checks and backups as the program offers them, on a post made like any other."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from borderpost.bootstrap import Post
from borderpost.domain import words
from borderpost.domain.errors import Cancelled, EnvironmentFault
from borderpost.domain.files import DiskFull
from borderpost.domain.progress import Progress
from borderpost.services.backup import DrillFailed, NoBackup, OldKey
from borderpost.storage import backup, ballast
from borderpost.storage.database import direct
from tests import posts
from tests.posts import Place, patrol, person


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return posts.make(tmp_path / "post")


@pytest.fixture
def post(place: Place) -> Iterator[Post]:
    words.set_language("en")
    opened = place.unlock("commander")
    with opened.session.work() as work:
        work.create("patrols", patrol())
        work.create("persons", person())
    yield opened
    opened.close()


def _faults(post: Post) -> dict[str, str]:
    return {line.code: line.sentence for line in post.check.run() if not line.ok}


def test_a_sound_post_passes_every_check(post: Post) -> None:
    lines = post.check.run(Progress())
    assert [(line.code, line.ok) for line in lines] == [
        (code, True) for code in ("database", "chain", "authors", "views", "search", "keys")
    ]
    assert lines[1].sentence == "6 entries follow one another unbroken."


@pytest.mark.parametrize(
    ("statement", "code", "sentence"),
    [
        (
            "UPDATE journal SET hash = zeroblob(32) WHERE id & 255 = 6",
            "chain",
            "Entry 6 of phòng trực ban was changed after it was written.",
        ),
        ("UPDATE feeds SET seq = 9", "chain", "The journal of phòng trực ban does not end at entry 9, where it was left."),
        ("UPDATE journal SET signature = NULL", "authors", "Entry 6 of phòng trực ban carries no signature of its author."),
        (
            "UPDATE patrols SET leader = 'X'",
            "views",
            "1 rows of registers differ from the journal. They can be rebuilt from it.",
        ),
        (
            "INSERT INTO patrols_fts (patrols_fts) VALUES ('delete-all')",
            "search",
            "Search does not match the registers. It can be rebuilt from the journal.",
        ),
    ],
)
def test_each_kind_of_damage_has_its_line(post: Post, statement: str, code: str, sentence: str) -> None:
    with post.session.database.write() as connection:
        direct(connection).execute(statement)
    assert _faults(post)[code] == sentence


def test_a_feed_nobody_knows_is_said_without_a_name(post: Post) -> None:
    with post.session.database.write() as connection:
        direct(connection).execute("INSERT INTO journal (id, record, hash, body) VALUES (?, 0, x'', x'')", (99 << 40 | 1,))
    assert _faults(post)["chain"] == "Entry 1 of ? was changed after it was written."


def test_damaged_pages_are_named(post: Post, place: Place) -> None:
    post.session.database.engine.dispose()
    path = place.home / "post.bpdb"
    whole = path.read_bytes()
    path.write_bytes(whole[:-100] + bytes([whole[-100] ^ 1]) + whole[-99:])
    line = post.check._database()
    post.session.database.engine.dispose()
    path.write_bytes(whole)
    assert (line.code, line.ok) == ("database", False)


def test_a_journal_whose_bytes_are_no_entries_any_more_is_reported_to_the_end(post: Post) -> None:
    with post.session.database.write() as connection:
        direct(connection).execute("UPDATE journal SET body = x'00' WHERE id & 255 = 5")
    assert set(_faults(post)) == {"chain", "views"}


def test_views_are_mended_from_the_journal(post: Post) -> None:
    with post.session.database.write() as connection:
        direct(connection).execute("DELETE FROM patrols")
    assert set(_faults(post)) == {"views", "search"}
    assert post.check.repair() == 6
    assert _faults(post) == {}


def test_an_account_whose_key_is_not_in_the_journal_is_named(post: Post) -> None:
    from dataclasses import replace

    store = post.session.store
    last = store.accounts[-1]
    post.session.store = replace(store, accounts=(*store.accounts[:-1], replace(last, signing_key=b"x" * 32)))
    assert _faults(post) == {"keys": f"The signing key of {last.name} is not in the journal."}


def test_a_key_still_to_be_handed_over_is_told_and_is_no_damage(place: Place) -> None:
    words.set_language("en")
    with place.as_("administrator") as post:
        post.people.add("Mới Văn Đến", "", "", "victim_officer", "chin tam bay sau nam bon")
        keys = post.check.run()[-1]
    assert keys.ok
    assert keys.sentence == "Mới Văn Đến still lacks a key. The commander can hand it over."


def test_a_backup_is_the_post_again(post: Post, place: Place, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    (place.home / "attachments" / "ab").mkdir(parents=True)
    (place.home / "attachments" / "ab" / "abcd").write_bytes(b"sealed photograph")
    (place.home / "attachments" / "half.part").write_bytes(b"half")
    steps = list[tuple[int, int]]()
    made = post.backup.make(stick, Progress(lambda done, total: steps.append((done, total))))
    assert steps
    assert made.path.name == "KS-1_2026-03-15-044000"
    assert sorted(path.name for path in made.path.iterdir()) == ["keystore.bpk", "post.bpdb"]
    assert made.size == sum(path.stat().st_size for path in made.path.iterdir())
    assert (made.at, post.backup.last()) == (place.clock.now(), made)
    assert (stick / "attachments" / "ab" / "abcd").read_bytes() == b"sealed photograph"
    assert not list(stick.rglob("*.part"))
    assert json.loads((place.home / "status.json").read_text())["backup"] == "2026-03-15T04:40:00+07:00"
    assert (place.home / ballast.FILE).stat().st_size == ballast.SIZE

    with post.session.work() as work:
        work.create("patrols", patrol())
    again = Place(tmp_path / "again", place.clock, place.uids)
    shutil.copytree(made.path, again.home)
    with again.as_("commander") as restored, restored.session.read() as connection:
        assert direct(connection).execute("SELECT count(*) FROM patrols").fetchone() == (1,)
        assert [line.ok for line in restored.check.run()] == [True] * 6


def test_three_generations_stay_and_other_posts_are_left_alone(post: Post, place: Place, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    for name in ("MC-1_2020-01-01-000000", "KS-1_2019-01-01-000000", "pictures", "KS-1_2026-03-15-064000.part"):
        (stick / name).mkdir(parents=True)
        (stick / name / "post.bpdb").write_bytes(b"x")
    for _ in range(5):
        place.clock.advance(hours=1)
        post.backup.make(stick)
    assert [view.at.hour for view in post.backup.all(stick)] == [9, 8, 7]
    assert sorted(path.name for path in stick.iterdir()) == [
        "KS-1_2019-01-01-000000",
        "KS-1_2026-03-15-074000",
        "KS-1_2026-03-15-084000",
        "KS-1_2026-03-15-094000",
        "MC-1_2020-01-01-000000",
        "pictures",
    ]
    assert post.backup.all(tmp_path / "nowhere") == []


def test_the_same_moment_again_replaces_the_copy(post: Post, tmp_path: Path) -> None:
    post.backup.make(tmp_path / "stick")
    post.backup.make(tmp_path / "stick")
    assert len(post.backup.all(tmp_path / "stick")) == 1


def test_a_backup_taken_while_somebody_writes_is_one_moment(post: Post, place: Place, tmp_path: Path) -> None:
    with post.session.work() as work:
        for _ in range(300):
            work.create("patrols", patrol(result="x" * 9000))
    with place.as_("guard") as guard:

        def write(_done: int, _total: int) -> None:
            with guard.session.work() as other:
                other.create("patrols", patrol())

        backup._PAGES, pages = 64, backup._PAGES
        try:
            post.backup.make(tmp_path / "stick", Progress(write))
        finally:
            backup._PAGES = pages
    post.backup.drill(tmp_path / "stick")


def test_a_stopped_backup_leaves_nothing(post: Post, tmp_path: Path) -> None:
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        post.backup.make(tmp_path / "stick", progress)
    assert list((tmp_path / "stick").iterdir()) == []
    assert post.backup.last() is None


def test_a_place_that_cannot_be_written_to_is_said(post: Post, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(EnvironmentFault):
        post.backup.make(tmp_path / "file")


@pytest.mark.parametrize(("reason", "fault"), [("database or disk is full", DiskFull), ("disk I/O error", EnvironmentFault)])
def test_what_goes_wrong_on_the_stick_is_said(reason: str, fault: type[EnvironmentFault]) -> None:
    assert type(backup._fault(reason)) is fault


def test_a_copy_that_does_not_read_back_does_not_count(post: Post, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    flush = backup._flush

    def lying_stick(path: Path) -> None:
        flush(path)
        if path.name == "post.bpdb":
            data = bytearray(path.read_bytes())
            data[-50] ^= 1
            path.write_bytes(data)

    monkeypatch.setattr(backup, "_flush", lying_stick)
    with pytest.raises(backup.BadCopy):
        post.backup.make(tmp_path / "stick")
    assert list((tmp_path / "stick").iterdir()) == []


def test_the_drill_opens_the_newest_copy_and_clears_up(post: Post, place: Place, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    with pytest.raises(NoBackup):
        post.backup.drill(stick)
    made = post.backup.make(stick)
    (place.home / "drill").mkdir()
    place.clock.advance(days=1)
    assert post.backup.drill(stick) == made
    assert not (place.home / "drill").exists()
    status = json.loads((place.home / "status.json").read_text())
    assert (status["backup"], status["drill"]) == ("2026-03-15T04:40:00+07:00", "2026-03-16T04:40:00+07:00")
    with post.session.work() as work:
        work.create("patrols", patrol())
    assert _faults(post) == {}


def test_a_backup_that_says_something_else_fails_the_drill(post: Post, tmp_path: Path) -> None:
    with post.session.database.write() as connection:
        direct(connection).execute("UPDATE patrols SET leader = 'X'")
    post.backup.make(tmp_path / "stick")
    with pytest.raises(DrillFailed):
        post.backup.drill(tmp_path / "stick")


def test_a_backup_from_before_a_change_of_keys_is_told_apart(post: Post, place: Place, tmp_path: Path) -> None:
    post.backup.make(tmp_path / "stick")
    post.people.remove(place.uids["guard"], "chuyển đơn vị")
    with pytest.raises(OldKey):
        post.backup.drill(tmp_path / "stick")
    place.clock.advance(hours=1)
    post.backup.make(tmp_path / "stick")
    post.backup.drill(tmp_path / "stick")


def test_a_damaged_medium_fails_the_drill(post: Post, tmp_path: Path) -> None:
    made = post.backup.make(tmp_path / "stick")
    path = made.path / "post.bpdb"
    data = bytearray(path.read_bytes())
    data[-50] ^= 1
    path.write_bytes(data)
    with pytest.raises(EnvironmentFault):
        post.backup.drill(tmp_path / "stick")


def test_a_scratch_place_that_is_full_is_the_machines_fault(post: Post, tmp_path: Path) -> None:
    made = post.backup.make(tmp_path / "stick")
    (made.path / "keystore.bpk").unlink()
    (made.path / "keystore.bpk").mkdir()
    (copy,) = [backup.Copy(made.path, made.at, made.size)]
    with pytest.raises(EnvironmentFault):
        backup.take_out(copy, post.session.keyring.database[0], tmp_path / "scratch")


def test_search_puts_the_exact_accents_first(post: Post) -> None:
    with post.session.work() as work:
        for name in ("Đang Van Duc", "Đặng Văn Đức", "Dang Văn Đức"):
            work.create("persons", person(name=name))
    assert len(post.records.search("dang van duc", ["persons"])) == 3
    assert "Đặng Văn Đức" in str(post.records.search("đặng văn", ["persons"])[0])
