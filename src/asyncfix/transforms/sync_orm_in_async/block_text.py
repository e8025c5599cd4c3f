"""The text of a block that becomes a function."""

from __future__ import annotations

import libcst as cst

from asyncfix import nodes
from asyncfix.transforms.sync_orm_in_async import tree_text
from asyncfix.transforms.sync_orm_in_async.blocks import Extraction


def moved(got: cst.With, how: Extraction) -> cst.FlattenSentinel[cst.BaseStatement]:
    """The function, and the statements that run it and follow what it tells."""
    block = got.with_changes(leading_lines=[])
    if how.leaves and not how.ends:
        visited = block.visit(_Outcomes(how))
        assert isinstance(visited, cst.With)
        block = visited
    body: list[cst.BaseStatement] = []
    if how.is_global:
        body.append(nodes.line(cst.Global([cst.NameItem(cst.Name(name)) for name in how.is_global])))
    if how.shared:
        body.append(nodes.line(cst.Nonlocal([cst.NameItem(cst.Name(name)) for name in how.shared])))
    body.append(block)
    body += _end(how)
    function = cst.FunctionDef(cst.Name(how.name), cst.Parameters(), cst.IndentedBlock(body))
    before = [nodes.line(nodes.assign(name, cst.Name("None"))) for name in how.unbound]
    lines = [*before, function, *_run(how)]
    leading = list(got.leading_lines)
    if not before and not how.is_first and (not leading or leading[0].comment is not None):
        leading.insert(0, cst.EmptyLine(indent=False))
    lines[0] = nodes.led_by(lines[0], leading)  # type: ignore[arg-type]
    place = len(before) + 1
    lines[place] = nodes.led_by(lines[place], [cst.EmptyLine(indent=False)])  # type: ignore[arg-type]
    if before:
        lines[place - 1] = nodes.led_by(function, [cst.EmptyLine(indent=False)])
    return cst.FlattenSentinel(lines)


def _end(how: Extraction) -> list[cst.BaseStatement]:
    """What the function returns when the block is not left."""
    if how.ends:
        return []
    if how.leaves:
        return [nodes.line(_return(_told(how, cst.Name("None"), cst.Name("None"))))]
    return [nodes.line(_return(_together(how)))] if how.returned else []


def _return(value: cst.BaseExpression) -> cst.Return:
    return cst.Return(value, whitespace_after_return=cst.SimpleWhitespace(" "))


def _together(how: Extraction) -> cst.Name | cst.Tuple:
    names = [cst.Name(name) for name in how.returned]
    return names[0] if len(names) == 1 else _tuple(*names)


def _tuple(*parts: cst.BaseExpression) -> cst.Tuple:
    return cst.Tuple([cst.Element(part) for part in parts], lpar=[], rpar=[])


def _told(how: Extraction, outcome: cst.BaseExpression, value: cst.BaseExpression) -> cst.BaseExpression:
    return _tuple(outcome, value) if how.has_value else outcome


def _run(how: Extraction) -> list[cst.BaseStatement]:
    call = cst.Await(tree_text.wrapped(how.wrapper, cst.Name(how.name)))
    if how.ends:
        return [nodes.line(_return(call))]
    if not how.leaves:
        if not how.returned:
            return [nodes.line(cst.Expr(call))]
        return [nodes.line(cst.Assign([cst.AssignTarget(_together(how))], call))]
    outcome, value = cst.Name(how.outcome), cst.Name(how.value)
    target = _tuple(outcome, value) if how.has_value else outcome
    found: list[cst.BaseStatement] = [nodes.line(cst.Assign([cst.AssignTarget(target)], call))]
    jumps: dict[str, cst.BaseSmallStatement] = {
        "return": _return(cst.Name(how.value)) if how.has_value else cst.Return(),
        "break": cst.Break(),
        "continue": cst.Continue(),
    }
    for way, jump in jumps.items():
        if way in how.leaves:
            equals = cst.ComparisonTarget(cst.Equal(), cst.SimpleString(f'"{way}"'))
            test = cst.Comparison(cst.Name(how.outcome), [equals])
            found.append(cst.If(test, cst.IndentedBlock([nodes.line(jump)])))
    return found


class _Outcomes(cst.CSTTransformer):
    """Makes the jumps that leave a block returns of what they are."""

    def __init__(self, how: Extraction) -> None:
        super().__init__()
        self._how = how
        self._loops = 0

    def on_visit(self, node: cst.CSTNode) -> bool:
        return not isinstance(node, cst.FunctionDef | cst.ClassDef | cst.Lambda) and super().on_visit(node)

    def on_visit_attribute(self, node: cst.CSTNode, attribute: str) -> None:
        # What stands in the `else` of a loop belongs to the loop around it.
        self._loops += attribute == "body" and isinstance(node, cst.For | cst.While)

    def on_leave_attribute(self, original_node: cst.CSTNode, attribute: str) -> None:
        self._loops -= attribute == "body" and isinstance(original_node, cst.For | cst.While)

    def on_leave(
        self,
        original_node: cst.CSTNodeT,  # noqa: ARG002
        updated_node: cst.CSTNodeT,
    ) -> cst.CSTNodeT | cst.RemovalSentinel | cst.FlattenSentinel[cst.CSTNodeT]:
        match updated_node:
            case cst.Return(value=value):
                return self._as_return("return", updated_node, value or cst.Name("None"))  # type: ignore[return-value]
            case cst.Break() if not self._loops:
                return self._as_return("break", updated_node, cst.Name("None"))  # type: ignore[return-value]
            case cst.Continue() if not self._loops:
                return self._as_return("continue", updated_node, cst.Name("None"))  # type: ignore[return-value]
            case _:
                return updated_node

    def _as_return(
        self, way: str, like: cst.Return | cst.Break | cst.Continue, value: cst.BaseExpression
    ) -> cst.Return:
        if isinstance(value, cst.Tuple) and not value.lpar:
            value = value.with_changes(lpar=[cst.LeftParen()], rpar=[cst.RightParen()])
        told = _told(self._how, cst.SimpleString(f'"{way}"'), value)
        return _return(told).with_changes(semicolon=like.semicolon)
