from asgiref.sync import sync_to_async
from django.db import transaction

from .models import Order


async def settle(numbers, budget):
    settled = []
    for number in numbers:
        order = None

        def in_transaction():
            nonlocal budget, order
            with transaction.atomic():
                order = Order.objects.filter(pk=number).first()
                if order is None or order.status == "paid":
                    return "continue"
                if order.total > budget:
                    return "break"
                budget -= order.total
                order.status = "paid"
                order.save()
            return None

        outcome = await sync_to_async(in_transaction)()
        if outcome == "break":
            break
        if outcome == "continue":
            continue
        settled.append(order.pk)
    else:
        settled.append("all")
    return settled, budget


async def until_done(numbers):
    numbers = list(numbers)
    while numbers:
        def in_transaction():
            with transaction.atomic():
                for order in Order.objects.filter(pk=numbers.pop()):
                    if order.total == 7:
                        break
                else:
                    return "continue"
                order.delete()
                return "break"
            return None

        outcome = await sync_to_async(in_transaction)()
        if outcome == "break":
            break
        if outcome == "continue":
            continue
    return numbers
