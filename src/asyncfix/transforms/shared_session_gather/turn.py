"""How a gather that goes is written: statements of their own, a tuple, a list, or a function of its own."""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from asyncfix.project import flow
from asyncfix.rule import Edit, Import, Refused
from asyncfix.transforms.shared_session_gather.arguments import (
    Part,
    refuse_uncapturable,
)
from asyncfix.transforms.shared_session_gather.bound_names import is_bound
from asyncfix.transforms.shared_session_gather.maps import MAPPED
from asyncfix.transforms.shared_session_gather.order import holds_await, refuse_unmovable
from asyncfix.transforms.shared_session_gather.site import Rewriting, Site
from asyncfix.transforms.shared_session_gather.standing import (
    Standing,
    front_anchor,
    index_on_line,
    is_opening,
    line_anchor,
)
from asyncfix.transforms.shared_session_gather.targets import are_one_by_one, targets_of

if TYPE_CHECKING:
    import libcst as cst

    from asyncfix.transforms.shared_session_gather.displays import Style
    from asyncfix.transforms.shared_session_gather.lines import Rewritten, Row

TIMEOUT_SINCE = (3, 11)
"""The first version with `asyncio.timeout`."""


@dataclass(frozen=True)
class Turn:
    """A gather on its way to being awaited in turn: what is written, and the new names for it."""

    site: Site
    at: Standing
    parts: tuple[Part, ...]
    is_first: bool
    """Whether all coroutines are made before the first one runs."""
    settle: str | None
    """The nested function that gives exceptions back as values, with `return_exceptions=True`."""
    variable: str
    loop_variable: str

    @property
    def style(self) -> Style:
        from asyncfix.transforms.shared_session_gather.displays import Style

        return Style(self.settle, self.variable)

    def call(self, awaited: cst.Await) -> cst.Call:
        """The gather that an `await` waits for, be it through `wait_for`."""
        import libcst as cst

        call = awaited.expression
        assert isinstance(call, cst.Call)
        inner = call.args[0].value if self.at.wrapper else call
        assert isinstance(inner, cst.Call)
        return inner

    def value(self, call: cst.Call) -> cst.BaseExpression:
        """The list that stands for the gather's result."""
        from asyncfix.transforms.shared_session_gather import displays

        layout = displays.laid_out(call, self.parts)
        return displays.made_first(layout, self.style) if self.is_first else displays.as_list(layout, self.style)


def rewriting(turn: Turn, *, is_in_text: bool) -> Rewriting:
    """The edits that await in turn what the gather got; `is_in_text` where it stands in an f-string."""
    if is_in_text:
        return _before_text(turn)
    has_timeout = turn.at.wrapping is not None and turn.site.module.dotted(turn.at.wrapping.func) == "asyncio.wait_for"
    if has_timeout and turn.at.is_whole and turn.site.module.target_version >= TIMEOUT_SINCE:
        timeout = _timeout_name(turn)
        if timeout not in flow.names_in(turn.site.module.tree):
            return _timed(turn, timeout)
    if turn.at.wrapper:
        return _in_coroutine(turn)
    return _plain(turn)


def _timeout_name(turn: Turn) -> str | None:
    """The name that `asyncio.timeout` has to be imported as; None where `wait_for` was reached through its module.

    Raises `Refused` where the arguments of `wait_for` cannot be moved.
    """
    site, wrapping = turn.site, turn.at.wrapping
    assert wrapping is not None
    match wrapping:
        case ast.Call(args=[_, limit], keywords=[]) | ast.Call(args=[_], keywords=[ast.keyword("timeout", limit)]):
            refuse_unmovable([limit])
        case _:
            raise Refused("the time limit of `wait_for` cannot be told")
    if any(holds_await(part.argument) for part in turn.parts):
        raise Refused("an argument of the gather awaits something itself, before the time limit begins")
    if holds_await(limit) or "#" in site.module.source(wrapping).replace(site.module.source(site.call), "", 1):
        raise Refused("a comment or an `await` stands among the arguments of `wait_for`")
    return "timeout" if isinstance(wrapping.func, ast.Name) else None


def _plain(turn: Turn) -> Rewriting:
    """The gather's own statement in its nicest form that is equal, or else a list in its place."""
    match _form(turn):
        case "statements":
            return _on_lines(turn)
        case "tuple":
            return _in_place(turn, _tuple)
        case _:
            return _in_place(turn, _list)


def _form(turn: Turn) -> Literal["statements", "tuple", "list"]:
    statement, parts = turn.site.at.statement, turn.parts
    if not turn.at.is_whole or not parts:
        return "list"
    if isinstance(statement, ast.Expr):
        return "statements"
    targets = targets_of(statement)
    if targets is None or turn.is_first:
        return "list"
    if are_one_by_one(turn.site, targets, parts):
        return "statements"
    return "list" if len(parts) == 1 or any(part.is_many for part in parts) else "tuple"


def _introduced(turn: Turn) -> frozenset[str]:
    loops = turn.is_first or any(part.kind == "iterable" and not part.is_map for part in turn.parts)
    maps = not turn.is_first and any(part.is_map for part in turn.parts)
    is_statement = turn.at.is_whole and isinstance(turn.site.at.statement, ast.Expr)
    return frozenset(
        [
            *([turn.loop_variable] if loops and is_statement else []),
            *([MAPPED] if maps and is_statement else []),
            *([turn.settle] if turn.settle else []),
        ]
    )


def _in_place(turn: Turn, written: Callable[[Turn, cst.CSTNode], cst.CSTNode]) -> Rewriting:
    """An edit of the `await` alone."""
    site, copying = turn.site, _copying(turn.site, turn.at.awaited) if written is _list else None

    def rewritten(node: cst.CSTNode) -> cst.CSTNode:
        import libcst as cst

        return written(turn, node.args[0].value if copying and isinstance(node, cst.Call) else node)

    edits = [Edit(site.module.path, site.module.anchor(copying or turn.at.awaited), rewritten)]
    if turn.settle:
        anchor = front_anchor(site)
        edits.append(Edit(site.module.path, anchor, lambda node: _preceded(turn, node)))
    return Rewriting(tuple(edits), introduces=_introduced(turn))


def _copying(site: Site, awaited: ast.Await) -> ast.Call | None:
    """The `list(...)` around the `await`, which makes a list of a list."""
    for node in ast.walk(site.at.statement):
        match node:
            case ast.Call(func=ast.Name(id="list"), args=[inner], keywords=[]) if inner is awaited:
                around = site.module.source(node).replace(site.module.source(awaited), "", 1)
                return None if "#" in around or is_bound("list", site.module.tree) else node
            case _:
                pass
    return None


def _preceded(turn: Turn, node: cst.CSTNode, *others: cst.FunctionDef) -> Rewritten:
    """A statement with the nested functions that it needs in front."""
    from asyncfix.transforms.shared_session_gather import lines

    definitions = [*([lines.settled(turn.settle)] if turn.settle else []), *others]
    return lines.preceded(node, definitions, is_opening=is_opening(turn.site))


def _led(turn: Turn, rows: list[Row]) -> list[Row]:
    from asyncfix.transforms.shared_session_gather import lines

    definitions = [lines.settled(turn.settle)] if turn.settle else []
    return lines.led(rows, definitions, is_opening=is_opening(turn.site))


def _list(turn: Turn, node: cst.CSTNode) -> cst.BaseExpression:
    """A list in the place of an `await`, in its parentheses unless they were there for the `await` alone."""
    import libcst as cst

    assert isinstance(node, cst.Await)
    made = turn.value(turn.call(node))
    code = cst.Module([]).code_for_node
    lone = len(node.lpar) == 1 and code(node.lpar[0]) == "(" and code(node.rpar[0]) == ")"
    if lone and turn.at.may_lose_parentheses:
        return made
    return made.with_changes(lpar=[*node.lpar, *made.lpar], rpar=[*made.rpar, *node.rpar])


def _tuple(turn: Turn, node: cst.CSTNode) -> cst.BaseExpression:
    import libcst as cst

    from asyncfix.transforms.shared_session_gather import displays

    assert isinstance(node, cst.Await)
    return displays.as_tuple(displays.laid_out(turn.call(node), turn.parts), turn.style)


def _on_lines(turn: Turn) -> Rewriting:
    """An edit of the whole line, whose statement becomes rows."""
    index = index_on_line(turn.site)

    def rewritten(node: cst.CSTNode) -> Rewritten:
        from asyncfix.transforms.shared_session_gather import lines

        return lines.replaced(node, index, lambda small: _led(turn, _rows(turn, small)))

    edit = Edit(turn.site.module.path, line_anchor(turn.site), rewritten)
    return Rewriting((edit,), introduces=_introduced(turn))


def _before_text(turn: Turn) -> Rewriting:
    """An edit of the line of an f-string, with the gather's result in a variable in front."""
    site, index = turn.site, index_on_line(turn.site)
    name = flow.free_name("results", flow.names_in(site.scope))

    def rows(small: cst.BaseSmallStatement) -> list[Row]:
        import libcst as cst

        from asyncfix.transforms.shared_session_gather import lines, strings

        rest, found = strings.awaits_as_name(small, ast.unparse(site.call.func), name)
        if len(found) != 1:
            raise Refused("the gather stands inside an f-string, in a statement with another")
        assert isinstance(rest, cst.BaseSmallStatement)
        made = cst.Assign([cst.AssignTarget(cst.Name(name))], turn.value(turn.call(found[0])))
        return _led(turn, [lines.Row(made), lines.Row(rest)])

    def rewritten(node: cst.CSTNode) -> Rewritten:
        from asyncfix.transforms.shared_session_gather import lines

        return lines.replaced(node, index, rows)

    edit = Edit(site.module.path, line_anchor(site), rewritten)
    return Rewriting((edit,), introduces=_introduced(turn) | {name})


def _rows(turn: Turn, small: cst.BaseSmallStatement) -> list[Row]:
    """The statements that a gather's own statement becomes."""
    import libcst as cst

    from asyncfix.transforms.shared_session_gather import displays, lines

    assert isinstance(small, (cst.Expr, cst.Assign, cst.AnnAssign, cst.Return))
    assert isinstance(small.value, cst.Await)
    call = turn.call(small.value)
    layout = displays.laid_out(call, turn.parts)
    if isinstance(small, cst.Expr) and turn.is_first:
        return [lines.Row(lines.looped(turn.loop_variable, displays.all_made(layout), turn.style))]
    if isinstance(small, cst.Expr):
        return lines.awaits(call, turn.parts, turn.style, turn.loop_variable)
    match _form(turn), small:
        case "statements", cst.Assign(targets=[cst.AssignTarget(target=cst.Tuple() | cst.List() as target)]):
            unread = frozenset[str]() if _is_read(turn.site, "_") else frozenset({"_"})
            return lines.assignments(call, turn.parts, target.elements, turn.style, unread)
        case "tuple", _:
            return [lines.Row(small.with_changes(value=displays.as_tuple(layout, turn.style)))]
        case _:
            return [lines.Row(small.with_changes(value=turn.value(call)))]


def _is_read(site: Site, name: str) -> bool:
    return any(
        isinstance(node, ast.Name) and node.id == name and not isinstance(node.ctx, ast.Store)
        for node in ast.walk(site.scope)
    )


def _timed(turn: Turn, timeout: str | None) -> Rewriting:
    """`async with asyncio.timeout(t):` around what `wait_for(gather(...), t)` becomes; one limit for all of it."""
    index = index_on_line(turn.site)

    def rewritten(node: cst.CSTNode) -> Rewritten:
        from asyncfix.transforms.shared_session_gather import lines

        def rows(small: cst.BaseSmallStatement) -> list[Row]:
            return _led(turn, [lines.within_time(small, _rows(turn, small), timeout)])

        return lines.replaced(node, index, rows)

    wrapping = turn.at.wrapping
    assert wrapping is not None
    edit = Edit(turn.site.module.path, line_anchor(turn.site), rewritten)
    if timeout is None:
        return Rewriting((edit,), introduces=_introduced(turn))
    assert isinstance(wrapping.func, ast.Name)
    wanted = (Import("asyncio", "timeout"),)
    return Rewriting((edit,), wanted=wanted, unneeded=(wrapping.func.id,), introduces=_introduced(turn))


def _in_coroutine(turn: Turn) -> Rewriting:
    """A nested coroutine function awaits in turn, and its call takes the place of the gather."""
    site = turn.site
    refuse_uncapturable(turn.at, turn.parts)
    name = flow.free_name("_in_turn", flow.names_in(site.scope))

    def marked(node: cst.CSTNode) -> cst.CSTNode:
        import libcst as cst

        assert isinstance(node, cst.Call)
        return cst.Call(cst.Name(name), [cst.Arg(turn.value(node))], lpar=node.lpar, rpar=node.rpar)

    def rewritten(node: cst.CSTNode) -> Rewritten:
        from asyncfix.transforms.shared_session_gather import lines

        rest, definition = lines.lifted(node, name)
        return _preceded(turn, rest, definition)

    path = site.module.path
    edits = (Edit(path, site.module.anchor(site.call), marked), Edit(path, front_anchor(site), rewritten))
    return Rewriting(edits, introduces=_introduced(turn) | {name})
