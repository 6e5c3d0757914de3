"""What happened at the training post: the same seed, months and number of patrols always give the same records.

Names are composed from syllable lists (resources/training), so that no real person appears; sections, villages and units are
invented. Records come in groups, oldest first: a group belongs together and refers to its own members as `@0`, `@1` …
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from borderpost.domain.clock import moment_text
from borderpost.domain.sections import sections

_FILE = Path(__file__).resolve().parents[2] / "resources" / "training" / "syllables.json"
DETECTIONS_PER_PATROL = 0.12
VICTIMS_PER_DETECTION = 0.25
_STEPS = (timedelta(minutes=40), timedelta(minutes=90), timedelta(hours=5), timedelta(days=9))

Item = tuple[str, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Group:
    """Records written together, and when: a little after the last of them happened."""

    at: datetime
    items: tuple[Item, ...]


@cache
def _lists() -> dict[str, list[str]]:
    found: dict[str, list[str]] = json.loads(_FILE.read_text(encoding="utf-8"))
    return found


def name(chance: random.Random, *, female: bool) -> str:
    """Compose a name."""
    lists = _lists()
    letter = "f" if female else "m"
    return " ".join(chance.choice(lists[key]) for key in ("families", f"middles_{letter}", f"given_{letter}"))


def groups(seed: int, months: int, patrols: int, until: datetime) -> Iterator[Group]:
    """Yield what a post records in the `months` before `until`: `patrols` patrols and what they find, oldest first.

    At most a thirty-first of a second lies between two patrols of a million: times stay distinct and in order.
    """
    chance = random.Random(seed)  # noqa: S311 - composed data, not a secret
    span = timedelta(days=30.4375 * months)
    guards = [name(chance, female=False) for _ in range(12)]
    for index in range(patrols):
        at = until - span + span * (index / patrols)
        at = at.replace(second=0, microsecond=0)
        started = at.replace(hour=chance.choice((5, 6, 13, 19, 20, 22, 22, 23)), minute=chance.choice((0, 15, 30)))
        if started > until - timedelta(hours=14):
            started -= timedelta(days=1)
        patrol, ended = _patrol(chance, started, guards)
        yield Group(ended + timedelta(minutes=30), (("patrols", patrol),))
        if chance.random() < DETECTIONS_PER_PATROL:
            found = started + timedelta(minutes=chance.randrange(30, 240))
            yield Group(ended + timedelta(minutes=90), tuple(_detection(chance, found, guards, until)))


def _patrol(chance: random.Random, started: datetime, guards: list[str]) -> tuple[dict[str, Any], datetime]:
    lists = _lists()
    section = chance.choice([item for item in sections(training=True) if item.ends is not None])
    numbers = list(range(int(section.first), int(section.last) + 1))
    legs, at = [], started
    for _ in range(chance.choice((1, 1, 2))):
        arrived = at + timedelta(minutes=chance.randrange(60, 300))
        leg = {"departed": moment_text(at), "arrived": moment_text(arrived), "distance": chance.randrange(1500, 9000)}
        legs.append(leg | {"transport": "foot", "start": f"mốc {numbers[0]}", "end": f"mốc {numbers[-1]}"})
        at = arrived + timedelta(minutes=chance.randrange(10, 40))
    ended = datetime.fromisoformat(str(legs[-1]["arrived"])) + timedelta(minutes=10)
    visited = sorted(chance.sample(numbers, chance.randrange(1, len(numbers) + 1)))
    state = ("intact",) * 17 + ("damaged", "unreached")
    values: dict[str, Any] = {
        "kind": chance.choice(("closed_loop", "closed_loop", "control", "joint", "combined", "ambush")),
        "mode": "regular",
        "border": "la",
        "section": section.label,
        "started": moment_text(started),
        "ended": moment_text(ended),
        "leader": chance.choice(guards),
        "leader_rank": chance.choice(("thieu_uy", "trung_uy", "thuong_uy")),
        "border_guards": chance.randrange(3, 9),
        "militia": chance.randrange(0, 4),
        "weather": chance.choice(lists["weathers"]),
        "legs": legs,
        "markers": [{"marker": f"LA:{number}", "state": chance.choice(state)} for number in visited],
        "people_checked": chance.randrange(0, 6),
        "result": "Tuần tra theo kế hoạch, an toàn.",
    }
    if chance.random() < 0.3:
        values["trails"] = chance.choice(lists["trails"])
    return values, ended


def _person(chance: random.Random) -> dict[str, Any]:
    female = chance.random() < 0.45
    year = chance.randrange(1962, 2014)
    return {
        "name": name(chance, female=female),
        "sex": "female" if female else "male",
        "birth": str(year),
        "birth_year": year,
        "nationality": chance.choice(("vn", "vn", "vn", "la")),
        "ethnicity": chance.choice(("hmong", "thai", "kinh", "dao")),
        "address": chance.choice(_lists()["villages"]),
    }


def _detection(chance: random.Random, found: datetime, guards: list[str], until: datetime) -> list[Item]:
    lists = _lists()
    victim = chance.random() < VICTIMS_PER_DETECTION
    people: list[dict[str, Any]] = [_person(chance) for _ in range(chance.choice((1, 1, 2, 2, 3, 4, 6)))]
    direction = chance.choice(("exit", "exit", "entry", "returned_by_neighbour", "turned_back"))
    roles = ["possible_victim" if victim and index == 0 else "crosser" for index in range(len(people))]
    if len(people) > 3:
        roles[-1] = "organiser"
    law = "adm_exit_entry_282" if found.date().isoformat() >= "2025-12-15" else "adm_exit_entry_144"
    detection: dict[str, Any] = {
        "found": moment_text(found),
        "finder": "patrol",
        "border": "la",
        "marker": f"LA:{chance.randrange(511, 517)}",
        "place": chance.choice(lists["villages"]),
        "legal_class": "penal_348" if "organiser" in roles else law,
        "direction": direction,
        "means": chance.choice(("foot", "foot", "motorcycle", "boat")),
        "purpose": chance.choice(("work", "family", "trade", "unknown")),
        "people": [{"person": f"@{index}", "role": role, "direction": direction} for index, role in enumerate(roles)],
        "outcome": chance.choice(("sanctioned", "handed_over", "turned_back", "pending")),
    }
    if chance.random() < 0.3:
        detection["goods"] = [{"kind": chance.choice(lists["goods"]), "quantity": chance.randrange(1, 40)}]
    if chance.random() < 0.2:
        detection["vehicles"] = [
            {"kind": "motorcycle", "plate": f"27-B{chance.randrange(1, 9)} {chance.randrange(1000, 9999)}"}
        ]
    items: list[Item] = [*(("persons", person) for person in people), ("detections", detection)]
    if victim:
        items += _care(chance, found, guards, len(people), people[0], until)
    return items


def _care(
    chance: random.Random, found: datetime, guards: list[str], detection: int, person: dict[str, Any], until: datetime
) -> list[Item]:
    """Return reception, hand-over and case of a possible victim, each step only as far as it lies before `until`."""
    officer = chance.choice(guards)
    received = found + timedelta(hours=2)
    times = [received + step for step in _STEPS]
    needs, screened, handed, feedback = (moment_text(at) if at <= until else None for at in times)
    reception = detection + 1
    reception_values = {
        "route": "rescued",
        "found": moment_text(found),
        "received": moment_text(received),
        "detection": f"@{detection}",
        "border": "la",
        "officer": officer,
        "people": [{"person": "@0", "category": "in_identification"}],
        "needs_met": needs,
        "needs": "Ăn, nước, chăn, sơ cứu." if needs else None,
        "female_officer": person["sex"] == "female",
    }
    items: list[Item] = [("receptions", reception_values)]
    if handed is not None:
        handover = {
            "handed": handed,
            "direction": "outgoing",
            "subject": ["people"],
            "receiver_kind": "commune",
            "receiver": chance.choice(_lists()["receivers"]),
            "officer": officer,
            "detection": f"@{detection}",
            "reception": f"@{reception}",
            "people": [{"person": "@0"}],
            "feedback_due": (times[2] + timedelta(days=14)).date().isoformat(),
            "feedback_at": times[3].date().isoformat() if feedback else None,
        }
        items.append(("handovers", handover))
    case = {
        "pseudonym": f"NN-{chance.randrange(16**6):06X}",
        "person": "@0",
        "category": "in_identification",
        "sex": person["sex"],
        "birth_year": person["birth_year"],
        "nationality": person["nationality"],
        "ethnicity": person["ethnicity"],
        "route": "rescued",
        "reception": f"@{reception}",
        "detection": f"@{detection}",
        "found": moment_text(found),
        "received": moment_text(received),
        "needs_met": needs,
        "screened": screened,
        "handed_over": handed,
        "feedback": feedback,
        "handover": f"@{reception + 1}" if handed is not None else None,
        "recommendation": "identify" if screened else None,
        "status": "in_identification" if screened else "suspected",
        "evidence_source": "rescuing_agency" if screened else None,
        "exploitation": [chance.choice(("forced_labour", "sexual", "forced_marriage"))],
        "method": chance.choice(("deceit", "online", "acquaintance")),
    }
    return [*items, ("victim_cases", case)]
