"""The names of one function and where they are bound, with the way from each node to what stands around it."""

from __future__ import annotations

import ast
import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from asyncfix.project import flow

Comprehension = ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp
Callable = flow.Function | ast.Lambda

COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
CALLABLES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)


class Variable(NamedTuple):
    """A name in the scope that binds it: a function, a class, a lambda, a comprehension; None for those further out."""

    scope: ast.AST | None
    name: str


@dataclass(frozen=True, eq=False)
class Names:
    """The names in a function, nested scopes included."""

    function: flow.Function
    parents: dict[ast.AST, ast.AST] = field(default_factory=dict)
    _variables: dict[ast.Name, Variable] = field(default_factory=dict)
    _uses: dict[Variable, list[ast.Name]] = field(default_factory=dict)
    _odd: set[Variable] = field(default_factory=set)

    def variable(self, name: ast.Name) -> Variable:
        return self._variables[name]

    def uses(self, variable: Variable) -> list[ast.Name]:
        """Every plain name that means a variable, in no particular order."""
        return self._uses.get(variable, [])

    def is_odd(self, variable: Variable) -> bool:
        """Whether a variable is also bound by other means than a plain name: a parameter, an import, a handler."""
        return variable in self._odd

    def up(self, node: ast.AST) -> Iterator[ast.AST]:
        """What stands around a node, from the inside out, up to the function."""
        while node is not self.function:
            node = self.parents[node]
            yield node

    def holds(self, outer: ast.AST, inner: ast.AST) -> bool:
        return outer is inner or any(node is outer for node in self.up(inner))

    def statement(self, node: ast.AST) -> ast.stmt:
        """The innermost statement that a node belongs to, itself if it is one."""
        found = next(one for one in (node, *self.up(node)) if isinstance(one, ast.stmt))
        assert isinstance(found, ast.stmt)
        return found

    def suite(self, statement: ast.stmt) -> list[ast.stmt]:
        """The statements among which one stands."""
        parent = self.parents.get(statement, self.function)
        fields = (value for _, value in ast.iter_fields(parent) if isinstance(value, list))
        return next(suite for suite in fields if statement in suite)

    def callable_of(self, node: ast.AST) -> ast.AST:
        """The innermost function or lambda around a node."""
        return next(one for one in self.up(node) if isinstance(one, CALLABLES))

    def is_private(self, variable: Variable) -> bool:
        """Whether a variable belongs to the function itself and no function inside it mentions it."""
        return variable.scope is self.function and all(
            self.callable_of(use) is self.function for use in self.uses(variable)
        )


def names_of(function: flow.Function) -> Names:
    names = Names(function)
    _Reader(names).read(function)
    return names


class _Bound(NamedTuple):
    node: ast.AST
    own: frozenset[str]
    outer: frozenset[str]
    """Names declared global."""


class _Reader:
    def __init__(self, names: Names) -> None:
        self._names = names

    def read(self, function: flow.Function) -> None:
        bound = self._bound(function)
        for child in function.body:
            self._visit(child, function, (bound,))

    def _visit(self, node: ast.AST, parent: ast.AST, scopes: tuple[_Bound, ...]) -> None:
        names = self._names
        names.parents[node] = parent
        match node:
            case ast.Name():
                variable = _variable(node.id, scopes)
                names._variables[node] = variable
                names._uses.setdefault(variable, []).append(node)
            case ast.ListComp() | ast.SetComp() | ast.DictComp() | ast.GeneratorExp():
                self._comprehension(node, scopes)
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.Lambda() | ast.ClassDef():
                inner = (*scopes, self._bound(node))
                body = node.body if isinstance(node.body, list) else [node.body]
                inside = {id(one) for one in body}
                for child in ast.iter_child_nodes(node):
                    self._visit(child, node, inner if id(child) in inside else scopes)
            case _:
                for child in ast.iter_child_nodes(node):
                    self._visit(child, node, scopes)

    def _comprehension(self, node: Comprehension, scopes: tuple[_Bound, ...]) -> None:
        targets = {
            inner.id
            for generator in node.generators
            for inner in ast.walk(generator.target)
            if isinstance(inner, ast.Name)
        }
        within = (*scopes, _Bound(node, frozenset(targets), frozenset()))
        for generator in node.generators:
            self._names.parents[generator] = node
            for child in ast.iter_child_nodes(generator):
                # The first iterable is evaluated outside.
                first = generator is node.generators[0] and child is generator.iter
                self._visit(child, generator, scopes if first else within)
        for child in ast.iter_child_nodes(node):
            if not isinstance(child, ast.comprehension):
                self._visit(child, node, within)

    def _bound(self, node: flow.Function | ast.Lambda | ast.ClassDef) -> _Bound:
        own: set[str] = set()
        odd: set[str] = set()
        outer: set[str] = set()
        further: set[str] = set()
        if not isinstance(node, ast.ClassDef):
            odd.update(arg.arg for arg in ast.walk(node.args) if isinstance(arg, ast.arg))
        for inner in _nodes_within(node):
            match inner:
                case ast.Name(id=name, ctx=ast.Store() | ast.Del()):
                    own.add(name)
                case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                    odd.add(name)
                case ast.alias(name=name, asname=asname):
                    odd.add(asname or name.partition(".")[0])
                case ast.ExceptHandler(name=str(name)) | ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)):
                    odd.add(name)
                case ast.MatchMapping(rest=str(name)):
                    odd.add(name)
                case ast.Global(names=names):
                    outer.update(names)
                case ast.Nonlocal(names=names):
                    further.update(names)
                case _:
                    pass
        self._names._odd.update(Variable(node, name) for name in odd)
        return _Bound(node, frozenset((own | odd) - outer - further), frozenset(outer))


def _variable(name: str, scopes: tuple[_Bound, ...]) -> Variable:
    for depth, scope in enumerate(reversed(scopes)):
        if name in scope.outer:
            break
        # What a class binds is not seen from the functions in it.
        if name in scope.own and (depth == 0 or not isinstance(scope.node, ast.ClassDef)):
            return Variable(scope.node, name)
    return Variable(None, name)


def _nodes_within(node: flow.Function | ast.Lambda | ast.ClassDef) -> Iterator[ast.AST]:
    """The nodes of a body that bind names in its scope: not those of scopes inside, nor targets of comprehensions."""
    waiting: list[ast.AST] = list(node.body) if isinstance(node.body, list) else [node.body]
    while waiting:
        inner = waiting.pop()
        yield inner
        match inner:
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef() | ast.Lambda():
                pass
            case ast.comprehension(iter=iterable, ifs=conditions):
                waiting += [iterable, *conditions]
            case _:
                waiting.extend(ast.iter_child_nodes(inner))


def annotation_names(annotation: ast.expr) -> Iterator[str]:
    """The names that an annotation mentions, in a text too."""
    for node in ast.walk(annotation):
        match node:
            case ast.Name(id=name):
                yield name
            case ast.Constant(value=str(text)):
                with contextlib.suppress(SyntaxError):
                    yield from annotation_names(ast.parse(text.strip(), mode="eval").body)
            case _:
                pass
