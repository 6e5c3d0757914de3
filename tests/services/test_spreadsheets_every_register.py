"""Every register out and in again: a record that fills every field, sealed groups too, protected or not, changes nothing."""

from __future__ import annotations

import csv
import random
from pathlib import Path
from typing import Any

import pytest

from borderpost.bootstrap import Post
from borderpost.domain import codes
from borderpost.domain.fields import (
    BirthDate,
    Choice,
    Choices,
    Count,
    Day,
    Field,
    Flag,
    Length,
    Link,
    MarkerNumber,
    Moment,
    Position,
    Rows,
    Text,
)
from borderpost.domain.places import WGS_84
from borderpost.domain.records import row_fields
from borderpost.exchange import tables
from borderpost.registers import KINDS
from borderpost.services.views import Listing
from tests.posts import Place, make, patrol, smallest

LISTING = Listing()
KIND = pytest.mark.parametrize("kind", [kind for kind, register in KINDS.items() if not register.internal])
_AT = "2026-03-14T22:30:00+07:00"
_PLAIN: dict[type[Field], Any] = {
    Text: "=Bản Nậm Cắn; “+84 912”",
    Length: 12_340,
    Day: "2026-03-14",
    BirthDate: "2010-05",
    Moment: _AT,
    Flag: True,
    MarkerNumber: "LA:513/1",
    Position: {"raw": "20.90000 103.40000", "datum": WGS_84, "lat": 20.9, "lon": 103.4},
}


def value(field: Field, made: dict[str, str], number: int) -> Any:
    """Return a value of any field; `number` tells records apart."""
    if isinstance(field, Choice | Choices):
        offered = [item.code for item in codes.codes(field.codes).offered()]
        return offered[number % len(offered)] if isinstance(field, Choice) else offered[: 1 + number]
    if isinstance(field, Link):
        return made.get(field.register) or next(iter(made.values()))
    if isinstance(field, Rows):
        return [{name: value(cell, made, number + at) for name, cell in row_fields(field.row)} for at in range(2)]
    if isinstance(field, Count):
        return min(field.maximum, field.minimum + number)
    if isinstance(field, Text):
        return f"{_PLAIN[Text]} {number}"[-field.maximum :]
    return _PLAIN[type(field)]


def fullest(kind: str, made: dict[str, str], number: int) -> dict[str, Any]:
    """Return a record with a value in every field a person fills."""
    return {
        name: field.check(value(field, made, number))
        for name, field in KINDS[kind].fields
        if not field.automatic and type(field) is not Field
    }


def shuffled(path: Path, target: Path, *, without_ids: bool = False) -> Path:
    """Write the rows of a file in another order, as CSV."""
    table = tables.sniff(path)
    lines = list(tables.rows(path, table))
    at = next(number for number, line in enumerate(lines) if "#id" in line)
    head, body = lines[: at + 1], lines[at + 1 :]
    random.Random(7).shuffle(body)  # noqa: S311 - the same order every time
    if without_ids:
        places = [head[-1].index(name) for name in ("#id", "#seen")]
        body = [["" if place in places else cell for place, cell in enumerate(line)] for line in body]
    with target.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file, delimiter=";").writerows([*head, *body])
    return target


def filled(post: Post, kind: str) -> int:
    """Write five full records past the rules, of which the last two are protected where anything is sealed; tell how many."""
    made = {"persons": post.records.create("persons", {"name": "Sùng Thị Mỷ"}).records[0]}
    before = post.records.ids(kind, LISTING)
    with post.session.work() as work:
        for number in range(5):
            sealed = bool(KINDS[kind].sealed_groups) and number > 2
            work.create(kind, fullest(kind, made, number), "victim" if sealed else None)
    return len(before) + 5


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """One post for all registers: each case fills its own."""
    return make(tmp_path_factory.mktemp("every") / "post")


@KIND
@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_the_same_file_again_changes_nothing(shared: Place, tmp_path: Path, kind: str, form: str) -> None:
    path = tmp_path / f"so.{form}"
    with shared.as_("commander") as post:
        rows = filled(post, kind)
        post.settings.change(second_signature_above=1000)
        assert post.spreadsheets.export(kind, path, None, "đối chiếu").rows == rows
    for role in ("commander", "guard"):
        with shared.as_(role) as post:
            for file in (
                path,
                shuffled(path, tmp_path / "xao.csv"),
                shuffled(path, tmp_path / "khong-id.csv", without_ids=True),
            ):
                found = post.spreadsheets.preview(kind, file)
                assert (found.total, found.unchanged, found.first_errors) == (rows, rows, ()), (role, file.name)
                taken = post.spreadsheets.take_in(kind, file)
                counted = (taken.new, taken.changed, taken.unchanged, taken.errors, taken.quarantined)
                assert counted == (0, 0, rows, 0, 0), (role, file.name)
                assert taken.errors_path is None


def test_a_record_of_any_register_is_found_by_its_number(place: Place, tmp_path: Path) -> None:
    name = next(name for name, field in KINDS["findings"].fields if isinstance(field, Link) and not field.register)
    with place.as_("commander") as post:
        known = post.records.create("patrols", patrol()).records[0]
        number = post.records.load(known).number
        made = {"laws": post.records.create("laws", smallest("laws", {})).records[0]}
        post.records.create("findings", smallest("findings", made) | {name: known})
        post.spreadsheets.export("findings", tmp_path / "so.csv", None, "đối chiếu")
        text = (tmp_path / "so.csv").read_text("utf-8-sig")
        assert known in text
        for written, unchanged in ((number, 1), ("TT-26-9999", 0), ("lạ", 0)):
            file = tmp_path / "khac.csv"
            file.write_text(text.replace(known, written), "utf-8-sig")
            found = post.spreadsheets.preview("findings", shuffled(file, tmp_path / "x.csv", without_ids=True))
            assert (found.unchanged, found.errors) == (unchanged, 1 - unchanged), name
