"""`asyncfix check`: findings only."""

from __future__ import annotations

from typing import Any

from asyncfix import run
from asyncfix.commands import session as sessions
from asyncfix.errors import UsageError
from asyncfix.report import text
from asyncfix.report.output import Output, Segment


def check(
    format_: str = "text",
    output_file: str | None = None,
    report_unused_ignores: bool = False,
    stdin_filename: str | None = None,
    **shared: Any,
) -> int:
    """Report findings."""
    session = sessions.start(stdin_filename=stdin_filename, **shared)
    looked = session.look(unused_ignores=report_unused_ignores)
    if format_ == "json":
        from asyncfix.report import json

        _put(json.document(looked), output_file, session.out)
    elif output_file is None:
        session.out.show(_findings(looked))
    else:
        _put("".join(piece for piece, _ in _findings(looked)), output_file, session.out)
    return looked.exit_code


def _findings(looked: run.Looked) -> list[Segment]:
    return [
        *text.findings(looked.findings),
        *text.unused_ignores(looked.unused_ignores),
        *text.looked_summary(looked),
    ]


def _put(content: str, output_file: str | None, out: Output) -> None:
    if output_file is None:
        out.stream.write(content)
        return
    try:
        with open(output_file, "w", encoding="utf-8", errors="backslashreplace", newline="\n") as file:
            file.write(content)
    except OSError as exc:
        raise UsageError(f"{output_file}: cannot be written: {exc.strerror}; give --output-file another path") from None
