"""The result variable: `result_value = X` where a lost `return X` stood, returned once after the loop.

Written only where it is exactly what the plain `return`s would do once the `break` has left the `finally`: the
loop is the last thing its function does.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import takewhile
from typing import TYPE_CHECKING

from asyncfix.project import Module, flow
from asyncfix.rule import LINE, Edit
from asyncfix.transforms.finally_jump import hoist
from asyncfix.transforms.finally_jump.escape import Escape

if TYPE_CHECKING:
    import libcst as cst

_OPTIONAL = {"Optional", "Any", "None", "object"}
_SEES_LOCALS = {"exec", "eval", "locals", "vars"}


@dataclass(frozen=True)
class ResultVariable:
    """How one loop hands its result out: the name, what it is before the loop, and the `return C` it replaces.

    `default` None says that the variable is there already, set before the loop and returned after it.
    """

    escape: Escape
    name: str
    default: str | None = None
    annotation: str | None = None
    trailing: ast.Return | None = None

    def edits(self) -> Iterator[Edit]:
        """The edits, for the inner ones (returns, try statement) as for the loop around them."""
        module, loop = self.escape.module, self.escape.loop
        assert loop is not None
        for found in self.escape.lost_returns:
            if any(isinstance(one, ast.Return) for one in found.suite[: found.suite.index(found.statement)]):
                # Never reached; on one line with the first it goes with it.
                continue
            leave = not _ends_try(found, self.escape.statement)
            anchor = module.anchor(found.statement, LINE)
            yield Edit(module.path, anchor, lambda node, leave=leave: assigned(node, self.name, leave=leave))  # type: ignore[misc]
        yield hoist.hoist(module, self.escape)[0]
        if self.default is not None:
            yield Edit(module.path, module.anchor(loop.node), self._around)
        if self.trailing is not None:
            yield Edit(module.path, module.anchor(self.trailing), self._returned)

    def _around(self, node: cst.CSTNode) -> cst.FlattenSentinel[cst.CSTNode]:
        import libcst as cst

        from asyncfix import nodes

        assert isinstance(node, (cst.For, cst.While))
        assert self.default is not None
        annotation = cst.parse_expression(self.annotation) if self.annotation else None
        default = nodes.line(nodes.assign(self.name, cst.parse_expression(self.default), annotation))
        leading = list(node.leading_lines)
        blank = next((i for i, line in enumerate(leading) if line.comment and not _is_signature(line)), len(leading))
        before = default.with_changes(leading_lines=leading[:blank])
        loop = node.with_changes(leading_lines=leading[blank:])
        after = [] if self.trailing else [nodes.line(nodes.return_name(self.name))]
        return cst.FlattenSentinel([before, loop, *after])

    def _returned(self, node: cst.CSTNode) -> cst.CSTNode:
        import libcst as cst

        from asyncfix import nodes

        assert isinstance(node, cst.Return)
        return nodes.return_name(self.name).with_changes(semicolon=node.semicolon)


def _is_signature(line: cst.EmptyLine) -> bool:
    """Whether a line is the type comment of the function above it, which must stay its first line."""
    return line.comment is not None and line.comment.value.startswith("# type: (")


def result_variable(escape: Escape) -> ResultVariable | None:
    """The result variable for a `break`, or None where it would not be exactly the same as plain returns."""
    scope, loop = escape.scope, escape.loop
    if not isinstance(scope, (ast.FunctionDef, ast.AsyncFunctionDef)) or loop is None:
        return None
    returned = [found.statement for found in escape.lost_returns if isinstance(found.statement, ast.Return)]
    if not (
        isinstance(escape.jump, ast.Break)
        and any(statement.value for statement in returned)
        and _is_exact(escape, loop)
        and not flow.is_generator(scope)
        and not _SEES_LOCALS & flow.names_in(scope)
    ):
        return None
    tail = _tail(escape.module, scope, loop)
    if tail is None:
        known = _known_variable(scope, loop)
        return ResultVariable(escape, known) if known else None
    default, trailing = tail.default or _handlers_constant(escape) or "None", tail.directly
    return ResultVariable(
        escape,
        name=flow.free_name(hoist.RESULT, flow.names_in(scope)),
        default=default,
        annotation=_annotation(escape.module, scope) if default == "None" else None,
        trailing=trailing,
    )


def _is_exact(escape: Escape, loop: flow.Frame) -> bool:
    """Whether a `break` in place of each lost return leaves that loop, at once, and whether its value stays last."""
    between = list(takewhile(lambda frame: frame is not loop, escape.left[0].up()))[1:]
    if not all(isinstance(frame.node, (ast.If, ast.Match, ast.With, ast.AsyncWith)) for frame in between):
        return False
    return all(_leaves_cleanly([*found.frames(), *between], escape.statement) for found in escape.lost_returns)


def _leaves_cleanly(frames: list[flow.Frame], statement: flow.Try) -> bool:
    """Whether nothing on the way out to the loop can forget a value that a `return` had in hand.

    `with conn: return X` fails in `__exit__`, an inner `finally` in its cleanup: a handler or a `with` further out
    that swallows the error and goes on must not leave X behind.
    """
    may_fail = False
    for frame in frames:
        if flow.is_loop(frame.node) or frame.field == "finalbody":
            return False
        match frame.node:
            case ast.With() | ast.AsyncWith():
                if may_fail:
                    return False
                may_fail = True
            case ast.Try(handlers=handlers, finalbody=cleanup) | ast.TryStar(handlers=handlers, finalbody=cleanup):
                is_inner = frame.node is not statement
                caught = frame.field == "body" and any(_reaches_end(handler.body) for handler in handlers)
                if (may_fail and caught) or (is_inner and flow.breaks(cleanup)):
                    return False
                may_fail = may_fail or len(cleanup) > (0 if is_inner else 1)
            case _:
                pass
    return True


def _reaches_end(suite: list[ast.stmt]) -> bool:
    """Whether control may get from a handler to what follows the loop without a `return` of its own."""
    return flow.completes(suite) or flow.breaks(suite)


@dataclass(frozen=True)
class _Tail:
    default: str | None = None
    directly: ast.Return | None = None


def _tail(module: Module, scope: flow.Function, loop: flow.Frame) -> _Tail | None:
    """What a function still does after a loop: None if more than one `return` of a constant."""
    node, holder = loop.node, loop.parent
    default: str | None = None
    directly: ast.Return | None = None
    while True:
        suite = holder.suite if holder else scope.body
        match suite[suite.index(node) + 1 :]:
            case []:
                pass
            case [ast.Return(value=value) as last] if value is None or is_constant(value):
                default = module.source(value) if value else "None"
                directly = last if node is loop.node else None
                return None if _in_loop_or_finally(holder) else _Tail(default, directly)
            case _:
                return None
        if holder is None:
            return _Tail()
        if not _ends_with(holder):
            return None
        node, holder = holder.node, holder.parent


def _known_variable(scope: flow.Function, loop: flow.Frame) -> str | None:
    """The variable of `NAME = C`, the loop, `return NAME`: another jump of the same loop may have brought it."""
    suite = loop.parent.suite if loop.parent else scope.body
    at = suite.index(loop.node)
    match suite[max(at - 1, 0) : at + 2]:
        case [
            ast.Assign(targets=[ast.Name(id=name)]) | ast.AnnAssign(target=ast.Name(id=name)),
            _,
            ast.Return(value=ast.Name(id=returned)),
        ] if name == returned and not _in_loop_or_finally(loop.parent):
            return name if _only_returned(name, scope, loop.node) else None
        case _:
            return None


def _only_returned(name: str, scope: flow.Function, loop: ast.stmt) -> bool:
    """Whether a variable is a result and no more: read by one `return`, and left as it is by all cleanup."""
    reads = 0
    for node in ast.walk(scope):
        match node:
            case ast.Name(id=found, ctx=ast.Load() | ast.Del()) if found == name:
                reads += 1
            case ast.Global(names=names) | ast.Nonlocal(names=names) if name in names:
                return False
            case ast.ExceptHandler(name=found) if found == name:
                # Python deletes it at the end of the handler.
                return False
            case _:
                pass
    cleanups = (node.finalbody for node in ast.walk(loop) if isinstance(node, (ast.Try, ast.TryStar)))
    return reads == 1 and not any(name in flow.names_in(statement) for suite in cleanups for statement in suite)


def _in_loop_or_finally(holder: flow.Frame | None) -> bool:
    frames = holder.up() if holder else iter(())
    return any(flow.is_loop(frame.node) or frame.field == "finalbody" for frame in frames)


def _ends_with(frame: flow.Frame) -> bool:
    """Whether the end of a suite is the end of its statement."""
    match frame.node:
        case ast.If() | ast.With() | ast.AsyncWith() | ast.Match():
            return True
        case ast.Try(orelse=orelse) | ast.TryStar(orelse=orelse):
            return frame.field in ("handlers", "orelse") or (frame.field == "body" and not orelse)
        case _:
            return False


def _ends_try(found: flow.Placed, statement: flow.Try) -> bool:
    """Whether what follows a return in a try statement is the end of that statement's `try`, handler or `else`."""
    node, suite = found.statement, found.suite
    for frame in found.frames():
        if suite[-1] is not node or not _ends_with(frame):
            return False
        node = frame.node
        if node is statement:
            return True
        assert frame.parent is not None
        suite = frame.parent.suite
    return True


def is_constant(value: ast.expr) -> bool:
    """`None True False 0 -1 "" [] {} ()` and literals of these: worth the same whenever it is evaluated."""
    return hoist.is_plain(value, names=False)


def _handlers_constant(escape: Escape) -> str | None:
    """The one false constant that all handlers return, where the annotation says that `None` would be wrong.

    Only a false one takes the place of `None` unseen: `if not await validate():` must not let pass what no code judged.
    """
    scope = escape.scope
    assert isinstance(scope, (ast.FunctionDef, ast.AsyncFunctionDef))
    if scope.returns is None or admits_none(scope.returns):
        return None
    values = [
        found.statement.value
        for found in escape.lost_returns
        if isinstance(found.statement, ast.Return) and list(found.frames())[-1].field == "handlers"
    ]
    first, *others = values or [None]
    if first is None or not _is_false(first):
        return None
    same = all(other is not None and ast.dump(other) == ast.dump(first) for other in others)
    return escape.module.source(first) if same else None


def _is_false(value: ast.expr) -> bool:
    match value:
        case ast.Constant(value=constant):
            return not constant
        case ast.Tuple(elts=items) | ast.List(elts=items) | ast.Dict(values=items):
            return not items
        case _:
            return False


def admits_none(annotation: ast.expr) -> bool:
    """Whether an annotation names `Optional`, `None`, `Any` or `object`, in a string too."""
    for node in ast.walk(annotation):
        match node:
            case ast.Constant(value=None):
                return True
            case ast.Name(id=name) | ast.Attribute(attr=name) if name in _OPTIONAL:
                return True
            case ast.Constant(value=str(text)):
                try:
                    inner = ast.parse(text, mode="eval").body
                except SyntaxError:
                    return False
                if admits_none(inner):
                    return True
            case _:
                pass
    return False


def _annotation(module: Module, scope: flow.Function) -> str | None:
    """The text of a return annotation that admits `None`, fit for one line."""
    if scope.returns is None or not admits_none(scope.returns) or ast.unparse(scope.returns) in ("None", "'None'"):
        return None
    text = module.source(scope.returns)
    return text if "\n" not in text and "\r" not in text else ast.unparse(scope.returns)


def assigned(node: cst.CSTNode, name: str, *, leave: bool) -> cst.CSTNode | cst.FlattenSentinel[cst.CSTNode]:
    """A line that returns X, as `name = X`, with a `break` after it where the try statement would go on."""
    import libcst as cst

    from asyncfix import nodes

    assert isinstance(node, (cst.SimpleStatementLine, cst.SimpleStatementSuite))
    at = next(i for i, small in enumerate(node.body) if isinstance(small, cst.Return))
    before, (statement, *dead) = nodes.split_line(node, at)
    assert isinstance(statement, cst.Return)
    stored = [*node.body[: len(before)], hoist.as_assignment(statement, name)]
    if not leave:
        return node.with_changes(body=stored)
    broken = cst.SimpleStatementLine([cst.Break(), *dead])
    if isinstance(node, cst.SimpleStatementLine):
        return cst.FlattenSentinel([node.with_changes(body=stored), broken])
    first = cst.SimpleStatementLine(stored, trailing_whitespace=node.trailing_whitespace)
    return cst.IndentedBlock([first, broken])
