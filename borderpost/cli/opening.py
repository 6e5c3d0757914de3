"""Opening the place a command works on: which user, which passphrase, closed again whatever happens."""

from __future__ import annotations

import argparse
import getpass
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from borderpost import bootstrap
from borderpost.bootstrap import Post
from borderpost.cli.answer import Refusal
from borderpost.domain.errors import EnvironmentFault, UserError
from borderpost.domain.text import fold
from borderpost.domain.words import N_

if TYPE_CHECKING:
    from borderpost.services.outgoing import Second


class NoPost(UserError):
    """Nothing lives in this folder."""

    def __init__(self, home: Path) -> None:
        super().__init__(N_("There is no post in {folder}. Name its folder with --home, or make one."), folder=home)


@contextmanager
def opened(options: argparse.Namespace, kind: str | None = None) -> Iterator[Post]:
    """Unlock the post or headquarters of the options for a while. Raises NoPost, Refusal, UserError, EnvironmentFault."""
    facts = bootstrap.lobby(options.home)
    if facts is None:
        raise NoPost(options.home)
    if kind is not None and facts.kind != kind:
        raise Refusal(N_("This is not the right kind of place for this command: {kind}."), kind=facts.kind)
    who, passphrase = _who(options, [person.name for person in facts.people])
    post = bootstrap.unlock(options.home, who, passphrase)
    try:
        yield post
    finally:
        post.close()


def second(options: argparse.Namespace) -> Second | None:
    """Return the second officer named by the options, None if nobody is. Raises Refusal, EnvironmentFault."""
    from borderpost.services.outgoing import Second

    if not options.second:
        return None
    path = options.second_passphrase_file
    return Second(options.second, _passphrase(options.second, _file(path, options.home) if path else None))


def _who(options: argparse.Namespace, names: list[str]) -> tuple[str, str]:
    """Return user and passphrase; a file of passphrases may name the user, else there must be only one."""
    known = _file(options.passphrase_file, options.home) if options.passphrase_file else None
    named = next(iter(known), "") if isinstance(known, dict) else names[0] if len(names) == 1 else ""
    who = options.user or named
    if not who and not isinstance(known, dict):
        raise Refusal(N_("Say who works with --user."))
    return who, _passphrase(who, known)


def _passphrase(who: str, known: dict[str, Any] | str | None) -> str:
    if isinstance(known, str):
        return known
    if isinstance(known, dict):
        wanted = fold(who)
        passphrase = next((found for name, found in known.items() if fold(name) == wanted), None)
        if passphrase is None:
            raise Refusal(N_("The passphrase file has no passphrase for this user."))
        return str(passphrase)
    if not sys.stdin.isatty():
        raise Refusal(N_("Give the passphrase with --passphrase-file; there is nobody here to type it."))
    return getpass.getpass(f"passphrase ({who}): ")


def _file(path: Path, home: Path) -> dict[str, Any] | str:
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise EnvironmentFault(N_("The passphrase file cannot be read.")) from error
    if not text.lstrip().startswith("{"):
        return text.strip()
    try:
        found: dict[str, Any] = json.loads(text)
    except ValueError:
        raise Refusal(N_("The passphrase file is neither a line of text nor JSON.")) from None
    section = found.get(Path(home).name)
    return section if isinstance(section, dict) else found
