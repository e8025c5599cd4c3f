"""What names at the level of a module stand for; a file's statements are not all run for it."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterator
from typing import TYPE_CHECKING

from asyncfix.project import decorators, elements, managers
from asyncfix.project.meanings import External as ExternalMeaning
from asyncfix.project.values import (
    UNKNOWN,
    Class,
    Collection,
    Constant,
    External,
    Function,
    Instance,
    ModuleValue,
    Origin,
    Value,
    is_known,
    one_of,
)

if TYPE_CHECKING:
    from asyncfix.project.interpreter import Interpreter
    from asyncfix.project.module import Module
    from asyncfix.project.scopes import Scope

_BUILTINS = frozenset(dir(builtins))


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
    values = [_plain_value(node, scope) or _made_before(run, node, name, scope) for node in meaning.nodes]
    known = [value for value in values if is_known(value)]
    made = [value for value, node in zip(values, meaning.nodes, strict=True) if is_known(value) and not _declares(node)]
    if made and len(made) < len(known):
        # `session: Session | None = None`, and a function that sets it.
        known = made
    if known and all(isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) for node in meaning.nodes):
        return known[-1]
    return one_of(*known) if known else one_of(*values)


def _declares(node: ast.stmt) -> bool:
    """Whether a statement only announces a name: `session: Session`, `session: Session | None = None`."""
    return isinstance(node, ast.AnnAssign) and (node.value is None or isinstance(node.value, ast.Constant))


def _plain_value(node: ast.stmt, scope: Scope) -> Value | None:
    """What a definition without decorators binds its name to, None for other statements."""
    match node:
        case ast.ClassDef():
            return Class(scope.module, node, scope)
        case ast.FunctionDef(decorator_list=[]) | ast.AsyncFunctionDef(decorator_list=[]):
            return Function(scope.module, node, scope)
        case _:
            return None


def _made_before(run: Interpreter, node: ast.stmt, name: str, scope: Scope) -> Value:
    with run.before_all(scope), run.clock.made_with(None):
        return _bound_value(run, node, name, scope)


def _bound_value(run: Interpreter, node: ast.stmt, name: str, scope: Scope) -> Value:
    """What one statement binds a name to."""
    match node:
        case ast.FunctionDef() | ast.AsyncFunctionDef():
            return decorators.decorated(run, Function(scope.module, node, scope), scope)
        case ast.Assign(targets=targets, value=value):
            found = elements.fillable(run, run.evaluate(value, scope), None, scope)
            return next((part for target in targets for part in _part_of(run, target, found, name)), UNKNOWN)
        case ast.AnnAssign():
            return _annotated(run, node, name, scope)
        case ast.With(items=items) | ast.AsyncWith(items=items):
            for item in items:
                entered = managers.enter(run, run.evaluate(item.context_expr, scope), item.context_expr)
                if isinstance(item.optional_vars, ast.Name) and item.optional_vars.id == name:
                    return entered
            return UNKNOWN
        case _:
            return UNKNOWN


def _annotated(run: Interpreter, node: ast.AnnAssign, name: str, scope: Scope) -> Value:
    annotation = node.annotation
    found = elements.fillable(run, run.evaluate(node.value, scope), annotation, scope) if node.value else UNKNOWN
    if not is_known(found):
        return run.symbolic(annotation, scope, Origin(scope.module, node, "annotated"))
    if isinstance(found, Instance) and isinstance(annotation, ast.Subscript) and not found.fields:
        # `current: ContextVar[AsyncSession] = ContextVar("current")`
        declared = run.symbolic(annotation, scope, Origin(scope.module, node, f"{name}, annotated"))
        if isinstance(declared, Instance) and declared.cls == found.cls:
            found.fields |= declared.fields
    return found


def _part_of(run: Interpreter, target: ast.expr, value: Value, name: str) -> Iterator[Value]:
    """The part of a value that an assignment to a target gives a name, if any."""
    match target:
        case ast.Name(id=found) if found == name:
            yield value
        case ast.Tuple(elts=items) | ast.List(elts=items):
            for index, item in enumerate(items):
                part = elements.item_at(run, value, Constant(index)) if isinstance(value, Collection) else UNKNOWN
                yield from _part_of(run, item, part, name)
        case _:
            pass
