from asgiref.sync import sync_to_async
from django.db import transaction

from .forms import CustomerForm
from .models import Customer, Order


def helper(email):
    return Customer.objects.get(email=email).credit


async def reads(pk):
    order = await Order.objects.aget(pk=pk)
    return await sync_to_async(lambda: order.customer.name)(), await sync_to_async(lambda: Order.objects.order_by("-total")[0].total)(), await sync_to_async(helper)("bo@example.com")


async def form(data):
    form = CustomerForm(data)
    return (await sync_to_async(form.save)()).pk if await sync_to_async(form.is_valid)() else None


async def checked(name, email):
    customer = Customer(name=name, email=email)
    await sync_to_async(customer.full_clean)()
    await customer.asave()
    return await sync_to_async(lambda: customer in Customer.objects.filter(name=name))()


async def move(pk, email):
    def in_transaction():
        with transaction.atomic():
            order = Order.objects.select_for_update().get(pk=pk)
            order.customer = Customer.objects.get(email=email)
            order.save()
        return order

    order = await sync_to_async(in_transaction)()
    return order.customer.name, await sync_to_async(Order.objects.turnover)()
