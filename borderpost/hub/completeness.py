"""Who has sent what: for each feed of each post how far it is here, what is missing and what waits."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import sqlalchemy as sa

from borderpost.storage.database import Database
from borderpost.storage.inbox import standing


@dataclass(frozen=True, slots=True)
class PostState:
    """One feed of a post at headquarters. `gaps` are missing stretches (first, last); `last_at` ISO 8601 or empty."""

    id: str
    name: str
    feed: str
    have_through: int
    last_bundle: int
    last_at: str
    gaps: tuple[tuple[int, int], ...]
    refused: int
    forks: int


def states_of(
    connection: sa.Connection,
    database: Database,
    peer: str,
    name: str,
    feeds: Iterable[str],
    last_bundle: int,
    last_at: str,
) -> list[PostState]:
    """Return the state of each feed of one post; a feed of which nothing came stands at 0."""
    here = {feed.name for feed in database.feeds(connection)}
    found = []
    for feed in feeds:
        if feed in here:
            now = standing(connection, database, feed)
            state = PostState(peer, name, feed, now.seq, last_bundle, last_at, now.wants, len(now.refused), now.forked)
        else:
            state = PostState(peer, name, feed, 0, 0, "", (), 0, 0)
        found.append(state)
    return found
