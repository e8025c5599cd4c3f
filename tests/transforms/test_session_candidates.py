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


JOBS = """
    class Node:
        pass

    class TaskGroup(Node):
        def add(self, task):
            self.tasks = [*self.tasks, task]
    """
OWN = """
    import asyncio

    class TaskGroup:
        def add(self, coroutine):
            self.tasks.append(asyncio.create_task(coroutine))
    """
BASED = "import asyncio\nclass TaskGroup(asyncio.TaskGroup):\n    pass\n"


@pytest.mark.parametrize(
    "line", ["from groups import TaskGroup", "from scheduler.sdk import TaskGroup", "import groups", "import scheduler"]
)
def test_leaves_out_who_names_a_class_called_so_that_starts_nothing(line: str) -> None:
    named = f"{line.split()[1]}.TaskGroup" if line.startswith("import") else "TaskGroup"
    assert names(f"{line}\ndef f(group: {named}):\n    return group, {named}()\n", groups=JOBS) == []
    assert names(f"def f(group):\n    {line}\n    return group, {named}()\n", groups=JOBS) == []


@pytest.mark.parametrize("groups", [OWN, BASED], ids=["starts tasks", "is asyncio's"])
def test_keeps_who_names_a_group_of_tasks_of_the_project(groups: str) -> None:
    assert names("from groups import TaskGroup\ndef f():\n    return TaskGroup()\n", groups=groups) == ["f"]


@pytest.mark.parametrize(
    "line",
    [
        "from asyncio import TaskGroup",
        "from asyncio.taskgroups import TaskGroup",
        "from anyio.abc import TaskGroup",
        "from asyncio import *",
        "from .. import TaskGroup",
        "try:\n    from asyncio import TaskGroup\nexcept ImportError:\n    from groups import TaskGroup",
    ],
)
def test_keeps_who_may_name_a_librarys_group_of_tasks(line: str) -> None:
    assert names(f"{line}\ndef f():\n    return TaskGroup()\n", groups=JOBS) == ["f"]


def test_a_group_of_tasks_that_another_function_imports_counts() -> None:
    source = """
        from groups import TaskGroup

        def f():
            from asyncio import TaskGroup
            return TaskGroup()
        """
    assert names(source, groups=JOBS) == ["f"]
