from __future__ import annotations

import subprocess
import time
from pathlib import Path

import pytest

from asyncfix.batch.owners import Owners, read


def given(root: Path, text: str | bytes, place: str = ".github/CODEOWNERS") -> Owners:
    subprocess.run(["git", "init", "-q", str(root)], check=True)
    file = root / place
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    return read(str(root))


# GitHub


@pytest.mark.parametrize(
    ("pattern", "path", "matches"),
    [
        ("*", "a/b/c.py", True),
        ("*.py", "a/b/c.py", True),
        ("/*.py", "a/b.py", False),
        ("/build/logs/", "build/logs/x/y.py", True),
        ("/build/logs/", "src/build/logs/x.py", False),
        ("docs/*", "docs/a.py", True),
        ("docs/*", "docs/b/c.py", False),
        ("/docs/*", "docs/b/c.py", False),
        ("apps/", "x/apps/y/z.py", True),
        ("/docs/", "docs/b/c.py", True),
        ("/docs", "docs/b/c.py", True),
        ("**/logs", "deeply/nested/logs/x.py", True),
        ("a/**/b", "a/x/y/b/c.py", True),
        ("a/**", "a/b/c.py", True),
        ("src/app", "lib/src/app/x.py", False),
        ("a?.py", "ab.py", True),
        ("a?.py", "a/b.py", False),
        ("a\\ b/", "a b/c.py", True),
        ("A.py", "a.py", False),
        ("a.py", "axpy", False),
        ("foo", "foobar/x.py", False),
        ("서비스/", "서비스/x.py", True),
    ],
)
def test_patterns_match_as_on_github(tmp_path: Path, pattern: str, path: str, matches: bool) -> None:
    found = given(tmp_path, f"{pattern} @team\n")
    assert found.problems == ()
    assert found.of(path) == ("@team" if matches else "")


def test_the_last_match_wins_and_may_have_no_owner(tmp_path: Path) -> None:
    found = given(tmp_path, "* @all\n/apps/ @org/apps dev@example.com\n/apps/github\n/apps/github/deep/ @deep\n")
    assert found.of("x.py") == "@all"
    assert found.of("apps/x.py") == "@org/apps dev@example.com"
    assert found.of("apps/github/x.py") == ""
    assert found.of("apps/github/deep/x.py") == "@deep"


def test_comments_behind_a_line_name_no_owner(tmp_path: Path) -> None:
    found = given(tmp_path, "# @nobody\n\n*.py @a @b # not @c\n*.js @d #@e\n")
    assert (found.of("x.py"), found.of("x.js"), found.problems) == ("@a @b", "@d", ())


def test_a_byte_order_mark_and_crlf_are_no_part_of_a_line(tmp_path: Path) -> None:
    found = given(tmp_path, b"\xef\xbb\xbf*.py @a\r\n*.js @b\r\n")
    assert (found.of("x.py"), found.of("x.js"), found.problems) == ("@a", "@b", ())


def test_lines_with_errors_are_told_and_skipped(tmp_path: Path) -> None:
    lines = [
        b"* @all",
        b"!x.py @a",
        b"[ab].py @a",
        b"x[.py @a",
        b"\\#x.py @a",
        b"***/x.py @a",
        b"x.py alice",
        b"\xff @a",
    ]
    found = given(tmp_path, b"\n".join([*lines, b"y\x0c.py @a", b"z.py @z"]))
    assert found.of("x.py") == "@all"
    assert found.of("z.py") == "@z"
    assert [problem.split(": ")[0] for problem in found.problems] == [
        f".github/CODEOWNERS:{number}" for number in range(2, 10)
    ]
    assert found.problems[0] == ".github/CODEOWNERS:2: `!` does not negate a pattern here; the line is skipped"
    assert "`alice` is no owner" in found.problems[5]
    assert "UTF-8" in found.problems[6]


def test_the_first_place_that_github_looks_at_counts(tmp_path: Path) -> None:
    given(tmp_path, "* @docs\n", "docs/CODEOWNERS")
    assert read(str(tmp_path)).of("x.py") == "@docs"
    given(tmp_path, "* @top\n", "CODEOWNERS")
    assert read(str(tmp_path)).of("x.py") == "@top"
    given(tmp_path, "* @github\n", ".github/CODEOWNERS")
    assert read(str(tmp_path)).of("x.py") == "@github"
    assert read(str(tmp_path)).place == ".github/CODEOWNERS"


def test_an_empty_file_and_none_leave_all_without_owner(tmp_path: Path) -> None:
    assert read(str(tmp_path)) == Owners()
    found = given(tmp_path, "")
    assert (found.of("x.py"), found.problems, found.place) == ("", (), ".github/CODEOWNERS")


def test_a_folder_and_a_broken_link_in_its_place_are_told(tmp_path: Path) -> None:
    (tmp_path / ".github" / "CODEOWNERS").mkdir(parents=True)
    (tmp_path / "CODEOWNERS").symlink_to("nowhere")
    found = given(tmp_path, "* @docs\n", "docs/CODEOWNERS")
    assert found.of("x.py") == "@docs"
    assert [problem.split(":")[0] for problem in found.problems] == [".github/CODEOWNERS", "CODEOWNERS"]
    assert "Is a directory" in found.problems[0]


def test_a_file_too_large_for_github_names_no_one(tmp_path: Path) -> None:
    found = given(tmp_path, b"* @a\n" + b"#" * 3_000_000)
    assert found.of("x.py") == ""
    assert "3 MB" in found.problems[0]


def test_paths_are_relative_to_a_root_below_the_repository(tmp_path: Path) -> None:
    given(tmp_path, "/services/pay/ @pay\n/x.py @top\n")
    (tmp_path / "services" / "pay").mkdir(parents=True)
    assert read(str(tmp_path / "services")).of("pay/x.py") == "@pay"
    assert read(str(tmp_path / "services")).of("x.py") == ""
    assert read(str(tmp_path / "services" / "pay") + "/").of("a/x.py") == "@pay"


def test_without_a_repository_the_root_is_looked_at(tmp_path: Path) -> None:
    (tmp_path / "CODEOWNERS").write_text("a.py @a\n")
    assert read(str(tmp_path)).of("a.py") == "@a"


def test_names_that_are_no_utf8_do_not_end_it(tmp_path: Path) -> None:
    found = given(tmp_path, "*.py @a\n")
    assert found.of("\udcff\n\u202e.py") == "@a"


# GitLab

SECTIONS = """\
* @default

[Backend][2] @backend @lead
src/
src/legacy/ @legacy
!src/generated/

^[Docs] @writers
*.md
/README @readme

[backend]
tools/
"""


def test_each_section_of_gitlab_has_a_last_match_of_its_own(tmp_path: Path) -> None:
    found = given(tmp_path, SECTIONS, ".gitlab/CODEOWNERS")
    assert found.problems == ()
    assert found.of("x.py") == "@default"
    assert found.of("src/x.py") == "@default @backend @lead"
    assert found.of("src/legacy/x.py") == "@default @legacy"
    assert found.of("src/a.md") == "@default @backend @lead @writers"


def test_an_exclusion_of_gitlab_holds_in_its_section(tmp_path: Path) -> None:
    assert given(tmp_path, SECTIONS, ".gitlab/CODEOWNERS").of("src/generated/x.py") == "@default"


def test_sections_of_one_name_are_one_with_the_defaults_of_each_header(tmp_path: Path) -> None:
    found = given(tmp_path, SECTIONS, ".gitlab/CODEOWNERS")
    assert found.of("tools/x.py") == "@default"
    assert found.of("src/tools/x.py") == "@default"


def test_gitlab_matches_at_any_depth_and_folders_only_with_a_slash(tmp_path: Path) -> None:
    found = given(tmp_path, "src/app/ @a\n/lib @b\nx/y.py @c\n", ".gitlab/CODEOWNERS")
    assert found.of("deep/src/app/x.py") == "@a"
    assert found.of("lib/x.py") == ""
    assert found.of("lib") == "@b"
    assert found.of("deep/x/y.py") == "@c"


def test_gitlab_roles_and_nested_groups_are_owners(tmp_path: Path) -> None:
    found = given(tmp_path, "*.py @@maintainer @org/sub/team\n", ".gitlab/CODEOWNERS")
    assert found.of("a/x.py") == "@@maintainer @org/sub/team"


def test_sections_in_the_top_folder_are_gitlabs(tmp_path: Path) -> None:
    found = given(tmp_path, "[One] @one\n*.py\n[Two]\n*.py @two\n", "CODEOWNERS")
    assert (found.of("x.py"), found.problems) == ("@one @two", ())


def test_sections_on_github_are_told(tmp_path: Path) -> None:
    found = given(tmp_path, "[One] @one\n*.py @a\n")
    assert found.of("x.py") == "@a"
    assert found.problems[0].startswith(".github/CODEOWNERS:1: `[ ]`")


def test_a_repository_with_gitlabs_pipeline_is_read_as_gitlab_reads_it(tmp_path: Path) -> None:
    (tmp_path / ".gitlab-ci.yml").touch()
    assert given(tmp_path, "app/x.py @a\n", "CODEOWNERS").of("deep/app/x.py") == "@a"
    (tmp_path / ".github").mkdir()
    assert read(str(tmp_path)).of("deep/app/x.py") == ""


def test_wrong_lines_on_gitlab_are_told_and_skipped(tmp_path: Path) -> None:
    text = "* @a\n[Open @b\n[] @b\nx[y @b\n[z-a].py @b\n!\n*.js bob\n"
    found = given(tmp_path, text, ".gitlab/CODEOWNERS")
    assert found.of("x.py") == "@a"
    assert [problem.split(": ")[0][-1] for problem in found.problems] == list("234567")


# Scale


def test_thousands_of_files_and_lines_take_seconds(tmp_path: Path) -> None:
    lines = "\n".join(f"/services/team{number:04}/ @org/team{number:04}" for number in range(2_000))
    found = given(tmp_path, f"* @all\n{lines}\n")
    start = time.process_time()
    for number in range(3_500):
        assert found.of(f"services/team{number % 2_000:04}/src/x{number}.py") == f"@org/team{number % 2_000:04}"
    assert time.process_time() - start < 8
