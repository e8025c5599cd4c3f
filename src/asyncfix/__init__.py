"""Find and rewrite, safely, the bugs of async Python whose error shows up far from the cause.

From Python: `check_paths`, `diff_paths` and `fix_source`; see docs/library.md. Names are loaded when first used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from asyncfix.api import CheckResult, DiffResult, FixResult, check_paths, diff_paths, fix_source
    from asyncfix.errors import AsyncfixError, ConfigError, FileTrouble, UsageError
    from asyncfix.rule import Finding, Fix, Rule
    from asyncfix.writing import Change

__version__ = "0.1.0"

__all__ = [
    "AsyncfixError",
    "Change",
    "CheckResult",
    "ConfigError",
    "DiffResult",
    "FileTrouble",
    "Finding",
    "Fix",
    "FixResult",
    "Rule",
    "UsageError",
    "__version__",
    "check_paths",
    "diff_paths",
    "fix_source",
]


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    import importlib

    holder = {"Change": "writing", "Finding": "rule", "Fix": "rule", "Rule": "rule"}.get(name)
    if holder is None:
        holder = "errors" if name.endswith(("Error", "Trouble")) else "api"
    value = getattr(importlib.import_module(f"{__name__}.{holder}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
