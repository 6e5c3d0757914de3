"""The slip a courier signs for: two copies, with the number of the bundle, the seal, and a code to compare."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, BinaryIO

from borderpost.domain.dates import moment_text
from borderpost.domain.errors import UserError
from borderpost.domain.numbers import whole
from borderpost.domain.words import N_
from borderpost.services.session import Session
from borderpost.storage.database import get_setting

if TYPE_CHECKING:
    from borderpost.services.bundles import BundleView

COPIES = 2
_CODE = 16


def write_slip(session: Session, bundle: BundleView, out: BinaryIO) -> None:
    """Write both copies as one PDF. Raises UserError before the hand-over was written, EnvironmentFault."""
    from pypdfium2 import PdfDocument

    from borderpost.documents.slip import Slip, build

    if bundle.handed is None or bundle.expected is None:
        raise UserError(N_("Write the courier and when the receipt is expected first."))
    with session.read() as connection:
        parent, issuer = (str(get_setting(connection, f"post/{name}") or "") for name in ("parent", "name"))
    code = bundle.sha256[:_CODE].upper()
    joined = PdfDocument.new()
    for copy in range(1, COPIES + 1):
        page = io.BytesIO()
        slip = Slip(
            parent,
            issuer,
            bundle.number,
            bundle.handed,
            session.account.name,
            bundle.courier,
            bundle.recipient,
            bundle.seal_no,
            f"{bundle.file} · {whole(bundle.records)} bản ghi · {whole(bundle.size)} byte",
            bundle.expected,
            code,
            f"BPB1:{bundle.number}:{bundle.sha256.upper()}",
            copy,
            COPIES,
        )
        build(slip, page)
        part = PdfDocument(page.getvalue())
        joined.import_pages(part)
        part.close()
    joined.save(out)
    joined.close()
    with session.work() as work:
        work.note("bundles", None, "print", {"bundle": bundle.number, "at": moment_text(bundle.handed)})
