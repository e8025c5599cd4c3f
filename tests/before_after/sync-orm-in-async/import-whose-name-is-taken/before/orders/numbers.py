from orders.models import Customer, Order


def sync_to_async(rows):
    """Our exporter's word for a conversion; not asgiref's."""
    return [dict(row) for row in rows]


async def exported():
    rows = [row async for row in Order.objects.order_by("pk").values("total")]
    return sync_to_async(rows)[0], Customer.objects.count()


async def number():
    return Order.objects.count()
