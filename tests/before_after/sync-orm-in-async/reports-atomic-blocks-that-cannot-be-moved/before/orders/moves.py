from django.db import transaction

from .models import Order


async def with_locals(number):
    status = "paid"
    with transaction.atomic():
        order = Order.objects.get(pk=number)
        order.status = "{status}".format(**locals())
        order.save()
    return order.status


async def with_del(number, order=None):
    with transaction.atomic():
        order = Order.objects.get(pk=number)
        order.delete()
        del order


async def with_a_class():
    class Loaded:
        with transaction.atomic():
            number = Order.objects.count()

    return Loaded.number
