"""Beside a sanction: the range on the day of the act, the ceiling of who decides, and earlier sanctions at this post."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from borderpost.bootstrap import Post
from borderpost.domain.words import language, render, set_language
from borderpost.services.law import Advice, lineage
from tests.posts import make, person, sanction


@pytest.fixture
def post(tmp_path: Path) -> Iterator[Post]:
    before = language()
    set_language("en")
    with make(tmp_path / "post").as_("commander") as opened:
        yield opened
    set_language(before)


def told(advice: Advice) -> list[tuple[str, str]]:
    assert not any(problem.blocking for problem in advice.problems)
    return [(problem.field, render(problem.message)) for problem in advice.problems]


def a_person(post: Post, **changes: Any) -> str:
    return post.records.create("persons", person(**changes)).records[0]


def test_without_an_act_nothing_is_said(post: Post) -> None:
    assert post.law.advise({}) == Advice(date(2026, 3, 15))


def test_the_article_and_the_range_of_the_day_are_shown(post: Post) -> None:
    found = post.law.advise(sanction("x", person=None, conduct="crossing"))
    assert found.law == ("article 21, Decree 282/2025 · Crossing the border illegally · fine 5,000,000 to 10,000,000 dong",)
    assert (found.notes, found.problems, found.searched) == ((), (), "")
    every = post.law.advise(sanction("x", person=None))
    assert len(every.law) == 3
    crime = post.law.advise(sanction("x", person=None, act="penal_151"))
    assert crime.law[0] == "clause 1, article 151, Penal Code · prison 7 years to 12 years"
    assert crime.law[2].endswith("prison 18 years to 20 years, or for life")
    assert crime.notes == ("Part of this was not read in the law: check it before deciding.",)
    both = post.law.advise(sanction("x", person=None, act="penal_347"))
    assert "prison 6 months to 3 years" in both.law[0]
    area = post.law.advise(sanction("x", person=None, act="adm_border_area", conduct="remaining"))
    assert area.law[0].startswith("Decree 96/2020")
    assert area.law[0].endswith("expulsion")


def test_a_fine_outside_the_range_warns_and_is_saved(post: Post) -> None:
    values = sanction(a_person(post), conduct="crossing", fine=12_000_000)
    assert told(post.law.advise(values)) == [
        ("fine", "On 15/03/2026 the range was 5,000,000 to 10,000,000 dong. Check the fine."),
    ]
    assert post.records.create("sanctions", values).records
    for fine in (5_000_000, 10_000_000):
        assert told(post.law.advise(values | {"fine": fine})) == []
    assert told(post.law.advise(values | {"fine": 4_999_999}))
    assert told(post.law.advise(values | {"fine": 1, "act": "penal_348", "conduct": None})) == []


def test_the_day_of_the_act_is_written_or_that_of_the_detection_or_of_the_record(post: Post) -> None:
    met = {"found": "2025-12-14T23:00:00+07:00", "border": "la", "direction": "out", "legal_class": "adm_exit_entry_144"}
    people = [{"person": a_person(post), "role": "crosser"}]
    detection = post.records.create("detections", met | {"people": people}).records[0]
    assert post.law.day_of(sanction("x")) == date(2026, 3, 15)
    assert post.law.day_of(sanction("x", detection=detection)) == date(2025, 12, 14)
    assert post.law.day_of(sanction("x", detection="0000000000000000:7")) == date(2026, 3, 15)
    assert post.law.day_of(sanction("x", detection=detection, happened="2026-01-02T23:30:00+07:00")) == date(2026, 1, 2)
    assert post.law.day_of({}) == date(2026, 3, 15)
    found = post.law.advise(sanction("x", person=None, detection=detection, fine=1))
    assert told(found) == [
        ("act", "Not in force on 14/12/2025: that day it was “Administrative, exit and entry (Decree 144/2021)”.")
    ]
    assert found.law == ()
    early = post.law.advise(sanction("x", person=None, happened="2019-01-02T23:30:00+07:00"))
    assert told(early) == [("act", "Not in force on 02/01/2019. Check the act and its time.")]
    assert told(post.law.advise(sanction("x", person=None, act="of.tomorrow"))) == []


def test_a_conduct_of_another_act_is_pointed_at(post: Post) -> None:
    ((field, words),) = told(post.law.advise(sanction("x", person=None, conduct="guiding")))
    assert field == "conduct"
    assert "Crossing the border illegally" in words
    for fine in ("other", "crossing"):
        assert told(post.law.advise(sanction("x", person=None, conduct=fine))) == []
    assert told(post.law.advise(sanction("x", person=None, act="penal_347", conduct="guiding"))) == []


def test_a_ceiling_is_counted_from_settings_and_never_invented(post: Post) -> None:
    values = sanction("x", person=None, conduct="crossing", approver_position="station_chief", fine=5_000_000)
    assert "not set yet (Settings)" in post.law.advise(values).notes[0]
    post.settings.change(fine_base_security=40_000_000)
    found = post.law.advise(values)
    assert found.notes == ("This position may fine up to 4,000,000 dong (10 %).",)
    assert told(found) == [("fine", "Above what this position may fine: 4,000,000 dong. Check who decides.")]
    post.settings.change(fine_base_security=50_000_000)
    assert told(post.law.advise(values)) == []
    assert len(told(post.law.advise(values | {"fine": 11_000_000}))) == 1, "one sentence for one cell"
    commander = values | {"approver_position": "commander"}
    assert "not known here" in post.law.advise(commander).notes[0]
    post.settings.change(fine_percent_commander=20)
    assert post.law.advise(commander).notes == ("This position may fine up to 10,000,000 dong (20 %).",)
    assert "not known here" in post.law.advise(values | {"approver_position": "officer"}).notes[0]
    assert post.law.advise(values | {"act": "penal_347"}).notes == (), "no ceiling of a post for a crime"


def test_an_earlier_sanction_for_the_same_act_is_found_over_merged_records(post: Post) -> None:
    who, same, other = a_person(post), a_person(post), a_person(post, name="Lò Văn Thắng")
    post.persons.merge(who, same, "một người")
    made = {
        name: post.records.create("sanctions", sanction(of, **changes)).records[0]
        for name, of, changes in (
            ("old", same, {"act": "adm_exit_entry_144", "recorded": "2025-05-01T08:00:00+07:00",
                           "decided": "2025-05-05T08:00:00+07:00", "decision_no": "12/QĐ-XPHC"}),
            ("new", who, {"recorded": "2026-01-02T08:00:00+07:00", "decided": "2026-01-05T08:00:00+07:00"}),
            ("open", who, {"recorded": "2026-02-02T08:00:00+07:00"}),
            ("area", who, {"act": "adm_border_area", "recorded": "2026-01-02T08:00:00+07:00",
                           "decided": "2026-01-05T08:00:00+07:00"}),
            ("other", other, {"recorded": "2026-01-02T08:00:00+07:00", "decided": "2026-01-05T08:00:00+07:00"}),
            ("late", who, {"decided": "2026-03-15T06:00:00+07:00"}),
        )
    }  # fmt: skip
    found = post.law.advise(sanction(who))
    assert [prior.id for prior in found.priors] == [made["new"], made["old"]]
    assert found.priors[1].words().split(" · ")[0::2] == ["05/05/2025", "decision 12/QĐ-XPHC"]
    assert found.priors[0].words().startswith("05/01/2026 · XP-")
    assert found.warning == "Already sanctioned for the same act on 05/01/2026: article 347 may apply, check."
    assert found.searched == "Searched: only what this post holds."
    values = post.records.load(made["new"]).values
    assert [prior.id for prior in post.law.advise(values, made["new"]).priors] == [made["old"]], "never itself"
    post.records.withdraw("sanctions", made["old"], "ghi nhầm")
    assert post.law.advise(values, made["new"]).priors == ()
    none = post.law.advise(sanction(other, act="adm_border_area"))
    assert (none.warning, none.priors) == ("", ())
    assert "Other posts are not searched" in none.searched
    assert post.law.advise(sanction(who, recorded=None)).priors, "an act without any time is asked about as of today"


def test_nothing_of_a_protected_person_is_told(post: Post) -> None:
    who = post.records.create("persons", person(name="Sùng Thị Mỷ", pseudonym="Sương"), protected=True).records[0]
    before = sanction(who, recorded="2026-01-02T08:00:00+07:00", decided="2026-01-05T08:00:00+07:00")
    post.records.create("sanctions", before)
    found = post.law.advise(sanction(who))
    assert found.priors
    assert "Sùng" not in str(found)


def test_an_act_keeps_its_lineage_over_decrees() -> None:
    assert lineage("adm_exit_entry_282") == lineage("adm_exit_entry_144") == ("adm_exit_entry_144", "adm_exit_entry_282")
    assert lineage("penal_347") == ("penal_347",)
