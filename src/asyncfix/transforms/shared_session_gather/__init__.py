"""The rule shared-session-gather: awaitables that run at the same time over one AsyncSession."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Literal

from asyncfix.rule import Finding, Rule

if TYPE_CHECKING:
    from asyncfix.project import Module, Project


@dataclass(frozen=True)
class SharedSessionGather(Rule):
    """Awaitables that run at the same time over one AsyncSession fail, or mix up their transactions.

    ## What breaks

    An AsyncSession has one connection and one transaction; it is not for two tasks at once. `asyncio.gather`, a task
    group or tasks that use one session at the same time fail when the session has no connection yet and the pool has
    none to spare: in the first requests after a deploy, not in tests on an in-memory database.

        class Dashboard:
            def __init__(self, session: AsyncSession) -> None:
                self.session = session

            async def totals(self):
                return await asyncio.gather(
                    self.session.scalar(select(func.count(User.id))),
                    self.session.scalar(select(func.count(Order.id))),
                )

    The second one raises

        InvalidRequestError: This session is provisioning a new connection; concurrent operations are not permitted

    and what one sees is mostly its symptom, where the session is closed while the first one still runs:

        IllegalStateChangeError: Method 'close()' can't be called here; method '_connection_for_bind()' is already in
        progress

    With a connection at hand nothing is raised, and a rollback in one task takes back what another has written.

    ## What asyncfix writes

    The awaitables of one session are awaited in turn, in the order in which they were handed over; others that ran
    beside them
    still do. No speed is lost: a session's connection does one thing at a time anyway. Results keep their type, their
    order and the moment they are assigned. An `import asyncio` that nothing uses any longer goes.

    With `grouped = "aggregate"` those that count, sum, average or find the smallest or largest of one table become one
    query: one round trip, and one snapshot for all numbers.

        male, female = (
            await self.session.execute(
                select(
                    func.count(case((User.gender == "male", User.id))),
                    func.count(case((User.gender == "female", User.id))),
                ).where(or_(User.gender == "male", User.gender == "female"))
            )
        ).one()

    `grouped = "group-by"` writes `group_by(User.gender)` instead where that is the same: all conditions compare one
    column with constants of its own type, and equal texts are the same texts as far as the project tells (a collation
    of the whole database cannot be seen). Queries may differ by one condition each; they may stand in the gather, in
    variables or in local functions that do nothing else. Methods, and whatever is not understood to the last name, are
    awaited in turn.

    ## What it leaves alone

    Reported, not rewritten: awaitables that wait for each other (queues, events), that never end, that set context
    variables, or
    that also wait for something slow such as HTTP (`force_sequential = true` rewrites those); tasks that are
    cancelled, raced, stored or never awaited; awaitables handed to a function of the project that gathers them (to one
    of another file if its name says so, as `gather_all` and `run_parallel` do); a session handed to code that asyncfix
    does not know.
    Silent: a session of its own for every task, session makers and engines, uses under one lock, `add()` without a
    flush, one user beside
    awaitables that use no session, sessions of other libraries, and whatever no type, import or call tells to be a
    session.
    """

    name: ClassVar[str] = "shared-session-gather"
    needles: ClassVar[tuple[bytes, ...]] = (
        b"gather",
        b"TaskGroup",
        b"task_group",
        b"create_task",
        b"ensure_future",
        b"as_completed",
        b"wait(",
    )
    project_needles: ClassVar[tuple[bytes, ...]] = (
        b"sqlalchemy.ext.asyncio",
        b"sqlalchemy.ext import asyncio",
        b"sqlmodel.ext.asyncio",
        b"fastapi_async_sqlalchemy",
    )
    option_help: ClassVar[dict[str, str]] = {
        "force_sequential": "also await in turn what waits for something slow besides the session, such as HTTP",
        "grouped": "make aggregates over one table one query: of a `case` for each, or with `group_by` where equal",
    }

    force_sequential: bool = False
    grouped: Literal["off", "aggregate", "group-by"] = "off"

    def detect(self, module: Module, project: Project) -> Iterator[Finding]:
        # Few files get here: the others need not pay for the import.
        from asyncfix.transforms.shared_session_gather.finding import findings

        yield from findings(module, project, self)
