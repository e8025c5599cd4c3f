from .models import Customer, Order


async def lines():
    rows = []
    for order in Order.objects.order_by("pk").prefetch_related("lines").iterator(chunk_size=2):
        rows.append(len(order.lines.all()))
    return rows


async def totals():
    return [order.total for order in Order.objects.order_by("pk").iterator()]


async def names():
    found = []
    for name in Customer.objects.order_by("pk").values_list("name", flat=True).iterator():
        found.append(name)
    return found
