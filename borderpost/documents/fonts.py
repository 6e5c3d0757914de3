"""Liberation Serif 2.1.5, by path and SHA-256: a font of the same name on the machine may lack 92 of the 146 letters."""

from __future__ import annotations

import hashlib
from pathlib import Path
from xml.sax.saxutils import escape

from borderpost.domain.errors import EnvironmentFault
from borderpost.domain.text import normal
from borderpost.domain.words import N_

FOLDER = Path(__file__).resolve().parents[2] / "resources" / "fonts" / "liberation"
REGULAR, BOLD, ITALIC, BOLD_ITALIC = "BP-Regular", "BP-Bold", "BP-Italic", "BP-BoldItalic"
_FILES = {
    REGULAR: ("LiberationSerif-Regular.ttf", "29d12439831b7f59194efec85872f24f54eff05738933f9a860220d2abff88ba"),
    BOLD: ("LiberationSerif-Bold.ttf", "446a4421f297698427170fd7db20e59169a4188baaaf940e9bea58af6341a723"),
    ITALIC: ("LiberationSerif-Italic.ttf", "c1830c433ab41379f1139fac388989d37c9f08c81e1bd643efdcc7946db30753"),
    BOLD_ITALIC: ("LiberationSerif-BoldItalic.ttf", "36dd6965be8915f6d7efb259757f1f7546a7c6f72c53a20bbe4ae7092f2cd558"),
}


def safe(text: str) -> str:
    """Compose (NFC) and escape a text of a user: reportlab reads mark-up in a paragraph, `<img src>` would open a file."""
    return escape(normal(text))


def register_fonts(folder: Path = FOLDER) -> None:
    """Register the four styles once; raises EnvironmentFault if a file is missing or is not the file we ship."""
    from reportlab import rl_config
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    rl_config.defaultGraphicsFontName = REGULAR  # before shapes are imported, or Helvetica comes in unembedded
    rl_config.useA85 = 0  # streams as bytes: an archive needs no letters, and the file is a fifth smaller
    known = set(pdfmetrics.getRegisteredFontNames())
    if folder == FOLDER and known.issuperset(_FILES):
        return
    for name, (file, digest) in _FILES.items():
        path = folder / file
        if not path.is_file() or hashlib.sha256(path.read_bytes()).hexdigest() != digest:
            raise EnvironmentFault(N_("The font file {file} is missing or was changed. Install the program again."), file=file)
        if name not in known:
            pdfmetrics.registerFont(TTFont(name, str(path)))
