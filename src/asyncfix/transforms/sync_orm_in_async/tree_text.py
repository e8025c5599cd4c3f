"""Small LibCST texts that every rewrite of the rule is made of."""

from __future__ import annotations

from collections.abc import Sequence

import libcst as cst


def bare(node: cst.BaseExpression) -> cst.BaseExpression:
    """An expression without parentheses of its own."""
    return node.with_changes(lpar=[], rpar=[])


def dotted(name: str) -> cst.BaseExpression:
    return cst.parse_expression(name)


def in_parentheses(node: cst.BaseExpression) -> cst.BaseExpression:
    """An expression that may stand beside any operator."""
    if node.lpar or isinstance(node, _ATOMS):
        return node
    return node.with_changes(lpar=[cst.LeftParen()], rpar=[cst.RightParen()])


_ATOMS = (cst.BaseNumber, cst.BaseString, cst.Name, cst.Attribute, cst.Call, cst.Subscript)


def awaited(call: cst.BaseExpression, like: cst.BaseExpression, *, inside: bool) -> cst.BaseExpression:
    """`await call`, in the parentheses of the expression that it stands for; with `inside` it has some in any case."""
    lpar, rpar = list(like.lpar), list(like.rpar)
    if inside and not lpar:
        lpar, rpar = [cst.LeftParen()], [cst.RightParen()]
    return cst.Await(expression=call, lpar=lpar, rpar=rpar)


def wrapped(
    wrapper: str, function: cst.BaseExpression, args: Sequence[cst.Arg] = (), like: cst.Call | None = None
) -> cst.Call:
    """`wrapper(function)(args)`; the arguments are laid out as those of the call `like`."""
    called = cst.Call(func=dotted(wrapper), args=[cst.Arg(function)])
    if like is None:
        return cst.Call(func=called, args=list(args))
    return like.with_changes(func=called, args=list(args), lpar=[], rpar=[])


def function_of_nothing(body: cst.BaseExpression, bound: Sequence[str]) -> cst.Lambda:
    """`lambda: body`, or `lambda x=x: body` for names that a loop binds."""
    params = [cst.Param(cst.Name(name), default=cst.Name(name), equal=_NO_SPACE) for name in bound]
    if not params:
        return cst.Lambda(params=cst.Parameters(), body=body)
    return cst.Lambda(params=cst.Parameters(params=params), body=body)


_NO_SPACE = cst.AssignEqual(cst.SimpleWhitespace(""), cst.SimpleWhitespace(""))
