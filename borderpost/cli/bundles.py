"""Commands on bundles, receipts, enrolment and the headquarters."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from pathlib import Path

from borderpost import bootstrap
from borderpost.cli.answer import Answer, Refusal
from borderpost.cli.opening import opened
from borderpost.domain.errors import UserError
from borderpost.domain.words import N_

REJECTED = 5


def export(options: argparse.Namespace) -> Answer:
    """Write everything since the last receipt into a folder."""
    with opened(options, "post") as post:
        made = post.bundles.export(options.to)
    data = asdict(made)
    return Answer(data, (f"{made.path}  {made.records}  {made.size} byte  {made.sha256}",))


def verify(options: argparse.Namespace) -> Answer:
    """Check a bundle; without a post, or without its passphrase, everything but who made it."""
    from borderpost.services import courier

    if options.passphrase_file is not None and bootstrap.kind_of(options.home) is not None:
        with opened(options) as post:
            found = post.bundles.verify(options.file)
    else:
        found = courier.check(options.file)
    data = asdict(found) | {"created": found.created}
    facts = f"{found.sender} → {found.recipient}  {found.number}  {found.entries}  {found.size} byte  {found.sha256}"
    lines = (found.sentence, facts) if found.ok else ()
    return Answer(data, lines, () if found.ok else (f"{found.code}: {found.sentence}",), 0 if found.ok else REJECTED)


def enrol_request(options: argparse.Namespace) -> Answer:
    """Write this post's request and say its fingerprint."""
    with opened(options, "post") as post:
        facts = post.settings.post()
        path = options.to / f"{facts.code or 'post'}-{facts.machine}.bpenrol"
        post.enrolment.write_request(path)
        digits = post.enrolment.own_fingerprint()
    return Answer({"file": str(path), "fingerprint": digits}, (str(path), digits))


def enrol(options: argparse.Namespace) -> Answer:
    """Trust headquarters' answer when its fingerprint is the one read aloud."""
    with opened(options, "post") as post:
        found = post.enrolment.read(options.file)
        _compare(options, found.fingerprint)
        post.enrolment.trust()
    return Answer({"name": found.name, "fingerprint": found.fingerprint}, (found.name, found.fingerprint))


def hub_enrol(options: argparse.Namespace) -> Answer:
    """Trust a post's request when its fingerprint is the one read aloud, and write the answer."""
    with opened(options, "hub") as hub:
        _compare(options, hub.hub.read_request(options.file).fingerprint)
        path = options.to / f"{Path(options.file).stem}.bptrust"
        found = hub.hub.enrol(options.file, path)
        own = hub.hub.own_fingerprint()
    data = {"name": found.name, "post_fingerprint": found.fingerprint, "file": str(path), "fingerprint": own}
    return Answer(data, (found.name, str(path), own))


def _compare(options: argparse.Namespace, digits: str) -> None:
    """Hold the digits read aloud against those of the file: comparing by voice is what makes a key trusted."""
    if options.fingerprint is None:
        raise Refusal(N_("Compare by voice, then repeat with --fingerprint “{digits}”."), digits=digits)
    if options.fingerprint.replace(" ", "") != digits.replace(" ", ""):
        raise UserError(N_("The digits are not those of this file ({digits}). Do not trust it."), digits=digits)


def receive(options: argparse.Namespace) -> Answer:
    """Take receipts in."""
    with opened(options, "post") as post:
        found = post.bundles.receive(options.files)
    complaints = tuple(f"{file}: {code}: {sentence}" for file, code, sentence in found.refused)
    line = f"{found.receipts}  {found.have_through}  {found.returned}"
    return Answer(asdict(found), (line,), complaints, REJECTED if found.refused else 0)


def hub_import(options: argparse.Namespace) -> Answer:
    """Take bundles in."""
    with opened(options, "hub") as hub:
        found = hub.hub.import_files(options.files)
    complaints = tuple(f"{item.file}: {item.code}: {item.sentence}" for item in found if item.code is not None)
    lines = tuple(f"{item.file}  {item.sender_name}  {item.sentence}" for item in found if item.code is None)
    return Answer({"files": [asdict(item) for item in found]}, lines, complaints, REJECTED if complaints else 0)


def hub_receipt(options: argparse.Namespace) -> Answer:
    """Write signed receipts for every post that has sent something."""
    with opened(options, "hub") as hub:
        found = [str(path) for path in hub.hub.write_receipts(options.to)]
    return Answer({"files": found}, tuple(found))


def hub_posts(options: argparse.Namespace) -> Answer:
    """Say who has sent what."""
    with opened(options, "hub") as hub:
        found = hub.hub.posts()
    lines = tuple(f"{post.id}  {post.name}  {post.have_through}  {post.gaps or ''}" for post in found)
    return Answer({"posts": [asdict(post) for post in found]}, lines)
