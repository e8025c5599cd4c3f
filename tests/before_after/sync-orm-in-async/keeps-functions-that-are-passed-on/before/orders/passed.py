import threading

from django.core.cache import cache
from django.db import transaction

from .models import Customer, Order

HANDLERS = {}


def register(name):
    def decorate(function):
        HANDLERS[name] = function
        return function

    return decorate


def count_orders():
    return Order.objects.count()


async def handlers(queue):
    HANDLERS["count"] = count_orders
    queue.append(Customer.objects.count)
    queue.append(lambda: [order.customer.name for order in Order.objects.all()])
    thread = threading.Thread(target=count_orders, daemon=True)
    key = cache.make_key("orders")

    def later():
        return Order.objects.first()

    def never():
        yield from Order.objects.all()

    block = transaction.atomic()
    return thread, key, later, never, block, Order.objects, Order.objects.filter


@register("sync")
def in_sync_code():
    with transaction.atomic():
        return [order.customer.name for order in Order.objects.all()], Customer.objects.get(pk=1).name
