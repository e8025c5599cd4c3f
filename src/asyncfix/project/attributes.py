"""What an attribute of a value stands for: a field, a method, a property, a name of a module."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from asyncfix.project import classes, decorators, elements, injected, module_names, symbolic
from asyncfix.project.library import IDENTITY
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
    is_known,
    one_of,
)

if TYPE_CHECKING:
    from asyncfix.project.interpreter import Interpreter


def attribute(run: Interpreter, value: Value, name: str, node: ast.expr) -> Value:
    """What `value.name` stands for."""
    match value:
        case ModuleValue(module=module):
            return module_names.member(run, module, run.project.name_of(module), name)
        case External(dotted=dotted):
            return _of_external(run, dotted, name, node)
        case Instance():
            return _of_instance(run, value, name, node)
        case Class():
            return _of_class(run, value, name)
        case Super(receiver=receiver, after=after):
            return _of_super(run, receiver, after, name)
        case Collection():
            return Partial(External(f"builtins.collection.{name}"), Arguments((value,)))
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
    return Partial(IDENTITY, Arguments((run.run_of(task).value or UNKNOWN,)))


def _of_super(run: Interpreter, receiver: Value, after: Class, name: str) -> Value:
    cls = receiver.cls if isinstance(receiver, Instance) else receiver
    if not isinstance(cls, Class):
        return UNKNOWN
    order = list(classes.ancestry(run, cls))
    own = next((index for index, one in enumerate(order) if isinstance(one, Class) and one.node is after.node), -1)
    for one in order[own + 1 :]:
        node = classes.own_attribute(run, one, name) if isinstance(one, Class) else None
        if isinstance(one, Class) and node is not None:
            return _bound(run, receiver, classes.Found(one, node), name)
    if name == "__new__":
        return External("builtins.object.__new__")
    if isinstance(receiver, Instance) and any(isinstance(one, External) for one in order[own + 1 :]):
        return Bound(receiver, name)
    return UNKNOWN


def _of_class(run: Interpreter, cls: Class, name: str) -> Value:
    found = classes.find(run, cls, name)
    if found is None:
        return External("builtins.object.__new__") if name == "__new__" else UNKNOWN
    if not found.is_method:
        return _class_value(run, found, name)
    if "builtins.classmethod" in decorators.decorator_names(run, found):
        return _bound(run, cls, found, name)
    return found.function()


def _class_value(run: Interpreter, found: classes.Found, name: str) -> Value:
    """What the body of a class assigns to a name: one value for all its objects."""
    key = f"{found.owner.node.name}.{name}"
    values = run.classes.values.setdefault(found.owner.node, {})
    if key not in values:
        values[key] = UNKNOWN
        with run.before_all(found.owner.scope):
            values[key] = _worked_out(run, found, name)
    return values[key]


def _worked_out(run: Interpreter, found: classes.Found, name: str) -> Value:
    match found.node:
        case ast.ClassDef():
            return Class(found.owner.module, found.node, found.owner.scope)
        case ast.Assign(value=value):
            return _assigned(run, found, value, None)
        case ast.AnnAssign(value=ast.expr() as value, annotation=annotation):
            return _assigned(run, found, value, annotation)
        case ast.AnnAssign(annotation=annotation):
            return run.symbolic(annotation, found.owner.scope, _annotated(found, name))
        case _:
            return UNKNOWN


def _annotated(found: classes.Found, name: str) -> Origin:
    return Origin(found.owner.module, found.node, f"{found.owner.node.name}.{name}, annotated")


def _assigned(run: Interpreter, found: classes.Found, value: ast.expr, annotation: ast.expr | None) -> Value:
    made = run.evaluate(value, classes.class_scope(run, found.owner))
    return elements.fillable(run, made, annotation, found.owner.scope)


def _of_instance(run: Interpreter, value: Instance, name: str, node: ast.expr) -> Value:
    known = value.fields.get(name, UNKNOWN)
    # A method may have set since what `__init__` leaves empty.
    if known is not UNKNOWN and not (known == NONE and value.is_symbolic and value.materialised):
        return known
    if isinstance(value.cls, External):
        return _of_library_object(run, value, value.cls.dotted, name, node)
    if name == "__class__":
        return value.cls
    found = classes.find(run, value.cls, name)
    if found is not None and found.is_method and not (value.is_symbolic and classes.is_abstract(run, found)):
        return _bound(run, value, found, name)
    told = _of_symbolic(run, value, found, name, node) if value.is_symbolic else None
    if told is not None:
        return told
    if found is not None and not found.is_method:
        return _declared(run, value, found, name)
    late = symbolic.set_elsewhere(run, value, name)
    if late is not UNKNOWN:
        value.fields[name] = late
        return late
    return _inherited(run, value, name, node)


def _of_library_object(run: Interpreter, value: Instance, dotted: str, name: str, node: ast.expr) -> Value:
    field = run.library.fields.get((dotted, name))
    if field:
        return field(run, value, node)
    if f"{dotted}.*" in run.library.running and (dotted, "*") not in run.library.methods:
        # Its attributes are awaitables themselves.
        return run.coroutine(Bound(value, name), Arguments(), node)
    return Bound(value, name)


def _of_symbolic(
    run: Interpreter, value: Instance, found: classes.Found | None, name: str, node: ast.expr
) -> Value | None:
    """What the subclasses or the constructor tell of an object that was not seen to be made, None where they do not."""
    if found is None or found.is_method or _is_promised(run, value, found):
        below = _of_subclasses(run, value, name, node)
        if below is not None:
            return below
    if found is None or not found.is_method:
        symbolic.materialise(run, value)
        if is_known(value.fields.get(name, UNKNOWN)):
            return value.fields[name]
    return None


def _is_promised(run: Interpreter, value: Instance, found: classes.Found) -> bool:
    """Whether an abstract class only says that there is such an attribute: `users: UserRepository`."""
    is_bare = isinstance(found.node, ast.AnnAssign) and found.node.value is None
    return is_bare and classes.is_interface(run, value.cls)


def _declared(run: Interpreter, value: Instance, found: classes.Found, name: str) -> Value:
    """What an object has for an attribute that the body of its class declares.

    A default that says nothing gives way to what a method sets, and that to the annotation.
    """
    default = _default(run, found, name)
    is_called = isinstance(found.node, ast.AnnAssign) and isinstance(found.node.value, ast.Call)
    if default is not UNKNOWN and (is_called or default != NONE):
        return default
    late = symbolic.set_elsewhere(run, value, name)
    if late is UNKNOWN and isinstance(found.node, ast.AnnAssign):
        with run.before_all(found.owner.scope), run.clock.made_with(value):
            late = injected.declared(run, found.node, found.owner.scope, _annotated(found, name))
    if late is UNKNOWN:
        return default
    value.fields[name] = late
    return late


def _default(run: Interpreter, found: classes.Found, name: str) -> Value:
    match found.node:
        case ast.AnnAssign(value=None):
            return UNKNOWN
        case ast.AnnAssign(value=ast.Call()):
            value = _class_value(run, found, name)
            # `Field(...)`, `mapped_column(...)`: it tells of the field, and is not what the object has.
            return UNKNOWN if isinstance(value, Instance) else value
        case _:
            return _class_value(run, found, name)


def _inherited(run: Interpreter, value: Instance, name: str, node: ast.expr) -> Value:
    """An attribute that no class of the project defines: that of a library's base class, or of `__getattr__`."""
    for dotted in run.external_classes(value):
        field = run.library.fields.get((dotted, name))
        if field:
            return field(run, value, node)
    getter = classes.method(run, value.cls, "__getattr__", value) if isinstance(value.cls, Class) else None
    if getter is not None:
        return run.call(getter, Arguments((Constant(name),)), node)
    if run.external_classes(value):
        return Bound(value, name)
    return UNKNOWN


def _of_subclasses(run: Interpreter, value: Instance, name: str, node: ast.expr) -> Value | None:
    """What the project's subclasses make of an abstract method, or of an attribute that the class itself lacks."""
    assert isinstance(value.cls, Class)
    made: list[Value] = []
    for subclass in classes.subclasses(run, value.cls):
        as_subclass = _seen_as(run, value, subclass)
        own = classes.own_attribute(run, subclass, name)
        if own is None:
            has_it = name in _own_init_fields(subclass) or symbolic.sets(run, subclass, name)
        else:
            has_it = not classes.is_abstract(run, classes.Found(subclass, own))
        if has_it:
            made.append(run.attribute(as_subclass, name, node))
    return one_of(*made) if made else None


def _seen_as(run: Interpreter, value: Instance, subclass: Class) -> Instance:
    """An object as one of a subclass, the same whenever it is asked for."""
    key = f"<as {subclass.node.name}>"
    known = value.fields.get(key)
    if isinstance(known, Instance):
        return known
    run.meet(subclass)
    made = Instance(subclass, value.born, is_symbolic=True, origin=value.origin, seen_from=value)
    value.fields[key] = made
    return made


def _own_init_fields(cls: Class) -> set[str]:
    return {
        target.attr
        for function in cls.node.body
        if isinstance(function, ast.FunctionDef) and function.name == "__init__"
        for target in ast.walk(function)
        if isinstance(target, ast.Attribute) and isinstance(target.ctx, ast.Store)
    }


def _bound(run: Interpreter, receiver: Value, found: classes.Found, name: str) -> Value:
    """A method as an object has it, or what a property gives."""
    if not isinstance(found.node, (ast.FunctionDef, ast.AsyncFunctionDef)):
        return _class_value(run, found, name)
    kinds = decorators.decorator_names(run, found)
    if kinds & run.library.properties:
        value = run.call(found.function(receiver), Arguments(), ast.Constant(None))
        if isinstance(receiver, Instance) and any("cached" in kind for kind in kinds):
            receiver.fields[name] = value
        return value
    if "builtins.staticmethod" in kinds:
        return found.function()
    is_class_method = "builtins.classmethod" in kinds
    if is_class_method and isinstance(receiver, Instance):
        receiver = receiver.cls
    if len(found.node.decorator_list) == is_class_method:
        return found.function(receiver)
    with run.before_all(found.owner.scope):
        value = decorators.decorated(run, found.function(), classes.class_scope(run, found.owner))
    return _with_receiver(value, receiver, found.owner)


def _with_receiver(value: Value, receiver: Value, owner: Class) -> Value:
    """What decorators made of a method, bound to an object."""
    match value:
        case Function(module=module, node=node, scope=scope, receiver=None):
            return Function(module, node, scope, receiver, owner)
        case Partial(callee=callee, arguments=arguments):
            bound = _with_receiver(arguments.positional[0], receiver, owner) if arguments.positional else UNKNOWN
            return Partial(callee, Arguments((bound, *arguments.positional[1:]), arguments.named))
        case _:
            return UNKNOWN
