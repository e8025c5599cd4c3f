"""Django's asynchronous names, where its version has them."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from asyncfix.project import flow
from asyncfix.rule import Import
from asyncfix.transforms.sync_orm_in_async.rewriting import Rewriting

if TYPE_CHECKING:
    import libcst as cst

    from asyncfix.rule import Rewritten
    from asyncfix.transforms.sync_orm_in_async.rewriting import Site

Comprehension = ast.ListComp | ast.SetComp | ast.DictComp


def natively(site: Site) -> Rewriting | None:
    """The operation by its asynchronous name; None where there is none."""
    operation, node = site.operation, site.operation.node
    match operation.form, node:
        case "iterator", _:
            return _iterated(site)
        case _, _ if site.style != "native":
            return None
        case "call", ast.Call():
            return _call(site, node)
        case "await", ast.Await(value=ast.Call() as call):
            return _renamed(site, call, is_awaited=True)
        case "list", _:
            return _iterated(site)
        case "bool", ast.expr():
            return _asked(site, node)
        case "value", ast.Subscript(ctx=ast.Store()):
            return _item_set(site, node)
        case _:
            return None


def _call(site: Site, node: ast.Call) -> Rewriting | None:
    if site.is_whole:
        return None
    found = _renamed(site, node, is_awaited=False)
    if found is not None or site.operation.query is None or len(node.args) != 1 or node.keywords:
        return found
    match node.func:
        case ast.Name(id="list" | "set"):
            return _collected(site, node)
        case ast.Name(id="len") if _is_used_once(site, node.args[0]):
            return _method_of(site, node, node.args[0], "acount", (4, 1))
        case _:
            return None


def _renamed(site: Site, call: ast.Call, *, is_awaited: bool) -> Rewriting | None:
    """`qs.get(...)` becomes `await qs.aget(...)`."""
    a_name = site.operation.a_name
    if a_name is None or site.version < a_name[1]:
        return None
    name, module = a_name[0], site.operation.a_module
    wanted: tuple[Import, ...] = ()
    unneeded: tuple[str, ...] = ()
    match call.func:
        case ast.Name(id=sync) if module and name not in flow.names_in(site.module.tree):
            wanted, unneeded = (Import(module, name),), (sync,)
        case ast.Attribute(attr=sync) if sync == name.removeprefix("a"):
            pass
        case _:
            # What is called goes by another name here.
            return None
    inside = site.places.needs_parentheses(call)

    def rewrite(got: cst.CSTNode) -> Rewritten:
        import libcst as cst

        from asyncfix.transforms.sync_orm_in_async import tree_text

        assert isinstance(got, cst.Call)
        new: cst.BaseExpression = cst.Name(name)
        function = got.func.with_changes(attr=new) if isinstance(got.func, cst.Attribute) else new
        renamed = got.with_changes(func=function)
        if is_awaited:
            return renamed
        return tree_text.awaited(renamed.with_changes(lpar=[], rpar=[]), got, inside=inside)

    return Rewriting((site.edit(call, rewrite),), wanted, unneeded=unneeded)


def _iterated(site: Site) -> Rewriting | None:
    """`for x in qs` becomes `async for x in qs`, and the same in a comprehension."""
    node, query = site.operation.node, site.operation.query
    if query is None or site.is_whole or (query.is_iterator and not _may_stream(site, node)):
        return None
    parent = site.places.parent(node)
    if isinstance(parent, ast.For):
        return Rewriting((site.edit(parent, lambda got: _async_for(got, query.is_iterator)),))
    owner = site.places.parent(parent) if isinstance(parent, ast.comprehension) else None
    if not isinstance(owner, Comprehension) or query.is_iterator:
        return None
    number = owner.generators.index(parent)  # type: ignore[arg-type]
    return Rewriting((site.edit(owner, lambda got: _async_clause(got, number)),))


def _may_stream(site: Site, node: ast.AST) -> bool:
    """Whether the rows of `iterator()` can be had by `aiterator()`."""
    query = site.operation.query
    is_plain = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "iterator"
    return query is not None and is_plain and site.version >= ((5, 0) if query.has_prefetch else (4, 1))


def _async_for(got: cst.CSTNode, is_iterator: bool) -> Rewritten:
    import libcst as cst

    assert isinstance(got, cst.For)
    rows = got.iter
    return got.with_changes(asynchronous=cst.Asynchronous(), iter=_streamed(rows) if is_iterator else rows)


def _streamed(rows: cst.BaseExpression) -> cst.Call:
    """`qs.iterator(...)` as `qs.aiterator(...)`."""
    import libcst as cst

    assert isinstance(rows, cst.Call)
    assert isinstance(rows.func, cst.Attribute)
    return rows.with_changes(func=rows.func.with_changes(attr=cst.Name("aiterator")))


def _async_clause(got: cst.CSTNode, number: int) -> Rewritten:
    import libcst as cst

    assert isinstance(got, cst.ListComp | cst.SetComp | cst.DictComp)

    def changed(clause: cst.CompFor, left: int) -> cst.CompFor:
        if left == 0:
            return clause.with_changes(asynchronous=cst.Asynchronous())
        assert clause.inner_for_in is not None
        return clause.with_changes(inner_for_in=changed(clause.inner_for_in, left - 1))

    return got.with_changes(for_in=changed(got.for_in, number))


def _collected(site: Site, node: ast.Call) -> Rewriting | None:
    """`list(qs)` becomes `[row async for row in qs]`."""
    query = site.operation.query
    is_iterator = query is not None and query.is_iterator
    if site.version < (4, 1) or (is_iterator and not _may_stream(site, node.args[0])):
        return None
    name = flow.free_name("row", flow.names_in(site.context.node))
    is_list = isinstance(node.func, ast.Name) and node.func.id == "list"

    def rewrite(got: cst.CSTNode) -> Rewritten:
        import libcst as cst

        assert isinstance(got, cst.Call)
        row, rows = cst.Name(name), got.args[0].value
        rows = _streamed(rows) if is_iterator else rows
        clause = cst.CompFor(target=row, iter=rows, asynchronous=cst.Asynchronous())
        return cst.ListComp(row, clause) if is_list else cst.SetComp(row, clause)

    return Rewriting((site.edit(node, rewrite),))


def _asked(site: Site, node: ast.expr) -> Rewriting | None:
    """`if qs:` becomes `if await qs.aexists():` where the rows are not wanted afterwards."""
    if site.operation.query is None or site.is_whole or not _is_used_once(site, node):
        return None
    return _method_of(site, node, node, "aexists", (4, 1))


def _is_used_once(site: Site, node: ast.expr) -> bool:
    """Whether a queryset is not used again; one that is no name cannot be."""
    if isinstance(node, ast.Call):
        return True
    if not isinstance(node, ast.Name) or any(isinstance(each, _LOOPS) for each in site.places.up(node)):
        return False
    reads = [
        each
        for each in ast.walk(site.context.node)
        if isinstance(each, ast.Name) and each.id == node.id and isinstance(each.ctx, ast.Load)
    ]
    is_own = any(
        isinstance(each, ast.Name) and each.id == node.id and isinstance(each.ctx, ast.Store)
        for each in flow.own_nodes(site.context.node)
    )
    return len(reads) == 1 and is_own


_LOOPS = (ast.For, ast.AsyncFor, ast.While, ast.comprehension)


def _method_of(site: Site, node: ast.expr, rows: ast.expr, method: str, since: tuple[int, int]) -> Rewriting | None:
    """`await rows.method()` in place of an expression that is `rows`, or a call of one argument with it."""
    if site.version < since or not isinstance(rows, ast.Name | ast.Call | ast.Attribute):
        return None
    inside = site.places.needs_parentheses(node)

    def rewrite(got: cst.CSTNode) -> Rewritten:
        import libcst as cst

        from asyncfix.transforms.sync_orm_in_async import tree_text

        assert isinstance(got, cst.BaseExpression)
        owner = got
        if rows is not node:
            assert isinstance(got, cst.Call)
            owner = got.args[0].value
        owner = tree_text.bare(owner)
        if isinstance(owner, cst.Await):
            owner = owner.with_changes(lpar=[cst.LeftParen()], rpar=[cst.RightParen()])
        call = cst.Call(cst.Attribute(owner, cst.Name(method)))
        return tree_text.awaited(call, got, inside=inside)

    return Rewriting((site.edit(node, rewrite),))


def _item_set(site: Site, node: ast.Subscript) -> Rewriting | None:
    """`session["a"] = 1` becomes `await session.aset("a", 1)`."""
    statement = site.places.parent(node)
    if site.version < (5, 1) or not isinstance(statement, ast.Assign) or len(statement.targets) != 1:
        return None

    def rewrite(got: cst.CSTNode) -> Rewritten:
        import libcst as cst

        from asyncfix.transforms.sync_orm_in_async.thread_text import index_of

        assert isinstance(got, cst.Assign)
        item = got.targets[0].target
        assert isinstance(item, cst.Subscript)
        call = cst.Call(cst.Attribute(item.value, cst.Name("aset")), [cst.Arg(index_of(item)), cst.Arg(got.value)])
        return cst.Expr(cst.Await(call), semicolon=got.semicolon)

    return Rewriting((site.edit(statement, rewrite),))
