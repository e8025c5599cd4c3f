"""LibCST: a line that holds a gather, as several statements; and a function put in front of a statement."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Collection, Sequence
from typing import NamedTuple

import libcst as cst

from asyncfix import nodes
from asyncfix.transforms.shared_session_gather import displays
from asyncfix.transforms.shared_session_gather.arguments import Part
from asyncfix.transforms.shared_session_gather.displays import Laid, Style

Rewritten = cst.FlattenSentinel[cst.CSTNode] | cst.IndentedBlock


class Row(NamedTuple):
    """A statement on a line of its own, with the comments above it and the one behind it."""

    statement: cst.BaseSmallStatement | cst.BaseCompoundStatement
    above: Sequence[cst.EmptyLine] = ()
    behind: cst.Comment | None = None

    def placed(self) -> nodes.Statement:
        above, behind = list(self.above), self.behind
        if isinstance(self.statement, cst.BaseCompoundStatement):
            above += [cst.EmptyLine(comment=behind)] if behind else []
            return nodes.led_by(self.statement, above)
        trailing = cst.TrailingWhitespace(cst.SimpleWhitespace("  " if behind else ""), behind)
        return cst.SimpleStatementLine([self.statement], leading_lines=above, trailing_whitespace=trailing)


def replaced(line: cst.CSTNode, index: int, rows_of: Callable[[cst.BaseSmallStatement], Sequence[Row]]) -> Rewritten:
    """A line whose statement at an index becomes rows, the others of the line before and after them."""
    assert isinstance(line, (cst.SimpleStatementLine, cst.SimpleStatementSuite))
    before, (statement, *after) = nodes.split_line(line, index)
    made = [row.placed() for row in rows_of(statement.with_changes(semicolon=cst.MaybeSentinel.DEFAULT))]
    if before:
        made.insert(0, cst.SimpleStatementLine(before))
    if after:
        made.append(cst.SimpleStatementLine(after))
    return _in_place_of(line, made)


def _in_place_of(line: cst.SimpleStatementLine | cst.SimpleStatementSuite, made: list[nodes.Statement]) -> Rewritten:
    made[-1] = _ended(made[-1], line.trailing_whitespace)
    if isinstance(line, cst.SimpleStatementSuite):
        return cst.IndentedBlock(made)
    return cst.FlattenSentinel(_led_by(made, line.leading_lines))


def _led_by(made: list[nodes.Statement], lines: Sequence[cst.EmptyLine]) -> list[nodes.Statement]:
    """Statements under these lines; their comments pass over the definitions of functions in front."""
    blank = list(itertools.takewhile(lambda line: line.comment is None, lines))
    first = next(index for index, one in enumerate(made) if index == len(made) - 1 or not _is_definition(one))
    if first == 0:
        return [nodes.led_by(made[0], lines), *made[1:]]
    gap, *own = made[first].leading_lines
    moved = made[first].with_changes(leading_lines=[gap, *lines[len(blank) :], *own])
    opening = made[0].with_changes(leading_lines=[]) if blank else made[0]
    return [nodes.led_by(opening, blank), *made[1:first], moved, *made[first + 1 :]]


def _is_definition(statement: nodes.Statement) -> bool:
    return isinstance(statement, cst.FunctionDef)


def _ended(statement: nodes.Statement, trailing: cst.TrailingWhitespace) -> nodes.Statement:
    """The last statement with what stood at the end of the line; of two comments one moves above."""
    if not isinstance(statement, cst.SimpleStatementLine):
        return nodes.led_by(statement, nodes.comment_lines(trailing))
    own = statement.trailing_whitespace.comment
    if own is None:
        return statement.with_changes(trailing_whitespace=trailing)
    if trailing.comment is None:
        kept = statement.trailing_whitespace.with_changes(newline=trailing.newline)
        return statement.with_changes(trailing_whitespace=kept)
    above = [*statement.leading_lines, cst.EmptyLine(comment=own)]
    return statement.with_changes(leading_lines=above, trailing_whitespace=trailing)


def preceded(statement: cst.CSTNode, definitions: Sequence[cst.FunctionDef], *, is_opening: bool) -> Rewritten:
    """A statement, or the line of one, with the definitions of functions in front; `is_opening` in its suite."""
    if isinstance(statement, cst.SimpleStatementSuite):
        inner: list[nodes.Statement] = [cst.SimpleStatementLine(statement.body)]
        return _in_place_of(statement, _spaced([*definitions, *inner]))
    assert isinstance(statement, (cst.SimpleStatementLine, cst.BaseCompoundStatement))
    lines = list(statement.leading_lines)
    blank = list(itertools.takewhile(lambda line: line.comment is None, lines))
    made = _spaced([*definitions, statement.with_changes(leading_lines=lines[len(blank) :])])
    above = blank or ([] if is_opening else [cst.EmptyLine(indent=False)])
    return cst.FlattenSentinel([nodes.led_by(made[0], above), *made[1:]])


def led(rows: Sequence[Row], definitions: Sequence[cst.FunctionDef], *, is_opening: bool) -> list[Row]:
    """Rows with the definitions of functions in front; `is_opening` in their suite."""
    if not definitions:
        return list(rows)
    blank = [cst.EmptyLine(indent=False)]
    made = [Row(definition, [] if is_opening else blank) for definition in definitions[:1]]
    made += [Row(definition, blank) for definition in definitions[1:]]
    return [*made, rows[0]._replace(above=[*blank, *rows[0].above]), *rows[1:]]


def rearranged(small: cst.BaseSmallStatement, pattern: str, value: str | None) -> list[Row]:
    """A gather unpacked into a pattern of the statement's own targets, or of names that its value is made of."""
    assert isinstance(small, (cst.Assign, cst.AnnAssign, cst.Return))
    assert small.value is not None
    code = cst.Module([]).code_for_node
    if value is None:
        assert isinstance(small, cst.Assign)
        old = small.targets[0].target
        assert isinstance(old, (cst.Tuple, cst.List))
        pattern = pattern.format(*(code(element.value) for element in old.elements))
    target = cst.parse_expression(pattern)
    assert isinstance(target, cst.BaseAssignTargetExpression)
    unpacking = Row(cst.Assign([cst.AssignTarget(target)], small.value))
    return [unpacking] if value is None else [unpacking, Row(small.with_changes(value=cst.parse_expression(value)))]


def _spaced(statements: Sequence[nodes.Statement]) -> list[nodes.Statement]:
    first, *others = statements
    return [first, *(nodes.led_by(statement, [cst.EmptyLine(indent=False)]) for statement in others)]


def within_time(small: cst.BaseSmallStatement, rows: Sequence[Row], timeout: str | None) -> Row:
    """`async with asyncio.timeout(t):` around rows, from a statement with `await asyncio.wait_for(..., t)`."""
    assert isinstance(small, (cst.Expr, cst.Assign, cst.AnnAssign, cst.Return))
    assert isinstance(small.value, cst.Await)
    assert isinstance(small.value.expression, cst.Call)
    function, (_, limit) = small.value.expression.func, small.value.expression.args
    if isinstance(function, cst.Attribute):
        manager = cst.Call(function.with_changes(attr=cst.Name("timeout")), [cst.Arg(limit.value)])
    else:
        manager = cst.Call(cst.Name(timeout or "timeout"), [cst.Arg(limit.value)])
    body = cst.IndentedBlock([row.placed() for row in rows])
    return Row(cst.With([cst.WithItem(manager)], body, asynchronous=cst.Asynchronous()))


def awaits(call: cst.Call, parts: Sequence[Part], style: Style, loop_variable: str) -> list[Row]:
    """`await A`, then `await B`: the rows of a gather whose result nobody wants."""
    layout = displays.laid_out(call, parts)
    rows: list[Row] = []
    for laid, above, behind in displays.with_comments(layout):
        if laid.part.kind == "gather":
            assert isinstance(laid.value, cst.Call)
            inner = awaits(laid.value, laid.part.inner, style, loop_variable)
            inner[0] = inner[0]._replace(above=[*above, *inner[0].above])
            inner[-1] = _also_behind(inner[-1], behind)
            rows += inner
            continue
        rows.append(Row(_awaiting(laid, style, loop_variable, displays.depth_of(layout)), above, behind))
    return rows


def _also_behind(row: Row, behind: cst.Comment | None) -> Row:
    if behind is None or row.behind is None:
        return row._replace(behind=row.behind or behind)
    return row._replace(above=[*row.above, cst.EmptyLine(comment=row.behind)], behind=behind)


def _awaiting(
    laid: Laid, style: Style, loop_variable: str, depth: str
) -> cst.BaseSmallStatement | cst.BaseCompoundStatement:
    if laid.part.is_map or (laid.part.kind == "comprehension" and laid.part.is_loop):
        return _as_loop(laid, style, depth)
    if laid.part.kind == "iterable":
        iterable = displays.copied(laid.value, laid.part) if laid.part.is_copied else laid.value
        return looped(loop_variable, displays.shifted(iterable, depth), style)
    return cst.Expr(displays.on_its_own(displays.shifted(displays.in_turn(laid, style), depth)))


def looped(variable: str, iterable: cst.BaseExpression, style: Style) -> cst.For:
    """`for variable in iterable:` / `await variable`."""
    body = nodes.line(cst.Expr(displays.await_of(cst.Name(variable), style)))
    return cst.For(cst.Name(variable), displays.on_its_own(iterable), cst.IndentedBlock([body]))


def _as_loop(laid: Laid, style: Style, depth: str) -> cst.For:
    """`for x in xs:` / `if x:` / `await F` for `*[F for x in xs if x]`."""
    made = displays.shifted(displays.in_turn(laid, style), depth)
    assert isinstance(made, cst.ListComp)
    assert isinstance(made.for_in.target, cst.BaseAssignTargetExpression)
    body: nodes.Statement = nodes.line(cst.Expr(displays.on_its_own(made.elt)))
    for condition in reversed(made.for_in.ifs):
        body = cst.If(displays.on_its_own(condition.test), cst.IndentedBlock([body]))
    return cst.For(made.for_in.target, displays.on_its_own(made.for_in.iter), cst.IndentedBlock([body]))


def assignments(
    call: cst.Call,
    parts: Sequence[Part],
    targets: Sequence[cst.BaseElement],
    style: Style,
    unread: Collection[str] = (),
) -> list[Row]:
    """`a = await A`, then `b = await B`; just `await B` where nobody reads the name."""
    layout = displays.laid_out(call, parts)
    depth = displays.depth_of(layout)
    rows = []
    for (laid, above, behind), element in zip(displays.with_comments(layout), targets, strict=True):
        value = displays.on_its_own(displays.shifted(displays.in_turn(laid, style), depth))
        if isinstance(element.value, cst.Name) and element.value.value in unread:
            rows.append(Row(cst.Expr(value), above, behind))
        else:
            rows.append(Row(cst.Assign([cst.AssignTarget(_bare(element.value))], value), above, behind))
    return rows


def _bare(target: cst.BaseExpression) -> cst.BaseAssignTargetExpression:
    assert isinstance(target, cst.BaseAssignTargetExpression)
    if isinstance(target, cst.Tuple) and "\n" not in cst.Module([]).code_for_node(target):
        return target.with_changes(lpar=[], rpar=[])
    return target


def settled(name: str) -> cst.FunctionDef:
    """The function that awaits and gives an exception back as a value. Cancellation goes through."""
    lines = f"async def {name}(awaitable):", "    try:", "        return await awaitable"
    made = cst.parse_statement("\n".join([*lines, "    except Exception as exc:", "        return exc", ""]))
    assert isinstance(made, cst.FunctionDef)
    return made


def coroutine_of(name: str, value: cst.BaseExpression) -> cst.FunctionDef:
    """`async def name():` / `return value`."""
    returned = cst.Return(value, whitespace_after_return=cst.SimpleWhitespace(" "))
    body = cst.IndentedBlock([nodes.line(returned)])
    return cst.FunctionDef(cst.Name(name), cst.Parameters(), body, asynchronous=cst.Asynchronous())


def lifted(node: cst.CSTNode, name: str) -> tuple[cst.CSTNode, cst.FunctionDef]:
    """A node in which `name(value)` has become `name()`, and the coroutine function that returns the value."""
    rest, value = taken(node, name)
    return rest, coroutine_of(name, value)


def taken(node: cst.CSTNode, name: str) -> tuple[cst.CSTNode, cst.BaseExpression]:
    """A node in which `name(value)` has become `name()`, and the value."""
    lifter = _Lifter(name)
    rest = node.visit(lifter)
    assert isinstance(rest, cst.CSTNode)
    (value,) = lifter.taken
    return rest, value


def returning(name: str, value: cst.BaseExpression, pattern: str, result: str) -> cst.FunctionDef:
    """`async def name():` / `pattern = await value` / `return result`."""
    rows = rearranged(cst.Return(cst.Await(value)), pattern, result)
    body = cst.IndentedBlock([row.placed() for row in rows])
    return coroutine_of(name, value).with_changes(body=body)


class _Lifter(cst.CSTTransformer):
    def __init__(self, name: str) -> None:
        super().__init__()
        self._name = name
        self.taken: list[cst.BaseExpression] = []

    def leave_Call(self, original_node: cst.Call, updated_node: cst.Call) -> cst.Call:  # noqa: ARG002, N802
        if (
            not isinstance(updated_node.func, cst.Name)
            or updated_node.func.value != self._name
            or not updated_node.args
        ):
            return updated_node
        self.taken.append(updated_node.args[0].value)
        return updated_node.with_changes(args=[])
