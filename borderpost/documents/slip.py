"""The hand-over slip that travels with a bundle: who carries what, the code to read aloud, both signatures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, BinaryIO

from borderpost.documents.profiles import Profile
from borderpost.documents.profiles import profile as load_profile


@dataclass(frozen=True, slots=True)
class Slip:
    """One slip. `code` is the digits of the bundle's code, printed in fours; `qr` what the QR code holds."""

    parent: str
    issuer: str
    bundle: int
    made_at: datetime
    giver: str
    courier: str
    to: str
    seal: str
    content: str
    expected_by: datetime
    code: str
    qr: str
    copy: int = 1
    copies: int = 2


def groups(code: str) -> str:
    """Write a code in groups of four."""
    return "  ".join(code[at : at + 4] for at in range(0, len(code), 4))


def build(slip: Slip, out: BinaryIO, profile: Profile | None = None) -> None:
    """Write the slip; raises EnvironmentFault if a font was changed."""
    from reportlab.lib.units import mm
    from reportlab.platypus import Spacer

    from borderpost.documents import flow
    from borderpost.documents.fonts import register_fonts
    from borderpost.documents.qr import Code

    register_fonts()
    title = "Phiếu giao nhận gói số liệu"

    def story(width: float) -> list[Any]:
        centre, bold = flow.style(13, align=flow.CENTRE), flow.style(13, bold=True, align=flow.CENTRE)
        agency = [flow.para(slip.parent.upper(), centre), flow.para(slip.issuer.upper(), bold), flow.Rule(60)]
        copy = flow.para(f"Bản số: {slip.copy}/{slip.copies}", flow.style(12, align=flow.RIGHT))
        made = f"Gói {slip.bundle}, lập lúc {slip.made_at:%H} giờ {slip.made_at:%M} ngày {slip.made_at:%d/%m/%Y}"
        lines = (
            ("Người giao", slip.giver),
            ("Giao liên", slip.courier),
            ("Nơi nhận", slip.to),
            ("Niêm phong", f"số {slip.seal}"),
            ("Nội dung", slip.content),
            ("Chờ biên nhận", f"trước {slip.expected_by:%H:%M} ngày {slip.expected_by:%d/%m/%Y}"),
        )
        label, value = flow.style(13), flow.style(13, bold=True)
        pairs = [[flow.para(name, label), flow.para(said, value)] for name, said in lines]
        grid = flow.layout(pairs, [36 * mm, width - 36 * mm], ("LINEBELOW", (1, 0), (1, -1), 0.4, "#888888"))
        grid.setStyle([("BOTTOMPADDING", (0, 0), (-1, -1), 4), ("TOPPADDING", (0, 0), (-1, -1), 5)])
        half = (len(slip.code) // 8) * 4 or len(slip.code)
        said = [flow.para("Mã gói, đọc khi kiểm:", label), Spacer(0, 6)]
        said += [
            flow.para(groups(part), flow.style(16, bold=True, spaceAfter=5))
            for part in (slip.code[:half], slip.code[half:])
            if part
        ]
        said.append(flow.para("Quét mã để ghi biên nhận.", flow.style(12, italic=True)))
        code = Code(slip.qr, 38, f"Mã của gói {slip.bundle}")
        return [
            flow.layout([[agency, copy]], [width * 0.6, width * 0.4]),
            Spacer(0, 20),
            flow.para(title.upper(), flow.style(16, bold=True, align=flow.CENTRE), "H1"),
            flow.para(made, flow.style(13, italic=True, align=flow.CENTRE, spaceAfter=12)),
            grid,
            Spacer(0, 16),
            flow.layout([[code, said]], [46 * mm, width - 46 * mm]),
            Spacer(0, 20),
            flow.signatures(("Bên giao", "Giao liên"), width),
        ]

    mark = "Ký máy để bảo đảm nguyên vẹn và nguồn gốc · borderpost"
    flow.write(story, out, flow.Sheet(title, slip.issuer, slip.made_at, mark), profile or load_profile())
