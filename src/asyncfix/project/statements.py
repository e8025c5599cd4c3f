"""Running statements: assignments and definitions here, the others each in a module of its kind."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from typing import TYPE_CHECKING

from asyncfix.project import branches, decorators, elements, loops, managers, module_names
from asyncfix.project.values import (
    NONE,
    UNKNOWN,
    Class,
    Collection,
    Constant,
    Function,
    Instance,
    Item,
    Origin,
    Value,
    alternatives,
    is_known,
)

if TYPE_CHECKING:
    from asyncfix.project.interpreter import Interpreter
    from asyncfix.project.scopes import Scope


def execute(run: Interpreter, body: Sequence[ast.stmt], scope: Scope) -> bool:
    """Run statements; whether control may get to their end."""
    return all(_statement(run, statement, scope) for statement in body)


def _statement(run: Interpreter, node: ast.stmt, scope: Scope) -> bool:
    run.step()
    match node:
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
            return branches.execute_if(run, test, body, orelse, scope)
        case ast.Match(subject=subject, cases=cases):
            run.evaluate(subject, scope)
            return branches.execute_any(run, node, [*(case.body for case in cases), []], scope)
        case ast.Try() | ast.TryStar():
            return branches.execute_try(run, node, scope)
        case ast.For() | ast.AsyncFor():
            return loops.execute_for(run, node, scope)
        case ast.While():
            return loops.execute_while(run, node, scope)
        case ast.With(items=items, body=body) | ast.AsyncWith(items=items, body=body):
            return managers.execute_with(run, items, body, scope)
        case _:
            _simple(run, node, scope)
            return True


def _simple(run: Interpreter, node: ast.stmt, scope: Scope) -> None:
    """A statement that control gets past: an expression, an assignment, a definition."""
    match node:
        case ast.Expr(value=value):
            run.evaluate(value, scope)
        case ast.Assert(test=test):
            run.evaluate(test, scope)
            branches.learn(run, test, scope, is_true=True)
        case ast.Assign(targets=targets, value=value):
            found = run.evaluate(value, scope)
            for target in targets:
                assign(run, target, found, scope)
        case ast.AnnAssign(target=target, value=value, annotation=annotation):
            found = run.evaluate(value, scope) if value else UNKNOWN
            if isinstance(target, ast.Attribute):
                found = elements.fillable(run, found, annotation, scope)
            if not is_known(found):
                found = run.symbolic(annotation, scope, Origin(scope.module, node, "annotated"))
            assign(run, target, found, scope)
        case ast.AugAssign(target=target, value=value):
            _augmented(run, node, target, run.evaluate(value, scope), scope)
        case ast.Delete(targets=targets):
            for target in targets:
                if isinstance(target, ast.Name):
                    scope.names.pop(target.id, None)
        case _:
            _definition(run, node, scope)


def _definition(run: Interpreter, node: ast.stmt, scope: Scope) -> None:
    """A function, a class or an import."""
    match node:
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
            run.bind(name, decorators.decorated(run, Function(scope.module, node, scope), scope), scope)
        case ast.ClassDef(name=name):
            run.bind(name, Class(scope.module, node, scope), scope)
        case ast.Import(names=names):
            for alias in names:
                top = alias.name if alias.asname else alias.name.partition(".")[0]
                run.bind(alias.asname or top, module_names.module_value(run, top, scope.module), scope)
        case ast.ImportFrom(names=names):
            source = run.project.imported_module(scope.module, node)
            for alias in names:
                found = module_names.imported(run, source, alias.name, scope.module)
                run.bind(alias.asname or alias.name, found, scope)
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


def _lasting(run: Interpreter, value: Value, scope: Scope) -> Value:
    """What an attribute of an object is by the time that other code looks: a flag or a counter may have changed."""
    if isinstance(value, Constant) and value != NONE:
        return UNKNOWN
    return elements.fillable(run, value, None, scope)


def _unpack(run: Interpreter, targets: Sequence[ast.expr], value: Value, scope: Scope) -> None:
    """`a, *b, c = value`."""
    starred = next((index for index, target in enumerate(targets) if isinstance(target, ast.Starred)), None)
    for index, target in enumerate(targets):
        part: Value = UNKNOWN
        if isinstance(value, Collection):
            if starred is None or index < starred:
                part = elements.item_at(run, value, Constant(index))
            elif index == starred:
                rest = len(targets) - 1 - starred
                part = Collection(value.items[starred : len(value.items) - rest], value.element)
            else:
                part = elements.item_at(run, value, Constant(index - len(targets)))
        assign(run, target, part, scope)


def _augmented(run: Interpreter, node: ast.AugAssign, target: ast.expr, value: Value, scope: Scope) -> None:
    """`target += value`: what is added to a collection is in it; of other things nothing is known then."""
    if isinstance(target, (ast.Name, ast.Attribute)):
        for one in alternatives(run.evaluate(target, scope)):
            run.changes += 1
            if isinstance(one, Collection) and isinstance(node.op, (ast.Add, ast.BitOr)):
                one.items += elements.iterated(run, value)
                return
    if isinstance(target, ast.Name):
        run.bind(target.id, UNKNOWN, scope)
