"""Which functions of a module may let awaitables run together: only these are run, and most are none."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from asyncfix.project import Module, Project, Symbol, flow
from asyncfix.project.names import dotted_name
from asyncfix.transforms.shared_session_gather.groups import Groups

WORDS = frozenset("gather TaskGroup create_task_group create_task ensure_future wait as_completed start_soon".split())
"""The names of what starts awaitables."""

_RUNNING = frozenset({"gather", "TaskGroup", "create_task_group", "wait", "as_completed"})
"""Of these what also runs awaitables that the caller of a function has made."""

_STARTING = frozenset({"create_task", "ensure_future"})

_SAYS_SO = re.compile(r"\b(?!gather\()\w*(?:gather|concurren|parallel|run_tasks|all_tasks|wait_all)\w*\(")
"""The call of a function that by its name runs awaitables, and is not a primitive."""

_LOOPS = (ast.For, ast.AsyncFor, ast.While, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)


class _Named(NamedTuple):
    """A primitive that a function names: the word, and the call where it is called."""

    word: str
    call: ast.Call | None


def candidates(module: Module, project: Project) -> Iterator[flow.Placed]:
    """The functions of a module that name such a primitive, or call a function that runs what it is given.

    Those left out among them start one task and wait for nothing more.
    """
    functions: list[tuple[flow.Placed, flow.Function]] = [
        (place, place.statement)
        for place in flow.placed(module.tree)
        if isinstance(place.statement, (ast.FunctionDef, ast.AsyncFunctionDef))
    ]
    aliases = _aliases(module)
    groups = Groups(project)
    named = {node: list(_named(module, node, aliases, groups)) for _, node in functions}
    runners = {node.name for node, found in named.items() if _runs(found) and _takes_more(node)}
    runners |= _runners_elsewhere(module, project, named, groups)
    for place, node in functions:
        is_idle = _starts_one(node, named[node]) and not _hands_on(module, project, node, groups)
        if (runners and runners & _given_something(node)) or (named[node] and not is_idle):
            yield place


def _runs(named: list[_Named]) -> bool:
    return any(one.word in _RUNNING for one in named)


def _runners_elsewhere(
    module: Module, project: Project, functions: Iterable[flow.Function], groups: Groups
) -> set[str]:
    """The last names by which a module calls functions of other files that run what they are given.

    Only those whose names say so: nobody else is asked for.
    """
    if not _SAYS_SO.search(module.text):
        return set()
    called = {
        dotted
        for node in functions
        for inner in flow.own_nodes(node)
        if isinstance(inner, ast.Call)
        and (dotted := dotted_name(inner.func))
        and _SAYS_SO.fullmatch(dotted.rpartition(".")[2] + "(")
    }
    return {
        dotted.rpartition(".")[2]
        for dotted in called
        # Whose method it is, only the interpreter can tell.
        if dotted.startswith("self.") or _is_runner(module, project, dotted, groups)
    }


def _is_runner(module: Module, project: Project, dotted: str, groups: Groups) -> bool:
    """Whether a name is that of a function which runs what it is given."""
    match project.resolve(module, dotted):
        case Symbol(module=other, nodes=(*_, ast.FunctionDef() | ast.AsyncFunctionDef() as called)):
            return _runs(list(_named(other, called, _aliases(other), groups)))
        case _:
            return False


def _aliases(module: Module) -> dict[str, str]:
    """Names at the level of the module that stand for a primitive: `settled = partial(asyncio.gather, ...)`."""
    found: dict[str, str] = {}
    for statement in module.tree.body:
        match statement:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                named = {word for node in flow.walk(value) if (word := _word(module, node, {})) in WORDS}
                if named:
                    found[name] = min(named)
            case _:
                pass
    return found


def _named(module: Module, node: flow.Function, aliases: Mapping[str, str], groups: Groups) -> Iterator[_Named]:
    """The primitives that a function names."""
    calls: dict[ast.AST, ast.Call] = {}
    found: list[tuple[str, ast.AST]] = []
    for inner in flow.own_nodes(node):
        if isinstance(inner, ast.Call):
            calls[inner.func] = inner
        elif (word := _word(module, inner, aliases)) in WORDS and not (
            word == "TaskGroup" and groups.is_another(module, inner)
        ):
            found.append((word, inner))
    for word, inner in found:
        call = calls.get(inner)
        if word != "wait" or call is None or call.args or any(each.arg in ("fs", None) for each in call.keywords):
            yield _Named(word, call)
        # Else it is an event's, a process's and the like: what waits for awaitables is given some.


def _word(module: Module, node: ast.AST, aliases: Mapping[str, str]) -> str:
    """The last name of a name or attribute, an import's or an alias's own; "" for other nodes."""
    if isinstance(node, ast.Attribute):
        return node.attr
    if isinstance(node, ast.Name):
        return aliases.get(node.id) or module.imported.get(node.id, node.id).rpartition(".")[2]
    return ""


def _takes_more(node: flow.Function) -> bool:
    """Whether a function takes something besides its own object that it might run."""
    spec = node.args
    names = [one.arg for one in (*spec.posonlyargs, *spec.args, *spec.kwonlyargs)]
    return spec.vararg is not None or bool(set(names) - {"self", "cls"})


def _given_something(node: flow.Function) -> set[str]:
    """The last names of what a function calls with something that may be an awaitable, or make one."""
    plain = _plain_parameters(node)
    return {
        name
        for inner in flow.own_nodes(node)
        if isinstance(inner, ast.Call) and not all(_is_plain(each, plain) for each in _arguments(inner))
        for name in _last_names(inner.func)
    }


def _plain_parameters(node: flow.Function) -> set[str]:
    """The parameters of a function that it does not bind anew; who calls it has made no awaitables for it."""
    spec = node.args
    rebound = {one.id for one in flow.own_nodes(node) if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store)}
    positional = [*spec.posonlyargs, *spec.args]
    required = positional[: len(positional) - len(spec.defaults)]
    named = [one for one, default in zip(spec.kwonlyargs, spec.kw_defaults, strict=True) if default is None]
    return {one.arg for one in (*required, *named)} - rebound


def _is_plain(node: ast.expr, plain: set[str]) -> bool:
    """Whether an argument is neither an awaitable of the function's own making nor anything that makes one."""
    match node:
        case ast.Constant() | ast.JoinedStr() | ast.Compare():
            return True
        case ast.Name(id=name):
            return name in plain
        case ast.List(elts=inner) | ast.Tuple(elts=inner) | ast.Set(elts=inner):
            return all(_is_plain(each, plain) for each in inner)
        case _:
            return False


def _arguments(call: ast.Call) -> list[ast.expr]:
    return [*call.args, *(keyword.value for keyword in call.keywords)]


def _last_names(node: ast.expr) -> Iterator[str]:
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            yield name
        case _:
            pass


def _starts_one(node: flow.Function, named: list[_Named]) -> bool:
    """Whether all that a function does is to start one task, with no wait behind that during which it would run."""
    match named:
        case [_Named(word, ast.Call() as start)] if word in _STARTING:
            begin = (start.lineno, start.col_offset)
        case _:
            return False
    for inner in flow.own_nodes(node):
        if isinstance(inner, _LOOPS) and any(each is start for each in flow.walk(inner)):
            return False
        match inner:
            case ast.Await(value=value) if value is not start:
                if (value.end_lineno or 0, value.end_col_offset or 0) > begin:
                    return False
            case ast.AsyncFor() | ast.comprehension(is_async=1):
                return False
            case ast.With() | ast.AsyncWith() if (inner.lineno, inner.col_offset) > begin:
                return False
            case _:
                pass
    return True


def _hands_on(module: Module, project: Project, node: flow.Function, groups: Groups) -> bool:
    """Whether a function gives something to one of another file that runs what it is given."""
    for inner in flow.own_nodes(node):
        if not isinstance(inner, ast.Call) or not (inner.args or inner.keywords):
            continue
        dotted = dotted_name(inner.func)
        if dotted and _is_runner(module, project, dotted, groups):
            return True
    return False
