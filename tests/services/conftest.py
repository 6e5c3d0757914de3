"""An unlocked post for the tests of services."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from borderpost.bootstrap import Post
from tests.posts import Place, make


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """Return a post that is locked."""
    return make(tmp_path / "post")


@pytest.fixture
def post(place: Place) -> Iterator[Post]:
    """Return the post as its commander has it open."""
    opened = place.unlock("commander")
    yield opened
    opened.close()
