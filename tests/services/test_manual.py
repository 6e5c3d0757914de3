"""The manual in chapters: both languages say the same number of things, and every register is spoken of."""

from __future__ import annotations

from pathlib import Path

import pytest

from borderpost.services import manual


def test_the_manual_is_read_by_chapter_in_both_languages() -> None:
    vietnamese, english = manual.chapters("vi"), manual.chapters("en")
    assert [chapter.number for chapter in vietnamese] == [chapter.number for chapter in english]
    assert vietnamese[0].title == "Mở máy"
    assert english[0].title == "Unlocking"
    assert all(chapter.text and not chapter.text.startswith("#") for chapter in (*vietnamese, *english))
    assert manual.chapters("lo") == vietnamese


def test_a_manual_that_is_not_there_has_no_chapters(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(manual, "FOLDER", tmp_path)
    read = manual.chapters.__wrapped__
    assert read("vi") == ()
    (tmp_path / "huong-dan.md").write_text("# Đầu\n\n## Không số\n\nMột\n\n## 7. Có số\n\nHai\n", "utf-8")
    assert [(each.number, each.title, each.text) for each in read("vi")] == [(1, "Không số", "Một"), (7, "Có số", "Hai")]
