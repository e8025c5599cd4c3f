"""What a file still uses: names in code, annotations, `__all__`, doctests and type comments."""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Iterable, Iterator, Sequence

from asyncfix.imports.statements import ImportStatement, bound_by, is_masked, last_line
from asyncfix.project import Module, flow

_PRAGMA_FOR_FILE = re.compile(r"^[ \t]*#\s*(?:ruff|flake8)\s*:\s*noqa(?!\s*:(?!.*\bF(?:401)?\b))", re.MULTILINE)

_TYPE_COMMENT = re.compile(r"#\s*type:(.*)")

_DOCTEST = re.compile(r"^\s*(?:>>>|\.\.\.)(.*)", re.MULTILINE)

_WORD = re.compile(r"\w+")

# Their string arguments are evaluated, or are names of types.
_EVALUATING = frozenset(
    {"ForwardRef", "NamedTuple", "NewType", "ParamSpec", "TypeAliasType", "TypeVar", "TypedDict", "assert_type"}
    | {"cast", "compile", "eval", "exec", "skipif", "xfail"}
)


class Uses:
    """What the file uses of some names that its import statements bind."""

    def __init__(self, module: Module, names: Collection[str], imports: Iterable[flow.Placed]) -> None:
        self._tree = module.tree
        self._mentioned = _mentioned(module, names)
        self._owners: dict[str, set[ast.stmt]] = {}
        for place in imports:
            if isinstance(place.scope, flow.Function) and isinstance(place.statement, ImportStatement):
                for alias in place.statement.names:
                    self._owners.setdefault(bound_by(place.statement, alias), set()).add(place.scope)

    def any_of(self, name: str, place: flow.Placed) -> bool:
        """Whether something uses `name` that may mean the import at `place`."""
        functions = [scope for scope in place.scopes if isinstance(scope, flow.Function)]
        return name in self._mentioned or self._is_named(name, (functions[-1] if functions else self._tree).body)

    def _is_named(self, name: str, suite: Iterable[ast.AST]) -> bool:
        owners = self._owners.get(name, set())
        waiting = [*suite]
        while waiting:
            node = waiting.pop()
            match node:
                # A parameter may be a pytest fixture, which is found by its name.
                case ast.Name(id=found) | ast.arg(arg=found) if found == name:
                    return True
                # In there the name is the one that the function imports itself.
                case ast.FunctionDef() | ast.AsyncFunctionDef() if node in owners:
                    waiting += [*node.decorator_list, node.args, *([node.returns] if node.returns else [])]
                case _:
                    waiting.extend(ast.iter_child_nodes(node))
        return False


def _mentioned(module: Module, names: Collection[str]) -> set[str]:
    """Those of the names that strings, comments, `global` or unreadable code may use, anywhere in the file."""
    if _PRAGMA_FOR_FILE.search(module.text):
        return set(names)
    texts = [match.group(1) for match in _TYPE_COMMENT.finditer(module.text)]
    texts += _masked_lines(module)
    for node in ast.walk(module.tree):
        match node:
            case ast.Constant(value=str(text)) if ">>>" in text:
                texts += _DOCTEST.findall(text)
            case ast.Global(names=declared) | ast.Nonlocal(names=declared):
                texts += declared
            case _:
                for root in _evaluated(node):
                    texts += _strings(root)
    return {word for text in texts for word in _WORD.findall(text)} & set(names)


def _masked_lines(module: Module) -> Iterator[str]:
    if module.text != module.parsed_text:
        for line in range(1, last_line(module) + 1):
            if is_masked(module, line, line):
                yield module.line(line)


def _evaluated(node: ast.AST) -> Sequence[ast.AST | None]:
    """The parts of a node whose strings may name what the file imports."""
    match node:
        case (
            ast.arg(annotation=annotation)
            | ast.FunctionDef(returns=annotation)
            | ast.AsyncFunctionDef(returns=annotation)
        ):
            return [annotation]
        case ast.AnnAssign(target=ast.Name("__all__")):
            return [node.value]
        case ast.AnnAssign():
            return [node.annotation, node.value if "TypeAlias" in ast.dump(node.annotation) else None]
        case ast.Subscript(value=value) if not _is_literal(value):
            return [node.slice]
        case ast.Assign(targets=[*_, ast.Name("__all__")]) | ast.AugAssign(target=ast.Name("__all__")):
            return [node.value]
        case ast.Call(func=ast.Attribute(value=ast.Name("__all__"))):
            return node.args
        case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)) if name in _EVALUATING:
            return [*node.args, *(keyword.value for keyword in node.keywords)]
        # `patch(f"{__name__}.gather")` and `patch(__name__ + ".gather")`.
        case (
            ast.JoinedStr(values=[ast.FormattedValue(value=ast.Name("__name__")), *_])
            | ast.BinOp(left=ast.Name("__name__"))
        ):
            return [node]
        case _:
            return []


def _is_literal(node: ast.expr) -> bool:
    match node:
        case ast.Name("Literal") | ast.Attribute(attr="Literal"):
            return True
        case _:
            return False


def _strings(root: ast.AST | None) -> Iterator[str]:
    """The strings inside a node, those of `Literal[...]` left out."""
    waiting = [root] if root else []
    while waiting:
        match waiting.pop():
            case ast.Constant(value=str(text)):
                yield text
            case ast.Subscript(value=value) if _is_literal(value):
                pass
            case node:
                waiting.extend(ast.iter_child_nodes(node))
