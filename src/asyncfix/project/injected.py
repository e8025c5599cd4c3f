"""What frameworks pass to parameters and attributes: FastAPI its dependencies, pytest its fixtures.

The names of the two stand here, and not in a table of `frameworks`: how they pass things is part of calling a function.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from asyncfix.project import elements, flow, symbolic, typed
from asyncfix.project.values import (
    ASKED,
    NONE,
    UNKNOWN,
    Class,
    Constant,
    External,
    Function,
    Generator,
    Instance,
    Opaque,
    Origin,
    Partial,
    Value,
    one_of,
)

if TYPE_CHECKING:
    from asyncfix.project.interpreter import Interpreter
    from asyncfix.project.scopes import Scope

_DEPENDS = frozenset({"fastapi.Depends", "fastapi.Security"})
_FIXTURES = frozenset({"pytest.fixture", "pytest_asyncio.fixture"})


def declared(run: Interpreter, node: ast.AnnAssign, scope: Scope, origin: Origin) -> Value:
    """The value of an attribute that a class body only declares; FastAPI fills in those of a dependency class."""
    if node.value is not None:
        found = depends(run, node.value, node.annotation, scope, origin)
        if found is not None:
            return found
    return run.symbolic(node.annotation, scope, origin)


def default(run: Interpreter, parameter: ast.arg, node: ast.expr, scope: Scope) -> Value:
    """The value of a parameter that a call leaves out."""
    origin = Origin(scope.module, parameter, f"{parameter.arg}, a dependency")
    found = depends(run, node, parameter.annotation, scope, origin)
    return run.evaluate(node, scope) if found is None else found


def parameter(run: Interpreter, function: Function, node: ast.arg, default_node: ast.expr | None) -> Value:
    """What a parameter may be when no call of the function is in sight."""
    scope = function.scope
    origin = Origin(function.module, node, f"{node.arg}, annotated")
    with run.before_all(scope):
        if default_node is not None:
            found = depends(run, default_node, node.annotation, scope, origin)
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


def depends(
    run: Interpreter, node: ast.expr, annotation: ast.expr | None, scope: Scope, origin: Origin | None
) -> Value | None:
    """What `Depends(f)` gives, None when the expression is none."""
    if not isinstance(node, ast.Call):
        return None
    callee = typed.type_value(run, node.func, scope)
    if not (isinstance(callee, External) and callee.dotted in _DEPENDS):
        return None
    given = node.args[0] if node.args else next((k.value for k in node.keywords if k.arg == "dependency"), None)
    target = given if given is not None else annotation
    if target is None:
        return UNKNOWN
    cached = not any(
        keyword.arg == "use_cache" and isinstance(keyword.value, ast.Constant) and not keyword.value.value
        for keyword in node.keywords
    )
    return _dependency(run, target, annotation, scope, origin, cached=cached)


def _dependency(
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
    (run.uncached.discard if cached else run.uncached.add)(key)
    return value


def _identity(callee: Value, target: ast.expr, scope: Scope) -> object:
    """What tells a dependency from others."""
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
    """What calling a dependency or a fixture gives; of a generator what it yields."""
    match callee:
        case Class():
            made = run.instance(callee, None, symbolic=True)
            symbolic.materialise(run, made)
            return made
        case Function() | Instance() | Partial():
            value = run.call(callee, ASKED, ast.Constant(None))
            if isinstance(value, Generator):
                return one_of(*(item.value for item in elements.iterated(run, value)))
            return run.run_of(value).value or UNKNOWN if run.is_awaitable(value) else value
        case _:
            return UNKNOWN


def _fixture(run: Interpreter, function: Function, node: ast.arg) -> Value:
    """What the pytest fixture of a parameter's name gives."""
    if isinstance(function.node, ast.Lambda) or not _gets_fixtures(run, function):
        return UNKNOWN
    for module in (function.module, *run.project.conftests(function.module)):
        scope = run.module_scope(module)
        for statement in module.tree.body:
            if not isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef)):
                continue
            if _fixture_name(statement) == node.arg and _is_fixture(run, statement, scope):
                return _fixture_value(run, Function(module, statement, scope), statement)
    return UNKNOWN


def _fixture_value(run: Interpreter, fixture: Function, node: flow.Function) -> Value:
    if node not in run.dependencies:
        run.dependencies[node] = UNKNOWN
        value = _solved(run, fixture)
        run.dependencies[node] = run.symbolic(node.returns, fixture.scope) if value is UNKNOWN else value
    return run.dependencies[node]


def _fixture_name(node: flow.Function) -> str:
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
    return function.node.name.startswith("test") or _is_fixture(run, function.node, function.scope)


def _is_fixture(run: Interpreter, node: flow.Function, scope: Scope) -> bool:
    """Whether a function is a pytest fixture."""
    for decorator in node.decorator_list:
        named = decorator.func if isinstance(decorator, ast.Call) else decorator
        value = typed.type_value(run, named, scope)
        if isinstance(value, External) and value.dotted in _FIXTURES:
            return True
    return False
