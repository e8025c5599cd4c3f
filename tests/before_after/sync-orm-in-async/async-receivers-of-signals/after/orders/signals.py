from asgiref.sync import sync_to_async
from django.dispatch import Signal, receiver

from .models import Customer, Order

order_paid = Signal()


@receiver(order_paid)
async def add_credit(sender, number, **kwargs):
    order = await sync_to_async(Order.objects.select_related("customer").get)(pk=number)
    order.customer.credit += order.total
    await sync_to_async(order.customer.save)(update_fields=["credit"])
    return order.customer.credit


@receiver(order_paid)
def mark_as_paid(sender, number, **kwargs):
    return Order.objects.filter(pk=number).update(status="paid")
