"""A ring with its night of crossings, for the window tests of the links."""

from __future__ import annotations

from typing import Any

from borderpost.bootstrap import Post
from tests.posts import person

FOUND = "2026-03-15T00:40:00+07:00"


def who(post: Post, name: str, **changes: Any) -> str:
    return post.records.create("persons", person(name=name, **changes)).records[0]


def night(post: Post) -> dict[str, str]:
    """Write a ring of three, a night of seven people, and an older crossing of two of them."""
    head = who(post, "Vàng A Chứ", phone="0912 345 678")
    guide = who(post, "Thào A Sếnh")
    driver = who(post, "Lầu Bá Tủa", phone="0912345678")
    crossers = [who(post, name) for name in ("Hờ Y Dở", "Giàng A Khua", "Mùa Y Xua", "Lỳ Bá Chống")]
    victim = who(post, "Lò Thị Ban", pseudonym="NN-021")
    met = [(guide, "guide"), (driver, "driver"), *((each, "crosser") for each in crossers), (victim, "possible_victim")]
    detection = _detection(post, FOUND, met)
    older = _detection(post, "2026-02-11T02:10:00+07:00", [(guide, "guide"), (driver, "driver"), (crossers[0], "crosser")])
    members = [{"person": head, "role": "organiser"}, {"person": guide, "role": "guide"}, {"person": driver, "role": "driver"}]
    values = {
        "name": "Đường dây Nậm Cắn",
        "opened": "2026-03-10T08:00:00+07:00",
        "state": "verifying",
        "route": "Nậm Cắn – Noọng Hét",
        "destination": "LA",
        "members": members,
        "records": [{"record": detection}],
    }
    from borderpost.domain.codes import codes

    known = {item.code for item in codes("nationality")}
    values["destination"] = next((code for code in ("la", "LA", "lao") if code in known), next(iter(sorted(known))))
    ring = post.records.create("rings", values).records[0]
    return {
        "ring": ring,
        "head": head,
        "guide": guide,
        "driver": driver,
        "detection": detection,
        "older": older,
        "victim": victim,
    }


def _detection(post: Post, found: str, people: list[tuple[str, str]]) -> str:
    rows = [{"person": each, "role": role} for each, role in people]
    values = {"found": found, "border": "la", "legal_class": "adm_exit_entry_282", "direction": "exit", "people": rows}
    return post.records.create("detections", values).records[0]
