"""Links of a ring, a subject or a person: the picture, and beside it the same in two lists that the keyboard walks.

The left list names who stands in the picture, the right one every record behind the links of whoever is chosen.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from borderpost.domain.errors import BorderpostError
from borderpost.domain.progress import Progress
from borderpost.domain.reading import number_text
from borderpost.domain.words import _, ngettext, render
from borderpost.services.outgoing import Second
from borderpost.services.ring_view import STEPS, Edge, RingView
from ui.field.picture import LinkPicture, icon_of
from ui.forms.page import Page
from ui.registers.desk import Desk
from ui.screen import Command
from ui.sheets.papers import PaperPanel, open_paper
from ui.theme.look import look
from ui.widgets.banner import Banner
from ui.widgets.button import Button
from ui.widgets.footer import KeyHint, StatusNote
from ui.widgets.header import Header
from ui.widgets.pane import Pane, scrolled
from ui.widgets.text import Line, Text
from ui.widgets.wordlist import Head, Row, WordList

WIDTH = 376


@dataclass(frozen=True, slots=True)
class _Proof:
    """A row of the right list: the place of its link, and the record it opens."""

    edge: int
    kind: str
    id: str


class LinkPage(Page):
    """Links around one record, one to four steps far."""

    def __init__(self, desk: Desk, record_id: str = "") -> None:
        super().__init__()
        self.desk, self.record_id, self.steps = desk, record_id, 1
        self.view: RingView | None = None
        self._proofs: list[_Proof] = []
        self._trail: list[str] = []
        self._frame()
        self.reload()

    def _frame(self) -> None:
        px = look().px
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.header = Header(_("Links"))
        self.number = Text("", "h2", "text2")
        self.header.add_chip(self.number)
        for words, icon, key, act in (
            (_("Fewer steps"), "minus", "−", partial(self.step, -1)),
            (_("More steps"), "plus", "+", partial(self.step, 1)),
            (_("Print"), "printer", "Ctrl+P", self.print_it),
        ):
            button = Button(words, "secondary", icon, key)
            button.clicked.connect(act)
            self.header.add_act(button)
        column.addWidget(self.header)
        self.problem = Banner("sla", "")
        self.problem.hide()
        column.addWidget(self.problem)
        halves = QSplitter(Qt.Orientation.Horizontal)
        halves.setChildrenCollapsible(False)
        self.picture = LinkPicture()
        self.picture.moved.connect(self._choose)
        self.picture.opened.connect(self._open_node)
        self.area = scrolled(self.picture)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        pane = Pane()
        pane.body.addWidget(self.area, 1)
        pane.body.addWidget(Line())
        pane.body.addWidget(self._legend())
        halves.addWidget(pane)
        halves.addWidget(self._lists())
        halves.setStretchFactor(0, 1)
        halves.setSizes([px(786), px(WIDTH)])
        column.addWidget(halves, 1)

    @staticmethod
    def _legend() -> QWidget:
        px = look().px
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(px(16), px(4), px(16), px(6))
        words = _("Number on a line: records both stand in. Broken line: same phone number or account. Thick box: the start.")
        row.addWidget(Text(words, "sm", "text2", wrap=True), 1)
        return line

    def _lists(self) -> Pane:
        px = look().px
        pane = Pane("surface")
        pane.setMinimumWidth(px(320))
        self.nodes = WordList(
            _("Who stands in the picture"),
            (Head(_("Person or ring"), 150, grows=True), Head(_("Role, state"), 150, grows=True)),
        )
        self.nodes.moved.connect(self._choose)
        self.nodes.opened.connect(self._open_node)
        self.proofs = WordList(
            _("Records behind the links"),
            (Head(_("With whom"), 110, grows=True), Head(_("Record"), 170, grows=True), Head(_("Day"), 98)),
        )
        self.proofs.moved.connect(self._prove)
        self.proofs.opened.connect(self._open_proof)
        self.who = Text("", "h3")
        for title, part in ((Text(_("Who stands in the picture"), "h3"), self.nodes), (self.who, self.proofs)):
            title.setContentsMargins(px(16), px(10), px(12), px(6))
            pane.body.addWidget(title)
            pane.body.addWidget(part, 1)
        return pane

    # --- looking up -----------------------------------------------------------------------------------------------------

    def reload(self) -> None:
        """Look the links up."""
        links, record_id, steps = self.desk.links, self.record_id, self.steps

        def work() -> RingView | None:
            wanted = record_id or links.newest()
            found: RingView | None = links.around(wanted, steps) if wanted else None
            return found

        self.desk.tasks.run(work, self._show, self._failed, owner=self)

    def around(self, record_id: str) -> None:
        """Begin the picture anew with another record; Backspace goes back."""
        if record_id != self.record_id:
            self._trail.append(self.record_id)
            self.record_id = record_id
            self.reload()

    def back(self) -> bool:
        """Go back to the record the picture began with before; False at the first."""
        if not self._trail:
            return False
        self.record_id = self._trail.pop()
        self.reload()
        return True

    def step(self, by: int) -> None:
        """Go one step further or less far."""
        wanted = max(1, min(STEPS, self.steps + by))
        if wanted != self.steps:
            self.steps = wanted
            self.reload()

    def _show(self, view: RingView | None) -> None:
        if view is None:
            self._say(_("There is no ring yet"), _("Open the links of a person or a subject from its list: L."))
            return
        self.view, self.record_id = view, view.start
        steps = ngettext("{n} step", "{n} steps", view.steps).format(n=view.steps)
        self.number.setText(f"{view.number} · {steps}")
        self.picture.show_view(view)
        rows = []
        for at, node in enumerate(view.nodes):
            icon, ink = icon_of(node)
            spoken = _("protected") if node.protected else _("the start") if node.start else ""
            rows.append(Row((node.title, node.detail), str(at), icon, "text", ink, spoken=spoken))
        notes = view.notes()
        if notes:
            self._say(_("The picture is not complete"), ". ".join(notes) + ".")
        else:
            self.problem.hide()
        start = next((str(at) for at, node in enumerate(view.nodes) if node.start), "")
        self.nodes.show_rows(rows, start)
        self._choose(int(start or 0))
        self.told.emit()

    def _say(self, happened: str, do: str) -> None:
        self.problem.say(happened, do)
        self.problem.show()

    def _failed(self, error: BorderpostError) -> None:
        self._say(render(error.message), "")

    # --- choosing -------------------------------------------------------------------------------------------------------

    def _choose(self, node: int) -> None:
        """Take a node everywhere: the picture, the list, the records behind its links."""
        view = self.view
        if view is None or not 0 <= node < len(view.nodes):
            return
        self.picture.choose(node)
        if self.nodes.at != node:
            self.nodes.choose(node)
        self._proofs, rows = [], []
        for edge in view.of(node):
            other = view.nodes[edge.b if edge.a == node else edge.a]
            for proof in edge.evidence:
                self._proofs.append(_Proof(view.edges.index(edge), proof.kind, proof.id))
                rows.append(Row((other.title, f"{proof.number} · {proof.words}", proof.when), proof.id))
        count = len({proof.edge for proof in self._proofs})
        words = ngettext("{who}: {n} link", "{who}: {n} links", count)
        self.who.setText(words.format(who=view.nodes[node].title, n=number_text(count)))
        self.proofs.show_rows(rows)
        self.proofs.choose(0)
        self._reveal(node)

    def _reveal(self, node: int) -> None:
        area = self.picture.area_of(node)
        self.area.ensureVisible(round(area.center().x()), round(area.center().y()), look().px(100), look().px(60))

    def _prove(self, row: int) -> None:
        if 0 <= row < len(self._proofs) and self.proofs.hasFocus():
            self.picture.choose(self.picture.node, self._proofs[row].edge)

    def chosen_edge(self) -> Edge | None:
        """Return the link the right list stands on."""
        at = self.proofs.at
        return self.view.edges[self._proofs[at].edge] if self.view is not None and 0 <= at < len(self._proofs) else None

    def _open_node(self, node: int) -> None:
        if self.view is not None and 0 <= node < len(self.view.nodes):
            found = self.view.nodes[node]
            self.opened.emit(found.kind, found.id)

    def _open_proof(self, row: int) -> None:
        self.opened.emit(self._proofs[row].kind, self._proofs[row].id)

    # --- acts -----------------------------------------------------------------------------------------------------------

    def print_it(self) -> PaperPanel | None:
        """Print the picture on one page."""
        view = self.view
        if view is None:
            return None
        links = self.desk.links

        def write(path: Path, reason: str, _progress: Progress, _second: Second | None) -> int:
            count: int = links.print_links(view.start, view.steps, path, reason)
            return count

        return open_paper(_("Print the links"), f"lien-he-{view.number}", write, self.desk.tasks, self.window())

    def commands(self) -> tuple[Command, ...]:
        """Return the acts of the picture for the palette."""
        found = [
            Command(_("More steps"), partial(self.step, 1), "plus", ("+",)),
            Command(_("Fewer steps"), partial(self.step, -1), "minus", ("−",)),
            Command(_("Print the links"), self.print_it, "printer", ("Ctrl", "P")),
        ]
        if self.view is not None and self.nodes.at >= 0:
            found.insert(0, Command(_("Begin the picture here"), self._begin_here, "waypoints", ("Space",)))
        return tuple(found)

    def _begin_here(self) -> None:
        if self.view is not None and 0 <= self.nodes.at < len(self.view.nodes):
            self.around(self.view.nodes[self.nodes.at].id)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Serve the keys of the picture."""
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if control and event.key() == Qt.Key.Key_P:
            self.print_it()
        elif event.text() in ("+", "="):
            self.step(1)
        elif event.text() in ("-", "−"):
            self.step(-1)
        elif event.key() == Qt.Key.Key_Space:
            self._begin_here()
        elif event.key() == Qt.Key.Key_Backspace:
            self.back()
        else:
            super().keyPressEvent(event)

    def escape(self) -> bool:
        """Go back one picture first."""
        return self.back()

    def keys(self) -> tuple[KeyHint, ...]:
        """Return the keys of the picture."""
        return (
            KeyHint(("Up", "Down"), _("who")),
            KeyHint(("F6",), _("records, picture")),
            KeyHint(("Enter",), _("open")),
            KeyHint(("Space",), _("begin here")),
            KeyHint(("+", "−"), _("steps")),
            KeyHint(("Ctrl", "P"), _("print")),
        )

    def status(self) -> tuple[StatusNote, ...]:
        """Return how much stands in the picture."""
        if self.view is None:
            return ()
        nodes, edges = len(self.view.nodes), len(self.view.edges)
        return (
            StatusNote(ngettext("{n} in the picture", "{n} in the picture", nodes).format(n=nodes), "users"),
            StatusNote(ngettext("{n} link", "{n} links", edges).format(n=edges), "waypoints"),
        )

    def panes(self) -> tuple[QWidget, ...]:
        """Return who, the records, the picture."""
        return (self.nodes, self.proofs, self.picture)

    def enter(self) -> None:
        """Take the list of who."""
        self.nodes.setFocus(Qt.FocusReason.OtherFocusReason)
