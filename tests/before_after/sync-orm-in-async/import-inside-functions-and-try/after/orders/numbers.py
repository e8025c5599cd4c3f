"""Numbers, imported late because of circular imports."""

from typing import TYPE_CHECKING

from asgiref.sync import sync_to_async as run_in_thread

try:
    import orjson as json
except ImportError:
    import json

if TYPE_CHECKING:
    from asgiref.sync import sync_to_async


async def late():
    from orders.models import Customer

    return json.loads(json.dumps(await run_in_thread(Customer.objects.count)()))


async def by_module():
    from orders import models as m

    return await run_in_thread(m.Order.objects.paid().count)()


def hop() -> "type[sync_to_async]": ...


async def number():
    from .models import Order

    return await run_in_thread(Order.objects.count)()
