"""The decorators of functions: what they make of a definition, and which ones a method has."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from asyncfix.project import classes
from asyncfix.project.values import Arguments, External, Function, Instance, Value, alternatives

if TYPE_CHECKING:
    from asyncfix.project.interpreter import Interpreter
    from asyncfix.project.scopes import Scope


def decorator_names(run: Interpreter, found: classes.Found) -> set[str]:
    """The libraries' decorators of a method, those that are called left out."""
    assert isinstance(found.node, (ast.FunctionDef, ast.AsyncFunctionDef))
    names: set[str] = set()
    for node in found.node.decorator_list:
        if isinstance(node, (ast.Name, ast.Attribute)):
            with run.before_all(found.owner.scope):
                value = run.evaluate(node, found.owner.scope)
            names.update(one.dotted for one in alternatives(value) if isinstance(one, External))
    return names


def decorated(run: Interpreter, function: Function, scope: Scope) -> Value:
    """What a definition binds its name to, once its decorators have had it."""
    assert not isinstance(function.node, ast.Lambda)
    value: Value = function
    for node in reversed(function.node.decorator_list):
        decorator = run.evaluate(node, scope)
        if any(_is_transparent(run, one) for one in alternatives(decorator)):
            continue
        value = run.call(decorator, Arguments((value,)), node)
    return value


def _is_transparent(run: Interpreter, decorator: Value) -> bool:
    match decorator:
        case External(dotted=dotted):
            return dotted in run.library.transparent
        case Instance(cls=External(dotted=dotted)):
            return dotted in run.library.transparent
        case _:
            return False
