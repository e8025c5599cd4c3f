"""The names that the new code uses for Starlette's types, as the file spells them or will."""

from __future__ import annotations

import ast
import re
from collections import Counter
from dataclasses import dataclass, field

from asyncfix.frameworks import starlette
from asyncfix.project import External, Module, Project, flow
from asyncfix.project.names import dotted_name
from asyncfix.rule import Import
from asyncfix.transforms.base_http_middleware.dispatch import Dispatch
from asyncfix.transforms.base_http_middleware.names import annotated_types
from asyncfix.transforms.base_http_middleware.pieces import Spelling

_TYPES = "starlette.types"
_QUOTED = re.compile(r"(?<![\w'\"])(['\"])(?!\1)[^'\"\n]*\1(?!\1)")
_PARAMETERS = ("scope", "receive", "send", "message")
_ALIASES = {
    "ASGIApp": "StarletteApp",
    "Message": "ASGIMessage",
    "FastAPI": "FastAPIApp",
    "MutableHeaders": "StarletteHeaders",
    "Receive": "ASGIReceive",
    "Request": "StarletteRequest",
    "Response": "StarletteResponse",
    "Scope": "ASGIScope",
    "Send": "ASGISend",
    "Starlette": "StarletteApplication",
}


@dataclass(eq=False)
class Imports:
    """The imports that new code in a module asks for, found while its names are spelled."""

    project: Project
    module: Module
    wanted: list[Import] = field(default_factory=list)

    def name(self, source: str, member: str, same: frozenset[str] = frozenset()) -> str:
        """How code of the module names a member of a library's module; it will be imported.

        `same` are the dotted names under which libraries have it too.
        """
        known = self.project.bound(self.module).names.get(member, ())
        meaning = self.project.resolve(self.module, member)
        if isinstance(meaning, External) and meaning.dotted in same:
            self._surely(member)
            return member
        is_other = any((each.source, each.member) != (source, member) for each in known)
        alias = _ALIASES[member] if is_other else None
        self.wanted.append(Import(source, member, alias))
        return alias or member

    def forget(self, *members: str) -> None:
        """Ask for some names no longer."""
        self.wanted = [one for one in self.wanted if one.name not in members]

    def in_order(self) -> list[Import]:
        """The imports asked for, by module: where the file's own have no order they are added as they come."""
        return sorted(self.wanted, key=lambda one: one.module)

    def taken_out(self) -> tuple[Import, ...]:
        """The imports asked for so far, which will be made elsewhere than at the top of the file."""
        found = tuple(dict.fromkeys(self.wanted))
        self.wanted.clear()
        return found

    def type(self, member: str) -> str:
        return self.name(_TYPES, member)

    def headers(self) -> str:
        return self.name("starlette.datastructures", "MutableHeaders")

    def response(self) -> str:
        return self.name("starlette.responses", "Response", starlette.PLAIN_RESPONSES)

    def request(self, dispatch: Dispatch) -> str:
        """The class of the request: that of the annotation where it is Starlette's or FastAPI's."""
        for node in annotated_types(_annotation(dispatch)):
            if dispatch.means(node) in starlette.REQUESTS:
                text = dotted_name(node)
                assert text is not None
                if "." not in text:
                    self._surely(text)
                return text
        return self.name("starlette.requests", "Request", starlette.REQUESTS)

    def _surely(self, name: str) -> None:
        """Ask for a name that the module may import for type checkers only."""
        for binding in self.project.bound(self.module).names.get(name, ()):
            if binding.source and binding.member and not binding.is_sure:
                alias = name if name != binding.member else None
                source = _written(binding.node) or binding.source
                self.wanted.append(Import(source, binding.member, alias))


def _written(node: ast.stmt) -> str | None:
    return "." * node.level + (node.module or "") if isinstance(node, ast.ImportFrom) else None


def _annotation(dispatch: Dispatch) -> ast.expr | None:
    arguments = [*dispatch.function.args.posonlyargs, *dispatch.function.args.args]
    return next(each.annotation for each in arguments if each.arg == dispatch.request)


def spelling(dispatch: Dispatch, own: str) -> Spelling:
    """Names for the new code that the old one does not use."""
    taken = flow.names_in(dispatch.function) - {dispatch.call_next}
    answers = {name for name in dispatch.sites.values() if name} | _returned(dispatch)
    return Spelling(
        **{name: flow.free_name(f"asgi_{name}" if name in taken else name, taken) for name in _PARAMETERS},
        headers=flow.free_name("headers", taken),
        cookies=flow.free_name("cookies", taken),
        response=flow.free_name("response", taken - answers),
        started=flow.free_name("response_started", taken),
        received=flow.free_name("received", taken),
        record=flow.free_name("receive_recorded", taken),
        replay=flow.free_name("receive_again", taken),
        ended=flow.free_name("body_ended", taken),
        quote=quote_of(dispatch.module),
        app=f"{own}.app",
    )


def quote_of(module: Module) -> str:
    """The quote that most one-line strings of a file have."""
    found = Counter(_QUOTED.findall(module.text))
    return "'" if found["'"] > found['"'] else '"'


def _returned(dispatch: Dispatch) -> set[str]:
    returns = (place.statement for place in dispatch.statements if isinstance(place.statement, ast.Return))
    return {each.value.id for each in returns if isinstance(each.value, ast.Name)}
