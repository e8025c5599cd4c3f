from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from asyncfix.batch.export import Commit, Conflict, branches, conflicts, patches, push_lines, target, unnamed
from asyncfix.batch.worktrees import worktree
from asyncfix.errors import FileTrouble, UsageError


class Repo:
    """A real repository with a configuration of its own."""

    def __init__(self, folder: Path, *options: str) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self("init", "-q", "-b", "main", *options)
        self("config", "user.name", "Ada Müller")
        self("config", "user.email", "ada@example.com")
        self("config", "commit.gpgsign", "false")

    def __call__(self, *arguments: str, check: bool = True) -> bytes:
        return subprocess.run(["git", *arguments], cwd=self.folder, check=check, capture_output=True).stdout

    def text(self, *arguments: str) -> str:
        return self(*arguments).decode().strip()

    def write(self, files: dict[str, bytes]) -> None:
        for path, data in files.items():
            (self.folder / path).parent.mkdir(parents=True, exist_ok=True)
            (self.folder / path).write_bytes(data)

    def commit(self, files: dict[str, bytes] | None = None) -> str:
        self.write(files or {})
        self("add", "-A")
        self("commit", "-qm", "base", "--allow-empty")
        return self.text("rev-parse", "HEAD")

    def state(self) -> tuple[bytes, ...]:
        """What must not change: HEAD, the index, the working tree, the configuration, the refs that are no branches."""
        index = Path(self.text("rev-parse", "--absolute-git-dir"), "index").read_bytes()
        config = Path(self.text("rev-parse", "--path-format=absolute", "--git-common-dir"), "config").read_bytes()
        refs = self("for-each-ref", "refs/asyncfix", "refs/tags")
        return (self("status", "--porcelain=v2", "--branch"), index, config, refs, (self("worktree", "list")))

    def names(self) -> list[str]:
        return self.text("for-each-ref", "--format=%(refname:short)", "refs/heads").splitlines()

    def blob(self, name: str) -> bytes:
        return self("cat-file", "blob", name)


@pytest.fixture(autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path_factory.mktemp("home")))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    for name in list(os.environ):
        if name.startswith(("GIT_AUTHOR", "GIT_COMMITTER", "XDG_CONFIG")) or name == "EMAIL":
            monkeypatch.delenv(name)


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    return Repo(tmp_path / "repo")


def commit(
    files: dict[str, bytes], branch: str = "asyncfix/a", subject: str = "asyncfix: repair", body: str = ""
) -> Commit:
    return Commit(branch, subject, body, files)


# Branches


def test_each_commit_gets_a_branch_and_nothing_else_is_touched(repo: Repo) -> None:
    base = repo.commit({"a.py": b"a = 1\n", "b/b.py": b"b = 1\n", "c.py": b"c\n"})
    repo.write({"c.py": b"edited by a person\n", "new.py": b"new\n"})
    (repo.folder / "staged.py").write_bytes(b"staged\n")
    repo("add", "staged.py")
    before = repo.state()
    commits = [
        commit({"a.py": b"a = 2\n"}, "asyncfix/one", "asyncfix: one\nline", "Why: été\n\n#no comment\n"),
        commit({"b/b.py": b"b = 2\n"}, "two"),
    ]
    made = branches(str(repo.folder), "HEAD", commits)
    assert repo.state() == before
    assert [(one.branch, one.files) for one in made] == [("asyncfix/one", 1), ("two", 1)]
    assert repo.text("rev-parse", "asyncfix/one", "two").split() == [one.commit for one in made]
    assert repo.text("rev-parse", "asyncfix/one^", "two^").split() == [base, base]
    assert repo.text("diff", "--name-status", base, "asyncfix/one") == "M\ta.py"
    assert repo.blob("two:b/b.py") == b"b = 2\n"
    assert repo.text("log", "-1", "--format=%an <%ae> %cn%n%B", "asyncfix/one") == (
        "Ada Müller <ada@example.com> Ada Müller\nasyncfix: one line\n\nWhy: été\n\n#no comment"
    )
    repo("fsck", "--strict")
    assert repo.names() == ["asyncfix/one", "main", "two"]


def test_nothing_to_export_asks_for_no_repository(tmp_path: Path) -> None:
    assert branches(str(tmp_path), "HEAD", []) == []


def test_executable_files_stay_executable(repo: Repo) -> None:
    repo.write({"run.py": b"1\n"})
    (repo.folder / "run.py").chmod(0o755)
    repo.commit()
    branches(str(repo.folder), "HEAD", [commit({"run.py": b"2\n"})])
    assert repo.text("ls-tree", "asyncfix/a", "run.py").startswith("100755 ")


def test_a_change_under_a_link_is_made_in_what_it_leads_to(repo: Repo) -> None:
    repo.write({"real/a.py": b"1\n"})
    (repo.folder / "link.py").symlink_to("real/a.py")
    (repo.folder / "folder").symlink_to("real")
    (repo.folder / "twice.py").symlink_to("./folder/../link.py")
    repo.commit()
    for number, path in enumerate(["link.py", "folder/a.py", "twice.py"]):
        branches(str(repo.folder), "HEAD", [commit({path: b"2\n"}, f"b{number}")])
        assert repo.text("diff", "--name-status", "main", f"b{number}") == "M\treal/a.py"
        assert repo.blob(f"b{number}:real/a.py") == b"2\n"
    branches(str(repo.folder), "HEAD", [commit({"link.py": b"2\n", "real/a.py": b"2\n"}, "same")])
    with pytest.raises(UsageError, match="another content"):
        branches(str(repo.folder), "HEAD", [commit({"link.py": b"2\n", "real/a.py": b"3\n"}, "other")])


def test_links_that_lead_out_or_in_circles_are_told(repo: Repo) -> None:
    (repo.folder / "out.py").symlink_to("../../elsewhere.py")
    (repo.folder / "circle.py").symlink_to("circle.py")
    repo.commit()
    for path in ("out.py", "circle.py"):
        with pytest.raises(UsageError, match=f"{path}: is not in the commit"):
            branches(str(repo.folder), "HEAD", [commit({path: b"2\n"})])


STRANGE = [
    "a b.py",
    ' "quoted".py',
    "new\nline.py",
    "back\\slash\\n.py",
    "tab\t.py",
    "-dash.py",
    "한국어.py",
    os.fsdecode(b"\xff\xfe.py"),
    "$(x) `y`;&.py",
    "deep/ inner /x.py",
]


def test_strange_paths_are_stored_as_they_are(repo: Repo) -> None:
    repo.commit(dict.fromkeys(STRANGE, b"1\n"))
    branches(str(repo.folder), "HEAD", [commit({path: path.encode(errors="replace") for path in STRANGE})])
    changed = os.fsdecode(repo("diff", "-z", "--name-status", "main", "asyncfix/a")).split("\0")[:-1]
    assert set(changed[0::2]) == {"M"}
    assert sorted(changed[1::2]) == sorted(STRANGE)
    for path in STRANGE:
        assert repo.blob(f"asyncfix/a:{path}") == path.encode(errors="replace")


def test_bytes_are_exact_without_attributes(repo: Repo) -> None:
    contents = {"crlf.py": b"a\r\nb\r\n", "mixed.py": b"a\r\nb\nc\r", "bom.py": b"\xef\xbb\xbfx", "nul.py": b"\0\n\r\n"}
    repo("config", "core.autocrlf", "false")
    repo.commit(dict.fromkeys(contents, b"1\r\n"))
    branches(str(repo.folder), "HEAD", [commit(contents)])
    for path, data in contents.items():
        assert repo.blob(f"asyncfix/a:{path}") == data


@pytest.mark.parametrize("setting", ["true", "input", "false"])
@pytest.mark.parametrize(
    "attributes", [b"", b"* text=auto\n", b"*.py text eol=crlf\n", b"*.py -text\n", b"*.py eol=lf\n"]
)
def test_what_is_stored_is_what_git_add_stores(repo: Repo, setting: str, attributes: bytes) -> None:
    repo("config", "core.autocrlf", "false")
    repo.commit({"was_crlf.py": b"1\r\n2\r\n", "was_lf.py": b"1\n", "mixed.py": b"1\r\n2\n"})
    base = repo.commit({".gitattributes": attributes})
    repo("config", "core.autocrlf", setting)
    repo("config", "core.safecrlf", "true" if setting == "false" else "warn")
    wanted = {"was_crlf.py": b"1\r\n3\r\n", "was_lf.py": b"1\r\n3\r\n", "mixed.py": b"1\r\n2\n3\n"}
    branches(str(repo.folder), base, [commit(wanted)])
    repo.write(wanted)
    repo("config", "core.safecrlf", "false")
    repo("checkout", "-q", "-b", "added")
    repo("commit", "-qam", "by git")
    assert repo.text("rev-parse", "asyncfix/a^{tree}") == repo.text("rev-parse", "added^{tree}")


def test_filters_and_encodings_of_the_working_tree_are_undone(repo: Repo) -> None:
    repo("config", "filter.upper.clean", "tr a-z A-Z")
    repo("config", "filter.upper.required", "true")
    repo.commit({".gitattributes": b"*.up filter=upper\n*.wide working-tree-encoding=UTF-16LE\n*.id ident\n"})
    repo.commit({"a.up": b"abc\n", "b.wide": "x\n".encode("utf-16le"), "c.id": b"$Id$\n", "plain.py": b"abc\n"})
    files = {"a.up": b"xyz\n", "b.wide": "é\n".encode("utf-16le"), "c.id": b"$Id: 123 $\n", "plain.py": b"xyz\n"}
    again = {**files, "a.up": b"second\n"}
    branches(str(repo.folder), "HEAD", [commit(files), commit(again, "asyncfix/b"), commit(files, "asyncfix/c")])
    stored = [repo.blob(f"asyncfix/a:{path}") for path in files]
    assert stored == [b"XYZ\n", "é\n".encode(), b"$Id$\n", b"xyz\n"]
    assert repo.blob("asyncfix/b:a.up") == b"SECOND\n"
    assert repo.blob("asyncfix/c:a.up") == b"XYZ\n"


def test_a_filter_that_fails_is_told_and_nothing_is_made(repo: Repo) -> None:
    repo.commit({".gitattributes": b"", "a.py": b"1\n"})
    base = repo.commit({".gitattributes": b"*.py filter=broken\n"})
    repo("config", "filter.broken.clean", "false")
    repo("config", "filter.broken.required", "true")
    with pytest.raises(UsageError, match=r"`git update-index` failed: .*filter"):
        branches(str(repo.folder), base, [commit({"a.py": b"2\n"})])
    assert repo.names() == ["main"]


def test_a_root_below_the_repository_has_paths_of_its_own(repo: Repo) -> None:
    repo.commit({"services/pay/a.py": b"1\n", "a.py": b"1\n"})
    branches(str(repo.folder / "services"), "HEAD", [commit({"pay/a.py": b"2\n"})])
    assert repo.text("diff", "--name-status", "main", "asyncfix/a") == "M\tservices/pay/a.py"


def test_a_linked_working_tree_is_a_repository(repo: Repo, tmp_path: Path) -> None:
    repo.commit({"a.py": b"1\r\n"})
    repo("worktree", "add", "-q", "-b", "side", str(tmp_path / "side"))
    branches(str(tmp_path / "side"), "HEAD", [commit({"a.py": b"2\r\n"})])
    assert repo.blob("asyncfix/a:a.py") == b"2\r\n"


def test_a_submodule_is_told_and_is_a_repository_of_its_own(repo: Repo, tmp_path: Path) -> None:
    inner = Repo(tmp_path / "inner")
    inner.commit({"a.py": b"1\n"})
    repo("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(inner.folder), "vendored")
    repo.commit()
    with pytest.raises(UsageError, match=r"vendored/a\.py: lies in the submodule `vendored`"):
        branches(str(repo.folder), "HEAD", [commit({"vendored/a.py": b"2\n"})])
    submodule = Repo(repo.folder / "vendored")
    branches(str(submodule.folder), "HEAD", [commit({"a.py": b"2\n"})])
    assert submodule.blob("asyncfix/a:a.py") == b"2\n"


def test_sha256_and_sparse_repositories_work(tmp_path: Path) -> None:
    repo = Repo(tmp_path / "repo", "--object-format=sha256")
    base = repo.commit({"a/a.py": b"1\r\n", "b/b.py": b"1\r\n", ".gitattributes": b"* text\n"})
    repo("sparse-checkout", "set", "b")
    assert len(base) == 64
    branches(str(repo.folder), base, [commit({"a/a.py": b"2\r\n"})])
    assert repo.blob("asyncfix/a:a/a.py") == b"2\n"
    assert repo.text("diff", "--name-only", base, "asyncfix/a") == "a/a.py"


def test_a_detached_head_and_a_shallow_clone_export(repo: Repo, tmp_path: Path) -> None:
    repo.commit({"a.py": b"1\n"})
    older = repo.text("rev-parse", "HEAD")
    repo.commit({"a.py": b"2\n"})
    repo("clone", "-q", "--depth", "1", f"file://{repo.folder}", str(tmp_path / "shallow"))
    shallow = Repo(tmp_path / "shallow")
    shallow("checkout", "-q", "--detach")
    branches(str(shallow.folder), "HEAD", [commit({"a.py": b"3\n"})])
    assert shallow.blob("asyncfix/a:a.py") == b"3\n"
    with pytest.raises(UsageError, match=r"there is no commit .*--unshallow"):
        branches(str(shallow.folder), older, [commit({"a.py": b"3\n"}, "b")])


def test_existing_branches_are_told_and_replaced_by_force_alone(repo: Repo) -> None:
    repo.commit({"a.py": b"1\n"})
    many = [commit({"a.py": b"2\n"}, f"b{number}") for number in range(9)]
    first = branches(str(repo.folder), "HEAD", many)
    with pytest.raises(UsageError, match=r"exists already: `b0`, `b1`, `b2`, `b3`, `b4` and 4 more; .*--force"):
        branches(str(repo.folder), "HEAD", [commit({"a.py": b"3\n"}, "c"), *many])
    assert "c" not in repo.names()
    second = branches(str(repo.folder), "HEAD", [commit({"a.py": b"3\n"}, "b0")], force=True)
    assert second[0].commit != first[0].commit
    assert repo.blob("b0:a.py") == b"3\n"


def test_a_branch_that_is_checked_out_is_not_replaced(repo: Repo, tmp_path: Path) -> None:
    repo.commit({"a.py": b"1\n"})
    repo("worktree", "add", "-q", "-b", "side", str(tmp_path / "side"))
    for name in ("main", "side"):
        with pytest.raises(UsageError, match=f"is checked out and cannot be replaced: `{name}`"):
            branches(str(repo.folder), "HEAD", [commit({"a.py": b"2\n"}, name)], force=True)


@pytest.mark.parametrize(
    "name",
    ["", "-x", "a..b", "a b", "a~1", "a^", "a:b", "a?", "a*", "a[", "a\\b", "a/", "/a", "a//b", ".a", "a/.b", "a.lock",
     "a.lock/b", "a.", "@", "HEAD", "@{-1}", "a@{1}", "a\nb", "a\0b", "\x7f"],
)  # fmt: skip
def test_names_that_are_no_branch_are_told(repo: Repo, name: str) -> None:
    repo.commit({"a.py": b"1\n"})
    repo("checkout", "-q", "-b", "other")
    repo("checkout", "-q", "main")
    before = repo.names()
    with pytest.raises(UsageError, match="git does not allow this name for a branch"):
        branches(str(repo.folder), "HEAD", [commit({"a.py": b"2\n"}, "good"), commit({"a.py": b"2\n"}, name)])
    assert repo.names() == before


@pytest.mark.parametrize("name", ["a.b", "a-b/c_d", "한국어", "a@b", "x+y", "1", "v1.2/x-"])
def test_unusual_names_of_branches_work(repo: Repo, name: str) -> None:
    repo.commit({"a.py": b"1\n"})
    branches(str(repo.folder), "HEAD", [commit({"a.py": b"2\n"}, name)])
    assert repo.blob(f"refs/heads/{name}:a.py") == b"2\n"


def test_a_branch_that_stands_in_the_way_fails_all_of_them(repo: Repo) -> None:
    repo.commit({"a.py": b"1\n"})
    repo("branch", "asyncfix")
    with pytest.raises(UsageError, match="refs/heads/asyncfix' exists; cannot create"):
        branches(str(repo.folder), "HEAD", [commit({"a.py": b"2\n"}, "b"), commit({"a.py": b"2\n"}, "asyncfix/a")])
    assert repo.names() == ["asyncfix", "main"]


def test_two_commits_for_one_branch_are_told(repo: Repo) -> None:
    repo.commit({"a.py": b"1\n"})
    with pytest.raises(UsageError, match="two commits are to be on the branch `x`"):
        branches(str(repo.folder), "HEAD", [commit({"a.py": b"2\n"}, "x")] * 2)


def test_files_that_are_not_committed_are_told(repo: Repo) -> None:
    repo.commit({"a.py": b"1\n"})
    repo.write({"new.py": b"1\n"})
    with pytest.raises(UsageError, match=r"new\.py: is not in the commit that the run began with"):
        branches(str(repo.folder), "HEAD", [commit({"new.py": b"2\n"})])


def test_commits_without_a_known_author_are_not_made(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    repo.commit({"a.py": b"1\n"})
    repo("config", "--unset", "user.email")
    with pytest.raises(UsageError, match=r"git does not know whose commits these are; tell it with .*user\.email"):
        branches(str(repo.folder), "HEAD", [commit({"a.py": b"2\n"})])
    for who in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{who}_EMAIL", f"{who.lower()}@ci")
    monkeypatch.setenv("GIT_AUTHOR_DATE", "2001-02-03T04:05:06 +0700")
    branches(str(repo.folder), "HEAD", [commit({"a.py": b"2\n"})])
    assert (
        repo.text("log", "-1", "--format=%ae %ce %aI", "asyncfix/a")
        == "author@ci committer@ci 2001-02-03T04:05:06+07:00"
    )


def test_no_hook_runs_and_nothing_is_signed(repo: Repo) -> None:
    repo.commit({"a.py": b"1\n"})
    repo("config", "commit.gpgsign", "true")
    repo("config", "gpg.program", "false")
    for hook in ("reference-transaction", "post-checkout", "pre-commit", "post-commit", "post-index-change"):
        path = repo.folder / ".git" / "hooks" / hook
        path.write_text(f"#!/bin/sh\necho {hook} >> {repo.folder}/ran\nexit 1\n")
        path.chmod(0o755)
    branches(str(repo.folder), "HEAD", [commit({"a.py": b"2\r\n"})])
    with worktree(str(repo.folder), "asyncfix/a"):
        pass
    assert not (repo.folder / "ran").exists()
    assert b"gpgsig" not in repo("cat-file", "commit", "asyncfix/a")


def test_the_environment_of_a_hook_is_not_ours(repo: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    repo.commit({"a.py": b"1\r\n"})
    other = Repo(tmp_path / "other")
    other.commit({"a.py": b"other\n"})
    monkeypatch.setenv("GIT_DIR", str(other.folder / ".git"))
    monkeypatch.setenv("GIT_INDEX_FILE", str(tmp_path / "no-index"))
    monkeypatch.setenv("GIT_WORK_TREE", str(other.folder))
    monkeypatch.setenv("GIT_OBJECT_DIRECTORY", str(tmp_path / "objects"))
    branches(str(repo.folder), "HEAD", [commit({"a.py": b"2\r\n"})])
    monkeypatch.undo()
    assert repo.blob("asyncfix/a:a.py") == b"2\r\n"
    assert other.names() == ["main"]


def test_without_git_or_a_repository_a_sentence(tmp_path: Path, repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(UsageError, match="need a git repository: not a git repository"):
        branches(str(tmp_path), "HEAD", [commit({})])
    with pytest.raises(UsageError, match="the folder is not there"):
        branches(str(tmp_path / "none"), "HEAD", [commit({})])
    with pytest.raises(UsageError, match="there is no commit `HEAD`"):
        branches(str(repo.folder), "HEAD", [commit({})])
    with pytest.raises(UsageError, match="there is no commit `-x`"):
        branches(str(repo.folder), "-x", [commit({})])
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(UsageError, match="git is not installed"):
        branches(str(repo.folder), "HEAD", [commit({})])


def test_an_import_that_fails_leaves_nothing_behind(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    repo.commit({"a.py": b"1\n"})
    objects = repo.folder / ".git" / "objects"
    before = sorted(path.name for path in (repo.folder / ".git").iterdir())
    monkeypatch.setattr("asyncfix.batch.committing._quoted", lambda _: b'"a.py" and more')
    with pytest.raises(UsageError, match="`git fast-import` failed: "):
        branches(str(repo.folder), "HEAD", [commit({"a.py": b"2\n" * 500_000})])
    assert sorted(path.name for path in (repo.folder / ".git").iterdir()) == before
    assert not list(objects.rglob("tmp_*"))
    assert repo.names() == ["main"]


# Patches


def test_a_patch_gives_the_commit_back(repo: Repo, tmp_path: Path) -> None:
    repo.commit({"a b.py": b"1\r\n2\n", "bin.py": b"\0\1\n", "sub/x.py": b"1"})
    for name in ("diff.noprefix", "format.attach", "diff.relative", "format.signOff", "format.numbered"):
        repo("config", name, "true")
    repo("config", "diff.external", "false")
    repo("config", "color.ui", "always")
    files = {"a b.py": b"1\r\n3\n", "bin.py": b"\0\2\n", "sub/x.py": b"2"}
    branches(str(repo.folder), "HEAD", [commit(files, "asyncfix/a", "asyncfix: été", "Why.")])
    written = patches(str(repo.folder / "sub"), {"asyncfix/a": "asyncfix/a"}, str(tmp_path / "out" / "patches"))
    assert written == [str(tmp_path / "out" / "patches" / "asyncfix-a.patch")]
    repo("-c", "diff.external=", "am", "--keep-cr", "-q", written[0])
    assert repo.text("rev-parse", "main^{tree}") == repo.text("rev-parse", "asyncfix/a^{tree}")
    assert repo.text("log", "-1", "--format=%an|%s|%b", "main") == "Ada Müller|asyncfix: été|Why."


def test_patches_of_names_alike_are_numbered_and_not_overwritten(repo: Repo, tmp_path: Path) -> None:
    repo.commit({"a.py": b"1\n"})
    commits = [commit({"a.py": name.encode()}, name) for name in ("a/b", "a-b", "A-b")]
    names = {one.branch: one.commit for one in unnamed(str(repo.folder), "HEAD", commits)}
    assert repo.names() == ["main"]
    written = patches(str(repo.folder), names, str(tmp_path / "p"))
    assert [Path(path).name for path in written] == ["a-b.patch", "a-b~2.patch", "A-b~3.patch"]
    assert patches(str(repo.folder), names, str(tmp_path / "p")) == written
    Path(written[1]).write_text("mine")
    with pytest.raises(UsageError, match=r"exists already: `.*a-b~2\.patch`"):
        patches(str(repo.folder), names, str(tmp_path / "p"))
    patches(str(repo.folder), names, str(tmp_path / "p"), force=True)
    assert b"+a-b" in Path(written[1]).read_bytes()


def test_a_folder_that_cannot_be_written_is_told(repo: Repo, tmp_path: Path) -> None:
    repo.commit({"a.py": b"1\n"})
    (tmp_path / "file").touch()
    with pytest.raises((FileTrouble, UsageError), match="cannot be written"):
        patches(str(repo.folder), {"main": "main"}, str(tmp_path / "file" / "below"))
    with pytest.raises(UsageError, match="there is no commit `gone`"):
        patches(str(repo.folder), {"gone": "gone"}, str(tmp_path / "p"))


# Conflicts


def test_branches_that_a_moved_main_contradicts_are_found(repo: Repo) -> None:
    base = repo.commit({"a.py": b"1\n", "b.py": b"1\n", "new\nline.py": b"1\n"})
    files = {"a.py": b"2\n", "new\nline.py": b"2\n"}
    branches(str(repo.folder), base, [commit(files, "x"), commit({"b.py": b"2\n"}, "y")])
    repo.commit({"a.py": b"3\n", "new\nline.py": b"3\n"})
    before = repo.state()
    assert conflicts(str(repo.folder), "main", ["x", "y"]) == [Conflict("x", ("a.py", "new\nline.py"))]
    assert repo.state() == before


def test_an_unrelated_branch_is_told(repo: Repo) -> None:
    repo.commit({"a.py": b"1\n"})
    repo("checkout", "-q", "--orphan", "island")
    repo.commit({"a.py": b"2\n"})
    found = conflicts(str(repo.folder), "main", ["island"])
    assert found[0].error is not None
    assert "unrelated histories" in found[0].error


def test_an_old_git_cannot_tell(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    repo.commit({"a.py": b"1\n"})
    monkeypatch.setattr("asyncfix.batch.repository.Repository.version", lambda _: (2, 34))
    with pytest.raises(UsageError, match=r"git 2\.38 or later is needed; this is git 2\.34"):
        target(str(repo.folder), "main")


# Working trees


def test_a_working_tree_holds_a_commit_and_goes_away(repo: Repo) -> None:
    repo.commit({"a.py": b"1\n", "b/b.py": b"1\n"})
    branches(str(repo.folder), "HEAD", [commit({"a.py": b"2\n"})])
    before = repo.state()
    with worktree(str(repo.folder), "asyncfix/a") as folder:
        assert Path(folder, "a.py").read_bytes() == b"2\n"
        assert Path(folder, "b/b.py").read_bytes() == b"1\n"
        assert (
            subprocess.run(["git", "status", "--porcelain"], cwd=folder, capture_output=True, check=True).stdout == b""
        )
        Path(folder, "left by a test").touch()
        other = Repo(Path(folder))
        assert other.text("rev-parse", "HEAD") == repo.text("rev-parse", "asyncfix/a")
    assert not Path(folder).exists()
    assert repo.state() == before


def test_a_sparse_working_tree_holds_the_folders_and_what_lies_above_them(repo: Repo) -> None:
    paths = [
        "top.toml",
        "a/conftest.py",
        "a/x/1.py",
        "a/x/deep/1.py",
        "a/y/1.py",
        "b/1.py",
        "c [1]/!x/1.py",
        "c [1]/x/1.py",
    ]
    repo.commit(dict.fromkeys(paths, b"1\n"))
    before = repo.state()
    with worktree(str(repo.folder), "main", ["a/x", "c [1]/!x/"]) as folder:
        held = sorted(str(path.relative_to(folder)) for path in Path(folder).rglob("*") if path.is_file())
        assert held == [".git", "a/conftest.py", "a/x/1.py", "a/x/deep/1.py", "c [1]/!x/1.py", "top.toml"]
        assert (
            subprocess.run(["git", "status", "--porcelain"], cwd=folder, capture_output=True, check=True).stdout == b""
        )
    with worktree(str(repo.folder / "a"), "main", ["x"]) as folder:
        assert Path(folder, "x/1.py").is_file()
        assert Path(folder, "../top.toml").is_file()
        assert not Path(folder, "y").exists()
    with worktree(str(repo.folder / "a"), "main", [""]) as folder:
        assert Path(folder, "y/1.py").is_file()
        assert not Path(folder, "../b").exists()
    assert repo.state() == before


def test_a_working_tree_goes_away_when_its_user_fails(repo: Repo) -> None:
    repo.commit({"a.py": b"1\n"})
    before = repo.state()
    with pytest.raises(ZeroDivisionError), worktree(str(repo.folder), "HEAD") as folder:
        1 / 0  # noqa: B018
    assert not Path(folder).exists()
    assert repo.state() == before
    with pytest.raises(UsageError, match="there is no commit `gone`"), worktree(str(repo.folder), "gone"):
        pass


KILLED = """
import os, signal, sys
from asyncfix.batch.worktrees import worktree
with worktree(sys.argv[1], "HEAD") as folder:
    print(folder, flush=True)
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_what_a_killed_process_left_is_swept_and_others_are_kept(repo: Repo, tmp_path: Path) -> None:
    repo.commit({"a.py": b"1\n"})
    repo("worktree", "add", "-q", "--detach", str(tmp_path / "mine"))
    killed = [
        subprocess.run([sys.executable, "-c", KILLED, str(repo.folder)], capture_output=True, text=True, check=False)
        for _ in range(2)
    ]
    assert [one.returncode for one in killed] == [-signal.SIGKILL] * 2
    left = Path(killed[1].stdout.strip())
    assert left.is_dir()
    with worktree(str(repo.folder), "HEAD") as one, worktree(str(repo.folder), "HEAD") as two:
        assert not left.exists()
        assert not Path(killed[0].stdout.strip()).exists()
        assert Path(one, "a.py").is_file()
        assert Path(two, "a.py").is_file()
    assert repo.text("worktree", "list").count("\n") == 1
    assert (tmp_path / "mine" / "a.py").is_file()


# Publishing


@pytest.fixture
def made(repo: Repo) -> list[str]:
    repo.commit({"a.py": b"1\n"})
    return push_lines(str(repo.folder), branches(str(repo.folder), "HEAD", [commit({"a.py": b"2\n"}, "a")]))


def test_without_a_remote_the_lines_are_those_for_one_called_origin(made: list[str]) -> None:
    assert made == ["git push origin a"]


def test_the_lines_that_publish_name_the_remote_and_the_branch(repo: Repo) -> None:
    repo.commit({"a.py": b"1\n"})
    exported = branches(str(repo.folder), "HEAD", [commit({"a.py": b"2\n"}, name) for name in ("asyncfix/a", "x'y&z")])
    repo("remote", "add", "upstream", "ssh://git@example.com/x.git")
    assert push_lines(str(repo.folder), exported)[1] == """git push upstream 'x'"'"'y&z'"""
    repo("remote", "add", "origin", "git@github.example.com:x/y.git")
    assert push_lines(str(repo.folder), exported[:1], target="main") == [
        "git push origin asyncfix/a",
        "gh pr create --fill --base main --head asyncfix/a",
    ]
    repo("remote", "set-url", "origin", "https://gitlab.example.com/x/y.git")
    assert push_lines(str(repo.folder), exported[:1], target="main") == [
        "git push -o merge_request.create -o merge_request.target=main origin asyncfix/a"
    ]


@pytest.mark.slow
def test_two_hundred_branches_take_less_than_five_seconds(repo: Repo) -> None:
    contents = {f"d{number % 200}/f{number}.py": b"%d\n" % number * 2_000 for number in range(3_000)}
    repo.commit(contents)
    commits = [
        commit({path: contents[path] + b"\n" for path in list(contents)[number::200]}, f"asyncfix/{number}")
        for number in range(200)
    ]
    start = time.monotonic()
    made = branches(str(repo.folder), "HEAD", commits)
    assert time.monotonic() - start < 5
    assert sum(one.files for one in made) == 3_000
    assert repo.text("status", "--porcelain") == ""
    repo("fsck", "--strict")
