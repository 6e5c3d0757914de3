"""Which register has parts of its own in form and detail; all others are made from their declaration alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from PySide6.QtWidgets import QWidget

from borderpost.domain import reading
from borderpost.domain.fields import Link, Plain, Rows
from borderpost.domain.records import row_fields
from borderpost.domain.words import _, ngettext
from borderpost.registers import KINDS
from ui.forms.body import FormShape
from ui.lists.detail import Companion
from ui.registers.desk import Desk
from ui.registers.doubles import PersonShape
from ui.registers.identity import IdentityCompanion
from ui.registers.patrols import FORCES, PatrolShape
from ui.registers.people import PeopleShape
from ui.registers.plans import PlanShape, offer_numbers, plan_goals
from ui.registers.sanctions import LawCompanion, SanctionShape

Summary = Callable[[Mapping[str, Plain]], list[tuple[str, str]]]


def shape_of(kind: str, desk: Desk) -> FormShape:
    """Return the parts of a register's own form."""
    if kind == "patrols":
        importing = desk.import_track
        offer = None if desk.plans is None else partial(offer_numbers, desk)
        return PatrolShape(None if importing is None else lambda body: importing(body, body.record_id), offer)
    if kind == "plans" and desk.plans is not None:
        return PlanShape(desk)
    if kind == "sanctions" and desk.law is not None:
        return SanctionShape(desk)
    if kind == "persons" and desk.persons is not None:
        return PersonShape(desk)
    return PeopleShape(desk) if _names_people(kind) else FormShape()


def _names_people(kind: str) -> bool:
    """Whether a register has a table whose rows link persons."""
    rows = [named.field.row for named in KINDS[kind].fields if isinstance(named.field, Rows)]
    return any(isinstance(item.field, Link) and item.field.register == "persons" for row in rows for item in row_fields(row))


def summary_of(kind: str) -> Summary | None:
    """Return the facts a detail pane shows instead of every field, or None."""
    return patrol_summary if kind == "patrols" else None


def companion_of(kind: str, desk: Desk) -> Companion | None:
    """Return a register's own part of the detail pane, or None: what it seals, what the law says of it."""
    if kind == "sanctions" and desk.law is not None:
        return LawCompanion(desk)
    return IdentityCompanion(desk, KINDS[kind]) if KINDS[kind].sealed_groups and desk.identities is not None else None


def more_of(kind: str, desk: Desk) -> Callable[[Any], QWidget] | None:
    """Return what a detail pane shows below the facts, or None."""
    return partial(plan_goals, desk) if kind == "plans" and desk.plans is not None else None


def patrol_summary(values: Mapping[str, Plain]) -> list[tuple[str, str]]:
    """Return who, with whom, where, how far, with what, and what came of it."""
    by_name = KINDS["patrols"].by_name
    show = partial(_shown, values)
    forces = [
        f"{reading.number_text(values[name])} {_(by_name[name].label)}" for name in FORCES if isinstance(values.get(name), int)
    ]
    markers = [visit for visit in values.get("markers") or () if visit.get("marker")]
    numbers = ", ".join(reading.show(KINDS["patrols"].by_name["marker_from"], visit["marker"]) for visit in markers)
    derived = KINDS["patrols"].derive(values)
    damaged = derived["markers_damaged"] or 0
    metres = derived["distance"]
    leader = " ".join(part for part in (show("leader_rank"), show("leader")) if part)
    facts = [
        (_(by_name["kind"].label), show("kind")),
        (_(by_name["mode"].label), show("mode")),
        (_(by_name["leader"].label), leader),
        (_("Forces"), ", ".join(forces)),
        (_(by_name["section"].label), show("section")),
        (_(by_name["markers"].label), numbers),
        (_("Distance"), "" if metres is None else f"{reading.number_text(metres, 3)} km"),
        (_(by_name["vehicles"].label), show("vehicles")),
        (_(by_name["incidents"].label), show("incidents")),
    ]
    words = ngettext("{n} marker damaged or moved", "{n} markers damaged or moved", damaged).format(n=damaged)
    result = [words, show("result")] if damaged else [show("result")]
    facts.append((_(by_name["result"].label), "; ".join(part for part in result if part)))
    return [(name, f"{text[:160]}…" if len(text) > 160 else text) for name, text in facts]


def _shown(values: Mapping[str, Plain], name: str) -> str:
    return reading.show(KINDS["patrols"].by_name[name], values.get(name))
