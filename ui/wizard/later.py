"""Steps 6 to 8: the key of headquarters, the place of the backup, and the start. The first two can be done later."""

from __future__ import annotations

from borderpost.domain.errors import BorderpostError
from borderpost.domain.words import N_, _, render
from ui.files import ask_folder, ask_open, ask_save
from ui.widgets.banner import Banner
from ui.widgets.button import Button
from ui.widgets.check import Check
from ui.widgets.keyvalues import Fact, KeyValueList
from ui.widgets.text import SectionTitle, Text
from ui.wizard.page import Page, Tools, inset, side_by_side
from ui.wizard.service import Headquarters


class HeadquartersPage(Page):
    """Two fingerprints are read aloud over the telephone: the post's to headquarters, headquarters' to the post."""

    key = "headquarters"
    title = N_("Headquarters' key")

    def __init__(self, tools: Tools) -> None:
        super().__init__(tools)
        self.headed(
            _("The key of headquarters"),
            _(
                "Bundles are sealed to this key, so only headquarters can open them. "
                "Without it nothing can be sent; it can be added later."
            ),
        )
        self.column.addLayout(inset(SectionTitle(_("Give the post's own key"), "1")))
        self.column.addLayout(
            inset(Text(_("Save the request on a stick, and read these numbers to headquarters:"), "sm", "text2", wrap=True))
        )
        self.own = Text("", "h2", wrap=True)
        self.column.addLayout(inset(self.own))
        self.save = Button(_("Save request"), "secondary", "download")
        self.save.clicked.connect(self._save)
        self.column.addLayout(side_by_side((self.save, 0), (Text(""), 1)))
        self.column.addSpacing(12)
        self.column.addLayout(inset(SectionTitle(_("Take headquarters' key"), "2")))
        self.read = Button(_("Choose key file"), "secondary", "upload")
        self.read.clicked.connect(self._read)
        self.column.addLayout(side_by_side((self.read, 0), (Text(""), 1)))
        self.theirs = Text("", "h2", wrap=True)
        self.column.addLayout(inset(self.theirs))
        self.same = Check(_("Compared by telephone: every group is the same"))
        self.same.setEnabled(False)
        self.same.toggled.connect(self._trust)
        self.column.addWidget(self.same)
        self.note = Banner("grn", "", "")
        self.note.hide()
        self.column.addLayout(inset(self.note))
        self.column.addStretch(1)
        self._known: Headquarters | None = None

    def enter(self) -> None:
        """Show the post's own numbers."""
        self.tools.tasks.run(self.tools.service.post_fingerprint, self.own.setText, self._failed, owner=self)
        self.save.setFocus()

    def _save(self) -> None:
        target = ask_save(self, _("Save request"), "request.bpenrol", _("Enrolment requests (*.bpenrol)"))
        if target is not None:
            service = self.tools.service

            def done(_nothing: None) -> None:
                self._say("grn", _("Request saved"), _("Send the file with the courier."))

            self.tools.tasks.run(lambda: service.save_request(target), done, self._failed, owner=self)

    def _read(self) -> None:
        source = ask_open(self, _("Choose key file"), _("Keys of headquarters (*.bptrust);;All files (*)"))
        if source is not None:
            service = self.tools.service
            self.tools.tasks.run(lambda: service.read_headquarters(source), self._compare, self._failed, owner=self)

    def _compare(self, known: Headquarters) -> None:
        self._known = known
        self.theirs.setText(f"{known.name}\n{known.fingerprint}")
        self.same.setEnabled(True)
        self.same.setChecked(False)
        self.note.hide()
        self.same.setFocus()

    def _trust(self, on: bool) -> None:
        known = self._known
        if not on or known is None:
            return

        def done(_nothing: None) -> None:
            self.tools.draft.headquarters = known.name
            self.same.setEnabled(False)
            self._say("grn", _("Headquarters' key is trusted"), known.name)
            self.changed.emit()

        self.tools.tasks.run(self.tools.service.trust_headquarters, done, self._failed, owner=self)

    def _say(self, tone: str, happened: str, do: str) -> None:
        self.note.set_tone("red" if tone == "red" else "grn")
        self.note.say(happened, do)
        self.note.show()

    def _failed(self, error: BorderpostError) -> None:
        self._say("red", _("That did not work"), render(error.message))

    def summary(self) -> str:
        """Name headquarters, or say that it comes later."""
        return self.tools.draft.headquarters or _("later")


class BackupPage(Page):
    """A second place for backups: written, read back, and remembered."""

    key = "backup"
    title = N_("Backup")

    def __init__(self, tools: Tools) -> None:
        super().__init__(tools)
        self.headed(
            _("Where backups go"),
            _(
                "Choose a folder on another disk or a stick that stays in the safe. "
                "A first backup is written there and read back at once."
            ),
        )
        self.choose = Button(_("Choose folder"), "secondary", "database-backup")
        self.choose.clicked.connect(self._choose)
        self.column.addLayout(side_by_side((self.choose, 0), (Text(""), 1)))
        self.note = Banner("amb", _("No backup place yet"), _("It can be chosen later; Today reminds of it every day."))
        self.column.addLayout(inset(self.note))
        self.column.addStretch(1)

    def enter(self) -> None:
        """Go to the button."""
        self.choose.setFocus()

    def _choose(self) -> None:
        folder = ask_folder(self, _("Choose folder"))
        if folder is None:
            return
        service = self.tools.service

        def done(words: str) -> None:
            self.tools.draft.backup = str(folder)
            self.note.set_tone("grn")
            self.note.say(_("Backup written and read back"), words)
            self.changed.emit()

        self.choose.refuse(_("The backup is being written."))
        self.tools.tasks.run(lambda: service.use_backup_folder(folder), done, self._failed, owner=self)
        self.choose.allow()

    def _failed(self, error: BorderpostError) -> None:
        self.note.set_tone("red")
        self.note.say(_("The backup was not written"), render(error.message))

    def summary(self) -> str:
        """Name the place, or say that it comes later."""
        return self.tools.draft.backup or _("later")


class StartPage(Page):
    """What was set up, and what is left for later."""

    key = "start"
    title = N_("Start")

    def __init__(self, tools: Tools) -> None:
        super().__init__(tools)
        self.headed(
            _("The post is ready"),
            _("After this the unlock window opens. Commander and administrator unlock with their passphrases."),
        )
        self.facts = KeyValueList(right=False)
        self.column.addLayout(inset(self.facts))
        self.column.addStretch(1)

    def enter(self) -> None:
        """Show the sum of the steps."""
        draft = self.tools.draft
        later = _("later")
        self.facts.show_facts(
            (
                Fact(_("Post"), draft.post_name, "house"),
                Fact(_("Machine"), f"{draft.machine} {draft.machine_place}".strip(), "monitor"),
                Fact(_("Commander"), draft.people.get("commander", {}).get("name", ""), "star"),
                Fact(_("Recovery sheet"), _("printed and read back"), "file-text"),
                Fact(_("Headquarters' key"), draft.headquarters or later, "shield", "text" if draft.headquarters else "amb"),
                Fact(_("Backup"), draft.backup or later, "database-backup", "text" if draft.backup else "amb"),
            )
        )
