"""Where expressions of one function stand: what is around them, and whether an `await` may take their place."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asyncfix.project import flow

_LOOPS = (ast.For, ast.AsyncFor)
_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)


class Places:
    """The nodes of a function, and the one that each stands in."""

    def __init__(self, function: flow.Function) -> None:
        self._function = function
        self._parents: dict[ast.AST, ast.AST] = {}
        for node in ast.walk(function):
            for child in ast.iter_child_nodes(node):
                self._parents[child] = node

    def parent(self, node: ast.AST) -> ast.AST | None:
        return self._parents.get(node)

    def up(self, node: ast.AST) -> Iterator[ast.AST]:
        """What stands around a node, from the inside out, up to the function."""
        found = self.parent(node)
        while found is not None and found is not self._function:
            yield found
            found = self.parent(found)

    def holds(self, outer: ast.AST, inner: ast.AST) -> bool:
        return outer is inner or any(node is outer for node in self.up(inner))

    def needs_parentheses(self, node: ast.AST) -> bool:
        """Whether `await x` in place of a node has to stand in parentheses."""
        match self.parent(node):
            case ast.Attribute(value=inner) | ast.Subscript(value=inner) | ast.Call(func=inner):
                return inner is node
            case ast.Await():
                return True
            case _:
                return False

    def is_first_iterable(self, outer: ast.AST, node: ast.AST) -> bool:
        """Whether a node is evaluated outside of the comprehension that it stands in."""
        return isinstance(outer, _COMPREHENSIONS) and self.holds(outer.generators[0].iter, node)

    def is_in_string(self, node: ast.AST) -> bool:
        return any(isinstance(each, ast.JoinedStr) for each in self.up(node))

    def whole_read(self, node: ast.expr) -> ast.expr:
        """The expression that a read is done with: `obj.author.name` for `obj.author`."""
        found = node
        if is_step_by_step(node):
            outer = self.parent(node)
            if isinstance(outer, ast.Call) and node in outer.args and not is_step_by_step(outer):
                return outer
            return node
        if isinstance(found, ast.Attribute) and self._is_called(found):
            outer = self.parent(found)
            assert isinstance(outer, ast.Call)
            return outer
        while True:
            outer = self.parent(found)
            if not isinstance(outer, ast.Attribute) or not isinstance(outer.ctx, ast.Load) or self._is_called(outer):
                return found
            found = outer

    def _is_called(self, node: ast.expr) -> bool:
        outer = self.parent(node)
        return isinstance(outer, ast.Call) and outer.func is node

    def fits_lambda(self, node: ast.AST) -> bool:
        """Whether an expression means the same in a lambda."""
        for inner in ast.walk(node):
            match inner:
                case ast.Await() | ast.Yield() | ast.YieldFrom() | ast.NamedExpr():
                    return False
                case ast.comprehension(is_async=1):
                    return False
                case ast.Call(func=ast.Name(id="super" | "locals"), args=[]):
                    return False
                case _:
                    pass
        return True

    def loop_names(self, node: ast.AST) -> tuple[str, ...]:
        """The names that loops around an expression bind and that it reads: a lambda is given them as they are."""
        bound: set[str] = set()
        below = node
        for outer in self.up(node):
            if isinstance(outer, _LOOPS) and below is not outer.iter:
                bound |= _names(outer.target)
            elif isinstance(outer, _COMPREHENSIONS):
                for clause in outer.generators:
                    if not self.holds(clause.iter, node) or clause is not outer.generators[0]:
                        bound |= _names(clause.target)
            elif isinstance(outer, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
                break
            below = outer
        inside = {each.id for each in ast.walk(node) if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Store)}
        read = [each.id for each in ast.walk(node) if isinstance(each, ast.Name)]
        return tuple(dict.fromkeys(name for name in read if name in bound - inside))


def is_step_by_step(node: ast.AST) -> bool:
    """Whether an expression does its work when its elements are asked for: a generator expression, `map`, `filter`."""
    match node:
        case ast.GeneratorExp() | ast.Call(func=ast.Name(id="map" | "filter")):
            return True
        case _:
            return False


def _names(target: ast.expr) -> set[str]:
    return {each.id for each in ast.walk(target) if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Store)}
