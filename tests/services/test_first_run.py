"""The first-run wizard's services, step by step on a real post."""

from __future__ import annotations

from pathlib import Path

import pytest

from borderpost import bootstrap
from borderpost.domain.clock import FixedClock
from borderpost.domain.errors import UserError
from borderpost.domain.progress import Progress
from borderpost.keys import passwords, recovery
from borderpost.services.setup import HubSpec, lobby
from tests.posts import CHEAP, NIGHT, SPEC


@pytest.fixture(autouse=True)
def _cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "calibrate", lambda: CHEAP)


def test_every_step_of_the_wizard_on_a_real_post(tmp_path: Path) -> None:
    home = tmp_path / "post"
    clock = FixedClock(NIGHT)
    hub = bootstrap.create_hub(tmp_path / "hub", HubSpec("BCH", "SG", SPEC.commander), clock=clock, cost=CHEAP).post
    run = bootstrap.setup(home, clock)
    assert len(run.passphrase().split()) == 7
    with pytest.raises(UserError):
        run.recovery_words()
    run.create_post(SPEC, Progress())
    words = run.recovery_words()
    assert len(words) == recovery.WORDS
    pages = run.recovery_pages(60)
    assert len(pages) == 2
    assert all(page.startswith(b"\x89PNG") for page in pages)
    run.sheet_printed()
    run.save_request(tmp_path / "post.bpenrol")
    hub.hub.enrol(tmp_path / "post.bpenrol", tmp_path / "hub.bptrust")
    found = run.read_headquarters(tmp_path / "hub.bptrust")
    assert found.fingerprint == hub.hub.own_fingerprint()
    run.trust_headquarters()
    assert run.post_fingerprint() == hub.hub.read_request(tmp_path / "post.bpenrol").fingerprint
    backups = tmp_path / "backups"
    backups.mkdir()
    assert run.use_backup_folder(backups).startswith("Bản sao lưu đầu tiên")
    run.finish()
    run.finish()
    facts = lobby(home)
    assert facts is not None
    assert facts.backup is not None
    post = bootstrap.unlock(home, "recovery", " ".join(words), clock=clock)
    assert post.settings.post().backup_folder == str(backups)
    assert post.enrolment.hub() is not None
    post.close()
    hub.close()
