"""What calls give, and what happens when a coroutine runs."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import TYPE_CHECKING

from asyncfix.project import attributes, expressions, flow, statements, typed
from asyncfix.project.effects import Place, Sought
from asyncfix.project.values import (
    NONE,
    UNKNOWN,
    Arguments,
    Bound,
    Class,
    Collection,
    Constant,
    Coroutine,
    External,
    Factory,
    Function,
    Generator,
    Instance,
    Item,
    Opaque,
    Origin,
    Partial,
    Spread,
    Task,
    Value,
    alternatives,
    one_of,
)

if TYPE_CHECKING:
    from asyncfix.project.interpreter import Interpreter
    from asyncfix.project.scopes import Scope


ASKED = Arguments((), (("<asked>", UNKNOWN),))
"""The arguments of a call that nobody was seen to make: each parameter is what its annotation or its dependency
says."""


_ABSTRACT = frozenset({"abc.ABC", "typing.Protocol", "typing_extensions.Protocol"})
_ASKING = frozenset("get wait join recv receive receive_text receive_json readline acquire".split())


def call(run: Interpreter, callee: Value, arguments: Arguments, node: ast.expr) -> Value:
    """What a call gives."""
    run.step()
    match callee:
        case Function():
            return _call_function(run, callee, arguments, node)
        case Class():
            return instantiate(run, callee, arguments, node)
        case Partial(callee=inner, arguments=given):
            named = {**dict(given.named), **dict(arguments.named)}
            joined = Arguments((*given.positional, *arguments.positional), tuple(named.items()))
            run.partly.add(node)
            return run.call(inner, joined, node)
        case External(dotted=dotted):
            return _call_external(run, dotted, callee, arguments, node)
        case Bound():
            return _call_method(run, callee, arguments, node)
        case Instance():
            return _call_instance(run, callee, arguments, node)
        case Factory(make=make, is_awaited=is_awaited):
            made = make()
            return run.coroutine(External("builtins.__value__"), Arguments((made,)), node) if is_awaited else made
        case _ if len(alternatives(callee)) > 1:
            return one_of(*(run.call(one, arguments, node) for one in alternatives(callee)))
        case _:
            if callee is UNKNOWN and isinstance(node, ast.Call) and _asks(node):
                run.note("poll", None, "", node)
            return opaque(run, arguments, node)


def _asks(node: ast.Call) -> bool:
    """Whether a call is, by its name, one that waits for what somebody else gives: `await queue.get()`."""
    return isinstance(node.func, ast.Attribute) and node.func.attr in _ASKING and not node.args and not node.keywords


def opaque(run: Interpreter, arguments: Arguments, node: ast.expr, *more: Value) -> Value:
    """What something unknown gives: unknown too, but it may use its arguments when it is awaited."""
    carried = tuple(value for value in (*more, *arguments.values()) if _matters(value))
    if not carried:
        return UNKNOWN
    frame = run.frame
    return Opaque(node, carried, frame, tuple(frame.loops), frame.since)


def _matters(value: Value) -> bool:
    match value:
        case Coroutine() | Task() | Instance() | Partial() | Bound() | Opaque():
            return True
        case Function(receiver=receiver):
            return receiver is not None
        case Collection(items=items):
            return any(_matters(item.value) for item in items[:20])
        case _:
            return any(_matters(one) for one in alternatives(value)) if len(alternatives(value)) > 1 else False


def _call_external(run: Interpreter, dotted: str, callee: Value, arguments: Arguments, node: ast.expr) -> Value:
    from asyncfix.project.interpreter import Call

    model = run.library.functions.get(dotted)
    if model:
        return model(run, Call(callee, arguments, node))
    if dotted in run.library.transparent:
        # A decorator with arguments of its own.
        return Instance(callee) if isinstance(callee, External) else UNKNOWN
    if dotted in run.library.running:
        return run.coroutine(callee, arguments, node)
    last = dotted.rpartition(".")[2]
    if dotted.partition(".")[0] in run.library.waiting and not last[:1].isupper():
        return run.coroutine(callee, arguments, node)
    if last[:1].isupper() and not dotted.startswith("builtins."):
        made = run.instance(External(dotted), Origin(run.here(), node, "made"))
        made.given = arguments
        return made
    return opaque(run, arguments, node)


def _call_method(run: Interpreter, callee: Bound, arguments: Arguments, node: ast.expr) -> Value:
    from asyncfix.project.interpreter import Call

    for dotted in run.external_classes(callee.receiver):
        model = run.library.methods.get((dotted, callee.name)) or run.library.methods.get((dotted, "*"))
        if model:
            return model(run, Call(callee, arguments, node))
        if dotted.partition(".")[0] in run.library.waiting:
            return run.coroutine(callee, arguments, node)
    given = callee.receiver.given
    return opaque(run, arguments, node, *(given.values() if given else ()))


def _call_instance(run: Interpreter, callee: Instance, arguments: Arguments, node: ast.expr) -> Value:
    from asyncfix.project.interpreter import Call

    for dotted in run.external_classes(callee):
        model = run.library.calls.get(dotted)
        if model:
            return model(run, Call(callee, arguments, node))
    if isinstance(callee.cls, Class):
        method = run.attribute(callee, "__call__", node)
        if isinstance(method, Function):
            return run.call(method, arguments, node)
    return opaque(run, arguments, node)


def _call_function(run: Interpreter, function: Function, arguments: Arguments, node: ast.expr) -> Value:
    _seek(run, function, arguments)
    if isinstance(function.node, ast.Lambda):
        return _made_here(run, invoke(run, function, arguments, node), node)
    if is_generator(run, function):
        return Generator(function, arguments, node)
    if isinstance(function.node, ast.AsyncFunctionDef):
        return run.coroutine(function, arguments, node)
    return _made_here(run, invoke(run, function, arguments, node), node)


def _seek(run: Interpreter, function: Function, arguments: Arguments) -> None:
    if function.node is run.sought and arguments is not ASKED:
        scope = run.scope(function.module, function.node, function.scope)
        bind(run, function, arguments, scope)
        raise Sought(scope.names)


def _made_here(run: Interpreter, value: Value, node: ast.expr) -> Value:
    """Coroutines that a plain function made for its caller: they are the caller's to await."""
    found: list[Value] = []
    for one in alternatives(value):
        if isinstance(one, Coroutine) and one.run is None:
            found.append(run.coroutine(one.callee, one.arguments, node))
        else:
            found.append(one)
    return one_of(*found)


def is_generator(run: Interpreter, function: Function) -> bool:
    """Whether calling a function gives a generator."""
    node = function.node
    return not isinstance(node, ast.Lambda) and bool(run.once("yields", node, lambda: flow.is_generator(node)))


def invoke(run: Interpreter, function: Function, arguments: Arguments, node: ast.AST) -> Value:
    """Run the body of a function with these arguments; what it returns, of an `async def` when it is awaited."""
    summary = run.summaries.of_call(run, function, arguments)
    if summary is not None:
        return summary.returned(run, node)

    def first() -> Value:
        done = ran(run, function, arguments, node)
        if done is None:
            run.run.is_resolved = False
            for value in arguments.values():
                run.opaque(value, node)
            return UNKNOWN
        return done[0]

    return first() if arguments is ASKED else run.repeats.value(run, function, arguments, node, first)


def generated(run: Interpreter, generator: Generator) -> list[Item]:
    """What a generator yields; its whole body runs."""
    summary = run.summaries.of_call(run, generator.function, generator.arguments)
    if summary is not None:
        return summary.items(run, generator.node)
    done = ran(run, generator.function, generator.arguments, generator.node)
    return [Item(UNKNOWN, many=True)] if done is None else done[1]


def ran(run: Interpreter, function: Function, arguments: Arguments, node: ast.AST) -> tuple[Value, list[Item]] | None:
    """What the body of a function returns and yields; None where calls go too deep, or round in circles."""
    scope = _entered(run, function)
    if scope is None:
        return None
    bind(run, function, arguments, scope)
    return _body(run, function, scope, node)


def _entered(run: Interpreter, function: Function) -> Scope | None:
    """The scope of a new activation; None where calls go too deep, or round in circles."""
    active = sum(frame.function is not None and frame.function.node is function.node for frame in run.frames)
    if active > 1 or len(run.frames) > run.depth:
        return None
    return run.scope(function.module, function.node, function.scope)


def _body(run: Interpreter, function: Function, scope: Scope, node: ast.AST) -> tuple[Value, list[Item]]:
    from asyncfix.project.interpreter import Frame

    if run.frames:
        run.chain.append(Place(run.here(), node))
    given = tuple(scope.names.values())
    frame = Frame(scope, function, since=run.now(), guards=len(run.guards), call=node, given=given)
    run.frames.append(frame)
    if not isinstance(function.node, ast.Lambda):
        run.run.reaches[function.node] = function.module, function.node
    try:
        if isinstance(function.node, ast.Lambda):
            return run.evaluate(function.node.body, scope), []
        if statements.execute(run, function.node.body, scope):
            frame.returned.append(NONE)
        # Nobody has waited for these; those of a group are waited for where the group is.
        left = [task for task in frame.pending if task.group is None]
        if left and run.is_watched():
            run.gathered("tasks", left[0].node, [(task, None) for task in left])
        value = one_of(*frame.returned)
        if frame.yielded and function.node.returns is not None:
            frame.yielded = [_annotated(run, item, function, function.node.returns) for item in frame.yielded]
        if function.node.returns is not None and not _is_told(value) and not frame.yielded:
            origin = Origin(function.module, function.node, f"returned by {function.node.name}()")
            value = run.symbolic(function.node.returns, function.scope, origin)
        return value, frame.yielded
    finally:
        run.acquired = tuple(run.guards[frame.guards :])
        del run.guards[frame.guards :]
        run.yielding = frame.held
        run.frames.pop()
        if run.frames and run.chain:
            run.chain.pop()


def _annotated(run: Interpreter, item: Item, function: Function, returns: ast.expr) -> Item:
    """What a generator yields, by the type that it says it yields where the code does not tell."""
    if _is_told(item.value):
        return item
    assert not isinstance(function.node, ast.Lambda)
    origin = Origin(function.module, function.node, f"yielded by {function.node.name}()")
    declared = run.symbolic(returns, function.scope, origin)
    element = declared.element if isinstance(declared, Collection) else None
    return item._replace(value=element()) if element else item


def _is_told(value: Value) -> bool:
    return any(one is not UNKNOWN and one != NONE and not isinstance(one, Opaque) for one in alternatives(value))


def enter(run: Interpreter, coroutine: Coroutine) -> Value:
    """Run a coroutine; what awaiting it gives."""
    match coroutine.callee:
        case Function() as function:
            return invoke(run, function, coroutine.arguments, coroutine.node)
        case External(dotted=dotted):
            model = run.library.running.get(dotted)
            if model:
                return model(run, coroutine)
            _wait(run, dotted, coroutine)
        case Bound(receiver=receiver, name=name):
            for dotted in run.external_classes(receiver):
                model = run.library.running.get(f"{dotted}.{name}") or run.library.running.get(f"{dotted}.*")
                if model:
                    return model(run, coroutine)
                _wait(run, f"{dotted}.{name}", coroutine)
        case _:
            pass
    run.run.is_resolved = False
    return UNKNOWN


def _wait(run: Interpreter, dotted: str, coroutine: Coroutine) -> None:
    if dotted.partition(".")[0] in run.library.waiting:
        run.note("wait", None, dotted, coroutine.node)


def bind(run: Interpreter, function: Function, arguments: Arguments, scope: Scope) -> None:
    """Bind the parameters of a function to the arguments of a call."""
    spec = function.node.args
    parameters = [*spec.posonlyargs, *spec.args]
    if arguments is ASKED:
        _bind_asked(run, function, scope)
        return
    positional = _spread(run, arguments.positional)
    if function.receiver is not None and (parameters or spec.vararg):
        positional = [function.receiver, *positional]
    named = {name: value for name, value in arguments.named if name}
    for item in (item for name, value in arguments.named if not name for item in expressions.iterated(run, value)):
        if isinstance(item.key, str):
            named.setdefault(item.key, item.value)
    defaults = dict(
        zip([p.arg for p in parameters[len(parameters) - len(spec.defaults) :]], spec.defaults, strict=True)
    )
    defaults |= {p.arg: d for p, d in zip(spec.kwonlyargs, spec.kw_defaults, strict=True) if d is not None}
    for index, parameter in enumerate(parameters):
        given = positional[index] if index < len(positional) else named.pop(parameter.arg, None)
        scope.names[parameter.arg] = _argument(run, function, parameter, given, defaults.get(parameter.arg))
    for parameter in spec.kwonlyargs:
        given = named.pop(parameter.arg, None)
        scope.names[parameter.arg] = _argument(run, function, parameter, given, defaults.get(parameter.arg))
    if spec.vararg:
        scope.names[spec.vararg.arg] = Collection([Item(value) for value in positional[len(parameters) :]])
    if spec.kwarg:
        scope.names[spec.kwarg.arg] = Collection([Item(value, name) for name, value in named.items()])


def _bind_asked(run: Interpreter, function: Function, scope: Scope) -> None:
    spec = function.node.args
    parameters = [*spec.posonlyargs, *spec.args]
    if function.receiver is not None and not parameters and spec.vararg:
        scope.names[spec.vararg.arg] = Collection([Item(function.receiver)], lambda: UNKNOWN)
    defaults: list[ast.expr | None] = [*[None] * (len(parameters) - len(spec.defaults)), *spec.defaults]
    for index, (parameter, default) in enumerate(zip(parameters, defaults, strict=True)):
        if index == 0 and function.receiver is not None:
            scope.names[parameter.arg] = function.receiver
        else:
            scope.names[parameter.arg] = typed.parameter(run, function, parameter, default)
    for parameter, default in zip(spec.kwonlyargs, spec.kw_defaults, strict=True):
        scope.names[parameter.arg] = typed.parameter(run, function, parameter, default)
    _ask_callers(run, function, scope)
    for rest in (spec.vararg, spec.kwarg):
        if rest and rest.arg not in scope.names:
            scope.names[rest.arg] = Collection([], lambda: UNKNOWN)


def recognised(run: Interpreter, callee: Value, arguments: Arguments, node: ast.Call, scope: Scope) -> Arguments:
    """The arguments of a call; of a variable nothing is known of, the parameter that it is handed to tells.

    What is handed on as an `AsyncSession` is one from then on, the same wherever the variable is.
    """
    spec = _parameters(run, callee)
    if spec is None:
        return arguments
    function, names = spec

    def told(argument: ast.expr, value: Value, parameter: ast.arg | None) -> Value:
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

    by_name = {one.arg: one for one in names}
    starred = (index for index, argument in enumerate(node.args) if isinstance(argument, ast.Starred))
    plain = next(starred, len(node.args))
    positional = [
        told(argument, value, names[index] if index < min(len(names), plain) else None)
        for index, (argument, value) in enumerate(zip(node.args, arguments.positional, strict=True))
    ]
    named = [
        (name, told(keyword.value, value, by_name.get(name)))
        for keyword, (name, value) in zip(node.keywords, arguments.named, strict=True)
    ]
    return Arguments(tuple(positional), tuple(named))


def _parameters(run: Interpreter, callee: Value) -> tuple[Function, list[ast.arg]] | None:
    """The function that a call enters and the parameters that its arguments go to, the receiver left out."""
    if isinstance(callee, Class):
        init = attributes.find(run, callee, "__init__")
        if init is None or not isinstance(init.node, ast.FunctionDef):
            return None
        function = Function(init.owner.module, init.node, init.owner.scope, callee, init.owner)
    elif isinstance(callee, Function):
        function = callee
    else:
        return None
    spec = function.node.args
    names = [*spec.posonlyargs, *spec.args]
    return function, [*(names[1:] if function.receiver is not None else names), *spec.kwonlyargs]


def _ask_callers(run: Interpreter, function: Function, scope: Scope) -> None:
    from asyncfix.project.entries import given_by_callers

    if not run.asks_callers or isinstance(function.node, ast.Lambda):
        return
    node = function.node
    wanted = run.once("open parameters", node, lambda: open_parameters(node))
    if function.receiver is not None:
        wanted = wanted[1:] if wanted and wanted[0] == [*node.args.posonlyargs, *node.args.args][0].arg else wanted
    wanted = [name for name in wanted if scope.names[name] is UNKNOWN]
    holders = [name for name, value in scope.names.items() if value is not function.receiver and may_hold(run, value)]
    if len(holders) > 1:
        # Two that may hold one session, or each its own: the annotations cannot tell.
        wanted += holders
    given = given_by_callers(run, function) if wanted else {}
    for name in wanted:
        scope.names[name] = given.get(name, scope.names[name])


def may_hold(run: Interpreter, value: Value) -> bool:
    """Whether a parameter is an object of the project that may hold a watched one, or is such a one itself."""

    def may(one: Value) -> bool:
        if not isinstance(one, Instance):
            return False
        is_open = isinstance(one.cls, Class) and _ABSTRACT.intersection(run.external_classes(one))
        return bool(is_open) or run.summaries.carries(run, one)

    return any(may(one) for one in alternatives(value))


def open_parameters(node: flow.Function) -> list[str]:
    """The parameters that nothing in a function's own text tells the type of, as far as it does something with them.

    None of a function that a framework calls, by a decorator with arguments.
    """
    if any(isinstance(decorator, ast.Call) for decorator in node.decorator_list):
        return []
    spec = node.args
    positional = [*spec.posonlyargs, *spec.args]
    defaults: list[ast.expr | None] = [*[None] * (len(positional) - len(spec.defaults)), *spec.defaults]
    parameters = [*zip(positional, defaults, strict=True), *zip(spec.kwonlyargs, spec.kw_defaults, strict=True)]
    used = {name for inner in flow.own_nodes(node) for name in _handled(inner)}
    return [
        one.arg
        for one, default in parameters
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
    if given is not None and (given is not UNKNOWN and not isinstance(given, Opaque)):
        return given
    if given is None and default is not None:
        key = "default", default, function.scope
        if key not in run.dependencies:
            with run.before_all(function.scope):
                run.dependencies[key] = typed.default(run, parameter, default, function.scope)
        return run.dependencies[key]
    return typed.parameter(run, function, parameter, None)


def _spread(run: Interpreter, values: tuple[Value, ...]) -> list[Value]:
    found: list[Value] = []
    for value in values:
        if isinstance(value, Spread):
            items = expressions.iterated(run, value.value)
            # Of an unknown number of unknown ones there may be none.
            found += [statements.renewed(run, item) for item in items if not (item.many and item.value is UNKNOWN)]
        else:
            found.append(value)
    return found


def instantiate(run: Interpreter, cls: Class, arguments: Arguments, node: ast.expr) -> Value:
    """A new object of a project's class, its `__init__` run, or its fields set."""
    made = run.instance(cls, Origin(run.here(), node, "made"))
    made.materialised = True
    init = attributes.find(run, cls, "__init__")
    if init is not None and isinstance(init.node, ast.FunctionDef):
        function = Function(init.owner.module, init.node, init.owner.scope, made, init.owner)
        _seek(run, function, arguments)
        told = any(value is not UNKNOWN and not isinstance(value, Constant) for value in arguments.values())
        if not told and run.summaries.of_call(run, function, arguments) is not None:
            # What its constructor sets can be worked out when it is asked for.
            made.is_symbolic, made.materialised = True, False
        elif ran(run, function, arguments, node) is None:
            run.run.is_resolved = False
        return made
    names = list(attributes.field_names(run, cls))
    values = _spread(run, arguments.positional)
    for (name, _), value in zip(names, values, strict=False):
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
    post = attributes.find(run, cls, "__post_init__")
    if post is not None and isinstance(post.node, ast.FunctionDef):
        invoke(run, Function(post.owner.module, post.node, post.owner.scope, made, post.owner), Arguments(), node)
    return made
