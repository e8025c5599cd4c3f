"""Gathers that hold more than the users of one session: these form a chain, and everything else stays concurrent.

`await gather(f(session), g(session), http())` -> `await gather(_on_session(), http())`, where the nested function
`_on_session` awaits `f(session)` and `g(session)` in turn. With two sessions there are two chains.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from asyncfix.project import flow
from asyncfix.rule import Edit, Refused
from asyncfix.transforms.shared_session_gather.arguments import Part, in_order, refuse_uncapturable
from asyncfix.transforms.shared_session_gather.order import (
    Changes,
    changes,
    holds_await,
    must_be_first,
    refuse_unmovable,
)
from asyncfix.transforms.shared_session_gather.site import Rewriting, Site
from asyncfix.transforms.shared_session_gather.standing import (
    Standing,
    front_anchor,
    index_on_line,
    is_opening,
    line_anchor,
)
from asyncfix.transforms.shared_session_gather.targets import has_comment, plain_names, targets_of

if TYPE_CHECKING:
    import libcst as cst

    from asyncfix.transforms.shared_session_gather.displays import Laid
    from asyncfix.transforms.shared_session_gather.lines import Rewritten
    from asyncfix.transforms.shared_session_gather.spelled import SpelledOut

_ORDINALS = "first second third fourth fifth sixth seventh eighth".split()


@dataclass(frozen=True, eq=False)
class Entry:
    """One argument of the gather that is written: a chain by its name, or an argument as it was."""

    parts: tuple[Part, ...]
    """The arguments of the chain in order, or the one that stays."""
    positions: tuple[int, ...]
    """The places of these among the arguments as they were."""
    chain: str | None = None
    is_first: bool = False


def is_mixed(parts: Sequence[Part]) -> bool:
    """Whether awaiting all arguments in turn would be more than is needed."""
    return len(_grouped(parts)) > 1


def in_chains(parts: Sequence[Part]) -> list[Part]:
    """The arguments that are awaited in turn, be it all of them or those of each session."""
    groups = _grouped(parts)
    return [parts[place] for places in groups for place in places if len(groups) == 1 or _is_chain(parts, places)]


def _is_chain(parts: Sequence[Part], places: Sequence[int]) -> bool:
    first = parts[places[0]]
    return bool(first.uses) and (len(places) > 1 or first.is_many or first.kind == "gather")


def _grouped(parts: Sequence[Part]) -> list[list[int]]:
    """The places of the arguments, those together that share a session, directly or through others."""
    groups: list[tuple[frozenset[int], list[int]]] = []
    for place, part in enumerate(parts):
        uses, places = part.uses, [place]
        apart = [group for group in groups if not group[0] & uses]
        for known, others in groups:
            if known & uses:
                uses, places = uses | known, sorted([*places, *others])
        groups = [*apart, (uses, places)]
    return sorted(places for _, places in groups)


def chained(
    site: Site, at: Standing, parts: tuple[Part, ...], *, settles: bool, spelled: SpelledOut | None = None
) -> Rewriting:
    """The rewriting of a mixed gather. Raises `Refused` where the chain, or the order of results, cannot be exact.

    `spelled` are its arguments where these stand in a list in front of it.
    """
    if settles and any(part.kind == "gather" for part in parts):
        raise Refused("an inner gather stands in one with `return_exceptions=True`")
    entries = _entries(site, parts)
    if not any(entry.chain for entry in entries):
        raise Refused("no two of the gathered awaitables use one session")
    _refuse_chains(site, at, entries)
    is_whole = at.is_whole and at.wrapper != "gather"
    if not is_whole:
        refuse_uncapturable(at, parts)
    arrangement = _arrangement(site, entries, len(parts), is_whole=is_whole)
    taken = flow.names_in(site.scope) | {entry.chain or "" for entry in entries}
    settle = flow.free_name("_settled", taken) if settles else None

    def gathered(node: cst.CSTNode) -> cst.Call:
        return _gathered(_spelled(node, spelled), parts, entries, settle)

    path, call = site.module.path, site.module.anchor(site.call)
    is_first_there = spelled.is_opening if spelled else is_opening(site)
    chains = _Definitions(settle, tuple(entry.chain for entry in entries if entry.chain), is_first_there)
    introduced = frozenset([*chains.names, *arrangement.names])
    if not is_whole:
        name = flow.free_name("_gathered", flow.names_in(site.scope))
        hoisted = (
            Edit(path, call, lambda node: _marked(name, gathered(node), node)),
            Edit(path, front_anchor(site), lambda node: _hoisted(node, name, chains, arrangement)),
        )
        return Rewriting(hoisted, introduces=introduced | {name})
    if isinstance(site.at.statement, ast.Expr) or not arrangement.differs:
        edit = Edit(path, front_anchor(site), lambda node: _preceded(node, chains))
    else:
        index = index_on_line(site)
        edit = Edit(path, line_anchor(site), lambda node: _rearranged(node, index, chains, arrangement))
    return Rewriting((Edit(path, call, gathered), edit), introduces=introduced)


class _Definitions(NamedTuple):
    """The functions put in front: the one that gives exceptions back as values, if any, and the chains."""

    settle: str | None
    chains: tuple[str, ...]
    is_opening: bool
    """Whether nothing stands in front of them in their suite."""

    @property
    def names(self) -> list[str]:
        return [*self.chains, *([self.settle] if self.settle else [])]

    def taken_from(self, node: cst.CSTNode) -> tuple[cst.CSTNode, list[cst.FunctionDef]]:
        """A node without what the chains await, and the functions."""
        from asyncfix.transforms.shared_session_gather import lines

        made = [lines.settled(self.settle)] if self.settle else []
        for chain in self.chains:
            node, definition = lines.lifted(node, chain)
            made.append(definition)
        return node, made


def _entries(site: Site, parts: tuple[Part, ...]) -> list[Entry]:
    taken = flow.names_in(site.scope)
    entries = []
    for places in _grouped(parts):
        chosen = tuple(parts[place] for place in places)
        if not _is_chain(parts, places):
            entries.append(Entry(chosen, tuple(places)))
            continue
        chain = flow.free_name("_on_session", taken)
        taken.add(chain)
        ordered, is_first = in_order(site, chosen)
        entries.append(Entry(ordered, tuple(places), chain, is_first))
    return entries


def _refuse_chains(site: Site, at: Standing, entries: Sequence[Entry]) -> None:
    """Raise `Refused` where evaluating a chain's arguments inside of it would come to something else."""
    for entry in entries:
        if not entry.chain:
            continue
        refuse_uncapturable(at, entry.parts)
        others = [
            awaitable
            for other in entries
            if other is not entry
            for part in other.parts
            for awaitable in part.awaitables
        ]
        changed = changes(others)
        seen = Changes(changed.attributes, changed.names, changed.collections)
        if any(must_be_first(site, part.argument, seen) for part in entry.parts):
            raise Refused("an awaitable that stays concurrent changes what an argument of the others reads")
        # What stays is evaluated before the chain's arguments now, also where it stood behind them.
        refuse_unmovable(part.argument for one in entries if not one.chain for part in one.parts)
        if any(holds_await(part.argument) for one in entries if not one.chain for part in one.parts):
            raise Refused("an argument of the gather awaits something itself")


@dataclass(frozen=True)
class Arrangement:
    """How results get back in order: what the gather's result is unpacked into, and what is made of that."""

    pattern: str
    """The targets of the new gather, with `{0}`, `{1}` and so on for the targets of the statement."""
    value: str | None
    """The result in its old order, made of new names; None where the statement's own targets are unpacked."""
    names: tuple[str, ...]
    differs: bool


def _arrangement(site: Site, entries: Sequence[Entry], count: int, *, is_whole: bool) -> Arrangement:
    if isinstance(site.at.statement, ast.Expr) and is_whole:
        return Arrangement("", None, (), differs=False)
    if sum(not entry.chain and entry.parts[0].is_many for entry in entries) > 1:
        raise Refused("the results of several awaitables of unknown number could not be put back in order")
    targets = targets_of(site.at.statement) if is_whole else None
    are_single = not any(part.is_many for entry in entries for part in entry.parts)
    if targets and are_single and len(targets) == count and _may_be_reordered(site, targets, entries):
        return Arrangement(_pattern(entries, [f"{{{place}}}" for place in range(count)]), None, (), differs=True)
    taken = flow.names_in(site.scope)
    names: list[str] = []
    for place in range(count):
        wanted = _ORDINALS[place] if place < len(_ORDINALS) else f"result_{place + 1}"
        names.append(flow.free_name(wanted, taken | set(names)))
    by_place = {place: part for entry in entries for place, part in zip(entry.positions, entry.parts, strict=True)}
    results = [f"*{names[place]}" if by_place[place].is_many else names[place] for place in range(count)]
    return Arrangement(_pattern(entries, names), f"[{', '.join(results)}]", tuple(names), differs=True)


def _pattern(entries: Sequence[Entry], names: Sequence[str]) -> str:
    def of(entry: Entry) -> str:
        if not entry.chain or len(entry.parts) == 1:
            (place,) = entry.positions
            return f"*{names[place]}" if not entry.chain and entry.parts[0].is_many else names[place]
        # Coroutines that were all made first give one list: what has a star is not a list of its own in it.
        stars = ["*" if entry.is_first and part.is_many else "" for part in entry.parts]
        if stars.count("*") > 1:
            raise Refused("the results of several awaitables of unknown number could not be put back in order")
        return f"({', '.join(star + names[place] for star, place in zip(stars, entry.positions, strict=True))})"

    return ", ".join(map(of, entries))


def _may_be_reordered(site: Site, targets: Sequence[ast.expr], entries: Sequence[Entry]) -> bool:
    if any(isinstance(target, ast.Starred) for target in targets) or has_comment(site):
        return False
    order = [place for entry in entries for place in entry.positions]
    names = [plain_names(target) for target in targets]
    flat = [name for each in names if each for name in each]
    return order == sorted(order) or (None not in names and len(flat) == len(set(flat)))


def _spelled(node: cst.CSTNode, spelled: SpelledOut | None) -> cst.Call:
    import libcst as cst

    assert isinstance(node, cst.Call)
    if spelled is None:
        return node
    call = cst.parse_expression(spelled.call)
    assert isinstance(call, cst.Call)
    return call.with_changes(func=node.func)


def _gathered(node: cst.Call, parts: Sequence[Part], entries: Sequence[Entry], settle: str | None) -> cst.Call:
    """The gather over chains and others; each chain's value stands in its call for now (see `lines.lifted`)."""
    import libcst as cst

    from asyncfix.transforms.shared_session_gather import chains, displays

    layout = displays.laid_out(node, parts)
    rows = displays.with_comments(layout)
    stacks = layout.is_multiline or layout.has_comments
    made = []
    for entry in entries:
        inside = [rows[place] for place in entry.positions]
        if entry.chain is None:
            made.append(inside[0])
            continue
        inside = [
            row._replace(laid=row.laid._replace(part=part)) for row, part in zip(inside, entry.parts, strict=True)
        ]
        style = displays.Style(settle)
        depth = displays.depth_of(layout)
        value = chains.chain(inside, style, is_first=entry.is_first, stacks=stacks, depth=depth)
        made.append(displays.Commented(_marker(inside[0].laid, cst.Call(cst.Name(entry.chain), [cst.Arg(value)]))))
    # A chain gives its exceptions back itself.
    settles = settle is not None and not all(entry.chain for entry in entries)
    return chains.gathering(node, made, settles=settles, stacks=stacks, depth=displays.depth_of(layout))


def _marker(laid: Laid, value: cst.Call) -> Laid:
    return laid._replace(value=value, part=Part("one", laid.part.argument, ()))


def _preceded(node: cst.CSTNode, chains: _Definitions) -> Rewritten:
    from asyncfix.transforms.shared_session_gather import lines

    rest, definitions = chains.taken_from(node)
    return lines.preceded(rest, definitions, is_opening=chains.is_opening)


def _marked(name: str, value: cst.Call, node: cst.CSTNode) -> cst.Call:
    """A call that holds what the function of that name will gather (see `lines.taken`)."""
    import libcst as cst

    assert isinstance(node, cst.Call)
    bare = value.with_changes(lpar=[], rpar=[])
    return cst.Call(cst.Name(name), [cst.Arg(bare)], lpar=node.lpar, rpar=node.rpar)


def _hoisted(node: cst.CSTNode, name: str, chains: _Definitions, arrangement: Arrangement) -> Rewritten:
    import libcst as cst

    from asyncfix.transforms.shared_session_gather import lines

    rest, gather = lines.taken(node, name)
    value, definitions = chains.taken_from(gather)
    assert isinstance(value, cst.BaseExpression)
    definitions.append(lines.returning(name, value, arrangement.pattern, arrangement.value or ""))
    return lines.preceded(rest, definitions, is_opening=chains.is_opening)


def _rearranged(node: cst.CSTNode, index: int, chains: _Definitions, arrangement: Arrangement) -> Rewritten:
    from asyncfix.transforms.shared_session_gather import lines

    rest, definitions = chains.taken_from(node)

    def rows(small: cst.BaseSmallStatement) -> list[lines.Row]:
        made = lines.rearranged(small, arrangement.pattern, arrangement.value)
        return lines.led(made, definitions, is_opening=chains.is_opening)

    return lines.replaced(rest, index, rows)
