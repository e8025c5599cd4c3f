"""Values by their annotated types."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from asyncfix.project import injected
from asyncfix.project.library import CONTENT, ENTERED, OWNER
from asyncfix.project.meanings import Symbol
from asyncfix.project.names import dotted_name, parsed_annotation
from asyncfix.project.values import (
    NONE,
    UNKNOWN,
    Class,
    Collection,
    External,
    Factory,
    Instance,
    Origin,
    Value,
    alternatives,
    one_of,
)

if TYPE_CHECKING:
    from asyncfix.project.interpreter import Interpreter
    from asyncfix.project.scopes import Scope

_OPTIONAL = frozenset({"typing.Optional"})
_UNIONS = frozenset({"typing.Union", "types.UnionType"})
_ANNOTATED = frozenset({"typing.Annotated", "typing_extensions.Annotated"})
_WRAPPERS = frozenset(
    {"typing.Final", "typing.ClassVar", "typing.Required", "typing.NotRequired", "typing.ReadOnly", "typing.Awaitable"}
    | {"collections.abc.Awaitable", "typing.Coroutine", "collections.abc.Coroutine"}
)
_MANY = frozenset(
    {f"builtins.{name}" for name in ("list", "tuple", "set", "frozenset")}
    | {
        f"{module}.{name}"
        for module in ("typing", "collections.abc")
        for name in (
            "AbstractSet AsyncGenerator AsyncIterable AsyncIterator Collection Generator Iterable Iterator List"
            " MutableSequence Sequence Set Tuple"
        ).split()
    }
)
_MAPPINGS = frozenset(
    {"builtins.dict", "typing.Dict", "typing.Mapping", "collections.abc.Mapping", "typing.MutableMapping"}
    | {"collections.abc.MutableMapping", "collections.defaultdict"}
)
_TYPES = frozenset({"builtins.type", "typing.Type"})
_AWAITABLES = frozenset(
    f"{module}.{name}" for module in ("typing", "collections.abc") for name in ("Awaitable", "Coroutine")
)
_MANAGERS = frozenset(
    {"typing.AsyncContextManager", "typing.ContextManager", "contextlib.AbstractAsyncContextManager"}
    | {"contextlib.AbstractContextManager"}
)
_TYPE_VARIABLES = frozenset({"typing.TypeVar", "typing_extensions.TypeVar"})
_CALLABLES = frozenset({"typing.Callable", "collections.abc.Callable"})


def symbolic(run: Interpreter, annotation: ast.expr | None, scope: Scope, origin: Origin | None) -> Value:
    """Something of an annotated type, `UNKNOWN` where the type says nothing."""
    match annotation:
        case None:
            return UNKNOWN
        case ast.Constant(value=str(text)):
            parsed = parsed_annotation(text)
            return UNKNOWN if parsed is None else symbolic(run, parsed, scope, origin)
        case ast.Constant(value=None):
            return NONE
        case ast.BinOp(left=left, op=ast.BitOr(), right=right):
            return one_of(symbolic(run, left, scope, origin), symbolic(run, right, scope, origin))
        case ast.Subscript(value=value, slice=index):
            return _parametrised(run, value, index, scope, origin)
        case ast.Name() | ast.Attribute():
            return _of_type(run, annotation, scope, origin)
        case _:
            return UNKNOWN


def type_value(run: Interpreter, node: ast.expr, scope: Scope) -> Value:
    """What an expression in an annotation stands for: a class, most often."""
    if isinstance(node, ast.Name):
        # To look up a name makes nothing that would have to be there before.
        run.step()
        return run.lookup(node.id, scope)
    with run.before_all(scope):
        return run.evaluate(node, scope)


def _of_type(run: Interpreter, node: ast.expr, scope: Scope, origin: Origin | None) -> Value:
    alias = _alias(run, node, scope)
    if alias is None:
        return one_of(*(_instance_of(run, one, origin) for one in alternatives(type_value(run, node, scope))))
    told, where = alias
    if told in run.expanding:
        # It stands for itself.
        return UNKNOWN
    run.expanding.add(told)
    try:
        return symbolic(run, told, where, origin)
    finally:
        run.expanding.discard(told)


def _alias(run: Interpreter, node: ast.expr, scope: Scope) -> tuple[ast.expr, Scope] | None:
    """What a type alias at the level of a module stands for, and where that is written."""
    dotted = dotted_name(node)
    meaning = run.project.resolve(scope.module, dotted) if dotted else None
    if not isinstance(meaning, Symbol) or not meaning.nodes:
        return None
    where = run.module_scope(meaning.module)
    match meaning.nodes[-1]:
        case (
            ast.Assign(value=ast.Subscript() | ast.BinOp() | ast.Constant() as value)
            | ast.AnnAssign(value=ast.Subscript() | ast.BinOp() | ast.Constant() as value)
        ):
            return value, where
        case ast.Assign(value=ast.Call(func=func, args=[_, *rest], keywords=keywords)):
            kind = type_value(run, func, where)
            dotted = kind.dotted if isinstance(kind, External) else ""
            if dotted in _TYPE_VARIABLES:
                bound = next((keyword.value for keyword in keywords if keyword.arg == "bound"), None)
                return bound or ast.Constant(Ellipsis), where
            return (rest[0], where) if dotted == "typing.NewType" and rest else None
        case _:
            return None


def _instance_of(run: Interpreter, cls: Value, origin: Origin | None) -> Value:
    """An object of a class; of a library's name only if it looks like one of a class."""
    match cls:
        case Class():
            return run.instance(cls, origin, symbolic=True)
        case External(dotted=dotted):
            last = dotted.rpartition(".")[2]
            if dotted.startswith("builtins.") or dotted in ("typing.Any", "typing.Self"):
                return UNKNOWN
            is_class = last[:1].isupper() or dotted in run.library.known_classes
            return run.instance(cls, origin, symbolic=True) if is_class else UNKNOWN
        case _:
            return NONE if cls == NONE else UNKNOWN


def _parametrised(run: Interpreter, value: ast.expr, index: ast.expr, scope: Scope, origin: Origin | None) -> Value:
    """Something of a type with parameters."""
    outer = type_value(run, value, scope)
    arguments = index.elts if isinstance(index, ast.Tuple) else [index]
    name = outer.dotted if isinstance(outer, External) else ""
    if name in _OPTIONAL:
        return one_of(symbolic(run, index, scope, origin), NONE)
    if name in _UNIONS:
        return one_of(*(symbolic(run, one, scope, origin) for one in arguments))
    if name in _ANNOTATED:
        return _annotated(run, arguments, scope, origin)
    if (name in _WRAPPERS or name in run.library.wrappers) and arguments:
        return symbolic(run, arguments[-1 if "Coroutine" in name else 0], scope, origin)
    if name in _MANY and arguments:
        return _many(run, arguments[0], scope, origin)
    if name in _MAPPINGS and len(arguments) == 2:
        return Collection([], lambda: run.symbolic(arguments[1], scope, origin))
    if name in _TYPES:
        return type_value(run, index, scope)
    if name in _CALLABLES:
        return _callable(run, arguments, scope, origin)
    if name in _MANAGERS and arguments:
        made = run.instance(External("contextlib.AbstractAsyncContextManager"), origin, symbolic=True)
        made.fields[ENTERED] = symbolic(run, arguments[0], scope, origin)
        return made
    if name == "contextvars.ContextVar":
        made = run.instance(External(name), origin, symbolic=True)
        made.fields[CONTENT] = symbolic(run, arguments[0], scope, origin)
        return made
    return _of_type(run, value, scope, origin)


def _callable(run: Interpreter, arguments: list[ast.expr], scope: Scope, origin: Origin | None) -> Value:
    """Something callable of which only the type of the result is known."""
    returns = arguments[-1] if len(arguments) == 2 else None
    is_awaited = False
    if isinstance(returns, ast.Subscript):
        outer = type_value(run, returns.value, scope)
        is_awaited = isinstance(outer, External) and outer.dotted in _AWAITABLES
    if returns is None or symbolic(run, returns, scope, origin) is UNKNOWN:
        return UNKNOWN
    return Factory(lambda: run.symbolic(returns, scope, origin), is_awaited)


def _many(run: Interpreter, annotation: ast.expr, scope: Scope, origin: Origin | None) -> Value:
    """A collection of some type. Objects that were loaded together belong to one owner, whichever that is."""
    owners: dict[str, Instance] = {}
    born = run.clock.birth()

    def element() -> Value:
        made = run.symbolic(annotation, scope, origin)
        for dotted in run.external_classes(made) if isinstance(made, Instance) else ():
            owner = run.library.loaded_by.get(dotted)
            if owner is not None and isinstance(made, Instance):
                if owner not in owners:
                    owners[owner] = run.instance(External(owner), origin)
                    owners[owner].born = born
                made.fields.setdefault(OWNER, owners[owner])
        return made

    return Collection([], element)


def _annotated(run: Interpreter, arguments: list[ast.expr], scope: Scope, origin: Origin | None) -> Value:
    """`Annotated[T, ...]`: a dependency, if one is among the metadata."""
    for extra in arguments[1:]:
        found = injected.depends(run, extra, arguments[0], scope, origin)
        if found is not None:
            return found
    return symbolic(run, arguments[0], scope, origin) if arguments else UNKNOWN
