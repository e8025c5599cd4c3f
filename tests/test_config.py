"""`[tool.asyncfix]`, the command line over it, and what is said about either when it makes no sense."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import commandline
import pytest
from commandline import invoke

from asyncfix.config import CommandLine, Settings
from asyncfix.errors import ConfigError

LOOP = commandline.LOOP.decode()
HOIST = '[tool.asyncfix.finally-jump]\nstyle = "hoist"\n'
OFF = '[tool.asyncfix]\nignore = ["finally-jump"]\n'
RUNNING = sys.version_info[:2]


def found(*args: str) -> list[str]:
    return [one["path"] for one in json.loads(invoke("check", "--format", "json", *args).stdout)["findings"]]


def write(folder: Path, contents: dict[str, str]) -> None:
    for name, text in contents.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8", newline="")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.py").write_text(LOOP)
    return tmp_path


# What a table says


@pytest.mark.parametrize(
    "args",
    [
        ["check", "--no-baseline", "sub/b.py"],
        ["check", "a.py", "sub/b.py"],
        ["check", "--no-baseline", "--stdin-filename", "sub/b.py", "-"],
        ["check", "--format", "sarif", "sub/b.py"],
        ["diff", "sub/b.py"],
        ["diff", "--jobs", "2", "."],
        ["diff", "--stdin-filename", "sub/b.py", "-"],
        ["apply", "--yes", "--allow-dirty", "a.py", "sub/b.py"],
        ["baseline", "write", "sub/b.py"],
    ],
    ids=" ".join,
)
def test_a_table_that_makes_no_sense_ends_every_command(folder: Path, args: list[str]) -> None:
    write(folder, {"sub/b.py": LOOP, "sub/pyproject.toml": "[tool.asyncfix]\nselct = []\n"})
    done = invoke(*args, stdin=LOOP)
    assert done.exit_code == 2
    assert done.stderr.endswith('sub/pyproject.toml: [tool.asyncfix] has no key "selct"; did you mean "select"?\n')
    assert (done.stderr.startswith("asyncfix: "), done.stderr.count("\n"), done.stdout) == (True, 1, "")
    assert (folder / "a.py").read_text() == LOOP


def test_a_table_that_makes_no_sense_is_told_by_a_process_that_shares_the_work(folder: Path) -> None:
    files = {f"many/m{number}.py": LOOP for number in range(120)}
    write(folder, {**files, "sub/b.py": LOOP, "sub/pyproject.toml": "[tool.asyncfix]\nselct = []\n"})
    done = invoke("diff", "--jobs", "2", *files, "sub/b.py")
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr.endswith('has no key "selct"; did you mean "select"?\n')


@pytest.mark.parametrize(
    ("table", "paths"),
    [
        pytest.param("", ["a.py", "sub/b.py"], id="no_table"),
        pytest.param("[tool.asyncfix]\n", ["a.py", "sub/b.py"], id="empty_table"),
        pytest.param('[tool.asyncfix]\nselect = ["finally-jump"]\n', ["a.py", "sub/b.py"], id="selected"),
        pytest.param("[tool.asyncfix]\nselect = []\n", [], id="nothing_selected"),
        pytest.param(OFF, [], id="ignored"),
        pytest.param('[tool.asyncfix]\nexclude = ["sub"]\n', ["a.py"], id="folder_excluded"),
        pytest.param('[tool.asyncfix]\nexclude = ["/b.py"]\n', ["a.py", "sub/b.py"], id="excluded_at_the_top_only"),
        pytest.param('[tool.asyncfix]\nexclude = ["*.py", "!a.py"]\n', ["a.py"], id="excluded_with_an_exception"),
        pytest.param(
            '[tool.asyncfix.per-path-ignores]\n"sub/" = ["finally-jump"]\n', ["a.py"], id="ignored_in_a_folder"
        ),
        pytest.param('[tool.asyncfix.per-path-ignores]\n"b.py" = ["finally-jump"]\n', ["a.py"], id="ignored_by_name"),
        pytest.param('[tool.asyncfix.per-path-ignores]\n"sub/" = []\n', ["a.py", "sub/b.py"], id="nothing_ignored"),
    ],
)
def test_a_table_says_which_rules_look_at_which_files(folder: Path, table: str, paths: list[str]) -> None:
    write(folder, {"pyproject.toml": table, "sub/b.py": LOOP})
    assert found() == paths


def test_the_nearest_table_counts_whole_for_each_file(folder: Path) -> None:
    write(
        folder,
        {
            "pyproject.toml": OFF,
            "one/pyproject.toml": HOIST,
            "one/deep/a.py": LOOP,
            "two/pyproject.toml": "[project]\nname = 'two'\n",
            "two/a.py": LOOP,
            "three/pyproject.toml": "[tool.asyncfix]\n",
            "three/a.py": LOOP,
        },
    )
    assert found() == ["one/deep/a.py", "three/a.py"]
    patches = invoke("diff").stdout.split("+++ ")
    assert ["result_value" in patch for patch in patches[1:]] == [False, True]


def test_patterns_start_from_the_folder_of_their_table(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(
        folder,
        {
            "one/pyproject.toml": '[tool.asyncfix]\nexclude = ["/sub/a.py"]\n'
            'per-path-ignores = {"/b.py" = ["finally-jump"]}\n',
            "one/sub/a.py": LOOP,
            "one/sub/b.py": LOOP,
            "one/b.py": LOOP,
            "sub/a.py": LOOP,
        },
    )
    assert found() == ["a.py", "one/sub/b.py", "sub/a.py"]
    monkeypatch.chdir(folder / "one/sub")
    assert found() == ["b.py"]
    assert found("..") == ["b.py"]


def test_the_current_folder_does_not_matter_to_the_table_of_a_file(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(folder, {"pyproject.toml": OFF, "elsewhere/pyproject.toml": "[tool.asyncfix]\n"})
    monkeypatch.chdir(folder / "elsewhere")
    assert found("../a.py") == []


def test_a_named_file_is_looked_at_although_its_table_excludes_it(folder: Path) -> None:
    write(folder, {"pyproject.toml": '[tool.asyncfix]\nexclude = ["a.py"]\n'})
    assert found() == []
    assert found("a.py") == ["a.py"]
    assert found("a.py", "--exclude", "a.py") == []


def test_the_command_line_goes_over_the_table(folder: Path) -> None:
    write(folder, {"pyproject.toml": OFF})
    assert found() == []
    assert found("--select", "finally-jump") == ["a.py"]
    write(folder, {"pyproject.toml": HOIST})
    assert "result_value" not in invoke("diff").stdout
    assert "result_value" in invoke("diff", "-o", "finally-jump.style=result-variable").stdout
    assert found("--ignore", "finally-jump") == []


def test_an_option_of_the_command_line_leaves_the_others_of_the_table(folder: Path) -> None:
    write(folder, {"pyproject.toml": HOIST + "unswallow = true\n"})
    (rule, *_) = Settings(CommandLine(options=("finally-jump.style=result-variable",))).rules("a.py")
    assert (vars(rule)["style"], vars(rule)["unswallow"]) == ("result-variable", True)
    (rule, *_) = Settings(CommandLine(options=("finally-jump.unswallow=false",))).rules("a.py")
    assert (vars(rule)["style"], vars(rule)["unswallow"]) == ("hoist", False)


def test_select_takes_several_names_and_several_options(folder: Path) -> None:
    assert folder.exists()
    assert found("--select", "finally-jump,finally-jump", "--select", " finally-jump ") == ["a.py"]


@pytest.mark.parametrize(
    ("text", "version"),
    [
        ('[tool.asyncfix]\ntarget-version = "3.11"\n', (3, 11)),
        ('[tool.asyncfix]\ntarget-version = "py39"\n', (3, 9)),
        ('[tool.asyncfix]\ntarget-version = "py313"\n', (3, 13)),
        ('[tool.asyncfix]\ntarget-version = "3.10.4"\n', (3, 10)),
        ('[project]\nrequires-python = ">=3.9"\n[tool.asyncfix]\ntarget-version = "3.12"\n', (3, 12)),
        ('[project]\nrequires-python = ">=3.9,<3.13"\n', (3, 9)),
        ('[project]\nrequires-python = "<4,>= 3.10.2"\n', (3, 10)),
        ('[project]\nrequires-python = "~=3.8"\n', (3, 8)),
        ('[project]\nrequires-python = "==3.12.*"\n', (3, 12)),
        ('[project]\nrequires-python = ">=3.9,!=3.9.7"\n', (3, 9)),
        ('[project]\nrequires-python = ">3.9"\n', (3, 9)),
        ('[project]\nrequires-python = "<3.13"\n', RUNNING),
        ("[project]\nrequires-python = 3\n", RUNNING),
        ("[project]\nname = 'x'\n", RUNNING),
        ("", RUNNING),
    ],
)
def test_target_version_else_requires_python_else_the_running_one(
    folder: Path, text: str, version: tuple[int, int]
) -> None:
    write(folder, {"pyproject.toml": text})
    assert Settings().target_version("a.py") == version
    assert Settings().target_version("sub/deep/b.py") == version


def test_requires_python_is_that_of_the_nearest_project(folder: Path) -> None:
    write(
        folder,
        {
            "pyproject.toml": "[project]\nrequires-python = '>=3.9'\n[tool.asyncfix]\n",
            "one/pyproject.toml": "[project]\nrequires-python = '>=3.13'\n",
        },
    )
    assert Settings().target_version("a.py") == (3, 9)
    assert Settings().target_version("one/a.py") == (3, 13)


# What makes no sense


@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param('[tool.asyncfix]\nselct = ["finally-jump"]\n', ["selct", 'did you mean "select"?'], id="key"),
        pytest.param("[tool.asyncfix]\nxyz = 1\n", ["xyz", "known: select, ignore"], id="key_like_no_other"),
        pytest.param(
            "[tool.asyncfix]\nper_path_ignores = {}\n", ['did you mean "per-path-ignores"?'], id="underscores"
        ),
        pytest.param(
            '[tool.asyncfix.finaly-jump]\nstyle = "hoist"\n', ['did you mean "finally-jump"?'], id="rule_table"
        ),
        pytest.param("[tool.asyncfix]\nfinally-jump = 3\n", ["finally-jump", "table"], id="rule_that_is_no_table"),
        pytest.param(
            '[tool.asyncfix.finally-jump]\nstile = "hoist"\n', ["stile", 'did you mean "style"?'], id="option"
        ),
        pytest.param('[tool.asyncfix.finally-jump]\nstyle = "hois"\n', ["style", 'did you mean "hoist"?'], id="choice"),
        pytest.param(
            "[tool.asyncfix.finally-jump]\nstyle = true\n", ["style", "known: result-variable"], id="choice_type"
        ),
        pytest.param("[tool.asyncfix.finally-jump]\nstyle = ['hoist']\n", ["style"], id="choice_in_a_list"),
        pytest.param("[tool.asyncfix.finally-jump]\nunswallow = 1\n", ["unswallow", "bool", "1"], id="option_type"),
        pytest.param(
            '[tool.asyncfix]\nselect = ["finaly-jump"]\n', ["select", 'did you mean "finally-jump"?'], id="select"
        ),
        pytest.param('[tool.asyncfix]\nselect = "finally-jump"\n', ["select", "list of strings"], id="no_list"),
        pytest.param("[tool.asyncfix]\nignore = [1]\n", ["ignore", "list of strings"], id="no_strings"),
        pytest.param('[tool.asyncfix]\nignore = ["x"]\n', ["ignore", "x", "known: finally-jump"], id="ignore"),
        pytest.param("[tool.asyncfix]\nexclude = true\n", ["exclude", "list of strings"], id="exclude"),
        pytest.param("[tool.asyncfix]\nper-path-ignores = 3\n", ["per-path-ignores", "table"], id="per_path"),
        pytest.param(
            '[tool.asyncfix.per-path-ignores]\n"a" = "x"\n', ["per-path-ignores", "list"], id="per_path_value"
        ),
        pytest.param('[tool.asyncfix.per-path-ignores]\n"a" = ["finaly-jump"]\n', ["finally-jump"], id="per_path_rule"),
        pytest.param("[tool.asyncfix]\ntarget-version = 3.11\n", ["target-version", "3.11"], id="version_type"),
        pytest.param('[tool.asyncfix]\ntarget-version = "2.7"\n', ["target-version", "2.7"], id="version_of_old"),
        pytest.param('[tool.asyncfix]\ntarget-version = "3"\n', ["target-version"], id="version_without_a_minor"),
        pytest.param('[tool.asyncfix]\ntarget-version = "latest"\n', ["target-version", "latest"], id="version_word"),
        pytest.param("[tool]\nasyncfix = 3\n", ["table"], id="no_table"),
        pytest.param("[tool.asyncfix\n", ["TOML", "line 1"], id="broken_toml"),
        pytest.param("[tool.asyncfix]\nselect = []\nselect = []\n", ["TOML"], id="key_twice"),
        pytest.param("a = " + "[" * 5000, ["TOML"], id="nested_too_deeply"),
    ],
)
@pytest.mark.parametrize("command", [["check"], ["diff"], ["apply", "--yes"]], ids=" ".join)
def test_a_table_that_makes_no_sense_is_a_sentence(
    folder: Path, text: str, said: list[str], command: list[str]
) -> None:
    write(folder, {"pyproject.toml": text})
    result = invoke(*command)
    assert result.exit_code == 2
    assert result.stderr.startswith(f"asyncfix: {folder / 'pyproject.toml'}: ")
    assert result.stderr.count("\n") == 1
    for part in said:
        assert part in result.stderr
    assert (folder / "a.py").read_text() == LOOP


def test_a_file_that_is_not_utf_8_is_a_sentence(folder: Path) -> None:
    (folder / "pyproject.toml").write_bytes(b"[tool.asyncfix]\n# caf\xe9\n")
    result = invoke("check")
    assert result.exit_code == 2
    assert "pyproject.toml: is not valid TOML" in result.stderr


def test_a_folder_a_link_loop_and_a_pipe_in_its_place_are_sentences(folder: Path) -> None:
    path = folder / "pyproject.toml"
    path.mkdir()
    assert invoke("check").exit_code == 2
    path.rmdir()
    path.symlink_to(path)
    assert invoke("check").exit_code == 2
    path.unlink()
    os.mkfifo(path)
    # In a process of its own: nobody writes into the pipe.
    done = subprocess.run([sys.executable, "-m", "asyncfix", "check"], capture_output=True, timeout=5, check=False)
    assert done.returncode == 2
    assert b"Traceback" not in done.stderr


def test_a_link_to_nothing_in_its_place_is_as_good_as_none(folder: Path) -> None:
    (folder / "pyproject.toml").symlink_to(folder / "nowhere")
    assert found() == ["a.py"]


def test_a_broken_table_that_no_file_needs_is_not_read(folder: Path) -> None:
    write(folder, {"pyproject.toml": '[tool.asyncfix]\nexclude = ["fixtures"]\n', "fixtures/pyproject.toml": "[["})
    write(folder, {"fixtures/b.py": LOOP, "node_modules/pyproject.toml": "[[", "node_modules/c.py": LOOP})
    assert found() == ["a.py"]
    assert invoke("check", "fixtures/b.py").exit_code == 2


@pytest.mark.parametrize(
    "options",
    [
        ["finally-jump.style=hoist"],
        ["finally-jump.unswallow=true"],
        ["finally-jump.style=hoist", "finally-jump.style=result-variable"],
    ],
    ids=" ".join,
)
def test_options_of_the_command_line_that_make_sense(folder: Path, options: list[str]) -> None:
    assert folder.exists()
    assert Settings(CommandLine(options=tuple(options))).rules("a.py")


@pytest.mark.parametrize(
    ("option", "said"),
    [
        ("finaly-jump.style=hoist", 'did you mean "finally-jump"?'),
        ("finally-jump.stile=hoist", 'did you mean "style"?'),
        ("finally-jump.style=hois", 'did you mean "hoist"?'),
        ("finally-jump.style=", "known: result-variable, hoist"),
        ("finally-jump.unswallow=yes", "bool"),
        ("finally-jump.unswallow", "RULE.OPTION=VALUE"),
        ("style=hoist", "RULE.OPTION=VALUE"),
        ("", "RULE.OPTION=VALUE"),
        ("=", "RULE.OPTION=VALUE"),
    ],
)
def test_options_of_the_command_line_that_make_none(option: str, said: str) -> None:
    with pytest.raises(ConfigError) as caught:
        Settings(CommandLine(options=(option,)))
    assert said in str(caught.value)
