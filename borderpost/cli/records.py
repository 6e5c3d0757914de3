"""Commands on records: write, list, show, GPX tracks, the monthly report."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from borderpost.cli.answer import Answer
from borderpost.cli.opening import opened
from borderpost.domain import reading
from borderpost.domain.errors import EnvironmentFault, UserError
from borderpost.domain.fields import Plain
from borderpost.domain.files import write_atomic
from borderpost.domain.words import N_, _
from borderpost.registers import KINDS
from borderpost.services.checks import register_of


def record(options: argparse.Namespace) -> Answer:
    """Write one record or a list of them, all or none; returns their ids."""
    register_of(options.register)
    items = _items(options.file)
    with opened(options) as post:
        made = post.records.create_many([(options.register, item) for item in items])
        numbers = [post.records.load(found).number for found in made.records]
    ids = list(made.records)
    return Answer(
        {"ids": ids, "numbers": numbers}, tuple(f"{found}  {number}" for found, number in zip(ids, numbers, strict=True))
    )


def _items(path: Path) -> list[dict[str, Plain]]:
    try:
        found = json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise EnvironmentFault(N_("The file cannot be read. Put the stick in again and repeat.")) from error
    except ValueError:
        raise UserError(N_("The file is not JSON. Write one record, or a list of records.")) from None
    items = found if isinstance(found, list) else [found]
    if not items or not all(isinstance(item, dict) for item in items):
        raise UserError(N_("The file is not JSON. Write one record, or a list of records."))
    return items


def listing(options: argparse.Namespace) -> Answer:
    """List records, found by words or newest first."""
    from borderpost.services.views import Listing

    register = register_of(options.register)
    with opened(options) as post:
        wanted = Listing(text=options.search)
        keys = list(post.records.ids(options.register, wanted))
        rows = post.records.rows(options.register, keys[: options.limit])
        total = len(keys)
    columns = register.listed()
    records = [
        {"id": rows[key].id, "state": rows[key].state.code}
        | {name: value for (name, _field), value in zip(columns, rows[key].cells, strict=True)}
        for key in keys[: options.limit]
        if key in rows
    ]
    lines = [
        "  ".join(
            [rows[key].id]
            + [
                reading.show_column(field, value)
                for (_name, field), value in zip(columns, rows[key].cells, strict=True)
                if value is not None
            ]
        )
        for key in keys[: options.limit]
        if key in rows
    ]
    return Answer({"records": records, "total": total}, (*lines, str(total)))


def show(options: argparse.Namespace) -> Answer:
    """Show one record with its state; sealed identities stay sealed."""
    register_of(options.register)
    with opened(options) as post:
        view = post.records.load(options.id)
        if view.kind != options.register:
            raise UserError(N_("This record belongs to another register: {kind}."), kind=view.kind)
        history = post.records.history(options.id) if options.history else []
        shown = {
            name: reading.show(KINDS[view.kind].by_name[name], value, title=post.records.title)
            for name, value in view.values.items()
        }
    data: dict[str, Any] = {
        "id": view.id,
        "number": view.number,
        "state": asdict(view.state),
        "values": view.values,
        "hidden": sorted(view.hidden),
        "withdrawn": view.withdrawn,
        "conflicts": [item.field for item in view.conflicts],
    }
    lines = [f"{view.id}  {view.number}  {view.state.code}"]
    lines += [f"{_(KINDS[view.kind].by_name[name].label)}: {text}" for name, text in shown.items()]
    if options.history:
        data["history"] = [asdict(item) for item in history]
        lines += [
            f"{item.at:%d/%m/%Y %H:%M}  {item.actor_name}  {item.action}  {item.reason or ''}".rstrip() for item in history
        ]
    return Answer(data, tuple(lines))


def import_gpx(options: argparse.Namespace) -> Answer:
    """Take a track into a patrol, or only look at it."""
    with opened(options) as post:
        values = post.records.load(options.patrol).values
        seen = post.tracks.preview(options.file, values, options.datum)
        changed = () if options.preview else post.tracks.attach(options.patrol, options.file, options.datum).records
    data = asdict(seen) | {"records": list(changed)}
    aside = [f"  {words}: {count}" for words, count in seen.set_aside]
    counts = _("Points found: {found}, added: {added}.").format(found=seen.found, added=seen.added)
    return Answer(data, (counts, *aside, *seen.findings, *seen.hints))


def report(options: argparse.Namespace) -> Answer:
    """Write the monthly report as PDF."""
    import io

    with opened(options) as post:
        window = post.reports.window(options.month)
        out = io.BytesIO()
        post.reports.pdf(window, out, options.number)
        figures = post.reports.figures(window)
        write_atomic(options.out, out.getvalue(), mode=0o644)
        post.reports.note_output(window, "export")
    lines = {row.code: list(row.this) for row in figures.rows}
    data = {"window": window.name, "first": window.first, "last": window.last, "out": str(options.out), "figures": lines}
    return Answer(data, (f"{window.name}  {options.out}  {len(out.getvalue())} byte",))
