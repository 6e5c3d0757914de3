"""The left pane: what the chosen bundle holds and where it is, and below it what waits for the next one."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from borderpost.domain.numbers import whole
from borderpost.domain.words import _, language, ngettext
from ui.courier.wording import moment_words, short_code, size_words, state_of, way_of
from ui.theme.look import look
from ui.widgets.chip import StateChip
from ui.widgets.keyvalues import Fact, KeyValueList
from ui.widgets.pane import Pane
from ui.widgets.text import ElidedText, IconLabel, Line, SectionTitle, Text
from ui.widgets.timeline import Timeline


class BundleFacts(Pane):
    """Only read."""

    def __init__(self) -> None:
        super().__init__()
        px = look().px
        column = QVBoxLayout()
        column.setContentsMargins(px(24), px(14), px(16), px(14))
        column.setSpacing(px(6))
        self.body.addLayout(column)
        head = QHBoxLayout()
        head.setSpacing(px(8))
        icon = IconLabel("package", "text", 20)
        head.addWidget(icon)
        self.name = ElidedText("", "h2")
        head.addWidget(self.name, 1)
        self.chip = StateChip("saved")
        head.addWidget(self.chip)
        column.addLayout(head)
        self.file = ElidedText("", "sm", "text2")
        column.addWidget(self.file)
        self.facts = KeyValueList()
        column.addWidget(self.facts)
        code_title = Text(_("Code of the file, read out on the telephone"), "sm", "text2", wrap=True)
        self.code = Text("", "body6")
        self.code.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        column.addWidget(code_title)
        column.addWidget(self.code)
        column.addSpacing(px(4))
        way_title = SectionTitle(_("Where the bundle is"))
        column.addWidget(way_title)
        self.way = Timeline()
        column.addWidget(self.way)
        between = Line()
        column.addWidget(between)
        column.addSpacing(px(2))
        column.addWidget(SectionTitle(_("Waiting for the next bundle")))
        self.waiting = KeyValueList()
        column.addWidget(self.waiting)
        self.locked = Text("", "sm", "amb", wrap=True)
        column.addWidget(self.locked)
        column.addStretch(1)
        self._of_bundle = (
            icon,
            self.name,
            self.chip,
            self.file,
            self.facts,
            code_title,
            self.code,
            way_title,
            self.way,
            between,
        )

    def show_bundle(self, view: Any, now: datetime) -> None:
        """Show a bundle; None when there is none."""
        for part in self._of_bundle:
            part.setVisible(view is not None)
        if view is None:
            return
        self.name.setText(_("Bundle {n}").format(n=view.number))
        state, _words = state_of(view, now)
        short = {"saved": _("not handed over"), "handed": _("on the way"), "receipted": _("receipted")}
        self.chip.set_state(state, short.get(state, ""))
        self.file.setText(view.file)
        self.facts.show_facts(
            (
                Fact(_("Records"), whole(view.records, language())),
                Fact(_("Size"), size_words(view.size)),
                Fact(_("To"), view.recipient),
                *((Fact(_("Receipt expected by"), moment_words(view.expected)),) if view.expected else ()),
            )
        )
        self.code.setText(short_code(view.sha256))
        self.way.show_steps(way_of(view))

    def show_waiting(self, pending: Any) -> None:
        """Show what the next bundle would hold."""
        said = language()
        since = moment_words(pending.since) if pending.since else _("the beginning")
        self.waiting.show_facts(
            (
                Fact(_("Bundle"), str(pending.next_number)),
                Fact(_("Records"), whole(pending.records, said)),
                Fact(_("Journal entries"), whole(pending.entries, said)),
                Fact(_("Everything since"), since),
                Fact(_("To"), pending.hub or "–"),
            )
        )
        sentence = ngettext(
            "{n} sealed identity is not granted to headquarters yet. An officer who holds it must unlock once.",
            "{n} sealed identities are not granted to headquarters yet. An officer who holds them must unlock once.",
            pending.locked,
        )
        self.locked.setText(sentence.format(n=pending.locked))
        self.locked.setVisible(bool(pending.locked))
