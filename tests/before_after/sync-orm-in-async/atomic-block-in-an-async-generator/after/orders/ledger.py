from asgiref.sync import sync_to_async
from django.db import transaction

from .models import Order


async def claimed(limit):
    number = 0
    while True:
        order = None

        def in_transaction():
            nonlocal number, order
            with transaction.atomic():
                order = Order.objects.select_for_update().exclude(status="taken").order_by("pk").first()
                if order is None:
                    return "return"
                order.status = "taken"
                order.save(update_fields=["status"])
                number += 1
            return None

        outcome = await sync_to_async(in_transaction)()
        if outcome == "return":
            return
        yield order.pk
        if number >= limit:
            return
