"""Why a bundle, receipt or enrolment file is refused: one class per reason, and nothing else ever escapes from reading one.

`reason` is a stable code for scripts, logs and the custody trail; the sentence says what a person does next.
Damage of the machine while reading (a stick pulled, a disk error) is no rejection: it is an EnvironmentFault.
"""

from __future__ import annotations

from borderpost.domain.errors import BundleRejected, EnvironmentFault
from borderpost.domain.words import N_


class NotABundle(BundleRejected):
    """The first bytes are not those of a bundle."""

    reason = "not-a-bundle"

    def __init__(self) -> None:
        super().__init__(N_("This file is not a bundle, or its beginning was lost in copying. Copy it again from the sender."))


class DamagedHead(BundleRejected):
    """The head cannot be read: envelope, manifest or padding."""

    reason = "damaged-head"

    def __init__(self, detail: str) -> None:
        self.detail = detail
        super().__init__(N_("The head of the bundle is damaged ({detail}). Copy it again from the sender."), detail=detail)


class WrongLength(BundleRejected):
    """Bytes are missing or were added."""

    reason = "wrong-length"

    def __init__(self, expected: int, found: int) -> None:
        self.expected, self.found = expected, found
        super().__init__(
            N_("The bundle should hold {expected} bytes and holds {found}: the copy is not whole. Copy it again."),
            expected=expected,
            found=found,
        )


class WrongHash(BundleRejected):
    """The bytes are not those the sender sealed."""

    reason = "wrong-hash"

    def __init__(self) -> None:
        super().__init__(N_("The bundle was changed or damaged on the way. Copy it again; if it happens twice, report it."))


class UnknownSender(BundleRejected):
    """The signing key is not in the trust list: the bundle waits for a person."""

    reason = "unknown-sender"

    def __init__(self, sender: str, feed: str) -> None:
        self.sender, self.feed = sender, feed
        super().__init__(
            N_("The sender {sender} is not enrolled with this machine. Enrol it and compare the fingerprint first."),
            sender=sender,
        )


class BadSignature(BundleRejected):
    """The signature does not belong to these bytes, or the sender's name not to this key."""

    reason = "bad-signature"

    def __init__(self) -> None:
        super().__init__(
            N_("The seal of the sender does not fit this file. Do not use it; report it to the unit that sent it.")
        )


class RevokedSender(BundleRejected):
    """The key was withdrawn before these entries."""

    reason = "revoked-sender"

    def __init__(self, sender: str) -> None:
        self.sender = sender
        super().__init__(N_("The key of {sender} has been withdrawn. Keep the file apart and report it."), sender=sender)


class WrongRecipient(BundleRejected):
    """Sealed for somebody else."""

    reason = "wrong-recipient"

    def __init__(self, recipient: str) -> None:
        self.recipient = recipient
        super().__init__(N_("This file is for {recipient}, not for this machine. Hand it on."), recipient=recipient)


class SequenceGap(BundleRejected):
    """Entries before this bundle are missing; it waits in quarantine and the receipt names the gap."""

    reason = "gap"

    def __init__(self, feed: str, have: int, first: int) -> None:
        self.feed, self.have, self.first = feed, have, first
        super().__init__(
            N_("Entries {missing} to {before} of {feed} have not arrived yet. The bundle is kept; the receipt asks for them."),
            missing=have + 1,
            before=first - 1,
            feed=feed,
        )


class Forked(BundleRejected):
    """Two different entries carry one number: a copied machine or a forgery."""

    reason = "fork"

    def __init__(self, feed: str, seq: int) -> None:
        self.feed, self.seq = feed, seq
        super().__init__(
            N_("Entry {seq} of {feed} arrived with two contents: a machine was copied or an entry forged. Report it at once."),
            seq=seq,
            feed=feed,
        )


class NewerFormat(BundleRejected):
    """Written by a later program that this one must not guess at."""

    reason = "newer-format"

    def __init__(self, needs: int) -> None:
        self.needs = needs
        super().__init__(N_("The bundle needs a newer program (format {needs}). Keep it and update this machine."), needs=needs)


class OverLimit(BundleRejected):
    """More than was signed for, or more than this machine accepts."""

    reason = "over-limit"

    def __init__(self, what: str) -> None:
        self.what = what
        super().__init__(
            N_("The bundle holds more than allowed ({what}). It was not opened; report it to the sender."), what=what
        )


class CannotOpen(BundleRejected):
    """The sealed part does not open with this machine's key."""

    reason = "cannot-open"

    def __init__(self, detail: str) -> None:
        self.detail = detail
        super().__init__(
            N_("The sealed part does not open with the key of this machine ({detail}). Ask for a new bundle."),
            detail=detail,
        )


class BadMember(BundleRejected):
    """Something inside has a name, a kind or an order that no bundle has."""

    reason = "bad-member"

    def __init__(self, detail: str) -> None:
        self.detail = detail
        super().__init__(N_("The bundle holds something that does not belong in it ({detail}). Report it."), detail=detail)


class BadEntries(BundleRejected):
    """The entries do not form the chain that was signed."""

    reason = "bad-entries"

    def __init__(self, feed: str, detail: str) -> None:
        self.feed, self.detail = feed, detail
        super().__init__(
            N_("The entries of {feed} do not form an unbroken chain ({detail}). Nothing was taken in; report it."),
            feed=feed,
            detail=detail,
        )


class WrongBlob(BundleRejected):
    """An attachment is not the one its name says."""

    reason = "wrong-blob"

    def __init__(self, digest: str) -> None:
        self.digest = digest
        super().__init__(N_("The attachment {digest} is damaged. Ask the sender to make the bundle again."), digest=digest[:16])


class BadReceipt(BundleRejected):
    """Not a receipt, or not one for this machine."""

    reason = "bad-receipt"

    def __init__(self, detail: str) -> None:
        self.detail = detail
        super().__init__(N_("This is not a receipt that can be used ({detail}). Ask for it again."), detail=detail)


class BadEnrolment(BundleRejected):
    """Not an enrolment file, or an answer to somebody else."""

    reason = "bad-enrolment"

    def __init__(self, detail: str) -> None:
        self.detail = detail
        super().__init__(N_("This is not an enrolment file that can be used ({detail}). Ask for it again."), detail=detail)


class ForeignReceipt(BundleRejected):
    """The receipt is for a feed of another machine."""

    reason = "foreign-receipt"

    def __init__(self) -> None:
        super().__init__(N_("This receipt is for another machine. Take it to the post it was written for."))


class Unreadable(EnvironmentFault):
    """The file or its medium cannot be read."""

    def __init__(self, error: OSError) -> None:
        super().__init__(
            N_("The file cannot be read ({detail}). Put the stick in again and retry."),
            detail=error.strerror or str(error.errno),
        )


class Unwritable(EnvironmentFault):
    """The file or its medium cannot be written."""

    def __init__(self, error: OSError) -> None:
        super().__init__(
            N_("The file cannot be written ({detail}). Free some space or use another stick, then retry."),
            detail=error.strerror or str(error.errno),
        )


class NoRoom(EnvironmentFault):
    """The stick or disk is too full for this file."""

    def __init__(self, needs: int, free: int) -> None:
        self.needs, self.free = needs, free
        super().__init__(
            N_("The stick has no room: {needs} MB are needed, {free} MB are free."),
            needs=-(-needs // 1_000_000),
            free=free // 1_000_000,
        )


class WroteWrong(EnvironmentFault):
    """What was read back is not what was written."""

    def __init__(self) -> None:
        super().__init__(
            N_("What was read back differs from what was written: this stick or disk is failing. Use another one.")
        )


class DamagedJournal(EnvironmentFault):
    """The own journal no longer forms a chain."""

    def __init__(self, feed: str, seq: int) -> None:
        self.feed, self.seq = feed, seq
        super().__init__(
            N_("Entry {seq} of the journal {feed} does not follow the one before. Run the check, then restore a backup."),
            seq=seq,
            feed=feed,
        )


class DamagedBlob(EnvironmentFault):
    """An own attachment no longer is what its name says; the bundle can be made without it."""

    def __init__(self, digest: str) -> None:
        self.digest = digest
        super().__init__(
            N_("The stored attachment {digest} is damaged or missing. Restore it from the backup."), digest=digest[:16]
        )
