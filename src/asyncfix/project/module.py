"""One source file: its bytes, its text, its tree, and the way between their positions."""

from __future__ import annotations

import ast
import re
import warnings
from bisect import bisect_right
from codecs import BOM_UTF8
from collections.abc import Iterator
from functools import cached_property

from asyncfix.deep import with_deep_stack
from asyncfix.errors import FileTrouble
from asyncfix.rule import Anchor, Span

# The line ends that the parser knows. `str.splitlines` would also cut at form feeds and at U+2028.
LINE_END = re.compile(r"\r\n|\r|\n")

# Only then can one of the first two lines name an encoding; importing `tokenize` costs more than this.
_COOKIE_LINES = re.compile(rb"[^\n]*\n?[^\n]*")

Located = ast.stmt | ast.expr | ast.excepthandler

# LibCST has one class where `ast` has a plain and an async one.
_LIBCST_NAMES: dict[type[ast.AST], str] = {
    ast.AsyncFor: "For",
    ast.AsyncFunctionDef: "FunctionDef",
    ast.AsyncWith: "With",
    ast.Constant: "SimpleString",
    ast.Delete: "Del",
}


_SIMPLE = (ast.Expr, ast.Assign, ast.AnnAssign, ast.AugAssign, ast.Return, ast.Raise, ast.Pass, ast.Assert)


class Module:
    """A file as the rules see it. `path` is any label, `data` the file's bytes.

    Everything else is worked out when first asked for. `text` and `tree` raise `FileTrouble` with a sentence
    when the bytes cannot be decoded or parsed.
    """

    def __init__(self, path: str, data: bytes, *, target_version: tuple[int, int] = (3, 11)) -> None:
        self.path = path
        self.data = data
        self.target_version = target_version

    @cached_property
    def encoding(self) -> str:
        """The codec that the file names, without its byte order mark (PEP 263)."""
        if b"\0" in self.data:
            raise FileTrouble(self.path, "holds NUL bytes, so it is not Python source")
        head = _COOKIE_LINES.match(self.data)
        if head is None or b"coding" not in head.group():
            return "utf-8"
        import io
        import tokenize

        try:
            found, _ = tokenize.detect_encoding(io.BytesIO(self.data).readline)
        except SyntaxError as exc:
            raise FileTrouble(self.path, f"cannot be decoded: {exc.msg}") from None
        return "utf-8" if found == "utf-8-sig" else found

    @property
    def bom(self) -> bytes:
        return BOM_UTF8 if self.data.startswith(BOM_UTF8) else b""

    @cached_property
    def text(self) -> str:
        """The file's text, line ends as they are, without a byte order mark."""
        body = self.data[len(self.bom) :]
        try:
            text = body.decode(self.encoding)
            back = text.encode(self.encoding)
        except (UnicodeError, LookupError) as exc:
            raise FileTrouble(self.path, f"cannot be decoded as {self.encoding}: {exc}") from None
        if back != body:
            raise FileTrouble(self.path, f"does not survive decoding and encoding as {self.encoding}")
        return text

    @property
    def tree(self) -> ast.Module:
        """The syntax tree; code newer than this interpreter is masked where it stands (see `newer_syntax`)."""
        return self._parsed[0]

    @property
    def is_parsed(self) -> bool:
        """Whether the tree has been asked for."""
        return "_parsed" in self.__dict__

    def check_syntax(self) -> None:
        """Raise `FileTrouble` if the file cannot be decoded or parsed."""
        _ = self.tree

    @property
    def parsed_text(self) -> str:
        """The text that `tree` was parsed from: `text`, or the same with newer syntax masked in place."""
        return self._parsed[1]

    @cached_property
    def _parsed(self) -> tuple[ast.Module, str]:
        try:
            return _parse(self.text), self.text
        except _UNPARSABLE as exc:
            trouble = exc
        from asyncfix.project import newer_syntax

        masked = newer_syntax.mask(self.text)
        if masked != self.text:
            try:
                return _parse(masked), masked
            except _UNPARSABLE as exc:
                trouble = exc
        raise FileTrouble(self.path, _why_not(trouble))

    @cached_property
    def _line_starts(self) -> list[int]:
        return [0, *(match.end() for match in LINE_END.finditer(self.text))]

    @cached_property
    def newline(self) -> str:
        """The file's first line end, "\\n" where it has none."""
        match = LINE_END.search(self.text)
        return match.group() if match else "\n"

    def line_bounds(self, line: int) -> tuple[int, int]:
        """The character offsets at which a 1-based line begins and, its line end included, ends."""
        starts = self._line_starts
        return starts[line - 1], starts[line] if line < len(starts) else len(self.text)

    def line(self, line: int) -> str:
        """The text of a 1-based line, its line end included."""
        start, end = self.line_bounds(line)
        return self.text[start:end]

    def offset(self, line: int, column: int) -> int:
        """The character offset of a 1-based line and column."""
        return self._line_starts[line - 1] + column - 1

    def place(self, offset: int) -> tuple[int, int]:
        """The 1-based line and column of a character offset."""
        line = bisect_right(self._line_starts, offset)
        return line, offset - self._line_starts[line - 1] + 1

    def _column(self, line: int, utf8_column: int) -> int:
        # `ast` counts UTF-8 bytes, we and LibCST count characters.
        start, end = self.line_bounds(line)
        text = self.parsed_text[start:end]
        if text.isascii():
            return utf8_column + 1
        return len(text.encode()[:utf8_column].decode(errors="ignore")) + 1

    def span(self, node: Located) -> Span:
        """Where a node of `tree` stands."""
        assert node.end_lineno is not None
        assert node.end_col_offset is not None
        return Span(
            node.lineno,
            self._column(node.lineno, node.col_offset),
            node.end_lineno,
            self._column(node.end_lineno, node.end_col_offset),
        )

    def anchor(self, node: Located, kind: str | None = None) -> Anchor:
        """The anchor of an edit on a node of `tree`; `kind` overrides the LibCST name of the node's class."""
        return Anchor(kind or _LIBCST_NAMES.get(type(node), type(node).__name__), self.span(node))

    def source(self, node: Located) -> str:
        """The text of a node, as it stands in the file."""
        span = self.span(node)
        return self.text[self.offset(*span[:2]) : self.offset(*span[2:])]

    @cached_property
    def imported(self) -> dict[str, str]:
        """What the names bound by import statements, anywhere in the file, stand for, as dotted names.

        `from a import b as c` gives `{"c": "a.b"}`; a relative import keeps its leading dots.
        """
        found: dict[str, str] = {}
        for node in self.imports:
            match node:
                case ast.Import(names=names):
                    for name in names:
                        top = name.name if name.asname else name.name.partition(".")[0]
                        found[name.asname or top] = top
                case ast.ImportFrom(module=module, names=names, level=level):
                    origin = "." * level + (module or "")
                    for name in names:
                        found[name.asname or name.name] = (
                            f"{origin.rstrip('.')}.{name.name}" if module else origin + name.name
                        )
        return found

    @cached_property
    def imports(self) -> tuple[ast.Import | ast.ImportFrom, ...]:
        """The import statements anywhere in the file, outer ones before those in functions, classes and blocks."""
        found: list[ast.Import | ast.ImportFrom] = []
        # Blocks by depth, as `ast.walk` goes; expressions, most of a tree, hold no statements.
        bodies: list[list[ast.stmt]] = [self.tree.body]
        for body in bodies:
            for node in body:
                if isinstance(node, (ast.Import, ast.ImportFrom)):
                    found.append(node)
                elif not isinstance(node, _SIMPLE):
                    bodies += _bodies(node)
        return tuple(found)

    def dotted(self, node: ast.expr) -> str | None:
        """`a.b.c` with its first name resolved through this file's imports, or None for other expressions."""
        match node:
            case ast.Name(id=name):
                return self.imported.get(name, name)
            case ast.Attribute(value=value, attr=attr):
                base = self.dotted(value)
                return base and f"{base}.{attr}"
            case _:
                return None


def _bodies(node: ast.stmt) -> Iterator[list[ast.stmt]]:
    """The lists of statements right inside a statement."""
    for name in ("body", "handlers", "cases", "orelse", "finalbody"):
        for inner in (within := getattr(node, name, None) or ()):
            if not isinstance(inner, ast.stmt):
                yield inner.body
        if within and isinstance(within[0], ast.stmt):
            yield within


_UNPARSABLE = (SyntaxError, ValueError, MemoryError, RecursionError)


def _parse(text: str) -> ast.Module:
    with warnings.catch_warnings():
        # Escapes that the file spells wrongly are its own affair.
        warnings.simplefilter("ignore")
        try:
            return ast.parse(text)
        except RecursionError:
            return with_deep_stack(lambda: ast.parse(text))


def _why_not(trouble: Exception) -> str:
    match trouble:
        case SyntaxError(msg=message, lineno=int(line)):
            return f"cannot be parsed: line {line}: {message}"
        case MemoryError() | RecursionError():
            return "cannot be parsed: it is nested too deeply for Python's own parser"
        case _:
            return f"cannot be parsed: {trouble}"
