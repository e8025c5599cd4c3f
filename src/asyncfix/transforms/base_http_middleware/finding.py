"""From a middleware to a finding: the fix by one of its routes, or the reason why there is none."""

from __future__ import annotations

import ast
import dataclasses
from collections.abc import Iterator
from typing import TYPE_CHECKING

from asyncfix.project import Module, Project
from asyncfix.rule import Finding, Fix, Refused, Related, Span
from asyncfix.transforms.base_http_middleware import asgi
from asyncfix.transforms.base_http_middleware.asgi import Rewriting
from asyncfix.transforms.base_http_middleware.clauses import Unfit
from asyncfix.transforms.base_http_middleware.found import Found, middlewares
from asyncfix.transforms.base_http_middleware.handlers import handlers_for
from asyncfix.transforms.base_http_middleware.route import compressing

if TYPE_CHECKING:
    from asyncfix.transforms.base_http_middleware import BaseHttpMiddleware


def findings(module: Module, project: Project, rule: BaseHttpMiddleware) -> Iterator[Finding]:
    """The findings of one module, under the rule's options."""
    for found in middlewares(module, project):
        yield _finding(project, found, rule)


def _finding(project: Project, found: Found, rule: BaseHttpMiddleware) -> Finding:
    module = found.module
    rewriting, reason = None, None
    try:
        rewriting = _rewriting(project, found, rule)
    except Refused as refused:
        reason = refused.reason
    fix = None
    if rewriting is not None:
        fix = Fix(
            "safe",
            rewriting.edits,
            wanted=rewriting.wanted,
            unneeded=tuple(rewriting.unneeded),
            introduces=rewriting.introduces,
        )
    span = _span(found)
    return Finding(
        rule=rule.name,
        path=module.path,
        span=span,
        message=f"`{found.name}` runs on BaseHTTPMiddleware, which gives the endpoint a task of its own",
        severity="warning",
        symbol=found.at.symbol,
        code=module.line(span.line).strip(),
        fix=fix,
        kept_because=reason,
        notes=rewriting.notes if rewriting else (),
        related=tuple(_related(found, rewriting)),
    )


def _rewriting(project: Project, found: Found, rule: BaseHttpMiddleware) -> Rewriting:
    if found.above is not None:
        module, above = found.above
        raise Refused(f"it extends `{above.name}` ({module.path}:{above.lineno})")
    if found.stays is not None:
        raise Refused(found.stays)
    rewriting = _by_route(project, found, rule)
    outside = compressing(project, found)
    if outside is None:
        return rewriting
    note = (
        f"{found.name}: {outside} outside of it now gets bodies whole: those below its minimum size are sent as they"
        " are, and compressed ones have a Content-Length."
    )
    return dataclasses.replace(rewriting, notes=(*rewriting.notes, note))


def _by_route(project: Project, found: Found, rule: BaseHttpMiddleware) -> Rewriting:
    kept_because = None
    if rule.catch_all != "asgi":
        try:
            handlers = handlers_for(project, found, anyway=rule.catch_all == "handlers")
        except Unfit as unfit:
            kept_because = unfit.reason
        else:
            if handlers is not None:
                return handlers
    as_asgi = asgi.class_as_asgi if found.form == "class" else asgi.function_as_asgi
    rewriting = as_asgi(project, found)
    if kept_because is None:
        return rewriting
    note = f"{found.name}: kept as pure ASGI because {kept_because}; statuses, bodies and order unchanged."
    return dataclasses.replace(rewriting, notes=(note, *rewriting.notes))


def _related(found: Found, rewriting: Rewriting | None) -> Iterator[Related]:
    """The other places that change along."""
    if found.above is not None:
        module, above = found.above
        yield Related(module.path, above.lineno, f"`{above.name}`, which it extends")
    for edit in rewriting.edits[1:] if rewriting else ():
        yield Related(edit.path, edit.anchor.span.line, f"names `{found.name}`")


def _decorator(found: Found) -> ast.expr:
    for decorator in found.node.decorator_list:
        if isinstance(decorator, ast.Call) and getattr(decorator.func, "value", None) is found.receiver:
            return decorator
    return found.node.decorator_list[0]


def _span(found: Found) -> Span:
    """The line that says what it is: the class's, the decorator's, or the function's."""
    module, node = found.module, found.node
    if found.form == "decorated":
        whole = module.span(_decorator(found))
        return Span(whole.line, max(whole.column - 1, 1), *whole[2:])
    start = module.span(node)
    line = module.line(start.line).rstrip("\r\n")
    return Span(start.line, start.column, start.line, len(line) + 1)
