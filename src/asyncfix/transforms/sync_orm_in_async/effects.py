"""What calling a function of the project does: whether it runs queries, and what it returns."""

from __future__ import annotations

import ast
import dataclasses
import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from asyncfix.frameworks import django
from asyncfix.project import External, Project, flow
from asyncfix.project.names import dotted_name
from asyncfix.rule import Related
from asyncfix.transforms.sync_orm_in_async import classes, decorators, meanings, memo
from asyncfix.transforms.sync_orm_in_async.classes import ClassInfo
from asyncfix.transforms.sync_orm_in_async.kinds import (
    Awaitable,
    Function,
    Generator,
    Instance,
    Made,
    Managing,
    Plain,
    Query,
    Threaded,
    Tupled,
    Value,
)

if TYPE_CHECKING:
    from asyncfix.transforms.sync_orm_in_async.walk import Operation, Walk

_TRANSPARENT = django.names(
    "staticmethod classmethod property functools.cached_property django.utils.functional.cached_property"
    " functools.lru_cache functools.cache functools.wraps typing.override typing_extensions.override typing.overload"
    " abc.abstractmethod typing.no_type_check asyncio.coroutine django.views.decorators.csrf.csrf_exempt"
    " django.dispatch.receiver"
)
_ATOMIC = django.ATOMIC


@dataclass(frozen=True)
class Arguments:
    """What a call hands over, by position and by name; `is_known` is False with stars."""

    positional: tuple[Value | None, ...] = ()
    named: tuple[tuple[str, Value | None], ...] = ()
    is_known: bool = True


NO_ARGUMENTS = Arguments()


@dataclass(frozen=True)
class Effect:
    """What a call does: whether it runs a query, which and where, and what it returns."""

    evaluates: bool = False
    what: str = ""
    related: tuple[Related, ...] = ()
    result: Value | None = None
    is_generator: bool = False


_UNKNOWN = Effect()


def of(walk: Walk, function: Function, given: Arguments) -> Effect:
    """What calling a function of the project does; nothing is known of what takes too long to find out."""
    if walk.handed is not None:
        walk.handed.append((function.node, given))
    node, answers = function.node, memo.of(walk.project)
    work = partial(_effect, walk, function, given)
    if isinstance(node, ast.Lambda) or function.names:
        # What it does depends on the names around it, as they are now.
        alone: Effect = answers.alone(node, _UNKNOWN, work, lines=_lines(node))
        return alone
    facts = frozenset(name for _, name in _facts_about(walk, function, given))
    found: Effect = answers.answer((node, function.owner, given, facts), node, _UNKNOWN, work, lines=_lines(node))
    return dataclasses.replace(found, result=_another(found.result))


def _lines(node: flow.Function | ast.Lambda) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def _another(result: Value | None) -> Value | None:
    """The result of a further call: what is known of one call's is not known of the next one's."""
    match result:
        case Query() | Instance():
            return dataclasses.replace(result, identity=object())
        case Awaitable(result=inner):
            return Awaitable(_another(inner))
        case Tupled(elements=elements):
            return Tupled(tuple(map(_another, elements)))
        case _:
            return result


def _facts_about(walk: Walk, function: Function, given: Arguments) -> set[tuple[object, str]]:
    """What is known of the objects that a call hands over."""
    handed = [function.owner, *given.positional, *(value for _, value in given.named)]
    identities = {value.identity for value in handed if isinstance(value, Made)}
    return {fact for fact in walk.state.facts if fact[0] in identities}


def operations(walk: Walk, function: Function) -> list[Operation]:
    """The operations of a function of the file that is read, as it is called without arguments that are known."""
    if function.module is not walk.module:
        return []
    inner = walk.called(function)
    inner.depth = max(inner.depth, 1)
    inner.state.names.update(bound_parameters(walk, function, NO_ARGUMENTS))
    inner.own |= set(inner.state.names)
    if isinstance(function.node, ast.Lambda):
        inner.value(function.node.body)
    else:
        inner.run(function.node.body)
    return inner.operations


def _effect(walk: Walk, function: Function, given: Arguments) -> Effect:
    inner = walk.called(function)
    inner.state.names.update(bound_parameters(walk, function, given))
    inner.state.facts |= _facts_about(walk, function, given)
    inner.own |= set(inner.state.names)
    node = function.node
    if isinstance(node, ast.Lambda):
        inner.returned.append(inner.value(node.body))
    else:
        inner.run(node.body)
        if not inner.state.is_dead:
            inner.returned.append(Plain(is_none=True))
    first = next(iter(inner.operations), None)
    opens = not isinstance(node, ast.Lambda) and is_atomic(walk.project, function)
    result = _result(walk, function, inner)
    if isinstance(node, ast.FunctionDef) and flow.is_generator(node):
        element = inner.yielded[0] if inner.yielded else None
        what = _told(function, first)[0] if first is not None or opens else ""
        return Effect(result=Generator(bool(what), element, what), is_generator=True)
    if isinstance(node, ast.AsyncFunctionDef):
        return Effect(result=Generator(False, inner.yielded[0]) if inner.yielded else Awaitable(result))
    if (first is None and not opens) or inner.minds_its_thread or minds_its_thread(node):
        return Effect(result=result)
    return Effect(True, *_told(function, first), result)


_WHERE = ("get_running_loop", "in_atomic_block")


def minds_its_thread(node: ast.AST) -> bool:
    """Whether code looks for a running loop or an open transaction: it may do something else on the loop's thread."""
    return any(
        (isinstance(each, ast.Attribute) and each.attr in _WHERE) or (isinstance(each, ast.Name) and each.id in _WHERE)
        for each in ast.walk(node)
    )


def _told(function: Function, first: Operation | None) -> tuple[str, tuple[Related, ...]]:
    if first is None:
        return "opens a transaction", (Related(function.module.path, function.node.lineno, "opens a transaction"),)
    if first.related:
        return first.what, first.related
    return first.what, (Related(function.module.path, first.node.lineno, f"{first.what} here"),)


def _result(walk: Walk, function: Function, inner: Walk) -> Value | None:
    from asyncfix.transforms.sync_orm_in_async.walk import either

    if not isinstance(function.node, ast.Lambda) and function.node.returns is not None:
        told = meanings.annotated(walk.project, function.module, function.node.returns)
    else:
        told = None
    found: Value | None = inner.returned[0] if inner.returned else None
    for other in inner.returned[1:]:
        found = either(found, other)
    if isinstance(found, Plain) and found.is_none:
        found = None
    return found if found is not None else told


def bound_parameters(walk: Walk, function: Function, given: Arguments) -> dict[str, Value | None]:
    """What the parameters of a function are in one call; annotations fill the gaps."""
    node, owner = function.node, function.owner
    is_bound = owner is not None
    found = meanings.parameters(walk.project, function.module, node, function.cls, is_bound=False)
    names = [arg.arg for arg in [*node.args.posonlyargs, *node.args.args]]
    if is_bound and names and not meanings.has_decorator(node, "staticmethod"):
        found[names[0]] = owner
        names = names[1:]
    found |= _defaults(function)
    if given.is_known:
        for name, value in [*zip(names, given.positional, strict=False), *given.named]:
            if value is not None and name in found:
                found[name] = value
    return found


def _defaults(function: Function) -> dict[str, Value | None]:
    """`lambda book=book: ...`: the parameters whose default is a name of the function around."""
    args = function.node.args
    plain = [*args.posonlyargs, *args.args][-len(args.defaults) :] if args.defaults else []
    pairs = [*zip(plain, args.defaults, strict=True), *zip(args.kwonlyargs, args.kw_defaults, strict=True)]
    return {
        arg.arg: function.names[default.id]
        for arg, default in pairs
        if isinstance(default, ast.Name) and default.id in function.names
    }


# Decorators


def is_property(node: flow.Function) -> bool:
    return any(
        (dotted_name(each) or "").rpartition(".")[2] in ("property", "cached_property") for each in node.decorator_list
    )


def decorated(project: Project, function: Function) -> Value | None:
    """What a definition binds its name to: a decorator that is not known may do anything."""
    node = function.node
    if isinstance(node, ast.Lambda):
        return function
    found: Value | None = function
    for decorator in reversed(node.decorator_list):
        name = decorator_name(project, function, decorator)
        if name in django.WRAPPERS:
            found = Threaded(found)
        elif name == "contextlib.contextmanager" and isinstance(found, Function):
            found = Managing(found)
        elif name not in _TRANSPARENT | _ATOMIC and not decorators.calls_through(project, function.module, decorator):
            return None
    return found


def decorator_name(project: Project, function: Function, decorator: ast.expr) -> str:
    node = decorator.func if isinstance(decorator, ast.Call) else decorator
    name = dotted_name(node) or ""
    meaning = project.resolve(function.module, name)
    if isinstance(meaning, External):
        return meaning.dotted
    return name if meaning is None else ""


def is_atomic(project: Project, function: Function) -> bool:
    assert not isinstance(function.node, ast.Lambda)
    return any(decorator_name(project, function, each) in _ATOMIC for each in function.node.decorator_list)


# Classes


def class_value(walk: Walk, owner: ClassInfo, value: ast.expr | None) -> Value | None:
    """What an assignment in the body of a class binds."""
    from asyncfix.transforms.sync_orm_in_async.walk import Walk as Reading

    if value is None or owner.module is None:
        return None
    key = ("django class value", value)
    if key not in walk.project.known:
        walk.project.known[key] = None
        walk.project.known[key] = Reading(walk.project, owner.module, owner.module.tree).value(value)
    found: Value | None = walk.project.known[key]
    return found


def stored_in(walk: Walk, info: ClassInfo, name: str) -> Value | None:
    """What the methods of a class assign to an attribute of `self`: what they agree on."""
    from asyncfix.transforms.sync_orm_in_async.walk import either

    found = [_stored_by(walk, cls, method) for cls, method in _storing(walk.project, info).get(name, ())]
    values = [stored[name] for stored in found if name in stored]
    return functools.reduce(either, values) if values else None


def _storing(project: Project, info: ClassInfo) -> Mapping[str, Sequence[tuple[ClassInfo, flow.Function]]]:
    """The methods of a class and of those above it that assign to attributes, by the names of these."""
    key = ("django storing", info)
    if key not in project.known:
        storing: dict[str, list[tuple[ClassInfo, flow.Function]]] = {}
        for cls in classes.lineage(project, info):
            for nodes in classes.own_members(project, cls).values():
                for name in _stored(project, nodes[-1]):
                    assert isinstance(nodes[-1], flow.Function)
                    storing.setdefault(name, []).append((cls, nodes[-1]))
        project.known[key] = storing
    found: Mapping[str, Sequence[tuple[ClassInfo, flow.Function]]] = project.known[key]
    return found


def _stored(project: Project, method: ast.stmt) -> Sequence[str]:
    """The attributes that a method assigns to, of whatever object; none of what is no method."""
    key = ("django stores", method)
    if key not in project.known:
        nodes = flow.own_nodes(method) if isinstance(method, flow.Function) and method.args.args else ()
        stored = (node for node in nodes if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store))
        project.known[key] = tuple(dict.fromkeys(node.attr for node in stored))
    found: Sequence[str] = project.known[key]
    return found


def _stored_by(walk: Walk, cls: ClassInfo, method: flow.Function) -> Mapping[str, Value | None]:
    """What a method has assigned to the attributes of `self` when it ends."""
    about = ("django stored by", cls, method)
    work = partial(_read_stores, walk, cls, method)
    found: Mapping[str, Value | None] = memo.of(walk.project).answer(about, about, {}, work, lines=_lines(method))
    return found


def _read_stores(walk: Walk, cls: ClassInfo, method: flow.Function) -> dict[str, Value | None]:
    from asyncfix.transforms.sync_orm_in_async.walk import Walk as Reading

    assert cls.module is not None
    reading = Reading(walk.project, cls.module, method, cls=cls, depth=walk.depth + 1)
    reading.state.names.update(meanings.parameters(walk.project, cls.module, method, cls, is_bound=True))
    reading.run(method.body)
    start = f"{method.args.args[0].arg}."
    stored = reading.stores | reading.state.names
    return {path.removeprefix(start): found for path, found in stored.items() if path.startswith(start)}


# Asynchronous functions


def contexts_in(walk: Walk, node: ast.stmt) -> None:
    """Read what is asynchronous in a definition inside the function that is read."""
    from asyncfix.transforms.sync_orm_in_async.contexts import read_definition

    read_definition(walk, node)
