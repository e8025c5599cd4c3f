from asgiref.sync import sync_to_async
from django.db import transaction

from .models import Customer, Order


async def pay(number):
    order = None

    def in_transaction():
        nonlocal order
        with transaction.atomic():
            order = Order.objects.select_for_update().filter(pk=number).first()
            if order is None:
                return "return", None
            if order.status == "paid":
                return "return", False
            order.status = "paid"
            order.save()
        return None, None

    outcome, value = await sync_to_async(in_transaction)()
    if outcome == "return":
        return value
    return order.total


async def whole(email):
    def in_transaction():
        with transaction.atomic():
            customer = Customer.objects.get(email=email)
            customer.orders.update(status="closed")
            return customer.orders.count()

    return await sync_to_async(in_transaction)()


async def first_affordable(email):
    def in_transaction():
        with transaction.atomic():
            customer = Customer.objects.get(email=email)
            for order in customer.orders.order_by("-total"):
                if order.total <= customer.credit:
                    customer.credit -= order.total
                    customer.save()
                    return "return", order.pk
        return None, None

    outcome, value = await sync_to_async(in_transaction)()
    if outcome == "return":
        return value
    return "none"
