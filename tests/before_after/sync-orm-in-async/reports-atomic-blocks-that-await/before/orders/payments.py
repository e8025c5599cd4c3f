import httpx
from django.db import transaction

from .models import Customer, Order


async def charge(number):
    with transaction.atomic():
        order = Order.objects.select_for_update().get(pk=number)
        async with httpx.AsyncClient() as client:
            answer = await client.post("https://bank.example/charge", json={"total": order.total})
        order.status = "paid" if answer.is_success else "failed"
        order.save()


async def each():
    with transaction.atomic():
        async for order in Order.objects.filter(status="open"):
            order.status = "seen"
            order.save()


async def half(email, notify):
    with transaction.atomic():
        customer = Customer.objects.get(email=email)
        customer.credit += 1
        customer.save()
        await notify(customer)
    return customer.credit


async def stream():
    with transaction.atomic():
        for order in Order.objects.all():
            yield order.pk
