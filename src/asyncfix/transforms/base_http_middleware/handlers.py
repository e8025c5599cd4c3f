"""Route H: exception handlers, and a function that registers them, for a middleware that only answers errors."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from asyncfix.project import Module, Project, flow
from asyncfix.project.names import dotted_name
from asyncfix.rule import LINE, Edit, Refused
from asyncfix.transforms.base_http_middleware import asgi, clauses
from asyncfix.transforms.base_http_middleware.asgi import Rewriting
from asyncfix.transforms.base_http_middleware.clauses import Clause, ErrorHandler, Unfit
from asyncfix.transforms.base_http_middleware.constructor import dispatch_in
from asyncfix.transforms.base_http_middleware.dispatch import Dispatch, check, dispatch_of, is_response_class
from asyncfix.transforms.base_http_middleware.errors import error_of
from asyncfix.transforms.base_http_middleware.found import Found
from asyncfix.transforms.base_http_middleware.handler_text import HandlerText, Registered, Text
from asyncfix.transforms.base_http_middleware.importers import renamed_everywhere
from asyncfix.transforms.base_http_middleware.joining import joined, with_lines, without_call
from asyncfix.transforms.base_http_middleware.members import Members, members_of
from asyncfix.transforms.base_http_middleware.route import CallSite, Chosen, as_handlers
from asyncfix.transforms.base_http_middleware.spelling import Imports

REGISTER = "register_exception_handlers"


def handlers_for(project: Project, found: Found, *, anyway: bool) -> Rewriting | None:
    """Exception handlers for a middleware; None where it is no plain error handler. Raises `Unfit` and `Refused`."""
    module, node = found.module, found.node
    members = Members()
    if isinstance(node, ast.ClassDef):
        function = dispatch_in(project, module, node)
        dispatch = dispatch_of(project, module, function, node)
    else:
        dispatch = dispatch_of(project, module, node)
    check(dispatch)
    handler = clauses.error_handler(dispatch)
    if handler is None:
        return None
    if len(found.at.scopes) > 1:
        raise Unfit("it is defined inside a function")
    if isinstance(node, ast.ClassDef):
        members = members_of(project, module, node, dispatch.original)
    elif len(node.decorator_list) > (found.form == "decorated"):
        raise Refused("it has other decorators")
    else:
        asgi.check_used(project, found)
    parameters = _parameters(members)
    chosen = as_handlers(project, found, handler, anyway=anyway, parameters=parameters)
    return _Handlers(project, found, handler, members, chosen).rewriting()


def _parameters(members: Members) -> frozenset[str]:
    """What a constructor takes besides the application."""
    if members.constructor is None:
        return frozenset()
    arguments = members.constructor.args
    return frozenset(each.arg for each in [*arguments.args[2:], *arguments.kwonlyargs])


@dataclass(frozen=True, eq=False)
class _Planned:
    """A clause's function: its name, the types it is registered for, and those it is only commented for."""

    clause: Clause
    name: str
    live: tuple[str, ...]
    dead: tuple[str, ...]


class _Handlers:
    def __init__(self, project: Project, found: Found, handler: ErrorHandler, members: Members, chosen: Chosen) -> None:
        self._project = project
        self._found = found
        self._handler = handler
        self._members = members
        self._chosen = chosen
        self._shadowed = clauses.check_order(handler.clauses)
        self._notes: list[str] = []
        self._taken = {*project.bound(found.module).names, *flow.names_in(found.module.tree)}

    def rewriting(self) -> Rewriting:
        found, module = self._found, self._found.module
        planned = [self._plan(clause) for clause in self._handler.clauses if clause not in self._shadowed]
        if not any(each.live for each in planned):
            raise Unfit("no clause of it runs for routes")
        imports = Imports(self._project, module)
        text = HandlerText(self._handler, self._members, self._text(imports, planned))
        unneeded = [(module.path, name) for name in _imported_names(module, found.node)]
        known = self._joined(planned)
        if known is not None:
            imports.forget("FastAPI", "Starlette")
            edits = [Edit(module.path, module.anchor(found.node), lambda tree: text.written(tree, None, None))]
            edits.append(with_lines(module, known, text.registrations(known.args.args[0].arg)))
            edits += [without_call(each) for each in self._chosen.call_sites]
            unneeded += [(each.module.path, dotted_name(each.named) or "") for each in self._chosen.call_sites]
            return self._rewriting(edits, imports, unneeded, planned)
        register = self._register_name()
        call = None
        if found.form == "decorated":
            assert found.receiver is not None
            call = f"{register}({ast.unparse(found.receiver)})"
        edits = [Edit(module.path, module.anchor(found.node), lambda tree: text.written(tree, register, call))]
        for each in self._chosen.call_sites:
            if each.listed is not None:
                edits += _unlisted(each, each.listed, register)
                unneeded += [(each.module.path, name) for name in _imported_names(each.module, each.call.func)]
            elif each.named is not None:
                edits.append(_called(each, register))
        edits += renamed_everywhere(self._project, module, found.name, register)
        for each in self._chosen.call_sites:
            unneeded += [(each.module.path, "BaseHTTPMiddleware")] if each.is_dispatch else []
        return self._rewriting(edits, imports, unneeded, planned)

    def _rewriting(
        self, edits: Sequence[Edit], imports: Imports, unneeded: Sequence[tuple[str, str]], planned: Sequence[_Planned]
    ) -> Rewriting:
        path = self._found.module.path
        return Rewriting(
            tuple(edits),
            tuple((path, one) for one in imports.in_order()),
            tuple(unneeded),
            frozenset(each.name for each in planned),
            tuple(self._all_notes(planned)),
        )

    def _joined(self, planned: Sequence[_Planned]) -> ast.FunctionDef | None:
        """The function of the module that registers handlers already, where it can register these too."""
        found, sites = self._found, self._chosen.call_sites
        last_is_dead = not planned[-1].live
        if self._members.state or found.form == "decorated" or last_is_dead:
            return None
        importing = [*renamed_everywhere(self._project, found.module, found.name, REGISTER)]
        paths = {each.module.path for each in sites}
        if any(edit.path not in paths or edit.anchor.kind != "ImportFrom" for edit in importing):
            # It is exported by a package, or listed in `__all__`.
            return None
        return joined(self._project, found.module, REGISTER, sites)

    def _plan(self, clause: Clause) -> _Planned:
        live: list[str] = []
        dead: list[str] = []
        nodes = [*clause.told_apart, *(node for node, _ in clause.errors)]
        for node in {ast.unparse(each): each for each in nodes}.values():
            text = ast.unparse(node)
            error = error_of(self._project, self._found.module, node)
            known = next(
                (where for each, where in self._chosen.existing if error and each.name in error.ancestors), None
            )
            if error is not None and error.is_handled:
                dead.append(text)
            elif known:
                self._notes.append(
                    f"{self._found.name}: {text} already has a handler in {known}, which answered before and still"
                    " does."
                )
            else:
                live.append(text)
        return _Planned(clause, self._free(f"handle_{_or(clause)}"), tuple(live), tuple(dead))

    def _free(self, wanted: str) -> str:
        name = flow.free_name(wanted, self._taken)
        self._taken.add(name)
        return name

    def _register_name(self) -> str:
        """A name that neither the module nor one that imports from it uses for something else."""
        others = {id(each.module): each.module for each in self._chosen.call_sites}
        taken = self._taken.union(*({*self._project.bound(other).names} for other in others.values()))
        if REGISTER not in taken:
            return REGISTER
        name = f"register_{_snake(self._found.name)}_handlers"
        if name in taken:
            raise Unfit(f"`{name}` is another thing in the module")
        return name

    def _text(self, imports: Imports, planned: Sequence[_Planned]) -> Text:
        dispatch = self._handler.dispatch
        app = "FastAPI" if any(_uses_fastapi(each) for each in self._chosen.call_sites) else "Starlette"
        source = "fastapi" if app == "FastAPI" else "starlette.applications"
        return Text(
            request=imports.request(dispatch),
            app=imports.name(source, app, frozenset({f"{source}.{app}", f"fastapi.applications.{app}"})),
            guarded=self._chosen.has_websockets,
            registered=tuple(
                Registered(
                    each.clause, each.name, _types(each.clause), _returns(dispatch, each.clause), each.live, each.dead
                )
                for each in planned
            ),
        )

    def _all_notes(self, planned: Sequence[_Planned]) -> Iterator[str]:
        name = self._found.name
        if any(each.clause.is_catch_all and "Exception" in each.live for each in planned):
            yield (
                f"{name}: the handler for Exception runs outside all middleware and the error is raised again after the"
                " response: the server logs it, TestClient raises it unless raise_server_exceptions=False, debug=True"
                " shows the traceback page."
            )
        dead = [ast.unparse(node) for node in self._handler.reraised]
        for text in [*(text for each in planned for text in each.dead), *dead]:
            yield (
                f"{name}: except {text} never ran for routes (FastAPI answers it further in); not registered, bodies"
                " unchanged."
            )
        for clause, before in self._shadowed.items():
            yield f"{name}: except {_types(clause)} was unreachable behind {_types(before)}; dropped."
        yield from self._notes
        inner = [text for each in planned for text in each.live if text != "Exception"]
        if self._chosen.inside and inner:
            inside = ", ".join(self._chosen.inside)
            yield f"{name}: answers to {', '.join(inner)} now pass through {inside}, inside of it: it sees a response."
        if self._chosen.has_websockets:
            yield f"{name}: handlers also see websocket routes; guarded to http."
        for mounted in self._chosen.mounted:
            text = f"{name}: errors in mounted application {mounted} were and are answered by {mounted} itself"
            logged = "; the server logs them as the cause of a RuntimeError of Starlette's now" if inner else ""
            yield f"{text}{logged}."
        yield asgi.no_longer_hidden(name)


def _types(clause: Clause) -> str:
    return " | ".join(ast.unparse(node) for node, _ in clause.errors)


def _or(clause: Clause) -> str:
    return "_or_".join(_snake((dotted_name(node) or "error").rpartition(".")[2]) for node, _ in clause.errors[:2])


def _snake(name: str) -> str:
    """`HTTPException` as `http_exception`."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name).strip("_").lower()


def _returns(dispatch: Dispatch, clause: Clause) -> str | None:
    """The class of all that a clause answers with, where that is plain."""
    found = set()
    for node in ast.walk(clause.node):
        match node:
            case ast.Return(value=value):
                found.add(_made(dispatch, value))
            case _:
                pass
    last = clause.node.body[-1]
    if isinstance(last, ast.Assign | ast.AnnAssign):
        found.add(_made(dispatch, last.value))
    return found.pop() if len(found) == 1 else None


def _made(dispatch: Dispatch, value: ast.expr | None) -> str | None:
    match value:
        case ast.Call(func=func) if is_response_class(dispatch, func):
            return ast.unparse(func)
        case _:
            return None


def _uses_fastapi(site: CallSite) -> bool:
    return any(name.partition(".")[0] == "fastapi" for name in site.module.imported.values())


def _called(site: CallSite, register: str) -> Edit:
    assert site.named is not None
    text = _beside(site, register)

    def rewrite(tree: object) -> object:
        import libcst as cst

        assert isinstance(tree, cst.Call)
        func = tree.func.func if isinstance(tree.func, cst.Call) else tree.func
        assert isinstance(func, cst.Attribute)
        given = () if site.is_dispatch else tree.args[1:]
        receiver = cst.Arg(func.value)
        if given:
            receiver = receiver.with_changes(comma=tree.args[0].comma)
        arguments = [receiver, *given]
        if not given and isinstance(tree.func, cst.Attribute):
            arguments = [receiver.with_changes(whitespace_after_arg=tree.args[0].whitespace_after_arg)]
        return tree.with_changes(func=cst.parse_expression(text), args=arguments)

    return Edit(site.module.path, site.module.anchor(site.call), rewrite)  # type: ignore[arg-type]


def _unlisted(site: CallSite, listed: ast.List, register: str) -> Iterator[Edit]:
    """The list without the middleware, and the call after the statement that makes the application."""
    module, index = site.module, listed.elts.index(site.call)
    text = f"{_beside(site, register)}({ast.unparse(site.receiver)}"
    text += "".join(f", {keyword.arg}={module.source(keyword.value)}" for keyword in site.call.keywords) + ")"

    def without(tree: object) -> object:
        import libcst as cst

        assert isinstance(tree, cst.List)
        left = [*tree.elements[:index], *tree.elements[index + 1 :]]
        if not left:
            return cst.List([], lpar=tree.lpar, rpar=tree.rpar)
        if index == len(left):
            left[-1] = left[-1].with_changes(comma=tree.elements[index].comma)
        return tree.with_changes(elements=left)

    def followed(tree: object) -> object:
        import libcst as cst

        assert isinstance(tree, cst.SimpleStatementLine)
        return cst.FlattenSentinel([tree, cst.parse_statement(text)])

    yield Edit(module.path, module.anchor(listed), without)  # type: ignore[arg-type]
    yield Edit(module.path, module.anchor(site.at.statement, LINE), followed)  # type: ignore[arg-type]


def _beside(site: CallSite, name: str) -> str:
    """How a call site's code spells a name from where it has the middleware's."""
    match site.named:
        case ast.Attribute(value=value):
            return f"{ast.unparse(value)}.{name}"
        case _:
            return name


def _imported_names(module: Module, node: ast.AST) -> Iterator[str]:
    """The imported names that a piece of code uses, in annotations that are strings too."""
    for inner in ast.walk(node):
        match inner:
            case ast.Name(id=name) if name in module.imported:
                yield name
            case ast.Attribute() if (text := dotted_name(inner)) and text.partition(".")[0] in module.imported:
                yield text.rpartition(".")[0]
            case _:
                pass
