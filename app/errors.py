"""What can go wrong for a user, said in three parts: what happened, what is safe, what to do.

Everything that a user can mend is an :class:`AppError`; every other exception is a bug and
rises to the crash handler.
"""

from __future__ import annotations


class AppError(Exception):
    """A refusal in the user's words.

    Attributes:
        happened: what happened, one sentence without a full stop.
        safe: what is unchanged or saved.
        todo: the one next step.
        code: the short code to read out on the telephone, such as ``D-104``.
        details: where it happened, a line each, if there is more to tell than one sentence holds.
    """

    def __init__(
        self, happened: str, safe: str, todo: str, code: str, details: tuple[str, ...] = ()
    ) -> None:
        super().__init__(happened)
        self.happened = happened
        self.safe = safe
        self.todo = todo
        self.code = code
        self.details = details

    @property
    def text(self) -> str:
        """The whole message on one line, as the command line prints it."""
        return f"{self.happened}。{self.safe}。{self.todo}。〔{self.code}〕"


class StorageError(AppError):
    """The ledger file cannot be read or written as asked."""


class Refused(AppError):
    """The request itself cannot be carried out (unknown register, wrong parameter …)."""


class ImportRefused(AppError):
    """A workbook cannot be read at all; rows that cannot be taken are findings, not errors."""
