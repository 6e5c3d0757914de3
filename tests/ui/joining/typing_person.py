"""A person who types into a new patrol and never saves; the test kills the process. `typing_person.py HOME UID PASSPHRASE`."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))

from borderpost.domain.clock import FixedClock
from tests.posts import NIGHT
from ui.shots import Walk, type_text, wait


def main(home: str, uid: str, passphrase: str) -> None:
    walk = Walk(Path(home), None, clock=FixedClock(NIGHT))
    post = walk.unlock(uid, passphrase)
    post.window.new_record("patrols")
    walk.settle()
    page = post.window.screen_of("patrols").page  # type: ignore[attr-defined] # a register's screen
    kept: list[object] = []
    page.drafts.kept.connect(kept.append)
    page.body.take(page.body.parts["leader"])
    type_text("Hoàng Đức Lâm")
    wait("draft", lambda: bool(kept))
    sys.stdout.write("kept\n")
    sys.stdout.flush()
    wait("the end of the process", lambda: False)


if __name__ == "__main__":
    main(*sys.argv[1:])
