from django.db import transaction

from .forms import CustomerForm
from .models import Customer, Order


def helper(email):
    return Customer.objects.get(email=email).credit


async def reads(pk):
    order = Order.objects.get(pk=pk)
    return order.customer.name, Order.objects.order_by("-total")[0].total, helper("bo@example.com")


async def form(data):
    form = CustomerForm(data)
    return form.save().pk if form.is_valid() else None


async def checked(name, email):
    customer = Customer(name=name, email=email)
    customer.full_clean()
    customer.save()
    return customer in Customer.objects.filter(name=name)


async def move(pk, email):
    with transaction.atomic():
        order = Order.objects.select_for_update().get(pk=pk)
        order.customer = Customer.objects.get(email=email)
        order.save()
    return order.customer.name, Order.objects.turnover()
