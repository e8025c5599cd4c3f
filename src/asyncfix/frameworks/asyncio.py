"""What asyncio and anyio run together, and through what their tasks wait for each other."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asyncfix.project import elements
from asyncfix.project.interpreter import Interpreter
from asyncfix.project.library import CONTENT, Call, Library
from asyncfix.project.values import (
    NONE,
    UNKNOWN,
    Arguments,
    Bound,
    Collection,
    Constant,
    Coroutine,
    External,
    Instance,
    Item,
    Origin,
    Spread,
    Task,
    Value,
    alternatives,
    one_of,
)

LOOP = "asyncio.AbstractEventLoop"
GROUPS = ("asyncio.TaskGroup", "anyio.abc.TaskGroup")

_STREAM = "anyio.MemoryObjectStream"
_LOCKS = (
    *(f"asyncio.{name}" for name in ("Lock", "Semaphore", "BoundedSemaphore", "Condition")),
    *(f"anyio.{name}" for name in ("Lock", "Semaphore", "CapacityLimiter", "Condition")),
)
_MEETING = (
    *(f"asyncio.{name}" for name in ("Queue", "LifoQueue", "PriorityQueue", "Event", "Condition", "Barrier", "Future")),
    *(f"anyio.{name}" for name in ("Event", "Condition")),
    _STREAM,
    "starlette.websockets.WebSocket",
    "fastapi.WebSocket",
    "asyncio.StreamReader",
    "asyncio.StreamWriter",
)

_AT_ONCE = frozenset(
    "empty full qsize get_nowait put_nowait task_done is_set set clear done result exception cancel cancelled"
    " set_result set_exception notify notify_all at_eof write writelines close".split()
)
"""Methods of what tasks meet through that are no coroutines."""

WAITING = frozenset(
    (
        "aio_pika aioboto3 aiobotocore aiocache aiofiles aiogram aiohttp aiokafka aiomqtt aioredis aiosmtplib"
        " anthropic asyncssh boto3 elasticsearch grpc httpx motor nats niquests openai pymongo redis slack_sdk"
        " telegram websockets"
    ).split()
)
"""Packages whose coroutines wait for a network or a disk."""


def _gather(run: Interpreter, call: Call) -> Value:
    awaitables = list(_handed(run, call))
    run.gathered("gather", call.node, awaitables)
    return run.coroutine(External("asyncio.gather"), Arguments(tuple(value for value, _ in awaitables)), call.node)


def _handed(run: Interpreter, call: Call) -> Iterator[tuple[Value, ast.expr | None]]:
    nodes = call.node.args if isinstance(call.node, ast.Call) else []
    for index, value in enumerate(call.arguments.positional):
        handed = nodes[index] if index < len(nodes) else None
        if isinstance(value, Spread):
            yield from ((item.value, handed) for item in elements.iterated(run, value.value))
        else:
            yield value, handed


def _run_all(run: Interpreter, coroutine: Coroutine) -> Value:
    results = []
    for value in coroutine.arguments.positional:
        inner = run.run_of(value)
        run.merge(inner)
        many = isinstance(value, (Coroutine, Task)) and bool(set(value.loops) - set(coroutine.loops))
        results.append(Item(inner.value or UNKNOWN, None, many))
    return Collection(results)


def _elements(run: Interpreter, call: Call) -> list[tuple[Value, ast.expr | None]]:
    node = call.node.args[0] if isinstance(call.node, ast.Call) and call.node.args else None
    return [(item.value, node) for item in elements.iterated(run, call.get(0))]


def _wait(run: Interpreter, call: Call) -> Value:
    awaitables = _elements(run, call)
    run.gathered("wait", call.node, awaitables)
    return run.coroutine(External("asyncio.wait"), Arguments(tuple(value for value, _ in awaitables)), call.node)


def _run_wait(run: Interpreter, coroutine: Coroutine) -> Value:
    for value in coroutine.arguments.positional:
        run.merge(run.run_of(value))
    tasks = Collection([Item(value, many=True) for value in coroutine.arguments.positional])
    return Collection([Item(tasks), Item(Collection())])


def _as_completed(run: Interpreter, call: Call) -> Value:
    awaitables = _elements(run, call)
    run.gathered("as-completed", call.node, awaitables)
    return Collection([Item(value, many=True) for value, _ in awaitables])


def _create_task(run: Interpreter, call: Call) -> Value:
    given = call.arguments.get(0, "coro")
    if isinstance(given, Task):
        return given
    receiver = call.callee.receiver if isinstance(call.callee, Bound) else None
    group = receiver if receiver is not None and _is_group(run, receiver) else None
    if given is None or not (group or run.is_awaitable(given)):
        return UNKNOWN
    return run.start(given, call.node, group)


def _is_group(run: Interpreter, receiver: Instance) -> bool:
    return any(dotted in GROUPS for dotted in run.external_classes(receiver))


def _start_soon(run: Interpreter, call: Call) -> Value:
    assert isinstance(call.callee, Bound)
    coroutine = run.call(call.get(0), Arguments(call.arguments.positional[1:]), call.node)
    run.start(coroutine, call.node, call.callee.receiver)
    return NONE


def _started(run: Interpreter, call: Call) -> Value:
    _start_soon(run, call)
    return run.coroutine(External("asyncio.sleep"), Arguments(), call.node)


def _streams(run: Interpreter, call: Call) -> Value:
    """Both ends of a stream are one object here: who uses them waits for the other."""
    made = run.instance(External(_STREAM), Origin(run.here(), call.node, "made"))
    return Collection([Item(made), Item(made)])


def _received(run: Interpreter, value: Instance, node: ast.expr) -> Value:
    run.note("meet", value, "receive", node)
    return UNKNOWN


def _group(run: Interpreter, call: Call) -> Value:
    return run.instance(External("anyio.abc.TaskGroup"), Origin(run.here(), call.node, "made"))


def _awaiting(run: Interpreter, call: Call) -> Value:
    """`wait_for` and `shield`: a coroutine that awaits its first argument."""
    inner = call.arguments.get(0, "fut") or call.get(0, "arg")
    given = [one for one in alternatives(inner) if isinstance(one, Task)]
    run.frame.pending = [task for task in run.frame.pending if task not in given]
    dotted = call.callee.dotted if isinstance(call.callee, External) else "asyncio.wait_for"
    return run.coroutine(External(dotted), Arguments((inner,)), call.node)


def _run_first(run: Interpreter, coroutine: Coroutine) -> Value:
    value = coroutine.arguments.get(0) or UNKNOWN
    inner = run.run_of(value)
    run.merge(inner)
    return inner.value or UNKNOWN


def _run_now(run: Interpreter, call: Call) -> Value:
    """`asyncio.run(c)`, `loop.run_until_complete(c)`."""
    inner = run.run_of(call.get(0))
    run.merge(inner)
    return inner.value or UNKNOWN


def _loop(run: Interpreter, call: Call) -> Value:
    return run.instance(External(LOOP))


def _future(run: Interpreter, call: Call) -> Value:
    return run.instance(External("asyncio.Future"))


def _nothing(run: Interpreter, coroutine: Coroutine) -> Value:
    return UNKNOWN


def _in_thread(run: Interpreter, coroutine: Coroutine) -> Value:
    run.note("wait", None, "a thread", coroutine.node)
    return UNKNOWN


def _started_outside(run: Interpreter, coroutine: Coroutine) -> Value:
    run.note("wait", None, "a process or a connection", coroutine.node)
    return UNKNOWN


def _coroutine(run: Interpreter, call: Call) -> Value:
    return run.coroutine(call.callee, call.arguments, call.node)


def _thread_call(run: Interpreter, call: Call) -> Value:
    return run.coroutine(External("asyncio.to_thread"), call.arguments, call.node)


def _meets(run: Interpreter, call: Call) -> Value:
    assert isinstance(call.callee, Bound)
    run.note("meet", call.callee.receiver, call.callee.name, call.node)
    if call.callee.name in _AT_ONCE:
        return UNKNOWN
    return run.coroutine(External("asyncio.sleep"), call.arguments, call.node)


def _await_future(run: Interpreter, value: Instance, node: ast.expr) -> Value:
    run.note("meet", value, "await", node)
    return UNKNOWN


def _sets_context(run: Interpreter, call: Call) -> Value:
    assert isinstance(call.callee, Bound)
    run.changes += 1
    run.note("context", None, "ContextVar.set()", call.node)
    run.context.append((run.run, call.callee.receiver, call.get(0)))
    return UNKNOWN


def _gets_context(run: Interpreter, call: Call) -> Value:
    """What was set in this task, or in the one that started it."""
    assert isinstance(call.callee, Bound)
    variable = call.callee.receiver
    run.recalls = True
    values = [value for setter, var, value in run.context if var is variable and any(setter is r for r in run.runs)]
    default = variable.given.get(None, "default") if variable.given else None
    if not values and default is None:
        return variable.fields.get(CONTENT, UNKNOWN)
    # Without a default there is nothing else that it could give.
    return one_of(*values, *([] if default is None else [default]))


def _current_task(run: Interpreter, call: Call) -> Value:
    run.note("context", None, "current_task()", call.node)
    return UNKNOWN


def _binds_context(run: Interpreter, call: Call) -> Value:
    run.note("context", None, "structlog.contextvars", call.node)
    return UNKNOWN


def is_exclusive(run: Interpreter, lock: Instance) -> bool:
    """Whether only one task at a time can hold a lock or semaphore."""
    if any(dotted.endswith((".Lock", ".Condition")) for dotted in run.external_classes(lock)):
        return True
    named = ("value", "initial_value", "total_tokens")
    counts = [lock.given.get(0, name) for name in named] if lock.given else []
    count = next((one for one in counts if one is not None), None)
    return lock.given is not None and (count is None or (isinstance(count, Constant) and count.value == 1))


def _hold(run: Interpreter, value: Instance, node: ast.expr) -> Value:
    if is_exclusive(run, value):
        run.hold(value)
    return NONE


def _acquire(run: Interpreter, call: Call) -> Value:
    assert isinstance(call.callee, Bound)
    if is_exclusive(run, call.callee.receiver):
        run.hold(call.callee.receiver)
    return run.coroutine(External("asyncio.sleep"), Arguments(), call.node)


def _release(run: Interpreter, call: Call) -> Value:
    assert isinstance(call.callee, Bound)
    if call.callee.receiver in run.guards:
        run.guards.remove(call.callee.receiver)
    else:
        # Somebody else waits for it.
        run.note("poll", None, "", call.node)
    return NONE


def _itself(run: Interpreter, value: Instance, node: ast.expr) -> Value:
    return value


_LOOPS = ("asyncio.get_event_loop", "asyncio.get_running_loop", "asyncio.new_event_loop")
_INSTANT = ("asyncio.sleep", "anyio.sleep", "asyncio.lowlevel.checkpoint", "anyio.lowlevel.checkpoint")
_STARTED = tuple(
    f"asyncio.{name}" for name in "create_subprocess_exec create_subprocess_shell open_connection start_server".split()
)
_THREADS = ("asyncio.to_thread", "anyio.to_thread.run_sync", "starlette.concurrency.run_in_threadpool")

LIBRARY = Library(
    functions={
        "asyncio.gather": _gather,
        "asyncio.wait": _wait,
        "asyncio.as_completed": _as_completed,
        "asyncio.create_task": _create_task,
        "asyncio.ensure_future": _create_task,
        "asyncio.wait_for": _awaiting,
        "asyncio.shield": _awaiting,
        "asyncio.run": _run_now,
        "anyio.run": _run_now,
        "anyio.create_task_group": _group,
        "anyio.create_memory_object_stream": _streams,
        "asyncio.current_task": _current_task,
        "structlog.contextvars.bind_contextvars": _binds_context,
        "structlog.contextvars.clear_contextvars": _binds_context,
        **dict.fromkeys(_LOOPS, _loop),
    },
    methods={
        (LOOP, "create_task"): _create_task,
        (LOOP, "create_future"): _future,
        (LOOP, "run_until_complete"): _run_now,
        (LOOP, "run_in_executor"): _thread_call,
        ("asyncio.TaskGroup", "create_task"): _create_task,
        ("anyio.abc.TaskGroup", "start_soon"): _start_soon,
        ("anyio.abc.TaskGroup", "start"): _started,
        ("contextvars.ContextVar", "set"): _sets_context,
        ("contextvars.ContextVar", "get"): _gets_context,
        **{(name, "*"): _meets for name in _MEETING},
        **{(name, "acquire"): _acquire for name in _LOCKS},
        **{(name, "release"): _release for name in _LOCKS},
    },
    entered={
        "asyncio.TaskGroup": _itself,
        "anyio.abc.TaskGroup": _itself,
        **dict.fromkeys(_LOCKS, _hold),
    },
    awaited={"asyncio.Future": _await_future},
    running={
        "asyncio.gather": _run_all,
        "asyncio.wait": _run_wait,
        "asyncio.wait_for": _run_first,
        "asyncio.shield": _run_first,
        **dict.fromkeys(_INSTANT, _nothing),
        **dict.fromkeys(_THREADS, _in_thread),
        **dict.fromkeys(_STARTED, _started_outside),
    },
    fields={(_STREAM, "__iter__"): _received},
    aliases={
        **{
            f"anyio.{module}.{name}": _STREAM
            for module, names in {
                "streams.memory": ("MemoryObjectSendStream", "MemoryObjectReceiveStream"),
                "abc": ("ObjectSendStream", "ObjectReceiveStream", "ObjectStream"),
            }.items()
            for name in names
        },
        **{
            f"asyncio.{module}.{name}": f"asyncio.{name}"
            for module, names in {
                "tasks": ("gather", "wait", "as_completed", "create_task", "ensure_future", "wait_for", "shield"),
                "taskgroups": ("TaskGroup",),
                "locks": ("Lock", "Semaphore", "BoundedSemaphore", "Event", "Condition"),
                "queues": ("Queue",),
            }.items()
            for name in names
        },
    },
    waiting=WAITING,
    sleeping=frozenset({"asyncio.sleep", "anyio.sleep", "trio.sleep"}),
    meeting=frozenset(_LOCKS) | frozenset(_MEETING) | frozenset(GROUPS),
    without_locks=frozenset({"asyncio", "anyio"}),
    lock_words=frozenset({"lock", "mutex", "semaphore", "limiter", "writer", "guard"}),
    waiting_methods=frozenset("get wait join recv receive receive_text receive_json readline acquire".split()),
)
