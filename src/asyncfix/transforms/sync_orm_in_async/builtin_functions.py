"""What functions of Python do with querysets: those that iterate, count, show and collect what they are given."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from asyncfix.frameworks import django
from asyncfix.transforms.sync_orm_in_async import effects, evaluation, meanings, querying
from asyncfix.transforms.sync_orm_in_async.kinds import (
    LOADS_USER,
    Awaitable,
    Class,
    Cursor,
    FormSet,
    Function,
    Generator,
    Instance,
    Keyed,
    Library,
    Listed,
    ManagerOf,
    Method,
    Object,
    Paginator,
    Partial,
    Plain,
    Query,
    Tupled,
    User,
    Value,
)

if TYPE_CHECKING:
    from asyncfix.transforms.sync_orm_in_async.calls import Call
    from asyncfix.transforms.sync_orm_in_async.walk import Walk

_FETCHING = django.names("list tuple set frozenset dict sorted sum max min any all len bool")
_SHOWING = django.names("str repr print format ascii")
_ITERATING = django.names("iter enumerate zip map filter reversed next")
_RESPONSES = django.names("django.http.HttpResponse django.http.response.HttpResponse pickle.dumps copy.copy")
_AWAITING = django.names("asyncio.wait_for asyncio.shield asyncio.create_task asyncio.ensure_future")
_LAZY_ROWS = django.names(
    "itertools.chain itertools.islice itertools.takewhile itertools.dropwhile itertools.filterfalse itertools.cycle"
    " itertools.compress itertools.groupby itertools.accumulate itertools.zip_longest itertools.starmap"
    " itertools.pairwise itertools.batched itertools.product itertools.permutations itertools.combinations"
    " itertools.tee"
)
"""Functions of `itertools` that give what they iterate step by step."""
_SAME_ELEMENTS = django.names("chain islice takewhile dropwhile filterfalse cycle compress")
_COLLECTING = django.names(
    "collections.Counter collections.deque collections.OrderedDict collections.ChainMap statistics.mean"
    " statistics.fmean statistics.median statistics.mode statistics.stdev statistics.pstdev statistics.variance"
    " statistics.pvariance math.fsum math.prod random.choice random.sample random.choices heapq.nlargest"
    " heapq.nsmallest heapq.merge pandas.DataFrame pandas.Series pandas.DataFrame.from_records numpy.array"
    " numpy.fromiter polars.DataFrame tablib.Dataset builtins.dict.fromkeys"
)
"""Functions that make something of all elements at once."""
_LOGGERS = django.names("logging.Logger logging")
_LOGGING = django.names("debug info warning warn error exception critical log")
_PARTIALS = django.names("functools.partial functools.partialmethod")


def called(walk: Walk, dotted: str, call: Call) -> Value | None:
    """What a function gives that does the same with whatever it is handed."""
    first = call.first()
    if dotted in _PARTIALS:
        return Partial(first)
    if dotted == "asyncio.gather":
        return _gathered(call)
    if dotted in _AWAITING:
        return first if isinstance(first, Awaitable) else None
    if dotted == "collections.defaultdict":
        return Keyed(Listed(None, is_new=True)) if first == Library("builtins.list") else None
    if dotted in _LAZY_ROWS:
        return _step_by_step(walk, dotted.rpartition(".")[2], call)
    if dotted in _COLLECTING:
        for query in (found for found in call.all() if isinstance(found, Query)):
            consumed(walk, call, query)
        return None
    if dotted == "logging.getLogger":
        return Library("logging.Logger")
    owner, _, name = dotted.rpartition(".")
    if owner in _LOGGERS and name in _LOGGING:
        shown(walk, call)
        return None
    if dotted in ("typing.cast", "typing_extensions.cast") and len(call.positional) == 2:
        return call.positional[1] or meanings.annotated(walk.project, walk.module, call.node.args[0])
    if dotted == "contextlib.closing":
        return first if isinstance(first, Cursor) else None
    if dotted == "functools.reduce" and isinstance(rows := (call.positional[1:2] or [None])[0], Query):
        consumed(walk, call, rows)
    if dotted in _RESPONSES and isinstance(first, Query):
        consumed(walk, call, first)
    elif dotted in _RESPONSES and isinstance(first, Instance) and "Response" in dotted:
        evaluation.shown(walk, call.node, first, "call")
    return None


def _gathered(call: Call) -> Value | None:
    """What `asyncio.gather` gives when it is awaited."""
    if call.constant("return_exceptions"):
        return None
    match call.positional:
        case [Listed(element=Awaitable(result=result))] if any(
            isinstance(each, ast.Starred) for each in call.node.args
        ):
            return Awaitable(Listed(result))
        case found if call.is_known:
            return Awaitable(Tupled(tuple(each.result if isinstance(each, Awaitable) else None for each in found)))
        case _:
            return None


def _step_by_step(walk: Walk, name: str, call: Call) -> Value | None:
    """What a function of `itertools` gives."""
    elements = [evaluation.elements(walk, *pair) for pair in _pairs(call)]
    first = next(iter(elements), None)
    if name == "groupby":
        runs = key_runs_queries(walk, call, first)
        if runs:
            walk.note(call.node, "value", runs, reason="the key function runs a query at each step of a loop")
        return Listed(Tupled((None, Listed(first))))
    return Listed(first) if name in _SAME_ELEMENTS else Listed(None)


def _pairs(call: Call) -> list[tuple[ast.expr, Value | None]]:
    return [pair for pair in zip(call.node.args, call.positional, strict=False) if not isinstance(pair[0], ast.Starred)]


def builtin(walk: Walk, name: str, call: Call) -> Value | None:
    first = call.first()
    if name in ("getattr", "hasattr"):
        return _attribute_by_text(walk, name, call)
    if name == "setattr":
        return _attribute_set(walk, call)
    if name in _FETCHING:
        return _fetched(walk, name, call)
    if name in _SHOWING:
        shown(walk, call, is_text=name not in ("repr", "ascii"))
        return Plain()
    if name in _ITERATING:
        return _iterated(walk, name, call)
    if name == "isinstance" and isinstance(first, User) and not walk.knows(first.identity, "user"):
        walk.note(call.node, "call", LOADS_USER)
        walk.learn(first.identity, "user")
    if name == "type" and isinstance(first, Instance | Object):
        return Class(first.model if isinstance(first, Instance) else first.info)
    return Plain() if name in ("int", "float", "isinstance", "abs", "round", "type", "id", "range", "open") else None


def _attribute_by_text(walk: Walk, name: str, call: Call) -> Value | None:
    from asyncfix.transforms.sync_orm_in_async import attributes

    match call.node.args:
        case [_, ast.Constant(value=str(text)), *_]:
            owner = call.first()
            with walk.aside() as inside:
                found = attributes.of(walk, owner, text, call.node)
            if any(one.node is call.node for one in inside):
                walk.note(call.node, "call", inside[-1].what)
            return found if name == "getattr" else Plain()
        case [_, _, *_] if isinstance(found := call.first(), ManagerOf | Query):
            return Method(found, querying.AT_RUN_TIME)
        case _:
            return None


def _attribute_set(walk: Walk, call: Call) -> Value:
    from asyncfix.transforms.sync_orm_in_async import statements

    match call.node.args, call.positional:
        case [_, ast.Constant(value=str(name)), _], [owner, _, found]:
            statements.attribute_is_set(walk, call.node, call.node.args[0], owner, name, found)
        case _:
            pass
    return Plain()


def consumed(walk: Walk, call: Call, query: Query) -> Value | None:
    """A queryset is fetched by the call that it is handed to."""
    return evaluation.rows_of(walk, call.node, query, "call")


def _fetched(walk: Walk, name: str, call: Call) -> Value | None:
    element: Value | None = None
    runs_key = key_runs_queries(walk, call, _first_element(call)) if "key" in call.named else ""
    for node, found in _pairs(call):
        match found:
            case Query():
                element = consumed(walk, call, found)
            case User() if name == "bool":
                evaluation.read_user(walk, call.node, found, form="call")
            case Paginator() | FormSet():
                element = evaluation.forms_or_rows(walk, call.node, found, "call")
            case Instance() | Object() if name == "len":
                evaluation.special(walk, found, "__len__", call.node, "call")
            case Generator(evaluates=True) if name != "bool":
                element = found.element
                walk.note(call.node, "call", "runs queries in a generator")
            case _ if name not in ("bool", "len"):
                element = evaluation.elements(walk, node, found)
            case _:
                pass
    if runs_key:
        walk.note(call.node, "call", runs_key)
    if name in ("list", "tuple", "set", "frozenset", "sorted"):
        return Listed(element, is_new=not call.node.args)
    if name in ("max", "min"):
        return element
    return None if name == "dict" else Plain()


def _first_element(call: Call) -> Value | None:
    match call.first():
        case Query() as query:
            return evaluation.element_of(query)
        case Listed(element=found):
            return found
        case _:
            return None


def shown(walk: Walk, call: Call, *, is_text: bool = True) -> None:
    """What a call is given is made text, or code by `repr`, which shows no choices and leaves users unloaded."""
    for found in call.all():
        evaluation.shown(walk, call.node, found, "call", is_code=not is_text)


def key_runs_queries(walk: Walk, call: Call, element: Value | None) -> str:
    """Whether the key function of `sorted` and its like runs a query on an element, and which."""
    key = call.named.get("key")
    if key is None and len(call.positional) > 1:
        key = call.positional[1]
    return _runs_queries(walk, key, element)


def _runs_queries(walk: Walk, function: Value | None, *elements: Value | None) -> str:
    """Whether a function runs a query on elements, and which."""
    match function:
        case Function():
            effect = effects.of(walk, function, effects.Arguments(elements))
            return effect.what if effect.evaluates and not function.is_async else ""
        case Library(dotted="builtins.str" | "builtins.repr" as name) if elements:
            with walk.aside() as inside:
                node = ast.Name("element", ast.Load())
                evaluation.shown(walk, node, elements[0], "call", is_code=name.endswith("repr"))
            return inside[0].what if inside else ""
        case _:
            return ""


def _iterated(walk: Walk, name: str, call: Call) -> Value | None:
    elements = []
    for number, found in enumerate(call.positional):
        node = call.node.args[number]
        if isinstance(node, ast.Starred) or (name in ("map", "filter") and number == 0):
            continue
        if name == "next" and isinstance(found, Query):
            continue
        elements.append(evaluation.elements(walk, node, found))
    if name in ("map", "filter") and (runs := _runs_queries(walk, call.first(), *elements)):
        walk.note(call.node, "generator", runs)
    match name:
        case "enumerate":
            return Listed(Tupled((Plain(), elements[0] if elements else None)))
        case "zip":
            return Listed(Tupled(tuple(elements)))
        case "next":
            return elements[0] if elements else None
        case "map":
            return Listed(None)
        case _:
            return Listed(elements[0] if elements else None)
