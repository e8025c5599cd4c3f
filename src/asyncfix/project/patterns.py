"""Patterns: values that belong to no interpreter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from asyncfix.project.values import (
    UNKNOWN,
    Class,
    Collection,
    Constant,
    External,
    Function,
    Instance,
    ModuleValue,
    OneOf,
    Unknown,
    Value,
    one_of,
)

if TYPE_CHECKING:
    from asyncfix.project.interpreter import Interpreter


# Patterns: values that belong to no interpreter


def pattern(value: Value) -> Value:
    """A value without what is the own of the interpreter that made it."""
    match value:
        case Constant() | External() | ModuleValue() | Unknown():
            return value
        case Class(scope=scope) | Function(scope=scope, receiver=None) if scope.is_module:
            return value
        case Instance(cls=External() as cls):
            return Instance(cls)
        case Instance(cls=Class(scope=scope) as cls) if scope.is_module:
            return Instance(cls, is_symbolic=True)
        case Collection(items=items):
            return Collection([item._replace(value=pattern(item.value), since=0) for item in items], lambda: UNKNOWN)
        case OneOf(values=values):
            return one_of(*(pattern(one) for one in values))
        case _:
            return UNKNOWN


def filled(run: Interpreter, pattern: Value) -> Value:
    """A new value by a pattern, for an interpreter."""
    match pattern:
        case Class(module=module, node=node):
            return Class(module, node, run.module_scope(module))
        case Function(module=module, node=node, owner=owner):
            return Function(module, node, run.module_scope(module), None, owner)
        case Instance(cls=Class(module=module, node=node)):
            return run.instance(Class(module, node, run.module_scope(module)), symbolic=True)
        case Instance(cls=External() as cls):
            return run.instance(cls)
        case Collection(items=items, element=element):
            return Collection([item._replace(value=filled(run, item.value)) for item in items], element)
        case OneOf(values=values):
            return one_of(*(filled(run, one) for one in values))
        case _:
            return pattern
