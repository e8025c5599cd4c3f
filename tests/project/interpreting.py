"""A made-up library of ledgers, and functions that are run on it: the interpreter knows no library by itself.

`ledger.Book` is watched: its methods are coroutines that use it. `ledger.Press` makes books when called, `ledger.Seal`
is a lock, tasks meet at a `ledger.Bell`, `ledger.together` runs awaitables at the same time, `post` is a package
whose coroutines wait for something far away.
"""

from __future__ import annotations

import ast
import textwrap
from dataclasses import dataclass

from asyncfix.frameworks import python
from asyncfix.project import Layout, MemoryTree, Module, Project, calls
from asyncfix.project.effects import Event, Run
from asyncfix.project.frames import Frame
from asyncfix.project.interpreter import Interpreter
from asyncfix.project.library import Call, Library
from asyncfix.project.values import (
    ASKED,
    NONE,
    UNKNOWN,
    Bound,
    Class,
    Collection,
    Constant,
    Coroutine,
    External,
    Function,
    Generator,
    Instance,
    ModuleValue,
    OneOf,
    Opaque,
    Origin,
    Partial,
    Task,
    Value,
)

HEADER = "import ledger; from ledger import Book, Press, Seal, Bell, together, start\n"
"""The first line of each `main.py`."""


def _awaited_later(run: Interpreter, call: Call) -> Value:
    return run.coroutine(call.callee, call.arguments, call.node)


def _use(run: Interpreter, coroutine: Coroutine) -> Value:
    assert isinstance(coroutine.callee, Bound)
    run.note("use", coroutine.callee.receiver, coroutine.callee.name, coroutine.node)
    return UNKNOWN


def _printed(run: Interpreter, call: Call) -> Value:
    return run.instance(External("ledger.Book"), Origin(run.here(), call.node, "printed"))


def _rung(run: Interpreter, call: Call) -> Value:
    assert isinstance(call.callee, Bound)
    run.note("meet", call.callee.receiver, call.callee.name, call.node)
    return UNKNOWN


def _sealed(run: Interpreter, value: Instance, _: ast.expr) -> Value:
    run.hold(value)
    return NONE


def _opened(_: Interpreter, value: Instance, __: ast.expr) -> Value:
    return value


def _together(run: Interpreter, call: Call) -> Value:
    run.gathered("together", call.node, [(value, None) for value in call.arguments.values()])
    return run.coroutine(External("ledger.together"), call.arguments, call.node)


def _all(run: Interpreter, coroutine: Coroutine) -> Value:
    for value in coroutine.arguments.values():
        run.merge(run.run_of(value))
    return UNKNOWN


def _start(run: Interpreter, call: Call) -> Value:
    return run.start(call.get(0), call.node)


LEDGER = python.LIBRARY | Library(
    functions={"ledger.together": _together, "ledger.start": _start},
    methods={("ledger.Book", "*"): _awaited_later, ("ledger.Bell", "*"): _rung},
    calls={"ledger.Press": _printed},
    entered={"ledger.Book": _opened, "ledger.Seal": _sealed},
    running={"ledger.Book.*": _use, "ledger.together": _all},
    aliases={"ledger.books.Book": "ledger.Book"},
    waiting=frozenset({"post"}),
    sleeping=frozenset({"asyncio.sleep"}),
    lock_words=frozenset({"lock"}),
    waiting_methods=frozenset({"get"}),
    watched=frozenset({"ledger.Book", "ledger.Press"}),
    meeting=frozenset({"ledger.Bell", "ledger.Seal"}),
)


def project(files: dict[str, str]) -> Project:
    """A project of these files; `main.py` begins with the header."""
    texts = {path: textwrap.dedent(text).lstrip("\n") for path, text in files.items()}
    texts["main.py"] = HEADER + texts["main.py"]
    tree = MemoryTree({path: text.encode() for path, text in texts.items()})
    return Project(lambda path: Module(path, tree.read(path)), Layout(tree))


@dataclass(frozen=True)
class Done:
    """A function that was run: what it gives, what happened, and the interpreter that ran it."""

    value: Value
    happened: Run
    run: Interpreter

    @property
    def events(self) -> list[str]:
        return [told(event) for event in self.happened.events]

    @property
    def shown(self) -> str:
        return shown(self.value)


def ran(
    code: str | dict[str, str], name: str = "main", *, library: Library = LEDGER, within: Project | None = None
) -> Done:
    """Run a function of `main.py`, its parameters being what they ask for."""
    here = within or project(code if isinstance(code, dict) else {"main.py": code})
    module = here.at("main.py")
    node = next(one for one in module.tree.body if getattr(one, "name", None) == name)
    run = Interpreter(here, library, frozenset({node}))
    run.frames.append(Frame(run.module_scope(module), None))
    function = Function(module, node, run.module_scope(module))  # type: ignore[arg-type]
    with run.recording() as happened:
        value = calls.invoke(run, function, ASKED, node)
    return Done(value, happened, run)


def told(event: Event) -> str:
    """`use add at main.py:9 through main.py:5`: the calls that lead there follow, the outermost first."""
    place = f"{event.place.module.path}:{event.place.line}"
    # The first is the call of the function that was run.
    through = " ".join(f"{at.module.path}:{at.line}" for at in event.chain[1:])
    parts = [event.kind, event.detail, f"at {place}", through and f"through {through}"]
    parts += ["locked" if event.guards else "", "" if event.certain else "perhaps"]
    return " ".join(part for part in parts if part)


def shown(value: Value, known: list[Value] | None = None) -> str:
    """A value as a text, in which objects have numbers: one number is one object."""
    known = [] if known is None else known
    match value:
        case Constant(value=constant):
            return repr(constant)
        case Instance(cls=cls):
            if not any(one is value for one in known):
                known.append(value)
            number = next(index for index, one in enumerate(known, 1) if one is value)
            name = cls.node.name if isinstance(cls, Class) else cls.dotted.rpartition(".")[2]
            return f"{name}{number}"
        case Collection(items=items, element=element):
            parts = [("*" if item.many else "") + shown(item.value, known) for item in items]
            return f"[{', '.join([*parts, *(['*' + shown(element(), known)] if element else [])])}]"
        case OneOf(values=values):
            return " | ".join(shown(one, known) for one in values)
        case External(dotted=dotted):
            return dotted
        case Class(node=node):
            return f"class {node.name}"
        case Function(node=node):
            return f"def {getattr(node, 'name', 'lambda')}"
        case ModuleValue(module=module):
            return f"module {module.path}"
        case Bound(receiver=receiver, name=name):
            return f"{shown(receiver, known)}.{name}"
        case Coroutine() | Task() | Generator() | Partial() | Opaque():
            return type(value).__name__.lower()
        case _:
            return "?"
