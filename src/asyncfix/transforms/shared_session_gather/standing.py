"""Where a gather stands: what awaits it, what is around it, and where a statement can be put in front."""

from __future__ import annotations

import ast
import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from asyncfix.project import Module, flow
from asyncfix.rule import LINE, Anchor, Refused
from asyncfix.transforms.shared_session_gather.site import Site

Wrapper = Literal["wait_for", "shield", "gather"]

_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
_SAME_LINE = re.compile(r"[ \t\f]*;(?:[ \t\f]|\\(?:\r\n|\r|\n))*")
_CLAIM = re.compile(r"#.*\b(?:parallel|concurren|simultan|at once|same time|gather)", re.IGNORECASE)


@dataclass(frozen=True)
class Standing:
    """The `await` of a gather in its statement."""

    awaited: ast.Await
    wrapper: Wrapper | None
    """What is awaited around the gather: its time limit, what shields it, another gather."""
    wrapping: ast.Call | None
    is_whole: bool
    """Whether the `await` is all there is on the right side of a simple statement."""
    is_repeated: bool
    """Whether it stands in a comprehension, which no statement can be put into."""
    may_lose_parentheses: bool


_NEEDING_NONE = (ast.Subscript, ast.Attribute, ast.Assign, ast.AnnAssign, ast.Compare, ast.Return, ast.Starred)
"""Around these an `await` may have stood in parentheses that a list does not need."""


def standing(site: Site) -> Standing:
    """Where a site's gather stands. Raises `Refused` where it is not awaited on the spot, or cannot be joined."""
    if not isinstance(site.scope, ast.AsyncFunctionDef):
        raise Refused("the gather is not in an async function, so nothing can be awaited here")
    if isinstance(site.call.func, ast.Name) and site.call.func.id in _parameters(site):
        raise Refused(f"`{site.call.func.id}` is a parameter, and a caller may hand over something else")
    path = path_to(site.at.statement, site.call)
    if any(isinstance(node, ast.Lambda) and inner is node.body for node, inner in itertools.pairwise(path)):
        raise Refused("the gather stands in a lambda, where nothing can be awaited")
    path.pop()
    wrapper = _wrapper(site, path[-1])
    wrapping = path.pop() if wrapper else None
    awaited = path.pop()
    if not isinstance(awaited, ast.Await):
        raise Refused(_why_not_awaited(site, awaited))
    is_in_text = any(isinstance(node, ast.JoinedStr) for node in path)
    if not is_in_text and "#" in _between(site.module, awaited, site.call):
        raise Refused("a comment stands between `await` and the arguments")
    assert wrapping is None or isinstance(wrapping, ast.Call)
    statement = site.at.statement
    return Standing(
        awaited,
        wrapper,
        wrapping,
        is_whole=getattr(statement, "value", None) is awaited
        and isinstance(statement, (ast.Expr, ast.Assign, ast.AnnAssign, ast.Return))
        and not _is_parenthesised(site.module, statement, awaited),
        is_repeated=any(_repeats(node, inner) for node, inner in zip(path, [*path[1:], awaited], strict=True)),
        may_lose_parentheses=isinstance(path[-1], _NEEDING_NONE),
    )


def _parameters(site: Site) -> set[str]:
    scopes = (
        scope for scope in (site.scope, *site.at.scopes) if isinstance(scope, (ast.FunctionDef, ast.AsyncFunctionDef))
    )
    return {node.arg for scope in scopes for node in ast.walk(scope.args) if isinstance(node, ast.arg)}


def path_to(node: ast.AST, wanted: ast.AST) -> list[ast.AST]:
    """The nodes from a statement down to a node in it."""
    if node is wanted:
        return [node]
    for child in ast.iter_child_nodes(node):
        if below := path_to(child, wanted):
            return [node, *below]
    return []


def _wrapper(site: Site, parent: ast.AST) -> Wrapper | None:
    if not isinstance(parent, ast.Call) or site.call not in parent.args:
        return None
    name = site.module.dotted(parent.func)
    if parent.args[0] is not site.call and name != "asyncio.gather":
        return None
    match name:
        case "asyncio.gather":
            return "gather"
        case "asyncio.wait_for" | "asyncio.tasks.wait_for":
            return "wait_for"
        case "asyncio.shield" | "asyncio.tasks.shield" if not parent.keywords:
            return "shield"
        case _:
            return None


def _why_not_awaited(site: Site, parent: ast.AST) -> str:
    match parent:
        case ast.Return():
            return "the gather is returned without being awaited"
        case ast.Assign() | ast.AnnAssign() | ast.NamedExpr():
            return "the gather is kept in a variable, and its coroutines run while the code goes on"
        case ast.Call(func=function):
            return f"the gather is handed to `{site.module.source(function)}(...)` instead of being awaited"
        case ast.keyword(arg=name):
            return f"the gather is handed over as `{name}=` instead of being awaited"
        case ast.Starred() | ast.Tuple() | ast.List() | ast.Dict():
            return "the gather is kept in a collection instead of being awaited"
        case ast.Expr():
            return "nothing awaits the gather, and its coroutines run while the code goes on"
        case _:
            return "the gather is not awaited where it stands"


def _between(module: Module, awaited: ast.Await, call: ast.Call) -> str:
    start, end = module.span(awaited)[:2], module.span(call.func)[2:]
    opening = module.text.index("(", module.offset(*end))
    return module.text[module.offset(*start) : opening]


def _is_parenthesised(module: Module, statement: ast.stmt, awaited: ast.Await) -> bool:
    match statement:
        case ast.Assign(targets=[*_, ast.expr() as left]) | ast.AnnAssign(annotation=left):
            start = module.span(left)[2:]
        case _:
            start = module.span(statement)[:2]
    return "(" in module.text[module.offset(*start) : module.offset(*module.span(awaited)[:2])]


def _repeats(node: ast.AST, inner: ast.AST) -> bool:
    """Whether a node evaluates an inner one in a scope of its own."""
    if isinstance(node, ast.comprehension):
        return inner is not node.iter
    return isinstance(node, _COMPREHENSIONS) and inner is not node.generators[0]


def index_on_line(site: Site) -> int:
    """How many statements stand in front of the site's on its line."""
    suite, module = site.at.suite, site.module
    at = suite.index(site.at.statement)
    index = 0
    while index < at:
        end = module.offset(*module.span(suite[at - index - 1])[2:])
        start = module.offset(*module.span(suite[at - index])[:2])
        if not _SAME_LINE.fullmatch(module.text[end:start]):
            break
        index += 1
    return index


def line_anchor(site: Site) -> Anchor:
    """The anchor of the line that holds the site's statement, a simple one."""
    return site.module.anchor(site.at.statement, LINE)


def front_anchor(site: Site) -> Anchor:
    """The anchor of the statement, or line, that another statement can be put in front of."""
    statement: ast.stmt = site.at.statement
    for frame in site.at.frames():
        start = site.module.offset(*site.module.span(statement)[:2])
        if not isinstance(statement, ast.If) or not site.module.text.startswith("elif", start):
            break
        statement = frame.node
    if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)) and statement.decorator_list:
        raise Refused("the gather stands in what decorates a definition")
    is_simple = not any(True for _ in flow.suites(statement)) and not hasattr(statement, "body")
    return site.module.anchor(statement, LINE if is_simple else None)


def is_opening(site: Site) -> bool:
    """Whether nothing stands in front of the site's statement in its suite."""
    return site.at.suite[0] is site.at.statement


def claims(site: Site) -> Iterator[str]:
    """A note for each comment at the statement that says that things run together."""
    first, last = site.at.statement.lineno, site.at.statement.end_lineno or site.at.statement.lineno
    while first > 1 and site.module.line(first - 1).lstrip(" \t\f").startswith("#"):
        first -= 1
    for line in range(first, last + 1):
        match = _CLAIM.search(site.module.line(line).rstrip("\r\n"))
        if match:
            comment = site.module.line(line)[match.start() :].rstrip()
            yield f"The comment `{comment}` on line {line} is kept, and no longer holds"
