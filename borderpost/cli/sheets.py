"""Commands on registers as spreadsheets."""

from __future__ import annotations

import argparse
from dataclasses import asdict

from borderpost.cli.answer import Answer
from borderpost.cli.opening import opened, second
from borderpost.services.checks import register_of

LEFT_OUT = 6
"""Exit code when rows stayed out."""


def give(options: argparse.Namespace) -> Answer:
    """Write a register to a file and say how many rows were counted in it."""
    register_of(options.register)
    with opened(options) as post:
        made = post.spreadsheets.export(options.register, options.file, None, options.reason, second=second(options))
    return Answer({"file": str(made.path), "rows": made.rows}, (f"{made.path}  {made.rows}",))


def take(options: argparse.Namespace) -> Answer:
    """Take a file in, or with --dry-run tell what it would do."""
    register_of(options.register)
    orders = dict(item.split("=", 1) for item in options.order)
    with opened(options) as post:
        if options.dry_run:
            found = post.spreadsheets.preview(options.register, options.file, orders)
            counts = {name: getattr(found, name) for name in ("total", "new", "changed", "unchanged", "errors", "quarantined")}
            asked = [item.field for item in found.dates if item.ambiguous and item.field not in orders]
            data = counts | {"file": found.file, "ask_order": asked}
        else:
            taken = post.spreadsheets.take_in(options.register, options.file, orders)
            data = asdict(taken) | {"errors_path": None if taken.errors_path is None else str(taken.errors_path)}
    lines = tuple(f"{name}: {value}" for name, value in data.items() if value not in (None, "", [], False))
    return Answer(data, lines, (), LEFT_OUT if data["errors"] or data["quarantined"] else 0)
