from asgiref.sync import sync_to_async

from .models import Customer, Order


def open_orders(email):
    return [order.pk for order in Order.objects.filter(customer__email=email, status="open")]


async def on_message(email):
    customer = await sync_to_async(Customer.objects.get)(email=email)
    customer.credit += 1
    await sync_to_async(customer.save)()
    return customer.credit, await sync_to_async(open_orders)(email)
