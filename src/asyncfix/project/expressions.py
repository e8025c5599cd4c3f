"""What expressions stand for."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from asyncfix.project import branches, elements, loops, parameters
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
    Instance,
    Item,
    ModuleValue,
    OneOf,
    Partial,
    Spread,
    Super,
    Task,
    Value,
    alternatives,
    is_none,
    one_of,
)

if TYPE_CHECKING:
    from asyncfix.project.interpreter import Interpreter
    from asyncfix.project.scopes import Scope

Comprehension = ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp


def evaluate(run: Interpreter, node: ast.expr, scope: Scope) -> Value:
    """What an expression stands for; every part of it that would be evaluated is."""
    match node:
        case ast.Constant(value=value):
            return Constant(value)
        case ast.Name(id=name):
            return run.lookup(name, scope)
        case ast.Attribute(value=value, attr=attr):
            return run.attribute(run.evaluate(value, scope), attr, node)
        case ast.Call():
            return _call(run, node, scope)
        case ast.Await(value=value):
            return run.await_(run.evaluate(value, scope), node)
        case ast.ListComp() | ast.SetComp() | ast.GeneratorExp() | ast.DictComp():
            return _comprehension(run, node, scope)
        case ast.IfExp(test=test, body=body, orelse=orelse):
            return _chosen(run, test, body, orelse, scope)
        case ast.BoolOp(op=op, values=values):
            return _bool_op(run, op, values, scope)
        case ast.NamedExpr(target=ast.Name(id=name), value=value):
            found = run.evaluate(value, scope)
            run.bind(name, found, scope)
            return found
        case ast.Lambda():
            return Function(scope.module, node, scope)
        case ast.Yield(value=value):
            return _yielded(run, run.evaluate(value, scope) if value else NONE)
        case ast.YieldFrom(value=value):
            run.frame.yielded += elements.iterated(run, run.evaluate(value, scope))
            return UNKNOWN
        case _:
            return _of_parts(run, node, scope)


def _of_parts(run: Interpreter, node: ast.expr, scope: Scope) -> Value:
    """Displays, and what operators make of collections; of others nothing is known, but their parts do something."""
    match node:
        case ast.Tuple(elts=items) | ast.List(elts=items) | ast.Set(elts=items):
            return Collection(list(_items(run, [run.evaluate(item, scope) for item in items])))
        case ast.Dict(keys=keys, values=values):
            return _dict(run, keys, values, scope)
        case ast.Starred(value=value):
            return Spread(run.evaluate(value, scope))
        case ast.Subscript(value=value, slice=index):
            return _subscript(run, run.evaluate(value, scope), run.evaluate(index, scope), node)
        case ast.BinOp(left=left, op=op, right=right):
            return _added(op, run.evaluate(left, scope), run.evaluate(right, scope))
        case _:
            for child in ast.iter_child_nodes(node):
                if isinstance(child, ast.expr):
                    run.evaluate(child, scope)
            return UNKNOWN


def _call(run: Interpreter, node: ast.Call, scope: Scope) -> Value:
    if isinstance(node.func, ast.Name) and node.func.id == "super":
        return _super(run, scope)
    callee = run.evaluate(node.func, scope)
    positional = tuple(run.evaluate(argument, scope) for argument in node.args)
    named = tuple((keyword.arg or "", run.evaluate(keyword.value, scope)) for keyword in node.keywords)
    arguments = Arguments(positional, named)
    if UNKNOWN in positional or any(value is UNKNOWN for _, value in named):
        arguments = parameters.recognised(run, callee, arguments, node, scope)
    # Where it may be None and is called, it is not.
    callees = [one for one in alternatives(callee) if not is_none(one)] or [callee]
    return one_of(*(run.call(one, arguments, node) for one in callees))


def _super(run: Interpreter, scope: Scope) -> Value:
    for frame in reversed(run.frames):
        function = frame.function
        if function is not None and function.receiver is not None and function.owner is not None:
            at: Scope | None = scope
            while at is not None:
                if at is frame.scope:
                    return Super(function.receiver, function.owner)
                at = at.parent
    return UNKNOWN


def truth(value: Value) -> bool | None:
    """Whether a value is true, None when that is not known."""
    match value:
        case Constant(value=constant):
            return bool(constant)
        case Instance() | Class() | Function() | Task() | Coroutine() | Partial() | ModuleValue():
            return True
        case OneOf(values=values):
            truths = {truth(one) for one in values}
            return truths.pop() if len(truths) == 1 else None
        case _:
            return None


def condition(run: Interpreter, test: ast.expr, scope: Scope) -> bool | None:
    """Evaluate a condition: true, false, or None for either."""
    match test:
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            found = condition(run, operand, scope)
            return None if found is None else not found
        case ast.Compare(left=left, ops=[ast.Is() | ast.IsNot() | ast.Eq() | ast.NotEq() as op], comparators=[right]):
            found = _same(run.evaluate(left, scope), run.evaluate(right, scope))
            return found if found is None or isinstance(op, (ast.Is, ast.Eq)) else not found
        case ast.BoolOp(op=op, values=values):
            found_all = [condition(run, value, scope) for value in values]
            decisive = isinstance(op, ast.Or)
            if decisive in found_all:
                return decisive
            return None if None in found_all else not decisive
        case ast.Name(id="TYPE_CHECKING") | ast.Attribute(attr="TYPE_CHECKING"):
            return False
        case _:
            return truth(run.evaluate(test, scope))


def _same(left: Value, right: Value) -> bool | None:
    if isinstance(left, Constant) and isinstance(right, Constant):
        return left.value == right.value
    for one, other in ((left, right), (right, left)):
        if is_none(one) and isinstance(other, (Instance, Class, Function, Task, Coroutine, Collection, Partial)):
            return False
    return None


def narrowed(value: Value, *, is_true: bool) -> Value:
    """A value once it is known to be true, or false, in a condition."""
    left = [one for one in alternatives(value) if truth(one) is not (not is_true)]
    return one_of(*left) if left else value


def _chosen(run: Interpreter, test: ast.expr, body: ast.expr, orelse: ast.expr, scope: Scope) -> Value:
    found = condition(run, test, scope)
    if found is None:
        values = []
        for index, (branch, is_true) in enumerate(((body, True), (orelse, False))):
            with branches.assuming(run, test, scope, is_true=is_true), run.frame.branch(test, index):
                values.append(run.evaluate(branch, scope))
        return one_of(*values)
    return run.evaluate(body if found else orelse, scope)


def _bool_op(run: Interpreter, op: ast.boolop, values: Sequence[ast.expr], scope: Scope) -> Value:
    stops_at = isinstance(op, ast.Or)
    found: list[Value] = []
    for node in values:
        value = run.evaluate(node, scope)
        known = truth(value)
        if known is stops_at or node is values[-1]:
            return one_of(*found, value)
        if known is None:
            found.append(narrowed(value, is_true=stops_at))
    return one_of(*found)


def _items(run: Interpreter, values: Sequence[Value]) -> Iterator[Item]:
    for value in values:
        if isinstance(value, Spread):
            yield from elements.iterated(run, value.value)
        else:
            yield Item(value)


def _dict(run: Interpreter, keys: Sequence[ast.expr | None], values: Sequence[ast.expr], scope: Scope) -> Value:
    found: list[Item] = []
    for key, node in zip(keys, values, strict=True):
        name = run.evaluate(key, scope) if key else None
        value = run.evaluate(node, scope)
        if key is None and isinstance(value, Collection):
            found += value.items
        else:
            found.append(Item(value, name.value if isinstance(name, Constant) else None))
    return Collection(found)


def _added(op: ast.operator, left: Value, right: Value) -> Value:
    if isinstance(op, ast.Add) and isinstance(left, Collection) and isinstance(right, Collection):
        return Collection([*left.items, *right.items], left.element or right.element)
    if isinstance(op, ast.Mult) and isinstance(left, Collection):
        return Collection([item._replace(many=True) for item in left.items], left.element)
    return UNKNOWN


def _subscript(run: Interpreter, value: Value, index: Value, node: ast.Subscript) -> Value:
    found: list[Value] = []
    for one in alternatives(value):
        match one:
            case Class() | External():
                # A generic class with its parameters.
                found.append(one)
            case Collection():
                if isinstance(node.slice, ast.Slice):
                    found.append(Collection(one.items, one.element))
                else:
                    found.append(elements.item_at(run, one, index))
            case Instance():
                found.append(run.call(run.attribute(one, "__getitem__", node), Arguments((index,)), node))
            case _:
                found.append(UNKNOWN)
    return one_of(*found)


def _comprehension(run: Interpreter, node: Comprehension, scope: Scope) -> Value:
    # Its own names are set in the scope around it, and put back afterwards: they are not seen outside.
    names = {inner.id for gen in node.generators for inner in ast.walk(gen.target) if isinstance(inner, ast.Name)}
    saved = {name: scope.names[name] for name in names if name in scope.names}
    result = Collection()
    _generate(run, node, 0, scope, result, len(run.frame.loops))
    scope.names.update(saved)
    return result


def _generate(run: Interpreter, node: Comprehension, index: int, scope: Scope, into: Collection, depth: int) -> None:
    if index == len(node.generators):
        key = run.evaluate(node.key, scope) if isinstance(node, ast.DictComp) else UNKNOWN
        value = run.evaluate(node.value if isinstance(node, ast.DictComp) else node.elt, scope)
        known = key.value if isinstance(key, Constant) else None
        into.items.append(Item(value, known, len(run.frame.loops) > depth, run.frame.since))
        return
    generator = node.generators[index]
    for _ in loops.passes(run, run.evaluate(generator.iter, scope), generator.target, scope):
        if False not in [condition(run, test, scope) for test in generator.ifs]:
            _generate(run, node, index + 1, scope, into, depth)


def _yielded(run: Interpreter, value: Value) -> Value:
    frame = run.frame
    frame.yielded.append(Item(value, None, bool(frame.loops), frame.since))
    frame.held = tuple(run.guards[frame.guards :])
    return UNKNOWN
