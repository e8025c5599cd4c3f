"""Which expressions in a query are understood: columns, values that may be evaluated twice, and predicates.

Anything else is `NotGroupable`: a call that may have an effect, a subquery, a column of something that is no model.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable

from asyncfix.project import flow
from asyncfix.project.meanings import Symbol
from asyncfix.transforms.shared_session_gather.grouped.surroundings import Surroundings

Models = frozenset[ast.ClassDef]
_NONE: Models = frozenset()

_COMPARISONS = (ast.Eq, ast.NotEq, ast.Lt, ast.LtE, ast.Gt, ast.GtE)
_ARITHMETIC = (ast.Add, ast.Sub, ast.Mult)
_OF_COLUMNS = frozenset("lower upper length char_length trim abs coalesce date year month".split())
TESTS = frozenset(
    "is_ is_not isnot is_distinct_from is_not_distinct_from in_ not_in notin_ like ilike not_like not_ilike"
    " notlike notilike startswith endswith contains istartswith iendswith icontains between".split()
)
_AMONG = frozenset({"in_", "not_in", "notin_"})
_COLLECTIONS = frozenset(
    "list tuple set frozenset List Tuple Set FrozenSet AbstractSet Sequence MutableSequence Collection".split()
)
_CONSTRUCTORS = frozenset(
    "datetime.date datetime.datetime datetime.time datetime.timedelta decimal.Decimal uuid.UUID".split()
)
_EXPRESSION_TYPES = ("Column", "Attribute", "Expression", "Mapped", "Select", "Clause")


class NotGroupable(Exception):
    """Something that is not understood well enough; the awaitable is awaited in its turn."""


class Expressions:
    """What is understood, given what the names around mean. Each method gives the mapped classes that occur."""

    def __init__(self, around: Surroundings) -> None:
        self._around = around

    def column(self, node: ast.expr) -> Models:
        """A column, or what is reckoned from columns."""
        if isinstance(node, ast.Attribute):
            found = self._around.column(node)
            if found is None:
                raise NotGroupable
            return frozenset({found.model})
        match node:
            case ast.Call(func=function, args=[inner], keywords=[]) if self._around.library(function) == "col":
                return self.column(inner)
            case ast.Call(func=function, args=[first, *others], keywords=[]) if self._is_of_columns(function):
                return self.column(first) | self._all(others)
            case ast.BinOp(left=left, op=operator, right=right) if isinstance(operator, _ARITHMETIC):
                return self._either(left, right)
            case _:
                raise NotGroupable

    def _is_of_columns(self, function: ast.expr) -> bool:
        name = self._around.library(function) or ""
        return name.startswith("func.") and name.removeprefix("func.") in _OF_COLUMNS

    def _either(self, left: ast.expr, right: ast.expr) -> Models:
        """Two operands, at least one of them of columns."""
        found = self.operand(left) | self.operand(right)
        if not found:
            raise NotGroupable
        return found

    def operand(self, node: ast.expr) -> Models:
        """A column or a value."""
        try:
            return self.column(node)
        except NotGroupable:
            self.value(node)
            return _NONE

    def _all(self, nodes: Iterable[ast.expr]) -> Models:
        return _NONE.union(*(self.operand(node) for node in nodes))

    def predicate(self, node: ast.expr) -> Models:
        """A test of rows, made of columns and values."""
        match node:
            case ast.Compare(left=left, ops=[operator], comparators=[right]) if isinstance(operator, _COMPARISONS):
                return self._either(left, right)
            case ast.UnaryOp(op=ast.Invert(), operand=inner):
                return self.predicate(inner)
            case ast.BinOp(left=left, op=ast.BitAnd() | ast.BitOr(), right=right):
                return self.predicate(left) | self.predicate(right)
            case ast.Call(func=ast.Attribute(value=tested, attr=name), args=args, keywords=[]) if name in TESTS:
                return self._test(tested, name, args)
            case ast.Call(func=function, args=[_, *_] as args, keywords=[]):
                if self._around.library(function) not in ("and_", "or_", "not_"):
                    raise NotGroupable
                return _NONE.union(*(self.predicate(one) for one in args))
            case ast.Attribute():
                return self.column(node)
            case _:
                raise NotGroupable

    def _test(self, tested: ast.expr, name: str, args: list[ast.expr]) -> Models:
        if name in _AMONG and not all(map(self._is_collection, args)):
            raise NotGroupable
        return self.column(tested) | self._all(args)

    def _is_collection(self, node: ast.expr) -> bool:
        """Whether something can be iterated more than once, as a list can and a generator cannot."""
        if not isinstance(node, ast.Name):
            return isinstance(node, (ast.List, ast.Tuple, ast.Set))
        match self._around.binders(node.id):
            case []:
                return True
            case [ast.arg(annotation=ast.expr() as annotation)]:
                outer = annotation.value if isinstance(annotation, ast.Subscript) else annotation
                return (self._around.module.dotted(outer) or "").rpartition(".")[2] in _COLLECTIONS
            case [ast.Name() as target]:
                value = self._around.assigned_to(target)
                return isinstance(value, (ast.List, ast.Tuple, ast.Set, ast.ListComp, ast.SetComp))
            case _:
                return False

    def value(self, node: ast.expr) -> None:
        """Something that is the same however often it is evaluated, and no column."""
        match node:
            case ast.Constant():
                return
            case ast.UnaryOp(op=ast.USub(), operand=inner):
                self.value(inner)
            case ast.JoinedStr(values=pieces) if hasattr(node, "lineno"):
                for piece in pieces:
                    self._piece(piece)
            case ast.BinOp(left=left, op=operator, right=right) if isinstance(operator, _ARITHMETIC):
                self.value(left)
                self.value(right)
            case ast.List(elts=elements) | ast.Tuple(elts=elements) | ast.Set(elts=elements):
                for element in elements:
                    self.value(element)
            case ast.Name(id=name):
                self._variable(name)
            case ast.Attribute():
                self._attribute(node)
            case ast.Call(func=function, args=args, keywords=keywords) if self._constructs(function):
                for one in [*args, *(keyword.value for keyword in keywords)]:
                    self.value(one)
            case _:
                raise NotGroupable

    def _piece(self, node: ast.expr) -> None:
        match node:
            case ast.Constant():
                pass
            case ast.FormattedValue(value=inner, format_spec=None):
                self.value(inner)
            case _:
                raise NotGroupable

    def _constructs(self, function: ast.expr) -> bool:
        root = function
        while isinstance(root, ast.Attribute):
            root = root.value
        if not isinstance(root, ast.Name) or root.id in self._around.rebound:
            return False
        return self._around.module.dotted(function) in _CONSTRUCTORS

    def _variable(self, name: str) -> None:
        binders = self._around.binders(name)
        if not binders:
            self._constant_of_module(name)
        for binder in binders:
            match binder:
                case ast.arg(annotation=None):
                    pass
                case ast.arg(annotation=ast.expr() as annotation) if not _speaks_of_expressions(annotation):
                    pass
                case ast.Name():
                    self._refuse_expressions(name)
                case _:
                    raise NotGroupable

    def _constant_of_module(self, name: str) -> None:
        match self._around.project.resolve(self._around.module, name):
            case Symbol(nodes=(ast.Assign(value=value) | ast.AnnAssign(value=ast.expr() as value),)) if is_literal(
                value
            ):
                return
            case _:
                raise NotGroupable

    def _refuse_expressions(self, name: str) -> None:
        """Raise where a variable may hold a part of a query instead of a value."""
        for scope in self._around.functions:
            for node in flow.own_nodes(scope):
                match node:
                    case ast.Assign(targets=targets, value=value) if any(name in flow.names_in(one) for one in targets):
                        self._refuse_queries(value)
                    case ast.AnnAssign(target=target, value=ast.expr() as value) if name in flow.names_in(target):
                        self._refuse_queries(value)
                    case ast.NamedExpr(target=ast.Name(id=bound), value=value) if bound == name:
                        self._refuse_queries(value)
                    case _:
                        pass

    def _refuse_queries(self, value: ast.expr) -> None:
        for inner in ast.walk(value):
            if isinstance(inner, ast.Await):
                return
            if isinstance(inner, (ast.Name, ast.Attribute)) and (
                self._around.library(inner) or self._around.model(inner)
            ):
                raise NotGroupable

    def _attribute(self, node: ast.Attribute) -> None:
        symbol = self._around.classdef(node.value)
        if symbol is not None and self._around.is_enum(symbol):
            return
        if node.attr == "value" and isinstance(node.value, ast.Attribute):
            outer = self._around.classdef(node.value.value)
            if outer is not None and self._around.is_enum(outer):
                return
        if not self._around.reads_plainly(node):
            raise NotGroupable


def _speaks_of_expressions(annotation: ast.expr) -> bool:
    return any(word in ast.unparse(annotation) for word in _EXPRESSION_TYPES)


def is_literal(node: ast.expr) -> bool:
    """Whether an expression is a constant, or a list of some."""
    match node:
        case ast.Constant() | ast.UnaryOp(op=ast.USub(), operand=ast.Constant()):
            return True
        case ast.Tuple(elts=elements) | ast.List(elts=elements):
            return all(is_literal(element) for element in elements)
        case _:
            return False
