"""Steps 1 to 3: language and text size, post and machine, network."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QButtonGroup, QLineEdit

from borderpost.domain.text import normal
from borderpost.domain.words import N_, _, language
from ui.theme.look import TEXT_SIZES
from ui.theme.tokens import THEMES
from ui.widgets.banner import Banner
from ui.widgets.cell import CellState, FormCell
from ui.widgets.check import Radio
from ui.widgets.text import Text
from ui.wizard.page import Page, Tools, inset, side_by_side

THEME_NAMES = {"light": N_("Light"), "dark": N_("Dark"), "high_contrast": N_("High contrast")}
SIZE_NAMES = {10.0: N_("Small"), 10.5: N_("Medium"), 11.5: N_("Large"), 13.0: N_("Very large"), 15.0: N_("Largest")}
NETWORKS = (
    ("nothing", N_("Nothing"), N_("The machine stands alone. Bundles travel by USB stick with a courier.")),
    ("internal", N_("An internal network"), N_("A military network without a way to the internet, approved for this machine.")),
    (
        "internet",
        N_("The internet"),
        N_("Only where the rules on state secrets allow it. Classified records never go this way."),
    ),
)


class LanguagePage(Page):
    """Language, theme, text size: takes effect at once, so that the rest can be read."""

    key = "language"
    title = N_("Language, text size")

    def __init__(self, tools: Tools) -> None:
        super().__init__(tools)
        self.headed(_("Language and text size"), _("What is chosen here shows at once and can be changed at any time."))
        self.groups: list[QButtonGroup] = []
        look = tools.appearance
        spoken = (("vi", "Tiếng Việt"), ("en", "English"))
        self._choice(_("Language"), spoken, language(), look.speak)
        themes = tuple((name, _(THEME_NAMES[name])) for name in THEMES)
        self._choice(_("Theme"), themes, look.theme, look.choose_theme)
        sizes = tuple((str(points), _(SIZE_NAMES[points])) for points in TEXT_SIZES)
        self._choice(_("Text size"), sizes, str(look.points), lambda name: look.choose_size(float(name)))
        self.column.addStretch(1)

    def _choice(self, title: str, choices: tuple[tuple[str, str], ...], now: str, act: Callable[[str], object]) -> None:
        self.column.addLayout(inset(Text(title, "sm5", "text2")))
        group = QButtonGroup(self)
        self.groups.append(group)
        row = []
        for key, words in choices:
            radio = Radio(words)
            radio.setAccessibleDescription(title)
            radio.setChecked(key == now)
            radio.clicked.connect(lambda _checked=False, key=key: act(key))
            group.addButton(radio)
            row.append((radio, 0))
        line = side_by_side(*row)
        line.addStretch(1)
        self.column.addLayout(line)
        self.column.addSpacing(12)

    def summary(self) -> str:
        """Say language and size."""
        spoken = "Tiếng Việt" if language() == "vi" else "English"
        return f"{spoken} · {_(SIZE_NAMES[self.tools.appearance.points])}"

    def enter(self) -> None:
        """Go to the language."""
        button = self.groups[0].checkedButton()
        if button is not None:
            button.setFocus()


class MachinePage(Page):
    """The post's name, code and superior, and which of its machines this is."""

    key = "machine"
    title = N_("Post and machine")

    def __init__(self, tools: Tools) -> None:
        super().__init__(tools)
        self.headed(_("Post and machine"), _("These words stand on every screen, sheet and bundle of this machine."))
        draft = tools.draft
        self.post = QLineEdit(draft.post_name)
        self.code = QLineEdit(draft.post_code)
        self.parent_unit = QLineEdit(draft.parent)
        self.machine = QLineEdit(draft.machine)
        self.place = QLineEdit(draft.machine_place)
        self.code.setMaxLength(8)
        self.machine.setMaxLength(2)
        self.post_cell = FormCell(_("Name of the post"), self.post, required=True, hint=_("as on the seal"))
        self.code_cell = FormCell(_("Short code"), self.code, required=True, hint=_("letters and digits"))
        self.parent_cell = FormCell(_("Superior command"), self.parent_unit, required=True)
        self.machine_cell = FormCell(_("Machine"), self.machine, required=True, hint=_("1, 2, 3 …"))
        self.place_cell = FormCell(_("Where it stands"), self.place, hint=_("duty room, armed team …"))
        self.column.addLayout(side_by_side((self.post_cell, 3), (self.code_cell, 1)))
        self.column.addLayout(side_by_side((self.parent_cell, 1)))
        self.column.addLayout(side_by_side((self.machine_cell, 1), (self.place_cell, 3)))
        self.column.addStretch(1)
        for editor in (self.post, self.code, self.parent_unit, self.machine, self.place):
            editor.textChanged.connect(self._typed)
            editor.returnPressed.connect(self.focusNextChild)

    def _typed(self) -> None:
        draft = self.tools.draft
        draft.post_name, draft.parent = normal(self.post.text()), normal(self.parent_unit.text())
        draft.post_code = normal(self.code.text()).upper()
        draft.machine, draft.machine_place = normal(self.machine.text()), normal(self.place.text())
        good = not draft.post_code or (draft.post_code.isascii() and draft.post_code.isalnum())
        words = "" if good else _("Only letters without accents and digits.")
        self.code_cell.set_state(CellState.NORMAL if good else CellState.WRONG, words)
        number = not draft.machine or (draft.machine.isdecimal() and int(draft.machine) > 0)
        words = "" if number else _("A number from 1.")
        self.machine_cell.set_state(CellState.NORMAL if number else CellState.WRONG, words)
        self.changed.emit()

    def missing(self) -> str:
        """Name the first field that is still empty or wrong."""
        draft = self.tools.draft
        for cell, value in (
            (self.post_cell, draft.post_name),
            (self.code_cell, draft.post_code),
            (self.parent_cell, draft.parent),
            (self.machine_cell, draft.machine),
        ):
            if not value or cell.state == CellState.WRONG:
                return _("still to fill: {field}").format(field=cell.label.lower())
        return ""

    def summary(self) -> str:
        """Say post and machine."""
        draft = self.tools.draft
        return _("{post} · machine {number}").format(post=draft.post_name, number=draft.machine) if draft.post_name else ""

    def enter(self) -> None:
        """Go to the name of the post."""
        self.post.setFocus()


class NetworkPage(Page):
    """What the machine may be connected to. Nothing is chosen first, because of the law on state secrets."""

    key = "network"
    title = N_("Network")

    def __init__(self, tools: Tools) -> None:
        super().__init__(tools)
        self.headed(
            _("What may this machine be connected to?"),
            _("Ask who is responsible for state secrets at the post. The administrator can change this later."),
        )
        self.group = QButtonGroup(self)
        for key, words, remark in NETWORKS:
            radio = Radio(_(words))
            radio.setAccessibleDescription(_(remark))
            radio.setChecked(key == tools.draft.network)
            radio.clicked.connect(lambda _checked=False, key=key: self._choose(key))
            self.group.addButton(radio)
            self.column.addWidget(radio)
            self.column.addLayout(inset(Text(_(remark), "sm", "text2", wrap=True), 24))
            self.column.addSpacing(8)
        self.warning = Banner(
            "amb",
            _("Connected machines need a written approval"),
            _("By the Law on the Protection of State Secrets 2018. Classified records are never sent by a network from here."),
        )
        self.warning.setVisible(tools.draft.network != "nothing")
        self.column.addLayout(inset(self.warning))
        self.column.addStretch(1)

    def _choose(self, key: str) -> None:
        self.tools.draft.network = key
        self.warning.setVisible(key != "nothing")
        self.changed.emit()

    def summary(self) -> str:
        """Say what was chosen."""
        return _(next(words for key, words, _remark in NETWORKS if key == self.tools.draft.network)).lower()

    def enter(self) -> None:
        """Go to the choice."""
        button = self.group.checkedButton()
        if button is not None:
            button.setFocus()
