"""The three kinds of failure: a user can mend it, the machine must be mended, or it is a bug (any other exception)."""

from __future__ import annotations

from collections.abc import Iterable

from borderpost.domain.words import N_, Message, Problem


class BorderpostError(Exception):
    """A failure with a sentence for a person. `exit_code` is what the command line returns."""

    exit_code = 1

    def __init__(self, message: Message | str, **values: object) -> None:
        self.message = message if isinstance(message, Message) else Message(message, values)
        super().__init__(str(self.message))


class UserError(BorderpostError):
    """The user can correct it: the message says how. Nothing was changed."""

    exit_code = 3


class RefusedInput(UserError):
    """Input with blocking problems. `problems` names each field and its reason."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        first = self.problems[0]
        super().__init__(N_("{field}: {reason}"), field=first.field, reason=first.message)


class EnvironmentFault(BorderpostError):
    """The machine is at fault (disk full, stick pulled): say so, keep the draft."""

    exit_code = 4


class BundleRejected(BorderpostError):
    """A bundle or receipt that cannot be trusted or used. `reason` is a stable code, one subclass each in `sync`."""

    exit_code = 5
    reason = "rejected"


class Cancelled(BorderpostError):
    """The user stopped a long piece of work; what was half done has been taken back."""

    def __init__(self) -> None:
        super().__init__(N_("Stopped at your request."))
