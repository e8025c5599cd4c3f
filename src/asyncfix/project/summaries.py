"""What calls give and do that have nothing to do with what a library watches, so that they need not be followed.

Most of a program reads settings, formats text and logs. Such a function is run once, on what its parameters ask for,
and from then on its calls are known: a summary takes the place of running it. A function that touches an object of a
watched class, or gives one back, has no summary; nor is a summary used for a call that hands such an object over.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from asyncfix.project import calls, classes, fields, patterns, symbolic
from asyncfix.project.effects import Event, Kind, Place
from asyncfix.project.frames import Frame
from asyncfix.project.interpreter import Interpreter, TooMuch
from asyncfix.project.library import Library
from asyncfix.project.meanings import External as ExternalMeaning
from asyncfix.project.meanings import Meaning, Symbol
from asyncfix.project.scopes import Scope
from asyncfix.project.values import (
    ASKED,
    UNKNOWN,
    Arguments,
    Bound,
    Class,
    Collection,
    Coroutine,
    External,
    Factory,
    Function,
    Generator,
    Instance,
    Item,
    OneOf,
    Opaque,
    Origin,
    Partial,
    Spread,
    Super,
    Task,
    Value,
)

if TYPE_CHECKING:
    from asyncfix.project import Module, Project, flow

NESTED = 12
"""Functions that are summarised for one another's sake; more are taken to have nothing to tell, for this once."""

PATIENCE = 100
"""Functions that are summarised before the repository's text is searched for a watched class at all."""

CARRIED = 4
"""How deep an object is looked into for a watched one."""

Key = tuple[ast.AST, ast.AST | None]


class Watched(Exception):
    """A function has to do with a watched object: it has no summary."""


@dataclass(frozen=True)
class Summary:
    """What every call of a function gives (a pattern of it), and what happens in it besides."""

    value: Value = UNKNOWN
    yielded: tuple[Item, ...] = ()
    events: tuple[Event, ...] = ()
    reaches: tuple[tuple[ast.AST, tuple[Module, flow.Function]], ...] = ()
    is_resolved: bool = True
    recalls: bool = False

    def returned(self, run: Interpreter, node: ast.AST) -> Value:
        """What a call returns, once what happens in it has been noted."""
        self._happen(run, node)
        return patterns.filled(run, self.value)

    def items(self, run: Interpreter, node: ast.AST) -> list[Item]:
        """What a call yields, likewise."""
        self._happen(run, node)
        since = run.clock.now()
        return [item._replace(value=patterns.filled(run, item.value), since=since) for item in self.yielded]

    def _happen(self, run: Interpreter, node: ast.AST) -> None:
        chain, guards = (*run.chain, Place(run.here(), node)), frozenset(run.guards)
        into = run.run
        into.events += [event._replace(chain=(*chain, *event.chain), guards=guards) for event in self.events]
        into.reaches.update(self.reaches)
        into.is_resolved = into.is_resolved and self.is_resolved
        run.recalls = run.recalls or self.recalls


@dataclass
class _Open:
    """A function that is being summarised; `needs` is the outermost one whose summary it took for granted."""

    key: Key
    needs: int


class Summaries:
    """The summaries of one project's functions; made when first asked for."""

    def __init__(self, project: Project, library: Library) -> None:
        self.project = project
        self.library = library
        self._known: dict[Key, Summary | None] = {}
        self._assumed: dict[Key, tuple[Summary, int]] = {}
        self._open: list[_Open] = []
        self._fields: dict[ast.AST, frozenset[str]] = {}
        self._worth: dict[str, bool] = {}
        self._watched: dict[object, bool] = {}

    @staticmethod
    def of_project(project: Project, library: Library) -> Summaries:
        """The summaries that all interpreters of a project share."""
        key = "summaries", id(library)
        if key not in project.known:
            project.known[key] = Summaries(project, library)
        found: Summaries = project.known[key]
        return found

    def of_call(self, run: Interpreter, function: Function, arguments: Arguments) -> Summary | None:
        """The summary that stands for a call, None where the call is to be followed."""
        if arguments is ASKED or isinstance(function.node, ast.Lambda) or not function.scope.is_module:
            return None
        if len(self._known) > PATIENCE and not self.names_watched(function.module):
            raise TooMuch
        receiver = function.receiver
        if receiver is not None and not self._is_typical(run, receiver):
            return None
        summary = self._summary(function)
        if summary is None and isinstance(run, Probe):
            raise Watched
        if summary is None or any(self.carries(run, value) for value in arguments.values()):
            return None
        if summary.recalls and any(self.carries(run, value) for _, _, value in run.context):
            return None
        return summary

    def names_watched(self, module: Module) -> bool:
        """Whether any file that has to do with a module names a watched class: else there is nothing to be found."""
        unit = self.project.unit(module)
        if unit not in self._worth:
            packages = {dotted.partition(".")[0] for dotted in self.library.watched}
            # A project that opens sessions by their maker need not name their class.
            makers = {dotted for dotted in self.library.functions if dotted.partition(".")[0] in packages}
            words = {dotted.rpartition(".")[2] for dotted in self.library.watched | makers}
            # Made-up names, of what `connect()` gives before it is entered, are in small letters.
            telling = sorted(word for word in words if not word.islower() or "_" in word)
            self._worth[unit] = any(
                next(self.project.mentioning(word, module.path), None) is not None for word in telling
            )
        return self._worth[unit]

    def carries(self, run: Interpreter, value: Value, depth: int = CARRIED) -> bool:
        """Whether a watched object may be got at through a value, or code that nobody has looked at yet."""
        match value:
            case Instance():
                return self._holds(run, value, depth)
            case External(dotted=dotted):
                return self._is_named(dotted)
            case Class():
                return bool(self.watched_fields(value))
            case Collection(items=items, element=element):
                if depth and any(self.carries(run, item.value, depth - 1) for item in items[:20]):
                    return True
                return depth > 0 and element is not None and self.carries(run, element(), depth - 1)
            case Opaque(carried=carried):
                return depth > 0 and any(self.carries(run, one, depth - 1) for one in carried)
            case Bound(receiver=receiver):
                return depth > 0 and self.carries(run, receiver, depth - 1)
            case Partial(callee=callee, arguments=arguments):
                return depth > 0 and any(self.carries(run, one, depth - 1) for one in (callee, *arguments.values()))
            case Spread(value=inner):
                return self.carries(run, inner, depth)
            case OneOf(values=values):
                return any(self.carries(run, one, depth) for one in values)
            case Function(receiver=None, scope=scope) if scope.is_module and not isinstance(value.node, ast.Lambda):
                return self._summary(value) is None
            case Function() | Coroutine() | Task() | Generator() | Factory() | Super():
                return True
            case _:
                return False

    def _holds(self, run: Interpreter, value: Instance, depth: int) -> bool:
        if isinstance(value.cls, External):
            if self._is_named(value.cls.dotted):
                return True
            return value.given is not None and depth > 0 and self._any(run, value.given.values(), depth)
        if is_watched(run, value.cls, meeting=True) or self.watched_fields(value.cls):
            return True
        return depth > 0 and self._any(run, value.fields.values(), depth)

    def _is_named(self, dotted: str) -> bool:
        return dotted in self.library.watched or dotted in self.library.meeting

    def _any(self, run: Interpreter, values: Iterable[Value], depth: int) -> bool:
        return any(self.carries(run, one, depth - 1) for one in values)

    def _is_typical(self, run: Interpreter, receiver: Value) -> bool:
        """Whether an object holds no more than its class tells by itself."""
        match receiver:
            case Class(scope=scope):
                return scope.is_module
            case Instance(cls=Class(scope=scope) as cls, fields=fields) if scope.is_module:
                if run.asks_callers and receiver.is_symbolic:
                    # What its class's callers tell is more than its class does.
                    symbolic.materialise(run, receiver)
                carrying = {name for name, value in fields.items() if self.carries(run, value, CARRIED - 1)}
                return carrying <= self.watched_fields(cls)
            case _:
                return False

    def is_watched(self, run: Interpreter, cls: Class | External) -> bool:
        """Whether objects of a class are watched ones."""
        key = cls.dotted if isinstance(cls, External) else cls.node
        if key not in self._watched:
            self._watched[key] = is_watched(run, cls)
        return self._watched[key]

    def watched_fields(self, cls: Class) -> frozenset[str]:
        """The attributes of a class's objects that are, or lead to, watched objects, as far as the class tells."""
        if cls.node not in self._fields:
            self._fields[cls.node] = frozenset()
            owned = fields.of_class(self.project, cls.module, cls.node)
            self._fields[cls.node] = frozenset(name for name, meanings in owned.items() if self._any_watched(meanings))
        return self._fields[cls.node]

    def _any_watched(self, meanings: frozenset[Meaning]) -> bool:
        for meaning in meanings:
            match meaning:
                case ExternalMeaning(dotted=dotted):
                    if self._is_named(self.library.aliases.get(dotted, dotted)):
                        return True
                case Symbol(module=module, nodes=(*_, ast.ClassDef() as node)):
                    if self.watched_fields(Class(module, node, Scope(module, module.tree))):
                        return True
        return False

    # Making them

    def _summary(self, function: Function) -> Summary | None:
        key = function.node, _class_of(function.receiver)
        if key in self._known:
            return self._known[key]
        if key in self._assumed:
            summary, needs = self._assumed[key]
            self._take_for_granted(needs)
            return summary
        opened = next((index for index, one in enumerate(self._open) if one.key == key), None)
        if opened is not None or len(self._open) >= NESTED:
            self._take_for_granted(-1 if opened is None else opened)
            return Summary(is_resolved=opened is not None)
        return self._made(key, function)

    def _take_for_granted(self, needs: int) -> None:
        if self._open:
            self._open[-1].needs = min(self._open[-1].needs, needs)

    def _made(self, key: Key, function: Function) -> Summary | None:
        index = len(self._open)
        self._open.append(_Open(key, index))
        try:
            summary = self._looked_at(function)
        finally:
            needs = self._open.pop().needs
        if summary is None or needs >= index:
            self._known[key] = summary
            # What was taken for granted of this one has come true; if not, those that call it have none either.
            for other in [other for other, (_, granted) in self._assumed.items() if granted >= index]:
                assumed, _ = self._assumed.pop(other)
                self._known[other] = summary and assumed
        else:
            self._assumed[key] = summary, needs
        if self._open and summary is not None and needs < index:
            self._take_for_granted(needs)
        if not self._open:
            self._assumed.clear()
        return summary

    def _looked_at(self, function: Function) -> Summary | None:
        run = Probe(self.project, self.library, self)
        scope = run.module_scope(function.module)
        run.frames.append(Frame(scope, None))
        owner = function.owner
        if owner is not None:
            owner = Class(owner.module, owner.node, run.module_scope(owner.module))
        try:
            receiver = _symbolic_receiver(run, function.receiver)
            same = Function(function.module, function.node, scope, receiver, owner)
            body = calls.ran(run, same, ASKED, function.node)
            if body is None:
                return None
            value, yielded = body
            if self.carries(run, value) or any(self.carries(run, item.value) for item in yielded):
                return None
        except (Watched, TooMuch):
            return None
        made = run.run
        return Summary(
            patterns.pattern(value),
            tuple(item._replace(value=patterns.pattern(item.value), since=0) for item in yielded),
            tuple(event._replace(chain=event.chain[1:]) for event in made.events[:3]),
            tuple(made.reaches.items()),
            made.is_resolved,
            run.recalls,
        )


class Probe(Interpreter):
    """An interpreter that stops at the first sign of a watched object."""

    def __init__(self, project: Project, library: Library, summaries: Summaries) -> None:
        super().__init__(project, library)
        self.summaries = summaries

    def instance(self, cls: Class | External, origin: Origin | None = None, *, symbolic: bool = False) -> Instance:
        if self.summaries.is_watched(self, cls):
            raise Watched
        return super().instance(cls, origin, symbolic=symbolic)

    def note(self, kind: Kind, subject: Instance | None, detail: str, node: ast.AST) -> None:
        if kind == "use" or (kind == "meet" and subject is not None and subject.born <= 0):
            raise Watched
        if kind not in ("meet", "opaque"):
            super().note(kind, subject, detail, node)

    def hold(self, lock: Instance) -> None:
        if lock.born <= 0:
            raise Watched
        super().hold(lock)


def is_watched(run: Interpreter, cls: Class | External, *, meeting: bool = False) -> bool:
    """Whether objects of a class are, by the class or its bases, watched ones, or those through which tasks meet."""
    names = run.library.watched | run.library.meeting if meeting else run.library.watched
    if isinstance(cls, External):
        return cls.dotted in names
    return any(name in names for name in classes.external_bases(run, cls))


def _class_of(receiver: Value | None) -> ast.AST | None:
    match receiver:
        case Instance(cls=Class(node=node)) | Class(node=node):
            return node
        case _:
            return None


def _symbolic_receiver(run: Interpreter, receiver: Value | None) -> Value | None:
    match receiver:
        case Instance(cls=Class(module=module, node=node)):
            made = run.instance(Class(module, node, run.module_scope(module)), symbolic=True)
            made.born = 0
            return made
        case Class(module=module, node=node):
            return Class(module, node, run.module_scope(module))
        case _:
            return None
