"""Commands that print: a register, a form for the pocket, one record."""

from __future__ import annotations

import argparse

from borderpost.cli.answer import Answer
from borderpost.cli.opening import opened, second
from borderpost.services.checks import register_of


def register(options: argparse.Namespace) -> Answer:
    """Write a register to a PDF and say how many records are on it."""
    register_of(options.register)
    with opened(options) as post:
        printed = post.papers.print_register(options.register, options.file, reason=options.reason, second=second(options))
    return Answer({"file": str(options.file), "records": printed}, (f"{options.file}  {printed}",))


def pocket_form(options: argparse.Namespace) -> Answer:
    """Write a blank form of a register to a PDF."""
    register_of(options.register)
    with opened(options) as post:
        post.papers.print_pocket_form(options.register, options.file)
    return Answer({"file": str(options.file)}, (str(options.file),))


def record(options: argparse.Namespace) -> Answer:
    """Write one record to a PDF."""
    with opened(options) as post:
        post.papers.print_record(options.record, options.file, bilingual=options.bilingual, reason=options.reason)
    return Answer({"file": str(options.file)}, (str(options.file),))
