"""LibCST: the arguments of a gather as a list, a tuple or a comprehension of awaits, layout and comments kept."""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence
from typing import NamedTuple, TypeVar

import libcst as cst

from asyncfix import nodes
from asyncfix.transforms.shared_session_gather.arguments import Part
from asyncfix.transforms.shared_session_gather.maps import MAPPED

Gap = cst.BaseParenthesizableWhitespace
Node = TypeVar("Node", bound=cst.CSTNode)

_ATOMS = (
    cst.Name,
    cst.Call,
    cst.Attribute,
    cst.Subscript,
    cst.List,
    cst.ListComp,
    cst.Set,
    cst.SetComp,
    cst.Dict,
    cst.DictComp,
    cst.SimpleString,
)


class Style(NamedTuple):
    """How awaitables are awaited: through the nested function of that name, if any, and by what loop variable."""

    settle: str | None = None
    variable: str = "c"


class Laid(NamedTuple):
    """An argument, and the layout between it and its neighbours."""

    part: Part
    value: cst.BaseExpression
    before_comma: Gap
    star: Gap
    after: Gap
    """What follows its comma, or itself where it has none."""


class Layout(NamedTuple):
    """The arguments of a call between its parentheses."""

    opening: Gap
    arguments: tuple[Laid, ...]
    ends_with_comma: bool

    @property
    def has_comments(self) -> bool:
        gaps = [self.opening, *(gap for laid in self.arguments for gap in (laid.before_comma, laid.star, laid.after))]
        return any(comments_of(gap) for gap in gaps)

    @property
    def is_multiline(self) -> bool:
        return any(isinstance(gap, cst.ParenthesizedWhitespace) for gap in [self.opening, self.arguments[-1].after])


def comments_of(gap: Gap) -> list[cst.Comment]:
    """The comments in a piece of layout."""
    if not isinstance(gap, cst.ParenthesizedWhitespace):
        return []
    comments = [gap.first_line.comment, *(line.comment for line in gap.empty_lines)]
    return [comment for comment in comments if comment]


def laid_out(call: cst.Call, parts: Sequence[Part]) -> Layout:
    """The positional arguments of a gather with their layout; that of dropped keyword arguments joins the next."""
    opening: Gap = call.whitespace_before_args
    laid: list[Laid] = []
    waiting = iter(parts)
    ends_with_comma = False
    for arg in call.args:
        ends_with_comma = isinstance(arg.comma, cst.Comma)
        comma = arg.comma if isinstance(arg.comma, cst.Comma) else cst.Comma()
        after = comma.whitespace_after if ends_with_comma else arg.whitespace_after_arg
        if arg.keyword is None:
            laid.append(Laid(next(waiting), arg.value, comma.whitespace_before, arg.whitespace_after_star, after))
        elif laid:
            laid[-1] = laid[-1]._replace(after=_joined(laid[-1].after, after))
        elif isinstance(after, cst.ParenthesizedWhitespace):
            opening = _joined(opening, after)
    return Layout(opening, tuple(laid), ends_with_comma)


def _joined(one: Gap, other: Gap) -> Gap:
    """The layout on both sides of an argument that goes."""
    if not isinstance(one, cst.ParenthesizedWhitespace):
        return other
    if not isinstance(other, cst.ParenthesizedWhitespace):
        return one if comments_of(one) else other
    first = [cst.EmptyLine(comment=other.first_line.comment)] if other.first_line.comment else []
    return one.with_changes(empty_lines=[*one.empty_lines, *first, *other.empty_lines], last_line=other.last_line)


def parenthesised(node: cst.BaseExpression) -> cst.BaseExpression:
    if node.lpar:
        return node
    return node.with_changes(lpar=[cst.LeftParen()], rpar=[cst.RightParen()])


def on_its_own(node: cst.BaseExpression) -> cst.BaseExpression:
    """An expression that need not stand between brackets of others: in parentheses where it has loose line ends."""
    code = cst.Module([]).code_for_node(node)
    if "\n" not in code and "\r" not in code:
        return node
    try:
        ast.parse(code.strip(), mode="eval")
    except SyntaxError:
        return parenthesised(node)
    return node


def awaited(value: cst.BaseExpression, part: Part, style: Style) -> cst.BaseExpression:
    """What comes of one awaitable in its turn: `await F`; the list of an inner gather."""
    if part.kind == "gather":
        assert isinstance(value, cst.Call)
        return as_list(laid_out(value, part.inner), style)
    return await_of(coroutine(value, part), style)


def await_of(value: cst.BaseExpression, style: Style) -> cst.Await:
    """`await F`, or `await _settled(F)`."""
    if style.settle:
        return cst.Await(cst.Call(cst.Name(style.settle), [cst.Arg(value)]))
    return cst.Await(value if isinstance(value, _ATOMS) else parenthesised(value))


def coroutine(value: cst.BaseExpression, part: Part) -> cst.BaseExpression:
    """An awaitable that is not yet under way: of `create_task(F)` the F."""
    if part.is_started and part.kind == "one":
        assert isinstance(value, cst.Call)
        return value.args[0].value
    return value


def in_turn(laid: Laid, style: Style) -> cst.BaseExpression:
    """The value of an argument: of one with a star the list of results."""
    match laid.part.kind:
        case "comprehension":
            return comprehension(laid, lambda element, part: awaited(element, part, style))
        case "iterable" if laid.part.is_map:
            return mapped(laid, style)
        case "iterable":
            iterable = copied(laid.value, laid.part) if laid.part.is_copied else laid.value
            return each_of(iterable, style)
        case _:
            return awaited(laid.value, laid.part, style)


def each_of(iterable: cst.BaseExpression, style: Style) -> cst.ListComp:
    """`[await c for c in iterable]`."""
    iterable = iterable if not isinstance(iterable, (cst.IfExp, cst.Lambda)) else parenthesised(iterable)
    return cst.ListComp(await_of(cst.Name(style.variable), style), cst.CompFor(cst.Name(style.variable), iterable))


def mapped(laid: Laid, style: Style) -> cst.ListComp:
    """`[await f(item) for item in xs]` for `map(f, xs)`, `[await F for x in xs]` for `map(lambda x: F, xs)`."""
    assert isinstance(laid.value, cst.Call)
    function, iterable = (argument.value for argument in laid.value.args)
    if laid.part.is_copied:
        iterable = copied(iterable, laid.part)
    elif isinstance(iterable, (cst.IfExp, cst.Lambda)):
        iterable = parenthesised(iterable)
    if isinstance(function, cst.Lambda):
        return cst.ListComp(await_of(function.body, style), cst.CompFor(function.params.params[0].name, iterable))
    call = cst.Call(function, [cst.Arg(cst.Name(MAPPED))])
    return cst.ListComp(await_of(call, style), cst.CompFor(cst.Name(MAPPED), iterable))


def copied(iterable: cst.BaseExpression, part: Part) -> cst.BaseExpression:
    """`list(iterable)`."""
    if isinstance(iterable, cst.Call) and isinstance(iterable.func, cst.Name) and iterable.func.value == "list":
        return iterable
    if part.is_list_taken:
        return cst.List([cst.StarredElement(iterable)])
    return cst.Call(cst.Name("list"), [cst.Arg(iterable)])


def comprehension(laid: Laid, element: Callable[[cst.BaseExpression, Part], cst.BaseExpression]) -> cst.ListComp:
    """An argument's comprehension in square brackets, with another element."""
    made = as_list_comp(laid.value)
    (inner,) = laid.part.inner
    loop = made.for_in
    if laid.part.is_copied:
        loop = loop.with_changes(iter=copied(loop.iter, laid.part))
    return made.with_changes(elt=element(made.elt, inner), for_in=loop)


def as_list_comp(value: cst.BaseExpression) -> cst.ListComp:
    """A comprehension or generator expression in square brackets."""
    match value:
        case cst.ListComp():
            return value
        case cst.SetComp(lbrace=opening, rbrace=closing):
            before, after, lpar, rpar = opening.whitespace_after, closing.whitespace_before, value.lpar, value.rpar
        case cst.GeneratorExp(lpar=[*lpar, opening], rpar=[closing, *rpar]):
            before, after = opening.whitespace_after, closing.whitespace_before
        case _:
            raise TypeError(type(value).__name__)
    return cst.ListComp(
        value.elt,
        value.for_in,
        lbracket=cst.LeftSquareBracket(before),
        rbracket=cst.RightSquareBracket(after),
        lpar=lpar,
        rpar=rpar,
    )


def as_list(layout: Layout, style: Style) -> cst.BaseExpression:
    """`[await A, await B, *[await F for ...]]`; of one argument with a star just its list."""
    if len(layout.arguments) == 1 and layout.arguments[0].part.is_many and not layout.has_comments:
        only = in_turn(layout.arguments[0], style)
        assert isinstance(only, cst.ListComp)
        return _closed_up(only, layout)
    return _listed(layout, _elements(layout, [in_turn(laid, style) for laid in layout.arguments]))


def made_first(layout: Layout, style: Style) -> cst.BaseExpression:
    """`[await c for c in [A, B, *[F for ...]]]`: all coroutines are made before the first one runs."""
    return each_of(all_made(layout), style)


def all_made(layout: Layout) -> cst.BaseExpression:
    """`[A, B, *[F for ...]]`: the coroutines, none of them under way."""

    values = [not_started(laid) for laid in layout.arguments]
    if len(values) == 1 and layout.arguments[0].part.is_many and not layout.has_comments:
        if isinstance(values[0], cst.ListComp):
            return _closed_up(values[0], layout)
        return copied(values[0], layout.arguments[0].part)
    return _listed(layout, _elements(layout, values))


def not_started(laid: Laid) -> cst.BaseExpression:
    """An argument as coroutines that are not yet under way."""
    if laid.part.kind == "comprehension":
        return comprehension(laid, coroutine)
    return coroutine(laid.value, laid.part)


def _listed(layout: Layout, elements: list[cst.BaseElement]) -> cst.List:
    closing = (
        layout.arguments[-1].after if layout.arguments and not layout.ends_with_comma else cst.SimpleWhitespace("")
    )
    return cst.List(elements, cst.LeftSquareBracket(layout.opening), cst.RightSquareBracket(closing))


def as_tuple(layout: Layout, style: Style) -> cst.BaseExpression:
    """`await A, await B`, in the parentheses of the gather where it had more than one line."""
    values = [in_turn(laid, style) for laid in layout.arguments]
    if not layout.is_multiline and not layout.has_comments and all(on_its_own(value) is value for value in values):
        return cst.Tuple([cst.Element(value) for value in values], lpar=[], rpar=[])
    closing = cst.SimpleWhitespace("") if layout.ends_with_comma else layout.arguments[-1].after
    return cst.Tuple(_elements(layout, values), lpar=[cst.LeftParen(layout.opening)], rpar=[cst.RightParen(closing)])


def _elements(layout: Layout, values: Sequence[cst.BaseExpression]) -> list[cst.BaseElement]:
    elements: list[cst.BaseElement] = []
    last = len(values) - 1
    for index, (laid, value) in enumerate(zip(layout.arguments, values, strict=True)):
        has_comma = index < last or layout.ends_with_comma
        comma = cst.Comma(laid.before_comma, laid.after) if has_comma else cst.MaybeSentinel.DEFAULT
        if laid.part.is_many:
            elements.append(cst.StarredElement(value, comma, whitespace_before_value=laid.star))
        else:
            elements.append(cst.Element(value, comma))
    return elements


def _closed_up(made: cst.ListComp, layout: Layout) -> cst.ListComp:
    """The only argument's brackets in place of the call's: the layout of the call where the inner has none."""
    opening, closing = layout.opening, layout.arguments[0].after
    if not layout.is_multiline:
        return made
    if not isinstance(made.lbracket.whitespace_after, cst.ParenthesizedWhitespace):
        return made.with_changes(lbracket=cst.LeftSquareBracket(opening), rbracket=cst.RightSquareBracket(closing))
    return shifted(made, depth_of(layout))


class Commented(NamedTuple):
    """An argument, the comments and blank lines above it, and the comment behind it."""

    laid: Laid
    above: Sequence[cst.EmptyLine] = ()
    behind: cst.Comment | None = None


def with_comments(layout: Layout) -> list[Commented]:
    """The arguments, each with the comments that belong to it."""
    rows = []
    above = _lines(layout.opening, with_first=True)
    above = [line for line in above if line.comment]
    for laid in layout.arguments:
        above += nodes.comment_lines(_lines(laid.before_comma, with_first=True), _lines(laid.star, with_first=True))
        first = laid.after.first_line.comment if isinstance(laid.after, cst.ParenthesizedWhitespace) else None
        rows.append(Commented(laid, above, first))
        above = _lines(laid.after, with_first=False)
    rows[-1] = rows[-1]._replace(above=[*rows[-1].above, *(line for line in above if line.comment)])
    return rows


def _lines(gap: Gap, *, with_first: bool) -> list[cst.EmptyLine]:
    if not isinstance(gap, cst.ParenthesizedWhitespace):
        return []
    first = [cst.EmptyLine(comment=gap.first_line.comment)] if with_first and gap.first_line.comment else []
    return [*first, *(cst.EmptyLine(indent=bool(line.comment), comment=line.comment) for line in gap.empty_lines)]


def depth_of(layout: Layout) -> str:
    """By how much the arguments of a call stand deeper than the line that its closing parenthesis is on."""
    opening, closing = layout.opening, layout.arguments[-1].after
    if not isinstance(opening, cst.ParenthesizedWhitespace) or not isinstance(closing, cst.ParenthesizedWhitespace):
        return ""
    return opening.last_line.value.removeprefix(closing.last_line.value)


def shifted(node: Node, depth: str) -> Node:
    """A node whose continuation lines stand less deep."""
    if not depth:
        return node
    moved = node.visit(_Shifted(depth))
    assert isinstance(moved, type(node))
    return moved


class _Shifted(cst.CSTTransformer):
    def __init__(self, depth: str) -> None:
        super().__init__()
        self._depth = depth

    def leave_ParenthesizedWhitespace(  # noqa: N802
        self,
        original_node: cst.ParenthesizedWhitespace,  # noqa: ARG002
        updated_node: cst.ParenthesizedWhitespace,
    ) -> cst.ParenthesizedWhitespace:
        return updated_node.with_changes(last_line=self._less(updated_node.last_line))

    def leave_EmptyLine(  # noqa: N802
        self,
        original_node: cst.EmptyLine,  # noqa: ARG002
        updated_node: cst.EmptyLine,
    ) -> cst.EmptyLine:
        return updated_node.with_changes(whitespace=self._less(updated_node.whitespace))

    def _less(self, space: cst.SimpleWhitespace) -> cst.SimpleWhitespace:
        return space.with_changes(value=space.value.removeprefix(self._depth))
