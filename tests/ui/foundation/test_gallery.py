"""Every part in every state, in every theme and size: drawn without a warning, named for screen readers, nothing clipped."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication, QComboBox, QGridLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.support import nameless, shot
from ui.theme.look import apply
from ui.widgets.banner import Banner
from ui.widgets.button import Button, IconButton
from ui.widgets.cell import CellState, FormCell
from ui.widgets.check import Check, Radio
from ui.widgets.chip import CHIPS, StateChip
from ui.widgets.clock import CLOCKS, Clock
from ui.widgets.empty import EmptyState
from ui.widgets.footer import KeyFooter, KeyHint, StatusNote
from ui.widgets.header import Header
from ui.widgets.keyvalues import Fact, KeyValueList
from ui.widgets.pane import Pane
from ui.widgets.progress import ProgressPanel
from ui.widgets.rail import Rail, RailEntry
from ui.widgets.sealed import SealedBar
from ui.widgets.stepper import Step, Stepper
from ui.widgets.tabs import Tab, Tabs
from ui.widgets.text import SectionTitle
from ui.widgets.timeline import Timeline, TimelineStep
from ui.widgets.toast import Toast


def cells() -> QWidget:
    """Every state of a form cell."""
    host = QWidget()
    grid = QGridLayout(host)
    states = (
        ("Thường", CellState.NORMAL, "", "511–516"),
        ("Đang gõ", CellState.NORMAL, "", "511–5"),
        ("Sai", CellState.WRONG, "Trước giờ đi 03:10. Sửa lại.", "02:30"),
        ("Nhắc", CellState.REMINDER, "Ngoài đoạn 511–516.", "517"),
        ("Hiểu ra", CellState.UNDERSTOOD, "từ “14/3”: thứ Bảy", "14/03/2026"),
        ("Chỉ đọc", CellState.READ_ONLY, "", "8"),
    )
    for at, (label, state, message, value) in enumerate(states):
        cell = FormCell(label, QLineEdit(value), required=state == CellState.WRONG, unit="km" if at == 0 else "")
        cell.set_state(state, message)
        grid.addWidget(cell, at // 2, at % 2)
    combo = QComboBox()
    combo.addItems(["Khép kín, đêm", "Thường xuyên"])
    grid.addWidget(FormCell("Danh mục", combo, hint="gõ chữ đầu"), 3, 0)
    return host


def gallery() -> QWidget:
    """Build one of everything."""
    host = Pane("canvas", across=True)
    rail = Rail("Đồn BP Khe Sim", "Máy 1 · phòng trực ban", "Vàng A Sính", "Thượng úy · trinh sát")
    rail.set_entries(
        (
            RailEntry("today", "Hôm nay", "Hôm nay", "calendar-clock", 0),
            RailEntry("patrols", "Tuần tra", "Tuần tra", "footprints", 1),
            RailEntry("detections", "Phát hiện", "Phát hiện", "binoculars", 1),
            RailEntry("cases", "Nạn nhân", "Nạn nhân", "heart-handshake", 1),
            RailEntry("reports", "Báo cáo", "Báo cáo", "file-chart-column", 2),
        )
    )
    rail.set_current("patrols")
    rail.set_badge("today", 4)
    host.body.addWidget(rail)
    right = QVBoxLayout()
    right.setSpacing(0)
    host.body.addLayout(right, 1)
    header = Header("Tuần tra TT-26-0214", "Đồn BP Khe Sim · kỳ tháng 3/2026")
    header.add_chip(StateChip("draft", "Nháp"))
    header.set_note("Nháp tự lưu lúc 05:42:10")
    later, save = Button("Để sau", "secondary", "", "Esc"), Button("Lưu", "primary", "save", "Ctrl+S")
    header.add_act(later)
    header.add_act(save)
    right.addWidget(header)
    right.addWidget(
        Tabs(
            (Tab("a", "Tháng 3", "31"), Tab("b", "Bị trả lại", "1", urgent=True), Tab("c", "3  Chặng", mark="wrong")), "Bộ lọc"
        )
    )
    right.addWidget(
        Stepper((Step("a", "Soạn", "done"), Step("b", "Kiểm", "current"), Step("c", "Ký", "wrong"), Step("d", "Gửi")), "Bước")
    )
    middle = QHBoxLayout()
    right.addLayout(middle, 1)
    one, two, three = QVBoxLayout(), QVBoxLayout(), QVBoxLayout()
    for column in (one, two, three):
        middle.addLayout(column, 1)
    one.addWidget(SectionTitle("Lực lượng", "2", "mỗi ngày một dòng"))
    one.addWidget(cells())
    one.addWidget(Check("Hỏi riêng"))
    one.addWidget(Radio("không nối mạng nào"))
    buttons = QHBoxLayout()
    buttons.addWidget(Button("Bỏ nháp", "danger", "x"))
    buttons.addWidget(Button("Xem 5 phút", "sealed", "eye", "Enter"))
    buttons.addWidget(Button("Thêm", "quiet", "plus"))
    off = Button("Ký", "secondary", "signature")
    off.refuse("còn 1 chỗ cần sửa")
    buttons.addWidget(off)
    buttons.addWidget(IconButton("printer", "In"))
    one.addLayout(buttons)
    one.addStretch(1)
    chips = QGridLayout()
    for at, state in enumerate(CHIPS):
        chips.addWidget(StateChip(state, CHIPS[state].words or "tổ chức", number=41), at // 3, at % 3)
    two.addLayout(chips)
    for urgency in CLOCKS:
        two.addWidget(Clock(urgency, "còn 8 giờ 00", "12:40 hôm nay"))
    two.addWidget(SealedBar("Họ và tên"))
    two.addStretch(1)
    tones = (
        ("red", "Ổ đĩa đầy, chưa lưu được"),
        ("amb", "Sao lưu đã 5 ngày"),
        ("grn", "Đã ghi và đọc lại đúng"),
        ("vio", "Danh tính đang mở"),
    )
    for tone, happened in tones:
        three.addWidget(Banner(tone, happened, "Nháp còn nguyên. Xóa bớt tệp ở ổ D."))  # type: ignore[arg-type]
    panel = ProgressPanel("Xuất gói 42")
    panel.show_progress(39, 61)
    three.addWidget(panel)
    three.addWidget(KeyValueList((Fact("Chỉ huy", "Thiếu tá Hoàng Đức Lâm"), Fact("Mốc", "516, 517, 518", "map-pin"))))
    three.addWidget(
        Timeline(
            (
                TimelineStep("pencil-line", "Nháp", "10/03 06:34"),
                TimelineStep("badge-check", "Có biên nhận", "12/03 16:42", "last"),
            )
        )
    )
    three.addWidget(
        EmptyState("footprints", "Kỳ này chưa có chuyến tuần tra", "Ghi chuyến đầu tiên.", Button("Tuần tra mới", key="Ctrl+N"))
    )
    footer = KeyFooter()
    footer.show_keys(
        (KeyHint(("Up", "Down"), "dòng"), KeyHint(("Ctrl", "LeftRight"), "bộ lọc"), KeyHint(("F1",), "phím tắt")),
        (StatusNote("2 bản nháp", "pencil-line"),),
    )
    right.addWidget(footer)
    return host


@pytest.mark.parametrize("points", [10.5, 13.0, 15.0])
@pytest.mark.parametrize("theme", ["light", "dark", "high_contrast"])
def test_every_part_draws_in_every_look(qtbot: QtBot, qapp: QApplication, theme: str, points: float) -> None:
    apply(qapp, theme, points)
    host = gallery()
    qtbot.addWidget(host)
    host.resize(1366, 728)
    host.show()
    qtbot.waitExposed(host)
    toast = Toast(host)
    toast.say("Đã lưu TT-26-0214", "Ctrl+Z hoàn lại")
    editors = host.findChildren(QLineEdit)
    editors[1].setFocus()
    shot(host, f"gallery_{theme}_{points:g}")
    assert not host.grab().isNull()
    assert nameless(host) == []
