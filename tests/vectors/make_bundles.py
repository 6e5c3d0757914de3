"""Make the golden files of bundle format 1 anew: `python -m tests.vectors.make_bundles`. Only for a new format number.

Keys are the fixed ones of tests/sync/makers.py. age files hold fresh randomness, so the bytes differ at every making; what they
say does not. The committed files are kept for ever: every later program must still read them.
"""

from __future__ import annotations

import json
import tarfile
from dataclasses import replace
from pathlib import Path

import zstandard

from borderpost.sync.bundle_v1 import FeedRange, Limits, write_bundle
from borderpost.sync.enrolment import write_answer, write_request
from borderpost.sync.receipts import Receipt, Rejected, sign_receipt, slip_text, write_receipts
from tests.sync.makers import FEED, HUB_KEY, NOON, OTHER_KEY, POST_KEY, Forge, blob_file, chain, hub_peer, outgoing, post_peer

HERE = Path(__file__).parent
PHOTO = b"not really a photograph"
RECEIPT = Receipt("HQ", FEED, 12, chain(12)[-1].hash, NOON, (Rejected(f"{FEED}:4", "members", "Quá 60."),), ((13, 20),))


def _valid(folder: Path) -> None:
    photo = blob_file(folder, PHOTO)
    whole = outgoing(chain(12), blobs=[photo], keys=[b"sealed"], receipts=(sign_receipt(RECEIPT, HUB_KEY),), acks={FEED: 9})
    write_bundle(whole, folder / "whole.bpsync")
    photo.path.unlink()
    write_bundle(outgoing(chain(12)[4:], number=8), folder / "resent-from-5.bpsync")
    write_bundle(outgoing(number=9), folder / "empty.bpsync")
    write_receipts(folder / "receipt.bpreceipt", [sign_receipt(RECEIPT, HUB_KEY)])
    (folder / "slip.txt").write_text(slip_text(RECEIPT, HUB_KEY) + "\n", "ascii")
    request = write_request(folder / "request.bpenrol", post_peer(), POST_KEY, NOON)
    write_answer(folder / "answer.bpenrol", hub_peer(), HUB_KEY, request, NOON)


def _link(name: str, kind: bytes) -> bytes:
    info = tarfile.TarInfo(name)
    info.type, info.linkname = kind, "/etc/passwd"
    return info.tobuf(tarfile.USTAR_FORMAT)


def _invalid(folder: Path) -> dict[str, str]:
    forge = Forge(limits=Limits(members=1, blobs=1, blob_bytes=len(PHOTO)))
    forge.write(folder / "path-outside.bpsync", forge.member("../../outside", PHOTO))
    forge.write(folder / "absolute-path.bpsync", forge.member("/tmp/outside", PHOTO))  # noqa: S108 - a name in a hostile file
    forge.write(folder / "symlink.bpsync", _link("blobs/" + "0" * 64, tarfile.SYMTYPE))
    forge.write(folder / "hardlink.bpsync", _link("blobs/" + "0" * 64, tarfile.LNKTYPE))
    forge.write(folder / "device.bpsync", _link("blobs/" + "0" * 64, tarfile.CHRTYPE))
    forge.write(folder / "wrong-blob.bpsync", forge.member("blobs/" + "0" * 64, PHOTO))
    forge.write(folder / "newer.bpsync", b"", changes={"schema": {"min_reader": 2, "written": 2}})
    bomb = zstandard.ZstdCompressor(level=3).compress(bytes(256 << 20))
    forge.limits = Limits(members=1, journal_bytes=1 << 20)
    ranges = (FeedRange(FEED, 1, 9, bytes(32), b"h" * 32),)
    forge.write(folder / "bomb.bpsync", forge.member(f"journal/{FEED}-000000.cborseq.zst", bomb), ranges)
    honest = Forge(tuple(chain(4)))
    members, feed, raw = honest.journal()
    assert feed is not None
    honest.limits = Limits(members=1, journal_bytes=raw)
    honest.write(folder / "broken-chain.bpsync", members, (replace(feed, head=b"h" * 32),))
    write_bundle(outgoing(chain(4), recipient="BP-001"), folder / "for-another.bpsync")
    write_bundle(outgoing(chain(4), signing_key=OTHER_KEY), folder / "stranger.bpsync")
    write_bundle(outgoing(chain(4), sender="BP-043"), folder / "other-name.bpsync")
    return {
        "path-outside": "bad-member",
        "absolute-path": "bad-member",
        "symlink": "bad-member",
        "hardlink": "bad-member",
        "device": "bad-member",
        "wrong-blob": "wrong-blob",
        "newer": "newer-format",
        "bomb": "over-limit",
        "broken-chain": "bad-entries",
        "for-another": "wrong-recipient",
        "stranger": "unknown-sender",
        "other-name": "bad-signature",
    }


def _tampered(folder: Path, whole: bytes) -> dict[str, str]:
    def flipped(at: int) -> bytes:
        return whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :]

    changes = {
        "magic": (flipped(3), "not-a-bundle"),
        "text-mode-copy": (whole.replace(b"\r\n", b"\n"), "not-a-bundle"),
        "envelope-length": (flipped(11), "damaged-head"),
        "envelope": (flipped(14), "damaged-head"),
        "padding": (flipped(4095), "damaged-head"),
        "age-header": (flipped(4100), "wrong-hash"),
        "last-byte": (flipped(len(whole) - 1), "wrong-hash"),
        "cut": (whole[:-1], "wrong-length"),
        "head-only": (whole[:4096], "wrong-length"),
        "prolonged": (whole + b"\0", "wrong-length"),
    }
    for name, (data, _) in changes.items():
        (folder / f"{name}.bpsync").write_bytes(data)
    return {name: reason for name, (_, reason) in changes.items()}


def main() -> None:
    for name in ("valid", "invalid", "tampered"):
        (HERE / name).mkdir(exist_ok=True)
    _valid(HERE / "valid")
    reasons = {
        "invalid": _invalid(HERE / "invalid"),
        "tampered": _tampered(HERE / "tampered", (HERE / "valid" / "whole.bpsync").read_bytes()),
    }
    (HERE / "reasons.json").write_text(json.dumps(reasons, indent=2, sort_keys=True) + "\n", "ascii")


if __name__ == "__main__":
    main()
