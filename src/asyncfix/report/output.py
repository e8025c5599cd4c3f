"""Styled text on a terminal, plain text elsewhere."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from rich.console import Console

Segment = tuple[str, str]
"""Text and its rich style, "" for none."""

_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def is_plain(stream: TextIO) -> bool:
    """Whether a stream gets no colours: it is not a terminal, a dumb one, or NO_COLOR is set (no-color.org)."""
    return not stream.isatty() or bool(os.environ.get("NO_COLOR")) or os.environ.get("TERM") == "dumb"


class Output:
    """One of the standard streams."""

    def __init__(self, stream: TextIO) -> None:
        self.stream = stream
        self.plain = is_plain(stream)
        self._console: Console | None = None

    @property
    def console(self) -> Console:
        """The rich console of this stream."""
        if self._console is None:
            from rich.console import Console

            self._console = Console(file=self.stream, highlight=False, soft_wrap=True)
        return self._console

    def show(self, segments: Iterable[Segment]) -> None:
        """Write styled text; line ends are part of the text.

        Names of files and pieces of code are in it: what a terminal would obey is spelled out.
        """
        if self.plain:
            self.stream.write(_harmless("".join(text for text, _ in segments)))
        else:
            from rich.text import Text

            self.console.print(Text.assemble(*((_harmless(text), style) for text, style in segments)), end="")

    def show_bytes(self, data: bytes) -> None:
        """Write bytes as they are: a patch holds each file's own encoding."""
        self.stream.flush()
        buffer = getattr(self.stream, "buffer", None)
        if buffer is None:
            self.stream.write(data.decode(errors="backslashreplace"))
        else:
            buffer.write(data)
            buffer.flush()


def _harmless(text: str) -> str:
    return _CONTROL.sub(lambda found: f"\\x{ord(found[0]):02x}", text)


def standard_output() -> Output:
    return Output(_forgiving(sys.stdout))


def standard_error() -> Output:
    return Output(_forgiving(sys.stderr))


def _forgiving(stream: TextIO) -> TextIO:
    # A path or a message that the stream's encoding lacks must not end the run.
    reconfigure = getattr(stream, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(errors="backslashreplace")
    return stream
