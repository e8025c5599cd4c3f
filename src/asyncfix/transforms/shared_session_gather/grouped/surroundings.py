"""What the names around a gather stand for: functions of SQLAlchemy, mapped classes, columns, variables."""

from __future__ import annotations

import ast
import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from asyncfix.project import Module, Project, flow
from asyncfix.project.classes import Found, ancestry, find
from asyncfix.project.frames import Frame
from asyncfix.project.interpreter import Interpreter
from asyncfix.project.meanings import External, Meaning, Symbol
from asyncfix.project.names import dotted_name
from asyncfix.project.values import Class
from asyncfix.transforms.shared_session_gather.site import Site

_LIBRARY = frozenset(
    "sqlalchemy sqlalchemy.sql sqlalchemy.sql.expression sqlalchemy.sql.functions sqlalchemy.future sqlalchemy.types"
    " sqlalchemy.sql.sqltypes sqlalchemy.orm sqlmodel sqlmodel.main sqlmodel.sql.expression".split()
)


class Column(NamedTuple):
    """A column of a mapped class: where it is declared."""

    model: ast.ClassDef
    name: str
    found: Found


@dataclass(frozen=True, eq=False)
class Surroundings:
    """A gather's place, asked for the meaning of what is written there."""

    site: Site
    project: Project

    @property
    def module(self) -> Module:
        return self.site.module

    @cached_property
    def _run(self) -> Interpreter:
        from asyncfix.transforms.shared_session_gather.users import LIBRARY

        run = Interpreter(self.project, LIBRARY, frozenset())
        run.frames.append(Frame(run.module_scope(self.module), None))
        return run

    @cached_property
    def functions(self) -> list[flow.Scope]:
        """The functions around the gather, from the inside out."""
        return [scope for scope in reversed(self.site.at.scopes) if isinstance(scope, flow.Function)]

    @cached_property
    def rebound(self) -> frozenset[str]:
        """Names that something other than an import binds anywhere in the file."""
        return frozenset(name for node in ast.walk(self.module.tree) for name in _binds(node))

    def library(self, node: ast.expr, module: Module | None = None) -> str | None:
        """`select` of `sa.select`, `func.count` of `func.count`: a name of SQLAlchemy's or sqlmodel's, else None."""
        dotted = dotted_name(node)
        if dotted is None:
            return None
        found = self._resolved(dotted) if module in (None, self.module) else self.project.resolve(module, dotted)
        if not isinstance(found, External):
            return None
        owner, _, name = found.dotted.rpartition(".")
        if owner in _LIBRARY:
            return name
        above, _, func = owner.rpartition(".")
        return f"func.{name}" if above in _LIBRARY and func == "func" else None

    def package(self, node: ast.expr) -> str:
        """The library that a name of `library` is from: "sqlalchemy" or "sqlmodel"."""
        dotted = dotted_name(node)
        found = self._resolved(dotted) if dotted else None
        return found.dotted.partition(".")[0] if isinstance(found, External) else ""

    def is_library(self, node: ast.Name) -> bool:
        """Whether a name is that of the library itself, as in `import sqlalchemy as sa`."""
        return self._resolved(node.id) in (External("sqlalchemy"), External("sqlmodel"))

    def _resolved(self, dotted: str) -> Meaning | None:
        """What a dotted name stands for; None where its first part may be one of several things."""
        first, _, rest = dotted.partition(".")
        if not self.binders(first):
            is_sure = len(self.project.bindings(self.module).get(first, ())) == 1
            return self.project.resolve(self.module, dotted) if is_sure else None
        match self.meaning(first):
            case found if not rest:
                return found
            case External(owner):
                return External(f"{owner}.{rest}")
            case Symbol(module=module, name=""):
                return self.project.resolve(module, rest)
            case _:
                return None

    # Names

    def binders(self, name: str) -> list[ast.AST]:
        """What binds a name in the function that has it as a variable; empty for names of the module."""
        for scope in self.functions:
            found = list(binders_in(scope, name))
            if found:
                return found
        return []

    def assigned_to(self, target: ast.Name) -> ast.expr | None:
        """The value that an assignment gives to just this name."""
        for scope in self.functions:
            for node in flow.own_nodes(scope):
                match node:
                    case ast.Assign(targets=[only], value=value) if only is target:
                        return value
                    case ast.AnnAssign(target=only, value=ast.expr() as value) if only is target:
                        return value
                    case _:
                        pass
        return None

    def meaning(self, name: str) -> Meaning | None:
        """What a name stands for that an import or the module binds; None for variables of functions."""
        match self.binders(name):
            case []:
                return self.project.resolve(self.module, name)
            case [ast.ImportFrom(names=names) as node]:
                member = next(alias.name for alias in names if (alias.asname or alias.name) == name)
                source = self.project.imported_module(self.module, node)
                target = self.project.module(source, self.module.path)
                return self.project.resolve(target, member) if target else External(f"{source}.{member}")
            case _:
                return None

    def classdef(self, node: ast.expr) -> Symbol | None:
        """The project's class that an expression names."""
        dotted = dotted_name(node)
        match self._resolved(dotted) if dotted else None:
            case Symbol(nodes=(ast.ClassDef(),)) as found:
                return found
            case _:
                return None

    def classdef_in(self, module: Module, node: ast.expr) -> Symbol | None:
        """The project's class that an expression names at the level of a module."""
        dotted = dotted_name(node)
        match self.project.resolve(module, dotted) if dotted else None:
            case Symbol(nodes=(ast.ClassDef(),)) as found:
                return found
            case _:
                return None

    # Classes

    def model(self, node: ast.expr) -> ast.ClassDef | None:
        """The mapped class that an expression names, if it has one table that no other class shares."""
        symbol = self.classdef(node)
        return symbol.nodes[0] if symbol and self._has_its_table(symbol) else None  # type: ignore[return-value]

    def _lineage(self, symbol: Symbol) -> list[Class]:
        node = symbol.nodes[0]
        assert isinstance(node, ast.ClassDef)
        cls = Class(symbol.module, node, self._run.module_scope(symbol.module))
        return [one for one in ancestry(self._run, cls) if isinstance(one, Class)]

    def _has_its_table(self, symbol: Symbol) -> bool:
        own, *others = self._lineage(symbol)
        if any(_is_polymorphic(one.node) for one in (own, *others)):
            return False
        if any(_is_table(one.node) for one in others):
            return False
        if _is_table(own.node):
            return True
        named = any("__tablename__" in _names_of(one.node) for one in others)
        return named and all(not one.node.bases or _is_abstract(one) for one in others)

    def column(self, node: ast.expr) -> Column | None:
        """The plain column that `Model.attribute` is."""
        match node:
            case ast.Attribute(value=owner, attr=name) if model := self.model(owner):
                symbol = self.classdef(owner)
                assert symbol is not None
                cls = self._lineage(symbol)[0]
                found = find(self._run, cls, name)
                return Column(model, name, found) if found and self._is_column(found, model) else None
            case _:
                return None

    def _is_column(self, found: Found, model: ast.ClassDef) -> bool:
        module = found.owner.module
        match found.node:
            case ast.Assign(value=ast.Call(func=function)):
                return self.library(function, module) in ("Column", "mapped_column")
            case ast.AnnAssign(annotation=annotation, value=value):
                made = self.library(value.func, module) if isinstance(value, ast.Call) else None
                if isinstance(value, ast.Call):
                    return made in ("Column", "mapped_column", "Field")
                is_mapped = isinstance(annotation, ast.Subscript) and self.library(annotation.value, module) == "Mapped"
                return is_mapped or (_is_sqlmodel(model) and (value is None or isinstance(value, ast.Constant)))
            case _:
                return False

    def is_enum(self, symbol: Symbol) -> bool:
        """Whether a class of the project is an enumeration."""
        node = symbol.nodes[0]
        assert isinstance(node, ast.ClassDef)
        cls = Class(symbol.module, node, self._run.module_scope(symbol.module))
        names = [getattr(one, "dotted", "") for one in ancestry(self._run, cls)]
        return any(name in ("enum.Enum", "enum.IntEnum", "enum.StrEnum") for name in names)

    def reads_plainly(self, node: ast.Attribute) -> bool:
        """Whether reading `self.x`, or `p.x` of an annotated parameter, runs no code of the project."""
        if not isinstance(node.value, ast.Name):
            return False
        lineage = self._lineage_of_variable(node.value.id)
        return bool(lineage) and not any(
            _runs_code(statement, node.attr) for one in lineage for statement in one.node.body
        )

    def _lineage_of_variable(self, name: str) -> list[Class]:
        binders = self.binders(name)
        if len(binders) != 1 or not isinstance(binders[0], ast.arg):
            return []
        annotation = binders[0].annotation
        if annotation is not None:
            symbol = self.classdef(annotation)
            return self._lineage(symbol) if symbol else []
        owner = self._owner(name)
        return self._lineage(Symbol(self.module, owner.name, (owner,))) if owner else []

    def _owner(self, name: str) -> ast.ClassDef | None:
        """The class whose object a name is as the first parameter of a method."""
        scopes = self.site.at.scopes
        for outer, inner in itertools.pairwise(scopes):
            if isinstance(outer, ast.ClassDef) and isinstance(inner, flow.Function):
                first = next(iter([*inner.args.posonlyargs, *inner.args.args]), None)
                if first is not None and first.arg == name:
                    return outer
        return None


def stands_before(site: Site, statement: ast.stmt) -> bool:
    """Whether a statement always runs before the gather's: in one of the suites around it."""
    suites = [site.at.suite, *(frame.suite for frame in site.at.frames()), site.scope.body]
    return any(statement in suite for suite in suites) and statement.lineno < site.at.statement.lineno


def binders_in(scope: flow.Scope, name: str) -> Iterator[ast.AST]:
    """What binds a name in a function."""
    if isinstance(scope, flow.Function):
        yield from (arg for arg in ast.walk(scope.args) if isinstance(arg, ast.arg) and arg.arg == name)
    for node in flow.own_nodes(scope):
        if name in _binds(node) or (isinstance(node, (ast.Global, ast.Nonlocal)) and name in node.names):
            yield node
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            yield from (node for alias in node.names if (alias.asname or alias.name.partition(".")[0]) == name)
        if isinstance(node, flow.Function):
            inner = (one.names for one in ast.walk(node) if isinstance(one, ast.Nonlocal))
            yield from (node for names in inner if name in names)


def _binds(node: ast.AST) -> list[str]:
    match node:
        case ast.Name(id=name, ctx=ast.Store() | ast.Del()) | ast.arg(arg=name):
            return [name]
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            return [name]
        case ast.ExceptHandler(name=str(name)) | ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)):
            return [name]
        case ast.MatchMapping(rest=str(name)):
            return [name]
        case _:
            return []


def _names_of(node: ast.ClassDef) -> set[str]:
    return {name for statement in node.body for name in _binds_in(statement)}


def _binds_in(statement: ast.stmt) -> set[str]:
    return {name for node in ast.walk(statement) for name in _binds(node)}


def _is_polymorphic(node: ast.ClassDef) -> bool:
    """Whether a class shares its table with others, or may do so."""
    for statement in node.body:
        if "__mapper_args__" in _binds_in(statement):
            value = statement.value if isinstance(statement, (ast.Assign, ast.AnnAssign)) else None
            plain = isinstance(value, ast.Dict) and all(isinstance(one, ast.Constant) for one in value.keys)
            if not plain or "polymorphic" in ast.dump(statement) or "concrete" in ast.dump(statement):
                return True
    return False


def _runs_code(statement: ast.stmt, name: str) -> bool:
    """Whether a statement of a class makes reading an attribute of that name run code of the project."""
    match statement:
        case ast.FunctionDef(name=bound) | ast.AsyncFunctionDef(name=bound):
            return bound in (name, "__getattr__", "__getattribute__")
        case ast.Assign(targets=targets, value=ast.Call()):
            return any(isinstance(target, ast.Name) and target.id == name for target in targets)
        case _:
            return False


def _is_sqlmodel(node: ast.ClassDef) -> bool:
    return any(keyword.arg == "table" and _is_true(keyword.value) for keyword in node.keywords)


def _is_true(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is True


def _is_table(node: ast.ClassDef) -> bool:
    """Whether a class names a table of its own."""
    if _is_sqlmodel(node):
        return True
    plain = (statement for statement in node.body if isinstance(statement, (ast.Assign, ast.AnnAssign)))
    return any({"__tablename__", "__table__"} & set(_targets(statement)) for statement in plain)


def _targets(statement: ast.Assign | ast.AnnAssign) -> Iterator[str]:
    targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
    yield from (target.id for target in targets if isinstance(target, ast.Name))


def _is_abstract(cls: Class) -> bool:
    names = _names_of(cls.node)
    return bool({"__abstract__", "__tablename__"} & names) or any(
        "DeclarativeBase" in ast.dump(b) for b in cls.node.bases
    )
