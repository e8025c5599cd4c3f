"""LibCST: a middleware class without its base, or one made of a function."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from asyncfix.project import flow
from asyncfix.rule import Import, Refused
from asyncfix.transforms.base_http_middleware.constructor import Constructor, own_name
from asyncfix.transforms.base_http_middleware.dispatch import Dispatch
from asyncfix.transforms.base_http_middleware.pieces import Spelling
from asyncfix.transforms.base_http_middleware.weave import Woven

if TYPE_CHECKING:
    import libcst as cst

    from asyncfix import nodes


@dataclass(frozen=True, eq=False)
class Typed:
    """The names of Starlette's types that the new code needs, as text."""

    app: str
    scope: str
    receive: str
    send: str
    message: str
    headers: str
    request: str
    response: str


class AsgiText:
    """Writes the new class with LibCST, as planned."""

    def __init__(
        self,
        dispatch: Dispatch,
        names: Spelling,
        woven: Woven,
        typed: Typed,
        own: str,
        inside: Sequence[Import],
    ) -> None:
        self._dispatch = dispatch
        self._names = names
        self._woven = woven
        self._typed = typed
        self._own = own
        self._inside = inside

    def as_class(self, tree: cst.CSTNode, node: ast.ClassDef, constructor: Constructor) -> cst.CSTNode:
        """The class without its base: `dispatch` has become `__call__`, and `app` is kept by the constructor."""
        import libcst as cst

        from asyncfix import nodes

        assert isinstance(tree, cst.ClassDef)
        statements = nodes.opened(tree.body).statements
        if len(statements) != len(node.body):
            raise Refused("the class has statements that share a line")
        made: list[nodes.Statement] = []
        first = next(number for number, each in enumerate(node.body) if isinstance(each, flow.Function))
        for number, (old, statement) in enumerate(zip(node.body, statements, strict=True)):
            if number == first and constructor.function is None:
                new = self._constructor()
                made.append(nodes.led_by(new, statement.leading_lines))
                statement = _apart(statement.with_changes(leading_lines=()))
            if old is self._dispatch.original:
                assert isinstance(statement, cst.FunctionDef)
                statement = self.called(statement)
            elif old is constructor.function:
                assert isinstance(statement, cst.FunctionDef)
                statement = self._keeping(statement, constructor)
            made.append(statement)
        bare = {"bases": (), "lpar": cst.MaybeSentinel.DEFAULT, "rpar": cst.MaybeSentinel.DEFAULT}
        changed = tree.with_changes(body=tree.body.with_changes(body=made), **bare)
        lost = nodes.comments_lost(tree, changed)
        return self._led(changed.with_changes(leading_lines=[*changed.leading_lines, *lost]), [])

    def from_function(self, tree: cst.CSTNode, name: str, added: str | None) -> cst.CSTNode:
        """A class in place of a function, and the call that adds it where the decorator stood."""
        import libcst as cst

        from asyncfix import nodes
        from asyncfix.transforms.base_http_middleware import realise, renamed

        assert isinstance(tree, cst.FunctionDef)
        owner = self._owner()
        if owner is not None:
            changed = tree.visit(renamed.renaming("self", owner))
            assert isinstance(changed, cst.FunctionDef)
            tree = changed
        assert isinstance(tree, cst.FunctionDef)
        called = self.called(tree.with_changes(decorators=(), leading_lines=(), lines_after_decorators=()))
        docstring: list[nodes.Statement] = []
        if len(self._dispatch.body) < len(self._dispatch.function.body):
            assert isinstance(called.body, cst.IndentedBlock)
            first, *rest = nodes.opened(called.body).statements
            docstring, called = [first], called.with_changes(body=called.body.with_changes(body=realise.unled(rest)))
        constructor = self._constructor()
        body = [*docstring, _apart(constructor) if docstring else constructor, _apart(called)]
        made = cst.ClassDef(cst.Name(name), cst.IndentedBlock(body), leading_lines=tree.leading_lines)
        lost = nodes.comments_lost(tree, made)
        made = made.with_changes(leading_lines=[*made.leading_lines, *lost])
        blank = [cst.EmptyLine(indent=False)] * (1 if self._dispatch.function.col_offset else 2)
        after = [each.with_changes(leading_lines=blank) for each in realise.parsed(added or "")]
        before = realise.parsed(f"{owner} = self") if owner else []
        return self._led(made, after, before)

    def _owner(self) -> str | None:
        """Another name for the `self` of the code around a function: in the class it means the middleware."""
        body = ast.Module(body=self._dispatch.function.body, type_ignores=[])
        taken = flow.names_in(self._dispatch.function)
        return flow.free_name("owner", taken) if "self" in flow.names_in(body) else None

    def _led(
        self, made: cst.ClassDef, after: Sequence[nodes.Statement], before: Sequence[nodes.Statement] = ()
    ) -> cst.CSTNode:
        """A class with the statements around it, imports among them."""
        import libcst as cst

        from asyncfix.transforms.base_http_middleware import realise

        by_module: dict[str, list[str]] = {}
        for each in self._inside:
            by_module.setdefault(each.module, []).append(
                f"{each.name} as {each.alias}" if each.alias else f"{each.name}"
            )
        lines = [f"from {module} import {', '.join(sorted(names))}" for module, names in sorted(by_module.items())]
        first = [*realise.parsed("\n".join(lines)), *before]
        if first:
            first[0] = first[0].with_changes(leading_lines=made.leading_lines)
            made = made.with_changes(leading_lines=[cst.EmptyLine(indent=False)])
        whole = [*first, made, *after]
        return made if len(whole) == 1 else cst.FlattenSentinel(whole)  # type: ignore[return-value]

    def _constructor(self) -> nodes.Statement:
        import libcst as cst

        made = cst.parse_statement(
            f"def __init__({self._own}, app: {self._typed.app}) -> None:\n    {self._own}.app = app\n"
        )
        assert isinstance(made, cst.FunctionDef)
        return made

    def _keeping(self, statement: cst.FunctionDef, constructor: Constructor) -> cst.FunctionDef:
        """The constructor with `self.app = app` for the call of its base's."""
        import libcst as cst

        from asyncfix import nodes
        from asyncfix.transforms.base_http_middleware import realise

        assert constructor.function is not None
        assert constructor.call is not None
        known = realise.pairs(constructor.function.body, statement.body)
        own = own_name(constructor.function)
        made: list[nodes.Statement] = []
        waiting: list[cst.EmptyLine] = []
        for each in constructor.function.body:
            line = known[id(each)]
            if each is constructor.call:
                if constructor.value is None:
                    waiting = nodes.comments_in(line)
                    continue
                assert isinstance(line, cst.SimpleStatementLine)
                text = f"{own}.app = {ast.unparse(constructor.value)}"
                (new,) = cst.ensure_type(cst.parse_statement(text), cst.SimpleStatementLine).body
                line = line.with_changes(body=[new])
            made.append(nodes.led_by(line, waiting))
            waiting = []
        return statement.with_changes(body=realise.filled(statement.body, made))

    def called(self, statement: cst.FunctionDef) -> cst.FunctionDef:
        """`dispatch` as `__call__`."""
        import libcst as cst

        from asyncfix import nodes
        from asyncfix.transforms.base_http_middleware import realise

        dispatch, names, typed = self._dispatch, self._names, self._typed
        written = statement
        if dispatch.unfolding is not None:
            statement = dispatch.unfolding.tree(statement)
        known = realise.pairs(dispatch.function.body, statement.body)
        docstring = dispatch.function.body[: len(dispatch.function.body) - len(dispatch.body)]
        realiser = realise.Realiser(known, typed.message, typed.headers, typed.response, names.quote)
        body = realiser.block(self._woven.pieces)
        head = [known[id(each)] for each in docstring]
        opening = [*self._opening()]
        if head:
            opening[0] = nodes.led_by(opening[0], [])
        body[0] = body[0] if _starts_apart(body[0]) else _apart(body[0])
        signature = cst.parse_statement(
            f"async def __call__({self._own}, {names.scope}: {typed.scope}, {names.receive}: {typed.receive},"
            f" {names.send}: {typed.send}) -> None:\n    pass"
        )
        assert isinstance(signature, cst.FunctionDef)
        changed = statement.with_changes(
            name=signature.name,
            params=signature.params,
            returns=signature.returns,
            decorators=(),
            whitespace_before_params=signature.whitespace_before_params,
            body=realise.filled(statement.body, [*head, *opening, *body]),
        )
        lost = nodes.comments_lost(written, changed)
        return changed.with_changes(leading_lines=[*changed.leading_lines, *lost])

    def _opening(self) -> Sequence[nodes.Statement]:
        from asyncfix.transforms.base_http_middleware import realise

        names = self._names
        text = (
            f'if {names.scope}["type"] != "http":\n    await {names.app}({names.arguments}, {names.send})\n    return\n'
        )
        receive = names.receive
        if any(self._woven.reads):
            text += f"\n{self._reading()}"
            receive = names.record
        if self._woven.uses_request:
            text += f"\n{self._dispatch.request} = {self._typed.request}({names.scope}, {receive})\n"
        return realise.parsed(text, names.quote)

    def _reading(self) -> str:
        """What the request and the application receive from, where both may read the body of the request.

        The application gets what the middleware has read once more; once the application has had all of it, reading
        raises what Starlette's own request would raise.
        """
        names, (early, late) = self._names, self._woven.reads
        message, received, ended = names.message, names.received, names.ended
        lines = [f"{received}: list[{self._typed.message}] = []"] if early else []
        lines += [f"{ended} = False"] if late else []
        lines += ["", f"async def {names.record}() -> {self._typed.message}:"]
        lines += [f"    if {ended}:", '        raise RuntimeError("Stream consumed")'] if late else []
        if early:
            lines += [f"    {message} = await {names.receive}()", f"    {received}.append({message})"]
            lines += [f"    return {message}"]
        else:
            lines += [f"    return await {names.receive}()"]
        again = f"{received}.pop(0) if {received} else await {names.receive}()" if early else f"await {names.receive}()"
        lines += ["", f"async def {names.replay}() -> {self._typed.message}:"]
        if late:
            lines += [f"    nonlocal {ended}", f"    {message} = {again}"]
            lines += [f'    {ended} = not {message}.get("more_body", False)', f"    return {message}"]
        else:
            lines += [f"    return {again}"]
        return "\n".join(lines) + "\n"


def _apart(statement: nodes.Statement) -> nodes.Statement:
    import libcst as cst

    from asyncfix import nodes

    return nodes.led_by(statement, [cst.EmptyLine(indent=False)])


def _starts_apart(statement: nodes.Statement) -> bool:
    return bool(statement.leading_lines) and statement.leading_lines[0].comment is None
