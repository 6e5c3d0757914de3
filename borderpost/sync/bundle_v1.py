"""Bundle v1, one door: `write_bundle`, `inspect`, `open_bundle`. The format is described in docs/bundle-format.md."""

from borderpost.sync.manifest import SUFFIX, FeedRange, Limits, Manifest, new_bundle_id
from borderpost.sync.reader_v1 import Blob, Ceilings, OpenBundle, describe, inspect, open_bundle
from borderpost.sync.writer_v1 import KEY_PART, BlobToSend, Outgoing, write_bundle

__all__ = [
    "KEY_PART",
    "SUFFIX",
    "Blob",
    "BlobToSend",
    "Ceilings",
    "FeedRange",
    "Limits",
    "Manifest",
    "OpenBundle",
    "Outgoing",
    "describe",
    "inspect",
    "new_bundle_id",
    "open_bundle",
    "write_bundle",
]
