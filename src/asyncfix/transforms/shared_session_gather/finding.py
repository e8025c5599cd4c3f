"""From a clash to a finding: the site as the rewrites want it, the fix or the reason, and the words."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import TYPE_CHECKING, cast

from asyncfix.project import Module, Project, flow
from asyncfix.project.values import Instance, Task
from asyncfix.rule import Finding, Fix, Refused, Span
from asyncfix.transforms.shared_session_gather import hazards, wording
from asyncfix.transforms.shared_session_gather.site import Awaitable, Form, Rewriting, Site
from asyncfix.transforms.shared_session_gather.users import Clash, User, clashes

if TYPE_CHECKING:
    from asyncfix.transforms.shared_session_gather import SharedSessionGather
    from asyncfix.transforms.shared_session_gather.grouped import Grouping


def findings(module: Module, project: Project, rule: SharedSessionGather) -> Iterator[Finding]:
    """The findings of one module, under the rule's options."""
    found = [(clash.together.call, _finding(module, project, clash, rule)) for clash in clashes(module, project)]
    fixed = {node for call, finding in found if finding.fix for node in flow.walk(call) if node is not call}
    for call, finding in found:
        # What stands inside another gather is rewritten with that.
        if call not in fixed:
            yield finding


def _finding(module: Module, project: Project, clash: Clash, rule: SharedSessionGather) -> Finding:
    site = _site(module, clash)
    reason = hazards.reason(clash, force_sequential=rule.force_sequential)
    if reason is None and site.form == "task-group":
        reason = hazards.caught_as_group(module, project, site.at)
    rewriting = None
    if reason is None:
        try:
            rewriting = _in_turn(site, _grouping(project, clash, rule))
        except Refused as refused:
            reason = refused.reason
    return Finding(
        rule=rule.name,
        path=module.path,
        span=_span(module, site),
        message=wording.message(clash),
        severity="error",
        symbol=site.at.symbol,
        code=module.line(site.at.statement.lineno).strip(),
        fix=_fix(module, rewriting) if rewriting else None,
        kept_because=reason,
        notes=rewriting.notes if rewriting else (),
        related=tuple(wording.related(clash)),
    )


def _fix(module: Module, rewriting: Rewriting) -> Fix:
    return Fix(
        "safe",
        rewriting.edits,
        wanted=tuple((module.path, one) for one in rewriting.wanted),
        unneeded=tuple((module.path, name) for name in rewriting.unneeded),
        introduces=rewriting.introduces,
        drops_comments=rewriting.drops_comments,
    )


def _grouping(project: Project, clash: Clash, rule: SharedSessionGather) -> Grouping | None:
    """How aggregates are made one query, None where the option is off."""
    if rule.grouped == "off":
        return None
    from asyncfix.transforms.shared_session_gather.grouped import Grouping

    classes = (session.cls for session in clash.sessions)
    return Grouping(project, rule.grouped, tuple(getattr(cls, "dotted", None) for cls in classes))


def _span(module: Module, site: Site) -> Span:
    """From the beginning of the statement to the end of the call: a block's body is not part of it."""
    statement, call = module.span(site.at.statement), module.span(site.call)
    return Span(*statement[:2], *call[2:])


def _site(module: Module, clash: Clash) -> Site:
    """The clash as the rewrites want it: sessions are numbers."""
    numbers = {session: number for number, session in enumerate(clash.sessions)}
    awaitables = tuple(_awaitable(user, numbers) for user in clash.users)
    together = clash.together
    # Where a helper runs them together, the call of the helper stands for a gather.
    form = "gather" if together.by else cast("Form", together.form)
    return Site(module, clash.at, form, together.call, awaitables)


def _awaitable(user: User, numbers: dict[Instance, int]) -> Awaitable:
    member = user.member
    started = member.awaitable.node if isinstance(member.awaitable, Task) else None
    reaches: dict[ast.AST, tuple[Module, flow.Function]] = {}
    for one in user.members:
        reaches.update(one.run.reaches)
    return Awaitable(
        node=user.node,
        handed=member.handed or started or user.node,
        started=started,
        many=user.many,
        uses=frozenset(numbers[use.session] for use in user.uses),
        reaches=tuple(reaches.values()),
        is_resolved=all(one.run.is_resolved for one in user.members),
    )


def _in_turn(site: Site, grouping: Grouping | None) -> Rewriting:
    # Each of them imports LibCST.
    match site.form:
        case "gather":
            from asyncfix.transforms.shared_session_gather.gather import gather_in_turn

            return gather_in_turn(site, grouping)
        case "task-group":
            from asyncfix.transforms.shared_session_gather.task_group import group_in_turn

            return group_in_turn(site)
        case "tasks":
            from asyncfix.transforms.shared_session_gather.tasks import tasks_in_turn

            return tasks_in_turn(site)
        case _:
            from asyncfix.transforms.shared_session_gather.waiting import waiting_in_turn

            return waiting_in_turn(site)
