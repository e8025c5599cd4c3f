from asgiref.sync import sync_to_async
from django.db import transaction

from .models import Order


async def settle(numbers, budget):
    settled = []
    for number in numbers:
        with transaction.atomic():
            order = Order.objects.filter(pk=number).first()
            if order is None or order.status == "paid":
                continue
            if order.total > budget:
                break
            budget -= order.total
            order.status = "paid"
            order.save()
        settled.append(order.pk)
    else:
        settled.append("all")
    return settled, budget


async def until_done(numbers):
    numbers = list(numbers)
    while numbers:
        with transaction.atomic():
            for order in Order.objects.filter(pk=numbers.pop()):
                if order.total == 7:
                    break
            else:
                continue
            order.delete()
            break
    return numbers
