"""The whole way: saved at the post, carried, taken in at headquarters, receipted, and every odd thing on that way."""

from __future__ import annotations

import hashlib
import io
import itertools
import shutil
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import cbor2
import pytest
from pypdfium2 import PdfDocument

from borderpost import bootstrap
from borderpost.bootstrap import Post
from borderpost.domain import codes
from borderpost.domain.errors import EnvironmentFault, RefusedInput, UserError
from borderpost.domain.ids import Version
from borderpost.journal.entry import NOTHING, with_prev
from borderpost.keys.identity import NotGranted, Signer
from borderpost.registers import KINDS
from borderpost.services import courier, trusted
from borderpost.services.views import Listing
from borderpost.storage import engine, exporting, tables
from borderpost.storage.unit_of_work import RecordMissing
from borderpost.sync.bundle_v1 import describe
from borderpost.sync.receipts import Receipt, Rejected, sign_receipt, write_receipts
from borderpost.sync.rejections import BadEnrolment
from tests.exchange_by_courier.conftest import Line, enrol
from tests.posts import CHEAP, SPEC, Place, case, handover, make, patrol, person, reception

PUBLIC = [kind for kind, register in KINDS.items() if not register.internal]


def _everything(post: Post) -> dict[str, list[tuple[str, list[tuple[str, Any]]]]]:
    """Return every public record of a place by its name: values as they stand."""
    return {
        kind: sorted(
            (record.id, sorted(record.values.items(), key=str))
            for row in post.records.first_page(kind, Listing(), 1000)
            for record in [post.records.load(row.id)]
        )
        for kind in PUBLIC
    }


def test_a_patrol_goes_to_headquarters_and_its_receipt_comes_back(line: Line) -> None:
    record = line.post.records.create("patrols", patrol()).records[0]
    waiting = line.post.bundles.pending()
    assert (waiting.records, waiting.next_number, waiting.hub, waiting.reason) == (1, 1, "BCH BĐBP tỉnh Sơn Giang", None)
    made = line.export()
    assert made.path is not None
    assert (made.number, made.state, made.records, made.file) == (1, "saved", 1, "KS-1-000001.bpsync")
    assert line.post.records.load(record).state.code == "in_bundle"
    line.post.bundles.hand_over(made.id, "Vừ A Dơ", "0087", line.place.clock.now() + timedelta(days=2))
    assert line.post.records.load(record).state.code == "handed_over"
    (taken,) = line.arrive()
    assert (taken.code, taken.number, taken.sender_name, taken.rejected) == (None, 1, "Đồn BP Khe Sim", ())
    assert taken.new == taken.entries
    assert line.hub.records.load(record).values == line.post.records.load(record).values
    received = line.answer()
    assert (received.receipts, received.returned, received.refused, received.behind) == (1, 0, (), False)
    assert line.post.records.load(record).state.code == "receipted"
    assert line.post.bundles.all()[0].state == "receipted"
    assert line.post.bundles.receipts()[0].hub == "SG-1"
    assert line.post.bundles.pending().records == 0


def test_everything_is_the_same_at_both_ends_also_after_changes_and_conflicts(line: Line) -> None:
    first = line.post.records.create("patrols", patrol()).records[0]
    line.send()
    seen = line.post.records.load(first)
    line.post.records.amend("patrols", first, {**seen.values, "leader": "A"}, seen.heads)
    line.post.records.amend("patrols", first, {**seen.values, "leader": "B"}, seen.heads)
    line.post.records.withdraw("patrols", line.post.records.create("patrols", patrol()).records[0], "ghi nhầm")
    line.send()
    assert _everything(line.hub) == _everything(line.post)
    assert line.hub.records.load(first).conflicts
    assert line.hub.records.count("patrols", Listing(state="withdrawn")) == 1
    assert all(check.ok for check in line.hub.check.run()), [check for check in line.hub.check.run() if not check.ok]


def test_the_same_bundle_twice_changes_nothing(line: Line) -> None:
    line.post.records.create("patrols", patrol())
    (first,) = line.send()
    (again,) = line.arrive()
    assert (again.new, again.known, again.code) == (0, first.new, None)
    assert line.answer().receipts == 1
    files = sorted(line.stick.glob("*.bpreceipt"))
    assert line.post.bundles.receive(files).receipts == 0


@pytest.mark.parametrize("lost", [lost for count in range(4) for lost in itertools.combinations(range(4), count)])
def test_whatever_bundles_are_lost_one_that_arrives_brings_everything(line: Line, lost: tuple[int, ...]) -> None:
    records = []
    for number in range(4):
        records.append(line.post.records.create("patrols", patrol(leader=f"Người {number}")).records[0])
        made = line.export()
        assert made.path is not None
        if number in lost:
            made.path.unlink()
    line.arrive()
    newest = max(number for number in range(4) if number not in lost)
    assert [line.hub.records.exists(record) for record in records] == [number <= newest for number in range(4)]
    line.answer()
    assert line.post.bundles.pending().records == 3 - newest


def test_bundles_in_the_wrong_order_arrive_all_the_same(line: Line) -> None:
    for number in range(3):
        line.post.records.create("patrols", patrol(leader=f"Người {number}"))
        line.export()
    line.hub.hub.import_files(sorted(line.stick.glob("*.bpsync"), reverse=True))
    assert _everything(line.hub) == _everything(line.post)


def test_entries_behind_a_gap_wait_are_asked_for_and_follow(line: Line, tmp_path: Path) -> None:
    line.post.records.create("patrols", patrol())
    line.send()
    line.answer()
    line.post.records.create("patrols", patrol(leader="Người hai"))
    later = line.export()
    assert later.path is not None
    kept = tmp_path / "kept.bpsync"
    shutil.copy(next(line.stick.glob("*000001.bpsync")), kept)
    restored = bootstrap.create_hub(
        tmp_path / "hub2", bootstrap.HubSpec("BCH", "SG", SPEC.commander), clock=line.place.clock, cost=CHEAP
    )
    # The same headquarters after a disaster: its keys are there, its journal is empty.
    _same_identity(line.hub, restored.post)
    (waits,) = restored.post.hub.import_files([later.path])
    assert (waits.new, waits.code) == (0, None)
    assert waits.waiting == waits.entries
    assert restored.post.records.count("patrols", Listing()) == 0
    assert restored.post.hub.posts()[0].gaps[0][0] == 1
    (filled,) = restored.post.hub.import_files([kept])
    assert filled.new == filled.entries + waits.waiting
    assert _everything(restored.post) == _everything(line.post)
    assert restored.post.hub.posts()[0].gaps == ()
    restored.post.close()


def _same_identity(old: Post, new: Post) -> None:
    with old.session.read() as connection:
        peers = connection.execute(tables.PEERS.select()).all()
        seed = connection.execute(tables.SETTINGS.select().where(tables.SETTINGS.c.name == "sync/identity")).one()
    with new.session.database.write() as connection:
        for row in peers:
            connection.execute(tables.PEERS.insert().values(**row._mapping))
        connection.execute(tables.SETTINGS.insert().values(**seed._mapping))


def test_two_machines_under_one_name_are_found_out(line: Line, tmp_path: Path) -> None:
    line.post.records.create("patrols", patrol())
    line.post.close()
    clone = tmp_path / "clone"
    shutil.copytree(line.place.home, clone)
    twin = Place(clone, line.place.clock, line.place.uids).unlock("commander")
    twin.records.create("patrols", patrol(leader="Bản sao"))
    twin.bundles.export(line.stick)
    line.arrive()
    twin.close()
    line.post = line.place.unlock("commander")
    line.post.records.create("patrols", patrol(leader="Bản gốc"))
    (found, *_rest) = reversed(line.send())
    assert found.forks
    assert line.hub.hub.posts()[0].forks
    assert line.answer().refused[0][1] == "fork"
    assert line.hub.records.search("Bản sao")
    assert not line.hub.records.search("Bản gốc")


def test_an_entry_nobody_signed_for_is_refused_and_the_rest_goes_in(line: Line) -> None:
    good = line.post.records.create("patrols", patrol()).records[0]
    line.post.session.keyring.user.signer = Signer.new()
    bad = line.post.records.create("patrols", patrol(leader="Không ai ký")).records[0]
    (taken,) = line.send()
    assert [(record, reason) for record, _field, reason in taken.rejected if record == bad] == [(bad, "author")]
    assert line.hub.records.count("patrols", Listing()) == 1
    assert line.hub.records.load(good).number
    line.answer()
    assert line.post.records.load(bad).state.code == "rejected"
    assert [item.id for item in line.post.today.board().returned] == [bad]
    assert line.post.bundles.all()[0].state == "partly_rejected"


def test_a_record_that_breaks_a_rule_comes_back_with_field_and_reason_and_is_taken_when_mended(line: Line) -> None:
    with line.post.session.work() as work:
        bad = str(work.create("patrols", patrol(border_guards=-5)))
    (taken,) = line.send()
    assert [(record, field) for record, field, _reason in taken.rejected] == [(bad, "border_guards")]
    assert line.hub.records.count("patrols", Listing()) == 0
    assert all(check.ok for check in line.hub.check.run())
    line.answer()
    returned = line.post.records.load(bad)
    assert (returned.state.code, returned.state.field) == ("rejected", "border_guards")
    line.post.records.amend("patrols", bad, {**returned.values, "border_guards": 5}, returned.heads)
    assert line.post.records.load(bad).state.code == "saved"
    line.send()
    assert line.hub.records.count("patrols", Listing()) == 1
    assert line.answer().returned == 0
    assert line.post.records.load(bad).state.code == "receipted"


def test_bytes_that_are_no_entry_are_set_aside_and_named(line: Line) -> None:
    line.post.records.create("patrols", patrol())
    database = line.post.session.database
    with database.write() as connection:
        feed = database.feed(connection, database.own_feed)
        body = with_prev(feed.name, feed.seq + 1, feed.hash or b"", b"\xff\xff")
        digest = hashlib.sha256(body).digest()
        key = database.key(connection, Version(feed.name, feed.seq + 1))
        connection.exec_driver_sql("INSERT INTO journal VALUES (?, 0, ?, ?, NULL)", (key, digest, body))
        connection.exec_driver_sql("UPDATE feeds SET seq = seq + 1, hash = ? WHERE no = ?", (digest, feed.no))
    good = line.post.records.create("patrols", patrol(leader="Sau đó")).records[0]
    (taken,) = line.send()
    assert [reason for _record, _field, reason in taken.rejected] == ["unreadable"]
    assert line.hub.records.exists(good)


def test_victims_stay_sealed_on_the_way_and_open_only_to_the_key_officer(line: Line) -> None:
    with line.place.as_("guard") as guard:
        someone = guard.records.create("persons", person()).records[0]
        guard.records.create("receptions", reception([someone]))
    line.post.records.create("victim_cases", case(someone))
    line.send()
    line.hub.people.add("Người quản trị", "", "", "administrator", "bon nam sau")
    assert "name" in line.hub.records.load(someone).hidden
    assert line.hub.victims.reveal(someone, "đối chiếu")["name"] == "Sùng Thị Mỷ"
    raw = b"".join(path.read_bytes() for path in line.stick.iterdir())
    assert "Sùng Thị Mỷ".encode() not in raw
    uid = next(user.uid for user in line.hub.people.users() if user.role == "administrator")
    admin = bootstrap.unlock(line.hub.home, uid, "bon nam sau", clock=line.place.clock)
    with pytest.raises(NotGranted):
        admin.victims.reveal(someone, "tò mò")
    admin.close()


def test_what_a_guard_cannot_grant_waits_for_the_commander_to_export(line: Line) -> None:
    with line.place.as_("guard") as guard:
        someone = guard.records.create("persons", person(pseudonym="A"), protected=True).records[0]
        assert guard.bundles.pending().locked == 1
        guard.bundles.export(line.stick)
    line.arrive()
    with pytest.raises(NotGranted):
        line.hub.victims.reveal(someone, "chưa có khóa")
    assert line.post.bundles.pending().locked == 0
    line.answer()
    line.post.records.create("patrols", patrol())
    line.send()
    assert line.hub.victims.reveal(someone, "đã có khóa")["name"] == "Sùng Thị Mỷ"
    line.answer()
    line.post.records.create("patrols", patrol())
    made = line.export()
    assert made.path is not None
    assert describe(made.path).limits.key_bytes == 0  # keys that a receipt has covered are not sent again


def test_a_person_protected_later_moves_to_the_victims_at_headquarters_too(line: Line) -> None:
    someone = line.post.records.create("persons", person()).records[0]
    line.send()
    assert line.hub.records.search("sung thi my")
    line.post.victims.protect(someone, "nghi là nạn nhân")
    line.send()
    assert line.hub.records.search("sung thi my") == []
    assert line.hub.victims.reveal(someone, "đối chiếu")["name"] == "Sùng Thị Mỷ"


def test_a_courier_sees_that_a_file_is_whole_and_from_whom_and_cannot_read_it(line: Line, tmp_path: Path) -> None:
    line.post.records.create("patrols", patrol())
    made = line.export()
    assert made.path is not None
    checked = line.post.bundles.verify(made.path)
    assert (checked.ok, checked.code, checked.sender, checked.sender_name) == (True, "ok", "KS-1", "Đồn BP Khe Sim")
    assert (checked.recipient, checked.number, checked.sha256) == ("SG-1", 1, made.sha256)
    stranger = courier.check(made.path)
    assert (stranger.ok, stranger.code, stranger.entries) == (True, "unknown-sender", checked.entries)
    other = make(tmp_path / "other")
    with other.as_("guard") as guard:
        assert guard.bundles.verify(made.path).code == "unknown-sender"
    data = bytearray(made.path.read_bytes())
    data[-1] ^= 1
    made.path.write_bytes(bytes(data))
    assert (line.post.bundles.verify(made.path).ok, line.post.bundles.verify(made.path).code) == (False, "wrong-hash")
    with pytest.raises(EnvironmentFault):
        courier.check(tmp_path / "khong-co.bpsync")


def test_a_bundle_is_carried_on_and_read_back(line: Line, tmp_path: Path) -> None:
    line.post.records.create("patrols", patrol())
    made = line.export()
    assert made.path is not None
    other = tmp_path / "other-stick"
    other.mkdir()
    carried = line.post.bundles.carry(made.path, other)
    assert carried.path.read_bytes() == made.path.read_bytes()


def test_without_headquarters_or_without_anything_new_there_is_no_export(line: Line, tmp_path: Path) -> None:
    with pytest.raises(UserError):
        line.post.bundles.export(line.stick)
    lonely = make(tmp_path / "lonely")
    with lonely.as_("guard") as guard:
        guard.records.create("patrols", patrol())
        assert guard.enrolment.hub() is None
        assert guard.bundles.pending().reason is not None
        with pytest.raises(UserError):
            guard.bundles.export(line.stick)
        with pytest.raises(UserError):
            guard.enrolment.trust()


def test_a_stick_that_is_not_there_leaves_nothing_and_the_next_export_works(line: Line, tmp_path: Path) -> None:
    line.post.records.create("patrols", patrol())
    with pytest.raises(EnvironmentFault):
        line.post.bundles.export(tmp_path / "pulled")
    assert line.post.bundles.all() == []
    made = line.export()
    assert made.number == 2
    assert list(line.stick.glob("*.part")) == []


def test_the_hand_over_needs_a_courier_and_a_day_to_come(line: Line) -> None:
    line.post.records.create("patrols", patrol())
    made = line.export()
    with pytest.raises(UserError):
        line.post.bundles.slip(made.id, io.BytesIO())
    with pytest.raises(RefusedInput):
        line.post.bundles.hand_over(made.id, " ", "", None)
    with pytest.raises(RefusedInput):
        line.post.bundles.hand_over(made.id, "Vừ A Dơ", "", line.place.clock.now())
    line.post.bundles.hand_over(made.id, "Vừ A Dơ", "", None)
    line.post.bundles.hand_over(made.id, "Vừ A Dơ", "0087", line.place.clock.now() + timedelta(days=1))
    out = io.BytesIO()
    line.post.bundles.slip(made.id, out)
    document = PdfDocument(out.getvalue())
    text = document[1].get_textpage().get_text_range()
    assert len(document) == 2
    assert "Vừ A Dơ" in text
    document.close()
    for missing in ("0000000000000000:1", str(Version(line.post.session.database.own_feed, 999))):
        with pytest.raises(RecordMissing):
            line.post.bundles.slip(missing, out)


def test_the_classification_of_a_bundle_is_the_highest_of_its_records(line: Line) -> None:
    levels = [code.code for code in codes.codes("classification")]
    line.post.records.create("patrols", patrol(classification=levels[-1]))
    line.post.records.create("patrols", patrol(classification=levels[1]))
    made = line.export()
    assert made.path is not None
    assert describe(made.path).classification == levels[-1].replace("_", "-")


def test_receipts_of_strangers_and_of_other_machines_are_refused(line: Line, tmp_path: Path) -> None:
    other = make(tmp_path / "other")
    with other.as_("commander") as second:
        second.settings.change(code="XX")
        enrol(second, line.hub, tmp_path)
        second.records.create("patrols", patrol())
        second.bundles.export(line.stick)
        line.arrive()
        files = line.hub.hub.write_receipts(line.stick)
        assert line.post.bundles.receive(files).refused[0][1] == "foreign-receipt"
        assert second.bundles.receive(files).receipts == 1
    third = make(tmp_path / "third")
    with third.as_("guard") as guard:
        assert guard.bundles.receive(files).refused[0][1] == "unknown-sender"
    broken = tmp_path / "broken.bpreceipt"
    broken.write_bytes(b"{}")
    assert line.post.bundles.receive([broken]).refused[0][1] == "bad-receipt"


def test_an_older_receipt_that_comes_late_returns_nothing_anew(line: Line) -> None:
    with line.post.session.work() as work:
        bad = str(work.create("patrols", patrol(border_guards=-5)))
    line.send()
    early = line.hub.hub.write_receipts(line.stick)
    returned = line.post.records.load(bad)
    line.post.records.amend("patrols", bad, {**returned.values, "border_guards": 5}, returned.heads)
    line.send()
    line.answer()
    assert line.post.bundles.receive(early).receipts == 1
    assert line.post.records.load(bad).state.code == "receipted"


def test_a_headquarters_that_knows_more_than_we_says_so(line: Line) -> None:
    path = line.place.home / engine.FILE
    line.post.close()
    copy = path.read_bytes()
    line.post = line.place.unlock("commander")
    line.post.records.create("patrols", patrol())
    line.send()
    line.post.close()
    path.write_bytes(copy)
    for suffix in ("-wal", "-shm"):
        Path(f"{path}{suffix}").unlink(missing_ok=True)
    line.post = line.place.unlock("commander")
    assert line.answer().behind


def test_a_stranger_cannot_speak_for_a_post(line: Line, tmp_path: Path) -> None:
    other = make(tmp_path / "other")
    with other.as_("commander") as second:
        enrolled = line.post.enrolment.hub()
        assert enrolled is not None
        second.settings.change(code="YY")
        second.enrolment.write_request(tmp_path / "second.bpenrol")
        with pytest.raises(BadEnrolment):
            line.post.enrolment.read(tmp_path / "second.bpenrol")
        assert line.hub.hub.read_request(tmp_path / "second.bpenrol").fingerprint == second.enrolment.own_fingerprint()
    assert line.hub.hub.own_fingerprint() == enrolled.fingerprint


def test_a_feed_of_another_post_in_a_bundle_is_refused(line: Line) -> None:
    line.post.records.create("patrols", patrol())
    body = with_prev("f" * 16, 1, NOTHING, b"\xff")
    with line.post.session.database.write() as connection:
        number = line.post.session.database.number(connection, "f" * 16)
        row = (number << tables.SHIFT | 1, hashlib.sha256(body).digest(), body)
        connection.exec_driver_sql("INSERT INTO journal VALUES (?, 0, ?, ?, NULL)", row)
        connection.exec_driver_sql("UPDATE feeds SET public_key = x'00', seq = 1 WHERE no = ?", (number,))
    line.export()
    (taken,) = line.arrive()
    assert taken.code == "unknown-sender"
    assert line.hub.records.count("patrols", Listing()) == 0


def test_damaged_and_foreign_files_are_refused_by_reason_and_leave_no_copy(line: Line, tmp_path: Path) -> None:
    bad = line.stick / "bad.bpsync"
    bad.write_bytes(b"hello")
    (taken,) = line.hub.hub.import_files([bad])
    assert taken.code == "not-a-bundle"
    assert list((line.hub.home / "inbox").iterdir()) == []
    with pytest.raises(EnvironmentFault):
        line.hub.hub.import_files([tmp_path / "gone.bpsync"])


def test_posts_that_sent_nothing_stand_at_nothing_and_get_no_receipt(line: Line) -> None:
    state = line.hub.hub.posts()[0]
    assert (state.have_through, state.last_bundle, state.gaps) == (0, 0, ())
    assert line.hub.hub.write_receipts(line.stick) == ()


def test_folders_show_configured_places_and_what_is_free(line: Line, tmp_path: Path) -> None:
    line.post.settings.change(watch_folders=(str(line.stick), str(tmp_path / "not-there")))
    folders = line.post.bundles.folders()
    found = [folder for folder in folders if folder.path == line.stick]
    assert [(folder.removable, folder.writable) for folder in found] == [(False, True)]
    assert found[0].free > 0
    assert line.stick in line.post.bundles.watch().look().appeared


def test_a_restored_post_sends_what_it_wrote_before_on_its_former_feed(line: Line, tmp_path: Path) -> None:
    record = line.post.records.create("patrols", patrol()).records[0]
    old = line.post.session.database.own_feed
    line.post.close()
    (line.place.home / bootstrap.MARK).write_text(f"{old} 999", encoding="ascii")
    line.post = line.place.unlock("commander")
    assert line.post.session.database.own_feed != old
    enrol(line.post, line.hub, tmp_path)
    (taken,) = line.send()
    assert taken.code is None
    assert line.hub.records.exists(record)
    assert {state.feed for state in line.hub.hub.posts()} == {old, line.post.session.database.own_feed}
    assert line.answer().receipts == 2


def _forged(line: Line, folder: Path, **changes: Any) -> Path:
    """Sign a receipt as headquarters that no honest headquarters would sign."""
    feed = line.post.session.database.own_feed
    whole = Receipt("SG-1", feed, 0, NOTHING, line.place.clock.now())
    path = folder / "forged.bpreceipt"
    write_receipts(path, [sign_receipt(replace(whole, **changes), trusted.feed_key(line.hub.session))])
    return path


def test_a_receipt_that_contradicts_itself_or_names_rubbish_changes_nothing(line: Line, tmp_path: Path) -> None:
    record = line.post.records.create("patrols", patrol()).records[0]
    impossible = _forged(line, tmp_path, head=b"\x01" * 32)
    assert line.post.bundles.receive([impossible]).refused[0][1] == "fork"
    strange = (Rejected("rubbish", "", "?"), Rejected("0000000000000000:1", "", "?"))
    assert line.post.bundles.receive([_forged(line, tmp_path, rejected=strange)]).receipts == 1
    assert line.post.records.load(record).state.code == "saved"


def test_keys_that_are_none_refuse_the_whole_bundle(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    line.post.records.create("patrols", patrol())
    for rubbish in (b"\xff", cbor2.dumps(1), cbor2.dumps([[1]]), cbor2.dumps([["x", "g", "victim", 1, b""]])):
        monkeypatch.setattr(exporting, "key_parts", lambda *_arguments, part=rubbish: iter([part]))
        made = line.export()
        assert made.path is not None
        (taken,) = line.hub.hub.import_files([made.path])
        assert taken.code == "bad-member"
    assert line.hub.records.count("patrols", Listing()) == 0


def test_keys_for_records_of_another_post_are_passed_over(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    line.post.records.create("patrols", patrol())
    foreign = cbor2.dumps([["f" * 16 + ":1", "identity", "victim", 1, b"x"]])
    monkeypatch.setattr(exporting, "key_parts", lambda *_arguments: iter([foreign]))
    (taken,) = line.send()
    assert taken.code is None
    with line.hub.session.read() as connection:
        assert connection.execute(tables.RECORD_KEYS.select()).all() == []


def test_the_newest_epoch_of_each_compartment_is_used_and_odd_names_are_not(line: Line) -> None:
    hub = trusted.me(line.hub.session)
    peer = replace(hub, compartments={"victim-2": b"b", "victim-1": b"a", "odd": b"c", "odd-x": b"d"})
    assert trusted.compartments_of(peer) == {"victim": (2, b"b")}


def test_a_machine_without_a_feed_signs_nothing(line: Line) -> None:
    signer, line.post.session.database.feed_signer = line.post.session.database.feed_signer, None
    with pytest.raises(RuntimeError):
        trusted.feed_key(line.post.session)
    assert trusted.me(line.post.session).keys == ()
    line.post.session.database.feed_signer = signer


def test_a_folder_that_answers_nothing_is_shown_as_not_writable(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    line.post.settings.change(watch_folders=(str(line.stick),))

    def dead(_path: object) -> None:
        raise OSError

    monkeypatch.setattr("shutil.disk_usage", dead)
    assert [folder.writable for folder in line.post.bundles.folders() if folder.path == line.stick] == [False]


def test_a_name_is_carried_as_it_was_written_and_recognised_at_both_ends(line: Line) -> None:
    written = {
        "place": "thôn Nà Lầu, xã Đình Lập, tỉnh Lạng Sơn",
        "receiver": "Công an tỉnh Bến Tre (cũ)",
        "basis": "NĐ 282/2025",
    }
    record = line.post.records.create("handovers", handover(**written)).records[0]
    line.send()
    for end in (line.post, line.hub):
        values = end.records.load(record).values
        assert {name: values[name] for name in written} == written
        with end.session.read() as connection:
            codes_of = connection.exec_driver_sql("SELECT place_code, receiver_code, basis_code FROM handovers").one()
        assert tuple(codes_of) == ("06613", None, "decree_282_2025")
        assert all(check.ok for check in end.check.run())
