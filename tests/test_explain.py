"""What the rules say of themselves: real errors, examples that are what the tool writes, and every command's help."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
import test_older_starlette
from commandline import invoke
from test_before_after import interpreter

import asyncfix
from asyncfix.cli import cli
from asyncfix.report import explain
from asyncfix.rule import Rule
from asyncfix.transforms import RULES

TESTS = Path(__file__).parent
SOURCE = TESTS.parent / "src"
older_python = test_older_starlette.python
each_rule = pytest.mark.parametrize("rule", RULES, ids=[rule.name for rule in RULES])


def case(rule: type[Rule]) -> Path:
    """The fixture that holds a rule's example; its behaviour is tested with all others."""
    (folder,) = (TESTS / "before_after" / rule.name).glob("the?example?that?explain?shows")
    return folder


def source(folder: Path) -> str:
    (path,) = folder.glob("*.py")
    return path.read_text("utf-8")


# Examples and errors


@each_rule
def test_the_example_of_a_rule_is_that_of_its_fixture(rule: type[Rule], pytestconfig: pytest.Config) -> None:
    if pytestconfig.getoption("--update"):
        folder = SOURCE / "asyncfix" / "transforms" / rule.name.replace("-", "_") / "examples"
        for side in ("before", "after"):
            (folder / f"{rule.name}.{side}.txt").write_text(source(case(rule) / side), "utf-8")
    assert explain.example(rule) == (source(case(rule) / "before"), source(case(rule) / "after"))


@each_rule
def test_the_example_of_a_rule_is_what_asyncfix_writes(rule: type[Rule]) -> None:
    shown = explain.example(rule)
    assert shown
    result = asyncfix.fix_source(shown.before)
    assert (result.source, result.kept) == (shown.after, ())
    assert {finding.rule for finding in result.fixed} == {rule.name}


ERRORS = {
    "shared-session-gather": [
        "InvalidRequestError: This session is provisioning a new connection; concurrent operations are not permitted",
        "IllegalStateChangeError: Method 'close()' can't be called here",
    ],
    "base-http-middleware": [
        "anyio.EndOfStream During handling of the above exception, another exception occurred:",
    ],
    "sync-orm-in-async": [
        "SynchronousOnlyOperation: You cannot call this from an async context - use a thread or sync_to_async.",
    ],
}
"""The errors that the documentation of rules quotes, spaces and line ends apart."""


LOGS_AN_ERROR = """\
import asyncio, logging
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.base import BaseHTTPMiddleware
from starlette.responses import PlainTextResponse
from starlette.routing import Route

class ErrorLog(BaseHTTPMiddleware):
    async def dispatch(self, request, call_next):
        try:
            return await call_next(request)
        except Exception:
            logging.exception("failed")
            return PlainTextResponse("", 500)

async def fails(request):
    raise LookupError("no such thing")

async def nothing(*_):
    return {"type": "http.request"}

app = Starlette(routes=[Route("/", fails)], middleware=[Middleware(ErrorLog)])
scope = {"type": "http", "method": "GET", "path": "/", "query_string": b"", "headers": [], "root_path": ""}
asyncio.run(app(scope, nothing, nothing))
"""


def raises_what_it_quotes(name: str, command: list[str]) -> None:
    (rule,) = (rule for rule in RULES if rule.name == name)
    quoted = " ".join(explain.documentation(rule).split())
    raised = " ".join(subprocess.run(command, capture_output=True, text=True, timeout=60).stderr.split())
    for error in ERRORS[name]:
        assert error in quoted
        assert error in raised


@pytest.mark.parametrize("name", ["shared-session-gather", "sync-orm-in-async"])
def test_the_errors_that_a_rule_quotes_are_those_of_its_example(name: str) -> None:
    (folder,) = (case(rule) for rule in RULES if rule.name == name)
    raises_what_it_quotes(name, [sys.executable, "-B", str(folder / "behaviour.py"), str(folder / "before")])


@pytest.mark.slow
def test_what_an_older_starlette_logs_is_what_the_rule_quotes(older_python: Path) -> None:
    raises_what_it_quotes("base-http-middleware", [str(older_python), "-c", LOGS_AN_ERROR])


def test_every_error_that_a_rule_quotes_is_under_test() -> None:
    for rule in RULES:
        quoted = re.findall(
            r"^    ([\w.]*(?:Error|Operation|Warning|EndOfStream)\b.*)", explain.documentation(rule), re.MULTILINE
        )
        tested = ERRORS.get(rule.name, ["SyntaxWarning: 'break' in a 'finally' block"])
        assert len(quoted) == len(tested)
        for begun, error in zip(quoted, tested, strict=True):
            assert error.startswith(begun) or begun.startswith(error)


def test_python_warns_of_a_break_in_a_finally_as_the_rule_quotes_it() -> None:
    assert "\n    SyntaxWarning: 'break' in a 'finally' block\n" in explain.documentation(RULES[0])
    python = interpreter("3.14")
    if python is None:
        pytest.skip("there is no python3.14")
    command = [python, "-c", f"compile({source(case(RULES[0]) / 'before')!r}, 'members.py', 'exec')"]
    assert (
        "SyntaxWarning: 'break' in a 'finally' block" in subprocess.run(command, capture_output=True, text=True).stderr
    )


# The commands


def test_explain_shows_the_example_and_the_options() -> None:
    shown = invoke("explain", "finally-jump").stdout
    assert shown.startswith("# finally-jump\n\nA `break`, `continue` or `return`")
    assert "\n## Example\n\n```python\nasync def is_member(user_id):\n" in shown
    assert '\n- `style` (default `"result-variable"`): how lost returns come back' in shown


def test_explain_and_rules_speak_json() -> None:
    listed = json.loads(invoke("rules", "--json").stdout)
    assert [(one["name"], one["distribution"]) for one in listed] == [
        (rule.name, f"asyncfix-codemod {asyncfix.__version__}") for rule in RULES
    ]
    told = json.loads(invoke("explain", "--json", "finally-jump").stdout)
    assert {key: told[key] for key in listed[0]} == listed[0]
    assert told["documentation"] == explain.documentation(RULES[0])
    assert told["example"]["after"] == source(case(RULES[0]) / "after")
    assert told["options"] == [
        {
            "name": "style",
            "default": "result-variable",
            "choices": ["result-variable", "hoist"],
            "help": RULES[0].option_help["style"],
        },
        {"name": "unswallow", "default": False, "choices": None, "help": RULES[0].option_help["unswallow"]},
    ]


def test_the_json_of_explain_is_documented() -> None:
    text = (TESTS.parent / "docs" / "json.md").read_text("utf-8").partition("explain RULE --json")[2]
    told = json.loads(invoke("explain", "--json", "finally-jump").stdout)
    for key in (*told, *told["example"], *told["options"][0]):
        assert f"`{key}`" in text or f"`{key}[]`" in text


def test_explain_names_the_nearest_rule() -> None:
    result = invoke("explain", "finaly-jump")
    assert result.exit_code == 2
    assert result.stderr == 'asyncfix: there is no rule "finaly-jump"; did you mean "finally-jump"?\n'


def test_the_version_is_told() -> None:
    assert invoke("--version").stdout == f"asyncfix {asyncfix.__version__}\n"


# Help


def commands(command: click.Command, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """All commands and groups, with the words that call them."""
    yield path, command
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            below = command.get_command(context, name)
            assert below
            yield from commands(below, (*path, name))


COMMANDS = dict(commands(cli))
each_command = pytest.mark.parametrize("path", COMMANDS, ids=[" ".join(path) or "asyncfix" for path in COMMANDS])


@each_command
def test_the_help_of_a_command_says_what_it_does_with_an_example(path: tuple[str, ...]) -> None:
    result = invoke(*path, "--help")
    assert result.exit_code == 0
    assert result.stdout == invoke(*path, "-h").stdout
    name = " ".join(("asyncfix", *path))
    usage, does = result.stdout.split("\n\n")[:2]
    assert usage.startswith(f"Usage: {name} ")
    assert does.strip()
    if not isinstance(COMMANDS[path], click.Group):
        assert re.search(rf"^  {name}( |$)", result.stdout, re.MULTILINE), "an example on a line of its own"
        codes = result.stdout.split("Exit codes:\n")[1].split("\n\n")[0]
        assert re.findall(r"^    (\d)  \S", codes, re.MULTILINE)[:3] == ["0", "1", "2"]


@each_command
def test_every_option_of_a_command_has_a_help(path: tuple[str, ...]) -> None:
    for parameter in COMMANDS[path].params:
        if isinstance(parameter, click.Option) and not parameter.hidden:
            assert parameter.help, parameter.name
            assert parameter.help.endswith((".", ")")), parameter.help


@each_command
def test_the_examples_of_a_command_use_options_that_it_has(path: tuple[str, ...]) -> None:
    shown = invoke(*path, "--help").stdout
    for line in re.findall(r"^  (asyncfix .*)", shown, re.MULTILINE):
        words = shlex.split(line.partition("   ")[0])
        called = max((one for one in COMMANDS if tuple(words[1 : 1 + len(one)]) == one), key=len)
        known = {name for parameter in COMMANDS[called].params for name in (*parameter.opts, *parameter.secondary_opts)}
        used = {word.partition("=")[0] for word in words if word.startswith("-") and word != "-"}
        assert used <= known, line


# Completion


def completed(*words: str) -> list[str]:
    environment = os.environ | {
        "_ASYNCFIX_COMPLETE": "bash_complete",
        "COMP_WORDS": " ".join(("asyncfix", *words)),
        "COMP_CWORD": str(len(words)),
    }
    done = subprocess.run([sys.executable, "-m", "asyncfix"], env=environment, capture_output=True, text=True)
    assert done.stderr == ""
    return [line.partition(",")[2] for line in done.stdout.splitlines()]


def test_names_of_rules_options_and_commands_are_completed() -> None:
    assert completed("explain", "fin") == ["finally-jump"]
    assert completed("check", "--select", "s") == ["shared-session-gather", "sync-orm-in-async"]
    assert completed("check", "--ignore", "finally-jump,ba") == ["finally-jump,base-http-middleware"]
    assert completed("diff", "-o", "finally-jump.") == ["finally-jump.style=", "finally-jump.unswallow="]
    assert completed("expl") == ["explain"]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_shell_gets_a_script_that_it_can_read(shell: str) -> None:
    environment = os.environ | {"_ASYNCFIX_COMPLETE": f"{shell}_source"}
    done = subprocess.run([sys.executable, "-m", "asyncfix"], env=environment, capture_output=True, text=True)
    assert "_ASYNCFIX_COMPLETE" in done.stdout
    if shell == "bash":
        assert subprocess.run(["bash", "-n"], input=done.stdout, text=True).returncode == 0


def test_a_python_that_strips_docstrings_is_told() -> None:
    for command in (["explain", "finally-jump"], ["rules"]):
        program = [sys.executable, "-OO", "-B", "-m", "asyncfix", *command]
        done = subprocess.run(program, capture_output=True, text=True, check=True)
        assert "is stripped by `python -OO`" in done.stdout
        assert "FinallyJump(" not in done.stdout
