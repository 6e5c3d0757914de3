"""The command line: everything the window does, for scripts and for machines without a screen.

Exit codes: 0 done, 1 a fault of the program, 2 usage, 3 input refused, 4 the machine (disk full, stick gone, damage), 5 bundle
rejected, 130 stopped. Sentences go to standard error; with `--json` one JSON object goes to standard output, also on failure.
"""

from __future__ import annotations

import argparse
import json
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path

from borderpost.cli.answer import Answer, Refusal
from borderpost.cli.arguments import parser
from borderpost.domain.errors import BorderpostError, BundleRejected, RefusedInput
from borderpost.domain.words import Message, _, render, set_language

FAULT, STOPPED = 1, 130
LOG = "command.log"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code. Never lets a traceback out."""
    read = parser()
    try:
        options = read.parse_args(arguments)
    except SystemExit as ended:  # argparse has said why
        return ended.code if isinstance(ended.code, int) else 2
    set_language(options.lang)
    try:
        answer: Answer = options.run(options)
    except KeyboardInterrupt:
        return STOPPED
    except BorderpostError as error:
        return _refused(options, error)
    except Exception as error:  # noqa: BLE001 - the outermost door: a person gets a sentence, the maker gets the place
        return _broken(options, error)
    _say(options, answer)
    return answer.code


def _say(options: argparse.Namespace, answer: Answer) -> None:
    for line in answer.complaints:
        sys.stderr.write(line + "\n")
    if options.json:
        sys.stdout.write(json.dumps(answer.data, ensure_ascii=False, default=str) + "\n")
    else:
        sys.stdout.writelines(line + "\n" for line in answer.lines)
    sys.stdout.flush()


def _refused(options: argparse.Namespace, error: BorderpostError) -> int:
    data: dict[str, object] = {"error": render(error.message)}
    lines = [render(error.message)]
    if isinstance(error, RefusedInput):
        problems = [{"field": item.field, "reason": render(item.message)} for item in error.problems if item.blocking]
        data["problems"] = problems
        lines = [f"{item['field']}: {item['reason']}" for item in problems]
    if isinstance(error, BundleRejected):
        data["reason"] = error.reason
    code = 2 if isinstance(error, Refusal) else error.exit_code
    _say(options, Answer(data, (), tuple(lines), code))
    return code


def _broken(options: argparse.Namespace, error: Exception) -> int:
    """Say that the program is at fault; the log gets where it happened, and no value that could be somebody's name."""
    sentence = render(Message(_("The program met a fault of its own. Nothing half done was kept. See {file}."), {"file": LOG}))
    frames = "".join(
        f"{Path(frame.filename).name}:{frame.lineno} {frame.name}\n" for frame in traceback.extract_tb(error.__traceback__)
    )
    try:
        with (Path(options.home) / LOG).open("a", encoding="utf-8") as log:
            log.write(f"{type(error).__name__}\n{frames}\n")
    except OSError:
        sys.stderr.write(f"{type(error).__name__}\n{frames}")
    _say(options, Answer({"error": sentence}, (), (sentence,), FAULT))
    return FAULT


__all__ = ["main"]
