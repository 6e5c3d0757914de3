"""Today tells what is due by hours left; GPX tracks come into patrols after a look."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from borderpost.bootstrap import Post
from borderpost.domain.clock import VIETNAM, FixedClock, epoch, moment_text
from borderpost.domain.errors import EnvironmentFault, RefusedInput, UserError
from borderpost.domain.ids import Version
from borderpost.exchange.gpx import GpxRefused
from borderpost.services.board import Board, Due
from borderpost.services.setup import STATUS_FILE
from borderpost.services.tracks import AlreadyImported
from borderpost.services.views import Listing
from borderpost.storage import tables
from tests.posts import NIGHT, Place, case, handover, patrol, person, reception

DATA = Path(__file__).resolve().parents[3] / "shared" / "data" / "gpx"


def _items(board: Board, group: str) -> tuple[Due, ...]:
    return next((found.items for found in board.groups if found.code == group), ())


def _move(post: Post, *, year: int, month: int, day: int, hour: int = 4) -> None:
    clock = post.session.clock
    assert isinstance(clock, FixedClock)
    clock.at = datetime(year, month, day, hour, 0, tzinfo=VIETNAM)


def _bundle(post: Post, number: int, last: int, **values: object) -> str:
    feed = post.session.database.own_feed
    made = {"number": number, "made": moment_text(NIGHT), "feeds": [{"feed": feed, "first": 1, "last": last}]}
    with post.session.work() as work:
        return str(work.create("bundles", made | values))


def _seq(post: Post) -> int:
    with post.session.read() as connection:
        return post.session.database.feed(connection, post.session.database.own_feed).seq


def _receipt(post: Post, through: int, at: datetime = NIGHT) -> None:
    with post.session.work() as work:
        work.create("receipts", {"feed": post.session.database.own_feed, "have_through": through, "at": moment_text(at)})


def test_an_empty_post_is_reminded_of_its_backup_only(post: Post) -> None:
    board = post.today.board()
    assert [due.code for group in board.groups for due in group.items] == ["backup"]
    assert board.duty == "Đại úy Lường Văn Thái"
    assert board.urgent == 1
    assert board.backup == (("Bản gần nhất", "chưa lần nào", "amb"), ("Thử phục hồi gần nhất", "chưa lần nào", "amb"))
    assert [value for _words, value, _ink, _name in board.periods] == ["đã khép, chưa ký", "đang mở, ngày 1"]


def test_what_the_law_wants_at_once_comes_first_the_longest_wait_on_top(post: Post) -> None:
    people = post.records.create("persons", person()).records[0]
    post.records.create("receptions", reception([people]))
    record = post.records.create("victim_cases", case(people)).records[0]
    found = _items(post.today.board(), "overdue")
    assert [(due.code, due.left) for due in found] == [("case", "đã 4 giờ 00"), ("needs", "đã 1 giờ 30")]
    assert found[0].title == "Sàng lọc người nghi là nạn nhân"
    assert (found[0].kind, found[0].record_id, found[0].number) == ("victim_cases", record, "NN-26-0001")
    post.victims.note_time(record, "needs_met", datetime(2026, 3, 15, 3, 40, tzinfo=VIETNAM))
    post.victims.note_time(record, "screened", datetime(2026, 3, 15, 4, 20, tzinfo=VIETNAM))
    first = _items(post.today.board(), "overdue")[0]
    assert first.title == "Bàn giao người nghi là nạn nhân"
    assert "sàng lọc 04:20" in first.detail
    assert [(due.code, due.left) for due in _items(post.today.board(), "done")] == [("screened", "04:20")]


def test_a_case_found_at_the_post_counts_from_its_reception(post: Post) -> None:
    people = post.records.create("persons", person()).records[0]
    post.records.create("victim_cases", case(people, found=None))
    assert _items(post.today.board(), "overdue")[0].left == "đã 1 giờ 30"


@pytest.mark.parametrize(
    ("day", "group", "left"),
    [(15, "later", "còn 5 ngày 20 giờ"), (20, "soon", "còn 20 giờ 00"), (21, "overdue", "quá 4 giờ 00")],
)
def test_feedback_after_a_hand_over_is_due_at_the_end_of_its_day(post: Post, day: int, group: str, left: str) -> None:
    post.records.create("handovers", handover())
    _move(post, year=2026, month=3, day=day)
    found = [due for due in _items(post.today.board(), group) if due.code == "feedback"]
    assert [(due.left, due.due) for due in found] == [(left, "24:00 T6 20/03")]


def test_two_values_are_somebodys_decision(post: Post) -> None:
    record = post.records.create("patrols", patrol()).records[0]
    seen = post.records.load(record)
    post.records.amend("patrols", record, {**seen.values, "leader": "A"}, seen.heads)
    post.records.amend("patrols", record, {**seen.values, "leader": "B"}, seen.heads)
    found = [due for due in _items(post.today.board(), "later") if due.code == "two_values"]
    assert [(due.record_id, due.number) for due in found] == [(record, "TT-26-0001")]


def test_mine_shows_only_what_this_user_began(place: Place) -> None:
    with place.as_("guard") as guard:
        people = guard.records.create("persons", person()).records[0]
        guard.records.create("receptions", reception([people], needs_met="2026-03-15T03:40:00+07:00"))
        guard.records.create("victim_cases", case(people))
        assert len(_items(guard.today.board(mine=True), "overdue")) == 1
        assert len(_items(guard.today.board(mine=True), "done")) == 1
    with place.as_("commander") as post:
        assert _items(post.today.board(mine=True), "overdue") == ()
        assert _items(post.today.board(mine=True), "done") == ()
        assert len(_items(post.today.board(), "overdue")) == 1


def test_a_month_with_records_wants_its_figures_closed(post: Post) -> None:
    post.records.create("patrols", patrol())
    found = [due for due in _items(post.today.board(), "soon") if due.code == "period"]
    assert [(due.number, due.screen, due.detail) for due in found] == [("2026-03", "reports", "Kỳ 15/02/2026 đến 14/03/2026")]
    with post.session.work() as work:
        work.create("periods", {"window": "2026-03"})
    board = post.today.board()
    assert [due.code for due in _items(board, "soon")] == ["backup"]
    assert board.periods[0][1:3] == ("đã ký", "pri")


def test_the_way_of_records_to_headquarters_is_counted(post: Post) -> None:
    for _index in range(2):
        post.records.create("patrols", patrol())
    assert post.today.board().bundles.saved == 2
    _bundle(post, 41, _seq(post))
    record = post.records.create("patrols", patrol()).records[0]
    facts = post.today.board().bundles
    assert (facts.saved, facts.travelling, facts.bundle, facts.receipted) == (1, 2, 41, 0)
    assert [row.state.code for row in post.records.first_page("patrols", _newest())] == ["saved", "in_bundle", "in_bundle"]
    _receipt(post, _seq(post))
    facts = post.today.board().bundles
    assert (facts.saved, facts.travelling, facts.bundle, facts.receipted) == (0, 0, None, 3)
    assert post.records.load(record).state.code == "receipted"
    assert post.records.load(record).way[3].at == NIGHT
    assert post.today.board().last_receipt == "15/03/2026 04:40"


def _newest() -> Listing:
    return Listing(order="id")


def test_a_bundle_on_the_way_waits_for_its_receipt_and_is_overdue_after_the_day(post: Post) -> None:
    post.records.create("patrols", patrol())
    record = _bundle(
        post,
        41,
        _seq(post),
        handed="2026-03-14T07:15:00+07:00",
        expected="2026-03-16T18:00:00+07:00",
        courier="Vừ A Dơ",
        seal_no="0087",
    )
    board = post.today.board()
    assert board.expected == "16/03/2026 18:00"
    waiting = _items(board, "waiting")
    assert [(due.left, due.number, due.who) for due in waiting] == [("chờ biên nhận", "Gói 41", "Vừ A Dơ")]
    assert "niêm phong 0087" in waiting[0].detail
    view = post.records.first_page("patrols", _newest())[0]
    assert (view.state.code, view.state.bundle) == ("handed_over", 41)
    way = post.records.load(view.id).way
    assert (way[1].detail, way[2].detail) == ("gói 41", "Vừ A Dơ")
    _move(post, year=2026, month=3, day=17, hour=0)
    assert [due.left for due in _items(post.today.board(), "overdue")] == ["quá 6 giờ 00"]
    with post.session.work() as work:
        work.amend(Version.parse(record), {"receipted": moment_text(NIGHT)})
    assert all(due.code != "receipt" for group in post.today.board().groups for due in group.items)


def test_a_bundle_without_a_day_named_just_waits(post: Post) -> None:
    _bundle(post, 3, 1, handed="2026-03-14T07:15:00+07:00")
    assert [due.due for due in _items(post.today.board(), "waiting")] == ["không có hạn"]


def test_a_bundle_of_another_machine_says_nothing_of_ours(post: Post) -> None:
    post.records.create("patrols", patrol())
    with post.session.work() as work:
        work.create("bundles", {"number": 9, "feeds": [{"feed": "0" * 16, "first": 1, "last": 99}]})
    assert post.today.board().bundles.travelling == 0


def test_a_returned_record_says_which_field_and_why_until_it_is_mended(post: Post) -> None:
    record = post.records.create("patrols", patrol()).records[0]
    _receipt(post, _seq(post))
    key = post.records.load(record).key
    for field, words in (("route_length", "Quãng đường, km: "), (None, "")):
        with post.session.database.write() as connection:
            connection.execute(tables.RETURNED.delete())
            through = key + 10
            connection.execute(tables.RETURNED.insert().values(record=key, field=field, reason="thiếu số km", through=through))
            connection.execute(tables.RETURNED.insert().values(record=key + 5000, field=None, reason="?", through=through))
        board = post.today.board()
        assert [(item.id, item.number) for item in board.returned] == [(record, "TT-26-0001")]
        assert board.returned[0].sentence.startswith(words)
        assert board.returned[0].sentence.endswith("thiếu số km")
    with post.session.database.write() as connection:
        connection.execute(tables.RETURNED.update().values(through=key - 1))
    assert post.today.board().returned == ()


def test_backup_and_drill_show_their_age_and_a_broken_date_shows_none(post: Post) -> None:
    path = post.home / STATUS_FILE
    path.write_text('{"backup": "2026-03-13T21:40:00+07:00", "drill": "2025-12-02T08:00:00+07:00"}', encoding="utf-8")
    board = post.today.board()
    assert board.backup == (
        ("Bản gần nhất", "31 giờ 00 trước", "text"),
        ("Thử phục hồi gần nhất", "102 ngày 20 giờ trước", "amb"),
    )
    assert _items(board, "soon") == ()
    path.write_text('{"backup": "gestern"}', encoding="utf-8")
    assert post.today.board().backup[0][1] == "chưa lần nào"


def test_an_old_backup_is_due(post: Post) -> None:
    (post.home / STATUS_FILE).write_text('{"backup": "2026-03-01T04:40:00+07:00"}', encoding="utf-8")
    assert [due.left for due in _items(post.today.board(), "soon")] == ["đã 14 ngày 0 giờ"]


GPX = """<?xml version="1.0"?><gpx version="1.1" xmlns="http://www.topografix.com/GPX/1/1"><trk><name>Dem 14</name><trkseg>
<trkpt lat="20.9000" lon="103.4000"><time>2026-03-14T15:31:00Z</time></trkpt>
<trkpt lat="20.9050" lon="103.4000"><time>2026-03-14T16:31:00Z</time></trkpt>
<trkpt lat="99.0" lon="103.4"><time>2026-03-14T17:00:00Z</time></trkpt>
</trkseg></trk></gpx>"""


@pytest.fixture
def track(tmp_path: Path) -> Path:
    path = tmp_path / "dem.gpx"
    path.write_text(GPX, encoding="utf-8")
    return path


def test_a_look_at_a_track_counts_points_and_says_why_some_are_set_aside(post: Post, track: Path) -> None:
    seen = post.tracks.preview(track, patrol(ended=None))
    assert (seen.name, seen.found, seen.added, seen.segments) == ("Dem 14", 3, 2, 1)
    assert [count for _words, count in seen.set_aside] == [1]
    assert (seen.first, seen.last) == ("14/03/2026 22:31", "15/03/2026 00:00")
    assert seen.fills == {"ended": "2026-03-15T00:00:00+07:00", "route_length": seen.length_m}
    assert 550 < seen.length_m < 560
    assert seen.inside == 3
    assert post.tracks.preview(track).fills["started"] == "2026-03-14T22:31:00+07:00"


def test_a_track_is_taken_in_with_the_patrols_empty_fields_in_one_act(post: Post, track: Path) -> None:
    record = post.records.create("patrols", patrol(ended=None)).records[0]
    changes = post.tracks.attach(record, track)
    assert changes.kinds == {"tracks", "patrols"}
    view = post.records.load(record)
    assert view.values["ended"] == "2026-03-15T00:00:00+07:00"
    assert [hit.kind for hit in view.referenced_by] == ["tracks"]
    kept = post.records.load(view.referenced_by[0].id)
    assert kept.values["kept"] == 2
    assert kept.values["points"][2][1:3] == [None, None]
    with pytest.raises(AlreadyImported):
        post.tracks.attach(record, track)


def test_nothing_is_filled_in_unless_wanted_or_when_the_hours_are_another_days(post: Post, track: Path) -> None:
    record = post.records.create("patrols", patrol(ended=None)).records[0]
    post.tracks.attach(record, track, fill=False)
    assert "ended" not in post.records.load(record).values
    assert [item.action for item in post.records.history(record)] == ["attach", "create"]
    other = patrol(started="2026-03-20T08:00:00+07:00", ended=None, legs=[])
    assert set(post.tracks.preview(track, other).fills) == {"route_length"}


def test_what_the_patrols_rules_refuse_is_not_offered(post: Post, track: Path) -> None:
    late = patrol(started=None, ended="2026-03-14T22:31:00+07:00", legs=[])
    assert "started" not in post.tracks.preview(track, late).fills or "ended" not in post.tracks.preview(track, late).fills


def test_the_datum_is_asked_and_the_file_must_be_there_and_hold_points(post: Post, track: Path, tmp_path: Path) -> None:
    for datum in (None, "indian-1960"):
        with pytest.raises(RefusedInput) as refused:
            post.tracks.preview(track, datum=datum)
        assert refused.value.problems[0].field == "datum"
    shifted = post.tracks.preview(track, datum="vn-2000")
    assert shifted.added == 2
    with pytest.raises(EnvironmentFault):
        post.tracks.preview(tmp_path / "khong-co.gpx")
    record = post.records.create("patrols", patrol()).records[0]
    track.write_text("<gpx version='1.1'><trk><trkseg/></trk></gpx>", encoding="utf-8")
    with pytest.raises(UserError):
        post.tracks.attach(record, track)
    track.write_text("không phải GPX", encoding="utf-8")
    with pytest.raises(GpxRefused):
        post.tracks.attach(record, track)


def test_a_track_without_times_has_none_to_show(post: Post, track: Path) -> None:
    track.write_text(GPX.replace("<time>", "<!-- ").replace("</time>", " -->"), encoding="utf-8")
    record = post.records.create("patrols", patrol()).records[0]
    post.tracks.attach(record, track)
    assert (post.tracks.preview(track).first, post.tracks.preview(track).last) == ("", "")


@pytest.mark.skipif(not DATA.is_dir(), reason="the real tracks are not shipped")
def test_every_real_track_is_looked_at_or_refused_with_a_sentence(post: Post) -> None:
    record = post.records.create("patrols", patrol(ended=None)).records[0]
    files = sorted(DATA.rglob("*.gpx"))
    assert files
    for path in files:
        try:
            seen = post.tracks.preview(path, patrol())
        except UserError:
            continue
        assert seen.found == seen.added + sum(count for _words, count in seen.set_aside)
        if seen.found:
            post.tracks.attach(record, path)
    times = [post.records.load(record).values.get(name) for name in ("started", "ended")]
    assert times[0] == "2026-03-14T22:30:00+07:00"
    assert times[1] is None or epoch(datetime.fromisoformat(times[1])) > epoch(datetime.fromisoformat(times[0]))
