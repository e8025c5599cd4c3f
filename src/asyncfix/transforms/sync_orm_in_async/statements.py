"""What statements bind."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from asyncfix.project.names import dotted_name
from asyncfix.transforms.sync_orm_in_async import (
    classes,
    effects,
    entering,
    evaluation,
    meanings,
    models,
    schemas,
    ways,
)
from asyncfix.transforms.sync_orm_in_async.kinds import (
    LOADS_SESSION,
    LOADS_USER,
    Function,
    Held,
    Instance,
    Keyed,
    Listed,
    Object,
    Plain,
    Query,
    Session,
    Tupled,
    User,
    Value,
)

if TYPE_CHECKING:
    from asyncfix.transforms.sync_orm_in_async.walk import Walk


def run(walk: Walk, node: ast.stmt) -> None:
    if walk.state.is_dead:
        return
    match node:
        case ast.Expr(value=value):
            walk.value(value)
        case ast.Return(value=value):
            found = walk.value(value) if value else Plain(is_none=True)
            schemas.returned(walk, node, found)
            walk.returned.append(found)
            walk.state.is_dead = True
        case ast.Raise(exc=exc, cause=cause):
            walk.value(exc)
            walk.value(cause)
            walk.state.is_dead = True
        case ast.Break() | ast.Continue():
            if isinstance(node, ast.Break) and walk.breaks:
                walk.breaks[-1].append(walk.state.copy())
            walk.state.is_dead = True
        case ast.Assign() | ast.AnnAssign() | ast.AugAssign() | ast.Delete():
            _assignment(walk, node)
        case ast.If() | ast.While() | ast.Assert() | ast.Match():
            ways.branching(walk, node)
        case ast.For() | ast.AsyncFor():
            ways.loop(walk, node)
        case ast.With() | ast.AsyncWith():
            entering.with_block(walk, node)
        case ast.Try() | ast.TryStar():
            ways.trying(walk, node)
        case _:
            from asyncfix.transforms.sync_orm_in_async.definitions import define

            define(walk, node)


def _assignment(walk: Walk, node: ast.stmt) -> None:
    match node:
        case ast.Assign(targets=targets, value=value):
            found = walk.value(value)
            for target in targets:
                store(walk, target, found, value)
        case ast.AnnAssign(target=target, annotation=annotation, value=value):
            found = walk.value(value)
            if found is None or found == Plain(is_none=True):
                found = meanings.annotated(walk.project, walk.module, annotation)
            store(walk, target, found, value)
        case ast.AugAssign(op=op, value=value):
            found = walk.value(value)
            if isinstance(op, ast.Add) and isinstance(found, Query):
                evaluation.elements(walk, value, found)
            _augmented(walk, node, keeps_kind=isinstance(op, ast.BitOr | ast.BitAnd))
        case ast.Delete(targets=targets):
            for target in targets:
                _deleted(walk, target, node)
        case _:
            pass


def _augmented(walk: Walk, node: ast.AugAssign, *, keeps_kind: bool) -> None:
    match node.target:
        case ast.Name(id=name):
            found = walk.name(name)
            if not (keeps_kind and isinstance(found, Query)):
                walk.state.names[name] = Plain() if isinstance(found, Plain) else None
        case ast.Attribute(value=value):
            owner = walk.value(value)
            if isinstance(owner, User) and not walk.knows(owner.identity, "user"):
                walk.note(node, "augmented", LOADS_USER)
                walk.learn(owner.identity, "user")
        case ast.Subscript(value=value, slice=index):
            owner = walk.value(value)
            walk.value(index)
            if isinstance(owner, Session) and not walk.knows(owner.identity, "session"):
                is_plain = isinstance(index, ast.Constant | ast.Name)
                reason = None if is_plain else "its key would be read twice"
                walk.note(node, "augmented", LOADS_SESSION, reason=reason)
                walk.learn(owner.identity, "session")


def _deleted(walk: Walk, target: ast.expr, node: ast.Delete) -> None:
    match target:
        case ast.Subscript(value=value, slice=index):
            owner = walk.value(value)
            walk.value(index)
            if isinstance(owner, Session) and not walk.knows(owner.identity, "session"):
                is_only = len(node.targets) == 1
                reason = None if is_only else "several things are deleted in one statement"
                walk.note(node, "deletion", LOADS_SESSION, reason=reason)
                walk.learn(owner.identity, "session")
        case ast.Name(id=name):
            walk.state.names[name] = None
        case _:
            pass


def store(walk: Walk, target: ast.expr, found: Value | None, source: ast.expr | None = None) -> None:
    """Bind a target to a value."""
    match target:
        case ast.Name(id=name):
            walk.state.names[name] = found
            for path in [path for path in walk.state.names if path.startswith(f"{name}.")]:
                del walk.state.names[path]
        case ast.Tuple(elts=elements) | ast.List(elts=elements):
            _unpacked(walk, elements, found, source)
        case ast.Starred(value=value):
            store(walk, value, Listed(found))
        case ast.Attribute(value=value, attr=attr):
            _stored_attribute(walk, target, walk.value(value), attr, found)
        case ast.Subscript(value=value, slice=index):
            owner = walk.value(value)
            walk.value(index)
            if isinstance(owner, Session) and not walk.knows(owner.identity, "session"):
                _session_item(walk, target, owner)
            if isinstance(value, ast.Name) and isinstance(owner, Held | Keyed):
                _put(walk, value.id, owner, index, walk.put_away(found))
        case _:
            pass


def _put(walk: Walk, name: str, owner: Held | Keyed, index: ast.expr, found: Value | None) -> None:
    """A dictionary is given a value for a key."""
    from asyncfix.transforms.sync_orm_in_async.walk import either

    if isinstance(owner, Keyed):
        walk.state.names[name] = Keyed(either(owner.element, found))
        return
    key = index.value if isinstance(index, ast.Constant) and isinstance(index.value, str) else None
    walk.state.names[name] = owner.plus(key, found)


def _session_item(walk: Walk, target: ast.Subscript, owner: Session) -> None:
    walk.note(target, "value", LOADS_SESSION)
    walk.learn(owner.identity, "session")


def _stored_attribute(walk: Walk, target: ast.Attribute, owner: Value | None, attr: str, found: Value | None) -> None:
    attribute_is_set(walk, target, target.value, owner, attr, found)


def attribute_is_set(
    walk: Walk, node: ast.expr, object_node: ast.expr, owner: Value | None, attr: str, found: Value | None
) -> None:
    """An object is given an attribute. A lazy user is loaded by that, and by becoming what a relation leads to."""
    user: Value | None = owner
    is_kept = not isinstance(owner, Instance | Object) or not _setter_called(walk, node, owner, attr, found)
    if isinstance(owner, Instance):
        field = models.fields(walk.project, owner.model).get(attr)
        user = found if field is not None and field.kind == "one" else None
        walk.learn(owner.identity, attr)
        if attr.endswith("_id"):
            # What the relation led to so far is another row's.
            walk.forget(owner.identity, {attr.removesuffix("_id"), "text"})
            walk.drop_paths(object_node, {attr.removesuffix("_id")})
    if isinstance(user, User) and not walk.knows(user.identity, "user"):
        walk.note(node, "call" if isinstance(node, ast.Call) else "value", LOADS_USER)
        walk.learn(user.identity, "user")
    if isinstance(owner, User):
        walk.learn((owner.identity, "user"), attr)
    name = dotted_name(object_node)
    if name and is_kept:
        _keep(walk, f"{name}.{attr}", found)


def _keep(walk: Walk, path: str, found: Value | None) -> None:
    from asyncfix.transforms.sync_orm_in_async.walk import either

    walk.state.names[path] = found
    walk.stores[path] = either(walk.stores[path], found) if path in walk.stores else found


def _setter_called(walk: Walk, node: ast.expr, owner: Instance | Object, attr: str, found: Value | None) -> bool:
    """Whether assigning to an attribute calls a function of the project; a query that it runs is noted."""
    info = owner.model if isinstance(owner, Instance) else owner.info
    method = classes.setter(walk.project, info, attr)
    if method is None or method.owner.module is None or not isinstance(method.node, ast.FunctionDef):
        return False
    function = Function(method.owner.module, method.node, owner, cls=method.owner)
    effect = effects.of(walk, function, effects.Arguments((found,)))
    if effect.evaluates:
        walk.note(node, "call" if isinstance(node, ast.Call) else "value", effect.what, related=effect.related)
    return True


def _unpacked(walk: Walk, elements: list[ast.expr], found: Value | None, source: ast.expr | None) -> None:
    parts: list[Value | None]
    sources: list[ast.expr | None] = [None] * len(elements)
    match found:
        case Tupled(elements=values) if len(values) == len(elements):
            parts, sources = list(values), _parts(source, len(elements))
        case Listed(element=element):
            parts = [element] * len(elements)
        case Query() if source is not None and not walk.knows(found.identity, "rows") and not found.is_empty:
            parts = [evaluation.rows_of(walk, source, found)] * len(elements)
        case _:
            parts = [None] * len(elements)
    for target, part, one in zip(elements, parts, sources, strict=True):
        store(walk, target, part, one)


def _parts(source: ast.expr | None, number: int) -> list[ast.expr | None]:
    """What a tuple is written with, where it is written out."""
    if isinstance(source, ast.Tuple) and len(source.elts) == number:
        return [*source.elts]
    return [None] * number
