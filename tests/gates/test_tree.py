"""Rules every file of the project keeps, read from the files themselves."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = (".ci", "borderpost", "docs", "installer", "resources", "tests", "ui")
PASSING = {"__pycache__", "node_modules", ".hypothesis", ".pytest_cache", ".mypy_cache", ".ruff_cache"}
TEXT = {".py", ".md", ".toml", ".lock", ".json", ".po", ".sh", ".ps1", ".txt", ".yml", ".yaml", ".svg", ".mjs", ".js", ""}

# Written in pieces, so that this file does not hold what it looks for.
MACHINE_PATHS = re.compile(
    "|".join((r"(?<![\w.])/" + r"work/", r"/home/" + r"[a-z]\w*/", r"/root/" + r"\w", r"[A-Z]:\\\\?Users" + r"\\"))
)
INDEXES = re.compile(
    r"--(?:extra-)?index-url|--find-links|-i\s+https?://|pypi\.org/simple|registry\.npmjs\.org|files\.pythonhosted|\"resolved\":"
)


@cache
def files() -> tuple[Path, ...]:
    """Every file git knows; without git, every file of the project's folders."""
    listed = (
        subprocess.run(
            ["git", "-c", "safe.directory=*", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False, encoding="utf-8"
        )
        if _has_git()
        else None
    )
    if listed is not None and listed.returncode == 0 and listed.stdout:
        found = [ROOT / name for name in listed.stdout.split("\0") if name]
    else:
        found = [path for folder in FOLDERS for path in (ROOT / folder).rglob("*") if not PASSING & set(path.parts)]
        found += [path for path in ROOT.iterdir() if path.suffix in TEXT]
    return tuple(sorted(path for path in found if path.is_file()))


def _has_git() -> bool:
    from shutil import which

    return which("git") is not None and (ROOT / ".git").exists()


def modules(*folders: str) -> list[Path]:
    return [path for path in files() if path.suffix == ".py" and path.relative_to(ROOT).parts[0] in (folders or FOLDERS)]


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def test_there_are_files_to_look_at() -> None:
    assert len(modules("borderpost")) > 20


def test_every_module_says_what_it_is_for() -> None:
    silent = [name(path) for path in modules() if not (ast.get_docstring(ast.parse(path.read_text("utf-8"))) or "").strip()]
    # A test module's docstring may be its tests' names; the program's and the installer's may not be absent.
    assert [path for path in silent if not path.startswith("tests/")] == []


@pytest.mark.parametrize("pattern", [MACHINE_PATHS, INDEXES], ids=["paths of a machine", "addresses of a package index"])
def test_nothing_of_one_machine_is_written_down(pattern: re.Pattern[str]) -> None:
    found = [
        f"{name(path)}:{number}: {line.strip()[:120]}"
        for path in files()
        if path.suffix in TEXT and path != Path(__file__) and "vectors" not in path.parts
        for number, line in enumerate(path.read_text("utf-8", errors="replace").splitlines(), 1)
        if pattern.search(line)
    ]
    assert found == []


def test_the_main_window_only_switches_screens() -> None:
    assert len((ROOT / "ui" / "main_window.py").read_text("utf-8").splitlines()) < 300


def test_no_module_grows_beyond_six_hundred_lines() -> None:
    lengths = {name(path): len(path.read_text("utf-8").splitlines()) for path in modules()}
    assert {path: length for path, length in lengths.items() if length > 600} == {}


def test_every_scanned_exception_names_its_code_and_reason() -> None:
    bare = re.compile(r"#\s*noqa(?!:\s*[A-Z]+\d+)|#\s*type:\s*ignore(?!\[)")
    found = [
        f"{name(path)}:{number}"
        for path in modules()
        if path != Path(__file__)
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if bare.search(line)
    ]
    assert found == []


def test_the_lock_pins_every_package_by_hash_and_covers_the_project() -> None:
    lock = (ROOT / "requirements.lock").read_text("utf-8")
    requirements = re.split(r"\n(?=[A-Za-z0-9])", "\n" + lock.replace("\\\n", " "))[1:]
    requirements = [line for line in requirements if not line.startswith("#")]
    assert [line[:40] for line in requirements if "--hash=sha256:" not in line or "==" not in line] == []
    locked = {_plain(re.split(r"[=\[ ;]", line, maxsplit=1)[0]) for line in requirements}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    wanted = [*project["project"]["dependencies"], *project["dependency-groups"]["dev"]]
    assert {_plain(re.split(r"[=<>!~\[ ;]", line, maxsplit=1)[0]) for line in wanted} - locked == set()


def _plain(package: str) -> str:
    return re.sub(r"[-_.]+", "-", package).lower()


def test_the_perfect_list_names_files_that_exist() -> None:
    from installer.coverage_gate import PERFECT, perfect_patterns

    patterns = perfect_patterns(PERFECT.read_text("utf-8"))
    assert patterns
    assert [pattern for pattern in patterns if not any(ROOT.glob(pattern))] == []


def test_the_command_line_starts_without_the_window_and_without_the_heavy_libraries() -> None:
    program = (
        "import sys, borderpost.cli\n"
        "heavy = {'PySide6', 'shiboken6', 'ui', 'reportlab', 'pyproj', 'pypdfium2'}\n"
        "print(sorted(heavy & {name.split('.')[0] for name in sys.modules}))"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, check=True, encoding="utf-8")
    assert done.stdout.strip() == "[]"
