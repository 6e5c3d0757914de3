"""Build and check the Vietnamese catalogue from its fragments, one `.po` per part of the program.

    python installer/catalogue.py compile            write resources/locale/vi/LC_MESSAGES/borderpost.mo if it changed
    python installer/catalogue.py check              everything a person sees is translated, and translated safely
    python installer/catalogue.py missing [PREFIX]   print what is not translated yet, as an empty fragment

The source is English, so English needs no catalogue. Literals are read from the syntax tree, not from tokens: a text
chosen by `if` inside `_()`, joined by `+` or formatted too early is found and refused, where an extractor of tokens
would pass over it in silence and the sentence would stay English for ever.
"""

from __future__ import annotations

import argparse
import ast
import contextlib
import io
import os
import string
import sys
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
FRAGMENTS = ROOT / "resources" / "locale" / "vi"
COMPILED = FRAGMENTS / "LC_MESSAGES" / "borderpost.mo"
SOURCES = ("borderpost", "ui")
FOREIGN = {"qt.po"}  # words of Qt's own dialogs: no literal of ours carries them
MARKERS = {"_": ("text",), "N_": ("text",), "ngettext": ("text", "plural"), "pgettext": ("context", "text")}
CARRIERS = {"Message", "UserError", "EnvironmentFault"}  # they carry marked words and do not mark them
BORN = datetime(2026, 1, 1, tzinfo=UTC)  # a fixed date: the same fragments give the same bytes

Key = tuple[str | None, str]  # context, English source


@dataclass(frozen=True, slots=True)
class Source:
    """One literal of the program: where it stands (`path:line`), its context, its text and its plural."""

    place: str
    context: str | None
    text: str
    plural: str | None = None

    @property
    def key(self) -> Key:
        """What the catalogue knows it by."""
        return (self.context, self.text)


@dataclass(frozen=True, slots=True)
class Entry:
    """One translation: the fragment it stands in, its plural source and its Vietnamese forms."""

    fragment: str
    plural: str | None
    forms: tuple[str, ...]


@dataclass(slots=True)
class Findings:
    """What a check found: `faults` fail the gate, `notices` are only said."""

    faults: list[str] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)


# --- what the program says -------------------------------------------------------------------------------------------


def sources(root: Path = ROOT, folders: Iterable[str] = SOURCES) -> tuple[list[Source], list[str]]:
    """Return every marked literal below the folders, and a sentence for every marker that no catalogue could serve."""
    found: list[Source] = []
    faults: list[str] = []
    for folder in folders:
        for path in sorted((root / folder).rglob("*.py")):
            name = path.relative_to(root).as_posix()
            _read_module(ast.parse(path.read_text(encoding="utf-8"), name), name, found, faults)
    return found, faults


def _read_module(tree: ast.Module, name: str, found: list[Source], faults: list[str]) -> None:
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        marker = _called(node.func)
        place = f"{name}:{node.lineno}"
        if marker in CARRIERS:
            if _literal(_argument(node, 0, "text")) is not None:
                faults.append(f"{place}: {marker}() is given a bare literal; mark it with N_().")
        elif marker in MARKERS:
            _read_call(node, marker, place, found, faults)


def _read_call(node: ast.Call, marker: str, place: str, found: list[Source], faults: list[str]) -> None:
    parts: dict[str, str] = {}
    for index, part in enumerate(MARKERS[marker]):
        argument = _argument(node, index, part)
        value = _literal(argument)
        if value is None:
            reason = _refused(argument, marker)
            if reason:
                faults.append(f"{place}: {marker}() {reason}")
            return
        parts[part] = value
    if parts["text"]:
        found.append(Source(place, parts.get("context"), parts["text"], parts.get("plural")))


def _called(function: ast.expr) -> str:
    if isinstance(function, ast.Name):
        return function.id
    return function.attr if isinstance(function, ast.Attribute) and isinstance(function.value, ast.Name) else ""


def _argument(node: ast.Call, index: int, name: str) -> ast.expr | None:
    if index < len(node.args):
        return node.args[index]
    return next((keyword.value for keyword in node.keywords if keyword.arg == name), None)


def _literal(node: ast.expr | None) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def _refused(node: ast.expr | None, marker: str) -> str:
    """Say why a marker cannot be served; empty for `_(label)`, where the literal was marked elsewhere."""
    match node:
        case None:
            return "has no text."
        case ast.JoinedStr():
            return "is given an f-string; it would never match the catalogue. Use {placeholders} and Message or .format()."
        case ast.BinOp():
            return "is given a text put together at run time; translate the whole sentence, then format it."
        case ast.IfExp():
            return "chooses inside the call; choose between two calls instead."
        case ast.Call(func=ast.Attribute(attr="format")):
            return "formats before translating; translate first."
    return "must be given the literal itself." if marker == "N_" else ""


# --- what the catalogue says ----------------------------------------------------------------------------------------


def fragments(folder: Path = FRAGMENTS) -> tuple[dict[Key, Entry], list[str]]:
    """Read and join all fragments; also return a sentence for every conflict and every unreadable file."""
    from babel.messages.pofile import PoFileError, read_po

    joined: dict[Key, Entry] = {}
    faults: list[str] = []
    for path in sorted(folder.glob("*.po")):
        try:
            catalogue = read_po(io.BytesIO(path.read_bytes()), locale="vi", charset="utf-8", abort_invalid=True)
        except (PoFileError, UnicodeDecodeError, ValueError) as problem:
            faults.append(f"{path.name}: not a readable fragment ({problem}).")
            continue
        for message in catalogue:
            entry = _entry(message, path.name)
            if entry is None:
                continue
            key: Key = (message.context or None, message.id if isinstance(message.id, str) else message.id[0])
            before = joined.setdefault(key, entry)
            if before.forms != entry.forms:
                faults.append(f"{path.name}: {key[1]!r} is {entry.forms} here but {before.forms} in {before.fragment}.")
    return joined, faults


def _entry(message: Any, fragment: str) -> Entry | None:
    """Return the translation a person has finished; None for the header, an empty or a fuzzy one."""
    if not message.id or message.fuzzy:
        return None
    plural = None if isinstance(message.id, str) else message.id[1]
    forms = (message.string,) if isinstance(message.string, str) else tuple(message.string or ())
    return Entry(fragment, plural, forms) if forms and all(forms) else None


def compiled(entries: dict[Key, Entry]) -> bytes:
    """Return the bytes of the `.mo` file; the same entries always give the same bytes."""
    from babel.messages import Catalog
    from babel.messages.mofile import write_mo

    catalogue = Catalog(locale="vi", domain="borderpost", project="Borderpost", creation_date=BORN, revision_date=BORN)
    for (context, text), entry in sorted(entries.items(), key=lambda item: (item[0][0] or "", item[0][1])):
        if entry.plural is None:
            catalogue.add(text, entry.forms[0], context=context)
        else:
            catalogue.add((text, entry.plural), entry.forms, context=context)
    out = io.BytesIO()
    write_mo(out, catalogue)
    return out.getvalue()


def write_if_changed(target: Path, content: bytes) -> bool:
    """Replace the file in one step, so that a program starting meanwhile reads the old or the new one, never half."""
    with contextlib.suppress(FileNotFoundError):
        if target.read_bytes() == content:
            return False
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=target.name)
    with os.fdopen(handle, "wb") as part:
        part.write(content)
    Path(name).chmod(0o644)
    Path(name).replace(target)
    return True


def compile_catalogue(folder: Path = FRAGMENTS, target: Path = COMPILED) -> list[str]:
    """Join the fragments into the `.mo` file; return the faults, and write nothing if there is one."""
    entries, faults = fragments(folder)
    if not faults:
        write_if_changed(target, compiled(entries))
    return faults


# --- how both fit together ------------------------------------------------------------------------------------------


def placeholders(text: str) -> set[str] | None:
    """Return the names between braces; None if the braces do not match."""
    try:
        return {name for _text, name, _spec, _conversion in string.Formatter().parse(text) if name is not None}
    except ValueError:
        return None


def examine(found: Iterable[Source], entries: dict[Key, Entry]) -> Findings:
    """Compare the literals of the program with the catalogue."""
    findings = Findings()
    used: set[Key] = set()
    for source in found:
        entry = entries.get(source.key)
        if source.key in used:
            continue
        used.add(source.key)
        if entry is None:
            findings.faults.append(f"{source.place}: not translated: {source.text!r}")
        elif entry.plural != source.plural:
            findings.faults.append(f"{source.place}: {entry.fragment} has another plural for {source.text!r}")
        else:
            findings.faults.extend(f"{source.place}: {reason}" for reason in _differences(source, entry))
    for (_context, text), entry in sorted(entries.items(), key=lambda item: (item[1].fragment, item[0][1])):
        if (_context, text) not in used and entry.fragment not in FOREIGN:
            findings.notices.append(f"{entry.fragment}: no longer said by the program: {text!r}")
    return findings


def _differences(source: Source, entry: Entry) -> Iterator[str]:
    wanted = placeholders(source.text)
    allowed = wanted if source.plural is None else (wanted or set()) | (placeholders(source.plural) or set())
    for form in entry.forms:
        found = placeholders(form)
        # A sentence without placeholders is shown as it stands, so its braces may be anything.
        if found != allowed and not (wanted is None and found is None):
            yield f"{entry.fragment}: placeholders of {form!r} differ from {source.text!r}"


def stub(found: Iterable[Source]) -> str:
    """Return an empty fragment for the given literals."""
    lines = ['msgid ""', 'msgstr ""', r'"Language: vi\n"', r'"Content-Type: text/plain; charset=UTF-8\n"']
    seen: set[Key] = set()
    for source in found:
        if source.key in seen:
            continue
        seen.add(source.key)
        lines += ["", f"#: {source.place}"]
        lines += [f"msgctxt {_quoted(source.context)}"] if source.context else []
        lines += [f"msgid {_quoted(source.text)}"]
        lines += [f"msgid_plural {_quoted(source.plural)}", 'msgstr[0] ""'] if source.plural else ['msgstr ""']
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")
    return f'"{escaped}"'


# --- commands -------------------------------------------------------------------------------------------------------


def check() -> int:
    """Print every fault of words and catalogue; return 1 if there is one."""
    found, faults = sources()
    entries, conflicts = fragments()
    findings = examine(found, entries)
    for line in findings.notices:
        print(f"notice: {line}")
    faults += conflicts + findings.faults
    for line in faults:
        print(line)
    print(f"catalogue: {len({s.key for s in found})} sentences, {len(entries)} translations, {len(faults)} faults")
    return 1 if faults else 0


def missing(prefix: str) -> int:
    """Print an empty fragment for what the files below a path still lack."""
    entries, _faults = fragments()
    found = [s for s in sources()[0] if s.place.startswith(prefix.removeprefix("./")) and s.key not in entries]
    if found:
        print(stub(found), end="")
    return 0


def main(arguments: list[str] | None = None) -> int:
    """Run one command; return the exit code."""
    parser = argparse.ArgumentParser(prog="catalogue", description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("command", choices=("compile", "check", "missing"))
    parser.add_argument("prefix", nargs="?", default="", help="for `missing`: only files whose path begins so")
    asked = parser.parse_args(arguments)
    if asked.command == "check":
        return check()
    if asked.command == "missing":
        return missing(asked.prefix)
    faults = compile_catalogue()
    for line in faults:
        print(line, file=sys.stderr)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
