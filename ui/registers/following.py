"""Carries out next acts inside a register's screen: the forms of one act, one after the other, and back to where it began."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from borderpost.domain.errors import BorderpostError
from borderpost.domain.words import _, ngettext, render
from borderpost.registers.next_acts import NextAct, acts_after
from ui.forms.screen import FormPage
from ui.registers.next_acts import NextActsPage

if TYPE_CHECKING:
    from borderpost.services.next_acts import Begun, Scene
    from ui.registers.screen import RegisterScreen


class Following:
    """One per register's screen. Every form lies over the page its act was started from."""

    def __init__(self, screen: RegisterScreen) -> None:
        self._screen = screen
        self._acts = screen.desk.next_acts
        self._tasks = screen.desk.tasks

    def offers(self, kind: str) -> tuple[NextAct, ...]:
        """Return the acts that start from a register; none where nobody serves them."""
        return () if self._acts is None else acts_after(kind)

    def look(self, record_id: str, key: str = "", people: Sequence[str] = ()) -> None:
        """Show the people of a record; with a letter the act begins at once, if it is clear for whom."""
        acts = self._acts
        if acts is not None:
            self._tasks.run(
                lambda: acts.scene(record_id),
                lambda scene: self._looked(scene, key, people),
                self._failed,
                owner=self._screen,
            )

    def _looked(self, scene: Scene, key: str, people: Sequence[str]) -> None:
        act = next((act for act in scene.acts if act.key == key), None)
        alone = [standing.person for standing in scene.people]
        if act is not None and (act.alone or len(alone) == 1):
            self.begin(act, scene.id, [] if act.alone else alone)
            return
        page = NextActsPage(self._screen.desk, scene)
        page.begun.connect(lambda wanted, whom: self.begin(wanted, scene.id, whom))
        page.person.connect(self._screen.show_person)
        self._screen.put(page)
        page.choose(people)
        page.enter()
        if act is not None and people:
            page.start(act)

    def begin(self, act: NextAct, record_id: str, people: Sequence[str]) -> None:
        """Open the first form of an act."""
        acts, whom = self._acts, list(people)
        self._tasks.run(
            lambda: acts.begin(act, record_id, whom),
            lambda forms: self._open(act, record_id, forms, 0),
            self._failed,
            owner=self._screen,
        )

    def _open(self, act: NextAct, record_id: str, forms: list[Begun], at: int) -> None:
        begun = forms[at]
        page = self._screen.form_of(act.target)
        if act.back:
            acts = self._acts
            page.body.after_save["next act"] = lambda made: acts.written(act, record_id, made)
        page.saved.connect(partial(self._saved, page, act, record_id, forms, at))
        page.start_new(begun.values, begun.also, self._about(begun, len(forms), at))

    @staticmethod
    def _about(begun: Begun, of: int, at: int) -> str:
        """Say whom a form is about, where that is not one person in one record."""
        names = ", ".join(begun.names)
        if begun.also:
            count = len(begun.names)
            words = ngettext("One record for {n} person: {names}", "One record each for {n} people: {names}", count)
            return words.format(n=count, names=names)
        return _("{n} of {all}: {names}").format(n=at + 1, all=of, names=names) if of > 1 else ""

    def _saved(
        self, page: FormPage, act: NextAct, record_id: str, forms: list[Begun], at: int, _kind: str, made_id: str
    ) -> None:
        values, _typed = page.body.values()
        further = page.following
        self._screen.done_with(page, made_id)
        if at + 1 < len(forms):
            kept = {name: values[name] for name in act.keep if name in values}
            forms[at + 1] = replace(forms[at + 1], values={**forms[at + 1].values, **kept})
            self._open(act, record_id, forms, at + 1)
        if further is not None:
            self._screen.follow(made_id, *further)

    def _failed(self, error: BorderpostError) -> None:
        problems: Any = getattr(error, "problems", ())
        self._screen.toast.emit(" ".join([render(problem.message) for problem in problems] or [render(error.message)]), "")
