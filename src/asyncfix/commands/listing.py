"""`asyncfix rules` and `asyncfix explain`: what the rules say of themselves."""

from __future__ import annotations

from asyncfix.config import known_rule
from asyncfix.report import explain as pages
from asyncfix.report.output import standard_output
from asyncfix.transforms import all_rules


def rules(as_json: bool = False) -> int:
    """List the rules."""
    out = standard_output()
    if as_json:
        out.stream.write(pages.listing(list(all_rules().values())))
        return 0
    width = max(map(len, all_rules()))
    for rule in all_rules().values():
        out.show([(f"{rule.name:{width}}", "bold"), (f"  {pages.summary(rule)}\n", "")])
    return 0


def explain(rule: str, as_json: bool = False) -> int:
    """Print a rule's page."""
    out = standard_output()
    if as_json:
        out.stream.write(pages.data(known_rule(rule)))
        return 0
    page = pages.page(known_rule(rule))
    if out.plain:
        out.stream.write(page)
    else:
        from rich.markdown import Markdown

        out.console.print(Markdown(page))
    return 0
