"""Which files; bytes in; write all of a plan or none.

Three parts, and nothing else of asyncfix is needed for any of them: `find` walks folders (what it leaves out,
`Ignores` reads from `.gitignore` files), `read` gives a file's bytes, `write_all` and `uncommitted` are for
writing. Paths are text with forward slashes, as they were given or as they were reached from there.
"""

from __future__ import annotations

import contextlib
import errno
import functools
import os
import re
import stat
import sys
from typing import TYPE_CHECKING, NamedTuple

from asyncfix.errors import FileTrouble

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    Excluded = Callable[[str, bool], bool]

TEMP_SUFFIX = ".asyncfix-tmp"
"""How the names of half-written files end: what a killed run leaves behind can be swept by it."""

LEFT_OUT = frozenset(
    {".git", ".hg", ".svn", ".venv", "venv", "node_modules", "site-packages", "__pycache__", "__pypackages__"}
    | {".tox", ".nox", ".eggs", ".mypy_cache", ".ruff_cache", ".pytest_cache", ".asyncfix"}
)
"""Folders that no walk enters, unless they are named. Those that hold a `pyvenv.cfg` are left out as well."""

_SENTENCES = {
    errno.ENOENT: "no such file or folder",
    errno.ENOTDIR: "no such file or folder",
    errno.EACCES: "permission denied",
    errno.EISDIR: "is a folder",
    errno.ELOOP: "a symbolic link that leads back to itself",
    errno.ENXIO: "not a regular file",
    errno.ENOSPC: "no space left on the disk",
    errno.EROFS: "the file system is read-only",
}


def _why(path: str, error: OSError) -> str:
    if error.errno == errno.ENOENT and os.path.islink(path):
        return "a symbolic link to nothing"
    return _SENTENCES.get(error.errno or 0) or (error.strerror or str(error)).lower()


def _trouble(path: str, error: OSError) -> FileTrouble:
    return FileTrouble(path, _why(path, error))


# Which files


class Found(NamedTuple):
    """A file to look at: its path as reached from the argument, and whether it was named itself."""

    path: str
    named: bool


class _Folder(NamedTuple):
    """A folder of a walk: both paths end in a slash (`path` is "" for the current folder)."""

    path: str
    real: str
    rules: tuple[Ignores, ...]
    """Those of the `.gitignore` files that apply to what lies here, the deepest first."""

    def below(self, name: str) -> _Folder:
        return _Folder(f"{self.path}{name}/", f"{self.real}{name}/", self.rules)


class _Kept(NamedTuple):
    """What a walk keeps of one folder: the names of its Python files, and of its links to such files."""

    folder: _Folder
    files: list[str]
    links: list[str]


def find(paths: Sequence[str], *, excluded: Excluded) -> tuple[list[Found], list[FileTrouble]]:
    """The Python files that `paths` name or hold, each once, and what could not be looked at.

    A path that names a file stands for that file, whatever it is called. A folder stands for the regular
    `*.py` and `*.pyw` files below it, also those that are symbolic links to a regular file; links to folders
    are followed only where they are named. The walk leaves out what `excluded(path, is_folder)` says, what the
    `.gitignore` files from the root of the git repository down say (without a repository: those in the walked
    folder and below), the folders of `LEFT_OUT`, virtual environments and the lock links of Emacs. Nothing of
    that holds for the named paths themselves.

    Only `.gitignore` files count, so that every machine sees the same files: no `.git/info/exclude`, no
    `core.excludesFile`. A file that git tracks although a `.gitignore` matches it is left out too.

    Files come sorted by the parts of their paths. One that is reached twice, by real path, is spelled as it
    was named, else as it was reached without a link. Nothing is raised: a path that does not exist, a link to
    nothing, a folder that cannot be listed, a pipe that was named are in the second list.
    """
    items = [item for path in dict.fromkeys(paths) for item in _reached(path, excluded)]
    walked = [item for item in items if isinstance(item, _Kept)]
    links, broken = _followed(walked)
    real_folder = functools.cache(_real)
    found: dict[str, Found] = {}
    for item in items:
        if isinstance(item, Found):
            found.setdefault(_real_file(item.path, real_folder), item)
    for folder, names, _ in walked:
        for name in names:
            found.setdefault(folder.real + name, Found(folder.path + name, named=False))
    for link in links:
        found.setdefault(_real(link.path), link)
    troubles = {item.path: item for item in [*items, *broken] if isinstance(item, FileTrouble)}
    return sorted(found.values(), key=_parts), sorted(troubles.values(), key=_parts)


def _parts(item: Found | FileTrouble) -> str:
    # "\0" comes before all characters of a name: this compares as the list of parts would.
    return item.path.replace("/", "\0")


def _real(path: str) -> str:
    return os.path.realpath(path).replace(os.sep, "/")


def _real_file(path: str, real_folder: Callable[[str], str]) -> str:
    # `realpath` asks about every part of a path; of thousands of named files most share their folders.
    if os.path.islink(path):
        return _real(path)
    folder, name = os.path.split(path)
    return _slashed(real_folder(folder)) + name


def _spelled(path: str) -> str:
    """`path` with forward slashes and without `.` parts; `..` stays, since it may follow a link."""
    drive, rest = os.path.splitdrive(path)
    rest = rest.replace(os.sep, "/")
    parts = "/".join(part for part in rest.split("/") if part not in ("", "."))
    return drive + "/" * rest.startswith("/") + parts


def _reached(path: str, excluded: Excluded) -> Iterator[Found | _Kept | FileTrouble]:
    """What one named path stands for."""
    spelled = _spelled(path)
    try:
        mode = os.stat(path).st_mode
        if stat.S_ISREG(mode):
            yield Found(spelled, named=True)
        elif stat.S_ISDIR(mode):
            real = _slashed(_real(path))
            yield from _walk(_Folder(_slashed(spelled), real, _rules_above(real)), excluded)
        else:
            yield FileTrouble(path, "not a regular file")
    except OSError as error:
        yield _trouble(path, error)
    except FileTrouble as trouble:
        yield trouble


def _slashed(folder: str) -> str:
    return folder if not folder or folder.endswith("/") else folder + "/"


def _walk(top: _Folder, excluded: Excluded) -> Iterator[_Kept | FileTrouble]:
    waiting = [top]
    while waiting:
        folder = waiting.pop()
        try:
            with os.scandir(folder.path or ".") as listing:
                entries = {entry.name: entry for entry in listing}
            if "pyvenv.cfg" in entries and folder is not top:
                continue
            folder = _with_own_rules(folder, entries)
            folders, files, links = _sorted_out(entries)
            waiting += [folder.below(name) for name in _let_in(folder, folders, excluded, are_folders=True)]
            yield _Kept(folder, _let_in(folder, files, excluded), _let_in(folder, links, excluded))
        except OSError as error:
            yield _trouble(folder.path.rstrip("/") or ".", error)
        except FileTrouble as trouble:
            yield trouble


def _with_own_rules(folder: _Folder, entries: Mapping[str, os.DirEntry[str]]) -> _Folder:
    # Rules stop at a repository in a repository. Git does not follow a `.gitignore` that is a link.
    rules = () if ".git" in entries else folder.rules
    if ".gitignore" in entries and entries[".gitignore"].is_file(follow_symlinks=False):
        rules = (Ignores(read(folder.path + ".gitignore"), folder.real), *rules)
    return folder._replace(rules=rules) if rules is not folder.rules else folder


def _sorted_out(entries: Mapping[str, os.DirEntry[str]]) -> tuple[list[str], list[str], list[str]]:
    """The names of the folders, the Python files and the links that are called like Python files."""
    folders, files, links = [], [], []
    for name, entry in entries.items():
        if entry.is_dir(follow_symlinks=False):
            if name not in LEFT_OUT:
                folders.append(name)
        elif name.endswith((".py", ".pyw")) and not name.startswith(".#"):
            if entry.is_file(follow_symlinks=False):
                files.append(name)
            elif entry.is_symlink():
                links.append(name)
    return folders, files, links


def _let_in(folder: _Folder, names: list[str], excluded: Excluded, *, are_folders: bool = False) -> list[str]:
    """Those names that neither `excluded` nor a `.gitignore` leaves out."""
    path = folder.path
    names = [name for name in names if not excluded(path + name, are_folders)]
    if not folder.rules or not names:
        return names
    real, mark = os.fsencode(folder.real), b"\0" * are_folders
    return [name for name in names if not _is_ignored(folder.rules, real, os.fsencode(name) + mark)]


def _is_ignored(rules: tuple[Ignores, ...], folder: bytes, name: bytes) -> bool:
    for each in rules:
        verdict = each.verdict(folder, name)
        if verdict is not None:
            return verdict
    return False


def _followed(walked: Sequence[_Kept]) -> tuple[list[Found], list[FileTrouble]]:
    """The met links that lead to a regular file, and those that lead nowhere."""
    links = [Found(folder.path + name, named=False) for folder, _, names in walked for name in names]
    good, broken = [], []
    for link in sorted(links, key=_parts):
        try:
            if stat.S_ISREG(os.stat(link.path).st_mode):
                good.append(link)
        except OSError as error:
            broken.append(_trouble(link.path, error))
    return good, broken


def _git_root(folder: str) -> str | None:
    """The nearest of `folder` (a real path) and its parents that has a `.git` entry, ending in a slash."""
    while not os.path.lexists(folder + "/.git"):
        folder, below = os.path.dirname(folder), folder
        if folder == below:
            return None
    return _slashed(folder)


def _rules_above(real: str) -> tuple[Ignores, ...]:
    """The rules that a walked folder (its real path) gets from its parents; raises `FileTrouble`."""
    root = _git_root(real.rstrip("/"))
    if root is None:
        return ()
    rules = []
    folder = root
    for part in real[len(root) :].split("/")[:-1]:
        ignore_file = folder + ".gitignore"
        if os.path.isfile(ignore_file) and not os.path.islink(ignore_file):
            rules.append(Ignores(read(ignore_file), folder))
        folder += part + "/"
    return tuple(reversed(rules))


# Ignore rules. As git's dir.c and wildmatch.c do it, on bytes ("?" is one byte there); pathspec 1.1 differs
# from git in folders (`foo/**` leaves out foo itself, and `!foo/kept.py` is lost) and in brackets.

_NEVER = b"(?!)"
_FLAGS = re.DOTALL | (re.IGNORECASE if sys.platform in ("win32", "darwin") else 0)
_CLASSES = {
    b"alnum": rb"0-9A-Za-z",
    b"alpha": rb"A-Za-z",
    b"blank": rb" \t",
    b"cntrl": rb"\x01-\x1f\x7f",
    b"digit": rb"0-9",
    b"graph": rb"!-~",
    b"lower": rb"a-z",
    b"print": rb" -~",
    b"punct": rb"!-/:-@\[-`{-~",
    b"space": rb" \t\n\r",
    b"upper": rb"A-Z",
    b"xdigit": rb"0-9A-Fa-f",
}
_IN_BRACKETS = rb"(?s)\[:([^\]]*):\]|(?:\\(.)|([^\\]))(?:-(?:\\(.)|([^\]\\])))?"


class Ignores:
    """The rules of one `.gitignore` file, with git's meaning.

    `data` is what the file holds, `folder` the real path of its folder, ending in a slash. Rules without a
    slash are about names, the others about paths below the folder.
    """

    def __init__(self, data: bytes, folder: str) -> None:
        self._base = len(os.fsencode(folder))
        self._negated: list[bool] = []
        names: list[tuple[int, bytes]] = []
        paths: list[tuple[int, bytes]] = []
        for line in data.removeprefix(b"\xef\xbb\xbf").split(b"\n"):
            if line and not line.startswith(b"#"):
                pattern = _trimmed(line.removesuffix(b"\r"))
                negated = pattern.startswith(b"!")
                is_path, regex = _rule(pattern[negated:])
                (paths if is_path else names).append((len(self._negated), regex))
                self._negated.append(negated)
        self._names = _LastOf(names)
        self._paths = _LastOf(paths)
        self._by_name: dict[bytes, int] = {}

    def verdict(self, folder: bytes, name: bytes) -> bool | None:
        """Whether what lies in a folder under a name is ignored, and None where no rule is about it.

        `folder` is a real path that ends in a slash; `name` ends in NUL if it is that of a folder. What lies
        in an ignored folder is not asked for: git does not look at it either.
        """
        last = self._by_name.get(name)
        if last is None:
            last = self._by_name[name] = self._names(name)
        last = max(last, self._paths(folder[self._base :] + name))
        return None if last < 0 else not self._negated[last]


class _LastOf:
    """The number of the last of some numbered rules that matches, -1 if none does."""

    def __init__(self, rules: list[tuple[int, bytes]]) -> None:
        # One regex for all of them, the last rule first; the empty group that is set tells which one it was.
        self._numbers = [number for number, _ in reversed(rules)]
        combined = b"|".join(regex + b"()" for _, regex in reversed(rules))
        self._regex = re.compile(combined, _FLAGS) if rules else None

    def __call__(self, subject: bytes) -> int:
        found = self._regex and self._regex.fullmatch(subject)
        return self._numbers[(found.lastindex or 0) - 1] if found else -1


def _trimmed(line: bytes) -> bytes:
    """`line` without the spaces at its end, but with one that a backslash protects."""
    bare = line.rstrip(b" ")
    backslashes = len(bare) - len(bare.rstrip(b"\\"))
    return line[: len(bare) + backslashes % 2]


def _rule(pattern: bytes) -> tuple[bool, bytes]:
    """Whether a pattern is about paths (else names), and its regex, for subjects that end in NUL for folders."""
    only_folders = pattern.endswith(b"/")
    pattern = pattern.removesuffix(b"/")
    is_path = b"/" in pattern
    return is_path, _regex(pattern.removeprefix(b"/"), is_path) + (rb"\0" if only_folders else rb"\0?")


def _regex(pattern: bytes, is_path: bool) -> bytes:
    pieces = []
    at = 0
    while at < len(pattern):
        match pattern[at : at + 1]:
            case b"*":
                piece, at = _stars(pattern, at, is_path)
            case b"?":
                piece, at = rb"[^/\0]", at + 1
            case b"[":
                piece, at = _brackets(pattern, at + 1)
            case b"\\":
                piece, at = re.escape(pattern[at + 1 : at + 2]) or _NEVER, at + 2
            case character:
                piece, at = re.escape(character), at + 1
        pieces.append(piece)
    return b"".join(pieces)


def _stars(pattern: bytes, at: int, is_path: bool) -> tuple[bytes, int]:
    rest = pattern[at:].lstrip(b"*")
    end = len(pattern) - len(rest)
    # Git compares the part before the first special character by itself: `a/b**/c` counts as `a/b` and `**/c`.
    starts = pattern[:at].endswith(b"/") or not re.search(rb"[*?\[\\]", pattern[:at])
    if is_path and end - at > 1 and starts:
        if rest.startswith(b"/"):
            return rb"(?:[^\0]*/)?", end + 1
        if not rest or rest.startswith(rb"\/"):
            return rb"[^\0]*", end
    return rb"[^/\0]*", end


def _brackets(pattern: bytes, at: int) -> tuple[bytes, int]:
    negated = pattern[at : at + 1] in (b"!", b"^")
    at += negated
    first = at
    members = []
    while at == first or pattern[at : at + 1] != b"]":
        found = re.compile(_IN_BRACKETS).match(pattern, at)
        members.append(_members(found) if found else _NEVER)
        if found is None or members[-1] == _NEVER:
            return _NEVER, len(pattern)
        at = found.end()
    inside = b"".join(members)
    return rb"[^/\0%b]" % inside if negated else b"(?!/)[%b]" % inside, at + 1


def _members(found: re.Match[bytes]) -> bytes:
    if found[1] is not None:
        return _CLASSES.get(found[1], _NEVER)
    first = ord(found[2] or found[3])
    last = ord(found[4] or found[5] or b"\0")
    return rb"\x%02x" % first + (rb"\x%02x-\x%02x" % (first, last) if first < last else b"")


# Bytes in

_READING = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0)


def read(path: str) -> bytes:
    """The bytes of a regular file; raises `FileTrouble` for whatever keeps them from being read.

    A pipe or a device that took the file's place is opened for a moment, but never waited for.
    """
    try:
        return _content(path)[0]
    except OSError as error:
        raise _trouble(path, error) from None


def _content(path: str) -> tuple[bytes, os.stat_result]:
    """A file's bytes, and its state from before they were read."""
    descriptor = os.open(path, _READING)
    try:
        state = os.fstat(descriptor)
        if stat.S_ISDIR(state.st_mode):
            raise FileTrouble(path, "is a folder")
        if not stat.S_ISREG(state.st_mode):
            raise FileTrouble(path, "not a regular file")
        data = os.read(descriptor, state.st_size + 1)
        if len(data) != state.st_size:  # It grew or shrank, or it is larger than one call can give.
            chunks = [data]
            while chunk := os.read(descriptor, 1 << 20):
                chunks.append(chunk)
            data = b"".join(chunks)
        return data, state
    finally:
        os.close(descriptor)


# Write all of a plan or none


class Change(NamedTuple):
    """What a file is to become: its path, the bytes that were read from it, the bytes to write."""

    path: str
    before: bytes
    after: bytes


class _Target(NamedTuple):
    change: Change
    real: str
    state: os.stat_result


class _Staged(NamedTuple):
    target: _Target
    temp: str


def write_all(changes: Sequence[Change], *, force: bool = False) -> list[FileTrouble]:
    """Write all of the changes, or none of them and say why; an empty list means that all are written.

    Each file is replaced in one step by a complete new one with the same mode, owner and extended attributes;
    a symbolic link stays, and what it leads to is replaced. Not written are files that no longer hold
    `before`, that have hard links, whose owner or group cannot be kept and, without `force`, read-only ones.

    All new files lie ready on the disk before the first one replaces anything, and when one cannot, those
    before it are put back. A signal that would end the process (Ctrl-C, SIGTERM, SIGHUP) is delivered when
    this is done. Of a group, `kill -9` may leave some files written and others not, but none half-written; it
    may leave files behind that end in `TEMP_SUFFIX`.
    """
    staged: list[_Staged] = []
    with _signals_held():
        try:
            targets, troubles = _targets(changes, force)
            if not troubles:
                staged.extend(_stage(target) for target in targets)
                troubles = _replace(staged)
            return troubles
        except FileTrouble as trouble:
            return [trouble]
        finally:
            for each in staged:
                _remove(each.temp)


@contextlib.contextmanager
def _signals_held() -> Iterator[None]:
    import signal

    came: list[int] = []
    handlers = {}
    for number in (signal.SIGINT, signal.SIGTERM, getattr(signal, "SIGHUP", signal.SIGINT)):
        # In other threads than the main one, where handlers cannot be set, signals do not arrive either.
        with contextlib.suppress(ValueError):
            if number not in handlers and signal.getsignal(number) is not None:
                handlers[number] = signal.signal(number, lambda number, _: came.append(number))
    try:
        yield
    finally:
        for number, handler in reversed(handlers.items()):
            signal.signal(number, handler)
        for number in came:
            signal.raise_signal(number)


def _targets(changes: Sequence[Change], force: bool) -> tuple[list[_Target], list[FileTrouble]]:
    targets: dict[str, _Target] = {}
    troubles = []
    for change in changes:
        try:
            target = _target(change, force)
            if targets.setdefault(target.real, target) is not target:
                raise FileTrouble(change.path, "is to be written twice at once")
        except FileTrouble as trouble:
            troubles.append(trouble)
    return list(targets.values()), troubles


def _target(change: Change, force: bool) -> _Target:
    real = os.path.realpath(change.path)
    try:
        data, state = _content(real)
    except OSError as error:
        raise _trouble(change.path, error) from None
    except FileTrouble as trouble:
        raise FileTrouble(change.path, trouble.message) from None
    if data != change.before:
        raise _conflict(change)
    if state.st_nlink > 1:
        raise FileTrouble(change.path, "has hard links; writing would separate them")
    if not (force or state.st_mode & stat.S_IWUSR):
        raise FileTrouble(change.path, "is read-only")
    return _Target(change, real, state)


def _conflict(change: Change) -> FileTrouble:
    return FileTrouble(change.path, "changed since it was read; nothing was written")


def _stage(target: _Target) -> _Staged:
    """Put the new file, complete and on the disk, beside the old one."""
    import tempfile

    path = target.change.path
    try:
        descriptor, temp = tempfile.mkstemp(TEMP_SUFFIX, ".", os.path.dirname(target.real))
    except OSError as error:
        raise FileTrouble(path, f"no new file can be made beside it: {_why(path, error)}") from None
    try:
        with open(descriptor, "wb") as file:
            file.write(target.change.after)
            file.flush()
            _dress(descriptor, target)
            os.fsync(descriptor)
    except BaseException as error:
        _remove(temp)
        if isinstance(error, OSError):
            raise _trouble(path, error) from None
        raise
    return _Staged(target, temp)


def _dress(descriptor: int, target: _Target) -> None:
    """Give the new file the owner, attributes and mode of the old one."""
    if sys.platform == "win32":
        return
    wanted, now = target.state, os.fstat(descriptor)
    if (now.st_uid, now.st_gid) != (wanted.st_uid, wanted.st_gid):
        try:
            os.fchown(descriptor, wanted.st_uid, wanted.st_gid)
        except PermissionError:
            raise FileTrouble(target.change.path, "belongs to others, whom writing would replace") from None
    _copy_attributes(target.real, descriptor)
    os.fchmod(descriptor, stat.S_IMODE(wanted.st_mode))  # Last: a change of owner takes setuid away.


def _copy_attributes(source: str, descriptor: int) -> None:
    if sys.platform != "linux":
        return
    for name in _attributes(source):
        try:
            os.setxattr(descriptor, name, os.getxattr(source, name))
        except OSError as error:
            # Labels such as those of SELinux are for the system to give, and it has given them already.
            if error.errno != errno.ENOTSUP and not name.startswith("security."):
                raise


def _attributes(path: str) -> list[str]:
    if sys.platform != "linux":
        return []
    try:
        return os.listxattr(path)
    except OSError as error:
        if error.errno == errno.ENOTSUP:
            return []
        raise


def _replace(staged: Sequence[_Staged]) -> list[FileTrouble]:
    done: list[Change] = []
    try:
        for each in staged:
            _check_untouched(each.target)
        for each in staged:
            _check_untouched(each.target)
            os.replace(each.temp, each.target.real)
            done.append(each.target.change)
    except BaseException as error:
        left = _put_back(done)
        match error:
            case FileTrouble():
                return [error, *left]
            case OSError():
                change = staged[len(done)].target.change
                return [_trouble(change.path, error), *left]
        raise
    for folder in {os.path.dirname(each.target.real) for each in staged}:
        _sync_folder(folder)
    return []


def _check_untouched(target: _Target) -> None:
    try:
        now = os.stat(target.real)
    except OSError as error:
        raise _trouble(target.change.path, error) from None
    for field in ("st_dev", "st_ino", "st_mtime_ns", "st_size"):
        if getattr(now, field) != getattr(target.state, field):
            raise _conflict(target.change)


def _put_back(done: Sequence[Change]) -> list[FileTrouble]:
    return [
        FileTrouble(trouble.path, f"is written and could not be put back: {trouble.message}")
        for change in reversed(done)
        for trouble in write_all([Change(change.path, change.after, change.before)], force=True)
    ]


def _sync_folder(folder: str) -> None:
    # Windows and some file systems cannot do it; the files are written all the same.
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _remove(temp: str) -> None:
    with contextlib.suppress(OSError):
        os.unlink(temp)


_MOST_ARGUMENTS = 30_000
"""Characters: what a command line may hold on Windows. `git status` takes no list of paths from a file."""


def uncommitted(paths: Sequence[str]) -> list[str]:
    """Those of the files that git could not give back: modified, staged, untracked or ignored ones.

    They come as they were given, in that order; what lies in no git repository is not among them. Symbolic
    links stand for what they lead to. Git is asked once for each repository, with no regard to the environment
    of a hook (GIT_DIR, GIT_INDEX_FILE). Without a git program the answer is empty. Raises `FileTrouble` with the
    repository's path where git refuses to answer, as it does for a repository that belongs to someone else.
    """
    in_root: dict[str, dict[str, str]] = {}
    for path in paths:
        real = _real(path)
        root = _git_root(os.path.dirname(real))
        if root is not None:
            in_root.setdefault(root, {})[path] = real[len(root) :]
    found: set[str] = set()
    for root, files in in_root.items():
        unsaved = _unsaved(root, list(files.values()))
        found.update(path for path, file in files.items() if not unsaved.isdisjoint(_with_parents(file)))
    return [path for path in paths if path in found]


def _with_parents(path: str) -> Iterator[str]:
    """A relative path and its parents; those end in a slash, as git gives whole folders."""
    yield path
    yield from (path[: slash.end()] for slash in re.finditer("/", path))


def _unsaved(root: str, files: Sequence[str]) -> set[str]:
    """What `git status` says about a repository's files, and perhaps about others; relative to its root."""
    import subprocess

    command = ["git", "--no-optional-locks", "--literal-pathspecs", "-C", root, "status", "--porcelain=v1", "-z"]
    command += ["--untracked-files=all", "--ignored=matching", "--no-renames", "--ignore-submodules=all", "--"]
    if sum(map(len, files)) + len(files) <= _MOST_ARGUMENTS:
        command += files
    try:
        answer = subprocess.run(command, capture_output=True, env=_environment(), check=False)
    except OSError:
        return set()
    if answer.returncode and b"not a git repository" not in answer.stderr:
        said = os.fsdecode(answer.stderr).strip().partition("\n")[0]
        raise FileTrouble(root, f"git cannot say what is uncommitted: {said}")
    return {os.fsdecode(entry[3:]) for entry in answer.stdout.split(b"\0") if entry}


def _environment() -> dict[str, str]:
    # A hook runs with GIT_DIR and GIT_INDEX_FILE set, which would answer for another repository or index.
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    config = {name: value for name, value in os.environ.items() if name.startswith(("GIT_CONFIG", "GIT_EXEC"))}
    return {**kept, **config, "LC_ALL": "C"}
