"""Saving a patrol, with journal and signature, against bare SQLCipher commits on the same settings (DESIGN.md 11).

Two limits. One row of as many bytes in one table is what a commit costs at all. The same rows in the same tables, prepared
before and written by bare statements, is what keeping them costs any program; journal, chain, signature, checks and the views
are what we add. Rounds alternate, medians are compared.
"""

from __future__ import annotations

import os
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

from borderpost.bootstrap import Post
from borderpost.registers import KINDS
from borderpost.storage import engine, tables
from borderpost.storage.database import Database, direct
from borderpost.storage.projector import _plan
from tests import posts

ROUNDS = 12
SAVES = 50


class _Bare:
    """Bare connections to databases of the same key and settings."""

    def __init__(self, folder: Path, post: Post) -> None:
        key = post.session.keyring.database[0]
        self.one = engine.connector(folder / "one.db", key)()
        self.one.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, body BLOB)")
        self.all = engine.connector(folder / "all.db", key)()
        self.patrols = _plan("patrols")
        self.statements = [self.patrols.insert, str(self.patrols.fts_insert), self.patrols.children[0].insert]
        from borderpost.storage import schema

        made = Database(engine.open_engine(folder / "all.db", key), post.session.keyring)
        with made.write() as connection:
            schema.upgrade(connection)
        made.engine.dispose()
        with post.session.read() as connection:
            run = direct(connection).execute
            self.row = run("SELECT * FROM patrols").fetchone()
            self.lines = run("SELECT * FROM patrols__markers").fetchall()
            self.entry = run("SELECT * FROM journal ORDER BY id DESC LIMIT 1").fetchone()
        self.bytes = len(self.entry[3]) + sum(len(str(cell)) for cell in self.row if cell is not None) + len(self.entry[2])
        self.number = 0

    def one_row(self) -> None:
        """Commit one row of as many bytes."""
        self.one.execute("BEGIN IMMEDIATE")
        self.one.execute("INSERT INTO t (body) VALUES (?)", (os.urandom(self.bytes),))
        self.one.execute("COMMIT")

    def all_rows(self) -> None:
        """Commit the rows a save writes, prepared."""
        self.number += 1
        key = 1 << tables.SHIFT | self.number
        words = self.row[-1].replace("0001", f"{self.number:04d}")
        run = self.all.execute
        run("BEGIN IMMEDIATE")
        run("INSERT INTO counters VALUES ('n', 1) ON CONFLICT (name) DO UPDATE SET value = value + 1")
        run(self.statements[0], (key, key, *self.row[2:-1], words))
        run(self.statements[1], (key, words))
        self.all.executemany(self.statements[2], [(key, *line[1:]) for line in self.lines])
        run("INSERT INTO journal VALUES (?, ?, ?, ?, ?)", (key, key, *self.entry[2:]))
        run("INSERT OR REPLACE INTO feeds (no, name, seq, hash) VALUES (1, 'x', ?, ?)", (self.number, self.entry[2]))
        run("COMMIT")

    def close(self) -> None:
        """Close both."""
        self.one.close()
        self.all.close()


def _timed(work: Any) -> list[float]:
    found = []
    for _ in range(SAVES):
        begun = time.perf_counter()
        work()
        found.append(time.perf_counter() - begun)
    return found


def run() -> list[dict[str, Any]]:
    """Measure; returns rows of name, measured and limit (seconds), their ratio, and the most it may be."""
    values, _problems = KINDS["patrols"].check(posts.patrol())
    with tempfile.TemporaryDirectory(prefix="bench-save-") as name:
        folder = Path(name)
        post = posts.make(folder / "post").unlock("guard")

        def save() -> None:
            with post.session.work() as work:
                work.create("patrols", values)

        save()
        bare = _Bare(folder, post)
        times: dict[str, list[float]] = {"save": [], "one": [], "all": []}
        for round_ in range(ROUNDS + 1):
            for kind, work in (("save", save), ("one", bare.one_row), ("all", bare.all_rows)):
                measured = _timed(work)
                times[kind] += measured if round_ else []
        bare.close()
        post.close()
    middle = {kind: statistics.median(found) for kind, found in times.items()}
    return [
        _row("save a patrol against a bare commit of the same rows", middle["save"], middle["all"]),
        _row("save a patrol against a bare commit of one row as long", middle["save"], middle["one"]),
    ]


def _row(name: str, measured: float, limit: float) -> dict[str, Any]:
    return {"name": name, "measured": measured, "limit": limit, "ratio": measured / limit, "goal": 2.0}
