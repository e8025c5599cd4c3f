"""Attributes of objects and classes: fields, methods, properties, base classes and subclasses."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from asyncfix.project import bindings, calls, flow, statements, typed
from asyncfix.project.values import (
    NONE,
    UNKNOWN,
    Arguments,
    Bound,
    Class,
    Collection,
    Constant,
    External,
    Function,
    Generator,
    Instance,
    ModuleValue,
    Origin,
    Partial,
    Super,
    Task,
    Value,
    alternatives,
    one_of,
)

if TYPE_CHECKING:
    from asyncfix.project import Module
    from asyncfix.project.interpreter import Interpreter
    from asyncfix.project.scopes import Scope

_PROPERTIES = frozenset(
    "builtins.property functools.cached_property django.utils.functional.cached_property abc.abstractproperty".split()
)


class Found(NamedTuple):
    """Where a class attribute is defined: the class, and the statement."""

    owner: Class
    node: ast.stmt


def attribute(run: Interpreter, value: Value, name: str, node: ast.expr) -> Value:
    """What `value.name` stands for."""
    match value:
        case ModuleValue(module=module):
            return statements.member(run, module, run.project.name_of(module), name)
        case External(dotted=dotted):
            return _of_external(run, dotted, name, node)
        case Instance():
            return _of_instance(run, value, name, node)
        case Class():
            return _of_class(run, value, name)
        case Super(receiver=receiver, after=after):
            return _of_super(run, receiver, after, name)
        case Collection():
            return _of_collection(value, name)
        case Task():
            return _of_task(run, value, name)
        case Generator():
            # `gen.__anext__()`, `manager.__aenter__()`
            return Partial(External(f"builtins.{name}"), Arguments((value,)))
        case Bound(receiver=receiver, name=inner) if _waits(run, receiver):
            # `client.chat.completions`: the way to a method.
            return Bound(receiver, f"{inner}.{name}")
        case _ if len(alternatives(value)) > 1:
            return one_of(*(attribute(run, one, name, node) for one in alternatives(value) if one != NONE))
        case _:
            return UNKNOWN


def _waits(run: Interpreter, receiver: Instance) -> bool:
    return any(dotted.partition(".")[0] in run.library.waiting for dotted in run.external_classes(receiver))


def _of_external(run: Interpreter, dotted: str, name: str, node: ast.expr) -> Value:
    field = run.library.fields.get((dotted, name))
    if field:
        return field(run, Instance(External(dotted)), node)
    return run.external(f"{dotted}.{name}")


def _of_task(run: Interpreter, task: Task, name: str) -> Value:
    """A task's `result` gives what its coroutine returns."""
    if name != "result":
        return UNKNOWN
    return Partial(External("builtins.__value__"), Arguments((run.run_of(task).value or UNKNOWN,)))


def _of_collection(value: Collection, name: str) -> Value:
    return Partial(External(f"builtins.collection.{name}"), Arguments((value,)))


def _of_super(run: Interpreter, receiver: Value, after: Class, name: str) -> Value:
    cls = receiver.cls if isinstance(receiver, Instance) else receiver
    if not isinstance(cls, Class):
        return UNKNOWN
    order = list(ancestry(run, cls))
    try:
        rest = order[next(i for i, one in enumerate(order) if isinstance(one, Class) and one.node is after.node) + 1 :]
    except StopIteration:
        rest = order
    for one in rest:
        if isinstance(one, Class):
            for node in own_attribute(run, one, name):
                return _bound(run, receiver, Found(one, node), name)
    if name == "__new__":
        return External("builtins.object.__new__")
    if isinstance(receiver, Instance) and any(isinstance(one, External) for one in rest):
        return Bound(receiver, name)
    return UNKNOWN


def _of_class(run: Interpreter, cls: Class, name: str) -> Value:
    found = find(run, cls, name)
    if found is None:
        return External("builtins.object.__new__") if name == "__new__" else UNKNOWN
    if isinstance(found.node, (ast.FunctionDef, ast.AsyncFunctionDef)):
        kinds = _decorators(run, found)
        if "builtins.classmethod" in kinds:
            return _bound(run, cls, found, name)
        return Function(found.owner.module, found.node, found.owner.scope, None, found.owner)
    return _class_value(run, found, name)


def _class_value(run: Interpreter, found: Found, name: str) -> Value:
    """What the body of a class assigns to a name: one value for all its objects."""
    key = f"{found.owner.node.name}.{name}"
    cache = run.class_values.setdefault(found.owner.node, {})
    if key not in cache:
        cache[key] = UNKNOWN
        with run.before_all(found.owner.scope):
            match found.node:
                case ast.ClassDef():
                    cache[key] = Class(found.owner.module, found.node, found.owner.scope)
                case ast.Assign(value=value):
                    cache[key] = _default(run, found, value, None)
                case ast.AnnAssign(value=ast.expr() as value, annotation=annotation):
                    cache[key] = _default(run, found, value, annotation)
                case ast.AnnAssign(annotation=annotation):
                    origin = Origin(found.owner.module, found.node, f"{found.owner.node.name}.{name}, annotated")
                    cache[key] = run.symbolic(annotation, found.owner.scope, origin)
                case _:
                    pass
    return cache[key]


def _default(run: Interpreter, found: Found, value: ast.expr, annotation: ast.expr | None) -> Value:
    made = run.evaluate(value, class_scope(run, found.owner))
    return statements.fillable(run, made, annotation, found.owner.scope)


def class_scope(run: Interpreter, cls: Class) -> Scope:
    """The scope of a class's body, whose names are its attributes."""
    if cls.node in run.class_scopes:
        return run.class_scopes[cls.node]
    scope = run.class_scopes[cls.node] = run.scope(cls.module, cls.node, cls.scope)
    body = _class_body(run, cls)
    for statement in cls.node.body:
        if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef)):
            scope.names[statement.name] = Function(cls.module, statement, scope)
    for name in scope.own - scope.names.keys():
        nodes = body.get(name, ())
        if nodes and isinstance(nodes[-1], ast.Assign) and isinstance(nodes[-1].value, (ast.Constant, ast.Name)):
            scope.names[name] = run.evaluate(nodes[-1].value, cls.scope)
    return scope


def _of_instance(run: Interpreter, value: Instance, name: str, node: ast.expr) -> Value:
    known = value.fields.get(name, UNKNOWN)
    # A method may have set since what `__init__` leaves empty.
    if known is not UNKNOWN and not (known == NONE and value.is_symbolic and value.materialised):
        return known
    if isinstance(value.cls, External):
        dotted = value.cls.dotted
        field = run.library.fields.get((dotted, name))
        if field:
            return field(run, value, node)
        if f"{dotted}.*" in run.library.running and (dotted, "*") not in run.library.methods:
            # Its attributes are awaitables themselves.
            return run.coroutine(Bound(value, name), Arguments(), node)
        return Bound(value, name)
    if name == "__class__":
        return value.cls
    found = find(run, value.cls, name)
    is_method = found is not None and isinstance(found.node, (ast.FunctionDef, ast.AsyncFunctionDef))
    if found is not None and is_method and not (value.is_symbolic and is_abstract(run, found)):
        return _bound(run, value, found, name)
    if value.is_symbolic:
        below = _of_subclasses(run, value, name, node) if found is None or is_method else None
        if below is not None:
            return below
        if not is_method:
            materialise(run, value)
            if value.fields.get(name, UNKNOWN) not in (UNKNOWN, NONE):
                return value.fields[name]
    if found is not None and not is_method:
        return _declared(run, value, found, name)
    late = _set_elsewhere(run, value, name)
    if late is not UNKNOWN:
        value.fields[name] = late
        return late
    return _inherited(run, value, name, node)


def _declared(run: Interpreter, value: Instance, found: Found, name: str) -> Value:
    if isinstance(found.node, ast.AnnAssign) and (found.node.value is None or found.node.value.__class__ is ast.Call):
        known = _class_value(run, found, name) if found.node.value is not None else UNKNOWN
        if known is UNKNOWN or found.node.value is None or isinstance(known, (Instance,)):
            late = _set_elsewhere(run, value, name)
            if late is not UNKNOWN:
                value.fields[name] = late
                return late
            said = f"{found.owner.node.name}.{name}, annotated"
            with run.before_all(found.owner.scope), run.made_with(value):
                made = typed.declared(run, found.node, found.owner.scope, Origin(found.owner.module, found.node, said))
            value.fields[name] = made
            return made
        return known
    found_value = _class_value(run, found, name)
    if found_value is UNKNOWN or found_value == NONE:
        late = _set_elsewhere(run, value, name)
        if late is UNKNOWN and isinstance(found.node, ast.AnnAssign):
            said = f"{found.owner.node.name}.{name}, annotated"
            with run.before_all(found.owner.scope), run.made_with(value):
                origin = Origin(found.owner.module, found.node, said)
                late = run.symbolic(found.node.annotation, found.owner.scope, origin)
        if late is not UNKNOWN:
            value.fields[name] = late
            return late
    return found_value


def _inherited(run: Interpreter, value: Instance, name: str, node: ast.expr) -> Value:
    for dotted in run.external_classes(value):
        field = run.library.fields.get((dotted, name))
        if field:
            return field(run, value, node)
    getter = find(run, value.cls, "__getattr__") if isinstance(value.cls, Class) else None
    if getter is not None and isinstance(getter.node, ast.FunctionDef):
        function = Function(getter.owner.module, getter.node, getter.owner.scope, value, getter.owner)
        return run.call(function, Arguments((Constant(name),)), node)
    if run.external_classes(value):
        return Bound(value, name)
    return UNKNOWN


def _of_subclasses(run: Interpreter, value: Instance, name: str, node: ast.expr) -> Value | None:
    """What the project's subclasses make of an abstract method, or of an attribute that the class itself lacks."""
    assert isinstance(value.cls, Class)
    made: list[Value] = []
    for subclass in subclasses(run, value.cls):
        found = next(iter(own_attribute(run, subclass, name)), None)
        as_subclass = value.fields.get(f"<as {subclass.node.name}>")
        if not isinstance(as_subclass, Instance):
            as_subclass = Instance(subclass, value.born, is_symbolic=True, origin=value.origin)
            value.fields[f"<as {subclass.node.name}>"] = as_subclass
        if found is None:
            if name in _own_init_fields(subclass):
                made.append(run.attribute(as_subclass, name, node))
            continue
        if is_abstract(run, Found(subclass, found)):
            continue
        made.append(run.attribute(as_subclass, name, node))
    return one_of(*made) if made else None


def _own_init_fields(cls: Class) -> set[str]:
    return {
        target.attr
        for function in cls.node.body
        if isinstance(function, ast.FunctionDef) and function.name == "__init__"
        for target in ast.walk(function)
        if isinstance(target, ast.Attribute) and isinstance(target.ctx, ast.Store)
    }


def _bound(run: Interpreter, receiver: Value, found: Found, name: str) -> Value:
    """A method as an object has it, or what a property gives."""
    if not isinstance(found.node, (ast.FunctionDef, ast.AsyncFunctionDef)):
        return _class_value(run, found, name)
    kinds = _decorators(run, found)
    function = Function(found.owner.module, found.node, found.owner.scope, receiver, found.owner)
    if kinds & _PROPERTIES:
        value = run.call(function, Arguments(), ast.Constant(None))
        if isinstance(receiver, Instance) and any("cached" in kind for kind in kinds):
            receiver.fields[name] = value
        return value
    if "builtins.staticmethod" in kinds:
        return Function(found.owner.module, found.node, found.owner.scope, None, found.owner)
    if "builtins.classmethod" in kinds:
        receiver = receiver.cls if isinstance(receiver, Instance) else receiver
        function = Function(found.owner.module, found.node, found.owner.scope, receiver, found.owner)
    if len(found.node.decorator_list) == ("builtins.classmethod" in kinds):
        return function
    with run.before_all(found.owner.scope):
        plain = Function(found.owner.module, found.node, found.owner.scope, None, found.owner)
        value = statements.decorated(run, plain, class_scope(run, found.owner))
    return _with_receiver(value, receiver, found)


def _with_receiver(value: Value, receiver: Value, found: Found) -> Value:
    match value:
        case Function(module=module, node=node, scope=scope, receiver=None):
            return Function(module, node, scope, receiver, found.owner)
        case Partial(callee=callee, arguments=arguments):
            bound = _with_receiver(arguments.positional[0], receiver, found) if arguments.positional else UNKNOWN
            return Partial(callee, Arguments((bound, *arguments.positional[1:]), arguments.named))
        case _:
            return UNKNOWN


def _decorators(run: Interpreter, found: Found) -> set[str]:
    assert isinstance(found.node, (ast.FunctionDef, ast.AsyncFunctionDef))
    names: set[str] = set()
    for node in found.node.decorator_list:
        if isinstance(node, (ast.Name, ast.Attribute)):
            with run.before_all(found.owner.scope):
                value = run.evaluate(node, found.owner.scope)
            names.update(one.dotted for one in alternatives(value) if isinstance(one, External))
    return names


def is_abstract(run: Interpreter, found: Found) -> bool:
    """Whether a method is there to be overridden: it has no body to speak of."""
    if not isinstance(found.node, (ast.FunctionDef, ast.AsyncFunctionDef)):
        return False
    if "abc.abstractmethod" in _decorators(run, found):
        return True
    return all(_says_nothing(statement) for statement in found.node.body)


def _says_nothing(statement: ast.stmt) -> bool:
    match statement:
        case ast.Pass() | ast.Expr(value=ast.Constant()):
            return True
        case ast.Raise(exc=ast.Name(id="NotImplementedError") | ast.Call(func=ast.Name(id="NotImplementedError"))):
            return True
        case _:
            return False


# Classes


def find(run: Interpreter, cls: Class, name: str) -> Found | None:
    """Where a class or its bases define a name, by the order of resolution."""
    for one in ancestry(run, cls):
        if isinstance(one, Class):
            for node in own_attribute(run, one, name):
                return Found(one, node)
    return None


def own_attribute(run: Interpreter, cls: Class, name: str) -> Iterator[ast.stmt]:
    """The statement of a class's own body that defines a name: a property's getter, else the last one."""
    nodes = _class_body(run, cls).get(name, ())
    for node in nodes:
        if (
            isinstance(node, ast.FunctionDef)
            and len(nodes) > 1
            and not any(
                isinstance(decorator, ast.Attribute) and decorator.attr in ("setter", "deleter")
                for decorator in node.decorator_list
            )
            and any(isinstance(decorator, ast.Name) and decorator.id == "property" for decorator in node.decorator_list)
        ):
            yield node
            return
    if nodes:
        yield nodes[-1]


def _class_body(run: Interpreter, cls: Class) -> dict[str, tuple[ast.stmt, ...]]:
    found: dict[str, tuple[ast.stmt, ...]] = run.once("class", cls.node, lambda: bindings.inside(cls.node.body))
    return found


def ancestry(run: Interpreter, cls: Class) -> Iterator[Value]:
    """A class and its bases, the project's and the libraries', nearest first, each once."""
    seen: set[object] = set()
    waiting: list[Value] = [cls]
    while waiting:
        one = waiting.pop(0)
        key = one.node if isinstance(one, Class) else one
        if key in seen:
            continue
        seen.add(key)
        yield one
        if isinstance(one, Class):
            waiting = [*bases(run, one), *waiting]


def external_bases(run: Interpreter, cls: Class) -> list[str]:
    """The libraries' classes among a class's bases, near and far, nearest first."""
    return run.once(  # type: ignore[no-any-return]
        "external bases",
        cls.node,
        lambda: [one.dotted for one in ancestry(run, cls) if isinstance(one, External)],
    )


def own_fields(run: Interpreter, cls: Class) -> set[str]:
    """The names of the attributes that a class of the project and its bases declare, or set in a method."""
    found: set[str] = set()
    for one in ancestry(run, cls):
        if isinstance(one, Class):
            for statement in one.node.body:
                match statement:
                    case ast.FunctionDef() | ast.AsyncFunctionDef():
                        found |= run.once("assigned", statement, partial(_assigned, statement))
                    case ast.AnnAssign(target=ast.Name(id=name)):
                        found.add(name)
                    case ast.Assign(targets=[ast.Name(id=name)]):
                        found.add(name)
                    case _:
                        pass
    return found


def bases(run: Interpreter, cls: Class) -> list[Value]:
    if cls.node not in run.class_bases:
        run.class_bases[cls.node] = []
        with run.before_all(cls.scope):
            values = [run.evaluate(base, cls.scope) for base in cls.node.bases]
        run.class_bases[cls.node] = [one for value in values for one in alternatives(value)]
    return run.class_bases[cls.node]


def subclasses(run: Interpreter, cls: Class) -> list[Class]:
    """The project's classes that have a class among their ancestors, those that are nearest first."""
    if cls.node in run.class_children:
        return run.class_children[cls.node]
    run.class_children[cls.node] = []
    found: list[Class] = []
    for module in run.project.extending(cls.node.name, cls.module.path):
        for node in module.tree.body:
            if isinstance(node, ast.ClassDef) and node is not cls.node and node.bases:
                child = Class(module, node, run.module_scope(module))
                if any(isinstance(base, Class) and base.node is cls.node for base in bases(run, child)):
                    found += [child, *subclasses(run, child)]
    run.class_children[cls.node] = found
    return found


def field_names(run: Interpreter, cls: Class) -> Iterator[tuple[str, ast.expr | None]]:
    """The fields of a dataclass, a model and the like, base classes first, with their defaults."""
    for one in reversed([one for one in ancestry(run, cls) if isinstance(one, Class)]):
        for statement in one.node.body:
            match statement:
                case ast.AnnAssign(target=ast.Name(id=name), value=value, annotation=annotation):
                    if not any(_names_class_var(part) for part in flow.walk(annotation)):
                        yield name, value
                case _:
                    pass


def _names_class_var(node: ast.AST) -> bool:
    match node:
        case ast.Name(id="ClassVar") | ast.Attribute(attr="ClassVar"):
            return True
        case ast.Constant(value=str(text)):
            return "ClassVar" in text
        case _:
            return False


def materialise(run: Interpreter, value: Instance) -> None:
    """Work out the attributes of an object that was not seen to be made: run its `__init__` with what it asks for."""
    if value.materialised or not isinstance(value.cls, Class):
        return
    value.materialised = True
    found = find(run, value.cls, "__init__")
    if found is None:
        _ask_makers(run, value, value.cls)
    if found is None or not isinstance(found.node, ast.FunctionDef):
        return
    function = Function(found.owner.module, found.node, found.owner.scope, value, found.owner)
    with run.before_all(found.owner.scope), run.made_with(value):
        calls.invoke(run, function, calls.ASKED, found.node)


def _ask_makers(run: Interpreter, value: Instance, cls: Class) -> None:
    """Fill in the fields of a dataclass or model with what the project's code makes its objects of.

    Only where that says more than the annotations: when two of them may hold one watched object.
    """
    if not run.asks_callers or len(run.summaries.watched_fields(cls)) < 2:
        return
    from asyncfix.project.entries import given_by_callers

    names = {name for name, _ in field_names(run, cls)}
    value.fields |= {name: one for name, one in given_by_callers(run, cls).items() if name in names}


def _set_elsewhere(run: Interpreter, value: Instance, name: str) -> Value:
    """What a method other than `__init__` assigns to an attribute."""
    if not isinstance(value.cls, Class):
        return UNKNOWN
    for module, cls, method in _setters(run, value.cls).get(name, ()):
        if (cls, method.name, name) in run.looked_up:
            continue
        run.looked_up.add((cls, method.name, name))
        scope = run.module_scope(module)
        owner = Class(module, cls, scope)
        function = Function(module, method, scope, value.cls if makes_object(method) else value, owner)
        with run.before_all(scope), run.made_with(value):
            made = calls.invoke(run, function, calls.ASKED, method)
        for one in alternatives(made) if makes_object(method) else ():
            if isinstance(one, Instance) and name in one.fields:
                value.fields[name] = one.fields[name]
        if value.fields.get(name, NONE) not in (NONE, UNKNOWN):
            return value.fields[name]
    return value.fields.get(name, UNKNOWN)


def _setters(run: Interpreter, cls: Class) -> dict[str, list[tuple[Module, ast.ClassDef, flow.Function]]]:
    """For each attribute the methods other than `__init__` that assign to it, the class's own first."""

    def look() -> dict[str, list[tuple[Module, ast.ClassDef, flow.Function]]]:
        found: dict[str, list[tuple[Module, ast.ClassDef, flow.Function]]] = {}
        for one in ancestry(run, cls):
            for method in one.node.body if isinstance(one, Class) else ():
                if isinstance(method, (ast.FunctionDef, ast.AsyncFunctionDef)) and method.name != "__init__":
                    assert isinstance(one, Class)
                    for name in run.once("assigned", method, partial(_assigned, method)):
                        found.setdefault(name, []).append((one.module, one.node, method))
        return found

    setters: dict[str, list[tuple[Module, ast.ClassDef, flow.Function]]] = run.once("setters", cls.node, look)
    return setters


def _assigned(method: flow.Function) -> frozenset[str]:
    """The attributes of its own object that a method assigns to; of a class method, those of the object it makes."""
    receiver = method.args.args[0].arg if method.args.args else ""
    owners = _made_by(method, receiver) if makes_object(method) else {receiver}
    return frozenset(
        node.attr
        for node in flow.walk(method)
        if isinstance(node, ast.Attribute)
        and isinstance(node.ctx, ast.Store)
        and isinstance(node.value, ast.Name)
        and node.value.id in owners
    )


def makes_object(method: flow.Function) -> bool:
    """Whether a method is a class method, which may be a constructor by another name."""
    return any(isinstance(decorator, ast.Name) and decorator.id == "classmethod" for decorator in method.decorator_list)


def _made_by(method: flow.Function, cls: str) -> set[str]:
    """The names that a class method binds to `cls(...)` or `cls.__new__(cls)`."""
    found: set[str] = set()
    for node in flow.own_nodes(method):
        match node:
            case ast.Assign(
                targets=[ast.Name(id=name)],
                value=ast.Call(func=ast.Name(id=made) | ast.Attribute(value=ast.Name(id=made), attr="__new__")),
            ) if made in (cls, "object"):
                found.add(name)
            case _:
                pass
    return found
