"""What recognises a finding when its lines have moved or its file has another name.

A fingerprint is made of the rule, the dotted name of what encloses the finding, the code of its statement, and how many
findings of the same file say the same above it. Of a compound statement the header counts, not what stands in it. The
code is compared without comments, white space, the kind of quotes, round brackets and trailing commas: what formatters
change. It is taken from the text, not from a tree, since trees differ from one version of Python to the next.
"""

from __future__ import annotations

import dataclasses
import hashlib
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence

from asyncfix import enclosing, files
from asyncfix.errors import FileTrouble
from asyncfix.project import Module
from asyncfix.rule import Finding, Identity, Span

OpenModule = Callable[[str], Module]

_LENGTH = 32
_TOKEN = re.compile(
    r"""
      (?P<left_out> \#[^\r\n]* | [\s\\()]+ )
    | (?P<prefix> [bfrtuBFRTU]{0,2} ) (?:
          (?P<quotes> \"{3} | '{3} ) (?P<long> (?: \\. | (?!(?P=quotes)) [^\\] )*+ ) (?: (?P=quotes) | \\? \Z )
        | (?P<quote> ["'] ) (?P<short> (?: \\. | (?!(?P=quote)) [^\\\r\n] )*+ ) (?: (?P=quote) | (?=[\r\n]) | \\? \Z )
      )
    | (?P<number> \d\w* )
    | \w+
    | .
    """,
    re.VERBOSE | re.DOTALL,
)
"""A string without its closing quote ends with its line, or with the text: no character is looked at twice."""
_QUOTE = re.compile(r"\\?[\"']")
_LINE_END = re.compile(r"\r\n?")


def fingerprint(finding: Finding, module: Module | None = None, ordinal: int = 0) -> str:
    """A finding's fingerprint: 32 hexadecimal digits, the same on every machine and Python.

    `module` is the finding's file as it was when the finding was made; without one, or where it cannot be parsed, the
    line that the finding carries stands for its statement. `ordinal` counts those of the same file, rule, symbol and
    code that come before it: see `fingerprints`.
    """
    return _hashed(finding, _code(finding, module), ordinal)


def fingerprints(findings: Iterable[Finding], open_module: OpenModule | None = None) -> dict[Identity, str]:
    """The fingerprints of findings, no two of one file alike. They count up, so give it all findings of a file.

    `open_module` makes the module of a path, by default from the disk; each file is opened once. A finding that has
    its fingerprint already keeps it. Nothing is raised: see `fingerprint` for files that are gone.
    """
    by_path: dict[str, list[Finding]] = {}
    for finding in findings:
        by_path.setdefault(finding.path, []).append(finding)
    made: dict[Identity, str] = {}
    for path, found in by_path.items():
        if all(finding.fingerprint for finding in found):
            made.update((finding.identity, finding.fingerprint) for finding in found)
        else:
            made.update(_of_file(found, _opened(path, open_module or _from_disk)))
    return made


def kinds(findings: Iterable[Finding], open_module: OpenModule) -> Iterator[tuple[Finding, str]]:
    """Each finding with the fingerprint of the first one of its kind: equal ones of a file are not counted."""
    modules: dict[str, Module | None] = {}
    for finding in findings:
        if finding.path not in modules:
            modules = {finding.path: _opened(finding.path, open_module)}
        yield finding, fingerprint(finding, modules[finding.path])


def stamped(findings: Sequence[Finding], open_module: OpenModule) -> tuple[Finding, ...]:
    """The findings with their fingerprints, so that these stay when some of the findings are left out."""
    made = fingerprints(findings, open_module)
    return tuple(dataclasses.replace(finding, fingerprint=made[finding.identity]) for finding in findings)


def _of_file(found: list[Finding], module: Module | None) -> Iterator[tuple[Identity, str]]:
    seen: Counter[tuple[str, str, str]] = Counter()
    for finding in sorted(found, key=lambda finding: (finding.span, finding.rule)):
        code = _code(finding, module)
        same = (finding.rule, finding.symbol, code)
        yield finding.identity, finding.fingerprint or _hashed(finding, code, seen[same])
        seen[same] += 1


def _from_disk(path: str) -> Module:
    return Module(path, files.read(path))


def _opened(path: str, open_module: OpenModule) -> Module | None:
    try:
        module = open_module(path)
        module.check_syntax()
    except FileTrouble:
        return None
    return module


def _hashed(finding: Finding, code: str, ordinal: int) -> str:
    parts = (finding.rule, finding.symbol, code, str(ordinal))
    return hashlib.sha256("\0".join(parts).encode(errors="surrogatepass")).hexdigest()[:_LENGTH]


def _code(finding: Finding, module: Module | None) -> str:
    if module is None:
        return normalised(finding.code)
    try:
        return normalised(_statement(module, finding.span))
    except (FileTrouble, IndexError):
        # The file has changed since, so that the line is not there any more.
        return normalised(finding.code)


def _statement(module: Module, span: Span) -> str:
    """The text of the statement that holds a span, or of the header of a compound one."""
    found = enclosing.place(module, span)
    own = module.text[module.offset(*span[:2]) : module.offset(*span[2:])]
    if found.statement is None:
        return own
    suites = list(enclosing.sections(found.statement))
    if not suites:
        return module.source(found.statement)
    start, end = (module.offset(*enclosing.extent(module, one)[:2]) for one in (found.statement, suites[0].suite[0]))
    begins = module.offset(*module.span(found.statement)[:2])
    at = module.offset(*span[:2])
    header = module.text[begins:end]
    if start <= at < begins:
        return f"{own} {header}"
    return header if begins <= at < end else own


def normalised(code: str) -> str:
    """Code without what formatters change: its tokens with one space between them."""
    tokens: list[str] = []
    for match in _TOKEN.finditer(code):
        token = _spelled(match)
        if token in ("]", "}") or _closes(match):
            _drop_comma(tokens)
        if token:
            tokens.append(token)
    _drop_comma(tokens)
    return " ".join(tokens)


def _closes(match: re.Match[str]) -> bool:
    left_out = match["left_out"]
    return left_out is not None and not left_out.startswith("#") and ")" in left_out


def _drop_comma(tokens: list[str]) -> None:
    if tokens and tokens[-1] == ",":
        tokens.pop()


def _spelled(match: re.Match[str]) -> str:
    if match["left_out"] is not None:
        return ""
    if match["number"] is not None:
        return match["number"].lower()
    content = match["long"] if match["long"] is not None else match["short"]
    if content is None:
        return match[0]
    prefix = match["prefix"].lower().replace("u", "")
    return f"{prefix}'{_LINE_END.sub(chr(10), _QUOTE.sub(chr(39), content))}'"
