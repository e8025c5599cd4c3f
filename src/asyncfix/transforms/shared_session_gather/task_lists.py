"""Tasks that are started before the gather: the coroutine is kept in the task's place, and waits for its turn.

`tasks.append(create_task(f(x)))` -> `tasks.append(f(x))`; the gather then awaits what is in the list, one by one.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from asyncfix.project import flow
from asyncfix.rule import Edit, Refused
from asyncfix.transforms.shared_session_gather.arguments import Part, refuse_started
from asyncfix.transforms.shared_session_gather.scoping import annotation_names
from asyncfix.transforms.shared_session_gather.site import Site

if TYPE_CHECKING:
    import libcst as cst

_WAITS = (ast.Await, ast.AsyncFor, ast.AsyncWith, ast.Yield, ast.YieldFrom)
_FILLS = ("append", "add", "extend")
_LOOKS = ("len", "bool")


class Unstarted(NamedTuple):
    """The edits, and the names that annotations which go have mentioned."""

    edits: tuple[Edit, ...] = ()
    unneeded: tuple[str, ...] = ()


def unstarted(site: Site, parts: Sequence[Part]) -> Unstarted:
    """What takes `create_task` from around coroutines which a variable hands to the gather.

    Raises `Refused` where such a task is used, or gets to run, before the gather.
    """
    edits: list[Edit] = []
    unneeded: list[str] = []
    begun = (0, 0)
    for part in parts:
        calls = [
            awaitable.started
            for awaitable in part.awaitables
            if awaitable.started and not _holds(site.call, awaitable.started)
        ]
        if not calls:
            continue
        if not isinstance(part.argument, ast.Name):
            raise Refused(f"line {calls[0].lineno}: the task runs before the gather, and cannot be followed to it")
        kept = _Kept(site, part.argument.id, calls)
        _refuse_running(kept)
        places = sorted((call.lineno, call.col_offset) for call in calls)
        if places[0] < begun:
            raise Refused(f"line {places[0][0]}: the tasks are started in another order than they are gathered")
        begun = places[-1]
        edits += [Edit(site.module.path, site.module.anchor(call), _coroutine) for call in calls]
        edits += [Edit(site.module.path, site.module.anchor(node), _in_list) for node in kept.sets()]
        for statement in kept.annotated():
            edits.append(Edit(site.module.path, site.module.anchor(statement), _without_annotation))
            unneeded += annotation_names(statement.annotation)
    return Unstarted(tuple(edits), tuple(dict.fromkeys(unneeded)))


def _coroutine(node: cst.CSTNode) -> cst.CSTNode:
    import libcst as cst

    assert isinstance(node, cst.Call)
    value = node.args[0].value
    return value.with_changes(lpar=[*node.lpar, *value.lpar], rpar=[*value.rpar, *node.rpar])


def _holds(node: ast.AST, wanted: ast.AST) -> bool:
    return any(inner is wanted for inner in ast.walk(node))


@dataclass(frozen=True, eq=False)
class _Kept:
    """A variable that keeps tasks for the gather, by themselves or in a collection, and the calls that start them."""

    site: Site
    name: str
    calls: Sequence[ast.Call]

    @property
    def names(self) -> set[str]:
        """The variable, and those that hold a task on its way into it: `task = create_task(f())`."""
        return {self.name, *(name for call in self.calls for name in _bound_to(self.site, call))}

    def annotated(self) -> list[ast.AnnAssign]:
        """The assignments whose annotation tells of tasks. Raises `Refused` where it cannot go."""
        names, found = self.names, []
        for node in ast.walk(self.site.scope):
            if (
                isinstance(node, ast.AnnAssign)
                and getattr(node.target, "id", None) in names
                and _tells(node.annotation)
            ):
                start, end = self.site.module.span(node.target)[2:], self.site.module.span(node.annotation)[2:]
                text = self.site.module.text[self.site.module.offset(*start) : self.site.module.offset(*end)]
                if node.value is None or "#" in text:
                    raise Refused(f"line {node.lineno}: `{ast.unparse(node.target)}` is annotated as holding tasks")
                found.append(node)
        return found

    def sets(self) -> Iterator[ast.expr]:
        """What makes a set of tasks, or adds to it: coroutines in a set would run in any order."""
        for node in ast.walk(self.site.scope):
            match node:
                case (
                    ast.Assign(targets=[ast.Name(id=name)], value=value)
                    | ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value)
                ) if name == self.name:
                    if isinstance(value, (ast.Set, ast.SetComp)) or ast.unparse(value) == "set()":
                        yield value
                case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr="add")) if name == self.name:
                    yield node
                case _:
                    pass

    def _between(self, target: ast.expr, annotation: ast.expr) -> str:
        module = self.site.module
        start, end = module.span(target)[2:], module.span(annotation)[2:]
        return module.text[module.offset(*start) : module.offset(*end)]


def _in_list(node: cst.CSTNode) -> cst.CSTNode:
    """A list for a set, and `append` for `add`."""
    import libcst as cst

    from asyncfix.transforms.shared_session_gather import displays

    match node:
        case cst.SetComp():
            return displays.as_list_comp(node)
        case cst.Set():
            brackets = (
                cst.LeftSquareBracket(node.lbrace.whitespace_after),
                cst.RightSquareBracket(node.rbrace.whitespace_before),
            )
            return cst.List(node.elements, *brackets, lpar=node.lpar, rpar=node.rpar)
        case cst.Call(func=cst.Attribute() as func):
            return node.with_changes(func=func.with_changes(attr=cst.Name("append")))
        case _:
            return cst.List([])


def _bound_to(site: Site, call: ast.Call) -> Iterator[str]:
    for node in ast.walk(site.scope):
        match node:
            case (
                ast.Assign(targets=[ast.Name(id=name)], value=value)
                | ast.AnnAssign(target=ast.Name(id=name), value=value)
            ) if value is call:
                yield name
            case _:
                pass


def _tells(annotation: ast.expr) -> bool:
    text = ast.unparse(annotation)
    return "Task" in text or "Future" in text


def _without_annotation(node: cst.CSTNode) -> cst.CSTNode:
    import libcst as cst

    assert isinstance(node, cst.AnnAssign)
    assert node.value is not None
    return cst.Assign([cst.AssignTarget(node.target)], node.value, semicolon=node.semicolon)


def _refuse_running(kept: _Kept) -> None:
    site = kept.site
    for call in kept.calls:
        refuse_started(site, call)
    _refuse_other_uses(kept)
    first = min(call.lineno for call in kept.calls)
    for statement in _up_to(site, first):
        for node in ast.walk(statement):
            if isinstance(node, _WAITS) or (isinstance(node, ast.comprehension) and node.is_async):
                raise Refused(
                    f"the tasks that are started from line {first} on run while the code up to the gather waits"
                )
        if _leaves(statement):
            raise Refused(f"line {statement.lineno}: tasks that have been started may never get to the gather")


def _up_to(site: Site, first: int) -> list[ast.stmt]:
    """The statements from the line of the first start to the gather, which may stand in a `try` or `with` further in.

    Raises `Refused` where control may not get from the one to the other.
    """
    suite, statement, found = site.at.suite, site.at.statement, list[ast.stmt]()
    for frame in (*site.at.frames(), None):
        place = suite.index(statement)
        start = next((at for at in range(place) if suite[at].lineno <= first <= (suite[at].end_lineno or 0)), None)
        if start is not None:
            return suite[start:place] + found
        if frame is None or not _is_entered(site, frame):
            break
        found = suite[:place] + found
        suite, statement = frame.parent.suite if frame.parent else getattr(site.scope, "body", []), frame.node
    raise Refused(f"line {first}: the task is started in another block than the gather")


def _is_entered(site: Site, frame: flow.Frame) -> bool:
    """Whether control gets into a suite, once and at once."""
    match frame.node:
        case ast.Try() | ast.TryStar():
            return frame.field == "body"
        case ast.With():
            return True
        case ast.AsyncWith(items=[ast.withitem(context_expr=ast.Call(func=func))]):
            return site.module.dotted(func) in ("asyncio.timeout", "asyncio.timeout_at")
        case _:
            return False


def _leaves(statement: ast.stmt) -> bool:
    """Whether control may jump out of a statement."""
    inner = [statement, *(found.statement for found in flow.within(statement))]
    if any(isinstance(node, (ast.Return, ast.Raise)) for node in inner):
        return True
    return not flow.is_loop(statement) and any(isinstance(node, (ast.Break, ast.Continue)) for node in inner)


def _refuse_other_uses(kept: _Kept) -> None:
    site, others = kept.site, kept.names - {kept.name}
    put = [value for node in ast.walk(site.scope) for value in _put(node, kept.name)]
    allowed = {id(node) for node in (*_allowed(site), *put)}
    for node in ast.walk(site.scope):
        if isinstance(node, ast.Name) and node.id in kept.names and id(node) not in allowed:
            is_bound = node.id in others and isinstance(node.ctx, ast.Store)
            if not is_bound:
                raise Refused(f"line {node.lineno}: `{node.id}` is used for more than the gather")
    for call in kept.calls:
        is_put = any(value is call for value in put)
        if not is_put and not _is_passed_on(site, call, kept.name):
            raise Refused(f"line {call.lineno}: the task is kept elsewhere than in `{kept.name}`")


def _is_passed_on(site: Site, call: ast.Call, name: str) -> bool:
    """Whether `task = create_task(f())` is followed, in its own suite, by what puts that task with the others."""
    for at in flow.placed(site.module.tree):
        if at.scope is site.scope and getattr(at.statement, "value", None) is call:
            after = at.suite[at.suite.index(at.statement) + 1 :]
            inside = [node for one in after for node in (one, getattr(one, "value", None)) if node is not None]
            values = [value for node in inside for value in _put(node, name)]
            return any(isinstance(value, ast.Name) and value.id in _bound_to(site, call) for value in values)
    return False


def _put(node: ast.AST, name: str) -> Iterator[ast.expr]:
    """What a node puts into the variable of that name, or into the collection that it holds."""
    match node:
        case (
            ast.Assign(targets=[ast.Name(id=bound)], value=ast.expr() as value)
            | ast.AnnAssign(target=ast.Name(id=bound), value=ast.expr() as value)
            | ast.AugAssign(target=ast.Name(id=bound), op=ast.Add(), value=value)
        ) if bound == name:
            yield from _items(value)
        case ast.Assign(targets=[ast.Tuple(elts=targets)], value=ast.Tuple(elts=values)) if len(targets) == len(values):
            for target, value in zip(targets, values, strict=True):
                if getattr(target, "id", None) == name:
                    yield value
        case ast.Call(func=ast.Attribute(value=ast.Name(id=bound), attr="append" | "add"), args=[value]) if (
            bound == name
        ):
            yield value
        case ast.Call(func=ast.Attribute(value=ast.Name(id=bound), attr="extend"), args=[value]) if bound == name:
            yield from _items(value)
        case _:
            pass


def _items(value: ast.expr) -> Iterator[ast.expr]:
    match value:
        case ast.List(elts=elements) | ast.Set(elts=elements) | ast.Tuple(elts=elements):
            yield from elements
        case ast.ListComp(elt=element) | ast.SetComp(elt=element) | ast.GeneratorExp(elt=element):
            yield element
        case _:
            yield value


def _allowed(site: Site) -> Iterator[ast.AST]:
    """The occurrences of a variable that do not care whether it holds tasks or coroutines."""
    for argument in site.call.args:
        yield from ast.walk(argument)
    for node in ast.walk(site.scope):
        match node:
            case ast.Assign(targets=[target]) | ast.AnnAssign(target=target) | ast.AugAssign(target=target):
                yield target
                yield from target.elts if isinstance(target, ast.Tuple) else ()
            case ast.Expr(
                value=ast.Call(func=ast.Attribute(value=ast.Name() as base, attr="append" | "add" | "extend"))
            ):
                yield base
            case ast.Call(func=ast.Name(id=function), args=[ast.Name() as argument]) if function in _LOOKS:
                yield argument
            case ast.If(test=ast.Name() as test) | ast.If(test=ast.UnaryOp(op=ast.Not(), operand=ast.Name() as test)):
                yield test
            case _:
                pass
