from functools import wraps

from asgiref.sync import sync_to_async

from vendor import in_background, threaded

from .models import Customer, Order


def db(function):
    """Makes a coroutine function of a synchronous one."""

    @wraps(function)
    async def call(*args, **kwargs):
        return await sync_to_async(function)(*args, **kwargs)

    return call


@db
def total():
    return sum(order.total for order in Order.objects.all())


@threaded
def names():
    return [customer.name for customer in Customer.objects.all()]


class Service:
    @db
    def count(self):
        return Order.objects.count()

    @in_background(queue="slow")
    def clean(self):
        Order.objects.filter(status="closed").delete()


async def report():
    service = Service()
    service.clean()
    return await total(), await names(), await service.count()
