"""The worked values of DOMAIN.md sections 3, 4 and 13: tips, custody, sanctions."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from borderpost.deadlines.counting import Calendar, add_months, calendar, end_of
from borderpost.deadlines.rules import Deadline, deadlines, read_rule, rules
from borderpost.domain.clock import VIETNAM
from borderpost.domain.words import language, set_language
from borderpost.registers import KINDS

OURS = {"received": "2026-02-10T09:15:00+07:00", "channel": "in_person", "competence": "ours"}


def found(kind: str, **values: object) -> dict[str, Deadline]:
    return {deadline.rule.id: deadline for deadline in deadlines(kind, KINDS[kind].whole(values))}


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=VIETNAM)


def test_a_tip_received_on_10_february_2026() -> None:
    simple = found("tips", **OURS)
    assert list(simple) == ["T1", "T2", "T4", "T5"]
    assert simple["T1"].at is None
    assert simple["T2"].at == at("2026-02-11T09:15")
    assert simple["T4"].at == end_of(date(2026, 2, 13))
    assert simple["T5"].at == end_of(date(2026, 3, 2))
    tangled = found("tips", **OURS, complex=True)
    assert tangled["T6"].at == end_of(date(2026, 4, 10))
    assert "T5" not in tangled
    assert tangled["T7.request"].at == end_of(date(2026, 4, 5))
    assert tangled["T7.request"].earlier == date(2026, 4, 3)
    longer = found("tips", **OURS, complex=True, extended="2026-04-08T08:00:00+07:00")
    assert longer["T7"].at == end_of(date(2026, 6, 10))
    assert not {"T6", "T7.request"} & set(longer)


def granted(**changes: object) -> dict[str, object]:
    return {"answer": "granted", "approver": "VKS khu vực 3", "paper": "12/QĐ-VKS"} | changes


def test_an_extension_is_counted_from_its_event() -> None:
    asked = {"asked": "2026-04-01T08:00:00+07:00"}
    waiting = found("tips", **OURS, complex=True, extension_events=[asked])
    assert waiting["T6"].at == end_of(date(2026, 4, 10))
    assert waiting["T7.request"].done == at("2026-04-01T08:00")
    refused = found("tips", **OURS, complex=True, extension_events=[asked | {"answer": "refused"}])
    assert "T7" not in refused
    paper = granted(**asked, answered="2026-04-08T08:00:00+07:00", until="2026-05-10T23:59:00+07:00")
    longer = found("tips", **OURS, complex=True, extension_events=[paper])
    assert longer["T7"].at == end_of(date(2026, 6, 10))
    assert longer["T7.until"].at == at("2026-05-10T23:59")
    assert not {"T6", "T7.request"} & set(longer)


def test_two_months_from_the_last_of_december_end_on_a_saturday_and_move_to_monday() -> None:
    period = found("tips", received="2025-12-31T10:00:00+07:00", competence="ours", complex=True)["T6"]
    assert period.stated == date(2026, 2, 28)
    assert period.at == end_of(date(2026, 3, 2))


def test_a_tip_of_august_prosecuted_in_december_used_its_whole_time_and_was_moved_late() -> None:
    values = {
        "received": "2025-08-05T08:00:00+07:00",
        "competence": "ours",
        "complex": True,
        "extended": "2025-10-01T09:00:00+07:00",
        "decided": "2025-12-05T16:00:00+07:00",
        "decision": "prosecuted",
    }
    periods = found("tips", **values)
    assert periods["T7"].at == end_of(date(2025, 12, 5))
    assert not periods["T7"].missed(at("2026-01-01T00:00"))
    assert periods["T10"].at == at("2025-12-06T16:00")
    assert periods["T10"].missed(at("2025-12-28T08:00"))
    assert periods["T11"].at is None
    assert periods["T11"].left(at("2025-12-28T08:00")) is None


def test_a_tip_of_others_is_transferred_at_once_and_has_no_other_clock() -> None:
    periods = found("tips", received="2026-02-10T09:15:00+07:00", competence="not_ours", classified="2026-02-10T10:00:00+07:00")
    assert list(periods) == ["T2", "T3"]
    assert periods["T2"].done == at("2026-02-10T10:00")


def test_the_organiser_held_at_the_marker_warns_at_the_earlier_of_two_ends() -> None:
    values = {"measure": "emergency", "held": "2026-03-15T00:40:00+07:00", "arrived": "2026-03-15T03:10:00+07:00"}
    first = found("custodies", **values)
    assert first["C1"].at == at("2026-03-15T12:40")
    assert first["C1"].later == (at("2026-03-15T15:10"),)
    decided = found("custodies", **values, decided="2026-03-15T12:00:00+07:00")
    assert decided["C2"].at == at("2026-03-16T00:00")
    assert decided["C3"].at == at("2026-03-18T03:10")
    assert found("custodies", **values, extensions=2)["C3.2"].at == at("2026-03-24T03:10")
    asked = {"asked": "2026-03-17T20:00:00+07:00"}
    assert found("custodies", **values, extension_events=[asked])["C5"].at == at("2026-03-18T08:00")
    once = granted(**asked, answered="2026-03-18T02:00:00+07:00", until="2026-03-20T03:10:00+07:00")
    first = found("custodies", **values, extension_events=[once])
    assert first["C3.1"].at == at("2026-03-21T03:10")
    assert first["C3.until"].at == at("2026-03-20T03:10")
    assert not first["C5"].missed(at("2026-03-30T00:00"))
    assert found("custodies", **values, extension_events=[once, granted()])["C3.2"].at == at("2026-03-24T03:10")
    refused = found("custodies", **values, extension_events=[asked | {"answer": "refused"}])
    assert {"C3", "C1"} <= set(refused)
    assert not {"C3.1", "C3.2"} & set(refused)
    assert found("custodies", measure="administrative", arrived=values["arrived"], extensions=1)["C4.1"].rule.unsure


@pytest.mark.parametrize(
    ("complexity", "last"),
    [
        ("simple", date(2026, 3, 24)),
        ("sent_up", date(2026, 3, 27)),
        ("explained", date(2026, 4, 15)),
        ("very_complex", date(2026, 5, 15)),
    ],
)
def test_a_sanction_recorded_on_sunday_15_march_2026(complexity: str, last: date) -> None:
    (period,) = found("sanctions", recorded="2026-03-15T05:00:00+07:00", complexity=complexity).values()
    assert period.at == end_of(last)
    assert period.sure


def test_suspension_and_resumption_have_their_own_clocks() -> None:
    periods = found("tips", suspended="2026-03-02T09:00:00+07:00", resumed="2026-04-30", resumption_sent="2026-05-03")
    assert periods["T8"].at == at("2026-03-03T09:00")
    assert periods["T9"].stated == date(2026, 5, 30)
    assert periods["T9"].at == end_of(date(2026, 6, 1))
    assert periods["T9.sent"].at == end_of(date(2026, 5, 4))
    assert periods["T9.sent"].stated == date(2026, 5, 3)


def test_a_request_due_on_a_working_day_names_no_earlier_one() -> None:
    period = found("tips", received="2026-02-12T09:15:00+07:00", competence="ours", complex=True)["T7.request"]
    assert period.at == end_of(date(2026, 4, 7))
    assert period.earlier is None


def test_tet_moves_the_end_and_a_year_without_data_says_so() -> None:
    assert found("tips", received="2026-02-13T08:00:00+07:00", competence="ours")["T4"].at == end_of(date(2026, 2, 23))
    far = found("tips", received="2031-01-02T08:00:00+07:00", competence="ours")["T4"]
    assert not far.sure
    assert not found("sanctions", recorded="2031-01-02", complexity="simple")["X1"].sure


def test_the_rule_in_force_on_the_day_of_the_act_counts() -> None:
    raw = {
        "id": "A",
        "register": "tips",
        "start": ["received"],
        "done": "decided",
        "basis": {"vi": "cũ", "en": "old"},
        "vi": "Cũ",
        "en": "Old",
    }
    old = read_rule({**raw, "limit": {"unit": "days", "count": 5}, "valid_to": "2026-02-10"})
    new = read_rule({**raw, "limit": {"unit": "days", "count": 9}, "valid_from": "2026-02-11", "id": "B", "en": "New"})

    def which(received: str) -> list[str]:
        return [item.rule.id for item in deadlines("tips", {"received": received}, given=(old, new))]

    assert which("2026-02-10T23:59:00+07:00") == ["A"]
    assert which("2026-02-10T17:00:00+00:00") == ["B"]
    before = language()
    try:
        set_language("vi")
        assert (old.label(), old.ground()) == ("Cũ", "cũ")
        set_language("en")
        assert new.label() == "New"
    finally:
        set_language(before)


@pytest.mark.parametrize("limit", [{"unit": "weeks", "count": 1}, {"unit": "days"}, {"unit": "at_once", "count": 1}])
def test_a_rule_that_contradicts_itself_is_refused(limit: dict[str, object]) -> None:
    raw = {"id": "A", "register": "tips", "start": [], "done": "d", "basis": {}, "vi": "v", "en": "e", "limit": limit}
    with pytest.raises(ValueError, match="A"):
        read_rule(raw)


def test_what_is_no_moment_begins_nothing_and_truth_is_no_number() -> None:
    assert list(deadlines("tips", {"received": "hôm qua", "competence": "ours"})) == []
    assert list(deadlines("tips", {"received": 5})) == []
    held = {"measure": "emergency", "arrived": "2026-03-15T03:10:00+07:00"}
    assert "C3.1" not in {item.rule.id for item in deadlines("custodies", held | {"extensions_granted": True})}


def test_every_rule_has_a_name_of_its_own_and_words_in_both_languages() -> None:
    names = [rule.id for rule in rules()]
    assert len(names) == len(set(names))
    assert all(rule.vi and rule.en and set(rule.basis) == {"vi", "en"} for rule in rules())
    assert {f"T{number}" for number in range(1, 12)} <= set(names)


@given(some.dates(date(2024, 1, 1), date(2031, 12, 31)), some.integers(0, 40))
def test_working_days_agree_with_counting_them_one_by_one(start: date, count: int) -> None:
    known = calendar()
    last = known.add_working(start, count)
    between = [start + timedelta(days=step) for step in range(1, (last - start).days + 1)]
    assert sum(known.works(day) for day in between) == count


@given(some.dates(date(2020, 1, 1), date(2040, 12, 31)), some.integers(0, 60))
def test_a_month_later_keeps_the_day_or_takes_the_last(start: date, months: int) -> None:
    end = add_months(start, months)
    assert (end.year * 12 + end.month) - (start.year * 12 + start.month) == months
    assert end.day == start.day or (end.day < start.day and (end + timedelta(days=1)).day == 1)


def test_a_calendar_without_data_knows_the_week() -> None:
    bare = Calendar({})
    assert bare.works(date(2026, 2, 17))
    assert not bare.works(date(2026, 2, 21))
    assert not bare.knows(date(2026, 2, 17))
