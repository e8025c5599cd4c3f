"""What each command does: its arguments in, its exit code out, and all that is shown on the way."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import Any

from asyncfix.errors import AsyncfixError

FOLDER_IS_GONE = "the current folder is gone; change to one that is there"


def guarded(command: Callable[..., int], **arguments: Any) -> int:
    """A command's exit code, with a sentence instead of a traceback for what a user did."""
    try:
        code = command(**arguments)
        sys.stdout.flush()
    except AsyncfixError as error:
        print(f"asyncfix: {error}", file=sys.stderr)  # noqa: T201
        return 2
    except KeyboardInterrupt:
        print("asyncfix: interrupted; no file is half-written", file=sys.stderr)  # noqa: T201
        return 130
    except BrokenPipeError:
        # Who reads has seen enough, as with `| head`.
        _give_up_output()
        return 141
    except OSError as error:
        _give_up_output()
        where = f"{error.filename}: " if error.filename else "the output cannot be written: "
        said = FOLDER_IS_GONE if folder_is_gone() else f"{where}{error.strerror}"
        print(f"asyncfix: {said}", file=sys.stderr)  # noqa: T201
        return 2
    return code


def folder_is_gone() -> bool:
    """Whether the current folder has been removed: then no relative path means anything."""
    try:
        os.getcwd()
    except OSError:
        return True
    return False


def _give_up_output() -> None:
    """Send what is left in standard output's buffer nowhere: the interpreter flushes it at its end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
