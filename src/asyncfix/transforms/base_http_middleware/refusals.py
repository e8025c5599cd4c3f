"""Uses of a response, and orders of things, that a wrapper of `send` cannot keep."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from asyncfix.frameworks import starlette
from asyncfix.project import flow
from asyncfix.project.scopes import bound_names
from asyncfix.rule import Refused
from asyncfix.transforms.base_http_middleware import flows
from asyncfix.transforms.base_http_middleware.dispatch import Dispatch
from asyncfix.transforms.base_http_middleware.flows import Home, Site
from asyncfix.transforms.base_http_middleware.inflight import (
    KNOWN_ATTRIBUTES,
    attributes,
    bound_and_read,
    flying,
    is_reset,
)


def check(dispatch: Dispatch, homes: Sequence[Home]) -> None:
    """Raise `Refused` for uses of the response, or an order of things, that a wrapper of `send` cannot keep."""
    for home in homes:
        for site in home.sites:
            for level in site.levels:
                for statement in level.rest:
                    _check_statement(dispatch, statement, site.name)
            _check_order(dispatch, site)
    _check_objects(dispatch, homes)
    _check_answers(dispatch)


def _check_answers(dispatch: Dispatch) -> None:
    """Refuse to send a file or a stream inside a `try`: its clauses would see the errors of sending it."""
    for place in dispatch.statements:
        match place.statement:
            case ast.Return(value=ast.Call(func=func), lineno=line) if dispatch.means(func) in starlette.STREAMED:
                for frame in place.frames():
                    if isinstance(frame.node, ast.Try) and frame.field == "body" and frame.node.handlers:
                        raise Refused(f"line {line} returns a file or a stream inside a `try`")
            case _:
                pass


def _check_statement(dispatch: Dispatch, statement: ast.stmt, response: str) -> None:
    if is_reset(dispatch, statement):
        return
    allowed: set[int] = set()
    for place in [*flow.within(statement)]:
        if is_reset(dispatch, place.statement):
            raise Refused(f"line {place.statement.lineno} resets a context variable in a branch after the response")
    for attr, inner in attributes(statement, response):
        if attr not in KNOWN_ATTRIBUTES:
            raise Refused(_used(response, attr, inner.lineno))
        allowed.add(id(inner))
    for node in ast.walk(statement):
        match node:
            case ast.Attribute(value=ast.Name(id=name), attr=attr, ctx=ast.Store() | ast.Del()) if name == response:
                if attr != "status_code" or isinstance(node.ctx, ast.Del):
                    raise Refused(f"line {node.lineno} replaces the {attr} of the response")
            case ast.Return(value=ast.Name(id=name) as inner) if name == response:
                allowed.add(id(inner))
    own = {id(place.statement) for place in flow.within(statement)} | {id(statement)}
    for node in ast.walk(statement):
        match node:
            case ast.Name(id=name) if name == response and id(node) not in allowed:
                raise Refused(_as_object(statement, node))
            case ast.Return() if id(node) in own and not (node.value and id(node.value) in allowed):
                raise Refused(f"line {node.lineno} returns another response after `{dispatch.call_next}`")
            case ast.Raise() if id(node) in own:
                raise Refused(f"line {node.lineno} raises after `{dispatch.call_next}`")
            case _:
                pass


def _used(name: str, attr: str, line: int) -> str:
    match attr:
        case "body_iterator" | "body":
            return f"it reads or replaces the body of the response, with `{name}.{attr}` on line {line}"
        case "background":
            return f"it uses the background task of the response on line {line}"
        case _:
            return f"it uses `{name}.{attr}` on line {line}"


def _as_object(statement: ast.stmt, found: ast.Name) -> str:
    name, line = found.id, found.lineno
    for node in ast.walk(statement):
        match node:
            case ast.Call(func=func, args=args, keywords=keywords):
                if any(value is found for value in [*args, *(keyword.value for keyword in keywords)]):
                    return f"`{name}` is handed to `{ast.unparse(func)}` on line {line}"
            case ast.Assign(targets=targets) if found in targets:
                return f"line {line} replaces the response"
            case _:
                pass
    return f"`{name}` is used as an object on line {line}"


def _check_order(dispatch: Dispatch, site: Site) -> None:
    """What follows on a `finally` or a `with` must not need what these do: it now comes before."""
    for frame in site.place.frames():
        later = [level for level in site.levels if all(inner.node is not frame.node for inner in level.frames)]
        rest = [statement for level in later for statement in level.rest if not is_reset(dispatch, statement)]
        made = _made_at_end(dispatch, frame)
        if isinstance(frame.node, ast.Try):
            _, read = bound_and_read(frame.node.finalbody, ())
            stored, _ = bound_and_read(rest, ())
            for name in sorted(read & stored):
                raise Refused(f"`{name}` is set after the `finally` that uses it")
        for statement in rest:
            for node in ast.walk(statement):
                if isinstance(node, ast.Name | ast.Attribute) and ast.unparse(node) in made:
                    what = "`finally`" if isinstance(frame.node, ast.Try) else "`with`"
                    raise Refused(f"line {node.lineno} uses `{ast.unparse(node)}` after the {what} around the call")


def _made_at_end(dispatch: Dispatch, frame: flow.Frame) -> set[str]:
    """The names and attributes that the end of a try or with statement may set, as they are written."""
    local, _ = bound_names(dispatch.function)
    found: set[str] = set()
    match frame.node:
        case ast.Try(finalbody=cleanup):
            for statement in cleanup:
                for node in ast.walk(statement):
                    match node:
                        case ast.Name(ctx=ast.Store()) | ast.Attribute(ctx=ast.Store()):
                            found.add(ast.unparse(node))
                        case ast.Call(func=ast.Attribute(value=ast.Name(id=name))) if name in local:
                            found.add(name)
                        case _:
                            pass
        case ast.With(items=items) | ast.AsyncWith(items=items):
            for item in items:
                for root in (item.optional_vars, item.context_expr):
                    names = (node.id for node in ast.walk(root) if isinstance(node, ast.Name)) if root else ()
                    found |= {name for name in names if name in local}
        case _:
            pass
    return found


def _check_objects(dispatch: Dispatch, homes: Sequence[Home]) -> None:
    """Outside of what follows on a response, its name must stand for a response that the middleware made itself."""
    away = {id(node) for statement in flying(homes) for node in ast.walk(statement)}
    names = {site.name for home in homes for site in home.sites}
    for place in dispatch.statements:
        if id(place.statement) in away:
            continue
        for node in _own_expressions(place.statement):
            if not isinstance(node, ast.Name) or node.id not in names or not isinstance(node.ctx, ast.Load):
                continue
            if id(node) not in away and not _is_made_before(dispatch, place, node.id):
                raise Refused(f"`{node.id}` is used as an object on line {node.lineno}")


def _own_expressions(statement: ast.stmt) -> Iterator[ast.AST]:
    waiting: list[ast.AST] = list(ast.iter_child_nodes(statement))
    if isinstance(statement, flow.Function | ast.ClassDef):
        yield from ast.walk(statement)
        return
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.stmt | ast.ExceptHandler | ast.match_case):
            continue
        yield node
        waiting.extend(ast.iter_child_nodes(node))


def _is_made_before(dispatch: Dispatch, place: flow.Placed, name: str) -> bool:
    statement, suite = place.statement, place.suite
    frames = list(place.frames())
    while True:
        for each in suite[: suite.index(statement)]:
            if dispatch.sites.get(each) == name:
                return False
            if _makes(dispatch, each, name):
                return True
        if not frames or frames[0].field == "finalbody":
            return False
        statement = frames[0].node
        frames = frames[1:]
        suite = frames[0].suite if frames else dispatch.body


def _makes(dispatch: Dispatch, statement: ast.stmt, name: str) -> bool:
    """Whether a statement, if control gets past it, has given a name a response of the middleware's own."""

    def each_makes(*suites: Sequence[ast.stmt]) -> bool:
        return all(flows.ends(suite) or any(_makes(dispatch, each, name) for each in suite) for suite in suites)

    match statement:
        case ast.If(body=body, orelse=orelse):
            return each_makes(body, orelse)
        case ast.Try(body=body, handlers=handlers, orelse=orelse):
            return each_makes([*body, *orelse], *(handler.body for handler in handlers))
        case ast.With(body=body) | ast.AsyncWith(body=body):
            return each_makes(body)
        case _:
            return statement not in dispatch.sites and flows.assigned(statement, name) is not None
