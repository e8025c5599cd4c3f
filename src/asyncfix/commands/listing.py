"""`asyncfix rules` and `asyncfix explain`: what the rules say of themselves."""

from __future__ import annotations

from asyncfix.config import known_rule
from asyncfix.report import explain as pages
from asyncfix.report.output import standard_output
from asyncfix.transforms import RULES


def rules() -> int:
    """List the rules."""
    out = standard_output()
    width = max(len(rule.name) for rule in RULES)
    for rule in RULES:
        out.show([(f"{rule.name:{width}}", "bold"), (f"  {pages.summary(rule)}\n", "")])
    return 0


def explain(rule: str) -> int:
    """Print a rule's page."""
    out = standard_output()
    page = pages.page(known_rule(rule))
    if out.plain:
        out.stream.write(page)
    else:
        from rich.markdown import Markdown

        out.console.print(Markdown(page))
    return 0
