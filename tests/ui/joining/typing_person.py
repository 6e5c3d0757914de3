"""A person who types into a new record and never saves; the test kills the process.

`typing_person.py HOME UID PASSPHRASE [KIND FIELD TEXT [DETECTION LETTER PERSON]]`; with a detection the form is the one its
act begins for that person.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))

from borderpost.domain.clock import FixedClock
from tests.posts import NIGHT
from ui.shots import Walk, type_text, wait


def main(
    home: str,
    uid: str,
    passphrase: str,
    kind: str = "patrols",
    field: str = "leader",
    text: str = "Hoàng Đức Lâm",
    detection: str = "",
    letter: str = "",
    person: str = "",
) -> None:
    walk = Walk(Path(home), None, clock=FixedClock(NIGHT))
    post = walk.unlock(uid, passphrase)
    screen: Any = post.window.screen_of("detections" if detection else kind)
    if detection:
        post.window.go("detections")
        screen.follow(detection, letter, person)
        wait("the form", lambda: getattr(screen.page, "register", None) is not None and screen.page.register.kind == kind)
    else:
        post.window.new_record(kind)
    walk.settle()
    page = screen.page
    kept: list[object] = []
    page.drafts.kept.connect(kept.append)
    page.body.take(page.body.parts[field])
    type_text(text)
    wait("draft", lambda: bool(kept))
    sys.stdout.write("kept\n")
    sys.stdout.flush()
    wait("the end of the process", lambda: False)


if __name__ == "__main__":
    main(*sys.argv[1:])
