"""Tasks that are started before the gather: the coroutine is kept in the task's place, and waits for its turn.

`tasks.append(create_task(f(x)))` -> `tasks.append(f(x))`; the gather then awaits what is in the list, one by one.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence
from typing import TYPE_CHECKING

from asyncfix.project import flow
from asyncfix.rule import Edit, Refused
from asyncfix.transforms.shared_session_gather.arguments import Part, refuse_started
from asyncfix.transforms.shared_session_gather.site import Site

if TYPE_CHECKING:
    import libcst as cst

_WAITS = (ast.Await, ast.AsyncFor, ast.AsyncWith, ast.Yield, ast.YieldFrom)
_LOOKS = ("len", "bool")


def unstarted(site: Site, parts: Sequence[Part]) -> tuple[Edit, ...]:
    """The edits that take `create_task` from around coroutines which a variable hands to the gather.

    Raises `Refused` where such a task is used, or gets to run, before the gather.
    """
    edits = []
    for part in parts:
        calls = [
            awaitable.started
            for awaitable in part.awaitables
            if awaitable.started and not _holds(site.call, awaitable.started)
        ]
        if not calls:
            continue
        if not isinstance(part.argument, ast.Name):
            raise Refused(f"line {calls[0].lineno}: the task runs before the gather, and cannot be followed to it")
        _refuse_running(site, part.argument.id, calls)
        edits += [Edit(site.module.path, site.module.anchor(call), _coroutine) for call in calls]
    return tuple(edits)


def _coroutine(node: cst.CSTNode) -> cst.CSTNode:
    import libcst as cst

    assert isinstance(node, cst.Call)
    value = node.args[0].value
    return value.with_changes(lpar=[*node.lpar, *value.lpar], rpar=[*value.rpar, *node.rpar])


def _holds(node: ast.AST, wanted: ast.AST) -> bool:
    return any(inner is wanted for inner in ast.walk(node))


def _refuse_running(site: Site, name: str, calls: Sequence[ast.Call]) -> None:
    for call in calls:
        refuse_started(site, call)
    _refuse_other_uses(site, name, calls)
    first = min(call.lineno for call in calls)
    suite, ours = site.at.suite, site.at.suite.index(site.at.statement)
    start = next(at for at, statement in enumerate(suite) if (statement.end_lineno or 0) >= first)
    if start >= ours or suite[start].lineno > first:
        raise Refused(f"line {first}: the task is started in another block than the gather")
    for statement in suite[start:ours]:
        for node in ast.walk(statement):
            if isinstance(node, _WAITS) or (isinstance(node, ast.comprehension) and node.is_async):
                raise Refused(
                    f"the tasks that are started from line {first} on run while the code up to the gather waits"
                )
        if _leaves(statement):
            raise Refused(f"line {statement.lineno}: tasks that have been started may never get to the gather")


def _leaves(statement: ast.stmt) -> bool:
    """Whether control may jump out of a statement."""
    inner = [statement, *(found.statement for found in flow.within(statement))]
    if any(isinstance(node, (ast.Return, ast.Raise)) for node in inner):
        return True
    return not flow.is_loop(statement) and any(isinstance(node, (ast.Break, ast.Continue)) for node in inner)


def _refuse_other_uses(site: Site, name: str, calls: Sequence[ast.Call]) -> None:
    allowed = {id(node) for node in _allowed(site)}
    for node in ast.walk(site.scope):
        if isinstance(node, ast.Name) and node.id == name and id(node) not in allowed:
            raise Refused(f"line {node.lineno}: `{name}` is used for more than the gather")
        if isinstance(node, ast.AnnAssign) and getattr(node.target, "id", None) == name and _tells(node.annotation):
            raise Refused(f"line {node.lineno}: `{name}` is annotated as holding tasks")
    for call in calls:
        if not any(_keeps(node, call, name) for node in ast.walk(site.scope)):
            raise Refused(f"line {call.lineno}: the task is kept elsewhere than in `{name}`")


def _tells(annotation: ast.expr) -> bool:
    text = ast.unparse(annotation)
    return "Task" in text or "Future" in text


def _keeps(node: ast.AST, call: ast.Call, name: str) -> bool:
    """Whether a node is where a task gets into the variable."""
    match node:
        case ast.Assign(targets=[ast.Name(id=bound)], value=value) if bound == name:
            match value:
                case ast.List(elts=elements):
                    return call in elements
                case ast.ListComp(elt=element):
                    return element is call
                case _:
                    return value is call
        case ast.Call(func=ast.Attribute(value=ast.Name(id=bound), attr="append"), args=[argument]) if bound == name:
            return argument is call
        case _:
            return False


def _allowed(site: Site) -> list[ast.AST]:
    """The occurrences of a variable that do not care whether it holds tasks or coroutines."""
    found: list[ast.AST] = [node for argument in site.call.args for node in ast.walk(argument)]
    for node in ast.walk(site.scope):
        match node:
            case ast.Assign(targets=[ast.Name() as target]):
                found.append(target)
            case ast.AnnAssign(target=ast.Name() as target, value=ast.List(elts=[])):
                found.append(target)
            case ast.Expr(value=ast.Call(func=ast.Attribute(value=ast.Name() as base, attr="append"))):
                found.append(base)
            case ast.Call(func=ast.Name(id=function), args=[ast.Name() as argument]) if function in _LOOKS:
                found.append(argument)
            case ast.If(test=ast.Name() as test) | ast.If(test=ast.UnaryOp(op=ast.Not(), operand=ast.Name() as test)):
                found.append(test)
            case _:
                pass
    return found
