"""What `asyncfix.files` promises: which files, their bytes, and writing all of them or none."""

from __future__ import annotations

import contextlib
import errno
import os
import random
import resource
import shutil
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from asyncfix import files, writing
from asyncfix.errors import FileTrouble
from asyncfix.files import Found, find, read
from asyncfix.git import uncommitted
from asyncfix.writing import Change, write_all

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

NOBODY = 65534
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="needs root")
with_git = pytest.mark.skipif(shutil.which("git") is None, reason="needs git")
SOURCE = str(Path(files.__file__).parents[1])


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder, empty."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def shared() -> Iterator[Path]:
    """A folder that another user can get to; the parents of `tmp_path` are closed to others."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name).resolve()
        folder.chmod(0o755)
        yield folder


@contextlib.contextmanager
def not_as_root() -> Iterator[None]:
    """As a user to whom permissions mean something."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


def make(*names: str, text: str = "") -> None:
    for name in names:
        path = Path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def ignore(folder: str, *lines: str) -> None:
    make(f"{folder}/.gitignore", text="\n".join(lines))


def git(*arguments: str, cwd: str = ".") -> bytes:
    settings = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1", "GIT_AUTHOR_NAME": "a"}
    people = {"GIT_AUTHOR_EMAIL": "a@b", "GIT_COMMITTER_NAME": "a", "GIT_COMMITTER_EMAIL": "a@b"}
    run = subprocess.run(
        ["git", *arguments], cwd=cwd, env={**os.environ, **settings, **people}, capture_output=True, check=True
    )
    return run.stdout


def nothing(_path: str, _is_folder: bool) -> bool:
    return False


def found(*paths: str, excluded: Callable[[str, bool], bool] = nothing) -> list[str]:
    """The paths that are found where there is no trouble."""
    result, troubles = find(paths, excluded=excluded)
    assert not troubles
    return [file.path for file in result]


def sentences(troubles: list[FileTrouble]) -> list[tuple[str, str]]:
    return [(trouble.path, trouble.message) for trouble in troubles]


def trouble_with(*paths: str) -> list[tuple[str, str]]:
    return sentences(find(paths, excluded=nothing)[1])


# Which files


def test_a_folder_stands_for_its_python_files_in_the_order_of_their_parts(here: Path) -> None:
    make("b.py", "a-b.py", "a/z.py", "a/B.pyw", "a.py", "a/deep/er/x.py", "a/readme.md", "a/x.pyc")
    assert found(".") == ["a/B.pyw", "a/deep/er/x.py", "a/z.py", "a-b.py", "a.py", "b.py"]
    assert found("a") == ["a/B.pyw", "a/deep/er/x.py", "a/z.py"]
    assert found("./a//deep/.") == ["a/deep/er/x.py"]
    assert found(f"{here}/a/deep") == [f"{here}/a/deep/er/x.py"]
    assert found("a/../a/deep") == ["a/../a/deep/er/x.py"]
    assert found() == []


def test_a_named_file_counts_whatever_it_is_called() -> None:
    make("script", "a/x.py")
    assert find(["./script", "a"], excluded=nothing)[0] == [Found("a/x.py", False), Found("script", True)]


def test_a_folder_called_x_py_is_a_folder() -> None:
    make("x.py/y.py")
    assert found(".") == found("x.py") == ["x.py/y.py"]


def test_the_usual_folders_are_left_out_unless_named() -> None:
    make(*(f"{name}/m.py" for name in [*sorted(files.LEFT_OUT), "env", "build", "dist", "src/.venv"]))
    make("myenv/pyvenv.cfg", "myenv/lib/m.py")
    assert found(".") == ["build/m.py", "dist/m.py", "env/m.py"]
    assert found("myenv", ".venv", "src/.venv/m.py") == [".venv/m.py", "myenv/lib/m.py", "src/.venv/m.py"]


def test_what_the_caller_excludes_is_asked_for_once_and_not_for_named_paths() -> None:
    make("a/x.py", "a/y.py", "b/x.py", "named.py")
    asked = []

    def excluded(path: str, is_folder: bool) -> bool:
        asked.append((path, is_folder))
        return path in ("b", "a/y.py", "named.py", "a")

    assert found("a", "named.py", excluded=excluded) == ["a/x.py", "named.py"]
    assert sorted(asked) == [("a/x.py", False), ("a/y.py", False)]
    asked.clear()
    assert found(".", excluded=excluded) == []
    assert sorted(asked) == [("a", True), ("b", True), ("named.py", False)]


def test_a_file_reached_twice_is_given_once_and_the_named_spelling_wins(here: Path) -> None:
    make("a/x.py", "a/y.py")
    Path("link.py").symlink_to("a/x.py")
    Path("again").symlink_to("a")
    assert found("a", "a", ".", f"{here}/a") == ["a/x.py", "a/y.py"]
    result, _ = find([".", "link.py", "again/y.py"], excluded=nothing)
    assert result == [Found("again/y.py", True), Found("link.py", True)]


def test_hard_links_are_two_files() -> None:
    make("a.py")
    os.link("a.py", "b.py")
    assert found(".") == ["a.py", "b.py"]


def test_links_to_files_are_followed_and_links_to_folders_only_where_named() -> None:
    make("elsewhere/real.py", "elsewhere/text", "src/own.py")
    Path("src/one.py").symlink_to("../elsewhere/real.py")
    Path("src/two.py").symlink_to("../elsewhere/real.py")
    Path("src/text.py").symlink_to("../elsewhere/text")
    Path("src/folder").symlink_to("../elsewhere")
    Path("src/folder.py").symlink_to("../elsewhere")
    Path("src/round").symlink_to(".")
    assert found("src") == ["src/one.py", "src/own.py", "src/text.py"]
    assert found("src/folder") == ["src/folder/real.py"]
    assert found(".") == ["elsewhere/real.py", "src/own.py", "src/text.py"]


def test_lock_links_of_emacs_are_left_out() -> None:
    Path(".#x.py").symlink_to("someone@somewhere.123:456")
    assert found(".") == []


def test_trouble_is_told_and_the_rest_is_found() -> None:
    make("good.py")
    Path("gone.py").symlink_to("nowhere")
    Path("loop.py").symlink_to("loop.py")
    os.mkfifo("pipe.py")
    assert found("good.py") == ["good.py"]
    result, troubles = find([".", "missing", "missing", "good.py/x"], excluded=nothing)
    assert result == [Found("good.py", False)]
    assert sentences(troubles) == [
        ("gone.py", "a symbolic link to nothing"),
        ("good.py/x", "no such file or folder"),
        ("loop.py", "a symbolic link that leads back to itself"),
        ("missing", "no such file or folder"),
    ]
    assert trouble_with("gone.py") == [("gone.py", "a symbolic link to nothing")]
    assert trouble_with("loop.py") == [("loop.py", "a symbolic link that leads back to itself")]
    assert trouble_with("") == [("", "no such file or folder")]


def test_pipes_sockets_and_devices_are_not_opened() -> None:
    os.mkfifo("pipe.py")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("socket.py")
        for name in ("pipe.py", "socket.py", os.devnull):
            assert trouble_with(name) == [(name, "not a regular file")]
        assert found(".") == []


def test_a_folder_that_cannot_be_listed_is_told(shared: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(shared)
    make("shut/x.py", "open/x.py", "rules/.gitignore", "rules/x.py", "rules/.git/HEAD", "rules/below/x.py")
    Path("shut").chmod(0)
    Path("rules/.gitignore").chmod(0)
    with not_as_root():
        result, troubles = find(["."], excluded=nothing)
        assert trouble_with("shut") == [("shut", "permission denied")]
        assert trouble_with("rules/below") == [(f"{shared}/rules/.gitignore", "permission denied")]
        assert trouble_with("shut/x.py") == [("shut/x.py", "permission denied")]
    Path("shut").chmod(0o755)
    assert result == [Found("open/x.py", False)]
    assert sentences(troubles) == [
        ("rules/.gitignore", "permission denied"),
        ("shut", "permission denied"),
    ]


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere names are text")
def test_names_that_are_not_text_are_found() -> None:
    name = os.fsdecode(b"\xff.py")
    make(name)
    ignore(".", "other.py")
    assert found(".") == [name]


# .gitignore

TREE = ("a.py", "b.py", "docs/a.py", "docs/b/c.py", "src/docs/a.py", "src/b.py", "src/deep/b.py")


@pytest.mark.parametrize(
    ("lines", "left_out"),
    [
        (["a.py"], {"a.py", "docs/a.py", "src/docs/a.py"}),
        (["/a.py"], {"a.py"}),
        (["docs/"], {"docs/a.py", "docs/b/c.py", "src/docs/a.py"}),
        (["docs/a.py"], {"docs/a.py"}),
        (["/docs/*"], {"docs/a.py", "docs/b/c.py"}),
        (["docs/*.py"], {"docs/a.py"}),
        (["/docs/*", "!/docs/b"], {"docs/a.py"}),
        (["docs/**", "!docs/a.py"], {"docs/b/c.py"}),
        (["docs", "!docs/a.py"], {"docs/a.py", "docs/b/c.py", "src/docs/a.py"}),
        (["!a.py", "a.py"], {"a.py", "docs/a.py", "src/docs/a.py"}),
        (["a.py", "!/docs/a.py"], {"a.py", "src/docs/a.py"}),
        (["src/**/b.py"], {"src/b.py", "src/deep/b.py"}),
        (["**/docs/a.py"], {"docs/a.py", "src/docs/a.py"}),
        (["[!a-b].py"], {"docs/b/c.py"}),
        (["a.py/"], set()),
        (["# a.py", "", "  ", "!", "/", "[a"], set()),
        (["b.py   "], {"b.py", "src/b.py", "src/deep/b.py"}),
        (["*", "!*/", "!/src/**"], {"a.py", "b.py", "docs/a.py", "docs/b/c.py"}),
    ],
)
def test_ignored_files_are_left_out(lines: list[str], left_out: set[str]) -> None:
    make(*TREE)
    ignore(".", *lines)
    assert found(".") == sorted(set(TREE) - left_out, key=lambda path: path.split("/"))


def test_a_deeper_gitignore_wins_but_not_below_an_ignored_folder() -> None:
    make("a/x.py", "a/y.py", "b/x.py", "gone/x.py")
    ignore(".", "x.py", "gone")
    ignore("a", "!x.py", "/y.py")
    ignore("gone", "!x.py")
    assert found(".") == ["a/x.py"]


def test_a_gitignore_with_bom_and_crlf_counts_and_one_that_is_a_link_does_not() -> None:
    make("a.py", "b.py", "linked/a.py")
    Path(".gitignore").write_bytes(b"\xef\xbb\xbf/a.py\r\nb.py\r\n")
    make("rules", text="*")
    Path("linked/.gitignore").symlink_to("../rules")
    assert found(".") == ["linked/a.py"]


def test_rules_come_from_the_root_of_the_repository_and_from_no_farther(here: Path) -> None:
    make("repo/src/app/a.py", "repo/src/app/b.py", "repo/src/app/c.py", "repo/src/app/d.py")
    ignore(".", "*")
    ignore("repo", "a.py")
    ignore("repo/src", "/app/b.py")
    ignore("repo/src/app", "c.py")
    assert found("repo/src/app") == ["repo/src/app/a.py", "repo/src/app/b.py", "repo/src/app/d.py"]
    Path("repo/.git").mkdir()
    assert found("repo/src/app") == ["repo/src/app/d.py"]
    assert found(f"{here}/repo/src/app") == [f"{here}/repo/src/app/d.py"]
    Path("way").symlink_to("repo/src")
    assert found("way/app") == ["way/app/d.py"]


def test_the_rules_of_a_repository_end_where_another_begins() -> None:
    make("inner/a.py", "inner/.git/config", "outer.py")
    ignore(".", "a.py")
    assert found(".") == ["inner/a.py", "outer.py"]


def test_what_is_named_is_looked_at_although_it_is_ignored() -> None:
    make("build/a.py", "build/b.py")
    ignore(".", "build/", "b.py")
    assert found(".") == []
    assert found("build", "build/b.py") == ["build/a.py", "build/b.py"]


NAMES = ["a", "b", "ab", "foo", "a b", "[x]", "é", "-", "!n", "#h", "a]", "b.py", "x\\y", "c\t", "Z", "a ", "^"]
TOKENS = [
    " ",
    *(
        "a b ab foo * ** ? / / [ab] [!a] [^b] [a-b] [z-a] []a] [a\\]b] [[:alpha:]] [![:space:]] [[:nope:]] [[: [a- "
        "\\ ! # .py .py ] [ - é **/ /** *.py \r \t [/] [é] \\* [[] [--a] [[:punct:]] ^"
    ).split(" "),
]
PATTERNS = (
    "*.py !a.py foo/ /foo /foo/* !/foo/a.py foo/** !foo/b.py **/a a/**/b.py * !*/ !*.py /* !/a a/ a/b !a/b/ "
    "\\!n.py \\#h.py *~ ab* a? b.py/ fo*/** a**/b.py foo**/b"
).split()


def random_pattern(dice: random.Random) -> str:
    if dice.random() < 0.4:
        return dice.choice(PATTERNS)
    return "!" * (dice.random() < 0.2) + "".join(dice.choices(TOKENS, k=dice.randint(1, 5)))


def random_tree(dice: random.Random, folder: str, depth: int) -> None:
    make(*(f"{folder}/{name}.py" for name in dice.sample(NAMES, dice.randint(2, 5))))
    if depth == 3 or dice.random() < 0.25:
        ignore(folder, *(random_pattern(dice) for _ in range(dice.randint(1, 6))))
    if depth:
        for name in dice.sample(NAMES, dice.randint(1, 3)):
            if not Path(folder, name).exists():
                random_tree(dice, f"{folder}/{name}", depth - 1)


@with_git
@pytest.mark.parametrize("seed", range(3))
def test_git_itself_lists_the_same_files(seed: int) -> None:
    dice = random.Random(seed)
    git("init", "--quiet")
    for number in range(12):
        random_tree(dice, f"tree{number}", 3)
    listed = git("ls-files", "-z", "--cached", "--others", "--exclude-standard").split(b"\0")
    python = {os.fsdecode(name) for name in listed if name.endswith(b".py")}
    assert set(found(".")) == python
    below = {name for name in python if name.startswith("tree0/")}
    assert set(found("tree0")) == below


# Bytes in


@pytest.mark.parametrize(
    "data", [b"", b"\xef\xbb\xbfx = 1\r\ny = 2\r\n", b"no newline", b"\xff\x00\r", bytes(3_000_001)]
)
def test_bytes_come_as_they_are(data: bytes) -> None:
    Path("a.py").write_bytes(data)
    assert read("a.py") == data


def test_a_file_that_is_larger_or_smaller_than_it_says_is_read_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("a.py").write_bytes(b"0123456789" * 500)
    real = os.fstat

    def with_size(size: int) -> Callable[[int], os.stat_result]:
        return lambda descriptor: os.stat_result((*real(descriptor)[:6], size, *real(descriptor)[7:]))

    for size in (0, 10, 4999, 5001, 90_000):
        monkeypatch.setattr(os, "fstat", with_size(size))
        assert read("a.py") == b"0123456789" * 500


def test_what_cannot_be_read_is_told_in_a_sentence(shared: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(shared)
    make("folder/x.py", "secret.py")
    os.mkfifo("pipe")
    Path("gone").symlink_to("nowhere")
    Path("loop").symlink_to("loop")
    Path("secret.py").chmod(0)
    expected = {
        "folder": "is a folder",
        "pipe": "not a regular file",
        os.devnull: "not a regular file",
        "gone": "a symbolic link to nothing",
        "loop": "a symbolic link that leads back to itself",
        "vanished.py": "no such file or folder",
        "secret.py": "permission denied",
    }
    for path, message in expected.items():
        with not_as_root(), pytest.raises(FileTrouble) as raised:
            read(path)
        assert (raised.value.path, raised.value.message) == (path, message)


# Write all of a plan or none


def change(path: str, after: bytes = b"new\n", before: bytes | None = None) -> Change:
    return Change(path, Path(path).read_bytes() if before is None else before, after)


def content(*paths: str) -> list[bytes]:
    return [Path(path).read_bytes() for path in paths]


def assert_no_temps(folder: Path) -> None:
    assert not list(folder.rglob(f"*{writing.TEMP_SUFFIX}"))


def test_bytes_are_written_as_they_are(here: Path) -> None:
    make("a.py", "deep/b.py", text="old\n")
    after = b"\xef\xbb\xbfx = '\xed\x95\x9c'\r\ny = 2\r"
    assert write_all([change("a.py", after), change("deep/b.py", b"")]) == []
    assert content("a.py", "deep/b.py") == [after, b""]
    assert write_all([]) == []
    assert_no_temps(here)


@pytest.mark.parametrize("mode", [0o755, 0o640, 0o600, 0o2755, 0o666])
def test_the_mode_is_kept(mode: int) -> None:
    make("a.py")
    Path("a.py").chmod(mode)
    assert write_all([change("a.py")]) == []
    assert stat.S_IMODE(Path("a.py").stat().st_mode) == mode


@as_root
def test_a_foreign_owner_is_kept() -> None:
    make("a.py")
    os.chown("a.py", NOBODY, NOBODY)
    Path("a.py").chmod(0o4755)
    assert write_all([change("a.py")]) == []
    state = Path("a.py").stat()
    assert (state.st_uid, state.st_gid, stat.S_IMODE(state.st_mode)) == (NOBODY, NOBODY, 0o4755)


@as_root
def test_a_file_whose_owner_cannot_be_kept_is_not_written(shared: Path) -> None:
    path = f"{shared}/a.py"
    make(path)
    shared.chmod(0o777)
    with not_as_root():
        troubles = write_all([change(path)])
    assert sentences(troubles) == [(path, "belongs to others, whom writing would replace")]
    assert content(path) == [b""]
    assert_no_temps(shared)


@pytest.mark.skipif(sys.platform != "linux", reason="extended attributes are a matter of Linux here")
def test_extended_attributes_are_kept() -> None:
    make("a.py")
    try:
        os.setxattr("a.py", "user.comment", b"kept")
    except OSError:
        pytest.skip("the file system has no extended attributes")
    assert write_all([change("a.py")]) == []
    assert os.getxattr("a.py", "user.comment") == b"kept"


@pytest.mark.skipif(sys.platform != "linux", reason="extended attributes are a matter of Linux here")
@pytest.mark.parametrize("name", ["listxattr", "setxattr"])
@pytest.mark.parametrize("code", [errno.ENOTSUP, errno.EIO])
def test_a_file_system_without_attributes_is_no_trouble_and_one_that_fails_is(
    here: Path, monkeypatch: pytest.MonkeyPatch, name: str, code: int
) -> None:
    make("a.py")
    monkeypatch.setattr(os, "listxattr", lambda _: ["user.comment"])
    monkeypatch.setattr(os, "getxattr", lambda *_: b"x")
    monkeypatch.setattr(os, "setxattr", lambda *_: None)
    monkeypatch.setattr(os, name, failing(code))
    expected = [] if code == errno.ENOTSUP else [("a.py", "input/output error")]
    assert sentences(write_all([change("a.py")])) == expected
    assert_no_temps(here)


def test_a_symbolic_link_stays_and_what_it_leads_to_is_written() -> None:
    make("real/a.py")
    Path("link.py").symlink_to("real/a.py")
    assert write_all([change("link.py")]) == []
    assert os.readlink("link.py") == "real/a.py"
    assert content("real/a.py") == [b"new\n"]


def test_one_trouble_keeps_all_files_from_being_written(here: Path) -> None:
    make("good.py", "hard.py", "edited.py", "locked.py", text="old\n")
    os.link("hard.py", "other name.py")
    Path("locked.py").chmod(0o444)
    Path("gone.py").symlink_to("nowhere")
    Path("loop.py").symlink_to("loop.py")
    Path("folder.py").mkdir()
    os.mkfifo("pipe.py")
    names = ["good.py", "hard.py", "edited.py", "locked.py", "gone.py", "loop.py", "folder.py", "pipe.py"]
    plan = [change(name, before=b"older\n" if name == "edited.py" else b"old\n") for name in names]
    assert sentences(write_all([*plan, change("good.py")])) == [
        ("hard.py", "has hard links; writing would separate them"),
        ("edited.py", "changed since it was read; nothing was written"),
        ("locked.py", "is read-only"),
        ("gone.py", "a symbolic link to nothing"),
        ("loop.py", "a symbolic link that leads back to itself"),
        ("folder.py", "is a folder"),
        ("pipe.py", "not a regular file"),
        ("good.py", "is to be written twice at once"),
    ]
    assert content("good.py", "hard.py", "edited.py", "locked.py") == [b"old\n"] * 4
    assert_no_temps(here)


def test_a_read_only_file_is_written_by_force_and_stays_read_only() -> None:
    make("a.py")
    Path("a.py").chmod(0o444)
    assert write_all([change("a.py")], force=True) == []
    assert content("a.py") == [b"new\n"]
    assert stat.S_IMODE(Path("a.py").stat().st_mode) == 0o444


def failing(code: int, on_call: int = 1) -> Callable[..., None]:
    """What fails when it is called for the nth time and from then on."""
    calls = 0

    def fail(*_: object) -> None:
        nonlocal calls
        calls += 1
        if calls >= on_call:
            raise OSError(code, os.strerror(code))

    return fail


def once(real: Callable[[str, str], None], on_call: int, error: BaseException) -> Callable[[str, str], None]:
    """`os.replace`, but the nth call fails."""
    calls = 0

    def replace(source: str, target: str) -> None:
        nonlocal calls
        calls += 1
        if calls == on_call:
            raise error
        real(source, target)

    return replace


@pytest.mark.parametrize(
    ("code", "message"),
    [
        (errno.EROFS, "the file system is read-only"),
        (errno.EACCES, "permission denied"),
        (errno.ENOSPC, "no space left on the disk"),
        (errno.EPERM, "operation not permitted"),
    ],
)
def test_files_that_were_replaced_are_put_back_when_a_later_one_fails(
    here: Path, monkeypatch: pytest.MonkeyPatch, code: int, message: str
) -> None:
    make("a.py", "b.py", "c.py", text="old\n")
    Path("a.py").chmod(0o555)
    monkeypatch.setattr(os, "replace", once(os.replace, 3, OSError(code, os.strerror(code))))
    troubles = write_all([change(name) for name in ("a.py", "b.py", "c.py")], force=True)
    assert sentences(troubles) == [("c.py", message)]
    assert content("a.py", "b.py", "c.py") == [b"old\n"] * 3
    assert stat.S_IMODE(Path("a.py").stat().st_mode) == 0o555
    assert_no_temps(here)


def test_a_file_that_cannot_be_put_back_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    make("a.py", "b.py", text="old\n")
    real = os.replace

    def replace(source: str, target: str) -> None:
        if target.endswith("b.py"):
            Path("a.py").write_text("a third\n")
            raise PermissionError(errno.EACCES, "")
        real(source, target)

    monkeypatch.setattr(os, "replace", replace)
    assert sentences(write_all([change("a.py"), change("b.py")])) == [
        ("b.py", "permission denied"),
        ("a.py", "is written and could not be put back: changed since it was read; nothing was written"),
    ]
    assert content("a.py", "b.py") == [b"a third\n", b"old\n"]


def test_an_edit_while_the_new_files_are_made_is_a_conflict(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make("a.py", "b.py", text="old\n")
    real = os.fsync

    def sync(descriptor: int) -> None:
        Path("b.py").write_text("mine\n")
        real(descriptor)

    monkeypatch.setattr(os, "fsync", sync)
    first = Path("a.py").stat()
    troubles = write_all([change("a.py"), change("b.py")])
    assert sentences(troubles) == [("b.py", "changed since it was read; nothing was written")]
    assert content("a.py", "b.py") == [b"old\n", b"mine\n"]
    assert Path("a.py").stat().st_ino == first.st_ino
    assert_no_temps(here)


def test_an_edit_while_a_group_is_replaced_is_a_conflict(monkeypatch: pytest.MonkeyPatch) -> None:
    make("a.py", "b.py", text="old\n")
    real = os.replace

    def replace(source: str, target: str) -> None:
        real(source, target)
        Path("b.py").write_text("mine\n")

    monkeypatch.setattr(os, "replace", replace)
    troubles = write_all([change("a.py"), change("b.py")])
    assert sentences(troubles) == [("b.py", "changed since it was read; nothing was written")]
    assert content("a.py", "b.py") == [b"old\n", b"mine\n"]


def test_a_file_that_vanishes_meanwhile_is_not_made_again(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make("a.py")
    monkeypatch.setattr(os, "fsync", lambda _: Path("a.py").unlink(missing_ok=True))
    assert sentences(write_all([change("a.py")])) == [("a.py", "no such file or folder")]
    assert list(here.iterdir()) == []


@pytest.mark.parametrize("on_call", [1, 2])
def test_a_full_disk_is_told_and_leaves_nothing_behind(
    here: Path, monkeypatch: pytest.MonkeyPatch, on_call: int
) -> None:
    make("a.py", "b.py", text="old\n")
    monkeypatch.setattr(os, "fsync", failing(errno.ENOSPC, on_call))
    troubles = write_all([change("a.py"), change("b.py")])
    assert sentences(troubles) == [("ab"[on_call - 1] + ".py", "no space left on the disk")]
    assert content("a.py", "b.py") == [b"old\n"] * 2
    assert_no_temps(here)


def test_a_file_that_the_system_refuses_to_let_grow_is_told(here: Path) -> None:
    make("a.py", "b.py", text="old\n")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    plan = [change("a.py"), change("b.py", bytes(100_000))]
    resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, hard))
    try:
        troubles = write_all(plan)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert sentences(troubles) == [("b.py", "file too large")]
    assert content("a.py", "b.py") == [b"old\n"] * 2
    assert_no_temps(here)


def test_a_folder_in_which_nothing_can_be_made_is_told(shared: Path) -> None:
    path = f"{shared}/a.py"
    make(path)
    os.chown(path, NOBODY if os.geteuid() == 0 else -1, -1)
    shared.chmod(0o555)
    with not_as_root():
        troubles = write_all([change(path)])
    shared.chmod(0o755)
    assert sentences(troubles) == [(path, "no new file can be made beside it: permission denied")]


def test_a_folder_that_cannot_be_synced_is_no_trouble(monkeypatch: pytest.MonkeyPatch) -> None:
    make("a.py")
    monkeypatch.setattr(os, "fsync", failing(errno.EINVAL, on_call=2))
    assert write_all([change("a.py")]) == []
    assert content("a.py") == [b"new\n"]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_in_the_middle_of_a_group_waits_for_its_end(
    here: Path, monkeypatch: pytest.MonkeyPatch, number: signal.Signals
) -> None:
    make("a.py", "b.py", text="old\n")
    real = os.replace

    def replace(source: str, target: str) -> None:
        real(source, target)
        signal.raise_signal(number)

    monkeypatch.setattr(os, "replace", replace)
    handler = signal.signal(number, signal.default_int_handler)
    try:
        with pytest.raises(KeyboardInterrupt):
            write_all([change("a.py"), change("b.py")])
        assert signal.getsignal(number) is signal.default_int_handler
    finally:
        signal.signal(number, handler)
    assert content("a.py", "b.py") == [b"new\n"] * 2
    assert_no_temps(here)


def test_an_interrupt_that_comes_all_the_same_puts_nothing_back(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make("a.py", "b.py", text="old\n")
    monkeypatch.setattr(os, "replace", once(os.replace, 2, KeyboardInterrupt()))
    with pytest.raises(KeyboardInterrupt):
        write_all([change("a.py"), change("b.py")])
    assert content("a.py", "b.py") == [b"old\n"] * 2
    assert_no_temps(here)


REWRITER = """
import sys
from asyncfix.files import read
from asyncfix.writing import Change, write_all

path, now = sys.argv[1], read(sys.argv[1])
print("ready", flush=True)
while True:
    after = (b"new\\n" if now[:3] == b"old" else b"old\\n") * (len(now) // 4)
    assert not write_all([Change(path, now, after)])
    now = after
"""


def test_after_kill_9_a_file_is_whole_old_or_whole_new(here: Path) -> None:
    size = 100_000
    make("a.py", text="old\n" * size)
    Path("a.py").chmod(0o755)
    seen = set()
    for number in range(15):
        command = [sys.executable, "-c", REWRITER, "a.py"]
        environment = {**os.environ, "PYTHONPATH": SOURCE}
        with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment) as rewriter:
            assert rewriter.stdout is not None
            assert rewriter.stdout.readline() == b"ready\n"
            time.sleep(number * 0.003)
            rewriter.kill()
        data = read("a.py")
        assert data in (b"old\n" * size, b"new\n" * size)
        assert stat.S_IMODE(Path("a.py").stat().st_mode) == 0o755
        seen.add(data[:3])
    assert seen == {b"old", b"new"}
    left = [path.name for path in here.iterdir() if path.name != "a.py"]
    assert all(name.startswith(".") and name.endswith(writing.TEMP_SUFFIX) for name in left)
    assert found(".") == ["a.py"]


# What git could not give back


@pytest.fixture
def repository(here: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository as the current folder, with nothing that `committed` makes committed."""
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    git("init", "--quiet")
    return here


def commit() -> None:
    git("add", "--all")
    git("commit", "--quiet", "--message", "x")


@with_git
def test_modified_staged_untracked_and_ignored_files_are_uncommitted(repository: Path) -> None:
    names = ["clean.py", "modified.py", "staged.py", "gone/ignored.py", "sub/[x] *é.py", ":!odd.py", "gone/tracked.py"]
    make(*names, text="old\n")
    git("add", "--all")
    git("rm", "--quiet", "--cached", "gone/ignored.py")
    ignore(".", "gone/", "all/")
    commit()
    make("modified.py", "staged.py", "untracked/new.py", "all/new.py", "sub/[x] *é.py", ":!odd.py", text="new\n")
    git("add", "staged.py")
    dirty = [
        ":!odd.py",
        "untracked/new.py",
        "./sub/[x] *é.py",
        "staged.py",
        "gone/ignored.py",
        "modified.py",
        "all/new.py",
    ]
    assert uncommitted(["clean.py", *dirty, "gone/tracked.py"]) == dirty
    assert uncommitted([str(repository / "modified.py"), "clean.py"]) == [str(repository / "modified.py")]
    assert uncommitted([]) == uncommitted(["clean.py"]) == []


@with_git
@pytest.mark.usefixtures("repository")
def test_a_renamed_file_is_uncommitted() -> None:
    make("a.py", text="some text\n" * 9)
    commit()
    git("mv", "a.py", "b.py")
    assert uncommitted(["b.py", "a.py"]) == ["b.py", "a.py"]


@with_git
@pytest.mark.usefixtures("repository")
def test_a_long_list_is_asked_for_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    names = [f"some/long/path/to/a/file/number/{number}.py" for number in range(1000)]
    make(*names)
    commit()
    make(names[5], names[700], text="new\n")
    calls = []
    real = subprocess.run

    def run(command: list[str], **more: object) -> object:
        calls.append(command)
        return real(command, **more)  # type: ignore[call-overload]

    monkeypatch.setattr(subprocess, "run", run)
    assert uncommitted(names) == [names[5], names[700]]
    assert len(calls) == 1
    assert names[5] not in calls[0]


@with_git
@pytest.mark.usefixtures("repository")
def test_each_repository_is_asked_for_its_own_files() -> None:
    make("inner/a.py", "a.py", "link target/x.py")
    git("init", "--quiet", "inner")
    make(".gitignore", text="inner/\n")
    Path("inner/link.py").symlink_to("../link target/x.py")
    commit()
    assert uncommitted(["a.py", "inner/a.py", "inner/link.py"]) == ["inner/a.py"]
    make("link target/x.py", text="new\n")
    assert uncommitted(["a.py", "inner/link.py"]) == ["inner/link.py"]


@with_git
def test_the_environment_of_a_hook_does_not_mislead(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make("a.py")
    commit()
    make("a.py", text="new\n")
    git("init", "--quiet", "elsewhere")
    monkeypatch.setenv("GIT_DIR", str(repository / "elsewhere/.git"))
    monkeypatch.setenv("GIT_WORK_TREE", str(repository / "elsewhere"))
    monkeypatch.setenv("GIT_INDEX_FILE", str(repository / "elsewhere/index"))
    assert uncommitted(["a.py"]) == ["a.py"]


def test_without_a_repository_nothing_is_uncommitted() -> None:
    make("a.py", "broken/b.py", "broken/.git/x")
    assert uncommitted(["a.py", "broken/b.py", "missing.py"]) == []


def test_without_git_nothing_is_uncommitted(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make("a.py", ".git/HEAD")
    monkeypatch.setenv("PATH", str(here))
    assert uncommitted(["a.py"]) == []


@with_git
def test_a_repository_about_which_git_says_nothing_is_told(repository: Path) -> None:
    make("a.py")
    commit()
    make(".git/index", text="broken")
    with pytest.raises(FileTrouble, match="git cannot say what is uncommitted: ") as raised:
        uncommitted(["a.py"])
    assert raised.value.path == f"{repository}/"


def test_importing_the_module_brings_in_nothing_heavy() -> None:
    heavy = {"pathspec", "click", "rich", "subprocess", "tempfile", "pathlib", "libcst", "ast", "dataclasses"}
    code = f"import sys, asyncfix.files; print(*{heavy!r}.intersection(sys.modules))"
    environment = {**os.environ, "PYTHONPATH": SOURCE}
    run = subprocess.run([sys.executable, "-S", "-c", code], env=environment, capture_output=True, check=True)
    assert run.stdout.split() == []
