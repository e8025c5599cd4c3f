"""LibCST: a gather over chains, and what each chain awaits in turn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import libcst as cst

from asyncfix.transforms.shared_session_gather import displays
from asyncfix.transforms.shared_session_gather.arguments import Part
from asyncfix.transforms.shared_session_gather.displays import Commented, Gap, Style

_TIGHT = cst.AssignEqual(cst.SimpleWhitespace(""), cst.SimpleWhitespace(""))


def chain(rows: Sequence[Commented], style: Style, *, is_first: bool, stacks: bool, depth: str) -> cst.BaseExpression:
    """The results of some arguments, awaited in turn: a tuple, or a list for one with a star."""
    if is_first:
        values = [displays.not_started(row.laid) for row in rows]
        opening, elements, closing = _stacked(rows, values, stacks=stacks, depth=depth)
        made = cst.List(elements, cst.LeftSquareBracket(opening), cst.RightSquareBracket(closing))
        return displays.each_of(made, style)
    values = [displays.in_turn(row.laid, style) for row in rows]
    if len(values) == 1 and not any(row.above or row.behind for row in rows):
        return displays.on_its_own(displays.shifted(values[0], depth))
    if len(values) == 1:
        # Parentheses for the comments alone: a comma would make a tuple of it.
        before, after = _gaps(rows, stacks=stacks, depth=depth)
        return values[0].with_changes(lpar=[cst.LeftParen(before)], rpar=[cst.RightParen(after)])
    single = [row._replace(laid=row.laid._replace(part=_without_star(row.laid.part))) for row in rows]
    opening, elements, closing = _stacked(single, values, stacks=stacks, depth=depth)
    if not stacks and all(displays.on_its_own(value) is value for value in values):
        return cst.Tuple(elements, lpar=[], rpar=[])
    return cst.Tuple(elements, lpar=[cst.LeftParen(opening)], rpar=[cst.RightParen(closing)])


def _without_star(part: Part) -> Part:
    return replace(part, kind="one")


def _stacked(
    rows: Sequence[Commented], values: Sequence[cst.BaseExpression], *, stacks: bool, depth: str
) -> tuple[Gap, list[cst.BaseElement], Gap]:
    """Elements, one to a line where they are stacked, with what stands before the first and after the last."""
    gaps = _gaps(rows, stacks=stacks, depth=depth)
    elements: list[cst.BaseElement] = []
    for row, value, after in zip(rows, values, gaps[1:], strict=True):
        is_last = len(elements) == len(rows) - 1
        comma = cst.MaybeSentinel.DEFAULT if is_last and not stacks else cst.Comma(whitespace_after=after)
        elements.append((cst.StarredElement if row.laid.part.is_many else cst.Element)(value, comma))
    return gaps[0], elements, cst.SimpleWhitespace("")


def _gaps(rows: Sequence[Commented], *, stacks: bool, depth: str) -> list[Gap]:
    """The layout before the first argument and after each."""
    if not stacks:
        return [cst.SimpleWhitespace(""), *(cst.SimpleWhitespace(" ") for _ in rows[1:]), cst.SimpleWhitespace("")]
    inner = cst.SimpleWhitespace(depth or "    ")
    behinds = [None, *(row.behind for row in rows)]
    aboves: list[Sequence[cst.EmptyLine]] = [*(row.above for row in rows), ()]
    return [
        cst.ParenthesizedWhitespace(
            cst.TrailingWhitespace(cst.SimpleWhitespace("  " if behind else ""), behind),
            [line.with_changes(whitespace=inner) if line.comment else line for line in above],
            indent=True,
            last_line=inner if index < len(rows) else cst.SimpleWhitespace(""),
        )
        for index, (behind, above) in enumerate(zip(behinds, aboves, strict=True))
    ]


def gathering(call: cst.Call, rows: Sequence[Commented], *, settles: bool, stacks: bool, depth: str) -> cst.Call:
    """A gather with these arguments, and with `return_exceptions=True` where it `settles`."""
    gaps = _gaps(rows, stacks=stacks, depth=depth)
    args = [
        cst.Arg(row.laid.value, comma=cst.Comma(whitespace_after=after), star="*" if row.laid.part.is_many else "")
        for row, after in zip(rows, gaps[1:], strict=True)
    ]
    if settles:
        inner = cst.SimpleWhitespace(depth or "    ")
        gap = gaps[-1].with_changes(last_line=inner) if stacks else cst.SimpleWhitespace(" ")
        closing = cst.ParenthesizedWhitespace(indent=True, last_line=cst.SimpleWhitespace(""))
        args[-1] = args[-1].with_changes(comma=cst.Comma(whitespace_after=gap))
        keyword = cst.Arg(cst.Name("True"), cst.Name("return_exceptions"), _TIGHT, cst.Comma(whitespace_after=closing))
        args.append(keyword)
    if not stacks:
        args[-1] = args[-1].with_changes(comma=cst.MaybeSentinel.DEFAULT)
    return call.with_changes(args=args, whitespace_before_args=gaps[0])
