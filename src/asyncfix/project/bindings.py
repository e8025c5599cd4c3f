"""What binds each name at the level of a module. Syntax only: where an import leads is the index's affair."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from asyncfix.project import flow
from asyncfix.project.module import Module

_GLOBAL = re.compile(rb"global(?:[ \t]+|\\\r?\n\s*)+[^\W\d]")

Absolute = Callable[[ast.ImportFrom], str]
"""The absolute dotted name that a `from ... import` imports from."""


@dataclass(frozen=True, slots=True, eq=False)
class Binding:
    """One statement that binds a name.

    For imports `source` is the absolute dotted name of the module and `member` what is taken out of it: `import a.b`
    binds `a` to ("a", None), `import a.b as c` binds `c` to ("a.b", None), `from a import b` binds `b` to ("a", "b").
    `is_sure` says that the statement stands directly in the module's body, so that what bound the name before is gone.
    """

    name: str
    node: ast.stmt
    source: str | None = None
    member: str | None = None
    is_sure: bool = True
    function: ast.FunctionDef | ast.AsyncFunctionDef | None = None
    """The function that binds the name, by a `global` statement."""

    @property
    def alias(self) -> ast.expr | None:
        """The value of a plain `A = B` or `A = pkg.B`."""
        match self.node:
            case ast.Assign(targets=targets, value=ast.Name() | ast.Attribute() as value):
                return value if any(isinstance(t, ast.Name) and t.id == self.name for t in targets) else None
            case ast.AnnAssign(target=ast.Name(), value=ast.Name() | ast.Attribute() as value):
                return value
            case _:
                return None

    @property
    def is_placeholder(self) -> bool:
        """Whether it only says that there is nothing: `A = None`, or `A: type` without a value."""
        match self.node:
            case ast.Assign(value=ast.Constant(value=None)) | ast.AnnAssign(value=None | ast.Constant(value=None)):
                return True
            case _:
                return False


@dataclass(frozen=True)
class Bound:
    """The names of one module. `stars` are the absolute names of the modules that it imports `*` from, in order;
    `exported` is its `__all__`, None where there is none or it cannot be read plainly."""

    names: Mapping[str, tuple[Binding, ...]]
    stars: tuple[tuple[ast.ImportFrom, str, bool], ...]
    exported: frozenset[str] | None


def bound(module: Module, absolute: Absolute) -> Bound:
    """What binds the names of a module, in source order. Raises `FileTrouble` for a module that cannot be parsed."""
    names: dict[str, list[Binding]] = defaultdict(list)
    stars = []
    for node, is_sure in _statements(module.tree.body, is_sure=True):
        if isinstance(node, ast.ImportFrom) and node.names[0].name == "*":
            stars.append((node, absolute(node), is_sure))
            continue
        for binding in _bindings(node, absolute, is_sure):
            names[binding.name].append(binding)
    if _GLOBAL.search(module.data):
        for binding in _global_bindings(module.tree, absolute):
            names[binding.name].append(binding)
    return Bound({name: tuple(found) for name, found in names.items()}, tuple(stars), _exported(names.get("__all__")))


def inside(body: Sequence[ast.stmt]) -> dict[str, tuple[ast.stmt, ...]]:
    """What binds each name in the body of a class: definitions and assignments, in source order."""
    names: dict[str, list[ast.stmt]] = defaultdict(list)
    for node, is_sure in _statements(body, is_sure=True):
        for binding in _bindings(node, lambda _: "", is_sure):
            names[binding.name].append(node)
    return {name: tuple(found) for name, found in names.items()}


def _statements(body: Sequence[ast.stmt], *, is_sure: bool) -> Iterator[tuple[ast.stmt, bool]]:
    """The statements of a body and of the blocks in it, and whether each is surely executed."""
    for node in body:
        yield node, is_sure
        match node:
            case ast.If(body=first, orelse=other) | ast.While(body=first, orelse=other):
                yield from _statements([*first, *other], is_sure=False)
            case ast.For(body=first, orelse=other) | ast.AsyncFor(body=first, orelse=other):
                yield from _statements([*first, *other], is_sure=False)
            case ast.With(body=first) | ast.AsyncWith(body=first):
                yield from _statements(first, is_sure=is_sure)
            case ast.Try(body=first, handlers=handlers) | ast.TryStar(body=first, handlers=handlers):
                caught = [each for handler in handlers for each in handler.body]
                yield from _statements([*first, *caught, *node.orelse], is_sure=False)
                yield from _statements(node.finalbody, is_sure=is_sure)
            case ast.Match(cases=cases):
                for case in cases:
                    yield from _statements(case.body, is_sure=False)
            case _:
                pass


def _bindings(node: ast.stmt, absolute: Absolute, is_sure: bool) -> Iterator[Binding]:
    """What one statement binds by itself, not what the statements in it do."""
    match node:
        case ast.Import(names=names):
            for each in names:
                top = each.name.partition(".")[0]
                yield Binding(each.asname or top, node, each.name if each.asname else top, is_sure=is_sure)
        case ast.ImportFrom(names=names):
            source = absolute(node)
            for each in names:
                yield Binding(each.asname or each.name, node, source, each.name, is_sure)
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            yield Binding(name, node, is_sure=is_sure)
        case ast.Expr(value=ast.Call(func=ast.Attribute(value=ast.Name(id="__all__"), attr="append" | "extend"))):
            yield Binding("__all__", node, is_sure=False)
        case _:
            replaces = is_sure and isinstance(node, ast.Assign | ast.With | ast.AsyncWith)
            if isinstance(node, ast.AnnAssign) and node.value is not None:
                replaces = is_sure
            for name in dict.fromkeys(_stored(node)):
                yield Binding(name, node, is_sure=replaces)


def _stored(node: ast.stmt) -> Iterator[str]:
    """The names that a statement other than a definition or an import stores into."""
    waiting: list[ast.AST] = [node]
    while waiting:
        each = waiting.pop(0)
        match each:
            case ast.Name(id=name, ctx=ast.Store()):
                yield name
            case ast.ExceptHandler(name=str(name)) | ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)):
                yield name
            case ast.MatchMapping(rest=str(name)):
                yield name
            case ast.Lambda() | ast.comprehension():
                continue
            case _:
                pass
        waiting += [below for below in flow.children(each) if not isinstance(below, ast.stmt)]


def _global_bindings(tree: ast.Module, absolute: Absolute) -> Iterator[Binding]:
    for function in flow.walk(tree):
        if not isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        statements = [node for node, _ in _statements(function.body, is_sure=False)]
        declared = {name for node in statements if isinstance(node, ast.Global) for name in node.names}
        for node in statements if declared else ():
            for binding in _bindings(node, absolute, is_sure=False):
                if binding.name in declared:
                    yield Binding(binding.name, node, binding.source, binding.member, is_sure=False, function=function)


def _exported(bindings: Sequence[Binding] | None) -> frozenset[str] | None:
    if not bindings:
        return None
    names: set[str] = set()
    for binding in bindings:
        match binding.node:
            case ast.Assign(value=value) | ast.AnnAssign(value=ast.expr() as value) | ast.AugAssign(value=value):
                found = _literal_names(value)
            case ast.Expr(value=ast.Call(func=ast.Attribute(attr="append"), args=[item])):
                found = _literal_names(ast.List([item]))
            case ast.Expr(value=ast.Call(args=[value])):
                found = _literal_names(value)
            case _:
                found = None
        if found is None:
            return None
        names |= found
    return frozenset(names)


def _literal_names(value: ast.expr) -> set[str] | None:
    match value:
        case ast.List(elts=elements) | ast.Tuple(elts=elements) | ast.Set(elts=elements):
            names = {each.value for each in elements if isinstance(each, ast.Constant) and isinstance(each.value, str)}
            return names if len(names) == len(elements) else None
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            first, second = _literal_names(left), _literal_names(right)
            return None if first is None or second is None else first | second
        case _:
            return None
