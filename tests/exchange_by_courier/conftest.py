"""A post and a headquarters that trust each other, and the stick between them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from borderpost import bootstrap
from borderpost.bootstrap import Post
from borderpost.services.bundles import BundleView
from borderpost.services.hub import Imported
from borderpost.services.receiving import Received
from borderpost.services.setup import HubSpec, PersonSpec
from tests.posts import CHEAP, Place, make

OFFICER = PersonSpec("Trần Thị Bưởi", "Thiếu tá", "Cán bộ khóa", "mot hai ba")


@dataclass
class Line:
    """Both ends, unlocked: the post by its commander, the headquarters by its key officer."""

    place: Place
    post: Post
    hub: Post
    stick: Path

    def export(self) -> BundleView:
        """Export to the stick."""
        return self.post.bundles.export(self.stick)

    def send(self) -> tuple[Imported, ...]:
        """Export, and take everything on the stick in at headquarters."""
        self.export()
        return self.arrive()

    def arrive(self) -> tuple[Imported, ...]:
        """Take everything on the stick in at headquarters, in the order of names."""
        return tuple(self.hub.hub.import_files(sorted(self.stick.glob("*.bpsync"))))

    def answer(self) -> Received:
        """Bring headquarters' receipts back."""
        self.place.clock.advance(hours=1)
        return self.post.bundles.receive(self.hub.hub.write_receipts(self.stick))


def enrol(post: Post, hub: Post, folder: Path) -> None:
    """Make both trust each other, by file."""
    post.enrolment.write_request(folder / "post.bpenrol")
    hub.hub.enrol(folder / "post.bpenrol", folder / "hub.bptrust")
    post.enrolment.read(folder / "hub.bptrust")
    post.enrolment.trust()


@pytest.fixture
def line(tmp_path: Path) -> Iterator[Line]:
    """Return a post and a headquarters that trust each other."""
    place = make(tmp_path / "post")
    hub = bootstrap.create_hub(
        tmp_path / "hub", HubSpec("BCH BĐBP tỉnh Sơn Giang", "SG", OFFICER), clock=place.clock, cost=CHEAP
    ).post
    post = place.unlock("commander")
    stick = tmp_path / "stick"
    stick.mkdir()
    enrol(post, hub, tmp_path)
    both = Line(place, post, hub, stick)
    yield both
    both.post.close()
    hub.close()
