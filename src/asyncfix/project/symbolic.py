"""Objects that were not seen to be made: their attributes are what the methods of their class set, run on demand."""

from __future__ import annotations

import ast
from functools import partial
from typing import TYPE_CHECKING

from asyncfix.project import calls, classes, flow
from asyncfix.project.values import ASKED, NONE, UNKNOWN, Class, Function, Instance, Value, alternatives

if TYPE_CHECKING:
    from asyncfix.project.interpreter import Interpreter
    from asyncfix.project.module import Module

HELD = 3
"""How deep an object is searched for what it shares with itself as a base class sees it."""


def materialise(run: Interpreter, value: Instance) -> None:
    """Work out the attributes of an object that was not seen to be made: run its `__init__` with what it asks for."""
    if value.materialised or not isinstance(value.cls, Class):
        return
    value.materialised = True
    if classes.find(run, value.cls, "__init__") is None:
        _ask_makers(run, value, value.cls)
        return
    init = classes.method(run, value.cls, "__init__", value)
    if init is not None:
        with run.before_all(init.scope), run.clock.made_with(value):
            calls.invoke(run, init, ASKED, init.node)
    if value.seen_from is not None:
        _identify(run, value, value.seen_from)


def _identify(run: Interpreter, value: Instance, whole: Instance) -> None:
    """What an object holds is one thing, be it seen as one of its class or of a base class: each ran `__init__`."""
    materialise(run, whole)
    same: dict[Instance, Instance] = {}
    for name, own in value.fields.items():
        match own, whole.fields.get(name):
            case Instance(cls=cls), Instance(cls=other) as known if own is not known and cls == other:
                same[own] = known
            case _:
                pass
    if same:
        _replace(value, same, HELD)


def _replace(value: Instance, same: dict[Instance, Instance], depth: int) -> None:
    """Put some objects in the place of others in the fields of an object, and of those that it holds."""
    for name, field in value.fields.items():
        if isinstance(field, Instance) and field in same:
            value.fields[name] = same[field]
        elif isinstance(field, Instance) and depth and field.seen_from is None:
            _replace(field, same, depth - 1)


def _ask_makers(run: Interpreter, value: Instance, cls: Class) -> None:
    """Fill in the fields of a dataclass or model with what the project's code makes its objects of.

    Only where that says more than the annotations: when two of them may hold one watched object.
    """
    if not run.asks_callers:
        return
    promised: set[str] = run.once("promised", cls.node, lambda: _promised(run, cls))
    if len(run.summaries.watched_fields(cls) | promised) < 2:
        return
    # It runs functions in interpreters of their own.
    from asyncfix.project.entries import given_by_callers

    names = {name for name, _ in classes.field_names(run, cls)}
    value.fields |= {name: one for name, one in given_by_callers(run, cls).items() if name in names}


def _promised(run: Interpreter, cls: Class) -> set[str]:
    """The fields of which their types only say what they can do: what they are, who makes the object knows."""
    return {name for name, annotation in classes.annotated_fields(run, cls) if _is_interface(run, annotation, cls)}


def _is_interface(run: Interpreter, annotation: ast.expr, cls: Class) -> bool:
    with run.before_all(cls.scope):
        declared = run.symbolic(annotation, cls.scope, None)
    return isinstance(declared, Instance) and classes.is_interface(run, declared.cls)


def set_elsewhere(run: Interpreter, value: Instance, name: str) -> Value:
    """What a method other than `__init__` assigns to an attribute."""
    if not isinstance(value.cls, Class):
        return UNKNOWN
    for module, cls, method in _setters(run, value.cls).get(name, ()):
        if (cls, method.name, name) in run.setters:
            continue
        run.setters.add((cls, method.name, name))
        scope = run.module_scope(module)
        owner = Class(module, cls, scope)
        function = Function(module, method, scope, value.cls if _makes_object(method) else value, owner)
        with run.before_all(scope), run.clock.made_with(value):
            made = calls.invoke(run, function, ASKED, method)
        for one in alternatives(made) if _makes_object(method) else ():
            if isinstance(one, Instance) and name in one.fields:
                value.fields[name] = one.fields[name]
        if value.fields.get(name, NONE) not in (NONE, UNKNOWN):
            return value.fields[name]
    return value.fields.get(name, UNKNOWN)


def sets(run: Interpreter, cls: Class, name: str) -> bool:
    """Whether a method of a class's own, other than `__init__`, assigns to an attribute."""
    return any(owner is cls.node for _, owner, _ in _setters(run, cls).get(name, ()))


def _setters(run: Interpreter, cls: Class) -> dict[str, list[tuple[Module, ast.ClassDef, flow.Function]]]:
    """For each attribute the methods other than `__init__` that assign to it, the class's own first."""

    def look() -> dict[str, list[tuple[Module, ast.ClassDef, flow.Function]]]:
        found: dict[str, list[tuple[Module, ast.ClassDef, flow.Function]]] = {}
        for one in classes.ancestry(run, cls):
            for method in one.node.body if isinstance(one, Class) else ():
                if isinstance(method, (ast.FunctionDef, ast.AsyncFunctionDef)) and method.name != "__init__":
                    assert isinstance(one, Class)
                    for name in run.once("assigned", method, partial(_assigned, method)):
                        found.setdefault(name, []).append((one.module, one.node, method))
        return found

    setters: dict[str, list[tuple[Module, ast.ClassDef, flow.Function]]] = run.once("setters", cls.node, look)
    return setters


def _assigned(method: flow.Function) -> frozenset[str]:
    """The attributes of its own object that a method assigns to; of a class method, those of the object it makes."""
    receiver = method.args.args[0].arg if method.args.args else ""
    owners = _made_by(method, receiver) if _makes_object(method) else {receiver}
    return frozenset(
        node.attr
        for node in flow.walk(method)
        if isinstance(node, ast.Attribute)
        and isinstance(node.ctx, ast.Store)
        and isinstance(node.value, ast.Name)
        and node.value.id in owners
    )


def _makes_object(method: flow.Function) -> bool:
    """Whether a method is a class method, which may be a constructor by another name."""
    return any(isinstance(decorator, ast.Name) and decorator.id == "classmethod" for decorator in method.decorator_list)


def _made_by(method: flow.Function, cls: str) -> set[str]:
    """The names that a class method binds to `cls(...)` or `cls.__new__(cls)`."""
    found: set[str] = set()
    for node in flow.own_nodes(method):
        match node:
            case ast.Assign(
                targets=[ast.Name(id=name)],
                value=ast.Call(func=ast.Name(id=made) | ast.Attribute(value=ast.Name(id=made), attr="__new__")),
            ) if made in (cls, "object"):
                found.add(name)
            case _:
                pass
    return found
