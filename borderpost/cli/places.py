"""Commands on places: making a post, a headquarters, a training post; checking and backing up."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

from borderpost import bootstrap
from borderpost.bootstrap import Created, Post
from borderpost.cli.answer import Answer, Refusal
from borderpost.cli.opening import opened
from borderpost.domain.clock import VIETNAM, FixedClock
from borderpost.domain.files import write_atomic
from borderpost.domain.words import N_, _
from borderpost.keys import recovery, words
from borderpost.keys.passwords import FLOOR
from borderpost.services.setup import HubSpec, PersonSpec, PostSpec

DAMAGED = 4
PASSPHRASES = "passphrases.json"


def _person(text: str, position: str, passphrase: str) -> PersonSpec:
    """Read `name`, or `name|rank|position`."""
    name, rank, given = (*text.split("|"), "", "")[:3]
    return PersonSpec(name.strip(), rank.strip(), given.strip() or position, passphrase)


def create_post(options: argparse.Namespace) -> Answer:
    """Make an empty post. Passphrases and recovery words are printed once and kept nowhere."""
    secrets = [words.generate_passphrase() for _who in range(2)]
    spec = PostSpec(
        options.name,
        options.code,
        options.parent,
        options.machine,
        options.place,
        options.network,
        _person(options.commander, "Đồn trưởng", secrets[0]),
        _person(options.administrator, "Quản trị máy", secrets[1]),
    )
    return _made(bootstrap.create_post(options.home, spec), (spec.commander, spec.administrator))


def create_hub(options: argparse.Namespace) -> Answer:
    """Make a headquarters on the embedded database."""
    officer = _person(options.officer, "Cán bộ khóa", words.generate_passphrase())
    return _made(bootstrap.create_hub(options.home, HubSpec(options.name, options.code, officer)), (officer,))


def _made(created: Created, people: tuple[PersonSpec, ...]) -> Answer:
    spoken = recovery.to_words(created.recovery)
    home = created.post.home
    created.post.close()
    passphrases = {person.name: person.passphrase for person in people}
    lines = [str(home), *(f"{name}: {passphrase}" for name, passphrase in passphrases.items()), " ".join(spoken)]
    return Answer({"home": str(home), "passphrases": passphrases, "recovery": list(spoken)}, tuple(lines))


def training(options: argparse.Namespace) -> Answer:
    """Make a training post and its headquarters, enrolled with each other, filled with composed records."""
    from borderpost.training import filling, generator

    if options.patrols < 0 or options.months < 1:
        raise Refusal(N_("At least one month, and no negative number of patrols."))
    until = datetime.now(VIETNAM).replace(minute=0, second=0, microsecond=0)
    clock = FixedClock(filling.beginning(options.months, until))
    secrets = words.training_passphrases(options.seed)
    people = {
        "commander": PersonSpec("Lường Văn Thái", "Đại úy", "Đồn trưởng", secrets[0]),
        "administrator": PersonSpec("Vàng A Sính", "Thượng úy", "Quản trị máy", secrets[1]),
        "victim_officer": PersonSpec("Lò Thị Hạnh", "Trung úy", "Cán bộ phòng chống mua bán người", secrets[2]),
        "guard": PersonSpec("Giàng A Páo", "Thiếu úy", "Trinh sát", secrets[3]),
    }
    spec = PostSpec(
        "Đồn tập Khe Sim",
        "KS",
        "BCH BĐBP tỉnh Sơn Giang",
        1,
        "phòng trực ban",
        "nothing",
        people["commander"],
        people["administrator"],
    )
    officer = PersonSpec("Trần Thị Bưởi", "Thiếu tá", "Cán bộ khóa", secrets[4])
    folder: Path = options.folder
    post = bootstrap.create_post(folder / "post", spec, clock=clock, cost=FLOOR, training=True).post
    for role in ("victim_officer", "guard"):
        person = people[role]
        post.people.add(person.name, person.rank, person.position, role, person.passphrase)
    hub_spec = HubSpec("BCH tập Sơn Giang", "SG", officer)
    hub = bootstrap.create_hub(folder / "hub", hub_spec, clock=clock, cost=FLOOR, training=True).post
    _enrolled(post, hub, folder)
    found = generator.groups(options.seed, options.months, options.patrols, until)
    written = filling.fill(post.session, found, total=options.patrols)
    clock.at = max(clock.at, until)
    _close_months(post, filling.beginning(options.months, until), until)
    passphrases = {
        "post": {person.name: person.passphrase for person in people.values()},
        "hub": {officer.name: officer.passphrase},
    }
    write_atomic(folder / PASSPHRASES, json.dumps(passphrases, ensure_ascii=False, indent=1).encode())
    post.close()
    hub.close()
    data = {
        "post": str(folder / "post"),
        "hub": str(folder / "hub"),
        "passphrases": str(folder / PASSPHRASES),
        "records": written,
    }
    return Answer(data, (str(folder / "post"), str(folder / "hub"), str(folder / PASSPHRASES), str(written)))


def _close_months(post: Post, since: datetime, until: datetime) -> None:
    """Close the reporting months that are over but for the newest: comparisons are with closed months only."""
    over = [
        window
        for window in post.reports.windows(years=(until.year - since.year) + 1)
        if since.date() <= window.first and window.last < until.date()
    ]
    for window in sorted(over, key=lambda window: window.first)[:-1]:
        post.reports.close(window)


def _enrolled(post: Post, hub: Post, folder: Path) -> None:
    request, answer = folder / "post.bpenrol", folder / "hub.bptrust"
    post.enrolment.write_request(request)
    hub.hub.enrol(request, answer)
    post.enrolment.read(answer)
    post.enrolment.trust()


def check(options: argparse.Namespace) -> Answer:
    """Examine journal, tables and database; a fault is the machine's: exit code 4."""
    with opened(options) as post:
        if options.repair:
            post.check.repair()
        found = post.check.run()
    lines = tuple(f"{'ok  ' if line.ok else 'FAIL'}  {line.code}  {line.sentence}" for line in found)
    sound = all(line.ok for line in found)
    data = {"ok": sound, "checks": [asdict(line) for line in found]}
    complaints = () if sound else (_("The post is damaged. Make a copy of the folder, then take up the newest backup."),)
    return Answer(data, lines, complaints, 0 if sound else DAMAGED)


def backup(options: argparse.Namespace) -> Answer:
    """Back up and read back, or restore the newest backup into a scratch place and prove it."""
    with opened(options) as post:
        found = post.backup.drill(options.to) if options.drill else post.backup.make(options.to)
    return Answer(asdict(found), (f"{found.path}  {found.at:%d/%m/%Y %H:%M}  {found.size} byte",))
