"""The rule finally-jump: a `break`, `continue` or `return` that leaves a `finally` block."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Literal

from asyncfix.rule import Finding, Rule
from asyncfix.transforms.finally_jump.gate import may_jump

if TYPE_CHECKING:
    from asyncfix.project import Module, Project


@dataclass(frozen=True)
class FinallyJump(Rule):
    """A `break`, `continue` or `return` that leaves a `finally` block discards returns and exceptions.

    ## What breaks

    A `finally` runs while a `return`, a `break` or an exception is on its way out. A jump that leaves the `finally`
    replaces it: the value is evaluated and thrown away, the exception vanishes, and so do `CancelledError` and
    `KeyboardInterrupt`. `asyncio.timeout()`, `wait_for()` and task groups stop working in such a function.

        async def validate(self, session_id):
            async for db in get_db():
                try:
                    ...
                    return True         # evaluated, then thrown away
                finally:
                    break               # the function returns None: every client is rejected

    Nothing is raised, so the error shows up far from here. Python 3.14 warns (PEP 765):

        SyntaxWarning: 'break' in a 'finally' block

    ## What asyncfix writes

    The jump moves out of the `finally` to right after the try statement, where it runs when the `try` completes
    normally. Every `return`, `raise` and `break` that was written then does what it says; order of cleanup, number of
    iterations and the moment a session closes stay as they were. Where the loop is the last thing its function does,
    the lost `return X` become `result_value = X`, returned once after the loop (`style = "hoist"` leaves them alone).
    A `finally: return f()` keeps the call in the `finally` and returns its value after the try statement.

    ## What it leaves alone

    Reported, not rewritten: a conditional jump, several jumps in one `finally`, a jump followed by statements or inside
    a `with`, `try`, `match` or loop of the `finally`; a `break` that discards a `continue` (made live, the loop might
    never end); a `continue` that keeps a loop alive by discarding exceptions. `finally: return` without an
    `except Exception` in front is rewritten with `--unsafe` or `unswallow = true` only: errors that were hidden come
    out; so is a conditional jump at the end of the `finally` with `--unsafe`.
    Silent: jumps in the `try`, `except` and `else`, and loops, functions and classes inside the `finally` that keep
    their jumps to themselves.
    """

    name: ClassVar[str] = "finally-jump"
    needles: ClassVar[tuple[bytes, ...]] = (b"finally",)
    option_help: ClassVar[dict[str, str]] = {
        "style": "how lost returns come back: through a result variable where that is exact, or by hoisting only",
        "unswallow": "also move a `return` whose try statement has no `except Exception`: hidden errors come out",
    }

    style: Literal["result-variable", "hoist"] = "result-variable"
    unswallow: bool = False

    def may_hold(self, data: bytes) -> bool:
        return b"finally" in data and may_jump(data)

    def detect(self, module: Module, project: Project) -> Iterator[Finding]:  # noqa: ARG002
        # Five files of 18,000 get here: the others need not pay for the import.
        from asyncfix.transforms.finally_jump.finding import findings

        yield from findings(module, self)
