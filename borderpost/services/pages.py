"""A PDF as pictures, for previews and for the printer."""

from __future__ import annotations

import io

POINTS_PER_INCH = 72


def pictures(pdf: bytes, dots_per_inch: int) -> tuple[bytes, ...]:
    """Return each page of a PDF as a PNG."""
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    try:
        found = []
        for page in document:
            out = io.BytesIO()
            page.render(scale=dots_per_inch / POINTS_PER_INCH).to_pil().save(out, "PNG")
            found.append(out.getvalue())
            page.close()
    finally:
        document.close()
    return tuple(found)
