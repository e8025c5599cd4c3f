"""Builtins, functools, contextlib and the like, as the interpreter needs to know them."""

from __future__ import annotations

import ast

from asyncfix.project import classes, elements, loops, managers, symbolic, typed
from asyncfix.project.interpreter import Interpreter
from asyncfix.project.library import ENTERED, IDENTITY, Call, Library
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
    Function,
    Generator,
    Instance,
    Item,
    Origin,
    Partial,
    Value,
    alternatives,
    one_of,
)

TRANSPARENT = frozenset(
    {
        "functools.wraps",
        "functools.update_wrapper",
        "builtins.property",
        "builtins.staticmethod",
        "builtins.classmethod",
        "functools.cached_property",
        "functools.singledispatch",
        "abc.abstractmethod",
        "typing.override",
        "typing.final",
        "typing.overload",
        "typing.no_type_check",
        "typing_extensions.override",
        "typing_extensions.final",
        "typing_extensions.deprecated",
        "warnings.deprecated",
        "dataclasses.dataclass",
        "pytest.fixture",
        "pytest_asyncio.fixture",
        "pytest.mark",
        "tenacity.retry",
        "backoff.on_exception",
        "backoff.on_predicate",
        "stamina.retry",
        "celery.shared_task",
        "sentry_sdk.trace",
    }
)


def _items(run: Interpreter, call: Call, index: int = 0) -> list[Item]:
    return elements.iterated(run, call.get(index))


def _copied(run: Interpreter, call: Call) -> Value:
    return Collection(_items(run, call)) if call.arguments.positional else Collection()


def _dict(run: Interpreter, call: Call) -> Value:
    items = [item for item in _items(run, call) if item.key is not None] if call.arguments.positional else []
    return Collection([*items, *(Item(value, name) for name, value in call.arguments.named if name)])


def _mapped(run: Interpreter, call: Call) -> Value:
    function = call.get(0)
    columns = [elements.iterated(run, value) for value in call.arguments.positional[1:]]
    if columns and not any(item.many for column in columns for item in column):
        rows = zip(*columns, strict=False)
        return Collection([Item(run.call(function, Arguments(tuple(i.value for i in row)), call.node)) for row in rows])
    for _ in loops.looping(run):
        row = tuple(one_of(*(elements.renewed(run, item) for item in column)) for column in columns)
        value = run.call(function, Arguments(row), call.node)
        return Collection([Item(value, None, many=True, since=run.frame.since)])
    return UNKNOWN


def _zipped(run: Interpreter, call: Call) -> Value:
    since = run.clock.now()
    columns = [elements.iterated(run, value) for value in call.arguments.positional]
    if columns and not any(item.many for column in columns for item in column):
        return Collection([Item(Collection(list(row))) for row in zip(*columns, strict=False)])
    since = min([since, *(item.since for column in columns for item in column if item.many)])
    row = Collection([Item(one_of(*(item.value for item in column))) for column in columns])
    return Collection([Item(row, many=True, since=since)])


def _enumerated(run: Interpreter, call: Call) -> Value:
    return Collection(
        [item._replace(value=Collection([Item(UNKNOWN), Item(item.value)])) for item in _items(run, call)]
    )


def _many_unknown(run: Interpreter, call: Call) -> Value:
    count = call.get(0)
    known = count.value if len(call.arguments.positional) == 1 and isinstance(count, Constant) else None
    if isinstance(known, int) and 0 <= known <= elements.UNROLLED:
        return Collection([Item(Constant(number)) for number in range(known)])
    return Collection([Item(UNKNOWN, many=True, since=run.clock.now())])


def _first(run: Interpreter, call: Call) -> Value:
    items = _items(run, call)
    return elements.any_item(run, Collection(items)) if items else UNKNOWN


def _cast(run: Interpreter, call: Call) -> Value:
    value = call.get(1)
    if value is UNKNOWN and isinstance(call.node, ast.Call) and call.node.args:
        return typed.symbolic(run, call.node.args[0], run.frame.scope, Origin(run.here(), call.node, "cast"))
    return value


def _itself(run: Interpreter, call: Call) -> Value:
    return call.get(0)


def _duplicate(run: Interpreter, call: Call) -> Value:
    """A shallow copy, with some of its attributes replaced."""
    found: list[Value] = []
    for one in alternatives(call.get(0)):
        if isinstance(one, Instance) and isinstance(one.cls, Class):
            symbolic.materialise(run, one)
            for name, _ in classes.field_names(run, one.cls):
                one.fields.setdefault(name, run.attribute(one, name, call.node))
            copy = elements.bare_copy(run, one)
            copy.fields = {**one.fields} | {name: value for name, value in call.arguments.named if name}
            found.append(copy)
        else:
            found.append(one)
    return one_of(*found)


def _endless(run: Interpreter, call: Call) -> Value:
    assert isinstance(call.callee, External)
    return run.instance(call.callee)


def _chained(run: Interpreter, call: Call) -> Value:
    return Collection([item for value in call.arguments.positional for item in elements.iterated(run, value)])


def _getattr(run: Interpreter, call: Call) -> Value:
    name = call.get(1)
    if isinstance(name, Constant) and isinstance(name.value, str):
        return run.attribute(call.get(0), name.value, call.node)
    return UNKNOWN


def _setattr(run: Interpreter, call: Call) -> Value:
    run.changes += 1
    name = call.get(1)
    for one in alternatives(call.get(0)):
        if isinstance(one, Instance) and isinstance(name, Constant) and isinstance(name.value, str):
            one.fields[name.value] = call.get(2)
    return NONE


def _bare(run: Interpreter, call: Call) -> Value:
    """An object without its `__init__`."""
    cls = call.get(0)
    if not isinstance(cls, Class):
        return UNKNOWN
    made = run.instance(cls, Origin(run.here(), call.node, "made"))
    made.materialised = True
    return made


def _partial(run: Interpreter, call: Call) -> Value:
    return Partial(call.get(0), Arguments(call.arguments.positional[1:], call.arguments.named))


def _managing(run: Interpreter, call: Call) -> Value:
    return Partial(External("contextlib.__manager__"), Arguments((call.get(0),)))


def _managed(run: Interpreter, call: Call) -> Value:
    function = call.get(0)
    arguments = Arguments(call.arguments.positional[1:], call.arguments.named)
    made = run.call(function, arguments, call.node)
    if isinstance(made, Generator):
        return Generator(made.function, made.arguments, made.node, is_manager=True)
    return UNKNOWN


def _cached(run: Interpreter, call: Call) -> Value:
    """A function that gives the same object at every call."""
    if isinstance(call.get(0), Function):
        return Partial(External("functools.__cached__"), Arguments((call.get(0),)))
    # `lru_cache(maxsize=None)` gives the decorator.
    return External("functools.lru_cache")


def _from_cache(run: Interpreter, call: Call) -> Value:
    function = call.get(0)
    key = ("cached", function.node if isinstance(function, Function) else None, call.arguments.positional[1:])
    if key not in run.dependencies:
        with run.before_all(run.frame.scope):
            run.dependencies[key] = run.call(function, Arguments(call.arguments.positional[1:]), call.node)
    return run.dependencies[key]


def _appended(run: Interpreter, call: Call) -> Value:
    run.changes += 1
    collection = call.get(0)
    value = call.get(2) if _method(call) == "insert" else call.get(1)
    if isinstance(collection, Collection):
        collection.items.append(Item(value, None, bool(run.frame.loops), run.frame.since))
    return NONE


def _extended(run: Interpreter, call: Call) -> Value:
    run.changes += 1
    collection = call.get(0)
    if isinstance(collection, Collection):
        collection.items += _items(run, call, 1)
    return NONE


def _same_items(run: Interpreter, call: Call) -> Value:
    collection = call.get(0)
    assert isinstance(collection, Collection)
    return Collection(collection.items, collection.element)


def _pairs(run: Interpreter, call: Call) -> Value:
    def pair(value: Value, key: object) -> Value:
        return Collection([Item(UNKNOWN if key is None else Constant(key)), Item(value)])

    collection = call.get(0)
    assert isinstance(collection, Collection)
    element = collection.element
    return Collection(
        [item._replace(value=pair(item.value, item.key), key=None) for item in collection.items],
        (lambda: pair(element(), None)) if element else None,
    )


def _got(run: Interpreter, call: Call) -> Value:
    collection = call.get(0)
    assert isinstance(collection, Collection)
    found = elements.item_at(run, collection, call.get(1))
    default = call.arguments.get(2)
    return one_of(found, default) if default is not None else found


def _setdefault(run: Interpreter, call: Call) -> Value:
    run.changes += 1
    found = _got(run, call)
    if found is UNKNOWN or len(alternatives(found)) > 1:
        collection = call.get(0)
        assert isinstance(collection, Collection)
        key = call.get(1)
        collection.items.append(Item(call.get(2), key.value if isinstance(key, Constant) else None))
    return found


def _method(call: Call) -> str:
    assert isinstance(call.callee, External)
    return call.callee.dotted.rpartition(".")[2]


def _stack_entered(run: Interpreter, call: Call) -> Value:
    value = managers.enter(run, call.get(0), call.node)
    if _is_async_stack(call):
        return run.coroutine(IDENTITY, Arguments((value,)), call.node)
    return value


def _is_async_stack(call: Call) -> bool:
    return isinstance(call.callee, Bound) and call.callee.name == "enter_async_context"


def _entered_itself(run: Interpreter, value: Instance, node: ast.expr) -> Value:
    return value


def _entered_value(run: Interpreter, value: Instance, node: ast.expr) -> Value:
    return value.fields.get(ENTERED, UNKNOWN)


def _value_of(run: Interpreter, coroutine: Coroutine) -> Value:
    return coroutine.arguments.get(0) or UNKNOWN


def _anext(run: Interpreter, call: Call) -> Value:
    return run.coroutine(IDENTITY, Arguments((_first(run, call),)), call.node)


def _aenter(run: Interpreter, call: Call) -> Value:
    entered = managers.enter(run, call.get(0), call.node)
    return run.coroutine(IDENTITY, Arguments((entered,)), call.node)


def _closing(run: Interpreter, call: Call) -> Value:
    return Partial(External("contextlib.closing"), Arguments((call.get(0),)))


def _unknown(run: Interpreter, call: Call) -> Value:
    return UNKNOWN


_COLLECTION = {
    "append": _appended,
    "add": _appended,
    "insert": _appended,
    "appendleft": _appended,
    "extend": _extended,
    "update": _extended,
    "values": _same_items,
    "copy": _same_items,
    "keys": _unknown,
    "items": _pairs,
    "get": _got,
    "pop": _got,
    "setdefault": _setdefault,
}

_COPIES = ("list", "tuple", "set", "frozenset", "sorted", "reversed", "iter", "aiter")

LIBRARY = Library(
    functions={
        **{f"builtins.{name}": _copied for name in _COPIES},
        **{f"builtins.collection.{name}": model for name, model in _COLLECTION.items()},
        "collections.deque": _copied,
        "builtins.dict": _dict,
        "builtins.map": _mapped,
        "builtins.filter": lambda run, call: Collection(_items(run, call, 1)),
        "builtins.zip": _zipped,
        "builtins.enumerate": _enumerated,
        "builtins.range": _many_unknown,
        "builtins.next": _first,
        "builtins.anext": _anext,
        "builtins.__anext__": _anext,
        "builtins.__next__": _first,
        "builtins.__aenter__": _aenter,
        "builtins.getattr": _getattr,
        "builtins.setattr": _setattr,
        "builtins.object.__getattribute__": _getattr,
        "builtins.object.__setattr__": _setattr,
        "builtins.object.__new__": _bare,
        IDENTITY.dotted: _itself,
        "typing.cast": _cast,
        "copy.copy": _duplicate,
        "copy.replace": _duplicate,
        "dataclasses.replace": _duplicate,
        "attrs.evolve": _duplicate,
        "itertools.chain": _chained,
        "itertools.count": _endless,
        "itertools.cycle": _endless,
        "functools.partial": _partial,
        "functools.partialmethod": _partial,
        "functools.cache": _cached,
        "functools.lru_cache": _cached,
        "functools.__cached__": _from_cache,
        "contextlib.asynccontextmanager": _managing,
        "contextlib.contextmanager": _managing,
        "contextlib.__manager__": _managed,
        "contextlib.aclosing": _closing,
        "contextlib.nullcontext": _closing,
    },
    methods={
        ("contextlib.AsyncExitStack", "enter_async_context"): _stack_entered,
        ("contextlib.AsyncExitStack", "enter_context"): _stack_entered,
        ("contextlib.ExitStack", "enter_context"): _stack_entered,
    },
    entered={
        "contextlib.AsyncExitStack": _entered_itself,
        "contextlib.ExitStack": _entered_itself,
        "contextlib.AbstractAsyncContextManager": _entered_value,
    },
    running={IDENTITY.dotted: _value_of},
    transparent=TRANSPARENT,
    properties=frozenset(
        {
            "builtins.property",
            "functools.cached_property",
            "abc.abstractproperty",
            "django.utils.functional.cached_property",
        }
    ),
    endless=frozenset({"itertools.count", "itertools.cycle"}),
)
