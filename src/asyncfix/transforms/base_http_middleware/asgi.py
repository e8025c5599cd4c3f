"""Route A: the middleware as a pure ASGI class, of the same name, in the same place."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from asyncfix.project import flow
from asyncfix.project.names import dotted_name
from asyncfix.rule import Edit, Import, Refused
from asyncfix.transforms.base_http_middleware import dispatch as dispatches
from asyncfix.transforms.base_http_middleware import sites
from asyncfix.transforms.base_http_middleware.asgi_text import AsgiText, Typed
from asyncfix.transforms.base_http_middleware.constructor import constructor_of, dispatch_in
from asyncfix.transforms.base_http_middleware.dispatch import Dispatch
from asyncfix.transforms.base_http_middleware.found import Found
from asyncfix.transforms.base_http_middleware.spelling import Imports, spelling
from asyncfix.transforms.base_http_middleware.weave import Woven, weave

if TYPE_CHECKING:
    import libcst as cst

    from asyncfix.project import Module, Project


@dataclass(frozen=True, eq=False)
class Rewriting:
    """Edits, and what they do to imports; `notes` say what changes for the user."""

    edits: tuple[Edit, ...]
    wanted: tuple[tuple[str, Import], ...]
    unneeded: tuple[tuple[str, str], ...]
    introduces: frozenset[str]
    notes: tuple[str, ...]


def class_as_asgi(project: Project, found: Found) -> Rewriting:
    """A middleware class without its base. Raises `Refused`."""
    module, node = found.module, found.node
    assert isinstance(node, ast.ClassDef)
    function = dispatch_in(project, module, node)
    constructor = constructor_of(project, module, node)
    dispatch = dispatches.dispatch_of(project, module, function, node)
    dispatches.check(dispatch)
    inside = _imports_inside(project, found)
    assert dispatch.own is not None
    names = spelling(dispatch, dispatch.own)
    woven = weave(dispatch, names)
    imports = Imports(project, module)
    typed = _typed(imports, dispatch, woven, constructs=constructor.function is None)
    writer = AsgiText(dispatch, names, woven, typed, dispatch.own, imports.taken_out() if inside else ())
    edit = Edit(module.path, module.anchor(node), lambda tree: writer.as_class(tree, node, constructor))
    return Rewriting(
        (edit,),
        tuple((module.path, one) for one in imports.in_order()),
        tuple((module.path, name) for name in _unneeded(node.bases[0], function)),
        frozenset(),
        tuple(_notes(node.name, woven)),
    )


def function_as_asgi(project: Project, found: Found) -> Rewriting:
    """A decorated function, or one that is registered elsewhere, as a class. Raises `Refused`."""
    module, node = found.module, found.node
    assert isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    if len(node.decorator_list) > (found.form == "decorated"):
        raise Refused("it has other decorators")
    if isinstance(found.at.scope, ast.ClassDef):
        raise Refused("it is defined in the body of a class")
    dispatch = dispatches.dispatch_of(project, module, node)
    dispatches.check(dispatch)
    if any(isinstance(inner, ast.arg) and inner.arg == "self" for inner in ast.walk(node)):
        raise Refused("something in it has a `self` of its own")
    _check_private(node)
    check_used(project, found)
    inside = _imports_inside(project, found)
    names = spelling(dispatch, "self")
    woven = weave(dispatch, names)
    imports = Imports(project, module)
    typed = _typed(imports, dispatch, woven, constructs=True)
    name = class_name(node.name, project.bound(module).names.keys() | flow.names_in(module.tree))
    writer = AsgiText(dispatch, names, woven, typed, "self", imports.taken_out() if inside else ())
    added = f"{ast.unparse(found.receiver)}.add_middleware({name})" if found.receiver else None
    edit = Edit(module.path, module.anchor(node), lambda tree: writer.from_function(tree, name, added))
    edits, wanted = [edit], [(module.path, one) for one in imports.in_order()]
    unneeded = [(module.path, each) for each in _unneeded(None, node)]
    for registration in found.registrations:
        more = _registered(project, found, registration, name)
        edits += more.edits
        wanted += more.wanted
        unneeded += more.unneeded
    notes = tuple(_notes(node.name, woven))
    return Rewriting(tuple(edits), tuple(wanted), tuple(unneeded), frozenset({name}), notes)


def _check_private(node: flow.Function) -> None:
    """Refuse names like `__hits`, which are others inside a class."""
    for inner in ast.walk(node):
        match inner:
            case ast.Name(id=name) | ast.Attribute(attr=name) | ast.arg(arg=name):
                if name.startswith("__") and not name.endswith("__"):
                    raise Refused(f"`{name}` on line {inner.lineno} would be another name inside a class")
            case _:
                pass


def class_name(function: str, taken: set[str]) -> str:
    """The name of the class that a middleware function becomes."""
    words = [word for word in re.split(r"_+", function) if word]
    name = "".join(word[:1].upper() + word[1:] for word in words)
    return flow.free_name(name if name.lower().endswith("middleware") else f"{name}Middleware", taken)


def _imports_inside(project: Project, found: Found) -> bool:
    """Whether new imports go in front of the class, into the function around it: nothing at the top of the file says
    that Starlette is there. Raises `Refused` where it may not even be installed."""
    module, node = found.module, found.node
    if isinstance(node, ast.ClassDef):
        first = (dotted_name(node.bases[0]) or "").partition(".")[0]
        bindings = [*project.bindings(module).get(first, ())]
        is_sure = any(binding.is_sure for binding in bindings)
    else:
        sources = (each for bindings in project.bound(module).names.values() for each in bindings if each.is_sure)
        is_sure = any((each.source or "").partition(".")[0] in ("fastapi", "starlette") for each in sources)
        bindings = []
        if len(found.at.scopes) == 1:
            # It is registered with an application, here or by code that has one.
            is_sure = is_sure or found.form == "decorated" or all(map(_has_starlette, found.registrations))
    if is_sure:
        return False
    if bindings or len(found.at.scopes) == 1:
        raise Refused("its base is imported on a condition: Starlette may not be installed")
    return True


def _has_starlette(registration: sites.Registration) -> bool:
    top = registration.module.tree.body
    imported = (each for each in top if isinstance(each, ast.Import | ast.ImportFrom))
    names = (each.module or "" if isinstance(each, ast.ImportFrom) else each.names[0].name for each in imported)
    return any(name.partition(".")[0] in ("fastapi", "starlette") for name in names)


def check_used(project: Project, found: Found) -> None:
    """Refuse a function that something else names: it will be gone."""
    for registration in found.registrations:
        if registration.way == "curried" and not isinstance(registration.at.statement, ast.Expr):
            raise Refused(f"{registration.module.path}:{registration.call.lineno} uses what registering it gives")
    registered = {id(each.function) for each in found.registrations}
    for reference in sites.references(project, found.module, found.at):
        if id(reference.node) not in registered:
            raise Refused(f"`{found.name}` is used elsewhere ({reference.module.path}:{reference.node.lineno})")
    exported = project.bound(found.module).exported
    if exported and found.name in exported:
        raise Refused(f"`{found.name}` is in `__all__`")


def _typed(imports: Imports, dispatch: Dispatch, woven: Woven, *, constructs: bool) -> Typed:
    return Typed(
        app=imports.type("ASGIApp") if constructs else "",
        scope=imports.type("Scope"),
        receive=imports.type("Receive"),
        send=imports.type("Send"),
        message=imports.type("Message") if woven.wraps or any(woven.reads) else "",
        headers=imports.headers() if woven.uses_headers else "",
        request=imports.request(dispatch) if woven.uses_request else "",
        response=imports.response() if woven.sets_cookies else "",
    )


def _unneeded(base: ast.expr | None, function: flow.Function) -> Iterator[str]:
    """The names of the old code's base and signature; what is still used stays imported."""
    for argument in [*function.args.posonlyargs, *function.args.args]:
        yield from _names(argument.annotation)
    yield from _names(function.returns)
    for decorator in function.decorator_list:
        yield from _names(decorator)
    for node in ast.walk(function):
        # `response = Response(...)` in front of a `try` may go, and `response: Response` goes.
        match node:
            case ast.Assign(value=ast.Call(func=func)):
                yield from _names(func)
            case ast.AnnAssign(annotation=annotation):
                yield from _names(annotation)
            case _:
                pass
    if base is not None:
        yield from _names(base)
        text = dotted_name(base) or ""
        if "." in text:
            yield text.rpartition(".")[0]


def _names(node: ast.expr | None) -> Iterator[str]:
    for inner in ast.walk(node) if node else ():
        match inner:
            case ast.Name(id=name):
                yield name
            case ast.Constant(value=str(text)):
                yield from re.findall(r"\w+", text)
            case _:
                pass


def no_longer_hidden(name: str) -> str:
    return (
        f"{name}: errors after the response started are no longer hidden: the connection breaks instead of ending"
        " normally."
    )


def _notes(name: str, woven: Woven) -> Iterator[str]:
    yield no_longer_hidden(name)
    if woven.is_timed:
        yield (
            f"{name}: finally now runs after the whole response and its background tasks, before it ran at response"
            " start."
        )
    if woven.goes_on:
        yield (
            f"{name}: code after call_next now runs in the request's own task; context variables set by the endpoint"
            " are visible."
        )


def _registered(project: Project, found: Found, registration: sites.Registration, name: str) -> Rewriting:
    """The call that hands a function over, as one that hands the class over."""
    module, call = registration.module, registration.call
    text = _with_last(registration.function, name)
    edit = Edit(module.path, module.anchor(call), lambda tree: _as_registration(tree, registration.way, text))
    wanted: list[tuple[str, Import]] = []
    unneeded = [(module.path, each) for each in ("BaseHTTPMiddleware",) if registration.way != "curried"]
    if module is not found.module and isinstance(registration.function, ast.Name):
        source = _imported_from(project, module, registration.function.id)
        wanted.append((module.path, Import(source, name)))
        unneeded.append((module.path, registration.function.id))
    return Rewriting((edit,), tuple(wanted), tuple(unneeded), frozenset(), ())


def _imported_from(project: Project, module: Module, name: str) -> str:
    """The module that a file's top imports a name from, as it spells it."""
    for binding in project.bound(module).names.get(name, ()):
        match binding.node:
            case ast.ImportFrom(module=source, level=level) if binding.is_sure:
                return "." * level + (source or "")
            case _:
                pass
    raise Refused(f"`{name}` is not imported at the top of {module.path}")


def _with_last(node: ast.expr, name: str) -> str:
    match node:
        case ast.Attribute(value=value):
            return f"{ast.unparse(value)}.{name}"
        case _:
            return name


def _as_registration(tree: cst.CSTNode, way: sites.Way, text: str) -> cst.CSTNode:
    import libcst as cst

    assert isinstance(tree, cst.Call)
    argument = cst.Arg(cst.parse_expression(text))
    if way != "curried":
        return tree.with_changes(args=[argument])
    assert isinstance(tree.func, cst.Call)
    assert isinstance(tree.func.func, cst.Attribute)
    func = tree.func.func.with_changes(attr=cst.Name("add_middleware"))
    return tree.with_changes(func=func, args=[argument])
