"""What a middleware class holds besides its `dispatch`, where all of it can stand on its own in the module."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, replace

from asyncfix.project import Module, Project, flow
from asyncfix.project.scopes import bound_names
from asyncfix.transforms.base_http_middleware.clauses import Unfit
from asyncfix.transforms.base_http_middleware.constructor import constructor_of


@dataclass(frozen=True, eq=False)
class Members:
    """The docstring of a class, the methods that help its `dispatch`, and the constants of the class.

    `state` are the attributes that the constructor sets, as `self.name = value`.
    """

    docstring: ast.stmt | None = None
    helpers: tuple[flow.Function, ...] = ()
    constants: tuple[ast.Assign | ast.AnnAssign, ...] = ()
    constructor: ast.FunctionDef | None = None
    state: tuple[ast.Assign | ast.AnnAssign, ...] = ()

    @property
    def names(self) -> set[str]:
        """What stands without its object in the new code."""
        held = {name for each in (*self.constants, *self.state) if (name := stored_name(each))}
        return held | {helper.name for helper in self.helpers}


def stored_name(statement: ast.Assign | ast.AnnAssign) -> str | None:
    """The name in `name = value` and in `self.name = value`."""
    target = statement.targets[0] if isinstance(statement, ast.Assign) else statement.target
    match target:
        case ast.Name(id=name) | ast.Attribute(value=ast.Name(), attr=name):
            return name
        case _:
            return None


def members_of(project: Project, module: Module, node: ast.ClassDef, dispatch: ast.AsyncFunctionDef) -> Members:
    """The members of a class that can do without an object of it. Raises `Unfit` for others."""
    found = Members()
    for number, statement in enumerate(node.body):
        match statement:
            case ast.Expr(value=ast.Constant(value=str())) if number == 0:
                found = replace(found, docstring=statement)
            case ast.Pass():
                pass
            case ast.FunctionDef(name="__init__"):
                state = tuple(_state(project, module, node, statement))
                found = replace(found, constructor=statement, state=state)
            case ast.FunctionDef() | ast.AsyncFunctionDef() if statement is not dispatch:
                found = replace(found, helpers=(*found.helpers, statement))
            case ast.Assign(targets=[ast.Name()]) | ast.AnnAssign(target=ast.Name(), value=ast.expr()):
                found = replace(found, constants=(*found.constants, statement))
            case _ if statement is dispatch:
                pass
            case _:
                raise Unfit("it keeps state in its class")
    _check_names(project, module, node, found)
    for function in (dispatch, *found.helpers):
        _check_self(function, found.names)
    return found


def _check_names(project: Project, module: Module, node: ast.ClassDef, found: Members) -> None:
    """Refuse members whose names mean something else where they will stand, or in the code that uses them."""
    names = found.names
    if len(names) < len(found.constants) + len(found.state) + len(found.helpers):
        raise Unfit("it keeps state in its class")
    inside = {name for name in names if name in {stored_name(each) for each in found.state}}
    for name in names - inside:
        if project.bound(module).names.get(name) or name in _names_outside(module, node):
            raise Unfit(f"`{name}` is another thing in the module")
    for method in node.body:
        if isinstance(method, flow.Function) and method is not found.constructor:
            own, _ = bound_names(method)
            taken = names & (own | {each.arg for each in ast.walk(method.args) if isinstance(each, ast.arg)})
            used = names & {each.id for each in ast.walk(method) if isinstance(each, ast.Name)}
            if taken | used:
                raise Unfit(f"`{min(taken | used)}` is another thing in `{method.name}`")


def _state(
    project: Project, module: Module, node: ast.ClassDef, function: ast.FunctionDef
) -> Iterator[ast.Assign | ast.AnnAssign]:
    constructor = constructor_of(project, module, node)
    if function.args.posonlyargs or function.args.vararg or function.args.kwarg or len(function.args.args) < 2:
        raise Unfit("its constructor keeps state")
    for statement in function.body:
        match statement:
            case _ if statement is constructor.call or _is_docstring(statement):
                pass
            case (
                ast.Assign(targets=[ast.Attribute(value=ast.Name(id=own))], value=value)
                | ast.AnnAssign(target=ast.Attribute(value=ast.Name(id=own)), value=ast.expr() as value)
            ) if own == function.args.args[0].arg:
                read = {each.id for each in ast.walk(value) if isinstance(each, ast.Name)}
                if read & {own, function.args.args[1].arg} or stored_name(statement) == "app":
                    raise Unfit("its constructor keeps the application")
                yield statement
            case _:
                raise Unfit("its constructor does more than keep its arguments")


def _is_docstring(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


def is_static(function: flow.Function) -> bool:
    match function.decorator_list:
        case [ast.Name("staticmethod")]:
            return True
        case []:
            return False
        case _:
            raise Unfit(f"`{function.name}` is decorated")


def _check_self(function: flow.Function, members: set[str]) -> None:
    """Refuse methods that use their object for anything but to read its members."""
    if is_static(function) or not function.args.args:
        return
    own = function.args.args[0].arg
    allowed: set[int] = set()
    for node in ast.walk(function):
        match node:
            case ast.Attribute(value=ast.Name(id=name) as inner, attr=attr) if name == own:
                if attr not in members or not isinstance(node.ctx, ast.Load):
                    raise Unfit(f"`{function.name}` uses `{own}.{attr}`")
                allowed.add(id(inner))
            case ast.Name(id=name) if name == own and id(node) not in allowed:
                raise Unfit(f"`{function.name}` uses `{own}`")
            case ast.Call(func=ast.Name("super")):
                raise Unfit(f"`{function.name}` uses `super()`")
            case _:
                pass


def _names_outside(module: Module, node: ast.ClassDef) -> Iterator[str]:
    """The names that the module uses outside of a class."""
    waiting: list[ast.AST] = list(module.tree.body)
    while waiting:
        each = waiting.pop()
        if each is node:
            continue
        if isinstance(each, ast.Name):
            yield each.id
        waiting.extend(ast.iter_child_nodes(each))
