"""The screen Settings: one page of sections; how the window looks changes at once, what the post is changes with Ctrl+S."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QButtonGroup, QComboBox, QHBoxLayout, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from borderpost.domain.errors import BorderpostError, RefusedInput
from borderpost.domain.words import N_, _, language, render
from borderpost.services.settings import PostFacts
from ui.appearance import Appearance
from ui.files import ask_folder
from ui.screen import Command, Screen, ScreenSpec
from ui.settings.backup import BackupPart
from ui.settings.fields import FINES, FOLDER, POST, REPORT, SAFETY, WATCHED, Setting, SettingCell
from ui.tasks import TaskRunner
from ui.theme.look import TEXT_SIZES, look
from ui.theme.tokens import THEMES
from ui.widgets.banner import Banner
from ui.widgets.button import Button
from ui.widgets.check import Check, Radio
from ui.widgets.footer import KeyHint
from ui.widgets.header import Header
from ui.widgets.paint import margin
from ui.widgets.pane import Pane, scrolled
from ui.widgets.text import SectionTitle, Text

THEME_NAMES = {"light": N_("Light"), "dark": N_("Dark"), "high_contrast": N_("High contrast")}
SIZE_NAMES = {10.0: N_("Small"), 10.5: N_("Medium"), 11.5: N_("Large"), 13.0: N_("Very large"), 15.0: N_("Largest")}
WIDEST = 920


class SettingsScreen(Screen):
    """`changed(PostFacts)` is called after saving, so that the window locks by the new rule at once."""

    def __init__(
        self,
        settings: Any,
        backup: Any,
        tasks: TaskRunner,
        appearance: Appearance,
        changed: Callable[[PostFacts], object],
    ) -> None:
        super().__init__()
        self._settings, self._tasks, self._appearance, self._changed = settings, tasks, appearance, changed
        self.title = _("Settings")
        self.cells: dict[str, SettingCell] = {}
        self.facts: PostFacts | None = None
        self._may = False
        self.sections: list[QWidget] = []
        self._frame()
        self._looks()
        self._section(_("Post and machine"), POST)
        self._section(_("Network and locking"), SAFETY)
        self._title(_("Backup"))
        self._grid(FOLDER)
        self.backup = BackupPart(backup, tasks, lambda: self.facts.backup_folder if self.facts else "")
        self.backup.made.connect(lambda words: self.toast.emit(words, ""))
        self.backup.folder.connect(self._choose_folder)
        self.column.addWidget(self.backup)
        self._grid(WATCHED)
        add = Button(_("Add a folder"), "quiet", "plus")
        add.clicked.connect(self._add_watched)
        self._add_folder = add
        self.column.addWidget(add, 0, Qt.AlignmentFlag.AlignLeft)
        self._section(_("Documents and reports"), REPORT)
        self._section(_("Fines"), FINES)
        self.column.addStretch(1)
        for at in range(len(self.sections)):
            # A shortcut, because an editor would take the digit as text.
            keys = QShortcut(QKeySequence(f"Alt+{at + 1}"), self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
            keys.activated.connect(partial(self.show_section, at))
        self.reload()

    # --- building -----------------------------------------------------------------------------------------------------

    def _frame(self) -> None:
        px = look().px
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        self.header = Header(self.title)
        self.save_button = Button(_("Save"), "primary", "save", "Ctrl+S")
        self.save_button.clicked.connect(self.save)
        self.header.add_act(self.save_button)
        outer.addWidget(self.header)
        self.trouble = Banner("red", "")
        self.trouble.hide()
        outer.addWidget(self.trouble)
        self._page = page = QWidget()
        page.setMaximumWidth(px(WIDEST))
        self.column = QVBoxLayout(page)
        self.column.setContentsMargins(px(24) - margin(), px(12), px(24) - margin(), px(16))
        self.column.setSpacing(px(4))
        ground = Pane()
        host = QWidget()
        across = QHBoxLayout(host)
        across.setContentsMargins(0, 0, 0, 0)
        across.addWidget(page, 1)
        across.addStretch(0)
        self.area = scrolled(host)
        ground.body.addWidget(self.area)
        outer.addWidget(ground, 1)

    def _title(self, words: str) -> SectionTitle:
        number = len(self.sections) + 1
        title = SectionTitle(words, str(number))
        row = QHBoxLayout()
        row.setContentsMargins(margin(), look().px(14 if number > 1 else 0), margin(), look().px(4))
        row.addWidget(title)
        self.column.addLayout(row)
        self.sections.append(title)
        return title

    def _section(self, words: str, rows: tuple[tuple[Setting, ...], ...]) -> None:
        self._title(words)
        self._grid(rows)

    def _grid(self, rows: tuple[tuple[Setting, ...], ...]) -> None:
        for row in rows:
            line = QHBoxLayout()
            line.setSpacing(look().px(6))
            for setting in row:
                cell = SettingCell(setting)
                self.cells[setting.name] = cell
                self._listen(cell.editor)
                side = Qt.AlignmentFlag.AlignLeft if setting.sort == "check" else Qt.AlignmentFlag(0)
                line.addWidget(cell.widget, setting.stretch, Qt.AlignmentFlag.AlignTop | side)
            self.column.addLayout(line)

    def _listen(self, editor: QWidget) -> None:
        if isinstance(editor, QLineEdit):
            editor.textEdited.connect(self._edited)
            editor.returnPressed.connect(self.focusNextChild)
        elif isinstance(editor, QPlainTextEdit):
            editor.textChanged.connect(self._edited)
        elif isinstance(editor, QComboBox):
            editor.activated.connect(self._edited)
        elif isinstance(editor, Check):
            editor.clicked.connect(self._edited)

    def _looks(self) -> None:
        self._title(_("How the window looks"))
        appearance = self._appearance
        self.groups: list[QButtonGroup] = []
        self._choice(_("Language"), (("vi", "Tiếng Việt"), ("en", "English")), language(), appearance.speak)
        themes = tuple((name, _(THEME_NAMES[name])) for name in THEMES)
        self._choice(_("Theme"), themes, appearance.theme, appearance.choose_theme)
        sizes = tuple((str(points), _(SIZE_NAMES[points])) for points in TEXT_SIZES)
        self._choice(_("Text size"), sizes, str(appearance.points), lambda name: appearance.choose_size(float(name)))
        appearance.changed.connect(self._show_looks)

    def _choice(self, title: str, choices: tuple[tuple[str, str], ...], now: str, act: Callable[[str], object]) -> None:
        line = QHBoxLayout()
        line.setContentsMargins(margin(), 0, 0, 0)
        line.setSpacing(look().px(6))
        label = Text(title, "sm5", "text2")
        label.setMinimumWidth(look().px(110))
        line.addWidget(label)
        group = QButtonGroup(self)
        self.groups.append(group)
        for at, (key, words) in enumerate(choices):
            radio = Radio(words)
            radio.setObjectName(key)
            radio.setAccessibleDescription(title)
            radio.setChecked(key == now)
            radio.clicked.connect(lambda _checked=False, key=key: act(key))
            group.addButton(radio, at)
            line.addWidget(radio)
        line.addStretch(1)
        self.column.addLayout(line)

    def _show_looks(self) -> None:
        """Follow F9 and Ctrl with plus and minus."""
        for group, now in zip(self.groups[1:], (self._appearance.theme, str(self._appearance.points)), strict=True):
            for button in group.buttons():
                button.setChecked(button.objectName() == now)

    # --- the post's settings --------------------------------------------------------------------------------------------

    def reload(self) -> None:
        """Read the settings."""
        settings = self._settings
        self._tasks.run(lambda: (settings.post(), settings.may_change()), self._take, self._failed, owner=self)

    def _take(self, found: tuple[PostFacts, bool]) -> None:
        self.facts, self._may = found
        for name, cell in self.cells.items():
            cell.load(getattr(self.facts, name))
            cell.protect(free=self._may)
        self._add_folder.setEnabled(self._may)
        self.backup.allow_choice(free=self._may)
        self.header.set_title(self.title, _("{post} · machine {n}").format(post=self.facts.name, n=self.facts.machine))
        self._edited()
        self.backup.reload()

    def _typed(self) -> dict[str, Any]:
        """Return what differs from what is kept; raises RefusedInput for a number that is none."""
        found = {name: cell.read() for name, cell in self.cells.items()}
        return {name: value for name, value in found.items() if value != getattr(self.facts, name)}

    def _edited(self) -> None:
        if not self._may:
            self.save_button.refuse(_("Only the commander or the administrator may do this."))
            self.header.set_reason(_("the commander or the administrator changes these"))
            return
        try:
            dirty = bool(self._typed())
        except RefusedInput:
            dirty = True
        if dirty:
            self.save_button.allow()
            self.header.set_reason("")
        else:
            self.save_button.refuse(_("nothing changed"))
            self.header.set_reason(_("nothing changed"))

    def save(self) -> None:
        """Keep what was changed, or say what is wrong at each cell."""
        if not self._may or self.facts is None:
            return
        self.trouble.hide()
        for cell in self.cells.values():
            cell.say("", wrong=False)
        try:
            changes = self._typed()
        except RefusedInput as error:
            self._failed(error)
            return
        if changes:
            settings = self._settings
            self._tasks.run(lambda: settings.change(**changes), self._saved, self._failed, owner=self)

    def _saved(self, facts: PostFacts) -> None:
        self.facts = facts
        self._edited()
        self._changed(facts)
        self.toast.emit(_("Settings kept"), "")

    def _failed(self, error: BorderpostError) -> None:
        first: SettingCell | None = None
        if isinstance(error, RefusedInput):
            for problem in error.problems:
                cell = self.cells.get(problem.field)
                if cell is not None:
                    cell.say(render(problem.message), wrong=True)
                    first = first or cell
        if first is not None:
            first.first.setFocus()
            return
        self.trouble.say(render(error.message))
        self.trouble.show()

    def _choose_folder(self) -> None:
        folder = ask_folder(self, _("Folder of the backups"))
        if folder is not None:
            self.cells["backup_folder"].load(str(folder))
            self._edited()
            self.save()

    def _add_watched(self) -> None:
        folder = ask_folder(self, _("Folder to watch"))
        if folder is not None:
            cell = self.cells["watch_folders"]
            cell.load((*cell.read(), str(Path(folder))))
            self._edited()

    # --- what the window asks -------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Serve Ctrl+S and Ctrl+B."""
        key, control = event.key(), bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if control and key == Qt.Key.Key_S:
            self.save()
        elif control and key == Qt.Key.Key_B:
            self.backup.make()
        else:
            super().keyPressEvent(event)

    def _language(self) -> QWidget:
        """Return the radio button of the language in force."""
        return self.groups[0].checkedButton() or self.groups[0].buttons()[0]

    def show_section(self, at: int) -> None:
        """Put the keyboard into the first cell of a section."""
        starts: list[QWidget] = [
            self._language(),
            self.cells["name"].first,
            self.cells["network"].first,
            self.cells["backup_folder"].first,
            self.cells["signer_position"].first,
        ]
        if 0 <= at < len(starts):
            starts[at].setFocus(Qt.FocusReason.TabFocusReason)
            bar = self.area.verticalScrollBar()
            top = self.sections[at].mapTo(self._page, QPoint()).y()
            bar.setValue(top - look().px(12))

    def keys(self) -> tuple[KeyHint, ...]:
        """Return the keys of the page."""
        return (
            KeyHint(("Enter",), _("next field")),
            KeyHint(("Alt", f"1…{len(self.sections)}"), _("section")),
            KeyHint(("Ctrl", "S"), _("save")),
            KeyHint(("Ctrl", "B"), _("back up now")),
            KeyHint(("F9",), _("theme")),
            KeyHint(("Ctrl", "+", "−"), _("text size")),
        )

    def commands(self) -> tuple[Command, ...]:
        """Return the acts for the palette."""
        return (
            Command(_("Back up now"), self.backup.make, "database-backup", ("Ctrl", "B")),
            Command(_("Restore drill"), self.backup.drill, "history"),
            *(
                Command(_("Settings: {section}").format(section=title.title.text()), partial(self.show_section, at), "settings")
                for at, title in enumerate(self.sections)
                if isinstance(title, SectionTitle)
            ),
        )

    def panes(self) -> tuple[QWidget, ...]:
        """Return the page, and the save button while it may be pressed."""
        first = self._language()
        return (first, self.save_button) if self.save_button.isEnabled() else (first,)


def settings_spec(post: Any, tasks: TaskRunner, appearance: Appearance, changed: Callable[[PostFacts], object]) -> ScreenSpec:
    """Return how Settings is registered with the window."""
    return ScreenSpec(
        "settings",
        N_("Settings"),
        "settings",
        lambda: SettingsScreen(post.settings, post.backup, tasks, appearance, changed),
        4,
    )
