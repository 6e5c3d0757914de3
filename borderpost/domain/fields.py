"""How a register declares its fields: once, as annotations of a dataclass.

A value exists in two forms. *Plain*: what JSON and CBOR can hold (text, whole number, truth, list, mapping, None); the journal,
forms, files and the command line use it. *Typed*: what a rule reads from the record's dataclass (`datetime`, `date`, `Place`).
None and missing mean the same: not written down.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, ClassVar, NamedTuple

from borderpost.domain import clock
from borderpost.domain.ids import Version
from borderpost.domain.text import normal, printable
from borderpost.domain.words import N_, Message

Plain = Any
"""A value JSON and CBOR can hold."""

_CODE = re.compile(r"[a-z0-9_./-]{1,40}")


class Wrong(ValueError):
    """A plain value that does not fit its field; carries the sentence."""

    def __init__(self, text: str, **values: object) -> None:
        self.message = Message(text, values)
        super().__init__(str(self.message))


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """What every field says of itself. `label` and `help` are English catalogue keys.

    listed: a column of the list; its number is the order of dropping on narrow screens (1 stays longest), 0 is not listed.
    searchable: its words are found by search. sealed: the identity group it is encrypted in, with no clear copy elsewhere.
    dimension: statistics may group or filter by it. section: where it stands in the form. repeat: Ctrl+D takes it from the
    record before. automatic: the program writes it. former: an older program wrote it and nothing asks for it any more; a form
    shows it only where a record still holds it. width: characters the editor should show.
    """

    label: str
    help: str = ""
    section: str = ""
    required: bool = False
    listed: int = 0
    searchable: bool = False
    dimension: bool = False
    sealed: str | None = None
    automatic: bool = False
    former: bool = False
    width: int = 16
    shared: bool = False

    column: ClassVar[str] = "text"
    """Storage class of the projected column: text, integer, real, or none when the field has no column."""

    def check(self, value: Plain) -> Plain:
        """Return the canonical plain value; raises Wrong. Never called with None."""
        raise AssertionError(value)

    def typed(self, value: Plain) -> Any:
        """Return what rules read, from a canonical plain value."""
        return value

    def to_column(self, value: Plain) -> Any:
        """Return what the projected column holds."""
        return value


@dataclass(frozen=True, slots=True, kw_only=True)
class Text(Field):
    """One line of text, or several (`lines`). Kept in NFC.

    offers: what the text names, of `naming.KINDS`. A form offers the names of the day and never puts one in: the record keeps
    the name as it was written, and the table has what it was recognised as in a column beside it (`records.CODE`).
    """

    maximum: int = 200
    lines: int = 1
    offers: tuple[str, ...] = ()

    def check(self, value: Plain) -> Plain:
        """Normalise; empty becomes None at the caller."""
        if type(value) is not str:
            raise Wrong(N_("Write text here."))
        text = normal(value)
        if not printable(text):
            raise Wrong(N_("This text holds characters that cannot be printed. Type it again."))
        if self.lines == 1:
            text = " ".join(text.split())
        if len(text) > self.maximum:
            raise Wrong(N_("At most {maximum} letters; this has {length}. Shorten it."), maximum=self.maximum, length=len(text))
        return text


@dataclass(frozen=True, slots=True, kw_only=True)
class Count(Field):
    """A whole number with limits."""

    minimum: int = 0
    maximum: int = 9999
    unit: str = ""
    column: ClassVar[str] = "integer"

    def check(self, value: Plain) -> Plain:
        """Refuse anything but a whole number within the limits."""
        if type(value) is not int:
            raise Wrong(N_("Write a whole number."))
        if not self.minimum <= value <= self.maximum:
            raise Wrong(N_("Write a number from {minimum} to {maximum}."), minimum=self.minimum, maximum=self.maximum)
        return value


@dataclass(frozen=True, slots=True, kw_only=True)
class Length(Field):
    """A distance in whole metres, shown in kilometres with three decimals."""

    maximum: int = 2_000_000
    column: ClassVar[str] = "integer"

    def check(self, value: Plain) -> Plain:
        """Refuse anything but whole metres within the limits."""
        if type(value) is not int or not 0 <= value <= self.maximum:
            raise Wrong(N_("Write the distance in kilometres with up to three decimals, such as 18,420."))
        return value


@dataclass(frozen=True, slots=True, kw_only=True)
class Day(Field):
    """A civil date, without zone: `2026-03-14`."""

    earliest: date = date(1900, 1, 1)

    def check(self, value: Plain) -> Plain:
        """Refuse anything but an ISO date that exists."""
        try:
            found = date.fromisoformat(value)
        except (TypeError, ValueError):
            raise Wrong(N_("Write the date as day/month/year, such as 14/03/2026.")) from None
        if found < self.earliest:
            raise Wrong(N_("This date lies too far back. Check the year."))
        return found.isoformat()

    def typed(self, value: Plain) -> date:
        """Return a date."""
        return date.fromisoformat(value)


@dataclass(frozen=True, slots=True, kw_only=True)
class BirthDate(Field):
    """A birth date of which the day or the month may be unknown: `2010`, `2010-05`, `2010-05-17`."""

    def check(self, value: Plain) -> Plain:
        """Refuse impossible dates; keep the precision that was given."""
        if type(value) is str and re.fullmatch(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?", value):
            parts = [int(part) for part in value.split("-")]
            try:
                date(parts[0], parts[1] if len(parts) > 1 else 1, parts[2] if len(parts) > 2 else 1)
            except ValueError:
                pass
            else:
                if parts[0] >= 1880:
                    return value
        raise Wrong(N_("Write the birth date as day/month/year, or the year alone."))


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment(Field):
    """An instant with its offset: `2026-03-14T22:30:00+07:00`. The column holds seconds since 1970 UTC."""

    column: ClassVar[str] = "integer"

    def check(self, value: Plain) -> Plain:
        """Read ISO 8601; a text without offset is civil time of Viet Nam, one without a time is refused, not midnight."""
        try:
            at = clock.parse_moment(value)
        except (TypeError, ValueError):
            raise Wrong(N_("Write the date and the time, such as 14/03/2026 22:30.")) from None
        if not 1980 <= at.year <= 2200:
            raise Wrong(N_("This date lies too far away. Check the year."))
        return clock.moment_text(at)

    def typed(self, value: Plain) -> datetime:
        """Return an aware datetime."""
        return datetime.fromisoformat(value)

    def to_column(self, value: Plain) -> int:
        """Return seconds since 1970 UTC."""
        return clock.epoch(datetime.fromisoformat(value))


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice(Field):
    """A code of a code list. A code this program does not know is kept as text and shown as it is, never dropped."""

    codes: str

    def check(self, value: Plain) -> Plain:
        """Refuse what cannot be a code; the service reports codes that are not in the list."""
        if type(value) is not str or not _CODE.fullmatch(value):
            raise Wrong(N_("Choose a value from the list (F4)."))
        return value


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices(Field):
    """Several codes of one code list, in the order of choosing, each once."""

    codes: str

    def check(self, value: Plain) -> Plain:
        """Refuse anything but a list of codes."""
        if type(value) is not list or not all(type(item) is str and _CODE.fullmatch(item) for item in value):
            raise Wrong(N_("Choose values from the list (F4)."))
        return list(dict.fromkeys(value))

    def to_column(self, value: Plain) -> str:
        """Return the codes between bars, so that `%|code|%` finds one."""
        return "|" + "|".join(value) + "|"


@dataclass(frozen=True, slots=True, kw_only=True)
class Flag(Field):
    """Yes, no, or not said."""

    column: ClassVar[str] = "integer"

    def check(self, value: Plain) -> Plain:
        """Refuse anything but a truth value."""
        if type(value) is not bool:
            raise Wrong(N_("Say yes or no."))
        return value

    def to_column(self, value: Plain) -> int:
        """Return 1 or 0."""
        return int(value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Link(Field):
    """A reference to a record of another register, by the name of its register and the text form of its id.

    register: empty where a record of any register may stand, as evidence of a task does.
    """

    register: str
    column: ClassVar[str] = "link"

    def check(self, value: Plain) -> Plain:
        """Refuse what cannot be the id of a record; the service checks that the record is there."""
        try:
            return str(Version.parse(value))
        except (TypeError, ValueError):
            raise Wrong(N_("Choose a record.")) from None


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkerNumber(Field):
    """A border marker: `LA:313`, `CN:165(1)`, `KH:728/1`, `KH:C/12` for a marking post. Numbers repeat across borders."""

    def check(self, value: Plain) -> Plain:
        """Refuse what is not the canonical text of a marker."""
        from borderpost.domain import markers

        try:
            return str(markers.Marker.from_text(value))
        except (TypeError, ValueError):
            raise Wrong(N_("Write the marker's number, such as 313, 165(1) or 728/1.")) from None


@dataclass(frozen=True, slots=True, kw_only=True)
class Position(Field):
    """A place: raw text, datum, canonical WGS-84 position or the reason why there is none. Never 0,0."""

    column: ClassVar[str] = "none"

    def check(self, value: Plain) -> Plain:
        """Refuse a mapping that is not the plain form of a place."""
        from borderpost.domain import places

        try:
            return places.Place.from_plain(value).to_plain()
        except (TypeError, ValueError):
            raise Wrong(N_("Write the position and its datum, or say why it is unknown.")) from None

    def typed(self, value: Plain) -> Any:
        """Return a Place."""
        from borderpost.domain import places

        return places.Place.from_plain(value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Packed(Field):
    """Bytes or a list only programs read (track points, a snapshot, a public key). No column, no editor."""

    column: ClassVar[str] = "none"

    def check(self, value: Plain) -> Plain:
        """Take it as it is."""
        return value


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows(Field):
    """An inline table: each row a mapping of the row dataclass' fields. One conflict unit.

    tabulated: rows also become a table of their own, so that statistics can count them.
    """

    row: type
    tabulated: bool = False
    maximum: int = 500
    column: ClassVar[str] = "none"

    def check(self, value: Plain) -> Plain:
        """Refuse anything but a list of mappings; each cell is checked by its own field, see `records.check_rows`."""
        if type(value) is not list or not all(isinstance(item, Mapping) for item in value):
            raise Wrong(N_("Fill the table row by row."))
        if len(value) > self.maximum:
            raise Wrong(N_("At most {maximum} rows fit here."), maximum=self.maximum)
        return [dict(item) for item in value]


class NamedField(NamedTuple):
    """A field with its name in the record."""

    name: str
    field: Field
