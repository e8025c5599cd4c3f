"""What a result must show before anyone sees it. It is cheap: only changed files pay."""

from __future__ import annotations

import warnings
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Protocol

from asyncfix.deep import with_deep_stack
from asyncfix.errors import FileTrouble
from asyncfix.project import Module, Project
from asyncfix.project.module import LINE_END
from asyncfix.rule import Finding


class Looked(Protocol):
    """The files at one moment, and what was found in them."""

    @property
    def project(self) -> Project: ...
    @property
    def contents(self) -> Mapping[str, bytes]: ...
    @property
    def findings(self) -> Sequence[Finding]: ...


def failure(before: Looked, after: Looked, fixed: Sequence[Finding]) -> str | None:
    """Why the step from `before` to `after`, which claims to repair these findings, is wrong; None when it is right.

    The new text parses and compiles, without a warning that was not there before; the findings are gone and no new
    one appeared; byte order mark, encoding and line ends are as they were.
    """
    for path, data in after.contents.items():
        if before.contents.get(path) != data:
            reason = _file_failure(before.project.at(path), after.project.at(path))
            if reason:
                return reason
    return _findings_failure(before.findings, after.findings, fixed)


def _file_failure(old: Module, new: Module) -> str | None:
    try:
        new.check_syntax()
    except FileTrouble as trouble:
        return f"makes code that {trouble.message}"
    if (old.bom, old.encoding) != (new.bom, new.encoding):
        return "changes the encoding of the file"
    if set(LINE_END.findall(new.text)) - set(LINE_END.findall(old.text)) - {old.newline}:
        return "changes line ends"
    if _ends_line(old.text) != _ends_line(new.text):
        return "changes the end of the last line"
    return _compile_failure(old, new)


def _ends_line(text: str) -> bool:
    return not text or text.endswith(("\n", "\r"))


def _compile_failure(old: Module, new: Module) -> str | None:
    try:
        warned_before = _compiled(old)
    except SyntaxError:
        # `return` outside a function and the like: it parsed, and never ran. It need not run now.
        return None
    try:
        warned = _compiled(new)
    except SyntaxError as exc:
        return f"makes code that does not compile: line {exc.lineno}: {exc.msg}"
    added = warned - warned_before
    return f"makes code that the compiler warns of: {next(iter(added))}" if added else None


def _compiled(module: Module) -> Counter[str]:
    """Compile a module for its warnings. Raises SyntaxError."""

    def run() -> None:
        compile(module.parsed_text, module.path, "exec", dont_inherit=True)

    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            run()
        except RecursionError:
            with_deep_stack(run)
    return Counter(str(warning.message) for warning in caught)


def _findings_failure(before: Sequence[Finding], after: Sequence[Finding], fixed: Sequence[Finding]) -> str | None:
    def count(findings: Sequence[Finding]) -> Counter[tuple[str, str]]:
        return Counter((finding.path, finding.rule) for finding in findings)

    expected = count(before) - count(fixed)
    for path, rule in sorted(count(after) - expected):
        return f"leaves a finding of {rule} in {path} that should be gone, or makes a new one"
    return None
