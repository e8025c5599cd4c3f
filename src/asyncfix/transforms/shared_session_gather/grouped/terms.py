"""Expressions put together from the code: names replaced by what they stand for, and the text of the result."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping, Sequence
from typing import Any

from asyncfix.project import Module

_LINE_END = re.compile(r"\s*(?:\r\n|\r|\n)\s*")
_ATOMS = (ast.Name, ast.Attribute, ast.Constant, ast.Call, ast.JoinedStr)
_SCOPES = (ast.Lambda, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)


def substituted(node: ast.expr, names: Mapping[str, ast.expr]) -> ast.expr:
    """An expression with names replaced. Nodes in which nothing changed are the file's own."""
    made = _substituted(node, names)
    assert isinstance(made, ast.expr)
    return made


def _substituted(node: ast.AST, names: Mapping[str, ast.expr]) -> ast.AST:
    if isinstance(node, ast.Name):
        return names.get(node.id, node) if isinstance(node.ctx, ast.Load) else node
    if isinstance(node, _SCOPES):
        # Their own variables may have these names; nothing that we read holds one.
        return node
    fields = {name: _field(value, names) for name, value in ast.iter_fields(node)}
    same = all(_is_same(value, getattr(node, name)) for name, value in fields.items())
    return node if same else type(node)(**fields)


def _field(value: Any, names: Mapping[str, ast.expr]) -> Any:
    if isinstance(value, list):
        return [_field(one, names) for one in value]
    return _substituted(value, names) if isinstance(value, ast.AST) else value


def _is_same(value: Any, other: Any) -> bool:
    if isinstance(value, list):
        return all(one is another for one, another in zip(value, other, strict=True))
    return value is other


def text(module: Module, node: ast.expr) -> str:
    """The code of an expression on one line, as the file spells it as far as it does."""
    if hasattr(node, "lineno"):
        return _on_one_line(module, node)
    pieces: list[str] = []
    code = ast.unparse(_with_placeholders(module, node, pieces))
    for index, piece in enumerate(pieces):
        code = code.replace(_placeholder(index), piece)
    return code


def _placeholder(index: int) -> str:
    return f"_piece_{index}_of_it_"


def _with_placeholders(module: Module, node: Any, pieces: list[str]) -> Any:
    if isinstance(node, list):
        return [_with_placeholders(module, one, pieces) for one in node]
    if not isinstance(node, ast.AST):
        return node
    if isinstance(node, _ATOMS) and hasattr(node, "lineno"):
        pieces.append(_on_one_line(module, node))
        return ast.Name(_placeholder(len(pieces) - 1), ast.Load())
    return type(node)(**{name: _with_placeholders(module, value, pieces) for name, value in ast.iter_fields(node)})


def _on_one_line(module: Module, node: ast.expr) -> str:
    source = module.source(node)
    if not _LINE_END.search(source):
        return source
    joined = re.sub(r",? ?([)\]])", r"\1", _LINE_END.sub(" ", source).replace("( ", "(").replace("[ ", "["))
    try:
        same = ast.dump(ast.parse(joined, mode="eval").body) == ast.dump(node)
    except SyntaxError:
        same = False
    return joined if same and "#" not in joined else ast.unparse(node)


def key(*nodes: ast.AST | Sequence[ast.expr]) -> str:
    """What two expressions have in common when they are spelt alike."""
    flat = [one for node in nodes for one in (node if isinstance(node, Sequence) else [node])]
    return "\n".join(ast.dump(one) for one in flat)
