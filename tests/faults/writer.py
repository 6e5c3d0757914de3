"""A guard's program that saves without end and says so after each save; it is there to be killed.

`python -m tests.faults.writer HOME UID SEED` prints one line per committed save: sequence number of its last entry.
"""

from __future__ import annotations

import random
import sys
from pathlib import Path

from borderpost import bootstrap
from borderpost.domain.ids import Version
from borderpost.services.session import Session
from borderpost.storage.unit_of_work import Work
from tests import posts


def _act(work: Work, rng: random.Random, made: list[Version]) -> None:
    choice = rng.randrange(5) if made else 0
    if choice == 0:
        made.append(work.create("patrols", posts.patrol(leader=f"Lò Văn Pản {rng.randrange(1000)}")))
    elif choice == 1:
        person = work.create("persons", posts.person(name=f"Sùng Thị Mỷ {rng.randrange(1000)}"))
        work.create("receptions", posts.reception([str(person)]))
    elif choice == 2:
        work.amend(rng.choice(made), {"leader": f"Đặng Văn Đức {rng.randrange(1000)}", "border_guards": rng.randrange(1, 60)})
    elif choice == 3:
        work.withdraw(rng.choice(made), "ghi trùng")
    else:
        work.note("patrols", rng.choice(made), "print", {"copies": 1})


def _save_for_ever(session: Session, rng: random.Random) -> None:
    made: list[Version] = []
    while True:
        with session.work() as work:
            _act(work, rng, made)
        with session.read() as connection:
            head = session.database.feed(connection, session.database.own_feed).seq
        sys.stdout.write(f"{head}\n")
        sys.stdout.flush()


def main(home: str, uid: str, seed: str) -> None:
    post = bootstrap.unlock(Path(home), uid, posts.PASSPHRASES["guard"])
    _save_for_ever(post.session, random.Random(int(seed)))  # noqa: S311 - a run that can be repeated


if __name__ == "__main__":
    main(*sys.argv[1:])
