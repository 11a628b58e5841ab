"""Errors that a person reads: what happened, where, what to do; each carries its exit code."""

from typing import ClassVar


class GuiqingError(Exception):
    """Base of every expected failure.

    `message` says what happened and in which file (Chinese, one sentence); `remedy` says what to do.
    """

    exit_code: ClassVar[int] = 70

    def __init__(self, message: str, remedy: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.message}　{self.remedy}" if self.remedy else self.message


class UsageError(GuiqingError):
    """The command was called with something that makes no sense (unknown rule code, bad date)."""

    exit_code = 2


class InputError(GuiqingError):
    """A file, a ledger or a folder that was handed in cannot be used."""

    exit_code = 3


class StoreError(GuiqingError):
    """The registry folder is absent, damaged, newer than this program, or busy for too long."""

    exit_code = 4
