"""The rules, in the order in which they are listed and applied."""

from __future__ import annotations

from asyncfix.rule import Rule
from asyncfix.transforms.base_http_middleware import BaseHttpMiddleware
from asyncfix.transforms.finally_jump import FinallyJump
from asyncfix.transforms.shared_session_gather import SharedSessionGather
from asyncfix.transforms.sync_orm_in_async import SyncOrmInAsync

RULES: tuple[type[Rule], ...] = (FinallyJump, SharedSessionGather, BaseHttpMiddleware, SyncOrmInAsync)
