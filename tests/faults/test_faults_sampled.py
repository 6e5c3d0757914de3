"""A short sample of the long fault runs (`python -m tests.faults`)."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests import posts
from tests.faults import bundles, kills


def test_nothing_acknowledged_is_lost_when_the_program_is_killed_while_saving(tmp_path: Path) -> None:
    found = kills.run(posts.make(tmp_path / "post"), 5, 20260314)
    assert found.clean, found
    assert found.kills == 5
    assert found.acknowledged >= 5


def test_a_run_that_loses_something_would_be_seen(tmp_path: Path) -> None:
    place, found = posts.make(tmp_path / "post"), kills.Killed()
    with place.as_("commander") as post:
        with post.session.work() as work:
            work.create("patrols", posts.patrol())
        with post.session.database.write() as connection:
            connection.exec_driver_sql("DELETE FROM journal WHERE id = (SELECT max(id) FROM journal)")
    kills._look(place, 10**6, found)
    assert not found.clean
    assert found.lost
    assert found.broken
    assert found.different


def test_no_changed_bundle_is_taken_in(tmp_path: Path) -> None:
    data = bundles.whole(tmp_path, 3)
    bundles.take_in(tmp_path / "whole", tmp_path)
    found = bundles.run(tmp_path, bundles.mutations(data, 200, 3))
    assert (found.tried, found.accepted, sum(found.reasons.values())) == (200, 0, 200)


@pytest.mark.long
def test_kill_200_times(tmp_path: Path) -> None:
    assert kills.run(posts.make(tmp_path / "post"), 200, 1).clean
