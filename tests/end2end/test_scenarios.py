"""The three working days of DOMAIN.md 13, through the services: every time and every link stated there."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from borderpost.bootstrap import Post
from borderpost.deadlines.rules import Deadline, deadlines
from borderpost.domain import ages
from borderpost.domain.clock import VIETNAM
from borderpost.domain.dates import PartialDate
from borderpost.domain.ids import Version
from borderpost.domain.words import language, set_language
from borderpost.registers import KINDS
from borderpost.services.views import Listing
from tests.posts import case, custody, handover, make, patrol, person, reception, sanction, tip

NAMES = ("Lò Văn Thắng", "Vàng Thị Sua", "Giàng A Chứ", "Sùng Thị Mỷ", "Hạng Thị Dơ", "Thào A Pá")


def at(text: str) -> datetime:
    """Return a moment of 2026 in Viet Nam: `15/3 00:40`."""
    return datetime.strptime(f"2026/{text}", "%Y/%d/%m %H:%M").replace(tzinfo=VIETNAM)


def iso(text: str) -> str:
    return at(text).isoformat()


@pytest.fixture
def post(tmp_path: Path) -> Iterator[Post]:
    before = language()
    set_language("en")
    with make(tmp_path / "post", at("15/3 08:00")).as_("commander") as opened:
        yield opened
    set_language(before)


def write(post: Post, kind: str, values: dict[str, Any], *, protected: bool = False) -> str:
    return post.records.create(kind, values, protected=protected).records[0]


def change(post: Post, kind: str, record: str, **changes: Any) -> None:
    view = post.records.load(record)
    post.records.amend(kind, record, {**view.values, **changes}, view.heads)


def periods(post: Post, kind: str, record: str) -> dict[str, Deadline]:
    values = KINDS[kind].whole(post.records.load(record).values)
    return {found.rule.id: found for found in deadlines(kind, values)}


def due(post: Post, record: str) -> set[str]:
    """Return the rules Today shows for a record."""
    groups = [group for group in post.today.board().groups if group.code != "done"]
    return {item.code for group in groups for item in group.items if item.record_id == record}


def numbers(post: Post, code: str, window: str) -> tuple[int | None, ...]:
    figures = post.reports.figures(post.reports.window(window))
    return next(row for row in figures.rows if row.code == code).this


def linked(post: Post, target: str) -> set[str]:
    """Return the kinds of records that refer to a record."""
    with post.session.read() as connection:
        key = post.session.database.known_key(connection, Version.parse(target))
        rows = connection.exec_driver_sql("SELECT source FROM links WHERE target = ?", (key,)).all()
        names = [str(post.session.database.version(connection, row.source)) for row in rows]
    return {post.records.load(name).kind for name in names}


def _extend_twice(post: Post, held: str) -> None:
    """Ask the procuracy twice; it grants both, and answers the first within its 12 hours."""
    asked = {"asked": iso("17/3 20:00")}
    change(post, "custodies", held, extension_events=[asked])
    assert periods(post, "custodies", held)["C5"].at == at("18/3 08:00")
    paper = {"answer": "granted", "approver": "VKS khu vực 3"}
    rows = [
        asked | paper | {"answered": iso("18/3 02:00"), "paper": "12/QĐ-VKS"},
        {"asked": iso("20/3 20:00"), "answered": iso("21/3 01:00"), "paper": "15/QĐ-VKS"} | paper,
    ]
    change(post, "custodies", held, extension_events=rows)


def a_case_opens(post: Post, detection: str, organiser: str) -> None:
    """Open the case of which DOMAIN.md says: D2 1/1 if a case opens."""
    assert numbers(post, "D2", "2026-04")[:2] == (0, 0), "no case before one is opened"
    opened: dict[str, Any] = {"kind": "criminal", "opened_by": "post_commander", "lead": "lead", "offence": "penal_348"}
    opened |= {"opened": iso("15/3 12:00"), "prosecuted": iso("15/3 12:00"), "detection": detection}
    write(post, "cases", opened | {"people": [{"person": organiser, "role": "organiser"}]})
    assert "cases" in linked(post, detection)
    assert numbers(post, "D2", "2026-04")[:2] == (1, 1)
    assert numbers(post, "C1", "2026-04") == (0, 0, 0), "victims count in C1 only once determined"


def test_a_night_with_seven_people(post: Post) -> None:
    walked = patrol(
        started=iso("14/3 22:30"),
        ended=iso("15/3 05:30"),
        legs=[
            {"departed": iso("14/3 22:30"), "arrived": iso("15/3 00:40"), "distance": 4_100, "members": 5},
            {"departed": iso("15/3 00:40"), "arrived": iso("15/3 03:10"), "distance": 6_000, "members": 12},
        ],
    )
    night = write(post, "patrols", walked)
    crossers = [write(post, "persons", person(name=name, birth="1990")) for name in NAMES[:5]]
    child = write(post, "persons", person(name=NAMES[5], birth="2010"))
    organiser = write(post, "persons", person(name="Hoàng Văn Dẫn", birth="1985", sex="male"))
    rows: list[dict[str, Any]] = [{"person": who, "role": "crosser"} for who in (*crossers, child)]
    rows.append({"person": organiser, "role": "organiser", "guided": 6})
    found: dict[str, Any] = {
        "found": iso("15/3 00:40"),
        "border": "la",
        "direction": "exit",
        "legal_class": "adm_exit_entry_282",
        "finder": "patrol",
        "patrol": night,
        "people": rows,
    }
    _clean, problems = KINDS["detections"].check(found)
    hints = [problem for problem in problems if not problem.blocking]
    assert hints, "six guided people hint at article 348, never automatically"
    detection = write(post, "detections", found)
    assert post.records.load(detection).values["legal_class"] == "adm_exit_entry_282"
    april = post.reports.window("2026-04")
    assert april.first <= date(2026, 3, 15) <= april.last
    assert numbers(post, "D1", "2026-04")[:2] == (1, 6), "the organiser is no seventh crosser"

    arrived = write(
        post,
        "receptions",
        reception([child, crossers[3]], found=iso("15/3 00:40"), received=iso("15/3 03:10"), detection=detection),
    )
    assert "needs" in due(post, arrived)
    change(post, "receptions", arrived, needs_met=iso("15/3 03:40"))
    assert due(post, arrived) == set()

    held = write(post, "custodies", custody(organiser, detection=detection))
    first = periods(post, "custodies", held)["C1"]
    assert (first.at, first.later) == (at("15/3 12:40"), (at("15/3 15:10"),)), "warned at the earlier of the two"
    change(post, "custodies", held, decided=iso("15/3 12:00"))
    after = periods(post, "custodies", held)
    assert after["C2"].at == at("16/3 00:00")
    assert after["C3"].at == at("18/3 03:10")
    _extend_twice(post, held)
    assert periods(post, "custodies", held)["C3.2"].at == at("24/3 03:10")

    assert ages.interval(PartialDate(2010), date(2026, 3, 15)) == (15, 16)
    assert ages.band("2010", date(2026, 3, 15)) == ages.band("2011", date(2026, 3, 15)), "the younger counts"
    screened = [
        write(
            post,
            "screenings",
            {
                "person": who,
                "held": iso("15/3 04:20"),
                "checklist": checklist,
                "officer": "Lò Thị Hạnh",
                "interpreter": "Vàng Thị Dua, tiếng Mông",
                "apart": True,
                "signs": [{"indicator": "brokered"}, {"indicator": "deceived"}, {"indicator": "child_alone"}][
                    : 3 if child == who else 2
                ],
                "recommendation": "identify",
                "why": "Hứa việc nhẹ, thu giấy tờ, không biết nơi đến",
            },
        )
        for who, checklist in ((child, "child_2026_1"), (crossers[3], "adult_2026_1"))
    ]
    assert [post.records.load(name).values["recommendation"] for name in screened] == ["identify", "identify"]
    cases = []
    for who, alias in ((child, "NN-001"), (crossers[3], "NN-002")):
        made = write(post, "victim_cases", case(who, pseudonym=alias, detection=detection, reception=arrived), protected=True)
        change(post, "victim_cases", made, screened=iso("15/3 04:20"), needs_met=iso("15/3 03:40"))
        assert post.records.load(made).values["status"] == "suspected", "a recommendation is never a status"
        post.victims.set_status(
            made,
            {
                "status": "in_identification",
                "status_date": "2026-03-15",
                "deciding_body": "post_commander",
                "evidence_source": "rescuing_agency",
            },
        )
        cases.append(made)
    assert post.records.load(cases[0]).values["status"] == "in_identification"

    fined = [who for who in crossers if who != crossers[3]]
    assert len(fined) == 4, "the two leave the sanction batch"
    for who in fined:
        record = write(post, "sanctions", sanction(who, recorded=iso("15/3 05:00"), detection=detection))
        assert periods(post, "sanctions", record)["X1"].at == at("25/3 00:00"), "24/3, to its last minute"
        change(post, "sanctions", record, complexity="sent_up")
        assert periods(post, "sanctions", record)["X2"].at == at("28/3 00:00")
    assert len(post.records.ids("custodies", Listing())) == 1, "no custody for plain crossing"

    handed = write(
        post,
        "handovers",
        handover(
            handed=iso("15/3 07:30"),
            subject=["people"],
            receiver_kind="commune",
            receiver="UBND xã Nậm Cắn",
            detection=detection,
            reception=arrived,
            people=[
                {"person": child, "victim_case": cases[0], "escort": "Bà Sùng Thị Dở, người giám hộ"},
                {"person": crossers[3], "victim_case": cases[1]},
            ],
            items=[],
            feedback_due="2026-03-22",
        ),
    )
    for made in cases:
        change(post, "victim_cases", made, handed_over=iso("15/3 07:30"), handover=handed)
    values = post.records.load(cases[0]).values
    taken = datetime.fromisoformat(values["handed_over"])
    assert taken - datetime.fromisoformat(values["found"]) == timedelta(hours=6, minutes=50)
    assert taken - datetime.fromisoformat(values["received"]) == timedelta(hours=4, minutes=20)
    assert "feedback" in due(post, handed)
    assert linked(post, night) >= {"detections"}
    assert linked(post, child) == {"detections", "receptions", "screenings", "victim_cases", "handovers"}
    assert linked(post, detection) == {"receptions", "custodies", "victim_cases", "sanctions", "handovers"}
    assert sum(cell or 0 for cell in numbers(post, "V1", "2026-04")[:1]) == 2

    a_case_opens(post, detection, organiser)


def test_a_mother_reports_her_missing_daughter(post: Post) -> None:
    mother = write(post, "persons", person(name="Giàng Thị Mảy", birth="1984"))
    daughter = write(post, "persons", person(name="Giàng Thị Say", birth="2009"))
    people = [{"person": mother, "role": "reporter"}, {"person": daughter, "role": "possible_victim"}]
    told = write(post, "tips", tip(people=people))
    assert len(post.records.ids("receptions", Listing())) == 0, "she is absent"
    assert periods(post, "tips", told)["T1"].done == at("10/2 09:40")
    assert periods(post, "tips", told)["T2"].at == at("11/2 09:15")
    change(post, "tips", told, state="classified", classified=iso("10/2 16:00"), classified_as="criminal", competence="ours")
    ends = {rule: found.at for rule, found in periods(post, "tips", told).items()}
    assert ends["T4"] == at("14/2 00:00"), "13/2, to its last minute"
    assert ends["T5"] == at("3/3 00:00"), "2/3, to its last minute"
    assert linked(post, daughter) == {"tips"}
    assert numbers(post, "V1", "2026-04")[0] in (0, None)

    back = write(post, "receptions", reception([daughter], route="self_report", found=None, received=iso("15/3 06:00")))
    made = write(
        post,
        "victim_cases",
        case(
            daughter,
            pseudonym="NN-003",
            route="self_report",
            reception=back,
            reported_tip=told,
            found=None,
            received=iso("15/3 06:00"),
        ),
        protected=True,
    )
    assert linked(post, told) == {"victim_cases"}
    assert linked(post, daughter) == {"tips", "receptions", "victim_cases"}
    assert "case" in due(post, made)
    for state in ("own", "verifying", "prosecuted"):
        change(
            post,
            "tips",
            told,
            state=state,
            **({"decision": "prosecuted", "decided": iso("14/3 10:00")} if state == "prosecuted" else {}),
        )
    assert {"T10", "T11"} <= due(post, told)
    change(post, "tips", told, decision_sent=iso("15/3 07:00"), result_told=iso("15/3 07:30"))
    assert due(post, told) == set()


def test_a_tip_that_is_not_ours_goes_on_at_once(post: Post) -> None:
    told = write(post, "tips", tip())
    change(post, "tips", told, state="classified", classified=iso("10/2 16:00"), competence="not_ours")
    assert "T3" in due(post, told)
    change(post, "tips", told, state="transferred", transferred=iso("10/2 17:00"), transferred_to="Công an xã Nậm Cắn")
    assert "T3" not in due(post, told)


@pytest.fixture
def june(tmp_path: Path) -> Iterator[Post]:
    before = language()
    set_language("en")
    with make(tmp_path / "post", at("14/6 20:00")).as_("commander") as opened:
        yield opened
    set_language(before)


def test_the_neighbour_hands_over_three_victims(june: Post) -> None:
    post = june
    neighbour = write(post, "counterparts", {"name": "Đại đội Biên phòng 216", "border": "la"})
    write(
        post,
        "talks",
        {
            "held": iso("14/6 14:00"),
            "kind": "exchange",
            "counterpart": neighbour,
            "border": "la",
            "content": "Danh sách ba người sẽ trao trả",
        },
    )
    victims = [
        write(post, "persons", person(name=name, birth=birth))
        for name, birth in zip(NAMES, ("2001", "1999", "2012"), strict=False)
    ]
    minor = write(post, "persons", person(name="Lò Văn Bé", birth="2022"))
    paper = write(
        post,
        "handovers",
        handover(
            handed=iso("14/6 16:10"),
            direction="incoming",
            subject=["people"],
            receiver_kind="neighbour",
            receiver="Đại đội Biên phòng 216",
            people=[{"person": who} for who in (*victims, minor)],
            items=[],
            feedback_due=None,
        ),
    )
    write(
        post,
        "repatriations",
        {
            "signed": iso("14/6 16:10"),
            "direction": "incoming",
            "counterpart": neighbour,
            "border": "la",
            "list_received": iso("14/6 14:00"),
            "identity_checked": iso("14/6 15:30"),
            "our_signer": "Đại úy Lường Văn Thái",
            "languages": ["vi", "lo"],
            "handover": paper,
            "people": [{"person": who} for who in (*victims, minor)],
        },
    )
    rows = [{"person": who, "category": "in_identification"} for who in victims]
    rows.append({"person": minor, "category": "minor_with_identified"})
    arrived = write(
        post,
        "receptions",
        {
            "route": "returned",
            "received": iso("14/6 16:10"),
            "officer": "Lò Thị Hạnh",
            "people": rows,
            "needs_met": iso("14/6 16:30"),
            "medical": iso("14/6 17:00"),
        },
    )
    cases = []
    for number, who in enumerate(victims, 1):
        made = write(
            post,
            "victim_cases",
            case(
                who,
                pseudonym=f"NN-01{number}",
                route="returned",
                found=None,
                received=iso("14/6 16:10"),
                reception=arrived,
                status="suspected",
                support=[{"regime": regime} for regime in ("a", "b", "c", "d", "dd", "e", "g")],
            ),
            protected=True,
        )
        post.victims.set_status(
            made,
            {
                "status": "in_identification",
                "status_date": "2026-06-14",
                "deciding_body": "post_commander",
                "evidence_source": "foreign_body",
            },
        )
        cases.append(made)
    too_much = case(victims[0], support=[{"regime": "k"}])
    _clean, problems = KINDS["victim_cases"].check(too_much)
    assert [problem.field for problem in problems] == ["support.0.regime"], "a loan is not for somebody still in identification"
    out = write(
        post,
        "handovers",
        handover(
            handed=iso("14/6 18:20"),
            subject=["people"],
            receiver_kind="specialised",
            receiver="Sở Y tế tỉnh",
            reception=arrived,
            people=[{"person": who, "victim_case": made} for who, made in zip(victims, cases, strict=True)],
            items=[],
            feedback_due="2026-06-20",
        ),
    )
    signed = datetime.fromisoformat(post.records.load(paper).values["handed"])
    assert datetime.fromisoformat(post.records.load(out).values["handed"]) - signed == timedelta(hours=2, minutes=10)
    june_window, july = post.reports.window("2026-06"), post.reports.window("2026-07")
    assert june_window.last == date(2026, 6, 14), "the last day of tháng 6 and of the first half-year"
    assert july.first == date(2026, 6, 15)
    assert numbers(post, "V1", "2026-06")[0] == 3, "an accompanying child is no fourth victim"
    assert numbers(post, "D1", "2026-06")[0] in (0, None), "no crossing record, no crossing"
    assert linked(post, neighbour) == {"talks", "repatriations"}
    assert linked(post, minor) == {"handovers", "repatriations", "receptions"}
