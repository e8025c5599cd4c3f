from django.db.models.signals import post_save
from django.dispatch import Signal, receiver

from .models import Customer, Order

paid = Signal()


@receiver(paid)
def credit(sender, number, **kwargs):
    order = Order.objects.select_related("customer").get(pk=number)
    Customer.objects.filter(pk=order.customer_id).update(credit=order.total)


@receiver(post_save, sender=Order)
def log(sender, instance, **kwargs):
    return instance.customer.name


async def pay(number):
    order = await Order.objects.aget(pk=number)
    await order.asave()
    await paid.asend("shop", number=number)
    return [customer.credit async for customer in Customer.objects.order_by("pk")]
