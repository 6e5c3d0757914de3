"""Files of every format version are read, or refused for the right reason, for ever."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from borderpost.domain.errors import BundleRejected
from borderpost.sync.bundle_v1 import open_bundle
from borderpost.sync.enrolment import read_enrolment
from borderpost.sync.receipts import read_receipt, read_receipts, read_slip
from tests.sync.makers import FEED, chain, hub_identity, hub_peer, hub_trust, post_peer, post_trust
from tests.vectors.make_bundles import PHOTO, RECEIPT

VECTORS = Path(__file__).resolve().parents[1] / "vectors"
REASONS = json.loads((VECTORS / "reasons.json").read_text("ascii"))


def test_the_whole_bundle_is_read(folder: Path) -> None:
    with open_bundle(VECTORS / "valid" / "whole.bpsync", hub_trust(), hub_identity(), have={}) as bundle:
        assert list(bundle.entries()) == chain(12)
        assert list(bundle.keys()) == [b"sealed"]
        staged = [blob.path for blob in bundle.blobs(folder)]
        bundle.finish()
    assert [path.read_bytes() for path in staged if path] == [PHOTO]
    assert bundle.manifest.acks == {FEED: 9}
    assert read_receipt(bundle.receipts[0], post_trust()).rejected == RECEIPT.rejected


@pytest.mark.parametrize(("name", "first", "last"), [("resent-from-5", 4, 12), ("empty", 0, 0)])
def test_the_other_bundles_are_read(name: str, first: int, last: int) -> None:
    with open_bundle(VECTORS / "valid" / f"{name}.bpsync", hub_trust(), hub_identity(), have={FEED: 4}) as bundle:
        assert list(bundle.entries()) == chain(12)[first:last]
        bundle.finish()


def test_receipts_and_enrolments_are_read() -> None:
    (receipt,) = read_receipts(VECTORS / "valid" / "receipt.bpreceipt", post_trust())
    assert (receipt.have_through, receipt.head, receipt.wants) == (12, chain(12)[-1].hash, ((13, 20),))
    assert read_slip((VECTORS / "valid" / "slip.txt").read_text("ascii"), post_trust()).head == receipt.head
    assert read_enrolment(VECTORS / "valid" / "request.bpenrol").peer == post_peer()
    assert read_enrolment(VECTORS / "valid" / "answer.bpenrol", post_peer()).peer == hub_peer()


@pytest.mark.parametrize(("kind", "name"), [(kind, name) for kind, names in REASONS.items() for name in names])
def test_bad_files_are_refused_for_their_reason(kind: str, name: str) -> None:
    with pytest.raises(BundleRejected) as refused:
        _take(VECTORS / kind / f"{name}.bpsync")
    assert refused.value.reason == REASONS[kind][name]


def _take(path: Path) -> None:
    with open_bundle(path, hub_trust(), hub_identity(), have={}) as bundle:
        bundle.finish()


def test_the_example_of_the_description_is_true() -> None:
    described = (VECTORS.parents[1] / "docs" / "bundle-format.md").read_text("utf-8")
    lines = described[described.index("    8d 01 70") :].split("\n")[:5]
    numbers = " ".join(line.strip() for line in lines[:4]).replace("00 (32 times)", "00 " * 32)
    entry = chain(1)[0]
    assert bytes.fromhex(numbers) == entry.body
    assert lines[4].strip() == f"hash {entry.hash.hex()}"
