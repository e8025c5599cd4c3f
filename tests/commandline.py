"""What the tests of the command line share: a loop with a finding, what becomes of it, and a way to run asyncfix."""

from __future__ import annotations

from click.testing import CliRunner, Result

from asyncfix.cli import cli

LOOP = b"""\
def poll(rows):
    for row in rows:
        try:
            return row()
        finally:
            break
"""
FIXED = b"""\
def poll(rows):
    result_value = None
    for row in rows:
        result_value = row()
        break
    return result_value
"""


def invoke(*args: str, stdin: str | bytes | None = None) -> Result:
    """Run the command line in this process; an exception, other than a wish to exit, is raised here."""
    return CliRunner().invoke(cli, args, input=stdin, prog_name="asyncfix", catch_exceptions=False)
