"""A post with people to count."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from borderpost.bootstrap import Post
from borderpost.domain.clock import VIETNAM
from tests.posts import Place, make

MORNING_AFTER = datetime(2026, 3, 15, 6, 52, tzinfo=VIETNAM)


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """Return a post that is locked, on the morning after the reporting month of March 2026."""
    return make(tmp_path / "post", MORNING_AFTER)


@pytest.fixture
def post(place: Place) -> Iterator[Post]:
    """Return the post as its commander has it open."""
    opened = place.unlock("commander")
    yield opened
    opened.close()
