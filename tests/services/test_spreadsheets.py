"""Registers out to spreadsheets and in again, in a real post."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import openpyxl  # type: ignore[import-untyped]  # ships no types
import pytest

from borderpost.bootstrap import Post
from borderpost.domain.errors import Cancelled, EnvironmentFault, RefusedInput, UserError
from borderpost.domain.progress import Progress
from borderpost.exchange import table_values, tables
from borderpost.exchange.tables import TableRefused
from borderpost.registers import KINDS
from borderpost.services import spreadsheet_rows, spreadsheets
from borderpost.services.spreadsheets import SpreadsheetService
from borderpost.services.views import Listing
from borderpost.storage.unit_of_work import entries_of
from tests import posts
from tests.posts import Place


@pytest.fixture
def sheets(post: Post) -> SpreadsheetService:
    return SpreadsheetService(post.session)


def _read(path: Path) -> list[list[str]]:
    return list(tables.rows(path, tables.sniff(path)))


def _write(path: Path, lines: list[list[str]]) -> Path:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file, delimiter=";").writerows(lines)
    return path


def _changed(path: Path, field: str, value: str, row: int = 2) -> Path:
    """Write a file anew with one cell changed."""
    lines = _read(path)
    place = lines[1].index(field)
    lines[row] += [""] * (place + 1 - len(lines[row]))
    lines[row][place] = value
    return _write(path, lines)


def _numbers(post: Post, kind: str) -> int:
    return post.records.count(kind, Listing())


PATROLS = [
    ["Bắt đầu", "Kết thúc", "Leader", "Loại", "border", "Bộ đội Biên phòng", "Ghi gì đó"],
    ["05/03/2026 22:30", "06/03/2026 05:30", "Đặng Văn Phúc", "closed_loop", "la", "5", "x"],
    ["07/03/2026 22:30", "08/03/2026 05:30", "Giàng A Páo", "closed_loop", "la", "4", ""],
]


def _patrols() -> list[list[str]]:
    """Return the file above under the headings of this program, one English, one a machine's, the others Vietnamese."""
    lines = [list(line) for line in PATROLS]
    lines[0] = [
        table_values.heading(name, KINDS["patrols"])
        for name in ("started", "ended", "leader", "kind", "border", "border_guards")
    ]
    lines[0][2], lines[0][4] = "Leader", "border"
    return [[*line[:6], extra] for line, extra in zip(lines, ("Cột lạ", "x", ""), strict=True)]


SETTLED = {"started": "dmy", "ended": "dmy"}


def test_an_export_goes_in_again_and_changes_nothing(post: Post, sheets: SpreadsheetService, tmp_path: Path) -> None:
    post.records.create("patrols", posts.patrol(result="+84 912 345 678", incidents="=1+1\ndòng hai", route_length=12_340))
    post.records.create("patrols", posts.patrol(leader="Lò Văn Ba"))
    for name in ("so.csv", "so.xlsx"):
        path = tmp_path / name
        seen: list[tuple[int, int]] = []

        def report(done: int, total: int, seen: list[tuple[int, int]] = seen) -> None:
            seen.append((done, total))

        written = sheets.export("patrols", path, None, "đối chiếu", Progress(report))
        assert (written.rows, written.path, seen[-1]) == (2, path, (2, 2))
        found = sheets.preview("patrols", path)
        assert (found.total, found.unchanged, found.first_errors, found.unknown) == (2, 2, (), ())
        assert found.not_taken == (table_values.heading("number", KINDS["patrols"]),)
        taken = sheets.take_in("patrols", path)
        assert (taken.new, taken.changed, taken.unchanged, taken.errors, taken.errors_path) == (0, 0, 2, 0, None)


def test_an_export_is_an_act_with_a_reason(post: Post, sheets: SpreadsheetService, tmp_path: Path) -> None:
    post.records.create("patrols", posts.patrol())
    with pytest.raises(RefusedInput):
        sheets.export("patrols", tmp_path / "so.csv", None, "  ")
    assert not (tmp_path / "so.csv").exists()
    sheets.export("patrols", tmp_path / "so.csv", None, "nộp tỉnh")
    with post.session.read() as connection:
        last = entries_of(connection, 0)[-1]
    assert (last.action, last.kind, last.reason) == ("export", "patrols", "nộp tỉnh")
    assert last.fields == {"format": "csv", "rows": 1}


def test_an_export_takes_the_rows_of_its_list(post: Post, sheets: SpreadsheetService, tmp_path: Path) -> None:
    for leader in ("Đặng Văn Phúc", "Lò Văn Ba"):
        post.records.create("patrols", posts.patrol(leader=leader))
    assert sheets.export("patrols", tmp_path / "so.csv", Listing(text="dang van"), "thử").rows == 1
    assert "Đặng Văn Phúc" in _read(tmp_path / "so.csv")[2]


def test_sealed_identities_never_leave(post: Post, sheets: SpreadsheetService, tmp_path: Path) -> None:
    post.records.create("persons", posts.person(pseudonym="NN-1", phone="0912"))
    post.records.create("tips", posts.tip())
    for kind in ("persons", "tips"):
        sheets.export(kind, tmp_path / "so.csv", None, "thử")
        text = (tmp_path / "so.csv").read_text("utf-8-sig")
        assert not [word for word in ("Sùng", "Mỷ", "0912", "Giàng Thị", "reporter_name") if word in text]
        assert sheets.take_in(kind, tmp_path / "so.csv").unchanged == 1


@pytest.mark.parametrize("name", ["so.csv", "so.xlsx"])
def test_a_cancelled_export_leaves_no_file(
    post: Post, sheets: SpreadsheetService, tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spreadsheets, "BATCH", 1)
    for _ in range(3):
        post.records.create("patrols", posts.patrol())
    before = set(tmp_path.iterdir())

    def report(done: int, _total: int) -> None:
        if done == 1:
            progress.cancel()

    progress = Progress(report)
    with pytest.raises(Cancelled):
        sheets.export("patrols", tmp_path / name, None, "thử", progress)
    assert set(tmp_path.iterdir()) == before


def test_only_changed_cells_are_written(post: Post, sheets: SpreadsheetService, tmp_path: Path) -> None:
    record = post.records.create("patrols", posts.patrol(weather="mưa")).records[0]
    path = tmp_path / "so.csv"
    sheets.export("patrols", path, None, "thử")
    _changed(path, "leader", "Lò Văn Ba")
    _changed(path, "weather", "")
    assert sheets.preview("patrols", path).changed == 1
    assert sheets.take_in("patrols", path).changed == 1
    view = post.records.load(record)
    assert view.values["leader"] == "Lò Văn Ba"
    assert "weather" not in view.values
    assert view.conflicts == ()
    assert {change.field for change in post.records.history(record)[0].changes} == {"leader", "weather"}
    again = sheets.take_in("patrols", path)
    assert (again.changed, again.unchanged) == (0, 1)


def test_what_somebody_changed_meanwhile_is_not_overwritten(post: Post, sheets: SpreadsheetService, tmp_path: Path) -> None:
    record = post.records.create("patrols", posts.patrol()).records[0]
    path = tmp_path / "so.csv"
    sheets.export("patrols", path, None, "thử")
    view = post.records.load(record)
    post.records.amend("patrols", record, {**view.values, "leader": "Vàng A Sính", "weather": "nắng"}, view.heads)
    assert sheets.take_in("patrols", path).unchanged == 1
    assert post.records.load(record).values["weather"] == "nắng"
    _changed(path, "leader", "Lò Văn Ba")
    assert sheets.take_in("patrols", path).changed == 1
    after = post.records.load(record)
    assert {option.value for option in after.conflicts[0].options} == {"Vàng A Sính", "Lò Văn Ba"}
    assert after.values["weather"] == "nắng"
    _changed(path, "#seen", "gì đó")
    assert sheets.preview("patrols", path).errors == 1
    _changed(path, "#seen", "")
    _changed(path, "leader", "Người thứ ba")
    assert sheets.take_in("patrols", path).changed == 1
    assert post.records.load(record).conflicts == ()


def test_the_same_change_made_twice_is_none(post: Post, sheets: SpreadsheetService, tmp_path: Path) -> None:
    record = post.records.create("patrols", posts.patrol()).records[0]
    path = tmp_path / "so.csv"
    sheets.export("patrols", path, None, "thử")
    view = post.records.load(record)
    post.records.amend("patrols", record, {**view.values, "leader": "Lò Văn Ba"}, view.heads)
    _changed(path, "leader", "Lò Văn Ba")
    assert sheets.take_in("patrols", path).unchanged == 1
    assert post.records.load(record).conflicts == ()


def test_new_rows_are_taken_in_once(post: Post, sheets: SpreadsheetService, tmp_path: Path) -> None:
    path = _write(tmp_path / "moi.csv", _patrols())
    found = sheets.preview("patrols", path)
    assert (found.new, found.unknown, found.first_rows[0][2]) == (2, ("Cột lạ",), "Đặng Văn Phúc")
    assert [(item.heading, item.field) for item in found.columns[2:4]] == [("Leader", "leader"), (_patrols()[0][3], "kind")]
    with pytest.raises(RefusedInput) as refused:
        sheets.take_in("patrols", path)
    assert [problem.field for problem in refused.value.problems] == ["started", "ended"]
    assert _numbers(post, "patrols") == 0
    taken = sheets.take_in("patrols", path, SETTLED)
    assert (taken.new, taken.unchanged, taken.errors_path, taken.stopped) == (2, 0, None, False)
    shuffled = _patrols()
    _write(path, [shuffled[0], shuffled[2], shuffled[1]])
    again = sheets.take_in("patrols", path, SETTLED)
    assert (again.new, again.unchanged) == (0, 2)
    first = post.records.first_page("patrols", Listing())[0]
    view = post.records.load(first.id)
    post.records.amend("patrols", first.id, {**view.values, "leader": "Đã sửa"}, view.heads)
    assert sheets.take_in("patrols", path, SETTLED).unchanged == 2
    post.records.withdraw("patrols", first.id, "nhập nhầm")
    assert sheets.take_in("patrols", path, SETTLED).new == 0
    assert _numbers(post, "patrols") == 1


def test_equal_rows_are_as_many_records(post: Post, sheets: SpreadsheetService, tmp_path: Path) -> None:
    lines = _patrols()
    path = _write(tmp_path / "moi.csv", [lines[0], lines[1], lines[1]])
    assert sheets.take_in("patrols", path, SETTLED).new == 2
    again = sheets.take_in("patrols", path, SETTLED)
    assert (again.new, again.unchanged) == (0, 2)
    _write(path, [lines[0], lines[1], lines[1], lines[1]])
    more = sheets.take_in("patrols", path, SETTLED)
    assert (more.new, more.unchanged) == (1, 2)
    assert _numbers(post, "patrols") == 3


def test_dates_are_settled_once_per_column_and_shown_in_words(post: Post, sheets: SpreadsheetService, tmp_path: Path) -> None:
    lines = _patrols()
    lines[2][1] = "03/14/2026 05:30"
    lines[2][0] = "03/13/2026 22:30"
    lines[1][1] = ""
    path = _write(tmp_path / "moi.csv", lines)
    found = sheets.preview("patrols", path)
    started, ended = found.dates
    assert (started.ambiguous, ended.ambiguous) == (False, False)
    assert found.orders == {"started": "mdy", "ended": "mdy"}
    assert started.possible[0][1][0].endswith("ngày 3 tháng 5 năm 2026")
    lines[2][0] = "04/05/2026 22:30"
    lines[2][1] = ""
    _write(path, lines)
    (asked,) = sheets.preview("patrols", path).dates
    assert [order for order, _words in asked.possible] == ["dmy", "mdy"]
    assert asked.possible[0][1][0].endswith("Thứ Năm, ngày 5 tháng 3 năm 2026")
    assert asked.possible[1][1][0].endswith("Chủ nhật, ngày 3 tháng 5 năm 2026")
    assert sheets.preview("patrols", path, {"started": "mdy", "other": "dmy"}).orders == {"started": "mdy"}
    assert sheets.take_in("patrols", path, {"started": "mdy"}).new == 2
    moments = sorted(post.records.load(row.id).values["started"] for row in post.records.first_page("patrols", Listing()))
    assert moments == ["2026-04-05T22:30:00+07:00", "2026-05-03T22:30:00+07:00"]


def test_bad_rows_go_to_a_file_and_come_back_mended(post: Post, sheets: SpreadsheetService, tmp_path: Path) -> None:
    lines = _patrols()
    lines += [
        ["31/02/2026 22:30", "", "Ngày sai", "closed_loop", "la", "5", "giữ"],
        ["09/03/2026 22:30", "", "Mã lạ", "đi dạo", "la", "5"],
        ["09/03/2026 22:30", "08/03/2026 22:30", "Ngược", "closed_loop", "la", "5"],
        ["", "", "", "", "", "", ""],
        ["09/03/2026 22:30", "", "", "closed_loop", "la", "5"],
        ["09/03/2026 22:30", "", "Không năm", "closed_loop", "la", "1.5"],
    ]
    path = _write(tmp_path / "moi.csv", lines)
    found = sheets.preview("patrols", path, SETTLED)
    assert (found.new, found.errors, found.quarantined, found.total) == (2, 4, 1, 7)
    assert [item.row for item in found.first_errors] == [4, 5, 6, 8, 9]
    taken = sheets.take_in("patrols", path, SETTLED)
    assert (taken.new, taken.errors, taken.quarantined) == (2, 4, 1)
    assert taken.errors_path == tmp_path / "moi.errors.csv"
    wrong = _read(taken.errors_path)
    assert wrong[0][2:] == lines[0]
    assert wrong[1] == ["#row", "#reason", "started", "ended", "leader", "kind", "border", "border_guards"]
    assert [row[0] for row in wrong[2:]] == ["4", "5", "6", "8", "9"]
    assert "31/02/2026" in wrong[2][1]
    assert wrong[2][8] == "giữ"
    assert wrong[3][1].endswith("mã chưa biết “đi dạo”")
    mended = [row for row in wrong if row[0] in (wrong[0][0], "#row", "5")]
    mended[2][5] = "closed_loop"
    _write(taken.errors_path, mended)
    again = sheets.take_in("patrols", taken.errors_path, SETTLED)
    assert (again.new, again.errors, again.errors_path) == (1, 0, None)


def test_a_stick_that_takes_no_error_file(
    post: Post, sheets: SpreadsheetService, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = _patrols()
    lines[2][0] = "x"
    path = _write(tmp_path / "moi.csv", lines)
    (tmp_path / "moi.errors.csv").mkdir()
    taken = sheets.take_in("patrols", path, SETTLED)
    assert (taken.new, taken.errors, taken.errors_path) == (1, 1, None)
    assert taken.fault


def test_formulas_are_refused_not_computed(post: Post, sheets: SpreadsheetService, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for line in _patrols():
        book.active.append(line)
    book.active["F2"] = "=2+3"
    book.active["G3"] = "=1"
    book.active.append([*_patrols()[2][:2], "=1+1", *_patrols()[2][3:]])
    book.active["C4"].data_type = "s"
    book.active.append([*_patrols()[2][:2], "=1+1", *_patrols()[2][3:]])
    path = tmp_path / "moi.xlsx"
    book.save(path)
    found = sheets.preview("patrols", path, SETTLED)
    assert (found.new, [item.row for item in found.first_errors]) == (2, [2, 5])
    assert "công thức" in found.first_errors[0].sentence
    assert "Excel" in found.file


def test_a_workbook_with_wrong_rows_gives_them_back(post: Post, sheets: SpreadsheetService, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    lines = _patrols()
    lines[1][:2] = ["15/03/2026 22:30", "16/03/2026 05:30"]
    for line in [*lines, ["31/13/2026 22:30", "", "Ngày sai", "closed_loop", "la", 5, "giữ"]]:
        book.active.append(line)
    book.create_sheet("Trang hai").append(["x"])
    path = tmp_path / "moi.xlsx"
    book.save(path)
    taken = sheets.take_in("patrols", path, {}, sheet="Sheet")
    assert (taken.new, taken.errors) == (2, 1)
    assert taken.errors_path is not None
    assert _read(taken.errors_path)[2][-2:] == ["5", "giữ"]
    with pytest.raises(UserError):
        sheets.preview("patrols", path, sheet="Trang hai")


def test_ids_that_are_not_here(post: Post, sheets: SpreadsheetService, tmp_path: Path) -> None:
    patrol = post.records.create("patrols", posts.patrol()).records[0]
    person = post.records.create("persons", posts.person()).records[0]
    path = tmp_path / "so.csv"
    sheets.export("patrols", path, None, "thử")
    for wrong in ("0123456789abcdef:7", patrol.split(":")[0] + ":999999", "x", person):
        _changed(path, "#id", wrong)
        assert sheets.preview("patrols", path).errors == 1
    _changed(path, "#id", patrol)
    _changed(path, "leader", "Khác")
    post.records.withdraw("patrols", patrol, "nhập nhầm")
    assert sheets.preview("patrols", path).errors == 1


def test_persons_come_with_names_and_go_into_the_seal(post: Post, sheets: SpreadsheetService, tmp_path: Path) -> None:
    path = _write(
        tmp_path / "nguoi.csv",
        [["name", "sex", "birth", "phone"], ["Sùng Thị Mỷ", "nữ", "2010", "'+84 912"], ["Sùng Thị Dua", "nữ", "05/2011", ""]],
    )
    assert sheets.take_in("persons", path).new == 2
    views = [post.records.load(row.id) for row in post.records.first_page("persons", Listing())]
    assert {view.values["name"] for view in views} == {"Sùng Thị Mỷ", "Sùng Thị Dua"}
    assert {view.values.get("phone") for view in views} == {"+84 912", None}
    again = sheets.take_in("persons", path)
    assert (again.new, again.unchanged) == (0, 2)
    _write(path, [["name", "sex"], ["Sùng Thị Xía", "nữ"], ["Sùng Thị Xía", "nữ"]])
    assert sheets.take_in("persons", path).new == 2


def test_a_sealed_name_is_changed_only_where_it_may_be_read(post: Post, sheets: SpreadsheetService, tmp_path: Path) -> None:
    record = post.records.create("persons", posts.person(pseudonym="NN-1")).records[0]
    path = _write(tmp_path / "nguoi.csv", [["#id", "name", "pseudonym"], [record, "Sùng Thị Mỷ", "NN-1"]])
    assert sheets.preview("persons", path).unchanged == 1
    _write(path, [["#id", "name", "pseudonym"], [record, "Sùng Thị Mai", "NN-2"]])
    assert sheets.take_in("persons", path).changed == 1
    assert post.records.load(record).values["name"] == "Sùng Thị Mai"
    _write(path, [["#id", "name", "pseudonym"], [record, "", "NN-3"]])
    assert sheets.take_in("persons", path).changed == 1
    assert post.records.load(record).values["name"] == "Sùng Thị Mai"
    post.victims.protect(record, "nạn nhân")
    _write(path, [["#id", "name", "pseudonym"], [record, "Sùng Thị Mai", "NN-4"]])
    found = sheets.preview("persons", path)
    assert (found.errors, found.changed) == (1, 0)
    _write(path, [["#id", "name", "pseudonym"], [record, "", "NN-5"]])
    assert sheets.take_in("persons", path).changed == 1
    assert post.records.load(record).values["pseudonym"] == "NN-5"


def test_an_erased_identity_is_not_written_again(post: Post, sheets: SpreadsheetService, tmp_path: Path) -> None:
    lines = [["name", "sex"], ["Sùng Thị Mỷ", "nữ"]]
    path = _write(tmp_path / "nguoi.csv", lines)
    sheets.take_in("persons", path)
    row = post.records.first_page("persons", Listing())[0]
    view = post.records.load(row.id)
    post.records.amend("persons", row.id, {**view.values, "name": "Sùng Thị Mai"}, view.heads)
    assert sheets.take_in("persons", path).unchanged == 1
    _write(path, [lines[0], ["Sùng Thị Khác", "nữ"]])
    assert sheets.preview("persons", path).new == 1
    with post.session.work() as work:
        work.vault.erase(work.connection, row.key)
    assert sheets.preview("persons", path).errors == 1
    _write(path, [["#id", *lines[0]], [row.id, "Ai", "nữ"]])
    assert sheets.preview("persons", path).errors == 1


def test_blanks_and_other_spellings_change_nothing(post: Post, sheets: SpreadsheetService, tmp_path: Path) -> None:
    record = post.records.create("patrols", posts.patrol(route_length=12_300)).records[0]
    names = ["#id", "leader", "route_length", "border"]
    path = _write(tmp_path / "so.csv", [names, [record, " Đặng  Văn Phúc ", "12,3 km", "la"]])
    assert sheets.take_in("patrols", path).unchanged == 1


def test_a_protected_twin_is_told_not_doubled(post: Post, sheets: SpreadsheetService, tmp_path: Path) -> None:
    path = _write(tmp_path / "tin.csv", _tips("Giàng Thị Mảy"))
    assert sheets.take_in("tips", path).new == 1
    again = sheets.take_in("tips", path)
    assert (again.new, again.errors, _numbers(post, "tips")) == (0, 1, 1)
    _write(path, _tips(""))
    bare = sheets.take_in("tips", path)
    assert (bare.new, bare.errors) == (0, 1)


def test_tips_without_a_reporter(post: Post, sheets: SpreadsheetService, tmp_path: Path) -> None:
    path = _write(tmp_path / "tin.csv", _tips(""))
    assert sheets.take_in("tips", path).new == 1
    assert sheets.take_in("tips", path).unchanged == 1
    sheets.export("tips", path, None, "thử")
    _changed(path, "state", "own")
    found = sheets.preview("tips", path)
    assert (found.errors, found.first_errors[0].column) == (1, table_values.heading("state", KINDS["tips"]))
    _changed(path, "state", "classified")
    assert sheets.take_in("tips", path).changed == 1


def _tips(reporter: str) -> list[list[str]]:
    names = ["kind", "received", "channel", "officer", "reporter_kind", "reporter_name", "content", "state"]
    values = posts.tip(received="2026-02-10 09:15", reporter_name=reporter)
    return [names, [values[name] for name in names]]


def test_detections_with_people_markers_and_places(post: Post, sheets: SpreadsheetService, tmp_path: Path) -> None:
    person = post.records.create("persons", posts.person()).records[0]
    patrol = post.records.create("patrols", posts.patrol()).records[0]
    number = post.records.load(patrol).number
    names = ["marker", "border", "found", "legal_class", "direction", "patrol", "position", "people", "case_opened"]
    row = ["511", "la", "2026-03-15 00:40:15", "adm_exit_entry_282", "exit", number, "21.5 103.2 WGS-84"]
    people = f'[{{"person":"{person}","role":"possible_victim"}}]'
    path = _write(tmp_path / "vu.csv", [names, [*row, people, "có"], [*row, people.replace("possible", "im"), ""]])
    taken = sheets.take_in("detections", path)
    assert (taken.new, taken.quarantined) == (1, 1)
    view = post.records.load(post.records.first_page("detections", Listing())[0].id)
    assert (view.values["marker"], view.values["patrol"], view.values["case_opened"]) == ("LA:511", patrol, True)
    assert view.values["found"] == "2026-03-15T00:40:15+07:00"
    assert post.records.load(person).protected
    sheets.export("detections", path, None, "thử")
    assert sheets.take_in("detections", path).unchanged == 1
    _changed(path, "#id", "")
    assert sheets.take_in("detections", path).unchanged == 1
    _changed(path, "patrol", "0123456789abcdef:7")
    assert sheets.preview("detections", path).errors == 1
    _changed(path, "patrol", "")
    _changed(path, "people", "[[[")
    assert sheets.preview("detections", path).errors == 1
    _changed(path, "people", table_values.KEPT)
    assert sheets.preview("detections", path).errors == 1


def test_a_table_too_long_for_a_cell_is_kept(post: Post, sheets: SpreadsheetService, tmp_path: Path) -> None:
    markers = [{"marker": f"LA:{number}", "state": "intact", "note": "x" * 299} for number in range(100, 200)]
    record = post.records.create("patrols", posts.patrol(markers=markers)).records[0]
    path = tmp_path / "so.csv"
    sheets.export("patrols", path, None, "thử")
    assert table_values.KEPT in _read(path)[2]
    _changed(path, "leader", "Khác")
    assert sheets.take_in("patrols", path).changed == 1
    assert len(post.records.load(record).values["markers"]) == 100


def test_cancelling_keeps_what_was_committed(
    post: Post, sheets: SpreadsheetService, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spreadsheets, "BATCH", 2)
    head, one, _two = _patrols()
    path = _write(tmp_path / "moi.csv", [head, *([*one[:2], f"Người {at}", *one[3:]] for at in range(7))])

    def report(done: int, total: int) -> None:
        assert total == 8
        if done == 2:
            progress.cancel()

    progress = Progress(report)
    taken = sheets.take_in("patrols", path, SETTLED, progress)
    assert (taken.new, taken.stopped) == (4, True)
    assert _numbers(post, "patrols") == 4
    rest = sheets.take_in("patrols", path, SETTLED)
    assert (rest.new, rest.unchanged, rest.stopped) == (3, 4, False)


def test_a_file_that_breaks_off_keeps_what_was_committed(
    post: Post, sheets: SpreadsheetService, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spreadsheets, "BATCH", 2)
    monkeypatch.setattr(table_values, "LOOK_FOR_HEADER", 2)
    head, one, two = _patrols()
    wide = [*two, *("x" * 300)]
    path = _write(tmp_path / "moi.csv", [head, one, two, one, wide])
    taken = sheets.take_in("patrols", path, SETTLED)
    assert (taken.new, taken.stopped) == (2, True)
    assert "cột" in taken.fault
    _write(path, [head, one, wide])
    with pytest.raises(TableRefused):
        sheets.take_in("patrols", path, SETTLED)
    assert _numbers(post, "patrols") == 2


def test_a_cancel_at_the_very_end_is_too_late(sheets: SpreadsheetService, tmp_path: Path) -> None:
    path = _write(tmp_path / "moi.csv", _patrols())
    progress = Progress(lambda done, _total: progress.cancel() if done == 0 else None)
    taken = sheets.take_in("patrols", path, SETTLED, progress)
    assert (taken.new, taken.stopped) == (2, False)
    assert sheets.take_in("patrols", path, SETTLED, progress).stopped is True


def test_a_record_of_another_version_is_no_twin(post: Post, sheets: SpreadsheetService, tmp_path: Path) -> None:
    with post.session.work() as work:
        work.create("patrols", {**posts.patrol(), "weather": b"bytes"})
    assert sheets.take_in("patrols", _write(tmp_path / "moi.csv", _patrols()), SETTLED).new == 2


def test_a_file_of_something_else(sheets: SpreadsheetService, tmp_path: Path) -> None:
    path = _write(tmp_path / "x.csv", [["a", "b"], ["1", "2"]])
    with pytest.raises(UserError):
        sheets.preview("patrols", path)
    with pytest.raises(UserError):
        sheets.preview("officers", path)
    with pytest.raises(EnvironmentFault):
        sheets.take_in("patrols", tmp_path / "none.csv")


def test_headings_below_a_title(post: Post, sheets: SpreadsheetService, tmp_path: Path) -> None:
    path = _write(tmp_path / "moi.csv", [["SỔ TUẦN TRA"], [], *_patrols()])
    found = sheets.preview("patrols", path, SETTLED)
    assert (found.new, found.total) == (2, 2)


def test_a_guard_may_take_in_too(place: Place, tmp_path: Path) -> None:
    with place.as_("guard") as post:
        taken = SpreadsheetService(post.session).take_in("patrols", _write(tmp_path / "moi.csv", _patrols()), SETTLED)
        assert taken.new == 2


@pytest.mark.parametrize("kind", [kind for kind, register in KINDS.items() if not register.internal])
def test_headings_of_every_register_lead_back(kind: str) -> None:
    register = KINDS[kind]
    names = [name for name, _field in table_values.exported(register)]
    both = table_values.header(["#id", *names], register)
    for top in (both, both[:1], both[1:]):
        found: Any = table_values.match(register, top)
        assert list(found.fields.values()) == ["#id", *names]
        assert found.unknown == ()


def test_long_files_and_repeating_cells(
    post: Post, sheets: SpreadsheetService, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spreadsheets, "BATCH", 2)
    monkeypatch.setattr(spreadsheet_rows, "REMEMBERED", 3)
    head, one, two = _patrols()
    path = _write(tmp_path / "moi.csv", [head, one, two, one, two, one])
    steps: list[int] = []
    found = sheets.preview("patrols", path, SETTLED, Progress(lambda done, _total: steps.append(done)))
    assert (found.new, steps[-1], steps.count(0)) == (5, 5, 3)
    leaders = [row.id for row in post.records.first_page("patrols", Listing())]
    assert leaders == []
    patrol = post.records.create("patrols", posts.patrol()).records[0]
    rows = [["found", "border", "legal_class", "direction", "patrol"]]
    rows += [
        ["2026-03-15 00:40", "la", "adm_exit_entry_282", "exit", link] for link in (patrol, patrol, "TT-26-9999", "TT-26-9998")
    ]
    taken = sheets.take_in("detections", _write(tmp_path / "vu.csv", rows))
    assert (taken.new, taken.errors) == (2, 2)


def test_a_name_goes_out_as_it_was_written_and_comes_in_the_same(
    post: Post, sheets: SpreadsheetService, tmp_path: Path
) -> None:
    written = {"place": "xã Đình Lập, tỉnh Lạng Sơn", "receiver": "Công an tỉnh Bến Tre (cũ)", "basis": "NĐ 282/2025"}
    record = post.records.create("handovers", posts.handover(**written)).records[0]
    for name in ("so.csv", "so.xlsx"):
        sheets.export("handovers", tmp_path / name, None, "thử")
        lines = _read(tmp_path / name)
        cells = {cell for line in lines for cell in line}
        assert set(written.values()) <= cells
        assert not [cell for cell in cells if cell == "06613" or cell.endswith("_code")], "the code is no field"
        assert sheets.take_in("handovers", tmp_path / name).unchanged == 1
    changed = [[cell.replace(written["place"], "tỉnh Yên Bái (cũ)") for cell in line] for line in _read(tmp_path / "so.csv")]
    assert sheets.take_in("handovers", _write(tmp_path / "so.csv", changed)).changed == 1
    assert post.records.load(record).values["place"] == "tỉnh Yên Bái (cũ)"
    with post.session.read() as connection:
        assert connection.exec_driver_sql("SELECT place_code FROM handovers").scalar() == "15"
