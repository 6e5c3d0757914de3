"""Take a GPX file into a patrol: choose it, look at what it would bring, then accept or give up. Nothing happens before."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QVBoxLayout, QWidget

from borderpost.domain import reading
from borderpost.domain.errors import BorderpostError
from borderpost.domain.numbers import thousandths, whole
from borderpost.domain.words import N_, _, language, ngettext, render
from borderpost.registers import KINDS
from ui.files import ask_open
from ui.forms.body import FormBody
from ui.overlay import Overlay
from ui.registers.patrols import PatrolShape
from ui.tasks import TaskRunner
from ui.theme.look import look
from ui.widgets.banner import Banner
from ui.widgets.button import Button
from ui.widgets.check import Check, Radio
from ui.widgets.keyvalues import Fact, KeyValueList
from ui.widgets.pane import scrolled
from ui.widgets.text import ElidedText, IconLabel, Line, Text

WIDTH, TOP = 660, 56
DATUMS = (("wgs-84", N_("WGS-84, what receivers write")), ("vn-2000", N_("VN-2000, the file was converted")))
"""Code and words. A GPX file is WGS-84 by its standard; only a person can know that somebody converted it."""


class TrackPanel(Overlay):
    """The preview over the window. Enter or Ctrl+S accepts, Esc gives up; the form gets values, the track itself on saving."""

    def __init__(self, body: FormBody, record_id: str | None, tracks: Any, tasks: TaskRunner, host: QWidget) -> None:
        super().__init__(host, WIDTH, TOP)
        self._body, self._record_id, self._tracks, self._tasks = body, record_id, tracks, tasks
        self.path: Path | None = None
        self.found: Any = None
        self._asked = 0
        self._build()
        self.closed.connect(self.deleteLater)

    # --- building -------------------------------------------------------------------------------------------------------

    def _build(self) -> None:
        px = look().px
        head = QHBoxLayout()
        head.setContentsMargins(px(24), px(18), px(20), px(8))
        head.setSpacing(px(10))
        head.addWidget(IconLabel("route", "text2", 20))
        names = QVBoxLayout()
        names.setSpacing(0)
        names.addWidget(Text(_("Track of a GPS receiver"), "h2"))
        self.file = ElidedText("", "sm", "text2")
        names.addWidget(self.file)
        head.addLayout(names, 1)
        self.other = Button(_("Choose another file"), "secondary", "upload", "F3")
        self.other.clicked.connect(self.choose)
        head.addWidget(self.other)
        self.panel.column.addLayout(head)
        content = QWidget()
        column = self._column = QVBoxLayout(content)
        column.setContentsMargins(px(24), px(4), px(24), px(12))
        column.setSpacing(px(10))
        self.banner = Banner("red", "")
        self.banner.hide()
        column.addWidget(self.banner)
        column.addLayout(self._datum())
        self.facts = KeyValueList()
        column.addWidget(self.facts)
        self.findings = Text("", "sm", "amb", wrap=True)
        column.addWidget(self.findings)
        self.hints = Text("", "sm", "text2", wrap=True)
        column.addWidget(self.hints)
        self.fill = Check(_("Fill the empty cells of the patrol"))
        self.fill.setChecked(True)
        column.addWidget(self.fill)
        self.filled = KeyValueList()
        column.addWidget(self.filled)
        column.addStretch(1)
        self.area = scrolled(content, "surface")
        self._content = content
        self.panel.column.addWidget(self.area, 1)
        self.panel.column.addWidget(Line())
        foot = QHBoxLayout()
        foot.setContentsMargins(px(24), px(8), px(20), px(10))
        foot.setSpacing(px(6))
        self.note = ElidedText("", "sm", "text2")
        foot.addWidget(self.note, 1)
        self.cancel = Button(_("Cancel"), "secondary", "x", "Esc")
        self.cancel.clicked.connect(self.close_panel)
        self.accept = Button(_("Take into the patrol"), "primary", "check", "Enter")
        self.accept.clicked.connect(self.take)
        foot.addWidget(self.cancel)
        foot.addWidget(self.accept)
        self.panel.column.addLayout(foot)

    def _datum(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(look().px(16))
        row.addWidget(Text(_("Datum of the file"), "sm5"))
        self._group = QButtonGroup(self)
        self.datums: dict[str, Radio] = {}
        for code, words in DATUMS:
            radio = Radio(_(words))
            radio.setChecked(code == DATUMS[0][0])
            self._group.addButton(radio)
            self.datums[code] = radio
            row.addWidget(radio)
        row.addStretch(1)
        self._group.buttonClicked.connect(lambda _button: self.look_at())
        return row

    @property
    def datum(self) -> str:
        """The code of the datum chosen."""
        return next(code for code, radio in self.datums.items() if radio.isChecked())

    # --- choosing and looking -------------------------------------------------------------------------------------------

    def choose(self) -> None:
        """Ask for a file; without one, and none before, the panel closes."""
        path = ask_open(self, _("Track of a GPS receiver"), _("GPS tracks") + " (*.gpx *.GPX)")
        if path is not None:
            self.path = path
            self.look_at()
        elif self.path is None:
            self.close_panel()

    def look_at(self) -> None:
        """Read the file off the GUI thread and show what it holds; only the latest question is answered."""
        if self.path is None:
            return
        self._asked += 1
        mine, path, datum = self._asked, self.path, self.datum
        values = self._body.values()[0]
        self.found = None
        self.file.setText(path.name)
        self.banner.hide()
        self.accept.refuse(_("Reading the file"))
        self.note.setText(_("Reading the file"))

        def here(show: Callable[[Any], None]) -> Callable[[Any], None]:
            return lambda result: show(result) if mine == self._asked else None

        self._tasks.run(
            lambda: self._tracks.preview(path, values, datum), here(self._show), here(self._refused), owner=self, lane="files"
        )
        self.open()

    def _refused(self, error: BorderpostError) -> None:
        self.banner.say(render(error.message), _("Choose another file. Nothing was changed."))
        self.banner.show()
        for part in (self.facts, self.findings, self.hints, self.fill, self.filled):
            part.hide()
        self.note.setText("")
        self.accept.refuse(render(error.message))
        self.open()
        self.other.setFocus()

    def _show(self, found: Any) -> None:
        self.found = found
        said = language()
        aside = tuple(Fact(_("Set aside: {why}").format(why=why), whole(n, said), "", "amb") for why, n in found.set_aside)
        spent = _("{first} to {last}").format(first=found.first, last=found.last) if found.first else _("no times in the file")
        facts = (
            Fact(_("Track points found"), whole(found.found, said)),
            Fact(_("Taken"), whole(found.added, said)),
            *aside,
            Fact(_("Segments"), whole(found.segments, said)),
            Fact(_("Local time (UTC+7)"), spent),
            Fact(_("Length"), _("{km} km").format(km=thousandths(found.length_m, said))),
        )
        if found.outside:
            facts += (Fact(_("Points outside the hours of the patrol"), whole(found.outside, said), "", "amb"),)
        self.facts.show_facts(facts)
        self.facts.show()
        self._say(self.findings, found.findings)
        kept = (_("The track itself is kept when the patrol is saved."),) if self._record_id is None else ()
        self._say(self.hints, (*found.hints, *kept))
        by_name = KINDS["patrols"].by_name
        fills = tuple(
            Fact(_(by_name[name].label), reading.show(by_name[name], value))
            for name, value in found.fills.items()
            if name in by_name
        )
        self.filled.show_facts(fills)
        self.fill.setVisible(bool(fills))
        self.filled.setVisible(bool(fills))
        if found.added:
            self.accept.allow()
            self.note.setText("")
        else:
            self.accept.refuse(_("The file holds no track points."))
            self.note.setText(_("The file holds no track points."))
        self.open()
        (self.accept if found.added else self.other).setFocus()

    @staticmethod
    def _say(text: Text, sentences: tuple[str, ...]) -> None:
        text.setText("\n".join(sentences))
        text.setVisible(bool(sentences))

    def open(self) -> None:
        """Cover the window; the panel is as high as its content, and scrolls where the window is lower."""
        self._column.activate()
        self.area.setMinimumHeight(min(self._content.sizeHint().height() + 2, max(look().px(160), self.host_height())))
        super().open()

    def host_height(self) -> int:
        """Return how high the content may be: what the window leaves beside head and foot."""
        host = self.parentWidget()
        return host.height() - look().px(2 * TOP + 130) if host is not None else look().px(400)

    # --- taking ---------------------------------------------------------------------------------------------------------

    def take(self) -> None:
        """Fill the form and remember the file: it is taken into the record when that is saved."""
        found, path, datum = self.found, self.path, self.datum
        if found is None or path is None or not found.added:
            return
        body, tracks = self._body, self._tracks
        fills = found.fills if self.fill.isChecked() else {}
        values, typed = body.values()
        fills = {name: value for name, value in fills.items() if name not in values and name not in typed}
        if fills:
            body.load({**values, **fills}, typed)
        body.after_save["track"] = lambda record_id: tracks.attach(record_id, path, datum, fill=False)
        body.edited.emit()
        self._tell(found, len(fills))
        self.close_panel()

    def _tell(self, found: Any, filled: int) -> None:
        shape = self._body.shape
        if not isinstance(shape, PatrolShape) or shape.strip is None:
            return
        said = language()
        points = ngettext("{n} point", "{n} points", found.added).format(n=whole(found.added, said))
        cells = ngettext("{n} cell filled in", "{n} cells filled in", filled).format(n=filled)
        first = _("From the GPX file: {km} km, {points} · {cells}")
        aside = sum(count for _why, count in found.set_aside)
        second = [_("kept when the patrol is saved"), _("UTC in the file changed to +7")]
        if aside:
            second.insert(0, ngettext("{n} point set aside", "{n} points set aside", aside).format(n=whole(aside, said)))
        words = first.format(km=thousandths(found.length_m, said), points=points, cells=cells)
        shape.strip.show_track(words, " · ".join(second))

    # --- the keyboard ---------------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Accept by Enter or Ctrl+S, choose another file by F3, give up by Esc."""
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) or (control and event.key() == Qt.Key.Key_S):
            self.take()
            event.accept()
        elif event.key() == Qt.Key.Key_F3:
            self.choose()
            event.accept()
        else:
            super().keyPressEvent(event)


def open_import(
    body: FormBody, record_id: str | None, tracks: Any, tasks: TaskRunner, parent: QWidget | None = None
) -> TrackPanel:
    """Ask for a GPX file and show its preview over the window of the form. `tracks` is the post's service of that name."""
    panel = TrackPanel(body, record_id, tracks, tasks, parent or body.window())
    panel.choose()
    return panel
