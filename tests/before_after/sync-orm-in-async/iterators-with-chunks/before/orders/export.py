from .models import Order


async def totals():
    found = []
    for order in Order.objects.order_by("pk").iterator(chunk_size=2):
        found.append(order.total)
    return found


async def first_paid():
    for order in Order.objects.order_by("pk").iterator():
        if order.status == "paid":
            return order.pk
    return None


async def later():
    rows = Order.objects.order_by("-pk").iterator()
    return [row.pk for row in rows]
