"""Values of annotated types, parameters that nobody was seen to pass, and what FastAPI and pytest pass."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from asyncfix.project import attributes, calls, expressions
from asyncfix.project.index import Symbol
from asyncfix.project.values import (
    NONE,
    UNKNOWN,
    Class,
    Collection,
    Constant,
    External,
    Factory,
    Function,
    Generator,
    Instance,
    Opaque,
    Origin,
    Partial,
    Value,
    alternatives,
    one_of,
)

if TYPE_CHECKING:
    from asyncfix.project.interpreter import Interpreter
    from asyncfix.project.scopes import Scope

_OPTIONAL = frozenset({"typing.Optional"})
_UNIONS = frozenset({"typing.Union", "types.UnionType"})
_ANNOTATED = frozenset({"typing.Annotated", "typing_extensions.Annotated"})
_WRAPPERS = frozenset(
    {"typing.Final", "typing.ClassVar", "typing.Required", "typing.NotRequired", "typing.ReadOnly", "typing.Awaitable"}
    | {"collections.abc.Awaitable", "typing.Coroutine", "collections.abc.Coroutine", "sqlalchemy.orm.Mapped"}
)
_MANY = frozenset(
    {f"builtins.{name}" for name in ("list", "tuple", "set", "frozenset")}
    | {
        f"{module}.{name}"
        for module in ("typing", "collections.abc")
        for name in (
            "AbstractSet AsyncGenerator AsyncIterable AsyncIterator Collection Generator Iterable Iterator List"
            " MutableSequence Sequence Set Tuple"
        ).split()
    }
)
_MAPPINGS = frozenset(
    {"builtins.dict", "typing.Dict", "typing.Mapping", "collections.abc.Mapping", "typing.MutableMapping"}
    | {"collections.abc.MutableMapping", "collections.defaultdict"}
)
_TYPES = frozenset({"builtins.type", "typing.Type"})
_AWAITABLES = frozenset(
    f"{module}.{name}" for module in ("typing", "collections.abc") for name in ("Awaitable", "Coroutine")
)
_MANAGERS = frozenset(
    {"typing.AsyncContextManager", "typing.ContextManager", "contextlib.AbstractAsyncContextManager"}
    | {"contextlib.AbstractContextManager"}
)
_CALLABLES = frozenset({"typing.Callable", "collections.abc.Callable"})
DEPENDS = frozenset({"fastapi.Depends", "fastapi.Security"})
_FIXTURES = frozenset({"pytest.fixture", "pytest_asyncio.fixture"})


def symbolic(run: Interpreter, annotation: ast.expr | None, scope: Scope, origin: Origin | None) -> Value:
    """Something of an annotated type, `UNKNOWN` where the type says nothing."""
    match annotation:
        case None:
            return UNKNOWN
        case ast.Constant(value=str(text)):
            try:
                parsed = ast.parse(text.strip(), mode="eval").body
            except SyntaxError:
                return UNKNOWN
            return symbolic(run, parsed, scope, origin)
        case ast.Constant(value=None):
            return NONE
        case ast.BinOp(left=left, op=ast.BitOr(), right=right):
            return one_of(symbolic(run, left, scope, origin), symbolic(run, right, scope, origin))
        case ast.Subscript(value=value, slice=index):
            return _parametrised(run, value, index, scope, origin)
        case ast.Name() | ast.Attribute():
            return _of_type(run, annotation, scope, origin)
        case _:
            return UNKNOWN


def _type_value(run: Interpreter, node: ast.expr, scope: Scope) -> Value:
    with run.before_all(scope):
        return run.evaluate(node, scope)


def _of_type(run: Interpreter, node: ast.expr, scope: Scope, origin: Origin | None) -> Value:
    alias = _alias(run, node, scope)
    if alias is not None:
        told, where = alias
        if told in run.aliases:
            # It stands for itself.
            return UNKNOWN
        run.aliases.add(told)
        try:
            return symbolic(run, told, where, origin)
        finally:
            run.aliases.discard(told)
    value = _type_value(run, node, scope)
    found = [_instance_of(run, one, origin) for one in alternatives(value)]
    return one_of(*found)


def _alias(run: Interpreter, node: ast.expr, scope: Scope) -> tuple[ast.expr, Scope] | None:
    """What a type alias at the level of a module stands for, and where that is written."""
    dotted = _dotted(node)
    if dotted is None:
        return None
    meaning = run.project.resolve(scope.module, dotted)
    if not isinstance(meaning, Symbol) or not meaning.nodes:
        return None
    match meaning.nodes[-1]:
        case (
            ast.Assign(value=ast.Subscript() | ast.BinOp() | ast.Constant() as value)
            | ast.AnnAssign(value=ast.Subscript() | ast.BinOp() | ast.Constant() as value)
        ):
            return value, run.module_scope(meaning.module)
        case ast.Assign(value=ast.Call(func=func, args=[_, *rest], keywords=keywords)):
            kind = _type_value(run, func, run.module_scope(meaning.module))
            if isinstance(kind, External) and kind.dotted in ("typing.TypeVar", "typing_extensions.TypeVar"):
                bound = next((keyword.value for keyword in keywords if keyword.arg == "bound"), None)
                return (bound or ast.Constant(Ellipsis)), run.module_scope(meaning.module)
            if isinstance(kind, External) and kind.dotted == "typing.NewType" and rest:
                return rest[0], run.module_scope(meaning.module)
            return None
        case _:
            return None


def _dotted(node: ast.expr) -> str | None:
    match node:
        case ast.Name(id=name):
            return name
        case ast.Attribute(value=value, attr=attr):
            base = _dotted(value)
            return base and f"{base}.{attr}"
        case _:
            return None


def _instance_of(run: Interpreter, cls: Value, origin: Origin | None) -> Value:
    match cls:
        case Class():
            return run.instance(cls, origin, symbolic=True)
        case External(dotted=dotted):
            last = dotted.rpartition(".")[2]
            if dotted.startswith("builtins.") or dotted in ("typing.Any", "typing.Self"):
                return UNKNOWN
            is_class = last[:1].isupper() or dotted in run.known_classes
            return run.instance(cls, origin, symbolic=True) if is_class else UNKNOWN
        case _:
            return NONE if cls == NONE else UNKNOWN


def _parametrised(run: Interpreter, value: ast.expr, index: ast.expr, scope: Scope, origin: Origin | None) -> Value:
    outer = _type_value(run, value, scope)
    arguments = index.elts if isinstance(index, ast.Tuple) else [index]
    name = outer.dotted if isinstance(outer, External) else ""
    if name in _OPTIONAL:
        return one_of(symbolic(run, index, scope, origin), NONE)
    if name in _UNIONS:
        return one_of(*(symbolic(run, one, scope, origin) for one in arguments))
    if name in _ANNOTATED:
        return _annotated(run, arguments, scope, origin)
    if name in _WRAPPERS and arguments:
        return symbolic(run, arguments[-1 if "Coroutine" in name else 0], scope, origin)
    if name in _MANY and arguments:
        return _many(run, arguments[0], scope, origin)
    if name in _MAPPINGS and len(arguments) == 2:
        return Collection([], lambda: run.symbolic(arguments[1], scope, origin))
    if name in _TYPES:
        return _type_value(run, index, scope)
    if name in _CALLABLES:
        return _callable(run, arguments, scope, origin)
    if name in _MANAGERS and arguments:
        made = run.instance(External("contextlib.AbstractAsyncContextManager"), origin, symbolic=True)
        made.fields["<entered>"] = symbolic(run, arguments[0], scope, origin)
        return made
    if name == "contextvars.ContextVar":
        made = run.instance(External(name), origin, symbolic=True)
        made.fields["<value>"] = symbolic(run, arguments[0], scope, origin)
        return made
    return _of_type(run, value, scope, origin)


def _callable(run: Interpreter, arguments: list[ast.expr], scope: Scope, origin: Origin | None) -> Value:
    """Something callable of which only the type of the result is known."""
    returns = arguments[-1] if len(arguments) == 2 else None
    is_awaited = False
    if isinstance(returns, ast.Subscript):
        outer = _type_value(run, returns.value, scope)
        is_awaited = isinstance(outer, External) and outer.dotted in _AWAITABLES
    if returns is None or symbolic(run, returns, scope, origin) is UNKNOWN:
        return UNKNOWN
    return Factory(lambda: run.symbolic(returns, scope, origin), is_awaited)


def _many(run: Interpreter, annotation: ast.expr, scope: Scope, origin: Origin | None) -> Value:
    """A collection of some type. Objects that were loaded together belong to one session, whichever that is."""
    owners: dict[str, Instance] = {}
    born = run.birth()

    def element() -> Value:
        made = run.symbolic(annotation, scope, origin)
        if isinstance(made, Instance):
            for dotted in run.external_classes(made):
                if dotted in run.library.loaded_by:
                    owner = run.library.loaded_by[dotted]
                    if owner not in owners:
                        owners[owner] = run.instance(External(owner), origin)
                        owners[owner].born = born
                    made.fields.setdefault("<session>", owners[owner])
        return made

    return Collection([], element)


def _annotated(run: Interpreter, arguments: list[ast.expr], scope: Scope, origin: Origin | None) -> Value:
    for extra in arguments[1:]:
        dependency_value = _depends(run, extra, arguments[0], scope, origin)
        if dependency_value is not None:
            return dependency_value
    return symbolic(run, arguments[0], scope, origin) if arguments else UNKNOWN


def declared(run: Interpreter, node: ast.AnnAssign, scope: Scope, origin: Origin) -> Value:
    """The value of an attribute that a class body only declares; FastAPI fills in those of a dependency class."""
    if node.value is not None:
        found = _depends(run, node.value, node.annotation, scope, origin)
        if found is not None:
            return found
    return run.symbolic(node.annotation, scope, origin)


def default(run: Interpreter, parameter: ast.arg, node: ast.expr, scope: Scope) -> Value:
    """The value of a parameter that a call leaves out."""
    origin = Origin(scope.module, parameter, f"{parameter.arg}, a dependency")
    found = _depends(run, node, parameter.annotation, scope, origin)
    return run.evaluate(node, scope) if found is None else found


def parameter(run: Interpreter, function: Function, node: ast.arg, default_node: ast.expr | None) -> Value:
    """What a parameter may be when no call of the function is in sight."""
    scope = function.scope
    origin = Origin(function.module, node, f"{node.arg}, annotated")
    with run.before_all(scope):
        if default_node is not None:
            found = _depends(run, default_node, node.annotation, scope, origin)
            if found is not None:
                return found
        fixture = _fixture(run, function, node)
        if fixture is not UNKNOWN:
            return fixture
        if node.annotation is not None:
            return run.symbolic(node.annotation, scope, origin)
        if default_node is not None:
            value = run.evaluate(default_node, scope)
            return UNKNOWN if isinstance(value, Constant) else value
        return UNKNOWN


def _depends(
    run: Interpreter, node: ast.expr, annotation: ast.expr | None, scope: Scope, origin: Origin | None
) -> Value | None:
    """What `Depends(f)` gives, None when the expression is none."""
    if not isinstance(node, ast.Call):
        return None
    callee = _type_value(run, node.func, scope)
    if not (isinstance(callee, External) and callee.dotted in DEPENDS):
        return None
    given = node.args[0] if node.args else next((k.value for k in node.keywords if k.arg == "dependency"), None)
    target = given if given is not None else annotation
    if target is None:
        return UNKNOWN
    cached = not any(
        keyword.arg == "use_cache" and isinstance(keyword.value, ast.Constant) and not keyword.value.value
        for keyword in node.keywords
    )
    return dependency(run, target, annotation, scope, origin, cached=cached)


def dependency(
    run: Interpreter,
    target: ast.expr,
    annotation: ast.expr | None,
    scope: Scope,
    origin: Origin | None,
    *,
    cached: bool,
) -> Value:
    """What a dependency gives in one request: it is solved once, unless every occurrence asks for one of its own."""
    with run.before_all(scope):
        callee = run.evaluate(target, scope)
    key = _identity(callee, target, scope)
    known = run.dependencies.get(key)
    if known is not None and (cached or key not in run.uncached):
        return known
    with run.before_all(scope):
        value = _solved(run, callee)
        if value is UNKNOWN or value == NONE or isinstance(value, Opaque):
            value = run.symbolic(annotation, scope, origin)
    run.dependencies[key] = value
    if not cached:
        run.uncached.add(key)
    else:
        run.uncached.discard(key)
    return value


def _identity(callee: Value, target: ast.expr, scope: Scope) -> object:
    match callee:
        case Function(node=node, scope=made_in, receiver=receiver):
            return node, made_in if not made_in.is_module else None, receiver
        case Class(node=node):
            return node
        case External(dotted=dotted):
            return dotted
        case Instance():
            return callee
        case _ if isinstance(target, ast.Call):
            return target
        case _:
            return scope.module.path, ast.unparse(target)


def _solved(run: Interpreter, callee: Value) -> Value:
    node = ast.Constant(None)
    match callee:
        case Class():
            made = run.instance(callee, None, symbolic=True)
            attributes.materialise(run, made)
            return made
        case Function() | Instance() | Partial():
            made_value = run.call(callee, calls.ASKED, node)
            if isinstance(made_value, Generator):
                items = expressions.iterated(run, made_value)
                return one_of(*(item.value for item in items)) if items else UNKNOWN
            if isinstance(made_value, (Instance, Collection)):
                return made_value
            return run.run_of(made_value).value or UNKNOWN if run.is_awaitable(made_value) else made_value
        case _:
            return UNKNOWN


def _fixture(run: Interpreter, function: Function, node: ast.arg) -> Value:
    """What the pytest fixture of a parameter's name gives."""
    if isinstance(function.node, ast.Lambda) or not _gets_fixtures(run, function):
        return UNKNOWN
    for module in (function.module, *run.project.conftests(function.module)):
        for statement in module.tree.body:
            if not isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef)):
                continue
            if _fixture_name(statement) == node.arg and is_fixture(run, statement, run.module_scope(module)):
                key = statement
                if key not in run.dependencies:
                    run.dependencies[key] = UNKNOWN
                    value = _solved(run, Function(module, statement, run.module_scope(module)))
                    if value is UNKNOWN:
                        value = run.symbolic(statement.returns, run.module_scope(module))
                    run.dependencies[key] = value
                return run.dependencies[key]
    return UNKNOWN


def _fixture_name(node: ast.FunctionDef | ast.AsyncFunctionDef) -> str:
    """The name that a fixture goes by: `@pytest.fixture(name="session")`."""
    for decorator in node.decorator_list:
        for keyword in decorator.keywords if isinstance(decorator, ast.Call) else ():
            match keyword:
                case ast.keyword(arg="name", value=ast.Constant(value=str(name))):
                    return name
                case _:
                    pass
    return node.name


def _gets_fixtures(run: Interpreter, function: Function) -> bool:
    assert not isinstance(function.node, ast.Lambda)
    return function.node.name.startswith("test") or is_fixture(run, function.node, function.scope)


def is_fixture(run: Interpreter, node: ast.FunctionDef | ast.AsyncFunctionDef, scope: Scope) -> bool:
    """Whether a function is a pytest fixture."""
    for decorator in node.decorator_list:
        named = decorator.func if isinstance(decorator, ast.Call) else decorator
        value = _type_value(run, named, scope)
        if isinstance(value, External) and value.dotted in _FIXTURES:
            return True
    return False
