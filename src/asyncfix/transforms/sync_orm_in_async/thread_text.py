"""The text of what runs in a thread, in place of what it stands for."""

from __future__ import annotations

import libcst as cst

from asyncfix.rule import Refused
from asyncfix.transforms.sync_orm_in_async import tree_text


def called(got: cst.CSTNode, wrapper: str, *, inside: bool) -> cst.BaseExpression:
    """`f(x)` becomes `await wrapper(f)(x)`."""
    assert isinstance(got, cst.Call)
    return tree_text.awaited(tree_text.wrapped(wrapper, got.func, got.args, got), got, inside=inside)


def awaited_call(got: cst.CSTNode, wrapper: str) -> cst.Await:
    """`await f(x)` becomes `await wrapper(f)(x)`."""
    assert isinstance(got, cst.Await)
    call = got.expression
    assert isinstance(call, cst.Call)
    return got.with_changes(expression=tree_text.wrapped(wrapper, call.func, call.args, call))


def renamed(got: cst.CSTNode, wrapper: str) -> cst.Call:
    """`cache.aget_or_set(...)` becomes `wrapper(cache.get_or_set)(...)`."""
    assert isinstance(got, cst.Call)
    if not isinstance(got.func, cst.Attribute):
        raise Refused("the method is not named where it is called")
    sync = got.func.with_changes(attr=cst.Name(got.func.attr.value.removeprefix("a")))
    return tree_text.wrapped(wrapper, sync, got.args, got)


def unwrapped(got: cst.CSTNode, *, is_called: bool) -> cst.Call:
    """`wrapper(f(x))()`, and the same without the second call, becomes `wrapper(f)(x)`."""
    assert isinstance(got, cst.Call)
    wrapping = got.func if is_called else got
    assert isinstance(wrapping, cst.Call)
    inner = wrapping.args[0].value
    assert isinstance(inner, cst.Call)
    function = wrapping.with_changes(
        args=[wrapping.args[0].with_changes(value=inner.func), *wrapping.args[1:]], lpar=[], rpar=[]
    )
    return inner.with_changes(func=function, lpar=got.lpar, rpar=got.rpar)


def consumed(got: cst.CSTNode, wrapper: str, function: str, *, inside: bool) -> cst.BaseExpression:
    """`qs` becomes `await wrapper(list)(qs)`."""
    assert isinstance(got, cst.BaseExpression)
    call = tree_text.wrapped(wrapper, cst.Name(function), [cst.Arg(tree_text.bare(got))])
    return tree_text.awaited(call, got, inside=inside)


def consumed_whole(
    got: cst.CSTNode, wrapper: str, function: str, bound: tuple[str, ...], *, inside: bool
) -> cst.BaseExpression:
    """`rows()` becomes `await wrapper(lambda: list(rows()))()`: making the rows runs a query too."""
    assert isinstance(got, cst.BaseExpression)
    body = cst.Call(cst.Name(function), [cst.Arg(tree_text.bare(got))])
    call = tree_text.wrapped(wrapper, tree_text.function_of_nothing(body, bound))
    return tree_text.awaited(call, got, inside=inside)


def in_lambda(got: cst.CSTNode, wrapper: str, bound: tuple[str, ...], *, inside: bool) -> cst.BaseExpression:
    """`obj.author` becomes `await wrapper(lambda: obj.author)()`."""
    assert isinstance(got, cst.BaseExpression)
    body = tree_text.function_of_nothing(tree_text.bare(got), bound)
    return tree_text.awaited(tree_text.wrapped(wrapper, body), got, inside=inside)


def read_by_name(got: cst.CSTNode, wrapper: str, quote: str, *, inside: bool) -> cst.BaseExpression:
    """`(await x).author` becomes `await wrapper(getattr)(await x, "author")`."""
    assert isinstance(got, cst.Attribute)
    text = cst.SimpleString(f"{quote}{got.attr.value}{quote}")
    call = tree_text.wrapped(wrapper, cst.Name("getattr"), [cst.Arg(tree_text.bare(got.value)), cst.Arg(text)])
    return tree_text.awaited(call, got, inside=inside)


def item_set(got: cst.CSTNode, wrapper: str) -> cst.Expr:
    """`session["a"] = 1` becomes `await wrapper(session.__setitem__)("a", 1)`."""
    assert isinstance(got, cst.Assign)
    item = got.targets[0].target
    assert isinstance(item, cst.Subscript)
    method = cst.Attribute(item.value, cst.Name("__setitem__"))
    call = tree_text.wrapped(wrapper, method, [cst.Arg(index_of(item)), cst.Arg(got.value)])
    return cst.Expr(cst.Await(call), semicolon=got.semicolon)


def attribute_set(got: cst.CSTNode, wrapper: str) -> cst.Expr:
    """`note.owner = request.user` becomes `await wrapper(setattr)(note, "owner", request.user)`."""
    assert isinstance(got, cst.Assign)
    target = got.targets[0].target
    assert isinstance(target, cst.Attribute)
    text = cst.SimpleString(f'"{target.attr.value}"')
    call = tree_text.wrapped(wrapper, cst.Name("setattr"), [cst.Arg(each) for each in (target.value, text, got.value)])
    return cst.Expr(cst.Await(call), semicolon=got.semicolon)


def attribute_augmented(got: cst.CSTNode, wrapper: str) -> cst.Assign:
    """`request.user.n += 1` becomes `request.user.n = await wrapper(lambda: request.user.n)() + 1`."""
    assert isinstance(got, cst.AugAssign)
    assert isinstance(got.target, cst.Attribute)
    operator = getattr(cst, type(got.operator).__name__.removesuffix("Assign"))()
    old = cst.Await(tree_text.wrapped(wrapper, tree_text.function_of_nothing(got.target, ())))
    new = cst.BinaryOperation(old, operator, tree_text.in_parentheses(got.value))
    return cst.Assign([cst.AssignTarget(got.target)], new, semicolon=got.semicolon)


def item_augmented(got: cst.CSTNode, wrapper: str) -> cst.Expr:
    """`session["a"] += 1` becomes `await wrapper(session.__setitem__)("a", await wrapper(...)("a") + 1)`."""
    assert isinstance(got, cst.AugAssign)
    assert isinstance(got.target, cst.Subscript)
    operator = getattr(cst, type(got.operator).__name__.removesuffix("Assign"))()
    key, session = index_of(got.target), got.target.value
    old = cst.Await(tree_text.wrapped(wrapper, cst.Attribute(session, cst.Name("__getitem__")), [cst.Arg(key)]))
    new = cst.BinaryOperation(old, operator, tree_text.in_parentheses(got.value))
    method = cst.Attribute(session, cst.Name("__setitem__"))
    call = tree_text.wrapped(wrapper, method, [cst.Arg(key), cst.Arg(new)])
    return cst.Expr(cst.Await(call), semicolon=got.semicolon)


def item_deleted(got: cst.CSTNode, wrapper: str) -> cst.Expr:
    """`del session["a"]` becomes `await wrapper(session.__delitem__)("a")`."""
    assert isinstance(got, cst.Del)
    assert isinstance(got.target, cst.Subscript)
    method = cst.Attribute(got.target.value, cst.Name("__delitem__"))
    call = tree_text.wrapped(wrapper, method, [cst.Arg(index_of(got.target))])
    return cst.Expr(cst.Await(call), semicolon=got.semicolon)


def index_of(item: cst.Subscript) -> cst.BaseExpression:
    """The one key of a subscript. Raises `Refused` for slices and several keys."""
    only = item.slice[0].slice
    if len(item.slice) != 1 or not isinstance(only, cst.Index):
        raise Refused("the key is no plain expression")
    return only.value
