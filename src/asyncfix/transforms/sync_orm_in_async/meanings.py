"""What a name at the level of a module is, and what an annotation says."""

from __future__ import annotations

import ast
import contextlib

from asyncfix.frameworks import django
from asyncfix.project import External, Module, Project, Symbol, flow
from asyncfix.project.names import dotted_name
from asyncfix.transforms.sync_orm_in_async import classes
from asyncfix.transforms.sync_orm_in_async.classes import ClassInfo, Meaning
from asyncfix.transforms.sync_orm_in_async.kinds import (
    Class,
    Connection,
    Function,
    Instance,
    Keyed,
    Library,
    Listed,
    ManagerOf,
    Object,
    Part,
    Plain,
    Query,
    Request,
    Tupled,
    Value,
)

_SEQUENCES = django.names("list List Sequence Iterable Iterator Collection set Set frozenset FrozenSet AsyncIterator")
_MAPPINGS = django.names("dict Dict Mapping")
_QUERIES = django.names("QuerySet")
_MANAGERS = django.names("Manager RelatedManager ManyRelatedManager")
# Those of Django REST framework and its companions have authenticated their user before a view runs.
_WITH_REQUESTS_OF_THEIR_OWN = django.names("starlette fastapi aiohttp rest_framework adrf sanic quart")
_PLAIN = django.names("str int float bool bytes Decimal date datetime UUID")


def named(project: Project, module: Module, name: str) -> Value | None:
    """What a name at the level of a module is."""
    return of_meaning(project, project.resolve(module, name))


def of_meaning(project: Project, meaning: Meaning | None) -> Value | None:
    match meaning:
        case None:
            return None
        case External(dotted="django.db.connection"):
            return Connection()
        case External(dotted=dotted):
            return Class(classes.library_class(project, dotted)) if dotted in django.ROLES else Library(dotted)
        case Symbol(module=module, name=""):
            return Part(module)
        case Symbol(module=module, name=name, nodes=nodes) if nodes:
            return _defined(project, module, name, nodes[-1])
        case _:
            return None


def _defined(project: Project, module: Module, name: str, node: ast.stmt) -> Value | None:
    match node:
        case ast.ClassDef():
            return Class(classes.class_at(project, module, node, name))
        case ast.FunctionDef() | ast.AsyncFunctionDef():
            from asyncfix.transforms.sync_orm_in_async import effects

            return effects.decorated(project, Function(module, node))
        case ast.Assign(targets=[ast.Name()], value=value) | ast.AnnAssign(value=ast.expr() as value):
            return _assigned(project, module, node, value)
        case _:
            return None


def _assigned(project: Project, module: Module, node: ast.stmt, value: ast.expr) -> Value | None:
    from asyncfix.transforms.sync_orm_in_async.walk import Walk

    key = ("django assigned", node)
    if key not in project.known:
        project.known[key] = None
        project.known[key] = Walk(project, module, module.tree).value(value)
    found: Value | None = project.known[key]
    return found


def annotated(project: Project, module: Module, node: ast.expr | None) -> Value | None:
    """What an annotation says that a name is."""
    match node:
        case ast.Constant(value=str(text)):
            with contextlib.suppress(SyntaxError):
                return annotated(project, module, ast.parse(text.strip(), mode="eval").body)
            return None
        case ast.BinOp(left=left, op=ast.BitOr(), right=right):
            found = [one for one in (left, right) if not (isinstance(one, ast.Constant) and one.value is None)]
            return annotated(project, module, found[0]) if len(found) == 1 else None
        case ast.Subscript(value=value, slice=inner):
            return _generic(project, module, dotted_name(value) or "", inner)
        case ast.Name() | ast.Attribute():
            return _plainly(project, module, node)
        case _:
            return None


def _generic(project: Project, module: Module, name: str, inner: ast.expr) -> Value | None:
    last = name.rpartition(".")[2]
    parts = inner.elts if isinstance(inner, ast.Tuple) else [inner]
    match last:
        case "Optional" | "Annotated" | "Final" | "ClassVar":
            return annotated(project, module, parts[0])
        case "tuple" | "Tuple":
            if any(isinstance(part, ast.Constant) and part.value is ... for part in parts):
                return Listed(annotated(project, module, parts[0]))
            return Tupled(tuple(annotated(project, module, part) for part in parts))
        case _ if last in _SEQUENCES:
            return Listed(annotated(project, module, parts[0]))
        case _ if last in _MAPPINGS:
            return Keyed(annotated(project, module, parts[-1]))
        case _ if last in _QUERIES | _MANAGERS:
            element = annotated(project, module, parts[0])
            meaning = project.resolve(module, name)
            if isinstance(element, Instance) and isinstance(meaning, External) and "django" in meaning.dotted:
                return Query(element.model) if last in _QUERIES else ManagerOf(element.model)
            return None
        case _:
            return None


def _plainly(project: Project, module: Module, node: ast.expr) -> Value | None:
    name = dotted_name(node) or ""
    meaning = project.resolve(module, name)
    if isinstance(meaning, External) and meaning.dotted in django.REQUESTS:
        return Request()
    info = classes.class_of(project, meaning)
    if info is None and isinstance(meaning, Symbol):
        found = of_meaning(project, meaning)
        info = found.info if isinstance(found, Class) else None
    if info is None:
        return Plain() if meaning is None and name in _PLAIN else None
    return made_of(project, info)


def made_of(project: Project, info: ClassInfo) -> Value:
    """An instance of a class of which no more is known."""
    match classes.role(project, info):
        case "model":
            return Instance(info)
        case "queryset":
            return Query(None, info)
        case "manager":
            return ManagerOf(None, info)
        case _:
            return Object(info)


def parameters(
    project: Project, module: Module, node: flow.Function | ast.Lambda, cls: ClassInfo | None, *, is_bound: bool
) -> dict[str, Value | None]:
    """What the parameters of a function are, as far as their annotations and Django's conventions tell."""
    args = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
    found = {arg.arg: annotated(project, module, arg.annotation) for arg in args}
    found |= {name: value for name, value in _default_models(project, module, node).items() if found[name] is None}
    if is_bound and args and cls is not None:
        found[args[0].arg] = Class(cls) if has_decorator(node, "classmethod") else made_of(project, cls)
    for arg in args:
        if arg.arg == "request" and arg.annotation is None and _is_of_django(module):
            found["request"] = Request(identity=node)
    if not isinstance(node, ast.Lambda) and node.decorator_list:
        found |= {name: value for name, value in _received(project, module, node).items() if found.get(name) is None}
    for extra in (node.args.vararg, node.args.kwarg):
        if extra is not None:
            found[extra.arg] = None
    return found


def _default_models(project: Project, module: Module, node: flow.Function | ast.Lambda) -> dict[str, Value | None]:
    """The parameters that are a model by default: what a call hands over instead is one, too."""
    args = [*node.args.posonlyargs, *node.args.args]
    pairs: list[tuple[ast.arg, ast.expr | None]] = [*zip(args[::-1], node.args.defaults[::-1], strict=False)]
    pairs += zip(node.args.kwonlyargs, node.args.kw_defaults, strict=True)
    found: dict[str, Value | None] = {}
    for arg, default in pairs:
        name = dotted_name(default) if default is not None else None
        info = classes.class_of(project, project.resolve(module, name)) if name else None
        if info is not None and classes.role(project, info) == "model":
            found[arg.arg] = Class(info)
    return found


def _received(project: Project, module: Module, node: flow.Function) -> dict[str, Value | None]:
    """What the parameters of a receiver of Django's signals are: `@receiver(post_save, sender=Order)`."""
    names = {arg.arg for arg in [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]}
    found: dict[str, Value | None] = {}
    for decorator in node.decorator_list:
        match decorator:
            case ast.Call(func=function, args=[signals, *_], keywords=keywords) if (
                _external(project, module, function) in django.RECEIVERS
            ):
                listed = signals.elts if isinstance(signals, ast.List | ast.Tuple) else [signals]
                sender = next((each.value for each in keywords if each.arg == "sender"), None)
                given = [_given_by(project, module, _external(project, module, each), sender) for each in listed]
                if given and all(one == given[0] for one in given):
                    found |= given[0]
            case _:
                pass
    return {name: value for name, value in found.items() if name in names}


def _external(project: Project, module: Module, node: ast.expr) -> str:
    meaning = project.resolve(module, dotted_name(node) or "")
    return meaning.dotted if isinstance(meaning, External) else ""


def _given_by(project: Project, module: Module, signal: str, sender: ast.expr | None) -> dict[str, Value | None]:
    from asyncfix.transforms.sync_orm_in_async import models

    if signal in django.MODEL_SIGNALS and sender is not None:
        model = models.model_of(project, module, sender)
        return {"instance": Instance(model) if model else None}
    if signal in django.USER_SIGNALS:
        user = models.user_model(project, module)
        return {"user": Instance(user) if user else None}
    return {}


def has_decorator(node: flow.Function | ast.Lambda, name: str) -> bool:
    """Whether a definition is decorated with a plain name."""
    if isinstance(node, ast.Lambda):
        return False
    return any(isinstance(each, ast.Name) and each.id == name for each in node.decorator_list)


def _is_of_django(module: Module) -> bool:
    """Whether a module imports Django or what is built on it, and nothing whose requests are others."""
    tops = {dotted.lstrip(".").partition(".")[0] for dotted in module.imported.values()}
    return bool(tops & {"django", "ninja"}) and not tops & _WITH_REQUESTS_OF_THEIR_OWN
