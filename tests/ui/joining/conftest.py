"""A locked post with a victim's file in it, for every test of the joined window."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.posts import Place, case, make, patrol, person, reception


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """Return a post that is locked."""
    made = make(tmp_path / "post")
    with made.as_("victim_officer") as post:
        post.records.create("patrols", patrol())
        who = post.records.create("persons", person()).records[0]
        post.records.create("receptions", reception([who]))
        post.records.create("victim_cases", case(who))
    return made
