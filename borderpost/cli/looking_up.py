"""Looking up a province or commune as of a day. Needs no post and no passphrase: the names are public law."""

from __future__ import annotations

import argparse
from datetime import date, datetime
from typing import Any

from borderpost.cli.answer import Answer, Refusal
from borderpost.domain import dates, naming
from borderpost.domain.clock import VIETNAM, local_date
from borderpost.domain.dates import Unreadable, date_text
from borderpost.domain.organisation import AdminUnit
from borderpost.domain.words import _


def places(options: argparse.Namespace) -> Answer:
    """Return what a text names on a day, best first, each with what took its place."""
    today = local_date(datetime.now(VIETNAM))
    try:
        on = dates.parse_date(options.on, today) if options.on else today
    except Unreadable as problem:
        raise Refusal(problem.message.text, **problem.message.values) from None
    found = naming.look_up(options.text, on, limit=options.limit)
    data = {"on": on.isoformat(), "places": [_plain(item) for item in found]}
    complaints = () if found else (_("Nothing of this name is known on {day}.").format(day=date_text(on)),)
    return Answer(data, tuple(_line(item) for item in found), complaints)


def _plain(item: naming.Found) -> dict[str, Any]:
    return {
        "name": item.full,
        **_unit(item.unit),
        "successor": None if item.after is None else {"name": item.after_full, **_unit(item.after)},
    }


def _unit(unit: AdminUnit) -> dict[str, Any]:
    return {
        "code": unit.code,
        "kind": unit.kind,
        "province": unit.province or unit.code,
        "valid_from": _iso(unit.valid_from),
        "valid_to": _iso(unit.valid_to),
    }


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _line(item: naming.Found) -> str:
    days = f"{_iso(item.unit.valid_from) or '…'} – {_iso(item.unit.valid_to) or '…'}"
    after = "" if item.after is None else f"  → {item.after_full} ({item.after.code})"
    return f"{item.unit.code:<6} {item.full}  {days}{after}"
