"""The rule blocking-sleep: `time.sleep()` in a coroutine function."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from asyncfix.project import External, Module, Project
from asyncfix.rule import Edit, Finding, Fix, Import, Rule

if TYPE_CHECKING:
    import libcst as cst

Scope = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda


@dataclass(frozen=True)
class BlockingSleep(Rule):
    """`time.sleep()` in a coroutine function stops the event loop, and every other task with it.

    ## What breaks

    A coroutine gives way to others only where it awaits. While `time.sleep()` waits, no request is answered, no time
    limit runs out, no cancellation arrives.

        async def poll(job):
            while not await job.done():
                time.sleep(1)

    Nothing is raised; in debug mode asyncio logs `Executing <Task ...> took 1.001 seconds`.

    ## What asyncfix writes

        async def poll(job):
            while not await job.done():
                await asyncio.sleep(1)

    ## What it leaves alone

    Reported, not rewritten: calls that are part of a larger expression, and files that import trio or anyio, whose
    loops do not know `asyncio.sleep()`. Silent: functions that are not `async`, also inside coroutine functions, since
    they may run in a thread; `allow-zero = true` permits `time.sleep(0)`.
    """

    name: ClassVar[str] = "blocking-sleep"
    needles: ClassVar[tuple[bytes, ...]] = (b"sleep",)
    option_help: ClassVar[dict[str, str]] = {"allow_zero": "say nothing about `time.sleep(0)`"}

    allow_zero: bool = False

    def detect(self, module: Module, project: Project) -> Iterator[Finding]:
        for function, node in _in_coroutines(module.tree):
            if isinstance(node, ast.Call) and _is_time_sleep(module, project, node) and not self._is_allowed(node):
                yield self._finding(module, function, node)

    def _is_allowed(self, call: ast.Call) -> bool:
        return self.allow_zero and [ast.unparse(argument) for argument in call.args] == ["0"]

    def _finding(self, module: Module, function: ast.AsyncFunctionDef, call: ast.Call) -> Finding:
        refusal = _refusal(module, function, call)
        return Finding(
            rule=self.name,
            path=module.path,
            span=module.span(call),
            message=f"`{module.source(call)}` stops the event loop while it waits",
            severity="error",
            symbol=function.name,
            code=module.line(call.lineno).strip(),
            fix=None if refusal else _fix(module, call),
            kept_because=refusal,
            notes=() if refusal else ("Other tasks run meanwhile, and this one can be cancelled here.",),
        )


def _in_coroutines(tree: ast.Module) -> Iterator[tuple[ast.AsyncFunctionDef, ast.AST]]:
    """The nodes that run when a coroutine function runs, each with the function."""
    for function in ast.walk(tree):
        if isinstance(function, ast.AsyncFunctionDef):
            waiting: list[ast.AST] = [*function.body]
            while waiting:
                node = waiting.pop()
                yield function, node
                if not isinstance(node, Scope):
                    waiting += ast.iter_child_nodes(node)


def _is_time_sleep(module: Module, project: Project, call: ast.Call) -> bool:
    """What a name means is asked of the project: aliases and re-exports count, look-alikes do not."""
    dotted = ast.unparse(call.func)
    if not isinstance(call.func, ast.Name | ast.Attribute) or _is_local(module, call, dotted.partition(".")[0]):
        return False
    return project.resolve(module, dotted) == External("time.sleep")


def _is_local(module: Module, call: ast.Call, name: str) -> bool:
    """Whether a function around the call binds a name: then the level of the module says nothing about it."""
    functions = (node for node in ast.walk(module.tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))
    around = (node for node in functions if node.lineno <= call.lineno <= (node.end_lineno or 0))
    return any(_binds(node, name) for function in around for node in ast.walk(function))


def _binds(node: ast.AST, name: str) -> bool:
    match node:
        case ast.arg(arg=bound) | ast.Name(id=bound, ctx=ast.Store()):
            return bound == name
        case ast.alias(name=imported, asname=alias):
            return (alias or imported.partition(".")[0]) == name
        case _:
            return False


def _refusal(module: Module, function: ast.AsyncFunctionDef, call: ast.Call) -> str | None:
    if any(name.partition(".")[0] in ("trio", "anyio") for name in module.imported.values()):
        return "the file imports trio or anyio, whose event loops do not know asyncio.sleep()"
    if not any(isinstance(node, ast.Expr) and node.value is call for node in ast.walk(function)):
        return "the call is part of a larger expression"
    if len(call.args) != 1 or isinstance(call.args[0], ast.Starred) or call.keywords:
        return "it is not called with one plain argument"
    return None


def _fix(module: Module, call: ast.Call) -> Fix:
    assert isinstance(call.func, ast.Name | ast.Attribute)
    bound = ast.unparse(call.func).partition(".")[0]
    return Fix(
        safety="safe",
        edits=(Edit(module.path, module.anchor(call), _awaited),),
        wanted=((module.path, Import("asyncio")),),
        unneeded=((module.path, bound),),
    )


def _awaited(node: cst.CSTNode) -> cst.CSTNode:
    # Imported here: checks that find nothing need not pay for LibCST.
    import libcst as cst

    assert isinstance(node, cst.Call)
    return cst.Await(node.with_changes(func=cst.Attribute(cst.Name("asyncio"), cst.Name("sleep"))))
