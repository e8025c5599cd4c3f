"""Where cache files lie, and how many of them."""

from __future__ import annotations

import contextlib
import os
import sys

VARIABLE = "ASYNCFIX_CACHE_DIR"
"""The environment variable that names the folder."""

MOST_FILES = 24
MOST_BYTES = 200_000_000
"""What one folder holds; the files that were written longest ago go first."""

_SUFFIX = ".cache"
_STALE_DRAFT = 3600
_TAG = b"""\
Signature: 8a477f597d28d172789f06886806bc55
# This folder holds what asyncfix remembers of earlier runs; it may be deleted at any time.
# See https://bford.info/cachedir/
"""


def default_folder() -> str:
    """`.asyncfix/cache` in the project around the current folder, else the user's own cache folder."""
    folder = os.getcwd()
    while not any(os.path.lexists(os.path.join(folder, name)) for name in (".git", "pyproject.toml")):
        folder, below = os.path.dirname(folder), folder
        if folder == below:
            return os.path.join(_users_folder(), "asyncfix")
    return os.path.join(folder, ".asyncfix", "cache")


def _users_folder() -> str:
    if sys.platform == "win32":
        return os.environ.get("LOCALAPPDATA") or os.path.expanduser("~\\AppData\\Local")
    if sys.platform == "darwin":
        return os.path.expanduser("~/Library/Caches")
    return os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")


def file_in(folder: str, key: str) -> str:
    """The cache file of a run."""
    from hashlib import blake2b

    return os.path.join(folder, blake2b(os.fsencode(key), digest_size=12).hexdigest() + _SUFFIX)


def prepare(folder: str) -> None:
    """Make the folder if it is not there; git and programs for backups then leave it alone. Raises `OSError`."""
    os.makedirs(folder, exist_ok=True)
    if os.listdir(folder):
        # Somebody else's folder must not become invisible to git.
        return
    for name, data in (("CACHEDIR.TAG", _TAG), (".gitignore", b"*\n")):
        with contextlib.suppress(FileExistsError), open(os.path.join(folder, name), "xb") as file:
            file.write(data)


def tidy(folder: str, newest: str, now: float) -> None:
    """Drop the oldest files of too many, and what a run that was ended left half-written. `newest` stays."""
    total = 0
    for number, (changed, size, path) in enumerate(sorted(_files(folder), reverse=True)):
        is_draft = path.endswith(".new")
        total += size
        too_many = number >= MOST_FILES or total > MOST_BYTES
        if path != newest and ((is_draft and changed < now - _STALE_DRAFT) or (too_many and not is_draft)):
            with contextlib.suppress(OSError):
                os.unlink(path)


def _files(folder: str) -> list[tuple[float, int, str]]:
    found = []
    for name in os.listdir(folder):
        if name.endswith(_SUFFIX) or (_SUFFIX + "." in name and name.endswith(".new")):
            with contextlib.suppress(OSError):
                state = os.lstat(path := os.path.join(folder, name))
                found.append((state.st_mtime, state.st_size, path))
    return found
