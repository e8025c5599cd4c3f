"""The constructor of a middleware class, and what else of a class keeps it on BaseHTTPMiddleware."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeGuard

from asyncfix.project import Module, Project, flow
from asyncfix.project.names import dotted_name
from asyncfix.rule import Refused
from asyncfix.transforms.base_http_middleware.found import is_base, subclasses
from asyncfix.transforms.base_http_middleware.indirect import objects
from asyncfix.transforms.base_http_middleware.names import meaning

_OVERRIDES = frozenset({"typing.override", "typing_extensions.override"})
_HARMLESS = frozenset({"typing.final", "typing_extensions.final"})
_DISPATCH = re.compile(rb"\.\s*dispatch|[\"']dispatch[\"']")
_ASKS = re.compile(rb"\bis(?:instance|subclass)\b")


@dataclass(frozen=True, eq=False)
class Constructor:
    """How a class comes to its `app`. `call` is the `super().__init__(app)`, in `function`, that becomes
    `self.app = app`; None for both where there is no constructor. `value` is the application's expression; None says
    that the call only goes, since the attribute is set beside it."""

    function: ast.FunctionDef | None = None
    call: ast.Expr | None = None
    value: ast.expr | None = None


def dispatch_in(project: Project, module: Module, node: ast.ClassDef) -> flow.Function:
    """The `dispatch` of a middleware class. Raises `Refused` for classes that must stay what they are."""
    if len(node.bases) != 1 or node.keywords:
        raise Refused("it has several bases or a metaclass")
    for decorator in node.decorator_list:
        if getattr(meaning(project, module, decorator), "dotted", None) not in _HARMLESS:
            raise Refused(f"the class is decorated with `{ast.unparse(decorator)}`")
    if any(isinstance(each, flow.Function) and each.name == "__call__" for each in node.body):
        raise Refused("it has a `__call__` of its own")
    named = [each for each in node.body if isinstance(each, flow.Function) and each.name == "dispatch"]
    everywhere = [each for each in ast.walk(node) if isinstance(each, flow.Function) and each.name == "dispatch"]
    if len(named) != 1 or len(everywhere) != 1:
        raise Refused("it has no `dispatch` of its own" if not everywhere else "it has several forms of `dispatch`")
    (function,) = named
    for decorator in function.decorator_list:
        if getattr(meaning(project, module, decorator), "dotted", None) not in _OVERRIDES:
            raise Refused(f"`dispatch` is decorated with `{ast.unparse(decorator)}`")
    if any(dotted_name(target) == "__slots__" for each in node.body for target in getattr(each, "targets", [])):
        raise Refused("it has `__slots__`")
    _check_members(node)
    below = next(iter(subclasses(project, module, node)), None)
    if below:
        where, other = below
        raise Refused(f"`{other.name}` ({where.path}:{other.lineno}) extends it")
    _check_dispatched(project, module, node)
    _check_asked(project, module)
    return function


def _check_members(node: ast.ClassDef) -> None:
    given = {id(keyword.value) for call in ast.walk(node) if _is_super(call, node) for keyword in call.keywords}
    calls = [call for call in ast.walk(node) if _is_super(call, node)]
    supers = {id(call.func.value) for call in calls if isinstance(call.func, ast.Attribute)}
    for inner in ast.walk(node):
        match inner:
            case ast.FunctionDef(name="__call__") | ast.AsyncFunctionDef(name="__call__"):
                raise Refused("it has a `__call__` of its own")
            case ast.Call(func=ast.Name("super"), lineno=line) if id(inner) not in supers:
                raise Refused(f"it uses `super()` on line {line}")
            case ast.Attribute(attr="dispatch" | "dispatch_func" as attr, lineno=line) if id(inner) not in given:
                raise Refused(f"it uses `{attr}` on line {line}")
            case _:
                pass


def _check_dispatched(project: Project, module: Module, node: ast.ClassDef) -> None:
    """Refuse a class whose `dispatch` other code calls, as tests do."""
    others = project.mentioning(node.name, module.path, _DISPATCH)
    for other in [module, *(other for other in others if other is not module)]:
        named = {node.name, *objects(other, node.name)}
        for inner in ast.walk(other.tree):
            match inner:
                case ast.Call(func=ast.Attribute(attr="dispatch"), args=args, keywords=given, lineno=line) if (
                    len(args) + len(given) > 1
                ):
                    raise Refused(f"its `dispatch` may be called on its own ({other.path}:{line})")
                case ast.Attribute(value=ast.Name(id=name), attr="dispatch", lineno=line) if name in named:
                    raise Refused(f"its `dispatch` is used on its own ({other.path}:{line})")
                case ast.Constant(value=str(text), lineno=line) if text.endswith(f"{node.name}.dispatch"):
                    raise Refused(f"its `dispatch` is replaced by name ({other.path}:{line})")
                case ast.Call(args=[ast.Name(id=name), ast.Constant("dispatch"), *_], lineno=line) if name in named:
                    raise Refused(f"its `dispatch` is replaced by name ({other.path}:{line})")
                case ast.Attribute(attr="dispatch_func", lineno=line):
                    raise Refused(f"its `dispatch_func` is used ({other.path}:{line})")
                case _:
                    pass


def _check_asked(project: Project, module: Module) -> None:
    """Refuse where code of the project asks whether something is a BaseHTTPMiddleware: it may be this one."""
    package = project.name_of(module).partition(".")[0]
    for other in project.mentioning("BaseHTTPMiddleware", module.path, _ASKS):
        known = {project.name_of(other), *other.imported.values()}
        if package not in {name.partition(".")[0] for name in known}:
            continue
        for inner in ast.walk(other.tree):
            match inner:
                case ast.Call(func=ast.Name("issubclass" | "isinstance"), args=[_, asked], lineno=line):
                    kinds = asked.elts if isinstance(asked, ast.Tuple) else [asked]
                    if any(is_base(project, other, kind) for kind in kinds):
                        raise Refused(f"{other.path}:{line} asks whether something is a BaseHTTPMiddleware")
                case _:
                    pass


def constructor_of(project: Project, module: Module, node: ast.ClassDef) -> Constructor:
    """The constructor of a middleware class. Raises `Refused` for one that does more than hand `app` on."""
    found = [each for each in node.body if isinstance(each, flow.Function) and each.name == "__init__"]
    if not found:
        if any(dotted_name(target) == "__init__" for each in node.body for target in getattr(each, "targets", [])):
            raise Refused("its constructor is assigned")
        return Constructor()
    (function, *others) = found
    if others or not isinstance(function, ast.FunctionDef):
        raise Refused("it has several constructors")
    calls = [each for each in ast.walk(function) if _is_super(each, node)]
    if len(calls) != 1:
        raise Refused("its constructor does not call that of BaseHTTPMiddleware once")
    statement = next((each for each in function.body if isinstance(each, ast.Expr) and each.value is calls[0]), None)
    if statement is None:
        raise Refused("its constructor calls that of BaseHTTPMiddleware in a branch")
    (call,) = calls
    value = _app(project, module, node, call, function)
    own = own_name(function)
    if any(dotted_name(target) == f"{own}.app" for target in _targets(function)):
        if not all(ast.unparse(each) == ast.unparse(value) for each in _values(function, f"{own}.app")):
            raise Refused("its constructor sets `app` to something else")
        return Constructor(function, statement, None)
    return Constructor(function, statement, value)


def _is_super(node: ast.AST, owner: ast.ClassDef) -> TypeGuard[ast.Call]:
    match node:
        case ast.Call(func=ast.Attribute(value=ast.Call(func=ast.Name("super")), attr="__init__")):
            return True
        case ast.Call(func=ast.Attribute(value=base, attr="__init__")):
            return dotted_name(base) is not None and ast.dump(base) == ast.dump(owner.bases[0])
        case _:
            return False


def _app(project: Project, module: Module, node: ast.ClassDef, call: ast.Call, function: ast.FunctionDef) -> ast.expr:
    arguments = list(call.args)
    match call.func:
        case ast.Attribute(value=ast.Name() | ast.Attribute()):
            # `BaseHTTPMiddleware.__init__(self, app)`.
            arguments = arguments[1:]
        case _:
            pass
    keywords = {keyword.arg: keyword.value for keyword in call.keywords}
    value = arguments.pop(0) if arguments else keywords.pop("app", None)
    dispatch = arguments.pop(0) if arguments else keywords.pop("dispatch", None)
    if isinstance(dispatch, ast.Starred):
        raise Refused(f"its constructor hands more than `app` to BaseHTTPMiddleware on line {call.lineno}")
    if dispatch is not None and not _is_its_own(project, module, node, function, dispatch):
        raise Refused(f"its constructor takes another `dispatch` on line {call.lineno}")
    if value is None or isinstance(value, ast.Starred) or arguments or keywords:
        raise Refused(f"its constructor hands more than `app` to BaseHTTPMiddleware on line {call.lineno}")
    if not isinstance(value, ast.Name) or value.id not in {each.arg for each in _parameters(function)}:
        raise Refused(f"its constructor hands another application on (line {call.lineno})")
    return value


def _is_its_own(
    project: Project, module: Module, node: ast.ClassDef, function: ast.FunctionDef, dispatch: ast.expr
) -> bool:
    """Whether what a constructor gives as `dispatch` is the class's own: `self.dispatch`, None, or a parameter that is
    None by default and that no call gives."""
    match dispatch:
        case ast.Constant(value=None):
            return True
        case ast.Attribute(value=ast.Name(id=name), attr="dispatch"):
            return name == own_name(function)
        case ast.Name(id="dispatch"):
            names = [each.arg for each in function.args.args]
            defaults = dict(zip(reversed(names), reversed(function.args.defaults), strict=False))
            keywords = zip((each.arg for each in function.args.kwonlyargs), function.args.kw_defaults, strict=True)
            default = {**defaults, **dict(keywords)}.get("dispatch")
            is_none = isinstance(default, ast.Constant) and default.value is None
            return is_none and not _is_given_dispatch(project, module, node)
        case _:
            return False


def _is_given_dispatch(project: Project, module: Module, node: ast.ClassDef) -> bool:
    """Whether a call that names the class may give it a `dispatch`."""
    for other in [module, *project.mentioning(node.name, module.path)]:
        for call in ast.walk(other.tree):
            if not isinstance(call, ast.Call) or _is_super(call, node):
                continue
            named = {dotted_name(each) for each in (call.func, *call.args)}
            if not any(name and name.rpartition(".")[2] == node.name for name in named):
                continue
            if len(call.args) > 1 or any(keyword.arg in ("dispatch", None) for keyword in call.keywords):
                return True
    return False


def own_name(function: flow.Function) -> str:
    """The name of a method's first parameter."""
    return next((each.arg for each in [*function.args.posonlyargs, *function.args.args]), "self")


def _parameters(function: ast.FunctionDef) -> list[ast.arg]:
    return [*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs]


def _targets(function: ast.FunctionDef) -> Iterator[ast.expr]:
    for node in ast.walk(function):
        match node:
            case ast.Assign(targets=targets):
                yield from targets
            case ast.AnnAssign(target=target) | ast.AugAssign(target=target):
                yield target
            case _:
                pass


def _values(function: ast.FunctionDef, name: str) -> Iterator[ast.expr]:
    for node in ast.walk(function):
        match node:
            case ast.Assign(targets=targets, value=value) if any(dotted_name(target) == name for target in targets):
                yield value
            case ast.AnnAssign(target=target, value=ast.expr() as value) if dotted_name(target) == name:
                yield value
            case _:
                pass
