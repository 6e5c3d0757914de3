"""The papers of every register, made from its declaration: the printed register, the form for the pocket, one record.

Paper is Vietnamese whatever the screen speaks. A value of a sealed group is printed only of a record nobody protects and that
goes by no code name; every print of records stands in the journal before the file does.
"""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from borderpost.documents import pocket_form, record_sheet, register_sheet
from borderpost.documents.letter import Unit
from borderpost.documents.pocket_form import BLANK_ROWS, Blank, Block, Box, Codes, PocketForm
from borderpost.documents.record_sheet import Part, RecordSheet, Table
from borderpost.documents.register_sheet import Column, Stamp, TablePaper
from borderpost.domain import codes, dates, numbers, reading
from borderpost.domain.clock import local_date
from borderpost.domain.fields import (
    Choice,
    Choices,
    Count,
    Day,
    Field,
    Flag,
    Length,
    Link,
    MarkerNumber,
    Moment,
    NamedField,
    Packed,
    Plain,
    Position,
    Rows,
    Text,
)
from borderpost.domain.files import write_atomic
from borderpost.domain.progress import Progress, Stage
from borderpost.domain.records import Register, row_fields
from borderpost.domain.words import N_, _, speaking
from borderpost.registers import KINDS
from borderpost.services import outgoing
from borderpost.services.checks import register_of, version_of
from borderpost.services.outgoing import Leaving, Second
from borderpost.services.record_views import RecordViews
from borderpost.services.session import Session
from borderpost.services.settings import SettingsService
from borderpost.services.spreadsheet_rows import states
from borderpost.services.views import Listing, RecordView
from borderpost.storage import tables

SYSTEM = "Borderpost"
GAP = "……………"
PRINT = "print"
PAGE = 500
READ = 15
"""Per cent of the work on a book that is done when its records are read."""
MARK = " (*)"
SEALED = "(niêm phong, không in)"
NOTHING = "–"
HARD = "\u00a0"
"""A space that keeps a box, its number and its words on one line."""
FEW_CODES, MANY_CODES = 14, 40
"""Codes that stand in the cell of a pocket form; a longer list is printed at its end, one beyond the second is not printed."""
COLUMNS = 9
MANY_ROWS, WIDE = 7, 30
"""Blank rows of a table that is counted (people, legs); characters from which a cell takes the whole line of a form."""
FOREIGN = {"counterparts"}


class PaperService:
    """One per unlocked post."""

    def __init__(self, session: Session, records: RecordViews, settings: SettingsService) -> None:
        self._session, self._records, self._settings = session, records, settings

    # --- the printed register -----------------------------------------------------------------------------------------

    def leaving(self, kind: str, listing: Listing | None = None) -> Leaving:
        """Tell whether a second officer signs for this many records; everybody may print."""
        register_of(kind)
        return replace(outgoing.leaving(self._session, len(self._records.ids(kind, listing or Listing()))), allowed=True)

    def print_register(
        self,
        kind: str,
        path: Path,
        listing: Listing | None = None,
        progress: Progress | None = None,
        reason: str = "",
        second: Second | None = None,
    ) -> int:
        """Write a register, as it is narrowed, to a PDF; return how many records it holds.

        Above the number of records the post has set, `second` signs too. Raises UnknownRegister, SecondNeeded, NotSecond,
        WrongPassphrase, EnvironmentFault, Cancelled; a failure leaves no file.
        """
        register = register_of(kind)
        wanted = replace(listing or Listing(order=register.moment), descending=False)
        progress = progress or Progress()
        keys = self._records.ids(kind, wanted)
        agreement = outgoing.agreed(self._session, kind, PRINT, len(keys), reason.strip(), second)
        out = io.BytesIO()
        with speaking("vi"):
            paper = self._register_paper(register, wanted, keys, Stage(progress, 0, READ))
            register_sheet.build(paper, out, None, Stage(progress, READ, 100))
        self._note(kind, None, {"paper": "register", "rows": len(keys)} | agreement, reason)
        write_atomic(path, out.getvalue())
        return len(paper.rows)

    def _register_paper(self, register: Register, listing: Listing, keys: Sequence[int], progress: Progress) -> TablePaper:
        columns = _columns(register)
        rows: list[tuple[str, ...]] = []
        struck: set[int] = set()
        doubtful = 0
        with self._session.read() as connection:
            for start in range(0, len(keys), PAGE):
                progress.step(start, len(keys))
                page = list(keys[start : start + PAGE])
                for cells, conflicts, withdrawn in self._cells(connection, register, columns, page):
                    if withdrawn:
                        struck.add(len(rows))
                    doubtful += bool(conflicts)
                    rows.append(cells)
        left_out = 0
        if listing.state is None:
            left_out = self._records.count(register.kind, replace(listing, state="withdrawn"))
        notes = [f"Tổng số: {numbers.padded(len(rows))} bản ghi."]
        if left_out:
            notes.append(f"Không in {numbers.padded(left_out)} bản ghi đã rút.")
        if struck:
            notes.append(f"Bản ghi gạch ngang là bản ghi đã rút: {numbers.padded(len(struck))}.")
        if doubtful:
            notes.append(f"Dấu (*): có hai giá trị, chưa chọn ({numbers.padded(doubtful)} bản ghi).")
        if any(field.sealed for _name, field in columns):
            notes.append("Thông tin được niêm phong không in; người được bảo vệ ghi bằng bí danh, số hiệu.")
        unit, stamp, position, name = self._facts()
        lines = [_span(listing)]
        if listing.text or listing.filters or listing.mine or listing.state:
            lines.append(_narrowed(register, listing))
        return TablePaper(
            unit,
            f"SỔ {_(register.label)}".upper(),
            tuple(lines),
            tuple(Column(_head(field), "right" if isinstance(field, Count | Length) else "left") for _name, field in columns),
            rows,
            tuple(notes),
            ("Người giữ sổ", position),
            local_date(stamp.at),
            stamp,
            frozenset(struck),
            names=("", name),
        )

    def _cells(
        self, connection: sa.Connection, register: Register, columns: Sequence[NamedField], keys: Sequence[int]
    ) -> list[tuple[tuple[str, ...], int, int]]:
        """Return (cells, conflicts, withdrawn) of records in the order of their keys."""
        table = tables.table(register.kind)
        among = table.c.id.in_(sa.select(sa.func.json_each(json.dumps(list(keys))).table_valued("value").c.value))
        system = (table.c.id, table.c.conflicts, table.c.withdrawn)
        picked = [table.c[name] for name, _field in columns]
        found = {row[0]: row for row in connection.execute(sa.select(*system, *picked).where(among))}
        doubtful = [key for key in keys if found[key][1]]
        marked = {key: frozenset(state.conflicts) for key, (state, _entries) in states(connection, doubtful).items()}
        titles = {
            at: self._titles(connection, field.register, {row[at + 3] for row in found.values()} - {None})
            for at, (_name, field) in enumerate(columns)
            if isinstance(field, Link)
        }
        made = []
        for key in keys:
            row = found[key]
            named = dict(zip((name for name, _field in columns), row[3:], strict=True))
            cells = []
            for at, (name, field) in enumerate(columns):
                value = row[at + 3]
                if at in titles:
                    text = "" if value is None else titles[at].get(value, "")
                elif field.sealed and register.title and named.get(register.title):
                    text = ""
                else:
                    text = reading.show_column(field, value)
                cells.append(text + MARK if name in marked.get(key, ()) else text)
            made.append((tuple(cells), row[1], row[2]))
        return made

    def _titles(self, connection: sa.Connection, kind: str, keys: set[int], *, clear: bool = False) -> dict[int, str]:
        """Return what records go by on paper: their code name, else the name nobody protects, else their number."""
        table = tables.table(kind)
        register = KINDS[kind]
        order = [register.title, "name"] if not clear else ["name", register.title]
        names = list(dict.fromkeys(name for name in (*order, "number") if name and name in table.c))
        among = table.c.id.in_(sa.select(sa.func.json_each(json.dumps(sorted(keys))).table_valued("value").c.value))
        rows = connection.execute(sa.select(table.c.id, *(table.c[name] for name in names)).where(among))
        return {row[0]: next((str(part) for part in row[1:] if part), _(register.singular)) for row in rows}

    # --- one record ---------------------------------------------------------------------------------------------------

    def two_sided(self, record_id: str) -> bool:
        """Tell whether a record is an act of two sides, one of them foreign."""
        return foreign(self._records.load(record_id))

    def print_record(self, record_id: str, path: Path, *, bilingual: bool = False, reason: str = "") -> None:
        """Write one record to a PDF; `bilingual` is the paper for both sides. Raises RecordMissing, EnvironmentFault."""
        out = io.BytesIO()
        with speaking("vi"):
            view = self._records.load(record_id)
            sheet = self._two_sided(view) if bilingual else self._record_sheet(view)
            record_sheet.build(sheet, out)
        self._note(view.kind, record_id, {}, reason)
        write_atomic(path, out.getvalue())

    def _record_sheet(self, view: RecordView) -> RecordSheet:
        register = KINDS[view.kind]
        title = self._title_of(clear=False)
        parts = []
        for section in register.sections:
            inside = [named for named in register.fields if _in_form(named, section.key)]
            pairs = tuple((_(field.label), _value(view, name, field, title)) for name, field in inside if not _rows(field))
            inner = tuple(_table(_(field.label), field, view.values.get(name), title) for name, field in inside if _rows(field))
            parts.append(Part(_(section.label), pairs, inner))
        heads = ("Thời điểm", "Người ghi", "Máy", "Việc", "Lý do")
        acts = tuple(
            (
                dates.moment_text(item.at),
                item.actor_name,
                item.machine,
                _(ACTS.get(item.action, item.action)),
                item.reason or "",
            )
            for item in reversed(self._records.history(view.id))
        )
        notes = [_lists(register)]
        if view.conflicts:
            for each in view.conflicts:
                said = "; ".join(
                    f"{option.shown} ({option.actor_name}, {dates.moment_text(option.at)})" for option in each.options
                )
                notes.append(f"(*) {_(each.label)} có hai giá trị, chưa chọn: {said}")
        if view.withdrawn:
            notes.insert(0, f"BẢN GHI ĐÃ RÚT. Lý do: {view.withdrawn_reason}")
        unit, stamp, position, _name = self._facts()
        return RecordSheet(
            unit,
            f"PHIẾU {_(register.singular)}".upper(),
            (f"Số: {view.number or GAP}",),
            (*parts, Part("Quá trình ghi", (), (Table("Ai ghi, lúc nào", heads, acts),))),
            tuple(notes),
            ("Người lập phiếu", position),
            local_date(stamp.at),
            stamp,
        )

    def _two_sided(self, view: RecordView) -> RecordSheet:
        register = KINDS[view.kind]
        title = self._title_of(clear=True)
        parts = []
        for section in register.sections:
            inside = [named for named in register.fields if _in_form(named, section.key) and _for_both(named)]
            if not inside:
                continue
            pairs = tuple(
                (
                    _(field.label),
                    _value(view, name, field, title, empty=GAP),
                    *_english(lambda name=name, field=field: (_(field.label), _value(view, name, field, title, empty=GAP))),  # type: ignore[misc]
                )
                for name, field in inside
                if not _rows(field)
            )
            inner = []
            for name, field in inside:
                if isinstance(field, Rows):
                    ours = _table(_(field.label), field, view.values.get(name), title, both=True)
                    with speaking("en"):
                        theirs = _table(_(field.label), field, view.values.get(name), title, both=True)
                    inner.append(_joined(ours, theirs))
            parts.append(Part(f"{_(section.label)} / {_english(lambda key=section.label: (_(key),))[0]}", pairs, tuple(inner)))  # type: ignore[misc]
        unit, stamp, _position, _name = self._facts()
        english = _english(lambda: (_(register.singular),))[0]
        return RecordSheet(
            unit,
            f"BIÊN BẢN {_(register.singular).upper()}\nRECORD: {english.upper()}",
            (f"Số / No.: {view.values.get('paper_no') or view.values.get('minutes_no') or view.number or GAP}",),
            tuple(parts),
            (
                "Lập thành hai bản, mỗi bên giữ một bản. / Made in two copies, one for each side.",
                "Người được bảo vệ ghi bằng bí danh hoặc số hiệu. / Protected persons are named by code.",
            ),
            (
                "Đại diện phía Việt Nam\nFor the Vietnamese side",
                "Người phiên dịch\nInterpreter",
                "Đại diện phía bạn\nFor the other side",
            ),
            local_date(stamp.at),
            stamp,
            "(ký, ghi rõ họ tên)\n(signature, full name)",
        )

    def _title_of(self, *, clear: bool) -> Callable[[str], str]:
        def title(record_id: str) -> str:
            with self._session.read() as connection:
                key = self._session.database.known_key(connection, version_of(record_id))
                kind = None if key is None else self._records._kind_of(connection, key)  # noqa: SLF001 - the same layer
                found = {} if key is None or kind not in KINDS else self._titles(connection, str(kind), {key}, clear=clear)
            return found.get(key or 0, "") or record_id

        return title

    # --- the pocket form ----------------------------------------------------------------------------------------------

    def print_pocket_form(self, kind: str, path: Path) -> None:
        """Write a blank form of a register to a PDF. Raises UnknownRegister, EnvironmentFault."""
        register = register_of(kind)
        out = io.BytesIO()
        with speaking("vi"):
            unit, stamp, _position, _name = self._facts()
            day = local_date(stamp.at)
            blocks = tuple(
                Block(
                    _(section.label),
                    tuple(
                        _box(field, day) for name, field in register.fields if _in_form(NamedField(name, field), section.key)
                    ),
                )
                for section in register.sections
            )
            notes = [f"Dấu * phải ghi. Danh mục ngày {dates.date_text(day)}, {_versions(register)}: gõ lại số là đủ."]
            notes.append("Nhập vào máy khi về đồn, rồi hủy phiếu.")
            if register.sealed_groups:
                notes.append("Dấu (M) được niêm phong trong máy: giữ phiếu trên người, không để lại nơi khác.")
            form = PocketForm(
                unit,
                f"PHIẾU GHI TAY: {_(register.singular)}".upper(),
                ("Người ghi: ……………………………………   Ngày: ……/……/…………",),
                blocks,
                tuple(notes),
                stamp.at,
                stamp,
                _(register.help),
                _appendix(register, day),
            )
            pocket_form.build(form, out)
        write_atomic(path, out.getvalue())

    # --- inside -------------------------------------------------------------------------------------------------------

    def _facts(self) -> tuple[Unit, Stamp, str, str]:
        facts = self._settings.post()
        unit = Unit(facts.parent or GAP, facts.name or GAP, facts.place or GAP, facts.symbol or GAP)
        stamp = Stamp(SYSTEM, self._session.account.name, self._session.clock.now())
        name = f"{facts.signer_rank} {facts.signer_name}".strip()
        return unit, stamp, facts.signer_position or "Chỉ huy đơn vị", name

    def _note(self, kind: str, record_id: str | None, facts: Mapping[str, Plain], reason: str) -> None:
        with self._session.work() as work:
            work.note(kind, None if record_id is None else version_of(record_id), PRINT, facts, reason.strip() or None)


ACTS = {
    "create": N_("Written"),
    "amend": N_("Changed"),
    "withdraw": N_("Withdrawn"),
    "resolve": N_("Value chosen"),
    "protect": N_("Protected"),
    "print": N_("Printed"),
    "look": N_("Identity looked at"),
    "compare": N_("Compared with sealed identities"),
    "export": N_("Exported"),
}
"""What was done to a record, in words."""


def foreign(view: RecordView) -> bool:
    """Tell whether the other side of a record is foreign: a counterpart it must name, or a neighbour's force it went to."""
    for name, field in KINDS[view.kind].fields:
        if isinstance(field, Link) and field.required and field.register in FOREIGN:
            return True
        if isinstance(field, Choice) and field.codes == "receiver_kind" and view.values.get(name) == "neighbour":
            return True
    return False


def _columns(register: Register) -> list[NamedField]:
    """Return the columns of the printed register: those of the list, then what every record must have, up to nine."""
    listed = sorted(register.listed(), key=lambda named: named.field.listed)
    known = {named.name for named in listed}
    more = [
        named
        for named in register.fields
        if named.field.required and named.name not in known and named.field.column != "none" and not named.field.sealed
    ]
    return [*listed, *more][:COLUMNS]


def _head(field: Field) -> str:
    label = _(field.label)
    return f"{label} (km)" if isinstance(field, Length) and "km" not in label.casefold() else label


def _span(listing: Listing) -> str:
    if listing.window is None:
        return "Toàn bộ bản ghi"
    return f"Từ ngày {dates.date_text(listing.window.first)} đến ngày {dates.date_text(listing.window.last)}"


def _narrowed(register: Register, listing: Listing) -> str:
    said = [
        f"{_(register.by_name[name].label)}: {reading.show_column(register.by_name[name], value)}"
        for name, value in listing.filters.items()
        if name in register.by_name
    ]
    said += [f"tìm “{listing.text}”"] if listing.text else []
    said += ["do người in ghi"] if listing.mine else []
    said += [STATES.get(listing.state, listing.state)] if listing.state else []
    return f"Lọc: {'; '.join(said)}"


STATES = {"not_sent": "chưa gửi", "rejected": "bị trả lại", "two_values": "có hai giá trị", "withdrawn": "đã rút"}


def _rows(field: Field) -> bool:
    return isinstance(field, Rows)


def _in_form(named: NamedField, section: str) -> bool:
    unasked = named.field.automatic or named.field.former or isinstance(named.field, Packed)
    return named.field.section == section and not unasked


def _for_both(named: NamedField) -> bool:
    """Tell whether the other side may read a field: only what its declaration shares, and no record but who it is about."""
    shared = named.field.shared and not named.field.sealed
    return shared and (not isinstance(named.field, Link) or named.field.register in ("persons", *FOREIGN))


def _english(words: Callable[[], tuple[str, ...]]) -> tuple[str, ...]:
    with speaking("en"):
        return words()


def _value(view: RecordView, name: str, field: Field, title: Callable[[str], str], empty: str = NOTHING) -> str:
    named = KINDS[view.kind].title
    if field.sealed and (name in view.hidden or view.protected or (named and view.values.get(named))):
        return SEALED
    text = reading.show(field, view.values.get(name), title=title) or empty
    if isinstance(field, Length) and text != empty:
        text += " km"
    return text + MARK if any(each.field == name for each in view.conflicts) else text


def _table(label: str, field: Field, value: Plain, title: Callable[[str], str], *, both: bool = False) -> Table:
    inside = [named for named in row_fields(field.row) if not both or _for_both(named)] if isinstance(field, Rows) else []
    rows = tuple(tuple(reading.show(cell, row.get(name), title=title) for name, cell in inside) for row in value or ())
    return Table(label, tuple(_head(cell) for _name, cell in inside), rows)


def _joined(ours: Table, theirs: Table) -> Table:
    """Return one table in both languages, what is the same in both once."""

    def both(one: str, other: str) -> str:
        return one if one == other else f"{one} / {other}"

    rows = tuple(tuple(map(both, a, b)) for a, b in zip(ours.rows, theirs.rows, strict=True))
    return Table(both(ours.title, theirs.title), tuple(map(both, ours.heads, theirs.heads)), rows)


def _coded(register: Register) -> dict[str, Field]:
    """Return the code lists a register is written with, each with the first field that uses it."""
    found: dict[str, Field] = {}
    for _name, field in register.fields:
        inside = [cell for _cell, cell in row_fields(field.row)] if isinstance(field, Rows) else [field]
        for each in inside:
            if isinstance(each, Choice | Choices) and not each.automatic:
                found.setdefault(each.codes, each)
    return found


def _versions(register: Register) -> str:
    """Say which version of every code list is meant, in the words of the form."""
    by_version: dict[int, list[str]] = {}
    for name, field in _coded(register).items():
        by_version.setdefault(codes.codes(name).version, []).append(_(field.label))
    if len(by_version) == 1:
        return f"mọi danh mục bản {next(iter(by_version))}"
    return "; ".join(f"bản {version}: {', '.join(labels)}" for version, labels in by_version.items()) or "không dùng danh mục"


def _lists(register: Register) -> str:
    """Say by which versions of the code lists and of the declaration a record is read."""
    return f"Danh mục: {_versions(register)}. Bản khai báo của sổ: {register.schema}."


def _offered(name: str, day: Any) -> list[tuple[str, str]]:
    """Return number and words of what may be chosen on a day."""
    return [(str(item.number), item.label()) for item in codes.codes(name).offered(day)]


def _printed_at_end(count: int) -> bool:
    return FEW_CODES < count <= MANY_CODES


def _appendix(register: Register, day: Any) -> tuple[Codes, ...]:
    """Return the lists that are too long for their cells; countries and peoples are written in words instead."""
    found = ((field, codes.codes(name).version, _offered(name, day)) for name, field in _coded(register).items())
    return tuple(
        Codes(f"{_(field.label)} (bản {version})", tuple(offered))
        for field, version, offered in found
        if _printed_at_end(len(offered))
    )


def _beyond_the_cell(count: int) -> str:
    if _printed_at_end(count):
        return "Số: ……… (danh mục kèm theo)"
    return f"(ghi bằng chữ; {count} giá trị, không in danh mục)"


def _numbered(number: str, words: str) -> str:
    return words.replace(" ", HARD, 1) if words.startswith(f"{number}. ") else f"{number}{HARD}{words}"


def _ticked(name: str, day: Any) -> str:
    offered = _offered(name, day)
    if len(offered) > FEW_CODES:
        return _beyond_the_cell(len(offered))
    return f"{HARD}{HARD} ".join(f"□{HARD}{_numbered(*each)}" for each in offered)


def _in_column(cell: Choice | Choices, day: Any) -> str:
    """Return what may be written into a column of an inner table: a number, which needs less room than words."""
    offered = _offered(cell.codes, day)
    if len(offered) > FEW_CODES:
        return f"{_(cell.label)}: {_beyond_the_cell(len(offered))}"
    return f"{_(cell.label)} (ghi số): " + " · ".join(_numbered(*each) for each in offered)


_SHAPES: dict[type[Field], str] = {
    Moment: "……:…… ngày ……/……/…………",
    Day: "……/……/…………",
    Length: "……………… , ……… km",
    Flag: f"□{HARD}Có{HARD}{HARD} □{HARD}Không",
    Position: f"Tọa độ: ……………………{HARD}{HARD} □{HARD}WGS-84{HARD}{HARD} □{HARD}VN-2000",
    MarkerNumber: "Tuyến (TQ, Lào, CPC): ………  Số hiệu: ………………",
}


_SHARES: dict[type[Field], float] = {Choice: 1.0, Count: 1.0, Flag: 1.0, Length: 1.2, Moment: 1.5, Day: 1.5, MarkerNumber: 1.5}
"""How wide a column of an inner table is; everything else is written in words."""


def _hint(field: Field, day: Any) -> str:
    if isinstance(field, Choice | Choices):
        return _ticked(field.codes, day)
    if isinstance(field, Link):
        return f"(số trong sổ {_(KINDS[field.register].label)})" if field.register else "(số của bản ghi)"
    return _SHAPES.get(type(field), "")


def _box(field: Field, day: Any) -> Box | Blank:
    label = _(field.label) + (" *" if field.required else "") + (" (M)" if field.sealed else "")
    if isinstance(field, Rows):
        cells = [cell for _name, cell in row_fields(field.row)]
        notes = tuple(_in_column(cell, day) for cell in cells if isinstance(cell, Choice | Choices))
        heads = tuple((_head(cell) + (" *" if cell.required else ""), _SHARES.get(type(cell), 2.0)) for cell in cells)
        return Blank(label, heads, notes, MANY_ROWS if field.tabulated else BLANK_ROWS)
    if isinstance(field, Text):
        return Box(label, "", field.lines, field.width >= WIDE)
    return Box(label, _hint(field, day))
