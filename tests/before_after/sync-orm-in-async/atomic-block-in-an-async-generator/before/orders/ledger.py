from django.db import transaction

from .models import Order


async def claimed(limit):
    number = 0
    while True:
        with transaction.atomic():
            order = Order.objects.select_for_update().exclude(status="taken").order_by("pk").first()
            if order is None:
                return
            order.status = "taken"
            order.save(update_fields=["status"])
            number += 1
        yield order.pk
        if number >= limit:
            return
