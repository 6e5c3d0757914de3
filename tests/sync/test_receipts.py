"""Receipts: believed only from the hub's own key, in a file, in a bundle and on paper."""

from __future__ import annotations

import os
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from borderpost.domain.errors import BundleRejected
from borderpost.sync.envelope import feed_name, seal
from borderpost.sync.receipts import (
    KIND,
    Receipt,
    Rejected,
    read_receipt,
    read_receipts,
    read_slip,
    sign_receipt,
    slip_text,
    write_receipts,
)
from borderpost.sync.rejections import (
    BadReceipt,
    BadSignature,
    NewerFormat,
    RevokedSender,
    UnknownSender,
    Unreadable,
    Unwritable,
)
from borderpost.sync.trust import Trust
from tests.sync.makers import FEED, HUB_KEY, HUB_PUBLIC, NOON, POST_KEY, hub_peer, post_trust

RECEIPT = Receipt(
    "HQ",
    FEED,
    412,
    b"h" * 32,
    NOON,
    (Rejected(f"{FEED}:40", "ended_at", "Kết thúc trước khi bắt đầu."),),
    ((413, 420),),
    feed_name(HUB_PUBLIC),
)


def _words(**changes: Any) -> bytes:
    words = {
        "at": "2026-03-14T12:00:00+07:00",
        "feed": FEED,
        "format": 1,
        "have_through": 1,
        "head": "00" * 32,
        "hub": "HQ",
        "rejected": [],
        "wants": [],
    }
    return seal(words | changes, KIND, HUB_KEY)


def test_a_receipt_says_what_was_signed() -> None:
    assert read_receipt(sign_receipt(RECEIPT, HUB_KEY), post_trust()) == RECEIPT


def test_a_receipt_file_holds_one_for_each_feed(folder: Path) -> None:
    path = folder / "r.bpreceipt"
    second = replace(RECEIPT, feed="0" * 16, rejected=(), wants=())
    write_receipts(path, [sign_receipt(RECEIPT, HUB_KEY), sign_receipt(second, HUB_KEY)])
    assert read_receipts(path, post_trust()) == (RECEIPT, second)
    assert [item.name for item in folder.iterdir()] == ["r.bpreceipt"]


@pytest.mark.parametrize("data", [b"", b"{}", b"{}\n", b"\n", b"\xff\n", b"x" * (1024 * 1024 + 1) + b"\n"])
def test_other_files_are_no_receipts(folder: Path, data: bytes) -> None:
    (folder / "r").write_bytes(data)
    with pytest.raises(BadReceipt):
        read_receipts(folder / "r", post_trust())


def test_a_file_larger_than_any_receipt_is_not_read_whole(folder: Path) -> None:
    with (folder / "r").open("wb") as file:
        file.truncate(17 * 1024 * 1024)
    with pytest.raises(BadReceipt):
        read_receipts(folder / "r", post_trust())


def test_a_missing_stick_is_a_fault_of_the_machine(folder: Path) -> None:
    with pytest.raises(Unreadable):
        read_receipts(folder / "gone", post_trust())
    with pytest.raises(Unwritable):
        write_receipts(folder / "gone" / "r", [])
    (folder / "r.part").symlink_to("/dev/full")
    with pytest.raises(Unwritable):
        write_receipts(folder / "r", [b"x"])
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize(
    "changes",
    [
        {"at": "noon"},
        {"at": "2026-03-14T12:00:00"},
        {"feed": "x"},
        {"have_through": -1},
        {"have_through": "1"},
        {"have_through": True},
        {"have_through": 2**53},
        {"head": "00"},
        {"rejected": [7]},
        {"rejected": [{"field": "x"}]},
        {"wants": [[1]]},
        {"wants": [[2, 1]]},
        {"wants": [[0, 1]]},
        {"wants": [["1", "2"]]},
        {"wants": {}},
        {"format": -1},
        {"format": "1"},
    ],
)
def test_receipts_that_say_nothing_sensible(changes: dict[str, object]) -> None:
    data = _words(**changes)
    with pytest.raises(BadReceipt):
        read_receipt(data, post_trust())


def test_a_receipt_of_tomorrow_waits_for_an_update() -> None:
    with pytest.raises(NewerFormat):
        read_receipt(_words(format=2), post_trust())


def test_only_the_hub_itself_is_believed() -> None:
    data = sign_receipt(RECEIPT, HUB_KEY)
    slip = slip_text(RECEIPT, HUB_KEY)
    with pytest.raises(UnknownSender):
        read_receipt(data, Trust("BP-042"))
    with pytest.raises(UnknownSender):
        read_slip(slip, Trust("BP-042"))
    with pytest.raises(UnknownSender):
        read_receipt(sign_receipt(RECEIPT, POST_KEY), post_trust())
    withdrawn = Trust("BP-042", (replace(hub_peer(), revoked_after={feed_name(HUB_PUBLIC): 9}),))
    with pytest.raises(RevokedSender):
        read_receipt(data, withdrawn)
    with pytest.raises(RevokedSender):
        read_slip(slip, withdrawn)
    with pytest.raises(BadSignature):
        read_receipt(sign_receipt(replace(RECEIPT, hub="HQ-2"), HUB_KEY), post_trust())
    with pytest.raises(UnknownSender):
        read_receipt(_words(hub=7).replace(feed_name(HUB_PUBLIC).encode(), b"0" * 16), post_trust())


def test_every_byte_of_a_receipt_matters() -> None:
    data = sign_receipt(RECEIPT, HUB_KEY)
    for at in range(len(data)):
        with pytest.raises(BundleRejected):
            read_receipt(data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :], post_trust())


def test_the_slip_fits_a_small_code_and_is_believed() -> None:
    text = slip_text(RECEIPT, HUB_KEY)
    assert re.fullmatch(r"[0-9A-Z $%*+\-./:]{210}", text)
    found = read_slip(f"  {text.lower()}\n", post_trust())
    assert found == replace(RECEIPT, rejected=(), wants=())


@settings(max_examples=60, deadline=None)
@given(at=st.integers(5, 208), letter=st.sampled_from("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"))
def test_every_letter_of_the_slip_matters(at: int, letter: str) -> None:
    text = slip_text(RECEIPT, HUB_KEY)
    changed = text[:at] + letter + text[at + 1 :]
    if changed != text:
        with pytest.raises(BundleRejected):
            read_slip(changed, post_trust())


@pytest.mark.parametrize("text", ["", "BPR1:", "BPR1:ABC", "đồn", "BPR1:" + "A" * 205, "BPR1:" + "7" * 205, "x" * 5000])
def test_other_codes_are_no_slips(text: str) -> None:
    with pytest.raises(BundleRejected):
        read_slip(text, post_trust())


def test_writing_is_flushed_to_the_medium(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    flushed: list[int] = []
    real = os.fsync

    def counted(handle: int) -> None:
        flushed.append(handle)
        real(handle)

    monkeypatch.setattr(os, "fsync", counted)
    write_receipts(folder / "r", [sign_receipt(RECEIPT, HUB_KEY)])
    assert len(flushed) == 2  # the file and its folder
