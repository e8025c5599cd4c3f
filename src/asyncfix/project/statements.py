"""Running statements, and what names at the level of a module stand for."""

from __future__ import annotations

import ast
import builtins
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from asyncfix.project import expressions, flow
from asyncfix.project.index import External as ExternalMeaning
from asyncfix.project.values import (
    NONE,
    UNKNOWN,
    Arguments,
    Class,
    Collection,
    Constant,
    Coroutine,
    External,
    Function,
    Generator,
    Instance,
    Item,
    ModuleValue,
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
    from asyncfix.project.module import Module
    from asyncfix.project.scopes import Scope

_LOCKISH = re.compile(r"lock|mutex|semaphore|limiter|writer|guard", re.IGNORECASE)
_BUILTINS = frozenset(dir(builtins))


def execute(run: Interpreter, body: Sequence[ast.stmt], scope: Scope) -> bool:
    """Run statements; whether control may get to their end."""
    return all(_statement(run, statement, scope) for statement in body)


def _statement(run: Interpreter, node: ast.stmt, scope: Scope) -> bool:
    run.step()
    match node:
        case ast.Expr(value=value):
            run.evaluate(value, scope)
        case ast.Assign(targets=targets, value=value):
            found = run.evaluate(value, scope)
            for target in targets:
                assign(run, target, found, scope)
        case ast.AnnAssign(target=target, value=value, annotation=annotation):
            found = run.evaluate(value, scope) if value else UNKNOWN
            if isinstance(target, ast.Attribute):
                found = fillable(run, found, annotation, scope)
            if not _is_known(found):
                found = run.symbolic(annotation, scope, Origin(scope.module, node, "annotated"))
            assign(run, target, found, scope)
        case ast.AugAssign(target=target, value=value):
            _augmented(run, node, target, run.evaluate(value, scope), scope)
        case ast.Return(value=value):
            run.frame.returned.append(run.evaluate(value, scope) if value else NONE)
            return False
        case ast.Raise():
            for part in (node.exc, node.cause):
                if part:
                    run.evaluate(part, scope)
            return False
        case ast.Break() | ast.Continue():
            return False
        case ast.If(test=test, body=body, orelse=orelse):
            return _if(run, test, body, orelse, scope)
        case ast.For(iter=iterable, target=target, body=body) | ast.AsyncFor(iter=iterable, target=target, body=body):
            source = run.evaluate(iterable, scope)
            if _is_endless(source) and not _leaves(node):
                run.note("endless", None, "a loop without an end", node)
            if isinstance(node, ast.AsyncFor) and not _is_finite(run, source) and not _leaves(node):
                run.note("endless", None, "an `async for` over something unknown", node)
            for _ in passes(run, source, target, scope):
                _pass(run, body, scope)
            execute(run, node.orelse, scope)
        case ast.While():
            return _while(run, node, scope)
        case ast.Try() | ast.TryStar():
            return _try(run, node, scope)
        case ast.With(items=items, body=body) | ast.AsyncWith(items=items, body=body):
            return _with(run, items, body, scope)
        case ast.Match(subject=subject, cases=cases):
            run.evaluate(subject, scope)
            return _branches(run, node, [*(case.body for case in cases), []], scope)
        case _:
            _definition(run, node, scope)
    return True


def fillable(run: Interpreter, value: Value, annotation: ast.expr | None, scope: Scope) -> Value:
    """An empty collection that an object or module keeps: other code will have put something in."""
    if not isinstance(value, Collection) or value.items or value.element:
        return value
    declared = run.symbolic(annotation, scope)
    known = declared.element if isinstance(declared, Collection) else None
    return Collection([], known or (lambda: UNKNOWN))


def _lasting(run: Interpreter, value: Value, scope: Scope) -> Value:
    """What an attribute of an object is by the time that other code looks: a flag or a counter may have changed."""
    if isinstance(value, Constant) and value != NONE:
        return UNKNOWN
    return fillable(run, value, None, scope)


def _is_known(value: Value) -> bool:
    return value is not UNKNOWN and value != NONE


def _definition(run: Interpreter, node: ast.stmt, scope: Scope) -> None:
    match node:
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
            run.bind(name, decorated(run, Function(scope.module, node, scope), scope), scope)
        case ast.ClassDef(name=name):
            run.bind(name, Class(scope.module, node, scope), scope)
        case ast.Import(names=names):
            for alias in names:
                top = alias.name if alias.asname else alias.name.partition(".")[0]
                run.bind(alias.asname or top, module_value(run, top, scope.module), scope)
        case ast.ImportFrom(names=names):
            source = run.project.imported_module(scope.module, node)
            for alias in names:
                found = imported(run, source, alias.name, scope.module)
                run.bind(alias.asname or alias.name, found, scope)
        case ast.Assert(test=test):
            run.evaluate(test, scope)
            learn(run, test, scope, is_true=True)
        case ast.Delete(targets=targets):
            for target in targets:
                if isinstance(target, ast.Name):
                    scope.names.pop(target.id, None)
        case _:
            pass


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


def module_value(run: Interpreter, dotted: str, near: Module) -> Value:
    """What `import dotted` means to the code of a file."""
    module = run.project.module(dotted, near.path)
    return ModuleValue(module) if module else External(dotted)


def imported(run: Interpreter, source: str, name: str, near: Module) -> Value:
    """What `from source import name` means to the code of a file."""
    module = run.project.module(source, near.path)
    if module is not None:
        return member(run, module, source, name)
    submodule = run.project.module(f"{source}.{name}", near.path)
    if submodule is not None:
        return ModuleValue(submodule)
    return run.external(f"{source}.{name}")


def member(run: Interpreter, module: Module, dotted: str, name: str) -> Value:
    """A name of a module, or a module in a package."""
    found = run.module_name(module, name)
    if found is UNKNOWN and module.path.endswith("__init__.py"):
        submodule = run.project.module(f"{dotted}.{name}", module.path)
        if submodule is not None:
            return ModuleValue(submodule)
    return found


def module_name(run: Interpreter, module: Module, name: str) -> Value:
    """What a name stands for at the level of a module; its file's statements are not all run for it."""
    meaning = run.project.resolve(module, name)
    if meaning is None:
        return External(f"builtins.{name}") if name in _BUILTINS else UNKNOWN
    if isinstance(meaning, ExternalMeaning):
        return run.external(meaning.dotted)
    if not meaning.name:
        return ModuleValue(meaning.module)
    if meaning.module is not module or meaning.name != name:
        if "." in meaning.name:
            return UNKNOWN
        return run.module_name(meaning.module, meaning.name)
    scope = run.module_scope(module)
    values = [_bound_value(run, node, name, scope) for node in meaning.nodes]
    known = [value for value in values if _is_known(value)]
    made = [
        value for value, node in zip(values, meaning.nodes, strict=True) if _is_known(value) and not _declares(node)
    ]
    if made and len(made) < len(known):
        # `session: Session | None = None`, and a function that sets it.
        known = made
    if known and all(isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) for node in meaning.nodes):
        return known[-1]
    return one_of(*known) if known else one_of(*values)


def _declares(node: ast.stmt) -> bool:
    return isinstance(node, ast.AnnAssign) and (node.value is None or isinstance(node.value, ast.Constant))


def _bound_value(run: Interpreter, node: ast.stmt, name: str, scope: Scope) -> Value:
    match node:
        case ast.ClassDef():
            return Class(scope.module, node, scope)
        case ast.FunctionDef() | ast.AsyncFunctionDef():
            return decorated(run, Function(scope.module, node, scope), scope)
        case ast.Assign(targets=targets, value=value):
            found = fillable(run, run.evaluate(value, scope), None, scope)
            return next((part for target in targets for part in _part_of(run, target, found, name)), UNKNOWN)
        case ast.AnnAssign(value=value, annotation=annotation):
            found = fillable(run, run.evaluate(value, scope), annotation, scope) if value else UNKNOWN
            if not _is_known(found):
                return run.symbolic(annotation, scope, Origin(scope.module, node, "annotated"))
            if isinstance(found, Instance) and isinstance(annotation, ast.Subscript) and not found.fields:
                # `current: ContextVar[AsyncSession] = ContextVar("current")`
                declared = run.symbolic(annotation, scope, Origin(scope.module, node, f"{name}, annotated"))
                if isinstance(declared, Instance) and declared.cls == found.cls:
                    found.fields |= declared.fields
            return found
        case ast.With(items=items) | ast.AsyncWith(items=items):
            for item in items:
                entered = enter(run, run.evaluate(item.context_expr, scope), item.context_expr)
                if isinstance(item.optional_vars, ast.Name) and item.optional_vars.id == name:
                    return entered
            return UNKNOWN
        case _:
            return UNKNOWN


def _part_of(run: Interpreter, target: ast.expr, value: Value, name: str) -> Iterator[Value]:
    match target:
        case ast.Name(id=found) if found == name:
            yield value
        case ast.Tuple(elts=items) | ast.List(elts=items):
            for index, item in enumerate(items):
                part = expressions.item_at(run, value, Constant(index)) if isinstance(value, Collection) else UNKNOWN
                yield from _part_of(run, item, part, name)
        case _:
            pass


def assign(run: Interpreter, target: ast.expr, value: Value, scope: Scope) -> None:
    """`target = value`."""
    match target:
        case ast.Name(id=name):
            run.bind(name, value, scope)
        case ast.Attribute(value=owner, attr=attr):
            for one in alternatives(run.evaluate(owner, scope)):
                if isinstance(one, Instance):
                    run.changes += 1
                    one.fields[attr] = _lasting(run, value, scope) if one.is_symbolic else value
        case ast.Subscript(value=owner, slice=index):
            key = run.evaluate(index, scope)
            for one in alternatives(run.evaluate(owner, scope)):
                if isinstance(one, Collection):
                    run.changes += 1
                    known = key.value if isinstance(key, Constant) else None
                    one.items.append(Item(value, known, bool(run.frame.loops), run.frame.since))
        case ast.Tuple(elts=items) | ast.List(elts=items):
            _unpack(run, items, value, scope)
        case ast.Starred(value=inner):
            assign(run, inner, value, scope)
        case _:
            pass


def _unpack(run: Interpreter, targets: Sequence[ast.expr], value: Value, scope: Scope) -> None:
    starred = next((index for index, target in enumerate(targets) if isinstance(target, ast.Starred)), None)
    for index, target in enumerate(targets):
        part: Value = UNKNOWN
        if isinstance(value, Collection):
            if starred is None or index < starred:
                part = expressions.item_at(run, value, Constant(index))
            elif index == starred:
                rest = len(targets) - 1 - starred
                part = Collection(value.items[starred : len(value.items) - rest], value.element)
            else:
                part = expressions.item_at(run, value, Constant(index - len(targets)))
        assign(run, target, part, scope)


def _augmented(run: Interpreter, node: ast.AugAssign, target: ast.expr, value: Value, scope: Scope) -> None:
    if isinstance(target, (ast.Name, ast.Attribute)):
        for one in alternatives(run.evaluate(target, scope)):
            run.changes += 1
            if isinstance(one, Collection) and isinstance(node.op, (ast.Add, ast.BitOr)):
                one.items += expressions.iterated(run, value)
                return
    if isinstance(target, ast.Name):
        run.bind(target.id, UNKNOWN, scope)


def learn(run: Interpreter, test: ast.expr, scope: Scope, *, is_true: bool) -> None:
    """Narrow a name by a condition that holds, or that does not."""
    match test:
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            learn(run, operand, scope, is_true=not is_true)
        case ast.Name(id=name) if name in scope.names:
            scope.names[name] = expressions.narrowed(scope.names[name], is_true=is_true)
        case ast.Compare(
            left=ast.Name(id=name), ops=[ast.Is() | ast.IsNot() as op], comparators=[ast.Constant(value=None)]
        ) if name in scope.names:
            wants_none = isinstance(op, ast.Is) is is_true
            left = [one for one in alternatives(scope.names[name]) if (one == NONE) is wants_none or one is UNKNOWN]
            if left:
                scope.names[name] = one_of(*left)
        case ast.Call(func=ast.Name(id="isinstance"), args=[ast.Name(id=name), cls]) if (
            is_true and scope.names.get(name) is UNKNOWN
        ):
            origin = Origin(scope.module, test, f"{name}, checked")
            scope.names[name] = run.symbolic(cls, scope, origin)
        case ast.BoolOp(op=ast.And(), values=values) if is_true:
            for value in values:
                learn(run, value, scope, is_true=True)
        case _:
            pass


@contextmanager
def assuming(run: Interpreter, test: ast.expr, scope: Scope, *, is_true: bool) -> Iterator[None]:
    """Names as they are known when a condition holds, or does not."""
    saved = dict(scope.names)
    learn(run, test, scope, is_true=is_true)
    yield
    scope.names.clear()
    scope.names.update(saved)


def _if(run: Interpreter, test: ast.expr, body: Sequence[ast.stmt], orelse: Sequence[ast.stmt], scope: Scope) -> bool:
    found = expressions.condition(run, test, scope)
    if found is not None:
        return execute(run, body if found else orelse, scope)
    before = dict(scope.names)
    learn(run, test, scope, is_true=True)
    _count(run, test, scope)
    ends = _branch(run, test, 0, body, scope)
    after_body = dict(scope.names)
    scope.names.clear()
    scope.names.update(before)
    learn(run, test, scope, is_true=False)
    ends_else = _branch(run, test, 1, orelse, scope)
    _join(scope, [names for names, end in ((after_body, ends), (dict(scope.names), ends_else)) if end])
    return ends or ends_else


def _branch(run: Interpreter, node: ast.AST, index: int, body: Sequence[ast.stmt], scope: Scope) -> bool:
    frame = run.frame
    with frame.branch(node, index):
        ends = execute(run, body, scope)
    if not ends:
        frame.left.add((node, index))
    return ends


def _count(run: Interpreter, test: ast.expr, scope: Scope) -> None:
    """Take note of `len(tasks) >= 5`: what a loop has put into the collection is there several times."""
    match test:
        case ast.Compare(
            left=ast.Call(func=ast.Name(id="len"), args=[counted]),
            ops=[ast.Gt() | ast.GtE() | ast.Eq()],
            comparators=[limit],
        ) if not (isinstance(limit, ast.Constant) and limit.value in (0, 1)):
            for one in alternatives(run.evaluate(counted, scope)):
                for item in one.items if isinstance(one, Collection) else ():
                    if item.many and isinstance(item.value, (Coroutine, Task)):
                        item.value.is_batched = True
        case _:
            pass


def _branches(run: Interpreter, node: ast.AST, bodies: Sequence[Sequence[ast.stmt]], scope: Scope) -> bool:
    before = dict(scope.names)
    left = []
    for index, body in enumerate(bodies):
        scope.names.clear()
        scope.names.update(before)
        if _branch(run, node, index, body, scope):
            left.append(dict(scope.names))
    _join(scope, left)
    return bool(left)


def _join(scope: Scope, states: Sequence[dict[str, Value]]) -> None:
    if not states:
        return
    names = {name for state in states for name in state}
    joined = {name: one_of(*(state[name] for state in states if name in state)) for name in names}
    scope.names.clear()
    scope.names.update(joined)


def _pass(run: Interpreter, body: Sequence[ast.stmt], scope: Scope) -> None:
    before = dict(scope.names)
    pending = len(run.frame.pending)
    execute(run, body, scope)
    if len(run.frame.pending) > pending and run.frame.loops:
        # The second iteration meets the tasks of the first.
        execute(run, body, scope)
    _join(scope, [before, dict(scope.names)])


def _while(run: Interpreter, node: ast.While, scope: Scope) -> bool:
    found = expressions.condition(run, node.test, scope)
    if found is False:
        return execute(run, node.orelse, scope)
    if _polls(run, node, scope):
        run.note("poll", None, "", node)
    for _ in looping(run):
        learn(run, node.test, scope, is_true=True)
        _pass(run, node.body, scope)
    if found is True and not flow.breaks(node.body):
        yields = any(isinstance(inner, (ast.Yield, ast.YieldFrom)) for s in node.body for inner in _walk_own(s))
        if not _leaves(node) and not yields:
            run.note("endless", None, "a loop without an end", node)
        return False
    execute(run, node.orelse, scope)
    return True


def _polls(run: Interpreter, node: ast.While, scope: Scope) -> bool:
    """Whether a loop sleeps before it looks again, other than after a failure."""
    waiting: list[ast.AST] = [*node.body]
    while waiting:
        inner = waiting.pop()
        match inner:
            case ast.Await(value=ast.Call(func=func)):
                names = {one.dotted for one in alternatives(run.evaluate(func, scope)) if isinstance(one, External)}
                if names & {"asyncio.sleep", "anyio.sleep", "trio.sleep"}:
                    return True
            case ast.ExceptHandler() | ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef() | ast.Lambda():
                continue
            case _:
                pass
        waiting += flow.children(inner)
    return False


def _is_finite(run: Interpreter, source: Value) -> bool:
    """Whether what an `async for` goes through is known to end, as far as one looks: what the project has made is."""

    def ends(one: Value) -> bool:
        if isinstance(one, Instance):
            return isinstance(one.cls, Class) or one.cls.dotted.partition(".")[0] not in run.library.waiting
        return one is not UNKNOWN and not isinstance(one, Opaque)

    return all(ends(one) for one in alternatives(source))


def _is_endless(source: Value) -> bool:
    return isinstance(source, Instance) and source.cls in (External("itertools.count"), External("itertools.cycle"))


def _leaves(node: flow.Loop) -> bool:
    """Whether the body of a loop has a way out."""
    jumps = (ast.Return, ast.Raise)
    return flow.breaks(node.body) or any(isinstance(inner, jumps) for s in node.body for inner in _walk_own(s))


def _walk_own(node: ast.stmt) -> Iterator[ast.AST]:
    return flow.own_nodes(ast.Module(body=[node], type_ignores=[]))


def _try(run: Interpreter, node: ast.Try | ast.TryStar, scope: Scope) -> bool:
    before = dict(scope.names)
    ends = execute(run, node.body, scope)
    after_body = dict(scope.names)
    if ends:
        ends = execute(run, node.orelse, scope)
    states = [dict(scope.names)] if ends else []
    for handler in node.handlers:
        scope.names.clear()
        _join(scope, [before, after_body])
        if execute(run, handler.body, scope):
            states.append(dict(scope.names))
    if states:
        _join(scope, states)
    return execute(run, node.finalbody, scope) and bool(states)


def _with(run: Interpreter, items: Sequence[ast.withitem], body: Sequence[ast.stmt], scope: Scope) -> bool:
    held = len(run.guards)
    managers = []
    for item in items:
        manager = run.evaluate(item.context_expr, scope)
        managers.append(manager)
        found = enter(run, manager, item.context_expr)
        if item.optional_vars:
            assign(run, item.optional_vars, found, scope)
        elif _may_lock(manager, item.context_expr):
            run.guards.append(run.perhaps)
    ends = execute(run, body, scope)
    for manager in reversed(managers):
        run.leave(manager)
    del run.guards[held:]
    return ends


def _may_lock(manager: Value, node: ast.expr) -> bool:
    """Whether something unknown is called like a lock: enough to leave to a person what it may guard."""
    unknown = manager is UNKNOWN or isinstance(manager, Opaque)
    if isinstance(manager, Instance):
        unknown = isinstance(manager.cls, External) and not manager.cls.dotted.startswith(("asyncio.", "anyio."))
    return unknown and bool(_LOCKISH.search(ast.unparse(node)))


def enter(run: Interpreter, manager: Value, node: ast.expr) -> Value:
    """What `with manager as ...` gives."""
    return one_of(*(_entered(run, one, node) for one in alternatives(manager)))


def _entered(run: Interpreter, manager: Value, node: ast.expr) -> Value:
    match manager:
        case Generator(is_manager=True):
            run.yielding = ()
            items = expressions.iterated(run, manager)
            # They are let go with the others of the `with`.
            run.guards += run.yielding
            return one_of(*(item.value for item in items)) if items else UNKNOWN
        case Instance():
            for dotted in run.external_classes(manager):
                entering = run.library.entered.get(dotted)
                if entering:
                    return entering(run, manager, node)
            for method in ("__aenter__", "__enter__"):
                found = run.attribute(manager, method, node)
                if isinstance(found, Function):
                    run.acquired = ()
                    value = run.call(found, Arguments(), node)
                    if method == "__aenter__":
                        value = run.await_(value, node)
                    run.guards += run.acquired
                    return value
            if isinstance(manager.cls, Class) or manager.cls.dotted.partition(".")[0] in run.library.waiting:
                return manager
            return UNKNOWN
        case Coroutine():
            return run.await_(manager, node)
        case Partial(callee=External(dotted="contextlib.closing")):
            return manager.arguments.positional[0]
        case _:
            return UNKNOWN


@contextmanager
def _loop(run: Interpreter) -> Iterator[None]:
    frame = run.frame
    frame.loops.append(run.serial())
    since, frame.since = frame.since, run.now()
    try:
        yield
    finally:
        frame.loops.pop()
        frame.since = since


def looping(run: Interpreter) -> Iterator[None]:
    """One pass that stands for all iterations of a loop."""
    with _loop(run):
        yield


def iterations(run: Interpreter, iterable: ast.expr, target: ast.expr, scope: Scope) -> Iterator[None]:
    """The passes of a loop over what an expression gives."""
    yield from passes(run, run.evaluate(iterable, scope), target, scope)


def passes(run: Interpreter, source: Value, target: ast.expr, scope: Scope) -> Iterator[None]:
    """The passes of a loop: one for each item of a small known collection, else one that stands for all."""
    items = expressions.iterated(run, source)
    if not any(item.many for item in items) and len(items) <= expressions.UNROLLED:
        for item in items:
            assign(run, target, item.value, scope)
            yield
        return
    with _loop(run):
        assign(run, target, one_of(*(renewed(run, item) for item in items)), scope)
        yield


def renewed(run: Interpreter, item: Item) -> Value:
    """One iteration's own of what a collection holds: what each iteration had made for itself is new again."""
    return _renewed(run, item.value, item.since, {}) if item.many else item.value


def _renewed(run: Interpreter, value: Value, since: int, known: dict[int, Value]) -> Value:
    if id(value) in known:
        return known[id(value)]
    match value:
        case Instance(born=born, cls=cls) if born > since:
            copy = run.instance(cls, value.origin, symbolic=value.is_symbolic)
            known[id(value)] = copy
            copy.materialised = value.materialised
            copy.given = value.given
            copy.fields = {name: _renewed(run, field, since, known) for name, field in value.fields.items()}
            return copy
        case Collection(items=items, element=element):
            return Collection([item._replace(value=_renewed(run, item.value, since, known)) for item in items], element)
        case Spread(value=inner):
            return Spread(_renewed(run, inner, since, known))
        case _:
            return value
