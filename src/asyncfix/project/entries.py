"""Running a function as its callers would: nobody is seen to call it, or the callers that the project has are asked."""

from __future__ import annotations

import ast
import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from asyncfix.project import calls, classes, flow, parameters, statements
from asyncfix.project.effects import Sought
from asyncfix.project.frames import Frame
from asyncfix.project.interpreter import Interpreter, TooMuch
from asyncfix.project.names import called_names
from asyncfix.project.values import (
    ASKED,
    UNKNOWN,
    Class,
    Collection,
    Constant,
    External,
    Function,
    Instance,
    ModuleValue,
    OneOf,
    Value,
    one_of,
)

if TYPE_CHECKING:
    from asyncfix.project import Module

SITES = 4
"""Calls of one function that are looked at to learn what it is given."""

ADOPTED = 4
"""How deep an object is copied from one interpreter to another."""


def enter(run: Interpreter, module: Module, chain: Sequence[flow.Scope]) -> None:
    """Run the last of nested scopes, a function, those around it first; parameters are what they ask for."""
    scope = run.module_scope(module)
    run.frames.append(Frame(scope, None))
    owner: Class | None = None
    for index, node in enumerate(chain):
        if isinstance(node, ast.ClassDef):
            owner = Class(module, node, scope)
            scope = classes.class_scope(run, owner)
            continue
        assert isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
        function = Function(module, node, scope, _receiver(run, owner, node), owner)
        if index == len(chain) - 1:
            calls.invoke(run, function, ASKED, node)
        else:
            scope = run.scope(module, node, scope)
            parameters.bind(run, function, ASKED, scope)
            run.frames.append(Frame(scope, function))
            with run.recording():
                statements.execute(run, node.body, scope)
        owner = None


def _receiver(run: Interpreter, owner: Class | None, node: flow.Function) -> Value | None:
    if owner is None:
        return None
    names = {decorator.id for decorator in node.decorator_list if isinstance(decorator, ast.Name)}
    if "staticmethod" in names:
        return None
    if "classmethod" in names:
        return owner
    made = run.instance(owner, symbolic=True)
    made.born = 0
    return made


def given_by_callers(run: Interpreter, function: Function | Class) -> Mapping[str, Value]:
    """What a call in the project gives the parameters of a function, the first that gives it a watched object.

    Of a class without `__init__` it is the fields that its objects are made with. What has no annotation is told by
    nothing else, nor that two objects share a third. Empty where no call tells.
    """
    node = function.node
    if not run.asks_callers or isinstance(node, ast.Lambda) or not run.summaries.names_watched(function.module):
        return {}
    key = "given", node
    if key not in run.project.known:
        # A function that calls itself tells nothing.
        run.project.known[key] = {}
        run.project.known[key] = _given(run, function)
    copies: dict[int, Value] = {}
    return {name: _adopted(run, value, copies, ADOPTED) for name, value in run.project.known[key].items()}


def _given(run: Interpreter, function: Function | Class) -> dict[str, Value]:
    assert not isinstance(function.node, ast.Lambda)
    receiver = function.receiver if isinstance(function, Function) else None
    calling = (one for name in _called_as(run, function) for one in _callers(run, name, function.module))
    for module, chain in itertools.islice(calling, SITES):
        asking = Interpreter(run.project, run.library)
        asking.sought, asking.asks_callers = function.node, run.asks_callers - 1
        try:
            enter(asking, module, chain)
        except Sought as found:
            if any(asking.summaries.carries(asking, value) for value in found.given.values()):
                return {name: value for name, value in found.given.items() if value is not receiver}
        except TooMuch:
            continue
    return {}


def _called_as(run: Interpreter, function: Function | Class) -> list[str]:
    """The names by which a function may be called; `__init__` by those of the classes that have it."""
    assert not isinstance(function.node, ast.Lambda)
    if not isinstance(function, Function) or function.node.name != "__init__" or function.owner is None:
        return [function.node.name]
    owners = [function.owner, *classes.subclasses(run, function.owner)]
    match function.receiver:
        case Instance(cls=Class() as own):
            owners = [own, *owners]
        case _:
            pass
    return list(dict.fromkeys(cls.node.name for cls in owners))


def _callers(run: Interpreter, name: str, near: Module) -> Iterator[tuple[Module, list[flow.Scope]]]:
    """The functions of the project that call something of a name, each with the scopes around it."""
    called = re.compile(rb"(?<!def )(?<!class )\b%s\s*\(" % name.encode())
    for module in run.project.mentioning(name, near.path, called):
        for place in flow.placed(module.tree):
            statement = place.statement
            if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef)) and name in called_names(statement):
                yield module, [*place.scopes[1:], statement]


def _adopted(run: Interpreter, value: Value, copies: dict[int, Value], depth: int) -> Value:
    """A value of another interpreter, as one of this: what is one object there is one here."""
    if id(value) in copies:
        return copies[id(value)]
    match value:
        case Constant() | External() | ModuleValue():
            return value
        case Class(module=module, node=node, scope=scope) if scope.is_module:
            return Class(module, node, run.module_scope(module))
        case Instance(cls=cls, fields=fields):
            own = _adopted(run, cls, copies, depth)
            if not isinstance(own, (Class, External)) or not depth:
                return UNKNOWN
            copy = run.instance(own, value.origin, symbolic=value.is_symbolic)
            copies[id(value)] = copy
            copy.materialised = value.materialised
            copy.fields = {name: _adopted(run, field, copies, depth - 1) for name, field in fields.items()}
            return copy
        case Collection(items=items) if depth:
            return Collection([item._replace(value=_adopted(run, item.value, copies, depth - 1)) for item in items])
        case OneOf(values=values):
            return one_of(*(_adopted(run, one, copies, depth) for one in values))
        case _:
            return UNKNOWN
