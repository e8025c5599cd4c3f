"""The names that stand in code, as they are written."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asyncfix.project import flow


def dotted_name(node: ast.AST | None) -> str | None:
    """`a.b.c`, None for expressions of another kind."""
    match node:
        case ast.Name(id=name):
            return name
        case ast.Attribute(value=value, attr=attr):
            base = dotted_name(value)
            return base and f"{base}.{attr}"
        case _:
            return None


def dotted_names(node: ast.expr) -> Iterator[str]:
    """The dotted names in an expression, those in quoted annotations too."""
    waiting: list[ast.AST] = [node]
    while waiting:
        one = waiting.pop()
        match one:
            case ast.Name(id=name):
                yield name
            case ast.Attribute():
                dotted = dotted_name(one)
                if dotted:
                    yield dotted
                else:
                    waiting.append(one.value)
            case ast.Constant(value=str(text)) if text.replace(".", "").replace("_", "").isidentifier():
                yield text
            case ast.Constant(value=str(text)) if "[" in text or "|" in text:
                parsed = parsed_annotation(text)
                waiting += [parsed] if parsed else []
            case _:
                waiting += flow.children(one)


def parsed_annotation(text: str) -> ast.expr | None:
    """The expression in a quoted annotation, None where it is none."""
    try:
        return ast.parse(text.strip(), mode="eval").body
    except SyntaxError:
        return None


def called_names(node: flow.Function) -> set[str]:
    """The last names of what a function calls."""
    found: set[str] = set()
    for inner in flow.own_nodes(node):
        match inner:
            case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)):
                found.add(name)
            case _:
                pass
    return found
