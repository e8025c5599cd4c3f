"""Rules that other distributions bring, through the entry point group `asyncfix.rules`.

A rule that is installed is there, as a plugin of flake8 or pytest is: nothing has to be listed in a configuration.
Nearly all runs have none, so the entry points are searched as text first; `importlib.metadata` alone takes longer to
import than a clean file takes to check.
"""

from __future__ import annotations

import functools
import os
import sys
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, get_args, get_origin

from asyncfix.errors import ConfigError
from asyncfix.rule import Finding, Rule, Span

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint
    from types import TracebackType

    from asyncfix.project import Module, Project

GROUP = "asyncfix.rules"


class OwnRule(NamedTuple):
    """A rule and the distribution that brings it, with its version: `acme-rules 1.2`."""

    rule: type[Rule]
    distribution: str


@functools.cache
def own_rules() -> tuple[OwnRule, ...]:
    """The rules of other distributions, by distribution and name.

    Raises `ConfigError` with the distribution's name for one that cannot be loaded or used.
    """
    if not _is_any_declared():
        return ()
    from importlib.metadata import entry_points

    found = [_loaded(entry) for entry in set(entry_points(group=GROUP))]
    return tuple(sorted(found, key=lambda own: (own.distribution, own.rule.name)))


def together(built_in: tuple[type[Rule], ...]) -> tuple[type[Rule], ...]:
    """The built-in rules, and after them those of other distributions. Raises `ConfigError` where two share a name."""
    holders = {rule.name: "asyncfix itself" for rule in built_in}
    for rule, distribution in own_rules():
        if rule.name in holders:
            raise ConfigError(
                f'{distribution} brings a rule "{rule.name}", and so does {holders[rule.name]}; '
                f"rename it, or uninstall {distribution.split()[0]}"
            )
        holders[rule.name] = distribution
    return (*built_in, *(own.rule for own in own_rules()))


def bug_in(rule: str) -> str:
    """Who is to be told of a bug in a rule: `asyncfix`, or the distribution that brings it."""
    return next(
        (f"{own.distribution}, which brings {rule}" for own in own_rules() if own.rule.name == rule), "asyncfix"
    )


def brought_by(rule: str) -> str:
    """The distribution that a rule comes from, with its version."""
    from asyncfix import __version__

    own = {own.rule.name: own.distribution for own in own_rules()}
    return own.get(rule, f"asyncfix-codemod {__version__}")


class BrokenRule(Exception):
    """A rule gave what none may give, or would have ended the process."""

    def __init__(self, rule: str, what: str) -> None:
        super().__init__(what)
        self.rule = rule


def found(rule: Rule, module: Module, project: Project) -> list[Finding]:
    """What a rule finds in a module. Raises what `detect` does, and `BrokenRule` for what is no finding of it there."""
    try:
        given: object = rule.detect(module, project)
        if not isinstance(given, Iterable):
            raise BrokenRule(rule.name, f"`detect` gives {given!r} in place of findings")
        findings = list(given)
    except SystemExit as error:
        raise BrokenRule(rule.name, f"`detect` raises SystemExit: {error}") from error
    for finding in findings:
        if wrong := _wrong_finding(finding, rule.name, module.path):
            raise BrokenRule(rule.name, f"`detect` yields {wrong}")
    return findings


def _wrong_finding(finding: object, rule: str, path: str) -> str | None:
    match finding:
        case Finding(rule=named) if named != rule:
            return f"a finding of the rule {named!r}"
        case Finding(path=other) if other != path:
            return f"a finding in {other!r}, which was not looked at"
        case Finding(span=Span(int(), int(), int(), int()), severity="error" | "warning", message=str()):
            return None
        case Finding(span=span, severity=severity, message=message):
            return f"a finding with the span {span!r}, the severity {severity!r} and the message {message!r}"
    return f"{finding!r}, which is no Finding"


def raised_in(error: BaseException) -> str:
    """The same as `bug_in`, for an error that came out of code which called rules."""
    if isinstance(error, BrokenRule):
        return bug_in(error.rule)
    own = {rule.__module__.partition(".")[0]: rule.name for rule, _ in own_rules()}
    names = [name for name in _packages(error.__traceback__) if name in own]
    return bug_in(own[names[-1]]) if names else "asyncfix"


def state() -> str:
    """What changes when a rule of another distribution may find something else: for keys of caches. "" without any."""
    return "\n".join(
        f"{own.distribution} {own.rule.name} {path} {when}" for own in own_rules() for path, when in _files(own)
    )


def _is_any_declared() -> bool:
    """Whether a distribution on the path names the group."""
    wanted = GROUP.encode()
    for folder in sys.path:
        try:
            names = os.listdir(folder or ".")
        except OSError:
            continue
        for name in names:
            if name.endswith((".dist-info", ".egg-info")) and wanted in _bytes(
                f"{folder or '.'}/{name}/entry_points.txt"
            ):
                return True
    return False


def _bytes(path: str) -> bytes:
    try:
        with open(path, "rb", buffering=0) as file:
            return file.read()
    except OSError:
        return b""


def _loaded(entry: EntryPoint) -> OwnRule:
    distribution = f"{entry.dist.name} {entry.dist.version}" if entry.dist else entry.value
    try:
        rule: Any = entry.load()
        wrong = unusable(rule, entry.name)
    except (Exception, SystemExit) as error:
        wrong = f"cannot be loaded: {type(error).__name__}: {error}"
    if wrong:
        name = distribution.split()[0]
        raise ConfigError(
            f'{distribution}: its rule "{entry.name}" ({entry.value}) {wrong}; repair or uninstall {name}'
        )
    return OwnRule(rule, distribution)


def unusable(rule: Any, name: str) -> str | None:
    """What keeps an entry point's value from being a rule."""
    if not (isinstance(rule, type) and issubclass(rule, Rule)):
        return "is no subclass of asyncfix.rule.Rule"
    if "__dataclass_params__" not in vars(rule):
        return "is not decorated with @dataclass(frozen=True)"
    if rule.__abstractmethods__:
        return f"does not define {', '.join(sorted(rule.__abstractmethods__))}"
    if getattr(rule, "name", None) != name:
        return f"calls itself {getattr(rule, 'name', None)!r}, and must be called as its entry point is"
    return _wrong_name(name) or _wrong_needles(getattr(rule, "needles", None)) or _wrong_options(rule)


def _wrong_name(name: str) -> str | None:
    import re

    from asyncfix.config import KEYS

    if name in KEYS:
        return "is called as a key of [tool.asyncfix] is"
    if re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", name):
        return None
    return "must be called in small letters and digits, with hyphens between words"


def _wrong_needles(needles: object) -> str | None:
    if isinstance(needles, tuple) and needles and all(isinstance(one, bytes) and one for one in needles):
        return None
    return "has no `needles`: a tuple of bytes, one of which a file must hold"


def _wrong_options(rule: type[Rule]) -> str | None:
    from asyncfix.config import option_types

    if not rule.__doc__ or rule.__doc__.startswith(f"{rule.__name__}("):
        # What @dataclass writes where there is none.
        return "has no docstring, which is its documentation"
    rule()
    for option, kind in option_types(rule).items():
        if kind not in (bool, int, str) and not (get_origin(kind) is Literal and get_args(kind)):
            return f"has the option {option}, which must be a bool, an int, a str or a Literal"
        if option.replace("-", "_") not in rule.option_help:
            return f"has the option {option}, and no `option_help` for it"
    return None


def _packages(traceback: TracebackType | None) -> Iterator[str]:
    """The top-level packages of the code in a traceback, the innermost last."""
    while traceback is not None:
        yield str(traceback.tb_frame.f_globals.get("__name__", "")).partition(".")[0]
        traceback = traceback.tb_next


def _files(own: OwnRule) -> Iterator[tuple[str, int]]:
    """The Python files of a rule's package, and when each was changed."""
    top = sys.modules[own.rule.__module__.partition(".")[0]]
    for folder in getattr(top, "__path__", ()):
        for parent, _, names in os.walk(folder):
            for path in sorted(os.path.join(parent, name) for name in names if name.endswith(".py")):
                yield path, os.stat(path).st_mtime_ns
    if not hasattr(top, "__path__") and top.__file__:
        yield top.__file__, os.stat(top.__file__).st_mtime_ns
