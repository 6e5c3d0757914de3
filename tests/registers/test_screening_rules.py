"""Screening: the checklist suggests by the weight of different signs, one alone decides nothing, and people keep their view."""

from __future__ import annotations

import pytest

from borderpost.domain.fields import Plain
from borderpost.registers.screenings import SCREENINGS


def derived(checklist: str, *signs: str) -> dict[str, Plain]:
    return SCREENINGS.derive({"checklist": checklist, "signs": [{"indicator": sign} for sign in signs]})


@pytest.mark.parametrize(
    ("checklist", "signs", "weight", "suggested"),
    [
        ("adult_2026_1", (), 0, "no_indication"),
        ("adult_2026_1", ("fear",), 1, "more_information"),
        ("adult_2026_1", ("sold",), 3, "more_information"),
        ("adult_2026_1", ("sold", "sold"), 3, "more_information"),
        ("adult_2026_1", ("deceived", "brokered"), 4, "more_information"),
        ("adult_2026_1", ("sold", "debt"), 5, "identify"),
        ("child_2026_1", ("child_alone", "brokered"), 4, "identify"),
        ("child_2026_1", ("child_alone", "fear"), 3, "more_information"),
        ("of_a_newer_program", ("sold", "debt"), 5, None),
        ("adult_2026_1", ("sold", "of_a_newer_program"), None, None),
    ],
)
def test_the_checklist_suggests(checklist: str, signs: tuple[str, ...], weight: int | None, suggested: str | None) -> None:
    assert derived(checklist, *signs) == {"weight": weight, "suggested": suggested}


def test_another_view_is_pointed_out_and_kept() -> None:
    values = {
        "person": "0123456789abcdef:1",
        "held": "2026-03-15T04:20:00+07:00",
        "checklist": "adult_2026_1",
        "officer": "Lò Thị Hạnh",
        "apart": False,
        "signs": [{"indicator": "sold"}, {"indicator": "debt"}],
        "recommendation": "no_indication",
        "why": "Đi cùng gia đình, giấy tờ đầy đủ",
    }
    clean, problems = SCREENINGS.check(values)
    assert {problem.field for problem in problems} == {"recommendation", "apart"}
    assert not any(problem.blocking for problem in problems)
    assert clean["recommendation"] == "no_indication"
