"""The rules, in the order in which they are listed and applied."""

from __future__ import annotations

import functools

from asyncfix.rule import Rule
from asyncfix.transforms.base_http_middleware import BaseHttpMiddleware
from asyncfix.transforms.finally_jump import FinallyJump
from asyncfix.transforms.shared_session_gather import SharedSessionGather
from asyncfix.transforms.sync_orm_in_async import SyncOrmInAsync

RULES: tuple[type[Rule], ...] = (FinallyJump, SharedSessionGather, BaseHttpMiddleware, SyncOrmInAsync)
"""The rules that come with asyncfix."""


@functools.cache
def all_rules() -> dict[str, type[Rule]]:
    """`RULES`, and behind them those that other distributions bring, by name.

    Raises `ConfigError` for a rule of another distribution that cannot be used: see `own_rules`.
    """
    from asyncfix import own_rules

    return {rule.name: rule for rule in own_rules.together(RULES)}
