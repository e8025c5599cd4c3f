"""Async SQLAlchemy and sqlmodel: what is a session, what makes one, and which of its methods use the connection."""

from __future__ import annotations

import ast

from asyncfix.project.interpreter import Interpreter
from asyncfix.project.library import OWNER, Call, Library
from asyncfix.project.values import (
    NONE,
    UNKNOWN,
    Arguments,
    Bound,
    Class,
    Collection,
    Constant,
    Coroutine,
    External,
    Instance,
    Origin,
    Value,
    alternatives,
)

_ASYNC = "sqlalchemy.ext.asyncio"
SESSION = f"{_ASYNC}.AsyncSession"
SQLMODEL_SESSION = "sqlmodel.ext.asyncio.session.AsyncSession"
CONNECTION = f"{_ASYNC}.AsyncConnection"
ENGINE = f"{_ASYNC}.AsyncEngine"
MAKER = f"{_ASYNC}.async_sessionmaker"
SYNC_MAKER = "sqlalchemy.orm.sessionmaker"
SCOPED = f"{_ASYNC}.async_scoped_session"
ATTRS = f"{_ASYNC}.AsyncAttrs"

SESSIONS = frozenset({SESSION, SQLMODEL_SESSION})
SHARED = SESSIONS | {CONNECTION, SCOPED}
"""What two awaitables must not use at the same time."""

_COROUTINES = (
    "execute scalar scalars stream stream_scalars get get_one refresh merge merge_all delete delete_all flush commit"
    " rollback connection run_sync close aclose reset invalidate"
)
SESSION_USES = frozenset(_COROUTINES.split())
"""Coroutine methods of AsyncSession that use its connection."""

SQLMODEL_USES = SESSION_USES | {"exec"}
CONNECTION_USES = frozenset(
    "execute scalar scalars stream stream_scalars exec_driver_sql commit rollback run_sync close aclose invalidate"
    " get_raw_connection get_isolation_level execution_options".split()
)
_PLAIN = "autoflush bind binds deleted dialect dirty engine identity_map info is_active new no_autoflush".split()
"""Attributes of a session or connection through which nobody uses it."""

_TRANSACTIONS = frozenset({"begin", "begin_nested"})
_TRANSACTION = f"{_ASYNC}.AsyncSessionTransaction"
_RESULT = "sqlalchemy.ScalarResult"
_CHAINED = frozenset(
    "scalars unique all fetchall partitions first one one_or_none scalar scalar_one scalar_one_or_none mappings".split()
)


def is_shared(run: Interpreter, value: Instance) -> bool:
    """Whether an object is a session or connection that two must not use at once."""
    return any(dotted in SHARED for dotted in run.external_classes(value))


def _session_method(run: Interpreter, call: Call) -> Value:
    assert isinstance(call.callee, Bound)
    receiver, name = call.callee.receiver, call.callee.name
    uses = CONNECTION_USES if CONNECTION in run.external_classes(receiver) else SQLMODEL_USES
    if name in _TRANSACTIONS:
        made = run.instance(External(_TRANSACTION), Origin(run.here(), call.node, "made"))
        made.fields["session"] = receiver
        return made
    if name in uses:
        return run.coroutine(call.callee, call.arguments, call.node)
    return UNKNOWN


def _use(run: Interpreter, coroutine: Coroutine) -> Value:
    assert isinstance(coroutine.callee, Bound)
    receiver, name = coroutine.callee.receiver, coroutine.callee.name
    used = _scoped_use(receiver)
    if used is not None:
        run.note("use", used, name, coroutine.node)
    return _result(run, coroutine, receiver)


def _scoped_use(receiver: Instance) -> Instance | None:
    """The object that is used; a registry keyed by the task gives every task its own."""
    return None if receiver.fields.get("keyed") == Constant(True) else receiver


def _result(run: Interpreter, coroutine: Coroutine, receiver: Instance) -> Value:
    assert isinstance(coroutine.callee, Bound)
    selected = coroutine.arguments.get(0)
    if coroutine.callee.name in ("get", "get_one") and isinstance(selected, Class):
        return _entity(run, selected, receiver)
    entity = selected.fields.get("entity") if isinstance(selected, Instance) else None
    if entity is None and coroutine.callee.name not in ("execute", "scalars", "stream", "stream_scalars", "exec"):
        return UNKNOWN
    made = run.instance(External(_RESULT))
    made.fields = {"entity": entity or UNKNOWN, "session": receiver}
    return made


def _entity(run: Interpreter, cls: Value, session: Value) -> Value:
    made = [run.instance(one, None, symbolic=True) for one in alternatives(cls) if isinstance(one, Class)]
    for one in made:
        one.fields[OWNER] = session
    return made[0] if made else UNKNOWN


def _select(run: Interpreter, call: Call) -> Value:
    made = run.instance(External("sqlalchemy.Select"), Origin(run.here(), call.node, "made"))
    if isinstance(call.get(0), Class):
        made.fields["entity"] = call.get(0)
    return made


def _same(run: Interpreter, call: Call) -> Value:
    assert isinstance(call.callee, Bound)
    return call.callee.receiver


def _result_method(run: Interpreter, call: Call) -> Value:
    assert isinstance(call.callee, Bound)
    receiver, name = call.callee.receiver, call.callee.name
    if name in ("all", "fetchall"):
        return Collection([], lambda: _row(run, receiver))
    if name in ("first", "one", "one_or_none", "scalar", "scalar_one", "scalar_one_or_none"):
        return _row(run, receiver)
    return receiver if name in _CHAINED else UNKNOWN


def _row(run: Interpreter, result: Instance) -> Value:
    return _entity(run, result.fields.get("entity", UNKNOWN), result.fields.get("session", UNKNOWN))


def _rows(run: Interpreter, result: Instance, node: ast.expr) -> Value:
    return _row(run, result)


def _begin(run: Interpreter, value: Instance, node: ast.expr) -> Value:
    session = value.fields.get("session", UNKNOWN)
    if isinstance(session, Instance):
        run.note("use", session, "begin", node)
    return value


def _new_session(run: Interpreter, call: Call) -> Value:
    maker = call.callee
    assert isinstance(maker, Instance)
    cls = maker.fields.get("class", External(SESSION))
    if isinstance(cls, (External, Class)):
        made = run.instance(cls, Origin(run.here(), call.node, "opened"))
        made.materialised = True
        return made
    return UNKNOWN


def _maker(run: Interpreter, call: Call) -> Value:
    assert isinstance(call.callee, External)
    default: Value = External(SESSION) if call.callee.dotted == MAKER else UNKNOWN
    made = run.instance(External(MAKER), Origin(run.here(), call.node, "made"))
    made.fields["class"] = call.arguments.get(1 if call.callee.dotted == MAKER else 5, "class_") or default
    return made


def _maker_begin(run: Interpreter, call: Call) -> Value:
    assert isinstance(call.callee, Bound)
    made = run.instance(External(f"{_ASYNC}.begin"), Origin(run.here(), call.node, "made"))
    made.fields["maker"] = call.callee.receiver
    return made


def _enter_begin(run: Interpreter, value: Instance, node: ast.expr) -> Value:
    return _new_session(run, Call(value.fields["maker"], Arguments(), node))


def _configured(run: Interpreter, call: Call) -> Value:
    assert isinstance(call.callee, Bound)
    cls = call.arguments.get(None, "class_")
    if cls is not None:
        call.callee.receiver.fields["class"] = cls
    return NONE


def _engine(run: Interpreter, call: Call) -> Value:
    return run.instance(External(ENGINE), Origin(run.here(), call.node, "made"))


def _connect(run: Interpreter, call: Call) -> Value:
    return run.instance(External(f"{_ASYNC}.connect"), Origin(run.here(), call.node, "opened"))


def _connected(run: Interpreter, value: Instance, node: ast.expr) -> Value:
    return run.instance(External(CONNECTION), Origin(run.here(), node, "opened"))


def _scoped(run: Interpreter, call: Call) -> Value:
    made = run.instance(External(SCOPED), Origin(run.here(), call.node, "made"))
    scope = call.arguments.get(1, "scopefunc")
    made.fields["keyed"] = Constant(scope is not None and _tells_the_task(run, scope, call.node))
    made.fields["maker"] = call.get(0, "session_factory")
    return made


def _tells_the_task(run: Interpreter, scope: Value, node: ast.expr) -> bool:
    """Whether what a registry is keyed by is the task that asks: `current_task`, or a function that calls it."""
    if isinstance(scope, External):
        return scope.dotted == "asyncio.current_task"
    with run.recording() as told:
        run.call(scope, Arguments(), node)
    return any(event.kind == "context" and event.detail == "current_task()" for event in told.events)


def _from_scope(run: Interpreter, call: Call) -> Value:
    registry = call.callee
    assert isinstance(registry, Instance)
    if registry.fields.get("keyed") == Constant(True):
        # One for each task: what the code of one coroutine gets from it, it shares with nobody unless it hands it on.
        key = "<of task>" + str(id(run.run))
        if key not in registry.fields:
            registry.fields[key] = run.instance(External(SESSION), Origin(run.here(), call.node, "of this task"))
        return registry.fields[key]
    return registry


def _itself(run: Interpreter, value: Instance, node: ast.expr) -> Value:
    return value


def _awaitable_attrs(run: Interpreter, value: Instance, node: ast.expr) -> Value:
    made = run.instance(External(f"{_ASYNC}.awaitable_attrs"))
    made.fields["session"] = value.fields.get(OWNER, value)
    return made


def _load_attr(run: Interpreter, coroutine: Coroutine) -> Value:
    assert isinstance(coroutine.callee, Bound)
    session = coroutine.callee.receiver.fields["session"]
    if isinstance(session, Instance):
        run.note("use", session, f"awaitable_attrs.{coroutine.callee.name}", coroutine.node)
    return UNKNOWN


def _transact(run: Interpreter, call: Call) -> Value:
    return run.coroutine(call.callee, call.arguments, call.node)


def _end(run: Interpreter, coroutine: Coroutine) -> Value:
    assert isinstance(coroutine.callee, Bound)
    return _begin(run, coroutine.callee.receiver, coroutine.node)


def _unknown(run: Interpreter, value: Instance, node: ast.expr) -> Value:
    return UNKNOWN


def _current_session(run: Interpreter, value: Instance, node: ast.expr) -> Value:
    """`db.session` of fastapi-async-sqlalchemy: that of the task that asks."""
    key = ("db.session", id(run.run))
    if key not in run.dependencies:
        run.dependencies[key] = run.instance(External(SESSION), Origin(run.here(), node, "db.session"))
    return run.dependencies[key]


_USED = {
    **{f"{name}.*": _use for name in SHARED},
    f"{_ASYNC}.awaitable_attrs.*": _load_attr,
    f"{_TRANSACTION}.*": _end,
}

LIBRARY = Library(
    functions={
        MAKER: _maker,
        SYNC_MAKER: _maker,
        SCOPED: _scoped,
        f"{_ASYNC}.create_async_engine": _engine,
        "sqlmodel.ext.asyncio.create_async_engine": _engine,
        "sqlalchemy.select": _select,
        "sqlmodel.select": _select,
    },
    methods={
        **{(name, "*"): _session_method for name in SHARED},
        (MAKER, "begin"): _maker_begin,
        (MAKER, "configure"): _configured,
        (ENGINE, "connect"): _connect,
        (ENGINE, "begin"): _connect,
        (_TRANSACTION, "*"): _transact,
        ("sqlalchemy.Select", "*"): _same,
        (_RESULT, "*"): _result_method,
    },
    calls={MAKER: _new_session, SCOPED: _from_scope},
    entered={
        **dict.fromkeys(SESSIONS, _itself),
        CONNECTION: _itself,
        _TRANSACTION: _begin,
        f"{_ASYNC}.begin": _enter_begin,
        f"{_ASYNC}.connect": _connected,
    },
    awaited={_TRANSACTION: _begin, f"{_ASYNC}.connect": _connected},
    running=_USED,
    fields={
        **{(name, attribute): _unknown for name in SHARED for attribute in _PLAIN},
        (_RESULT, "__iter__"): _rows,
        (ATTRS, "awaitable_attrs"): _awaitable_attrs,
        ("fastapi_async_sqlalchemy.db", "session"): _current_session,
    },
    aliases={
        f"{_ASYNC}.session.AsyncSession": SESSION,
        f"{_ASYNC}.session.async_sessionmaker": MAKER,
        f"{_ASYNC}.engine.AsyncConnection": CONNECTION,
        f"{_ASYNC}.engine.AsyncEngine": ENGINE,
        f"{_ASYNC}.engine.create_async_engine": f"{_ASYNC}.create_async_engine",
        f"{_ASYNC}.scoping.async_scoped_session": SCOPED,
        "sqlalchemy.orm.session.sessionmaker": SYNC_MAKER,
        "sqlalchemy.future.select": "sqlalchemy.select",
        "sqlmodel.sql.expression.select": "sqlmodel.select",
        "sqlmodel.ext.asyncio.AsyncSession": SQLMODEL_SESSION,
    },
    watched=SHARED | {ENGINE, MAKER, SYNC_MAKER, ATTRS, _TRANSACTION, f"{_ASYNC}.begin", f"{_ASYNC}.connect"},
    loaded_by={ATTRS: SESSION},
    wrappers=frozenset({"sqlalchemy.orm.Mapped"}),
)
