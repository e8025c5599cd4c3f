from django.db import transaction

from .models import Customer, Order


async def pay(number):
    async with transaction.atomic():
        order = await Order.objects.select_for_update().aget(pk=number)
        order.status = "paid"
        await order.asave()


class Billing:
    async def close(self, customer: Customer) -> int:
        async with transaction.atomic(using="default"):
            customer.credit = 0
            customer.save()
            return customer.orders.update(status="closed")
