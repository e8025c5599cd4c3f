"""Fix, offer, or only report: what each jump hides decides."""

from __future__ import annotations

import ast
from typing import NamedTuple

from asyncfix.rule import Safety
from asyncfix.transforms.finally_jump.escape import Escape


class Verdict(NamedTuple):
    """`safety` None means report only; `reason` says why a fix is not made, or not by default."""

    safety: Safety | None
    reason: str | None = None


def judge(escape: Escape, others: int, *, unswallow: bool) -> Verdict:
    """What to do about a jump that shares its `finally` with that many other jumps."""
    shape = _shape(escape, others)
    if shape is not None and shape.safety is None:
        return shape
    match escape.jump:
        case ast.Break():
            verdict = _break(escape)
        case ast.Continue():
            verdict = _continue(escape)
        case _:
            verdict = _return(escape, unswallow=unswallow)
    return verdict if shape is None or verdict.safety is None else shape


def _shape(escape: Escape, others: int) -> Verdict | None:
    """The verdict that follows from where the jump stands; None for the plain last statement of a `finally`."""
    line, word, final = escape.line, escape.word, escape.statement.finalbody
    if len(escape.left) > 1:
        return Verdict(
            None, f"line {line}: `{word}` leaves {len(escape.left)} `finally` blocks. Move it after the outer one."
        )
    if others:
        return Verdict(
            None, f"line {line}: this `finally` holds {others + 1} jumps. Move them after the try statement."
        )
    if final[-1] is escape.jump:
        return None
    holder = escape.at.frame
    assert holder is not None
    if escape.at.suite is final:
        return Verdict(None, f"line {line}: `{word}` is followed by statements that never run. Delete them first.")
    if isinstance(holder.node, ast.If):
        reason = (
            f"line {line}: conditional jump. Move the `if` after the try statement; "
            "it will not run when an exception is on its way."
        )
        liftable = final[-1] is holder.node and _is_pure_guard(holder.node)
        return Verdict("unsafe" if liftable else None, reason)
    kind = type(holder.node).__name__.removeprefix("Async").removesuffix("Star").lower()
    return Verdict(
        None, f"line {line}: `{word}` stands in a `{kind}` inside the `finally`. Move it after the try statement."
    )


def _is_pure_guard(node: ast.If) -> bool:
    """Whether an `if` only decides about its jump, by a condition that may as well be read a moment later."""
    jump = node.body[0]
    plain_value = not isinstance(jump, ast.Return) or jump.value is None or _is_pure(jump.value)
    return len(node.body) == 1 and not node.orelse and _is_pure(node.test) and plain_value


def _is_pure(test: ast.expr) -> bool:
    match test:
        case ast.Name() | ast.Constant():
            return True
        case ast.Attribute(value=inner) | ast.UnaryOp(op=ast.Not(), operand=inner):
            return _is_pure(inner)
        case ast.BoolOp(values=values):
            return all(map(_is_pure, values))
        case ast.Compare(left=left, comparators=others):
            return all(map(_is_pure, [left, *others]))
        case _:
            return False


def _break(escape: Escape) -> Verdict:
    live = next((found.statement.lineno for found in escape.lost_loop_jumps), None)
    if live is None:
        return Verdict("safe")
    return Verdict(
        None,
        f"line {escape.line}: `break` in `finally` discards the `continue` at {live}, so this loop never repeats. "
        "Not rewritten: made live it may loop for ever. Move `break` to an `else:` clause, or drop the loop.",
    )


def _continue(escape: Escape) -> Verdict:
    if _hides_nothing_else(escape):
        return Verdict("safe")
    return Verdict(
        None,
        f"line {escape.line}: `continue` in `finally` discards every exception {_of(escape)}; "
        "the loop relies on it. Write `except Exception: log` and drop the `continue`.",
    )


def _return(escape: Escape, *, unswallow: bool) -> Verdict:
    if _hides_nothing_else(escape) and not escape.lost_loop_jumps:
        return Verdict("safe")
    if unswallow:
        return Verdict("safe")
    return Verdict(
        "unsafe",
        f"line {escape.line}: `return` in `finally` discards exceptions and earlier {_earlier(escape)}. "
        "Move it after the try, or write `except Exception:` if the errors should be hidden.",
    )


def _hides_nothing_else(escape: Escape) -> bool:
    """Whether every `Exception` of the try body is handled as it is, so that only what nobody meant was discarded."""
    return escape.broad_handler is not None and not escape.raises_again


def _of(escape: Escape) -> str:
    return "that the handlers let out" if escape.statement.handlers else "of the try body"


def _earlier(escape: Escape) -> str:
    words = {type(found.statement).__name__.lower() for found in escape.lost_loop_jumps}
    return " and ".join(["returns", *(f"`{word}`" for word in sorted(words))])
