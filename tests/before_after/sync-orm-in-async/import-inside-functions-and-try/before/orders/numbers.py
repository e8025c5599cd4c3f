"""Numbers, imported late because of circular imports."""

from typing import TYPE_CHECKING

try:
    import orjson as json
except ImportError:
    import json

if TYPE_CHECKING:
    from asgiref.sync import sync_to_async


async def late():
    from orders.models import Customer

    return json.loads(json.dumps(Customer.objects.count()))


async def by_module():
    from orders import models as m

    return m.Order.objects.paid().count()


def hop() -> "type[sync_to_async]": ...


async def number():
    from .models import Order

    return Order.objects.count()
