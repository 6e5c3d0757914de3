"""Reporting periods behind the service: closing, comparing, what arrives late, and paper."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import cbor2
import pytest
from pypdf import PdfReader

from borderpost.bootstrap import Post
from borderpost.domain import words
from borderpost.domain.clock import VIETNAM
from borderpost.domain.errors import RefusedInput
from borderpost.domain.figures import FigureRow, Figures, Measure, Window
from borderpost.domain.ids import Version
from borderpost.services.periods import SnapshotChanged
from borderpost.services.report_paper import paragraphs
from borderpost.services.report_rows import split
from borderpost.services.reports import AlreadyClosed, OnlyCommander, ReportService
from borderpost.statistics import proof, snapshot, windows
from borderpost.storage import tables
from tests.posts import Place, patrol
from tests.statistics.counting import detection, numbers, person, row

MARCH = windows.by_name("2026-03")
FEBRUARY = windows.by_name("2026-02")
LAST_MARCH = windows.by_name("2025-03")


def amend(post: Post, kind: str, record: str, **values: Any) -> None:
    view = post.records.load(record)
    post.records.amend(kind, record, view.values | values, view.heads)


def test_windows_begin_with_today_and_go_back(post: Post) -> None:
    found = post.reports.windows()
    assert [window.name for window in found[:3]] == ["2026-04", "2026-03", "2026-02"]
    assert len(found) == 25
    assert [window.name for window in post.reports.windows("quarter", 1)] == [
        "2026-Q2", "2026-Q1", "2025-Q4", "2025-Q3", "2025-Q2"
    ]  # fmt: skip
    assert post.reports.window("2026-03") == MARCH


def test_the_months_of_a_post_begin_on_its_own_day(post: Post) -> None:
    post.settings.change(month_start_day=1)
    assert post.reports.window("2026-03").first == date(2026, 3, 1)
    detection(post, [], found="2026-03-20T08:00:00+07:00")
    assert numbers(post.reports.figures(post.reports.window("2026-03")), "D1") == (1, 0)


def test_closing_freezes_and_signs(post: Post) -> None:
    detection(post, [{"person": person(post), "role": "crosser"}])
    assert not post.reports.status(MARCH).closed
    assert post.reports.close(MARCH).kinds == {"periods"}
    view = post.reports.status(MARCH)
    assert (view.closed, view.closed_by, view.amended, view.over) == (True, "Lường Văn Thái", 0, True)
    assert view.closed_at == datetime(2026, 3, 15, 6, 52, tzinfo=VIETNAM)
    frozen = post.reports.figures(MARCH)
    assert frozen.closed
    assert numbers(frozen, "D1") == (1, 1)
    amend(post, "detections", post.reports.leads(MARCH, "D1", 0)[0].id, legal_class="penal_150")
    assert numbers(post.reports.figures(MARCH), "D1") == (1, 1)
    assert numbers(post.reports.recount(MARCH), "D1") == (0, 0)
    assert post.reports.figures(MARCH).amended == post.reports.late(MARCH) == 1


def test_only_the_commander_closes(place: Place) -> None:
    with place.as_("guard") as post:
        assert not post.reports.may_close()
        with pytest.raises(OnlyCommander):
            post.reports.close(MARCH)
    with place.as_("commander") as post:
        assert post.reports.may_close()


def test_a_period_is_closed_once_and_only_when_it_is_over(post: Post) -> None:
    april = windows.by_name("2026-04")
    assert not post.reports.status(april).over
    with pytest.raises(RefusedInput, match="runs until 14/04/2026"):
        post.reports.close(april)
    post.reports.close(MARCH)
    with pytest.raises(AlreadyClosed, match="2026-03 is closed"):
        post.reports.close(MARCH)


def test_a_failed_check_refuses_closing_and_writes_nothing(post: Post) -> None:
    detection(post, [], direction="sideways")
    with pytest.raises(RefusedInput, match=r"cộng lại 0\. Mend the records first"):
        post.reports.close(MARCH)
    assert not post.reports.status(MARCH).closed
    words.set_language("en")
    with pytest.raises(RefusedInput, match="parts add up to 0"):
        post.reports.close(MARCH)


def test_a_period_is_compared_with_closed_ones_only(post: Post) -> None:
    detection(post, [{"person": person(post), "role": "crosser"}], found="2025-03-01T08:00:00+07:00")
    detection(post, [], found="2026-02-01T08:00:00+07:00")
    detection(post, [])
    open_ = row(post.reports.figures(MARCH), "D1")
    assert (open_.this, open_.previous, open_.last_year) == ((1, 0), (None, None), (None, None))
    post.reports.close(LAST_MARCH)
    post.reports.close(FEBRUARY)
    found = row(post.reports.figures(MARCH), "D1")
    assert (found.this, found.previous, found.last_year) == ((1, 0), (1, 0), (1, 1))


def test_a_line_that_counted_other_things_is_not_compared(post: Post) -> None:
    post.reports.close(LAST_MARCH)
    key, values = _period(post, LAST_MARCH)
    plain = cbor2.loads(values["snapshot"])
    plain["rows"] = [item for item in plain["rows"] if item[0] != "D4"]
    next(item for item in plain["rows"] if item[0] == "D4K")[3][0][0] = "lượt"
    _replace(post, key, LAST_MARCH, cbor2.dumps(plain, canonical=True))
    found = ReportService(post.session).figures(MARCH)
    assert row(found, "D1").last_year == (0, 0)
    assert row(found, "D4").last_year == (None, None)
    assert row(found, "D4K").last_year == (None, 0), "each unit by itself"
    assert ReportService(post.session).chart(MARCH, "D4", 0).series[1].values[-1] is None


def _period(post: Post, window: Window) -> tuple[Version, dict[str, Any]]:
    with post.session.read() as connection:
        table = tables.table("periods")
        key = connection.execute(table.select().where(table.c.window == window.name)).one().id
        record = post.session.database.version(connection, key)
    with post.session.work() as work:
        return record, dict(work.state(record).values)


def _replace(post: Post, record: Version, window: Window, frozen: bytes, signature: bytes | None = None) -> None:
    digest = snapshot.digest(frozen)
    signed = post.session.keyring.user.signer.sign(proof.statement(window.name, digest))
    with post.session.work() as work:
        work.amend(record, {"snapshot": frozen, "snapshot_hash": digest, "signature": signature or signed})


def test_frozen_figures_read_back_as_they_were(post: Post) -> None:
    detection(post, [{"person": person(post), "role": "crosser"}])
    before = post.reports.figures(MARCH)
    thawed = snapshot.thaw(snapshot.freeze(before, {}), 3)
    assert (thawed.rows, thawed.checks, thawed.window) == (before.rows, before.checks, before.window)
    assert (thawed.closed, thawed.amended) == (True, 3)
    plain = cbor2.loads(snapshot.freeze(before, {})) | {"format": 2}
    with pytest.raises(ValueError, match="2"):
        snapshot.thaw(cbor2.dumps(plain))


def test_the_same_figures_have_the_same_hash(post: Post) -> None:
    found = post.reports.figures(MARCH)
    assert snapshot.digest(snapshot.freeze(found, {"a": 1, "b": 2})) == snapshot.digest(
        snapshot.freeze(found, {"b": 2, "a": 1})
    )


@pytest.mark.parametrize("part", ["snapshot", "signature", "gone"])
def test_figures_that_are_not_what_was_signed_are_refused(post: Post, part: str) -> None:
    post.reports.close(MARCH)
    record, values = _period(post, MARCH)
    if part == "snapshot":
        with post.session.work() as work:
            work.amend(record, {"snapshot": values["snapshot"] + b"\x00"})
    elif part == "gone":
        with post.session.work() as work:
            work.amend(record, {"snapshot": None})
    else:
        _replace(post, record, MARCH, cbor2.dumps(cbor2.loads(values["snapshot"]) | {"rows": []}), bytes(64))
    with pytest.raises(SnapshotChanged, match="2026-03 are not what was signed"):
        ReportService(post.session).figures(MARCH)


def test_a_close_of_an_officer_not_known_yet_is_believed_for_now(post: Post) -> None:
    post.reports.close(MARCH)
    record, values = _period(post, MARCH)
    _replace(post, record, MARCH, values["snapshot"], bytes(64))
    with post.session.read() as connection:
        table = tables.table("officers")
        found = connection.execute(table.select().where(table.c.uid == post.session.keyring.uid)).one()
        officer = post.session.database.version(connection, found.id)
    with post.session.work() as work:
        work.amend(officer, {"signing_key": None})
    assert ReportService(post.session).status(MARCH).closed


def test_an_amendment_that_came_without_its_close_is_no_close(post: Post) -> None:
    post.reports.close(MARCH)
    record, _values = _period(post, MARCH)
    with post.session.work() as work:
        work.amend(record, {"form": "3682b"})
    with post.session.database.write() as connection:
        key = post.session.database.key(connection, record)
        connection.exec_driver_sql("DELETE FROM journal WHERE id = ?", (key,))
    with pytest.raises(SnapshotChanged):
        ReportService(post.session).status(MARCH)


def test_closed_twice_the_first_close_stands(post: Post, place: Place) -> None:
    post.reports.close(MARCH)
    first = post.reports.status(MARCH)
    record, values = _period(post, MARCH)
    place.clock.advance(hours=1)
    with post.session.work() as work:
        work.create("periods", values)
    assert ReportService(post.session).status(MARCH) == first
    with post.session.work() as work:
        work.withdraw(record, "trùng")
    found = ReportService(post.session).status(MARCH)
    assert found.closed
    assert found.closed_at != first.closed_at


def test_everything_that_arrives_late_is_shown(post: Post) -> None:
    someone = person(post)
    inside = detection(post, [{"person": someone, "role": "crosser"}])
    moved = detection(post, [])
    later = detection(post, [], found="2026-03-15T01:00:00+07:00")
    patrolled = post.records.create("patrols", patrol()).records[0]
    post.reports.close(MARCH)
    steps: list[tuple[Callable[[], object], int]] = [
        (lambda: detection(post, []), 1),
        (lambda: detection(post, [{"person": someone, "role": "crosser"}], found="2026-03-16T02:00:00+07:00"), 0),
        (lambda: amend(post, "detections", inside, border="kh"), 1),
        (lambda: amend(post, "persons", someone, nationality="vn"), 1),
        (lambda: amend(post, "detections", moved, found="2026-04-01T08:00:00+07:00"), 1),
        (lambda: post.records.withdraw("patrols", patrolled, "nhập nhầm"), 1),
        (lambda: detection(post, [], found="2026-03-15T02:00:00+07:00"), 0),
        (lambda: amend(post, "detections", later, border="kh"), 0),
        (lambda: amend(post, "detections", later, found="2026-03-15T03:00:00+07:00"), 0),
        (lambda: person(post), 0),
        (lambda: post.reports.note_output(MARCH, "print"), 0),
    ]
    expected = 0
    for at, (act, more) in enumerate(steps):
        act()
        expected += more
        assert post.reports.late(MARCH) == expected, at
    assert post.reports.status(MARCH).amended == post.reports.figures(MARCH).amended == 5


def test_a_record_moved_into_a_closed_period_is_late(post: Post) -> None:
    record = detection(post, [], found="2026-03-15T01:00:00+07:00")
    post.reports.close(MARCH)
    amend(post, "detections", record, found="2026-03-14T23:00:00+07:00")
    assert post.reports.late(MARCH) == 1


def test_an_open_period_has_nothing_late(post: Post) -> None:
    detection(post, [])
    assert post.reports.late(MARCH) == 0


def test_the_chart_shows_closed_months_as_they_were_closed(post: Post) -> None:
    crosser = {"person": person(post), "role": "crosser"}
    detection(post, [crosser], found="2026-02-01T08:00:00+07:00")
    detection(post, [crosser], found="2025-03-01T08:00:00+07:00")
    detection(post, [crosser])
    post.reports.close(FEBRUARY)
    post.reports.close(LAST_MARCH)
    detection(post, [crosser, {"person": person(post), "role": "crosser"}], found="2026-02-02T08:00:00+07:00")
    chart = post.reports.chart(MARCH)
    assert chart.categories == ("4", "5", "6", "7", "8", "9", "10", "11", "12", "1", "2", "3")
    this, last = (run.values for run in chart.series)
    assert (this[-2:], last[-1], this[0], last[0]) == ((1, 1), 1, None, None)
    assert chart.series[1].hatched
    assert chart.highlight == 11
    words.set_language("en")
    assert "people by reporting month" in post.reports.chart(MARCH).title
    with pytest.raises(LookupError):
        post.reports.chart(MARCH, "D1.nationality.vn", 0)


def printed(post: Post, **asked: Any) -> str:
    out = io.BytesIO()
    post.reports.pdf(MARCH, out, **asked)
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(out.getvalue())).pages).split())


def test_paper_of_an_open_period_is_a_draft(post: Post) -> None:
    detection(post, [{"person": person(post, nationality="la"), "role": "crosser"}])
    said = printed(post)
    for text in (
        "ĐỒN BP KHE SIM",
        "tháng 3/2026",
        "Phát hiện xuất nhập cảnh trái phép: 01 vụ/01 người.",
        "Chưa có kỳ chốt của năm trước để so với cùng kỳ.",
        "Trong kỳ không phát sinh: Tổ chức tuần tra;",
        "DỰ THẢO",
        "ĐỒN TRƯỞNG",
        "Đại úy Lường Văn Thái · 06:52 15/03/2026",
        "Phụ lục",
        "……………, ngày 15 tháng 3 năm 2026",
    ):
        assert text in said
    assert "Mã đối chiếu" not in said
    assert "Nước khác" not in said


def test_paper_of_a_closed_period_carries_its_proof(post: Post) -> None:
    post.settings.change(
        place="Nậm Vang", symbol="ĐBPKS", addressee="Ban Chỉ huy BĐBP tỉnh", recipients=("Phòng Tham mưu", "Phòng PCMT&TP")
    )
    detection(post, [], found="2025-03-01T08:00:00+07:00")
    post.records.create("patrols", patrol())
    post.reports.close(LAST_MARCH)
    post.reports.close(MARCH)
    words.set_language("en")
    said = printed(post, number=5, day=date(2026, 3, 16))
    for text in (
        "Số: 05/BC-ĐBPKS",
        "Nậm Vang, ngày 16 tháng 3 năm 2026",
        "Kính gửi: Ban Chỉ huy BĐBP tỉnh.",
        "giảm 01 vụ",
        "tăng 01 lượt",
        "- Phòng PCMT&TP;",
        "Mã đối chiếu: kỳ 2026-03",
        "người theo tháng báo cáo",
    ):
        assert text in said
    assert "DỰ THẢO" not in said
    assert words.language() == "en"


def test_a_post_without_facts_leaves_gaps_and_an_empty_period_has_no_annex(post: Post) -> None:
    post.settings.change(parent="", signer_position="", symbol="")
    said = printed(post)
    assert "/BC-……………" in said
    assert "Kính gửi: ……………" in said
    assert "Nơi nhận: - Lưu: VT." in said
    assert "Phụ lục" not in said


def test_what_paper_carries_is_checked_with_the_public_key_alone(post: Post) -> None:
    post.reports.close(MARCH)
    view = post.reports.status(MARCH)
    _record, values = _period(post, MARCH)
    carried = proof.text(proof.Proof("2026-03", view.digest, values["signature"]))
    assert set(carried) <= set("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:")
    assert len(carried) <= 178  # a QR code of version 7 with error correction M
    read = proof.read(carried)
    public = post.session.account.signing_key
    assert read.holds(public)
    assert read.digest == view.digest
    assert not proof.Proof("2026-02", read.digest, read.signature).holds(public)
    assert not proof.Proof(read.window, "00" * 32, read.signature).holds(public)


@pytest.mark.parametrize("scanned", ["", "BP2:00", "BP1:", "BP1:A", "BP1::::", "BP1:a0", "BP1:00", "BP1:%69 VD92EX0"])
def test_another_code_is_no_proof(scanned: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        proof.read(scanned)


def test_pages_are_pictures(post: Post) -> None:
    pages = post.reports.pages(MARCH, 40)
    assert len(pages) >= 2
    assert all(page.startswith(b"\x89PNG") for page in pages)


def test_a_print_is_written_down(post: Post) -> None:
    assert post.reports.note_output(MARCH, "export").kinds == {"periods"}


def test_at_most_two_units_stand_side_by_side(post: Post) -> None:
    post.records.create("patrols", patrol(legs=[]))
    found: Figures = post.reports.figures(MARCH)
    parts = list(split(row(found, "P1")))
    assert [places for _part, places in parts] == [(0, 1), (2,), (3,)]
    assert [part.this for part, _places in parts] == [(1, 5), (0,), (2,)]
    assert [part.missing for part, _places in parts] == [0, 1, 0]
    assert [places for _part, places in split(row(found, "D1.nationality.vn"))] == [(1,)]


def _figure(code: str, *this: int | None) -> FigureRow:
    units = tuple(Measure("vụ", "incidents") for _ in this)
    return FigureRow(code, code, code, units, this, (None,) * len(this), (None,) * len(this))


def test_a_period_with_events_everywhere_says_nothing_of_idleness(post: Post) -> None:
    found = replace(post.reports.figures(MARCH), rows=(_figure("A", 2, None),))
    assert paragraphs(found) == ("A: 02 vụ.", "Chưa có kỳ chốt của năm trước để so với cùng kỳ.")
    assert list(split(_figure("A", None))) == []
