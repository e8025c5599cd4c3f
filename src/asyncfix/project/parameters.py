"""What the parameters of a function stand for: the arguments of a call, or what callers would give."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import TYPE_CHECKING

from asyncfix.project import classes, elements, flow, injected
from asyncfix.project.library import OWNER
from asyncfix.project.values import (
    ASKED,
    UNKNOWN,
    Arguments,
    Class,
    Collection,
    Function,
    Instance,
    Item,
    Opaque,
    Origin,
    Spread,
    Value,
    alternatives,
)

if TYPE_CHECKING:
    from asyncfix.project.interpreter import Interpreter
    from asyncfix.project.scopes import Scope

Parameter = tuple[ast.arg, ast.expr | None]
"""A parameter and its default."""


def bind(run: Interpreter, function: Function, arguments: Arguments, scope: Scope) -> None:
    """Bind the parameters of a function to the arguments of a call."""
    if arguments is ASKED:
        _bind_asked(run, function, scope)
        return
    spec = function.node.args
    parameters, keyword_only = _with_defaults(spec)
    positional = spread(run, arguments.positional)
    if function.receiver is not None and (parameters or spec.vararg):
        positional = [function.receiver, *positional]
    named = _named(run, arguments)
    for index, (parameter, default) in enumerate(parameters):
        given = positional[index] if index < len(positional) else named.pop(parameter.arg, None)
        scope.names[parameter.arg] = _argument(run, function, parameter, given, default)
    for parameter, default in keyword_only:
        scope.names[parameter.arg] = _argument(run, function, parameter, named.pop(parameter.arg, None), default)
    if spec.vararg:
        scope.names[spec.vararg.arg] = Collection([Item(value) for value in positional[len(parameters) :]])
    if spec.kwarg:
        scope.names[spec.kwarg.arg] = Collection([Item(value, name) for name, value in named.items()])


def _with_defaults(spec: ast.arguments) -> tuple[list[Parameter], list[Parameter]]:
    """The parameters that may be given by position, and those that may not, with their defaults."""
    positional = [*spec.posonlyargs, *spec.args]
    defaults = [*[None] * (len(positional) - len(spec.defaults)), *spec.defaults]
    return [*zip(positional, defaults, strict=True)], [*zip(spec.kwonlyargs, spec.kw_defaults, strict=True)]


def _named(run: Interpreter, arguments: Arguments) -> dict[str, Value]:
    """The arguments that are given by name, those of `**` among them."""
    named = {name: value for name, value in arguments.named if name}
    for item in (item for name, value in arguments.named if not name for item in elements.iterated(run, value)):
        if isinstance(item.key, str):
            named.setdefault(item.key, item.value)
    return named


def _bind_asked(run: Interpreter, function: Function, scope: Scope) -> None:
    """Bind the parameters of a function that nobody was seen to call to what they ask for."""
    spec = function.node.args
    parameters, keyword_only = _with_defaults(spec)
    if function.receiver is not None and not parameters and spec.vararg:
        scope.names[spec.vararg.arg] = Collection([Item(function.receiver)], lambda: UNKNOWN)
    for index, (parameter, default) in enumerate([*parameters, *keyword_only]):
        if index == 0 and parameters and function.receiver is not None:
            scope.names[parameter.arg] = function.receiver
        else:
            scope.names[parameter.arg] = injected.parameter(run, function, parameter, default)
    _ask_callers(run, function, scope)
    for rest in (spec.vararg, spec.kwarg):
        if rest and rest.arg not in scope.names:
            scope.names[rest.arg] = Collection([], lambda: UNKNOWN)


def recognised(run: Interpreter, callee: Value, arguments: Arguments, node: ast.Call, scope: Scope) -> Arguments:
    """The arguments of a call; of a variable nothing is known of, the parameter that it is handed to tells."""
    found = _parameters_of(run, callee)
    if found is None:
        return arguments
    function, parameters = found
    by_name = {one.arg: one for one in parameters}
    starred = (index for index, argument in enumerate(node.args) if isinstance(argument, ast.Starred))
    # Behind a star nobody knows which parameter an argument goes to.
    count = min(len(parameters), next(starred, len(node.args)))
    positional = [
        _recognised(run, function, parameters[index] if index < count else None, argument, value, scope)
        for index, (argument, value) in enumerate(zip(node.args, arguments.positional, strict=True))
    ]
    named = [
        (name, _recognised(run, function, by_name.get(name), keyword.value, value, scope))
        for keyword, (name, value) in zip(node.keywords, arguments.named, strict=True)
    ]
    return Arguments(tuple(positional), tuple(named))


def _recognised(
    run: Interpreter, function: Function, parameter: ast.arg | None, argument: ast.expr, value: Value, scope: Scope
) -> Value:
    """What is handed on as an `AsyncSession` is one from then on, the same wherever the variable is."""
    if value is not UNKNOWN or parameter is None or parameter.annotation is None:
        return value
    if not isinstance(argument, ast.Name) or argument.id not in scope.names:
        return value
    origin = Origin(function.module, parameter, f"{parameter.arg}, annotated")
    with run.before_all(function.scope):
        declared = run.symbolic(parameter.annotation, function.scope, origin)
    known = [one for one in alternatives(declared) if isinstance(one, Instance)]
    if len(known) != 1 or not run.summaries.carries(run, known[0]):
        return value
    scope.names[argument.id] = known[0]
    return known[0]


def _parameters_of(run: Interpreter, callee: Value) -> tuple[Function, list[ast.arg]] | None:
    """The function that a call enters and the parameters that its arguments go to, the receiver left out."""
    function = classes.method(run, callee, "__init__", callee) if isinstance(callee, Class) else callee
    if not isinstance(function, Function):
        return None
    spec = function.node.args
    positional = [*spec.posonlyargs, *spec.args]
    return function, [*(positional[1:] if function.receiver is not None else positional), *spec.kwonlyargs]


def _ask_callers(run: Interpreter, function: Function, scope: Scope) -> None:
    """Let callers tell what nothing in the function itself does."""
    node = function.node
    if not run.asks_callers or isinstance(node, ast.Lambda):
        return
    # It runs functions in interpreters of their own.
    from asyncfix.project.entries import given_by_callers

    wanted = [
        name
        for name in run.once("open parameters", node, lambda: _open_parameters(node))
        if scope.names[name] is UNKNOWN
    ]
    holders = [name for name, value in scope.names.items() if value is not function.receiver and _may_hold(run, value)]
    if len(holders) > 1:
        # Two that may hold one session, or each its own: the annotations cannot tell.
        wanted += holders
    else:
        wanted += [name for name in holders if _is_unimplemented(run, scope.names[name])]
    wanted += [name for name, value in scope.names.items() if _are_holders(run, value)]
    given = given_by_callers(run, function) if wanted else {}
    for name in wanted:
        if given.get(name, UNKNOWN) is not UNKNOWN:
            scope.names[name] = given[name]


def _may_hold(run: Interpreter, value: Value) -> bool:
    """Whether a parameter is an object of the project that may hold a watched one, or is such a one itself."""

    def may(one: Value) -> bool:
        if not isinstance(one, Instance):
            return False
        return classes.is_interface(run, one.cls) or run.summaries.carries(run, one)

    return any(may(one) for one in alternatives(value))


def _are_holders(run: Interpreter, value: Value) -> bool:
    """Whether a parameter is a collection of objects that may hold one session, or each its own."""
    match value:
        case Collection(items=[], element=element) if element is not None:
            one = element()
            return (
                isinstance(one, Instance)
                and isinstance(one.cls, Class)
                and OWNER not in one.fields
                and (classes.is_interface(run, one.cls) or run.summaries.carries(run, one))
            )
        case _:
            return False


def _is_unimplemented(run: Interpreter, value: Value) -> bool:
    """Whether a parameter is of an interface that no class of the project names as its base."""
    match value:
        case Instance(cls=Class() as cls):
            return classes.is_interface(run, cls) and not classes.subclasses(run, cls)
        case _:
            return False


def _open_parameters(node: flow.Function) -> list[str]:
    """The parameters that nothing in a function's own text tells the type of, as far as it does something with them.

    None of a function that a framework calls, by a decorator with arguments.
    """
    if any(isinstance(decorator, ast.Call) for decorator in node.decorator_list):
        return []
    parameters, keyword_only = _with_defaults(node.args)
    used = {name for inner in flow.own_nodes(node) for name in _handled(inner)}
    return [
        one.arg
        for one, default in [*parameters, *keyword_only]
        if one.annotation is None
        and one.arg in used
        and (default is None or (isinstance(default, ast.Constant) and default.value is None))
    ]


def _handled(node: ast.AST) -> Iterator[str]:
    """The names that a call is made on or gets, and those that an attribute is set to."""
    match node:
        case ast.Call(func=func, args=args, keywords=keywords):
            handled: list[ast.expr] = [*args, *(keyword.value for keyword in keywords)]
            while isinstance(func, ast.Attribute):
                func = func.value
            handled.append(func)
        case ast.Assign(targets=[ast.Tuple()], value=ast.Tuple(elts=values)):
            handled = values
        case ast.Assign(targets=[ast.Attribute()], value=value):
            handled = [value]
        case _:
            return
    for one in handled:
        inner = one.value if isinstance(one, ast.Starred) else one
        if isinstance(inner, ast.Name):
            yield inner.id


def _argument(
    run: Interpreter, function: Function, parameter: ast.arg, given: Value | None, default: ast.expr | None
) -> Value:
    """What a parameter stands for: what it was given, its default, or where that is unknown what its type says."""
    if given is not None and given is not UNKNOWN and not isinstance(given, Opaque):
        return given
    if given is None and default is not None:
        key = "default", default, function.scope
        if key not in run.dependencies:
            with run.before_all(function.scope):
                run.dependencies[key] = injected.default(run, parameter, default, function.scope)
        return run.dependencies[key]
    return injected.parameter(run, function, parameter, None)


def spread(run: Interpreter, values: tuple[Value, ...]) -> list[Value]:
    """Positional arguments, those of `*` one by one."""
    found: list[Value] = []
    for value in values:
        if isinstance(value, Spread):
            items = elements.iterated(run, value.value)
            # Of an unknown number of unknown ones there may be none.
            found += [elements.renewed(run, item) for item in items if not (item.many and item.value is UNKNOWN)]
        else:
            found.append(value)
    return found
