#!/usr/bin/env python
# Copyright of the shop.
"""Numbers."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from asgiref.sync import (
    async_to_sync,  # for the admin
    iscoroutinefunction,  # for plugins
)
from django.db.models import Sum

from orders.models import Order  # the only model here

if TYPE_CHECKING:
    from collections.abc import Callable

log = logging.getLogger(__name__)


def run(function: Callable[[], object]) -> object:
    return async_to_sync(function)() if iscoroutinefunction(function) else function()


async def total() -> int:
    return Order.objects.aggregate(n=Sum("total"))["n"]  # all of them


async def number():
    return Order.objects.count()
