"""The function that stands between a request and its response, and what in it can only be reported."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from functools import cached_property

from asyncfix.frameworks import starlette
from asyncfix.project import Module, Project, flow
from asyncfix.rule import Refused
from asyncfix.transforms.base_http_middleware import body
from asyncfix.transforms.base_http_middleware.names import is_external, meaning
from asyncfix.transforms.base_http_middleware.unfolding import Unfolding, unfolded


@dataclass(frozen=True, eq=False)
class Dispatch:
    """`async def dispatch(self, request, call_next)`, or the function without the `self`; `own` is that first name.

    `owner` is the class of a method.
    """

    project: Project
    module: Module
    function: ast.AsyncFunctionDef
    own: str | None
    request: str
    call_next: str
    owner: ast.ClassDef | None = None
    unfolding: Unfolding | None = None
    """How `function` comes of the one that stands in the file, where it is not that one."""

    @property
    def original(self) -> ast.AsyncFunctionDef:
        """The function as it stands in the file."""
        return self.unfolding.original if self.unfolding else self.function

    @cached_property
    def body(self) -> list[ast.stmt]:
        """The statements after the docstring."""
        match self.function.body:
            case [ast.Expr(value=ast.Constant(value=str())), *rest]:
                return rest
            case body:
                return body

    @cached_property
    def statements(self) -> list[flow.Placed]:
        """Every statement of the function's own scope, with its frames."""
        whole = ast.Module(body=self.body, type_ignores=[])
        return [place for place in flow.placed(whole) if len(place.scopes) == 1]

    @cached_property
    def sites(self) -> dict[ast.stmt, str | None]:
        """The statements that await `call_next(request)`, each with the name it assigns, None for a `return`."""
        found: dict[ast.stmt, str | None] = {}
        for place in self.statements:
            match place.statement:
                case ast.Return(value=value) as statement if self._calls_next(value):
                    found[statement] = None
                case (
                    ast.Assign(targets=[ast.Name(id=name)], value=value)
                    | ast.AnnAssign(target=ast.Name(id=name), value=value)
                ) if self._calls_next(value):
                    found[place.statement] = name
                case _:
                    pass
        return found

    def _calls_next(self, node: ast.expr | None) -> bool:
        match node:
            case ast.Await(value=ast.Call(func=ast.Name(id=called), args=[ast.Name(id=passed)], keywords=[])):
                return called == self.call_next and passed == self.request
            case _:
                return False

    def holds_site(self, node: ast.AST) -> bool:
        return any(inner in self.sites for inner in ast.walk(node))

    def uses_request(self) -> bool:
        """Whether the function uses its request for anything but `call_next`."""
        names = (node for node in ast.walk(self.function) if isinstance(node, ast.Name) and node.id == self.request)
        return len(list(names)) > len(self.sites)

    def means(self, node: ast.AST | None) -> str | None:
        """The dotted name of what an expression stands for, if that is a library's."""
        from asyncfix.project import External

        found = meaning(self.project, self.module, node)
        return found.dotted if isinstance(found, External) else None


def dispatch_of(
    project: Project, module: Module, function: flow.Function, owner: ast.ClassDef | None = None
) -> Dispatch:
    """A function as a dispatch. Raises `Refused` where its signature or its kind is another."""
    if not isinstance(function, ast.AsyncFunctionDef):
        raise Refused(f"`{function.name}` is no coroutine function")
    if flow.is_generator(function):
        raise Refused(f"`{function.name}` is a generator")
    arguments = function.args
    names = [each.arg for each in [*arguments.posonlyargs, *arguments.args]]
    rare = arguments.vararg or arguments.kwarg or arguments.kwonlyargs or arguments.defaults
    if rare or len(names) != (3 if owner else 2):
        raise Refused(f"`{function.name}` has other parameters than a request and a `call_next`")
    *own, request, call_next = names
    written_out = unfolded(function, call_next)
    made = written_out.function if written_out else function
    return Dispatch(project, module, made, own[0] if own else None, request, call_next, owner, written_out)


def check(dispatch: Dispatch) -> None:
    """Raise `Refused` for what keeps a dispatch from becoming anything else, whatever the route."""
    _check_call_next(dispatch)
    body.check(dispatch)
    for node in ast.walk(dispatch.function):
        match node:
            case ast.Name(id=name, ctx=ast.Store() | ast.Del()) if name in (dispatch.request, dispatch.call_next):
                raise Refused(f"`{name}` is assigned to on line {node.lineno}")
            case ast.Attribute(value=ast.Call(func=ast.Name("super")), attr=attr):
                raise Refused(f"it calls `super().{attr}` on line {node.lineno}")
            case ast.Call(func=ast.Name(id="locals" | "vars" | "eval" | "exec" as name)):
                raise Refused(f"it calls `{name}` on line {node.lineno}")
            case _:
                pass
    if not dispatch.sites:
        raise Refused("it never awaits `call_next(request)`")


def _check_call_next(dispatch: Dispatch) -> None:
    named = [n for n in ast.walk(dispatch.function) if isinstance(n, ast.Name) and n.id == dispatch.call_next]
    known = {id(_callee(statement)) for statement in dispatch.sites}
    other = [node for node in named if id(node) not in known]
    if other:
        raise Refused(_why_not(dispatch, other[0]))
    for place in dispatch.statements:
        if place.statement in dispatch.sites:
            _check_repeated(dispatch, place)
            for frame in place.frames():
                _check_frame(dispatch, frame)


def _check_repeated(dispatch: Dispatch, place: flow.Placed) -> None:
    """Refuse a loop that may come to `call_next` a second time: returning its response leaves the loop, unless a `try`
    or a `with` in the loop swallows an error."""
    goes_on = not isinstance(place.statement, ast.Return)
    for frame in place.frames():
        if flow.is_loop(frame.node) and frame.field == "body" and goes_on:
            raise Refused(f"`{dispatch.call_next}` is awaited in a loop on line {place.statement.lineno}")
        goes_on = goes_on or isinstance(frame.node, ast.Try | ast.With | ast.AsyncWith)


def _callee(statement: ast.stmt) -> ast.expr | None:
    match statement:
        case (
            ast.Return(value=ast.Await(value=ast.Call(func=func)))
            | ast.Assign(value=ast.Await(value=ast.Call(func=func)))
            | ast.AnnAssign(value=ast.Await(value=ast.Call(func=func)))
        ):
            return func
        case _:
            return None


def _why_not(dispatch: Dispatch, node: ast.Name) -> str:
    """The words for a use of `call_next` that is no plain `await call_next(request)`."""
    name = dispatch.call_next
    for inner in ast.walk(dispatch.function):
        match inner:
            case ast.Await(value=ast.Call(func=func, args=[ast.Name(id=passed)], keywords=[])) if func is node:
                if passed == dispatch.request:
                    return f"the response of `{name}` is used inside an expression on line {node.lineno}"
            case ast.Await(value=ast.Call(func=func)) if func is node:
                return f"`{name}` gets another request than its own on line {node.lineno}, which Starlette ignores"
            case ast.Call(func=func) if func is node:
                text = f"`{name}(...)` is handed on instead of being awaited on line {node.lineno}"
                return f"{text}, such as to a timeout, a task or a retry"
            case _:
                pass
    return f"`{name}` is passed on or stored on line {node.lineno}"


def _check_frame(dispatch: Dispatch, frame: flow.Frame) -> None:
    match frame.node:
        case ast.With(items=items) | ast.AsyncWith(items=items):
            for item in items:
                called = item.context_expr.func if isinstance(item.context_expr, ast.Call) else item.context_expr
                if dispatch.means(called) in starlette.TIME_LIMITS:
                    text = ast.unparse(called)
                    raise Refused(f"`{text}` around `{dispatch.call_next}` (line {frame.node.lineno}) may cancel it")
        case ast.Try() | ast.TryStar() if frame.field == "finalbody" or isinstance(frame.node, ast.TryStar):
            raise Refused(f"`{dispatch.call_next}` is awaited in a `finally` or under `except*`")
        case ast.Try() if not flow.completes(frame.node.finalbody):
            raise Refused(f"the `finally` on line {frame.node.finalbody[0].lineno} replaces what it returns")
        case ast.FunctionDef() | ast.AsyncFunctionDef():
            raise Refused(f"`{dispatch.call_next}` is awaited in an inner function")
        case _:
            pass


def is_response_class(dispatch: Dispatch, node: ast.expr) -> bool:
    """Whether an expression is one of Starlette's response classes."""
    return is_external(meaning(dispatch.project, dispatch.module, node), starlette.RESPONSES)
