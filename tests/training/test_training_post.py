"""The training post: the same seed gives the same records, every one of them sound, nobody in it real."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from borderpost.domain.clock import VIETNAM
from borderpost.domain.errors import Cancelled, RefusedInput
from borderpost.domain.progress import Progress
from borderpost.services.views import Listing
from borderpost.training.filling import beginning, fill
from borderpost.training.generator import Group, groups
from tests.posts import make

UNTIL = datetime(2026, 3, 15, 4, tzinfo=VIETNAM)
LISTS = json.loads(
    (Path(__file__).resolve().parents[2] / "resources" / "training" / "syllables.json").read_text(encoding="utf-8")
)


def test_the_same_seed_gives_the_same_records_and_another_seed_others() -> None:
    first, again, other = (list(groups(seed, 3, 60, UNTIL)) for seed in (1, 1, 2))
    assert first == again != other
    assert sum(kind == "patrols" for group in first for kind, _values in group.items) == 60


def test_names_are_composed_of_the_syllables_only() -> None:
    known = {syllable for name, found in LISTS.items() if name != "about" for entry in found for syllable in entry.split()}
    for group in groups(3, 6, 300, UNTIL):
        for kind, values in group.items:
            spoken = values.get("leader") if kind == "patrols" else values.get("name")
            if spoken:
                assert set(spoken.split()) <= known


def test_records_are_sound_in_order_and_lie_within_their_months(tmp_path: Path) -> None:
    place = make(tmp_path / "post", beginning(4, UNTIL))
    with place.as_("commander") as post:
        made = list(groups(5, 4, 400, UNTIL))
        seen: list[tuple[int, int]] = []
        written = fill(post.session, made, Progress(lambda done, total: seen.append((done, total))), 400)
        assert written == sum(len(group.items) for group in made)
        assert seen[-1] == (400, 400)
        for kind in ("patrols", "detections", "persons", "receptions", "victim_cases", "handovers"):
            count = post.records.count(kind, Listing())
            assert count == sum(item == kind for group in made for item, _values in group.items) > 0
        times = [
            datetime.fromisoformat(values["started"]) for group in made for kind, values in group.items if kind == "patrols"
        ]
        assert max(times) < UNTIL
        assert min(times) > UNTIL - timedelta(days=31 * 4 + 2)
        victims = post.records.first_page("victim_cases", Listing())
        someone = post.records.load(victims[0].id).values["person"]
        assert "name" in post.records.load(someone).hidden
        assert all(line.ok for line in post.check.run())


def test_many_are_written_in_several_transactions_and_can_be_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("borderpost.training.filling.BATCH", 10)
    place = make(tmp_path / "post", beginning(2, UNTIL))
    with place.as_("commander") as post:
        progress = Progress()
        progress.cancel()
        with pytest.raises(Cancelled):
            fill(post.session, groups(1, 2, 30, UNTIL), progress, 30)
        assert 0 < post.records.count("patrols", Listing()) <= 10


def test_what_the_rules_refuse_is_never_written(tmp_path: Path) -> None:
    place = make(tmp_path / "post", beginning(2, UNTIL))
    with place.as_("commander") as post:
        bad = Group(UNTIL, (("patrols", {"kind": "closed_loop"}),))
        with pytest.raises(RefusedInput):
            fill(post.session, [bad])
        assert post.records.count("patrols", Listing()) == 0
