"""What a finding says: what is lost, and what will be different once it is repaired."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from asyncfix.project import flow
from asyncfix.rule import Related
from asyncfix.transforms.finally_jump.escape import Escape
from asyncfix.transforms.finally_jump.result_variable import ResultVariable

_SILENCED = re.compile(
    r"#\s*(?:noqa\b[^#]*?\bB012\b|pylint:\s*disable=[\w,\s-]*\b(?:lost-exception|return-in-finally)\b)"
)


def message(escape: Escape) -> str:
    """One sentence: the jump and all that it discards."""
    return f"`{escape.word}` in `finally` discards {_listed([*_lost_statements(escape), *_lost_errors(escape)])}"


def related(escape: Escape) -> Iterator[Related]:
    """The statements that are written and never take effect."""
    lost: list[ast.stmt] = [*_lost_jumps(escape), *escape.lost_raises]
    for statement in sorted(lost, key=lambda node: node.lineno):
        yield Related(escape.module.path, statement.lineno, f"`{_short(escape, statement)}` is discarded")


def notes(escape: Escape, variable: ResultVariable | None) -> Iterator[str]:
    """What changes for the user, on purpose, and what stays though one might not expect it.

    `variable` is the result variable that the fix writes, None where it only hoists.
    """
    yield from _values(escape, variable)
    yield from _raises(escape)
    yield from _errors(escape)
    if variable is None:
        yield from _code_after(escape)
    yield from _context_manager(escape)
    yield from _session(escape)
    yield from _silenced(escape)


def _lost_jumps(escape: Escape) -> list[ast.stmt]:
    lost = [*escape.lost_returns, *escape.lost_loop_jumps]
    return [found.statement for found in lost]


def _lost_statements(escape: Escape) -> list[str]:
    by_text: dict[str, list[int]] = {}
    for statement in sorted([*_lost_jumps(escape), *escape.lost_raises], key=lambda node: node.lineno):
        by_text.setdefault(_short(escape, statement), []).append(statement.lineno)
    return [f"`{text}` ({', '.join(map(str, lines))})" for text, lines in by_text.items()]


def _lost_errors(escape: Escape) -> list[str]:
    if escape.takes_everything:
        return ["what its handlers raise"]
    if escape.broad_handler is not None:
        return [f"what `except Exception` does not take, such as {_beyond_exception(escape)}"]
    if escape.statement.handlers:
        return ["every exception that its handlers do not take"]
    return ["every exception of its `try` body"]


def _beyond_exception(escape: Escape) -> str:
    if isinstance(escape.scope, ast.AsyncFunctionDef):
        return "CancelledError and KeyboardInterrupt"
    return "KeyboardInterrupt and SystemExit"


def _listed(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def _short(escape: Escape, statement: ast.stmt) -> str:
    first = " ".join(escape.module.source(statement).split())
    return first if len(first) <= 40 else first[:37].rstrip() + "..."


def _values(escape: Escape, variable: ResultVariable | None) -> Iterator[str]:
    """N1: values."""
    lost = [*escape.lost_returns, *escape.lost_loop_jumps]
    if not lost:
        return
    texts = [f"`{_short(escape, found.statement)}` ({found.statement.lineno})" for found in lost]
    verb = "was" if len(texts) == 1 else "were"
    what = f"{', '.join(texts)} {verb} discarded by `{escape.word}` in `finally` ({escape.line})"
    always = _always_returned(escape) if variable else None
    if always is not None:
        name, them = escape.at.symbol.rpartition(".")[2], "it" if len(texts) == 1 else "them"
        yield f"`{name}` always returned {always}: {what}. It now returns {them}."
    else:
        yield f"{what}. {'It takes' if len(texts) == 1 else 'They take'} effect now."
    if variable and variable.default not in (None, "None") and variable.trailing is None and always == "None":
        yield f"With no iteration at all, or no return, the result is now `{variable.default}`, was None."


def _always_returned(escape: Escape) -> str | None:
    """What the function returned whatever happened: None unless each of its returns was lost, but for a last one."""
    lost = {found.statement for found in escape.lost_returns}
    others = [node for node in flow.own_nodes(escape.scope) if isinstance(node, ast.Return) and node not in lost]
    match others:
        case []:
            return "None"
        case [ast.Return(value=value) as last] if last is escape.scope.body[-1]:
            return f"`{escape.module.source(value)}`" if value else "None"
        case _:
            return None


def _raises(escape: Escape) -> Iterator[str]:
    """N2: raise."""
    name = escape.at.symbol.rpartition(".")[2]
    who = f"callers of `{name}` now see the exception" if name else "the exception now gets out"
    for statement in escape.lost_raises:
        yield f"`raise` at line {statement.lineno} was discarded by line {escape.line}; {who}."


def _errors(escape: Escape) -> Iterator[str]:
    """N3: exceptions."""
    if escape.takes_everything:
        return
    if escape.broad_handler is not None:
        inner = "the handlers and the `else`" if escape.statement.orelse else "the handlers"
        which = f"only BaseException such as {_beyond_exception(escape)}, and errors of {inner} themselves"
    else:
        which = "all of them"
    works = "Ctrl-C works"
    if isinstance(escape.scope, ast.AsyncFunctionDef):
        works = "`task.cancel()`, `asyncio.timeout()` and Ctrl-C work"
    discarded = f"Exceptions not handled above (now: {which}) were discarded by line {escape.line}; they now propagate."
    yield f"{discarded} {works} here again."


def _code_after(escape: Escape) -> Iterator[str]:
    """N4: code that ran although the author had returned."""
    if escape.loop is None or not escape.lost_returns:
        return
    texts = ", ".join(f"`{_short(escape, one.statement)}` ({one.statement.lineno})" for one in escape.lost_returns)
    if isinstance(escape.jump, ast.Continue):
        yield f"The loop also went on after {texts}; it now ends in that case."
        return
    suite = escape.loop.parent.suite if escape.loop.parent else escape.scope.body
    after = suite[suite.index(escape.loop.node) + 1 :]
    if after:
        first, last = after[0].lineno, after[-1].end_lineno
        lines = (
            f"Line {first} after the loop also ran"
            if first == last
            else f"Lines {first}-{last} after the loop also ran"
        )
        now = "it is" if first == last else "they are"
        yield f"{lines} after {texts}; {now} now skipped in that case."


def _context_manager(escape: Escape) -> Iterator[str]:
    """N5: with bodies."""
    scope = escape.scope
    if not isinstance(scope, (ast.FunctionDef, ast.AsyncFunctionDef)) or not escape.yields:
        return
    makers = {escape.module.dotted(decorator) for decorator in scope.decorator_list}
    for maker, keyword in (("contextmanager", "with"), ("asynccontextmanager", "async with")):
        if f"contextlib.{maker}" in makers:
            yield f"Errors raised inside `{keyword} {scope.name}()` were suppressed; they now reach the caller."


def _session(escape: Escape) -> Iterator[str]:
    """N6: when an async generator is closed."""
    if not isinstance(escape.jump, ast.Break) or escape.loop is None or not isinstance(escape.loop.node, ast.AsyncFor):
        return
    match escape.loop.node.iter:
        case ast.Call(func=ast.Name() | ast.Attribute() as made):
            name = escape.module.source(made)
            yield (
                f"If `{name}()` is an async generator, the event loop closes it some time after the `break` "
                "(unchanged). `contextlib.aclosing` closes it at once."
            )
        case _:
            pass


def _silenced(escape: Escape) -> Iterator[str]:
    first, last = escape.jump.lineno, escape.jump.end_lineno or escape.jump.lineno
    for line in range(first, last + 1):
        match = _SILENCED.search(escape.module.line(line))
        if match:
            yield f"`{match.group().strip()}` on line {line} has nothing left to silence."
