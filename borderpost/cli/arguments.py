"""What the command line understands. Every command takes the same options: where, who, how to answer."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping
from pathlib import Path

from borderpost.bootstrap import home_default
from borderpost.cli import boards, bundles, describing, looking_up, papers, places, records, sheets
from borderpost.cli.answer import Answer
from borderpost.services.progress_views import STATES

Run = Callable[[argparse.Namespace], Answer]


def _common() -> argparse.ArgumentParser:
    """Return the options of every command, so that they may stand before or after its name."""
    common = argparse.ArgumentParser(add_help=False, argument_default=argparse.SUPPRESS)
    common.add_argument("--home", type=Path, metavar="DIR", help="where the post or headquarters lives")
    common.add_argument("--user", metavar="NAME", help="who works: name or user code; the only user if left out")
    common.add_argument(
        "--passphrase-file", type=Path, metavar="FILE", help="text with the passphrase, or JSON of name and passphrase"
    )
    common.add_argument("--json", action="store_true", help="print one JSON object")
    common.add_argument("--lang", choices=("vi", "en"), help="language of sentences (vi)")
    return common


class _Commands:
    """Adds commands with the common options."""

    def __init__(self, parent: argparse.ArgumentParser, common: argparse.ArgumentParser) -> None:
        self._common = common
        self._found = parent.add_subparsers(metavar="COMMAND", required=True)

    def add(self, name: str, run: Run | None, words: str) -> argparse.ArgumentParser:
        """Add a command; without `run` it has commands of its own."""
        found = self._found.add_parser(name, help=words, description=words, parents=[self._common])
        if run is not None:
            found.set_defaults(run=run)
        return found


def parser() -> argparse.ArgumentParser:
    """Return the parser of the whole command line."""
    common = _common()
    top = argparse.ArgumentParser("borderpost", description="Registers of a border guard post.", parents=[common])
    top.set_defaults(home=home_default(), user=None, passphrase_file=None, json=False, lang="vi")
    commands = _Commands(top, common)
    _places(commands, common)
    _records(commands)
    _boards(commands)
    _exchange(commands, common)
    return top


def _register_and_file(command: argparse.ArgumentParser) -> None:
    command.add_argument("register", metavar="REGISTER")
    command.add_argument("file", type=Path, metavar="FILE")


def _second(command: argparse.ArgumentParser) -> None:
    command.add_argument("--second", metavar="NAME", help="second officer; needed above the number of records the post has set")
    command.add_argument("--second-passphrase-file", type=Path, metavar="FILE", help="as --passphrase-file, for the second")


def _places(commands: _Commands, common: argparse.ArgumentParser) -> None:
    post = _Commands(commands.add("post", None, "make a post"), common)
    made = post.add("create", places.create_post, "make an empty post; prints passphrases and recovery words once")
    _texts(made, {"name": True, "code": True, "parent": False, "commander": True, "administrator": True, "place": False})
    made.add_argument("--machine", type=int, default=1)
    made.add_argument("--network", choices=("nothing", "internal", "internet"), default="nothing")
    training = commands.add("training", places.training, "make DIR/post and DIR/hub, enrolled, with composed records")
    training.add_argument("folder", type=Path, metavar="DIR")
    training.add_argument("--seed", type=int, default=2978)
    training.add_argument("--months", type=int, default=14)
    training.add_argument("--patrols", type=int, default=300)
    check = commands.add("check", places.check, "chain, authors, rebuild equals tables, database integrity")
    check.add_argument("--repair", action="store_true", help="make the tables anew from the journal first")
    backup = commands.add("backup", places.backup, "back up to a folder and read back; with --drill restore the newest there")
    backup.add_argument("--to", type=Path, required=True, metavar="FOLDER")
    backup.add_argument("--drill", action="store_true")
    named = commands.add("places", looking_up.places, "provinces and communes of a name or code on a day, and their successors")
    named.add_argument("text", metavar="TEXT")
    named.add_argument("--on", default="", metavar="DAY", help="as 2024-03-14 or 14/3/2024; today if left out")
    named.add_argument("--limit", type=int, default=20)


def _records(commands: _Commands) -> None:
    described = commands.add("describe", describing.describe, "registers, or one register: fields, kinds, codes, limits")
    described.add_argument("register", nargs="?")
    record = commands.add("record", records.record, "write one record or a list from a JSON file; all of it or nothing")
    record.add_argument("register")
    record.add_argument("file", type=Path, metavar="FILE.json")
    listed = commands.add("list", records.listing, "records of a register, newest first")
    listed.add_argument("register")
    listed.add_argument("--search", default="", metavar="TEXT", help="words, accents not needed")
    listed.add_argument("--limit", type=int, default=50)
    shown = commands.add("show", records.show, "one record; with --history every act on it")
    shown.add_argument("register")
    shown.add_argument("id")
    shown.add_argument("--history", action="store_true")
    gpx = commands.add("import-gpx", records.import_gpx, "take a GPX track into a patrol")
    gpx.add_argument("file", type=Path)
    gpx.add_argument("--patrol", required=True, metavar="ID")
    gpx.add_argument("--datum", choices=("wgs-84", "vn-2000"), default="wgs-84", help="GPX is WGS-84 by its standard")
    gpx.add_argument("--preview", action="store_true", help="only tell what the file holds")
    given = commands.add(
        "sheet-export", sheets.give, "write a register to a spreadsheet (.csv, .xlsx); its rows are counted again"
    )
    _register_and_file(given)
    given.add_argument("--reason", required=True, help="why; kept in the journal")
    _second(given)
    taken = commands.add("sheet-import", sheets.take, "take a spreadsheet into a register; rows that stay out go to a file")
    _register_and_file(taken)
    taken.add_argument("--order", action="append", default=[], metavar="FIELD=dmy|mdy|ymd", help="order of dates in a column")
    taken.add_argument("--dry-run", action="store_true", help="only tell what it would do")
    printed = commands.add("print-register", papers.register, "write a register as a paper (PDF)")
    _register_and_file(printed)
    printed.add_argument("--reason", required=True, help="why; kept in the journal")
    _second(printed)
    _register_and_file(commands.add("print-pocket-form", papers.pocket_form, "write a blank form with its codes (PDF)"))
    one = commands.add("print-record", papers.record, "write one record as a paper (PDF)")
    one.add_argument("record", metavar="ID")
    one.add_argument("file", type=Path)
    one.add_argument("--bilingual", action="store_true", help="the paper for both sides, Vietnamese and English")
    one.add_argument("--reason", required=True, help="why; kept in the journal")
    report = commands.add("report", records.report, "write the monthly report as PDF")
    report.add_argument("what", choices=("monthly",))
    report.add_argument("--month", required=True, metavar="YYYY-MM")
    report.add_argument("--out", type=Path, required=True, metavar="FILE.pdf")
    report.add_argument("--number", type=int, help="number of the document; a gap to fill by hand if left out")


def _boards(commands: _Commands) -> None:
    board = commands.add("board", boards.progress, "directives and plans: their tasks, who answers, what is done")
    board.add_argument("--directive", default="", metavar="ID", help="only the tasks of this directive or plan")
    board.add_argument("--who", default="", metavar="NAME", help="only the tasks of this person")
    board.add_argument("--state", choices=STATES, default="all")
    board.add_argument("--annex", type=Path, metavar="FILE.pdf", help="write it as an annex instead")
    board.add_argument("--reason", default="", help="why the annex is printed; kept in the journal")
    plans = commands.add("plans", boards.plans, "plans against what was done: planned, done, missing, and how it was counted")
    plans.add_argument("--annex", type=Path, metavar="FILE.pdf", help="write it as an annex instead")
    plans.add_argument("--reason", default="", help="why the annex is printed; kept in the journal")


def _exchange(commands: _Commands, common: argparse.ArgumentParser) -> None:
    export = commands.add("export", bundles.export, "write everything since the last receipt into a folder")
    export.add_argument("--to", type=Path, required=True, metavar="FOLDER")
    verify = commands.add("verify", bundles.verify, "check a bundle as a courier: whole, from whom, for whom")
    verify.add_argument("file", type=Path)
    request = commands.add("enrol-request", bundles.enrol_request, "write this post's request for headquarters")
    request.add_argument("--to", type=Path, required=True, metavar="FOLDER")
    enrol = commands.add("enrol", bundles.enrol, "trust headquarters' answer, its fingerprint compared by voice")
    enrol.add_argument("file", type=Path)
    enrol.add_argument("--fingerprint", metavar="DIGITS", help="the 32 digits headquarters read aloud")
    receive = commands.add("receive", bundles.receive, "take receipts in")
    receive.add_argument("files", type=Path, nargs="+", metavar="FILE")
    hub = _Commands(commands.add("hub", None, "a headquarters"), common)
    made = hub.add("create", places.create_hub, "make a headquarters; prints passphrase and recovery words once")
    _texts(made, {"name": True, "code": True, "officer": True})
    accepted = hub.add("enrol", bundles.hub_enrol, "trust a post's request and write the answer")
    accepted.add_argument("file", type=Path)
    accepted.add_argument("--to", type=Path, required=True, metavar="FOLDER")
    accepted.add_argument("--fingerprint", metavar="DIGITS", help="the 32 digits the post read aloud")
    taken = hub.add("import", bundles.hub_import, "take bundles in")
    taken.add_argument("files", type=Path, nargs="+", metavar="FILE")
    receipt = hub.add("receipt", bundles.hub_receipt, "write signed receipts for every post")
    receipt.add_argument("--to", type=Path, required=True, metavar="FOLDER")
    hub.add("posts", bundles.hub_posts, "who has sent what, and what is missing")


def _texts(command: argparse.ArgumentParser, names: Mapping[str, bool]) -> None:
    for name, required in names.items():
        command.add_argument(f"--{name}", required=required, default="")
