"""How the courier's screen writes sizes, moments and where a bundle is."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from borderpost.domain import dates
from borderpost.domain.words import _, language, ngettext
from ui.widgets.banner import Tone
from ui.widgets.timeline import TimelineStep

_UNITS = ("B", "kB", "MB", "GB", "TB")


def size_words(size: int) -> str:
    """Write a number of bytes: `61,4 MB`; decimal units as on the label of a stick."""
    value, unit = float(size), 0
    while value >= 1000 and unit < len(_UNITS) - 1:
        value, unit = value / 1000, unit + 1
    text = f"{value:.1f}" if unit and value < 100 else f"{value:.0f}"
    return f"{text if language() == 'en' else text.replace('.', ',')} {_UNITS[unit]}"


def amount_words(done: int, total: int) -> str:
    """Write how many bytes of how many are done."""
    return _("{done} of {total}").format(done=size_words(done), total=size_words(total)) if total else size_words(done)


def moment_words(at: datetime | None) -> str:
    """Write a moment, or a dash."""
    return dates.moment_text(at) if at is not None else "–"


def short_code(sha256: str) -> str:
    """Return the code of a bundle as the slip prints it: 16 digits in groups of four, for reading over the telephone."""
    digits = sha256[:16].upper()
    return "  ".join(digits[at : at + 4] for at in range(0, len(digits), 4))


def state_of(view: Any, now: datetime) -> tuple[str, str]:
    """Return (chip, words) for how a bundle stands."""
    if view.state == "partly_rejected":
        return "rejected", _("receipted, records returned")
    if view.state == "receipted":
        return "receipted", _("receipted {moment}").format(moment=moment_words(view.receipted))
    if view.state == "handed_over":
        if view.expected is not None and view.expected < now:
            return "overdue", _("receipt {late}").format(late=dates.remaining_text(view.expected - now))
        if view.expected is not None:
            return "handed", _("awaiting the receipt, {left}").format(left=dates.remaining_text(view.expected - now))
        return "handed", _("awaiting the receipt")
    return "saved", _("not handed over yet")


def way_of(view: Any) -> tuple[TimelineStep, ...]:
    """Return where a bundle has been: here, with the courier, at headquarters."""
    handed, receipted = view.handed is not None, view.receipted is not None
    courier = _("Courier {name}").format(name=view.courier) if handed else _("Courier")
    if handed and view.seal_no:
        courier = _("Courier {name}, seal {seal}").format(name=view.courier, seal=view.seal_no)
    hub = view.recipient or _("Headquarters")
    returned = view.state == "partly_rejected"
    return (
        TimelineStep("package", _("Written and signed here"), moment_words(view.made), "past" if handed else "last"),
        TimelineStep(
            "truck",
            courier,
            moment_words(view.handed) if handed else _("not handed over"),
            ("past" if receipted else "last") if handed else "to_come",
        ),
        TimelineStep(
            "undo-2" if returned else "badge-check",
            _("{hub}: signed receipt").format(hub=hub),
            moment_words(view.receipted) if receipted else _("no receipt"),
            ("wrong" if returned else "last") if receipted else "to_come",
        ),
    )


def received_words(found: Any) -> tuple[Tone, str, str]:
    """Return tone, sentence and details of what came of taking receipts in."""
    lines = [f"{Path(file).name}: {sentence}" for file, _code, sentence in found.refused]
    if not found.receipts:
        return "red", _("No receipt was taken in, nothing was changed"), "\n".join(lines)
    if found.returned:
        words = ngettext("{n} record was returned.", "{n} records were returned.", found.returned)
        lines.insert(0, words.format(n=found.returned))
    if found.behind:
        lines.append(_("Headquarters has more of this machine's entries than this machine: it was restored from a backup."))
    count = ngettext("{n} receipt taken in", "{n} receipts taken in", found.receipts).format(n=found.receipts)
    return "amb" if lines else "grn", count, "\n".join(lines)


def checked_words(found: Any) -> tuple[Tone, str, str]:
    """Return tone, sentence and details of a file that was checked."""
    name = Path(found.file).name
    if not found.ok:
        return "red", _("{file} is damaged or not genuine").format(file=name), found.sentence
    said = _("Bundle {n} of {sender}, made {made}, {size}, code {code}").format(
        n=found.number,
        sender=found.sender_name or found.sender,
        made=moment_words(found.created),
        size=size_words(found.size),
        code=short_code(found.sha256),
    )
    return "grn" if found.code == "ok" else "amb", _("{file} is whole").format(file=name), f"{found.sentence}\n{said}"
