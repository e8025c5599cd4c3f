"""From a jump to a finding: the verdict, the fix in one of its two styles, and the words."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from asyncfix.project import Module, flow
from asyncfix.rule import Finding, Fix, Safety
from asyncfix.transforms.finally_jump import hoist, wording
from asyncfix.transforms.finally_jump.escape import Escape, escapes
from asyncfix.transforms.finally_jump.result_variable import result_variable
from asyncfix.transforms.finally_jump.verdict import judge

if TYPE_CHECKING:
    from asyncfix.transforms.finally_jump import FinallyJump


def findings(module: Module, rule: FinallyJump) -> Iterator[Finding]:
    """The findings of one module, under the rule's options."""
    found = list(escapes(module))
    in_same = Counter(id(escape.statement) for escape in found)
    for escape in found:
        others = in_same[id(escape.statement)] - 1
        yield _finding(escape, others, rule)


def _finding(escape: Escape, others: int, rule: FinallyJump) -> Finding:
    verdict = judge(escape, others, unswallow=rule.unswallow)
    stores = rule.style == "result-variable" and escape.statement.finalbody[-1] is escape.jump
    variable = result_variable(escape) if stores else None
    fix = None
    if verdict.safety and variable:
        fix = Fix(verdict.safety, tuple(variable.edits()), introduces=frozenset({variable.name}))
    elif verdict.safety:
        fix = _hoisted(escape, verdict.safety)
    loses = escape.lost_returns or escape.lost_loop_jumps or escape.lost_raises
    return Finding(
        rule=rule.name,
        path=escape.module.path,
        span=escape.module.span(escape.jump),
        message=wording.message(escape),
        severity="error" if loses else "warning",
        symbol=escape.at.symbol,
        code=escape.module.line(escape.line).strip(),
        fix=fix,
        kept_because=verdict.reason,
        notes=tuple(wording.notes(escape, variable)) if fix else (),
        related=tuple(wording.related(escape)),
    )


def _hoisted(escape: Escape, safety: Safety) -> Fix:
    edit, names = hoist.hoist(escape.module, escape, needed=_is_needed(escape))
    return Fix(safety, (edit,), introduces=names)


def _is_needed(escape: Escape) -> bool:
    """Whether anything follows the try statement that the jump has to skip, or that would run again."""
    if escape.statement.finalbody[-1] is not escape.jump:
        return True
    if not flow.try_completes(escape.statement):
        return False
    holder = escape.left[0].parent
    suite = holder.suite if holder else escape.scope.body
    last = suite[-1] is escape.statement
    match escape.jump:
        case ast.Continue():
            return not (last and holder is not None and holder is escape.loop)
        case ast.Return(value=None):
            return not (last and holder is None)
        case _:
            return True
