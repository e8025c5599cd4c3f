"""`ATOMIC_REQUESTS` in a project with asynchronous views: Django raises for each of them."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asyncfix.project import Module, Project, flow
from asyncfix.rule import Finding

NEEDLE = b"ATOMIC_REQUESTS"


def findings(module: Module, project: Project, rule: str) -> Iterator[Finding]:
    """The settings of a module that no asynchronous view works with."""
    if NEEDLE not in module.data:
        return
    for node in ast.walk(module.tree):
        match node:
            case ast.Dict(keys=keys, values=values):
                pairs = [(key, value) for key, value in zip(keys, values, strict=True) if key is not None]
            case _:
                continue
        for key, value in pairs:
            if _is(key, "ATOMIC_REQUESTS") and _is(value, True) and (view := _asynchronous_view(module, project)):
                yield Finding(
                    rule=rule,
                    path=module.path,
                    span=module.span(key),
                    message=f"`ATOMIC_REQUESTS` makes Django raise for asynchronous views such as `{view}`",
                    severity="error",
                    code=module.line(key.lineno).strip(),
                    kept_because="whether the views or the setting should change is not for a tool to say",
                )


def _is(node: ast.expr, value: object) -> bool:
    return (
        isinstance(node, ast.Constant)
        and node.value is value
        or (isinstance(node, ast.Constant) and isinstance(value, str) and node.value == value)
    )


def _asynchronous_view(near: Module, project: Project) -> str | None:
    """The name of a coroutine function whose first parameter is the request, in a file that imports Django."""
    for module in project.mentioning("request", near.path):
        if b"async def" not in module.data or b"django" not in module.data:
            continue
        if "non_atomic_requests" in module.text:
            continue
        for node in flow.walk(module.tree):
            if isinstance(node, ast.AsyncFunctionDef) and [arg.arg for arg in node.args.args[:1]] == ["request"]:
                return node.name
    return None
