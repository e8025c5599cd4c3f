"""Hoisting: the jump leaves the `finally` and stands after the try statement, where it runs on normal completion.

`try: B  except: H  finally: C; J`  ->  `try: B  except: H  finally: C`, then `J` in the same block.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from asyncfix.project import Module, flow
from asyncfix.rule import Edit

if TYPE_CHECKING:
    import libcst as cst

    from asyncfix.transforms.finally_jump.escape import Escape

RESULT = "result_value"


def hoist(module: Module, escape: Escape, *, needed: bool = True) -> tuple[Edit, frozenset[str]]:
    """The edit that takes the jump out, and the names it binds.

    `needed` false says that the jump may go altogether when no comment hangs on it: nothing follows that it
    would skip.
    """
    anchor = module.anchor(escape.statement)
    last = escape.statement.finalbody[-1]
    value = last.value if isinstance(last, ast.Return) else None
    if value is None or is_plain(value):
        return Edit(module.path, anchor, lambda node: lifted(node, needed=needed)), frozenset()
    name = flow.free_name(RESULT, flow.names_in(escape.scope))
    return Edit(module.path, anchor, lambda node: value_kept(node, name, needed=needed)), frozenset({name})


def is_plain(value: ast.expr, *, names: bool = True) -> bool:
    """Whether it makes no difference when this is evaluated: a constant, or a literal of these.

    With `names`, names and attributes are plain too.
    """
    match value:
        case ast.Constant() | ast.UnaryOp(op=ast.USub() | ast.UAdd(), operand=ast.Constant()):
            return True
        case ast.Name():
            return names
        case ast.Attribute(value=inner):
            return names and is_plain(inner)
        case ast.Tuple(elts=items) | ast.List(elts=items) | ast.Set(elts=items):
            return all(is_plain(item, names=names) for item in items)
        case ast.Dict(keys=keys, values=values):
            return all(key is not None and is_plain(key, names=names) for key in [*keys, *values])
        case _:
            return False


def lifted(node: cst.CSTNode, *, needed: bool = True) -> cst.FlattenSentinel[cst.CSTNode]:
    """The try statement without the last statement of its `finally`, then that statement."""
    import libcst as cst

    from asyncfix import nodes

    assert isinstance(node, (cst.Try, cst.TryStar))
    assert node.finalbody is not None
    rest, jump = nodes.take_last(node.finalbody.body)
    if rest is not None:
        kept = node.with_changes(finalbody=node.finalbody.with_changes(body=rest))
        return _followed([kept], jump, needed)
    suite = node.finalbody.body
    header = nodes.comment_lines(suite.header) if isinstance(suite, cst.IndentedBlock) else []
    footer = nodes.comment_lines(suite.footer) if isinstance(suite, cst.IndentedBlock) else []
    jump = nodes.led_by(jump, [*node.finalbody.leading_lines, *header])
    jump = jump.with_changes(leading_lines=[*jump.leading_lines, *footer])
    if node.handlers:
        return _followed([node.with_changes(finalbody=None)], jump, needed)
    body = nodes.opened(node.body)
    first, *others = body.statements
    first = nodes.led_by(first, [*node.leading_lines, *body.header])
    return _followed([first, *others], nodes.led_by(jump, body.footer), needed)


def value_kept(node: cst.CSTNode, name: str, *, needed: bool) -> cst.FlattenSentinel[cst.CSTNode]:
    """The try statement with `name = X` for the `return X` that ends its `finally`, then `return name`.

    Where nothing would get to that `return`, X is left to be evaluated, and that is all.
    """
    import libcst as cst

    from asyncfix import nodes

    def stored(statement: cst.BaseSmallStatement) -> cst.BaseSmallStatement:
        assert isinstance(statement, cst.Return)
        assert statement.value is not None
        return as_assignment(statement, name) if needed else cst.Expr(statement.value)

    assert isinstance(node, (cst.Try, cst.TryStar))
    assert node.finalbody is not None
    suite = node.finalbody.body
    if isinstance(suite, cst.SimpleStatementSuite):
        kept: cst.BaseSuite = suite.with_changes(body=[*suite.body[:-1], stored(suite.body[-1])])
    else:
        last = suite.body[-1]
        assert isinstance(last, cst.SimpleStatementLine)
        line = last.with_changes(body=[*last.body[:-1], stored(last.body[-1])])
        kept = suite.with_changes(body=[*suite.body[:-1], line])
    statement = node.with_changes(finalbody=node.finalbody.with_changes(body=kept))
    return _followed([statement], nodes.line(nodes.return_name(name)), needed)


def as_assignment(statement: cst.Return, name: str) -> cst.BaseSmallStatement:
    """`name = X` for `return X`, with the layout of X as it was; `name = None` for a bare `return`."""
    import libcst as cst

    from asyncfix import nodes

    made = nodes.assign(name, statement.value or cst.Name("None"))
    gap = statement.whitespace_after_return
    if isinstance(made, cst.Assign) and isinstance(gap, cst.SimpleWhitespace) and "\\" in gap.value:
        target = made.targets[0].with_changes(whitespace_after_equal=gap)
        return made.with_changes(targets=[target])
    return made


def _followed(
    statements: list[cst.SimpleStatementLine | cst.BaseCompoundStatement],
    jump: cst.SimpleStatementLine | cst.BaseCompoundStatement,
    needed: bool,
) -> cst.FlattenSentinel[cst.CSTNode]:
    import libcst as cst

    if needed or _has_comment(jump):
        statements.append(jump)
    return cst.FlattenSentinel(statements)


def _has_comment(jump: cst.SimpleStatementLine | cst.BaseCompoundStatement) -> bool:
    import libcst as cst

    from asyncfix import nodes

    if not isinstance(jump, cst.SimpleStatementLine):
        return True
    return bool(nodes.comment_lines(jump.leading_lines, jump.trailing_whitespace))
