"""LibCST: the pieces of a woven body as statements, made of the old ones."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

import libcst as cst

from asyncfix import nodes
from asyncfix.project import flow
from asyncfix.transforms.base_http_middleware import renamed
from asyncfix.transforms.base_http_middleware.pieces import Answer, Define, Gone, Kept, Line, Piece, Wrapper

Pairs = dict[int, nodes.Statement]


def pairs(suite: Sequence[ast.stmt], block: cst.BaseSuite) -> Pairs:
    """LibCST's statement for each statement of a suite, by identity; those that share a line get one each."""
    found: Pairs = {}
    lines = [line for statement in nodes.opened(block).statements for line in single(statement)]
    for statement, line in zip(suite, lines, strict=True):
        found[id(statement)] = line
        if isinstance(statement, flow.Function | ast.ClassDef):
            continue
        for (_, inner), below in zip(flow.suites(statement), _suites(line), strict=True):
            if isinstance(below, cst.If):
                found |= {id(inner[0]): below, **_below(inner[0], below)}
            elif below is not None:
                found |= pairs(inner, below)
    return found


def _below(statement: ast.stmt, line: cst.If) -> Pairs:
    found: Pairs = {}
    for (_, inner), below in zip(flow.suites(statement), _suites(line), strict=True):
        if isinstance(below, cst.If):
            found |= {id(inner[0]): below, **_below(inner[0], below)}
        elif below is not None:
            found |= pairs(inner, below)
    return found


def single(statement: nodes.Statement) -> Iterator[nodes.Statement]:
    """A statement, or each of those that share a line as a line of its own."""
    if not isinstance(statement, cst.SimpleStatementLine) or len(statement.body) == 1:
        yield statement
        return
    count = len(statement.body)
    for number, small in enumerate(statement.body):
        line = cst.SimpleStatementLine([small.with_changes(semicolon=cst.MaybeSentinel.DEFAULT)])
        if number == 0:
            line = line.with_changes(leading_lines=statement.leading_lines)
        if number == count - 1:
            line = line.with_changes(trailing_whitespace=statement.trailing_whitespace)
        yield line


def _suites(statement: nodes.Statement) -> Iterator[cst.BaseSuite | cst.If | None]:
    """The suites of a statement in the order of `flow.suites`; an `elif` is an If, and what is not there None."""
    match statement:
        case cst.Try() | cst.TryStar():
            yield statement.body
            for handler in statement.handlers:
                yield handler.body
            yield statement.orelse.body if statement.orelse else None
            yield statement.finalbody.body if statement.finalbody else None
        case cst.If(orelse=orelse):
            yield statement.body
            yield orelse if isinstance(orelse, cst.If) else orelse.body if orelse else None
        case cst.For() | cst.While():
            yield statement.body
            yield statement.orelse.body if statement.orelse else None
        case cst.With():
            yield statement.body
        case cst.Match():
            for case in statement.cases:
                yield case.body
        case _:
            pass


class Realiser:
    """Makes statements of pieces. `of` gives the old ones, the names are those of Starlette's types in the file."""

    def __init__(self, of: Pairs, message: str, headers: str, response: str, quote: str) -> None:
        self._of = of
        self._quote = quote
        self._message = message
        self._headers = headers
        self._response = response

    def block(self, pieces: Sequence[Piece], wrapper: Wrapper | None = None) -> list[nodes.Statement]:
        """The statements of a suite; in a wrapper the response's name stands for the message."""
        made: list[nodes.Statement] = []
        waiting: list[cst.EmptyLine] = []
        after_definition = False
        for piece in pieces:
            if isinstance(piece, Gone):
                waiting += nodes.comments_in(self._of[id(piece.statement)])
                continue
            new = self._statements(piece, wrapper)
            new[0] = nodes.led_by(new[0], waiting)
            is_definition = isinstance(piece, Define)
            if (is_definition and made) or (after_definition and not _is_apart(new[0])):
                new[0] = nodes.led_by(new[0], [cst.EmptyLine(indent=False)])
            after_definition = is_definition
            waiting = []
            made += new
        if waiting:
            made[-1:] = [_followed(made[-1], waiting)] if made else []
        return made

    def _statements(self, piece: Piece, wrapper: Wrapper | None) -> list[nodes.Statement]:
        match piece:
            case Kept(statement=statement, suites=suites):
                node = self._of[id(statement)]
                if suites is not None:
                    node = self._refilled(node, suites, wrapper)
                elif wrapper and wrapper.response:
                    node = renamed.on_message(node, wrapper, self._quote)
                return [node]
            case Line(text=text, instead_of=old):
                return self._lines(text, old)
            case Answer():
                return self._answer(piece)
            case Define(wrapper=defined):
                return [self._definition(defined)]
            case _:
                raise AssertionError(piece)

    def _lines(self, text: str, old: ast.stmt | None) -> list[nodes.Statement]:
        new = [*parsed(text)]
        if old is not None:
            line = self._of[id(old)]
            new[0] = new[0].with_changes(leading_lines=line.leading_lines)
            if isinstance(new[0], cst.SimpleStatementLine) and isinstance(line, cst.SimpleStatementLine):
                new[0] = new[0].with_changes(trailing_whitespace=line.trailing_whitespace)
            new[0] = nodes.led_by(new[0], nodes.comments_lost(line, cst.Module(new)))
        return new

    def _answer(self, piece: Answer) -> list[nodes.Statement]:
        line = self._of[id(piece.statement)]
        assert isinstance(line, cst.SimpleStatementLine)
        (small,) = line.body
        assert isinstance(small, cst.Return)
        assert small.value is not None
        call, *_ = parsed(piece.call)
        if piece.name is not None:
            value = small.value if nodes.stands_alone(small.value) else nodes.parenthesized(small.value)
            made = [line.with_changes(body=[nodes.assign(piece.name, value)]), call]
        else:
            made = [*self._lines(piece.call, piece.statement)]
        return [*made, *(parsed("return") if piece.leaves else [])]

    def _definition(self, wrapper: Wrapper) -> nodes.Statement:
        lines = [f"async def {wrapper.name}({wrapper.message}: {self._message}) -> None:"]
        if wrapper.globals:
            lines.append(f"    global {', '.join(wrapper.globals)}")
        if wrapper.nonlocals:
            lines.append(f"    nonlocal {', '.join(wrapper.nonlocals)}")
        does = wrapper.before or wrapper.after or wrapper.started
        if does:
            lines += [f'    if {wrapper.message}["type"] == "http.response.start":', "        pass"]
        lines.append(f"    await {wrapper.send}({wrapper.message})")
        (made,) = parsed("\n".join(lines), self._quote)
        assert isinstance(made, cst.FunctionDef)
        if not does:
            return made
        inside: list[Piece] = [*wrapper.before]
        if wrapper.started:
            inside.append(Line(f"{wrapper.started} = True"))
        inside += wrapper.after
        body = [*self._opening(wrapper), *_apart(unled(self.block(inside, wrapper)))]
        return _with_branch(made, body)

    def _opening(self, wrapper: Wrapper) -> list[nodes.Statement]:
        """What the statements of a wrapper start from: the headers of the message, and a place to set cookies in."""
        lines = []
        if wrapper.headers:
            # A message need not have any.
            lines.append(f'{wrapper.message}.setdefault("headers", [])')
            lines.append(f"{wrapper.headers} = {self._headers}(scope={wrapper.message})")
        if wrapper.cookies:
            lines += [
                f"{wrapper.cookies} = {self._response}()",
                f"{wrapper.cookies}.raw_headers = {wrapper.headers}.raw",
            ]
        return parsed("\n".join(lines), self._quote)

    def _refilled(
        self, node: nodes.Statement, suites: Sequence[Sequence[Piece]], wrapper: Wrapper | None
    ) -> nodes.Statement:
        if wrapper and wrapper.response:
            node = renamed.on_message(node, wrapper, self._quote)
        return _replaced(node, [_apart(self.block(pieces, wrapper)) for pieces in suites])


def _replaced(node: nodes.Statement, bodies: Sequence[list[nodes.Statement]]) -> nodes.Statement:
    """A compound statement with other statements in its suites; suites without any go where they may."""
    match node:
        case cst.Try() | cst.TryStar():
            count = len(node.handlers)
            clauses: list[cst.ExceptHandler | cst.ExceptStarHandler] = [*node.handlers]
            handlers = [
                clause.with_changes(body=filled(clause.body, body))
                for clause, body in zip(clauses, bodies[1 : count + 1], strict=True)
            ]
            orelse, finalbody = bodies[count + 1], bodies[count + 2]
            return node.with_changes(
                body=filled(node.body, bodies[0]),
                handlers=handlers,
                orelse=node.orelse.with_changes(body=filled(node.orelse.body, orelse))
                if node.orelse and orelse
                else None,
                finalbody=node.finalbody.with_changes(body=filled(node.finalbody.body, finalbody))
                if node.finalbody
                else None,
            )
        case cst.If():
            changed = node.with_changes(body=filled(node.body, bodies[0]))
            return changed.with_changes(orelse=_else(node.orelse, bodies[1]))
        case cst.For() | cst.While():
            changed_loop = node.with_changes(body=filled(node.body, bodies[0]))
            if node.orelse:
                other = node.orelse.with_changes(body=filled(node.orelse.body, bodies[1]))
                changed_loop = changed_loop.with_changes(orelse=other)
            return changed_loop
        case cst.With():
            return node.with_changes(body=filled(node.body, bodies[0]))
        case cst.Match():
            cases = [
                case.with_changes(body=filled(case.body, body)) for case, body in zip(node.cases, bodies, strict=True)
            ]
            return node.with_changes(cases=cases)
        case _:
            raise AssertionError(node)


def _else(old: cst.If | cst.Else | None, body: list[nodes.Statement]) -> cst.If | cst.Else | None:
    if old is None:
        return None
    if isinstance(old, cst.Else):
        return old.with_changes(body=filled(old.body, body))
    if len(body) == 1 and isinstance(body[0], cst.If):
        return body[0]
    return cst.Else(cst.IndentedBlock(body))


def filled(old: cst.BaseSuite, body: Sequence[nodes.Statement]) -> cst.BaseSuite:
    if isinstance(old, cst.IndentedBlock):
        return old.with_changes(body=body)
    line = body[0]
    if len(body) == 1 and isinstance(line, cst.SimpleStatementLine) and not line.leading_lines:
        return cst.SimpleStatementSuite(line.body, trailing_whitespace=line.trailing_whitespace)
    return cst.IndentedBlock(body)


def _with_branch(made: cst.FunctionDef, body: Sequence[nodes.Statement]) -> cst.FunctionDef:
    """A wrapper's definition with the statements of its branch for the start of the response."""
    assert isinstance(made.body, cst.IndentedBlock)
    statements = [
        each.with_changes(body=cst.IndentedBlock(body)) if isinstance(each, cst.If) else each
        for each in nodes.opened(made.body).statements
    ]
    return made.with_changes(body=made.body.with_changes(body=statements))


def parsed(text: str, quote: str = '"') -> list[nodes.Statement]:
    """The statements of a text, its strings in these quotes. Blank lines in it stay empty wherever they will stand."""
    found = cst.parse_module(text.replace('"', quote)).visit(_Unindented())
    assert isinstance(found, cst.Module)
    return list(found.body)


class _Unindented(cst.CSTTransformer):
    def leave_EmptyLine(  # noqa: N802
        self,
        original_node: cst.EmptyLine,  # noqa: ARG002
        updated_node: cst.EmptyLine,
    ) -> cst.EmptyLine:
        return updated_node if updated_node.comment else updated_node.with_changes(indent=False)


def _is_apart(statement: nodes.Statement) -> bool:
    return bool(statement.leading_lines) and statement.leading_lines[0].comment is None


def _apart(body: list[nodes.Statement]) -> list[nodes.Statement]:
    """The statements of a branch, with a blank line in front of a definition that they begin with, as formatters do."""
    if not body or not isinstance(body[0], cst.FunctionDef | cst.ClassDef) or _is_apart(body[0]):
        return body
    return [nodes.led_by(body[0], [cst.EmptyLine(indent=False)]), *body[1:]]


def _followed(statement: nodes.Statement, comments: Sequence[cst.EmptyLine]) -> nodes.Statement:
    """A last statement under the comments of what came after it."""
    return statement.with_changes(leading_lines=[*statement.leading_lines, *comments])


def unled(body: list[nodes.Statement]) -> list[nodes.Statement]:
    """Statements without blank lines above the first."""
    lines = list(body[0].leading_lines)
    while lines and lines[0].comment is None:
        lines.pop(0)
    return [body[0].with_changes(leading_lines=lines), *body[1:]]
