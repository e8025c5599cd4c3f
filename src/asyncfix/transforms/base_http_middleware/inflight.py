"""What a dispatch does with a response that has come: it will be done when the response starts, on the message."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from asyncfix.project import External, Module, Project, Symbol, flow
from asyncfix.project.scopes import bound_names
from asyncfix.rule import Refused
from asyncfix.transforms.base_http_middleware.names import meaning
from asyncfix.transforms.base_http_middleware.pieces import Gone, Kept, Line, Piece, Spelling

if TYPE_CHECKING:
    from asyncfix.transforms.base_http_middleware.dispatch import Dispatch
    from asyncfix.transforms.base_http_middleware.flows import Home

COOKIES = frozenset({"delete_cookie", "set_cookie"})
KNOWN_ATTRIBUTES = frozenset({"headers", "raw_headers", "status_code"}) | COOKIES
_RESETS = frozenset(
    f"structlog.contextvars.{name}" for name in ("clear_contextvars", "unbind_contextvars", "reset_contextvars")
) | {"structlog.threadlocal.clear_threadlocal"}


def flying(homes: Iterable[Home]) -> Iterator[ast.stmt]:
    """The statements that follow on a response."""
    seen: set[int] = set()
    for home in homes:
        for site in home.sites:
            for level in site.levels:
                for statement in level.rest:
                    if id(statement) not in seen:
                        seen.add(id(statement))
                        yield statement


def pieces(suite: Sequence[ast.stmt], response: str, names: Spelling, *, tail: bool) -> list[Piece]:
    """Statements that follow on a response, as they stand in the wrapper; with `tail` sending follows on them."""
    made: list[Piece] = []
    for number, statement in enumerate(suite):
        ends = tail and number == len(suite) - 1
        match statement:
            case ast.Return() if ends:
                made.append(Gone(statement))
            case ast.Return():
                made += [Line(f"await {names.send}({names.message})", statement), Line("return")]
            case _ if any(isinstance(place.statement, ast.Return) for place in flow.within(statement)):
                made.append(Kept(statement, tuple(_suites(statement, response, names, tail=ends))))
            case _:
                made.append(Kept(statement))
    return made


def _suites(statement: ast.stmt, response: str, names: Spelling, *, tail: bool) -> Iterator[list[Piece]]:
    for name, suite in flow.suites(statement):
        if not suite:
            yield []
            continue
        skips_else = name == "body" and isinstance(statement, ast.Try) and bool(statement.orelse)
        ends = tail and not flow.is_loop(statement) and name != "finalbody" and not skips_else
        if isinstance(statement, ast.Try) and not ends:
            _refuse_sending_inside(suite)
        made = pieces(suite, response, names, tail=ends)
        yield made if any(not isinstance(piece, Gone) for piece in made) else [*made, Line("pass")]


def _refuse_sending_inside(suite: Sequence[ast.stmt]) -> None:
    """A response that is returned from within a `try` was sent behind it: its errors were not that one's to handle."""
    inner = (place.statement for statement in suite for place in flow.within(statement))
    for found in (*suite, *inner):
        if isinstance(found, ast.Return):
            raise Refused(f"line {found.lineno} returns the response from within a `try`, which would then see it sent")


def statements(piece: Piece) -> Iterator[ast.stmt]:
    """The statements of the old code that a piece stands for."""
    match piece:
        case Kept(statement=statement) | Gone(statement=statement):
            yield statement
        case Line(instead_of=ast.stmt() as statement):
            yield statement
        case _:
            pass


def uses_headers(suite: Iterable[ast.stmt], response: str) -> bool:
    """Whether these statements use the headers of a response, or its cookies."""
    return any(attr != "status_code" for statement in suite for attr, _ in attributes(statement, response))


def sets_cookies(suite: Iterable[ast.stmt], response: str) -> bool:
    return any(attr in COOKIES for statement in suite for attr, _ in attributes(statement, response))


def attributes(statement: ast.stmt, response: str) -> Iterator[tuple[str, ast.Name]]:
    """The attributes of a response that a statement uses, and the names that stand for it there."""
    for node in ast.walk(statement):
        match node:
            case ast.Attribute(value=ast.Name(id=name) as inner, attr=attr) if name == response:
                yield attr, inner
            case ast.Call(
                func=ast.Name("getattr"), args=[ast.Name(id=name) as inner, ast.Constant(value=str(attr)), *_]
            ) if name == response and attr in ("headers", "status_code"):
                yield attr, inner
            case _:
                pass


def is_reset(dispatch: Dispatch, statement: ast.stmt) -> bool:
    """Whether a statement sets a context variable back: that must happen in the context that set it."""
    project, module = dispatch.project, dispatch.module
    match statement:
        case ast.Expr(value=ast.Call(func=ast.Attribute(value=receiver, attr="reset"), args=[_])):
            return _is_context_variable(project, module, receiver) or _was_set(dispatch, receiver)
        case ast.Expr(value=ast.Call(func=ast.Attribute(value=receiver, attr="set"), args=[ast.Constant()])):
            return _is_context_variable(project, module, receiver)
        case ast.Expr(value=ast.Call(func=func)):
            return dispatch.means(func) in _RESETS or _resets(project, module, func)
        case _:
            return False


def _is_context_variable(project: Project, module: Module, node: ast.expr) -> bool:
    match meaning(project, module, node):
        case Symbol(
            module=where,
            nodes=[*_, ast.Assign(value=ast.Call(func=func)) | ast.AnnAssign(value=ast.Call(func=func))],
        ):
            found = meaning(project, where, func)
            return isinstance(found, External) and found.dotted == "contextvars.ContextVar"
        case _:
            return False


def _was_set(dispatch: Dispatch, receiver: ast.expr) -> bool:
    text = ast.unparse(receiver)
    for node in ast.walk(dispatch.function):
        match node:
            case ast.Assign(value=ast.Call(func=ast.Attribute(value=setter, attr="set"))) if (
                ast.unparse(setter) == text
            ):
                return True
            case _:
                pass
    return False


def _resets(project: Project, module: Module, func: ast.expr) -> bool:
    """Whether a function of the project resets a context variable."""
    match meaning(project, module, func):
        case Symbol(module=where, nodes=[(ast.FunctionDef() | ast.AsyncFunctionDef()) as node]):
            calls = [inner.func for inner in ast.walk(node) if isinstance(inner, ast.Call)]
            resets = [call.value for call in calls if isinstance(call, ast.Attribute) and call.attr == "reset"]
            return any(_is_context_variable(project, where, receiver) for receiver in resets)
        case _:
            return False


class Shared(NamedTuple):
    """The names that a wrapper binds and that are not its own: those of functions around it, and of the module."""

    nonlocals: list[str]
    globals: list[str]


def shared_names(dispatch: Dispatch, suite: Sequence[ast.stmt], response: str, homes: Sequence[Home]) -> Shared:
    """The names that these statements bind and that other code uses too.

    What follows on other responses counts only where it may follow on the same one. Raises `Refused` where other
    code only reads a name: it would not be bound there.
    """
    bound, outer = bound_names(ast.Module(body=list(suite), type_ignores=[]))
    if outer:
        raise Refused(f"it declares `{min(outer)}` global after `{dispatch.call_next}`")
    own = {id(statement) for statement in suite}
    stored, read = bound_and_read(dispatch.body, {id(statement) for statement in flying(homes)})
    stored |= {each.arg for each in ast.walk(dispatch.function.args) if isinstance(each, ast.arg)}
    for home in homes:
        beside = list(flying([home]))
        if any(id(statement) in own for statement in beside):
            read = read.union(*bound_and_read(beside, own))
    of_module = _declared(dispatch, ast.Global) & bound
    of_outer = _declared(dispatch, ast.Nonlocal) & bound
    shared = sorted(((bound - {response}) & (stored | read)) - of_module - of_outer)
    for name in shared:
        if name not in stored:
            raise Refused(f"`{name}` is set only when there is a response, and used after it")
    return Shared(sorted({*shared, *of_outer}), sorted(of_module))


def _declared(dispatch: Dispatch, kind: type[ast.Global] | type[ast.Nonlocal]) -> set[str]:
    """The names that the function declares to be others' own."""
    places = (place.statement for place in dispatch.statements)
    return {name for each in places if isinstance(each, kind) for name in each.names}


def bound_and_read(suite: Iterable[ast.stmt], left_out: Collection[int]) -> tuple[set[str], set[str]]:
    """The names that statements bind, and those that they read; some statements in them do not count."""
    stored: set[str] = set()
    read: set[str] = set()
    waiting: list[ast.AST] = list(suite)
    while waiting:
        node = waiting.pop()
        if id(node) in left_out:
            continue
        match node:
            case ast.Name(id=name, ctx=ast.Load()):
                read.add(name)
            case ast.Name(id=name):
                stored.add(name)
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                stored.add(name)
            case ast.ExceptHandler(name=str(name)):
                stored.add(name)
            case ast.alias(name=name, asname=asname):
                stored.add(asname or name.partition(".")[0])
            case _:
                pass
        waiting.extend(ast.iter_child_nodes(node))
    return stored, read
