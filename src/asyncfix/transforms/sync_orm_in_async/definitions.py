"""What definitions and imports inside functions bind."""

from __future__ import annotations

import ast
import dataclasses
from typing import TYPE_CHECKING

from asyncfix.project import flow
from asyncfix.transforms.sync_orm_in_async import classes, effects, meanings
from asyncfix.transforms.sync_orm_in_async.kinds import (
    Class,
    Function,
)

if TYPE_CHECKING:
    from asyncfix.transforms.sync_orm_in_async.walk import Walk


def _class_body(walk: Walk, node: ast.ClassDef) -> None:
    names = dict(walk.state.names)
    with walk.aside() as inside:
        walk.run([each for each in node.body if not isinstance(each, flow.Function | ast.ClassDef)])
    walk.state.names = names
    reason = "it stands in the body of a class, where nothing can be awaited"
    walk.operations += [dataclasses.replace(each, reason=reason) for each in inside]


def define(walk: Walk, node: ast.stmt) -> None:
    match node:
        case ast.FunctionDef() | ast.AsyncFunctionDef():
            for default in [*node.args.defaults, *node.args.kw_defaults]:
                walk.value(default)
            walk.state.names[node.name] = effects.decorated(
                walk.project, Function(walk.module, node, names=walk.seen(), cls=walk.cls)
            )
            if walk.depth == 0:
                effects.contexts_in(walk, node)
        case ast.ClassDef(name=name):
            _class_body(walk, node)
            walk.state.names[name] = Class(classes.class_at(walk.project, walk.module, node))
            if walk.depth == 0:
                effects.contexts_in(walk, node)
        case ast.Import(names=aliases):
            for alias in aliases:
                source = alias.name if alias.asname else alias.name.partition(".")[0]
                meaning = classes.imported(walk.project, walk.module, source, None)
                bound = alias.asname or source
                walk.state.names[bound] = meanings.of_meaning(walk.project, meaning)
        case ast.ImportFrom(names=aliases):
            source = walk.project.imported_module(walk.module, node)
            for alias in aliases:
                meaning = classes.imported(walk.project, walk.module, source, alias.name)
                walk.state.names[alias.asname or alias.name] = meanings.of_meaning(walk.project, meaning)
        case _:
            pass
