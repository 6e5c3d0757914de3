"""The words of the program: what no catalogue could serve is refused, and the fragments join into one catalogue."""

from __future__ import annotations

import gettext
from pathlib import Path

import pytest

from installer import catalogue

HEADER = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'


def said(tmp_path: Path, program: str) -> tuple[list[catalogue.Source], list[str]]:
    (tmp_path / "part").mkdir()
    (tmp_path / "part" / "screen.py").write_text(program, "utf-8")
    return catalogue.sources(tmp_path, ["part"])


def fragment(folder: Path, name: str, body: str) -> None:
    (folder / name).write_text(HEADER + body, "utf-8")


def test_no_sentence_of_the_program_escapes_the_catalogue() -> None:
    found, faults = catalogue.sources()
    assert faults == []
    assert found


def test_the_fragments_agree_with_each_other() -> None:
    _entries, conflicts = catalogue.fragments()
    assert conflicts == []


@pytest.mark.parametrize(
    ("program", "reason"),
    [
        ('_(f"Found {n} points.")', "f-string"),
        ('N_(f"Found {n}")', "f-string"),
        ('_("Found %d points." % n)', "put together"),
        ('_("Found " + points)', "put together"),
        ('_("Found {n}".format(n=n))', "formats before"),
        ('_("yes" if good else "no")', "chooses inside"),
        ("N_(label)", "literal itself"),
        ("_()", "has no text"),
        ('Message("Found.")', "mark it with N_"),
        ('UserError("Refused.")', "mark it with N_"),
        ('ngettext(f"{n} point", "points", n)', "f-string"),
    ],
)
def test_a_sentence_that_no_catalogue_could_serve_is_refused(tmp_path: Path, program: str, reason: str) -> None:
    _found, faults = said(tmp_path, program)
    assert len(faults) == 1
    assert faults[0].startswith("part/screen.py:1: ")
    assert reason in faults[0]


def test_every_way_of_marking_is_read(tmp_path: Path) -> None:
    found, faults = said(
        tmp_path,
        '_("One")\nN_("Two " "words")\npgettext("button", "Open")\n'
        'words.ngettext("{n} post", "{n} posts", n)\n_(label)\n_("")\n',
    )
    assert faults == []
    assert [(s.context, s.text, s.plural) for s in found] == [
        (None, "One", None),
        (None, "Two words", None),
        ("button", "Open", None),
        (None, "{n} post", "{n} posts"),
    ]


def test_the_fragments_join_into_a_catalogue_gettext_reads(tmp_path: Path) -> None:
    fragment(tmp_path, "a.po", 'msgid "Members"\nmsgstr "Quân số"\n\nmsgctxt "people"\nmsgid "Members"\nmsgstr "Thành viên"\n')
    fragment(tmp_path, "b.po", 'msgid "{n} post"\nmsgid_plural "{n} posts"\nmsgstr[0] "{n} đồn"\n')
    target = tmp_path / "vi" / "LC_MESSAGES" / "borderpost.mo"
    assert catalogue.compile_catalogue(tmp_path, target) == []
    spoken = gettext.translation("borderpost", str(tmp_path), ["vi"])
    assert spoken.gettext("Members") == "Quân số"
    assert spoken.pgettext("people", "Members") == "Thành viên"
    assert spoken.ngettext("{n} post", "{n} posts", 1) == spoken.ngettext("{n} post", "{n} posts", 5) == "{n} đồn"


def test_joining_again_leaves_the_file_alone(tmp_path: Path) -> None:
    fragment(tmp_path, "a.po", 'msgid "Members"\nmsgstr "Quân số"\n')
    target = tmp_path / "out.mo"
    catalogue.compile_catalogue(tmp_path, target)
    before = target.stat()
    catalogue.compile_catalogue(tmp_path, target)
    assert target.stat().st_mtime_ns == before.st_mtime_ns
    assert target.stat().st_ino == before.st_ino


def test_two_translations_of_one_sentence_are_refused_and_nothing_is_written(tmp_path: Path) -> None:
    fragment(tmp_path, "a.po", 'msgid "Members"\nmsgstr "Quân số"\n')
    fragment(tmp_path, "b.po", 'msgid "Members"\nmsgstr "Thành viên"\n')
    faults = catalogue.compile_catalogue(tmp_path, tmp_path / "out.mo")
    assert len(faults) == 1
    assert "a.po" in faults[0]
    assert "b.po" in faults[0]
    assert not (tmp_path / "out.mo").exists()


def test_a_broken_fragment_is_named(tmp_path: Path) -> None:
    (tmp_path / "bad.po").write_bytes(b'msgid "a"\nmsgstr "\xff\xfe"\n')
    _entries, faults = catalogue.fragments(tmp_path)
    assert len(faults) == 1
    assert faults[0].startswith("bad.po")


def test_unfinished_translations_do_not_count(tmp_path: Path) -> None:
    fragment(tmp_path, "a.po", '#, fuzzy\nmsgid "Members"\nmsgstr "Quân số"\n\nmsgid "Posts"\nmsgstr ""\n')
    assert catalogue.fragments(tmp_path) == ({}, [])


def test_missing_and_differing_translations_are_faults_and_idle_ones_a_notice(tmp_path: Path) -> None:
    fragment(
        tmp_path,
        "a.po",
        'msgid "{n} points"\nmsgstr "{m} điểm"\n\nmsgid "Old"\nmsgstr "Cũ"\n\nmsgid "Good {n}"\nmsgstr "Tốt {n}"\n\n'
        'msgid "One"\nmsgid_plural "Many"\nmsgstr[0] "Một"\n',
    )
    fragment(tmp_path, "qt.po", 'msgid "Save"\nmsgstr "Lưu"\n')
    (tmp_path / "src").mkdir()
    found, _faults = said(tmp_path / "src", '_("{n} points")\n_("Good {n}")\n_("Absent")\n_("One")\n')
    findings = catalogue.examine(found, catalogue.fragments(tmp_path)[0])
    assert [fault.split(":")[1] for fault in findings.faults] == ["1", "3", "4"]
    assert "placeholders" in findings.faults[0]
    assert "not translated" in findings.faults[1]
    assert "plural" in findings.faults[2]
    assert findings.notices == ["a.po: no longer said by the program: 'Old'"]


def test_a_stub_is_a_fragment_that_can_be_filled_in(tmp_path: Path) -> None:
    found, _faults = said(
        tmp_path, '_("Say \\"no\\".\\n")\npgettext("c", "Open")\nngettext("a", "b", n)\n_("Say \\"no\\".\\n")\n'
    )
    text = catalogue.stub(found)
    assert text.count("msgid ") == 4  # the header and three sentences, each once
    fragment(tmp_path, "x.po", "")
    (tmp_path / "x.po").write_text(text.replace('msgstr ""', 'msgstr "x"').replace('msgstr[0] ""', 'msgstr[0] "x"'), "utf-8")
    entries, faults = catalogue.fragments(tmp_path)
    assert faults == []
    assert set(entries) == {source.key for source in found}
