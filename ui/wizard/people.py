"""Step 4: the commander and the administrator, each with a passphrase that is shown once. Leaving it creates the post."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QWidget

from borderpost.domain.errors import BorderpostError
from borderpost.domain.text import normal
from borderpost.domain.words import N_, _, render
from ui.theme.look import look
from ui.widgets.banner import Banner
from ui.widgets.button import Button
from ui.widgets.cell import FormCell
from ui.widgets.check import Check
from ui.widgets.progress import ProgressPanel
from ui.widgets.text import SectionTitle, Text
from ui.wizard.page import Page, Tools, inset, side_by_side
from ui.wizard.service import PersonSpec, PostSpec

ROLES = (("commander", N_("Commander")), ("administrator", N_("Administrator of the machine")))


class PeoplePage(Page):
    """Two people at least: one alone could lock the post out."""

    key = "people"
    title = N_("Commander, passphrases")

    def __init__(self, tools: Tools) -> None:
        super().__init__(tools)
        self.headed(
            _("Commander and administrator"),
            _("The program makes the passphrases. Each is shown here once: copy it to paper and hand it over in person."),
        )
        self._fields: dict[tuple[str, str], QLineEdit] = {}
        self._shown: dict[str, Text] = {}
        for number, (role, words) in enumerate(ROLES, 1):
            self._add_person(role, _(words), str(number))
        self.handed = Check(_("Both passphrases are on paper and with their owners"))
        self.handed.toggled.connect(lambda _on: self.changed.emit())
        self.column.addWidget(self.handed, 0, Qt.AlignmentFlag.AlignLeft)
        self.trouble = Banner("red", "", "")
        self.trouble.hide()
        self.column.addLayout(inset(self.trouble))
        self.panel = ProgressPanel(_("Creating the post"), _("Stopping leaves nothing on this machine."))
        self.panel.hide()
        self.column.addLayout(inset(self.panel))
        self.column.addStretch(1)
        if tools.draft.created:
            self._freeze()

    def _add_person(self, role: str, words: str, number: str) -> None:
        known = self.tools.draft.people.setdefault(role, {"name": "", "rank": "", "position": "", "passphrase": ""})
        self.column.addLayout(inset(SectionTitle(words, number)))
        cells: list[tuple[QWidget, int]] = []
        labels = (("name", _("Full name"), 3), ("rank", _("Rank"), 2), ("position", _("Position"), 2))
        for key, label, stretch in labels:
            editor = QLineEdit(known[key])
            editor.textChanged.connect(self._typed)
            editor.returnPressed.connect(self.focusNextChild)
            self._fields[role, key] = editor
            cell = FormCell(label, editor, required=key == "name")
            editor.setAccessibleName(f"{words}: {label}")
            cells.append((cell, stretch))
        self.column.addLayout(side_by_side(*cells))
        make = Button(_("Make passphrase"), "secondary", "refresh-cw")
        make.setAccessibleName(f"{words}: {_('Make passphrase')}")
        make.clicked.connect(lambda: self._make(role))
        shown = Text(known["passphrase"], "h2", wrap=True)
        shown.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByKeyboard | Qt.TextInteractionFlag.TextSelectableByMouse
        )
        shown.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._shown[role] = shown
        self.column.addLayout(side_by_side((make, 0), (shown, 1)))
        self.column.addSpacing(look().px(10))

    def _typed(self) -> None:
        for (role, key), editor in self._fields.items():
            self.tools.draft.people[role][key] = normal(editor.text())
        self.changed.emit()

    def _make(self, role: str) -> None:
        def done(passphrase: str) -> None:
            self.tools.draft.people[role]["passphrase"] = passphrase
            self._shown[role].setText(passphrase)
            self.handed.setChecked(False)
            self.changed.emit()

        self.tools.tasks.run(self.tools.service.passphrase, done, self._failed, owner=self)

    def missing(self) -> str:
        """Name what is still to be done."""
        if self.tools.draft.created:
            return ""
        for role, words in ROLES:
            known = self.tools.draft.people[role]
            if not known["name"]:
                return _("still to fill: {field}").format(field=f"{_(words)}, {_('Full name').lower()}")
            if not known["passphrase"]:
                return _("still to make: passphrase of {name}").format(name=known["name"])
        return "" if self.handed.isChecked() else _("still to hand over: both passphrases")

    def summary(self) -> str:
        """Name the commander."""
        return self.tools.draft.people["commander"]["name"]

    def leave(self, then: Callable[[], object], stay: Callable[[], object]) -> None:
        """Create the post, then go on; a failure leaves nothing behind and is said here."""
        if self.tools.draft.created:
            then()
            return
        self.trouble.hide()
        self.panel.show()
        progress = self.tools.tasks.progress(self.panel.show_progress)
        self.panel.stopped.connect(progress.cancel)

        def done(_nothing: None) -> None:
            self.panel.hide()
            self.tools.draft.created = True
            for known in self.tools.draft.people.values():
                known["passphrase"] = ""
            self._freeze()
            then()

        def failed(error: BorderpostError) -> None:
            self._failed(error)
            stay()

        spec = self._spec()
        self.tools.tasks.run(lambda: self.tools.service.create_post(spec, progress), done, failed, progress, owner=self)

    def _spec(self) -> PostSpec:
        draft = self.tools.draft
        people = {role: PersonSpec(**known) for role, known in draft.people.items()}
        return PostSpec(
            draft.post_name,
            draft.post_code,
            draft.parent,
            int(draft.machine),
            draft.machine_place,
            draft.network,
            people["commander"],
            people["administrator"],
        )

    def _failed(self, error: BorderpostError) -> None:
        self.panel.hide()
        self.trouble.say(_("The post was not created"), render(error.message))
        self.trouble.show()
        self.changed.emit()

    def _freeze(self) -> None:
        """Show that the post exists: its people are changed on the People screen from now on."""
        for editor in self._fields.values():
            editor.setReadOnly(True)
        for shown in self._shown.values():
            shown.setText("")
        for button in self.findChildren(Button):
            button.refuse(_("The post exists; people are changed on the People screen."))
        self.handed.setEnabled(False)

    def enter(self) -> None:
        """Go to the commander's name."""
        self._fields["commander", "name"].setFocus()
