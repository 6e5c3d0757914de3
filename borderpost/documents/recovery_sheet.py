"""The recovery sheet: the words that open the whole book again, printed once, sealed, kept in a safe."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, BinaryIO

from borderpost.documents.profiles import Profile
from borderpost.documents.profiles import profile as load_profile


@dataclass(frozen=True, slots=True)
class RecoverySheet:
    """One sheet. `words` in order; `qr` what the QR code holds; `fingerprint` as digits, printed in fours."""

    post: str
    machine: str
    made_at: datetime
    words: tuple[str, ...]
    qr: str
    fingerprint: str
    number: str
    place: str = "két đồn trưởng"
    copy: int = 1
    copies: int = 2


def build(recovery: RecoverySheet, out: BinaryIO, profile: Profile | None = None) -> None:
    """Write the sheet; raises EnvironmentFault if a font was changed. Write to memory only: the words open everything."""
    from reportlab.lib import colors
    from reportlab.lib.units import mm
    from reportlab.platypus import Spacer

    from borderpost.documents import flow
    from borderpost.documents.fonts import register_fonts
    from borderpost.documents.qr import Code
    from borderpost.documents.slip import groups

    register_fonts()
    title = "Phiếu phục hồi"

    def story(width: float) -> list[Any]:
        small, word, label = flow.style(10), flow.style(15, bold=True), flow.style(13, spaceAfter=5)
        cells: list[Any] = [
            flow.layout(
                [[flow.para(str(at), small), flow.para(text, word)]],
                [18, width / 4 - 32],
                ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
            )
            for at, text in enumerate(recovery.words, 1)
        ]
        cells += [""] * (-len(cells) % 4)
        rows = [cells[at : at + 4] for at in range(0, len(cells), 4)]
        grid = flow.layout(rows, [width / 4] * 4, ("GRID", (0, 0), (-1, -1), 0.5, colors.black))
        grid.setStyle([(f"{side}PADDING", (0, 0), (-1, -1), 6) for side in ("LEFT", "TOP", "BOTTOM")])
        made = f"{recovery.post} · {recovery.machine} · lập ngày {recovery.made_at:%d/%m/%Y}"
        said = [
            flow.para(f"Số phiếu: {recovery.number}, bản {recovery.copy}/{recovery.copies}", label),
            flow.para("Vân tay khóa:", label),
            flow.para(groups(recovery.fingerprint), flow.style(15, bold=True, spaceAfter=6)),
            flow.para(f"Nơi cất: {recovery.place}", label),
            flow.para("Niêm phong số: ...............", label),
        ]
        warning = "Ai có phiếu này mở được toàn bộ sổ. Niêm phong, cất trong két."
        return [
            flow.para(title.upper(), flow.style(18, bold=True, align=flow.CENTRE), "H1"),
            flow.para(made, flow.style(13, italic=True, align=flow.CENTRE, spaceBefore=4, spaceAfter=10)),
            flow.para(warning, flow.style(13, bold=True, align=flow.CENTRE, spaceAfter=12)),
            grid,
            Spacer(0, 18),
            flow.layout(
                [[Code(recovery.qr, 40, "Mã phục hồi, cùng nội dung với các từ bên trên"), said]], [50 * mm, width - 50 * mm]
            ),
            Spacer(0, 20),
            flow.signatures(("Đồn trưởng", "Người chứng kiến"), width),
        ]

    flow.write(story, out, flow.Sheet(title, recovery.post, recovery.made_at), profile or load_profile())
