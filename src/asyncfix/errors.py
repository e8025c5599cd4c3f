"""What a user did that we cannot go on from: each error is a sentence with the place and the remedy."""

from __future__ import annotations


class AsyncfixError(Exception):
    """The family of errors that end a command with exit code 2 and one sentence on standard error.

    The message is shown as it is: it names the file (and the line where there is one) and what to do.
    """


class ConfigError(AsyncfixError):
    """A `pyproject.toml` table or an `-o` option that asyncfix does not understand."""


class UsageError(AsyncfixError):
    """A command line that cannot be carried out as it stands."""


class FileTrouble(AsyncfixError):
    """One file that could not be read, parsed or written. The run goes on with the other files.

    `path` is as it was given or found; `message` is a sentence without the path.
    """

    def __init__(self, path: str, message: str) -> None:
        super().__init__(f"{path}: {message}")
        self.path = path
        self.message = message

    def __reduce__(self) -> tuple[type[FileTrouble], tuple[str, str]]:
        return FileTrouble, (self.path, self.message)


class LedgerError(AsyncfixError):
    """A ledger that cannot be opened, read or written."""
