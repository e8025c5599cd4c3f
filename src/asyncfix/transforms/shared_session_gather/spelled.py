"""Lists that hold users of the session beside others: the gather gets what is in the list, argument by argument.

    tasks = [load(session), fetch()]
    tasks.append(count(session))              ->    gather(load(session), fetch(), count(session))
    await asyncio.gather(*tasks)

Only where the list is made right in front of the gather and used nowhere else; then it goes.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence
from typing import NamedTuple

from asyncfix.rule import LINE, Edit, Refused
from asyncfix.transforms.shared_session_gather import starts
from asyncfix.transforms.shared_session_gather.arguments import Part, part_of
from asyncfix.transforms.shared_session_gather.scoping import annotation_names
from asyncfix.transforms.shared_session_gather.site import Site
from asyncfix.transforms.shared_session_gather.standing import Standing


class SpelledOut(NamedTuple):
    """The arguments of the gather instead of the list, the call with them, and the edits that take the list away."""

    parts: tuple[Part, ...]
    call: str
    edits: tuple[Edit, ...]
    comments: tuple[str, ...]
    unneeded: tuple[str, ...]
    """The names in the annotation of the list."""
    is_opening: bool
    """Whether nothing stands in front of the list in its suite."""


def spelled_out(site: Site, at: Standing, parts: Sequence[Part]) -> SpelledOut | None:
    """What stands for a list of both kinds; None where there is none. Raises `Refused` where it cannot go."""
    part = next((part for part in parts if part.kind != "one" and _is_mixed(part)), None)
    if part is None:
        return None
    if part.kind == "gather":
        raise Refused("an inner gather also holds awaitables that do not use the session, which in turn would wait")
    statements = _made_in(site, part) if len(parts) == 1 else []
    elements = [element for statement in statements for element in _elements(statement)]
    # Further in, other expressions would be evaluated before what the list holds.
    if not elements or not at.is_whole or "#" in site.module.source(site.call):
        what = ast.unparse(part.argument)
        raise Refused(f"`{what}` also holds awaitables that do not use the session, which in turn would wait")
    by_element = [tuple(one for one in site.awaitables if _holds(element, one.node)) for element in elements]
    made = tuple(part_of(site, element, users) for element, users in zip(elements, by_element, strict=True))
    edits = tuple(Edit(site.module.path, site.module.anchor(one, LINE), starts.removed) for one in statements)
    found = [starts.comments_with(site, site.at.suite, one) for one in statements]
    comments = tuple(comment for each in found for comment in each or ())
    annotations = [one.annotation for one in statements if isinstance(one, ast.AnnAssign)]
    names = tuple(name for annotation in annotations for name in annotation_names(annotation))
    is_opening = statements[0] is site.at.suite[0]
    return SpelledOut(made, _call(site, statements, elements), edits, comments, names, is_opening)


def _is_mixed(part: Part) -> bool:
    return len({bool(awaitable.uses) for awaitable in part.awaitables}) > 1


def _made_in(site: Site, part: Part) -> list[ast.stmt]:
    """The statements right in front of the gather which make its list, one element after the other."""
    suite, place = site.at.suite, site.at.suite.index(site.at.statement)
    if not isinstance(part.argument, ast.Name):
        return []
    name, found = part.argument.id, list[ast.stmt]()
    while place and not (found and isinstance(found[0], (ast.Assign, ast.AnnAssign))):
        place -= 1
        if not _makes(suite[place], name) or starts.comments_with(site, suite, suite[place]) is None:
            return []
        found.insert(0, suite[place])
    ours = {node for one in (*found, site.call) for node in ast.walk(one)}
    names = (node for node in ast.walk(site.scope) if isinstance(node, ast.Name) and node.id == name)
    is_all = bool(found) and not isinstance(found[0], ast.Expr) and all(node in ours for node in names)
    return found if is_all else []


def _makes(statement: ast.stmt, name: str) -> bool:
    match statement:
        case (
            ast.Assign(targets=[ast.Name(id=bound)], value=ast.List() | ast.Tuple())
            | ast.AnnAssign(target=ast.Name(id=bound), value=ast.List() | ast.Tuple())
            | ast.Expr(value=ast.Call(func=ast.Attribute(value=ast.Name(id=bound), attr="append"), args=[_]))
        ):
            return bound == name and not any(isinstance(one, ast.Starred) for one in _elements(statement))
        case _:
            return False


def _elements(statement: ast.stmt) -> list[ast.expr]:
    match statement:
        case ast.Assign(value=ast.List(elts=elements) | ast.Tuple(elts=elements)):
            return elements
        case ast.AnnAssign(value=ast.List(elts=elements) | ast.Tuple(elts=elements)):
            return elements
        case ast.Expr(value=ast.Call(args=elements)):
            return elements
        case _:
            return []


def _holds(element: ast.expr, node: ast.AST) -> bool:
    return any(inner is node for inner in ast.walk(element))


def _call(site: Site, statements: Sequence[ast.stmt], elements: Sequence[ast.expr]) -> str:
    """The text of a call with these arguments, laid out over lines where the list was."""
    indent = "\n" + site.module.line(site.at.statement.lineno)[: site.at.statement.col_offset]
    sources = [site.module.source(element).replace("\r\n", "\n") for element in elements]
    if any("\n" in source.replace(indent, "") or '"""' in source or "'''" in source for source in sources):
        raise Refused("an awaitable in the list that goes is laid out over lines")
    sources = [source.replace(indent, "\n") for source in sources]
    first = statements[0]
    if first.lineno == first.end_lineno and not any("\n" in source for source in sources):
        return f"gather({', '.join(sources)})"
    return "gather(\n" + "".join(f"    {source},\n" for source in sources) + ")"
