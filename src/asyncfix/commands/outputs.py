"""Where `check` writes its formats: standard output, and files that are written at the end, each in one step.

The other commands write their reports and baselines through here too.
"""

from __future__ import annotations

import contextlib
import os
import re
import stat
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from asyncfix.config import nearest
from asyncfix.errors import UsageError
from asyncfix.files import why
from asyncfix.report.formats import NAMES
from asyncfix.report.paths import shown
from asyncfix.writing import TEMP_SUFFIX


class Target(NamedTuple):
    """A format, and the file that it goes to, None for standard output."""

    format: str
    path: str | None = None


TEXT = Target("text")

BASELINE = "a baseline"
_CONFIGURATION = frozenset({"pyproject.toml", "setup.cfg", "CODEOWNERS"})
_BASELINE_START = re.compile(rb'\s*\{\s*"tool": "asyncfix"')


def targets(formats: Sequence[str], output_file: str | None) -> list[Target]:
    """What `--format NAME[=FILE]`, given any number of times, and `--output-file` ask for.

    Raises `UsageError` for what cannot be done, as far as that is known before the work.
    """
    asked = [_target(text) for text in formats] or [TEXT]
    unnamed = [target for target in asked if target.path is None]
    if output_file is not None:
        if not unnamed:
            raise UsageError("each --format names its own file, so nothing is left for --output-file; leave it out")
        asked = [target._replace(path=output_file) if target.path is None else target for target in asked]
    if len(unnamed) > 1:
        names = " and ".join(f"`{target.format}`" for target in unnamed)
        where = "standard output" if output_file is None else output_file
        raise UsageError(f"{names} would both go to {where}; name a file, as in --format {unnamed[1].format}=FILE")
    paths = [target.path for target in asked if target.path is not None]
    _refuse_twice(paths)
    for path in paths:
        refuse_unwritable(path)
    return asked


def _target(text: str) -> Target:
    name, named, path = text.partition("=")
    if name not in NAMES:
        raise UsageError(f'--format {text}: there is no format "{name}"; {nearest(name, NAMES)}')
    if named and not path:
        raise UsageError(f"--format {text}: a file's name is missing after the `=`")
    return Target(name, path if named and path != "-" else None)


def _refuse_twice(paths: Sequence[str]) -> None:
    seen: set[str] = set()
    for path in paths:
        real = os.path.realpath(path)
        if real in seen:
            raise UsageError(f"{path}: two formats would be written to this file; name one for each")
        seen.add(real)


def refuse_sources(targets: Iterable[Target], sources: Iterable[str]) -> None:
    """Raise `UsageError` for a target that is one of the files to look at: `check` changes no code."""
    paths = {os.path.realpath(target.path) for target in targets if target.path is not None}
    names = set(map(os.path.basename, paths))
    for source in sources:
        # The name first: to resolve the links of ten thousand paths takes longer than the rest.
        if os.path.basename(source) in names and os.path.realpath(source) in paths:
            raise UsageError(
                f"{source}: is one of the files to look at, so no report may replace it; name another file"
            )


def refuse_unwritable(path: str, option: str = "--output-file") -> None:
    """Raise `UsageError` for a path that no report can, or may, be written to."""
    if not path:
        raise UsageError(f"{option} wants the path of a file, not an empty one")
    real = os.path.realpath(path)
    folder = os.path.dirname(real)
    if os.path.isdir(real) or path.endswith("/"):
        raise UsageError(f"{path}: cannot be written: it is a folder; name a file")
    if _takes_what_comes(path):
        return
    if not os.path.isdir(folder):
        raise UsageError(f"{path}: cannot be written: there is no folder {shown(folder)}; make it first")
    if not os.access(real if os.path.exists(real) else folder, os.W_OK):
        raise UsageError(f"{path}: cannot be written: permission denied; name another file")
    kind = treasured(path)
    if kind:
        raise UsageError(f"{path}: is {kind}, so no report may replace it; name another file")


def treasured(path: str) -> str | None:
    """What a file is that was not made as a report: code, configuration, a baseline, a database; else None."""
    real = os.path.realpath(path)
    if not os.path.isfile(real):
        return None
    name = os.path.basename(real)
    if name.endswith((".py", ".pyi")):
        return "code"
    if name in _CONFIGURATION:
        return "configuration"
    try:
        with open(real, "rb") as file:
            start = file.read(64)
    except OSError:
        return None
    if start.startswith(b"SQLite format 3\0"):
        return "a database"
    return BASELINE if _BASELINE_START.match(start) else None


def _takes_what_comes(path: str) -> bool:
    """Whether a path is a pipe, a device or an open file of the process, such as /dev/stdout: it is not replaced."""
    try:
        return path.startswith("/dev/") or not stat.S_ISREG(os.stat(path).st_mode)
    except OSError:
        return False


class _Staged(NamedTuple):
    path: str
    temp: str


def write(contents: Mapping[str, str]) -> None:
    """Write texts to files: complete new ones are ready before the first replaces anything.

    Line ends stay as they are. What UTF-8 lacks is written with a backslash. Raises `UsageError`.
    """
    with contextlib.ExitStack() as temporary:
        encoded = {path: text.encode(errors="backslashreplace") for path, text in contents.items()}
        open_ended = list(filter(_takes_what_comes, encoded))
        staged = [_staged(path, data, temporary) for path, data in encoded.items() if path not in open_ended]
        for path in open_ended:
            with _sentence(path), open(path, "ab") as file:
                file.write(encoded[path])
        for path, temp in staged:
            with _sentence(path):
                os.replace(temp, os.path.realpath(path))


def _staged(path: str, data: bytes, temporary: contextlib.ExitStack) -> _Staged:
    """The new file, complete, beside the old one; it goes away if it has not replaced it."""
    real = os.path.realpath(path)
    temp = os.path.join(os.path.dirname(real), f".{os.path.basename(real)}.{os.getpid()}{TEMP_SUFFIX}")
    temporary.callback(_remove, temp)
    with _sentence(path), open(temp, "wb") as file:
        file.write(data)
        if os.path.exists(real):
            os.chmod(temp, stat.S_IMODE(os.stat(real).st_mode))
    return _Staged(path, temp)


def _remove(path: str) -> None:
    with contextlib.suppress(FileNotFoundError):
        os.unlink(path)


@contextlib.contextmanager
def _sentence(path: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise UsageError(f"{path}: cannot be written: {why(path, error)}; name another file") from None
