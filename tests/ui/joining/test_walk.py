"""The walk the main job takes: types into the real form, keeps a picture of every screen, and says what was refused."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from borderpost.domain.clock import FixedClock
from borderpost.domain.errors import UserError
from borderpost.services.views import Listing
from tests.posts import NIGHT, PASSPHRASES, Place
from ui.shots import Refused, take, walking

NIGHT_PATROL = [
    ("kind", "khép kín"),
    ("border", "lào"),
    ("section", "511-513"),
    ("started", "14/3 2230"),
    ("ended", "0530"),
    ("leader", "Hoàng Đức Lâm"),
    ("border_guards", "5"),
    ("legs.0.departed", "14/3 2230"),
    ("legs.0.arrived", "0110"),
    ("legs.0.distance", "5,2"),
    ("legs.1.departed", "0110"),
    ("legs.1.arrived", "0530"),
    ("legs.1.distance", "7,14"),
    ("markers.0.marker", "511"),
    ("markers.0.state", "nguyên trạng"),
]


def test_patrols_are_typed_into_the_real_form_and_saved(qtbot: QtBot, place: Place) -> None:
    with walking(place.home, None, clock=FixedClock(NIGHT)) as walk:
        walk.unlock("giang a pao", PASSPHRASES["guard"])
        assert walk.type_records("patrols", [NIGHT_PATROL]) == 1
    with place.as_("guard") as post:
        views = [post.records.load(row.id) for row in post.records.first_page("patrols", Listing())]
        typed = next(view for view in views if view.values.get("leader") == "Hoàng Đức Lâm")
        assert [leg["distance"] for leg in typed.values["legs"]] == [5200, 7140]
        assert typed.values["markers"][0]["marker"] == "LA:511"
        assert post.drafts.count() == 0


def test_what_the_form_refuses_is_said_with_its_field(qtbot: QtBot, place: Place) -> None:
    with walking(place.home, None, clock=FixedClock(NIGHT)) as walk:
        walk.unlock("giang a pao", PASSPHRASES["guard"])
        with pytest.raises(Refused, match="started"):
            walk.type_records("patrols", [[("border_guards", "5")]])


def test_a_wrong_passphrase_and_an_empty_folder_are_refused(qtbot: QtBot, place: Place, tmp_path: Path) -> None:
    with walking(place.home, None, clock=FixedClock(NIGHT)) as walk, pytest.raises(UserError):
        walk.unlock("giang a pao", "khong phai cum nay")
    with walking(tmp_path / "nothing", None) as walk, pytest.raises(UserError):
        walk.unlock("giang a pao", "khong phai cum nay")


@pytest.mark.parametrize(("theme", "language", "points"), [("dark", "vi", 10.5), ("high_contrast", "en", 15.0)])
def test_every_screen_gets_its_picture(
    qtbot: QtBot, place: Place, tmp_path: Path, theme: str, language: str, points: float
) -> None:
    out = tmp_path / "out"
    made = take(place.home, "luong van thai", PASSPHRASES["commander"], out, theme, language, points, FixedClock(NIGHT))
    names = {path.stem.partition("_")[2] for path in made}
    wanted = {"unlock", "today", "patrols", "patrols_new", "victim_cases_record", "reports", "courier", "people", "settings"}
    assert wanted | {"palette", "keys", "persons_history"} <= names
    pictures = [QImage(str(path)) for path in made]
    assert {picture.height() for picture in pictures} == {728}
    assert max(picture.width() for picture in pictures) <= (1366 if points < 12 else 1400)
    assert not (tmp_path / "out" / "window.ini").exists()
