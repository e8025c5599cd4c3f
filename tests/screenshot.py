"""What a terminal shows of a command, as SVG."""

from __future__ import annotations

import html
import os
import re
import subprocess
import sys
from io import StringIO
from pathlib import Path

COLUMNS = 112


def shot(folder: Path, *args: str) -> str:
    """An SVG of what `asyncfix ARGS`, run in a folder, writes to a terminal."""
    from rich._export_format import CONSOLE_SVG_FORMAT
    from rich.console import Console
    from rich.terminal_theme import DIMMED_MONOKAI
    from rich.text import Text

    console = Console(record=True, width=COLUMNS, file=StringIO(), force_terminal=True, legacy_windows=False)
    console.print(Text(f"$ asyncfix {' '.join(args)}", style="bold"))
    console.print(Text.from_ansi(_on_a_terminal(folder, *args)))
    # The fonts are fetched from elsewhere: without them the reader's own monospace font is used.
    template = re.sub(r"\s*@font-face \{\{.*?\}\}", "", CONSOLE_SVG_FORMAT, flags=re.DOTALL)
    return console.export_svg(title="asyncfix", theme=DIMMED_MONOKAI, code_format=template, unique_id="asyncfix")


def shown(svg: str) -> list[str]:
    """The lines of such an SVG, as text."""
    lines: dict[str, str] = {}
    for line, text in re.findall(r'<text [^>]*clip-path="url\(#asyncfix-(line-\d+)\)">(.*?)</text>', svg):
        lines[line] = lines.get(line, "") + html.unescape(text).replace("\xa0", " ")
    return list(lines.values())


def _on_a_terminal(folder: Path, *args: str) -> str:
    """The standard output of asyncfix when it is a terminal."""
    import pty

    ours, theirs = pty.openpty()
    environment = {**os.environ, "TERM": "xterm-256color", "COLUMNS": str(COLUMNS)}
    environment.pop("NO_COLOR", None)
    command = [sys.executable, "-m", "asyncfix", *args]
    with subprocess.Popen(command, cwd=folder, env=environment, stdout=theirs, stderr=subprocess.DEVNULL):
        os.close(theirs)
        pieces = []
        while piece := _read(ours):
            pieces.append(piece)
    os.close(ours)
    return b"".join(pieces).decode().replace("\r\n", "\n")


def _read(descriptor: int) -> bytes:
    try:
        return os.read(descriptor, 65536)
    except OSError:
        return b""  # Linux's way to say that the other end is closed.
