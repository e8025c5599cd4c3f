"""What the attributes of a class's objects may be, by the names that declare or assign them; nothing is run."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import TYPE_CHECKING

from asyncfix.project import flow
from asyncfix.project.meanings import Symbol
from asyncfix.project.names import dotted_name, dotted_names

if TYPE_CHECKING:
    from asyncfix.project import Module, Project
    from asyncfix.project.meanings import Meaning


def of_class(project: Project, module: Module, node: ast.ClassDef) -> dict[str, frozenset[Meaning]]:
    """For each attribute of the class and its bases in the project, what the names say that stand where it is set.

    A field `x: Repo | None` is given `Repo`; `self.x = x` what the annotation of the parameter names; and
    `self.x = make(Repo)` both `make`, or the class that it says it returns, and `Repo`.
    """
    found: dict[str, frozenset[Meaning]] = {}
    seen: set[ast.ClassDef] = set()
    waiting = [(module, node)]
    while waiting:
        at, cls = waiting.pop()
        if cls not in seen:
            seen.add(cls)
            key = "fields", cls
            if key not in project.known:
                project.known[key] = _own(project, at, cls)
            own, bases = project.known[key]
            waiting += bases
            for name, meanings in own.items():
                found[name] = found.get(name, frozenset()) | meanings
    return found


def _own(
    project: Project, module: Module, cls: ast.ClassDef
) -> tuple[dict[str, frozenset[Meaning]], list[tuple[Module, ast.ClassDef]]]:
    """What the class itself tells, and its bases in the project."""
    found: dict[str, set[Meaning]] = {}
    for name, expression in _set(cls):
        found.setdefault(name, set()).update(_meanings(project, module, expression))
    bases: list[tuple[Module, ast.ClassDef]] = []
    for base in cls.bases:
        for meaning in _meanings(project, module, base):
            match meaning:
                case Symbol(module=found_in, nodes=(*_, ast.ClassDef() as above)):
                    bases.append((found_in, above))
                case _:
                    pass
    return {name: frozenset(meanings) for name, meanings in found.items()}, bases


def _set(cls: ast.ClassDef) -> Iterator[tuple[str, ast.expr]]:
    """The attributes of a class with the expressions that tell what they are."""
    for statement in cls.body:
        match statement:
            case ast.AnnAssign(target=ast.Name(id=name), annotation=annotation, value=value):
                yield name, annotation
                if value is not None:
                    yield name, value
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                yield name, value
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                yield from _set_in(statement)
            case _:
                pass


def _set_in(method: flow.Function) -> Iterator[tuple[str, ast.expr]]:
    arguments = [*method.args.posonlyargs, *method.args.args, *method.args.kwonlyargs]
    if not arguments:
        return
    annotations = {argument.arg: argument.annotation for argument in arguments}
    for inner in flow.own_nodes(method):
        for target, told in _assignments(inner):
            if isinstance(target, ast.Attribute) and dotted_name(target.value) == arguments[0].arg:
                for expression in told:
                    yield target.attr, expression
                    for name in dotted_names(expression):
                        annotated = annotations.get(name)
                        if annotated is not None:
                            yield target.attr, annotated


def _assignments(node: ast.AST) -> Iterator[tuple[ast.expr, list[ast.expr]]]:
    """The targets of an assignment, each with what tells of it: the value, the annotation."""
    match node:
        case ast.Assign(targets=targets, value=value):
            for target in targets:
                yield from _unpacked(target, value)
        case ast.AnnAssign(target=only, annotation=annotation, value=given):
            yield only, [annotation, given] if given else [annotation]
        case _:
            pass


def _unpacked(target: ast.expr, value: ast.expr) -> Iterator[tuple[ast.expr, list[ast.expr]]]:
    """Each target of an assignment with the part of the value that it gets."""
    match target, value:
        case ast.Tuple(elts=targets), ast.Tuple(elts=values) if len(targets) == len(values):
            for one, told in zip(targets, values, strict=True):
                yield from _unpacked(one, told)
        case ast.Tuple(elts=targets), _:
            for one in targets:
                yield one, [value]
        case _:
            yield target, [value]


def _meanings(project: Project, module: Module, node: ast.expr, depth: int = 2) -> Iterator[Meaning]:
    """What the names in an expression mean.

    Of a function of the project it is also the class that it says it returns, of a type alias or variable what that
    stands for: `SessionDep = Annotated[AsyncSession, Depends(get_session)]`.
    """
    for dotted in dotted_names(node):
        meaning = project.resolve(module, dotted)
        if meaning is None:
            continue
        yield meaning
        match meaning:
            case Symbol(module=found, nodes=(*_, ast.FunctionDef(returns=ast.expr() as told))) if depth:
                yield from _meanings(project, found, told, depth - 1)
            case Symbol(module=found, nodes=(*_, ast.Assign(value=told) | ast.AnnAssign(value=ast.expr() as told))):
                yield from _meanings(project, found, told, depth - 1) if depth else ()
            case _:
                pass
