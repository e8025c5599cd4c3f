"""The order of evaluation: gather evaluates all of its arguments, and iterates all of them, before anything runs.

In turn, the second argument is evaluated after the first awaitable has run. Here is told where that makes no
difference, where a copy of an iterable is enough, and where the coroutines have to be made before the first runs.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from asyncfix.project import Module, flow
from asyncfix.rule import Refused
from asyncfix.transforms.shared_session_gather.bound_names import is_bound
from asyncfix.transforms.shared_session_gather.site import Awaitable, Site

Care = Literal["none", "copy", "first"]
"""What an iterable asks for: nothing, a copy when its turn comes, or all coroutines before the first one runs."""

_MUTATORS = frozenset(
    "add append appendleft clear discard extend insert pop popitem popleft remove reverse setdefault sort "
    "update difference_update intersection_update symmetric_difference_update".split()
)
_FUNCTIONS = frozenset(
    "heapify heappop heappush heappushpop heapreplace insort insort_left insort_right shuffle".split()
)
"""Functions that change their first argument in place."""
_LIVE = frozenset("deleted dirty identity_map new".split())
"""Attributes of a session that any query may change, since it flushes."""
# After these the attributes of the session's objects may be gone or others: reading one then may even raise.
_EXPIRING = frozenset("begin commit delete expire expire_all expunge_all refresh rollback reset update".split())
_WRITING = _EXPIRING | frozenset(
    "add add_all delete flush insert merge merge_all delete_all text run_sync publish send post put patch".split()
)
_FAILING_NAMES = frozenset("Decimal UUID date datetime float int next time".split())
_FAILING_METHODS = frozenset("fromisoformat index pop popitem popleft remove strptime".split())
_FRESH_NAMES = frozenset("dict frozenset list range set sorted tuple".split())
_FRESH_METHODS = frozenset("all copy fetchall fetchmany model_dump rsplit split splitlines".split())
_LAZY_NAMES = frozenset("enumerate filter map reversed zip".split())
_VIEWS = frozenset("items keys values".split())
_CONTAINERS = (ast.List, ast.Tuple, ast.Set, ast.Dict, ast.ListComp, ast.SetComp, ast.DictComp, ast.Constant)


@dataclass(frozen=True)
class Changes:
    """What running some awaitables may change, as far as their code tells."""

    attributes: frozenset[str] = frozenset()
    """Names of attributes that are assigned."""
    names: frozenset[str] = frozenset()
    """Names that are assigned through `global` or `nonlocal`."""
    collections: frozenset[str] = frozenset()
    """Names and names of attributes that collections go by which are changed in place."""
    parameters: bool = False
    """Whether a collection that was passed in is changed."""
    expires: bool = False
    """Whether attributes of the session's objects may expire or be loaded anew."""
    writes: bool = False
    """Whether anything is done that one would not want to have been done when a later argument turns out wrong."""
    is_resolved: bool = True

    @property
    def is_none(self) -> bool:
        """Whether nothing is changed that an iterable could run over."""
        return self == Changes()

    def __or__(self, other: Changes) -> Changes:
        return Changes(
            self.attributes | other.attributes,
            self.names | other.names,
            self.collections | other.collections,
            self.parameters or other.parameters,
            self.expires or other.expires,
            self.writes or other.writes,
            self.is_resolved and other.is_resolved,
        )


def changes(awaitables: Iterable[Awaitable]) -> Changes:
    """What running these may change."""
    found = Changes()
    for awaitable in awaitables:
        made = _called(awaitable.node)
        for _, function in awaitable.reaches:
            made |= _made_by(function)
        found |= made | Changes(is_resolved=awaitable.is_resolved, writes=not awaitable.is_resolved)
    return found


def _called(node: ast.AST) -> Changes:
    calls = {_last_name(inner.func) for inner in ast.walk(node) if isinstance(inner, ast.Call)}
    return Changes(expires=bool(calls & _EXPIRING), writes=bool(calls & _WRITING))


def _made_by(function: flow.Function) -> Changes:
    attributes, names, changed = set(), set(), set()
    fresh, parameters = _fresh_names(function), _parameters(function)
    for node in ast.walk(function):
        match node:
            case ast.Attribute(attr=attr, ctx=ast.Store() | ast.Del()):
                attributes.add(attr)
            case ast.Global(names=declared) | ast.Nonlocal(names=declared):
                names.update(declared)
            case ast.Subscript(value=base, ctx=ast.Store() | ast.Del()):
                changed.add(_receiver(base))
            case ast.AugAssign(target=ast.Name() | ast.Attribute() as base):
                changed.add(_receiver(base))
            case ast.Call(func=ast.Attribute(value=base, attr=attr)) if attr in _MUTATORS and not _is_session(base):
                changed.add(_receiver(base))
            case ast.Call(func=called, args=[base, *_]) if _last_name(called) in _FUNCTIONS:
                changed.add(_receiver(base))
            case _:
                pass
    collections = frozenset(changed - fresh)
    return _called(function) | Changes(
        frozenset(attributes),
        frozenset(names),
        collections,
        bool(collections & parameters),
        writes=bool(attributes or names or collections),
    )


def _fresh_names(function: flow.Function) -> set[str]:
    """The function's own variables that hold nothing but what it made itself."""
    fresh: set[str] = set()
    others = _parameters(function)
    for node in ast.walk(function):
        match node:
            case (
                ast.Assign(targets=[ast.Name(id=name)], value=value)
                | ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value)
            ):
                is_own = isinstance(value, _CONTAINERS) or _last_name(getattr(value, "func", value)) in _FRESH_NAMES
                (fresh if is_own else others).add(name)
            case ast.Global(names=names) | ast.Nonlocal(names=names):
                others.update(names)
            case _:
                pass
    return fresh - others


def _parameters(function: flow.Function) -> set[str]:
    return {node.arg for node in ast.walk(function.args) if isinstance(node, ast.arg)}


def _receiver(base: ast.expr) -> str:
    while isinstance(base, (ast.Subscript, ast.Call)):
        base = base.value if isinstance(base, ast.Subscript) else base.func
    return _last_name(base)


def _last_name(node: ast.AST) -> str:
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case _:
            return ""


def _is_session(base: ast.expr) -> bool:
    name = _last_name(base).lower()
    return "session" in name or name in ("db", "s", "conn", "tx", "connection")


def refuse_unmovable(expressions: Iterable[ast.expr]) -> None:
    """Raise `Refused` for expressions that bind a name or yield: these have to happen when they did."""
    for expression in expressions:
        for node in ast.walk(expression):
            match node:
                case ast.NamedExpr(target=ast.Name(id=name)):
                    raise Refused(f"an argument of the gather assigns `{name}` with `:=`")
                case ast.Yield() | ast.YieldFrom():
                    raise Refused("an argument of the gather yields")
                case _:
                    pass


def holds_await(node: ast.AST) -> bool:
    return any(
        isinstance(inner, ast.Await) or (isinstance(inner, ast.comprehension) and inner.is_async)
        for inner in ast.walk(node)
    )


def must_be_first(site: Site, expression: ast.expr, before: Changes) -> bool:
    """Whether evaluating an expression after such changes may come to something else than before them."""
    if holds_await(expression):
        return True
    attributes = {load.attr for load in _loads(expression)}
    names = {node.id for node in ast.walk(expression) if isinstance(node, ast.Name)}
    # The names of a module are attributes to other files.
    names |= attributes & before.names
    attributes |= {name for name in names & before.attributes if not is_bound(name, site.scope)}
    if attributes & (before.attributes | before.collections) or names & (before.names | before.collections):
        return True
    if before.expires and any(_reads_object(site.module, node) for node in _loads(expression)):
        return True
    return before.writes and _may_fail(expression)


def _loads(expression: ast.expr) -> Iterator[ast.Attribute]:
    """The attributes that an expression reads, methods that it calls left out."""
    called = {id(node.func) for node in ast.walk(expression) if isinstance(node, ast.Call)}
    for node in ast.walk(expression):
        if isinstance(node, ast.Attribute) and id(node) not in called:
            yield node


def _reads_object(module: Module, load: ast.Attribute) -> bool:
    """Whether an attribute may be one of a mapped object: not `self.x`, `Model.x`, `module.x`."""
    base: ast.expr = load
    while isinstance(base, ast.Attribute):
        base = base.value
    if not isinstance(base, ast.Name):
        return True
    if base.id in ("self", "cls"):
        return isinstance(load.value, ast.Attribute)
    return not base.id[:1].isupper() and base.id not in module.imported


def _may_fail(expression: ast.expr) -> bool:
    for node in ast.walk(expression):
        match node:
            case ast.Subscript(slice=key) if not isinstance(key, ast.Slice):
                return True
            case ast.BinOp(op=ast.Div() | ast.FloorDiv()):
                return True
            case ast.Call(func=ast.Name(id=name)) if name in _FAILING_NAMES:
                return True
            case ast.Call(func=ast.Attribute(attr=name)) if name in _FAILING_METHODS or name in _FAILING_NAMES:
                return True
            case _:
                pass
    return False


def care_for(site: Site, iterable: ast.expr, during: Changes) -> Care:
    """What iterating over an iterable asks for while awaitables with these changes run."""
    match iterable:
        case ast.Name(id=name):
            if name in during.collections or during.parameters:
                return "first"
            return "copy" if _may_be_lazy_or_shared(site, name, during) else "none"
        case ast.Call(func=ast.Attribute(value=ast.Dict() | ast.DictComp())):
            return "none"
        case ast.Call(func=ast.Attribute(value=base, attr=attr)) if attr in _VIEWS:
            return _worse("none" if during.is_none else "copy", care_for(site, base, during))
        case ast.Call(func=ast.Attribute(attr=attr)) if attr in _FRESH_METHODS:
            return "none"
        case ast.Call(func=ast.Name(id=name)) if name in _FRESH_NAMES:
            return "none"
        case ast.Call(func=ast.Name(id=name), args=arguments) if name in _LAZY_NAMES:
            iterated = arguments[1:] if name in ("filter", "map") else arguments
            cares = [care_for(site, argument, during) for argument in iterated]
            return "first" if "first" in cares else "copy" if "copy" in cares else "none"
        case ast.Attribute(attr=attr) if during.is_none and attr not in _LIVE:
            return "none"
        case ast.Attribute(attr=attr):
            return "first" if attr in during.collections or not during.is_resolved or during.attributes else "copy"
        case ast.Await() if during.is_none:
            return "none"
        case ast.Starred(value=value) | ast.Await(value=value):
            return care_for(site, value, during)
        case ast.List() | ast.Tuple() | ast.Set() | ast.Dict() | ast.ListComp() | ast.SetComp() | ast.DictComp():
            return "none"
        case ast.Constant() | ast.BinOp() | ast.Subscript(slice=ast.Slice()):
            return "none"
        case ast.IfExp(body=body, orelse=orelse):
            return _worse(care_for(site, body, during), care_for(site, orelse, during))
        case ast.BoolOp(values=[first, *_]):
            return care_for(site, first, during)
        case _:
            return "copy"


def _worse(one: Care, other: Care) -> Care:
    return max(one, other, key=("none", "copy", "first").index)


def _may_be_lazy_or_shared(site: Site, name: str, during: Changes) -> bool:
    """Whether a variable holds a generator or view, or a collection that has another name while something changes."""
    for node in ast.walk(site.scope):
        match node:
            case ast.Assign(targets=targets, value=value) if name in {_last_name(target) for target in targets}:
                pass
            case ast.AnnAssign(target=ast.Name(id=bound), value=ast.expr() as value) if bound == name:
                pass
            case _:
                continue
        if isinstance(value, ast.GeneratorExp):
            return True
        if isinstance(value, (ast.Attribute, ast.Call)) and care_for(site, value, during) != "none":
            return True
        if isinstance(value, ast.Call) and _last_name(value.func) in _LAZY_NAMES:
            return True
    return bool(during.collections) and name in _parameters_of(site.scope)


def _parameters_of(scope: flow.Scope) -> set[str]:
    return _parameters(scope) if isinstance(scope, (ast.FunctionDef, ast.AsyncFunctionDef)) else set()
