"""What places a thing in a window: its own day, a period over the edges, a limit that ran out; counted and led back by hand."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from borderpost.bootstrap import Post
from borderpost.domain.clock import VIETNAM
from borderpost.domain.figures import Figures
from borderpost.statistics import compiler, form, placing, windows
from borderpost.storage.database import direct
from tests.posts import Place, case, make, person, sanction, smallest, tip

MARCH = windows.by_name("2026-03")
FEBRUARY = windows.by_name("2026-02")
LAST_MARCH = windows.by_name("2025-03")
BEFORE, FIRST, MIDDLE, LAST, AFTER = (
    "2026-02-14T23:59:00+07:00",
    "2026-02-15T00:00:00+07:00",
    "2026-03-01T08:00:00+07:00",
    "2026-03-14T23:59:00+07:00",
    "2026-03-15T00:00:00+07:00",
)
LONG_AGO = "2026-01-05T08:00:00+07:00"


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return make(tmp_path / "post", datetime(2026, 3, 16, 8, 0, tzinfo=VIETNAM))


@pytest.fixture
def post(place: Place) -> Iterator[Post]:
    with place.as_("commander") as opened:
        yield opened


def new(post: Post, kind: str, made: dict[str, str] | None = None, /, **values: Any) -> str:
    return post.records.create(kind, smallest(kind, made or {}) | values).records[0]


def someone(post: Post, **values: Any) -> str:
    return post.records.create("persons", person(**values)).records[0]


def amend(post: Post, kind: str, record: str, **values: Any) -> None:
    view = post.records.load(record)
    post.records.amend(kind, record, view.values | values, view.heads)


def march(post: Post) -> Figures:
    return post.reports.figures(MARCH)


def numbers(figures: Figures, code: str) -> tuple[int | None, ...]:
    return next(row for row in figures.rows if row.code == code).this


def sound(post: Post, figures: Figures) -> bool:
    """Tell whether every check holds and every number leads to records, nothing to none."""
    led = all(
        bool(post.reports.leads(figures.window, row.code, at)) == bool(value)
        for row in figures.rows
        if any(row.this)
        for at, value in enumerate(row.this)
        if value is not None
    )
    return led and all(check.holds for check in figures.checks)


@pytest.mark.parametrize(
    ("began", "ended", "kept", "stands"),
    [
        (LONG_AGO, None, 1, 1),
        (LONG_AGO, FIRST, 0, 0),
        (LONG_AGO, "2026-02-15T00:01:00+07:00", 1, 0),
        (MIDDLE, LAST, 1, 0),
        (MIDDLE, AFTER, 1, 1),
        (LAST, None, 1, 1),
        (AFTER, None, 0, 0),
    ],
)
def test_a_checkpoint_counts_in_every_window_it_was_kept_in(
    post: Post, began: str, ended: str | None, kept: int, stands: int
) -> None:
    new(post, "checkpoints", began=began, ended=ended, border_guards=4, militia=2)
    found = march(post)
    assert numbers(found, "P2") == (kept,)
    assert numbers(found, "P2Q") == (stands, 4 * stands, 0, 0, 2 * stands)
    assert sound(post, found)


def test_a_checkpoint_of_changed_strength_is_one_with_the_strength_it_has_at_the_end(post: Post) -> None:
    new(post, "checkpoints", name="Chốt 511", began=LONG_AGO, ended=MIDDLE, border_guards=9, border="la")
    new(post, "checkpoints", name="Chốt 511", began=MIDDLE, border_guards=4, border="la")
    new(post, "checkpoints", name="Chốt 513", began=LONG_AGO, border_guards=3, border="kh")
    found = march(post)
    assert numbers(found, "P2") == (2,)
    assert numbers(found, "P2Q")[:2] == (2, 7)
    assert numbers(found, "P2Q.border.la")[:2] == (1, 4)
    assert len(post.reports.leads(MARCH, "P2", 0)) == 3


def test_what_still_stands_is_counted_as_of_now_while_the_window_runs(post: Post) -> None:
    april = windows.by_name("2026-04")
    new(post, "checkpoints", began=LONG_AGO, ended="2026-04-01T08:00:00+07:00", border_guards=4)
    new(post, "checkpoints", name="Chốt sau", began="2026-04-02T08:00:00+07:00", border_guards=5)
    assert numbers(post.reports.figures(april), "P2Q")[:2] == (1, 4)
    assert len(post.reports.leads(april, "P2Q", 1)) == 1


def test_a_ring_counts_on_the_day_it_was_broken(post: Post) -> None:
    new(post, "rings", opened=LONG_AGO, state="broken", broken=MIDDLE, offence="penal_150", lead="lead", methods=["deceit"])
    new(post, "rings", opened=MIDDLE, state="broken", broken=AFTER)
    new(post, "rings", opened=MIDDLE)
    found = march(post)
    assert numbers(found, "C3") == numbers(found, "C3.offence.penal_150") == numbers(found, "C3.method.deceit") == (1,)
    assert sound(post, found)


def test_tips_are_received_settled_and_overdue_each_by_its_own_moment(post: Post) -> None:
    ours = {"competence": "ours", "recorded": None, "classified": None, "channel": "phone"}
    old = {"received": "2026-02-01T08:00:00+07:00"}
    post.records.create("tips", tip(received=MIDDLE, **ours))
    post.records.create("tips", tip(**ours | old, decided="2026-02-20T08:00:00+07:00", decision="not_prosecuted"))
    post.records.create("tips", tip(**ours | old, decided="2026-02-25T08:00:00+07:00", decision="prosecuted"))
    post.records.create("tips", tip(**ours | old | {"channel": "public"}))
    found = march(post)
    assert numbers(found, "T1") == (1,)
    assert numbers(found, "T1G") == (2,)
    assert numbers(found, "T1G.decision.prosecuted") == numbers(found, "T1G.decision.not_prosecuted") == (1,)
    assert numbers(found, "T1Q") == (2,), "settled on the 25th, or not at all, of 20 days that ended on 23 February"
    assert numbers(found, "T1Q.channel.public") == numbers(found, "T1Q.decision.unknown") == (1,)
    assert numbers(found, "T1Q.decision.prosecuted") == (1,)
    assert numbers(post.reports.figures(windows.by_name("2026-04")), "T1Q") == (0,), "ends on 23 March, which is not over"
    assert sound(post, found)


def test_a_tip_that_was_extended_is_not_overdue_by_its_first_limit(post: Post) -> None:
    record = post.records.create("tips", tip(received="2026-01-10T08:00:00+07:00", competence="ours", complex=True)).records[0]
    assert numbers(march(post), "T1Q") == (1,), "two months ended on 10 March"
    amend(post, "tips", record, extended="2026-03-08T08:00:00+07:00")
    assert numbers(march(post), "T1Q") == (0,)
    post.records.withdraw("tips", record, "nhập nhầm")
    with post.session.read() as connection:
        assert direct(connection).execute("SELECT count(*) FROM lapses").fetchone() == (0,)


def test_sanctions_count_when_they_are_decided_with_their_money_by_decree(post: Post) -> None:
    who = someone(post)
    given: dict[str, Any] = {"recorded": LONG_AGO, "decided": MIDDLE, "fine": 4_000_000}
    post.records.create("sanctions", sanction(who, **given))
    post.records.create("sanctions", sanction(who, **given | {"act": "adm_border_area", "fine": None}))
    post.records.create("sanctions", sanction(who, recorded=MIDDLE, decided=AFTER, fine=9))
    found = march(post)
    assert numbers(found, "D3") == (1, 1)
    assert numbers(found, "D3X") == (2, 1, 4_000_000)
    assert numbers(found, "D3X.decree.nd_282") == (1, 1, 4_000_000)
    assert numbers(found, "D3X.decree.nd_96") == numbers(found, "D3X.act.adm_border_area") == (1, 1, 0)
    assert all(check.holds for check in found.checks)


def a_case(post: Post, people: list[dict[str, Any]], **values: Any) -> str:
    return new(post, "cases", people=people, **{"opened": MIDDLE, "kind": "criminal", "lead": "lead"} | values)


def test_criminal_cases_count_when_they_are_prosecuted_and_the_accused_when_they_are_accused(post: Post) -> None:
    organiser, broker = someone(post), someone(post)
    people = [
        {"person": organiser, "role": "organiser", "accused": True},
        {"person": broker, "role": "broker", "accused": True, "accused_on": "2026-03-15"},
    ]
    a_case(post, people, offence="penal_348", prosecuted=MIDDLE, border="la", sent=LAST, sent_body="investigation")
    a_case(post, people[:1], offence="penal_347", opened=LONG_AGO, prosecuted=LONG_AGO, sent=MIDDLE)
    a_case(post, [], offence="penal_349", kind="operation", lead="joint")
    found = march(post)
    assert numbers(found, "D2") == (1, 2, 1, 1)
    assert numbers(found, "D2T") == (1, 2, 1, 1)
    assert numbers(found, "D2.article.penal_348") == (1, 2, 1, 0)
    assert numbers(found, "D2.lead.joint") == (0, 0, 0, 1)
    assert numbers(found, "D2C") == (2, 2), "the files that left, with all who are accused in them"
    assert numbers(found, "D2C.body.investigation") == (1, 2)
    assert numbers(found, "D2C.body.unknown") == (1, 1)
    assert numbers(found, "D2V") == (0, 0)
    assert sound(post, found)


def test_cases_of_trafficking_count_victims_only_once_determined(post: Post) -> None:
    victim, other, trader = someone(post), someone(post), someone(post)
    decided = {"deciding_body": "police", "evidence_source": "rescuing_agency", "paper_no": "1", "status_date": "2026-03-02"}
    kept = post.records.create("victim_cases", case(victim, category="victim", status="determined", **decided)).records[0]
    open_ = post.records.create("victim_cases", case(other)).records[0]
    a_case(
        post,
        [{"person": trader, "role": "organiser", "accused": True}],
        offence="penal_150",
        prosecuted=MIDDLE,
        victims=[{"victim_case": kept}, {"victim_case": open_}],
        methods=["deceit", "online"],
        purposes=["sexual"],
        destination="cn",
        way="trail",
        border="cn",
    )
    found = march(post)
    assert numbers(found, "C1") == (1, 1, 1)
    for part in (
        "method.deceit",
        "method.online",
        "purpose.sexual",
        "destination.cn",
        "way.trail",
        "border.cn",
        "kind.criminal",
    ):
        assert numbers(found, f"C1.{part}") == (1, 1, 1), part
    assert numbers(found, "C2") == (1, 1)
    assert numbers(found, "V1") == (0,), "received on 15 March"
    assert numbers(found, "V2D") == (1,), "and determined on the 2nd"
    assert sound(post, found)


def test_businesses_counterparts_and_laws_are_counted_once_however_often_they_come(post: Post) -> None:
    for name in ("Nhà nghỉ Hoa Ban", "Nhà nghỉ Hoa Ban", "Quán Sao Đêm"):
        new(post, "business_checks", checked=MIDDLE, name=name)
    laws = {"laws": new(post, "laws")}
    for sent in ("2026-03-01", "2026-03-14", "2026-03-15"):
        new(post, "findings", laws, noted=LONG_AGO, proposal="Sửa mức phạt", sent=sent)
    units = {"counterparts": new(post, "counterparts", border="la")}
    for _ in range(2):
        new(post, "talks", units, held=MIDDLE)
    found = march(post)
    assert numbers(found, "P3") == (3, 2)
    assert numbers(found, "L1K") == (2, 1)
    assert numbers(found, "X1") == numbers(found, "X1.country.la") == (2, 1)
    assert sound(post, found)


def test_help_and_support_count_on_their_day_or_else_with_their_record(post: Post) -> None:
    made = {"persons": someone(post)}
    help_ = [
        {"kind": "loan", "given": "2026-03-01", "amount": 50},
        {"kind": "job", "given": "2026-03-15"},
        {"kind": "job"},
    ]
    new(post, "households", made, noted=MIDDLE, help=help_)
    new(post, "households", made, noted=LONG_AGO, help=help_)
    support = [{"regime": "a", "day": "2026-02-15"}, {"regime": "b", "day": "2026-02-14"}, {"regime": "c"}]
    post.records.create("victim_cases", case(made["persons"], found=None, received=MIDDLE, support=support, months_away=6))
    found = march(post)
    assert numbers(found, "H1G") == (3, 2, 100)
    assert numbers(found, "H1G.kind.loan") == (2, 2, 100)
    assert numbers(found, "V3") == (2, 1)
    assert numbers(found, "V1.away.6_11") == (1,)
    assert numbers(found, "V1.away.under_6") == numbers(found, "V1.away.unknown") == (0,)
    assert sound(post, found)


def test_sessions_are_told_by_topic_and_group_and_a_subject_by_the_day_it_ended(post: Post) -> None:
    new(post, "sessions", held=MIDDLE, topics=["drugs", "marriage"], audiences=["women"], attendance=40, leaflets=30)
    new(post, "subjects", {"persons": someone(post)}, opened=LONG_AGO, category="wanted", state="caught", ended="2026-02-15")
    found = march(post)
    assert numbers(found, "K1.topic.drugs") == numbers(found, "K1.topic.marriage") == (1, 40, 30)
    assert numbers(found, "K1.group.women") == (1, 40, 30)
    assert numbers(found, "D5B.category.wanted") == (1,)
    assert numbers(found, "D5") == (0,)
    assert sound(post, found)


def test_the_form_in_force_on_the_last_day_counts_and_only_the_same_is_compared(post: Post) -> None:
    new(post, "business_checks", checked="2025-03-01T08:00:00+07:00")
    post.reports.close(LAST_MARCH)
    assert post.reports.figures(LAST_MARCH).form_version == 2
    assert post.reports.figures(windows.by_name("2025-12")).form_version == 2
    found = march(post)
    assert found.form_version == 3
    then = {row.code: row.last_year for row in found.rows}
    assert then["P3"] == (1, None), "checks were counted, businesses were not"
    assert then["D1"] == (0, 0)
    assert then["D2"] == (None,) * 4, "other things under the same code"
    assert then["T1G"] == then["C3"] == (None,)
    assert post.reports.chart(MARCH, "P3", 0).series[1].values[-1] == 1
    assert post.reports.chart(MARCH, "P3", 1).series[1].values[-1] == 1, "what was not frozen is counted from the records"


def test_figures_of_a_form_that_is_gone_are_believed_by_their_units(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    post.reports.close(LAST_MARCH)
    monkeypatch.setattr(form, "version", lambda _code, _number: None)
    then = {row.code: row.last_year for row in march(post).rows}
    assert then["D2"] == (0, 0, None, None)


def test_what_moves_into_or_out_of_a_closed_month_by_any_moment_is_an_amendment(post: Post) -> None:
    told = post.records.create("tips", tip(received=LONG_AGO, recorded=None)).records[0]
    late = post.records.create("tips", tip(received="2026-02-01T08:00:00+07:00", recorded=None, competence="ours")).records[0]
    ring = new(post, "rings", opened=LONG_AGO, state="broken", broken=MIDDLE)
    chot = new(post, "checkpoints", began=LONG_AGO)
    home = new(post, "households", {"persons": someone(post)}, noted=LONG_AGO, help=[{"kind": "job", "given": "2026-03-01"}])
    post.reports.close(MARCH)
    steps: list[Callable[[], None]] = [
        lambda: amend(post, "tips", told, decided=MIDDLE, decision="not_prosecuted"),
        lambda: amend(post, "tips", late, decided="2026-02-10T08:00:00+07:00", decision="prosecuted"),
        lambda: amend(post, "rings", ring, broken=AFTER),
        lambda: amend(post, "checkpoints", chot, ended="2026-02-01T08:00:00+07:00"),
        lambda: amend(post, "households", home, help=[{"kind": "job", "given": "2026-01-06"}]),
    ]
    for at, step in enumerate(steps, 1):
        step()
        assert post.reports.late(MARCH) == at, at
    new(post, "checkpoints", began=AFTER)
    amend(post, "rings", ring, route="Qua mốc 511")
    assert post.reports.late(MARCH) == len(steps)


def test_two_ways_of_placing_agree_on_every_record(post: Post) -> None:
    """The compiler asks the tables in SQL; `placing` reads the plain values. Neither knows of the other."""
    edges = [None, LONG_AGO, BEFORE, FIRST, MIDDLE, LAST, AFTER]
    days = [None, "2026-02-14", "2026-02-15", "2026-03-14", "2026-03-15"]
    made = {"persons": someone(post)}
    for began in edges[1:]:
        for ended in edges:
            if ended is None or began is None or ended >= began:
                new(post, "checkpoints", began=began, ended=ended)
    for day in days:
        for noted in edges[1:]:
            new(post, "households", made, noted=noted, help=[{"kind": "job", "given": day}, {"kind": "loan"}])
        new(post, "subjects", made, opened=LONG_AGO, state="watched", ended=day)
    start = datetime(2026, 1, 20, 8, 0, tzinfo=VIETNAM)
    for step in range(40):
        received = start + timedelta(days=step)
        decided = None if step % 3 else (received + timedelta(days=step)).isoformat()
        given = tip(received=received.isoformat(), recorded=None, competence="ours", complex=bool(step % 2), decided=decided)
        post.records.create("tips", given)
    asked = form.load()
    with post.session.read() as connection:
        for name, place in asked.placings():
            of = asked.sources()[name]
            keys = compiler.inside(connection, of, place, MARCH)
            rows = direct(connection).execute(f"SELECT id FROM {of.register.kind}").fetchall()  # noqa: S608 - a declared name
            values = {key: post.records.load(str(post.session.database.version(connection, key))).values for (key,) in rows}
            wanted = {key for key, found in values.items() if placing.lay_inside(found, of, place, MARCH)}
            assert keys == wanted, (name, place.kind)
