"""LibCST: the functions that exception handlers are, made of the clauses of a middleware."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from asyncfix.project import flow
from asyncfix.transforms.base_http_middleware.clauses import Clause, ErrorHandler
from asyncfix.transforms.base_http_middleware.flows import assigned
from asyncfix.transforms.base_http_middleware.members import Members, is_static, stored_name
from asyncfix.transforms.base_http_middleware.spelling import quote_of

if TYPE_CHECKING:
    import libcst as cst

    from asyncfix import nodes


@dataclass(frozen=True, eq=False)
class Registered:
    """A clause's function: its name, the annotation of its error, that of what it returns, and the types that it is
    registered for; the `dead` ones only in a comment."""

    clause: Clause
    name: str
    error: str
    returns: str | None
    live: tuple[str, ...]
    dead: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Text:
    """How the file spells the request's and the application's class, and the functions that are to be written.

    `guarded` says that they must leave websockets alone.
    """

    request: str
    app: str
    guarded: bool
    registered: tuple[Registered, ...]


class HandlerText:
    """Writes the functions in place of the middleware."""

    def __init__(self, handler: ErrorHandler, members: Members, text: Text) -> None:
        self._handler = handler
        self._members = members
        self._text = text

    def written(self, tree: cst.CSTNode, register: str | None, call: str | None) -> cst.FlattenSentinel[cst.CSTNode]:
        """The handlers, the helpers and the function that registers them, if it gets a name; `call` is a call of it
        that follows."""
        import libcst as cst

        from asyncfix import nodes
        from asyncfix.transforms.base_http_middleware import realise

        assert isinstance(tree, cst.ClassDef | cst.FunctionDef)
        function, known = self._function(tree)
        pairs = realise.pairs(self._handler.dispatch.function.body, function.body)
        functions: list[nodes.Statement] = [self._handled(each, pairs) for each in self._text.registered]
        functions += [self._helper(helper, known[id(helper)]) for helper in self._members.helpers]
        docstring = known[id(self._members.docstring)] if self._members.docstring else self._own_docstring(pairs)
        made: list[nodes.Statement] = [self._constant(known[id(each)]) for each in self._members.constants]
        if register is None:
            made += functions
        elif self._members.state:
            made.append(self._closed(self._register(register, docstring), functions, known, docstring is not None))
        else:
            made += [*functions, self._register(register, docstring)]
        if call is not None:
            made += realise.parsed(call)
        lost = nodes.comments_lost(tree, cst.Module([each.with_changes(leading_lines=()) for each in made]))
        own = [line.comment.value for line in tree.leading_lines if line.comment]
        above = [line for line in lost if line.comment and line.comment.value not in own]
        blank = [cst.EmptyLine(indent=False)] * 2
        first, *rest = made
        first = nodes.led_by(first, tree.leading_lines)
        count = len(self._members.constants)
        spaced = [each if number < count else nodes.led_by(each, blank) for number, each in enumerate(rest, start=1)]
        kept = nodes.comments_lost(tree, cst.Module([first, *spaced]))
        if above and kept:
            first = first.with_changes(leading_lines=[*first.leading_lines, *kept])
        return cst.FlattenSentinel([first, *spaced])

    def _own_docstring(self, pairs: dict[int, nodes.Statement]) -> nodes.Statement | None:
        """That of the function, where its lines stay right: those of a method are further in."""
        dispatch = self._handler.dispatch
        match dispatch.function.body[0]:
            case ast.Expr(value=ast.Constant(value=str())) as first:
                moves = dispatch.owner is not None and first.lineno != first.end_lineno
                return None if moves else pairs[id(first)]
            case _:
                return None

    def _function(self, tree: cst.ClassDef | cst.FunctionDef) -> tuple[cst.FunctionDef, dict[int, nodes.Statement]]:
        import libcst as cst

        from asyncfix.transforms.base_http_middleware import realise

        if isinstance(tree, cst.FunctionDef):
            return tree, {}
        owner = self._handler.dispatch.owner
        assert owner is not None
        known = realise.pairs(owner.body, tree.body)
        function = known[id(self._handler.dispatch.function)]
        assert isinstance(function, cst.FunctionDef)
        return function, known

    def _handled(self, registered: Registered, pairs: dict[int, nodes.Statement]) -> cst.FunctionDef:
        import libcst as cst

        from asyncfix import nodes
        from asyncfix.transforms.base_http_middleware import realise

        clause = registered.clause.node
        statement = pairs[id(self._handler.statement)]
        assert isinstance(statement, cst.Try)
        old = statement.handlers[self._handler.statement.handlers.index(clause)]
        body = [self._stated(each, pairs, each is clause.body[-1]) for each in clause.body]
        lines = realise.unled([*self._opening(registered.clause, pairs), *body])
        returns = f" -> {registered.returns}" if registered.returns else ""
        request, error = self._handler.dispatch.request, clause.name or "exc"
        signature = f"{registered.name}({request}: {self._text.request}, {error}: {registered.error}){returns}"
        (made,) = realise.parsed(f"async def {signature}:\n    pass")
        assert isinstance(made, cst.FunctionDef)
        footer = old.body.footer if isinstance(old.body, cst.IndentedBlock) else ()
        block = cst.IndentedBlock(lines, footer=footer)
        header = old.body.header if isinstance(old.body, cst.IndentedBlock) else None
        above = nodes.comment_lines(old.leading_lines, *([header] if header else []))
        return made.with_changes(body=block, leading_lines=above)

    def _opening(self, clause: Clause, pairs: dict[int, nodes.Statement]) -> Iterator[nodes.Statement]:
        """The guard against websockets, and the values that the clause uses from before the `try`."""
        from asyncfix.transforms.base_http_middleware import realise

        dispatch = self._handler.dispatch
        if self._text.guarded:
            name = clause.node.name or "exc"
            text = f'if {dispatch.request}.scope["type"] != "http":\n    raise {name}'
            yield from realise.parsed(text, quote_of(dispatch.module))
        needed = flow.names_in(clause.node)
        used: list[ast.Assign] = []
        for statement in reversed(self._handler.setup):
            if flow.names_in(statement.targets[0]) & needed:
                needed |= flow.names_in(statement.value)
                used.insert(0, statement)
        for statement in used:
            yield self._without_self(pairs[id(statement)])

    def _stated(self, statement: ast.stmt, pairs: dict[int, nodes.Statement], is_last: bool) -> nodes.Statement:
        import libcst as cst

        line = pairs[id(statement)]
        response = self._handler.response
        if is_last and response and assigned(statement, response) is not None:
            assert isinstance(line, cst.SimpleStatementLine)
            (small,) = line.body
            assert isinstance(small, cst.Assign | cst.AnnAssign)
            line = line.with_changes(body=[cst.Return(small.value)])
        return self._without_self(line)

    def _without_self(self, node: nodes.Statement) -> nodes.Statement:
        import libcst as cst

        own = self._handler.dispatch.own
        if own is None or not self._members.names:
            return node
        changed = node.visit(_free_names(own, self._members.names))
        assert isinstance(changed, cst.SimpleStatementLine | cst.BaseCompoundStatement)
        return changed

    def _helper(self, helper: flow.Function, node: nodes.Statement) -> nodes.Statement:
        import libcst as cst

        from asyncfix import nodes

        assert isinstance(node, cst.FunctionDef)
        lines = nodes.comment_lines(node.leading_lines, node.lines_after_decorators)
        params = node.params
        if not is_static(helper):
            params = _without_first(params)
            changed = node.visit(_free_names(helper.args.args[0].arg, self._members.names))
            assert isinstance(changed, cst.FunctionDef)
            node = changed
        return node.with_changes(params=params, decorators=(), leading_lines=lines, lines_after_decorators=())

    def _constant(self, node: nodes.Statement) -> nodes.Statement:
        from asyncfix import nodes

        return node.with_changes(leading_lines=nodes.comment_lines(node.leading_lines))

    def _closed(
        self,
        register: nodes.Statement,
        functions: Sequence[nodes.Statement],
        known: dict[int, nodes.Statement],
        has_docstring: bool,
    ) -> nodes.Statement:
        """The function that registers the handlers, around them: it takes what the constructor took."""
        import libcst as cst

        from asyncfix import nodes
        from asyncfix.transforms.base_http_middleware import realise

        assert isinstance(register, cst.FunctionDef)
        assert self._members.constructor is not None
        constructor = known[id(self._members.constructor)]
        assert isinstance(constructor, cst.FunctionDef)
        taken = [*constructor.params.params[2:], *constructor.params.kwonly_params]
        params = register.params.with_changes(star_arg=cst.ParamStar(), kwonly_params=[_plain(each) for each in taken])
        if not taken:
            params = register.params
        lines = realise.pairs(self._members.constructor.body, constructor.body)
        names = {each.name.value for each in taken}
        state = [
            _local(lines[id(each)])
            for each in self._members.state
            if not (stored_name(each) in names and _is_same(each))
        ]
        own = nodes.opened(register.body).statements
        count = 1 if has_docstring else 0
        blank = cst.EmptyLine(indent=False)
        inner = [nodes.led_by(each, [blank]) for each in functions]
        if not count and not state:
            inner[0] = inner[0].with_changes(leading_lines=inner[0].leading_lines[1:])
        body = [*own[:count], *state, *inner, nodes.led_by(own[count], [blank]), *own[count + 1 :]]
        return register.with_changes(params=params, body=register.body.with_changes(body=body))

    def registrations(self, app: str) -> list[str]:
        """The lines that register the handlers; those that never ran are comments."""
        lines: list[str] = []
        waiting: list[str] = []
        for each in self._text.registered:
            lines += waiting if each.live else []
            waiting = [] if each.live else waiting
            lines += [f"{app}.add_exception_handler({error}, {each.name})" for error in each.live]
            for error in each.dead:
                waiting.append(f"# never ran inside the middleware; enabling it changes every {error} body:")
                waiting.append(f"# {app}.add_exception_handler({error}, {each.name})")
        return [*lines, *waiting]

    def _register(self, name: str, docstring: nodes.Statement | None) -> nodes.Statement:
        import libcst as cst

        from asyncfix import nodes
        from asyncfix.transforms.base_http_middleware import realise

        lines = [f"def {name}(app: {self._text.app}) -> None:", *(f"    {line}" for line in self.registrations("app"))]
        (made,) = realise.parsed("\n".join(lines) + "\n")
        assert isinstance(made, cst.FunctionDef)
        if docstring is not None:
            body = [docstring.with_changes(leading_lines=()), *nodes.opened(made.body).statements]
            made = made.with_changes(body=made.body.with_changes(body=body))
        return made


def _plain(parameter: cst.Param) -> cst.Param:
    """A parameter on one line with the others."""
    import libcst as cst

    return parameter.with_changes(
        comma=cst.MaybeSentinel.DEFAULT, star="", whitespace_after_param=cst.SimpleWhitespace("")
    )


def _local(line: nodes.Statement) -> nodes.Statement:
    """`x = value` for `self.x = value`."""
    import libcst as cst

    assert isinstance(line, cst.SimpleStatementLine)
    (small,) = line.body
    if isinstance(small, cst.AnnAssign):
        assert isinstance(small.target, cst.Attribute)
        return line.with_changes(body=[small.with_changes(target=small.target.attr)])
    assert isinstance(small, cst.Assign)
    target = small.targets[0]
    assert isinstance(target.target, cst.Attribute)
    return line.with_changes(body=[small.with_changes(targets=[target.with_changes(target=target.target.attr)])])


def _is_same(statement: ast.Assign | ast.AnnAssign) -> bool:
    """Whether it is `self.x = x`."""
    return isinstance(statement.value, ast.Name) and statement.value.id == stored_name(statement)


def _without_first(params: cst.Parameters) -> cst.Parameters:
    if params.posonly_params:
        return params.with_changes(posonly_params=params.posonly_params[1:])
    return params.with_changes(params=params.params[1:])


def _free_names(own: str, members: set[str]) -> cst.CSTTransformer:
    """Takes the object off its members: `self.answer(...)` becomes `answer(...)`."""
    import libcst as cst

    class FreeNames(cst.CSTTransformer):
        def leave_Attribute(  # noqa: N802
            self,
            original_node: cst.Attribute,  # noqa: ARG002
            updated_node: cst.Attribute,
        ) -> cst.BaseExpression:
            match updated_node:
                case cst.Attribute(value=cst.Name(name), attr=attr) if name == own and attr.value in members:
                    return attr.with_changes(lpar=updated_node.lpar, rpar=updated_node.rpar)
                case _:
                    return updated_node

    return FreeNames()
