"""Making objects of the project's classes."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from asyncfix.project import calls, classes, parameters
from asyncfix.project.effects import Sought
from asyncfix.project.values import ASKED, UNKNOWN, Arguments, Class, Constant, Function, Instance, Origin, Value

if TYPE_CHECKING:
    from asyncfix.project.interpreter import Interpreter


def seek(run: Interpreter, function: Function, arguments: Arguments) -> None:
    """Raise `Sought` if this call is of the function that one wants to see called."""
    if function.node is run.sought and arguments is not ASKED:
        scope = run.scope(function.module, function.node, function.scope)
        parameters.bind(run, function, arguments, scope)
        raise Sought(scope.names)


def instantiate(run: Interpreter, cls: Class, arguments: Arguments, node: ast.expr) -> Value:
    """A new object of a project's class, its `__init__` run, or its fields set."""
    made = run.instance(cls, Origin(run.here(), node, "made"))
    made.materialised = True
    init = classes.method(run, cls, "__init__", made)
    if init is None:
        _set_fields(run, made, cls, arguments)
        post = classes.method(run, cls, "__post_init__", made)
        if post is not None:
            calls.invoke(run, post, Arguments(), node)
        return made
    seek(run, init, arguments)
    is_told = any(value is not UNKNOWN and not isinstance(value, Constant) for value in arguments.values())
    if not is_told and run.summaries.of_call(run, init, arguments) is not None:
        # What its constructor sets can be worked out when it is asked for.
        made.is_symbolic, made.materialised = True, False
    elif calls.ran(run, init, arguments, node) is None:
        run.run.is_resolved = False
    return made


def _set_fields(run: Interpreter, made: Instance, cls: Class, arguments: Arguments) -> None:
    """Set the fields of a new dataclass, model and the like by the arguments of its generated constructor."""
    names = list(classes.field_names(run, cls))
    for (name, _), value in zip(names, parameters.spread(run, arguments.positional), strict=False):
        made.fields[name] = value
    for name, value in arguments.named:
        if name:
            made.fields[name] = value
    for name, default in names:
        if name not in made.fields and default is not None:
            made.fields[name] = run.evaluate(default, cls.scope)
    if cls.node is run.sought:
        raise Sought(dict(made.fields))
    made.given = arguments
