"""Every name in the table of next acts stands in its register, and a value only goes where one of its kind may go."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

import pytest

from borderpost.domain.codes import codes
from borderpost.domain.fields import Choice, Choices, Field, Link, Rows
from borderpost.domain.records import row_fields
from borderpost.registers import KINDS
from borderpost.registers.next_acts import (
    ACTS,
    Beside,
    BirthYear,
    ChecklistOfAge,
    Fact,
    Fixed,
    From,
    Itself,
    Newest,
    NextAct,
    Own,
    Row,
    RowLink,
    Who,
    acts_after,
)

NAMES = [f"{act.source}-{act.target}" for act in ACTS]


def row_of(kind: str) -> dict[str, Field]:
    people = KINDS[kind].by_name["people"]
    assert isinstance(people, Rows)
    return dict(row_fields(people.row))


def targets(act: NextAct) -> Iterator[tuple[Field, From]]:
    """Yield (field written, source) for everything an act carries."""
    for name, sources in act.fields.items():
        yield from ((KINDS[act.target].by_name[name], source) for source in sources)
    for name, sources in act.rows.items():
        yield from ((row_of(act.target)[name], source) for source in sources)


def origin(act: NextAct, source: From) -> Field | str | None:
    """Return the field a value comes from, or the register a link leads to; None for a plain text."""
    match source:
        case Own(name):
            return KINDS[act.source].by_name[name]
        case Row(column):
            return row_of(act.source)[column]
        case Fact(name):
            return KINDS["persons"].by_name[name]
        case Newest(kind, name) | Beside(kind, name):
            return KINDS[kind].by_name[name] if name else kind
        case Itself():
            return act.source
    return "persons" if source == Who() else None


@pytest.mark.parametrize("act", ACTS, ids=NAMES)
def test_each_value_goes_where_one_of_its_kind_may_go(act: NextAct) -> None:
    for field, source in targets(act):
        found = origin(act, source)
        if isinstance(found, str):
            assert isinstance(field, Link)
            assert field.register == found
        elif found is not None:
            assert type(found) is type(field), (field, source)
            assert getattr(found, "codes", "") == getattr(field, "codes", "")
            assert getattr(found, "register", "") == getattr(field, "register", "")
            assert found.sealed is None, "an identity never flows"
        elif isinstance(source, Fixed):
            wanted = source.value if isinstance(source.value, tuple) else (source.value,)
            assert set(wanted) <= {code.code for code in codes(cast("Choice | Choices", field).codes)}
            assert isinstance(field, Choices if isinstance(source.value, tuple) else Choice)
        elif isinstance(source, BirthYear | ChecklistOfAge):
            assert field is KINDS[act.target].by_name["birth_year" if isinstance(source, BirthYear) else "checklist"]


@pytest.mark.parametrize("act", ACTS, ids=NAMES)
def test_what_is_kept_spared_and_written_back_exists(act: NextAct) -> None:
    by_name = KINDS[act.target].by_name
    assert set(act.keep) <= set(by_name)
    assert not act.spare or act.spare in KINDS
    for back in act.back:
        match back.of:
            case Itself():
                earlier = KINDS[act.source]
            case Newest(kind):
                earlier = KINDS[kind]
            case RowLink(column):
                link = row_of(act.target)[column]
                assert isinstance(link, Link)
                earlier = KINDS[link.register]
        for name, taken in back.fields.items():
            field = earlier.by_name[name]
            if taken:
                assert type(by_name[taken]) is type(field)
            else:
                assert isinstance(field, Link)
                assert field.register == act.target


def test_a_letter_starts_one_act_of_a_register() -> None:
    for kind in KINDS:
        letters = [act.key for act in acts_after(kind)]
        assert len(set(letters)) == len(letters)


def test_the_moment_of_an_act_is_typed_unless_both_are_one_act() -> None:
    """The paper of a hand-over is signed when it happens: a repatriation, its record and its reception share the moment."""
    shared = {("repatriations", "receptions"), ("repatriations", "handovers")}
    for act in ACTS:
        moment = KINDS[act.target].moment
        same = (act.source, act.target) in shared or act.target in {"victim_cases", "custodies"}
        assert (moment not in act.fields) or same, act
