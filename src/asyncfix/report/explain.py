"""The documentation of a rule, from its docstring."""

from __future__ import annotations

import inspect

from asyncfix.config import option_types
from asyncfix.rule import Rule


def summary(rule: type[Rule]) -> str:
    """The first line of a rule's documentation."""
    return documentation(rule).partition("\n")[0]


def documentation(rule: type[Rule]) -> str:
    """A rule's docstring, dedented: one sentence, then Markdown headings."""
    return inspect.cleandoc(rule.__doc__ or "")


def page(rule: type[Rule]) -> str:
    """A rule's page, as Markdown: the docstring under the rule's name, then its options."""
    parts = [f"# {rule.name}", documentation(rule)]
    types = option_types(rule)
    if types:
        parts.append("## Options")
        lines = [_option(rule, name) for name in types]
        parts.append("\n".join(lines))
    return "\n\n".join(parts) + "\n"


def _option(rule: type[Rule], name: str) -> str:
    default = getattr(rule, name.replace("-", "_"))
    shown = (
        str(default).lower() if isinstance(default, bool) else f'"{default}"' if isinstance(default, str) else default
    )
    return f"- `{name}` (default `{shown}`): {rule.option_help[name.replace('-', '_')]}."
