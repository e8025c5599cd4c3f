"""`python -m asyncfix`, and the `asyncfix` command."""

from __future__ import annotations

import os
import sys


def main() -> None:
    """Run the command line, and exit with its code."""
    try:
        _run()
    except KeyboardInterrupt:
        # Before a command has begun; `guarded` takes it from there.
        sys.exit(130)


def _run() -> None:
    for name in ("stdout", "stderr"):
        # Closed by the caller, as some services do: then there is nobody to tell.
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115
    arguments = sys.argv[1:]
    plain = arguments[:1] == ["check"] and not any(argument.startswith("-") for argument in arguments)
    if plain and "_ASYNCFIX_COMPLETE" not in os.environ:
        # Half of the time that one clean file takes, as in pre-commit, would go into importing click.
        from asyncfix.commands import check, guarded

        sys.exit(guarded(check.check, paths=tuple(arguments[1:])))
    from asyncfix.cli import cli

    cli(prog_name="asyncfix")


if __name__ == "__main__":
    main()
