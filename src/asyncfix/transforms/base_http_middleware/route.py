"""The choice between exception handlers and pure ASGI for a middleware that only turns errors into responses."""

from __future__ import annotations

import ast
import dataclasses
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from asyncfix.frameworks import starlette
from asyncfix.project import Module, Project, Symbol, flow
from asyncfix.project.names import dotted_name
from asyncfix.transforms.base_http_middleware import sites, stack
from asyncfix.transforms.base_http_middleware.apps import is_app, is_app_class
from asyncfix.transforms.base_http_middleware.clauses import ErrorHandler, Unfit
from asyncfix.transforms.base_http_middleware.errors import Error, covers, error_of
from asyncfix.transforms.base_http_middleware.found import Found
from asyncfix.transforms.base_http_middleware.names import is_external, meaning

_COMPRESSING = ("GZipMiddleware", "BrotliMiddleware")


@dataclass(frozen=True, eq=False)
class CallSite:
    """A call that adds the middleware to an application. `named` is the expression in it that names the middleware;
    None for a decorated function, which is its own call site."""

    module: Module
    at: flow.Placed
    call: ast.Call
    receiver: ast.expr
    named: ast.expr | None
    is_dispatch: bool = False
    """Whether it is the `dispatch=` of `add_middleware(BaseHTTPMiddleware, ...)`."""
    listed: ast.List | None = None
    """The list of middlewares that the call stands in, which the application's constructor gets."""

    def use(self, project: Project) -> stack.Use:
        """What the call does to the application."""
        what = self.receiver if self.named is None else self.named
        made = stack.use(project, self.module, self.at.scopes, self.receiver, self.call, what)
        return dataclasses.replace(made, is_listed=self.listed is not None)


@dataclass(frozen=True, eq=False)
class Chosen:
    """What exception handlers need to know of the applications: where the middleware was added, which errors have a
    handler already, with the place of that, and whether there are websocket routes."""

    call_sites: tuple[CallSite, ...]
    existing: tuple[tuple[Error, str], ...]
    has_websockets: bool
    mounted: tuple[str, ...]
    inside: tuple[str, ...]
    """The middlewares inside it, which answers of handlers pass through."""


def as_handlers(
    project: Project, found: Found, handler: ErrorHandler, *, anyway: bool, parameters: frozenset[str]
) -> Chosen:
    """What is to be known for exception handlers. Raises `Unfit` where they would answer in another way, unless
    `anyway`, and where they cannot be had at all. `parameters` are what the middleware's constructor takes besides."""
    call_sites = tuple(_call_sites(project, found, parameters))
    if not call_sites:
        raise Unfit("no call site found")
    uses = [each.use(project) for each in call_sites]
    existing = list(_existing(project, found.module, uses))
    if not anyway:
        _check_stack(project, found, handler, uses)
        _check_catch_all(project, handler, existing, uses)
    return Chosen(
        call_sites,
        tuple(existing),
        _has_websockets(project, found.module, frozenset().union(*(use.units for use in uses))),
        tuple(_mounted(project, call_sites)),
        tuple(dict.fromkeys(_inside(project, found, uses))),
    )


def compressing(project: Project, found: Found) -> str | None:
    """The name of a middleware outside of it that compresses responses, and that will see bodies whole."""
    if not any(True for word in _COMPRESSING for _ in project.mentioning(word, found.module.path)):
        return None
    call_sites: list[CallSite] = []
    try:
        call_sites.extend(_call_sites(project, found, None))
    except Unfit:
        return None
    uses = [each.use(project) for each in call_sites]
    for other in stack.middleware_uses(project, found.module):
        name = _called(other.what)
        if name in _COMPRESSING and any(stack.place_of(use, other) == "outside" for use in uses):
            return name
    return None


def _call_sites(project: Project, found: Found, parameters: frozenset[str] | None) -> Iterator[CallSite]:
    """Where a middleware is added. Raises `Unfit` for other ways to use it, and for arguments that its constructor does
    not name, unless nobody asks for these."""
    if found.form == "decorated":
        assert found.receiver is not None
        decorator = found.node.decorator_list[0]
        assert isinstance(decorator, ast.Call)
        yield CallSite(found.module, found.at, decorator, found.receiver, None)
        return
    for registration in found.registrations:
        if registration.way == "list":
            raise Unfit("it stands in a list of middlewares")
        yield CallSite(
            registration.module,
            registration.at,
            registration.call,
            _receiver(registration),
            registration.function,
            is_dispatch=registration.way == "dispatch",
        )
    if found.form == "function":
        return
    for reference in sites.references(project, found.module, found.at):
        match reference.at.statement:
            case ast.Expr(
                value=ast.Call(func=ast.Attribute(value=receiver, attr="add_middleware"), args=[named]) as call
            ) if named is reference.node:
                if parameters is not None and any(keyword.arg not in parameters for keyword in call.keywords):
                    raise Unfit("a call site gives it other arguments than its constructor names")
                if not is_app(project, reference.module, receiver, reference.at.scopes):
                    raise Unfit(f"`{ast.unparse(receiver)}` is not known to be an application")
                yield CallSite(reference.module, reference.at, call, receiver, named)
            case (
                ast.Assign(targets=[receiver], value=ast.Call() as made)
                | ast.AnnAssign(target=receiver, value=ast.Call() as made)
            ) if found_in := _listed(project, reference, made):
                call, listed = found_in
                if parameters is not None and any(keyword.arg not in parameters for keyword in call.keywords):
                    raise Unfit("a call site gives it other arguments than its constructor names")
                yield CallSite(reference.module, reference.at, call, receiver, reference.node, listed=listed)
            case _:
                raise Unfit("it is used in other ways than by `add_middleware`")


def _listed(project: Project, reference: sites.Reference, made: ast.Call) -> tuple[ast.Call, ast.List] | None:
    """The `Middleware(X)` that a reference stands in, and its list, in the call that makes an application."""
    if not is_app(project, reference.module, made, reference.at.scopes):
        return None
    given = next((keyword.value for keyword in made.keywords if keyword.arg == "middleware"), None)
    if not isinstance(given, ast.List) or "#" in reference.module.source(given):
        return None
    for element in given.elts:
        match element:
            case ast.Call(func=func, args=[named]) if named is reference.node:
                if is_external(meaning(project, reference.module, func), starlette.MIDDLEWARE):
                    return element, given
            case _:
                pass
    return None


def _receiver(registration: sites.Registration) -> ast.expr:
    match registration.call.func:
        case ast.Call(func=ast.Attribute(value=receiver)) | ast.Attribute(value=receiver):
            return receiver
        case _:
            raise Unfit("no call site found")


def _check_stack(project: Project, found: Found, handler: ErrorHandler, uses: Sequence[stack.Use]) -> None:
    catches_all = any(clause.is_catch_all for clause in handler.clauses)
    for other in stack.middleware_uses(project, found.module):
        if stack.is_among(other, uses):
            continue
        for use in uses:
            place = stack.place_of(use, other)
            if catches_all and place in ("outside", "unsure"):
                raise Unfit(f"{_called(other.what)} {'is' if place == 'outside' else 'may be'} outside it")
            if place in ("inside", "unsure"):
                _check_inside(project, other, handler)


def _inside(project: Project, found: Found, uses: Sequence[stack.Use]) -> Iterator[str]:
    for other in stack.middleware_uses(project, found.module):
        if not stack.is_among(other, uses) and any(stack.place_of(use, other) == "inside" for use in uses):
            yield _called(other.what)


def _called(what: ast.expr) -> str:
    return (dotted_name(what) or ast.unparse(what)).rpartition(".")[2]


def _check_inside(project: Project, other: stack.Use, handler: ErrorHandler) -> None:
    """Refuse where a middleware inside raises what a clause catches, or catches errors itself."""
    match meaning(project, other.module, other.what):
        case Symbol(module=module, nodes=[*_, ast.ClassDef() | ast.FunctionDef() | ast.AsyncFunctionDef() as node]):
            pass
        case _:
            return
    name = _called(other.what)
    for inner in ast.walk(node):
        match inner:
            case ast.Raise(exc=ast.expr() as raised):
                kind = raised.func if isinstance(raised, ast.Call) else raised
                error = error_of(project, module, kind)
                errors = [mine for clause in handler.clauses for _, mine in clause.errors]
                if error is None or any(covers(mine, error) is not False for mine in errors):
                    raise Unfit(f"{name} inside it raises {ast.unparse(kind)}")
            case ast.ExceptHandler():
                raise Unfit(f"{name} inside it catches errors")
            case ast.FunctionDef() | ast.AsyncFunctionDef() if inner.name in ("__call__", "dispatch") or inner is node:
                _check_goes_on(name, inner)
            case _:
                pass


def _check_goes_on(name: str, function: flow.Function) -> None:
    """Refuse where a middleware inside tells a response from an error, as one that commits what the endpoint did: an
    answer of a handler would be a response to it."""
    names = {each.arg for each in function.args.args}
    lines = [node.lineno for node in ast.walk(function) if isinstance(node, ast.Await) and _goes_in(node, names)]
    for node in ast.walk(function):
        match node:
            case ast.With(body=body) | ast.AsyncWith(body=body):
                inner = (each for statement in body for each in ast.walk(statement))
                if any(isinstance(each, ast.Await) and _goes_in(each, names) for each in inner):
                    raise Unfit(f"{name} inside it has a `with` around what it calls")
            case ast.Await(value=ast.Call(func=func)) if not _goes_in(node, names):
                if lines and node.lineno > min(lines) and not isinstance(func, ast.Name):
                    raise Unfit(f"{name} inside it awaits `{ast.unparse(func)}` once there is a response")
            case ast.Call(func=ast.Attribute(attr="commit" | "save" | "flush") as func):
                if lines and node.lineno > min(lines):
                    raise Unfit(f"{name} inside it calls `{ast.unparse(func)}` once there is a response")
            case _:
                pass


def _goes_in(node: ast.Await, names: set[str]) -> bool:
    """Whether it awaits what is further in: `call_next(request)`, or `self.app(...)`."""
    match node.value:
        case ast.Call(func=ast.Name(id=name)):
            return name in names
        case ast.Call(func=ast.Attribute(value=ast.Name(id="self"), attr="app")):
            return True
        case _:
            return False


def _existing(project: Project, near: Module, uses: Sequence[stack.Use]) -> Iterator[tuple[Error, str]]:
    """The errors that the applications have a handler for already; that for the status 500 is one for Exception."""
    for other in stack.handler_uses(project, near):
        if all(stack.place_of(use, other) == "elsewhere" for use in uses):
            continue
        where = f"{other.module.path}:{other.node.lineno}"
        if not isinstance(other.what, ast.Constant):
            error = error_of(project, other.module, other.what)
            if error is None:
                raise Unfit(f"it is not known what has a handler already ({where})")
            yield error, where
        elif other.what.value == 500:
            yield Error("builtins.Exception", frozenset(), is_closed=True, is_own=False), where


def _check_catch_all(
    project: Project,
    handler: ErrorHandler,
    existing: Sequence[tuple[Error, str]],
    uses: Sequence[stack.Use],
) -> None:
    if not any(clause.is_catch_all for clause in handler.clauses):
        return
    if any(error.is_catch_all for error, _ in existing):
        raise Unfit("the app has a handler for Exception")
    for path in {anchor.path for use in uses for anchor in use.anchors}:
        module = project.at(path)
        for node in ast.walk(module.tree):
            match node:
                case ast.Call(func=func, keywords=keywords):
                    debug = next((keyword.value for keyword in keywords if keyword.arg == "debug"), None)
                    if debug is None or (isinstance(debug, ast.Constant) and not debug.value):
                        continue
                    if _makes_app(project, module, func):
                        raise Unfit("the app may run with debug=True")
                case ast.Attribute(attr="debug", ctx=ast.Store()):
                    raise Unfit("the app may run with debug=True")
                case _:
                    pass


def _makes_app(project: Project, module: Module, func: ast.expr) -> bool:
    found = meaning(project, module, func)
    if is_external(found, starlette.APPS):
        return True
    match found:
        case Symbol(module=where, nodes=[*_, ast.ClassDef() as node]):
            return is_app_class(project, where, node)
        case _:
            return False


def _has_websockets(project: Project, near: Module, units: frozenset[str]) -> bool:
    """Whether the projects that applications are of have websocket routes; others of the repository do not count."""
    for word in ("WebSocketRoute", *starlette.WEBSOCKET_ROUTES):
        for module in project.mentioning(word, near.path):
            if project.unit(module) not in units:
                continue
            if word == "WebSocketRoute":
                return True
            for node in flow.walk(module.tree):
                match node:
                    case ast.Call(func=ast.Attribute(attr=attr)) if attr == word:
                        return True
                    case _:
                        pass
    return False


def _mounted(project: Project, call_sites: Sequence[CallSite]) -> Iterator[str]:
    """The applications that are mounted into the applications, in the files of the call sites."""
    for module in {id(each.module): each.module for each in call_sites}.values():
        receivers = {dotted_name(each.receiver) for each in call_sites if each.module is module}
        for node in ast.walk(module.tree):
            match node:
                case ast.Call(func=ast.Attribute(value=receiver, attr="mount"), args=[_, mounted, *_]):
                    is_here = dotted_name(receiver) in receivers
                    if is_here and isinstance(mounted, ast.Name) and is_app(project, module, mounted, (module.tree,)):
                        yield mounted.id
                case _:
                    pass
