from django.db import transaction

from .models import Customer, Order


async def pay(number):
    with transaction.atomic():
        order = Order.objects.select_for_update().filter(pk=number).first()
        if order is None:
            return None
        if order.status == "paid":
            return False
        order.status = "paid"
        order.save()
    return order.total


async def whole(email):
    with transaction.atomic():
        customer = Customer.objects.get(email=email)
        customer.orders.update(status="closed")
        return customer.orders.count()


async def first_affordable(email):
    with transaction.atomic():
        customer = Customer.objects.get(email=email)
        for order in customer.orders.order_by("-total"):
            if order.total <= customer.credit:
                customer.credit -= order.total
                customer.save()
                return order.pk
    return "none"
