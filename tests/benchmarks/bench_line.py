"""The whole export and import, database to database, against dump, zstd, age and back into a database (DESIGN.md 11).

Both sides begin and end in an encrypted database with the same settings. The pipeline copies rows; ours also proves the chain
and every author, checks each record against its register, and makes every table and index anew.
"""

from __future__ import annotations

import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from borderpost import bootstrap
from borderpost.bootstrap import Post
from borderpost.domain.clock import VIETNAM
from borderpost.services.setup import HubSpec
from borderpost.storage import engine, tables
from borderpost.training import filling, generator
from tests import posts
from tests.benchmarks.bench_bundle import _OPEN, _SEAL

PATROLS = 10_000
ROUNDS = 3
UNTIL = datetime(2026, 3, 15, 4, tzinfo=VIETNAM)


def _post(folder: Path) -> Post:
    place = posts.make(folder / "post", filling.beginning(14, UNTIL))
    post = place.unlock("commander")
    filling.fill(post.session, generator.groups(1, 14, PATROLS, UNTIL))
    return post


def _hub(folder: Path, post: Post) -> Post:
    shutil.rmtree(folder / "hub", ignore_errors=True)
    made = bootstrap.create_hub(folder / "hub", HubSpec("BCH", "SG", posts.SPEC.commander), cost=posts.CHEAP).post
    post.enrolment.write_request(folder / "post.bpenrol")
    made.hub.enrol(folder / "post.bpenrol", folder / "hub.bptrust")
    post.enrolment.read(folder / "hub.bptrust")
    post.enrolment.trust()
    with post.session.database.write() as connection:  # one headquarters at a time: each round begins with an empty one
        keep = tables.PEERS.select().order_by(tables.PEERS.c.peer)
        assert len(connection.execute(keep).all()) == 1
    return made


class _Pipeline:
    """The rows of the journal and of every table as SQL text, through zstd, into age; and back into a new database."""

    def __init__(self, folder: Path, post: Post) -> None:
        import pyrage

        self.folder = folder
        self.key = post.session.keyring.database[0]
        self.home = post.home
        self.identity = pyrage.x25519.Identity.generate()
        self.target = folder / "x.age"

    def export(self) -> None:
        """Dump, compress, seal."""
        dump = self.folder / "dump.sql"
        connection = engine.connector(self.home / engine.FILE, self.key)()
        with dump.open("w", encoding="utf-8") as file:
            for kind in (
                "journal",
                "feeds",
                "record_keys",
                "links",
                *tables.TABLES,
                *(child.name for child in tables.CHILDREN.values()),
            ):
                for row in connection.execute(f"SELECT * FROM {kind}"):  # noqa: S608 - our own tables
                    file.write(f"INSERT INTO {kind} VALUES({', '.join(map(_literal, row))});\n")
        connection.close()
        seal = [sys.executable, "-c", _SEAL, "/dev/stdin", str(self.target), str(self.identity.to_public())]
        zstd = subprocess.Popen(["zstd", "-3", "-q", "-c", str(dump)], stdout=subprocess.PIPE)
        subprocess.run(seal, stdin=zstd.stdout, check=True, timeout=600)
        zstd.wait()
        dump.unlink()

    def take_in(self) -> None:
        """Open, expand, load into an empty database of the same schema."""
        from borderpost.storage import schema

        path = self.folder / "copy.bpdb"
        for suffix in ("", "-wal", "-shm"):
            Path(f"{path}{suffix}").unlink(missing_ok=True)
        made = engine.open_engine(path, self.key)
        with made.connect().execution_options(write=True) as connection, connection.begin():
            schema.upgrade(connection)
        made.dispose()
        opening = [sys.executable, "-c", _OPEN, str(self.target), "/dev/stdout", str(self.identity)]
        age = subprocess.Popen(opening, stdout=subprocess.PIPE)
        sql = subprocess.run(["zstd", "-d", "-q", "-c"], stdin=age.stdout, check=True, timeout=600, capture_output=True).stdout
        age.wait()
        connection = engine.connector(path, self.key)()
        connection.execute("BEGIN IMMEDIATE")
        for line in sql.decode().splitlines():
            connection.execute(line)
        connection.execute("COMMIT")
        connection.close()


def _literal(value: object) -> str:
    if value is None:
        return "NULL"
    if isinstance(value, bytes):
        return f"X'{value.hex()}'"
    if isinstance(value, str):
        return "'" + value.replace("'", "''").replace("\n", " ") + "'"
    return str(value)


def _timed(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def run() -> list[dict[str, Any]]:
    """Measure; rows of name, measured and limit in seconds, their ratio, and the most it may be."""
    folder = Path(tempfile.mkdtemp(prefix="bench-line-"))
    times: dict[str, list[float]] = {name: [] for name in ("export", "limit export", "import", "limit import")}
    try:
        post = _post(folder)
        pipeline = _Pipeline(folder, post)
        for _round in range(ROUNDS):
            hub = _hub(folder, post)
            stick = folder / "stick"
            shutil.rmtree(stick, ignore_errors=True)
            stick.mkdir()
            times["export"].append(_timed(lambda: post.bundles.export(stick)))  # noqa: B023 - called at once
            times["limit export"].append(_timed(pipeline.export))
            (bundle,) = stick.glob("*.bpsync")
            times["import"].append(_timed(lambda: hub.hub.import_files([bundle])))  # noqa: B023
            times["limit import"].append(_timed(pipeline.take_in))
            hub.close()
            with post.session.database.write() as connection:
                connection.execute(tables.PEERS.delete())
        post.close()
    finally:
        shutil.rmtree(folder)
    middle = {name: statistics.median(found) for name, found in times.items()}
    return [
        _row(f"export of {PATROLS:,} patrols and what they found", middle["export"], middle["limit export"], 1.7),
        _row(f"import of {PATROLS:,} patrols and what they found", middle["import"], middle["limit import"], 2.5),
    ]


def _row(name: str, measured: float, limit: float, goal: float) -> dict[str, Any]:
    return {"name": name, "measured": measured, "limit": limit, "ratio": measured / limit, "goal": goal}
