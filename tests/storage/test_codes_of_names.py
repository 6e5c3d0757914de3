"""The codes beside texts: a view of the journal, of the day of the record, never of what is sealed."""

from __future__ import annotations

import shutil
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from borderpost.bootstrap import Post
from borderpost.domain import organisation
from borderpost.domain.clock import VIETNAM
from borderpost.domain.records import CODE
from borderpost.registers import KINDS
from borderpost.storage import recognised, tables
from borderpost.storage.database import get_setting, put_setting
from borderpost.storage.rebuild import differences, rebuild
from borderpost.storage.unit_of_work import open_work
from tests.posts import Place, case, handover, make, person, smallest

PLANTED = "thôn Nà Lầu, xã Đình Lập, tỉnh Lạng Sơn"


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return make(tmp_path / "post")


def _row(post: Post, kind: str, record: str) -> dict[str, Any]:
    with post.session.read() as connection:
        key = post.session.database.known_key(connection, tables_version(record))
        found = connection.exec_driver_sql(f"SELECT * FROM {kind} WHERE id = ?", (key,)).mappings().one()  # noqa: S608
        return dict(found)


def tables_version(record: str) -> Any:
    from borderpost.domain.ids import Version

    return Version.parse(record)


def _sound(post: Post) -> bool:
    with post.session.read() as connection:
        return differences(connection, post.session.database) == []


def test_every_clear_name_has_its_column_and_no_sealed_one_has() -> None:
    for kind, register in KINDS.items():
        columns = {name for name, _field in tables.columns_of(register) if name.endswith(CODE)}
        assert columns == {named.name + CODE for named in register.offering}
        assert not any(register.by_name[named.name].sealed for named in register.offering), kind
    assert "residence_code" not in tables.table("persons").c


def test_a_code_is_of_the_moment_of_the_record_and_the_text_stays(place: Place) -> None:
    with place.as_("commander") as post:
        then = handover(handed="2024-03-06T09:00:00+07:00", place="Tỉnh Bến Tre", receiver="Sở Y tế", basis="NĐ 144/2021")
        now = handover(place="tỉnh Bến Tre (cũ)", receiver="Viện kiểm sát nhân dân khu vực 3", basis="NĐ 282/2025")
        old, new = (post.records.create("handovers", values).records[0] for values in (then, now))
        first, second = _row(post, "handovers", old), _row(post, "handovers", new)
        assert [first[name] for name in ("place_code", "receiver_code", "basis_code")] == ["83", None, "decree_144_2021"]
        assert [second[name] for name in ("place_code", "receiver_code", "basis_code")] == [
            "86",
            "procuracy_area",
            "decree_282_2025",
        ]
        assert post.records.load(new).values["place"] == "tỉnh Bến Tre (cũ)"
        assert _sound(post)


def test_a_record_without_a_moment_is_read_on_the_day_its_text_was_written(tmp_path: Path) -> None:
    place = make(tmp_path / "post", datetime(2025, 6, 30, 23, 59, tzinfo=VIETNAM))
    with place.as_("commander") as post:
        record = post.records.create("persons", person(province="Bến Tre")).records[0]
        assert _row(post, "persons", record)["province_code"] == "83"
        place.clock.at = datetime(2025, 7, 1, 0, 1, tzinfo=VIETNAM)
        view = post.records.load(record)
        post.records.amend("persons", record, {**view.values, "sex": "male"}, view.heads)
        assert _row(post, "persons", record)["province_code"] == "83", "the text was written before"
        view = post.records.load(record)
        post.records.amend("persons", record, {**view.values, "province": "Bến Tre (cũ)"}, view.heads)
        assert _row(post, "persons", record)["province_code"] == "86"
        assert _sound(post)
        with post.session.database.write() as connection:
            rebuild(connection, post.session.database)
        assert _sound(post)
        assert _row(post, "persons", record)["province_code"] == "86"


def test_a_record_whose_day_cannot_be_read_has_no_code(place: Place) -> None:
    with place.as_("commander") as post:
        with open_work(post.session.database, place.clock) as work:
            made = [
                str(work.create("handovers", {**handover(place="Lạng Sơn"), **change}))
                for change in ({"handed": "hôm qua"}, {"handed": 7}, {"place": 7})
            ]
        assert [_row(post, "handovers", record)["place_code"] for record in made] == [None, None, None]
        with open_work(post.session.database, place.clock) as work:
            values = {name: value for name, value in handover(place="Lạng Sơn").items() if name != "handed"}
            made = [str(work.create("handovers", values))]
        assert _row(post, "handovers", made[0])["place_code"] is None
        with post.session.database.write() as connection:
            put_setting(connection, "organisation/rows", b"of an older program")
            assert recognised.renew(connection)
        assert _row(post, "handovers", made[0])["place_code"] is None
        assert _sound(post)


def test_other_rows_of_the_organisation_recognise_everything_anew(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    with place.as_("commander") as post:
        dated = post.records.create("handovers", handover(place="xã Đình Lập, Lạng Sơn")).records[0]
        undated = post.records.create("agencies", smallest("agencies", {}) | {"area": "xã Đình Lập, Lạng Sơn"}).records[0]
        with post.session.database.write() as connection:
            assert not recognised.renew(connection), "the same rows are read once"
    folder = place.home.parent / "organisation"
    shutil.copytree(organisation.FOLDER, folder)
    file = folder / "communes.json"
    file.write_text(file.read_text("utf-8").replace('"06613"', '"06614"'), "utf-8")
    monkeypatch.setattr(organisation, "FOLDER", folder)
    _forget()
    try:
        with place.as_("commander") as post:
            assert _row(post, "handovers", dated)["place_code"] == "06614"
            assert _row(post, "agencies", undated)["area_code"] == "06614"
            assert all(line.ok for line in post.check.run())
            with post.session.read() as connection:
                assert get_setting(connection, "organisation/rows") == organisation.digest().encode()
    finally:
        monkeypatch.undo()
        _forget()
    with place.as_("commander") as post:
        assert _row(post, "handovers", dated)["place_code"] == "06613"


def _forget() -> None:
    for cached in vars(organisation).values():
        if hasattr(cached, "cache_clear"):
            cached.cache_clear()


def _clear_text(post: Post) -> str:
    """Return every cell of every table as a user who opened the database could read it, search included."""
    with post.session.read() as connection:
        names = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'").scalars().all()
        cells = [
            cell.decode("utf-8", "ignore") if isinstance(cell, bytes) else str(cell)
            for name in names
            for row in connection.exec_driver_sql(f'SELECT * FROM "{name}"')  # noqa: S608 - names of the schema
            for cell in row
        ]
    return "\n".join(cells).casefold()


def test_where_a_protected_person_lives_is_nowhere_in_the_clear(place: Place) -> None:
    with place.as_("victim_officer") as post:
        record = post.records.create("persons", person(residence=PLANTED, address=PLANTED)).records[0]
        post.records.create("victim_cases", case(record))
        assert post.records.load(record).protected
        post.names.understand(("place",), PLANTED, post.session.clock.now().date())
        found = _clear_text(post)
        assert "nn-007" in found, "the search finds what is there"
        for word in ("đình lập", "dinh lap", "06613", "nà lầu", "na lau"):
            assert word not in found
        row = _row(post, "persons", record)
        assert row["province_code"] is None
        assert {name for name in row if name.endswith(CODE)} == {"province_code"}
    for path in place.home.rglob("*"):
        if path.is_file():
            raw = path.read_bytes()
            for word in ("Đình Lập", "06613", "dinh lap"):
                assert word.encode() not in raw, path.name
    with place.as_("guard") as post:
        assert "residence" in post.records.load(record).hidden
