"""What a rule says of itself: its docstring, an example before and after, its options."""

from __future__ import annotations

import inspect
import json
import sys
from pathlib import Path
from typing import Any, NamedTuple, get_args

from asyncfix.config import option_types
from asyncfix.rule import Rule


class Example(NamedTuple):
    """A source, and what the rule makes of it."""

    before: str
    after: str


def summary(rule: type[Rule]) -> str:
    """The first line of a rule's documentation."""
    return documentation(rule).partition("\n")[0]


def documentation(rule: type[Rule]) -> str:
    """A rule's docstring, dedented: one sentence, then Markdown headings."""
    if sys.flags.optimize > 1:
        return "What a rule says of itself is stripped by `python -OO` and PYTHONOPTIMIZE=2; run asyncfix without them."
    return inspect.cleandoc(rule.__doc__ or "")


def example(rule: type[Rule]) -> Example | None:
    """The example that lies beside a rule's module, `examples/<rule>.before.txt` and `.after.txt`, if there is one."""
    folder = Path(sys.modules[rule.__module__].__file__ or "").parent / "examples"
    before, after = (folder / f"{rule.name}.{side}.txt" for side in ("before", "after"))
    if not (before.is_file() and after.is_file()):
        return None
    return Example(before.read_text("utf-8"), after.read_text("utf-8"))


def page(rule: type[Rule]) -> str:
    """A rule's page, as Markdown: the docstring under the rule's name, an example, its options."""
    parts = [f"# {rule.name}", documentation(rule)]
    shown = example(rule)
    if shown:
        parts += ["## Example", _code(shown.before), "becomes", _code(shown.after)]
    types = option_types(rule)
    if types:
        parts.append("## Options")
        lines = [_option(rule, name) for name in types]
        parts.append("\n".join(lines))
    return "\n\n".join(parts) + "\n"


def listing(rules: list[type[Rule]]) -> str:
    """The rules as JSON: names and what is said of them in one sentence."""
    return _json([_entry(rule) for rule in rules])


def data(rule: type[Rule]) -> str:
    """A rule's page as JSON."""
    shown = example(rule)
    options = [_option_data(rule, name, kind) for name, kind in option_types(rule).items()]
    return _json(
        {
            **_entry(rule),
            "documentation": documentation(rule),
            "example": shown and shown._asdict(),
            "options": options,
        }
    )


def _json(value: object) -> str:
    return json.dumps(value, indent=2) + "\n"


def _entry(rule: type[Rule]) -> dict[str, Any]:
    from asyncfix.own_rules import brought_by

    return {"name": rule.name, "summary": summary(rule), "distribution": brought_by(rule.name)}


def _code(source: str) -> str:
    return f"```python\n{source}```"


def _default(rule: type[Rule], option: str) -> Any:
    return getattr(rule, option.replace("-", "_"))


def _option(rule: type[Rule], name: str) -> str:
    default = _default(rule, name)
    shown = (
        str(default).lower() if isinstance(default, bool) else f'"{default}"' if isinstance(default, str) else default
    )
    return f"- `{name}` (default `{shown}`): {rule.option_help[name.replace('-', '_')]}."


def _option_data(rule: type[Rule], name: str, kind: Any) -> dict[str, Any]:
    return {
        "name": name,
        "default": _default(rule, name),
        "choices": list(get_args(kind)) or None,
        "help": rule.option_help[name.replace("-", "_")],
    }
