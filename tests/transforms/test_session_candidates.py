"""Which functions the rule shared-session-gather runs at all."""

from __future__ import annotations

import textwrap

import pytest

from asyncfix.project import Layout, MemoryTree, Module, Project, flow
from asyncfix.transforms.shared_session_gather.candidates import candidates


def names(source: str, **others: str) -> list[str]:
    contents = {f"{name}.py": textwrap.dedent(text).encode() for name, text in {"app": source, **others}.items()}
    project = Project(lambda path: Module(path, contents[path]), Layout(MemoryTree(contents)))
    found = (place.statement for place in candidates(project.at("app.py"), project))
    return [statement.name for statement in found if isinstance(statement, flow.Function)]


@pytest.mark.parametrize(
    "body",
    [
        "await event.wait()",
        "await process.wait(timeout=5)",
        "self.task = asyncio.create_task(self.work())",
        "await self.ready()\n    self.task = asyncio.create_task(self.work())",
        "await asyncio.create_task(self.work())",
    ],
)
def test_leaves_out_what_runs_nothing_beside_anything_else(body: str) -> None:
    assert names(f"import asyncio\nasync def f(self, event, process):\n    {body}\n") == []


@pytest.mark.parametrize(
    "body",
    [
        "await asyncio.wait(tasks)",
        "await asyncio.gather(self.a(), self.b())",
        "task = asyncio.create_task(self.work())\n    await self.other()",
        "for one in tasks:\n        asyncio.create_task(one())",
        "task = asyncio.create_task(self.work())\n    async with self.other():\n        pass",
        "await run(asyncio.create_task(self.work()), self.other())",
        "asyncio.create_task(self.a())\n    asyncio.create_task(self.b())",
    ],
)
def test_keeps_what_may_run_two_together(body: str) -> None:
    assert names(f"import asyncio\nasync def f(self, tasks):\n    {body}\n") == ["f"]


def test_keeps_who_gives_awaitables_to_a_function_that_runs_them() -> None:
    source = """
        import asyncio

        async def together(*awaitables):
            return await asyncio.gather(*awaitables)

        async def given(session):
            await together(session.a(), session.b())

        async def not_given(session):
            await together(session)
        """
    assert names(source) == ["together", "given"]


def test_keeps_who_starts_one_task_of_a_function_of_another_file_that_runs_several() -> None:
    tools = """
        import asyncio

        async def together(*awaitables):
            return await asyncio.gather(*awaitables)
        """
    source = """
        import asyncio
        from tools import together

        def start(session):
            return asyncio.create_task(together(session.a(), session.b()))
        """
    assert names(source, tools=tools) == ["start"]
