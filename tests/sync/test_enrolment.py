"""Enrolment: two files, two fingerprints, two people on the telephone."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from borderpost.sync.enrolment import KIND, Enrolment, read_enrolment, write_answer, write_request
from borderpost.sync.envelope import feed_name, seal
from borderpost.sync.rejections import BadEnrolment, BadSignature, NewerFormat, Unreadable
from borderpost.sync.trust import Peer, Trust, is_peer_id
from tests.sync.makers import FEED, HUB_KEY, NOON, OTHER_KEY, POST_KEY, POST_PUBLIC, hub_peer, post_peer


def test_a_request_and_its_answer(folder: Path) -> None:
    request = write_request(folder / "post.bpenrol", post_peer(), POST_KEY, NOON)
    seen = read_enrolment(folder / "post.bpenrol")
    assert seen == request == Enrolment(post_peer(), NOON)
    assert seen.fingerprint == post_peer().fingerprint()
    answer = write_answer(folder / "hub.bpenrol", hub_peer(), HUB_KEY, seen, NOON)
    assert read_enrolment(folder / "hub.bpenrol", post_peer()) == answer
    assert answer.peer.compartments == {"victim": b"\x01" * 1216}


def test_a_fingerprint_is_eight_groups_and_covers_every_key() -> None:
    peer = post_peer()
    assert re.fullmatch(r"([0-9]{4} ){7}[0-9]{4}", peer.fingerprint())
    other = OTHER_KEY.public_key().public_bytes_raw()
    changed = [
        replace(peer, id="BP-043"),
        replace(peer, name="Another"),
        replace(peer, keys=(other,)),
        replace(peer, keys=(*peer.keys, other)),
        replace(peer, recipient=hub_peer().recipient),
        replace(peer, compartments={"victim": b"\x01"}),
    ]
    prints = {item.fingerprint() for item in changed} | {peer.fingerprint()}
    assert len(prints) == 7
    assert replace(peer, keys=(*peer.keys, other)).fingerprint() == replace(peer, keys=(other, *peer.keys)).fingerprint()
    assert replace(peer, revoked_after={FEED: 1}).fingerprint() == peer.fingerprint()


def test_an_answer_to_somebody_else_is_refused(folder: Path) -> None:
    request = write_request(folder / "a", post_peer(), POST_KEY, NOON)
    write_answer(folder / "b", hub_peer(), HUB_KEY, request, NOON)
    with pytest.raises(BadEnrolment):
        read_enrolment(folder / "b", replace(post_peer(), id="BP-043"))
    with pytest.raises(BadEnrolment):
        read_enrolment(folder / "b")
    with pytest.raises(BadEnrolment):
        read_enrolment(folder / "a", post_peer())


def test_only_the_holder_of_the_key_can_make_it(folder: Path) -> None:
    with pytest.raises(ValueError, match="BP-042"):
        write_request(folder / "a", post_peer(), HUB_KEY, NOON)
    words = {"answers": "", "created": "2026-03-14T12:00:00+07:00", "format": 1, "peer": post_peer().plain()}
    (folder / "a").write_bytes(seal(words, KIND, HUB_KEY))
    with pytest.raises(BadSignature):
        read_enrolment(folder / "a")
    honest = seal(words, KIND, POST_KEY)
    (folder / "a").write_bytes(honest.replace(b'"sig":"', b'"sig":"AAAA', 1))
    with pytest.raises((BadEnrolment, BadSignature)):
        read_enrolment(folder / "a")
    stranger = seal(words, KIND, HUB_KEY).replace(feed_name(HUB_KEY.public_key().public_bytes_raw()).encode(), FEED.encode())
    (folder / "a").write_bytes(stranger)
    with pytest.raises(BadSignature):
        read_enrolment(folder / "a")


@pytest.mark.parametrize(
    "changes",
    [
        {"created": "noon"},
        {"created": "2026-03-14T12:00:00"},
        {"format": 0},
        {"format": "1"},
        {"answers": 7},
        {"peer": None},
    ],
)
def test_files_that_say_nothing_sensible(folder: Path, changes: dict[str, Any]) -> None:
    words = {"answers": "", "created": "2026-03-14T12:00:00+07:00", "format": 1, "peer": post_peer().plain()}
    (folder / "a").write_bytes(seal(words | changes, KIND, POST_KEY))
    with pytest.raises(BadEnrolment):
        read_enrolment(folder / "a")


@pytest.mark.parametrize(
    "changes",
    [
        {"id": "../x"},
        {"id": 7},
        {"name": "x" * 121},
        {"name": None},
        {"keys": []},
        {"keys": ["00"]},
        {"keys": [7]},
        {"keys": ["00" * 32] * 17},
        {"recipient": "age1"},
        {"compartments": {"Victim": "00"}},
        {"compartments": {"victim": "0"}},
        {"compartments": {"victim": ""}},
        {"compartments": {"victim": 7}},
        {"compartments": []},
        {"more": 1},
    ],
)
def test_peers_that_say_nothing_sensible(changes: dict[str, Any]) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the reason is the text itself, whatever it was
        Peer.from_plain(post_peer().plain() | changes)


@pytest.mark.parametrize("data", [b"", b"{}", b"\x00" * 300_000])
def test_other_files_are_no_enrolments(folder: Path, data: bytes) -> None:
    (folder / "a").write_bytes(data)
    with pytest.raises(BadEnrolment):
        read_enrolment(folder / "a")


def test_a_file_of_tomorrow_and_a_missing_one(folder: Path) -> None:
    (folder / "a").write_bytes(seal({"format": 2}, KIND, POST_KEY))
    with pytest.raises(NewerFormat):
        read_enrolment(folder / "a")
    with pytest.raises(Unreadable):
        read_enrolment(folder / "gone")


def test_trust_finds_peers_by_name_and_by_feed() -> None:
    trust = Trust("HQ", (hub_peer(), post_peer()))
    assert trust.peer("BP-042") == post_peer()
    assert trust.peer("BP-043") is None
    assert trust.signer(FEED) == (post_peer(), POST_PUBLIC)
    assert trust.signer("0" * 16) is None
    assert post_peer().feeds == (FEED,)
    assert Peer.from_plain(hub_peer().plain()) == hub_peer()
    assert not is_peer_id("x" * 33)
