"""What stands at the right of the figures: the paper as it will be printed, the records behind a number, or closing."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QImage, QPaintEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from borderpost.domain.words import _, ngettext
from borderpost.services.views import Hit
from ui.reporting.lists import Entry, EntryList
from ui.theme.look import look
from ui.widgets.banner import Banner
from ui.widgets.button import Button, IconButton
from ui.widgets.empty import EmptyState
from ui.widgets.keyvalues import Fact, KeyValueList
from ui.widgets.paint import painting
from ui.widgets.pane import Pane, tight
from ui.widgets.tabs import Tab, Tabs
from ui.widgets.text import ElidedText, SectionTitle, Text

WIDTH, NARROW = 356, 250
"""Of the pane at the right; the narrow one beside large text."""
A4 = 297 / 210


class Paper(QWidget):
    """One page as it will be printed. Paper stays white in every theme."""

    def __init__(self) -> None:
        super().__init__()
        self._image = QImage()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_image(self, page: bytes) -> None:
        """Show a page given as PNG; empty bytes show nothing."""
        self._image = QImage.fromData(page)
        self.update()

    def sizeHint(self) -> QSize:
        """Return the size of a sheet that fits the pane."""
        width = look().px(WIDTH - 40)
        return QSize(width, round(width * A4))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the page as large as it fits, with an edge."""
        if self._image.isNull():
            return
        width = min(float(self.width()), self.height() / A4)
        area = QRectF((self.width() - width) / 2, 0, width, width * A4).adjusted(1, 1, -1, -1)
        scale = self.devicePixelRatioF()
        # Scaled once and smoothly: small letters of a page stay readable.
        picture = self._image.scaled(
            round(area.width() * scale),
            round(area.height() * scale),
            Qt.AspectRatioMode.IgnoreAspectRatio,
            Qt.TransformationMode.SmoothTransformation,
        )
        with painting(self) as painter:
            painter.drawImage(area, picture)
            painter.setPen(look().colour("border"))
            painter.drawRect(area)


class PaperPage(Pane):
    """The pages and what can be done with them."""

    def __init__(self) -> None:
        super().__init__("canvas")
        tight(self.body, 20, 10, 17, 8, 6)
        head = QHBoxLayout()
        self.title = SectionTitle(_("Printed pages"))
        self.before = IconButton("chevron-left", _("Page before"))
        self.after = IconButton("chevron-right", _("Next page"))
        self.before.clicked.connect(lambda: self.turn(-1))
        self.after.clicked.connect(lambda: self.turn(1))
        head.addWidget(self.title, 1)
        head.addWidget(self.before)
        head.addWidget(self.after)
        self.body.addLayout(head)
        self.paper = Paper()
        self.body.addWidget(self.paper, 1)
        self.empty = EmptyState("file-text", _("The paper is being set"))
        self.body.addWidget(self.empty, 1)
        direction = QBoxLayout.Direction.TopToBottom if look().compact else QBoxLayout.Direction.LeftToRight
        acts = QBoxLayout(direction)
        self.print_button = Button(_("Print"), icon="printer", key="Ctrl+P")
        self.save_button = Button(_("PDF file"), icon="download", key="Ctrl+S")
        self.open_button = Button(_("Open the file"), "quiet")
        self.open_button.hide()
        for button in (self.print_button, self.save_button, self.open_button):
            acts.addWidget(button)
        acts.addStretch(1)
        self.body.addLayout(acts)
        self._pages: tuple[bytes, ...] = ()
        self._at = 0
        self.wait()

    @property
    def pages(self) -> tuple[bytes, ...]:
        """The pages shown."""
        return self._pages

    def wait(self) -> None:
        """Say that the paper is being set."""
        self._pages, self._at = (), 0
        self.empty.say(_("The paper is being set"))
        self._show()

    def fail(self, sentence: str) -> None:
        """Say why there is no paper."""
        self.wait()
        self.empty.say(sentence)

    def show_pages(self, pages: tuple[bytes, ...]) -> None:
        """Show pages given as PNG, the first of them first."""
        self._pages, self._at = pages, 0
        self._show()

    def turn(self, by: int) -> None:
        """Turn the pages."""
        if self._pages:
            self._at = max(0, min(len(self._pages) - 1, self._at + by))
            self._show()

    def _show(self) -> None:
        there = bool(self._pages)
        self.paper.setVisible(there)
        self.empty.setVisible(not there)
        self.before.setEnabled(self._at > 0)
        self.after.setEnabled(self._at + 1 < len(self._pages))
        said = _("page {page} / {pages}").format(page=self._at + 1, pages=len(self._pages)) if there else ""
        self.title.remark.setText(said)
        self.paper.setAccessibleName(said)
        self.paper.show_image(self._pages[self._at] if there else b"")


class LeadsPage(Pane):
    """The records behind a number. `opened(kind, id)`; `measure(place)` when another unit of the row is asked for."""

    opened = Signal(str, str)
    measure = Signal(int)
    closed = Signal()

    def __init__(self) -> None:
        super().__init__("surface")
        tight(self.body, 0, 10, 0, 8, 4)
        head = QHBoxLayout()
        tight(head, 20, 0, 17, 0, 6)
        self.title = ElidedText("", "h3")
        self.back = Button(_("Back"), "quiet", key="Esc")
        self.back.clicked.connect(self.closed)
        head.addWidget(self.title, 1)
        head.addWidget(self.back)
        self.body.addLayout(head)
        self.units = Tabs((), _("Unit"))
        self.units.chosen.connect(lambda key: self.measure.emit(int(key)))
        self.body.addWidget(self.units)
        self.count = Text("", "sm", "text2")
        line = QHBoxLayout()
        tight(line, 24, 0, 17, 2)
        line.addWidget(self.count)
        self.body.addLayout(line)
        self.list = EntryList(_("Records behind the number"))
        self.list.asked.connect(lambda hit: self.opened.emit(hit.kind, hit.id))
        self.body.addWidget(self.list, 1)
        self.empty = EmptyState("circle", _("No record counts here"))
        self.body.addWidget(self.empty, 1)

    def show_hits(self, title: str, units: Sequence[tuple[int, str]], measure: int, hits: Sequence[Hit]) -> None:
        """Show records; `units` are the (place, words) of the row's measures."""
        self.title.setText(title)
        self.units.setVisible(len(units) > 1)
        self.units.set_tabs(tuple(Tab(str(place), words) for place, words in units))
        if units:
            self.units.choose(str(measure))
        self.count.setText(ngettext("{n} record", "{n} records", len(hits)).format(n=len(hits)))
        self.list.show_entries(tuple(Entry("", "text", hit.number or hit.title, hit.detail or "–", hit) for hit in hits))
        self.list.setVisible(bool(hits))
        self.empty.setVisible(not hits)


class ClosePage(Pane):
    """The question before a period is closed. `confirmed`; `closed` when the person leaves it open."""

    confirmed = Signal()
    closed = Signal()

    def __init__(self) -> None:
        super().__init__("surface")
        tight(self.body, 20, 14, 17, 10, 12)
        self.title = Text("", "h3", wrap=True)
        self.body.addWidget(self.title)
        self.facts = KeyValueList((), right=False)
        self.body.addWidget(self.facts)
        self.body.addWidget(
            Text(
                _(
                    "The figures are frozen and signed by this machine for integrity and origin. They do not change any more: "
                    "what is written later is counted apart and shown as an amendment."
                ),
                "sm",
                "text2",
                wrap=True,
            )
        )
        self.problem = Banner("red", "")
        self.problem.hide()
        self.body.addWidget(self.problem)
        self.body.addStretch(1)
        acts = QVBoxLayout()
        self.confirm = Button(_("Sign and close the period"), "primary", "signature")
        self.confirm.clicked.connect(self.confirmed)
        self.leave = Button(_("Not yet"), key="Esc")
        self.leave.clicked.connect(self.closed)
        acts.addWidget(self.confirm)
        acts.addWidget(self.leave)
        self.body.addLayout(acts)

    def ask(self, title: str, facts: tuple[Fact, ...]) -> None:
        """Ask about a period."""
        self.title.setText(title)
        self.facts.show_facts(facts)
        self.problem.hide()
        self.confirm.allow()

    def wait(self) -> None:
        """Take no second answer while the first is worked on."""
        self.confirm.refuse(_("Signing"))

    def fail(self, sentence: str) -> None:
        """Say why the period stays open."""
        self.problem.say(sentence)
        self.problem.show()
        self.confirm.allow()
