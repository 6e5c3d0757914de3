"""The cells of the post's settings, said once: label, place, what may be typed. The screen and its saving read them here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from PySide6.QtWidgets import QComboBox, QLineEdit, QPlainTextEdit, QWidget

from borderpost.domain.errors import RefusedInput
from borderpost.domain.text import normal
from borderpost.domain.words import N_, Message, Problem, _
from ui.widgets.cell import CellState, FormCell
from ui.widgets.check import Check

PROFILES = (("nd30", N_("Decree 30/2020 (civil documents)")), ("bqp", N_("Ministry of Defence")))
NETWORKS = (("nothing", N_("Nothing")), ("internal", N_("An internal network")), ("internet", N_("The internet")))


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting: field of PostFacts, label, sort (text, number, lines, choice, check), hint, stretch, unit, choices."""

    name: str
    label: str
    sort: str = "text"
    hint: str = ""
    stretch: int = 1
    unit: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    required: bool = False


POST = (
    (
        Setting("name", N_("Name of the post"), stretch=3, required=True),
        Setting("code", N_("Short code"), hint=N_("on bundles")),
        Setting("symbol", N_("Sign on documents"), hint=N_("behind the number")),
    ),
    (Setting("parent", N_("Superior command"), stretch=2), Setting("place", N_("Place on documents"), hint=N_("Khe Sim, …"))),
    (
        Setting("machine", N_("Machine"), "number"),
        Setting("machine_place", N_("Where it stands"), stretch=3),
    ),
)
SAFETY = (
    (
        Setting("network", N_("This machine may be connected to"), "choice", choices=NETWORKS, stretch=2),
        Setting("auto_lock_minutes", N_("Lock after"), "number", unit=N_("minutes")),
        Setting("victim_lock_minutes", N_("With victims open"), "number", unit=N_("minutes")),
    ),
    (
        Setting("hide_names", N_("Show no names before unlocking: everybody types theirs"), "check", stretch=2),
        Setting("second_signature_above", N_("Two officers sign above"), "number", unit=N_("records")),
    ),
)
REPORT = (
    (
        Setting("signer_position", N_("Position of the signer"), stretch=2),
        Setting("signer_rank", N_("Rank")),
        Setting("signer_name", N_("Name"), stretch=2),
    ),
    (
        Setting("addressee", N_("Addressed to"), stretch=2),
        Setting("profile", N_("Layout of documents"), "choice", choices=PROFILES, stretch=2),
        Setting("month_start_day", N_("Month begins on day"), "number"),
    ),
    (Setting("recipients", N_("Recipients, one a line"), "lines", hint=N_("under “Nơi nhận” on the paper")),),
)
FINES = (
    (
        Setting(
            "fine_percent_commander",
            N_("Post commander may fine"),
            "number",
            unit="%",
            hint=N_("0: unknown"),
        ),
        Setting("fine_base_security", N_("Highest fine, security and order"), "number", unit=N_("dong"), hint=N_("0: unknown")),
        Setting("fine_base_border", N_("Highest fine, border"), "number", unit=N_("dong"), hint=N_("0: unknown")),
    ),
)
WATCHED = ((Setting("watch_folders", N_("Folders watched for bundles and tracks, one a line"), "lines"),),)
FOLDER = ((Setting("backup_folder", N_("Folder of the backups"), hint=N_("on another disk or a stick")),),)


class SettingCell:
    """A cell with its setting: `load` and `read` are each other's inverse."""

    def __init__(self, setting: Setting) -> None:
        self.setting = setting
        self.editor = _editor(setting)
        self.cell: FormCell | None = None
        self.widget: QWidget = self.editor
        if setting.sort != "check":
            lines = 3 if setting.sort == "lines" else 1
            unit, hint = _(setting.unit), _(setting.hint)
            self.cell = FormCell(_(setting.label), self.editor, required=setting.required, unit=unit, hint=hint, lines=lines)
            self.widget = self.cell

    @property
    def first(self) -> QWidget:
        """The widget that takes the keyboard."""
        return self.editor

    def load(self, value: Any) -> None:
        """Show a value."""
        editor = self.editor
        if isinstance(editor, QLineEdit):
            editor.setText(str(value))
            editor.setCursorPosition(0)
        elif isinstance(editor, QPlainTextEdit):
            editor.setPlainText("\n".join(value))
        elif isinstance(editor, QComboBox):
            editor.setCurrentIndex(max(0, editor.findData(value)))
        elif isinstance(editor, Check):
            editor.setChecked(bool(value))

    def read(self) -> Any:
        """Return the value typed; raises RefusedInput for a number that is none."""
        editor, name = self.editor, self.setting.name
        if isinstance(editor, QPlainTextEdit):
            return tuple(line for line in (normal(each) for each in editor.toPlainText().splitlines()) if line)
        if isinstance(editor, QComboBox):
            return editor.currentData()
        if isinstance(editor, Check):
            return editor.isChecked()
        text = normal(editor.text()) if isinstance(editor, QLineEdit) else ""
        if self.setting.sort != "number":
            return text
        if not text.isdecimal():
            raise RefusedInput([Problem(name, Message(N_("Write a whole number.")))])
        return int(text)

    def protect(self, *, free: bool) -> None:
        """Let a value be changed, or only read."""
        editor = self.editor
        if isinstance(editor, (QLineEdit, QPlainTextEdit)):
            editor.setReadOnly(not free)
        else:
            editor.setEnabled(free)
        self.say("", wrong=False, free=free)

    def say(self, sentence: str, *, wrong: bool, free: bool = True) -> None:
        """Show what is wrong with the value, or nothing."""
        if self.cell is not None:
            normal_state = CellState.NORMAL if free else CellState.READ_ONLY
            self.cell.set_state(CellState.WRONG if wrong else normal_state, sentence)


def _editor(setting: Setting) -> QWidget:
    if setting.sort == "check":
        return Check(_(setting.label))
    if setting.sort == "lines":
        area = QPlainTextEdit()
        area.setTabChangesFocus(True)
        area.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        return area
    if setting.sort == "choice":
        box = QComboBox()
        for code, words in setting.choices:
            box.addItem(_(words), code)
        return box
    return QLineEdit()
