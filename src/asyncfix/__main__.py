"""`python -m asyncfix`, and the `asyncfix` command."""

from __future__ import annotations


def main() -> None:
    """Run the command line."""
    from asyncfix.cli import cli

    cli(prog_name="asyncfix")


if __name__ == "__main__":
    main()
