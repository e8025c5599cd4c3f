"""What a rule says: findings, the fixes that go with them, and the edits a fix is made of.

Lines and columns are 1-based everywhere in this module; columns count characters, and ends are exclusive.
Paths are the ones the engine was given.
"""

from __future__ import annotations

import dataclasses
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Literal, NamedTuple

if TYPE_CHECKING:
    import libcst as cst

    from asyncfix.project import Module, Project

    Rewritten = cst.CSTNode | cst.FlattenSentinel[cst.CSTNode] | cst.RemovalSentinel
    Rewrite = Callable[[cst.CSTNode], Rewritten]

Key = tuple[str, str, str, str]
Identity = tuple[str, str, "Span"]
"""Rule, path and place of a finding."""
Safety = Literal["safe", "unsafe"]
Severity = Literal["error", "warning"]


class Refused(Exception):
    """A rewrite that will not be done, raised by an edit; `reason` is a sentence for the user.

    One refused edit drops its finding's whole fix, in every file.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Span(NamedTuple):
    """Where something stands: 1-based, in characters, the end exclusive."""

    line: int
    column: int
    end_line: int
    end_column: int

    def holds(self, other: Span) -> bool:
        return self[:2] <= other[:2] and other[2:] <= self[2:]

    def meets(self, other: Span) -> bool:
        return self[:2] < other[2:] and other[:2] < self[2:]


LINE = "Line"
"""The kind of an anchor that means the whole line (or one-line suite) of simple statements that holds the span's."""


class Anchor(NamedTuple):
    """The one node that an edit rewrites: the name of its LibCST class, or `LINE`, and its span in the file."""

    kind: str
    span: Span


@dataclass(frozen=True)
class Edit:
    """One node, and what it becomes.

    `rewrite` gets the LibCST node, its inner edits already done, and returns what stands in its place; it may
    raise `Refused`. Edits of one fix may lie inside each other: they are applied from the inside out.
    """

    path: str
    anchor: Anchor
    rewrite: Rewrite


class Import(NamedTuple):
    """`import module [as alias]`, or `from module import name [as alias]` where there is a name."""

    module: str
    name: str | None = None
    alias: str | None = None

    @property
    def bound(self) -> str:
        """The name that the import binds in the importing module."""
        return self.alias or self.name or self.module.partition(".")[0]


@dataclass(frozen=True)
class Fix:
    """The edits that repair one finding, all of them or none.

    `wanted` and `unneeded` are per path: imports that the new code uses, and names whose import goes when
    nothing in the file uses them any longer. `introduces` are names that the new code binds: two fixes of one
    block that bind the same name are done one after the other. `drops_comments` are the comments, text from
    the `#` on, that go away on purpose; a note of the finding says so. `touches` are the files it changes.
    """

    safety: Safety
    edits: tuple[Edit, ...]
    wanted: tuple[tuple[str, Import], ...] = ()
    unneeded: tuple[tuple[str, str], ...] = ()
    introduces: frozenset[str] = frozenset()
    drops_comments: tuple[str, ...] = ()
    touches: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        object.__setattr__(self, "touches", self.touches | {edit.path for edit in self.edits})

    def sealed(self) -> Fix:
        """This fix without its edits, which hold functions: it can be pickled."""
        return Fix(self.safety, (), touches=self.touches)


class Related(NamedTuple):
    """Another place that belongs to a finding."""

    path: str
    line: int
    message: str


@dataclass(frozen=True)
class Finding:
    """One place that breaks, with a fix or with the reason why there is none.

    `symbol` is the dotted name of the enclosing function or class, "" at module level. `code` is the stripped
    source line of the finding: with rule, path and symbol it recognises a finding whose line has moved. `fingerprint`
    is set once findings are compared with a baseline, or some are left out: see `asyncfix.baseline`.
    """

    rule: str
    path: str
    span: Span
    message: str
    severity: Severity
    symbol: str = ""
    code: str = ""
    fix: Fix | None = None
    kept_because: str | None = None
    notes: tuple[str, ...] = ()
    related: tuple[Related, ...] = ()
    fingerprint: str = ""

    @property
    def key(self) -> Key:
        """What stays the same when lines move: path, rule, symbol and the code of the line."""
        return self.path, self.rule, self.symbol, self.code

    @property
    def identity(self) -> Identity:
        """What no two findings of one look share: rule, path and place."""
        return self.rule, self.path, self.span

    def kept(self, reason: str) -> Finding:
        """This finding without its fix and what would change with it, and why."""
        return dataclasses.replace(self, fix=None, kept_because=reason, notes=())


@dataclass(frozen=True)
class Rule(ABC):
    """One rule: its fields are its options, its docstring is its documentation (`asyncfix explain`).

    Options are plain `bool`, `int`, `str` or `Literal[...]` fields with a default; `option_help` says what each does.
    The docstring holds one sentence, then the headings `What breaks`, `What asyncfix writes`, `What it leaves alone`.
    """

    name: ClassVar[str]
    needles: ClassVar[tuple[bytes, ...]]
    """A file that holds none of these is never parsed to start a detection."""
    project_needles: ClassVar[tuple[bytes, ...]] = ()
    """Where there are some, the rule looks only at files of projects that hold one of these words: see `gating`."""
    option_help: ClassVar[dict[str, str]] = {}

    def may_hold(self, data: bytes) -> bool:
        """Whether a file's bytes may hold a finding: cheap, and never false where `detect` would find one."""
        return any(needle in data for needle in self.needles)

    @abstractmethod
    def detect(self, module: Module, project: Project) -> Iterator[Finding]:
        """Yield the findings of one module, in any order. Pure reading, on `ast`; LibCST stays out."""
