"""What the cells of one form need to know of the rest of it: the clock, the border, the day, names of other records."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from borderpost.domain import codes, places, reading
from borderpost.domain.clock import local_date
from borderpost.domain.fields import Choice, Choices, Field, Flag, Link, Moment, Plain, Position, Text
from borderpost.domain.reading import Unreadable
from borderpost.domain.text import fold, normal
from borderpost.domain.words import N_, _
from ui.forms.suggest import Suggestion

Offer = Callable[[list[Suggestion]], None]
Say = Callable[[str, bool], None]
"""Takes a remark in words, and whether it is only a quiet one."""
Names = Callable[[tuple[str, ...], str, date, Offer], None]
Understand = Callable[[tuple[str, ...], str, date, Say], None]


def nobody(_register: str, _text: str, offer: Offer) -> None:
    """Offer no record; for forms without a service behind them."""
    offer([])


def nameless(_kinds: tuple[str, ...], _text: str, _day: date, offer: Offer) -> None:
    """Offer no name; for forms without a service behind them."""
    offer([])


def silent(_kinds: tuple[str, ...], _text: str, _day: date, _say: Say) -> None:
    """Say nothing of a name."""


@dataclass(slots=True)
class FormContext:
    """Shared by all cells of a form.

    now: the clock. search(register, text, offer): asks for records that match and offers them later. names(kinds, text, day,
    offer) and understand(kinds, text, day, say) do the same for what a text names. titles: words of every record this form has
    shown or offered. border and day come from other cells of the same form.
    """

    now: Callable[[], datetime]
    search: Callable[[str, str, Offer], None] = nobody
    names: Names = nameless
    understand: Understand = silent
    convert: reading.Convert | None = None
    titles: dict[str, str] = field(default_factory=dict)
    border: Callable[[], str | None] = lambda: None
    day: Callable[[], date | None] = lambda: None

    def title(self, record_id: str) -> str:
        """Return the words of a record; a quiet remark while they are not known."""
        return self.titles.get(record_id) or _("record not here yet")

    def know(self, suggestions: Iterable[Suggestion]) -> None:
        """Remember the words of records that were offered."""
        for item in suggestions:
            self.titles[item.value] = item.text

    def find(self, _register: str, text: str) -> str | None:
        """Return the record whose words were typed; refuses words that two of the records offered share."""
        wanted = fold(text)
        found = [record_id for record_id, title in self.titles.items() if fold(title) == wanted]
        if len(found) > 1:
            raise Unreadable(N_("“{text}” fits several values. Choose one from the list (F4)."), text=text)
        return found[0] if found else None

    def show(self, declared: Field, value: Plain) -> str:
        """Return a value in words."""
        return reading.show(declared, value, title=self.title)

    def read(self, declared: Field, text: str, *, keep: Plain = None, after: datetime | None = None) -> Plain:
        """Return the plain value of typed text; raises Unreadable. `after`: the moment a bare time follows."""
        border = self.border()
        if isinstance(declared, Moment) and (keep is None or normal(text) != self.show(declared, keep)):
            alone = reading.bare_time(text, now=self.now(), after=after)
            if alone is not None:
                return declared.check(alone)
        return reading.read(
            declared,
            text,
            now=self.now(),
            border=border,
            find=self.find,
            convert=self.convert,
            keep=keep,
            title=self.title,
            numbers=True,
        )

    def source(self, declared: Field, keep: Callable[[], Plain]) -> Callable[[str], list[Suggestion]] | None:
        """Return what gives an editor of this field its suggestions at once, or None."""
        if isinstance(declared, (Choice, Choices)):

            def offered(_typed: str) -> list[Suggestion]:
                chosen = keep()
                kept = chosen if isinstance(chosen, str) else None
                offer = reading.choices(declared, self.day(), kept)
                return [Suggestion(code, words, number=reading.numbered(declared, code)) for code, words in offer]

            return offered
        if isinstance(declared, Flag):
            return lambda _typed: [Suggestion("true", _("yes")), Suggestion("false", _("no"))]
        return _positions if isinstance(declared, Position) else None

    @staticmethod
    def asks(declared: Field) -> bool:
        """Tell whether an editor of this field asks while somebody types, and is answered later."""
        return isinstance(declared, Link) or named_by(declared) != ()

    def ask(self, declared: Field, text: str, offer: Offer) -> None:
        """Look for records a link could mean, or names a text could; records are remembered with their words."""
        if kinds := named_by(declared):
            self.names(kinds, text, self._on(), lambda found: offer([] if [item.text for item in found] == [text] else found))
        if isinstance(declared, Link):

            def answered(found: list[Suggestion]) -> None:
                self.know(found)
                offer(found)

            self.search(declared.register, text, answered)

    def tell(self, declared: Field, text: str, say: Say) -> None:
        """Ask what a final text names; there may be nothing to say."""
        if kinds := named_by(declared):
            self.understand(kinds, text, self._on(), say)

    def _on(self) -> date:
        return self.day() or local_date(self.now())


def named_by(declared: Field) -> tuple[str, ...]:
    """Return the kinds of names a field takes, none for most fields."""
    return declared.offers if isinstance(declared, Text) else ()


def _positions(typed: str) -> list[Suggestion]:
    """Ask for the datum as soon as coordinates stand there; before that, offer the reasons why there are none."""
    try:
        places.parse(typed)
    except Unreadable:
        return [Suggestion(code, codes.label("position_missing", code)) for code in places.REASONS]
    remarks = {places.WGS_84: _("receiver (GPS)"), places.VN_2000: _("map sheet")}
    return [Suggestion(datum, f"{typed} {datum}", remarks[datum]) for datum in places.DATUMS]
