"""What every screen of a register asks for: services, the door for work, the clock, and acts that live on other screens."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from borderpost.domain import naming
from borderpost.domain.clock import local_date
from borderpost.domain.errors import BorderpostError
from borderpost.domain.words import render
from ui.forms.body import FormBody
from ui.forms.context import FormContext, Names, Offer, Say, Understand
from ui.forms.suggest import Suggestion
from ui.tasks import TaskRunner


@dataclass(frozen=True, slots=True)
class Desk:
    """Handed to screens in their constructor. `None` for an act means that nobody offers it and its button is not shown.

    import_track(form body, record id or None): takes a GPX file into a patrol. print_record(kind, record id).
    """

    records: Any
    drafts: Any
    victims: Any
    tasks: TaskRunner
    now: Callable[[], datetime]
    import_track: Callable[[FormBody, str | None], object] | None = None
    print_record: Callable[[str, str], object] | None = None
    sheets: Any = None
    persons: Any = None
    papers: Any = None
    identities: Any = None
    law: Any = None
    plans: Any = None
    visits: Any = None
    links: Any = None
    line: Any = None
    names: Any = None
    next_acts: Any = None

    def today(self) -> date:
        """Return the civil date at the post."""
        return local_date(self.now())

    def context(self) -> FormContext:
        """Return a context for one form: links are searched off the GUI thread, only the latest question is answered."""
        newest = [0]

        def search(register: str, text: str, offer: Offer) -> None:
            newest[0] += 1
            mine = newest[0]
            records = self.records

            def answer(found: list[Suggestion]) -> None:
                if mine == newest[0]:
                    offer(found)

            def quiet(_error: BorderpostError) -> None:
                answer([])

            self.tasks.run(
                lambda: [
                    Suggestion(hit.id, hit.title or hit.number, hit.detail)
                    for hit in records.search(text, (register,) if register else None, 20)
                ],
                answer,
                quiet,
            )

        if self.names is None:
            return FormContext(self.now, search)
        return FormContext(self.now, search, *self._naming())

    def _naming(self) -> tuple[Names, Understand]:
        """Return what offers names and what says how one was understood: both off the GUI thread, as links are."""
        newest, names = [0], self.names

        def offers(kinds: tuple[str, ...], text: str, day: date, offer: Offer) -> None:
            newest[0] += 1
            mine = newest[0]

            def answer(found: list[naming.Offer]) -> None:
                if mine == newest[0]:
                    offer([Suggestion(item.text, item.text, render(item.remark) if item.remark else "") for item in found])

            self.tasks.run(lambda: names.offers(kinds, text, day), answer, lambda _error: answer([]))

        def understand(kinds: tuple[str, ...], text: str, day: date, say: Say) -> None:
            def answer(found: Any) -> None:
                if found is not None:
                    say(render(found.remark), found.quiet)

            self.tasks.run(lambda: names.understand(kinds, text, day), answer, lambda _error: None)

        return offers, understand


def desk_of(
    post: Any,
    tasks: TaskRunner,
    *,
    import_track: Callable[[FormBody, str | None], object] | None = None,
    print_record: Callable[[str, str], object] | None = None,
) -> Desk:
    """Return the desk of an unlocked post (`borderpost.bootstrap.Post`)."""
    return Desk(
        post.records,
        post.drafts,
        post.victims,
        tasks,
        post.session.clock.now,
        import_track,
        print_record,
        post.spreadsheets,
        post.persons,
        post.papers,
        post.identities,
        post.law,
        post.plans,
        post.visit_plan,
        post.links,
        post.line,
        post.names,
        post.next_acts,
    )
