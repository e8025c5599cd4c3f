"""Classes of the project: what their bodies define, their bases and subclasses, the order of resolution."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from asyncfix.project import bindings, decorators, flow
from asyncfix.project.values import Class, External, Function, Value, alternatives

if TYPE_CHECKING:
    from asyncfix.project.interpreter import Interpreter
    from asyncfix.project.scopes import Scope

_INTERFACES = frozenset({"abc.ABC", "typing.Protocol", "typing_extensions.Protocol"})


@dataclass
class KnownClasses:
    """What an entry has found out about classes, by their nodes."""

    values: dict[ast.AST, dict[str, Value]] = field(default_factory=dict)
    scopes: dict[ast.AST, Scope] = field(default_factory=dict)
    bases: dict[ast.AST, list[Value]] = field(default_factory=dict)
    subclasses: dict[ast.AST, list[Class]] = field(default_factory=dict)


class Found(NamedTuple):
    """Where a class attribute is defined: the class, and the statement."""

    owner: Class
    node: ast.stmt

    @property
    def is_method(self) -> bool:
        """Whether it is a function, whatever its decorators make of it."""
        return isinstance(self.node, (ast.FunctionDef, ast.AsyncFunctionDef))

    def function(self, receiver: Value | None = None) -> Function:
        """The method, bound to an object or a class."""
        assert isinstance(self.node, (ast.FunctionDef, ast.AsyncFunctionDef))
        return Function(self.owner.module, self.node, self.owner.scope, receiver, self.owner)


def _body(run: Interpreter, cls: Class) -> dict[str, tuple[ast.stmt, ...]]:
    """What binds each name in the body of a class."""
    found: dict[str, tuple[ast.stmt, ...]] = run.once("class", cls.node, lambda: bindings.inside(cls.node.body))
    return found


def class_scope(run: Interpreter, cls: Class) -> Scope:
    """The scope of a class's body, whose names are its attributes."""
    if cls.node in run.classes.scopes:
        return run.classes.scopes[cls.node]
    scope = run.classes.scopes[cls.node] = run.scope(cls.module, cls.node, cls.scope)
    body = _body(run, cls)
    for statement in cls.node.body:
        if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef)):
            scope.names[statement.name] = Function(cls.module, statement, scope)
    for name in scope.own - scope.names.keys():
        nodes = body.get(name, ())
        if nodes and isinstance(nodes[-1], ast.Assign) and isinstance(nodes[-1].value, (ast.Constant, ast.Name)):
            scope.names[name] = run.evaluate(nodes[-1].value, cls.scope)
    return scope


def find(run: Interpreter, cls: Class, name: str) -> Found | None:
    """Where a class or its bases define a name, by the order of resolution."""
    for one in ancestry(run, cls):
        node = own_attribute(run, one, name) if isinstance(one, Class) else None
        if isinstance(one, Class) and node is not None:
            return Found(one, node)
    return None


def method(run: Interpreter, cls: Class, name: str, receiver: Value) -> Function | None:
    """A method that is a plain `def`, such as `__init__`, bound to a receiver whatever its decorators."""
    found = find(run, cls, name)
    return found.function(receiver) if found is not None and isinstance(found.node, ast.FunctionDef) else None


def own_attribute(run: Interpreter, cls: Class, name: str) -> ast.stmt | None:
    """The statement of a class's own body that defines a name: a property's getter, else the last one."""
    nodes = _body(run, cls).get(name, ())
    if len(nodes) < 2:
        return nodes[0] if nodes else None
    return next(filter(_is_getter, nodes), nodes[-1])


def _is_getter(node: ast.stmt) -> bool:
    if not isinstance(node, ast.FunctionDef):
        return False
    names = {one.id for one in node.decorator_list if isinstance(one, ast.Name)}
    parts = {one.attr for one in node.decorator_list if isinstance(one, ast.Attribute)}
    return "property" in names and not parts & {"setter", "deleter"}


def ancestry(run: Interpreter, cls: Class) -> Iterator[Value]:
    """A class and its bases, the project's and the libraries', nearest first, each once."""
    seen: set[object] = set()
    waiting: list[Value] = [cls]
    while waiting:
        one = waiting.pop(0)
        key = one.node if isinstance(one, Class) else one
        if key in seen:
            continue
        seen.add(key)
        yield one
        if isinstance(one, Class):
            waiting = [*bases(run, one), *waiting]


def bases(run: Interpreter, cls: Class) -> list[Value]:
    """The bases that a class names, the project's and the libraries'."""
    if cls.node not in run.classes.bases:
        run.classes.bases[cls.node] = []
        with run.before_all(cls.scope):
            values = [run.evaluate(base, cls.scope) for base in cls.node.bases]
        run.classes.bases[cls.node] = [one for value in values for one in alternatives(value)]
    return run.classes.bases[cls.node]


def external_bases(run: Interpreter, cls: Class) -> list[str]:
    """The libraries' classes among a class's bases, near and far, nearest first."""

    def look() -> list[str]:
        return [one.dotted for one in ancestry(run, cls) if isinstance(one, External)]

    found: list[str] = run.once("external bases", cls.node, look)
    return found


def subclasses(run: Interpreter, cls: Class) -> list[Class]:
    """The project's classes that have a class among their ancestors, those that are nearest first."""
    if cls.node in run.classes.subclasses:
        return run.classes.subclasses[cls.node]
    run.classes.subclasses[cls.node] = []
    found: list[Class] = []
    for module in run.project.extending(cls.node.name, cls.module.path):
        for node in module.tree.body:
            if isinstance(node, ast.ClassDef) and node is not cls.node and node.bases:
                child = Class(module, node, run.module_scope(module))
                if any(isinstance(base, Class) and base.node is cls.node for base in bases(run, child)):
                    found += [child, *subclasses(run, child)]
    run.classes.subclasses[cls.node] = found
    return found


def field_names(run: Interpreter, cls: Class) -> Iterator[tuple[str, ast.expr | None]]:
    """The fields of a dataclass, a model and the like, base classes first, with their defaults."""
    for statement in _fields(run, cls):
        assert isinstance(statement.target, ast.Name)
        yield statement.target.id, statement.value


def annotated_fields(run: Interpreter, cls: Class) -> Iterator[tuple[str, ast.expr]]:
    """The same fields with their annotations."""
    for statement in _fields(run, cls):
        assert isinstance(statement.target, ast.Name)
        yield statement.target.id, statement.annotation


def _fields(run: Interpreter, cls: Class) -> Iterator[ast.AnnAssign]:
    for one in reversed([one for one in ancestry(run, cls) if isinstance(one, Class)]):
        for statement in one.node.body:
            match statement:
                case ast.AnnAssign(target=ast.Name(), annotation=annotation):
                    if not any(_names_class_var(part) for part in flow.walk(annotation)):
                        yield statement
                case _:
                    pass


def _names_class_var(node: ast.AST) -> bool:
    match node:
        case ast.Name(id="ClassVar") | ast.Attribute(attr="ClassVar"):
            return True
        case ast.Constant(value=str(text)):
            return "ClassVar" in text
        case _:
            return False


def is_interface(run: Interpreter, cls: Value) -> bool:
    """Whether a class says of itself that others implement it."""
    return isinstance(cls, Class) and not _INTERFACES.isdisjoint(external_bases(run, cls))


def is_abstract(run: Interpreter, found: Found) -> bool:
    """Whether a method is there to be overridden: it has no body to speak of."""
    if not isinstance(found.node, (ast.FunctionDef, ast.AsyncFunctionDef)):
        return False
    if "abc.abstractmethod" in decorators.decorator_names(run, found):
        return True
    return all(_says_nothing(statement) for statement in found.node.body)


def _says_nothing(statement: ast.stmt) -> bool:
    match statement:
        case ast.Pass() | ast.Expr(value=ast.Constant()):
            return True
        case ast.Raise(exc=ast.Name(id="NotImplementedError") | ast.Call(func=ast.Name(id="NotImplementedError"))):
            return True
        case _:
            return False
