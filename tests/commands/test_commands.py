"""The command line as a script uses it: one JSON object, exit codes, sentences; and the whole line by commands alone."""

from __future__ import annotations

import json
import subprocess
import sys
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from borderpost import bootstrap
from borderpost.cli import main
from borderpost.domain import words
from borderpost.registers import KINDS
from borderpost.storage import engine
from tests.posts import patrol, smallest

ROOT = Path(__file__).resolve().parents[2]
NIGHT_GPX = """<gpx version="1.1" xmlns="http://www.topografix.com/GPX/1/1"><trk><trkseg>
<trkpt lat="20.90" lon="103.40"><time>2026-03-14T15:40:00Z</time></trkpt>
<trkpt lat="20.91" lon="103.40"><time>2026-03-14T16:40:00Z</time></trkpt></trkseg></trk></gpx>"""


@dataclass
class Shell:
    """Runs commands in this process and keeps what they said."""

    folder: Path
    capsys: pytest.CaptureFixture[str]
    err: str = ""
    out: str = ""

    def run(self, *arguments: str | Path, place: str | None = "post") -> int:
        where: list[str | Path] = []
        if place is not None:
            where = ["--home", self.folder / place, "--passphrase-file", self.folder / "passphrases.json"]
        code = main([str(item) for item in (*arguments, *where)])
        self.out, self.err = self.capsys.readouterr()
        return code

    def data(self, *arguments: str | Path, place: str | None = "post") -> dict[str, Any]:
        code = self.run(*arguments, "--json", place=place)
        assert code == 0, self.err
        assert self.out.count("\n") == 1
        found: dict[str, Any] = json.loads(self.out)
        return found

    def written(self, name: str, content: object) -> Path:
        path = self.folder / name
        path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
        return path


@pytest.fixture(scope="module")
def training(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("training")
    assert main(["training", str(folder), "--patrols", "12", "--months", "2", "--seed", "7"]) == 0
    return folder


@pytest.fixture
def shell(training: Path, capsys: pytest.CaptureFixture[str]) -> Shell:
    capsys.readouterr()
    return Shell(training, capsys)


def test_the_whole_line_goes_by_commands_alone(shell: Shell, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    made = shell.data("record", "patrols", shell.written("patrol.json", patrol()))
    (record,) = made["ids"]
    assert shell.data("show", "patrols", record)["state"]["code"] == "saved"
    track = shell.data("import-gpx", shell.written("night.gpx", NIGHT_GPX), "--patrol", record)
    assert (track["found"], track["added"]) == (2, 2)
    bundle = shell.data("export", "--to", stick)["path"]
    assert shell.data("verify", bundle)["code"] == "ok"
    assert shell.data("verify", bundle, place=None)["code"] == "unknown-sender"
    (taken,) = shell.data("hub", "import", bundle, place="hub")["files"]
    assert taken["new"] > 0
    (receipt,) = shell.data("hub", "receipt", "--to", stick, place="hub")["files"]
    assert shell.data("receive", receipt)["receipts"] == 1
    assert shell.data("show", "patrols", record)["state"]["code"] == "receipted"
    assert shell.data("hub", "posts", place="hub")["posts"][0]["gaps"] == []
    pdf = tmp_path / "r.pdf"
    assert shell.data("report", "monthly", "--month", "2026-03", "--out", pdf)["figures"]["P1"][0] >= 1
    assert pdf.read_bytes().startswith(b"%PDF")
    for place in ("post", "hub"):
        assert shell.data("check", place=place)["ok"]
    assert [item["action"] for item in shell.data("show", "patrols", record, "--history")["history"]][-1] == "create"


def test_lists_are_searched_without_accents(shell: Shell) -> None:
    shell.data("record", "patrols", shell.written("one.json", [patrol(leader="Đặng Văn Tìm"), patrol(leader="Khác")]))
    found = shell.data("list", "patrols", "--search", "dang van tim")
    assert [item["leader"] for item in found["records"]] == ["Đặng Văn Tìm"]
    assert shell.run("list", "patrols", "--search", "dang van tim") == 0
    assert "Đặng Văn Tìm" in shell.out


def test_describe_tells_fields_codes_and_limits_without_a_post(shell: Shell) -> None:
    known = [item["kind"] for item in shell.data("describe", place=None)["registers"]]
    assert {"patrols", "detections", "persons", "receptions", "victim_cases", "handovers"} <= set(known)
    assert "officers" not in known
    for kind in known:
        told = shell.data("describe", kind, place=None)
        assert told["fields"]
        assert told["help"] == words._(KINDS[kind].help)
    fields = {item["name"]: item for item in shell.data("describe", "patrols", place=None)["fields"]}
    assert fields["kind"]["codes"]["closed_loop"] == "Khép kín"
    assert fields["kind"]["numbers"]["closed_loop"] == 1
    assert shell.run("describe", "patrols", place=None) == 0
    assert shell.out.startswith(words._(KINDS["patrols"].help))
    assert f"({words._(KINDS['patrols'].by_name['host_side'].help)})" in shell.out
    assert fields["border_guards"]["maximum"] == 500
    assert [item["name"] for item in fields["markers"]["fields"]][:2] == ["marker", "state"]
    fields = {item["name"]: item for item in shell.data("describe", "custodies", place=None)["fields"]}
    assert [name for name, item in fields.items() if item.get("former")] == ["extensions", "extension_paper"]
    assert shell.run("describe", "persons", "--lang", "en", place=None) == 0
    assert "name [identity]" in shell.out


def test_refused_input_names_field_and_reason_and_writes_nothing(shell: Shell) -> None:
    before = shell.data("list", "patrols")["total"]
    path = shell.written("bad.json", [patrol(), patrol(leader=None, border_guards=-1)])
    assert shell.run("record", "patrols", path, "--json") == 3
    assert {item["field"] for item in json.loads(shell.out)["problems"]} == {"leader", "border_guards"}
    assert "border_guards:" in shell.err
    assert shell.data("list", "patrols")["total"] == before


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["no-such-command"], 2),
        (["record", "patrols"], 2),
        (["list", "gia_phả"], 3),
        (["show", "patrols", "0000000000000000:1"], 3),
        (["show", "patrols", "rubbish"], 3),
        (["record", "patrols", "does-not-exist.json"], 4),
        (["verify", "does-not-exist.bpsync"], 4),
        (["report", "monthly", "--month", "2026-99", "--out", "x.pdf"], 3),
        (["hub", "posts"], 2),
        (["list", "patrols", "--user", "Không Có Ai"], 2),
    ],
)
def test_exit_codes_say_whose_fault_it_is(shell: Shell, arguments: list[str], code: int) -> None:
    assert shell.run(*arguments) == code
    assert shell.err
    assert "Traceback" not in shell.err


def test_files_that_are_not_records_are_refused(shell: Shell) -> None:
    for content in ("{", "[]", "[1]", '"text"'):
        assert shell.run("record", "patrols", shell.written("no.json", content)) == 3
    person = shell.data("list", "persons")["records"]
    if person:
        assert shell.run("show", "patrols", person[0]["id"]) == 3


def test_a_rejected_bundle_or_receipt_gives_its_reason(shell: Shell) -> None:
    path = shell.written("bad.bpsync", "hello")
    assert shell.run("verify", path, "--json", place=None) == 5
    assert json.loads(shell.out)["code"] == "not-a-bundle"
    assert shell.run("hub", "import", path, place="hub") == 5
    assert shell.run("receive", shell.written("bad.bpreceipt", "hello")) == 5
    assert "bad-receipt" in shell.err


def test_enrolment_wants_the_digits_that_were_read_aloud(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shell = Shell(tmp_path, capsys)
    people = ["--commander", "Lường Văn Thái|Đại úy", "--administrator", "Vàng A Sính"]
    post = shell.data("post", "create", "--name", "Đồn A", "--code", "DA", *people, "--home", tmp_path / "post", place=None)
    hub = shell.data(
        "hub", "create", "--name", "BCH", "--code", "SG", "--officer", "Mơ", "--home", tmp_path / "hub", place=None
    )
    assert len(post["recovery"]) == 24
    shell.written("passphrases.json", {"post": post["passphrases"], "hub": hub["passphrases"]})
    request = shell.data("enrol-request", "--to", tmp_path)
    assert shell.run("hub", "enrol", request["file"], "--to", tmp_path, place="hub") == 2
    assert shell.run("hub", "enrol", request["file"], "--to", tmp_path, "--fingerprint", "1" * 32, place="hub") == 3
    answer = shell.data("hub", "enrol", request["file"], "--to", tmp_path, "--fingerprint", request["fingerprint"], place="hub")
    digits = answer["fingerprint"].replace(" ", "")
    assert shell.run("enrol", answer["file"], "--fingerprint", digits) == 0
    assert shell.run("enrol", answer["file"], "--fingerprint", digits) == 0
    assert shell.run("post", "create", "--name", "B", "--code", "B", *people, "--home", tmp_path / "post", place=None) == 3
    found = shell.data("backup", "--to", tmp_path)
    assert Path(found["path"]).exists()
    assert shell.data("backup", "--to", tmp_path, "--drill")["path"] == found["path"]


def test_the_passphrase_comes_from_a_line_a_section_or_nobody(
    shell: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = json.loads((shell.folder / "passphrases.json").read_text(encoding="utf-8"))["post"]
    name = next(iter(known))
    home: list[str | Path] = ["--home", shell.folder / "post"]
    line = tmp_path / "line.txt"
    line.write_text(known[name] + "\n", encoding="utf-8")
    assert shell.run("list", "patrols", *home, "--user", name, "--passphrase-file", line, place=None) == 0
    assert shell.run("list", "patrols", *home, "--passphrase-file", line, place=None) == 2
    line.write_text("sai\n", encoding="utf-8")
    assert shell.run("list", "patrols", *home, "--user", name, "--passphrase-file", line, place=None) == 3
    line.write_text("{", encoding="utf-8")
    assert shell.run("list", "patrols", *home, "--passphrase-file", line, place=None) == 2
    assert shell.run("list", "patrols", *home, "--passphrase-file", tmp_path / "none", place=None) == 4
    assert shell.run("list", "patrols", *home, "--user", name, place=None) == 2
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("getpass.getpass", lambda _prompt: known[name])
    assert shell.run("list", "patrols", *home, "--user", name, place=None) == 0
    assert shell.run("list", "patrols", "--home", tmp_path / "nothing", place=None) == 3


def test_a_damaged_post_is_the_machines_fault_and_can_be_made_anew(shell: Shell, tmp_path: Path) -> None:
    folder = tmp_path / "damaged"
    assert main(["training", str(folder), "--patrols", "2", "--months", "1"]) == 0
    damaged = Shell(folder, shell.capsys)
    from borderpost import bootstrap

    known = json.loads((folder / "passphrases.json").read_text(encoding="utf-8"))["post"]
    post = bootstrap.unlock(folder / "post", *next(iter(known.items())))
    with post.session.database.write() as connection:
        connection.exec_driver_sql("UPDATE patrols SET leader = 'Ai đó'")
    post.close()
    assert damaged.run("check") == 4
    assert "FAIL" in damaged.out
    assert damaged.run("check", "--repair") == 0
    assert damaged.run("training", folder, place=None) == 3
    assert damaged.run("training", tmp_path / "x", "--months", "0", place=None) == 2
    (folder / "post" / engine.FILE).write_bytes(b"SQLite format 3\x00" + bytes(5000))
    assert damaged.run("check") == 3


def test_a_fault_of_the_program_is_one_sentence_and_a_log_without_values(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_arguments: object) -> None:
        raise ZeroDivisionError("Sùng Thị Mỷ")

    monkeypatch.setattr("borderpost.bootstrap.unlock", broken)
    assert shell.run("list", "patrols") == 1
    assert "Traceback" not in shell.err
    log = (shell.folder / "post" / "command.log").read_text(encoding="utf-8")
    assert "ZeroDivisionError" in log
    assert "Sùng" not in log
    assert shell.run("list", "patrols", "--home", shell.folder / "nowhere", place=None) == 3
    monkeypatch.setattr("borderpost.bootstrap.lobby", broken)
    assert shell.run("list", "patrols", "--home", shell.folder / "nowhere", place=None) == 1
    assert "ZeroDivisionError" in shell.err

    def stopped(*_arguments: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("borderpost.bootstrap.lobby", stopped)
    assert shell.run("list", "patrols") == 130


def test_the_command_runs_as_a_program_of_its_own(training: Path) -> None:
    command = [sys.executable, "-m", "borderpost", "list", "patrols", "--limit", "1", "--json", "--lang", "en"]
    where = ["--home", str(training / "post"), "--passphrase-file", str(training / "passphrases.json")]
    done = subprocess.run([*command, *where], cwd=ROOT, capture_output=True, check=False, timeout=60)
    assert (done.returncode, done.stderr) == (0, b"")
    assert len(json.loads(done.stdout)["records"]) == 1


@pytest.fixture(autouse=True)
def _vietnamese() -> None:
    words.set_language("vi")


def test_a_register_goes_out_and_comes_in_as_a_spreadsheet(shell: Shell, tmp_path: Path) -> None:
    path = tmp_path / "patrols.xlsx"
    given = shell.data("sheet-export", "patrols", path, "--reason", "Đối chiếu cuối tháng")
    every = given["rows"]
    assert every >= 12
    seen = shell.data("sheet-import", "patrols", path, "--dry-run")
    assert (seen["total"], seen["unchanged"], seen["new"]) == (every, every, 0)
    new = tmp_path / "agencies.csv"
    new.write_text("name;kind;valid_from\nTrạm y tế;medical;05/03/2026\nKhông rõ;alien;06/03/2026\n", "utf-8")
    assert shell.run("sheet-import", "agencies", new, "--order", "valid_from=dmy") == 6
    assert "quarantined: 1" in shell.out
    assert (tmp_path / "agencies.errors.csv").exists()


def test_many_records_leave_by_command_only_with_a_second_officer(shell: Shell, tmp_path: Path) -> None:
    known = json.loads((shell.folder / "passphrases.json").read_text("utf-8"))["post"]
    first, second = list(known)[:2]
    with closing(bootstrap.unlock(shell.folder / "post", first, known[first])) as post:
        post.settings.change(second_signature_above=5)
    alone = ("--user", first, "--reason", "Nộp tỉnh")
    secret = shell.written("second.txt", known[second])
    for command, name in (("sheet-export", "patrols.csv"), ("print-register", "patrols.pdf")):
        path = tmp_path / name
        assert shell.run(command, "patrols", path, *alone) != 0
        assert not path.exists()
        assert "5" in shell.err
        assert shell.run(command, "patrols", path, *alone, "--second", first, "--second-passphrase-file", secret) != 0
        assert shell.run(command, "patrols", path, *alone, "--second", second) != 0, "nobody is here to type it"
        assert shell.run(command, "patrols", path, *alone, "--second", second, "--second-passphrase-file", secret) == 0
        assert path.exists()
    with closing(bootstrap.unlock(shell.folder / "post", first, known[first])) as post:
        post.settings.change(second_signature_above=100)


def test_a_register_a_form_and_a_record_are_printed(shell: Shell, tmp_path: Path) -> None:
    book, blank, sheet = (tmp_path / f"{name}.pdf" for name in ("book", "blank", "sheet"))
    assert shell.data("print-register", "patrols", book, "--reason", "Nộp lưu trữ")["records"] >= 12
    assert shell.run("print-pocket-form", "patrols", blank) == 0
    record = shell.data("list", "patrols", "--limit", "1")["records"][0]["id"]
    assert shell.run("print-record", record, sheet, "--reason", "Nộp lưu trữ") == 0
    assert [path.read_bytes()[:5] for path in (book, blank, sheet)] == [b"%PDF-"] * 3


def test_the_progress_board_is_printed_narrowed_and_written_as_an_annex(shell: Shell, tmp_path: Path) -> None:
    (above,) = shell.data(
        "record", "directives", shell.written("d.json", smallest("directives", {}) | {"symbol": "33/QĐ-TTg", "subject": "S"})
    )["ids"]
    proof = shell.data("record", "patrols", shell.written("p.json", patrol()))["ids"][0]
    late = {"title": "Rà soát", "due": "2020-01-01", "directive": above, "state": "open", "responsible": "Sính"}
    done = {"state": "done", "done": "2020-01-01", "title": "Xong", "evidence": [{"record": proof}]}
    duties = [smallest("duties", {}) | late, smallest("duties", {}) | late | done]
    shell.data("record", "duties", shell.written("n.json", duties))
    board = shell.data("board", "--directive", above)
    (group,) = board["groups"]
    assert (group["total"], group["done"], group["overdue"], group["evidence"]) == (2, 1, 1, 1)
    assert [task["due"] for task in group["tasks"]] == ["2020-01-01", "2020-01-01"]
    assert shell.data("board", "--directive", above, "--state", "done", "--who", "sính")["counts"]["overdue"] == 1
    assert shell.run("board", "--directive", above) == 0
    assert "33/QĐ-TTg · S  1/2  1 quá hạn" in shell.out
    assert "1 bản ghi chứng minh" in shell.out
    pdf = tmp_path / "a.pdf"
    assert shell.run("board", "--annex", pdf) == 2
    assert not pdf.exists()
    assert shell.data("board", "--directive", above, "--annex", pdf, "--reason", "Gửi kèm")["rows"] == 2
    assert pdf.read_bytes().startswith(b"%PDF")


def test_plans_against_done_are_printed_and_written_as_an_annex(shell: Shell, tmp_path: Path) -> None:
    span = {"begins": "2019-01-01T00:00:00+07:00", "ends": "2019-01-31T00:00:00+07:00"}
    plan = smallest("plans", {}) | span | {"title": "Tháng 1", "paper_no": "07/KH", "patrols": 2}
    (record,) = shell.data("record", "plans", shell.written("k.json", plan))["ids"]
    when = {"started": "2019-01-02T08:00:00+07:00", "ended": "2019-01-02T12:00:00+07:00", "legs": []}
    shell.data("record", "patrols", shell.written("p.json", patrol(plan_no="07/KH", **when)))
    found = next(item for item in shell.data("plans")["plans"] if item["id"] == record)
    (goal,) = found["goals"]
    assert (goal["done"], goal["planned"], goal["percent"], found["missing"]) == (1, 2, 50, "1 cuộc tuần tra")
    assert shell.run("plans") == 0
    assert "Tuần tra: 1 / 2  50 %  1 cuộc ghi số 07/KH" in shell.out
    pdf = tmp_path / "k.pdf"
    assert shell.run("plans", "--annex", pdf) == 2
    assert shell.data("plans", "--annex", pdf, "--reason", "Kiểm tra")["rows"] >= 1


def test_places_are_looked_up_as_of_a_day_without_a_post(shell: Shell) -> None:
    found = shell.data("places", "ben tre", "--on", "2024-03-01", place=None)
    (then,) = found["places"]
    assert (found["on"], then["name"], then["code"], then["valid_to"]) == ("2024-03-01", "Tỉnh Bến Tre", "83", "2025-06-30")
    assert then["successor"]["name"] == "Tỉnh Vĩnh Long"
    (commune,) = shell.data("places", "dinh lap, la", "--on", "14/3/2026", place=None)["places"]
    assert (commune["code"], commune["province"], commune["successor"]) == ("06613", "20", None)
    assert shell.run("places", "15", "--on", "1/1/2024", place=None) == 0
    assert shell.out == "15     Tỉnh Yên Bái  … – 2025-06-30  → Tỉnh Lào Cai (15)\n"
    assert shell.run("places", "a", "--limit", "2", place=None) == 0
    assert len(shell.out.splitlines()) == 2
    assert shell.run("places", "qqq", "--on", "1/1/2024", place=None) == 0
    assert "01/01/2024" in shell.err
    assert shell.run("places", "qqq", "--on", "99/99", place=None) == 2


def test_a_field_says_what_it_names(shell: Shell) -> None:
    fields = {field["name"]: field for field in shell.data("describe", "handovers", place=None)["fields"]}
    assert fields["place"]["offers"] == ["place"]
    assert "offers" not in fields["paper_no"]
