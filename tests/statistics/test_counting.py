"""What is counted: against counts a person would make by hand, and against an independent fold in Python."""

from __future__ import annotations

import random
from collections.abc import Iterable
from typing import Any

import pytest

from borderpost.bootstrap import Post
from borderpost.domain import codes
from borderpost.domain.errors import Cancelled
from borderpost.domain.progress import Progress
from borderpost.statistics import compiler, figures, form, windows
from borderpost.statistics.form import Form
from tests.posts import case, handover, patrol
from tests.statistics.counting import detection, numbers, person, row

MARCH = windows.by_name("2026-03")


def test_a_patrol_counts_once_in_each_unit(post: Post) -> None:
    post.records.create("patrols", patrol())
    post.records.create("patrols", patrol(kind="joint", markers=[{"marker": "LA:512", "state": "intact"}]))
    found = post.reports.figures(MARCH)
    assert numbers(found, "P1") == (2, 10, 24_680, 2)
    assert numbers(found, "P1.kind.joint") == (1, 5, 12_340, 1)
    assert numbers(found, "P1.border.la") == (2, 10, 24_680, 2)
    assert numbers(found, "P1.border.cn") == (0, 0, 0, 0)


def test_a_patrol_without_a_distance_is_left_out_and_said(post: Post) -> None:
    post.records.create("patrols", patrol())
    post.records.create("patrols", patrol(legs=[]))
    found = row(post.reports.figures(MARCH), "P1")
    assert found.this[:3] == (2, 10, 12_340)
    assert found.missing == 1
    assert len(post.reports.leads(MARCH, "P1", 0)) == 2
    assert [hit.number for hit in post.reports.leads(MARCH, "P1", 2)] == ["TT-26-0001"]


@pytest.mark.parametrize(
    ("found", "counted"),
    [
        ("2026-02-14T23:59:59+07:00", 0),
        ("2026-02-15T00:00:00+07:00", 1),
        ("2026-03-14T23:59:59+07:00", 1),
        ("2026-03-15T00:00:00+07:00", 0),
    ],
)
def test_the_window_runs_from_the_15th_to_the_14th(post: Post, found: str, counted: int) -> None:
    detection(post, [], found=found)
    assert numbers(post.reports.figures(MARCH), "D1") == (counted, 0)


def test_a_withdrawn_record_counts_nowhere(post: Post) -> None:
    record = detection(post, [{"person": person(post), "role": "crosser"}])
    post.records.withdraw("detections", record, "nhập nhầm")
    assert numbers(post.reports.figures(MARCH), "D1") == (0, 0)


def test_what_is_not_written_is_unknown_and_never_among_the_others(post: Post) -> None:
    people = [person(post), person(post, nationality="vn"), person(post, nationality="us")]
    detection(post, [{"person": item, "role": "crosser"} for item in people])
    found = post.reports.figures(MARCH)
    assert numbers(found, "D1") == (1, 3)
    assert numbers(found, "D1.nationality.unknown") == (None, 1)
    assert numbers(found, "D1.nationality.vn") == (None, 1)
    assert numbers(found, "D1.nationality.others") == (None, 1)
    with pytest.raises(LookupError):
        post.reports.leads(MARCH, "D1.nationality.vn", 0)


def test_a_person_found_twice_is_one_person(post: Post) -> None:
    someone = person(post)
    detection(post, [{"person": someone, "role": "crosser"}])
    detection(post, [{"person": someone, "role": "possible_victim"}], border="kh")
    found = post.reports.figures(MARCH)
    assert numbers(found, "D1") == (2, 1)
    assert numbers(found, "D1.border.la") == numbers(found, "D1.border.kh") == (1, 1)
    assert all(check.holds for check in found.checks)


def test_crossers_are_people_and_those_who_lead_them_are_subjects(post: Post) -> None:
    roles = ("crosser", "guide", "organiser", "witness")
    people = [{"person": person(post), "role": role} for role in roles]
    detection(post, people, legal_class="penal_348", case_opened=True, outcome="prosecuted")
    found = post.reports.figures(MARCH)
    assert numbers(found, "D1") == (1, 1)
    assert numbers(found, "D2V") == (1, 2)
    assert numbers(found, "D2V.article.penal_348") == (1, 2)
    assert numbers(found, "D2") == (0, 0, 0, 0), "the case itself is not in its register yet"
    assert numbers(found, "D4K") == (1, 0)


def test_a_case_that_was_not_opened_is_no_criminal_case(post: Post) -> None:
    detection(post, [], legal_class="penal_347", case_opened=False)
    detection(post, [], legal_class="penal_347")
    assert numbers(post.reports.figures(MARCH), "D2V") == (0, 0)


def test_people_handed_over_are_counted_by_the_body_that_took_them(post: Post) -> None:
    given = [{"person": person(post)}, {"person": person(post)}]
    post.records.create(
        "handovers",
        handover(direction="outgoing", subject=["people", "file"], receiver_kind="investigation", people=given),
    )
    post.records.create(
        "handovers", handover(direction="incoming", subject=["people"], receiver_kind="neighbour", people=given)
    )
    post.records.create("handovers", handover(direction="outgoing", subject=["file"], receiver_kind="court"))
    found = post.reports.figures(MARCH)
    assert numbers(found, "D4B") == (1, 2)
    assert numbers(found, "D4B.body.investigation") == (1, 2)


def test_victims_by_age_sex_and_exploitation(post: Post) -> None:
    march = {"found": "2026-03-01T08:00:00+07:00", "received": "2026-03-01T09:00:00+07:00"}
    decided = {
        "status": "determined",
        "deciding_body": codes.codes("deciding_body").items[0].code,
        "evidence_source": codes.codes("evidence_source").items[0].code,
        "paper_no": "1",
        "status_date": "2026-03-02",
    }
    child = case(person(post), birth_year=2011, sex="female", exploitation=["sexual", "forced_marriage"], **march)
    adult = case(person(post), birth_year=1990, ethnicity="kinh", category="victim", **march) | decided
    post.records.create("victim_cases", child)
    post.records.create("victim_cases", adult)
    post.records.create("victim_cases", case(person(post), category="minor_with_victim", **march))
    found = post.reports.figures(MARCH)
    assert numbers(found, "V1") == numbers(found, "V2") == (2,)
    assert numbers(found, "V2D") == (1,)
    assert numbers(found, "V1.age.under_16") == numbers(found, "V1.age.adult") == (1,)
    assert numbers(found, "V1.sex.female") == numbers(found, "V1.sex.unknown") == (1,)
    assert numbers(found, "V1.ethnicity.kinh") == numbers(found, "V1.ethnicity.unknown") == (1,)
    assert numbers(found, "V1.ethnicity.others") == (0,)
    assert numbers(found, "V1.exploitation.sexual") == numbers(found, "V1.exploitation.forced_marriage") == (1,)
    assert numbers(found, "V1.exploitation.unknown") == (1,)
    assert numbers(found, "V2.status.suspected") == numbers(found, "V2.status.determined") == (1,)
    assert all(check.holds for check in found.checks)


def test_a_code_nobody_knows_breaks_a_check_that_names_the_record(post: Post) -> None:
    kept = detection(post, [])
    strange = detection(post, [], direction="sideways")
    found = post.reports.figures(MARCH)
    (broken,) = [check for check in found.checks if not check.holds]
    assert broken.indicator == "D1"
    assert broken.label_vi == "Theo hướng (vụ): tổng 2, cộng lại 1"
    assert broken.label_en == "By direction (incidents): total 2, parts add up to 1"
    assert broken.records == (strange,)
    assert [hit.id for hit in post.reports.hits((*broken.records, kept[:-1] + "99"))] == [strange]


def _form(**indicator: Any) -> Form:
    """Return a form that counts detections in lines given as code=test."""
    measure = {"unit_vi": "vụ", "unit_en": "incidents", "from": "detections", "value": "count"}
    lines = [
        {"code": code, "vi": code, "en": code, "measures": [measure | {"where": where}]} for code, where in indicator.items()
    ]
    check = {"kind": "le", "whole": "A", "parts": list(indicator), "measure": 0, "vi": "A", "en": "A", "blocking": True}
    content = {"code": "T", "version": 1, "valid_from": "2026-01-01", "period": {"start_day": 15}, "note_vi": "", "note_en": ""}
    return form.read(content | {"indicators": lines, "invariants": [check]})


def _counts(post: Post, asked: Form) -> dict[str, int]:
    with post.session.read() as connection:
        return {
            code: counted.value
            for (code, _measure, _name), counted in compiler.compute(connection, asked, {"w": MARCH}).items()
        }


def test_a_value_not_written_is_different_from_every_value(post: Post) -> None:
    detection(post, [], outcome="pending")
    detection(post, [], outcome="released")
    detection(post, [])
    eq = {"eq": ["outcome", "pending"]}
    asked = _form(
        A={"all": []},
        EQ=eq,
        NE={"ne": ["outcome", "pending"]},
        NOT={"not": eq},
        NULL={"null": "outcome"},
        NOTNULL={"not": {"null": "outcome"}},
        IN={"in": ["outcome", ["pending", "released"]]},
        ANY={"any": [eq, {"null": "outcome"}]},
        NOTIN={"not": {"in": ["outcome", ["pending"]]}},
        NEVER={"not": {"all": []}},
        ALL={"any": [{"all": []}, eq]},
        BOTH={"all": [{"all": []}, eq]},
    )
    assert _counts(post, asked) == {
        "A": 3, "EQ": 1, "NE": 2, "NOT": 2, "NULL": 1, "NOTNULL": 2, "IN": 2, "ANY": 2, "NOTIN": 2,
        "NEVER": 0, "ALL": 3, "BOTH": 1,
    }  # fmt: skip


def test_numbers_are_compared_by_size_and_truth_values_as_such(post: Post) -> None:
    for size in range(4):
        detection(post, [{"person": person(post), "role": "crosser"} for _ in range(size)], case_opened=size == 3)
    asked = _form(
        A={"all": []},
        LT={"lt": ["crossers", 2]},
        LE={"le": ["crossers", 2]},
        GT={"gt": ["crossers", 2]},
        GE={"ge": ["crossers", 2]},
        YES={"eq": ["case_opened", True]},
        NO={"ne": ["case_opened", True]},
    )
    assert _counts(post, asked) == {"A": 4, "LT": 2, "LE": 3, "GT": 1, "GE": 2, "YES": 1, "NO": 3}


def test_a_part_larger_than_the_whole_names_what_is_outside_it(post: Post) -> None:
    inside = detection(post, [], outcome="pending")
    outside = detection(post, [], outcome="released")
    asked = _form(A={"eq": ["outcome", "pending"]}, B={"all": []})
    with post.session.read() as connection:
        (check,) = figures.calculate(
            connection,
            asked,
            MARCH,
            {},
            lambda key: str(post.session.database.version(connection, key)),
            post.session.clock.now(),
        ).checks
    assert not check.holds
    assert check.label_vi == "A (vụ): tổng 1, phần lớn nhất 2"
    assert check.records == (outside,)
    assert inside not in check.records


@pytest.mark.parametrize(
    ("kind", "whole", "parts", "good"),
    [
        ("parts", 3, (1, 2), True),
        ("parts", 3, (1, 1), False),
        ("cover", 3, (2, 2), True),
        ("cover", 3, (1, 1), False),
        ("cover", 3, (4, 0), False),
        ("le", 3, (3, 1), True),
        ("le", 3, (4,), False),
    ],
)
def test_what_each_check_demands(kind: str, whole: int, parts: tuple[int, ...], good: bool) -> None:
    assert figures.holds(kind, whole, parts) is good


def test_counting_can_be_stopped(post: Post) -> None:
    steps: list[tuple[int, int]] = []
    progress = Progress(lambda done, total: steps.append((done, total)))
    post.reports.figures(MARCH, progress)
    sources = len(form.load().sources())
    assert steps[-1] == (sources, sources), "one query for each register and each table of rows"
    progress.cancel()
    with pytest.raises(Cancelled):
        post.reports.figures(MARCH, progress)


CROSSING = {"adm_exit_entry_144", "adm_exit_entry_282", "penal_347", "penal_348", "penal_349", "unclassified"}


def test_every_total_equals_an_independent_count(post: Post) -> None:
    """Fold the very records in Python, with no SQL: the oracle knows nothing of the compiler."""
    luck = random.Random(2978)  # noqa: S311 - no secret
    nationality: dict[str, str | None] = {}
    for _ in range(12):
        nation = luck.choice(["vn", "la", "us", None])
        nationality[person(post, **({"nationality": nation} if nation else {}))] = nation
    kept: list[dict[str, Any]] = []
    for _ in range(40):
        chosen = luck.sample(list(nationality), luck.randint(0, 4))
        values: dict[str, Any] = {
            "found": luck.choice(["2026-02-14T23:00:00+07:00", "2026-03-01T12:00:00+07:00", "2026-03-14T23:00:00+07:00"]),
            "border": luck.choice(["cn", "la", "kh", "sea"]),
            "legal_class": luck.choice([*CROSSING, "penal_150"]),
            "direction": luck.choice(["exit", "entry"]),
            "people": [{"person": item, "role": luck.choice(["crosser", "guide", "possible_victim"])} for item in chosen],
        }
        detection(post, **values)
        kept.append(values)
    inside = [item for item in kept if item["found"] > "2026-02-15" and item["legal_class"] in CROSSING]

    def people(items: Iterable[dict[str, Any]]) -> set[str]:
        return {each["person"] for item in items for each in item["people"] if each["role"] in ("crosser", "possible_victim")}

    found = post.reports.figures(MARCH)
    assert numbers(found, "D1") == (len(inside), len(people(inside)))
    for border in ("cn", "la", "kh", "sea"):
        part = [item for item in inside if item["border"] == border]
        assert numbers(found, f"D1.border.{border}") == (len(part), len(people(part)))
    buckets: dict[str, set[str | None]] = {"vn": {"vn"}, "la": {"la"}, "others": {"us"}, "unknown": {None}}
    for bucket, nations in buckets.items():
        wanted = {item for item in people(inside) if nationality[item] in nations}
        assert numbers(found, f"D1.nationality.{bucket}") == (None, len(wanted))
    assert len(post.reports.leads(MARCH, "D1", 0)) == len(inside)
    with_people = [item for item in inside if people([item])]
    assert len(post.reports.leads(MARCH, "D1", 1)) == len(with_people)
    assert all(check.holds for check in found.checks)
